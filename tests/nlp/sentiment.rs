//! Sentiment: properties that hold for any text, and the smallest examples of each rule.

mod entities;
mod pairs;
mod quality;

use proptest::prelude::*;

use pressespiegel::nlp::analysis::{SentenceSentiment, SentimentLabel};
use pressespiegel::nlp::{Analysis, Document, Engine};

use crate::timing::check_proportional;

fn engine() -> &'static Engine {
    static ENGINE: std::sync::OnceLock<Engine> = std::sync::OnceLock::new();
    ENGINE.get_or_init(|| Engine::new().expect("the embedded data loads"))
}

fn analyze(text: &str) -> Analysis {
    engine().analyze(Document::new(text))
}

/// The score computed again from the weights, by the formula that the stage documents.
fn recomputed(sentence: &SentenceSentiment) -> f64 {
    let (mut positive, mut negative) = (0.0, 0.0);
    for evidence in &sentence.evidence {
        if evidence.weight > 0.0 {
            positive += evidence.weight;
        } else {
            negative -= evidence.weight;
        }
    }
    let d: f64 = positive - negative;
    (d / (d * d + 1.0).sqrt() * 10_000.0).round() / 10_000.0
}

fn check_invariants(text: &str) {
    let analysis = analyze(text);
    let sentiment = &analysis.sentiment;
    let bounded = |score: f64| (-1.0..=1.0).contains(&score);
    assert!(bounded(sentiment.document.score), "{text:?}");
    for sentence in &sentiment.sentences {
        assert!(bounded(sentence.score.score), "{text:?}");
        assert!((recomputed(sentence) - sentence.score.score).abs() < 1e-9, "{text:?}: {sentence:?}");
        for evidence in &sentence.evidence {
            assert!(sentence.span.start <= evidence.span.start && evidence.span.end <= sentence.span.end, "{text:?}");
            assert!(text.get(evidence.span.range()).is_some_and(|exact| !exact.is_empty()), "{text:?}");
            assert!(bounded(evidence.weight) && evidence.weight != 0.0, "{text:?}");
        }
    }
    entities::check(&analysis, text);
    for claim in &analysis.claims {
        assert!(bounded(claim.sentiment.score), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_unicode_gives_bounded_scores_that_follow_from_the_evidence(text in "\\PC{0,200}") {
        check_invariants(&text);
    }

    #[test]
    fn any_mix_of_telling_words_gives_bounded_scores_that_follow_from_the_evidence(
        words in prop::collection::vec(prop::sample::select(vec![
            "nicht", "kein", "ohne", "weder", "noch", "sehr", "Skandal", "Erfolg", "steigen", "Kosten", "der", "Umsatz",
            "sank", "verhindern", "Krise", "aber", "obwohl", "„", "“", "gut", "?", ".", ",", "trotz", "angeblich", "e\u{301}",
            "👍", "in", "die", "Knie", "zwingen", "Rekordverlust", "-los", "ß", "\r\n", "İ", "würde",
        ]), 0..60)
    ) {
        check_invariants(&words.join(" "));
    }
}

fn label(text: &str) -> SentimentLabel {
    analyze(text).sentiment.document.label
}

#[test]
fn good_news_bad_news_and_plain_facts_are_told_apart() {
    use SentimentLabel::{Negative, Neutral, Positive};
    for (text, wanted) in [
        ("Der Skandal erschüttert die Partei.", Negative),
        ("Das Team feiert einen sensationellen Erfolg.", Positive),
        ("Der Ausschuss tagt am Dienstag in Bern.", Neutral),
        ("Steigende Arbeitslosigkeit belastet das Land.", Negative),
        ("Steigende Umsätze stimmen den Vorstand zuversichtlich.", Positive),
    ] {
        assert_eq!(label(text), wanted, "{text}");
    }
}

#[test]
fn a_word_that_only_looks_telling_says_nothing_and_the_telling_one_does() {
    for (silent, telling) in [
        ("Gut 80 Prozent der Betriebe haben geantwortet.", "Die Betriebe haben gut geantwortet."),
        ("Knapp zwei Drittel der Karten sind verkauft.", "Die Karten sind knapp."),
        ("Können die Busse morgen fahren?", "Das Können der Fahrer ist bekannt."),
        ("Die Straße führt zu einem Dorf am See.", "Die Mannschaft ging in Führung."),
        ("Die Reporterin hat ihn nach dem Termin gefragt.", "Die Tickets sind gefragt."),
        ("Die Entscheidung fällt am Montag.", "Die Scheidung ist für Montag angesetzt."),
        ("Mit Hilfe eines Krans wurde das Boot gehoben.", "Die Hilfe der Nachbarn kam sofort."),
        ("Die Kosten des Umzugs schlagen im Mai zu Buche.", "Zwei Männer schlagen einen Schaffner."),
        ("Der Spitzenkandidat sprach am Abend in Linz.", "Das war eine Spitzenleistung."),
        ("Der Zug kommt um elf in Graz an.", "Der Zug kommt gut an."),
        ("Sie mieten zwei Räume im Erdgeschoss.", "Der Zustand der Räume ist mies."),
    ] {
        let evidence = |text: &str| analyze(text).sentiment.sentences.iter().map(|s| s.evidence.len()).sum::<usize>();
        assert_eq!(evidence(silent), 0, "{silent}: {:?}", analyze(silent).sentiment.sentences);
        assert!(evidence(telling) > 0, "{telling}");
    }
}

#[test]
fn a_hostile_text_takes_time_in_proportion_to_its_length() {
    for piece in ["nicht gut, ", "„Krise“ ", "Erfolg aber ", "steigen Kosten ", "a", "Rekord"] {
        check_invariants(&piece.repeat(20_000));
        check_proportional(piece, &piece.repeat(2_000), &piece.repeat(8_000), analyze);
    }
}

#[test]
fn the_worked_sentence_of_the_documentation_scores_as_told() {
    let text = "Der Umsatz stieg deutlich, doch der Skandal ist nicht aufgeklärt.";
    let analysis = analyze(text);
    let sentence = &analysis.sentiment.sentences[0];
    let shown: Vec<_> = sentence.evidence.iter().map(|e| (&text[e.span.range()], e.weight)).collect();
    assert_eq!(shown, [("Umsatz stieg", 0.312), ("Skandal", -0.875)]);
    assert_eq!(sentence.score.label, SentimentLabel::Negative);
    let readme = include_str!("../../README.md");
    let minus = |value: f64| value.to_string().replace('-', "−");
    for (exact, weight) in shown {
        let row = |line: &&str| {
            line.starts_with(&format!("| \"{exact}\" |")) && line.ends_with(&format!("| {} |", minus(weight)))
        };
        assert!(readme.lines().any(|line| row(&line)), "the README shows another weight than {weight} for {exact}");
    }
    let told = format!("√(*d*² + 1) = {}.", minus(sentence.score.score));
    assert!(readme.contains(&told), "the README does not say: {told}");
}
