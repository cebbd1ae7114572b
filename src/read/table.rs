//! A table as text, CSV or TSV: rows with their cells located and every other byte untouched.
//! In: the beginning of a file; rows. Out: the dialect and the header; texts of a row, the same row with others in
//! their place. Not here: encodings (see `encoding`), where rows go.

use super::{
    Decoding, Record,
    blocks::{Cut, records},
    convert::{Field, words},
    jsonl::{self, RecordError, sample},
    record::Old,
};
use serde_json::Value;
use std::{borrow::Cow, ops::Range};

const QUOTE: u8 = b'"';
const BOM: &str = "\u{feff}";

/// How the rows of a file are written, and what its columns are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Between two cells.
    separator: u8,
    /// At the end of a row: a line feed, or a carriage return alone.
    end: u8,
    /// Names of the columns.
    header: Vec<String>,
}

/// Rows by which a dialect is judged.
const JUDGED: usize = 50;

impl Table {
    /// A table of this separator; the header is the first row of `head`.
    pub fn new(head: &[u8], separator: u8) -> Table {
        let end = if memchr::memchr(b'\n', head).is_none() && head.contains(&b'\r') { b'\r' } else { b'\n' };
        let mut table = Table { separator, end, header: Vec::new() };
        if let Some((_, row)) = records(table.cut(), head, 1).next() {
            let text = String::from_utf8_lossy(row);
            let row = text.strip_prefix(BOM).unwrap_or(&text);
            table.header = table.cells(row).into_iter().map(|cell| value(&row[cell]).into_owned()).collect();
        }
        table
    }

    /// The dialect that gives most rows as many cells as the first; of equal ones the one with most cells.
    ///
    /// ```
    /// use canonry::read::Table;
    /// let table = Table::sniff(b"id;text\n1;\"IS-K; fled..\"\n2;\"two\nlines\"\n");
    /// assert_eq!(table.header(), ["id", "text"]);
    /// ```
    pub fn sniff(head: &[u8]) -> Table {
        let judged = |separator: u8| {
            let table = Table::new(head, separator);
            let rows: Vec<usize> = records(table.cut(), head, 1)
                .skip(1)
                .take(JUDGED)
                .map(|(_, row)| table.cells(&String::from_utf8_lossy(row)).len())
                .collect();
            // The last row may be cut short.
            let rows = &rows[..rows.len().saturating_sub(usize::from(rows.len() > 1))];
            let alike = rows.iter().filter(|cells| **cells == table.header.len()).count();
            let several = table.header.len() > 1;
            (several, alike * 1000 / rows.len().max(1), table.header.len(), table)
        };
        let rank = |(several, alike, cells, _): &(bool, usize, usize, Table)| (*several, *alike, *cells);
        // The first of equal ones is the more usual one.
        let all = [b',', b';', b'\t', b'|'].map(judged).into_iter().rev();
        all.max_by_key(rank).map_or_else(|| Table::new(head, b','), |(_, _, _, table)| table)
    }

    /// True where the beginning of a file is surely a table: a column has the name texts usually have, and all rows
    /// have as many cells as the first.
    pub fn is_sure(&self, head: &[u8]) -> bool {
        let named = self.header.len() > 1 && self.header.iter().any(|name| jsonl::is_usual(name));
        let mut rows = records(self.cut(), head, 1).skip(1).take(JUDGED).peekable();
        let mut alike = 0;
        while let Some((_, row)) = rows.next() {
            let cells = self.cells(&String::from_utf8_lossy(row)).len();
            if cells != self.header.len() && rows.peek().is_some() {
                return false;
            }
            alike += usize::from(cells == self.header.len());
        }
        named && alike > 0
    }

    /// Names of the columns, in order.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// What stands between two cells.
    pub fn separator(&self) -> char {
        char::from(self.separator)
    }

    /// Tells where rows end.
    pub fn cut(&self) -> Rows {
        Rows { separator: self.separator, end: self.end, state: State::Start }
    }

    /// Places of the cells of a row, quotation marks included, its end left out.
    fn cells(&self, row: &str) -> Vec<Range<usize>> {
        let body = row.trim_end_matches(['\r', '\n']);
        let mut cut = Rows { separator: self.separator, end: self.separator, state: State::Start };
        let (mut cells, mut at) = (Vec::with_capacity(self.header.len()), 0);
        loop {
            match cut.feed(&body.as_bytes()[at..]) {
                Some(length) => {
                    cells.push(at..at + length - 1);
                    at += length;
                }
                None => {
                    cells.push(at..body.len());
                    return cells;
                }
            }
        }
    }

