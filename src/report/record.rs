//! What is said about a page, as one JSON object.
//! In: an analysis. Out: the records of `annotate` and `detect`, and what `clean --add` adds.
//! Not here: which file they go to. Nothing is built that is not written: records serialize themselves.

use super::{
    near::Signature,
    unit::{Counter, Unit},
};
use crate::{
    Analysis,
    document::{Candidate, Language, Line, Mention, Meta, MetaEntry, names},
    edit::{Offsets, Side},
    read::convert::Kind,
    span::{Clean, Original, Span},
};
use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};
use std::fmt;

names! {
    /// What `--add` adds to a clean record.
    Add {
        /// The language of the page.
        Lang = "lang",
        /// Its lines.
        Lines = "lines",
        /// Its names.
        Mentions = "mentions",
        /// What was changed.
        Edits = "edits",
        /// Facts from the margins.
        Meta = "meta",
        /// What the clean text is compared by (see [`super::near`]).
        NearDup = "near-dup",
        /// The items of a page of several.
        Items = "items",
    }
}

/// The record of one page; serialize it, or write it as one line of JSON with [`Display`](fmt::Display).
#[derive(Debug)]
pub struct Annotation<'a> {
    id: &'a str,
    field: Option<&'a str>,
    analysis: &'a Analysis<'a>,
    unit: Unit,
    fingerprint: &'a str,
    names: bool,
}

/// What stands on a page, nothing changed: the record of `annotate`. Offsets point into the original.
///
/// ```
/// use canonry::{Cleaner, Preset, report::{Unit, annotation}};
/// let cleaner = Cleaner::preset(Preset::Screening);
/// let analysis = cleaner.analyze("È stata la rete Haqqani");
/// let record = annotation("p1", None, &analysis, Unit::Codepoint, cleaner.fingerprint()).to_string();
/// assert!(record.starts_with(r#"{"id":"p1","lang":"#));
/// ```
pub fn annotation<'a>(
    id: &'a str,
    field: Option<&'a str>,
    analysis: &'a Analysis<'a>,
    unit: Unit,
    fingerprint: &'a str,
) -> Annotation<'a> {
    Annotation { id, field, analysis, unit, fingerprint, names: true }
}

/// The same without names: the record of `detect`.
pub fn detection<'a>(
    id: &'a str,
    field: Option<&'a str>,
    analysis: &'a Analysis<'a>,
    unit: Unit,
    fingerprint: &'a str,
) -> Annotation<'a> {
    Annotation { names: false, ..annotation(id, field, analysis, unit, fingerprint) }
}

impl Serialize for Annotation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let analysis = self.analysis;
        let counter = Counter::new(analysis.original, self.unit);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", self.id)?;
        if let Some(field) = self.field {
            map.serialize_entry("field", field)?;
        }
        map.serialize_entry("lang", analysis.lang.as_str())?;
        if !self.names {
            map.serialize_entry("langs", &Shares(&analysis.langs))?;
        }
        map.serialize_entry("unit", self.unit.as_str())?;
        map.serialize_entry("lines", &each(&analysis.lines, |line| LineRecord::new(line, &counter)))?;
        let items = analysis.items();
        if items.len() > 1 {
            map.serialize_entry("items", &each(&items, |item| Place::new(*item, &counter)))?;
        }
        let lost: Vec<Span<Original>> = analysis.lost().collect();
        if !lost.is_empty() {
            map.serialize_entry("lost", &each(&lost, |lost| Place::new(*lost, &counter)))?;
        }
        if self.names {
            map.serialize_entry(
                "mentions",
                &each(&analysis.mentions, |m| MentionRecord::new(m, analysis, &counter)),
            )?;
            map.serialize_entry(
                "candidates",
                &each(&analysis.candidates, |c| CandidateRecord::new(c, &counter)),
            )?;
            map.serialize_entry("meta", &MetaRecord::new(&analysis.meta))?;
        }
        map.serialize_entry("fingerprint", self.fingerprint)?;
        map.end()
    }
}

/// A stretch of the text.
#[derive(Serialize)]
struct Place {
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    orig: Option<(usize, usize)>,
}

impl Place {
    fn new(span: Span<Original>, counter: &Counter<'_>) -> Place {
        let (start, end) = counter.span(span);
        Place { start, end, orig: None }
    }
}

