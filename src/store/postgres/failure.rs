//! What can go wrong between here and the database, and what is done about it.

use std::time::{Duration, Instant};

use deadpool_postgres::{HookError, PoolError};
use tokio_postgres::error::SqlState;

use crate::store::StoreError;
use crate::store::codec::Damaged;

/// So often something is tried again that a lost connection or a conflict has stopped.
const TRIES: u32 = 7;

/// The pause before the second try; each later one is twice as long, so that a server has three seconds to start again.
const PAUSE: Duration = Duration::from_millis(50);

/// Nothing is tried again later than this: where the database does not even refuse a connection each try takes long.
const LONGEST: Duration = Duration::from_secs(8);

/// Why something was not done.
#[derive(Debug)]
pub enum Failure {
    /// The database has refused or lost it.
    Database(tokio_postgres::Error),
    /// No connection could be had.
    Pool(String),
    /// It was decided here.
    Store(StoreError),
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => Self::Database(error),
            other => Self::Pool(other.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Damaged> for Failure {
    fn from(Damaged(problem): Damaged) -> Self {
        Self::Store(StoreError::Corrupt(problem.to_owned()))
    }
}

/// States that say that the server is going or coming, or that two transactions met.
fn passes(state: &SqlState) -> bool {
    let conflict = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
    let gone = [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW];
    conflict.contains(state) || gone.contains(state) || state.code().starts_with("08")
}

impl Failure {
    /// Whether the same may succeed a moment later.
    pub fn passes(&self) -> bool {
        match self {
            Self::Database(error) => error.code().map_or_else(|| is_connection(error), passes),
            Self::Pool(_) | Self::Store(_) => false,
        }
    }

    /// Whether nobody knows if a commit that failed so was made.
    pub fn is_unsure(&self) -> bool {
        match self {
            Self::Database(error) => match error.code() {
                None => true,
                Some(state) => {
                    passes(state)
                        && *state != SqlState::T_R_SERIALIZATION_FAILURE
                        && *state != SqlState::T_R_DEADLOCK_DETECTED
                }
            },
            Self::Pool(_) | Self::Store(_) => false,
        }
    }

    /// Whether it is only said of what came after another failure in its transaction.
    pub fn follows(&self) -> bool {
        matches!(self, Self::Database(error) if error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION))
    }

    /// Whether it is the data's fault, so that without it all else would have been done.
    pub fn is_of_data(&self) -> bool {
        match self {
            // Classes: data exception, integrity, program limit.
            Self::Database(error) => {
                error.code().is_some_and(|state| ["22", "23", "54"].iter().any(|class| state.code().starts_with(class)))
            }
            Self::Pool(_) | Self::Store(_) => false,
        }
    }
}

fn is_connection(error: &tokio_postgres::Error) -> bool {
    use std::error::Error as _;
    error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => error,
            Failure::Pool(problem) => Self::Unavailable(problem),
            Failure::Database(error) => match error.code() {
                Some(state) if *state == SqlState::DISK_FULL => Self::Full { free: 0, needed: 0 },
                Some(state) if *state == SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly,
                Some(state) if *state == SqlState::DATA_CORRUPTED || *state == SqlState::INDEX_CORRUPTED => {
                    Self::Corrupt(told(&error))
                }
                Some(state) if *state == SqlState::LOCK_NOT_AVAILABLE => Self::Unavailable(told(&error)),
                Some(state) if passes(state) || state.code().starts_with("53") => Self::Unavailable(told(&error)),
                None if is_connection(&error) => Self::Unavailable(told(&error)),
                _ => Self::Backend(told(&error)),
            },
        }
    }
}

/// What the database says, or what its client does.
fn told(error: &tokio_postgres::Error) -> String {
    use std::error::Error as _;
    match (error.as_db_error(), error.source()) {
        (Some(said), _) => format!("{} ({})", said.message(), said.code().code()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

/// How often something was tried.
#[derive(Debug)]
pub struct Tries {
    done: u32,
    since: Instant,
}

impl Default for Tries {
    fn default() -> Self {
        Self { done: 0, since: Instant::now() }
    }
}

impl Tries {
    /// After a failure: waits and says that it is worth another try, or gives the failure back.
    pub async fn again(&mut self, failure: Failure) -> Result<(), Failure> {
        self.done += 1;
        if !failure.passes() || self.done >= TRIES || self.since.elapsed() > LONGEST {
            return Err(failure);
        }
        let failure = StoreError::from(failure);
        tracing::warn!(%failure, "the database is asked again");
        tokio::time::sleep(PAUSE * (1 << (self.done - 1))).await;
        Ok(())
    }
}
