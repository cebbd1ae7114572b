//! `verify`: proves that clean texts and log give the original texts, and with `--replay` that they are what cleaning gives.

use crate::{
    args,
    config::Setup,
    fault::usage,
    logs::{self, Log, Stream, Walk},
    manifest::Manifest,
    outputs::stdout,
    run::{language, protected_fields},
    say,
};
use canonry::{
    Analysis, Cleaner, Scratch,
    pipeline::Known,
    read::{self as reading, Format, jsonl},
    report::{decisions, log, part},
};
use serde_json::Value;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// Verifies; findings go to standard output.
pub fn run(args: &args::Verify) -> anyhow::Result<u8> {
    let (mut wrong, mut said) = (0, Vec::new());
    let mut out = stdout();
    if let Some(path) = &args.manifest {
        let manifest = Manifest::read(path)?;
        let findings = manifest.findings();
        for finding in &findings {
            writeln!(out, "{finding}")?;
        }
        wrong += findings.len();
        said.push(match findings.len() {
            0 => format!("{} as {} lists them", say::count(manifest.files(), "file"), path.display()),
            wrong => format!(
                "{} of {} not as {} lists them",
                wrong,
                say::count(manifest.files(), "file"),
                path.display()
            ),
        });
    }
    if let Some(named) = Named::read(args)? {
        let (more, words) = texts(args, &named, &mut out)?;
        wrong += more;
        said.push(words);
    }
    out.flush()?;
    for words in said {
        say::note(words);
    }
    Ok(u8::from(wrong > 0))
}

/// What is verified.
struct Named {
    log: PathBuf,
    original: PathBuf,
    clean: PathBuf,
}

impl Named {
    /// Takes what flags name, and the other paths in their order; nothing where a manifest is all there is.
    fn read(args: &args::Verify) -> anyhow::Result<Option<Named>> {
        let flags = [("--edits", &args.edits), ("--input", &args.input), ("--output", &args.output)];
        if args.manifest.is_some() && args.paths.is_empty() && flags.iter().all(|(_, path)| path.is_none()) {
            return Ok(None);
        }
        let mut rest = args.paths.iter().cloned();
        let mut take = |(flag, given): (&str, &Option<PathBuf>), what: &str| {
            given.clone().or_else(|| rest.next()).ok_or_else(|| {
                usage(format!(
                    "{what} is missing: canonry verify EDITS ORIGINAL CLEAN, or name it with {flag}"
                ))
            })
        };
        let [edits, input, output] = flags;
        let named = Named {
            log: take(edits, "the log that `clean --edits` wrote")?,
            original: take(input, "the original")?,
            clean: take(output, "the clean text")?,
        };
        match rest.next() {
            None => Ok(Some(named)),
            Some(path) => Err(usage(format!(
                "{}: is one path too many; the log, the original and the clean text are named already",
                path.display()
            ))),
        }
    }
}

/// Findings, and the verdict in words.
fn texts(args: &args::Verify, named: &Named, out: &mut impl Write) -> anyhow::Result<(usize, String)> {
    let log = Log::open(&named.log)?;
    let cleaner = match args.replay {
        true => Some(Setup::read(&args.rules)?.cleaner()?),
        false => None,
    };
    if let Some(cleaner) = &cleaner
        && let Some(logged) = log.fingerprint()?.filter(|logged| cleaner.fingerprint() != logged)
    {
        let words = format!(
            "the log was written with the fingerprint {logged}, these rules have {}; give the flags, the canonry.toml and the version of the run to --replay",
            cleaner.fingerprint()
        );
        return Err(usage(words));
    }
    let (lang_field, sheet) = (args.lang_field.clone(), args.sheet.clone());
    let mut desk = Desk { walk: Walk::of(&log)?, out, findings: 0, texts: 0, cleaner, lang_field, sheet };
    desk.all(named, &log)?;
    let how = if args.replay {
        "output + edits = input, and cleaning gives the output again"
    } else {
        "output + edits = input"
    };
    let verdict = match desk.findings {
        0 => format!("{} verified: {how}", say::count(desk.texts, "text")),
        wrong => {
            format!("{} looked at, {} found", say::count(desk.texts, "text"), say::count(wrong, "difference"))
        }
    };
    Ok((desk.findings, verdict))
}

