//! Verbs: which verb a form is of, and its mood, tense, person and number.
//!
//! The form says most of it. Where one form stands for several cells, the subject pronoun decides between first and
//! third person, and a weak past tense is read as indicative.

use std::borrow::Cow;

use super::super::lexicon::words::{Kind, WordEntry, cell};
use super::lookup::{Found, sig};
use super::suffixes::suffixes;
use super::tag::Tag;
use super::{Mood, Morph, Number, Person, Tense, VerbForm};

/// The subject as far as a pronoun near the verb tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Subject {
    /// "ich"
    I,
    /// "du"
    You,
    /// "wir"
    We,
    /// "ihr"
    YouAll,
    /// "er", "es", "man", or a noun.
    #[default]
    Other,
}

fn imperative(morph: &mut Morph<'_>, cells: u32) {
    morph.mood = Some(Mood::Imperative);
    morph.person = Some(Person::Second);
    morph.number = Some(if cells & cell::IMPERATIVE == 0 { Number::Plural } else { Number::Singular });
}

/// A verb reading: its lemma and the cells the form fills.
struct Candidate<'a> {
    lemma: Cow<'a, str>,
    cells: u32,
}

/// A form as it stands in the text.
#[derive(Clone, Copy)]
pub(super) struct Form<'a, 's> {
    pub tag: Tag,
    pub word: &'a str,
    /// The same in lower case.
    pub small: &'s str,
}

/// Fills in what the form and its tag say of a verb.
pub(super) fn fill<'a>(morph: &mut Morph<'a>, form: Form<'a, '_>, found: &Found<'a>, subject: Subject) {
    let Form { tag, word, small } = form;
    let wanted = match tag {
        Tag::Finite | Tag::AuxFinite => cell::FINITE | cell::IMPERATIVE | cell::IMPERATIVE_PLURAL,
        Tag::Imperative => cell::IMPERATIVE | cell::IMPERATIVE_PLURAL,
        Tag::Infinitive | Tag::AuxInfinitive => cell::INFINITIVE,
        Tag::ZuInfinitive => cell::ZU_INFINITIVE | cell::INFINITIVE,
        _ => cell::PARTICIPLE | cell::PRESENT_PARTICIPLE,
    };
    morph.verb_form = Some(match tag {
        Tag::Infinitive | Tag::AuxInfinitive | Tag::ZuInfinitive => VerbForm::Infinitive,
        Tag::Participle | Tag::AuxParticiple => VerbForm::Participle,
        _ => VerbForm::Finite,
    });
    let candidate = choose(word, small, found, wanted, subject);
    let cells = candidate.as_ref().map_or(0, |c| c.cells);
    morph.lemma = match candidate {
        Some(c) => c.lemma,
        None => Cow::Owned(guess(small, tag)),
    };
    match tag {
        Tag::Finite if cells != 0 && cells & cell::FINITE == 0 => imperative(morph, cells),
        Tag::Finite | Tag::AuxFinite => {
            let cells = if cells & cell::FINITE == 0 { cells_by_ending(small) } else { cells };
            fill_finite(morph, cells, subject, small);
        }
        Tag::Imperative => imperative(morph, cells),
        _ => {}
    }
}

/// The infinitive of a form without a context; `None` when the form is no known verb's.
pub(super) fn infinitive(small: &str, found: &Found<'_>) -> Option<String> {
    let any = cell::FINITE | cell::INFINITIVE | cell::ZU_INFINITIVE | cell::PARTICIPLE | cell::PRESENT_PARTICIPLE;
    choose(small, small, found, any, Subject::Other).map(|candidate| candidate.lemma.into_owned())
}

/// Cells that the indicative fills.
const INDICATIVE: u32 = cell::PRESENT_3 | cell::PRESENT_PLURAL | cell::PAST | cell::PAST_PLURAL;

