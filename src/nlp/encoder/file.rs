//! The model file: what lies where, reading and writing it.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `prenc001` |
//! | 32 | [`fingerprint`] of everything behind it, in hexadecimal digits |
//! | 4 | length of the head, little-endian |
//! | that many | the head: lines of UTF-8, a word and its values |
//! | the rest | the fields in the order of [`fields`], without gaps |
//!
//! The head's lines are `shape` (the numbers of [`Shape`]), `closing` (characters before which no space stands) and, once
//! for each head of the model, `head` with its name and labels.
//!
//! Weights are used where they lie, so that they cost no memory beside the file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::super::error::DataError;
use super::super::lexicon::fingerprint;
use super::attention::HEAD;
use super::matrix::{OUTPUTS_STEP, QUAD, pack};
use super::pieces::SPECIAL;

const MAGIC: &[u8; 8] = b"prenc001";

/// What errors call the file.
const FILE: &str = "encoder/names.bin";

/// Bytes before the head.
const FRONT: usize = 44;

/// Inputs of a matrix whose sums still fit 32 bits.
const MOST_INPUTS: usize = 1 << 15;

/// Layers that no model exceeds.
const MOST_LAYERS: usize = 256;

/// The sizes of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Layers.
    pub layers: usize,
    /// Values of a piece between the layers, a multiple of 64.
    pub hidden: usize,
    /// Values of a piece in the middle of a layer, a multiple of 64.
    pub inner: usize,
    /// Places of a segment.
    pub positions: usize,
    /// Pieces of the vocabulary.
    pub pieces: usize,
    /// Their bytes together.
    pub piece_bytes: usize,
    /// Characters that are replaced.
    pub replaced: usize,
    /// Characters that come for them, together.
    pub replacements: usize,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Bytes as they are.
    Bytes,
    /// Little-endian whole numbers.
    U32,
    /// Little-endian floats of half the width.
    F16,
    /// Little-endian floats.
    F32,
    /// Signed bytes, a matrix with so many inputs, packed.
    Packed(usize),
}

/// A part of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, that of the tensor it was made of.
    pub name: String,
    /// Its values.
    pub kind: Kind,
    /// How many.
    pub values: usize,
}

/// The head of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The sizes.
    pub shape: Shape,
    /// Characters before which no space stands.
    pub closing: String,
    /// Name and labels of each head of the model.
    pub heads: Vec<(String, Vec<String>)>,
}

/// The fields of a model in the order of the file.
#[must_use]
pub fn fields(head: &Head) -> Vec<Field> {
    let Shape { layers, hidden, inner, positions, pieces, piece_bytes, replaced, replacements } = head.shape;
    let labels: usize = head.heads.iter().map(|(_, labels)| labels.len()).sum();
    let field = |name: &str, kind, values| Field { name: name.to_owned(), kind, values };
    let mut all = vec![
        field("norm.from", Kind::U32, replaced),
        field("norm.len", Kind::Bytes, replaced),
        field("norm.to", Kind::U32, replacements),
        field("vocab.len", Kind::Bytes, pieces),
        field("vocab.blob", Kind::Bytes, piece_bytes),
        field("vocab.score", Kind::F32, pieces),
        field("word.q4", Kind::Bytes, pieces * hidden / 2),
        field("word.scale", Kind::F16, pieces * hidden / super::forward::WORD_BLOCK),
        field("pos", Kind::F16, positions * hidden),
        field("lne.weight", Kind::F32, hidden),
        field("lne.bias", Kind::F32, hidden),
    ];
    for layer in 0..layers {
        let matrices =
            [("qkv", 3 * hidden, hidden), ("o", hidden, hidden), ("f1", inner, hidden), ("f2", hidden, inner)];
        for (name, outputs, inputs) in matrices {
            all.push(field(&format!("layers.{layer}.{name}.weight"), Kind::Packed(inputs), outputs * inputs));
            all.push(field(&format!("layers.{layer}.{name}.scale"), Kind::F32, outputs));
            all.push(field(&format!("layers.{layer}.{name}.bias"), Kind::F32, outputs));
        }
        for name in ["ln1.weight", "ln1.bias", "ln2.weight", "ln2.bias"] {
            all.push(field(&format!("layers.{layer}.{name}"), Kind::F32, hidden));
        }
    }
    all.push(field("head.weight", Kind::F32, labels * hidden));
    all.push(field("head.bias", Kind::F32, labels));
    all
}

