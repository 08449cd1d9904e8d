//! Names: candidates, type, merging of mentions, resolution, salience.
//!
//! Rules propose candidates in this order; of two with the same extent and the same trust the first counts:
//!
//! 1. [`gazetteer`]: names that the lexicon knows, in compounds too.
//! 2. [`person`]: given names, titles, roles, verbs of saying.
//! 3. [`product`]: codes behind a known maker, "vom Typ".
//! 4. By the form of a word and those beside it, word by word: [`company`], [`foreign`], [`club`], and of capitalised
//!    words [`hyphened`], [`street`], [`institution`], [`type_noun`], [`law`]; then [`camel_case`].
//! 5. [`model`]: what the sequence model labels.
//!
//! [`candidate`] chooses among those that overlap. In the accurate profile, [`join`] decides anew, with what the encoder
//! thinks of them. What is chosen is completed: [`coordination`] shares surnames,
//! [`name_coreference`] finds names that come again, [`acronym`] ties short forms to long ones and [`alias`] other names
//! to their bearers, [`namesake`] says whom a surname alone means, [`fixture`] where a place is its club. [`nested`] and
//! [`derived`] add what stands inside and beside the chosen. [`merge`] makes entities of mentions in their [`order`], by
//! [`variant`]s of names and by the [`bearers`] of a word, each with its [`canonical_name`], type ([`cluster_type`]) and
//! [`subtype`]; [`homonym`] settles names that countries share, [`confidence`] says how likely each is right, [`salience`]
//! ranks, and [`role`] reads the offices of people.

mod acronym;
mod alias;
mod bearers;
mod camel_case;
mod candidate;
mod canonical_name;
#[cfg(test)]
mod cases;
mod club;
mod cluster_type;
mod company;
mod confidence;
mod coordination;
mod derived;
mod fixture;
mod foreign;
mod gazetteer;
mod homonym;
mod hyphened;
mod institution;
pub mod join;
mod law;
mod lists;
mod merge;
mod model;
mod name_coreference;
mod namesake;
mod nested;
mod order;
mod person;
mod product;
mod role;
mod salience;
mod street;
mod subtype;
mod type_noun;
mod variant;
mod words;

use super::analysis::{Entity, EntitySentiment, Mention, MentionKind, rounded};
use super::document::Annotations;
use super::encoder::understood::Understood;
use super::error::DataError;
use super::lexicon::Lexicon;
use super::lexicon::names::id_of;
use super::tagger::LabeledName;
use acronym::Link;
use candidate::{Candidate, Standing};
use derived::Adjectives;
use homonym::Homonyms;
use join::Readings;
use lists::Lists;
use merge::Cluster;
use words::Words;

/// Finds entities.
#[derive(Debug)]
pub struct EntityReader {
    lists: Lists,
    adjectives: Adjectives,
    homonyms: Homonyms,
    weights: join::Weights,
}

impl EntityReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(lexicon: &Lexicon) -> Result<Self, DataError> {
        Ok(Self {
            lists: Lists::new()?,
            adjectives: Adjectives::new()?,
            homonyms: Homonyms::new(lexicon)?,
            weights: join::Weights::embedded()?,
        })
    }

    /// Every stretch of the text that any reader takes for a name, with what is known about it: what the weights of
    /// [`join`] are learned from.
    #[must_use]
    pub fn propose(
        &self,
        lexicon: &Lexicon,
        layers: &Annotations<'_>,
        names: &[LabeledName],
        understood: &Understood,
    ) -> Vec<join::Proposed> {
        let words = Words::new(lexicon, &self.lists, layers);
        let Some(Ruled { known, chosen, .. }) = ruled(&words, names) else { return Vec::new() };
        join::propose(&words, &Readings { known: &known, ruled: &chosen, tagged: names, understood })
    }

    /// Entities with their mentions, the most salient first; with what the encoder has understood, or without.
    #[must_use]
    pub fn read(
        &self,
        lexicon: &Lexicon,
        layers: &Annotations<'_>,
        names: &[LabeledName],
        understood: Option<&Understood>,
    ) -> Vec<Entity> {
        let words = Words::new(lexicon, &self.lists, layers);
        let Some(Ruled { known, mut chosen, mut links }) = ruled(&words, names) else { return Vec::new() };
        if let Some(understood) = understood {
            let readings = Readings { known: &known, ruled: &chosen, tagged: names, understood };
            chosen = join::join(&words, &self.weights, &readings);
            // In compounds, too: "Wero-Lösung".
            name_coreference::find(&words, &mut chosen);
            links = acronym::find(&words, &mut chosen);
        }
        if layers.halt.is_called() {
            return Vec::new();
        }
        for name in &mut chosen {
            name.without_apostrophe(layers.text);
        }
        person::settle_genitives(&words, &mut chosen);
        namesake::of_people(&words, &mut chosen);
        namesake::of_clubs(&words, &mut chosen);
        namesake::settle(&words, &mut chosen);
        fixture::settle(&words, &mut chosen);
        links.extend(alias::find(&words, &chosen));
        let mut beside = nested::find(&words, &chosen);
        beside.extend(derived::find(&words, &self.adjectives, &chosen));
        let mut clusters = merge::merge(&words, &chosen, &links, &beside);
        if layers.halt.is_called() {
            return Vec::new();
        }
        homonym::settle(&words, &self.homonyms, &mut clusters);
        let shares = salience::shares(&words, &clusters);
        let (users, others): (Vec<_>, Vec<_>) =
            clusters.into_iter().zip(shares).partition(|(c, _)| c.user_id.is_some());
        let mut entities: Vec<Entity> =
            users.into_iter().chain(others).map(|(cluster, share)| entity(cluster, share)).collect();
        unify(&mut entities);
        role::find(&words, &mut entities);
        entities.sort_by(|a, b| {
            b.salience.total_cmp(&a.salience).then_with(|| a.mentions[0].span.cmp(&b.mentions[0].span))
        });
        entities
    }
}

