//! Mentions of one thing become one entity: variants, surnames, genitives, acronyms.

use std::collections::HashMap;

use super::acronym::Link;
use super::bearers::{self, ByPart};
use super::candidate::{Candidate, Source};
use super::lists::List;
use super::order::Order;
use super::words::Words;
use super::{canonical_name, cluster_type, company, derived, variant};
use crate::nlp::analysis::{EntityId, EntityType};
use crate::nlp::lexicon::fold::{self, BuildFold};
use crate::nlp::lexicon::subtypes;
use crate::text::Span;

/// Mentions that name one thing.
#[derive(Debug)]
pub(super) struct Cluster {
    pub kind: EntityType,
    pub subtype: String,
    pub name: String,
    pub wikidata: Option<String>,
    pub entry: Option<u32>,
    /// The id that the user has given it.
    pub user_id: Option<EntityId>,
    pub mentions: Vec<Candidate>,
}

/// Groups `chosen` candidates, in text order, into clusters, in the order of their first mention. `beside` are known
/// places inside and outside of those: they start nothing that others could be taken for.
pub(super) fn merge(words: &Words<'_>, chosen: &[Candidate], links: &[Link], beside: &[Candidate]) -> Vec<Cluster> {
    let mut merger = Merger {
        words,
        clusters: Vec::new(),
        by_key: HashMap::default(),
        by_inflected: HashMap::default(),
        by_part: ByPart::default(),
        by_start: HashMap::default(),
    };
    let Order { full, double, single } = Order::of(words, chosen);
    for candidate in full {
        merger.add(candidate);
    }
    for candidate in double.into_iter().chain(single) {
        merger.add_single(candidate);
    }
    for link in links {
        merger.unite(*link);
    }
    for candidate in beside.iter().filter(|c| c.is_bounded()) {
        merger.add(*candidate);
    }
    let mut clusters = merger.clusters;
    clusters.retain(|cluster| !cluster.mentions.is_empty());
    for cluster in &mut clusters {
        cluster.mentions.sort_by_key(|m| m.span);
        cluster.mentions.dedup_by_key(|m| m.span);
        cluster_type::settle(words, cluster);
    }
    clusters.sort_by_key(|c| c.mentions.first().map(|m| m.span));
    clusters
}

/// Names of things nobody knows: of people and places, endings are part of the name.
fn may_be_inflected(candidate: &Candidate) -> bool {
    candidate.entry.is_none() && !matches!(candidate.kind, EntityType::Person | EntityType::Location)
}

struct Merger<'w, 'a> {
    words: &'w Words<'a>,
    clusters: Vec<Cluster>,
    /// By lexicon entry, or by folded name.
    by_key: HashMap<u64, usize, BuildFold>,
    /// Things with a name of several words, by that without its endings.
    by_inflected: HashMap<u64, usize, BuildFold>,
    /// By parts of names of several words.
    by_part: ByPart,
    /// By the start of a mention.
    by_start: HashMap<u64, usize, BuildFold>,
}

impl Merger<'_, '_> {
    fn add(&mut self, candidate: Candidate) {
        if let Some(surname) = candidate.surname {
            self.add_coordinated(candidate, surname);
            return;
        }
        let entry = candidate.entry.or_else(|| company::known(self.words, &candidate));
        let candidate = Candidate { entry, ..candidate };
        let surface = surface(self.words, &candidate);
        let (key, name) = if let Some(entry) = candidate.entry {
            (key_of_entry(entry), String::new())
        } else {
            let name = canonical_name::of(self.words, &candidate, surface);
            let core = company::core(self.words, &candidate).filter(|_| name == surface).unwrap_or(&name);
            (self.key_of_unknown(core), name)
        };
        let known = self.by_key.get(&key).copied().or_else(|| self.same_person(&candidate, &name));
        let found = known.or_else(|| self.inflected(&candidate, &name)).or_else(|| self.longer(&candidate, &name));
        let part = self.key_of_part(&candidate, surface);
        let cluster = match found.or_else(|| self.by_key.get(&part?).copied()) {
            Some(cluster) => {
                self.by_key.insert(key, cluster);
                cluster
            }
            None => self.open(key, &candidate, name),
        };
        if let Some(part) = part {
            self.by_key.entry(part).or_insert(cluster);
        }
        self.put(cluster, candidate);
    }

