//! A trie over words: which forms begin with these words, one hash look-up a word.
//! In: forms as lists of word hashes. Out: flat tables in bytes, and the walk over them.
//! Not here: whether the words really are those of a form (hashes may collide; see `matcher`).

use super::bytes::{push, u32_at};
use std::collections::HashMap;

/// A set of hashes that now and then says yes too much and never says no too much: one bit for each hash.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gate<'b> {
    bits: &'b [u8],
    shift: u32,
}

impl<'b> Gate<'b> {
    /// Bits for each hash: one in sixteen of the others gets through.
    const BITS: usize = 16;

    /// Reads a gate that [`Gate::bytes`] wrote; other bytes are the empty set.
    pub(crate) fn new(bits: &'b [u8]) -> Gate<'b> {
        let count = bits.len() * 8;
        let known = (64..=1 << 31).contains(&count) && count.is_power_of_two();
        Gate { bits: if known { bits } else { &[] }, shift: 32 - count.max(64).ilog2().min(31) }
    }

    /// True for every hash of the set.
    #[inline]
    pub(crate) fn lets_through(&self, hash: u32) -> bool {
        let bit = Gate::bit(hash, self.shift);
        self.bits.get(bit >> 3).is_some_and(|byte| byte & (1 << (bit & 7)) != 0)
    }

    /// The bytes of the gate for these hashes.
    pub(crate) fn bytes(hashes: &[u32]) -> Vec<u8> {
        let count = (hashes.len() * Gate::BITS).next_power_of_two().clamp(64, 1 << 31);
        let mut bits = vec![0; count / 8];
        for hash in hashes {
            let bit = Gate::bit(*hash, 32 - count.ilog2());
            bits[bit >> 3] |= 1 << (bit & 7);
        }
        bits
    }

    fn bit(hash: u32, shift: u32) -> usize {
        (hash.wrapping_mul(0x85eb_ca6b) >> shift) as usize
    }
}

/// The state before any word.
pub(super) const ROOT: u32 = 0;

/// Bytes of an edge: state, hash of the word, next state.
const EDGE: usize = 12;

/// A trie that reads its bytes where they lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trie<'b> {
    /// Open addressing, linear probing; an empty place leads to the root.
    edges: &'b [u8],
    capacity: u64,
    /// The words that open forms.
    openings: Gate<'b>,
    /// Those that are a form by themselves, and the pairs of words that open the others.
    pairs: Gate<'b>,
}

impl<'b> Trie<'b> {
    /// Reads a trie that [`Builder::finish`] wrote.
    pub(super) fn new(edges: &'b [u8], openings: &'b [u8], pairs: &'b [u8]) -> Trie<'b> {
        Trie {
            edges,
            capacity: (edges.len() / EDGE) as u64,
            openings: Gate::new(openings),
            pairs: Gate::new(pairs),
        }
    }

    /// False when no form opens with the word, or with it and the next one; most words end here.
    #[inline]
    pub(super) fn opens(&self, word: u32, next: impl FnOnce() -> Option<u32>) -> bool {
        self.openings.lets_through(word)
            && (self.pairs.lets_through(word)
                || next().is_some_and(|next| self.pairs.lets_through(pair(word, next))))
    }

    /// The state behind another word.
    #[inline]
    pub(super) fn step(&self, state: u32, word: u32) -> Option<u32> {
        let mut at = place(state, word, self.capacity);
        for _ in 0..self.capacity {
            let edge = self.edges.get(at * EDGE..at * EDGE + EDGE)?;
            let next = u32_at(edge, 8);
            if next == ROOT {
                return None;
            }
            if u32_at(edge, 0) == state && u32_at(edge, 4) == word {
                return Some(next);
            }
            at = if at + 1 < self.capacity as usize { at + 1 } else { 0 };
        }
        None
    }
}

/// The hash of two words.
fn pair(first: u32, second: u32) -> u32 {
    first.wrapping_mul(0x9e37_79b1).rotate_left(15) ^ second
}

fn place(state: u32, word: u32, capacity: u64) -> usize {
    let key = (u64::from(state) << 32 | u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (((key >> 32) * capacity) >> 32) as usize
}

/// Builds a trie.
#[derive(Default)]
pub(super) struct Builder {
    edges: HashMap<(u32, u32), u32>,
    /// The edges in the order in which they came, so that equal forms give equal bytes.
    order: Vec<(u32, u32)>,
}

impl Builder {
    /// Adds the words of a form; returns its state. Forms whose words have equal hashes share one.
    pub(super) fn add(&mut self, words: impl IntoIterator<Item = u32>) -> u32 {
        words.into_iter().fold(ROOT, |state, word| {
            let fresh = u32::try_from(self.order.len() + 1).expect("fewer than four billion words");
            *self.edges.entry((state, word)).or_insert_with(|| {
                self.order.push((state, word));
                fresh
            })
        })
    }

    /// How many states there are, the root included.
    pub(super) fn states(&self) -> usize {
        self.order.len() + 1
    }

    /// The bytes of the edges, of the gate of opening words and of the gate of pairs; `accepts` tells whether a form
    /// ends in a state.
    pub(super) fn finish(self, accepts: impl Fn(u32) -> bool) -> [Vec<u8>; 3] {
        let capacity = self.order.len() * 7 / 4 + 1;
        let mut table = vec![(0, 0, ROOT); capacity];
        let (mut openings, mut pairs, mut first) = (Vec::new(), Vec::new(), HashMap::new());
        for (state, word) in &self.order {
            let next = self.edges[&(*state, *word)];
            let mut at = place(*state, *word, capacity as u64);
            while table[at].2 != ROOT {
                at = (at + 1) % capacity;
            }
            table[at] = (*state, *word, next);
            if *state == ROOT {
                openings.push(*word);
                first.insert(next, *word);
                pairs.extend(accepts(next).then_some(*word));
            } else if let Some(opening) = first.get(state) {
                pairs.push(pair(*opening, *word));
            }
        }
        let mut edges = Vec::with_capacity(capacity * EDGE);
        for (state, word, next) in table {
            push(&mut edges, [state, word, next]);
        }
        [edges, Gate::bytes(&openings), Gate::bytes(&pairs)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_their_forms_and_to_no_other() {
        let forms: &[&[u32]] = &[&[1, 2], &[1], &[1, 2, 3], &[7], &[2, 1]];
        let mut builder = Builder::default();
        let states: Vec<u32> = forms.iter().map(|words| builder.add(words.iter().copied())).collect();
        let ends = states.clone();
        let [edges, openings, pairs] = builder.finish(|state| ends.contains(&state));
        let trie = Trie::new(&edges, &openings, &pairs);
        let walk = |words: &[u32]| words.iter().try_fold(ROOT, |state, word| trie.step(state, *word));
        for (words, state) in forms.iter().zip(states) {
            assert!(trie.opens(words[0], || words.get(1).copied()), "{words:?}");
            assert_eq!(walk(words), Some(state), "{words:?}");
        }
        for words in [&[2, 2][..], &[3], &[1, 3], &[1, 2, 3, 1], &[7, 7]] {
            assert_eq!(walk(words), None, "{words:?}");
        }
    }

    #[test]
    fn broken_bytes_are_an_empty_trie() {
        let full = [9; EDGE * 3];
        for (edges, gate) in [(&full[..], &full[..5]), (&[], &[]), (&full[..7], &full[..7])] {
            let trie = Trie::new(edges, gate, gate);
            assert_eq!(trie.step(ROOT, 1), None);
            assert!(!trie.opens(1, || Some(2)));
        }
    }
}
