//! Lines in capitals: headlines, flashes, lead-ins. They are read in the letters that the same words have elsewhere.
//!
//! In German the first letter says what is a noun or a name; a line in capitals hides it from every stage. Which letters a
//! word has elsewhere is what the table of word classes was counted from. No letter changes its length in bytes, so
//! places stay what they are. Deliberately absent: single words in capitals within a line, which are names (`PRIMA`) or
//! shouted as often as not.

use std::borrow::Cow;
use std::ops::Range;

use super::super::lexicon::Lexicon;

/// A line of fewer words may be a list of acronyms.
const LEAST_WORDS: usize = 3;

/// An acronym is no longer.
const LONGEST_ACRONYM: usize = 5;

/// [`other_case`](super::super::lexicon::clusters::WordClass): the other form is more frequent from here on.
const OTHER_IS_MORE_FREQUENT: u8 = 4;

/// The text with its lines in capitals spelled as usual; `None` where there are none.
pub(super) fn spelled(lexicon: &Lexicon, text: &str) -> Option<String> {
    let lines = || text.split_inclusive('\n');
    let first = lines().position(|line| is_in_capitals(lexicon, line))?;
    let mut spelled: String = lines().take(first).collect();
    for line in lines().skip(first) {
        let in_capitals = is_in_capitals(lexicon, line);
        spelled.push_str(&if in_capitals { Cow::Owned(of_line(lexicon, line)) } else { Cow::Borrowed(line) });
    }
    Some(spelled)
}

/// Whether all letters are capitals, and some words are no acronyms.
fn is_in_capitals(lexicon: &Lexicon, line: &str) -> bool {
    // Cheap for ordinary lines: it ends at the first small letter.
    if line.chars().any(|c| c.is_lowercase() && c != 'ß') {
        return false;
    }
    let mut words = 0;
    let mut plain = 0;
    for word in words_of(line).map(|range| &line[range]) {
        words += usize::from(word.chars().count() > 1);
        plain += usize::from(!is_acronym(lexicon, word) && word.chars().count() > 2);
    }
    words >= LEAST_WORDS && plain * 2 >= words
}

fn of_line(lexicon: &Lexicon, line: &str) -> String {
    let mut spelled = String::with_capacity(line.len());
    let mut done = 0;
    let mut begins = true;
    for range in words_of(line) {
        let between = &line[done..range.start];
        // A sentence begins with a capital; behind a number stands what is counted.
        begins |= between.contains(['.', '!', '?', ':', '„', '“', '"']);
        let counted = between.trim_end().ends_with(|c: char| c.is_ascii_digit() || c == '%');
        spelled.push_str(between);
        let word = &line[range.clone()];
        match elsewhere(lexicon, word) {
            Cow::Owned(small) if begins || counted && small.chars().count() > 3 => spelled.push_str(&capitalised(word)),
            form => spelled.push_str(&form),
        }
        begins = false;
        done = range.end;
    }
    spelled.push_str(&line[done..]);
    spelled
}

/// The word as it is spelled elsewhere.
fn elsewhere<'w>(lexicon: &Lexicon, word: &'w str) -> Cow<'w, str> {
    if word.chars().nth(1).is_none() || is_acronym(lexicon, word) {
        return Cow::Borrowed(word);
    }
    let (small, capital) = (small(word), capitalised(word));
    let (of_small, of_capital) = (lexicon.clusters.get(&small), lexicon.clusters.get(&capital));
    let is_small = match (of_small, of_capital) {
        (Some(_), Some(class)) if class.other_case > 0 => class.other_case >= OTHER_IS_MORE_FREQUENT,
        (Some(small), Some(capital)) => small.frequency > capital.frequency,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => lexicon.words.get(&small).is_some() && lexicon.words.get(&capital).is_none(),
    };
    Cow::Owned(if is_small { small } else { capital })
}

/// Whether the word is written so elsewhere too.
fn is_acronym(lexicon: &Lexicon, word: &str) -> bool {
    if word.chars().count() > LONGEST_ACRONYM {
        return false;
    }
    let frequency = |form: &str| lexicon.clusters.get(form).map_or(0, |class| class.frequency);
    let own = frequency(word);
    own > 0 && own >= frequency(&capitalised(word)) && own >= frequency(&small(word))
}

/// The words of a line, those with hyphens part by part; what has digits in it is none.
fn words_of(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    line.split_inclusive(|c: char| !c.is_alphanumeric()).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        (!word.is_empty() && word.chars().all(char::is_alphabetic)).then(|| start..start + word.len())
    })
}

fn small(word: &str) -> String {
    word.chars().map(lowered).collect()
}

fn capitalised(word: &str) -> String {
    word.chars().enumerate().map(|(i, c)| if i == 0 { c } else { lowered(c) }).collect()
}

/// The small letter, where it takes as many bytes.
fn lowered(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(small), None) if small.len_utf8() == c.len_utf8() => small,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_capitals_are_spelled_as_words_are_elsewhere() {
        let lexicon = Lexicon::shared().unwrap();
        for (sent, read) in [
            ("MINISTERIN LINDT SAGT REISE NACH WIEN AB", "Ministerin Lindt sagt Reise nach Wien ab"),
            ("STREIT UM HAFEN LÜBECK: STADTRAT VERTAGT SITZUNG", "Streit um Hafen Lübeck: Stadtrat vertagt Sitzung"),
            ("BMW STREICHT 900 STELLEN IN GRAZ", "BMW streicht 900 Stellen in Graz"),
            ("EU-KOMMISSION UND USA EINIGEN SICH", "EU-Kommission und USA einigen sich"),
            ("GERICHT STOPPT BAU DER STRASSE\nDer Bau ruht.", "Gericht stoppt Bau der Strasse\nDer Bau ruht."),
        ] {
            assert_eq!(spelled(&lexicon, sent).as_deref(), Some(read), "{sent}");
            assert_eq!(read.len(), sent.len(), "places stay");
        }
    }

    #[test]
    fn other_lines_stay_as_they_are() {
        let lexicon = Lexicon::shared().unwrap();
        for (text, reason) in [
            ("Die SPD und die CDU reden.", "acronyms in a line"),
            ("SPD, CDU, FDP, AFD", "acronyms alone"),
            ("FOTO: DPA", "too few words"),
            ("", "nothing"),
            ("123 456 789 € %", "no letters"),
            ("PRIMA Wetter HEUTE in WIEN", "single words"),
            ("İSTANBUL İZMİR", "letters whose small forms are longer"),
        ] {
            assert_eq!(spelled(&lexicon, text), None, "{reason}");
        }
    }
}
