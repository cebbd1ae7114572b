//! Finds lines that repeat an earlier one.
//! In: the lines of a page. Out: for each, whether it repeats. Not here: which of them leave (see the stage).
//!
//! A line repeats when it equals an earlier one but for bullets, case, runs of spaces and dots at its end, or when it is
//! a beginning of an earlier one, of 30 characters or more.

use crate::{
    fold::{Class, fold},
    shape::bullet_start,
};
use foldhash::HashMap;

/// A beginning shorter than this many characters is a coincidence.
const BEGINNING: usize = 30;
/// Letters at the head of a line that two lines must share before they are compared.
const HEAD: usize = 16;

/// For every line, whether it repeats an earlier one.
///
/// ```
/// use canonry::strip::duplicate::repeated;
/// let page = ["  • Two convoys hit", "    Two convoys hit..", "Two more convoys hit"];
/// assert_eq!(repeated(&page), [false, true, false]);
/// ```
pub fn repeated(lines: &[&str]) -> Vec<bool> {
    repeated_among(lines.len(), |line| lines[line], |line| Head::of(lines[line]))
}

/// The same for `count` lines whose heads are known.
pub(super) fn repeated_among<'t>(
    count: usize,
    line: impl Fn(usize) -> &'t str,
    head: impl Fn(usize) -> Head,
) -> Vec<bool> {
    let mut repeats = vec![false; count];
    let mut first: HashMap<&str, usize> = HashMap::default();
    let mut keys: Vec<(String, usize)> = suspects(count, head)
        .into_iter()
        .filter(|number| {
            // The same bytes need no key, unless there are no words in them.
            let earlier = *first.entry(line(*number)).or_insert(*number);
            repeats[*number] = earlier != *number && says_something(line(*number));
            earlier == *number
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|number| (key(line(number)), number))
        .filter(|(key, _)| !key.is_empty())
        .collect();
    keys.sort_unstable();
    // Sorted, a line stands directly before all lines it begins. The open ones form a chain of beginnings;
    // each learns the earliest line that it begins before it is closed.
    let mut open: Vec<Open<'_>> = Vec::new();
    for (key, line) in &keys {
        while open.last().is_some_and(|last| !key.starts_with(last.key)) {
            close(&mut open, &mut repeats);
        }
        match open.last() {
            // Equal keys are sorted by line: this one is the later.
            Some(last) if last.key == key => repeats[*line] = true,
            _ => open.push(Open { key, line: *line, earliest: usize::MAX }),
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut repeats);
    }
    repeats
}

/// The words two lines must share to be the same line.
pub fn key(line: &str) -> String {
    let mut key = String::with_capacity(line.len());
    if line.is_ascii() {
        for word in line[bullet_start(line)..].split_whitespace() {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(word);
        }
        key.make_ascii_lowercase();
    } else {
        key.extend(letters(line));
    }
    key.truncate(key.trim_end_matches(['.', '…', ' ']).len());
    key
}

/// False for a line whose key is empty.
fn says_something(line: &str) -> bool {
    letters(line).any(|c| !matches!(c, '.' | '…' | ' '))
}

/// The letters and marks of a line in small letters, one space between its words.
fn letters(line: &str) -> impl Iterator<Item = char> + '_ {
    line[bullet_start(line)..].split_whitespace().enumerate().flat_map(|(number, word)| {
        (number > 0).then_some(' ').into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
}

/// A line, and the earliest line it is a proper beginning of.
struct Open<'k> {
    key: &'k str,
    line: usize,
    earliest: usize,
}

fn close(open: &mut Vec<Open<'_>>, repeats: &mut [bool]) {
    let Some(last) = open.pop() else { return };
    if last.earliest < last.line && last.key.chars().nth(BEGINNING - 1).is_some() {
        repeats[last.line] = true;
    }
    if let Some(outer) = open.last_mut() {
        outer.earliest = outer.earliest.min(last.earliest).min(last.line);
    }
}

/// True when a line is, but for bullets, case, spaces and dots, the beginning of another or all of it.
pub(super) fn begins(whole: &str, beginning: &str) -> bool {
    if whole == beginning {
        return true;
    }
    // A key ends in no dot and no space, so those at the end of the whole line make no difference.
    let mut whole = letters(whole);
    key(beginning).chars().all(|c| whole.next() == Some(c))
}

/// Lines whose first letters another line shares: on most pages few, and only they are compared.
fn suspects(count: usize, head: impl Fn(usize) -> Head) -> Vec<usize> {
    if differ(count, &head) {
        return Vec::new();
    }
    let mut heads: Vec<(u64, usize)> = Vec::with_capacity(count);
    for number in 0..count {
        match head(number).0 {
            Some(hash) => heads.push((hash, number)),
            // Its letters say too little about where it could stand: compare everything.
            None => return (0..count).collect(),
        }
    }
    heads.sort_unstable();
    let shared = heads.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    shared.flatten().map(|(_, number)| *number).collect()
}

/// Cheap: true only where all heads differ, told by one bit for each of a few of them.
fn differ(count: usize, head: impl Fn(usize) -> Head) -> bool {
    const FEW: usize = 64;
    let mut seen = [0u64; FEW];
    count <= FEW
        && (0..count).all(|number| {
            head(number).0.is_some_and(|hash| {
                let word = &mut seen[hash as usize >> 6 & (FEW - 1)];
                let bit = 1 << (hash & 63);
                let fresh = *word & bit == 0;
                *word |= bit;
                fresh
            })
        })
}

/// A hash of the first letters of a line. `None` for one that can begin another though it has few letters
/// (`1 – 2 – 3 – …`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head(Option<u64>);

impl Head {
    pub(super) fn of(line: &str) -> Head {
        const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;
        let step = |hash: u64, letter: u8| (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3);
        // Nearly always the first letters are ASCII.
        let (mut hash, mut count) = (EMPTY, 0);
        for b in line.bytes() {
            match SMALL[usize::from(b)] {
                0 => continue,
                NOT_ASCII => break,
                small => (hash, count) = (step(hash, small), count + 1),
            }
            if count == HEAD {
                return Head(Some(hash));
            }
        }
        let mut letters = String::new();
        for c in line.chars() {
            if fold(c, &mut letters) == Class::Letter && letters.len() >= HEAD {
                break;
            }
        }
        if letters.len() < HEAD && line.len() >= BEGINNING && key(line).chars().count() >= BEGINNING {
            return Head(None);
        }
        letters.truncate(letters.floor_char_boundary(HEAD));
        Head(Some(letters.bytes().fold(EMPTY, step)))
    }
}

const NOT_ASCII: u8 = 0xff;
/// The small letter or digit of a byte; 0 for the marks of ASCII.
const SMALL: [u8; 256] = {
    let mut small = [0; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        small[b] = if !byte.is_ascii() {
            NOT_ASCII
        } else if byte.is_ascii_alphanumeric() {
            byte.to_ascii_lowercase()
        } else {
            0
        };
        b += 1;
    }
    small
};

#[cfg(test)]
mod tests {
    use super::{BEGINNING, key, repeated};
    use proptest::prelude::*;

    #[test]
    fn keys() {
        let rows = [
            ("  • Two  convoys HIT…", "two convoys hit"),
            ("Two convoys hit..", "two convoys hit"),
            ("Two convoys hit . . .", "two convoys hit"),
            ("Two convoys hit!", "two convoys hit!"),
            ("•", ""),
        ];
        for (line, words) in rows {
            assert_eq!(key(line), words, "{line}");
        }
    }

    /// Lines of a page; which of them repeat.
    const PAGES: &[(&[&str], &[bool])] = &[
        (&["Share", "Roads closed", "SHARE"], &[false, false, true]),
        (
            &["Army closes all roads to the northern valley", "Army closes all roads to the north…"],
            &[false, true],
        ),
        // The beginning is too short to mean anything.
        (&["Army closes all roads", "Army closes…"], &[false, false]),
        // The earlier line is the shorter one: nothing is repeated.
        (
            &["Army closes all roads to the north…", "Army closes all roads to the northern valley"],
            &[false, false],
        ),
        (&["a — b — c — d — e — f — g — h — i — j", "a — b — c — d — e — f — g — h"], &[false, false]),
        (
            &["1 — 2 — 3 — 4 — 5 — 6 — 7 — 8 — 9 — 0 — 1", "1 — 2 — 3 — 4 — 5 — 6 — 7 — 8 — 9 —"],
            &[false, true],
        ),
        (&["•", "•"], &[false, false]),
    ];

    #[test]
    fn pages() {
        for (lines, flags) in PAGES {
            assert_eq!(repeated(lines), *flags, "{lines:?}");
        }
    }

    #[test]
    fn a_hundred_thousand_lines_are_quick() {
        let lines: Vec<String> = (0..100_000)
            .map(|n| format!("The same long beginning of a line, number {}", n % 60_000))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let before = std::time::Instant::now();
        assert!(repeated(&lines).iter().filter(|flag| **flag).count() >= 40_000);
        assert!(before.elapsed().as_secs() < 5);
    }

    /// The rule as it is told, each line against each earlier one.
    fn told(lines: &[&str]) -> Vec<bool> {
        let keys: Vec<String> = lines.iter().map(|line| key(line)).collect();
        let says = |line: usize| {
            let (key, earlier) = (&keys[line], &keys[..line]);
            let begins = key.chars().count() >= BEGINNING;
            !key.is_empty()
                && earlier.iter().any(|other| other == key || (begins && other.starts_with(key.as_str())))
        };
        (0..lines.len()).map(says).collect()
    }

    proptest! {
        #[test]
        fn quick_is_as_told(lines in prop::collection::vec("[ab•. ]{0,4}(Army closes|closed — ı|ß|[-. ]{30}|)[a ]{0,3}(all roads to the valley|)[.…]{0,2}", 0..12)) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            prop_assert_eq!(repeated(&lines), told(&lines));
        }
    }
}
