//! Whether a dictionary is wise: what would break the build, blur two names, or do nothing.
//! In: texts of TOML files, and what is known besides them. Out: every finding at once, with its place.
//! Not here: expanding forms (see `forms`); whether its sentences hold (the command `dict test` tries them).

use super::{
    data::{Case, Data},
    forms::{Families, expand},
    source::{File, OneOrMany, SourceEntity, SourceForms, Strength, Texts, place, syntax_error},
};
use crate::{
    document::{EntityType, FormClass},
    error::Place,
    fold,
    scan::Scan,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt,
    ops::Range,
    path::Path,
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The dictionary is refused, or blurs two names.
    Error,
    /// Something that has no effect.
    Note,
}

/// Something a dictionary says that it should not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where, with the line and a caret.
    pub place: Place,
    /// How much it matters.
    pub severity: Severity,
    /// What, and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.severity == Severity::Error { "error" } else { "note" };
        write!(f, "{}: {word}: {}\n{}", self.place, self.message, self.place.excerpt)
    }
}

/// Looks at the files of one dictionary together, on top of what is `known`.
///
/// ```
/// use canonry::dictionary::{data::Data, lint::lint};
/// let toml = r#"
/// [[entity]]
/// id = "org/harakat-al-wadi"
/// type = "org"
/// write = "Harakat al-Wadi (HAW)"
/// "#;
/// let findings = lint(&Data::default(), [("ours.toml".as_ref(), toml)]);
/// assert_eq!((findings[0].place.line, findings[0].place.column), (3, 6));
/// assert!(findings[0].message.contains("brackets"));
/// ```
pub fn lint<'f>(known: &Data, files: impl IntoIterator<Item = (&'f Path, &'f str)>) -> Vec<Finding> {
    let mut lint = Lint { findings: Vec::new() };
    let parsed: Vec<(Source<'_>, File)> = files
        .into_iter()
        .filter_map(|(path, text)| lint.parse(path, text).map(|file| (Source { path, text }, file)))
        .collect();
    let families = lint.families(known, &parsed);
    lint.references(known, &parsed);
    let mut strings = Strings::known(known);
    for (source, file) in &parsed {
        for entity in &file.entity {
            lint.entity(*source, known, &families, entity, &mut strings);
        }
    }
    lint.chains(&parsed, &strings);
    let key = |finding: &Finding| (finding.place.path.clone(), finding.place.line, finding.place.column);
    lint.findings.sort_by_key(key);
    lint.findings.dedup();
    lint.findings
}

#[derive(Clone, Copy)]
struct Source<'f> {
    path: &'f Path,
    text: &'f str,
}

/// Whom a folded string means, strongly or not.
#[derive(Default)]
struct Strings {
    strong: HashMap<String, BTreeSet<String>>,
}

impl Strings {
    fn known(known: &Data) -> Strings {
        let mut strings = Strings::default();
        for form in known.forms.iter().filter(|form| form.strong && form.class != FormClass::Part) {
            strings.add(&form.pattern, &known.entities[form.entity as usize].id);
        }
        strings
    }

    fn add(&mut self, pattern: &str, id: &str) {
        self.strong.entry(pattern.to_owned()).or_default().insert(id.to_owned());
    }

    fn owner_but(&self, pattern: &str, id: &str) -> Option<&str> {
        self.strong.get(pattern)?.iter().find(|owner| *owner != id).map(String::as_str)
    }
}

struct Lint {
    findings: Vec<Finding>,
}

/// The keys of each table, as far as they are checked here.
const KEYS: &[(&str, &[&str])] = &[
    ("", &["file", "family", "entity", "cue", "gazetteer", "language", "rule"]),
    ("file", &["about", "licence", "sources", "checked"]),
    ("family", &["name", "spellings", "contexts"]),
    (
        "entity",
        &[
            "id",
            "type",
            "label",
            "parent",
            "distinct_from",
            "home",
            "write",
            "short",
            "gloss",
            "gender",
            "forms",
            "match",
            "leave",
        ],
    ),
    ("forms", &["class", "lang", "text", "strength", "case", "needs", "never", "write"]),
];

impl Lint {
    fn say(&mut self, source: Source<'_>, span: Range<usize>, severity: Severity, message: String) {
        let place = place(source.path, source.text, span);
        self.findings.push(Finding { place, severity, message });
    }

