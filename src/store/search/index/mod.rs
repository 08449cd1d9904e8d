//! The index on disk: tantivy in a directory of its own.
//!
//! Each article, claim and figure is a document; all documents of an article are replaced together. Nothing is stored in it but
//! words, tags, and what the order of lists needs. A commit says in its payload up to which change it is made, and by
//! which program, so a commit is either whole or not there, and one of another program is thrown away.

mod collect;
mod document;
mod fields;
mod left_out;
mod shared_words;
mod sought;
mod statistics;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyError};

use self::collect::{Counted, Ranked};
use self::fields::Fields;
use self::shared_words::Sharing;
use self::statistics::OfKind;
use super::matching::Kind;
use super::query::{Field, TextQuery};
use super::tags::{self, Wanted};
use super::{Place, Sort};
use crate::article::{AnalysedArticle, ArticleId};
use crate::nlp::BUILT_IN_FINGERPRINT;
use crate::store::{DateRange, StoreError};

/// Raised whenever words, tags or fields are made in another way.
const VERSION: u32 = 2;

/// Bytes that tantivy wants to gather words in, at least.
pub const SMALLEST_HEAP: usize = 16 << 20;

/// Segments of so many documents are not merged any more: merging takes room and time in proportion.
const LARGEST_MERGED: usize = 2_000_000;

/// A search for the index.
pub struct Request<'a> {
    /// Articles, claims or figures.
    pub kind: Kind,
    /// What is looked for.
    pub query: &'a TextQuery,
    /// In which order.
    pub sort: Sort,
    /// What else must be so.
    pub tags: Wanted,
    /// When the article is dated.
    pub range: DateRange,
}

/// An index that is open.
pub struct SearchIndex {
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

/// Writes to an index.
pub struct Indexer {
    writer: IndexWriter,
    fields: Fields,
}

#[expect(clippy::needless_pass_by_value, reason = "it is what errors are mapped by")]
fn failed(error: TantivyError) -> StoreError {
    if kind_of(&error) == Some(io::ErrorKind::StorageFull) {
        return StoreError::Full { free: 0, needed: 0 };
    }
    StoreError::Backend(format!("the search index failed: {error}"))
}

/// What the machine answered, where it was the machine that failed.
fn kind_of(error: &TantivyError) -> Option<io::ErrorKind> {
    let (TantivyError::IoError(io)
    | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: io, .. })
    | TantivyError::OpenReadError(OpenReadError::IoError { io_error: io, .. })
    | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: io, .. })
    | TantivyError::LockFailure(LockError::IoError(io), _)) = error
    else {
        return None;
    };
    Some(io.kind())
}

/// Whether the files of an index may be as they should although this happened: no handle is left, nobody may read them,
/// the disk is full. Making the index anew would be work for nothing.
fn may_pass(error: &TantivyError) -> bool {
    use io::ErrorKind::{InvalidData, NotFound, UnexpectedEof};
    kind_of(error).is_some_and(|kind| !matches!(kind, InvalidData | NotFound | UnexpectedEof))
}

fn unreadable() -> StoreError {
    StoreError::Backend("the search index is damaged; `store rebuild --search` makes it anew".into())
}

/// The payload of a commit.
fn payload(position: u64) -> String {
    format!("{VERSION} {BUILT_IN_FINGERPRINT} {position}")
}

fn position_of(payload: &str) -> Option<u64> {
    let (made_by, position) = payload.rsplit_once(' ')?;
    (made_by == format!("{VERSION} {BUILT_IN_FINGERPRINT}")).then(|| position.parse().ok()).flatten()
}

impl SearchIndex {
    /// Opens the index in a directory and says up to which change it is made. What can't be read or was made by another
    /// program is removed, and an empty one takes its place.
    ///
    /// # Errors
    /// When the machine fails: nothing is removed then.
    pub fn open(directory: &Path) -> Result<(Self, u64), StoreError> {
        match catch_unwind(AssertUnwindSafe(|| Self::open_once(directory))) {
            Ok(Ok(Some(opened))) => return Ok(opened),
            Ok(Ok(None)) => tracing::info!("the search index is made anew, as another program made it"),
            Ok(Err(error)) if may_pass(&error) => return Err(failed(error)),
            Ok(Err(error)) => tracing::warn!(%error, "the search index can't be read and is made anew"),
            Err(_) => tracing::warn!("the search index is damaged and is made anew"),
        }
        Self::remove(directory)?;
        let opened = Self::open_once(directory).map_err(failed)?;
        opened.ok_or_else(|| StoreError::Backend("a new search index does not say what it is".into()))
    }

