//! `clean`: the pipeline from files to files.

use crate::{
    args,
    choice::Place,
    config::Setup,
    fault::{pick, usage},
    inputs::{BESIDE, Inputs, Source},
    manifest::Manifest,
    outputs::{Output, Target, add_rows, end_columns, end_rows, is_parquet, refuse_same, stdout},
    run::{Engine, Made, Outcome, Text, Work},
    say,
};
use canonry::{
    Analysis,
    journal::Journal,
    read::{
        Format, Packing,
        columns::Typed,
        convert::{Kind, Shape},
    },
    report::{
        changes,
        diff::{self, Style},
        log::{self, Detail, Level},
        record::additions_kind,
        {Add, Unit, additions},
    },
    write,
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
    if args.report.is_some() {
        super::report::prepare(&mut engine, None);
    }
    let mut inputs = Inputs::gather(&args.input)?;
    let looks = args.dry_run || (args.diff && args.output.is_none());
    let shapes = shapes(args, &inputs, added(&add, &engine.fields))?;
    let target = match looks {
        true => Target::Nowhere,
        false if gathers(args) => Target::gather(args.output.as_deref(), &inputs)?,
        false => Target::choose(args.output.as_deref(), &inputs, "clean")?,
    };
    engine.prints = args.diff || matches!(target, Target::Stdout(_));
    if matches!(target, Target::File(_) | Target::Stdout(_)) {
        refuse_columns(&inputs, &shapes)?;
    }
    refuse_parquet(args, &inputs, &shapes, &target)?;
    refuse_inner(args, &engine.fields, &shapes)?;
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
    let logged = args.edits.as_ref().filter(|path| is_parquet(path) && !args.dry_run);
    let logged = logged.map(|path| (path.clone(), Typed::new(log::kinds())));
    let work = Cleaning {
        add,
        unit,
        detail,
        fingerprint: engine.cleaner.fingerprint().to_owned(),
        log: args.edits.is_some() && !args.dry_run,
        rows: args.changes.is_some() && !args.dry_run,
        diff: args.diff.then(|| style(io::stdout().is_terminal(), say::colours())),
        packing: target.packing(),
        parquet: logged.into_iter().chain(gathered(&target, &shapes, gathers(args))).collect(),
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
        &args.report,
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
        let (path, last) = (output.target.path(&name), made.last && !gathers(args));
        if let (Some(Shape::Rows(columns)), Some(path)) = (work.shape(made.source), &path) {
            let rows = Typed::new(columns.clone());
            add_rows(journal, path, &rows, std::str::from_utf8(&made.clean)?)?;
            return match last {
                true => end_rows(journal, path, &rows).and_then(|()| Ok(journal.finish(path)?)),
                false => Ok(()),
            };
        }
        if let Some(shape) = work.shape(made.source) {
            output.begin(journal, &name, shape.head().as_bytes())?;
        }
        output.take(journal, &name, &made.clean, false)?;
        if let (true, true, Some(path)) = (last, made.columns, &path) {
            end_columns(journal, path)?;
        }
        output.take(journal, &name, &[], last)
    })?;
    output.flush()?;
    if let Some(diffs) = &mut diffs {
        diffs.flush()?;
    }
    outcome.tally.dry = looks;
    if let Some(path) = args.report.as_deref().filter(|_| !args.dry_run) {
        let page = super::report::whole(super::report::TITLE, &args.input.paths, &setup, &engine, &outcome);
        write::all(path, page.as_bytes())?;
    }
    if let Some(path) = args.manifest.as_deref().filter(|_| !args.dry_run) {
        let mut written = written(&inputs, &output.target, &outcome, &work);
        let sides = [&args.edits, &args.changes, &args.report, &args.input.errors];
        written.extend(sides.into_iter().flatten().cloned());
        let inputs = inputs.sources.iter().map(|source| source.path.as_path());
        let outputs = written.iter().map(PathBuf::as_path);
        let (fingerprint, counts) = (engine.cleaner.fingerprint(), outcome.tally.counts());
        Manifest::of(fingerprint, args.label.as_deref(), inputs, outputs, counts)?.write(path)?;
    }
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
        ("--report", &args.report),
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
    let packed = |path: &&PathBuf| is_parquet(path) && Packing::of_name(path).0 != Packing::Plain;
    let sides = [("--edits", &args.edits), ("--changes", &args.changes), ("-o", &args.output)];
    let packed = sides.iter().find_map(|(flag, path)| Some((flag, path.as_ref().filter(packed)?)));
    if let Some((flag, path)) = packed {
        return Err(usage(format!(
            "{flag} {}: Parquet is packed inside; name a .parquet file",
            path.display()
        )));
    }
    match args.changes.as_deref().filter(|path| is_parquet(path)) {
        Some(path) => Err(usage(format!("--changes {}: writes CSV; name a .csv file", path.display()))),
        None => Ok(()),
    }
}

