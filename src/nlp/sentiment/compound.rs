//! German compounds, read by their last and first part.
//!
//! The head decides ("Kursrutsch", "Gasstreit"); some modifiers colour a head that says nothing itself ("Krisenland",
//! "Rekordernte"); a head of direction takes its sign from what it changes ("Umsatzrückgang", "Kostensenkung").

use super::hash::WordMap;
use super::words::{Class, Info, Words};

/// Parts that act inside compounds only.
#[derive(Debug, Default)]
pub(super) struct Affixes {
    /// First parts that colour the whole: `skandal`, `rekord`.
    pub modifiers: WordMap<f64>,
    /// Last parts that turn the first round: `bekämpfung`, `schutz`; 0 makes the whole neutral.
    pub turning: WordMap<f64>,
    /// Adjective endings that keep or turn the sign of the noun before them: `los`, `reich`.
    pub suffixes: WordMap<f64>,
    /// Heads of fewer than five letters that may be trusted: "Verkehrs-tod", but not "Gesells-chaft".
    pub short: WordMap<f64>,
    /// First parts that strengthen an adjective: "sauteuer", "supernett".
    pub raising: Vec<Box<str>>,
}

/// By how much they do.
const RAISED: f64 = 1.2;
/// Longest word that is taken apart, in bytes; hostile "words" are not read.
const LONGEST: usize = 60;
/// Shortest head and the length from which it needs no list, in bytes.
const SHORTEST_HEAD: usize = 3;
const PLAIN_HEAD: usize = 5;

/// The entry of a compound noun, from its folded stem.
pub(super) fn noun(words: &Words, stem: &str) -> Option<Info> {
    if stem.len() < 7 || stem.len() > LONGEST {
        return None;
    }
    let mut coloured = None;
    for at in 2..=stem.len() - SHORTEST_HEAD {
        let (Some(front), Some(head)) = (stem.get(..at), stem.get(at..)) else { continue };
        let front = front.strip_suffix('-').unwrap_or(front);
        if let Some(turn) = words.affixes.turning.get(head) {
            return Some(turned(words, front, *turn));
        }
        if front.len() >= 3
            && (head.len() >= PLAIN_HEAD || words.affixes.short.contains_key(head))
            && let Some(Some(info)) = words.nouns.get(head)
        {
            return Some(headed(words, front, info));
        }
        if coloured.is_none()
            && head.len() >= 4
            && let Some(weight) = words.affixes.modifiers.get(front)
        {
            coloured = Some(*weight);
        }
    }
    coloured.map(|weight| Info { weight, class: Class::Noun, compound: true, ..Info::default() })
}

/// The entry of an adjective made of a noun and an ending such as "-los".
pub(super) fn adjective(words: &Words, stem: &str) -> Option<Info> {
    if stem.len() < 6 || stem.len() > LONGEST {
        return None;
    }
    for len in 3..=5 {
        let at = stem.len().checked_sub(len)?;
        let (Some(front), Some(ending)) = (stem.get(..at), stem.get(at..)) else { continue };
        if let Some(turn) = words.affixes.suffixes.get(ending) {
            let weight = modifier(words, front)?.weight * turn;
            return Some(Info { weight, class: Class::Adjective, compound: true, ..Info::default() });
        }
    }
    None
}

/// The entry of an adjective with a strengthening first part, from its stem.
pub(super) fn raised(words: &Words, stem: &str) -> Option<Info> {
    let rest = words.affixes.raising.iter().find_map(|front| stem.strip_prefix(front.as_ref()))?;
    let info = words.others.get(rest).copied().flatten()?;
    let whole = info.class == Class::Adjective && rest.len() >= 3;
    whole.then(|| Info { weight: (info.weight * RAISED).clamp(-1.0, 1.0), compound: true, ..info })
}

/// A compound whose head has an entry of its own.
fn headed(words: &Words, front: &str, head: &Info) -> Info {
    let mut info = Info { compound: true, ..*head };
    let first = modifier(words, front);
    if head.direction != 0
        && let Some(thing) = first.as_ref().map(Info::wanted).filter(|&t| t != 0)
    {
        let strength = head.weight.abs().max(0.4);
        info.weight = strength * f64::from(thing * head.direction);
        info.direction = 0;
        return info;
    }
    if let Some(&colour) = words.affixes.modifiers.get(strip_link(front)).or_else(|| words.affixes.modifiers.get(front))
    {
        info.weight = if head.weight.abs() >= 0.15 {
            // "Rekordverlust": the modifier strengthens whatever the head says.
            (head.weight * (1.0 + 0.6 * colour.abs())).clamp(-1.0, 1.0)
        } else if head.thing != 0 && colour > 0.0 {
            colour * f64::from(head.thing)
        } else {
            colour
        };
    }
    info
}

/// A compound whose head turns its first part round.
fn turned(words: &Words, front: &str, turn: f64) -> Info {
    let weight = modifier(words, front).map_or(0.0, |info| info.weight * turn);
    Info { weight, class: Class::Noun, compound: true, ..Info::default() }
}

/// The entry of a first part, its linking letters taken off.
fn modifier(words: &Words, front: &str) -> Option<Info> {
    let linked = strip_link(front);
    for key in [front, linked, front.strip_suffix("en").unwrap_or(front), linked.strip_suffix("en").unwrap_or(linked)] {
        if key.len() >= 3
            && let Some(Some(info)) = words.nouns.get(key).or_else(|| words.others.get(key))
        {
            return Some(*info);
        }
    }
    None
}

fn strip_link(front: &str) -> &str {
    ["ungs", "ions"]
        .iter()
        .find(|e| front.ends_with(**e))
        .map(|_| &front[..front.len() - 1])
        .or_else(|| front.strip_suffix('s'))
        .or_else(|| front.strip_suffix('n'))
        .or_else(|| front.strip_suffix('e'))
        .unwrap_or(front)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good, Nothing};
    use super::super::testing::check_words;

    #[test]
    fn a_compound_is_read_by_its_parts() {
        check_words(&[
            ("Es kommt zum Kursrutsch.", "Kursrutsch", Bad, "the head decides"),
            ("Die Umsatzsteigerung bleibt.", "Umsatzsteigerung", Good, "a head of direction with its thing"),
            ("Die Kostensenkung bleibt.", "Kostensenkung", Good, "less of what one wants less of"),
            ("Das Krisenland bleibt.", "Krisenland", Bad, "a colouring first part"),
            ("Die Krisenbekämpfung bleibt.", "Krisenbekämpfung", Good, "a turning head"),
            ("Der Verkehrstod bleibt.", "Verkehrstod", Bad, "a short head that may be trusted"),
            ("Die Gesellschaft bleibt.", "Gesellschaft", Nothing, "no compound"),
            ("Der Spieler ist arbeitslos.", "arbeitslos", Bad, "an adjective ending that turns"),
        ]);
    }
}
