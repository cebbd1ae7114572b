//! Dictionaries as tables: CSV with a heading, `entity,form` and, where wanted, `lang`, `strength` and `source`.
//! In: bytes of a table. Out: its forms, given to a writer one by one; what is wrong with a row, with its line.
//! Not here: written names and contexts, which only TOML has (see `source`).
//!
//! `org/wadi,Harakat al-Wadi` is a strong long form in any language, found where some letter is a capital.

use super::{
    compile::{Manner, Writer},
    data::Case,
    patterns::{allowed_gap, joined},
};
use crate::{
    document::{FormClass, Language},
    error::{Error, Place},
    scan::{Gap, Scan, hash},
};
use csv::{ByteRecord, ReaderBuilder};
use std::path::Path;

const COLUMNS: &str = "entity, form and, where wanted, lang, strength and source";

/// Where each column stands.
struct Columns {
    entity: usize,
    form: usize,
    lang: Option<usize>,
    strength: Option<usize>,
}

/// One row, understood.
struct Row<'r> {
    entity: &'r str,
    form: &'r str,
    langs: Vec<Language>,
    strong: bool,
}

/// True when the first line names the columns of such a table.
pub(super) fn looks_like_a_table(bytes: &[u8]) -> bool {
    let line = bytes.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or_default();
    let names = |name: &[u8]| line.split(|b| *b == b',').any(|cell| bare(cell) == name);
    names(b"entity") && names(b"form")
}

/// A cell of the heading without byte order mark, spaces and quotation marks.
fn bare(cell: &[u8]) -> &[u8] {
    let cell = cell.strip_prefix("\u{feff}".as_bytes()).unwrap_or(cell).trim_ascii();
    cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell)
}

/// Gives every row to the writer; stops at the first that is wrong. `described` tells the number of an entity that has
/// more than an id.
pub(super) fn add(
    path: &Path,
    bytes: &[u8],
    writer: &mut Writer<'_>,
    context: u32,
    described: impl Fn(&str) -> Option<u32>,
) -> Result<(), Error> {
    let mut forms = Forms { writer, context, scan: Scan::default(), last: (String::new(), 0) };
    each_row(path, bytes, |place, row| {
        let row = row.map_err(|message| Error::dictionary(place(), message))?;
        forms.add(&row, &described).map_err(|message| Error::dictionary(place(), message))
    })
}

/// Hands out the rows, and the place of each for those who must complain.
fn each_row<E: From<Error>>(
    path: &Path,
    bytes: &[u8],
    mut take: impl FnMut(&dyn Fn() -> Place, Result<Row<'_>, String>) -> Result<(), E>,
) -> Result<(), E> {
    let place = |line: u64| Place { path: path.to_owned(), line: line as usize, ..Place::default() };
    let broken = |error: csv::Error| {
        let line = error.position().map_or(0, csv::Position::line);
        E::from(Error::dictionary(place(line), format!("cannot be read as CSV: {error}")))
    };
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
    let heading = reader.byte_headers().map_err(broken)?;
    let columns = columns(heading).map_err(|message| E::from(Error::dictionary(place(1), message)))?;
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(broken)? {
        let line = record.position().map_or(0, csv::Position::line);
        take(&|| place(line), row(&columns, &record))?;
    }
    Ok(())
}

fn columns(heading: &ByteRecord) -> Result<Columns, String> {
    let find = |name: &str| heading.iter().position(|cell| bare(cell) == name.as_bytes());
    // Where a form comes from is read by people.
    let known = ["entity", "form", "lang", "strength", "source"];
    if let Some(other) =
        heading.iter().map(bare).find(|cell| !known.iter().any(|name| name.as_bytes() == *cell))
    {
        let other = String::from_utf8_lossy(other);
        return Err(format!("the columns of a dictionary are {COLUMNS}, but this heading has `{other}`"));
    }
    let needed = |name: &str| {
        find(name).ok_or_else(|| format!("the heading has no column `{name}`; the columns are {COLUMNS}"))
    };
    Ok(Columns {
        entity: needed("entity")?,
        form: needed("form")?,
        lang: find("lang"),
        strength: find("strength"),
    })
}

fn row<'r>(columns: &Columns, record: &'r ByteRecord) -> Result<Row<'r>, String> {
    let cell = |column: usize| {
        let bytes = record.get(column).unwrap_or_default().trim_ascii();
        std::str::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())
    };
    let optional = |column: Option<usize>| column.map_or(Ok(""), cell);
    let (entity, form) = (cell(columns.entity)?, cell(columns.form)?);
    if entity.is_empty() {
        return Err(format!("the form `{form}` has no entity"));
    }
    let mut langs = Vec::new();
    for code in optional(columns.lang)?.split_ascii_whitespace().filter(|code| *code != "any") {
        langs.push(code.parse()?);
    }
    let strong = match optional(columns.strength)? {
        "" | "strong" => true,
        "weak" => false,
        other => return Err(format!("expected a strength of strong or weak, but found `{other}`")),
    };
    Ok(Row { entity, form, langs, strong })
}

