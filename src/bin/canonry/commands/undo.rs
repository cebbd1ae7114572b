//! `undo`: the original texts from clean texts and log.

use crate::{
    args,
    fault::{did_you_mean, usage},
    inputs::Source,
    logs::{self, Entry, Log, Walk},
    outputs::{Output, Target, end_columns, is_parquet, refuse_same, stdout},
    say,
};
use canonry::{
    journal::Journal,
    read::{Format, Old, blocks::records as split},
    report::log::{self, LoggedEdit},
};
use serde_json::Value;
use std::{cell::Cell, path::Path};

/// Undoes.
pub fn run(args: &args::Undo) -> anyhow::Result<u8> {
    let only = Only::read(&args.only)?;
    let log = Log::open(&args.edits)?;
    if let Some(output) = &args.output {
        refuse_same(&args.edits, output, "-o")?;
    }
    let mut desk = Desk {
        walk: Walk::of(&log)?,
        only,
        output: Output::new(target(args.output.as_deref(), &args.clean, &log)?),
        journal: Journal::new(None, Value::Null, u64::MAX),
        single: !args.clean.is_dir(),
        held: Vec::new(),
        done: 0,
        refused: 0,
    };
    if args.clean.is_dir() {
        desk.folder(&args.clean, log.shown())?;
    } else {
        let own = log.own(&args.clean)?;
        let other = |entry: &Entry| own.as_ref().is_some_and(|own| entry.path != *own);
        desk.walk.pass(other)?;
        desk.file(&args.clean, own.is_none())?;
    }
    desk.journal.end(Value::Null)?;
    let left = if desk.refused > 0 {
        format!("; {} refused, left as they are", say::count(desk.refused, "text"))
    } else {
        String::new()
    };
    let part = if desk.only.is_all() { "" } else { " in part" };
    say::note(format!("{} undone{part}{left}", say::count(desk.done, "text")));
    Ok(if desk.refused > 0 { 3 } else { 0 })
}

struct Desk {
    walk: Walk,
    only: Only,
    output: Output,
    journal: Journal,
    /// One file was named, not a folder.
    single: bool,
    /// Held back as long as nothing was undone.
    held: Vec<u8>,
    done: usize,
    refused: usize,
}

/// So much is held back at most.
const HELD: usize = 64 << 20;

impl Desk {
    /// All files of a folder that the log speaks of.
    fn folder(&mut self, folder: &Path, shown: &str) -> anyhow::Result<()> {
        let mut found = 0;
        while let Some(entry) = self.walk.peek()? {
            let (path, to) = (entry.path.clone(), entry.to.clone());
            if let Some(clean) = logs::clean(folder, &path, to.as_deref()) {
                found += 1;
                self.file(&clean, false)?;
            }
            self.walk.pass(|entry| entry.path == path)?;
        }
        match found {
            0 => {
                Err(usage(format!("{}: the log {shown} speaks of no file in this folder", folder.display())))
            }
            _ => Ok(()),
        }
    }

    /// One file, by the entries that come next: those of one path, or of all.
    fn file(&mut self, path: &Path, gathered: bool) -> anyhow::Result<()> {
        let Some(entry) = self.walk.peek()? else { return Ok(()) };
        let (relative, converted, is_record) =
            (entry.path.clone(), entry.to.is_some(), entry.record.is_some());
        let name = match &entry.to {
            Some(to) if !self.single => format!("{relative}.{to}"),
            _ => relative.clone(),
        };
        let mut source = logs::source(path, None, is_record || converted)?;
        if !is_record && !converted {
            return self.text(&mut source, &name);
        }
        let packing = self.output.target.packing().unwrap_or(source.packing);
        let (format, mut number) = (source.format.clone(), 0);
        for block in logs::blocks(&mut source)? {
            if let Some(why) = block.broken {
                return Err(usage(format!("{}: cannot be read whole: {why}", source.shown)));
            }
            let (mut out, mut kept, mut logged) = (Vec::new(), Vec::new(), None);
            for (at, raw) in split(format.cut(), &block.bytes, block.first) {
                let (told, place) = match converted {
                    true if !format.is_page(raw, at) => (None, at),
                    true => (self.next_page(&relative, gathered)?, at),
                    false => {
                        number += 1;
                        while self.walk.left_out(&relative, number)? {
                            number += 1;
                        }
                        (self.walk.take(&relative, number)?, number)
                    }
                };
                match told.as_ref().map(|told| record(raw, at, &format, told, &self.only, converted)) {
                    Some(Ok(restored)) => {
                        self.done += 1;
                        out.extend(restored);
                    }
                    Some(Err(why)) => {
                        self.refused += 1;
                        say::note(format!("{}:{place}: {why}", source.shown));
                        out.extend_from_slice(raw);
                    }
                    None => out.extend_from_slice(raw),
                }
                kept.push(at);
                logged = logged.or(told);
            }
            let packed = match &block.rows {
                Some(rows) => {
                    let fields: Vec<String> = logged.iter().flatten().map(logs::field_of).collect();
                    let packed = rows.pack(&kept, &out, &fields, None);
                    packed.map_err(|why| usage(format!("{}: {why}", source.shown)))?
                }
                None if out.is_empty() && block.first > 1 => out,
                None => packing.pack(&out)?,
            };
            self.held.extend(packed);
            if self.done > 0 || !self.single || self.held.len() > HELD {
                let held = std::mem::take(&mut self.held);
                self.output.take(&mut self.journal, &name, &held, false)?;
            }
        }
        if !gathered && let Some(why) = self.walk.rest(&relative)? {
            say::note(format!("{}: {why}", source.shown));
            self.refused += 1;
        }
        if self.single && self.done == 0 {
            return Err(usage("nothing was undone: no text is the one the log speaks of"));
        }
        if let (Format::Parquet, Some(path)) = (&format, self.output.target.path(&name)) {
            end_columns(&mut self.journal, &path)?;
        }
        self.output.take(&mut self.journal, &name, &[], true)
    }

