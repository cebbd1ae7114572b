//! What a page itself rests on: its sources, notes, further reading, below headings of their own.
//! In: the lines of a page. Out: which of them belong to such a list, and are therefore no links to other pages.
//! Not here: the headings (`where = "own"` in `residue.*.toml`), what is residue (see the stage).
//!
//! `See also` and `Sources` stand above both. A list of links holds titles; a list of sources has years behind a comma or
//! in brackets, pages, publishers, initials, numbers in brackets. Where one list of a page has those, its neighbours are
//! of the same kind.

use super::{AROUND, Row, layout};
use crate::{
    document::Kind,
    shape::{Form, is_dated},
};

/// True for a heading below which a page may list what it rests on.
pub(super) fn is_head(row: &Row<'_>) -> bool {
    row.own.is_some_and(|met| met.block.is_none())
}

/// For each line: it belongs to what the page rests on.
pub(super) fn own(rows: &[Row<'_>], left: &[usize]) -> Vec<bool> {
    let mut own = vec![false; left.len()];
    let is_head = |at: usize| is_head(&rows[left[at]]);
    let kind = |at: usize| rows[left[at]].own.map(|met| met.kind);
    let mut at = 0;
    while at < left.len() {
        if !is_head(at) {
            at += 1;
            continue;
        }
        // Lists that follow one another, each below its heading.
        let start = at;
        let mut lists = Vec::new();
        while at < left.len() && is_head(at) {
            let heads = left[at..].iter().take_while(|line| self::is_head(&rows[**line])).count();
            let entries = entries(rows, &left[at + heads..], kind(at));
            lists.push(at..at + heads + entries);
            at += heads + entries;
        }
        let listed = |list: &std::ops::Range<usize>| {
            let heads = list.clone().take_while(|at| is_head(*at)).count();
            are_references(rows, &left[list.start + heads..list.end], kind(list.start))
        };
        let known = lists.iter().filter(|list| listed(list)).count();
        // One list of names alone may be of links.
        if known > 0 && start > 0 {
            for list in lists.iter().filter(|list| listed(list) || are_names(rows, left, list)) {
                own[list.clone()].fill(true);
            }
        }
    }
    own
}

/// How many lines below a heading belong to it: up to the next heading of the kind, or to what no list of sources has.
fn entries(rows: &[Row<'_>], below: &[usize], kind: Option<Kind>) -> usize {
    let entry = |line: &&usize| {
        let row = &rows[**line];
        !is_head(row)
            && (row.met.is_empty() || is_reference(row.text))
            && !matches!(row.look.form, Form::Date | Form::Byline | Form::Bare | Form::Cut)
            && (!row.is_text() || kind == Some(Kind::Source) || is_reference(row.text))
    };
    below.iter().take(AROUND).take_while(entry).count()
}

/// True when half of the entries or more are built like references; below `Sources` a sentence says where all is from.
fn are_references(rows: &[Row<'_>], entries: &[usize], kind: Option<Kind>) -> bool {
    let known = |line: &&usize| {
        let row = &rows[**line];
        is_reference(row.text) || (kind == Some(Kind::Source) && row.is_text())
    };
    !entries.is_empty() && entries.iter().filter(known).count() * 2 >= entries.len()
}

/// True for a list of short entries without a sentence, beside lists of references.
fn are_names(rows: &[Row<'_>], left: &[usize], list: &std::ops::Range<usize>) -> bool {
    const ENTRY: usize = 9;
    left[list.clone()].iter().all(|line| rows[*line].is(Form::Heading) && rows[*line].look.words <= ENTRY)
}

/// `Barfield, T. (2010). Afghanistan: A History.`, `Provincial gazetteer, Kabul, 1973`, `[3] Interview, pp. 4-6`.
fn is_reference(text: &str) -> bool {
    !is_dated(text)
        && !layout::is_counted(text)
        && (is_numbered(text)
            || has_year(text)
            || names_pages(text)
            || has_initial(text)
            || quotes_title(text))
}

/// `[3] Interview with the author`, `^ The same`.
fn is_numbered(text: &str) -> bool {
    let number = |rest: &str| {
        rest.split_once(']').is_some_and(|(number, rest)| {
            !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(' ')
        })
    };
    text.starts_with("^ ") || text.strip_prefix('[').is_some_and(number)
}

/// A year in brackets, or behind a comma at the end or before the next mark: `Kabul, 1973`, `(2010).`
fn has_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    let year = |at: usize| {
        let digits = bytes.get(at..at + 4).is_some_and(|year| {
            year.iter().all(u8::is_ascii_digit) && matches!(year[..2], [b'1', b'4'..=b'9'] | [b'2', b'0'])
        });
        digits.then(|| &bytes[at + 4..])
    };
    let bracketed = |at: usize| {
        let rest =
            year(at + 1).map(|rest| rest.strip_prefix(b"a").or(rest.strip_prefix(b"b")).unwrap_or(rest));
        rest.is_some_and(|rest| rest.starts_with(b")"))
    };
    let behind_comma = |at: usize| {
        bytes.get(at + 1) == Some(&b' ')
            && year(at + 2)
                .is_some_and(|rest| matches!(rest.first(), None | Some(b'.' | b',' | b';' | b':' | b')')))
    };
    memchr::memchr2_iter(b'(', b',', bytes)
        .any(|at| if bytes[at] == b'(' { bracketed(at) } else { behind_comma(at) })
}

/// `pp. 12-14`, `vol. 3`, `doi:10.1000/1`, `ISBN 0-00`, `retrieved 4 May 2021`: what only a reference says.
fn names_pages(text: &str) -> bool {
    const BEFORE_NUMBERS: [&str; 9] = ["p.", "pp.", "pag.", "pagg.", "vol.", "no.", "n.", "nr.", "S."];
    const MARKS: [&str; 12] = [
        "doi:",
        "doi.org",
        "isbn",
        "issn",
        "ibid",
        "op. cit",
        "cit.",
        "et al",
        "retrieved",
        "accessed",
        "consultato",
        "archiviato",
    ];
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let label = word.trim_start_matches(['(', '[']);
        if BEFORE_NUMBERS.contains(&label)
            && words.peek().is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
        {
            return true;
        }
    }
    let lower = text.to_lowercase();
    MARKS
        .iter()
        .any(|mark| lower.match_indices(mark).any(|(at, _)| !lower[..at].ends_with(char::is_alphanumeric)))
}

/// `Barfield, T., Afghanistan`, `Rossi, M. and Verdi, G., La frontiera`: a surname, and initials behind the comma.
fn has_initial(text: &str) -> bool {
    let Some((surname, rest)) = text.split_once(", ") else { return false };
    let mut rest = rest.chars();
    let initial = rest.next().is_some_and(char::is_uppercase) && rest.next() == Some('.');
    initial && !surname.contains(' ') && surname.starts_with(char::is_uppercase)
}

/// `«Storm over the harbour», AP, 28 settembre 2015`: a title in quotation marks, and who printed it.
fn quotes_title(text: &str) -> bool {
    ["», ", "”, ", "\", ", "\". "].iter().any(|end| {
        text.split_once(end).is_some_and(|(title, rest)| {
            title.contains(['«', '“', '"'])
                && rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                && rest.bytes().any(|b| b.is_ascii_digit())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::is_reference;

    #[test]
    fn references() {
        let rows = [
            ("Barfield, T. (2010). A Cultural and Political History. Princeton.", true),
            ("Provincial gazetteer, Harbour, 1973", true),
            ("Interviews with four residents, 2022", true),
            ("[12] Letter of the harbour master", true),
            ("^ The same letter", true),
            ("The Harbour Report, vol. 3", true),
            ("M. Rossi, La frontiera, Porto, 1998, pp. 12-14", true),
            ("Doe, J., The Long Quay", true),
            ("Harbour archives, retrieved 4 May 2021", true),
            ("(EN) «Storm over the harbour», AP, 28 settembre 2015", true),
            ("“We won”, says the mayor of the harbour", false),
            ("Two held after raid on the harbour", false),
            ("Harbour elections 2020: who won", false),
            ("Jane Doe (34)", false),
            ("March 4, 2021", false),
            ("Harbour (1200)", false),
            ("Security, Africa", false),
            ("What he cited. Then he left", false),
            ("Harbour, 20 held", false),
        ];
        for (line, is) in rows {
            assert_eq!(is_reference(line), is, "{line}");
        }
    }
}
