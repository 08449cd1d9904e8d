//! Who the words for a speaker mean: the entity behind a name, a role, a pronoun. When it is not clear, nobody.

use std::ops::Range;

use super::draft::{Draft, Ranges};
use super::scene::Scene;
use crate::nlp::analysis::{Entity, EntityType, MentionKind, ResolvedBy};
use crate::nlp::lexicon::{Gender, Lexicon};
use crate::nlp::quote::grammar::{Facts, starts_upper};
use crate::nlp::quote::lexicon::Take;

/// A name in the text, in terms of tokens.
#[derive(Debug, Clone)]
struct Named {
    entity: usize,
    tokens: Range<usize>,
    kind: EntityType,
    /// Words of the role that stands beside the name, in lower case.
    roles: Vec<String>,
}

/// What a speaker was resolved to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resolved {
    pub(super) entity: usize,
    pub(super) by: ResolvedBy,
}

/// Resolves speakers against the entities of a text.
pub(super) struct Resolver<'a> {
    scene: &'a Scene<'a>,
    names: Vec<Named>,
    /// For each entity whether it is a woman, where a role beside the name tells.
    female: Vec<Option<bool>>,
}

/// How many tokens back a pronoun or role may reach.
const REACH: usize = 150;

/// How many names back a role is looked for.
const FAR: usize = 400;

/// Leaves out the places inside longer names, which do not speak: "Zürich" in "Universität Zürich".
fn drop_nested(names: &mut Vec<Named>) {
    let mut outer = 0..0;
    names.retain(|name| {
        let nested = outer.contains(&name.tokens.start) && name.tokens.end <= outer.end && name.tokens != outer;
        if !nested {
            outer = name.tokens.clone();
        }
        !nested
    });
}

