//! One decision for each stretch of a text that any reader takes for a name: the encoder, the sequence model, the
//! lexicon, the rules.
//!
//! [`proposals`] gathers the stretches, [`features`] says what the readers think of each and what else is known, and
//! [`weights`] turns that into a score for each type, in whole numbers, so that every machine decides alike; nothing has
//! the score 0. The weights are learned by the tool `train-joiner`; `CARD.md` says from what. Of stretches that overlap,
//! the one with the best score stays. In the end each spelling has one type in a text, the one that its places together
//! speak for most.
//!
//! The user's names are above all that: they stay as they are, and what overlaps them goes.

pub mod features;
mod proposals;
mod surnames;
#[cfg(test)]
mod tests;
pub mod weights;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::candidate::{Candidate, Source};
use super::hyphened;
use super::lists::List;
use super::person;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::encoder::understood::Understood;
use crate::nlp::lexicon::fold::BuildFold;
use crate::nlp::lexicon::heads::Use;
use crate::nlp::lexicon::nouns::TypeNoun;
use crate::nlp::tagger::{LabeledName, NameClass};
use crate::nlp::token::TokenKind;
use crate::text::Span;
use features::Reader;
use proposals::{Proposal, Proposals};
pub use weights::Weights;

/// How many types are told apart.
pub const CLASSES: usize = 4;

/// A place is as sure of its own type as this, and the other places of its spelling don't change it.
const CERTAIN: i32 = 3 * weights::UNIT;

/// No place says more for or against a type of its spelling than this.
const LOUDEST: i32 = 8 * weights::UNIT;

/// What a noun that tells the type adds for it.
const TOLD: i32 = 12 * weights::UNIT;

/// What a place of a spelling that is surely a name elsewhere in the text is given: it is one where not very much speaks
/// against it.
const AGAIN: i32 = 3 * weights::UNIT;

/// What a name of several words that the lexicon knows is given: nothing else is called so.
const PHRASE: i32 = 3 * weights::UNIT;

/// What is given to a place, an event or a law whose first word says what it is and whose last that it is one of a known
/// place: "Bucht von Manila". Readers tend to see only the place.
const FORMED: i32 = 5 * weights::UNIT;

/// The same of a body with its seat, "Kantonspolizei Zürich", of which the sentences that readers learned from have the place
/// alone.
const SEATED: i32 = 9 * weights::UNIT;

/// Words of somebody's name and what they are, at most.
const OF_NAME: usize = 4;

/// What a single word that the lexicon knows as a name is given: where two types are near each other, it decides.
const KNOWN: i32 = weights::UNIT / 4;

/// What an ordinary word is given that the words around it make a known name.
const SUPPORTED: i32 = 8 * weights::UNIT;

/// From this score on, a name comes again like those of the rules.
const SURE: i32 = 2 * weights::UNIT;

/// The readings of a text before they are joined.
pub(super) struct Readings<'r> {
    /// What the lexicon knows, doubtful ones too.
    pub known: &'r [Candidate],
    /// What lexicon, rules and sequence model have agreed on, in text order.
    pub ruled: &'r [Candidate],
    /// What the sequence model says.
    pub tagged: &'r [LabeledName],
    /// What the encoder says.
    pub understood: &'r Understood,
}

/// A stretch of text with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Where it stands.
    pub span: Span,
    /// The same for all spellings that count as one.
    form: u64,
    /// That of its last word, where it has several.
    last: Option<u64>,
    /// The type that the noun before it tells.
    told: Option<usize>,
    /// The type of a name that the lexicon knows or that is formed of one, and what that is worth.
    known: Option<(usize, i32)>,
    /// What is known about it as a name of each type: persons, places, organisations, others.
    pub features: [Vec<u16>; CLASSES],
}

impl Proposed {
    /// The type that the encoder alone reads here.
    #[must_use]
    pub fn as_encoder_reads(&self) -> Option<usize> {
        self.features.iter().position(|found| features::is_as_read(found))
    }

    /// The type that lexicon, rules and sequence model agree on here.
    #[must_use]
    pub fn as_rules_read(&self) -> Option<usize> {
        self.features.iter().position(|found| features::is_as_ruled(found))
    }
}

/// The number of a type among those that are told apart.
pub(super) fn class_of(kind: EntityType) -> usize {
    match kind {
        EntityType::Person => 0,
        EntityType::Location => 1,
        EntityType::Organization => 2,
        _ => 3,
    }
}

