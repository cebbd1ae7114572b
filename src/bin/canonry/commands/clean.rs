//! `clean`: the pipeline from files to files.

use crate::{
    args,
    choice::Place,
    config::Setup,
    fault::{pick, usage},
    inputs::{BESIDE, Inputs, Source},
    manifest::Manifest,
    outputs::{Output, Target, refuse_same, stdout},
    run::{Engine, Made, Outcome, Text, Work},
    say,
};
use canonry::{
    Analysis,
    journal::Journal,
    read::{Format, Packing, convert::Shape},
    report::{
        changes,
        diff::{self, Style},
        log::{self, Detail, Level},
        {Add, Unit, additions},
    },
};
use serde_json::{Value, json};
use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

/// Cleans.
pub fn run(args: &args::Clean) -> anyhow::Result<u8> {
    let setup = Setup::read(&args.rules)?;
    let unit = unit(&args.offsets)?;
    let detail = detail(args, unit)?;
    let add = additions_named(&args.add)?;
    let mut engine = Engine::new(&args.input, setup.cleaner()?)?;
    engine.counts |= args.manifest.is_some();
    let mut inputs = Inputs::gather(&args.input)?;
    let looks = args.dry_run || (args.diff && args.output.is_none());
    let shapes = shapes(args, &inputs, !add.is_empty())?;
    let target = match looks {
        true => Target::Nowhere,
        false if gathers(args) => Target::gather(args.output.as_deref(), &inputs)?,
        false => Target::choose(args.output.as_deref(), &inputs, "clean")?,
    };
    if matches!(target, Target::File(_) | Target::Stdout(_)) {
        refuse_columns(&inputs, &shapes)?;
    }
    refuse_sides(args, &inputs)?;
    let mut archives = inputs.sources.iter().zip(&shapes).filter(|(source, _)| source.format == Format::Warc);
    if let Some((archive, _)) = archives.find(|(_, shape)| shape.is_none())
        && !add.is_empty()
    {
        return Err(usage(format!(
            "--add: {} is a web archive, whose records have no place for it; write it with --edits, or take it from `canonry annotate`",
            archive.shown
        )));
    }
    let beside = matches!(target, Target::File(_) | Target::Folder(_));
    if !add.is_empty()
        && !beside
        && !looks
        && inputs
            .sources
            .iter()
            .zip(&shapes)
            .any(|(source, shape)| !source.format.has_records() && shape.is_none())
    {
        return Err(usage(
            "--add writes NAME.canonry.json beside a text, and standard output has no place for it; add -o OUT",
        ));
    }
    let colours =
        io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let work = Cleaning {
        add,
        unit,
        detail,
        fingerprint: engine.cleaner.fingerprint().to_owned(),
        log: args.edits.is_some() && !args.dry_run,
        rows: args.changes.is_some() && !args.dry_run,
        diff: args.diff.then_some(if colours { Style::Terminal } else { Style::Plain }),
        packing: target.packing(),
        shapes,
    };
    let mut output = Output::new(target);
    let own = (
        engine.counts,
        &args.output_format,
        &args.output,
        &args.edits,
        &args.edits_level,
        &args.edits_text,
        &args.changes,
        &args.add,
        &args.offsets,
    );
    let key = json!({"fingerprint": work.fingerprint, "own flags": format!("{own:?}")});
    let journal = output.journal(&args.input, &inputs, key)?;
    let sides = Sides::of(args);
    let mut diffs = args.diff.then(stdout);
    let mut outcome = engine.run(&mut inputs, &work, journal, |journal, _, relative, made| {
        sides.take(&made, journal)?;
        if let Some(diffs) = &mut diffs {
            diffs.write_all(&made.data)?;
        }
        let name = named(relative, work.shape(made.source), &output.target);
        if let (Some(side), Some(path)) = (&made.side, output.target.path(&name)) {
            let path = beside_name(&path);
            journal.write(&path, format!("{side}\n").as_bytes())?;
            journal.finish(&path)?;
        }
        if made.nothing {
            return Ok(());
        }
        if let Some(shape) = work.shape(made.source) {
            output.begin(journal, &name, shape.head().as_bytes())?;
        }
        output.take(journal, &name, &made.clean, made.last && !gathers(args))
    })?;
    output.flush()?;
    if let Some(diffs) = &mut diffs {
        diffs.flush()?;
    }
    if let Some(path) = args.manifest.as_deref().filter(|_| !args.dry_run) {
        let mut written = written(&inputs, &output.target, &outcome, &work);
        written.extend([&args.edits, &args.changes, &args.input.errors].into_iter().flatten().cloned());
        let inputs = inputs.sources.iter().map(|source| source.path.as_path());
        let outputs = written.iter().map(PathBuf::as_path);
        let (fingerprint, counts) = (engine.cleaner.fingerprint(), outcome.tally.counts());
        Manifest::of(fingerprint, args.label.as_deref(), inputs, outputs, counts)?.write(path)?;
    }
    outcome.tally.dry = looks;
    outcome.tally.next = next(args, &output.target);
    say::line(outcome.tally.to_string());
    Ok(outcome.code(args.exit_code))
}

