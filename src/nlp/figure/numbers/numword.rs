//! Numbers in one written word: "zweihundertfünfundvierzigtausend", "anderthalb", "siebter", "Zehntausende", "dreifach".
//!
//! A word is a cardinal followed by what makes it something else (an ordinal ending, "-fach", "-jährig", …); words that
//! leave a rest ("Zweitligist", "Achtung", "Dreiklang") are no numbers. Works on folded words, in one pass each.

use super::numerals::{Numerals, Role, Tail};

/// A number word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumWord {
    /// Numerator.
    pub num: u64,
    /// Denominator.
    pub den: u64,
    /// What the word says of the number.
    pub form: Form,
}

/// What a number word says of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// "drei", "anderthalb".
    Cardinal,
    /// "dritte".
    Ordinal,
    /// "zu dritt".
    Together,
    /// "drittel".
    Part,
    /// "Hunderte", "Zehntausende".
    Vague,
    /// "neunziger".
    Decade,
    /// "zweitgrößte".
    Superlative,
    /// "dreifach", "fünfjährig": index into [`Numerals::suffixes`].
    Suffix(u8),
    /// "mehrjährig", without a number.
    Many(u8),
    /// "Dreiviertelstunde".
    Hour,
}

/// Whether a folded word may begin like a number word; cheap, and false for nearly all words.
pub(crate) fn may_be(word: &[u8]) -> bool {
    let [first, second, third, ..] = *word else { return false };
    let next: &[&[u8; 2]] = match first {
        b'a' => &[b"ch", b"nd", b"be"],
        b'b' | b'm' => &[b"il", b"eh"],
        b'd' => &[b"re", b"ri"],
        b'e' => &[b"in", b"lf", b"rs"],
        b'f' => &[b"ue"],
        b'h' => &[b"un", b"al"],
        b'n' => &[b"eu", b"ul"],
        b's' => &[b"ec", b"ie"],
        b't' => &[b"au"],
        b'v' => &[b"ie"],
        b'z' => &[b"we", b"wo", b"wa", b"eh", b"ig"],
        _ => return false,
    };
    next.contains(&&[second, third])
}

/// Reads a folded word as a number word.
pub(crate) fn read(word: &[u8]) -> Option<NumWord> {
    let word = std::str::from_utf8(word).ok().filter(|w| w.is_ascii())?;
    let made = |num, den, form| Some(NumWord { num, den, form });
    if let Some(found) = Numerals::get().whole.get(word) {
        return *found;
    }
    if let Some(rest) = word.strip_prefix("mehr") {
        return suffix_of(rest).and_then(|i| made(0, 1, Form::Many(i)));
    }
    let (value, rest) = cardinal(word).map_or((0, word), |(v, n)| (v, &word[n..]));
    if value > 0
        && let Some(found) = after_cardinal(value, rest)
    {
        return Some(found);
    }
    if let Some(rest) = word.strip_prefix("anderthalb").filter(|r| !r.is_empty()) {
        return suffix_of(rest).and_then(|i| made(3, 2, Form::Suffix(i)));
    }
    if word == "viertelstunde" || word == "viertelstunden" {
        return made(1, 4, Form::Hour);
    }
    part(word).map(|den| NumWord { num: 1, den, form: Form::Part }).or_else(|| ordinal(word))
}

/// What follows a cardinal in one word.
fn after_cardinal(value: u64, rest: &str) -> Option<NumWord> {
    let made = |num, den, form| Some(NumWord { num, den, form });
    if rest.is_empty() {
        return made(value, 1, Form::Cardinal);
    }
    let mut tails = Numerals::get().tails.iter().filter(|(word, _)| *word == rest);
    if let Some(found) = tails.find_map(|(_, tail)| with_tail(value, *tail)) {
        return Some(found);
    }
    // "Fünfprozenthürde"
    if rest.strip_prefix("prozent").is_some_and(|rest| rest.len() > 2 && !rest.starts_with("ig")) {
        let percent = Numerals::get().suffix(|suffix| suffix.role == Role::Percent)?;
        return made(value, 1, Form::Suffix(percent));
    }
    if let Some(rest) = rest.strip_prefix("einhalb").or_else(|| rest.strip_prefix("undeinhalb")) {
        return suffix_of(rest).and_then(|i| made(value * 2 + 1, 2, Form::Suffix(i)));
    }
    suffix_of(rest).and_then(|i| made(value, 1, Form::Suffix(i)))
}

