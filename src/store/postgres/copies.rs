//! Which articles are copies of which. A link says the first article, by id, that a text is a copy of; what is linked to one another is
//! a group, of which each member names the first.
//!
//! Both follow from the texts that are there, whatever came before. So a batch writes its texts first and then looks at what may
//! have another link by that: its own articles, what copied those that are gone, and later ones by id that share a band.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::failure::Failure;
use super::flush::{insert, of_articles};
use super::load::{texts, unpacked};
use super::pool::{Transaction, execute, query, query_one};
use super::prepared::{Prepared, id, uuid};
use crate::article::ArticleId;
use crate::store::copies::{ALIKE, Copies, CopyHit, CopyOf, Shingles};
use crate::store::record::unpack_article;

const COPIED: &str = "SELECT article FROM copy WHERE of_article = ANY($1)";
const UNLINK: &str = "DELETE FROM copy WHERE article = ANY($1) OR of_article = ANY($1)";
const BANDS: &str = "SELECT id, unnest(bands) FROM article WHERE id = ANY($1)";
const SHARING: &str = include_str!("sql/sharing.sql");
const LINKS: &str = "SELECT article, of_article, similarity FROM copy WHERE article = ANY($1)";
const FIRSTS: &str = "SELECT article, first FROM copy WHERE article = ANY($1)";
const LINK: &str = "INSERT INTO copy (article, of_article, similarity, first) \
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::double precision[], $4::uuid[])";
const RELINK: &str = "DELETE FROM copy WHERE article = ANY($1)";
const REGROUP: &str = include_str!("sql/regroup.sql");
const COPIES: &str = include_str!("sql/copies.sql");
const COPIES_OF: &str = include_str!("sql/copies_of.sql");

/// So many texts are read at once when it is looked for the first that is alike: mostly it is the first of all.
const READ_AT_ONCE: usize = 8;

/// Texts that were read.
#[derive(Default)]
struct Read(BTreeMap<ArticleId, Option<Shingles>>);

impl Read {
    /// Reads those of these that are not known yet.
    async fn load(&mut self, tx: &Transaction<'_>, ids: &[ArticleId]) -> Result<(), Failure> {
        let unknown: Vec<ArticleId> = ids.iter().filter(|id| !self.0.contains_key(id)).copied().collect();
        let mut read = texts(tx, &unknown).await?;
        for id in unknown {
            self.0.insert(id, read.remove(&id).map(|article| Shingles::of(&article.content.text)));
        }
        Ok(())
    }

    fn alike(&self, one: ArticleId, other: ArticleId) -> f64 {
        let (one, other) = (self.0.get(&one), self.0.get(&other));
        match (one, other) {
            (Some(Some(one)), Some(Some(other))) => one.alike(other),
            _ => 0.0,
        }
    }

    /// The first of these that an article is a copy of.
    async fn first(
        &mut self,
        tx: &Transaction<'_>,
        own: ArticleId,
        candidates: &[ArticleId],
    ) -> Result<Option<CopyOf>, Failure> {
        for some in candidates.chunks(READ_AT_ONCE) {
            self.load(tx, some).await?;
            let found = some.iter().map(|id| CopyOf { id: *id, similarity: self.alike(own, *id) });
            if let Some(first) = found.into_iter().find(|of| of.similarity >= ALIKE) {
                return Ok(Some(first));
            }
        }
        Ok(None)
    }
}

/// Brings the links up to date after texts have gone and come.
pub async fn relink(
    tx: &Transaction<'_>,
    gone: BTreeSet<ArticleId>,
    came: BTreeMap<ArticleId, &Prepared>,
) -> Result<(), Failure> {
    let mut unlinked: BTreeSet<ArticleId> = BTreeSet::new();
    if !gone.is_empty() {
        let copied = of_articles(tx, COPIED, gone.iter().copied()).await?;
        unlinked.extend(copied.iter().map(|row| id(row.get(0))).filter(|copy| !came.contains_key(copy)));
        let gone: Vec<Uuid> = gone.iter().copied().map(uuid).collect();
        execute(tx, UNLINK, &[&gone]).await?;
    }
    let mut read = Read(came.iter().map(|(id, new)| (*id, Some(new.sketch.shingles.clone()))).collect());
    let orphans: Vec<ArticleId> = unlinked.iter().copied().collect();
    read.load(tx, &orphans).await?;
    let (mut ids, mut bands) = (Vec::new(), Vec::new());
    for (id, new) in &came {
        ids.extend(new.bands.iter().map(|_| uuid(*id)));
        bands.extend(new.bands.iter().copied());
    }
    for row in of_articles(tx, BANDS, orphans.iter().copied()).await? {
        ids.push(row.get(0));
        bands.push(row.get(1));
    }
    let mut sharing: BTreeMap<ArticleId, Vec<ArticleId>> = BTreeMap::new();
    if !ids.is_empty() {
        for row in query(tx, SHARING, &[&ids, &bands]).await? {
            sharing.entry(id(row.get(0))).or_default().push(id(row.get(1)));
        }
    }
    let mut links: BTreeMap<ArticleId, Option<CopyOf>> = unlinked.iter().map(|orphan| (*orphan, None)).collect();
    for (own, others) in &sharing {
        let earlier: Vec<ArticleId> = others.iter().copied().take_while(|other| other < own).collect();
        let first = read.first(tx, *own, &earlier).await?;
        if first.is_some() {
            links.insert(*own, first);
        }
    }
    later(tx, &came, &sharing, (&mut read, &mut links)).await?;
    write(tx, links).await
}

