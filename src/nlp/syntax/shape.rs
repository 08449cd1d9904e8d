//! What a segment looks like: its opener, the place of its finite verb, whether it is an infinitive with "zu".

use super::clause::ClauseKind;
use super::segment::{Segment, Separator};
use super::words::{Features, Words};
use crate::nlp::lexicon::closed::{Class, closed};

/// Where the finite verb stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VerbPlace {
    /// There is none.
    Nowhere,
    First,
    /// The only word, or the last one, but for infinitives and participles behind it.
    Last,
    Inside,
}

/// The look of a segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// What sort of subordinate clause its first words open.
    pub(super) kind: Option<ClauseKind>,
    /// It begins with a coordinator.
    pub(super) coordinated: bool,
    /// Token of the finite verb.
    pub(super) finite: Option<usize>,
    pub(super) place: VerbPlace,
    pub(super) zu_infinitive: bool,
}

/// The words that open subordinate clauses, by what they need to do so.
const OPENERS: [Class; 7] = [
    Class::OpensThat,
    Class::OpensWhether,
    Class::OpensAs,
    Class::OpensSource,
    Class::OpensAdverbial,
    Class::OpensAdverbialVerbLast,
    Class::OpensQuestion,
];

fn opener(lower: &str) -> Option<Class> {
    let classes = closed().of(lower);
    OPENERS.into_iter().find(|class| classes.has(*class))
}

impl Shape {
    /// Looks at a segment.
    pub(super) fn of(words: &Words<'_>, segment: &Segment) -> Self {
        let own: Vec<usize> =
            segment.tokens.clone().filter(|&i| !words.features(i).has(Features::PUNCTUATION)).collect();
        let coordinated = own.first().is_some_and(|&i| words.features(i).has(Features::COORDINATOR));
        let own = &own[usize::from(coordinated)..];
        let outside = outside_marks(words, segment, own);
        let finite = outside.and_then(|outside| finite_verb(words, &outside)).or_else(|| finite_verb(words, own));
        let at = finite.and_then(|f| own.iter().position(|&w| w == f));
        let nonfinite = |&i: &usize| words.features(i).intersects(Features::INFINITIVE | Features::PARTICIPLE);
        let place = match at {
            None => VerbPlace::Nowhere,
            Some(p) if p > 0 && own[p + 1..].iter().all(nonfinite) => VerbPlace::Last,
            Some(0) if own.len() == 1 => VerbPlace::Last,
            Some(0) => VerbPlace::First,
            Some(_) => VerbPlace::Inside,
        };
        let zu_infinitive = own.iter().any(|&i| words.features(i).has(Features::ZU_INFINITIVE));
        let mut shape = Self { kind: None, coordinated, finite, place, zu_infinitive };
        shape.kind = shape.subordinate(words, own, segment.before, at);
        shape
    }

    /// What sort of subordinate clause it opens.
    fn subordinate(
        &self,
        words: &Words<'_>,
        own: &[usize],
        before: Separator,
        at: Option<usize>,
    ) -> Option<ClauseKind> {
        let word = words.lower(*own.first()?);
        let second = own.get(1).map_or("", |&i| words.lower(i));
        let last = self.place == VerbPlace::Last;
        let open_or_last = last || self.finite.is_none() && !self.zu_infinitive;
        // A verb in second place makes the first word an adverb or a question of its own.
        let not_second = at.is_none_or(|p| p >= 2 || p + 1 == own.len());
        let double =
            matches!(opener(second), Some(Class::OpensThat | Class::OpensWhether)) || matches!(second, "wenn" | "weil");
        match (opener(word), word) {
            (Some(Class::OpensThat), _) => Some(ClauseKind::That),
            (Some(Class::OpensWhether), _) => Some(ClauseKind::Question),
            (_, _) if double && closed().of(word).has(Class::PrecedesConjunction) => Some(ClauseKind::Adverbial),
            (_, "anders") if second == "als" && last => Some(ClauseKind::Contrast),
            (_, "um" | "ohne" | "anstatt" | "statt") if self.zu_infinitive && !last => Some(ClauseKind::Purpose),
            (_, "nach") if last && before == Separator::Comma && matches!(second, "denen" | "der" | "dem") => {
                Some(ClauseKind::Source).filter(|_| !own.get(2).is_some_and(|&i| words.features(i).has(Features::NOUN)))
            }
            (Some(Class::OpensSource), _) if not_second => Some(ClauseKind::Source),
            (Some(Class::OpensAs), _) if open_or_last && not_second => Some(ClauseKind::As),
            (Some(Class::OpensQuestion), _) if open_or_last && not_second => Some(ClauseKind::Question),
            (Some(Class::OpensAdverbial), _) if not_second => Some(ClauseKind::Adverbial),
            (Some(Class::OpensAdverbialVerbLast), _) if not_second => {
                let cut = before == Separator::Comma && self.finite.is_none() && word == "da";
                (last || cut).then_some(ClauseKind::Adverbial)
            }
            _ => self.relative(words, own, before).then_some(ClauseKind::Relative),
        }
    }

