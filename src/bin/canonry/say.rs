//! Words for people, on standard error.
//! In: sentences. Out: lines; nothing when standard error is closed. Not here: data (standard output).

use crate::{
    fault::{pick, usage},
    table::{cut, room_beside},
};
pub use canonry::report::words::{count, grouped};
use serde_json::{Value, json};
use std::{
    borrow::Cow,
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

/// One line.
pub fn line(words: impl AsRef<str>) {
    // Nobody to tell when standard error itself is gone.
    let _ = writeln!(io::stderr(), "{}", harmless(words.as_ref()));
}

/// Words of a page or a path as a terminal may show them: what would speak to it, or turn the line around, is shown by
/// its number (`<U+001B>[31m`). Line breaks, tabs and the joiners of Persian and of emoji stay.
pub fn harmless(words: &str) -> Cow<'_, str> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let stays = |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || turns(c));
    if words.chars().all(stays) {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len() + 8);
    for c in words.chars() {
        if stays(c) { out.push(c) } else { out.push_str(&code(c)) }
    }
    Cow::Owned(out)
}

/// A character by its number: `<U+001B>`.
pub fn code(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

/// One line that begins with the name of the program.
pub fn note(words: impl AsRef<str>) {
    line(format!("canonry: {}", words.as_ref()));
}

/// Whether standard output takes colours: it is a terminal, and nobody said `NO_COLOR`.
pub fn colours() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// How progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Not at all.
    Silent,
    /// One line of a terminal, written over and over.
    Line,
    /// A line of JSON a second, and one at the end.
    Json,
}

impl How {
    /// By the name people type; `auto` is a line on a terminal.
    pub fn named(name: &str) -> anyhow::Result<How> {
        let auto = if io::stderr().is_terminal() { How::Line } else { How::Silent };
        let ways = [("auto", auto), ("json", How::Json), ("none", How::Silent)];
        pick("way", name, &ways).map_err(|words| usage(format!("--progress: {words}")))
    }

    /// Results that are printed on a terminal tell how far a run has come; a line amid them would be in their way.
    pub fn beside(self, results: bool) -> How {
        match self {
            How::Line if results && io::stdout().is_terminal() => How::Silent,
            how => how,
        }
    }

    fn pause(self) -> Duration {
        Duration::from_millis(if self == How::Json { 1000 } else { 500 })
    }
}

/// What is done of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    pub texts: usize,
    /// Bytes read of the files, as they lie there.
    pub read: u64,
    pub errors: usize,
}

/// How far a run has come.
pub struct Progress {
    how: How,
    /// Bytes of all files, where they are known.
    total: Option<u64>,
    /// Bytes that were done before this run.
    base: u64,
    start: Instant,
    last: Instant,
    shown: bool,
}

impl Progress {
    /// Nothing is shown before the first half second.
    pub fn start(how: How, total: Option<u64>) -> Progress {
        let now = Instant::now();
        Progress { how, total, base: 0, start: now, last: now, shown: false }
    }

    /// So many bytes were done by a run that was stopped.
    pub fn pass(&mut self, read: u64) {
        (self.base, self.start) = (read, Instant::now());
    }

    /// Shows it, where it is time.
    pub fn tick(&mut self, done: Done) {
        if self.how == How::Silent || self.last.elapsed() < self.how.pause() {
            return;
        }
        self.last = Instant::now();
        match self.how {
            How::Json => line(self.record(done, false).to_string()),
            _ => {
                self.shown = true;
                let _ = io::stderr().write_all(self.shown(done, room_beside()).as_bytes());
            }
        }
    }

    /// Takes the line away, or says in JSON that this was all.
    pub fn end(&mut self, done: Done) {
        self.clear();
        if self.how == How::Json {
            line(self.record(done, true).to_string());
        }
    }

