//! Many pages at once, in the order they came.
//! In: items and what to do with each. Out: the results, in order, whatever the number of threads.
//! Not here: what is done to a page (see `pipeline`), where results go (the caller's sink).

use crate::Scratch;
use std::{
    any::Any,
    collections::VecDeque,
    iter,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};

/// Items under way for each thread: enough that one slow page does not stop the others, few enough to bound memory.
const AHEAD: usize = 8;

/// Bytes under way in all: the large items of one file are not all held at once.
const BYTES_AHEAD: usize = 32 << 20;

/// Works on items with `threads` threads of its own (0: one for each core; 1: on the calling thread) and hands
/// the results to `sink` in the order of the items, until the sink breaks. Items are drawn and results given
/// on the calling thread; only so many are under way at a time.
///
/// ```
/// use canonry::{Cleaner, Preset, batch};
/// use std::ops::ControlFlow;
/// let cleaner = Cleaner::preset(Preset::Minimal);
/// let mut out = Vec::new();
/// batch::ordered(
///     2,
///     ["one  page", "caf&eacute;"],
///     |page, scratch| cleaner.analyze_with(page, scratch).text.into_owned(),
///     |text| {
///         out.push(text);
///         ControlFlow::Continue(())
///     },
/// );
/// assert_eq!(out[1], "café");
/// ```
pub fn ordered<I, T, R>(
    threads: usize,
    items: I,
    work: impl Fn(T, &mut Scratch) -> R + Sync,
    sink: impl FnMut(R) -> ControlFlow<()>,
) where
    I: IntoIterator<Item = T>,
    T: Send,
    R: Send,
{
    weighed(threads, items, |_| 0, work, sink);
}

/// The same for items of very different sizes: `bytes` tells that of one, and no more are drawn while some 32 MB are
/// under way.
pub fn weighed<I, T, R>(
    threads: usize,
    items: I,
    bytes: impl Fn(&T) -> usize,
    work: impl Fn(T, &mut Scratch) -> R + Sync,
    sink: impl FnMut(R) -> ControlFlow<()>,
) where
    I: IntoIterator<Item = T>,
    T: Send,
    R: Send,
{
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if threads == 0 { cores() } else { threads };
    let name = |number| format!("canonry-{number}");
    let pool =
        (threads > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(name).build());
    match pool {
        Some(Ok(pool)) => spread(&pool, items.into_iter(), bytes, work, sink),
        // Where the system gives no threads, the work is done all the same.
        _ => inline(items.into_iter(), work, sink),
    }
}

fn inline<T, R>(
    items: impl Iterator<Item = T>,
    work: impl Fn(T, &mut Scratch) -> R,
    mut sink: impl FnMut(R) -> ControlFlow<()>,
) {
    let mut scratch = Scratch::default();
    for item in items {
        if sink(work(item, &mut scratch)).is_break() {
            return;
        }
    }
}

type Outcome<R> = (usize, Result<R, Box<dyn Any + Send>>);

