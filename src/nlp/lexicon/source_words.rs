//! Source phrases: how "laut X", "X zufolge" and the like are built around their word; the words are rows of the cues.

use super::named::named;
use crate::nlp::analysis::{Certainty, Medium};

named! {
    /// How a source phrase is built around its word.
    pub(crate) enum Construction {
        /// The word before whoever speaks: "laut X".
        Prefixed = "prefixed",
        /// The word before a noun of saying: "gemäß Angaben von X".
        NounAfter = "noun-after",
        /// The same, but with a definite article alone it tells a time: "nach Angaben von X", not "nach dem Bericht".
        IndefiniteNounAfter = "indefinite-noun-after",
        /// The word behind a noun of saying, at the end of its field: "X' Meinung nach".
        NounBefore = "noun-before",
        /// The word before somebody or something written: "gemäß der Polizei", not "gemäß dem Gesetz".
        ActorAfter = "actor-after",
        /// The word behind whoever speaks: "X zufolge".
        Postfixed = "postfixed",
        /// The same with "zu" before the word: "X zu Folge".
        PostfixedApart = "postfixed-apart",
        /// The word before somebody's view: "aus Sicht von X".
        View = "view",
        /// The word behind "in den", before whose eyes they are: "in den Augen von X".
        Eyes = "eyes",
        /// The word behind "glaubt": "Glaubt man X, …".
        Believed = "believed",
        /// The word behind "ginge es": "Ginge es nach X, …".
        Wished = "wished",
        /// The word with whoever speaks as a stretch of its own: "…, so X".
        Alone = "alone",
        /// The word points at what was said before: "demnach".
        Pointing = "pointing",
        /// The same where a Konjunktiv follows: "danach sei …".
        PointingBeforeSubjunctive = "pointing-before-subjunctive",
        /// The infinitive of "wie aus X zu erfahren ist".
        Gathered = "gathered",
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
