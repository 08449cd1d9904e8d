//! An analysis for a person: the text with coloured spans, then a table for each kind of finding.

use std::collections::BTreeMap;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table};

use crate::nlp::Analysis;
use crate::nlp::analysis::{Claim, EntityId, Figure, MentionKind, Score, Speaker};

/// Width where neither the terminal nor `COLUMNS` tells.
const WIDTH: u16 = 120;

/// Lines of running text are no longer than this, however wide the terminal: the eye loses them.
const LONGEST_LINE: u16 = 100;

const NAME: Style = AnsiColor::Cyan.on_default().bold();
const FIGURE: Style = AnsiColor::Yellow.on_default();
const CLAIM: Style = Style::new().underline();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

/// How many columns there are: those of the terminal, else what `COLUMNS` says.
pub(super) fn width() -> u16 {
    let of_terminal = console::Term::stdout().size_checked().map(|(_, columns)| columns);
    let told = || std::env::var("COLUMNS").ok()?.parse().ok();
    of_terminal.or_else(told).filter(|columns| *columns > 0).unwrap_or(WIDTH)
}

/// Renders the analysis of `text` in lines of at most `width` columns; without `colour` the tables alone carry the
/// result.
pub(super) fn render(text: &str, analysis: &Analysis, width: u16, colour: bool) -> String {
    let lines = wrapped(text, usize::from(width.min(LONGEST_LINE)));
    let mut out = if colour { coloured(&lines, analysis) } else { lines };
    out.push_str("\n\n");
    let document = analysis.sentiment.document;
    // Writing to a string can't fail.
    let _ = writeln!(out, "Sentiment: {}, magnitude {:.2}", score(document), analysis.sentiment.magnitude);
    for warning in &analysis.warnings {
        let told = format!("Warning: {} ({})", warning.message, warning.code);
        let _ = writeln!(out, "{}", wrapped(&told, usize::from(width)));
    }
    for (title, mut table) in
        [("Entities", entities(analysis)), ("Claims", claims(text, analysis)), ("Figures", figures(text, analysis))]
    {
        let _ = writeln!(out, "\n{title}\n{}", table.set_width(width));
    }
    out
}

/// The text with its blanks made line ends where a line would be longer than `width`. It keeps every byte's place, so that
/// spans of the text are spans of the lines; a word that is longer than a line stays whole.
fn wrapped(text: &str, width: usize) -> String {
    let mut breaks = Vec::new();
    let mut columns = 0;
    // The last blank of the line, and the columns before and with it.
    let mut blank = None;
    for (at, c) in text.char_indices() {
        if c == '\n' {
            (columns, blank) = (0, None);
            continue;
        }
        columns += 1;
        if c == ' ' {
            blank = Some((at, columns));
        }
        if columns > width
            && let Some((place, before)) = blank.take()
        {
            breaks.push(place);
            columns -= before;
        }
    }
    let mut breaks = breaks.into_iter().peekable();
    let broken = |(at, c)| if breaks.next_if_eq(&at).is_some() { '\n' } else { c };
    text.char_indices().map(broken).collect()
}

/// The text with names, figures, claims and the words of sentiment marked.
fn coloured(text: &str, analysis: &Analysis) -> String {
    // The later of two marks that start together is the inner one.
    let mut marks = Vec::new();
    marks.extend(analysis.claims.iter().flat_map(|c| c.spans.iter().map(|s| (*s, CLAIM))));
    marks.extend(analysis.figures.iter().map(|f| (f.span, FIGURE)));
    let mentions = analysis.entities.iter().flat_map(|e| &e.mentions);
    marks.extend(mentions.filter(|m| m.kind == MentionKind::Name).map(|m| (m.span, NAME)));
    let evidence = analysis.sentiment.sentences.iter().flat_map(|s| &s.evidence);
    marks.extend(evidence.map(|e| (e.span, if e.weight < 0.0 { BAD } else { GOOD })));

    let mut edges: BTreeMap<usize, Vec<(bool, usize)>> = BTreeMap::new();
    for (i, (span, _)) in marks.iter().enumerate() {
        edges.entry(span.start).or_default().push((true, i));
        edges.entry(span.end).or_default().push((false, i));
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut open: Vec<usize> = Vec::new();
    let mut from = 0;
    for (at, changes) in edges {
        out.push_str(&text[from..at]);
        from = at;
        for (opens, mark) in changes {
            if opens {
                open.push(mark);
            } else {
                open.retain(|m| *m != mark);
            }
        }
        out.push_str("\u{1b}[0m");
        for mark in &open {
            let _ = write!(out, "{}", marks[*mark].1.render());
        }
    }
    out.push_str(&text[from..]);
    out
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header.to_vec());
    table
}

