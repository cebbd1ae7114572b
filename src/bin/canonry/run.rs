//! One run over all texts: read, analyse on all threads, hand on in order, count.
//! In: sources, a cleaner, what a command makes of a text. Out: [`Made`] pieces in input order, an [`Outcome`].
//! Not here: where the pieces go (see the commands), the threads themselves (see `canonry::batch`).

use crate::{
    args::Input,
    choice::{Choice, Place},
    commands::dedup,
    fault::{Interrupted, pick, usage},
    inputs::{From, Inputs, Piece},
    say::{self, Done, Progress},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use canonry::{
    Analysis, Cleaner, Language, Scratch, batch,
    dictionary::suggest,
    edit::ChangeId,
    journal::Journal,
    pipeline::{Known, Times},
    read::{
        self, Decoding, Format, Packing, Record,
        blocks::{Block, records},
        convert::{Kind, Shape, words},
    },
    report::{
        decisions,
        findings::Findings,
        part,
        summary::{Breakdown, Tally},
    },
    strip::learn::PageLines,
};
use serde_json::{Value, json};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
    ops::{ControlFlow, Range},
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    slice,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

/// More bad records than this are counted, not named, on standard error.
const NAMED: usize = 20;

/// So many ids of a file are remembered to find one that comes again.
const IDS: usize = 1 << 20;

/// What the log says of records that are left out.
const PASSED: &str = "not chosen";
const LIMITED: &str = "beyond --limit";

/// Before so many records no rate of errors ends a run.
const RATED: usize = 1000;

/// Bytes, and records, that are worked on at the same time: what is found in more does not stay at hand.
const GROUP: usize = 64 << 10;
const GROUP_RECORDS: usize = 32;

/// One text, with all that says where it stands.
pub struct Text<'t> {
    /// Of the record, else its number; of a file, its relative path.
    pub id: &'t str,
    /// Relative path of the file.
    pub path: &'t str,
    /// The file as typed.
    pub shown: &'t str,
    /// Number of the record in its file: of JSON Lines its line.
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

    /// What people call it: `a.txt`, `pages.jsonl:7`, `pages.jsonl:7[title]`.
    pub fn page(&self) -> String {
        self.numbered(self.path)
    }

    /// A name of its file, with the record and the field it is.
    pub fn numbered(&self, file: &str) -> String {
        let field = self.told_field().map(|field| format!("[{field}]")).unwrap_or_default();
        self.record.map_or_else(|| file.to_owned(), |record| format!("{file}:{record}{field}"))
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

    /// How the clean text of a source is to be packed, told by its number and how it is packed itself.
    fn packing(&self, _number: usize, _source: Packing) -> Packing {
        Packing::Plain
    }

    /// What the records of a source become, where that is not what they are.
    fn shape(&self, _source: usize) -> Option<&Shape> {
        None
    }

    /// What [`Work::extra`] may hold of these fields, for formats whose columns have types.
    fn added(&self, _fields: &[String]) -> Option<Kind> {
        None
    }

    /// Ends files that end with something, when all pieces are written.
    fn end(&self, _journal: &mut Journal) -> anyhow::Result<()> {
        Ok(())
    }
}

/// What became of a piece.
#[derive(Default)]
pub struct Made {
    /// The clean text or records, where wanted.
    pub clean: Vec<u8>,
    /// It is row groups of Parquet, which want a footer.
    pub columns: bool,
    /// Numbers of the records in it, where they came as rows of columns.
    kept: Vec<usize>,
    /// For standard output: records, findings, diffs.
    pub data: Vec<u8>,
    /// Lines of the edit log.
    pub log: String,
    /// Rows for people.
    pub rows: String,
    /// Rows for people, by the table they belong to.
    pub tables: BTreeMap<&'static str, String>,
    /// What a report shows.
    found: Option<Box<Findings>>,
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
    /// Pages and what they are compared by, for `dedup`.
    pub signed: Vec<dedup::Page>,
    /// Names that nobody lists, for `dict suggest`.
    pub names: Vec<suggest::Page>,
    problems: Vec<Problem>,
    /// Nothing of this source could be read, or none of it is wanted: no file is written for it.
    pub nothing: bool,
    ids: Vec<(usize, u64)>,
    tally: Tally,
    times: Times,
    texts: usize,
    bytes: usize,
    /// Number of the source.
    pub source: usize,
    unreadable: bool,
    /// It was worked on before the run stopped: only its ids are told.
    done: bool,
    /// Records in a row that are not wanted: the first and the last of them.
    passed: Option<(usize, usize)>,
    /// Pages wanted before its source, and up to its end.
    wanted: (usize, usize),
    /// Bytes read of all files so far.
    read: u64,
}

struct Problem {
    /// Number of the record; `None` for a whole file.
    record: Option<usize>,
    why: String,
    /// The record as it came.
    raw: Option<Vec<u8>>,
}

/// Source of a piece: as typed, relative, what it holds, how it is packed.
struct Name {
    shown: String,
    relative: String,
    format: Format,
    packing: Packing,
}

/// Records that are worked on at the same time.
struct Group<'r> {
    name: &'r Name,
    /// They came as rows of columns.
    columns: bool,
    /// Their numbers and their bytes.
    records: Vec<(usize, &'r [u8])>,
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

/// A record that can be worked on.
struct Sound<'r> {
    record: Box<dyn Record + 'r>,
    /// As `--lang-field` says.
    lang: Option<Language>,
    id: Option<String>,
}

/// A record and what was found in it.
struct ReadRecord<'r> {
    number: usize,
    raw: &'r [u8],
    sheet: &'r Sheet<'r>,
    whole: Analysis<'r>,
}

