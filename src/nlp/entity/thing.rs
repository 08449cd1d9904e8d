//! Candidates for organisations, places and products: company forms, type nouns, streets, letters.

use super::candidate::{Candidate, Source};
use super::institution;
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::heads::{Head, Use};
use crate::nlp::morph::Pos;
use crate::nlp::token::TokenKind;
use crate::text::Span;

/// Adds the things that their form or the words around them give away.
pub(super) fn find(words: &Words<'_>, found: &mut Vec<Candidate>) {
    for i in (0..words.len()).take_while(|i| !words.layers.halts_at(*i)) {
        if !words.shapes[i].word {
            continue;
        }
        company(words, i, found);
        headed_abroad(words, i, found);
        club(words, i, found);
        if words.shapes[i].upper {
            headed(words, i, found);
            institution::find(words, i, found);
            after_type_noun(words, i, found);
            law(words, i, found);
            road(words, i, found);
        }
        letters(words, i, found);
    }
}

/// "Muster & Söhne GmbH": a company form and the capitalised words before it.
fn company(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let registered = words.word(i) == "eV" || words.word(i) == "e." && words.joined(i) && words.word(i + 1) == "V.";
    if !(registered || words.on(i, List::CompanyForm)) || words.before(i).is_none() {
        return;
    }
    let mut first = i;
    while first > 0 && i - first < 5 && words.joined(first - 1) && company_word(words, first - 1) {
        first -= 1;
    }
    // "Förderverein Kunstmuseum e.V.": a club's name begins with what it is.
    if registered && let Some(club) = words.before(first).filter(|b| words.upper(*b) && !words.on(*b, List::Function)) {
        first = club;
    }
    while first < i && (!words.upper(first) || words.on(first, List::Function)) {
        first += 1;
    }
    if first == i {
        return;
    }
    let mut end = i + 1;
    while end < words.len()
        && words.joined(end - 1)
        && end < i + 5
        && (words.on(end, List::CompanyForm) || matches!(words.word(end), "&" | "Co" | "Co."))
    {
        end += 1;
    }
    end += usize::from(words.word(i) == "e.");
    let subtype = if registered { "association" } else { "company" };
    push(words, first, end, EntityType::Organization, subtype, Source::Form, found);
}

fn company_word(words: &Words<'_>, i: usize) -> bool {
    let word = words.word(i);
    if matches!(word, "&" | "+") {
        return true;
    }
    words.upper(i)
        && !(words.lexicon.nouns.type_noun(word).is_some() && words.ordinary(i))
        && words.lexicon.nouns.role(word).is_none_or(|_| words.lexicon.people.surname(word).is_some())
}

/// The type that a foreign last word gives a name.
pub(super) fn foreign_head(words: &Words<'_>, at: usize) -> Option<EntityType> {
    let marks = words.marks[at];
    if marks.on(List::HeadOrganization) {
        Some(EntityType::Organization)
    } else if marks.on(List::HeadLocation) {
        Some(EntityType::Location)
    } else {
        marks.on(List::HeadEvent).then_some(EntityType::Event)
    }
}

/// "Dave Matthews Band", "Hudson River": a foreign word at the end of a row of capitalised words.
fn headed_abroad(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let Some(kind) = foreign_head(words, i) else { return };
    let german = words.on(i, List::GermanHead);
    let mut first = i;
    while first > 0 && i - first < 4 && words.joined(first - 1) && {
        let at = first - 1;
        let unknown = !words.ordinary(at) || at + 1 == i && !german && !named_type(words, at);
        matches!(words.word(at), "&" | "of" | "and") || words.upper(at) && unknown
    } {
        first -= 1;
    }
    while first < i && (!words.upper(first) || words.on(first, List::Function)) {
        first += 1;
    }
    if first < i && !(words.joined(i) && foreign_head(words, i + 1).is_some()) {
        push(words, first, i + 1, kind, "", Source::Context, found);
    }
}

/// A word that says what a thing is, and so is not part of its name.
fn named_type(words: &Words<'_>, at: usize) -> bool {
    let word = words.word(at);
    words.lexicon.nouns.type_noun(word).is_some() || words.lexicon.nouns.role(word).is_some()
}

/// "TSV Odenhausen", "1. FC Union Berlin", "Borussia Neunkirchen 09".
fn club(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    if !words.on(i, List::ClubPrefix) || !words.joined(i) {
        return;
    }
    let number = |at: usize| words.layers.tokens[at].kind == TokenKind::Number;
    let mut end = i + 1;
    while end < words.len() && end < i + 4 && words.joined(end - 1) {
        let name = words.upper(end) && !words.ordinary(end) && !words.on(end, List::Function);
        let year = number(end) && words.word(end).len() <= 4;
        if !(name || year) {
            break;
        }
        end += 1;
    }
    if end == i + 1 || end == i + 2 && number(i + 1) && words.word(i).len() > 3 {
        return;
    }
    let first = match words.before(i) {
        Some(before) if words.word(before) == "1." || words.on(before, List::ClubPrefix) => before,
        _ => i,
    };
    push(words, first, end, EntityType::Organization, "club", Source::Form, found);
}

