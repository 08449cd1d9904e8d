//! The table of cases at the end of each rule file: a text and its figures, read with all layers that come before.
//!
//! Published on Wednesday, 2024-12-18. Figures stand with " ; " between them, "-" for none; the notation is
//! `exact = kind value unit /per ~approximation +change @period`. All the stage's cases are under `tests/nlp/figure`.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::FigureReader;
use crate::nlp::analysis::Figure;
use crate::nlp::document::{Annotations, PublishedAt};
use crate::nlp::halt::Halt;
use crate::nlp::lexicon::Lexicon;
use crate::nlp::morph::MorphTagger;
use crate::nlp::syntax::{self, Tagged};
use crate::nlp::{sentence, token};

/// The stages that a figure needs.
struct Stages {
    lexicon: Lexicon,
    morph: MorphTagger,
    reader: FigureReader,
}

/// Loaded once for all tables.
static STAGES: LazyLock<Stages> = LazyLock::new(|| {
    let lexicon = Lexicon::new().expect("embedded data are sound");
    let morph = MorphTagger::new(&lexicon).expect("embedded data are sound");
    let reader = FigureReader::new(&lexicon).expect("embedded data are sound");
    Stages { lexicon, morph, reader }
});

fn read(text: &str) -> Vec<Figure> {
    let Stages { lexicon, morph, reader } = &*STAGES;
    let halt = Halt::never();
    let tokens = token::tokenize(text);
    let sentences = sentence::split(text, &tokens);
    let morphs = morph.tag(lexicon, text, &tokens, &sentences);
    let tagged = Tagged { text, tokens: &tokens, sentences: &sentences, morphs: &morphs, halt: &halt };
    let syntax = syntax::read(lexicon, tagged);
    let published = Some(PublishedAt::Day("2024-12-18".parse().expect("a date")));
    reader.read(&Annotations { text, published, tokens, sentences, morphs, syntax, halt: &halt }, &[])
}

/// Compares the figures of each text.
pub(super) fn check(cases: &[(&str, &str)]) {
    compare(cases, notation);
}

/// Compares what the figures of each text measure: `exact = words`.
pub(super) fn check_measures(cases: &[(&str, &str)]) {
    compare(cases, |text, figure| format!("{} = {}", figure.span.of(text), figure.measures.as_deref().unwrap_or("-")));
}

fn compare(cases: &[(&str, &str)], note: fn(&str, &Figure) -> String) {
    for (text, wanted) in cases {
        let notes: Vec<String> = read(text).iter().map(|figure| note(text, figure)).collect();
        let read = if notes.is_empty() { "-".to_owned() } else { notes.join(" ; ") };
        assert_eq!(read, *wanted, "{text}");
    }
}

fn notation(text: &str, figure: &Figure) -> String {
    let mut line = format!("{} = {}", figure.span.of(text), figure.kind);
    let range = figure.min.zip(figure.max).map(|(min, max)| format!("{min}..{max}"));
    let period = figure.period.map(|period| format!("{}..{}", period.start, period.end));
    let time = figure.time.map(|time| time.strftime("%H:%M").to_string());
    for (sign, part) in [
        ("", time),
        ("", figure.value.map(|value| value.to_string())),
        ("", range),
        ("", figure.unit.clone()),
        ("/", figure.per.clone()),
        ("~", figure.approximation.map(|word| word.to_string())),
        ("+", figure.change.map(|word| word.to_string())),
        ("@", period),
    ] {
        if let Some(part) = part {
            let _ = write!(line, " {sign}{part}");
        }
    }
    line
}
