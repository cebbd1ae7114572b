//! `clean`: the pipeline from files to files.

use crate::{
    args,
    config::Setup,
    fault::{pick, usage},
    inputs::{BESIDE, Inputs},
    manifest::Manifest,
    outputs::{Output, Target, refuse_same, stdout},
    run::{Engine, Made, Text, Work},
    say,
};
use canonry::{
    Analysis,
    report::{
        changes,
        diff::{self, Style},
        log::{self, Detail, Level, Source},
        {Add, Unit, additions},
    },
    write::{self, Writer},
};
use serde_json::Value;
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
    let target = match looks {
        true => Target::Nowhere,
        false => Target::choose(args.output.as_deref(), &inputs, "clean")?,
    };
    refuse_sides(args, &inputs)?;
    let beside = matches!(target, Target::File(_) | Target::Folder(_));
    if !add.is_empty() && !beside && !looks && inputs.sources.iter().any(|source| !source.records) {
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
    };
    let mut sides = Sides::open(args)?;
    let mut output = Output::new(target);
    let mut diffs = args.diff.then(stdout);
    let mut written = Vec::new();
    let mut outcome = engine.run(&mut inputs, &work, |_, relative, made| {
        sides.take(&made)?;
        if let Some(diffs) = &mut diffs {
            diffs.write_all(&made.data)?;
        }
        if let (Some(side), Some(path)) = (&made.side, output.target.path(relative)) {
            let path = beside_name(&path);
            write::all(&path, format!("{side}\n").as_bytes())?;
            written.push(path);
        }
        if made.last {
            written.extend(output.target.path(relative));
        }
        output.take(relative, &made.clean, made.last)
    })?;
    if let Some(diffs) = &mut diffs {
        diffs.flush()?;
    }
    sides.commit()?;
    if let Some(path) = args.manifest.as_deref().filter(|_| !args.dry_run) {
        written.sort();
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
    let all = [
        ("lang", Add::Lang),
        ("lines", Add::Lines),
        ("mentions", Add::Mentions),
        ("edits", Add::Edits),
        ("meta", Add::Meta),
        ("items", Add::Items),
    ];
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
    if let Some(path) = &args.edits
        && let Some(ending) =
            path.extension().filter(|ending| ["zst", "gz", "parquet"].iter().any(|other| ending == other))
    {
        return Err(usage(format!(
            "--edits {}: writes plain JSON lines, not {}; name a .jsonl file and compress it afterwards",
            path.display(),
            ending.display()
        )));
    }
    Ok(())
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
struct Sides {
    log: Option<Writer>,
    rows: Option<Writer>,
}

impl Sides {
    fn open(args: &args::Clean) -> anyhow::Result<Sides> {
        let open =
            |path: &Option<PathBuf>| path.as_deref().filter(|_| !args.dry_run).map(write::file).transpose();
        let mut sides = Sides { log: open(&args.edits)?, rows: open(&args.changes)? };
        if let Some(rows) = &mut sides.rows {
            rows.write_all(changes::header().as_bytes())?;
        }
        Ok(sides)
    }

    fn take(&mut self, made: &Made) -> anyhow::Result<()> {
        if let Some(log) = &mut self.log {
            log.write_all(made.log.as_bytes())?;
        }
        if let Some(rows) = &mut self.rows {
            rows.write_all(made.rows.as_bytes())?;
        }
        Ok(())
    }

    fn commit(self) -> anyhow::Result<()> {
        for writer in self.log.into_iter().chain(self.rows) {
            writer.commit()?;
        }
        Ok(())
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
}

impl Work for Cleaning {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        if self.log {
            let source = Source {
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
}