    /// What the log says of the next page of a file of another format.
    fn next_page(&mut self, relative: &str, gathered: bool) -> anyhow::Result<Option<Vec<Value>>> {
        let own = |entry: &Entry| gathered || entry.path == relative;
        self.walk.pass(|entry| own(entry) && entry.is_gap())?;
        Ok(match self.walk.peek()?.is_some_and(own) {
            true => self.walk.next()?.map(|entry| entry.lines),
            false => None,
        })
    }

    fn text(&mut self, source: &mut Source, name: &str) -> anyhow::Result<()> {
        let entry = self.walk.next()?;
        let bytes = logs::bytes(source)?;
        match text(&bytes, entry.as_ref(), &self.only) {
            Ok(restored) => {
                self.done += 1;
                let packing = self.output.target.packing().unwrap_or(source.packing);
                self.output.take(&mut self.journal, name, &packing.pack(&restored)?, true)
            }
            Err(error) if self.single => Err(usage(format!("{}: {error}", source.shown))),
            Err(error) => {
                say::note(format!("{}: {error}", source.shown));
                self.refused += 1;
                Ok(())
            }
        }
    }
}

/// A clean text that is undone whole gives the very bytes of its file; in part, it stays UTF-8.
fn text(bytes: &[u8], entry: Option<&Entry>, only: &Only) -> Result<Vec<u8>, String> {
    let log = entry.and_then(|entry| entry.lines.first()).ok_or("the log does not speak of it")?;
    let clean = std::str::from_utf8(bytes).map_err(|_| logs::changed())?;
    let whole = Cell::new(true);
    let wants = |edit: &LoggedEdit| {
        let wants = only.wants(log, edit);
        whole.set(whole.get() && wants);
        wants
    };
    let original = log::undo(log, clean, &wants).map_err(|error| error.to_string())?;
    Ok(if whole.get() && log::is_whole(log) { log::bytes(log, &original) } else { original.into_bytes() })
}

/// Puts the original values back into a record. In a record of another format they are written as that one writes.
fn record(
    raw: &[u8],
    number: usize,
    format: &Format,
    logs: &[Value],
    only: &Only,
    converted: bool,
) -> Result<Vec<u8>, String> {
    let record = logs::parse(format, raw, number, logs)?;
    let texts = record.texts();
    let mut old = Vec::with_capacity(texts.len());
    for ((_, clean), log) in texts.iter().zip(logs) {
        let wants = |edit: &LoggedEdit| only.wants(log, edit);
        let original = log::undo(log, clean, &wants).map_err(|error| error.to_string())?;
        let changed = original != *clean;
        let raw = log::raw(log, &original).filter(|_| !converted);
        old.push(changed.then_some(Old { raw, text: original }));
    }
    Ok(if old.iter().all(Option::is_none) { raw.to_vec() } else { record.restored(&old) })
}

fn target(output: Option<&Path>, clean: &Path, log: &Log) -> anyhow::Result<Target> {
    match output.filter(|path| *path != Path::new("-")) {
        None if clean.is_dir() => match log.paths()?.len() {
            1 => Ok(Target::Stdout(stdout())),
            texts => Err(usage(format!(
                "{texts} texts, and standard output would run them together; add -o OUT to write them to a folder"
            ))),
        },
        None if is_parquet(clean) => Err(usage("Parquet is written to files; add -o OUT.parquet")),
        None => Ok(Target::Stdout(stdout())),
        Some(output) => {
            refuse_same(clean, output, "-o")?;
            let folder = clean.is_dir() || output.is_dir();
            Ok(if folder { Target::Folder(output.to_owned()) } else { Target::File(output.to_owned()) })
        }
    }
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
