//! Somebody's own words: "nach eigenen Angaben", "eigenen Aussagen zufolge" are those of the subject of the clause.

use super::attribution::says_nobody;
use super::draft::{Ranges, subtract};
use super::phrase::Phrases;
use super::source_phrase::Source;
use super::text::Text;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::Features;

/// The source with the subject as who is meant, when it is the subject's own; unchanged when it is not.
pub(super) fn with_own_subject(phrases: &Phrases<'_>, unit: &Unit, index: usize, mut source: Source) -> Source {
    if !is_own(phrases.text, &source) {
        return source;
    }
    let frame = source.frame.start;
    let clause = &unit.clauses[index];
    let speaker = match clause.kind {
        ClauseKind::Main | ClauseKind::Fragment | ClauseKind::Infinitive | ClauseKind::Purpose => {
            subject_without(phrases, unit, index, &source)
        }
        _ => subject_before_adverbial(phrases, unit, clause, frame),
    };
    // "Nach eigenen Angaben wurden 300 Stück verkauft": the pieces say nothing.
    let actor = speaker.iter().flat_map(Clone::clone).any(|i| phrases.actors.names_actor(i));
    if !speaker.is_empty() && (actor || !is_passive(phrases.text, clause)) {
        source.meant = speaker;
    }
    source
}

/// "eigenen Angaben", "seinen eigenen Worten"; not "eigenen Angaben der Firma", which names whose they are.
fn is_own(text: Text<'_>, source: &Source) -> bool {
    let Some(phrase) = source.speaker.first() else { return false };
    let own = |i: usize| matches!(text.lower(i), "eigenen" | "eigener" | "eigenem");
    phrase.len() < 5 && phrase.end >= 2 && phrase.contains(&(phrase.end - 2)) && own(phrase.end - 2)
}

/// The subject of the clause when the words of the source are taken out.
fn subject_without(phrases: &Phrases<'_>, unit: &Unit, index: usize, source: &Source) -> Ranges {
    let mut clauses = unit.clauses[..=index].to_vec();
    let clause = &mut clauses[index];
    clause.segments = subtract(&clause.segments, &vec![source.frame.clone()]);
    if clause.segments.is_empty() {
        return Ranges::new();
    }
    let subject = phrases.subject(&clauses, index);
    if says_nobody(phrases.text, &subject) { Ranges::new() } else { subject }
}

/// In a clause with the verb at its end the subject stands before such words: "die das Unternehmen nach eigenen
/// Angaben verkauft"; where nothing does, it is the relative pronoun, which stands for what is before the comma.
fn subject_before_adverbial(phrases: &Phrases<'_>, unit: &Unit, clause: &Clause, frame: usize) -> Ranges {
    let text = phrases.text;
    let before = Clause {
        segments: clause.segments.iter().filter(|s| s.start < frame).map(|s| s.start..s.end.min(frame)).collect(),
        finite: None,
        ..clause.clone()
    };
    if before.segments.is_empty() {
        return Ranges::new();
    }
    let subject = phrases.verb_final_subject(&before);
    let relative = subject.first().is_some_and(|r| {
        r.len() == 1 && clause.kind == ClauseKind::Relative && !text.features(r.start).has(Features::NOUN)
    });
    let personal = subject.first().is_some_and(|r| matches!(text.lower(r.start), "er" | "sie" | "es"));
    if relative && !personal { phrases.antecedent(unit.clauses, clause) } else { subject }
}

fn is_passive(text: Text<'_>, clause: &Clause) -> bool {
    clause.finite.is_some_and(|f| text.features(f).has(Features::WERDEN))
        || clause.tokens().any(|i| text.lower(i) == "worden")
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check_speaker;

    #[test]
    fn own_words_are_those_of_the_subject() {
        check_speaker(&[
            ("Siemens hat nach eigenen Angaben 300 Stück verkauft.", Some("Siemens")),
            ("Eigenen Angaben zufolge hat Siemens 300 Stück verkauft.", Some("Siemens")),
            ("Nach eigenen Angaben der Firma Siemens wurden 300 Stück verkauft.", Some("Siemens")),
            ("Nach eigenen Angaben wurden 300 Stück verkauft.", None),
        ]);
    }
}