/// The number whose word ends so; `None` where such a number has no such end.
fn with_tail(value: u64, tail: Tail) -> Option<NumWord> {
    let (fits, num, den, form) = match tail {
        Tail::Added(num, den) => (true, value * den + num, den, Form::Cardinal),
        Tail::Parts(of) => (value < of, value, of, Form::Cardinal),
        Tail::Majority(of) => (value + 1 == of, value, of, Form::Part),
        Tail::Hour(of) => (value < 100, value, of, Form::Hour),
        Tail::Vague => (value.is_multiple_of(100) && power_of_ten(value), value, 1, Form::Vague),
        Tail::Decade => ((20..=90).contains(&value) && value.is_multiple_of(10), value, 1, Form::Decade),
    };
    fits.then_some(NumWord { num, den, form })
}

fn power_of_ten(mut value: u64) -> bool {
    while value >= 10 && value.is_multiple_of(10) {
        value /= 10;
    }
    value == 1
}

/// The suffix that `rest` is, with its ending.
fn suffix_of(rest: &str) -> Option<u8> {
    Numerals::get().suffix(|s| {
        rest.strip_prefix(s.stem)
            .is_some_and(|e| e.is_empty() || e == "s" && s.role == Role::Times || s.stem != "mal" && ending(e))
    })
}

fn ending(text: &str) -> bool {
    matches!(text, "e" | "en" | "er" | "es" | "em")
}

/// "drittel", "zwanzigstel": the denominator.
fn part(word: &str) -> Option<u64> {
    let stem = word.strip_suffix("teln").or_else(|| word.strip_suffix("tels")).or_else(|| word.strip_suffix("tel"))?;
    match stem {
        "vier" => return Some(4),
        "drit" => return Some(3),
        "sieb" => return Some(7),
        "ach" => return Some(8),
        _ => {}
    }
    let stem = stem.strip_suffix('s').filter(|s| *s != "sech").unwrap_or(stem);
    whole(stem).filter(|v| *v > 3)
}

/// "dritte", "siebter", "hunderterste", "millionste"; "zu viert"; "zweitgrößte".
fn ordinal(word: &str) -> Option<NumWord> {
    let stripped = ["en", "er", "es", "em", "e"].iter().find_map(|e| word.strip_suffix(e));
    if let Some(num) = stripped.and_then(stem) {
        return Some(NumWord { num, den: 1, form: Form::Ordinal });
    }
    if let Some(num) = stem(word).filter(|n| (2..=30).contains(n)) {
        return Some(NumWord { num, den: 1, form: Form::Together });
    }
    let superlative = stripped.filter(|s| s.ends_with("st") && !s.ends_with("ligist"))?;
    let (prefix, num) = *Numerals::get().ranks.iter().find(|(prefix, _)| superlative.starts_with(prefix))?;
    (superlative.len() >= prefix.len() + 4 && !superlative[prefix.len()..].starts_with("letzt")).then_some(NumWord {
        num,
        den: 1,
        form: Form::Superlative,
    })
}

/// The number of an ordinal without its ending.
fn stem(word: &str) -> Option<u64> {
    for (end, value) in [("erst", 1), ("dritt", 3), ("siebt", 7), ("siebent", 7), ("acht", 8)] {
        if let Some(head) = word.strip_suffix(end) {
            let head = if head.is_empty() { Some(0) } else { whole(head.strip_suffix("und").unwrap_or(head)) };
            // "hunderterste" but not "zwanzigacht", nor "achtzigdritte" for 83.
            if let Some(head) = head.filter(|h| h.is_multiple_of(100)) {
                return Some(head + value);
            }
        }
    }
    if let Some(value) = word.strip_suffix("st").and_then(whole).filter(|v| v % 100 == 0 || v % 100 >= 20) {
        return Some(value);
    }
    word.strip_suffix('t').and_then(whole).filter(|v| (2..20).contains(&(v % 100)) && v % 100 != 3 && v % 100 != 7)
}

/// A cardinal and nothing else.
fn whole(word: &str) -> Option<u64> {
    cardinal(word).filter(|(_, n)| *n == word.len()).map(|(v, _)| v)
}

