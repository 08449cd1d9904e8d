//! The byte form of stored values: little, exact, and without surprises.
//!
//! Whole numbers are LEB128; text is its length and its bytes; lists are their length and their items; an absent value
//! is one zero byte. An `f64` that a short decimal fraction names exactly takes that fraction, any other takes its
//! eight bytes, so every bit comes back. No derive, no field names: a record is a quarter of its JSON before
//! compression, and JSON would need a special feature to return the last bit of a float.
//!
//! Reading never panics and never allocates more than the input could fill: damaged bytes give [`Damaged`].

use std::collections::BTreeMap;

/// The bytes are not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Damaged(pub &'static str);

/// What is left to read.
#[derive(Debug)]
pub struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    /// Starts at the beginning of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next `n` bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn bytes(&mut self, n: usize) -> Result<&'a [u8], Damaged> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or(Damaged("it ends too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Damaged> {
        self.bytes(N)?.try_into().map_err(|_| Damaged("it ends too early"))
    }

    /// How many bytes are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// Whether everything has been read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.rest.is_empty()
    }

    /// Makes sure that everything has been read.
    ///
    /// # Errors
    /// When something is left.
    pub fn end(&self) -> Result<(), Damaged> {
        if self.is_read() { Ok(()) } else { Err(Damaged("something follows its end")) }
    }
}

/// A value with a byte form.
pub trait Stored: Sized {
    /// Appends the bytes.
    fn put(&self, out: &mut Vec<u8>);

    /// Reads them back.
    ///
    /// # Errors
    /// When the bytes are not what [`Stored::put`] writes.
    fn take(input: &mut Input<'_>) -> Result<Self, Damaged>;
}

/// The bytes of one value.
#[must_use]
pub fn to_bytes<T: Stored>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

/// The value of exactly these bytes.
///
/// # Errors
/// When they are not what [`to_bytes`] writes.
pub fn from_bytes<T: Stored>(bytes: &[u8]) -> Result<T, Damaged> {
    let mut input = Input::new(bytes);
    let value = T::take(&mut input)?;
    input.end()?;
    Ok(value)
}

impl Stored for u64 {
    fn put(&self, out: &mut Vec<u8>) {
        let mut rest = *self;
        while rest >= 0x80 {
            out.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        out.push((rest & 0x7f) as u8);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = input.array()?;
            let bits = Self::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Damaged("a number is too large"))
    }
}

/// Sign in the lowest bit, so that small negative numbers stay short.
impl Stored for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        ((self << 1) ^ (self >> 63)).cast_unsigned().put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        let coded = u64::take(input)?;
        Ok((coded >> 1).cast_signed() ^ -(coded & 1).cast_signed())
    }
}

macro_rules! stored_as {
    ($($narrow:ty => $wide:ty),+) => {$(
        impl Stored for $narrow {
            fn put(&self, out: &mut Vec<u8>) {
                <$wide>::try_from(*self).unwrap_or_default().put(out);
            }

            fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
                Self::try_from(<$wide>::take(input)?).map_err(|_| Damaged("a number is too large"))
            }
        }
    )+};
}

stored_as!(u8 => u64, u32 => u64, usize => u64, i8 => i64, i16 => i64, i32 => i64);

/// Decimal fractions of at most this many steps a unit are written short.
const STEPS: f64 = 10_000.0;

/// 0 and the raw bytes, or one more than the sign-folded number of [`STEPS`].
impl Stored for f64 {
    fn put(&self, out: &mut Vec<u8>) {
        let scaled = (self * STEPS).round();
        if scaled.abs() < 1e15 {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53 by the line above")]
            let steps = scaled as i64;
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            let back = steps as f64 / STEPS;
            if back.to_bits() == self.to_bits() {
                ((steps << 1) ^ (steps >> 63)).cast_unsigned().saturating_add(1).put(out);
                return;
            }
        }
        out.push(0);
        out.extend_from_slice(&self.to_bits().to_le_bytes());
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        match u64::take(input)? {
            0 => Ok(Self::from_bits(u64::from_le_bytes(input.array()?))),
            folded => {
                let coded = folded - 1;
                let steps = (coded >> 1).cast_signed() ^ -(coded & 1).cast_signed();
                #[expect(clippy::cast_precision_loss, reason = "what was written was below 2^53")]
                let steps = steps as Self;
                Ok(steps / STEPS)
            }
        }
    }
}

impl Stored for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        match input.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(Damaged("a yes or no is neither")),
        }
    }
}

impl Stored for String {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        let length = usize::take(input)?;
        let bytes = input.bytes(length)?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Damaged("a text is not UTF-8"))
    }
}