/// The texts of a record as one page.
struct Sheet<'r> {
    sound: &'r Sound<'r>,
    texts: Vec<(String, Cow<'r, str>)>,
    /// Where they are several: one below the other, and the place of each.
    joined: Option<(String, Vec<Range<usize>>)>,
    protected: Vec<Range<usize>>,
}

impl<'r> Sheet<'r> {
    fn of(sound: &'r Sound<'r>, cleaner: &Cleaner) -> Sheet<'r> {
        let texts = sound.record.texts();
        let words: Vec<&str> = texts.iter().map(|(_, text)| &**text).collect();
        let joined = (texts.len() > 1).then(|| part::join(&words));
        let places = match &joined {
            Some((_, places)) => places.clone(),
            None => words.iter().map(|text| 0..text.len()).collect(),
        };
        let fields = texts.iter().map(|(field, _)| field.as_str());
        let protected = protected_fields(cleaner, fields.zip(places));
        Sheet { sound, joined, protected, texts }
    }

    /// The page, and what is known of it.
    fn page(&self) -> (&str, Known<'_>) {
        let alone = || self.texts.first().map_or("", |(_, text)| text);
        let text = self.joined.as_ref().map_or_else(alone, |(text, _)| text);
        (text, Known { lang: self.sound.lang, protected: &self.protected })
    }

    /// What was found in each text.
    fn parts<'t>(&'t self, whole: Analysis<'t>) -> Vec<(String, Analysis<'t>)> {
        let fields = self.texts.iter().map(|(field, _)| field.clone());
        match &self.joined {
            Some((_, places)) => fields.zip(places.iter().map(|place| part::part(&whole, place))).collect(),
            None => fields.zip([whole]).collect(),
        }
    }
}

/// Everything a run needs besides sources and work.
pub struct Engine {
    pub cleaner: Cleaner,
    pub fields: Vec<String>,
    /// Fields of which the first that a record has goes along with its text.
    pub beside: Vec<String>,
    /// Whether rules and entities are counted one by one.
    pub counts: bool,
    /// Whether what a report shows is gathered.
    pub finds: bool,
    /// Whether results go to standard output on the way.
    pub prints: bool,
    encoding: Option<String>,
    lang_field: Option<String>,
    on_error: OnError,
    errors: Option<PathBuf>,
    resume: bool,
    max_error_rate: Option<f64>,
    jobs: usize,
    stats: bool,
    progress: say::How,
}

