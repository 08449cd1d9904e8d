//! Numbers and amounts written out read back as themselves; nothing panics; spans are sound; hostile texts stay cheap.

use std::sync::LazyLock;

use proptest::prelude::*;
use rust_decimal::Decimal;

use pressespiegel::nlp::analysis::{Figure, FigureKind};

use super::Stage;
use crate::timing::check_proportional;

static STAGE: LazyLock<Stage> = LazyLock::new(Stage::new);

const UNITS: [&str; 20] = [
    "",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
];
const TENS: [&str; 10] =
    ["", "zehn", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"];

fn below_hundred(n: u64) -> String {
    let at = |n: u64| usize::try_from(n).expect("small");
    match n {
        0..20 => UNITS[at(n)].into(),
        _ if n.is_multiple_of(10) => TENS[at(n / 10)].into(),
        _ => format!("{}und{}", UNITS[at(n % 10)], TENS[at(n / 10)]),
    }
}

fn below_thousand(n: u64) -> String {
    match n / 100 {
        0 => below_hundred(n),
        hundreds => format!("{}hundert{}", UNITS[usize::try_from(hundreds).expect("small")], below_hundred(n % 100)),
    }
}

fn below_million(n: u64) -> String {
    match n / 1000 {
        0 => below_thousand(n),
        thousands => format!("{}tausend{}", below_thousand(thousands), below_thousand(n % 1000)),
    }
}

/// A cardinal as German writes it: one word below a million, scales apart.
fn cardinal(n: u64) -> String {
    if n == 0 {
        return "null".into();
    }
    let mut words = Vec::new();
    let mut rest = n;
    for (scale, one, many) in [
        (1_000_000_000_000, "Billion", "Billionen"),
        (1_000_000_000, "Milliarde", "Milliarden"),
        (1_000_000, "Million", "Millionen"),
    ] {
        let count = rest / scale;
        rest %= scale;
        match count {
            0 => {}
            1 => words.push(format!("eine {one}")),
            _ => words.push(format!("{} {many}", below_thousand(count))),
        }
    }
    if rest > 0 {
        let word = below_million(rest);
        // A number that ends in one says "eins".
        words.push(if word.ends_with("ein") { format!("{word}s") } else { word });
    }
    words.join(" ")
}

fn ordinal(n: u64) -> String {
    let word = below_million(n);
    for (end, instead) in [("ein", "erst"), ("drei", "dritt"), ("sieben", "siebt"), ("acht", "acht")] {
        if let Some(head) = word.strip_suffix(end) {
            return format!("{head}{instead}");
        }
    }
    if (1..20).contains(&(n % 100)) { format!("{word}t") } else { format!("{word}st") }
}

fn only(figures: &[Figure]) -> &Figure {
    assert_eq!(figures.len(), 1, "{figures:?}");
    &figures[0]
}

/// `1234567` as `1.234.567`.
fn grouped(n: u64, mark: &str) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(c);
    }
    out
}

/// Numbers of all sizes, not only large ones.
fn any_size(limit: u64) -> impl Strategy<Value = u64> {
    (0..limit, 0_u32..16).prop_map(|(n, shift)| n / 10_u64.pow(shift))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn number_words_read_back_as_themselves(n in any_size(1_000_000_000_000_000)) {
        let stage = &*STAGE;
        let text = format!("Gezählt wurden {}.", cardinal(n));
        let figures = stage.read(&text);
        prop_assert_eq!(figures.len(), 1, "{}: {:?}", text, figures);
        prop_assert_eq!(figures[0].value, Some(Decimal::from(n)), "{}", text);
        let spelled = text.replace('ü', "ue").replace('ö', "oe").replace('ß', "ss");
        let figures = stage.read(&spelled);
        prop_assert_eq!(figures.first().and_then(|f| f.value), Some(Decimal::from(n)), "{}", spelled);
    }

    #[test]
    fn inflected_number_words_read_back_as_themselves(n in 1_u64..1_000_000, ending in 0_usize..5) {
        let stage = &*STAGE;
        let text = format!("Das ist dann der {}{} Versuch.", ordinal(n), ["e", "en", "er", "es", "em"][ending]);
        let figures = stage.read(&text);
        prop_assert_eq!(figures.len(), 1, "{}: {:?}", text, figures);
        prop_assert_eq!(figures[0].value, Some(Decimal::from(n)), "{}", text);
        prop_assert_eq!(figures[0].kind, FigureKind::Ordinal);
        let text = format!("Das {}fache reicht.", below_million(n));
        if n > 1 {
            prop_assert_eq!(only(&stage.read(&text)).value, Some(Decimal::from(n)), "{}", text);
        }
    }

    #[test]
    fn amounts_of_money_read_back_as_themselves(n in any_size(1_000_000_000_000), cents in 0_u32..100, style in 0_usize..6, mark in 0_usize..5) {
        let stage = &*STAGE;
        let marks = [".", "\u{202f}", "\u{a0}", "'", "\u{2009}"];
        let amount = format!("{},{cents:02}", grouped(n, marks[mark]));
        let text = match style {
            0 => format!("Es kostet {amount} Euro."),
            1 => format!("Es kostet {amount} €."),
            2 => format!("Es kostet {amount}€."),
            3 => format!("Es kostet EUR {amount}."),
            4 => format!("Es kostet € {amount}."),
            _ => format!("Es kostet {amount} EUR."),
        };
        let figures = stage.read(&text);
        let figure = only(&figures);
        prop_assert_eq!(figure.value, Some((Decimal::from(n) + Decimal::new(cents.into(), 2)).normalize()), "{}", text);
        prop_assert_eq!(figure.unit.as_deref(), Some("EUR"));
        prop_assert_eq!(figure.kind, FigureKind::Money);
    }

    #[test]
    fn ranges_read_back_as_themselves(low in 1_u64..1000, more in 1_u64..1000, style in 0_usize..5, scale in 0_usize..3) {
        let stage = &*STAGE;
        let high = low + more;
        let (scale, factor) = [("", 1_u64), ("Millionen ", 1_000_000), ("Mrd. ", 1_000_000_000)][scale];
        let text = match style {
            0 => format!("Das braucht {low} bis {high} {scale}Tonnen."),
            1 => format!("Das braucht {low}-{high} {scale}Tonnen."),
            2 => format!("Das braucht {low}–{high} {scale}Tonnen."),
            3 => format!("Das braucht zwischen {low} und {high} {scale}Tonnen."),
            _ => format!("Das braucht von {low} bis {high} {scale}Tonnen."),
        };
        let figures = stage.read(&text);
        let figure = only(&figures);
        prop_assert_eq!((figure.min, figure.max), (Some(Decimal::from(low * factor)), Some(Decimal::from(high * factor))), "{}", text);
        prop_assert_eq!(figure.value, None);
        prop_assert_eq!(figure.unit.as_deref(), Some("tonne"));
    }

    #[test]
    fn any_text_gives_sound_spans_in_order(text in "\\PC{0,80}") {
        sound(&STAGE, &text);
    }

    #[test]
    fn any_mixture_of_figure_words_gives_sound_spans(words in prop::collection::vec(0..PIECES.len(), 0..14), glue in prop::collection::vec(0_usize..6, 14)) {
        let mut text = String::new();
        for (word, glue) in words.iter().zip(&glue) {
            text.push_str(PIECES[*word]);
            text.push_str(["", " ", " ", "-", "\n", "\u{a0}"][*glue]);
        }
        sound(&STAGE, &text);
    }
}

