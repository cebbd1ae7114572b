//! Every change of a text, written down so that it can be taken back.
//! In: an analysis and where its text came from. Out: one line of the edit log; from a line of the log and the
//! clean text, the original and its bytes. Not here: pairing lines of a log with texts.

use super::{
    record::{placed_edits, to_json},
    unit::{Counter, Unit},
};
use crate::{
    Analysis, Error,
    edit::{ChangeId, Edit},
    error::Place,
    read::{Decoding, convert::Kind},
    span::Original,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Serialize, Serializer, ser::SerializeSeq};
use serde_json::Value;
use std::fmt;
use xxhash_rust::xxh3::xxh3_128;

/// Where a text came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// Name of the page.
    pub id: &'a str,
    /// The file, below the folder that was asked for.
    pub path: &'a str,
    /// Number of the record in the file, from 1.
    pub record: Option<usize>,
    /// The field of the record.
    pub field: Option<&'a str>,
    /// How bytes became text.
    pub decoding: Option<&'a Decoding>,
    /// The format its record becomes, where that is another one.
    pub to: Option<&'a str>,
}

crate::document::names! {
    /// Which changes a log holds.
    Level {
        /// Names, and the grammar beside them.
        Names = "names",
        /// Lines removed.
        Lines = "lines",
        /// Every change: only such a log gives the original back.
        All = "all",
    }
}

impl Level {
    fn holds(self, edit: &Edit<Original>) -> bool {
        let of = |stages: &[&str]| {
            edit.rules
                .iter()
                .any(|rule| rule.as_str().split_once('/').is_some_and(|(stage, _)| stages.contains(&stage)))
        };
        match self {
            Level::Names => of(&["name", "normalize", "grammar"]),
            Level::Lines => of(&["strip"]),
            Level::All => true,
        }
    }
}

/// How much a log says.
#[derive(Clone, Debug)]
pub struct Detail {
    /// In which unit it counts.
    pub unit: Unit,
    /// Which changes it holds: those of any of these levels.
    pub levels: Vec<Level>,
    /// Instead of the words replaced only their digest: who has no original learns none from it.
    pub hashed: bool,
}

impl Detail {
    /// Everything, counted in a unit.
    pub fn all(unit: Unit) -> Detail {
        Detail { unit, levels: vec![Level::All], hashed: false }
    }

    fn is_whole(&self) -> bool {
        self.levels.contains(&Level::All)
    }
}

/// A line of the log; serialize it, or write it as one line of JSON with [`Display`](fmt::Display).
#[derive(Serialize)]
pub struct LogLine<'a> {
    id: &'a str,
    path: &'a str,
    record: Option<usize>,
    field: Option<&'a str>,
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    decode: Option<Decode<'a>>,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    hashes: Hashes,
    edits: Changes<'a>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Decode<'a> {
    encoding: &'a str,
    bom: bool,
    raw: Option<String>,
}

#[derive(Serialize)]
struct Hashes {
    original: String,
    clean: String,
}

struct Changes<'a> {
    analysis: &'a Analysis<'a>,
    ids: &'a [ChangeId],
    detail: &'a Detail,
}

#[derive(Serialize)]
struct Change<'a> {
    id: String,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_hash: Option<String>,
    to_start: usize,
    to_end: usize,
    new: &'a str,
    rules: Vec<&'a str>,
}

/// The digest of a text as logs hold it.
pub fn hash(text: &str) -> String {
    format!("{:032x}", xxh3_128(text.as_bytes()))
}

