//! Source phrases: how "laut X", "X zufolge" and the like are built around their word; the words are rows of the cues.

use crate::nlp::analysis::{Certainty, Medium};

/// How a source phrase is built around its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Construction {
    /// The word before whoever speaks: "laut X".
    Prefixed,
    /// The word before a noun of saying: "gemäß Angaben von X".
    NounAfter,
    /// The same, but with a definite article alone it tells a time: "nach Angaben von X", not "nach dem Bericht".
    IndefiniteNounAfter,
    /// The word behind a noun of saying, at the end of its field: "X' Meinung nach".
    NounBefore,
    /// The word before somebody or something written: "gemäß der Polizei", not "gemäß dem Gesetz".
    ActorAfter,
    /// The word behind whoever speaks: "X zufolge".
    Postfixed,
    /// The same with "zu" before the word: "X zu Folge".
    PostfixedApart,
    /// The word before somebody's view: "aus Sicht von X".
    View,
    /// The word behind "in den", before whose eyes they are: "in den Augen von X".
    Eyes,
    /// The word behind "glaubt": "Glaubt man X, …".
    Believed,
    /// The word behind "ginge es": "Ginge es nach X, …".
    Wished,
    /// The word with whoever speaks as a stretch of its own: "…, so X".
    Alone,
    /// The word points at what was said before: "demnach".
    Pointing,
    /// The same where a Konjunktiv follows: "danach sei …".
    PointingBeforeSubjunctive,
    /// The infinitive of "wie aus X zu erfahren ist".
    Gathered,
}

impl Construction {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "prefixed" => Self::Prefixed,
            "noun-after" => Self::NounAfter,
            "indefinite-noun-after" => Self::IndefiniteNounAfter,
            "noun-before" => Self::NounBefore,
            "actor-after" => Self::ActorAfter,
            "postfixed" => Self::Postfixed,
            "postfixed-apart" => Self::PostfixedApart,
            "view" => Self::View,
            "eyes" => Self::Eyes,
            "believed" => Self::Believed,
            "wished" => Self::Wished,
            "alone" => Self::Alone,
            "pointing" => Self::Pointing,
            "pointing-before-subjunctive" => Self::PointingBeforeSubjunctive,
            "gathered" => Self::Gathered,
            _ => return None,
        })
    }
}

/// A word that may make a phrase around it the source of a clause.
#[derive(Debug)]
pub(crate) struct SourceWord {
    /// What the cue is called.
    pub(crate) lemma: Box<str>,
    pub(crate) construction: Construction,
    pub(crate) medium: Medium,
    pub(crate) certainty: Certainty,
}
