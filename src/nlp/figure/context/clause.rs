//! What the clause of a figure says that it measures: "Umsatz" in "der Umsatz stieg um 3 Prozent" and in "Siemens
//! steigerte den Umsatz um 3 Prozent", "Konzern … investiert" where the verb says what the amount is.

use std::ops::Range;

use super::approximator;
use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::syntax::phrase::{self, Function, Phrase};
use crate::nlp::syntax::place::Place;
use crate::nlp::syntax::predicate::Predicate;
use crate::nlp::syntax::words::Features;

/// How far back from a figure in brackets the bracket is looked for, in tokens.
const BRACKET: usize = 16;

/// Reads clauses, each once for all figures in it.
pub(crate) struct ClauseReader<'s, 'a> {
    scan: &'s Scan<'a>,
    /// The tokens that figures are made of.
    taken: Vec<bool>,
    view: Option<View<'a>>,
}

/// What is known of a clause.
struct View<'a> {
    place: Place<'a>,
    phrases: Vec<Phrase>,
    predicate: Option<Predicate>,
}

/// What the verb of a clause says of an amount.
enum Verb {
    /// How much it is, or that it rises or falls.
    Level,
    /// What is done with it.
    Deed(String),
}

impl<'s, 'a> ClauseReader<'s, 'a> {
    pub(crate) fn new(scan: &'s Scan<'a>, drafts: &[Draft]) -> Self {
        let mut taken = vec![false; scan.layers.tokens.len()];
        for token in drafts.iter().flat_map(|draft| draft.first..draft.next).filter_map(|k| scan.token(k)) {
            if let Some(taken) = taken.get_mut(token) {
                *taken = true;
            }
        }
        Self { scan, taken, view: None }
    }

    /// What `draft` measures. A bare number measures something only where the verb says a level or a change of it.
    pub(crate) fn of(&mut self, draft: &Draft, bare: bool) -> Option<String> {
        let place = self.scan.place(draft.first)?;
        if self.view.as_ref().is_none_or(|view| !std::ptr::eq(view.place.clause(), place.clause())) {
            self.view = Some(self.read(place));
        }
        let view = self.view.as_ref()?;
        let (first, next) = (self.scan.token(draft.first)?, self.scan.token(draft.next.checked_sub(1)?)? + 1);
        let verb = self.verb(view, draft);
        if bare && !matches!(verb, Some(Verb::Level)) {
            return None;
        }
        if let Some(bought) = self.bought(view, draft) {
            return Some(self.words(view, bought));
        }
        let noun = self
            .in_brackets(view, &place.stretch(), first)
            .or_else(|| self.elided(view, &place.stretch(), first, next))
            .or_else(|| self.spoken_of(view, &place.stretch(), draft))
            .map(|phrase| self.words(view, phrase))
            .or_else(|| self.antecedent(view));
        let said = match verb {
            Some(Verb::Deed(words)) => Some(words),
            _ => None,
        };
        match (noun, said) {
            (Some(noun), Some(said)) => Some(format!("{noun} … {said}")),
            (noun, _) => noun,
        }
    }