impl<'a> Resolver<'a> {
    pub(super) fn new(scene: &'a Scene<'a>, lexicon: &Lexicon, entities: &[Entity]) -> Self {
        let mut names = Vec::new();
        for (index, entity) in entities.iter().enumerate() {
            for mention in entity.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
                let tokens = scene.layers.tokens_in(mention.span.start, mention.span.end);
                if !tokens.is_empty() {
                    let roles = if entity.kind == EntityType::Person { roles(scene, &tokens) } else { Vec::new() };
                    names.push(Named { entity: index, tokens, kind: entity.kind, roles });
                }
            }
        }
        names.sort_by_key(|n| (n.tokens.start, n.tokens.end));
        drop_nested(&mut names);
        let female = genders(&names, lexicon, entities);
        Self { scene, names, female }
    }

    /// The entity that speaks in `draft`; `before` is the entity of the speaker before.
    pub(super) fn resolve(&self, draft: &Draft, entities: &[Entity], before: Option<usize>) -> Option<Resolved> {
        let speaker = draft.speaker.first()?;
        if let Some(found) = self.by_name(&draft.speaker, entities) {
            return Some(found);
        }
        // Two names are two speakers, whatever role stands beside one of them.
        if self.several(&draft.speaker, entities) {
            return None;
        }
        if speaker.len() == 1 && draft.speaker.len() == 1 {
            match self.scene.grammar.lower(speaker.start) {
                "er" | "ihm" | "sein" | "seine" => return self.by_pronoun(speaker.start, before, entities, false),
                "sie" if !self.plural_near(draft) => return self.by_pronoun(speaker.start, before, entities, true),
                _ => {}
            }
        }
        // "seiner Meinung nach", "aus ihrer Sicht"
        if speaks_for(self.scene, speaker.start + 1) && speaker.len() == 2 {
            match self.scene.grammar.lower(speaker.start) {
                "seiner" | "seinen" | "seinem" => return self.by_pronoun(speaker.start, before, entities, false),
                "ihrer" | "ihren" | "ihrem" => return self.by_pronoun(speaker.start, before, entities, true),
                _ => {}
            }
        }
        self.by_role(speaker, entities)
    }

    /// Whether the phrase names more than one person.
    fn several(&self, speaker: &Ranges, entities: &[Entity]) -> bool {
        let mut persons =
            speaker.iter().flat_map(|r| self.inside(r)).filter(|n| entities[n.entity].kind == EntityType::Person);
        let first = persons.next().map(|n| n.entity);
        first.is_some_and(|first| persons.any(|n| n.entity != first))
    }

    fn inside(&self, range: &Range<usize>) -> &[Named] {
        let first = self.names.partition_point(|n| n.tokens.start < range.start);
        let last = self.names.partition_point(|n| n.tokens.start < range.end);
        &self.names[first..last.max(first)]
    }

    fn by_name(&self, speaker: &Ranges, entities: &[Entity]) -> Option<Resolved> {
        let range = speaker.first()?;
        let candidates: Vec<&Named> = speaker.iter().flat_map(|r| self.inside(r)).collect();
        let heads: Vec<&Named> = candidates.iter().copied().filter(|n| self.is_head(range, n)).collect();
        let persons: Vec<&Named> = heads.iter().copied().filter(|n| n.kind == EntityType::Person).collect();
        let chosen = if persons.is_empty() { &heads } else { &persons };
        let first = chosen.first()?;
        // Two speakers, or a speaker and somebody else: not clear.
        if chosen.iter().any(|n| n.entity != first.entity) {
            return None;
        }
        let full = entities[first.entity].name.split_whitespace().count();
        let surname = first.kind == EntityType::Person && full > first.tokens.len() && first.tokens.len() == 1;
        Some(Resolved { entity: first.entity, by: if surname { ResolvedBy::Surname } else { ResolvedBy::Name } })
    }

    /// Whether the name is what the phrase is about, not an attribute in it: "die Anwältin von X" is not X, but
    /// "Angaben von X" and "ein Sprecher von X" speak for X.
    fn is_head(&self, range: &Range<usize>, named: &Named) -> bool {
        let scene = self.scene;
        let before: Vec<usize> = (range.start..named.tokens.start).collect();
        let noun = |i: &usize| scene.grammar.facts(*i).has(Facts::NOUN);
        let attribute = before.iter().enumerate().any(|(n, &i)| {
            let facts = scene.grammar.facts(i);
            n > 0
                && (facts.has(Facts::PREPOSITION) || facts.has(Facts::DETERMINER) && scene.word(i - 1) != ",")
                && before[..n].iter().any(noun)
        });
        let genitive_after = named.tokens.end < range.end
            && named.kind == EntityType::Person
            && scene.word(named.tokens.end - 1).ends_with('s')
            && starts_upper(scene.word(named.tokens.end))
            && scene.grammar.facts(named.tokens.end).has(Facts::NOUN);
        if genitive_after {
            return false;
        }
        !attribute || before.iter().find(|i| noun(i)).is_some_and(|&i| speaks_for(scene, i))
    }

    fn plural_near(&self, draft: &Draft) -> bool {
        draft.cue.iter().any(|&i| {
            let lower = self.scene.grammar.lower(i);
            self.scene.grammar.facts(i).has(Facts::PLURAL_VERB)
                || self.scene.grammar.facts(i).has(Facts::FINITE) && lower.ends_with("en")
        })
    }

    /// The speaker before, or else the last person named, unless their gender is known to be another.
    fn by_pronoun(&self, at: usize, before: Option<usize>, entities: &[Entity], female: bool) -> Option<Resolved> {
        let first = self.names.partition_point(|n| n.tokens.start + REACH < at);
        let last = self.names.partition_point(|n| n.tokens.start < at);
        let near = &self.names[first..last.max(first)];
        let fits = |entity: usize| {
            entities[entity].kind == EntityType::Person && self.female[entity].is_none_or(|known| known == female)
        };
        let spoken = before.filter(|&b| near.iter().any(|n| n.entity == b) && fits(b));
        let entity = spoken.or_else(|| {
            let mut persons: Vec<usize> = near.iter().filter(|n| fits(n.entity)).map(|n| n.entity).collect();
            persons.dedup();
            // Only one person it can be, or the last of several when nobody spoke yet.
            let only = persons.last().copied();
            only.filter(|o| before.is_none() || persons.iter().all(|p| p == o))
        })?;
        Some(Resolved { entity, by: ResolvedBy::Pronoun })
    }

    /// "der Minister": the one person whose name stood beside that word; "das Unternehmen": the one company near by.
    fn by_role(&self, speaker: &Range<usize>, entities: &[Entity]) -> Option<Resolved> {
        let scene = self.scene;
        let definite = matches!(
            scene.grammar.lower(speaker.start),
            "der" | "die" | "das" | "dem" | "des" | "den" | "dieser" | "diese" | "dieses"
        );
        let head = speaker.clone().find(|&i| scene.grammar.facts(i).has(Facts::NOUN) && !speaks_for(scene, i))?;
        let named_source = speaker.clone().any(|i| i < head && speaks_for(scene, i));
        if !definite && !named_source {
            return None;
        }
        let role = scene.grammar.lower(head);
        let known = self.names.partition_point(|n| n.tokens.start < speaker.start);
        let before = &self.names[known.saturating_sub(FAR)..known];
        let single = |mut found: Vec<usize>| {
            found.sort_unstable();
            found.dedup();
            match found[..] {
                [one] => Some(Resolved { entity: one, by: ResolvedBy::Nominal }),
                _ => None,
            }
        };
        let by_word: Vec<usize> = before
            .iter()
            .filter(|n| {
                n.roles.iter().any(|r| {
                    r == role || r.ends_with(role) && role.len() > 4 || role.ends_with(r.as_str()) && r.len() > 4
                })
            })
            .map(|n| n.entity)
            .collect();
        if !by_word.is_empty() {
            return single(by_word);
        }
        let collective = [
            "unternehmen",
            "unternehmens",
            "konzern",
            "konzerns",
            "firma",
            "startup",
            "start-up",
            "hersteller",
            "bank",
            "behörde",
            "partei",
            "verein",
            "verband",
            "gewerkschaft",
            "agentur",
            "fluggesellschaft",
        ];
        if collective.contains(&role) {
            let near = before.iter().filter(|n| n.tokens.start + REACH / 2 > speaker.start);
            return single(
                near.filter(|n| entities[n.entity].kind == EntityType::Organization).map(|n| n.entity).collect(),
            );
        }
        None
    }
}

