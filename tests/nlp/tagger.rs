//! The name tagger: its decoder against brute force, its model file, its features, and whole texts.

#[expect(dead_code, reason = "the tool that the files belong to uses the rest")]
#[path = "../../src/bin/train-tagger/learn/mod.rs"]
pub mod learn;

use pressespiegel::nlp::DataError;
use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::tagger::decode::{Decoder, Scores, Transitions};
use pressespiegel::nlp::tagger::labels::{LABELS, labels_of, may_begin, may_end, may_follow, names_of};
use pressespiegel::nlp::tagger::{LabeledName, NameClass, NameTagger, Weights};

use crate::layers::bare;
use proptest::prelude::*;
use std::sync::LazyLock;

use learn::brackets::conll;
use learn::corpus::Corpus;
use learn::extract::extract;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new().expect("the lexicon loads"));
static TAGGER: LazyLock<NameTagger> = LazyLock::new(|| NameTagger::new(&LEXICON).expect("the model loads"));

fn label(text: &str) -> Vec<(String, LabeledName)> {
    let layers = bare(text);
    let names = TAGGER.label(&LEXICON, &layers);
    let surface = |name: &LabeledName| {
        let span = layers.tokens[name.tokens.start].span.cover(layers.tokens[name.tokens.end - 1].span);
        span.of(text).to_owned()
    };
    names.into_iter().map(|name| (surface(&name), name)).collect()
}

fn check(text: &str, expected: &[(&str, NameClass)]) {
    let found = label(text);
    let found: Vec<(&str, NameClass)> = found.iter().map(|(name, label)| (name.as_str(), label.class)).collect();
    assert_eq!(found, expected, "in {text:?}");
}

#[test]
fn people_organizations_and_places_are_told_apart() {
    use NameClass::{Location, Organization, Person};
    check("Angela Merkel reiste nach Paris.", &[("Angela Merkel", Person), ("Paris", Location)]);
    check("Die SPD regiert in Hamburg.", &[("SPD", Organization), ("Hamburg", Location)]);
    check("Gestern sprach Thomas Müller in München.", &[("Thomas Müller", Person), ("München", Location)]);
}

#[test]
fn common_nouns_are_no_names() {
    check("Die Regierung beschloss gestern ein neues Gesetz.", &[]);
    check("Im Garten steht ein alter Baum.", &[]);
    check("Der Umsatz stieg um drei Prozent.", &[]);
}

#[test]
fn a_text_without_words_has_no_names() {
    check("", &[]);
    check("… – 12,5 %", &[]);
}

