//! Sentences: one line a case, `¦` where one ends and the next begins.

use pressespiegel::nlp::sentence::split;
use pressespiegel::nlp::token::tokenize;
use proptest::prelude::*;

use crate::token::odd_text;

fn check(cases: &[&str]) {
    for case in cases {
        let text = case.replace("¦ ", "").replace('¦', "");
        let mut found = String::new();
        let mut at = 0;
        for sentence in split(&text, &tokenize(&text)) {
            if at > 0 {
                found.push_str(&text[at..sentence.span.start]);
                found.push_str(if text[at..sentence.span.start].contains('\n') { "¦" } else { "¦ " });
            }
            found.push_str(sentence.span.of(&text));
            at = sentence.span.end;
        }
        assert_eq!(found, *case);
    }
}

#[test]
fn a_full_stop_ends_a_sentence() {
    check(&[
        "Er kommt. ¦ Danach geht er.",
        "Kommt er? ¦ Nein! ¦ Doch.",
        "Er kam 2023. ¦ Danach ging er.",
        "Sie ist 45. ¦ Müller ist 50.",
        "Es kostet 3,5. ¦ Gut.",
        "Was?! ¦ Nein.",
        "Sie hat 20 %. ¦ Er nicht.",
        "So war es.¦ Dann kam er.",
        "Er nutzt iOS. ¦ iPhones auch.",
    ]);
}

#[test]
fn abbreviations_do_not_end_a_sentence() {
    check(&[
        "Er mag z. B. Äpfel und u. a. Birnen.",
        "Das ist, d. h. war, Dr. Meier bzw. Prof. Kunz.",
        "Es kostet 3 Mio. Euro bzw. 2 Mrd. Dollar.",
        "Er wohnt in St. Gallen, Nr. 5, ca. 20 Minuten entfernt.",
        "Nach Art. 5 Abs. 2 GG gilt das.",
        "Die Meier GmbH & Co. KG wächst.",
        "Sie kam am 3. Jan. 2024 und blieb bis Okt. 2024.",
        "J. K. Rowling schrieb das.",
        "Der ehem. Minister kam inkl. Gattin.",
        "Prof. Dr. Die Zeit drängt.",
        "Das ist z. B. Der Spiegel.",
    ]);
}

#[test]
fn abbreviations_end_a_sentence_before_a_word_that_starts_one() {
    check(&[
        "Sie kauft Äpfel, Birnen usw. ¦ Danach geht sie.",
        "Er arbeitet bei Meier & Co. ¦ Das ist gut.",
        "Es kostet 3 Mio. ¦ Das ist viel.",
        "Er lebt in Frankfurt a. M. ¦ Dort ist es schön.",
        "So auch General a. D. ¦ Er lebt noch.",
        "Das war Kaiser Karl V. ¦ Danach kam Philipp II. ¦ Er war jünger.",
        "Das ist Plan B. ¦ Den mag er.",
        "Äpfel, Birnen etc. ¦ Müller kauft alles.",
    ]);
}

#[test]
fn ordinals_do_not_end_a_sentence() {
    check(&[
        "Er kam am 3. Mai im 19. Jahrhundert.",
        "Friedrich II. von Preußen war König.",
        "Der 1. FC Köln spielt in der 2. Bundesliga.",
        "Der 2. Versuch gelang vom 1. bis 3. Juni.",
        "Am 24.12. beginnt das Fest.",
        "Er wurde am 3. 5. 2020 geboren.",
    ]);
}

