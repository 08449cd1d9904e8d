//! Whatever is stored comes back bit by bit, every field of it.

use jiff::civil::{Date, Time};
use pressespiegel::article::{AnalysedArticle, NewArticle, Submission};
use pressespiegel::nlp::analysis::{
    Approximation, Block, BlockKind, Certainty, Change, Claim, ClaimId, ClaimKind, Cue, Entity, EntityBasis,
    EntityEvidence, EntityId, EntitySentiment, EntityType, Evidence, Figure, FigureId, FigureKind, Medium, Mention,
    MentionKind, Party, Period, ResolvedBy, Role, Score, SentenceSentiment, Sentiment, SentimentLabel, Speaker, Voice,
    Warning,
};
use pressespiegel::nlp::{Analysis, AnalyzerInfo, Profile};
use pressespiegel::store::{ArticleStore, EmbeddedOptions, EmbeddedStore, Inserted};
use pressespiegel::text::Span;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

use crate::fixtures::{article, now, without_feed};

const WORD: &str = "[a-zäß€👍\u{301}\0 \"]{0,12}";

fn float() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("equal to itself", |f| !f.is_nan()),
        (-9_i32..9).prop_map(|n| f64::from(n) / 8.0)
    ]
}

/// Spans anywhere: the store keeps them, whether they fit or not.
fn span() -> impl Strategy<Value = Span> {
    (any::<u32>(), any::<u16>()).prop_map(|(start, length)| Span::new(start as usize, start as usize + length as usize))
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    vec(span(), 0..3)
}

fn score() -> impl Strategy<Value = Score> {
    (float(), select(SentimentLabel::ALL)).prop_map(|(score, label)| Score { score, label })
}

fn entity_id() -> impl Strategy<Value = EntityId> {
    WORD.prop_map(EntityId)
}

fn date() -> impl Strategy<Value = Date> {
    (-9999_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day))
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0_u32..=28).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn basis() -> impl Strategy<Value = EntityBasis> {
    let evidence =
        (span(), float(), select(Voice::ALL)).prop_map(|(span, weight, voice)| EntityEvidence { span, weight, voice });
    (any::<u32>(), any::<u32>(), any::<u32>(), vec(evidence, 0..4))
        .prop_map(|(sentences, author, quoted, evidence)| EntityBasis { sentences, author, quoted, evidence })
}

fn entity() -> impl Strategy<Value = Entity> {
    let mention = (span(), select(MentionKind::ALL), of(any::<u32>().prop_map(ClaimId)))
        .prop_map(|(span, kind, in_claim)| Mention { span, kind, in_claim });
    let sentiment = (score(), of(score()), of(score()), of(basis()))
        .prop_map(|(overall, author, quoted, basis)| EntitySentiment { overall, author, quoted, basis });
    let role = (WORD, of(entity_id()), vec(span(), 0..3)).prop_map(|(text, organization, spans)| Role {
        text,
        organization,
        spans,
    });
    let known = (of((0..=100_u8).prop_map(|percent| f64::from(percent) / 100.0)), of(role));
    let named = (entity_id(), WORD, select(EntityType::ALL), of(WORD), of(WORD));
    (named, float(), vec(mention, 0..4), sentiment, known).prop_map(
        |((id, name, kind, subtype, wikidata), salience, mentions, sentiment, (confidence, role))| Entity {
            id,
            name,
            kind,
            subtype,
            wikidata,
            salience,
            mentions,
            sentiment,
            confidence,
            role,
        },
    )
}

fn speaker() -> impl Strategy<Value = Speaker> {
    (WORD, of(entity_id()), spans(), of(select(ResolvedBy::ALL)))
        .prop_map(|(name, entity_id, spans, resolved_by)| Speaker { name, entity_id, spans, resolved_by })
}

fn claim() -> impl Strategy<Value = Claim> {
    let cue = (WORD, spans()).prop_map(|(lemma, spans)| Cue { lemma, spans });
    let addressee = (WORD, spans()).prop_map(|(name, spans)| Party { name, spans });
    (
        (select(ClaimKind::ALL), spans(), of(speaker()), of(cue), spans(), of(addressee)),
        (select(Medium::ALL), select(Certainty::ALL), any::<bool>(), [claim_id(), claim_id()], float()),
        (vec(entity_id(), 0..3), vec(any::<u32>().prop_map(FigureId), 0..3), score()),
    )
        .prop_map(|(form, manner, (entities, figures, sentiment))| {
            let (kind, spans, speaker, cue, frame, addressee) = form;
            let (medium, certainty, negated, [nested_in, restated_by], confidence) = manner;
            Claim {
                id: ClaimId(0),
                kind,
                spans,
                speaker,
                cue,
                frame,
                addressee,
                medium,
                certainty,
                negated,
                nested_in,
                restated_by,
                confidence,
                entities,
                figures,
                sentiment,
            }
        })
}

fn claim_id() -> impl Strategy<Value = Option<ClaimId>> {
    of(any::<u32>().prop_map(ClaimId))
}

fn figure_id() -> impl Strategy<Value = FigureId> {
    any::<u32>().prop_map(FigureId)
}

