//! What was found in an article as W3C Web Annotations: entities, claims and figures, each bound to its words by quote and
//! by position.

use serde::Serialize;
use utoipa::ToSchema;

use super::addresses::{path, wikidata};
use super::figure::plain;
use crate::article::AnalysedArticle;
use crate::nlp::analysis::{Claim, Entity, Figure};
use crate::text::{Headed, OffsetUnit, Span, TextIndex};

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// So many code points before and after the words tell them from the same words elsewhere.
const AROUND: usize = 32;

/// What was found in an article as a collection of W3C Web Annotations, all of them on its one page: the mentions of each
/// entity, claims, and figures. Addresses without a host are paths of this service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnnotationCollection {
    /// `http://www.w3.org/ns/anno.jsonld`.
    #[serde(rename = "@context")]
    #[schema(rename = "@context", example = "http://www.w3.org/ns/anno.jsonld")]
    context: &'static str,
    /// Where this service shows it.
    #[schema(format = "uri-reference")]
    id: String,
    /// `AnnotationCollection`.
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "AnnotationCollection")]
    kind: &'static str,
    /// How many there are.
    total: usize,
    /// All of them.
    first: AnnotationPage,
}

/// The annotations.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnnotationPage {
    /// Its own name.
    #[schema(format = "uri-reference")]
    id: String,
    /// `AnnotationPage`.
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "AnnotationPage")]
    kind: &'static str,
    /// 0.
    #[serde(rename = "startIndex")]
    #[schema(rename = "startIndex", example = 0)]
    start: usize,
    /// Entities with their mentions, then claims, then figures; each in text order.
    items: Vec<Annotation>,
}

/// What is said about some words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Annotation {
    /// Its own name.
    #[schema(format = "uri-reference")]
    id: String,
    /// `Annotation`.
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "Annotation")]
    kind: &'static str,
    /// `identifying` for a mention of an entity, `classifying` for a claim, `describing` for a figure.
    #[schema(example = "identifying")]
    motivation: &'static str,
    /// What is said.
    body: Vec<AnnotationBody>,
    /// The words; several where they are interrupted.
    target: Vec<AnnotationTarget>,
}

/// Something that is said: a text, or the name of a thing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnnotationBody {
    /// `TextualBody` or `SpecificResource`.
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "TextualBody")]
    kind: &'static str,
    /// What it is for: `identifying`, `tagging` (a name), `classifying` (a type or kind), `describing` (a value),
    /// `linking` (where this service tells more).
    #[schema(example = "tagging")]
    purpose: &'static str,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    value: Option<String>,
    /// The name of the thing: that of Wikidata, or its place in this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri-reference")]
    source: Option<String>,
}

/// Some words of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnnotationTarget {
    /// The `url` of the article, or its place in this service where it has none.
    #[schema(format = "uri-reference")]
    source: String,
    /// Where they stand, by their quote and in the text by their position.
    selector: Vec<AnnotationSelector>,
}

/// How words are found. A quote in the headline has no position, as that counts in the text alone.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type")]
pub(crate) enum AnnotationSelector {
    /// By what they are and what stands around them.
    #[serde(rename = "TextQuoteSelector")]
    #[schema(rename = "TextQuoteSelector")]
    Quote {
        /// The words.
        exact: String,
        /// Up to 32 code points before them.
        prefix: String,
        /// Up to 32 code points after them.
        suffix: String,
    },
    /// By where they stand in the text as sent.
    #[serde(rename = "TextPositionSelector")]
    #[schema(rename = "TextPositionSelector")]
    Position {
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
    },
}

impl AnnotationCollection {
    /// All that was found in an article.
    pub(crate) fn new(made: &AnalysedArticle) -> Self {
        let id = format!("{}/analysis?format=annotations", path("articles", made.article.id));
        let writer = Writer::new(made, &id);
        let analysis = &made.analysis;
        let mentions = analysis.entities.iter().flat_map(|entity| writer.mentions(entity));
        let claims = analysis.claims.iter().map(|claim| writer.claim(claim));
        let figures = analysis.figures.iter().map(|figure| writer.figure(figure));
        let items: Vec<_> = mentions.chain(claims).chain(figures).collect();
        let first = AnnotationPage { id: format!("{id}#page"), kind: "AnnotationPage", start: 0, items };
        let (kind, total) = ("AnnotationCollection", first.items.len());
        Self { context: CONTEXT, id, kind, total, first }
    }
}

/// Writes the annotations of one article.
struct Writer<'a> {
    made: &'a AnalysedArticle,
    headed: Headed<'a>,
    index: TextIndex<'a>,
    /// The name of the collection.
    id: &'a str,
    source: String,
}

impl<'a> Writer<'a> {
    fn new(made: &'a AnalysedArticle, id: &'a str) -> Self {
        let headed = made.article.content.headed();
        let source = made.article.content.url.clone().unwrap_or_else(|| path("articles", made.article.id));
        Self { made, headed, index: TextIndex::new(headed.text, OffsetUnit::CodePoint), id, source }
    }