impl Field {
    /// Its length in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self.kind {
            Kind::Bytes | Kind::Packed(_) => self.values,
            Kind::F16 => 2 * self.values,
            Kind::U32 | Kind::F32 => 4 * self.values,
        }
    }
}

impl Head {
    fn write(&self) -> String {
        let Shape { layers, hidden, inner, positions, pieces, piece_bytes, replaced, replacements } = self.shape;
        let mut text = format!(
            "shape {layers} {hidden} {inner} {positions} {pieces} {piece_bytes} {replaced} {replacements}\nclosing {}\n",
            self.closing
        );
        for (name, labels) in &self.heads {
            text.extend(["head ", name, " ", &labels.join(" "), "\n"]);
        }
        text
    }

    fn parse(text: &str) -> Result<Self, DataError> {
        let mut shape = None;
        let mut closing = None;
        let mut heads = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let wrong = |problem: &str| DataError {
                file: FILE.into(),
                place: format!("head, line {}", number + 1),
                problem: problem.into(),
            };
            match line.split_once(' ') {
                Some(("shape", numbers)) => shape = Some(Shape::parse(numbers).map_err(wrong)?),
                Some(("closing", characters)) => closing = Some(characters.to_owned()),
                Some(("head", labels)) => {
                    let mut words = labels.split(' ').map(str::to_owned);
                    let name = words.next().unwrap_or_default();
                    heads.push((name, words.collect()));
                }
                _ => return Err(wrong("expected shape, closing or head, and a space")),
            }
        }
        let missing = |what: &str| DataError::at_byte(FILE, FRONT, &format!("the head has no line {what}"));
        let shape = shape.ok_or_else(|| missing("shape"))?;
        let closing = closing.ok_or_else(|| missing("closing"))?;
        if heads.is_empty() {
            return Err(missing("head"));
        }
        Ok(Self { shape, closing, heads })
    }
}

impl Shape {
    fn parse(numbers: &str) -> Result<Self, &'static str> {
        let numbers: Option<Vec<usize>> = numbers.split(' ').map(|word| word.parse().ok()).collect();
        let Some(&[layers, hidden, inner, positions, pieces, piece_bytes, replaced, replacements]) = numbers.as_deref()
        else {
            return Err("expected eight whole numbers after shape");
        };
        let shape = Self { layers, hidden, inner, positions, pieces, piece_bytes, replaced, replacements };
        // Bounds that keep every product of sizes far from overflowing.
        let most =
            [layers, positions, pieces, piece_bytes, replaced, replacements].into_iter().max().unwrap_or_default();
        if most > 1 << 24
            || layers > MOST_LAYERS
            || [hidden, inner].iter().any(|width| *width == 0 || *width >= MOST_INPUTS)
        {
            return Err("a size is beyond what a model can have");
        }
        if pieces < SPECIAL as usize {
            return Err("a vocabulary has four pieces at least, which stand for no text");
        }
        if [hidden, inner].iter().any(|width| !width.is_multiple_of(OUTPUTS_STEP)) {
            return Err("a layer's values must be a multiple of 64");
        }
        Ok(shape)
    }
}

const _: () = assert!(OUTPUTS_STEP.is_multiple_of(HEAD) && OUTPUTS_STEP.is_multiple_of(QUAD));

/// Writes a file; `tensor` gives the bytes of a field by its name, matrices output by output.
///
/// # Errors
/// What `tensor` has instead of a field, and when its length is another.
pub fn write(head: &Head, mut tensor: impl FnMut(&Field) -> Result<Vec<u8>, String>) -> Result<Vec<u8>, String> {
    let text = head.write();
    let mut rest = (text.len() as u32).to_le_bytes().to_vec();
    rest.extend_from_slice(text.as_bytes());
    for field in fields(head) {
        let bytes = tensor(&field)?;
        if bytes.len() != field.bytes() {
            return Err(format!("{} has {} bytes, expected {}", field.name, bytes.len(), field.bytes()));
        }
        match field.kind {
            Kind::Packed(inputs) => rest.extend_from_slice(&pack(&bytes, inputs)),
            Kind::Bytes | Kind::U32 | Kind::F16 | Kind::F32 => rest.extend_from_slice(&bytes),
        }
    }
    let mut file = MAGIC.to_vec();
    file.extend_from_slice(fingerprint("", std::iter::once(rest.as_slice())).as_bytes());
    file.append(&mut rest);
    Ok(file)
}

