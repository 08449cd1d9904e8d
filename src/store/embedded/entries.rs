//! The index entries of an article, derived by one pure function for insert, delete, replacement and verification.

use std::collections::{BTreeMap, BTreeSet};

use super::keys;
use crate::article::AnalysedArticle;
use crate::nlp::analysis::{Claim, EntityId, Figure};
use crate::store::codec::{self, Stored, stored_fields};
use crate::store::facts::{EntityCounts, FixedScore, entity_facts, languages, speaker_of};
use crate::store::filter_evaluation::FigureFacts;
use crate::store::sort_key::SortKey;

/// Keys with their values.
pub type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

/// A posting's value, or `None` where it would be too long and the article itself must be asked.
pub type Brief<T> = Option<T>;

/// Numbers of claims or figures inside one article, ascending.
pub type Numbers = BTreeSet<u32>;

/// All claims of an article in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimDigest {
    /// Those without figures.
    pub plain: Vec<u32>,
    /// Those with figures.
    pub with_figures: Vec<u32>,
}

/// What an article has of one entity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntityPosting {
    /// Its mentions; absent when it is but a speaker or a subject that the analyzer does not list.
    pub counts: Option<EntityCounts>,
    /// Claims and figures.
    pub items: Brief<EntityItems>,
}

/// Claims and figures that have to do with an entity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntityItems {
    /// Claims it makes.
    pub claims_made: Vec<u32>,
    /// Claims about it.
    pub claims_about: Vec<u32>,
    /// Figures it tells.
    pub figures_told: Vec<u32>,
    /// Figures about it.
    pub figures_about: Vec<u32>,
}

/// An entity of an article in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// Which.
    pub id: EntityId,
    /// How often it is mentioned.
    pub mentions: u64,
}

stored_fields! {
    ClaimDigest { plain, with_figures }
    EntityPosting { counts, items }
    EntityItems { claims_made, claims_about, figures_told, figures_about }
    Together { id, mentions }
}

/// Every index entry of an article: nothing else in the store but its records, the sums over entities, and what it has to do
/// with other articles ([`super::conflicts`], [`super::copies`]) depends on it.
pub fn entries(article: &AnalysedArticle) -> Entries {
    let order = SortKey::of(&article.article);
    let mut entries = Entries::new();
    duplicates(article, &mut entries);
    let content = &article.article.content;
    let mut add = |list: &[u8], value: Vec<u8>| {
        entries.insert(keys::posting(list, &order), value);
    };

    let sentiment = codec::to_bytes(&FixedScore::from(article.analysis.sentiment.document));
    add(keys::BY_DATE, sentiment.clone());
    add(&keys::read_by(&article.analyzer), Vec::new());
    if let Some(source) = &content.source {
        add(&keys::of_text(keys::BY_SOURCE, source), sentiment);
    }
    for language in languages(&article.article, &article.analysis) {
        add(&keys::of_text(keys::BY_LANGUAGE, &language), Vec::new());
    }
    let (postings, together) = entities(article);
    for (id, posting) in postings {
        add(&keys::of_text(keys::BY_ENTITY, &id.0), entity_value(posting));
    }
    add(keys::TOGETHER, brief(together));
    claims(&article.analysis.claims, &mut add);
    figures(&article.analysis.figures, &mut add);
    entries
}

fn duplicates(article: &AnalysedArticle, entries: &mut Entries) {
    let (id, content) = (article.article.id, &article.article.content);
    entries.insert(keys::hash(article.article.content_hash), codec::to_bytes(&id));
    if let Some(external_id) = &content.external_id {
        entries.insert(keys::external(content.source.as_deref(), external_id), codec::to_bytes(&id));
    }
}

fn entities(article: &AnalysedArticle) -> (BTreeMap<&EntityId, EntityPosting>, Vec<Together>) {
    let mut postings: BTreeMap<&EntityId, EntityPosting> = BTreeMap::new();
    let mut together = Vec::new();
    for (id, facts) in entity_facts(article) {
        postings.entry(id).or_default().counts = Some(facts.counts);
        together.push(Together { id: id.clone(), mentions: facts.counts.mentions });
    }
    let mut add = |id, list: fn(&mut EntityItems) -> &mut Vec<u32>, number: u32| {
        let posting: &mut EntityPosting = postings.entry(id).or_default();
        let numbers = list(posting.items.get_or_insert_default());
        if numbers.last() != Some(&number) {
            numbers.push(number);
        }
    };
    for claim in &article.analysis.claims {
        if let Some(speaker) = speaker_of(claim) {
            add(speaker, |items| &mut items.claims_made, claim.id.0);
        }
        for entity in &claim.entities {
            add(entity, |items| &mut items.claims_about, claim.id.0);
        }
    }
    for figure in &article.analysis.figures {
        if let Some(speaker) = &figure.speaker {
            add(speaker, |items| &mut items.figures_told, figure.id.0);
        }
        for entity in &figure.entities {
            add(entity, |items| &mut items.figures_about, figure.id.0);
        }
    }
    (postings, together)
}

/// Too long a value loses the numbers, never the counts.
fn entity_value(mut posting: EntityPosting) -> Vec<u8> {
    posting.items.get_or_insert_default();
    let bytes = codec::to_bytes(&posting);
    if bytes.len() > keys::LONGEST_POSTING {
        posting.items = None;
        return codec::to_bytes(&posting);
    }
    bytes
}

fn claims(claims: &[Claim], add: &mut dyn FnMut(&[u8], Vec<u8>)) {
    if claims.is_empty() {
        return;
    }
    let mut lists: BTreeMap<Vec<u8>, Numbers> = BTreeMap::new();
    let mut digest = ClaimDigest { plain: Vec::new(), with_figures: Vec::new() };
    for claim in claims {
        let number = claim.id.0;
        let side = if claim.figures.is_empty() { &mut digest.plain } else { &mut digest.with_figures };
        side.push(number);
        let mut list = |key: Vec<u8>| lists.entry(key).or_default().insert(number);
        list(keys::of_claim_kind(claim.kind));
        list(keys::of_certainty(claim.certainty));
    }
    add(keys::CLAIMS, brief(digest));
    for (list, numbers) in lists {
        add(&list, brief(numbers.into_iter().collect::<Vec<_>>()));
    }
}

fn figures(figures: &[Figure], add: &mut dyn FnMut(&[u8], Vec<u8>)) {
    if figures.is_empty() {
        return;
    }
    let mut lists: BTreeMap<Vec<u8>, Numbers> = BTreeMap::new();
    for figure in figures {
        let mut list = |key: Vec<u8>| lists.entry(key).or_default().insert(figure.id.0);
        list(keys::of_figure_kind(figure.kind));
        if let Some(unit) = &figure.unit {
            list(keys::of_text(keys::FIGURES_BY_UNIT, unit));
        }
    }
    add(keys::FIGURES, brief(figures.iter().map(FigureFacts::of).collect::<Vec<_>>()));
    for (list, numbers) in lists {
        add(&list, brief(numbers.into_iter().collect::<Vec<_>>()));
    }
}

fn brief<T: Stored>(value: T) -> Vec<u8> {
    let bytes = codec::to_bytes(&Some(value));
    if bytes.len() > keys::LONGEST_POSTING { codec::to_bytes(&Brief::<T>::None) } else { bytes }
}
