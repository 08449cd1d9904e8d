//! Words that a noun announces inside a sentence: "riefen Parolen wie „…“", "mit den Worten „…“". What is written on
//! banners is left to the author.

use super::draft::{Draft, Ranges, Rule, single};
use super::phrase::Phrases;
use super::word_list::List;
use crate::nlp::analysis::ClaimKind;
use crate::nlp::limits;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::marks::Quoted;
use crate::nlp::syntax::words::Features;

/// More in one sentence are no German.
const MOST: usize = 8;

/// So far before "wie" stands the noun: "Parolen in weißer Schrift wie".
const NEAR: usize = 4;

/// The quotations in `unit` behind such a noun that no claim holds.
pub(super) fn slogans(phrases: &Phrases<'_>, unit: &Unit, drafts: &[Draft]) -> Vec<Draft> {
    let text = phrases.text;
    let mut found: Vec<Draft> = Vec::new();
    for quote in text.layers.syntax.quotes[unit.quotes.clone()].iter().filter(|q| q.depth == 0).take(MOST) {
        let words = (quote.open + 1..quote.close).filter(|&i| !text.features(i).has(Features::PUNCTUATION)).count();
        let held = || drafts.iter().any(|draft| draft.holds(quote.open));
        if words < 2 || quote.close - quote.open > limits::UNIT || held() {
            continue;
        }
        // "Parolen wie „…“ oder „…“"
        let before = found.last().filter(|before| {
            before.end() + 1 == quote.open && matches!(text.lower(before.end()), "und" | "oder" | ",")
        });
        let speaker = match before {
            Some(before) => before.speaker.clone(),
            None if announced(phrases, quote) => bearer(phrases, unit, quote),
            None => continue,
        };
        let content = single(quote.open..quote.close + 1);
        let draft = Draft { speaker, ..Draft::new(Rule::Beside, ClaimKind::Direct, content) };
        found.push(draft);
    }
    found
}

/// Whether a noun for a slogan stands before the quotation.
fn announced(phrases: &Phrases<'_>, quote: &Quoted) -> bool {
    let text = phrases.text;
    let slogan = |i: usize| {
        let lower = text.lower(i);
        text.features(i).has(Features::NOUN) && (List::Slogans.holds(lower) || List::SloganEnds.is_end_of(lower))
    };
    let Some(before) = quote.open.checked_sub(1) else { return false };
    let compared = (before.saturating_sub(2)..=before).find(|&i| text.lower(i) == "wie");
    compared.map_or_else(|| slogan(before), |wie| (wie.saturating_sub(NEAR)..wie).any(slogan))
}

/// The subject of the clause around, where it can speak.
fn bearer(phrases: &Phrases<'_>, unit: &Unit, quote: &Quoted) -> Ranges {
    let holds = |c: &Clause| c.kind != ClauseKind::Quoted && c.tokens().any(|i| i == quote.open);
    let Some(index) = unit.clauses.iter().position(holds) else { return Ranges::new() };
    let subject = phrases.subject(unit.clauses, index);
    if subject.iter().any(|range| phrases.names_speaker(range)) { subject } else { Ranges::new() }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_noun_announces_words_that_are_shouted_or_said() {
        check(&[
            ("Die Demonstranten riefen Parolen wie „Weg mit Kern“.", Some(("„Weg mit Kern“", "Die Demonstranten"))),
            (
                "Die Fans sangen Sprüche wie zum Beispiel „Weg mit Kern“ oder „Nie wieder Kern“.",
                Some(("„Nie wieder Kern“", "Die Fans")),
            ),
            ("Fans hielten ein Plakat mit der Aufschrift „Weg mit Kern“ hoch.", None),
            ("Sie sangen Lieder wie „Im Wald und auf der Heide“.", None),
            ("Der Anspruch „Schneller und weiter“ gilt.", None),
            ("Die Messe stand unter dem Motto „Wir fahren weg“.", None),
        ]);
    }
}
