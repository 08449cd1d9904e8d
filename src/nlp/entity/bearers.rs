//! Who bears a word as part of their name in a text.

use std::collections::HashMap;

use super::merge::Cluster;
use super::variant;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::fold::{self, BuildFold};
use crate::nlp::lexicon::people::People;

/// So many times as often as all others together must one be named in full, and at least so many times, for the word alone
/// to mean that one.
const DOMINANT: usize = 3;

/// Clusters by folded words of their names.
#[derive(Default)]
pub(super) struct Bearers(HashMap<u64, Vec<usize>, BuildFold>);

impl Bearers {
    /// Notes that a cluster bears a word.
    pub fn add(&mut self, word: &str, cluster: usize) {
        let all = self.0.entry(fold::key(word)).or_default();
        if !all.contains(&cluster) {
            all.push(cluster);
        }
    }

    /// All who bear a word.
    pub fn of(&self, key: u64) -> &[usize] {
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// Who may be meant by a part of a name.
#[derive(Default)]
pub(super) struct ByPart {
    /// People by surname.
    pub surname: Bearers,
    /// People by given name.
    pub given: Bearers,
    /// Organisations with a name of several words by the first of them, the first two and so on.
    pub beginning: Bearers,
    /// Those with a noun behind adjectives by that noun.
    pub last_word: Bearers,
    /// Clubs by the words of their names behind the first: "Augsburg" of the "FC Augsburg".
    pub town: Bearers,
}

impl ByPart {
    /// Notes by what parts of its name a cluster may come again.
    pub fn note(&mut self, people: &People, kind: EntityType, club: bool, name: &str, cluster: usize) {
        if club {
            name.split(' ').skip(1).for_each(|word| self.town.add(word, cluster));
        }
        match kind {
            EntityType::Person => self.note_person(people, name, cluster),
            EntityType::Organization => {
                variant::beginnings(name).for_each(|beginning| self.beginning.add(beginning, cluster));
                if let Some(noun) = variant::noun_behind_adjectives(name) {
                    self.last_word.add(noun, cluster);
                }
            }
            _ => {}
        }
    }

    fn note_person(&mut self, people: &People, name: &str, cluster: usize) {
        let (Some((given, rest)), Some((_, last))) = (name.split_once(' '), name.rsplit_once(' ')) else { return };
        // "Kim Jong-un": a Korean surname comes first.
        let (given, last) = if is_eastern(last) { (last, given) } else { (given, last) };
        // "Ana Lopez Garcia" comes again as "Lopez Garcia", "Karl Peter Voss" as "Voss".
        let first = rest.split_once(' ').map(|(first, _)| first);
        let both = first.is_some_and(|first| people.given(first).is_none());
        for surname in [Some(last), both.then_some(rest)].into_iter().flatten() {
            self.surname.add(surname, cluster);
        }
        self.given.add(given, cluster);
    }
}

fn is_eastern(word: &str) -> bool {
    word.split_once('-').is_some_and(|(_, second)| second.starts_with(char::is_lowercase))
}

/// Whom a word alone means: the only one who bears it, or the one whom the text is about. "Sebastian Hendel", named again
/// and again, and not his wife, who is named once.
pub(super) fn meant(bearers: &[usize], clusters: &[Cluster]) -> Option<usize> {
    if let [only] = bearers {
        return Some(*only);
    }
    let in_full = |cluster: usize| clusters[cluster].mentions.iter().filter(|m| m.end - m.first > 1).count();
    let most = bearers.iter().copied().max_by_key(|cluster| in_full(*cluster))?;
    let others: usize = bearers.iter().filter(|cluster| **cluster != most).map(|cluster| in_full(*cluster)).sum();
    (in_full(most) >= DOMINANT * others.max(1)).then_some(most)
}
