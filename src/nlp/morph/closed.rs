//! Pronouns, articles and determiners: a closed class, written out here.

use super::super::lexicon::closed::{Class, closed};
use super::Person;
use super::agreement::{ALL, Cells, cells};

/// A pronoun or determiner: its dictionary form and the cells that its form fills.
#[derive(Debug, Clone, Copy)]
pub(super) struct Closed {
    pub lemma: &'static str,
    pub cells: Cells,
    pub person: Option<Person>,
}

const NOM: usize = 0;
const GEN: usize = 1;
const DAT: usize = 2;
const ACC: usize = 3;

/// A personal or reflexive pronoun in small letters.
pub(super) fn personal(small: &str) -> Option<Closed> {
    let (lemma, person, cells) = match small {
        "ich" => ("ich", Person::First, cells("mfn", &[NOM])),
        "mich" => ("ich", Person::First, cells("mfn", &[ACC])),
        "mir" => ("ich", Person::First, cells("mfn", &[DAT])),
        "du" => ("du", Person::Second, cells("mfn", &[NOM])),
        "dich" => ("du", Person::Second, cells("mfn", &[ACC])),
        "dir" => ("du", Person::Second, cells("mfn", &[DAT])),
        "er" => ("er", Person::Third, cells("m", &[NOM])),
        "ihn" => ("er", Person::Third, cells("m", &[ACC])),
        "ihm" => ("er", Person::Third, cells("mn", &[DAT])),
        "es" | "'s" | "’s" => ("es", Person::Third, cells("n", &[NOM, ACC])),
        "sie" => ("sie", Person::Third, cells("fp", &[NOM, ACC])),
        "ihr" => ("sie", Person::Third, cells("f", &[DAT])),
        "ihnen" => ("sie", Person::Third, cells("p", &[DAT])),
        "wir" => ("wir", Person::First, cells("p", &[NOM])),
        "uns" => ("wir", Person::First, cells("p", &[DAT, ACC])),
        "euch" => ("ihr", Person::Second, cells("p", &[DAT, ACC])),
        "sich" => ("sich", Person::Third, cells("mfnp", &[ACC, DAT])),
        "man" => ("man", Person::Third, cells("m", &[NOM])),
        _ => return None,
    };
    Some(Closed { lemma, cells, person: Some(person) })
}

/// An article, relative or demonstrative pronoun of the forms of "der".
pub(super) fn definite(small: &str) -> Option<Closed> {
    let cells = match small {
        "der" => cells("m", &[NOM]) | cells("f", &[GEN, DAT]) | cells("p", &[GEN]),
        "die" => cells("fp", &[NOM, ACC]),
        "das" => cells("n", &[NOM, ACC]),
        "den" => cells("m", &[ACC]) | cells("p", &[DAT]),
        "dem" => cells("mn", &[DAT]),
        "des" | "dessen" => cells("mn", &[GEN]),
        "deren" | "derer" => cells("fp", &[GEN]),
        "denen" => cells("p", &[DAT]),
        _ => return None,
    };
    Some(Closed { lemma: "der", cells, person: None })
}

/// Stems of determiners with the dictionary form that they belong to, and whether they inflect as "ein" does, with
/// forms that have no ending.
#[rustfmt::skip]
const STEMS: &[(&str, &str, bool)] = &[
    ("ein", "ein", true), ("kein", "kein", true), ("mein", "mein", true), ("dein", "dein", true), ("sein", "sein", true), ("ihr", "ihr", true),
    ("unser", "unser", true), ("unsr", "unser", true), ("euer", "euer", true), ("eur", "euer", true), ("irgendein", "irgendein", true),
    ("dies", "dieser", false), ("jed", "jeder", false), ("jen", "jener", false), ("welch", "welcher", false), ("solch", "solcher", false),
    ("all", "alle", false), ("einig", "einige", false), ("viel", "viel", false), ("wenig", "wenig", false), ("mehrer", "mehrere", false),
    ("beid", "beide", false), ("manch", "mancher", false), ("ander", "anderer", false), ("sämtlich", "sämtlich", false), ("etlich", "etliche", false),
    ("derselb", "derselbe", false), ("dieselb", "derselbe", false), ("dasselb", "derselbe", false), ("derjenig", "derjenige", false),
    ("diejenig", "derjenige", false), ("dasjenig", "derjenige", false), ("irgendwelch", "irgendwelcher", false), ("jedwed", "jedweder", false),
    ("desselb", "derselbe", false), ("demselb", "derselbe", false), ("denselb", "derselbe", false), ("meist", "meist", false),
];

