//! Words for people, on standard error.
//! In: sentences. Out: lines; nothing when standard error is closed. Not here: data (standard output).

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

/// One line.
pub fn line(words: impl AsRef<str>) {
    // Nobody to tell when standard error itself is gone.
    let _ = writeln!(io::stderr(), "{}", words.as_ref());
}

/// One line that begins with the name of the program.
pub fn note(words: impl AsRef<str>) {
    line(format!("canonry: {}", words.as_ref()));
}

/// `1 file`, `2 files`.
pub fn count(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {what}{ending}", grouped(number))
}

/// `1,234,567`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How far a run has come; shown only to a terminal, a few times a second.
pub struct Progress {
    shown: bool,
    terminal: bool,
    last: Instant,
}

impl Progress {
    /// Nothing is shown before the first half second.
    pub fn start() -> Progress {
        Progress { shown: false, terminal: io::stderr().is_terminal(), last: Instant::now() }
    }

    /// Shows a number of texts and bytes.
    pub fn tick(&mut self, texts: usize, bytes: usize) {
        if !self.terminal || self.last.elapsed() < Duration::from_millis(500) {
            return;
        }
        self.last = Instant::now();
        self.shown = true;
        let words = format!("\r\x1b[K{} · {:.1} MB", count(texts, "text"), bytes as f64 / 1e6);
        let _ = io::stderr().write_all(words.as_bytes());
    }

    /// Takes the line away again.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{count, grouped};

    #[test]
    fn numbers_read_like_numbers() {
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567")] {
            assert_eq!(grouped(number), expected);
        }
        assert_eq!([count(1, "file"), count(2, "file")], ["1 file", "2 files"]);
    }
}
