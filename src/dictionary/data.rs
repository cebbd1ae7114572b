//! What dictionaries say, as plain data: expanded, folded, ready for an engine or a file.
//! In: nothing. Out: types. Not here: reading TOML (see `source`), searching (see `matcher`).

use crate::document::{EntityType, FormClass, Language};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One name for everything a language needs its own words for: a text for some languages, or one for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByLanguage(pub Vec<(Language, String)>);

impl ByLanguage {
    /// The text for a language; for [`Language::UND`] only one that holds for all.
    pub fn get(&self, lang: Language) -> Option<&str> {
        let find = |lang| self.0.iter().find(|(l, _)| *l == lang).map(|(_, text)| text.as_str());
        find(lang).or_else(|| find(Language::UND))
    }

    /// True when no language has a text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one text, when all languages write alike.
    pub fn only(&self) -> Option<&str> {
        let (first, rest) = self.0.split_first()?;
        rest.iter().all(|(_, text)| *text == first.1).then_some(first.1.as_str())
    }
}

/// Italian gender and number of a written name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gender {
    /// `lo Stato Islamico`.
    #[serde(rename = "m")]
    Masculine,
    /// `la rete Haqqani`.
    #[serde(rename = "f")]
    Feminine,
    /// `i talebani`.
    #[serde(rename = "mp")]
    MasculinePlural,
    /// `le Forze di Difesa`.
    #[serde(rename = "fp")]
    FemininePlural,
}

/// Somebody or something that has names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// `org/islamic-state-khorasan`.
    pub id: String,
    /// What it is.
    pub kind: EntityType,
    /// For reports only; may carry brackets.
    pub label: String,
    /// Id of the entity it is a branch of.
    pub parent: Option<String>,
    /// Ids readers confuse it with.
    pub distinct_from: Vec<String>,
    /// The lands of the gazetteer it belongs to; empty for all of them.
    pub home: Vec<String>,
    /// Its long name in prose.
    pub write: ByLanguage,
    /// Its short name in prose.
    pub short: ByLanguage,
    /// What stands in the brackets of a gloss; empty for none.
    pub gloss: ByLanguage,
    /// Italian grammar of the long name; `None` when it takes no article.
    pub gender: Option<Gender>,
    /// Sentences in which it must be found.
    pub matches: Vec<String>,
    /// Sentences in which it must not be found.
    pub leaves: Vec<String>,
}

impl Entity {
    /// An entity of which only the id is known; the type is what the id begins with, else an organisation.
    pub(crate) fn bare(id: &str) -> Entity {
        Entity {
            id: String::new(),
            kind: id.split('/').next().and_then(EntityType::named).unwrap_or(EntityType::Org),
            label: String::new(),
            parent: None,
            distinct_from: Vec::new(),
            home: Vec::new(),
            write: ByLanguage::default(),
            short: ByLanguage::default(),
            gloss: ByLanguage::default(),
            gender: None,
            matches: Vec::new(),
            leaves: Vec::new(),
        }
    }
}

/// Which capitals a form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Case {
    /// None.
    Any,
    /// At least one.
    NotLower,
    /// All.
    Upper,
    /// As the form is written.
    Exact,
}

impl Case {
    /// Every value.
    pub const ALL: [Case; 4] = [Case::Any, Case::NotLower, Case::Upper, Case::Exact];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Case::Any => "any",
            Case::NotLower => "not-lower",
            Case::Upper => "upper",
            Case::Exact => "exact",
        }
    }
}

/// One string an entity is written as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Number of the entity in its list.
    pub entity: u32,
    /// As written in the dictionary.
    pub text: String,
    /// The same with house spellings, where that differs.
    pub house: Option<String>,
    /// Its folded tokens, one space around each: ` is k `.
    pub pattern: String,
    /// The gaps allowed before each token but the first, as bits of `scan::Gap`.
    pub gaps: Vec<u16>,
    /// What it is to the entity.
    pub class: FormClass,
    /// Languages it belongs to; empty for any.
    pub langs: Vec<Language>,
    /// It needs no evidence.
    pub strong: bool,
    /// Capitals it asks for.
    pub case: Case,
    /// It says other or more than the name and is never rewritten.
    pub keep: bool,
    /// A grammar or family made it.
    pub grammar: bool,
    /// Number of its context in the list of contexts.
    pub context: u32,
}

/// A name to be compared by sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullName {
    /// Whose it is.
    pub entity: u32,
    /// Its folded words.
    pub name: String,
}

/// Words that speak for or against a form on its line, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Context {
    /// One of them is evidence enough.
    pub needs: Vec<String>,
    /// One of them ends the match.
    pub never: Vec<String>,
}

