//! Mentions of one thing become one entity: variants, surnames, genitives, acronyms.

use std::collections::HashMap;

use super::candidate::{Candidate, Source};
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::fold::{self, BuildFold};
use crate::nlp::lexicon::nouns::Role;

/// Mentions that name one thing.
#[derive(Debug)]
pub(super) struct Cluster {
    pub kind: EntityType,
    pub subtype: String,
    pub name: String,
    pub wikidata: Option<String>,
    pub entry: Option<u32>,
    pub mentions: Vec<Candidate>,
}

/// Groups `chosen` candidates, in text order, into clusters, in the order of their first mention.
pub(super) fn merge(words: &Words<'_>, chosen: &[Candidate]) -> Vec<Cluster> {
    let mut merger = Merger { words, clusters: Vec::new(), by_key: HashMap::default(), by_surname: HashMap::default() };
    // Full names first, so that a surname that comes before them finds its person as well.
    let mut later = Vec::new();
    for candidate in chosen {
        if candidate.kind == EntityType::Person && candidate.end - candidate.first == 1 {
            later.push(*candidate);
        } else {
            merger.add(*candidate);
        }
    }
    for candidate in later {
        merger.add_single(candidate);
    }
    let mut clusters = merger.clusters;
    for cluster in &mut clusters {
        cluster.mentions.sort_by_key(|m| (m.span.start, m.span.end));
        cluster.mentions.dedup_by_key(|m| m.span);
        finish(words, cluster);
    }
    clusters.sort_by_key(|c| c.mentions.first().map_or(usize::MAX, |m| m.span.start));
    clusters
}

struct Merger<'w, 'a> {
    words: &'w Words<'a>,
    clusters: Vec<Cluster>,
    /// By lexicon entry, or by type and folded name.
    by_key: HashMap<u64, usize, BuildFold>,
    /// People by folded surname; `None` where two share it.
    by_surname: HashMap<u64, Option<usize>, BuildFold>,
}

impl Merger<'_, '_> {
    fn add(&mut self, candidate: Candidate) {
        let surface = surface(self.words, &candidate);
        let key = match candidate.entry {
            Some(entry) => key_of_entry(entry),
            None => self.key_of_unknown(candidate.kind, surface),
        };
        let cluster = match self.by_key.get(&key) {
            Some(cluster) => *cluster,
            None => self.open(key, &candidate, surface),
        };
        self.clusters[cluster].mentions.push(candidate);
    }

    /// A spelling with a genitive -s meets the one without it.
    fn key_of_unknown(&self, kind: EntityType, surface: &str) -> u64 {
        let mark = kind as u8 + 4;
        let key = fold::push(fold::key(surface), mark);
        if !self.by_key.contains_key(&key)
            && let Some(stem) = surface.strip_suffix('s')
        {
            let stemmed = fold::push(fold::key(stem), mark);
            if self.by_key.contains_key(&stemmed) {
                return stemmed;
            }
        }
        key
    }

    fn open(&mut self, key: u64, candidate: &Candidate, surface: &str) -> usize {
        let index = self.clusters.len();
        let (name, subtype, wikidata) = match candidate.entry {
            Some(entry) => {
                let entry = self.words.lexicon.names.entry(entry);
                (entry.name.clone(), entry.subtype.clone(), entry.wikidata.clone())
            }
            None => (surface.to_owned(), candidate.subtype.to_owned(), None),
        };
        if candidate.kind == EntityType::Person {
            let last = name.rsplit(' ').next().unwrap_or(&name);
            let several = name.contains(' ');
            let surname = fold::key(last);
            if several {
                self.by_surname
                    .entry(surname)
                    .and_modify(|known| *known = known.filter(|k| *k == index))
                    .or_insert(Some(index));
            }
        }
        self.by_key.insert(key, index);
        let kind = candidate.kind;
        self.clusters.push(Cluster { kind, subtype, name, wikidata, entry: candidate.entry, mentions: Vec::new() });
        index
    }

    /// A surname alone: the one person of the text who bears it, or somebody of his own.
    fn add_single(&mut self, candidate: Candidate) {
        let surface = surface(self.words, &candidate);
        if candidate.entry.is_some_and(|e| self.by_key.contains_key(&key_of_entry(e))) {
            // The known person is named in full as well.
            self.add(candidate);
            return;
        }
        let stem = surface.strip_suffix('s').map(|s| s.trim_end_matches(['\'', '’']));
        for form in [Some(surface), stem].into_iter().flatten() {
            if let Some(Some(cluster)) = self.by_surname.get(&fold::key(form)).copied() {
                self.clusters[cluster].mentions.push(candidate);
                return;
            }
        }
        self.add(candidate);
    }
}

fn key_of_entry(entry: u32) -> u64 {
    fold::push(fold::push(u64::from(entry), 2), 3)
}

fn surface<'a>(words: &Words<'a>, candidate: &Candidate) -> &'a str {
    let surface = candidate.span.of(words.layers.text);
    if candidate.genitive { surface.strip_suffix('s').unwrap_or(surface) } else { surface }
}

/// Chooses the name to show and the subtype.
fn finish(words: &Words<'_>, cluster: &mut Cluster) {
    if cluster.entry.is_none() && cluster.subtype.is_empty() {
        let told = cluster.mentions.iter().map(|m| m.subtype).find(|s| !s.is_empty());
        cluster.subtype = told.unwrap_or_default().into();
    }
    if cluster.kind == EntityType::Person && cluster.entry.is_none() && cluster.subtype.is_empty() {
        let told =
            cluster.mentions.iter().filter_map(|m| role_beside(words, m)).map(|r| r.subtype).find(|s| !s.is_empty());
        cluster.subtype = told.unwrap_or_default().into();
    }
}

/// The role noun before a mention.
pub(super) fn role_beside(words: &Words<'_>, mention: &Candidate) -> Option<Role> {
    let before = words.before(mention.first)?;
    if !words.upper(before) || mention.source < Source::Model {
        return None;
    }
    words.lexicon.nouns.role(words.word(before))
}
