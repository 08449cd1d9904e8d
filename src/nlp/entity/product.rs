//! "Drohnen vom Typ Heron TP".

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::token::TokenKind;

/// Adds the products whose maker is among the `known` names, which are in text order.
pub(super) fn find(words: &Words<'_>, known: &[Candidate], found: &mut Vec<Candidate>) {
    for maker in known {
        if is_maker(words, maker)
            && !maker.doubtful
            && let Some(end) = product_end(words, maker.end)
        {
            let subtype = subtype(words, maker.first);
            found.push(Candidate::of(words, maker.first..end, EntityType::Product, subtype, Source::Form));
        }
    }
    for i in (0..words.len()).take_while(|i| !words.layers.halts_at(*i)) {
        typed(words, i, found);
    }
}

/// A company that stands by itself, and so may be followed by what it makes.
fn is_maker(words: &Words<'_>, known: &Candidate) -> bool {
    let company = |entry: u32| words.lexicon.names.entry(entry).subtype == "company";
    known.kind == EntityType::Organization && known.entry.is_some_and(company) && !(known.part || known.genitive)
}

/// Whether a name that begins with token `first` of `maker` is one of its products: of a maker of vehicles any, of
/// others one with a number.
pub(super) fn made(words: &Words<'_>, maker: &Candidate, end: usize) -> Option<&'static str> {
    let numbered = || (maker.end..end).any(|at| words.word(at).bytes().any(|b| b.is_ascii_digit()));
    let made = is_maker(words, maker) && maker.end < end && (words.on(maker.first, List::VehicleMaker) || numbered());
    made.then(|| subtype(words, maker.first))
}

fn subtype(words: &Words<'_>, maker: usize) -> &'static str {
    if words.on(maker, List::VehicleMaker) {
        "vehicle"
    } else if words.on(maker, List::ModelMaker) {
        "ai_model"
    } else {
        "device"
    }
}

/// The end of a product's name that begins at `at`, right behind its maker: perhaps a word, a code, and variants.
fn product_end(words: &Words<'_>, at: usize) -> Option<usize> {
    let here = |at: usize| at < words.len() && words.joined(at - 1);
    let series =
        here(at) && words.upper(at) && !words.ordinary(at) && !words.on(at, List::Function) && !code(words, at);
    let mut end = at + usize::from(series && here(at + 1) && code(words, at + 1));
    let number = here(end)
        && words.layers.tokens[end].kind == TokenKind::Number
        && words.word(end).len() < 4
        && here(end + 1)
        && words.on(end + 1, List::Variant);
    if !(number || here(end) && code(words, end)) {
        return None;
    }
    end += 1;
    let more = |at: usize| here(at) && (words.on(at, List::Variant) || code(words, at) && !words.shapes[at - 1].word);
    while end < at + 5 && more(end) {
        end += 1;
    }
    Some(end)
}

/// Letters and digits mixed as in the names of things: "B300", "A350-900", "iX3"; not "5G", "Q3", "B2B".
pub(super) fn code(words: &Words<'_>, at: usize) -> bool {
    let word = words.word(at);
    let digits = word.bytes().any(|b| b.is_ascii_digit());
    if !digits || words.layers.tokens[at].kind != TokenKind::Word || word.len() > 12 {
        return false;
    }
    let parts = || word.split('-');
    // "A350-900", "F-35", not "B300-Chips", "40-fach".
    let coded = |part: &str| {
        part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
            && (part.bytes().any(|b| b.is_ascii_digit()) || part.bytes().all(|b| b.is_ascii_uppercase()))
    };
    let lower_tail = word.bytes().rev().take_while(u8::is_ascii_lowercase).count();
    let upper = word.bytes().any(|b| b.is_ascii_uppercase()) || lower_tail == 1 && word.len() > 2;
    parts().all(coded) && upper && lower_tail < 4 && !words.on(at, List::NoCode)
}

/// "vom Typ Heron TP", "des Typs Cessna 172", "des Modells Puma S1".
fn typed(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let marks = match words.word(i) {
        "Typ" => words.before(i).is_some_and(|b| matches!(words.word(b), "vom" | "Vom")),
        "Typs" | "Modells" => words.before(i).is_some_and(|b| words.word(b) == "des"),
        _ => false,
    };
    if !marks || !words.joined(i) {
        return;
    }
    let quoted = words.layers.tokens[i + 1].kind == TokenKind::Quote;
    let first = i + 1 + usize::from(quoted);
    let part = |at: usize| {
        let name = words.shapes[at].word && (words.upper(at) && !words.ordinary(at) || words.shapes[at].caps);
        let number = at > first && words.layers.tokens[at].kind == TokenKind::Number && words.word(at).len() < 4;
        name && words.word(at).len() > 1 || code(words, at) || number || words.on(at, List::Variant)
    };
    let mut end = first;
    while end < words.len() && end < first + 5 && words.joined(end - 1) && part(end) {
        end += 1;
    }
    // "Influenza vom Typ H5N1", "Diabetes vom Typ 2".
    let kind = end == first + 1 && words.word(first).len() < 5 && !words.word(first).contains('-');
    let virus = words
        .before(i - 1)
        .is_some_and(|b| b > 0 && ["irus", "rippe", "enza"].iter().any(|v| words.word(b).ends_with(v)));
    if end == first || kind && virus {
        return;
    }
    let subtype = if words.on(first, List::VehicleMaker) { "vehicle" } else { told(words, i - 1) };
    found.push(Candidate::of(words, first..end, EntityType::Product, subtype, Source::Form));
}

/// The subtype that the noun before "vom Typ" gives: "Drohnen", "Kampfflugzeuge".
fn told(words: &Words<'_>, before: usize) -> &'static str {
    let noun = |word: &str| words.lexicon.nouns.type_noun(word).filter(|n| n.kind == EntityType::Product);
    let mut at = before;
    for _ in 0..3 {
        let Some(b) = words.before(at) else { break };
        at = b;
        let word = words.word(at);
        let stem = ["en", "n", "e", "s", "er"].iter().find_map(|ending| noun(word.strip_suffix(ending)?));
        if let Some(noun) = noun(word).or(stem).filter(|_| words.upper(at)) {
            return noun.subtype;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::{cases, gazetteer};

    #[test]
    fn a_product_has_a_code_behind_its_maker_or_its_type_told() {
        cases::check_all(
            |words, found| {
                let mut known = Vec::new();
                gazetteer::find(words, &mut known);
                super::find(words, &known, found);
            },
            &[
                ("Der BMW iX7 ist schwer.", "BMW iX7/product vehicle"),
                ("Für Siemens 5G zu bauen ist schwer.", ""),
                ("Das Virus vom Typ H5N1 ist da.", ""),
            ],
        );
    }
}
