//! The keeper: a thread that makes few parts of many.
//!
//! Parts are merged with others of about their size, so that an article is written again once for each size: some four times
//! until it is in a part of the largest. What is in memory goes into a file when it is [`FILED`] articles, as it is read again
//! at the next opening. A part of which much is gone is written again without that. When nothing is left to do it empties worn
//! files of the log ([`reclaim`](crate::store::embedded::reclaim)).

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::thread::Thread;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::build::merge;
use super::bytes::Bytes;
use super::catalogue::{self, Exchange};
use super::segment::Segment;
use super::{Index, Part};
use crate::store::StoreError;
use crate::store::embedded::committer::{Request, Write, Written};
use crate::store::embedded::reclaim::Emptying;
use crate::store::embedded::shared::Shared;

/// Articles in memory that are put into a file.
const FILED: u32 = 2_048;

/// Parts of a size that are merged.
const MERGED: usize = 8;

/// Articles in a part, at most.
const MOST: u32 = 1 << 17;

/// How often it looks when nobody tells it to.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How long it lets others write while it empties a file of the log.
const BETWEEN_STEPS: Duration = Duration::from_millis(20);

/// How long it leaves alone what could not be done.
const PAUSE: Duration = Duration::from_secs(10);

/// Tells the keeper to end.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// Tells it.
    pub fn tell(&self, keeper: &Thread) {
        self.0.store(true, Ordering::SeqCst);
        keeper.unpark();
    }

    fn is_told(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Whether there is something to do.
pub fn is_needed(index: &Index) -> bool {
    next(index).is_some()
}

/// Keeps the index until it is told to stop or the store is gone; not where nothing may be changed.
pub fn run(shared: &Weak<Shared>, committer: &mpsc::WeakSender<Request>, stop: &Stop) {
    while !stop.is_told() {
        let Some(shared) = shared.upgrade().filter(|shared| !shared.is_read_only()) else { return };
        let done = work(&shared, committer, stop).and_then(|()| reclaim(&shared, committer, stop));
        drop(shared);
        match done {
            Ok(()) => std::thread::park_timeout(LOOK_EVERY),
            Err(error) => {
                tracing::warn!(%error, "the index can't be kept; it is tried again");
                let since = Instant::now();
                while !stop.is_told() && since.elapsed() < PAUSE {
                    std::thread::park_timeout(PAUSE);
                }
            }
        }
    }
}

fn work(shared: &Shared, committer: &mpsc::WeakSender<Request>, stop: &Stop) -> Result<(), StoreError> {
    loop {
        let index = shared.index();
        let Some(task) = next(&index).filter(|_| !stop.is_told()) else { return Ok(()) };
        let exchange = done(shared, &index, task)?;
        let new = exchange.by.as_ref().and_then(|by| by.file);
        let old: Vec<u32> = exchange.replaced.iter().filter_map(|part| part.file).collect();
        let useless = match ask(committer, Write::Exchange(Box::new(exchange))).transpose()? {
            None => return Ok(()),
            Some(Written::Changed(true)) => old,
            Some(_) => new.into_iter().collect(),
        };
        for file in useless {
            // Who still reads it has it open.
            let _ = fs::remove_file(catalogue::path(shared.room.directory(), file));
        }
    }
}

/// Empties one worn file of the log, if there is one.
fn reclaim(shared: &Shared, committer: &mpsc::WeakSender<Request>, stop: &Stop) -> Result<(), StoreError> {
    let Some(mut emptying) = shared.read(|view| Ok(Emptying::of_worn(view.tree())))? else { return Ok(()) };
    while let Some(step) = shared.read(|view| emptying.next(view.tree()))?.filter(|_| !stop.is_told()) {
        if let Err((free, needed)) = shared.room.admit(step.bytes()) {
            return Err(StoreError::Full { free, needed });
        }
        if ask(committer, Write::Reclaim(step)).transpose()?.is_none() {
            return Ok(());
        }
        std::thread::park_timeout(BETWEEN_STEPS);
    }
    Ok(())
}

/// What the committer answers; nothing when it is gone.
fn ask(committer: &mpsc::WeakSender<Request>, write: Write) -> Option<Result<Written, StoreError>> {
    let (reply, answer) = oneshot::channel();
    // Held no longer than this: the committer ends with the last sender.
    committer.upgrade()?.blocking_send(Request { write, reply, since: Instant::now() }).ok()?;
    answer.blocking_recv().ok()
}

/// What is to be done.
struct Task {
    parts: Vec<Part>,
    /// Whether the new part is to be a file.
    is_filed: bool,
    /// Whether these are all parts that are in none.
    is_all_held: bool,
}

fn next(index: &Index) -> Option<Task> {
    let held: Vec<Part> = index.parts.iter().filter(|part| part.file.is_none()).cloned().collect();
    if held.iter().map(Part::articles).sum::<u32>() >= FILED {
        return Some(Task { parts: held, is_filed: true, is_all_held: true });
    }
    let filed: Vec<Part> = index.parts.iter().filter(|part| part.file.is_some()).cloned().collect();
    if let Some(worn) = filed.iter().find(|part| part.gone.count() > part.segment.articles() / 4) {
        return Some(Task { parts: vec![worn.clone()], is_filed: true, is_all_held: false });
    }
    let merged = |parts: &[Part], is_filed| {
        let size = |part: &Part| part.articles().max(1).ilog2() / 3;
        let of_size = |wanted: u32| parts.iter().filter(move |part| size(part) == wanted);
        let sizes = (0..=MOST.ilog2() / 3).find(|wanted| of_size(*wanted).count() >= MERGED)?;
        let mut articles = 0;
        let fit = of_size(sizes).take_while(|part| {
            articles += part.articles();
            articles <= MOST
        });
        let parts: Vec<Part> = fit.cloned().collect();
        (parts.len() > 1).then_some(Task { parts, is_filed, is_all_held: false })
    };
    merged(&held, false).or_else(|| merged(&filed, true))
}

fn done(shared: &Shared, index: &Arc<Index>, task: Task) -> Result<Exchange, StoreError> {
    let Task { parts, is_filed, is_all_held } = task;
    let change = is_all_held.then_some(index.change);
    let by = if parts.iter().all(|part| part.articles() == 0) {
        None
    } else if is_filed {
        let bytes = parts.iter().map(|part| part.segment.bytes().len()).sum();
        if let Err((free, needed)) = shared.room.admit(bytes) {
            return Err(StoreError::Full { free, needed });
        }
        Some(catalogue::write(shared.room.directory(), catalogue::next_file(index), &parts)?)
    } else {
        let (bytes, _) = merge(&parts, Vec::new())?;
        Some(Part::new(Segment::new(Bytes::Held(bytes))?, None))
    };
    Ok(Exchange { replaced: parts, by, change })
}
