//! What is to be read: files, folders, standard input.
//! In: paths as typed. Out: [`Source`]s in order, what was left out and why, and their bytes piece by piece.
//! Not here: decoding and records (see `canonry::read`), what is done with them (see `run`).

use crate::{
    args::Input,
    fault::{pick, usage},
};
use canonry::read::{
    self,
    jsonl::{Record, RecordError},
};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// A block of records is cut behind the first line break after so many bytes. The same for any number of threads.
const BLOCK: usize = 256 * 1024;

/// So much of a file tells what it is.
const HEAD: usize = 64 * 1024;

/// The end of the names of files that `clean --add` writes beside texts.
pub const BESIDE: &str = ".canonry.json";

/// One file, or standard input.
pub struct Source {
    /// As typed or found; `-` for standard input.
    pub path: PathBuf,
    /// For messages.
    pub shown: String,
    /// Below the folder that was named, with `/`; the name of the file where a file was named.
    pub relative: String,
    /// Records or one text.
    pub records: bool,
    /// Found in a folder; nobody asked for this very file.
    found: bool,
    /// What was read of standard input to tell what it is.
    head: Vec<u8>,
}

impl Source {
    /// True for standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }

    /// Why no record at the beginning of this file has the fields; `None` when one has, or when there is none.
    fn missing(&self, fields: &[String]) -> Option<RecordError> {
        let head = if self.is_stdin() { self.head.clone() } else { head_of(&self.path).ok()? };
        let mut lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').collect();
        if head.len() == HEAD && lines.len() > 1 {
            lines.pop();
        }
        let mut missing = None;
        for line in lines
            .iter()
            .filter_map(|line| std::str::from_utf8(line).ok())
            .filter(|line| !line.trim().is_empty())
        {
            match Record::parse(line, fields) {
                Err(error @ RecordError::NoField { .. }) => missing = missing.or(Some(error)),
                Err(RecordError::Broken { .. }) => {}
                _ => return None,
            }
        }
        missing
    }

    fn open(&mut self) -> io::Result<Box<dyn Read>> {
        if self.is_stdin() {
            let head = io::Cursor::new(std::mem::take(&mut self.head));
            return Ok(Box::new(head.chain(io::stdin().lock())));
        }
        Ok(Box::new(File::open(&self.path)?))
    }
}

/// All that is to be read, and what is not.
#[derive(Default)]
pub struct Inputs {
    pub sources: Vec<Source>,
    /// Left out on purpose: hidden files, .html, .pdf …, with what to do.
    pub skipped: Vec<(String, String)>,
    /// Could not be read.
    pub unreadable: Vec<(String, String)>,
    /// The folders that were named.
    pub folders: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Auto,
    Text,
    Records,
}

impl Inputs {
    /// Looks at every path; nothing is read but the first bytes of each file. Refused when there is nothing to read.
    pub fn gather(input: &Input) -> anyhow::Result<Inputs> {
        let formats = [("auto", Format::Auto), ("txt", Format::Text), ("jsonl", Format::Records)];
        let format =
            pick("format", &input.format, &formats).map_err(|words| usage(format!("--format: {words}")))?;
        let mut inputs = Inputs::default();
        for path in &input.paths {
            inputs.add(path, format);
        }
        inputs.refuse_fields(&input.field)?;
        inputs.refuse_nothing()?;
        Ok(inputs)
    }

    fn add(&mut self, path: &Path, format: Format) {
        if path == Path::new("-") {
            if !self.sources.iter().any(Source::is_stdin) {
                self.add_stdin(format);
            }
            return;
        }
        let folder = path.is_dir();
        if folder {
            self.folders.push(path.to_owned());
        }
        if !folder && !path.exists() {
            let why = std::fs::metadata(path)
                .err()
                .map_or_else(|| "no such file".to_owned(), |error| plain(&error));
            self.unreadable.push((path.display().to_string(), why));
            return;
        }
        for found in read::walk(path) {
            let shown = found.path.display().to_string();
            if folder && shown.ends_with(BESIDE) {
                self.skipped.push((shown, "facts that canonry wrote beside a text".to_owned()));
                continue;
            }
            // Whoever names one file and its format knows better.
            match found.skipped {
                Some(why) if folder || format == Format::Auto => self.skipped.push((shown, why)),
                _ => self.add_file(found.path, shown, slashes(&found.relative), format, folder),
            }
        }
    }