    /// The part of a town is the same without the town: "Köpenick" of "Berlin-Köpenick".
    fn key_of_part(&self, candidate: &Candidate, surface: &str) -> Option<u64> {
        let (town, part) = surface.split_once('-').filter(|_| candidate.kind == EntityType::Location)?;
        let of_parts = |name: &str| self.words.lists.marks(name).on(List::TownOfParts);
        let known = derived::known_place(self.words, part);
        (of_parts(town) && !of_parts(part)).then(|| known.map_or_else(|| fold::key(part), key_of_entry))
    }

    /// The person of the text with this surname and a variant of the given name; shown by the longer of both names, unless
    /// the lexicon knows the person.
    fn same_person(&mut self, candidate: &Candidate, name: &str) -> Option<usize> {
        if candidate.kind != EntityType::Person || candidate.entry.is_some() {
            return None;
        }
        let (given, surname) = name.rsplit_once(' ')?;
        let people = &self.words.lexicon.people;
        let mut bearers = self.by_part.surname.of(fold::key(surname)).iter().copied();
        let index = bearers.find(|index| variant::may_be_one_person(people, &self.clusters[*index].name, name))?;
        let cluster = &mut self.clusters[index];
        if cluster.entry.is_none() && cluster.name.len() < name.len() {
            name.clone_into(&mut cluster.name);
        }
        self.by_part.given.add(given.split_once(' ').map_or(given, |(first, _)| first), index);
        Some(index)
    }

    /// The thing of the text whose name has other endings: "des Rotary Clubs Eschnerberg". It is shown by the shorter of
    /// both names.
    fn inflected(&mut self, candidate: &Candidate, name: &str) -> Option<usize> {
        let key = variant::without_endings(name).filter(|_| may_be_inflected(candidate))?;
        let index = self.by_inflected.get(&key).copied()?;
        let cluster = self.clusters.get_mut(index).filter(|cluster| cluster.kind == candidate.kind)?;
        if cluster.name.len() > name.len() {
            name.clone_into(&mut cluster.name);
        }
        Some(index)
    }

    /// The organisation of the text whose longer name begins with this one: "Rotary Club" of the "Rotary Club Eschnerberg".
    fn longer(&self, candidate: &Candidate, name: &str) -> Option<usize> {
        let organization = candidate.kind == EntityType::Organization && candidate.entry.is_none();
        let bearers = self.by_part.beginning.of(fold::key(name));
        bearers::meant(bearers, &self.clusters).filter(|_| organization && name.contains(' '))
    }

    fn put(&mut self, cluster: usize, candidate: Candidate) {
        self.clusters[cluster].mentions.push(candidate);
        self.by_start.insert(candidate.span.start as u64, cluster);
    }

    /// A given name that shares the surname of another.
    fn add_coordinated(&mut self, candidate: Candidate, surname: Span) {
        let text = self.words.layers.text;
        let name = format!("{} {}", candidate.span.of(text), surname.of(text));
        let names = &self.words.lexicon.names;
        let mut entries = names.forms_of(&name).map(|form| names.form(form).entry);
        let known = entries.find(|entry| names.entry(*entry).kind == EntityType::Person);
        let key = known.map_or_else(|| fold::key(&name), key_of_entry);
        let cluster = match self.by_key.get(&key) {
            Some(cluster) => *cluster,
            None => self.open(key, &Candidate { entry: known, ..candidate }, name),
        };
        self.put(cluster, candidate);
    }

    /// A spelling with a genitive -s meets the one without it; a company with its legal form the one without, and a web
    /// address as a name the name.
    fn key_of_unknown(&self, core: &str) -> u64 {
        let key = fold::key(core);
        if self.by_key.contains_key(&key) {
            return key;
        }
        let shorter = [core.strip_suffix('s'), variant::without_domain(core)];
        let mut shorter = shorter.into_iter().flatten().map(fold::key);
        shorter.find(|shorter| self.by_key.contains_key(shorter)).unwrap_or(key)
    }

    fn open(&mut self, key: u64, candidate: &Candidate, name: String) -> usize {
        let index = self.clusters.len();
        let (name, subtype, wikidata, user_id) = match candidate.entry {
            Some(entry) => {
                let entry = self.words.lexicon.names.entry(entry).clone();
                (entry.name, entry.subtype, entry.wikidata, entry.user_id)
            }
            None => (name, String::new(), None, None),
        };
        let club = [subtype.as_str(), candidate.subtype].contains(&subtypes::CLUB);
        self.by_part.note(&self.words.lexicon.people, candidate.kind, club, &name, index);
        if let Some(key) = variant::without_endings(&name).filter(|_| may_be_inflected(candidate)) {
            self.by_inflected.insert(key, index);
        }
        self.by_key.insert(key, index);
        if let Some(bare) = variant::without_domain(&name) {
            self.by_key.entry(fold::key(bare)).or_insert(index);
        }
        let Candidate { kind, entry, .. } = *candidate;
        self.clusters.push(Cluster { kind, subtype, name, wikidata, entry, user_id, mentions: Vec::new() });
        index
    }

