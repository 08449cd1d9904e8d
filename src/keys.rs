//! API keys: who may do what.
//!
//! A key is 256 random bits. Whoever holds it sends it with each request; the service holds its SHA-256 only, in one TOML
//! file that `pressespiegel keys` writes ([`KeyFile`]). [`KeyRing`] is what requests are checked against, and follows that
//! file. Deliberately absent: salt and slow hashes, which protect what people think up, and users, passwords and sessions.

mod file;
mod ring;

pub use file::{KeyFile, KeyFileError};
pub use ring::KeyRing;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// What a key begins with, so that a leaked one is recognised for what it is.
const PREFIX: &str = "psk_";

/// What a key may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read the archive, and have texts read that are not kept.
    Read,
    /// Take in articles.
    Ingest,
    /// Everything: also deletion, re-analysis and the lexicon.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Ingest, Self::Admin];

    /// As it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Ingest => "ingest",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|scope| scope.word() == word);
        known.ok_or_else(|| format!("{word:?} is no scope; those are read, ingest and admin"))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The SHA-256 of a key, which is all that is kept of it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// Of a key as it is sent.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }

    /// Compares in a time that says nothing of where they differ.
    fn is(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHash")
    }
}

impl From<KeyHash> for String {
    fn from(hash: KeyHash) -> Self {
        hex(&hash.0)
    }
}

impl TryFrom<String> for KeyHash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || "a hash is 64 hexadecimal digits".to_owned();
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// What it is called in logs and commands; no other has the name.
    pub name: String,
    /// What it may be used for; `admin` includes the others.
    pub scopes: BTreeSet<Scope>,
    /// The only sources whose articles it may send; any, where none is named.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub sources: BTreeSet<String>,
    /// When it was made or last replaced.
    pub created: Timestamp,
    /// Of the key in force.
    pub sha256: KeyHash,
    /// Of the key before it, which may be used for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_sha256: Option<KeyHash>,
    /// Until when that may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_until: Option<Timestamp>,
}

impl Key {
    /// Whether it may be used for this.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope) || self.scopes.contains(&Scope::Admin)
    }

    /// Whether it may send articles of this source.
    #[must_use]
    pub fn may_send(&self, source: Option<&str>) -> bool {
        self.sources.is_empty() || source.is_some_and(|source| self.sources.contains(source))
    }

    /// Whether `hash` is that of the key, or of the one before it while that may be used.
    fn opens(&self, hash: &KeyHash, now: Timestamp) -> Choice {
        let in_time = self.previous_until.is_some_and(|until| now < until);
        let previous = self.previous_sha256.filter(|_| in_time);
        self.sha256.is(hash) | previous.map_or(Choice::from(0), |previous| previous.is(hash))
    }
}

/// A fresh key as it is sent.
///
/// # Errors
/// When the system has no random numbers.
fn fresh_token() -> Result<String, KeyFileError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| KeyFileError::Random(error.to_string()))?;
    Ok(format!("{PREFIX}{}", hex(&bytes)))
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, token: &str) -> Key {
        Key {
            name: name.into(),
            scopes: BTreeSet::from([Scope::Read]),
            sources: BTreeSet::new(),
            created: Timestamp::UNIX_EPOCH,
            sha256: KeyHash::of(token),
            previous_sha256: None,
            previous_until: None,
        }
    }

    #[test]
    fn a_hash_is_written_as_hexadecimal_digits_and_read_again() {
        let hash = KeyHash::of("psk_0");
        assert_eq!(KeyHash::try_from(String::from(hash)), Ok(hash));
        for (text, reason) in
            [("", "empty"), ("ab", "short"), (&"g".repeat(64), "no digits"), (&"ä".repeat(32), "not ASCII")]
        {
            assert!(KeyHash::try_from(text.to_owned()).is_err(), "{reason}");
        }
    }

    #[test]
    fn admin_includes_the_other_scopes_and_they_nothing() {
        let mut key = key("a", "t");
        assert!(key.may(Scope::Read) && !key.may(Scope::Ingest) && !key.may(Scope::Admin));
        key.scopes = BTreeSet::from([Scope::Admin]);
        assert!(Scope::ALL.into_iter().all(|scope| key.may(scope)));
    }

    #[test]
    fn sources_bound_what_is_sent_only_where_some_are_named() {
        let mut key = key("a", "t");
        assert!(key.may_send(None) && key.may_send(Some("dpa")));
        key.sources = BTreeSet::from(["dpa".to_owned()]);
        assert!(key.may_send(Some("dpa")));
        assert!(!key.may_send(Some("apa")) && !key.may_send(None) && !key.may_send(Some("DPA")));
    }

    #[test]
    fn a_replaced_key_opens_until_its_time_is_over() {
        let mut key = key("a", "new");
        key.previous_sha256 = Some(KeyHash::of("old"));
        key.previous_until = Some(Timestamp::from_second(100).unwrap());
        let opens =
            |token: &str, second| bool::from(key.opens(&KeyHash::of(token), Timestamp::from_second(second).unwrap()));
        assert!(opens("new", 0) && opens("new", 200) && opens("old", 99));
        assert!(!opens("old", 100) && !opens("other", 0));
    }

    #[test]
    fn fresh_keys_differ_and_are_long() {
        let (one, other) = (fresh_token().unwrap(), fresh_token().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), PREFIX.len() + 64);
    }
}
