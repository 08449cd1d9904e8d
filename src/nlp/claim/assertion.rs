//! The author's own check-worthy statements: a figure, a comparison, a dated event; no speaker.

use super::draft::{Draft, Rule, single};
use super::text::Text;
use crate::nlp::analysis::{ClaimKind, Figure, FigureKind, Medium};
use crate::nlp::lexicon::closed::{Class, closed};
use crate::nlp::morph::Tense;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::ClauseKind;
use crate::nlp::syntax::words::Features;

/// Sentences without any claim that state what can be checked.
pub(super) fn assertions(text: Text<'_>, units: &[Unit], drafts: &[Draft], figures: &[Figure]) -> Vec<Draft> {
    let mut claimed = vec![false; text.layers.tokens.len()];
    for range in drafts.iter().flat_map(|d| d.content.iter().chain(&d.frame)) {
        claimed[range.clone()].fill(true);
    }
    let mut next = 0;
    let mut found = Vec::new();
    for (number, unit) in units.iter().enumerate() {
        let mut measured = false;
        let mut dated = false;
        while let Some(figure) = figures.get(next) {
            let token = text.layers.tokens_in(figure.span.start, figure.span.end).start;
            if token >= unit.tokens.end {
                break;
            }
            match figure.kind {
                FigureKind::Date => dated |= figure.period.is_some(),
                FigureKind::Time | FigureKind::Ordinal | FigureKind::Number | FigureKind::Duration => {}
                _ => measured = true,
            }
            next += 1;
        }
        let free = !unit.tokens.clone().any(|i| claimed[i]);
        if free && is_statement(text, unit) && (measured || dated && tells_event(text, unit) || compares(text, unit)) {
            let rule = if measured { Rule::Measured } else { Rule::Stated };
            let mut draft = Draft::new(rule, ClaimKind::Assertion, single(unit.tokens.clone()));
            draft.unit = number;
            draft.medium = Medium::Writing;
            found.push(draft);
        }
    }
    found
}

/// A main clause in the indicative that ends with a full stop.
fn is_statement(text: Text<'_>, unit: &Unit) -> bool {
    let ends = unit.tokens.clone().next_back().is_some_and(|i| text.word(i) == ".");
    let first_person = unit.tokens.clone().any(|i| matches!(text.lower(i), "ich" | "wir" | "du"));
    let main = unit.clauses.iter().find(|c| c.kind == ClauseKind::Main && c.finite.is_some());
    ends && !first_person && main.is_some_and(|c| !text.subjunctive(c)) && unit.clauses.len() < 12
}

/// A past or perfect verb with a named actor or place.
fn tells_event(text: Text<'_>, unit: &Unit) -> bool {
    let dated = |i: usize| {
        let classes = closed().of(text.word(i));
        classes.has(Class::Month) || classes.has(Class::Weekday)
    };
    let name = unit.tokens.clone().any(|i| text.features(i).has(Features::NAME) && !dated(i));
    let past = unit
        .clauses
        .iter()
        .filter_map(|c| c.finite)
        .any(|f| text.features(f).has(Features::AUXILIARY) || text.layers.morphs[f].tense == Some(Tense::Past));
    name && past
}

/// "größer als X", "mehr als doppelt so".
fn compares(text: Text<'_>, unit: &Unit) -> bool {
    unit.tokens.clone().any(|i| {
        let lower = text.lower(i);
        let comparative = lower.len() > 5 && lower.ends_with("er") && text.features(i).has(Features::ADJECTIVE);
        comparative
            && text.lower(i + 1) == "als"
            && text.features(i + 2).intersects(Features::DETERMINER | Features::NOUN)
    })
}

#[cfg(test)]
mod tests {
    use crate::nlp::analysis::ClaimKind;
    use crate::nlp::{Document, Engine};

    #[test]
    fn the_author_states_what_can_be_checked() {
        let engine = Engine::new().expect("the engine");
        for (text, states, reason) in [
            ("Der Umsatz stieg um acht Prozent.", true, "a figure"),
            ("Der Umsatz ist größer als der Gewinn.", true, "a comparison"),
            ("Ada Kern kam am 3. Mai 2024 nach Kiel.", true, "a dated event with a name"),
            ("Der Umsatz stieg.", false, "nothing to check"),
            ("Ich glaube, der Umsatz stieg um acht Prozent.", false, "somebody's own view"),
            ("Stieg der Umsatz um acht Prozent?", false, "a question"),
            ("Der Umsatz würde um acht Prozent steigen.", false, "not said to be so"),
            ("Ada Kern sagte, der Umsatz sei um acht Prozent gestiegen.", false, "somebody else says it"),
        ] {
            let claims = engine.analyze(Document::new(text)).claims;
            let found = claims.iter().any(|claim| claim.kind == ClaimKind::Assertion);
            assert_eq!(found, states, "{reason}: {text}");
        }
    }
}