const PIECES: &[&str] = &[
    "1",
    "12",
    "2024",
    "1.200,50",
    "999999999999999999999999999999999",
    "0",
    "00",
    "½",
    "3.",
    ",",
    ".",
    ":",
    "/",
    "%",
    "€",
    "$",
    "°",
    "C",
    "ein",
    "eine",
    "zwei",
    "dritte",
    "hundert",
    "Millionen",
    "Mio",
    "Mrd.",
    "Billionen",
    "Trillionen",
    "halbe",
    "Dutzend",
    "Komma",
    "Drittel",
    "mehr",
    "als",
    "bis",
    "zu",
    "zwischen",
    "und",
    "oder",
    "von",
    "auf",
    "um",
    "rund",
    "ca",
    "mehrere",
    "Euro",
    "Cent",
    "US",
    "Dollar",
    "Prozent",
    "km",
    "h",
    "Jahre",
    "Jahren",
    "Uhr",
    "Mai",
    "Dienstag",
    "Ende",
    "letzten",
    "vor",
    "in",
    "Q",
    "3",
    "Platz",
    "jeder",
    "fünfte",
    "Hälfte",
    "🦀",
    "ü",
    "\u{301}",
    "-",
    "–",
    "+",
    "(",
    "§",
    "#",
    "e",
    "^",
    "×",
    "10",
    "er",
    "Jährige",
    "fach",
    "T",
    "Ostern",
    "9999",
    "Jahrhundert",
];

fn sound(stage: &Stage, text: &str) {
    let mut end = 0;
    for (figure, id) in stage.read_of(text, Some(super::published())).iter().zip(1..) {
        assert_eq!(figure.id.0, id);
        assert!(figure.span.start >= end, "{text:?}: overlap or disorder");
        assert!(figure.span.start < figure.span.end, "{text:?}: an empty span");
        let exact = text.get(figure.span.range()).expect("a span on char boundaries");
        assert_eq!(exact.trim(), exact, "{text:?}");
        assert!(figure.min <= figure.max && (figure.min.is_none() || figure.value.is_none()), "{text:?}: {figure:?}");
        assert!(figure.period.is_none_or(|p| p.start <= p.end), "{text:?}");
        end = figure.span.end;
    }
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    let stage = &*STAGE;
    for piece in [
        "1",
        "1 ",
        "1.",
        "123.",
        "123 ",
        "und ",
        "eine Million ",
        "zwei ",
        "hundert",
        "von 1 auf ",
        "1:",
        "1-",
        "1/2 ",
        "mehr als ",
        "€",
        "5 € ",
        "-",
        "rund ",
        "Mai ",
        "2024 ",
        "Januar 2024 bis ",
        "3. und ",
        "ein halbes ",
        "letzten ",
        "A",
        "Müller 5 ",
        "www.",
        "Ende ",
        "zwei Komma ",
    ] {
        let text = |bytes: usize| piece.repeat(bytes / piece.len());
        check_proportional(piece, &text(50_000), &text(200_000), |text| stage.read(text));
    }
}
