//! `dedup`: which pages say the same, or nearly so; nothing is removed.

use crate::{
    args,
    fault::usage,
    inputs::Inputs,
    outputs::{Output, Target, refuse_same, stdout},
    run::{Engine, Made, Text, Work},
    say,
};
use canonry::{
    Analysis, Cleaner, Preset,
    journal::Journal,
    page::{Mend, Options},
    pipeline::STAGES,
    report::near::{Signature, clusters},
};
use serde_json::{Value, json};
use std::path::Path;

/// Clusters.
pub fn run(args: &args::Dedup) -> anyhow::Result<u8> {
    if !(0.5..=1.0).contains(&args.threshold) {
        return Err(usage(format!(
            "--threshold {}: expected a share of 0.5 to 1 of the words in common",
            args.threshold
        )));
    }
    let mut engine = Engine::new(&args.input, reading()?)?;
    engine.beside = vec!["canonry".to_owned()];
    let mut inputs = Inputs::gather(&args.input)?;
    let target = match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        None => Target::Stdout(stdout()),
        Some(path) => {
            for source in &inputs.sources {
                refuse_same(&source.path, path, "-o")?;
            }
            Target::File(path.to_owned())
        }
    };
    let journal = Output::new(Target::Nowhere).journal(&args.input, &inputs, json!({}))?;
    let mut pages: Vec<Page> = Vec::new();
    let outcome = engine.run(&mut inputs, &Signing, journal, |_, _, _, made: Made| {
        pages.extend(made.signed);
        Ok(())
    })?;
    let (names, signatures): (Vec<Box<str>>, Vec<Signature>) = pages.into_iter().unzip();
    let found = clusters(&signatures, args.threshold);
    let mut out = String::new();
    let (mut exact, mut near) = (0, 0);
    for (number, cluster) in found.iter().enumerate() {
        let rows: Vec<Value> = cluster
            .iter()
            .map(|page| {
                let kind = kind(cluster, *page, &signatures);
                exact += usize::from(kind == "exact");
                near += usize::from(kind == "near");
                let similarity = signatures[cluster[0]].similarity(&signatures[*page]);
                let mut row: Value = serde_json::from_str(&names[*page])?;
                row["kind"] = json!(kind);
                row["similarity"] = json!((similarity * 100.0).round() / 100.0);
                Ok(row)
            })
            .collect::<serde_json::Result<_>>()?;
        if args.table {
            table(&mut out, number + 1, &rows);
        } else {
            out.push_str(&format!("{}\n", json!({"cluster": number + 1, "pages": rows})));
        }
    }
    let mut journal = Journal::new(None, Value::Null, u64::MAX);
    Output::new(target).take(&mut journal, "", out.as_bytes(), true)?;
    journal.end(Value::Null)?;
    say::note(format!(
        "{}: {} of pages alike; {} the same as one before, {} nearly so",
        say::count(signatures.len(), "page"),
        say::count(found.len(), "cluster"),
        say::grouped(exact),
        say::grouped(near)
    ));
    Ok(outcome.code(false))
}

/// Texts are compared as they stand.
fn reading() -> anyhow::Result<Cleaner> {
    let options = Options {
        repair: Mend::None,
        skip: STAGES.iter().map(|stage| (*stage).to_owned()).collect(),
        ..Preset::Minimal.options()
    };
    Ok(Cleaner::builder().options(options).build()?)
}

/// The first of its cluster, the same bytes as one before, or nearly the same.
fn kind(cluster: &[usize], page: usize, signatures: &[Signature]) -> &'static str {
    match () {
        () if page == cluster[0] => "first",
        () if cluster
            .iter()
            .take_while(|other| **other < page)
            .any(|other| signatures[*other].is_same(&signatures[page])) =>
        {
            "exact"
        }
        () => "near",
    }
}

fn table(out: &mut String, number: usize, rows: &[Value]) {
    out.push_str(&format!("cluster {number}: {}\n", say::count(rows.len(), "page")));
    for row in rows {
        let words = |key: &str| row[key].as_str().unwrap_or("").to_owned();
        let place = match (row["record"].as_u64(), row["field"].as_str()) {
            (Some(record), Some(field)) => format!("{}:{record}[{field}]", words("path")),
            (Some(record), None) => format!("{}:{record}", words("path")),
            _ => words("path"),
        };
        let id = if words("id") == words("path") { String::new() } else { format!("  {}", words("id")) };
        out.push_str(&format!(
            "  {:5}  {:.2}  {place}{id}\n",
            words("kind"),
            row["similarity"].as_f64().unwrap_or(0.0)
        ));
    }
}

/// Where a page stands, as JSON, which takes a tenth of the memory; and what it is compared by.
pub type Page = (Box<str>, Signature);

struct Signing;

impl Work for Signing {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        // What `clean --add near-dup` wrote into the record, if it did.
        let added = text.beside.and_then(|added| serde_json::from_str::<Value>(added).ok());
        let added = added.map(|added| match text.told_field() {
            Some(field) => added[field]["near_dup"].clone(),
            None => added["near_dup"].clone(),
        });
        let known = added.as_ref().and_then(Signature::read);
        let signature = known.unwrap_or_else(|| Signature::of(analysis.original));
        let mut name = json!({"id": text.id, "path": text.path, "record": text.record});
        if let Some(field) = text.told_field() {
            name["field"] = json!(field);
        }
        made.signed.push((name.to_string().into(), signature));
    }
}
