//! What the archive keeps of an article beside its records, derived by pure functions for insert, delete, replacement and
//! verification.

use std::collections::{BTreeMap, BTreeSet};

use super::index::list_keys::{self, ClaimTraits};
use super::keys;
use crate::article::{AnalysedArticle, Article};
use crate::nlp::analysis::{Claim, EntityId, Figure};
use crate::store::codec;
use crate::store::copies::Band;
use crate::store::facts::{FixedScore, entity_facts, languages, speaker_of};
use crate::store::filter_evaluation::{Amount, measured};

/// Keys with their values.
pub type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// Numbers of claims or figures inside one article, ascending.
pub type Numbers = BTreeSet<u32>;

/// What lists say of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Postings {
    /// The keys of the lists that it is in, each with what the list says of it.
    pub lists: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The entities that it mentions.
    pub together: BTreeMap<EntityId, Mentioned>,
    /// The bands of its text.
    pub bands: BTreeSet<Band>,
}

/// What an article says of an entity that it mentions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mentioned {
    /// How often it is.
    pub times: u64,
    /// Its names, folded.
    pub names: BTreeSet<String>,
}

/// The keys that find an article by what it is, with their values: with its postings, its records, the sums over entities, and
/// what it has to do with other articles ([`super::conflicts`], [`super::copies`]), everything in the store that depends on it.
pub fn duplicates(article: &Article) -> Entries {
    let (id, content) = (article.id, &article.content);
    let mut entries = Entries::from([(keys::hash(article.content_hash), codec::to_bytes(&id))]);
    if let Some(external_id) = &content.external_id {
        entries.insert(keys::external(content.source.as_deref(), external_id), codec::to_bytes(&id));
    }
    entries
}

/// What lists say of an article with these bands: a pure function for what is written, what is read again, and what is verified.
pub fn postings(article: &AnalysedArticle, bands: BTreeSet<Band>) -> Postings {
    let (mut lists, mut together) = (BTreeMap::new(), BTreeMap::new());
    let content = &article.article.content;
    let sentiment = codec::to_bytes(&FixedScore::from(article.analysis.sentiment.document));
    let mut add = |list: Vec<u8>, value: Vec<u8>| {
        lists.insert(list, value);
    };
    add(list_keys::BY_DATE.to_vec(), sentiment.clone());
    add(list_keys::read_by(&article.analyzer), Vec::new());
    if let Some(source) = &content.source {
        add(keys::of_text(list_keys::BY_SOURCE, source), sentiment);
    }
    for language in languages(&article.article, &article.analysis) {
        add(keys::of_text(list_keys::BY_LANGUAGE, &language), Vec::new());
    }
    for (id, facts) in entity_facts(article) {
        add(keys::of_text(list_keys::BY_ENTITY, &id.0), codec::to_bytes(&facts.counts));
        together.insert(id.clone(), Mentioned { times: facts.counts.mentions, names: facts.folded_names() });
    }
    let mut numbers: BTreeMap<Vec<u8>, Numbers> = BTreeMap::new();
    article.analysis.claims.iter().for_each(|claim| list_claim(claim, &mut numbers));
    article.analysis.figures.iter().for_each(|figure| list_figure(figure, &mut numbers));
    for (list, numbers) in numbers {
        add(list, codec::to_bytes(&numbers.into_iter().collect::<Vec<_>>()));
    }
    for (list, amounts) in amounts(&article.analysis.figures) {
        add(list, codec::to_bytes(&amounts));
    }
    Postings { lists, together, bands }
}

fn list_claim(claim: &Claim, lists: &mut BTreeMap<Vec<u8>, Numbers>) {
    let traits = ClaimTraits::of(claim);
    lists.entry(list_keys::CLAIMS.to_vec()).or_default().insert(claim.id.0);
    let mut list = |family: &[u8]| lists.entry(traits.list(family)).or_default().insert(claim.id.0);
    list(list_keys::CLAIMS);
    if let Some(speaker) = speaker_of(claim) {
        list(&keys::of_text(list_keys::CLAIMS_MADE, &speaker.0));
    }
    for entity in &claim.entities {
        list(&keys::of_text(list_keys::CLAIMS_ABOUT, &entity.0));
    }
}

fn list_figure(figure: &Figure, lists: &mut BTreeMap<Vec<u8>, Numbers>) {
    let mut list = |key: Vec<u8>| lists.entry(key).or_default().insert(figure.id.0);
    list(list_keys::of_figure_kind(figure.kind));
    if let Some(unit) = &figure.unit {
        list(keys::of_text(list_keys::FIGURES_BY_UNIT, unit));
    }
    if let Some(measured) = measured(figure) {
        list(list_keys::of_measures(&measured));
    }
    if let Some(speaker) = &figure.speaker {
        list(keys::of_text(list_keys::FIGURES_TOLD, &speaker.0));
    }
    for entity in &figure.entities {
        list(keys::of_text(list_keys::FIGURES_ABOUT, &entity.0));
    }
}

/// The values of all figures, and of those with one value or a range.
fn amounts(figures: &[Figure]) -> BTreeMap<Vec<u8>, Vec<Amount>> {
    let mut lists: BTreeMap<Vec<u8>, Vec<Amount>> = BTreeMap::new();
    for figure in figures {
        let amount = Amount::of(figure);
        let list = match (amount.low, amount.high) {
            (Some(low), Some(high)) if low == high => Some(list_keys::of_value(figure.unit.as_deref(), low)),
            (None, None) => None,
            _ => Some(list_keys::RANGES.to_vec()),
        };
        for list in list.into_iter().chain([list_keys::FIGURES.to_vec()]) {
            lists.entry(list).or_default().push(amount.clone());
        }
    }
    lists
}
