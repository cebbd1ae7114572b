//! What a file is, by its name and then by its first bytes.
//! In: a path and the head of the file. Out: text, records, or a sentence on what it is and what to do.

use super::{Format, Table, packed::Packing};
use std::{
    io::{self, Read},
    path::Path,
    sync::Arc,
};

/// So much of a file tells what it is.
pub const HEAD: usize = 64 * 1024;

const HTML: &str = "HTML; take the text out first, for example with `trafilatura -u` or `pandoc -t plain`";
const PDF: &str = "PDF; take the text out first, for example with `pdftotext -layout`";
const OFFICE: &str =
    "a word-processor document; save it as plain text first, for example with `pandoc -t plain`";
const SHEET: &str = "a spreadsheet of another kind; save it as .xlsx or CSV first";
const COLUMNS: &str = "Arrow, ORC or Avro; turn it into Parquet first, for example with `pyarrow.parquet.write_table` or `duckdb`";
const PACKED: &str = "packed in a way that is not read (gzip and zstd are); unpack it first, for example with `xzcat`, `unzip` or `tar -x`";
const MARKUP: &str = "XML; take the text out first";
const CRAWL: &str = "the metadata of a web archive; read its .wet or .warc file instead";
const MAIL: &str = "e-mail; take the text of the messages out first";
const MEDIA: &str = "no text (picture, sound, film or font)";
const PROGRAM: &str = "no text (program or database)";
const JSON: &str =
    "one JSON document, not one record a line; make it JSON Lines first, for example with `jq -c '.[]'`";

const BY_NAME: &[(&str, &[&str])] = &[
    (HTML, &["html", "htm", "xhtml", "mhtml", "mht", "shtml", "php", "aspx"]),
    (PDF, &["pdf", "ps", "djvu"]),
    (OFFICE, &["doc", "docx", "odt", "rtf", "epub", "mobi", "azw3", "pages", "ppt", "pptx", "odp"]),
    (SHEET, &["xls", "xlsb", "ods", "numbers"]),
    (COLUMNS, &["arrow", "feather", "orc", "avro"]),
    (PACKED, &["tgz", "bz2", "xz", "zip", "7z", "rar", "tar", "lz4", "br"]),
    (MARKUP, &["xml", "rss", "atom", "svg"]),
    (CRAWL, &["wat"]),
    (MAIL, &["eml", "msg", "mbox", "pst"]),
    (
        MEDIA,
        &[
            "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic", "ico", "mp3", "wav", "ogg",
            "mp4", "mov", "avi", "mkv", "webm", "ttf", "otf", "woff", "woff2",
        ],
    ),
    (
        PROGRAM,
        &[
            "exe", "dll", "so", "dylib", "a", "o", "pyc", "class", "jar", "wasm", "bin", "db", "sqlite",
            "sqlite3",
        ],
    ),
];

