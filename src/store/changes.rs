//! The change feed: every insert, every correction, every new analysis and every deletion has a number, in one order, from 1 on.
//!
//! Whoever keeps something that follows from the archive (a mirror, an index, an alert) reads on after the last number it has
//! worked off. The feed is compacted: of each article only the newest change is kept, and a deletion stays for good, so a
//! reader that begins at 0 sees every article once. For the same reason a reader may meet an article first as
//! `Revised` or `Reanalyzed`, or a deletion of what it never had. What is shown is durable, and nothing with a smaller number ever
//! comes after it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::article::ArticleId;

/// What was done to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It came in.
    Inserted,
    /// It has another text, and another analysis with it.
    Revised,
    /// It has another analysis.
    Reanalyzed,
    /// It is gone.
    Deleted,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Inserted, Self::Revised, Self::Reanalyzed, Self::Deleted];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inserted => "inserted",
            Self::Revised => "revised",
            Self::Reanalyzed => "reanalyzed",
            Self::Deleted => "deleted",
        }
    }
}

/// The newest change of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Its number.
    pub number: u64,
    /// The article.
    pub article: ArticleId,
    /// What was done.
    pub kind: ChangeKind,
    /// When; of articles from before there was a feed, when they came in.
    pub at: Timestamp,
    /// The number of the change that brought the text it has: its own, unless only the analysis is another one. Whoever has
    /// worked off that one has seen the text. 0 where an older program has read it again and nobody knows.
    pub content: u64,
}

impl Change {
    /// Whether the article has a text since then that it had not before.
    #[must_use]
    pub fn brings_text(&self) -> bool {
        match self.kind {
            ChangeKind::Inserted | ChangeKind::Revised => true,
            ChangeKind::Reanalyzed | ChangeKind::Deleted => false,
        }
    }
}

/// Part of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The changes, by number.
    pub items: Vec<Change>,
    /// The newest number given so far; 0 when there is none.
    pub newest: u64,
}

/// The number of the change that brought the text, of one with this number which takes the place of an older one.
pub(super) fn content_of(number: u64, kind: ChangeKind, older: Option<&Change>) -> u64 {
    match kind {
        ChangeKind::Inserted | ChangeKind::Revised | ChangeKind::Deleted => number,
        ChangeKind::Reanalyzed => older.map_or(0, |older| older.content),
    }
}

/// The feed in memory.
#[derive(Debug, Default)]
pub(super) struct Feed {
    newest: u64,
    by_number: BTreeMap<u64, Change>,
    numbers: BTreeMap<ArticleId, u64>,
    /// What brought the texts of articles that were read again since.
    texts: BTreeMap<u64, Change>,
}

impl Feed {
    /// Gives a change its number.
    pub(super) fn add(&mut self, article: ArticleId, kind: ChangeKind, at: Timestamp) {
        self.newest += 1;
        let number = self.newest;
        let older = self.numbers.insert(article, number).and_then(|older| self.by_number.remove(&older));
        let content = content_of(number, kind, older.as_ref());
        match older {
            Some(older) if kind == ChangeKind::Reanalyzed && older.kind != kind => {
                self.texts.insert(older.number, older);
            }
            Some(older) if kind != ChangeKind::Reanalyzed => drop(self.texts.remove(&older.content)),
            Some(_) | None => {}
        }
        self.by_number.insert(number, Change { number, article, kind, at, content });
    }

    /// At most `limit` of the changes after that number that brought the present text of an article.
    pub(super) fn texts_after(&self, after: u64, limit: usize) -> Changes {
        let from = after.saturating_add(1);
        let newer = self.by_number.range(from..).filter(|(_, change)| change.brings_text());
        let mut items: BTreeMap<u64, Change> = newer.take(limit).map(|(number, change)| (*number, *change)).collect();
        items.extend(self.texts.range(from..).take(limit).map(|(number, change)| (*number, *change)));
        Changes { items: items.into_values().take(limit).collect(), newest: self.newest }
    }

    /// At most `limit` changes after that number.
    pub(super) fn after(&self, after: u64, limit: usize) -> Changes {
        let newer = after.checked_add(1).into_iter().flat_map(|from| self.by_number.range(from..));
        Changes { items: newer.take(limit).map(|(_, change)| *change).collect(), newest: self.newest }
    }
}
