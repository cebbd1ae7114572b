//! A unified difference of a text and its clean form, made from the edits.
//! In: an analysis. Out: lines that `patch` takes, or the same in colours. Not here: any search for differences:
//! the edits are the difference, and the cost is that of reading the text once.

use super::record::placed_edits;
use crate::Analysis;
use memchr::{memchr_iter, memrchr};
use std::{fmt::Write, ops::Range};

/// Unchanged lines around a change.
const AROUND: usize = 3;

/// For whom a difference is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For programs and files: every byte as it is.
    Plain,
    /// For a terminal: colours, the changed words marked, control characters made visible.
    Terminal,
}

/// The difference between the original and the clean text; empty when nothing changed.
///
/// ```
/// use canonry::{Cleaner, Preset, report::diff::{Style, unified}};
/// let cleaner = Cleaner::preset(Preset::Minimal);
/// let analysis = cleaner.analyze("one\ncaf&eacute;\n");
/// let diff = unified("p1.txt", &analysis, Style::Plain);
/// assert_eq!(diff, "--- a/p1.txt\n+++ b/p1.txt\n@@ -1,2 +1,2 @@\n one\n-caf&eacute;\n+café\n");
/// ```
pub fn unified(name: &str, analysis: &Analysis<'_>, style: Style) -> String {
    let (old, new) = (Lines::of(analysis.original), Lines::of(&analysis.text));
    let marks: Vec<Marks> = placed_edits(analysis).map(|(edit, place)| (edit.span.range(), place.range())).collect();
    let changes = changes(&marks, &old, &new);
    let Some(first) = changes.first() else { return String::new() };
    let mut page = Page { old, new, marks, style, out: String::new() };
    page.head(name);
    let mut hunk = vec![first.clone()];
    for change in &changes[1..] {
        let near = hunk.last().is_some_and(|last| change.0.start - last.0.end <= 2 * AROUND);
        if !near {
            page.hunk(&hunk);
            hunk.clear();
        }
        hunk.push(change.clone());
    }
    page.hunk(&hunk);
    page.out
}

/// The bytes of one edit in both texts.
type Marks = (Range<usize>, Range<usize>);
/// The numbers of the lines of one change in both texts.
type Change = (Range<usize>, Range<usize>);

/// A text and where its lines begin.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Lines<'t> {
        let behind = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).filter(|at| *at < text.len());
        let first = (!text.is_empty()).then_some(0);
        Lines { text, starts: first.into_iter().chain(behind).collect() }
    }

    fn len(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of a line, its line break included.
    fn place(&self, line: usize) -> Range<usize> {
        self.starts[line]..self.starts.get(line + 1).copied().unwrap_or(self.text.len())
    }

    fn line(&self, line: usize) -> &'t str {
        &self.text[self.place(line)]
    }

    fn begins(&self, offset: usize) -> bool {
        offset == 0 || self.text.as_bytes()[offset - 1] == b'\n'
    }

    /// The lines between two offsets, both of them beginnings of lines or the end of the text.
    fn between(&self, start: usize, end: usize) -> Range<usize> {
        let number = |offset: usize| self.starts.partition_point(|start| *start < offset);
        number(start)..number(end)
    }

    fn start_of(&self, offset: usize) -> usize {
        memrchr(b'\n', &self.text.as_bytes()[..offset]).map_or(0, |at| at + 1)
    }

    fn end_of(&self, offset: usize) -> usize {
        memchr::memchr(b'\n', &self.text.as_bytes()[offset..]).map_or(self.text.len(), |at| offset + at + 1)
    }
}

/// The lines that change: edits on one line are one change, and lines that stay are not in it.
fn changes(marks: &[Marks], old: &Lines<'_>, new: &Lines<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut at = 0;
    while let Some((from, to)) = marks.get(at) {
        let (start, to_start) = (old.start_of(from.start), new.start_of(to.start));
        let (mut end, mut to_end) = ends(&marks[at], old, new);
        at += 1;
        while let Some(next) = marks.get(at).filter(|(from, to)| from.start < end || to.start < to_end) {
            (end, to_end) = ends(next, old, new);
            at += 1;
        }
        let (mut from, mut to) = (old.between(start, end), new.between(to_start, to_end));
        while !from.is_empty() && !to.is_empty() && old.line(from.start) == new.line(to.start) {
            (from.start, to.start) = (from.start + 1, to.start + 1);
        }
        while !from.is_empty() && !to.is_empty() && old.line(from.end - 1) == new.line(to.end - 1) {
            (from.end, to.end) = (from.end - 1, to.end - 1);
        }
        if !from.is_empty() || !to.is_empty() {
            changes.push((from, to));
        }
    }
    changes
}

