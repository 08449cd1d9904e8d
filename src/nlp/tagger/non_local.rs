//! Non-local features: the other places of a word in its text. What stands beside it there tells of it here, too.
//!
//! A surname alone in one sentence stands behind a first name in another, a company without its legal form has it
//! elsewhere. Only words that begin with a capital are followed, each at its first few places.

use std::collections::HashMap;

use super::super::lexicon::fold::BuildFold;
use super::attributes::Attributes;

/// How many other places are looked at.
pub const MOST: usize = 3;

/// The words before and after a word, where it has such in its sentence.
pub type Beside<'a> = (Option<&'a Attributes>, Option<&'a Attributes>);

/// A place of a word.
struct Place<'a> {
    token: usize,
    beside: Beside<'a>,
}

/// The first places of the words of a text.
#[derive(Default)]
pub struct Places<'a> {
    by_group: HashMap<u64, Vec<Place<'a>>, BuildFold>,
}

impl<'a> Places<'a> {
    /// Adds the words of a sentence, the first of which is token `start` of the text.
    pub fn add(&mut self, start: usize, words: impl ExactSizeIterator<Item = &'a Attributes> + Clone) {
        let mut before = None;
        let mut after = words.clone().skip(1);
        for (i, word) in words.enumerate() {
            let beside = (before, after.next());
            before = Some(word);
            if word.group != 0 {
                let places = self.by_group.entry(word.group).or_default();
                if places.len() <= MOST {
                    places.push(Place { token: start + i, beside });
                }
            }
        }
    }

    /// What stands beside `word`, which is at `token`, in its other places.
    pub fn others(&self, token: usize, word: &Attributes) -> impl Iterator<Item = Beside<'a>> {
        let places = if word.group == 0 { None } else { self.by_group.get(&word.group) };
        places.into_iter().flatten().filter(move |place| place.token != token).take(MOST).map(|place| place.beside)
    }
}
