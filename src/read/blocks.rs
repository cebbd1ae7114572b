//! A stream cut into blocks of whole records.
//! In: bytes as they come, and how a format tells that a record ends. Out: blocks whose borders depend on the bytes
//! alone, records that are too large left out, and why reading ended early.
//! Not here: what a record says (see [`Record`](super::Record)).

use super::columns::Rows;
use std::io::{self, Read};

/// A block is cut behind the first record that ends beyond so many bytes.
const BLOCK: usize = 256 * 1024;

/// Bytes asked for at a time.
const STEP: usize = 128 * 1024;

/// So much is kept of a record that is too large.
const SHOWN: usize = 4 * 1024;

/// How a format tells where records end.
pub trait Cut {
    /// Takes bytes that follow those given before, up to the end of the first record that ends in them. Gives the
    /// number of bytes of that record, `None` when it does not end in them.
    fn feed(&mut self, bytes: &[u8]) -> Option<usize>;
}

/// A record a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lines;

impl Cut for Lines {
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        memchr::memchr(b'\n', bytes).map(|at| at + 1)
    }
}

/// One record, however long.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whole;

impl Cut for Whole {
    fn feed(&mut self, _: &[u8]) -> Option<usize> {
        None
    }
}

/// Some records of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Whole records; at the end of a file the last one may be cut short.
    pub bytes: Vec<u8>,
    /// Number of the first record in the file, from 1.
    pub first: usize,
    /// A record behind the others that is larger than allowed.
    pub large: Option<Large>,
    /// The first and the last of the records behind the others that cannot be read, and why; others may follow.
    pub lost: Option<(usize, usize, String)>,
    /// The records as rows of columns, where they came so.
    pub rows: Option<Rows>,
    /// Why nothing follows, where that is not the end of the file.
    pub broken: Option<String>,
    /// Nothing follows.
    pub last: bool,
}

/// A record that is larger than allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Large {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Its bytes.
    pub length: u64,
    /// The first of them.
    pub head: Vec<u8>,
}

/// The blocks of a stream.
pub struct Blocks<'r> {
    from: Box<dyn Read + 'r>,
    cut: Box<dyn Cut + 'r>,
    /// The largest record that is let through.
    largest: usize,
    /// Read already, for the next block.
    rest: Vec<u8>,
    next: usize,
    ended: bool,
}

impl<'r> Blocks<'r> {
    /// Cuts a stream; records of more than `largest` bytes are told and left out.
    pub fn new(from: impl Read + 'r, cut: impl Cut + 'r, largest: usize) -> Blocks<'r> {
        Blocks { from: Box::new(from), cut: Box::new(cut), largest, rest: Vec::new(), next: 1, ended: false }
    }

    /// Reads on; false at the end. What reading fails of is noted in the block.
    fn more(&mut self, bytes: &mut Vec<u8>, block: &mut Block) -> bool {
        match self.from.by_ref().take(STEP as u64).read_to_end(bytes) {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) => {
                block.broken = Some(error.to_string());
                self.ended = true;
            }
        }
        !self.ended
    }

    /// Passes over the rest of a record of which `head` was read.
    fn pass(&mut self, head: Vec<u8>, number: usize, block: &mut Block) -> Large {
        let mut large = Large { number, length: head.len() as u64, head };
        large.head.truncate(SHOWN);
        large.head.shrink_to_fit();
        loop {
            let mut bytes = Vec::new();
            let goes_on = self.more(&mut bytes, block);
            if let Some(end) = self.cut.feed(&bytes) {
                large.length += end as u64;
                self.rest = bytes.split_off(end);
                return large;
            }
            large.length += bytes.len() as u64;
            if !goes_on {
                return large;
            }
        }
    }
}

impl Iterator for Blocks<'_> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        if self.ended && self.rest.is_empty() {
            return None;
        }
        let mut block = Block { first: self.next, ..Block::default() };
        let mut bytes = std::mem::take(&mut self.rest);
        // Looked at, and the end of the last whole record.
        let (mut seen, mut whole) = (0, 0);
        loop {
            if let Some(end) = self.cut.feed(&bytes[seen..]) {
                seen += end;
                let length = seen - whole;
                if length > self.largest {
                    // It ended in the very bytes that made it too large.
                    self.rest = bytes.split_off(seen);
                    let mut head = bytes.split_off(whole);
                    head.truncate(SHOWN);
                    block.large = Some(Large { number: self.next, length: length as u64, head });
                    self.next += 1;
                    break;
                }
                whole = seen;
                self.next += 1;
                if whole >= BLOCK {
                    self.rest = bytes.split_off(whole);
                    break;
                }
                continue;
            }
            seen = bytes.len();
            if seen - whole > self.largest {
                let head = bytes.split_off(whole);
                block.large = Some(self.pass(head, self.next, &mut block));
                self.next += 1;
                break;
            }
            if self.ended || !self.more(&mut bytes, &mut block) && bytes.len() == seen {
                break;
            }
        }
        block.bytes = bytes;
        block.last = self.ended && self.rest.is_empty();
        Some(block)
    }
}

