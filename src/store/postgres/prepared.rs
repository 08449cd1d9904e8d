//! The rows of an article, worked out before anything is locked.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use super::lexemes::{self, Vector};
use super::text::{array, key, numbers, plain};
use crate::article::{AnalysedArticle, Article, ArticleId};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{Claim, Entity, EntityId, Figure, SentimentLabel};
use crate::store::conflict::{Statement, statements};
use crate::store::copies::{Band, Sketch};
use crate::store::facts::{FixedScore, entity_facts, languages, speaker_of};
use crate::store::filter_evaluation::{Amount, measured};
use crate::store::fullness::weight;
use crate::store::reanalysis::analyzer_code;
use crate::store::record::{pack_analysis, pack_article};
use crate::store::search::matching::{Fields, sentence_of};
use crate::store::search::query::Field;
use crate::store::search::words::Word;
use crate::store::sort_key::{SortKey, put_text};
use crate::text::Span;

/// An article ready to be written.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// It.
    pub article: Arc<AnalysedArticle>,
    /// Its records.
    pub record: Vec<u8>,
    /// See `record`.
    pub analysis: Vec<u8>,
    /// Languages, entities and speakers that it is found by, as arrays.
    pub found_by: [String; 3],
    /// Its bands.
    pub bands: Vec<i64>,
    /// How alike others are.
    pub sketch: Sketch,
    /// Words of title, text, source and authors.
    pub lengths: [i64; 4],
    /// Its lexemes; `None` where it is overlong.
    pub words: Option<Vector>,
    /// Those of all but the text.
    pub head: Option<Vector>,
    /// What names it.
    pub entities: Vec<EntityRow>,
    /// Its claims, one a number.
    pub claims: Vec<ClaimRow>,
    /// Its figures, one a number.
    pub figures: Vec<FigureRow>,
    /// What it states in figures.
    pub statements: Vec<Statement>,
}

/// An entity of an article.
#[derive(Debug, Clone)]
pub struct EntityRow {
    pub entity: String,
    pub mentions: i64,
    pub claims: i64,
    pub score: i64,
    pub label: &'static str,
    pub kind: &'static str,
    pub name: String,
    pub starts: String,
    pub ends: String,
    pub kinds: String,
}

/// A claim of an article.
#[derive(Debug, Clone)]
pub struct ClaimRow {
    pub number: i64,
    pub speaker: Option<String>,
    pub entities: String,
    pub kind: &'static str,
    pub certainty: &'static str,
    pub has_figure: bool,
    pub negated: bool,
    pub said: Said,
}

/// A figure of an article.
#[derive(Debug, Clone)]
pub struct FigureRow {
    pub number: i64,
    pub speaker: Option<String>,
    pub entities: String,
    pub kind: &'static str,
    pub unit: Option<String>,
    pub low: Option<String>,
    pub high: Option<String>,
    pub measures: Option<String>,
    pub said: Said,
}

/// The words of a claim or figure.
#[derive(Debug, Clone)]
pub struct Said {
    /// As they are written.
    pub text: String,
    /// How many.
    pub length: i64,
    /// Its lexemes; `None` where it is overlong.
    pub words: Option<Vector>,
}

/// The number of an id.
pub fn uuid(id: ArticleId) -> Uuid {
    Uuid::from_bytes(*id.as_bytes())
}

/// The id of a number.
pub fn id(uuid: Uuid) -> ArticleId {
    ArticleId::from_bytes(*uuid.as_bytes())
}

/// What stands for an analyzer in columns.
pub fn code(analyzer: &AnalyzerInfo) -> i64 {
    i64::from_be_bytes(analyzer_code(analyzer))
}

/// What only one article may have: the name at a source.
pub fn known_name(source: Option<&str>, external_id: &str) -> Vec<u8> {
    let mut key = vec![u8::from(source.is_some())];
    put_text(&mut key, source.unwrap_or_default());
    put_text(&mut key, external_id);
    key
}

/// The word of a label.
pub fn label(label: SentimentLabel) -> &'static str {
    match label {
        SentimentLabel::Positive => "positive",
        SentimentLabel::Neutral => "neutral",
        SentimentLabel::Negative => "negative",
        SentimentLabel::Mixed => "mixed",
    }
}

/// A number as PostgreSQL counts.
pub fn int(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn band(band: Band) -> i64 {
    band.iter().fold(0, |number, byte| number << 8 | i64::from(*byte))
}

fn keys<'a>(ids: impl IntoIterator<Item = &'a EntityId>) -> String {
    array(ids.into_iter().map(|id| key(&id.0)).collect::<std::collections::BTreeSet<_>>())
}

