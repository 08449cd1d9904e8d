//! How well `confidence` is calibrated: claimed confidence against the share right, on articles marked for this alone.
//!
//! In `calibration/*.txt` an article is `## name` and its text with marks: `[1i:content]`, `{1:speaker}`,
//! `{1,2=Name:speaker}` with the entity they are, `<1:addressee>`; a number used twice is one interrupted claim. The letter
//! is the kind: direct, indirect, reported, free, k for Konjunktiv without a frame, assertion.
//! `held.txt` was marked before it was first read by the engine, and no rule was changed for it; `known.txt` was used to find errors.
//!
//! A claim is right when its content overlaps that of a marked claim (one to one, the closest first) and its speaker overlaps
//! the marked one or is the marked entity, without being another; or when neither has a speaker.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;

use pressespiegel::nlp::analysis::{Claim, ClaimKind};
use pressespiegel::nlp::{Document, Engine};

#[derive(Default)]
struct Marked {
    kind: char,
    content: Vec<Range<usize>>,
    speaker: Vec<Range<usize>>,
    entity: Option<String>,
    addressee: Vec<Range<usize>>,
}

#[derive(Default)]
struct Article {
    name: String,
    text: String,
    claims: BTreeMap<u32, Marked>,
}

/// Lower bounds of the bins of confidence.
const BINS: [f64; 6] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9];

fn folder() -> PathBuf {
    PathBuf::from(file!()).parent().map(|p| p.join("calibration")).unwrap_or_default()
}

fn articles(file: &str) -> Vec<Article> {
    let text = std::fs::read_to_string(folder().join(file)).expect(file);
    format!("\n{text}").split("\n## ").skip(1).map(parse).collect()
}

fn parse(source: &str) -> Article {
    let (name, marked) = source.split_once('\n').expect("a name");
    let mut article = Article { name: name.to_owned(), ..Article::default() };
    let mut open: Vec<(char, String, usize)> = Vec::new();
    let mut rest = marked.trim();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '[' | '{' | '<' => {
                let (head, after) = rest.split_once(':').expect("a colon behind the number");
                open.push((c, head.to_owned(), article.text.len()));
                rest = after;
            }
            ']' | '}' | '>' => {
                let (bracket, head, start) = open.pop().expect("an open bracket");
                let span = start..article.text.len();
                add(&mut article, bracket, &head, span);
            }
            _ => article.text.push(c),
        }
    }
    assert!(open.is_empty(), "{name}: a bracket is not closed");
    article
}

fn add(article: &mut Article, bracket: char, head: &str, span: Range<usize>) {
    let (numbers, entity) = head.split_once('=').map_or((head, None), |(n, e)| (n, Some(e.to_owned())));
    let kind = numbers.chars().next_back().filter(|c| c.is_alphabetic());
    for number in numbers.trim_end_matches(char::is_alphabetic).split(',') {
        let claim = article.claims.entry(number.parse().expect("a number")).or_default();
        match bracket {
            '[' => {
                claim.kind = kind.expect("a kind");
                claim.content.push(span.clone());
            }
            '{' => {
                claim.entity.clone_from(&entity);
                if !span.is_empty() {
                    claim.speaker.push(span.clone());
                }
            }
            _ => claim.addressee.push(span.clone()),
        }
    }
}

fn overlap(a: &[Range<usize>], b: &[Range<usize>]) -> usize {
    a.iter().flat_map(|a| b.iter().map(|b| a.end.min(b.end).saturating_sub(a.start.max(b.start)))).sum()
}

fn length(spans: &[Range<usize>]) -> usize {
    spans.iter().map(Range::len).sum()
}

fn ranges(spans: &[pressespiegel::text::Span]) -> Vec<Range<usize>> {
    spans.iter().map(|s| s.range()).collect()
}

/// Which marked claim each found one is, the closest pairs first; an assertion is only an assertion.
fn pairs(found: &[Claim], marked: &BTreeMap<u32, Marked>) -> Vec<Option<u32>> {
    let mut close = Vec::new();
    for (at, claim) in found.iter().enumerate() {
        let own = ranges(&claim.spans);
        for (&number, mark) in marked {
            let both = overlap(&own, &mark.content);
            if both > 0 && (claim.kind == ClaimKind::Assertion) == (mark.kind == 'a') {
                let same = claim.kind.as_str().starts_with(mark.kind)
                    || mark.kind == 'k' && claim.kind == ClaimKind::IndirectFreeIndirect;
                close.push((2000 * both / (length(&own) + length(&mark.content)) + usize::from(same), at, number));
            }
        }
    }
    close.sort_by_key(|&(near, at, number)| (std::cmp::Reverse(near), at, number));
    let mut paired = vec![None; found.len()];
    for (_, at, number) in close {
        if paired[at].is_none() && !paired.contains(&Some(number)) {
            paired[at] = Some(number);
        }
    }
    paired
}

fn speaker_is_right(claim: &Claim, mark: &Marked) -> bool {
    let Some(speaker) = &claim.speaker else { return mark.speaker.is_empty() && mark.entity.is_none() };
    let entity = speaker.entity_id.as_ref().map(|_| speaker.name.as_str());
    match (entity, &mark.entity) {
        (Some(found), Some(marked)) => found == marked,
        _ => overlap(&ranges(&speaker.spans), &mark.speaker) > 0,
    }
}

