//! Builds the table of letters: draws words from n-gram models, fits weights, writes them in one byte each.

#[path = "../../src/detect/letters.rs"]
#[allow(dead_code)]
mod letters;
mod fit;
mod math;
mod model;

use fit::{Example, fit};
use letters::{LANES, code, slots};
use math::{Random, flatten};
use model::Model;
use std::{collections::BTreeMap, env, fs, path::PathBuf, process::Command};

/// The groups, in the order of the lanes, and the models of each.
const GROUPS: [&[&str]; LANES] = [
    &["english"],
    &["italian"],
    &["french"],
    &["spanish"],
    &["portuguese"],
    &["catalan"],
    &["romanian"],
    &["latin", "esperanto"],
    &["german"],
    &["dutch", "afrikaans"],
    &["swedish", "danish", "bokmal", "nynorsk", "icelandic"],
    &["polish", "czech", "slovak", "slovene", "croatian", "bosnian"],
    &["hungarian", "finnish", "estonian"],
    &["turkish", "azerbaijani", "albanian", "latvian", "lithuanian"],
    &["indonesian", "malay", "tagalog", "swahili", "somali"],
    &["basque", "irish", "welsh", "vietnamese"],
];
/// Words drawn for a group.
const DRAWS: usize = 400_000;
const ROUNDS: usize = 5;
/// Parts of a nat a weight counts in.
const SCALE: f32 = 16.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let models = models()?;
    let mut random = Random(1);
    let mut examples = Vec::new();
    for (lane, group) in GROUPS.iter().enumerate() {
        let mut words: BTreeMap<String, f64> = BTreeMap::new();
        for name in *group {
            let path = models.get(*name).ok_or("no such model")?.join("models/ngrams.fst");
            let model = Model::read(fs::read(path)?)?;
            for (word, count) in model.words(DRAWS / group.len(), &mut random) {
                *words.entry(word).or_default() += f64::from(count);
            }
        }
        let all: f64 = words.values().map(|count| flatten(*count)).sum();
        eprintln!("{} {} words", group[0], words.len());
        for (word, count) in words {
            let codes: Vec<u8> = word.chars().map(code).collect();
            let mut places = Vec::new();
            slots(&codes, |slot| places.push(slot as u32));
            examples.push(Example { lane, weight: (flatten(count) / all * 40_000.0) as f32, slots: places });
        }
    }
    let weights = fit(&mut examples, ROUNDS, &mut random);
    let table: Vec<u8> = weights
        .slots
        .iter()
        .flatten()
        .map(|weight| (weight * SCALE).round().clamp(-127.0, 127.0) as i8 as u8)
        .collect();
    fs::write(env::args().nth(1).unwrap_or("../src/detect/letters.table".into()), table)?;
    Ok(())
}

/// Where each model was unpacked.
fn models() -> Result<BTreeMap<String, PathBuf>, Box<dyn std::error::Error>> {
    let output =
        Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--locked"]).output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let mut models = BTreeMap::new();
    for package in metadata["packages"].as_array().ok_or("cargo lists no packages")? {
        let name = package["name"].as_str().unwrap_or_default();
        let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap_or_default());
        if let Some(language) = name.strip_prefix("lingua-").and_then(|n| n.strip_suffix("-language-model")) {
            models.insert(language.to_owned(), manifest.parent().ok_or("no folder")?.to_owned());
        }
    }
    Ok(models)
}