const BY_HEAD: &[(&str, &[&[u8]])] = &[
    (PDF, &[b"%PDF-", b"%!PS"]),
    (PACKED, &[b"PK\x03\x04", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a"]),
    (OFFICE, &[b"{\\rtf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
    (COLUMNS, &[b"ARROW1\0", b"Obj\x01"]),
    (MEDIA, &[b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"OggS", b"ID3\x03", b"ID3\x04"]),
    (PROGRAM, &[b"\x7fELF", b"SQLite format 3\0"]),
];

/// The beginning of a stream.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// How it is compressed.
    pub packing: Packing,
    /// Its first bytes as they came, at most [`HEAD`].
    pub raw: Vec<u8>,
    /// What they hold, unpacked, at most [`HEAD`].
    pub plain: Vec<u8>,
}

impl Head {
    /// True where the whole stream was read.
    pub fn is_whole(&self) -> bool {
        self.raw.len() < HEAD && self.plain.len() < HEAD
    }
}

/// True for the name of a workbook, whose sheets are read as tables ([`Sheet`](super::Sheet)).
pub fn is_workbook(path: &Path) -> bool {
    ["xlsx", "xlsm"].contains(&extension(path).as_str())
}

/// Reads the beginning of a stream. What is wrong further on is found when the rest is read.
pub fn head(from: &mut dyn Read) -> io::Result<Head> {
    let mut head = Head::default();
    from.take(HEAD as u64).read_to_end(&mut head.raw)?;
    head.packing = Packing::of_head(&head.raw);
    match head.packing {
        Packing::Plain => head.plain.clone_from(&head.raw),
        // The last bytes unpack only with those that follow.
        packing => drop(packing.unpack(&head.raw[..]).take(HEAD as u64).read_to_end(&mut head.plain)),
    }
    Ok(head)
}

/// What a file is. `head` is its beginning, unpacked (4 kB are enough); for standard input `path` is `-`. Of
/// `pages.jsonl.gz` only `pages.jsonl` is looked at. What is not read is an error: what it is and what to do.
///
/// ```
/// use canonry::read::{Format, sniff};
/// use std::path::Path;
/// assert_eq!(sniff(Path::new("-"), br#"{"id": "p1", "text": "IS-K"}"#), Ok(Format::Jsonl));
/// assert_eq!(sniff(Path::new("page.txt"), b"IS-K claimed the attack."), Ok(Format::Text));
/// assert!(sniff(Path::new("page.html"), b"").unwrap_err().starts_with("HTML"));
/// ```
pub fn sniff(path: &Path, head: &[u8]) -> Result<Format, &'static str> {
    let (_, path) = Packing::of_name(path);
    if let Some(why) = refused_by_name(path) {
        return Err(why);
    }
    if head.starts_with(b"WARC/1.") {
        return Ok(Format::Warc);
    }
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if let Some((why, _)) = BY_HEAD.iter().find(|(_, marks)| marks.iter().any(|mark| head.starts_with(mark)))
    {
        return Err(why);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Err(PACKED);
    }
    let extension = extension(path);
    let (whole, head) = (head, plain(head));
    match extension.as_str() {
        "jsonl" | "ndjson" | "jsonlines" => Ok(Format::Jsonl),
        "json" if opens_record(head) => Ok(Format::Jsonl),
        "json" => Err(JSON),
        "txt" | "text" | "md" => Ok(Format::Text),
        "csv" => Ok(table(Table::sniff(whole))),
        // What is looked at is its sheet, as CSV.
        "xlsx" | "xlsm" => Ok(table(Table::new(whole, b','))),
        "warc" | "wet" => Ok(Format::Warc),
        "parquet" => Ok(Format::Parquet),
        "tsv" | "tab" => Ok(table(Table::new(whole, b'\t'))),
        _ if opens_record(head) => Ok(Format::Jsonl),
        _ if opens_markup(head, &["<!doctype html", "<html"]) => Err(HTML),
        _ if opens_markup(head, &["<?xml"]) => Err(MARKUP),
        _ => {
            let found = Table::sniff(whole);
            Ok(if found.is_sure(whole) { table(found) } else { Format::Text })
        }
    }
}

fn table(table: Table) -> Format {
    Format::Table(Arc::new(table))
}

/// The sentence for a file whose name alone tells that it is not read.
pub(super) fn refused_by_name(path: &Path) -> Option<&'static str> {
    let extension = extension(Packing::of_name(path).1);
    BY_NAME.iter().find(|(_, known)| known.contains(&extension.as_str())).map(|(why, _)| *why)
}

fn extension(path: &Path) -> String {
    path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Without byte order mark and white space.
fn plain(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

/// True when the first line is a JSON object, or begins as one where the head ends before it does.
fn opens_record(head: &[u8]) -> bool {
    let Some(body) = head.strip_prefix(b"{") else { return false };
    let (line, whole) = match memchr::memchr(b'\n', head) {
        Some(end) => (&head[..end], true),
        None => (head, head.ends_with(b"}")),
    };
    match std::str::from_utf8(line) {
        Ok(line) if whole => {
            serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
                || !line.trim_end().eq("{") && opens_key(body)
        }
        _ => opens_key(body),
    }
}

/// `"key"…:` behind the brace: a broken first record is a record all the same.
fn opens_key(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"\"") && !body.starts_with(b"\n") && !body.starts_with(b"\r")
}

fn opens_markup(head: &[u8], tags: &[&str]) -> bool {
    tags.iter()
        .any(|tag| head.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_unpacked() {
        let words = "The IS-K cell struck again.\n".repeat(10_000);
        for packing in [Packing::Plain, Packing::Gzip, Packing::Zstd] {
            let file = packing.pack(words.as_bytes()).expect("packed");
            let head = head(&mut &file[..]).expect("read");
            assert_eq!((head.packing, head.plain.len()), (packing, HEAD), "{packing:?}");
            assert!(words.as_bytes().starts_with(&head.plain) && !head.is_whole());
        }
    }

    #[test]
    fn names_and_heads() {
        let csv = |head: &[u8]| Ok(table(Table::sniff(head)));
        let rows: &[(&str, &[u8], Result<Format, &str>)] = &[
            ("a.txt", b"words", Ok(Format::Text)),
            ("a.txt", b"{\"a\":1}", Ok(Format::Text)),
            ("a.txt", b"", Ok(Format::Text)),
            ("a.txt", b"%PDF-1.7", Err(PDF)),
            ("A.HTML", b"words", Err(HTML)),
            ("a.docx", b"PK\x03\x04", Err(OFFICE)),
            ("a.csv", b"id,text", csv(b"id,text")),
            ("-", b"id;text\n1;a, b\n", csv(b"id;text\n1;a, b\n")),
            ("a.txt", b"id;text\n1;a, b\n", Ok(Format::Text)),
            ("-", b"Rome; a text\nRome; again\n", Ok(Format::Text)),
            ("a.jsonl.gz", b"", Ok(Format::Jsonl)),
            ("a.warc.wet.gz", b"", Ok(Format::Warc)),
            ("-", b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", Ok(Format::Warc)),
            ("a.xlsx", b"id,a;b;c\n", Ok(table(Table::new(b"id,a;b;c\n", b',')))),
            ("a.xls", b"", Err(SHEET)),
            ("a.parquet", b"", Ok(Format::Parquet)),
            ("part-0", b"PAR1\x15\x04", Ok(Format::Parquet)),
            ("a.feather", b"", Err(COLUMNS)),
            ("a.wat", b"WARC/1.0\r\n", Err(CRAWL)),
            ("a.txt.zst", b"words", Ok(Format::Text)),
            ("a.html.gz", b"words", Err(HTML)),
            ("a.jsonl.xz", b"", Err(PACKED)),
            ("a.jsonl", b"", Ok(Format::Jsonl)),
            ("a.jsonl", b"not json", Ok(Format::Jsonl)),
            ("a.json", b"{\"text\": \"x\"}\n{\"text\": \"y\"}\n", Ok(Format::Jsonl)),
            ("a.json", b"{\n  \"text\": \"x\"\n}", Err(JSON)),
            ("a.json", b"[{\"text\": \"x\"}]", Err(JSON)),
            ("-", b"{\"text\": \"a line longer than the he", Ok(Format::Jsonl)),
            ("-", b"\xef\xbb\xbf {\"text\": 1}\n", Ok(Format::Jsonl)),
            ("-", b"{broken\n", Ok(Format::Text)),
            ("-", b"{\"text\": \"cut\n{\"text\": \"y\"}\n", Ok(Format::Jsonl)),
            ("-", b"{}\n", Ok(Format::Jsonl)),
            ("-", b"\n<!DOCTYPE html><html>", Err(HTML)),
            ("-", b"<?xml version='1.0'?>", Err(MARKUP)),
            ("-", b"Words and <html> words", Ok(Format::Text)),
            ("page", b"Words", Ok(Format::Text)),
            ("page", b"BZh9", Err(PACKED)),
        ];
        for (path, head, input) in rows {
            assert_eq!(sniff(Path::new(path), head), *input, "{path} {}", head.escape_ascii());
        }
    }
}
