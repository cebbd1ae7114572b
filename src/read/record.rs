//! Formats of records behind one door: where records end, what one says, how one is written again.
//! In: bytes of a record, the fields that hold text. Out: a [`Record`]. Not here: each format (see `jsonl`, `table`, `warc`).

use super::{
    Decoding, Table,
    blocks::{Cut, Lines, Whole},
    convert::Field,
    jsonl, warc,
};
use serde_json::Value;
use std::{borrow::Cow, sync::Arc};

/// One page with all that is not text untouched.
pub trait Record {
    /// Its field `id`.
    fn id(&self) -> Option<String>;

    /// Another field, for what goes along with a text.
    fn get(&self, field: &str) -> Option<String>;

    /// The texts with the names of their fields.
    fn texts(&self) -> Vec<(String, Cow<'_, str>)>;

    /// All its fields, in order.
    fn fields(&self) -> Vec<Field<'_>>;

    /// True when text number `field` holds what no text can hold.
    fn is_lossy(&self, field: usize) -> bool;

    /// How text number `field` was read, where the text alone would not give its bytes back.
    fn decoding(&self, field: usize) -> Option<Decoding>;

    /// True when it has a field `canonry` already, which is never overwritten.
    fn has_canonry(&self) -> bool;

    /// The record with other texts; where a text is the same its bytes stay. `extra` is added as field `canonry`.
    fn with(&self, new: &[Cow<'_, str>], extra: Option<&Value>) -> Vec<u8>;

    /// The record with the texts it had once; `None` leaves one as it is, `raw` are its bytes where the log kept them.
    fn restored(&self, old: &[Option<Old>]) -> Vec<u8>;
}

/// What a text was before it was cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Old {
    /// The text.
    pub text: String,
    /// Its bytes in the record.
    pub raw: Option<Vec<u8>>,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// One page.
    #[default]
    Text,
    /// One page a line, as a JSON object.
    Jsonl,
    /// One page a row, CSV or TSV.
    Table(Arc<Table>),
    /// A web archive: its records of plain text are pages.
    Warc,
    /// One page a row of Parquet, seen as a JSON object a line (see [`columns`](super::columns)).
    Parquet,
}

impl Format {
    /// True where a file holds records, not one page.
    pub fn has_records(&self) -> bool {
        *self != Format::Text
    }

    /// Tells where records end.
    pub fn cut(&self) -> Box<dyn Cut> {
        match self {
            Format::Text => Box::new(Whole),
            Format::Jsonl | Format::Parquet => Box::new(Lines),
            Format::Table(table) => Box::new(table.cut()),
            Format::Warc => Box::new(warc::Records::default()),
        }
    }

    /// True for what is a page, if perhaps a bad one, and not a header, a blank line or a record of other things.
    pub fn is_page(&self, bytes: &[u8], number: usize) -> bool {
        match self {
            Format::Text => true,
            Format::Table(_) if number == 1 => false,
            Format::Parquet => true,
            Format::Jsonl | Format::Table(_) => !bytes.iter().all(u8::is_ascii_whitespace),
            Format::Warc => !matches!(warc::Page::parse(bytes), Ok(None)),
        }
    }

    /// True for the record that stands in front of any choice of the others: the header of a table.
    pub fn is_header(&self, number: usize) -> bool {
        number == 1 && matches!(self, Format::Table(_))
    }

    /// What stands between records, as it is written; `adds`: records get a field `canonry`.
    pub fn between<'b>(&self, bytes: &'b [u8], number: usize, adds: bool) -> Cow<'b, [u8]> {
        match self {
            Format::Table(table) if number == 1 && adds => Cow::Owned(table.widened(bytes, jsonl::KEY)),
            _ => Cow::Borrowed(bytes),
        }
    }

    /// Reads one record, `number` of its file; `None` for what stands between records and is no page. The error is a
    /// sentence.
    pub fn parse<'b>(
        &'b self,
        bytes: &'b [u8],
        number: usize,
        fields: &[String],
    ) -> Result<Option<Box<dyn Record + 'b>>, String> {
        match self {
            Format::Table(table) => {
                Ok(table.parse(bytes, number, fields)?.map(|row| Box::new(row) as Box<dyn Record + 'b>))
            }
            Format::Warc => Ok(warc::Page::parse(bytes)?.map(|page| Box::new(page) as Box<dyn Record + 'b>)),
            Format::Jsonl | Format::Parquet if !bytes.iter().all(u8::is_ascii_whitespace) => {
                let line = std::str::from_utf8(bytes)
                    .map_err(|error| format!("not UTF-8 at byte {} of the line", error.valid_up_to()))?;
                let record = jsonl::Record::parse(line, fields).map_err(|error| error.to_string())?;
                Ok(Some(Box::new(record)))
            }
            _ => Ok(None),
        }
    }
}

impl Record for jsonl::Record<'_> {
    fn id(&self) -> Option<String> {
        self.id()
    }

    fn get(&self, field: &str) -> Option<String> {
        self.get(field)
    }

    fn texts(&self) -> Vec<(String, Cow<'_, str>)> {
        self.texts()
    }

    fn fields(&self) -> Vec<Field<'_>> {
        self.members().map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value))).collect()
    }

    fn is_lossy(&self, field: usize) -> bool {
        self.is_lossy(field)
    }

    fn decoding(&self, field: usize) -> Option<Decoding> {
        self.decoding(field)
    }

    fn has_canonry(&self) -> bool {
        self.has_canonry()
    }

    fn with(&self, new: &[Cow<'_, str>], extra: Option<&Value>) -> Vec<u8> {
        self.with(new, extra).into_bytes()
    }

    fn restored(&self, old: &[Option<Old>]) -> Vec<u8> {
        let literal = |old: &Old| {
            let raw = old.raw.clone().and_then(|raw| String::from_utf8(raw).ok());
            raw.unwrap_or_else(|| jsonl::escape(&old.text, false, false))
        };
        let literals: Vec<Option<String>> = old.iter().map(|old| old.as_ref().map(literal)).collect();
        self.splice(&literals).into_bytes()
    }
}