    fn read(&self, place: Place<'a>) -> View<'a> {
        let layers = self.scan.layers;
        let words = &layers.syntax.words;
        let taken = |t: usize| self.taken.get(t).copied().unwrap_or(false);
        let mut phrases = phrase::phrases(words, &layers.morphs, place.clause(), taken);
        phrases.retain(|phrase| phrase.pronoun || self.measurable(phrase.head));
        View { place, phrases, predicate: Predicate::of(words, &layers.morphs, place.clause()) }
    }

    /// Whether the noun may be measured: months, units and the like are not.
    fn measurable(&self, token: usize) -> bool {
        let sense = self.scan.sense(self.scan.atom(token));
        matches!(sense, Sense::None | Sense::Up | Sense::Down | Sense::Label | Sense::Key(Key::Mention))
    }

    /// What the verb of the clause says of the amount.
    fn verb(&self, view: &View<'_>, draft: &Draft) -> Option<Verb> {
        let scan = self.scan;
        let predicate = view.predicate?;
        let morph = scan.layers.morphs.get(predicate.verb)?;
        let moves = matches!(scan.sense(scan.atom(predicate.verb)), Sense::Up | Sense::Down | Sense::Factor(..))
            || List::RisingSeparable.holds(&morph.lemma)
            || List::FallingSeparable.holds(&morph.lemma);
        if moves || List::StativeVerbs.holds(&morph.lemma) || predicate.is_auxiliary(&scan.layers.syntax.words) {
            return Some(Verb::Level);
        }
        let amount = matches!(draft.kind, FigureKind::Money | FigureKind::Quantity) && !self.is_led(draft);
        let word = |t: usize| scan.layers.word(t);
        let particle = predicate.particle.map_or(String::new(), |particle| format!(" {}", word(particle)));
        amount.then(|| Verb::Deed(format!("{}{particle}", word(predicate.verb))))
    }

    /// Whether a preposition stands before the figure.
    fn is_led(&self, draft: &Draft) -> bool {
        let led = approximator::led_by(self.scan, draft.first).and_then(|k| self.scan.token(k));
        led.is_some_and(|t| self.features(t).has(Features::PREPOSITION))
    }

    fn features(&self, token: usize) -> Features {
        self.scan.layers.syntax.words.features(token)
    }

    /// "zahlt für die Wohnung 900 Euro", "gibt 70 Millionen Euro für Radwege aus": what the amount is for.
    fn bought<'v>(&self, view: &'v View<'_>, draft: &Draft) -> Option<&'v Phrase> {
        if self.is_led(draft) || !matches!(draft.kind, FigureKind::Money | FigureKind::Percentage) {
            return None;
        }
        let is_for = |preposition: usize| self.scan.layers.syntax.words.lower(preposition) == "für";
        let common = |phrase: &&Phrase| !phrase.pronoun && !self.features(phrase.head).has(Features::NAME);
        let mut bought = view.phrases.iter().filter(|phrase| match phrase.function {
            // "der Preis für Öl" names the price.
            Function::Behind(preposition) => is_for(preposition) && !self.follows_noun(preposition),
            _ => false,
        });
        bought.next().filter(common)
    }

    /// Whether a noun that no figure is made of stands right before the token.
    fn follows_noun(&self, token: usize) -> bool {
        token.checked_sub(1).is_some_and(|t| self.features(t).has(Features::NOUN) && !self.taken[t])
    }

    /// "der Umsatz (plus 3 Prozent)": the noun inside the brackets before the figure, or the one right before them.
    fn in_brackets<'v>(&self, view: &'v View<'_>, stretch: &Range<usize>, first: usize) -> Option<&'v Phrase> {
        let low = stretch.start.max(first.saturating_sub(BRACKET));
        let bracket = (low..first).rev().find(|t| matches!(self.scan.layers.word(*t), "(" | ")"))?;
        if self.scan.layers.word(bracket) != "(" {
            return None;
        }
        let free = |phrase: &&Phrase| !phrase.pronoun && !matches!(phrase.function, Function::Behind(_));
        let inside = view.before(first).take_while(|phrase| phrase.first > bracket).find(free);
        inside.or_else(|| view.before(bracket).find(|phrase| phrase.end == bracket && free(phrase)))
    }

    /// "…, der Gewinn um 5 Prozent", "und die Marge um 2 Prozent": the verb stands elsewhere, and the noun is the nearest
    /// one before the figure, or the one behind it.
    fn elided<'v>(&self, view: &'v View<'_>, stretch: &Range<usize>, first: usize, next: usize) -> Option<&'v Phrase> {
        let free = |phrase: &&Phrase| {
            !phrase.pronoun && matches!(phrase.function, Function::Subject | Function::Object | Function::Other)
        };
        let mut before = view.before(first).take_while(|phrase| phrase.first >= stretch.start);
        if let Some(gapped) = before.clone().find(|phrase| free(phrase) && self.is_gapped(phrase)) {
            return Some(gapped);
        }
        let clause = view.place.clause();
        if clause.segments.len() < 2 || clause.finite.is_some_and(|finite| stretch.contains(&finite)) {
            return None;
        }
        let behind = || view.after(next).take_while(|phrase| phrase.end <= stretch.end).find(|phrase| free(phrase));
        before.find(free).or_else(behind)
    }

    /// "… um 3 Prozent und der Gewinn": a figure and "und" stand before the phrase.
    fn is_gapped(&self, phrase: &Phrase) -> bool {
        let taken = |back: usize| phrase.first.checked_sub(back).is_some_and(|t| self.taken[t]);
        phrase.first > 0 && self.features(phrase.first - 1).has(Features::COORDINATOR) && taken(2)
    }

    /// The object of the verb where the figure stands behind a preposition, else the subject.
    fn spoken_of<'v>(&self, view: &'v View<'_>, stretch: &Range<usize>, draft: &Draft) -> Option<&'v Phrase> {
        let lasts = draft.kind == FigureKind::Duration;
        let of = |function: Function| {
            let fits = move |phrase: &&Phrase| {
                // A person does not last: "Kern war 30 Jahre dabei".
                let named = lasts && self.features(phrase.head).has(Features::NAME);
                phrase.function == function && !phrase.pronoun && !named
            };
            let mut all = view.phrases.iter().filter(fits).filter(|phrase| !self.is_gapped(phrase));
            all.clone().find(|phrase| stretch.contains(&phrase.head)).or_else(|| all.next())
        };
        let acts = view.predicate.is_some_and(|p| !p.passive && !p.is_auxiliary(&self.scan.layers.syntax.words));
        let object = of(Function::Object);
        if acts && self.is_led(draft) && object.is_some() {
            return object;
        }
        // A relative pronoun stands for the noun before its clause.
        if self.relative(view).is_some() {
            return None;
        }
        of(Function::Subject).or_else(|| of(Function::Other)).or(object)
    }

    /// The pronoun that opens a relative clause, as its subject or object.
    fn relative<'v>(&self, view: &'v View<'_>) -> Option<&'v Phrase> {
        let start = view.place.clause().start();
        let plain = |phrase: &&Phrase| !matches!(phrase.function, Function::Behind(_));
        let first = view.phrases.first().filter(plain)?;
        (first.pronoun && first.head == start && self.features(start).has(Features::RELATIVE)).then_some(first)
    }

    /// "das Gebäude, das 12 Millionen Euro gekostet hat": the noun that a relative clause speaks of.
    fn antecedent(&self, view: &View<'_>) -> Option<String> {
        let pronoun = self.relative(view)?;
        let (layers, comma) = (self.scan.layers, pronoun.head.checked_sub(1)?);
        let noun = comma.checked_sub(1).filter(|t| self.features(*t).has(Features::NOUN))?;
        (layers.word(comma) == ",").then(|| layers.word(noun).to_owned())
    }

    /// The noun of a phrase, with what follows one that says nothing alone: "die Zahl der Toten".
    fn words(&self, view: &View<'_>, phrase: &Phrase) -> String {
        let layers = self.scan.layers;
        let follows = |next: &&Phrase| match next.function {
            Function::Attribute => true,
            Function::Behind(preposition) => preposition == phrase.end,
            _ => next.first == phrase.end && next.first < next.head,
        };
        let attribute = view.after(phrase.end).next().filter(|_| List::EmptyHeads.holds(layers.word(phrase.head)));
        let end = attribute.filter(follows).map_or(phrase.end, |next| next.end);
        let (from, to) = (layers.tokens[phrase.head].span.start, layers.tokens[end - 1].span.end);
        layers.text.get(from..to).unwrap_or_default().to_owned()
    }
}

impl View<'_> {
    /// The phrases that end before token `t`, the nearest first.
    fn before(&self, t: usize) -> impl Iterator<Item = &Phrase> + Clone {
        self.phrases[..self.phrases.partition_point(|phrase| phrase.end <= t)].iter().rev()
    }