/// How a run went.
#[derive(Default)]
pub struct Outcome {
    pub tally: Tally,
    pub texts: usize,
    /// Something changed or was found.
    pub changed: bool,
    /// Inputs that were left as they are.
    pub problems: usize,
    /// Numbers of the sources of which nothing is written.
    pub nothing: Vec<usize>,
    /// Number of the last source that was read.
    pub last: usize,
    /// What a report shows, where it was gathered.
    pub found: Option<Findings>,
    /// Seconds in each stage, where they were measured.
    pub stages: Option<BTreeMap<String, f64>>,
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
            finds: false,
            prints: false,
            encoding: input.encoding.clone(),
            lang_field: input.lang_field.clone(),
            on_error,
            errors: input.errors.clone(),
            resume: input.resume,
            max_error_rate: input.max_error_rate.as_deref().map(rate).transpose()?,
            jobs: input.jobs.unwrap_or(0),
            stats,
            progress: say::How::named(&input.progress)?,
        })
    }

    /// Runs; `sink` gets the pieces in input order and writes them to the journal, which is ended with the run.
    pub fn run(
        &self,
        inputs: &mut Inputs,
        work: &impl Work,
        mut journal: Journal,
        mut sink: impl FnMut(&mut Journal, &str, &str, Made) -> anyhow::Result<()>,
    ) -> anyhow::Result<Outcome> {
        let mut desk = Desk::new(self, inputs);
        let stopped = if self.resume { journal.resume()? } else { None };
        match &stopped {
            Some(state) => desk.go_on(state)?,
            None => {
                journal.anew()?;
                desk.begin(inputs, &mut journal)?;
            }
        }
        let interrupted = if journal.resumes() { watch_signals() } else { Arc::default() };
        let name = |source: &crate::inputs::Source| Name {
            shown: source.shown.clone(),
            relative: source.relative.clone(),
            format: source.format.clone(),
            packing: source.packing,
        };
        let names: Vec<Name> = inputs.sources.iter().map(name).collect();
        let choice = Arc::clone(&inputs.choice);
        let mut failed = None;
        batch::weighed(
            self.jobs,
            inputs.pieces(desk.place),
            |piece| piece.block.as_ref().map_or(0, |block| block.bytes.len()),
            |piece, scratch| self.piece(piece, &choice, &names, work, scratch),
            |made: anyhow::Result<Made>| {
                let done = made.and_then(|mut made| {
                    if made.done {
                        desk.progress.pass(made.read);
                        desk.remember(&mut made);
                        return Ok(());
                    }
                    if interrupted.load(Ordering::Relaxed) {
                        journal.checkpoint(true, || desk.state())?;
                        return Err(Interrupted.into());
                    }
                    let name = &names[made.source];
                    desk.take(&name.shown, &mut made, &mut journal)?;
                    sink(&mut journal, &name.shown, &name.relative, made)?;
                    desk.refuse_rate(RATED)?;
                    Ok(journal.checkpoint(false, || desk.state())?)
                });
                match done {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        failed = Some(error);
                        ControlFlow::Break(())
                    }
                }
            },
        );
        desk.progress.end(desk.done());
        let done = failed.map_or(Ok(()), Err).and_then(|()| desk.close());
        match done {
            Ok(()) => {
                work.end(&mut journal)?;
                journal.end(desk.state())?;
                Ok(desk.tell())
            }
            Err(error) => {
                if let Some(errors) = &self.errors {
                    // Whoever is told to stop wants to see why.
                    journal.show(errors)?;
                }
                if journal.is_noted() && !error.is::<Interrupted>() {
                    say::line("the same command with --resume goes on from the last checkpoint");
                }
                Err(error)
            }
        }
    }

    fn piece(
        &self,
        piece: Piece,
        choice: &Choice,
        names: &[Name],
        work: &impl Work,
        scratch: &mut Scratch,
    ) -> anyhow::Result<Made> {
        let name = &names[piece.source];
        let wants = |record| choice.wants(Place { source: piece.source, at: piece.at, record });
        let mut made = Made {
            source: piece.source,
            last: true,
            wanted: piece.pages,
            read: piece.read,
            ..Made::default()
        };
        made.tally.breakdown = self.counts.then(Breakdown::default);
        scratch.times = self.stats.then(Times::default);
        match piece.block {
            Err(error) => {
                (made.unreadable, made.nothing) = (true, true);
                made.trouble(None, format!("cannot be read: {error}"));
            }
            Ok(block) if piece.done => {
                made.done = true;
                let all = records(name.format.cut(), &block.bytes, block.first);
                for (number, raw) in all.filter(|(number, _)| wants(*number)) {
                    // What was wrong with it has been told.
                    let _ = self.sound(raw, number, name, work, &mut made);
                }
                return Ok(made);
            }
            Ok(block) => {
                made.last = block.last;
                self.block(&block, name, &wants, work, scratch, &mut made);
                if let Some(record) = piece.limited.filter(|_| name.format.has_records()) {
                    made.gap((record + 1, None), LIMITED, work, &name.relative);
                }
                let rows = block.rows.as_ref().filter(|_| work.writes() && work.shape(made.source).is_none());
                // An empty file stays one; a member of nothing in the midst of others says nothing.
                if let Some(rows) = rows {
                    made.columns = true;
                    if !made.kept.is_empty() || block.first == 1 {
                        let added = work.added(&self.fields);
                        let packed = rows.pack(&made.kept, &made.clean, &self.fields, added.as_ref());
                        made.clean = packed.map_err(|why| anyhow::anyhow!("{}: {why}", name.shown))?;
                    }
                } else if !made.clean.is_empty() || (block.first == 1 && block.last) {
                    let packing = work.packing(made.source, name.packing);
                    if packing != Packing::Plain {
                        made.clean = packing.pack(&made.clean)?;
                    }
                }
            }
        }
        made.tally.files += usize::from(made.last && !made.unreadable);
        made.times = scratch.times.take().unwrap_or_default();
        Ok(made)
    }

    fn block(
        &self,
        block: &Block,
        name: &Name,
        wants: &impl Fn(usize) -> bool,
        work: &impl Work,
        scratch: &mut Scratch,
        made: &mut Made,
    ) {
        made.bytes = block.bytes.len();
        match &name.format {
            Format::Text if block.large.is_some() => made.nothing = true,
            Format::Text => self.text(&block.bytes, name, work, scratch, made),
            format => {
                if work.writes() {
                    made.clean.reserve(block.bytes.len() + block.bytes.len() / 16);
                }
                let mut group = Group { name, columns: block.rows.is_some(), records: Vec::new() };
                let mut bytes = 0;
                for (number, raw) in records(format.cut(), &block.bytes, block.first) {
                    let passes = !format.is_header(number) && !wants(number);
                    if passes || bytes + raw.len() > GROUP || group.records.len() == GROUP_RECORDS {
                        self.group(&mut group, work, scratch, made);
                        bytes = 0;
                    }
                    if passes {
                        made.pass(number, work, &name.relative);
                    } else {
                        bytes += raw.len();
                        group.records.push((number, raw));
                    }
                }
                self.group(&mut group, work, scratch, made);
            }
        }
        made.end_of_gap(work, &name.relative);
        if let Some(large) = block.large.as_ref().filter(|large| wants(large.number)) {
            let why = format!(
                "of {}, more than --max-record allows; left out",
                say::count(usize::try_from(large.length).unwrap_or(usize::MAX), "byte")
            );
            if name.format.has_records() {
                made.gap((large.number, Some(large.number)), &why, work, &name.relative);
                made.problems.push(Problem {
                    record: Some(large.number),
                    why,
                    raw: Some(large.head.clone()),
                });
            } else {
                made.trouble(None, format!("a text {why}"));
            }
        }
        if let Some((first, last, why)) = &block.lost {
            let why = format!("records {first} to {last} cannot be read: {why}; left out");
            made.gap((*first, Some(*last)), &why, work, &name.relative);
            made.trouble(None, why);
        }
        if let Some(why) = &block.broken {
            made.trouble(None, format!("{why}; what came before is done"));
        }
    }

    fn text(&self, bytes: &[u8], name: &Name, work: &impl Work, scratch: &mut Scratch, made: &mut Made) {
        let done = guarded(made, |made| {
            let decoded = read::decode(bytes, self.encoding.as_deref()).map_err(|error| error.to_string())?;
            let page = (decoded.text.as_ref(), Known::default());
            let analysis = self.analyses(&[page], scratch).pop().expect("one in, one out")?;
            let (analysis, ids) = self.settle(analysis, &name.relative, None, work, &mut made.tally);
            let text = Text {
                id: &name.relative,
                path: &name.relative,
                shown: &name.shown,
                record: None,
                field: None,
                several: false,
                decoding: Some(&decoded.how),
                beside: None,
                ids: &ids,
            };
            work.text(&text, &analysis, made);
            self.find(&text, &analysis, made);
            made.count(&analysis);
            let fields = [(String::new(), analysis)];
            let extra = if work.adds() { work.extra(&fields) } else { None };
            let clean = &fields[0].1.text;
            match work.shape(made.source) {
                Some(shape) => {
                    let mut record =
                        vec![("id".into(), words(&name.relative)), ("text".into(), words(clean))];
                    record.extend(extra.map(|extra| ("canonry".into(), extra.to_string().into())));
                    made.clean.extend(shape.write(&record)?.into_bytes());
                }
                None => {
                    made.side = extra;
                    if work.writes() {
                        made.clean.extend_from_slice(clean.as_bytes());
                    }
                }
            }
            Ok(())
        });
        if let Err(why) = done {
            match self.on_error {
                OnError::Keep if work.writes() && work.shape(made.source).is_none() => {
                    made.clean.extend_from_slice(bytes);
                }
                _ => made.nothing = true,
            }
            made.trouble(None, why);
        }
    }

    /// Works on the records gathered, and forgets them.
    fn group(&self, group: &mut Group<'_>, work: &impl Work, scratch: &mut Scratch, made: &mut Made) {
        let Group { name, columns, records } = group;
        let sounds: Vec<Result<Option<Sound<'_>>, String>> = (records.iter())
            .map(|(number, raw)| guarded(made, |made| self.sound(raw, *number, name, work, made)))
            .collect();
        let sheets: Vec<Result<Option<Sheet<'_>>, String>> = (sounds.iter())
            .map(|sound| match sound {
                Ok(Some(sound)) => caught(|| Sheet::of(sound, &self.cleaner)).map(Some),
                Ok(None) => Ok(None),
                Err(why) => Err(why.clone()),
            })
            .collect();
        let pages: Vec<(&str, Known<'_>)> = sheets.iter().flatten().flatten().map(Sheet::page).collect();
        let mut wholes = self.analyses(&pages, scratch).into_iter();
        for ((number, raw), sheet) in records.iter().zip(&sheets) {
            made.end_of_gap(work, &name.relative);
            let before = made.clean.len();
            let done = match sheet {
                Ok(Some(sheet)) => {
                    let whole = wholes.next().expect("one for each page");
                    whole.and_then(|whole| {
                        let read = ReadRecord { number: *number, raw, sheet, whole };
                        guarded(made, |made| self.record(read, name, work, made))
                    })
                }
                Ok(None) => {
                    if work.writes() && work.shape(made.source).is_none() {
                        made.clean.extend_from_slice(&name.format.between(raw, *number, work.adds()));
                    }
                    Ok(())
                }
                Err(why) => Err(why.clone()),
            };
            if let Err(why) = done {
                made.bad(raw, *number, why, self.on_error, work, &name.relative);
            }
            if *columns && made.clean.len() > before {
                made.kept.push(*number);
            }
        }
        records.clear();
    }

    /// What is found in these pages; where one of them panics, each is tried alone.
    fn analyses<'t>(
        &self,
        pages: &[(&'t str, Known<'_>)],
        scratch: &mut Scratch,
    ) -> Vec<Result<Analysis<'t>, String>> {
        let mut analyze = |pages: &[(&'t str, Known<'_>)]| {
            let done = caught(|| {
                pages.iter().for_each(|(text, _)| trip(text));
                self.cleaner.analyze_all(pages, scratch)
            });
            if done.is_err() {
                // The buffers may be half filled.
                let times = scratch.times.take();
                *scratch = Scratch::default();
                scratch.times = times;
            }
            done
        };
        match analyze(pages) {
            Ok(all) => all.into_iter().map(Ok).collect(),
            Err(why) if pages.len() == 1 => vec![Err(why)],
            Err(_) => (pages.iter())
                .map(|page| analyze(slice::from_ref(page)).map(|mut one| one.pop().expect("one in, one out")))
                .collect(),
        }
    }

    fn record(
        &self,
        read: ReadRecord<'_>,
        name: &Name,
        work: &impl Work,
        made: &mut Made,
    ) -> Result<(), String> {
        let ReadRecord { number, raw, sheet, whole } = read;
        let Sound { record, id, .. } = sheet.sound;
        let id = id.clone().unwrap_or_else(|| number.to_string());
        let several = sheet.joined.is_some();
        let settled = sheet.parts(whole).into_iter().map(|(field, analysis)| {
            let (analysis, ids) =
                self.settle(analysis, &id, several.then_some(field.as_str()), work, &mut made.tally);
            ((field, analysis), ids)
        });
        let (analyses, ids): (Vec<(String, Analysis<'_>)>, Vec<Vec<ChangeId>>) = settled.unzip();
        let beside =
            self.beside.iter().find_map(|field| record.get(field).or_else(|| held(&**record, field)));
        made.tally.records += 1;
        for (at, (field, analysis)) in analyses.iter().enumerate() {
            let decoding = record.decoding(at);
            let ids = &ids[at];
            let text = Text {
                id: &id,
                path: &name.relative,
                shown: &name.shown,
                record: Some(number),
                field: Some(field),
                several,
                decoding: decoding.as_ref(),
                beside: beside.as_deref(),
                ids,
            };
            work.text(&text, analysis, made);
            self.find(&text, analysis, made);
            made.count(analysis);
        }
        if work.writes() {
            let extra = work.extra(&analyses);
            let shape = work.shape(made.source);
            if shape.is_none()
                && extra.is_none()
                && analyses.iter().all(|(_, analysis)| analysis.edits.is_empty())
            {
                made.clean.extend_from_slice(raw);
                return Ok(());
            }
            let new: Vec<Cow<'_, str>> =
                analyses.iter().map(|(_, analysis)| Cow::Borrowed(&*analysis.text)).collect();
            let Some(shape) = shape else {
                made.clean.extend(record.with(&new, extra.as_ref()));
                return Ok(());
            };
            let clean = record.with(&new, None);
            if let Some(clean) = name.format.parse(&clean, number, &self.fields)? {
                let mut fields = clean.fields();
                fields.extend(extra.map(|extra| ("canonry".into(), extra.to_string().into())));
                made.clean.extend(shape.write(&fields)?.into_bytes());
            }
        }
        Ok(())
    }

    /// Gathers what a report shows.
    fn find(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        if self.finds {
            made.found.get_or_insert_default().add(&text.page(), text.beside, analysis);
        }
    }

    /// Reads a record and refuses what cannot be worked on; its id is noted.
    fn sound<'r>(
        &'r self,
        raw: &'r [u8],
        number: usize,
        name: &'r Name,
        work: &impl Work,
        made: &mut Made,
    ) -> Result<Option<Sound<'r>>, String> {
        let Some(record) = name.format.parse(raw, number, &self.fields)? else { return Ok(None) };
        if work.adds() && record.has_canonry() {
            return Err(
                "has a key `canonry` already; clean the records as they were before, or leave out --add"
                    .to_owned(),
            );
        }
        if work.writes() && (0..self.fields.len()).any(|field| record.is_lossy(field)) {
            return Err("half a character (a lone surrogate such as \\ud800) stands in its text".to_owned());
        }
        let lang = self.lang_field.as_deref().map_or(Ok(None), |field| language(&*record, field))?;
        let id = record.id();
        if let Some(id) = &id {
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            made.ids.push((number, hasher.finish()));
        }
        Ok(Some(Sound { record, lang, id }))
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

/// A field that holds something else than words, as JSON.
fn held(record: &dyn Record, field: &str) -> Option<String> {
    record.fields().into_iter().find(|(name, _)| name == field).map(|(_, value)| value.into_owned())
}

/// What `--lang-field` says; a value that is no language is told and the text is read as without it.
pub fn language(record: &dyn Record, field: &str) -> Result<Option<Language>, String> {
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

    /// A record that could not be worked on.
    fn bad(
        &mut self,
        raw: &[u8],
        number: usize,
        why: String,
        policy: OnError,
        work: &impl Work,
        relative: &str,
    ) {
        match policy {
            OnError::Skip => self.gap((number, Some(number)), &why, work, relative),
            // Bytes that are no record cannot become one of another format.
            _ if work.shape(self.source).is_some() => self.gap((number, Some(number)), &why, work, relative),
            _ if work.writes() => self.clean.extend_from_slice(raw),
            _ => {}
        }
        self.problems.push(Problem { record: Some(number), why, raw: Some(raw.to_vec()) });
    }

    /// The log remembers that records are missing, to the end where no last one is named, so that undo can still count.
    fn gap(&mut self, (first, last): (usize, Option<usize>), why: &str, work: &impl Work, relative: &str) {
        if work.writes() {
            let to = work.shape(self.source).map(Shape::as_str);
            let mut gap = json!({"path": relative, "record": first, "skipped": why, "through": last});
            if let Some(to) = to {
                gap["as"] = json!(to);
            }
            self.log.push_str(&format!("{gap}\n"));
        }
    }

    /// A record that is not wanted.
    fn pass(&mut self, number: usize, work: &impl Work, relative: &str) {
        self.passed = Some(match self.passed {
            Some((first, last)) if last + 1 == number => (first, number),
            other => {
                self.passed = other;
                self.end_of_gap(work, relative);
                (number, number)
            }
        });
    }

    /// Notes the records that were not wanted.
    fn end_of_gap(&mut self, work: &impl Work, relative: &str) {
        if let Some((first, last)) = self.passed.take() {
            self.gap((first, Some(last)), PASSED, work, relative);
        }
    }

    /// What is wrong with a whole file, or with one of its records as it stands.
    fn trouble(&mut self, record: Option<usize>, why: String) {
        self.problems.push(Problem { record, why, raw: None });
    }
}

/// Does a piece of work that may panic: that costs the record it happens in and nothing else.
fn guarded<T>(made: &mut Made, work: impl FnOnce(&mut Made) -> Result<T, String>) -> Result<T, String> {
    let before = (
        made.clean.len(),
        made.data.len(),
        made.log.len(),
        made.rows.len(),
        made.pages.len(),
        made.signed.len(),
    );
    let done = caught(|| work(made)).flatten();
    if done.is_err() {
        made.clean.truncate(before.0);
        made.data.truncate(before.1);
        made.log.truncate(before.2);
        made.rows.truncate(before.3);
        made.pages.truncate(before.4);
        made.signed.truncate(before.5);
    }
    done
}

/// What a piece of work gives, or that it panicked.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| "an internal error; please report it with this record".to_owned())
}

