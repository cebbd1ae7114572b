//! Records in another format than they came in.
//! In: the fields of a record, each value as JSON. Out: a line of JSON, or a row of a table. Not here: where the fields
//! come from (see [`Record`](super::Record)).

use super::jsonl;
use std::borrow::Cow;

/// A field: its name, and its value as JSON writes it.
pub type Field<'r> = (Cow<'r, str>, Cow<'r, str>);

/// Words as the value of a field.
pub fn words(words: &str) -> Cow<'static, str> {
    Cow::Owned(jsonl::escape(words, false, false))
}

/// What records become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object a line.
    Jsonl,
    /// A row each.
    Table {
        /// Between two cells.
        separator: char,
        /// The names of its columns, which are all the fields a record may have.
        columns: Vec<String>,
    },
}

impl Shape {
    /// What stands before all records: of a table a byte order mark, which tells Excel that it is UTF-8, and the names
    /// of the columns.
    pub fn head(&self) -> String {
        match self {
            Shape::Jsonl => String::new(),
            Shape::Table { separator, columns } => {
                format!(
                    "\u{feff}{}",
                    row(*separator, columns.iter().map(|name| Cow::Borrowed(name.as_str())))
                )
            }
        }
    }

    /// A record. A field that is missing is an empty cell; one that is no column is an error.
    ///
    /// ```
    /// use canonry::read::convert::{Shape, words};
    /// let fields = [("id".into(), "7".into()), ("text".into(), words("IS-K; fled.."))];
    /// assert_eq!(Shape::Jsonl.write(&fields).unwrap(), "{\"id\":7,\"text\":\"IS-K; fled..\"}\n");
    /// let table = Shape::Table { separator: ';', columns: vec!["id".into(), "text".into(), "url".into()] };
    /// assert_eq!(table.write(&fields).unwrap(), "7;\"IS-K; fled..\";\n");
    /// ```
    pub fn write(&self, fields: &[Field<'_>]) -> Result<String, String> {
        match self {
            Shape::Jsonl => {
                let field = |(name, value): &Field<'_>| format!("{}:{value}", words(name));
                Ok(format!("{{{}}}\n", fields.iter().map(field).collect::<Vec<_>>().join(",")))
            }
            Shape::Table { separator, columns } => {
                if let Some((name, _)) =
                    fields.iter().find(|(name, _)| columns.iter().all(|column| column != name))
                {
                    return Err(format!(
                        "has a field `{name}`, which the first record has not: no column holds it; --output-format jsonl takes all fields"
                    ));
                }
                // Of two fields of one name the last counts, as for other readers.
                let value = |column: &String| {
                    fields.iter().rev().find(|(name, _)| name == column).map(|(_, value)| cell(value))
                };
                Ok(row(*separator, columns.iter().map(|column| value(column).unwrap_or_default())))
            }
        }
    }
}

/// A value as people read it: words without marks, nothing for null.
fn cell(json: &str) -> Cow<'_, str> {
    match json {
        "null" => Cow::Borrowed(""),
        words if words.starts_with('"') => jsonl::unescape(words).0,
        other => Cow::Borrowed(other),
    }
}

fn row<'c>(separator: char, cells: impl Iterator<Item = Cow<'c, str>>) -> String {
    let mut out = String::new();
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(separator);
        }
        match cell.contains([separator, '"', '\n', '\r']) {
            true => out.push_str(&format!("\"{}\"", cell.replace('"', "\"\""))),
            false => out.push_str(&cell),
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Format, Record};

    fn converted(format: &Format, bytes: &str, number: usize, shape: &Shape) -> Result<String, String> {
        let fields = ["text".to_owned()];
        let record: Box<dyn Record + '_> = format.parse(bytes.as_bytes(), number, &fields)?.expect("a page");
        shape.write(&record.fields())
    }

    #[test]
    fn records_become_others() {
        let line = "{\"id\": 7, \"n\": 12345678901234567890123, \"text\": \"a \\\"b\\\", c\\nd\", \"o\": {\"x\": [1, null]}, \"z\": null}\n";
        let columns = ["id", "n", "text", "o", "z", "more"].map(str::to_owned).to_vec();
        let table = Shape::Table { separator: ',', columns };
        let row = "7,12345678901234567890123,\"a \"\"b\"\", c\nd\",\"{\"\"x\"\": [1, null]}\",,\n";
        assert_eq!(converted(&Format::Jsonl, line, 1, &table).expect("a row"), row);
        let few = Shape::Table { separator: ',', columns: vec!["id".to_owned()] };
        assert!(converted(&Format::Jsonl, line, 1, &few).expect_err("no column").contains("`n`"));
        assert_eq!(table.head(), "\u{feff}id,n,text,o,z,more\n");

        let rows = "id;text;\"a \"\"name\"\"\"\n7;\"two\nlines\";\\x\n";
        let format = Format::Table(std::sync::Arc::new(crate::read::Table::sniff(rows.as_bytes())));
        let second = &rows[rows.find('7').expect("there")..];
        let expected = "{\"id\":\"7\",\"text\":\"two\\nlines\",\"a \\\"name\\\"\":\"\\\\x\"}\n";
        assert_eq!(converted(&format, second, 2, &Shape::Jsonl).expect("a line"), expected);

        let page = "WARC/1.0\nWARC-Type: conversion\nWARC-Record-ID: <u>\nWARC-Target-URI: http://x.org\n\
            Content-Type: text/plain\nContent-Length: 2\n\nab\n\n";
        let expected = "{\"id\":\"<u>\",\"url\":\"http://x.org\",\"text\":\"ab\"}\n";
        assert_eq!(converted(&Format::Warc, page, 1, &Shape::Jsonl).expect("a line"), expected);
    }
}