/// Languages with their shares: `{"en":0.75,"it":0.25}`.
struct Shares<'a>(&'a [(Language, f32)]);

impl Serialize for Shares<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(lang, share)| (lang.as_str(), rounded(*share))))
    }
}

impl fmt::Display for Annotation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_json(self))
    }
}

/// One line of JSON.
pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("records have text keys and finite numbers")
}

/// A list, each item made just before it is written.
struct Each<'a, T, F>(&'a [T], F);

fn each<'a, T, R: Serialize, F: Fn(&'a T) -> R>(list: &'a [T], make: F) -> Each<'a, T, F> {
    Each(list, make)
}

impl<'a, T, R: Serialize, F: Fn(&'a T) -> R> Serialize for Each<'a, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for item in self.0 {
            list.serialize_element(&(self.1)(item))?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct LineRecord {
    start: usize,
    end: usize,
    lang: Code,
    confidence: f64,
    boilerplate: bool,
    dup: bool,
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spans: Vec<PartRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orig: Option<(usize, usize)>,
}

#[derive(Serialize)]
struct PartRecord {
    start: usize,
    end: usize,
    lang: Code,
}

/// A language as its code.
struct Code(Language);

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl LineRecord {
    fn new(line: &Line<Original>, counter: &Counter<'_>) -> LineRecord {
        let (start, end) = counter.span(line.span);
        let parts = line.spans.iter().map(|part| {
            let (start, end) = counter.span(part.span);
            PartRecord { start, end, lang: Code(part.lang) }
        });
        LineRecord {
            start,
            end,
            lang: Code(line.lang),
            confidence: rounded(line.confidence),
            boilerplate: line.kind.is_some(),
            dup: line.dup,
            kind: line.kind.map(|kind| kind.as_str()),
            spans: parts.collect(),
            orig: None,
        }
    }

    /// The same line in the clean text.
    fn moved(line: &Line<Original>, place: Span<Clean>, texts: &Texts<'_>) -> LineRecord {
        let mut record = LineRecord::new(line, &texts.original);
        record.orig = Some((record.start, record.end));
        (record.start, record.end) = texts.clean.span(place);
        let mut from = place.start;
        let last = line.spans.len().saturating_sub(1);
        for (at, (part, out)) in line.spans.iter().zip(&mut record.spans).enumerate() {
            let end = if at == last {
                place.end
            } else {
                texts.offsets.forward(part.span.end, Side::After).clamp(from, place.end)
            };
            (out.start, out.end) = (texts.clean.units(from), texts.clean.units(end));
            from = end;
        }
        record
    }
}

/// Three digits; as `f64`, because a value of `f32` grows digits when it becomes a JSON value.
/// A confidence or share as it is written.
pub fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}

#[derive(Serialize)]
struct MentionRecord<'a> {
    start: usize,
    end: usize,
    line: usize,
    surface: &'a str,
    entity: &'a str,
    r#type: &'static str,
    write: Option<&'a str>,
    form: &'static str,
    how: &'static str,
    rewritten: bool,
    kept: Option<&'static str>,
    boilerplate: bool,
    dup: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    orig: Option<(usize, usize)>,
}

impl<'a> MentionRecord<'a> {
    fn new(
        mention: &'a Mention<Original>,
        analysis: &Analysis<'_>,
        counter: &Counter<'_>,
    ) -> MentionRecord<'a> {
        let (start, end) = counter.span(mention.span);
        let line = analysis.lines.get(mention.line);
        MentionRecord {
            start,
            end,
            line: mention.line,
            surface: &mention.surface,
            entity: &mention.entity,
            r#type: mention.entity_type.as_str(),
            write: mention.write.as_deref(),
            form: mention.form.as_str(),
            how: mention.how.as_str(),
            rewritten: mention.rewritten,
            kept: mention.kept.map(|kept| kept.as_str()),
            boilerplate: line.is_some_and(|line| line.kind.is_some()),
            dup: line.is_some_and(|line| line.dup),
            orig: None,
        }
    }
}

#[derive(Serialize)]
struct CandidateRecord<'a> {
    start: usize,
    end: usize,
    entities: Vec<&'a str>,
    parent: Option<&'a str>,
    why: &'static str,
}

