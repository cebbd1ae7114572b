//! Whether a dictionary is wise: what would break the build, blur two names, do nothing, or stand there unproved.
//! In: texts of TOML files, and what is known besides them. Out: every finding at once, with its place and rule.
//! Not here: expanding forms (see `forms`); whether its sentences hold (the command `dict test` tries them); rows of
//! tables (see `table`).

mod entries;
#[cfg(feature = "workshop")]
pub mod fix;
pub mod proof;
#[cfg(feature = "workshop")]
pub mod report;

#[cfg(feature = "files")]
pub(super) use entries::{Common, is_unbalanced};
pub use entries::{Frequencies, lint, lint_with};

use crate::{document::names, error::Place};
use std::{collections::BTreeMap, fmt, ops::Range};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The dictionary is refused, or blurs two names.
    Error,
    /// It works, and somebody should look.
    Warning,
    /// Something that has no effect, or that nobody has tried.
    Note,
}

impl Severity {
    /// The name in reports and settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

names! {
    /// What a finding is about.
    Rule {
        /// No TOML, or no table that can be read.
        Syntax = "syntax",
        /// A key that does not exist.
        UnknownKey = "unknown-key",
        /// A type, class or code that does not exist.
        WrongValue = "wrong-value",
        /// A form that breaks the grammar: an unbalanced bracket, a family nobody defines, too many strings.
        BrokenForm = "broken-form",
        /// An id or a family defined twice.
        DefinedTwice = "defined-twice",
        /// The id of nobody.
        UnknownId = "unknown-id",
        /// A written name with brackets.
        Brackets = "brackets",
        /// A form that is strong for two entities.
        SharedForm = "shared-form",
        /// A row of a table that names two entities: it stays a candidate, as namesakes in lists should.
        SharedName = "shared-name",
        /// A form that takes the place of another entity's in the dictionaries before.
        Shadowed = "shadowed",
        /// A written name that is a name of another entity.
        Chained = "chained",
        /// Written names that lead back to where they began, or an entity that is its own parent.
        Cyclic = "cyclic",
        /// The same form of an entity again.
        Duplicate = "duplicate",
        /// A form that is another one when folded.
        EqualFolded = "equal-folded",
        /// A form all of whose strings earlier forms have.
        Covered = "covered",
        /// A strong form that is one of the commonest words.
        CommonWord = "common-word",
        /// A strong form that is an ordinary word.
        OrdinaryWord = "ordinary-word",
        /// A name for one of English and Italian only.
        MissingLanguage = "missing-language",
        /// Brackets or quotation marks that are never closed, in a text where they are letters.
        Unbalanced = "unbalanced",
        /// An entity, or a weak form, that no sentence tries.
        Untested = "untested",
        /// Entities of which nobody says where they come from.
        NoSource = "no-source",
        /// A written name that is not read again as what it is, or a text that changes when it is cleaned again.
        FixedPoint = "fixed-point",
    }
}

impl Rule {
    /// How much its findings matter, unless settings say otherwise.
    pub fn severity(self) -> Severity {
        match self {
            Rule::Shadowed
            | Rule::Duplicate
            | Rule::OrdinaryWord
            | Rule::MissingLanguage
            | Rule::Unbalanced
            | Rule::SharedName
            | Rule::NoSource => Severity::Warning,
            Rule::EqualFolded | Rule::Covered | Rule::Untested => Severity::Note,
            _ => Severity::Error,
        }
    }
}

/// What rules matter, where that is not what they say of themselves; `None` for not at all.
pub type Severities = BTreeMap<Rule, Option<Severity>>;

/// A change to the text of a file that changes nothing of what the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The bytes of the file that go.
    pub range: Range<usize>,
    /// What comes instead.
    pub text: String,
}

/// Something a dictionary says that it should not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where, with the line and a caret.
    pub place: Place,
    /// What it is about.
    pub rule: Rule,
    /// How much it matters.
    pub severity: Severity,
    /// What, and what to do.
    pub message: String,
    /// What mends it, where that is safe.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding of the severity of its rule.
    pub fn new(place: Place, rule: Rule, message: impl Into<String>) -> Finding {
        Finding { place, rule, severity: rule.severity(), message: message.into(), fix: None }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { place, rule, severity, message, .. } = self;
        write!(f, "{place}: {}: {message} [{rule}]", severity.as_str())?;
        if place.excerpt.is_empty() { Ok(()) } else { write!(f, "\n{}", place.excerpt) }
    }
}

/// Gives findings the severities that settings ask for; those that do not matter go.
pub fn weigh(findings: &mut Vec<Finding>, severities: &Severities) {
    findings.retain_mut(|finding| match severities.get(&finding.rule) {
        Some(None) => false,
        Some(Some(severity)) => {
            finding.severity = *severity;
            true
        }
        None => true,
    });
}
