//! Pronouns, articles and determiners: a closed class, whose forms stand in a data file.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::error::DataError;
use super::super::lexicon::closed::{Class, closed};
use super::super::lexicon::fold::BuildFold;
use super::super::lexicon::hash;
use super::Person;
use super::agreement::{Cells, cells, parse_cells};
use super::verb::Subject;

const FILE: &str = "morph/data/forms.tsv";
const DATA: &str = include_str!("data/forms.tsv");

/// A pronoun or determiner: its dictionary form and the cells that its form fills.
#[derive(Debug, Clone, Copy)]
pub(super) struct Closed {
    pub lemma: &'static str,
    pub cells: Cells,
    pub person: Option<Person>,
}

/// Forms of one class by the hash of their small letters.
type Table<T> = HashMap<u64, T, BuildFold>;

/// A stem of determiners with the form that it has without an ending, if it has one.
#[derive(Debug)]
struct Stem {
    letters: &'static str,
    lemma: &'static str,
    like_ein: bool,
    bare: Cells,
}

#[derive(Debug, Default)]
struct Forms {
    personal: Table<Closed>,
    subjects: Table<Subject>,
    definite: Table<Closed>,
    other: Table<Closed>,
    contractions: Table<Closed>,
    stems: Vec<Stem>,
    /// Endings with their cells, of stems that inflect like "der" and of those like "ein".
    endings: [Vec<(&'static str, Cells)>; 2],
}

static FORMS: LazyLock<Result<Forms, DataError>> = LazyLock::new(|| Forms::parse(FILE, DATA));

/// The table. It is empty when its file is damaged; no tagger can be built then.
fn forms() -> &'static Forms {
    static EMPTY: LazyLock<Forms> = LazyLock::new(Forms::default);
    FORMS.as_ref().unwrap_or_else(|_| &EMPTY)
}

/// Whether the embedded file is whole.
pub(super) fn check() -> Result<(), DataError> {
    FORMS.as_ref().map(|_| ()).map_err(Clone::clone)
}

impl Forms {
    fn parse(file: &str, text: &'static str) -> Result<Self, DataError> {
        let mut table = Self::default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(file, number + 1, problem);
            let columns: Vec<&'static str> = line.split('\t').collect();
            let &[class, forms, lemma, cells, person, subject] = columns.as_slice() else {
                return Err(damaged("wanted class, forms, dictionary form, cells, person and subject".into()));
            };
            let read = |cells| parse_cells(cells).ok_or_else(|| format!("{cells:?} are no cells"));
            let closed =
                Closed { lemma, cells: read(cells).map_err(damaged)?, person: parse_person(person).map_err(damaged)? };
            let subject = parse_subject(subject).map_err(damaged)?;
            for form in forms.split(' ') {
                if form.is_empty() || form.contains(char::is_uppercase) {
                    return Err(damaged(format!("{form:?} must be a word in small letters")));
                }
                if !table.add(class, form, closed).map_err(damaged)? {
                    return Err(damaged(format!("{form:?} stands twice in {class:?}")));
                }
                if let Some(subject) = subject {
                    table.subjects.insert(hash::hash(form), subject);
                }
            }
        }
        Ok(table)
    }

    /// Whether the form is new in its class.
    fn add(&mut self, class: &str, form: &'static str, closed: Closed) -> Result<bool, String> {
        let table = match class {
            "personal" => &mut self.personal,
            "definite" => &mut self.definite,
            "other" => &mut self.other,
            "contraction" => &mut self.contractions,
            "like-ein" | "like-der" => {
                let Closed { lemma, cells: bare, .. } = closed;
                let known = self.stems.iter().any(|known| known.letters == form);
                self.stems.push(Stem { letters: form, lemma, like_ein: class == "like-ein", bare });
                return Ok(!known);
            }
            "ending-ein" | "ending-der" => {
                let endings = &mut self.endings[usize::from(class == "ending-ein")];
                let known = endings.iter().any(|(known, _)| *known == form);
                endings.push((form, closed.cells));
                return Ok(!known);
            }
            _ => return Err(format!("{class:?} is no class of forms")),
        };
        Ok(table.insert(hash::hash(form), closed).is_none())
    }
}

fn parse_person(text: &str) -> Result<Option<Person>, String> {
    Ok(Some(match text {
        "1" => Person::First,
        "2" => Person::Second,
        "3" => Person::Third,
        "-" => return Ok(None),
        _ => return Err(format!("{text:?} is no person")),
    }))
}

fn parse_subject(text: &str) -> Result<Option<Subject>, String> {
    Ok(Some(match text {
        "i" => Subject::I,
        "you" => Subject::You,
        "we" => Subject::We,
        "you-all" => Subject::YouAll,
        "other" => Subject::Other,
        "-" => return Ok(None),
        _ => return Err(format!("{text:?} is no subject")),
    }))
}

