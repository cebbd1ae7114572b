//! Phrases by the letters they open with, so that a line is shown to few of them.
//! In: the trees of phrases. Out: for the first or last letters of a line, the phrases that it may meet.
//! Not here: whether it meets them (see `phrase`).

use super::{
    packed::{Packed, as_bytes},
    phrase::{ANY_WORDS, Letters, Node, Rest},
};
use crate::fold::fold;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, ops::Range};

/// Phrases by their openings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub(super) struct Index {
    /// Those of one opening are neighbours.
    pub(super) entries: Vec<Entry>,
    /// Sorted.
    pub(super) groups: Vec<Group>,
    /// What entries name by number; the first is [`Follow::ANY`].
    pub(super) follows: Vec<Follow>,
    /// One bit for the hash of every opening; where it is not set, no phrase opens so.
    known: Vec<u64>,
    /// No line of more words can meet a phrase.
    pub(super) most_words: usize,
    pub(super) gate: Gate,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    phrase: u32,
    /// The most words of its lines.
    most_words: u32,
    /// The phrase may be one of several on a line.
    links: bool,
    /// Number of the words that may follow the number or those that stand for anything behind the opening.
    then: u32,
}

/// Where the phrases of an opening stand among the entries, and what is true of one of them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) opening: u64,
    pub(super) entries: Range<u32>,
    pub(super) most_words: u32,
    pub(super) links: bool,
}

/// Phrases on their way into an index.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    entries: Vec<(u64, Entry, Follow)>,
    most_words: usize,
}

/// Letters of an opening. Where a number or the end of the phrase comes earlier, it is shorter.
const OPENING: usize = 7;

/// The longest chain of phrases, in words.
pub(super) const CHAIN: usize = 24;

/// The opening of no letters.
const EMPTY: u64 = 1;

/// An opening in one number.
fn packed(letters: &[u8]) -> u64 {
    letters.iter().copied().fold(EMPTY, with_letter)
}

fn with_letter(packed: u64, letter: u8) -> u64 {
    packed << 8 | u64::from(letter)
}

impl Gathered {
    /// Adds a phrase for lines of up to so many words; one that `links` may be one of several on a line.
    pub(super) fn add(&mut self, tree: &[Node], phrase: u32, most_words: usize, links: bool) {
        self.most_words = self.most_words.max(most_words);
        let entry = Entry { phrase, most_words: number(most_words), links, then: 0 };
        openings(tree, None, OPENING, &mut Vec::with_capacity(OPENING), &mut |letters, end| {
            let then = match &end {
                End::Full => Follow::ANY,
                End::Number(rest) | End::Words(rest) => Follow::of_phrase(rest.nodes, rest.next),
            };
            match end {
                End::Number(_) => {
                    let digits = (b'0'..=b'9').map(|digit| with_letter(packed(letters), digit));
                    self.entries.extend(digits.map(|opening| (opening, entry, then)));
                }
                _ => self.entries.push((packed(letters), entry, then)),
            }
        });
    }

