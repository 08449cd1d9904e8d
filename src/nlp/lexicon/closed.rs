//! The closed classes: which words are prepositions, auxiliaries, prefixes of verbs, abbreviations and the like.
//!
//! One file says it to all stages, a row a word, so that a word is added or corrected in one place. The table is the
//! same in every engine of the program and small, so it is made once and reached by [`closed`] from everywhere, the
//! tokenizer included, which is given nothing but a text.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::BuildFold;
use super::hash;
use crate::nlp::error::DataError;

const FILE: &str = "lexicon/data/closed.tsv";
const DATA: &str = include_str!("data/closed.tsv");

macro_rules! classes {
    ($($(#[$doc:meta])+ $name:ident = $text:literal, $spelling:ident;)+) => {
        /// A closed class, or something that a word of one tells about its surroundings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Class { $($(#[$doc])+ $name),+ }

        impl Class {
            const ALL: &[(Self, &str, Spelling)] = &[$((Self::$name, $text, Spelling::$spelling)),+];
        }
    };
}

/// How the words of a class are written in the file, and so what they are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// In small letters.
    Small,
    /// As in a text.
    Exact,
}

classes! {
    /// Capitalised, it begins a sentence rather than stands for a noun: "Danach", "Die".
    Starter = "starter", Small;
    /// A number with a full stop after it is an ordinal: "am 3. Tag", "Montag, 3. Mai".
    BeforeOrdinal = "before-ordinal", Exact;
    /// A number with a full stop before it is an ordinal wherever they stand: "3. Mai", "2. Liga".
    AfterOrdinal = "after-ordinal", Exact;
    /// "Januar", "Jänner".
    Month = "month", Exact;
    /// "Montag".
    Weekday = "weekday", Exact;
    /// After a number with a hyphen, shows that the rest of the word comes later: "30- bis 40-fach".
    SuspendsHyphen = "suspends-hyphen", Small;
    /// What is left of a word when its beginning was dropped: `'s`, `'ne`, `'mal`.
    Clipped = "clipped", Small;
    /// What follows a colon in a gendered word beside "in" and "innen": "jede:r", "der:die".
    GenderTail = "gender-tail", Small;
    /// Of prepositions.
    GovernsGenitive = "governs-genitive", Small;
    /// Of prepositions.
    GovernsDative = "governs-dative", Small;
    /// Of prepositions.
    GovernsAccusative = "governs-accusative", Small;
    /// A form of a verb that builds tenses, the passive or moods.
    Auxiliary = "auxiliary", Small;
    /// Can stand apart from its verb: "mit" in "teilte … mit".
    VerbPrefix = "verb-prefix", Small;
    /// One that stands at the end of a clause for hardly anything else; "wieder" and "weiter" are mostly adverbs.
    PrefixAtEnd = "prefix-at-end", Small;
    /// Never stands apart from its verb, whose participle has no "ge-" then: "ver" in "versichert".
    InseparablePrefix = "inseparable-prefix", Small;
    /// "sagte dazu", "sprach davon": what is referred to, not a part of the verb.
    PronominalAdverb = "pronominal-adverb", Small;
    /// A head of three letters that compounds are commonly made with; others of that length are mostly chance.
    ShortHead = "short-head", Small;
    /// Titles, references and particles after whose full stop the sentence goes on: "Dr.", "bzw.".
    AbbreviationNeverLast = "abbreviation-never-last", Exact;
    /// The next word tells whether the sentence ends: "Co.", "Mio.".
    AbbreviationMaybeLast = "abbreviation-maybe-last", Exact;
    /// Mostly ends its sentence: "usw.".
    AbbreviationOftenLast = "abbreviation-often-last", Exact;
    /// A word too: an abbreviation only before a digit ("Art. 5", but "auf diese Art.").
    AbbreviationBeforeDigit = "abbreviation-before-digit", Exact;
    /// A word too: an abbreviation only after a number ("2 Bio. Euro", but "Das ist Bio.").
    AbbreviationAfterNumber = "abbreviation-after-number", Exact;
    /// A weekday or month that is a word or name too: an abbreviation only before a number, a comma or a bracket
    /// ("So. 12 Uhr", but "Er heißt Jan.").
    AbbreviationOfCalendar = "abbreviation-of-calendar", Exact;
    /// A determiner, whatever the tagger holds it for: "der", "kein", "mehrere".
    AlwaysDeterminer = "always-determiner", Small;
    /// Can open a relative clause: "der", "welcher".
    AlwaysRelative = "always-relative", Small;
    /// A pronoun that can stand as a subject: "er", "man".
    AlwaysPronoun = "always-pronoun", Small;
    /// A preposition, whatever the tagger holds it for: "mit", "wegen". Others that govern a case are words of another
    /// class too, and the tagger tells.
    Preposition = "preposition", Small;
    /// "und", "sondern", "jedoch".
    AlwaysCoordinator = "always-coordinator", Small;
    /// An adverb, particle, conjunction or pronoun that is neither subject nor noun: "auch", "dass", "ihm".
    AlwaysAdverb = "always-adverb", Small;
    /// Of the auxiliaries and modals in news, which are nothing else: a finite form.
    AuxiliaryFinite = "auxiliary-finite", Small;
    /// Of these: Konjunktiv I or II.
    AuxiliarySubjunctive = "auxiliary-subjunctive", Small;
    /// Of these: Konjunktiv I for certain.
    AuxiliaryReportive = "auxiliary-reportive", Small;
    /// Of these: an infinitive, perhaps a finite form too.
    AuxiliaryInfinitive = "auxiliary-infinitive", Small;
    /// Of these: a participle.
    AuxiliaryParticiple = "auxiliary-participle", Small;
    /// Of these: a plural.
    AuxiliaryPlural = "auxiliary-plural", Small;
    /// Of these: builds the passive.
    FormOfWerden = "form-of-werden", Small;
    /// With a participle it tells a state, not an act: "ist geplant".
    StateOfBeing = "state-of-being", Small;
    /// Joins two clauses without a comma: "und".
    JoinsClauses = "joins-clauses", Small;
    /// Makes a quotation part of the clause that it opens: "dass „…!“".
    EmbedsQuotation = "embeds-quotation", Small;
    /// Stands before a conjunction and is part of it: "auch wenn", "ohne dass".
    PrecedesConjunction = "precedes-conjunction", Small;
    /// Opens what is said: "dass".
    OpensThat = "opens-that", Small;
    /// Opens what is asked: "ob".
    OpensWhether = "opens-whether", Small;
    /// Opens a frame or comparison: "wie".
    OpensAs = "opens-as", Small;
    /// Opens what the noun before it says: "wonach".
    OpensSource = "opens-source", Small;
    /// Always a conjunction: "weil".
    OpensAdverbial = "opens-adverbial", Small;
    /// A conjunction where the verb stands last: "da", "während".
    OpensAdverbialVerbLast = "opens-adverbial-verb-last", Small;
    /// A question word: "warum".
    OpensQuestion = "opens-question", Small;
    /// Denies the clause it stands in: "nicht", "niemand".
    NegatesClause = "negates-clause", Small;
    /// Denies the clause it stands in but for a little: "kaum".
    NearlyNegates = "nearly-negates", Small;
    /// Denies its noun phrase: "kein".
    NegatesPhrase = "negates-phrase", Small;
    /// "weder".
    Neither = "neither", Small;
    /// Denies behind a "weder": "noch".
    Nor = "nor", Small;
    /// Takes the negation before it to itself, so that the clause is not denied: "nicht nur".
    TakesNegation = "takes-negation", Small;
}

/// The classes of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes(u64);

/// So many classes fit.
const _: () = assert!(Class::ALL.len() <= u64::BITS as usize);

impl Classes {
    /// Whether `class` is among them.
    #[must_use]
    pub const fn has(self, class: Class) -> bool {
        self.0 >> class as u32 & 1 == 1
    }
}

/// The table of the closed classes. A look-up hashes the word and costs a cache miss or two; a word that is not in the
/// table has no classes.
#[derive(Debug, Default)]
pub struct Closed {
    words: HashMap<u64, Classes, BuildFold>,
    /// The words of [`Class::VerbPrefix`], sorted by bytes.
    verb_prefixes: Vec<&'static str>,
}

static CLOSED: LazyLock<Result<Closed, DataError>> = LazyLock::new(|| Closed::parse(FILE, DATA));

/// The table. It is empty when its file is damaged; no engine can be built then.
#[must_use]
pub fn closed() -> &'static Closed {
    static EMPTY: LazyLock<Closed> = LazyLock::new(Closed::default);
    CLOSED.as_ref().unwrap_or_else(|_| &EMPTY)
}

