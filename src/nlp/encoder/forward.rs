//! The network itself: from numbers of pieces to the logits of words.

#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the instructions of the oldest machine"
)]

use std::ops::Range;

use super::super::error::DataError;
use super::attention::{Room, attend};
use super::file::{Fields, half};
use super::math::{add_and_normalise, gelu, normalise, quantise};
use super::matrix::{Linear, Products, Rows, shifts};
use super::simd::Work;

/// Values of a piece's vector that share a scale.
pub const WORD_BLOCK: usize = 32;

/// Rows that go through the wide middle of a layer together, so that they stay in the cache.
const TOGETHER: usize = 48;

/// A layer: attention, then two matrices with a bend between them.
#[derive(Debug)]
struct Layer {
    asked: Linear,
    gathered: Linear,
    up: Linear,
    down: Linear,
    first: Norm,
    second: Norm,
}

/// Scale and shift of a normalisation.
#[derive(Debug)]
struct Norm {
    scale: Vec<f32>,
    shift: Vec<f32>,
}

/// The weights of a model, most of them where they lie in the file.
#[derive(Debug)]
pub struct Network {
    hidden: usize,
    inner: usize,
    words: Range<usize>,
    word_scales: Range<usize>,
    positions: Range<usize>,
    entry: Norm,
    layers: Vec<Layer>,
    /// The heads: by hidden value, the weights of all labels.
    head: Vec<f32>,
    head_bias: Vec<f32>,
}

/// Segments one after the other, as numbers of pieces.
#[derive(Debug, Default)]
pub struct Batch {
    /// The pieces.
    pub pieces: Vec<u32>,
    /// Where the segments end.
    pub ends: Vec<usize>,
    /// The pieces whose logits are wanted.
    pub wanted: Vec<usize>,
}

impl Network {
    /// The weights of a file.
    ///
    /// # Errors
    /// When a number in it is none.
    pub fn new(fields: &Fields) -> Result<Self, DataError> {
        let shape = fields.head.shape;
        let norm = |name: &str| {
            let [scale, shift] = ["weight", "bias"].map(|part| fields.floats(&format!("{name}.{part}")));
            Ok::<_, DataError>(Norm { scale: scale?, shift: shift? })
        };
        let layer = |number: usize| {
            let linear = |name: &str, inputs| linear(fields, &format!("layers.{number}.{name}"), inputs);
            Ok::<_, DataError>(Layer {
                asked: linear("qkv", shape.hidden)?,
                gathered: linear("o", shape.hidden)?,
                up: linear("f1", shape.hidden)?,
                down: linear("f2", shape.inner)?,
                first: norm(&format!("layers.{number}.ln1"))?,
                second: norm(&format!("layers.{number}.ln2"))?,
            })
        };
        let head_bias = fields.floats("head.bias")?;
        let by_label = fields.floats("head.weight")?;
        let by_value = (0..shape.hidden).flat_map(|value| by_label.iter().skip(value).step_by(shape.hidden));
        // Their scales are read where they lie; here only whether they are numbers.
        fields.halves("word.scale")?;
        fields.halves("pos")?;
        Ok(Self {
            hidden: shape.hidden,
            inner: shape.inner,
            words: fields.place("word.q4"),
            word_scales: fields.place("word.scale"),
            positions: fields.place("pos"),
            entry: norm("lne")?,
            layers: (0..shape.layers).map(layer).collect::<Result<_, _>>()?,
            head: by_value.copied().collect(),
            head_bias,
        })
    }

    /// How many logits a word has.
    pub fn labels(&self) -> usize {
        self.head_bias.len()
    }
}

fn linear(fields: &Fields, name: &str, inputs: usize) -> Result<Linear, DataError> {
    let weights = format!("{name}.weight");
    Ok(Linear {
        inputs,
        scale: fields.floats(&format!("{name}.scale"))?,
        bias: fields.floats(&format!("{name}.bias"))?,
        shifts: shifts(fields.raw(&weights), inputs),
        weights: fields.place(&weights),
    })
}

/// One batch on its way through the network; comes out as the logits of the wanted pieces.
#[derive(Debug)]
pub struct Pass<'a> {
    /// The weights.
    pub network: &'a Network,
    /// The file they lie in.
    pub bytes: &'a [u8],
    /// What is read. Every number must be one of a piece, every segment no longer than there are positions.
    pub batch: &'a Batch,
}

/// The values of a batch between two steps.
struct State<T> {
    /// The vectors of the pieces.
    rows: Vec<f32>,
    /// They, or what was gathered, rounded.
    rounded: Vec<T>,
    scales: Vec<f32>,
    /// Questions, keys and answers.
    asked: Vec<f32>,
    gathered: Vec<f32>,
    more: Vec<f32>,
    inner: Vec<f32>,
    inner_rounded: Vec<T>,
    inner_scales: Vec<f32>,
    room: Room,
}

impl Work for Pass<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<P: Products>(self, products: P) -> Vec<f32> {
        let (pieces, hidden, inner) = (self.batch.pieces.len(), self.network.hidden, self.network.inner);
        let wide = TOGETHER.min(pieces);
        let mut state = State {
            rows: vec![0.0; pieces * hidden],
            rounded: vec![P::Input::default(); pieces * hidden],
            scales: vec![0.0; pieces],
            asked: vec![0.0; 3 * pieces * hidden],
            gathered: vec![0.0; pieces * hidden],
            more: vec![0.0; pieces * hidden],
            inner: vec![0.0; wide * inner],
            inner_rounded: vec![P::Input::default(); wide * inner],
            inner_scales: vec![0.0; wide],
            room: Room::default(),
        };
        self.enter(&mut state.rows);
        for layer in &self.network.layers {
            self.attention(products, layer, &mut state);
            self.middle(products, layer, &mut state);
        }
        self.leave(&state.rows)
    }
}

