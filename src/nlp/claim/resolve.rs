//! Who the words for a speaker mean: the entity behind a name, a role, a pronoun. When it is not clear, nobody.

use std::cell::Cell;
use std::ops::Range;

use super::Scene;
use super::draft::{Draft, Ranges};
use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::{Entity, EntityType, MentionKind, ResolvedBy};
use crate::nlp::lexicon::{Gender, Lexicon};
use crate::nlp::syntax::words::{Features, starts_upper};

/// A name in the text, in terms of tokens.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) entity: usize,
    pub(super) tokens: Range<usize>,
    pub(super) kind: EntityType,
    /// Words of the role or sort that stands beside the name, in lower case.
    pub(super) roles: Vec<String>,
    /// The name is the first part of a compound: "CDU" in "CDU-Politiker".
    part: bool,
}

/// What a speaker was resolved to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resolved {
    pub(super) entity: usize,
    pub(super) by: ResolvedBy,
}

/// Resolves speakers against the entities of a text.
pub(super) struct Resolver<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) names: Vec<Named>,
    /// For each entity whether it is a woman, where a role beside the name tells.
    pub(super) female: Vec<Option<bool>>,
    /// The person who is the subject of the unit asked for last.
    subject_of: Cell<(usize, Option<usize>)>,
}

