//! Entities over the whole archive.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use jiff::Timestamp;

use super::index::{list_keys, names};
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

/// So many are loaded and ranked; of more the ranking is walked.
const FEW: usize = 1_000;

/// See [`crate::store::ArticleStore::list_entities`].
pub fn list(tree: &View<'_>, filter: &EntityFilter, page: &PageRequest) -> Result<Page<EntitySummary>, StoreError> {
    let list = ListId::new("entities", filter);
    let after = list.rank_place(page.after.as_ref())?;
    let named = filter.name.as_deref().map(|part| Named::new(tree, part)).transpose()?;
    let place = (list, page.limit, after);
    if filter.source.is_some() || filter.range != DateRange::default() {
        return list_counted(tree, filter, named.as_ref(), place);
    }
    match named.as_ref().and_then(|named| named.few.as_ref()) {
        Some(few) => Ok(list_few(filter, few, place)),
        None => list_ranked(tree, filter, named.as_ref(), place),
    }
}

type Place<'a> = (ListId, usize, Option<&'a [u8]>);

/// Of few that were loaded: ranks them.
fn list_few(filter: &EntityFilter, few: &[(EntityId, Tally)], place: Place<'_>) -> Page<EntitySummary> {
    let mut shown = Shown::new(place);
    shown.add_sorted(of_kind(filter, few).cloned());
    shown.page()
}

/// Those of the kind that is asked for.
fn of_kind<'a>(
    filter: &EntityFilter,
    entities: &'a [(EntityId, Tally)],
) -> impl Iterator<Item = &'a (EntityId, Tally)> {
    let kind = filter.kind;
    entities.iter().filter(move |(_, tally)| kind.is_none_or(|kind| kind == tally.kind()))
}

/// Of the whole archive: walks the ranking from step to step. On the low steps all have the same number of articles and
/// stand in order; those of a higher one, few, are loaded and sorted.
fn list_ranked(
    tree: &View<'_>,
    filter: &EntityFilter,
    named: Option<&Named>,
    place: Place<'_>,
) -> Result<Page<EntitySummary>, StoreError> {
    let mut shown = Shown::new(place);
    let start = match shown.after.and_then(|after| after.split_first_chunk::<COUNT>()) {
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
            shown.add_sorted(unsorted.take().into_iter().flat_map(|(_, entities)| entities));
        }
        if shown.full {
            break;
        }
        if named.is_some_and(|named| !named.ids.contains(text))
            || filter.kind.is_some_and(|wanted| codec::from_bytes(&kind) != Ok(wanted))
        {
            continue;
        }
        let loaded = tally(tree, &[keys::TALLY, text].concat())?;
        if named.is_some_and(|named| !named.is(&loaded.1)) {
            continue;
        }
        if u64::from(step) < keys::EXACT_STEPS {
            shown.add_sorted([loaded]);
        } else {
            unsorted.get_or_insert((step, Vec::new())).1.push(loaded);
        }
    }
    shown.add_sorted(unsorted.into_iter().flat_map(|(_, entities)| entities));
    Ok(shown.page())
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

impl<'a> Shown<'a> {
    fn new((list, limit, after): Place<'a>) -> Self {
        Self { list, limit, after, items: Vec::new(), next: None, full: false }
    }

    fn page(self) -> Page<EntitySummary> {
        Page { items: self.items, next: self.next.filter(|_| self.full) }
    }

    fn add_sorted(&mut self, entities: impl IntoIterator<Item = (EntityId, Tally)>) {
        let sorted: BTreeMap<_, _> =
            entities.into_iter().map(|(id, tally)| (rank_place(tally.articles, &id.0), (id, tally))).collect();
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
    named: Option<&Named>,
    (list, limit, after): Place<'_>,
) -> Result<Page<EntitySummary>, StoreError> {
    counted(tree, filter, |counts| {
        let counts = counts.into_iter().filter(|one| comes_after(one, after));
        let mut ranked: BinaryHeap<Counted<'_>> = counts.collect();
        let mut items = Vec::new();
        let mut next = None;
        while let Some(one) = ranked.pop() {
            let place = rank_place(one.articles, one.id);
            if named.is_some_and(|named| !named.ids.contains(&place[COUNT..])) {
                continue;
            }
            let (id, tally) = tally(tree, &keys::of_text(keys::TALLY, one.id))?;
            let is_other = filter.kind.is_some_and(|kind| kind != tally.kind());
            if is_other || named.is_some_and(|named| !named.is(&tally)) {
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
    let named = filter.name.as_deref().map(|part| Named::new(tree, part)).transpose()?;
    let is_named = |text: &[u8]| named.as_ref().is_none_or(|named| named.ids.contains(text));
    let few = named.as_ref().and_then(|named| named.few.as_ref());
    let is_exact = named.is_none() || few.is_some();
    if filter.source.is_some() || filter.range != DateRange::default() {
        tree.bound(u64::MAX);
        let is_named = |one: &&Counted<'_>| is_named(&keys::of_text(&[], one.id));
        let items = counted(tree, filter, |counts| Ok(counts.iter().filter(is_named).count()))?;
        return Ok(Total { items: items as u64, is_exact: is_exact && filter.kind.is_none() });
    }
    if let Some(few) = few {
        return Ok(Total { items: of_kind(filter, few).count() as u64, is_exact });
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
    Ok(Total { items, is_exact })
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

/// Entities of which some name holds a part.
struct Named {
    part: String,
    /// As their texts stand in keys; where they are many, also some that had such a name in an article that is gone.
    ids: BTreeSet<Vec<u8>>,
    /// All of them where they are few.
    few: Option<Vec<(EntityId, Tally)>>,
}

impl Named {
    fn new(tree: &View<'_>, part: &str) -> Result<Self, StoreError> {
        let part = fold(part);
        let mut ids = BTreeSet::new();
        for index_part in &tree.index().parts {
            names::with_part(&index_part.segment, &part, |id| {
                ids.insert(keys::of_text(&[], id));
                tree.look()
            })?;
        }
        let mut named = Self { part, ids, few: None };
        if named.ids.len() <= FEW {
            let mut few = Vec::new();
            for text in &named.ids {
                few.extend(tree.tally(&[keys::TALLY, text].concat())?.filter(|(_, tally)| named.is(tally)));
            }
            named.ids = few.iter().map(|(id, _)| keys::of_text(&[], &id.0)).collect();
            named.few = Some(few);
        }
        Ok(named)
    }

    /// Whether it holds in all articles.
    fn is(&self, tally: &Tally) -> bool {
        tally.folded_names().iter().any(|name| name.contains(&self.part))
    }
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
