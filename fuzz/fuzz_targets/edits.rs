//! Two lists of edits, one after the other, do what their composition does; offsets never run backwards.

#![no_main]

use canonry::{
    edit::{Edit, Edits, Rule, Side},
    span::{Clean, Original, Repaired, Span},
};
use libfuzzer_sys::fuzz_target;

/// Edits drawn from bytes, three each: how far on, how much of the text, what is written there.
fn drawn<A: Copy + Ord, B: Copy>(text: &str, bytes: &[u8]) -> Edits<A, B> {
    let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (mut at, mut list) = (0, Vec::new());
    for chosen in bytes.chunks_exact(3) {
        let start = at + usize::from(chosen[0] % 5);
        let end = start + usize::from(chosen[1] % 4);
        let Some(to) = borders.get(end) else { break };
        let words = ["", "a", "Stato Islamico", "è", "\n"][usize::from(chosen[2] % 5)];
        if start < end || !words.is_empty() {
            list.push(Edit::new(Span::new(borders[start], *to), words, Rule::with_id("test", "edit")));
        }
        // Two insertions at one place would be one edit.
        at = end + usize::from(start == end);
    }
    Edits::new(list).expect("edits in order do not overlap")
}

fuzz_target!(|input: (&str, &[u8], &[u8])| {
    let (text, first, second) = input;
    let first: Edits<Original, Repaired> = drawn(text, first);
    let repaired = first.apply(text).into_owned();
    let second: Edits<Repaired, Clean> = drawn(&repaired, second);
    let clean = second.apply(&repaired).into_owned();
    let both = first.then(second);
    assert_eq!(both.apply(text), clean);
    let places = both.offsets();
    for side in [Side::Before, Side::After] {
        let there: Vec<usize> = (0..=text.len()).map(|at| places.forward(at, side)).collect();
        let back: Vec<usize> = (0..=clean.len()).map(|at| places.back(at, side)).collect();
        for (offsets, length) in [(there, clean.len()), (back, text.len())] {
            assert!(offsets.is_sorted() && offsets.iter().all(|at| *at <= length));
        }
    }
});
