//! Settings: preset, canonry.toml, environment, flags, the later of them winning.
//! In: what was typed, the folder we stand in. Out: [`Setup`], a [`Cleaner`], and where each value comes from.
//! Not here: what a setting does (see the library).

use crate::{
    args::Rules,
    decisions,
    fault::{did_you_mean, pick, usage},
    say,
};
use anyhow::Context;
use canonry::{
    Cleaner, CleanerBuilder, Error, Language, Preset,
    dictionary::{
        files,
        layers::Layers,
        lint::{Rule, Severities, Severity},
        matcher::Engine,
        shipped,
        source::{place, syntax_error},
    },
    document::{EntityType, Kind},
    page::{Dups, Names, Options, Quotes},
    pipeline::STAGES,
    protect::Protect,
    strip::residue::ResidueRules,
};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    env, fmt, fs,
    path::{Path, PathBuf},
};
use toml::Spanned;

/// The name of the file that is looked for.
const FILE: &str = "canonry.toml";

/// Variables of the environment that stand for a flag.
const VARIABLES: &[(&str, &str)] = &[
    ("CANONRY_PRESET", "preset"),
    ("CANONRY_STAGES", "stages"),
    ("CANONRY_NAMES", "names"),
    ("CANONRY_QUOTES", "quotes"),
    ("CANONRY_STRIP", "strip"),
    ("CANONRY_KEEP", "keep"),
    ("CANONRY_DUPS", "dups"),
    ("CANONRY_MARK", "mark"),
    ("CANONRY_LANG", "lang"),
];

/// The settings of [`Options`], in the order in which they are shown: first those that presets
/// decide.
const KEYS: &[&str] = &[
    "stages",
    "names.org",
    "names.state",
    "names.person",
    "names.place",
    "names.media",
    "quotes",
    "strip",
    "dups",
    "mark",
    "lang",
    "protect.phrases",
    "protect.patterns",
    "protect.lines",
    "protect.fields",
];

/// The settings that presets decide.
pub fn preset_keys() -> impl Iterator<Item = &'static str> {
    KEYS.iter().copied().take_while(|key| *key != "mark")
}

