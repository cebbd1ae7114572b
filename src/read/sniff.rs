//! What a file is, by its name and then by its first bytes.
//! In: a path and the head of the file. Out: text, records, or a sentence on what it is and what to do.

use std::path::Path;

/// What canonry makes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// One page.
    Text,
    /// One page a line, as a JSON object.
    Jsonl,
    /// Not read; the sentence says what it is and what to do.
    Refused(&'static str),
}

const HTML: &str = "HTML; take the text out first, for example with `trafilatura -u` or `pandoc -t plain`";
const PDF: &str = "PDF; take the text out first, for example with `pdftotext -layout`";
const OFFICE: &str =
    "a word-processor document; save it as plain text first, for example with `pandoc -t plain`";
const SHEET: &str = "a spreadsheet; save the text column as JSON Lines first";
const TABLE: &str = "a table; turn it into JSON Lines first, for example with `mlr --icsv --ojsonl cat`";
const COLUMNS: &str =
    "Parquet or Arrow; turn it into JSON Lines first, for example with `duckdb -c \"COPY … TO 'out.jsonl'\"`";
const PACKED: &str =
    "compressed; unpack it first, for example with `zstdcat`, `zcat` or `unzip`, and give the text to `-`";
const MARKUP: &str = "XML; take the text out first";
const CRAWL: &str = "a web archive; take the text out first, one record a line, as JSON Lines";
const MAIL: &str = "e-mail; take the text of the messages out first";
const MEDIA: &str = "no text (picture, sound, film or font)";
const PROGRAM: &str = "no text (program or database)";
const JSON: &str =
    "one JSON document, not one record a line; make it JSON Lines first, for example with `jq -c '.[]'`";

const BY_NAME: &[(&str, &[&str])] = &[
    (HTML, &["html", "htm", "xhtml", "mhtml", "mht", "shtml", "php", "aspx"]),
    (PDF, &["pdf", "ps", "djvu"]),
    (OFFICE, &["doc", "docx", "odt", "rtf", "epub", "mobi", "azw3", "pages", "ppt", "pptx", "odp"]),
    (SHEET, &["xls", "xlsx", "xlsm", "ods", "numbers"]),
    (TABLE, &["csv", "tsv", "tab"]),
    (COLUMNS, &["parquet", "arrow", "feather", "orc", "avro"]),
    (PACKED, &["gz", "tgz", "zst", "bz2", "xz", "zip", "7z", "rar", "tar", "lz4", "br"]),
    (MARKUP, &["xml", "rss", "atom", "svg"]),
    (CRAWL, &["warc", "wet", "wat"]),
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
    (
        PACKED,
        &[
            b"PK\x03\x04",
            b"\x1f\x8b",
            b"\x28\xb5\x2f\xfd",
            b"BZh",
            b"\xfd7zXZ\0",
            b"7z\xbc\xaf\x27\x1c",
            b"Rar!\x1a",
        ],
    ),
    (OFFICE, &[b"{\\rtf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
    (COLUMNS, &[b"PAR1", b"ARROW1\0"]),
    (CRAWL, &[b"WARC/1."]),
    (MEDIA, &[b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"OggS", b"ID3\x03", b"ID3\x04"]),
    (PROGRAM, &[b"\x7fELF", b"SQLite format 3\0"]),
];

/// What a file is. `head` is its beginning (4 kB are enough); for standard input `path` is `-`.
///
/// ```
/// use canonry::read::{Input, sniff};
/// use std::path::Path;
/// assert_eq!(sniff(Path::new("-"), br#"{"id": "p1", "text": "IS-K"}"#), Input::Jsonl);
/// assert_eq!(sniff(Path::new("page.txt"), b"IS-K claimed the attack."), Input::Text);
/// assert!(matches!(sniff(Path::new("page.html"), b""), Input::Refused(_)));
/// ```
pub fn sniff(path: &Path, head: &[u8]) -> Input {
    if let Some(why) = refused_by_name(path) {
        return Input::Refused(why);
    }
    if let Some((why, _)) = BY_HEAD.iter().find(|(_, marks)| marks.iter().any(|mark| head.starts_with(mark)))
    {
        return Input::Refused(why);
    }
    let extension = extension(path);
    let head = plain(head);
    match extension.as_str() {
        "jsonl" | "ndjson" | "jsonlines" => Input::Jsonl,
        "json" if opens_record(head) => Input::Jsonl,
        "json" => Input::Refused(JSON),
        "txt" | "text" | "md" => Input::Text,
        _ if opens_record(head) => Input::Jsonl,
        _ if opens_markup(head, &["<!doctype html", "<html"]) => Input::Refused(HTML),
        _ if opens_markup(head, &["<?xml"]) => Input::Refused(MARKUP),
        _ => Input::Text,
    }
}

/// The sentence for a file whose name alone tells that it is not read.
pub(super) fn refused_by_name(path: &Path) -> Option<&'static str> {
    let extension = extension(path);
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
    fn names_and_heads() {
        let rows: &[(&str, &[u8], Input)] = &[
            ("a.txt", b"words", Input::Text),
            ("a.txt", b"{\"a\":1}", Input::Text),
            ("a.txt", b"", Input::Text),
            ("a.txt", b"%PDF-1.7", Input::Refused(PDF)),
            ("A.HTML", b"words", Input::Refused(HTML)),
            ("a.docx", b"PK\x03\x04", Input::Refused(OFFICE)),
            ("a.csv", b"id,text", Input::Refused(TABLE)),
            ("a.jsonl.gz", b"", Input::Refused(PACKED)),
            ("a.jsonl", b"", Input::Jsonl),
            ("a.jsonl", b"not json", Input::Jsonl),
            ("a.json", b"{\"text\": \"x\"}\n{\"text\": \"y\"}\n", Input::Jsonl),
            ("a.json", b"{\n  \"text\": \"x\"\n}", Input::Refused(JSON)),
            ("a.json", b"[{\"text\": \"x\"}]", Input::Refused(JSON)),
            ("-", b"{\"text\": \"a line longer than the he", Input::Jsonl),
            ("-", b"\xef\xbb\xbf {\"text\": 1}\n", Input::Jsonl),
            ("-", b"{broken\n", Input::Text),
            ("-", b"{\"text\": \"cut\n{\"text\": \"y\"}\n", Input::Jsonl),
            ("-", b"{}\n", Input::Jsonl),
            ("-", b"\n<!DOCTYPE html><html>", Input::Refused(HTML)),
            ("-", b"<?xml version='1.0'?>", Input::Refused(MARKUP)),
            ("-", b"Words and <html> words", Input::Text),
            ("page", b"Words", Input::Text),
            ("page", b"\x1f\x8b\x08", Input::Refused(PACKED)),
        ];
        for (path, head, input) in rows {
            assert_eq!(sniff(Path::new(path), head), *input, "{path} {}", head.escape_ascii());
        }
    }
}
