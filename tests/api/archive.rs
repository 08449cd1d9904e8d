//! An archive made by hand, so that what the lists hold does not depend on what the engine finds.

use pressespiegel::article::{AnalysedArticle, Article, ArticleId, NewArticle, Submission};
use pressespiegel::nlp::analysis::{
    Certainty, Claim, ClaimId, ClaimKind, Cue, Entity, EntityId, EntitySentiment, EntityType, Figure, FigureId,
    FigureKind, Medium, Mention, MentionKind, ResolvedBy, Role, Score, SentenceSentiment, Sentiment, SentimentLabel,
    Speaker,
};
use pressespiegel::nlp::{Analysis, AnalyzerInfo, Profile};
use pressespiegel::store::ArticleStore;
use pressespiegel::text::Span;

use crate::app::TestApp;

/// Vera Lindt says in each article how many people Nordwind employs.
pub const SPEAKER: &str = "person:vera-lindt";
pub const COMPANY: &str = "organization:nordwind";

/// The id of article `number`.
pub fn id(number: u8) -> ArticleId {
    let mut bytes = [0x71; 16];
    bytes[15] = number;
    ArticleId::from_bytes(bytes)
}

/// The words a span is laid over; they stand in every text made here.
fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap_or_else(|| panic!("{words:?} is not in {text:?}"));
    Span::new(start, start + words.len())
}

/// Article `number`: published on that day of January 2025 by `source`.
pub fn article(number: u8, source: &str) -> AnalysedArticle {
    article_of(number, source, "Nordwind wächst. 👩‍🚀\r\n„Wir haben 1200 Beschäftigte“, sagte Vera Lindt.")
}

/// The same about another text, which must hold the words that spans are laid over.
pub fn article_of(number: u8, source: &str, text: &str) -> AnalysedArticle {
    let content = NewArticle::parse(Submission {
        text: text.into(),
        title: Some(format!("Nordwind, Teil {number}")),
        source: Some(source.into()),
        published_at: Some(format!("2025-01-{number:02}")),
        ..Submission::default()
    })
    .expect("a valid article");
    let score = Score { score: 0.25, label: SentimentLabel::Positive };
    let analysis = Analysis {
        language: "de".into(),
        entities: vec![
            entity(SPEAKER, "Vera Lindt", EntityType::Person, span(text, "Vera Lindt"), None),
            entity(COMPANY, "Nordwind", EntityType::Organization, span(text, "Nordwind"), Some(score)),
        ],
        claims: vec![claim(text)],
        figures: vec![figure(text, number)],
        sentiment: Sentiment {
            document: score,
            magnitude: 0.5,
            sentences: vec![SentenceSentiment { span: Span::new(0, text.len()), score, evidence: Vec::new() }],
        },
        warnings: Vec::new(),
        blocks: Vec::new(),
    };
    let received_at = "2025-02-01T12:00:00Z".parse().expect("a moment");
    let content_hash = content.content_hash();
    let analyzer = AnalyzerInfo {
        name: "pressespiegel".into(),
        version: "0.0.1".into(),
        profile: Profile::Fast,
        fingerprint: "by-hand".into(),
    };
    AnalysedArticle {
        article: Article { id: id(number), received_at, content_hash, content, revised: None },
        analysis,
        analyzer,
    }
}

fn entity(id: &str, name: &str, kind: EntityType, span: Span, score: Option<Score>) -> Entity {
    Entity {
        id: EntityId(id.into()),
        name: name.into(),
        kind,
        subtype: None,
        wikidata: None,
        salience: 0.5,
        mentions: vec![Mention { span, kind: MentionKind::Name, in_claim: None }],
        sentiment: EntitySentiment { overall: score.unwrap_or_default(), author: score, quoted: None, basis: None },
        confidence: Some(0.9),
        role: (kind == EntityType::Person).then(|| Role {
            text: "Chefin".into(),
            organization: Some(EntityId(COMPANY.into())),
            spans: Vec::new(),
        }),
    }
}

fn claim(text: &str) -> Claim {
    Claim {
        id: ClaimId(1),
        kind: ClaimKind::Direct,
        spans: vec![span(text, "Wir haben 1200 Beschäftigte")],
        speaker: Some(Speaker {
            name: "Vera Lindt".into(),
            entity_id: Some(EntityId(SPEAKER.into())),
            spans: vec![span(text, "Vera Lindt")],
            resolved_by: Some(ResolvedBy::Name),
        }),
        cue: Some(Cue { lemma: "sagen".into(), spans: vec![span(text, "sagte")] }),
        frame: vec![span(text, "sagte Vera Lindt")],
        addressee: None,
        medium: Medium::Speech,
        certainty: Certainty::Asserted,
        negated: false,
        nested_in: None,
        restated_by: None,
        confidence: 0.9,
        entities: vec![EntityId(COMPANY.into())],
        figures: vec![FigureId(1)],
        sentiment: Score::default(),
    }
}

fn figure(text: &str, number: u8) -> Figure {
    Figure {
        id: FigureId(1),
        span: span(text, "1200 Beschäftigte"),
        kind: FigureKind::Count,
        value: Some((1200 + u32::from(number)).into()),
        min: None,
        max: None,
        unit: None,
        approximation: None,
        change: None,
        from: None,
        to: None,
        per: None,
        measures: Some("Beschäftigte".into()),
        measured: None,
        period: None,
        time: None,
        claim_id: Some(ClaimId(1)),
        speaker: Some(EntityId(SPEAKER.into())),
        entities: vec![EntityId(COMPANY.into())],
    }
}

/// Fills the archive with articles 1 to `count`, of two sources in turn.
pub async fn fill(app: &TestApp, count: u8) {
    for number in 1..=count {
        let source = if number % 2 == 1 { "Tagblatt" } else { "Abendpost" };
        app.store.insert(article(number, source).into(), now()).await.expect("it is stored");
    }
}

/// When everything here is stored.
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::UNIX_EPOCH
}