fn class_of_label(class: NameClass) -> usize {
    match class {
        NameClass::Person => 0,
        NameClass::Location => 1,
        NameClass::Organization => 2,
        NameClass::Other => 3,
    }
}

const KINDS: [EntityType; CLASSES] =
    [EntityType::Person, EntityType::Location, EntityType::Organization, EntityType::Other];

/// All stretches with their features, in text order.
pub(super) fn propose(words: &Words<'_>, readings: &Readings<'_>) -> Vec<Proposed> {
    let proposals = Proposals::gather(words, readings);
    proposed(words, readings, &proposals)
}

fn proposed(words: &Words<'_>, readings: &Readings<'_>, proposals: &Proposals) -> Vec<Proposed> {
    let reader = Reader::new(words, readings, proposals);
    let proposed = |p: &Proposal| {
        let told = told(words, p).map(|noun| class_of(noun.kind)).or_else(|| speaks_for(words, p));
        let known = known(words, readings, p);
        Proposed { span: p.span, form: p.form, last: p.last, told, known, features: reader.read(p) }
    };
    proposals.all.iter().map(proposed).collect()
}

/// What the noun before a stretch says it is: "die Bezahlmarke Wero".
fn told(words: &Words<'_>, proposal: &Proposal) -> Option<TypeNoun> {
    let before = words.before(proposal.first).filter(|before| words.upper(*before))?;
    words.lexicon.nouns.type_noun(words.word(before))
}

/// "Analystin Ada Kern von Quelm Lansing": those for whom somebody of a company speaks are one.
fn speaks_for(words: &Words<'_>, proposal: &Proposal) -> Option<usize> {
    let led = words.before(proposal.first).filter(|at| matches!(words.word(*at), "von" | "bei" | "vom" | "beim"))?;
    let mut name = (led.saturating_sub(OF_NAME)..led).rev().take_while(|at| words.joined(*at) && words.upper(*at));
    let called = name.any(|at| words.on(at, List::CompanyVoice));
    called.then_some(class_of(EntityType::Organization))
}

fn has_nickname(words: &Words<'_>, proposal: &Proposal) -> bool {
    (proposal.first..proposal.end).any(|at| words.layers.tokens[at].kind == TokenKind::Quote)
}

/// The type of a name that the lexicon knows just so, or that is formed of one, and what that is worth.
fn known(words: &Words<'_>, readings: &Readings<'_>, proposal: &Proposal) -> Option<(usize, i32)> {
    let worth = |c: &Candidate| match proposal.end - proposal.first {
        1 if c.supported => SUPPORTED,
        // Nothing else is spelled in capitals ("EU") or with a hyphen ("Euro-Zone"), or called like a law.
        1 if words.shapes[proposal.first].caps
            || words.word(proposal.first).contains('-')
            || c.kind == EntityType::Law =>
        {
            PHRASE
        }
        1 => KNOWN,
        // "Bosnien und Herzegowina", of which readers see two.
        _ if (proposal.first..proposal.end).any(|at| words.word(at) == "und") => SEATED,
        _ => PHRASE,
    };
    let from = readings.known.partition_point(|c| c.span.start < proposal.span.start);
    let mut known = readings.known[from..].iter().take_while(|c| c.span.start == proposal.span.start);
    let known = known.find(|c| c.span == proposal.span && !c.doubtful && !c.part).map(|c| (class_of(c.kind), worth(c)));
    known.or_else(|| formed(words, readings, proposal)).or_else(|| titled(words, readings, proposal))
}

/// "Torwart Neuer": somebody whose surname is an ordinary word, behind what they are without an article.
fn titled(words: &Words<'_>, readings: &Readings<'_>, proposal: &Proposal) -> Option<(usize, i32)> {
    let ruled = proposal.ruled.map(|at| &readings.ruled[at]).filter(|c| c.kind == EntityType::Person)?;
    let role = words.before(proposal.first).filter(|at| words.lexicon.nouns.role(words.word(*at)).is_some())?;
    let bare = words.before(role).is_none_or(|at| !words.shapes[at].word || !words.on(at, List::Article));
    let formed = matches!(ruled.source, Source::Titled | Source::Form);
    (formed && bare && proposal.end == proposal.first + 1).then_some((class_of(ruled.kind), PHRASE))
}

