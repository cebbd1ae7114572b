//! `dict suggest`: names of a corpus that no dictionary lists, and the chosen ones written down.

use super::grow::save;
use crate::{
    args,
    config::Setup,
    fault::usage,
    inputs::Inputs,
    outputs::{Output, Target, stdout},
    run::{Engine, Made, Text, Work},
    say,
};
use canonry::{
    Analysis, Cleaner,
    dictionary::{
        edit::{self, Addition, id_of},
        shipped,
        suggest::{Gatherer, Page, Suggestion},
    },
    document::{EntityType, FormClass},
};
use serde_json::json;
use std::{fs, io::Write, path::Path};

/// Suggests, or writes what was accepted.
pub fn run(args: &args::DictSuggest) -> anyhow::Result<u8> {
    let engine = Engine::new(&args.input, Setup::read(&args.rules)?.cleaner()?)?;
    let mut inputs = Inputs::gather(&args.input)?;
    let journal = Output::new(Target::Nowhere).journal(&args.input, &inputs, json!({}))?;
    let gathering = Gathering { cleaner: &engine.cleaner };
    let mut gatherer = Gatherer::new(engine.cleaner.dictionary());
    let outcome = engine.run(&mut inputs, &gathering, journal, |_, _, _, made| {
        made.names.into_iter().for_each(|page| gatherer.add(page));
        Ok(())
    })?;
    let suggestions = gatherer.finish();
    if let Some(path) = &args.to {
        accept(path, &suggestions, &args.accept)?;
        return Ok(outcome.code(false));
    }
    let top = if args.top == 0 { usize::MAX } else { args.top };
    let mut out = stdout();
    for (number, suggestion) in (1..).zip(suggestions.iter().take(top)) {
        print(&mut out, number, suggestion, args.json)?;
    }
    out.flush()?;
    let known = suggestions.iter().filter(|suggestion| suggestion.entity.is_some()).count();
    say::note(format!(
        "{} of known entities, {} in {}",
        say::count(known, "unlisted name"),
        say::count(suggestions.len() - known, "stranger"),
        say::count(outcome.texts, "text")
    ));
    if !suggestions.is_empty() {
        say::line("next: read them, then the same command with --accept 1,3 --to ours.toml");
    }
    Ok(outcome.code(false))
}

fn print(out: &mut impl Write, number: usize, suggestion: &Suggestion, json: bool) -> std::io::Result<()> {
    let Suggestion { form, entity, score, why, count, pages, contexts } = suggestion;
    let score = (score * 100.0).round() / 100.0;
    if json {
        let record = json!({
            "number": number, "form": form, "entity": entity, "score": score, "why": why, "count": count,
            "pages": pages, "contexts": contexts,
        });
        return writeln!(out, "{record}");
    }
    let whom = entity.as_deref().unwrap_or("nobody known");
    writeln!(
        out,
        "{number}. {form} → {whom} ({score:.2}: {why}; {count} × on {})",
        say::count(*pages, "page")
    )?;
    contexts.iter().try_for_each(|context| writeln!(out, "     {context}"))
}

/// Writes accepted suggestions, each as the form it looks like.
fn accept(path: &Path, suggestions: &[Suggestion], numbers: &[usize]) -> anyhow::Result<()> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        usage(format!(
            "{shown}: cannot read this dictionary: {error}; `canonry dict init {shown}` begins one"
        ))
    })?;
    let known = shipped().data();
    let (mut grown, mut ids) = (text.clone(), Vec::new());
    for number in numbers {
        let suggestion = number.checked_sub(1).and_then(|at| suggestions.get(at)).ok_or_else(|| {
            usage(format!("--accept {number}: {} in all", say::count(suggestions.len(), "suggestion")))
        })?;
        let addition = addition(suggestion);
        grown = edit::add(&known, path, &grown, &addition)?;
        ids.push(addition.id);
    }
    save(path, &text, &grown, &ids.join(", "))
}

/// An acronym proves little by itself; a name of several words that is another spelling becomes what is written for it; what
/// is nothing like the names that are listed is an alias.
fn addition(suggestion: &Suggestion) -> Addition {
    let form = suggestion.form.clone();
    let short = form.len() <= 6 && !form.contains(' ') && form.chars().any(char::is_uppercase);
    let class = match &suggestion.entity {
        _ if short => FormClass::Short,
        Some(_) if !suggestion.why.contains("like `") => FormClass::Alias,
        _ => FormClass::Long,
    };
    let id = suggestion.entity.clone().unwrap_or_else(|| id_of(EntityType::Org, &form));
    Addition { id, forms: vec![form], class: Some(class), weak: short, ..Addition::default() }
}

struct Gathering<'c> {
    cleaner: &'c Cleaner,
}

impl Work for Gathering<'_> {
    fn text(&self, _: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        made.names.push(Page::read(
            self.cleaner.dictionary(),
            analysis.original,
            &analysis.mentions,
            &analysis.candidates,
        ));
    }
}
