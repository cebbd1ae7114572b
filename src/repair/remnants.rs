//! Undoes what is left of characters of which all bytes but the first are gone: `Italyâs`, `wonâ??t`, `pressÂ release`.
//! In: one line. Out: the apostrophe that stood amid a word, the no-break space that is a space by now.
//! Not here: characters of which two bytes are left (see `mojibake`). What a lone `â` beside a space was, a quotation mark
//! or a dash, nothing tells any more; it stays.

use super::{
    Change,
    spacing::{self, long, word_end, word_start},
};
use crate::{dictionary::ordinary::is_ordinary, fold, scan::hash};
use std::ops::Range;

const RULE: &str = "repair/mojibake";
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
    // Where the last `â` ends: looking no further back keeps a line of nothing else linear.
    let mut from = 0;
    for (at, c) in line.char_indices().filter(|(_, c)| matches!(*c, QUOTE | NO_BREAK)) {
        let end = at + c.len_utf8();
        let opens = opens(line[..at].chars().next_back(), c, line[end..].chars().next());
        let found = match c {
            _ if !opens => None,
            NO_BREAK => no_break(line, at..end),
            _ => quote(line, from, at..end),
        };
        match found {
            Some((change, Sure::Yes)) => out.push(change),
            Some((change, Sure::OnceMet)) => doubtful.push(change),
            None => {}
        }
        if c == QUOTE {
            from = end;
        }
    }
    if out.len() > first {
        out.append(&mut doubtful);
        out[first..].sort_by_key(|change| change.start);
    }
}

/// What becomes of `Â`.
fn no_break(line: &str, place: Range<usize>) -> Option<(Change, Sure)> {
    let (before, rest) = (&line[..place.start], &line[place.end..]);
    let gone = |end: usize| Change::new(place.start, end, "", RULE);
    match before.ends_with(' ') {
        false => ends_before_a_space(before).then(|| (gone(place.end), Sure::Yes)),
        // It goes with the space behind it.
        true => stands_between_sentences(before, rest).then(|| (gone(place.end + " ".len()), Sure::OnceMet)),
    }
}

/// What becomes of `â` and the question marks behind it, as many as bytes are gone. Its word starts at `from` or later.
fn quote(line: &str, from: usize, place: Range<usize>) -> Option<(Change, Sure)> {
    const MARKS: usize = 2;
    let rest = &line[place.end..];
    let after = rest.trim_start_matches('?');
    let marks = rest.len() - after.len();
    let left = word_end(&line[from..place.start]);
    let right = word_start(&after[..after.find(QUOTE).unwrap_or(after.len())]);
    // Two of them in one word are letters.
    let again = from > 0 && left.len() == place.start - from || after[right.len()..].starts_with(QUOTE);
    let sure = apostrophe(left, right).filter(|_| !again && marks <= MARKS)?;
    Some((Change::new(place.start, place.end + marks, "’", RULE), sure))
}

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
