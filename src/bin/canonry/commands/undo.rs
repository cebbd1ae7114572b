//! `undo`: the original texts from clean texts and log. Also what `verify` needs to pair them.

use crate::{
    args,
    decisions::Refused,
    fault::{did_you_mean, usage},
    outputs::{Output, Target, refuse_same},
    say,
};
use canonry::{
    journal::Journal,
    read::{
        self as reading, Format, Old, Packing, Record,
        blocks::{behind, records as split},
    },
    report::log::{self, LoggedEdit},
};
use serde_json::Value;
use std::{
    cell::Cell,
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::Path,
};

/// Undoes.
pub fn run(args: &args::Undo) -> anyhow::Result<u8> {
    let only = Only::read(&args.only)?;
    let log = Log::read(&args.edits)?;
    let pairs = log.pair(&args.clean)?;
    let target = target(args.output.as_deref(), &args.clean, pairs.len())?;
    if let Some(output) = &args.output {
        refuse_same(&args.edits, output, "-o")?;
    }
    let mut output = Output::new(target);
    let mut journal = Journal::new(None, Value::Null, u64::MAX);
    let (mut done, mut refused) = (0, 0);
    let single = pairs.len() == 1;
    for pair in &pairs {
        let clean = pair.read(&pair.path, None)?;
        let restored = match pair.has_records() {
            true => records(&clean, pair, &only, &mut done, &mut refused),
            false => match text(&clean.bytes, pair, &only) {
                Ok(bytes) => {
                    done += 1;
                    bytes
                }
                Err(error) if single => return Err(usage(format!("{}: {error}", pair.shown))),
                Err(error) => {
                    say::note(format!("{}: {error}", pair.shown));
                    refused += 1;
                    continue;
                }
            },
        };
        if done == 0 && single {
            return Err(usage("nothing was undone: no text is the one the log speaks of"));
        }
        let packing = output.target.packing().unwrap_or(clean.packing);
        output.take(&mut journal, &pair.relative, &packing.pack(&restored)?, true)?;
    }
    journal.end(Value::Null)?;
    let left = if refused > 0 {
        format!("; {} refused, left as they are", say::count(refused, "text"))
    } else {
        String::new()
    };
    let part = if only.is_all() { "" } else { " in part" };
    say::note(format!("{} undone{part}{left}", say::count(done, "text")));
    Ok(if refused > 0 { 3 } else { 0 })
}

/// A clean text that is undone whole gives the very bytes of its file; in part, it stays UTF-8.
fn text(bytes: &[u8], pair: &Pair, only: &Only) -> Result<Vec<u8>, String> {
    let (_, logs) = pair.entries.values().next().ok_or("the log does not speak of it")?;
    let log = logs.first().ok_or("the log does not speak of it")?;
    let clean = std::str::from_utf8(bytes).map_err(|_| CHANGED.to_owned())?;
    let whole = Cell::new(true);
    let wants = |edit: &LoggedEdit| {
        let wants = only.wants(log, edit);
        whole.set(whole.get() && wants);
        wants
    };
    let original = log::undo(log, clean, &wants).map_err(|error| error.to_string())?;
    Ok(if whole.get() && log::is_whole(log) { log::bytes(log, &original) } else { original.into_bytes() })
}

const CHANGED: &str = "is not the text the log speaks of: it was changed since";

/// Puts the original values back into records, one by one.
fn records(clean: &Whole, pair: &Pair, only: &Only, done: &mut usize, refused: &mut usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(clean.bytes.len());
    for (number, raw, logs) in pair.records(clean) {
        match logs.map(|logs| record(raw, number, &clean.format, logs, only)) {
            Some(Ok(restored)) => {
                *done += 1;
                out.extend(restored);
            }
            Some(Err(why)) => {
                *refused += 1;
                say::note(format!("{}:{number}: {why}", pair.shown));
                out.extend_from_slice(raw);
            }
            None => out.extend_from_slice(raw),
        }
    }
    out
}

