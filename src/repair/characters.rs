//! Characters that are not text: controls, invisible marks, icons; accents that stand beside their letter.
//! In: one line. Out: deletions and replacements of single characters.
//! Not here: characters torn apart by a wrong encoding (see `mojibake`); spaces (see `spacing`).

use super::Change;
use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfc_quick,
};

/// The characters of Windows-1252 that Latin-1 reads as controls 80 to 9F; U+FFFD where it has none.
const WINDOWS: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ";

/// Puts back Windows-1252 punctuation that was read as Latin-1 controls.
pub(super) fn windows(line: &str, out: &mut Vec<Change>) {
    for (at, c) in line.char_indices().filter(|(_, c)| ('\u{80}'..='\u{9f}').contains(c)) {
        let meant = WINDOWS.chars().nth(c as usize - 0x80).expect("32 characters");
        if meant != char::REPLACEMENT_CHARACTER {
            out.push(Change::new(at, at + c.len_utf8(), String::from(meant), "repair/mojibake"));
        }
    }
}

/// Removes control characters, terminal sequences and code points that are no characters.
pub(super) fn controls(line: &str, out: &mut Vec<Change>) {
    let mut done = 0;
    for (at, c) in line.char_indices() {
        if at < done || !is_control(c) {
            continue;
        }
        done = at + c.len_utf8();
        if c == '\u{1b}' {
            done += sequence(&line.as_bytes()[done..]);
        }
        // A form feed or vertical tab between two words was their space.
        let between =
            line[..at].ends_with(char::is_alphanumeric) && line[done..].starts_with(char::is_alphanumeric);
        let new = if between && matches!(c, '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1f}') { " " } else { "" };
        out.push(Change::new(at, done, new, "repair/control"));
    }
}

pub(super) fn is_control(c: char) -> bool {
    match c {
        '\t' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => true,
        _ => c as u32 & 0xfffe == 0xfffe,
    }
}

/// The length of `[31m` and its kin behind an escape.
fn sequence(rest: &[u8]) -> usize {
    if rest.first() != Some(&b'[') {
        return 0;
    }
    let body = rest[1..].iter().take_while(|b| b.is_ascii_digit() || **b == b';').count();
    if rest.get(1 + body).is_some_and(u8::is_ascii_alphabetic) { body + 2 } else { 0 }
}

/// Removes characters nobody sees, where the script or emoji around them does not need them.
pub(super) fn invisible(line: &str, out: &mut Vec<Change>) {
    if line.is_ascii() {
        return;
    }
    let mut right_to_left = None;
    // Where the words of the line start once its icons are gone.
    let mut opening = line.len() - line.trim_start().len();
    for (at, c) in line.char_indices() {
        let end = at + c.len_utf8();
        let stays = match c {
            '\u{ad}' | '\u{feff}' | '\u{fffc}' | '\u{2060}'..='\u{2064}' | '\u{fff9}'..='\u{fffb}' => false,
            '\u{180e}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{206a}'..='\u{206f}' => false,
            '\u{200b}' => beside(line, at, end, is_unspaced),
            '\u{200c}' | '\u{200d}' => beside(line, at, end, |c| is_joined(c) || is_picture(c)),
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                *right_to_left.get_or_insert_with(|| line.chars().any(is_right_to_left))
            }
            '\u{fe00}'..='\u{fe0f}' => {
                line[..at].ends_with(|c: char| !c.is_ascii_alphabetic() && !c.is_whitespace())
            }
            '\u{e0020}'..='\u{e007f}' => line[..at].ends_with(|c| is_picture(c) || is_tag(c)),
            '\u{e000}'..='\u{f8fe}' => inside_word(line, at, end),
            _ => continue,
        };
        if stays {
            continue;
        }
        // An icon that opens a line takes its space along.
        let icon = at == opening && ('\u{e000}'..='\u{f8fe}').contains(&c);
        let spaces = if icon { line[end..].len() - line[end..].trim_start_matches(' ').len() } else { 0 };
        if at == opening {
            opening = end + spaces;
        }
        out.push(Change::new(at, end + spaces, "", "repair/invisible"));
    }
}

fn beside(line: &str, start: usize, end: usize, wanted: impl Fn(char) -> bool) -> bool {
    line[..start].chars().next_back().is_some_and(&wanted) || line[end..].chars().next().is_some_and(&wanted)
}

fn inside_word(line: &str, start: usize, end: usize) -> bool {
    line[..start].ends_with(char::is_alphabetic) && line[end..].starts_with(char::is_alphabetic)
}

/// Scripts whose letters join: a joiner beside them is spelling.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{a840}'..='\u{abff}' | '\u{fb50}'..='\u{fdcf}' | '\u{fe70}'..='\u{fefc}')
}

/// Scripts written without spaces, where a zero-width space separates words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{f00}'..='\u{fff}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && c.is_alphabetic()
}

fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' | '\u{3030}' | '\u{303d}')
}

fn is_tag(c: char) -> bool {
    ('\u{e0020}'..='\u{e007f}').contains(&c)
}

/// Joins letters and the accents beside them.
pub(super) fn nfc(line: &str, out: &mut Vec<Change>) {
    if line.is_ascii() || is_nfc_quick(line.chars()) == IsNormalized::Yes {
        return;
    }
    let mut start = 0;
    for (at, c) in line.char_indices().chain([(line.len(), 'x')]) {
        if opens(c) {
            join(line, start, at, out);
            start = at;
        }
    }
}

/// True for characters that one of the steps here may want to change.
pub(super) fn is_unusual(c: char) -> bool {
    match c {
        '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{e000}'..='\u{ffff}' | '\u{e0000}'.. => true,
        _ => !opens(c) || is_control(c),
    }
}

/// True for characters that never merge with what stands before them.
fn opens(c: char) -> bool {
    c < '\u{300}'
        || (canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes)
}

fn join(line: &str, start: usize, end: usize, out: &mut Vec<Change>) {
    let piece = &line[start..end];
    if piece.len() > 1 && !piece.chars().nfc().eq(piece.chars()) {
        out.push(Change::new(start, end, piece.nfc().collect::<String>(), "repair/nfc"));
    }
}
