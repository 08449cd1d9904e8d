//! The tags that the model decides between: finer than [`Pos`] where the rules after it need to know more.

use super::Pos;

macro_rules! tags {
    ($($(#[$meta:meta])* $name:ident => $pos:ident),+ $(,)?) => {
        /// A tag, near to the Stuttgart-Tübingen set.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Tag { $($(#[$meta])* $name),+ }

        impl Tag {
            /// All tags in order; their position is their number in the model.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The universal part of speech.
            #[must_use]
            pub fn pos(self) -> Pos {
                match self { $(Self::$name => Pos::$pos),+ }
            }
        }
    };
}

tags! {
    /// Common noun.
    Noun => Noun,
    /// Proper name.
    Name => Propn,
    /// Adjective before a noun, with an ending.
    Attributive => Adj,
    /// Adjective without an ending.
    Predicative => Adj,
    /// Adverb.
    Adverb => Adv,
    /// "wann", "wo", "worüber".
    QuestionAdverb => Adv,
    /// Finite full verb.
    Finite => Verb,
    /// Infinitive of a full verb.
    Infinitive => Verb,
    /// "aufzuhören".
    ZuInfinitive => Verb,
    /// Past participle in a verb group.
    Participle => Verb,
    /// Finite auxiliary, copula or modal.
    AuxFinite => Aux,
    /// Infinitive of those.
    AuxInfinitive => Aux,
    /// Participle of those.
    AuxParticiple => Aux,
    /// "der", "ein".
    Article => Det,
    /// "dieser", "mein", "kein", "alle" before a noun.
    Determiner => Det,
    /// "ich", "sie", "ihm".
    Personal => Pron,
    /// "sich", "mich" as reflexive.
    Reflexive => Pron,
    /// "der" in "der Mann, der …".
    Relative => Pron,
    /// "das", "dieser" standing alone.
    Demonstrative => Pron,
    /// "man", "alles", "viele" standing alone.
    Indefinite => Pron,
    /// "wer", "was".
    Interrogative => Pron,
    /// Preposition.
    Preposition => Adp,
    /// "im", "zur", "ans".
    PrepositionArticle => Adp,
    /// "als", "wie" in comparisons.
    Comparison => Adp,
    /// "und", "aber".
    Coordinating => Cconj,
    /// "dass", "weil".
    Subordinating => Sconj,
    /// A number, in digits or words.
    Number => Num,
    /// "nicht".
    Negation => Part,
    /// "zu" before an infinitive.
    Zu => Part,
    /// "mit" in "teilte … mit".
    VerbParticle => Adp,
    /// "ja", "am" in "am besten".
    Particle => Part,
    /// "Geh!"
    Imperative => Verb,
    /// "ach".
    Interjection => Intj,
    /// Foreign words and what is none.
    Foreign => X,
    /// "%", "€".
    Symbol => Sym,
    /// Any mark.
    Mark => Punct,
}

impl Tag {
    /// So many, the first of [`Tag::ALL`], does the model choose from; rules and the kinds of tokens give the others.
    pub const LEARNED: usize = Self::Imperative as usize;

    /// Whether a verb of this tag has person and number.
    #[must_use]
    pub fn is_finite(self) -> bool {
        matches!(self, Self::Finite | Self::AuxFinite)
    }

    /// Whether it is a verb in any form.
    #[must_use]
    pub fn is_verb(self) -> bool {
        matches!(self.pos(), Pos::Verb | Pos::Aux)
    }
}
