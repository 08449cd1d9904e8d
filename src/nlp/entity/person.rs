//! Candidates for people: given name and surname, titles and roles before a name, verbs of saying beside a surname.

use std::collections::HashSet;

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::morph::Pos;
use crate::nlp::token::TokenKind;
use crate::text::Span;

/// Words of a nickname at most.
const NICKNAME: usize = 3;

/// Adds the people that the words around them give away. `known` are what the lexicon found, in text order: a given name
/// that it knows as something else ("Gemini", "Paris") begins a person's name only before a surname.
pub(super) fn find(words: &Words<'_>, known: &[Candidate], found: &mut Vec<Candidate>) {
    let mut i = 0;
    let mut next = 0;
    let mut steps = 0;
    while i < words.len() && !words.layers.halts_at(steps) {
        steps += 1;
        while known.get(next).is_some_and(|k| k.end <= i) {
            next += 1;
        }
        let other =
            known.get(next).is_some_and(|k| k.first <= i && k.kind != EntityType::Person && !k.doubtful && !k.part);
        let product = known.get(next).is_some_and(|k| k.kind == EntityType::Product);
        let surname = |at: usize| {
            let unknown = product && words.upper(at) && words.layers.morphs[at].pos == Pos::Propn;
            unknown || words.lexicon.people.surname(words.word(at)).is_some()
        };
        let alone = other && !(words.joined(i) && surname(i + 1));
        if !words.upper(i) || alone {
            i += 1;
            continue;
        }
        let end = named(words, i, found).or_else(|| after_role(words, i, found)).or_else(|| speaker(words, i, found));
        i = end.unwrap_or(i + 1);
    }
}

/// "Angela Merkel", "Rafael Laguna de la Vera", "J. D. Vance": a given name and what belongs to it.
fn named(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) -> Option<usize> {
    let given = words.lexicon.people.given(words.word(i))?;
    if words.shapes[i].caps && words.word(i).len() < 4 {
        return None;
    }
    let mut j = i + 1;
    while j < words.len() && words.joined(j - 1) && (is_initial(words, j) || more_given(words, j)) {
        j += 1;
    }
    let mut end = surname(words, j).or_else(|| surname_behind_nickname(words, j));
    if end.is_none() && j > i + 1 && !is_initial(words, j - 1) {
        // "Karl May": the last given name may be the surname.
        end = Some(j);
    }
    let certain = |at: usize| words.lexicon.people.surname(words.word(at)).is_some_and(|s| !s.ambiguous);
    if end.is_some_and(|end| headed_thing(words, i, end)) {
        return None;
    }
    match end {
        Some(end) if !given.ambiguous || certain(end - 1) => {
            let end = further_surnames(words, end);
            push(words, i, end, Source::Form, found);
            Some(end)
        }
        _ => None,
    }
}

/// "Dave Matthews Band", "Hudson River": the last word names a thing.
fn headed_thing(words: &Words<'_>, i: usize, end: usize) -> bool {
    let after = (end < words.len() && words.joined(end - 1)).then_some(end);
    (i + 1..end).chain(after).any(|at| super::foreign::head(words, at).is_some())
}

fn is_initial(words: &Words<'_>, j: usize) -> bool {
    words.layers.tokens[j].kind == TokenKind::Abbreviation
        && words.word(j).chars().count() == 2
        && words.shapes[j].upper
}

/// A second given name, which something of the name follows still.
fn more_given(words: &Words<'_>, j: usize) -> bool {
    words.upper(j)
        && words.lexicon.people.given(words.word(j)).is_some()
        && words.joined(j)
        && (words.upper(j + 1) && !words.ordinary(j + 1) || words.on(j + 1, List::LeadingParticle))
}

/// The end of a surname with its particles that begins at token `j`.
fn surname(words: &Words<'_>, j: usize) -> Option<usize> {
    if j == 0 || j >= words.len() || !words.joined(j - 1) {
        return None;
    }
    let mut at = j;
    if words.on(at, List::LeadingParticle) {
        while words.joined(at) && at < j + 3 && words.on(at, List::Particle) {
            at += 1;
        }
    }
    let known = words.lexicon.people.surname(words.word(at)).is_some();
    (words.upper(at) && (known || !words.ordinary(at)) && !plain_role(words, at)).then_some(at + 1)
}

