//! What the archive keeps of an article beside its records, derived by pure functions for insert, delete, replacement and
//! verification.

use std::collections::{BTreeMap, BTreeSet};

use super::keys;
use crate::article::{AnalysedArticle, Article};
use crate::nlp::analysis::{Claim, EntityId, Figure};
use crate::store::codec::{self, stored_fields};
use crate::store::facts::{EntityCounts, FixedScore, entity_facts, languages, speaker_of};
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
    /// The entities that it mentions, each with how often.
    pub together: BTreeMap<EntityId, u64>,
}

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
    pub items: EntityItems,
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

stored_fields! {
    ClaimDigest { plain, with_figures }
    EntityPosting { counts, items }
    EntityItems { claims_made, claims_about, figures_told, figures_about }
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

/// What lists say of an article: a pure function for what is written, what is read again, and what is verified.
pub fn postings(article: &AnalysedArticle) -> Postings {
    let mut all = Postings::default();
    let content = &article.article.content;
    let sentiment = codec::to_bytes(&FixedScore::from(article.analysis.sentiment.document));
    let mut add = |list: Vec<u8>, value: Vec<u8>| {
        all.lists.insert(list, value);
    };
    add(keys::BY_DATE.to_vec(), sentiment.clone());
    add(keys::read_by(&article.analyzer), Vec::new());
    if let Some(source) = &content.source {
        add(keys::of_text(keys::BY_SOURCE, source), sentiment);
    }
    for language in languages(&article.article, &article.analysis) {
        add(keys::of_text(keys::BY_LANGUAGE, &language), Vec::new());
    }
    claims(&article.analysis.claims, &mut add);
    figures(&article.analysis.figures, &mut add);
    for (id, posting) in entities(article) {
        add(keys::of_text(keys::BY_ENTITY, &id.0), codec::to_bytes(&posting));
        if let Some(counts) = posting.counts {
            all.together.insert(id.clone(), counts.mentions);
        }
    }
    all
}

fn entities(article: &AnalysedArticle) -> BTreeMap<&EntityId, EntityPosting> {
    let mut postings: BTreeMap<&EntityId, EntityPosting> = BTreeMap::new();
    for (id, facts) in entity_facts(article) {
        postings.entry(id).or_default().counts = Some(facts.counts);
    }
    let mut add = |id, list: fn(&mut EntityItems) -> &mut Vec<u32>, number: u32| {
        let posting: &mut EntityPosting = postings.entry(id).or_default();
        let numbers = list(&mut posting.items);
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
    postings
}

/// Adds a list with a value.
type Add<'a> = dyn FnMut(Vec<u8>, Vec<u8>) + 'a;

fn claims(claims: &[Claim], add: &mut Add<'_>) {
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
    add(keys::CLAIMS.to_vec(), codec::to_bytes(&digest));
    add_numbers(lists, add);
}

fn figures(figures: &[Figure], add: &mut Add<'_>) {
    if figures.is_empty() {
        return;
    }
    let mut lists: BTreeMap<Vec<u8>, Numbers> = BTreeMap::new();
    let mut by_value: BTreeMap<Vec<u8>, Vec<Amount>> = BTreeMap::new();
    for figure in figures {
        let amount = Amount::of(figure);
        let list = match (amount.low, amount.high) {
            (Some(low), Some(high)) if low == high => Some(keys::of_value(figure.unit.as_deref(), low)),
            (None, None) => None,
            _ => Some(keys::RANGES.to_vec()),
        };
        if let Some(list) = list {
            by_value.entry(list).or_default().push(amount);
        }
        let mut list = |key: Vec<u8>| lists.entry(key).or_default().insert(figure.id.0);
        list(keys::of_figure_kind(figure.kind));
        if let Some(unit) = &figure.unit {
            list(keys::of_text(keys::FIGURES_BY_UNIT, unit));
        }
        if let Some(measured) = measured(figure) {
            list(keys::of_measures(&measured));
        }
    }
    add(keys::FIGURES.to_vec(), codec::to_bytes(&figures.iter().map(Amount::of).collect::<Vec<_>>()));
    for (list, amounts) in by_value {
        add(list, codec::to_bytes(&amounts));
    }
    add_numbers(lists, add);
}

fn add_numbers(lists: BTreeMap<Vec<u8>, Numbers>, add: &mut Add<'_>) {
    for (list, numbers) in lists {
        add(list, codec::to_bytes(&numbers.into_iter().collect::<Vec<_>>()));
    }
}
