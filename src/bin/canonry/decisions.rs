//! Refused changes, kept in `decisions.toml`.
//! In: the file, ids, what a log says of them. Out: a set of ids; the file with more of them. Not here: what an id is
//! (see `canonry::report::decisions`), which file is in effect (see `config`).

use crate::fault::usage;
use anyhow::Context;
use canonry::{
    Error,
    dictionary::source::{place, syntax_error},
    edit::ChangeId,
    write,
};
use serde::Deserialize;
use std::{collections::BTreeSet, fs, path::Path};
use toml::{Spanned, Value};

/// The name of the file that is looked for.
pub const FILE: &str = "decisions.toml";

const HEAD: &str = "\
# Changes that somebody refused; later runs leave the words as they stand. Take an entry out to allow its change again.
";

/// A refused change, as told to people.
#[derive(Debug, Default)]
pub struct Refused {
    pub id: String,
    pub page: String,
    pub before: String,
    pub after: String,
    pub rules: Vec<String>,
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    refused: Vec<Entry>,
}

/// Only the id decides; the rest is for people.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    #[serde(rename = "page", default)]
    _page: String,
    #[serde(rename = "before", default)]
    _before: String,
    #[serde(rename = "after", default)]
    _after: String,
    #[serde(rename = "rules", default)]
    _rules: Vec<String>,
    #[serde(rename = "reason", default)]
    _reason: String,
}

/// The refused changes of a file.
pub fn read(path: &Path) -> anyhow::Result<BTreeSet<ChangeId>> {
    let text = fs::read_to_string(path)
        .map_err(|error| usage(format!("{}: cannot read these decisions: {error}", path.display())))?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> anyhow::Result<BTreeSet<ChangeId>> {
    let file: File = toml::from_str(text).map_err(|error| syntax_error(path, text, &error))?;
    let id = |entry: &Entry| -> anyhow::Result<ChangeId> {
        let wrong = |message: String| Error::config(place(path, text, entry.id.span()), message);
        Ok(entry.id.get_ref().parse().map_err(wrong)?)
    };
    file.refused.iter().map(id).collect()
}

/// Adds changes to the file, which may not be there yet; comments and order stay. Returns how many were new.
pub fn add(path: &Path, refused: &[Refused]) -> anyhow::Result<usize> {
    let mut text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => HEAD.to_owned(),
        Err(error) => return Err(usage(format!("{}: cannot read these decisions: {error}", path.display()))),
    };
    let mut known = parse(path, &text)?;
    let before = known.len();
    for change in refused {
        let id: ChangeId = change.id.parse().map_err(usage)?;
        if known.insert(id) {
            text.push_str(&entry(change));
        }
    }
    if known.len() > before {
        write::all(path, text.as_bytes()).context("nothing was refused")?;
    }
    Ok(known.len() - before)
}

fn entry(change: &Refused) -> String {
    let mut out = format!("\n[[refused]]\nid = \"{}\"\n", change.id);
    for (key, value) in [
        ("page", &change.page),
        ("before", &change.before),
        ("after", &change.after),
        ("reason", &change.reason),
    ] {
        if !value.is_empty() {
            out.push_str(&format!("{key} = {}\n", Value::String(value.clone())));
        }
    }
    if !change.rules.is_empty() {
        let rules: Vec<Value> = change.rules.iter().cloned().map(Value::String).collect();
        out.push_str(&format!("rules = {}\n", Value::Array(rules)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_read_again_and_comments_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        let change = |id: u64| Refused {
            id: ChangeId(id).to_string(),
            page: "a \"b\"\\c.txt".to_owned(),
            before: "Share\n\u{7f}this".to_owned(),
            after: String::new(),
            rules: vec!["strip/share".to_owned(), "x".to_owned()],
            reason: "it is 'the' title".to_owned(),
        };
        assert_eq!(add(&path, &[change(1), change(2), change(1)]).expect("added"), 2);
        let text = fs::read_to_string(&path).expect("there") + "# mine\n";
        fs::write(&path, &text).expect("written");
        assert_eq!(add(&path, &[change(2), change(3)]).expect("added"), 1);
        assert!(fs::read_to_string(&path).expect("there").starts_with(&text));
        assert_eq!(read(&path).expect("read"), BTreeSet::from([1, 2, 3].map(ChangeId)));
    }

    #[test]
    fn a_broken_file_is_refused_with_its_place() {
        let rows = [
            ("[[refused]]\nid = \"x\"\n", "decisions.toml:2:6: expected the id of a change"),
            ("[[refused]]\nid = 1\n", "decisions.toml:2"),
            ("[[refused]]\nid = \"c0000000000000001\"\nwhy = 1\n", "unknown field `why`"),
            ("[[refused\n", "decisions.toml:1"),
        ];
        for (text, expected) in rows {
            let error = parse(Path::new(FILE), text).expect_err("refused").to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
