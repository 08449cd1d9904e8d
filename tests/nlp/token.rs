//! Tokens: one line a case, the tokens parted by `|`.

use pressespiegel::nlp::token::{TokenKind, tokenize};
use proptest::prelude::*;

/// The tokens of `text`, parted by `|`.
fn tokens(text: &str) -> String {
    let words: Vec<&str> = tokenize(text).iter().map(|t| t.span.of(text)).collect();
    words.join("|")
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(tokens(text), *expected, "tokens of {text:?}");
    }
}

#[test]
fn abbreviations_keep_their_full_stop() {
    check(&[
        ("z. B. Äpfel", "z.|B.|Äpfel"),
        ("z.B. Äpfel", "z.|B.|Äpfel"),
        ("d. h. morgen", "d.|h.|morgen"),
        ("Dr. Meier und Prof. Dr. Kunz", "Dr.|Meier|und|Prof.|Dr.|Kunz"),
        ("3 Mio. Euro, 2 Mrd. Dollar", "3|Mio.|Euro|,|2|Mrd.|Dollar"),
        ("bzw. ca. 20 St. Gallen", "bzw.|ca.|20|St.|Gallen"),
        ("Art. 5 Abs. 2 Nr. 1", "Art.|5|Abs.|2|Nr.|1"),
        ("auf diese Art. Danach", "auf|diese|Art|.|Danach"),
        ("Das ist Bio. Gut.", "Das|ist|Bio|.|Gut|."),
        ("rund 2 Bio. Euro", "rund|2|Bio.|Euro"),
        ("Meier GmbH & Co. KG", "Meier|GmbH|&|Co.|KG"),
        ("Er heißt Jan. Danach", "Er|heißt|Jan|.|Danach"),
        ("am 3. Jan. 2024", "am|3.|Jan.|2024"),
        ("Er traf Max. Danach", "Er|traf|Max|.|Danach"),
        ("Ca. 50 Leute", "Ca.|50|Leute"),
        ("Ende. Neu", "Ende|.|Neu"),
        ("(Hrsg. Meier)", "(|Hrsg.|Meier|)"),
        ("usw. usf.", "usw.|usf."),
    ]);
}

#[test]
fn initials_and_roman_numerals_keep_their_full_stop() {
    check(&[
        ("J. K. Rowling", "J.|K.|Rowling"),
        ("J.K. Rowling", "J.K.|Rowling"),
        ("die U.S.-Armee", "die|U.S.|-|Armee"),
        ("Frankfurt a. M. liegt", "Frankfurt|a.|M.|liegt"),
        ("Friedrich II. von Preußen", "Friedrich|II.|von|Preußen"),
        ("Johannes Paul II. kam", "Johannes|Paul|II.|kam"),
        ("Das war Teil XIV. ", "Das|war|Teil|XIV|."),
        ("Das ist Plan B.", "Das|ist|Plan|B|."),
    ]);
}

#[test]
fn an_ordinal_keeps_its_full_stop_and_a_year_does_not() {
    check(&[
        ("am 3. Mai", "am|3.|Mai"),
        ("im 19. Jahrhundert", "im|19.|Jahrhundert"),
        ("Er kam 2023. Danach ging er.", "Er|kam|2023|.|Danach|ging|er|."),
        ("Er ist 45. Danach", "Er|ist|45|.|Danach"),
        ("Er ist 45. Müller sagte", "Er|ist|45|.|Müller|sagte"),
        ("der 2. Versuch", "der|2.|Versuch"),
        ("vom 1. bis 3. Mai", "vom|1.|bis|3.|Mai"),
        ("Der 1. FC Köln", "Der|1.|FC|Köln"),
        ("gegen den 1. FC Köln", "gegen|den|1.|FC|Köln"),
        ("am 24.12. beginnt", "am|24.12.|beginnt"),
        ("am 24.12.2023.", "am|24.12.2023|."),
        ("Das kostet 3,5. Gut.", "Das|kostet|3,5|.|Gut|."),
        ("Es waren 12.", "Es|waren|12|."),
        ("Montag, 3. Juni", "Montag|,|3.|Juni"),
        ("auf Rang 5. Bayern gewann", "auf|Rang|5|.|Bayern|gewann"),
    ]);
}