    /// A surname, which may have two words, or a given name alone: the one person of the text who bears it, or somebody of their own.
    fn add_single(&mut self, candidate: Candidate) {
        let surface = surface(self.words, &candidate);
        if candidate.entry.is_some_and(|e| self.by_key.contains_key(&key_of_entry(e))) {
            // The known person is named in full as well.
            self.add(candidate);
            return;
        }
        if candidate.kind == EntityType::Person || candidate.source == Source::Model {
            let stem = surface.strip_suffix('s').map(|s| s.trim_end_matches(['\'', '’']));
            for form in [Some(surface), stem].into_iter().flatten() {
                let key = fold::key(form);
                let (surname, given) = (self.by_part.surname.of(key), self.by_part.given.of(key));
                // "Lee" of Bruce Lee and Lee Jae-myung: where it is no given name, nobody can tell.
                let apart = !given.is_empty() && surname != given && self.words.lexicon.people.given(form).is_none();
                if !surname.is_empty() && apart {
                    break;
                }
                let bearers = if surname.is_empty() { given } else { surname };
                if let Some(cluster) = bearers::meant(bearers, &self.clusters) {
                    self.put(cluster, candidate);
                    return;
                }
            }
        }
        // "MSV" of the one "MSV Duisburg", "Bauernverband" of the one "Thüringer Bauernverband".
        let key = fold::key(surface);
        let longer = bearers::meant(self.by_part.beginning.of(key), &self.clusters)
            .filter(|_| candidate.entry.is_none())
            .or_else(|| bearers::meant(self.by_part.last_word.of(key), &self.clusters))
            .or_else(|| self.club_of(&candidate, key));
        match longer.filter(|_| candidate.kind == EntityType::Organization && !self.by_key.contains_key(&key)) {
            Some(cluster) => self.put(cluster, candidate),
            None => self.add(candidate),
        }
    }

    /// The one club of the text with this word in its name: "Augsburg" that plays is the "FC Augsburg".
    fn club_of(&self, candidate: &Candidate, key: u64) -> Option<usize> {
        let is_club = candidate.subtype == subtypes::CLUB && candidate.entry.is_none();
        bearers::meant(self.by_part.town.of(key), &self.clusters).filter(|_| is_club)
    }

    /// The text explains an acronym otherwise than the lexicon: "Bürger für Ravensburg (`BfR`)".
    fn otherwise(&self, short: usize, long: usize) -> bool {
        let (short, long) = (&self.clusters[short], &self.clusters[long]);
        let other_words = short.name.contains(' ') && !variant::share_word(&short.name, &long.name);
        // The "Institut für Arbeitsschutz (IFA)" is no fair.
        let other_kind = !short.name.contains(' ') && long.kind != short.kind && long.kind == EntityType::Organization;
        short.user_id.is_none() && (other_words || other_kind)
    }

    /// An acronym and its long form are one; the known one of both keeps its name, that of the user first.
    fn unite(&mut self, (short, long): Link) {
        let (Some(short), Some(long)) = (self.by_start.get(&(short as u64)), self.by_start.get(&(long as u64))) else {
            return;
        };
        let (mut from, mut to) = (*short, *long);
        if from == to {
            return;
        }
        let known = |cluster: usize| (self.clusters[cluster].user_id.is_some(), self.clusters[cluster].entry.is_some());
        if known(from) > known(to) && !self.otherwise(from, to) {
            std::mem::swap(&mut from, &mut to);
        }
        let otherwise = known(from) > known(to);
        let kind = self.clusters[to].kind;
        let mut moved = std::mem::take(&mut self.clusters[from].mentions);
        for mention in &mut moved {
            self.by_start.insert(mention.span.start as u64, to);
            if otherwise {
                (mention.kind, mention.subtype) = (kind, "");
            }
        }
        self.clusters[to].mentions.extend(moved);
    }
}

fn key_of_entry(entry: u32) -> u64 {
    fold::push(fold::push(u64::from(entry), 2), 3)
}

