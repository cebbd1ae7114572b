//! `dict init`, `dict add`: dictionary files, written.

use crate::{
    args,
    fault::{pick, usage},
    say,
};
use canonry::{
    Language,
    dictionary::{
        data::Case,
        edit::{self, About, Addition},
        shipped,
    },
    document::{EntityType, FormClass},
    write,
};
use std::{fs, path::Path};

/// Begins a file.
pub fn init(path: &Path, mut about: About) -> anyhow::Result<u8> {
    if path.exists() {
        let path = path.display();
        return Err(usage(format!(
            "{path}: is there already and stays; `canonry dict add {path} ID` adds to it"
        )));
    }
    if about.sources.is_empty() {
        about.sources.push("our own files".to_owned());
    }
    write::all(path, edit::new_file(&about).as_bytes())?;
    let path = path.display();
    say::note(format!("{path}: begun"));
    say::line(format!("next: canonry dict add {path} org/NAME --write \"NAME\" --form \"ANOTHER SPELLING\""));
    Ok(0)
}

/// Adds to a file.
pub fn add(args: &args::DictAdd) -> anyhow::Result<u8> {
    let path = args.file.as_path();
    let addition = addition(args)?;
    let text = fs::read_to_string(path).map_err(|error| {
        let path = path.display();
        usage(format!("{path}: cannot read this dictionary: {error}; `canonry dict init {path}` begins one"))
    })?;
    save(path, &text, &edit::add(&shipped().data(), path, &text, &addition)?, &args.id)?;
    Ok(0)
}

/// Writes a file that was added to, and says what to do next.
pub fn save(path: &Path, before: &str, after: &str, id: &str) -> anyhow::Result<()> {
    let shown = path.display();
    if before == after {
        say::note(format!("{shown}: has all of this already"));
        return Ok(());
    }
    write::all(path, after.as_bytes())?;
    let new = after.lines().count().saturating_sub(before.lines().count());
    say::note(format!("{shown}: {id} written, {} more", say::count(new, "line")));
    say::line(format!("next: canonry dict lint {shown}; canonry dict test {shown}"));
    Ok(())
}

fn addition(args: &args::DictAdd) -> anyhow::Result<Addition> {
    let wrong = |flag: &str| {
        let flag = flag.to_owned();
        move |words: String| usage(format!("--{flag}: {words}"))
    };
    let types: Vec<_> = EntityType::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let classes: Vec<_> = FormClass::ALL.iter().map(|class| (class.as_str(), *class)).collect();
    let cases = Case::ALL.map(|case| (case.as_str(), case));
    let kind = args.kind.as_deref().map(|kind| pick("type of name", kind, &types)).transpose();
    let case = args.case.as_deref().map(|case| pick("case", case, &cases)).transpose();
    let langs = args.lang.iter().filter(|code| *code != "any").map(|code| code.parse::<Language>());
    Ok(Addition {
        id: args.id.clone(),
        kind: kind.map_err(wrong("type"))?,
        label: args.label.clone(),
        parent: args.parent.clone(),
        write: args.write.iter().map(|text| by_language(text)).collect(),
        short: args.short.iter().map(|text| by_language(text)).collect(),
        forms: args.form.clone(),
        class: Some(pick("class of forms", &args.class, &classes).map_err(wrong("class"))?),
        langs: langs.collect::<Result<_, _>>().map_err(wrong("lang"))?,
        weak: args.weak,
        case: case.map_err(wrong("case"))?,
        needs: args.needs.clone(),
        never: args.never.clone(),
        matches: args.matches.clone(),
        leaves: args.leave.clone(),
        sources: args.source.clone(),
    })
}

/// `it=Stato Islamico` is Italian, anything without a code before it for all.
fn by_language(text: &str) -> (Language, String) {
    let code = text.split_once('=').and_then(|(code, text)| Some((code.parse().ok()?, text.to_owned())));
    code.unwrap_or_else(|| (Language::UND, text.to_owned()))
}
