//! [`Kernel`]: which instructions the encoder runs on. The one file with `unsafe` code, and why that is sound.
//!
//! A function for instructions that only some machines have is `#[target_feature]`; calling it where they were not found
//! would be undefined behaviour, so Rust asks for `unsafe` at the call. Here each such call stands behind a value that only
//! a successful search for the instructions makes. There is no other `unsafe`: the functions themselves are safe, and
//! everything that is not a product is ordinary Rust, compiled once for each kernel.

#![cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "calls of functions for instructions that were looked for and found")
)]
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the instructions of the oldest machine"
)]

use super::matrix::{Portable, Products, Scalar};
#[cfg(target_arch = "x86_64")]
use found::{Avx2, Sse2, Vnni};

/// Something to be compiled for the instructions of every kernel. [`run`](Self::run) must be `#[inline(always)]` and call
/// only functions that are, or it runs slowly.
pub trait Work {
    /// What comes out.
    type Output;

    /// Does it with these products.
    fn run<P: Products>(self, products: P) -> Self::Output;
}

/// The instructions to run on, which this machine has. All kernels have the same results, bit by bit.
#[derive(Debug, Clone, Copy)]
pub struct Kernel(Level);

#[derive(Debug, Clone, Copy)]
enum Level {
    Scalar,
    Portable,
    #[cfg(target_arch = "x86_64")]
    Sse2(Sse2),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Vnni(Vnni),
}

impl Kernel {
    /// All kernels of this machine, the fastest first; the last is the scalar reference.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut levels = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(Vnni::find().map(Level::Vnni));
            levels.extend(Avx2::find().map(Level::Avx2));
            levels.push(Level::Sse2(Sse2));
        }
        levels.extend([Level::Portable, Level::Scalar]);
        levels.into_iter().map(Self).collect()
    }

    /// The fastest kernel of this machine.
    #[must_use]
    pub fn best() -> Self {
        Self::all().first().copied().unwrap_or(Self(Level::Portable))
    }

    /// What it is called: `avx512-vnni`, `avx2`, `sse2`, `portable`, `scalar`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Level::Scalar => "scalar",
            Level::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Level::Sse2(_) => "sse2",
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Level::Vnni(_) => "avx512-vnni",
        }
    }

    /// Does `work` with this kernel's instructions.
    pub(super) fn run<W: Work>(self, work: W) -> W::Output {
        match self.0 {
            Level::Scalar => work.run(Scalar),
            Level::Portable => work.run(Portable),
            #[cfg(target_arch = "x86_64")]
            Level::Sse2(sse2) => work.run(sse2),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(avx2) => avx2.run(work),
            #[cfg(target_arch = "x86_64")]
            Level::Vnni(vnni) => vnni.run(work),
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod found {
    //! Instructions of x86-64 processors that were looked for, and what may be done with them.

    use super::super::matrix::{Matrix, Products, Rows};
    use super::super::x86::{multiply_avx2, multiply_sse2, multiply_vnni};
    use super::Work;

    /// Every x86-64 processor: eight 16-bit products at a time.
    #[derive(Debug, Clone, Copy)]
    pub struct Sse2;

    /// Processors since 2013: sixteen 16-bit products at a time. A value of it says that this one is among them.
    #[derive(Debug, Clone, Copy)]
    pub struct Avx2(());

    /// Servers since 2019: sixty-four 8-bit products at a time. A value of it says that this machine is one of them.
    #[derive(Debug, Clone, Copy)]
    pub struct Vnni(());

    impl Avx2 {
        /// Looks for the instructions.
        pub fn find() -> Option<Self> {
            is_x86_feature_detected!("avx2").then_some(Self(()))
        }

        pub fn run<W: Work>(self, work: W) -> W::Output {
            #[target_feature(enable = "avx2")]
            fn inside<W: Work>(avx2: Avx2, work: W) -> W::Output {
                work.run(avx2)
            }
            // SAFETY: `self` exists, so `find` found AVX2.
            unsafe { inside(self, work) }
        }
    }

    impl Vnni {
        /// Looks for the instructions.
        pub fn find() -> Option<Self> {
            let found = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni");
            found.then_some(Self(()))
        }

        pub fn run<W: Work>(self, work: W) -> W::Output {
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
            fn inside<W: Work>(vnni: Vnni, work: W) -> W::Output {
                work.run(vnni)
            }
            // SAFETY: `self` exists, so `find` found all of them.
            unsafe { inside(self, work) }
        }
    }

    impl Products for Sse2 {
        type Input = i16;

        #[inline(always)]
        fn input(value: i32) -> i16 {
            value as i16
        }

        #[inline(always)]
        fn multiply(self, matrix: Matrix<'_>, rows: Rows<'_, i16>, out: &mut [f32]) {
            // SAFETY: every x86-64 processor has SSE2.
            unsafe { multiply_sse2(matrix, rows, out) }
        }
    }

    impl Products for Avx2 {
        type Input = i16;

        #[inline(always)]
        fn input(value: i32) -> i16 {
            value as i16
        }

        #[inline(always)]
        fn multiply(self, matrix: Matrix<'_>, rows: Rows<'_, i16>, out: &mut [f32]) {
            // SAFETY: `self` exists, so `find` found AVX2.
            unsafe { multiply_avx2(matrix, rows, out) }
        }
    }

    impl Products for Vnni {
        type Input = u8;

        #[inline(always)]
        fn input(value: i32) -> u8 {
            // Values without a sign: `Linear::shifts` takes it back.
            (value as i8).cast_unsigned() ^ 128
        }

        #[inline(always)]
        fn multiply(self, matrix: Matrix<'_>, rows: Rows<'_, u8>, out: &mut [f32]) {
            // SAFETY: `self` exists, so `find` found all of them.
            unsafe { multiply_vnni(matrix, rows, out) }
        }
    }
}