/// The type of a thing or a body that is named after a known place by its first word: "Bucht von Manila", "Landgericht Köln".
fn formed(words: &Words<'_>, readings: &Readings<'_>, proposal: &Proposal) -> Option<(usize, i32)> {
    let ruled = proposal.ruled.map(|at| &readings.ruled[at])?;
    // "Die B 500".
    if ruled.subtype == "street" && words.word(proposal.end - 1).ends_with(|c: char| c.is_ascii_digit()) {
        return Some((class_of(ruled.kind), FORMED));
    }
    let worth = match ruled.kind {
        _ if ruled.source != Source::Form => return None,
        EntityType::Location | EntityType::Event | EntityType::Law => FORMED,
        EntityType::Organization => words.lexicon.heads.of(Use::Seated, words.word(proposal.first)).map(|_| SEATED)?,
        // "Dwayne „The Rock“ Johnson".
        EntityType::Person if has_nickname(words, proposal) => return Some((class_of(ruled.kind), SEATED)),
        _ => return None,
    };
    let after = readings.known.partition_point(|c| c.first <= proposal.first);
    let mut inside = readings.known[after..].iter().take_while(|c| c.first < proposal.end).filter(|c| !c.part);
    // "Staatsanwaltschaft Nürnberg-Fürth".
    let of_two = || {
        let seat = words.first_piece[proposal.end - 1]..words.first_piece[proposal.end];
        seat.len() == 2 && words.knows_place(&words.pieces[seat.start..=seat.start])
    };
    let of_place = inside.any(|c| c.end == proposal.end && c.kind == EntityType::Location) || of_two();
    of_place.then(|| (class_of(ruled.kind), worth))
}

/// The names of a text, in text order and without overlap but for parts of compounds.
pub(super) fn join(words: &Words<'_>, weights: &Weights, readings: &Readings<'_>) -> Vec<Candidate> {
    let proposals = Proposals::gather(words, readings);
    let decided = weights.decide(&proposed(words, readings, &proposals));
    let mut names: Vec<Candidate> =
        decided.into_iter().map(|name| candidate(words, readings, &proposals.all[name.at], name)).collect();
    let free = |span: Span| {
        let at = names.partition_point(|name| name.span.end <= span.start);
        names.get(at).is_none_or(|name| !name.span.overlaps(span))
    };
    let parts: Vec<Candidate> = readings.ruled.iter().filter(|c| fixed(c) && free(c.span)).copied().collect();
    names.extend(parts);
    names.sort_by_key(|name| name.span);
    names
}

/// Stays as the rules have it: the user's names, and names that are part of a word.
fn fixed(candidate: &Candidate) -> bool {
    candidate.part || candidate.source == Source::User
}

/// A stretch that is a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// Its number among the stretches.
    pub at: usize,
    /// The number of its type.
    pub class: usize,
    /// Its score as a name of that type, or of the type it had before its spelling was given one.
    score: i32,
}

impl Weights {
    /// The stretches that are names; in text order, without overlap.
    #[must_use]
    pub fn decide(&self, proposed: &[Proposed]) -> Vec<Name> {
        let score = |p: &Proposed| std::array::from_fn(|class| self.score_of(p, class));
        let mut scores: Vec<[i32; CLASSES]> = proposed.iter().map(score).collect();
        let mut names = accept(proposed, &scores, &HashSet::default());
        let found = found_surely(proposed, &names);
        surnames::know(proposed, &names, &mut scores);
        if !found.is_empty() {
            names = accept(proposed, &scores, &found);
        }
        agree(proposed, &scores, &mut names);
        names
    }

    /// The score of a stretch as a name of a type, against 0 for no name.
    #[must_use]
    pub fn score_of(&self, proposed: &Proposed, class: usize) -> i32 {
        let known = proposed.known.filter(|(known, _)| *known == class).map_or(0, |(_, worth)| worth);
        self.score(&proposed.features[class]).saturating_add(known)
    }
}

/// The spellings that are surely names in this text: what is read as one there is one at its other places, too, and so is
/// the surname of a person.
fn found_surely(proposed: &[Proposed], names: &[Name]) -> HashSet<u64, BuildFold> {
    let mut sums: HashMap<u64, i32, BuildFold> = HashMap::default();
    for name in names {
        let Proposed { form, last, .. } = proposed[name.at];
        for form in std::iter::once(form).chain(last.filter(|_| name.class == class_of(EntityType::Person))) {
            let sum = sums.entry(form).or_default();
            *sum = sum.saturating_add(name.score);
        }
    }
    sums.into_iter().filter(|(_, sum)| *sum >= SURE).map(|(form, _)| form).collect()
}