/// The end of a surname behind a word in quotation marks at token `j`: "Dwayne „The Rock“ Johnson".
fn surname_behind_nickname(words: &Words<'_>, j: usize) -> Option<usize> {
    let quote = |at: usize| at < words.len() && words.layers.tokens[at].kind == TokenKind::Quote;
    let close = (j + 2..j + 2 + NICKNAME).find(|at| quote(*at)).filter(|_| quote(j) && words.joined(j - 1))?;
    let inside = (j + 1..close).all(|at| words.upper(at) && words.joined(at));
    surname(words, close + 1).filter(|_| inside)
}

/// A role noun that is not a surname as well ("Peter Kanzler" is not a name, "Peter Richter" is).
fn plain_role(words: &Words<'_>, at: usize) -> bool {
    let word = words.word(at);
    words.lexicon.people.surname(word).is_none() && words.lexicon.nouns.role(word).is_some()
}

/// Parts of a foreign name after its first surname: "Laguna de la Vera", "García Márquez", "Robert F. Kennedy Jr.".
fn further_surnames(words: &Words<'_>, mut end: usize) -> usize {
    for _ in 0..2 {
        if end >= words.len() || !words.joined(end - 1) {
            break;
        }
        let word = words.word(end);
        if words.on(end, List::Royal) {
            return end + 1;
        }
        let romance = words.on(end, List::InnerParticle);
        let second = words.upper(end)
            && words.lexicon.people.surname(word).is_some_and(|s| !s.ambiguous)
            && (!words.ordinary(end));
        match surname(words, end) {
            Some(next) if romance || second => end = next,
            _ => break,
        }
    }
    end
}

/// "der Journalist Felix Lee", "Frau Kluge", "Bundestrainer Löw": a title or role, then a name.
fn after_role(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) -> Option<usize> {
    let word = words.word(i);
    let title = words.on(i, List::Title);
    if !words.joined(i) || !(title || words.lexicon.nouns.role(word).is_some()) {
        return None;
    }
    let mut first = i + 1;
    while first < words.len() && words.joined(first - 1) && titled(words, first) {
        first += 1;
    }
    if first >= words.len() || !words.joined(first - 1) || !words.upper(first) {
        return None;
    }
    if let Some(end) = named(words, first, found) {
        return Some(end);
    }
    let plain = |at: usize| words.upper(at) && !words.ordinary(at) && !words.shapes[at].caps && !plain_role(words, at);
    let known = |at: usize| words.upper(at) && words.lexicon.people.surname(words.word(at)).is_some();
    let mut end = first;
    while end < words.len() && end < first + 4 && (end == first || words.joined(end - 1)) && (plain(end) || known(end))
    {
        end += 1;
    }
    if end == first && title && words.upper(first) {
        end = first + 1;
    }
    let certain =
        title || end > first + 1 || end == first + 1 && known(first) || words.layers.morphs[first].pos == Pos::Propn;
    if end == first || !certain {
        return None;
    }
    let end = further_surnames(words, end);
    let source = if title || known(first) { Source::Titled } else { Source::Form };
    push(words, first, end, source, found);
    Some(end)
}

fn titled(words: &Words<'_>, at: usize) -> bool {
    words.on(at, List::Title) || words.on(at, List::Degree)
}

/// "sagte Schneider", "Schneider sagte": a surname that is an ordinary word, without an article, beside a verb of saying.
fn speaker(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) -> Option<usize> {
    words.lexicon.people.surname(words.word(i))?;
    let before = words.before(i);
    let after = words.joined(i).then_some(i + 1);
    let said_before = before.is_some_and(|b| words.on(b, List::Saying));
    let said_after = before.is_none() && after.is_some_and(|a| words.on(a, List::Saying) && words.word(a) != "so");
    let ends = after.is_none_or(|a| !words.shapes[a].word || !words.shapes[a].upper);
    if (said_before && ends || said_after) && !words.on(i, List::Function) {
        push(words, i, i + 1, Source::Context, found);
        return Some(i + 1);
    }
    None
}