/// The line of the log for one text, its changes with their ids (see [`super::decisions`]). A text that did not change
/// has one too: it proves that.
///
/// ```
/// use canonry::{Cleaner, Preset, report::{Unit, decisions, log}};
/// let cleaner = Cleaner::preset(Preset::Minimal);
/// let analysis = cleaner.analyze("caf&eacute;");
/// let source = log::Source { id: "p1", path: "p1.txt", ..log::Source::default() };
/// let (ids, detail) = (decisions::ids(&analysis, "p1", None), log::Detail::all(Unit::Codepoint));
/// let line = log::log_line(&source, &analysis, &ids, &detail, cleaner.fingerprint()).to_string();
/// let line = serde_json::from_str(&line).unwrap();
/// assert_eq!(log::undo(&line, &analysis.text, &|_| true).unwrap(), "caf&eacute;");
/// ```
pub fn log_line<'a>(
    source: &Source<'a>,
    analysis: &'a Analysis<'a>,
    ids: &'a [ChangeId],
    detail: &'a Detail,
    fingerprint: &'a str,
) -> LogLine<'a> {
    let decode = |how: &'a Decoding| Decode {
        encoding: &how.encoding,
        bom: how.bom,
        raw: how.raw.as_ref().filter(|_| !detail.hashed).map(|raw| BASE64.encode(raw)),
    };
    let levels = || detail.levels.iter().map(Level::as_str).collect::<Vec<_>>().join(",");
    let original = hash(analysis.original);
    let clean = if analysis.edits.is_empty() { original.clone() } else { hash(&analysis.text) };
    LogLine {
        id: source.id,
        path: source.path,
        record: source.record,
        field: source.field,
        to: source.to,
        decode: source.decoding.map(decode),
        unit: detail.unit.as_str(),
        level: (!detail.is_whole()).then(levels),
        hashes: Hashes { original, clean },
        edits: Changes { analysis, ids, detail },
        fingerprint,
    }
}

/// What a line of the log may hold, for formats whose columns have types: texts, and records that are missing.
pub fn kinds() -> Vec<(String, Kind)> {
    use Kind::{Text, Truth, Whole};
    let edits = [
        ("id", Text),
        ("start", Whole),
        ("end", Whole),
        ("old", Text),
        ("old_hash", Text),
        ("to_start", Whole),
        ("to_end", Whole),
        ("new", Text),
        ("rules", Kind::List(Box::new(Text))),
    ];
    let fields = [
        ("id", Text),
        ("path", Text),
        ("record", Whole),
        ("field", Text),
        ("as", Text),
        ("decode", Kind::object(&[("encoding", Text), ("bom", Truth), ("raw", Text)])),
        ("unit", Text),
        ("level", Text),
        ("hashes", Kind::object(&[("original", Text), ("clean", Text)])),
        ("edits", Kind::list(&edits)),
        ("fingerprint", Text),
        ("skipped", Text),
        ("through", Whole),
    ];
    fields.map(|(name, kind)| (name.to_owned(), kind)).to_vec()
}

impl fmt::Display for LogLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_json(self))
    }
}

impl fmt::Debug for LogLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        if !self.analysis.edits.is_empty() {
            let unit = self.detail.unit;
            let (from, to) =
                (Counter::new(self.analysis.original, unit), Counter::new(&self.analysis.text, unit));
            for ((edit, place), id) in placed_edits(self.analysis).zip(self.ids) {
                if self.detail.levels.iter().any(|level| level.holds(edit)) {
                    let old = edit.span.of(self.analysis.original);
                    list.serialize_element(&change(
                        edit,
                        *id,
                        old,
                        self.detail.hashed,
                        from.span(edit.span),
                        to.span(place),
                    ))?;
                }
            }
        }
        list.end()
    }
}

fn change<'a>(
    edit: &'a Edit<Original>,
    id: ChangeId,
    old: &'a str,
    hashed: bool,
    (start, end): (usize, usize),
    (to_start, to_end): (usize, usize),
) -> Change<'a> {
    Change {
        id: id.to_string(),
        start,
        end,
        old: (!hashed).then_some(old),
        old_hash: hashed.then(|| hash(old)),
        to_start,
        to_end,
        new: &edit.new,
        rules: edit.rules.iter().map(|rule| rule.as_str()).collect(),
    }
}

/// One change as the log tells it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct LoggedEdit {
    /// What it is called.
    #[serde(default)]
    pub id: String,
    /// Where it began in the original, in the unit of the log.
    pub start: usize,
    /// Where it ended there.
    pub end: usize,
    /// What stood there, where the log says it.
    pub old: Option<String>,
    /// The digest of what stood there, where the log says no more.
    pub old_hash: Option<String>,
    /// Where it begins in the clean text.
    pub to_start: usize,
    /// Where it ends there.
    pub to_end: usize,
    /// What was written.
    pub new: String,
    /// Who asked for it.
    pub rules: Vec<String>,
}

