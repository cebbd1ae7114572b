//! One run over all texts: read, analyse on all threads, hand on in order, count.
//! In: sources, a cleaner, what a command makes of a text. Out: [`Made`] pieces in input order, an [`Outcome`].
//! Not here: where the pieces go (see the commands), the threads themselves (see `canonry::batch`).

use crate::{
    args::Input,
    fault::{pick, usage},
    inputs::{Inputs, Piece},
    say::{self, Progress},
};
use canonry::{
    Analysis, Cleaner, Language, Scratch, batch,
    edit::ChangeId,
    pipeline::{Known, Times},
    read::{self, Decoding, jsonl::Record},
    report::{
        decisions, part,
        summary::{Breakdown, Tally},
    },
    strip::learn::PageLines,
    write,
};
use serde_json::{Value, json};
use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    ops::{ControlFlow, Range},
    time::Instant,
};

/// More bad records than this are counted, not named, on standard error.
const NAMED: usize = 20;

/// One text, with all that says where it stands.
pub struct Text<'t> {
    /// Of the record, else its number; of a file, its relative path.
    pub id: &'t str,
    /// Relative path of the file.
    pub path: &'t str,
    /// The file as typed.
    pub shown: &'t str,
    /// Line of the record in its file.
    pub record: Option<usize>,
    /// Field of the record.
    pub field: Option<&'t str>,
    /// One of several fields.
    pub several: bool,
    /// How the bytes were read.
    pub decoding: Option<&'t Decoding>,
    /// The first of the fields that [`Engine::beside`] names.
    pub beside: Option<&'t str>,
    /// What its changes are called, where [`Work::names_changes`].
    pub ids: &'t [ChangeId],
}

impl Text<'_> {
    /// The field where there are several to tell apart.
    pub fn told_field(&self) -> Option<&str> {
        self.field.filter(|_| self.several)
    }
}

