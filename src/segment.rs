//! Cuts a page into lines and items.
//! In: the repaired text. Out: every line that is not blank, with the number of the item it belongs to.
//! Not here: the language of a line (see `detect`), whether it is residue (see `strip`, which numbers the items again
//! without the lines it flags).

use crate::{
    document::{Language, Line},
    page::{Page, Stage},
    shape::{Form, Look, has_bullet},
    span::{Repaired, Span},
};

/// Fills [`Page::lines`] and what stands in them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Segment;

impl Stage for Segment {
    fn name(&self) -> &'static str {
        "segment"
    }

    fn propose(&self, page: &mut Page<'_>) {
        page.lines = lines(page.text);
        page.number_tokens();
        page.mask_names();
        // Where residue is flagged, the items are numbered without it, and only then.
        if page.options.runs("strip") {
            return;
        }
        let looks: Vec<Look> = (0..page.lines.len()).map(|line| page.look(line)).collect();
        number_items(page.text, &mut page.lines, &looks);
    }
}

/// Every line that is not blank, from just behind the break before it to just before its own. A line ends at LF, CRLF
/// or CR.
///
/// ```
/// use canonry::segment::lines;
/// let text = "Two convoys hit\r\n\r\n  • Roads closed";
/// let found: Vec<&str> = lines(text).iter().map(|line| line.span.of(text)).collect();
/// assert_eq!(found, ["Two convoys hit", "  • Roads closed"]);
/// ```
pub fn lines(text: &str) -> Vec<Line<Repaired>> {
    let mut lines = Vec::new();
    let mut start = 0;
    // A CRLF is seen as two breaks with nothing between them.
    for end in memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).chain([text.len()]) {
        if !text[start..end].trim().is_empty() {
            lines.push(Line {
                span: Span::new(start, end),
                lang: Language::UND,
                confidence: 0.0,
                spans: Vec::new(),
                kind: None,
                dup: false,
                silent: false,
                item: 0,
            });
        }
        start = (end + 1).min(text.len());
    }
    lines
}

/// Numbers the items of a page by its lines that are not residue; residue belongs to the item before it.
/// `looks` says what each line looks like.
pub fn number_items(text: &str, lines: &mut [Line<Repaired>], looks: &[Look]) {
    let content: Vec<usize> =
        (0..lines.len().min(looks.len())).filter(|line| lines[*line].kind.is_none()).collect();
    let rows: Vec<Row> =
        content.iter().map(|line| Row::read(lines[*line].span.of(text), looks[*line])).collect();
    let starts = item_starts(&rows);
    let mut item = 0;
    let mut next = 0;
    for (number, line) in lines.iter_mut().enumerate() {
        if content.get(next) == Some(&number) {
            // Whatever stands before the first item belongs to it.
            item += usize::from(next > 0 && starts[next] && starts[..next].contains(&true));
            next += 1;
        }
        line.item = item;
    }
}

/// What counts of a line when items are looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    shape: Shape,
    bullet: bool,
    words: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Heading,
    /// Running text, or a teaser of it.
    Text,
    Date,
    Byline,
    Other,
}

impl Row {
    fn read(line: &str, look: Look) -> Row {
        let shape = match look.form {
            Form::Paragraph | Form::Cut => Shape::Text,
            Form::Heading => Shape::Heading,
            Form::Date => Shape::Date,
            Form::Byline => Shape::Byline,
            _ => Shape::Other,
        };
        Row { shape, bullet: has_bullet(line), words: look.words }
    }
}

/// For every row, whether an item starts there; all false on a page of one item.
fn item_starts(rows: &[Row]) -> Vec<bool> {
    let none = vec![false; rows.len()];
    for starts in [index_page(rows), tag_page(rows), articles(rows)] {
        if starts.iter().filter(|start| **start).count() > 1 {
            return starts;
        }
    }
    none
}

/// An index: a title and one paragraph below it, at least so many times, and little else.
const INDEX_ITEMS: usize = 4;
/// Subheads are shorter than titles.
const TITLE_WORDS: usize = 5;

fn index_page(rows: &[Row]) -> Vec<bool> {
    let mut starts = vec![false; rows.len()];
    let mut lengths = Vec::new();
    let mut covered = 0;
    let text_below = behind_margins(rows);
    let mut at = 0;
    while at < rows.len() {
        let end = text_below[at + 1];
        let text = rows.get(end).is_some_and(|row| row.shape == Shape::Text);
        let closed = rows.get(end + 1).is_none_or(|row| row.shape == Shape::Heading);
        if rows[at].shape == Shape::Heading && text && closed {
            starts[at] = true;
            lengths.push(rows[at].words);
            covered += end + 1 - at;
            at = end + 1;
        } else {
            at += 1;
        }
    }
    lengths.sort_unstable();
    let long = lengths.get(lengths.len() / 2).is_some_and(|middle| *middle >= TITLE_WORDS);
    if lengths.len() >= INDEX_ITEMS && long && covered * 5 >= rows.len() * 4 {
        starts
    } else {
        vec![false; rows.len()]
    }
}

