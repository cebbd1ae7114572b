//! A set of folded phrases: nearly every question is answered by one bit.
//! In: words as dictionaries write them. Out: whether a view (` sinai `) is one of them.

use super::trie::Gate;
use crate::scan::{Scan, hash};
use std::collections::HashSet;

/// The phrases and a gate before them.
#[derive(Clone, Debug)]
pub(crate) struct Phrases {
    gate: Vec<u8>,
    views: HashSet<String>,
}

impl Phrases {
    /// Folds the words.
    pub(crate) fn new(words: &[String]) -> Phrases {
        let views: HashSet<String> = words.iter().map(|word| Scan::new(word).view).collect();
        let hashes: Vec<u32> = views.iter().map(|view| hash(view)).collect();
        Phrases { gate: Gate::bytes(&hashes), views }
    }

    /// True when these folded words, one space around each, are one of the phrases.
    pub(crate) fn contains(&self, view: &str) -> bool {
        Gate::new(&self.gate).lets_through(hash(view)) && self.views.contains(view)
    }
}