fn record(
    raw: &[u8],
    number: usize,
    format: &Format,
    logs: &[Value],
    only: &Only,
) -> Result<Vec<u8>, String> {
    let record = parse(format, raw, number, logs)?;
    let texts = record.texts();
    let mut old = Vec::with_capacity(texts.len());
    for ((_, clean), log) in texts.iter().zip(logs) {
        let wants = |edit: &LoggedEdit| only.wants(log, edit);
        let original = log::undo(log, clean, &wants).map_err(|error| error.to_string())?;
        let changed = original != *clean;
        old.push(changed.then(|| Old { raw: log::raw(log, &original), text: original }));
    }
    Ok(if old.iter().all(Option::is_none) { raw.to_vec() } else { record.restored(&old) })
}

/// A record with the fields that lines of the log speak of.
pub fn parse<'r>(
    format: &'r Format,
    raw: &'r [u8],
    number: usize,
    logs: &[Value],
) -> Result<Box<dyn Record + 'r>, String> {
    let fields: Vec<String> = logs.iter().map(field_of).collect();
    format.parse(raw, number, &fields)?.ok_or_else(|| CHANGED.to_owned())
}

/// The field a line of the log speaks of.
pub fn field_of(log: &Value) -> String {
    log["field"].as_str().unwrap_or("text").to_owned()
}

fn target(output: Option<&Path>, clean: &Path, texts: usize) -> anyhow::Result<Target> {
    match output.filter(|path| *path != Path::new("-")) {
        None if texts > 1 => Err(usage(format!(
            "{texts} texts, and standard output would run them together; add -o OUT to write them to a folder"
        ))),
        None => Ok(Target::Stdout(crate::outputs::stdout())),
        Some(output) => {
            refuse_same(clean, output, "-o")?;
            let folder = clean.is_dir() || output.is_dir();
            Ok(if folder { Target::Folder(output.to_owned()) } else { Target::File(output.to_owned()) })
        }
    }
}

/// A file that was read whole.
pub struct Whole {
    /// What it holds, unpacked.
    pub bytes: Vec<u8>,
    pub format: Format,
    pub packing: Packing,
}

/// Reads a file or standard input as the other commands do; of a workbook this sheet, else the first.
pub fn read(path: &Path, sheet: Option<&str>) -> anyhow::Result<Whole> {
    if reading::is_workbook(path) {
        let read = |file: File| reading::Sheet::read(BufReader::new(file), sheet);
        let sheet = File::open(path).map_err(|error| error.to_string()).and_then(read);
        let bytes = sheet.map_err(|why| usage(format!("{}: {why}", path.display())))?.csv;
        let format = reading::sniff(path, &bytes).unwrap_or_default();
        return Ok(Whole { bytes, format, packing: Packing::Plain });
    }
    let read = |from: &mut dyn Read| {
        let head = reading::head(from)?;
        let mut bytes = Vec::new();
        head.packing.unpack(behind(head.raw, from)).read_to_end(&mut bytes)?;
        let sniffed =
            |bytes: &[u8]| reading::sniff(path, &bytes[..bytes.len().min(reading::HEAD)]).unwrap_or_default();
        let mut format = sniffed(&bytes);
        if let Format::Table(_) = format
            && let Some(label) = reading::encoding_of(&mut &bytes[..])?
        {
            let mut text = Vec::new();
            reading::transcoded(&bytes[..], label).read_to_end(&mut text)?;
            bytes = text;
            format = sniffed(&bytes);
        }
        Ok(Whole { bytes, format, packing: head.packing })
    };
    let done = match path == Path::new("-") {
        true => read(&mut std::io::stdin().lock()),
        false => File::open(path).and_then(|mut file| read(&mut file)),
    };
    done.map_err(|error: std::io::Error| usage(format!("{}: cannot read it: {error}", path.display())))
}

/// A file as it was before it was packed.
fn unpacked(path: &Path) -> std::io::Result<Box<dyn Read>> {
    let mut file = File::open(path)?;
    let head = reading::head(&mut file)?;
    Ok(head.packing.unpack(behind(head.raw, file)))
}

/// Which edits are undone.
pub struct Only(Vec<(Key, String)>);