impl<T: Stored> Stored for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        bool::take(input)?.then(|| T::take(input)).transpose()
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        Ok((A::take(input)?, B::take(input)?))
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        for item in self {
            item.put(out);
        }
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        let length = usize::take(input)?;
        // Every item takes a byte at least, so a damaged length can't ask for more memory than the input justifies.
        let mut items = Self::with_capacity(length.min(input.rest.len()).min(1024));
        for _ in 0..length {
            items.push(T::take(input)?);
        }
        Ok(items)
    }
}

impl<K: Stored + Ord, V: Stored> Stored for BTreeMap<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        for (key, value) in self {
            key.put(out);
            value.put(out);
        }
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        let length = usize::take(input)?;
        (0..length).map(|_| Ok((K::take(input)?, V::take(input)?))).collect()
    }
}

/// Writes a struct as its fields in the order given; a field added to the struct and forgotten here does not compile.
/// Fields after a semicolon are kept elsewhere and read as their default.
macro_rules! stored_fields {
    ($($name:ident { $($field:ident),+ $(,)? $(; $($elsewhere:ident),+)? })+) => {$(
        impl $crate::store::codec::Stored for $name {
            fn put(&self, out: &mut Vec<u8>) {
                let Self { $($field,)+ $($($elsewhere: _,)+)? } = self;
                $($crate::store::codec::Stored::put($field, out);)+
            }

            fn take(
                input: &mut $crate::store::codec::Input<'_>,
            ) -> Result<Self, $crate::store::codec::Damaged> {
                Ok(Self {
                    $($field: $crate::store::codec::Stored::take(input)?,)+
                    $($($elsewhere: Default::default(),)+)?
                })
            }
        }
    )+};
}

/// Writes an enum as the given codes, which must never change.
macro_rules! stored_codes {
    ($($name:ident { $($variant:ident = $code:literal),+ $(,)? })+) => {$(
        impl $crate::store::codec::Stored for $name {
            fn put(&self, out: &mut Vec<u8>) {
                out.push(match self { $(Self::$variant => $code),+ });
            }

            fn take(
                input: &mut $crate::store::codec::Input<'_>,
            ) -> Result<Self, $crate::store::codec::Damaged> {
                match input.array()? {
                    $([$code] => Ok(Self::$variant),)+
                    _ => Err($crate::store::codec::Damaged(concat!("unknown ", stringify!($name)))),
                }
            }
        }
    )+};
}

pub(crate) use {stored_codes, stored_fields};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_at_the_edges_come_back() {
        for n in [0, 1, 127, 128, u64::from(u32::MAX), u64::MAX - 1, u64::MAX] {
            assert_eq!(from_bytes::<u64>(&to_bytes(&n)), Ok(n));
        }
        for n in [0, -1, 1, 63, -64, i64::MIN, i64::MAX] {
            assert_eq!(from_bytes::<i64>(&to_bytes(&n)), Ok(n));
        }
    }

    #[test]
    fn short_fractions_are_short() {
        for (value, longest) in [(0.0, 1), (0.25, 2), (-0.6, 2), (1.0, 3), (0.123_456, 9), (f64::MAX, 9)] {
            assert!(to_bytes(&value).len() <= longest, "{value} took {} bytes", to_bytes(&value).len());
        }
    }

    #[test]
    fn damaged_bytes_are_refused() {
        for (bytes, reason) in [
            (&[0xff_u8; 11][..], "a number without end"),
            (&[5, b'a'], "a text cut short"),
            (&[2, 0xc3, 0x28], "a text that is not UTF-8"),
            (&[1, b'a', 0], "something after the end"),
        ] {
            assert!(from_bytes::<String>(bytes).is_err(), "{reason} was accepted");
        }
        assert!(from_bytes::<Vec<u64>>(&to_bytes(&u64::MAX)).is_err(), "a list of 2^64 items was accepted");
        assert!(from_bytes::<bool>(&[2]).is_err());
    }

    proptest! {
        #[test]
        fn every_float_comes_back_bit_by_bit(bits in any::<u64>(), steps in -30_000_i32..30_000) {
            for value in [f64::from_bits(bits), f64::from(steps) / 10_000.0, f64::from(steps) / 7.0] {
                let back: f64 = from_bytes(&to_bytes(&value)).expect("readable");
                prop_assert_eq!(back.to_bits(), value.to_bits());
            }
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = from_bytes::<Vec<Option<String>>>(&bytes);
            let _ = from_bytes::<BTreeMap<i64, f64>>(&bytes);
        }
    }
}
