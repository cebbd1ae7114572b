//! Undoes what is left of characters of which all bytes but the first are gone: `Italyâs`, `wonâ??t`, `pressÂ release`.
//! In: one line. Out: the apostrophe that stood amid a word, the no-break space that is a space by now.
//! Not here: characters of which two bytes are left (see `mojibake`). What a lone `â` beside a space was, a quotation mark
//! or a dash, nothing tells any more; it stays.

use super::{
    Change,
    spacing::{self, long},
};
use crate::{dictionary::ordinary::is_ordinary, fold, scan::hash};

/// The first byte of apostrophes, quotation marks and dashes.
const QUOTE: char = 'â';
/// The first byte of a no-break space.
const NO_BREAK: char = 'Â';

/// True where a character may be all that is left of several.
pub(super) fn opens(before: Option<char>, c: char, next: Option<char>) -> bool {
    match c {
        QUOTE => {
            before.is_some_and(char::is_alphabetic)
                && next.is_some_and(|next| next.is_ascii_alphabetic() || next == '?')
        }
        NO_BREAK => next == Some(' ') && before.is_some_and(|before| !before.is_uppercase()),
        _ => false,
    }
}

/// Proposes what the remnants of a line were; of doubtful ones only beside one that is sure.
pub(super) fn changes(line: &str, out: &mut Vec<Change>) {
    let first = out.len();
    let mut doubtful = Vec::new();
    for (at, c) in line.char_indices().filter(|(_, c)| matches!(*c, QUOTE | NO_BREAK)) {
        let (before, rest) = (&line[..at], &line[at + c.len_utf8()..]);
        if !opens(before.chars().next_back(), c, rest.chars().next()) {
            continue;
        }
        if c == NO_BREAK {
            // Behind a space it goes with the space behind it.
            let spaced = before.ends_with(' ');
            let end = at + c.len_utf8() + usize::from(spaced);
            let change = Change::new(at, end, "", "repair/mojibake");
            match spaced {
                false if ends_before_a_space(before) => out.push(change),
                true if stands_between_sentences(before, rest) => doubtful.push(change),
                _ => {}
            }
            continue;
        }
        let after = rest.trim_start_matches('?');
        let marks = rest.len() - after.len();
        let change = Change::new(at, at + c.len_utf8() + marks, "’", "repair/mojibake");
        // Two of them in one word are letters; to look no further keeps a line of nothing else linear.
        let (left, right) = (word_end(before, QUOTE), word_start(after, QUOTE));
        if before[..before.len() - left.len()].ends_with(QUOTE) || after[right.len()..].starts_with(QUOTE) {
            continue;
        }
        match apostrophe(left, right) {
            Some(Sure::Yes) if marks <= MARKS => out.push(change),
            Some(Sure::OnceMet) if marks <= MARKS => doubtful.push(change),
            _ => {}
        }
    }
    if out.len() > first {
        out.append(&mut doubtful);
        out[first..].sort_by_key(|change| change.start);
    }
}

/// The letters that end a text, other than this one.
fn word_end(text: &str, but: char) -> &str {
    &text[text.trim_end_matches(|c: char| c.is_alphabetic() && c != but).len()..]
}

/// The letters that open a text, other than this one.
fn word_start(text: &str, but: char) -> &str {
    &text[..text.len() - text.trim_start_matches(|c: char| c.is_alphabetic() && c != but).len()]
}

/// As many question marks stand for the bytes that are gone.
const MARKS: usize = 2;

/// How far words alone prove an apostrophe between them.
enum Sure {
    Yes,
    /// `Abbâs` is a name, and `Riyadhâs` is one beside `donât`.
    OnceMet,
}

/// What `â` between the letters before and behind it was.
fn apostrophe(before: &str, after: &str) -> Option<Sure> {
    const NEGATED: [&str; 19] = [
        "ain", "aren", "can", "couldn", "didn", "doesn", "don", "hadn", "hasn", "haven", "isn", "mightn",
        "mustn", "needn", "shouldn", "wasn", "weren", "won", "wouldn",
    ];
    let small = before.to_lowercase();
    let sure = match after {
        "t" => NEGATED.contains(&&*small),
        "ll" | "re" | "ve" | "d" | "m" => spacing::PRONOUNS.contains(&&*small),
        "s" if spacing::PRONOUNS.contains(&&*small) => true,
        "s" if long(before) && is_ordinary(hash(&fold::word(before))) => true,
        "s" if long(before) && before.starts_with(char::is_uppercase) => return Some(Sure::OnceMet),
        _ => spacing::ELIDED.contains(&&*small) && opens_like_elided(after),
    };
    sure.then_some(Sure::Yes)
}

/// Before a vowel or h, as behind an elided article: `lâinflazione`, and not `lâcher`, `câu`.
fn opens_like_elided(word: &str) -> bool {
    let vowel = |c: char| "aeiouhàèéìòù".contains(c);
    long(word) && word.chars().next().is_some_and(|c| vowel(c.to_ascii_lowercase()))
}

/// No word in small letters ends in a capital, and no mark: `pressÂ release`, `over.Â The`; in `the letter Â is` it is a letter.
fn ends_before_a_space(before: &str) -> bool {
    before.ends_with(|end: char| end.is_lowercase() || end.is_ascii_digit() || ".,;:!?)%”’\"".contains(end))
}

/// `It ended. Â The end`; who writes French may mean `À Paris`, so that it is doubtful.
fn stands_between_sentences(before: &str, rest: &str) -> bool {
    before.trim_end_matches(' ').ends_with(['.', '!', '?', '”', '"'])
        && rest.trim_start_matches(' ').starts_with(|c: char| c.is_uppercase() || "“\"‘'".contains(c))
}
