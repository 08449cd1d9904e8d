//! The line that a report opens with: "München (dpa) –", "Hamburg/Kiel –".
//!
//! It tells where the report was written and by whom, and is no part of its first clause.

use std::ops::Range;

use super::Tagged;
use super::words::starts_upper;
use crate::nlp::morph::Pos;
use crate::nlp::token::TokenKind;

/// The dash stands so many tokens behind the beginning of the sentence at most.
const REACH: usize = 12;
/// So many tokens a place without an agency has at most.
const LONGEST_PLACE: usize = 3;
/// How far a second dash is looked for, which would close an insertion: "Kern – Die Chefin – sagte".
const INSERTION: usize = 40;

/// The token behind the dash of the dateline that `sentence` opens with, or its first token where it opens with none.
///
/// An agency in brackets before the dash shows a dateline, whatever its place is called. Without one, the place is a name
/// or two, and what follows begins a sentence and is no name: "Bayern München – Borussia Dortmund" is a match.
pub(crate) fn past_dateline(layers: Tagged<'_, '_>, sentence: &Range<usize>) -> usize {
    find(layers, sentence).unwrap_or(sentence.start)
}

fn find(layers: Tagged<'_, '_>, sentence: &Range<usize>) -> Option<usize> {
    let head = sentence.start..sentence.end.min(sentence.start + REACH);
    let bracket = head.clone().take_while(|&i| !is_dash(layers.word(i))).find(|&i| layers.word(i) == "(");
    let closed = bracket.map_or(head.start, |open| {
        (open..head.end).find(|&i| layers.word(i) == ")").map_or(head.end, |close| close + 1)
    });
    let dash = (closed..head.end).find(|&i| is_dash(layers.word(i)))?;
    let place = head.start..bracket.unwrap_or(dash);
    let after = dash + 1;
    if after + 1 >= sentence.end || place.is_empty() || layers.word(after).starts_with(char::is_lowercase) {
        return None;
    }
    let capitals = place.clone().all(|i| starts_upper(layers.word(i)) || parts_places(layers.word(i)));
    if !capitals || !starts_upper(layers.word(place.start)) {
        return None;
    }
    if bracket.is_some() {
        // "(dpa) –", and nothing between.
        return (closed == dash).then_some(after);
    }
    let named = place.len() <= LONGEST_PLACE
        && place.clone().all(|i| layers.morphs[i].pos == Pos::Propn || parts_places(layers.word(i)));
    let sentence_word =
        starts_upper(layers.word(after)) && !matches!(layers.morphs[after].pos, Pos::Noun | Pos::Propn | Pos::X);
    let begins = sentence_word || layers.tokens[after].kind == TokenKind::Quote;
    let insertion = (after..sentence.end.min(after + INSERTION)).any(|i| is_dash(layers.word(i)));
    (named && begins && !insertion).then_some(after)
}

fn is_dash(word: &str) -> bool {
    matches!(word, "–" | "—" | "-")
}

/// What stands between the places of a line with several.
fn parts_places(word: &str) -> bool {
    matches!(word, "/" | ",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::testing::Read;

    #[test]
    fn a_dateline_ends_behind_its_dash() {
        let cases = [
            ("München (dpa) - ", "Die Staatsregierung plant ein Gesetz.", "place and agency"),
            ("Wien (APA) – ", "„Wir kommen“, sagte sie.", "a quotation follows"),
            ("Hamburg (dpa) – ", "Siemens baut Stellen ab.", "a name follows an agency"),
            ("Berlin/München (Reuters) – ", "Der Streit geht weiter.", "two places"),
            ("Berlin (dpa) - ", "300 Menschen demonstrierten.", "a number follows"),
            ("Berlin – ", "Die Regierung plant ein Gesetz.", "no agency"),
            ("Berlin – ", "Die Regierung (SPD) plant ein Gesetz.", "no agency, and a bracket behind the dash"),
            ("", "Berlin – 300 Menschen demonstrierten.", "a number follows, which may be a result"),
            ("", "Siemens – der Konzern aus München – baut Stellen ab.", "an insertion, with a small letter"),
            ("", "Kern – Die Chefin – sagte nichts.", "an insertion, with a capital"),
            ("", "Anna Kern (SPD) sagte gestern – Die Partei schwieg.", "a verb before the dash"),
            ("", "Bayer Leverkusen - Borussia Dortmund 2:1", "a match"),
            ("", "Der Mann – Ein Lehrer ging fort.", "no place"),
            ("", "Berlin (dpa) –", "nothing follows"),
            ("", "– Die Regierung plant ein Gesetz.", "no place before the dash"),
            ("", "(dpa) – Die Regierung plant ein Gesetz.", "no place before the agency"),
        ];
        // Paragraphs of one text, as a lexicon takes its time to be made.
        let text = cases.map(|(dateline, body, _)| format!("{dateline}{body}")).join("\n\n");
        let read = Read::new(&text);
        let layers = read.tagged();
        let mut at = 0;
        for (dateline, body, reason) in cases {
            let first = layers.tokens.partition_point(|t| t.span.start < at);
            let found = past_dateline(layers, &layers.sentences[layers.sentence_of(first)].tokens);
            assert_eq!(layers.tokens[found].span.start, at + dateline.len(), "{reason}: {dateline}{body}");
            at += dateline.len() + body.len() + "\n\n".len();
        }
    }
}
