//! Changes as data: proposed by stages, applied in one place.
//! In: edits on one text. Out: the next text, offsets both ways, two lists folded into one.
//! Not here: who proposes an edit and why (see the stages).

use crate::span::Span;
use std::{borrow::Cow, fmt, marker::PhantomData, str::FromStr};

/// The name of what asked for an edit: `repair/mojibake`, `strip/share`, `name/org/islamic-state`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rule(Cow<'static, str>);

impl Rule {
    /// A rule known when the program is built.
    pub const fn named(name: &'static str) -> Rule {
        Rule(Cow::Borrowed(name))
    }

    /// A rule that carries an id from a dictionary.
    pub fn with_id(stage: &str, id: &str) -> Rule {
        Rule(Cow::Owned([stage, "/", id].concat()))
    }

    /// The name as written in logs.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a change is called, so that somebody can refuse it (see `report::decisions`): a `c`, so that no spreadsheet takes it
/// for a number, and sixteen hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId(pub u64);

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{:016x}", self.0)
    }
}

impl FromStr for ChangeId {
    type Err = String;
    fn from_str(text: &str) -> Result<ChangeId, String> {
        let digits = text.strip_prefix('c').filter(|rest| rest.len() == 16 && !rest.starts_with('+'));
        let id = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        id.map(ChangeId).ok_or_else(|| {
            format!(
                "expected the id of a change as the log or the table of changes has it (`c` and sixteen hexadecimal digits), but found `{text}`"
            )
        })
    }
}

/// Put `new` in the place of `span`, because of `rules`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit<A> {
    /// What is replaced, in the text `A`; empty for an insertion.
    pub span: Span<A>,
    /// What is written instead; empty for a deletion.
    pub new: Cow<'static, str>,
    /// Who asked for it, in the order of the stages.
    pub rules: Vec<Rule>,
}

impl<A> Edit<A> {
    /// One edit with one rule.
    pub fn new(span: Span<A>, new: impl Into<Cow<'static, str>>, rule: Rule) -> Edit<A> {
        Edit { span, new: new.into(), rules: vec![rule] }
    }
}

/// A list of edits that turns the text `A` into the text `B`: sorted, never overlapping.
///
/// ```
/// use canonry::{edit::{Edit, Edits, Rule}, span::{Clean, Original, Span}};
/// let stop = Edit::new(Span::new(5, 7), ".", Rule::named("repair/stops"));
/// let edits: Edits<Original, Clean> = Edits::new(vec![stop]).unwrap();
/// assert_eq!(edits.apply("ended.. Then"), "ended. Then");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edits<A, B> {
    list: Vec<Edit<A>>,
    to: PhantomData<B>,
}

/// Two edits of one list want the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Start of the later of the two, in bytes.
    pub at: usize,
}

impl fmt::Display for Overlap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "two edits overlap at byte {}; an edit list must not contradict itself", self.at)
    }
}

impl std::error::Error for Overlap {}

impl<A, B> Default for Edits<A, B> {
    fn default() -> Self {
        Edits { list: Vec::new(), to: PhantomData }
    }
}

impl<A: Copy + Ord, B: Copy> Edits<A, B> {
    /// Sorts the list; two edits may touch, they may not overlap.
    pub fn new(mut list: Vec<Edit<A>>) -> Result<Edits<A, B>, Overlap> {
        list.sort_by_key(|edit| (edit.span.start, edit.span.end));
        match list.windows(2).find(|pair| pair[1].span.start < pair[0].span.end) {
            Some(pair) => Err(Overlap { at: pair[1].span.start }),
            None => Ok(Edits { list, to: PhantomData }),
        }
    }