    /// All of them, ready to be looked up.
    pub(super) fn index(mut self) -> Index {
        self.entries.sort_unstable_by_key(|(opening, entry, _)| (*opening, entry.phrase));
        self.entries.dedup_by(|(opening, entry, then), (before, known, so_far)| {
            let same = (*opening, entry.phrase) == (*before, known.phrase);
            *so_far = if same { so_far.or(*then) } else { *so_far };
            same
        });
        let mut index = Index::of(Vec::new(), vec![Follow::ANY], self.most_words, Gate::default());
        let mut follows = HashMap::from([(Follow::ANY, 0)]);
        for group in self.entries.chunk_by(|(a, ..), (b, ..)| a == b) {
            let start = index.entries.len();
            for (_, entry, then) in group {
                let then = *follows.entry(*then).or_insert_with(|| {
                    index.follows.push(*then);
                    number(index.follows.len() - 1)
                });
                index.entries.push(Entry { then, ..*entry });
            }
            let opening = group[0].0;
            let (most_words, links) = index.group_entries(opening, start..index.entries.len());
            let chained = if links { CHAIN } else { 0 };
            index.gate.open(opening, chained.max(most_words as usize));
        }
        index
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Index {
    /// No phrases yet, but what the entries of all openings name.
    pub(super) fn of(entries: Vec<Entry>, follows: Vec<Follow>, most_words: usize, gate: Gate) -> Index {
        Index { entries, groups: Vec::new(), follows, known: vec![0; KNOWN], most_words, gate }
    }

    /// Adds an opening behind all smaller ones, whose entries stand there; the most words of their lines, and whether one links.
    pub(super) fn group_entries(&mut self, opening: u64, at: Range<usize>) -> (u32, bool) {
        let (word, bit) = known_bit(opening);
        self.known[word] |= bit;
        let entries = &self.entries[at.clone()];
        let most_words = entries.iter().map(|entry| entry.most_words).max().unwrap_or(0);
        let links = entries.iter().any(|entry| entry.links);
        self.groups.push(Group { opening, entries: number(at.start)..number(at.end), most_words, links });
        (most_words, links)
    }

    /// The phrases of an opening.
    pub(super) fn group(&self, opening: u64) -> Option<&Group> {
        let (word, bit) = known_bit(opening);
        if self.known.get(word).is_none_or(|bits| bits & bit == 0) {
            return None;
        }
        let at = self.groups.binary_search_by_key(&opening, |group| group.opening).ok()?;
        Some(&self.groups[at])
    }

    /// Shows `see` every phrase that may stand at the start of these letters on a line of `count` words; those that open
    /// with anything if it `floats`.
    pub(super) fn each(&self, letters: Letters<'_>, count: usize, floats: bool, mut see: impl FnMut(usize)) {
        let mut heads = None;
        let wanted =
            |(length, group): &(usize, &Group)| (floats || *length > 0) && count <= group.most_words as usize;
        for (length, group) in self.opened(letters).filter(wanted) {
            let mut behind = None;
            for entry in self.entries_of(group).iter().filter(|entry| count <= entry.most_words as usize) {
                let mut behind = || {
                    let heads = heads.get_or_insert_with(|| Heads::of(letters));
                    *behind.get_or_insert_with(|| heads.behind(length))
                };
                let then = self.follows[entry.then as usize];
                if then == Follow::ANY || then.meets(behind()) {
                    see(entry.phrase as usize);
                }
            }
        }
    }

    /// Shows `see` every phrase that may be one of several on a line, here at the start of these letters.
    pub(super) fn each_link(&self, letters: Letters<'_>, mut see: impl FnMut(usize)) {
        for (_, group) in self.opened(letters).filter(|(_, group)| group.links) {
            let links = self.entries_of(group).iter().filter(|entry| entry.links);
            links.for_each(|entry| see(entry.phrase as usize));
        }
    }

    /// What opens as these letters do, with the length of the opening.
    fn opened(&self, letters: Letters<'_>) -> impl Iterator<Item = (usize, &Group)> {
        let opening = Opening::of(letters);
        (0..=opening.length).filter_map(move |length| Some((length, self.group(opening.packed[length])?)))
    }

    fn entries_of(&self, group: &Group) -> &[Entry] {
        &self.entries[group.entries.start as usize..group.entries.end as usize]
    }
}

/// How many words a line has at most that meets a phrase, by the first letters of both: what most lines are let go by.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Gate(#[serde(with = "as_bytes")] Vec<u8>);

impl Gate {
    const LETTERS: usize = 3;
    /// None, ten digits, twenty-six letters.
    const SIGNS: usize = 37;

    /// Lines of up to so many words may meet a phrase that opens so; one that opens with anything is left aside.
    fn open(&mut self, opening: u64, most_words: usize) {
        self.0.resize(Self::SIGNS.pow(Self::LETTERS as u32), 0);
        let bytes = opening.to_be_bytes();
        let start = bytes.iter().position(|b| u64::from(*b) == EMPTY).map_or(bytes.len(), |empty| empty + 1);
        let letters = &bytes[start..];
        let known = &letters[..letters.len().min(Self::LETTERS)];
        if known.is_empty() {
            return;
        }
        let Some(first) = known.iter().try_fold(0, |place, b| Some(place * Self::SIGNS + Self::sign(*b)?))
        else {
            return;
        };
        // What stands behind a shorter opening does not matter.
        let spread = Self::SIGNS.pow((Self::LETTERS - known.len()) as u32);
        for most in &mut self.0[first * spread..(first + 1) * spread] {
            *most = (*most).max(u8::try_from(most_words).unwrap_or(u8::MAX));
        }
    }

    /// For the first letters of a text, or its last; all lines are let in where one of them is not ASCII.
    pub(super) fn most_words(&self, text: &str, reverse: bool) -> usize {
        let bytes = text.as_bytes();
        let (mut place, mut count) = (0, 0);
        for at in 0..bytes.len() {
            let b = bytes[if reverse { bytes.len() - 1 - at } else { at }];
            if b.is_ascii_alphanumeric() {
                place = place * Self::SIGNS + Self::sign(b.to_ascii_lowercase()).unwrap_or(0);
                count += 1;
                if count == Self::LETTERS {
                    break;
                }
            } else if !b.is_ascii() {
                return usize::MAX;
            }
        }
        place *= Self::SIGNS.pow((Self::LETTERS - count) as u32);
        self.0.get(place).map_or(0, |most| usize::from(*most))
    }

    fn sign(b: u8) -> Option<usize> {
        match b {
            b'0'..=b'9' => Some(usize::from(b - b'0') + 1),
            b'a'..=b'z' => Some(usize::from(b - b'a') + 11),
            _ => None,
        }
    }
}

/// The first letters of a line, as far as there are any: none, one, two …
#[derive(Clone, Copy)]
pub(super) struct Opening {
    packed: [u64; OPENING + 1],
    length: usize,
    /// One bit for each length: a word may end there.
    edges: u8,
}

impl Opening {
    fn of(letters: Letters<'_>) -> Opening {
        let mut opening = Opening { packed: [EMPTY; OPENING + 1], length: 0, edges: 0 };
        let mut at = 0;
        while let Some(b) = letters.get(at)
            && opening.is_open()
        {
            if b != b' ' {
                opening.push(b);
            }
            at += 1;
        }
        opening
    }

    /// The same for a text that nobody has folded yet.
    pub(super) fn of_text(text: &str, reverse: bool) -> Opening {
        let mut opening = Opening { packed: [EMPTY; OPENING + 1], length: 0, edges: 0 };
        let bytes = text.as_bytes();
        // What is left to read.
        let (mut start, mut end) = (0, bytes.len());
        while start < end && opening.is_open() {
            let b = bytes[if reverse { end - 1 } else { start }];
            let mut size = 1;
            if b.is_ascii_alphanumeric() {
                opening.push(b.to_ascii_lowercase());
            } else if !b.is_ascii() {
                let rest = &text[start..end];
                let c = if reverse { rest.chars().next_back() } else { rest.chars().next() };
                let c = c.expect("there is a byte left");
                size = c.len_utf8();
                let mut letters = String::new();
                fold(c, &mut letters);
                let letters = letters.as_bytes();
                for at in 0..letters.len() {
                    opening.push(letters[if reverse { letters.len() - 1 - at } else { at }]);
                }
            }
            let next = if reverse {
                end -= size;
                bytes[..end].last()
            } else {
                start += size;
                bytes.get(start)
            };
            let inside = next.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            // Read backwards, a word also starts at a capital; `#` is read by its first digit.
            let cut = if reverse { !b.is_ascii_lowercase() } else { b.is_ascii_digit() };
            if !inside || cut {
                opening.edges |= 1 << opening.length;
            }
        }
        opening
    }

    /// The openings a phrase can have: those cut short only where a word may end.
    pub(super) fn likely(&self) -> impl Iterator<Item = u64> + '_ {
        let ends = |length: &usize| *length == OPENING || self.edges & 1 << *length != 0;
        (1..=self.length).filter(ends).map(|length| self.packed[length])
    }

    fn is_open(&self) -> bool {
        self.length < OPENING
    }

    fn push(&mut self, letter: u8) {
        if self.is_open() {
            self.packed[self.length + 1] = with_letter(self.packed[self.length], letter);
            self.length += 1;
        }
    }
}

/// Words of 64 bits, a power of two.
const KNOWN: usize = 1 << 11;

fn known_bit(opening: u64) -> (usize, u64) {
    let mixed = opening.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    ((mixed >> 6) as usize & (KNOWN - 1), 1 << (mixed & 63))
}

/// The words that may follow a number or those that stand for anything, by their first letters, a bit each: behind `the *`
/// and `#` most lines hold none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Follow {
    /// Those of [`Follow::LETTERS`] letters or more.
    long: [u64; 2],
    /// Those that are shorter, by [`Follow::SHORT`] letters: the phrase ends behind them.
    short: u64,
}

