//! A set of folded phrases: nearly every question is answered by one bit.
//! In: words as dictionaries write them. Out: whether words of a scan, or a view (` sinai `), are one of them.

use super::trie::Gate;
use crate::scan::{Scan, hash};
use foldhash::HashSet;
use std::ops::Range;

/// The phrases and two gates before them: for their first words, which every scan has hashed, and for the whole.
#[derive(Clone, Debug)]
pub(crate) struct Phrases {
    openings: Vec<u8>,
    gate: Vec<u8>,
    views: HashSet<String>,
}

impl Phrases {
    /// Folds the words.
    pub(crate) fn new(words: &[String]) -> Phrases {
        let scans: Vec<Scan> = words.iter().map(|word| Scan::new(word)).collect();
        let openings: Vec<u32> =
            scans.iter().filter_map(|scan| scan.tokens.first()).map(|token| token.hash).collect();
        let hashes: Vec<u32> = scans.iter().map(|scan| hash(&scan.view)).collect();
        Phrases {
            openings: Gate::bytes(&openings),
            gate: Gate::bytes(&hashes),
            views: scans.into_iter().map(|scan| scan.view).collect(),
        }
    }

    /// True when these folded words, one space around each, are one of the phrases.
    pub(crate) fn contains(&self, view: &str) -> bool {
        Gate::new(&self.gate).lets_through(hash(view)) && self.views.contains(view)
    }

    /// The same of words of a scan.
    #[inline]
    pub(crate) fn have(&self, scan: &Scan, words: Range<usize>) -> bool {
        self.may_open(scan, words.start) && self.contains(scan.view_of(words))
    }

    /// False when no phrase begins with this word of a scan.
    #[inline]
    pub(crate) fn may_open(&self, scan: &Scan, word: usize) -> bool {
        scan.tokens.get(word).is_some_and(|token| Gate::new(&self.openings).lets_through(token.hash))
    }
}

#[cfg(test)]
mod tests {
    use super::Phrases;
    use crate::scan::Scan;

    #[test]
    fn words_of_a_scan_are_looked_up_like_their_view() {
        let phrases =
            Phrases::new(&["also known as".to_owned(), "a.k.a.".to_owned(), "d'ora in poi".to_owned()]);
        let scan = Scan::new("Daesh, also known as IS, a.k.a. ISIS, d\u{2019}ora in poi «IS»");
        let all =
            (0..=scan.tokens.len()).flat_map(|start| (start..=scan.tokens.len()).map(move |end| start..end));
        let held: Vec<&str> = all
            .clone()
            .filter(|words| phrases.have(&scan, words.clone()))
            .map(|words| scan.view_of(words))
            .collect();
        assert_eq!(held, [" also known as ", Scan::new("a.k.a.").view.as_str(), " d ora in poi "]);
        for words in all {
            let view = scan.view_of(words.clone());
            assert_eq!(phrases.have(&scan, words), phrases.contains(view), "{view}");
        }
    }
}