/// The unit of offsets.
pub fn unit(name: &str) -> anyhow::Result<Unit> {
    let units = [("codepoint", Unit::Codepoint), ("bytes", Unit::Byte), ("utf16", Unit::Utf16)];
    pick("unit", name, &units).map_err(|words| usage(format!("--offsets: {words}")))
}

/// What the log says.
fn detail(args: &args::Clean, unit: Unit) -> anyhow::Result<Detail> {
    let levels: Vec<(&str, Level)> = Level::ALL.iter().map(|level| (level.as_str(), *level)).collect();
    let read = |name: &String| {
        pick("level", name, &levels).map_err(|words| usage(format!("--edits-level: {words}")))
    };
    let levels: Vec<Level> = args.edits_level.iter().map(read).collect::<anyhow::Result<_>>()?;
    let hashed = args.edits_text.as_deref().map(|how| pick("way", how, &[("full", false), ("hash", true)]));
    let hashed =
        hashed.transpose().map_err(|words| usage(format!("--edits-text: {words}")))?.unwrap_or(false);
    Ok(Detail {
        levels: if levels.is_empty() { vec![Level::All] } else { levels },
        hashed,
        ..Detail::all(unit)
    })
}

fn additions_named(names: &[String]) -> anyhow::Result<Vec<Add>> {
    let all: Vec<(&str, Add)> = Add::ALL.iter().map(|add| (add.as_str(), *add)).collect();
    let read = |name: &String| pick("addition", name, &all).map_err(|words| usage(format!("--add: {words}")));
    names.iter().filter(|name| !name.is_empty()).map(read).collect()
}

/// `out/a.txt` -> `out/a.txt.canonry.json`.
fn beside_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(BESIDE);
    name.into()
}

/// Files beside the output must not be the input, the output, or each other.
fn refuse_sides(args: &args::Clean, inputs: &Inputs) -> anyhow::Result<()> {
    let sides = [
        ("--edits", &args.edits),
        ("--changes", &args.changes),
        ("--errors", &args.input.errors),
        ("--manifest", &args.manifest),
    ];
    let mut named: Vec<(&str, &Path)> = args.output.as_deref().map(|path| ("-o", path)).into_iter().collect();
    for (flag, path) in sides {
        let Some(path) = path else { continue };
        for source in &inputs.sources {
            refuse_same(&source.path, path, flag)?;
        }
        if path.is_dir() {
            return Err(usage(format!("{flag} {}: is a folder; name a file", path.display())));
        }
        if let Some((other, _)) = named.iter().find(|(_, known)| *known == path) {
            return Err(usage(format!("{flag} and {other} both name {}; name two files", path.display())));
        }
        named.push((flag, path));
    }
    if let Some(path) = args.input.errors.as_deref().filter(|path| Packing::of_name(path).0 != Packing::Plain)
    {
        return Err(usage(format!(
            "--errors {}: writes plain JSON lines, not packed ones; name a .jsonl file",
            path.display()
        )));
    }
    match args.edits.as_deref().filter(|path| path.extension().is_some_and(|ending| ending == "parquet")) {
        Some(path) => Err(usage(format!(
            "--edits {}: writes JSON lines, not Parquet; name a .jsonl, .jsonl.gz or .jsonl.zst file",
            path.display()
        ))),
        None => Ok(()),
    }
}

