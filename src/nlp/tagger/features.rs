//! Features: 32-bit hashes of what is seen at a token.
//!
//! [`unigram`] features tell of one word of the window, so they are looked up once for each different word of a
//! document and place in the window, those of few values in tables made beforehand ([`tabled`]); [`joint`] features tell
//! of several words or of the place in the sentence, [`non_local`] features of the other places of a word in the text.
//! Training and decoding call the same functions.

#![expect(clippy::cast_possible_truncation, reason = "numbers of places and templates are small")]

use super::super::lexicon::clusters::WordClass;
use super::super::lexicon::kinds::WordKind;
use super::attributes::{Attributes, Found, Mark};
use super::non_local::Beside;

/// How many tokens the window has: two before, the token, two after.
pub const WINDOW: usize = 5;

/// Index of the token itself in its window.
pub const CENTER: usize = 2;

/// The words around a token; `None` beyond the ends of the sentence.
pub type Window<'a> = [Option<&'a Attributes>; WINDOW];

/// Depths at which the tree of clusters is cut.
const DEPTHS: [u32; 5] = [4, 6, 8, 10, 12];

/// Stands for the place beyond an end of the sentence.
const BEYOND: u64 = 0x5eed_0fed_be70_4d01;

/// Where a token stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are features, independent of each other")]
pub struct Situation {
    /// Nothing but punctuation stands before it, or the last word ended a sentence.
    pub first: bool,
    /// Length class of the quotation it stands in: 0 none, 1 one word, 2 up to four, 3 up to eight, 4 longer.
    pub quoted: u8,
    /// It follows the opening quotation mark.
    pub opens: bool,
    /// Stands in brackets.
    pub bracketed: bool,
    /// Nearly all letters around are capitals.
    pub shouting: bool,
    /// How many words with a capital stand directly before it (at most 3), and how many after it, times 4.
    pub run: u8,
    /// The word before that run and the word after it: hash and cluster.
    pub around: [(u64, u64); 2],
}

impl Situation {
    fn number(self) -> u64 {
        u64::from(self.first)
            | u64::from(self.quoted) << 1
            | u64::from(self.opens) << 4
            | u64::from(self.bracketed) << 5
            | u64::from(self.shouting) << 6
    }
}

/// The situations of the tokens of one sentence.
pub fn situations<'a>(words: impl Iterator<Item = &'a Attributes> + Clone, situations: &mut Vec<Situation>) {
    situations.clear();
    let (mut capitals, mut lettered) = (0, 0);
    for word in words.clone() {
        capitals += usize::from(word.all_caps);
        lettered += usize::from(word.capital || word.class.frequency > 0);
    }
    let shouting = lettered > 2 && capitals * 3 > lettered * 2;
    runs(words.clone(), shouting, situations);
    let mut first = true;
    let mut bracketed = false;
    let mut quote: Option<usize> = None;
    for (i, word) in words.enumerate() {
        situations[i].first = first;
        situations[i].bracketed = bracketed && word.mark != Mark::Close;
        match word.mark {
            Mark::Quote => {
                if let Some(open) = quote.take() {
                    let class = match i - open - 1 {
                        0 => 0,
                        1 => 1,
                        2..=4 => 2,
                        5..=8 => 3,
                        _ => 4,
                    };
                    for (k, inner) in situations[open + 1..i].iter_mut().enumerate() {
                        inner.quoted = class;
                        inner.opens = k == 0;
                    }
                } else {
                    quote = Some(i);
                }
            }
            Mark::Open => bracketed = true,
            Mark::Close => bracketed = false,
            Mark::End => first = true,
            Mark::None => first = false,
        }
    }
}

/// Begins the situations with the runs of capitalised words.
fn runs<'a>(words: impl Iterator<Item = &'a Attributes> + Clone, shouting: bool, situations: &mut Vec<Situation>) {
    let outside = (BEYOND, BEYOND);
    let mut before = outside;
    let mut length = 0_u8;
    for word in words.clone() {
        let around = [before, outside];
        situations.push(Situation { shouting, run: length.min(3), around, ..Situation::default() });
        if word.capital {
            length = length.saturating_add(1);
        } else {
            length = 0;
            before = (word.word, full(Some(word)));
        }
    }
    // Backwards by index: the iterator need not run backwards.
    let mut start = 0;
    for (i, word) in words.enumerate() {
        if !word.capital {
            for (k, here) in situations[start..i].iter_mut().rev().enumerate() {
                here.run |= (k.min(3) as u8) << 2;
                here.around[1] = (word.word, full(Some(word)));
            }
            start = i + 1;
        }
    }
    let length = situations.len();
    for (k, here) in situations.iter_mut().enumerate().skip(start) {
        here.run |= ((length - k - 1).min(3) as u8) << 2;
    }
}

