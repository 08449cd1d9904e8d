//! The columns of each table that can be exported: name and content side by side.

use super::rows::{Column, Row, number, text};
use crate::api::dto::{
    ApproximationWord, ArchivedClaim, ArchivedFigure, ArticleText, ChangeWord, EntityItem, FoundArticle,
};

fn or_empty(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

/// What every table of articles tells of one, and the columns that it has besides.
macro_rules! of_article {
    ($($more:expr),+ $(,)?) => {
        &[
            text("id", |row| row.item.id.clone()),
            text("received_at", |row| row.item.received_at.clone()),
            text("title", |row| or_empty(row.item.title.as_deref())),
            text("url", |row| or_empty(row.item.url.as_deref())),
            text("source", |row| or_empty(row.item.source.as_deref())),
            text("authors", |row| row.item.authors.join("; ")),
            text("published_at", |row| or_empty(row.item.published_at.as_deref())),
            text("language", |row| or_empty(row.item.language.as_deref())),
            text("external_id", |row| or_empty(row.item.external_id.as_deref())),
            $($more),+
        ]
    };
}

impl Row for ArticleText {
    const COLUMNS: &'static [Column<Self>] = of_article![text("text", |row| row.text.clone())];
}

impl Row for FoundArticle {
    const COLUMNS: &'static [Column<Self>] =
        of_article![text("duplicate_of", |row| or_empty(row.item.duplicate_of.as_deref()))];
}

impl Row for EntityItem {
    const COLUMNS: &'static [Column<Self>] = &[
        text("id", |row| row.id.clone()),
        text("name", |row| row.name.clone()),
        text("type", |row| row.kind.as_str().to_owned()),
        text("subtype", |row| or_empty(row.subtype.as_deref())),
        text("wikidata", |row| or_empty(row.wikidata.as_deref())),
        number("articles", |row| row.articles.to_string()),
        number("mentions", |row| row.mentions.to_string()),
    ];
}

impl Row for ArchivedClaim {
    const COLUMNS: &'static [Column<Self>] = &[
        text("id", |row| row.claim.id.clone()),
        text("article_id", |row| row.article.id.clone()),
        text("article_title", |row| or_empty(row.article.title.as_deref())),
        text("article_url", |row| or_empty(row.article.url.as_deref())),
        text("source", |row| or_empty(row.article.source.as_deref())),
        text("published_at", |row| or_empty(row.article.published_at.as_deref())),
        text("kind", |row| row.claim.kind.as_str().to_owned()),
        text("text", |row| row.claim.text.clone()),
        text("speaker", |row| or_empty(row.claim.speaker.as_ref().map(|speaker| speaker.name.as_str()))),
        text("speaker_id", |row| or_empty(row.claim.speaker.as_ref().and_then(|speaker| speaker.entity_id.as_deref()))),
        text("cue", |row| or_empty(row.claim.cue.as_ref().map(|cue| cue.lemma.as_str()))),
        text("medium", |row| row.claim.medium.as_str().to_owned()),
        text("certainty", |row| row.claim.certainty.as_str().to_owned()),
        text("negated", |row| row.claim.negated.to_string()),
        text("nested_in", |row| or_empty(row.claim.nested_in.as_deref())),
        number("confidence", |row| row.claim.confidence.to_string()),
        number("sentiment_score", |row| row.claim.sentiment.score.to_string()),
        text("sentiment_label", |row| row.claim.sentiment.label.as_str().to_owned()),
        text("entities", |row| row.claim.entities.join("; ")),
        text("figures", |row| row.claim.figures.join("; ")),
        text("field", |row| or_empty(row.claim.spans.first().and_then(|span| span.field))),
        text("restated_by", |row| or_empty(row.claim.restated_by.as_deref())),
    ];
}

impl Row for ArchivedFigure {
    const COLUMNS: &'static [Column<Self>] = &[
        text("id", |row| row.figure.id.clone()),
        text("article_id", |row| row.article.id.clone()),
        text("article_title", |row| or_empty(row.article.title.as_deref())),
        text("article_url", |row| or_empty(row.article.url.as_deref())),
        text("source", |row| or_empty(row.article.source.as_deref())),
        text("published_at", |row| or_empty(row.article.published_at.as_deref())),
        text("exact", |row| row.figure.exact.clone()),
        text("kind", |row| row.figure.kind.as_str().to_owned()),
        number("value", |row| or_empty(row.figure.value.as_deref())),
        number("min", |row| or_empty(row.figure.min.as_deref())),
        number("max", |row| or_empty(row.figure.max.as_deref())),
        text("unit", |row| or_empty(row.figure.unit.as_deref())),
        text("approximation", |row| or_empty(row.figure.approximation.map(ApproximationWord::as_str))),
        text("change", |row| or_empty(row.figure.change.map(ChangeWord::as_str))),
        text("per", |row| or_empty(row.figure.per.as_deref())),
        text("measures", |row| or_empty(row.figure.measures.as_deref())),
        text("period_start", |row| or_empty(row.figure.period.as_ref().map(|period| period.start.as_str()))),
        text("period_end", |row| or_empty(row.figure.period.as_ref().map(|period| period.end.as_str()))),
        text("claim_id", |row| or_empty(row.figure.claim_id.as_deref())),
        text("speaker_id", |row| or_empty(row.figure.speaker.as_deref())),
        text("entities", |row| row.figure.entities.join("; ")),
        text("from", |row| or_empty(row.figure.from.as_deref())),
        text("to", |row| or_empty(row.figure.to.as_deref())),
        text("time", |row| or_empty(row.figure.time.as_deref())),
        text("field", |row| or_empty(row.figure.field)),
    ];
}
