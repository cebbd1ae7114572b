//! Many rows at once: each is cleaned for itself, and none stops the others.
//! In: rows, a cleaner, a number of threads. Out: for each row what became of it, in order.
//! Not here: where rows come from (see `cleaner` for lists, `arrow` for arrays), threads (see `batch` of the library).

use canonry::{
    Cleaner, Scratch, batch,
    pipeline::{Analysis, Known},
};
use pyo3::prelude::*;
use std::{
    borrow::Cow,
    cell::RefCell,
    collections::VecDeque,
    ops::{ControlFlow, Range},
    panic::{self, AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

/// Bytes that are one piece of work: handing one over costs about as much as cleaning a hundred bytes.
const PIECE: usize = 64 << 10;

/// Texts that go through the stages at the same time.
const GROUP: usize = 32;

/// How often Python is asked whether somebody pressed Ctrl-C.
const ASK: Duration = Duration::from_millis(50);

/// What became of a row.
#[derive(Debug)]
pub(crate) enum Outcome<T> {
    /// There is none: it stays null.
    Null,
    /// The text needs no change.
    Same(T),
    /// The clean text.
    Changed(String, T),
    /// The text stays as it came, for this reason. Boxed, so that a row takes three words.
    Failed(Box<str>),
}

/// Rows that stay as they came: their numbers, and why.
pub(crate) type Failed = Vec<(usize, String)>;

/// Those among rows that stay as they came.
pub(crate) fn failed<T>(rows: &[Outcome<T>]) -> Failed {
    let why = |(at, row): (usize, &Outcome<T>)| match row {
        Outcome::Failed(why) => Some((at, why.to_string())),
        _ => None,
    };
    rows.iter().enumerate().filter_map(why).collect()
}

thread_local! {
    /// Where and why the last panic of this thread happened.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A panic in a row is told as the error of the row and nowhere else.
pub(crate) fn keep_panics_quiet() {
    panic::set_hook(Box::new(|info| PANIC.set(info.to_string().replace('\n', " "))));
}

/// Runs what may panic.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| format!("internal error: {}", PANIC.take()))
}

/// Cleans texts. `more` is told about the page of each what else is wanted of it.
fn group<T>(
    cleaner: &Cleaner,
    texts: &[&str],
    scratch: &mut Scratch,
    more: &impl Fn(&Analysis<'_>) -> T,
) -> Vec<Outcome<T>> {
    let pages: Vec<(&str, Known<'_>)> = texts.iter().map(|text| (*text, Known::default())).collect();
    let outcome = |page: Analysis<'_>| {
        let more = more(&page);
        match page.text {
            Cow::Borrowed(same) if same.len() == page.original.len() => Outcome::Same(more),
            clean => Outcome::Changed(clean.into_owned(), more),
        }
    };
    let cleaned = guarded(|| {
        let pages = cleaner.analyze_all(&pages, scratch);
        pages.into_iter().map(outcome).collect::<Vec<_>>()
    });
    cleaned.unwrap_or_else(|why| {
        // What a panic leaves in the buffers is anybody's guess.
        *scratch = Scratch::default();
        match texts {
            [_] => vec![Outcome::Failed(why.into())],
            // One of them is at fault, and the others need not suffer for it.
            all => all.chunks(1).flat_map(|one| group(cleaner, one, scratch, more)).collect(),
        }
    })
}

/// Cleans rows, and asks the page of each for `more`, with `threads` threads (0: one for each core); they start and end here, so that a process may fork before
/// and behind. `text` gives the row of a number. Python is free to run meanwhile; an error is its answer to Ctrl-C.
pub(crate) fn clean<'r, T: Send>(
    py: Python<'_>,
    cleaner: &Cleaner,
    count: usize,
    threads: usize,
    text: impl Fn(usize) -> Option<&'r str> + Sync + Send,
    more: impl Fn(&Analysis<'_>) -> T + Sync + Send,
) -> PyResult<Vec<Outcome<T>>> {
    let mut out = Vec::with_capacity(count);
    let mut interrupted = Ok(());
    py.detach(|| {
        let pieces = Pieces { at: 0, count, size: |row| text(row).map_or(0, str::len) };
        // One piece is not worth a thread.
        let single = pieces.clone_one().is_none_or(|first| first.end == count);
        let mut asked = Instant::now();
        batch::ordered(
            if single { 1 } else { threads },
            pieces,
            |rows: Range<usize>, scratch| {
                let texts: Vec<&str> = rows.clone().filter_map(&text).collect();
                let groups = texts.chunks(GROUP).flat_map(|texts| group(cleaner, texts, scratch, &more));
                let mut cleaned: VecDeque<Outcome<T>> = groups.collect();
                let outcome = |at| match text(at) {
                    None => Outcome::Null,
                    Some(_) => cleaned.pop_front().expect("one for each text"),
                };
                rows.map(outcome).collect::<Vec<_>>()
            },
            |mut rows| {
                out.append(&mut rows);
                if asked.elapsed() < ASK {
                    return ControlFlow::Continue(());
                }
                asked = Instant::now();
                interrupted = Python::attach(|py| py.check_signals());
                if interrupted.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            },
        );
    });
    interrupted.map(|()| out)
}

/// Runs of rows, each of about [`PIECE`] bytes.
struct Pieces<F> {
    at: usize,
    count: usize,
    size: F,
}

impl<F: Fn(usize) -> usize> Pieces<F> {
    /// The first run, without taking it.
    fn clone_one(&self) -> Option<Range<usize>> {
        Pieces { at: self.at, count: self.count, size: &self.size }.next()
    }
}

impl<F: Fn(usize) -> usize> Iterator for Pieces<F> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let mut bytes = 0;
        while self.at < self.count && bytes < PIECE {
            bytes += (self.size)(self.at) + 1;
            self.at += 1;
        }
        (self.at > start).then_some(start..self.at)
    }
}
