//! What the word table and the word's form tell of a token before its context is read.

use super::super::lexicon::closed::{Class, closed};
use super::super::lexicon::clusters::WordClass;
use super::super::lexicon::words::{Kind, WordEntry, cell};
use super::super::lexicon::{Lexicon, compound, hash};
use super::super::token::{Token, TokenKind};
use super::particle;
use super::suffixes::suffixes;

/// What the word may be, as bits of [`Found::sig`].
pub(super) mod sig {
    pub const NOUN: u32 = 1;
    pub const NAME: u32 = 1 << 1;
    pub const THIRD: u32 = 1 << 2;
    pub const PLURAL: u32 = 1 << 3;
    pub const FIRST: u32 = 1 << 4;
    pub const SECOND: u32 = 1 << 5;
    pub const SUBJUNCTIVE: u32 = 1 << 6;
    pub const PAST: u32 = 1 << 7;
    pub const INFINITIVE: u32 = 1 << 8;
    pub const PARTICIPLE: u32 = 1 << 9;
    pub const ZU: u32 = 1 << 10;
    pub const ADJECTIVE: u32 = 1 << 11;
    pub const INFLECTED: u32 = 1 << 12;
    pub const OTHER: u32 = 1 << 13;
    pub const COMPOUND: u32 = 1 << 14;
    pub const CAPITAL: u32 = 1 << 15;
    pub const PREFIXED: u32 = 1 << 16;
    pub const AUXILIARY: u32 = 1 << 17;
    pub const PRESENT_PARTICIPLE: u32 = 1 << 18;
    pub const PREFIX: u32 = 1 << 19;
    pub const FINITE: u32 = THIRD | PLURAL | FIRST | SECOND;
}

/// What is known of a token by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'l> {
    /// The entry of the word as it stands.
    pub exact: WordEntry<'l>,
    /// The entry of the word in small letters; the same where it has no capital.
    pub lower: WordEntry<'l>,
    /// Of a verb with a prefix that the table has only without ("ankündigt"): the entry of the verb.
    pub base: WordEntry<'l>,
    /// Length of that prefix.
    pub prefix: u8,
    /// Whether "zu" stands between prefix and verb.
    pub zu: bool,
    /// The cells that the form fills as a verb.
    pub cells: u32,
    /// Of a compound noun: where its head begins, and the head's entry in `base`.
    pub head: u8,
    /// The form's length without its adjective ending, when the rest is an adjective or a participle.
    pub stem: u8,
    /// What it may be.
    pub sig: u32,
    /// Hash of the word in small letters.
    pub hash: u64,
    /// Its Brown cluster and frequency.
    pub class: WordClass,
}

impl Found<'_> {
    pub const NOTHING: Self = Found {
        exact: WordEntry::UNKNOWN,
        lower: WordEntry::UNKNOWN,
        base: WordEntry::UNKNOWN,
        prefix: 0,
        zu: false,
        cells: 0,
        head: 0,
        stem: 0,
        sig: 0,
        hash: 0,
        class: WordClass { path: 0, frequency: 0, other_case: 0 },
    };
}

/// Looks up one token.
pub(super) fn find<'l>(lexicon: &'l Lexicon, text: &str, token: Token) -> Found<'l> {
    let word = token.span.of(text);
    if !matches!(token.kind, TokenKind::Word | TokenKind::Abbreviation) {
        return Found { hash: hash::hash(word), ..Found::NOTHING };
    }
    let capital = word.starts_with(char::is_uppercase);
    let fnv = hash::fnv_lower(word);
    let exact_fnv = if capital { hash::fnv(word) } else { fnv };
    let hash = hash::finish(fnv);
    let exact = lexicon.words.by_hash(hash::finish(exact_fnv)).unwrap_or(WordEntry::UNKNOWN);
    let lower = if capital { lexicon.words.by_hash(hash).unwrap_or(WordEntry::UNKNOWN) } else { exact };
    let own = lexicon.clusters.by_hash(exact_fnv);
    // A word that is only capitalised because it stands first has no class of its own.
    let class = own.or_else(|| lexicon.clusters.by_hash(fnv)).unwrap_or_default();
    let mut found = Found { exact, lower, hash, cells: lower.verb_cells(), class, ..Found::NOTHING };
    // Slices of the word must be looked up in small letters.
    let lowered;
    let small = if capital {
        lowered = word.to_lowercase();
        lowered.as_str()
    } else {
        word
    };
    if found.cells & !cell::INFINITIVE & !cell::SEPARABLE == 0 && small.len() > 5 && word.len() < 60 {
        find_prefixed(lexicon, small, &mut found);
    }
    found.sig = signature(&found);
    if capital {
        found.sig |= sig::CAPITAL;
        if exact.readings.is_empty()
            && word.len() < 250
            && let Some((head, entry)) = compound::head(word, |h| lexicon.words.by_hash(h))
        {
            found.sig |= sig::COMPOUND;
            if found.prefix == 0 {
                found.base = entry;
                found.head = u8::try_from(word.len() - head.len()).unwrap_or(0);
            }
        }
    }
    // Words of the closed classes end like adjectives without being any.
    let closed = (small.len() < 6 && lower.of(Kind::Other).is_some()) || found.sig & sig::AUXILIARY != 0;
    if !closed && small.len() > 3 && (found.sig & (sig::ADJECTIVE | sig::FINITE) == 0 || !capital) {
        find_inflected(lexicon, small, &mut found);
    }
    found
}