/// The records of a block, each with its number.
pub fn records<'b>(
    mut cut: impl Cut + 'b,
    bytes: &'b [u8],
    first: usize,
) -> impl Iterator<Item = (usize, &'b [u8])> + 'b {
    let (mut at, mut number) = (0, first);
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let record = &rest[..cut.feed(rest).unwrap_or(rest.len())];
        at += record.len();
        number += 1;
        Some((number - 1, record))
    })
}

impl Cut for Box<dyn Cut + '_> {
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        (**self).feed(bytes)
    }
}

/// A stream whose beginning was read already.
pub fn behind<'r>(head: Vec<u8>, rest: impl Read + 'r) -> impl Read + 'r {
    io::Cursor::new(head).chain(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives at most so many bytes at a time, and an error at the end where one is wanted.
    struct Drops<'b>(&'b [u8], usize, bool);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() && self.2 {
                return Err(io::Error::other("the cable was pulled"));
            }
            let length = self.0.len().min(self.1).min(into.len());
            into[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn lines(count: usize, long: usize) -> Vec<u8> {
        (0..count).flat_map(|n| format!("{n} {}\n", "x".repeat(n * 7919 % long)).into_bytes()).collect()
    }

    #[test]
    fn borders_depend_on_bytes_alone() {
        let bytes = lines(900, 2000);
        let cut = |step| Blocks::new(Drops(&bytes, step, false), Lines, 1 << 20).collect::<Vec<_>>();
        let all = cut(usize::MAX);
        assert!(all.len() > 2);
        for step in [1000, 4096, STEP + 1] {
            assert_eq!(cut(step), all, "{step}");
        }
        assert_eq!(all.iter().flat_map(|block| block.bytes.clone()).collect::<Vec<_>>(), bytes);
        for block in &all {
            let first = block.bytes.split(|byte| *byte == b' ').next().expect("a number");
            assert_eq!(first, (block.first - 1).to_string().as_bytes());
            assert_eq!(records(Lines, &block.bytes, block.first).next().expect("one").0, block.first);
        }
        assert!(all.iter().rev().skip(1).all(|block| !block.last) && all.last().is_some_and(|b| b.last));
    }

    #[test]
    fn what_is_too_large_is_passed_over() {
        // Lengths of three lines; the middle one is too large, by a byte or by far.
        for middle in [1000, 300_000, 3_000_000] {
            let bytes = [&b"one\n"[..], &vec![b'x'; middle], b"\nthree"].concat();
            let all: Vec<Block> = Blocks::new(&bytes[..], Lines, 1000).collect();
            let large: Vec<&Large> = all.iter().filter_map(|block| block.large.as_ref()).collect();
            assert_eq!((large.len(), large[0].number, large[0].length), (1, 2, middle as u64 + 1));
            assert!(large[0].head.len() <= SHOWN && large[0].head.starts_with(b"xx"));
            let kept: Vec<(usize, &[u8])> =
                all.iter().flat_map(|b| records(Lines, &b.bytes, b.first)).collect();
            assert_eq!(kept, [(1, &b"one\n"[..]), (3, b"three")], "{middle}");
        }
        let all: Vec<Block> = Blocks::new(&b"a long page"[..], Whole, 5).collect();
        assert!(all.len() == 1 && all[0].bytes.is_empty() && all[0].large.is_some());
        assert!(Blocks::new(&b"short"[..], Whole, 5).all(|block| block.large.is_none()));
    }

    #[test]
    fn what_was_read_before_an_error_is_given() {
        let all: Vec<Block> = Blocks::new(Drops(b"one\ntw", 3, true), Lines, 1000).collect();
        assert_eq!(all.len(), 1);
        assert_eq!((&all[0].bytes[..], all[0].last), (&b"one\ntw"[..], true));
        assert_eq!(all[0].broken.as_deref(), Some("the cable was pulled"));
        let none: Vec<Block> = Blocks::new(&b""[..], Lines, 1000).collect();
        assert!(none.len() == 1 && none[0].last && none[0].bytes.is_empty(), "an empty file has one block");
    }
}