    fn annotation(&self, name: &str, motivation: &'static str, body: Vec<AnnotationBody>, at: &[Span]) -> Annotation {
        let target = at.iter().map(|&span| self.target(span)).collect();
        Annotation { id: format!("{}#{name}", self.id), kind: "Annotation", motivation, body, target }
    }

    fn target(&self, span: Span) -> AnnotationTarget {
        let own = self.headed.title_span(span);
        let (text, at) = own.map_or((self.headed.text, span), |own| (self.headed.title, own));
        let mut selector = vec![quote(text, at)];
        if own.is_none() {
            let (start, end) = self.index.span(span);
            selector.push(AnnotationSelector::Position { start, end });
        }
        AnnotationTarget { source: self.source.clone(), selector }
    }

    fn mentions(&self, entity: &Entity) -> Vec<Annotation> {
        let own = path("entities", &entity.id);
        let said = || {
            let name = entity.wikidata.as_deref().map(wikidata);
            let more = name.is_some().then(|| AnnotationBody::thing("linking", own.clone()));
            let name = AnnotationBody::thing("identifying", name.unwrap_or_else(|| own.clone()));
            let (tag, kind) = (entity.name.clone(), entity.kind.as_str().to_owned());
            let mut body = vec![name, AnnotationBody::text("tagging", tag), AnnotationBody::text("classifying", kind)];
            body.extend(more);
            body
        };
        let one = |(i, span)| self.annotation(&format!("{}-{}", entity.id, i + 1), "identifying", said(), &[span]);
        entity.mentions.iter().map(|mention| mention.span).enumerate().map(one).collect()
    }

    fn claim(&self, claim: &Claim) -> Annotation {
        let own = path("claims", format_args!("{}:{}", self.made.article.id, claim.id));
        let mut body = vec![
            AnnotationBody::text("classifying", claim.kind.as_str().to_owned()),
            AnnotationBody::thing("linking", own),
        ];
        if let Some(speaker) = &claim.speaker {
            body.extend(
                speaker.entity_id.as_ref().map(|id| AnnotationBody::thing("identifying", path("entities", id))),
            );
            body.push(AnnotationBody::text("tagging", speaker.name.clone()));
        }
        self.annotation(&claim.id.to_string(), "classifying", body, &claim.spans)
    }

    fn figure(&self, figure: &Figure) -> Annotation {
        let own = path("figures", format_args!("{}:{}", self.made.article.id, figure.id));
        let mut body = vec![
            AnnotationBody::text("classifying", figure.kind.as_str().to_owned()),
            AnnotationBody::thing("linking", own),
        ];
        body.extend(worth(figure).map(|value| AnnotationBody::text("describing", value)));
        self.annotation(&figure.id.to_string(), "describing", body, &[figure.span])
    }
}

impl AnnotationBody {
    fn text(purpose: &'static str, value: String) -> Self {
        Self { kind: "TextualBody", purpose, value: Some(value), source: None }
    }

    fn thing(purpose: &'static str, source: String) -> Self {
        Self { kind: "SpecificResource", purpose, value: None, source: Some(source) }
    }
}

/// What a figure is worth, with its unit: `45000000 EUR`, `2..3 percent`, `2025-01-01/2025-12-31`.
fn worth(figure: &Figure) -> Option<String> {
    if let Some(period) = figure.period {
        return Some(format!("{}/{}", period.start, period.end));
    }
    let shown = |value: Option<_>| value.map(plain).unwrap_or_default();
    let value = match (figure.value, figure.min, figure.max) {
        (Some(value), _, _) => plain(value),
        (None, None, None) => return figure.time.map(|time| time.strftime("%H:%M").to_string()),
        (None, min, max) => format!("{}..{}", shown(min), shown(max)),
    };
    Some(figure.unit.as_deref().map_or_else(|| value.clone(), |unit| format!("{value} {unit}")))
}

/// Words with what stands around them; a span that does not fit the text selects nothing.
fn quote(text: &str, span: Span) -> AnnotationSelector {
    let range = span.range();
    let (before, after) = (text.get(..range.start).unwrap_or_default(), text.get(range.end..).unwrap_or_default());
    let start = before.char_indices().rev().take(AROUND).last().map_or(before.len(), |(at, _)| at);
    AnnotationSelector::Quote {
        exact: text.get(range).unwrap_or_default().to_owned(),
        prefix: before[start..].to_owned(),
        suffix: after.chars().take(AROUND).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_has_up_to_32_code_points_on_either_side() {
        let long = "ä".repeat(40);
        for (text, words, prefix, suffix) in [
            ("Rat tagt.".to_owned(), "Rat", 0, 6),
            ("Der Rat".to_owned(), "Rat", 4, 0),
            (format!("{long}Rat{long}"), "Rat", 32, 32),
            (format!("👩‍🚀{long}Rat"), "Rat", 32, 0),
        ] {
            let at = text.find(words).unwrap();
            let AnnotationSelector::Quote { exact, prefix: before, suffix: after } =
                quote(&text, Span::new(at, at + words.len()))
            else {
                panic!("no quote");
            };
            assert_eq!((exact.as_str(), before.chars().count(), after.chars().count()), (words, prefix, suffix));
            assert!(text.contains(&format!("{before}{exact}{after}")), "{text}");
        }
    }
}
