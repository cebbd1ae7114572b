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
    report::near::{Clusters, Pages, Signature},
};
use serde_json::{Value, json};
use std::{env, io, path::Path};

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
    let kept = |error: io::Error| {
        anyhow::anyhow!(
            "{}: cannot keep what pages are compared by: {error}; TMPDIR names another folder",
            env::temp_dir().display()
        )
    };
    let mut pages = Pages::new().map_err(kept)?;
    let outcome = engine.run(&mut inputs, &Signing, journal, |_, _, _, made: Made| {
        made.signed.iter().try_for_each(|(name, signature)| pages.push(signature, name)).map_err(kept)
    })?;
    let found = pages.clusters(args.threshold).map_err(kept)?;
    let (mut output, mut journal) = (Output::new(target), Journal::new(None, Value::Null, u64::MAX));
    let (mut clusters, mut exact, mut near) = (0, 0, 0);
    for cluster in found.iter() {
        let rows: Vec<Value> = rows(&found, &cluster)?;
        clusters += 1;
        exact += rows.iter().filter(|row| row["kind"] == "exact").count();
        near += rows.iter().filter(|row| row["kind"] == "near").count();
        let out = if args.table {
            table(clusters, &rows)
        } else {
            format!("{}\n", json!({"cluster": clusters, "pages": rows}))
        };
        output.take(&mut journal, "", out.as_bytes(), false)?;
    }
    output.take(&mut journal, "", b"", true)?;
    journal.end(Value::Null)?;
    say::note(format!(
        "{}: {} of pages alike; {} the same as one before, {} nearly so",
        say::count(found.pages(), "page"),
        say::count(clusters, "cluster"),
        say::grouped(exact),
        say::grouped(near)
    ));
    Ok(outcome.code(false))
}

/// What is said of the pages of a cluster.
fn rows(found: &Clusters, cluster: &[usize]) -> anyhow::Result<Vec<Value>> {
    let (first, _) = found.page(cluster[0])?;
    let row = |page: &usize| {
        let (signature, name) = found.page(*page)?;
        let kind = match () {
            () if *page == cluster[0] => "first",
            () if found.repeats(*page) => "exact",
            () => "near",
        };
        let mut row: Value = serde_json::from_str(&name)?;
        row["kind"] = json!(kind);
        row["similarity"] = json!((first.similarity(&signature) * 100.0).round() / 100.0);
        Ok(row)
    };
    cluster.iter().map(row).collect()
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

fn table(number: usize, rows: &[Value]) -> String {
    let mut out = format!("cluster {number}: {}\n", say::count(rows.len(), "page"));
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
    out
}

/// Where a page stands, as JSON, and what it is compared by.
pub type Page = (String, Signature);

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
        made.signed.push((name.to_string(), signature));
    }
}
