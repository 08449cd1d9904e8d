//! Claims that a verb frames: "X sagte, dass …", "…, sagte X", "wie X sagte", X: „…“.

use super::attribution::{argues, asks_who, attributes};
use super::cues::Cued;
use super::draft::{Draft, Ranges, Rule, single};
use super::phrase::Reach;
use super::source_phrase::spoken_for;
use super::text::Text;
use super::word_list::List;
use super::{addressee, extent, medium};
use crate::nlp::analysis::ClaimKind;
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::limits;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::phrase::{self, Function};
use crate::nlp::syntax::segment::Separator;
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::Features;

/// What a frame says: clauses, and whether they are a quotation.
struct Found {
    clauses: Vec<usize>,
    quote: Option<usize>,
    /// Which row of the lexicon takes it.
    row: u16,
}

/// The claim that a cue verb frames, when its clause has content to frame.
pub(super) fn framed(at: &Cued<'_>, taken: &[bool]) -> Vec<Draft> {
    let mut found = Vec::new();
    if argues(at.text, at.unit, at.hit.clause) {
        return Vec::new();
    }
    if at.clause.kind == ClauseKind::As {
        found.extend(around(at));
    } else {
        found.extend(before(at, taken));
        found.extend(after(at, taken));
    }
    let multiple = found.len() > 1;
    let mut drafts: Vec<Draft> = found.into_iter().map(|f| draft(at, &f, multiple)).collect();
    drafts.retain(|d| attributes(at.text, at.unit, d));
    drafts
}

/// "…, sagte X": the content stands before the frame, and goes on after it in the Konjunktiv.
fn before(at: &Cued<'_>, taken: &[bool]) -> Option<Found> {
    let Cued { text, unit, hit, clause, .. } = *at;
    let index = hit.clause;
    if clause.kind != ClauseKind::Main || !text.verb_first(clause) || clause.coordinated {
        return None;
    }
    let sentence = extent::sentence(unit, index);
    let previous = index.checked_sub(1).filter(|&p| p >= sentence.start)?;
    let last = &unit.clauses[previous];
    if last.kind == ClauseKind::Quoted {
        let row = hit.rows[0];
        return Some(Found { clauses: vec![previous], quote: last.quote, row });
    }
    if clause.before == Separator::Colon {
        return None;
    }
    let row = at.taking(Complement::THAT | Complement::MAIN | Complement::QUESTION)?;
    // Fronted clauses that hang on the frame ("Wenn …, sagte er") are content only when they can be.
    let mut first = previous;
    while first > sentence.start && !taken[first - 1] && unit.clauses[first].before != Separator::Colon {
        first -= 1;
    }
    let adverbial = (first..index).all(|i| {
        unit.clauses[i].parent.is_some()
            && matches!(unit.clauses[i].kind, ClauseKind::Adverbial | ClauseKind::Purpose | ClauseKind::Relative)
    });
    // "X sah Mängel, kam aber zum Ergebnis, dass …": the speaker of what stands before would be behind the verb.
    if adverbial || taken[previous] || !hit.passive && at.spoke_before() {
        return None;
    }
    // "Wer das versteht, wird glauben": the subject of the frame.
    if asks_who(text, &unit.clauses[first]) && at.subject().is_empty() {
        return None;
    }
    let mut clauses: Vec<usize> = (first..index).collect();
    clauses.extend(subjunctive_run(text, unit, index + 1, sentence.end));
    Some(Found { clauses, quote: None, row })
}

/// Main clauses in the Konjunktiv from clause `from` on, with what hangs on them.
fn subjunctive_run(text: Text<'_>, unit: &Unit, from: usize, end: usize) -> Vec<usize> {
    let mut run = Vec::new();
    for i in from..end {
        let clause = &unit.clauses[i];
        let goes_on = match clause.kind {
            ClauseKind::Main => {
                text.subjunctive(clause) && !unit.hits.iter().any(|h| h.clause == i && clause.finite == Some(h.verb))
            }
            ClauseKind::Quoted => false,
            _ => clause.parent.is_some_and(|p| run.contains(&p)),
        };
        if !goes_on {
            // The frame's own attributes may stand between.
            if run.is_empty() && clause.kind != ClauseKind::Main && clause.kind != ClauseKind::Quoted {
                continue;
            }
            break;
        }
        run.push(i);
    }
    run
}

