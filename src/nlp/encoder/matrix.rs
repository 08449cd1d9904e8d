//! Products of a matrix of 8-bit weights with rows of 8-bit values: whole numbers, so that every order of adding and
//! every [`Kernel`](super::simd::Kernel) has the same sums.

#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the instructions of the oldest machine"
)]

use std::ops::Range;

use super::math::add_products;

/// Outputs of a matrix that are worked on side by side.
pub const BLOCK: usize = 16;

/// Inputs of a matrix that stand side by side.
pub const QUAD: usize = 4;

/// A number of outputs must be a multiple of this.
pub const OUTPUTS_STEP: usize = BLOCK * BLOCKS;

/// Blocks whose weights stand together.
pub const BLOCKS: usize = 4;

/// The signed weights of four inputs for 16 outputs, output by output.
pub type Quads = [u8; BLOCK * QUAD];

/// The weights of four inputs for 64 outputs.
pub type Strip = [Quads; BLOCKS];

/// Where a matrix's weights lie in the file, and how its sums become values.
#[derive(Debug)]
pub struct Linear {
    /// The place of the weights in the file: 64 outputs after 64 outputs; in them, four inputs after four inputs; in them, the
    /// outputs with these inputs each.
    pub weights: Range<usize>,
    /// Values a row has before.
    pub inputs: usize,
    /// What a sum is worth, by output.
    pub scale: Vec<f32>,
    /// What is added to a value, by output.
    pub bias: Vec<f32>,
    /// The sum that an output has for values of −128 everywhere; kernels that shift values by 128 begin with it.
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "only kernels of that processor shift values"))]
    pub shifts: Vec<i32>,
}

/// A matrix with its weights at hand.
#[derive(Debug, Clone, Copy)]
pub struct Matrix<'a> {
    /// As in [`Linear::weights`], signed.
    pub weights: &'a [u8],
    /// The rest of it.
    pub linear: &'a Linear,
}

/// Rounded rows, one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a, T> {
    /// The values in the form that a kernel works on.
    pub values: &'a [T],
    /// What a value is worth, by row.
    pub scales: &'a [f32],
}

/// A way of computing products; all have the same results.
pub trait Products: Copy {
    /// A value of a row.
    type Input: Copy + Default;

    /// The form of a value from −127 to 127.
    fn input(value: i32) -> Self::Input;

    /// The products of all `rows` with `matrix`, into the rows of `out`.
    fn multiply(self, matrix: Matrix<'_>, rows: Rows<'_, Self::Input>, out: &mut [f32]);
}

impl Linear {
    /// How many values a row has behind it.
    pub fn outputs(&self) -> usize {
        self.scale.len()
    }

    /// This matrix in the file of `bytes`.
    pub fn of<'a>(&'a self, bytes: &'a [u8]) -> Matrix<'a> {
        Matrix { weights: &bytes[self.weights.clone()], linear: self }
    }
}

impl<'a> Matrix<'a> {
    /// The weights by 64 outputs.
    #[inline(always)]
    pub fn strips(self) -> impl Iterator<Item = &'a [Strip]> {
        self.weights.chunks_exact(OUTPUTS_STEP * self.linear.inputs).map(|strip| strip.as_chunks().0.as_chunks().0)
    }

    /// The weights by blocks of 16 outputs: four inputs after four inputs, those of 16 outputs each.
    #[inline(always)]
    pub fn blocks(self) -> impl Iterator<Item = impl Iterator<Item = &'a Quads>> {
        self.strips().flat_map(|strips| (0..BLOCKS).map(move |block| strips.iter().map(move |strip| &strip[block])))
    }

    /// Makes the values of block number `block` of one row of its sums; `row` is the whole row of values.
    #[inline(always)]
    pub fn finish(self, block: usize, sums: &[i32; BLOCK], scale: f32, row: &mut [f32]) {
        let weights = &self.linear.scale.as_chunks::<BLOCK>().0[block];
        let bias = &self.linear.bias.as_chunks::<BLOCK>().0[block];
        let mut values = [0.0; BLOCK];
        for (at, value) in values.iter_mut().enumerate() {
            *value = sums[at] as f32 * (scale * weights[at]) + bias[at];
        }
        row.as_chunks_mut::<BLOCK>().0[block] = values;
    }
}

/// [`Linear::shifts`] of `packed` weights.
pub fn shifts(packed: &[u8], inputs: usize) -> Vec<i32> {
    let strips = packed.chunks_exact(OUTPUTS_STEP * inputs).map(|strip| {
        let mut shifts = [0; OUTPUTS_STEP];
        for outputs in strip.as_chunks::<{ OUTPUTS_STEP * QUAD }>().0 {
            for (shift, quad) in shifts.iter_mut().zip(outputs.as_chunks::<QUAD>().0) {
                *shift -= 128 * quad.iter().map(|weight| i32::from(weight.cast_signed())).sum::<i32>();
            }
        }
        shifts
    });
    strips.flatten().collect()
}