    /// The edits in text order.
    pub fn iter(&self) -> std::slice::Iter<'_, Edit<A>> {
        self.list.iter()
    }

    /// How many edits.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True when nothing changes.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The edit that covers the whole of `span`, if there is one.
    pub fn covering(&self, span: Span<A>) -> Option<&Edit<A>> {
        let at = self.list.partition_point(|edit| edit.span.start <= span.start);
        self.list[..at].last().filter(|edit| edit.span.contains(&span))
    }

    /// The text `B`; borrowed when there is nothing to do.
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.list.is_empty() {
            return Cow::Borrowed(text);
        }
        let grown: usize = self.list.iter().map(|edit| edit.new.len()).sum();
        let mut out = String::with_capacity(text.len() + grown);
        let mut at = 0;
        for edit in &self.list {
            out.push_str(&text[at..edit.span.start]);
            out.push_str(&edit.new);
            at = edit.span.end;
        }
        out.push_str(&text[at..]);
        Cow::Owned(out)
    }

    /// Where the edits stand in both texts, for mapping many offsets.
    pub fn offsets(&self) -> Offsets<A, B> {
        let mut shift = 0isize;
        let pieces = self
            .list
            .iter()
            .map(|edit| {
                let start =
                    edit.span.start.checked_add_signed(shift).expect("edits never reach before the text");
                shift += edit.new.len() as isize - edit.span.len() as isize;
                Piece { a: (edit.span.start, edit.span.end), b: (start, start + edit.new.len()) }
            })
            .collect();
        Offsets { pieces, texts: PhantomData }
    }

    /// One list that does what `self` and then `second` do. Only edits that truly overlap are joined;
    /// edits that merely touch stay two.
    pub fn then<C: Copy>(self, second: Edits<B, C>) -> Edits<A, C>
    where
        B: Ord,
    {
        if second.list.is_empty() {
            return Edits { list: self.list, to: PhantomData };
        }
        if self.list.is_empty() {
            // One text is the other.
            let same = |Edit { span, new, rules }: Edit<B>| Edit {
                span: Span::new(span.start, span.end),
                new,
                rules,
            };
            return Edits { list: second.list.into_iter().map(same).collect(), to: PhantomData };
        }
        let places = self.offsets();
        let mut first =
            self.list.into_iter().zip(&places.pieces).map(|(edit, piece)| (piece.b, edit)).peekable();
        let mut second = second.list.into_iter().peekable();
        let mut list = Vec::new();
        loop {
            let take_first = match (first.peek(), second.peek()) {
                (None, None) => break,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (Some(((start, end), _)), Some(edit)) => (*start, *end) <= (edit.span.start, edit.span.end),
            };
            let mut cluster = Cluster::default();
            if take_first {
                let (place, edit) = first.next().expect("peeked");
                // Most edits stand alone.
                let meets = |next: &Edit<B>| next.span.start < place.1 && place.0 < next.span.end;
                if !second.peek().is_some_and(meets) {
                    list.push(edit);
                    continue;
                }
                cluster.add_first((place, edit));
            } else {
                cluster.add_second(second.next().expect("peeked"));
            }
            loop {
                if first.peek().is_some_and(|((start, end), _)| cluster.overlaps(*start, *end)) {
                    cluster.add_first(first.next().expect("peeked"));
                } else if second.peek().is_some_and(|e| cluster.overlaps(e.span.start, e.span.end)) {
                    cluster.add_second(second.next().expect("peeked"));
                } else {
                    break;
                }
            }
            list.push(cluster.join(&places));
        }
        // An insertion and the edit it touches can come out of the clusters in either order.
        list.sort_by_key(|edit| (edit.span.start, edit.span.end));
        Edits { list, to: PhantomData }
    }
}

impl<A, B> IntoIterator for Edits<A, B> {
    type Item = Edit<A>;
    type IntoIter = std::vec::IntoIter<Edit<A>>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// Edits of two lists that overlap in the text between them; at least one is of the second list.
struct Cluster<A, B> {
    start: usize,
    end: usize,
    first: Vec<((usize, usize), Edit<A>)>,
    second: Vec<Edit<B>>,
}

impl<A, B> Default for Cluster<A, B> {
    fn default() -> Self {
        Cluster { start: usize::MAX, end: 0, first: Vec::new(), second: Vec::new() }
    }
}

impl<A: Copy + Ord, B: Copy + Ord> Cluster<A, B> {
    fn overlaps(&self, start: usize, end: usize) -> bool {
        start < self.end && self.start < end
    }

    fn widen(&mut self, start: usize, end: usize) {
        self.start = self.start.min(start);
        self.end = self.end.max(end);
    }

    fn add_first(&mut self, (place, edit): ((usize, usize), Edit<A>)) {
        self.widen(place.0, place.1);
        self.first.push((place, edit));
    }

