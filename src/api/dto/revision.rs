//! Revisions of an article, and what a correction changed.

use serde::Serialize;
use utoipa::ToSchema;

use super::analysis::AnalyzerDto;
use super::claim::{ClaimDto, SpanDto};
use super::entity::EntityDto;
use super::figure::FigureDto;
use super::view::View;
use super::vocabulary::OffsetsWord;
use crate::article::diff::{self, TextChanges};
use crate::article::{AnalysedArticle, NewArticle, Revision};
use crate::store::RevisionEntry;

/// One of the revisions of an article.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Revision)]
pub(crate) struct RevisionDto {
    /// Its number; what was sent first has the number 1.
    #[schema(minimum = 1, example = 2)]
    pub revision: u32,
    /// When it came in.
    #[schema(format = "date-time")]
    pub received_at: String,
    /// SHA-256 of what makes two submissions the same article.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub content_hash: String,
    /// Who read it, last.
    pub analyzer: AnalyzerDto,
}

impl From<&RevisionEntry> for RevisionDto {
    fn from(entry: &RevisionEntry) -> Self {
        let Revision { number, at } = entry.revision;
        Self {
            revision: number,
            received_at: at.to_string(),
            content_hash: entry.content_hash.to_string(),
            analyzer: (&entry.analyzer).into(),
        }
    }
}

impl From<&AnalysedArticle> for RevisionDto {
    fn from(made: &AnalysedArticle) -> Self {
        let (revision, content_hash) = (made.article.revision(), made.article.content_hash);
        (&RevisionEntry { revision, content_hash, analyzer: made.analyzer.clone() }).into()
    }
}

/// A field of an article that is not its text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FieldChange {
    /// Its name; for one of the sender's own pairs `metadata.` and its key.
    #[schema(example = "title")]
    pub field: String,
    /// What it was; absent when there was nothing. Authors are joined by `; `.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub before: Option<String>,
    /// What it is; absent when there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub after: Option<String>,
}

/// A stretch in which two texts differ. One side may be empty, and then says where.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TextChange)]
pub(crate) struct TextChangeDto {
    /// In the text of the revision before.
    pub before: SpanDto,
    /// In the text of this revision.
    pub after: SpanDto,
}

macro_rules! changed {
    ($($(#[$doc:meta])+ $name:ident($item:ty);)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Serialize, ToSchema)]
        pub(crate) struct $name {
            /// As it was, with its positions in the text of the revision before.
            pub before: $item,
            /// As it is, with its positions in the text of this revision.
            pub after: $item,
            /// Names of the fields that differ; of an entity `mentions` means their number.
            #[schema(example = json!(["value"]))]
            pub fields: Vec<&'static str>,
        }

        impl Changed<$item> for $name {
            fn new(before: $item, after: $item, fields: Vec<&'static str>) -> Self {
                Self { before, after, fields }
            }
        }
    )+};
}

/// A finding that is another one now. One type for each sort, since each has a schema.
trait Changed<T> {
    fn new(before: T, after: T, fields: Vec<&'static str>) -> Self;
}

changed! {
    /// An entity that is named, classed or counted differently.
    ChangedEntity(EntityDto);
    /// A claim that is another one now.
    ChangedClaim(ClaimDto);
    /// A figure that is another one now.
    ChangedFigure(FigureDto);
}

/// What two analyses differ in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ChangedFindings<T, C> {
    /// Only in this revision.
    pub came: Vec<T>,
    /// Only in the revision before.
    pub went: Vec<T>,
    /// In both, but different.
    pub changed: Vec<C>,
}

/// What a correction changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RevisionDiff {
    /// The article.
    #[schema(format = "uuid", example = "0194cad2-cc00-7000-8000-000000000001")]
    pub article_id: String,
    /// The revision before.
    pub before: RevisionDto,
    /// This revision.
    pub after: RevisionDto,
    /// The unit of all positions.
    pub offsets: OffsetsWord,
    /// Fields other than the text.
    pub fields: Vec<FieldChange>,
    /// Stretches of the text, in text order.
    pub text: Vec<TextChangeDto>,
    /// Entities that came, went, or are named, classed or counted differently.
    pub entities: ChangedFindings<EntityDto, ChangedEntity>,
    /// Claims that came, went, or say something else.
    pub claims: ChangedFindings<ClaimDto, ChangedClaim>,
    /// Figures that came, went, or changed their value.
    pub figures: ChangedFindings<FigureDto, ChangedFigure>,
}

impl RevisionDiff {
    /// Compares two revisions; CPU work nearly in proportion to their texts.
    pub(crate) fn between(before: &AnalysedArticle, after: &AnalysedArticle, unit: OffsetsWord) -> Self {
        let (old, new) = (before.article.content.headed(), after.article.content.headed());
        let views = [&View::new(old, unit), &View::new(new, unit)];
        let changes = TextChanges::between(old.text, new.text);
        let text = changes
            .all()
            .iter()
            .map(|change| TextChangeDto { before: views[0].span(change.before), after: views[1].span(change.after) });
        let (was, is) = (&before.analysis, &after.analysis);
        Self {
            article_id: after.article.id.to_string(),
            before: before.into(),
            after: after.into(),
            offsets: unit,
            fields: fields(&before.article.content, &after.article.content),
            text: text.collect(),
            entities: shown(&diff::entities(&was.entities, &is.entities), views, EntityDto::new),
            claims: shown(&diff::claims(&changes, (old, &was.claims), (new, &is.claims)), views, ClaimDto::new),
            figures: shown(&diff::figures(&changes, &was.figures, &is.figures), views, FigureDto::new),
        }
    }
}

fn shown<T, D, C: Changed<D>>(
    found: &diff::Difference<'_, T>,
    [old, new]: [&View<'_>; 2],
    show: impl Fn(&T, &View<'_>) -> D,
) -> ChangedFindings<D, C> {
    let changed =
        found.changed.iter().map(|pair| C::new(show(pair.before, old), show(pair.after, new), pair.fields.clone()));
    ChangedFindings {
        came: found.came.iter().map(|item| show(item, new)).collect(),
        went: found.went.iter().map(|item| show(item, old)).collect(),
        changed: changed.collect(),
    }
}

/// Fields other than the text that differ, the sender's own pairs last.
fn fields(before: &NewArticle, after: &NewArticle) -> Vec<FieldChange> {
    let named = |content: &NewArticle| {
        let authors = (!content.authors.is_empty()).then(|| content.authors.join("; "));
        [
            ("title", content.title.clone()),
            ("url", content.url.clone()),
            ("source", content.source.clone()),
            ("authors", authors),
            ("published_at", content.published_at.as_ref().map(ToString::to_string)),
            ("language", content.language.clone()),
            ("external_id", content.external_id.clone()),
        ]
    };
    let pairs = named(before).into_iter().zip(named(after));
    let mut changes: Vec<_> = pairs.map(|((field, before), (_, after))| (field.to_owned(), before, after)).collect();
    let mut keys: Vec<_> = before.metadata.keys().chain(after.metadata.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    changes.extend(
        keys.into_iter().map(|key| {
            (format!("metadata.{key}"), before.metadata.get(key).cloned(), after.metadata.get(key).cloned())
        }),
    );
    let differing = changes.into_iter().filter(|(_, before, after)| before != after);
    differing.map(|(field, before, after)| FieldChange { field, before, after }).collect()
}
