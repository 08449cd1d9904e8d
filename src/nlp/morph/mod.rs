//! Part of speech, lemma, and the mood and person of verbs, for every token.

use std::borrow::Cow;

use super::engine::EngineError;
use super::lexicon::Lexicon;
use super::sentence::Sentence;
use super::token::Token;

/// Universal part of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of Universal Dependencies")]
pub enum Pos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

/// Form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerbForm {
    /// With person and number.
    Finite,
    /// "gehen", "zu gehen", "aufzuhören".
    Infinitive,
    /// "gegangen", "gehend".
    Participle,
}

/// Mood of a finite verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mood {
    /// "geht", "ging".
    Indicative,
    /// Konjunktiv I, where the form differs from the indicative: "gehe", "sei", "habe" (third person).
    SubjunctiveI,
    /// Konjunktiv II: "ginge", "wäre", "hätte", "würde", "könnte".
    SubjunctiveII,
    /// "geh!"
    Imperative,
}

/// Tense of a finite verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tense {
    /// "geht".
    Present,
    /// "ging".
    Past,
}

/// Grammatical person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Person {
    First,
    Second,
    Third,
}

/// Grammatical number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Number {
    Singular,
    Plural,
}

/// Grammatical gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

/// Grammatical case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Case {
    Nominative,
    Genitive,
    Dative,
    Accusative,
}

/// What is known of a word's form. `None` means unknown or not applicable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Morph<'a> {
    /// Part of speech.
    pub pos: Pos,
    /// Dictionary form; a separated verb carries its prefix ("teilte … mit" has lemma "mitteilen" at "teilte").
    pub lemma: Cow<'a, str>,
    /// Of verbs.
    pub verb_form: Option<VerbForm>,
    /// Of finite verbs.
    pub mood: Option<Mood>,
    /// Of finite verbs.
    pub tense: Option<Tense>,
    /// Of finite verbs and pronouns.
    pub person: Option<Person>,
    /// Of verbs, nouns, pronouns, determiners and adjectives.
    pub number: Option<Number>,
    /// Of nouns, pronouns and determiners.
    pub gender: Option<Gender>,
    /// Of nouns, pronouns and determiners.
    pub case: Option<Case>,
    /// Token index of the separated particle ("mit" in "teilte … mit"), on the verb.
    pub particle: Option<usize>,
}

/// Tags words.
#[derive(Debug)]
pub struct MorphTagger {}

impl MorphTagger {
    /// Loads the model.
    ///
    /// # Errors
    /// When the embedded model is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self {})
    }

    /// One entry for each token.
    #[must_use]
    pub fn tag<'a>(
        &'a self,
        _lexicon: &'a Lexicon,
        text: &'a str,
        tokens: &[Token],
        _sentences: &[Sentence],
    ) -> Vec<Morph<'a>> {
        tokens
            .iter()
            .map(|t| Morph {
                pos: Pos::X,
                lemma: Cow::Borrowed(t.span.of(text)),
                verb_form: None,
                mood: None,
                tense: None,
                person: None,
                number: None,
                gender: None,
                case: None,
                particle: None,
            })
            .collect()
    }
}
