//! Acronyms in brackets after their long form: "Bundesagentur für Sprunginnovation (SPRIND)".

use std::collections::HashMap;

use super::candidate::{Candidate, Source};
use super::company;
use super::variant;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::token::TokenKind;
use crate::text::Span;

/// Starts of two mentions of one thing: the acronym's and the long form's.
pub(super) type Link = (usize, usize);

/// Finds acronyms behind the long names in `chosen`, adds those that are not in it, and links them.
pub(super) fn find(words: &Words<'_>, chosen: &mut Vec<Candidate>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut added = Vec::new();
    for long in chosen.iter_mut() {
        if let Some(short) = split(words, long) {
            links.push((short.span.start, long.span.start));
            added.push(short);
        }
    }
    for (index, long) in chosen.iter().enumerate() {
        // „Bundesagentur für Sprunginnovation“ (SPRIND).
        let quote = long.end < words.len() && words.layers.tokens[long.end].kind == TokenKind::Quote;
        let open = long.end + usize::from(quote);
        let (short, close) = (open + 1, open + 2);
        if long.part
            || matches!(long.kind, EntityType::Person | EntityType::Location)
            || close >= words.len()
            || words.word(open) != "("
            || words.word(close) != ")"
            || words.layers.tokens[short].kind != TokenKind::Word
            || !(fits(words.word(short), long.span.of(words.layers.text)) || is_known_for(words, &chosen[index..]))
        {
            continue;
        }
        let span = words.layers.tokens[short].span;
        links.push((span.start, long.span.start));
        if chosen[index + 1..].first().is_none_or(|next| next.span.start >= span.end) {
            added.push(Candidate {
                span,
                first: short,
                end: close,
                source: Source::Form,
                entry: None,
                genitive: false,
                ..*long
            });
        }
    }
    explained(words, chosen, &mut added, &mut links);
    unexplained(words, chosen, &mut links);
    chosen.extend(added);
    chosen.sort_by_key(|c| c.span);
    links
}

fn fits(short: &str, long: &str) -> bool {
    abbreviates(short, long)
        || abbreviates_end(short, long)
        || abbreviates_with_country(short, long)
        || begins_as(short, long)
}

/// The lexicon knows the name in brackets, the second of these, by words of the first: "des Schweizer Nachrichtendienstes
/// (NDB)" speaks of the Nachrichtendienst des Bundes.
fn is_known_for(words: &Words<'_>, names: &[Candidate]) -> bool {
    let [long, short, ..] = names else { return false };
    let Some(entry) = short.entry.filter(|_| short.first == long.end + 1 && short.kind == long.kind) else {
        return false;
    };
    variant::share_word(&words.lexicon.names.entry(entry).name, long.span.of(words.layers.text))
}

/// Takes its own acronym off the end of a long name: "Allgemeiner Deutscher Fahrrad-Club ADFC".
fn split(words: &Words<'_>, long: &mut Candidate) -> Option<Candidate> {
    let last = long.end - 1;
    let thing = !matches!(long.kind, EntityType::Person | EntityType::Location);
    if !thing || long.part || long.entry.is_some() || last < long.first + 2 || company::ends_name(words, last) {
        return None;
    }
    let (span, before) = (words.layers.tokens[last].span, words.layers.tokens[last - 1].span);
    let name = Span::new(long.span.start, before.end);
    let (short, own) = (words.word(last), name.of(words.layers.text));
    if short.chars().any(char::is_lowercase) || !initials(short, own) || !abbreviates(short, own) {
        return None;
    }
    (long.span, long.end) = (name, last);
    Some(Candidate { span, first: last, end: last + 1, source: Source::Form, genitive: false, ..*long })
}

/// The long form in brackets behind its acronym: "die SPRIND (Bundesagentur für Sprunginnovation)".
fn explained(words: &Words<'_>, chosen: &[Candidate], added: &mut Vec<Candidate>, links: &mut Vec<Link>) {
    for (index, short) in chosen.iter().enumerate() {
        let open = short.end;
        let thing = !matches!(short.kind, EntityType::Person | EntityType::Location);
        if !thing || short.part || short.end - short.first > 1 || open + 2 >= words.len() || words.word(open) != "(" {
            continue;
        }
        let Some(close) = (open + 2..words.len().min(open + 12)).find(|i| words.word(*i) == ")") else {
            continue;
        };
        let tokens = &words.layers.tokens;
        let span = Span::new(tokens[open + 1].span.start, tokens[close - 1].span.end);
        let letters = short.span.of(words.layers.text);
        if !words.upper(open + 1) || !abbreviates(letters, span.of(words.layers.text)) {
            continue;
        }
        let mut inside = chosen[index + 1..].iter().take_while(|c| c.span.start < span.end);
        let known = inside.next().map(|long| long.span == span);
        let spelled = letters.chars().all(char::is_uppercase) && initials(letters, span.of(words.layers.text));
        if known.unwrap_or(spelled) {
            links.push((short.span.start, span.start));
        }
        if known.is_none() && spelled {
            let long = Candidate::new(span, open + 1..close, short.kind, Source::Form);
            added.push(Candidate { subtype: short.subtype, ..long });
        }
    }
}