impl LoggedEdit {
    /// True when a rule of this name, or of this stage (`repair`), asked for it.
    pub fn rule(&self, name: &str) -> bool {
        self.rules
            .iter()
            .any(|rule| rule.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }

    /// True when it wrote the name of this entity: `org/islamic-state`.
    pub fn entity(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.strip_prefix("name/") == Some(id))
    }

    /// True when it removed residue of this kind: `share`.
    pub fn kind(&self, kind: &str) -> bool {
        self.rules.iter().any(|rule| rule.strip_prefix("strip/") == Some(kind))
    }
}

/// True when the log holds every change of the text.
pub fn is_whole(log: &Value) -> bool {
    log.get("level").is_none()
}

/// Refuses a line of the log that holds some changes only: it proves nothing about the whole text.
pub fn proves(log: &Value) -> Result<(), Error> {
    match log["level"].as_str() {
        None => Ok(()),
        Some(levels) => {
            let words = format!(
                "the log holds only some changes (--edits-level {levels}); it does not prove the text"
            );
            Err(error(log, words))
        }
    }
}

/// True when the log holds the words that were replaced, not only their digests.
pub fn has_words(log: &Value) -> bool {
    !log["edits"].as_array().is_some_and(|edits| edits.iter().any(|edit| edit.get("old_hash").is_some()))
}

/// The original of a clean text, by its line of the log; changes for which `only` is false stay, and so do those the
/// log does not hold. Refused where the text is not the one the log was written for, or where the log itself does not fit.
pub fn undo(log: &Value, clean: &str, only: &dyn Fn(&LoggedEdit) -> bool) -> Result<String, Error> {
    expect_hash(log, "clean", clean)?;
    let edits = edits(log)?;
    let places = Counter::new(clean, unit(log)?);
    let (mut out, mut at, mut all) = (String::with_capacity(clean.len()), 0, is_whole(log));
    for edit in &edits {
        let (start, end) =
            place(&places, edit.to_start, edit.to_end, at, clean, &edit.new).ok_or_else(|| misfit(log))?;
        out.push_str(&clean[at..start]);
        let taken_back = only(edit);
        let old = match &edit.old {
            _ if !taken_back => &edit.new,
            Some(old) => old,
            None => {
                let words = "the log holds no words, only digests (--edits-text hash); it can prove a change, not take it back";
                return Err(error(log, words.to_owned()));
            }
        };
        out.push_str(old);
        all &= taken_back;
        at = end;
    }
    out.push_str(&clean[at..]);
    if all {
        expect_hash(log, "original", &out).map_err(|_| misfit(log))?;
    }
    Ok(out)
}

/// The clean text of an original, by its line of the log, which must hold every change.
pub fn redo(log: &Value, original: &str) -> Result<String, Error> {
    expect_hash(log, "original", original)?;
    proves(log)?;
    let places = Counter::new(original, unit(log)?);
    let (mut out, mut at) = (String::with_capacity(original.len()), 0);
    for edit in &edits(log)? {
        let (start, end) = stretch(&places, edit.start, edit.end, at).ok_or_else(|| misfit(log))?;
        let old = original.get(start..end).ok_or_else(|| misfit(log))?;
        let fits = match (&edit.old, &edit.old_hash) {
            (Some(words), _) => old == words,
            (None, digest) => digest.as_ref().is_some_and(|digest| *digest == hash(old)),
        };
        if !fits {
            return Err(misfit(log));
        }
        out.push_str(&original[at..start]);
        out.push_str(&edit.new);
        at = end;
    }
    out.push_str(&original[at..]);
    expect_hash(log, "clean", &out).map_err(|_| misfit(log))?;
    Ok(out)
}

