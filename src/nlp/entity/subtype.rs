//! Subtypes of things that the lexicon does not know: from a type noun in the name or before it.

use super::candidate::Candidate;
use super::company;
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::heads::Use;

/// The subtype that the words in and before the mentions give a thing of that type; empty where they say nothing.
pub(super) fn told(words: &Words<'_>, kind: EntityType, mentions: &[Candidate]) -> &'static str {
    if kind == EntityType::Person {
        return "";
    }
    let mentions = || mentions.iter().filter(|m| m.kind == kind && !m.part).take(MOST_MENTIONS);
    let inside = mentions().find_map(|m| (m.first..m.end).find_map(|i| of_word(words, kind, m, i)));
    let before = || {
        mentions().find_map(|m| {
            let before = words.before(m.first).filter(|b| words.upper(*b))?;
            noun(words, kind, before)
        })
    };
    inside.or_else(before).unwrap_or_default()
}

const MOST_MENTIONS: usize = 16;

fn of_word(words: &Words<'_>, kind: EntityType, mention: &Candidate, i: usize) -> Option<&'static str> {
    if kind == EntityType::Organization {
        let word = words.word(i);
        if company::ends_name(words, i) {
            return Some(if matches!(word, "e.V." | "eV") { "association" } else { "company" });
        }
        if mention.end - mention.first > 1 {
            if words.on(i, List::HeadOrganization) {
                return Some(words.lexicon.heads.exact(Use::Foreign, word).map_or("company", |head| head.subtype));
            }
            if words.on(i, List::ClubPrefix) {
                return Some("club");
            }
        }
    }
    noun(words, kind, i)
}

fn noun(words: &Words<'_>, kind: EntityType, i: usize) -> Option<&'static str> {
    let noun = words.lexicon.nouns.type_noun(words.word(i))?;
    (noun.kind == kind && !noun.subtype.is_empty()).then_some(noun.subtype)
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::testing::check_whole;

    #[test]
    fn a_type_noun_gives_an_unknown_thing_its_subtype() {
        check_whole(&[
            ("Die Brückner GmbH baut.", "Brückner GmbH/organization company: Brückner GmbH"),
            ("Der Fluss Quelm steigt.", "Quelm/location water: Quelm"),
            ("Der TSV Quelm gewann.", "TSV Quelm/organization club: TSV Quelm"),
        ]);
    }
}
