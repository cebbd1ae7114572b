//! Names from elsewhere, and names for elsewhere.
//! In: CSV, FollowTheMoney entities, spaCy patterns, FlashText dictionaries; or dictionaries. Out: rows of a table that is
//! a dictionary (see `table`), with the conflicts; or CSV and JSON Lines. One record is held at a time; of what was read
//! there is kept what tells a name that comes again.

use super::{compiled::FormRef, edit::id_of, forms::LIMIT, layers::Layers, ordinary::is_ordinary};
use crate::{
    document::{EntityType, Language, names},
    error::{Error, Place},
    scan::Scan,
};
use csv::{ByteRecord, ReaderBuilder};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    io::{self, BufRead, Write},
    path::Path,
};
use xxhash_rust::xxh3::xxh3_64;

names! {
    /// How names from elsewhere are written down.
    Source {
        /// A table with a heading.
        Csv = "csv",
        /// FollowTheMoney entities, one JSON object a line, as OpenSanctions publishes them.
        Ftm = "ftm",
        /// Patterns of spaCy's entity ruler, one JSON object a line.
        Spacy = "spacy",
        /// A dictionary of FlashText: `{"clean name": ["name", …]}`, or lines `name=>clean name`.
        Flashtext = "flashtext",
    }
}

names! {
    /// How dictionaries are written for others.
    Target {
        /// The columns of a table that is a dictionary.
        Csv = "csv",
        /// One object a form, with all that is said of it.
        Jsonl = "jsonl",
    }
}

/// What is wanted of names from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The type of entities that do not say it.
    pub kind: Option<EntityType>,
    /// FollowTheMoney: only these schemata; none for all that are names of something.
    pub schemas: Vec<String>,
    /// FollowTheMoney: only entities with one of these topics or a part of it (`crime` has `crime.terror`).
    pub topics: Vec<String>,
    /// The version of the data set, where the records do not say when they last changed.
    pub version: Option<String>,
    /// CSV: which column is `entity`, `form`, `alias`, `lang`, `strength`, `type`, `source`.
    pub columns: BTreeMap<String, String>,
    /// CSV: what stands between several names in one cell.
    pub split: Option<char>,
}

/// A name that means somebody else already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The name.
    pub form: String,
    /// Whom it means in what is read.
    pub entity: String,
    /// Whom it means already.
    pub owner: String,
    /// True when that is in the dictionaries before: the name is left out. Two entities of one import keep it: such a name
    /// is a candidate.
    pub left_out: bool,
}

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows written.
    pub rows: usize,
    /// Entities among them.
    pub entities: usize,
    /// Names that are one ordinary word, and were made weak.
    pub ordinary: usize,
    /// What was left out, by reason, and the first line of each.
    pub left_out: BTreeMap<&'static str, (usize, usize)>,
}

/// Reads names, writes rows, hands out conflicts. Nothing that `known` says is taken away.
///
/// ```
/// use canonry::dictionary::{exchange::{import, Source, Wanted}, layers::Layers, shipped};
/// let known = Layers::new([shipped()]);
/// let lines = "wadi movement=>Harakat al-Wadi\nIS-K=>Harakat al-Wadi\n";
/// let (mut rows, mut conflicts) = (Vec::new(), Vec::new());
/// let mut told = |conflict| conflicts.push(conflict);
/// import(Source::Flashtext, &Wanted::default(), &known, "x.txt".as_ref(), lines.as_bytes(), &mut rows, &mut told).unwrap();
/// let rows = String::from_utf8(rows).unwrap();
/// assert!(rows.contains("org/harakat-al-wadi,wadi movement,,strong,") && !rows.contains("IS-K"));
/// assert_eq!(conflicts[0].owner, "org/islamic-state-khorasan");
/// ```
pub fn import(
    source: Source,
    wanted: &Wanted,
    known: &Layers,
    path: &Path,
    mut input: impl BufRead,
    out: &mut impl Write,
    conflicts: &mut dyn FnMut(Conflict),
) -> Result<Imported, Error> {
    let mut desk = Desk {
        wanted,
        known,
        path,
        out: csv::Writer::from_writer(out),
        conflicts,
        scan: Scan::default(),
        owners: HashMap::new(),
        numbers: HashMap::new(),
        ids: Vec::new(),
        told: Imported::default(),
        line: 0,
    };
    desk.write(["entity", "form", "lang", "strength", "source"])?;
    match source {
        Source::Csv => desk.table(input)?,
        Source::Ftm => desk.lines(input, Desk::ftm)?,
        Source::Spacy => desk.lines(input, Desk::spacy)?,
        Source::Flashtext => {
            let opens = input.fill_buf().map_err(|cause| Error::io(path, "read", cause))?;
            match opens.iter().find(|b| !b.is_ascii_whitespace()) {
                Some(b'{') => desk.flashtext(input)?,
                _ => desk.lines(input, Desk::arrow)?,
            }
        }
    }
    desk.out.flush().map_err(|cause| Error::io(path, "write", cause))?;
    desk.told.entities = desk.ids.len();
    Ok(desk.told)
}

