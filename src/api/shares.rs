//! What clients may hold at a time: requests under way, streams. Each client has a bound of its own, and all together one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{HttpRequest, web};

use super::auth;
use super::client::Client;
use super::error::ApiError;
use super::problem::ProblemKind;
use super::state::AppState;

/// How much all clients and each of them may hold; shared between all clones.
#[derive(Debug, Clone)]
pub struct Shares(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    all: usize,
    each: usize,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    each: HashMap<Client, usize>,
}

/// Why there is no share left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoShare {
    /// The client holds as many as it may.
    Own(usize),
    /// All clients together do.
    All(usize),
}

/// Held until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    inner: Arc<Inner>,
    client: Client,
}

impl Shares {
    /// So many of all clients together, and so many of each; 0 is no bound.
    #[must_use]
    pub fn new(all: usize, each: usize) -> Self {
        Self(Arc::new(Inner { all, each, held: Mutex::default() }))
    }

    /// What all clients may hold, and what each.
    #[must_use]
    pub fn bounds(&self) -> (usize, usize) {
        (self.0.all, self.0.each)
    }

    pub(crate) fn take(&self, client: Client) -> Result<Share, NoShare> {
        let Inner { all, each, held } = &*self.0;
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        if *all > 0 && held.all >= *all {
            return Err(NoShare::All(*all));
        }
        let own = held.each.get(&client).copied().unwrap_or_default();
        if *each > 0 && own >= *each {
            return Err(NoShare::Own(*each));
        }
        held.each.insert(client.clone(), own + 1);
        held.all += 1;
        Ok(Share { inner: Arc::clone(&self.0), client })
    }
}

/// The share of a request that is counted, if requests are; refuses it when its client has as many under way as it may.
pub(super) fn check(request: &HttpRequest, pattern: &str) -> Result<Option<Share>, ApiError> {
    if auth::scope_of(request.method().as_str(), pattern).is_none() {
        return Ok(None);
    }
    let state = request.app_data::<web::Data<AppState>>().ok_or_else(|| ApiError::internal("there is no state"))?;
    if state.under_way.bounds() == (0, 0) {
        return Ok(None);
    }
    let Some(client) = Client::of(request) else { return Ok(None) };
    state.under_way.take(client).map(Some).map_err(|(NoShare::Own(most) | NoShare::All(most))| {
        let detail = format!("a client may have {most} requests under way; wait for an answer before the next");
        ApiError::new(ProblemKind::TooManyRequests, detail)
    })
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.inner.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.all = held.all.saturating_sub(1);
        match held.each.get_mut(&self.client) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(held.each.remove(&self.client)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_and_all_together_hold_what_they_may_until_they_let_go() {
        let shares = Shares::new(3, 2);
        let key = |name: &str| Client::Key(name.into());
        let (first, second) = (shares.take(key("a")).unwrap(), shares.take(key("a")).unwrap());
        assert_eq!(shares.take(key("a")).unwrap_err(), NoShare::Own(2));
        let third = shares.take(key("b")).unwrap();
        assert_eq!(shares.take(key("c")).unwrap_err(), NoShare::All(3));
        drop(first);
        drop(shares.take(key("a")).unwrap());
        drop((second, third));
        let held = shares.0.held.lock().unwrap();
        assert!(held.all == 0 && held.each.is_empty(), "nothing stays: {held:?}");
    }

    #[test]
    fn nothing_is_bounded_where_no_bound_is_set() {
        let shares = Shares::new(0, 0);
        let held: Vec<_> = (0..1_000).map(|_| shares.take(Client::Key("a".into())).unwrap()).collect();
        assert_eq!(held.len(), 1_000);
    }
}