/// The reading that fits best: one with the wanted cells that fit the subject, of the verb named first.
fn choose<'a>(word: &'a str, small: &str, found: &Found<'a>, wanted: u32, subject: Subject) -> Option<Candidate<'a>> {
    let of_subject = match subject {
        Subject::I => cell::PRESENT_1 | cell::PAST | cell::SUBJUNCTIVE_II | cell::SUBJUNCTIVE_I_1,
        Subject::Other => wanted & !(cell::PRESENT_1 | cell::PRESENT_2 | cell::PAST_2),
        _ => wanted,
    };
    let capital = word != small;
    let mut best: Option<(u32, Candidate<'a>)> = None;
    let mut offer = |entry: WordEntry<'a>, prefix: usize, zu: bool, allowed: u32| {
        for reading in entry.readings.iter().filter(|r| r.kind == Kind::Verb) {
            let cells = if zu { cell::ZU_INFINITIVE } else { reading.cells } & allowed;
            // Of "führen" the plain present of "führen" comes before the subjunctive of "fahren".
            let fit = u32::from(cells & wanted != 0) * 4
                + u32::from(cells & wanted & of_subject != 0) * 2
                + u32::from(cells & wanted & INDICATIVE != 0);
            if fit == 0 || best.as_ref().is_some_and(|(f, _)| *f >= fit) {
                continue;
            }
            let lemma = if prefix == 0 && !capital {
                reading.edit.apply(word)
            } else {
                let rest = &small[prefix + if zu { 2 } else { 0 }..];
                reading.edit.apply(rest).map(|l| Cow::Owned(format!("{}{l}", &small[..prefix])))
            };
            if let Some(lemma) = lemma {
                best = Some((fit, Candidate { lemma, cells }));
            }
        }
    };
    offer(found.lower, 0, false, u32::MAX);
    if found.prefix > 0 {
        offer(found.base, found.prefix.into(), found.zu, found.cells);
    }
    best.map(|(_, candidate)| candidate)
}

/// Mood, tense, person and number from the cells that the form fills.
fn fill_finite(morph: &mut Morph<'_>, cells: u32, subject: Subject, small: &str) {
    let has = |mask: u32| cells & mask != 0;
    let (mood, tense, person, number) = match subject {
        Subject::I if has(cell::PRESENT_1) => (Mood::Indicative, Tense::Present, Person::First, Number::Singular),
        Subject::You if has(cell::PRESENT_2) => (Mood::Indicative, Tense::Present, Person::Second, Number::Singular),
        Subject::You if has(cell::PAST_2) => (Mood::Indicative, Tense::Past, Person::Second, Number::Singular),
        Subject::You if has(cell::SUBJUNCTIVE_I_2) => {
            (Mood::SubjunctiveI, Tense::Present, Person::Second, Number::Singular)
        }
        Subject::You if has(cell::SUBJUNCTIVE_II_2) => {
            (Mood::SubjunctiveII, Tense::Past, Person::Second, Number::Singular)
        }
        Subject::YouAll if has(cell::PRESENT_2_PLURAL) => {
            (Mood::Indicative, Tense::Present, Person::Second, Number::Plural)
        }
        Subject::YouAll if has(cell::PAST_2_PLURAL) => (Mood::Indicative, Tense::Past, Person::Second, Number::Plural),
        _ => {
            let (mood, tense, number) = third(cells, small);
            let person = match subject {
                Subject::I if number == Number::Singular => Person::First,
                Subject::We if number == Number::Plural => Person::First,
                _ => Person::Third,
            };
            (mood, tense, person, number)
        }
    };
    morph.mood = Some(mood);
    morph.tense = Some(tense);
    morph.person = Some(person);
    morph.number = Some(number);
}