/// How many tokens back a pronoun or role may reach.
pub(super) const REACH: usize = 150;

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
    pub(super) fn new(scene: &'a Scene<'a>, entities: &[Entity]) -> Self {
        let text = scene.cues.text;
        let mut names = Vec::new();
        for (index, entity) in entities.iter().enumerate() {
            for mention in entity.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
                let tokens = text.layers.tokens_in(mention.span.start, mention.span.end);
                if !tokens.is_empty() {
                    let actor = matches!(entity.kind, EntityType::Person | EntityType::Organization);
                    let roles = if actor { roles(text, &tokens) } else { Vec::new() };
                    let part = text.layers.tokens[tokens.end - 1].span.end > mention.span.end;
                    names.push(Named { entity: index, tokens, kind: entity.kind, roles, part });
                }
            }
        }
        names.sort_by_key(|n| (n.tokens.start, n.tokens.end));
        drop_nested(&mut names);
        let female = genders(&names, scene.lexicon, entities);
        Self { scene, names, female, subject_of: Cell::new((usize::MAX, None)) }
    }

    pub(super) fn text(&self) -> Text<'a> {
        self.scene.cues.text
    }

    /// The entity that speaks in `draft`; `before` is the entity of the speaker before.
    pub(super) fn resolve(&self, draft: &Draft, entities: &[Entity], before: Option<usize>) -> Option<Resolved> {
        let speaker = draft.voice().first()?;
        if let Some(found) = self.by_name(draft.voice(), entities).or_else(|| self.by_surname(draft, entities)) {
            return Some(found);
        }
        // Two names are two speakers, whatever role stands beside one of them.
        if self.several(draft.voice(), entities) {
            return None;
        }
        if let Some(antecedent) = self.antecedent(draft) {
            let found = self.by_name(&antecedent, entities)?;
            return Some(Resolved { by: ResolvedBy::Pronoun, ..found });
        }
        let alone = |i: usize| matches!(self.text().lower(i), "selbst" | "selber" | "persönlich");
        if draft.voice().len() == 1 && (speaker.len() == 1 || speaker.len() == 2 && alone(speaker.start + 1)) {
            match self.text().lower(speaker.start) {
                word if List::HeOrHis.holds(word) => return self.by_pronoun(draft, before, entities, false),
                "sie" if !self.plural_near(draft) => return self.by_pronoun(draft, before, entities, true),
                "es" => return self.by_neuter(draft, before, entities),
                "ihr" if draft.lemma.as_deref() == Some("zufolge") => {
                    return self.by_pronoun(draft, before, entities, true);
                }
                _ => {}
            }
        }
        // "seiner Meinung nach", "aus ihrer Sicht"
        if self.scene.cues.speaks_for(speaker.start + 1) && speaker.len() == 2 {
            match self.text().lower(speaker.start) {
                word if List::His.holds(word) => return self.by_pronoun(draft, before, entities, false),
                word if List::Her.holds(word) => return self.by_pronoun(draft, before, entities, true),
                _ => {}
            }
        }
        self.by_noun(draft, entities, before)
    }

    /// The words a relative pronoun that speaks stands for: "Kern, der sagte, …".
    fn antecedent(&self, draft: &Draft) -> Option<Ranges> {
        let speaker = draft.voice().first().filter(|r| r.len() == 1)?;
        let relative = matches!(self.text().lower(speaker.start), "der" | "die" | "das" | "welcher" | "welche");
        let unit = self.scene.units.get(draft.unit).filter(|_| relative)?;
        let clause = unit.clauses.iter().find(|c| c.start() <= speaker.start && speaker.start < c.start() + 3)?;
        Some(self.scene.phrases.antecedent(unit.clauses, clause)).filter(|found| !found.is_empty())
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
        // "Holland-Moritz" is no land.
        let place = |n: &&Named| n.part && n.kind == EntityType::Location;
        let candidates: Vec<&Named> = speaker.iter().flat_map(|r| self.inside(r)).filter(|n| !place(n)).collect();
        let heads: Vec<&Named> =
            candidates.iter().copied().filter(|n| self.is_head(range, n) && !self.is_holder(n)).collect();
        let persons: Vec<&Named> = heads.iter().copied().filter(|n| n.kind == EntityType::Person).collect();
        let chosen = if persons.is_empty() { &heads } else { &persons };
        if let Some(named) = persons.iter().find(|n| self.is_spokesperson(range, n)) {
            return Some(Resolved { entity: named.entity, by: ResolvedBy::Name });
        }
        let first = chosen.first()?;
        // Two speakers, or a speaker and somebody else: not clear.
        if chosen.iter().any(|n| n.entity != first.entity) {
            return None;
        }
        let full = entities[first.entity].name.split_whitespace().count();
        let surname = first.kind == EntityType::Person && full > first.tokens.len() && first.tokens.len() == 1;
        Some(Resolved { entity: first.entity, by: if surname { ResolvedBy::Surname } else { ResolvedBy::Name } })
    }

    /// A single word that is the surname of the one person so named before, though it was not read as a name.
    fn by_surname(&self, draft: &Draft, entities: &[Entity]) -> Option<Resolved> {
        let text = self.text();
        let speaker = draft.voice().first().filter(|r| r.len() == 1 && draft.voice().len() == 1)?;
        let word = text.word(speaker.start);
        let named = |n: &&Named| entities[n.entity].kind == EntityType::Person && text.word(n.tokens.end - 1) == word;
        let mut found = self.names_before(draft).iter().filter(named).map(|n| n.entity);
        let entity = found.next().filter(|_| starts_upper(word))?;
        found.all(|e| e == entity).then_some(Resolved { entity, by: ResolvedBy::Surname })
    }

    /// Whether the name is what the phrase is about, not an attribute in it: "die Anwältin von X" is not X, but
    /// "Angaben von X" and "ein Sprecher von X" speak for X.
    fn is_head(&self, range: &Range<usize>, named: &Named) -> bool {
        let text = self.text();
        // "des in Wien ansässigen Verbands"
        let attributive = text.features(named.tokens.end).intersects(Features::ADJECTIVE | Features::PARTICIPLE)
            && !starts_upper(text.word(named.tokens.end))
            && (named.tokens.end + 1..range.end).any(|i| text.features(i).has(Features::NOUN));
        if named.kind == EntityType::Location && attributive {
            return false;
        }
        // "Die Sprecherin von X, Ada Kern, sagte": behind the comma the phrase begins anew.
        let apposed = |comma: &usize| {
            let closed = named.tokens.end >= range.end || text.word(named.tokens.end) == ",";
            named.kind == EntityType::Person && closed && text.word(*comma) == ","
        };
        let start = (range.start..named.tokens.start).rev().find(apposed).map_or(range.start, |comma| comma + 1);
        let before: Vec<usize> = (start..named.tokens.start).collect();
        let noun = |i: &usize| text.features(*i).has(Features::NOUN);
        let attribute = before.iter().enumerate().any(|(n, &i)| {
            let features = text.features(i);
            n > 0
                && (features.has(Features::PREPOSITION)
                    || features.has(Features::DETERMINER) && text.word(i - 1) != ",")
                && before[..n].iter().any(noun)
        });
        let genitive_after = named.tokens.end < range.end
            && named.kind == EntityType::Person
            && text.word(named.tokens.end - 1).ends_with('s')
            && starts_upper(text.word(named.tokens.end))
            && text.features(named.tokens.end).has(Features::NOUN);
        if genitive_after {
            // "Kerns Sicht"
            return self.scene.cues.speaks_for(named.tokens.end);
        }
        // "das Team um X" speaks for X.
        let around = named.kind == EntityType::Person && before.iter().any(|&i| text.lower(i) == "um");
        !attribute || around || before.iter().find(|i| noun(i)).is_some_and(|&i| self.scene.cues.speaks_for(i))
    }

    /// "Die Sprecherin von Minister Tom Rehm, Ute Kahl, sagte": the name between commas is hers who speaks for the other.
    fn is_spokesperson(&self, range: &Range<usize>, named: &Named) -> bool {
        let text = self.text();
        let apposed = named.tokens.start > range.start
            && text.word(named.tokens.start - 1) == ","
            && (named.tokens.end >= range.end || text.word(named.tokens.end) == ",");
        let mut nouns = (range.start..named.tokens.start).filter(|&i| text.features(i).has(Features::NOUN));
        apposed && nouns.next().is_some_and(|i| self.scene.cues.speaks_for(i) && i + 1 < named.tokens.start - 1)
    }

    fn plural_near(&self, draft: &Draft) -> bool {
        // Reports list no cue: the verb stands beside the pronoun.
        let beside = draft.voice().first().filter(|_| draft.cue.is_empty()).map_or(0, |r| r.end);
        draft.cue.iter().copied().chain((beside > 0).then_some(beside)).any(|i| {
            let lower = self.text().lower(i);
            self.text().features(i).has(Features::PLURAL_VERB)
                || self.text().features(i).intersects(Features::FINITE | Features::CUE) && lower.ends_with("en")
        })
    }

    /// "der CDU-Politiker", "die Bahn-Managerin" are not the CDU and the Bahn; "ein Bahn-Sprecher" speaks for it.
    fn is_holder(&self, named: &Named) -> bool {
        let token = named.tokens.end - 1;
        named.part
            && self.scene.lexicon.nouns.role(self.text().word(token)).is_some()
            && !self.scene.cues.speaks_for(token)
    }

    fn by_pronoun(&self, draft: &Draft, before: Option<usize>, entities: &[Entity], female: bool) -> Option<Resolved> {
        let focus = self.in_focus(draft, before, entities, Some(female));
        // Nobody spoke yet: the last of several.
        let last = || {
            let mut near = self.near(draft).iter().rev().map(|n| n.entity);
            near.find(|&e| self.may_be(e, entities, Some(female))).filter(|_| before.is_none())
        };
        focus.or_else(last).map(|entity| Resolved { entity, by: ResolvedBy::Pronoun })
    }

    /// "Das Amt kam. Es sagte, …": the organisation that spoke before, if it is named near by.
    fn by_neuter(&self, draft: &Draft, before: Option<usize>, entities: &[Entity]) -> Option<Resolved> {
        let spoke = before.filter(|&e| entities[e].kind == EntityType::Organization && self.is_close(draft, e))?;
        Some(Resolved { entity: spoke, by: ResolvedBy::Pronoun })
    }

    /// The names within reach before the speaker.
    fn near(&self, draft: &Draft) -> &[Named] {
        let at = draft.voice().first().map_or(0, |r| r.start);
        let first = self.names.partition_point(|n| n.tokens.start + REACH < at);
        let last = self.names.partition_point(|n| n.tokens.start < at);
        &self.names[first..last.max(first)]
    }

    /// Whether the entity is a person who may be of that gender.
    pub(super) fn may_be(&self, entity: usize, entities: &[Entity], female: Option<bool>) -> bool {
        let known = female.zip(self.female[entity]);
        entities[entity].kind == EntityType::Person && known.is_none_or(|(wanted, known)| wanted == known)
    }

    /// The person the sentence before is about, or the speaker before, or else the only person named, unless their
    /// gender is known to be another.
    pub(super) fn in_focus(
        &self,
        draft: &Draft,
        before: Option<usize>,
        entities: &[Entity],
        female: Option<bool>,
    ) -> Option<usize> {
        let near = self.near(draft);
        let fits = |entity: usize| self.may_be(entity, entities, female);
        if let Some(subject) = self.subject_before(draft.unit, entities).filter(|&s| fits(s)) {
            return Some(subject);
        }
        let spoken = before.filter(|&b| near.iter().any(|n| n.entity == b) && fits(b));
        spoken.or_else(|| {
            let mut persons = near.iter().map(|n| n.entity).filter(|&e| fits(e));
            let first = persons.next()?;
            persons.all(|p| p == first).then_some(first)
        })
    }

    /// The person named as the subject of the sentence before.
    fn subject_before(&self, unit: usize, entities: &[Entity]) -> Option<usize> {
        let (known, person) = self.subject_of.get();
        if known == unit {
            return person;
        }
        let before = unit.checked_sub(1).map(|b| &self.scene.units[b]);
        let subject = before.and_then(|b| self.scene.phrases.named_subject(b.clauses)).map(|(subject, _)| subject);
        let found = subject.filter(|s| !self.several(s, entities)).and_then(|s| self.by_name(&s, entities));
        let person = found.map(|r| r.entity).filter(|&e| entities[e].kind == EntityType::Person);
        self.subject_of.set((unit, person));
        person
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

/// The nouns of a role beside a name: before it ("Kanzlerin Merkel"), behind a comma ("Lee, Journalist"), or in brackets
/// ("Lee (SPD)").
fn roles(text: Text<'_>, name: &Range<usize>) -> Vec<String> {
    let mut found = Vec::new();
    let mut i = name.start;
    while i > 0 && name.start - i < 4 {
        i -= 1;
        let features = text.features(i);
        if features.has(Features::NOUN) {
            found.push(text.lower(i).to_owned());
        } else if !features.has(Features::ADJECTIVE) {
            break;
        }
    }
    if text.word(name.end) == "(" && text.word(name.end + 2) == ")" {
        found.push(text.lower(name.end + 1).to_owned());
    }
    if text.word(name.end) == "," {
        let apposition = (name.end + 1..name.end + 5)
            .take_while(|&i| text.features(i).intersects(Features::NOUN | Features::ADJECTIVE | Features::DETERMINER));
        found.extend(apposition.filter(|&i| text.features(i).has(Features::NOUN)).map(|i| text.lower(i).to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check_speaker;

    #[test]
    fn a_speaker_is_the_entity_that_their_words_name() {
        check_speaker(&[
            ("Ada Kern kam. Kern sagte, der Zug fahre.", Some("Ada Kern")),
            ("Ada Kern kam. Sie sagte, der Zug fahre.", Some("Ada Kern")),
            ("Ada Kern kam. Er sagte, der Zug fahre.", None),
            ("Ein Sprecher von Siemens sagte, der Zug fahre.", Some("Siemens")),
            ("Ada Kern kam. Sie beklagen sich über den Zug.", None),
            ("Aus Ada Kerns Sicht fährt der Zug.", Some("Ada Kern")),
            ("Siemens sagte, der Zug fahre. Es betonte, der Bus ruhe.", Some("Siemens")),
            ("Ada Kern sagte, der Zug fahre. Es betonte, der Bus ruhe.", None),
            ("Die Anwältin von Ada Kern sagte, der Zug fahre.", None),
            ("Ada Kern, die gewann, sagte, der Zug fahre.", Some("Ada Kern")),
            ("Die Sprecherin von Minister Tom Lux, Ada Kern, sagte, der Zug fahre.", Some("Ada Kern")),
            ("Die Anwältin von Minister Tom Lux und Ada Kern, sagte, der Zug fahre.", None),
            ("Wie Per Kern sagte, fährt der Zug.", Some("Per Kern")),
        ]);
    }
}
