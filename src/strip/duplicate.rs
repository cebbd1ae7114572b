//! Finds lines that repeat an earlier one.
//! In: the lines of a page. Out: for each, whether it repeats. Not here: which of them leave (see the stage).
//!
//! A line repeats when it equals an earlier one but for bullets, case, runs of spaces and dots at its end, or when it is
//! a beginning of an earlier one, of 30 characters or more.

use crate::{
    fold::{Class, fold},
    shape::bullet_start,
};

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
    Copies::of(lines.len(), |line| lines[line], |line| Head::of(lines[line])).among(0..lines.len())
}

/// Which lines of a page say the same, and which say how others begin: looked at once, and then asked about any of its lines.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// The place of each line among the keys, [`Copies::NONE`] for one that resembles no other; empty where none does.
    places: Vec<u32>,
    /// The keys in their order, so that each stands before those it begins.
    keys: Vec<Key>,
}

/// What some lines say.
#[derive(Debug)]
struct Key {
    /// The longest other key that it begins with.
    beginning: u32,
    /// It is long enough for the beginning of a line.
    long: bool,
}

impl Copies {
    const NONE: u32 = u32::MAX;

    /// Of `count` lines whose heads are known.
    pub(super) fn of<'t>(
        count: usize,
        line: impl Fn(usize) -> &'t str,
        head: impl Fn(usize) -> Head,
    ) -> Copies {
        let mut copies = Copies::default();
        let mut group = Group::default();
        suspects(count, head, |lines| {
            copies.places.resize(count, Copies::NONE);
            group.read(lines, &line);
            copies.add(&group);
        });
        copies
    }

    /// Adds lines that resemble no others. Sorted, a key stands directly before all that it begins: the open ones form a
    /// chain of beginnings.
    fn add(&mut self, group: &Group) {
        let mut open: Vec<(&str, u32)> = Vec::new();
        for (key, line) in group.sorted() {
            while open.last().is_some_and(|(last, _)| !key.starts_with(last)) {
                open.pop();
            }
            let beginning = open.last().copied();
            let place = match beginning {
                Some((last, place)) if last == key => place,
                _ => {
                    let place = self.keys.len() as u32;
                    self.keys.push(Key {
                        beginning: beginning.map_or(Copies::NONE, |(_, place)| place),
                        long: key.chars().nth(BEGINNING - 1).is_some(),
                    });
                    open.push((key, place));
                    place
                }
            };
            self.places[line] = place;
        }
    }

    /// True where no line resembles another.
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// For each of these lines, told in their order, whether it repeats an earlier one of them.
    pub(super) fn among(&self, lines: impl Iterator<Item = usize> + Clone) -> Vec<bool> {
        if self.is_empty() {
            return vec![false; lines.count()];
        }
        let place = |line: usize| Some(self.places[line] as usize).filter(|place| *place < self.keys.len());
        // The first line with a key, and the first that begins with it and goes on.
        let mut same = vec![usize::MAX; self.keys.len()];
        let mut longer = same.clone();
        for (place, line) in lines.clone().filter_map(|line| Some((place(line)?, line))) {
            same[place] = same[place].min(line);
        }
        for (place, key) in self.keys.iter().enumerate().rev() {
            if let Some(outer) = longer.get(key.beginning as usize) {
                longer[key.beginning as usize] = (*outer).min(same[place]).min(longer[place]);
            }
        }
        let repeats =
            |place: usize, line: usize| same[place] < line || (self.keys[place].long && longer[place] < line);
        lines.map(|line| place(line).is_some_and(|place| repeats(place, line))).collect()
    }
}

/// Lines that may repeat one another, with their keys, one behind the other.
#[derive(Debug, Default)]
struct Group {
    text: String,
    /// Start and end of a key, and its line.
    keys: Vec<(usize, usize, usize)>,
}

impl Group {
    fn read<'t>(&mut self, lines: &[(u64, usize)], line: impl Fn(usize) -> &'t str) {
        self.text.clear();
        self.keys.clear();
        for (_, number) in lines {
            let start = self.text.len();
            push_key(line(*number), &mut self.text);
            if self.text.len() > start {
                self.keys.push((start, self.text.len(), *number));
            }
        }
        let text = &self.text;
        self.keys.sort_unstable_by(|a, b| (&text[a.0..a.1], a.2).cmp(&(&text[b.0..b.1], b.2)));
    }

    fn sorted(&self) -> impl Iterator<Item = (&str, usize)> {
        self.keys.iter().map(|(start, end, line)| (&self.text[*start..*end], *line))
    }
}

/// The words two lines must share to be the same line.
pub fn key(line: &str) -> String {
    let mut key = String::with_capacity(line.len());
    push_key(line, &mut key);
    key
}

/// Puts the key of a line behind what stands there.
fn push_key(line: &str, key: &mut String) {
    let start = key.len();
    if line.is_ascii() {
        let words = line[bullet_start(line)..].split(|c: char| c.is_whitespace());
        for word in words.filter(|word| !word.is_empty()) {
            if key.len() > start {
                key.push(' ');
            }
            key.push_str(word);
        }
        key[start..].make_ascii_lowercase();
    } else {
        key.extend(letters(line));
    }
    key.truncate(start + key[start..].trim_end_matches(['.', '…', ' ']).len());
}

/// The letters and marks of a line in small letters, one space between its words.
fn letters(line: &str) -> impl Iterator<Item = char> + '_ {
    line[bullet_start(line)..].split_whitespace().enumerate().flat_map(|(number, word)| {
        (number > 0).then_some(' ').into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
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

/// Lines whose first letters another line shares, with those of all that share them: on most pages few, and only they are
/// compared.
fn suspects(count: usize, head: impl Fn(usize) -> Head, mut each: impl FnMut(&[(u64, usize)])) {
    if differ(count, &head) {
        return;
    }
    let mut heads: Vec<(u64, usize)> = Vec::with_capacity(count);
    let mut told = true;
    for number in 0..count {
        let hash = head(number).0;
        told &= hash.is_some();
        heads.push((hash.unwrap_or_default(), number));
    }
    // The letters of one say too little about where it could stand: compare everything.
    if !told {
        return each(&heads);
    }
    heads.sort_unstable();
    heads.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).for_each(each);
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

    /// Where each were compared with each, nobody would wait for the end.
    #[test]
    fn a_hundred_thousand_lines() {
        let lines: Vec<String> = (0..100_000)
            .map(|n| format!("The same long beginning of a line, number {n:05}", n = n % 60_000))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(repeated(&lines), (0..100_000).map(|line| line >= 60_000).collect::<Vec<bool>>());
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