#[derive(Default, Clone, Copy)]
struct Bin {
    claims: usize,
    right: usize,
    confidence: f64,
}

struct Score {
    bins: [Bin; BINS.len()],
    /// Marked claims, and those found.
    marked: usize,
    found: usize,
    addressees: (usize, usize),
    wrong: String,
}

fn score(file: &str) -> Score {
    let engine = Engine::new().expect("the engine");
    let mut score = Score { bins: Default::default(), marked: 0, found: 0, addressees: (0, 0), wrong: String::new() };
    for article in articles(file) {
        let found = engine.analyze(Document::new(&article.text)).claims;
        let paired = pairs(&found, &article.claims);
        score.marked += article.claims.len();
        for (claim, number) in found.iter().zip(&paired) {
            let mark = number.and_then(|n| article.claims.get(&n));
            let right = mark.is_some_and(|m| speaker_is_right(claim, m));
            let bin = BINS.iter().rposition(|&low| claim.confidence >= low).unwrap_or(0);
            let bin = &mut score.bins[bin];
            bin.claims += 1;
            bin.right += usize::from(right);
            bin.confidence += claim.confidence;
            score.found += usize::from(mark.is_some());
            if !right {
                let text: Vec<&str> = claim.spans.iter().map(|s| s.of(&article.text)).collect();
                let who = claim.speaker.as_ref().map(|s| {
                    let spans: Vec<&str> = s.spans.iter().map(|s| s.of(&article.text)).collect();
                    (&s.name, spans, s.resolved_by)
                });
                let why = if mark.is_some() { "speaker" } else { "extra" };
                let _ = writeln!(
                    score.wrong,
                    "{}: {why} {:.2} {} {text:?} {who:?}",
                    article.name, claim.confidence, claim.kind
                );
            }
            if let Some(mark) = mark.filter(|m| !m.addressee.is_empty()) {
                let told = claim.addressee.as_ref().map_or_else(Vec::new, |a| ranges(&a.spans));
                score.addressees.0 += usize::from(told == mark.addressee);
            }
        }
        for (number, mark) in &article.claims {
            score.addressees.1 += usize::from(!mark.addressee.is_empty());
            if !paired.contains(&Some(*number)) {
                let text: Vec<&str> = mark.content.iter().map(|r| &article.text[r.clone()]).collect();
                let _ = writeln!(score.wrong, "{}: missed {} {text:?}", article.name, mark.kind);
            }
        }
    }
    score
}

fn table(name: &str, score: &Score) -> String {
    let mut rows = String::new();
    for (low, bin) in BINS.iter().zip(score.bins).filter(|(_, b)| b.claims > 0) {
        let of = |n: f64| n / f64::from(u32::try_from(bin.claims).unwrap_or(u32::MAX));
        let right = of(f64::from(u32::try_from(bin.right).unwrap_or(u32::MAX)));
        let _ =
            writeln!(rows, "{name}\t{low:.1}\t{}\t{}\t{:.2}\t{right:.2}", bin.claims, bin.right, of(bin.confidence));
    }
    rows
}

/// Right at most this much less often than claimed, in hundredths, where a bin has enough claims to tell.
const MARGIN: usize = 6;

/// Claims a bin may gain or lose before the committed table must be written anew.
const DRIFT: usize = 3;

#[test]
fn confidence_is_as_calibrated_as_committed() {
    let mut now = String::new();
    let mut bins = [Bin::default(); BINS.len()];
    for file in ["held", "known"] {
        let score = score(&format!("{file}.txt"));
        println!("{file}: {} of {} marked claims, addressees {:?}", score.found, score.marked, score.addressees);
        println!("{}", score.wrong);
        now.push_str(&table(file, &score));
        for (sum, bin) in bins.iter_mut().zip(score.bins) {
            sum.claims += bin.claims;
            sum.right += bin.right;
            sum.confidence += bin.confidence;
        }
    }
    println!("{now}");
    for bin in bins.iter().filter(|b| b.claims >= 20) {
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        let claimed = bin.confidence - count(bin.claims * MARGIN) / 100.0;
        assert!(
            count(bin.right) >= claimed,
            "{} of {} right, {:.1} claimed\n{now}",
            bin.right,
            bin.claims,
            bin.confidence
        );
    }
    let committed = std::fs::read_to_string(folder().join("reliability.tsv")).expect("reliability.tsv");
    let rows = |text: &str| -> Vec<(String, usize, usize)> {
        let own = text.lines().filter(|l| l.starts_with("held\t") || l.starts_with("known\t"));
        own.map(|l| {
            let columns: Vec<&str> = l.split('\t').collect();
            let number = |n: usize| columns[n].parse().expect("a number");
            (columns[..2].join(" "), number(2), number(3))
        })
        .collect()
    };
    let (committed, found) = (rows(&committed), rows(&now));
    for (bin, claims, right) in &committed {
        let same = found.iter().find(|(b, _, _)| b == bin).map_or((0, 0), |&(_, claims, right)| (claims, right));
        let near = same.0.abs_diff(*claims) <= DRIFT && same.1.abs_diff(*right) <= DRIFT;
        assert!(near, "{bin}: committed {right} of {claims}, now {} of {}; the table now:\n{now}", same.1, same.0);
    }
}

#[test]
fn marked_articles_are_as_many_as_the_table_says() {
    assert!(articles("held.txt").len() + articles("known.txt").len() >= 60);
}