impl Prepared {
    /// Works out everything; CPU work in proportion to the text.
    pub fn new(article: Arc<AnalysedArticle>) -> Self {
        let AnalysedArticle { article: sent, analysis, .. } = &*article;
        let fields = Fields::of(sent);
        let sketch = Sketch::of(&sent.content.text);
        let of = |field| (field, fields.words(field));
        let named = analysis.entities.iter().filter(|entity| entity.is_named()).map(|entity| &entity.id);
        let claims: BTreeMap<_, _> = analysis.claims.iter().map(|claim| (claim.id, claim)).collect();
        let figures: BTreeMap<_, _> = analysis.figures.iter().map(|figure| (figure.id, figure)).collect();
        let words = lexemes::vector(&Field::ALL.map(of));
        Self {
            record: pack_article(sent),
            analysis: pack_analysis(analysis, &article.analyzer),
            found_by: [
                array(languages(sent, analysis)),
                keys(named),
                keys(analysis.claims.iter().filter_map(speaker_of)),
            ],
            bands: sketch.bands.iter().copied().map(band).collect(),
            sketch,
            lengths: [Field::Title, Field::Text, Field::Source, Field::Author]
                .map(|field| int(fields.words(field).len())),
            // What is overlong as a whole is read anyway.
            head: words.as_ref().and_then(|_| lexemes::vector(&[Field::Title, Field::Source, Field::Author].map(of))),
            words,
            entities: entities(&article),
            claims: claims.into_values().map(|claim| claim_row(&article, &fields, claim)).collect(),
            figures: figures.into_values().map(|figure| figure_row(&article, &fields, figure)).collect(),
            statements: statements(&article),
            article,
        }
    }

    /// The same of an article that differs only in when it came and which revision it is.
    pub fn with_article(&self, article: Article) -> Self {
        let AnalysedArticle { article: _, analysis, analyzer } = (*self.article).clone();
        let record = pack_article(&article);
        let article = Arc::new(AnalysedArticle { article, analysis, analyzer });
        Self { article, record, ..self.clone() }
    }

    /// Its id.
    pub fn id(&self) -> ArticleId {
        self.article.article.id
    }

    /// Its place.
    pub fn place(&self) -> SortKey {
        SortKey::of(&self.article.article)
    }

    /// How the whole speaks.
    pub fn sentiment(&self) -> FixedScore {
        self.article.analysis.sentiment.document.into()
    }

    /// How large it is.
    pub fn weight(&self) -> i64 {
        int(weight(&self.article.article))
    }

    /// How much is to be written, about.
    pub fn bytes(&self) -> usize {
        let rows = self.claims.len() + self.figures.len() + self.entities.len();
        self.record.len() + self.analysis.len() + self.words.as_ref().map_or(0, Vector::bytes) + rows * 200
    }
}

fn entities(article: &AnalysedArticle) -> Vec<EntityRow> {
    let mut mentions: BTreeMap<&EntityId, Vec<&Entity>> = BTreeMap::new();
    for entity in article.analysis.entities.iter().filter(|entity| entity.is_named()) {
        mentions.entry(&entity.id).or_default().push(entity);
    }
    let row = |(id, facts): (&EntityId, crate::store::facts::EntityFacts<'_>)| {
        let mentioned = || mentions.get(id).into_iter().flatten().flat_map(|entity| &entity.mentions);
        EntityRow {
            entity: key(&id.0),
            mentions: facts.counts.mentions.cast_signed(),
            claims: facts.counts.claims.cast_signed(),
            score: facts.counts.sentiment.score,
            label: label(facts.counts.sentiment.label),
            kind: facts.kind.as_str(),
            name: plain(facts.name),
            starts: numbers(mentioned().map(|mention| int(mention.span.start))),
            ends: numbers(mentioned().map(|mention| int(mention.span.end))),
            kinds: array(mentioned().map(|mention| mention.kind.as_str())),
        }
    };
    entity_facts(article).into_iter().map(row).collect()
}

fn said(article: &AnalysedArticle, fields: &Fields, spans: &[Span]) -> Said {
    let headed = article.article.content.headed();
    let words: Vec<Word> = fields.inside(headed, spans);
    let exact: Vec<&str> = spans.iter().map(|span| headed.exact(*span)).collect();
    Said {
        text: plain(&exact.join(" … ")), length: int(words.len()), words: lexemes::vector(&[(Field::Text, &words)])
    }
}

fn claim_row(article: &AnalysedArticle, fields: &Fields, claim: &Claim) -> ClaimRow {
    ClaimRow {
        number: i64::from(claim.id.0),
        speaker: speaker_of(claim).map(|id| key(&id.0)),
        entities: keys(&claim.entities),
        kind: claim.kind.as_str(),
        certainty: claim.certainty.as_str(),
        has_figure: !claim.figures.is_empty(),
        negated: claim.negated,
        said: said(article, fields, &claim.spans),
    }
}

fn figure_row(article: &AnalysedArticle, fields: &Fields, figure: &Figure) -> FigureRow {
    let Amount { number, low, high } = Amount::of(figure);
    FigureRow {
        number: i64::from(number),
        speaker: figure.speaker.as_ref().map(|id| key(&id.0)),
        entities: keys(&figure.entities),
        kind: figure.kind.as_str(),
        unit: figure.unit.as_deref().map(key),
        low: low.map(|low| low.to_string()),
        high: high.map(|high| high.to_string()),
        measures: measured(figure).as_deref().map(plain),
        said: said(article, fields, &[sentence_of(article, figure)]),
    }
}
