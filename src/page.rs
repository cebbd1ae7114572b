//! What a stage is shown and where it puts what it finds: one page on its way.
//! In: the repaired text, its scan, the located names. Out: lines, mentions, candidates and proposed edits.
//! Not here: the order of the stages (see `pipeline`), what they do (see each stage).

use crate::{
    document::{Candidate, Kind, Language, Line, Mention, Meta},
    edit::Edit,
    scan::Scan,
    span::Repaired,
};

/// What may be done to a page; every default is the preset `news`.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Kinds of residue lines that are removed.
    pub strip: Vec<Kind>,
    /// What happens to repeated lines.
    pub dups: Dups,
    /// Keep removed lines, marked with `[kind] `.
    pub mark: bool,
}

/// What happens to lines that repeat an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dups {
    /// Removed where a copy that contains it stays and it is residue, a heading, a teaser or adjacent.
    Headings,
    /// All removed.
    All,
    /// None removed.
    Keep,
}

/// One page on its way through the stages.
pub struct Page<'p> {
    /// The repaired text.
    pub text: &'p str,
    /// Its folded words.
    pub scan: &'p Scan,
    /// What may be done.
    pub options: &'p Options,
    /// Lines that are not blank, in order (from `segment`; language from `detect`; flags from `strip`).
    pub lines: Vec<Line<Repaired>>,
    /// The language of most of the page.
    pub lang: Language,
    /// Names (from `canonicalize`).
    pub mentions: Vec<Mention<Repaired>>,
    /// Stretches that may be names.
    pub candidates: Vec<Candidate<Repaired>>,
    /// Facts from the margins.
    pub meta: Meta,
    /// What the stages propose, in any order.
    pub edits: Vec<Edit<Repaired>>,
}

/// A step that reads a page and proposes.
pub trait Stage: Send + Sync {
    /// Its name in `--stages`, rules and logs.
    fn name(&self) -> &'static str;
    /// Looks at the page and adds to it. The text itself never changes here.
    fn propose(&self, page: &mut Page<'_>);
}
