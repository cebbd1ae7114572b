//! `dict`: the workshop of dictionaries; here what they say, whether their sentences hold, and one file made of them.

mod grow;
mod lint;
mod suggest;
mod trade;

use crate::{
    args::{self, DictWhat},
    config::Setup,
    fault::{did_you_mean, usage},
    outputs::stdout,
    say,
    table::{cut, room},
};
use canonry::{
    Cleaner, Language,
    dictionary::{
        compiled::{Compiled, FormRef},
        data::{ByLanguage, Case, Entity},
        edit::{About, SCHEMA},
        files,
        layers::Layers,
        shipped,
        stats::Stats,
    },
    write,
};
use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Does what was asked.
pub fn run(args: &args::Dict) -> anyhow::Result<u8> {
    match &args.what {
        DictWhat::Show { id, rules } => show(&Setup::read(rules)?.cleaner()?, id),
        DictWhat::Test { files, rules } => {
            let mut rules = (**rules).clone();
            rules.dict.extend_from_slice(files);
            test(&Setup::read(&rules)?.cleaner()?)
        }
        DictWhat::Init { file, about, licence, source, checked } => {
            let about = About {
                about: about.clone(),
                licence: licence.clone(),
                sources: source.clone(),
                checked: checked.clone(),
            };
            grow::init(file, about)
        }
        DictWhat::Add(args) => grow::add(args),
        DictWhat::Lint(args) => lint::run(args),
        DictWhat::Stats { files, json, rules } => stats(files, *json, rules),
        DictWhat::Suggest(args) => suggest::run(args),
        DictWhat::Diff(args) => trade::diff(args),
        DictWhat::Import(args) => trade::import(args),
        DictWhat::Export(args) => trade::export(args),
        DictWhat::Schema => {
            let mut out = stdout();
            out.write_all(SCHEMA.as_bytes())?;
            out.flush()?;
            Ok(0)
        }
        DictWhat::Compile { files, output } => compile(files, output),
    }
}

fn show(cleaner: &Cleaner, id: &str) -> anyhow::Result<u8> {
    let dictionary = cleaner.dictionary();
    let layers = dictionary.layers();
    let (Some(number), Some(entity)) = (layers.entity(id), layers.described(id)) else {
        let hint = did_you_mean(id, dictionary.data().entities.iter().map(|entity| entity.id.as_str()));
        return Err(usage(format!("no dictionary has an entity `{id}`{hint}")));
    };
    let own = dictionary.forms().iter().filter(|form| form.entity == number);
    let mut groups: BTreeMap<(String, [String; 2]), Vec<String>> = BTreeMap::new();
    for form in own {
        let (needs, never) = dictionary.context(&form);
        let words = [needs, never].map(|context| words(&context.phrases));
        groups.entry((group(&form), words)).or_default().push(form.text().to_owned());
    }
    let mut out = stdout();
    head(&mut out, &entity)?;
    let mut count = 0;
    for ((group, [needs, never]), mut texts) in groups {
        texts.sort_unstable();
        texts.dedup();
        count += texts.len();
        writeln!(out, "\n{group}: {}", say::count(texts.len(), "string"))?;
        for (what, words) in [("needs one of", needs), ("never beside", never)] {
            if !words.is_empty() {
                writeln!(out, "  ({what}: {words})")?;
            }
        }
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
    line("gloss", by_language(&entity.gloss))?;
    line("branch of", entity.parent.iter().map(|id| format!(" {id}")).collect())?;
    line("is not", entity.distinct_from.join(", "))
}

/// Context words, folded, in the order of the alphabet.
fn words(phrases: &[String]) -> String {
    let mut words: Vec<&str> = phrases.iter().map(|phrase| phrase.trim()).collect();
    words.sort_unstable();
    words.dedup();
    words.join(", ")
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

fn stats(alone: &[PathBuf], json: bool, rules: &args::Rules) -> anyhow::Result<u8> {
    let stats = if alone.is_empty() {
        Stats::of(Setup::read(rules)?.cleaner()?.dictionary().layers())
    } else {
        let read: Result<Vec<Compiled>, _> =
            alone.iter().map(|path| files::read(shipped().rest(), path)).collect();
        Stats::of(&Layers::new(read?))
    };
    let mut out = stdout();
    if json {
        writeln!(out, "{}", serde_json::to_string(&stats)?)?;
    } else {
        counts(&mut out, &stats, room())?;
    }
    out.flush()?;
    Ok(0)
}

fn counts(out: &mut impl Write, stats: &Stats, room: Option<usize>) -> io::Result<()> {
    let mut row = |what: &str, number: usize| {
        let what = room.map_or(Cow::Borrowed(what), |room| cut(what, room.saturating_sub(13)));
        writeln!(out, "{:>11}  {what}", say::grouped(number))
    };
    row("entities", stats.entities.values().sum())?;
    for (kind, count) in &stats.entities {
        row(&format!("  {kind}"), *count)?;
    }
    row("entities that have only an id", stats.bare)?;
    row("entities for which nothing is written", stats.unwritten)?;
    row("entities that no sentence tries", stats.untested)?;
    row("sentences", stats.sentences)?;
    row("spelling families", stats.families)?;
    row("strings", stats.strings())?;
    let languages = stats.languages.iter().map(|(lang, count)| (format!("in {lang}"), count));
    for (what, count) in stats.forms.iter().map(|(what, count)| (what.clone(), count)).chain(languages) {
        row(&format!("  {what}"), *count)?;
    }
    for (id, count) in &stats.largest {
        row(&format!("strings of {id}"), *count)?;
    }
    Ok(())
}

fn compile(paths: &[PathBuf], output: &Path) -> anyhow::Result<u8> {
    let made = files::compile(shipped().rest(), paths)?;
    write::all(output, &made.bytes)?;
    say::note(format!(
        "{}: {} of {}, {} bytes",
        output.display(),
        say::count(made.forms, "form"),
        if made.entities == 1 {
            "1 entity".to_owned()
        } else {
            format!("{} entities", say::grouped(made.entities))
        },
        say::grouped(made.bytes.len())
    ));
    Ok(0)
}
