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

/// The clock may tick in steps of some milliseconds.
const TICK: Duration = Duration::from_millis(8);

/// Fails when `read` takes much more than four times as long for `long`, which is four times as long as `short`; with
/// the square of the length it would take sixteen times.
#[track_caller]
pub fn check_proportional<T>(name: &str, short: &str, long: &str, read: impl Fn(&str) -> T) {
    let time = |text: &str| {
        let began = busy();
        std::hint::black_box(read(text));
        busy().saturating_sub(began)
    };
    if let Err((least_short, least_long)) = proportional(|| (time(short), time(long))) {
        let (short, long) = (short.len() / 1000, long.len() / 1000);
        panic!("{name:?}: {least_short:?} for {short} KB, {least_long:?} for {long} KB");
    }
}

/// Whether the least times that some measurements of both lengths gave are far from those of the square; else those
/// times. The machine may be busy with something else; what grows with the square takes sixteen times as long each time.
fn proportional(mut measure: impl FnMut() -> (Duration, Duration)) -> Result<(), (Duration, Duration)> {
    let mut least = (Duration::MAX, Duration::MAX);
    for _ in 0..6 {
        let (short, long) = measure();
        least = (least.0.min(short), least.1.min(long));
        if least.1 < least.0.max(TICK) * 8 {
            return Ok(());
        }
    }
    Err(least)
}

/// The times that are told here are made up: how fast this machine is must not decide what the check finds.
#[test]
fn work_with_the_square_of_the_length_is_found_and_a_busy_machine_is_forgiven() {
    let milliseconds = |short: u64, long: u64| (Duration::from_millis(short), Duration::from_millis(long));
    let told = |times: &[(u64, u64)]| {
        let mut times = times.iter().cycle();
        proportional(|| times.next().map_or_else(Default::default, |&(short, long)| milliseconds(short, long)))
    };
    assert_eq!(told(&[(20, 320)]), Err(milliseconds(20, 320)), "the square of the length");
    assert_eq!(told(&[(20, 320), (90, 340), (40, 900)]), Err(milliseconds(20, 320)), "the square on a busy machine");
    assert_eq!(told(&[(1, 70)]), Err(milliseconds(1, 70)), "the square where the clock is coarse");
    assert_eq!(told(&[(20, 80)]), Ok(()), "as much as the length");
    assert_eq!(told(&[(20, 700), (30, 400), (21, 82)]), Ok(()), "the length on a busy machine");
    assert_eq!(told(&[(0, 4)]), Ok(()), "less than the clock can tell");
}

#[test]
fn the_time_that_is_measured_goes_on_with_the_work() {
    let began = busy();
    let work = || (0..1_000_000).fold(0, |sum: usize, at| std::hint::black_box(sum ^ at));
    // Ends soon wherever the clock goes; never where it stands still.
    let moved = (0..100_000).any(|_| {
        std::hint::black_box(work());
        busy() > began
    });
    assert!(moved, "the clock stands still");
}
