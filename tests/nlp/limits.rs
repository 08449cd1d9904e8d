//! Texts that are no language cost no more than language: answers and time grow with the text, whatever it is, and an
//! analysis can be given up at any time.

use std::cell::Cell;
use std::sync::LazyLock;

use proptest::prelude::*;

use pressespiegel::api;
use pressespiegel::nlp::{Analysis, Document, Engine, Halt, PublishedAt, Stage, StageObserver};
use pressespiegel::text::{Headed, OffsetUnit};

use crate::timing::check_proportional;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the embedded data are sound"));

/// Patterns that were, or could be, answered or read in more than their share, when repeated: one JSON string a line.
/// `search-worst` measures them too, and looks for others.
const WORST: &str = include_str!("worst.jsonl");

/// The longest answer, in bytes for each byte of the text.
const TIMES: usize = 40;

/// What short texts may be answered with beside that.
const ALLOWANCE: usize = 60 * 1024;

/// Real news.
const ARTICLE: &str = include_str!("../load/article.txt");

fn forms() -> Vec<String> {
    WORST.lines().map(|line| serde_json::from_str(line).expect("a line is a JSON string")).collect()
}

fn repeated(form: &str, length: usize) -> String {
    form.repeat(length / form.len() + 1)
}

/// With a day, so that dates that count from it are read too.
fn document(text: &str) -> Document<'_> {
    Document { published: Some(PublishedAt::Day(jiff::civil::date(2026, 3, 10))), ..Document::new(text) }
}

fn analyze(text: &str) -> Analysis {
    ENGINE.analyze(document(text))
}

/// The length of the answer of the API.
fn answer(text: &str, analysis: &Analysis) -> usize {
    let headed = Headed { title: "", text };
    let json = api::analysis_json(headed, analysis, ENGINE.info(), OffsetUnit::CodePoint).expect("it can be written");
    // Without what sets it out for people.
    json.lines().map(|line| line.trim_start().len()).sum()
}

#[test]
fn an_answer_is_at_most_forty_times_the_text() {
    for form in forms() {
        for length in [100, 3_000, 16_000] {
            let text = repeated(&form, length);
            let bytes = answer(&text, &analyze(&text));
            let most = TIMES * text.len() + ALLOWANCE;
            assert!(bytes <= most, "{form:?} to {length} bytes: {bytes} bytes of answer");
        }
    }
}

#[test]
fn names_speakers_and_measures_have_a_greatest_length() {
    let long = "Langwort".repeat(2_000);
    let words = ["Meier Millionen 5 ", "laut Meier ", "Anna Meier ", "sagte der Minister und ", "GmbH & Co. KG "];
    for form in words.map(str::to_owned).into_iter().chain([format!("{long} sagte, 5 {long} seien es. ")]) {
        let analysis = analyze(&repeated(&form, 20_000));
        for entity in &analysis.entities {
            assert!(entity.name.split_whitespace().count() <= 16 && entity.name.len() <= 200, "{:?}", entity.name);
            assert!(entity.id.0.len() <= 300, "{}", entity.id);
        }
        let speakers = analysis.claims.iter().filter_map(|c| c.speaker.as_ref()).map(|s| &s.name);
        let addressees = analysis.claims.iter().filter_map(|c| c.addressee.as_ref()).map(|a| &a.name);
        let measures = analysis.figures.iter().filter_map(|f| f.measures.as_ref());
        for words in speakers.chain(addressees).chain(measures) {
            assert!(words.len() <= 200, "{words:?}");
        }
    }
}

#[test]
fn what_is_left_out_is_counted_in_one_warning() {
    let analysis = analyze(&repeated("1,1,1,", 60_000));
    let [warning] = &analysis.warnings[..] else { panic!("{:?}", analysis.warnings) };
    assert_eq!(warning.code, "truncated");
    let figures =
        warning.message.split([':', ',']).find_map(|part| part.trim().trim_end_matches('.').strip_suffix(" figures"));
    let left_out: usize = figures.and_then(|count| count.parse().ok()).expect("it tells how many figures");
    let all = repeated("1,1,1,", 60_000).matches('1').count();
    assert!(left_out > 0 && left_out + analysis.figures.len() <= all, "{left_out} and {}", analysis.figures.len());
}

#[test]
fn news_is_answered_whole() {
    for text in [ARTICLE.to_owned(), ARTICLE.repeat(8)] {
        assert_eq!(analyze(&text).warnings, []);
    }
}