impl<'a> CandidateRecord<'a> {
    fn new(candidate: &'a Candidate<Original>, counter: &Counter<'_>) -> CandidateRecord<'a> {
        let (start, end) = counter.span(candidate.span);
        let entities = candidate.entities.iter().map(|id| &**id).collect();
        CandidateRecord {
            start,
            end,
            entities,
            parent: candidate.parent.as_deref(),
            why: candidate.why.as_str(),
        }
    }
}

#[derive(Serialize)]
struct MetaRecord<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dates: Vec<FactRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<FactRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source: Vec<FactRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    byline: Vec<FactRecord<'a>>,
}

#[derive(Serialize)]
struct FactRecord<'a> {
    value: &'a str,
    from: &'a str,
    line: usize,
}

impl<'a> MetaRecord<'a> {
    fn new(meta: &'a Meta) -> MetaRecord<'a> {
        let facts = |entries: &'a [MetaEntry]| {
            entries
                .iter()
                .map(|entry| FactRecord { value: &entry.value, from: entry.from, line: entry.line })
                .collect()
        };
        MetaRecord {
            dates: facts(&meta.dates),
            tags: facts(&meta.tags),
            source: facts(&meta.source),
            byline: facts(&meta.byline),
        }
    }
}

/// Offsets of both texts and the way between them.
struct Texts<'a> {
    original: Counter<'a>,
    clean: Counter<'a>,
    offsets: Offsets<Original, Clean>,
}

#[derive(Serialize)]
struct Additions<'a> {
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<LineRecord>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<MentionRecord<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<Vec<EditRecord<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<MetaRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<Place>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    near_dup: Option<serde_json::Value>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct EditRecord<'a> {
    start: usize,
    end: usize,
    old: &'a str,
    new: &'a str,
    rules: Vec<&'a str>,
    orig: (usize, usize),
}

/// What `clean --add` puts under the key `canonry`: spans of the clean text, each with `orig`, its place in the
/// original. Lines and names that left the text are not in it, except as edits; `line` counts the lines listed.
pub fn additions(analysis: &Analysis<'_>, what: &[Add], unit: Unit, fingerprint: &str) -> serde_json::Value {
    let texts = Texts {
        original: Counter::new(analysis.original, unit),
        clean: Counter::new(&analysis.text, unit),
        offsets: analysis.edits.offsets(),
    };
    let wants = |add: Add| what.contains(&add);
    let added = Additions {
        unit: unit.as_str(),
        lang: wants(Add::Lang).then(|| analysis.lang.as_str()),
        lines: wants(Add::Lines).then(|| clean_lines(analysis, &texts)),
        mentions: wants(Add::Mentions).then(|| clean_mentions(analysis, &texts)),
        edits: wants(Add::Edits).then(|| edits(analysis, &texts)),
        meta: wants(Add::Meta).then(|| MetaRecord::new(&analysis.meta)),
        near_dup: wants(Add::NearDup).then(|| Signature::of(&analysis.text).record()),
        items: wants(Add::Items).then(|| clean_items(analysis, &texts)),
        fingerprint,
    };
    serde_json::to_value(&added).expect("records have text keys and finite numbers")
}

