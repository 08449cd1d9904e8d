//! The cue lexicon: `cues.tsv` read once, with every verb form a cue can take.

use std::collections::HashMap;
use std::ops::BitOr;

use super::conjugation::{self, Form};
use super::source_words::{Construction, SourceWord};
use crate::nlp::analysis::{Certainty, Medium};
use crate::nlp::error::DataError;

/// What sort of word a cue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CueClass {
    /// "sagen", "an|kündigen".
    Verb,
    /// "Angabe", "Forderung".
    Noun,
}

/// Which constructions a cue opens, and what else its verb governs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Complement(u16);

impl Complement {
    /// A dass-clause.
    pub(crate) const THAT: Self = Self(1);
    /// A main clause without conjunction.
    pub(crate) const MAIN: Self = Self(2);
    /// An ob- or w-clause.
    pub(crate) const QUESTION: Self = Self(4);
    /// An infinitive with "zu".
    pub(crate) const INFINITIVE: Self = Self(8);
    /// Words in quotation marks.
    pub(crate) const QUOTE: Self = Self(16);
    /// It gives something a name in somebody's words; of nouns: it stands after "nach".
    pub(crate) const NAME: Self = Self(32);
    /// Of nouns: it governs a clause.
    pub(crate) const CLAUSE: Self = Self(64);
    /// Any of these.
    pub(crate) const ANY: Self = Self(127);
    /// Whoever is told stands in the dative: "sagte ihm".
    pub(crate) const TOLD_DATIVE: Self = Self(128);
    /// Whoever is told, asked or blamed stands in the accusative: "forderte ihn auf".
    pub(crate) const TOLD_ACCUSATIVE: Self = Self(256);
    /// With "sich" it happens, and nobody says it: "das zeigt sich".
    pub(crate) const NOT_REFLEXIVE: Self = Self(512);

    fn parse(letters: &str) -> Option<Self> {
        letters.chars().try_fold(Self(0), |sum, c| {
            let bit = match c {
                'c' => Self::THAT.0 | Self::MAIN.0,
                'v' => Self::MAIN.0,
                'w' => Self::QUESTION.0,
                'z' => Self::INFINITIVE.0,
                'q' => Self::QUOTE.0,
                'n' => Self::NAME.0,
                'd' => Self::CLAUSE.0,
                't' => Self::TOLD_DATIVE.0,
                'a' => Self::TOLD_ACCUSATIVE.0,
                'r' => Self::NOT_REFLEXIVE.0,
                '-' => 0,
                _ => return None,
            };
            Some(Self(sum.0 | bit))
        })
    }

    /// Whether it opens any of `other`.
    pub(crate) const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Complement {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What turns a clause with the cue into the report of a speech act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Object {
    /// Nothing: the cue needs a clause.
    None,
    /// A noun phrase.
    NounPhrase,
    /// One of these prepositions.
    Prepositions(Vec<Box<str>>),
}

/// One row of the lexicon.
#[derive(Debug)]
pub(crate) struct CueEntry {
    /// Dictionary form, particle joined.
    pub(crate) lemma: Box<str>,
    pub(crate) class: CueClass,
    /// The separable particle.
    pub(crate) particle: Option<Box<str>>,
    /// Groups of alternatives; one word of each must stand in the clause.
    pub(crate) with: Vec<Vec<Box<str>>>,
    pub(crate) complement: Complement,
    pub(crate) object: Object,
    pub(crate) medium: Medium,
    pub(crate) certainty: Certainty,
}

/// A way to read a word as a form of a cue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CueForm {
    /// Index into [`CueLexicon::entry`].
    pub(crate) cue: u16,
    pub(crate) form: Form,
    /// The particle is a word of its own in the clause.
    pub(crate) separated: bool,
}

/// Whether a verb may be written apart from it wherever it stands: "bekannt gegeben", "deutlich machen".
fn is_written_apart(particle: &str) -> bool {
    matches!(particle, "bekannt" | "deutlich" | "klar")
}

/// All cues.
#[derive(Debug, Default)]
pub(crate) struct CueLexicon {
    entries: Vec<CueEntry>,
    verbs: HashMap<Box<str>, Vec<CueForm>>,
    nouns: HashMap<Box<str>, Vec<u16>>,
    sources: HashMap<Box<str>, Vec<SourceWord>>,
    longest_noun: usize,
}

const FILE: &str = "lexicon/data/cues.tsv";

/// The embedded list.
const CUES: &str = include_str!("data/cues.tsv");

impl CueLexicon {
    /// Reads the embedded file.
    ///
    /// # Errors
    /// When a row has other than eight columns or an unknown value.
    pub(crate) fn new() -> Result<Self, DataError> {
        Self::parse(CUES)
    }

