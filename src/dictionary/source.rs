//! Dictionaries as people write them: TOML.
//! In: texts of files. Out: [`Data`], forms expanded and folded; errors with file, line, column and caret.
//! Not here: the grammar of forms (see `forms`); whether a dictionary is wise (see `lint`).

use super::{
    data::{
        ByLanguage, Case, Context, Cues, Data, Entity, Family, Form, FullName, Gazetteer, Gender,
        ResidueRule, Words,
    },
    forms::{Expansion, Families, expand},
    lists::{Lists, spelled_out},
    patterns::{allowed_gap, default_case, joined},
};
use crate::{
    document::{EntityType, FormClass, Language},
    error::{Error, Place},
    scan::{Gap, Scan},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
    path::Path,
};
use toml::Spanned;

/// A file of a dictionary.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(rename = "file", default)]
    pub(super) about: Option<About>,
    #[serde(default)]
    pub(super) family: Vec<SourceFamily>,
    #[serde(default)]
    pub(super) entity: Vec<SourceEntity>,
    #[serde(default)]
    pub(super) cue: Option<Cues>,
    #[serde(default)]
    pub(super) gazetteer: Option<Gazetteer>,
    #[serde(default)]
    pub(super) language: Vec<SourceWords>,
    #[serde(default)]
    pub(super) lists: Lists,
    #[serde(default)]
    pub(super) rule: Vec<Spanned<ResidueRule>>,
}

/// Where a file comes from; read by people.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct About {
    #[serde(rename = "about", default)]
    pub(super) _about: String,
    #[serde(rename = "licence", default)]
    pub(super) _licence: String,
    #[serde(default)]
    pub(super) sources: Vec<String>,
    #[serde(rename = "checked", default)]
    pub(super) _checked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceFamily {
    pub(super) name: Spanned<String>,
    pub(super) spellings: Vec<String>,
    #[serde(default)]
    pub(super) contexts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceWords {
    pub(super) code: String,
    pub(super) words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceEntity {
    pub(super) id: Spanned<String>,
    pub(super) r#type: Spanned<String>,
    pub(super) label: Option<String>,
    pub(super) parent: Option<String>,
    #[serde(default)]
    pub(super) distinct_from: Vec<String>,
    #[serde(default)]
    pub(super) home: Vec<String>,
    pub(super) write: Option<Texts>,
    pub(super) short: Option<Texts>,
    pub(super) gloss: Option<Texts>,
    pub(super) gender: Option<Gender>,
    #[serde(default)]
    pub(super) forms: Vec<SourceForms>,
    #[serde(default)]
    pub(super) r#match: Vec<String>,
    #[serde(default)]
    pub(super) leave: Vec<String>,
    /// Where it comes from; read by people.
    #[serde(default)]
    pub(super) sources: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceForms {
    pub(super) class: Spanned<String>,
    pub(super) lang: Option<OneOrMany>,
    pub(super) text: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) strength: Strength,
    pub(super) case: Option<Case>,
    #[serde(default)]
    pub(super) needs: Vec<String>,
    #[serde(default)]
    pub(super) never: Vec<String>,
    pub(super) write: Option<Keep>,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Strength {
    #[default]
    Strong,
    Weak,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Keep {
    Keep,
}

#[derive(Clone, Deserialize, PartialEq)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Texts {
    All(String),
    Each(BTreeMap<String, String>),
}

/// Reads the files of one dictionary together: families and ids of each are known to all.
pub fn read<'f>(files: impl IntoIterator<Item = (&'f Path, &'f str)>) -> Result<Data, Error> {
    over(&Data::default(), files)
}

/// Reads the files of a dictionary that lies over others: it may use their families, and holds only what is its own.
pub fn over<'f>(known: &Data, files: impl IntoIterator<Item = (&'f Path, &'f str)>) -> Result<Data, Error> {
    let mut data = Data { families: known.families.clone(), ..Data::default() };
    let mut parsed = Vec::new();
    for (path, text) in files {
        let file: File = toml::from_str(text).map_err(|error| syntax_error(path, text, &error))?;
        parsed.push((Source { path, text }, file));
        data.digest = text.bytes().fold(data.digest ^ 0xcbf2_9ce4_8422_2325, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
        });
    }
    for (source, file) in &parsed {
        for family in &file.family {
            add_family(&mut data, source, family)?;
        }
    }
    let families: Families = data.families.iter().map(|f| (f.name.clone(), f.spellings.clone())).collect();
    for (source, file) in parsed {
        for entity in file.entity {
            add_entity(&mut data, &source, &families, entity)?;
        }
        if let Some(cues) = file.cue {
            data.cues = cues;
        }
        if let Some(gazetteer) = file.gazetteer {
            data.gazetteer.places.extend(gazetteer.places);
            data.gazetteer.demonyms.extend(gazetteer.demonyms);
            data.gazetteer.elsewhere.extend(gazetteer.elsewhere);
            data.gazetteer.lands.extend(gazetteer.lands);
        }
        for words in file.language {
            let code = words.code.parse().map_err(|message: String| source.error(0..0, message))?;
            data.languages.push(Words { code, words: words.words });
        }
        for rule in file.rule {
            let span = rule.span();
            data.residue
                .push(listed(rule.into_inner(), &file.lists).map_err(|words| source.error(span, words))?);
        }
    }
    titled(&mut data);
    data.full_names = full_names(&data);
    data.families.drain(..known.families.len());
    Ok(data)
}

