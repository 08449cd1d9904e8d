//! Entities over the whole archive.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use jiff::Timestamp;

use super::index::list_keys;
use super::postings::Intersection;
use super::together::Counted;
use super::values::Values;
use super::view::View;
use super::{by_day, damaged, keys, together};
use crate::nlp::analysis::EntityId;
use crate::store::calendar::date_of;
use crate::store::codec;
use crate::store::facts::fold;
use crate::store::sort_key::{ListId, SortKey, rank_place};
use crate::store::survey::Total;
use crate::store::tally::{Tally, Timeline};
use crate::store::{
    Cursor, DateRange, EntityFilter, EntityProfile, EntitySummary, Interval, Page, PageRequest, RelatedEntity,
    StoreError, TimelinePoint,
};

/// Bytes of the count at the head of a rank.
const COUNT: usize = 8;

/// See [`crate::store::ArticleStore::list_entities`].
pub fn list(tree: &View<'_>, filter: &EntityFilter, page: &PageRequest) -> Result<Page<EntitySummary>, StoreError> {
    let list = ListId::new("entities", filter);
    let after = list.rank_place(page.after.as_ref())?;
    let named = filter.name.as_deref().map(|part| named_like(tree, part)).transpose()?;
    if filter.source.is_some() || filter.range != DateRange::default() {
        list_counted(tree, filter, named.as_ref(), (list, page.limit, after))
    } else {
        list_ranked(tree, filter, named.as_ref(), (list, page.limit, after))
    }
}

type Place<'a> = (ListId, usize, Option<&'a [u8]>);

/// Of the whole archive: walks the ranking from step to step. On the low steps all have the same number of articles and
/// stand in order; those of a higher one, few, are loaded and sorted.
fn list_ranked(
    tree: &View<'_>,
    filter: &EntityFilter,
    named: Option<&BTreeSet<Vec<u8>>>,
    (list, limit, after): Place<'_>,
) -> Result<Page<EntitySummary>, StoreError> {
    let mut shown = Shown { list, limit, after, items: Vec::new(), next: None, full: false };
    let start = match after.and_then(|after| after.split_first_chunk::<COUNT>()) {
        None => keys::RANK.to_vec(),
        Some((count, text)) => {
            let articles = !u64::from_be_bytes(*count);
            let step = keys::ranks_from(keys::step(articles));
            // A key that begins with the cursor's is the cursor's: this starts after it.
            if articles < keys::EXACT_STEPS { [&step[..], text, &[0]].concat() } else { step }
        }
    };
    let mut unsorted: Option<(u16, Vec<(EntityId, Tally)>)> = None;
    for entry in tree.range(start..) {
        let (key, kind) = entry?;
        tree.look()?;
        let Some((step, text)) = keys::step_of(&key) else { break };
        if unsorted.as_ref().is_some_and(|(before, _)| *before != step) {
            shown.add_sorted(unsorted.take());
        }
        if shown.full {
            break;
        }
        if named.is_some_and(|named| !named.contains(text))
            || filter.kind.is_some_and(|wanted| codec::from_bytes(&kind) != Ok(wanted))
        {
            continue;
        }
        let loaded = tally(tree, &[keys::TALLY, text].concat())?;
        if u64::from(step) < keys::EXACT_STEPS {
            shown.add_sorted(Some((step, vec![loaded])));
        } else {
            unsorted.get_or_insert((step, Vec::new())).1.push(loaded);
        }
    }
    shown.add_sorted(unsorted);
    Ok(Page { items: shown.items, next: shown.next.filter(|_| shown.full) })
}

/// A page of entities as it fills.
struct Shown<'a> {
    list: ListId,
    limit: usize,
    after: Option<&'a [u8]>,
    items: Vec<EntitySummary>,
    next: Option<Cursor>,
    /// Whether there was one more.
    full: bool,
}