/// Reads the cells for a subject of the third person; where the form leaves a choice, the indicative.
fn third(cells: u32, small: &str) -> (Mood, Tense, Number) {
    let has = |mask: u32| cells & mask != 0;
    if has(cell::PRESENT_3) {
        return (Mood::Indicative, Tense::Present, Number::Singular);
    }
    // "sollte" is nearly always advice or condition, hardly ever the past of "sollen".
    if small.starts_with("sollte") {
        let number = if has(cell::SUBJUNCTIVE_II) { Number::Singular } else { Number::Plural };
        return (Mood::SubjunctiveII, Tense::Past, number);
    }
    if has(cell::PAST) {
        return (Mood::Indicative, Tense::Past, Number::Singular);
    }
    if has(cell::PRESENT_PLURAL) {
        return (Mood::Indicative, Tense::Present, Number::Plural);
    }
    if has(cell::PAST_PLURAL) {
        return (Mood::Indicative, Tense::Past, Number::Plural);
    }
    if has(cell::SUBJUNCTIVE_I_3) {
        return (Mood::SubjunctiveI, Tense::Present, Number::Singular);
    }
    if has(cell::SUBJUNCTIVE_I_PLURAL) {
        return (Mood::SubjunctiveI, Tense::Present, Number::Plural);
    }
    if has(cell::SUBJUNCTIVE_II) {
        return (Mood::SubjunctiveII, Tense::Past, Number::Singular);
    }
    if has(cell::SUBJUNCTIVE_II_PLURAL) {
        return (Mood::SubjunctiveII, Tense::Past, Number::Plural);
    }
    (Mood::Indicative, Tense::Present, Number::Singular)
}

/// The cells of an unknown verb, told from its ending.
fn cells_by_ending(small: &str) -> u32 {
    if small.ends_with("te") {
        cell::PAST | cell::SUBJUNCTIVE_II
    } else if small.ends_with("ten") {
        cell::PAST_PLURAL
    } else if small.ends_with("en") || small.ends_with("ern") || small.ends_with("eln") {
        cell::PRESENT_PLURAL
    } else if small.ends_with('e') {
        cell::PRESENT_1 | cell::SUBJUNCTIVE_I_3
    } else {
        cell::PRESENT_3
    }
}

/// The infinitive of an unknown verb.
fn guess(small: &str, tag: Tag) -> String {
    let stem = match tag {
        Tag::Infinitive | Tag::AuxInfinitive | Tag::ZuInfinitive => return small.to_owned(),
        Tag::Participle | Tag::AuxParticiple => {
            let stem =
                small.strip_suffix("et").or_else(|| small.strip_suffix('t')).or_else(|| small.strip_suffix("en"));
            let stem = stem.unwrap_or(small);
            stem.strip_prefix("ge").filter(|s| s.len() > 2).unwrap_or(stem)
        }
        _ => suffixes().verb.iter().find_map(|e| small.strip_suffix(e).filter(|s| s.len() > 2)).unwrap_or(small),
    };
    let ending = if stem.ends_with("er") || stem.ends_with("el") { "n" } else { "en" };
    format!("{stem}{ending}")
}

/// The subject that a pronoun tells, looked for among the tokens around the verb within its clause.
pub(super) fn subject(
    tags: &[Tag],
    found: &[Found<'_>],
    i: usize,
    words: impl Fn(usize) -> Option<Subject>,
) -> Subject {
    // Directly after the verb, then before it up to the clause's edge, then further on.
    let open =
        |j: usize| j < tags.len() && tags[j] != Tag::Mark && !tags[j].is_finite() && tags[j] != Tag::Coordinating;
    let after = (i + 1..tags.len().min(i + 8))
        .take_while(|&j| open(j))
        .filter(|&j| tags[j] == Tag::Personal || tags[j] == Tag::Indefinite);
    let mut before = (i.saturating_sub(30)..i).rev().take_while(|&j| open(j)).filter(|&j| tags[j] == Tag::Personal);
    let plain = found[i].sig & sig::PREFIX == 0;
    let mut first = after.take_while(|&j| j <= i + 3 && plain).filter_map(&words);
    first.next().or_else(|| before.find_map(&words)).unwrap_or_default()
}
