//! Dictionaries in files of any kind: TOML, CSV, compiled.
//! In: paths, and what is known already. Out: [`Compiled`], or the bytes of one; what is wrong as a sentence.
//! Not here: what each kind says (see `source`, `table`, `compiled`).

use super::{
    compile::Writer,
    compiled::Compiled,
    data::{Context, Data},
    mapped::map,
    source::over,
    table,
};
use crate::error::{Error, Place};
use std::{fs, path::Path};
use xxhash_rust::xxh3::xxh3_64;

/// How a dictionary is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// What `dict compile` wrote.
    Compiled,
    /// A table.
    Csv,
    /// Entries.
    Toml,
}

impl Form {
    /// Tells the form by the first bytes, then by the name, then by the first line.
    pub fn of(path: &Path, bytes: &[u8]) -> Form {
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        let ends = |with: &str| ending.as_ref().is_some_and(|ending| ending == with);
        match () {
            () if Compiled::looks_compiled(bytes) || ends("canon") => Form::Compiled,
            () if ends("csv") => Form::Csv,
            () if !ends("toml") && table::looks_like_a_table(bytes) => Form::Csv,
            () => Form::Toml,
        }
    }
}

fn refused(path: &Path, message: impl Into<String>) -> Error {
    Error::dictionary(Place { path: path.to_owned(), ..Place::default() }, message)
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |error| refused(path, format!("cannot read this dictionary: {error}"))
}

/// Opens a dictionary of any form. A TOML file may use the spelling families of what is known.
pub fn read(known: &Data, path: &Path) -> Result<Compiled, Error> {
    // An empty file cannot be mapped, nor can a pipe.
    let mapped = map(path).ok();
    if let Some(mapped) = mapped.filter(|bytes| Form::of(path, bytes) == Form::Compiled) {
        return Compiled::open(mapped).map_err(|message| refused(path, message));
    }
    read_bytes(known, path, &fs::read(path).map_err(unreadable(path))?)
}

/// The same for bytes in memory; the path names them in errors and may tell their form.
pub fn read_bytes(known: &Data, path: &Path, bytes: &[u8]) -> Result<Compiled, Error> {
    let bytes = match Form::of(path, bytes) {
        Form::Compiled => bytes.to_vec(),
        _ => compile_bytes(known, &[(path, bytes)])?.bytes,
    };
    Compiled::open(bytes).map_err(|message| refused(path, message))
}

/// Opens a TOML file of residue rules and nothing else; what they say is looked at when they are compiled.
pub fn residue(path: &Path) -> Result<Compiled, Error> {
    let cannot = |error| refused(path, format!("cannot read this file of residue rules: {error}"));
    let bytes = fs::read(path).map_err(cannot)?;
    let data = over(&Data::default(), [(path, text(path, &bytes)?)])?;
    let rules = Data { residue: data.residue.clone(), digest: data.digest, ..Data::default() };
    if data != rules {
        let words =
            "holds more than rules for residue ([[rule]]); names and words belong in a dictionary (--dict)";
        return Err(refused(path, words));
    }
    Compiled::new(&data)
}

/// A dictionary to be written to a file.
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many forms.
    pub forms: usize,
    /// How many entities.
    pub entities: usize,
}

/// Compiles TOML and CSV files together into one dictionary.
pub fn compile(known: &Data, paths: &[impl AsRef<Path>]) -> Result<Made, Error> {
    let mut files = Vec::new();
    for path in paths.iter().map(AsRef::as_ref) {
        files.push((path, fs::read(path).map_err(unreadable(path))?));
    }
    let files: Vec<(&Path, &[u8])> = files.iter().map(|(path, bytes)| (*path, &**bytes)).collect();
    compile_bytes(known, &files)
}

/// The same for bytes in memory; the paths name them in errors and may tell their form.
pub fn compile_bytes(known: &Data, files: &[(&Path, &[u8])]) -> Result<Made, Error> {
    let (mut entries, mut tables) = (Vec::new(), Vec::new());
    for (path, bytes) in files {
        match Form::of(path, bytes) {
            Form::Compiled => return Err(refused(path, "is compiled already; compile its source")),
            Form::Csv => tables.push((*path, *bytes)),
            Form::Toml => entries.push((*path, text(path, bytes)?)),
        }
    }
    let mut data = over(known, entries)?;
    let forms = std::mem::take(&mut data.forms);
    let plain = Context::default();
    let context = data.contexts.iter().position(|known| *known == plain).unwrap_or(data.contexts.len());
    if context == data.contexts.len() {
        data.contexts.push(plain);
    }
    for (_, bytes) in &tables {
        data.digest = data.digest.rotate_left(1) ^ xxh3_64(bytes);
    }
    let described: std::collections::HashMap<&str, u32> =
        (0u32..).zip(&data.entities).map(|(number, entity)| (entity.id.as_str(), number)).collect();
    let mut writer = Writer::new(&data);
    let first = files.first().map_or(Path::new(""), |(path, _)| path);
    writer.add_all(&forms).map_err(|message| refused(first, message))?;
    writer.reserve(tables.iter().map(|(_, bytes)| bytes.len()).sum());
    for (path, bytes) in tables {
        let number = |id: &str| described.get(id).copied();
        table::add(path, bytes, &mut writer, context as u32, number)?;
    }
    let (forms, entities) = (writer.forms(), writer.entities());
    let bytes = writer.finish().map_err(|message| refused(first, message))?;
    Ok(Made { bytes, forms, entities })
}

fn text<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b str, Error> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        refused(path, format!("not UTF-8 at byte {at}; a dictionary is a TOML or CSV file in UTF-8"))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
