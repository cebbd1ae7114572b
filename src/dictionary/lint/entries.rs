//! Looks at the entries of TOML files.
//! In: texts of files, the data they lie over. Out: findings. Not here: what a finding is (see `lint`).

use super::{Finding, Fix, Rule};
use crate::{
    dictionary::{
        data::{Case, Data, Words},
        forms::{Families, expand},
        ordinary,
        patterns::{allowed_gap, default_case},
        source::{File, OneOrMany, SourceEntity, SourceForms, Strength, Texts, place, syntax_error},
    },
    document::{EntityType, FormClass},
    fold,
    scan::{Scan, hash},
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    ops::Range,
    path::Path,
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Looks at the files of one dictionary together, on top of what is `known`.
///
/// ```
/// use canonry::dictionary::{data::Data, lint::{Rule, lint}};
/// let toml = r#"
/// [[entity]]
/// id = "org/harakat-al-wadi"
/// type = "org"
/// write = "Harakat al-Wadi (HAW)"
/// "#;
/// let findings = lint(&Data::default(), [("ours.toml".as_ref(), toml)]);
/// assert_eq!(findings[0].rule, Rule::Brackets);
/// assert_eq!((findings[0].place.line, findings[0].place.column), (3, 6));
/// ```
pub fn lint<'f>(known: &Data, files: impl IntoIterator<Item = (&'f Path, &'f str)>) -> Vec<Finding> {
    lint_with(known, &Frequencies::default(), files)
}

/// The same; ordinary words are told with how often a corpus has them.
pub fn lint_with<'f>(
    known: &Data,
    frequencies: &Frequencies,
    files: impl IntoIterator<Item = (&'f Path, &'f str)>,
) -> Vec<Finding> {
    let common = Common::new(&known.languages);
    let mut lint = Lint { findings: Vec::new(), common, frequencies, unknown: Unknown::default() };
    let parsed: Vec<(Source<'_>, File)> = files
        .into_iter()
        .filter_map(|(path, text)| lint.parse(path, text).map(|file| (Source { path, text }, file)))
        .collect();
    for words in parsed.iter().flat_map(|(_, file)| &file.language) {
        lint.common.add(&words.code, &words.words);
    }
    let families = lint.families(known, &parsed);
    lint.references(known, &parsed);
    let mut strings = Strings::known(known);
    for (source, file) in &parsed {
        for entity in &file.entity {
            lint.entity(*source, &families, entity, &mut strings);
        }
        lint.sources(*source, file);
    }
    lint.chains(known, &parsed, &strings);
    let key = |finding: &Finding| (finding.place.path.clone(), finding.place.line, finding.place.column);
    lint.findings.sort_by_key(key);
    lint.findings.dedup();
    lint.findings
}

/// How often a corpus has words in small letters.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    counts: HashMap<u32, u64>,
    words: u64,
}

impl Frequencies {
    /// Counts the words of one more text.
    pub fn read(&mut self, text: &str) {
        let scan = Scan::new(text);
        self.words += scan.tokens.len() as u64;
        for token in scan.tokens.iter().filter(|token| token.shape.is_lower()) {
            *self.counts.entry(token.hash).or_default() += 1;
        }
    }

    /// `; 153 times in 1200000 words of the corpus`, nothing without a corpus.
    fn told(&self, word: &str) -> String {
        match self.words {
            0 => String::new(),
            words => {
                let times = self.counts.get(&hash(word)).copied().unwrap_or(0);
                format!("; in small letters {times} times among the {words} words of the corpus")
            }
        }
    }
}

/// The commonest words of languages, and which place each has among them.
#[derive(Default)]
pub(in crate::dictionary) struct Common {
    places: HashMap<String, Vec<(String, usize, usize)>>,
}

impl Common {
    pub(in crate::dictionary) fn new(languages: &[Words]) -> Common {
        let mut common = Common::default();
        for words in languages {
            common.add(words.code.as_str(), &words.words);
        }
        common
    }

    fn add(&mut self, code: &str, words: &[String]) {
        for (place, word) in (1..).zip(words) {
            self.places.entry(fold::word(word)).or_default().push((code.to_owned(), place, words.len()));
        }
    }