fn entities(analysis: &Analysis) -> Table {
    let mut table = table(&["Name", "Type", "Salience", "Mentions", "Sentiment", "Id"]);
    for entity in &analysis.entities {
        let kind = match &entity.subtype {
            Some(subtype) => format!("{} ({subtype})", entity.kind),
            None => entity.kind.to_string(),
        };
        table.add_row(vec![
            entity.name.clone(),
            kind,
            format!("{:.2}", entity.salience),
            entity.mentions.len().to_string(),
            score(entity.sentiment.overall),
            entity.id.to_string(),
        ]);
    }
    table
}

fn claims(text: &str, analysis: &Analysis) -> Table {
    let mut table = table(&["Id", "Kind", "Speaker", "Cue", "Certainty", "Claim"]);
    for claim in &analysis.claims {
        let certainty =
            if claim.negated { format!("{}, negated", claim.certainty) } else { claim.certainty.to_string() };
        table.add_row(vec![
            claim.id.to_string(),
            claim.kind.to_string(),
            claim.speaker.as_ref().map(speaker).unwrap_or_default(),
            claim.cue.as_ref().map(|cue| cue.lemma.clone()).unwrap_or_default(),
            certainty,
            content(text, claim),
        ]);
    }
    table
}

fn speaker(speaker: &Speaker) -> String {
    match &speaker.entity_id {
        Some(EntityId(id)) => format!("{} ({id})", speaker.name),
        None => speaker.name.clone(),
    }
}

fn content(text: &str, claim: &Claim) -> String {
    claim.spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ")
}

fn figures(text: &str, analysis: &Analysis) -> Table {
    let mut table = table(&["Id", "Text", "Kind", "Value", "Unit", "Measures", "Claim"]);
    for figure in &analysis.figures {
        table.add_row(vec![
            figure.id.to_string(),
            figure.span.of(text).to_owned(),
            figure.kind.to_string(),
            value(figure),
            figure.unit.clone().unwrap_or_default(),
            figure.measures.clone().unwrap_or_default(),
            figure.claim_id.map(|id| id.to_string()).unwrap_or_default(),
        ]);
    }
    table
}

fn value(figure: &Figure) -> String {
    let number = |value: rust_decimal::Decimal| value.normalize().to_string();
    let amount = match (figure.value, figure.min, figure.max) {
        (Some(value), _, _) => number(value),
        (None, Some(min), Some(max)) => format!("{} to {}", number(min), number(max)),
        (None, min, max) => min.or(max).map(number).unwrap_or_default(),
    };
    let time = figure.time.map(|time| time.strftime("%H:%M").to_string());
    let period = figure.period.map(|p| format!("{} to {}", p.start, p.end));
    let approximation = figure.approximation.map(|a| format!("({a})"));
    [Some(amount).filter(|a| !a.is_empty()), time, period, approximation]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

fn score(score: Score) -> String {
    format!("{} {:+.2}", score.label, score.score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words_and_every_byte_keeps_its_place() {
        for (text, width, lines, reason) in [
            ("Bern wächst weiter.", 11, "Bern wächst\nweiter.", "as many columns as there are"),
            ("Bern wächst weiter.", 10, "Bern\nwächst\nweiter.", "one column too few"),
            ("Bern\nwächst", 8, "Bern\nwächst", "a line end of its own"),
            ("Donaudampfschifffahrt in Ulm", 8, "Donaudampfschifffahrt\nin Ulm", "a word longer than a line"),
            ("Bern \u{a0}wächst", 6, "Bern\n\u{a0}wächst", "a blank that may not be broken"),
            ("", 8, "", "nothing"),
        ] {
            let made = wrapped(text, width);
            assert_eq!(made, lines, "{reason}");
            assert_eq!(made.len(), text.len(), "{reason}");
        }
    }
}
