//! Everybody's turn: a host is asked once in a while, however many of its pages are wanted.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When more hosts are known, those whose time is over are forgotten.
const MANY: usize = 1_000;

/// When each host may be asked next.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<String, Instant>>);

impl Turns {
    /// How long to wait until a host may be asked; the time after that is taken. `None` where it would be longer than
    /// `most`, and then nothing is taken.
    pub fn take(&self, host: &str, pause: Duration, most: Duration) -> Option<Duration> {
        let now = Instant::now();
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if next.len() >= MANY {
            next.retain(|_, at| *at > now);
        }
        let at = next.get(host).copied().unwrap_or(now).max(now);
        let wait = at - now;
        if wait > most {
            return None;
        }
        next.insert(host.to_owned(), at + pause);
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_asked_once_in_a_while_and_others_do_not_wait_for_it() {
        let (turns, pause, most) = (Turns::default(), Duration::from_secs(10), Duration::from_secs(15));
        let seconds = |host: &str| turns.take(host, pause, most).map(|wait| wait.as_secs_f64().ceil());
        assert_eq!(seconds("a.example"), Some(0.0));
        assert_eq!(seconds("a.example"), Some(10.0));
        assert_eq!(seconds("a.example"), None, "too long");
        assert_eq!(seconds("b.example"), Some(0.0));
    }
}
