//! Who a noun means: "der Minister", "die Juristin", "der 34-Jährige"; for organisations see [`super::organisation_anaphora`].
//!
//! First the words beside the names tell it, then the sort of person, at last who the text is about at
//! that place. More than one it can be is nobody.

use std::ops::Range;

use super::draft::Draft;
use super::resolve::{Named, Resolved, Resolver};
use super::word_list::List;
use crate::nlp::analysis::{Entity, EntityType, ResolvedBy};
use crate::nlp::lexicon::Gender;
use crate::nlp::lexicon::subtypes;
use crate::nlp::syntax::words::Features;

/// How many names back a noun is looked for.
const FAR: usize = 400;

/// Nouns for offices that stand beside the name in other words; all masculine.
const OFFICES: [(List, List); 9] = [
    (List::MinistryChiefs, List::Ministers),
    (List::MunicipalChiefs, List::Mayors),
    (List::GovernmentChiefs, List::HeadsOfGovernment),
    (List::CompanyChiefs, List::HeadsOfCompany),
    (List::AssociationChiefs, List::HeadsOfAssociation),
    (List::Coaches, List::CoachRoles),
    (List::Keepers, List::KeeperRoles),
    (List::AgencyChiefs, List::HeadsOfAgency),
    (List::Unionists, List::UnionRoles),
];

/// Nouns for a sort of person, with the subtype they tell.
const SORTS: [(List, &str); 7] = [
    (List::Politicians, subtypes::POLITICIAN),
    (List::Scientists, subtypes::SCIENTIST),
    (List::Executives, subtypes::EXECUTIVE),
    (List::Journalists, subtypes::JOURNALIST),
    (List::Artists, subtypes::ARTIST),
    (List::Athletes, subtypes::ATHLETE),
    (List::Clerics, subtypes::CLERIC),
];