    /// The phrases from token `t` on.
    fn after(&self, t: usize) -> impl Iterator<Item = &Phrase> {
        self.phrases[self.phrases.partition_point(|phrase| phrase.first < t)..].iter()
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check_measures;

    #[test]
    fn the_clause_says_what_an_amount_measures_and_a_place_does_not() {
        check_measures(&[
            ("Der Umsatz stieg um 3 Prozent.", "3 Prozent = Umsatz"),
            ("Siemens steigerte den Umsatz um 3 Prozent.", "3 Prozent = Umsatz"),
            ("Den Umsatz steigerte Siemens um 3 Prozent.", "3 Prozent = Umsatz"),
            ("Die Villa wurde für 2 Millionen Euro verkauft.", "2 Millionen Euro = Villa"),
            ("Der Umsatz stieg, wie Kern sagte, um 3 Prozent.", "3 Prozent = Umsatz"),
            ("Der Umsatz stieg um 3 Prozent, der Gewinn um 5 Prozent.", "3 Prozent = Umsatz ; 5 Prozent = Gewinn"),
            ("Der Umsatz stieg um 3 Prozent und die Marge um 5 Prozent.", "3 Prozent = Umsatz ; 5 Prozent = Marge"),
            (
                "Exporte um 22 Prozent gestiegen, Importe um 13 Prozent gesunken",
                "22 Prozent = Exporte ; 13 Prozent = Importe",
            ),
            ("Der Konzern will den Umsatz um 3 Prozent steigern.", "3 Prozent = Umsatz"),
            ("Der Konzern plant, den Umsatz um 3 Prozent zu steigern.", "3 Prozent = Umsatz"),
            ("„Der Umsatz stieg, der Gewinn sank um 3 Prozent“, sagte Kern.", "3 Prozent = Gewinn"),
            ("Das Gebäude, das 12 Millionen Euro gekostet hat, steht leer.", "12 Millionen Euro = Gebäude"),
            ("Für die Wohnung zahlt der Mieter 900 Euro.", "900 Euro = Wohnung"),
            ("Das Land gibt 7 Millionen Euro für Radwege aus.", "7 Millionen Euro = Radwege"),
            ("Der Preis für Öl beträgt 70 Dollar.", "70 Dollar = Preis für Öl"),
            ("Es fehlen 3 Millionen Euro.", "3 Millionen Euro = -"),
            ("Der Umsatz (plus 3 Prozent) überrascht.", "plus 3 Prozent = Umsatz"),
            ("Der Konzern investiert 5 Millionen Euro.", "5 Millionen Euro = Konzern"),
            ("Die Zahl der Toten stieg auf 40.", "40 = Zahl der Toten"),
            ("In Texas fehlen 3 Prozent.", "3 Prozent = -"),
        ]);
    }
}