/// The key of value `value` of template `template`; never 0.
#[must_use]
pub fn key(template: u32, value: u64) -> u32 {
    let seeded = (value ^ u64::from(template).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (seeded ^ (seeded >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    ((mixed >> 32) as u32).max(1)
}

fn pair(a: u64, b: u64) -> u64 {
    a.wrapping_mul(0x9ddf_ea08_eb38_2d69).rotate_left(31) ^ b
}

fn cut(class: WordClass, depth: u32) -> u64 {
    u64::from(class.path) & ((1 << depth) - 1)
}

/// The path of its cluster.
fn path(word: &Attributes) -> Option<u16> {
    (word.found != Found::Nowhere).then_some(word.class.path)
}

fn full(word: Option<&Attributes>) -> u64 {
    word.map_or(BEYOND, |w| if w.found == Found::Nowhere { 1 << 20 } else { u64::from(w.class.path) })
}

fn prefix8(word: Option<&Attributes>) -> u64 {
    word.map_or(BEYOND, |w| if w.found == Found::Nowhere { 1 << 20 } else { cut(w.class, 8) })
}

fn form(word: Option<&Attributes>) -> u64 {
    word.map_or(BEYOND, |w| w.word)
}

fn shape(word: Option<&Attributes>) -> u64 {
    word.map_or(BEYOND, |w| w.shape)
}

fn kind(word: Option<&Attributes>) -> u64 {
    word.map_or(BEYOND, |w| {
        w.kind.map_or(u64::from(w.capital) << 20, |kind| u64::from(kind.guess() | kind.lists() << 8))
    })
}

/// Values that [`usage`] can have.
pub const USAGES: usize = 128;

/// Preferred case, and how the word was found.
#[must_use]
pub fn usage(word: &Attributes) -> u64 {
    u64::from(word.class.other_case)
        | u64::from(word.capital) << 3
        | u64::from(word.all_caps) << 4
        | (word.found as u64) << 5
}

/// Whether `place` in the window is the token or beside it.
#[must_use]
pub fn near(place: usize) -> bool {
    place.abs_diff(CENTER) < 2
}

/// The key of value `value` of template `template` at `place` in the window.
fn placed(template: u32, place: usize, value: u64) -> u32 {
    key(template * 8 + place as u32, value)
}

/// Features of the cluster of a word; `None` when it has none.
pub fn cluster(path: Option<u16>, place: usize, mut sink: impl FnMut(u32)) {
    let Some(path) = path else {
        sink(placed(3, place, 1 << 20));
        return;
    };
    sink(placed(3, place, u64::from(path)));
    for depth in DEPTHS {
        sink(placed(3 + depth, place, u64::from(path) & ((1 << depth) - 1)));
    }
}

/// Features of the frequency and [`usage`] of a word near the token.
pub fn frequency(frequency: u8, usage: u64, place: usize, mut sink: impl FnMut(u32)) {
    sink(placed(18, place, usage));
    sink(placed(19, place, u64::from(frequency) << 8 | usage));
}

/// Features of the guessed kinds of a word near the token.
pub fn guesses(kind: WordKind, place: usize, mut sink: impl FnMut(u32)) {
    sink(placed(45, place, u64::from(kind.guess())));
    sink(placed(46, place, u64::from(kind.guesses())));
}

/// Features of the lists that hold a word near the token.
pub fn lists(kind: WordKind, place: usize, mut sink: impl FnMut(u32)) {
    sink(placed(47, place, u64::from(kind.lists())));
}

/// Features of a single word at `place` in the window that have few values: tables of their sums are made beforehand.
pub fn tabled(word: &Attributes, place: usize, mut sink: impl FnMut(u32)) {
    cluster(path(word), place, &mut sink);
    if !near(place) {
        return;
    }
    frequency(word.class.frequency, usage(word), place, &mut sink);
    if let Some(kind) = word.kind {
        guesses(kind, place, &mut sink);
        lists(kind, place, &mut sink);
    }
}

/// The other features of a single word at `place` in the window.
pub fn unigram(word: Option<&Attributes>, place: usize, mut sink: impl FnMut(u32)) {
    let mut put = |template: u32, value: u64| sink(placed(template, place, value));
    let Some(word) = word else {
        put(1, BEYOND);
        return;
    };
    put(1, word.word);
    put(2, word.shape);
    if !near(place) {
        return;
    }
    if word.plain {
        if place == CENTER && word.suffixes[2] != 0 {
            put(22, word.suffixes[2]);
        }
        return;
    }
    put(17, word.lower);
    let affixes = if place == CENTER { 0..word.suffixes.len() } else { 2..3 };
    for k in affixes {
        if word.suffixes[k] != 0 {
            put(20 + k as u32, word.suffixes[k]);
        }
        if word.prefixes[k] != 0 && place == CENTER {
            put(25 + k as u32, word.prefixes[k]);
        }
    }
    for (template, part) in [(30, word.first_part), (35, word.last_part)] {
        if let Some((hash, class)) = part {
            put(template, hash);
            put(template + 1, u64::from(class.path) | u64::from(class.frequency == 0) << 20);
            put(template + 2, cut(class, 8) | u64::from(class.frequency == 0) << 20);
        }
    }
    if let Some(kind) = word.first_kind {
        put(51, u64::from(kind.guess()));
        put(52, u64::from(kind.lists()));
    }
    if place != CENTER {
        return;
    }
    put(40, pair(word.shape, cut(word.class, 8)));
    put(41, pair(word.suffixes[2], word.shape));
    put(42, pair(usage(word), u64::from(word.class.path)));
    if let Some(kind) = word.kind {
        put(48, u64::from(kind.number()));
        put(49, pair(u64::from(kind.guess()), usage(word)));
        put(50, pair(u64::from(kind.lists()), usage(word)));
    }
}

/// Features of several words, and of the situation of the middle one: few for plain words beside a word that is not
/// plain, hardly any for those among their like.
pub fn joint(window: &Window<'_>, situation: Situation, mut sink: impl FnMut(u32)) {
    let mut put = |template: u32, value: u64| sink(key(1000 + template, value));
    let [_, before, here, after, _] = *window;
    let Some(word) = here else { return };
    put(0, 0);
    let plain = |beside: Option<&Attributes>| beside.is_none_or(|beside| beside.plain);
    // Between two words that are not plain stands what may hold a name together, and gets all features.
    if word.plain && plain(before) && plain(after) {
        return;
    }
    put(1, pair(form(before), word.word));
    put(2, pair(word.word, form(after)));
    put(3, pair(full(before), full(here)));
    put(4, pair(full(here), full(after)));
    put(5, pair(full(before), full(after)));
    put(10, pair(form(before), word.shape));
    put(11, pair(form(after), word.shape));
    put(12, pair(full(before), word.shape));
    put(13, pair(full(after), word.shape));
    if word.plain && (plain(before) || plain(after)) {
        put(20, situation.number());
        return;
    }
    put(6, pair(pair(prefix8(before), prefix8(here)), prefix8(after)));
    put(7, pair(shape(before), word.shape));
    put(8, pair(word.shape, shape(after)));
    put(9, pair(pair(shape(before), word.shape), shape(after)));
    put(14, pair(full(before), word.suffixes[2]));
    put(15, pair(form(window[0]), form(before)));
    put(16, pair(full(window[0]), full(before)));
    put(17, pair(full(after), full(window[4])));
    put(18, pair(form(before), form(after)));
    put(30, pair(kind(before), kind(here)));
    put(31, pair(kind(here), kind(after)));
    put(32, pair(pair(kind(before), kind(here)), kind(after)));
    put(33, pair(full(before), kind(here)));
    put(34, pair(kind(here), full(after)));
    if word.capital {
        run(word, situation, &mut put);
    }
    let number = situation.number();
    put(20, number);
    put(21, pair(number, usage(word)));
    put(22, pair(number, word.shape));
    if situation.first {
        put(23, u64::from(word.class.path));
        put(24, usage(word) << 4 | u64::from(word.class.frequency));
        put(25, pair(word.shape, shape(after)));
    }
    if situation.quoted > 0 {
        put(26, pair(number, form(before)));
        put(27, pair(number, full(here)));
    }
}

/// The features of a word with a capital that tell of the run of such words it stands in.
fn run(word: &Attributes, situation: Situation, mut put: impl FnMut(u32, u64)) {
    let run = u64::from(situation.run);
    let [(before, before_class), (after, after_class)] = situation.around;
    put(35, pair(run, usage(word)));
    put(36, pair(run, kind(Some(word))));
    put(37, pair(before, run));
    put(38, pair(after, run));
    put(39, pair(before_class, run));
    put(40, pair(after_class, run));
    put(41, pair(pair(before_class, kind(Some(word))), run));
}

/// Features of a word beside which `others` stand elsewhere in the text.
pub fn non_local<'a>(word: &Attributes, others: impl Iterator<Item = Beside<'a>>, mut sink: impl FnMut(u32)) {
    let mut put = |template: u32, value: u64| sink(key(2000 + template, value));
    let own = kind(Some(word));
    let mut count = 0;
    for (before, after) in others {
        count += 1;
        put(1, form(before));
        put(2, full(before));
        put(3, form(after));
        put(4, full(after));
        put(5, kind(before));
        put(6, kind(after));
        put(7, shape(before));
        put(8, shape(after));
        put(9, pair(kind(before), own));
        put(10, pair(kind(after), own));
    }
    if count > 0 {
        put(0, count);
        put(11, pair(usage(word), own));
    }
}