/// Where a value comes from.
#[derive(Clone, Debug)]
enum Origin {
    Default,
    Preset(&'static str),
    File { path: PathBuf, line: usize },
    Variable(&'static str),
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::Preset(name) => write!(f, "preset {name}"),
            Origin::File { path, line } => write!(f, "{}:{line}", path.display()),
            Origin::Variable(name) => f.write_str(name),
            Origin::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// One setting as somebody gave it.
struct Given {
    key: &'static str,
    values: Vec<String>,
    origin: Origin,
    /// Where it stands in a file, to point at.
    place: Option<canonry::error::Place>,
}

impl Given {
    fn refuse(&self, message: String) -> anyhow::Error {
        match (&self.place, &self.origin) {
            (Some(place), _) => Error::config(place.clone(), message).into(),
            (None, origin) => usage(format!("{origin}: {message}")),
        }
    }
}

/// Everything that decides what is done to a text.
pub struct Setup {
    /// What is done to a text.
    pub options: Options,
    preset: &'static str,
    file: Option<PathBuf>,
    disable: Vec<(String, Given)>,
    write: Vec<Written>,
    dicts: Vec<(PathBuf, Origin)>,
    residue: Vec<(PathBuf, Origin)>,
    decisions: Option<(PathBuf, Origin)>,
    origins: BTreeMap<&'static str, Origin>,
    pin: Option<String>,
    engine: Engine,
    /// How much findings of `dict lint` matter.
    pub lint: Severities,
}

/// A written name of the user's own.
struct Written {
    id: String,
    texts: Vec<(Language, String)>,
    given: Given,
}

impl Setup {
    /// Reads all four places.
    pub fn read(rules: &Rules) -> anyhow::Result<Setup> {
        let file = match rules.isolated {
            true => None,
            false => find(rules.config.as_deref())?,
        };
        let config = file.as_deref().map(ConfigFile::read).transpose()?.unwrap_or_default();
        let mut given = config.given;
        if !rules.isolated {
            given.extend(variables());
        }
        given.extend(flags(rules));
        let named = given.iter().rev().find(|given| given.key == "preset");
        let preset = match named {
            None => Preset::News,
            Some(given) => preset_named(&given.values[0]).map_err(|message| given.refuse(message))?,
        };
        let mut setup = Setup {
            options: preset.options(),
            preset: preset.as_str(),
            file,
            disable: config.disable,
            write: config.write,
            dicts: config.dicts,
            residue: config.residue,
            decisions: config.decisions,
            origins: KEYS.iter().map(|key| (*key, Origin::Preset(preset.as_str()))).collect(),
            pin: rules.pin.clone(),
            engine: engine(rules.engine.as_deref())?,
            lint: config.lint,
        };
        setup.origins.insert("preset", named.map_or(Origin::Default, |given| given.origin.clone()));
        for given in given.iter().filter(|given| given.key != "preset") {
            let changed = apply(&mut setup.options, given).map_err(|message| given.refuse(message))?;
            for key in changed {
                setup.origins.insert(key, given.origin.clone());
            }
        }
        setup.dicts.extend(rules.dict.iter().map(|path| (path.clone(), Origin::Flag("dict"))));
        setup.decide(rules)?;
        setup.residue.extend(rules.residue.iter().map(|path| (path.clone(), Origin::Flag("residue"))));
        Ok(setup)
    }

    /// Refused changes: the file of the flag, of canonry.toml, or the nearest upwards.
    fn decide(&mut self, rules: &Rules) -> anyhow::Result<()> {
        if let Some(path) = &rules.decisions {
            self.decisions = Some((path.clone(), Origin::Flag("decisions")));
        } else if self.decisions.is_none() && !rules.isolated {
            self.decisions = upwards(decisions::FILE)?.map(|path| (path, Origin::Default));
        }
        Ok(())
    }

    /// The file of refused changes in effect, which need not be there.
    pub fn decisions(&self) -> Option<&Path> {
        self.decisions.as_ref().map(|(path, _)| path.as_path())
    }

    /// The name of the preset that settings begin with.
    pub fn preset(&self) -> &'static str {
        self.preset
    }

    /// Builds the cleaner; every dictionary is read and every id looked up here, before anything is written.
    pub fn cleaner(&self) -> anyhow::Result<Cleaner> {
        self.cleaner_with(|builder| builder)
    }

    /// The same, the builder changed last.
    pub fn cleaner_with(
        &self,
        change: impl FnOnce(CleanerBuilder) -> CleanerBuilder,
    ) -> anyhow::Result<Cleaner> {
        let layers = self.layers()?;
        let mut builder = Cleaner::builder().options(self.options.clone()).engine(self.engine);
        for (id, given) in &self.disable {
            if layers.entity(id).is_none() {
                return Err(unknown_id(&layers, id, given));
            }
            builder = builder.disable(id);
        }
        if let Some(path) = self.decisions() {
            builder = builder.refuse(decisions::read(path)?);
        }
        let cleaner = change(builder.layers(layers)).build()?;
        match &self.pin {
            Some(pin) if pin != cleaner.fingerprint() => Err(usage(format!(
                "rules, data or program are not those of the fingerprint {pin}: these have {}; `canonry config show` lists what is in effect",
                cleaner.fingerprint()
            ))),
            _ => Ok(cleaner),
        }
    }

    /// The shipped dictionary, the user's over it, the user's written names on top.
    fn layers(&self) -> anyhow::Result<Layers> {
        let mut layers = Layers::new([shipped()]);
        for (path, _) in &self.dicts {
            let compiled = files::read(layers.data(), path)?;
            layers.push(compiled);
            warn_of_hidden(&layers, path);
        }
        for (path, _) in &self.residue {
            let rules = files::residue(path)?;
            ResidueRules::compile(&rules.residue())
                .map_err(|error| usage(format!("{}: {error}", path.display())))?;
            layers.push(rules);
        }
        let mut written = Vec::new();
        for own in &self.write {
            if layers.entity(&own.id).is_none() {
                return Err(unknown_id(&layers, &own.id, &own.given));
            }
            written.extend(own.texts.iter().map(|(lang, text)| (own.id.as_str(), *lang, text.as_str())));
        }
        if !written.is_empty() {
            layers.set_write(&written).context("a written name cannot be compiled")?;
        }
        Ok(layers)
    }

    /// Every setting, its value and its origin, one a line, to be read as TOML.
    pub fn show(&self) -> anyhow::Result<String> {
        let cleaner = self.cleaner()?;
        let mut lines = vec![(format!("preset = {:?}", self.preset), self.origins["preset"].to_string())];
        for key in KEYS {
            lines.push((format!("{key} = {}", shown(&self.options, key)), self.origins[key].to_string()));
        }
        for (id, given) in &self.disable {
            lines.push((format!("dict.disable = [{id:?}]"), given.origin.to_string()));
        }
        for (path, origin) in &self.dicts {
            lines.push((format!("dict.files = [{:?}]", path.display().to_string()), origin.to_string()));
        }
        for (path, origin) in &self.residue {
            lines.push((format!("residue.files = [{:?}]", path.display().to_string()), origin.to_string()));
        }
        if let Some((path, origin)) = &self.decisions {
            lines.push((format!("decisions = {:?}", path.display().to_string()), origin.to_string()));
        }
        for written in &self.write {
            for (lang, text) in &written.texts {
                let lang = if *lang == Language::UND { String::new() } else { format!(".{lang}") };
                lines.push((
                    format!("write.{:?}{lang} = {text:?}", written.id),
                    written.given.origin.to_string(),
                ));
            }
        }
        let width = lines
            .iter()
            .map(|(value, _)| value.chars().count())
            .filter(|width| *width < 60)
            .max()
            .unwrap_or(0);
        let mut out = match &self.file {
            Some(path) => format!("# file: {}\n", path.display()),
            None => format!("# file: no {FILE} here or in a folder above\n"),
        };
        for (value, origin) in lines {
            out.push_str(&format!("{value:width$}  # {origin}\n"));
        }
        out.push_str(&format!("# fingerprint: {}\n", cleaner.fingerprint()));
        Ok(out)
    }
}

/// The value of a setting, as TOML.
pub fn shown(options: &Options, key: &str) -> String {
    let list = |names: Vec<&str>| format!("{names:?}");
    let names = |kind: EntityType| format!("{:?}", options.names_of(kind).as_str());
    match key {
        "stages" => list(STAGES.iter().copied().filter(|stage| options.runs(stage)).collect()),
        "names.org" => names(EntityType::Org),
        "names.state" => names(EntityType::State),
        "names.person" => names(EntityType::Person),
        "names.place" => names(EntityType::Place),
        "names.media" => names(EntityType::Media),
        "quotes" => format!("{:?}", options.quotes.as_str()),
        "strip" if options.strip.len() == Kind::ALL.len() => "[\"all\"]".to_owned(),
        "strip" => list(options.strip.iter().map(Kind::as_str).collect()),
        "dups" => format!("{:?}", options.dups.as_str()),
        "mark" => options.mark.to_string(),
        "lang" => format!("{:?}", options.lang.map_or("auto".to_owned(), |lang| lang.to_string())),
        "protect.phrases" => list(options.protect.phrases.iter().map(String::as_str).collect()),
        "protect.patterns" => list(options.protect.patterns.iter().map(String::as_str).collect()),
        "protect.lines" => list(options.protect.lines.iter().map(String::as_str).collect()),
        "protect.fields" => list(options.protect.fields.iter().map(String::as_str).collect()),
        _ => String::new(),
    }
}

/// The engine of a name.
fn engine(name: Option<&str>) -> anyhow::Result<Engine> {
    let engines: Vec<_> = Engine::ALL.iter().map(|engine| (engine.as_str(), *engine)).collect();
    let picked = pick("engine", name.unwrap_or("auto"), &engines);
    picked.map_err(|message| usage(format!("--engine: {message}")))
}

/// The preset of a name, or a sentence that lists them.
pub fn preset_named(name: &str) -> Result<Preset, String> {
    let presets: Vec<_> = Preset::ALL.iter().map(|preset| (preset.as_str(), *preset)).collect();
    pick("preset", name, &presets)
}

/// A rule of `dict lint` and how much it matters, by their names.
pub fn severity(rule: &str, level: &str) -> Result<(Rule, Option<Severity>), String> {
    let rules: Vec<_> = Rule::ALL.iter().map(|rule| (rule.as_str(), *rule)).collect();
    let levels = [
        ("error", Some(Severity::Error)),
        ("warning", Some(Severity::Warning)),
        ("note", Some(Severity::Note)),
        ("off", None),
    ];
    Ok((pick("rule of dict lint", rule, &rules)?, pick("severity", level, &levels)?))
}

/// The file in effect: the one named, that of the environment, or the nearest upwards.
fn find(named: Option<&Path>) -> anyhow::Result<Option<PathBuf>> {
    let variable = || env::var_os("CANONRY_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    if let Some(path) = named.map(Path::to_owned).or_else(variable) {
        return Ok(Some(path));
    }
    upwards(FILE)
}

/// The nearest file of this name, here or in a folder above.
fn upwards(name: &str) -> anyhow::Result<Option<PathBuf>> {
    let here = env::current_dir().context("cannot tell which folder this is")?;
    Ok(here.ancestors().map(|folder| folder.join(name)).find(|path| path.is_file()))
}

fn variables() -> impl Iterator<Item = Given> {
    VARIABLES.iter().filter_map(|(variable, key)| {
        let value = env::var(variable).ok().filter(|value| !value.is_empty())?;
        let values = value.split(',').map(|part| part.trim().to_owned()).collect();
        Some(Given { key, values, origin: Origin::Variable(variable), place: None })
    })
}

fn flags(rules: &Rules) -> impl Iterator<Item = Given> {
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    let mark = if rules.mark { vec!["true".to_owned()] } else { Vec::new() };
    [
        ("preset", "preset", one(&rules.preset)),
        ("stages", "stages", rules.stages.clone()),
        ("names", "names", rules.names.clone()),
        ("quotes", "quotes", one(&rules.quotes)),
        ("strip", "strip", rules.strip.clone()),
        ("keep", "keep", rules.keep.clone()),
        ("dups", "dups", one(&rules.dups)),
        ("mark", "mark", mark),
        ("lang", "lang", one(&rules.lang)),
        ("protect", "protect.phrases", rules.protect.clone()),
        ("protect-pattern", "protect.patterns", rules.protect_pattern.clone()),
        ("protect-line", "protect.lines", rules.protect_line.clone()),
        ("protect-field", "protect.fields", rules.protect_field.clone()),
    ]
    .into_iter()
    .filter(|(_, _, values)| !values.is_empty())
    .map(|(flag, key, values)| Given { key, values, origin: Origin::Flag(flag), place: None })
}

/// Puts one given setting into effect; says which of [`KEYS`] it changed.
fn apply(options: &mut Options, given: &Given) -> Result<Vec<&'static str>, String> {
    let values: Vec<&str> =
        given.values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
    let one = values.first().copied().unwrap_or("");
    match given.key {
        "stages" => stages(options, &values)?,
        "names" => return names(options, &values),
        "quotes" => options.quotes = pick("value of quotes", one, &pairs(Quotes::ALL, Quotes::as_str))?,
        "strip" => options.strip = kinds(&values)?,
        "keep" => {
            let kept = kinds(&values)?;
            options.strip.retain(|kind| !kept.contains(kind));
            return Ok(vec!["strip"]);
        }
        "dups" => options.dups = pick("value of dups", one, &pairs(Dups::ALL, Dups::as_str))?,
        "mark" => {
            options.mark =
                pick("value of mark", one, &[("true", true), ("false", false), ("1", true), ("0", false)])?;
        }
        "lang" if one == "auto" => options.lang = None,
        "lang" => match pick(
            "language",
            one,
            &[("auto", Language::UND), ("en", Language::EN), ("it", Language::IT)],
        ) {
            Ok(lang) => options.lang = Some(lang),
            Err(message) => return Err(message),
        },
        "protect.phrases" => {
            given.values.iter().try_for_each(|phrase| Protect::check_phrase(phrase))?;
            options.protect.phrases.extend(given.values.iter().cloned());
        }
        "protect.patterns" | "protect.lines" => {
            given.values.iter().try_for_each(|pattern| Protect::check_pattern(pattern))?;
            let lines = given.key == "protect.lines";
            let protect = &mut options.protect;
            let patterns = if lines { &mut protect.lines } else { &mut protect.patterns };
            patterns.extend(given.values.iter().cloned());
        }
        "protect.fields" => options.protect.fields.extend(given.values.iter().cloned()),
        key => {
            let kind = key.strip_prefix("names.").unwrap_or(key);
            return names(options, &[&format!("{kind}={one}")]);
        }
    }
    Ok(vec![given.key])
}

fn pairs<T: Copy>(all: &[T], name: fn(&T) -> &'static str) -> Vec<(&'static str, T)> {
    all.iter().map(|value| (name(value), *value)).collect()
}

/// Those named run, the others are skipped.
fn stages(options: &mut Options, named: &[&str]) -> Result<(), String> {
    let known: Vec<(&str, &str)> = STAGES.iter().map(|stage| (*stage, *stage)).collect();
    for stage in named.iter().filter(|stage| **stage != "none") {
        pick("stage", stage, &known)?;
    }
    options.skip.retain(|skipped| !STAGES.contains(&skipped.as_str()));
    options
        .skip
        .extend(STAGES.iter().filter(|stage| !named.contains(stage)).map(|stage| (*stage).to_owned()));
    Ok(())
}

/// `canonical` for every type but places (their spelling is not theirs to lose unless somebody says so), or `org=short`.
fn names(options: &mut Options, values: &[&str]) -> Result<Vec<&'static str>, String> {
    let hows = pairs(Names::ALL, Names::as_str);
    let types = pairs(EntityType::ALL, EntityType::as_str);
    let mut set: Vec<(EntityType, Names)> = Vec::new();
    for value in values {
        match value.split_once('=') {
            Some((kind, how)) => {
                let kind = pick("type of name", kind.trim(), &types)?;
                let how = pick("value of names", how.trim(), &hows)?;
                let state_is_named = values.iter().any(|value| value.trim_start().starts_with("state="));
                if kind == EntityType::Org && !state_is_named {
                    set.push((EntityType::State, how));
                }
                set.push((kind, how));
            }
            None => {
                let how = pick("value of names", value, &hows)?;
                let all = EntityType::ALL
                    .iter()
                    .filter(|kind| **kind != EntityType::Place || how == Names::Surface);
                set.extend(all.map(|kind| (*kind, how)));
            }
        }
    }
    let mut changed = Vec::new();
    for (kind, how) in set {
        if let Some(at) = EntityType::ALL.iter().position(|known| *known == kind) {
            options.names[at] = how;
        }
        changed.extend(KEYS.iter().filter(|key| key.strip_prefix("names.") == Some(kind.as_str())));
    }
    Ok(changed)
}

