//! Words of German belong into data files, where they are checked and said once: how many lists are left in code.

use std::collections::BTreeSet;

use crate::lexer::{Token, code};
use crate::sources::sources;

/// More different words than these in one place are a list.
const HANDFUL: usize = 5;

/// What looks like a list of German words and is none: the file, how many such lists it has, and what they are. These
/// numbers only sink; German words go into a data file (`src/nlp/lexicon/data/closed.tsv` for a closed class).
const NO_GERMAN: &[(&str, usize, &str)] = &[
    ("src/nlp/encoder/file.rs", 1, "fields of a model's file"),
    ("src/nlp/figure/dates/holiday.rs", 1, "holidays by their names in English"),
    ("src/nlp/figure/dates/period.rs", 1, "units of the calendar by their ids"),
    ("src/nlp/figure/dates/relative.rs", 1, "units of the calendar by their ids"),
    ("src/nlp/figure/numbers/numerals.rs", 1, "units of time by their ids"),
    ("src/nlp/figure/numbers/roman.rs", 1, "Roman numerals"),
    ("src/nlp/figure/vocabulary.rs", 1, "endings of adjectives"),
    ("src/nlp/lexicon/cues.rs", 1, "endings of nouns"),
    ("src/nlp/lexicon/fold.rs", 1, "letters without their marks"),
    ("src/nlp/sentiment/load.rs", 1, "files by their domains in English"),
    ("src/nlp/token/web.rs", 1, "domains of the internet"),
];

/// The lists of words in a file: strings of letters that share a bracket, in which tuples of an array count as the
/// array. Answers line and length of each that is more than a handful.
///
/// What only says the name of a variant or field beside it is no word of a list: `Audience = "audience"`,
/// `"audience" => Self::Audience`, `Self::Audience => "audience"`; nor is the name of a file.
fn lists(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // The words of each bracket that is open, with the bracket.
    let mut open: Vec<(&str, usize, BTreeSet<&str>)> = Vec::new();
    // The name or string before.
    let (mut last, mut name, mut string) = ("", "", "");
    for Token { line, text } in code(text) {
        match text {
            "(" if last != "!" && open.last().is_some_and(|(bracket, ..)| *bracket == "[") => {
                // Its words belong to the array.
                open.push(("", line, BTreeSet::new()));
            }
            "(" | "[" | "{" => open.push((text, line, BTreeSet::new())),
            ")" | "]" | "}" => {
                let Some((bracket, line, words)) = open.pop() else { continue };
                match open.last_mut() {
                    Some((_, _, outer)) if bracket.is_empty() => outer.extend(words),
                    _ if words.len() > HANDFUL => found.push((line, words.len())),
                    _ => {}
                }
            }
            _ if text.starts_with(char::is_alphabetic) => {
                name = text;
                if says(string, name) {
                    for (_, _, words) in &mut open {
                        words.remove(string);
                    }
                }
            }
            _ => {
                let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default();
                let lettered = inner.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '_' | '’'));
                let word = lettered && !inner.is_empty() && inner.strip_suffix(".tsv").is_none() && !says(inner, name);
                if let Some((_, _, words)) = open.last_mut().filter(|_| word) {
                    words.insert(inner);
                }
                if !inner.is_empty() {
                    string = inner;
                }
            }
        }
        last = text;
    }
    found
}

/// Whether a string is but the name: "source-phrase" and `SourcePhrase`.
fn says(string: &str, name: &str) -> bool {
    let plain = |text: &str| text.replace(['-', '_'], "").to_lowercase();
    !string.is_empty() && plain(string) == plain(name)
}

#[test]
fn no_list_of_german_words_stands_in_the_engines_code() {
    let mut wrong = Vec::new();
    for source in sources(&["src/nlp"]) {
        // Compiled only into tests, as its parent says.
        if source.path.ends_with("/tests.rs") {
            continue;
        }
        let lists = lists(&source.text);
        let known = NO_GERMAN.iter().find(|(path, ..)| *path == source.path).map_or(0, |(_, known, _)| *known);
        if lists.len() > known {
            let told = lists.iter().map(|(line, words)| format!("\n    line {line} has {words} words"));
            wrong.push(format!("{} may have {known} lists:{}", source.path, told.collect::<String>()));
        } else if lists.len() < known {
            wrong.push(format!("well done: lower the number of {} to {}", source.path, lists.len()));
        }
    }
    assert!(wrong.is_empty(), "move lists of German words into data files:\n  {}", wrong.join("\n  "));
}

#[test]
fn a_list_of_words_is_seen_in_every_form() {
    let words = r#""ab", "an", "auf", "aus", "bei", "ein""#;
    let arms = words.replace(", ", " | ");
    let variants = [("ab", "Ab"), ("an", "An"), ("auf", "Auf"), ("aus-bei", "AusBei"), ("bei", "Bei"), ("ein", "Ein")];
    let named = |row: &str| {
        let rows = variants.iter().map(|(word, name)| row.replace("ab", word).replace("Ab", name));
        format!("{{ {} }}", rows.collect::<String>())
    };
    for (text, expected, reason) in [
        (format!("const A: &[&str] = &[{words}];"), 1, "an array"),
        (format!("matches!(a, {arms})"), 1, "a pattern"),
        (format!("match a {{ {} => 1 }}", words.replace(", ", " => 0, ")), 1, "arms of a match"),
        (format!("const A: &[(&str, u8)] = &[({})];", words.replace(", ", ", 1), (")), 1, "tuples"),
        (format!("[[{words}], [{words}]]"), 2, "a list in each of two arrays"),
        (words.replace(", ", "; "), 0, "words outside of brackets"),
        (format!("// [{words}]"), 0, "a comment"),
        (format!("#[cfg(test)]\nmod tests {{ const A: u8 = [{words}]; }}"), 0, "a test"),
        (r#"["ab", "an", "auf", "aus", "bei", "ab", "an"]"#.to_owned(), 0, "a handful, some of them twice"),
        (r#"["a b", "a b c", "{}", "1", "2", "3", "x1"]"#.to_owned(), 0, "what is no word"),
        (named("Ab = \"ab\","), 0, "names of variants"),
        (named("\"ab\" => Ok(Self::Ab),"), 0, "names read"),
        (named("Self::Ab => \"ab\","), 0, "names written"),
        (named("\"ab\" => Self::Of,"), 1, "words with a name of their own"),
    ] {
        assert_eq!(lists(&text).len(), expected, "{reason}: {text}");
    }
}