/// Whether the embedded file is whole.
pub(super) fn check() -> Result<(), DataError> {
    CLOSED.as_ref().map(|_| ()).map_err(Clone::clone)
}

impl Closed {
    /// The classes of `word` as it is written here.
    #[inline]
    #[must_use]
    pub fn of(&self, word: &str) -> Classes {
        self.by_hash(hash::hash(word))
    }

    /// The classes of `word` with its first letter made small.
    #[must_use]
    pub fn of_uncapitalised(&self, word: &str) -> Classes {
        self.by_hash(hash::hash_uncapitalised(word))
    }

    /// The classes of the word of that [`hash`](hash::hash).
    #[inline]
    #[must_use]
    pub fn by_hash(&self, hash: u64) -> Classes {
        self.words.get(&hash).copied().unwrap_or_default()
    }

    /// The prefixes of verbs that can stand apart from them, sorted by bytes.
    #[must_use]
    pub fn verb_prefixes(&self) -> &[&'static str] {
        &self.verb_prefixes
    }

    fn parse(file: &str, text: &'static str) -> Result<Self, DataError> {
        let mut closed = Self::default();
        let mut last = "";
        let mut used = Classes::default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(file, number + 1, problem);
            let (word, names) = line.split_once('\t').ok_or_else(|| damaged("wanted word, tab, classes".into()))?;
            check_spelling(word).map_err(damaged)?;
            if last >= word {
                return Err(damaged(format!("{word:?} must not come after {last:?}: rows are sorted, each word once")));
            }
            last = word;
            let classes = read_classes(word, names).map_err(damaged)?;
            used.0 |= classes.0;
            if classes.has(Class::VerbPrefix) {
                closed.verb_prefixes.push(word);
            }
            if closed.words.insert(hash::hash(word), classes).is_some() {
                return Err(damaged(format!("{word:?} has the hash of another word; write it with a rule instead")));
            }
        }
        let unused = Class::ALL.iter().find(|(class, ..)| !used.has(*class));
        unused.map_or(Ok(closed), |(_, name, _)| {
            Err(DataError::at_line(file, text.lines().count(), format!("no word is of class {name:?}")))
        })
    }
}

