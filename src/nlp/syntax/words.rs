//! What this stage needs to know of each word: its class, and of verbs form and mood.
//!
//! Closed classes (articles, pronouns, auxiliaries, conjunctions) are told by the word itself, which is never wrong about
//! them; open classes by the morphology.

use std::borrow::Cow;
use std::ops::{BitOr, BitOrAssign};

use super::Tagged;
use crate::nlp::lexicon::closed::{Class, Classes, closed};
use crate::nlp::lexicon::cues::CueLexicon;
use crate::nlp::morph::{Mood, Pos, VerbForm};
use crate::nlp::token::TokenKind;

/// Features about one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Features(u32);

impl Features {
    pub(crate) const FINITE: Self = Self(1);
    /// Konjunktiv I, or Konjunktiv II of an auxiliary or modal.
    pub(crate) const SUBJUNCTIVE: Self = Self(1 << 1);
    /// Konjunktiv I for certain.
    pub(crate) const REPORTIVE: Self = Self(1 << 2);
    pub(crate) const PARTICIPLE: Self = Self(1 << 3);
    pub(crate) const INFINITIVE: Self = Self(1 << 4);
    /// "anzukündigen", or an infinitive after "zu".
    pub(crate) const ZU_INFINITIVE: Self = Self(1 << 5);
    /// Forms of sein, haben, werden and the modals.
    pub(crate) const AUXILIARY: Self = Self(1 << 6);
    /// Noun or name.
    pub(crate) const NOUN: Self = Self(1 << 7);
    pub(crate) const DETERMINER: Self = Self(1 << 8);
    pub(crate) const PREPOSITION: Self = Self(1 << 9);
    /// Personal or indefinite pronoun that can stand as a subject.
    pub(crate) const PRONOUN: Self = Self(1 << 10);
    /// der, die, das, welcher …
    pub(crate) const RELATIVE: Self = Self(1 << 11);
    pub(crate) const COORDINATOR: Self = Self(1 << 12);
    pub(crate) const ADVERB: Self = Self(1 << 13);
    pub(crate) const PUNCTUATION: Self = Self(1 << 14);
    pub(crate) const QUOTE: Self = Self(1 << 15);
    pub(crate) const ADJECTIVE: Self = Self(1 << 16);
    pub(crate) const NUMBER: Self = Self(1 << 17);
    pub(crate) const WERDEN: Self = Self(1 << 18);
    pub(crate) const PLURAL_VERB: Self = Self(1 << 19);
    pub(crate) const NAME: Self = Self(1 << 20);
    /// A finite form of a cue verb.
    pub(crate) const CUE: Self = Self(1 << 22);
    /// Tagged as an infinitive or participle, but a plural form of a cue verb: "Experten bezweifeln".
    pub(crate) const MAYBE_FINITE: Self = Self(1 << 21);
    /// A word that may deny; what and whether says [`super::negation`].
    pub(crate) const NEGATOR: Self = Self(1 << 23);