impl Pass<'_> {
    /// The vectors of pieces and their places.
    #[inline(always)]
    fn enter(&self, rows: &mut [f32]) {
        let (network, hidden) = (self.network, self.network.hidden);
        let words = &self.bytes[network.words.clone()];
        let scales = self.bytes[network.word_scales.clone()].as_chunks::<2>().0;
        let positions = self.bytes[network.positions.clone()].as_chunks::<2>().0;
        let mut start = 0;
        let mut ends = self.batch.ends.iter().copied().peekable();
        for (at, (row, piece)) in rows.chunks_exact_mut(hidden).zip(&self.batch.pieces).enumerate() {
            if let Some(end) = ends.next_if(|end| *end == at) {
                start = end;
            }
            let piece = *piece as usize;
            let word = &words[piece * hidden / 2..(piece + 1) * hidden / 2];
            let scales = &scales[piece * hidden / WORD_BLOCK..(piece + 1) * hidden / WORD_BLOCK];
            let position = &positions[(at - start) * hidden..(at - start + 1) * hidden];
            let blocks = row.chunks_exact_mut(WORD_BLOCK).zip(word.chunks_exact(WORD_BLOCK / 2)).zip(scales);
            for ((row, word), scale) in blocks {
                let scale = half(u16::from_le_bytes(*scale));
                for ([even, odd], two) in row.as_chunks_mut::<2>().0.iter_mut().zip(word) {
                    *even = f32::from((two & 15).cast_signed() - 8) * scale;
                    *odd = f32::from((two >> 4).cast_signed() - 8) * scale;
                }
            }
            for (value, position) in row.iter_mut().zip(position) {
                *value += half(u16::from_le_bytes(*position));
            }
            normalise(row, &network.entry.scale, &network.entry.shift);
        }
    }

    #[inline(always)]
    fn attention<P: Products>(&self, products: P, layer: &Layer, state: &mut State<P::Input>) {
        let hidden = self.network.hidden;
        round::<P>(&state.rows, hidden, &mut state.rounded, &mut state.scales);
        let rows = Rows { values: &state.rounded, scales: &state.scales };
        products.multiply(layer.asked.of(self.bytes), rows, &mut state.asked);
        let mut start = 0;
        for end in &self.batch.ends {
            let asked = &state.asked[3 * start * hidden..3 * end * hidden];
            attend(asked, &mut state.gathered[start * hidden..end * hidden], hidden, &mut state.room);
            start = *end;
        }
        round::<P>(&state.gathered, hidden, &mut state.rounded, &mut state.scales);
        let rows = Rows { values: &state.rounded, scales: &state.scales };
        products.multiply(layer.gathered.of(self.bytes), rows, &mut state.more);
        add(&mut state.rows, &state.more, &layer.first);
    }

    #[inline(always)]
    fn middle<P: Products>(&self, products: P, layer: &Layer, state: &mut State<P::Input>) {
        let (hidden, inner) = (self.network.hidden, self.network.inner);
        round::<P>(&state.rows, hidden, &mut state.rounded, &mut state.scales);
        let rows = state.rounded.chunks(TOGETHER * hidden).zip(state.scales.chunks(TOGETHER));
        for ((values, scales), more) in rows.zip(state.more.chunks_mut(TOGETHER * hidden)) {
            let wide = &mut state.inner[..scales.len() * inner];
            products.multiply(layer.up.of(self.bytes), Rows { values, scales }, wide);
            gelu(wide);
            let rounded = &mut state.inner_rounded[..wide.len()];
            let scales = &mut state.inner_scales[..scales.len()];
            round::<P>(wide, inner, rounded, scales);
            products.multiply(layer.down.of(self.bytes), Rows { values: rounded, scales }, more);
        }
        add(&mut state.rows, &state.more, &layer.second);
    }

    /// The logits of the wanted pieces.
    #[inline(always)]
    fn leave(&self, rows: &[f32]) -> Vec<f32> {
        let (network, hidden, labels) = (self.network, self.network.hidden, self.network.labels());
        let mut logits = Vec::with_capacity(self.batch.wanted.len() * labels);
        for piece in &self.batch.wanted {
            let mut sums = network.head_bias.clone();
            for (value, weights) in
                rows[piece * hidden..(piece + 1) * hidden].iter().zip(network.head.chunks_exact(labels))
            {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += value * weight;
                }
            }
            logits.append(&mut sums);
        }
        logits
    }
}

/// Rounds rows of `width` values.
#[inline(always)]
fn round<P: Products>(rows: &[f32], width: usize, rounded: &mut [P::Input], scales: &mut [f32]) {
    let all = rows.chunks_exact(width).zip(rounded.chunks_exact_mut(width)).zip(scales);
    for ((row, rounded), scale) in all {
        *scale = quantise(row, rounded, P::input);
    }
}

/// Adds `more` to the rows and normalises them.
#[inline(always)]
fn add(rows: &mut [f32], more: &[f32], norm: &Norm) {
    let width = norm.scale.len();
    for (row, more) in rows.chunks_exact_mut(width).zip(more.chunks_exact(width)) {
        add_and_normalise(row, more, &norm.scale, &norm.shift);
    }
}