impl Follow {
    /// Anything may follow.
    const ANY: Follow = Follow { long: [u64::MAX; 2], short: u64::MAX };
    /// Letters looked at.
    const LETTERS: usize = 4;
    const SHORT: usize = 2;

    fn of_phrase(nodes: &[Node], rest: Option<&Rest<'_>>) -> Follow {
        let mut all = Follow::default();
        openings(nodes, rest, Follow::LETTERS, &mut Vec::new(), &mut |letters, _| {
            all = all.or(match letters.len() {
                Follow::LETTERS => Follow::long(letters),
                Follow::SHORT.. => Follow::short(&letters[..Follow::SHORT]),
                _ => Follow::ANY,
            });
        });
        all
    }

    /// What a line says there whose letters these are.
    fn of_line(letters: &[u8]) -> Follow {
        // Where the line ends before, nothing stands that needs so many letters.
        let long = letters.get(..Follow::LETTERS).map(Follow::long);
        let short = letters.get(..Follow::SHORT).map(Follow::short);
        long.unwrap_or_default().or(short.unwrap_or_default())
    }

    fn long(letters: &[u8]) -> Follow {
        let mixed = Follow::mixed(letters);
        let bit = 1 << (mixed & 63);
        Follow { long: if mixed < 64 { [bit, 0] } else { [0, bit] }, short: 0 }
    }

