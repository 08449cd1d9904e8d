//! Where two texts differ, word by word.
//!
//! Equal beginnings and ends are set aside. In what is left, words that stand once in either text are anchors; between them
//! the longest common sequence is looked for as long as that is cheap, and what is longer counts as replaced. So the time
//! stays nearly in proportion to the texts, however little they have in common.

use std::collections::HashMap;

use crate::text::Span;

/// Stretches whose lengths in words multiply to no more than this are compared exactly.
const EXACT: usize = 250_000;

/// That a word stays is worth as much as so many spaces and marks.
const WORD: u32 = 8;

/// Anchors are looked for between anchors so many times.
const DEEPEST: usize = 16;

/// A stretch in which two texts differ; one side of it may be empty, and then says where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextChange {
    /// In the older text.
    pub before: Span,
    /// In the newer text.
    pub after: Span,
}

/// All of them, in text order.
///
/// ```
/// use pressespiegel::article::diff::TextChanges;
///
/// let (before, after) = ("Es sind 200 Stellen.", "Es sind rund 250 Stellen.");
/// let changes = TextChanges::between(before, after);
/// let [change] = changes.all() else { panic!("one stretch") };
/// assert_eq!((&before[change.before.range()], &after[change.after.range()]), ("200", "rund 250"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChanges(Vec<TextChange>);

impl TextChanges {
    /// Compares two texts.
    #[must_use]
    pub fn between(before: &str, after: &str) -> Self {
        let (old, new) = (words(before), words(after));
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut number = |word| {
            let next = numbers.len();
            Word { number: *numbers.entry(word).or_insert(next), weight: if is_word(word) { WORD } else { 1 } }
        };
        let mut numbered = |words: &[(usize, _)]| words.iter().map(|&(_, word)| number(word)).collect::<Vec<_>>();
        let (old_numbers, new_numbers) = (numbered(&old), numbered(&new));
        let mut pairs = Vec::new();
        align((&old_numbers, 0), (&new_numbers, 0), 0, &mut pairs);
        Self(stretches((before, &old), (after, &new), &pairs))
    }

    /// The stretches.
    #[must_use]
    pub fn all(&self) -> &[TextChange] {
        &self.0
    }

    /// Where a stretch of the older text stands in the newer one; where it was changed, all that it was changed to.
    #[must_use]
    pub fn map(&self, span: Span) -> Span {
        let start = match self.before(|change| change.before.start <= span.start) {
            Some(change) if span.start < change.before.end => change.after.start,
            Some(change) => span.start - change.before.end + change.after.end,
            None => span.start,
        };
        let end = match self.before(|change| change.before.start < span.end) {
            Some(change) if span.end <= change.before.end => change.after.end,
            Some(change) => span.end - change.before.end + change.after.end,
            None => span.end,
        };
        Span::new(start, end.max(start))
    }

    /// The last change for which this still holds; it holds for all before it.
    fn before(&self, holds: impl Fn(&TextChange) -> bool) -> Option<&TextChange> {
        self.0.get(self.0.partition_point(holds).checked_sub(1)?)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Word,
    White,
    Other,
}

fn sort(c: char) -> Sort {
    // What stands over a letter, and a hyphen that is not seen, are part of its word.
    match c {
        '\u{300}'..='\u{36f}' | '\u{ad}' => Sort::Word,
        c if c.is_alphanumeric() => Sort::Word,
        c if c.is_whitespace() => Sort::White,
        _ => Sort::Other,
    }
}

/// Words, stretches of white space, and all other characters one by one; each with where it begins.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut starts: Vec<usize> = Vec::new();
    let mut last = None;
    for (at, c) in text.char_indices() {
        let sort = sort(c);
        if last != Some(sort) || sort == Sort::Other {
            starts.push(at);
        }
        last = Some(sort);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(&start, end)| Some((start, text.get(start..end)?))).collect()
}

fn is_word(word: &str) -> bool {
    word.chars().any(|c| sort(c) == Sort::Word)
}

/// A word in place of the same text, so that comparing costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Word {
    number: usize,
    /// How much it is worth that it stays.
    weight: u32,
}

