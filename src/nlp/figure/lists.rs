//! Lists of words that one rule of figures reads each. What a word means in several rules is its sense
//! ([`super::vocabulary`]).

use crate::nlp::lexicon::lists::word_lists;

word_lists! {
    /// A list of words, beginnings or endings.
    pub(super) enum List in "figure/data/lists.tsv", "data/lists.tsv" {
        /// Words after a time of twelve hours that lies behind noon: "3 Uhr nachmittags".
        Afternoons = "afternoons",
        /// Adverbs between the preposition and the number of one end of a change: "von zuletzt 8".
        BetweenEnds = "between-ends",
        /// Words before a capitalised ordinal in -er that is a noun: "der Achter".
        BoatArticles = "boat-articles",
        /// Abbreviations of clubs: "der 1. FC Köln".
        Clubs = "clubs",
        /// Middles that make a name or a saying of a number in a compound: "Vier-Augen-Gespräch".
        CompoundNames = "compound-names",
        /// The same in the dative: "in den letzten Jahren".
        DativePlurals = "dative-plurals",
        /// Words after a number that stand for a noun said before: "drei weitere wurden verletzt".
        ElisionWords = "elision-words",
        /// Nouns that say nothing without what follows them: "die Zahl der Toten".
        EmptyHeads = "empty-heads",
        /// Words after a time of twelve hours in the evening: "acht Uhr abends".
        Evenings = "evenings",
        /// How compounds end that name a fall: "Gewinnrückgang".
        FallEndings = "fall-endings",
        /// Separable verbs that say a fall: "gab … nach".
        FallingSeparable = "falling-separable",
        /// Comparatives after an amount that say a rise: "3 Prozent mehr".
        Higher = "higher",
        /// Nouns that "letzter" makes a saying with: "in letzter Minute".
        LastSayings = "last-sayings",
        /// How nouns end that last and do not live, in small letters: "die 5-jährige Haftstrafe".
        LastingEndings = "lasting-endings",
        /// Comparatives after an amount that say a fall: "3 Prozent weniger".
        Lower = "lower",
        /// Adjectives between article and number that say "more than": "eine gute halbe Stunde".
        MoreInside = "more-inside",
        /// Words after a time of twelve hours that lies before noon.
        Mornings = "mornings",
        /// Adjectives between article and number that say "not quite": "eine knappe Milliarde".
        NearlyInside = "nearly-inside",
        /// Number words that are nouns or names where they are capitalised: "die Elf".
        NumberNouns = "number-nouns",
        /// Nouns whose amount or length "über" leads: "ein Kredit über 5 Millionen Euro".
        OverNouns = "over-nouns",
        /// Verbs whose length "über" leads: "führt über 5 Kilometer".
        OverReach = "over-reach",
        /// How verbs begin whose object "über" leads: "verfügt über 300 Panzer".
        OverVerbs = "over-verbs",
        /// Verbs that say how many of a thing there are: "hat 2019 Mitglieder".
        OwningVerbs = "owning-verbs",
        /// How nouns end that mean a paper, in small letters: "die Wochenzeitung der Freitag".
        PaperEndings = "paper-endings",
        /// How words begin that tell of a result: "siegte mit 24:22".
        PlayedBeginnings = "played-beginnings",
        /// The day before: "Vortag".
        PreviousDay = "previous-day",
        /// The month before: "Vormonat".
        PreviousMonth = "previous-month",
        /// The quarter before: "Vorquartal".
        PreviousQuarter = "previous-quarter",
        /// The week before: "Vorwoche".
        PreviousWeek = "previous-week",
        /// The year before: "Vorjahr".
        PreviousYear = "previous-year",
        /// How nouns end whose two numbers are a ratio and no score, in small letters: "im Verhältnis 1:5".
        RatioNouns = "ratio-nouns",
        /// Verbs that report in the present what has been said already: "wie die Behörde am Freitag mitteilt".
        ReportingVerbs = "reporting-verbs",
        /// How compounds end that name a rise: "Umsatzplus".
        RiseEndings = "rise-endings",
        /// Separable verbs that say a rise: "nahm … zu".
        RisingSeparable = "rising-separable",
        /// How nouns end that mean a year from summer to summer, in small letters: "Saison 2024/25".
        SeasonEndings = "season-endings",
        /// Months that are short and no abbreviations, in small letters.
        ShortMonths = "short-months",
        /// Verbs that only say that there is so much of it.
        StativeVerbs = "stative-verbs",
        /// How names of streets end, after which a number is that of a house.
        StreetEndings = "street-endings",
        /// Units of time that a full stop may follow, in small letters: "std".
        TimeAbbreviations = "time-abbreviations",
        /// Plurals of units of the calendar: "die letzten Jahre".
        TimePlurals = "time-plurals",
        /// Letters before a sign of a currency that say thousands: `T€`.
        Thousands = "thousands",
        /// Words between a preposition and its number that only tone it: "um insgesamt 5 Prozent".
        Tones = "tones",
        /// How verbs begin whose object is won or lost: "verlor im Mai 3 Prozent".
        WinBeginnings = "win-beginnings",
    }
}

/// No beginning or ending in the lists is longer, in bytes: what a look-up of a beginning costs.
const LONGEST: usize = 24;

impl List {
    /// Whether `word` begins with a word of this list.
    pub(super) fn begins(self, word: &str) -> bool {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.take_while(|end| *end <= LONGEST).any(|end| self.holds(&word[..end]))
    }

    /// Whether `word` ends with a word of this list.
    pub(super) fn ends(self, word: &str) -> bool {
        self.end_from(word, 0).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole_and_no_word_is_longer_than_a_look_up_reads() {
        assert!(List::check().is_ok(), "{:?}", List::check());
        let rows = include_str!("data/lists.tsv").lines().filter(|line| !line.starts_with('#'));
        for word in rows.flat_map(|row| row.split(['\t', ' ']).skip(1)) {
            assert!(word.len() <= LONGEST, "{word:?} is longer than {LONGEST} bytes");
        }
    }

    #[test]
    fn beginnings_and_endings_are_found_in_words_of_any_length() {
        let (long, tail) = ("ä".repeat(1000), "x".repeat(1000));
        for (list, word, begins, ends) in [
            (List::StreetEndings, "Lindenallee", false, true),
            (List::StreetEndings, "allee", true, true),
            (List::StreetEndings, "alleen", true, false),
            (List::OverVerbs, "verfügte", true, false),
            (List::OverVerbs, "verfü", false, false),
            (List::OverVerbs, "", false, false),
            (List::OverVerbs, &format!("verfügt{long}"), true, false),
            (List::StreetEndings, &format!("{tail}straße"), false, true),
            (List::StreetEndings, &long, false, false),
        ] {
            assert_eq!((list.begins(word), list.ends(word)), (begins, ends), "{list:?} {word:.20}");
        }
    }
}