/// The files that hold clean texts, and those beside them, in the order of the inputs.
fn written(inputs: &Inputs, target: &Target, outcome: &Outcome, work: &Cleaning) -> Vec<PathBuf> {
    let sources = inputs.sources.iter().enumerate().filter(|(at, source)| {
        let place = Place { source: *at, block: 0, record: 1 };
        let wanted = source.format.has_records() || inputs.choice.wants(place);
        wanted && *at <= outcome.last && outcome.nothing.binary_search(at).is_err()
    });
    let files = sources.flat_map(|(at, source)| {
        let shape = work.shape(at);
        let path = target.path(&named(&source.relative, shape, target));
        let sided = work.adds() && !source.format.has_records() && shape.is_none();
        let side = path.as_deref().filter(|_| sided).map(beside_name);
        path.into_iter().chain(side)
    });
    let mut files: Vec<PathBuf> = files.collect();
    files.dedup();
    files
}

/// True where all pages go into one file or stream, whatever they were.
fn gathers(args: &args::Clean) -> bool {
    let ends = |path: &Path| {
        path.to_str().is_some_and(|name| {
            name == "-"
                || Packing::of_name(path).1.extension().is_some_and(|end| end == args.output_format.as_str())
        })
    };
    args.output_format != SAME && !args.output.as_deref().is_some_and(|path| path.is_dir() || !ends(path))
}

/// The name of a source in another format: `a.txt` -> `a.txt.jsonl`.
fn named(relative: &str, shape: Option<&Shape>, target: &Target) -> String {
    match (shape, target) {
        (Some(Shape::Jsonl), Target::Folder(_)) => format!("{relative}.jsonl"),
        (Some(Shape::Table { separator: '\t', .. }), Target::Folder(_)) => format!("{relative}.tsv"),
        (Some(Shape::Table { .. }), Target::Folder(_)) => format!("{relative}.csv"),
        _ => relative.to_owned(),
    }
}

/// The output format that changes nothing.
const SAME: &str = "same";

/// What the records of each source become.
fn shapes(args: &args::Clean, inputs: &Inputs, adds: bool) -> anyhow::Result<Vec<Option<Shape>>> {
    let formats = [(SAME, None), ("jsonl", Some(None)), ("csv", Some(Some(','))), ("tsv", Some(Some('\t')))];
    let format = pick("format", &args.output_format, &formats);
    let format = format.map_err(|words| usage(format!("--output-format: {words}")))?;
    let Some(separator) = format else { return Ok(vec![None; inputs.sources.len()]) };
    if args.edits.is_some() {
        return Err(usage(
            "--edits gives back records in the format they came in, so not with --output-format; clean them first, then convert the clean file",
        ));
    }
    let shape = |source: &Source| match (separator, &source.format) {
        (None, Format::Jsonl) => Ok(None),
        (None, _) => Ok(Some(Shape::Jsonl)),
        (Some(separator), Format::Table(table))
            if table.separator() == separator && (inputs.sources.len() == 1 || !gathers(args)) =>
        {
            Ok(None)
        }
        (Some(_), _) if source.columns.is_empty() => Err(usage(format!(
            "{}: its columns cannot be told: its first record is none, or longer than 64 kB; use --output-format jsonl",
            source.shown
        ))),
        (Some(separator), _) => {
            let mut columns = source.columns.clone();
            columns.extend(Some("canonry".to_owned()).filter(|name| adds && !columns.contains(name)));
            Ok(Some(Shape::Table { separator, columns }))
        }
    };
    inputs.sources.iter().map(shape).collect()
}

/// Tables of several kinds are not one table.
fn refuse_columns(inputs: &Inputs, shapes: &[Option<Shape>]) -> anyhow::Result<()> {
    let mut all =
        inputs.sources.iter().zip(shapes).filter_map(|(source, shape)| Some((source, shape.as_ref()?)));
    let Some((first, shape)) = all.next() else { return Ok(()) };
    match all.find(|(_, other)| *other != shape) {
        Some((other, _)) => Err(usage(format!(
            "{} has the columns {}, and {} has {}: they are not one table; use --output-format jsonl, or -o FOLDER",
            first.shown,
            first.columns.join(", "),
            other.shown,
            other.columns.join(", ")
        ))),
        None => Ok(()),
    }
}

