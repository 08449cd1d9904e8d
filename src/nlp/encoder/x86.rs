//! The products on x86-64 processors. No `unsafe` here: registers are filled from arrays by value, which compiles to plain
//! loads, and who may call these functions is the matter of [`simd`](super::simd).
//!
//! The inner loops count by themselves: an iterator over registers by value is a function that the compiler may leave out of
//! line, and then every sum goes through memory, at a tenth of the speed.

#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the instructions of the oldest machine"
)]

use std::arch::x86_64::{
    __m128i, __m512i, _mm_add_epi32, _mm_cvtsi128_si32, _mm_madd_epi16, _mm_set1_epi64x, _mm_setr_epi16,
    _mm_setzero_si128, _mm_shuffle_epi32, _mm256_add_epi32, _mm256_castsi256_si128, _mm256_extracti128_si256,
    _mm256_madd_epi16, _mm256_set1_epi64x, _mm256_setr_epi16, _mm256_setzero_si256, _mm512_dpbusd_epi32,
    _mm512_extracti32x4_epi32, _mm512_set1_epi32, _mm512_setr_epi32, _mm512_setr_epi64, _mm512_setzero_si512,
};

use super::matrix::{BLOCK, BLOCKS, Matrix, QUAD, Quads, Rows, Strip};

/// Products of eight 16-bit numbers at a time.
#[target_feature(enable = "sse2")]
pub fn multiply_sse2(matrix: Matrix<'_>, rows: Rows<'_, i16>, out: &mut [f32]) {
    let (inputs, outputs) = (matrix.linear.inputs, matrix.linear.outputs());
    let mut wide = Vec::with_capacity(inputs / QUAD);
    for (number, block) in matrix.blocks().enumerate() {
        widen(block, &mut wide);
        let weights = wide.as_flattened().as_chunks().0.as_chunks().0;
        let rows = rows.values.chunks_exact(inputs).zip(rows.scales).zip(out.chunks_exact_mut(outputs));
        for ((row, scale), out) in rows {
            matrix.finish(number, &sums_sse2(weights, row.as_chunks().0), *scale, out);
        }
    }
}

/// Products of sixteen 16-bit numbers at a time.
#[target_feature(enable = "avx2")]
pub fn multiply_avx2(matrix: Matrix<'_>, rows: Rows<'_, i16>, out: &mut [f32]) {
    let (inputs, outputs) = (matrix.linear.inputs, matrix.linear.outputs());
    let mut wide = Vec::with_capacity(inputs / QUAD);
    for (number, block) in matrix.blocks().enumerate() {
        widen(block, &mut wide);
        let weights = wide.as_flattened().as_chunks().0.as_chunks().0;
        let pairs = rows.values.chunks(2 * inputs).zip(rows.scales.chunks(2)).zip(out.chunks_mut(2 * outputs));
        for ((values, scales), out) in pairs {
            // A last row without a second one is taken twice.
            let two = [&values[..inputs], &values[values.len() - inputs..]].map(|row| row.as_chunks().0);
            let sums = sums_avx2(weights, two);
            for ((sums, scale), row) in sums.iter().zip(scales).zip(out.chunks_exact_mut(outputs)) {
                matrix.finish(number, sums, *scale, row);
            }
        }
    }
}

/// Products of sixty-four 8-bit numbers at a time.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub fn multiply_vnni(matrix: Matrix<'_>, rows: Rows<'_, u8>, out: &mut [f32]) {
    let (inputs, outputs) = (matrix.linear.inputs, matrix.linear.outputs());
    for (number, strips) in matrix.strips().enumerate() {
        let all = rows.values.chunks(6 * inputs).zip(rows.scales.chunks(6)).zip(out.chunks_mut(6 * outputs));
        for ((values, scales), out) in all {
            // As many rows as keep all their sums in registers.
            let mut tile = Tile { matrix, number, strips, values, scales, out };
            match scales.len() {
                1 => tile.of::<1>(),
                2 => tile.of::<2>(),
                3 => tile.of::<3>(),
                4 => tile.of::<4>(),
                5 => tile.of::<5>(),
                _ => tile.of::<6>(),
            }
        }
    }
}