    /// Locates the fields of a row; `None` for the header and for blank rows.
    pub fn parse<'r>(
        &'r self,
        row: &'r [u8],
        number: usize,
        fields: &[String],
    ) -> Result<Option<Row<'r>>, String> {
        if number == 1 || row.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        let row = std::str::from_utf8(row)
            .map_err(|error| format!("not UTF-8 at byte {} of the row", error.valid_up_to()))?;
        let cells = self.cells(row);
        if cells.len() != self.header.len() {
            return Err(format!("has {} cells, and the header has {}", cells.len(), self.header.len()));
        }
        let mut found = Row { table: self, row, cells, fields: Vec::with_capacity(fields.len()) };
        for field in fields {
            let column = self.column(field).ok_or_else(|| self.no_field(field, Some(&found)).to_string())?;
            found.fields.push(column);
        }
        Ok(Some(found))
    }

    fn column(&self, field: &str) -> Option<usize> {
        self.header.iter().position(|name| name == field)
    }

    /// Why the first of the fields that is no column is none; the head shows what columns hold.
    pub fn missing(&self, fields: &[String], head: &[u8]) -> Option<RecordError> {
        let field = fields.iter().find(|field| self.column(field).is_none())?;
        let row = records(self.cut(), head, 1).nth(1).and_then(|(_, row)| std::str::from_utf8(row).ok());
        let row = row.map(|row| Row { table: self, row, cells: self.cells(row), fields: Vec::new() });
        Some(self.no_field(field, row.as_ref()))
    }

    fn no_field(&self, field: &str, row: Option<&Row<'_>>) -> RecordError {
        let shown = |at: usize| row.and_then(|row| row.value(at)).unwrap_or_default();
        let fields: Vec<(String, String)> =
            self.header.iter().enumerate().map(|(at, name)| (name.clone(), sample(&shown(at)))).collect();
        let longest =
            || (0..fields.len()).filter(|at| shown(*at).len() >= 40).max_by_key(|at| shown(*at).len());
        let usual = jsonl::usual(self.header.iter().map(String::as_str));
        let guess = usual.or_else(longest).map(|at| self.header[at].clone());
        RecordError::NoField { field: field.to_owned(), fields, guess }
    }

    /// The header with one column more.
    pub fn widened(&self, header: &[u8], column: &str) -> Vec<u8> {
        let end = header.len() - line_end(header);
        [&header[..end], &[self.separator], column.as_bytes(), &header[end..]].concat()
    }

    /// A text as a cell; in quotation marks where it must be or is to be.
    fn cell(&self, text: &str, quoted: bool) -> String {
        let special = |byte: u8| byte == self.separator || matches!(byte, QUOTE | b'\n' | b'\r');
        match quoted || text.bytes().any(special) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text.to_owned(),
        }
    }
}

fn line_end(row: &[u8]) -> usize {
    row.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

/// What a cell says.
fn value(cell: &str) -> Cow<'_, str> {
    let Some(body) = cell.strip_prefix('"') else { return Cow::Borrowed(cell) };
    match body.strip_suffix('"') {
        Some(body) if !body.contains('"') => Cow::Borrowed(body),
        Some(body) if body.matches('"').count() % 2 == 0 => Cow::Owned(body.replace("\"\"", "\"")),
        // Words behind the closing mark, or no closing mark: as it stands, marks and all.
        _ => Cow::Borrowed(cell),
    }
}

/// Where rows end, quotation marks minded.
#[derive(Clone, Debug)]
pub struct Rows {
    separator: u8,
    end: u8,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// A cell begins.
    Start,
    Bare,
    Quoted,
    /// Behind a quotation mark inside a quoted cell: it closes the cell or is one of two.
    Closing,
}

impl Cut for Rows {
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            match self.state {
                State::Quoted => match memchr::memchr(QUOTE, &bytes[at..]) {
                    Some(found) => {
                        at += found + 1;
                        self.state = State::Closing;
                    }
                    None => return None,
                },
                State::Start if byte == QUOTE => {
                    at += 1;
                    self.state = State::Quoted;
                }
                State::Closing if byte == QUOTE => {
                    at += 1;
                    self.state = State::Quoted;
                }
                State::Start | State::Bare | State::Closing => {
                    self.state = State::Bare;
                    let found = memchr::memchr2(self.separator, self.end, &bytes[at..])?;
                    at += found + 1;
                    self.state = State::Start;
                    if bytes[at - 1] == self.end {
                        return Some(at);
                    }
                }
            }
        }
        None
    }
}

