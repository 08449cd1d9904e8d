//! What the sequence model proposes, as candidates; the other rules may know better.

use super::candidate::{Candidate, Source};
use super::derived;
use super::hyphened;
use super::lists::List;
use super::words::Words;
use super::{person, product};
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::words::Kind;
use crate::nlp::morph::Pos;
use crate::nlp::tagger::{LabeledName, NameClass};
use crate::nlp::token::TokenKind;

/// Less sure names are left out.
const LEAST_CONFIDENCE: f32 = 0.4;

/// So sure, the model is believed against the part of speech.
const SURE: f32 = 0.6;

/// Adds the model's names to `found`, which holds what the other rules found.
pub(super) fn add(words: &Words<'_>, names: &[LabeledName], found: &mut Vec<Candidate>) {
    let mut others: Vec<(usize, usize)> =
        found.iter().filter(|c| c.source >= Source::Form && !c.part && !c.doubtful).map(|c| (c.first, c.end)).collect();
    others.sort_unstable();
    let mut owners: Vec<usize> = found
        .iter()
        .filter(|c| c.genitive && !c.part && !c.doubtful && c.end == c.first + 1)
        .map(|c| c.first)
        .collect();
    owners.sort_unstable();
    let known = |c: &&Candidate| c.source == Source::Known && c.kind == EntityType::Organization && !c.part;
    let mut companies: Vec<Candidate> = found.iter().filter(known).copied().collect();
    companies.sort_by_key(|c| c.first);
    let mut next = 0;
    for name in names {
        let (first, end) = trimmed(words, name);
        if first >= end || end > words.len() || name.confidence < LEAST_CONFIDENCE {
            continue;
        }
        while others.get(next).is_some_and(|o| o.1 <= first) {
            next += 1;
        }
        let inside = others[next..].iter().take_while(|o| o.0 < end).filter(|o| o.0 >= first && o.1 <= end);
        // "Metas Gewinnbesprechung" is the owner's, not a name of its own.
        let owned =
            end - first == 2 && owners.binary_search(&first).is_ok() && words.layers.morphs[first + 1].pos == Pos::Noun;
        if owned
            || !plausible(words, first, end, inside.count())
            || noun(words, first, end, name)
            || adjective(words, first, end)
            || name.class == NameClass::Organization && local(words, first, end, &others[next..])
        {
            continue;
        }
        let maker = companies.binary_search_by_key(&first, |company| company.first).ok();
        let (kind, subtype) = match name.class {
            // "Christoph 45" flies.
            NameClass::Person if (first + 1..end).any(|at| numbered(words.word(at))) => (EntityType::Other, ""),
            NameClass::Person => (EntityType::Person, ""),
            NameClass::Organization => (EntityType::Organization, ""),
            NameClass::Location => (EntityType::Location, ""),
            NameClass::Other => maker
                .and_then(|at| product::made(words, &companies[at], end))
                .map_or((EntityType::Other, ""), |subtype| (EntityType::Product, subtype)),
        };
        found.push(Candidate::of(words, first..end, kind, subtype, Source::Model));
        if let Some(last) = found.last_mut() {
            last.confidence = name.confidence;
            last.whole = hyphened::head(words, words.word(first)).is_some();
            last.genitive = kind == EntityType::Person && person::genitive(words, first, end - 1);
        }
    }
}

/// A noun that the model takes for a name: a role, a type of thing, or a word that is tagged so; or an adjective of a
/// place ("Ravensburger Gemeinderat").
fn noun(words: &Words<'_>, first: usize, end: usize, name: &LabeledName) -> bool {
    let last = words.word(end - 1);
    let adjective = name.class == NameClass::Location
        && last.ends_with("er")
        && words.joined(end - 1)
        && words.upper(end)
        && words.lexicon.names.forms_of(last).next().is_none();
    if adjective {
        return true;
    }
    if end - first > 1 || words.shapes[first].camel || words.shapes[first].caps {
        return false;
    }
    let role = words.lexicon.nouns.role(last).is_some() || words.lexicon.nouns.type_noun(last).is_some();
    let surname = words.lexicon.people.surname(last).is_some() || words.lexicon.people.given(last).is_some();
    let tagged = words.layers.morphs[first].pos == Pos::Noun && name.confidence < SURE;
    (role || tagged) && !surname
}

/// An adjective that begins a sentence, and a noun: "Lange Zeit", "Laxe Vorschriften".
fn adjective(words: &Words<'_>, first: usize, end: usize) -> bool {
    let word = words.word(first);
    let inflected = ["e", "er", "es", "en", "em"].iter().any(|ending| word.ends_with(ending));
    if !inflected || !words.shapes[first].initial {
        return false;
    }
    let known = words.lexicon.words.get_lower(word);
    let small = known.is_some_and(|known| known.readings.iter().any(|r| !matches!(r.kind, Kind::Noun | Kind::Name)));
    if end - first == 1 {
        return small && words.joined(first) && words.noun(end);
    }
    let bare_plural = word.ends_with('e') && words.word(end - 1).ends_with("en");
    let unnamed = || words.lexicon.names.forms_of(word).next().is_none();
    (small || bare_plural && unnamed()) && (first + 1..end).all(|i| words.noun(i))
}

