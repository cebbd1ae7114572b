//! A log read again, side by side with the files it speaks of.
//! In: a log, in the order of the texts it was written for. Out: what it says of one text after the other; files of records
//! one record at a time. Nothing is held but what stands beside each other. Not here: what is done with it (see `undo`,
//! `verify`).

use crate::{
    decisions::Refused,
    fault::usage,
    inputs::{Inputs, SHEET, Source},
    say,
};
use canonry::read::{
    self, Format, Record,
    blocks::{Block, Cut, behind},
    columns::Columns,
};
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader, Read},
    iter::Peekable,
    path::{Path, PathBuf},
    rc::Rc,
};

/// A log that `clean --edits` wrote.
pub struct Log {
    path: PathBuf,
    shown: String,
}

/// Lines with their numbers.
type Lines = Box<dyn Iterator<Item = (usize, Result<String, String>)>>;

impl Log {
    /// Opens a log; its first line must be one.
    pub fn open(path: &Path) -> anyhow::Result<Log> {
        let log = Log { path: path.to_owned(), shown: path.display().to_string() };
        match log.entries()?.next() {
            None => Err(usage(format!("{}: the log is empty", log.shown))),
            Some(first) => first.map(|_| log),
        }
    }

    /// Its name.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    fn lines(&self) -> anyhow::Result<Lines> {
        let told = |why: String| usage(format!("{}: cannot read this log: {why}", self.shown));
        let mut file = File::open(&self.path).map_err(|error| told(error.to_string()))?;
        let head = read::head(&mut file).map_err(|error| told(error.to_string()))?;
        if head.raw.starts_with(b"PAR1") {
            let columns = Columns::open(file).map_err(told)?.without_nulls();
            let lines = columns.blocks(usize::MAX, Rc::default()).flat_map(|block| {
                let lost = block.lost.map(|(first, _, why)| Err(format!("{first}: {why}")));
                let lines = String::from_utf8_lossy(&block.bytes)
                    .lines()
                    .map(|line| Ok(line.to_owned()))
                    .collect::<Vec<_>>();
                lines.into_iter().chain(lost)
            });
            return Ok(Box::new((1..).zip(lines)));
        }
        let from = BufReader::new(head.packing.unpack(behind(head.raw, file)));
        Ok(Box::new((1..).zip(from.lines().map(|line| line.map_err(|error| error.to_string())))))
    }

    /// What it says, line by line.
    fn values<T: for<'d> Deserialize<'d>>(
        &self,
    ) -> anyhow::Result<impl Iterator<Item = anyhow::Result<T>> + use<T>> {
        let shown = self.shown.clone();
        let lines =
            self.lines()?.filter(|(_, line)| line.as_ref().map_or(true, |line| !line.trim().is_empty()));
        Ok(lines.map(move |(number, line)| {
            let line = line.map_err(|why| usage(format!("{shown}:{number}: {why}")))?;
            serde_json::from_str(&line).map_err(|error| {
                usage(format!("{shown}:{number}: {error}; expected a log that `canonry clean --edits` wrote"))
            })
        }))
    }

    /// What it says, text by text.
    pub fn entries(&self) -> anyhow::Result<Entries> {
        let values: Box<dyn Iterator<Item = anyhow::Result<Value>>> = Box::new(self.values()?);
        Ok(Entries { shown: self.shown.clone(), values: values.peekable(), line: 0 })
    }

    /// The files it speaks of, each with the format it became, where that is another one.
    pub fn paths(&self) -> anyhow::Result<BTreeMap<String, Option<String>>> {
        #[derive(Deserialize)]
        struct Line {
            path: String,
            r#as: Option<String>,
        }
        let mut paths: BTreeMap<String, Option<String>> = BTreeMap::new();
        for line in self.values::<Line>()? {
            let line = line?;
            match paths.get_mut(&line.path) {
                // Of records that are not there no format is told.
                Some(to) if to.is_none() => *to = line.r#as,
                Some(_) => {}
                None => drop(paths.insert(line.path, line.r#as)),
            }
        }
        Ok(paths)
    }

    /// What it says of a change.
    pub fn change(&self, id: &str) -> anyhow::Result<Option<Refused>> {
        for log in self.values::<Value>()? {
            let log = log?;
            let edit = log["edits"].as_array().into_iter().flatten().find(|edit| edit["id"] == id);
            if let Some(edit) = edit {
                let words = |value: &Value| value.as_str().unwrap_or("").to_owned();
                return Ok(Some(Refused {
                    id: id.to_owned(),
                    page: words(&log["id"]),
                    before: words(&edit["old"]),
                    after: words(&edit["new"]),
                    rules: edit["rules"].as_array().into_iter().flatten().map(words).collect(),
                    reason: String::new(),
                }));
            }
        }
        Ok(None)
    }

    /// The first fingerprint in it.
    pub fn fingerprint(&self) -> anyhow::Result<Option<String>> {
        for log in self.values::<Value>()? {
            if let Some(fingerprint) = log?["fingerprint"].as_str() {
                return Ok(Some(fingerprint.to_owned()));
            }
        }
        Ok(None)
    }

    /// Which of its files a single clean file is: the one its name ends in, or the only one. `None`: all of them, which
    /// became one file of another format.
    pub fn own(&self, clean: &Path) -> anyhow::Result<Option<String>> {
        if clean != Path::new("-") {
            std::fs::metadata(clean)
                .map_err(|error| usage(format!("{}: cannot read it: {error}", clean.display())))?;
        }
        let (name, paths) = (clean.to_string_lossy().replace('\\', "/"), self.paths()?);
        let ends = |(path, to): &(&String, &Option<String>)| {
            let path = to.as_ref().map_or_else(|| (*path).clone(), |to| format!("{path}.{to}"));
            name == path || name.ends_with(&format!("/{path}"))
        };
        let own = paths.iter().filter(ends).max_by_key(|(path, _)| path.len());
        match own.or_else(|| paths.first_key_value().filter(|_| paths.len() == 1)) {
            Some((own, _)) => Ok(Some(own.clone())),
            None if paths.values().all(Option::is_some) => Ok(None),
            None => {
                let known: Vec<&str> = paths.keys().take(5).map(String::as_str).collect();
                Err(usage(format!(
                    "{}: the log {} speaks of other files: {} …; give the folder instead",
                    clean.display(),
                    self.shown,
                    known.join(", ")
                )))
            }
        }
    }
}

/// What a log says of one text or record, or of records that are not there.
#[derive(Debug)]
pub struct Entry {
    /// The file, below the folder that was cleaned.
    pub path: String,
    /// The first, or only, record; `None` for a text.
    pub record: Option<usize>,
    /// The last of the records that are not there; beyond all where the log names none.
    gap: Option<usize>,
    /// The format it became, where that is another one.
    pub to: Option<String>,
    /// A line for each of its fields.
    pub lines: Vec<Value>,
}

impl Entry {
    /// True where it speaks of records that are not there.
    pub fn is_gap(&self) -> bool {
        self.gap.is_some()
    }
}

/// The entries of a log, in order.
pub struct Entries {
    shown: String,
    values: Peekable<Box<dyn Iterator<Item = anyhow::Result<Value>>>>,
    line: usize,
}

fn record_of(value: &Value) -> Option<usize> {
    value["record"].as_u64().and_then(|record| usize::try_from(record).ok())
}

impl Iterator for Entries {
    type Item = anyhow::Result<Entry>;

    fn next(&mut self) -> Option<anyhow::Result<Entry>> {
        let value = match self.values.next()? {
            Ok(value) => value,
            Err(error) => return Some(Err(error)),
        };
        self.line += 1;
        let Some(path) = value["path"].as_str().map(str::to_owned) else {
            return Some(Err(usage(format!(
                "{}:{}: has no `path`; expected a log that `canonry clean --edits` wrote",
                self.shown, self.line
            ))));
        };
        let last = || value["through"].as_u64().and_then(|last| usize::try_from(last).ok());
        let gap = value["skipped"].is_string().then(|| last().unwrap_or(usize::MAX));
        let to = value["as"].as_str().map(str::to_owned);
        let mut entry = Entry { path, record: record_of(&value), gap, to, lines: vec![value] };
        let same = |next: &anyhow::Result<Value>| {
            next.as_ref().is_ok_and(|next| {
                next["path"] == entry.path && record_of(next) == entry.record && next["skipped"].is_null()
            })
        };
        let mut more = Vec::new();
        while let Some(Ok(next)) =
            self.values.next_if(|next| entry.gap.is_none() && entry.record.is_some() && same(next))
        {
            more.push(next);
        }
        self.line += more.len();
        entry.lines.extend(more);
        Some(Ok(entry))
    }
}

/// A log on its way through the records of its files.
pub struct Walk {
    entries: Peekable<Entries>,
}

impl Walk {
    /// From the beginning of a log.
    pub fn of(log: &Log) -> anyhow::Result<Walk> {
        Ok(Walk { entries: log.entries()?.peekable() })
    }

    /// The entry that comes next.
    pub fn peek(&mut self) -> anyhow::Result<Option<&Entry>> {
        if self.entries.peek().is_some_and(Result::is_err) {
            return self.entries.next().transpose().map(|_| None);
        }
        Ok(self.entries.peek().and_then(|entry| entry.as_ref().ok()))
    }

    /// Takes the entry that comes next.
    pub fn next(&mut self) -> anyhow::Result<Option<Entry>> {
        self.entries.next().transpose()
    }

    fn peek_of(&mut self, path: &str) -> anyhow::Result<Option<&Entry>> {
        Ok(self.peek()?.filter(|entry| entry.path == path))
    }

    /// True for a record that is not in the output: a bad one, or one that nobody chose. Numbers must grow.
    pub fn left_out(&mut self, path: &str, number: usize) -> anyhow::Result<bool> {
        while let Some(Entry { record: Some(first), gap: Some(last), .. }) = self.peek_of(path)? {
            if *last < number {
                self.next()?;
                continue;
            }
            return Ok(*first <= number);
        }
        Ok(false)
    }

    /// What it says of a record of the output. Numbers must grow.
    pub fn take(&mut self, path: &str, number: usize) -> anyhow::Result<Option<Vec<Value>>> {
        match self.peek_of(path)?.map(|entry| (entry.record.unwrap_or(0), entry.gap)) {
            Some((record, None)) if record == number => Ok(self.next()?.map(|entry| entry.lines)),
            _ => Ok(None),
        }
    }

    /// Passes over what it says of the rest of a file, and tells if that is anything.
    pub fn rest(&mut self, path: &str) -> anyhow::Result<Option<String>> {
        let more = self.pass(|entry| entry.path == path)?;
        let words =
            || format!("{} in the log: not there, or in another order", say::count(more, "more record"));
        Ok((more > 0).then(words))
    }

    /// Passes over what it says of other files, or of the rest of this one.
    pub fn pass(&mut self, unwanted: impl Fn(&Entry) -> bool) -> anyhow::Result<usize> {
        let mut passed = 0;
        while self.peek()?.is_some_and(&unwanted) {
            passed += usize::from(self.next()?.is_some_and(|entry| entry.gap.is_none()));
        }
        Ok(passed)
    }
}

/// A file of records, one at a time.
pub struct Stream {
    blocks: Box<dyn Iterator<Item = Block>>,
    pub format: Format,
    cut: Box<dyn Cut>,
    block: Block,
    /// The record: its place in the block, and its number.
    place: std::ops::Range<usize>,
    pub number: usize,
}

impl Stream {
    /// A file as the other commands read it.
    pub fn open(source: &mut Source) -> anyhow::Result<Stream> {
        let blocks = blocks(source)?;
        let format = source.format.clone();
        Ok(Stream { blocks, cut: format.cut(), format, block: Block::default(), place: 0..0, number: 0 })
    }

    /// Goes on to the next record; false behind the last.
    pub fn step(&mut self) -> anyhow::Result<bool> {
        let mut from = self.place.end;
        self.number += 1;
        while from == self.block.bytes.len() {
            if let Some(why) = self.block.broken.take() {
                anyhow::bail!("cannot be read further than record {}: {why}", self.number - 1);
            }
            let Some(block) = self.blocks.next() else {
                self.place = from..from;
                return Ok(false);
            };
            (self.number, self.block, from) = (block.first, block, 0);
            self.cut = self.format.cut();
        }
        let rest = &self.block.bytes[from..];
        let length = self.cut.feed(rest).unwrap_or(rest.len());
        self.place = from..from + length;
        Ok(true)
    }

    /// The record it stands at.
    pub fn raw(&self) -> &[u8] {
        &self.block.bytes[self.place.clone()]
    }

    /// True where it stands at a page.
    pub fn is_page(&self) -> bool {
        self.format.is_page(self.raw(), self.number)
    }
}

/// The blocks of a file.
pub fn blocks(source: &mut Source) -> anyhow::Result<Box<dyn Iterator<Item = Block>>> {
    let shown = source.shown.clone();
    source
        .open(usize::MAX, &Rc::default())
        .map_err(|error| usage(format!("{shown}: cannot read it: {error}")))
}

/// A clean or original file. Whatever it is called, it holds records where the log says so.
pub fn source(path: &Path, sheet: Option<&str>, has_records: bool) -> anyhow::Result<Source> {
    let mut source = Inputs::single(path, sheet, Some(if has_records { "jsonl" } else { "txt" }))?;
    if has_records && !source.format.has_records() {
        source.format = Format::Jsonl;
    }
    Ok(source)
}

/// A text as its file holds it, unpacked.
pub fn bytes(source: &mut Source) -> anyhow::Result<Vec<u8>> {
    let shown = source.shown.clone();
    let mut bytes = Vec::new();
    let read = source.bytes().and_then(|mut from| from.read_to_end(&mut bytes));
    read.map_err(|error| usage(format!("{shown}: cannot read it: {error}")))?;
    Ok(bytes)
}

/// The original of a file in a folder; the sheet of a workbook is named behind it.
pub fn original(folder: &Path, relative: &str) -> PathBuf {
    let path = folder.join(relative);
    match relative.strip_suffix(SHEET) {
        Some(book) if !path.exists() => folder.join(book),
        _ => path,
    }
}

/// The clean file of a text in a folder, where it is there.
pub fn clean(folder: &Path, relative: &str, to: Option<&str>) -> Option<PathBuf> {
    let name = to.map_or_else(|| relative.to_owned(), |to| format!("{relative}.{to}"));
    let path = folder.join(name);
    if !path.is_file() {
        say::note(format!("{}: the log speaks of it, but it is not there", path.display()));
        return None;
    }
    Some(path)
}

const CHANGED: &str = "is not the text the log speaks of: it was changed since";

/// The words for a text that is not UTF-8 any more.
pub fn changed() -> String {
    CHANGED.to_owned()
}

/// A record with the fields that lines of the log speak of.
pub fn parse<'r>(
    format: &'r Format,
    raw: &'r [u8],
    number: usize,
    logs: &[Value],
) -> Result<Box<dyn Record + 'r>, String> {
    let fields: Vec<String> = logs.iter().map(field_of).collect();
    format.parse(raw, number, &fields)?.ok_or_else(changed)
}

/// The field a line of the log speaks of.
pub fn field_of(log: &Value) -> String {
    log["field"].as_str().unwrap_or("text").to_owned()
}
