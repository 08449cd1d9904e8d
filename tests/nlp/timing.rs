//! Whether work grows with the text: two lengths are compared, never one with a clock's limit.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// How long this thread has been computing, which other work on the machine does not change; where the system does not
/// tell, how long it has been running.
fn busy() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGAN.elapsed(), Duration::from_nanos)
}

/// Fails when `read` takes much more than four times as long for `long`, which is four times as long as `short`; with
/// the square of the length it would take sixteen times.
#[track_caller]
pub fn check_proportional<T>(name: &str, short: &str, long: &str, read: impl Fn(&str) -> T) {
    let time = |text: &str| {
        let began = busy();
        std::hint::black_box(read(text));
        busy().saturating_sub(began)
    };
    let (mut least_short, mut least_long) = (Duration::MAX, Duration::MAX);
    // The machine may be busy with something else; what grows with the square takes sixteen times as long each time.
    let proportional = (0..6).any(|_| {
        least_short = least_short.min(time(short));
        least_long = least_long.min(time(long));
        // The clock may tick in steps of some milliseconds.
        least_long < least_short.max(Duration::from_millis(8)) * 8
    });
    let (short, long) = (short.len() / 1000, long.len() / 1000);
    assert!(proportional, "{name:?}: {least_short:?} for {short} KB, {least_long:?} for {long} KB");
}

#[test]
fn work_with_the_square_of_the_length_is_found() {
    let steps = |count: usize| (0..count).fold(0, |sum: usize, at| std::hint::black_box(sum ^ at));
    let square = |text: &str| (0..text.len()).map(steps).sum::<usize>();
    let (short, long) = ("a".repeat(6_000), "a".repeat(24_000));
    let failed = std::panic::catch_unwind(|| check_proportional("a", &short, &long, square));
    assert!(failed.is_err(), "the square of the length passes for its length");
    check_proportional("a", &short, &long, |text| steps(text.len() * 1_000));
}
