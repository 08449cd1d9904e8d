//! Claims as JSON-LD with the words of schema.org: `Quotation` for what is quoted word for word, `Claim` for the rest.

use serde::Serialize;
use utoipa::ToSchema;

use super::addresses::{path, wikidata};
use super::claim::joined;
use super::view::numbered;
use crate::article::{AnalysedArticle, Article};
use crate::nlp::analysis::{Claim, ClaimKind, Entity, EntityId, EntityType};
use crate::store::ClaimHit;

const CONTEXT: &str = "https://schema.org";

/// Claims as JSON-LD with the words of schema.org.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkedClaims {
    /// `https://schema.org`.
    #[serde(rename = "@context")]
    #[schema(rename = "@context", example = "https://schema.org")]
    context: &'static str,
    /// The claims in the order of the list.
    #[serde(rename = "@graph")]
    #[schema(rename = "@graph")]
    graph: Vec<LinkedClaim>,
}

/// A claim as schema.org has it: a `Quotation` with its speaker as `spokenByCharacter`, or a `Claim` with its speaker as
/// `author` and the article it was made in as `appearance`. Addresses without a host are paths of this service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkedClaim {
    /// `https://schema.org`, in an answer that is one claim.
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    #[schema(rename = "@context", value_type = Option<String>, nullable = false, example = "https://schema.org")]
    context: Option<&'static str>,
    /// `Quotation` for direct speech, else `Claim`.
    #[serde(rename = "@type")]
    #[schema(rename = "@type", pattern = "^(Quotation|Claim)$", example = "Quotation")]
    kind: &'static str,
    /// Where this service shows it.
    #[serde(rename = "@id")]
    #[schema(rename = "@id", format = "uri-reference")]
    id: String,
    /// What is said.
    text: String,
    /// Of a quotation: who said it.
    #[serde(rename = "spokenByCharacter", skip_serializing_if = "Option::is_none")]
    #[schema(rename = "spokenByCharacter", nullable = false)]
    spoken_by: Option<LinkedThing>,
    /// Of a claim: who said it; of an assertion of the article's own who wrote the article.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<LinkedThing>,
    /// Who and what it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<LinkedThing>,
    /// Of a quotation: the article it stands in.
    #[serde(rename = "isPartOf", skip_serializing_if = "Option::is_none")]
    #[schema(rename = "isPartOf", nullable = false)]
    is_part_of: Option<LinkedNews>,
    /// Of a claim: the article it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    appearance: Option<LinkedNews>,
    /// BCP 47 code of the language it was read as.
    #[serde(rename = "inLanguage")]
    #[schema(rename = "inLanguage", example = "de")]
    language: String,
}

/// Somebody or something as schema.org has it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkedThing {
    /// `Person`, `Organization`, `Place`, `Event`, `Product`, `Legislation`, `CreativeWork` or `Thing`.
    #[serde(rename = "@type")]
    #[schema(rename = "@type", example = "Person")]
    kind: &'static str,
    /// Where this service shows it, where it is clear who is meant.
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    #[schema(rename = "@id", nullable = false, format = "uri-reference")]
    id: Option<String>,
    /// The fullest name known.
    name: String,
    /// Its name in Wikidata, where certain.
    #[serde(rename = "sameAs", skip_serializing_if = "Option::is_none")]
    #[schema(rename = "sameAs", nullable = false, format = "uri", example = "http://www.wikidata.org/entity/Q183")]
    same_as: Option<String>,
}

/// An article as schema.org has it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkedNews {
    /// `NewsArticle`.
    #[serde(rename = "@type")]
    #[schema(rename = "@type", example = "NewsArticle")]
    kind: &'static str,
    /// Where this service shows it.
    #[serde(rename = "@id")]
    #[schema(rename = "@id", format = "uri-reference")]
    id: String,
    /// Where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    url: Option<String>,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    headline: Option<String>,
    /// When it was published, as sent.
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    #[schema(rename = "datePublished", nullable = false)]
    published: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    publisher: Option<LinkedThing>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<LinkedThing>,
}

