//! Part of speech, lemma, and the mood and person of verbs, for every token.

mod agreement;
mod closed;
mod features;
mod forms;
mod lemma;
mod lookup;
pub mod model;
mod particle;
mod repair;
mod separable;
mod suffixes;
mod tag;
mod verb;

use std::borrow::Cow;

use super::error::DataError;
use super::halt::Halt;
pub use super::lexicon::Gender;
use super::lexicon::Lexicon;
use super::sentence::Sentence;
use super::token::Token;
use features::View;
pub use forms::{BasicForms, basic_forms};
use lookup::Found;
use model::Model;
pub use tag::Tag;

/// The tagger's weights.
const MODEL: &[u8] = include_bytes!("data/tagger.lz4");

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

/// A text and what it was split into.
#[derive(Debug, Clone, Copy)]
pub struct Split<'a, 's> {
    /// The text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'s [Token],
    /// Its sentences.
    pub sentences: &'s [Sentence],
}

/// Tags words.
#[derive(Debug)]
pub struct MorphTagger {
    model: Model,
}

impl MorphTagger {
    /// Loads the model.
    ///
    /// # Errors
    /// When the embedded model is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, DataError> {
        Self::with_model("morph/data/tagger.lz4", MODEL)
    }

    /// Loads another model, to measure it.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn with_model(name: &str, bytes: &[u8]) -> Result<Self, DataError> {
        closed::check()?;
        suffixes::check()?;
        Ok(Self { model: Model::new(name, bytes)? })
    }

    /// One entry for each token.
    #[must_use]
    pub fn tag<'a>(
        &'a self,
        lexicon: &'a Lexicon,
        text: &'a str,
        tokens: &[Token],
        sentences: &[Sentence],
    ) -> Vec<Morph<'a>> {
        self.tag_unless(lexicon, Split { text, tokens, sentences }, &Halt::never())
    }

    /// The same, but with fewer entries once `halt` is called; it is asked twice a sentence.
    #[must_use]
    pub fn tag_unless<'a>(&'a self, lexicon: &'a Lexicon, split: Split<'a, '_>, halt: &Halt<'_>) -> Vec<Morph<'a>> {
        let (mut tags, found) = self.tags(lexicon, split, halt);
        let Split { text, tokens, sentences } = split;
        let words: Vec<&'a str> = tokens.iter().map(|t| t.span.of(text)).collect();
        let mut morphs = Vec::with_capacity(tokens.len());
        for sentence in sentences.iter().take_while(|_| !halt.is_called()) {
            let range = sentence.tokens.clone();
            let start = morphs.len();
            for i in range.clone() {
                morphs.push(word(lexicon, &tags, &found, &words, i));
            }
            let (tags, morphs) = (&mut tags[range.clone()], &mut morphs[start..]);
            let (found, words) = (&found[range.clone()], &words[range.clone()]);
            separable::join(lexicon, tags, found, morphs, words);
            agreement::fill(agreement::Tagged { tags, found, words }, morphs);
            // Told within the sentence; outside, tokens are counted through the text.
            morphs.iter_mut().filter_map(|morph| morph.particle.as_mut()).for_each(|particle| *particle += range.start);
        }
        morphs
    }

    /// The tag of each token, and what the word table knows of it.
    fn tags<'l>(&self, lexicon: &'l Lexicon, split: Split<'_, '_>, halt: &Halt<'_>) -> (Vec<Tag>, Vec<Found<'l>>) {
        let Split { text, tokens, sentences } = split;
        let mut tags = Vec::with_capacity(tokens.len());
        let mut found = Vec::with_capacity(tokens.len());
        let mut views = Vec::new();
        let mut surface: Vec<&str> = Vec::new();
        for sentence in sentences.iter().take_while(|_| !halt.is_called()) {
            views.clear();
            for i in sentence.tokens.clone() {
                let known = lookup::find(lexicon, text, tokens[i]);
                views.push(View::new(text, tokens[i], &known, i == sentence.tokens.start));
                found.push(known);
            }
            View::look_ahead(&mut views);
            let start = tags.len();
            self.model.decode(&views, &tokens[sentence.tokens.clone()], text, &mut tags);
            surface.clear();
            surface.extend(tokens[sentence.tokens.clone()].iter().map(|token| token.span.of(text)));
            let words = repair::Words { surface: &surface, found: &found[start..], cues: &lexicon.cues };
            repair::mend(&mut tags[start..], words);
        }
        (tags, found)
    }
}

/// What the tag and form of token `i` say of it; what its phrase and its clause add comes later.
fn word<'a>(lexicon: &Lexicon, tags: &[Tag], found: &[Found<'a>], words: &[&'a str], i: usize) -> Morph<'a> {
    let (tag, word) = (tags[i], words[i]);
    let mut morph = Morph {
        pos: tag.pos(),
        lemma: Cow::Borrowed(word),
        verb_form: None,
        mood: None,
        tense: None,
        person: None,
        number: None,
        gender: None,
        case: None,
        particle: None,
    };
    let small: Cow<'a, str> =
        if word.contains(char::is_uppercase) { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) };
    if tag.is_verb() {
        let subject = if tag.is_finite() {
            verb::subject(tags, found, i, |j| closed::subject(words[j]))
        } else {
            verb::Subject::Other
        };
        verb::fill(&mut morph, verb::Form { tag, word, small: &small }, &found[i], subject);
        return morph;
    }
    let closed = match tag {
        Tag::Personal | Tag::Reflexive => closed::personal(&small),
        Tag::Article | Tag::Determiner | Tag::Relative | Tag::Demonstrative | Tag::Indefinite | Tag::Interrogative => {
            closed::determiner(&small).or_else(|| closed::other(&small))
        }
        _ => None,
    };
    morph.lemma = match (tag, closed) {
        (_, Some(closed)) => Cow::Borrowed(closed.lemma),
        (Tag::PrepositionArticle, _) => closed::contraction(&small).map_or(small, |(lemma, _)| Cow::Borrowed(lemma)),
        _ => lemma::lemma(lexicon, tag, word, &small, &found[i]),
    };
    morph
}
