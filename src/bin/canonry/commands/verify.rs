//! `verify`: proves that clean texts and log give the original texts, and with `--replay` that they are what cleaning gives.

use super::undo::{Log, Pair, Whole, parse};
use crate::{
    args,
    config::Setup,
    fault::usage,
    inputs::SHEET,
    manifest::Manifest,
    outputs::stdout,
    run::{language, protected_fields},
    say,
};
use canonry::{
    Analysis, Cleaner, Scratch,
    pipeline::Known,
    read::{self as reading, Format, blocks},
    report::{decisions, log, part},
};
use serde_json::Value;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// Verifies; findings go to standard output.
pub fn run(args: &args::Verify) -> anyhow::Result<u8> {
    let mut findings = Vec::new();
    let mut said = Vec::new();
    if let Some(path) = &args.manifest {
        let manifest = Manifest::read(path)?;
        findings = manifest.findings();
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
        let (more, words) = texts(args, &named)?;
        findings.extend(more);
        said.push(words);
    }
    let mut out = stdout();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    out.flush()?;
    for words in said {
        say::note(words);
    }
    Ok(u8::from(!findings.is_empty()))
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
fn texts(args: &args::Verify, named: &Named) -> anyhow::Result<(Vec<String>, String)> {
    let log = Log::read(&named.log)?;
    let cleaner = match args.replay {
        true => Some(Setup::read(&args.rules)?.cleaner()?),
        false => None,
    };
    if let (Some(cleaner), Some(logged)) = (&cleaner, log.fingerprint())
        && cleaner.fingerprint() != logged
    {
        let words = format!(
            "the log was written with the fingerprint {logged}, these rules have {}; give the flags, the canonry.toml and the version of the run to --replay",
            cleaner.fingerprint()
        );
        return Err(usage(words));
    }
    let pairs = log.pair(&named.clean)?;
    let folder = named.original.is_dir();
    let lang_field = args.lang_field.clone();
    let mut desk = Desk { findings: Vec::new(), texts: 0, cleaner, lang_field, sheet: args.sheet.clone() };
    for pair in &pairs {
        let mut original = if folder { named.original.join(&pair.relative) } else { named.original.clone() };
        if let Some(book) = pair.relative.strip_suffix(SHEET).filter(|_| folder && !original.exists()) {
            original = named.original.join(book);
        }
        desk.file(&original, pair)?;
    }
    let how = if args.replay {
        "output + edits = input, and cleaning gives the output again"
    } else {
        "output + edits = input"
    };
    let verdict = match desk.findings.len() {
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

struct Desk {
    findings: Vec<String>,
    texts: usize,
    cleaner: Option<Cleaner>,
    lang_field: Option<String>,
    sheet: Option<String>,
}

impl Desk {
    fn file(&mut self, original: &Path, pair: &Pair) -> anyhow::Result<()> {
        let (before, after) = (pair.read(original, self.sheet.as_deref())?, pair.read(&pair.path, None)?);
        if pair.has_records() {
            self.records(&before, &after, pair);
        } else if let Some((_, logs)) = pair.entries.values().next()
            && let Some(log) = logs.first()
        {
            self.texts += 1;
            let why = self.text(&before.bytes, &after.bytes, log);
            self.findings.extend(why.err().map(|why| format!("{}: {why}", pair.shown)));
        }
        Ok(())
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

    fn records(&mut self, before: &Whole, after: &Whole, pair: &Pair) {
        let originals: Vec<&[u8]> =
            blocks::records(before.format.cut(), &before.bytes, 1).map(|(_, record)| record).collect();
        let mut used = 0;
        for (number, line, logs) in pair.records(after) {
            used = number;
            let verdict = match (originals.get(number - 1).copied(), logs) {
                (None, _) => Err("the original has no such record".to_owned()),
                (Some(original), None) if original == line => Ok(()),
                // The header with the column that `--add` added.
                (Some(original), None) if *before.format.between(original, number, true) == *line => Ok(()),
                (Some(_), None) => Err("differs, and the log does not speak of it".to_owned()),
                (Some(original), Some(logs)) => {
                    self.texts += 1;
                    self.record((&before.format, &after.format), (original, line), number, logs)
                }
            };
            self.findings.extend(verdict.err().map(|why| format!("{}:{number}: {why}", pair.shown)));
        }
        let missing = (used + 1..=originals.len()).filter(|number| !pair.left_out(*number)).count();
        if missing > 0 {
            self.findings.push(format!(
                "{}: {} of the original missing",
                pair.shown,
                say::count(missing, "record")
            ));
        }
    }

    fn record(
        &self,
        formats: (&Format, &Format),
        (before, after): (&[u8], &[u8]),
        number: usize,
        logs: &[Value],
    ) -> Result<(), String> {
        let old = parse(formats.0, before, number, logs).map_err(|error| format!("original: {error}"))?;
        let new = parse(formats.1, after, number, logs)?;
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