/// An adjective of a place before a known name: "Münchner Allianz", which is the Allianz.
fn local(words: &Words<'_>, first: usize, end: usize, known: &[(usize, usize)]) -> bool {
    let word = words.word(first);
    end - first > 1
        && (word.ends_with("er") || derived::stem(word).is_some())
        && known.iter().take_while(|k| k.0 <= first + 1).any(|k| *k == (first + 1, end))
}

fn numbered(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// The name's tokens without punctuation at its ends, without titles, and without what the person owns.
pub(super) fn trimmed(words: &Words<'_>, name: &LabeledName) -> (usize, usize) {
    let (mut first, mut end) = (name.tokens.start, name.tokens.end.min(words.len()));
    let mark = |at: usize| {
        matches!(
            words.layers.tokens[at].kind,
            TokenKind::Punctuation | TokenKind::Quote | TokenKind::Symbol | TokenKind::Terminal
        )
    };
    while first < end && mark(first) {
        first += 1;
    }
    let joint = |at: usize| matches!(words.word(at), "und" | "oder" | "sowie");
    while first < end && (mark(end - 1) && words.word(end - 1) != "!" || joint(end - 1)) {
        end -= 1;
    }
    // "(Ada) Quelm".
    if let Some(close) = (first..end).find(|at| words.word(*at) == ")")
        && !(first..close).any(|at| words.word(at) == "(")
    {
        first = close + 1;
    }
    // "Frankfurt (Oder)" has its bracket closed, or none.
    if let Some(open) = (first..end).rfind(|at| words.word(*at) == "(")
        && !(open..end).any(|at| words.word(at) == ")")
    {
        end = if open + 1 < end && end < words.len() && words.word(end) == ")" { end + 1 } else { open };
    }
    let abbreviated = |at: usize| words.word(at).ends_with('.') || matches!(words.word(at), "Prof" | "Dr");
    while first < end && words.on(first, List::Title) && abbreviated(first) {
        first += 1;
    }
    // The noun in "die Behörde Norddeich" is none of the name.
    let named = |at: usize| words.upper(at) && (!words.ordinary(at) || words.shapes[at].caps);
    while first + 1 < end && words.on(first, List::Outside) && named(first + 1) {
        first += 1;
    }
    // "zeigt das Museum Morgenrot ein Bild": no name but that of a work goes on there.
    if let Some(at) = (first + 1..end).find(|at| words.on(*at, List::IndefiniteArticle))
        && name.class != NameClass::Other
    {
        end = at;
    }
    // "AfD-Chefin Weidel": what she does is none of her name.
    let calling = |at: usize| {
        let people = &words.lexicon.people;
        let word = words.word(at);
        words.lexicon.nouns.role(word).is_some() && people.surname(word).is_none() && people.given(word).is_none()
    };
    while name.class == NameClass::Person && first + 1 < end && words.upper(first + 1) && calling(first) {
        first += 1;
    }
    let owner = |at: usize| words.word(at).ends_with(['\'', '’']) && words.word(at).len() > 3;
    if let Some(at) = (first..end.saturating_sub(1)).find(|at| owner(*at)) {
        end = at + 1;
    }
    (first, end)
}

/// Not a stop word, not two names joined by "und" or a slash, not an article with small words.
fn plausible(words: &Words<'_>, first: usize, end: usize, names_inside: usize) -> bool {
    if end - first == 1 {
        let word = words.word(first);
        let trade = words.lexicon.people.surname(word).is_some_and(|s| s.ambiguous)
            && words.before(first).is_some_and(|b| words.on(b, List::Article));
        let small = !words.shapes[first].upper && !words.shapes[first].camel && words.shapes[first].word;
        // "US-amerikanische", "SPD-geführt".
        let adjective =
            word.rsplit_once('-').is_some_and(|(_, last)| last.chars().all(char::is_lowercase) && last.len() > 3);
        let listed = [List::NoName, List::NoAcronym, List::Function, List::CompanyForm]
            .iter()
            .any(|list| words.on(first, *list));
        return !small && !adjective && !listed && !trade;
    }
    if (first..end).filter(|i| words.word(*i) == ",").count() > 1 || !(first..end).any(|i| words.upper(i)) {
        return false;
    }
    let joint = (first..end).any(|i| matches!(words.word(i), "und" | "/" | "," | "oder" | "sowie"));
    if joint && names_inside > 0 {
        return false;
    }
    let article = matches!(words.word(first), "Der" | "Die" | "Das" | "Ein" | "Eine");
    !article || (first + 1..end).any(|i| words.upper(i))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::entity::cases;

    #[test]
    fn a_name_of_the_model_needs_more_than_its_word() {
        let (person, place, other) = (NameClass::Person, NameClass::Location, NameClass::Other);
        for (text, tokens, class, confidence, want) in [
            ("Gestern kam Ada Brackmann.", 2..4, person, 0.9, "Ada Brackmann/person"),
            ("Gestern kam Ada Brackmann.", 2..4, person, 0.3, ""),
            ("Gestern kam „Brackmann“.", 2..5, person, 0.9, "Brackmann/person"),
            ("Gestern flog Christoph 45.", 2..4, person, 0.9, "Christoph 45/other"),
            ("Gestern kam der Trainer.", 3..4, person, 0.9, ""),
            ("Der Hollerbacher Gemeinderat tagte.", 1..2, place, 0.9, ""),
            ("Gestern kam er schnell.", 3..4, other, 0.9, ""),
        ] {
            let name = [LabeledName { tokens, class, confidence }];
            cases::check_all(|words, found| add(words, &name, found), &[(text, want)]);
        }
    }
}
