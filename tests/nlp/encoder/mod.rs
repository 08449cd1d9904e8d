//! The encoder with its real weights: the same bits as when they were exported, and the names in sentences.
//!
//! `UPDATE_BASELINE=1 cargo test --test nlp encoder` writes `reference.tsv` anew; only another `names.bin` is a reason to.

use std::path::PathBuf;
use std::sync::LazyLock;

use pressespiegel::nlp::Halt;
use pressespiegel::nlp::encoder::labels::{self, Head};
use pressespiegel::nlp::encoder::{Encoder, Kernel, Logits};
use pressespiegel::nlp::tagger::NameClass;

const REFERENCE: &str = include_str!("reference.tsv");

/// The labels as they are written in the reference.
const LABELS: [&str; labels::LABELS] = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-OTH", "I-OTH"];

static MODEL: LazyLock<Vec<u8>> = LazyLock::new(|| std::fs::read(path("src/nlp/encoder/names.bin")).unwrap());
static ENCODER: LazyLock<Encoder> = LazyLock::new(|| Encoder::load(MODEL.as_slice()).unwrap());

fn path(from_root: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(from_root)
}

fn encode(encoder: &Encoder, words: &[&str]) -> Logits {
    encoder.encode(&[words], &Halt::never()).unwrap()
}

/// The heads whose mean the reference was made with.
fn heads() -> Vec<&'static Head> {
    ENCODER.heads().iter().filter(|head| matches!(head.name.as_str(), "d" | "o")).collect()
}

/// FNV-1a, a step a float.
fn hash(values: &[f32]) -> String {
    let step = |hash: u64, value: &f32| (hash ^ u64::from(value.to_bits())).wrapping_mul(0x0000_0100_0000_01b3);
    format!("{:016x}", values.iter().fold(0xcbf2_9ce4_8422_2325, step))
}

/// A line of the reference for a sentence: words, pieces, labels, hash.
fn line(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split(' ').collect();
    let cut = words.iter().flat_map(|word| ENCODER.pieces(word));
    let pieces: Vec<String> = [0].into_iter().chain(cut).chain([2]).map(|piece| piece.to_string()).collect();
    let logits = encode(&ENCODER, &words);
    let odds: Vec<_> = ENCODER.odds(&logits, &heads()).flatten().collect();
    let labels: Vec<&str> = labels::best(&odds).into_iter().map(|label| LABELS[label]).collect();
    [sentence, &pieces.join(" "), &labels.join(" "), &hash(logits.values())].join("\t")
}

#[test]
fn pieces_labels_and_every_bit_of_the_logits_are_those_of_the_reference() {
    let remark = |line: &&str| line.starts_with('#');
    let expected: Vec<&str> = REFERENCE.lines().filter(|line| !remark(line)).collect();
    let found: Vec<String> = expected.iter().map(|line| self::line(line.split('\t').next().unwrap())).collect();
    if std::env::var_os("UPDATE_BASELINE").is_some() {
        let remarks = REFERENCE.lines().filter(remark).map(str::to_owned);
        let text: String = remarks.chain(found).map(|line| line + "\n").collect();
        std::fs::write(path("tests/nlp/encoder/reference.tsv"), text).unwrap();
        return;
    }
    assert!(expected.len() > 10);
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
}

#[test]
fn every_kernel_has_the_same_bits() {
    let shortest = REFERENCE.lines().filter(|line| !line.starts_with('#')).min_by_key(|line| line.len()).unwrap();
    let words: Vec<&str> = shortest.split('\t').next().unwrap().split(' ').collect();
    let mut encoder = Encoder::load(MODEL.as_slice()).unwrap();
    for kernel in Kernel::all() {
        encoder = encoder.with_kernel(kernel);
        let found = hash(encode(&encoder, &words).values());
        assert!(shortest.ends_with(&found), "{} has {found} for {shortest}", kernel.name());
    }
}

#[test]
fn names_come_with_their_type_and_how_sure_it_is() {
    let words = ["Robert", "Habeck", "besuchte", "Siemens", "in", "München", "."];
    let logits = encode(&ENCODER, &words);
    let names = ENCODER.names(&logits, &heads()).next().unwrap();
    let found: Vec<_> = names.iter().map(|name| (words[name.tokens.clone()].join(" "), name.class)).collect();
    let expected =
        [("Robert Habeck", NameClass::Person), ("Siemens", NameClass::Organization), ("München", NameClass::Location)];
    assert_eq!(found, expected.map(|(name, class)| (name.to_owned(), class)));
    assert!(names.iter().all(|name| name.confidence > 0.9 && name.confidence <= 1.0), "{names:?}");
}

#[test]
fn the_card_is_that_of_the_file() {
    let card = std::fs::read_to_string(path("src/nlp/encoder/CARD.md")).unwrap();
    let fingerprint = std::str::from_utf8(&MODEL[8..40]).unwrap();
    assert!(card.contains(fingerprint), "CARD.md describes another file than that with the fingerprint {fingerprint}");
}