    fn short(letters: &[u8]) -> Follow {
        Follow { long: [0; 2], short: 1 << (Follow::mixed(letters) & 63) }
    }

    /// Seven bits.
    fn mixed(letters: &[u8]) -> u64 {
        packed(letters).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57
    }

    fn or(self, other: Follow) -> Follow {
        let long = [self.long[0] | other.long[0], self.long[1] | other.long[1]];
        Follow { long, short: self.short | other.short }
    }

    fn meets(self, other: Follow) -> bool {
        self.long[0] & other.long[0] != 0
            || self.long[1] & other.long[1] != 0
            || self.short & other.short != 0
    }
}

/// The first words of a line, as [`Follow`] sees them.
#[derive(Debug)]
struct Heads {
    /// How many letters stand before each.
    starts: [usize; Heads::WORDS],
    words: [Follow; Heads::WORDS],
    count: usize,
    /// A word is too long to be read.
    unread: bool,
}

impl Heads {
    /// An opening has fewer than [`OPENING`] words, and what stands for anything [`ANY_WORDS`]; behind them stands one more.
    const WORDS: usize = OPENING + ANY_WORDS;

    fn of(letters: Letters<'_>) -> Heads {
        const ROOM: usize = 128;
        let (mut line, mut length) = ([0; ROOM], 0);
        let mut heads = Heads {
            starts: [0; Heads::WORDS],
            words: [Follow::default(); Heads::WORDS],
            count: 0,
            unread: false,
        };
        let mut before = b' ';
        for at in 0.. {
            let Some(b) = letters.get(at) else { break };
            if before == b' ' && b != b' ' && heads.count < Heads::WORDS {
                heads.starts[heads.count] = length;
                heads.count += 1;
            }
            before = b;
            if b == b' ' {
                continue;
            }
            if heads.count == Heads::WORDS && length == heads.starts[Heads::WORDS - 1] + Follow::LETTERS {
                break;
            }
            if length == ROOM {
                heads.unread = true;
                break;
            }
            line[length] = b;
            length += 1;
        }
        for (word, start) in heads.words.iter_mut().zip(&heads.starts[..heads.count]) {
            *word = Follow::of_line(&line[*start..length]);
        }
        heads
    }

    /// What may follow an opening of so many letters and a number or any words behind it; of a number the first digit is
    /// the last of the letters.
    fn behind(&self, opening: usize) -> Follow {
        if self.unread {
            return Follow::ANY;
        }
        let first = self.starts[..self.count].partition_point(|start| *start < opening);
        let near = first..self.count.min(first + ANY_WORDS + 1);
        self.words[near].iter().fold(Follow::default(), |all, word| all.or(*word))
    }
}

/// What ends an opening.
enum End<'r> {
    /// It has all its letters, or the phrase ends.
    Full,
    /// A number, and what stands behind it.
    Number(Rest<'r>),
    /// Words that stand for anything, and what stands behind them.
    Words(Rest<'r>),
}

/// Shows `put` the first letters, `most` of them, of everything a phrase stands for; fewer where a number or anything may
/// follow.
fn openings(
    nodes: &[Node],
    rest: Option<&Rest<'_>>,
    most: usize,
    seen: &mut Vec<u8>,
    put: &mut dyn FnMut(&[u8], End<'_>),
) {
    let Some((node, nodes)) = nodes.split_first() else {
        return match rest {
            Some(rest) => openings(rest.nodes, rest.next, most, seen, put),
            None => put(seen, End::Full),
        };
    };
    match node {
        Node::Letters(letters, _) => {
            let before = seen.len();
            seen.extend(letters.iter().take(most - before).map(u8::to_ascii_lowercase));
            if seen.len() == most {
                put(seen, End::Full);
            } else {
                openings(nodes, rest, most, seen, put);
            }
            seen.truncate(before);
        }
        Node::Number => put(seen, End::Number(Rest { nodes, next: rest })),
        Node::Words => put(seen, End::Words(Rest { nodes, next: rest })),
        Node::Mark(_) => openings(nodes, rest, most, seen, put),
        Node::Choice(all) => {
            let rest = Rest { nodes, next: rest };
            for nodes in all {
                openings(nodes, Some(&rest), most, seen, put);
            }
        }
    }
}
