//! The parts of the encoder on small models made of random numbers; the real one is read in `tests/nlp`.

use std::borrow::Cow;

use super::file::{Field, Head as FileHead, Kind, Shape, write};
use super::labels::{LABELS, OUTSIDE, Odds, best, names};
use super::matrix::{Linear, Products, Rows, pack, shifts};
use super::pieces::Pieces;
use super::simd::Work;
use super::{Encoder, Fields, Halt, Kernel, segments};
use crate::nlp::lexicon::fingerprint;

/// Pseudo-random numbers, the same every time.
struct Random(u64);

impl Random {
    fn draw(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (self.0 >> 33) as u32
    }

    /// From −1 to 1.
    fn share(&mut self) -> f32 {
        self.draw() as f32 / (1_u32 << 30) as f32 - 1.0
    }
}

const PIECES: [&str; 16] = ["", "", "", "", "▁", "a", "b", "ab", "▁a", "▁ab", "abc", "c", "bc", ".", "▁.", "ä"];

/// All with one score, so that fewer pieces are better, and `ab c` is as good as `a bc`.
fn head(positions: usize) -> FileHead {
    FileHead {
        shape: Shape {
            layers: 2,
            hidden: 64,
            inner: 128,
            positions,
            pieces: PIECES.len(),
            piece_bytes: PIECES.concat().len(),
            replaced: 2,
            replacements: 3,
        },
        closing: ".,".into(),
        heads: vec![
            ("x".into(), ["O", "B-PER", "I-PER", "B-LOCderiv"].map(String::from).to_vec()),
            ("y".into(), ["B-OTH", "O"].map(String::from).to_vec()),
        ],
    }
}

/// A tensor of random numbers, or of what the vocabulary needs.
fn tensor(random: &mut Random, field: &Field) -> Vec<u8> {
    let whole = |values: &[u32]| values.iter().flat_map(|value| value.to_le_bytes()).collect();
    match (field.name.as_str(), field.kind) {
        ("norm.from", _) => whole(&['A' as u32, 'ſ' as u32]),
        ("norm.len", _) => vec![1, 2],
        ("norm.to", _) => whole(&['a' as u32, ' ' as u32, 'b' as u32]),
        ("vocab.len", _) => PIECES.map(|piece| piece.len() as u8).to_vec(),
        ("vocab.blob", _) => PIECES.concat().into_bytes(),
        ("vocab.score", _) => [-3.0_f32; PIECES.len()].iter().flat_map(|score| score.to_le_bytes()).collect(),
        (_, Kind::F32) => (0..field.values).flat_map(|_| (0.1 * random.share()).to_le_bytes()).collect(),
        // From 2⁻³ to 2⁻², of both signs.
        (_, Kind::F16) => {
            (0..field.values).flat_map(|_| (random.draw() as u16 & 0x83ff | 0x3000).to_le_bytes()).collect()
        }
        _ => (0..field.bytes()).map(|_| random.draw() as u8).collect(),
    }
}

fn file() -> Vec<u8> {
    let mut random = Random(7);
    write(&head(256), |field| Ok(tensor(&mut random, field))).unwrap()
}

fn encoder() -> Encoder {
    Encoder::load(file()).unwrap()
}

/// Sentences of letters that the vocabulary has, and of some that it has not; one of them is longer than a segment.
fn sentences() -> Vec<Vec<String>> {
    let mut random = Random(11);
    let mut word =
        || (0..=random.draw() % 9).map(|_| ['a', 'b', 'c', 'ä', '?', '.'][random.draw() as usize % 6]).collect();
    [3, 0, 1, 17, 90, 2].map(|words| (0..words).map(|_| word()).collect()).to_vec()
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Rows of whole numbers times a matrix.
struct Multiply<'a> {
    linear: &'a Linear,
    weights: &'a [u8],
    values: &'a [i32],
    scales: &'a [f32],
}

impl Work for Multiply<'_> {
    type Output = Vec<u32>;

    fn run<P: Products>(self, products: P) -> Vec<u32> {
        let values: Vec<P::Input> = self.values.iter().map(|value| P::input(*value)).collect();
        let mut out = vec![0.0; self.scales.len() * self.linear.outputs()];
        products.multiply(self.linear.of(self.weights), Rows { values: &values, scales: self.scales }, &mut out);
        bits(&out)
    }
}