/// A personal or reflexive pronoun in small letters.
pub(super) fn personal(small: &str) -> Option<Closed> {
    forms().personal.get(&hash::hash(small)).copied()
}

/// The subject that a pronoun says; its first letter may be a capital.
pub(super) fn subject(word: &str) -> Option<Subject> {
    forms().subjects.get(&hash::hash_uncapitalised(word)).copied()
}

/// A determiner or a pronoun that inflects like one; the forms of "der" with them.
pub(super) fn determiner(small: &str) -> Option<Closed> {
    let forms = forms();
    if let Some(found) = forms.definite.get(&hash::hash(small)) {
        return Some(*found);
    }
    // Longer stems such as "einig" come before what "ein" would make of them.
    let stems = forms.stems.iter().filter(|stem| small.starts_with(stem.letters));
    let stem = stems.max_by_key(|stem| stem.letters.len())?;
    let ending = &small[stem.letters.len()..];
    let cells = if ending.is_empty() {
        Some(stem.bare).filter(|bare| *bare != 0)
    } else {
        let endings = &forms.endings[usize::from(stem.like_ein)];
        endings.iter().find(|(known, _)| *known == ending).map(|(_, cells)| *cells)
    };
    Some(Closed { lemma: stem.lemma, cells: cells?, person: None })
}

/// Other pronouns, which do not inflect or only a little.
pub(super) fn other(small: &str) -> Option<Closed> {
    forms().other.get(&hash::hash(small)).copied()
}

/// What a preposition melted with an article shows of the noun after it, and the preposition alone.
pub(super) fn contraction(small: &str) -> Option<(&'static str, Cells)> {
    forms().contractions.get(&hash::hash(small)).map(|found| (found.lemma, found.cells))
}

/// The cases that a preposition governs.
pub(super) fn government(small: &str) -> Option<Cells> {
    let classes = closed().of(small);
    let governs = [(Class::GovernsGenitive, 1), (Class::GovernsDative, 2), (Class::GovernsAccusative, 3)].into_iter();
    let cells = governs.filter(|(class, _)| classes.has(*class)).fold(0, |all, (_, case)| all | cells("mfnp", &[case]));
    (cells != 0).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::super::agreement::ALL;
    use super::*;

    #[test]
    fn a_determiner_is_told_by_its_longest_stem_and_its_ending() {
        for (word, expected) in [
            ("der", Some(("der", cells("m", &[0]) | cells("f", &[1, 2]) | cells("p", &[1])))),
            ("einige", Some(("einige", cells("fp", &[0, 3])))),
            ("eines", Some(("ein", cells("mn", &[1])))),
            ("dieses", Some(("dieser", cells("mn", &[1]) | cells("n", &[0, 3])))),
            ("ein", Some(("ein", cells("m", &[0]) | cells("n", &[0, 3])))),
            ("viel", Some(("viel", ALL))),
            ("dies", None),
            ("eint", None),
            ("", None),
        ] {
            assert_eq!(determiner(word).map(|found| (found.lemma, found.cells)), expected, "{word}");
        }
    }

    #[test]
    fn a_pronoun_says_the_subject_with_a_capital_too() {
        for (word, expected) in [
            ("Ich", Some(Subject::I)),
            ("ihr", Some(Subject::YouAll)),
            ("Man", Some(Subject::Other)),
            ("ihm", None),
            ("ICH", None),
        ] {
            assert_eq!(subject(word), expected, "{word}");
        }
    }

    #[test]
    fn a_damaged_row_is_refused_with_its_line() {
        for (text, problem) in [
            ("# head\npersonal\tich\tich\tmfn:n\t1", "wanted class"),
            ("personel\tich\tich\tmfn:n\t1\ti", "is no class"),
            ("personal\tich\tich\tmfx:n\t1\ti", "are no cells"),
            ("personal\tich\tich\tmfn\t1\ti", "are no cells"),
            ("personal\tich\tich\tmfn:n\t4\ti", "is no person"),
            ("personal\tich\tich\tmfn:n\t1\tme", "is no subject"),
            ("personal\tIch\tich\tmfn:n\t1\ti", "small letters"),
            ("personal\tich  du\tich\tmfn:n\t1\ti", "small letters"),
            ("personal\tich ich\tich\tmfn:n\t1\ti", "stands twice"),
            ("like-ein\tein\tein\t-\t-\t-\nlike-der\tein\tein\t-\t-\t-", "stands twice"),
            ("ending-ein\te e\t-\tm:n\t-\t-", "stands twice"),
        ] {
            let error = Forms::parse("x.tsv", text).expect_err(text).to_string();
            let line = format!("data file x.tsv, line {}: ", text.lines().count());
            assert!(error.starts_with(&line) && error.contains(problem), "{text:?}: {error}");
        }
    }
}