    /// Why a word of these languages is a common one, or where it is `listed` that is asked for, an ordinary one.
    pub(in crate::dictionary) fn ordinary(
        &self,
        frequencies: &Frequencies,
        (string, word): (&str, &str),
        codes: &[&str],
        listed: bool,
    ) -> Option<(Rule, String)> {
        let often = frequencies.told(word);
        if let Some(told) = self.told(word, codes) {
            return Some((Rule::CommonWord, format!("`{string}` is an ordinary word, {told}{often}")));
        }
        let told = || {
            format!(
                "`{string}` is in the lists of ordinary English and Italian words, or one of the strings in 5,000 that only seem to be{often}"
            )
        };
        (listed && ordinary::is_ordinary(hash(word))).then(|| (Rule::OrdinaryWord, told()))
    }

    /// In one of the languages: `number 13 of the 420 commonest words of en`.
    fn told(&self, word: &str, codes: &[&str]) -> Option<String> {
        let (code, place, all) =
            self.places.get(word)?.iter().find(|(code, ..)| codes.contains(&code.as_str()))?;
        Some(format!("number {place} in the list of the {all} commonest words of `{code}`"))
    }
}

#[derive(Clone, Copy)]
struct Source<'f> {
    path: &'f Path,
    text: &'f str,
}

/// Whom a folded string means.
#[derive(Default)]
struct Strings {
    /// Strongly, in the files that are looked at.
    strong: HashMap<String, BTreeSet<String>>,
    /// In the dictionaries before.
    before: HashMap<String, BTreeSet<String>>,
}

impl Strings {
    fn known(known: &Data) -> Strings {
        let mut strings = Strings::default();
        for form in known.forms.iter().filter(|form| form.class != FormClass::Part) {
            let id = &known.entities[form.entity as usize].id;
            strings.before.entry(form.pattern.clone()).or_default().insert(id.clone());
        }
        strings
    }

    fn add(&mut self, pattern: &str, id: &str) {
        self.strong.entry(pattern.to_owned()).or_default().insert(id.to_owned());
    }

    /// Somebody else of these files who has the string.
    fn owner_but(&self, pattern: &str, id: &str) -> Option<&str> {
        self.strong.get(pattern)?.iter().find(|owner| *owner != id).map(String::as_str)
    }

    /// Somebody else of the dictionaries before who has it, and is not among those who share it anyway.
    fn before_but(&self, pattern: &str, id: &str) -> Option<&str> {
        let owners = self.before.get(pattern).filter(|owners| !owners.contains(id))?;
        owners.iter().next().map(String::as_str)
    }
}

/// A form of an entity that stands before the one looked at.
struct Earlier<'e> {
    strong: bool,
    at: Range<usize>,
    text: &'e str,
    forms: &'e SourceForms,
}

struct Lint<'l> {
    findings: Vec<Finding>,
    common: Common,
    frequencies: &'l Frequencies,
    unknown: Unknown,
}

/// What unknown keys leave of a file.
#[derive(Default)]
struct Unknown {
    /// Where they stand, each with what it says.
    values: Vec<Range<usize>>,
    /// Some are whole tables: without them their keys would be another's.
    tables: bool,
}

impl Unknown {
    /// The file without them, every other byte in its place; `None` where that cannot be told.
    fn without(&self, text: &str) -> Option<String> {
        let gone = |at: usize| self.values.iter().any(|value| value.contains(&at));
        let blank = |(at, c): (usize, char)| match gone(at) && c != '\n' {
            true => " ".repeat(c.len_utf8()),
            false => c.to_string(),
        };
        (!self.tables).then(|| text.char_indices().map(blank).collect())
    }
}

/// The keys of each table, as far as they are checked here.
pub(super) const KEYS: &[(&str, &[&str])] = &[
    ("", &["file", "family", "entity", "cue", "gazetteer", "language", "lists", "rule"]),
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
            "sources",
        ],
    ),
    ("forms", &["class", "lang", "text", "strength", "case", "needs", "never", "write"]),
];