/// An article with an earlier id can come later: what it comes before may be its copy.
async fn later(
    tx: &Transaction<'_>,
    came: &BTreeMap<ArticleId, &Prepared>,
    sharing: &BTreeMap<ArticleId, Vec<ArticleId>>,
    (read, links): (&mut Read, &mut BTreeMap<ArticleId, Option<CopyOf>>),
) -> Result<(), Failure> {
    let after = |own: &ArticleId, others: &Vec<ArticleId>| {
        let own = *own;
        let later = others.iter().copied().filter(move |other| *other > own);
        later.map(move |later| (own, later)).collect::<Vec<_>>()
    };
    let pairs: Vec<(ArticleId, ArticleId)> = sharing
        .iter()
        .filter(|(own, _)| came.contains_key(own))
        .flat_map(|(own, others)| after(own, others))
        .filter(|(_, later)| !came.contains_key(later) && !links.contains_key(later))
        .collect();
    let mut known: BTreeMap<ArticleId, CopyOf> = BTreeMap::new();
    for row in of_articles(tx, LINKS, pairs.iter().map(|(_, later)| *later)).await? {
        known.insert(id(row.get(0)), CopyOf { id: id(row.get(1)), similarity: row.get(2) });
    }
    for (own, later) in pairs {
        if known.get(&later).is_some_and(|known| known.id < own) {
            continue;
        }
        read.load(tx, &[later]).await?;
        let similarity = read.alike(own, later);
        if similarity >= ALIKE {
            let link = CopyOf { id: own, similarity };
            known.insert(later, link);
            links.insert(later, Some(link));
        }
    }
    Ok(())
}

/// Writes links, and the first of the group of all that they move.
async fn write(tx: &Transaction<'_>, links: BTreeMap<ArticleId, Option<CopyOf>>) -> Result<(), Failure> {
    let mut firsts: BTreeMap<ArticleId, ArticleId> = BTreeMap::new();
    for row in of_articles(tx, FIRSTS, links.values().flatten().map(|of| of.id)).await? {
        firsts.insert(id(row.get(0)), id(row.get(1)));
    }
    // A link leads to an earlier id, so what it leads to has its first already.
    for (own, link) in &links {
        let first = link.map_or(*own, |of| firsts.get(&of.id).copied().unwrap_or(of.id));
        firsts.insert(*own, first);
    }
    let first = |own: &ArticleId| uuid(firsts.get(own).copied().unwrap_or(*own));
    let linked: Vec<_> = links.iter().filter_map(|(own, link)| Some((own, (*link)?))).collect();
    let again: Vec<Uuid> = linked.iter().map(|(own, _)| uuid(**own)).collect();
    if !again.is_empty() {
        execute(tx, RELINK, &[&again]).await?;
    }
    insert!(tx, LINK, linked, |row| [uuid(*row.0), uuid(row.1.id), row.1.similarity, first(row.0)]);
    let copied =
        of_articles(tx, "SELECT DISTINCT of_article FROM copy WHERE of_article = ANY($1)", links.keys().copied());
    for row in copied.await? {
        let own: Uuid = row.get(0);
        execute(tx, REGROUP, &[&own, &first(&id(own))]).await?;
    }
    Ok(())
}

/// See [`crate::store::ArticleStore::copies`].
pub async fn of_all(tx: &Transaction<'_>, articles: &[ArticleId]) -> Result<Vec<Copies>, Failure> {
    let ids: Vec<Uuid> = articles.iter().copied().map(uuid).collect();
    let rows = query(tx, COPIES, &[&ids]).await?;
    let of = |row: &tokio_postgres::Row| {
        let id = row.get::<_, Option<Uuid>>(0).map(id);
        id.map(|id| CopyOf { id, similarity: row.get(1) })
    };
    Ok(rows.iter().map(|row| Copies { of: of(row), others: row.get::<_, i64>(2).cast_unsigned() }).collect())
}

/// See [`crate::store::ArticleStore::copies_of`].
pub async fn hits(tx: &Transaction<'_>, own: ArticleId) -> Result<Option<Vec<CopyHit>>, Failure> {
    let Some(row) = query_one(tx, "SELECT record FROM article WHERE id = $1", &[&uuid(own)]).await? else {
        return Ok(None);
    };
    let rows = query(tx, COPIES_OF, &[&uuid(own)]).await?;
    let hits = unpacked(move || {
        let own = Shingles::of(&unpack_article(row.get(0))?.content.text);
        let hit = |row: &tokio_postgres::Row| {
            let article = Arc::new(unpack_article(row.get(1))?);
            let similarity = own.alike(&Shingles::of(&article.content.text));
            Ok(CopyHit { article, similarity })
        };
        rows.iter().map(hit).collect()
    });
    Ok(Some(hits.await?))
}
