//! A trie over words: which forms begin with these words, one look-up a word.
//! In: keys of paths, each the hash of the words from the first to its last. Out: flat tables in bytes, and the walk over
//! them. Not here: whether the words really are those of a form (hashes may collide; see `matcher`).
//!
//! There are no states: the key of a path leads to its slot. Slots stand in the order of their keys, each at the place
//! its key asks for or the next free one, so that writing the table runs straight on.

use super::bytes::{push, u32_at, u64_at};

/// A set of hashes that now and then says yes too much and never says no too much: one bit for each hash.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gate<'b> {
    bits: &'b [u8],
    count: u64,
}

impl<'b> Gate<'b> {
    /// Bits for each hash: one in twelve of the others gets through.
    const BITS: usize = 12;

    /// Reads a gate that [`Gate::bytes`] wrote.
    pub(crate) fn new(bits: &'b [u8]) -> Gate<'b> {
        Gate { bits, count: (bits.len() as u64 * 8).min(1 << 32) }
    }

    /// True for every hash of the set.
    #[inline]
    pub(crate) fn lets_through(&self, hash: u32) -> bool {
        let bit = Gate::bit(hash, self.count);
        self.bits.get(bit >> 3).is_some_and(|byte| byte & (1 << (bit & 7)) != 0)
    }

    /// The bytes of the gate for these hashes.
    pub(crate) fn bytes(hashes: &[u32]) -> Vec<u8> {
        let mut bits = vec![0; (hashes.len() * Gate::BITS).clamp(64, 1 << 32).div_ceil(64) * 8];
        let count = bits.len() as u64 * 8;
        for hash in hashes {
            let bit = Gate::bit(*hash, count);
            bits[bit >> 3] |= 1 << (bit & 7);
        }
        bits
    }

    #[inline]
    fn bit(hash: u32, count: u64) -> usize {
        ((u64::from(hash.wrapping_mul(0x85eb_ca6b)) * count) >> 32) as usize
    }
}

/// The key of a path with one more word.
#[inline]
pub(super) fn step(key: u64, word: u32) -> u64 {
    let key = (key.rotate_left(23) ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    key ^ (key >> 32)
}

/// The hash of two words, for the gate of pairs.
#[inline]
pub(super) fn pair(first: u32, second: u32) -> u32 {
    first.wrapping_mul(0x9e37_79b1).rotate_left(15) ^ second
}

/// How forms may begin at a word; now and then it says yes too much, and never no too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// The word alone is a form.
    pub(super) single: bool,
    /// Longer forms begin with it and the next one.
    pub(super) pair: bool,
}

impl Opening {
    /// True when there is a way to go on.
    #[inline]
    pub(super) fn any(self) -> bool {
        self.single | self.pair
    }
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// The first of the forms that end here.
    pub(super) form: Option<u32>,
    /// Longer forms go on from here.
    pub(super) goes_on: bool,
}

impl Node {
    /// The most forms a table can point to.
    pub(super) const FORMS: usize = (1 << 31) - 2;

    /// Never 0, which is an empty slot.
    fn value(self) -> u32 {
        self.form.map_or(0, |form| (form + 1) << 1) | u32::from(self.goes_on)
    }

    fn of(value: u32) -> Node {
        Node { form: (value >> 1).checked_sub(1), goes_on: value & 1 != 0 }
    }
}

/// Bytes of a slot: the lower half of a key, and the value of its node.
const SLOT: usize = 8;

/// A trie that reads its bytes where they lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trie<'b> {
    slots: &'b [u8],
    /// Slots that keys can ask for; behind them lies room for the last ones.
    capacity: u64,
    /// The words that open forms.
    openings: Gate<'b>,
    /// Those that are a form by themselves, and the pairs of words that open the others.
    pairs: Gate<'b>,
}

