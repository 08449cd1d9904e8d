//! Stretches of text that show why something was found.

use super::matching::{Found, Kind, find, sentence_of};
use super::query::{Field, TextQuery};
use super::words::{Word, read};
use crate::article::{AnalysedArticle, Article};
use crate::nlp::analysis::{Claim, Figure};
use crate::text::{Headed, Span};

/// Bytes of a stretch, unless what was found is longer.
const LENGTH: usize = 240;

/// Stretches of a text.
const MOST: usize = 3;

/// Marks of a stretch.
const MOST_MARKS: usize = 50;

/// A stretch of a headline or a text with what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The stretch, in bytes.
    pub span: Span,
    /// The words that were looked for, in order; of a compound the whole word.
    pub marks: Vec<Span>,
}

/// Those of an article: its headline, if something is found there, and at most three stretches of its text that show as many of
/// the words as possible. Reads the text once.
#[must_use]
pub fn article_snippets(query: &TextQuery, article: &Article) -> Vec<Snippet> {
    let mut snippets = Vec::new();
    if let Some(title) = &article.content.title {
        let words = read(title);
        let marks = marks(&hits(query, Kind::Article, Field::Title, &words), &words);
        if !marks.is_empty() {
            let headed = article.content.headed();
            let marks = marks.into_iter().map(|mark| headed.in_title(mark)).collect();
            snippets.push(Snippet { span: headed.in_title(Span::new(0, title.len())), marks });
        }
    }
    snippets.extend(stretches(query, Kind::Article, &article.content.text, 0));
    snippets
}

/// Those of a claim.
#[must_use]
pub fn claim_snippets(query: &TextQuery, article: &Article, claim: &Claim) -> Vec<Snippet> {
    let headed = article.content.headed();
    claim.spans.iter().flat_map(|span| stretches_of(query, Kind::Claim, headed, *span)).take(MOST).collect()
}

/// Those of a figure: of the sentence it stands in.
#[must_use]
pub fn figure_snippets(query: &TextQuery, article: &AnalysedArticle, figure: &Figure) -> Vec<Snippet> {
    stretches_of(query, Kind::Figure, article.article.content.headed(), sentence_of(article, figure))
}

/// The stretches of a span.
fn stretches_of(query: &TextQuery, kind: Kind, headed: Headed<'_>, span: Span) -> Vec<Snippet> {
    stretches(query, kind, headed.exact(span), span.start)
}

/// Something found, and by which clause.
#[derive(Debug, Clone, Copy)]
struct Hit {
    clause: usize,
    found: Found,
}

fn hits(query: &TextQuery, kind: Kind, field: Field, words: &[Word]) -> Vec<Hit> {
    let clauses = query.clauses.iter().enumerate().filter(|(_, c)| !c.negated && kind.fields(c).contains(&field));
    let mut hits: Vec<Hit> = clauses
        .flat_map(|(clause, c)| find(&c.sought, words).into_iter().map(move |found| Hit { clause, found }))
        .collect();
    hits.sort_by_key(|hit| (hit.found.first, hit.found.last));
    hits
}

/// What is to be marked, in order, without overlap.
fn marks(hits: &[Hit], words: &[Word]) -> Vec<Span> {
    let mut marks: Vec<Span> = Vec::new();
    for Hit { found, .. } in hits {
        let (start, end) = (words[found.first].span.start, words[found.last].span.end);
        if let Some(last) = marks.last_mut().filter(|last| start < last.end) {
            last.end = last.end.max(end);
        } else if marks.len() < MOST_MARKS {
            marks.push(Span::new(start, end));
        }
    }
    marks
}

/// The stretches of a text that begins at `offset` of the whole.
fn stretches(query: &TextQuery, kind: Kind, text: &str, offset: usize) -> Vec<Snippet> {
    let words = read(text);
    let hits = hits(query, kind, Field::Text, &words);
    let mut shown = vec![false; query.clauses.len()];
    let mut snippets: Vec<Snippet> = Vec::new();
    while snippets.len() < MOST {
        let Some((from, to)) = densest(&hits, &words, &shown) else { break };
        for hit in &hits[from..to] {
            shown[hit.clause] = true;
        }
        let span = widened(text, &words, hits[from].found.first, &hits[from..to]);
        let inside: Vec<Hit> = hits
            .iter()
            .filter(|hit| span.start <= words[hit.found.first].span.start && words[hit.found.last].span.end <= span.end)
            .copied()
            .collect();
        let moved = |span: Span| Span::new(span.start + offset, span.end + offset);
        let marks = marks(&inside, &words).into_iter().map(moved).collect();
        snippets.push(Snippet { span: moved(span), marks });
    }
    snippets.sort_by_key(|snippet| snippet.span.start);
    snippets
}

/// The hits within one stretch that show most clauses not shown yet; the first of equals.
fn densest(hits: &[Hit], words: &[Word], shown: &[bool]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize, usize)> = None;
    let mut inside = vec![0_usize; shown.len()];
    let mut to = 0;
    for from in 0..hits.len() {
        let limit = words[hits[from].found.first].span.start + LENGTH;
        while to < hits.len() && (to <= from || words[hits[to].found.last].span.end <= limit) {
            inside[hits[to].clause] += 1;
            to += 1;
        }
        let new = inside.iter().zip(shown).filter(|(count, shown)| **count > 0 && !**shown).count();
        if new > best.map_or(0, |(most, ..)| most) {
            best = Some((new, from, to));
        }
        inside[hits[from].clause] -= 1;
    }
    best.map(|(_, from, to)| (from, to))
}

/// The stretch around these hits: from the start of the sentence, if that is near, and whole words.
fn widened(text: &str, words: &[Word], first: usize, hits: &[Hit]) -> Span {
    let last = hits.iter().map(|hit| hit.found.last).max().unwrap_or(first);
    let (mut from, mut to) = (first, last);
    let length = |from: usize, to: usize| words[to].span.end - words[from].span.start;
    let room = LENGTH.saturating_sub(length(first, last));
    while from > 0
        && words[from - 1].position + 1 == words[from].position
        && length(from - 1, last) <= LENGTH.max(length(first, last)) - room / 2
    {
        from -= 1;
    }
    while to + 1 < words.len() && length(from, to + 1) <= LENGTH {
        to += 1;
    }
    let mut end = words[to].span.end;
    // The mark that ends the sentence belongs to it.
    if let Some(mark) = text[end..].chars().next().filter(|c| matches!(c, '.' | '!' | '?' | '…')) {
        end += mark.len_utf8();
    }
    Span::new(words[from].span.start, end)
}
