//! Words of pages and numbers as people are shown them.
//! In: text from anywhere. Out: text on one line, of bounded length, in which nothing hides. Not here: escaping for HTML
//! (the templates do that) and for spreadsheets (see `cells`).

use crate::{
    document::{Kept, Why},
    span::{Original, Span},
};

/// Line breaks and what cannot be seen, as signs: `⏎`, `→`, `⍽`, `<200B>`.
///
/// ```
/// use canonry::report::words::visible;
/// assert_eq!(visible("Is\u{200b}is\n\u{202e}txt"), "Is<200B>is⏎<202E>txt");
/// ```
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => out.push('⏎'),
            '\r' => {}
            '\t' => out.push('→'),
            '\u{a0}' | '\u{202f}' => out.push('⍽'),
            letter if hides(letter) => out.push_str(&format!("<{:04X}>", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out
}

/// True for controls, and for letters that show nothing or turn the direction of writing.
///
/// ```
/// use canonry::report::words::hides;
/// assert!(hides('\u{200b}') && hides('\u{1b}') && !hides('è'));
/// ```
pub fn hides(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The same, cut behind so many letters of the text, with a mark.
pub fn shown(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text),
    }
}

/// What stands before and behind a stretch in its line, up to `most` letters of each, with a mark where more follows.
pub fn around(text: &str, span: Span<Original>, most: usize) -> (String, String) {
    let before = text[..span.start].rsplit(['\n', '\r']).next().unwrap_or_default();
    let after = text[span.end..].split(['\n', '\r']).next().unwrap_or_default();
    let from = before.char_indices().rev().take(most).last().map_or(before.len(), |(at, _)| at);
    let to = after.char_indices().nth(most).map_or(after.len(), |(at, _)| at);
    let (open, close) = (if from > 0 { "…" } else { "" }, if to < after.len() { "…" } else { "" });
    (format!("{open}{}", visible(&before[from..])), format!("{}{close}", visible(&after[..to])))
}

/// `1,234,567`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 file`, `2 files`.
pub fn count(number: usize, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {what}{ending}", grouped(number))
}

/// A rule in words: `strip/share` -> `page residue removed: share`.
pub fn rule(name: &str) -> String {
    match name.split_once('/') {
        Some(("strip", "dup" | "dup-final")) => "repeated line removed".to_owned(),
        Some(("strip", kind)) => format!("page residue removed: {kind}"),
        Some(("repair", what)) => format!("damage repaired: {what}"),
        Some(("grammar", what)) => format!("grammar: {what}"),
        Some(("normalize", family)) => format!("house spelling: {family}"),
        Some(("name", entity)) => format!("one name for {entity}"),
        _ => name.to_owned(),
    }
}

/// Why a name was kept, in words.
pub fn why_kept(kept: Kept) -> &'static str {
    match kept {
        Kept::Quoted => "it stands in quotation marks",
        Kept::Named => "the name itself is spoken about",
        Kept::Joined => "two names of one entity stand side by side",
        Kept::Stutter => "two names nearby would read alike",
        Kept::Shared => "its head is shared with another name",
        Kept::Form => "this form says other or more than the name, or the written name needs more evidence",
        Kept::Refused => "somebody refused this change",
        Kept::Language => "the line is in another language, or in none that is known",
        Kept::Protected => "a hashtag, or a stretch you protect",
        Kept::Policy => "the preset or a rule of yours keeps it",
    }
}

/// Why a stretch is only a candidate, in words.
pub fn why_doubted(why: Why) -> &'static str {
    match why {
        Why::Ambiguous => "several entities own it and nothing tells which",
        Why::Weak => "nothing nearby speaks for it",
        Why::UnlistedBranch => "a branch that no dictionary lists",
        Why::Key => "spelt much like a name",
        Why::Shared => "spelt much like several names",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides_and_nothing_is_long() {
        let rows: &[(&str, &str)] = &[
            ("plain è “words”", "plain è “words”"),
            ("a\r\nb\tc", "a⏎b→c"),
            ("a\u{a0}b", "a⍽b"),
            ("\u{1b}[31m\u{7}\0", "<001B>[31m<0007><0000>"),
            ("\u{202e}\u{2066}\u{61c}\u{e0041}", "<202E><2066><061C><E0041>"),
            ("\u{2028}", "<2028>"),
        ];
        for (text, expected) in rows {
            assert_eq!(visible(text), *expected);
        }
        assert_eq!(shown("èèèè", 4), "èèèè");
        assert_eq!(shown("èèèèè", 4), "èèèè…");
        assert_eq!(shown(&"x".repeat(1 << 20), 80).chars().count(), 81);
        assert_eq!((grouped(999), grouped(1_234_567)), ("999".into(), "1,234,567".into()));
    }

    #[test]
    fn words_around_a_stretch() {
        let text = "first line\nabc IS-K def\nlast";
        let start = text.find("IS-K").unwrap_or(0);
        let span = Span::new(start, start + 4);
        assert_eq!(around(text, span, 40), ("abc ".into(), " def".into()));
        assert_eq!(around(text, span, 2), ("…c ".into(), " d…".into()));
    }
}
