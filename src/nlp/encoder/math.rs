//! Arithmetic with one result on every machine: + - * / and the square root, which IEEE 754 fixes to the last bit, in an
//! order that no register's width changes.
//!
//! Sums run in sixteen lanes that are then added as a tree; that is fast on wide registers and the same on narrow ones.
//! The compiler never fuses a product with a sum on its own, and nothing here asks for it. Everything is marked
//! `#[inline(always)]` because it has to be compiled anew for the instructions of each
//! [`Kernel`](super::simd::Kernel).

#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the instructions of the oldest machine"
)]

/// Values that are worked on side by side.
pub const LANES: usize = 16;

/// 1.5 · 2²³: a small value added to it and taken away again is rounded to the nearest integer, ties to even.
const ROUND: f32 = 12_582_912.0;

/// The bits of [`ROUND`]; `ROUND + n` has these and `n` more.
const ROUND_BITS: i32 = 0x4b40_0000;

/// The sum of the lanes, as a tree.
#[inline(always)]
pub fn sum(lanes: [f32; LANES]) -> f32 {
    let mut sums = lanes;
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            sums[i] += sums[i + half];
        }
        half /= 2;
    }
    sums[0]
}

/// The larger of two values; the second when one is no number.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The largest of `values` and `least`.
#[inline(always)]
pub fn largest(values: &[[f32; LANES]], least: f32) -> f32 {
    let mut most = [least; LANES];
    for lanes in values {
        for (most, value) in most.iter_mut().zip(lanes) {
            *most = larger(*value, *most);
        }
    }
    most.into_iter().fold(least, |most, value| larger(value, most))
}

/// The largest of the sizes of `values` and `least`.
#[inline(always)]
fn largest_size(values: &[[f32; LANES]], least: f32) -> f32 {
    let mut most = [least; LANES];
    for lanes in values {
        for (most, value) in most.iter_mut().zip(lanes) {
            *most = larger(value.abs(), *most);
        }
    }
    most.into_iter().fold(least, |most, value| larger(value, most))
}

/// Adds the products of `lanes` with `by` to `sums`.
///
/// Sums of several rows are kept going by one call each: a loop over the rows would be too long for LLVM to unroll, and it
/// would then keep the sums in memory.
#[inline(always)]
pub fn add_products<const WIDTH: usize>(sums: &mut [f32; WIDTH], by: f32, lanes: &[f32; WIDTH]) {
    for (sum, value) in sums.iter_mut().zip(lanes) {
        *sum += by * value;
    }
}

/// e to the power of `x`, within two units of the last place; `x` beyond ±87 counts as ±87.
///
/// The polynomial and the two parts of ln 2 are those of Cephes' `expf`.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = if x < -87.0 { -87.0 } else { x };
    let x = if x > 87.0 { 87.0 } else { x };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let power = shifted - ROUND;
    let rest = x - power * 0.693_359_4 - power * -2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    for c in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5] {
        p = p * rest + c;
    }
    let fraction = p * (rest * rest) + rest + 1.0;
    let exponent = shifted.to_bits().cast_signed().wrapping_sub(ROUND_BITS - 127) << 23;
    fraction * f32::from_bits(exponent.cast_unsigned())
}

/// Adds `more` to `row` and normalises it to mean 0 and variance 1, then scales and shifts it.
#[inline(always)]
pub fn add_and_normalise(row: &mut [f32], more: &[f32], scale: &[f32], shift: &[f32]) {
    for (value, more) in row.iter_mut().zip(more) {
        *value += more;
    }
    normalise(row, scale, shift);
}

/// Normalises `row` to mean 0 and variance 1, then scales and shifts it.
#[inline(always)]
pub fn normalise(row: &mut [f32], scale: &[f32], shift: &[f32]) {
    let length = row.len() as f32;
    let mut sums = [0.0; LANES];
    for lanes in row.as_chunks::<LANES>().0 {
        for (sum, value) in sums.iter_mut().zip(lanes) {
            *sum += value;
        }
    }
    let mean = sum(sums) / length;
    let mut sums = [0.0; LANES];
    for lanes in row.as_chunks::<LANES>().0 {
        for (sum, value) in sums.iter_mut().zip(lanes) {
            let apart = value - mean;
            *sum += apart * apart;
        }
    }
    let by = 1.0 / (sum(sums) / length + 1e-12).sqrt();
    for ((value, scale), shift) in row.iter_mut().zip(scale).zip(shift) {
        *value = (*value - mean) * by * scale + shift;
    }
}

/// Rounds `row` to whole steps of 1/127 of its largest value, `input` of which goes into `out`; gives the step.
#[inline(always)]
pub fn quantise<T>(row: &[f32], out: &mut [T], input: impl Fn(i32) -> T) -> f32 {
    let most = largest_size(row.as_chunks().0, 1e-12);
    let steps = 127.0 / most;
    for (out, value) in out.iter_mut().zip(row) {
        *out = input((value * steps + ROUND).to_bits().cast_signed().wrapping_sub(ROUND_BITS));
    }
    most / 127.0
}

/// The Gaussian error linear unit by its tanh approximation, as x / (1 + e^(−2·√(2/π)·(x + 0.044715·x³))).
#[inline(always)]
pub fn gelu(row: &mut [f32]) {
    for value in row {
        let x = *value;
        *value = x / (1.0 + exp(-1.595_769 * (x + 0.044_715 * x * x * x)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arithmetic_is_near_the_true_values() {
        for step in -9000..=9000 {
            let x = step as f32 / 100.0;
            let (found, expected) = (f64::from(exp(x)), f64::from(x.clamp(-87.0, 87.0)).exp());
            assert!((found / expected - 1.0).abs() < 3e-7, "e^{x} is {expected}, not {found}");
            let mut bent = [x / 10.0];
            gelu(&mut bent);
            let x = f64::from(x / 10.0);
            let expected = 0.5 * x * (1.0 + (0.797_884_560_8 * (x + 0.044_715 * x * x * x)).tanh());
            assert!((f64::from(bent[0]) - expected).abs() < 2e-6, "gelu of {x} is {expected}, not {}", bent[0]);
        }
        let mut row: Vec<f32> = (0..64).map(|i| i as f32 - 20.0).collect();
        normalise(&mut row, &[2.0; 64], &[5.0; 64]);
        let mean = row.iter().sum::<f32>() / 64.0;
        let variance = row.iter().map(|value| (value - mean) * (value - mean)).sum::<f32>() / 64.0;
        assert!((mean - 5.0).abs() < 1e-5 && (variance - 4.0).abs() < 1e-4, "{mean} {variance}");
        let mut rounded = [0; 16];
        let row = [-127.0, 126.5, 0.5, 1.5, -0.5, -2.5, 63.49, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 127.0];
        assert_eq!(quantise(&row, &mut rounded, |value| value).to_bits(), 1.0_f32.to_bits());
        assert_eq!(rounded, [-127, 126, 0, 2, 0, -2, 63, 0, 0, 0, 0, 0, 0, 0, 0, 127]);
    }
}