/// Reads the word as prefix and verb: "ankündigt", "angekündigt", "anzukündigen".
fn find_prefixed<'l>(lexicon: &'l Lexicon, word: &str, found: &mut Found<'l>) {
    for prefix in particle::prefixes_of(word) {
        let rest = &word[prefix.len()..];
        if rest.len() < 3 {
            continue;
        }
        let zu = rest
            .strip_prefix("zu")
            .and_then(|r| lexicon.words.get(r))
            .filter(|e| e.verb_cells() & cell::INFINITIVE != 0);
        let entry = zu.or_else(|| lexicon.words.get(rest));
        let Some(entry) = entry else { continue };
        let mut cells = if zu.is_some() {
            cell::ZU_INFINITIVE
        } else {
            entry.verb_cells() & !cell::IMPERATIVE & !cell::IMPERATIVE_PLURAL
        };
        // Only a verb that puts "ge" between: "umgebaut", but "untersucht" is the participle of the whole.
        if !rest.starts_with("ge") {
            let inseparable = rest.starts_with("be")
                || rest.starts_with("ver")
                || rest.starts_with("er")
                || rest.starts_with("ent")
                || rest.ends_with("iert");
            if !inseparable {
                cells &= !cell::PARTICIPLE;
            }
        }
        if cells == 0 || !is_known(lexicon, prefix, rest, zu.is_some(), entry) {
            continue;
        }
        found.base = entry;
        found.prefix = u8::try_from(prefix.len()).unwrap_or(0);
        found.zu = zu.is_some();
        found.cells |= cells;
        return;
    }
}

/// Whether the prefix and a verb of `entry` make a verb that the table knows.
fn is_known(lexicon: &Lexicon, prefix: &str, rest: &str, zu: bool, entry: WordEntry<'_>) -> bool {
    let form = if zu { &rest[2..] } else { rest };
    entry.readings.iter().filter(|r| r.kind == Kind::Verb).any(|r| {
        let Some(lemma) = r.edit.apply(form) else { return false };
        let mut whole = String::with_capacity(prefix.len() + lemma.len());
        whole.push_str(prefix);
        whole.push_str(&lemma);
        lexicon.words.get(&whole).is_some_and(|e| e.verb_cells() & cell::INFINITIVE != 0)
    })
}

/// Reads the word as adjective or participle with an ending.
fn find_inflected<'l>(lexicon: &'l Lexicon, word: &str, found: &mut Found<'l>) {
    if !word.ends_with(['e', 'n', 's', 'm', 'r']) {
        return;
    }
    for ending in &suffixes().adjective {
        let Some(stem) = word.strip_suffix(ending).filter(|s| s.len() >= 3) else { continue };
        let entry = lexicon.words.get(stem);
        let known = entry.is_some_and(|e| {
            e.of(Kind::Adjective).is_some() || e.verb_cells() & (cell::PARTICIPLE | cell::PRESENT_PARTICIPLE) != 0
        });
        if known || is_adjective_stem(stem) || is_prefixed_participle(lexicon, stem) {
            found.sig |= sig::INFLECTED;
            found.stem = u8::try_from(stem.len()).unwrap_or(0);
            return;
        }
    }
}

/// Suffixes that only adjectives have.
fn is_adjective_stem(stem: &str) -> bool {
    stem.len() > 6 && suffixes().adjective_stem.iter().any(|suffix| stem.ends_with(suffix))
}

fn is_prefixed_participle(lexicon: &Lexicon, stem: &str) -> bool {
    if !(stem.ends_with('t') || stem.ends_with("en") || stem.ends_with("nd")) || stem.len() < 6 {
        return false;
    }
    let mut probe = Found::NOTHING;
    find_prefixed(lexicon, stem, &mut probe);
    probe.cells & (cell::PARTICIPLE | cell::PRESENT_PARTICIPLE) != 0
}

fn signature(found: &Found<'_>) -> u32 {
    let mut bits = 0;
    let mut set = |condition: bool, bit: u32| bits |= if condition { bit } else { 0 };
    for reading in found.exact.readings.iter().chain(found.lower.readings) {
        match reading.kind {
            Kind::Noun => set(true, sig::NOUN),
            Kind::Name => set(true, sig::NAME),
            Kind::Adjective => set(true, sig::ADJECTIVE),
            Kind::Other => set(true, sig::OTHER),
            Kind::Verb => {}
        }
    }
    let cells = found.cells;
    let has = |mask: u32| cells & mask != 0;
    set(has(cell::PRESENT_3 | cell::PAST | cell::SUBJUNCTIVE_I_3 | cell::SUBJUNCTIVE_II), sig::THIRD);
    set(
        has(cell::PRESENT_PLURAL | cell::PAST_PLURAL | cell::SUBJUNCTIVE_I_PLURAL | cell::SUBJUNCTIVE_II_PLURAL),
        sig::PLURAL,
    );
    set(has(cell::PRESENT_1), sig::FIRST);
    set(has(cell::PRESENT_2 | cell::PRESENT_2_PLURAL | cell::IMPERATIVE), sig::SECOND);
    set(has(cell::SUBJUNCTIVE_I_3 | cell::SUBJUNCTIVE_II) && !has(cell::PAST | cell::PRESENT_3), sig::SUBJUNCTIVE);
    set(has(cell::PAST | cell::PAST_PLURAL), sig::PAST);
    set(has(cell::INFINITIVE), sig::INFINITIVE);
    set(has(cell::PARTICIPLE), sig::PARTICIPLE);
    set(has(cell::PRESENT_PARTICIPLE), sig::PRESENT_PARTICIPLE);
    set(has(cell::ZU_INFINITIVE), sig::ZU);
    set(found.prefix > 0, sig::PREFIXED);
    let classes = closed().by_hash(found.hash);
    set(classes.has(Class::VerbPrefix), sig::PREFIX);
    set(classes.has(Class::Auxiliary), sig::AUXILIARY);
    bits
}
