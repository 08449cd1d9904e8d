//! What later formats of an analysis put behind the fields of format 1.
//!
//! - Format 2: the pairs of figures that a change joins.
//! - Format 3: these pairs, and what the scores of entities are computed from.
//! - Format 4: all that, the times of day of figures, and where the nouns stand that they measure.
//! - Format 5: all that, and which claims of the text say what those of the title say.
//! - Format 6: all that, and how sure each entity is, and the roles of people.
//! - Format 7: all that, and which stretches of the text are no news.
//!
//! An analysis that has none of it is still written in the older format, so that its record has the same bytes whichever
//! program wrote it; one that was read without its bases keeps having none.

use jiff::civil::Time;

use super::codec::{Damaged, Input, Stored, stored_fields};
use super::record::PLAIN;
use crate::nlp::Analysis;
use crate::nlp::analysis::{Block, ClaimId, Entity, EntityBasis, EntityEvidence, FigureId, Role};
use crate::text::Span;

/// The version with [`Joined`] figures.
const WITH_PAIRS: u8 = 2;

/// The version with pairs, and with the place among the entities of each whose scores can be computed again, and the
/// basis to do it.
const WITH_BASES: u8 = 3;

/// The version with all that and [`Told`].
const WITH_TIMES: u8 = 4;

/// The version with all that and the claims that are [`Restated`].
const WITH_TITLES: u8 = 5;

/// The version with all that and what is [`Known`] of entities.
const WITH_ROLES: u8 = 6;

/// The version with all that and its [`Block`]s.
const WITH_BLOCKS: u8 = 7;

/// The newest version.
pub(super) const NEWEST: u8 = WITH_BLOCKS;

/// A figure that a change joins to another: its place among the figures, and what it changed from or to.
struct Joined {
    at: usize,
    from: Option<FigureId>,
    to: Option<FigureId>,
}

/// What a figure says beyond the fields of format 1: its place among the figures, its time of day, and where the noun
/// stands that it measures.
struct Told {
    at: usize,
    time: Option<Time>,
    measured: Option<Span>,
}

/// A claim of the title: its place among the claims, and the claim of the text that says the same.
struct Restated {
    at: usize,
    by: ClaimId,
}

/// What is known of an entity beyond the fields of format 1: its place among the entities, how sure it is in hundredths,
/// and its role.
struct Known {
    at: usize,
    percent: Option<u8>,
    role: Option<Role>,
}

stored_fields! {
    Block { span, kind }
    Known { at, percent, role }
    Role { text, organization, spans }
    Restated { at, by }
    Joined { at, from, to }
    Told { at, time, measured }
    EntityBasis { sentences, author, quoted, evidence }
    EntityEvidence { span, weight, voice }
}

/// Appends what the analysis has beyond format 1, and tells the format that this makes.
pub(super) fn put(analysis: &Analysis, out: &mut Vec<u8>) -> u8 {
    let figures = analysis.figures.iter().enumerate().filter(|(_, f)| f.from.is_some() || f.to.is_some());
    let joined: Vec<_> = figures.map(|(at, f)| Joined { at, from: f.from, to: f.to }).collect();
    let entities = analysis.entities.iter().enumerate();
    let based: Vec<_> = entities.filter_map(|(at, e)| Some((at, e.sentiment.basis.as_ref()?))).collect();
    let figures = analysis.figures.iter().enumerate().filter(|(_, f)| f.time.is_some() || f.measured.is_some());
    let told: Vec<_> = figures.map(|(at, f)| Told { at, time: f.time, measured: f.measured }).collect();
    let claims = analysis.claims.iter().enumerate();
    let restated: Vec<_> = claims.filter_map(|(at, c)| Some(Restated { at, by: c.restated_by? })).collect();
    let entities = analysis.entities.iter().enumerate().filter(|(_, e)| e.confidence.is_some() || e.role.is_some());
    let known: Vec<_> = entities.map(|(at, e)| Known::of(at, e)).collect();
    let versions = [
        (!joined.is_empty(), WITH_PAIRS),
        (!based.is_empty(), WITH_BASES),
        (!told.is_empty(), WITH_TIMES),
        (!restated.is_empty(), WITH_TITLES),
        (!known.is_empty(), WITH_ROLES),
        (!analysis.blocks.is_empty(), WITH_BLOCKS),
    ];
    let version = versions.into_iter().filter(|(needed, _)| *needed).map(|(_, v)| v).max().unwrap_or(PLAIN);
    if version >= WITH_PAIRS {
        joined.put(out);
    }
    if version >= WITH_BASES {
        based.len().put(out);
        for (at, basis) in based {
            at.put(out);
            basis.put(out);
        }
    }
    if version >= WITH_TIMES {
        told.put(out);
    }
    if version >= WITH_TITLES {
        restated.put(out);
    }
    if version >= WITH_ROLES {
        known.put(out);
    }
    if version >= WITH_BLOCKS {
        analysis.blocks.put(out);
    }
    version
}