/// A rule whose phrases have their lists written out.
fn listed(mut rule: ResidueRule, lists: &Lists) -> Result<ResidueRule, String> {
    for phrase in rule.line.iter_mut().chain(&mut rule.start).chain(&mut rule.end) {
        *phrase = spelled_out(phrase, lists)?;
    }
    Ok(rule)
}

struct Source<'f> {
    path: &'f Path,
    text: &'f str,
}

impl Source<'_> {
    fn error(&self, span: Range<usize>, message: impl Into<String>) -> Error {
        Error::dictionary(place(self.path, self.text, span), message)
    }
}

/// Line, column and a caret for a stretch of a file.
pub fn place(path: &Path, text: &str, span: Range<usize>) -> Place {
    let before = &text[..span.start.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = text[start..before.len()].chars().count() + 1;
    let content = text[start..].lines().next().unwrap_or("");
    let width = text.get(span.clone()).map_or(1, |s| s.chars().count());
    at_line(path, line, content, column, width)
}

/// A stretch of a line whose number is known: so many characters from a column on, counted from 1.
pub(super) fn at_line(path: &Path, line: usize, content: &str, column: usize, width: usize) -> Place {
    let room = content.chars().count().saturating_sub(column - 1).max(1);
    let width = width.clamp(1, room);
    let margin = line.to_string().len();
    let excerpt = format!(
        "{:margin$} |\n{line} | {content}\n{:margin$} | {:indent$}{}",
        "",
        "",
        "",
        "^".repeat(width),
        indent = column - 1
    );
    Place { path: path.to_owned(), line, column, excerpt }
}

/// The ids of the entities of a file, and where they stand; none for a file that cannot be read.
pub fn ids(path: &Path, text: &str) -> Vec<(String, Place)> {
    let file: Option<File> = toml::from_str(text).ok();
    let entities = file.into_iter().flat_map(|file| file.entity);
    entities.map(|entity| (entity.id.get_ref().clone(), place(path, text, entity.id.span()))).collect()
}

/// A TOML error as a sentence, with the key that was probably meant.
pub fn syntax_error(path: &Path, text: &str, error: &toml::de::Error) -> Error {
    let message = error.message().replace('\n', "; ");
    let hint = did_you_mean(&message).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
    Error::dictionary(place(path, text, error.span().unwrap_or(0..0)), format!("{message}{hint}"))
}

/// From "unknown field `varients`, expected one of `variants`, `id`" the name nearest to the unknown one.
fn did_you_mean(message: &str) -> Option<&str> {
    let mut names = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown").then(|| names.next())??;
    names
        .max_by(|a, b| strsim::jaro_winkler(unknown, a).total_cmp(&strsim::jaro_winkler(unknown, b)))
        .filter(|name| strsim::jaro_winkler(unknown, name) > 0.75)
}

fn add_family(data: &mut Data, source: &Source<'_>, family: &SourceFamily) -> Result<(), Error> {
    let name = family.name.get_ref();
    if data.families.iter().any(|known| known.name == *name) {
        let message = format!("the spelling family `{name}` exists already; add the spellings there");
        return Err(source.error(family.name.span(), message));
    }
    data.families.push(Family {
        name: name.clone(),
        spellings: family.spellings.clone(),
        contexts: family.contexts.clone(),
    });
    Ok(())
}

fn add_entity(
    data: &mut Data,
    source: &Source<'_>,
    families: &Families,
    entity: SourceEntity,
) -> Result<(), Error> {
    let id = entity.id.get_ref().clone();
    let kind = EntityType::named(entity.r#type.get_ref()).ok_or_else(|| {
        let message = format!(
            "expected a type of org, state, person, place or media, but found `{}`",
            entity.r#type.get_ref()
        );
        source.error(entity.r#type.span(), message)
    })?;
    if data.entities.iter().any(|known| known.id == id) {
        return Err(source
            .error(entity.id.span(), format!("the entity `{id}` is defined twice; put its forms together")));
    }
    let texts = |texts: Option<Texts>| by_language(source, entity.id.span(), texts);
    let written = Entity {
        kind,
        label: entity.label.clone().unwrap_or_else(|| id.clone()),
        parent: entity.parent.clone(),
        distinct_from: entity.distinct_from.clone(),
        home: entity.home.clone(),
        write: texts(entity.write.clone())?,
        short: texts(entity.short.clone())?,
        gloss: match entity.gloss.clone() {
            None => texts(entity.short.clone())?,
            given => texts(given)?,
        },
        gender: entity.gender,
        matches: entity.r#match.clone(),
        leaves: entity.leave.clone(),
        id,
    };
    let mut adder = Adder::new(data, data.entities.len());
    for forms in &entity.forms {
        adder.forms(source, families, forms)?;
    }
    for (texts, class) in [(&written.write, FormClass::Long), (&written.short, FormClass::Short)] {
        for (lang, text) in &texts.0 {
            let langs = if *lang == Language::UND { vec![] } else { vec![*lang] };
            adder.written(text, class, langs);
        }
    }
    data.entities.push(written);
    Ok(())
}

fn by_language(source: &Source<'_>, span: Range<usize>, texts: Option<Texts>) -> Result<ByLanguage, Error> {
    let parse = |code: &str| code.parse().map_err(|message: String| source.error(span.clone(), message));
    Ok(ByLanguage(match texts {
        None => vec![],
        Some(Texts::All(text)) if text.is_empty() => vec![],
        Some(Texts::All(text)) => vec![(Language::UND, text)],
        Some(Texts::Each(each)) => {
            let mut all = Vec::new();
            for (code, text) in each {
                all.push((if code == "any" { Language::UND } else { parse(&code)? }, text));
            }
            all
        }
    }))
}

/// Italian newspapers write acronyms like words: `Sdf` beside `SDF`, `Let` beside `LeT`. Alone such a word proves nothing.
fn titled(data: &mut Data) {
    let title = |text: &str| {
        let mut letters = text.chars();
        letters.next().map(|first| first.to_string() + &letters.as_str().to_lowercase()).unwrap_or_default()
    };
    let acronym = |form: &&Form| {
        form.class == FormClass::Short
            && (form.case == Case::Upper && form.text.bytes().all(|b| b.is_ascii_uppercase())
                || form.case == Case::Exact && is_mixed(&form.text))
            && (3..=6).contains(&form.text.len())
            && (form.langs.is_empty() || form.langs.contains(&Language::IT))
    };
    let is_found = |form: &&Form| match form.case {
        Case::Upper => false,
        Case::Exact => form.text == title(&form.text),
        Case::Any | Case::NotLower => true,
    };
    let known: HashSet<(u32, String)> =
        data.forms.iter().filter(is_found).map(|form| (form.entity, form.pattern.clone())).collect();
    let new: Vec<Form> = data
        .forms
        .iter()
        .filter(acronym)
        .filter(|form| !known.contains(&(form.entity, form.pattern.clone())))
        .map(|form| Form {
            text: title(&form.text),
            langs: vec![Language::IT],
            strong: false,
            case: Case::Exact,
            grammar: true,
            ..form.clone()
        })
        .collect();
    data.forms.extend(new);
}

/// Names to be compared by sound. Of several words: the strong ones of persons, groups and places, one for each way to build
/// them: house spellings, told apart by the first letters of their words. Of one word: names of groups and places, parts of
/// names of persons.
fn full_names(data: &Data) -> Vec<FullName> {
    let mut seen: HashSet<(u32, String)> = HashSet::new();
    let kind = |form: &Form| data.entities[form.entity as usize].kind;
    let letters = |form: &Form| form.pattern.bytes().all(|b| b.is_ascii_lowercase() || b == b' ');
    let is_single = |form: &Form| form.pattern.trim().len() >= 6 && !form.pattern.trim().contains(' ');
    let full = |form: &&Form| {
        let sort = match (kind(form), is_single(form)) {
            (EntityType::Person, true) => form.class == FormClass::Part,
            (EntityType::Org | EntityType::Place, true) => form.strong && form.case != Case::Upper,
            (EntityType::Person | EntityType::Org | EntityType::Place, false) => {
                form.strong && form.house.is_none() && form.pattern.trim().contains(' ')
            }
            _ => false,
        };
        sort && form.class != FormClass::Inflected
            && (form.class != FormClass::Part || is_single(form))
            && letters(form)
    };
    let opening = |form: &Form| match is_single(form) {
        true => form.pattern.clone(),
        false => form.pattern.split_whitespace().filter_map(|word| word.chars().next()).collect(),
    };
    let new = data.forms.iter().filter(full).filter(|form| seen.insert((form.entity, opening(form))));
    new.map(|form| FullName { entity: form.entity, name: form.pattern.trim().to_owned() }).collect()
}

/// True for an acronym that keeps its small letters: `LeT`, `JuD`.
fn is_mixed(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_alphabetic())
        && text.bytes().filter(u8::is_ascii_uppercase).count() > 1
        && text.bytes().any(|b| b.is_ascii_lowercase())
}

