//! `report`: what a person should see of all texts, as one HTML page and as tables; the texts stay as they are.
//! Also for `clean --report`, which gathers the same while it cleans.

use crate::{
    args,
    config::Setup,
    fault::usage,
    inputs::Inputs,
    outputs::{Output, Target, refuse_same, stdout},
    run::{Engine, Made, Outcome, Text, Work},
    say,
};
use canonry::{
    Analysis,
    report::{changes, findings::Findings, html, tables},
    write,
};
use serde_json::json;
use std::{
    borrow::Cow,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

/// Fields in which records say when a page is from.
const DATES: [&str; 10] = [
    "date",
    "published",
    "published_at",
    "date_published",
    "publish_date",
    "publication_date",
    "pubDate",
    "datePublished",
    "created_at",
    "datetime",
];

/// Title of a report nobody gave one.
pub const TITLE: &str = "What canonry found";

/// The table of changes among the others.
const CHANGES: &str = "changes.csv";

/// Reports.
pub fn run(args: &args::Report) -> anyhow::Result<u8> {
    let setup = Setup::read(&args.rules)?;
    let mut engine = Engine::new(&args.input, setup.cleaner()?)?;
    prepare(&mut engine, args.date_field.as_deref());
    let mut inputs = Inputs::gather(&args.input)?;
    let page = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let prints = page.is_none() && (args.output.is_some() || args.tables.is_none());
    refuse(args, &inputs, page, prints)?;
    let target = match (page, &args.tables) {
        (Some(page), _) => Target::File(page.to_owned()),
        (None, Some(folder)) => Target::Folder(folder.clone()),
        (None, None) => Target::Nowhere,
    };
    let own = (&args.output, &args.tables, &args.title, &args.date_field);
    let key = json!({"fingerprint": engine.cleaner.fingerprint(), "own flags": format!("{own:?}")});
    let journal = Output::new(target).journal(&args.input, &inputs, key)?;
    let folder = args.tables.as_deref();
    let work = Reporting { tables: folder.is_some() };
    let mut outcome = engine.run(&mut inputs, &work, journal, |journal, _, _, made| {
        let Some(folder) = folder else { return Ok(()) };
        for (name, head) in heads() {
            let path = folder.join(name);
            if !journal.has_begun(&path) {
                journal.write(&path, head.as_bytes())?;
            }
            let rows = made.tables.get(name).map(String::as_str).unwrap_or_default();
            journal.write(&path, rows.as_bytes())?;
        }
        Ok(())
    })?;
    outcome.tally.dry = true;
    if let Some(folder) = folder {
        for (name, text) in tables::WHOLE.iter().zip(tables::whole(&outcome.tally, &found(&outcome))) {
            write::all(&folder.join(name), text.as_bytes())?;
        }
    }
    let title = args.title.as_deref().unwrap_or(TITLE);
    let whole = || whole(title, &args.input.paths, &setup, &engine, &outcome);
    match page {
        Some(page) => write::all(page, whole().as_bytes())?,
        None if prints => {
            let mut out = stdout();
            out.write_all(whole().as_bytes())?;
            out.flush()?;
        }
        None => {}
    }
    say::line(outcome.tally.to_string());
    Ok(outcome.code(false))
}

/// Makes a run gather what a report shows; `date` is the field in which records say when they are from.
pub fn prepare(engine: &mut Engine, date: Option<&str>) {
    engine.counts = true;
    engine.finds = true;
    engine.beside = match date {
        Some(field) => vec![field.to_owned()],
        None => DATES.map(str::to_owned).to_vec(),
    };
}

/// The page on a run that is done.
pub fn whole(title: &str, paths: &[PathBuf], setup: &Setup, engine: &Engine, outcome: &Outcome) -> String {
    let inputs: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let layers = engine.cleaner.dictionary().layers();
    let report = html::Report {
        title,
        inputs: &inputs,
        preset: setup.preset(),
        fingerprint: engine.cleaner.fingerprint(),
        tally: &outcome.tally,
        findings: &found(outcome),
        stages: outcome.stages.as_ref(),
        label: &|id| layers.described(id).map(|entity| entity.label),
    };
    report.page()
}

/// What a run found; of no text at all nothing.
fn found(outcome: &Outcome) -> Cow<'_, Findings> {
    outcome.found.as_ref().map_or_else(|| Cow::Owned(Findings::default()), Cow::Borrowed)
}

fn heads() -> impl Iterator<Item = (&'static str, String)> {
    let growing = tables::GROWING.map(|(name, head)| (name, head.to_owned()));
    growing.into_iter().chain([(CHANGES, changes::header())])
}

/// A report goes to one place, which is none of the inputs.
fn refuse(args: &args::Report, inputs: &Inputs, page: Option<&Path>, prints: bool) -> anyhow::Result<()> {
    if prints && io::stdout().is_terminal() {
        return Err(usage(
            "a report is a page for a browser; add -o report.html, or --tables DIR for a spreadsheet",
        ));
    }
    for source in &inputs.sources {
        if let Some(page) = page {
            refuse_same(&source.path, page, "-o")?;
        }
        if let Some(folder) = &args.tables {
            let mut names = heads().map(|(name, _)| name).chain(tables::WHOLE);
            names.try_for_each(|name| refuse_same(&source.path, &folder.join(name), "--tables"))?;
        }
    }
    match (page, &args.tables) {
        (Some(page), _) if page.is_dir() => {
            Err(usage(format!("-o {}: is a folder; name a file such as report.html", page.display())))
        }
        (_, Some(folder)) if folder.is_file() => {
            Err(usage(format!("--tables {}: is a file; name a folder", folder.display())))
        }
        _ => Ok(()),
    }
}

struct Reporting {
    tables: bool,
}

impl Work for Reporting {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        if !self.tables {
            return;
        }
        let page = text.page();
        for ((name, _), rows) in tables::GROWING.iter().zip(tables::rows(&page, analysis)) {
            made.tables.entry(name).or_default().push_str(&rows);
        }
        made.tables.entry(CHANGES).or_default().push_str(&changes::rows(&page, analysis, text.ids));
    }

    fn names_changes(&self) -> bool {
        self.tables
    }
}