    /// Removes an index.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn remove(directory: &Path) -> Result<(), StoreError> {
        match fs::remove_dir_all(directory) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::Backend(format!("can't remove {}: {error}", directory.display())))
            }
            _ => Ok(()),
        }
    }

    fn open_once(path: &Path) -> tantivy::Result<Option<(Self, u64)>> {
        fs::create_dir_all(path)?;
        let directory = MmapDirectory::open(path)?;
        let (schema, fields) = fields::schema();
        let new = !Index::exists(&directory)?;
        let settings =
            IndexSettings { docstore_compression: tantivy::store::Compressor::None, ..IndexSettings::default() };
        let mut index = if new { Index::create(directory, schema, settings)? } else { Index::open(directory)? };
        // Segments are searched side by side: a word that very many have takes its time in each.
        index.set_default_multithread_executor()?;
        let metas = index.load_metas()?;
        let position = match (&metas.payload, new || metas.segments.is_empty()) {
            (Some(payload), _) => position_of(payload),
            (None, empty) => empty.then_some(0),
        };
        let Some(position) = position else { return Ok(None) };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Some((Self { index, reader, fields }, position)))
    }

    /// The one writer; `heap` bytes gather words until they go to the disk.
    ///
    /// # Errors
    /// When the disk fails, or there is a writer already.
    pub fn writer(&self, heap: usize) -> Result<Indexer, StoreError> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(heap.max(SMALLEST_HEAP))
            .num_merge_threads(1)
            .build();
        let writer = self.index.writer_with_options(options).map_err(failed)?;
        let mut policy = LogMergePolicy::default();
        policy.set_max_docs_before_merge(LARGEST_MERGED);
        writer.set_merge_policy(Box::new(policy));
        // A crash may have left a file of a commit that never was. It has the name that the same commit would give it again, and
        // would let that fail for ever.
        writer.garbage_collect_files().wait().map_err(failed)?;
        Ok(Indexer { writer, fields: self.fields.clone() })
    }

    /// Lets searches see the last commit.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn reload(&self) -> Result<(), StoreError> {
        self.reader.reload().map_err(failed)
    }

    /// What is found after a place, in its order, at most `limit`.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn search(&self, request: &Request<'_>, after: Option<Place>, limit: usize) -> Result<Vec<Place>, StoreError> {
        let run = || {
            let searcher = self.reader.searcher();
            let statistics = OfKind::new(&searcher, &self.fields, request.kind).map_err(failed)?;
            let ask = |only: Option<ArticleId>, ranked: &Ranked| {
                let query = sought::query(&self.fields, request, only);
                searcher.search_with_statistics_provider(&query, ranked, &statistics).map_err(failed)
            };
            let after = match after.filter(|_| request.sort == Sort::Relevance) {
                None => after,
                Some(before) => {
                    // Where it stands now.
                    let of_article =
                        ask(Some(before.order.id()), &Ranked::new(request.sort, &request.range, None, usize::MAX))?;
                    Some(before.moved(of_article.into_iter().find(|place| place.is_same(&before))))
                }
            };
            ask(None, &Ranked::new(request.sort, &request.range, after, limit))
        };
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(unreadable()))
    }

    /// The claims that have at least so many of these words, which are dictionary forms; those that have most, at most `limit`.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn claims_with(&self, words: &BTreeSet<String>, least: usize, limit: usize) -> Result<Vec<Place>, StoreError> {
        let run = || {
            let field = self.fields.words(Kind::Claim, Field::Text).terms;
            let sharing = Sharing { field, words, least, limit };
            sharing.places(self.reader.searcher().segment_readers()).map_err(failed)
        };
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(unreadable()))
    }

    /// How much is found, copies and the archive's last second aside.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn count(&self, request: &Request<'_>) -> Result<u64, StoreError> {
        let run = || {
            let query = sought::query(&self.fields, request, None);
            self.reader.searcher().search(&query, &Counted::new(&request.range)).map_err(failed)
        };
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(unreadable()))
    }

    /// How many articles are of a time.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn articles(&self, range: &DateRange) -> Result<u64, StoreError> {
        let run = || self.reader.searcher().search(&self.of_kind(Kind::Article), &Counted::new(range)).map_err(failed);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(unreadable()))
    }

    fn of_kind(&self, kind: Kind) -> TermQuery {
        let of_kind = Term::from_field_text(self.fields.tag, &tags::of_kind(kind));
        TermQuery::new(of_kind, IndexRecordOption::Basic)
    }

    /// Everything of a kind that it holds, in the order of lists by date; for checks.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn all(&self, kind: Kind) -> Result<Vec<Place>, StoreError> {
        let everything = Ranked::new(Sort::Date, &DateRange::default(), None, usize::MAX);
        self.reader.searcher().search(&self.of_kind(kind), &everything).map_err(failed)
    }

    /// Bytes of all its files.
    pub fn bytes(directory: &Path) -> u64 {
        let files = fs::read_dir(directory).into_iter().flatten().flatten();
        files.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
    }
}

/// Where the index of an archive lies.
pub fn directory(archive: &Path) -> PathBuf {
    archive.join("search")
}

impl Indexer {
    /// Takes an article in, in the place of what was known of it.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put(&self, article: &AnalysedArticle) -> Result<(), StoreError> {
        self.remove(article.article.id);
        for document in document::documents(&self.fields, article) {
            self.writer.add_document(document).map_err(failed)?;
        }
        Ok(())
    }

    /// Forgets an article.
    pub fn remove(&self, id: ArticleId) {
        self.writer.delete_term(Term::from_field_bytes(self.fields.id, id.as_bytes()));
    }

    /// Makes everything durable that was done, as of this change.
    ///
    /// # Errors
    /// When the disk fails; nothing of it is there then, and the writer is of no more use.
    pub fn commit(&mut self, position: u64) -> Result<(), StoreError> {
        let mut prepared = self.writer.prepare_commit().map_err(failed)?;
        prepared.set_payload(&payload(position));
        prepared.commit().map(drop).map_err(failed)
    }
}
