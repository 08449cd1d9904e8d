//! Pages of lists: `limit`, opaque cursors, and the `Link` to the next page. The store binds a cursor to its list.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::base64url;
use super::dto::OffsetsWord;
use super::error::ApiError;
use super::extract::QueryReader;
use super::facets::{FacetDto, Whole};
use super::problem::ProblemKind;
use super::respond;
use crate::store::{Cursor, ListId, Page, PageRequest, StoreError, Total};

/// Most items a page can have.
pub(crate) const MAX_LIMIT: usize = 200;
/// Items of a page when the client does not say.
pub(crate) const DEFAULT_LIMIT: usize = 50;

/// What is wrong with a cursor that another list made, or this one under other filters.
pub(crate) const FOREIGN_CURSOR: &str = "was not made by this list with these filters; start again without it";

/// So many bytes of items end a page of claims or figures early: an item repeats the words it was found in, and they
/// may be long.
pub(crate) const ANSWER_BYTES: usize = 4 << 20;

/// Which page of a list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// Most items to answer. A page may hold fewer where texts are long: only `next` tells whether more follow.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50, nullable = false, example = 10)]
    pub limit: usize,
    /// `next` of the page before. It only continues the list it came from, with the same filters.
    #[param(value_type = Option<String>, nullable = false, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<Cursor>,
}

impl PageParams {
    /// Reads `limit` and `cursor`.
    pub(crate) fn read(query: &mut QueryReader) -> Self {
        let limit = read_limit(query);
        let cursor = query.text("cursor").and_then(|text| {
            let cursor = base64url::decode(&text).map(Cursor);
            if cursor.is_none() {
                query.wrong("cursor", ProblemKind::BadCursor, FOREIGN_CURSOR.into());
            }
            cursor
        });
        Self { limit, cursor }
    }

    /// What the store is asked for.
    pub(crate) fn request(&self) -> PageRequest {
        PageRequest { limit: self.limit, after: self.cursor.clone() }
    }
}

fn token(cursor: &Cursor) -> String {
    base64url::encode(&cursor.0)
}

/// The number that a cursor of a list of numbered things stands for.
pub(crate) fn numbered(list: ListId, cursor: Option<&Cursor>) -> Result<Option<u64>, StoreError> {
    let Some(cursor) = cursor else { return Ok(None) };
    let number = list.place(cursor)?.try_into().map_err(|_| StoreError::BadCursor)?;
    Ok(Some(u64::from_be_bytes(number)))
}

/// Reads `limit` alone, for lists of one page.
pub(crate) fn read_limit(query: &mut QueryReader) -> usize {
    let limit = query.parsed::<usize>("limit", "a whole number").unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        let detail = format!("{limit} is not between 1 and {MAX_LIMIT}");
        query.wrong("limit", ProblemKind::InvalidParameter, detail);
    }
    limit
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List<T> {
    /// The unit of all positions; absent in lists without any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub offsets: Option<OffsetsWord>,
    /// How many items the list has in all: where that was asked for and could be counted, and on a page that is the only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 128)]
    pub total: Option<u64>,
    /// About how many: where it was asked for and would cost too much to be counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub total_estimate: Option<u64>,
    /// What the items of the list have in common, as it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub facets: Option<Vec<FacetDto>>,
    /// The items in a stable order.
    pub items: Vec<T>,
    /// The `cursor` of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next: Option<String>,
}

impl<T> List<T> {
    /// A list that has only one page.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self::page(items, None)
    }

    fn page(items: Vec<T>, next: Option<String>) -> Self {
        Self { offsets: None, total: None, total_estimate: None, facets: None, items, next }
    }

    /// Says what is known of the list as a whole.
    pub(crate) fn of_all(mut self, Whole { told, is_first }: &Whole) -> Self {
        let items = self.items.len() as u64;
        let is_whole = *is_first && self.next.is_none();
        let total = told.as_ref().map(|survey| survey.total);
        // What is on the page needs no other count, which might be of a later moment.
        let total = if is_whole { Some(Total { items, is_exact: true }) } else { total };
        let told_as = |is_exact| total.filter(|total| total.is_exact == is_exact).map(|total| total.items);
        self.total = told_as(true);
        self.total_estimate = told_as(false);
        self.facets = told.as_ref().filter(|survey| !survey.facets.is_empty()).map(FacetDto::all);
        self
    }

    /// A page of the store, item by item as the client sees them.
    pub(crate) fn of<'a, S>(page: &'a Page<S>, show: impl FnMut(&'a S) -> T) -> Self {
        let next = page.next.as_ref().map(token);
        Self::page(page.items.iter().map(show).collect(), next)
    }

    /// Says in which unit positions are.
    pub(crate) fn in_unit(self, offsets: OffsetsWord) -> Self {
        Self { offsets: Some(offsets), ..self }
    }
}

impl<T: Serialize> List<T> {
    /// A page of the store that ends before the answer gets too long, at an item that `cursor` can go on from.
    pub(crate) fn fitting<'a, S>(
        page: &'a Page<S>,
        mut show: impl FnMut(&'a S) -> Option<T>,
        cursor: impl Fn(&S) -> Option<Cursor>,
    ) -> Result<Self, ApiError> {
        let mut items = Vec::new();
        let mut bytes = 0;
        let mut last: Option<&S> = None;
        for hit in &page.items {
            let Some(item) = show(hit) else { continue };
            bytes += respond::json_bytes(&item)?;
            if let Some(last) = last.filter(|_| bytes > ANSWER_BYTES) {
                let next = cursor(last).map(|cursor| token(&cursor));
                return Ok(Self::page(items, next));
            }
            items.push(item);
            last = Some(hit);
        }
        let next = page.next.as_ref().map(token);
        Ok(Self::page(items, next))
    }

    /// The answer, with a `Link` to the next page.
    pub(crate) fn respond(&self, request: &HttpRequest) -> Result<HttpResponse, ApiError> {
        let mut response = respond::json(self)?;
        link_next(request, &mut response, self.next.as_deref());
        Ok(response)
    }
}

/// Adds the `Link` to the next page, if there is one.
pub(crate) fn link_next(request: &HttpRequest, response: &mut HttpResponse, next: Option<&str>) {
    link_next_as(request, response, "cursor", next);
}

/// Adds the `Link` to the next page of a list that is continued by another parameter than `cursor`.
pub(crate) fn link_next_as(request: &HttpRequest, response: &mut HttpResponse, parameter: &str, next: Option<&str>) {
    let Some(next) = next else { return };
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(parameter);
    let query: String = request.query_string().split('&').filter(is_other).flat_map(|pair| [pair, "&"]).collect();
    let link = format!("<{}?{query}{parameter}={next}>; rel=\"next\"", request.path());
    if let Ok(value) = header::HeaderValue::from_str(&link) {
        response.headers_mut().insert(header::LINK, value);
    }
}
