//! Sentences with names in brackets, `[PER Anna Müller] lebt in [LOC Wien].`, as people write them by hand.

use std::fmt::Write as _;

use pressespiegel::nlp::token::tokenize;
use pressespiegel::text::Span;

use super::corpus::CorpusError;

const KINDS: [&str; 4] = ["PER", "ORG", "LOC", "OTH"];

/// A name in brackets: where it is in the text without brackets, its type, and how deep it is nested.
struct Bracket {
    start: usize,
    end: usize,
    kind: &'static str,
    depth: usize,
}

/// Turns lines of bracketed text into `CoNLL`: tokens of the engine, the outer label, the label nested once.
/// Lines that begin with `#` become remarks if they are more than the sign.
///
/// # Errors
/// When brackets do not match, or a name begins or ends within a token.
pub fn conll(source: &str) -> Result<String, CorpusError> {
    let mut out = String::new();
    for (number, line) in source.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if let Some(remark) = line.strip_prefix('#') {
            let _ = writeln!(out, "# {}", remark.trim());
            continue;
        }
        let error = |problem: String| CorpusError { line: number + 1, problem };
        let (text, brackets) = parse(line).map_err(error)?;
        let tokens = tokenize(&text);
        let mut rows = vec![["O".to_owned(), "O".to_owned()]; tokens.len()];
        for bracket in brackets.iter().filter(|bracket| bracket.depth < 2) {
            let inside = |span: Span| span.start >= bracket.start && span.end <= bracket.end;
            let first = tokens.iter().position(|token| inside(token.span));
            let last = tokens.iter().rposition(|token| inside(token.span));
            let (Some(first), Some(last)) = (first, last) else {
                return Err(error(format!("no whole token in {:?}", &text[bracket.start..bracket.end])));
            };
            if tokens[first].span.start != bracket.start || tokens[last].span.end != bracket.end {
                return Err(error(format!("{:?} ends within a token", &text[bracket.start..bracket.end])));
            }
            for (i, row) in rows.iter_mut().enumerate().take(last + 1).skip(first) {
                row[bracket.depth] = format!("{}-{}", if i == first { 'B' } else { 'I' }, bracket.kind);
            }
        }
        for (token, [outer, inner]) in tokens.iter().zip(&rows) {
            let _ = writeln!(out, "{}\t{outer}\t{inner}", token.span.of(&text));
        }
        out.push('\n');
    }
    Ok(out)
}

fn parse(line: &str) -> Result<(String, Vec<Bracket>), String> {
    let mut text = String::new();
    let mut open: Vec<Bracket> = Vec::new();
    let mut closed = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['[', ']']) {
        text.push_str(&rest[..at]);
        let bracket = &rest[at..];
        if let Some(after) = bracket.strip_prefix('[') {
            let kind = KINDS.into_iter().find(|kind| after.starts_with(kind) && after[kind.len()..].starts_with(' '));
            let kind = kind.ok_or_else(|| format!("no type after the bracket before {after:?}"))?;
            open.push(Bracket { start: text.len(), end: 0, kind, depth: open.len() });
            rest = &after[kind.len() + 1..];
        } else {
            let mut bracket = open.pop().ok_or("a bracket closes that was not opened")?;
            bracket.end = text.len();
            closed.push(bracket);
            rest = &rest[at + 1..];
        }
    }
    text.push_str(rest);
    if open.is_empty() { Ok((text, closed)) } else { Err("a bracket is not closed".into()) }
}