pub(super) fn surface<'a>(words: &Words<'a>, candidate: &Candidate) -> &'a str {
    let surface = candidate.span.of(words.layers.text);
    if candidate.genitive { surface.strip_suffix('s').unwrap_or(surface) } else { surface }
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::testing::check_whole;

    #[test]
    fn mentions_of_one_thing_are_one_entity() {
        check_whole(&[
            ("Die Brückner GmbH baut. Brückner plant.", "Brückner GmbH/organization company: Brückner GmbH, Brückner"),
            (
                "Ada Kern kam. Otto Kern ging. Kern blieb.",
                "Ada Kern/person: Ada Kern; Otto Kern/person: Otto Kern; Kern/person: Kern",
            ),
            ("Ada Kerns Haus brennt. Ada Kern kam.", "Ada Kern/person: Ada Kerns, Ada Kern"),
            (
                "Der Sprecher des Weißen Hauses kam. Das Weiße Haus schwieg.",
                "Weißes Haus/location place: Weißen Hauses, Weiße Haus",
            ),
            (
                "Alex Wiemers kam. Am Abend ging Alexander Wiemers. Wiemers schwieg.",
                "Alexander Wiemers/person: Alex Wiemers, Alexander Wiemers, Wiemers",
            ),
            (
                "Martin Wiemers kam. Martina Wiemers ging. Wiemers schwieg.",
                "Martin Wiemers/person: Martin Wiemers; Martina Wiemers/person: Martina Wiemers; Wiemers/person: Wiemers",
            ),
            (
                "Pedro Gómez Ruiz kam. Am Abend ging Gómez Ruiz.",
                "Pedro Gómez Ruiz/person: Pedro Gómez Ruiz, Gómez Ruiz",
            ),
            (
                "Ada Kern kam. Ada Kern sprach. Ada Kern ging. Otto Kern blieb. Kern schwieg.",
                "Ada Kern/person: Ada Kern, Ada Kern, Ada Kern, Kern; Otto Kern/person: Otto Kern",
            ),
            (
                "Der Rotary Club Quelmberg tagt. Der Rotary Club hilft.",
                "Rotary Club Quelmberg/organization club: Rotary Club Quelmberg, Rotary Club",
            ),
            (
                "Der Thüringer Bauernverband klagt. Der Bauernverband hofft.",
                "Thüringer Bauernverband/organization association: Thüringer Bauernverband, Bauernverband",
            ),
            (
                "In Berlin-Köpenick fiel der Strom aus. Köpenick blieb dunkel, Berlin hell.",
                "Köpenick/location place: Berlin-Köpenick, Köpenick; Berlin/location city: Berlin",
            ),
            (
                "Der FC Augsburg reist ab. Augsburg verlor 0:2, der Augsburg-Trainer schwieg. In Augsburg regnet es.",
                "FC Augsburg/organization club: FC Augsburg, Augsburg, Augsburg; Augsburg/location city: Augsburg",
            ),
            ("Dann kam Otto Quelms Klage. Otto Quelm ging.", "Otto Quelm/person: Otto Quelms, Otto Quelm"),
            ("Ada Quelms Amtszeit endet. Ada Quelms kam selbst.", "Ada Quelms/person: Ada Quelms, Ada Quelms"),
            (
                "Die Räte des Bundestages kamen, der Bundestag tagte.",
                "Bundestag/organization parliament: Bundestages, Bundestag",
            ),
            ("Dann bekam der Pilot Ada Quelms Probleme.", "Ada Quelms/person: Ada Quelms"),
            ("Das Blatt gehört der KGaA.", ""),
            (
                "Die Siemens Holding baut. Siemens plant.",
                "Siemens Holding/organization company: Siemens Holding; Siemens/organization company: Siemens",
            ),
            (
                "Die Siemens Aktiengesellschaft baut. Siemens plant, auch die Siemens AG.",
                "Siemens/organization company: Siemens Aktiengesellschaft, Siemens, Siemens AG",
            ),
            ("Ada Kern und Otto Andres kamen.", "Ada Kern/person: Ada Kern; Otto Andres/person: Otto Andres"),
            (
                "Der Läufer Otto „Moppi“ Quelm kam. Quelm siegte.",
                "Otto Quelm/person athlete: Otto „Moppi“ Quelm, Quelm",
            ),
            ("Der Bauernverband hofft.", "Deutscher Bauernverband/organization association: Bauernverband"),
            (
                "Karl Peter Kern kam. Am Abend ging Peter Kern.",
                "Karl Peter Kern/person: Karl Peter Kern; Peter Kern/person: Peter Kern",
            ),
        ]);
    }
}
