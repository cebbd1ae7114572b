//! Web archives of text: the records of WET files, and of WARC files those that are plain text.
//! In: records, a head of named fields and a body of so many bytes. Out: the text of a body; the record with another.
//! Not here: pages in HTML, which pass as they are.

use super::{
    Decoding, Record,
    blocks::Cut,
    convert::{Field, words},
    jsonl::{RecordError, sample},
    record::Old,
};
use serde_json::Value;
use std::borrow::Cow;

/// The one field that holds a text.
const TEXT: &str = "text";

/// What is told of a page in other formats, and the fields of its head that say it.
const FIELDS: [(&str, &str); 3] =
    [("id", "warc-record-id"), ("url", "warc-target-uri"), ("date", "warc-date")];

/// No head is longer.
const LONGEST: usize = 64 * 1024;

/// Where records end: behind the line breaks that follow a body.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// The head, as far as it was met.
    Head(Vec<u8>),
    /// Bytes of the body to come.
    Body(u64),
    /// Line breaks behind the body.
    Tail,
}

impl Default for State {
    fn default() -> State {
        State::Head(Vec::new())
    }
}

impl Cut for Records {
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            match &mut self.state {
                State::Head(head) => {
                    let byte = *bytes.get(at)?;
                    head.push(byte);
                    at += 1;
                    if byte == b'\n' && (head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n"))
                        || head.len() > LONGEST
                    {
                        self.state = State::Body(length(head).unwrap_or(0));
                    }
                }
                State::Body(0) => self.state = State::Tail,
                State::Body(left) => {
                    let here = (bytes.len() - at) as u64;
                    let taken = here.min(*left);
                    *left -= taken;
                    at += usize::try_from(taken).unwrap_or(0);
                    if *left > 0 {
                        return None;
                    }
                }
                // The next head tells that this record is over.
                State::Tail => match bytes.get(at)? {
                    b'\r' | b'\n' => at += 1,
                    _ => {
                        self.state = State::default();
                        return Some(at);
                    }
                },
            }
        }
    }
}

fn length(head: &[u8]) -> Option<u64> {
    field(&String::from_utf8_lossy(head), "content-length")?.parse().ok()
}

/// The value of a field of the head.
fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// A record that is a page.
#[derive(Clone, Debug)]
pub struct Page<'r> {
    head: &'r str,
    text: &'r str,
    tail: &'r [u8],
}

impl<'r> Page<'r> {
    /// What a page has in other formats.
    pub fn names() -> Vec<String> {
        FIELDS.iter().map(|(name, _)| *name).chain([TEXT]).map(str::to_owned).collect()
    }

    /// Why the fields are none: there is one, `text`.
    pub fn missing(fields: &[String]) -> Option<RecordError> {
        let field = fields.iter().find(|field| *field != TEXT)?;
        let fields = vec![(TEXT.to_owned(), sample("the body of a record"))];
        Some(RecordError::NoField { field: field.clone(), fields, guess: Some(TEXT.to_owned()) })
    }

    /// Reads a record; `None` for one that is no plain text.
    pub fn parse(bytes: &'r [u8]) -> Result<Option<Page<'r>>, String> {
        let end = ["\r\n\r\n", "\n\n"]
            .iter()
            .filter_map(|end| Some(memchr::memmem::find(bytes, end.as_bytes())? + end.len()))
            .min();
        let (head, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
        let head = std::str::from_utf8(head).map_err(|_| "its head is not UTF-8".to_owned())?;
        if !head.starts_with("WARC/") {
            return Err("no record of a web archive begins here (`WARC/1.0`)".to_owned());
        }
        let length = field(head, "content-length").and_then(|length| length.parse::<usize>().ok());
        let length = length.ok_or("its head does not tell its length (`Content-Length`)")?;
        let kind = field(head, "warc-type").unwrap_or("");
        let plain =
            field(head, "content-type").is_some_and(|kind| kind.to_lowercase().starts_with("text/plain"));
        if !(kind == "conversion" || kind == "resource") || !plain {
            return Ok(None);
        }
        let body = rest
            .get(..length)
            .ok_or_else(|| format!("is cut short: {} of {length} bytes are there", rest.len()))?;
        let text = std::str::from_utf8(body)
            .map_err(|error| format!("not UTF-8 at byte {} of its text", error.valid_up_to()))?;
        Ok(Some(Page { head, text, tail: &rest[length..] }))
    }

    /// The head for another text: its length is that of the text, and digests of the old one are left out.
    fn head_for(&self, text: &str) -> String {
        let mut head = String::with_capacity(self.head.len() + 8);
        for line in self.head.split_inclusive('\n') {
            let key = line.split(':').next().unwrap_or("");
            if key.eq_ignore_ascii_case("content-length") {
                let end = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
                head.push_str(&format!("{key}: {}{end}", text.len()));
            } else if !["warc-block-digest", "warc-payload-digest"].contains(&key.to_lowercase().as_str()) {
                head.push_str(line);
            }
        }
        head
    }

    fn join(&self, head: &[u8], text: &str) -> Vec<u8> {
        [head, text.as_bytes(), self.tail].concat()
    }
}

impl Record for Page<'_> {
    fn id(&self) -> Option<String> {
        self.get("WARC-Record-ID")
    }

    fn get(&self, name: &str) -> Option<String> {
        field(self.head, name).map(str::to_owned)
    }

    fn texts(&self) -> Vec<(String, Cow<'_, str>)> {
        vec![(TEXT.to_owned(), Cow::Borrowed(self.text))]
    }

    fn fields(&self) -> Vec<Field<'_>> {
        let facts = FIELDS
            .iter()
            .filter_map(|(name, key)| Some((Cow::Borrowed(*name), words(field(self.head, key)?))));
        facts.chain([(Cow::Borrowed(TEXT), words(self.text))]).collect()
    }

