//! How often a figure says rightly what it measures, on sentences of our own that were not looked at while the rules were
//! made, and on those that were.

use super::{Stage, published};

const GOLD: &str = include_str!("measures-gold.tsv");

/// Figures that say what they measure rightly, wrongly, and not at all though they should.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed) as f64
    }
}

/// The figures that a row wants, each with the nouns that are right.
fn wanted(row: &str) -> Vec<(&str, Vec<&str>)> {
    let figures = row.split("; ").map(|part| part.split_once('=').expect("figure=noun"));
    figures.map(|(figure, nouns)| (figure, nouns.split('|').filter(|noun| *noun != "-").collect())).collect()
}

/// Whether the words say one of the nouns, alone or as the head of a phrase.
fn says(words: &str, nouns: &[&str]) -> bool {
    let noun = words.split(" … ").next().unwrap_or_default();
    nouns
        .iter()
        .any(|right| noun == *right || noun.ends_with(&format!(" {right}")) || noun.starts_with(&format!("{right} ")))
}

fn add(score: &mut Score, stage: &Stage, text: &str, row: &str) {
    let wanted = wanted(row);
    let mut found = vec![false; wanted.len()];
    for figure in stage.read_of(text, Some(published())) {
        let exact = figure.span.of(text);
        let at = wanted.iter().position(|(part, _)| exact.contains(part) || part.contains(exact));
        let nouns = at.map_or(&[][..], |at| &wanted[at].1);
        found.iter_mut().enumerate().filter(|(n, _)| at == Some(*n)).for_each(|(_, found)| *found = true);
        match figure.measures.as_deref() {
            Some(words) if says(words, nouns) => score.right += 1,
            Some(_) => {
                score.wrong += 1;
                score.missed += usize::from(!nouns.is_empty());
            }
            None => score.missed += usize::from(!nouns.is_empty()),
        }
    }
    score.missed += wanted.iter().zip(&found).filter(|((_, nouns), found)| !**found && !nouns.is_empty()).count();
}

#[test]
fn figures_say_what_they_measure_about_as_often_on_new_sentences_as_on_known_ones() {
    let stage = Stage::new();
    let rows: Vec<(&str, &str)> =
        GOLD.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect();
    assert!(rows.len() >= 300, "{} sentences", rows.len());
    let mut scores = [Score::default(), Score::default()];
    for (number, (text, row)) in rows.iter().enumerate() {
        add(&mut scores[number % 2], &stage, text, row);
    }
    let [known, new] = &scores;
    println!("known {known:?}: precision {:.3}, recall {:.3}", known.precision(), known.recall());
    println!("new {new:?}: precision {:.3}, recall {:.3}", new.precision(), new.recall());
    assert!(new.precision() >= 0.85 && new.recall() >= 0.80, "{new:?}");
    assert!(known.precision() >= 0.90 && known.recall() >= 0.88, "{known:?}");
}