impl Shown<'_> {
    fn add_sorted(&mut self, entities: Option<(u16, Vec<(EntityId, Tally)>)>) {
        let entities = entities.into_iter().flat_map(|(_, entities)| entities);
        let sorted: BTreeMap<_, _> =
            entities.map(|(id, tally)| (rank_place(tally.articles, &id.0), (id, tally))).collect();
        for (place, (id, tally)) in sorted {
            if self.after.is_some_and(|after| place.as_slice() <= after) {
                continue;
            }
            if self.items.len() >= self.limit {
                self.full = true;
                return;
            }
            self.items.push(tally.summary(id));
            self.next = Some(self.list.cursor(&place));
        }
    }
}

/// Of some articles: counts in them, then ranks.
fn list_counted(
    tree: &View<'_>,
    filter: &EntityFilter,
    named: Option<&BTreeSet<Vec<u8>>>,
    (list, limit, after): Place<'_>,
) -> Result<Page<EntitySummary>, StoreError> {
    counted(tree, filter, |counts| {
        let counts = counts.into_iter().filter(|one| comes_after(one, after));
        let mut ranked: BinaryHeap<Counted<'_>> = counts.collect();
        let mut items = Vec::new();
        let mut next = None;
        while let Some(one) = ranked.pop() {
            let place = rank_place(one.articles, one.id);
            if named.is_some_and(|named| !named.contains(&place[COUNT..])) {
                continue;
            }
            let (id, tally) = tally(tree, &keys::of_text(keys::TALLY, one.id))?;
            if filter.kind.is_some_and(|kind| kind != tally.kind()) {
                continue;
            }
            if items.len() >= limit {
                return Ok(Page { items, next });
            }
            items.push(EntitySummary { articles: one.articles, mentions: one.mentions, ..tally.summary(id) });
            next = Some(list.cursor(&place));
        }
        Ok(Page { items, next: None })
    })
}

fn comes_after(one: &Counted<'_>, after: Option<&[u8]>) -> bool {
    let Some((count, text)) = after.and_then(|after| after.split_first_chunk::<COUNT>()) else { return true };
    let most = !u64::from_be_bytes(*count);
    // Its text is made only where that decides.
    one.articles < most || one.articles == most && rank_place(one.articles, one.id)[COUNT..] > *text
}

/// How many there are; an estimate where each would have to be loaded or there are too many to count.
pub fn total(tree: &View<'_>, filter: &EntityFilter) -> Result<Total, StoreError> {
    let named = filter.name.as_deref().map(|part| named_like(tree, part)).transpose()?;
    let is_named = |text: &[u8]| named.as_ref().is_none_or(|named| named.contains(text));
    if filter.source.is_some() || filter.range != DateRange::default() {
        tree.bound(u64::MAX);
        let is_named = |one: &&Counted<'_>| is_named(&keys::of_text(&[], one.id));
        let items = counted(tree, filter, |counts| Ok(counts.iter().filter(is_named).count()))?;
        return Ok(Total { items: items as u64, is_exact: filter.kind.is_none() });
    }
    let mut items = 0;
    for entry in tree.scan_prefix(keys::RANK) {
        let (key, kind) = entry?;
        if tree.look().is_err() {
            return Ok(Total { items, is_exact: false });
        }
        let Some((_, text)) = keys::step_of(&key) else { break };
        let is_wanted = filter.kind.is_none_or(|wanted| codec::from_bytes(&kind) == Ok(wanted));
        items += u64::from(is_wanted && is_named(text));
    }
    Ok(Total { items, is_exact: true })
}

