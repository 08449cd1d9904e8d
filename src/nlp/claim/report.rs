//! Summaries of speech acts ("X forderte mehr Geld") and things named in somebody's words (X nannte das „Unsinn“).

use std::ops::Range;

use super::attribution::says_nobody;
use super::cues::Cued;
use super::draft::{Draft, Ranges, Rule, ranges, single, subtract};
use super::phrase::Reach;
use super::text::Text;
use super::word_list::List;
use super::{addressee, extent};
use crate::nlp::analysis::ClaimKind;
use crate::nlp::lexicon::cues::{Complement, Object};
use crate::nlp::quote::Unit;
use crate::nlp::quote::cue::CueHit;
use crate::nlp::syntax::clause::ClauseKind;
use crate::nlp::syntax::marks::Quoted;
use crate::nlp::syntax::segment::Separator;
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::{Features, starts_upper};

/// Verbs of saying that tell a deed where a word of the list stands beside them.
const DEEDS: [(&str, List); 4] = [
    ("erklären", List::DeclaredAs),
    ("fordern", List::Casualties),
    ("melden", List::Missing),
    ("einräumen", List::Granted),
];

/// X nannte das „Unsinn“: the words in marks, framed by the verb.
pub(super) fn named(at: &Cued<'_>) -> Option<Draft> {
    let Cued { text, cues, unit, hit, clause, .. } = *at;
    let entry = cues.entry(at.taking(Complement::NAME)?);
    let quotes = &text.layers.syntax.quotes[unit.quotes.clone()];
    let quote = quotes.iter().find(|q| q.depth == 0 && is_name_given(at, &entry.object, q))?;
    let content: Ranges = single(quote.open..quote.close + 1);
    let mut draft = Draft::new(Rule::Named, ClaimKind::Direct, content);
    draft.cue.clone_from(&hit.tokens);
    if let Object::Prepositions(list) = &entry.object
        && let Some(preposition) = clause
            .tokens()
            .find(|&i| i < quote.open && i + 4 > quote.open && list.iter().any(|p| **p == *text.lower(i)))
    {
        draft.cue.push(preposition);
        draft.cue.sort_unstable();
    }
    draft.cued_by(entry);
    draft.speaker = at.teller();
    // What is called so by nobody, or calls itself so, is a name: der „Sonnenwind“.
    let nobody = draft.speaker.first().is_none_or(|r| matches!(text.lower(r.start), "man" | "es" | "wir" | "ich"));
    if nobody || clause.tokens().any(|i| text.lower(i) == "sich") {
        return None;
    }
    draft.frame = extent::frame(text, unit, hit.clause, &draft.content);
    Some(draft)
}

/// The quotation stands in the clause, right behind the preposition or alone as the object.
fn is_name_given(at: &Cued<'_>, object: &Object, quote: &Quoted) -> bool {
    let (text, clause, hit) = (at.text, at.clause, at.hit);
    let own = clause.segments.iter().any(|s| s.contains(&quote.open));
    if !own || clause.finite.is_some_and(|f| f == hit.verb && f > quote.open && clause.kind == ClauseKind::Main) {
        return false;
    }
    if let Object::Prepositions(list) = object {
        return (1..5)
            .take_while(|&n| n <= quote.open)
            .map(|n| quote.open - n)
            .take_while(|&i| clause.segments.iter().any(|s| s.contains(&i)))
            .any(|i| list.iter().any(|p| **p == *text.lower(i)));
    }
    let before = text.features(quote.open.wrapping_sub(1));
    let called = |i: usize| {
        text.features(i).intersects(Features::NOUN | Features::PRONOUN)
            || matches!(text.lower(i), "das" | "dies" | "ihn")
    };
    let calls = before.has(Features::DETERMINER) || clause.tokens().filter(|&i| i < quote.open).any(called);
    let lower = !starts_upper(text.word(quote.open + 1));
    calls && (lower || !before.intersects(Features::NOUN | Features::COORDINATOR))
}

/// "X forderte mehr Geld"
pub(super) fn reported(at: &Cued<'_>) -> Option<Draft> {
    use ClauseKind::{Infinitive, Purpose, Question, Quoted, Relative};
    let Cued { text, cues, unit, hit, clause, .. } = *at;
    if matches!(clause.kind, Infinitive | Purpose | Question | Quoted | Relative) {
        return None;
    }
    let subject = at.teller();
    let nobody = |r: &Range<usize>| matches!(text.lower(r.start), "es" | "wir" | "dies");
    if subject.first().is_none_or(nobody) || says_nobody(text, &subject) {
        return None;
    }
    let row = hit.rows.iter().copied().find(|&r| {
        let entry = cues.entry(r);
        match &entry.object {
            Object::None => false,
            Object::NounPhrase => hit.passive || has_object(at, &subject),
            Object::Prepositions(list) => {
                clause.tokens().any(|i| {
                    let free = !hit.tokens.contains(&i) && !subject.iter().any(|r| r.contains(&i));
                    free && list.iter().any(|p| **p == *text.lower(i)) && !is_quoted(text, unit, i)
                }) || list.iter().any(|p| hit.tokens.iter().any(|&t| **p == *text.lower(t)))
            }
        }
    })?;
    let entry = cues.entry(row);
    // "Der Newsletter informiert Sie": the author's own words to the reader.
    let reader = |i: usize| matches!(text.word(i), "Sie" | "Ihnen") && !text.begins(i) && !is_quoted(text, unit, i);
    if clause.finite.is_some_and(|f| is_unreal(text, f, hit)) || is_deed(at, &subject) || clause.tokens().any(reader) {
        return None;
    }
    let clauses = subtree(unit.clauses, hit.clause);
    let mut content = extent::cover(unit, &clauses);
    if clause.before == Separator::Start {
        extent::take_stop(&mut content, unit);
    }
    let mut draft = Draft::new(Rule::Reported, ClaimKind::Reported, content);
    draft.addressee = addressee::of(at, &subject, false);
    draft.speaker = subject;
    draft.cued_by(entry);
    Some(draft)
}

