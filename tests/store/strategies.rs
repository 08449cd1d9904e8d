//! Random articles, changes and questions, out of few parts so that they meet.

use pressespiegel::nlp::AnalyzerInfo;
use pressespiegel::nlp::analysis::{Certainty, ClaimKind, EntityId, EntityType, FigureKind, SentimentLabel};
use pressespiegel::store::{
    ArticleFilter, ClaimFilter, DateRange, EntityFilter, FigureFilter, Interval, SentimentFilter, Sort, TextFilter,
    TextQuery,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::fixtures::{Draft, analyzer, article, entity};

const ENTITIES: &[&str] = &["person:a", "person:ab", "person:b", "location:c\0", "organization:ü"];
const NAMES: &[&str] = &["Anna", "ANNA B", "Ü-Werk", "ß"];
const SOURCES: &[&str] = &["s", "s\0", "S", "längere Quelle"];
const DATES: &[&str] = &["2024-12-31", "2025-01", "2025-01-01T00:00:00+01:00", "2025-01-02", "2025-03-05T10:00:00Z"];
const ANALYZERS: &[&str] = &["first", "second", "third"];
const UNITS: &[Option<&str>] = &[None, Some("EUR"), Some("percent")];
const MEASURES: &[Option<&str>] = &[None, Some("Umsatz"), Some("ÜBERSCHUSS im Jahr")];

/// Texts that several articles print.
const AGENCIES: &[&str] = &[
    "Die Kran AG baut in Rostock ein neues Werk für Rotorblätter. Das teilte das Unternehmen am Montag in Hamburg mit. Bis \
        Ende des Jahres sollen dort 200 Menschen arbeiten.",
    "Der Wetterdienst warnt vor Sturm an der Küste. In Rostock sollen am Montag Böen von hundert Kilometern in der Stunde \
        möglich sein, teilte die Behörde mit.",
];

/// A change of the archive.
#[derive(Debug, Clone)]
pub enum Change {
    Insert(Draft),
    Replace(Draft),
    Revise(Draft),
    Delete(u64),
}

/// A question to it; a list comes in pages of the size given.
#[derive(Debug, Clone)]
pub enum Question {
    Articles(ArticleFilter, usize),
    Entities(EntityFilter, usize),
    Claims(ClaimFilter, usize),
    Figures(FigureFilter, usize),
    Sentiment(SentimentFilter, Interval),
    Entity(EntityId, Interval, DateRange),
    Named(String),
}

fn any_entity() -> impl Strategy<Value = &'static str> {
    select(ENTITIES)
}

