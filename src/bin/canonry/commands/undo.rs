//! `undo`: the original texts from clean texts and log. Also what `verify` needs to pair them.

use crate::{
    args,
    decisions::Refused,
    fault::{did_you_mean, usage},
    outputs::{Output, Target, refuse_same},
    say,
};
use canonry::{
    read::jsonl::Record,
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
    let (mut done, mut refused) = (0, 0);
    let single = pairs.len() == 1;
    for pair in &pairs {
        let bytes = read(&pair.path)?;
        let restored = match pair.has_records() {
            true => records(&bytes, pair, &only, &mut done, &mut refused),
            false => match text(&bytes, pair, &only) {
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
        output.take(&pair.relative, &restored, true)?;
    }
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

/// Puts the original values back into records, line by line.
fn records(bytes: &[u8], pair: &Pair, only: &Only, done: &mut usize, refused: &mut usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for (number, line, logs) in pair.lines(bytes) {
        let restored = logs.map(|logs| {
            let line = std::str::from_utf8(line).map_err(|_| CHANGED.to_owned())?;
            record(line, logs, only)
        });
        match restored {
            Some(Ok(line)) => {
                *done += 1;
                out.extend_from_slice(line.as_bytes());
            }
            Some(Err(why)) => {
                *refused += 1;
                say::note(format!("{}:{number}: {why}", pair.shown));
                out.extend_from_slice(line);
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}

fn record(line: &str, logs: &[Value], only: &Only) -> Result<String, String> {
    let (mark, line) = line.strip_prefix('\u{feff}').map_or(("", line), |rest| ("\u{feff}", rest));
    let fields: Vec<String> = logs.iter().map(field_of).collect();
    let record = Record::parse(line, &fields).map_err(|error| error.to_string())?;
    let texts = record.texts();
    let mut literals = Vec::with_capacity(texts.len());
    for ((_, clean), log) in texts.iter().zip(logs) {
        let wants = |edit: &LoggedEdit| only.wants(log, edit);
        let original = log::undo(log, clean, &wants).map_err(|error| error.to_string())?;
        literals.push((original != *clean).then(|| log::literal(log, &original)));
    }
    if literals.iter().all(Option::is_none) {
        return Ok(format!("{mark}{line}"));
    }
    Ok(format!("{mark}{}", record.splice(&literals)))
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

/// Bytes of a file or of standard input.
pub fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let done = match path == Path::new("-") {
        true => std::io::stdin().lock().read_to_end(&mut bytes),
        false => File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    done.map_err(|error| usage(format!("{}: cannot read it: {error}", path.display())))?;
    Ok(bytes)
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
    /// The lines of a file of records, each with its number in the original and the lines of the log that speak of it.
    pub fn lines<'p>(
        &'p self,
        bytes: &'p [u8],
    ) -> impl Iterator<Item = (usize, &'p [u8], Option<&'p [Value]>)> {
        let mut number = 0;
        bytes.split_inclusive(|byte| *byte == b'\n').map(move |line| {
            number += 1;
            while self.left_out(number) {
                number += 1;
            }
            (number, line, self.entries.get(&number).map(|(_, logs)| logs.as_slice()))
        })
    }

    /// True for a record that `--on-error skip` left out of the output.
    pub fn left_out(&self, number: usize) -> bool {
        self.entries.get(&number).is_some_and(|(_, logs)| logs.iter().any(|log| log.get("skipped").is_some()))
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
        let from = File::open(path)
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
