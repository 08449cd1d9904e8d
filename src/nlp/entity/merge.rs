//! Mentions of one thing become one entity: variants, surnames, genitives, acronyms.

use std::collections::HashMap;

use super::acronym::Link;
use super::candidate::{Candidate, Source, Standing};
use super::lists::List;
use super::words::Words;
use super::{canonical_name, subtype};
use crate::nlp::analysis::{EntityId, EntityType};
use crate::nlp::lexicon::fold::{self, BuildFold};
use crate::nlp::lexicon::nouns::{Role, TypeNoun};
use crate::nlp::lexicon::subtypes::{self, Trait};
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
        by_surname: HashMap::default(),
        by_given: HashMap::default(),
        by_start: HashMap::default(),
    };
    // Full names first, so that a surname that comes before them finds its person as well.
    let (mut later, mut double) = (Vec::new(), Vec::new());
    for candidate in chosen.iter().filter(|c| c.is_bounded()) {
        let single = candidate.end - candidate.first == 1 && candidate.surname.is_none();
        if single && (candidate.kind == EntityType::Person || candidate.entry.is_none()) {
            later.push(*candidate);
        } else if may_be_double(words, candidate) {
            double.push(*candidate);
        } else {
            merger.add(*candidate);
        }
    }
    for candidate in double.into_iter().chain(later) {
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
        finish(words, cluster);
    }
    clusters.sort_by_key(|c| c.mentions.first().map(|m| m.span));
    clusters
}

/// Notes that somebody bears a name; of two who share it nobody does.
fn bear(names: &mut HashMap<u64, Option<usize>, BuildFold>, word: &str, index: usize) {
    names.entry(fold::key(word)).and_modify(|known| *known = known.filter(|k| *k == index)).or_insert(Some(index));
}

/// Two words that are a surname, unless the first is a given name that nobody knows.
fn may_be_double(words: &Words<'_>, candidate: &Candidate) -> bool {
    let unknown = candidate.kind == EntityType::Person && candidate.entry.is_none() && candidate.surname.is_none();
    unknown && candidate.end - candidate.first == 2 && words.lexicon.people.given(words.word(candidate.first)).is_none()
}

struct Merger<'w, 'a> {
    words: &'w Words<'a>,
    clusters: Vec<Cluster>,
    /// By lexicon entry, or by folded name.
    by_key: HashMap<u64, usize, BuildFold>,
    /// People by folded surname; `None` where two share it.
    by_surname: HashMap<u64, Option<usize>, BuildFold>,
    /// People by folded given name; `None` where two share it.
    by_given: HashMap<u64, Option<usize>, BuildFold>,
    /// By the start of a mention.
    by_start: HashMap<u64, usize, BuildFold>,
}

