//! A stretch of text that knows which text it points into.
//! In: byte offsets. Out: `Span<Original>`, `Span<Repaired>`, `Span<Clean>`; mixing them up does not compile.
//! Not here: what stands in the stretch (see `edit`, `document`).

use std::{marker::PhantomData, ops::Range};

/// The text as decoded, before anything was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Original {}
/// The text after `repair`; every other stage reads this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Repaired {}
/// The text after all edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Clean {}

/// A half-open stretch `start..end` of the text `T`, in bytes, on character boundaries.
///
/// ```
/// use canonry::span::{Original, Span};
/// let isk: Span<Original> = Span::new(4, 8);
/// assert_eq!(isk.of("The IS-K cell"), "IS-K");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span<T> {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    text: PhantomData<T>,
}

impl<T> Span<T> {
    /// The stretch `start..end`. Panics when `end` lies before `start`.
    pub fn new(start: usize, end: usize) -> Span<T> {
        assert!(start <= end, "a span ends at {end}, before it starts at {start}");
        Span { start, end, text: PhantomData }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// True for a place between two characters.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// The offsets alone, to index with.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The words it stands for in its text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.range()]
    }

    /// True when the two share at least one byte, or when one is empty and lies strictly inside the other.
    pub fn overlaps(&self, other: &Span<T>) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True when `other` lies wholly inside.
    pub fn contains(&self, other: &Span<T>) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}
