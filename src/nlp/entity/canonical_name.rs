//! The name by which an unknown thing is shown, the same in all cases: "des Bayerischen Landesamts für Umwelt" is the
//! "Bayerisches Landesamt für Umwelt".

use super::candidate::Candidate;
use super::derived;
use super::words::{ADJECTIVE_ENDINGS, Words};
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::Gender;
use crate::nlp::lexicon::words::Kind;
use crate::nlp::morph::{Number, Pos};

/// The words of the candidate with blanks between them as in the text; adjectives before its first noun in the
/// nominative, and the noun as well.
pub(super) fn of(words: &Words<'_>, candidate: &Candidate, surface: &str) -> String {
    let mut name = surface.split_whitespace().collect::<Vec<_>>().join(" ");
    if candidate.kind == EntityType::Person || candidate.part {
        return name;
    }
    let Some(head) = (candidate.first..candidate.end).find(|i| !adjective(words, *i)) else { return name };
    let morph = &words.layers.morphs[head];
    let word = words.word(head);
    if head > candidate.first
        && morph.number != Some(Number::Plural)
        && let Some(gender) = morph.gender
    {
        for i in candidate.first..head {
            name = name.replacen(words.word(i), &nominative(words.word(i), gender), 1);
        }
    }
    let longer = head + 1 < candidate.end || head > candidate.first;
    let lemma: &str = &morph.lemma;
    let genitive = word.strip_prefix(lemma).is_some_and(|ending| matches!(ending, "s" | "es"));
    if longer && morph.pos == Pos::Noun && genitive {
        name = name.replacen(word, lemma, 1);
    }
    name
}

/// An inflected adjective in upper case before another word in upper case.
fn adjective(words: &Words<'_>, i: usize) -> bool {
    let word = words.word(i);
    ADJECTIVE_ENDINGS.iter().any(|ending| word.len() > ending.len() + 3 && word.ends_with(ending))
        && words.upper(i)
        && words.joined(i)
        && words.upper(i + 1)
        && (derived::stem(word).is_some()
            || words.lexicon.words.get_lower(word).is_some_and(|known| known.of(Kind::Adjective).is_some()))
}

/// The strong nominative.
fn nominative(word: &str, gender: Gender) -> String {
    let stem = word.strip_suffix(['n', 'r', 's', 'm']).unwrap_or(word);
    let stem = stem.strip_suffix('e').unwrap_or(stem);
    let ending = match gender {
        Gender::Masculine => "er",
        Gender::Feminine => "e",
        Gender::Neuter => "es",
    };
    format!("{stem}{ending}")
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::testing::check_whole;

    #[test]
    fn a_thing_is_shown_in_the_nominative() {
        check_whole(&[
            (
                "Die Leitung des Bayerischen Landesamts für Moore ging.",
                "Bayerisches Landesamt für Moore/organization agency: Bayerischen Landesamts für Moore",
            ),
            (
                "Das Institut für Moorkunde warnt.",
                "Institut für Moorkunde/organization institute: Institut für Moorkunde",
            ),
        ]);
    }
}