/// Where the lines touched by an edit end: right behind it where both texts begin a line there.
fn ends((from, to): &Marks, old: &Lines<'_>, new: &Lines<'_>) -> (usize, usize) {
    let whole = old.begins(from.end) && new.begins(to.end) && from.end > from.start.min(to.start);
    if whole { (from.end, to.end) } else { (old.end_of(from.end), new.end_of(to.end)) }
}

struct Page<'t> {
    old: Lines<'t>,
    new: Lines<'t>,
    marks: Vec<Marks>,
    style: Style,
    out: String,
}

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const CYAN: &str = "\x1b[36m";
const REVERSE: &str = "\x1b[7m";
const UPRIGHT: &str = "\x1b[27m";
const RESET: &str = "\x1b[0m";

impl Page<'_> {
    fn head(&mut self, name: &str) {
        // A name with a line break would end the header early.
        let name: String = name.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect();
        let (on, off) = if self.style == Style::Terminal { (BOLD, RESET) } else { ("", "") };
        put(&mut self.out, format_args!("{on}--- a/{name}{off}\n{on}+++ b/{name}{off}\n"));
    }

    fn hunk(&mut self, changes: &[Change]) {
        let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return };
        let before = first.0.start.min(AROUND);
        let after = (self.old.len() - last.0.end).min(AROUND);
        let old = first.0.start - before..last.0.end + after;
        let new = first.1.start - before..last.1.end + after;
        let (on, off) = if self.style == Style::Terminal { (CYAN, RESET) } else { ("", "") };
        put(&mut self.out, format_args!("{on}@@ -{} +{} @@{off}\n", header(&old), header(&new)));
        let mut at = old.start;
        for (from, to) in changes {
            (at..from.start).for_each(|line| self.same(line));
            from.clone().for_each(|line| self.changed(line, true));
            to.clone().for_each(|line| self.changed(line, false));
            at = from.end;
        }
        (at..old.end).for_each(|line| self.same(line));
    }

    fn same(&mut self, line: usize) {
        let text = self.old.line(line);
        self.out.push(' ');
        show(&mut self.out, text.trim_end_matches('\n'), self.style);
        self.end(text);
    }

    fn changed(&mut self, line: usize, old: bool) {
        let (lines, sign, colour) = if old { (&self.old, '-', RED) } else { (&self.new, '+', GREEN) };
        let (place, text) = (lines.place(line), lines.line(line));
        let words = text.trim_end_matches('\n');
        if self.style == Style::Plain {
            self.out.push(sign);
            self.out.push_str(words);
            return self.end(text);
        }
        let side = |marks: &Marks| if old { marks.0.clone() } else { marks.1.clone() };
        let first = self.marks.partition_point(|marks| side(marks).end <= place.start);
        let marked = self.marks[first..].iter().map(side).take_while(|mark| mark.start < place.end);
        put(&mut self.out, format_args!("{colour}{sign}"));
        let mut at = 0;
        for mark in marked {
            let inside = |offset: usize| (offset.clamp(place.start, place.end) - place.start).min(words.len());
            let (start, end) = (inside(mark.start).max(at), inside(mark.end).max(at));
            show(&mut self.out, &words[at..start], self.style);
            self.out.push_str(REVERSE);
            show(&mut self.out, &words[start..end], self.style);
            self.out.push_str(UPRIGHT);
            at = end;
        }
        show(&mut self.out, &words[at..], self.style);
        self.out.push_str(RESET);
        self.end(text);
    }

    fn end(&mut self, text: &str) {
        self.out.push_str(if text.ends_with('\n') { "\n" } else { "\n\\ No newline at end of file\n" });
    }
}

/// `start,count` as `patch` reads it: an empty stretch is named by the line before it.
fn header(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

/// Text from anywhere must not move the cursor of a terminal.
fn show(out: &mut String, text: &str, style: Style) {
    if style == Style::Plain || !text.chars().any(is_unseen) {
        return out.push_str(text);
    }
    for letter in text.chars() {
        match letter {
            '\0'..='\u{1f}' if letter != '\t' => out.extend(char::from_u32(0x2400 + u32::from(letter))),
            '\u{7f}' => out.push('\u{2421}'),
            letter if is_unseen(letter) => put(out, format_args!("<{:04X}>", u32::from(letter))),
            letter => out.push(letter),
        }
    }
}

/// Control characters, and those that hide themselves or turn the direction of writing.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\0'..='\u{8}' | '\u{a}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn put(out: &mut String, words: std::fmt::Arguments<'_>) {
    out.write_fmt(words).expect("a string takes everything");
}
