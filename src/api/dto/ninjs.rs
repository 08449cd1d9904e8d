//! An article as an item of ninjs 3.0, with the people, organisations and places that were found in it.

use serde::Serialize;
use utoipa::ToSchema;

use super::addresses::{path, wikidata};
use crate::article::AnalysedArticle;
use crate::nlp::analysis::{Entity, EntityType};

/// An article as an item of ninjs 3.0.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NinjsArticle)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NinjsDto {
    /// Its id as a URN.
    #[schema(format = "uri", example = "urn:uuid:0194cad2-cc00-7000-8000-000000000001")]
    uri: String,
    /// The version of ninjs.
    standard: NinjsStandard,
    /// `text`.
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "text")]
    kind: &'static str,
    /// The number of its revision.
    #[schema(example = "1")]
    version: String,
    /// When it came in for the first time.
    #[schema(format = "date-time")]
    first_created: String,
    /// When this revision came in.
    #[schema(format = "date-time")]
    version_created: String,
    /// When it was published, where the moment is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "date-time")]
    content_created: Option<String>,
    /// BCP 47 code of the language it was read as.
    #[schema(example = "de")]
    language: String,
    /// Its headline.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headlines: Vec<NinjsText>,
    /// Its text.
    bodies: Vec<NinjsText>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    by: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    info_sources: Vec<NinjsSource>,
    /// People, the most salient first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<NinjsEntity>,
    /// Companies, agencies, parties, media, clubs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    organisations: Vec<NinjsEntity>,
    /// Countries, cities, regions, buildings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<NinjsEntity>,
    /// Conferences, wars, tournaments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<NinjsEntity>,
    /// Products and works.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    objects: Vec<NinjsEntity>,
    /// Laws and other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<NinjsEntity>,
    /// The page it was found on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    renditions: Vec<NinjsRendition>,
    /// The sender's own id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alt_ids: Vec<NinjsId>,
}

/// The version of ninjs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NinjsStandard {
    /// `ninjs`.
    #[schema(example = "ninjs")]
    name: &'static str,
    /// `3.0`.
    #[schema(example = "3.0")]
    version: &'static str,
    /// Its schema.
    #[schema(format = "uri", example = "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json")]
    schema: &'static str,
}

/// A headline or a text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NinjsText {
    /// `main`.
    #[schema(example = "main")]
    role: &'static str,
    /// `text/plain`.
    #[schema(example = "text/plain")]
    content_type: &'static str,
    /// Its code points; of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    char_count: Option<usize>,
    /// The text exactly as sent.
    value: String,
}

/// Who published an article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NinjsSource {
    /// The name.
    name: String,
}

/// Somebody or something that an article names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NinjsEntity {
    /// The fullest name seen.
    name: String,
    /// `mentions`.
    #[schema(example = "mentions")]
    rel: &'static str,
    /// Its name in Wikidata, where certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "http://www.wikidata.org/entity/Q183")]
    uri: Option<String>,
    /// Its id in this archive.
    #[schema(example = "person:vera-lindt")]
    literal: String,
}

/// Where an article can be seen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NinjsRendition {
    /// `web`.
    #[schema(example = "web")]
    name: &'static str,
    /// The address.
    #[schema(format = "uri")]
    href: String,
    /// `text/html`.
    #[schema(example = "text/html")]
    content_type: &'static str,
}

/// Another name of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NinjsId {
    /// `external_id`, or `path` for the place in this service.
    #[schema(example = "external_id")]
    role: &'static str,
    /// The name.
    value: String,
}

const STANDARD: NinjsStandard =
    NinjsStandard { name: "ninjs", version: "3.0", schema: "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json" };

impl NinjsDto {
    /// An article with what was found in it.
    pub(crate) fn new(made: &AnalysedArticle) -> Self {
        let (article, content) = (&made.article, &made.article.content);
        let of = |kinds: &[EntityType]| {
            let found = made.analysis.entities.iter().filter(|entity| kinds.contains(&entity.kind));
            found.map(NinjsEntity::from).collect()
        };
        // A day or a month is no date-time.
        let published = content.published_at.as_ref().map(ToString::to_string).filter(|text| text.contains('T'));
        let text = |value: &str, char_count| NinjsText {
            role: "main",
            content_type: "text/plain",
            char_count,
            value: value.to_owned(),
        };
        let own = NinjsId { role: "path", value: path("articles", article.id) };
        let external = content.external_id.clone().map(|value| NinjsId { role: "external_id", value });
        Self {
            uri: format!("urn:uuid:{}", article.id),
            standard: STANDARD,
            kind: "text",
            version: article.revision().number.to_string(),
            first_created: article.received_at.to_string(),
            version_created: article.revision().at.to_string(),
            content_created: published,
            language: made.analysis.language.clone(),
            headlines: content.title.iter().map(|title| text(title, None)).collect(),
            bodies: vec![text(&content.text, Some(content.text.chars().count()))],
            by: (!content.authors.is_empty()).then(|| content.authors.join(", ")),
            info_sources: content.source.iter().cloned().map(|name| NinjsSource { name }).collect(),
            people: of(&[EntityType::Person]),
            organisations: of(&[EntityType::Organization]),
            places: of(&[EntityType::Location]),
            events: of(&[EntityType::Event]),
            objects: of(&[EntityType::Product, EntityType::Work]),
            subjects: of(&[EntityType::Law, EntityType::Other]),
            renditions: content
                .url
                .iter()
                .cloned()
                .map(|href| NinjsRendition { name: "web", href, content_type: "text/html" })
                .collect(),
            alt_ids: external.into_iter().chain([own]).collect(),
        }
    }
}

impl From<&Entity> for NinjsEntity {
    fn from(entity: &Entity) -> Self {
        Self {
            name: entity.name.clone(),
            rel: "mentions",
            uri: entity.wikidata.as_deref().map(wikidata),
            literal: entity.id.to_string(),
        }
    }
}