impl Known {
    fn of(at: usize, entity: &Entity) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        let percent = entity.confidence.map(|confidence| (confidence.clamp(0.0, 1.0) * 100.0).round() as u8);
        Self { at, percent, role: entity.role.clone() }
    }
}

/// Reads what [`put`] appended in that format.
pub(super) fn take(version: u8, input: &mut Input<'_>, analysis: &mut Analysis) -> Result<(), Damaged> {
    if version >= WITH_PAIRS {
        for Joined { at, from, to } in Vec::take(input)? {
            let figure = analysis.figures.get_mut(at).ok_or(Damaged("it joins a figure that it lacks"))?;
            (figure.from, figure.to) = (from, to);
        }
    }
    if version >= WITH_BASES {
        for (at, basis) in Vec::<(usize, EntityBasis)>::take(input)? {
            let entity = analysis.entities.get_mut(at).ok_or(Damaged("it scores an entity that it lacks"))?;
            entity.sentiment.basis = Some(basis);
        }
    }
    if version >= WITH_TIMES {
        for Told { at, time, measured } in Vec::take(input)? {
            let figure = analysis.figures.get_mut(at).ok_or(Damaged("it tells of a figure that it lacks"))?;
            (figure.time, figure.measured) = (time, measured);
        }
    }
    if version >= WITH_TITLES {
        for Restated { at, by } in Vec::take(input)? {
            let claim = analysis.claims.get_mut(at).ok_or(Damaged("it restates a claim that it lacks"))?;
            claim.restated_by = Some(by);
        }
    }
    if version >= WITH_ROLES {
        for Known { at, percent, role } in Vec::take(input)? {
            let entity = analysis.entities.get_mut(at).ok_or(Damaged("it knows of an entity that it lacks"))?;
            entity.confidence = percent.map(|percent| f64::from(percent.min(100)) / 100.0);
            entity.role = role;
        }
    }
    if version >= WITH_BLOCKS {
        analysis.blocks = Vec::take(input)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::StoreError;
    use super::super::codec;
    use super::super::record::{pack, pack_analysis, unpack_analysis};
    use super::*;
    use crate::nlp::analysis::{
        BlockKind, Change, EntityId, EntitySentiment, EntityType, Evidence, Figure, FigureKind, Mention, MentionKind,
        Score, SentenceSentiment, SentimentLabel, Voice,
    };
    use crate::nlp::{AnalyzerInfo, Profile};

    /// [`plain`] as the first program wrote it.
    const FIRST: &str = "019e000000f73402646501146f7267616e697a6174696f6e3a6b72616e2d6167074b72616e204147020000914e0100070100\
    823c0301f0450301010200020100010201000000000100000200b1010770657263656e7400011e0034000002290010020e00\
    0502000e2900600102010100286000b00d07904e00016101310166";
    /// [`plain`] with joined figures, as the first program that joined them wrote it.
    const SECOND: &str = "02a7000000f73402646501146f7267616e697a6174696f6e3a6b72616e2d6167074b72616e204147020000914e0100070100\
    823c0301f0450301010200020100010201000000000100000200b1010770657263656e7400011e0034000002290010020e00\
    0502000e2900600102010100286000f0050d07904e00016101310166020000010201010100";

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<_> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
        digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
    }

    fn figure(number: u32) -> Figure {
        Figure {
            id: FigureId(number),
            span: Span::new(0, 1),
            kind: FigureKind::Percentage,
            value: Some(number.into()),
            min: None,
            max: None,
            unit: Some("percent".into()),
            approximation: None,
            change: Some(Change::Up),
            from: None,
            to: None,
            per: None,
            measures: None,
            measured: None,
            period: None,
            time: None,
            claim_id: None,
            speaker: None,
            entities: Vec::new(),
        }
    }

    fn entity() -> Entity {
        let score = |score, label| Score { score, label };
        Entity {
            id: EntityId("organization:kran-ag".into()),
            name: "Kran AG".into(),
            kind: EntityType::Organization,
            subtype: None,
            wikidata: None,
            salience: 0.5,
            mentions: vec![Mention { span: Span::new(0, 7), kind: MentionKind::Name, in_claim: None }],
            sentiment: EntitySentiment {
                overall: score(-0.3841, SentimentLabel::Negative),
                author: Some(score(-0.4472, SentimentLabel::Negative)),
                quoted: Some(score(0.0, SentimentLabel::Neutral)),
                basis: None,
            },
            confidence: None,
            role: None,
        }
    }

    /// An analysis that format 1 holds whole.
    fn plain() -> Analysis {
        let sentence = SentenceSentiment {
            span: Span::new(0, 40),
            score: Score { score: -0.4472, label: SentimentLabel::Negative },
            evidence: vec![Evidence { span: Span::new(13, 20), weight: -0.5 }],
        };
        let mut analysis = Analysis { language: "de".into(), ..Analysis::default() };
        analysis.entities.push(entity());
        analysis.figures.extend([figure(1), figure(2)]);
        analysis.sentiment.sentences.push(sentence);
        analysis
    }

    /// One that takes format 2.
    fn with_pairs() -> Analysis {
        let mut analysis = plain();
        analysis.figures[0].to = Some(FigureId(2));
        analysis.figures[1].from = Some(FigureId(1));
        analysis
    }

    fn basis() -> EntityBasis {
        let evidence = EntityEvidence { span: Span::new(13, 20), weight: -0.5, voice: Voice::Quoted };
        EntityBasis { sentences: 2, author: 2, quoted: 1, evidence: vec![evidence] }
    }

    fn analyzer() -> AnalyzerInfo {
        let (name, version, fingerprint) = ("a".into(), "1".into(), "f".into());
        AnalyzerInfo { name, version, profile: Profile::Fast, fingerprint }
    }

    #[test]
    fn records_of_earlier_programs_are_read_and_written_as_they_were() {
        for (record, analysis) in [(bytes(FIRST), plain()), (bytes(SECOND), with_pairs())] {
            assert_eq!(unpack_analysis(&record).unwrap(), (analysis.clone(), analyzer()));
            assert_eq!(pack_analysis(&analysis, &analyzer()), record);
        }
    }

    #[test]
    fn what_scores_are_computed_from_comes_back_with_its_entity() {
        for mut analysis in [plain(), with_pairs()] {
            analysis.entities.push(Entity { id: EntityId("other:b".into()), ..entity() });
            analysis.entities.push(Entity { id: EntityId("other:c".into()), ..entity() });
            analysis.entities[0].sentiment.basis = Some(EntityBasis::default());
            analysis.entities[2].sentiment.basis = Some(basis());
            let record = pack_analysis(&analysis, &analyzer());
            assert_eq!(record[0], WITH_BASES);
            assert_eq!(unpack_analysis(&record).unwrap(), (analysis, analyzer()));
        }
    }

    #[test]
    fn times_and_places_of_nouns_come_back_with_their_figure() {
        for mut analysis in [plain(), with_pairs()] {
            analysis.figures[1].time = Some(Time::constant(20, 15, 0, 0));
            analysis.figures[1].measured = Some(Span::new(3, 9));
            let record = pack_analysis(&analysis, &analyzer());
            assert_eq!(record[0], WITH_TIMES);
            assert_eq!(unpack_analysis(&record).unwrap(), (analysis, analyzer()));
        }
    }

    #[test]
    fn what_is_known_of_entities_comes_back_with_them() {
        let role = |spans| Role { text: "Chefin".into(), organization: Some(EntityId("organization:b".into())), spans };
        for mut analysis in [plain(), with_pairs()] {
            analysis.entities.push(Entity { role: Some(role(vec![Span::new(2, 8)])), ..entity() });
            analysis.entities.push(Entity { confidence: Some(0.29), ..entity() });
            let record = pack_analysis(&analysis, &analyzer());
            assert_eq!(record[0], WITH_ROLES);
            assert_eq!(unpack_analysis(&record).unwrap(), (analysis, analyzer()));
        }
    }

    #[test]
    fn what_is_no_news_comes_back() {
        let blocks = vec![Block { span: Span::new(2, 8), kind: BlockKind::Furniture }];
        let analysis = Analysis { blocks, ..with_pairs() };
        let record = pack_analysis(&analysis, &analyzer());
        assert_eq!((record[0], unpack_analysis(&record).unwrap().0), (WITH_BLOCKS, analysis));
    }

    #[test]
    fn an_evidence_takes_few_bytes() {
        let mut fields = Vec::new();
        basis().evidence.put(&mut fields);
        assert_eq!(fields.len(), 1 + 5, "{fields:?}");
    }

    #[test]
    fn an_appendix_of_what_is_not_there_is_damage() {
        let mut fields = codec::to_bytes(&plain());
        analyzer().put(&mut fields);
        let pairs = |at| codec::to_bytes(&vec![Joined { at, from: None, to: Some(FigureId(1)) }]);
        let bases = |at| codec::to_bytes(&vec![(at, basis())]);
        let told = |at| codec::to_bytes(&vec![Told { at, time: None, measured: None }]);
        let restated = |at| codec::to_bytes(&vec![Restated { at, by: ClaimId(1) }]);
        let known = |at| codec::to_bytes(&vec![Known { at, percent: Some(90), role: None }]);
        let five = [pairs(0), bases(0), told(0)].concat();
        let none = codec::to_bytes(&Vec::<Restated>::new());
        for (version, appendix, problem) in [
            (WITH_ROLES, [five.clone(), none.clone(), known(5)].concat(), "knows of an entity that it lacks"),
            (WITH_ROLES, [five, none].concat(), "ends too early"),
            (WITH_TITLES, [pairs(0), bases(0), told(0), restated(0)].concat(), "restates a claim that it lacks"),
            (WITH_TIMES, [pairs(0), bases(0), told(9)].concat(), "tells of a figure that it lacks"),
            (WITH_PAIRS, pairs(7), "joins a figure that it lacks"),
            (WITH_BASES, [pairs(0), bases(1)].concat(), "scores an entity that it lacks"),
            (WITH_BASES, pairs(0), "ends too early"),
            (WITH_PAIRS, [pairs(0), bases(0)].concat(), "follows its end"),
            (PLAIN, pairs(0), "follows its end"),
            (NEWEST + 1, pairs(0), "unknown"),
        ] {
            let error = unpack_analysis(&pack(version, &[fields.clone(), appendix].concat())).unwrap_err();
            assert!(matches!(&error, StoreError::Corrupt(told) if told.contains(problem)), "{error:?}: {problem}");
        }
    }

    proptest::proptest! {
        /// A disk may answer anything: that is an error, or an analysis that can be kept again.
        #[test]
        fn a_damaged_record_is_an_error_or_an_analysis(
            version in 0..NEWEST + 2,
            damage in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), 0..=255u8), 0..6),
            cut in 0..400usize,
            packed in proptest::prelude::any::<bool>(),
        ) {
            let mut analysis = with_pairs();
            analysis.entities[0].sentiment.basis = Some(basis());
            analysis.figures[1].time = Some(Time::constant(20, 15, 0, 0));
            let mut bytes = codec::to_bytes(&analysis);
            analyzer().put(&mut bytes);
            put(&analysis, &mut bytes);
            bytes = if packed { pack(version, &bytes) } else { bytes };
            bytes.truncate(bytes.len() - bytes.len().min(cut / 4));
            if !bytes.is_empty() {
                for (at, byte) in damage {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                }
            }
            let record = if packed { bytes } else { pack(version, &bytes) };
            match unpack_analysis(&record) {
                Ok((analysis, analyzer)) => {
                    let again = unpack_analysis(&pack_analysis(&analysis, &analyzer));
                    proptest::prop_assert_eq!(again.ok().map(|(analysis, _)| analysis.figures.len()), Some(analysis.figures.len()));
                }
                Err(error) => proptest::prop_assert!(matches!(error, StoreError::Corrupt(_)), "{:?}", error),
            }
        }
    }
}