/// What to type next.
fn next(args: &args::Clean, target: &Target) -> Vec<String> {
    let shown = |path: &Path| quoted(&path.display().to_string());
    let inputs: Vec<String> = args.input.paths.iter().map(|path| shown(path)).collect();
    let inputs = inputs.join(" ");
    let mut next = Vec::new();
    match (target, &args.edits) {
        (Target::Nowhere, _) => next.push(format!("canonry clean {inputs} -o clean")),
        (Target::File(out) | Target::Folder(out), Some(edits)) if args.input.paths.len() == 1 => {
            // A log of some changes, or of digests, proves or gives back less.
            let whole = args.edits_level.is_empty() || args.edits_level.iter().any(|level| level == "all");
            if whole {
                next.push(format!("canonry verify {} {inputs} {}", shown(edits), shown(out)));
            }
            if args.edits_text.as_deref() != Some("hash") {
                next.push(format!("canonry undo {} {}", shown(edits), shown(out)));
            }
        }
        (Target::File(_) | Target::Folder(_), None) => next.push(format!("canonry find {inputs}")),
        _ => {}
    }
    next
}

fn quoted(path: &str) -> String {
    if path.contains([' ', '\'', '"', '(', '&', '$', '*']) {
        format!("'{}'", path.replace('\'', r"'\''"))
    } else {
        path.to_owned()
    }
}

/// The log and the table of changes.
struct Sides<'a> {
    log: Option<&'a Path>,
    rows: Option<&'a Path>,
}

impl Sides<'_> {
    fn of(args: &args::Clean) -> Sides<'_> {
        let written = !args.dry_run;
        Sides {
            log: args.edits.as_deref().filter(|_| written),
            rows: args.changes.as_deref().filter(|_| written),
        }
    }

    fn take(&self, made: &Made, journal: &mut Journal) -> anyhow::Result<()> {
        if let Some(log) = self.log {
            add(journal, log, &made.log)?;
        }
        if let Some(rows) = self.rows {
            if !journal.has_begun(rows) {
                add(journal, rows, &changes::header())?;
            }
            add(journal, rows, &made.rows)?;
        }
        Ok(())
    }
}

/// Adds words to a file, packed as its name says.
fn add(journal: &mut Journal, path: &Path, words: &str) -> anyhow::Result<()> {
    let packed = match words {
        "" => Vec::new(),
        words => Packing::of_name(path).0.pack(words.as_bytes())?,
    };
    Ok(journal.write(path, &packed)?)
}

struct Cleaning {
    add: Vec<Add>,
    unit: Unit,
    detail: Detail,
    fingerprint: String,
    log: bool,
    rows: bool,
    diff: Option<Style>,
    /// How texts are packed; `None`: as they came.
    packing: Option<Packing>,
    /// What the records of each source become, where that is not what they are.
    shapes: Vec<Option<Shape>>,
}

impl Work for Cleaning {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        if self.log {
            let source = log::Source {
                id: text.id,
                path: text.path,
                record: text.record,
                field: text.field,
                decoding: text.decoding,
            };
            let line = log::log_line(&source, analysis, text.ids, &self.detail, &self.fingerprint);
            made.log.push_str(&format!("{line}\n"));
        }
        if analysis.edits.is_empty() {
            return;
        }
        let name = match text.record {
            None => text.path.to_owned(),
            Some(record) => format!(
                "{}:{record}{}",
                text.path,
                text.told_field().map(|f| format!("[{f}]")).unwrap_or_default()
            ),
        };
        if self.rows {
            made.rows.push_str(&changes::rows(&name, analysis, text.ids));
        }
        if let Some(style) = self.diff {
            made.data.extend_from_slice(diff::unified(&name, analysis, style).as_bytes());
        }
    }

    fn extra(&self, fields: &[(String, Analysis<'_>)]) -> Option<Value> {
        let add = |analysis: &Analysis<'_>| additions(analysis, &self.add, self.unit, &self.fingerprint);
        match fields {
            _ if self.add.is_empty() => None,
            [(_, analysis)] => Some(add(analysis)),
            several => Some(Value::Object(
                several.iter().map(|(field, analysis)| (field.clone(), add(analysis))).collect(),
            )),
        }
    }

    fn writes(&self) -> bool {
        true
    }

    fn adds(&self) -> bool {
        !self.add.is_empty()
    }

    fn names_changes(&self) -> bool {
        self.log || self.rows
    }

    fn packing(&self, number: usize, source: Packing) -> Packing {
        let own = if self.shape(number).is_some() { Packing::Plain } else { source };
        self.packing.unwrap_or(own)
    }

    fn shape(&self, source: usize) -> Option<&Shape> {
        self.shapes.get(source)?.as_ref()
    }
}
