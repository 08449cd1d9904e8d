//! Self-attention: every piece of a segment looks at all pieces of it.

#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the instructions of the oldest machine"
)]

use super::math::{LANES, add_products, exp, largest, sum};

/// Values of a head.
pub const HEAD: usize = 32;

/// Pieces that look together, so that what they look at is read once for all of them.
const TOGETHER: usize = 4;

/// What a piece pays for a place where there is none: e to the power of it is nothing.
const NOWHERE: f32 = -1e9;

/// Room for one head of one segment, used again and again.
#[derive(Debug, Default)]
pub struct Room {
    /// The keys: by sixteen pieces, their values one after the other.
    keys: Vec<[[f32; LANES]; HEAD]>,
    /// What pieces have to tell.
    told: Vec<[f32; HEAD]>,
    /// How much each of [`TOGETHER`] pieces looks at which.
    looks: [Vec<[f32; LANES]>; TOGETHER],
}

/// Writes into the rows of `out`, `width` values each, what the pieces of one segment gather. The rows of `asked` hold the
/// questions, keys and answers of a piece, `3 * width` values.
///
/// Cost: pieces² · width.
#[inline(always)]
pub fn attend(asked: &[f32], out: &mut [f32], width: usize, room: &mut Room) {
    for head in 0..width / HEAD {
        fill(asked, width, head, room);
        let mut questions = asked.chunks(3 * width * TOGETHER);
        for out in out.chunks_mut(width * TOGETHER) {
            let Some(rows) = questions.next() else { break };
            let all = rows.chunks_exact(3 * width).map(|row| part(row, head)).chain(std::iter::repeat(&[0.0; HEAD]));
            let mut own = [[0.0; HEAD]; TOGETHER];
            own.iter_mut().zip(all).for_each(|(own, row)| *own = *row);
            let inverse = look(&own, room);
            let gathered = gather(room);
            for ((out, gathered), inverse) in out.chunks_exact_mut(width).zip(gathered).zip(inverse) {
                for (out, value) in out[head * HEAD..(head + 1) * HEAD].iter_mut().zip(gathered) {
                    *out = value * inverse;
                }
            }
        }
    }
}

/// The values of a head in a row.
#[inline(always)]
fn part(row: &[f32], head: usize) -> &[f32; HEAD] {
    &row.as_chunks::<HEAD>().0[head]
}

/// Lays keys and answers of all pieces ready.
#[inline(always)]
fn fill(asked: &[f32], width: usize, head: usize, room: &mut Room) {
    let pieces = asked.len() / (3 * width);
    room.keys.clear();
    room.keys.resize(pieces.div_ceil(LANES), [[0.0; LANES]; HEAD]);
    room.told.clear();
    for (piece, row) in asked.chunks_exact(3 * width).enumerate() {
        for (lanes, key) in room.keys[piece / LANES].iter_mut().zip(part(&row[width..], head)) {
            lanes[piece % LANES] = *key;
        }
        room.told.push(*part(&row[2 * width..], head));
    }
    for looks in &mut room.looks {
        looks.clear();
        looks.resize(pieces.div_ceil(LANES), [0.0; LANES]);
    }
}

/// How much each piece looks at every other, but for a factor, which is returned.
#[inline(always)]
fn look(own: &[[f32; HEAD]; TOGETHER], room: &mut Room) -> [f32; TOGETHER] {
    let by = 1.0 / (HEAD as f32).sqrt();
    for (block, keys) in room.keys.iter().enumerate() {
        let mut scores = [[0.0; LANES]; TOGETHER];
        let [a, b, c, d] = &mut scores;
        for (at, keys) in keys.iter().enumerate() {
            add_products(a, own[0][at], keys);
            add_products(b, own[1][at], keys);
            add_products(c, own[2][at], keys);
            add_products(d, own[3][at], keys);
        }
        for (scores, looks) in scores.iter().zip(&mut room.looks) {
            for (look, score) in looks[block].iter_mut().zip(scores) {
                *look = score * by;
            }
        }
    }
    let mut inverse = [0.0; TOGETHER];
    for (looks, inverse) in room.looks.iter_mut().zip(&mut inverse) {
        looks.as_flattened_mut()[room.told.len()..].fill(NOWHERE);
        let most = largest(looks, -1e30);
        let mut sums = [0.0; LANES];
        for lanes in looks.iter_mut() {
            for (look, sum) in lanes.iter_mut().zip(&mut sums) {
                *look = exp(*look - most);
                *sum += *look;
            }
        }
        *inverse = 1.0 / sum(sums);
    }
    inverse
}

/// What the pieces hear, in the measure in which they look.
#[inline(always)]
fn gather(room: &Room) -> [[f32; HEAD]; TOGETHER] {
    let mut gathered = [[0.0; HEAD]; TOGETHER];
    let [first, second, third, fourth] = &mut gathered;
    let [a, b, c, d] = &room.looks;
    let looks = a.as_flattened().iter().zip(b.as_flattened()).zip(c.as_flattened()).zip(d.as_flattened());
    for (told, (((a, b), c), d)) in room.told.iter().zip(looks) {
        add_products(first, *a, told);
        add_products(second, *b, told);
        add_products(third, *c, told);
        add_products(fourth, *d, told);
    }
    gathered
}
