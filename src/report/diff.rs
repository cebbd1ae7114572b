//! A unified difference of a text and its clean form, made from the edits.
//! In: an analysis. Out: lines that `patch` takes, or the same in colours. Not here: any search for differences:
//! the edits are the difference, and the cost is that of reading the text once.

use super::{record::placed_edits, words::hides};
use crate::Analysis;
use memchr::{memchr_iter, memrchr};
use std::ops::Range;

/// Unchanged lines around a change.
const AROUND: usize = 3;

/// For whom a difference is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For programs and files: every byte as it is.
    Plain,
    /// For a terminal without colours: what hides or would speak to it is shown by its number.
    Visible,
    /// For a terminal: the same in colours, the changed words marked.
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
    let marks: Vec<Marks> =
        placed_edits(analysis).map(|(edit, place)| (edit.span.range(), place.range())).collect();
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
        // An end that begins no line is that of a text without a last line break: an insertion there is on this line.
        while let Some(next) = marks.get(at).filter(|(from, to)| {
            from.start < end || to.start < to_end || !old.begins(end) || !new.begins(to_end)
        }) {
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
    let whole = old.begins(from.end) && new.begins(to.end);
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
        for sign in ["--- a/", "+++ b/"] {
            self.paint(BOLD);
            self.out.push_str(sign);
            match self.style {
                // A name with a line break would end the header early.
                Style::Plain => self.out.push_str(&name.replace(char::is_control, "\u{fffd}")),
                _ => show(&mut self.out, name, self.style),
            }
            self.paint(RESET);
            self.out.push('\n');
        }
    }

    fn paint(&mut self, colour: &str) {
        if self.style == Style::Terminal {
            self.out.push_str(colour);
        }
    }

    fn hunk(&mut self, changes: &[Change]) {
        let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return };
        let before = first.0.start.min(AROUND);
        let after = (self.old.len() - last.0.end).min(AROUND);
        let old = first.0.start - before..last.0.end + after;
        let new = first.1.start - before..last.1.end + after;
        self.paint(CYAN);
        self.out.push_str(&format!("@@ -{} +{} @@", header(&old), header(&new)));
        self.paint(RESET);
        self.out.push('\n');
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
        self.paint(colour);
        self.out.push(sign);
        if self.style != Style::Terminal {
            show(&mut self.out, words, self.style);
            return self.end(text);
        }
        let side = |marks: &Marks| if old { marks.0.clone() } else { marks.1.clone() };
        let first = self.marks.partition_point(|marks| side(marks).end <= place.start);
        let marked = self.marks[first..].iter().map(side).take_while(|mark| mark.start < place.end);
        let mut at = 0;
        for mark in marked {
            let inside =
                |offset: usize| (offset.clamp(place.start, place.end) - place.start).min(words.len());
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

/// Text from anywhere must not move the cursor of a terminal; a tab may.
fn show(out: &mut String, text: &str, style: Style) {
    let stays = |letter: char| letter == '\t' || !hides(letter);
    if style == Style::Plain || text.chars().all(stays) {
        return out.push_str(text);
    }
    for letter in text.chars() {
        if stays(letter) { out.push(letter) } else { out.push_str(&format!("<{:04X}>", u32::from(letter))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::analysis;

    type Edits = &'static [(&'static str, &'static str, &'static str)];

    const ROWS: &[(&str, &str, Edits, &str)] = &[
        ("nothing", "a\nb\n", &[], ""),
        ("one line", "a\nb..\nc\n", &[("..", ".", "r")], "@@ -1,3 +1,3 @@\n a\n-b..\n+b.\n c\n"),
        (
            "two edits, one line",
            "a..b..\n",
            &[("..", ".", "r"), ("..", ".", "r")],
            "@@ -1 +1 @@\n-a..b..\n+a.b.\n",
        ),
        ("a line leaves", "a\nb\nc\n", &[("b\n", "", "r")], "@@ -1,3 +1,2 @@\n a\n-b\n c\n"),
        ("the break before it leaves", "a\nb\nc\n", &[("\nb", "", "r")], "@@ -1,3 +1,2 @@\n a\n-b\n c\n"),
        ("the first leaves", "a\nb\n", &[("a\n", "", "r")], "@@ -1,2 +1 @@\n-a\n b\n"),
        ("all leaves", "a\n", &[("a\n", "", "r")], "@@ -1 +0,0 @@\n-a\n"),
        ("lines are joined", "a\nb\n", &[("\n", " ", "r")], "@@ -1,2 +1 @@\n-a\n-b\n+a b\n"),
        ("a line comes", "b\n", &[("", "a\n", "r")], "@@ -1 +1,2 @@\n+a\n b\n"),
        (
            "no last break",
            "a\nb..",
            &[("..", ".", "r")],
            "@@ -1,2 +1,2 @@\n a\n-b..\n\\ No newline at end of file\n+b.\n\\ No newline at end of file\n",
        ),
        (
            "last line leaves with the break",
            "a\nb",
            &[("\nb", "", "r")],
            "@@ -1,2 +1 @@\n-a\n-b\n\\ No newline at end of file\n+a\n\\ No newline at end of file\n",
        ),
        (
            "neighbours",
            "a..\nb..\n",
            &[("..", ".", "r"), ("..", ".", "r")],
            "@@ -1,2 +1,2 @@\n-a..\n+a.\n-b..\n+b.\n",
        ),
        ("windows breaks", "a..\r\nb\r\n", &[("..", ".", "r")], "@@ -1,2 +1,2 @@\n-a..\r\n+a.\r\n b\r\n"),
        (
            "far apart",
            "a..\n1\n2\n3\n4\n5\n6\n7\nb..\n",
            &[("..", ".", "r"), ("..", ".", "r")],
            "@@ -1,4 +1,4 @@\n-a..\n+a.\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b..\n+b.\n",
        ),
        (
            "near",
            "a..\n1\n2\n3\n4\n5\n6\nb..\n",
            &[("..", ".", "r"), ("..", ".", "r")],
            "@@ -1,8 +1,8 @@\n-a..\n+a.\n 1\n 2\n 3\n 4\n 5\n 6\n-b..\n+b.\n",
        ),
        (
            "lines leave far above",
            "x\n1\n2\n3\n4\n5\n6\n7\nb..\n",
            &[("x\n", "", "r"), ("..", ".", "r")],
            "@@ -1,4 +1,3 @@\n-x\n 1\n 2\n 3\n@@ -6,4 +5,4 @@\n 5\n 6\n 7\n-b..\n+b.\n",
        ),
    ];

    #[test]
    fn hunks_are_what_patch_reads() {
        for (name, text, edits, expected) in ROWS {
            let diff = unified("n", &analysis(text, edits), Style::Plain);
            assert_eq!(diff.strip_prefix("--- a/n\n+++ b/n\n").unwrap_or(&diff), *expected, "{name}");
        }
    }

    #[test]
    fn the_terminal_shows_the_same_lines_in_colour() {
        for (name, text, edits, _) in ROWS.iter().filter(|row| !row.1.contains('\r')) {
            let page = analysis(text, edits);
            let mut shown = unified("n", &page, Style::Terminal);
            for colour in [BOLD, RED, GREEN, CYAN, REVERSE, UPRIGHT, RESET] {
                shown = shown.replace(colour, "");
            }
            assert_eq!(shown, unified("n", &page, Style::Plain), "{name}");
            assert_eq!(shown, unified("n", &page, Style::Visible), "{name}");
        }
    }

    #[test]
    fn a_text_speaks_to_no_terminal_and_a_pipe_gets_every_byte() {
        let text = "a \u{1b}[2J\u{202e}b..\u{85}\r\n\tè\u{61c}\u{7}\n";
        let page = analysis(text, &[("..", ".", "r")]);
        let plain = "@@ -1,2 +1,2 @@\n-a \u{1b}[2J\u{202e}b..\u{85}\r\n+a \u{1b}[2J\u{202e}b.\u{85}\r\n \tè\u{61c}\u{7}\n";
        assert_eq!(
            unified("n\nx", &page, Style::Plain),
            format!("--- a/n\u{fffd}x\n+++ b/n\u{fffd}x\n{plain}")
        );
        let visible = "@@ -1,2 +1,2 @@\n-a <001B>[2J<202E>b..<0085><000D>\n+a <001B>[2J<202E>b.<0085><000D>\n \tè<061C><0007>\n";
        assert_eq!(
            unified("n\u{202e}x\n", &page, Style::Visible),
            format!("--- a/n<202E>x<000A>\n+++ b/n<202E>x<000A>\n{visible}")
        );
        let shown = unified("n\u{1b}]0;x", &page, Style::Terminal);
        assert!(shown.contains("-a <001B>[2J<202E>b\u{1b}[7m..\u{1b}[27m<0085><000D>\u{1b}[0m\n"), "{shown}");
        assert!(shown.contains("\u{1b}[1m--- a/n<001B>]0;x\u{1b}[0m\n"), "{shown}");
    }

    /// What `patch` makes of a text; `None` where a line is not the one the difference names.
    fn patched(text: &str, diff: &str) -> Option<String> {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (mut out, mut at) = (String::new(), 0);
        let mut rows = diff.split_inclusive('\n').skip(2).peekable();
        while let Some(row) = rows.next() {
            if let Some(header) = row.strip_prefix("@@ -") {
                let old = header.split(' ').next()?;
                let (start, count) = old.split_once(',').unwrap_or((old, "1"));
                let start = start.parse::<usize>().ok()? - usize::from(count != "0");
                out.extend(lines.get(at..start)?.iter().copied());
                at = start;
                continue;
            }
            let bare = rows.next_if(|row| row.starts_with('\\')).is_some();
            let words = if bare { row[1..].trim_end_matches('\n') } else { &row[1..] };
            if !row.starts_with('+') {
                if lines.get(at) != Some(&words) {
                    return None;
                }
                at += 1;
            }
            if !row.starts_with('-') {
                out.push_str(words);
            }
        }
        out.extend(lines.get(at..)?.iter().copied());
        Some(out)
    }

    proptest::proptest! {
        #[test]
        fn any_edits_give_what_patch_reads(
            text in "[ab\n]{0,30}",
            cuts in proptest::collection::vec((0usize..31, 0usize..4, "[b\n]{0,3}"), 0..6),
        ) {
            let (mut list, mut at) = (Vec::new(), 0);
            let mut cuts = cuts;
            cuts.sort();
            for (start, length, new) in cuts {
                let (start, end) = (start.max(at), start.max(at) + length);
                if end <= text.len() {
                    list.push(crate::edit::Edit::new(crate::span::Span::new(start, end), new, crate::edit::Rule::named("r")));
                    at = end;
                }
            }
            let mut page = analysis(&text, &[]);
            page.edits = crate::edit::Edits::new(list).expect("in order");
            page.text = page.edits.apply(&text);
            let diff = unified("n", &page, Style::Plain);
            let made = patched(&text, &diff);
            proptest::prop_assert_eq!(made.as_deref(), Some(page.text.as_ref()), "{}", diff);
        }
    }
}