/// What a command makes of a text.
pub trait Work: Sync {
    /// Looks at one text and adds to the piece.
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made);

    /// What is added to a record under the key `canonry`.
    fn extra(&self, _fields: &[(String, Analysis<'_>)]) -> Option<Value> {
        None
    }

    /// Whether the clean text is wanted.
    fn writes(&self) -> bool {
        false
    }

    /// Whether the ids of changes are wanted.
    fn names_changes(&self) -> bool {
        false
    }

    /// Whether records get a key `canonry`.
    fn adds(&self) -> bool {
        false
    }
}

/// What became of a piece.
#[derive(Default)]
pub struct Made {
    /// The clean text or records, where wanted.
    pub clean: Vec<u8>,
    /// For standard output: records, findings, diffs.
    pub data: Vec<u8>,
    /// Lines of the edit log.
    pub log: String,
    /// Rows for people.
    pub rows: String,
    /// What goes beside a clean text.
    pub side: Option<Value>,
    /// Nothing of this source follows.
    pub last: bool,
    /// Something changed or was found.
    pub changed: bool,
    /// The sites and lines of pages, for `residue learn`.
    pub pages: Vec<(String, PageLines)>,
    /// Pages of no site.
    pub strays: usize,
    problems: Vec<Problem>,
    ids: Vec<(usize, u64)>,
    tally: Tally,
    times: Times,
    texts: usize,
    bytes: usize,
    source: usize,
    unreadable: bool,
}

struct Problem {
    line: Option<usize>,
    why: String,
    raw: Option<String>,
}

/// What happens to records that cannot be read.
#[derive(Clone, Copy, PartialEq)]
enum OnError {
    Keep,
    Skip,
    Fail,
}

/// The stretches of a page that are protected fields.
pub fn protected_fields<'f>(
    cleaner: &Cleaner,
    fields: impl Iterator<Item = (&'f str, Range<usize>)>,
) -> Vec<Range<usize>> {
    let protected = &cleaner.options().protect.fields;
    fields.filter(|(field, _)| protected.iter().any(|own| own == field)).map(|(_, place)| place).collect()
}

/// Everything a run needs besides sources and work.
pub struct Engine {
    pub cleaner: Cleaner,
    pub fields: Vec<String>,
    /// Fields of which the first that a record has goes along with its text.
    pub beside: Vec<String>,
    /// Whether rules and entities are counted one by one.
    pub counts: bool,
    encoding: Option<String>,
    lang_field: Option<String>,
    on_error: OnError,
    errors: Option<std::path::PathBuf>,
    jobs: usize,
    stats: bool,
}

/// How a run went.
pub struct Outcome {
    pub tally: Tally,
    pub texts: usize,
    /// Something changed or was found.
    pub changed: bool,
    /// Inputs that were left as they are.
    pub problems: usize,
}

impl Outcome {
    /// 3 when something was left as it is; else 1 when something was found and that is an answer; else 0.
    pub fn code(&self, finding: bool) -> u8 {
        match () {
            () if self.problems > 0 => 3,
            () if finding && self.changed => 1,
            () => 0,
        }
    }
}

impl Engine {
    /// Reads the flags; refuses what cannot be meant.
    pub fn new(input: &Input, cleaner: Cleaner) -> anyhow::Result<Engine> {
        let policies = [("keep", OnError::Keep), ("skip", OnError::Skip), ("fail", OnError::Fail)];
        let on_error = pick("policy", &input.on_error, &policies)
            .map_err(|words| usage(format!("--on-error: {words}")))?;
        let stats = input.stats.as_deref().map(|format| pick("format", format, &[("json", ())])).transpose();
        let stats = stats.map_err(|words| usage(format!("--stats: {words}")))?.is_some();
        if let Some(label) = &input.encoding {
            read::check_label(label)?;
        }
        if input.jobs == Some(0) {
            return Err(usage("-j 0: at least one thread is needed; leave -j out for one on each processor"));
        }
        let fields = if input.field.is_empty() { vec!["text".to_owned()] } else { input.field.clone() };
        Ok(Engine {
            cleaner,
            fields,
            beside: Vec::new(),
            counts: stats,
            encoding: input.encoding.clone(),
            lang_field: input.lang_field.clone(),
            on_error,
            errors: input.errors.clone(),
            jobs: input.jobs.unwrap_or(0),
            stats,
        })
    }

    /// Runs; `sink` gets the pieces in input order.
    pub fn run(
        &self,
        inputs: &mut Inputs,
        work: &impl Work,
        mut sink: impl FnMut(&str, &str, Made) -> anyhow::Result<()>,
    ) -> anyhow::Result<Outcome> {
        let started = Instant::now();
        let mut desk = Desk::new(self, inputs)?;
        let names: Vec<(String, String, bool)> =
            inputs.sources.iter().map(|s| (s.shown.clone(), s.relative.clone(), s.records)).collect();
        let mut failed = None;
        batch::ordered(
            self.jobs,
            inputs.pieces(),
            |piece, scratch| self.piece(piece, &names, work, scratch),
            |mut made: Made| {
                let (shown, relative, _) = &names[made.source];
                let done = desk.take(shown, &mut made).and_then(|()| sink(shown, relative, made));
                match done {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        failed = Some(error);
                        ControlFlow::Break(())
                    }
                }
            },
        );
        desk.progress.clear();
        if let Some(error) = failed {
            return Err(error);
        }
        desk.finish(started)
    }

    fn piece(
        &self,
        piece: Piece,
        names: &[(String, String, bool)],
        work: &impl Work,
        scratch: &mut Scratch,
    ) -> Made {
        let (shown, relative, records) = &names[piece.source];
        let mut made = Made { source: piece.source, last: piece.last, ..Made::default() };
        made.tally.breakdown = self.counts.then(Breakdown::default);
        scratch.times = self.stats.then(Times::default);
        match piece.bytes {
            Err(error) => {
                made.unreadable = true;
                made.problems.push(Problem {
                    line: None,
                    why: format!("cannot be read: {error}"),
                    raw: None,
                });
            }
            Ok(bytes) if *records => {
                self.records(&bytes, piece.first, (shown, relative), work, scratch, &mut made);
            }
            Ok(bytes) => self.text(&bytes, (shown, relative), work, scratch, &mut made),
        }
        made.tally.files += usize::from(piece.last && !made.unreadable);
        made.times = scratch.times.take().unwrap_or_default();
        made
    }

    fn text(
        &self,
        bytes: &[u8],
        (shown, relative): (&str, &str),
        work: &impl Work,
        scratch: &mut Scratch,
        made: &mut Made,
    ) {
        made.bytes = bytes.len();
        let decoded = match read::decode(bytes, self.encoding.as_deref()) {
            Ok(decoded) => decoded,
            Err(error) => {
                return made.problems.push(Problem { line: None, why: error.to_string(), raw: None });
            }
        };
        let analysis = self.cleaner.analyze_with(&decoded.text, scratch);
        let (analysis, ids) = self.settle(analysis, relative, None, work, &mut made.tally);
        let text = Text {
            id: relative,
            path: relative,
            shown,
            record: None,
            field: None,
            several: false,
            decoding: Some(&decoded.how),
            beside: None,
            ids: &ids,
        };
        made.count(&analysis);
        work.text(&text, &analysis, made);
        if work.adds() {
            let fields = [(String::new(), analysis)];
            made.side = work.extra(&fields);
            let [(_, analysis)] = fields;
            made.write(work, &analysis);
        } else {
            made.write(work, &analysis);
        }
    }

    fn records(
        &self,
        bytes: &[u8],
        first: usize,
        (shown, relative): (&str, &str),
        work: &impl Work,
        scratch: &mut Scratch,
        made: &mut Made,
    ) {
        made.bytes = bytes.len();
        let mut at = 0;
        for (number, end) in
            (first..).zip(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).chain([bytes.len()]))
        {
            let line = &bytes[at..end];
            at = end;
            if line.is_empty() {
                break;
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                if work.writes() {
                    made.clean.extend_from_slice(line);
                }
                continue;
            }
            let skip = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").map_or(0, |_| 3) } else { 0 };
            if let Err(why) = self.record(&line[skip..], number, (shown, relative), work, scratch, made) {
                made.bad(line, number, why, self.on_error, work, relative);
            } else if skip > 0 && work.writes() {
                // The mark goes back in front of the first record.
                made.clean.splice(0..0, line[..skip].iter().copied());
            }
        }
    }

    fn record(
        &self,
        line: &[u8],
        number: usize,
        (shown, relative): (&str, &str),
        work: &impl Work,
        scratch: &mut Scratch,
        made: &mut Made,
    ) -> Result<(), String> {
        let line = std::str::from_utf8(line)
            .map_err(|error| format!("not UTF-8 at byte {} of the line", error.valid_up_to()))?;
        let record = Record::parse(line, &self.fields).map_err(|error| error.to_string())?;
        if work.adds() && record.has_canonry() {
            return Err(
                "has a key `canonry` already; clean the records as they were before, or leave out --add"
                    .to_owned(),
            );
        }
        let texts = record.texts();
        if work.writes() && (0..texts.len()).any(|field| record.is_lossy(field)) {
            return Err("half a character (a lone surrogate such as \\ud800) stands in its text".to_owned());
        }
        let lang = self.lang_field.as_deref().map_or(Ok(None), |field| language(&record, field))?;
        let id = record.id();
        if let Some(id) = &id {
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            made.ids.push((number, hasher.finish()));
        }
        let id = id.unwrap_or_else(|| number.to_string());
        let several = texts.len() > 1;
        let words: Vec<&str> = texts.iter().map(|(_, text)| &**text).collect();
        let joined = several.then(|| part::join(&words));
        let (page, places) = match &joined {
            Some((text, places)) => (text.as_str(), places.clone()),
            None => (words.first().copied().unwrap_or(""), words.iter().map(|text| 0..text.len()).collect()),
        };
        let fields = texts.iter().map(|(field, _)| field.as_str());
        let protected = protected_fields(&self.cleaner, fields.zip(places));
        let whole = self.cleaner.analyze_as(page, &Known { lang, protected: &protected }, scratch);
        let analyses: Vec<(String, Analysis<'_>)> = match &joined {
            Some((_, ranges)) => texts
                .iter()
                .zip(ranges)
                .map(|((field, _), range)| (field.clone(), part::part(&whole, range)))
                .collect(),
            None => texts.iter().map(|(field, _)| field.clone()).zip([whole]).collect(),
        };
        let settled = analyses.into_iter().map(|(field, analysis)| {
            let (analysis, ids) =
                self.settle(analysis, &id, several.then_some(field.as_str()), work, &mut made.tally);
            ((field, analysis), ids)
        });
        let (analyses, ids): (Vec<(String, Analysis<'_>)>, Vec<Vec<ChangeId>>) = settled.unzip();
        let beside = self.beside.iter().find_map(|field| record.get(field));
        made.tally.records += 1;
        for (at, (field, analysis)) in analyses.iter().enumerate() {
            let decoding = record.decoding(at);
            let ids = &ids[at];
            let text = Text {
                id: &id,
                path: relative,
                shown,
                record: Some(number),
                field: Some(field),
                several,
                decoding: decoding.as_ref(),
                beside: beside.as_deref(),
                ids,
            };
            made.count(analysis);
            work.text(&text, analysis, made);
        }
        if work.writes() {
            let extra = work.extra(&analyses);
            if extra.is_none() && analyses.iter().all(|(_, analysis)| analysis.edits.is_empty()) {
                made.clean.extend_from_slice(line.as_bytes());
                return Ok(());
            }
            let new: Vec<Cow<'_, str>> =
                analyses.iter().map(|(_, analysis)| Cow::Borrowed(&*analysis.text)).collect();
            made.clean.extend_from_slice(record.with(&new, extra.as_ref()).as_bytes());
        }
        Ok(())
    }

    /// The analysis without changes that were refused, and the ids of those that stay, where somebody wants them.
    fn settle<'t>(
        &self,
        analysis: Analysis<'t>,
        id: &str,
        field: Option<&str>,
        work: &impl Work,
        tally: &mut Tally,
    ) -> (Analysis<'t>, Vec<ChangeId>) {
        let refused = self.cleaner.refused();
        if refused.is_empty() && !work.names_changes() {
            return (analysis, Vec::new());
        }
        let ids = decisions::ids(&analysis, id, field);
        let (analysis, ids, count) = decisions::settle(analysis, ids, refused);
        tally.refused += count;
        (analysis, ids)
    }
}