/// Folds forms and gives them to a writer.
struct Forms<'f, 'w> {
    writer: &'f mut Writer<'w>,
    context: u32,
    scan: Scan,
    /// The entity of the row before, and its number.
    last: (String, u32),
}

impl Forms<'_, '_> {
    fn add(&mut self, row: &Row<'_>, described: &impl Fn(&str) -> Option<u32>) -> Result<(), String> {
        let text = row.form;
        self.scan.read(text);
        let scan = &self.scan;
        if scan.tokens.is_empty() || text.contains('\0') {
            return Err(format!("`{text}` has no letter by which it could be found"));
        }
        let manner = self.writer.manner(Manner {
            class: FormClass::Long,
            langs: row.langs.clone(),
            strong: row.strong,
            case: Case::NotLower,
            keep: false,
            grammar: false,
            context: self.context,
        });
        if self.last.0 != row.entity {
            let number = described(row.entity).unwrap_or_else(|| self.writer.entity(row.entity));
            self.last = (row.entity.to_owned(), number);
        }
        let entity = self.last.1;
        let mut gaps = [Gap::NONE.bits(); 16];
        let count = scan.tokens.len() - 1;
        let bits = |at: usize| allowed_gap(scan, at).bits();
        let many: Vec<u16>;
        let gaps = match gaps.get_mut(..count) {
            Some(few) => {
                few.iter_mut().zip(1..).for_each(|(gap, at)| *gap = bits(at));
                &*few
            }
            None => {
                many = (1..=count).map(bits).collect();
                &many
            }
        };
        let words = scan.tokens.iter().map(|token| token.hash);
        self.writer.add(entity, manner, gaps, &scan.view, text, words)?;
        if gaps.contains(&Gap::NONE.bits()) {
            let gaps: Vec<Gap> = gaps.iter().map(|bits| Gap::from_bits(*bits)).collect();
            let (view, gaps) = joined(scan, &gaps);
            let gaps: Vec<u16> = gaps.iter().map(|gap| gap.bits()).collect();
            self.writer.add(entity, manner, &gaps, &view, text, view.split_whitespace().map(hash))?;
        }
        Ok(())
    }
}

#[cfg(feature = "toml")]
pub use lint::lint;

#[cfg(feature = "toml")]
mod lint {
    use super::{Error, Path, Row, Scan, each_row};
    use crate::{
        dictionary::{
            data::{Case, Data},
            lint::{Common, Finding, Frequencies, Rule, is_unbalanced},
            patterns::default_case,
            source::at_line,
        },
        error::Place,
    };
    use std::collections::HashMap;
    use xxhash_rust::xxh3::xxh3_64;

