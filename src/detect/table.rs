//! What the letters of a word say about its language: a table of weights, built by `train/` from n-gram models.
//! In: a word. Out: its [`Row`], one score a group of languages.
//! Not here: which weights belong to a word (see `letters`), what rows add up to (see `line`).

use super::letters::{LANES, SLOTS, code, ending_slots, slots};
use crate::document::Language;

/// Scores of the groups, in parts of a nat; more is better.
pub(super) type Scores = [i16; LANES];
/// What one word says against each group, 0 for the group it fits best.
pub(super) type Row = [i8; LANES];

/// So many parts make a nat.
pub(super) const NAT: i16 = 16;
/// The most one word says against a group: seven nats.
const FLOOR: i16 = -7 * NAT;
/// No word is longer; what stands behind is not read.
const LONGEST: usize = 32;

pub(super) const EN: usize = 0;
pub(super) const IT: usize = 1;

/// The languages of each group, in the order in which `train/` fits them.
const GROUPS: [&[&[u8; 2]]; LANES] = [
    &[b"en"],
    &[b"it"],
    &[b"fr"],
    &[b"es"],
    &[b"pt"],
    &[b"ca"],
    &[b"ro"],
    &[b"la", b"eo"],
    &[b"de"],
    &[b"nl", b"af"],
    &[b"sv", b"da", b"nb", b"is"],
    &[b"pl", b"cs", b"sk", b"sl", b"hr"],
    &[b"hu", b"fi", b"et"],
    &[b"tr", b"az", b"sq", b"lv", b"lt"],
    &[b"id", b"ms", b"tl", b"sw", b"so"],
    &[b"eu", b"ga", b"cy", b"vi"],
];

/// The languages a group stands for, the likeliest first.
pub(super) fn members(lane: usize) -> impl Iterator<Item = Language> {
    GROUPS[lane].iter().map(|code| Language::code(**code))
}

/// The group of a language.
pub(super) fn lane(lang: Language) -> Option<usize> {
    (0..LANES).find(|lane| members(*lane).any(|member| member == lang))
}

/// One byte a weight, a row of groups a slot.
static WEIGHTS: &[[u8; LANES]] = {
    let (rows, rest) = include_bytes!("letters.table").as_chunks();
    assert!(rows.len() == SLOTS && rest.is_empty());
    rows
};

/// What a word in any case says; accents count.
pub(super) fn row(word: &str) -> Row {
    let mut letters = [0; LONGEST];
    let mut length = 0;
    if word.is_ascii() {
        length = word.len().min(LONGEST);
        letters[..length].copy_from_slice(&word.as_bytes()[..length]);
        letters[..length].make_ascii_lowercase();
    } else {
        let mut push = |letter| {
            if let Some(place) = letters.get_mut(length) {
                *place = letter;
                length += 1;
            }
        };
        word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).for_each(|c| push(code(c)));
    }
    let mut sum: Scores = [0; LANES];
    slots(&letters[..length], |slot| weigh(&mut sum, &WEIGHTS[slot]));
    against_best(&sum)
}

/// What the words read last say: most come back.
#[derive(Clone, Debug)]
pub(super) struct Rows(Vec<(u128, Row)>);

impl Rows {
    /// Words that are remembered, a power of two.
    const PLACES: usize = 1 << 13;

    /// What [`row`] says.
    pub(super) fn row(&mut self, word: &str) -> Row {
        let mut letters = [0; 16];
        // The length tells a word from its beginning and from nothing.
        if word.len() >= letters.len() || !word.is_ascii() {
            return row(word);
        }
        letters[..word.len()].copy_from_slice(word.as_bytes());
        letters[15] = word.len() as u8 | 1 << 7;
        let key = u128::from_le_bytes(letters);
        let mixed = ((key >> 64) as u64 ^ (key as u64).rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = &mut self.0[(mixed >> 51) as usize & (Rows::PLACES - 1)];
        if place.0 != key {
            *place = (key, row(word));
        }
        place.1
    }
}

impl Default for Rows {
    fn default() -> Rows {
        Rows(vec![(0, Row::default()); Rows::PLACES])
    }
}

/// Adds the weights of a slot. A plain loop becomes two additions in every build; zipped slices do not.
#[inline(always)]
fn weigh(sum: &mut Scores, weights: &[u8; LANES]) {
    for lane in 0..LANES {
        sum[lane] += i16::from(weights[lane] as i8);
    }
}

/// Scores as a row: what speaks against each group.
fn against_best(scores: &Scores) -> Row {
    let best = scores.iter().fold(i16::MIN, |best, score| best.max(*score));
    let mut row = Row::default();
    for (row, score) in row.iter_mut().zip(scores) {
        *row = (score - best).max(FLOOR) as i8;
    }
    row
}

/// A nat for the groups of the languages that list a word, a bit each.
pub(super) fn favour(row: &Row, listed: u16) -> Row {
    let mut favoured = row.map(i16::from);
    for (lane, score) in favoured.iter_mut().enumerate() {
        *score += if listed >> lane & 1 == 1 { NAT } else { 0 };
    }
    against_best(&favoured)
}

/// Adds what a word says, `weight` sixteenths of it.
#[inline(always)]
pub(super) fn add(scores: &mut Scores, row: &Row, weight: i16) {
    for lane in 0..LANES {
        scores[lane] = scores[lane].saturating_add((i16::from(row[lane]) * weight) >> 4);
    }
}

/// The best group, and by how much it leads.
pub(super) fn leader(scores: &Scores) -> (usize, i16) {
    let (mut best, mut second) = (0, i16::MIN);
    for lane in 1..LANES {
        if scores[lane] > scores[best] {
            (second, best) = (scores[best], lane);
        } else if scores[lane] > second {
            second = scores[lane];
        }
    }
    (best, scores[best].saturating_sub(second))
}

/// What the last three letters of a word say for English and against Italian: a coarse look at words no list holds.
#[derive(Clone, Debug)]
pub(super) struct Endings(Vec<i8>);

impl Endings {
    pub(super) fn new() -> Endings {
        let mut leans = vec![0; 1 << 15];
        let letters = b'a'..=b'z';
        for a in letters.clone() {
            for b in letters.clone() {
                for c in letters.clone() {
                    let mut lean = 0;
                    ending_slots([a, b, c], |slot| {
                        lean += i16::from(WEIGHTS[slot][EN] as i8) - i16::from(WEIGHTS[slot][IT] as i8);
                    });
                    leans[Endings::place([a, b, c])] = lean.clamp(FLOOR, -FLOOR) as i8;
                }
            }
        }
        Endings(leans)
    }

    /// What the ending of this word says; nothing if it is short. Other than ASCII letters say anything.
    #[inline]
    pub(super) fn lean(&self, word: &[u8]) -> i16 {
        word.last_chunk().map_or(0, |ending| i16::from(self.0[Endings::place(*ending)]))
    }

    fn place([a, b, c]: [u8; 3]) -> usize {
        let letter = |letter: u8| usize::from(letter & 31);
        letter(a) << 10 | letter(b) << 5 | letter(c)
    }
}

#[cfg(test)]
mod tests {
    use super::{Rows, row};

    #[test]
    fn remembered_words_say_the_same() {
        let mut rows = Rows::default();
        let words = (0..3 * Rows::PLACES).map(|n| format!("{}la{n:x}", ["", "per", "La", "perché"][n % 4]));
        let words: Vec<String> = words.chain([String::new(), "a".repeat(15), "a".repeat(16)]).collect();
        for word in words.iter().chain(&words) {
            assert_eq!(rows.row(word), row(word), "{word}");
        }
    }
}