impl<'a> Merger<'_, 'a> {
    fn add(&mut self, candidate: Candidate) {
        if let Some(surname) = candidate.surname {
            self.add_coordinated(candidate, surname);
            return;
        }
        let surface = surface(self.words, &candidate);
        let (key, name) = if let Some(entry) = candidate.entry {
            (key_of_entry(entry), String::new())
        } else {
            let name = canonical_name::of(self.words, &candidate, surface);
            let core = if name == surface { self.core(&candidate, surface) } else { name.as_str() };
            (self.key_of_unknown(core), name)
        };
        let cluster = match self.by_key.get(&key) {
            Some(cluster) => *cluster,
            None => self.open(key, &candidate, name),
        };
        self.put(cluster, candidate);
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

    /// The name of a company without its legal form.
    fn core<'s>(&self, candidate: &Candidate, surface: &'s str) -> &'s str
    where
        'a: 's,
    {
        let mut end = candidate.end;
        while end > candidate.first + 1 && self.words.on(end - 1, List::CompanyForm) {
            end -= 1;
        }
        if end < candidate.end {
            let last = self.words.layers.tokens[end - 1].span.end;
            &self.words.layers.text[candidate.span.start..last.max(candidate.span.start)]
        } else {
            surface
        }
    }

    /// A spelling with a genitive -s meets the one without it; a company with its legal form the one without.
    fn key_of_unknown(&self, core: &str) -> u64 {
        let key = fold::key(core);
        if !self.by_key.contains_key(&key)
            && let Some(stem) = core.strip_suffix('s')
        {
            let stemmed = fold::key(stem);
            if self.by_key.contains_key(&stemmed) {
                return stemmed;
            }
        }
        key
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
        if candidate.kind == EntityType::Person
            && let (Some((given, _)), Some((_, last))) = (name.split_once(' '), name.rsplit_once(' '))
        {
            // "Kim Jong-un": a Korean surname comes first.
            let (given, last) = if eastern(last) { (last, given) } else { (given, last) };
            // "Ana Lopez Garcia" comes again as "Lopez Garcia", "Karl Peter Voss" as "Voss".
            let both = name.split_once(' ').map(|(_, rest)| rest).filter(|rest| {
                let first = rest.split_once(' ').map(|(first, _)| first);
                first.is_some_and(|first| self.words.lexicon.people.given(first).is_none())
            });
            for surname in [Some(last), both].into_iter().flatten() {
                bear(&mut self.by_surname, surname, index);
            }
            bear(&mut self.by_given, given, index);
        }
        self.by_key.insert(key, index);
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
                let (surname, given) = (self.by_surname.get(&key).copied(), self.by_given.get(&key).copied());
                // "Lee" of Bruce Lee and Lee Jae-myung: where it is no given name, nobody can tell.
                let apart = given.is_some() && surname != given && self.words.lexicon.people.given(form).is_none();
                if surname.is_some() && apart {
                    break;
                }
                if let Some(Some(cluster)) = surname.or(given) {
                    self.put(cluster, candidate);
                    return;
                }
            }
        }
        self.add(candidate);
    }

    /// The text explains an acronym otherwise than the lexicon: "Bürger für Ravensburg (`BfR`)".
    fn otherwise(&self, short: usize, long: usize) -> bool {
        let (short, long) = (&self.clusters[short], &self.clusters[long]);
        short.user_id.is_none() && short.name.contains(' ') && !share_word(&short.name, &long.name)
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
        let moved = std::mem::take(&mut self.clusters[from].mentions);
        for mention in &moved {
            self.by_start.insert(mention.span.start as u64, to);
        }
        self.clusters[to].mentions.extend(moved);
    }
}

/// Whether two names have a longer word in common.
fn share_word(one: &str, other: &str) -> bool {
    let long = |name: &str| -> Vec<u64> {
        name.split([' ', '-']).filter(|word| word.len() > 4).map(|word| fold::key(word.trim_end_matches('s'))).collect()
    };
    let words = long(one);
    long(other).iter().any(|word| words.contains(word))
}

fn eastern(word: &str) -> bool {
    word.split_once('-').is_some_and(|(_, second)| second.starts_with(char::is_lowercase))
}

fn key_of_entry(entry: u32) -> u64 {
    fold::push(fold::push(u64::from(entry), 2), 3)
}

fn surface<'a>(words: &Words<'a>, candidate: &Candidate) -> &'a str {
    let surface = candidate.span.of(words.layers.text);
    if candidate.genitive { surface.strip_suffix('s').unwrap_or(surface) } else { surface }
}

/// Settles type and subtype by what the mentions and the words before them say.
fn finish(words: &Words<'_>, cluster: &mut Cluster) {
    if cluster.entry.is_some() {
        model_or_maker(words, cluster);
        return;
    }
    cluster.kind = vote(&cluster.mentions);
    let kind = cluster.kind;
    let told = cluster.mentions.iter().filter(|m| m.kind == kind).map(|m| m.subtype).find(|s| !s.is_empty());
    if kind == EntityType::Other
        && let Some(noun) = cluster.mentions.iter().take(16).find_map(|m| noun_before(words, m))
    {
        cluster.kind = noun.kind;
        cluster.subtype = noun.subtype.into();
        return;
    }
    cluster.subtype = told.unwrap_or_else(|| subtype::told(words, kind, &cluster.mentions)).into();
    if kind == EntityType::Person && cluster.subtype.is_empty() {
        let roles = cluster.mentions.iter().filter_map(|m| role_beside(words, m));
        cluster.subtype = roles.map(|r| r.subtype).find(|s| !s.is_empty()).unwrap_or_default().into();
    }
}