/// What [`additions`] may hold, for formats whose columns have types.
pub fn additions_kind(what: &[Add]) -> Kind {
    use Kind::{Real, Text, Truth, Whole};
    let list = |kind: Kind| Kind::List(Box::new(kind));
    let place = [("start", Whole), ("end", Whole)];
    let orig = [("orig", list(Whole))];
    let with = |fields: &[(&str, Kind)]| Kind::list(&[&place, fields, &orig].concat());
    let facts = || Kind::list(&[("value", Text), ("from", Text), ("line", Whole)]);
    let kind = |add: &Add| match add {
        Add::Lang => ("lang", Text),
        Add::Lines => {
            let spans = Kind::list(&[&place[..], &[("lang", Text)]].concat());
            let rest = [
                ("lang", Text),
                ("confidence", Real),
                ("boilerplate", Truth),
                ("dup", Truth),
                ("kind", Text),
                ("spans", spans),
            ];
            ("lines", with(&rest))
        }
        Add::Mentions => {
            let words = |names: &[&'static str]| names.iter().map(|name| (*name, Text)).collect::<Vec<_>>();
            let rest = [
                vec![("line", Whole)],
                words(&["surface", "entity", "type", "write", "form", "how"]),
                vec![("rewritten", Truth), ("kept", Text), ("boilerplate", Truth), ("dup", Truth)],
            ];
            ("mentions", with(&rest.concat()))
        }
        Add::Edits => ("edits", with(&[("old", Text), ("new", Text), ("rules", list(Text))])),
        Add::Meta => {
            let kinds = ["dates", "tags", "source", "byline"].map(|name| (name, facts()));
            ("meta", Kind::object(&kinds))
        }
        Add::NearDup => ("near_dup", Kind::object(&[("hash", Text), ("minhash", Text)])),
        Add::Items => ("items", with(&[])),
    };
    let wanted = Add::ALL.iter().filter(|add| what.contains(add)).map(kind);
    let all: Vec<(&str, Kind)> =
        [("unit", Text)].into_iter().chain(wanted).chain([("fingerprint", Text)]).collect();
    Kind::object(&all)
}

fn clean_lines(analysis: &Analysis<'_>, texts: &Texts<'_>) -> Vec<LineRecord> {
    let placed = analysis.lines.iter().zip(&analysis.clean_lines);
    placed.filter_map(|(line, place)| Some(LineRecord::moved(line, (*place)?, texts))).collect()
}

/// The items as far as lines of theirs stay.
fn clean_items(analysis: &Analysis<'_>, texts: &Texts<'_>) -> Vec<Place> {
    let mut items: Vec<(usize, Span<Original>, Span<Clean>)> = Vec::new();
    let placed = analysis.lines.iter().zip(&analysis.clean_lines);
    for (line, place) in placed.filter(|(line, _)| line.kind.is_none()) {
        let Some(place) = *place else { continue };
        match items.last_mut().filter(|(item, ..)| *item == line.item) {
            Some((_, orig, clean)) => {
                *orig = Span::new(orig.start, line.span.end);
                *clean = Span::new(clean.start, place.end);
            }
            None => items.push((line.item, line.span, place)),
        }
    }
    items
        .into_iter()
        .map(|(_, orig, clean)| {
            let (start, end) = texts.clean.span(clean);
            Place { start, end, orig: Some(texts.original.span(orig)) }
        })
        .collect()
}

fn clean_mentions<'a>(analysis: &'a Analysis<'_>, texts: &Texts<'_>) -> Vec<MentionRecord<'a>> {
    let stays = analysis.clean_lines.iter().map(|place| usize::from(place.is_some()));
    let numbers: Vec<usize> = stays
        .scan(0, |before, stays| {
            *before += stays;
            Some(*before - stays)
        })
        .collect();
    let placed = analysis.mentions.iter().zip(&analysis.clean_mentions);
    placed
        .filter_map(|(mention, place)| {
            let mut record = MentionRecord::new(mention, analysis, &texts.original);
            record.orig = Some((record.start, record.end));
            (record.start, record.end) = texts.clean.span((*place)?);
            record.line = numbers.get(record.line).copied().unwrap_or(record.line);
            Some(record)
        })
        .collect()
}

fn edits<'a>(analysis: &'a Analysis<'_>, texts: &Texts<'_>) -> Vec<EditRecord<'a>> {
    let original = analysis.original;
    placed_edits(analysis)
        .map(|(edit, place)| {
            let (start, end) = texts.clean.span(place);
            let rules = edit.rules.iter().map(|rule| rule.as_str()).collect();
            EditRecord {
                start,
                end,
                old: edit.span.of(original),
                new: &edit.new,
                rules,
                orig: texts.original.span(edit.span),
            }
        })
        .collect()
}

