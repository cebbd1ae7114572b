//! What a stage is shown and where it puts what it finds: one page on its way.
//! In: the repaired text, its scan, the located names. Out: lines, mentions, candidates and proposed edits.
//! Not here: the order of the stages (see `pipeline`), what they do (see each stage).

use crate::{
    dictionary::{Dictionary, matcher::Hit},
    document::{Candidate, EntityType, FormClass, Kind, Language, Line, Mention, Meta, names},
    edit::{Edit, Rule},
    protect::{Protect, touches},
    scan::{Gap, Scan},
    shape::Look,
    span::{Repaired, Span},
};
use std::{fmt, ops::Range};

names! {
    /// What happens to lines that repeat an earlier one.
    Dups {
        /// Removed where a copy that contains it stays and it is residue, a heading, a teaser or adjacent.
        Headings = "headings",
        /// All removed.
        All = "all",
        /// None removed.
        Keep = "keep",
    }
}

names! {
    /// How names of a type stand in the clean text.
    Names {
        /// Long forms become the long written name, short forms the short one.
        Canonical = "canonical",
        /// Every form becomes the short written name.
        Short = "short",
        /// As they stand.
        Surface = "surface",
    }
}

names! {
    /// What happens to names inside quotation marks.
    Quotes {
        /// They are rewritten like others, unless a name stands alone in the marks.
        Rewrite = "rewrite",
        /// They stay.
        Keep = "keep",
    }
}

names! {
    /// How much `repair` mends.
    Mend {
        /// Everything that is damage.
        All = "all",
        /// Mojibake, entities and Unicode form.
        Minimal = "minimal",
        /// Nothing.
        None = "none",
    }
}

/// What may be done to a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How much is repaired.
    pub repair: Mend,
    /// Kinds of residue lines that are removed.
    pub strip: Vec<Kind>,
    /// What happens to repeated lines.
    pub dups: Dups,
    /// Keep removed lines, marked with `[kind] `.
    pub mark: bool,
    /// How names stand in the text: org, state, person, place, media.
    pub names: [Names; 5],
    /// What happens to names in quotation marks.
    pub quotes: Quotes,
    /// The language of every line, when the user knows it.
    pub lang: Option<Language>,
    /// What is never touched.
    pub protect: Protect,
    /// Stages that are switched off, and two rules: `family` brings parts of names of places to their house spelling, `key`
    /// takes a person's name for a listed one by its sounds (without it such a name is a candidate).
    pub skip: Vec<String>,
}

impl Options {
    /// How names of a type stand in the text.
    pub fn names_of(&self, kind: EntityType) -> Names {
        self.names[EntityType::ALL.iter().position(|known| *known == kind).unwrap_or(0)]
    }

    /// True when the stage, or the rule, of this name runs.
    pub fn runs(&self, stage: &str) -> bool {
        !self.skip.iter().any(|skipped| skipped == stage)
    }
}

/// One page on its way through the stages.
pub struct Page<'p> {
    /// The repaired text.
    pub text: &'p str,
    /// Its folded words; none where no stage that runs reads them.
    pub scan: &'p Scan,
    /// The names all stages look up.
    pub dictionary: &'p Dictionary,
    /// Every form that stands in the text, verified, before evidence and choice.
    pub hits: &'p [Hit],
    /// The longest of them, not overlapping: the words that belong to names, whoever is meant.
    pub names: &'p [Hit],
    /// What may be done.
    pub options: &'p Options,
    /// Stretches the user protects, in order and apart: nothing is written there, no line that holds one leaves.
    pub protected: &'p [Span<Repaired>],
    /// Lines that are not blank, in order (from `segment`; language from `detect`; flags from `strip`).
    pub lines: Vec<Line<Repaired>>,
    /// The tokens of each line (from `segment`).
    pub line_tokens: Vec<Range<usize>>,
    /// Which tokens belong to located names, or would be absorbed by what is written for one (from `segment`).
    pub masked: Vec<bool>,
    /// Whether a line has no small letter (from `segment`).
    pub capitals: Vec<bool>,
    /// The tokens with a capital in them, in order (from `segment`): one word in five.
    pub capitalised: Vec<usize>,
    /// The language of most of the page.
    pub lang: Language,
    /// Its languages with their shares, the largest first.
    pub langs: Vec<(Language, f32)>,
    /// Names (from `canonicalize`).
    pub mentions: Vec<Mention<Repaired>>,
    /// Stretches that may be names.
    pub candidates: Vec<Candidate<Repaired>>,
    /// Facts from the margins.
    pub meta: Meta,
    /// What the stages propose, in any order.
    pub edits: Vec<Edit<Repaired>>,
    /// For `explain`: what was weighed and why it lost. `None` when nobody asks.
    pub trace: Option<Vec<String>>,
}

impl<'p> Page<'p> {
    /// Proposes to write `new` over `span`.
    pub fn propose(
        &mut self,
        span: Span<Repaired>,
        new: impl Into<std::borrow::Cow<'static, str>>,
        rule: Rule,
    ) {
        self.edits.push(Edit::new(span, new, rule));
    }

