//! `dict`: what dictionaries say, whether their sentences hold, whether they are wise.

use crate::{
    args::{self, DictWhat},
    config::Setup,
    fault::{did_you_mean, usage},
    outputs::stdout,
    say,
};
use canonry::{
    Cleaner, Language,
    dictionary::{
        compiled::FormRef,
        data::{ByLanguage, Case, Data, Entity},
        lint::{Severity, lint},
        shipped,
    },
};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::PathBuf,
};

/// Shows, tests or lints.
pub fn run(args: &args::Dict) -> anyhow::Result<u8> {
    match &args.what {
        DictWhat::Show { id, rules } => show(&Setup::read(rules)?.cleaner()?, id),
        DictWhat::Test(rules) => test(&Setup::read(rules)?.cleaner()?),
        DictWhat::Lint { files, alone } => lint_files(files, *alone),
    }
}

fn show(cleaner: &Cleaner, id: &str) -> anyhow::Result<u8> {
    let dictionary = cleaner.dictionary();
    let entities = &dictionary.data().entities;
    let Some(number) = entities.iter().position(|entity| entity.id == id) else {
        let hint = did_you_mean(id, entities.iter().map(|entity| entity.id.as_str()));
        return Err(usage(format!("no dictionary has an entity `{id}`{hint}")));
    };
    let own = dictionary.forms().iter().filter(|form| form.entity as usize == number);
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for form in own {
        groups.entry(group(&form)).or_default().push(form.text().to_owned());
    }
    let mut out = stdout();
    head(&mut out, &entities[number])?;
    let mut count = 0;
    for (group, mut texts) in groups {
        texts.sort_unstable();
        texts.dedup();
        count += texts.len();
        writeln!(out, "\n{group}: {}", say::count(texts.len(), "string"))?;
        for text in texts {
            writeln!(out, "  {text}")?;
        }
    }
    writeln!(
        out,
        "\n{} in all; case, accents, apostrophes and dashes are not listed",
        say::count(count, "string")
    )?;
    out.flush()?;
    Ok(0)
}

fn head(out: &mut impl Write, entity: &Entity) -> io::Result<()> {
    writeln!(out, "{} ({}): {}", entity.id, entity.kind, entity.label)?;
    let mut line = |name: &str, words: String| match words.is_empty() {
        true => Ok(()),
        false => writeln!(out, "{name:9}{words}"),
    };
    line("written", by_language(&entity.write))?;
    line("short", by_language(&entity.short))?;
    line("branch of", entity.parent.iter().map(|id| format!(" {id}")).collect())?;
    line("is not", entity.distinct_from.join(", "))
}

fn by_language(texts: &ByLanguage) -> String {
    let each = texts.0.iter().map(|(lang, text)| match *lang {
        Language::UND => text.clone(),
        lang => format!("{text} ({lang})"),
    });
    each.collect::<Vec<_>>().join(", ")
}

/// `long, weak, in capitals, it, kept`.
fn group(form: &FormRef<'_>) -> String {
    let case = match form.case {
        Case::Any => "",
        Case::NotLower => "with a capital",
        Case::Upper => "in capitals",
        Case::Exact => "exactly so",
    };
    let langs = form.langs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let strength = if form.strong { "" } else { "weak" };
    let keep = if form.keep { "never rewritten" } else { "" };
    let parts = [form.class.as_str(), strength, case, langs.as_str(), keep];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Tries every sentence of every entity.
fn test(cleaner: &Cleaner) -> anyhow::Result<u8> {
    let mut out = stdout();
    let (mut tried, mut wrong) = (0, 0);
    for entity in &cleaner.dictionary().data().entities {
        let sentences = entity.matches.iter().map(|text| (text, true));
        for (text, wanted) in sentences.chain(entity.leaves.iter().map(|text| (text, false))) {
            tried += 1;
            let analysis = cleaner.analyze(text);
            let found = analysis.mentions.iter().any(|mention| *mention.entity == *entity.id);
            if found != wanted {
                wrong += 1;
                let verdict = if wanted { "not found" } else { "found" };
                writeln!(out, "{}: {verdict} in: {text}", entity.id)?;
            }
        }
    }
    out.flush()?;
    say::note(format!("{} tried, {wrong} wrong", say::count(tried, "sentence")));
    Ok(u8::from(wrong > 0))
}

fn lint_files(files: &[PathBuf], alone: bool) -> anyhow::Result<u8> {
    let mut texts = Vec::new();
    for path in files {
        let text = fs::read_to_string(path)
            .map_err(|error| usage(format!("{}: cannot read this dictionary: {error}", path.display())))?;
        texts.push((path.as_path(), text));
    }
    let known = if alone { Data::default() } else { shipped().data() };
    let findings = lint(&known, texts.iter().map(|(path, text)| (*path, text.as_str())));
    let mut out = stdout();
    for finding in &findings {
        writeln!(out, "{finding}\n")?;
    }
    out.flush()?;
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let notes = findings.len() - errors;
    say::note(format!(
        "{}: {}, {}",
        say::count(files.len(), "file"),
        say::count(errors, "error"),
        say::count(notes, "note")
    ));
    Ok(u8::from(errors > 0))
}