#[derive(Clone, Copy)]
enum Key {
    Id,
    Rule,
    Entity,
    Kind,
}

impl Only {
    fn read(words: &[String]) -> anyhow::Result<Only> {
        let keys = [("id", Key::Id), ("rule", Key::Rule), ("entity", Key::Entity), ("kind", Key::Kind)];
        let read = |words: &String| {
            let (key, value) = words.split_once('=').unwrap_or((words, ""));
            match keys.iter().find(|(name, _)| *name == key) {
                Some((_, key)) if !value.is_empty() => Ok((*key, value.to_owned())),
                Some((name, _)) => Err(usage(format!("--only {name}: expected {name}=VALUE"))),
                None => {
                    let hint = did_you_mean(key, keys.iter().map(|(name, _)| *name));
                    Err(usage(format!("--only: unknown key `{key}`{hint} (id, rule, entity, kind)")))
                }
            }
        };
        Ok(Only(words.iter().map(read).collect::<anyhow::Result<_>>()?))
    }

    /// Nothing is left out.
    fn is_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Keys of one kind add up, keys of several kinds narrow down.
    fn wants(&self, log: &Value, edit: &LoggedEdit) -> bool {
        let meets = |key: Key, value: &str| match key {
            Key::Id => log["id"].as_str() == Some(value) || edit.id == value,
            Key::Rule => edit.rule(value),
            Key::Entity => edit.entity(value),
            Key::Kind => edit.kind(value),
        };
        self.0.iter().all(|(key, _)| {
            let same =
                |other: &&(Key, String)| std::mem::discriminant(&other.0) == std::mem::discriminant(key);
            self.0.iter().filter(same).any(|(key, value)| meets(*key, value))
        })
    }
}

/// Lines of the log for one record or text: its number, its fields.
pub type Entry = (Option<usize>, Vec<Value>);

/// A log that was read: relative path -> record -> lines.
pub struct Log {
    shown: String,
    paths: BTreeMap<String, BTreeMap<usize, Entry>>,
}

/// A clean file and the lines of the log that speak of it.
pub struct Pair {
    pub path: std::path::PathBuf,
    pub shown: String,
    pub relative: String,
    pub entries: BTreeMap<usize, Entry>,
}

impl Pair {
    /// Reads a file of the pair; whatever it is called, it holds records where the log says so.
    pub fn read(&self, path: &Path, sheet: Option<&str>) -> anyhow::Result<Whole> {
        let mut whole = read(path, sheet)?;
        if self.has_records() && !whole.format.has_records() {
            whole.format = Format::Jsonl;
        }
        Ok(whole)
    }

    /// The records of a file, each with its number in the original and the lines of the log that speak of it.
    pub fn records<'p>(
        &'p self,
        clean: &'p Whole,
    ) -> impl Iterator<Item = (usize, &'p [u8], Option<&'p [Value]>)> {
        let mut number = 0;
        split(clean.format.cut(), &clean.bytes, 1).map(move |(_, raw)| {
            number += 1;
            while self.left_out(number) {
                number += 1;
            }
            (number, raw, self.entries.get(&number).map(|(_, logs)| logs.as_slice()))
        })
    }

    /// True for a record that is not in the output: a bad one, or one that nobody chose.
    pub fn left_out(&self, number: usize) -> bool {
        let Some((first, (_, logs))) = self.entries.range(..=number).next_back() else { return false };
        logs.iter().filter(|log| log.get("skipped").is_some()).any(|log| match log.get("through") {
            None => *first == number,
            Some(last) => last.as_u64().is_none_or(|last| number as u64 <= last),
        })
    }

    /// True when the file holds records.
    pub fn has_records(&self) -> bool {
        self.entries.values().any(|(record, _)| record.is_some())
    }
}

