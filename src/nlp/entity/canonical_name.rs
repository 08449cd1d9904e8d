//! The name by which an unknown thing is shown, the same in all cases: "des Bayerischen Landesamts für Umwelt" is the
//! "Bayerisches Landesamt für Umwelt".

use std::borrow::Cow;

use super::candidate::Candidate;
use super::derived;
use super::words::{ADJECTIVE_ENDINGS, Words};
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::words::Kind;
use crate::nlp::lexicon::{Gender, compound};
use crate::nlp::morph::{Number, Pos};
use crate::nlp::token::TokenKind;

/// The words of the candidate with blanks between them as in the text; adjectives before its first noun in the
/// nominative, and the noun as well.
pub(super) fn of(words: &Words<'_>, candidate: &Candidate, surface: &str) -> String {
    let mut name = surface.split_whitespace().collect::<Vec<_>>().join(" ");
    if candidate.kind == EntityType::Person {
        return without_nickname(words, candidate, surface).unwrap_or(name);
    }
    if candidate.part {
        return name;
    }
    let before_noun = |i: usize| adjective(words, i) || i + 1 < candidate.end && is_undeclined(words, i);
    let Some(mut head) = (candidate.first..candidate.end).find(|i| !before_noun(*i)) else { return name };
    // "Berg- und Hirtenverein".
    while head + 2 < candidate.end && words.word(head).ends_with('-') {
        head += 2;
    }
    let word = words.word(head);
    let noun = noun(words, head);
    if head > candidate.first
        && let Some(gender) = noun.gender
    {
        for i in (candidate.first..head).filter(|i| adjective(words, *i)) {
            name = name.replacen(words.word(i), &nominative(words.word(i), gender), 1);
        }
    }
    // "des Quelmrates": nothing else ends so.
    let longer =
        head + 1 < candidate.end || head > candidate.first || candidate.kind == EntityType::Law || word.ends_with("es");
    // "Quelmgreaves" has a lemma that nobody knows.
    let known = || compound::head(&noun.lemma, |hash| words.lexicon.words.by_hash(hash)).is_some();
    let genitive = word.strip_prefix(&*noun.lemma).is_some_and(|ending| matches!(ending, "s" | "es")) && known();
    if longer && genitive {
        name = name.replacen(word, &noun.lemma, 1);
    }
    name
}

/// "Dwayne Johnson" of "Dwayne „The Rock“ Johnson".
fn without_nickname(words: &Words<'_>, candidate: &Candidate, surface: &str) -> Option<String> {
    let tokens = words.layers.tokens.get(candidate.first..candidate.end)?;
    let mut quotes = tokens.iter().filter(|token| token.kind == TokenKind::Quote);
    let (open, close) = (quotes.next()?, quotes.next_back()?);
    let given = surface.get(..open.span.start.checked_sub(candidate.span.start)?)?;
    let surname = surface.get(close.span.end.checked_sub(candidate.span.start)?..)?;
    Some(format!("{} {}", given.trim(), surname.trim()))
}

/// The first noun of a name.
struct Noun<'a> {
    lemma: Cow<'a, str>,
    /// Where it is a singular.
    gender: Option<Gender>,
}

