//! Articles that are a pure function of a seed and a number, usually as large and as richly annotated as real ones: about 5 KB of
//! text, a dozen entities, fifteen claims, a dozen figures, forty sentences. Every sixth is nearly a copy of the one before, and
//! every third states something that another third contradicts.

use std::fmt::Write as _;

use pressespiegel::article::{AnalysedArticle, Article, ArticleId, NewArticle, Submission};
use pressespiegel::nlp::analysis::{
    Certainty, Claim, ClaimId, ClaimKind, Cue, Entity, EntityBasis, EntityEvidence, EntityId, EntitySentiment,
    EntityType, Evidence, Figure, FigureId, FigureKind, Medium, Mention, MentionKind, Period, ResolvedBy, Score,
    SentenceSentiment, Sentiment, SentimentLabel, Speaker, Voice,
};
use pressespiegel::nlp::{Analysis, AnalyzerInfo, Profile};
use pressespiegel::text::Span;

/// How many different entities there are.
const ENTITIES: u64 = 5_000;

/// What articles are made of.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    /// Another one makes all others.
    pub seed: u64,
    /// Sentences of each; entities, claims and figures are in proportion.
    pub sentences: u32,
}

impl Made {
    fn claims(self) -> u32 {
        (self.sentences * 3 / 8).max(1)
    }

    fn figures(self) -> u32 {
        (self.sentences * 3 / 10).max(1)
    }

    /// The fewest entities; at most there are twice as many.
    fn entities(self) -> u64 {
        u64::from(self.sentences / 5).max(1)
    }
}

/// `SplitMix64`: short, and the same everywhere.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap_or(0)]
    }

    /// Small numbers far more often than large ones, as names are in the news.
    fn skewed(&mut self, n: u64) -> u64 {
        let limit = self.below(n) + 1;
        let limit = self.below(limit) + 1;
        self.below(limit)
    }

    fn score(&mut self) -> Score {
        let thousandths = i32::try_from(self.below(2001)).unwrap_or(0) - 1000;
        Score { score: f64::from(thousandths) / 1000.0, label: self.pick(SentimentLabel::ALL) }
    }
}

