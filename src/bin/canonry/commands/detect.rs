//! `detect`: the languages of pages, lines or spans, as JSON lines or as a table for people.

use super::annotate;
use crate::{
    args,
    config::Setup,
    fault::{pick, usage},
    run::{Engine, Made, Text, Work},
    say::harmless,
    table::{aligned, room},
};
use canonry::{
    Analysis, CleanerBuilder, Language,
    detect::Whatlang,
    document::Line,
    report::{Unit, detection, rounded, unit::Counter},
    span::Original,
};
use serde_json::{Value, json};
use std::path::Path;

/// Detects.
pub fn run(args: &args::Detect) -> anyhow::Result<u8> {
    let by = match &args.by {
        None => None,
        Some(by) => {
            let units = [("page", By::Page), ("line", By::Line), ("span", By::Span)];
            Some(pick("unit", by, &units).map_err(|words| usage(format!("--by: {words}")))?)
        }
    };
    let mut annotate = args.annotate.clone();
    let table = annotate.input.format == "table";
    if table {
        annotate.input.format = "auto".to_owned();
    }
    let backend = backend(&args.backend)?;
    let cleaner = Setup::read(&annotate.rules)?.cleaner_with(|builder| backend(builder).languages_only())?;
    let work = Detecting {
        by,
        table,
        unit: super::clean::unit(&annotate.offsets)?,
        fingerprint: cleaner.fingerprint().to_owned(),
    };
    let engine = Engine::new(&annotate.input, cleaner)?;
    let kind = format!("detect by {:?}, {}, {}", args.by, args.backend, args.annotate.input.format);
    let printed = annotate.output.as_deref().is_none_or(|path| path == Path::new("-"));
    let room = if printed { room() } else { None };
    // The last column holds words: the shares of a page, the text of a line.
    let last = if matches!(by, None | Some(By::Page)) { 2 } else { 3 };
    let finish = |data: Vec<u8>| if table { aligned(&data, &[last], room) } else { data };
    annotate::write(&annotate, engine, &work, &kind, finish)
}

type Choose = fn(CleanerBuilder) -> CleanerBuilder;

fn backend(name: &str) -> anyhow::Result<Choose> {
    let backends: &[(&str, Choose)] = &[
        ("default", |builder| builder),
        ("whatlang", |builder| builder.language(Whatlang)),
        #[cfg(feature = "lingua")]
        ("lingua", |builder| builder.language(canonry::detect::Lingua::new())),
        #[cfg(feature = "whichlang")]
        ("whichlang", |builder| builder.language(canonry::detect::Whichlang)),
    ];
    pick("backend", name, backends).map_err(|words| {
        let optional = if ["lingua", "whichlang"].contains(&name) {
            format!("; this program was built without it: build with `--features {name}`")
        } else {
            String::new()
        };
        usage(format!("--backend: {words}{optional}"))
    })
}

#[derive(Clone, Copy, PartialEq)]
enum By {
    Page,
    Line,
    Span,
}

struct Detecting {
    by: Option<By>,
    table: bool,
    unit: Unit,
    fingerprint: String,
}

impl Work for Detecting {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        let mut push = |row: String| {
            made.data.extend_from_slice(row.as_bytes());
            made.data.push(b'\n');
        };
        match (self.by, self.table) {
            (None, false) => push(
                detection(text.id, text.told_field(), analysis, self.unit, &self.fingerprint).to_string(),
            ),
            (None | Some(By::Page), true) => {
                let shares =
                    analysis.langs.iter().map(|(lang, share)| format!("{lang} {:.0} %", share * 100.0));
                push(
                    [&harmless(text.id), analysis.lang.as_str(), &shares.collect::<Vec<_>>().join(", ")]
                        .join("\t"),
                );
            }
            (Some(By::Page), false) => push(self.page(text, analysis)),
            (Some(By::Line), _) => self.parts(text, analysis, &mut push, |line| vec![(line.span, line.lang)]),
            (Some(By::Span), _) => self.parts(text, analysis, &mut push, |line| match &line.spans[..] {
                [] => vec![(line.span, line.lang)],
                spans => spans.iter().map(|part| (part.span, part.lang)).collect(),
            }),
        }
    }
}

/// The record of a part of a text, the text named first.
fn named(text: &Text<'_>, rest: Value) -> String {
    let mut record = json!({ "id": text.id });
    if let Some(field) = text.told_field() {
        record["field"] = json!(field);
    }
    if let (Value::Object(record), Value::Object(rest)) = (&mut record, rest) {
        record.extend(rest);
    }
    record.to_string()
}

type Part = (canonry::span::Span<Original>, Language);

impl Detecting {
    fn page(&self, text: &Text<'_>, analysis: &Analysis<'_>) -> String {
        let shares: serde_json::Map<_, _> =
            analysis.langs.iter().map(|(lang, share)| (lang.to_string(), json!(rounded(*share)))).collect();
        named(text, json!({ "lang": analysis.lang.as_str(), "langs": shares }))
    }

    /// A row for each part of each line.
    fn parts(
        &self,
        text: &Text<'_>,
        analysis: &Analysis<'_>,
        push: &mut impl FnMut(String),
        parts: impl Fn(&Line<Original>) -> Vec<Part>,
    ) {
        let counter = Counter::new(analysis.original, self.unit);
        for (number, line) in analysis.lines.iter().enumerate() {
            for (span, lang) in parts(line) {
                let confidence = rounded(line.confidence);
                push(if self.table {
                    let words = span.of(analysis.original).replace(['\t', '\r'], " ");
                    format!("{}\t{lang}\t{confidence:.2}\t{}", harmless(text.id), harmless(&words))
                } else {
                    let (start, end) = counter.span(span);
                    let part = json!({
                        "line": number, "start": start, "end": end, "lang": lang.as_str(), "confidence": confidence,
                    });
                    named(text, part)
                });
            }
        }
    }
}
