//! Figures as clients see them.

use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::analysis::AnalyzerDto;
use super::article::ArticleRef;
use super::claim::SpanDto;
use super::snippet::SnippetDto;
use super::view::{ArchiveViews, View, numbered};
use super::vocabulary::{ApproximationWord, ChangeWord, FigureKindWord, OffsetsWord};
use crate::nlp::analysis::{Figure, Period};
use crate::store::{FigureHit, TextQuery, figure_snippets};

/// A period of whole days, both ends included.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Period)]
pub(crate) struct PeriodDto {
    /// First day.
    #[schema(format = "date", example = "2024-01-01")]
    pub start: String,
    /// Last day.
    #[schema(format = "date", example = "2024-12-31")]
    pub end: String,
}

/// A quantity in one normal form.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Figure)]
pub(crate) struct FigureDto {
    /// Its id: stable inside the article, led by the article's id in answers over the archive.
    #[schema(example = "f1")]
    pub id: String,
    /// `title` when positions are in the title; absent when they are in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, pattern = "^title$", example = "title")]
    pub field: Option<&'static str>,
    /// First position, with approximator and unit.
    pub start: usize,
    /// One past the last position.
    pub end: usize,
    /// The words, exactly as sent.
    #[schema(example = "rund 50 Millionen Euro")]
    pub exact: String,
    /// What sort of quantity.
    pub kind: FigureKindWord,
    /// A single value, exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = r"^-?\d+(\.\d+)?$", example = "50000000")]
    pub value: Option<String>,
    /// Lower end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = r"^-?\d+(\.\d+)?$")]
    pub min: Option<String>,
    /// Upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = r"^-?\d+(\.\d+)?$")]
    pub max: Option<String>,
    /// ISO 4217 for money, `percent`, `percentage_point`, or a CLDR unit id; absent for plain counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "EUR")]
    pub unit: Option<String>,
    /// In what way it is not exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub approximation: Option<ApproximationWord>,
    /// Direction, when the figure says a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub change: Option<ChangeWord>,
    /// Id of the figure it rose or fell from: that of the 8 in "von 8 auf 6 Prozent", on the 6.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "f1")]
    pub from: Option<String>,
    /// Id of the figure it rose or fell to: that of the 6 in "von 8 auf 6 Prozent", on the 8.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "f2")]
    pub to: Option<String>,
    /// The unit it is counted by, such as `month` in "20 Euro im Monat".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "month")]
    pub per: Option<String>,
    /// What is measured or counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub measures: Option<String>,
    /// Where the noun of `measures` stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub measures_span: Option<SpanDto>,
    /// The time of day of a time, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = r"^\d{2}:\d{2}$", example = "20:15")]
    pub time: Option<String>,
    /// The period a date stands for, or the day of a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub period: Option<PeriodDto>,
    /// The innermost claim it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "c9")]
    pub claim_id: Option<String>,
    /// Entity id of who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub speaker: Option<String>,
    /// Ids of the entities it is about.
    pub entities: Vec<String>,
}

impl FigureDto {
    /// A figure as shown.
    pub(crate) fn new(figure: &Figure, view: &View<'_>) -> Self {
        let SpanDto { field, start, end, exact } = view.span(figure.span);
        Self {
            id: view.id(figure.id),
            field,
            start,
            end,
            exact,
            kind: FigureKindWord(figure.kind),
            value: figure.value.map(plain),
            min: figure.min.map(plain),
            max: figure.max.map(plain),
            unit: figure.unit.clone(),
            approximation: figure.approximation.map(ApproximationWord),
            change: figure.change.map(ChangeWord),
            from: figure.from.map(|id| view.id(id)),
            to: figure.to.map(|id| view.id(id)),
            per: figure.per.clone(),
            measures: figure.measures.clone(),
            measures_span: figure.measured.map(|span| view.span(span)),
            time: figure.time.map(|time| time.strftime("%H:%M").to_string()),
            period: figure.period.map(Into::into),
            claim_id: figure.claim_id.map(|id| view.id(id)),
            speaker: figure.speaker.as_ref().map(ToString::to_string),
            entities: figure.entities.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<Period> for PeriodDto {
    fn from(period: Period) -> Self {
        Self { start: period.start.to_string(), end: period.end.to_string() }
    }
}

/// A decimal in its shortest plain form: `5.50` is `5.5`.
pub(super) fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

/// A figure with the article it stands in; ids of claims and figures are led by the article's.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ArchivedFigure {
    /// The article it stands in.
    pub article: ArticleRef,
    /// Who found it.
    pub analyzer: AnalyzerDto,
    /// The unit of all positions.
    pub offsets: OffsetsWord,
    /// The figure.
    #[serde(flatten)]
    pub figure: FigureDto,
    /// Stretches that show what was found; only with `q`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snippets: Vec<SnippetDto>,
}

impl ArchivedFigure {
    /// A figure of the archive as shown; `None` when its article does not hold it.
    pub(crate) fn new(hit: &FigureHit, views: &mut ArchiveViews) -> Option<Self> {
        Self::found(hit, None, views)
    }

    /// The same, with what a search has found in it.
    pub(crate) fn found(hit: &FigureHit, query: Option<&TextQuery>, views: &mut ArchiveViews) -> Option<Self> {
        let found = numbered(&hit.article.analysis.figures, hit.figure.0, |figure| figure.id.0)?;
        let view = views.of(&hit.article);
        let snippets = query.map(|query| figure_snippets(query, &hit.article, found)).unwrap_or_default();
        Some(Self {
            article: (&hit.article.article).into(),
            analyzer: (&hit.article.analyzer).into(),
            offsets: view.unit(),
            snippets: SnippetDto::all(&snippets, &view),
            figure: FigureDto::new(found, &view),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_plain_and_shortest() {
        for (value, shown) in [("5.50", "5.5"), ("1200000000", "1200000000"), ("-0.0", "0"), ("100", "100")] {
            assert_eq!(plain(value.parse().unwrap()), shown);
        }
    }
}