fn clock() -> impl Strategy<Value = Time> {
    (0..24_i8, 0..60_i8).prop_map(|(hour, minute)| Time::constant(hour, minute, 0, 0))
}

fn figure() -> impl Strategy<Value = Figure> {
    let period = (date(), date()).prop_map(|(start, end)| Period { start, end });
    (
        (span(), select(FigureKind::ALL), of(decimal()), of(decimal()), of(decimal()), of(WORD)),
        (
            of(select(Approximation::ALL)),
            of(select(Change::ALL)),
            of(figure_id()),
            of(figure_id()),
            of(WORD),
            of(WORD),
            of(period),
        ),
        (of(any::<u32>().prop_map(ClaimId)), of(entity_id()), vec(entity_id(), 0..3)),
        (of(span()), of(clock())),
    )
        .prop_map(|(quantity, manner, (claim_id, speaker, entities), (measured, time))| {
            let (span, kind, value, min, max, unit) = quantity;
            let (approximation, change, from, to, per, measures, period) = manner;
            Figure {
                id: FigureId(0),
                span,
                kind,
                value,
                min,
                max,
                unit,
                approximation,
                change,
                from,
                to,
                per,
                measures,
                measured,
                period,
                time,
                claim_id,
                speaker,
                entities,
            }
        })
}

fn sentiment() -> impl Strategy<Value = Sentiment> {
    let evidence = (span(), float()).prop_map(|(span, weight)| Evidence { span, weight });
    let sentence = (span(), score(), vec(evidence, 0..3)).prop_map(|(span, score, evidence)| SentenceSentiment {
        span,
        score,
        evidence,
    });
    (score(), float(), vec(sentence, 0..4)).prop_map(|(document, magnitude, sentences)| Sentiment {
        document,
        magnitude,
        sentences,
    })
}

fn analysis() -> impl Strategy<Value = Analysis> {
    let warning = (WORD, WORD).prop_map(|(code, message)| Warning { code, message });
    let block = span().prop_map(|span| Block { span, kind: BlockKind::Furniture });
    let beside = (sentiment(), vec(warning, 0..2), vec(block, 0..2));
    (WORD, vec(entity(), 0..4), vec(claim(), 0..4), vec(figure(), 0..4), beside).prop_map(
        |(language, entities, mut claims, mut figures, (sentiment, warnings, blocks))| {
            for (number, claim) in (1..).zip(&mut claims) {
                claim.id = ClaimId(number);
            }
            for (number, figure) in (1..).zip(&mut figures) {
                figure.id = FigureId(number);
            }
            Analysis { language, entities, claims, figures, sentiment, warnings, blocks }
        },
    )
}

fn submission() -> impl Strategy<Value = Submission> {
    let filled = || "[a-zä👍][a-zä👍\0]{0,8}";
    let published = of(select(&["2025-01", "2024-02-29", "2025-01-31T08:30:00.5+01:00", "1912-04-15T05:20:00Z"][..]));
    (
        ("[a-zäß€👍„“\r\n\0]{1,400}", of(filled()), of("https://[a-z]{1,9}"), of(filled()), vec(filled(), 0..3)),
        (published, of(select(&["de", "de-AT"][..])), of(filled()), btree_map(filled(), WORD, 0..3)),
    )
        .prop_map(|((text, title, url, source, authors), (published_at, language, external_id, metadata))| {
            Submission {
                text: format!("Text: {text}"),
                title,
                url,
                source,
                authors,
                published_at: published_at.map(str::to_owned),
                language: language.map(str::to_owned),
                external_id,
                metadata,
            }
        })
}

fn analysed() -> impl Strategy<Value = AnalysedArticle> {
    (submission(), analysis(), (WORD, WORD, WORD), any::<bool>()).prop_map(
        |(sent, analysis, (name, version, fingerprint), accurate)| {
            let mut analysed = article(1).build();
            analysed.article.content = NewArticle::parse(sent).expect("valid");
            analysed.article.content_hash = analysed.article.content.content_hash();
            analysed.analysis = analysis;
            analysed.analyzer = AnalyzerInfo {
                name,
                version,
                profile: if accurate { Profile::Accurate } else { Profile::Fast },
                fingerprint,
            };
            analysed
        },
    )
}

#[test]
fn every_field_comes_back_bit_by_bit() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = EmbeddedStore::open(directory.path(), EmbeddedOptions::default()).expect("opens");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 200, ..ProptestConfig::default() });
    let outcome = runner.run(&analysed(), |written| {
        runtime.block_on(async {
            assert_eq!(store.insert(written.clone().into(), now()).await.expect("stored"), Inserted::New);
            let read = store.get(written.article.id).await.expect("read").expect("there");
            store.verify().await.expect("whole");
            assert!(store.delete(written.article.id, now()).await.expect("deleted"));
            assert_eq!(without_feed(store.keys().await.expect("read")), [b"#format"]);
            // The debug form of a float tells 0.0 from -0.0 and gives every digit that matters, which == does not.
            assert_eq!((format!("{read:?}"), &*read), (format!("{written:?}"), &written));
        });
        Ok(())
    });
    outcome.expect("every article comes back");
}