impl Lint<'_> {
    fn say(&mut self, source: Source<'_>, span: Range<usize>, rule: Rule, message: String) -> &mut Finding {
        let place = place(source.path, source.text, span);
        self.findings.push(Finding::new(place, rule, message));
        self.findings.last_mut().expect("it was pushed")
    }

    /// Every broken line and unknown key; the file without such keys.
    fn parse(&mut self, path: &Path, text: &str) -> Option<File> {
        let source = Source { path, text };
        let before = self.findings.len();
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            self.say(source, span, Rule::Syntax, error.message().replace('\n', "; "));
        }
        let broken = self.findings.len() > before;
        self.unknown = Unknown::default();
        self.keys(source, "", table.get_ref());
        if broken {
            return None;
        }
        if self.findings.len() > before {
            return toml::from_str(&self.unknown.without(text)?).ok();
        }
        toml::from_str(text)
            .map_err(|error| {
                let span = error.span().unwrap_or(0..0);
                let told = syntax_error(path, text, &error).to_string();
                let message = told.lines().next().unwrap_or_default();
                let message = message.rsplit_once(": ").map_or(message, |(_, words)| words).to_owned();
                self.say(source, span, Rule::Syntax, message);
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
            let message = format!("unknown key `{word}`{}", hint.unwrap_or_default());
            self.say(source, key.span(), Rule::UnknownKey, message);
            let table = match value.get_ref() {
                DeValue::Table(_) => true,
                DeValue::Array(all) => all.iter().any(|one| matches!(one.get_ref(), DeValue::Table(_))),
                _ => false,
            };
            self.unknown.tables |= table;
            self.unknown.values.push(key.span().start..value.span().end);
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
                    self.say(*source, family.name.span(), Rule::DefinedTwice, message);
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
                let message = format!("the entity `{id}` is defined twice");
                self.say(source, entity.id.span(), Rule::DefinedTwice, message);
            }
        }
        let lands = parsed.iter().filter_map(|(_, file)| file.gazetteer.as_ref()).chain([&known.gazetteer]);
        let lands: HashSet<&str> =
            lands.flat_map(|gazetteer| gazetteer.lands.keys().map(String::as_str)).collect();
        for (source, entity) in entities(parsed) {
            let id = entity.id.get_ref().as_str();
            for land in entity.home.iter().filter(|land| !lands.contains(land.as_str())) {
                let message =
                    format!("`{id}` has its home in `{land}`, which is no land of `[gazetteer.lands]`");
                self.say(source, entity.id.span(), Rule::UnknownId, message);
            }
            for other in entity.parent.iter().chain(&entity.distinct_from) {
                if !ids.contains(other.as_str()) {
                    let near = |id: &&&str| strsim::jaro_winkler(other, id);
                    let meant = ids.iter().filter(|id| near(id) > 0.93);
                    let meant = meant.max_by(|a, b| near(a).total_cmp(&near(b)).then(b.cmp(a)));
                    let hint = meant.map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
                    let message =
                        format!("`{}` names `{other}`, which does not exist{hint}", entity.id.get_ref());
                    self.say(source, entity.id.span(), Rule::UnknownId, message);
                }
            }
        }
    }

    fn entity(
        &mut self,
        source: Source<'_>,
        families: &Families,
        entity: &SourceEntity,
        strings: &mut Strings,
    ) {
        let (id, span) = (entity.id.get_ref(), entity.id.span());
        if EntityType::named(entity.r#type.get_ref()).is_none() {
            let message = format!("`{}` is no type of entity", entity.r#type.get_ref());
            self.say(source, entity.r#type.span(), Rule::WrongValue, message);
        }
        for text in written(entity) {
            if text.contains(['(', ')', '[', ']']) {
                let message =
                    format!("`{text}` is written into texts and must have no brackets; put them in `label`");
                self.say(source, span.clone(), Rule::Brackets, message);
            }
            let view = Scan::new(&text).view;
            self.shadows(source, span.clone(), (&text, &view), id, strings);
            strings.add(&view, id);
        }
        if let Some(label) = entity.label.as_ref().filter(|label| is_unbalanced(label)) {
            let message = format!("a bracket or quotation mark of the label `{label}` is never closed");
            self.say(source, span.clone(), Rule::Unbalanced, message);
        }
        self.languages(source, entity);
        self.sentences(source, entity);
        let mut own: HashMap<String, Earlier<'_>> = HashMap::new();
        for forms in &entity.forms {
            if FormClass::named(forms.class.get_ref()).is_none() {
                let message = format!("`{}` is no class of forms", forms.class.get_ref());
                self.say(source, forms.class.span(), Rule::WrongValue, message);
                continue;
            }
            for text in &forms.text {
                self.form(source, families, (id, forms, text), strings, &mut own);
            }
        }
    }

    /// A name for one of the two languages that are written must have one for the other.
    fn languages(&mut self, source: Source<'_>, entity: &SourceEntity) {
        for (key, texts) in [("write", &entity.write), ("short", &entity.short), ("gloss", &entity.gloss)] {
            let Some(Texts::Each(each)) = texts else { continue };
            for code in
                ["en", "it"].iter().filter(|code| !each.contains_key(**code) && !each.contains_key("any"))
            {
                let message = format!(
                    "`{key}` of `{}` says nothing for `{code}`: in its lines the name stays as it is",
                    entity.id.get_ref()
                );
                self.say(source, entity.id.span(), Rule::MissingLanguage, message);
            }
        }
    }

    /// Whether some sentence tries the entity, and another the look-alikes of its weak forms.
    fn sentences(&mut self, source: Source<'_>, entity: &SourceEntity) {
        let id = entity.id.get_ref();
        let weak = entity.forms.iter().any(|forms| forms.strength == Strength::Weak);
        if entity.r#match.is_empty() {
            let message = format!("no sentence tries `{id}`; add one to `match`");
            self.say(source, entity.id.span(), Rule::Untested, message);
        } else if weak && entity.leave.is_empty() {
            let message =
                format!("`{id}` has weak forms and no sentence that it must leave; add one to `leave`");
            self.say(source, entity.id.span(), Rule::Untested, message);
        }
    }

    /// Entities that neither they nor their file give a source for, once for the file.
    fn sources(&mut self, source: Source<'_>, file: &File) {
        if file.about.as_ref().is_some_and(|about| !about.sources.is_empty()) {
            return;
        }
        let mut without = file.entity.iter().filter(|entity| entity.sources.is_empty());
        if let Some(first) = without.next() {
            let id = first.id.get_ref();
            let more = match without.count() {
                0 => " comes".to_owned(),
                more => format!(" and {more} more come"),
            };
            let message = format!(
                "nobody says where `{id}`{more} from; name it in `sources` of the entity or of [file]"
            );
            self.say(source, first.id.span(), Rule::NoSource, message);
        }
    }

    fn form<'e>(
        &mut self,
        source: Source<'_>,
        families: &Families,
        (id, forms, text): (&str, &'e SourceForms, &'e Spanned<String>),
        strings: &mut Strings,
        own: &mut HashMap<String, Earlier<'e>>,
    ) {
        let all = match expand(text.get_ref(), families) {
            Ok(all) => all,
            Err(error) => {
                let at = text.span().start + 1 + error.at;
                self.say(source, at..at + 1, Rule::BrokenForm, error.message);
                return;
            }
        };
        let strong = forms.strength == Strength::Strong;
        let exact = forms.case == Some(Case::Exact);
        let part = *forms.class.get_ref() == "part";
        let mut new = false;
        let mut shadowed = false;
        for expansion in &all {
            let view = Scan::new(&expansion.text).view;
            if strong && !exact {
                self.ordinary(source, (forms, text), (&expansion.text, &view));
            }
            if strong && !part && !exact {
                if let Some(owner) = strings.owner_but(&view, id) {
                    let message = format!("`{}` is strong for `{owner}` already", expansion.text);
                    self.say(source, text.span(), Rule::SharedForm, message);
                }
                strings.add(&view, id);
            }
            if !part && !shadowed {
                shadowed = self.shadows(source, text.span(), (&expansion.text, &view), id, strings);
            }
            let key = if exact { expansion.text.clone() } else { view };
            let earlier = own.get(&key).is_some_and(|was| was.at != text.span() && (was.strong || !strong));
            new |= !earlier;
            own.entry(key).or_insert(Earlier { strong, at: text.span(), text: text.get_ref(), forms });
        }
        if !new && !all.is_empty() {
            let first = Scan::new(&all[0].text).view;
            let earlier = own.get(if exact { &all[0].text } else { &first });
            self.again(source, id, (forms, text), earlier, all.len());
        }
    }

    /// Says that earlier forms have all of a form.
    fn again(
        &mut self,
        source: Source<'_>,
        id: &str,
        (forms, text): (&SourceForms, &Spanned<String>),
        earlier: Option<&Earlier<'_>>,
        strings: usize,
    ) {
        let own = text.get_ref();
        let (rule, message) = match earlier {
            Some(earlier) if earlier.text == own => {
                (Rule::Duplicate, format!("`{own}` of `{id}` is listed already"))
            }
            Some(earlier) if strings == 1 => (
                Rule::EqualFolded,
                format!("`{own}` is found by `{}` of `{id}`: when folded they are equal", earlier.text),
            ),
            _ => (Rule::Covered, format!("all of `{own}` is found by earlier forms of `{id}`")),
        };
        let fix = earlier
            .filter(|earlier| strings == 1 && alike(earlier.forms, forms) && allow_alike(earlier.text, own))
            .and_then(|_| element(source.text, text.span()));
        self.say(source, text.span(), rule, message).fix = fix;
    }

    /// Says that a string means somebody else in the dictionaries before.
    fn shadows(
        &mut self,
        source: Source<'_>,
        span: Range<usize>,
        (text, view): (&str, &str),
        id: &str,
        strings: &Strings,
    ) -> bool {
        let Some(owner) = strings.before_but(view, id) else { return false };
        let message =
            format!("`{text}` means `{id}` from now on, and no longer `{owner}` of the dictionaries before");
        self.say(source, span, Rule::Shadowed, message);
        true
    }

    /// A strong form of one word must be no common and no ordinary one.
    fn ordinary(
        &mut self,
        source: Source<'_>,
        (forms, text): (&SourceForms, &Spanned<String>),
        (string, view): (&str, &str),
    ) {
        let word = view.trim();
        // Who says which capitals a form needs has thought of the word; an inflected form is a word and never rewritten.
        let thought_of = matches!(forms.case, Some(Case::Upper | Case::NotLower));
        if word.contains(' ') || thought_of || *forms.class.get_ref() == "inflected" {
            return;
        }
        let codes: Vec<&str> = match &forms.lang {
            None => vec!["en", "it"],
            Some(OneOrMany::One(code)) => vec![code],
            Some(OneOrMany::Many(codes)) => codes.iter().map(String::as_str).collect(),
        };
        let listed = forms.case.is_none() && default_case(&Scan::new(string)) != Case::Upper;
        if let Some((rule, told)) = self.common.ordinary(self.frequencies, (string, word), &codes, listed) {
            self.say(source, text.span(), rule, format!("{told}: make it weak, or say its case"));
        }
    }

    /// A written name that is another entity's name would be rewritten again the next time.
    fn chains(&mut self, known: &Data, parsed: &[(Source<'_>, File)], strings: &Strings) {
        let mut leads: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut found = Vec::new();
        for (source, entity) in entities(parsed) {
            let id = entity.id.get_ref().as_str();
            for text in written(entity) {
                if let Some(owner) = strings.owner_but(&Scan::new(&text).view, id) {
                    leads.entry(id).or_default().push(owner);
                    found.push((source, entity, text, owner));
                }
            }
        }
        for (source, entity, text, owner) in found {
            let id = entity.id.get_ref().as_str();
            let back = reaches(owner, id, |from| leads.get(from).cloned().unwrap_or_default());
            let (rule, why) = match back {
                true => (Rule::Cyclic, "whose own leads back here"),
                false => (Rule::Chained, "and would be rewritten again"),
            };
            let message = format!("`{text}`, written for `{id}`, is a name of `{owner}`, {why}");
            self.say(source, entity.id.span(), rule, message);
        }
        let before = known.entities.iter().map(|entity| (entity.id.as_str(), entity.parent.as_deref()));
        let own =
            entities(parsed).map(|(_, entity)| (entity.id.get_ref().as_str(), entity.parent.as_deref()));
        let parents: HashMap<&str, &str> =
            before.chain(own).filter_map(|(id, parent)| Some((id, parent?))).collect();
        for (source, entity) in entities(parsed) {
            let id = entity.id.get_ref().as_str();
            let above = |from: &str| parents.get(from).copied().into_iter().collect();
            if let Some(parent) = parents.get(id).filter(|parent| reaches(parent, id, above)) {
                let message = format!("`{id}` is a branch of `{parent}`, which is a branch of it");
                self.say(source, entity.id.span(), Rule::Cyclic, message);
            }
        }
    }
}

/// True when the ways from one name come to another; the other itself is reached at once.
fn reaches<'n>(from: &'n str, to: &str, ways: impl Fn(&str) -> Vec<&'n str>) -> bool {
    let (mut open, mut seen) = (vec![from], HashSet::new());
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(ways(at));
        }
    }
    false
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