/// Tells by the first line how names are written down.
pub fn sniff(head: &[u8]) -> Source {
    let line = head.split(|b| *b == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let has = |words: &str| memchr::memmem::find(line, words.as_bytes()).is_some();
    match line.trim_ascii().first() {
        Some(b'{') if has("\"schema\"") && has("\"properties\"") => Source::Ftm,
        Some(b'{') if has("\"label\"") && has("\"pattern\"") => Source::Spacy,
        Some(b'{') => Source::Flashtext,
        _ if has("=>") => Source::Flashtext,
        _ => Source::Csv,
    }
}

/// An entity of FollowTheMoney, as far as it is names.
#[derive(Deserialize)]
struct Ftm {
    id: String,
    schema: String,
    #[serde(default)]
    properties: Properties,
    #[serde(default)]
    datasets: Vec<String>,
    #[serde(default)]
    last_change: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Properties {
    name: Vec<String>,
    alias: Vec<String>,
    weak_alias: Vec<String>,
    previous_name: Vec<String>,
    abbreviation: Vec<String>,
    topics: Vec<String>,
}

/// A pattern of spaCy's entity ruler.
#[derive(Deserialize)]
struct Spacy {
    label: String,
    pattern: Value,
    #[serde(default)]
    id: Option<String>,
}

/// What a schema of FollowTheMoney or a label of spaCy is; `None` for what has no name of its own in texts.
fn kind_of(name: &str) -> Option<EntityType> {
    Some(match name {
        "Person" | "PERSON" | "PER" => EntityType::Person,
        "Organization" | "Company" | "LegalEntity" | "PoliticalParty" | "ORG" | "NORP" => EntityType::Org,
        "PublicBody" => EntityType::State,
        "GPE" | "LOC" | "FAC" => EntityType::Place,
        other => return EntityType::named(&other.to_lowercase()),
    })
}

/// One name.
struct Name<'n> {
    entity: &'n str,
    form: &'n str,
    lang: &'n str,
    strong: bool,
    source: &'n str,
}

struct Desk<'d, W: Write> {
    wanted: &'d Wanted,
    known: &'d Layers,
    path: &'d Path,
    out: csv::Writer<&'d mut W>,
    conflicts: &'d mut dyn FnMut(Conflict),
    scan: Scan,
    /// For the hash of folded words, whose they are; and for that of words, owner and strength, that they were written.
    owners: HashMap<u64, u32>,
    numbers: HashMap<u64, u32>,
    ids: Vec<Box<str>>,
    told: Imported,
    line: usize,
}