/// A determiner or a pronoun that inflects like one.
pub(super) fn determiner(small: &str) -> Option<Closed> {
    if let Some(found) = definite(small) {
        return Some(found);
    }
    // Longer stems such as "einig" come before what "ein" would make of them.
    let (stem, lemma, like_ein, ending) = STEMS
        .iter()
        .filter_map(|&(stem, lemma, like_ein)| Some((stem, lemma, like_ein, small.strip_prefix(stem)?)))
        .max_by_key(|(stem, ..)| stem.len())?;
    let cells = match ending {
        "" if like_ein => cells("m", &[NOM]) | cells("n", &[NOM, ACC]),
        "" if matches!(stem, "viel" | "wenig" | "all") => ALL,
        "e" => cells("fp", &[NOM, ACC]),
        "en" => cells("m", &[ACC]) | cells("p", &[DAT]),
        "er" if like_ein => cells("f", &[GEN, DAT]) | cells("p", &[GEN]),
        "er" => cells("m", &[NOM]) | cells("f", &[GEN, DAT]) | cells("p", &[GEN]),
        "es" if like_ein => cells("mn", &[GEN]),
        "es" => cells("mn", &[GEN]) | cells("n", &[NOM, ACC]),
        "s" if like_ein => cells("n", &[NOM, ACC]),
        "em" => cells("mn", &[DAT]),
        _ => return None,
    };
    Some(Closed { lemma, cells, person: None })
}

/// Other pronouns, which do not inflect or only a little.
pub(super) fn other(small: &str) -> Option<Closed> {
    let (lemma, cells) = match small {
        "wer" => ("wer", cells("m", &[NOM])),
        "wen" => ("wer", cells("m", &[ACC])),
        "wem" => ("wer", cells("m", &[DAT])),
        "wessen" => ("wer", cells("m", &[GEN])),
        "was" => ("was", cells("n", &[NOM, ACC])),
        "etwas" => ("etwas", cells("n", &[NOM, ACC, DAT])),
        "nichts" => ("nichts", cells("n", &[NOM, ACC, DAT])),
        "jemand" => ("jemand", cells("m", &[NOM, ACC])),
        "jemandem" => ("jemand", cells("m", &[DAT])),
        "jemanden" => ("jemand", cells("m", &[ACC])),
        "niemand" => ("niemand", cells("m", &[NOM, ACC])),
        "niemandem" => ("niemand", cells("m", &[DAT])),
        "niemanden" => ("niemand", cells("m", &[ACC])),
        "einander" => ("einander", cells("p", &[ACC, DAT])),
        "selbst" | "selber" => ("selbst", 0),
        "mehr" => ("mehr", 0),
        _ => return None,
    };
    Some(Closed { lemma, cells, person: None })
}

/// What a preposition melted with an article shows of the noun after it, and the preposition alone.
pub(super) fn contraction(small: &str) -> Option<(&'static str, Cells)> {
    Some(match small {
        "im" => ("in", cells("mn", &[DAT])),
        "am" => ("an", cells("mn", &[DAT])),
        "zum" => ("zu", cells("mn", &[DAT])),
        "zur" => ("zu", cells("f", &[DAT])),
        "vom" => ("von", cells("mn", &[DAT])),
        "beim" => ("bei", cells("mn", &[DAT])),
        "ins" => ("in", cells("n", &[ACC])),
        "ans" => ("an", cells("n", &[ACC])),
        "aufs" => ("auf", cells("n", &[ACC])),
        "fürs" => ("für", cells("n", &[ACC])),
        "durchs" => ("durch", cells("n", &[ACC])),
        "ums" => ("um", cells("n", &[ACC])),
        "übers" => ("über", cells("n", &[ACC])),
        "unters" => ("unter", cells("n", &[ACC])),
        "vors" => ("vor", cells("n", &[ACC])),
        "unterm" => ("unter", cells("mn", &[DAT])),
        "vorm" => ("vor", cells("mn", &[DAT])),
        "überm" => ("über", cells("mn", &[DAT])),
        "hinterm" => ("hinter", cells("mn", &[DAT])),
        _ => return None,
    })
}

/// The cases that a preposition governs.
pub(super) fn government(small: &str) -> Option<Cells> {
    let classes = closed().of(small);
    let governs =
        [(Class::GovernsGenitive, GEN), (Class::GovernsDative, DAT), (Class::GovernsAccusative, ACC)].into_iter();
    let cells = governs.filter(|(class, _)| classes.has(*class)).fold(0, |all, (_, case)| all | cells("mfnp", &[case]));
    (cells != 0).then_some(cells)
}