/// True when a round, square or curly bracket, or a quotation mark that opens, is not closed, or one is closed that never
/// opened.
pub(in crate::dictionary) fn is_unbalanced(text: &str) -> bool {
    let mut open = Vec::new();
    for c in text.chars() {
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            '«' => open.push('»'),
            '“' => open.push('”'),
            ')' | ']' | '}' | '»' | '”' if open.pop() != Some(c) => return true,
            _ => {}
        }
    }
    !open.is_empty() || !text.matches('"').count().is_multiple_of(2)
}

/// True when two lists of forms say the same of their strings.
fn alike(a: &SourceForms, b: &SourceForms) -> bool {
    a.class.get_ref() == b.class.get_ref()
        && a.lang == b.lang
        && a.strength == b.strength
        && a.case == b.case
        && a.needs == b.needs
        && a.never == b.never
        && a.write.is_some() == b.write.is_some()
}

/// True when two strings ask the same of a text.
fn allow_alike(a: &str, b: &str) -> bool {
    let asks = |text: &str| {
        let scan = Scan::new(text);
        let gaps: Vec<_> = (1..scan.tokens.len()).map(|at| allowed_gap(&scan, at)).collect();
        (scan.view.clone(), gaps, default_case(&scan))
    };
    a == b || asks(a) == asks(b)
}

