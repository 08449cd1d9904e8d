//! Clauses that a noun of saying governs: "die Behauptung, dass …", "der Plan, … zu bauen".

use super::draft::{Draft, Ranges, Rule, single};
use super::phrase::Reach;
use super::scene::Scene;
use super::word_list::List;
use crate::nlp::analysis::ClaimKind;
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::ClauseKind;
use crate::nlp::syntax::segment::Separator;
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::Features;

impl Scene<'_> {
    /// The claims that nouns of saying frame in `unit`.
    pub(super) fn governed(&self, unit: &Unit, number: usize, taken: &[bool]) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        for (index, clause) in unit.clauses.iter().enumerate().skip(1) {
            let opens = match clause.kind {
                ClauseKind::That | ClauseKind::Infinitive => true,
                ClauseKind::Question => self.words.lower(clause.start()) == "ob",
                ClauseKind::Main => self.subjunctive(clause) && !self.verb_first(clause),
                _ => false,
            };
            if !opens || taken[index] || clause.coordinated {
                continue;
            }
            match clause.before {
                Separator::Comma => drafts.extend(self.governed_clause(unit, number, index)),
                Separator::Colon => drafts.extend(self.announced_clause(unit, number, index)),
                _ => {}
            }
        }
        drafts
    }

    fn governed_clause(&self, unit: &Unit, number: usize, index: usize) -> Option<Draft> {
        let comma = unit.clauses[index].start().checked_sub(1)?;
        let owner = unit.clauses[..index].iter().rposition(|c| c.segments.iter().any(|s| s.end == comma))?;
        let segment = unit.clauses[owner].segments.iter().find(|s| s.end == comma)?.clone();
        // The noun, or its genitive, stands right before the comma; a participle of the outer verb may follow it.
        let (noun, row) = (segment.start..comma).rev().take(8).find_map(|i| {
            let nouns = self.lexicon.nouns(self.word(i));
            let row =
                nouns.iter().copied().find(|&n| self.lexicon.entry(n).complement.intersects(Complement::CLAUSE))?;
            self.words.features(i).has(Features::NOUN).then_some((i, row))
        })?;
        let attribute = self.phrases.noun_phrase(noun, comma, Reach::Phrase)?;
        let behind = (attribute.end..comma).all(|i| {
            self.words
                .features(i)
                .intersects(Features::PARTICIPLE | Features::INFINITIVE | Features::ADVERB | Features::PUNCTUATION)
        });
        if !behind {
            return None;
        }
        let entry = self.lexicon.entry(row);
        let clauses = subtree(unit.clauses, index);
        let mut draft = Draft::new(ClaimKind::Indirect, self.trim(&Self::cover(unit, &clauses)), number);
        let first = noun.saturating_sub(3).max(segment.start);
        let determiner = (first..noun)
            .rev()
            .take_while(|&i| self.words.features(i).intersects(Features::DETERMINER | Features::ADJECTIVE));
        let start = determiner.last().unwrap_or(noun);
        draft.cue = (start..=noun).collect();
        draft.lemma = Some(entry.lemma.to_string());
        draft.speaker = self.owner_of(noun, &attribute).unwrap_or_else(|| self.subject_beside(unit, owner, noun));
        draft.frame = self.frame_of(unit, owner, &draft.content);
        draft.medium = entry.medium;
        draft.certainty = entry.certainty;
        draft.rule = Rule::Noun;
        Some(draft)
    }

    /// "Das Argument des Ministers: Der Export brauche Luft." A noun of saying without a verb before a colon.
    fn announced_clause(&self, unit: &Unit, number: usize, index: usize) -> Option<Draft> {
        let colon = unit.clauses[index].start().checked_sub(1)?;
        let before = unit.clauses[..index].iter().rposition(|c| c.end() == colon)?;
        let clause = &unit.clauses[before];
        if clause.finite.is_some() || clause.kind == ClauseKind::Quoted || clause.segments.len() > 1 {
            return None;
        }
        let phrase = self.phrases.noun_phrase(clause.start(), colon, Reach::Phrase).filter(|p| p.end == colon)?;
        let noun = phrase.clone().find(|&i| self.words.features(i).has(Features::NOUN))?;
        let nouns = self.lexicon.nouns(self.word(noun));
        let row = nouns.iter().copied().find(|&n| self.lexicon.entry(n).complement.intersects(Complement::CLAUSE))?;
        let entry = self.lexicon.entry(row);
        let clauses: Vec<usize> = (index..Self::sentence_clauses(unit, index).end).collect();
        let mut draft = Draft::new(ClaimKind::Indirect, self.trim(&Self::cover(unit, &clauses)), number);
        draft.cue = vec![noun];
        draft.lemma = Some(entry.lemma.to_string());
        draft.speaker = self.owner_of(noun, &phrase).or_else(|| self.possessor(phrase.start)).unwrap_or_default();
        draft.frame = single(phrase.start..colon + 1);
        draft.medium = entry.medium;
        draft.certainty = entry.certainty;
        draft.rule = Rule::Noun;
        Some(draft)
    }

    /// "Seine Sorge": the word for whose it is.
    fn possessor(&self, i: usize) -> Option<Ranges> {
        matches!(self.words.lower(i), "sein" | "seine" | "ihr" | "ihre").then(|| single(i..i + 1))
    }

    /// "die Forderung der Grünen", "die Ansicht von Ökonomen".
    fn owner_of(&self, noun: usize, phrase: &std::ops::Range<usize>) -> Option<Ranges> {
        let first = noun + 1;
        if first >= phrase.end {
            return None;
        }
        let preposition = usize::from(self.words.features(first).has(Features::PREPOSITION));
        let genitive = self.words.features(first).intersects(Features::DETERMINER | Features::NAME) || preposition == 1;
        genitive.then(|| single(first + preposition..phrase.end))
    }

    /// "X äußerte die Vermutung": the subject, unless the noun itself is it.
    fn subject_beside(&self, unit: &Unit, owner: usize, noun: usize) -> Ranges {
        // "wehrt sich gegen den Vorwurf, …": somebody else's.
        let first = (noun.saturating_sub(3)..noun).find(|&i| self.words.features(i).has(Features::PREPOSITION));
        let others = first.is_some_and(|i| !List::BesideOwnNoun.holds(self.words.lower(i)));
        if others {
            return Ranges::new();
        }
        let subject = self.phrases.subject(unit.clauses, owner);
        let empty = |r: &std::ops::Range<usize>| matches!(self.words.lower(r.start), "es" | "das" | "dies" | "wir");
        if subject.first().is_some_and(empty) || self.says_nobody(&subject) {
            return Ranges::new();
        }
        if !subject.iter().any(|r| r.contains(&noun)) {
            return subject;
        }
        subject.first().and_then(|r| self.possessor(r.start)).unwrap_or_default()
    }
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
            ("Kern wehrt sich gegen den Vorwurf, er habe gelogen.", Some(("er habe gelogen", ""))),
        ]);
    }
}