/// Up to six rows with 64 outputs.
struct Tile<'a> {
    matrix: Matrix<'a>,
    number: usize,
    strips: &'a [Strip],
    values: &'a [u8],
    scales: &'a [f32],
    out: &'a mut [f32],
}

impl Tile<'_> {
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
    fn of<const ROWS: usize>(&mut self) {
        let linear = self.matrix.linear;
        let mut rows: [&[[u8; QUAD]]; ROWS] = [&[]; ROWS];
        for (row, values) in rows.iter_mut().zip(self.values.chunks_exact(linear.inputs)) {
            *row = values.as_chunks().0;
        }
        let shifts = &linear.shifts.as_chunks().0.as_chunks().0[self.number];
        let sums = sums_vnni::<ROWS>(self.strips, shifts, rows);
        for ((sums, scale), out) in sums.iter().zip(self.scales).zip(self.out.chunks_exact_mut(linear.outputs())) {
            for (block, sums) in sums.iter().enumerate() {
                self.matrix.finish(self.number * BLOCKS + block, sums, *scale, out);
            }
        }
    }
}

/// Four 16-bit values as one number.
#[inline(always)]
fn quad(values: &[i16; QUAD]) -> i64 {
    let [a, b, c, d] = *values;
    let wide = |value: i16| i64::from(value.cast_unsigned());
    wide(a) | wide(b) << 16 | wide(c) << 32 | wide(d) << 48
}

#[inline]
#[target_feature(enable = "sse2")]
fn values(register: __m128i) -> [i32; 4] {
    [
        _mm_cvtsi128_si32(register),
        _mm_cvtsi128_si32(_mm_shuffle_epi32::<1>(register)),
        _mm_cvtsi128_si32(_mm_shuffle_epi32::<2>(register)),
        _mm_cvtsi128_si32(_mm_shuffle_epi32::<3>(register)),
    ]
}

/// Adds each second of four partial sums to the one before, into the sums of two outputs.
#[inline]
#[target_feature(enable = "sse2")]
fn add_pairs(partial: __m128i, sums: &mut [i32]) {
    let [a, b, c, d] = values(partial);
    sums.copy_from_slice(&[a + b, c + d]);
}

/// The sums of a row with 16 outputs; `weights` hold two outputs of four inputs in eight numbers.
#[target_feature(enable = "sse2")]
fn sums_sse2(weights: &[[[i16; 8]; 8]], row: &[[i16; QUAD]]) -> [i32; BLOCK] {
    let mut partial = [_mm_setzero_si128(); 8];
    for (weights, value) in weights.iter().zip(row) {
        let value = _mm_set1_epi64x(quad(value));
        let mut outputs = 0;
        while outputs < 8 {
            let w = &weights[outputs];
            let weights = _mm_setr_epi16(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]);
            partial[outputs] = _mm_add_epi32(partial[outputs], _mm_madd_epi16(weights, value));
            outputs += 1;
        }
    }
    let mut sums = [0; BLOCK];
    for (partial, sums) in partial.into_iter().zip(sums.as_chunks_mut::<2>().0) {
        add_pairs(partial, sums);
    }
    sums
}

