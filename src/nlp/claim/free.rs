//! Speech without a frame: Konjunktiv sentences that continue somebody's words, and hearsay with "soll" and "will".

use super::attribution::{asks_who, judges};
use super::direct::LastSpeaker;
use super::draft::{Draft, Ranges, Rule};
use super::extent;
use super::phrase::Phrases;
use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::{Certainty, ClaimKind, ResolvedBy};
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::segment::Separator;
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::Features;

/// Konjunktiv and hearsay in the main clauses of `unit` that no frame took; `number` is the unit's.
pub(super) fn frameless(
    phrases: &Phrases<'_>,
    (unit, number): (&Unit, usize),
    (found, taken): (&[Draft], &[bool]),
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
        let goes_on = reported.is_some_and(|l| number <= l.unit + if is_possible(text, clause) { 1 } else { 3 })
            || near.is_some_and(|l| number <= l.unit + 1 && l.paragraph == unit.paragraph)
                && is_marked(text, unit, clause);
        let continued = text.subjunctive(clause) && is_past_unreal(text, clause) && goes_on;
        let reportive = text.reportive(clause) && !is_possible(text, clause) && !is_adjective(text, clause);
        if (reportive || continued)
            && !compares_unreal(text, clause)
            && !is_wish(text, clause)
            && !is_authors(text, unit, clause)
            && !first_person(text, clause)
        {
            run.extend(subtree(unit.clauses, index));
        } else if is_hearsay(text, clause)
            || near.is_some_and(|l| may_plan(phrases, l, (unit, index), number))
                && is_intended(text, clause)
                && !asks(text, unit)
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
        let here = here(phrases, unit, found, draft.start());
        draft.distance = if here.is_some() { 0 } else { distance(last, number) };
        inherit(&mut draft, here.as_ref().or(last));
        drafts.push(draft);
    }
    drafts
}

/// Who speaks in the unit before token `start`: in its own frame ("X betont, dass …: Es tue ihr leid"), or as the subject
/// that the sentence begins with ("X war da, aber er habe nichts gesehen").
fn here(phrases: &Phrases<'_>, unit: &Unit, drafts: &[Draft], start: usize) -> Option<LastSpeaker> {
    let text = phrases.text;
    let framed = drafts.iter().rfind(|draft| draft.start() < start && !draft.voice().is_empty());
    let subject = || {
        let main = unit.clauses.iter().find(|c| c.kind == ClauseKind::Main && c.finite.is_some())?;
        let before = main.end() <= start && !text.subjunctive(main);
        let named = || phrases.named_subject(unit.clauses).map(|(subject, _)| subject);
        before.then(named).flatten().filter(|subject| subject.iter().any(|r| phrases.names_speaker(r)))
    };
    let speaker = framed.map(|draft| draft.voice().clone()).or_else(subject)?;
    Some(LastSpeaker { speaker, ..LastSpeaker::default() })
}

/// Whether what "soll" be may be the plan of who spoke last in the same paragraph: of somebody, or of a thing right before
/// ("Der Bericht sieht … vor. Der Zug soll fahren."); not what they are to do themselves.
fn may_plan(phrases: &Phrases<'_>, last: &LastSpeaker, (unit, index): (&Unit, usize), number: usize) -> bool {
    let text = phrases.text;
    let speaks = |i: usize| phrases.actors.can_speak(i, text.word(i));
    let named = |i: usize| text.features(i).has(Features::NOUN);
    let names = |word: &str| last.speaker.iter().flat_map(Clone::clone).any(|i| named(i) && text.word(i) == word);
    let themselves =
        || phrases.subject(unit.clauses, index).iter().flat_map(Clone::clone).any(|i| named(i) && names(text.word(i)));
    let near = number <= last.unit + 1 || last.speaker.iter().any(|range| range.clone().any(speaks));
    // "Der Bau soll „bald beginnen“" in a heading.
    let paragraph = last.paragraph + usize::from(is_marked(text, unit, &unit.clauses[index]));
    near && unit.paragraph <= paragraph && !themselves()
}