/// What takes a string out of its list, with its comma, and with its line where it has one for itself. Not where it is the
/// only one, nor where a remark stands behind it.
fn element(text: &str, span: Range<usize>) -> Option<Fix> {
    let fix = |range| Some(Fix { range, text: String::new() });
    let blank = |c: char| c == ' ' || c == '\t';
    let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let behind = text[span.end..].trim_start_matches(blank);
    let Some(after) = behind.strip_prefix(',') else {
        // The last one takes the comma before it along.
        let before = text[..span.start].trim_end();
        let comma = before.strip_suffix(',')?;
        return (!behind.starts_with('#')).then(|| fix(comma.len()..span.end)).flatten();
    };
    let after = after.trim_start_matches(blank);
    match after.chars().next()? {
        '#' => None,
        '\n' | '\r' if text[line..span.start].trim().is_empty() => {
            let end = text.len() - after.len();
            let end = end + after.find('\n').map_or(0, |at| at + 1);
            fix(line..end)
        }
        ']' if !text[..span.start].trim_end().ends_with(',') => None,
        _ => fix(span.start..text.len() - after.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Data, Frequencies, is_unbalanced, lint, lint_with};
    use crate::{
        dictionary::{
            data::Words,
            lint::{Rule, Severity},
            source,
        },
        document::Language,
    };
    use std::path::Path;

    /// Line, column and a word of the message of each finding.
    fn found(toml: &str) -> Vec<(usize, usize, String)> {
        let unproved = [Rule::Untested, Rule::NoSource];
        let known = Data {
            languages: vec![Words { code: Language::EN, words: vec!["dawn".into()] }],
            ..Data::default()
        };
        lint(&known, [(Path::new("x.toml"), toml)])
            .into_iter()
            .filter(|finding| !unproved.contains(&finding.rule))
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
                &[(7, 25, "when folded")],
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
    fn rules_and_their_look_alikes() {
        let entity = |id: &str, rest: &str| format!("[[entity]]\nid = \"{id}\"\ntype = \"org\"\n{rest}\n");
        let forms = |rest: &str| format!("[[entity.forms]]\nclass = \"long\"\n{rest}");
        let known = "[[entity]]\nid = \"org/k\"\ntype = \"org\"\nwrite = \"Kappa Group\"\n";
        let known = source::read([(Path::new("k.toml"), known)]).expect("good");
        let rows = [
            (
                Rule::Duplicate,
                forms("text = [\"Alfa Grp\", \"Alfa Grp\"]"),
                forms("text = [\"Alfa Grp\", \"Alfa Group\"]"),
            ),
            (
                Rule::EqualFolded,
                forms("text = [\"Alfa Grp\", \"ALFA GRP\"]"),
                forms("text = [\"Alfa Grp\", \"AlfaGrp X\"]"),
            ),
            (
                Rule::Covered,
                forms("text = [\"[the] Alfa Grp\", \"(the|The) Alfa Grp\"]"),
                forms("text = [\"Alfa Grp\", \"[the] Alfa Grp\"]"),
            ),
            (Rule::Shadowed, forms("text = [\"Kappa Group\"]"), forms("text = [\"Kappa Groups\"]")),
            (
                Rule::MissingLanguage,
                "write = { en = \"Alfa Group\" }".into(),
                "write = { en = \"Alfa Group\", it = \"Gruppo Alfa\" }".into(),
            ),
            (Rule::Unbalanced, "label = \"Alfa (AG\"".into(), "label = \"Alfa (AG)\"".into()),
            (Rule::Untested, String::new(), "match = [\"Alfa met.\"]".into()),
            (Rule::NoSource, String::new(), "sources = [\"our own files\"]".into()),
            (Rule::OrdinaryWord, forms("text = [\"Tennis\"]"), forms("text = [\"Tennisi\"]")),
            (Rule::Cyclic, "parent = \"org/a\"".into(), "parent = \"org/k\"".into()),
        ];
        let rules = |toml: &str| -> Vec<Rule> {
            lint(&known, [(Path::new("x.toml"), toml)]).into_iter().map(|finding| finding.rule).collect()
        };
        for (rule, wrong, right) in rows {
            let (wrong, right) = (rules(&entity("org/a", &wrong)), rules(&entity("org/a", &right)));
            assert!(wrong.contains(&rule), "{rule} is not among {wrong:?}");
            assert!(!right.contains(&rule), "{rule} is among {right:?}");
        }
        let pair = |own: &str| {
            let a = entity(
                "org/a",
                &format!("write = \"Alfa Group\"\n{}", forms(&format!("text = [\"{own}\"]"))),
            );
            a + &entity("org/b", &format!("write = \"Beta Group\"\n{}", forms("text = [\"Alfa Group\"]")))
        };
        let (chained, cyclic) = (rules(&pair("Alfa Grp")), rules(&pair("Beta Group")));
        assert!(chained.contains(&Rule::Chained) && !chained.contains(&Rule::Cyclic), "{chained:?}");
        assert!(cyclic.contains(&Rule::Cyclic) && !cyclic.contains(&Rule::Chained), "{cyclic:?}");
    }

    #[test]
    fn ordinary_words_are_told_with_their_frequency() {
        let toml = "[[entity]]\nid = \"org/a\"\ntype = \"org\"\n[[entity.forms]]\nclass = \"long\"\ntext = [\"Tennis\"]\n";
        let mut frequencies = Frequencies::default();
        frequencies.read("they play tennis; Tennis is played.");
        let findings = lint_with(&Data::default(), &frequencies, [(Path::new("x.toml"), toml)]);
        let told = findings.iter().find(|finding| finding.rule == Rule::OrdinaryWord).expect("found");
        assert!(told.message.contains("1 times among the 6 words"), "{}", told.message);
    }

    #[test]
    fn brackets_and_quotation_marks_close() {
        for (text, expected) in [
            ("a (b", true),
            ("a) b", true),
            ("(a]", true),
            ("\"a", true),
            ("«a", true),
            ("a (b) [c]", false),
            ("\"a\" “b” l'altro", false),
        ] {
            assert_eq!(is_unbalanced(text), expected, "{text}");
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