/// A spelling family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// The house spelling.
    pub name: String,
    /// The other spellings.
    pub spellings: Vec<String>,
    /// Phrases with `~` for the name, in which it is brought to the house spelling outside mentions.
    pub contexts: Vec<String>,
}

/// Words of one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The language.
    pub code: Language,
    /// Function words and common words.
    pub words: Vec<String>,
}

/// Words that prove what a weak name beside them means, and words of grammar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cues {
    /// Behind the name of a group: `fighters`, `miliziani`.
    pub group_after: Vec<String>,
    /// Before the name of a group: `anti`, `members of`.
    pub group_before: Vec<String>,
    /// Those of both that other trades have as well: `leader`, `network`.
    pub neutral: Vec<String>,
    /// Words by which a page speaks of arms: `troops`, `esplosivo`.
    pub arms: Vec<String>,
    /// Before the name of a person: `emir`, `portavoce`.
    pub person_before: Vec<String>,
    /// Behind a place, they make it a branch: `Province`, `wilayat`.
    pub province_words: Vec<String>,
    /// Before a place, they make it a branch: `Province of`, `Provincia della`.
    pub province_before: Vec<String>,
    /// Of a faith or a time, and no land, though written with a capital: `Corano`, `Novecento`.
    pub no_lands: Vec<String>,
    /// The name behind them is spoken about: `known as`, `noto come`.
    pub alias_before: Vec<String>,
    /// A page gives the short name it will use behind them: `hereafter`, `d'ora in poi`.
    pub hereafter: Vec<String>,
    /// What an acronym stands for follows them: `short for`, `acronimo di`.
    pub short_for: Vec<String>,
    /// Beside a surname they tell of somebody else: `footballer`, `cantante`.
    pub civilians: Vec<String>,
    /// Behind an acronym and a comma they tell of another body: `NRF, a research council`.
    pub other_bodies: Vec<String>,
    /// In a line of sports a capitalised word before a place is a club's: `Akhmat Grozny drew`.
    pub sports: Vec<String>,
    /// Their Arabic ends in a letter that romanizations may write as an apostrophe: `al-Naba'`.
    pub closed: Vec<String>,
    /// A full stop behind them ends no sentence.
    pub abbreviations: Vec<String>,
    /// Names of months.
    pub months: Vec<String>,
    /// Names of weekdays.
    pub weekdays: Vec<String>,
    /// Ordinary words that headlines write in capitals.
    pub ordinary_capitals: Vec<String>,
}

/// Places and peoples that are no entities but tell a branch from a war.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Gazetteer {
    /// Countries, provinces, cities.
    pub places: Vec<String>,
    /// Peoples and adjectives of nationality.
    pub demonyms: Vec<String>,
    /// States and provinces behind a town that is another of the same name: `Bagdad, Arizona`, `Borno (BS)`.
    pub elsewhere: Vec<String>,
    /// By what words a page speaks of a land, folded; `syri*` stands for any ending: `Syria`, `Syrians`.
    pub lands: BTreeMap<String, Vec<String>>,
}

/// A rule for residue lines, as written in `residue.*.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResidueRule {
    /// Name of the kind of residue.
    pub kind: String,
    /// The whole line equals one of these.
    pub line: Vec<String>,
    /// The line starts with one of these.
    pub start: Vec<String>,
    /// `start` only where a colon or dash follows directly.
    pub needs_colon: bool,
    /// The line ends with one of these.
    pub end: Vec<String>,
    /// Only lines of at most so many words.
    pub max_words: Option<usize>,
    /// Written exactly so.
    pub exact_case: bool,
    /// Only lines that no full stop and no question mark ends.
    pub label: bool,
    /// `any`, `head`, `foot`, `edge`, `menu` or `own`.
    pub r#where: String,
    /// `tail`, `list`, `next`, `contents` or `above`: what the line takes along.
    pub block: String,
    /// Lines it flags.
    pub hit: Vec<String>,
    /// Look-alikes it leaves.
    pub miss: Vec<String>,
}

/// Everything one or several dictionaries say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// Entities, in the order of the files.
    pub entities: Vec<Entity>,
    /// Their forms; a compiled dictionary keeps them in its own way.
    #[serde(skip)]
    pub forms: Vec<Form>,
    /// Names to be compared by sound.
    pub full_names: Vec<FullName>,
    /// Contexts of forms.
    pub contexts: Vec<Context>,
    /// Spelling families.
    pub families: Vec<Family>,
    /// Cues.
    pub cues: Cues,
    /// Places and peoples.
    pub gazetteer: Gazetteer,
    /// Words of languages.
    pub languages: Vec<Words>,
    /// Residue rules; a compiled dictionary keeps them apart.
    #[serde(skip)]
    pub residue: Vec<ResidueRule>,
    /// Digest of the files it was made of.
    pub digest: u64,
}