/// The bytes of the file whose text this is. Where only some changes were taken back, bytes that never decoded
/// stand as U+FFFD.
pub fn bytes(log: &Value, original: &str) -> Vec<u8> {
    let decode = &log["decode"];
    if let Some(raw) = raw(log, original) {
        return raw;
    }
    let encoding = decode["encoding"].as_str().unwrap_or("utf-8").to_owned();
    Decoding { encoding, bom: decode["bom"].as_bool().unwrap_or(false), raw: None }.encode(original)
}

/// The bytes that were kept because the text does not encode to them, for that very text only: those of a file, or
/// those of a field in its record.
pub fn raw(log: &Value, original: &str) -> Option<Vec<u8>> {
    let raw = BASE64.decode(log["decode"]["raw"].as_str()?).ok()?;
    (log["hashes"]["original"] == hash(original).as_str()).then_some(raw)
}

fn edits(log: &Value) -> Result<Vec<LoggedEdit>, Error> {
    serde::Deserialize::deserialize(&log["edits"])
        .map_err(|cause| error(log, format!("this line of the log has no list of edits: {cause}")))
}

fn unit(log: &Value) -> Result<Unit, Error> {
    let name = log["unit"].as_str().unwrap_or(Unit::Codepoint.as_str());
    Unit::parse(name)
        .ok_or_else(|| error(log, format!("this line of the log counts in `{name}`, which is no unit known")))
}

/// The bytes of a stretch, if it lies behind `at` and holds `words`.
fn place(
    places: &Counter<'_>,
    start: usize,
    end: usize,
    at: usize,
    text: &str,
    words: &str,
) -> Option<(usize, usize)> {
    let (start, end) = stretch(places, start, end, at)?;
    (text.get(start..end) == Some(words)).then_some((start, end))
}

/// The same for a stretch of any words.
fn stretch(places: &Counter<'_>, start: usize, end: usize, at: usize) -> Option<(usize, usize)> {
    let (start, end) = (places.offset(start)?, places.offset(end)?);
    (start >= at).then_some((start, end))
}

fn expect_hash(log: &Value, which: &str, text: &str) -> Result<(), Error> {
    match log["hashes"][which].as_str() {
        None => Err(error(
            log,
            "this is no line of an edit log: it has no hashes; give the file written by `--edits`".to_owned(),
        )),
        Some(known) if known == hash(text) => Ok(()),
        Some(_) => {
            let words = format!(
                "the {which} text is not the one the log was written for; it was changed since, or the log belongs to another run"
            );
            Err(error(log, words))
        }
    }
}

fn misfit(log: &Value) -> Error {
    error(log, "the edits in this line of the log do not fit its text; the log is damaged".to_owned())
}

