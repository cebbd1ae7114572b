//! One line of JSON Lines with its text fields located and every other byte untouched.
//! In: a line and the names of fields. Out: the texts; the same line with other texts in their place.
//! Not here: numbers of lines and files (the caller knows them), what is done to the texts.

use super::Decoding;
use crate::{document::names, masks};
use std::{borrow::Cow, fmt, ops::Range};

/// The key under which canonry adds what it knows to a record.
pub const KEY: &str = "canonry";

/// A record of which some string fields are texts.
///
/// ```
/// use canonry::read::jsonl::Record;
/// let line = r#"{"id": 7, "url": "http:\/\/example.org", "text": "ended.."}"#;
/// let record = Record::parse(line, &[]).unwrap();
/// assert_eq!(record.id().as_deref(), Some("7"));
/// assert_eq!(record.with(&["ended.".into()], None), r#"{"id": 7, "url": "http:\/\/example.org", "text": "ended."}"#);
/// assert_eq!(record.with(&["ended..".into()], None), line);
/// ```
#[derive(Clone, Debug)]
pub struct Record<'l> {
    line: &'l str,
    members: Vec<Member<'l>>,
    fields: Vec<Field<'l>>,
    /// Where the object ends: the offset of its last brace.
    close: usize,
}

#[derive(Clone, Debug)]
struct Field<'l> {
    name: String,
    /// The string with its quotation marks.
    place: Range<usize>,
    text: Cow<'l, str>,
    lossy: bool,
    /// It holds null, which reads as no words and stays.
    null: bool,
}

#[derive(Clone, Debug)]
struct Member<'l> {
    key: Cow<'l, str>,
    value: Range<usize>,
}

/// Why a line is no record that can be worked on. Read it with [`Display`](fmt::Display).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordError {
    /// The line is not a JSON object.
    Broken {
        /// Where, in characters from 1.
        column: usize,
        /// What was expected.
        message: &'static str,
    },
    /// It has no field of that name.
    NoField {
        /// The field asked for.
        field: String,
        /// The fields it has, each with the beginning of its value.
        fields: Vec<(String, String)>,
        /// The field that is probably meant.
        guess: Option<String>,
    },
    /// The field holds no string.
    NotString {
        /// The field asked for.
        field: String,
        /// What it holds.
        found: Holds,
    },
}

names! {
    /// What a value is.
    Holds {
        /// `"words"`
        Text = "a string",
        /// `1`
        Number = "a number",
        /// `true`
        Truth = "true or false",
        /// `null`
        Null = "null",
        /// `[]`
        List = "a list",
        /// `{}`
        Object = "an object",
    }
}