/// A row of which some cells are texts.
#[derive(Clone, Debug)]
pub struct Row<'r> {
    table: &'r Table,
    row: &'r str,
    cells: Vec<Range<usize>>,
    /// Columns that hold texts.
    fields: Vec<usize>,
}

impl<'r> Row<'r> {
    fn value(&self, column: usize) -> Option<Cow<'r, str>> {
        self.cells.get(column).map(|cell| value(&self.row[cell.clone()]))
    }

    fn raw(&self, field: usize) -> &'r str {
        &self.row[self.cells[self.fields[field]].clone()]
    }

    fn write(&self, new: &[Option<String>], extra: Option<&Value>) -> Vec<u8> {
        let mut changes: Vec<(&Range<usize>, &str)> = (self.fields.iter().zip(new))
            .filter_map(|(column, new)| Some((&self.cells[*column], new.as_deref()?)))
            .collect();
        changes.sort_by_key(|(cell, _)| cell.start);
        changes.dedup_by_key(|(cell, _)| cell.start);
        let (mut out, mut at) = (String::with_capacity(self.row.len()), 0);
        for (cell, new) in changes {
            out.push_str(&self.row[at..cell.start]);
            out.push_str(new);
            at = cell.end;
        }
        let end = self.row.len() - line_end(self.row.as_bytes());
        out.push_str(&self.row[at..end]);
        if let Some(extra) = extra {
            out.push(char::from(self.table.separator));
            out.push_str(&self.table.cell(&extra.to_string(), true));
        }
        out.push_str(&self.row[end..]);
        out.into_bytes()
    }
}

