//! Which language a text is in, and what becomes of one the analyzer lacks.
//!
//! The detector's n-grams go wrong on short German texts full of foreign names, and calling German unsupported costs
//! the whole analysis; so function words that only German has get the last word.

use whichlang::Lang;

use crate::article::NewArticle;
use crate::nlp::Analysis;
use crate::nlp::analysis::Warning;

/// BCP 47 codes of the languages the analyzer reads, with all their regions.
pub const SUPPORTED_LANGUAGES: &[&str] = &["de"];

/// So much of the text is enough to tell its language; keeps detection well under a millisecond.
const SAMPLE_BYTES: usize = 16 * 1024;

/// With fewer letters than this nothing can be told, and German is assumed.
const MIN_LETTERS: usize = 8;

/// At least one word in this many must be a German function word for German to be believed against the detector.
const FUNCTION_WORD_SHARE: usize = 10;

/// Function words that the other detectable languages do not write in the same way.
const GERMAN_WORDS: &[&str] = &[
    "aber", "als", "auch", "auf", "aus", "bei", "dass", "dem", "der", "ein", "eine", "einem", "einen", "einer", "für",
    "hat", "ich", "ist", "mit", "nach", "nicht", "noch", "oder", "sein", "sich", "sie", "sind", "und", "vom", "von",
    "vor", "werden", "wie", "wir", "wird", "wurde", "zu", "zum", "zur", "über",
];

/// In a text of fewer words another language is believed only when one of its own function words stands there.
const SHORT_WORDS: usize = 25;

/// Function words of the other languages with Latin letters, without those that German or names have too.
const FOREIGN_WORDS: &[(&str, &[&str])] = &[
    ("en", &["the", "of", "and", "to", "is", "are", "for", "that", "with", "this", "has", "have", "it", "from", "by"]),
    ("fr", &["le", "les", "et", "est", "une", "du", "que", "pour", "dans", "qui", "pas", "sur", "au", "sont", "avec"]),
    ("it", &["il", "gli", "che", "è", "per", "una", "con", "non", "della", "del", "sono", "nel", "più", "questo"]),
    ("es", &["el", "los", "las", "que", "y", "una", "por", "con", "del", "es", "para", "se", "su", "está", "como"]),
    ("pt", &["os", "as", "que", "em", "um", "uma", "por", "com", "não", "é", "para", "se", "foi", "são", "mais"]),
    (
        "nl",
        &["de", "het", "een", "van", "dat", "op", "te", "niet", "voor", "met", "zijn", "wordt", "ook", "naar", "werd"],
    ),
    (
        "sv",
        &["och", "att", "det", "som", "är", "på", "för", "av", "med", "inte", "ett", "till", "har", "om", "vill", "år"],
    ),
    ("tr", &["ve", "bir", "bu", "için", "ile", "olarak", "daha", "çok", "ne", "gibi", "olan", "var"]),
    ("vi", &["và", "của", "là", "có", "không", "được", "cho", "các", "một", "với", "trong"]),
];

/// The language a text is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language(String);

impl Language {
    /// As the sender said, or as detected.
    #[must_use]
    pub fn of(content: &NewArticle) -> Self {
        match &content.language {
            Some(said) => Self(said.clone()),
            None => Self(detect(&content.text).into()),
        }
    }

    /// Whether the analyzer reads it, whatever the region: `de`, `de-AT`.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        let primary = self.0.split('-').next().unwrap_or_default();
        SUPPORTED_LANGUAGES.iter().any(|known| known.eq_ignore_ascii_case(primary))
    }

    /// The analysis of a text in a language the analyzer lacks: nothing found, and it says why.
    #[must_use]
    pub fn unsupported(&self) -> Analysis {
        let warning = Warning {
            code: "unsupported_language".into(),
            message: format!(
                "the text is in language {:?}, the analyzer reads {}; nothing was looked for",
                self.0,
                SUPPORTED_LANGUAGES.join(", ")
            ),
        };
        Analysis { language: self.0.clone(), warnings: vec![warning], ..Analysis::default() }
    }
}

/// The BCP 47 code of the language a text is most likely in.
#[must_use]
pub fn detect(text: &str) -> &'static str {
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    if sample.chars().filter(|c| c.is_alphabetic()).take(MIN_LETTERS).count() < MIN_LETTERS || reads_german(sample) {
        return "de";
    }
    let language = code(whichlang::detect_language(sample));
    if is_unproven(sample, language) { "de" } else { language }
}

/// Whether a text is too short to believe the detector, and nothing else speaks for `language`.
fn is_unproven(sample: &str, language: &str) -> bool {
    let Some((_, own)) = FOREIGN_WORDS.iter().find(|(code, _)| *code == language) else { return false };
    let words = || sample.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    words().take(SHORT_WORDS).count() < SHORT_WORDS && !words().any(|word| own.contains(&word.to_lowercase().as_str()))
}

fn reads_german(sample: &str) -> bool {
    let (mut words, mut german) = (0, 0);
    for word in sample.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        words += 1;
        if GERMAN_WORDS.contains(&word.to_lowercase().as_str()) {
            german += 1;
        }
    }
    german > 1 && german * FUNCTION_WORD_SHARE >= words
}

fn code(language: Lang) -> &'static str {
    match language {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        for (text, language) in [
            ("Die Regierung will die Steuern senken.", "de"),
            ("Bahn streicht Verbindungen", "de"),
            ("Microsoft, Google, Amazon und Meta werden von OpenAI überholt.", "de"),
            ("„Das ist nicht akzeptabel“, sagte Huber.", "de"),
            ("The government wants to lower taxes next year.", "en"),
            ("Le gouvernement veut baisser les impôts l'année prochaine.", "fr"),
            ("De regering wil volgend jaar de belastingen verlagen.", "nl"),
            ("Regeringen vill sänka skatterna nästa år.", "sv"),
            ("Il governo vuole abbassare le tasse il prossimo anno.", "it"),
            ("Правительство хочет снизить налоги.", "ru"),
            ("Kostenpunkt: 2,5 Mio. Dollar", "de"),
            ("Montgomery County, Maryland: 75 Mio. Dollar", "de"),
            ("Bugatti Veyron, 2 Mio. Pfund", "de"),
            ("Apple sues Samsung for 2 billion dollars", "en"),
            ("1,2 %", "de"),
            ("👍👍👍", "de"),
            ("", "de"),
        ] {
            assert_eq!(detect(text), language, "{text:?}");
        }
    }

    #[test]
    fn regions_of_german_are_supported_and_other_languages_say_why_not() {
        for (tag, supported) in [("de", true), ("DE-at", true), ("de-CH-1996", true), ("en", false), ("den", false)] {
            assert_eq!(Language(tag.into()).is_supported(), supported, "{tag}");
        }
        let analysis = Language("en".into()).unsupported();
        assert_eq!(analysis.language, "en");
        assert_eq!(analysis.warnings[0].code, "unsupported_language");
    }

    #[test]
    fn a_long_text_is_sampled_at_a_char_boundary() {
        assert_eq!(detect(&"ä€👍 ".repeat(20_000)).len(), 2);
    }
}
