//! Rows of an export: JSON lines, or CSV (RFC 4180).

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::dto::{
    ApproximationWord, ArchivedClaim, ArchivedFigure, ArticleRef, ArticleText, ChangeWord, EntityItem, Word,
};
use crate::api::error::ApiError;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Format {
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a header; lists in one cell are joined by `; `.
    Csv,
}

impl Word for Format {
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "ndjson" => Some(Self::Ndjson),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    fn words() -> Vec<&'static str> {
        vec!["ndjson", "csv"]
    }
}

/// Something that fits into a row of a table.
pub(super) trait Row: Serialize {
    /// Names of the columns.
    const COLUMNS: &'static [&'static str];

    /// One cell a column.
    fn cells(&self) -> Vec<String>;
}

/// Rows as text; the first page of a table begins with its header.
pub(super) fn render<R: Row>(rows: impl Iterator<Item = R>, format: Format, first: bool) -> Result<Vec<u8>, ApiError> {
    let mut text = Vec::new();
    if format == Format::Csv && first {
        write_record(&mut text, R::COLUMNS.iter().copied());
    }
    for row in rows {
        match format {
            Format::Ndjson => {
                serde_json::to_writer(&mut text, &row).map_err(ApiError::internal)?;
                text.push(b'\n');
            }
            Format::Csv => write_record(&mut text, row.cells().iter().map(String::as_str)),
        }
    }
    Ok(text)
}

fn write_record<'a>(text: &mut Vec<u8>, cells: impl Iterator<Item = &'a str>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            text.push(b',');
        }
        if cell.contains(['"', ',', '\r', '\n']) {
            text.push(b'"');
            text.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            text.push(b'"');
        } else {
            text.extend_from_slice(cell.as_bytes());
        }
    }
    text.extend_from_slice(b"\r\n");
}

fn or_empty(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

fn of_article(article: &ArticleRef) -> [String; 5] {
    [
        article.id.clone(),
        or_empty(article.title.as_deref()),
        or_empty(article.url.as_deref()),
        or_empty(article.source.as_deref()),
        or_empty(article.published_at.as_deref()),
    ]
}

impl Row for ArticleText {
    const COLUMNS: &'static [&'static str] =
        &["id", "received_at", "title", "url", "source", "authors", "published_at", "language", "external_id", "text"];

    fn cells(&self) -> Vec<String> {
        let item = &self.item;
        vec![
            item.id.clone(),
            item.received_at.clone(),
            or_empty(item.title.as_deref()),
            or_empty(item.url.as_deref()),
            or_empty(item.source.as_deref()),
            item.authors.join("; "),
            or_empty(item.published_at.as_deref()),
            or_empty(item.language.as_deref()),
            or_empty(item.external_id.as_deref()),
            self.text.clone(),
        ]
    }
}

impl Row for EntityItem {
    const COLUMNS: &'static [&'static str] = &["id", "name", "type", "subtype", "wikidata", "articles", "mentions"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.name.clone(),
            self.kind.as_str().to_owned(),
            or_empty(self.subtype.as_deref()),
            or_empty(self.wikidata.as_deref()),
            self.articles.to_string(),
            self.mentions.to_string(),
        ]
    }
}

impl Row for ArchivedClaim {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "article_id",
        "article_title",
        "article_url",
        "source",
        "published_at",
        "kind",
        "text",
        "speaker",
        "speaker_id",
        "cue",
        "medium",
        "certainty",
        "negated",
        "nested_in",
        "confidence",
        "sentiment_score",
        "sentiment_label",
        "entities",
        "figures",
    ];

    fn cells(&self) -> Vec<String> {
        let claim = &self.claim;
        let speaker = claim.speaker.as_ref();
        let mut cells = vec![claim.id.clone()];
        cells.extend(of_article(&self.article));
        cells.extend([
            claim.kind.as_str().to_owned(),
            claim.text.clone(),
            or_empty(speaker.map(|s| s.name.as_str())),
            or_empty(speaker.and_then(|s| s.entity_id.as_deref())),
            or_empty(claim.cue.as_ref().map(|c| c.lemma.as_str())),
            claim.medium.as_str().to_owned(),
            claim.certainty.as_str().to_owned(),
            claim.negated.to_string(),
            or_empty(claim.nested_in.as_deref()),
            claim.confidence.to_string(),
            claim.sentiment.score.to_string(),
            claim.sentiment.label.as_str().to_owned(),
            claim.entities.join("; "),
            claim.figures.join("; "),
        ]);
        cells
    }
}

impl Row for ArchivedFigure {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "article_id",
        "article_title",
        "article_url",
        "source",
        "published_at",
        "exact",
        "kind",
        "value",
        "min",
        "max",
        "unit",
        "approximation",
        "change",
        "per",
        "measures",
        "period_start",
        "period_end",
        "claim_id",
        "speaker_id",
        "entities",
        "from",
        "to",
    ];

    fn cells(&self) -> Vec<String> {
        let figure = &self.figure;
        let mut cells = vec![figure.id.clone()];
        cells.extend(of_article(&self.article));
        cells.extend([
            figure.exact.clone(),
            figure.kind.as_str().to_owned(),
            or_empty(figure.value.as_deref()),
            or_empty(figure.min.as_deref()),
            or_empty(figure.max.as_deref()),
            or_empty(figure.unit.as_deref()),
            or_empty(figure.approximation.map(ApproximationWord::as_str)),
            or_empty(figure.change.map(ChangeWord::as_str)),
            or_empty(figure.per.as_deref()),
            or_empty(figure.measures.as_deref()),
            or_empty(figure.period.as_ref().map(|p| p.start.as_str())),
            or_empty(figure.period.as_ref().map(|p| p.end.as_str())),
            or_empty(figure.claim_id.as_deref()),
            or_empty(figure.speaker.as_deref()),
            figure.entities.join("; "),
            or_empty(figure.from.as_deref()),
            or_empty(figure.to.as_deref()),
        ]);
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_when_they_must_be() {
        let mut text = Vec::new();
        write_record(&mut text, ["a", "b,c", "„d“ \"e\"", "f\ng", ""].into_iter());
        assert_eq!(String::from_utf8(text).unwrap(), "a,\"b,c\",\"„d“ \"\"e\"\"\",\"f\ng\",\r\n");
    }
}