impl<W: Write> Desk<'_, W> {
    fn write(&mut self, cells: [&str; 5]) -> Result<(), Error> {
        self.out.write_record(cells).map_err(|error| {
            let message = format!("a row cannot be written: {error}");
            Error::input(Place { path: self.path.to_owned(), line: self.line, ..Place::default() }, message)
        })
    }

    fn leave_out(&mut self, why: &'static str) {
        let (count, _) = self.told.left_out.entry(why).or_insert((0, self.line));
        *count += 1;
    }

    fn name(&mut self, name: &Name<'_>) -> Result<(), Error> {
        let form = name.form.split_whitespace().collect::<Vec<_>>().join(" ");
        self.scan.read(&form);
        let words = self.scan.tokens.len();
        if words == 0 || form.contains('\0') {
            self.leave_out("no letter by which it could be found");
            return Ok(());
        }
        let view = self.scan.view.as_str();
        let known = self.known;
        let owner =
            known.forms().exactly(view).map(|form| known.id(form.entity)).find(|id| *id != name.entity);
        let key = xxh3_64(view.as_bytes());
        if let Some(owner) = owner.map(str::to_owned) {
            (self.conflicts)(Conflict { form, entity: name.entity.to_owned(), owner, left_out: true });
            self.leave_out("means somebody else in the dictionaries before");
            return Ok(());
        }
        let ordinary = words == 1 && name.strong && is_ordinary(self.scan.tokens[0].hash);
        let strong = name.strong && !ordinary;
        let number = self.number(name.entity);
        if self
            .owners
            .insert(key.rotate_left(32) ^ u64::from(number) << 1 ^ u64::from(strong), number)
            .is_some()
        {
            self.leave_out("listed already");
            return Ok(());
        }
        let first = *self.owners.entry(key).or_insert(number);
        if first != number {
            let owner = self.ids[first as usize].to_string();
            (self.conflicts)(Conflict {
                form: form.clone(),
                entity: name.entity.to_owned(),
                owner,
                left_out: false,
            });
        }
        self.told.ordinary += usize::from(ordinary);
        self.told.rows += 1;
        let strength = if strong { "strong" } else { "weak" };
        self.write([name.entity, &form, name.lang, strength, name.source])
    }

    fn number(&mut self, id: &str) -> u32 {
        let fresh = self.ids.len() as u32;
        let number = *self.numbers.entry(xxh3_64(id.as_bytes())).or_insert(fresh);
        if number == fresh {
            self.ids.push(id.into());
        }
        number
    }

    /// Hands out lines; one that is not understood is left out and told.
    fn lines(
        &mut self,
        mut input: impl BufRead,
        mut take: impl FnMut(&mut Self, &str) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let read =
                input.read_until(b'\n', &mut bytes).map_err(|cause| Error::io(self.path, "read", cause))?;
            if read == 0 {
                return Ok(());
            }
            self.line += 1;
            match std::str::from_utf8(&bytes).map(|line| line.trim_start_matches('\u{feff}').trim()) {
                Ok("") => {}
                Ok(line) => take(self, line)?,
                Err(_) => self.leave_out("not UTF-8"),
            }
        }
    }

    fn ftm(&mut self, line: &str) -> Result<(), Error> {
        let Ok(entity) = serde_json::from_str::<Ftm>(line) else {
            self.leave_out("no FollowTheMoney entity");
            return Ok(());
        };
        let wanted = self.wanted;
        if !wanted.schemas.is_empty() && !wanted.schemas.contains(&entity.schema) {
            self.leave_out("of another schema");
            return Ok(());
        }
        let has = |topic: &String| {
            let part = |own: &String| {
                own.strip_prefix(topic.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            entity.properties.topics.iter().any(part)
        };
        if !wanted.topics.is_empty() && !wanted.topics.iter().any(has) {
            self.leave_out("of other topics");
            return Ok(());
        }
        let Some(kind) = kind_of(&entity.schema).or(wanted.kind) else {
            self.leave_out("of a schema that has no names in texts");
            return Ok(());
        };
        let id = format!("{kind}/{}", entity.id);
        let version = wanted.version.as_ref().or(entity.last_change.as_ref());
        let version = version.map(|version| format!("@{version}")).unwrap_or_default();
        let source = format!("{}{version} {}", entity.datasets.join("+"), entity.id);
        let names = entity.properties;
        let lists = [
            (names.name, true),
            (names.alias, true),
            (names.previous_name, true),
            (names.weak_alias, false),
            (names.abbreviation, false),
        ];
        for (list, strong) in lists {
            for form in &list {
                self.name(&Name { entity: &id, form, lang: "", strong, source: source.trim() })?;
            }
        }
        Ok(())
    }

    fn spacy(&mut self, line: &str) -> Result<(), Error> {
        let Ok(pattern) = serde_json::from_str::<Spacy>(line) else {
            self.leave_out("no pattern of spaCy");
            return Ok(());
        };
        let Some(forms) = spelt(&pattern.pattern) else {
            self.leave_out("a pattern of more than words");
            return Ok(());
        };
        let Some(kind) = kind_of(&pattern.label).or(self.wanted.kind) else {
            self.leave_out("of a label that is no type of ours (say --type)");
            return Ok(());
        };
        let id = match pattern.id {
            Some(id) if id.contains('/') => id,
            Some(id) => id_of(kind, &id),
            None => id_of(kind, &forms[0]),
        };
        for form in &forms {
            self.name(&Name { entity: &id, form, lang: "", strong: true, source: "" })?;
        }
        Ok(())
    }

    fn arrow(&mut self, line: &str) -> Result<(), Error> {
        let (form, clean) = line.split_once("=>").unwrap_or((line, line));
        self.keyword(clean.trim(), form.trim())
    }

    /// A name of the one that is `clean`; that may be an id of ours, and is no name then.
    fn keyword(&mut self, clean: &str, form: &str) -> Result<(), Error> {
        let is_id = clean.split_once('/').is_some_and(|(kind, _)| EntityType::named(kind).is_some());
        if is_id && form == clean {
            return Ok(());
        }
        let id = match is_id {
            true => clean.to_owned(),
            false => id_of(self.wanted.kind.unwrap_or(EntityType::Org), clean),
        };
        self.name(&Name { entity: &id, form, lang: "", strong: true, source: "" })
    }

    fn flashtext(&mut self, input: impl BufRead) -> Result<(), Error> {
        let all: Map<String, Value> = serde_json::from_reader(input).map_err(|error| {
            let place = Place {
                path: self.path.to_owned(),
                line: error.line(),
                column: error.column(),
                ..Place::default()
            };
            Error::input(place, format!("expected {{\"clean name\": [\"name\", …]}}: {error}"))
        })?;
        for (clean, forms) in &all {
            self.line += 1;
            self.keyword(clean, clean)?;
            match forms {
                Value::Array(forms) => {
                    for form in forms.iter().filter_map(Value::as_str) {
                        self.keyword(clean, form)?;
                    }
                }
                Value::String(form) => self.keyword(clean, form)?,
                _ => self.leave_out("no list of names"),
            }
        }
        Ok(())
    }

    fn table(&mut self, input: impl BufRead) -> Result<(), Error> {
        let place = |line: usize| Place { path: self.path.to_owned(), line, ..Place::default() };
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(input);
        let heading = reader
            .byte_headers()
            .map_err(|error| Error::input(place(1), format!("cannot be read as CSV: {error}")))?;
        let columns =
            Columns::of(heading, &self.wanted.columns).map_err(|message| Error::input(place(1), message))?;
        let mut record = ByteRecord::new();
        loop {
            self.line = reader.position().line() as usize;
            match reader.read_byte_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => self.row(&columns, &record)?,
                Err(error) => {
                    let place = Place { path: self.path.to_owned(), line: self.line, ..Place::default() };
                    return Err(Error::input(place, format!("cannot be read as CSV: {error}")));
                }
            }
        }
    }

    fn row(&mut self, columns: &Columns, record: &ByteRecord) -> Result<(), Error> {
        let cell = |at: Option<usize>| {
            let bytes = at.and_then(|at| record.get(at)).unwrap_or_default().trim_ascii();
            std::str::from_utf8(bytes).map(|cell| cell.trim_start_matches('\u{feff}'))
        };
        let cells = [
            columns.entity,
            columns.form,
            columns.alias,
            columns.lang,
            columns.strength,
            columns.kind,
            columns.source,
        ];
        let Ok([entity, form, alias, lang, strength, kind, source]) = cells
            .map(cell)
            .into_iter()
            .collect::<Result<Vec<_>, _>>()
            .map(|cells| <[&str; 7]>::try_from(cells).expect("seven"))
        else {
            self.leave_out("not UTF-8");
            return Ok(());
        };
        let kind = kind_of(kind).or(self.wanted.kind).unwrap_or(EntityType::Org);
        let id = match entity {
            "" => id_of(kind, form),
            id if id.split('/').next().is_some_and(|opens| EntityType::named(opens).is_some()) => {
                id.to_owned()
            }
            id => format!("{kind}/{id}"),
        };
        let split = self.wanted.split;
        let several = |cell: &str| -> Vec<String> {
            let parts = split.map_or(vec![cell], |at| cell.split(at).collect());
            parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let forms = several(form);
        if forms.is_empty() {
            self.leave_out("no name");
        }
        for form in forms.into_iter().chain(several(alias)) {
            self.name(&Name { entity: &id, form: &form, lang, strong: strength != "weak", source })?;
        }
        Ok(())
    }
}

/// Where each column stands.
struct Columns {
    entity: Option<usize>,
    form: Option<usize>,
    alias: Option<usize>,
    lang: Option<usize>,
    strength: Option<usize>,
    kind: Option<usize>,
    source: Option<usize>,
}

impl Columns {
    /// The columns that are named, else those whose names say what they are.
    fn of(heading: &ByteRecord, named: &BTreeMap<String, String>) -> Result<Columns, String> {
        let names: Vec<String> = heading
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').trim().to_owned())
            .collect();
        let find = |what: &str, guesses: &[&str]| match named.get(what) {
            Some(name) => match names.iter().position(|own| own == name) {
                Some(at) => Ok(Some(at)),
                None => Err(format!("the heading has no column `{name}`; it has {}", names.join(", "))),
            },
            None => Ok(guesses
                .iter()
                .find_map(|guess| names.iter().position(|own| own.eq_ignore_ascii_case(guess)))),
        };
        let columns = Columns {
            entity: find("entity", &["entity", "entity_id", "id"])?,
            form: find("form", &["form", "name", "caption", "label", "title"])?,
            alias: find("alias", &["alias", "aliases"])?,
            lang: find("lang", &["lang", "language"])?,
            strength: find("strength", &["strength"])?,
            kind: find("type", &["type", "schema"])?,
            source: find("source", &["source", "dataset", "datasets"])?,
        };
        if columns.form.is_none() {
            return Err(format!(
                "no column is named form or name; say which holds names (--column form=NAME): {}",
                names.join(", ")
            ));
        }
        Ok(columns)
    }
}

/// The words of a pattern, where it is words and nothing else.
fn spelt(pattern: &Value) -> Option<Vec<String>> {
    if let Some(text) = pattern.as_str() {
        return Some(vec![text.to_owned()]);
    }
    let mut all = vec![String::new()];
    for token in pattern.as_array()? {
        let token = token.as_object().filter(|token| token.len() == 1)?;
        let (_, word) =
            token.iter().find(|(key, _)| ["LOWER", "TEXT", "ORTH", "NORM"].contains(&key.as_str()))?;
        let words: Vec<&str> = match word {
            Value::String(word) => vec![word],
            Value::Object(choice) => choice
                .get("IN")
                .filter(|_| choice.len() == 1)?
                .as_array()?
                .iter()
                .filter_map(Value::as_str)
                .collect(),
            _ => return None,
        };
        let longer = |text: &String| -> Vec<String> {
            words.iter().map(|word| format!("{text} {word}").trim().to_owned()).collect()
        };
        all = all.iter().flat_map(longer).collect();
        if all.is_empty() || all.len() > LIMIT {
            return None;
        }
    }
    Some(all).filter(|all| all.iter().all(|text| !text.is_empty()))
}

/// Writes every form of dictionaries; those of one text, class, language and strength once. Says how many.
///
/// ```
/// use canonry::dictionary::{exchange::{export, Target}, files, layers::Layers, shipped};
/// let table = "entity,form,lang,strength\norg/wadi,Harakat al-Wadi,it,weak\n";
/// let wadi = files::read_bytes(shipped().rest(), "wadi.csv".as_ref(), table.as_bytes()).unwrap();
/// let mut out = Vec::new();
/// assert_eq!(export(&Layers::new([wadi]), Target::Csv, &mut out).unwrap(), 1);
/// assert_eq!(out, table.as_bytes());
/// ```
pub fn export(layers: &Layers, target: Target, out: &mut dyn Write) -> io::Result<usize> {
    let mut rows: Vec<_> = layers.forms().iter().map(|form| (layers.id(form.entity), form)).collect();
    let key = |row: &(&str, FormRef<'_>)| {
        (row.0.to_owned(), row.1.text().to_owned(), row.1.class, !row.1.strong, row.1.langs.to_vec())
    };
    rows.sort_by(|a, b| {
        let order = |row: &(&'_ str, FormRef<'_>)| (row.1.class, !row.1.strong);
        (a.0, a.1.text()).cmp(&(b.0, b.1.text())).then(order(a).cmp(&order(b))).then(a.1.langs.cmp(b.1.langs))
    });
    rows.dedup_by(|a, b| key(a) == key(b));
    match target {
        Target::Csv => export_rows(&rows, out)?,
        Target::Jsonl => {
            for (id, form) in &rows {
                writeln!(out, "{}", object(layers, id, form))?;
            }
        }
    }
    Ok(rows.len())
}

fn export_rows(rows: &[(&str, FormRef<'_>)], out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["entity", "form", "lang", "strength"]).map_err(plain)?;
    for (id, form) in rows {
        let langs: Vec<&str> = form.langs.iter().map(Language::as_str).collect();
        let strength = if form.strong { "strong" } else { "weak" };
        table.write_record([id, form.text(), &langs.join(" "), strength]).map_err(plain)?;
    }
    table.flush()
}

/// The error of what is written to, kind and all: a closed pipe is known by it.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn object(layers: &Layers, id: &str, form: &FormRef<'_>) -> Value {
    let entity = layers.data().entities.get(form.entity as usize);
    let langs: Vec<&str> = form.langs.iter().map(Language::as_str).collect();
    json!({
        "entity": id,
        "type": entity.map(|entity| entity.kind.as_str()).or(id.split('/').next()),
        "label": entity.map(|entity| &entity.label),
        "form": form.text(),
        "class": form.class.as_str(),
        "lang": langs,
        "strength": if form.strong { "strong" } else { "weak" },
        "case": form.case.as_str(),
        "keep": form.keep,
    })
}
