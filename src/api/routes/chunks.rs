//! An export on its way: row after row, in chunks of a bounded length, however large one article or its analysis is.
//!
//! What is held at a time is one page of the store (a megabyte of articles with what was found in them, see [`Page`]), one row
//! (of Parquet one group of rows, some megabytes), and one chunk; a slow client holds up the rest.

use std::sync::Arc;
use std::vec;

use actix_web::web::Bytes;
use futures_util::{Stream, stream};

use super::rows::{Format, Row, RowWriter};
use crate::api::dto::{ArchiveViews, ArchivedClaim, ArchivedFigure, ArticleText, EntityItem, OffsetsWord};
use crate::api::error::ApiError;
use crate::article::Article;
use crate::store::{
    ArticleFilter, ArticleStore, ClaimFilter, ClaimHit, Cursor, EntityFilter, EntitySummary, FigureFilter, FigureHit,
    Page, PageRequest,
};

/// Most bytes of a chunk.
pub(super) const CHUNK: usize = 64 * 1024;

/// Most items of a page: a hit is a pointer and a number, and a page more of the same article would load it again.
const PAGE: usize = 10_000;

/// Most items of a page of entities, which are whole.
const ENTITIES: usize = 200;

/// Which rows: a list with its filter.
pub(super) enum Source {
    /// Articles with their texts.
    Articles(Option<ArticleFilter>),
    /// Entities.
    Entities(EntityFilter),
    /// Claims.
    Claims(Option<ClaimFilter>, OffsetsWord),
    /// Figures.
    Figures(Option<FigureFilter>, OffsetsWord),
}

/// What is left of the present page.
enum Rows {
    Articles(vec::IntoIter<Arc<Article>>),
    Entities(vec::IntoIter<EntitySummary>),
    Claims(vec::IntoIter<ClaimHit>, ArchiveViews),
    Figures(vec::IntoIter<FigureHit>, ArchiveViews),
}

/// An export under way.
pub(super) struct Export {
    store: Arc<dyn ArticleStore>,
    source: Source,
    rows: Rows,
    next: Option<Cursor>,
    writer: RowWriter,
    /// What is left of a piece that is longer than a chunk.
    ready: Bytes,
}

impl Export {
    /// Reads the first page, so that what fails at once can be answered as any other problem.
    ///
    /// A filter that is `None` names an entity that nobody mentions; the head of its table is still wanted.
    pub(super) async fn start(store: Arc<dyn ArticleStore>, source: Source, format: Format) -> Result<Self, ApiError> {
        let writer = match &source {
            Source::Articles(_) => RowWriter::new::<ArticleText>(format),
            Source::Entities(_) => RowWriter::new::<EntityItem>(format),
            Source::Claims(..) => RowWriter::new::<ArchivedClaim>(format),
            Source::Figures(..) => RowWriter::new::<ArchivedFigure>(format),
        }?;
        let rows = Rows::Entities(Vec::new().into_iter());
        let mut export = Self { store, source, rows, next: None, writer, ready: Bytes::new() };
        export.turn(None).await?;
        Ok(export)
    }

    /// All chunks. When the store fails on the way the answer breaks off, which the client sees.
    pub(super) fn chunks(self) -> impl Stream<Item = Result<Bytes, ApiError>> {
        stream::try_unfold(self, |mut export| async move {
            let chunk = export.chunk().await.inspect_err(|error| {
                tracing::error!(cause = error.cause(), "an export broke off");
            })?;
            Ok(chunk.map(|chunk| (chunk, export)))
        })
    }

    /// The next chunk; `None` at the end.
    async fn chunk(&mut self) -> Result<Option<Bytes>, ApiError> {
        while self.ready.is_empty() && self.writer.ready() < CHUNK {
            if self.rows.write_next(&mut self.writer)? {
                continue;
            }
            if let Some(after) = self.next.take() {
                self.turn(Some(after)).await?;
            } else {
                self.ready = Bytes::from(self.writer.finish()?);
                break;
            }
        }
        if self.ready.is_empty() {
            self.ready = Bytes::from(self.writer.take());
        }
        let length = self.ready.len().min(CHUNK);
        Ok((length > 0).then(|| self.ready.split_to(length)))
    }

    /// Reads another page.
    async fn turn(&mut self, after: Option<Cursor>) -> Result<(), ApiError> {
        let store = self.store.as_ref();
        let request = PageRequest { limit: PAGE, after };
        (self.rows, self.next) = match &self.source {
            Source::Articles(Some(filter)) => {
                let Page { items, next } = store.list_articles(filter, &request).await?;
                (Rows::Articles(items.into_iter()), next)
            }
            Source::Entities(filter) => {
                let request = PageRequest { limit: ENTITIES, ..request };
                let Page { items, next } = store.list_entities(filter, &request).await?;
                (Rows::Entities(items.into_iter()), next)
            }
            Source::Claims(Some(filter), unit) => {
                let Page { items, next } = store.list_claims(filter, &request).await?;
                (Rows::Claims(items.into_iter(), ArchiveViews::new(*unit)), next)
            }
            Source::Figures(Some(filter), unit) => {
                let Page { items, next } = store.list_figures(filter, &request).await?;
                (Rows::Figures(items.into_iter(), ArchiveViews::new(*unit)), next)
            }
            Source::Articles(None) | Source::Claims(None, _) | Source::Figures(None, _) => {
                (Rows::Entities(Vec::new().into_iter()), None)
            }
        };
        Ok(())
    }
}

impl Rows {
    /// Writes the next row; `false` when there is none.
    fn write_next(&mut self, out: &mut RowWriter) -> Result<bool, ApiError> {
        match self {
            Self::Articles(rows) => write(out, rows.next(), |article| Some(ArticleText::from(&*article))),
            Self::Entities(rows) => write(out, rows.next(), |entity| Some(EntityItem::from(&entity))),
            Self::Claims(rows, views) => write(out, rows.next(), |hit| ArchivedClaim::new(&hit, views)),
            Self::Figures(rows, views) => write(out, rows.next(), |hit| ArchivedFigure::new(&hit, views)),
        }
    }
}

/// Writes what is shown of an item; `false` when there is none.
fn write<T, R: Row>(out: &mut RowWriter, item: Option<T>, show: impl FnOnce(T) -> Option<R>) -> Result<bool, ApiError> {
    let Some(item) = item else { return Ok(false) };
    if let Some(row) = show(item) {
        out.write(&row)?;
    }
    Ok(true)
}