/// "wie X sagte": all of the sentence but the frame.
fn around(at: &Cued<'_>) -> Option<Found> {
    let Cued { unit, hit, .. } = *at;
    let sentence = extent::sentence(unit, hit.clause);
    let frame = subtree(unit.clauses, hit.clause);
    // A colon or semicolon before the frame ends what it can say.
    let parts = |i: &usize| matches!(unit.clauses[*i].before, Separator::Colon | Separator::Semicolon);
    let first = (sentence.start..=hit.clause).rev().find(parts).unwrap_or(sentence.start);
    let clauses: Vec<usize> = (first..sentence.end).filter(|i| !frame.contains(i)).collect();
    let row = at.taking(Complement::ANY)?;
    let alone = clauses.iter().all(|&i| unit.clauses[i].tokens().count() < 2);
    (!alone).then_some(Found { clauses, quote: None, row })
}

/// The content stands after the frame.
fn after(at: &Cued<'_>, taken: &[bool]) -> Option<Found> {
    let Cued { text, unit, hit, .. } = *at;
    let index = hit.clause;
    let sentence = extent::sentence(unit, index);
    let mut next = index + 1;
    // Past what hangs on the frame itself: its relative clauses.
    while next < sentence.end
        && matches!(unit.clauses[next].kind, ClauseKind::Relative | ClauseKind::Purpose | ClauseKind::Fragment)
        && unit.clauses[next].before != Separator::Colon
    {
        next += 1;
    }
    let clause = unit.clauses.get(next).filter(|_| next < sentence.end)?;
    // A clause inside the frame's own first phrase hangs on its noun: "Die Behauptung, er lüge, wies sie zurück".
    if clause.kind == ClauseKind::Main && clause.parent == Some(index) {
        return None;
    }
    // A frame inside somebody's words frames a claim inside their claim.
    if taken[next] && !taken[index] {
        return None;
    }
    match clause.kind {
        ClauseKind::That => subordinate(at, next, Complement::THAT),
        ClauseKind::Question if sums_up(at, clause) => None,
        ClauseKind::Question => subordinate(at, next, Complement::QUESTION),
        // "rätselt, wie der Täter floh", but not "sagte, wie X berichtet, …"
        ClauseKind::As if clause.finite.is_some() && !unit.hits.iter().any(|h| h.clause == next) => {
            subordinate(at, next, Complement::QUESTION)
        }
        ClauseKind::Infinitive => subordinate(at, next, Complement::INFINITIVE),
        ClauseKind::Quoted => {
            let near = clause.before != Separator::Comma || !text.verb_first(&unit.clauses[index]);
            near.then(|| Found { clauses: vec![next], quote: clause.quote, row: hit.rows[0] })
        }
        _ if clause.before == Separator::Colon => {
            let row = at.taking(Complement::THAT | Complement::MAIN | Complement::QUOTE)?;
            Some(Found { clauses: (next..sentence.end).collect(), quote: None, row })
        }
        ClauseKind::Main => verb_second(at, next, next),
        ClauseKind::Adverbial => {
            // "Er sagte, wenn es regne, komme er nicht."
            let main = (next + 1..sentence.end).find(|&i| unit.clauses[i].kind == ClauseKind::Main)?;
            text.subjunctive(&unit.clauses[main]).then(|| verb_second(at, next, main)).flatten()
        }
        _ => None,
    }
}