/// "Denn gerade dort sind …", "… und lange.", "Weiterführende Links": what looks like a Konjunktiv beside another verb,
/// where no other word stands, or where a sentence begins.
fn is_adjective(text: Text<'_>, clause: &Clause) -> bool {
    let Some(finite) = clause.finite.filter(|&f| !text.features(f).has(Features::AUXILIARY)) else { return false };
    let auxiliary = Features::AUXILIARY.union(Features::FINITE);
    let other =
        |i: usize| i != finite && text.features(i).has(auxiliary) && !text.features(i).has(Features::INFINITIVE);
    // "Gerade dort sei das so": the other verb is the Konjunktiv.
    if let Some(other) = clause.tokens().find(|&i| other(i)) {
        return !text.features(other).has(Features::REPORTIVE);
    }
    // "Man fragt sich, wie lange sie das durchhält"
    if text.lower(finite) == "lange" {
        return true;
    }
    let behind = clause.tokens().filter(|&i| i > finite && !text.features(i).has(Features::PUNCTUATION)).count();
    let opens = clause.before == Separator::Start && !clause.coordinated;
    text.verb_first(clause) && (opens || behind == 0)
}

/// Whether words of the clause stand in quotation marks.
fn is_marked(text: Text<'_>, unit: &Unit, clause: &Clause) -> bool {
    let quotes = &text.layers.syntax.quotes[unit.quotes.clone()];
    quotes.iter().take(8).any(|q| q.depth == 0 && q.close > q.open + 3 && clause.tokens().any(|i| i == q.open + 1))
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

/// "Wer zweifelt, möge …", "Man denke an …", "Besser wäre es, …": what an author tells readers.
fn is_authors(text: Text<'_>, unit: &Unit, clause: &Clause) -> bool {
    let Some(finite) = clause.finite else { return false };
    let readers = || finite.checked_sub(1).is_some_and(|before| text.lower(before) == "man");
    let exhorts = List::Exhorting.holds(&text.layers.morphs[finite].lemma) && readers();
    let who = unit.clauses.first().is_some_and(|first| asks_who(text, first));
    who || exhorts || text.lower(finite) == "wäre" && judges(text, clause)
}

/// Whether the unit ends in a question mark.
fn asks(text: Text<'_>, unit: &Unit) -> bool {
    unit.tokens.clone().next_back().is_some_and(|last| text.word(last) == "?")
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
    fn a_plan_is_of_who_spoke_last_beside_it_and_not_what_they_are_to_do() {
        for text in [
            "Der Trainer sprach von Plänen.\n\nDer Bau soll bald beginnen.",
            "Jonas Kern sprach von Plänen. Kern soll bald beginnen.",
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
            (
                "Der Trainer sagte: „Das Team ist jung.“ Im Verein würden „einfache Lösungen für alles geboten“.",
                Some(("Im Verein würden „einfache Lösungen für alles geboten“.", "Der Trainer")),
            ),
            ("Der Trainer schwieg. Kern betonte, dass das Team bleibt: Es sei jung.", Some(("Es sei jung.", "Kern"))),
            (
                "Der Trainer schwieg. Ada Kern war dabei, aber sie habe nichts gesehen.",
                Some(("aber sie habe nichts gesehen.", "Ada Kern")),
            ),
            ("Der Trainer kam. Denn gerade dort sind Zeiten wichtig.", None),
            (
                "Der Trainer sagte, er bleibe. Gerade dort sei es schön.",
                Some(("Gerade dort sei es schön.", "Der Trainer")),
            ),
            ("Der Trainer kam. Ada Kern kennt er gut – und lange.", None),
            ("Der Trainer schwieg. Man fragt sich, wie lange er das durchhält.", None),
            ("Der Trainer schwieg. Wer zweifelt, möge sich das Spiel ansehen.", None),
            ("Der Trainer schwieg. Man denke an das Spiel im Mai.", None),
        ]);
    }
}
