//! Which organisation a noun means: "das Unternehmen", "die Behörde", "der Verband".

use super::draft::Draft;
use super::resolve::{Named, REACH, Resolver};
use super::word_list::List;
use crate::nlp::analysis::{Entity, EntityType};
use crate::nlp::lexicon::subtypes;
use crate::nlp::morph::Gender;

impl Resolver<'_> {
    /// "das Unternehmen": by the word in or beside the name, by the subtype, or the only one near by.
    pub(super) fn organization(&self, draft: &Draft, head: usize, entities: &[Entity]) -> Option<usize> {
        let text = self.text();
        let article = text.lower(draft.voice().first()?.start);
        let noun =
            self.scene.lexicon.nouns.type_noun(text.word(head)).filter(|n| n.kind == EntityType::Organization)?;
        let feminine = text.layers.morphs[head].gender == Some(Gender::Feminine);
        // "die Unternehmen": several.
        if matches!(article, "den" | "diese") || article == "die" && !feminine {
            return None;
        }
        let lower = text.lower(head);
        let beside = ["tochter", "mutter", "schwester", "partner"].iter().any(|b| lower.starts_with(b));
        if beside || lower.ends_with("tochter") || List::OtherOrganisations.is_end_of(lower) {
            return None;
        }
        let stem = lower.strip_suffix('s').filter(|s| s.len() > 4 && article == "des").unwrap_or(lower);
        let start = draft.voice().first()?.start;
        let near = |n: &&Named| n.kind == EntityType::Organization && n.tokens.start + 2 * REACH > start;
        let names: Vec<&Named> = self.names_before(draft).iter().filter(near).collect();
        let close = self.close_from(draft);
        let word_tells = |n: &Named| {
            let inside = n.tokens.clone().any(|i| ends_alike(text.lower(i), stem));
            inside || n.roles.iter().any(|r| ends_alike(r, stem))
        };
        let subtype = |n: &Named| entities[n.entity].subtype.as_deref().unwrap_or_default();
        let same = |n: &Named| subtype(n) == noun.subtype && !tells_other(n, stem) && !is_wire(entities, n, stem);
        let alike = |n: &Named| {
            let group = group_of(noun.subtype);
            n.tokens.start >= close && (subtype(n).is_empty() || group.contains(&subtype(n))) && !tells_other(n, stem)
        };
        let sentence = self.scene.units.get(draft.unit.saturating_sub(1)).map_or(0, |u| u.tokens.start);
        // "das Ministerium" is only what is called so.
        let by_word = List::NamedSo.is_end_of(lower);
        let tests: [&dyn Fn(&Named) -> bool; 3] = [&word_tells, &same, &alike];
        for test in tests.into_iter().take(if by_word { 1 } else { 3 }) {
            let found: Vec<&Named> = names.iter().copied().filter(|n| test(n)).collect();
            let Some(last) = found.last() else { continue };
            if found.iter().all(|n| n.entity == last.entity) {
                return Some(last.entity);
            }
            // Of several the one the sentence before names.
            let here = found.iter().filter(|n| n.tokens.start >= sentence);
            return here.clone().all(|n| n.entity == last.entity).then_some(last.entity).filter(|_| here.count() > 0);
        }
        None
    }
}

/// "Netzbetreibers" and "Betreiber", "Ifo-Institut" and "Institut".
fn ends_alike(word: &str, noun: &str) -> bool {
    // A "Terrororganisation" is not called "die Organisation" beside another.
    if word.starts_with("terror") != noun.starts_with("terror") {
        return false;
    }
    let bare = word.strip_suffix('s').unwrap_or(word);
    noun.len() > 3 && (word.ends_with(noun) || bare.ends_with(noun)) || noun.ends_with(bare) && bare.len() > 4
}

/// A union is no "Verband", and a "Verein" no union, though they are of one sort.
fn tells_other(named: &Named, noun: &str) -> bool {
    named.roles.iter().any(|r| List::OrganisationSorts.end_of(r).is_some_and(|sort| !noun.ends_with(sort)))
}

/// A news agency that passes something on is not meant by "die Zeitung".
fn is_wire(entities: &[Entity], named: &Named, noun: &str) -> bool {
    let name = entities[named.entity].name.to_lowercase();
    List::Wires.holds(&name) && !noun.ends_with("agentur")
}

/// Subtypes that one noun may cover.
fn group_of(subtype: &str) -> &'static [&'static str] {
    match subtype {
        subtypes::ASSOCIATION => &[subtypes::NGO],
        subtypes::NGO => &[subtypes::CLUB],
        subtypes::AGENCY | subtypes::GOVERNMENT => &[subtypes::AGENCY, subtypes::GOVERNMENT],
        subtypes::INSTITUTE | subtypes::UNIVERSITY => &[subtypes::INSTITUTE, subtypes::UNIVERSITY],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check_speaker;

    #[test]
    fn a_noun_means_the_organisation_of_its_sort() {
        check_speaker(&[
            ("Siemens baut um. Der Konzern kündigte an, zu sparen.", Some("Siemens")),
            ("Siemens verhandelt mit der IG Metall. Die Gewerkschaft forderte mehr Geld.", Some("IG Metall")),
            ("Siemens verhandelt mit der IG Metall. Der Verein forderte mehr Geld.", None),
            ("Siemens baut um. Der Konkurrent forderte mehr Geld.", None),
        ]);
    }
}
