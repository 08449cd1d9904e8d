//! Pages of lists in memory.

use crate::article::Article;
use crate::store::fullness::Fullness;
use crate::store::sort_key::ListId;
use crate::store::{Cursor, Page};

/// The first of `places` after a cursor, as many as have place; `text` tells whose text an item brings along.
pub(super) fn page<T>(
    list: ListId,
    limit: usize,
    places: impl Iterator<Item = (Vec<u8>, T)>,
    after: Option<&[u8]>,
    text: impl Fn(&T) -> Option<&Article>,
) -> Page<T> {
    let mut items: Vec<T> = Vec::new();
    let mut full = Fullness::new(limit);
    let mut next: Option<Cursor> = None;
    for (place, item) in places.skip_while(|(place, _)| after.is_some_and(|after| place.as_slice() <= after)) {
        let before = items.last().and_then(&text).map(|article| article.id);
        let article = text(&item).filter(|article| before != Some(article.id));
        if full.refuses(article.is_some()) {
            return Page { items, next };
        }
        full.add(article);
        items.push(item);
        next = Some(list.cursor(&place));
    }
    Page { items, next: None }
}
