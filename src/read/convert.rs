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

/// What a value holds, for formats whose columns have types; any value may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number.
    Whole,
    /// Any number.
    Real,
    /// True or false.
    Truth,
    /// A list of values of one kind.
    List(Box<Kind>),
    /// An object of these fields.
    Object(Vec<(String, Kind)>),
}

impl Kind {
    /// A list of objects.
    pub fn list(fields: &[(&str, Kind)]) -> Kind {
        Kind::List(Box::new(Kind::object(fields)))
    }

    /// An object.
    pub fn object(fields: &[(&str, Kind)]) -> Kind {
        Kind::Object(fields.iter().map(|(name, kind)| ((*name).to_owned(), kind.clone())).collect())
    }

    /// The kind of column in which a value is at home; lists and objects are written as JSON.
    pub fn of(json: &str) -> Kind {
        match json.as_bytes().first() {
            Some(b't' | b'f') => Kind::Truth,
            Some(b'-' | b'0'..=b'9') if json.parse::<i64>().is_ok() => Kind::Whole,
            Some(b'-' | b'0'..=b'9') => Kind::Real,
            _ => Kind::Text,
        }
    }

    /// The kind in which values of two kinds are at home.
    pub fn join(self, other: Kind) -> Kind {
        match (self, other) {
            (one, two) if one == two => one,
            (Kind::Whole, Kind::Real) | (Kind::Real, Kind::Whole) => Kind::Real,
            _ => Kind::Text,
        }
    }

    /// A value as this kind of column holds it; `None` where it cannot.
    fn holds<'j>(&self, json: &'j str) -> Option<Cow<'j, str>> {
        match (self, Kind::of(json)) {
            _ if json == "null" => Some(Cow::Borrowed(json)),
            (Kind::Text, _) if json.starts_with('"') => Some(Cow::Borrowed(json)),
            (Kind::Text, _) => Some(words(json)),
            (Kind::Real, Kind::Whole) => Some(Cow::Borrowed(json)),
            (Kind::Whole | Kind::Real | Kind::Truth, kind) if kind == *self => Some(Cow::Borrowed(json)),
            (Kind::List(_) | Kind::Object(_), Kind::Text) if json.starts_with(['[', '{']) => {
                Some(Cow::Borrowed(json))
            }
            _ => None,
        }
    }

    /// As people say it.
    fn shown(&self) -> &'static str {
        match self {
            Kind::Text => "words",
            Kind::Whole => "a whole number",
            Kind::Real => "a number",
            Kind::Truth => "true or false",
            Kind::List(_) => "a list",
            Kind::Object(_) => "an object",
        }
    }
}

/// What records become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object a line.
    Jsonl,
    /// A row each of columns that have types, as a line of JSON that holds no more than they do.
    Rows(Vec<(String, Kind)>),
    /// A row each.
    Table {
        /// Between two cells.
        separator: char,
        /// The names of its columns, which are all the fields a record may have.
        columns: Vec<String>,
    },
}

impl Shape {
    /// What people call it, and names end in.
    pub fn as_str(&self) -> &'static str {
        match self {
            Shape::Jsonl => "jsonl",
            Shape::Rows(_) => "parquet",
            Shape::Table { separator: '\t', .. } => "tsv",
            Shape::Table { .. } => "csv",
        }
    }

    /// True where a record has a field of its own for this one; of objects inside, tables hold the whole.
    pub fn has(&self, field: &str) -> bool {
        match self {
            Shape::Jsonl => true,
            Shape::Rows(columns) => columns.iter().any(|(name, _)| name == field),
            Shape::Table { columns, .. } => columns.iter().any(|name| name == field),
        }
    }

    /// What stands before all records: of a table a byte order mark, which tells Excel that it is UTF-8, and the names
    /// of the columns.
    pub fn head(&self) -> String {
        match self {
            Shape::Jsonl | Shape::Rows(_) => String::new(),
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
            Shape::Rows(columns) => {
                refuse_others(fields, columns.iter().map(|(name, _)| name.as_str()))?;
                let mut values = Vec::with_capacity(fields.len());
                for (name, kind) in columns {
                    let Some((_, value)) = fields.iter().rev().find(|(field, _)| field == name) else {
                        continue;
                    };
                    let value = kind.holds(value).ok_or_else(|| {
                        format!(
                            "its field `{name}` holds {}, and that of the first record {}: one column cannot hold both; --output-format jsonl takes all",
                            Kind::of(value).shown(),
                            kind.shown()
                        )
                    })?;
                    values.push(format!("{}:{value}", words(name)));
                }
                Ok(format!("{{{}}}\n", values.join(",")))
            }
            Shape::Table { separator, columns } => {
                refuse_others(fields, columns.iter().map(String::as_str))?;
                // Of two fields of one name the last counts, as for other readers.
                let value = |column: &String| {
                    fields.iter().rev().find(|(name, _)| name == column).map(|(_, value)| cell(value))
                };
                Ok(row(*separator, columns.iter().map(|column| value(column).unwrap_or_default())))
            }
        }
    }
}

/// A field that is no column.
fn refuse_others<'c>(
    fields: &[Field<'_>],
    columns: impl Iterator<Item = &'c str> + Clone,
) -> Result<(), String> {
    match fields.iter().find(|(name, _)| columns.clone().all(|column| column != name)) {
        None => Ok(()),
        Some((name, _)) => Err(format!(
            "has a field `{name}`, which the first record has not: no column holds it; --output-format jsonl takes all fields"
        )),
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
        let kinds = [Kind::Whole, Kind::Text, Kind::Text, Kind::Text, Kind::Truth, Kind::Real];
        let columns = ["id", "n", "text", "o", "z", "more"].map(str::to_owned).into_iter().zip(kinds);
        let rows = Shape::Rows(columns.collect());
        let same = "{\"id\":7,\"n\":\"12345678901234567890123\",\"text\":\"a \\\"b\\\", c\\nd\",\"o\":\"{\\\"x\\\": [1, null]}\",\"z\":null}\n";
        assert_eq!(converted(&Format::Jsonl, line, 1, &rows).expect("a row"), same);
        let other = line.replace("\"id\": 7", "\"id\": \"seven\"");
        assert!(
            converted(&Format::Jsonl, &other, 1, &rows).expect_err("no number").contains("`id` holds words")
        );

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
