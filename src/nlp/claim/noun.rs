//! Clauses that a noun of saying governs: "die Behauptung, dass …", "der Plan, … zu bauen".

use std::ops::Range;

use super::attribution::says_nobody;
use super::cues::Cues;
use super::draft::{Draft, Ranges, Rule, single};
use super::extent;
use super::phrase::{Phrases, Reach};
use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::ClaimKind;
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::ClauseKind;
use crate::nlp::syntax::segment::Separator;
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::Features;

/// The claims that nouns of saying frame in `unit`.
pub(super) fn governed(phrases: &Phrases<'_>, cues: Cues<'_>, unit: &Unit, taken: &[bool]) -> Vec<Draft> {
    let text = phrases.text;
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, clause) in unit.clauses.iter().enumerate().skip(1) {
        let opens = match clause.kind {
            ClauseKind::That | ClauseKind::Infinitive => true,
            ClauseKind::Question => text.lower(clause.start()) == "ob",
            ClauseKind::Main => {
                // "Seine Erfahrung: Der Verkehr stockt."
                let told = clause.before == Separator::Colon && clause.finite.is_some();
                (text.subjunctive(clause) || told) && !text.verb_first(clause)
            }
            _ => false,
        };
        if !opens || taken[index] || clause.coordinated {
            continue;
        }
        match clause.before {
            Separator::Comma => drafts.extend(governed_clause(phrases, cues, unit, index)),
            Separator::Colon => drafts.extend(announced_clause(phrases, cues, unit, index)),
            _ => {}
        }
    }
    drafts
}

fn governed_clause(phrases: &Phrases<'_>, cues: Cues<'_>, unit: &Unit, index: usize) -> Option<Draft> {
    let text = phrases.text;
    let comma = unit.clauses[index].start().checked_sub(1)?;
    let owner = unit.clauses[..index].iter().rposition(|c| c.segments.iter().any(|s| s.end == comma))?;
    let segment = unit.clauses[owner].segments.iter().find(|s| s.end == comma)?.clone();
    // The noun, or its genitive, stands right before the comma; a participle of the outer verb may follow it.
    let (noun, row) = (segment.start..comma).rev().take(8).find_map(|i| {
        let row = cues.noun(i, Complement::CLAUSE)?;
        text.features(i).has(Features::NOUN).then_some((i, row))
    })?;
    let attribute = phrases.noun_phrase(noun, comma, Reach::Phrase)?;
    let behind = (attribute.end..comma).all(|i| {
        text.features(i)
            .intersects(Features::PARTICIPLE | Features::INFINITIVE | Features::ADVERB | Features::PUNCTUATION)
    });
    if !behind {
        return None;
    }
    let entry = cues.entry(row);
    let mut clauses = subtree(unit.clauses, index);
    // "…, er komme nicht, sondern bleibe weg"
    for (i, clause) in unit.clauses.iter().enumerate().skip(index + 1) {
        if clause.kind == ClauseKind::Main && clause.coordinated && text.subjunctive(clause) {
            clauses.extend(subtree(unit.clauses, i));
        }
    }
    let mut draft = Draft::new(Rule::Noun, ClaimKind::Indirect, text.trim(&extent::cover(unit, &clauses)));
    let first = noun.saturating_sub(3).max(segment.start);
    let determiner =
        (first..noun).rev().take_while(|&i| text.features(i).intersects(Features::DETERMINER | Features::ADJECTIVE));
    let start = determiner.last().unwrap_or(noun);
    draft.cue = (start..=noun).collect();
    draft.cued_by(entry);
    draft.speaker = owner_of(text, noun, &attribute).unwrap_or_else(|| subject_beside(phrases, unit, owner, noun));
    // "Ein Hinweis darauf, dass …, ist der Brief": nobody gives it.
    if draft.speaker.is_empty() && &*entry.lemma == "Hinweis" {
        return None;
    }
    draft.frame = extent::frame(text, unit, owner, &draft.content);
    Some(draft)
}