/// Makes a written name a strong long form of its entity.
pub(super) fn add_written(data: &mut Data, entity: usize, lang: Language, text: &str) {
    let langs = if lang == Language::UND { vec![] } else { vec![lang] };
    Adder::new(data, entity).written(text, FormClass::Long, langs);
}

/// Puts the forms of one entity into the data.
struct Adder<'d> {
    data: &'d mut Data,
    entity: u32,
    /// The entity's first form.
    start: usize,
}

/// What all strings of one `[[entity.forms]]` share.
struct Shared {
    class: FormClass,
    langs: Vec<Language>,
    strong: bool,
    case: Option<Case>,
    keep: bool,
    context: u32,
}

impl Adder<'_> {
    fn new(data: &mut Data, entity: usize) -> Adder<'_> {
        Adder { start: data.forms.len(), entity: u32::try_from(entity).unwrap_or(u32::MAX), data }
    }

    fn forms(&mut self, source: &Source<'_>, families: &Families, forms: &SourceForms) -> Result<(), Error> {
        let class = FormClass::named(forms.class.get_ref()).ok_or_else(|| {
            let found = forms.class.get_ref();
            let message =
                format!("expected a class of long, short, inflected, part or alias, but found `{found}`");
            source.error(forms.class.span(), message)
        })?;
        let codes = match forms.lang.clone() {
            None => vec![],
            Some(OneOrMany::One(code)) => vec![code],
            Some(OneOrMany::Many(codes)) => codes,
        };
        let langs = codes
            .iter()
            .filter(|code| *code != "any")
            .map(|code| code.parse().map_err(|message: String| source.error(forms.class.span(), message)))
            .collect::<Result<_, _>>()?;
        let context = self.context(forms);
        let keep = forms.write.is_some() || matches!(class, FormClass::Inflected | FormClass::Alias);
        let shared = Shared {
            class,
            langs,
            strong: forms.strength == Strength::Strong,
            case: forms.case,
            keep,
            context,
        };
        for text in &forms.text {
            let all = expand(text.get_ref(), families).map_err(|error| {
                // One quotation mark opens the string.
                let at = text.span().start + 1 + error.at;
                source.error(at..at + 1, error.message)
            })?;
            let grammar = all.len() > 1;
            for expansion in all {
                self.add(&expansion, &shared, grammar);
            }
        }
        Ok(())
    }

    fn context(&mut self, forms: &SourceForms) -> u32 {
        let fold = |words: &[String]| words.iter().map(|word| Scan::new(word).view).collect();
        let context = Context { needs: fold(&forms.needs), never: fold(&forms.never) };
        let known = self.data.contexts.iter().position(|known| *known == context);
        let at = known.unwrap_or_else(|| {
            self.data.contexts.push(context);
            self.data.contexts.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// A written name is a form of its own unless the dictionary lists it.
    fn written(&mut self, text: &str, class: FormClass, langs: Vec<Language>) {
        let scan = Scan::new(text);
        let mut listed = false;
        for form in self.data.forms[self.start..].iter_mut().filter(|form| form.pattern == scan.view) {
            listed = true;
            // `Islamic State – Khorasan Province` allows a dash that the listed spelling does not show.
            for (at, gap) in form.gaps.iter_mut().enumerate() {
                *gap |= allowed_gap(&scan, at + 1).bits();
            }
        }
        if listed {
            return;
        }
        let empty = SourceForms {
            class: Spanned::new(0..0, String::new()),
            lang: None,
            text: vec![],
            strength: Strength::Strong,
            case: None,
            needs: vec![],
            never: vec![],
            write: None,
        };
        let context = self.context(&empty);
        let shared = Shared { class, langs, strong: true, case: None, keep: false, context };
        self.add(&Expansion { text: text.to_owned(), house: text.to_owned() }, &shared, false);
    }

    fn add(&mut self, expansion: &Expansion, shared: &Shared, grammar: bool) {
        let scan = Scan::new(&expansion.text);
        if scan.tokens.is_empty() {
            return;
        }
        let case = shared.case.unwrap_or_else(|| default_case(&scan));
        let gaps: Vec<Gap> = (1..scan.tokens.len()).map(|at| allowed_gap(&scan, at)).collect();
        self.push(expansion, shared, grammar, case, scan.view.clone(), &gaps);
        if case != Case::Exact && gaps.contains(&Gap::NONE) {
            // `ToloNews` is also met as `Tolonews`.
            let (view, gaps) = joined(&scan, &gaps);
            self.push(expansion, shared, grammar, case, view, &gaps);
        }
    }

    fn push(
        &mut self,
        expansion: &Expansion,
        shared: &Shared,
        grammar: bool,
        case: Case,
        pattern: String,
        gaps: &[Gap],
    ) {
        let same = |form: &&mut Form| {
            form.pattern == pattern
                && form.case == case
                && form.strong == shared.strong
                && form.class == shared.class
                && (case != Case::Exact || form.text == expansion.text)
        };
        if let Some(known) = self.data.forms[self.start..].iter_mut().find(same) {
            // The same string for another language.
            if shared.langs.is_empty() || known.langs.is_empty() {
                known.langs.clear();
            } else {
                known.langs.extend(&shared.langs);
                known.langs.sort();
                known.langs.dedup();
            }
            for (known, gap) in known.gaps.iter_mut().zip(gaps) {
                *known |= gap.bits();
            }
            return;
        }
        self.data.forms.push(Form {
            entity: self.entity,
            text: expansion.text.clone(),
            house: (expansion.house != expansion.text).then(|| expansion.house.clone()),
            pattern,
            gaps: gaps.iter().map(|gap| gap.bits()).collect(),
            class: shared.class,
            langs: shared.langs.clone(),
            strong: shared.strong,
            case,
            keep: shared.keep,
            grammar,
            context: shared.context,
        });
    }
}
