//! Finds the words that one slip of the pen makes of a word: a letter lost, added, doubled, swapped or wrong.
//! In: folded words. Out: which of a list they are near to, and what slipped. Not here: who bears a name.

use crate::{dictionary::trie::Gate, scan::hash};

/// In a shorter word one letter makes another word.
pub(super) const LETTERS: usize = 7;

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
        near.into_iter().filter_map(|number| Some((number, slip(word, self.word(number))?))).collect()
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

/// How a word differs from a name by one slip of the pen; never in the first letter.
fn slip(word: &str, name: &str) -> Option<String> {
    let (one, other) = (word.as_bytes(), name.as_bytes());
    if one == other || one[0] != other[0] || is_inflected(word, name) {
        return None;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let letter = |of: &str, at: usize| of[at..=at].to_owned();
    let swapped = || one[same..].len() > 1 && one[same] == other[same + 1] && one[same + 1] == other[same];
    match one.len() as isize - other.len() as isize {
        0 if one[same + 1..] == other[same + 1..] => {
            Some(format!("wrong letter {}/{}", letter(word, same), letter(name, same)))
        }
        0 if swapped() && one[same + 2..] == other[same + 2..] => {
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
    use super::slip;

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
    fn one_slip_is_one_letter() {
        for (word, name, what) in SLIPS {
            assert_eq!(slip(word, name).as_deref(), *what, "{word} {name}");
        }
    }
}
