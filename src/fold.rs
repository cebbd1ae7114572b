//! The one view of letters that every engine reads: case, accents, ayin, look-alike apostrophes and dashes fall away here.
//! In: one character. Out: what it is to a word, and its folded letters.
//! Not here: where words begin and end (see `scan`).
//!
//! The table is versioned: a compiled dictionary folded by another version must be rebuilt.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Changes whenever any character folds differently.
pub const VERSION: u32 = 3;

/// What a character is to the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A letter or digit; its folded form was written.
    Letter,
    /// An accent, vowel sign or ayin: part of the word, folded to nothing.
    Mark,
    /// Soft hyphen, zero-width or direction mark: as if it were not there.
    Invisible,
    /// Any apostrophe or single quotation mark.
    Apostrophe,
    /// Any hyphen or dash.
    Dash,
    /// Any space but a line break.
    Space,
    /// LF, CR and their rarer kin.
    Break,
    /// Everything else.
    Other,
}

/// Classifies `c` and, for letters, appends their folded form to `out`.
///
/// ```
/// use canonry::fold::{fold, Class};
/// let mut out = String::new();
/// assert_eq!(fold('Ā', &mut out), Class::Letter);
/// assert_eq!(out, "a");
/// assert_eq!(fold('\u{2011}', &mut out), Class::Dash);
/// ```
pub fn fold(c: char, out: &mut String) -> Class {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '\t' | ' ' => return Class::Space,
        '\n' | '\r' => return Class::Break,
        '\'' | '`' => return Class::Apostrophe,
        '-' => return Class::Dash,
        _ if c.is_ascii() => return Class::Other,
        _ => return fold_wide(c, out),
    }
    Class::Letter
}

/// What the letters from U+00C0 to U+017F fold to, a full stop where that is not one ASCII letter.
const LATIN: &[u8; 192] = b"\
    aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllll.\
    .llnnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz.\
    ";

fn fold_wide(c: char, out: &mut String) -> Class {
    match c {
        '\u{c0}'..='\u{17f}' => {
            let plain = LATIN[c as usize - 0xc0];
            if plain != b'.' {
                out.push(char::from(plain));
                return Class::Letter;
            }
        }
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{61c}' => return Class::Invisible,
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{b4}' | '\u{2bc}' | '\u{ff07}' => {
            return Class::Apostrophe;
        }
        '\u{2bb}' | '\u{2bd}' | '\u{2be}' | '\u{2bf}' | '\u{2c8}' | '\u{2c1}' | '\u{640}' => {
            return Class::Mark;
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => return Class::Dash,
        // Full-width letters and digits: those of ASCII as Chinese and Japanese type sets them.
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            return char::from_u32(u32::from(c) - 0xfee0).map_or(Class::Other, |plain| fold(plain, out));
        }
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            return Class::Space;
        }
        '\u{85}' | '\u{2028}' | '\u{2029}' => return Class::Other,
        // Quotation marks, bullets, an ellipsis: most of what is no letter in a text.
        '\u{2016}'..='\u{2027}' => return Class::Other,
        _ if is_combining_mark(c) => return Class::Mark,
        _ if !c.is_alphanumeric() => return Class::Other,
        _ => {}
    }
    if let Some(plain) = respelt(c) {
        out.push_str(plain);
        return Class::Letter;
    }
    decomposed(c, out);
    Class::Letter
}

/// The small letters of a character without its marks.
fn decomposed(c: char, out: &mut String) {
    decompose_canonical(c, |part| {
        if !is_combining_mark(part) {
            out.extend(part.to_lowercase().filter(|l| !is_combining_mark(*l)));
        }
    });
}

/// Letters that canonical decomposition leaves alone although readers take them for others.
fn respelt(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'ı' | 'İ' => "i",
        'ħ' | 'Ħ' => "h",
        'þ' | 'Þ' => "th",
        'ə' | 'Ə' => "a",
        // Arabic script: carriers of hamza, final forms, Persian letters.
        'آ' | 'أ' | 'إ' | 'ٱ' => "ا",
        'ى' | 'ی' | 'ئ' => "ي",
        'ة' => "ه",
        'ک' => "ك",
        'ؤ' => "و",
        _ => return None,
    })
}

/// The folded letters of a word, marks and anything that is no letter left out.
pub fn word(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold(c, &mut out);
    }
    if has_twins(out.as_bytes()) { unmasked(text).unwrap_or(out) } else { out }
}

/// True when folded letters are Latin and others, so that a look is worth while.
pub(crate) fn has_twins(folded: &[u8]) -> bool {
    !folded.is_ascii() && folded.iter().any(u8::is_ascii_lowercase)
}

