//! Writes entries into dictionary files as people would: remarks, order and lay-out of what is there survive.
//! In: the text of a TOML file, what is to stand in it. Out: the new text, checked as it will be read. Not here: files on
//! disk; whether an entry is wise (see `lint`).

use super::{
    data::{ByLanguage, Case, Data, Entity, Gender},
    source::{over, place},
};
use crate::{
    document::{EntityType, FormClass, Language},
    error::{Error, Place},
    scan::Scan,
};
use std::path::Path;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

/// What a dictionary file may say, as JSON Schema (draft 2020-12), for editors that check TOML by one.
pub const SCHEMA: &str = include_str!("dictionary.schema.json");

/// What a new file says of itself.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// What it holds.
    pub about: String,
    /// Under which licence.
    pub licence: String,
    /// Where its entries come from.
    pub sources: Vec<String>,
    /// The day it was checked: `2026-11-28`.
    pub checked: String,
}

/// A new file without entries, with remarks that say what one looks like.
pub fn new_file(about: &About) -> String {
    let mut document = DocumentMut::new();
    let mut table = Table::new();
    table["about"] = value(&about.about);
    table["licence"] = value(&about.licence);
    table["sources"] = value(about.sources.iter().collect::<Array>());
    table["checked"] = value(&about.checked);
    document["file"] = Item::Table(table);
    format!("{HEAD}{document}{EXAMPLE}")
}

const HEAD: &str = "\
# Names of our own, over those of canonry: `canonry clean --dict THIS`, or in canonry.toml `[dict] files = [\"THIS\"]`.
# `canonry dict add THIS ID …` writes entries, `canonry dict lint THIS` looks at them, `canonry dict test THIS` tries them.
";

const EXAMPLE: &str = r#"
# An entry; take the marks away and change it.
# [[entity]]
# id = "org/harakat-al-wadi"              # type and name, in small letters; never changes
# type = "org"                            # org | state | person | place | media
# write = "Harakat al-Wadi"               # what long forms become; { en = "…", it = "…" } where they differ
# short = "HAW"                           # what short forms become
# match = ["Harkat al-Wadi denied it."]   # it is in these sentences
# leave = ["The wadi is a valley."]       # and not in these
# sources = ["our own files"]
#
# [[entity.forms]]
# class = "long"                          # long | short | inflected | alias | part
# text = ["(Harakat|Harkat) [al|el] Wadi"]
"#;

/// What is to be added to one entity; the entity itself, where a file has none of this id.
#[derive(Clone, Debug, Default)]
pub struct Addition {
    /// `org/harakat-al-wadi`.
    pub id: String,
    /// By default what is known of the id, else what it begins with.
    pub kind: Option<EntityType>,
    /// For reports.
    pub label: Option<String>,
    /// Id of the entity it is a branch of.
    pub parent: Option<String>,
    /// Written names; [`Language::UND`] for all languages.
    pub write: Vec<(Language, String)>,
    /// Short written names.
    pub short: Vec<(Language, String)>,
    /// Its forms, in the grammar of dictionaries.
    pub forms: Vec<String>,
    /// What the forms are to it; long by default.
    pub class: Option<FormClass>,
    /// Languages of the forms; none for any.
    pub langs: Vec<Language>,
    /// The forms need evidence.
    pub weak: bool,
    /// Capitals the forms ask for.
    pub case: Option<Case>,
    /// Words that speak for the forms.
    pub needs: Vec<String>,
    /// Words that speak against them.
    pub never: Vec<String>,
    /// Sentences it is in.
    pub matches: Vec<String>,
    /// Sentences it is not in.
    pub leaves: Vec<String>,
    /// Where this comes from.
    pub sources: Vec<String>,
}