/// Whether token `i` stands in quotation marks.
pub(super) fn is_quoted(text: Text<'_>, unit: &Unit, i: usize) -> bool {
    text.layers.syntax.quotes[unit.quotes.clone()].iter().take(32).any(|q| q.open < i && i < q.close)
}

/// "wird fordern", "müsste fordern" tell of no speech act that took place.
fn is_unreal(text: Text<'_>, finite: usize, hit: &CueHit) -> bool {
    let features = text.features(finite);
    finite != hit.verb
        && features.has(Features::AUXILIARY)
        && !hit.passive
        && text.features(hit.verb).has(Features::INFINITIVE)
}

/// Verbs of saying that here tell a deed: "für nichtig erklären", "forderte Todesopfer".
fn is_deed(at: &Cued<'_>, subject: &Ranges) -> bool {
    let (text, clause) = (at.text, at.clause);
    let lemma = &*at.entry().lemma;
    if let Some((_, objects)) = DEEDS.iter().find(|(verb, _)| *verb == lemma) {
        return clause.tokens().any(|i| objects.holds(text.lower(i)));
    }
    match lemma {
        "begrüßen" => clause.tokens().any(|i| at.phrases.actors.is_person(i) && i > at.hit.verb),
        "verweisen" => has_object(at, subject),
        "sehen" => perceives(at),
        // By a court.
        "verurteilen" => clause.tokens().any(|i| {
            let lower = text.lower(i);
            lower == "zu" || ["gericht", "gerichtshof", "jährigen", "angeklagten"].iter().any(|e| lower.ends_with(e))
        }),
        _ => false,
    }
}

/// "sieht in der Klinik viele Kranke"; but "sieht in X eine Gefahr", "sieht viele als Gefahr".
fn perceives(at: &Cued<'_>) -> bool {
    let (text, clause) = (at.text, at.clause);
    let judges = clause.tokens().any(|i| matches!(text.lower(i), "darin" | "als"));
    !judges && clause.tokens().any(|i| List::Many.holds(text.lower(i)))
}

/// A noun phrase beside subject and verb that no preposition governs.
fn has_object(at: &Cued<'_>, subject: &Ranges) -> bool {
    let Cued { text, phrases, hit, .. } = *at;
    subtract(&ranges(at.clause.tokens()), subject).into_iter().any(|stretch| {
        let phrase = |i| phrases.noun_phrase(i, stretch.end, Reach::Phrase);
        let mut i = stretch.start;
        while i < stretch.end {
            let features = text.features(i);
            if !hit.tokens.contains(&i) && features.has(Features::PREPOSITION) {
                i = phrase(i + 1).map_or(i + 1, |p| p.end);
                continue;
            }
            let free = !hit.tokens.contains(&i) && !features.has(Features::PRONOUN) && phrases.opens_phrase(i);
            if free && phrase(i).is_some() {
                return true;
            }
            i += 1;
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_report_needs_an_object_and_a_speech_act() {
        check(&[
            ("Der Verband forderte mehr Geld.", Some(("Der Verband forderte mehr Geld.", "Der Verband"))),
            ("Die Vorwürfe wies der Verband zurück.", Some(("Die Vorwürfe wies der Verband zurück.", "der Verband"))),
            ("Das Unglück forderte drei Todesopfer.", None),
            ("Der Großbrand fordert seit Montag die Feuerwehr.", None),
            ("Der Newsletter informiert Sie über Züge.", None),
            ("Millionen von Leuten sprechen Deutsch.", None),
            ("In der Klinik sieht der Arzt viele Kranke.", None),
            (
                "Der Arzt sieht in der Klinik eine Chance.",
                Some(("Der Arzt sieht in der Klinik eine Chance.", "Der Arzt")),
            ),
            ("Nach Kritik von Kern wurde der Abriss verkündet.", None),
            ("Das Gericht verurteilte den 30-Jährigen.", None),
            ("Das sogenannte „Wunder“ blieb aus.", None),
        ]);
    }
}
