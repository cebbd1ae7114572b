//! The subcommands, one file each: what is read, what is printed, the exit code.

pub mod annotate;
pub mod check;
pub mod clean;
pub mod completions;
pub mod config;
pub mod dict;
pub mod dedup;
pub mod detect;
pub mod explain;
pub mod find;
pub mod key;
pub mod man;
pub mod presets;
pub mod reject;
pub mod report;
pub mod residue;
pub mod undo;
pub mod verify;

use crate::say::{code, harmless};
use canonry::{Analysis, report::words::hides};

/// Line and column, from 1, of byte offsets that only grow.
pub struct Places<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'t> Places<'t> {
    pub fn new(text: &'t str) -> Places<'t> {
        Places { text, at: 0, line: 1, column: 1 }
    }

    /// Where a byte stands; it must not lie before the one asked for last.
    pub fn of(&mut self, offset: usize) -> (usize, usize) {
        let mut between = self.text.get(self.at..offset).unwrap_or("").chars().peekable();
        while let Some(c) = between.next() {
            if c == '\n' || c == '\r' && between.peek() != Some(&'\n') {
                (self.line, self.column) = (self.line + 1, 1);
            } else {
                self.column += 1;
            }
        }
        self.at = self.at.max(offset);
        (self.line, self.column)
    }
}

/// `pages/a.txt:12:5`; inside a record `pages.jsonl:7:12:5`: line of the record, line and column of its text.
pub fn place(text: &crate::run::Text<'_>, (line, column): (usize, usize)) -> String {
    format!("{}:{line}:{column}", text.numbered(&harmless(text.shown)))
}

/// Words on one line: breaks and other controls made visible, long stretches cut in the middle.
pub fn visible(words: &str) -> String {
    const MOST: usize = 72;
    let mut out = String::new();
    let all: Vec<char> = words.chars().collect();
    let cut = all.len() > MOST;
    for (at, c) in all.iter().enumerate() {
        if cut && at == MOST * 2 / 3 {
            out.push_str(" … ");
        }
        if cut && at >= MOST * 2 / 3 && at < all.len() - MOST / 3 {
            continue;
        }
        match c {
            '\n' => out.push('⏎'),
            '\r' => {}
            '\t' => out.push('⇥'),
            c if hides(*c) => out.push_str(&code(*c)),
            c => out.push(*c),
        }
    }
    out
}

/// The edits of a page, each with the words around what really changes trimmed to whole words.
pub fn rules(edit: &canonry::edit::Edit<canonry::span::Original>) -> String {
    edit.rules.iter().map(|rule| rule.as_str()).collect::<Vec<_>>().join(" + ")
}

/// Old words of an edit.
pub fn before<'t>(analysis: &Analysis<'t>, edit: &canonry::edit::Edit<canonry::span::Original>) -> &'t str {
    analysis.original.get(edit.span.range()).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::{Places, visible};

    #[test]
    fn places_count_lines_of_all_kinds_and_characters() {
        let text = "è IS\r\nb\rc\n  IS";
        let mut places = Places::new(text);
        for (offset, expected) in [(3, (1, 3)), (7, (2, 1)), (9, (3, 1)), (13, (4, 3))] {
            assert_eq!(places.of(offset), expected, "{offset}");
        }
    }

    #[test]
    fn words_stay_on_one_line() {
        assert_eq!(visible("a\nb\u{200b}c\td"), "a⏎b<U+200B>c⇥d");
        assert!(visible(&"x".repeat(500)).chars().count() < 90);
    }
}