/// Every edit with its place in the clean text.
pub(super) fn placed_edits<'a>(
    analysis: &'a Analysis<'_>,
) -> impl Iterator<Item = (&'a crate::edit::Edit<Original>, Span<Clean>)> {
    let (mut removed, mut added) = (0, 0);
    analysis.edits.iter().map(move |edit| {
        let start = edit.span.start + added - removed;
        removed += edit.span.len();
        added += edit.new.len();
        (edit, Span::new(start, start + edit.new.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::page;
    use serde_json::{Value, json};

    #[test]
    fn the_record_of_annotate_key_by_key() {
        let page = page();
        let record = annotation("p1", None, &page, Unit::Codepoint, "f0").to_string();
        let expected = concat!(
            r#"{"id":"p1","lang":"en","unit":"codepoint","lines":["#,
            r#"{"start":0,"end":11,"lang":"en","confidence":0.988,"boilerplate":true,"dup":false,"kind":"share"},"#,
            r#"{"start":12,"end":39,"lang":"it","confidence":0.988,"boilerplate":false,"dup":true,"kind":null},"#,
            r#"{"start":40,"end":66,"lang":"en","confidence":0.988,"boilerplate":false,"dup":false,"kind":null,"#,
            r#""spans":[{"start":40,"end":57,"lang":"en"},{"start":57,"end":66,"lang":"it"}]}],"mentions":["#,
            r#"{"start":15,"end":19,"line":1,"surface":"IS-K","entity":"org/islamic-state-khorasan","type":"org","write":"ISKP","#,
            r#""form":"short","how":"listed","rewritten":true,"kept":null,"boilerplate":false,"dup":true},"#,
            r#"{"start":23,"end":27,"line":1,"surface":"Isis","entity":"org/islamic-state-khorasan","type":"org","write":"ISKP","#,
            r#""form":"short","how":"listed","rewritten":false,"kept":"quoted","boilerplate":false,"dup":true}],"candidates":["#,
            r#"{"start":40,"end":50,"entities":[],"parent":"org/islamic-state","why":"unlisted-branch"}],"#,
            r#""meta":{"tags":[{"value":"Isis","from":"residue","line":0}]},"fingerprint":"f0"}"#,
        );
        assert_eq!(record, expected);
    }

    #[test]
    fn offsets_count_what_is_asked_for() {
        let page = page();
        let letters: Vec<char> = page.original.chars().collect();
        let units: Vec<u16> = page.original.encode_utf16().collect();
        for unit in Unit::ALL {
            let record: Value =
                serde_json::from_str(&annotation("p", Some("body"), &page, *unit, "").to_string())
                    .expect("JSON");
            assert_eq!(record["field"], "body");
            for mention in record["mentions"].as_array().expect("a list") {
                let at =
                    |key: &str| usize::try_from(mention[key].as_u64().expect("a number")).expect("small");
                let (start, end) = (at("start"), at("end"));
                let words = match unit {
                    Unit::Codepoint => letters[start..end].iter().collect(),
                    Unit::Byte => page.original[start..end].to_owned(),
                    Unit::Utf16 => String::from_utf16_lossy(&units[start..end]),
                };
                assert_eq!(mention["surface"], words, "{unit}");
            }
        }
    }

    #[test]
    fn detect_leaves_names_out() {
        let page = page();
        let record: Value =
            serde_json::from_str(&detection("p", None, &page, Unit::Codepoint, "f").to_string())
                .expect("JSON");
        let keys: Vec<&str> = record.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["id", "lang", "langs", "unit", "lines", "fingerprint"]);
    }

    #[test]
    fn additions_point_into_the_clean_text() {
        let page = page();
        assert_eq!(page.text, "La ISKP è «Isis» in città.\nISIS-Sinai said: perché no\n");
        let added = additions(&page, Add::ALL, Unit::Codepoint, "f");
        let letters: Vec<char> = page.text.chars().collect();
        assert_eq!(added["lines"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            added["lines"][0],
            json!({"start": 0, "end": 26, "lang": "it", "confidence": 0.988, "boilerplate": false, "dup": true, "kind": null, "orig": [12, 39]})
        );
        assert_eq!(
            added["lines"][1]["spans"],
            json!([{"start": 27, "end": 44, "lang": "en"}, {"start": 44, "end": 53, "lang": "it"}])
        );
        let rows: Vec<(String, &Value)> = added["mentions"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|m| {
                let at = |key: &str| usize::try_from(m[key].as_u64().expect("a number")).expect("small");
                (letters[at("start")..at("end")].iter().collect(), &m["orig"])
            })
            .collect();
        assert_eq!(rows, [("ISKP".to_owned(), &json!([15, 19])), ("Isis".to_owned(), &json!([23, 27]))]);
        assert_eq!(added["mentions"][0]["line"], 0);
        assert_eq!(
            added["edits"][0],
            json!({"start": 0, "end": 0, "old": "Condividi 😀\n", "new": "", "rules": ["strip/share"], "orig": [0, 12]})
        );
        assert_eq!(added["edits"][2]["start"], 25);
        let few = additions(&page, &[Add::Lang], Unit::Byte, "f");
        assert_eq!(few, json!({"unit": "byte", "lang": "en", "fingerprint": "f"}));
    }
}