/// For every row and the end, the first row from there on that is no margin.
fn behind_margins(rows: &[Row]) -> Vec<usize> {
    let mut behind = vec![rows.len(); rows.len() + 1];
    for at in (0..rows.len()).rev() {
        behind[at] = if is_margin(&rows[at]) { behind[at + 1] } else { at };
    }
    behind
}

fn is_margin(row: &Row) -> bool {
    matches!(row.shape, Shape::Date | Shape::Byline)
}

/// A tag page: every bullet is a title with running text below it that is no list.
fn tag_page(rows: &[Row]) -> Vec<bool> {
    let none = vec![false; rows.len()];
    let mut starts = none.clone();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.bullet) {
        let opens = rows[at + 1..].iter().take_while(|row| !row.bullet).any(|row| row.shape == Shape::Text);
        if row.shape != Shape::Heading || !opens {
            return none;
        }
        starts[at] = true;
    }
    starts
}

/// Articles one below the other: each with a title, a date line directly below it, and running text.
fn articles(rows: &[Row]) -> Vec<bool> {
    const SHORT_TITLE: usize = 3;
    let mut starts = vec![false; rows.len()];
    let behind = behind_margins(rows);
    // For the row looked at: a date stands among the margins directly below it.
    let mut dated = false;
    for at in (0..rows.len()).rev() {
        let text = rows.get(behind[at + 1]).is_some_and(|row| row.shape == Shape::Text);
        starts[at] = rows[at].shape == Shape::Heading && rows[at].words >= SHORT_TITLE && dated && text;
        dated = is_margin(&rows[at]) && (dated || rows[at].shape == Shape::Date);
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::{Look, lines, number_items};

    /// One letter a line: what it is.
    fn page(letters: &str) -> String {
        let line = |(n, letter): (usize, char)| match letter {
            'T' => format!("Army closes road number {n} to the valley"),
            'h' => format!("Subhead {n}"),
            'p' => format!("On day {n} the army closed the road to the valley, and nobody was let through."),
            'c' => format!("On day {n} the army closed the road…"),
            'd' => format!("{} May 2020", n % 28 + 1),
            'b' => format!("  • Army closes road number {n} to the valley"),
            'r' => format!("    Army closes road number {} to the valley", n - 1),
            'l' => {
                format!("  • On day {n} the army closed the road to the valley, and nobody was let through.")
            }
            _ => String::new(),
        };
        letters.chars().enumerate().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What stands on the page; the item of each line.
    const PAGES: &[(&str, &[usize])] = &[
        ("Tdpp Tdpp", &[0, 0, 0, 0, 1, 1, 1, 1]),
        ("TpTpTcTp", &[0, 0, 1, 1, 2, 2, 3, 3]),
        ("TdpTdpTdpTdp", &[0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]),
        ("h brpp bpp", &[0, 0, 0, 0, 0, 1, 1, 1]),
        ("bTpp bTpp", &[0, 0, 0, 0, 1, 1, 1, 1]),
        ("Tpbbbp", &[0; 6]),
        // Subheads are no titles.
        ("TphphphpTp", &[0; 10]),
        ("Tpphphpp", &[0; 8]),
        // Lists inside an article.
        ("Thlll hlll", &[0; 9]),
        ("Tdpp", &[0; 4]),
        ("p", &[0]),
        ("", &[]),
    ];

    #[test]
    fn items() {
        for (letters, items) in PAGES {
            let text = page(letters);
            let mut lines = lines(&text);
            let looks: Vec<Look> = lines.iter().map(|line| Look::at(line.span.of(&text))).collect();
            number_items(&text, &mut lines, &looks);
            let found: Vec<usize> = lines.iter().map(|line| line.item).collect();
            assert_eq!(found, *items, "{letters}\n{text}");
        }
    }

    #[test]
    fn breaks() {
        let rows: &[(&str, &[&str])] = &[
            ("a\nb", &["a", "b"]),
            ("a\r\nb\r\n", &["a", "b"]),
            ("a\rb", &["a", "b"]),
            ("\n \n\u{a0}\n", &[]),
            ("", &[]),
            ("  a ", &["  a "]),
        ];
        for (text, wanted) in rows {
            let found = lines(text);
            let found: Vec<&str> = found.iter().map(|line| line.span.of(text)).collect();
            assert_eq!(found, *wanted, "{text:?}");
        }
    }
}