impl<'b> Trie<'b> {
    /// Reads the tables that [`write_slots`] and [`Gate::bytes`] wrote.
    pub(super) fn new(slots: &'b [u8], capacity: u64, openings: &'b [u8], pairs: &'b [u8]) -> Trie<'b> {
        Trie { slots, capacity, openings: Gate::new(openings), pairs: Gate::new(pairs) }
    }

    /// False when no form opens with the word; most words end here.
    #[inline]
    pub(super) fn may_open(&self, word: u32) -> bool {
        self.openings.lets_through(word)
    }

    /// How forms may begin with the word and the next one.
    #[inline]
    pub(super) fn opening(&self, word: u32, next: Option<u32>) -> Opening {
        let (first, next) = (self.openings.lets_through(word), next.map(|next| pair(word, next)));
        Opening {
            single: first && self.pairs.lets_through(word),
            pair: first && next.is_some_and(|pair| self.pairs.lets_through(pair)),
        }
    }

    /// A part of what a look at the path of a key will read. Nobody needs the answer: to ask for many paths before the
    /// first is walked brings what lies far off in memory near, all of it at the same time.
    #[inline]
    pub(super) fn near(&self, key: u64) -> u64 {
        u64_at(self.slots, home(key, self.capacity) * SLOT)
    }

    /// What the path of a key leads to.
    #[inline]
    pub(super) fn node(&self, key: u64) -> Option<Node> {
        let start = home(key, self.capacity) * SLOT;
        for at in (start..self.slots.len()).step_by(SLOT) {
            let slot = u64_at(self.slots, at);
            let value = (slot >> 32) as u32;
            if value == 0 {
                return None;
            }
            if slot as u32 == key as u32 {
                return Some(Node::of(value));
            }
        }
        None
    }
}

fn home(key: u64, capacity: u64) -> usize {
    (((key >> 32) * capacity) >> 32) as usize
}

/// How many slots keys can ask for in a table of so many nodes.
pub(super) fn capacity(nodes: usize) -> u64 {
    nodes as u64 * 3 / 2 + 1
}

/// Writes the table of nodes, which come in the order of their keys; `None` where two keys could not be told apart, which
/// another seed mends.
pub(super) fn write_slots(
    bytes: &mut Vec<u8>,
    nodes: impl Iterator<Item = (u64, Node)>,
    capacity: u64,
) -> Option<()> {
    let start = bytes.len();
    for (key, node) in nodes {
        let place = start + home(key, capacity) * SLOT;
        if bytes.len() < place {
            bytes.resize(place, 0);
        }
        let same = |at: usize| u32_at(bytes, at) == key as u32;
        if (place..bytes.len()).step_by(SLOT).any(same) {
            return None;
        }
        push(bytes, [key as u32, node.value()]);
    }
    let end = start + capacity as usize * SLOT;
    bytes.resize(bytes.len().max(end) + SLOT, 0);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(nodes: impl Iterator<Item = (u64, Node)>, capacity: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        write_slots(&mut bytes, nodes, capacity).map(|()| bytes)
    }

    fn key(words: &[u32]) -> u64 {
        words.iter().fold(7, |key, word| step(key, *word))
    }

    #[test]
    fn words_lead_to_their_forms_and_to_no_other() {
        let forms: &[&[u32]] = &[&[1, 2], &[1], &[1, 2, 3], &[7], &[2, 1], &[2]];
        let mut nodes: Vec<(u64, Node)> = (0u32..)
            .zip(forms)
            .map(|(number, words)| {
                let form = (words != &[2]).then_some(number);
                (key(words), Node { form, goes_on: words.len() < 3 })
            })
            .collect();
        nodes.sort_by_key(|(key, _)| *key);
        let capacity = capacity(nodes.len());
        let table = slots(nodes.iter().copied(), capacity).expect("six keys differ");
        let openings = Gate::bytes(&[1, 7, 2]);
        let pairs = Gate::bytes(&[1, 7, pair(1, 2), pair(2, 1)]);
        let trie = Trie::new(&table, capacity, &openings, &pairs);
        for (key, node) in nodes {
            assert_eq!(trie.node(key), Some(node));
        }
        for words in [&[2, 2][..], &[3], &[1, 3], &[1, 2, 3, 1], &[7, 7]] {
            assert_eq!(trie.node(key(words)), None, "{words:?}");
        }
        // The one that is no form of its own needs no way in.
        for words in forms.iter().filter(|words| **words != [2]) {
            let opening = trie.opening(words[0], words.get(1).copied().or(Some(1)));
            assert!(if words.len() == 1 { opening.single } else { opening.pair }, "{words:?}");
        }
    }

    #[test]
    fn keys_that_look_alike_are_not_written() {
        let node = Node { form: Some(0), goes_on: false };
        let far = |high: u64| (high << 32 | 5, node);
        assert!(slots([far(0), far(1)].into_iter(), 3).is_none());
        assert!(slots([far(0), far(u64::from(u32::MAX))].into_iter(), 3).is_some());
    }

    #[test]
    fn broken_bytes_are_an_empty_trie() {
        let full = [9; SLOT * 3];
        for (slots, gate) in [(&full[..], &full[..5]), (&[], &[]), (&full[..7], &full[..7])] {
            let trie = Trie::new(slots, 40, gate, &[]);
            assert_eq!(trie.node(u64::MAX), None);
            assert!(!trie.opening(1, Some(2)).any());
        }
    }
}