    fn parse(text: &str) -> Result<Self, DataError> {
        let mut lexicon = Self::default();
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            lexicon.add(line).ok_or_else(|| DataError {
                file: FILE.into(),
                place: format!("line {}", number + 1),
                problem: format!("{line:?} is not eight columns of known values"),
            })?;
        }
        Ok(lexicon)
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [class, lemma, parts, with, take, object, medium, certainty] = columns[..] else { return None };
        let (medium, certainty) = (Medium::from_name(medium)?, Certainty::from_name(certainty)?);
        let class = match class {
            "v" => CueClass::Verb,
            "n" => CueClass::Noun,
            "p" if with == "-" && take == "-" => {
                let construction = Construction::from_name(object)?;
                self.add_source(parts, SourceWord { lemma: lemma.into(), construction, medium, certainty });
                return Some(());
            }
            _ => return None,
        };
        let (particle, base) = lemma.split_once('|').map_or((None, lemma), |(p, b)| (Some(p), b));
        let cue = u16::try_from(self.entries.len()).ok()?;
        match class {
            CueClass::Verb => self.add_verb(cue, particle, base, parts)?,
            CueClass::Noun => self.add_noun(cue, lemma),
        }
        self.entries.push(CueEntry {
            lemma: lemma.replace('|', "").into(),
            class,
            particle: particle.map(Into::into),
            with: alternatives(with),
            complement: Complement::parse(take)?,
            object: match object {
                "-" => Object::None,
                "np" => Object::NounPhrase,
                list => Object::Prepositions(list.split(',').map(Into::into).collect()),
            },
            medium,
            certainty,
        });
        Some(())
    }

    fn add_verb(&mut self, cue: u16, particle: Option<&str>, base: &str, parts: &str) -> Option<()> {
        let paradigm = conjugation::conjugate(base, parts)?;
        let swiss: Vec<_> =
            paradigm.iter().filter(|(w, _)| w.contains('ß')).map(|(w, f)| (w.replace('ß', "ss"), *f)).collect();
        for (word, form) in paradigm.into_iter().chain(swiss) {
            if let Some(particle) = particle {
                let joined: Box<str> = format!("{particle}{word}").into();
                self.verbs.entry(joined).or_default().push(CueForm { cue, form, separated: false });
                if form.infinitive() {
                    let with_zu: Box<str> = format!("{particle}zu{word}").into();
                    self.verbs.entry(with_zu).or_default().push(CueForm {
                        cue,
                        form: Form::INFINITIVE,
                        separated: false,
                    });
                }
                if form.finite() || is_written_apart(particle) {
                    let form = if form.finite() { Form::FINITE } else { form };
                    self.verbs.entry(word.into()).or_default().push(CueForm { cue, form, separated: true });
                }
            } else {
                self.verbs.entry(word.into()).or_default().push(CueForm { cue, form, separated: false });
            }
        }
        Some(())
    }

    fn add_noun(&mut self, cue: u16, lemma: &str) {
        let lower = lemma.to_lowercase();
        let endings: &[&str] = if lower.ends_with('e') { &["", "n"] } else { &["", "e", "en", "es", "s", "er", "ern"] };
        for ending in endings {
            let form = format!("{lower}{ending}");
            self.longest_noun = self.longest_noun.max(form.len());
            self.nouns.entry(form.into()).or_default().push(cue);
        }
        let umlaut = lower.replacen("or", "ör", 1);
        if lower.ends_with("wurf") || lower == "wort" {
            for plural in [lower.replace("wurf", "würfe"), lower.replace("wurf", "würfen"), format!("{umlaut}ern")] {
                self.nouns.entry(plural.into()).or_default().push(cue);
            }
        }
    }

    /// `written` is the word where it is not the lemma.
    fn add_source(&mut self, written: &str, source: SourceWord) {
        let word = if written == "-" { &*source.lemma } else { written };
        let swiss = word.contains('ß').then(|| word.replace('ß', "ss"));
        if let Some(swiss) = swiss {
            let same = SourceWord { lemma: source.lemma.clone(), ..source };
            self.sources.entry(swiss.into()).or_default().push(same);
        }
        self.sources.entry(word.into()).or_default().push(source);
    }

