//! The vocabulary of the result: entities, claims, figures, sentiment, all anchored by spans in the text.

mod vocabulary;

pub use vocabulary::{
    Approximation, BlockKind, Certainty, Change, ClaimKind, EntityType, FigureKind, Medium, MentionKind, ResolvedBy,
    SentimentLabel, Voice,
};

use std::fmt;

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use crate::text::Span;

/// Everything the engine found in one text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Analysis {
    /// BCP 47 code of the language the text was read as.
    pub language: String,
    /// Entities, the most salient first.
    pub entities: Vec<Entity>,
    /// Claims in the order of their first span.
    pub claims: Vec<Claim>,
    /// Figures in text order.
    pub figures: Vec<Figure>,
    /// Document and sentence sentiment.
    pub sentiment: Sentiment,
    /// What the reader of the result should know.
    pub warnings: Vec<Warning>,
    /// What was left out of the reading, in text order.
    pub blocks: Vec<Block>,
}

impl Analysis {
    /// Moves every place in the text.
    pub(super) fn map_spans(&mut self, place: impl Fn(Span) -> Span) {
        let map = |span: &mut Span| *span = place(*span);
        for entity in &mut self.entities {
            entity.mentions.iter_mut().for_each(|mention| map(&mut mention.span));
            let basis = entity.sentiment.basis.iter_mut();
            basis.flat_map(|basis| &mut basis.evidence).for_each(|evidence| map(&mut evidence.span));
            entity.role.iter_mut().flat_map(|role| &mut role.spans).for_each(map);
        }
        for claim in &mut self.claims {
            let parts = [Some(&mut claim.spans), Some(&mut claim.frame)].into_iter();
            let parts = parts.chain([claim.speaker.as_mut().map(|speaker| &mut speaker.spans)]);
            let parts = parts.chain([claim.cue.as_mut().map(|cue| &mut cue.spans)]);
            let parts = parts.chain([claim.addressee.as_mut().map(|addressee| &mut addressee.spans)]);
            parts.flatten().flatten().for_each(map);
        }
        for figure in &mut self.figures {
            map(&mut figure.span);
            figure.measured.iter_mut().for_each(map);
        }
        for sentence in &mut self.sentiment.sentences {
            map(&mut sentence.span);
            sentence.evidence.iter_mut().for_each(|evidence| map(&mut evidence.span));
        }
    }
}

/// A stretch of the text that is no news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// Something the reader of a result should know about how it came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable code, such as `unsupported_language` or `truncated`.
    pub code: String,
    /// One sentence for a person.
    pub message: String,
}

/// The archive-wide id of an entity, a readable slug such as `organization:aleph-alpha`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub String);

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! local_id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                let digits = text.strip_prefix($prefix).ok_or(())?;
                if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(());
                }
                digits.parse().map(Self).map_err(|_| ())
            }
        }
    };
}

local_id! {
    /// A claim inside one article: `c1`, `c2`, … in text order.
    ClaimId, "c"
}
local_id! {
    /// A figure inside one article: `f1`, `f2`, … in text order.
    FigureId, "f"
}

/// A person, organisation, product or other named thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// One id across the whole archive.
    pub id: EntityId,
    /// The fullest name seen in the text.
    pub name: String,
    /// Its type.
    pub kind: EntityType,
    /// A finer type such as `company`, `ai_model`, `country`, `journalist`.
    pub subtype: Option<String>,
    /// Wikidata id, where certain.
    pub wikidata: Option<String>,
    /// Share of the text's attention, 0 to 1.
    pub salience: f64,
    /// Where it is mentioned, in text order.
    pub mentions: Vec<Mention>,
    /// How the text speaks of it.
    pub sentiment: EntitySentiment,
    /// How likely it is a name, and one of this type: 0 to 1 in steps of a hundredth. Analyses made before it was told
    /// have none.
    pub confidence: Option<f64>,
    /// What a person is, by the words beside their name.
    pub role: Option<Role>,
}

/// The office or trade of somebody, as a text gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its words, in the nominative: `Journalistin`, `ehemaliger Trainer`, `OpenAI-Chef`.
    pub text: String,
    /// The organisation it ties them to.
    pub organization: Option<EntityId>,
    /// Where the text gives it, in text order.
    pub spans: Vec<Span>,
}

impl Entity {
    /// Whether it is spoken of by more than adjectives made from its name.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.mentions.is_empty() || self.mentions.iter().any(|mention| mention.kind != MentionKind::Derived)
    }
}

/// One place where an entity is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// By what sort of expression.
    pub kind: MentionKind,
    /// The innermost claim it stands in.
    pub in_claim: Option<ClaimId>,
}