/// The text of a file with an addition; the same text when all of it is there already. Who is `known` before keeps the names
/// that are written for it: an entry over theirs would take them away. An error when the file could not be read afterwards.
///
/// ```
/// use canonry::dictionary::{data::Data, edit::{Addition, add}};
/// let text = "# ours\n[[entity]]\nid = \"org/wadi\"\ntype = \"org\"\n\n[[entity.forms]]\nclass = \"long\"\ntext = [\n  \"Harakat al-Wadi\", # as they write it\n]\n";
/// let more = Addition { id: "org/wadi".into(), forms: vec!["Harkat el-Ouadi".into()], ..Addition::default() };
/// let added = add(&Data::default(), "ours.toml".as_ref(), text, &more).unwrap();
/// assert_eq!(added, text.replace("it\n]", "it\n  \"Harkat el-Ouadi\",\n]"));
/// assert_eq!(add(&Data::default(), "ours.toml".as_ref(), &added, &more).unwrap(), added);
/// ```
pub fn add(known: &Data, path: &Path, text: &str, addition: &Addition) -> Result<String, Error> {
    over(known, [(path, text)])?;
    let refused = |message: String| {
        let place = Place { path: path.to_owned(), ..Place::default() };
        Error::dictionary(place, message)
    };
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        Error::dictionary(place(path, text, error.span().unwrap_or(0..0)), error.message().to_owned())
    })?;
    let inline =
        || refused("entries written as `entity = [{…}]` cannot be added to; write [[entity]]".to_owned());
    let entities = document.entry("entity").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let entities = entities.as_array_of_tables_mut().ok_or_else(inline)?;
    let is_own = |table: &Table| table.get("id").and_then(Item::as_str) == Some(addition.id.as_str());
    let known_at = entities.iter().position(is_own);
    let at = match known_at {
        Some(at) => at,
        None => {
            let before = known.entities.iter().find(|entity| entity.id == addition.id);
            entities.push(entry(before, addition).map_err(refused)?);
            entities.len() - 1
        }
    };
    let table = entities.get_mut(at).expect("it was found or pushed");
    describe(table, addition);
    if !addition.forms.is_empty() {
        add_forms(table, addition).ok_or_else(inline)?;
    }
    let added = document.to_string();
    over(known, [(path, added.as_str())])?;
    Ok(added)
}

/// A new entry: what is known of it, else only its id and type.
fn entry(before: Option<&Entity>, addition: &Addition) -> Result<Table, String> {
    let opens = addition.id.split('/').next().and_then(EntityType::named);
    let kind = addition.kind.or(before.map(|entity| entity.kind)).or(opens).ok_or_else(|| {
        format!("`{}` does not begin with a type of entity (org/, state/, person/, place/, media/); say which it is", addition.id)
    })?;
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table["id"] = value(&addition.id);
    table["type"] = value(kind.as_str());
    let Some(entity) = before else { return Ok(table) };
    if entity.label != entity.id {
        table["label"] = value(&entity.label);
    }
    if let Some(parent) = &entity.parent {
        table["parent"] = value(parent);
    }
    if !entity.distinct_from.is_empty() {
        table["distinct_from"] = value(entity.distinct_from.iter().collect::<Array>());
    }
    if !entity.home.is_empty() {
        table["home"] = value(entity.home.iter().collect::<Array>());
    }
    for (key, texts) in [("write", &entity.write), ("short", &entity.short)] {
        if !texts.is_empty() {
            table[key] = by_language(&texts.0);
        }
    }
    if entity.gloss != entity.short {
        let none = ByLanguage(vec![(Language::UND, String::new())]);
        let gloss = if entity.gloss.is_empty() { &none } else { &entity.gloss };
        table["gloss"] = by_language(&gloss.0);
    }
    if let Some(gender) = entity.gender {
        let letters = match gender {
            Gender::Masculine => "m",
            Gender::Feminine => "f",
            Gender::MasculinePlural => "mp",
            Gender::FemininePlural => "fp",
        };
        table["gender"] = value(letters);
    }
    Ok(table)
}

fn by_language(texts: &[(Language, String)]) -> Item {
    match texts {
        [(lang, text)] if *lang == Language::UND => value(text),
        all => {
            let mut table = InlineTable::new();
            for (lang, text) in all {
                table.insert(if *lang == Language::UND { "any" } else { lang.as_str() }, text.into());
            }
            value(table)
        }
    }
}

/// Sets what describes the entity, and adds its sentences and sources.
fn describe(table: &mut Table, addition: &Addition) {
    for (key, text) in [("label", &addition.label), ("parent", &addition.parent)] {
        if let Some(text) = text {
            table[key] = value(text);
        }
    }
    for (key, texts) in [("write", &addition.write), ("short", &addition.short)] {
        if !texts.is_empty() {
            table[key] = by_language(texts);
        }
    }
    for (key, texts) in
        [("match", &addition.matches), ("leave", &addition.leaves), ("sources", &addition.sources)]
    {
        extend(table, key, texts);
    }
}