    fn error(&mut self, source: Source<'_>, span: Range<usize>, message: String) {
        self.say(source, span, Severity::Error, message);
    }

    /// Every broken line and unknown key; the file itself when there are none.
    fn parse(&mut self, path: &Path, text: &str) -> Option<File> {
        let source = Source { path, text };
        let before = self.findings.len();
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            self.error(source, error.span().unwrap_or(0..0), error.message().replace('\n', "; "));
        }
        self.keys(source, "", table.get_ref());
        if self.findings.len() > before {
            return None;
        }
        toml::from_str(text)
            .map_err(|error| {
                let span = error.span().unwrap_or(0..0);
                let told = syntax_error(path, text, &error).to_string();
                let message = told.lines().next().unwrap_or_default();
                let message = message.rsplit_once(": ").map_or(message, |(_, words)| words).to_owned();
                self.error(source, span, message);
            })
            .ok()
    }

    fn keys(&mut self, source: Source<'_>, name: &str, table: &DeTable<'_>) {
        let Some((_, known)) = KEYS.iter().find(|(table, _)| *table == name) else { return };
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            if known.contains(&word) {
                self.tables(source, word, value.get_ref());
                continue;
            }
            let near = |other: &&&str| strsim::jaro_winkler(word, other);
            let hint = known
                .iter()
                .filter(|other| near(other) > 0.75)
                .max_by(|a, b| near(a).total_cmp(&near(b)))
                .map(|other| format!("; did you mean `{other}`?"));
            self.error(source, key.span(), format!("unknown key `{word}`{}", hint.unwrap_or_default()));
        }
    }

    fn tables(&mut self, source: Source<'_>, name: &str, value: &DeValue<'_>) {
        match value {
            DeValue::Table(table) => self.keys(source, name, table),
            DeValue::Array(all) => {
                for one in all.iter() {
                    self.tables(source, name, one.get_ref());
                }
            }
            _ => {}
        }
    }

    fn families(&mut self, known: &Data, parsed: &[(Source<'_>, File)]) -> Families {
        let mut families: Families =
            known.families.iter().map(|f| (f.name.clone(), f.spellings.clone())).collect();
        for (source, file) in parsed {
            for family in &file.family {
                let name = family.name.get_ref();
                if families.insert(name.clone(), family.spellings.clone()).is_some() {
                    let message = format!("the spelling family `{name}` exists already");
                    self.error(*source, family.name.span(), message);
                }
            }
        }
        families
    }

    fn references(&mut self, known: &Data, parsed: &[(Source<'_>, File)]) {
        let mut ids: HashSet<&str> = known.entities.iter().map(|entity| entity.id.as_str()).collect();
        let mut own: HashSet<&str> = HashSet::new();
        for (source, entity) in entities(parsed) {
            let id = entity.id.get_ref();
            ids.insert(id);
            if !own.insert(id) {
                self.error(source, entity.id.span(), format!("the entity `{id}` is defined twice"));
            }
        }
        let lands = parsed.iter().filter_map(|(_, file)| file.gazetteer.as_ref()).chain([&known.gazetteer]);
        let lands: HashSet<&str> =
            lands.flat_map(|gazetteer| gazetteer.lands.keys().map(String::as_str)).collect();
        let named =
            entities(parsed).filter_map(|(_, e)| Some((e.id.get_ref().as_str(), e.parent.as_deref()?)));
        let known_parents = known.entities.iter().filter_map(|e| Some((e.id.as_str(), e.parent.as_deref()?)));
        let parents: HashMap<&str, &str> = known_parents.chain(named).collect();
        for (source, entity) in entities(parsed) {
            let id = entity.id.get_ref().as_str();
            let ancestors = std::iter::successors(parents.get(id), |parent| parents.get(**parent));
            if ancestors.take(parents.len()).any(|ancestor| *ancestor == id) {
                self.error(
                    source,
                    entity.id.span(),
                    format!("`{id}` is its own ancestor; one `parent` of the circle is wrong"),
                );
            }
            for land in entity.home.iter().filter(|land| !lands.contains(land.as_str())) {
                let id = entity.id.get_ref();
                let message =
                    format!("`{id}` has its home in `{land}`, which is no land of `[gazetteer.lands]`");
                self.error(source, entity.id.span(), message);
            }
            for other in entity.parent.iter().chain(&entity.distinct_from) {
                if !ids.contains(other.as_str()) {
                    let message = format!("`{}` names `{other}`, which does not exist", entity.id.get_ref());
                    self.error(source, entity.id.span(), message);
                }
            }
        }
    }

    fn entity(
        &mut self,
        source: Source<'_>,
        known: &Data,
        families: &Families,
        entity: &SourceEntity,
        strings: &mut Strings,
    ) {
        let (id, span) = (entity.id.get_ref(), entity.id.span());
        if EntityType::named(entity.r#type.get_ref()).is_none() {
            let message = format!("`{}` is no type of entity", entity.r#type.get_ref());
            self.error(source, entity.r#type.span(), message);
        }
        for text in written(entity) {
            if text.contains(['(', ')', '[', ']']) {
                let message =
                    format!("`{text}` is written into texts and must have no brackets; put them in `label`");
                self.error(source, span.clone(), message);
            }
            strings.add(&Scan::new(&text).view, id);
        }
        let mut own: HashMap<String, (bool, Range<usize>)> = HashMap::new();
        for forms in &entity.forms {
            if FormClass::named(forms.class.get_ref()).is_none() {
                let message = format!("`{}` is no class of forms", forms.class.get_ref());
                self.error(source, forms.class.span(), message);
                continue;
            }
            for text in &forms.text {
                self.form(source, known, families, (id, forms, text), strings, &mut own);
            }
        }
    }

    fn form(
        &mut self,
        source: Source<'_>,
        known: &Data,
        families: &Families,
        (id, forms, text): (&str, &SourceForms, &Spanned<String>),
        strings: &mut Strings,
        own: &mut HashMap<String, (bool, Range<usize>)>,
    ) {
        let all = match expand(text.get_ref(), families) {
            Ok(all) => all,
            Err(error) => {
                let at = text.span().start + 1 + error.at;
                return self.error(source, at..at + 1, error.message);
            }
        };
        let strong = forms.strength == Strength::Strong;
        let exact = forms.case == Some(Case::Exact);
        let mut new = false;
        for expansion in &all {
            let view = Scan::new(&expansion.text).view;
            if strong && !exact && is_ordinary(known, forms, &view) {
                let message =
                    format!("`{}` is an ordinary word: make it weak, or exact in case", expansion.text);
                self.error(source, text.span(), message);
            }
            let part = *forms.class.get_ref() == "part";
            if let Some(owner) = strings.owner_but(&view, id).filter(|_| strong && !part && !exact) {
                let message = format!("`{}` is strong for `{owner}` already", expansion.text);
                self.error(source, text.span(), message);
            }
            if strong && !part && !exact {
                strings.add(&view, id);
            }
            let key = if exact { expansion.text.clone() } else { view };
            let earlier = own.get(&key).is_some_and(|(was, at)| *at != text.span() && (*was || !strong));
            new |= !earlier;
            own.entry(key).or_insert((strong, text.span()));
        }
        if !new && !all.is_empty() {
            let message = format!("all of `{}` is found by earlier forms of `{id}`", text.get_ref());
            self.say(source, text.span(), Severity::Note, message);
        }
    }

    /// A written name that is another entity's name would be rewritten again the next time.
    fn chains(&mut self, parsed: &[(Source<'_>, File)], strings: &Strings) {
        for (source, entity) in entities(parsed) {
            let id = entity.id.get_ref();
            for text in written(entity) {
                if let Some(owner) = strings.owner_but(&Scan::new(&text).view, id) {
                    let message = format!("`{text}`, written for `{id}`, is a name of `{owner}`");
                    self.error(source, entity.id.span(), message);
                }
            }
        }
    }
}

fn entities<'p, 'f>(
    parsed: &'p [(Source<'f>, File)],
) -> impl Iterator<Item = (Source<'f>, &'p SourceEntity)> {
    parsed.iter().flat_map(|(source, file)| file.entity.iter().map(move |entity| (*source, entity)))
}

fn written(entity: &SourceEntity) -> Vec<String> {
    let texts = entity.write.iter().chain(&entity.short);
    let all: BTreeSet<String> = texts
        .flat_map(|texts| match texts {
            Texts::All(text) => vec![text.clone()],
            Texts::Each(each) => each.values().cloned().collect(),
        })
        .filter(|text| !text.is_empty())
        .collect();
    all.into_iter().collect()
}

/// A single common word of a language of the form, in any case but capitals.
fn is_ordinary(known: &Data, forms: &SourceForms, view: &str) -> bool {
    let word = view.trim();
    if word.contains(' ') || forms.case == Some(Case::Upper) {
        return false;
    }
    let codes: Vec<&str> = match &forms.lang {
        None => vec!["en", "it"],
        Some(OneOrMany::One(code)) => vec![code],
        Some(OneOrMany::Many(codes)) => codes.iter().map(String::as_str).collect(),
    };
    known
        .languages
        .iter()
        .filter(|words| codes.contains(&words.code.as_str()))
        .flat_map(|words| &words.words)
        .any(|common| fold::word(common) == word)
}

#[cfg(test)]
mod tests {
    use super::{Data, Severity, lint};
    use crate::{dictionary::data::Words, document::Language};
    use std::path::Path;

    /// Line, column and a word of the message of each finding.
    fn found(toml: &str) -> Vec<(usize, usize, String)> {
        let known = Data {
            languages: vec![Words { code: Language::EN, words: vec!["dawn".into()] }],
            ..Data::default()
        };
        lint(&known, [(Path::new("x.toml"), toml)])
            .into_iter()
            .map(|finding| (finding.place.line, finding.place.column, finding.message))
            .collect()
    }

    const HEAD: &str = "[[entity]]\nid = \"org/a\"\ntype = \"org\"\nwrite = \"Alpha Group\"\n";

    /// Line, column and some words of a finding.
    type Expected = (usize, usize, &'static str);

    #[test]
    fn findings_and_look_alikes() {
        let rows: &[(&str, &[Expected])] = &[
            ("[[entity.forms]]\nclass = \"long\"\ntext = [\"Alfa Group\"]", &[]),
            ("lable = \"x\"\nmach = []", &[(5, 1, "did you mean `label`"), (6, 1, "did you mean `match`")]),
            ("parent = \"org/none\"", &[(2, 6, "does not exist")]),
            ("short = \"A (G)\"", &[(2, 6, "brackets")]),
            (
                "[[entity.forms]]\nclass = \"long\"\ntext = [\"Alfa (Group\", \"~Nobody\"]",
                &[(7, 16, "never closed"), (7, 25, "no spelling family")],
            ),
            ("[[entity.forms]]\nclass = \"short\"\ntext = [\"Dawn\"]", &[(7, 9, "ordinary word")]),
            ("[[entity.forms]]\nclass = \"short\"\nstrength = \"weak\"\ntext = [\"Dawn\"]", &[]),
            (
                "[[entity.forms]]\nclass = \"long\"\ntext = [\"Jama'at Alfa\", \"Jamaat-Alfa\"]",
                &[(7, 25, "earlier forms")],
            ),
            ("[[entity.forms]]\nclass = \"lon\"\ntext = [\"Alfa\"]", &[(6, 9, "no class")]),
            (
                "[[entity]]\nid = \"org/b\"\ntype = \"org\"\nwrite = \"Beta\"\n[[entity.forms]]\nclass = \"long\"\ntext = [\"alpha group\"]",
                &[(2, 6, "is a name of `org/b`"), (11, 9, "strong for `org/a`")],
            ),
            (
                "[[entity]]\nid = \"org/a\"\ntype = \"club\"",
                &[(6, 6, "defined twice"), (7, 8, "no type of entity")],
            ),
        ];
        for (rest, expected) in rows {
            let found = found(&format!("{HEAD}{rest}\n"));
            let seen: Vec<_> = found.iter().map(|(line, column, _)| (*line, *column)).collect();
            let wanted: Vec<_> = expected.iter().map(|(line, column, _)| (*line, *column)).collect();
            assert_eq!(seen, wanted, "{rest}\n{found:#?}");
            for ((_, _, message), (_, _, word)) in found.iter().zip(*expected) {
                assert!(message.contains(word), "{message}");
            }
        }
    }

    #[test]
    fn a_finding_shows_its_line() {
        let findings = lint(&Data::default(), [(Path::new("x.toml"), "[[entity]]\nidd = 1\n")]);
        assert_eq!(findings[0].severity, Severity::Error);
        let shown = findings[0].to_string();
        assert!(shown.starts_with("x.toml:2:1: error: unknown key `idd`; did you mean `id`?"), "{shown}");
        assert!(shown.contains("^^^"), "{shown}");
    }
}