/// Something somebody said, or the author asserts.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Id inside the article.
    pub id: ClaimId,
    /// Its form.
    pub kind: ClaimKind,
    /// The content; more than one span where a frame interrupts it.
    pub spans: Vec<Span>,
    /// Who said it.
    pub speaker: Option<Speaker>,
    /// The word that says that something is said.
    pub cue: Option<Cue>,
    /// The clause around the cue, without the content.
    pub frame: Vec<Span>,
    /// To whom.
    pub addressee: Option<Party>,
    /// How it was expressed.
    pub medium: Medium,
    /// How surely.
    pub certainty: Certainty,
    /// Whether the content itself is negated.
    pub negated: bool,
    /// The claim this one is part of.
    pub nested_in: Option<ClaimId>,
    /// The claim of the text that says at length what this one of the title says.
    pub restated_by: Option<ClaimId>,
    /// Calibrated probability that content and speaker are right, 0 to 1.
    pub confidence: f64,
    /// Entities mentioned in the content.
    pub entities: Vec<EntityId>,
    /// Figures in the content.
    pub figures: Vec<FigureId>,
    /// Sentiment of the content.
    pub sentiment: Score,
}

/// Who said a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The fullest name known, or the words of the text.
    pub name: String,
    /// The entity, where it is clear.
    pub entity_id: Option<EntityId>,
    /// The noun phrase or pronoun in the text; for a continuation, that of the claim it continues.
    pub spans: Vec<Span>,
    /// How the entity was found.
    pub resolved_by: Option<ResolvedBy>,
}

/// The word or words that say that something is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// Dictionary form.
    pub lemma: String,
    /// Where; two spans for a separable verb.
    pub spans: Vec<Span>,
}

/// Somebody in a claim other than its speaker.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The words of the text, or the entity's name.
    pub name: String,
    /// Where.
    pub spans: Vec<Span>,
}

/// A quantity in one normal form.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Id inside the article.
    pub id: FigureId,
    /// Where, with approximator and unit.
    pub span: Span,
    /// What sort of quantity.
    pub kind: FigureKind,
    /// A single value.
    pub value: Option<Decimal>,
    /// Lower end of a range.
    pub min: Option<Decimal>,
    /// Upper end of a range.
    pub max: Option<Decimal>,
    /// ISO 4217 code, `percent`, `percentage_point` or a CLDR unit id.
    pub unit: Option<String>,
    /// In what way it is not exact.
    pub approximation: Option<Approximation>,
    /// Direction, when the figure says a change.
    pub change: Option<Change>,
    /// What it rose or fell from: the 8 of "von 8 auf 6 Prozent", on the 6.
    pub from: Option<FigureId>,
    /// What it rose or fell to: the 6 of "von 8 auf 6 Prozent", on the 8.
    pub to: Option<FigureId>,
    /// The unit it is counted by: `month` in "20 Euro im Monat".
    pub per: Option<String>,
    /// What is measured or counted.
    pub measures: Option<String>,
    /// Where its noun stands.
    pub measured: Option<Span>,
    /// The period a date stands for, or the day of a time.
    pub period: Option<Period>,
    /// The time of day that a time says.
    pub time: Option<Time>,
    /// The innermost claim it stands in.
    pub claim_id: Option<ClaimId>,
    /// Who said it, when it stands in a claim of a known speaker.
    pub speaker: Option<EntityId>,
    /// What it is about.
    pub entities: Vec<EntityId>,
}

/// A period of whole days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
}

/// Four decimals, the precision of all scores and shares; never −0.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0 + 0.0
}

/// A score from −1 to 1 with its label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// −1 (bad news, blame) to 1 (good news, praise).
    pub score: f64,
    /// The score as a word.
    pub label: SentimentLabel,
}

impl Default for Score {
    fn default() -> Self {
        Self { score: 0.0, label: SentimentLabel::Neutral }
    }
}

/// How the text speaks of an entity, in whose voice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EntitySentiment {
    /// Both voices together.
    pub overall: Score,
    /// What the author says.
    pub author: Option<Score>,
    /// What quoted people say.
    pub quoted: Option<Score>,
    /// What the scores are computed from; analyses made before it was kept have none.
    pub basis: Option<EntityBasis>,
}

/// What the scores of an entity are computed from, and nothing else.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EntityBasis {
    /// Sentences that mention it.
    pub sentences: u32,
    /// Sentences in which the author mentions or judges it.
    pub author: u32,
    /// Sentences in which quoted people mention or judge it.
    pub quoted: u32,
    /// The evidence that falls on it, in text order. A word that falls on two of its mentions stands there twice.
    pub evidence: Vec<EntityEvidence>,
}

/// A word or expression that says something of an entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EntityEvidence {
    /// Where; it is evidence of its sentence too.
    pub span: Span,
    /// The part of its weight that falls on the entity, −1 to 1; turned around for whom somebody else's gain is a loss.
    pub weight: f64,
    /// Who says it.
    pub voice: Voice,
}

/// Sentiment of the document and its sentences.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sentiment {
    /// The whole text.
    pub document: Score,
    /// Sum of the strength of all evidence, whatever its sign.
    pub magnitude: f64,
    /// Every sentence in order, unless a `truncated` warning tells of some left out.
    pub sentences: Vec<SentenceSentiment>,
}

/// Sentiment of one sentence, with the words it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct SentenceSentiment {
    /// The sentence.
    pub span: Span,
    /// Its score.
    pub score: Score,
    /// The words that make the score.
    pub evidence: Vec<Evidence>,
}

/// A word or expression that carries sentiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Where.
    pub span: Span,
    /// Its weight after negation and intensifiers, −1 to 1.
    pub weight: f64,
}