const AGAIN: &str = "cleaned again, the original gives another text";

/// Without the changes that were refused.
fn settled<'t>(cleaner: &Cleaner, analysis: Analysis<'t>, log: &Value, field: Option<&str>) -> Analysis<'t> {
    if cleaner.refused().is_empty() {
        return analysis;
    }
    let ids = decisions::ids(&analysis, log["id"].as_str().unwrap_or(""), field);
    decisions::settle(analysis, ids, cleaner.refused()).0
}

const GONE: &str = "it is not in the clean file";

/// Goes on to the next page; false behind the last.
fn next_page(clean: &mut Stream) -> anyhow::Result<bool> {
    while clean.step()? {
        if clean.is_page() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The fields of a line of JSON; without what `--add` added.
fn members(line: &[u8], added: bool) -> Option<Vec<(String, &str)>> {
    let mut all = jsonl::Record::values(std::str::from_utf8(line).ok()?)?;
    all.retain(|(key, _)| !added || key != jsonl::KEY);
    Some(all)
}

struct Desk<'o, W> {
    walk: Walk,
    out: &'o mut W,
    findings: usize,
    texts: usize,
    cleaner: Option<Cleaner>,
    lang_field: Option<String>,
    sheet: Option<String>,
}

impl<W: Write> Desk<'_, W> {
    fn found(&mut self, finding: &str) -> anyhow::Result<()> {
        self.findings += 1;
        Ok(writeln!(self.out, "{finding}")?)
    }

    fn all(&mut self, named: &Named, log: &Log) -> anyhow::Result<()> {
        let originals = |relative: &str| match named.original.is_dir() {
            true => logs::original(&named.original, relative),
            false => named.original.clone(),
        };
        if !named.clean.is_dir() {
            let Some(own) = log.own(&named.clean)? else { return self.gathered(&named.clean, originals) };
            self.walk.pass(|entry| entry.path != own)?;
            return self.file(&originals(&own), &named.clean);
        }
        let mut found = false;
        while let Some(entry) = self.walk.peek()? {
            let (path, to) = (entry.path.clone(), entry.to.clone());
            if let Some(clean) = logs::clean(&named.clean, &path, to.as_deref()) {
                found = true;
                self.file(&originals(&path), &clean)?;
            }
            self.walk.pass(|entry| entry.path == path)?;
        }
        match found {
            true => Ok(()),
            false => Err(usage(format!(
                "{}: the log {} speaks of no file in this folder",
                named.clean.display(),
                log.shown()
            ))),
        }
    }

    /// Files that became one of another format.
    fn gathered(&mut self, path: &Path, originals: impl Fn(&str) -> PathBuf) -> anyhow::Result<()> {
        let mut clean = Stream::open(&mut logs::source(path, None, true)?)?;
        let shown = path.display().to_string();
        while let Some(entry) = self.walk.peek()? {
            let original = originals(&entry.path);
            self.converted(&original, &mut clean, &shown)?;
        }
        self.rest(&mut clean, &shown)
    }

    /// One file, by the entries of one path.
    fn file(&mut self, original: &Path, path: &Path) -> anyhow::Result<()> {
        let Some(entry) = self.walk.peek()? else { return Ok(()) };
        let (converted, is_record) = (entry.to.is_some(), entry.record.is_some());
        let shown = path.display().to_string();
        if converted {
            let mut clean = Stream::open(&mut logs::source(path, None, true)?)?;
            self.converted(original, &mut clean, &shown)?;
            return self.rest(&mut clean, &shown);
        }
        if is_record {
            return self.records(original, path, &shown);
        }
        let Some(entry) = self.walk.next()? else { return Ok(()) };
        let before = logs::bytes(&mut logs::source(original, None, false)?)?;
        let after = logs::bytes(&mut logs::source(path, None, false)?)?;
        self.texts += 1;
        match entry.lines.first().map(|log| self.text(&before, &after, log)) {
            Some(Err(why)) => self.found(&format!("{shown}: {why}")),
            _ => Ok(()),
        }
    }

    /// The texts of one path, each a page of a file of another format.
    fn converted(&mut self, original: &Path, clean: &mut Stream, shown: &str) -> anyhow::Result<()> {
        let Some(entry) = self.walk.peek()? else { return Ok(()) };
        let (path, is_record) = (entry.path.clone(), entry.record.is_some());
        if !is_record {
            let Some(entry) = self.walk.next()? else { return Ok(()) };
            let before = logs::bytes(&mut logs::source(original, None, false)?)?;
            let verdict = match next_page(clean)? {
                false => Err(GONE.to_owned()),
                true => self.text_of(&before, clean, &entry.lines),
            };
            self.texts += 1;
            return verdict.or_else(|why| self.found(&format!("{shown}: {path}: {why}")));
        }
        let mut before = Stream::open(&mut logs::source(original, self.sheet.as_deref(), true)?)?;
        while before.step()? {
            if !before.is_page() || self.walk.left_out(&path, before.number)? {
                continue;
            }
            let verdict = match self.walk.take(&path, before.number)? {
                None => Err("the log does not speak of it".to_owned()),
                Some(_) if !next_page(clean)? => Err(GONE.to_owned()),
                Some(lines) => {
                    self.texts += 1;
                    self.record(&before, clean, &lines)
                }
            };
            verdict.or_else(|why| self.found(&format!("{shown}: {path}:{}: {why}", before.number)))?;
        }
        match self.walk.rest(&path)? {
            None => Ok(()),
            Some(why) => self.found(&format!("{shown}: {path}: {why}")),
        }
    }

    /// A text that became a record.
    fn text_of(&self, before: &[u8], clean: &Stream, lines: &[Value]) -> Result<(), String> {
        let record = logs::parse(&clean.format, clean.raw(), clean.number, lines)?;
        match (record.texts().first(), lines.first()) {
            (Some((_, text)), Some(log)) => self.text(before, text.as_bytes(), log),
            _ => Err(GONE.to_owned()),
        }
    }

    /// Pages of which the log knows nothing.
    fn rest(&mut self, clean: &mut Stream, shown: &str) -> anyhow::Result<()> {
        let mut more = 0;
        while next_page(clean)? {
            more += 1;
        }
        match more {
            0 => Ok(()),
            more => self.found(&format!("{shown}: holds {} more than the log", say::count(more, "record"))),
        }
    }

    fn records(&mut self, original: &Path, path: &Path, shown: &str) -> anyhow::Result<()> {
        let relative = self.walk.peek()?.map(|entry| entry.path.clone()).unwrap_or_default();
        let mut before = Stream::open(&mut logs::source(original, self.sheet.as_deref(), true)?)?;
        let mut after = Stream::open(&mut logs::source(path, None, true)?)?;
        let mut missing = 0;
        while before.step()? {
            let number = before.number;
            if self.walk.left_out(&relative, number)? {
                continue;
            }
            let logs = self.walk.take(&relative, number)?;
            if missing > 0 || !after.step()? {
                missing += 1;
                continue;
            }
            let (old, new) = (before.raw(), after.raw());
            let verdict = match logs {
                None if old == new => Ok(()),
                // The header with the column that `--add` added.
                None if *before.format.between(old, number, true) == *new => Ok(()),
                // A bad row, in whose file `--add` made a column.
                None if before.format == Format::Parquet && members(old, false) == members(new, true) => {
                    Ok(())
                }
                None => Err("differs, and the log does not speak of it".to_owned()),
                Some(lines) => {
                    self.texts += 1;
                    self.record(&before, &after, &lines)
                }
            };
            verdict.or_else(|why| self.found(&format!("{shown}:{number}: {why}")))?;
        }
        let mut number = before.number;
        while after.step()? {
            self.found(&format!("{shown}:{number}: the original has no such record"))?;
            number += 1;
        }
        if let Some(why) = self.walk.rest(&relative)? {
            self.found(&format!("{shown}: {why}"))?;
        }
        match missing {
            0 => Ok(()),
            missing => {
                self.found(&format!("{shown}: {} of the original missing", say::count(missing, "record")))
            }
        }
    }

    fn text(&self, before: &[u8], after: &[u8], log: &Value) -> Result<(), String> {
        let clean = std::str::from_utf8(after)
            .map_err(|_| "the clean text is not UTF-8; it was changed since".to_owned())?;
        log::proves(log).map_err(|error| error.to_string())?;
        let encoding = log["decode"]["encoding"].as_str();
        let original = match log::has_words(log) {
            true => log::undo(log, clean, &|_| true).map_err(|error| error.to_string())?,
            false => reading::decode(before, encoding).map_err(|error| error.to_string())?.text,
        };
        if log::has_words(log) && log::bytes(log, &original) != before {
            return Err("undone, it is not the original".to_owned());
        }
        let again = log::redo(log, &original).map_err(|error| error.to_string())?;
        if again != clean {
            return Err("the original with its edits is not the clean text".to_owned());
        }
        if let Some(cleaner) = &self.cleaner {
            let text = reading::decode(before, encoding).map_err(|error| error.to_string())?.text;
            if settled(cleaner, cleaner.analyze(&text), log, None).text != clean {
                return Err(AGAIN.to_owned());
            }
        }
        Ok(())
    }

    fn record(&self, before: &Stream, after: &Stream, logs: &[Value]) -> Result<(), String> {
        let old = logs::parse(&before.format, before.raw(), before.number, logs)
            .map_err(|error| format!("original: {error}"))?;
        let new = logs::parse(&after.format, after.raw(), after.number, logs)?;
        let (old_texts, new_texts) = (old.texts(), new.texts());
        for (((_, original), (field, clean)), log) in old_texts.iter().zip(&new_texts).zip(logs) {
            log::proves(log).map_err(|error| format!("{field}: {error}"))?;
            if log::has_words(log) {
                let undone = log::undo(log, clean, &|_| true).map_err(|error| format!("{field}: {error}"))?;
                if undone != **original {
                    return Err(format!("{field}: undone, it is not the original"));
                }
            }
            let again = log::redo(log, original).map_err(|error| format!("{field}: {error}"))?;
            if again != **clean {
                return Err(format!("{field}: the original with its edits is not the clean text"));
            }
        }
        let Some(cleaner) = &self.cleaner else { return Ok(()) };
        let texts: Vec<&str> = old_texts.iter().map(|(_, text)| &**text).collect();
        let (joined, ranges) = part::join(&texts);
        let page = if texts.len() == 1 { texts[0] } else { &joined };
        let names = old_texts.iter().map(|(field, _)| field.as_str());
        let protected = protected_fields(cleaner, names.zip(ranges.iter().cloned()));
        let lang = self.lang_field.as_deref().map_or(Ok(None), |field| language(&*old, field))?;
        let whole = cleaner.analyze_as(page, &Known { lang, protected: &protected }, &mut Scratch::default());
        let several = texts.len() > 1;
        let parts: Vec<Analysis<'_>> = match several {
            false => vec![whole],
            true => ranges.iter().map(|range| part::part(&whole, range)).collect(),
        };
        let mut all = parts.into_iter().zip(logs).zip(&new_texts);
        let same = all.all(|((part, log), (field, clean))| {
            settled(cleaner, part, log, several.then_some(field.as_str())).text == *clean
        });
        if same { Ok(()) } else { Err(AGAIN.to_owned()) }
    }
}