impl Resolver<'_> {
    /// The one entity the noun of the phrase means.
    pub(super) fn by_noun(&self, draft: &Draft, entities: &[Entity], before: Option<usize>) -> Option<Resolved> {
        let text = self.text();
        let speaker = draft.voice().first()?;
        let article = text.lower(speaker.start);
        let definite = List::Definite.holds(article);
        // "…, so die Warnung": of whoever spoke before.
        let own_words = speaker.len() == 2 && self.scene.cues.speaks_for(speaker.start + 1);
        if own_words && definite && draft.lemma.as_deref() == Some("so") {
            let spoke = before.filter(|&e| self.is_close(draft, e))?;
            return Some(Resolved { entity: spoke, by: ResolvedBy::Nominal });
        }
        let head = speaker.clone().find(|&i| text.features(i).has(Features::NOUN) && !self.scene.cues.speaks_for(i));
        let aged = speaker.clone().next_back().filter(|&i| is_aged(text.lower(i)));
        let found = if let Some(aged) = aged.filter(|_| definite && speaker.len() < 4) {
            self.aged(draft, aged, entities, before)
        } else {
            let head = head?;
            // "Angaben einer Gewerkschaft": any; but "einer Mitteilung der Gewerkschaft".
            let source = speaker.clone().take_while(|&i| i < head).find(|&i| self.scene.cues.speaks_for(i));
            let some = source.is_some_and(|s| (s..head).any(|i| text.lower(i).starts_with("ein")));
            if some || !definite && source.is_none() || self.has_attribute(head + 1..speaker.end) {
                return None;
            }
            self.person(draft, head, entities, before).or_else(|| self.organization(draft, head, entities))
        };
        found.map(|entity| Resolved { entity, by: ResolvedBy::Nominal })
    }

    /// "der Anwalt des Opfers", "die Behörde in Bonn": the noun is told apart by more words.
    fn has_attribute(&self, behind: Range<usize>) -> bool {
        behind.into_iter().any(|i| {
            let features = self.text().features(i);
            features.intersects(Features::DETERMINER | Features::PREPOSITION | Features::COORDINATOR)
        })
    }

    /// "der 34-Jährige": who the text is about.
    fn aged(&self, draft: &Draft, noun: usize, entities: &[Entity], before: Option<usize>) -> Option<usize> {
        let female = match self.text().lower(draft.voice().first()?.start) {
            "der" => self.text().lower(noun).ends_with('n'),
            "die" if self.text().lower(noun).ends_with('e') => true,
            _ => return None,
        };
        self.in_focus(draft, before, entities, Some(female)).filter(|&e| self.is_close(draft, e))
    }

    /// The first token of the second sentence before.
    pub(super) fn close_from(&self, draft: &Draft) -> usize {
        self.scene.units.get(draft.unit.saturating_sub(2)).map_or(0, |u| u.tokens.start)
    }

    /// Whether the entity is named in the same sentence or the two before.
    pub(super) fn is_close(&self, draft: &Draft, entity: usize) -> bool {
        let from = self.close_from(draft);
        self.names_before(draft).iter().rev().take_while(|n| n.tokens.start >= from).any(|n| n.entity == entity)
    }

    /// "der ecuadorianische Präsident" is not "Uruguays Präsident Vázquez": the word for the land is another.
    fn of_other_land(&self, draft: &Draft, named: &Named) -> bool {
        let text = self.text();
        let land = |i: &usize| is_of_land(text.lower(*i));
        let Some(told) = draft.voice().first().and_then(|r| r.clone().find(land)) else { return false };
        let told = text.lower(told);
        let first = named.tokens.start.saturating_sub(4);
        let place = |i: usize| {
            let at = self.names.partition_point(|n| n.tokens.start < i);
            self.names.get(at).is_some_and(|n| n.tokens.start == i && n.kind == EntityType::Location)
        };
        let beside: Vec<&str> =
            (first..named.tokens.start).filter(|i| land(i) || place(*i)).map(|i| text.lower(i)).collect();
        let alike = |word: &&str| word.chars().take(3).eq(told.chars().take(3));
        !beside.is_empty() && !beside.iter().any(alike)
    }

    /// The names before the speaker, the nearest last.
    pub(super) fn names_before(&self, draft: &Draft) -> &[Named] {
        let start = draft.voice().first().map_or(0, |r| r.start);
        let known = self.names.partition_point(|n| n.tokens.start < start);
        &self.names[known.saturating_sub(FAR)..known]
    }

    fn person(&self, draft: &Draft, head: usize, entities: &[Entity], before: Option<usize>) -> Option<usize> {
        let text = self.text();
        let noun = text.lower(head);
        let role = self.scene.lexicon.nouns.role(text.word(head));
        let female = role.and_then(|r| r.gender).map(|g| g == Gender::Feminine).or_else(|| {
            let told = noun.ends_with("chef") || noun.ends_with("chefin");
            told.then(|| noun.ends_with("in"))
        });
        // "die Forscher": several.
        let article = text.lower(draft.voice().first()?.start);
        if female == Some(false) && matches!(article, "die" | "den" | "diese") {
            return None;
        }
        let names = self.names_before(draft);
        let plain = masculine(noun);
        let (group, kind) = plain.rsplit_once('-').unwrap_or(("", plain));
        let of_group = |n: &Named| group.is_empty() || n.roles.iter().any(|r| r.starts_with(group));
        let holds = |n: &Named, words: List| n.roles.iter().any(|r| words.is_end_of(masculine(r)));
        let office = OFFICES.iter().find(|(nouns, _)| nouns.holds(kind)).map(|o| o.1);
        let sort = SORTS.iter().find(|(nouns, _)| nouns.is_end_of(kind)).map(|s| s.1);
        let same_word = |n: &Named| n.roles.iter().any(|r| is_same_role(r, noun));
        let same_party = |n: &Named| {
            let party = |r: &String| r.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
            sort == Some(subtypes::POLITICIAN) && List::Parties.holds(group) && n.roles.iter().any(party)
        };
        let of_sort = |n: &Named| {
            let told = entities[n.entity].subtype.as_deref();
            sort.is_some_and(|s| told == Some(s)) && of_group(n)
        };
        let tests: [&dyn Fn(&Named) -> bool; 4] =
            [&same_word, &|n| office.is_some_and(|o| holds(n, o)), &same_party, &of_sort];
        let fits = |n: &&Named| self.may_be(n.entity, entities, female) && !self.of_other_land(draft, n);
        for test in tests {
            let mut found: Vec<usize> = names.iter().filter(|n| test(n) && fits(n)).map(|n| n.entity).collect();
            found.sort_unstable();
            found.dedup();
            match found[..] {
                [] => {}
                [one] => return Some(one),
                _ => return self.in_focus(draft, before, entities, female).filter(|e| found.contains(e)),
            }
        }
        let trade = List::Trades.is_end_of(kind);
        let bare = draft.voice().first().is_some_and(|r| head == r.start + 1 && r.end == head + 1);
        let of_party = List::Parties.holds(group) && sort == Some(subtypes::POLITICIAN);
        if !bare || !(trade || sort.is_some() || office.is_some()) || !group.is_empty() && !of_party {
            return None;
        }
        let focus = self.in_focus(draft, before, entities, female).filter(|&e| self.is_close(draft, e))?;
        // An office that stands beside somebody's name in other words is another's.
        let other_office = office.is_some()
            && !trade
            && names
                .iter()
                .any(|n| n.entity == focus && n.roles.iter().any(|r| self.scene.lexicon.nouns.role(r).is_some()));
        let other_sort = sort.is_some_and(|s| entities[focus].subtype.as_deref().is_some_and(|told| told != s));
        let other_party = of_party && names.iter().any(|n| n.entity == focus && is_of_other_party(n, group));
        (!other_office && !other_sort && !other_party).then_some(focus)
    }
}

