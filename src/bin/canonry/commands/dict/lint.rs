//! `dict lint`: every mistake of dictionary files at once.

use crate::{
    args::{self, Input, Rules},
    config::{Setup, severity},
    fault::{pick, usage},
    inputs::Inputs,
    outputs::{Output, Target, stdout},
    run::{Engine, Made, Text, Work},
    say,
};
use canonry::{
    Analysis, Cleaner, Preset,
    dictionary::{
        compiled::Compiled,
        data::Data,
        files::{self, Form},
        layers::Layers,
        lint::{
            Finding, Frequencies, Rule, Severity, fix, lint_with,
            proof::{Broken, Reader, prove, without},
            report::{Baseline, Format, render},
            weigh,
        },
        shipped,
        source::ids,
        table,
    },
    error::Place,
    page::{Names, Options},
    write,
};
use std::{
    borrow::Cow,
    collections::HashMap,
    fs,
    io::Write,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// So often what was mended is looked at again: a fix may wait for another.
const ROUNDS: usize = 20;

/// Looks, mends, accepts, reports.
pub fn run(args: &args::DictLint) -> anyhow::Result<u8> {
    let formats: Vec<_> = Format::ALL.iter().map(|format| (format.as_str(), *format)).collect();
    let format =
        pick("format", &args.format, &formats).map_err(|words| usage(format!("--format: {words}")))?;
    let mut severities = Setup::read(&Rules::default())?.lint;
    for given in &args.severity {
        let (rule, level) = given.split_once('=').unwrap_or((given, ""));
        let (rule, level) =
            severity(rule.trim(), level.trim()).map_err(|words| usage(format!("--severity: {words}")))?;
        severities.insert(rule, level);
    }
    let mut look = Look::new(args)?;
    let mut findings = look.findings();
    if args.fix {
        findings = look.mend(findings)?;
    }
    if !args.no_proof {
        match look.proof(&findings)? {
            Some(broken) => findings.extend(broken),
            None => say::note("what is written was not tried (fixed-point): first mend what stands above"),
        }
    }
    weigh(&mut findings, &severities);
    let accepted = match &args.baseline {
        Some(path) if args.write_baseline => {
            write::all(path, Baseline::of(&findings).to_string().as_bytes())?;
            say::note(format!("{}: {} accepted", path.display(), say::count(findings.len(), "finding")));
            return Ok(0);
        }
        Some(path) => baseline(path)?.take(&mut findings),
        None => 0,
    };
    let most = if args.most == 0 { usize::MAX } else { args.most };
    let mut out = stdout();
    out.write_all(render(&findings, format, most).as_bytes())?;
    out.flush()?;
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let errors = count(Severity::Error);
    let accepted =
        if accepted > 0 { format!(", {} accepted before", say::grouped(accepted)) } else { String::new() };
    say::note(format!(
        "{}: {}, {}, {}{accepted}",
        say::count(args.files.len(), "file"),
        say::count(errors, "error"),
        say::count(count(Severity::Warning), "warning"),
        say::count(count(Severity::Note), "note"),
    ));
    Ok(u8::from(errors > 0))
}

fn baseline(path: &Path) -> anyhow::Result<Baseline> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        usage(format!("{shown}: cannot read this baseline: {error}; --write-baseline writes one"))
    })?;
    Baseline::read(&text)
        .ok_or_else(|| usage(format!("{shown}: is no baseline; --write-baseline writes one")))
}

/// The files and what they lie over.
struct Look {
    known: Data,
    alone: bool,
    frequencies: Frequencies,
    files: Vec<(PathBuf, Form, Vec<u8>)>,
}

impl Look {
    fn new(args: &args::DictLint) -> anyhow::Result<Look> {
        let mut files = Vec::new();
        for path in &args.files {
            let unreadable =
                |why: &str| usage(format!("{}: cannot read this dictionary: {why}", path.display()));
            let bytes = fs::read(path).map_err(|error| unreadable(&error.to_string()))?;
            let form = Form::of(path, &bytes);
            match form {
                Form::Compiled => return Err(unreadable("it is compiled; lint its source")),
                Form::Toml if std::str::from_utf8(&bytes).is_err() => {
                    return Err(unreadable("it is not UTF-8"));
                }
                _ => files.push((path.clone(), form, bytes)),
            }
        }
        let known = if args.alone { Data::default() } else { shipped().data() };
        Ok(Look { known, alone: args.alone, frequencies: frequencies(&args.corpus)?, files })
    }

    fn texts(&self) -> impl Iterator<Item = (&Path, &str)> {
        let toml = self.files.iter().filter(|(_, form, _)| *form == Form::Toml);
        toml.map(|(path, _, bytes)| (path.as_path(), std::str::from_utf8(bytes).unwrap_or_default()))
    }

    fn findings(&self) -> Vec<Finding> {
        let tables = self.files.iter().filter(|(_, form, _)| *form == Form::Csv);
        let looked = |(path, _, bytes): &(PathBuf, Form, Vec<u8>)| {
            table::lint(&self.known, &self.frequencies, path, bytes)
        };
        let mut findings: Vec<Finding> = tables.flat_map(looked).collect();
        findings.extend(lint_with(&self.known, &self.frequencies, self.texts()));
        findings
    }

