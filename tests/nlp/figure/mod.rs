//! Figures: a table of sentences, properties, and hostile texts.

mod measures;
mod missed;
mod properties;
mod table;

use std::fmt::Write as _;

use pressespiegel::nlp::analysis::Figure;
use pressespiegel::nlp::figure::FigureReader;
use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::morph::MorphTagger;
use pressespiegel::nlp::{Document, Engine, PublishedAt};

use crate::layers::{bare, layers};

/// The stage over tokens, sentences and word forms.
struct Stage {
    lexicon: Lexicon,
    morph: MorphTagger,
    reader: FigureReader,
}

impl Stage {
    fn new() -> Self {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        let morph = MorphTagger::new(&lexicon).expect("embedded data are sound");
        let reader = FigureReader::new(&lexicon).expect("embedded data are sound");
        Self { lexicon, morph, reader }
    }

    /// Without word forms, which the stage must do without.
    fn read(&self, text: &str) -> Vec<Figure> {
        self.reader.read(&bare(text), &[])
    }

    fn read_of(&self, text: &str, published: Option<PublishedAt>) -> Vec<Figure> {
        self.reader.read(&layers(&self.lexicon, &self.morph, text, published), &[])
    }
}

/// A Wednesday.
fn published() -> PublishedAt {
    PublishedAt::Day("2024-12-18".parse().expect("a date"))
}

/// One figure in the notation of the tables: `exact = kind value unit /per ~approximation +change <from >to @period`.
fn notation(text: &str, figure: &Figure) -> String {
    let mut line = format!("{} = {}", figure.span.of(text), figure.kind);
    if let Some(time) = figure.time {
        let _ = write!(line, " {}", time.strftime("%H:%M"));
    }
    if let Some(value) = figure.value {
        let _ = write!(line, " {value}");
    }
    if let (Some(min), Some(max)) = (figure.min, figure.max) {
        let _ = write!(line, " {min}..{max}");
    }
    if let Some(unit) = &figure.unit {
        let _ = write!(line, " {unit}");
    }
    if let Some(per) = &figure.per {
        let _ = write!(line, " /{per}");
    }
    if let Some(approximation) = figure.approximation {
        let _ = write!(line, " ~{approximation}");
    }
    if let Some(change) = figure.change {
        let _ = write!(line, " +{change}");
    }
    if let Some(from) = figure.from {
        let _ = write!(line, " <{from}");
    }
    if let Some(to) = figure.to {
        let _ = write!(line, " >{to}");
    }
    if let Some(period) = figure.period {
        let _ = write!(line, " @{}..{}", period.start, period.end);
    }
    line
}

fn notations(text: &str, figures: &[Figure]) -> String {
    if figures.is_empty() {
        return "-".into();
    }
    figures.iter().map(|f| notation(text, f)).collect::<Vec<_>>().join(" ; ")
}

#[test]
fn a_number_inside_a_name_of_one_word_is_no_figure() {
    let engine = Engine::new().expect("embedded data are sound");
    let figures = |text: &str| -> Vec<String> {
        let figures = engine.analyze(Document::new(text)).figures;
        figures.iter().map(|figure| text[figure.span.start..figure.span.end].to_owned()).collect()
    };
    for (text, wanted) in [
        ("Der Anbieter 1&1 baut 300 Masten.", &["300 Masten"][..]),
        ("50Hertz meldet 50 Hertz.", &["50 Hertz"]),
        ("Die Fußball-WM 2026 beginnt bald.", &["2026"]),
        ("Die Telekom zahlt 2026 mehr.", &["2026"]),
    ] {
        assert_eq!(figures(text), wanted, "{text}");
    }
}
