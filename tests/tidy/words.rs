//! Words of German belong into data files, where they are checked and said once: how many lists are left in code.

use std::collections::{BTreeMap, BTreeSet};

use crate::lexer::{Token, code};
use crate::sources::sources;

/// More different words than these in one place are a list.
const HANDFUL: usize = 5;

/// How many lists each room of the engine still has in its code. These numbers only sink: move a list into a data file
/// (`src/nlp/lexicon/data/closed.tsv` for a closed class), then lower the number here. Endings of words and the names
/// of types and kinds count too, as what is German cannot be told from the letters.
const LEFT: &[(&str, usize)] = &[
    ("analysis", 3),
    ("claim", 1),
    ("encoder", 3),
    ("engine", 1),
    ("figure", 14),
    ("lexicon", 6),
    ("morph", 2),
    ("sentiment", 3),
    ("token", 2),
];

/// The lists of words in a file: strings of letters that share a bracket, in which tuples of an array count as the
/// array. Answers line and length of each that is more than a handful.
fn lists(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // The words of each bracket that is open, with the bracket.
    let mut open: Vec<(&str, usize, BTreeSet<&str>)> = Vec::new();
    let mut last = "";
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
            _ => {
                let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default();
                let lettered = inner.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '’'));
                if let Some((_, _, words)) = open.last_mut().filter(|_| lettered && !inner.is_empty()) {
                    words.insert(inner);
                }
            }
        }
        last = text;
    }
    found
}

#[test]
fn lists_of_words_in_the_engines_code_only_get_fewer() {
    let mut counted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources(&["src/nlp"]) {
        let room = source.path.trim_start_matches("src/nlp/").split(['/', '.']).next().unwrap_or_default().to_owned();
        let lists = lists(&source.text).into_iter();
        let told = lists.map(|(line, words)| format!("{}:{line} has {words} words", source.path));
        counted.entry(room).or_default().extend(told);
    }
    let mut wrong = Vec::new();
    for (room, lists) in &counted {
        let ceiling = LEFT.iter().find(|(known, _)| known == room).map_or(0, |(_, ceiling)| *ceiling);
        if lists.len() > ceiling {
            wrong.push(format!("{room} may have {ceiling} lists, not {}:\n    {}", lists.len(), lists.join("\n    ")));
        } else if lists.len() < ceiling {
            wrong.push(format!("well done: lower the number of {room} to {}", lists.len()));
        }
    }
    assert!(wrong.is_empty(), "move lists of words into data files:\n  {}", wrong.join("\n  "));
}

#[test]
fn a_list_of_words_is_seen_in_every_form() {
    let words = r#""ab", "an", "auf", "aus", "bei", "ein""#;
    let arms = words.replace(", ", " | ");
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
    ] {
        assert_eq!(lists(&text).len(), expected, "{reason}: {text}");
    }
}