fn kinds(names: &[&str]) -> Result<Vec<Kind>, String> {
    match names {
        ["all"] => return Ok(Kind::ALL.to_vec()),
        ["none"] => return Ok(Vec::new()),
        _ => {}
    }
    let known = pairs(Kind::ALL, Kind::as_str);
    names.iter().map(|name| pick("kind of residue", name, &known)).collect()
}

/// Says how many forms of the last dictionary win over those of files before it.
fn warn_of_hidden(layers: &Layers, path: &Path) {
    let (count, first) = layers.hidden();
    if let Some(first) = first {
        say::note(format!(
            "warning: {}: {} of other entities now mean those of this file (`{first}`{})",
            path.display(),
            say::count(count, "form"),
            if count > 1 { ", …" } else { "" }
        ));
    }
}

fn unknown_id(layers: &Layers, id: &str, given: &Given) -> anyhow::Error {
    let hint = did_you_mean(id, layers.data().entities.iter().map(|entity| entity.id.as_str()));
    given.refuse(format!("no dictionary has an entity `{id}`{hint}"))
}

/// canonry.toml.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Source {
    preset: Option<Spanned<String>>,
    stages: Option<Spanned<Vec<String>>>,
    quotes: Option<Spanned<String>>,
    strip: Option<Spanned<Vec<String>>>,
    keep: Option<Spanned<Vec<String>>>,
    dups: Option<Spanned<String>>,
    mark: Option<Spanned<bool>>,
    lang: Option<Spanned<String>>,
    decisions: Option<Spanned<PathBuf>>,
    protect: ProtectTable,
    names: NamesTable,
    write: BTreeMap<Spanned<String>, Texts>,
    dict: Dict,
    residue: Files,
    lint: BTreeMap<Spanned<String>, Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ProtectTable {
    phrases: Option<Spanned<Vec<String>>>,
    patterns: Option<Spanned<Vec<String>>>,
    lines: Option<Spanned<Vec<String>>>,
    fields: Option<Spanned<Vec<String>>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct NamesTable {
    org: Option<Spanned<String>>,
    state: Option<Spanned<String>>,
    person: Option<Spanned<String>>,
    place: Option<Spanned<String>>,
    media: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Dict {
    disable: Vec<Spanned<String>>,
    files: Vec<Spanned<PathBuf>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Files {
    files: Vec<Spanned<PathBuf>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Texts {
    All(String),
    Each(BTreeMap<String, String>),
}

/// A canonry.toml that was read.
#[derive(Default)]
struct ConfigFile {
    given: Vec<Given>,
    disable: Vec<(String, Given)>,
    write: Vec<Written>,
    dicts: Vec<(PathBuf, Origin)>,
    residue: Vec<(PathBuf, Origin)>,
    decisions: Option<(PathBuf, Origin)>,
    lint: Severities,
}

impl ConfigFile {
    fn read(path: &Path) -> anyhow::Result<ConfigFile> {
        let text = fs::read_to_string(path)
            .map_err(|error| usage(format!("{}: cannot read this configuration: {error}", path.display())))?;
        let source: Source = toml::from_str(&text).map_err(|error| syntax_error(path, &text, &error))?;
        let reader = Reader { path, text: &text };
        reader.file(source)
    }
}

struct Reader<'f> {
    path: &'f Path,
    text: &'f str,
}

impl Reader<'_> {
    fn given(&self, key: &'static str, values: Vec<String>, span: std::ops::Range<usize>) -> Given {
        let place = place(self.path, self.text, span);
        let origin = Origin::File { path: self.path.to_owned(), line: place.line };
        Given { key, values, origin, place: Some(place) }
    }

    fn file(&self, source: Source) -> anyhow::Result<ConfigFile> {
        let mut file = ConfigFile::default();
        let ones = [
            ("preset", source.preset),
            ("quotes", source.quotes),
            ("dups", source.dups),
            ("lang", source.lang),
            ("names.org", source.names.org),
            ("names.state", source.names.state),
            ("names.person", source.names.person),
            ("names.place", source.names.place),
            ("names.media", source.names.media),
        ];
        for (key, value) in ones {
            file.given
                .extend(value.map(|value| self.given(key, vec![value.get_ref().clone()], value.span())));
        }
        let lists = [
            ("stages", source.stages),
            ("strip", source.strip),
            ("keep", source.keep),
            ("protect.phrases", source.protect.phrases),
            ("protect.patterns", source.protect.patterns),
            ("protect.lines", source.protect.lines),
            ("protect.fields", source.protect.fields),
        ];
        for (key, value) in lists {
            // An empty list of stages or kinds is an answer, too.
            file.given.extend(value.map(|value| {
                let empty = value.get_ref().is_empty() && !key.starts_with("protect.");
                let values = if empty { vec!["none".to_owned()] } else { value.get_ref().clone() };
                self.given(key, values, value.span())
            }));
        }
        file.given.extend(
            source.mark.map(|value| self.given("mark", vec![value.get_ref().to_string()], value.span())),
        );
        for id in source.dict.disable {
            file.disable.push((id.get_ref().clone(), self.given("dict.disable", Vec::new(), id.span())));
        }
        for (rule, level) in source.lint {
            let given = self.given("lint", Vec::new(), rule.span());
            let (rule, level) =
                severity(rule.get_ref(), level.get_ref()).map_err(|message| given.refuse(message))?;
            file.lint.insert(rule, level);
        }
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let named = |key: &'static str, files: Vec<Spanned<PathBuf>>| -> Vec<(PathBuf, Origin)> {
            let origin = |path: &Spanned<PathBuf>| self.given(key, Vec::new(), path.span()).origin;
            files.iter().map(|path| (folder.join(path.get_ref()), origin(path))).collect()
        };
        file.dicts = named("dict.files", source.dict.files);
        file.residue = named("residue.files", source.residue.files);
        file.decisions = named("decisions", source.decisions.into_iter().collect()).pop();
        for (id, texts) in source.write {
            let given = self.given("write", Vec::new(), id.span());
            let texts = match texts {
                Texts::All(text) => vec![(Language::UND, text)],
                Texts::Each(each) => {
                    let read = |(code, text): (String, String)| Ok((code.parse()?, text));
                    each.into_iter()
                        .map(read)
                        .collect::<Result<_, _>>()
                        .map_err(|message| given.refuse(message))?
                }
            };
            if texts.iter().any(|(_, text)| text.trim().is_empty()) {
                return Err(given.refuse(format!(
                    "`{}` is to be written as nothing; leave the line out, or disable the entity in [dict]",
                    id.get_ref()
                )));
            }
            file.write.push(Written { id: id.into_inner(), texts, given });
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, Origin, apply, shown};
    use canonry::Preset;

    fn given(key: &'static str, values: &str) -> Given {
        let values = values.split(',').map(str::to_owned).collect();
        Given { key, values, origin: Origin::Flag(key), place: None }
    }

    #[test]
    fn settings_change_what_they_name() {
        let rows = [
            ("stages", "repair,detect", "stages", r#"["repair", "detect"]"#),
            ("stages", "none", "stages", "[]"),
            ("names", "short", "names.org", r#""short""#),
            ("names", "short", "names.place", r#""surface""#),
            ("names", "org=surface", "names.state", r#""surface""#),
            ("names", "org=surface,state=short", "names.state", r#""short""#),
            ("names", "place=canonical", "names.place", r#""canonical""#),
            ("strip", "share,nav", "strip", r#"["share", "nav"]"#),
            ("strip", "none", "strip", "[]"),
            ("quotes", "keep", "quotes", r#""keep""#),
            ("lang", "it", "lang", r#""it""#),
            ("mark", "true", "mark", "true"),
        ];
        for (key, values, looked_at, expected) in rows {
            let mut options = Preset::News.options();
            apply(&mut options, &given(key, values)).expect(key);
            assert_eq!(shown(&options, looked_at), expected, "{key} {values}");
        }
    }

    #[test]
    fn wrong_values_are_answered() {
        let rows = [
            ("stages", "repare", "did you mean `repair`?"),
            ("strip", "shar", "did you mean `share`?"),
            ("names", "canonicall", "did you mean `canonical`?"),
            ("names", "orgs=short", "did you mean `org`?"),
            ("quotes", "x", "there are: rewrite, keep"),
            ("lang", "fr", "there are: auto, en, it"),
        ];
        for (key, values, expected) in rows {
            let message = apply(&mut Preset::News.options(), &given(key, values)).expect_err(key);
            assert!(message.contains(expected), "{message}");
        }
    }
}