/// What `--lang-field` says; a value that is no language is told and the text is read as without it.
pub fn language(record: &Record<'_>, field: &str) -> Result<Option<Language>, String> {
    let Some(code) = record.get(field) else { return Ok(None) };
    let short = code.split(['-', '_']).next().unwrap_or("").to_lowercase();
    match short.parse::<Language>() {
        Ok(lang) => Ok((lang != Language::UND).then_some(lang)),
        Err(message) => Err(format!("field `{field}`: {message}")),
    }
}

impl Made {
    fn count(&mut self, analysis: &Analysis<'_>) {
        self.texts += 1;
        self.tally.add(analysis);
        self.changed |= !analysis.edits.is_empty();
    }

    fn write(&mut self, work: &impl Work, analysis: &Analysis<'_>) {
        if work.writes() {
            self.clean.extend_from_slice(analysis.text.as_bytes());
        }
    }

    fn bad(
        &mut self,
        line: &[u8],
        number: usize,
        why: String,
        policy: OnError,
        work: &impl Work,
        relative: &str,
    ) {
        match policy {
            OnError::Skip if work.writes() => {
                // The log remembers the gap, so that undo can still count.
                let gap = json!({"path": relative, "record": number, "skipped": why});
                self.log.push_str(&format!("{gap}\n"));
            }
            _ if work.writes() => self.clean.extend_from_slice(line),
            _ => {}
        }
        let raw = String::from_utf8_lossy(line).trim_end_matches(['\n', '\r']).to_owned();
        self.problems.push(Problem { line: Some(number), why, raw: Some(raw) });
    }
}

