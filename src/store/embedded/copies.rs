//! Which articles are copies of which, kept up with every change.
//!
//! The bands of a text are in the index. A link is written when an article comes, and when the one
//! it named goes the next takes its place: that looks at the articles that share a band, and at no more of the archive.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use super::entries::Entries;
use super::index::WithBand;
use super::overlay::{Changes, Overlay};
use super::values::Values;
use super::view::View;
use super::write_batch::WriteBatch;
use super::{damaged, keys};
use crate::article::{Article, ArticleId};
use crate::store::StoreError;
use crate::store::codec::{self, stored_fields};
use crate::store::copies::{ALIKE, Band, Copies, CopyHit, CopyOf, Shingles, Sketch, first_alike};

stored_fields! {
    CopyOf { id, similarity }
}

/// The first article that this one is a copy of.
pub fn link(values: &impl Values, id: ArticleId) -> Result<Option<CopyOf>, StoreError> {
    let link = values.value(&keys::record(keys::COPY_OF, id))?;
    link.map(|link| codec::from_bytes(&link).map_err(damaged)).transpose()
}

/// Both keys of a link.
fn link_keys(copy: ArticleId, of: ArticleId) -> [Vec<u8>; 2] {
    [keys::record(keys::COPY_OF, copy), keys::copied(of, copy)]
}

fn shingles(values: &impl Values, id: ArticleId) -> Result<Option<Shingles>, StoreError> {
    Ok(values.newest(id)?.map(|article| Shingles::of(&article.content.text)))
}

/// The articles that share a band with one, by id. They are looked up as they are asked for: of many copies the first is mostly
/// the one that is sought.
#[derive(Clone)]
struct Sharing<'a> {
    batch: &'a WriteBatch<'a>,
    stored: Vec<WithBand<'a>>,
    /// Those that the batch brings.
    coming: BTreeSet<ArticleId>,
}

/// Changes of links, worked out before any of them is staged.
pub struct Relinked<'a, 'b>(Overlay<'a, 'b>);

impl<'a, 'b> Relinked<'a, 'b> {
    /// Nothing changed yet.
    pub fn new(batch: &'a WriteBatch<'b>) -> Self {
        Self(Overlay::new(batch))
    }

    /// An article loses its text: what copied it is a copy of the next one.
    pub fn remove(mut self, article: &Article) -> Result<Self, StoreError> {
        let gone = article.id;
        if let Some(CopyOf { id: of, .. }) = link(&self.0, gone)? {
            self.0.remove_all(link_keys(gone, of));
        }
        for copy in self.ids(&keys::record(keys::COPIED, gone))? {
            self.0.remove_all(link_keys(copy, gone));
            let Some(known) = self.0.newest(copy)? else { continue };
            let own = Sketch::of(&known.content.text);
            let earlier = sharing(self.0.batch(), &own.bands)?.before(copy);
            let earlier = earlier.filter(|id| id.as_ref().map_or(true, |id| *id != gone));
            if let Some(first) = first_alike(&own.shingles, earlier, |id| shingles(&self.0, id))? {
                self.link(copy, first);
            }
        }
        Ok(self)
    }

    /// An article gets its text.
    pub fn add(mut self, new: ArticleId, own: &Shingles, bands: &BTreeSet<Band>) -> Result<Self, StoreError> {
        let sharing = sharing(self.0.batch(), bands)?;
        if let Some(first) = first_alike(own, sharing.clone().before(new), |id| shingles(&self.0, id))? {
            self.link(new, first);
        }
        // An article with an earlier id can come later: what it comes before may be its copy.
        for later in sharing.after(new)? {
            let later = later?;
            let known = link(&self.0, later)?;
            if known.is_some_and(|known| known.id < new) {
                continue;
            }
            let similarity = shingles(&self.0, later)?.map_or(0.0, |other| own.alike(&other));
            if similarity >= ALIKE {
                if let Some(known) = known {
                    self.0.remove_all(link_keys(later, known.id));
                }
                self.link(later, CopyOf { id: new, similarity });
            }
        }
        Ok(self)
    }