#[test]
fn closing_marks_belong_to_the_sentence_they_close() {
    check(&[
        "„Er kommt.“ ¦ Danach ging er.",
        "„Kommt er?“, fragte sie.",
        "„Kommt er?“ fragte sie. ¦ Ja.",
        "„Er kommt.“ sagte sie.",
        "\"Er kommt.\" ¦ \"Gut.\"",
        "»Er kommt.« ¦ »Gut.«",
        "« Il vient. » ¦ Dann ging er.",
        "„Er kommt. ¦ Dann geht er“, sagte sie.",
        "„Er sagte: ‚Nein.‘“ ¦ Dann ging er.",
        "Sie sagte: „Er kommt.“ ¦ Müller schwieg.",
        "Sie fragte: „Kommt er?“ ¦ Müller schwieg.",
        "Die Show „Wer weiß das?“ Donnerstag um acht.",
        "Er kam (siehe S. 5). ¦ Danach ging er.",
        "Er kam (endlich!) Sonntag an.",
        "(Er kam.) ¦ Danach ging er.",
        "Er rief „Halt!“ und ging.",
        "Er rief „Halt!“ – und ging.",
    ]);
}

#[test]
fn ellipses_end_a_sentence_only_before_a_starter() {
    check(&[
        "Das ist … Müller.",
        "Ich weiß nicht … ¦ Vielleicht morgen.",
        "Er sagte […] Folgendes.",
        "Und dann ... war es aus.",
    ]);
}

#[test]
fn names_with_marks_do_not_end_a_sentence() {
    check(&[
        "Yahoo! Deutschland wächst.",
        "Bei Amazon.com gibt es das. ¦ Dort kauft er.",
        "Die Gemini 2.0-Modelle kosten 1.200,50 Euro.",
        "Mehr unter www.example.de. ¦ Danke.",
    ]);
}

#[test]
fn blank_lines_and_meant_line_breaks_end_a_sentence() {
    check(&[
        "Die Überschrift\n\n¦Der Text beginnt.",
        "Die Überschrift\r\n\r\n¦Der Text beginnt.",
        "Die Überschrift\r\n¦Der Text beginnt.",
        "Berlin (dpa) - Die Regierung plant etwas.",
        "Es gibt:\n¦- Äpfel\n¦- Birnen\n¦- und Kirschen",
        "Es gibt:\n¦1. Äpfel\n¦2. Birnen",
        "Ein langer Satz, der,\nobwohl er umbricht, weitergeht.",
        "Dies ist ein Text, der auf sechzig Zeichen umbrochen wurde, weil\nMenschen das so machen, und der über mehrere Zeilen hinweg weiter\nErzählt wird.",
    ]);
}

#[test]
fn headings_are_told_from_paragraphs_and_list_items() {
    for (text, expected) in [
        ("Die Überschrift\n\nDer Text.", vec![true, false]),
        ("Der erste Absatz.\n\nDer zweite.", vec![false, false]),
        ("„Der Kanzler kommt“\n\nDer Text.", vec![true, false]),
        ("Liste:\n- Äpfel\n- Birnen", vec![false, false, false]),
        ("Erster Satz. Und ohne Punkt\n\nText.", vec![false, false, false]),
    ] {
        let found: Vec<bool> = split(text, &tokenize(text)).iter().map(|s| s.heading).collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn paragraphs_are_counted() {
    let text = "Eins. Zwei.\n\nDrei.\nVier.\n\n\n\nFünf.";
    let found: Vec<usize> = split(text, &tokenize(text)).iter().map(|s| s.paragraph).collect();
    assert_eq!(found, [0, 0, 1, 2, 3]);
}

proptest! {
    #[test]
    fn every_token_is_in_exactly_one_sentence(text in odd_text()) {
        let tokens = tokenize(&text);
        let mut next = 0;
        let mut paragraph = 0;
        for sentence in split(&text, &tokens) {
            prop_assert_eq!(sentence.tokens.start, next);
            prop_assert!(!sentence.tokens.is_empty() && sentence.paragraph >= paragraph);
            prop_assert_eq!(sentence.span.start, tokens[next].span.start);
            next = sentence.tokens.end;
            paragraph = sentence.paragraph;
            prop_assert_eq!(sentence.span.end, tokens[next - 1].span.end);
        }
        prop_assert_eq!(next, tokens.len());
    }
}