impl RecordError {
    /// True when the field is missing: on a first record this is a wrong `--field`, not a bad record.
    pub fn is_no_field(&self) -> bool {
        matches!(self, RecordError::NoField { .. })
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordError::Broken { column, message } => {
                write!(f, "not a JSON object: {message} at column {column}")
            }
            RecordError::NotString { field, found } => {
                write!(f, "field `{field}` holds {found}, not a string")
            }
            RecordError::NoField { field, fields, guess } => {
                write!(f, "no field `{field}`")?;
                f.write_str(if fields.is_empty() { "; the record is empty" } else { "; it has " })?;
                for (at, (name, sample)) in fields.iter().enumerate() {
                    write!(f, "{}`{name}` ({sample})", if at == 0 { "" } else { ", " })?;
                }
                match guess {
                    Some(guess) => write!(f, "; add `--field {guess}`?"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for RecordError {}

impl<'l> Record<'l> {
    /// Locates the fields of a line; without names the field `text`. A name with dots reaches into objects
    /// (`page.body`) unless a field is called so. Of two fields with one name the last counts, as for other readers. Null is
    /// a text without words.
    pub fn parse(line: &'l str, fields: &[String]) -> Result<Record<'l>, RecordError> {
        let broken =
            |fault: Fault| RecordError::Broken { column: column(line, fault.at), message: fault.message };
        let mut scanner = Scanner { line, at: line.len() - line.trim_start_matches('\u{feff}').len() };
        scanner.space();
        let (members, close) = scanner.object(0).map_err(broken)?;
        scanner.space();
        if scanner.at < line.len() {
            return Err(broken(scanner.fault("expected nothing more behind the object")));
        }
        let mut record = Record { line, members, fields: Vec::with_capacity(fields.len().max(1)), close };
        match fields {
            [] => record.locate("text")?,
            fields => fields.iter().try_for_each(|field| record.locate(field))?,
        }
        Ok(record)
    }

    /// The field `id`, a string or a number.
    pub fn id(&self) -> Option<String> {
        let value = self.find("id")?;
        match holds(&self.line[value.clone()]) {
            Holds::Text => Some(unescape(&self.line[value]).0.into_owned()),
            Holds::Number => Some(self.line[value].to_owned()),
            _ => None,
        }
    }

    /// Any string field, for what goes along with a text.
    pub fn get(&self, field: &str) -> Option<String> {
        let value = self.find(field)?;
        (holds(&self.line[value.clone()]) == Holds::Text).then(|| unescape(&self.line[value]).0.into_owned())
    }

    /// All fields of the object, in order, each with its value as it stands.
    pub fn members(&self) -> impl Iterator<Item = (&str, &'l str)> {
        self.members.iter().map(|member| (member.key.as_ref(), &self.line[member.value.clone()]))
    }

    /// The fields of a line with their values as they stand, when it is an object.
    pub fn values(line: &str) -> Option<Vec<(String, &str)>> {
        let mut scanner = Scanner { line, at: line.len() - line.trim_start_matches('\u{feff}').len() };
        scanner.space();
        let (members, _) = scanner.object(0).ok()?;
        Some(members.into_iter().map(|member| (member.key.into_owned(), &line[member.value])).collect())
    }

    /// The texts with the names of their fields, as asked for. A lone surrogate reads U+FFFD.
    pub fn texts(&self) -> Vec<(String, Cow<'_, str>)> {
        self.fields.iter().map(|field| (field.name.clone(), Cow::Borrowed(field.text.as_ref()))).collect()
    }

    /// True when it has a field `canonry` already, which is never overwritten.
    pub fn has_canonry(&self) -> bool {
        self.members.iter().any(|member| member.key == KEY)
    }

    /// True when text number `field` holds a lone surrogate, which is no character.
    pub fn is_lossy(&self, field: usize) -> bool {
        self.fields.get(field).is_some_and(|field| field.lossy)
    }

    /// How text number `field` was read, where the text alone would not give the string back.
    pub fn decoding(&self, field: usize) -> Option<Decoding> {
        let field = self.fields.get(field).filter(|field| field.lossy || field.null)?;
        let raw = self.line[field.place.clone()].as_bytes().to_vec();
        Some(Decoding { encoding: "json".to_owned(), bom: false, raw: Some(raw) })
    }

    /// The line with other texts; where a text is the same its string stays as it is, byte for byte. What is new
    /// is escaped as the line escapes. `extra` is added as the last field, unless there is one of its name.
    pub fn with(&self, new: &[Cow<'_, str>], extra: Option<&serde_json::Value>) -> String {
        let literal =
            |(field, new): (&Field<'_>, &Cow<'_, str>)| (field.text != *new).then(|| self.escape(field, new));
        let literals: Vec<Option<String>> = self.fields.iter().zip(new).map(literal).collect();
        self.write(&literals, extra)
    }

    /// The line with other strings, written as JSON, quotation marks included; `None` leaves one as it is.
    pub fn splice(&self, literals: &[Option<String>]) -> String {
        self.write(literals, None)
    }

    fn write(&self, literals: &[Option<String>], extra: Option<&serde_json::Value>) -> String {
        let mut changes: Vec<(&Range<usize>, &str)> = self
            .fields
            .iter()
            .zip(literals)
            .filter_map(|(field, new)| Some((&field.place, new.as_deref()?)))
            .collect();
        changes.sort_by_key(|(place, _)| place.start);
        let grown: usize = changes.iter().map(|(_, new)| new.len()).sum();
        let mut out = String::with_capacity(self.line.len() + grown);
        let mut at = 0;
        for (place, new) in changes {
            // A field asked for twice is written once.
            if place.start < at {
                continue;
            }
            out.push_str(&self.line[at..place.start]);
            out.push_str(new);
            at = place.end;
        }
        match extra.filter(|_| !self.has_canonry()) {
            None => out.push_str(&self.line[at..]),
            Some(extra) => {
                let end = self.line[..self.close].trim_end().len();
                out.push_str(&self.line[at..end]);
                // As Python or as JavaScript writes: a space behind the colon, or none.
                let spaced =
                    self.members.first().is_some_and(|first| self.line[..first.value.start].ends_with(' '));
                let (comma, colon) = if spaced { (", ", ": ") } else { (",", ":") };
                let comma = if self.members.is_empty() { "" } else { comma };
                out.push_str(comma);
                out.push_str("\"canonry\"");
                out.push_str(colon);
                out.push_str(&extra.to_string());
                out.push_str(&self.line[end..]);
            }
        }
        out
    }

    fn escape(&self, field: &Field<'_>, text: &str) -> String {
        let old = &self.line[field.place.clone()];
        escape(
            text,
            self.line.is_ascii() && escapes_letters(self.line),
            memchr::memmem::find(old.as_bytes(), b"\\/").is_some(),
        )
    }

    fn locate(&mut self, name: &str) -> Result<(), RecordError> {
        let Some(place) = self.find(name) else {
            let fields = self.samples();
            let guess = guess(self.line, &fields).map(|at| fields[at].0.clone());
            let shown = |(name, value): (String, Range<usize>)| (name, sample(&self.line[value]));
            return Err(RecordError::NoField {
                field: name.to_owned(),
                fields: fields.into_iter().map(shown).collect(),
                guess,
            });
        };
        let ((text, lossy), null) = match holds(&self.line[place.clone()]) {
            Holds::Text => (unescape(&self.line[place.clone()]), false),
            Holds::Null => ((Cow::Borrowed(""), false), true),
            found => return Err(RecordError::NotString { field: name.to_owned(), found }),
        };
        self.fields.push(Field { name: name.to_owned(), place, text, lossy, null });
        Ok(())
    }

    fn find(&self, name: &str) -> Option<Range<usize>> {
        find(self.line, &self.members, name)
    }

    /// Every field, those of objects by their dotted names.
    fn samples(&self) -> Vec<(String, Range<usize>)> {
        let mut all = Vec::new();
        for member in &self.members {
            match inner(self.line, &member.value) {
                Some(inner) if !inner.is_empty() => {
                    all.extend(inner.into_iter().map(|m| (format!("{}.{}", member.key, m.key), m.value)));
                }
                _ => all.push((member.key.clone().into_owned(), member.value.clone())),
            }
        }
        all
    }
}

fn find(line: &str, members: &[Member<'_>], name: &str) -> Option<Range<usize>> {
    if let Some(member) = members.iter().rev().find(|member| member.key == name) {
        return Some(member.value.clone());
    }
    let dots = name.match_indices('.').map(|(at, _)| at);
    dots.filter_map(|dot| {
        let outer = members.iter().rev().find(|member| member.key == name[..dot])?;
        match holds(&line[outer.value.clone()]) {
            Holds::Null => Some(outer.value.clone()),
            _ => find(line, &inner(line, &outer.value)?, &name[dot + 1..]),
        }
    })
    .next()
}

/// The members of a value that is an object.
fn inner<'l>(line: &'l str, value: &Range<usize>) -> Option<Vec<Member<'l>>> {
    if holds(&line[value.clone()]) != Holds::Object {
        return None;
    }
    Scanner { line, at: value.start }.object(0).ok().map(|(members, _)| members)
}

/// Fields that usually hold the page, best first.
const USUAL: &[&str] = &[
    "text",
    "body",
    "content",
    "article",
    "fulltext",
    "full_text",
    "raw_content",
    "maintext",
    "testo",
    "corpo",
    "contenuto",
    "message",
];

/// True for a name that fields with texts usually have.
pub(super) fn is_usual(name: &str) -> bool {
    USUAL.contains(&name.to_lowercase().as_str())
}

/// The number of the name that texts most usually have.
pub(super) fn usual<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Option<usize> {
    USUAL.iter().find_map(|known| names.clone().position(|name| name.to_lowercase() == *known))
}

/// The number of the string field that probably holds the page: one with a usual name, else the longest.
fn guess(line: &str, fields: &[(String, Range<usize>)]) -> Option<usize> {
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_lowercase();
    let strings = || (0..fields.len()).filter(|at| holds(&line[fields[*at].1.clone()]) == Holds::Text);
    let usual = USUAL.iter().find_map(|known| strings().find(|at| last(&fields[*at].0) == *known));
    usual.or_else(|| strings().filter(|at| fields[*at].1.len() >= 60).max_by_key(|at| fields[*at].1.len()))
}

/// The beginning of a value, for people.
pub(super) fn sample(value: &str) -> String {
    const LONGEST: usize = 40;
    let mut short: String = value.chars().take(LONGEST).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

fn holds(value: &str) -> Holds {
    match value.as_bytes().first() {
        Some(b'"') => Holds::Text,
        Some(b'{') => Holds::Object,
        Some(b'[') => Holds::List,
        Some(b't' | b'f') => Holds::Truth,
        Some(b'n') => Holds::Null,
        _ => Holds::Number,
    }
}

fn column(line: &str, at: usize) -> usize {
    let at = (0..=at.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    line[..at].chars().count() + 1
}

#[derive(Debug)]
struct Fault {
    at: usize,
    message: &'static str,
}

/// Objects inside objects: deeper is refused, so that no line can exhaust the stack.
const DEEPEST: usize = 200;

/// Walks over JSON without making anything of it.
struct Scanner<'l> {
    line: &'l str,
    at: usize,
}

impl<'l> Scanner<'l> {
    fn fault(&self, message: &'static str) -> Fault {
        Fault { at: self.at, message }
    }

    fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8, message: &'static str) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return Err(self.fault(message));
        }
        self.at += 1;
        Ok(())
    }

    /// The members of the object that begins here, and the offset of its last brace.
    fn object(&mut self, depth: usize) -> Result<(Vec<Member<'l>>, usize), Fault> {
        let mut members = Vec::new();
        self.members(depth, |member| members.push(member))?;
        Ok((members, self.at - 1))
    }

    fn members(&mut self, depth: usize, mut met: impl FnMut(Member<'l>)) -> Result<(), Fault> {
        self.take(b'{', "expected `{`")?;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.space();
            let key = self.string("expected a field name in quotation marks")?;
            self.space();
            self.take(b':', "expected `:`")?;
            self.space();
            let start = self.at;
            self.value(depth + 1)?;
            met(Member { key: unescape(&self.line[key]).0, value: start..self.at });
            self.space();
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Ok(());
            }
            self.take(b',', "expected `,` or `}`")?;
        }
    }

    fn list(&mut self, depth: usize) -> Result<(), Fault> {
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.space();
            self.value(depth + 1)?;
            self.space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(());
            }
            self.take(b',', "expected `,` or `]`")?;
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), Fault> {
        if depth > DEEPEST {
            return Err(self.fault("lists and objects lie too deep inside each other"));
        }
        match self.peek() {
            Some(b'"') => self.string("").map(|_| ()),
            Some(b'{') => self.members(depth, |_| ()),
            Some(b'[') => self.list(depth),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            None => Err(self.fault("the line ends too early, expected a value")),
            Some(_) => Err(self.fault("expected a value")),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        if !self.line[self.at..].starts_with(word) {
            return Err(self.fault("expected a value"));
        }
        self.at += word.len();
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == from { Err(self.fault("expected a digit")) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<(), Fault> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading = self.peek() == Some(b'0');
        let from = self.at;
        self.digits()?;
        if leading && self.at > from + 1 {
            return Err(self.fault("a number begins with 0"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// The place of the string that begins here, quotation marks included.
    fn string(&mut self, message: &'static str) -> Result<Range<usize>, Fault> {
        let start = self.at;
        self.take(b'"', message)?;
        let bytes = self.line.as_bytes();
        loop {
            self.at = next_special(bytes, self.at, false, false);
            if bytes.get(self.at).is_none() {
                return Err(self.fault("the line ends inside a string"));
            }
            if bytes[self.at] < 0x20 {
                return Err(self.fault(
                    "a control character stands in a string, which JSON writes as `\\n`, `\\t`, `\\u001f`",
                ));
            }
            if bytes[self.at] == b'"' {
                self.at += 1;
                return Ok(start..self.at);
            }
            match bytes.get(self.at + 1) {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
                Some(b'u') if hex(bytes, self.at + 2).is_some() => self.at += 6,
                None => return Err(self.fault("the line ends inside a string")),
                Some(_) => return Err(self.fault("a backslash stands before something JSON does not escape")),
            }
        }
    }
}

/// The number that four hexadecimal digits stand for.
fn hex(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at + 4)?
        .iter()
        .try_fold(0, |number, byte| Some(number << 4 | u16::try_from((*byte as char).to_digit(16)?).ok()?))
}

/// The text of a valid JSON string, and whether a lone surrogate was lost in it.
pub(super) fn unescape(literal: &str) -> (Cow<'_, str>, bool) {
    let body = literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default();
    let bytes = body.as_bytes();
    let Some(mut next) = memchr::memchr(b'\\', bytes) else { return (Cow::Borrowed(body), false) };
    let (mut text, mut lossy, mut at) = (String::with_capacity(body.len()), false, 0);
    loop {
        text.push_str(&body[at..next]);
        at = next + 2;
        match bytes.get(next + 1) {
            Some(b'u') => {
                let (letter, end) = unicode(bytes, next + 2);
                lossy |= letter.is_none();
                text.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
                at = end;
            }
            Some(b'n') => text.push('\n'),
            Some(b't') => text.push('\t'),
            Some(b'r') => text.push('\r'),
            Some(b'b') => text.push('\u{8}'),
            Some(b'f') => text.push('\u{c}'),
            Some(other) => text.push(char::from(*other)),
            None => break,
        }
        match memchr::memchr(b'\\', &bytes[at..]) {
            Some(found) => next = at + found,
            None => break,
        }
    }
    text.push_str(body.get(at..).unwrap_or_default());
    (Cow::Owned(text), lossy)
}

/// The character behind `\u`, `None` for a lone surrogate, and where it ends.
fn unicode(bytes: &[u8], at: usize) -> (Option<char>, usize) {
    let first = hex(bytes, at).unwrap_or(0xfffd);
    if let 0xd800..=0xdbff = first
        && bytes.get(at + 4..at + 6) == Some(b"\\u")
        && let Some(second @ 0xdc00..=0xdfff) = hex(bytes, at + 6)
    {
        let code = 0x1_0000 + (u32::from(first & 0x3ff) << 10 | u32::from(second & 0x3ff));
        return (char::from_u32(code), at + 10);
    }
    (char::from_u32(u32::from(first)), at + 4)
}

/// True when the line writes a letter beyond ASCII as `\u00e8`: then it does so everywhere.
fn escapes_letters(line: &str) -> bool {
    memchr::memmem::find_iter(line.as_bytes(), b"\\u")
        .any(|at| hex(line.as_bytes(), at + 2).is_some_and(|code| code >= 0x80))
}

/// A text as a JSON string.
pub(crate) fn escape(text: &str, ascii: bool, slashes: bool) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32 + 2);
    out.push('"');
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let at = next_special(bytes, from, ascii, slashes);
        out.push_str(&text[from..at]);
        let Some(letter) = text[at..].chars().next() else { break };
        push_escaped(letter, &mut out);
        from = at + letter.len_utf8();
    }
    out.push('"');
    out
}

/// The first byte from `at` on that JSON writes in another way (see [`masks::escaped`]); the length where there is none. A
/// text has such a byte every few words, too often for a search that takes long to start.
fn next_special(bytes: &[u8], mut at: usize, ascii: bool, slashes: bool) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let escaped = masks::escaped(chunk, ascii, slashes);
        if escaped != 0 {
            return at + escaped.trailing_zeros() as usize;
        }
        at += chunk.len();
    }
    let special = |byte: &u8| {
        matches!(byte, 0..0x20 | b'"' | b'\\') || (slashes && *byte == b'/') || (ascii && *byte >= 0x80)
    };
    bytes.get(at..).and_then(|rest| rest.iter().position(special)).map_or(bytes.len(), |found| at + found)
}

fn push_escaped(letter: char, out: &mut String) {
    match letter {
        '"' | '\\' | '/' => out.extend(['\\', letter]),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        letter => {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parse<'l>(line: &'l str, fields: &[&str]) -> Result<Record<'l>, RecordError> {
        Record::parse(line, &fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn unchanged_records_are_byte_identical() {
        let rows = [
            r#"{"n": 2.50,"e":"\u00e8 \/",  "text" : "Perch\u00E9 \/ no", "big":12345678901234567890}"#,
            "{\"text\":\"a\"}\r\n",
            " { \"text\" : \"\\ud83d\\ude00 \\ud800\" , \"text\" : \"b\" } ",
            "\u{feff}{\"text\":\"\\u0000\"}",
            r#"{"text":"","a":[1,[],{},{"b":[-0.5e+7,null,true,false]}],"canonry":{"x":1}}"#,
        ];
        for line in rows {
            let record = parse(line, &[]).expect(line);
            let same: Vec<Cow<'_, str>> = record.texts().into_iter().map(|(_, text)| text).collect();
            assert_eq!(record.with(&same, None), line);
        }
    }

    #[test]
    fn only_the_string_changes() {
        let rows: &[(&str, &[&str], &[&str], &str)] = &[
            (
                r#"{"a":"\/","text":"x","b":1.0}"#,
                &[],
                &["è \"y\"\n/"],
                r#"{"a":"\/","text":"è \"y\"\n/","b":1.0}"#,
            ),
            (
                r#"{"e":"\u00e8","text":"x"}"#,
                &[],
                &["perché 😀"],
                r#"{"e":"\u00e8","text":"perch\u00e9 \ud83d\ude00"}"#,
            ),
            (r#"{"text":"a\/b"}"#, &[], &["a/c"], r#"{"text":"a\/c"}"#),
            (r#"{"text":"tab\u0009"}"#, &[], &["è\t"], r#"{"text":"è\t"}"#),
            (
                r#"{"page":{"body":"x","n":1},"t":"y"}"#,
                &["page.body", "t"],
                &["X", "Y"],
                r#"{"page":{"body":"X","n":1},"t":"Y"}"#,
            ),
            (r#"{"t":"y","b":"x"}"#, &["b", "t"], &["X", "Y"], r#"{"t":"Y","b":"X"}"#),
            (r#"{"t":"y"}"#, &["t", "t"], &["A", "B"], r#"{"t":"A"}"#),
            (r#"{"a.b":"x","a":{"b":"y"}}"#, &["a.b"], &["X"], r#"{"a.b":"X","a":{"b":"y"}}"#),
            (r#"{"a":{"b.c":{"d":"x"}}}"#, &["a.b.c.d"], &["X"], r#"{"a":{"b.c":{"d":"X"}}}"#),
            (r#"{"text":"first","text":"last"}"#, &[], &["LAST"], r#"{"text":"first","text":"LAST"}"#),
            (r#"{"t\u0065xt":"x"}"#, &[], &["y"], r#"{"t\u0065xt":"y"}"#),
        ];
        for (line, fields, new, out) in rows {
            let new: Vec<Cow<'_, str>> = new.iter().map(|text| Cow::Borrowed(*text)).collect();
            assert_eq!(parse(line, fields).expect(line).with(&new, None), *out);
            assert!(serde_json::from_str::<Value>(out).is_ok(), "{out}");
        }
    }

    #[test]
    fn texts_read_as_other_readers_read_them() {
        let rows = [
            r#""plain""#,
            r#""\"\\\/\b\f\n\r\t""#,
            r#""\u00e8\u00C8 \ud83d\ude00""#,
            r#""è 😀""#,
            r#""""#,
            r#""\u0000""#,
        ];
        for literal in rows {
            let line = format!("{{\"text\":{literal}}}");
            let text: String = serde_json::from_str(literal).expect(literal);
            let record = parse(&line, &[]).expect(&line);
            assert_eq!(record.texts(), [("text".to_owned(), Cow::Borrowed(text.as_str()))]);
            for (ascii, slashes) in [(false, false), (true, true)] {
                assert_eq!(
                    serde_json::from_str::<String>(&escape(&text, ascii, slashes)).expect("valid"),
                    text
                );
            }
        }
    }

    #[test]
    fn special_bytes_are_found_wherever_they_stand() {
        for special in ["\"", "\\", "\n", "\u{1f}", "\0", "/", "è", "\u{7f}", "!", " "] {
            for before in 0..20 {
                let text = format!("{}{special}{}\"", "x".repeat(before), "y".repeat(9));
                for (ascii, slashes) in [(false, false), (true, false), (false, true), (true, true)] {
                    let is = |byte: &u8| {
                        *byte < 0x20
                            || b"\"\\".contains(byte)
                            || (ascii && *byte > 0x7f)
                            || (slashes && *byte == b'/')
                    };
                    let expected = text.bytes().position(|byte| is(&byte)).expect("there is one");
                    assert_eq!(next_special(text.as_bytes(), 0, ascii, slashes), expected, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn lone_surrogates_are_kept() {
        let rows = [
            (r#""a\ud800b""#, "a\u{fffd}b"),
            (r#""\udc00\ud83d""#, "\u{fffd}\u{fffd}"),
            (r#""\ud83d\u0041""#, "\u{fffd}A"),
            (r#""\ud800\ud83d\ude00""#, "\u{fffd}😀"),
        ];
        for (literal, text) in rows {
            let line = format!("{{\"id\":\"\\ud800\",\"text\":{literal}}}");
            let record = parse(&line, &[]).expect(&line);
            assert_eq!(record.texts()[0].1, text);
            assert!(record.is_lossy(0));
            assert_eq!(record.decoding(0).and_then(|how| how.raw), Some(literal.as_bytes().to_vec()));
            assert_eq!(record.with(&[text.into()], None), line);
            let changed = record.with(&["clean".into()], None);
            let again = parse(&changed, &[]).expect(&changed);
            assert_eq!(again.splice(&[Some(literal.to_owned())]), line);
        }
        let record = parse(r#"{"text":"\ufffd"}"#, &[]).expect("valid");
        assert!(!record.is_lossy(0) && record.decoding(0).is_none());
    }

    #[test]
    fn broken_lines_say_where() {
        let deep = format!("{{\"a\":{}", "[".repeat(5000));
        let rows = [
            ("", 1, "expected `{`"),
            ("words", 1, "expected `{`"),
            ("[1]", 1, "expected `{`"),
            (r#"{"text": "cut"#, 14, "the line ends inside a string"),
            (r#"{"text": "cut\"#, 14, "the line ends inside a string"),
            (r#"{"text": "x""#, 13, "expected `,` or `}`"),
            (r#"{"text": }"#, 10, "expected a value"),
            (r#"{"text":"#, 9, "the line ends too early"),
            (r#"{"è" "x"}"#, 6, "expected `:`"),
            (r#"{text: 1}"#, 2, "field name in quotation marks"),
            (r#"{"a": 1,}"#, 9, "field name in quotation marks"),
            (r#"{"a": 01}"#, 9, "a number begins with 0"),
            (r#"{"a": 1.}"#, 9, "expected a digit"),
            (r#"{"a": nul}"#, 7, "expected a value"),
            (r#"{"a": "\x"}"#, 8, "a backslash"),
            (r#"{"a": "\u12g4"}"#, 8, "a backslash"),
            ("{\"a\": \"x\ty\"}", 9, "a control character"),
            (r#"{"a": 1} {"b": 2}"#, 10, "nothing more"),
            (deep.as_str(), 206, "too deep"),
        ];
        for (line, at, words) in rows {
            match parse(line, &[]) {
                Err(RecordError::Broken { column, message }) => {
                    assert!(message.contains(words), "{line}: {message}");
                    assert_eq!(column, at, "{line}");
                }
                other => panic!("{line}: {other:?}"),
            }
            assert!(serde_json::from_str::<serde_json::Map<String, Value>>(line).is_err(), "{line}");
        }
    }

    #[test]
    fn null_is_a_text_without_words_and_stays() {
        for (line, fields) in [
            (r#"{"id":1,"text": null}"#, &["text"][..]),
            (r#"{"page":null,"text":null}"#, &["page.body", "text"]),
            (r#"{"page":{"body":null}}"#, &["page.body"]),
        ] {
            let record = parse(line, fields).expect(line);
            let texts = vec![Cow::Borrowed(""); fields.len()];
            assert_eq!(record.texts().into_iter().map(|(_, text)| text).collect::<Vec<_>>(), texts);
            assert_eq!(record.with(&texts, None), line);
            let raw = record.decoding(0).and_then(|how| how.raw).expect("null is no empty string");
            assert_eq!(record.splice(&[String::from_utf8(raw).ok()]), line);
        }
        let words = parse(r#"{"page":{"title":"A"}}"#, &["page.body"]).expect_err("no field").to_string();
        assert!(words.starts_with("no field `page.body`; it has `page.title`"), "{words}");
    }

    #[test]
    fn missing_and_wrong_fields_say_what_there_is() {
        let rows: &[(&str, &[&str], &str)] = &[
            (
                r#"{"id":1,"body":"Words"}"#,
                &[],
                "no field `text`; it has `id` (1), `body` (\"Words\"); add `--field body`?",
            ),
            (
                r#"{"page":{"content":"Words"}}"#,
                &[],
                "no field `text`; it has `page.content` (\"Words\"); add `--field page.content`?",
            ),
            (r#"{"id":1}"#, &["body"], "no field `body`; it has `id` (1)"),
            ("{}", &[], "no field `text`; the record is empty"),
            (r#"{"text":5}"#, &[], "field `text` holds a number, not a string"),
            (r#"{"text":["a"]}"#, &[], "field `text` holds a list, not a string"),
            (r#"{"text":{"a":1}}"#, &[], "field `text` holds an object, not a string"),
            (r#"{"text":true}"#, &[], "field `text` holds true or false, not a string"),
        ];
        for (line, fields, words) in rows {
            assert_eq!(parse(line, fields).expect_err(line).to_string(), *words);
        }
        let long = format!("{{\"u\":\"http\",\"x\":\"{}\"}}", "è".repeat(90));
        let error = parse(&long, &[]).expect_err("no text").to_string();
        assert!(error.ends_with("…); add `--field x`?") && error.len() < 200, "{error}");
    }

    #[test]
    fn ids_and_additions() {
        let rows = [
            (r#""a\u00e8""#, Some("aè")),
            ("7", Some("7")),
            ("1.50", Some("1.50")),
            ("null", None),
            ("[1]", None),
        ];
        for (id, read) in rows {
            let line = format!("{{\"id\":{id},\"text\":\"\"}}");
            assert_eq!(parse(&line, &[]).expect(&line).id().as_deref(), read);
        }
        let extra = json!({"lang": "it"});
        let rows = [
            (r#"{"text":"a"}"#, r#"{"text":"a","canonry":{"lang":"it"}}"#),
            (r#"{"text": "a" } "#, r#"{"text": "a", "canonry": {"lang":"it"} } "#),
            (r#"{"text":"a","canonry":1}"#, r#"{"text":"a","canonry":1}"#),
        ];
        for (line, out) in rows {
            let record = parse(line, &[]).expect(line);
            assert_eq!(record.with(&["a".into()], Some(&extra)), out);
            assert_eq!(record.has_canonry(), line == out);
        }
        let record = parse(r#"{"text":"a","m":{"lang":"it"}}"#, &[]).expect("valid");
        assert_eq!((record.get("m.lang").as_deref(), record.get("m")), (Some("it"), None));
    }
}