/// All legal rows of labels of `length` tokens.
fn rows(length: usize) -> Vec<Vec<u8>> {
    let mut rows: Vec<Vec<u8>> = vec![Vec::new()];
    for i in 0..length {
        rows = rows
            .iter()
            .flat_map(|row| {
                let fits = |label: &usize| match row.last() {
                    None => may_begin(*label),
                    Some(last) => may_follow(usize::from(*last), *label),
                };
                let next = (0..LABELS).filter(fits).filter(|label| i + 1 < length || may_end(*label));
                next.map(|label| [row.as_slice(), &[u8::try_from(label).expect("there are 17 labels")]].concat())
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    rows
}

fn sum(row: &[u8], nodes: &[Scores], transitions: &Transitions) -> i32 {
    let single: i32 = row.iter().zip(nodes).map(|(label, node)| node[usize::from(*label)]).sum();
    let pairs: i32 = row.windows(2).map(|pair| transitions[usize::from(pair[0])][usize::from(pair[1])]).sum();
    single + pairs
}

fn scores() -> impl Strategy<Value = Scores> {
    prop::array::uniform17(-90..90_i32)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_decoder_finds_what_trying_all_rows_finds(
        nodes in prop::collection::vec(scores(), 1..4),
        transitions in prop::array::uniform17(scores()),
    ) {
        let mut decoder = Decoder::default();
        let mut labels = Vec::new();
        decoder.decode(&nodes, &transitions, &mut labels);
        let all = rows(nodes.len());
        prop_assert!(all.contains(&labels), "{labels:?} is not legal");
        let best = all.iter().map(|row| sum(row, &nodes, &transitions)).max();
        prop_assert_eq!(Some(sum(&labels, &nodes, &transitions)), best);
    }

    #[test]
    fn a_margin_is_the_loss_of_the_best_row_that_labels_a_token_of_the_name_otherwise(
        nodes in prop::collection::vec(scores(), 1..4),
        transitions in prop::array::uniform17(scores()),
    ) {
        let mut decoder = Decoder::default();
        let mut labels = Vec::new();
        decoder.decode(&nodes, &transitions, &mut labels);
        let names = names_of(&labels);
        let ranges = names.iter().map(|name| name.0.clone());
        let margins = decoder.margins(&nodes, &transitions, &labels, ranges);
        let all = rows(nodes.len());
        for ((range, _), margin) in names.iter().zip(margins) {
            let other = range.clone().map(|i| {
                let rows = all.iter().filter(|row| row[i] != labels[i]);
                rows.map(|row| sum(row, &nodes, &transitions)).max().expect("there is always another row")
            });
            let expected = sum(&labels, &nodes, &transitions) - other.max().expect("a name has tokens");
            prop_assert_eq!(margin, expected);
        }
    }

    #[test]
    fn labels_ascend_and_never_overlap_whatever_the_text(text in "([A-Za-zäöüßÄ]{1,9}[ .,\n]|\\PC){0,60}") {
        let mut end = 0;
        for (_, name) in label(&text) {
            prop_assert!(name.tokens.start >= end && name.tokens.end > name.tokens.start);
            prop_assert!((0.0..=1.0).contains(&name.confidence));
            end = name.tokens.end;
        }
    }

    #[test]
    fn reading_twice_finds_the_same(text in "([A-ZÄÖÜ][a-zäöüß]{1,9}[ .,]){0,30}") {
        prop_assert_eq!(label(&text), label(&text));
    }

    #[test]
    fn a_damaged_model_is_refused_or_read_but_never_breaks(at in 0..4000_usize, value: u8) {
        let mut bytes = small_weights().write();
        let at = at % bytes.len();
        bytes[at] = value;
        if let Err(DataError { file, place, problem }) = Weights::parse("x.model", &bytes) {
            prop_assert!(file == "x.model" && !place.is_empty() && !problem.is_empty());
        }
    }
}

fn small_weights() -> Weights {
    let row = |seed: u32| {
        std::array::from_fn(|i| {
            if (seed as usize + i).is_multiple_of(3) { 0 } else { i8::try_from(seed % 100).expect("it is small") }
        })
    };
    Weights { rows: (1..300).map(|key| (key * 7919, row(key))).collect(), transitions: [[-3; LABELS]; LABELS] }
}

#[test]
fn a_model_survives_being_written() {
    let weights = small_weights();
    let read = Weights::parse("x.model", &weights.write()).expect("it was just written");
    assert_eq!(read, weights);
}

#[test]
fn a_model_that_is_cut_short_is_refused_with_the_place() {
    let bytes = small_weights().write();
    for length in [0, 5, 8, 11, 40, bytes.len() - 1] {
        let error = Weights::parse("x.model", &bytes[..length]).expect_err("it is not whole");
        assert!(error.to_string().starts_with("data file x.model, "), "{error}");
    }
}

#[test]
fn features_are_the_same_every_time() {
    let words = ["Die", "Max-Planck-Gesellschaft", "sitzt", "in", "München", "."];
    let (first, second) = (extract(&LEXICON, &[&words]), extract(&LEXICON, &[&words]));
    assert_eq!(first[0].keys, second[0].keys);
    assert_eq!(first[0].ends.len(), words.len());
}

#[test]
fn what_stands_beside_a_name_elsewhere_in_the_text_tells_of_it() {
    let alone = extract(&LEXICON, &[&["Huber", "wächst", "."]]);
    let after = extract(&LEXICON, &[&["Huber", "wächst", "."], &["Die", "Huber", "AG", "."]]);
    assert!(after[0].ends[0] > alone[0].ends[0], "the other place gives features");
    assert_eq!(after[0].ends[1] - after[0].ends[0], alone[0].ends[1] - alone[0].ends[0], "only words with capitals");
    let twice = extract(&LEXICON, &[&["Hubers", "Plan", "."], &["Die", "Huber", "AG", "."]]);
    let stranger = extract(&LEXICON, &[&["Hubers", "Plan", "."], &["Die", "Hubert", "AG", "."]]);
    assert!(twice[0].ends[0] > stranger[0].ends[0], "a genitive is the same name, a longer word is not");
}

#[test]
fn labels_and_names_are_two_forms_of_one() {
    let names = vec![(0..1, 2), (1..4, 0), (6..8, 3)];
    assert_eq!(names_of(&labels_of(9, &names)), names);
}

#[test]
fn bracketed_text_becomes_columns() {
    let columns = conll("[ORG Universität [LOC Bern]] wächst.").expect("the brackets match");
    assert_eq!(columns, "Universität\tB-ORG\tO\nBern\tI-ORG\tB-LOC\nwächst\tO\tO\n.\tO\tO\n\n");
    for wrong in ["[PER Anna", "Anna]", "[XXX Anna]", "[PER Ann]a lacht"] {
        assert!(conll(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn derived_forms_in_a_corpus_are_outside() {
    let corpus =
        Corpus::parse("deutsche\tB-LOCderiv\nBank\tO\nin\tO\nBonn\tB-LOC\n", 0, 1.0).expect("it is well formed");
    assert_eq!(corpus.sentences[0].names, [(3..4, 2)]);
    assert!(Corpus::parse("Bonn\tB-XYZ\n", 0, 1.0).is_err());
    assert!(Corpus::parse("Bonn\n", 0, 1.0).is_err());
}
