//! All forms in the order of their folded words, to be looked up by prefix.
//! In: forms and their order, sorted when the dictionary was made. Out: ranges of forms that begin with some words.
//! Not here: gaps and capitals (see `matcher`).

use super::data::{Data, Form};
use crate::scan::{Scan, hash};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

/// Forms by their folded words.
#[derive(Clone, Copy, Debug)]
pub struct Index<'d> {
    forms: &'d [Form],
    order: &'d [u32],
}

impl<'d> Index<'d> {
    /// Looks at forms through an order made by [`order`].
    pub fn new(forms: &'d [Form], order: &'d [u32]) -> Index<'d> {
        Index { forms, order }
    }

    /// The folded words of the form at a place of the order.
    pub fn pattern(&self, at: usize) -> &'d str {
        &self.forms[self.order[at] as usize].pattern
    }

    /// The number of the form at a place of the order.
    pub fn form(&self, at: usize) -> u32 {
        self.order[at]
    }

    /// The form at a place of the order.
    pub fn get(&self, at: usize) -> &'d Form {
        &self.forms[self.order[at] as usize]
    }

    /// The form of a number.
    pub fn numbered(&self, number: u32) -> &'d Form {
        &self.forms[number as usize]
    }

    /// How many forms.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The places, within `range`, of the forms that begin with these words (` islamic state `).
    pub fn starting_with(&self, words: &str, range: Range<usize>) -> Range<usize> {
        self.narrow(words, 0, range)
    }

    /// The same where all forms of `range` are known to share the first `known` bytes of `words`.
    pub fn narrow(&self, words: &str, known: usize, range: Range<usize>) -> Range<usize> {
        let order = &self.order[range.clone()];
        let wanted = &words.as_bytes()[known..];
        let head = |n: &u32| {
            let pattern = &self.forms[*n as usize].pattern.as_bytes()[known..];
            &pattern[..pattern.len().min(wanted.len())]
        };
        let first = order.partition_point(|n| head(n) < wanted);
        let count = order[first..].partition_point(|n| head(n) == wanted);
        range.start + first..range.start + first + count
    }

    /// The numbers of the forms that are exactly these words.
    pub fn exactly(&self, words: &str) -> impl Iterator<Item = u32> + use<'d> {
        let range = self.starting_with(words, 0..self.len());
        let length = words.len();
        let (forms, order) = (self.forms, self.order);
        // The shorter sorts before what goes on from it.
        order[range].iter().copied().take_while(move |n| forms[*n as usize].pattern.len() == length)
    }
}

/// The order of forms by their folded words; equal words in the order of the dictionary.
pub fn order(forms: &[Form]) -> Vec<u32> {
    let mut order: Vec<u32> =
        (0..u32::try_from(forms.len()).expect("fewer than four billion forms")).collect();
    order.sort_by(|a, b| forms[*a as usize].pattern.cmp(&forms[*b as usize].pattern).then(a.cmp(b)));
    order
}

/// The hash of two words that open a form, from the hashes of the words.
pub fn pair(first: u32, second: u32) -> u32 {
    first.wrapping_mul(0x9e37_79b1).rotate_left(15) ^ second
}

/// The pairs of words that open forms of several words.
pub fn pairs(forms: &[Form]) -> Vec<u32> {
    let opening = |form: &Form| {
        let mut words = form.pattern.split_whitespace();
        Some(pair(hash(words.next()?), hash(words.next()?)))
    };
    sorted(forms.iter().filter_map(opening))
}

/// Every way in which a form could reach from inside a written name over its edge: hashes of the whole written name
/// with the word behind or before it.
pub fn extended(data: &Data) -> Vec<u32> {
    let texts = data.entities.iter().flat_map(|entity| entity.write.0.iter().chain(&entity.short.0));
    let written: HashSet<String> = texts.map(|(_, text)| Scan::new(text).view).collect();
    let (mut heads, mut tails): (Parts<'_>, Parts<'_>) = (HashMap::new(), HashMap::new());
    for view in &written {
        for at in spaces(view) {
            tails.entry(&view[at..]).or_default().push(view);
            heads.entry(&view[..=at]).or_default().push(view);
        }
    }
    let mut all = Vec::new();
    for form in &data.forms {
        let words = &form.pattern;
        let spaces = spaces(words);
        for pair in spaces.windows(2) {
            // ` islamic state ` + `in `, ` omar maute ` + `group `
            for view in tails.get(&words[..=pair[0]]).into_iter().flatten() {
                all.push(hash(&format!("{view}{}", &words[pair[0] + 1..=pair[1]])));
            }
            for view in heads.get(&words[pair[1]..]).into_iter().flatten() {
                all.push(hash(&format!("{}{view}", &words[pair[0]..pair[1]])));
            }
        }
    }
    sorted(all)
}

/// Written names by their first or last words.
type Parts<'v> = HashMap<&'v str, Vec<&'v str>>;

fn spaces(view: &str) -> Vec<usize> {
    view.match_indices(' ').map(|(at, _)| at).collect()
}

fn sorted(all: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut all: Vec<u32> = all.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    all
}