/// In builds for tests, a text that holds the words of this variable panics.
fn trip(text: &str) {
    if cfg!(debug_assertions)
        && let Ok(words) = std::env::var("CANONRY_TEST_PANIC")
    {
        assert!(!text.contains(&words), "the text holds what CANONRY_TEST_PANIC says");
    }
}

/// `0.01` or `1%`.
fn rate(words: &str) -> anyhow::Result<f64> {
    let (number, part) = words.trim().strip_suffix('%').map_or((words.trim(), 1.0), |number| (number, 100.0));
    let rate = number.trim().parse::<f64>().map(|number| number / part).ok();
    rate.filter(|rate| (0.0..=1.0).contains(rate)).ok_or_else(|| {
        usage(format!("--max-error-rate {words}: expected a part of all records such as 0.01 or 1%"))
    })
}

/// True once somebody asked the program to end; whoever asks twice is obeyed at once.
fn watch_signals() -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // Without the watch a signal ends the program as ever; the last checkpoint stays.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&asked));
        let _ = signal_hook::flag::register(signal, Arc::clone(&asked));
    }
    asked
}

/// Where problems, numbers and times come together, in order.
struct Desk<'e> {
    engine: &'e Engine,
    seen: HashMap<u64, usize>,
    /// The source under way, and how many of its blocks are done.
    place: From,
    outcome: Outcome,
    /// Records, and files, that could not be worked on.
    bad: usize,
    /// Sources that could be read.
    read: bool,
    times: Times,
    started: Instant,
    /// Seconds by stage, and in all, before the run stopped.
    before: (BTreeMap<String, f64>, f64),
    bytes: usize,
    progress: Progress,
    /// Bytes read of all files.
    taken: u64,
}

