//! `verify`: proves that clean texts and log give the original texts, and with `--replay` that they are what cleaning gives.

use super::undo::{Log, Pair, field_of, read};
use crate::{args, config::Setup, fault::usage, outputs::stdout, run::protected_fields, say};
use canonry::{
    Analysis, Cleaner, Scratch,
    pipeline::Known,
    read::{self as reading, jsonl::Record},
    report::{log, part},
};
use serde_json::Value;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// Verifies; findings go to standard output.
pub fn run(args: &args::Verify) -> anyhow::Result<u8> {
    let log = Log::read(&args.edits)?;
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
    let pairs = log.pair(&args.clean)?;
    let folder = args.original.is_dir();
    let mut desk = Desk { findings: Vec::new(), texts: 0, cleaner };
    for pair in &pairs {
        let original = if folder { args.original.join(&pair.relative) } else { args.original.clone() };
        desk.file(&original, pair)?;
    }
    let mut out = stdout();
    for finding in &desk.findings {
        writeln!(out, "{finding}")?;
    }
    out.flush()?;
    let how = if args.replay {
        "output + edits = input, and cleaning gives the output again"
    } else {
        "output + edits = input"
    };
    say::note(match desk.findings.len() {
        0 => format!("{} verified: {how}", say::count(desk.texts, "text")),
        wrong => {
            format!("{} looked at, {} found", say::count(desk.texts, "text"), say::count(wrong, "difference"))
        }
    });
    Ok(u8::from(!desk.findings.is_empty()))
}

struct Desk {
    findings: Vec<String>,
    texts: usize,
    cleaner: Option<Cleaner>,
}

impl Desk {
    fn file(&mut self, original: &Path, pair: &Pair) -> anyhow::Result<()> {
        let path: PathBuf = original.to_owned();
        let (before, after) = (read(&path)?, read(&pair.path)?);
        if pair.has_records() {
            self.records(&before, &after, pair);
        } else if let Some((_, logs)) = pair.entries.values().next()
            && let Some(log) = logs.first()
        {
            self.texts += 1;
            let why = self.text(&before, &after, log);
            self.findings.extend(why.err().map(|why| format!("{}: {why}", pair.shown)));
        }
        Ok(())
    }

    fn text(&self, before: &[u8], after: &[u8], log: &Value) -> Result<(), String> {
        let clean = std::str::from_utf8(after)
            .map_err(|_| "the clean text is not UTF-8; it was changed since".to_owned())?;
        let original = log::undo(log, clean, &|_| true).map_err(|error| error.to_string())?;
        if log::bytes(log, &original) != before {
            return Err("undone, it is not the original".to_owned());
        }
        let again = log::redo(log, &original).map_err(|error| error.to_string())?;
        if again != clean {
            return Err("the original with its edits is not the clean text".to_owned());
        }
        if let Some(cleaner) = &self.cleaner {
            let encoding = log["decode"]["encoding"].as_str();
            let text = reading::decode(before, encoding).map_err(|error| error.to_string())?.text;
            if cleaner.clean(&text) != clean {
                return Err("cleaned again, the original gives another text".to_owned());
            }
        }
        Ok(())
    }

    fn records(&mut self, before: &[u8], after: &[u8], pair: &Pair) {
        let originals: Vec<&[u8]> = before.split_inclusive(|byte| *byte == b'\n').collect();
        let mut used = 0;
        for (number, line, logs) in pair.lines(after) {
            used = number;
            let verdict = match (originals.get(number - 1).copied(), logs) {
                (None, _) => Err("the original has no such record".to_owned()),
                (Some(original), None) if original == line => Ok(()),
                (Some(_), None) => Err("differs, and the log does not speak of it".to_owned()),
                (Some(original), Some(logs)) => {
                    self.texts += 1;
                    self.record(original, line, logs)
                }
            };
            self.findings.extend(verdict.err().map(|why| format!("{}:{number}: {why}", pair.shown)));
        }
        let missing = (used + 1..=originals.len()).filter(|number| !pair.left_out(*number)).count();
        if missing > 0 {
            self.findings.push(format!(
                "{}: {} of the original missing",
                pair.shown,
                say::count(missing, "line")
            ));
        }
    }

    fn record(&self, before: &[u8], after: &[u8], logs: &[Value]) -> Result<(), String> {
        let words = |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())?;
            Ok::<_, String>(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
        };
        let (before, after) = (words(before)?, words(after)?);
        let fields: Vec<String> = logs.iter().map(field_of).collect();
        let old = Record::parse(&before, &fields).map_err(|error| format!("original: {error}"))?;
        let new = Record::parse(&after, &fields).map_err(|error| error.to_string())?;
        let (old_texts, new_texts) = (old.texts(), new.texts());
        for (((_, original), (field, clean)), log) in old_texts.iter().zip(&new_texts).zip(logs) {
            let undone = log::undo(log, clean, &|_| true).map_err(|error| format!("{field}: {error}"))?;
            if undone != **original {
                return Err(format!("{field}: undone, it is not the original"));
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
        let known = Known { protected: &protected, ..Known::default() };
        let whole = cleaner.analyze_as(page, &known, &mut Scratch::default());
        let parts: Vec<Analysis<'_>> = match texts.len() {
            1 => vec![whole],
            _ => ranges.iter().map(|range| part::part(&whole, range)).collect(),
        };
        match parts.iter().zip(&new_texts).all(|(part, (_, clean))| part.text == *clean) {
            true => Ok(()),
            false => Err("cleaned again, the original gives another text".to_owned()),
        }
    }
}