/// What a plain loop has for row and output, from unpacked weights.
fn plain(weights: &[u8], values: &[i32], linear: &Linear, scales: &[f32]) -> Vec<u32> {
    let mut out = Vec::new();
    for (row, scale) in values.chunks_exact(linear.inputs).zip(scales) {
        for (output, weights) in weights.chunks_exact(linear.inputs).enumerate() {
            let sum: i32 = row.iter().zip(weights).map(|(value, weight)| value * i32::from(weight.cast_signed())).sum();
            out.push(sum as f32 * (scale * linear.scale[output]) + linear.bias[output]);
        }
    }
    bits(&out)
}

#[test]
fn every_kernel_multiplies_as_the_definition_says() {
    let mut random = Random(3);
    for (inputs, outputs) in [(4, 64), (64, 192), (2048, 64)] {
        for everywhere in [None, Some(-127), Some(127)] {
            let count = inputs * outputs;
            let mut draw = |_| everywhere.unwrap_or(random.draw().cast_signed() % 128);
            let drawn: Vec<i32> = (0..13 * inputs).map(&mut draw).collect();
            // −128 is the weight with the largest products.
            let mut weight = |_| if everywhere.is_some() { 0x80 } else { random.draw() as u8 };
            let weights: Vec<u8> = (0..count).map(&mut weight).collect();
            let packed = pack(&weights, inputs);
            let linear = Linear {
                weights: 0..count,
                inputs,
                scale: (0..outputs).map(|_| random.share()).collect(),
                bias: (0..outputs).map(|_| random.share()).collect(),
                shifts: shifts(&packed, inputs),
            };
            for rows in [0, 1, 2, 3, 4, 5, 6, 7, 13] {
                let values = &drawn[..rows * inputs];
                let scales: Vec<f32> = (0..rows).map(|_| random.share()).collect();
                let expected = plain(&weights, values, &linear, &scales);
                for kernel in Kernel::all() {
                    let work = Multiply { linear: &linear, weights: &packed, values, scales: &scales };
                    assert!(
                        kernel.run(work) == expected,
                        "{}: {everywhere:?}, {rows} rows, {inputs} × {outputs}",
                        kernel.name()
                    );
                }
            }
        }
    }
}

#[test]
fn every_kernel_has_the_logits_of_the_scalar_one() {
    let scalar = *Kernel::all().last().unwrap();
    assert_eq!(scalar.name(), "scalar");
    let sentences = sentences();
    let mut encoder = encoder().with_kernel(scalar);
    let expected = encoder.encode(&sentences, &Halt::never()).unwrap();
    assert!(
        expected.values().iter().any(|value| value.abs() > 0.01) && expected.values().iter().all(|v| v.is_finite())
    );
    for kernel in Kernel::all() {
        encoder = encoder.with_kernel(kernel);
        let found = encoder.encode(&sentences, &Halt::never()).unwrap();
        assert!(bits(found.values()) == bits(expected.values()), "{}", kernel.name());
    }
}

#[test]
fn what_is_read_together_changes_nothing() {
    let encoder = encoder();
    let sentences = sentences();
    let together = encoder.encode(&sentences, &Halt::never()).unwrap();
    for (sentence, words) in sentences.iter().zip(together.sentences()) {
        let alone = encoder.encode(&[sentence], &Halt::never()).unwrap();
        assert_eq!(words.len(), sentence.len());
        assert_eq!(
            bits(alone.values()),
            bits(&words.flatten().copied().collect::<Vec<_>>()),
            "{} words",
            sentence.len()
        );
    }
    let backwards: Vec<_> = sentences.iter().rev().collect();
    let backwards = encoder.encode(&backwards, &Halt::never()).unwrap();
    let last: Vec<f32> = backwards.sentences().last().unwrap().flatten().copied().collect();
    assert_eq!(bits(&last), bits(&together.values()[..last.len()]));
}

#[test]
fn reading_can_be_given_up() {
    assert!(encoder().encode(&sentences(), &Halt::unless(&|| false)).is_none());
}