/// What lexicon, rules and sequence model find.
struct Ruled {
    /// The lexicon's names, doubtful ones too.
    known: Vec<Candidate>,
    /// Those that all agree on.
    chosen: Vec<Candidate>,
    /// Acronyms with their long forms.
    links: Vec<Link>,
}

/// Reads without the encoder; `None` when it was told to give up.
fn ruled(words: &Words<'_>, names: &[LabeledName]) -> Option<Ruled> {
    let mut candidates = Vec::new();
    gazetteer::find(words, &mut candidates);
    let known = candidates.clone();
    person::find(words, &known, &mut candidates);
    product::find(words, &known, &mut candidates);
    by_form(words, &mut candidates);
    if words.layers.halt.is_called() {
        return None;
    }
    model::add(words, names, &mut candidates);
    let mut chosen = candidate::choose(candidates);
    coordination::find(words, &mut chosen);
    name_coreference::find(words, &mut chosen);
    let links = acronym::find(words, &mut chosen);
    if !links.is_empty() {
        // Acronyms that only their long form explains come again alone.
        name_coreference::find(words, &mut chosen);
    }
    Some(Ruled { known, chosen, links })
}

/// Adds what the form of a word and the words beside it give away.
fn by_form(words: &Words<'_>, found: &mut Vec<Candidate>) {
    for i in (0..words.len()).take_while(|i| !words.layers.halts_at(*i)) {
        if !words.shapes[i].word {
            continue;
        }
        company::find(words, i, found);
        foreign::find(words, i, found);
        club::find(words, i, found);
        if words.shapes[i].upper {
            hyphened::find(words, i, found);
            street::find(words, i, found);
            institution::find(words, i, found);
            type_noun::find(words, i, found);
            law::find(words, i, found);
        }
        camel_case::find(words, i, found);
    }
}

fn entity(cluster: Cluster, salience: f64) -> Entity {
    let confidence = Some(confidence::of(&cluster));
    Entity {
        id: cluster.user_id.unwrap_or_else(|| id_of(cluster.kind, &cluster.name)),
        name: cluster.name,
        kind: cluster.kind,
        subtype: (!cluster.subtype.is_empty()).then_some(cluster.subtype),
        wikidata: cluster.wikidata,
        salience,
        mentions: cluster
            .mentions
            .iter()
            .map(|m| Mention { span: m.span, kind: mention_kind(m.standing), in_claim: None })
            .collect(),
        sentiment: EntitySentiment::default(),
        confidence,
        role: None,
    }
}

fn mention_kind(standing: Standing) -> MentionKind {
    match standing {
        Standing::Free | Standing::Nested => MentionKind::Name,
        Standing::Derived => MentionKind::Derived,
    }
}

/// Entities that came to the same id are one, which is shown as the first of them.
fn unify(entities: &mut Vec<Entity>) {
    entities.sort_by(|a, b| a.id.cmp(&b.id));
    entities.dedup_by(|later, kept| {
        let same = later.id == kept.id;
        if same {
            kept.mentions.append(&mut later.mentions);
            kept.salience = rounded(kept.salience + later.salience);
            kept.confidence = kept.confidence.zip(later.confidence).map(|(kept, later)| kept.max(later));
        }
        same
    });
    for entity in entities {
        entity.mentions.sort_by_key(|m| m.span);
        entity.mentions.dedup_by_key(|m| m.span);
    }
}

/// The harness for the cases of rules that look at other names too.
#[cfg(test)]
mod testing {
    use std::sync::LazyLock;

    use crate::nlp::analysis::Entity;
    use crate::nlp::{Document, Engine};

    static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the embedded data are sound"));

    /// Compares what the stage makes of each text as a whole, entities as
    /// "Name/type subtype: mention, mention", with "; " between them.
    pub(super) fn check_whole(cases: &[(&str, &str)]) {
        for &(text, want) in cases {
            let show = |entity: &Entity| {
                let mentions = entity.mentions.iter().map(|m| m.span.of(text)).collect::<Vec<_>>().join(", ");
                let kind = format!("{} {}", entity.kind, entity.subtype.as_deref().unwrap_or_default());
                format!("{}/{}: {mentions}", entity.name, kind.trim_end())
            };
            let mut found = ENGINE.analyze(Document::new(text)).entities;
            found.sort_by_key(|entity| entity.mentions.first().map(|m| m.span));
            let got = found.iter().map(show).collect::<Vec<_>>().join("; ");
            assert_eq!(got, want, "{text}");
        }
    }
}