/// "Er gab den Rücktritt bekannt, was niemand erwartet hatte": "was" stands for all of the sentence where its verb has an
/// object already, or where the author adds something to it ("was auch …").
fn sums_up(at: &Cued<'_>, clause: &Clause) -> bool {
    let Cued { text, unit, hit, .. } = *at;
    let mut words = clause.tokens().filter(|i| !text.features(*i).has(Features::PUNCTUATION));
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return false };
    if text.lower(first) != "was" {
        return false;
    }
    let told = at.entry().complement.intersects(Complement::TOLD_ACCUSATIVE);
    let syntax = &text.layers.syntax.words;
    let phrases = || phrase::phrases(syntax, &text.layers.morphs, &unit.clauses[hit.clause], |_| false);
    List::SummingUp.holds(text.lower(second))
        || !told && phrases().iter().any(|p| p.function == Function::Object && !p.pronoun && p.end < first)
}

fn subordinate(at: &Cued<'_>, next: usize, complement: Complement) -> Option<Found> {
    let Cued { text, unit, hit, .. } = *at;
    let row = at.taking(complement)?;
    let mut clauses = subtree(unit.clauses, next);
    // "dass …, und dass …"
    for i in next + 1..unit.clauses.len() {
        let sibling = &unit.clauses[i];
        if sibling.coordinated && sibling.kind == unit.clauses[next].kind && sibling.parent == unit.clauses[next].parent
        {
            clauses.extend(subtree(unit.clauses, i));
        }
    }
    // "…, dass er komme, allerdings sei er krank"
    if text.subjunctive(&unit.clauses[next]) {
        let end = clauses.iter().max().map_or(next, |&last| last) + 1;
        clauses.extend(subjunctive_run(text, unit, end, extent::sentence(unit, next).end));
    }
    clauses.retain(|&i| i != hit.clause);
    clauses.sort_unstable();
    clauses.dedup();
    Some(Found { clauses, quote: None, row })
}

/// "Er sagte, das sei so."
fn verb_second(at: &Cued<'_>, first: usize, main: usize) -> Option<Found> {
    let Cued { text, unit, hit, .. } = *at;
    let row = at.taking(Complement::MAIN)?;
    let clause = &unit.clauses[main];
    let sentence = extent::sentence(unit, main);
    let subjunctive = text.subjunctive(clause);
    if first == main && (clause.coordinated || text.verb_first(clause)) {
        return None;
    }
    // "Erst sagte Kern das Fest ab, dann sagte Abel …"
    let again = clause.finite.is_some_and(|f| text.layers.morphs[f].lemma == text.layers.morphs[hit.verb].lemma);
    // "drohen X Strafen, zudem …": what threatens says nothing.
    let must_follow = clause.before == Separator::Comma
        && !hit.passive
        && &*at.entry().lemma != "drohen"
        && (at.is_bare() || at.is_inverted() && first == main && !again);
    if !subjunctive && !must_follow {
        return None;
    }
    let mut clauses: Vec<usize> = (first..main).collect();
    clauses.extend(subtree(unit.clauses, main));
    let mut i = main + 1;
    while i < sentence.end {
        if clauses.contains(&i) {
            i += 1;
            continue;
        }
        let next = &unit.clauses[i];
        let own_cue = unit.hits.iter().any(|h| h.clause == i && next.finite == Some(h.verb));
        // "…, sondern verstehe sich als …": the same words, whatever their verb.
        let same = !own_cue || next.coordinated;
        let goes_on = next.kind == ClauseKind::Main && text.subjunctive(next) && subjunctive && same;
        let hangs = next.kind != ClauseKind::Main && next.kind != ClauseKind::Quoted;
        if !goes_on && !hangs {
            break;
        }
        clauses.push(i);
        i += 1;
    }
    clauses.sort_unstable();
    clauses.dedup();
    Some(Found { clauses, quote: None, row })
}

