//! Other names that the text itself gives somebody or a body: "Mirsad Quelm alias Abu Quarz", "Ada Quelm, geborene Kern", "Gerd Quelm,
//! von allen Gerry genannt".

use std::collections::HashMap;

use super::acronym::Link;
use super::candidate::Candidate;
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::token::TokenKind;

/// Tokens between both names at most.
const MOST_BETWEEN: usize = 8;

/// Links names of people, which are in text order, with the other name behind them.
pub(super) fn find(words: &Words<'_>, chosen: &[Candidate]) -> Vec<Link> {
    let person = |c: &&Candidate| c.kind == EntityType::Person && !c.part;
    let people: Vec<&Candidate> = chosen.iter().filter(person).collect();
    let mut bearers: HashMap<&str, usize> = HashMap::new();
    for candidate in people.iter().filter(|c| c.end - c.first > 1) {
        *bearers.entry(words.word(candidate.end - 1)).or_default() += 1;
    }
    let mut links = of_bodies(words, chosen);
    for pair in people.windows(2) {
        let [own, other] = pair else { continue };
        // Somebody else in the text has the other name, which is a surname alone: whom it means is not said here.
        let surname = words.word(other.end - 1);
        let of_own = usize::from(own.end - own.first > 1 && words.word(own.end - 1) == surname);
        let of_others = other.end - other.first == 1 && bearers.get(surname).is_some_and(|count| *count > of_own);
        if !of_others && is_called(words, own, other) {
            links.push((other.span.start, own.span.start));
        }
    }
    links
}

/// "Quelm Forecasting, bekannt als QUELFOR".
fn of_bodies(words: &Words<'_>, chosen: &[Candidate]) -> Vec<Link> {
    let bodies: Vec<&Candidate> = chosen.iter().filter(|c| c.kind == EntityType::Organization && !c.part).collect();
    let called = |pair: &&[&Candidate]| is_called(words, pair[0], pair[1]);
    bodies.windows(2).filter(called).map(|pair| (pair[1].span.start, pair[0].span.start)).collect()
}

/// Whether only words stand between both that say the second is another name of the first.
fn is_called(words: &Words<'_>, own: &Candidate, other: &Candidate) -> bool {
    let between = own.end..other.first;
    if between.is_empty() || between.len() > MOST_BETWEEN || words.sentence[own.first] != words.sentence[other.first] {
        return false;
    }
    let mark = |at: usize| {
        let kind = words.layers.tokens[at].kind;
        matches!(kind, TokenKind::Quote) || matches!(words.word(at), "," | "(" | ")" | "–")
    };
    let said = between.clone().any(|at| words.on(at, List::Alias));
    let called = words.joined(other.end - 1) && words.word(other.end) == "genannt";
    let framed = |at: usize| words.on(at, List::Alias) || words.on(at, List::AliasFrame) || mark(at);
    (said || called) && between.into_iter().all(framed)
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::testing::check_whole;

    #[test]
    fn another_name_is_that_of_the_same_person() {
        check_whole(&[
            (
                "Der Prediger war Mirko Quelm alias Otto Quarz. Otto Quarz schwieg.",
                "Mirko Quelm/person: Mirko Quelm, Otto Quarz, Otto Quarz",
            ),
            (
                "Die Läuferin Ada Wiemers, geborene Kolb, siegte. Kolb lachte.",
                "Ada Wiemers/person athlete: Ada Wiemers, Kolb, Kolb",
            ),
            (
                "Gerd Otto Wiemers, von allen Gerry genannt, lachte.",
                "Gerd Otto Wiemers/person: Gerd Otto Wiemers, Gerry",
            ),
            (
                "Ada Wiemers, geborene Kolb, siegte vor Otto Kolb.",
                "Ada Wiemers/person: Ada Wiemers; Otto Kolb/person: Kolb, Otto Kolb",
            ),
            (
                "Die Quelm Forecasting GmbH – bekannt als QUELFOR – schwieg.",
                "Quelm Forecasting GmbH/organization company: Quelm Forecasting GmbH, QUELFOR",
            ),
            (
                "Ada Wiemers, bekannt als Gegnerin von Otto Kolb, siegte.",
                "Ada Wiemers/person: Ada Wiemers; Otto Kolb/person: Otto Kolb",
            ),
        ]);
    }
}