    /// Takes the line away again.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = io::stderr().write_all(b"\r\x1b[K");
        }
    }

    /// Bytes a second, and the seconds that are left at that rate.
    fn rate(&self, done: Done) -> (f64, Option<f64>) {
        let here = done.read.saturating_sub(self.base) as f64;
        let rate = here / self.start.elapsed().as_secs_f64().max(1e-3);
        let left = self.total.map(|total| total.saturating_sub(done.read) as f64 / rate);
        (rate, left.filter(|left| left.is_finite()))
    }

    fn record(&self, done: Done, ended: bool) -> Value {
        let (rate, left) = self.rate(done);
        let round = |number: f64| (number * 1e3).round() / 1e3;
        json!({"progress": {
            "texts": done.texts,
            "errors": done.errors,
            "bytes": done.read,
            "of": self.total,
            "seconds": round(self.start.elapsed().as_secs_f64()),
            "mb_per_second": round(rate / 1e6),
            "seconds_left": if ended { Some(0.0) } else { left.map(round) },
            "ended": ended,
        }})
    }

    /// The line, over the one before; what does not fit is cut, for a line that wraps cannot be taken away.
    fn shown(&self, done: Done, room: Option<usize>) -> String {
        format!("\r\x1b[K{}", cut(&self.words(done), room.unwrap_or(usize::MAX)))
    }

    fn words(&self, done: Done) -> String {
        let (rate, left) = self.rate(done);
        let of = self.total.map(|total| format!(" of {:.1}", total as f64 / 1e6)).unwrap_or_default();
        let mut words = format!(
            "{} · {:.1}{of} MB · {:.1} MB/s",
            count(done.texts, "text"),
            done.read as f64 / 1e6,
            rate / 1e6
        );
        if done.errors > 0 {
            words.push_str(&format!(" · {}", count(done.errors, "error")));
        }
        if let Some(left) = left {
            words.push_str(&format!(" · {} left", clock(left)));
        }
        words
    }
}

/// `0:07`, `1:02:03`.
fn clock(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::{Done, How, Progress, clock, count, grouped, harmless};

    #[test]
    fn no_text_speaks_to_the_terminal() {
        let rows = [
            ("x\u{1b}[31m.txt: no such file", "x<U+001B>[31m.txt: no such file"),
            ("a\rb\u{7}\u{9b}", "a<U+000D>b<U+0007><U+009B>"),
            ("file\u{202e}txt.exe", "file<U+202E>txt.exe"),
        ];
        for (words, expected) in rows {
            assert_eq!(harmless(words), expected);
        }
        for words in ["two\nlines\tand a tab", "می\u{200c}خواهم", "👨\u{200d}👩"] {
            assert_eq!(harmless(words), words);
        }
    }

    #[test]
    fn numbers_read_like_numbers() {
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567")] {
            assert_eq!(grouped(number), expected);
        }
        assert_eq!([count(1, "file"), count(2, "file")], ["1 file", "2 files"]);
    }

    #[test]
    fn progress_in_words_and_for_programs() {
        let mut progress = Progress::start(How::Line, Some(3_000_000));
        progress.start -= std::time::Duration::from_secs(10);
        let done = Done { texts: 1200, read: 2_000_000, errors: 1 };
        let words = progress.words(done);
        assert!(words.starts_with("1,200 texts · 2.0 of 3.0 MB · 0.2 MB/s · 1 error · 0:0"), "{words}");
        assert_eq!(progress.shown(done, Some(80)), format!("\r\x1b[K{words}"));
        assert_eq!(progress.shown(done, Some(30)), "\r\x1b[K1,200 texts · 2.0 of 3.0 MB ·…");
        let record = &progress.record(done, false)["progress"];
        assert_eq!(
            (&record["bytes"], &record["of"], &record["ended"]),
            (&2_000_000.into(), &3_000_000.into(), &false.into())
        );
        assert!((4.9..5.1).contains(&record["seconds_left"].as_f64().expect("a number")), "{record}");
        let unknown = Progress::start(How::Json, None).record(Done::default(), true);
        assert!(unknown["progress"]["of"].is_null() && unknown["progress"]["seconds_left"] == 0.0);
        for (seconds, expected) in [(0.0, "0:00"), (61.2, "1:02"), (3723.0, "1:02:03")] {
            assert_eq!(clock(seconds), expected);
        }
    }
}
