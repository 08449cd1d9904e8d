//! The office or trade that a text gives somebody: "OpenAI-Chef Sam Altman", "der Leiter der Klinik, Arne Holst",
//! "Felix Lee, Journalist bei der taz", "Vera Lindt ist Trainerin des SC Odenhausen", with the organisation it ties to.
//!
//! Read beside the name alone: the phrase before it, the apposition behind it, or the predicate of "ist". A role elsewhere
//! in the text ("der Trainer sagte") is anaphora, which the claims resolve. Deliberately absent: offices that only the past
//! tense tells ("war Minister"), and places as what somebody heads ("Bürgermeister von Köln").

use std::ops::Range;

use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::{Entity, EntityId, EntityType, MentionKind, Role};
use crate::nlp::lexicon::Gender;
use crate::nlp::lexicon::nouns;
use crate::nlp::syntax::words::Features;
use crate::nlp::token::TokenKind;
use crate::text::Span;

/// A phrase of a role is no longer than this, in tokens.
const LONGEST: usize = 12;

/// How many mentions of a person are looked at.
const MENTIONS: usize = 24;

/// Gives each person the role the text gives them: the first that ties them to an organisation, else the first.
pub(super) fn find(words: &Words<'_>, entities: &mut [Entity]) {
    let names = Names::new(words, entities);
    let mut roles = Vec::new();
    for (index, person) in entities.iter().enumerate().filter(|(_, entity)| entity.kind == EntityType::Person) {
        let reader = Reader { words, names: &names, gender: gender(words, &person.name) };
        let mentions = person.mentions.iter().filter(|mention| mention.kind == MentionKind::Name).take(MENTIONS);
        let found: Vec<Found> = mentions.filter_map(|mention| reader.beside(mention.span)).collect();
        let Some(chosen) = found.iter().find(|f| f.organization.is_some()).or(found.first()) else { continue };
        let spans = found.iter().filter(|other| other.text == chosen.text).map(|other| other.span).collect();
        let organization = chosen.organization.map(|at| entities[at].id.clone());
        roles.push((index, role(chosen.text.clone(), organization, spans)));
    }
    for (index, role) in roles {
        entities[index].role = Some(role);
    }
}

fn role(text: String, organization: Option<EntityId>, mut spans: Vec<Span>) -> Role {
    spans.dedup();
    Role { text, organization, spans }
}

/// The gender of a given name.
fn gender(words: &Words<'_>, name: &str) -> Option<Gender> {
    let (given, _) = name.split_once(' ')?;
    words.lexicon.people.given(given)?.gender
}

/// Where persons and organisations stand.
struct Names {
    /// The organisation that begins at a token or inside of it, by tokens.
    organizations: Vec<(Range<usize>, usize)>,
    /// The tokens of persons.
    persons: Vec<Range<usize>>,
}

impl Names {
    fn new(words: &Words<'_>, entities: &[Entity]) -> Self {
        let (mut organizations, mut persons) = (Vec::new(), Vec::new());
        for (index, entity) in entities.iter().enumerate() {
            let named = entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name);
            let tokens = named.map(|mention| words.layers.tokens_in(mention.span.start, mention.span.end));
            match entity.kind {
                EntityType::Person => persons.extend(tokens),
                EntityType::Organization => organizations.extend(tokens.map(|tokens| (tokens, index))),
                _ => {}
            }
        }
        organizations.sort_by_key(|(tokens, _)| tokens.start);
        persons.sort_by_key(|tokens| tokens.start);
        Self { organizations, persons }
    }

    /// The organisation that begins at this token.
    fn organization_at(&self, token: usize) -> Option<&(Range<usize>, usize)> {
        let at = self.organizations.partition_point(|(tokens, _)| tokens.start < token);
        self.organizations.get(at).filter(|(tokens, _)| tokens.start == token)
    }

    /// The organisation that ends before this token.
    fn organization_before(&self, token: usize) -> Option<usize> {
        let at = self.organizations.partition_point(|(tokens, _)| tokens.start < token);
        let (tokens, index) = self.organizations.get(at.checked_sub(1)?)?;
        (tokens.end == token).then_some(*index)
    }

    fn person_at(&self, token: usize) -> bool {
        self.persons.binary_search_by_key(&token, |tokens| tokens.start).is_ok()
    }
}

