//! Numbers in one written word: "zweihundertfünfundvierzigtausend", "anderthalb", "siebter", "Zehntausende", "dreifach".
//!
//! A word is a cardinal followed by what makes it something else (an ordinal ending, "-fach", "-jährig", …); words that
//! leave a rest ("Zweitligist", "Achtung", "Dreiklang") are no numbers. Works on folded words, in one pass each.

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
    /// "dreifach", "fünfjährig": index into [`SUFFIXES`].
    Suffix(u8),
    /// "mehrjährig", without a number.
    Many(u8),
    /// "Dreiviertelstunde".
    Hour,
}

/// What a number can be the first part of.
#[derive(Debug)]
pub(crate) struct Suffix {
    /// Folded, without ending.
    pub stem: &'static str,
    /// What it makes of the number.
    pub role: Role,
}

/// What a suffix makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// So many times as much.
    Fold,
    /// So many times.
    Times,
    /// An age or a length of years.
    Years,
    /// A length of time in this unit.
    Span(&'static str),
    /// So many heads.
    Heads,
    /// So many percent.
    Percent,
    /// Something that is no figure ("zweistellig").
    Nothing,
}

const fn suffix(stem: &'static str, role: Role) -> Suffix {
    Suffix { stem, role }
}

/// All suffixes.
pub(crate) const SUFFIXES: &[Suffix] = &[
    suffix("fach", Role::Fold),
    suffix("mal", Role::Times),
    suffix("malig", Role::Times),
    suffix("jaehrig", Role::Years),
    suffix("monatig", Role::Span("month")),
    suffix("woechig", Role::Span("week")),
    suffix("taegig", Role::Span("day")),
    suffix("stuendig", Role::Span("hour")),
    suffix("minuetig", Role::Span("minute")),
    suffix("sekuendig", Role::Span("second")),
    suffix("koepfig", Role::Heads),
    suffix("prozentig", Role::Percent),
    suffix("stellig", Role::Nothing),
    suffix("seitig", Role::Nothing),
    suffix("stoeckig", Role::Nothing),
];