#[test]
fn numbers_dates_and_times_are_one_token() {
    check(&[
        ("1.200,5 und 1,200.5", "1.200,5|und|1,200.5"),
        ("12.04.2016, 14:30 Uhr", "12.04.2016|,|14:30|Uhr"),
        ("2024-05-01", "2024-05-01"),
        ("5-10 Tage, 5–10 Tage", "5|-|10|Tage|,|5|–|10|Tage"),
        ("20% und 20 %", "20|%|und|20|%"),
        ("1'000'000 Franken", "1'000'000|Franken"),
        ("2½ Stunden", "2½|Stunden"),
        ("Es steht 2:1.", "Es|steht|2:1|."),
        ("Verhältnis: 3", "Verhältnis|:|3"),
        ("−5 Grad, -5 Grad", "−|5|Grad|,|-|5|Grad"),
        ("50€, $5", "50|€|,|$|5"),
        ("2023/24", "2023|/|24"),
    ]);
}

#[test]
fn compounds_with_hyphens_are_one_word() {
    check(&[
        ("das KI-Startup", "das|KI-Startup"),
        ("30- bis 40-fach", "30-|bis|40-fach"),
        ("US-amerikanisch", "US-amerikanisch"),
        ("Ost- und Westdeutschland", "Ost-|und|Westdeutschland"),
        ("Käufer und -verkäufer", "Käufer|und|-verkäufer"),
        ("die 14-Jährige, die 1990er-Jahre", "die|14-Jährige|,|die|1990er-Jahre"),
        ("GPT-4o und GPT-3.5-Turbo", "GPT-4o|und|GPT-3.5-Turbo"),
        ("die Gemini 2.0-Modelle", "die|Gemini|2.0-Modelle"),
        ("Berlin (dpa) - Der", "Berlin|(|dpa|)|-|Der"),
        ("Er kam -- spät", "Er|kam|--|spät"),
        ("ein Ende- Danach", "ein|Ende|-|Danach"),
        ("Berlin–München", "Berlin|–|München"),
    ]);
}

#[test]
fn gender_marks_stay_inside_the_word() {
    check(&[
        ("Bänker:innen", "Bänker:innen"),
        ("Schüler*innenvertretung", "Schüler*innenvertretung"),
        ("Leser_innen", "Leser_innen"),
        ("BürgerInnen", "BürgerInnen"),
        ("Lehrer/innen und Lehrer/-innen", "Lehrer/innen|und|Lehrer/-innen"),
        ("jede:r", "jede:r"),
        ("Autor·innen", "Autor·innen"),
        ("Zitat:Text", "Zitat|:|Text"),
        ("und/oder", "und|/|oder"),
        ("CDU/CSU", "CDU|/|CSU"),
        ("Er sagte: in", "Er|sagte|:|in"),
    ]);
}

#[test]
fn apostrophes_are_no_quotation_marks() {
    check(&[
        ("wie geht's", "wie|geht's"),
        ("wie geht’s dir", "wie|geht’s|dir"),
        ("'s ist", "'s|ist"),
        ("so 'ne Sache", "so|'ne|Sache"),
        ("Hans' Auto", "Hans'|Auto"),
        ("Grimm’sche Märchen", "Grimm’sche|Märchen"),
        ("Er sagte 'nein' dazu", "Er|sagte|'|nein|'|dazu"),
        ("‚nein‘ und ‘no’", "‚|nein|‘|und|‘|no|’"),
        ("'Hans' kam", "'|Hans|'|kam"),
        ("''nein''", "''|nein|''"),
        ("die '68er", "die|'68er"),
    ]);
}

#[test]
fn names_with_signs_are_one_word() {
    check(&[
        ("Yahoo! kündigte an", "Yahoo!|kündigte|an"),
        ("Er nutzt Yahoo! Danach", "Er|nutzt|Yahoo|!|Danach"),
        ("bei Amazon.com gekauft", "bei|Amazon.com|gekauft"),
        ("Disney+ und C++ und C#", "Disney+|und|C++|und|C#"),
        ("H&M und AT&T", "H&M|und|AT&T"),
        ("Haus & Hof", "Haus|&|Hof"),
        ("E.ON steigt", "E.ON|steigt"),
        ("gesagt.Danach", "gesagt|.|Danach"),
        ("Node.js und .NET", "Node.js|und|.NET"),
        ("CO₂ und 5 m²", "CO₂|und|5|m²"),
    ]);
}