/// A log speaks of fields that the records of the new format have.
fn refuse_inner(args: &args::Clean, fields: &[String], shapes: &[Option<Shape>]) -> anyhow::Result<()> {
    let lacks = |field: &&String| shapes.iter().flatten().any(|shape| !shape.has(field));
    match fields.iter().find(lacks).filter(|_| args.edits.is_some()) {
        None => Ok(()),
        Some(field) => Err(usage(format!(
            "--edits: `{field}` lies inside an object, which is one cell of a table; use --output-format jsonl, or clean with a log first and convert the clean file"
        ))),
    }
}

/// Parquet goes to files, under its own name.
fn refuse_parquet(
    args: &args::Clean,
    inputs: &Inputs,
    shapes: &[Option<Shape>],
    target: &Target,
) -> anyhow::Result<()> {
    let is_rows = |(source, shape): (&Source, &Option<Shape>)| match shape {
        Some(shape) => matches!(shape, Shape::Rows(_)),
        None => source.format == Format::Parquet,
    };
    let rows = inputs.sources.iter().zip(shapes).filter(|pair| is_rows(*pair)).count();
    match target {
        Target::Stdout(_) if rows > 0 => Err(usage(
            "Parquet is written to files; add -o OUT.parquet, or --output-format jsonl for standard output",
        )),
        Target::File(path) if rows > 0 && !is_parquet(path) => Err(usage(format!(
            "-o {}: Parquet comes out as Parquet; name a .parquet file, or add --output-format jsonl, csv or tsv",
            path.display()
        ))),
        Target::File(path)
            if rows == 0 && !inputs.sources.is_empty() && is_parquet(path) && args.output_format == SAME =>
        {
            Err(usage(format!(
                "-o {}: a file comes out as what it is; add --output-format parquet",
                path.display()
            )))
        }
        _ => Ok(()),
    }
}

/// The one file in which all pages come together, where it is Parquet.
fn gathered(target: &Target, shapes: &[Option<Shape>], gathers: bool) -> Option<(PathBuf, Typed)> {
    match (target, shapes.first()) {
        (Target::File(path), Some(Some(Shape::Rows(columns)))) if gathers => {
            Some((path.clone(), Typed::new(columns.clone())))
        }
        _ => None,
    }
}