#[test]
fn a_damaged_file_is_an_error_that_names_the_place() {
    let whole = file();
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        bytes
    };
    // A file that was made wrong has the right fingerprint.
    let sealed = |mut bytes: Vec<u8>| {
        let hash = fingerprint("", std::iter::once(&bytes[40..]));
        bytes[8..40].copy_from_slice(hash.as_bytes());
        bytes
    };
    let made = |head: &FileHead, name: &str, bytes: &[u8]| {
        let mut random = Random(7);
        let mut tensor = |field: &Field| {
            let mut tensor = tensor(&mut random, field);
            if field.name == name {
                tensor[..bytes.len()].copy_from_slice(bytes);
            }
            tensor
        };
        write(head, |field| Ok(tensor(field))).unwrap()
    };
    let mut narrow = head(256);
    narrow.heads[1].1.pop();
    let length = whole.len();
    for (bytes, place, problem) in [
        (Vec::new(), "byte 0", "ends before its head"),
        (whole[..43].to_vec(), "byte 43", "ends before its head"),
        (with(3, b'x'), "byte 0", "expected prenc001"),
        (with(9, b'x'), "byte 8", "damaged or cut off"),
        (with(length / 2, whole[length / 2] ^ 1), "byte 8", "damaged or cut off"),
        (whole[..length - 1].to_vec(), "byte 8", "damaged or cut off"),
        (sealed(whole[..length - 1].to_vec()), &format!("byte {}", length - 24), "the file ends within head.bias"),
        (sealed([whole.as_slice(), b"x"].concat()), &format!("byte {length}"), "nothing was expected"),
        (sealed(with(43, 0x7f)), "byte 40", "no head of this length"),
        (sealed(with(44, b'S')), "head, line 1", "expected shape, closing or head"),
        (sealed(with(50, b'x')), "head, line 1", "eight whole numbers"),
        (made(&head(249), "", b""), "in pos", "at least 250 places"),
        (made(&head(256), "layers.1.f2.bias", &f32::NAN.to_le_bytes()), "in layers.1.f2.bias", "finite"),
        (made(&head(256), "word.scale", &[0, 0x7c]), "in word.scale", "finite"),
        (made(&head(256), "vocab.len", &[200]), "in vocab.len", "beyond vocab.blob"),
        (made(&head(256), "norm.len", &[9]), "in norm.len", "beyond norm.to"),
        (made(&head(256), "norm.from", &[0, 0xd8]), "in norm.from", "Unicode"),
        (made(&narrow, "", b""), "in head.bias", "no label O"),
    ] {
        let message = Encoder::load(bytes).unwrap_err().to_string();
        assert!(message.contains(place) && message.contains(problem), "{place}, {problem}: {message}");
    }
}

#[test]
fn sizes_beyond_any_model_are_refused_before_anything_is_made_of_them() {
    for (change, problem) in [
        ((|shape| shape.hidden = 96) as fn(&mut Shape), "multiple of 64"),
        (|shape| shape.inner = 0, "beyond"),
        (|shape| shape.hidden = 1 << 20, "beyond"),
        (|shape| shape.layers = 257, "beyond"),
        (|shape| shape.piece_bytes = usize::MAX >> 1, "beyond"),
        (|shape| shape.pieces = 3, "four pieces"),
    ] {
        let mut whole = head(256);
        let text = write(&whole, |field| Ok(vec![0; field.bytes()])).unwrap();
        let length = usize::from(text[40]) | usize::from(text[41]) << 8;
        change(&mut whole.shape);
        let Shape { layers, hidden, inner, positions, pieces, piece_bytes, replaced, replacements } = whole.shape;
        let line =
            format!("shape {layers} {hidden} {inner} {positions} {pieces} {piece_bytes} {replaced} {replacements}");
        let head = std::str::from_utf8(&text[44..44 + length]).unwrap();
        let head = [line.as_str(), head.split_once('\n').unwrap().1].join("\n");
        let rest = [&(head.len() as u32).to_le_bytes()[..], head.as_bytes(), &text[44 + length..]].concat();
        let hash = fingerprint("", std::iter::once(rest.as_slice()));
        let message = Encoder::load([b"prenc001", hash.as_bytes(), &rest].concat()).unwrap_err().to_string();
        assert!(message.contains("head, line 1") && message.contains(problem), "{message}");
    }
}