/// The sums of `ROWS` rows with 16 outputs; `weights` hold four outputs of four inputs in sixteen numbers.
#[target_feature(enable = "avx2")]
fn sums_avx2<const ROWS: usize>(weights: &[[[i16; 16]; 4]], mut rows: [&[[i16; QUAD]]; ROWS]) -> [[i32; BLOCK]; ROWS] {
    let mut partial = [[_mm256_setzero_si256(); 4]; ROWS];
    for row in &mut rows {
        *row = &row[..weights.len()];
    }
    for (at, weights) in weights.iter().enumerate() {
        let mut outputs = 0;
        while outputs < 4 {
            let w = &weights[outputs];
            let weights = _mm256_setr_epi16(
                w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15],
            );
            let mut row = 0;
            while row < ROWS {
                let value = _mm256_set1_epi64x(quad(&rows[row][at]));
                partial[row][outputs] = _mm256_add_epi32(partial[row][outputs], _mm256_madd_epi16(weights, value));
                row += 1;
            }
            outputs += 1;
        }
    }
    let mut sums = [[0; BLOCK]; ROWS];
    for (partial, sums) in partial.as_flattened().iter().zip(sums.as_flattened_mut().as_chunks_mut::<4>().0) {
        let (low, high) = sums.split_at_mut(2);
        add_pairs(_mm256_castsi256_si128(*partial), low);
        add_pairs(_mm256_extracti128_si256::<1>(*partial), high);
    }
    sums
}

/// The sums of `ROWS` rows with 64 outputs. The values of the rows are shifted by 128 so as to have no sign; `shifts` are
/// the sums to begin with.
#[target_feature(enable = "avx512f,avx512dq,avx512vnni")]
fn sums_vnni<const ROWS: usize>(
    strips: &[Strip],
    shifts: &[[i32; BLOCK]; BLOCKS],
    mut rows: [&[[u8; QUAD]]; ROWS],
) -> [[[i32; BLOCK]; BLOCKS]; ROWS] {
    let mut sums = [[_mm512_setzero_si512(); BLOCKS]; ROWS];
    for (sums, row) in sums.iter_mut().zip(&mut rows) {
        for (sum, s) in sums.iter_mut().zip(shifts) {
            *sum = _mm512_setr_epi32(
                s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11], s[12], s[13], s[14], s[15],
            );
        }
        *row = &row[..strips.len()];
    }
    for (at, strip) in strips.iter().enumerate() {
        let mut weights = [_mm512_setzero_si512(); BLOCKS];
        for (weights, quads) in weights.iter_mut().zip(strip) {
            *weights = load(quads);
        }
        let mut row = 0;
        while row < ROWS {
            let value = _mm512_set1_epi32(i32::from_le_bytes(rows[row][at]));
            let mut block = 0;
            while block < BLOCKS {
                sums[row][block] = _mm512_dpbusd_epi32(sums[row][block], value, weights[block]);
                block += 1;
            }
            row += 1;
        }
    }
    let mut all = [[[0; BLOCK]; BLOCKS]; ROWS];
    for (sum, register) in all.as_flattened_mut().iter_mut().zip(sums.as_flattened()) {
        *sum = store(*register);
    }
    all
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(bytes: &Quads) -> __m512i {
    let mut n = [0; 8];
    for (n, bytes) in n.iter_mut().zip(bytes.as_chunks().0) {
        *n = i64::from_le_bytes(*bytes);
    }
    _mm512_setr_epi64(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7])
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(register: __m512i) -> [i32; BLOCK] {
    let parts = [
        values(_mm512_extracti32x4_epi32::<0>(register)),
        values(_mm512_extracti32x4_epi32::<1>(register)),
        values(_mm512_extracti32x4_epi32::<2>(register)),
        values(_mm512_extracti32x4_epi32::<3>(register)),
    ];
    let mut all = [0; BLOCK];
    all.copy_from_slice(parts.as_flattened());
    all
}

/// The weights of a block as 16-bit numbers.
#[inline(always)]
fn widen<'a>(block: impl Iterator<Item = &'a Quads>, wide: &mut Vec<[i16; BLOCK * QUAD]>) {
    wide.clear();
    for quads in block {
        let mut own = [0; BLOCK * QUAD];
        for (own, weight) in own.iter_mut().zip(quads) {
            *own = i16::from(weight.cast_signed());
        }
        wide.push(own);
    }
}
