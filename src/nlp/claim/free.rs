//! Speech without a frame: Konjunktiv sentences that continue somebody's words, and hearsay with "soll" and "will".

use super::direct::LastSpeaker;
use super::draft::{Draft, Ranges, Rule};
use super::extent;
use super::phrase::Phrases;
use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::{Certainty, ClaimKind, ResolvedBy};
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::Features;

/// Konjunktiv and hearsay in the main clauses of `unit` that no frame took.
pub(super) fn frameless(
    phrases: &Phrases<'_>,
    unit: &Unit,
    number: usize,
    taken: &[bool],
    last: Option<&LastSpeaker>,
) -> Vec<Draft> {
    let text = phrases.text;
    let mut drafts: Vec<Draft> = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    let near = last.filter(|l| number <= l.unit + 3 && !l.silent);
    // "könnten" is the author's as often, and goes on with somebody's words right behind them; "würden" goes on from
    // farther away, as it stands where the Konjunktiv looks like the Indikativ ("sie hätten" for "sie haben").
    let reported = near.filter(|l| l.reported);
    for (index, clause) in unit.clauses.iter().enumerate() {
        if clause.kind != ClauseKind::Main || taken[index] {
            continue;
        }
        let goes_on = reported.is_some_and(|l| number <= l.unit + if is_possible(text, clause) { 1 } else { 3 });
        let continued = text.subjunctive(clause) && is_past_unreal(text, clause) && goes_on;
        if (text.reportive(clause) || continued)
            && !compares_unreal(text, clause)
            && !is_wish(text, clause)
            && !first_person(text, clause)
        {
            run.extend(subtree(unit.clauses, index));
        } else if is_hearsay(text, clause)
            || near.is_some_and(|l| may_plan(phrases, l, number)) && is_intended(text, clause)
        {
            let content = whole(unit, &subtree(unit.clauses, index));
            let rule = if is_hearsay(text, clause) { Rule::Hearsay } else { Rule::Plan };
            let mut draft = Draft::new(rule, ClaimKind::FreeIndirect, content);
            draft.certainty = Certainty::Hedged;
            draft.distance = distance(near, number);
            // "X will nichts gewusst haben": it is X who says so.
            if clause.finite.is_some_and(|f| matches!(text.lower(f), "will" | "wollen")) {
                draft.speaker = phrases.subject(unit.clauses, index);
            } else {
                inherit(&mut draft, near);
            }
            drafts.push(draft);
        }
    }
    run.retain(|&i| !taken[i]);
    run.sort_unstable();
    run.dedup();
    if !run.is_empty() {
        let content = whole(unit, &run);
        let rule = if last.is_some_and(|l| l.silent) { Rule::AfterSilence } else { Rule::Continued };
        let mut draft = Draft::new(rule, ClaimKind::IndirectFreeIndirect, content);
        draft.distance = distance(last, number);
        inherit(&mut draft, last);
        drafts.push(draft);
    }
    drafts
}

/// Whether what "soll" be may be the plan of who spoke last: of somebody, or of a thing right before ("Der Bericht sieht …
/// vor. Der Zug soll fahren.").
fn may_plan(phrases: &Phrases<'_>, last: &LastSpeaker, number: usize) -> bool {
    let text = phrases.text;
    let speaks = |i: usize| phrases.actors.can_speak(i, text.word(i));
    number <= last.unit + 1 || last.speaker.iter().any(|range| range.clone().any(speaks))
}

/// How many units ago the speaker last spoke.
fn distance(last: Option<&LastSpeaker>, number: usize) -> usize {
    last.map_or(0, |l| number.saturating_sub(l.unit + 1))
}

fn inherit(draft: &mut Draft, last: Option<&LastSpeaker>) {
    if let Some(last) = last {
        draft.speaker.clone_from(&last.speaker);
        draft.resolved_by = Some(ResolvedBy::Continuation);
    }
}

/// The clauses, with the full stop when they end the unit.
fn whole(unit: &Unit, clauses: &[usize]) -> Ranges {
    let words: Vec<usize> = clauses.iter().copied().filter(|&i| unit.clauses[i].kind != ClauseKind::Quoted).collect();
    let mut content = extent::cover(unit, &words);
    extent::take_stop(&mut content, unit);
    content
}

/// "hätte … müssen", "wäre … gewesen", "würde …": reported speech only beside other reported speech.
fn is_past_unreal(text: Text<'_>, clause: &Clause) -> bool {
    clause.finite.is_some_and(|f| List::PastUnreal.holds(text.lower(f)))
}

/// "könnte …": what may be.
fn is_possible(text: Text<'_>, clause: &Clause) -> bool {
    clause.finite.is_some_and(|f| List::Possible.holds(text.lower(f)))
}

/// "…, als sei nichts gewesen": a comparison, not speech.
fn compares_unreal(text: Text<'_>, clause: &Clause) -> bool {
    let before = clause.finite.and_then(|finite| finite.checked_sub(1));
    before.is_some_and(|i| text.lower(i) == "als")
}

/// "Ich sehe" is no Konjunktiv.
fn first_person(text: Text<'_>, clause: &Clause) -> bool {
    clause.tokens().any(|i| text.lower(i) == "ich")
}

/// "Es sei denn", "Sei es", "wie dem auch sei", "Gott sei Dank" are set phrases.
fn is_wish(text: Text<'_>, clause: &Clause) -> bool {
    let Some(finite) = clause.finite else { return false };
    let next = text.lower(finite + 1);
    let before = finite.checked_sub(1).map_or("", |b| text.lower(b));
    matches!(text.lower(finite), "sei" | "möge")
        && (next == "denn" || next == "es" && text.verb_first(clause) || next == "dank" || before == "gott")
}

/// "soll … werden" beside somebody's words tells their plan or demand.
fn is_intended(text: Text<'_>, clause: &Clause) -> bool {
    clause.finite.is_some_and(|f| matches!(text.lower(f), "soll" | "sollen"))
}

/// "soll … gesagt haben": hearsay, not a plan.
fn is_hearsay(text: Text<'_>, clause: &Clause) -> bool {
    let Some(finite) = clause.finite else { return false };
    if !matches!(text.lower(finite), "soll" | "sollen" | "will" | "wollen") {
        return false;
    }
    let own: Vec<usize> = clause.tokens().filter(|&i| !text.features(i).has(Features::PUNCTUATION)).collect();
    let [.., before, last] = own[..] else { return false };
    let perfect = matches!(text.lower(last), "haben" | "sein" | "werden")
        && (text.features(before).has(Features::PARTICIPLE) || matches!(text.lower(before), "worden" | "gewesen"));
    perfect && (text.lower(last) != "werden") && last != finite
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::{check, claims};

    #[test]
    fn what_could_be_is_the_authors_where_nobody_was_reported() {
        for text in [
            "Der Trainer sagte: „Das Team ist jung.“ Die Reform könnte vieles ändern.",
            "Der Trainer sagte, er bleibe. Er lief umher, als würde er suchen.",
        ] {
            assert_eq!(claims(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_konjunktiv_sentence_goes_on_with_somebodys_words() {
        check(&[
            ("Der Trainer sagte, er bleibe. Das Team sei jung.", Some(("Das Team sei jung.", "Der Trainer"))),
            ("Der Trainer sagte, er bleibe. Das Team würde siegen.", Some(("Das Team würde siegen.", "Der Trainer"))),
            (
                "Der Trainer sprach von Plänen. Es regnet. Der Bau soll bald beginnen.",
                Some(("Der Bau soll bald beginnen.", "Der Trainer")),
            ),
            ("Es sei denn, es regnet.", None),
        ]);
    }
}
