//! The word lists of the stage's rules.
//!
//! Each list is what one rule reads, letter for letter as the rule meets the word: where a rule compares a word as it
//! stands in the text, the list tells which words it knows with a capital. Many look like a closed class and are less:
//! a rule that takes "in" for a place may not take "samt" for one.

use crate::nlp::lexicon::lists::word_lists;

/// No word of a list whose words are looked for at the end or the beginning of others is longer than this, in bytes.
const LONGEST_PART: usize = 16;

word_lists! {
    /// A list in `data/lists.tsv`.
    pub(super) enum List in "sentiment/data/lists.tsv", "data/lists.tsv" {
        /// Makes a question that takes its content for granted, in small letters: "Warum scheiterte X?"
        PresumingQuestion = "presuming-question",
        /// A verb that opens a condition without "wenn": "Sollte".
        InvertedCondition = "inverted-condition",
        /// What an attribute behind it is taken for granted by: "den vermüllten Strand".
        DefiniteArticle = "definite-article",
        /// Ties a noun phrase to the noun before it: "das Album von X".
        AttributePreposition = "attribute-preposition",
        /// A pronoun that is no subject.
        ObjectPronoun = "object-pronoun",
        /// A noun of time: it stands without a preposition and is no subject.
        TimeNoun = "time-noun",
        /// The end of a noun that a surname follows, in small letters: "Ministerin Freude".
        NameBearer = "name-bearer",
        /// Stands between a number and the thing counted, in small letters: "die Zahl der Toten".
        Count = "count",
        /// Leads from a noun of direction to its thing: "Anstieg der Kosten".
        ComplementLead = "complement-lead",
        /// Denies what stands behind "von": "nichts zu spüren".
        Nothing = "nothing",
        /// What [`List::Nothing`] is done with: "spüren", "geblieben".
        Noticed = "noticed",
        /// A subject that denies its whole clause.
        Nobody = "nobody",
        /// Before trouble that is over: "Nach langer Verletzung".
        TroubleBefore = "trouble-before",
        /// Puts its noun aside: "in einem Fiasko", "wegen Schimmel".
        AsidePreposition = "aside-preposition",
        /// Leads from a turning noun to what it turns: "Ende des Streits".
        GenitiveLead = "genitive-lead",
        /// A lemma that, negated, tells that what is feared or hoped for did not come.
        ComingTrue = "coming-true",
        /// The lemma of a verb that tells a victory in sport and a blow elsewhere.
        Blow = "blow",
        /// Right behind a noun or verb of judgement, leads to whom it is about, in small letters: "Kritik an X".
        AimPreposition = "aim-preposition",
        /// Leads to whom a verb of judgement is about, in small letters: "warnte vor X".
        JudgedPreposition = "judged-preposition",
        /// A judgement whose source may stand behind it: "Lob von X".
        Judgement = "judgement",
        /// The end of a noun of winning or losing, in small letters: the other side has the opposite.
        Contest = "contest",
        /// The end of a noun for violence, in small letters: whom it is done to is not spoken ill of.
        Violence = "violence",
        /// The lemma of a verb for what helpers and authorities do with trouble.
        Handling = "handling",
        /// The lemma of a verb that keeps good things away as well as bad ones.
        Preventing = "preventing",
        /// Praise that opens a mocking sentence, in small letters: "Toll, schon wieder Stromausfall".
        MockPraise = "mock-praise",
        /// Before such praise: "Na toll".
        BeforePraise = "before-praise",
        /// A noun of praise that opens a mocking sentence, in small letters: "Ganz großes Kino: schon wieder Stau".
        MockTitle = "mock-title",
        /// Shows that the sentence complains.
        Complaint = "complaint",
        /// Opens a form of address: "Liebe Kolleginnen".
        Salutation = "salutation",
        /// A modal of advice: "sollte".
        Advice = "advice",
        /// Beside such a modal shows that something is wished for: "endlich".
        Urging = "urging",
        /// Between a work and what it tells: "Der Film über den Mord".
        StoryLead = "story-lead",
        /// The end of a noun for a work that tells a story or teaches, in small letters: "Spielfilm".
        Work = "work",
        /// Before "ge" or "zu" inside a separable verb.
        VerbParticle = "verb-particle",
        /// An inflection of nouns, folded.
        NounEnding = "noun-ending",
        /// An inflection of verbs and adjectives.
        OtherEnding = "other-ending",
    }
}

impl List {
    /// Whether `word` ends in a word of the list, or is one.
    pub(super) fn ends(self, word: &str) -> bool {
        self.end_from(word, word.len().saturating_sub(LONGEST_PART)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lists_are_whole() {
        List::check().expect("lists.tsv is whole");
    }

    #[test]
    fn parts_of_words_are_no_longer_than_what_is_looked_at() {
        let parts = ["contest", "violence", "name-bearer", "work", "verb-particle", "noun-ending", "other-ending"];
        let rows = include_str!("data/lists.tsv").lines().filter_map(|line| line.split_once('\t'));
        let rows: Vec<_> = rows.filter(|(list, _)| parts.contains(list)).collect();
        assert_eq!(rows.len(), parts.len());
        for word in rows.iter().flat_map(|(_, words)| words.split(' ')) {
            assert!(word.len() <= LONGEST_PART, "{word}");
        }
    }

    #[test]
    fn the_longest_ending_of_a_word_is_found() {
        for (word, ending) in [
            ("spielfilm", Some("film")),
            ("film", Some("film")),
            ("königsdrama", Some("drama")),
            ("dokumentation", Some("dokumentation")),
            ("naturdokumentation", Some("dokumentation")),
            ("filmen", None),
            ("ü", None),
            ("", None),
        ] {
            assert_eq!(List::Work.end_from(word, 0), ending, "{word}");
            assert_eq!(List::Work.ends(word), ending.is_some(), "{word}");
        }
        assert_eq!(List::NounEnding.end_from("gegnern", 4), Some("ern"), "not \"n\"");
        assert_eq!(List::NounEnding.end_from("gegnern", 5), Some("n"), "what is before is kept");
    }
}