#[test]
fn addresses_and_tags_are_one_token() {
    check(&[
        ("siehe https://www.example.org/a?b=c.", "siehe|https://www.example.org/a?b=c|."),
        ("(www.example.de)", "(|www.example.de|)"),
        ("https://de.wikipedia.org/wiki/Bonn_(Rhein)", "https://de.wikipedia.org/wiki/Bonn_(Rhein)"),
        ("an max.muster@example.com, bitte", "an|max.muster@example.com|,|bitte"),
        ("#Klima und @name", "#Klima|und|@name"),
        ("#MeToo-Debatte", "#MeToo-Debatte"),
        ("A # B", "A|#|B"),
        ("a@b", "a|@|b"),
        ("example.org/pfad geht", "example.org/pfad|geht"),
    ]);
}

#[test]
fn marks_and_symbols() {
    check(&[
        ("„Ja“, sagte er…", "„|Ja|“|,|sagte|er|…"),
        ("Was?! Nein...", "Was|?!|Nein|..."),
        ("»So« «So»", "»|So|«|«|So|»"),
        (",,Alt''", ",,|Alt|''"),
        ("👩‍🚀👍🏽🇩🇪!", "👩‍🚀|👍🏽|🇩🇪|!"),
        ("e\u{301}t\u{e9}", "e\u{301}t\u{e9}"),
        ("\u{feff}Hallo\u{200b}Welt", "Hallo|Welt"),
        ("Zeile\r\nZeile", "Zeile|Zeile"),
        ("[…]", "[|…|]"),
        ("5 °C", "5|°|C"),
        ("", ""),
    ]);
}

#[test]
fn kinds_tell_what_a_token_looks_like() {
    for (text, expected) in [
        ("Haus", TokenKind::Word),
        ("40-fach", TokenKind::Word),
        ("Amazon.com", TokenKind::Word),
        ("Dr.", TokenKind::Abbreviation),
        ("1.200,5", TokenKind::Number),
        ("½", TokenKind::Number),
        ("https://example.org", TokenKind::Url),
        ("a@example.org", TokenKind::Email),
        ("#x", TokenKind::Tag),
        ("„", TokenKind::Quote),
        ("'", TokenKind::Quote),
        ("...", TokenKind::Terminal),
        ("–", TokenKind::Punctuation),
        ("€", TokenKind::Symbol),
        ("%", TokenKind::Symbol),
        ("👍", TokenKind::Symbol),
    ] {
        let tokens = tokenize(text);
        assert_eq!(tokens.len(), 1, "{text}");
        assert_eq!(tokens[0].kind, expected, "{text}");
    }
}

/// Text in which every rule of the tokenizer is likely to be met.
pub fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Zäöüß]{1,6}",
        "[0-9]{1,4}",
        "[.,:;!?…'’\"„“”»«‚‘–\\-/()\\[\\]@#&*_+%€$§°²½]{1,3}",
        "[ \n\r\t\u{a0}]{1,2}",
        prop::sample::select(vec![
            "z. B.",
            "Dr.",
            "www.",
            "\r\n\r\n",
            "👩‍🚀",
            "e\u{301}",
            "\u{feff}",
            "\u{200d}",
            "\u{ad}",
            "II.",
            "3. Mai",
            "a@b.de",
            "http://"
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn tokens_ascend_and_cover_all_that_can_be_seen(text in odd_text()) {
        let mut at = 0;
        for token in tokenize(&text) {
            prop_assert!(token.span.start >= at && !token.span.is_empty());
            prop_assert!(text.is_char_boundary(token.span.start) && text.is_char_boundary(token.span.end));
            let gap = &text[at..token.span.start];
            prop_assert!(gap.chars().all(unseen), "left out {:?}", gap);
            prop_assert!(!token.span.of(&text).contains(char::is_whitespace));
            at = token.span.end;
        }
        prop_assert!(text[at..].chars().all(unseen), "left out {:?}", &text[at..]);
    }
}

fn unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// No clock: were one of these quadratic, the suite would not end.
#[test]
fn a_million_of_the_same_mark_is_read() {
    for piece in [
        "a.", "1.", "\"", "'", "(", "a@", "http://", "-", "x-", "1 ", "…", "z. B. ", "\n", "a\n", "1.1", "„", "#",
        "a:", "!",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let tokens = tokenize(&text);
        let sentences = pressespiegel::nlp::sentence::split(&text, &tokens);
        assert!(sentences.len() <= tokens.len());
    }
}