fn add_forms(table: &mut Table, addition: &Addition) -> Option<()> {
    let class = addition.class.unwrap_or(FormClass::Long);
    let langs: Vec<&str> = addition.langs.iter().map(Language::as_str).collect();
    let case = addition.case.map(Case::as_str);
    let all = table.entry("forms").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let all = all.as_array_of_tables_mut()?;
    let text = |table: &Table, key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
    let list = |table: &Table, key: &str| -> Vec<String> {
        let one = text(table, key).into_iter();
        let many = table.get(key).and_then(Item::as_array).into_iter().flatten();
        one.chain(many.filter_map(Value::as_str).map(str::to_owned)).collect()
    };
    let is_alike = |table: &Table| {
        text(table, "class").as_deref() == Some(class.as_str())
            && (text(table, "strength").as_deref() == Some("weak")) == addition.weak
            && text(table, "case").as_deref() == case
            && list(table, "lang") == langs
            && list(table, "needs") == addition.needs
            && list(table, "never") == addition.never
            && table.get("write").is_none()
    };
    let listed: Vec<String> = all.iter().flat_map(|table| list(table, "text")).collect();
    let new: Vec<String> = addition.forms.iter().filter(|form| !listed.contains(form)).cloned().collect();
    if new.is_empty() {
        return Some(());
    }
    let at = all.iter().position(is_alike);
    if let Some(at) = at {
        extend(all.get_mut(at)?, "text", &new);
        return Some(());
    }
    let mut forms = Table::new();
    forms.decor_mut().set_prefix("\n");
    forms["class"] = value(class.as_str());
    match langs.as_slice() {
        [] => {}
        [one] => forms["lang"] = value(*one),
        many => forms["lang"] = value(many.iter().copied().collect::<Array>()),
    }
    if addition.weak {
        forms["strength"] = value("weak");
    }
    if let Some(case) = case {
        forms["case"] = value(case);
    }
    for (key, words) in [("text", &new), ("needs", &addition.needs), ("never", &addition.never)] {
        extend(&mut forms, key, words);
    }
    all.push(forms);
    Some(())
}

/// Adds texts to a list that has not got them.
fn extend(table: &mut Table, key: &str, texts: &[String]) {
    for text in texts {
        let list = table.entry(key).or_insert_with(|| value(Array::new()));
        let Some(list) = list.as_array_mut() else { continue };
        if !list.iter().any(|own| own.as_str() == Some(text)) {
            push(list, text);
        }
    }
}

/// Adds a text in the lay-out of the list: on a line of its own where the others have one, remarks left where they stand.
fn push(list: &mut Array, text: &str) {
    let raw = |raw: Option<&toml_edit::RawString>| raw.and_then(|raw| raw.as_str()).unwrap_or("").to_owned();
    let Some(last) = list.len().checked_sub(1) else { return list.push(text) };
    let decor = list.get(last).expect("there is a last one").decor().clone();
    let (before, behind) = (raw(decor.prefix()), raw(decor.suffix()));
    let trailing = raw(Some(list.trailing()));
    let Some((_, indent)) = before.rsplit_once('\n') else { return list.push(text) };
    let mut new = Value::from(text);
    // What stands between the last string and the end of the list stays behind that string.
    let rest = format!("{behind}{trailing}");
    let remarks = rest.rsplit_once('\n').map_or("", |(remarks, _)| remarks);
    *new.decor_mut() = toml_edit::Decor::new(format!("{remarks}\n{indent}"), "");
    if let Some(last) = list.get_mut(last) {
        *last.decor_mut() = toml_edit::Decor::new(before, "");
    }
    list.push_formatted(new);
    list.set_trailing_comma(true);
    list.set_trailing("\n");
}

/// An id for a name nobody has an id for: `org/harakat-al-wadi`. Empty behind the slash for a name without letters of ours.
///
/// ```
/// use canonry::{dictionary::edit::id_of, document::EntityType};
/// assert_eq!(id_of(EntityType::Org, "Ḥarakat al‑Wādī"), "org/harakat-al-wadi");
/// ```
pub fn id_of(kind: EntityType, name: &str) -> String {
    let words = Scan::new(name).view.split_whitespace().collect::<Vec<_>>().join("-");
    format!("{kind}/{words}")
}

#[cfg(test)]
mod tests {
    use super::{About, Addition, Data, add, new_file};
    use crate::{
        dictionary::source::read,
        document::{FormClass, Language},
    };
    use std::path::Path;