impl LinkedClaims {
    /// Claims of the archive.
    pub(crate) fn of(graph: Vec<LinkedClaim>) -> Self {
        Self { context: CONTEXT, graph }
    }

    /// All claims of an article.
    pub(crate) fn in_article(made: &AnalysedArticle) -> Self {
        Self::of(made.analysis.claims.iter().map(|claim| LinkedClaim::new(claim, made)).collect())
    }
}

impl LinkedClaim {
    /// A claim of the archive; `None` when its article does not hold it.
    pub(crate) fn found(hit: &ClaimHit) -> Option<Self> {
        let claim = numbered(&hit.article.analysis.claims, hit.claim.0, |claim| claim.id.0)?;
        Some(Self::new(claim, &hit.article))
    }

    /// The same as an answer of its own.
    pub(crate) fn alone(self) -> Self {
        Self { context: Some(CONTEXT), ..self }
    }

    fn new(claim: &Claim, made: &AnalysedArticle) -> Self {
        let article = &made.article;
        let speaker = claim.speaker.as_ref().map(|speaker| match &speaker.entity_id {
            Some(id) => LinkedThing::entity(id, &speaker.name, made),
            // Who it is, is not known; that somebody speaks is.
            None => LinkedThing::named("Person", &speaker.name),
        });
        let is_quotation = claim.kind == ClaimKind::Direct;
        let (spoken_by, author) = match speaker {
            Some(speaker) if is_quotation => (Some(speaker), Vec::new()),
            Some(speaker) => (None, vec![speaker]),
            None if claim.kind == ClaimKind::Assertion => (None, authors(article)),
            None => (None, Vec::new()),
        };
        let (is_part_of, appearance) =
            if is_quotation { (Some(LinkedNews::of(article)), None) } else { (None, Some(LinkedNews::of(article))) };
        Self {
            context: None,
            kind: if is_quotation { "Quotation" } else { "Claim" },
            id: path("claims", format_args!("{}:{}", article.id, claim.id)),
            text: joined(claim, |span| article.content.headed().exact(span)),
            spoken_by,
            author,
            about: claim.entities.iter().map(|id| LinkedThing::entity(id, &id.0, made)).collect(),
            is_part_of,
            appearance,
            language: made.analysis.language.clone(),
        }
    }
}

impl LinkedThing {
    fn named(kind: &'static str, name: &str) -> Self {
        Self { kind, id: None, name: name.to_owned(), same_as: None }
    }

    /// An entity of an article; `name` is told where the article does not list it.
    fn entity(id: &EntityId, name: &str, made: &AnalysedArticle) -> Self {
        let entity = made.analysis.entities.iter().find(|entity| entity.id == *id);
        Self {
            kind: entity.map_or("Thing", |entity| kind(entity)),
            id: Some(path("entities", id)),
            name: entity.map_or(name, |entity| &entity.name).to_owned(),
            same_as: entity.and_then(|entity| entity.wikidata.as_deref()).map(wikidata),
        }
    }
}

fn kind(entity: &Entity) -> &'static str {
    match entity.kind {
        EntityType::Person => "Person",
        EntityType::Organization => "Organization",
        EntityType::Location => "Place",
        EntityType::Product => "Product",
        EntityType::Event => "Event",
        EntityType::Law => "Legislation",
        EntityType::Work => "CreativeWork",
        EntityType::Other => "Thing",
    }
}

fn authors(article: &Article) -> Vec<LinkedThing> {
    article.content.authors.iter().map(|name| LinkedThing::named("Person", name)).collect()
}

impl LinkedNews {
    fn of(article: &Article) -> Self {
        let content = &article.content;
        Self {
            kind: "NewsArticle",
            id: path("articles", article.id),
            url: content.url.clone(),
            headline: content.title.clone(),
            published: content.published_at.as_ref().map(ToString::to_string),
            publisher: content.source.as_deref().map(|name| LinkedThing::named("Organization", name)),
            author: authors(article),
        }
    }
}