/// Where problems, numbers and times come together, in order.
struct Desk<'e> {
    engine: &'e Engine,
    errors: Option<write::Writer>,
    seen: HashMap<u64, usize>,
    source: usize,
    outcome: Outcome,
    /// Sources that could be read.
    read: bool,
    times: Times,
    bytes: usize,
    progress: Progress,
}

impl Desk<'_> {
    fn new<'e>(engine: &'e Engine, inputs: &Inputs) -> anyhow::Result<Desk<'e>> {
        let mut desk = Desk {
            engine,
            errors: engine.errors.as_deref().map(write::file).transpose()?,
            seen: HashMap::new(),
            source: 0,
            outcome: Outcome { tally: Tally::default(), texts: 0, changed: false, problems: 0 },
            read: false,
            times: Times::default(),
            bytes: 0,
            progress: Progress::start(),
        };
        for (shown, why) in &inputs.unreadable {
            desk.problem(shown, &Problem { line: None, why: why.clone(), raw: None })?;
        }
        for (_, why) in &inputs.skipped {
            desk.outcome.tally.skip(why);
        }
        Ok(desk)
    }

    fn take(&mut self, shown: &str, made: &mut Made) -> anyhow::Result<()> {
        if self.source != made.source {
            self.source = made.source;
            self.seen.clear();
        }
        self.read |= !made.unreadable;
        for (line, id) in std::mem::take(&mut made.ids) {
            match self.seen.entry(id) {
                Entry::Vacant(free) => {
                    free.insert(line);
                }
                Entry::Occupied(first) => {
                    let why = format!("the id of line {} again", first.get());
                    made.problems.push(Problem { line: Some(line), why, raw: None });
                }
            }
        }
        made.problems.sort_by_key(|problem| problem.line);
        for problem in std::mem::take(&mut made.problems) {
            self.problem(shown, &problem)?;
        }
        self.outcome.tally.merge(&made.tally);
        self.outcome.texts += made.texts;
        self.outcome.changed |= made.changed;
        self.bytes += made.bytes;
        for (stage, time) in &made.times.0 {
            self.times.add(stage, *time);
        }
        self.progress.tick(self.outcome.texts, self.bytes);
        Ok(())
    }

    fn problem(&mut self, shown: &str, problem: &Problem) -> anyhow::Result<()> {
        let place = problem.line.map_or_else(|| shown.to_owned(), |line| format!("{shown}:{line}"));
        self.outcome.problems += 1;
        self.outcome.tally.errors += 1;
        if self.outcome.problems <= NAMED {
            self.progress.clear();
            say::note(format!("{place}: {}", problem.why));
        }
        if let Some(errors) = &mut self.errors {
            let row =
                json!({"path": shown, "line": problem.line, "reason": problem.why, "record": problem.raw});
            writeln!(errors, "{row}")?;
        }
        match self.engine.on_error {
            OnError::Fail => {
                anyhow::bail!("stopped at {place}, as --on-error fail asks; nothing of this file was written")
            }
            _ => Ok(()),
        }
    }

    fn finish(self, started: Instant) -> anyhow::Result<Outcome> {
        if !self.read {
            return Err(usage("none of the inputs could be read"));
        }
        if let Some(errors) = self.errors {
            errors.commit()?;
        }
        if self.outcome.problems > NAMED {
            let more = say::grouped(self.outcome.problems - NAMED);
            let hint = if self.engine.errors.is_some() { "" } else { "; --errors FILE lists them all" };
            say::note(format!("… and {more} more{hint}"));
        }
        if self.engine.stats {
            let stages: serde_json::Map<String, Value> = self
                .times
                .0
                .iter()
                .map(|(stage, time)| ((*stage).to_owned(), json!(time.as_secs_f64())))
                .collect();
            let mut stats = self.outcome.tally.counts();
            stats["bytes"] = json!(self.bytes);
            stats["seconds"] = json!(started.elapsed().as_secs_f64());
            stats["stages"] = json!(stages);
            say::line(stats.to_string());
        }
        Ok(self.outcome)
    }
}
