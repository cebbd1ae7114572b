//! `dict diff`, `dict import`, `dict export`: dictionaries beside each other, names from and for elsewhere.

use crate::{
    args::{self, Input},
    config::Setup,
    fault::{pick, usage},
    inputs::Inputs,
    outputs::{Output, Target as Place, refuse_same, stdout},
    run::{Engine, Made, Text, Work},
    say,
};
use canonry::{
    Analysis, Cleaner,
    dictionary::{
        compare::{Impact, compare, markdown, moved, table},
        exchange::{Conflict, Source, Target, Wanted, export as write_names, import as read_names, sniff},
        files,
        layers::Layers,
        shipped,
    },
    document::EntityType,
    read::Packing,
    write,
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

/// What stands for the dictionaries of the program.
const SHIPPED: &str = "shipped";

/// So many conflicts are named on standard error.
const NAMED: usize = 20;

/// Compares two dictionaries, and what they make of a corpus.
pub fn diff(args: &args::DictDiff) -> anyhow::Result<u8> {
    let formats = [("markdown", false), ("csv", true)];
    let csv = pick("format", &args.format, &formats).map_err(|words| usage(format!("--format: {words}")))?;
    let most = if args.most == 0 { usize::MAX } else { args.most };
    let (old, new) = (over_shipped(&args.old)?, over_shipped(&args.new)?);
    let changes = compare(&old, &new);
    let mut told = match (csv, args.on.is_empty()) {
        (false, _) => markdown(&changes, most),
        (true, true) => table(&changes),
        // Two tables in one would be none.
        (true, false) => String::new(),
    };
    if !args.on.is_empty() {
        let impact = impact(&args.on, old, new)?;
        told.push_str(&if csv { impact.table() } else { impact.markdown() });
    }
    let mut out = stdout();
    out.write_all(told.as_bytes())?;
    out.flush()?;
    say::note(say::count(changes.len(), "difference"));
    Ok(0)
}

/// A dictionary over those of the program, or these alone.
fn over_shipped(path: &Path) -> anyhow::Result<Layers> {
    let mut layers = Layers::new([shipped()]);
    if path != Path::new(SHIPPED) {
        layers.push(files::read(layers.data(), path)?);
    }
    Ok(layers)
}

/// What the new dictionaries change in texts.
fn impact(corpus: &[PathBuf], old: Layers, new: Layers) -> anyhow::Result<Impact> {
    let cleaner = |layers| Cleaner::builder().layers(layers).build();
    let input = Input::of(corpus);
    let engine = Engine::new(&input, cleaner(old)?)?;
    let mut inputs = Inputs::gather(&input)?;
    let journal = Output::new(Place::Nowhere).journal(&input, &inputs, json!({}))?;
    let reading = Reading { new: cleaner(new)?, impact: Mutex::default() };
    engine.run(&mut inputs, &reading, journal, |_, _, _, _| Ok(()))?;
    Ok(reading.impact.into_inner().unwrap_or_default())
}

/// Counts are the same in any order.
struct Reading {
    new: Cleaner,
    impact: Mutex<Impact>,
}

impl Work for Reading {
    fn text(&self, _: &Text<'_>, analysis: &Analysis<'_>, _: &mut Made) {
        let new = self.new.analyze(analysis.original);
        let moved = moved(analysis.original, &analysis.mentions, &new.mentions);
        if let Ok(mut impact) = self.impact.lock() {
            moved.into_iter().for_each(|one| impact.add(one));
        }
    }
}

/// Makes a table that is a dictionary of names from elsewhere.
pub fn import(args: &args::DictImport) -> anyhow::Result<u8> {
    if args.output.exists() {
        let path = args.output.display();
        return Err(usage(format!("{path}: is there already and stays; choose another name with -o")));
    }
    for path in args.conflicts.iter().chain([&args.output]) {
        refuse_same(&args.file, path, "-o")?;
    }
    let wanted = wanted(args)?;
    let mut input = open(&args.file)?;
    let sources: Vec<_> = Source::ALL.iter().map(|source| (source.as_str(), *source)).collect();
    let source = match args.from.as_deref() {
        Some(name) => {
            pick("form of names", name, &sources).map_err(|words| usage(format!("--from: {words}")))?
        }
        None => sniff(input.fill_buf()?),
    };
    let cleaner = Setup::read(&args.rules)?.cleaner()?;
    let mut list = args.conflicts.as_deref().map(write::file).transpose()?;
    if let Some(list) = &mut list {
        writeln!(list, "form,entity,owner,left_out")?;
    }
    let mut conflicts = Conflicts { count: 0, list, broken: None };
    let mut out = write::file(&args.output)?;
    let known = cleaner.dictionary().layers();
    let told = read_names(source, &wanted, known, &args.file, input, &mut out, &mut |conflict| {
        conflicts.take(&conflict);
    })?;
    let Conflicts { count, list, broken } = conflicts;
    if let Some(error) = broken {
        return Err(error.into());
    }
    if told.rows == 0 {
        let why: Vec<&str> = told.left_out.keys().copied().collect();
        return Err(usage(format!(
            "{}: no name could be taken over ({})",
            args.file.display(),
            why.join("; ")
        )));
    }
    out.commit()?;
    list.map(write::Writer::commit).transpose()?;
    let output = args.output.display();
    say::note(format!(
        "{output}: {} of {} (read as {source})",
        say::count(told.rows, "name"),
        if told.entities == 1 {
            "1 entity".to_owned()
        } else {
            format!("{} entities", say::grouped(told.entities))
        },
    ));
    for (why, (count, line)) in &told.left_out {
        say::line(format!("left out: {} ({why}; the first in line {line})", say::grouped(*count)));
    }
    if told.ordinary > 0 {
        say::line(format!("made weak: {}, one ordinary word each", say::count(told.ordinary, "name")));
    }
    if count > 0 {
        let listed = match &args.conflicts {
            Some(path) => format!("listed in {}", path.display()),
            None if count > NAMED => format!("the first {NAMED} above; --conflicts FILE lists all"),
            None => "above; --conflicts FILE lists them".to_owned(),
        };
        say::line(format!("conflicts: {}, {listed}", say::grouped(count)));
    }
    say::line(format!("next: canonry dict lint {output}; canonry dict compile {output} -o names.canon"));
    Ok(0)
}

struct Conflicts {
    count: usize,
    list: Option<write::Writer>,
    broken: Option<std::io::Error>,
}

impl Conflicts {
    fn take(&mut self, conflict: &Conflict) {
        self.count += 1;
        let Conflict { form, entity, owner, left_out } = conflict;
        if let Some(list) = &mut self.list {
            let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            let row = writeln!(list, "{},{},{},{left_out}", cell(form), cell(entity), cell(owner));
            self.broken = self.broken.take().or(row.err());
        } else if self.count <= NAMED {
            let end = if *left_out { "left out" } else { "both stay, and it is a candidate" };
            say::line(format!("`{form}` of {entity} means {owner} already: {end}"));
        }
    }
}

fn wanted(args: &args::DictImport) -> anyhow::Result<Wanted> {
    let types: Vec<_> = EntityType::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let kind = args.kind.as_deref().map(|kind| pick("type of name", kind, &types)).transpose();
    let mut columns = BTreeMap::new();
    let parts = ["entity", "form", "alias", "lang", "strength", "type", "source"].map(|part| (part, part));
    for given in &args.column {
        let (part, name) = given.split_once('=').unwrap_or((given, ""));
        let part =
            pick("part of a row", part, &parts).map_err(|words| usage(format!("--column: {words}")))?;
        columns.insert(part.to_owned(), name.to_owned());
    }
    Ok(Wanted {
        kind: kind.map_err(|words| usage(format!("--type: {words}")))?,
        schemas: args.schema.clone(),
        topics: args.topic.clone(),
        version: args.dataset_version.clone(),
        columns,
        split: args.split,
    })
}

/// A file, unpacked where it is packed.
fn open(path: &PathBuf) -> anyhow::Result<BufReader<Box<dyn Read>>> {
    let shown = path.display();
    let refused = |error: std::io::Error| usage(format!("{shown}: cannot read these names: {error}"));
    let mut file = BufReader::with_capacity(1 << 18, File::open(path).map_err(refused)?);
    let packing = Packing::of_head(file.fill_buf().map_err(refused)?);
    Ok(BufReader::with_capacity(1 << 18, Box::new(packing.unpack(file))))
}

/// Writes the names in effect, or those of one file.
pub fn export(args: &args::DictExport) -> anyhow::Result<u8> {
    let targets: Vec<_> = Target::ALL.iter().map(|target| (target.as_str(), *target)).collect();
    let target =
        pick("format", &args.format, &targets).map_err(|words| usage(format!("--format: {words}")))?;
    let layers = match &args.only {
        Some(path) => Layers::new([files::read(shipped().rest(), path)?]),
        None => Setup::read(&args.rules)?.cleaner()?.dictionary().layers().clone(),
    };
    let count = match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        None => {
            let mut out = stdout();
            let count = write_names(&layers, target, &mut out)?;
            out.flush()?;
            count
        }
        Some(path) => {
            let mut out = write::file(path)?;
            let count = write_names(&layers, target, &mut out)?;
            out.commit()?;
            count
        }
    };
    say::note(say::count(count, "form"));
    Ok(0)
}