/// "FDP-Chef" and "Kern (FDP)" when "SPD" is asked for.
fn is_of_other_party(named: &Named, party: &str) -> bool {
    let party_of = |role: &String| {
        let first = role.split('-').next().unwrap_or_default();
        List::Parties.holds(first) && first != party
    };
    named.roles.iter().any(party_of)
}

/// "Umweltministerin" and "Ministerin"; but a "Staatsanwalt" is no "Anwalt", a "Vizepräsident" no "Präsident".
fn is_same_role(role: &str, noun: &str) -> bool {
    let other = |long: &str, short: &str| {
        let first = long.strip_suffix(short).unwrap_or_default();
        List::Unlike.holds(first) || first.starts_with("vize") || first.ends_with("staats") && short.starts_with("anw")
    };
    if let (Some(role), Some(noun)) = (interim(role), interim(noun)) {
        return is_same_role(role, noun) || List::Coaches.holds(noun) && List::CoachRoles.is_end_of(role);
    }
    role == noun
        || role.ends_with(noun) && noun.len() > 4 && !other(role, noun)
        || noun.ends_with(role) && role.len() > 4 && !other(noun, role)
}

/// "Interimstrainer", "Übergangstrainer": for a time.
fn interim(noun: &str) -> Option<&str> {
    let rest = noun.strip_prefix("interims").or_else(|| noun.strip_prefix("übergangs"))?;
    Some(rest.trim_start_matches('-'))
}

/// "Ressortchefin" and "Ressortchef" are one office.
fn masculine(noun: &str) -> &str {
    noun.strip_suffix("in").filter(|n| n.len() > 3).unwrap_or(noun)
}

/// "ecuadorianische", "deutscher"
fn is_of_land(lower: &str) -> bool {
    let stem = lower.trim_end_matches(['e', 'r', 'n', 'm', 's']);
    stem.ends_with("isch") || stem == "deutsch"
}

/// "34-jährige", "34-jähriger"
fn is_aged(lower: &str) -> bool {
    ["-jährige", "-jähriger", "-jährigen"].iter().any(|e| lower.ends_with(e))
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check_speaker;

    #[test]
    fn a_noun_means_the_person_whose_office_or_trade_it_is() {
        check_speaker(&[
            ("Umweltministerin Carla Ebner kam. Die Ressortchefin forderte mehr Geld.", Some("Carla Ebner")),
            ("Trainer Alexander Straus kam. Der Coach forderte mehr Geld.", Some("Alexander Straus")),
            ("Justizminister Moritz Körner kam. Es brauche Zeit, so der CDU-Politiker.", Some("Moritz Körner")),
            ("Trainer Alexander Straus kam. Der Rathauschef forderte mehr Geld.", None),
            ("Minister Moritz Körner (SPD) kam. Es brauche Zeit, so der CDU-Politiker.", None),
            ("Ada Kern (SPD) kam. Es brauche Zeit, so die SPD-Politikerin.", Some("Ada Kern")),
            ("Trainer Jonas Kern ging. Der Interimstrainer forderte mehr Geld.", None),
            ("Interimstrainer Jonas Kern kam. Der Übergangscoach forderte mehr Geld.", Some("Jonas Kern")),
            ("Siemens sagte, es regne. Der Zug fahre nicht, so die Begründung.", Some("Siemens")),
            ("Minister Jonas Kern kam. Die Forscher forderten mehr Geld.", None),
        ]);
    }
}
