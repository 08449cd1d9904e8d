//! How a piece of evidence stands to a mention of its sentence, and what share of its weight falls on the name for that.
//!
//! Inside a clause the roles decide: who does a bad deed is blamed and whom it is done to is not; blame and praise fall on
//! the object; "Kritik an X", "Xs Verlust" and "der umstrittene X" are tied to X; whom somebody defeats loses. What the
//! other clauses say colours a name as well, and less. The shares are learned (`data/shares.tsv`).

use super::super::document::Annotations;
use super::super::morph::Pos;
use super::hits::Hit;
use super::lists::List;
use super::place::{Function, Ground, Place};
use super::scene::Scene;
use super::target::passive;
use super::words::{Class, Role};

macro_rules! relations {
    ($($(#[$doc:meta])+ $name:ident;)+) => {
        /// How evidence stands to a mention.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Relation { $($(#[$doc])+ $name),+ }

        impl Relation {
            /// All of them, with their names in the data file.
            pub const ALL: &[(Self, &str)] = &[$((Self::$name, stringify!($name))),+];
        }
    };
}

relations! {
    /// By its noun phrase: "Kritik an X", "Xs Verlust", "der umstrittene X".
    Tied;
    /// Noun and place: "Krise in X".
    TiedPlace;
    /// Noun and aim: "Angriff auf X".
    Aimed;
    /// "Sieg gegen X": the other side has the opposite.
    Opponent;
    /// In its clause, but tied to another name.
    TiedToOther;
    /// "Lob von X": X judges.
    Source;
    /// Who judges, and any other place beside a judgement than its object: "X kritisierte Y".
    Judge;
    /// The object of a judgement: "Y kritisierte X", "warnte vor X".
    Judged;
    /// X says it, in the clause that names X as the speaker.
    Speaker;
    /// Who holds an opinion: "X nannte Y unfähig".
    Holder;
    /// What an opinion is about.
    Viewed;
    /// Who does it: "X betrog Y", "X besiegte Y", "X unterlag Y".
    Doer;
    /// Whom it is done to: "Y betrog X".
    Victim;
    /// Who does what somebody else is in: "X schließt das Werk".
    Mover;
    /// Who is in it, whoever does it: "Y entließ X".
    Affected;
    /// Whom somebody defeats, or whom somebody loses to: "Y besiegte X".
    Beaten;
    /// Who deals with trouble: "X untersucht den Skandal".
    Handler;
    /// The subject of anything else.
    Subject;
    /// "bei X", "für X".
    With;
    /// "als X", "wie X".
    Compared;
    /// "laut X", "nach X".
    According;
    /// The object of anything else.
    Object;
    /// Anywhere else in the clause.
    Adjunct;
    /// In a clause without names: whom the sentence spoke of last.
    Carried;
    /// In the next clause to either side, which has no name of its own.
    Near;
    /// In the next clause to either side, which has a name of its own.
    NearOther;
    /// In a clause farther away, which has no name of its own.
    Far;
    /// In a clause farther away, which has a name of its own.
    FarOther;
    /// In another clause, said by X.
    Said;
    /// Behind a full stop inside the sentence.
    Beyond;
    /// Where it happens: "in X brannte eine Halle", "Schaulustige aus X".
    Setting;
}

/// The mentions near a hit, as the rules ask for them.
pub(super) struct Surroundings<'s, 'a> {
    layers: &'s Annotations<'a>,
    scene: &'s Scene,
    hit: &'s Hit,
    /// Some mention stands in the clause of the hit.
    named: bool,
    /// The entity that the hit is tied to by its noun phrase.
    tied: Option<(usize, Relation)>,
    /// The entity that a hit in a clause without mentions falls on.
    carried: Option<usize>,
    /// The hit's verb is in the passive.
    passive: bool,
}

impl<'s, 'a> Surroundings<'s, 'a> {
    /// Looks at the mentions `near` the hit once.
    pub(super) fn new(layers: &'s Annotations<'a>, scene: &'s Scene, hit: &'s Hit, near: &[Place]) -> Self {
        let clause = scene.items[hit.head].clause;
        let mut here = Self { layers, scene, hit, named: false, tied: None, carried: None, passive: false };
        let own = || near.iter().filter(|p| scene.items[p.first].clause == clause);
        here.named = own().next().is_some();
        if here.named {
            here.tied = own().filter(|p| !here.is_source(p)).find_map(|p| here.tied(p).map(|r| (p.entity, r)));
            here.passive = hit.participle && passive(layers, scene, hit);
        } else {
            here.carried = here.carried(near);
        }
        here
    }

    /// How the hit stands to one of the mentions. A town behind a preposition, or a street, is what is spoken of only where
    /// a judgement or a noun is tied to it; else it is where something happens.
    pub(super) fn relation(&self, place: &Place) -> Relation {
        use Relation::{Aimed, Beaten, Compared, Judged, Opponent, Source, Tied, TiedPlace, Viewed, With};
        let relation = self.told(place);
        let (behind, for_it) = match place.function {
            Function::Prepositional(at) => (true, self.lower(at) == "für"),
            _ => (false, false),
        };
        match relation {
            Judged | Viewed | Aimed | Source => relation,
            _ if place.ground == Ground::Street => Relation::Setting,
            Tied | TiedPlace | Opponent | Beaten | Compared => relation,
            With if for_it => relation,
            _ if place.ground == Ground::Town && behind => Relation::Setting,
            _ => relation,
        }
    }

    fn told(&self, place: &Place) -> Relation {
        let (hit, scene) = (self.hit, self.scene);
        let (clause, other) = (scene.items[hit.head].clause, scene.items[place.first].clause);
        if clause != other {
            return self.across_clauses(place, clause.abs_diff(other));
        }
        if self.is_source(place) {
            return Relation::Source;
        }
        match self.tied {
            Some((entity, relation)) if entity == place.entity => relation,
            Some(_) if hit.role == Role::Plain => Relation::TiedToOther,
            _ => self.by_role(place),
        }
    }

    fn across_clauses(&self, place: &Place, distance: usize) -> Relation {
        if self.carried == Some(place.entity) {
            return Relation::Carried;
        }
        let (from, to) = (self.hit.head.min(place.first), self.hit.head.max(place.last));
        if self.scene.stops_between(from, to) {
            return Relation::Beyond;
        }
        match (place.speaker, distance, self.named) {
            (true, ..) => Relation::Said,
            (_, 1, false) => Relation::Near,
            (_, 1, true) => Relation::NearOther,
            (_, _, false) => Relation::Far,
            (_, _, true) => Relation::FarOther,
        }
    }

    /// A hit in a clause without mentions falls on the subject of the nearest clause before; at the beginning of its
    /// sentence on whom it is said about: "„Ein Desaster“, sagte X über Y".
    fn carried(&self, near: &[Place]) -> Option<usize> {
        let (scene, hit) = (self.scene, self.hit);
        if hit.role == Role::Judge {
            return None;
        }
        let before = || near.iter().rev().filter(|p| p.last < hit.first);
        let subject = before().find(|p| p.function == Function::Subject).or_else(|| before().next());
        let about = |p: &&Place| matches!(p.function, Function::Prepositional(at) if self.lower(at) == "über");
        let place = subject.or_else(|| near.iter().find(about))?;
        let reached = scene.items[hit.head].clause <= scene.items[place.first].clause + 2;
        let stopped = scene.stops_between(hit.head.min(place.first), hit.head.max(place.last));
        (!place.speaker && reached && !stopped).then_some(place.entity)
    }

    /// Whether the hit is tied to the mention by its noun phrase.
    fn tied(&self, place: &Place) -> Option<Relation> {
        let (hit, scene) = (self.hit, self.scene);
        let noun = hit.thing.unwrap_or(hit.head);
        match place.function {
            Function::Genitive(head) if (hit.first..=hit.last).contains(&head) || head == noun => Some(Relation::Tied),
            Function::Prepositional(at) if matches!(hit.class, Class::Noun | Class::Verb) => {
                let contest = List::Contest.ends(self.lower(hit.head));
                let adjacent = hit.class == Class::Noun && (at == hit.last + 1 || at == noun + 1);
                match self.lower(at) {
                    "gegen" if adjacent && contest => Some(Relation::Opponent),
                    "auf" if adjacent => Some(Relation::Aimed),
                    "gegen" if List::Violence.ends(self.lower(hit.head)) => Some(Relation::Aimed),
                    "gegen" if hit.class == Class::Noun && hit.weight < 0.0 && !contest => Some(Relation::Tied),
                    aim if adjacent && List::AimPreposition.holds(aim) => Some(Relation::Tied),
                    "in" | "im" if adjacent => Some(Relation::TiedPlace),
                    _ => None,
                }
            }
            _ if (hit.class != Class::Verb || self.is_attributive())
                && hit.thing.is_none()
                && hit.last < place.first =>
            {
                let between = hit.last + 1..place.first;
                let pos = |k: usize| self.layers.morphs[scene.base + k].pos;
                let attribute = place.first - hit.last <= 3
                    && between.clone().all(|k| scene.items[k].noun || pos(k) == Pos::Adj)
                    && (hit.class != Class::Noun || between.is_empty());
                attribute.then_some(Relation::Tied)
            }
            _ => None,
        }
    }

    /// "des begrabenen Projekts": a participle before its noun.
    fn is_attributive(&self) -> bool {
        let hit = self.hit;
        let adjective = self.layers.morphs[self.scene.base + hit.head].pos == Pos::Adj;
        adjective && self.scene.items.get(hit.last + 1).is_some_and(|next| next.noun)
    }

    /// Whether the mention is whom praise or blame comes from: "Lob von X", "Kritik durch X".
    fn is_source(&self, place: &Place) -> bool {
        let judgement = match place.function {
            Function::Genitive(head) if (self.hit.first..=self.hit.last).contains(&head) => head,
            Function::Prepositional(at) if at == self.hit.last + 1 => self.hit.last,
            _ => return false,
        };
        let from = (place.first.saturating_sub(4)..place.first)
            .any(|k| k > judgement && matches!(self.word(k), "von" | "vom" | "durch" | "seitens"));
        from && List::Judgement.holds(self.word(judgement))
    }

    /// The relation of a hit to a mention of its clause by its grammatical place.
    fn by_role(&self, place: &Place) -> Relation {
        let (hit, passive) = (self.hit, self.passive);
        let preposition = match place.function {
            Function::Prepositional(at) => self.lower(at),
            _ => "",
        };
        let by = passive && matches!(preposition, "von" | "vom" | "durch");
        let (subject, object) = (place.host == Function::Subject && !by, place.host == Function::Object);
        let experiencer = place.host == Function::Experiencer;
        let agent = if passive { by } else { subject };
        let patient = if passive { subject || experiencer } else { object || experiencer };
        let rival = matches!(preposition, "gegen" | "gegenüber" | "vor");
        // Who judges, or is said to hold an opinion, is not what it is about.
        let opinion = self.scene.clauses[self.scene.items[hit.head].clause].opinion && hit.role != Role::Deed;
        match hit.role {
            _ if place.speaker => Relation::Speaker,
            Role::Judge if !agent && (patient || List::JudgedPreposition.holds(preposition)) => Relation::Judged,
            Role::Judge => Relation::Judge,
            _ if opinion && agent => Relation::Holder,
            Role::Plain | Role::Affect if opinion && patient => Relation::Viewed,
            Role::Deed if patient => Relation::Victim,
            Role::Affect if agent && !passive && hit.thing.is_none() => Relation::Mover,
            Role::Lose if by => Relation::Beaten,
            Role::Deed | Role::Affect | Role::Beat | Role::Lose if agent => Relation::Doer,
            // "X wurde von Y überholt" is told from the side of X.
            Role::Lose if passive && patient => Relation::Doer,
            Role::Affect if patient => Relation::Affected,
            Role::Beat | Role::Lose if patient || rival => Relation::Beaten,
            Role::Plain if subject && self.is_handled() => Relation::Handler,
            Role::Plain if subject || experiencer => Relation::Subject,
            Role::Plain if matches!(preposition, "bei" | "beim" | "für") => Relation::With,
            Role::Plain if matches!(preposition, "als" | "wie") => Relation::Compared,
            Role::Plain if matches!(preposition, "laut" | "nach") => Relation::According,
            Role::Plain if object => Relation::Object,
            _ => Relation::Adjunct,
        }
    }

    /// "X untersucht den Skandal": a noun beside a verb for what helpers and authorities do with trouble.
    fn is_handled(&self) -> bool {
        let (hit, scene) = (self.hit, self.scene);
        let clause = scene.items[hit.head].clause;
        let range = scene.clauses[clause].start..scene.clauses[clause].end.min(scene.items.len());
        let handles = |k: usize| {
            let lemma = &self.layers.morphs[scene.base + k].lemma;
            scene.items[k].clause == clause && scene.items[k].verb && List::Handling.holds(lemma)
        };
        hit.class == Class::Noun && hit.weight < 0.0 && hit.thing.is_none() && range.into_iter().any(handles)
    }

    fn word(&self, item: usize) -> &'a str {
        self.layers.word(self.scene.base + item)
    }

    fn lower(&self, item: usize) -> &'s str {
        self.layers.syntax.words.lower(self.scene.base + item)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good, Nothing};
    use super::super::testing::check_names;

    #[test]
    fn evidence_stands_in_a_relation_to_each_name() {
        check_names(&[
            ("Siemens scheitert.", "Siemens", Bad, "the subject"),
            ("Das Gericht warnte vor Siemens.", "Siemens", Bad, "whom a warning is about"),
            ("Siemens warnte vor einer Krise.", "Siemens", Nothing, "who warns"),
            ("Siemens besiegt Bosch.", "Siemens", Good, "who defeats"),
            ("Siemens besiegt Bosch.", "Bosch", Bad, "who is defeated"),
            ("Siemens unterliegt Bosch.", "Bosch", Good, "whom somebody loses to"),
            ("Der Sieg gegen Siemens freut Bosch.", "Siemens", Bad, "the other side of a victory"),
            ("Bosch bekam Lob von Siemens.", "Siemens", Nothing, "who praises"),
            ("Siemens untersuchte den Skandal.", "Siemens", Nothing, "who deals with trouble"),
            ("Siemens erlebte den Skandal.", "Siemens", Bad, "who is in trouble"),
            ("Der Krieg gegen Kanada dauert an.", "Kanada", Bad, "who is fought, a little"),
            ("In Köln brannte eine Halle nieder.", "Köln", Nothing, "where it happens"),
            ("Schaulustige aus Bayern jubelten beim großartigen Fest.", "Bayern", Nothing, "where they come from"),
            ("Die Kritik an Köln ist heftig.", "Köln", Bad, "a town may be criticised"),
            ("Köln scheitert kläglich.", "Köln", Bad, "a town that does something"),
        ]);
    }
}