    fn add_second(&mut self, edit: Edit<B>) {
        self.widen(edit.span.start, edit.span.end);
        self.second.push(edit);
    }

    fn join<C>(self, places: &Offsets<A, C>) -> Edit<A>
    where
        C: Copy,
    {
        let span = if self.first.is_empty() {
            let start = places.back(self.start, Side::After);
            // An insertion that touches a deletion stands behind it.
            let end = if self.start == self.end { start } else { places.back(self.end, Side::Before) };
            Span::new(start, end)
        } else {
            let (head, tail) = (&self.first[0], &self.first[self.first.len() - 1]);
            let start = head.1.span.start - head.0.0.saturating_sub(self.start);
            let end = tail.1.span.end + self.end.saturating_sub(tail.0.1);
            Span::new(start, end)
        };
        let mut new = String::new();
        let mut at = self.start;
        for edit in &self.second {
            self.keep(at, edit.span.start, &mut new);
            new.push_str(&edit.new);
            at = edit.span.end;
        }
        self.keep(at, self.end, &mut new);
        let mut rules: Vec<Rule> = Vec::new();
        let all =
            self.first.iter().flat_map(|(_, e)| &e.rules).chain(self.second.iter().flat_map(|e| &e.rules));
        for rule in all {
            if !rules.contains(rule) {
                rules.push(rule.clone());
            }
        }
        Edit { span, new: new.into(), rules }
    }

    /// What the first list wrote between `from` and `to` and the second left alone. Every byte of a
    /// cluster belongs to a replacement of the first list or to a span of the second.
    fn keep(&self, from: usize, to: usize, out: &mut String) {
        for ((start, end), edit) in &self.first {
            let (a, b) = (from.max(*start), to.min(*end));
            if a < b {
                out.push_str(&edit.new[a - start..b - start]);
            }
        }
    }
}

/// On which side of an insertion an offset stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before what was inserted there.
    Before,
    /// After it.
    After,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    a: (usize, usize),
    b: (usize, usize),
}

/// Maps offsets between two texts; memory per edit, not per byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offsets<A, B> {
    pieces: Vec<Piece>,
    texts: PhantomData<(A, B)>,
}

impl<A: Copy, B: Copy> Offsets<A, B> {
    /// From `A` to `B`, in bytes. An offset inside an edit goes to the near end of what was written there.
    pub fn forward(&self, offset: usize, side: Side) -> usize {
        map(&self.pieces, offset, side, |piece| (piece.a, piece.b))
    }

    /// From `B` back to `A`, in bytes.
    pub fn back(&self, offset: usize, side: Side) -> usize {
        map(&self.pieces, offset, side, |piece| (piece.b, piece.a))
    }

    /// A stretch of `A` as it stands in `B`; it widens to whole edits and takes in no insertion at its ends.
    pub fn span_forward(&self, span: Span<A>) -> Span<B> {
        ordered(self.forward(span.start, Side::After), self.forward(span.end, Side::Before))
    }

    /// A stretch of `B` as it stood in `A`.
    pub fn span_back(&self, span: Span<B>) -> Span<A> {
        ordered(self.back(span.start, Side::After), self.back(span.end, Side::Before))
    }
}

/// An empty span beside an insertion maps its end before its start: it stays empty.
fn ordered<T>(start: usize, end: usize) -> Span<T> {
    Span::new(start.min(end), end)
}

fn map(
    pieces: &[Piece],
    offset: usize,
    side: Side,
    sides: impl Fn(&Piece) -> ((usize, usize), (usize, usize)),
) -> usize {
    // The first piece that ends behind the offset, or at it when the offset stands before an insertion.
    let next = pieces.partition_point(|piece| {
        let (from, _) = sides(piece);
        from.1 < offset || (from.1 == offset && (from.0 < from.1 || side == Side::After))
    });
    if let Some((from, to)) = pieces.get(next).map(&sides)
        && from.0 < offset
    {
        return if side == Side::After { to.0 } else { to.1 };
    }
    match next.checked_sub(1).map(|last| sides(&pieces[last])) {
        Some((from, to)) => to.1 + (offset - from.1),
        None => offset,
    }
}
