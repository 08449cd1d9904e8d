//! The golden articles: short texts with every claim and its parts marked by hand, against a committed score.
//!
//! A file holds articles; each begins with `## name`, then its text, a line `---`, and one line a claim:
//! `kind | content | speaker | cue | frame | addressee | medium | certainty`. `…` parts the pieces of an interrupted
//! stretch, `\n` is a line break, `-` is nothing, `= Name` behind a speaker is the entity it resolves to.

use std::fmt::Write as _;
use std::path::PathBuf;

use pressespiegel::nlp::analysis::Claim;
use pressespiegel::nlp::{Document, Engine};
use pressespiegel::text::Span;

/// The parts that are scored, in the order of the columns.
const PARTS: [&str; 8] = ["claims", "speaker", "cue", "frame", "addressee", "medium", "certainty", "entity"];

struct Article {
    name: String,
    text: String,
    claims: Vec<Vec<String>>,
}

fn folder() -> PathBuf {
    PathBuf::from(file!()).parent().map(|p| p.join("golden")).unwrap_or_default()
}

fn articles() -> Vec<Article> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("tests/nlp/golden")
        .map(|e| e.expect("entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    let mut articles = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a golden file");
        for article in format!("\n{text}").split("\n## ").skip(1) {
            let (name, rest) = article.split_once('\n').expect("a name");
            let (text, claims) = rest.split_once("\n---").expect("a line ---");
            let claims = claims.lines().filter(|l| !l.trim().is_empty());
            let claims = claims.map(|l| l.split(" | ").map(str::to_owned).collect()).collect();
            articles.push(Article { name: name.to_owned(), text: text.to_owned(), claims });
        }
    }
    articles
}

fn words(text: &str, spans: &[Span]) -> String {
    let parts: Vec<String> = spans.iter().map(|s| s.of(text).replace('\n', "\\n")).collect();
    if parts.is_empty() { "-".into() } else { parts.join(" … ") }
}

/// The engine's claim in the form of the files; the last column is the entity's name.
fn columns(text: &str, claim: &Claim) -> [String; 9] {
    let speaker = claim.speaker.as_ref();
    let cue = claim.cue.as_ref();
    let negated = if claim.negated { " negated" } else { "" };
    [
        claim.kind.to_string(),
        words(text, &claim.spans),
        speaker.map_or("-".into(), |s| words(text, &s.spans)),
        cue.map_or("-".into(), |c| format!("{}: {}", c.lemma, words(text, &c.spans))),
        words(text, &claim.frame),
        claim.addressee.as_ref().map_or("-".into(), |a| words(text, &a.spans)),
        claim.medium.to_string(),
        format!("{}{negated}", claim.certainty),
        speaker.filter(|s| s.entity_id.is_some()).map_or("-".into(), |s| s.name.clone()),
    ]
}

/// Right and expected a part, and what is wrong, for reading.
fn score() -> ([(usize, usize); 8], usize, String) {
    let engine = Engine::new().expect("the engine");
    let mut parts = [(0, 0); 8];
    let mut extra = 0;
    let mut wrong = String::new();
    for article in articles() {
        let analysis = engine.analyze(Document::new(&article.text));
        let mut found: Vec<[String; 9]> = analysis.claims.iter().map(|c| columns(&article.text, c)).collect();
        for gold in &article.claims {
            assert_eq!(gold.len(), 8, "{}: eight columns in {gold:?}", article.name);
            let (speaker, entity) = gold[2].split_once(" = ").unwrap_or((&gold[2], "-"));
            parts[0].1 += 1;
            let same = found.iter().position(|f| f[0] == gold[0] && f[1] == gold[1]);
            let got = same.map(|at| found.remove(at));
            if got.is_none() {
                let _ = writeln!(wrong, "{}: no {} | {}", article.name, gold[0], gold[1]);
            }
            parts[0].0 += usize::from(got.is_some());
            let expected = [speaker, &gold[3], &gold[4], &gold[5], &gold[6], &gold[7], entity];
            for (n, expected) in expected.into_iter().enumerate().filter(|(_, e)| *e != "-") {
                parts[n + 1].1 += 1;
                let Some(got) = &got else { continue };
                parts[n + 1].0 += usize::from(got[n + 2] == expected);
                if got[n + 2] != expected {
                    let _ = writeln!(wrong, "{}: {} is {:?}, not {expected:?}", article.name, PARTS[n + 1], got[n + 2]);
                }
            }
        }
        extra += found.len();
        for claim in found {
            let _ = writeln!(wrong, "{}: extra {} | {}", article.name, claim[0], claim[1]);
        }
    }
    (parts, extra, wrong)
}

#[test]
fn golden_articles_are_read_at_least_as_well_as_committed() {
    let (parts, extra, wrong) = score();
    let committed = std::fs::read_to_string(folder().join("score.tsv")).expect("score.tsv");
    let mut worse = Vec::new();
    for line in committed.lines().filter(|l| !l.starts_with('#')) {
        let (part, number) = line.split_once('\t').expect("part TAB number");
        let number: usize = number.parse().expect("a number");
        let (now, ok) = match PARTS.iter().position(|p| *p == part) {
            Some(at) => (parts[at].0, parts[at].0 >= number),
            None => (extra, extra <= number),
        };
        if !ok {
            worse.push(format!("{part}: {now}, committed {number}"));
        }
    }
    let all: Vec<String> = PARTS.iter().zip(parts).map(|(p, (right, of))| format!("{p} {right}/{of}")).collect();
    assert!(worse.is_empty(), "worse: {worse:?}\nnow: {all:?}, extra {extra}\n{wrong}");
    println!("{all:?}, extra {extra}\n{wrong}");
}

#[test]
fn there_are_golden_articles_for_every_construction() {
    let articles = articles();
    assert!(articles.len() >= 60, "{}", articles.len());
    for kind in ["direct", "indirect", "reported", "free_indirect", "indirect_free_indirect", "assertion"] {
        assert!(articles.iter().flat_map(|a| &a.claims).any(|c| c[0] == kind), "{kind}");
    }
}