fn spread<T: Send, R: Send>(
    pool: &rayon::ThreadPool,
    mut items: impl Iterator<Item = T>,
    bytes: impl Fn(&T) -> usize,
    work: impl Fn(T, &mut Scratch) -> R + Sync,
    mut sink: impl FnMut(R) -> ControlFlow<()>,
) {
    let threads = pool.current_num_threads();
    let scratches: Vec<Mutex<Scratch>> = iter::repeat_with(Mutex::default).take(threads).collect();
    let stopped = AtomicBool::new(false);
    let (sender, receiver) = mpsc::channel::<Outcome<R>>();
    let (work, scratches, stopped) = (&work, &scratches, &stopped);
    pool.in_place_scope(|scope| {
        // Results waiting for one before them, each with the size of its item; the front is the next to give.
        let mut waiting: VecDeque<(usize, Option<R>)> = VecDeque::new();
        let (mut given, mut heavy) = (0, 0);
        loop {
            while waiting.len() < threads * AHEAD && heavy < BYTES_AHEAD {
                let Some(item) = items.next() else { break };
                let (number, sender) = (given + waiting.len(), sender.clone());
                let size = bytes(&item);
                heavy += size;
                waiting.push_back((size, None));
                scope.spawn(move |_| {
                    if stopped.load(Ordering::Relaxed) {
                        return;
                    }
                    let result = catch_unwind(AssertUnwindSafe(|| {
                        with_scratch(scratches, |scratch| work(item, scratch))
                    }));
                    // Nobody listens any more once the sink has broken off.
                    let _ = sender.send((number, result));
                });
            }
            if waiting.is_empty() {
                return;
            }
            let (number, result) = receiver.recv().expect("the scope keeps a sender");
            match result {
                Ok(result) => waiting[number - given].1 = Some(result),
                Err(panic) => {
                    stopped.store(true, Ordering::Relaxed);
                    resume_unwind(panic);
                }
            }
            while let Some(result) = waiting.front_mut().and_then(|(_, result)| result.take()) {
                heavy -= waiting.pop_front().map_or(0, |(size, _)| size);
                given += 1;
                if sink(result).is_break() {
                    stopped.store(true, Ordering::Relaxed);
                    return;
                }
            }
        }
    });
}

/// The buffers of this thread; new ones where they are in use further down the same stack.
fn with_scratch<R>(scratches: &[Mutex<Scratch>], work: impl FnOnce(&mut Scratch) -> R) -> R {
    match rayon::current_thread_index().and_then(|at| scratches.get(at)).map(Mutex::try_lock) {
        Some(Ok(mut scratch)) => work(&mut scratch),
        _ => work(&mut Scratch::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::atomic::AtomicUsize, time::Duration};

    fn slow(number: u64) -> u64 {
        // Early items take longer, so that results come in the wrong order.
        std::thread::sleep(Duration::from_micros(200 * (7 - number % 8)));
        number * 10
    }

    #[test]
    fn order_does_not_depend_on_threads() {
        for threads in [0, 1, 2, 5] {
            let mut out = Vec::new();
            ordered(
                threads,
                0..200u64,
                |number, _| slow(number),
                |result| {
                    out.push(result);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(out, (0..200).map(|number| number * 10).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn a_sink_that_breaks_ends_it() {
        for threads in [1, 2] {
            let drawn = AtomicUsize::new(0);
            let items = (0..).inspect(|_| {
                drawn.fetch_add(1, Ordering::Relaxed);
            });
            let mut out = Vec::new();
            ordered(
                threads,
                items,
                |number: u64, _| slow(number),
                |result| {
                    out.push(result);
                    if out.len() == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                },
            );
            assert_eq!(out, [0, 10, 20]);
            assert!(drawn.load(Ordering::Relaxed) <= 3 + threads * AHEAD, "memory is bounded");
        }
    }

    #[test]
    fn heavy_items_wait() {
        let (drawn, given) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items = (0..40).inspect(|_| {
            drawn.fetch_add(1, Ordering::Relaxed);
        });
        let sink = |_: u64| {
            let ahead = drawn.load(Ordering::Relaxed) - given.fetch_add(1, Ordering::Relaxed);
            assert!(ahead <= 4, "{ahead} items of a third of the limit");
            ControlFlow::Continue(())
        };
        weighed(4, items, |_| BYTES_AHEAD / 3, |number: u64, _| slow(number), sink);
        assert_eq!(given.into_inner(), 40);
    }

    #[test]
    fn nothing_to_do() {
        ordered(2, Vec::<u8>::new(), |_, _| (), |()| ControlFlow::Break(()));
    }

    #[test]
    fn a_panic_is_passed_on() {
        for threads in [1, 2] {
            let run = || {
                ordered(threads, 0..50, |number, _| assert_ne!(number, 20), |()| ControlFlow::Continue(()));
            };
            assert!(catch_unwind(run).is_err(), "{threads} threads");
        }
    }
}