    /// True when the user protects some of this stretch.
    pub fn protects(&self, span: Span<Repaired>) -> bool {
        touches(self.protected, &span)
    }

    /// Notes something for `explain`; the words are built only when somebody asks.
    pub fn note(&mut self, words: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(words());
        }
    }

    /// The line a byte of the text stands in.
    pub fn line_at(&self, offset: usize) -> Option<usize> {
        let at = self.lines.partition_point(|line| line.span.end < offset);
        self.lines.get(at).filter(|line| line.span.start <= offset).map(|_| at)
    }

    /// Finds the tokens of every line, when the lines are known.
    pub fn number_tokens(&mut self) {
        let tokens = &self.scan.tokens;
        let mut at = 0;
        let lines = self.lines.iter().map(|line| {
            let first = at + tokens[at..].iter().take_while(|token| token.start < line.span.start).count();
            at = first + tokens[first..].iter().take_while(|token| token.start < line.span.end).count();
            first..at
        });
        self.line_tokens = lines.collect();
        let small = |line: &Range<usize>| tokens[line.clone()].iter().any(|token| token.shape.has_lower());
        self.capitals = self.line_tokens.iter().map(|line| !small(line)).collect();
        let capital = |at: &usize| tokens[*at].shape.has_capital();
        self.capitalised = (0..tokens.len()).filter(capital).collect();
    }

    /// Tokens of located names, whoever is chosen later: what is written for a name must change no count and no
    /// language.
    pub fn mask_names(&mut self) {
        let tokens = &self.scan.tokens;
        let mut masked = vec![false; tokens.len()];
        for hit in self.names {
            masked[hit.first..hit.last].fill(true);
            // A noun that the written name brings along is absorbed: `the Haqqani` + `Network`.
            if !matches!(hit.class, FormClass::Long | FormClass::Short) {
                continue;
            }
            let before = hit
                .first
                .checked_sub(1)
                .filter(|_| tokens[hit.first].gap == Gap::SPACE)
                .map(|at| tokens[at].hash);
            let behind = tokens.get(hit.last).filter(|token| token.gap == Gap::SPACE).map(|token| token.hash);
            let (first, last) = self.dictionary.absorbs(hit.entity, before, behind);
            if first {
                masked[hit.first - 1] = true;
            }
            if last {
                masked[hit.last] = true;
            }
        }
        self.masked = masked;
    }

    /// What a line looks like (see [`Page::named_look`]).
    pub fn look(&self, line: usize) -> Look {
        self.named_look(line).unwrap_or_else(|| Look::at(self.lines[line].span.of(self.text)))
    }

    /// What a line with names in it looks like; `None` where there are none. A located name counts as two words,
    /// however it is written.
    pub fn named_look(&self, line: usize) -> Option<Look> {
        const NAME: usize = 2;
        let own = self.tokens_of(line);
        if !self.masked[own.clone()].contains(&true) {
            return None;
        }
        const APART: Gap = Gap::SPACE.or(Gap::SPACED_DASH).or(Gap::OTHER);
        let opens_word =
            |at: &usize| *at == own.start || self.masked[at - 1] || APART.allows(self.scan.tokens[*at].gap);
        // Italian writes an article before one name of a group and none before another.
        let article = |at: &usize| {
            self.masked.get(at + 1).is_some_and(|named| *named && at + 1 < own.end)
                && matches!(self.scan.word(*at), "il" | "lo" | "l" | "la" | "i" | "gli" | "le")
        };
        let plain = own.clone().filter(|at| !self.masked[*at] && !article(at)).filter(opens_word).count();
        let names = &self.names[self.names.partition_point(|hit| hit.first < own.start)..];
        // Where several entities share a name, it has a hit for each.
        let mut end = own.start;
        let fresh = |hit: &&Hit| {
            let before = end;
            end = end.max(hit.last);
            before <= hit.first
        };
        let names = names.iter().take_while(|hit| hit.first < own.end).filter(fresh).count();
        Some(Look::counted(self.lines[line].span.of(self.text), plain + names * NAME))
    }

    /// False where nobody has read the words of the page.
    pub fn has_words(&self) -> bool {
        !self.scan.tokens.is_empty()
    }

    /// The tokens of a line.
    pub fn tokens_of(&self, line: usize) -> Range<usize> {
        self.line_tokens[line].clone()
    }

    /// The folded words of a run of tokens, one space around each.
    pub fn view_of(&self, tokens: Range<usize>) -> &'p str {
        self.scan.view_of(tokens)
    }
}

impl fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("lines", &self.lines)
            .field("mentions", &self.mentions)
            .finish_non_exhaustive()
    }
}

/// A step that reads a page and proposes.
pub trait Stage: Send + Sync {
    /// Its name in `--stages`, rules and logs.
    fn name(&self) -> &'static str;
    /// Looks at the page and adds to it. The text itself never changes here.
    fn propose(&self, page: &mut Page<'_>);
}