fn draft(at: &Cued<'_>, found: &Found, multiple: bool) -> Draft {
    let Cued { text, phrases, cues, unit, hit, clause } = *at;
    let entry = cues.entry(found.row);
    let mut content: Ranges = match found.quote {
        Some(_) => found.clauses.iter().flat_map(|&i| unit.clauses[i].segments.clone()).collect(),
        None => text.trim(&extent::cover(unit, &found.clauses)),
    };
    close_quotation(at, &mut content);
    let kind = if found.quote.is_some() { ClaimKind::Direct } else { ClaimKind::Indirect };
    let rule = if multiple { Rule::FramedTwice } else { Rule::Framed };
    let mut draft = Draft::new(rule, kind, content);
    draft.cued_by(entry);
    draft.cue = with_correlate(at, &draft.content);
    draft.medium = medium::of(text, entry.medium, clause);
    draft.speaker = teller(at);
    draft.addressee = addressee::of(at, &draft.speaker, true);
    if matches!(&*entry.lemma, "heißen" | "verlauten" | "hervorgehen" | "stehen" | "erfahren") {
        let learned = &*entry.lemma == "erfahren";
        draft.speaker = if learned { phrases.origin(clause) } else { phrases.source(clause) };
        // "ein Brief, in dem es hieß"
        if draft.speaker.is_empty() && clause.kind == ClauseKind::Relative {
            draft.speaker = phrases.antecedent(unit.clauses, clause);
        }
        draft.meant = draft.speaker.first().map_or_else(Vec::new, |source| spoken_for(phrases, cues, source));
    }
    draft.frame = extent::frame(text, unit, hit.clause, &draft.content);
    draft
}

/// "…, Kern „konnte und wollte nicht“": a quotation that begins in the content ends in it.
fn close_quotation(at: &Cued<'_>, content: &mut Ranges) {
    let quotes = &at.text.layers.syntax.quotes[at.unit.quotes.clone()];
    if let Some(last) = content.last_mut()
        && let Some(open) = quotes.iter().find(|q| q.depth == 0 && last.contains(&q.open) && q.close >= last.end)
        && open.close - open.open <= limits::UNIT
    {
        last.end = open.close + 1;
    }
}

/// Who speaks; of "zitieren" who is quoted.
fn teller(at: &Cued<'_>) -> Ranges {
    if &*at.entry().lemma != "zitieren" {
        return at.teller();
    }
    if at.hit.passive {
        return at.subject();
    }
    let Cued { text, clause, hit, .. } = *at;
    let led = |i: usize| i.checked_sub(1).is_some_and(|b| text.features(b).has(Features::PREPOSITION));
    let accusative = clause.tokens().find(|&i| matches!(text.lower(i), "den" | "einen" | "ihn") && !led(i));
    let phrase = accusative.and_then(|i| at.phrases.noun_phrase(i, clause.end(), Reach::Phrase));
    // "zitiert dazu Ada Kern mit den Worten": the phrase behind the verb that is not who quotes.
    let subject = at.subject();
    let quotes = |i: &usize| subject.iter().any(|range| range.contains(i));
    let behind = || clause.tokens().find(|i| *i > hit.verb && !quotes(i) && text.features(*i).has(Features::NOUN));
    let second = || at.phrases.noun_phrase(behind()?, clause.end(), Reach::Phrase);
    phrase.or_else(|| second().filter(|p| !led(p.start) && at.phrases.names_speaker(p))).map_or_else(Vec::new, single)
}