/// Packs weights that are given output by output as in [`Linear::weights`].
pub fn pack(plain: &[u8], inputs: usize) -> Vec<u8> {
    let mut packed = Vec::with_capacity(plain.len());
    for strip in plain.chunks_exact(OUTPUTS_STEP * inputs) {
        for quad in 0..inputs / QUAD {
            for output in strip.chunks_exact(inputs) {
                packed.extend_from_slice(&output[quad * QUAD..(quad + 1) * QUAD]);
            }
        }
    }
    packed
}

/// The reference: one product after the other, as the definition says.
#[derive(Debug, Clone, Copy)]
pub struct Scalar;

impl Products for Scalar {
    type Input = i8;

    fn input(value: i32) -> i8 {
        value as i8
    }

    fn multiply(self, matrix: Matrix<'_>, rows: Rows<'_, i8>, out: &mut [f32]) {
        let (inputs, outputs) = (matrix.linear.inputs, matrix.linear.outputs());
        let rows = rows.values.chunks_exact(inputs).zip(rows.scales).zip(out.chunks_exact_mut(outputs));
        for ((row, scale), out) in rows {
            for (number, block) in matrix.blocks().enumerate() {
                let mut sums = [0; BLOCK];
                for (quads, values) in block.zip(row.as_chunks::<QUAD>().0) {
                    for (sum, weights) in sums.iter_mut().zip(quads.as_chunks::<QUAD>().0) {
                        for (weight, value) in weights.iter().zip(values) {
                            *sum += i32::from(weight.cast_signed()) * i32::from(*value);
                        }
                    }
                }
                matrix.finish(number, &sums, *scale, out);
            }
        }
    }
}

/// For machines of which nothing is known: whole numbers kept in floats, which every compiler knows how to work on side
/// by side.
///
/// Floats hold whole numbers below 2²⁴ exactly, and a sum of [`EXACT`] products stays below that. Sums of 16-bit products
/// look as if they would fit better, but LLVM turns them into instructions for single numbers (a fifth of the speed).
#[derive(Debug, Clone, Copy)]
pub struct Portable;

/// Products of 8-bit numbers of which a float holds every sum: 1,023 · 128 · 127 < 2²⁴.
const EXACT: usize = 1020;

/// Rows that share the reading of weights.
const TOGETHER: usize = 2;

impl Portable {
    /// The sums of [`TOGETHER`] rows; `weights` are 16 outputs by input.
    #[inline(always)]
    fn sums(weights: &[[f32; BLOCK]], rows: [&[f32]; TOGETHER]) -> [[i32; BLOCK]; TOGETHER] {
        let mut whole = [[0; BLOCK]; TOGETHER];
        let [one, two] = rows.map(|row| row.chunks(EXACT));
        for ((weights, one), two) in weights.chunks(EXACT).zip(one).zip(two) {
            let mut sums = [[0.0_f32; BLOCK]; TOGETHER];
            let [first, second] = &mut sums;
            for ((weights, one), two) in weights.iter().zip(one).zip(two) {
                add_products(first, *one, weights);
                add_products(second, *two, weights);
            }
            for (whole, sum) in whole.as_flattened_mut().iter_mut().zip(sums.as_flattened()) {
                *whole += *sum as i32;
            }
        }
        whole
    }

    /// The weights of a block by input. A quad is taken as one number of 32 bits and shifted, which is done to many side by
    /// side; picking bytes is not.
    #[inline(always)]
    fn unpack<'a>(block: impl Iterator<Item = &'a Quads>, weights: &mut Vec<[f32; BLOCK]>) {
        weights.clear();
        for quads in block {
            let mut words = [0; BLOCK];
            for (word, quad) in words.iter_mut().zip(quads.as_chunks::<QUAD>().0) {
                *word = i32::from_le_bytes(*quad);
            }
            for shift in [24, 16, 8, 0] {
                weights.push(words.map(|word| ((word << shift) >> 24) as f32));
            }
        }
    }
}

impl Products for Portable {
    type Input = f32;

    #[inline(always)]
    fn input(value: i32) -> f32 {
        value as f32
    }

    fn multiply(self, matrix: Matrix<'_>, rows: Rows<'_, f32>, out: &mut [f32]) {
        let (inputs, outputs) = (matrix.linear.inputs, matrix.linear.outputs());
        let mut weights = Vec::with_capacity(inputs);
        for (number, block) in matrix.blocks().enumerate() {
            Self::unpack(block, &mut weights);
            let scales = rows.scales.chunks(TOGETHER);
            let all = rows.values.chunks(TOGETHER * inputs).zip(scales).zip(out.chunks_mut(TOGETHER * outputs));
            for ((values, scales), out) in all {
                // A last row without a second one is taken twice.
                let sums = Self::sums(&weights, [&values[..inputs], &values[values.len() - inputs..]]);
                for ((sums, scale), row) in sums.iter().zip(scales).zip(out.chunks_exact_mut(outputs)) {
                    matrix.finish(number, sums, *scale, row);
                }
            }
        }
    }
}
