//! Places that stand for their clubs in a report of a match: "Odenhausen gewann in Weilbach mit 3:1".
//!
//! A place is its club where it does what clubs do: it plays, wins, holds a point. The sentence has to be about sport (a
//! score, a point, a table), so that a town that wins a prize stays a town; behind a preposition of place it is one anyway.
//! Countries stay countries: their teams have no other name.

use super::candidate::Candidate;
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::subtypes;
use crate::nlp::token::TokenKind;

/// Makes clubs of places that play.
pub(super) fn settle(words: &Words<'_>, chosen: &mut [Candidate]) {
    for sentence in &words.layers.sentences {
        let tokens = sentence.tokens.clone();
        let from = chosen.partition_point(|c| c.first < tokens.start);
        let to = chosen.partition_point(|c| c.first < tokens.end);
        let own = &mut chosen[from..to];
        own.iter_mut().filter(|c| owns(words, c)).for_each(make_club);
        if from == to || !is_on_sport(words, tokens.start, tokens.end) {
            continue;
        }
        for i in 0..own.len() {
            if is_town(words, &own[i]) && !own[i].part && (plays(words, &own[i]) || meets(words, own, i)) {
                make_club(&mut own[i]);
            }
        }
    }
}

fn make_club(candidate: &mut Candidate) {
    candidate.kind = EntityType::Organization;
    candidate.subtype = subtypes::CLUB;
    candidate.entry = None;
}

/// "Augsburg-Trainer": what clubs have.
fn owns(words: &Words<'_>, c: &Candidate) -> bool {
    let rest = words.behind_hyphen(c.first, c.span.end);
    c.part && is_town(words, c) && rest.is_some_and(|rest| words.lists.marks(rest).on(List::OfClub))
}

/// Whether a score or a word of sport stands in the sentence.
fn is_on_sport(words: &Words<'_>, start: usize, end: usize) -> bool {
    (start..end).any(|i| words.on(i, List::SportNoun) || is_score(words, i))
}

/// "3:1", but not the time "20:15".
fn is_score(words: &Words<'_>, i: usize) -> bool {
    let goals = |side: &str| (1..=2).contains(&side.len()) && side.bytes().all(|b| b.is_ascii_digit());
    let shape = |word: &str| {
        word.split_once(':')
            .is_some_and(|(home, away)| goals(home) && goals(away) && !(home.len() == 2 && away.len() == 2))
    };
    words.layers.tokens[i].kind == TokenKind::Number && shape(words.word(i))
}

/// A town, or the land whose name its greatest club has; no country.
fn is_town(words: &Words<'_>, c: &Candidate) -> bool {
    let entry = c.entry.map(|entry| words.lexicon.names.entry(entry).subtype.as_str());
    let land = || words.lists.marks(c.span.of(words.layers.text)).on(List::LandOfClub);
    c.kind == EntityType::Location && (matches!(entry.unwrap_or(c.subtype), "" | "city") || land())
}

/// Whether the place is the one that a verb of playing speaks of.
fn plays(words: &Words<'_>, c: &Candidate) -> bool {
    let verb = |i: usize| words.on(i, List::SportVerb);
    let before = before(words, c);
    let free = before.is_none_or(|i| words.on(i, List::ClubConjunction) || !words.shapes[i].word);
    before.is_some_and(verb) || free && c.end < words.len() && verb(c.end)
}

/// "Odenhausen gegen Weilbach": either side, where the first stands free.
fn meets(words: &Words<'_>, own: &[Candidate], i: usize) -> bool {
    let against = |a: &Candidate, b: &Candidate| {
        let free = before(words, a).is_none_or(|i| !words.on(i, List::PlacePreposition));
        b.first == a.end + 1 && words.on(a.end, List::Versus) && free
    };
    let later = own.get(i + 1).is_some_and(|next| against(&own[i], next));
    later || i > 0 && against(&own[i - 1], &own[i])
}

/// The token before the place in its sentence.
fn before(words: &Words<'_>, c: &Candidate) -> Option<usize> {
    words.before(c.first).filter(|before| words.sentence[*before] == words.sentence[c.first])
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::{cases, gazetteer};

    #[test]
    fn a_place_that_plays_is_its_club_and_elsewhere_a_place() {
        let rules = |words: &super::Words<'_>, found: &mut Vec<super::Candidate>| {
            gazetteer::find(words, found);
            found.sort_by_key(|c| c.first);
            super::settle(words, found);
        };
        cases::check_all(
            rules,
            &[
                ("Freiburg gewann in Augsburg mit 3:1.", "Freiburg/organization club; Augsburg/location"),
                ("Am Ende verlor Augsburg 0:2.", "Augsburg/organization club"),
                ("Augsburg gegen Freiburg endete 1:1.", "Augsburg/organization club; Freiburg/organization club"),
                (
                    "Augsburg holte einen Punkt, Freiburg verlor knapp.",
                    "Augsburg/organization club; Freiburg/organization club",
                ),
                ("Augsburg gewann den Preis für die grünste Stadt.", "Augsburg/location"),
                ("In Augsburg gewann Freiburg 3:1.", "Augsburg/location; Freiburg/organization club"),
                ("Der Protest in Augsburg gegen Freiburg begann um 20:15 Uhr.", "Augsburg/location; Freiburg/location"),
                ("Frankreich gewann 3:1.", "Frankreich/location"),
                ("Der Augsburg-Trainer schwieg.", "Augsburg/organization club"),
                ("Der Augsburg-Besuch endete.", "Augsburg/location"),
                ("Der Frankreich-Trainer schwieg.", "Frankreich/location"),
            ],
        );
    }
}