/// The type that most speaks for; of equals the one that comes first in the text.
fn vote(mentions: &[Candidate]) -> EntityType {
    let weight = |m: &Candidate| match m.source {
        Source::Titled | Source::User => 8,
        Source::Known | Source::Form => 6,
        Source::Context => 4,
        Source::Model => 3,
        Source::Shape => 1,
    };
    let mut best = (0, EntityType::Other);
    for kind in mentions.iter().map(|m| m.kind) {
        let sum: u32 = mentions.iter().filter(|m| m.kind == kind).take(64).map(weight).sum();
        if sum > best.0 {
            best = (sum, kind);
        }
    }
    best.1
}

/// A company and its AI model often share a name: the type noun before a mention says which is meant.
fn model_or_maker(words: &Words<'_>, cluster: &mut Cluster) {
    if cluster.kind != EntityType::Organization || cluster.subtype != "company" || cluster.user_id.is_some() {
        return;
    }
    let (mut model, mut maker) = (0, 0);
    let by_itself = |m: &&Candidate| !m.part && m.standing == Standing::Free;
    for noun in cluster.mentions.iter().filter(by_itself).filter_map(|m| noun_before(words, m)) {
        model += usize::from(noun.subtype == "ai_model");
        maker += usize::from(noun.kind == EntityType::Organization);
    }
    if model > maker {
        cluster.kind = EntityType::Product;
        cluster.subtype = "ai_model".into();
        cluster.wikidata = None;
    }
}

/// The type noun before a mention.
fn noun_before(words: &Words<'_>, mention: &Candidate) -> Option<TypeNoun> {
    let before = words.before(mention.first).filter(|b| words.upper(*b))?;
    words.lexicon.nouns.type_noun(words.word(before))
}

/// The role noun before a mention.
fn role_beside(words: &Words<'_>, mention: &Candidate) -> Option<Role> {
    let before = words.before(mention.first)?;
    if !words.upper(before) {
        return None;
    }
    role(words, words.word(before))
}

/// What a role noun says of whom it stands for, with the subtype that the headed organisation gives away.
pub(super) fn role(words: &Words<'_>, word: &str) -> Option<Role> {
    let role = words.lexicon.nouns.role(word)?;
    Some(Role { subtype: office(words, word, role.subtype), ..role })
}

/// Who heads a party is a politician, who heads a club or an agency is not: "Grünen-Chefin", "Weko-Präsidentin".
fn office(words: &Words<'_>, word: &str, told: &'static str) -> &'static str {
    let names = &words.lexicon.names;
    let Some((who, _)) = word.rsplit_once('-').filter(|_| matches!(told, "politician" | "executive")) else {
        return told;
    };
    let mut entries = names.forms_of(who).map(|form| names.entry(names.form(form).entry));
    match entries.find(|entry| entry.kind == EntityType::Organization).map(|entry| entry.subtype.as_str()) {
        Some(subtype) if subtypes::has(subtype, Trait::LedByPolitician) => "politician",
        Some(subtype) if subtypes::has(subtype, Trait::LedByExecutive) => "executive",
        _ => told,
    }
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
                "Pedro Gómez Ruiz kam. Am Abend ging Gómez Ruiz.",
                "Pedro Gómez Ruiz/person: Pedro Gómez Ruiz, Gómez Ruiz",
            ),
            (
                "Karl Peter Kern kam. Am Abend ging Peter Kern.",
                "Karl Peter Kern/person: Karl Peter Kern; Peter Kern/person: Peter Kern",
            ),
        ]);
    }
}
