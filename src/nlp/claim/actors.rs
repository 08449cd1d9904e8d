//! Which tokens name somebody who can speak: persons, organisations, media.

use std::collections::HashSet;

use super::word_list::List;
use crate::nlp::analysis::{Entity, EntityType, MentionKind};
use crate::nlp::document::Annotations;
use crate::nlp::lexicon::Lexicon;
use crate::nlp::lexicon::nouns::Nouns;
use crate::nlp::lexicon::subtypes;

/// What the entities of a text tell about its tokens.
pub(super) struct Actors<'a> {
    /// For each token whether it names a person or organisation.
    named: Vec<bool>,
    /// For each token whether it names a person.
    persons: Vec<bool>,
    /// The tokens that name media.
    media: HashSet<usize>,
    nouns: &'a Nouns,
}

impl<'a> Actors<'a> {
    pub(super) fn new(lexicon: &'a Lexicon, layers: &Annotations<'_>, entities: &[Entity]) -> Self {
        let mut actors = vec![false; layers.tokens.len()];
        let mut persons = actors.clone();
        let mut media = HashSet::new();
        for entity in entities.iter().filter(|e| matches!(e.kind, EntityType::Person | EntityType::Organization)) {
            for mention in entity.mentions.iter().filter(|m| m.kind != MentionKind::Derived) {
                let tokens = layers.tokens_in(mention.span.start, mention.span.end);
                if entity.kind == EntityType::Person {
                    persons[tokens.clone()].fill(true);
                }
                if entity.subtype.as_deref() == Some(subtypes::MEDIA) {
                    media.extend(tokens.clone());
                }
                actors[tokens].fill(true);
            }
        }
        Self { named: actors, persons, media, nouns: &lexicon.nouns }
    }

    /// Whether token `i` names a person or organisation.
    pub(super) fn names_actor(&self, i: usize) -> bool {
        self.named.get(i).copied().unwrap_or(false)
    }

    /// Whether token `i` names somebody who speaks, or the noun there is for one: "Trainer", "Polizei", "Konzern".
    pub(super) fn can_speak(&self, i: usize, word: &str) -> bool {
        self.names_actor(i)
            || self.nouns.role(word).is_some()
            || self.nouns.inflected_role(word).is_some()
            || self.nouns.type_noun(word).is_some_and(|noun| noun.kind == EntityType::Organization)
            || List::Groups.is_end_of(&word.to_lowercase())
    }

    /// "sagte die Forscherin der dpa": who told it to whom; but "die Chefin der dpa", "ein Reporter der dpa".
    pub(super) fn tells_media(&self, noun: &str, article: usize) -> bool {
        let told = self.media.contains(&(article + 1));
        let role = self.nouns.role(noun).filter(|_| told);
        role.is_some_and(|r| !matches!(r.subtype, subtypes::JOURNALIST | subtypes::EXECUTIVE))
    }

    /// Whether token `i` names a person.
    pub(super) fn is_person(&self, i: usize) -> bool {
        self.persons.get(i).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn an_agency_is_told_by_others_and_speaks_through_its_own() {
        check(&[
            ("Der Zug fahre, sagte die Forscherin der dpa.", Some(("Der Zug fahre", "die Forscherin"))),
            ("Der Zug fahre, sagte die Chefin der dpa.", Some(("Der Zug fahre", "die Chefin der dpa"))),
            ("Der Zug fahre, sagte ein Reporter der dpa.", Some(("Der Zug fahre", "ein Reporter der dpa"))),
            (
                "Der Zug fahre, sagte die Forscherin der Hochschule.",
                Some(("Der Zug fahre", "die Forscherin der Hochschule")),
            ),
        ]);
    }
}