/// The id of article `number`, in the order of numbers.
pub fn id(number: u64) -> ArticleId {
    let mut bytes = [0x70; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    ArticleId::from_bytes(bytes)
}

/// Article `number`; `reading` 1 and 2 are the same article analysed differently.
pub fn article(made: Made, number: u64, reading: u64) -> Result<AnalysedArticle, String> {
    let of = |number: u64| Random(made.seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
    let mut random = of(number);
    let (mut text, mut sentences) = text(made, &mut of(if number % 6 == 5 { number - 1 } else { number }), number);
    let stated = number.is_multiple_of(3).then(|| stated(made, number, &mut text, &mut sentences));
    let day = random.below(28) + 1;
    let month = random.below(12) + 1;
    let sent = Submission {
        title: Some(format!("Meldung {number}")),
        url: Some(format!("https://bote.example/{number}")),
        source: Some(format!("Bote {}", random.skewed(40))),
        published_at: Some(format!("{}-{month:02}-{day:02}", 2015 + random.below(10))),
        external_id: Some(format!("{number}")),
        text,
        ..Submission::default()
    };
    let content = NewArticle::parse(sent).map_err(|errors| format!("{errors:?}"))?;
    let seconds = i64::try_from(number).unwrap_or_default();
    let mut random = Random(random.next().wrapping_add(reading));
    Ok(AnalysedArticle {
        article: Article {
            revised: None,
            id: id(number),
            received_at: jiff::Timestamp::from_second(seconds).unwrap_or_default(),
            content_hash: content.content_hash(),
            content,
        },
        analysis: analysis(made, &mut random, &sentences, stated.into_iter().flatten()),
        analyzer: AnalyzerInfo {
            name: "store-stress".into(),
            version: "1".into(),
            profile: Profile::Fast,
            fingerprint: format!("reading {reading}"),
        },
    })
}

/// Article `number` after a correction: it says one sentence more.
pub fn corrected(made: Made, number: u64) -> Result<AnalysedArticle, String> {
    let mut corrected = article(made, number, 1)?;
    corrected.article.content.text.push_str(" Dieser Artikel wurde berichtigt.");
    corrected.article.content_hash = corrected.article.content.content_hash();
    Ok(corrected)
}

fn text(made: Made, random: &mut Random, number: u64) -> (String, Vec<Span>) {
    const SYLLABLES: &[&str] = &[
        "ge", "ver", "be", "haus", "stadt", "rat", "ung", "keit", "wirt", "schaft", "preis", "land", "tag", "bau",
        "öl", "straße", "heim", "recht", "zeit", "strom", "markt", "bank", "er", "en", "sch", "ein", "auf", "um",
        "kraft",
    ];
    let mut text = format!("Meldung {number}.");
    let mut sentences = vec![Span::new(0, text.len())];
    for _ in 1..made.sentences {
        text.push(' ');
        let start = text.len();
        for word in 0..10 + random.below(12) {
            if word > 0 {
                text.push(' ');
            }
            // Nouns have a capital.
            let first = random.pick(SYLLABLES);
            let (letter, rest) = first.split_at(first.chars().next().map_or(0, char::len_utf8));
            text.push_str(&if word % 3 == 1 { letter.to_uppercase() } else { letter.to_owned() });
            text.push_str(rest);
            for _ in 0..random.below(3) {
                text.push_str(random.pick(SYLLABLES));
            }
        }
        text.push('.');
        sentences.push(Span::new(start, text.len()));
    }
    (text, sentences)
}

/// A sentence with a figure of which there are three, and the year that it is of.
fn stated(made: Made, number: u64, text: &mut String, sentences: &mut Vec<Span>) -> [Figure; 2] {
    let (year, count) = ("2014", format!("{} Menschen", 11 + number % 9));
    text.push(' ');
    let start = text.len();
    let _ = write!(text, "Bei dem Brand in Rostock starben {year} {count}.");
    sentences.push(Span::new(start, text.len()));
    let place = |words: &str| text.rfind(words).map_or(Span::new(0, 0), |at| Span::new(at, at + words.len()));
    let figure = |number: u32, kind: FigureKind, span: Span| Figure {
        id: FigureId(number),
        span,
        kind,
        value: None,
        min: None,
        max: None,
        unit: None,
        approximation: None,
        change: None,
        from: None,
        to: None,
        per: None,
        measures: None,
        measured: None,
        period: None,
        time: None,
        claim_id: None,
        speaker: None,
        entities: vec![EntityId("location:rostock".into())],
    };
    let day = |month, day| jiff::civil::date(2014, month, day);
    [
        Figure {
            period: Some(Period { start: day(1, 1), end: day(12, 31) }),
            ..figure(made.figures() + 1, FigureKind::Date, place(year))
        },
        Figure {
            value: Some((11 + number % 9).into()),
            measures: Some("Menschen".into()),
            measured: Some(place("Menschen")),
            ..figure(made.figures() + 2, FigureKind::Count, place(&count))
        },
    ]
}

fn analysis(made: Made, random: &mut Random, sentences: &[Span], stated: impl Iterator<Item = Figure>) -> Analysis {
    let entities: Vec<Entity> =
        (0..made.entities() + random.below(made.entities() + 1)).map(|_| entity(random, sentences)).collect();
    let mut analysis = Analysis { language: "de".into(), ..Analysis::default() };
    for number in 1..=made.claims() {
        analysis.claims.push(claim(random, (number, made.figures()), &entities, sentences));
    }
    for number in 1..=made.figures() {
        analysis.figures.push(figure(random, number, &entities, sentences));
    }
    analysis.figures.extend(stated);
    let sentences = sentences.iter().map(|span| SentenceSentiment {
        span: *span,
        score: random.score(),
        evidence: (0..random.below(4)).map(|_| Evidence { span: *span, weight: random.score().score }).collect(),
    });
    analysis.sentiment = Sentiment { sentences: sentences.collect(), magnitude: 3.25, document: random.score() };
    analysis.entities = entities;
    analysis
}

/// Part of a sentence; all of them are longer than twenty bytes, and their first ones are plain letters or not cut.
fn place(random: &mut Random, sentences: &[Span]) -> Span {
    random.pick(sentences)
}

fn entity(random: &mut Random, sentences: &[Span]) -> Entity {
    let number = random.skewed(ENTITIES);
    let kind = EntityType::ALL[usize::try_from(number % 8).unwrap_or(0)];
    let mut name = String::new();
    // Writing to a string can't fail.
    let _ = write!(name, "Name {number}");
    Entity {
        id: EntityId(format!("{kind}:name-{number}")),
        name,
        kind,
        subtype: number.is_multiple_of(3).then(|| "company".to_owned()),
        wikidata: number.is_multiple_of(2).then(|| format!("Q{number}")),
        salience: random.score().score.abs(),
        mentions: (0..=random.below(4))
            .map(|_| Mention { span: place(random, sentences), kind: MentionKind::Nominal, in_claim: None })
            .collect(),
        sentiment: sentiment(random, sentences),
        confidence: Some(0.9),
        role: None,
    }
}

fn sentiment(random: &mut Random, sentences: &[Span]) -> EntitySentiment {
    let evidence = (0..random.below(4)).map(|_| EntityEvidence {
        span: place(random, sentences),
        weight: random.score().score,
        voice: random.pick(Voice::ALL),
    });
    let basis = EntityBasis { sentences: 3, author: 2, quoted: 1, evidence: evidence.collect() };
    EntitySentiment { overall: random.score(), author: Some(random.score()), quoted: None, basis: Some(basis) }
}

fn claim(random: &mut Random, (number, figures): (u32, u32), entities: &[Entity], sentences: &[Span]) -> Claim {
    let any = |random: &mut Random| &entities[usize::try_from(random.skewed(entities.len() as u64)).unwrap_or(0)];
    let speaker = any(random);
    Claim {
        id: ClaimId(number),
        kind: random.pick(ClaimKind::ALL),
        spans: vec![place(random, sentences)],
        speaker: Some(Speaker {
            name: speaker.name.clone(),
            entity_id: Some(speaker.id.clone()),
            spans: vec![place(random, sentences)],
            resolved_by: Some(ResolvedBy::Name),
        }),
        cue: Some(Cue { lemma: "sagen".into(), spans: vec![place(random, sentences)] }),
        frame: vec![place(random, sentences)],
        addressee: None,
        medium: Medium::Speech,
        certainty: random.pick(Certainty::ALL),
        negated: false,
        nested_in: None,
        restated_by: None,
        confidence: random.score().score.abs(),
        entities: (0..random.below(3)).map(|_| any(random).id.clone()).collect(),
        figures: (0..random.below(2)).map(|_| FigureId(number.min(figures))).collect(),
        sentiment: random.score(),
    }
}

fn figure(random: &mut Random, number: u32, entities: &[Entity], sentences: &[Span]) -> Figure {
    const UNITS: &[Option<&str>] = &[None, Some("EUR"), Some("USD"), Some("percent"), Some("kilometer"), Some("year")];
    let entity = &entities[usize::try_from(random.skewed(entities.len() as u64)).unwrap_or(0)];
    Figure {
        id: FigureId(number),
        span: place(random, sentences),
        kind: random.pick(FigureKind::ALL),
        value: Some(rust_decimal::Decimal::from(random.skewed(1_000_000_000))),
        min: None,
        max: None,
        unit: random.pick(UNITS).map(str::to_owned),
        approximation: None,
        change: None,
        from: None,
        to: None,
        per: None,
        measures: Some(format!("Menge {}", random.below(1000))),
        measured: None,
        period: None,
        time: None,
        claim_id: Some(ClaimId(number)),
        speaker: None,
        entities: vec![entity.id.clone()],
    }
}