    /// "…, der die Maschine flog" against "…, der Pilot fliege".
    fn relative(&self, words: &Words<'_>, own: &[usize], before: Separator) -> bool {
        let joined = matches!(before, Separator::Comma | Separator::Coordinator | Separator::Dash);
        let Some(finite) = self.finite.filter(|_| joined && self.place == VerbPlace::Last) else { return false };
        let features = |n: usize| own.get(n).map_or(Features::default(), |&i| words.features(i));
        let skip = usize::from(features(0).has(Features::PREPOSITION));
        if !features(skip).has(Features::RELATIVE) {
            return false;
        }
        let plain = !features(skip).has(Features::DETERMINER);
        if plain || skip == 1 && features(2).intersects(Features::DETERMINER | Features::PREPOSITION | Features::ADVERB)
        {
            return true;
        }
        if skip == 1 {
            return own.last() == Some(&finite) && !features(2).has(Features::NOUN);
        }
        // "das dauere"
        if own.len() == 2 && skip == 0 && words.features(finite).has(Features::REPORTIVE) {
            return false;
        }
        // "der Pilot fliege": an article with its noun and nothing else before the verb.
        let before_verb = own.iter().position(|&w| w == finite).unwrap_or(0);
        let one_phrase =
            before_verb > 1 && (1..before_verb).all(|n| features(n).intersects(Features::NOUN | Features::ADJECTIVE));
        !(one_phrase && words.features(finite).has(Features::SUBJUNCTIVE))
    }
}

/// Those of the words that stand in no quotation marks: "riefen Parolen wie „Er muss weg“"; nothing where there are no marks,
/// as in most segments.
fn outside_marks(words: &Words<'_>, segment: &Segment, own: &[usize]) -> Option<Vec<usize>> {
    let marks: Vec<usize> = segment.tokens.clone().filter(|&i| words.features(i).has(Features::QUOTE)).collect();
    let outside = |i: &usize| marks.partition_point(|mark| mark < i) % 2 == 0;
    (!marks.is_empty()).then(|| own.iter().copied().filter(outside).collect())
}

/// The finite verb: the last one of a verb-final clause, else the first.
fn finite_verb(words: &Words<'_>, own: &[usize]) -> Option<usize> {
    let finite = |&i: &usize| words.features(i).has(Features::FINITE);
    let sure = |&i: &usize| finite(&i) && !words.features(i).intersects(Features::PARTICIPLE | Features::INFINITIVE);
    let verb_final = own.first().is_some_and(|&i| {
        matches!(
            opener(words.lower(i)),
            Some(Class::OpensThat | Class::OpensWhether | Class::OpensAdverbial | Class::OpensSource)
        )
    });
    let mut own = own.iter().copied();
    if verb_final {
        return own.clone().rev().find(sure).or_else(|| own.rev().find(finite));
    }
    let maybe = |&i: &usize| words.features(i).has(Features::MAYBE_FINITE);
    own.clone().find(sure).or_else(|| own.clone().find(finite)).or_else(|| own.find(maybe))
}

#[cfg(test)]
mod tests {
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::syntax::clause::ClauseKind::{
        self, Adverbial, As, Contrast, Infinitive, Main, Purpose, Question, Relative, Source, That,
    };
    use crate::nlp::syntax::{self, testing::Read};

    #[test]
    fn the_first_words_and_the_place_of_the_verb_tell_the_kind_of_a_clause() {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        let cases: &[(&str, ClauseKind)] = &[
            ("Kern sagte, der Zug fahre.", Main),
            ("Kern sagte, dass der Zug fahre.", That),
            ("Kern fragte, ob der Zug fahre.", Question),
            ("Kern fragte, warum der Zug steht.", Question),
            ("Der Zug kommt, wie Kern sagte.", As),
            ("Es gab einen Bericht, wonach der Zug fährt.", Source),
            ("Der Zug kommt, anders als Kern sagte.", Contrast),
            ("Der Zug kommt, weil es taut.", Adverbial),
            ("Der Zug kommt, auch wenn es taut.", Adverbial),
            ("Das ist der Zug, der am Montag fuhr.", Relative),
            ("Kern sagte, der Pilot fliege.", Main),
            ("Kern versprach, den Zug zu halten.", Infinitive),
            ("Kern kam, um den Zug zu halten.", Purpose),
            ("Kern hatte versprochen den Zug zu halten.", Infinitive),
            ("Kern hat den gehaltenen Zug gesehen.", Main),
        ];
        for (text, kind) in cases {
            let read = Read::new(text);
            let syntax = syntax::read(&lexicon, read.tagged());
            let last = syntax.units[0].clauses.last().map(|clause| clause.kind);
            assert_eq!(last, Some(*kind), "{text}");
        }
    }
}