/// Counts the entities in the articles of the filter.
fn counted<T>(
    tree: &View<'_>,
    filter: &EntityFilter,
    then: impl FnOnce(Vec<Counted<'_>>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let list = filter.source.as_ref().map(|source| keys::of_text(list_keys::BY_SOURCE, source));
    together::counted(tree, list.as_deref().unwrap_or(list_keys::BY_DATE), &filter.range, then)
}

fn tally(tree: &View<'_>, at: &[u8]) -> Result<(EntityId, Tally), StoreError> {
    tree.tally(at)?.ok_or_else(|| StoreError::Corrupt("an index names an entity that is not there".into()))
}

/// Entities of which some name holds this part, as their texts stand in keys.
fn named_like(tree: &View<'_>, part: &str) -> Result<BTreeSet<Vec<u8>>, StoreError> {
    let part = fold(part);
    let mut found = BTreeSet::new();
    for entry in tree.scan_prefix(keys::NAMED) {
        let (_, value) = entry?;
        let (id, name) = named_entry(&value)?;
        if name.contains(&part) {
            found.insert(keys::of_text(&[], &id.0));
        }
    }
    Ok(found)
}

fn named_entry(value: &[u8]) -> Result<(EntityId, String), StoreError> {
    codec::from_bytes(value).map_err(damaged)
}

/// See [`crate::store::ArticleStore::entities_named`].
pub fn named(tree: &View<'_>, name: &str) -> Result<Vec<EntityId>, StoreError> {
    let entries = tree.scan_prefix(keys::of_text(keys::NAMED, &fold(name)));
    let ids: BTreeSet<_> =
        entries.map(|entry| named_entry(&entry?.1).map(|(id, _)| id)).collect::<Result<_, StoreError>>()?;
    Ok(ids.into_iter().collect())
}

/// See [`crate::store::ArticleStore::entity`].
pub fn profile(tree: &View<'_>, id: &EntityId) -> Result<Option<EntityProfile>, StoreError> {
    let Some((id, tally)) = tree.tally(&keys::tally(id))? else { return Ok(None) };
    let (Some(last_seen), Some(first_seen)) = (last_seen(tree, &id)?, first_seen(tree, &id)?) else {
        return Err(StoreError::Corrupt(format!("{id} is in no article")));
    };
    Ok(Some(tally.profile(id, first_seen, last_seen)))
}

/// When the newest article that mentions an entity is dated.
fn last_seen(tree: &View<'_>, id: &EntityId) -> Result<Option<Timestamp>, StoreError> {
    let mut found = Intersection::new(tree, &DateRange::default());
    found.and(keys::of_text(list_keys::BY_ENTITY, &id.0));
    Ok(found.next()?.map(|order| order.at()))
}

/// And the oldest.
fn first_seen(tree: &View<'_>, id: &EntityId) -> Result<Option<Timestamp>, StoreError> {
    let mut oldest: Option<SortKey> = None;
    for part in &tree.index().parts {
        let Some(mut cursor) = part.segment.list(&keys::of_text(list_keys::BY_ENTITY, &id.0))? else { continue };
        let last = cursor.last_where(|number| !part.gone.has(number))?;
        oldest = oldest.max(last.map(|number| part.segment.place(number)).transpose()?);
    }
    Ok(oldest.map(|place| place.at()))
}

/// See [`crate::store::ArticleStore::entity_timeline`].
pub fn timeline(
    tree: &View<'_>,
    id: &EntityId,
    interval: Interval,
    range: &DateRange,
) -> Result<Option<Vec<TimelinePoint>>, StoreError> {
    if tree.tally(&keys::tally(id))?.is_none() {
        return Ok(None);
    }
    let mut timeline = Timeline::default();
    for (day, sum) in by_day::sums(tree, &keys::of_text(list_keys::BY_ENTITY, &id.0), range)? {
        timeline.add_day(date_of(day), interval, (sum.articles, sum.mentions));
    }
    Ok(Some(timeline.points()))
}

/// See [`crate::store::ArticleStore::related_entities`].
pub fn related(
    tree: &View<'_>,
    id: &EntityId,
    range: &DateRange,
    limit: usize,
) -> Result<Option<Vec<RelatedEntity>>, StoreError> {
    if tree.tally(&keys::tally(id))?.is_none() {
        return Ok(None);
    }
    together::counted(tree, &keys::of_text(list_keys::BY_ENTITY, &id.0), range, |counts| {
        let mut ranked: BinaryHeap<Counted<'_>> = counts.into_iter().filter(|one| one.id != id.0).collect();
        let related = std::iter::from_fn(|| ranked.pop()).take(limit).map(|one| {
            let (id, tally) = tally(tree, &keys::of_text(keys::TALLY, one.id))?;
            Ok(RelatedEntity { entity: tally.summary(id), shared_articles: one.articles })
        });
        related.collect::<Result<_, StoreError>>().map(Some)
    })
}