/// A role beside a mention.
struct Found {
    text: String,
    span: Span,
    organization: Option<usize>,
}

/// Looks for roles beside the mentions of one person.
struct Reader<'r, 'a> {
    words: &'r Words<'a>,
    names: &'r Names,
    gender: Option<Gender>,
}

impl Reader<'_, '_> {
    /// The role beside a mention.
    fn beside(&self, mention: Span) -> Option<Found> {
        let Range { start, end } = self.words.layers.tokens_in(mention.start, mention.end);
        // The first part of a compound: "Merz-Vertrauter".
        if start == end || self.words.layers.tokens[end - 1].span.end > mention.end {
            return None;
        }
        self.before(start, end).or_else(|| self.behind(end)).or_else(|| self.predicate(start, end))
    }

    /// "OpenAI-Chef Sam Altman", "der Leiter der Klinik, Arne Holst,".
    fn before(&self, start: usize, end: usize) -> Option<Found> {
        let mut at = self.words.before(start)?;
        while self.titled(at) {
            at = self.words.before(at)?;
        }
        if self.role(at).is_some() {
            return self.found(at, self.names.organization_before(at));
        }
        let comma = self.words.word(at) == ",";
        if comma {
            // "Der Chef, Karl Meier und Ute Kern" are three.
            let closed = end >= self.words.len() || matches!(self.words.word(end), "," | ")" | ":") || self.verb(end);
            at = self.words.before(at).filter(|_| closed)?;
        }
        let first = (at + 1).saturating_sub(LONGEST).max(self.sentence(at).start);
        let head = (first..=at).rev().take_while(|t| self.in_phrase(*t)).find(|t| self.role(*t).is_some())?;
        let inside = self.tied(head + 1..at + 1);
        // Without a comma only a name in the genitive can stand between: "der Trainer des SC Odenhausen Karl Meier".
        let whole = comma || inside.is_some_and(|(end, _)| end == at + 1);
        self.found(head, inside.map(|(_, organization)| organization)).filter(|_| whole)
    }

    /// "Felix Lee, Journalist bei der taz,", "Felix Lee (Journalist)".
    fn behind(&self, end: usize) -> Option<Found> {
        let opened = self.word(end).is_some_and(|word| matches!(word, "," | "("));
        let head = self.head_of_phrase(end + 1).filter(|_| opened)?;
        // "Vera Lindt, Trainer Karl Meier und …": the next one's.
        (!self.names.person_at(head + 1)).then(|| self.found_with_rest(head))?
    }

    /// "Vera Lindt ist seit März Trainerin des SC Odenhausen".
    fn predicate(&self, start: usize, end: usize) -> Option<Found> {
        let copula = self.word(end).is_some_and(|word| matches!(word, "ist" | "bleibt" | "wird"));
        // "Der Vater von Vera Lindt ist Arzt" says nothing of her.
        let subject = self.words.before(start).is_none_or(|before| !self.is(before, Features::PREPOSITION));
        let head = self.head_of_phrase(end + 1).filter(|_| copula && subject)?;
        (!self.names.person_at(head + 1)).then(|| self.found_with_rest(head))?
    }

    /// The role noun that a phrase from here on has as its head, behind adverbs, a time, an article and adjectives.
    fn head_of_phrase(&self, from: usize) -> Option<usize> {
        let mut since = None;
        for at in from..(from + 6).min(self.sentence(from).end) {
            if self.role(at).is_some() {
                return Some(at);
            }
            if self.words.word(at) == "seit" {
                since = Some(at);
            }
            // "seit 2020", "seit vergangenem März"
            let time = since.is_some_and(|since| at < since + 3);
            let before_noun = self.any(at, Features::ADVERB | Features::DETERMINER | Features::ADJECTIVE);
            if self.is(at, Features::NEGATOR) || !(before_noun || time) {
                return None;
            }
        }
        None
    }