#[test]
fn findings_are_left_out_all_over_an_odd_text_and_not_of_the_news_beside_it() {
    let alone = analyze(ARTICLE);
    let beside = analyze(&format!("{ARTICLE}\n\n{}", repeated("1,1,1,", 40_000)));
    assert_eq!(beside.warnings.len(), 1);
    assert_eq!(
        beside.figures[..alone.figures.len()].iter().map(|f| f.span).collect::<Vec<_>>(),
        alone.figures.iter().map(|f| f.span).collect::<Vec<_>>()
    );
    let last = beside.figures.last().expect("there are figures");
    assert!(last.span.end + 1_000 > ARTICLE.len() + 40_000, "the last figure ends at {}", last.span.end);
}

#[test]
fn time_grows_with_the_text() {
    for form in forms() {
        check_proportional(&form, &repeated(&form, 24_000), &repeated(&form, 96_000), analyze);
    }
}

#[test]
fn time_grows_with_a_word_that_does_not_end() {
    let text = |letters: usize| {
        let word = "Ab".repeat(letters / 2);
        format!("Das sagte die {word}. Die {word} forderte mehr Geld, sagte {word} am Montag. Laut {word} sei das gut.")
    };
    check_proportional("a long word", &text(16_000), &text(64_000), analyze);
}

#[test]
fn a_row_of_clauses_that_inherit_their_subject_is_read_in_no_time() {
    for row in ["sagte und ", "kam und sagte, ", "und sagte, und "] {
        // Read twice in each clause, this would take two to the power of fifty steps.
        let text = format!("{}. ", row.repeat(50)).repeat(4);
        assert!(analyze(&text).sentiment.sentences.len() <= 8);
    }
}

/// Says no after so many questions.
fn given_up_after(text: &str, questions: usize) -> (Option<Analysis>, usize) {
    let asked = Cell::new(0);
    let go_on = || {
        asked.set(asked.get() + 1);
        asked.get() <= questions
    };
    let analysis = ENGINE.analyze_unless(document(text), &mut (), &Halt::unless(&go_on));
    (analysis, asked.get())
}

#[test]
fn an_analysis_is_given_up_at_whatever_question_and_never_in_part() {
    let text = ARTICLE.split_inclusive(". ").take(6).collect::<String>();
    let (whole, questions) = given_up_after(&text, usize::MAX);
    assert_eq!(whole, Some(analyze(&text)));
    assert!(questions > 30, "{questions}");
    for n in 0..questions {
        let (analysis, asked) = given_up_after(&text, n);
        assert_eq!((analysis, asked), (None, n + 1), "after {n} of {questions}");
    }
}

/// Counts the questions of each stage.
struct Questions<'a> {
    asked: &'a Cell<usize>,
    before: usize,
    stages: Vec<(Stage, usize)>,
}

impl StageObserver for Questions<'_> {
    fn finished(&mut self, stage: Stage) {
        self.stages.push((stage, self.asked.get() - self.before));
        self.before = self.asked.get();
    }
}

#[test]
fn every_stage_asks_whether_to_go_on_all_over_a_long_text() {
    let one_sentence = repeated("gut so, Meier ", 100_000);
    for text in [ARTICLE.repeat(20), one_sentence] {
        let asked = Cell::new(0);
        let go_on = || {
            asked.set(asked.get() + 1);
            true
        };
        let mut questions = Questions { asked: &asked, before: 0, stages: Vec::new() };
        let tokens = pressespiegel::nlp::token::tokenize(&text).len();
        assert!(ENGINE.analyze_unless(document(&text), &mut questions, &Halt::unless(&go_on)).is_some());
        for (stage, count) in questions.stages.into_iter().filter(|(stage, _)| *stage != Stage::Tokens) {
            assert!(count * 512 >= tokens, "{}: {count} questions for {tokens} tokens", stage.as_str());
        }
    }
}

/// Words and marks that rules look for.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "der ", "die ", "und ", "so ", "laut ", "nach ", "zufolge ", "von ", "aus Sicht ", "dass ", "wie ", "er ",
    "sie ", "nicht ", "gut ", "schlecht ", "Kritik ", "sagte ", "sei ", "habe ", "soll ", "Meier ",
    "Anna Meier ", "SPD ", "Siemens ", "Minister ", "5 ", "1,", "Millionen ", "Prozent ", "Euro ", "2024 ",
    "17. Mai ", "drei ", "km/h ", "„", "“ ", "»", "« ", "‚", "‘ ", ", ", ". ", ": ", "; ", "– ", "(", ") ",
    "! ", "? ", "\n", "\n\n", "-", "/", "\"", "\u{1}", "🙂", "e\u{301}", "z. B. ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_pattern_is_answered_with_more_than_its_share(
        pattern in prop::collection::vec(prop::sample::select(UNITS), 1..=6),
        length in 1_usize..12_000,
    ) {
        let text = repeated(&pattern.concat(), length);
        let bytes = answer(&text, &analyze(&text));
        prop_assert!(bytes <= TIMES * text.len() + ALLOWANCE, "{pattern:?} to {length}: {bytes} bytes");
    }
}
