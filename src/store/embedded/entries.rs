//! The index entries of an article, derived by one pure function for insert, delete, replacement and verification.

use std::collections::{BTreeMap, BTreeSet};

use super::keys;
use crate::article::AnalysedArticle;
use crate::nlp::analysis::{Claim, EntityId, Figure};
use crate::store::codec::{self, Stored, stored_fields};
use crate::store::facts::{FixedScore, entity_facts, languages, speaker_of};
use crate::store::order::Order;
use crate::store::passes::FigureFacts;

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
    Together { id, mentions }
}

/// Every index entry of an article: nothing else in the store but its records and the sums over entities depends on it.
pub fn entries(article: &AnalysedArticle) -> Entries {
    let order = Order::of(&article.article);
    let mut entries = Entries::new();
    duplicates(article, &mut entries);
    let content = &article.article.content;
    let mut add = |list: &[u8], value: Vec<u8>| {
        entries.insert(keys::posting(list, &order), value);
    };

    let sentiment = codec::to_bytes(&FixedScore::from(article.analysis.sentiment.document));
    add(keys::BY_DATE, sentiment.clone());
    if let Some(source) = &content.source {
        add(&keys::of_text(keys::BY_SOURCE, source), sentiment);
    }
    for language in languages(&article.article, &article.analysis) {
        add(&keys::of_text(keys::BY_LANGUAGE, &language), Vec::new());
    }
    let mut together = Vec::new();
    for (id, facts) in entity_facts(article) {
        add(&keys::of_text(keys::BY_ENTITY, &id.0), codec::to_bytes(&facts.counts));
        together.push(Together { id: id.clone(), mentions: facts.counts.mentions });
    }
    add(keys::TOGETHER, brief(together));
    for speaker in article.analysis.claims.iter().filter_map(speaker_of) {
        add(&keys::of_text(keys::BY_SPEAKER, &speaker.0), Vec::new());
    }
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
        if let Some(speaker) = speaker_of(claim) {
            list(keys::of_text(keys::CLAIMS_BY_SPEAKER, &speaker.0));
        }
        for entity in &claim.entities {
            list(keys::of_text(keys::CLAIMS_ABOUT, &entity.0));
        }
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
        if let Some(speaker) = &figure.speaker {
            list(keys::of_text(keys::FIGURES_BY_SPEAKER, &speaker.0));
        }
        for entity in &figure.entities {
            list(keys::of_text(keys::FIGURES_ABOUT, &entity.0));
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