/// The files that hold clean texts, and those beside them, in the order of the inputs.
fn written(inputs: &Inputs, target: &Target, outcome: &Outcome, work: &Cleaning) -> Vec<PathBuf> {
    let mut before = 0;
    let placed = inputs.sources.iter().enumerate().map(|(source, opened)| {
        let place = Place { source, at: before, record: 1 };
        before += opened.size().unwrap_or(0);
        (source, opened, place)
    });
    let sources = placed.filter(|(at, source, place)| {
        let wanted = source.format.has_records() || inputs.choice.wants(*place);
        wanted && *at <= outcome.last && outcome.nothing.binary_search(at).is_err()
    });
    let files = sources.flat_map(|(at, source, _)| {
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
        (Some(shape), Target::Folder(_)) => format!("{relative}.{}", shape.as_str()),
        _ => relative.to_owned(),
    }
}

/// The output format that changes nothing.
const SAME: &str = "same";

/// What records may become.
#[derive(Clone, Copy)]
enum To {
    Jsonl,
    Table(char),
    Parquet,
}

/// What the records of each source become; `added` is what they get under the key `canonry`.
fn shapes(args: &args::Clean, inputs: &Inputs, added: Option<Kind>) -> anyhow::Result<Vec<Option<Shape>>> {
    let formats = [
        (SAME, None),
        ("jsonl", Some(To::Jsonl)),
        ("csv", Some(To::Table(','))),
        ("tsv", Some(To::Table('\t'))),
        ("parquet", Some(To::Parquet)),
    ];
    let format = pick("format", &args.output_format, &formats);
    let format = format.map_err(|words| usage(format!("--output-format: {words}")))?;
    let Some(to) = format else { return Ok(vec![None; inputs.sources.len()]) };
    let alone = inputs.sources.len() == 1 || !gathers(args);
    let shape = |source: &Source| {
        let mut columns = source.columns.clone();
        let known = columns.iter().any(|(name, _)| name == KEY);
        columns.extend(added.clone().filter(|_| !known).map(|kind| (KEY.to_owned(), kind)));
        match (to, &source.format) {
            // A log counts the pages of a file of several; lines that are none would be in its way.
            (To::Jsonl, Format::Jsonl) if alone || args.edits.is_none() => Ok(None),
            (To::Jsonl, _) => Ok(Some(Shape::Jsonl)),
            (To::Table(separator), Format::Table(table)) if table.separator() == separator && alone => {
                Ok(None)
            }
            (To::Parquet, Format::Parquet) if alone => Ok(None),
            _ if source.columns.is_empty() => Err(usage(format!(
                "{}: its columns cannot be told: its first record is none, or longer than 64 kB; use --output-format jsonl",
                source.shown
            ))),
            (To::Table(separator), _) => Ok(Some(Shape::Table { separator, columns: names(&columns) })),
            (To::Parquet, _) => Ok(Some(Shape::Rows(columns))),
        }
    };
    let mut shapes: Vec<Option<Shape>> = inputs.sources.iter().map(shape).collect::<anyhow::Result<_>>()?;
    if gathers(args) {
        join_kinds(&mut shapes);
    }
    Ok(shapes)
}

fn names(columns: &[(String, Kind)]) -> Vec<String> {
    columns.iter().map(|(name, _)| name.clone()).collect()
}

/// Rows of the same columns that come together are of kinds in which all are at home.
fn join_kinds(shapes: &mut [Option<Shape>]) {
    let mut all: Option<Vec<(String, Kind)>> = None;
    for shape in shapes.iter().flatten() {
        let Shape::Rows(columns) = shape else { return };
        all = match all {
            None => Some(columns.clone()),
            Some(known) if names(&known) == names(columns) => {
                let join = |((name, one), (_, two)): ((String, Kind), &(String, Kind))| {
                    (name, one.join(two.clone()))
                };
                Some(known.into_iter().zip(columns).map(join).collect())
            }
            Some(_) => return,
        };
    }
    for shape in shapes.iter_mut().flatten() {
        if let (Shape::Rows(columns), Some(all)) = (shape, &all) {
            columns.clone_from(all);
        }
    }
}

/// The key of what is added.
const KEY: &str = canonry::read::jsonl::KEY;

/// What is added to a record of these fields, where columns have types.
fn added(add: &[Add], fields: &[String]) -> Option<Kind> {
    let kind = additions_kind(add);
    match fields {
        _ if add.is_empty() => None,
        [_] => Some(kind),
        several => Some(Kind::Object(several.iter().map(|field| (field.clone(), kind.clone())).collect())),
    }
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
            names(&first.columns).join(", "),
            other.shown,
            names(&other.columns).join(", ")
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

/// Adds words to a file, packed as its name says; to a Parquet file lines of the log.
fn add(journal: &mut Journal, path: &Path, words: &str) -> anyhow::Result<()> {
    if is_parquet(path) {
        return add_rows(journal, path, &Typed::new(log::kinds()), words);
    }
    let packed = match words {
        "" => Vec::new(),
        words => Packing::of_name(path).0.pack(words.as_bytes())?,
    };
    Ok(journal.write(path, &packed)?)
}

/// A terminal is told nothing by a text, coloured or not; a pipe gets every byte.
fn style(terminal: bool, colours: bool) -> Style {
    match (terminal, colours) {
        (false, _) => Style::Plain,
        (true, false) => Style::Visible,
        (true, true) => Style::Terminal,
    }
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
    /// Parquet files that are ended when all is done.
    parquet: Vec<(PathBuf, Typed)>,
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
                to: self.shape(made.source).map(Shape::as_str),
            };
            let line = log::log_line(&source, analysis, text.ids, &self.detail, &self.fingerprint);
            made.log.push_str(&format!("{line}\n"));
        }
        if analysis.edits.is_empty() {
            return;
        }
        let name = text.page();
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

    fn added(&self, fields: &[String]) -> Option<Kind> {
        added(&self.add, fields)
    }

    fn end(&self, journal: &mut Journal) -> anyhow::Result<()> {
        for (path, rows) in &self.parquet {
            // Of a run that stopped when it was whole nothing is left to do.
            if journal.has_begun(path) {
                end_rows(journal, path, rows)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, style};

    #[test]
    fn only_a_terminal_is_spared_what_a_page_says() {
        let rows = [
            (false, false, Style::Plain),
            (false, true, Style::Plain),
            (true, false, Style::Visible),
            (true, true, Style::Terminal),
        ];
        for (terminal, colours, expected) in rows {
            assert_eq!(style(terminal, colours), expected);
        }
    }
}