/// By the role beside the name, or else by the given name.
fn genders(names: &[Named], lexicon: &Lexicon, entities: &[Entity]) -> Vec<Option<bool>> {
    let mut female = vec![None; entities.len()];
    for named in names {
        for role in &named.roles {
            if role == "frau" || role.ends_with("in") && role.len() > 5 && !role.ends_with("ein") {
                female[named.entity] = Some(true);
            } else if role == "herr" || ["er", "chef", "präsident", "sprecher"].iter().any(|e| role.ends_with(e)) {
                female[named.entity] = female[named.entity].or(Some(false));
            }
        }
    }
    for (known, entity) in female.iter_mut().zip(entities) {
        let mut words = entity.name.split_whitespace();
        let given = words.next().filter(|_| entity.kind == EntityType::Person && words.next().is_some());
        let gender = given.and_then(|name| lexicon.people.given(name)).and_then(|g| g.gender);
        *known = known.or(gender.map(|g| g == Gender::Feminine));
    }
    female
}

/// Nouns whose genitive speaks: "Angaben der Polizei", "ein Sprecher der Bahn".
fn speaks_for(scene: &Scene<'_>, i: usize) -> bool {
    let lower = scene.grammar.lower(i);
    let person = ["sprecher", "sprecherin", "sprechers", "sprechern", "vertreter", "vertreterin", "vertretern"];
    person.iter().any(|p| lower.ends_with(p))
        || scene
            .lexicon
            .nouns(scene.word(i))
            .iter()
            .any(|&n| scene.lexicon.entry(n).take.has(Take(Take::NAME.bits() | Take::CLAUSE.bits())))
}

/// The nouns of a role beside a name: before it ("Kanzlerin Merkel"), or behind a comma ("Lee, Journalist").
fn roles(scene: &Scene<'_>, name: &Range<usize>) -> Vec<String> {
    let mut found = Vec::new();
    let mut i = name.start;
    while i > 0 && name.start - i < 4 {
        i -= 1;
        let facts = scene.grammar.facts(i);
        if facts.has(Facts::NOUN) {
            found.push(scene.grammar.lower(i).to_owned());
        } else if !facts.has(Facts::ADJECTIVE) {
            break;
        }
    }
    if scene.word(name.end) == "," {
        let apposition = (name.end + 1..name.end + 5)
            .take_while(|&i| scene.grammar.facts(i).has(Facts::NOUN.and(Facts::ADJECTIVE).and(Facts::DETERMINER)));
        found.extend(
            apposition.filter(|&i| scene.grammar.facts(i).has(Facts::NOUN)).map(|i| scene.grammar.lower(i).to_owned()),
        );
    }
    found
}