fn push(words: &Words<'_>, first: usize, end: usize, source: Source, found: &mut Vec<Candidate>) {
    let span = Span::new(words.layers.tokens[first].span.start, words.layers.tokens[end - 1].span.end);
    let genitive = genitive(words, first, end - 1);
    found.push(Candidate { genitive, ..Candidate::new(span, first..end, EntityType::Person, source) });
}

/// Whether the -s at the end of a person's name is an ending: "Müllers Buch", "Müllers neues Buch", "das Buch Anna Müllers",
/// but not "sagte Katharina Lüders", "Anna Kern und Robert Andres". Many surnames end in -s themselves, so what is possessed
/// has to follow, or to stand before where the name without it is known.
pub(super) fn genitive(words: &Words<'_>, first: usize, last: usize) -> bool {
    let word = words.word(last);
    // "Marx' Buch", "Hans' Haus".
    let Some(stem) = word.strip_suffix('s').filter(|stem| !stem.ends_with(['s', 'x', 'z', 'ß'])) else { return false };
    let people = &words.lexicon.people;
    if people.surname(word).is_some() || people.given(word).is_some() {
        return false;
    }
    // "Dann bekam der Pilot Ada Quelms Post": with the article it is the pilot's name, and no genitive.
    let role = words.before(first).filter(|at| words.lexicon.nouns.role(words.word(*at)).is_some());
    if role.and_then(|role| words.before(role)).is_some_and(|at| words.on(at, List::DefiniteArticle)) {
        return false;
    }
    let described = |at: usize| {
        words.is_inflected_adjective(at)
            && words.layers.morphs[at].pos == Pos::Adj
            && words.joined(at)
            && words.noun(at + 1)
    };
    let possessed = words.joined(last) && (words.noun(last + 1) || described(last + 1));
    let owned = || {
        let thing = |at: usize| words.noun(at) && words.lexicon.nouns.role(words.word(at)).is_none();
        words.before(first).is_some_and(thing)
    };
    // What is done to somebody is no role that a name belongs to.
    let deed = || words.before(first).is_some_and(|at| words.noun(at) && is_deed(words.word(at)));
    possessed || people.surname(stem).is_some() && owned() || first == last && !ends_in_vowel(stem) && deed()
}

fn is_deed(noun: &str) -> bool {
    noun.ends_with("ung") || noun.ends_with("ion")
}

/// "Kickls", unlike "Babis": names are seldom made of a consonant and -s.
fn ends_in_vowel(stem: &str) -> bool {
    stem.ends_with(['a', 'e', 'i', 'o', 'u', 'y'])
}

/// "Ada Quelms Amtszeit" of somebody who comes without anything of theirs as "Ada Quelms" as well: the -s is the name's own.
pub(super) fn settle_genitives(words: &Words<'_>, chosen: &mut [Candidate]) {
    let unknown = |c: &Candidate| c.kind == EntityType::Person && c.entry.is_none() && !c.part;
    let surname = |c: &Candidate| words.word(c.end - 1);
    let bare: HashSet<&str> = chosen.iter().filter(|c| unknown(c) && !c.genitive).map(surname).collect();
    for name in chosen.iter_mut().filter(|c| unknown(c) && c.genitive) {
        let with_ending = surname(name);
        let without = with_ending.strip_suffix('s').unwrap_or(with_ending);
        name.genitive = !bare.contains(with_ending) || bare.contains(without);
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn a_person_is_told_by_a_given_name_a_title_or_a_verb_of_saying() {
        cases::check_all(
            |words, found| super::find(words, &[], found),
            &[
                ("Das ist Anna Kluge.", "Anna Kluge/person"),
                ("Frau Kluge kommt.", "Kluge/person"),
                ("„Gut“, sagte Schneider.", "Schneider/person"),
                ("Der Schneider kam.", ""),
                ("Der Läufer Markus „Moppi“ Kluge siegte.", "Markus „Moppi“ Kluge/person"),
                ("Markus „Moppi“ genannt siegte.", ""),
            ],
        );
    }
}