    fn is_lossy(&self, _: usize) -> bool {
        false
    }

    /// The head, where another text takes its digests away.
    fn decoding(&self, _: usize) -> Option<Decoding> {
        let changes = self.head_for(self.text) != self.head;
        changes.then(|| Decoding {
            encoding: "warc".to_owned(),
            bom: false,
            raw: Some(self.head.as_bytes().to_vec()),
        })
    }

    /// There is no place for other fields.
    fn has_canonry(&self) -> bool {
        false
    }

    fn with(&self, new: &[Cow<'_, str>], _: Option<&Value>) -> Vec<u8> {
        match new.first().filter(|new| **new != self.text) {
            Some(new) => self.join(self.head_for(new).as_bytes(), new),
            None => self.join(self.head.as_bytes(), self.text),
        }
    }

    fn restored(&self, old: &[Option<Old>]) -> Vec<u8> {
        match old.first() {
            Some(Some(Old { text, raw: Some(head) })) => self.join(head, text),
            Some(Some(Old { text, raw: None })) => self.join(self.head_for(text).as_bytes(), text),
            _ => self.join(self.head.as_bytes(), self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::blocks::{Blocks, records};

    fn record(kind: &str, media: &str, text: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x:{}>\r\nWARC-Block-Digest: sha1:AAAA\r\n\
             Content-Type: {media}\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
            text.len(),
            text.len()
        )
    }

    fn archive() -> Vec<String> {
        let long = "WARC/1.0\r\n\r\nbody ".repeat(20_000);
        vec![
            record("warcinfo", "application/warc-fields", "software: x\r\n"),
            record("conversion", "text/plain", "ended..\n\n"),
            record("conversion", "text/plain; charset=utf-8", ""),
            record("response", "application/http; msgtype=response", "HTTP/1.1 200\r\n\r\n<p>ended..</p>"),
            record("conversion", "text/plain", &long),
            record("conversion", "text/plain", "the last"),
        ]
    }

    #[test]
    fn records_end_where_their_length_says() {
        let parts = archive();
        let bytes = parts.concat().into_bytes();
        let mut at = 0;
        for block in Blocks::new(&bytes[..], Records::default(), 1 << 20) {
            for (number, raw) in records(Records::default(), &block.bytes, block.first) {
                assert_eq!((number, raw), (at + 1, parts[at].as_bytes()));
                at += 1;
            }
        }
        assert_eq!(at, parts.len());
        // However the bytes come.
        for step in [1, 7, 4096] {
            let (mut cut, mut sizes, mut since) = (Records::default(), Vec::new(), 0);
            for chunk in bytes.chunks(step) {
                let mut rest = chunk;
                while let Some(end) = cut.feed(rest) {
                    sizes.push(since + end);
                    (since, rest) = (0, &rest[end..]);
                }
                since += rest.len();
            }
            let expected: Vec<usize> = parts[..parts.len() - 1].iter().map(String::len).collect();
            assert_eq!(sizes, expected, "{step}");
        }
    }

    #[test]
    fn only_texts_are_pages() {
        let parts = archive();
        let pages: Vec<bool> =
            parts.iter().map(|part| Page::parse(part.as_bytes()).expect("sound").is_some()).collect();
        assert_eq!(pages, [false, true, true, false, true, true]);
        for (bytes, why) in [
            (&b"GET / HTTP/1.1\r\n\r\n"[..], "no record"),
            (b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\nx", "Content-Length"),
            (
                b"WARC/1.0\nWARC-Type: conversion\nContent-Type: text/plain\nContent-Length: 9\n\nshort",
                "5 of 9 bytes",
            ),
            (
                b"WARC/1.0\nWARC-Type: conversion\nContent-Type: text/plain\nContent-Length: 1\n\n\xff\n",
                "not UTF-8",
            ),
        ] {
            let words = Page::parse(bytes).expect_err("broken");
            assert!(words.contains(why), "{words}");
        }
    }

    #[test]
    fn a_text_changes_and_comes_back() {
        let before = record("conversion", "text/plain", "ended..\n");
        let page = Page::parse(before.as_bytes()).expect("sound").expect("a page");
        assert_eq!(page.id().as_deref(), Some("<urn:x:8>"));
        assert_eq!(page.with(&["ended..\n".into()], None), before.as_bytes());
        let after = page.with(&["ended.\n".into()], None);
        let expected = before
            .replace("ended..", "ended.")
            .replace("Length: 8", "Length: 7")
            .replace("WARC-Block-Digest: sha1:AAAA\r\n", "");
        assert_eq!(String::from_utf8_lossy(&after), expected);
        let clean = Page::parse(&after).expect("sound").expect("a page");
        let raw = page.decoding(0).and_then(|how| how.raw);
        assert_eq!(clean.restored(&[Some(Old { text: "ended..\n".into(), raw })]), before.as_bytes());
        assert_eq!(clean.restored(&[None]), after);
        assert_eq!(clean.decoding(0), None, "without digests its length tells its head");
    }
}