#[test]
fn words_are_cut_into_the_fewest_and_first_found_pieces() {
    let pieces = Pieces::new(&Fields::parse(Cow::Owned(file())).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for (word, expected, why) in [
        ("ab", vec![9], "the whole word with its space is one piece"),
        ("abc", vec![4, 10], "▁a·bc and ▁ab·c are as good; the path over the earliest place stays"),
        ("Ab", vec![9], "a replaced character"),
        ("ſ", vec![4, 6], "a replacement that brings a space doubles none"),
        ("", vec![4], "an empty word is a space"),
        ("▁a", vec![8], "a space of the word's own"),
        ("c", vec![4, 11], "a word that no piece begins with"),
        ("?", vec![4, 3], "a character that no piece has"),
        ("a?ä", vec![8, 3, 15], "in the middle too, and a letter of two bytes"),
        (".", vec![14], "▁. is a piece of its own"),
        (".c", vec![14, 11], "it stays whole, though the word is short and closing"),
        (",b", vec![3, 6], "a lone space before closing punctuation falls away"),
        (",bbb", vec![4, 3, 6, 6, 6], "not in a longer word"),
        ("bbbbbbbbbbbbbbb", vec![4, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6], "no more than twelve"),
    ] {
        let mut found = Vec::new();
        pieces.cut(word, &mut found);
        wrong.extend((found != expected).then(|| format!("{word}: {why}: {found:?}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn segments_want_every_word_once_and_fit_their_places() {
    let pieces = Pieces::new(&Fields::parse(Cow::Owned(file())).unwrap()).unwrap();
    for sentence in sentences() {
        let mut expected = Vec::new();
        for word in &sentence {
            let start = expected.len();
            pieces.cut(word, &mut expected);
            expected.truncate(start + 1);
        }
        let segments = segments::of(&sentence, &pieces);
        let taken = segments.iter().flat_map(|segment| segment.wanted.iter().map(|piece| segment.pieces[*piece]));
        assert_eq!(taken.collect::<Vec<_>>(), expected, "{} words", sentence.len());
        for (number, segment) in segments.iter().enumerate() {
            assert!(segment.pieces.len() <= segments::POSITIONS, "segment {number} of {} words", sentence.len());
            assert!(!segment.wanted.is_empty(), "segment {number} of {} words", sentence.len());
            if number > 0 {
                assert!(segment.wanted[0] > 20, "a later window shows what stands before");
            }
        }
    }
}

/// Odds with one likely label.
fn likely(label: usize, by: f32) -> Odds {
    let mut odds = [(1.0 - by) / (LABELS - 1) as f32; LABELS];
    odds[label] = by;
    odds
}

#[test]
fn a_name_goes_on_only_as_what_it_began_as() {
    let (begin, inside, other_inside) = (1, 2, 4);
    for (labels, expected, why) in [
        (vec![], vec![], "nothing"),
        (vec![OUTSIDE, begin, inside], vec![OUTSIDE, begin, inside], "legal as it is"),
        (vec![begin, begin], vec![begin, begin], "two names side by side"),
    ] {
        let odds: Vec<Odds> = labels.into_iter().map(|label| likely(label, 0.9)).collect();
        assert_eq!(best(&odds), expected, "{why}");
    }
    let mut torn = [likely(begin, 0.9), likely(other_inside, 0.5), likely(inside, 0.9)];
    torn[1][inside] = 0.1;
    assert_eq!(best(&torn), [begin, inside, inside], "what stands around outvotes one word");
    assert_ne!(best(&[likely(inside, 0.9)])[0], inside, "no sentence begins within a name");
    let long = vec![likely(begin, 0.3); 5000];
    assert_eq!(best(&long), vec![begin; 5000], "likelihoods of a long sentence do not run out");
    let found = names(&[likely(OUTSIDE, 0.9), likely(begin, 0.8), likely(inside, 0.7), likely(begin, 0.9)]);
    let found: Vec<_> = found.into_iter().map(|name| (name.tokens, name.confidence)).collect();
    assert_eq!(found, [(1..3, 0.7), (3..4, 0.9)]);
}

#[test]
fn heads_are_brought_to_the_same_labels() {
    let encoder = encoder();
    let [x, y] = encoder.heads() else { panic!("two heads") };
    let logits = [0.0, 1.0_f32, 0.0, 1.0, 2.0, 2.0];
    let odds = x.odds(&logits);
    let total = 2.0 + 2.0 * std::f32::consts::E;
    assert!((odds[0] - (1.0 + std::f32::consts::E) / total).abs() < 1e-6, "derived words are outside: {odds:?}");
    assert!((odds[1] - std::f32::consts::E / total).abs() < 1e-6, "{odds:?}");
    let mean = super::labels::mean(&[x, y], &logits);
    assert!((mean[7] - 0.25).abs() < 1e-5, "half of what y has for the beginning of another name: {mean:?}");
}
