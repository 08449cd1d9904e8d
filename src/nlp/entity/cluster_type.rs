//! What a cluster of mentions is: type and subtype, by what the mentions and the words before them say.

use super::candidate::{Candidate, Source, Standing};
use super::merge::Cluster;
use super::subtype;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::nouns::{Role, TypeNoun};
use crate::nlp::lexicon::subtypes::{self, Trait};

/// Settles type and subtype by what the mentions and the words before them say.
pub(super) fn settle(words: &Words<'_>, cluster: &mut Cluster) {
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