/// "weist darauf hin, dass": the word that points at the content belongs to the cue.
fn with_correlate(at: &Cued<'_>, content: &Ranges) -> Vec<usize> {
    let (text, hit) = (at.text, at.hit);
    let start = content.first().map_or(0, |r| r.start);
    let points = |i: usize| {
        let lower = text.lower(i);
        let adverb = lower.starts_with("da") && lower.len() > 4 && text.features(i).has(Features::ADVERB);
        adverb && !List::NoCorrelates.holds(lower)
    };
    let mut cue = hit.tokens.clone();
    let near = at.clause.tokens().filter(|&i| i < start && i + 4 >= start && points(i));
    cue.extend(near.filter(|i| !hit.tokens.contains(i)).take(1));
    cue.sort_unstable();
    cue
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::{check, claims};

    #[test]
    fn a_frame_stands_before_inside_or_behind_what_is_said() {
        check(&[
            ("Der Minister sagte, dass er komme.", Some(("dass er komme", "Der Minister"))),
            ("Er komme, sagte der Minister.", Some(("Er komme", "der Minister"))),
            ("Der Vertrag, betonte Kern, sei gültig.", Some(("Der Vertrag … sei gültig", "Kern"))),
            ("Niemand glaubt, dass der Zug kommt.", None),
            ("Abel sagte, Kern „konnte und wollte nicht“.", Some(("Kern „konnte und wollte nicht“", "Abel"))),
            ("In Wien sagte Kern, die Züge hielten am Montag.", Some(("die Züge hielten am Montag", "Kern"))),
            ("Der Zug fährt, heißt es stolz in dem Papier.", Some(("Der Zug fährt", "dem Papier"))),
            ("Wie das Amt bekannt gab, fährt der Zug.", Some(("fährt der Zug", "das Amt"))),
            ("Die Zeitung zitiert dazu Ada Kern mit den Worten: „Wir fahren.“", Some(("„Wir fahren.“", "Ada Kern"))),
            ("Die Zeitung zitiert den Chef mit den Worten: „Wir fahren.“", Some(("„Wir fahren.“", "den Chef"))),
            (
                "In Wien kritisierte Kern den Vertrag, die Züge hielten am Montag.",
                Some(("In Wien kritisierte Kern den Vertrag", "Kern")),
            ),
            ("Drei Züge ruhten, erfuhr Kern aus Kreisen der Bahn.", Some(("Drei Züge ruhten", "Kreisen der Bahn"))),
            ("Es kam ein Brief des Amts, in dem es hieß: „Wir fahren.“", Some(("„Wir fahren.“", "ein Brief des Amts"))),
            ("Abel rechnet damit, dass der Zug kommt.", Some(("dass der Zug kommt", "Abel"))),
            ("Dem Amt drohen Strafen, zudem ruhen alle Züge.", None),
            ("Der Minister sagte, was er plant.", Some(("was er plant", "Der Minister"))),
            ("Der Minister sagte den Eltern, was er plant.", Some(("was er plant", "Der Minister"))),
            ("Kern sagte gestern, die Züge fahren am Montag.", Some(("die Züge fahren am Montag", "Kern"))),
            ("Kern sagte nichts, die Züge fahren am Montag.", None),
            (
                "Kern sagte, dass er komme, allerdings sei er krank.",
                Some(("dass er komme, allerdings sei er krank", "Kern")),
            ),
            (
                "Kern sagte, er gehe nicht, sondern sehe sich als Gast.",
                Some(("er gehe nicht, sondern sehe sich als Gast", "Kern")),
            ),
            (
                "Beobachter fanden Mängel, kamen aber zum Ergebnis, dass der Zug fährt.",
                Some(("dass der Zug fährt", "Beobachter")),
            ),
            ("Kern hatte angekündigt bei der Wahl anzutreten.", Some(("bei der Wahl anzutreten", "Kern"))),
        ]);
    }

    #[test]
    fn a_clause_that_sums_the_sentence_up_is_the_authors() {
        for (text, want) in [
            ("Der Minister gab den Rücktritt bekannt, was niemand erwartet hatte.", "was niemand"),
            ("Die Stadt verzeichnet ein Wachstum, was auch an den Mieten liegt.", "was auch"),
            ("Die Bank erklärte, was allerdings niemand glaubte.", "was allerdings"),
        ] {
            assert!(claims(text).iter().all(|claim| !claim.spans[0].of(text).starts_with(want)), "{text}");
        }
    }
}