    /// Whether all of `other` hold.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` holds.
    pub(crate) const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// These and `other`; `|` where no constant is made.
    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These without `other`.
    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Features {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

impl BitOrAssign for Features {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

/// Words with their features, one a token.
#[derive(Debug, Default)]
pub(crate) struct Words<'a> {
    lower: Vec<Cow<'a, str>>,
    features: Vec<Features>,
}

impl<'a> Words<'a> {
    /// Looks at every token once.
    pub(crate) fn new(layers: Tagged<'_, 'a>, lexicon: &CueLexicon) -> Self {
        let mut lower = Vec::with_capacity(layers.tokens.len());
        let mut features: Vec<Features> = Vec::with_capacity(layers.tokens.len());
        for i in 0..layers.tokens.len() {
            let word = lowercase(layers.word(i));
            let mut found = features_of(layers, i, &word);
            if found.intersects(Features::INFINITIVE | Features::PARTICIPLE | Features::ADJECTIVE)
                && !found.intersects(Features::FINITE | Features::AUXILIARY)
                && lexicon.verb_forms(&word).iter().any(|f| f.form.finite())
            {
                found |= Features::MAYBE_FINITE;
            }
            let zu = i > 0 && lower.last().is_some_and(|w| *w == "zu");
            if found.has(Features::INFINITIVE) && zu {
                found = found.without(Features::FINITE | Features::MAYBE_FINITE) | Features::ZU_INFINITIVE;
            }
            if found.has(Features::FINITE) && !found.has(Features::AUXILIARY) && !lexicon.verb_forms(&word).is_empty() {
                found |= Features::CUE;
            }
            lower.push(word);
            features.push(found);
        }
        Self { lower, features }
    }

    /// The features of token `i`; none beyond the end.
    pub(crate) fn features(&self, i: usize) -> Features {
        self.features.get(i).copied().unwrap_or_default()
    }

    /// Token `i` in lower case; empty beyond the end.
    pub(crate) fn lower(&self, i: usize) -> &str {
        self.lower.get(i).map_or("", |w| w)
    }
}

fn lowercase(word: &str) -> Cow<'_, str> {
    if word.chars().any(char::is_uppercase) { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
}

pub(crate) fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn features_of(layers: Tagged<'_, '_>, i: usize, lower: &str) -> Features {
    match layers.tokens[i].kind {
        TokenKind::Quote => return Features::QUOTE | Features::PUNCTUATION,
        TokenKind::Terminal | TokenKind::Punctuation => return Features::PUNCTUATION,
        TokenKind::Number => return Features::NUMBER,
        TokenKind::Url | TokenKind::Email | TokenKind::Tag => return Features::NOUN | Features::NAME,
        TokenKind::Symbol if matches!(lower, "–" | "—") => return Features::PUNCTUATION,
        _ => {}
    }
    // "sein Anwalt": of the closed classes the one word that the surroundings must tell.
    let possessive = lower == "sein" && layers.morphs[i].pos == Pos::Det;
    let classes = closed().of(lower);
    let as_noun = || is_written_as_noun(layers, i, classes);
    // "wie Per Lind sagte", "der Film Im Westen nichts Neues".
    if classes.has(Class::Preposition)
        && as_noun()
        && layers.tokens.get(i + 1).is_some_and(|_| starts_upper(layers.word(i + 1)))
    {
        return Features::NOUN | Features::NAME;
    }
    let found = closed_class(classes).filter(|_| !possessive).unwrap_or_else(|| open_class(layers, i, lower));
    let denies = NEGATORS.iter().any(|class| classes.has(*class)) && !as_noun();
    if denies { found | Features::NEGATOR } else { found }
}

/// "das Nichts", "Lothar Nicht": a capital behind a word of the same sentence. Behind a heading without a full stop "Kein"
/// may have one, too.
fn is_written_as_noun(layers: Tagged<'_, '_>, i: usize, classes: Classes) -> bool {
    let mut letters = layers.word(i).chars();
    let capital = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    let behind_word = || {
        let sentence = layers.sentences.get(layers.sentence_of(i));
        i > 0 && layers.tokens[i - 1].kind == TokenKind::Word && sentence.is_some_and(|s| s.tokens.start < i)
    };
    !classes.has(Class::NegatesPhrase) && capital && behind_word()
}

/// What may deny.
const NEGATORS: [Class; 5] =
    [Class::NegatesClause, Class::NearlyNegates, Class::NegatesPhrase, Class::Neither, Class::Nor];

/// What a word of such classes is, whatever the tagger holds it for.
fn closed_class(classes: Classes) -> Option<Features> {
    /// An auxiliary is nothing else.
    const AUXILIARIES: [(Class, Features); 6] = [
        (Class::AuxiliaryFinite, Features::FINITE),
        (Class::AuxiliarySubjunctive, Features::SUBJUNCTIVE),
        (Class::AuxiliaryReportive, Features::REPORTIVE),
        (Class::AuxiliaryInfinitive, Features::INFINITIVE),
        (Class::AuxiliaryParticiple, Features::PARTICIPLE),
        (Class::AuxiliaryPlural, Features::PLURAL_VERB),
    ];
    const OTHERS: [(Class, Features); 6] = [
        (Class::AlwaysDeterminer, Features::DETERMINER),
        (Class::AlwaysRelative, Features::RELATIVE),
        (Class::AlwaysPronoun, Features::PRONOUN),
        (Class::Preposition, Features::PREPOSITION),
        (Class::AlwaysCoordinator, Features::COORDINATOR),
        (Class::AlwaysAdverb, Features::ADVERB),
    ];
    let said = |table: &[(Class, Features)]| {
        let told = table.iter().filter(|(class, _)| classes.has(*class));
        told.fold(Features::default(), |sum, (_, features)| sum | *features)
    };
    let auxiliary = said(&AUXILIARIES);
    if auxiliary != Features::default() {
        let werden = if classes.has(Class::FormOfWerden) { Features::WERDEN } else { Features::default() };
        return Some(auxiliary | werden | Features::AUXILIARY);
    }
    Some(said(&OTHERS)).filter(|features| *features != Features::default())
}

fn open_class(layers: Tagged<'_, '_>, i: usize, lower: &str) -> Features {
    let morph = &layers.morphs[i];
    let upper = starts_upper(layers.word(i)) || layers.word(i).chars().any(char::is_uppercase);
    match morph.pos {
        Pos::Verb | Pos::Aux => verb(morph.verb_form, morph.mood, lower),
        Pos::Noun => Features::NOUN,
        Pos::Propn => Features::NOUN | Features::NAME,
        Pos::Adj if upper => Features::ADJECTIVE | Features::NOUN,
        Pos::Adj => Features::ADJECTIVE,
        Pos::Num => Features::NUMBER,
        Pos::Adp => Features::PREPOSITION,
        Pos::Adv | Pos::Part | Pos::Intj | Pos::Sconj | Pos::Pron => Features::ADVERB,
        Pos::Cconj => Features::COORDINATOR,
        Pos::Det => Features::DETERMINER,
        Pos::X if upper => Features::NOUN,
        Pos::Punct | Pos::Sym | Pos::X => Features::default(),
    }
}

fn verb(form: Option<VerbForm>, mood: Option<Mood>, lower: &str) -> Features {
    match form {
        Some(VerbForm::Finite) => {
            let mut features = Features::FINITE;
            // Its Konjunktiv I is the indicative.
            let plural = lower.ends_with("en") || lower.ends_with("ern") || lower.ends_with("eln");
            if plural {
                features |= Features::PLURAL_VERB | Features::INFINITIVE;
            }
            // A present in -e with a subject in the third person is Konjunktiv I whatever the verb.
            let reportive =
                !plural && mood == Some(Mood::SubjunctiveI) || (lower.ends_with('e') && !lower.ends_with("te"));
            match (reportive, mood) {
                (true, _) => features | Features::SUBJUNCTIVE | Features::REPORTIVE,
                (false, Some(Mood::SubjunctiveII)) => features | Features::SUBJUNCTIVE,
                _ => features,
            }
        }
        Some(VerbForm::Participle) => Features::PARTICIPLE,
        Some(VerbForm::Infinitive) if is_joined_zu(lower) => Features::INFINITIVE | Features::ZU_INFINITIVE,
        Some(VerbForm::Infinitive) => Features::INFINITIVE,
        None => Features::default(),
    }
}

/// "anzukündigen": a particle, then "zu", then an infinitive.
fn is_joined_zu(lower: &str) -> bool {
    lower.find("zu").is_some_and(|at| at >= 2 && lower.len() > at + 5) && lower.ends_with('n')
}

#[cfg(test)]
mod tests {
    use super::Features;
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::syntax::{self, testing::Read};

    #[test]
    fn a_word_has_the_features_of_its_class_and_form() {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        for (text, word, has, lacks, reason) in [
            ("Er sei müde.", "sei", Features::REPORTIVE, Features::NOUN, "an auxiliary"),
            ("Sie verkauft sein Haus.", "sein", Features::DETERMINER, Features::AUXILIARY, "a possessive"),
            ("Das kann gut sein.", "sein", Features::AUXILIARY, Features::DETERMINER, "the verb of the same letters"),
            ("Sie sagte das.", "sagte", Features::CUE, Features::REPORTIVE, "a verb of saying"),
            (
                "Sie hofft, das zu sagen.",
                "sagen",
                Features::ZU_INFINITIVE,
                Features::FINITE,
                "an infinitive with its word",
            ),
            (
                "Sie plant, das anzukündigen.",
                "anzukündigen",
                Features::ZU_INFINITIVE,
                Features::FINITE,
                "the same inside",
            ),
            ("Der Zug fährt nicht.", "nicht", Features::NEGATOR, Features::NOUN, "what denies"),
            ("Sie fürchtet das Nichts.", "Nichts", Features::default(), Features::NEGATOR, "a noun"),
            ("Das sagte Per Lind.", "Per", Features::NAME, Features::PREPOSITION, "a given name"),
            ("Das kam per Post.", "per", Features::PREPOSITION, Features::NOUN, "a preposition"),
            ("Per Post kam es an.", "Per", Features::PREPOSITION, Features::NOUN, "a preposition that begins"),
        ] {
            let read = Read::new(text);
            let tagged = read.tagged();
            let at = tagged.tokens.iter().position(|t| t.span.of(text) == word).expect("the word is in the text");
            let features = syntax::read(&lexicon, tagged).words.features(at);
            assert!(features.has(has) && !features.intersects(lacks), "{reason}: {features:?} of {word} in {text}");
        }
    }
}
