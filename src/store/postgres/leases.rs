//! Duties by rows of `lease`: who has one, and until when by the clock of the database, so that no program's own clock counts.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::failure::Failure;
use super::pool::{Transaction, execute};
use crate::store::{Duty, Held};

/// How long a duty is held without being asked for again, as set by default.
pub const TERM: Duration = Duration::from_secs(10);

/// A program counts on so many tenths of it: its clock may go a little slower than that of the database.
const TENTHS: u32 = 9;

/// It is taken where nobody has it, or no longer; who has it has it longer.
const HOLD: &str = "INSERT INTO lease (duty, holder, until) \
    VALUES ($1, $2, clock_timestamp() + $3::bigint * interval '1 millisecond') \
    ON CONFLICT (duty) DO UPDATE SET holder = excluded.holder, until = excluded.until \
    WHERE lease.holder = excluded.holder OR lease.until < clock_timestamp()";
const GIVE_BACK: &str = "DELETE FROM lease WHERE holder = $1";

/// See [`crate::store::ArticleStore::hold`].
pub async fn hold(tx: &Transaction<'_>, duty: Duty, (holder, term): (Uuid, Duration)) -> Result<Held, Failure> {
    // It lasts from a moment after this one.
    let asked = Instant::now();
    let milliseconds = i64::try_from(term.as_millis()).unwrap_or(i64::MAX);
    let taken = execute(tx, HOLD, &[&duty.as_str(), &holder, &milliseconds]).await? > 0;
    Ok(if taken { Held::Until(asked + term / 10 * TENTHS) } else { Held::ByAnother })
}

/// Gives back all that this program has.
pub async fn give_back(tx: &Transaction<'_>, holder: Uuid) -> Result<(), Failure> {
    execute(tx, GIVE_BACK, &[&holder]).await.map(drop)
}