impl Record for Row<'_> {
    fn id(&self) -> Option<String> {
        self.get("id").filter(|id| !id.is_empty())
    }

    fn get(&self, field: &str) -> Option<String> {
        self.value(self.table.column(field)?).map(Cow::into_owned)
    }

    fn texts(&self) -> Vec<(String, Cow<'_, str>)> {
        let text =
            |column: &usize| (self.table.header[*column].clone(), self.value(*column).unwrap_or_default());
        self.fields.iter().map(text).collect()
    }

    fn fields(&self) -> Vec<Field<'_>> {
        let field = |(at, name): (usize, &'_ String)| {
            (Cow::Owned(name.clone()), words(&self.value(at).unwrap_or_default()))
        };
        self.table.header.iter().enumerate().map(field).collect()
    }

    fn is_lossy(&self, _: usize) -> bool {
        false
    }

    fn decoding(&self, field: usize) -> Option<Decoding> {
        let raw = self.raw(field);
        let again = self.table.cell(&value(raw), raw.starts_with('"'));
        (again != raw).then(|| Decoding {
            encoding: "csv".to_owned(),
            bom: false,
            raw: Some(raw.as_bytes().to_vec()),
        })
    }

    fn has_canonry(&self) -> bool {
        self.table.column(jsonl::KEY).is_some()
    }

    fn with(&self, new: &[Cow<'_, str>], extra: Option<&Value>) -> Vec<u8> {
        let cell = |(at, new): (usize, &Cow<'_, str>)| {
            let raw = self.raw(at);
            (value(raw) != *new).then(|| self.table.cell(new, raw.starts_with('"')))
        };
        self.write(&new.iter().enumerate().map(cell).collect::<Vec<_>>(), extra)
    }

    fn restored(&self, old: &[Option<Old>]) -> Vec<u8> {
        let cell = |(at, old): (usize, &Option<Old>)| {
            let old = old.as_ref()?;
            let raw = old.raw.clone().and_then(|raw| String::from_utf8(raw).ok());
            Some(raw.unwrap_or_else(|| self.table.cell(&old.text, self.raw(at).starts_with('"'))))
        };
        self.write(&old.iter().enumerate().map(cell).collect::<Vec<_>>(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialects() {
        let rows: &[(&str, u8, &[&str], bool)] = &[
            ("id,text\n1,a\n2,b\n", b',', &["id", "text"], true),
            ("id;text;n\r\n1;\"a, b\";3\r\n2;c, d;4\r\n", b';', &["id", "text", "n"], true),
            ("id\ttext\n1\ta, b; c\n", b'\t', &["id", "text"], true),
            ("id|body\n1|a\n", b'|', &["id", "body"], true),
            ("\u{feff}\"id\",\"the \"\"text\"\"\"\n1,\"two\nlines\"\n", b',', &["id", "the \"text\""], false),
            ("id,text\r1,a\r2,b\r", b',', &["id", "text"], true),
            ("text\nonly one column, with a comma\n", b';', &["text"], false),
            ("Rome, a text\nof two lines, no table, is this one\n", b',', &["Rome", " a text"], false),
            ("", b',', &[], false),
        ];
        for (head, separator, header, sure) in rows {
            let table = Table::sniff(head.as_bytes());
            let names: Vec<&str> = table.header.iter().map(String::as_str).collect();
            assert_eq!((table.separator, &names[..]), (*separator, *header), "{head}");
            assert_eq!(table.is_sure(head.as_bytes()), *sure, "{head}");
        }
    }

    #[test]
    fn only_the_cell_changes() {
        // Row, its text, another text, the row then; what undo gives of that.
        let rows = [
            ("1,a..,x\n", "a..", "a.", "1,a.,x\n"),
            ("1,\"a..\", x \r\n", "a..", "a.", "1,\"a.\", x \r\n"),
            (
                "1,\"two\nlines..\",\"\"\"x\"\"\"\n",
                "two\nlines..",
                "two\nlines.",
                "1,\"two\nlines.\",\"\"\"x\"\"\"\n",
            ),
            ("1,a..,x", "a..", "a, b", "1,\"a, b\",x"),
            ("1,say \"a\"..,x\n", "say \"a\"..", "say \"a\".", "1,\"say \"\"a\"\".\",x\n"),
            ("1,\"a\"b..,x\n", "\"a\"b..", "b.", "1,\"b.\",x\n"),
            ("1,,x\n", "", "", "1,,x\n"),
        ];
        let table = Table::new(b"id,text,n\n", b',');
        for (row, text, new, expected) in rows {
            let parsed = table.parse(row.as_bytes(), 2, &["text".to_owned()]).expect(row).expect("a record");
            assert_eq!(parsed.texts()[0].1, text);
            assert_eq!(parsed.id().as_deref(), Some("1"));
            assert_eq!(parsed.with(&[text.into()], None), row.as_bytes(), "the same text, the same bytes");
            let changed = parsed.with(&[new.into()], None);
            assert_eq!(String::from_utf8_lossy(&changed), expected);
            let clean = table.parse(&changed, 2, &["text".to_owned()]).expect(row).expect("a record");
            assert_eq!(clean.texts()[0].1, new);
            let raw = parsed.decoding(0).and_then(|how| how.raw);
            let back = clean.restored(&[Some(Old { text: text.to_owned(), raw })]);
            let back = table.parse(&back, 2, &["text".to_owned()]).expect(row).expect("a record");
            assert_eq!(back.texts()[0].1, text);
        }
        let added = table.parse(b"1,a,x\r\n", 2, &[]).expect("parsed").expect("a record");
        let extra = serde_json::json!({"lang": "en"});
        assert_eq!(added.with(&[], Some(&extra)), b"1,a,x,\"{\"\"lang\"\":\"\"en\"\"}\"\r\n");
        assert_eq!(table.widened(b"id,text,n\r\n", "canonry"), b"id,text,n,canonry\r\n");
    }

    #[test]
    fn rows_end_outside_of_quotation_marks() {
        let bytes = b"id,text\n1,\"a\n\"\"b\"\"\n,\"\n2,c \" d\n3,\"open\n\n";
        let table = Table::new(bytes, b',');
        let rows: Vec<&[u8]> = records(table.cut(), bytes, 1).map(|(_, row)| row).collect();
        assert_eq!(rows, [&b"id,text\n"[..], b"1,\"a\n\"\"b\"\"\n,\"\n", b"2,c \" d\n", b"3,\"open\n\n"]);
        // Fed byte by byte, the rows are the same.
        let (mut cut, mut ends) = (table.cut(), Vec::new());
        for at in 0..bytes.len() {
            ends.extend(cut.feed(&bytes[at..=at]).map(|_| at + 1));
        }
        assert_eq!(ends, [8, 22, 30]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let table = Table::new(b"id,body\n", b',');
        let error = |row: &[u8]| table.parse(row, 2, &["text".to_owned()]).map(|_| ()).expect_err("wrong");
        assert_eq!(error(b"1\n"), "has 1 cells, and the header has 2");
        assert_eq!(error(b"1,\xff\n"), "not UTF-8 at byte 2 of the row");
        assert!(error(b"1,words\n").ends_with("it has `id` (1), `body` (words); add `--field body`?"));
        assert!(table.parse(b"id,body\n", 1, &[]).expect("the header").is_none());
        let missing = table.missing(&["text".to_owned()], b"id,body\n1,words\n").expect("missing");
        assert!(missing.to_string().contains("`body` (words)"));
    }
}
