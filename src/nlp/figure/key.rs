//! Words with a part in a pattern, named by what they mean there. Which German words they are says `data/words.tsv`.

use crate::nlp::lexicon::named::named;

named! {
    /// Words with a part in a pattern.
    pub enum Key {
        /// "bis".
        UpTo = "up-to",
        /// "und", "sowie".
        And = "and",
        /// "oder", "bzw.".
        Or = "or",
        /// "zwischen".
        Between = "between",
        /// "von", "vom".
        From = "from",
        /// "auf": the end of a change.
        Onto = "onto",
        /// "um": the amount of a change.
        By = "by",
        /// "zu".
        To = "to",
        /// A comparative of more: "mehr", "höher".
        More = "more",
        /// A comparative of less: "weniger", "kleiner".
        Less = "less",
        /// "als", "denn".
        Than = "than",
        /// "Komma" in a number in words.
        Comma = "comma",
        /// "minus".
        Minus = "minus",
        /// "plus".
        Plus = "plus",
        /// "pro", "per".
        Per = "per",
        /// "in", "binnen".
        In = "in",
        /// "im".
        InThe = "in-the",
        /// "am".
        OnThe = "on-the",
        /// "an".
        On = "on",
        /// "zum", "zur", "beim".
        ToThe = "to-the",
        /// "vor".
        Before = "before",
        /// "nach".
        After = "after",
        /// "seit".
        Since = "since",
        /// "ab".
        FromOn = "from-on",
        /// "paar" in "ein paar".
        Few = "few",
        /// "Uhr".
        Clock = "clock",
        /// "Celsius", `C`.
        Celsius = "celsius",
        /// "Fahrenheit", `F`.
        Fahrenheit = "fahrenheit",
        /// "Alter".
        Age = "age",
        /// "alt".
        Old = "old",
        /// "Platz", "Rang".
        Rank = "rank",
        /// "Top" in "Top 10".
        Top = "top",
        /// "Nummer", "Nr.".
        Number = "number",
        /// "Hälfte".
        Half = "half",
        /// "jeder".
        Every = "every",
        /// "so" in "doppelt so viel".
        As = "as",
        /// "Quartal".
        Quarter = "quarter",
        /// "Halbjahr".
        HalfYear = "half-year",
        /// "Wochenende".
        Weekend = "weekend",
        /// `Q` in `Q3`.
        Q = "q",
        /// `H` in `H1`.
        H = "h",
        /// "Geschäftsjahr", "Jahrgang": a year in digits follows.
        Year = "year",
        /// `T` for thousand.
        T = "t",
        /// `k` for thousand.
        K = "k",
        /// "Wort", "Zahl": the number itself is meant.
        Mention = "mention",
        /// "Stand", "Ausgabe": a date follows.
        AsOf = "as-of",
        /// "Saison".
        Season = "season",
        /// "mal".
        Times = "times",
        /// "unter".
        Under = "under",
        /// "je", "à".
        Each = "each",
        /// "Höhe" in "in Höhe von".
        Amount = "amount",
        /// "Telefon", "Konto": no figure follows.
        Phone = "phone",
        /// "Agenda 2030": a name follows.
        Agenda = "agenda",
        /// "darüber".
        Above = "above",
        /// "Mitternacht".
        Midnight = "midnight",
        /// "ganztägig".
        AllDay = "all-day",
    }
}