    const FILE: &str = "# head\n\n[file]\nabout = \"x\" # remark\n\n[[entity]]\nid = \"org/a\" # never changes\ntype = \"org\"\n\n# long ones\n[[entity.forms]]\nclass = \"long\"\ntext = [\"Alfa Group\", \"Alpha Group\"]\n\n[[entity]]\nid = \"org/b\"\ntype = \"org\"\nwrite = \"Beta\"\n# foot\n";

    fn added(addition: Addition) -> String {
        add(&Data::default(), Path::new("x.toml"), FILE, &addition).expect("a good file")
    }

    #[test]
    fn what_is_there_stays_as_it_stands() {
        let rows = [
            (
                Addition { id: "org/a".into(), forms: vec!["Alfa Grp".into()], ..Addition::default() },
                "\"Alpha Group\", \"Alfa Grp\"]",
            ),
            (
                Addition {
                    id: "org/a".into(),
                    forms: vec!["Gruppo Alfa".into()],
                    langs: vec![Language::IT],
                    weak: true,
                    ..Addition::default()
                },
                "\"Alpha Group\"]\n\n[[entity.forms]]\nclass = \"long\"\nlang = \"it\"\nstrength = \"weak\"\ntext = [\"Gruppo Alfa\"]\n\n[[entity]]",
            ),
            (
                Addition { id: "org/b".into(), matches: vec!["Beta met.".into()], ..Addition::default() },
                "write = \"Beta\"\nmatch = [\"Beta met.\"]\n",
            ),
            (
                Addition {
                    id: "person/c".into(),
                    write: vec![(Language::EN, "Cee".into()), (Language::IT, "Ci".into())],
                    forms: vec!["Cee Cee".into()],
                    class: Some(FormClass::Alias),
                    ..Addition::default()
                },
                "\n[[entity]]\nid = \"person/c\"\ntype = \"person\"\nwrite = { en = \"Cee\", it = \"Ci\" }\n\n[[entity.forms]]\nclass = \"alias\"\ntext = [\"Cee Cee\"]\n",
            ),
        ];
        for (addition, expected) in rows {
            let text = added(addition.clone());
            assert!(text.contains(expected), "{text}");
            for line in FILE.lines().filter(|line| line.contains('#')) {
                assert!(text.contains(line), "{line} is gone from\n{text}");
            }
            let again = add(&Data::default(), Path::new("x.toml"), &text, &addition).expect("still good");
            assert_eq!(again, text, "twice is once");
        }
    }

    #[test]
    fn what_could_not_be_read_is_refused() {
        let rows = [
            (
                Addition { id: "org/a".into(), forms: vec!["Alfa (".into()], ..Addition::default() },
                "never closed",
            ),
            (Addition { id: "zeta".into(), ..Addition::default() }, "does not begin with a type"),
        ];
        for (addition, message) in rows {
            let error = add(&Data::default(), Path::new("x.toml"), FILE, &addition).expect_err(message);
            assert!(error.to_string().contains(message), "{error}");
        }
    }

    #[test]
    fn a_known_entity_keeps_the_names_written_for_it() {
        let known = read([(Path::new("k.toml"), "[[entity]]\nid = \"org/k\"\ntype = \"org\"\nwrite = { en = \"Kay\", it = \"Kappa\" }\nshort = \"K\"\ngloss = \"\"\ngender = \"f\"\n")]).expect("good");
        let addition = Addition { id: "org/k".into(), forms: vec!["Kaye".into()], ..Addition::default() };
        let text = add(&known, Path::new("x.toml"), "", &addition).expect("good");
        let read = read([(Path::new("x.toml"), text.as_str())]).expect("good");
        assert_eq!(read.entities[0], known.entities[0], "{text}");
    }

    #[test]
    fn a_new_file_can_be_read_and_so_can_its_example() {
        let about = About { about: "ours".into(), licence: "CC0-1.0".into(), ..About::default() };
        let text = new_file(&about);
        assert!(read([(Path::new("x.toml"), text.as_str())]).expect("good").entities.is_empty());
        let (head, example) = text.split_once("change it.\n").expect("an example");
        let example: Vec<&str> =
            example.lines().map(|line| line.trim_start_matches('#').trim_start()).collect();
        let with = format!("{head}\n{}", example.join("\n"));
        assert_eq!(read([(Path::new("x.toml"), with.as_str())]).expect("good").entities.len(), 1);
    }
}