    /// All changes.
    pub fn changes(self) -> Changes {
        self.0.changes()
    }

    fn link(&mut self, copy: ArticleId, of: CopyOf) {
        let [own, back] = link_keys(copy, of.id);
        self.0.put_all([(own, codec::to_bytes(&of)), (back, Vec::new())]);
    }

    /// The ids at the end of the keys that begin so.
    fn ids(&self, prefix: &[u8]) -> Result<BTreeSet<ArticleId>, StoreError> {
        let mut keys: BTreeSet<Vec<u8>> = BTreeSet::new();
        for key in self.0.tree().scan_prefix(prefix).keys() {
            keys.insert(key?.to_vec());
        }
        for (key, value) in self.0.ordered(prefix) {
            if value.is_some() {
                keys.insert(key.clone());
            } else {
                keys.remove(key);
            }
        }
        keys.iter().map(|key| keys::id_at_end(key)).collect()
    }
}

/// The articles of the archive, with what a batch has done so far, that have one of these bands.
fn sharing<'a>(batch: &'a WriteBatch<'_>, bands: &BTreeSet<Band>) -> Result<Sharing<'a>, StoreError> {
    let stored = bands.iter().flat_map(|band| batch.index().with_band(*band));
    let coming = bands.iter().flat_map(|band| batch.coming_with(*band)).collect();
    Ok(Sharing { batch, stored: stored.collect::<Result<_, _>>()?, coming })
}

impl<'a> Sharing<'a> {
    /// Those before an id.
    fn before(self, id: ArticleId) -> impl Iterator<Item = Result<ArticleId, StoreError>> + 'a {
        self.ids().take_while(move |found| found.as_ref().map_or(true, |found| *found < id))
    }

    /// Those behind an id.
    fn after(self, id: ArticleId) -> Result<impl Iterator<Item = Result<ArticleId, StoreError>> + 'a, StoreError> {
        let stored = self.stored.into_iter().map(|stored| stored.after(id)).collect::<Result<_, _>>()?;
        let coming = self.coming.range((Bound::Excluded(id), Bound::Unbounded)).copied().collect();
        Ok(Sharing { batch: self.batch, stored, coming }.ids())
    }

    fn ids(self) -> impl Iterator<Item = Result<ArticleId, StoreError>> + 'a {
        let batch = self.batch;
        let stored = self.stored.into_iter().map(move |stored| {
            let stays = stored.filter(|found| found.as_ref().map_or(true, |(at, _)| !batch.has_removed(*at)));
            Box::new(stays.map(|found| found.map(|(_, id)| id))) as Box<dyn Iterator<Item = _> + 'a>
        });
        let coming = Box::new(self.coming.into_iter().map(Ok)) as Box<dyn Iterator<Item = _> + 'a>;
        let mut sources: Vec<_> = stored.chain([coming]).map(Iterator::peekable).collect();
        std::iter::from_fn(move || {
            let mut least: Option<ArticleId> = None;
            for ids in &mut sources {
                match ids.peek() {
                    Some(Ok(id)) => least = Some(least.map_or(*id, |least| least.min(*id))),
                    Some(Err(_)) => return ids.next(),
                    None => {}
                }
            }
            let least = least?;
            for ids in &mut sources {
                ids.next_if(|id| id.as_ref().is_ok_and(|id| *id == least));
            }
            Some(Ok(least))
        })
    }
}

/// See [`crate::store::ArticleStore::copies`].
pub fn of_all(tree: &View<'_>, articles: &[ArticleId]) -> Result<Vec<Copies>, StoreError> {
    // Those of one group have one size.
    let mut sizes: BTreeMap<ArticleId, u64> = BTreeMap::new();
    let copies = articles.iter().map(|id| {
        let first = first(tree, *id)?;
        let others = match sizes.get(&first) {
            Some(others) => *others,
            None => *sizes.entry(first).or_insert((group_of(tree, first)?.len() as u64).saturating_sub(1)),
        };
        Ok(Copies { of: link(tree, *id)?, others })
    });
    copies.collect()
}