    /// The role at `head` with what stands behind it.
    fn found_with_rest(&self, head: usize) -> Option<Found> {
        let upto = (head + LONGEST).min(self.sentence(head).end);
        let rest = (head + 1..upto).take_while(|t| self.in_phrase(*t)).last().map_or(head + 1, |last| last + 1);
        let inside = self.tied(head + 1..rest).map(|(_, organization)| organization);
        self.found(head, inside.or_else(|| self.names.organization_before(head)))
    }

    /// The organisation that a role noun right before `rest` is tied to, and where its name ends: in the genitive, behind
    /// a preposition, or behind a field ("Leiter der Forschung bei Siemens").
    fn tied(&self, mut rest: Range<usize>) -> Option<(usize, usize)> {
        let (tokens, organization) = rest.find_map(|at| self.names.organization_at(at))?;
        Some((tokens.end, *organization))
    }

    /// A role at `head`, tied to an organisation, or to the one in its own first part.
    fn found(&self, head: usize, organization: Option<usize>) -> Option<Found> {
        let (text, gender) = self.role(head)?;
        if gender.zip(self.gender).is_some_and(|(role, person)| role != person) {
            return None;
        }
        let compound =
            self.names.organization_at(head).filter(|(tokens, _)| tokens.len() == 1).map(|(_, index)| *index);
        let status = self.words.before(head).and_then(|before| Some((before, self.status(before)?)));
        let span = self.words.layers.tokens[head].span;
        let Some((adjective, stem)) = status else {
            return Some(Found { text, span, organization: compound.or(organization) });
        };
        let feminine = gender.or(self.gender) == Some(Gender::Feminine);
        let text = format!("{stem}{} {text}", if feminine { "e" } else { "er" });
        let start = self.words.layers.tokens[adjective].span.start;
        Some(Found { text, span: Span::new(start, span.end), organization: compound.or(organization) })
    }

    /// The stem of an adjective that says how somebody holds an office: "ehemalig", "designiert".
    fn status(&self, at: usize) -> Option<&str> {
        let word = self.words.word(at);
        let stem = ["en", "er", "em", "e"].iter().find_map(|ending| word.strip_suffix(ending))?;
        self.words.lists.marks(stem).on(List::Status).then_some(stem)
    }

    /// The role noun at a token in the nominative, with the gender it tells.
    fn role(&self, at: usize) -> Option<(String, Option<Gender>)> {
        let word = self.word(at).filter(|_| self.words.upper(at) && !self.titled(at))?;
        let nouns = &self.words.lexicon.nouns;
        if let Some(nouns::Role { gender, .. }) = nouns.role(word) {
            // "die Abgeordnete" is a woman, "der Abgeordnete" a man, who is "Abgeordneter" without the article.
            let strong = format!("{word}r");
            return Some(match nouns.role(&strong).filter(|_| word.ends_with('e')) {
                Some(_) if self.gender == Some(Gender::Masculine) => (strong, None),
                Some(_) => (word.to_owned(), None),
                None => (word.to_owned(), gender),
            });
        }
        let (noun, _) = nouns.inflected_role(word)?;
        let feminine =
            noun.strip_suffix("er").filter(|_| self.gender == Some(Gender::Feminine) && word.ends_with("den"));
        Some(match feminine {
            Some(stem) => (format!("{stem}e"), None),
            None => (noun, Some(Gender::Masculine).filter(|_| !word.ends_with("den"))),
        })
    }

    /// The tokens of the sentence around a token; none behind the last.
    fn sentence(&self, at: usize) -> Range<usize> {
        let number = self.words.sentence.get(at);
        number.map_or(at..at, |number| self.words.layers.sentences[*number].tokens.clone())
    }

    fn word(&self, at: usize) -> Option<&str> {
        (at < self.words.len()).then(|| self.words.word(at))
    }

    fn is(&self, at: usize, features: Features) -> bool {
        at < self.words.len() && self.words.layers.syntax.words.features(at).has(features)
    }

    fn any(&self, at: usize, features: Features) -> bool {
        at < self.words.len() && self.words.layers.syntax.words.features(at).intersects(features)
    }

    fn verb(&self, at: usize) -> bool {
        self.any(at, Features::FINITE | Features::CUE)
    }

    fn titled(&self, at: usize) -> bool {
        self.words.on(at, List::Title) || self.words.on(at, List::Degree)
    }