/// A part of the numbered words of a text, and how many stand before it.
type Part<'a> = (&'a [Word], usize);

/// Finds words that stay, in order.
fn align((before, b): Part<'_>, (after, a): Part<'_>, depth: usize, pairs: &mut Vec<(usize, usize)>) {
    let head = before.iter().zip(after).take_while(|(x, y)| x == y).count();
    let (before, after) = (&before[head..], &after[head..]);
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(x, y)| x == y).count();
    let (before, after) = (&before[..before.len() - tail], &after[..after.len() - tail]);
    pairs.extend((0..head).map(|i| (b + i, a + i)));
    let (b, a) = (b + head, a + head);
    if before.len().saturating_mul(after.len()) <= EXACT {
        pairs.extend(longest_common(before, after).into_iter().map(|(i, j)| (b + i, a + j)));
    } else if depth < DEEPEST {
        let (mut from, mut to) = (0, 0);
        for (i, j) in anchors(before, after) {
            align((&before[from..i], b + from), (&after[to..j], a + to), depth + 1, pairs);
            pairs.push((b + i, a + j));
            (from, to) = (i + 1, j + 1);
        }
        if from > 0 {
            align((&before[from..], b + from), (&after[to..], a + to), depth + 1, pairs);
        }
    }
    pairs.extend((0..tail).map(|i| (b + before.len() + i, a + after.len() + i)));
}