/// The folded letters of a Latin word in which some letters are Cyrillic or Greek ones that look the same; `None` for any
/// other word. `Hаmas` with a Cyrillic `а` is read as everybody reads it; `Москва` is no Latin word, whatever is in it.
pub(crate) fn unmasked(text: &str) -> Option<String> {
    let (mut out, mut latin, mut foreign) = (String::with_capacity(text.len()), 0, 0);
    for c in text.chars() {
        if let Some(twin) = twin(c) {
            out.push(twin);
            foreign += 1;
            continue;
        }
        let from = out.len();
        if fold(c, &mut out) == Class::Letter {
            if !out[from..].is_ascii() {
                return None;
            }
            latin += usize::from(c.is_alphabetic());
        }
    }
    (0 < foreign && foreign < latin).then_some(out)
}

/// The small Latin letter that a Cyrillic or Greek one cannot be told from.
fn twin(c: char) -> Option<char> {
    Some(match c {
        'А' | 'а' | 'Α' => 'a',
        'В' | 'Β' => 'b',
        'С' | 'с' => 'c',
        'Е' | 'е' | 'Ε' => 'e',
        'Н' | 'Η' => 'h',
        'І' | 'і' | 'Ι' => 'i',
        'Ј' | 'ј' => 'j',
        'К' | 'Κ' => 'k',
        'М' | 'Μ' => 'm',
        'Ν' => 'n',
        'О' | 'о' | 'Ο' | 'ο' => 'o',
        'Р' | 'р' | 'Ρ' => 'p',
        'Ѕ' | 'ѕ' => 's',
        'Т' | 'Τ' => 't',
        'Х' | 'х' | 'Χ' => 'x',
        'У' | 'у' | 'Υ' => 'y',
        'Ζ' => 'z',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Class, LATIN, fold, word};

    /// What is written, what every engine reads.
    const WORDS: &[(&str, &str)] = &[
        ("ISKP", "iskp"),
        ("Khorāsān", "khorasan"),
        ("Khora\u{304}sa\u{304}n", "khorasan"),
        ("Qāʿida", "qaida"),
        ("Qa’ida", "qaida"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("al\u{ad}Qaeda", "alqaeda"),
        ("Kobanê", "kobane"),
        ("Machačkala", "machackala"),
        ("Талибан", "талибан"),
        ("Ёлка", "елка"),
        ("H\u{430}mas", "hamas"),
        ("\u{41d}ezbollah", "hezbollah"),
        ("\u{399}SIS", "isis"),
        // Not a Latin word: letters that no Latin one looks like, or more of the others.
        ("\u{41c}o\u{441}\u{43a}\u{432}\u{430}", "\u{43c}o\u{441}\u{43a}\u{432}\u{430}"),
        ("\u{441}\u{430}x", "\u{441}\u{430}x"),
        ("الدَّوْلَة", "الدوله"),
        ("إسلامية", "اسلاميه"),
    ];

    /// Look-alikes that must stay apart.
    const APART: &[(&str, &str)] =
        &[("Qaeda", "Qaida"), ("Hamad", "Hamid"), ("Iran", "Iraq"), ("ISI", "ISIS")];

    #[test]
    fn folds_what_readers_do_not_see() {
        for (written, read) in WORDS {
            assert_eq!(&word(written), read, "{written}");
        }
    }

    #[test]
    fn keeps_letters_apart() {
        for (one, other) in APART {
            assert_ne!(word(one), word(other));
        }
    }

    #[test]
    fn the_table_says_what_decomposition_says() {
        for c in '\u{c0}'..='\u{17f}' {
            let mut slow = String::new();
            match super::respelt(c) {
                Some(plain) => slow.push_str(plain),
                None => super::decomposed(c, &mut slow),
            }
            let own = LATIN[c as usize - 0xc0];
            let plain = [own];
            let single = slow.len() == 1 && c.is_alphabetic();
            assert_eq!(
                if own == b'.' { b"" } else { &plain[..] },
                if single { slow.as_bytes() } else { b"" },
                "{c}"
            );
        }
    }

    #[test]
    fn classes() {
        let rows = [
            ('\u{2011}', Class::Dash),
            ('\u{2019}', Class::Apostrophe),
            ('\u{2018}', Class::Apostrophe),
            ('\u{200b}', Class::Invisible),
            ('\u{a0}', Class::Space),
            ('\u{2bf}', Class::Mark),
            ('\r', Class::Break),
            ('«', Class::Other),
            ('_', Class::Other),
            ('é', Class::Letter),
        ];
        for (c, class) in rows {
            assert_eq!(fold(c, &mut String::new()), class, "{c:?}");
        }
    }
}