    /// Every row that is wrong, every form that would mean two entities, and those that mean others in what is `known`.
    /// Ordinary words are told with how often a corpus has them.
    pub fn lint(known: &Data, frequencies: &Frequencies, path: &Path, bytes: &[u8]) -> Vec<Finding> {
        let mut rows = Rows {
            findings: Vec::new(),
            common: Common::new(&known.languages),
            frequencies,
            owners: HashMap::new(),
            before: HashMap::new(),
            scan: Scan::default(),
        };
        for form in &known.forms {
            let id = known.entities[form.entity as usize].id.as_str();
            rows.before.entry(form.pattern.as_str()).or_insert(id);
        }
        let all = each_row(path, bytes, |place, row| {
            match row {
                Err(message) => rows.findings.push(Finding::new(place(), Rule::WrongValue, message)),
                Ok(row) => rows.look(place, &row),
            }
            Ok::<(), Error>(())
        });
        let mut findings = rows.findings;
        if let Err(error) = all {
            let message = error.to_string();
            let message = message.split_once(": ").map_or(message.as_str(), |(_, words)| words).to_owned();
            let place = Place { path: path.to_owned(), line: 1, ..Place::default() };
            findings.push(Finding::new(place, Rule::Syntax, message));
        }
        show(&mut findings, bytes);
        findings
    }

    /// Gives the findings their lines, with a caret below the form that each begins with.
    fn show(findings: &mut [Finding], bytes: &[u8]) {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        let mut lines = (1..).zip(text.split('\n').map(|line| line.trim_end_matches('\r')));
        let mut here = lines.next();
        for finding in findings {
            while here.is_some_and(|(number, _)| number < finding.place.line) {
                here = lines.next();
            }
            let Some((number, line)) = here.filter(|(number, _)| *number == finding.place.line) else {
                continue;
            };
            let named = finding.message.split('`').nth(1).filter(|form| !form.is_empty());
            let (column, width) = match named.and_then(|form| Some((line.find(form)?, form))) {
                Some((at, form)) => (line[..at].chars().count() + 1, form.chars().count()),
                None => (1, line.chars().count()),
            };
            finding.place = at_line(&finding.place.path, number, line, column, width);
        }
    }

    struct Rows<'k> {
        findings: Vec<Finding>,
        common: Common,
        frequencies: &'k Frequencies,
        /// For folded words and strength: of the entity its hash, and the line.
        owners: HashMap<u64, (u64, usize)>,
        before: HashMap<&'k str, &'k str>,
        scan: Scan,
    }

    impl Rows<'_> {
        fn look(&mut self, place: &dyn Fn() -> Place, row: &Row<'_>) {
            self.scan.read(row.form);
            let view = self.scan.view.as_str();
            if view.trim().is_empty() {
                let message = format!("`{}` has no letter by which it could be found", row.form);
                return self.findings.push(Finding::new(place(), Rule::WrongValue, message));
            }
            if is_unbalanced(row.form) {
                let message = format!(
                    "a bracket or quotation mark of `{}` is never closed; in a table it is a letter like others",
                    row.form
                );
                self.findings.push(Finding::new(place(), Rule::Unbalanced, message));
            }
            let (word, codes) = (view.trim(), row.langs.iter().map(|lang| lang.as_str()).collect::<Vec<_>>());
            if row.strong && !word.contains(' ') && default_case(&self.scan) != Case::Upper {
                let codes = if codes.is_empty() { &["en", "it"] } else { codes.as_slice() };
                let told = self.common.ordinary(self.frequencies, (row.form, word), codes, true);
                if let Some((rule, told)) = told {
                    self.findings.push(Finding::new(place(), rule, format!("{told}: make it weak")));
                }
            }
            if let Some(owner) = self.before.get(view).filter(|owner| **owner != row.entity) {
                let message = format!(
                    "`{}` means `{}` from now on, and no longer `{owner}` of the dictionaries before",
                    row.form, row.entity
                );
                self.findings.push(Finding::new(place(), Rule::Shadowed, message));
            }
            let key = xxh3_64(view.as_bytes()) ^ u64::from(row.strong);
            let (own, line) = (xxh3_64(row.entity.as_bytes()), place().line);
            let (owner, earlier) = *self.owners.entry(key).or_insert((own, line));
            if earlier == line {
                return;
            }
            let (rule, message) = if owner == own {
                let message =
                    format!("`{}` of `{}` is found by line {earlier} already", row.form, row.entity);
                (Rule::EqualFolded, message)
            } else {
                let message =
                    format!("`{}` means another entity in line {earlier}: it stays a candidate", row.form);
                (Rule::SharedName, message)
            };
            self.findings.push(Finding::new(place(), rule, message));
        }
    }
}