/// A file whose fingerprint is right.
#[derive(Debug)]
pub(super) struct Fields {
    /// The whole file.
    pub bytes: Cow<'static, [u8]>,
    /// Its head.
    pub head: Head,
    places: HashMap<String, Range<usize>>,
}

impl Fields {
    /// Checks a file's fingerprint and finds its fields.
    ///
    /// # Errors
    /// When the file is damaged, with the place.
    pub(super) fn parse(bytes: Cow<'static, [u8]>) -> Result<Self, DataError> {
        let wrong = |place: usize, problem: &str| DataError::at_byte(FILE, place, problem);
        let front = bytes.first_chunk::<FRONT>().ok_or_else(|| wrong(bytes.len(), "the file ends before its head"))?;
        let (magic, front) = front.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(wrong(0, "expected prenc001: this is no model of the encoder, or one of another version"));
        }
        let (expected, length) = front.split_at(32);
        let hash = fingerprint("", std::iter::once(&bytes[FRONT - 4..]));
        if hash.as_bytes() != expected {
            let problem =
                format!("the rest of the file has the fingerprint {hash}, not this one: it is damaged or cut off");
            return Err(wrong(MAGIC.len(), &problem));
        }
        let length = length.iter().rev().fold(0, |all, byte| all << 8 | usize::from(*byte));
        let text = bytes.get(FRONT..FRONT.saturating_add(length)).and_then(|text| std::str::from_utf8(text).ok());
        let head = Head::parse(text.ok_or_else(|| wrong(FRONT - 4, "no head of this length follows"))?)?;
        let mut at = FRONT + length;
        let mut places = HashMap::new();
        for field in fields(&head) {
            let end = at + field.bytes();
            if end > bytes.len() {
                return Err(wrong(
                    at,
                    &format!("the file ends within {}, which has {} bytes", field.name, field.bytes()),
                ));
            }
            places.insert(field.name, at..end);
            at = end;
        }
        if at != bytes.len() {
            return Err(wrong(at, "nothing was expected behind the last field"));
        }
        Ok(Self { bytes, head, places })
    }

    /// Where a field lies; empty for one that no model has.
    pub(super) fn place(&self, name: &str) -> Range<usize> {
        self.places.get(name).cloned().unwrap_or_default()
    }

    /// The bytes of a field.
    pub(super) fn raw(&self, name: &str) -> &[u8] {
        &self.bytes[self.place(name)]
    }

    /// Whole numbers.
    pub(super) fn whole(&self, name: &str) -> Vec<u32> {
        self.raw(name).as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect()
    }

    /// Floats.
    ///
    /// # Errors
    /// When one is infinite or no number.
    pub(super) fn floats(&self, name: &str) -> Result<Vec<f32>, DataError> {
        self.finite(name, self.raw(name).as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)), 4)
    }

    /// Floats of half the width.
    ///
    /// # Errors
    /// When one is infinite or no number.
    pub(super) fn halves(&self, name: &str) -> Result<Vec<f32>, DataError> {
        self.finite(name, self.raw(name).as_chunks().0.iter().map(|bytes| half(u16::from_le_bytes(*bytes))), 2)
    }

    fn finite(&self, name: &str, values: impl Iterator<Item = f32>, size: usize) -> Result<Vec<f32>, DataError> {
        let values: Vec<f32> = values.collect();
        match values.iter().position(|value| !value.is_finite()) {
            None => Ok(values),
            Some(at) => Err(self.wrong(name, at * size, "expected a finite number")),
        }
    }

    /// The error that something is wrong `at` this byte of a field.
    pub(super) fn wrong(&self, name: &str, at: usize, problem: &str) -> DataError {
        DataError {
            file: FILE.into(),
            place: format!("byte {}, in {name}", self.place(name).start + at),
            problem: problem.into(),
        }
    }
}

/// A float from one of half its width, without loss.
#[must_use]
pub fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10 & 31);
    let fraction = u32::from(bits & 1023);
    match exponent {
        0 => f32::from_bits((fraction as f32 * (1.0 / 16_777_216.0)).to_bits() | sign),
        31 => f32::from_bits(sign | 255 << 23 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_of_half_the_width_keep_their_value() {
        for (bits, value) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x0001, 5.960_464_5e-8), (0x7bff, 65504.0), (0x8400, -6.103_515_6e-5)]
        {
            assert_eq!(half(bits).to_bits(), f32::to_bits(value), "{bits:04x}");
        }
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }
}