/// An error that names the text as the log does.
fn error(log: &Value, message: String) -> Error {
    let name = |key: &str| log[key].as_str().filter(|name| !name.is_empty());
    let path = name("path").or_else(|| name("id")).unwrap_or("edit log");
    let line = log["record"].as_u64().and_then(|record| usize::try_from(record).ok()).unwrap_or(0);
    Error::input(Place { path: path.into(), line, ..Place::default() }, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        read::{Old, Record, decode, jsonl},
        report::{
            decisions::ids,
            sample::{analysis, page},
        },
    };

    fn line(analysis: &Analysis<'_>, unit: Unit, decoding: Option<&Decoding>) -> Value {
        detailed(analysis, &Detail::all(unit), decoding)
    }

    fn detailed(analysis: &Analysis<'_>, detail: &Detail, decoding: Option<&Decoding>) -> Value {
        let source = Source { id: "p1", path: "a/b.txt", record: Some(3), field: None, decoding, to: None };
        let ids = ids(analysis, "p1", None);
        serde_json::from_str(&log_line(&source, analysis, &ids, detail, "f0").to_string()).expect("JSON")
    }

    #[test]
    fn undo_and_redo_in_every_unit() {
        let pages = [
            page(),
            analysis("nothing to do", &[]),
            analysis("", &[]),
            analysis("gone", &[("gone", "", "strip/nav")]),
            analysis(
                "è😀è",
                &[
                    ("", "(😀)", "grammar/article"),
                    ("😀", "", "repair/control"),
                    ("è", "è ", "repair/spacing"),
                ],
            ),
        ];
        for page in &pages {
            for unit in Unit::ALL {
                let log = line(page, *unit, None);
                assert_eq!(undo(&log, &page.text, &|_| true).expect("fits"), page.original);
                assert_eq!(undo(&log, &page.text, &|_| false).expect("fits"), page.text);
                assert_eq!(redo(&log, page.original).expect("fits"), page.text);
            }
        }
    }

    #[test]
    fn a_line_says_everything() {
        let log = line(&page(), Unit::Codepoint, None);
        let keys: Vec<&str> = log.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            ["id", "path", "record", "field", "decode", "unit", "hashes", "edits", "fingerprint"]
        );
        let id = ids(&page(), "p1", None)[1].to_string();
        let expected = serde_json::json!({"id": id, "start": 15, "end": 19, "old": "IS-K", "to_start": 3, "to_end": 7, "new": "ISKP", "rules": ["name/org/islamic-state-khorasan"]});
        assert_eq!(log["edits"][1], expected);
        assert_eq!(log["hashes"]["clean"].as_str().map(str::len), Some(32));
    }

    #[test]
    fn only_what_is_asked_for_is_taken_back() {
        let page = page();
        let log = line(&page, Unit::Codepoint, None);
        type Ask = fn(&LoggedEdit) -> bool;
        let rows: &[(Ask, &str)] = &[
            (|edit| edit.rule("repair"), "La ISKP è «Isis» in città..\n"),
            (|edit| edit.rule("repair/stops"), "La ISKP è «Isis» in città..\n"),
            (|edit| edit.rule("repair/st"), "La ISKP è «Isis» in città.\n"),
            (|edit| edit.entity("org/islamic-state-khorasan"), "La IS-K è «Isis» in città.\n"),
            (|edit| edit.entity("org/islamic-state"), "La ISKP è «Isis» in città.\n"),
            (|edit| edit.kind("share"), "Condividi 😀\nLa ISKP è «Isis» in città.\n"),
        ];
        for (only, start) in rows {
            let text = undo(&log, &page.text, only).expect("fits");
            assert!(text.starts_with(start), "{text}");
        }
    }

    #[test]
    fn a_log_of_some_changes_says_so() {
        let page = page();
        let rows: &[(&[Level], &[usize], &str)] = &[
            (&[Level::Names], &[1], "names"),
            (&[Level::Lines], &[0], "lines"),
            (&[Level::Names, Level::Lines], &[0, 1], "names,lines"),
        ];
        let whole = line(&page, Unit::Codepoint, None);
        for (levels, held, name) in rows {
            let detail = Detail { levels: levels.to_vec(), ..Detail::all(Unit::Codepoint) };
            let log = detailed(&page, &detail, None);
            let expected: Vec<&Value> = held.iter().map(|at| &whole["edits"][at]).collect();
            assert_eq!(log["edits"].as_array().expect("a list").iter().collect::<Vec<_>>(), expected);
            assert_eq!(log["level"], *name);
            assert!(!is_whole(&log));
            assert!(
                redo(&log, page.original)
                    .expect_err("refused")
                    .to_string()
                    .contains(&format!("--edits-level {name}"))
            );
            let undone = undo(&log, &page.text, &|_| true).expect("what it holds is undone");
            assert_eq!(undone.contains("IS-K"), levels.contains(&Level::Names));
            assert_eq!(undone.contains("Condividi"), levels.contains(&Level::Lines));
        }
        let both = Detail { levels: vec![Level::Names, Level::All], ..Detail::all(Unit::Codepoint) };
        assert_eq!(detailed(&page, &both, None), whole);
    }

    #[test]
    fn a_log_of_digests_proves_and_tells_nothing() {
        let page = page();
        let detail = Detail { hashed: true, ..Detail::all(Unit::Codepoint) };
        let raw = Decoding { encoding: "utf-8".to_owned(), bom: false, raw: Some(b"Condividi".to_vec()) };
        let log = detailed(&page, &detail, Some(&raw));
        for word in ["IS-K", "Condividi", &BASE64.encode("Condividi")] {
            assert!(!log.to_string().contains(word), "{word}");
        }
        assert!(!has_words(&log) && has_words(&line(&page, Unit::Codepoint, None)));
        assert_eq!(redo(&log, page.original).expect("fits"), page.text);
        assert!(
            undo(&log, &page.text, &|_| true).expect_err("refused").to_string().contains("--edits-text hash")
        );
        let mut other = log.clone();
        other["edits"][1]["old_hash"] = hash("IS-X").into();
        assert!(redo(&other, page.original).is_err());
    }

    #[test]
    fn another_text_or_a_damaged_log_is_refused() {
        let page = page();
        let log = line(&page, Unit::Codepoint, None);
        let refused = |log: &Value, text: &str| undo(log, text, &|_| true).expect_err("refused").to_string();
        assert!(
            refused(&log, "another").starts_with("a/b.txt:3: the clean text is not the one"),
            "{}",
            refused(&log, "another")
        );
        assert!(refused(&serde_json::json!({"text": "x"}), "x").contains("no line of an edit log"));
        assert!(redo(&log, "another").is_err());
        let changes: &[fn(&mut Value)] = &[
            |log| log["edits"][1]["old"] = "IS-X".into(),
            |log| log["edits"][1]["new"] = "IS".into(),
            |log| log["edits"][1]["to_start"] = 4_000_000.into(),
            |log| log["edits"][2]["to_start"] = 0.into(),
            |log| log["edits"] = Value::Null,
            |log| log["edits"][0]["rules"] = Value::Null,
            |log| log["unit"] = "furlong".into(),
            |log| log["hashes"]["original"] = "0".into(),
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut bad = log.clone();
            change(&mut bad);
            assert!(undo(&bad, &page.text, &|_| true).is_err(), "change {number}");
        }
    }

    #[test]
    fn bytes_come_back() {
        let rows: &[&[u8]] = &[
            b"",
            b"\xef\xbb\xbf",
            b"\xef\xbb\xbfcitt\xc3\xa0..",
            b"perch\xc3\xa9 \xff no..",
            b"perch\xe9 la citt\xe0 \xe8 chiusa..",
            b"\xff\xfec\0i\0.\0.\0",
            b"c\0i\0t\0.\0.\0",
            b"\xff\xfec\0\0\xd8.\0.\0",
            b"nul\0..",
        ];
        for bytes_in in rows {
            let read = decode(bytes_in, None).expect("no label");
            let changes: &[(&str, &str, &str)] =
                if read.text.contains("..") { &[("..", ".", "repair/stops")] } else { &[] };
            let page = analysis(&read.text, changes);
            let log = line(&page, Unit::Codepoint, Some(&read.how));
            let original = undo(&log, &page.text, &|_| true).expect("fits");
            assert_eq!(bytes(&log, &original), *bytes_in, "{}", bytes_in.escape_ascii());
            // Another text is never answered with the kept bytes.
            assert_ne!(bytes(&log, "x"), *bytes_in);
        }
    }

    #[test]
    fn lone_surrogates_come_back() {
        let record = r#"{"text":"a\ud800b.."}"#;
        let read = jsonl::Record::parse(record, &[]).expect("a record");
        let texts = read.texts();
        let page = analysis(&texts[0].1, &[("..", ".", "repair/stops")]);
        let clean = read.with(std::slice::from_ref(&page.text), None);
        let log = line(&page, Unit::Codepoint, read.decoding(0).as_ref());
        let again = jsonl::Record::parse(&clean, &[]).expect("a record");
        let original = undo(&log, &again.texts()[0].1, &|_| true).expect("fits");
        let restored = |log: &Value, text: String| {
            let bytes = again.restored(&[Some(Old { raw: raw(log, &text), text })]);
            String::from_utf8(bytes).expect("UTF-8")
        };
        assert_eq!(restored(&log, original), record);
        let plain = line(&page, Unit::Codepoint, None);
        assert_eq!(restored(&plain, "è \"x\"\n".to_owned()), r#"{"text":"è \"x\"\n"}"#);
    }
}