/// One thing that an article holds.
#[derive(Debug, Clone)]
enum Touch {
    Names(&'static str, &'static str, usize, i32, SentimentLabel),
    Claims(ClaimKind, Certainty, Option<&'static str>, Vec<&'static str>),
    /// Says how many people died, about which others may say otherwise.
    Dead(u32, bool),
    /// Prints one of two texts that others print as well, with some words of its own.
    Prints(usize, u8),
    Counts(FigureKind, i32, Option<&'static str>, Option<&'static str>),
    Feels(i32, SentimentLabel),
    Source(&'static str),
    On(&'static str),
    English,
    External(u8),
    ReadBy(&'static str),
}

impl Touch {
    fn apply(self, draft: Draft) -> Draft {
        match self {
            Self::Names(id, name, times, score, label) => {
                draft.names(id, name, times).speaks(f64::from(score) / 7.0, label)
            }
            Self::Claims(kind, certainty, speaker, about) => draft.claims(kind, certainty, speaker, &about),
            Self::Dead(count, dated) => {
                let day = if dated { "2024 " } else { "" };
                let sentence = format!("Bei dem Brand in Rostock starben {day}{count} Menschen.");
                let figure = (FigureKind::Count, &*count.to_string(), None);
                draft.states(&sentence, &format!("{count} Menschen"), figure, "Menschen", &["organization:ü"])
            }
            Self::Prints(which, own) => draft.prints(&format!("{} Das ist Nummer {own}.", AGENCIES[which])),
            Self::Counts(kind, value, unit, measures) => {
                let value = if value % 5 == 0 { format!("{value}..{}", value + 4) } else { format!("{value}.50") };
                draft.counts(kind, &value, unit, measures)
            }
            Self::Feels(score, label) => draft.feels(f64::from(score) / 10.0, label),
            Self::Source(source) => draft.source(source),
            Self::On(date) => draft.on(date),
            Self::English => draft.language("en"),
            Self::External(n) => draft.external(&n.to_string()),
            Self::ReadBy(fingerprint) => draft.read_by(fingerprint),
        }
    }
}

fn touch() -> impl Strategy<Value = Touch> {
    let score = || (-10_i32..=10, select(SentimentLabel::ALL));
    let about = proptest::collection::vec(any_entity(), 0..3);
    prop_oneof![
        4 => (any_entity(), select(NAMES), 0_usize..3, score())
            .prop_map(|(id, name, times, (score, label))| Touch::Names(id, name, times, score, label)),
        4 => (select(ClaimKind::ALL), select(Certainty::ALL), proptest::option::of(any_entity()), about)
            .prop_map(|(kind, certainty, speaker, about)| Touch::Claims(kind, certainty, speaker, about)),
        3 => (select(FigureKind::ALL), -3_i32..30, select(UNITS), select(MEASURES))
            .prop_map(|(kind, value, unit, measures)| Touch::Counts(kind, value, unit, measures)),
        3 => (10_u32..14, any::<bool>()).prop_map(|(count, dated)| Touch::Dead(count, dated)),
        2 => (0..AGENCIES.len(), 0_u8..3).prop_map(|(which, own)| Touch::Prints(which, own)),
        1 => score().prop_map(|(score, label)| Touch::Feels(score, label)),
        1 => select(SOURCES).prop_map(Touch::Source),
        1 => select(DATES).prop_map(Touch::On),
        1 => Just(Touch::English),
        1 => (0_u8..3).prop_map(Touch::External),
        2 => select(ANALYZERS).prop_map(Touch::ReadBy),
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    (0_u64..12, proptest::collection::vec(touch(), 0..10))
        .prop_map(|(number, touches)| touches.into_iter().fold(article(number), |draft, touch| touch.apply(draft)))
}

/// Any change of twelve articles.
pub fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => draft().prop_map(Change::Insert),
        2 => draft().prop_map(Change::Replace),
        3 => draft().prop_map(Change::Revise),
        2 => (0_u64..12).prop_map(Change::Delete),
    ]
}

fn maybe<T: Clone + std::fmt::Debug>(strategy: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    proptest::option::weighted(0.25, strategy)
}

fn range() -> impl Strategy<Value = DateRange> {
    let moment = || {
        select(&["2024-12-31T00:00:00Z", "2024-12-31T23:00:00Z", "2025-01-02T00:00:00Z", "1970-01-01T00:00:05Z"][..])
    };
    let moment = move || maybe(moment().prop_map(|text| text.parse().expect("a moment")));
    (moment(), moment()).prop_map(|(from, to)| DateRange { from, to })
}

fn source() -> impl Strategy<Value = Option<String>> {
    maybe(select(SOURCES).prop_map(str::to_owned))
}

fn analyzers() -> impl Strategy<Value = Option<Vec<AnalyzerInfo>>> {
    maybe(proptest::collection::vec(select(ANALYZERS).prop_map(analyzer), 0..3))
}

/// A search in everything, or one that claims and figures can pass; by date, as scores are not the same to the last bit.
fn text() -> impl Strategy<Value = Option<TextFilter>> {
    let queries = &[
        "Artikel",
        "Anna",
        "ann*",
        "\"Anna B\" -Werk",
        "Artikel -Anna",
        "ß",
        "Ü-Werk Anna",
        "source:s",
        "source:Quelle -Anna",
        "source:länger* -source:s",
    ][..];
    let filter = |query| TextFilter { query: TextQuery::parse(query).expect("a search"), sort: Sort::Date };
    maybe(select(queries).prop_map(filter))
}

fn entity_id() -> impl Strategy<Value = EntityId> {
    any_entity().prop_map(entity)
}

fn interval() -> impl Strategy<Value = Interval> {
    select(&[Interval::Day, Interval::Week, Interval::Month, Interval::Year][..])
}

/// Any question.
pub fn question() -> impl Strategy<Value = Question> {
    let limit = || select(&[1_usize, 2, 3, 50][..]);
    let language = maybe(select(&["de", "EN"][..]).prop_map(str::to_owned));
    let folded = || proptest::bool::weighted(0.3);
    let articles =
        ((source(), language, maybe(entity_id()), maybe(entity_id())), (analyzers(), range(), text(), folded()))
            .prop_map(|((source, language, entity, speaker), (analyzer, range, text, fold))| ArticleFilter {
                source,
                language,
                entity,
                speaker,
                analyzer,
                range,
                text,
                fold,
            });
    let name = maybe(select(&["ann", "Ü", "ss", ""][..]).prop_map(str::to_owned));
    let entities = (maybe(select(EntityType::ALL)), name, source(), range())
        .prop_map(|(kind, name, source, range)| EntityFilter { kind, name, source, range });
    let speakers = maybe(proptest::collection::vec(entity_id(), 0..3));
    let claims = (
        (speakers, maybe(entity_id()), maybe(select(ClaimKind::ALL)), maybe(select(Certainty::ALL))),
        (maybe(any::<bool>()), source(), analyzers(), range(), text(), folded()),
    )
        .prop_map(|((speaker, about, kind, certainty), (has_figure, source, analyzer, range, text, fold))| {
            ClaimFilter { speaker, about, kind, certainty, has_figure, source, analyzer, range, text, fold }
        });
    let unit = maybe(select(&["EUR", "percent", "none"][..]).prop_map(str::to_owned));
    let value = || maybe((-3_i64..30).prop_map(Into::into));
    let measures = maybe(select(&["umsatz", "über", "x"][..]).prop_map(str::to_owned));
    let figures = (
        (maybe(select(FigureKind::ALL)), unit, value(), value(), measures),
        (maybe(entity_id()), maybe(entity_id()), source(), analyzers(), range(), text(), folded()),
    )
        .prop_map(|((kind, unit, min, max, measures), (entity, speaker, source, analyzer, range, text, fold))| {
            FigureFilter { kind, unit, min, max, measures, entity, speaker, source, analyzer, range, text, fold }
        });
    let sentiment = (maybe(entity_id()), source(), range()).prop_map(|(entity, source, range)| SentimentFilter {
        entity,
        source,
        range,
    });
    prop_oneof![
        (articles, limit()).prop_map(|(filter, limit)| Question::Articles(filter, limit)),
        (entities, limit()).prop_map(|(filter, limit)| Question::Entities(filter, limit)),
        (claims, limit()).prop_map(|(filter, limit)| Question::Claims(filter, limit)),
        (figures, limit()).prop_map(|(filter, limit)| Question::Figures(filter, limit)),
        (sentiment, interval()).prop_map(|(filter, interval)| Question::Sentiment(filter, interval)),
        (entity_id(), interval(), range()).prop_map(|(id, interval, range)| Question::Entity(id, interval, range)),
        select(NAMES).prop_map(|name| Question::Named(name.to_lowercase())),
    ]
}