    /// Applies the safe fixes and looks again.
    fn mend(&mut self, mut findings: Vec<Finding>) -> anyhow::Result<Vec<Finding>> {
        let mut counts: HashMap<PathBuf, usize> = HashMap::new();
        for _ in 0..ROUNDS {
            let mut mended = false;
            for (path, form, bytes) in self.files.iter_mut().filter(|(_, form, _)| *form == Form::Toml) {
                debug_assert_eq!(*form, Form::Toml, "only entries are mended");
                let own = findings.iter().filter(|finding| finding.place.path == *path);
                let (text, count) = fix::apply(std::str::from_utf8(bytes)?, own);
                if count > 0 {
                    *bytes = text.into_bytes();
                    *counts.entry(path.clone()).or_default() += count;
                    mended = true;
                }
            }
            if !mended {
                break;
            }
            findings = self.findings();
        }
        for (path, _, bytes) in &self.files {
            if let Some(count) = counts.get(path) {
                write::all(path, bytes)?;
                say::note(format!("{}: {} mended", path.display(), say::count(*count, "finding")));
            }
        }
        Ok(findings)
    }

    /// What breaks the fixed point, told where the entity is defined; nothing where too much is wrong to try.
    fn proof(&self, findings: &[Finding]) -> anyhow::Result<Option<Vec<Finding>>> {
        let Some((files, made)) = self.sound(findings) else { return Ok(None) };
        let own = Compiled::open(made).map_err(usage)?;
        let places: HashMap<String, Place> = files
            .iter()
            .filter(|(_, form, _)| *form == Form::Toml)
            .filter_map(|(path, _, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)))
            .flat_map(|(path, text)| ids(path, text))
            .collect();
        let layers = match self.alone {
            true => Layers::new([own]),
            false => Layers::new([shipped(), own]),
        };
        let options = Options { names: [Names::Canonical; 5], ..Preset::News.options() };
        let cleaner = Cleaner::builder().options(options).layers(layers).build()?;
        let broken = prove(cleaner.dictionary(), |id| places.contains_key(id), &ByCleaner(&cleaner));
        let finding = |broken: &Broken| {
            Finding::new(places[&broken.id].clone(), Rule::FixedPoint, broken.message.clone())
        };
        Ok(Some(broken.iter().map(finding).collect()))
    }

    /// The files without the entries in which an error stands and without those that need them, and what they compile to.
    fn sound(&self, findings: &[Finding]) -> Option<(Vec<Sound<'_>>, Vec<u8>)> {
        let whole = self.files.iter();
        let mut files: Vec<Sound<'_>> =
            whole.map(|(path, form, bytes)| (path.as_path(), *form, Cow::from(bytes.as_slice()))).collect();
        let wrong = findings.iter().filter(|finding| finding.severity == Severity::Error);
        for place in wrong.map(|finding| &finding.place) {
            leave_out(&mut files, place);
        }
        loop {
            let left = files.iter().filter(|(.., bytes)| !bytes.is_empty());
            let bytes: Vec<(&Path, &[u8])> = left.map(|(path, _, bytes)| (*path, &**bytes)).collect();
            match files::compile_bytes(shipped().rest(), &bytes) {
                Ok(made) => return Some((files, made.bytes)),
                // What is told of an entry was left out already, or of no line: nothing more can go.
                Err(error) => leave_out(&mut files, error.place()?).then_some(())?,
            }
        }
    }
}

/// A file, or what is left of it.
type Sound<'f> = (&'f Path, Form, Cow<'f, [u8]>);

/// Leaves out the entry of a TOML file, or the whole table, in which something stands; false if nothing is left to go.
fn leave_out(files: &mut [Sound<'_>], place: &Place) -> bool {
    let told = files.iter_mut().find(|(path, ..)| *path == place.path && place.line > 0);
    let Some((_, form, bytes)) = told else { return false };
    let rest = match (*form, std::str::from_utf8(bytes)) {
        (Form::Toml, Ok(text)) => without(text, place.line).into_bytes(),
        _ => Vec::new(),
    };
    let changed = **bytes != *rest;
    *bytes = Cow::from(rest);
    changed
}

struct ByCleaner<'c>(&'c Cleaner);

impl Reader for ByCleaner<'_> {
    fn names(&self, text: &str) -> Vec<(Range<usize>, Arc<str>)> {
        let mentions = self.0.analyze(text).mentions;
        mentions.into_iter().map(|mention| (mention.span.range(), mention.entity)).collect()
    }

    fn clean(&self, text: &str) -> String {
        self.0.clean(text).into_owned()
    }
}

/// Counts the words of a corpus.
fn frequencies(paths: &[PathBuf]) -> anyhow::Result<Frequencies> {
    if paths.is_empty() {
        return Ok(Frequencies::default());
    }
    let input = Input::of(paths);
    let options = Options {
        skip: ["repair", "detect", "strip", "normalize", "canonicalize"].map(str::to_owned).to_vec(),
        ..Preset::Minimal.options()
    };
    let engine = Engine::new(&input, Cleaner::builder().options(options).build()?)?;
    let mut inputs = Inputs::gather(&input)?;
    let journal = Output::new(Target::Nowhere).journal(&input, &inputs, serde_json::json!({}))?;
    let counting = Counting(Mutex::default());
    engine.run(&mut inputs, &counting, journal, |_, _, _, _| Ok(()))?;
    Ok(counting.0.into_inner().unwrap_or_default())
}

/// Counts are the same in any order.
struct Counting(Mutex<Frequencies>);

impl Work for Counting {
    fn text(&self, _: &Text<'_>, analysis: &Analysis<'_>, _: &mut Made) {
        if let Ok(mut frequencies) = self.0.lock() {
            frequencies.read(analysis.original);
        }
    }
}