/// The first article of the group of one.
fn first(tree: &View<'_>, id: ArticleId) -> Result<ArticleId, StoreError> {
    let mut first = id;
    while let Some(of) = link(tree, first)? {
        first = of.id;
    }
    Ok(first)
}

/// All articles of the group of one, itself among them.
fn group(tree: &View<'_>, id: ArticleId) -> Result<BTreeSet<ArticleId>, StoreError> {
    group_of(tree, first(tree, id)?)
}

/// An article with its copies, and theirs.
fn group_of(tree: &View<'_>, first: ArticleId) -> Result<BTreeSet<ArticleId>, StoreError> {
    let mut group = BTreeSet::from([first]);
    let mut unseen = VecDeque::from([first]);
    while let Some(one) = unseen.pop_front() {
        for entry in tree.scan_prefix(keys::record(keys::COPIED, one)) {
            tree.look()?;
            let copy = keys::id_at_end(&entry?.0)?;
            if group.insert(copy) {
                unseen.push_back(copy);
            }
        }
    }
    Ok(group)
}

/// Whether an earlier article of the group is listed as well: one that passes.
pub fn is_folded(
    tree: &View<'_>,
    id: ArticleId,
    passes: impl Fn(ArticleId) -> Result<bool, StoreError>,
) -> Result<bool, StoreError> {
    if link(tree, id)?.is_none() {
        return Ok(false);
    }
    for earlier in group(tree, id)?.into_iter().filter(|other| *other < id) {
        if passes(earlier)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// See [`crate::store::ArticleStore::copies_of`].
pub fn hits(tree: &View<'_>, id: ArticleId) -> Result<Option<Vec<CopyHit>>, StoreError> {
    let Some(own) = shingles(tree, id)? else { return Ok(None) };
    let mut hits = Vec::new();
    for other in group(tree, id)?.into_iter().filter(|other| *other != id) {
        let missing = || StoreError::Corrupt(format!("a copy of {id} is article {other}, which is not there"));
        let article = tree.newest(other)?.ok_or_else(missing)?;
        let similarity = own.alike(&Shingles::of(&article.content.text));
        hits.push(CopyHit { article: Arc::new(article), similarity });
    }
    Ok(Some(hits))
}

/// Enters the link of an article of an old archive that has none; the index has the bands of all of them.
pub fn enter(batch: &mut WriteBatch<'_>, article: &Article) -> Result<(), StoreError> {
    if link(batch, article.id)?.is_none() {
        let Sketch { shingles: own, bands } = Sketch::of(&article.content.text);
        let earlier = sharing(batch, &bands)?.before(article.id);
        if let Some(first) = first_alike(&own, earlier, |id| shingles(batch, id))? {
            let [link, back] = link_keys(article.id, first.id);
            batch.put_all([(link, codec::to_bytes(&first)), (back, Vec::new())].into_iter());
        }
    }
    Ok(())
}

/// The link of an article, worked out anew from all that share a band with it.
pub fn verified(tree: &View<'_>, id: ArticleId, own: &Sketch) -> Result<Entries, StoreError> {
    let mut earlier = BTreeSet::new();
    for with_band in own.bands.iter().flat_map(|band| tree.index().with_band(*band)) {
        for found in with_band? {
            earlier.insert(found?.1);
        }
    }
    let earlier = earlier.into_iter().filter(|other| *other < id).map(Ok);
    let first = first_alike(&own.shingles, earlier, |id| shingles(tree, id))?;
    let entries = first.map(|first| {
        let [link, back] = link_keys(id, first.id);
        [(link, codec::to_bytes(&first)), (back, Vec::new())]
    });
    Ok(entries.into_iter().flatten().collect())
}
