//! The author's own check-worthy statements: a figure, a comparison, a dated event; no speaker.

use super::draft::{Draft, Rule, single};
use super::scene::Scene;
use crate::nlp::analysis::{ClaimKind, Figure, FigureKind, Medium};
use crate::nlp::lexicon::closed::{Class, closed};
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::ClauseKind;
use crate::nlp::syntax::words::Features;

impl Scene<'_> {
    /// Sentences without any claim that state what can be checked.
    pub(super) fn assertions(&self, drafts: &[Draft], figures: &[Figure]) -> Vec<Draft> {
        let mut claimed = vec![false; self.layers.tokens.len()];
        for range in drafts.iter().flat_map(|d| d.content.iter().chain(&d.frame)) {
            claimed[range.clone()].fill(true);
        }
        let mut next = 0;
        let mut found = Vec::new();
        for (number, unit) in self.quotations.units.iter().enumerate() {
            let mut measured = false;
            let mut dated = false;
            while let Some(figure) = figures.get(next) {
                let token = self.layers.tokens_in(figure.span.start, figure.span.end).start;
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
            if free && self.is_statement(unit) && (measured || dated && self.tells_event(unit) || self.compares(unit)) {
                let mut draft = Draft::new(ClaimKind::Assertion, single(unit.tokens.clone()), number);
                draft.medium = Medium::Writing;
                draft.rule = if measured { Rule::Measured } else { Rule::Stated };
                found.push(draft);
            }
        }
        found
    }

    /// A main clause in the indicative that ends with a full stop.
    fn is_statement(&self, unit: &Unit) -> bool {
        let ends = unit.tokens.clone().next_back().is_some_and(|i| self.word(i) == ".");
        let first_person = unit.tokens.clone().any(|i| matches!(self.words.lower(i), "ich" | "wir" | "du"));
        let main = unit.clauses.iter().find(|c| c.kind == ClauseKind::Main && c.finite.is_some());
        ends && !first_person && main.is_some_and(|c| !self.subjunctive(c)) && unit.clauses.len() < 12
    }

    /// A past or perfect verb with a named actor or place.
    fn tells_event(&self, unit: &Unit) -> bool {
        let dated = |i: usize| {
            let classes = closed().of(self.word(i));
            classes.has(Class::Month) || classes.has(Class::Weekday)
        };
        let name = unit.tokens.clone().any(|i| self.words.features(i).has(Features::NAME) && !dated(i));
        let past = unit.clauses.iter().filter_map(|c| c.finite).any(|f| {
            self.words.features(f).has(Features::AUXILIARY)
                || self.layers.morphs[f].tense == Some(crate::nlp::morph::Tense::Past)
        });
        name && past
    }

    /// "größer als X", "mehr als doppelt so".
    fn compares(&self, unit: &Unit) -> bool {
        unit.tokens.clone().any(|i| {
            let lower = self.words.lower(i);
            let comparative =
                lower.len() > 5 && lower.ends_with("er") && self.words.features(i).has(Features::ADJECTIVE);
            comparative
                && self.words.lower(i + 1) == "als"
                && self.words.features(i + 2).intersects(Features::DETERMINER | Features::NOUN)
        })
    }
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
