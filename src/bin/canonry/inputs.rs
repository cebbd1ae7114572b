//! What is to be read: files, folders, standard input.
//! In: paths as typed. Out: [`Source`]s in order, what was left out and why, and their bytes piece by piece.
//! Not here: decoding and records (see `canonry::read`), what is done with them (see `run`).

use crate::{
    args::Input,
    choice::{Choice, Draw, Place},
    fault::{pick, usage},
    say,
};
use canonry::read::{
    self, Format, Head, Packing,
    blocks::{Block, Blocks, behind, records},
    columns::Columns,
    convert::Kind,
    jsonl::{Record, RecordError},
};
use std::{
    cell::Cell,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

/// The end of the names of files that `clean --add` writes beside texts.
pub const BESIDE: &str = ".canonry.json";

/// The end of the names of sheets, which are written as CSV.
pub const SHEET: &str = ".csv";

/// One file, or standard input.
pub struct Source {
    /// As typed or found; `-` for standard input.
    pub path: PathBuf,
    /// For messages.
    pub shown: String,
    /// Below the folder that was named, with `/`; the name of the file where a file was named.
    pub relative: String,
    /// What it holds.
    pub format: Format,
    /// How it is compressed.
    pub packing: Packing,
    /// The encoding of a table that is not UTF-8.
    encoding: Option<String>,
    /// The sheet of a workbook.
    sheet: Option<String>,
    /// The fields of its records, as the first of them has them.
    pub columns: Vec<(String, Kind)>,
    /// Found in a folder; nobody asked for this very file.
    found: bool,
    /// Its beginning, read to tell what it is.
    head: Head,
}

impl Source {
    /// What must stay the same for a stopped run to go on: name, size, time of the last change.
    pub fn identity(&self) -> serde_json::Value {
        let data = std::fs::metadata(&self.path).ok();
        let changed = data.as_ref().and_then(|data| data.modified().ok());
        let changed = changed.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let nanos = changed.map(|time| time.as_nanos().to_string());
        serde_json::json!([self.shown, data.map(|data| data.len()), nanos])
    }

    /// True for standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }

    /// Why no record at the beginning of this file has the fields; `None` when one has, or when there is none.
    fn missing(&self, fields: &[String]) -> Option<String> {
        let usual = ["text".to_owned()];
        let fields = if fields.is_empty() { &usual[..] } else { fields };
        let error = match &self.format {
            Format::Warc => read::WarcPage::missing(fields),
            Format::Table(table) => table.missing(fields, &self.head.plain),
            _ => self.missing_in_lines(fields),
        };
        let other =
            || File::open(&self.path).ok().and_then(|file| Columns::open(file).ok()?.without_text(fields));
        let held = (self.format == Format::Parquet).then(other).flatten();
        held.or(error.map(|error| error.to_string()))
    }

    fn missing_in_lines(&self, fields: &[String]) -> Option<RecordError> {
        let head = &self.head.plain;
        let mut lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').collect();
        if !self.head.is_whole() && lines.len() > 1 {
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

    /// The fields of its first record, where its beginning tells them.
    fn names(&self) -> Vec<(String, Kind)> {
        let words = |names: Vec<String>| names.into_iter().map(|name| (name, Kind::Text)).collect();
        match &self.format {
            Format::Text => words(["id", "text"].map(str::to_owned).to_vec()),
            Format::Table(table) => words(table.header().to_vec()),
            Format::Warc => words(read::WarcPage::names()),
            // They are known already.
            Format::Parquet => self.columns.clone(),
            Format::Jsonl => self.fields_of_lines(),
        }
    }

    /// The fields of its first record, each of the kind that all its values have in the beginning of the file.
    fn fields_of_lines(&self) -> Vec<(String, Kind)> {
        let mut lines = self.head.plain.split(|byte| *byte == b'\n');
        let mut records =
            lines.by_ref().filter_map(|line| Record::values(std::str::from_utf8(line).ok()?)).peekable();
        let names: Vec<String> = records.peek().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        let mut kinds: Vec<Option<Kind>> = vec![None; names.len()];
        for (name, value) in records.flatten().filter(|(_, value)| *value != "null") {
            if let Some(at) = names.iter().position(|known| *known == name) {
                let kind = Kind::of(value);
                kinds[at] = Some(kinds[at].take().map_or(kind.clone(), |known| known.join(kind)));
            }
        }
        names.into_iter().zip(kinds).map(|(name, kind)| (name, kind.unwrap_or(Kind::Text))).collect()
    }

    /// Bytes of the file; unknown of standard input.
    pub fn size(&self) -> Option<u64> {
        let data = std::fs::metadata(&self.path).ok().filter(|data| !self.is_stdin() && data.is_file());
        data.map(|data| data.len())
    }

    /// Calls for the place of each page; `before` are the bytes of the files before.
    fn places(&mut self, source: usize, before: u64, largest: usize, mut found: impl FnMut(Place)) {
        if !self.format.has_records() {
            return found(Place { source, at: before, record: 1 });
        }
        let read = Rc::default();
        // What cannot be read is told by the run itself.
        let Ok(blocks) = self.open(largest, &read) else { return };
        let mut at = before;
        for block in blocks {
            for (record, raw) in records(self.format.cut(), &block.bytes, block.first) {
                if self.format.is_page(raw, record) {
                    found(Place { source, at, record });
                }
            }
            at = before + read.get();
        }
    }

    /// What the file holds, unpacked and as it is encoded.
    pub fn bytes(&mut self) -> io::Result<Box<dyn Read>> {
        let head = std::mem::take(&mut self.head);
        Ok(match self.is_stdin() {
            true => self.packing.unpack(behind(head.raw, io::stdin().lock())),
            false => self.packing.unpack(File::open(&self.path)?),
        })
    }

    /// Its records, block by block; `read` counts the bytes of the file.
    pub fn open(
        &mut self,
        largest: usize,
        read: &Rc<Cell<u64>>,
    ) -> io::Result<Box<dyn Iterator<Item = Block>>> {
        if self.format == Format::Parquet {
            let columns = Columns::open(File::open(&self.path)?).map_err(io::Error::other)?;
            return Ok(Box::new(columns.blocks(largest, Rc::clone(read))));
        }
        if let Some(sheet) = &self.sheet {
            let csv = read::Sheet::read(File::open(&self.path)?, Some(sheet)).map_err(io::Error::other)?.csv;
            read.set(self.size().unwrap_or(0));
            return Ok(Box::new(Blocks::new(io::Cursor::new(csv), self.format.cut(), largest)));
        }
        let head = std::mem::take(&mut self.head);
        let from: Box<dyn Read> = match self.is_stdin() {
            true => Box::new(behind(head.raw, io::stdin().lock())),
            false => Box::new(File::open(&self.path)?),
        };
        let plain = self.packing.unpack(read::Counted::new(from, read));
        Ok(Box::new(match &self.encoding {
            None => Blocks::new(plain, self.format.cut(), largest),
            Some(label) => Blocks::new(read::transcoded(plain, label), self.format.cut(), largest),
        }))
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
    /// Some of these are there and damaged, which is no mistake of whoever named them.
    pub damaged: bool,
    /// The folders that were named.
    pub folders: Vec<PathBuf>,
    /// The pages that are wanted.
    pub choice: Arc<Choice>,
    /// The largest record or text that is read, in bytes.
    largest: usize,
    /// The encoding that was asked for.
    encoding: Option<String>,
    /// The sheet that was asked for.
    sheet: Option<String>,
    /// Nothing is said of how files are read.
    quiet: bool,
}

/// So large a record or text is read, and no larger.
const LARGEST: usize = 64 << 20;

impl Inputs {
    /// Looks at every path; nothing is read but the first bytes of each file. Refused when there is nothing to read.
    pub fn gather(input: &Input) -> anyhow::Result<Inputs> {
        // A format is what a file of this ending holds.
        let formats = [
            ("auto", None),
            ("txt", Some("txt")),
            ("jsonl", Some("jsonl")),
            ("csv", Some("csv")),
            ("tsv", Some("tsv")),
            ("warc", Some("warc")),
            ("parquet", Some("parquet")),
        ];
        let format =
            pick("format", &input.format, &formats).map_err(|words| usage(format!("--format: {words}")))?;
        let largest = input.max_record.as_deref().map(|words| size("--max-record", words)).transpose()?;
        let mut inputs = Inputs { largest: largest.unwrap_or(LARGEST), ..Inputs::default() };
        inputs.encoding.clone_from(&input.encoding);
        inputs.sheet.clone_from(&input.sheet);
        for path in &input.paths {
            inputs.add(path, format);
        }
        inputs.refuse_fields(&input.field)?;
        inputs.refuse_nothing()?;
        inputs.choose(input)?;
        for source in &mut inputs.sources {
            source.columns = source.names();
        }
        for source in inputs.sources.iter_mut().filter(|source| !source.is_stdin()) {
            // A folder may hold a million files; each is opened again when its turn comes.
            source.head = Head::default();
        }
        Ok(inputs)
    }

    /// One file. Where its name says something that is not read it is refused, or holds what `otherwise` says.
    pub fn single(
        path: &Path,
        sheet: Option<&str>,
        otherwise: Option<&'static str>,
    ) -> anyhow::Result<Source> {
        let mut inputs = Inputs { sheet: sheet.map(str::to_owned), quiet: true, ..Inputs::default() };
        let shown = path.display().to_string();
        let mut add = |format| match path == Path::new("-") {
            true => inputs.add_stdin(format),
            false => inputs.add_file(path.to_owned(), shown.clone(), shown.clone(), format, false),
        };
        add(None);
        if otherwise.is_some() && !inputs.skipped.is_empty() {
            inputs.add_file(path.to_owned(), shown.clone(), shown.clone(), otherwise, false);
        }
        inputs.sources.pop().ok_or_else(|| {
            let why = inputs.unreadable.pop().or_else(|| inputs.skipped.pop());
            usage(format!("{shown}: cannot be read: {}", why.map(|(_, why)| why).unwrap_or_default()))
        })
    }

    fn add(&mut self, path: &Path, format: Option<&'static str>) {
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
                Some(why) if folder || format.is_none() => self.skipped.push((shown, why)),
                _ => self.add_file(found.path, shown, slashes(&found.relative), format, folder),
            }
        }
    }

    fn add_file(
        &mut self,
        path: PathBuf,
        shown: String,
        relative: String,
        format: Option<&'static str>,
        found: bool,
    ) {
        if read::is_workbook(&path) && format.is_none() {
            return self.add_workbook(path, shown, relative, found);
        }
        let head = File::open(&path).and_then(|mut file| read::head(&mut file));
        self.add_source(path, shown, relative, format, found, head);
    }

    /// A sheet is read as a table, and written as one: `a.xlsx` becomes `a.xlsx.csv` in a folder.
    fn add_workbook(&mut self, path: PathBuf, shown: String, relative: String, found: bool) {
        let sheet = match File::open(&path).map_err(|error| plain(&error)) {
            Ok(file) => read::Sheet::read(io::BufReader::new(file), self.sheet.as_deref()),
            Err(why) => Err(why),
        };
        let sheet = match sheet {
            Ok(sheet) => sheet,
            Err(why) => return self.unreadable.push((shown, why)),
        };
        if sheet.of > 1 && self.sheet.is_none() && !self.quiet {
            say::note(format!(
                "{shown}: sheet {} of {} is read; --sheet names another",
                sheet.name, sheet.of
            ));
        }
        let format = read::sniff(&path, &sheet.csv).unwrap_or_default();
        let plain = sheet.csv[..sheet.csv.len().min(read::HEAD)].to_vec();
        let head = Head { plain, ..Head::default() };
        let relative = format!("{relative}{SHEET}");
        let (packing, encoding, sheet) = (Packing::Plain, None, Some(sheet.name));
        self.sources.push(Source {
            path,
            shown,
            relative,
            format,
            packing,
            encoding,
            sheet,
            columns: Vec::new(),
            found,
            head,
        });
    }

    fn add_stdin(&mut self, format: Option<&'static str>) {
        let head = read::head(&mut io::stdin().lock());
        self.add_source("-".into(), "standard input".to_owned(), "-".to_owned(), format, false, head);
    }

    fn add_source(
        &mut self,
        path: PathBuf,
        shown: String,
        relative: String,
        format: Option<&'static str>,
        found: bool,
        head: io::Result<Head>,
    ) {
        let mut head = match head {
            Ok(head) => head,
            Err(error) => return self.unreadable.push((shown, plain(&error))),
        };
        let asked = format.map(|ending| PathBuf::from(format!("x.{ending}")));
        let name = asked.as_deref().unwrap_or(&path);
        let mut format = match (read::sniff(name, &head.plain), asked.is_some()) {
            (Ok(format), _) => format,
            // Whoever says that it is text knows better.
            (Err(_), true) => Format::Text,
            (Err(why), false) => return self.skipped.push((shown, why.to_owned())),
        };
        let mut columns = Vec::new();
        if format == Format::Parquet {
            let opened = match (path == Path::new("-"), head.packing) {
                (true, _) => {
                    Err("Parquet is read from its end, which standard input does not allow; name a file"
                        .to_owned())
                }
                (_, Packing::Plain) => File::open(&path)
                    .map_err(|error| plain(&error))
                    .and_then(|file| Columns::open(file).inspect_err(|_| self.damaged = true)),
                (_, packing) => Err(format!(
                    "Parquet packed with {}; unpack it first: it is packed inside",
                    packing.as_str()
                )),
            };
            match opened {
                Err(why) => return self.unreadable.push((shown, why)),
                Ok(opened) => {
                    head = Head { plain: opened.head(), ..Head::default() };
                    columns = opened.names().into_iter().map(|name| (name, Kind::Text)).collect();
                }
            }
        }
        let mut encoding = None;
        if let Format::Table(_) = format {
            encoding = self.encoding_of(&path, &head);
            if let Some(label) = &encoding {
                let mut text = Vec::new();
                // What the bytes in memory hold can always be read.
                let _ = read::transcoded(&head.plain[..], label).read_to_end(&mut text);
                head.plain = text;
                format = read::sniff(name, &head.plain).unwrap_or(format);
                if !self.quiet {
                    say::note(format!("{shown}: read as {label}; comes out as UTF-8 with a byte order mark"));
                }
            }
        }
        if !format.has_records() && path != Path::new("-") {
            head = Head { packing: head.packing, ..Head::default() };
        }
        self.sources.push(Source {
            path,
            shown,
            relative,
            format,
            packing: head.packing,
            encoding,
            sheet: None,
            columns,
            found,
            head,
        });
    }

    /// The encoding of a table where it is not UTF-8. One byte at its end may tell, so a file is read through.
    fn encoding_of(&self, path: &Path, head: &Head) -> Option<String> {
        if let Some(label) = &self.encoding {
            return Some(label.clone()).filter(|label| !label.trim().eq_ignore_ascii_case("utf-8"));
        }
        let label = match File::open(path) {
            Ok(file) if path != Path::new("-") => read::encoding_of(&mut head.packing.unpack(file)),
            _ => read::encoding_of(&mut &head.plain[..]),
        };
        // What is wrong further on is found, and named, when it is read.
        label.ok().flatten().map(str::to_lowercase)
    }

    fn refuse_nothing(&self) -> anyhow::Result<()> {
        if !self.sources.is_empty() || self.damaged {
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
        for (at, source) in self.sources.iter().enumerate().filter(|(_, source)| source.format.has_records())
        {
            match source.missing(fields) {
                Some(why) if source.found => others.push((at, why)),
                Some(error) => return Err(usage(format!("{}: {error}", source.shown))),
                None => {}
            }
        }
        for (at, why) in others.into_iter().rev() {
            let source = self.sources.remove(at);
            self.unreadable.push((source.shown, why));
        }
        Ok(())
    }

    /// Which pages are wanted. For a sample all sources are read through, and none but its places is kept.
    fn choose(&mut self, input: &Input) -> anyhow::Result<()> {
        let mut choice = Choice::read(input, self.size())?;
        if let Some(size) = input.sample {
            if self.sources.iter().any(Source::is_stdin) {
                return Err(usage(
                    "--sample reads its input twice, and standard input can be read once; name a file, or use --limit",
                ));
            }
            let mut draw = Draw::new(size, input.seed.unwrap_or(0));
            let mut before = 0;
            for (at, source) in self.sources.iter_mut().enumerate() {
                let path = source.relative.clone();
                source.places(at, before, self.largest, |place| {
                    if choice.wants(place) {
                        draw.add(place, &path);
                    }
                });
                before += source.size().unwrap_or(0);
            }
            choice.draw(draw);
        }
        self.choice = Arc::new(choice);
        Ok(())
    }

    /// Bytes of all files; unknown where standard input is read.
    pub fn size(&self) -> Option<u64> {
        self.sources.iter().map(Source::size).sum()
    }

    /// The blocks of all sources, in order, from a place on.
    pub fn pieces(&mut self, from: From) -> Pieces<'_> {
        let read = self.sources.iter().take(from.source).filter_map(Source::size).sum();
        Pieces {
            sources: &mut self.sources,
            from,
            next: 0,
            reading: None,
            largest: self.largest,
            choice: Arc::clone(&self.choice),
            pages: from.pages,
            before: read,
            at: read,
            read: Rc::default(),
        }
    }
}

/// Where a run begins, or goes on.
#[derive(Clone, Copy, Debug, Default)]
pub struct From {
    /// Number of the source.
    pub source: usize,
    /// So many of its blocks are done.
    pub blocks: usize,
    /// Pages wanted in the sources before it.
    pub pages: usize,
}

/// `64MB`, `300 kB`, `1000`: bytes, a thousand of them a kB.
pub fn size(flag: &str, words: &str) -> anyhow::Result<usize> {
    let typed = words.trim().to_lowercase();
    let digits = typed.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = match typed[digits.len()..].trim() {
        "" | "b" => Some(1),
        "k" | "kb" => Some(1_000),
        "m" | "mb" => Some(1_000_000),
        "g" | "gb" => Some(1_000_000_000),
        _ => None,
    };
    let size = digits.parse::<usize>().ok().zip(unit).and_then(|(number, unit)| number.checked_mul(unit));
    size.filter(|size| *size > 0).ok_or_else(|| {
        usage(format!("{flag} {words}: expected a size such as 64MB, 300kB or a number of bytes"))
    })
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
    /// Bytes of the files before, and of its own before it.
    pub at: u64,
    /// Records, one text, or why they cannot be had.
    pub block: io::Result<Block>,
    /// It was worked on before the run stopped.
    pub done: bool,
    /// Pages wanted before the source, and up to the end of the block.
    pub pages: (usize, usize),
    /// The record behind which the limit left out the rest.
    pub limited: Option<usize>,
    /// Bytes read of all files so far.
    pub read: u64,
}

/// Reads one source after the other, never more than a block ahead.
pub struct Pieces<'i> {
    sources: &'i mut [Source],
    /// The source that is read; its blocks that are done; pages wanted before it.
    from: From,
    /// Number of the next block.
    next: usize,
    reading: Option<Box<dyn Iterator<Item = Block>>>,
    largest: usize,
    choice: Arc<Choice>,
    /// Pages wanted so far; counted only where there is a limit.
    pages: usize,
    /// Bytes of the files before, and of this one.
    before: u64,
    read: Rc<Cell<u64>>,
    /// Where the next block begins, in bytes of all files.
    at: u64,
}

impl Pieces<'_> {
    fn next_source(&mut self) {
        self.before += self.sources.get(self.from.source).and_then(Source::size).unwrap_or(0);
        self.at = self.before;
        self.read.set(0);
        self.from = From { source: self.from.source + 1, blocks: 0, pages: self.pages };
        (self.reading, self.next) = (None, 0);
    }

    /// Counts the pages of a block; what is beyond the limit is cut off.
    fn limit(&mut self, block: &mut Block) -> Option<usize> {
        let limit = self.choice.limit?;
        let format = &self.sources[self.from.source].format;
        let (mut end, mut last) = (0, None);
        for (record, raw) in records(format.cut(), &block.bytes, block.first) {
            end += raw.len();
            let place = Place { source: self.from.source, at: self.at, record };
            self.pages += usize::from(format.is_page(raw, record) && self.choice.wants(place));
            if self.pages == limit {
                last = Some(record);
                break;
            }
        }
        if last.is_some() {
            block.bytes.truncate(end);
            (block.large, block.broken, block.last) = (None, None, true);
        }
        last
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let source = self.from.source;
            let opened = self
                .sources
                .get_mut(source)
                .filter(|_| self.choice.limit.is_none_or(|limit| self.pages < limit))?;
            if !opened.format.has_records() && !self.choice.wants(Place { source, at: self.at, record: 1 }) {
                self.next_source();
                continue;
            }
            let mut piece = Piece {
                source,
                at: self.at,
                block: Ok(Block::default()),
                done: self.next < self.from.blocks,
                pages: (self.from.pages, self.pages),
                limited: None,
                read: 0,
            };
            let reading = match &mut self.reading {
                Some(reading) => reading,
                None => match opened.open(self.largest, &self.read) {
                    Ok(reading) => self.reading.insert(reading),
                    Err(error) => {
                        self.next_source();
                        return Some(Piece { block: Err(error), ..piece });
                    }
                },
            };
            if let Some(mut block) = reading.next() {
                piece.limited = self.limit(&mut block);
                piece.pages.1 = self.pages;
                piece.read = self.before + self.read.get();
                self.at = piece.read;
                self.next += 1;
                return Some(Piece { block: Ok(block), ..piece });
            }
            self.next_source();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_as_people_write_them() {
        for (words, expected) in [("64MB", 64_000_000), ("300 kb", 300_000), ("7", 7), ("1g", 1_000_000_000)]
        {
            assert_eq!(size("--max-record", words).expect(words), expected);
        }
        for words in ["", "MB", "0", "-1", "6 miles", "99999999999999999999g"] {
            assert!(size("--max-record", words).is_err(), "{words}");
        }
    }
}
