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

    /// The tag of a word of a Universal Dependencies treebank with this universal and this language-specific tag.
    #[must_use]
    pub fn from_treebank(upos: &str, xpos: &str, feats: &str) -> Option<Self> {
        Some(match (upos, xpos) {
            (_, "PTKVZ") => Self::VerbParticle,
            ("NOUN", _) => Self::Noun,
            ("PROPN", _) => Self::Name,
            ("ADJ", "ADJA") => Self::Attributive,
            ("ADJ", _) => Self::Predicative,
            ("ADV", "PWAV") => Self::QuestionAdverb,
            ("ADV", _) => Self::Adverb,
            ("VERB", "VVIZU") => Self::ZuInfinitive,
            ("VERB" | "AUX", _) => return Self::of_verb(upos == "AUX", feats),
            ("DET", "ART") => Self::Article,
            ("DET", _) => Self::Determiner,
            ("PRON", "PPER") => Self::Personal,
            ("PRON", "PRF") => Self::Reflexive,
            ("PRON", "PRELS" | "PRELAT") => Self::Relative,
            ("PRON", "PDS" | "ART") => Self::Demonstrative,
            ("PRON", "PWS") => Self::Interrogative,
            ("PRON", _) => Self::Indefinite,
            ("ADP", "APPRART") => Self::PrepositionArticle,
            (_, "KOKOM") => Self::Comparison,
            ("ADP", _) => Self::Preposition,
            ("CCONJ", _) => Self::Coordinating,
            ("SCONJ", _) => Self::Subordinating,
            ("NUM", _) => Self::Number,
            ("PART", "PTKNEG") => Self::Negation,
            ("PART", "PTKZU") => Self::Zu,
            ("PART", _) => Self::Particle,
            ("INTJ", _) => Self::Interjection,
            ("SYM", _) => Self::Symbol,
            ("PUNCT", _) => Self::Mark,
            ("X", _) => Self::Foreign,
            _ => return None,
        })
    }

    fn of_verb(auxiliary: bool, feats: &str) -> Option<Self> {
        let form = feats.split('|').find_map(|f| f.strip_prefix("VerbForm="));
        Some(match (form, auxiliary) {
            _ if feats.contains("Mood=Imp") => Self::Imperative,
            (Some("Inf"), false) => Self::Infinitive,
            (Some("Inf"), true) => Self::AuxInfinitive,
            (Some("Part"), false) => Self::Participle,
            (Some("Part"), true) => Self::AuxParticiple,
            (Some("Fin"), false) => Self::Finite,
            (Some("Fin"), true) => Self::AuxFinite,
            _ => return None,
        })
    }
}