/// Words that stand once in either, as many as are in the same order.
fn anchors(before: &[Word], after: &[Word]) -> Vec<(usize, usize)> {
    let places = |words: &[Word]| {
        let mut places: HashMap<Word, Option<usize>> = HashMap::new();
        for (at, &word) in words.iter().enumerate() {
            places.entry(word).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    };
    let (old, new) = (places(before), places(after));
    let place = |places: &HashMap<Word, Option<usize>>, word| places.get(word).copied().flatten();
    let once = before.iter().enumerate().filter(|(_, word)| place(&old, *word).is_some());
    let once: Vec<_> = once.filter_map(|(i, word)| Some((i, place(&new, word)?))).collect();
    // The longest rising sequence: of each length the one that ends lowest, and who comes before whom.
    let mut ends: Vec<usize> = Vec::new();
    let mut earlier: Vec<Option<usize>> = Vec::new();
    for (at, &(_, j)) in once.iter().enumerate() {
        let length = ends.partition_point(|&end| once[end].1 < j);
        earlier.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        ends.truncate(ends.len().max(length));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut rising: Vec<_> =
        std::iter::successors(ends.last().copied(), |&at| earlier[at]).map(|at| once[at]).collect();
    rising.reverse();
    rising
}

/// The weightiest sequence that both have, by a table of all their beginnings.
fn longest_common(before: &[Word], after: &[Word]) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    let mut table = vec![0_u32; (before.len() + 1) * width];
    for (i, x) in before.iter().enumerate().rev() {
        for (j, y) in after.iter().enumerate().rev() {
            let next = (i + 1) * width + j;
            table[i * width + j] =
                if x == y { table[next + 1] + x.weight } else { table[next].max(table[i * width + j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < before.len() && j < after.len() {
        if before[i] == after[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// A text and its words.
type Cut<'a> = (&'a str, &'a [(usize, &'a str)]);

/// What lies between the words that stay. Two stretches with no word between them are one.
fn stretches((before, old): Cut<'_>, (after, new): Cut<'_>, pairs: &[(usize, usize)]) -> Vec<TextChange> {
    let start = |text: &str, words: &[(usize, &str)], at: usize| words.get(at).map_or(text.len(), |(start, _)| *start);
    let mut changes: Vec<TextChange> = Vec::new();
    let mut words_since = true;
    let (mut from, mut to) = (0, 0);
    for &(i, j) in pairs.iter().chain([&(old.len(), new.len())]) {
        if (i, j) != (from, to) {
            let (starts, ends) =
                ((start(before, old, from), start(after, new, to)), (start(before, old, i), start(after, new, j)));
            match changes.last_mut().filter(|_| !words_since) {
                Some(last) => {
                    (last.before.end, last.after.end) = ends;
                }
                None => {
                    changes
                        .push(TextChange { before: Span::new(starts.0, ends.0), after: Span::new(starts.1, ends.1) });
                }
            }
            words_since = false;
        }
        words_since |= old.get(i).is_some_and(|(_, word)| is_word(word));
        (from, to) = (i + 1, j + 1);
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(before: &str, after: &str) -> Vec<(String, String)> {
        let changes = TextChanges::between(before, after);
        let exact = |text: &str, span: Span| text[span.range()].to_owned();
        changes.all().iter().map(|change| (exact(before, change.before), exact(after, change.after))).collect()
    }

    #[test]
    fn texts_differ_where_their_words_do() {
        for (before, after, expected, reason) in [
            ("Ein Satz.", "Ein Satz.", &[][..], "the same"),
            ("", "Neu.", &[("", "Neu.")], "from nothing"),
            ("Alt.", "", &[("Alt.", "")], "to nothing"),
            ("Es sind 200 Leute.", "Es sind 250 Leute.", &[("200", "250")], "one word"),
            (
                "Der alte Chef geht.",
                "Die neue Chefin geht.",
                &[("Der alte Chef", "Die neue Chefin")],
                "no word between",
            ),
            ("Wir kommen.", "Wir kommen heute.", &[("", " heute")], "something added"),
            ("A b c d e f.", "A x c d e y.", &[("b", "x"), ("f", "y")], "two stretches"),
            ("Straße in Gießen", "Strasse in Gießen", &[("Straße", "Strasse")], "ß"),
            ("u\u{308}ber 5 €", "u\u{308}ber 6 €", &[("5", "6")], "marks belong to their letter"),
            ("👍🏽 Gut\r\n", "👍 Gut\r\n", &[("🏽", "")], "emoji"),
        ] {
            let expected: Vec<_> = expected.iter().map(|(b, a)| ((*b).to_owned(), (*a).to_owned())).collect();
            assert_eq!(shown(before, after), expected, "{reason}");
        }
    }

    #[test]
    fn a_long_text_with_few_changes_keeps_the_rest() {
        let word = |n: usize| format!("wort{n} ");
        let before: String = (0..20_000).map(word).collect();
        let after: String = (0..20_000).filter(|n| n % 5_000 != 7).map(word).collect();
        let changes = TextChanges::between(&before, &after);
        assert_eq!(changes.all().len(), 4);
        assert!(changes.all().iter().all(|change| change.after.is_empty() && change.before.len() < 20));
        let reversed: String = (0..20_000).rev().map(word).collect();
        assert!(!TextChanges::between(&before, &reversed).all().is_empty());
    }

    #[test]
    fn a_stretch_is_found_again_behind_changes() {
        let (before, after) = ("Laut Amt sind 200 Leute da, hieß es.", "Laut dem Amt sind es 250 Leute, hieß es.");
        let changes = TextChanges::between(before, after);
        for (words, found) in [("Laut", "Laut"), ("Amt", "Amt"), ("Leute", "Leute"), ("hieß es", "hieß es")] {
            let at = before.find(words).expect("there");
            assert_eq!(&after[changes.map(Span::new(at, at + words.len())).range()], found);
        }
        let at = before.find("200").expect("there");
        assert!(after[changes.map(Span::new(at, at + 3)).range()].contains("250"));
    }

    proptest! {
        #[test]
        fn the_changes_turn_one_text_into_the_other(before in "[ab ß,€👍]{0,24}", after in "[ab ß,€👍]{0,24}") {
            let changes = TextChanges::between(&before, &after);
            let mut made = String::new();
            let mut from = 0;
            for change in changes.all() {
                made.push_str(&before[from..change.before.start]);
                made.push_str(&after[change.after.range()]);
                from = change.before.end;
            }
            made.push_str(&before[from..]);
            prop_assert_eq!(made, after.clone());
            for (start, end) in before.char_indices().map(|(at, c)| (at, at + c.len_utf8())) {
                let mapped = changes.map(Span::new(start, end));
                prop_assert!(after.get(mapped.range()).is_some());
            }
        }
    }
}
