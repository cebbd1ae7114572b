//! A few words of a page, to show where something stands.
//! In: a page and a stretch of it. Out: words of bounded length in which nothing hides, page and line.

use crate::{
    Analysis,
    edit::Edit,
    report::words::{around, shown},
    span::{Original, Span},
};
use serde::{Deserialize, Serialize};

/// Letters shown on each side of a stretch, and of the stretch itself.
const AROUND: usize = 60;
const WORDS: usize = 120;
/// Letters shown of the name of a page.
const NAME: usize = 100;
/// A word is looked for so far, in bytes, to each side of a change.
const WORD: usize = 80;

/// Words of a page in their line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The name of the page.
    pub page: String,
    /// The number of the line, from 1.
    pub line: usize,
    /// What stands before.
    pub before: String,
    /// The words themselves.
    pub words: String,
    /// What was written for them, where that is something else.
    pub new: Option<String>,
    /// What stands behind.
    pub after: String,
}

/// A page, its lines counted once.
pub(in crate::report) struct Page<'a> {
    pub(in crate::report) name: &'a str,
    pub(in crate::report) analysis: &'a Analysis<'a>,
    breaks: Vec<usize>,
}

impl<'a> Page<'a> {
    pub(in crate::report) fn new(name: &'a str, analysis: &'a Analysis<'a>) -> Page<'a> {
        Page { name, analysis, breaks: memchr::memchr_iter(b'\n', analysis.original.as_bytes()).collect() }
    }

    /// The number of the line in which a byte stands, from 1.
    pub(in crate::report) fn line(&self, offset: usize) -> usize {
        self.breaks.partition_point(|at| *at < offset) + 1
    }

    /// A stretch as it stands.
    pub(super) fn excerpt(&self, span: Span<Original>) -> Excerpt {
        let (before, after) = around(self.analysis.original, span, AROUND);
        // A list or a quotation is indented; what is shown of it need not be.
        let before = before.trim_start().to_owned();
        let words = shown(span.of(self.analysis.original), WORDS);
        Excerpt { page: shown(self.name, NAME), line: self.line(span.start), before, words, new: None, after }
    }

    /// A stretch and what edits make of it.
    pub(super) fn changed(&self, span: Span<Original>, edits: &[Edit<Original>]) -> Excerpt {
        let text = self.analysis.original;
        let (mut new, mut at) = (String::new(), span.start);
        for edit in edits {
            new.push_str(&text[at..edit.span.start]);
            new.push_str(&edit.new);
            at = edit.span.end;
        }
        new.push_str(&text[at..span.end]);
        Excerpt { new: Some(shown(&new, WORDS)), ..self.excerpt(span) }
    }

    /// The words a stretch reaches into, as far as they are words of sane length.
    pub(super) fn whole_words(&self, span: Span<Original>) -> Span<Original> {
        let text = self.analysis.original;
        let before = text[..span.start].char_indices().rev().take_while(|(_, c)| !c.is_whitespace());
        let start =
            before.map(|(at, _)| at).take_while(|at| span.start - at <= WORD).last().unwrap_or(span.start);
        let behind = text[span.end..].char_indices().take_while(|(_, c)| !c.is_whitespace());
        let end = behind.map(|(at, c)| at + c.len_utf8()).take_while(|at| *at <= WORD).last().unwrap_or(0);
        Span::new(start, span.end + end)
    }
}