/// An acronym that nobody knows and that no brackets explain is the one organisation of the text whose words and parts of
/// words begin with its letters, what is written in capitals with all of its own: "DLV" where the "Deutscher
/// Leichtathletik-Verband" is named, "FCQ" where it is the "FC Quelm".
fn unexplained(words: &Words<'_>, chosen: &[Candidate], links: &mut Vec<Link>) {
    let body = |c: &&Candidate| c.kind == EntityType::Organization && !c.part;
    let acronym = |c: &&Candidate| {
        c.end - c.first == 1 && c.entry.is_none() && words.shapes[c.first].caps && !words.word(c.first).contains('-')
    };
    // The first with these letters, and whether all others with them are the same.
    let mut long: HashMap<String, (&Candidate, bool)> = HashMap::new();
    let same = |c: &Candidate| variant::without_endings(c.span.of(words.layers.text));
    for candidate in chosen.iter().filter(body).filter(|c| c.end - c.first > 1) {
        let (first, alike) = long.entry(letters_of(candidate.span.of(words.layers.text))).or_insert((candidate, true));
        *alike = *alike && same(candidate) == same(first);
    }
    for short in chosen.iter().filter(body).filter(acronym) {
        let word = words.word(short.first);
        if let Some((first, true)) = long.get(word).filter(|_| word.len() > 2) {
            links.push((short.span.start, first.span.start));
        }
    }
}

fn letters_of(name: &str) -> String {
    let of_part = |part: &str| if part.chars().all(char::is_uppercase) { part.len() } else { 1 };
    let letters = name.split([' ', '-']).flat_map(|part| part.chars().take(of_part(part)));
    letters.filter(|c| c.is_uppercase()).collect()
}

/// Whether every word in upper case gives a letter.
fn initials(short: &str, long: &str) -> bool {
    let first = |word: &str| word.chars().next().filter(|c| c.is_uppercase());
    let mut letters = short.chars();
    long.split_whitespace().filter_map(first).all(|want| letters.any(|letter| letter == want))
}

/// Whether the letters of `short` come in this order in `long`, the first of them first; most of them upper case.
fn abbreviates(short: &str, long: &str) -> bool {
    let upper = short.chars().filter(|c| c.is_uppercase()).count();
    if upper < 2 || short.len() > 12 || long.len() <= short.len() {
        return false;
    }
    let mut letters = long.chars().flat_map(char::to_lowercase);
    let mut wanted = short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase);
    if letters.next() != wanted.next() {
        return false;
    }
    wanted.all(|want| letters.any(|letter| letter == want))
}

/// "Eidgenössisches Departement für Verteidigung, Bevölkerungsschutz und Sport (VBS)": the acronym leaves out the first
/// words, but has the initials of all that follow.
fn abbreviates_end(short: &str, long: &str) -> bool {
    let starts = long.char_indices().filter(|(at, _)| *at > 0 && long[..*at].ends_with(' ')).map(|(at, _)| at);
    short.chars().filter(|c| c.is_uppercase()).count() > 2
        && starts.take(MOST_WORDS).any(|at| initials(short, &long[at..]) && abbreviates(short, &long[at..]))
}

/// "Internationale Sicherheitsunterstützungstruppe (ISAF)": the acronym of another language begins as the name does here.
fn begins_as(short: &str, long: &str) -> bool {
    let letters = letters_of(long);
    letters.chars().count() > 1 && short.starts_with(&letters) && short.chars().all(char::is_uppercase)
}

/// "Islamische Glaubensgemeinschaft (IGGÖ)": the last letter is that of the country.
fn abbreviates_with_country(short: &str, long: &str) -> bool {
    let Some(own) = short.strip_suffix(['D', 'Ö', 'S', 'E']) else { return false };
    own.chars().filter(|c| c.is_uppercase()).count() > 2 && initials(own, long) && abbreviates(own, long)
}

/// So many words of a long form may be left out.
const MOST_WORDS: usize = 8;

#[cfg(test)]
mod tests {
    use crate::nlp::entity::testing::check_whole;

    #[test]
    fn an_acronym_is_its_long_form() {
        check_whole(&[
            (
                "Das Institut für Quelmkunde (IQK) warnt. Das IQK zählt Frösche.",
                "Institut für Quelmkunde/organization institute: Institut für Quelmkunde, IQK, IQK",
            ),
            (
                "Das Institut für Algenkunde (IFA) misst. Das IFA schweigt.",
                "Institut für Algenkunde/organization institute: Institut für Algenkunde, IFA, IFA",
            ),
            (
                "Das Institut für Quelmkunde (IFA) misst. Die IFA schweigt.",
                "Institut für Quelmkunde/organization institute: Institut für Quelmkunde; Ifa/event event: IFA, IFA",
            ),
            (
                "Die Islamische Glaubensgemeinschaft (IGGÖ) klagt. Die IGGÖ schweigt.",
                "Islamische Glaubensgemeinschaft/organization association: Islamische Glaubensgemeinschaft, IGGÖ, IGGÖ",
            ),
            (
                "Die Sprecherin des Schweizer Nachrichtendienstes (NDB) schweigt.",
                "Nachrichtendienst des Bundes/organization agency: Schweizer Nachrichtendienstes, NDB",
            ),
            (
                "Der Deutsche Quelm-Verband tagt. Das sagte der DQV, der Chef des Deutschen Quelm-Verbands schwieg.",
                "Deutscher Quelm-Verband/organization association: Deutsche Quelm-Verband, DQV, Deutschen Quelm-Verbands",
            ),
            (
                "Die Internationale Quellenschutztruppe (IQSF) kam. Die IQSF schwieg.",
                "Internationale Quellenschutztruppe/organization: Internationale Quellenschutztruppe, IQSF, IQSF",
            ),
            (
                "Der FC Odenhausen siegte mit 3:1. Für den FCO war es der erste Sieg.",
                "FC Odenhausen/organization club: FC Odenhausen, FCO",
            ),
            (
                "Das Institut für Quelmkunde (Kiel) warnt.",
                "Institut für Quelmkunde/organization institute: Institut für Quelmkunde; Kiel/location city: Kiel",
            ),
        ]);
    }
}