/// A cardinal at the beginning of `word`, and its length.
fn cardinal(word: &str) -> Option<(u64, usize)> {
    let (mut value, mut at) = below_million(word, 0).unwrap_or((0, 0));
    let mut limit = u64::MAX;
    while let Some((length, scale)) =
        Numerals::get().scales.iter().find(|(s, _)| word[at..].starts_with(s)).map(|(s, v)| (s.len(), *v))
    {
        let head = value % 1_000_000;
        if scale >= limit {
            break;
        }
        value = (value - head).checked_add(head.max(1).checked_mul(scale)?)?;
        at += length;
        limit = scale;
        let skip = if word[at..].starts_with("und") { 3 } else { 0 };
        let Some((rest, end)) = below_million(word, at + skip) else { break };
        // A rest that does not end the word or lead to a smaller scale is no part of the number.
        (value, at) = (value.checked_add(rest)?, end);
    }
    (at > 0).then_some((value, at))
}

fn below_million(word: &str, at: usize) -> Option<(u64, usize)> {
    let (head, after) = match below_thousand(word, at) {
        Some((v, n)) => (v, n),
        None if word[at..].starts_with("tausend") => (1, at),
        None => return None,
    };
    if !word[after..].starts_with("tausend") {
        return Some((head, after));
    }
    let end = after + "tausend".len();
    let value = head * 1000;
    match below_thousand(word, end).or_else(|| after_and(word, end, below_thousand)) {
        Some((rest, n)) if rest < 1000 && !splits_suffix(word, n, rest) => Some((value + rest, n)),
        _ => Some((value, end)),
    }
}

fn below_thousand(word: &str, at: usize) -> Option<(u64, usize)> {
    let (head, after) = match below_hundred(word, at) {
        Some((v, n)) => (v, n),
        None if word[at..].starts_with("hundert") => (1, at),
        None => return None,
    };
    if !word[after..].starts_with("hundert") {
        return Some((head, after));
    }
    let end = after + "hundert".len();
    match below_hundred(word, end).or_else(|| after_and(word, end, below_hundred)) {
        Some((rest, n)) if !splits_suffix(word, n, rest) => Some((head * 100 + rest, n)),
        _ => Some((head * 100, end)),
    }
}

/// "hunderteinhalb": the rest is the half and not a one.
fn splits_suffix(word: &str, end: usize, rest: u64) -> bool {
    rest == 1 && word[end..].starts_with("halb")
}

fn after_and(word: &str, at: usize, read: fn(&str, usize) -> Option<(u64, usize)>) -> Option<(u64, usize)> {
    word[at..].starts_with("und").then(|| read(word, at + 3)).flatten()
}

fn below_hundred(word: &str, at: usize) -> Option<(u64, usize)> {
    let rest = word.get(at..)?;
    let words = Numerals::get();
    let of =
        |table: &[(&str, u64)], text: &str| table.iter().find(|(w, _)| text.starts_with(w)).map(|(w, v)| (*v, w.len()));
    if let Some((value, length)) = of(&words.teens, rest).or_else(|| of(&words.tens, rest)) {
        return Some((value, at + length));
    }
    // "eins" ends a word: "einstündig" begins with "ein".
    let (unit, length) = if rest == "eins" { (1, 4) } else { of(&words.units, rest)? };
    if let Some((tens, more)) = rest[length..].strip_prefix("und").and_then(|r| of(&words.tens, r)) {
        return Some((unit + tens, at + length + 3 + more));
    }
    Some((unit, at + length))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn number_words_are_read_whole_and_words_with_a_rest_are_none() {
        check(&[
            ("Zweihundertfünfundvierzig Menschen kamen.", "Zweihundertfünfundvierzig Menschen = count 245"),
            ("Zehntausende Menschen kamen.", "Zehntausende Menschen = count 10000 ~several"),
            ("Zu viert gingen sie heim.", "viert = ordinal 4"),
            ("Abertausende kamen.", "Abertausende = number 1000 ~several"),
            ("Es gab zig Millionen Tote.", "zig Millionen Tote = count 1000000 ~several"),
            ("Es gilt die Fünfprozenthürde.", "Fünfprozenthürde = percentage 5 percent"),
            ("Das ist einmalig.", "-"),
            ("Die Achtung vor dem Gesetz schwindet.", "-"),
        ]);
    }
}
