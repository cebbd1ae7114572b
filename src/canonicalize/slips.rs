//! Finds the words that one slip of the pen makes of a word: a letter lost, added, doubled, swapped or wrong.
//! In: folded words. Out: which of a list they are near to, and what slipped. Not here: who bears a name.

use crate::{dictionary::trie::Gate, scan::hash};

/// In a shorter word one letter makes another word.
pub(super) const SURE: usize = 7;

/// In a word of so many letters swapped ones hardly do; in a shorter one they do as well.
pub(super) const LETTERS: usize = 6;

/// Words by what is left of them when a letter is lost: two words one letter apart share such a rest.
pub(super) struct Slips {
    words: Vec<String>,
    /// Hashes of words and rests, each with the number of its word; sorted.
    rests: Vec<(u32, u32)>,
    gate: Vec<u8>,
}

impl Slips {
    /// Of these words, in their order; shorter ones are near to nothing.
    pub(super) fn new(words: Vec<String>) -> Slips {
        let mut rests: Vec<(u32, u32)> = Vec::new();
        for (number, word) in (0u32..).zip(&words).filter(|(_, word)| word.len() >= LETTERS) {
            rests.push((hash(word), number));
            rests.extend(shortened(word).map(|rest| (rest, number)));
        }
        rests.sort_unstable();
        rests.dedup();
        let hashes: Vec<u32> = rests.iter().map(|(hash, _)| *hash).collect();
        Slips { words, gate: Gate::bytes(&hashes), rests }
    }

    /// The words of the list, by number.
    pub(super) fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }

    /// The number of a word that is in the list.
    pub(super) fn exactly(&self, word: &str) -> Option<u32> {
        self.with(hash(word)).find(|number| self.word(*number) == word)
    }

    /// The words one slip away, each with what slipped.
    pub(super) fn near(&self, word: &str) -> Vec<(u32, String)> {
        if word.len() < LETTERS || !word.is_ascii() {
            return Vec::new();
        }
        let mut near: Vec<u32> =
            std::iter::once(hash(word)).chain(shortened(word)).flat_map(|hash| self.with(hash)).collect();
        near.sort_unstable();
        near.dedup();
        let sure = |number: &u32| {
            let name = self.word(*number);
            word.len().min(name.len()) >= SURE || are_swapped(word, name)
        };
        let near = near.into_iter().filter(sure);
        near.filter_map(|number| Some((number, slip(word, self.word(number))?))).collect()
    }

    fn with(&self, hash: u32) -> impl Iterator<Item = u32> + '_ {
        let from = if Gate::new(&self.gate).lets_through(hash) {
            self.rests.partition_point(|(known, _)| *known < hash)
        } else {
            self.rests.len()
        };
        self.rests[from..].iter().take_while(move |(known, _)| *known == hash).map(|(_, number)| *number)
    }
}

/// Hashes of what is left of a word without each of its letters but the first, which slips least.
fn shortened(word: &str) -> impl Iterator<Item = u32> + '_ {
    let mut rest = String::with_capacity(word.len());
    (1..word.len()).map(move |at| {
        rest.clear();
        rest.push_str(&word[..at]);
        rest.push_str(&word[at + 1..]);
        hash(&rest)
    })
}

/// `Talibani`, `Hezbollahs`: an ending is no slip.
pub(super) fn is_inflected(word: &str, name: &str) -> bool {
    let root = |word: &str| word.trim_end_matches(['a', 'e', 'i', 'o', 's', 'n']).len();
    let same = word.bytes().zip(name.bytes()).take_while(|(one, other)| one == other).count();
    word != name && same >= root(word).max(root(name))
}

/// True when two words of one length differ in two letters only, which stand side by side the other way round.
fn are_swapped(word: &str, name: &str) -> bool {
    let (one, other) = (word.as_bytes(), name.as_bytes());
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    one.len() == other.len()
        && same + 1 < one.len()
        && (one[same], one[same + 1]) == (other[same + 1], other[same])
        && one[same + 2..] == other[same + 2..]
}

/// How a word differs from a name by one slip of the pen; never in the first letter.
fn slip(word: &str, name: &str) -> Option<String> {
    let (one, other) = (word.as_bytes(), name.as_bytes());
    if one == other || one[0] != other[0] || is_inflected(word, name) {
        return None;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let letter = |of: &str, at: usize| of[at..=at].to_owned();
    match one.len() as isize - other.len() as isize {
        0 if one[same + 1..] == other[same + 1..] => {
            Some(format!("wrong letter {}/{}", letter(word, same), letter(name, same)))
        }
        0 if are_swapped(word, name) => {
            Some(format!("letters swapped {}/{}", &word[same..same + 2], &name[same..same + 2]))
        }
        1 if one[same + 1..] == other[same..] => {
            let twice = one[same - 1] == one[same];
            Some(format!("letter {} {}", if twice { "doubled" } else { "added" }, letter(word, same)))
        }
        -1 if one[same..] == other[same + 1..] => Some(format!("letter lost {}", letter(name, same))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Slips, slip};

    /// What is written, the name, what happened.
    const SLIPS: &[(&str, &str, Option<&str>)] = &[
        ("benghzai", "benghazi", Some("letters swapped za/az")),
        ("bennghazi", "benghazi", Some("letter doubled n")),
        ("bengazi", "benghazi", Some("letter lost h")),
        ("benghari", "benghazi", Some("wrong letter r/z")),
        ("benghatzi", "benghazi", Some("letter added t")),
        ("benghaz", "benghazi", None),
        ("benghazis", "benghazi", None),
        ("renghazi", "benghazi", None),
        ("bengharri", "benghazi", None),
        ("talibani", "taliban", None),
    ];

    #[test]
    fn in_short_words_only_swapped_letters_are_slips() {
        let slips = Slips::new(vec!["awlaki".to_owned(), "benghazi".to_owned()]);
        let found = |word: &str| slips.near(word).len();
        assert_eq!([found("alwaki"), found("awlati"), found("awlakki"), found("bengazi")], [1, 0, 0, 1]);
    }

    #[test]
    fn one_slip_is_one_letter() {
        for (word, name, what) in SLIPS {
            assert_eq!(slip(word, name).as_deref(), *what, "{word} {name}");
        }
    }
}