    /// May stand inside the phrase of a role.
    fn in_phrase(&self, at: usize) -> bool {
        let kind = self.words.layers.tokens[at].kind;
        let word = matches!(kind, TokenKind::Word | TokenKind::Abbreviation | TokenKind::Number);
        word && !self.verb(at)
            && (self.words.upper(at) || !self.is(at, Features::ADVERB))
            && self.words.word(at) != "und"
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::{Document, Engine};

    #[test]
    fn the_role_of_a_person_stands_beside_their_name() {
        let engine = Engine::new().expect("the embedded data are sound");
        let mut wrong = Vec::new();
        for (text, want) in [
            // Before the name.
            ("OpenAI-Chef Sam Altman sprach.", "Sam Altman: OpenAI-Chef @ organization:openai"),
            ("Die Journalistin Vera Lindt kam.", "Vera Lindt: Journalistin"),
            ("Der Leiter der Kranexa AG, Arne Holst, sprach.", "Arne Holst: Leiter @ organization:kranexa-ag"),
            ("Der Leiter der Klinik, Arne Holst, sprach.", "Arne Holst: Leiter"),
            ("Der Trainer des FC Quarzheim Arne Holst kam.", "Arne Holst: Trainer @ organization:fc-quarzheim"),
            (
                "Siemens-Vorstandschef Roland Busch sprach.",
                "Roland Busch: Siemens-Vorstandschef @ organization:siemens",
            ),
            ("Der ehemalige Trainer Arne Holst kam.", "Arne Holst: ehemaliger Trainer"),
            ("Die frühere Ministerin Vera Lindt kam.", "Vera Lindt: frühere Ministerin"),
            ("Der Minister Dr. Arne Holst kam.", "Arne Holst: Minister"),
            ("Er traf den Präsidenten Arne Holst.", "Arne Holst: Präsident"),
            ("Der Abgeordnete Arne Holst kam.", "Arne Holst: Abgeordneter"),
            ("Die Abgeordnete Vera Lindt kam.", "Vera Lindt: Abgeordnete"),
            ("Er traf den Vorsitzenden Arne Holst.", "Arne Holst: Vorsitzender"),
            // Behind it.
            ("Vera Lindt, Journalistin beim Spiegel, kam.", "Vera Lindt: Journalistin @ organization:spiegel"),
            ("Arne Holst, seit 2020 Vorstand der Siemens AG, kam.", "Arne Holst: Vorstand @ organization:siemens"),
            ("Arne Holst (Trainer) lobte das Spiel.", "Arne Holst: Trainer"),
            // As a predicate.
            ("Arne Holst ist Chef von Siemens.", "Arne Holst: Chef @ organization:siemens"),
            ("Vera Lindt ist seit März Trainerin.", "Vera Lindt: Trainerin"),
            // Somebody else's.
            ("Vera Lindt, Trainer Arne Holst und Ute Kern kamen.", "Arne Holst: Trainer"),
            ("Der Chef der Bank, Arne Holst und Ute Kern kamen.", ""),
            ("Der Vater von Vera Lindt ist Arzt.", ""),
            ("Der Trainerin dankte Arne Holst.", ""),
            ("Arne Holst ist kein Trainer.", ""),
            ("Arne Holst ist nicht Trainer.", ""),
            ("Die Trainerin Arne Holst kam.", ""),
            ("Arne Holst kam aus Wien.", ""),
            ("Frau Lindt kam.", ""),
            ("Neuer Trainer\nArne Holst kam.", ""),
            ("Es kam Arne Holst, Trainer\nDer FC Quarzheim gewann.", "Arne Holst: Trainer"),
        ] {
            let mut told: Vec<String> = Vec::new();
            for person in engine.analyze(Document::new(text)).entities {
                let Some(role) = person.role else { continue };
                let tied = role.organization.map(|id| format!(" @ {id}")).unwrap_or_default();
                assert!(role.spans.iter().all(|span| !span.of(text).is_empty()), "{text}");
                told.push(format!("{}: {}{tied}", person.name, role.text));
            }
            if told.join("; ") != want {
                wrong.push((text, told, want));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