impl Log {
    /// Reads a log; every line must be one.
    pub fn read(path: &Path) -> anyhow::Result<Log> {
        let shown = path.display().to_string();
        let from = unpacked(path)
            .map(BufReader::new)
            .map_err(|error| usage(format!("{shown}: cannot read this log: {error}")))?;
        let mut log = Log { shown, paths: BTreeMap::new() };
        for (number, line) in (1..).zip(from.lines()) {
            let line = line.map_err(|error| usage(format!("{}:{number}: {error}", log.shown)))?;
            if line.trim().is_empty() {
                continue;
            }
            let value: Value = serde_json::from_str(&line).map_err(|error| {
                usage(format!(
                    "{}:{number}: {error}; expected a log that `canonry clean --edits` wrote",
                    log.shown
                ))
            })?;
            let Some(path) = value["path"].as_str().map(str::to_owned) else {
                return Err(usage(format!(
                    "{}:{number}: has no `path`; expected a log that `canonry clean --edits` wrote",
                    log.shown
                )));
            };
            let record = value["record"].as_u64().and_then(|record| usize::try_from(record).ok());
            let entry =
                log.paths.entry(path).or_default().entry(record.unwrap_or(0)).or_insert((record, Vec::new()));
            entry.1.push(value);
        }
        Ok(log)
    }

    /// Its name.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What it says of a change.
    pub fn change(&self, id: &str) -> Option<Refused> {
        let logs = self.paths.values().flat_map(BTreeMap::values).flat_map(|(_, logs)| logs);
        logs.flat_map(|log| log["edits"].as_array().into_iter().flatten().map(move |edit| (log, edit)))
            .find(|(_, edit)| edit["id"] == id)
            .map(|(log, edit)| {
                let words = |value: &Value| value.as_str().unwrap_or("").to_owned();
                Refused {
                    id: id.to_owned(),
                    page: words(&log["id"]),
                    before: words(&edit["old"]),
                    after: words(&edit["new"]),
                    rules: edit["rules"].as_array().into_iter().flatten().map(words).collect(),
                    reason: String::new(),
                }
            })
    }

    /// The only fingerprint in it, when there is one.
    pub fn fingerprint(&self) -> Option<&str> {
        self.paths
            .values()
            .flat_map(BTreeMap::values)
            .flat_map(|(_, logs)| logs)
            .find_map(|log| log["fingerprint"].as_str())
    }

    /// Every file of `clean` with its part of the log: folders by relative path; one file by its name, or as the only one
    /// the log speaks of.
    pub fn pair(mut self, clean: &Path) -> anyhow::Result<Vec<Pair>> {
        if self.paths.is_empty() {
            return Err(usage(format!("{}: the log is empty", self.shown)));
        }
        if clean.is_dir() {
            let mut pairs = Vec::new();
            for (relative, entries) in self.paths {
                let path = clean.join(&relative);
                let shown = path.display().to_string();
                if path.is_file() {
                    pairs.push(Pair { path, shown, relative, entries });
                } else {
                    say::note(format!("{shown}: the log speaks of it, but it is not there"));
                }
            }
            return match pairs.is_empty() {
                true => Err(usage(format!(
                    "{}: the log {} speaks of no file in this folder",
                    clean.display(),
                    self.shown
                ))),
                false => Ok(pairs),
            };
        }
        if clean != Path::new("-") {
            fs::metadata(clean)
                .map_err(|error| usage(format!("{}: cannot read it: {error}", clean.display())))?;
        }
        let name = clean.to_string_lossy().replace('\\', "/");
        let ends = |path: &String| name == *path || name.ends_with(&format!("/{path}"));
        let own = self.paths.keys().filter(|path| ends(path)).max_by_key(|path| path.len()).cloned();
        let own =
            own.or_else(|| (self.paths.len() == 1).then(|| self.paths.keys().next().cloned()).flatten());
        let Some(relative) = own else {
            let known: Vec<&str> = self.paths.keys().take(5).map(String::as_str).collect();
            return Err(usage(format!(
                "{}: the log {} speaks of other files: {} …; give the folder instead",
                clean.display(),
                self.shown,
                known.join(", ")
            )));
        };
        let entries = self.paths.remove(&relative).unwrap_or_default();
        Ok(vec![Pair { path: clean.to_owned(), shown: clean.display().to_string(), relative, entries }])
    }
}
