//! What clients see: one shape for each domain type, made from it with the positions in the unit they asked for.
//!
//! Optional fields are left out when absent, never `null`; scores are rounded to four decimals.

mod addresses;
mod analysis;
mod annotation;
mod article;
mod claim;
mod conflict;
mod deletion;
mod duplicate;
mod entity;
mod figure;
mod lexicon;
mod linked;
mod ninjs;
mod others;
mod reanalysis;
mod revision;
mod schemas;
mod sentiment;
mod similar;
mod snippet;
mod view;
mod vocabulary;
mod watch;

pub(crate) use analysis::{AnalysisDto, AnalyzerDto, Part, SentimentPart};
pub(crate) use annotation::AnnotationCollection;
pub(crate) use article::{ArticleDto, ArticleInput, ArticleItem, ArticleRef, ArticleText};
pub(crate) use claim::{ArchivedClaim, ClaimDto};
pub(crate) use conflict::FigureConflict;
pub(crate) use deletion::DeletionDto;
pub(crate) use duplicate::DuplicateDto;
pub(crate) use entity::{EntityDto, EntityItem, ProfileDto, RelatedDto, TimelineDto};
pub(crate) use figure::{ArchivedFigure, FigureDto};
pub(crate) use lexicon::{LexiconEntryDto, LexiconVersionDto};
pub(crate) use linked::{LinkedClaim, LinkedClaims};
pub(crate) use ninjs::NinjsDto;
pub(crate) use others::{LinkedArticle, NinjsItem};
pub(crate) use reanalysis::{ReanalysisDto, ReanalysisSeen};
pub(crate) use revision::{ChangedClaim, ChangedEntity, ChangedFigure, RevisionDiff, RevisionDto};
pub(crate) use schemas::PeriodText;
pub(crate) use sentiment::BucketDto;
pub(crate) use similar::SimilarClaims;
pub(crate) use snippet::FoundArticle;
pub(crate) use view::{ArchiveViews, View};
pub(crate) use vocabulary::{
    ApproximationWord, CertaintyWord, ChangeKindWord, ChangeWord, ClaimKindWord, EntityTypeWord, FacetWord,
    FigureKindWord, FurnitureWord, IntervalWord, OffsetsParam, OffsetsWord, ProfileParam, ProfileWord, SortWord, Word,
};
pub(crate) use watch::{DeliveryDto, DeliveryList, Notice, WatchDto, WatchInput, WatchList, words as watch_words};