/// Refuses white space around a word, and letters that are written as two signs (not NFC): no text would match them.
pub(super) fn check_spelling(word: &str) -> Result<(), String> {
    if word.is_empty() || word.contains(char::is_whitespace) {
        return Err(format!("{word:?} must be one word without white space"));
    }
    match word.chars().find(|c| ('\u{300}'..='\u{36f}').contains(c)) {
        Some(mark) => Err(format!("{word:?} holds the combining mark {mark:?}; write letter and mark as one sign")),
        None => Ok(()),
    }
}

fn read_classes(word: &str, names: &str) -> Result<Classes, String> {
    let mut classes = Classes::default();
    for name in names.split(',') {
        let known = Class::ALL.iter().find(|(_, known, _)| *known == name);
        let Some((class, _, spelling)) = known else { return Err(format!("{name:?} is no class")) };
        if classes.has(*class) {
            return Err(format!("{name:?} stands twice"));
        }
        if *spelling == Spelling::Small && word.contains(char::is_uppercase) {
            return Err(format!("{word:?} must be in small letters to be of class {name:?}"));
        }
        classes.0 |= 1 << *class as u32;
    }
    Ok(classes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_is_whole() {
        check().expect("closed.tsv is whole");
        assert!(DATA.lines().any(|line| line.starts_with("# Source: ") && line.contains("Licence: ")));
    }

    #[test]
    fn a_word_has_the_classes_of_its_row_and_others_have_none() {
        let table = closed();
        assert!(table.of("mit").has(Class::Preposition) && table.of("mit").has(Class::VerbPrefix));
        assert!(!table.of("mit").has(Class::GovernsAccusative));
        assert!(table.of_uncapitalised("Mit").has(Class::GovernsDative));
        assert!(table.of_uncapitalised("Über").has(Class::Starter));
        for word in ["Mit", "MIT", "mitt", "", "€"] {
            assert_eq!(table.of(word), Classes::default(), "{word}");
        }
        assert_eq!(table.of_uncapitalised("MIT"), Classes::default(), "only the first letter is made small");
    }

    #[test]
    fn a_damaged_row_is_refused_with_its_line() {
        for (text, problem) in [
            ("# head\nab", "wanted word, tab, classes"),
            ("ab\tverb-prefix\nan\tverbprefix", "\"verbprefix\" is no class"),
            ("ab\t", "\"\" is no class"),
            ("ab\tverb-prefix,verb-prefix", "\"verb-prefix\" stands twice"),
            ("ab\tverb-prefix\nab\tclipped", "must not come after"),
            ("an\tverb-prefix\nab\tverb-prefix", "must not come after"),
            ("Ab\tverb-prefix", "must be in small letters"),
            (" ab\tverb-prefix", "without white space"),
            ("\tverb-prefix", "must be one word"),
            ("u\u{308}ber\tverb-prefix", "combining mark"),
            ("ab\tverb-prefix", "no word is of class \"starter\""),
        ] {
            let error = Closed::parse("x.tsv", text).expect_err(text).to_string();
            let line = format!("data file x.tsv, line {}: ", text.lines().count());
            assert!(error.starts_with(&line) && error.contains(problem), "{text:?}: {error}");
        }
    }
}