    fn add_file(&mut self, path: PathBuf, shown: String, relative: String, format: Format, found: bool) {
        let mut head = Vec::new();
        if let Err(error) = File::open(&path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head)) {
            return self.unreadable.push((shown, plain(&error)));
        }
        let records = match (format, read::sniff(&path, &head)) {
            (Format::Text, _) => false,
            (Format::Records, _) => true,
            (Format::Auto, read::Input::Text) => false,
            (Format::Auto, read::Input::Jsonl) => true,
            (Format::Auto, read::Input::Refused(why)) => return self.skipped.push((shown, why.to_owned())),
        };
        self.sources.push(Source { path, shown, relative, records, found, head: Vec::new() });
    }

    fn add_stdin(&mut self, format: Format) {
        let shown = "standard input".to_owned();
        let mut head = Vec::new();
        if let Err(error) = io::stdin().lock().take(HEAD as u64).read_to_end(&mut head) {
            return self.unreadable.push((shown, plain(&error)));
        }
        let path = PathBuf::from("-");
        let records = match (format, read::sniff(&path, &head)) {
            (Format::Text, _) => false,
            (Format::Records, _) => true,
            (Format::Auto, read::Input::Refused(why)) => return self.skipped.push((shown, why.to_owned())),
            (Format::Auto, kind) => kind == read::Input::Jsonl,
        };
        self.sources.push(Source { path, shown, relative: "-".to_owned(), records, found: false, head });
    }

    fn refuse_nothing(&self) -> anyhow::Result<()> {
        if !self.sources.is_empty() {
            return Ok(());
        }
        let mut words = "there is nothing to read".to_owned();
        for (path, why) in self.unreadable.iter().chain(&self.skipped).take(10) {
            words.push_str(&format!("\n  {path}: {why}"));
        }
        Err(usage(words))
    }

    /// A field that no record of a file has is a mistake of whoever typed it, not of the records; a file of other
    /// records in a folder is left out and named.
    fn refuse_fields(&mut self, fields: &[String]) -> anyhow::Result<()> {
        let mut others = Vec::new();
        for (at, source) in self.sources.iter().enumerate().filter(|(_, source)| source.records) {
            match source.missing(fields) {
                Some(error) if source.found => others.push((at, error)),
                Some(error) => return Err(usage(format!("{}: {error}", source.shown))),
                None => {}
            }
        }
        for (at, error) in others.into_iter().rev() {
            let source = self.sources.remove(at);
            self.unreadable.push((source.shown, error.to_string()));
        }
        Ok(())
    }

    /// The bytes of all sources, in order: one piece a text, one piece a block of records.
    pub fn pieces(&mut self) -> Pieces<'_> {
        Pieces { sources: &mut self.sources, at: 0, reading: None }
    }
}

fn head_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// What the system says, without its number.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "not allowed to read it".to_owned(),
        _ => error.to_string(),
    }
}

fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// A piece of a source.
pub struct Piece {
    /// Number of the source.
    pub source: usize,
    /// A whole text, whole lines, or why they cannot be had.
    pub bytes: io::Result<Vec<u8>>,
    /// Number of its first line, from 1.
    pub first: usize,
    /// Nothing of this source follows.
    pub last: bool,
}

/// Reads one source after the other, never more than a block ahead.
pub struct Pieces<'i> {
    sources: &'i mut [Source],
    at: usize,
    reading: Option<Reading>,
}

struct Reading {
    from: Box<dyn Read>,
    rest: Vec<u8>,
    line: usize,
    ended: bool,
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let at = self.at;
        let source = self.sources.get_mut(at)?;
        let reading = match &mut self.reading {
            Some(reading) => reading,
            None => match source.open() {
                Ok(from) => self.reading.insert(Reading { from, rest: Vec::new(), line: 1, ended: false }),
                Err(error) => {
                    self.at += 1;
                    return Some(Piece { source: at, bytes: Err(error), first: 1, last: true });
                }
            },
        };
        let first = reading.line;
        let bytes = if source.records { reading.block() } else { reading.all() };
        let last = reading.ended || bytes.is_err();
        if last {
            self.reading = None;
            self.at += 1;
        }
        Some(Piece { source: at, bytes, first, last })
    }
}

impl Reading {
    fn all(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.from.read_to_end(&mut bytes)?;
        self.ended = true;
        Ok(bytes)
    }

    /// Whole lines of at least [`BLOCK`] bytes; the last block may be shorter.
    fn block(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = 0;
        loop {
            if bytes.len() >= BLOCK {
                if let Some(at) = memchr::memchr(b'\n', &bytes[searched.max(BLOCK - 1)..]) {
                    let end = searched.max(BLOCK - 1) + at + 1;
                    self.rest = bytes.split_off(end);
                    break;
                }
                searched = bytes.len();
            }
            let read = self.from.by_ref().take(BLOCK as u64).read_to_end(&mut bytes)?;
            if read == 0 {
                self.ended = true;
                break;
            }
        }
        self.line += memchr::memchr_iter(b'\n', &bytes).count();
        Ok(bytes)
    }
}