    /// The row of a cue.
    pub(crate) fn entry(&self, cue: u16) -> &CueEntry {
        &self.entries[usize::from(cue)]
    }

    /// The ways to read a lower-case word as a cue verb.
    pub(crate) fn verb_forms(&self, lower: &str) -> &[CueForm] {
        self.verbs.get(lower).map_or(&[], Vec::as_slice)
    }

    /// The source phrases that a lower-case word can make, in the order they are asked.
    pub(crate) fn sources(&self, lower: &str) -> &[SourceWord] {
        self.sources.get(lower).map_or(&[], Vec::as_slice)
    }

    /// The cue nouns that a word is, or ends with ("Medienberichten", "Polizeiangaben").
    pub(crate) fn nouns(&self, word: &str) -> &[u16] {
        let lower = word.to_lowercase();
        if let Some(found) = self.nouns.get(lower.as_str()) {
            return found;
        }
        // The longest known noun at the end of a compound; at least two letters must stand before it.
        let first = lower.len().saturating_sub(self.longest_noun).max(2);
        for start in first..lower.len().saturating_sub(4) {
            if lower.is_char_boundary(start)
                && let Some(found) = self.nouns.get(&lower[start..])
            {
                return found;
            }
        }
        &[]
    }
}

fn alternatives(with: &str) -> Vec<Vec<Box<str>>> {
    if with == "-" {
        return Vec::new();
    }
    with.split('&').map(|group| group.split('|').map(Into::into).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lexicon_is_whole() {
        let lexicon = CueLexicon::new().expect("cues.tsv is damaged");
        assert!(lexicon.entries.iter().filter(|e| e.class == CueClass::Verb).count() > 300);
    }

    #[test]
    fn a_damaged_row_is_named() {
        for (row, reason) in [
            ("v\tsagen\t-", "three columns"),
            ("x\tsagen\t-\t-\tc\t-\tspeech\tasserted", "no class"),
            ("v\tsagen\t-\t-\ty\t-\tspeech\tasserted", "no complement"),
            ("v\tsagen\t-\t-\tc\t-\tsound\tasserted", "no medium"),
            ("p\tlaut\t-\t-\t-\tprefix\tspeech\tasserted", "no construction"),
            ("p\tlaut\t-\t-\tc\tprefixed\tspeech\tasserted", "a source phrase has no complement"),
        ] {
            let error = CueLexicon::parse(&format!("# head\n{row}\n")).expect_err(reason).to_string();
            assert!(error.contains("line 2"), "{reason}: {error}");
        }
    }

    #[test]
    fn a_word_makes_the_source_phrases_of_its_rows_in_their_order() {
        let lexicon = CueLexicon::new().expect("cues.tsv is damaged");
        for (word, expected) in [
            ("laut", &[("laut", Construction::Prefixed)][..]),
            ("gemäss", &[("gemäß", Construction::NounAfter), ("gemäß", Construction::ActorAfter)]),
            ("augen", &[("Auge", Construction::Eyes)]),
            ("tisch", &[]),
        ] {
            let found: Vec<_> = lexicon.sources(word).iter().map(|s| (&*s.lemma, s.construction)).collect();
            assert_eq!(found, expected, "{word}");
        }
    }

    #[test]
    fn forms_lead_to_their_cue() {
        let lexicon = CueLexicon::new().expect("cues.tsv is damaged");
        for (word, lemma) in [
            ("sagte", "sagen"),
            ("angekündigt", "ankündigen"),
            ("anzukündigen", "ankündigen"),
            ("kündigten", "ankündigen"),
            ("wies", "hinweisen"),
            ("bezweifeln", "bezweifeln"),
            ("sprach", "sprechen"),
            ("kritisiert", "kritisieren"),
        ] {
            let found = lexicon.verb_forms(word).iter().any(|f| &*lexicon.entry(f.cue).lemma == lemma);
            assert!(found, "{word} is a form of {lemma}");
        }
        assert!(lexicon.verb_forms("tisch").is_empty());
    }

    #[test]
    fn compounds_end_in_their_noun() {
        let lexicon = CueLexicon::new().expect("cues.tsv is damaged");
        for word in ["Angaben", "Polizeiangaben", "Medienberichten", "Vorwürfe", "Einschätzung"] {
            assert!(!lexicon.nouns(word).is_empty(), "{word}");
        }
        for word in ["Gaben", "Tisch", "Bahnhof"] {
            assert!(lexicon.nouns(word).is_empty(), "{word}");
        }
    }
}
