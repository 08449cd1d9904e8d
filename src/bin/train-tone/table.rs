//! The file of shares: read, and written again with what was learned.

use std::fmt;

use pressespiegel::nlp::sentiment::Relation;

use crate::learn::{KINDS, Model};

/// Instead of a share by hand.
const FIXED: &str = "fixed";
/// The rows that tell poles.
const POLES: [&str; 2] = ["pole-good", "pole-bad"];

/// What a person holds each share for; none where the share in the file is fixed.
pub type ByHand = [Option<f64>; KINDS];

/// The file, its comments included.
pub struct Table {
    head: Vec<String>,
    /// What a person holds each share for; the learned one stays near it where the texts say little.
    pub by_hand: ByHand,
    shares: [f64; KINDS],
    poles: [f64; 2],
}

impl Table {
    /// Reads `file`.
    pub fn read(file: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let text = std::fs::read_to_string(file)?;
        let mut table = Self { head: Vec::new(), by_hand: [None; KINDS], shares: [0.0; KINDS], poles: [0.0; 2] };
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('#') {
                table.head.push(line.to_owned());
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let value = |n: usize| fields.get(n).and_then(|v| v.parse::<f64>().ok());
            let relation = Relation::ALL.iter().position(|(_, name)| *name == fields[0]);
            let by_hand = value(2).map(Some).or((fields.get(2) == Some(&FIXED)).then_some(None));
            match (relation, POLES.iter().position(|name| *name == fields[0]), value(1), by_hand) {
                (Some(at), _, Some(share), Some(by_hand)) => {
                    (table.shares[at], table.by_hand[at]) = (share, by_hand);
                }
                (None, Some(at), Some(pole), _) => table.poles[at] = pole,
                _ => return Err(format!("{file}, line {}: wanted relation, share, share by hand", number + 1).into()),
            }
        }
        Ok(table)
    }

    /// The shares as they are.
    pub fn model(&self) -> Model {
        Model { shares: self.shares, good: self.poles[0], bad: self.poles[1] }
    }

    /// Takes over what was learned.
    pub fn set(&mut self, model: &Model) {
        self.shares = model.shares;
        self.poles = [model.good, model.bad];
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head.iter().try_for_each(|line| writeln!(f, "{line}"))?;
        for (((_, name), share), by_hand) in Relation::ALL.iter().zip(&self.shares).zip(&self.by_hand) {
            let by_hand = by_hand.map_or_else(|| FIXED.to_owned(), |share| share.to_string());
            writeln!(f, "{name}\t{share}\t{by_hand}")?;
        }
        POLES.iter().zip(&self.poles).try_for_each(|(name, pole)| writeln!(f, "{name}\t{pole}"))
    }
}