impl Desk<'_> {
    fn new<'e>(engine: &'e Engine, inputs: &Inputs) -> Desk<'e> {
        Desk {
            engine,
            seen: HashMap::new(),
            place: From::default(),
            outcome: Outcome::default(),
            bad: 0,
            // Of a part of the pages there may be none; what is damaged is told as a bad record is.
            read: inputs.choice.is_partial() || (inputs.damaged && inputs.sources.is_empty()),
            times: Times::default(),
            started: Instant::now(),
            before: Default::default(),
            bytes: 0,
            progress: Progress::start(engine.progress.beside(engine.prints), inputs.size()),
            taken: 0,
        }
    }

    /// A run from its beginning: what cannot be read is told first.
    fn begin(&mut self, inputs: &Inputs, journal: &mut Journal) -> anyhow::Result<()> {
        if let Some(errors) = &self.engine.errors {
            journal.write(errors, b"")?;
        }
        for (shown, why) in &inputs.unreadable {
            self.problem(shown, &Problem { record: None, why: why.clone(), raw: None }, journal)?;
        }
        for (_, why) in &inputs.skipped {
            self.outcome.tally.skip(why);
        }
        Ok(())
    }

    /// What a checkpoint remembers.
    fn state(&self) -> Value {
        json!({
            "source": self.place.source,
            "blocks": self.place.blocks,
            "pages": self.place.pages,
            "tally": self.outcome.tally,
            "texts": self.outcome.texts,
            "changed": self.outcome.changed,
            "problems": self.outcome.problems,
            "nothing": self.outcome.nothing,
            "last": self.outcome.last,
            "found": self.outcome.found,
            "bad": self.bad,
            "read": self.read,
            "bytes": self.bytes,
            "stages": self.stages(),
            "seconds": self.seconds(),
        })
    }

    /// Seconds by stage, those before the run stopped included.
    fn stages(&self) -> BTreeMap<String, f64> {
        let mut all = self.before.0.clone();
        for (stage, time) in &self.times.0 {
            *all.entry((*stage).to_owned()).or_default() += time.as_secs_f64();
        }
        all
    }

    /// Seconds of the run, those before it stopped included.
    fn seconds(&self) -> f64 {
        self.before.1 + self.started.elapsed().as_secs_f64()
    }

    /// Takes up what a checkpoint remembers.
    fn go_on(&mut self, state: &Value) -> anyhow::Result<()> {
        let number =
            |key: &str| state[key].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
        self.place = From { source: number("source"), blocks: number("blocks"), pages: number("pages") };
        self.bytes = number("bytes");
        self.outcome = Outcome {
            tally: serde::Deserialize::deserialize(&state["tally"])?,
            texts: number("texts"),
            changed: state["changed"] == true,
            problems: number("problems"),
            nothing: serde::Deserialize::deserialize(&state["nothing"])?,
            last: number("last"),
            found: serde::Deserialize::deserialize(&state["found"])?,
            stages: None,
        };
        (self.bad, self.read) = (number("bad"), state["read"] == true);
        self.before = serde::Deserialize::deserialize(json!([state["stages"], state["seconds"]]))?;
        Ok(())
    }

    /// Notes the ids of a piece; one that comes again is a problem.
    fn remember(&mut self, made: &mut Made) {
        let mut free_places = IDS.saturating_sub(self.seen.len());
        for (record, id) in std::mem::take(&mut made.ids) {
            match self.seen.entry(id) {
                Entry::Vacant(free) if free_places > 0 => {
                    free_places -= 1;
                    free.insert(record);
                }
                Entry::Vacant(_) => {}
                Entry::Occupied(first) => {
                    made.trouble(Some(record), format!("the id of record {} again", first.get()));
                }
            }
        }
    }

    fn take(&mut self, shown: &str, made: &mut Made, journal: &mut Journal) -> anyhow::Result<()> {
        if self.place.source != made.source {
            self.place = From { source: made.source, ..From::default() };
            self.seen.clear();
        }
        self.place.blocks += 1;
        self.place.pages = made.wanted.0;
        self.outcome.last = made.source;
        self.read |= !made.unreadable;
        self.remember(made);
        // What concerns the whole file comes last.
        made.problems.sort_by_key(|problem| problem.record.unwrap_or(usize::MAX));
        for problem in std::mem::take(&mut made.problems) {
            self.problem(shown, &problem, journal)?;
        }
        self.outcome.tally.merge(&made.tally);
        if let Some(found) = made.found.take() {
            self.outcome.found.get_or_insert_default().merge(*found);
        }
        self.outcome.texts += made.texts;
        self.outcome.changed |= made.changed;
        self.bytes += made.bytes;
        for (stage, time) in &made.times.0 {
            self.times.add(stage, *time);
        }
        if made.last {
            self.outcome.nothing.extend(made.nothing.then_some(made.source));
            self.place = From { source: made.source + 1, blocks: 0, pages: made.wanted.1 };
            self.seen.clear();
        }
        self.taken = made.read.max(self.taken);
        self.progress.tick(self.done());
        Ok(())
    }

    /// How far the run has come.
    fn done(&self) -> Done {
        Done { texts: self.outcome.texts, read: self.taken, errors: self.outcome.problems }
    }

    /// Ends the run where too many of the records, at least `rated`, are bad.
    fn refuse_rate(&self, rated: usize) -> anyhow::Result<()> {
        let Some(most) = self.engine.max_error_rate else { return Ok(()) };
        let bad = self.bad;
        let all = self.outcome.tally.records.max(self.outcome.tally.files) + bad;
        if all >= rated && bad as f64 > most * all as f64 {
            anyhow::bail!(
                "stopped: {} of {} could not be worked on, more than --max-error-rate allows",
                say::grouped(bad),
                say::count(all, "record")
            );
        }
        Ok(())
    }

    fn problem(&mut self, shown: &str, problem: &Problem, journal: &mut Journal) -> anyhow::Result<()> {
        let place = problem.record.map_or_else(|| shown.to_owned(), |record| format!("{shown}:{record}"));
        self.outcome.problems += 1;
        self.outcome.tally.errors += 1;
        // An id that comes again is told, and its record is as good as the others.
        self.bad += usize::from(problem.raw.is_some() || problem.record.is_none());
        if self.outcome.problems <= NAMED {
            self.progress.clear();
            say::note(format!("{place}: {}", problem.why));
        }
        if let Some(errors) = &self.engine.errors {
            let bytes = problem.raw.as_ref().map(|raw| BASE64.encode(raw));
            let row = json!({"path": shown, "record": problem.record, "reason": problem.why, "bytes": bytes});
            journal.write(errors, format!("{row}\n").as_bytes())?;
        }
        match self.engine.on_error {
            OnError::Fail => {
                anyhow::bail!("stopped at {place}, as --on-error fail asks; nothing of this file was written")
            }
            _ => Ok(()),
        }
    }

    /// Looks back on the whole run before anything is put in its place.
    fn close(&self) -> anyhow::Result<()> {
        if !self.read {
            return Err(usage("none of the inputs could be read"));
        }
        self.refuse_rate(1)
    }

    /// Says what is to be said at the end.
    fn tell(mut self) -> Outcome {
        if self.outcome.problems > NAMED {
            let more = say::grouped(self.outcome.problems - NAMED);
            let hint = if self.engine.errors.is_some() { "" } else { "; --errors FILE lists them all" };
            say::note(format!("… and {more} more{hint}"));
        }
        if self.engine.stats {
            let mut stats = self.outcome.tally.counts();
            stats["bytes"] = json!(self.bytes);
            stats["seconds"] = json!(self.seconds());
            let stages = self.stages();
            stats["stages"] = json!(stages);
            say::line(stats.to_string());
            self.outcome.stages = Some(stages);
        }
        self.outcome
    }
}