/// What the last part of a word with hyphens makes of all of it.
pub(super) fn named_head(words: &Words<'_>, word: &str) -> Option<Head> {
    let (_, last) = word.rsplit_once('-')?;
    let heads = &words.lexicon.heads;
    // "Tals" may be anything.
    let stem = last.strip_suffix("es").or_else(|| last.strip_suffix('s')).filter(|stem| stem.len() > 3);
    heads.exact(Use::Hyphened, last).or_else(|| heads.exact(Use::Hyphened, stem?))
}

/// `Robert-Koch-Institut`, `Friedrichstraße`.
fn headed(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let word = words.word(i);
    let Some((rest, _)) = word.rsplit_once('-') else {
        street(words, i, found);
        return;
    };
    if let Some(head) = named_head(words, word) {
        let parts = rest.split('-');
        let people = parts.clone().filter(|p| words.lexicon.people.given(p).is_some()).count();
        let surname = parts.clone().next_back().is_some_and(|p| words.lexicon.people.surname(p).is_some());
        if people > 0 && parts.count() > 1 || surname && rest.contains('-') {
            push(words, i, i + 1, head.kind, head.subtype, Source::Form, found);
        }
    }
}

const STREETS: &[&str] = &["straße", "strasse", "gasse", "allee"];
fn street(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let word = words.word(i);
    if word.len() > 9 && STREETS.iter().any(|s| word.ends_with(s)) && !words.on(i, List::CommonStreet) {
        push(words, i, i + 1, EntityType::Location, "street", Source::Context, found);
    }
}

/// "das Startup X", "die Zeitung „X“".
fn after_type_noun(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let Some(noun) = words.lexicon.nouns.type_noun(words.word(i)) else { return };
    let mut first = i + 1;
    if first >= words.len() || !words.joined(i) {
        return;
    }
    let quoted = words.layers.tokens[first].kind == TokenKind::Quote;
    first += usize::from(quoted);
    let mut end = first;
    let fits = |at: usize| {
        let shape = words.shapes[at];
        (shape.word && (shape.upper || shape.camel) || words.layers.tokens[at].kind == TokenKind::Number && at > first)
            && !(words.ordinary(at) && !shape.camel && !quoted)
    };
    while end < words.len() && end < first + 5 && (end == first || words.joined(end - 1)) && fits(end) {
        end += 1;
    }
    let closed = quoted && end < words.len() && words.layers.tokens[end].kind == TokenKind::Quote;
    if end == first || quoted && !closed {
        return;
    }
    let foreign = (first..end).any(|at| foreign(words, at));
    if closed || foreign || words.layers.morphs[first].pos == Pos::Propn {
        push(words, first, end, noun.kind, noun.subtype, Source::Context, found);
    }
}

/// "Bundesstraße 30", "die B 31", "auf der A8".
fn road(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let long = matches!(words.word(i), "Bundesstraße" | "Staatsstraße" | "Landesstraße" | "Kreisstraße" | "Autobahn");
    let feminine = |b: usize| words.on(b, List::BeforeRoad);
    let short = || matches!(words.word(i), "A" | "B") && words.before(i).is_some_and(feminine);
    let word = words.word(i);
    let coded = word.strip_prefix(['A', 'B']).is_some_and(|n| n.len() < 4 && n.bytes().all(|b| b.is_ascii_digit()));
    if coded && word.len() > 1 && words.before(i).is_some_and(feminine) {
        push(words, i, i + 1, EntityType::Location, "street", Source::Context, found);
    }
    if !words.joined(i) || !(long || short()) {
        return;
    }
    let number = words.word(i + 1);
    if number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit()) {
        push(words, i, i + 2, EntityType::Location, "street", Source::Context, found);
    }
}

/// "das Datenschutzanpassungsgesetz": a long compound with a definite article.
fn law(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let word = words.word(i);
    let stem = word.strip_suffix("es").unwrap_or(word);
    let definite = |b| words.on(b, List::NeuterArticle);
    if stem.len() > 11
        && (stem.ends_with("gesetz") || stem.ends_with("gesetzbuch"))
        && !words.lists.marks(stem).on(List::NoName)
        && words.before(i).is_some_and(definite)
    {
        push(words, i, i + 1, EntityType::Law, "law", Source::Context, found);
    }
}

/// A shape that German nouns do not have: inner capitals, capitals only, digits.
fn foreign(words: &Words<'_>, at: usize) -> bool {
    let shape = words.shapes[at];
    shape.camel || shape.caps && !words.on(at, List::NoAcronym)
}

/// `NurPhoto`, `OECD`: letters that only names have.
fn letters(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let (shape, word) = (words.shapes[i], words.word(i));
    let gender_form = word.contains("Innen") || word.ends_with("In");
    let plural = word.ends_with('s') && word[..word.len() - 1].chars().all(char::is_uppercase);
    let camel = shape.camel && !word.contains('-') && !gender_form && !plural && word.len() > 3;
    if camel {
        push(words, i, i + 1, EntityType::Organization, "", Source::Shape, found);
    }
}

pub(super) fn push(
    words: &Words<'_>,
    first: usize,
    end: usize,
    kind: EntityType,
    subtype: &'static str,
    source: Source,
    found: &mut Vec<Candidate>,
) {
    let span = Span::new(words.layers.tokens[first].span.start, words.layers.tokens[end - 1].span.end);
    found.push(Candidate { subtype, ..Candidate::new(span, first..end, kind, source) });
}