/// "Das Argument des Ministers: Der Export brauche Luft." A noun of saying without a verb before a colon.
fn announced_clause(phrases: &Phrases<'_>, cues: Cues<'_>, unit: &Unit, index: usize) -> Option<Draft> {
    let text = phrases.text;
    let colon = unit.clauses[index].start().checked_sub(1)?;
    let before = unit.clauses[..index].iter().rposition(|c| c.end() == colon)?;
    let clause = &unit.clauses[before];
    if clause.finite.is_some() || clause.kind == ClauseKind::Quoted || clause.segments.len() > 1 {
        return None;
    }
    let phrase = phrases.noun_phrase(clause.start(), colon, Reach::Phrase).filter(|p| p.end == colon)?;
    let noun = phrase.clone().find(|&i| text.features(i).has(Features::NOUN))?;
    let entry = cues.entry(cues.noun(noun, Complement::CLAUSE)?);
    let clauses: Vec<usize> = (index..extent::sentence(unit, index).end).collect();
    let mut draft = Draft::new(Rule::Noun, ClaimKind::Indirect, text.trim(&extent::cover(unit, &clauses)));
    draft.cue = vec![noun];
    draft.cued_by(entry);
    draft.speaker = owner_of(text, noun, &phrase).or_else(|| possessor(text, phrase.start)).unwrap_or_default();
    // "Die Idee: Der Zug fährt." is the author's.
    if draft.speaker.is_empty() && !text.subjunctive(&unit.clauses[index]) {
        return None;
    }
    draft.frame = single(phrase.start..colon + 1);
    Some(draft)
}

/// "Seine Sorge": the word for whose it is.
fn possessor(text: Text<'_>, i: usize) -> Option<Ranges> {
    matches!(text.lower(i), "sein" | "seine" | "ihr" | "ihre").then(|| single(i..i + 1))
}

/// "die Forderung der Grünen", "die Ansicht von Ökonomen".
fn owner_of(text: Text<'_>, noun: usize, phrase: &Range<usize>) -> Option<Ranges> {
    let first = noun + 1;
    if first >= phrase.end {
        return None;
    }
    let preposition = usize::from(text.features(first).has(Features::PREPOSITION));
    let genitive = text.features(first).intersects(Features::DETERMINER | Features::NAME) || preposition == 1;
    genitive.then(|| single(first + preposition..phrase.end))
}

/// "X äußerte die Vermutung": the subject, unless the noun itself is it.
fn subject_beside(phrases: &Phrases<'_>, unit: &Unit, owner: usize, noun: usize) -> Ranges {
    let text = phrases.text;
    // "wehrt sich gegen den Vorwurf, …": somebody else's.
    let first = (noun.saturating_sub(3)..noun).find(|&i| text.features(i).has(Features::PREPOSITION));
    let others = first.is_some_and(|i| !List::BesideOwnNoun.holds(text.lower(i)));
    // "Die Frage, ob …, ließ X offen": somebody else asked.
    let open = || unit.clauses[owner].tokens().any(|i| List::LeftOpen.holds(text.lower(i)));
    if others || text.lower(noun).ends_with("frage") && open() {
        return Ranges::new();
    }
    let subject = phrases.subject(unit.clauses, owner);
    let empty = |r: &Range<usize>| matches!(text.lower(r.start), "es" | "das" | "dies" | "wir");
    if subject.first().is_some_and(empty) || says_nobody(text, &subject) {
        return Ranges::new();
    }
    if !subject.iter().any(|r| r.contains(&noun)) {
        return subject;
    }
    subject.first().and_then(|r| possessor(text, r.start)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_noun_of_saying_frames_a_clause() {
        check(&[
            (
                "Die Ankündigung der Regierung, man werde sparen, überraschte die Märkte.",
                Some(("man werde sparen", "der Regierung")),
            ),
            (
                "Das Argument des Ministers: Der Export brauche Luft.",
                Some(("Der Export brauche Luft", "des Ministers")),
            ),
            ("Die Frage, ob der Zug fährt, ließ Kern unbeantwortet.", Some(("ob der Zug fährt", ""))),
            ("Ada Kern fährt selbst. Ihre Erfahrung: Der Verkehr stockt.", Some(("Der Verkehr stockt", "Ihre"))),
            ("Die Idee: Der Verkehr stockt.", None),
            ("Ein Hinweis darauf, dass der Zug fährt, ist der Lärm.", None),
            (
                "Abel äußerte die Vermutung, Kern komme nicht, sondern bleibe weg.",
                Some(("Kern komme nicht, sondern bleibe weg", "Abel")),
            ),
            ("Kern wehrt sich gegen den Vorwurf, er habe gelogen.", Some(("er habe gelogen", ""))),
        ]);
    }
}