const UNITS: &[(&str, u64)] = &[
    ("ein", 1),
    ("zwei", 2),
    ("zwo", 2),
    ("drei", 3),
    ("vier", 4),
    ("fuenf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
];

const TENS: &[(&str, u64)] = &[
    ("zehn", 10),
    ("elf", 11),
    ("zwoelf", 12),
    ("dreizehn", 13),
    ("vierzehn", 14),
    ("fuenfzehn", 15),
    ("sechzehn", 16),
    ("siebzehn", 17),
    ("achtzehn", 18),
    ("neunzehn", 19),
    ("zwanzig", 20),
    ("dreissig", 30),
    ("vierzig", 40),
    ("fuenfzig", 50),
    ("sechzig", 60),
    ("siebzig", 70),
    ("achtzig", 80),
    ("neunzig", 90),
];

const SCALES: &[(&str, u64)] = &[
    ("millionen", 1_000_000),
    ("million", 1_000_000),
    ("milliarden", 1_000_000_000),
    ("milliarde", 1_000_000_000),
    ("milliard", 1_000_000_000),
    ("billionen", 1_000_000_000_000),
    ("billion", 1_000_000_000_000),
];

/// Whether a folded word may begin like a number word; cheap, and false for nearly all words.
pub(crate) fn may_be(word: &[u8]) -> bool {
    let [first, second, third, ..] = *word else { return false };
    let next: &[&[u8; 2]] = match first {
        b'a' => &[b"ch", b"nd"],
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
    match word {
        "null" => return made(0, 1, Form::Cardinal),
        "anderthalb" | "anderthalbe" => return made(3, 2, Form::Cardinal),
        "halbstuendig" | "halbstuendige" | "halbstuendigen" | "halbstuendiger" => {
            return made(1, 2, Form::Suffix(index_of("stuendig")));
        }
        "halbjaehrig" | "halbjaehrige" | "halbjaehrigen" => return made(1, 2, Form::Suffix(index_of("jaehrig"))),
        "million" | "millionen" | "milliarde" | "milliarden" | "billion" | "billionen" => return None,
        "dritt" => return made(3, 1, Form::Together),
        "zig" | "zigtausend" | "zigtausende" => return made(10_000, 1, Form::Vague),
        "zweien" | "zweier" => return made(2, 1, Form::Cardinal),
        "dreien" | "dreier" => return made(3, 1, Form::Cardinal),
        "einmalig" | "einmalige" | "einmaligen" | "einmaliger" | "einmaliges" | "einfach" | "einfache"
        | "einfachen" | "einfacher" | "einfaches" | "einfachem" | "achtmals" | "einem" | "eines" | "einen" => {
            return None;
        }
        _ => {}
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
    match rest {
        "" => return made(value, 1, Form::Cardinal),
        "einhalb" | "undeinhalb" | "undhalb" | "einhalbe" => return made(value * 2 + 1, 2, Form::Cardinal),
        "einviertel" => return made(value * 4 + 1, 4, Form::Cardinal),
        "dreiviertel" => return made(value * 4 + 3, 4, Form::Cardinal),
        "viertel" if value < 4 => return made(value, 4, Form::Cardinal),
        "drittel" if value < 3 => return made(value, 3, Form::Cardinal),
        "drittelmehrheit" | "drittelmehrheiten" if value == 2 => return made(2, 3, Form::Part),
        "viertelmehrheit" | "viertelmehrheiten" if value == 3 => return made(3, 4, Form::Part),
        "viertelstunde" | "viertelstunden" if value < 100 => return made(value, 4, Form::Hour),
        "e" | "en" | "er" if value.is_multiple_of(100) && power_of_ten(value) => return made(value, 1, Form::Vague),
        "er" | "ern" | "erjahre" | "erjahren" if (20..=90).contains(&value) && value.is_multiple_of(10) => {
            return made(value, 1, Form::Decade);
        }
        _ => {}
    }
    if let Some(rest) = rest.strip_prefix("einhalb").or_else(|| rest.strip_prefix("undeinhalb")) {
        return suffix_of(rest).and_then(|i| made(value * 2 + 1, 2, Form::Suffix(i)));
    }
    suffix_of(rest).and_then(|i| made(value, 1, Form::Suffix(i)))
}

fn power_of_ten(mut value: u64) -> bool {
    while value >= 10 && value.is_multiple_of(10) {
        value /= 10;
    }
    value == 1
}

fn index_of(stem: &str) -> u8 {
    SUFFIXES.iter().position(|s| s.stem == stem).and_then(|i| u8::try_from(i).ok()).unwrap_or(0)
}

/// The suffix that `rest` is, with its ending.
fn suffix_of(rest: &str) -> Option<u8> {
    let at = SUFFIXES.iter().position(|s| {
        rest.strip_prefix(s.stem)
            .is_some_and(|e| e.is_empty() || e == "s" && s.role == Role::Times || s.stem != "mal" && ending(e))
    })?;
    u8::try_from(at).ok()
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
    let superlative = stripped.filter(|s| s.ends_with("st"))?;
    let (prefix, num) = [
        ("zweit", 2),
        ("dritt", 3),
        ("viert", 4),
        ("fuenft", 5),
        ("sechst", 6),
        ("siebt", 7),
        ("acht", 8),
        ("neunt", 9),
        ("zehnt", 10),
    ]
    .into_iter()
    .find(|(p, _)| superlative.starts_with(p))?;
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
    while let Some((length, scale)) = SCALES.iter().find(|(s, _)| word[at..].starts_with(s)).map(|(s, v)| (s.len(), *v))
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
    let of =
        |table: &[(&str, u64)], text: &str| table.iter().find(|(w, _)| text.starts_with(w)).map(|(w, v)| (*v, w.len()));
    if let Some((value, length)) = of(TENS, rest) {
        return Some((value, at + length));
    }
    // "eins" ends a word: "einstündig" begins with "ein".
    let (unit, length) = if rest == "eins" { (1, 4) } else { of(UNITS, rest)? };
    if let Some((tens, more)) = rest[length..].strip_prefix("und").and_then(|r| of(&TENS[10..], r)) {
        return Some((unit + tens, at + length + 3 + more));
    }
    Some((unit, at + length))
}
