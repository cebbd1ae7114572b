//! Generated text and a clock for the benches of the stages.

use std::time::{Duration, Instant};

/// Bytes of a text.
pub(crate) const SIZE: usize = 2_000_000;

/// The piece as often as it fits, and how often that is; `{n}` in it is a number, each time another.
pub(crate) fn repeated(piece: &str) -> (String, usize) {
    let count = SIZE / piece.len();
    ((0..count).map(|n| piece.replace("{n}", &n.to_string())).collect(), count)
}

/// MB/s of the best of a few runs, and what the last returned.
pub(crate) fn speed<T>(bytes: usize, run: impl Fn() -> T) -> (f64, T) {
    const ROUNDS: usize = 5;
    let mut best = Duration::MAX;
    let mut found = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        found = Some(run());
        best = best.min(start.elapsed());
    }
    (bytes as f64 / 1e6 / best.as_secs_f64(), found.expect("one round at least"))
}

/// The names of the columns.
pub(crate) fn head<'n>(names: impl Iterator<Item = &'n str>) {
    println!("{:20} {}   MB/s", "", names.map(|name| format!("{name:>11}")).collect::<String>());
}

/// A row of speeds.
pub(crate) fn row(name: &str, speeds: impl Iterator<Item = f64>) {
    println!("{name:20} {}", speeds.map(|speed| format!("{speed:11.0}")).collect::<String>());
}