/// By its last part, where the text's morphology takes the word for a name ("Leichtathletik-Verbands"), else by that.
fn noun<'a>(words: &'a Words<'_>, head: usize) -> Noun<'a> {
    let morph = &words.layers.morphs[head];
    let word = words.word(head);
    let by_part = || {
        let (part, entry) = compound::head(word, |hash| words.lexicon.words.by_hash(hash))?;
        let reading = entry.of(Kind::Noun)?;
        let lemma = format!("{}{}", word.strip_suffix(part)?, reading.edit.apply(part)?);
        let singular = word.strip_prefix(lemma.as_str()).is_some_and(|ending| matches!(ending, "" | "s" | "es"));
        singular.then(|| Noun { lemma: Cow::Owned(lemma), gender: Gender::of_bits(reading.genders) })
    };
    let own = || {
        let gender = morph.gender.filter(|_| morph.number != Some(Number::Plural));
        Noun { lemma: Cow::Borrowed(if morph.pos == Pos::Noun { &*morph.lemma } else { word }), gender }
    };
    // "Front", which the text's morphology takes for a name.
    let by_entry = || {
        let entry = words.lexicon.words.get(word)?;
        let reading = entry.of(Kind::Noun)?;
        let is_lemma = reading.edit.apply(word).is_some_and(|lemma| lemma == word);
        let gender = Gender::of_bits(reading.genders).filter(|_| is_lemma)?;
        Some(Noun { lemma: Cow::Borrowed(word), gender: Some(gender) })
    };
    let told = morph.pos == Pos::Noun && morph.gender.is_some();
    if told { own() } else { by_part().or_else(by_entry).unwrap_or_else(own) }
}

/// An inflected adjective in upper case before another word in upper case.
fn adjective(words: &Words<'_>, i: usize) -> bool {
    let word = words.word(i);
    ADJECTIVE_ENDINGS.iter().any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending))
        && words.upper(i)
        && words.joined(i)
        && words.upper(i + 1)
        && (is_known_adjective(words, word) || is_formed_as_adjective(word))
}

/// "Stuttgarter", which is the same in all cases, before another word in upper case.
fn is_undeclined(words: &Words<'_>, i: usize) -> bool {
    let town = words.word(i).strip_suffix("er").filter(|_| words.joined(i) && words.upper(i + 1));
    town.is_some_and(|town| words.layers.morphs[i].pos == Pos::Adj || derived::known_place(words, town).is_some())
}

/// Whether the dictionary has the word as an adjective, in this form or without its ending.
fn is_known_adjective(words: &Words<'_>, word: &str) -> bool {
    let adjective =
        |form: &str| words.lexicon.words.get_lower(form).is_some_and(|known| known.of(Kind::Adjective).is_some());
    adjective(word) || without_ending(word).is_some_and(adjective)
}

/// "Kassenärztlichen": by its ending, where the dictionary lacks it.
fn is_formed_as_adjective(word: &str) -> bool {
    without_ending(word).is_some_and(|stem| stem.ends_with("lich") || stem.ends_with("isch"))
}

/// No two of the endings end in the same letter, so at most one fits.
fn without_ending(word: &str) -> Option<&str> {
    ADJECTIVE_ENDINGS.iter().find_map(|ending| word.strip_suffix(ending))
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
                "Er unterbot die Norm für den Kader des Deutschen Fahrradclubs, das gelang nur ihm.",
                "Deutscher Fahrradclub/organization club: Deutschen Fahrradclubs",
            ),
            (
                "Sie wird von der Kassenlehrlichen Vereinigung gerufen.",
                "Kassenlehrliche Vereinigung/organization: Kassenlehrlichen Vereinigung",
            ),
            (
                "Die Neue Front tagt. Alle Leute der kleinen Neuen Front siegten.",
                "Neue Front/organization: Neue Front, Neuen Front",
            ),
            (
                "Die Novelle des Brunnenwirtschaftsgesetzes kommt.",
                "Brunnenwirtschaftsgesetz/law law: Brunnenwirtschaftsgesetzes",
            ),
            (
                "Das ist der Börsengang des Teichwagenherstellers Fritzsche AG.",
                "Fritzsche AG/organization company: Fritzsche AG",
            ),
            (
                "Der Umbau des Stuttgarter Landesmuseums stockt.",
                "Stuttgarter Landesmuseum/organization: Stuttgarter Landesmuseums",
            ),
            (
                "Das Institut für Moorkunde warnt.",
                "Institut für Moorkunde/organization institute: Institut für Moorkunde",
            ),
        ]);
    }
}