/// The stretches that are names, the best first where they overlap, and before those the known ones of several words; in text
/// order. Those of the spellings in `found` are
/// given [`AGAIN`] more.
fn accept(proposed: &[Proposed], scores: &[[i32; CLASSES]], found: &HashSet<u64, BuildFold>) -> Vec<Name> {
    let best = scores.iter().enumerate().map(|(at, scores)| {
        let class = best(scores);
        let again = if found.contains(&proposed[at].form) && scores[class] <= 0 { AGAIN } else { 0 };
        Name { at, class, score: (scores[class].saturating_add(again)).min(scores[class].max(1)) }
    });
    let mut order: Vec<Name> = best.filter(|name| name.score > 0).collect();
    // "Golf von Mexiko": known as a whole, it is no place of what is inside.
    let is_phrase = |name: &Name| proposed[name.at].known.is_some() && proposed[name.at].last.is_some();
    order.sort_by_key(|name| (!is_phrase(name), -name.score));
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut accepted = Vec::with_capacity(order.len());
    for name in order {
        let Span { start, end } = proposed[name.at].span;
        if taken.range(..end).next_back().is_none_or(|(_, taken)| *taken <= start) {
            taken.insert(start, end);
            accepted.push(name);
        }
    }
    accepted.sort_unstable_by_key(|name| name.at);
    accepted
}

fn best(scores: &[i32; CLASSES]) -> usize {
    (0..CLASSES).reduce(|best, class| if scores[class] > scores[best] { class } else { best }).unwrap_or_default()
}

/// Gives all places of a spelling the type that most speaks for, but for those that are certain of another. A noun that
/// tells the type speaks loudest.
fn agree(proposed: &[Proposed], scores: &[[i32; CLASSES]], names: &mut [Name]) {
    let mut sums: HashMap<u64, [i32; CLASSES], BuildFold> = HashMap::default();
    for name in names.iter() {
        let Proposed { form, told, .. } = &proposed[name.at];
        let sums = sums.entry(*form).or_default();
        for (sum, score) in sums.iter_mut().zip(scores[name.at]) {
            *sum = sum.saturating_add(score.clamp(-LOUDEST, LOUDEST));
        }
        if let Some(told) = told {
            sums[*told] = sums[*told].saturating_add(TOLD);
        }
    }
    for name in names {
        let Proposed { form, told, .. } = &proposed[name.at];
        let joint = sums.get(form).map_or(name.class, best);
        let own = &scores[name.at];
        if told.is_none_or(|told| told == joint) && own[name.class] - own[joint] < CERTAIN {
            name.class = joint;
        }
    }
}

/// A name of this type: as the rules have it where they found the same, else as the lexicon knows it, else new.
fn candidate(words: &Words<'_>, readings: &Readings<'_>, proposal: &Proposal, name: Name) -> Candidate {
    let class = name.class;
    let same = |c: &&Candidate| c.span == proposal.span && class_of(c.kind) == class;
    let ruled = proposal.ruled.map(|at| &readings.ruled[at]).filter(same);
    let known = || {
        let from = readings.known.partition_point(|c| c.span.start < proposal.span.start);
        readings.known[from..].iter().take_while(|c| c.span.start == proposal.span.start).find(same)
    };
    let of_land = || hyphened::is_genitive_of_land(words, words.word(proposal.end - 1));
    let inflected = proposal.genitive
        || class == class_of(EntityType::Location) && of_land()
        || class == class_of(EntityType::Person) && person::genitive(words, proposal.first, proposal.end - 1);
    // "Grüne", which rules and lexicon alone were not sure of: the party.
    let unknown = ruled.is_some_and(|c| c.entry.is_none() && c.kind == EntityType::Organization);
    if let Some(found) = ruled.filter(|_| !unknown).or_else(known).or(ruled) {
        let genitive = found.genitive || inflected && found.entry.is_none();
        return Candidate { doubtful: false, genitive, score: Some(name.score), ..*found };
    }
    let single = proposal.end == proposal.first + 1;
    let source = if name.score >= SURE { Source::Context } else { Source::Model };
    let told = told(words, proposal).map(|noun| (noun.kind, noun.subtype));
    let word = words.word(proposal.first);
    let head = || hyphened::head(words, word).filter(|_| single).map(|head| (head.kind, head.subtype));
    let own = told.or_else(head).filter(|(kind, _)| class_of(*kind) == class);
    let (kind, subtype) = own.unwrap_or((KINDS[class], ""));
    let genitive = inflected || single && hyphened::is_genitive(words, word);
    let candidate = Candidate::new(proposal.span, proposal.first..proposal.end, kind, source);
    Candidate { subtype, genitive, score: Some(name.score), ..candidate }
}
