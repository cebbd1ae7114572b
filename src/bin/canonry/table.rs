//! Tables for people.
//! In: rows of cells. Out: lines of columns, no wider than the terminal they are for. Not here: colours, and what a cell says.

use std::{
    borrow::Cow,
    env,
    io::{self, IsTerminal},
};
use terminal_size::{Height, Width, terminal_size_of};
use unicode_width::UnicodeWidthChar;

/// Columns of a terminal that a text keeps while anything else can give way.
const LEAST: usize = 12;

/// Columns that standard output has: as `COLUMNS` says, or the terminal. A pipe has no end.
pub fn room() -> Option<usize> {
    room_of(io::stdout().is_terminal(), told().as_deref(), || width(terminal_size_of(io::stdout())))
}

/// The same of standard error.
pub fn room_beside() -> Option<usize> {
    room_of(io::stderr().is_terminal(), told().as_deref(), || width(terminal_size_of(io::stderr())))
}

fn told() -> Option<String> {
    env::var("COLUMNS").ok()
}

fn width(size: Option<(Width, Height)>) -> Option<usize> {
    size.map(|(Width(width), _)| usize::from(width))
}

fn room_of(terminal: bool, told: Option<&str>, size: impl Fn() -> Option<usize>) -> Option<usize> {
    let told = told.and_then(|words| words.trim().parse().ok());
    if terminal { told.or_else(size).filter(|width| *width > 0) } else { None }
}

/// Columns of equal width, two spaces between; the last one ragged. Cells are parted by tabs, rows by line breaks. Where
/// they need more than the room there is, the widest are cut: first texts, the columns named, behind what fits; then the
/// others, names and paths, before their end, which tells them apart.
pub fn aligned(rows: &[u8], texts: &[usize], room: Option<usize>) -> Vec<u8> {
    let all = String::from_utf8_lossy(rows);
    let rows: Vec<Vec<&str>> = all.lines().map(|line| line.split('\t').collect()).collect();
    let mut widths = vec![0; rows.iter().map(Vec::len).max().unwrap_or(0)];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = columns(cell).max(*width);
        }
    }
    if let Some(room) = room {
        narrow(&mut widths, texts, room);
    }
    let mut out = String::with_capacity(all.len() * 2);
    for row in &rows {
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let cell = if texts.contains(&at) { cut(cell, *width) } else { cut_before(cell, *width) };
            out.push_str(&cell);
            if at + 1 < row.len() {
                out.extend(std::iter::repeat_n(' ', width - columns(&cell) + 2));
            }
        }
        out.push('\n');
    }
    out.into_bytes()
}

/// Takes from the widest column, one by one, until all fit.
fn narrow(widths: &mut [usize], texts: &[usize], room: usize) {
    let room = room.saturating_sub(2 * widths.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let all = || widths.iter().copied().enumerate().filter(|(_, width)| *width > 1);
        let wide = all().filter(|(at, width)| texts.contains(at) && *width > LEAST);
        let Some((widest, _)) = wide.max_by_key(|column| column.1).or(all().max_by_key(|column| column.1))
        else {
            return;
        };
        widths[widest] -= 1;
    }
}

/// Columns that words take: letters of Chinese take two, accents of their own none.
pub fn columns(words: &str) -> usize {
    words.chars().map(columns_of).sum()
}

fn columns_of(letter: char) -> usize {
    letter.width().unwrap_or(0)
}

/// Words in so many columns of a terminal, with a mark where more follows.
pub fn cut(words: &str, most: usize) -> Cow<'_, str> {
    if columns(words) <= most {
        return Cow::Borrowed(words);
    }
    Cow::Owned(format!("{}…", fitting(words.chars(), most)))
}

/// The same, of their end.
pub fn cut_before(words: &str, most: usize) -> Cow<'_, str> {
    if columns(words) <= most {
        return Cow::Borrowed(words);
    }
    let end: String = fitting(words.chars().rev(), most).chars().rev().collect();
    // An accent whose letter is cut off would stand on the mark.
    Cow::Owned(format!("…{}", end.trim_start_matches(|letter| columns_of(letter) == 0)))
}

/// The first letters that leave a column for the mark.
fn fitting(letters: impl Iterator<Item = char>, most: usize) -> String {
    let mut left = most.saturating_sub(1);
    letters
        .map_while(|letter| {
            left = left.checked_sub(columns_of(letter))?;
            Some(letter)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{aligned, columns, cut, cut_before, room_of};

    #[test]
    fn words_are_cut_by_their_columns() {
        let rows = [
            ("short", 5, "short", "short"),
            ("longer", 5, "long…", "…nger"),
            ("èèèèèè", 5, "èèèè…", "…èèèè"),
            ("èèèèè", 5, "èèèèè", "èèèèè"),
            ("伊斯兰国", 8, "伊斯兰国", "伊斯兰国"),
            ("伊斯兰国", 7, "伊斯兰…", "…斯兰国"),
            ("伊斯兰国", 6, "伊斯…", "…兰国"),
            ("e\u{301}e\u{301}e\u{301}", 3, "e\u{301}e\u{301}e\u{301}", "e\u{301}e\u{301}e\u{301}"),
            ("abc", 1, "…", "…"),
            ("", 0, "", ""),
            ("❤\u{fe0f}❤\u{fe0f}", 1, "…", "…"),
        ];
        for (words, most, head, tail) in rows {
            assert_eq!((&*cut(words, most), &*cut_before(words, most)), (head, tail), "{words} in {most}");
            assert!(columns(&cut(words, most)) <= most && columns(&cut_before(words, most)) <= most);
        }
    }

    #[test]
    fn tables_fit_their_room() {
        let rows = "pages/a.txt:1:1\tIS-K\torg/khorasan\tIslamic State – Khorasan Province\n\
                    b.txt:10:2\tstato islamico del Khorasan\torg/x\t–\n";
        let table = |room| String::from_utf8(aligned(rows.as_bytes(), &[1, 3], room)).expect("UTF-8");
        let whole = "pages/a.txt:1:1  IS-K                         org/khorasan  Islamic State – Khorasan Province\n\
                     b.txt:10:2       stato islamico del Khorasan  org/x         –\n";
        assert_eq!(table(None), whole);
        assert_eq!(table(Some(93)), whole);
        assert_eq!(
            table(Some(70)),
            "pages/a.txt:1:1  IS-K                 org/khorasan  Islamic State – K…\n\
             b.txt:10:2       stato islamico del…  org/x         –\n"
        );
        assert_eq!(
            table(Some(50)),
            "…/a.txt:1:1  IS-K         …g/khorasan  Islamic St…\n\
             b.txt:10:2   stato isla…  org/x        –\n"
        );
        for room in 10..100 {
            assert!(
                table(Some(room)).lines().all(|line| columns(line) <= room),
                "{room}:\n{}",
                table(Some(room))
            );
        }
        assert_eq!(aligned(b"", &[0], Some(10)), b"");
    }

    #[test]
    fn only_a_terminal_has_an_end() {
        let rows = [
            (false, Some("40"), Some(80), None),
            (true, Some("40"), Some(80), Some(40)),
            (true, None, Some(80), Some(80)),
            (true, Some("wide"), Some(80), Some(80)),
            (true, None, None, None),
            (true, None, Some(0), None),
        ];
        for (terminal, told, size, expected) in rows {
            assert_eq!(room_of(terminal, told, || size), expected, "{told:?} {size:?}");
        }
    }
}
