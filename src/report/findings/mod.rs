//! What a report shows of all texts: samples, lists and counts of bounded size.
//! In: the analysis of one text after the other. Out: [`Findings`] that add up over threads. Not here: the counts of a run
//! (see [`summary`](super::summary)), how any of it looks (see `html` and [`tables`](super::tables)).

mod capped;
mod excerpt;
mod strip;
mod time;

pub use capped::{Capped, Count};
pub use excerpt::Excerpt;
pub use strip::Strip;
pub use time::{RECORD, UNDATED};

use super::words::shown;
use crate::{
    Analysis,
    document::{Candidate, Mention},
    edit::{Edit, Rule},
    span::{Original, Span},
};
pub(super) use excerpt::Page;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Samples of one rule, and of one open question.
const SAMPLES: usize = 3;
/// Letters of a name, and of a removed line, that are told apart.
const SURFACE: usize = 80;
const LINE: usize = 120;
/// Entities of one item of which pairs are counted.
const TOGETHER: usize = 40;

/// What texts hold, as a report shows it.
///
/// ```
/// use canonry::{Cleaner, Preset, report::findings::Findings};
/// let cleaner = Cleaner::preset(Preset::News);
/// let mut found = Findings::default();
/// found.add("p1", None, &cleaner.analyze("The IS-K cell fled. ISIS-Crimea did not."));
/// assert_eq!(found.names.all["org/islamic-state-khorasan"].spellings.all["IS-K"].count, 1);
/// assert_eq!(found.open.all.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Stretches that may be names, by words, reason and whom they may mean.
    pub open: Capped<Open, 5_000>,
    /// Names left as they stood, by reason, words and entity.
    pub kept: Capped<Held, 5_000>,
    /// Changes, by rule.
    pub rules: Capped<Samples, 5_000>,
    /// Removed lines, by kind.
    pub removed: BTreeMap<String, Capped<usize, 1_000>>,
    /// Who is named, by id.
    pub names: Capped<Named, 10_000>,
    /// How many items name both of two entities; a key is both ids, a line break between.
    pub pairs: Capped<usize, 50_000>,
    /// Items by where their date stood.
    pub dated: BTreeMap<String, usize>,
    /// Pages with most of a second language.
    pub strips: Vec<Strip>,
}

/// An open question: words that may be a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Open {
    /// The words.
    pub words: String,
    /// Why it is open.
    pub why: String,
    /// Whom they may mean; of an unlisted branch its parent.
    pub whom: Vec<String>,
    /// How often, and where.
    pub seen: Samples,
}

/// A name that was recognised and left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// The words.
    pub words: String,
    /// Why they stay.
    pub why: String,
    /// Whom they mean.
    pub entity: String,
    /// What would be written.
    pub write: String,
    /// How often, and where.
    pub seen: Samples,
}

/// How often something was seen, and the first places that differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    /// How often.
    pub count: usize,
    /// Where.
    pub samples: Vec<Excerpt>,
}

impl Samples {
    /// Counts a place; its words are looked up only while there is room.
    fn add(&mut self, sample: impl FnOnce() -> Excerpt) {
        self.count += 1;
        if self.samples.len() < SAMPLES {
            self.keep([sample()]);
        }
    }

    /// Keeps the samples there is room for, each of other words.
    fn keep(&mut self, more: impl IntoIterator<Item = Excerpt>) {
        for one in more {
            if self.samples.len() >= SAMPLES {
                return;
            }
            let known = |other: &Excerpt| match &one.new {
                Some(_) => (&other.words, &other.new) == (&one.words, &one.new),
                None => (&other.before, &other.after) == (&one.before, &one.after),
            };
            if !self.samples.iter().any(known) {
                self.samples.push(one);
            }
        }
    }
}

/// How an entity is named.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// Its type.
    pub kind: String,
    /// The spellings that stand in the texts.
    pub spellings: Capped<Spelling, 200>,
    /// The names that were written for it.
    pub written: Capped<usize, 20>,
    /// Items that name it.
    pub items: usize,
    /// The same by month.
    pub months: Capped<usize, 600>,
}

/// One spelling of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spelling {
    /// How often it stands in what the pages say.
    pub count: usize,
    /// Of these, rewritten.
    pub rewritten: usize,
}

impl Count for Open {
    fn count(&self) -> usize {
        self.seen.count
    }

    fn join(&mut self, other: Open) {
        self.seen.join(other.seen);
    }
}

impl Count for Held {
    fn count(&self) -> usize {
        self.seen.count
    }

    fn join(&mut self, other: Held) {
        self.seen.join(other.seen);
    }
}

impl Count for Samples {
    fn count(&self) -> usize {
        self.count
    }

    fn join(&mut self, other: Samples) {
        self.count += other.count;
        self.keep(other.samples);
    }
}

impl Count for Spelling {
    fn count(&self) -> usize {
        self.count
    }

    fn join(&mut self, other: Spelling) {
        self.count += other.count;
        self.rewritten += other.rewritten;
    }
}

impl Count for Named {
    fn count(&self) -> usize {
        self.spellings.count()
    }

    fn join(&mut self, other: Named) {
        self.spellings.join(other.spellings);
        self.written.join(other.written);
        self.items += other.items;
        self.months.join(other.months);
    }
}

impl Findings {
    /// Looks at one text: `page` is what it is called, `date` what a field of its record says of when it is from.
    pub fn add(&mut self, page: &str, date: Option<&str>, analysis: &Analysis<'_>) {
        let page = Page::new(page, analysis);
        analysis.open().for_each(|candidate| self.add_open(&page, candidate));
        analysis.mentions.iter().for_each(|mention| self.add_name(&page, mention));
        self.add_changes(&page);
        self.add_removed(&page);
        self.add_items(date, analysis);
        strip::keep(&mut self.strips, Strip::of(page.name, analysis));
    }

    /// Adds what was found in the texts that follow.
    pub fn merge(&mut self, other: Findings) {
        self.open.join(other.open);
        self.kept.join(other.kept);
        self.rules.join(other.rules);
        for (kind, lines) in other.removed {
            self.removed.entry(kind).or_default().join(lines);
        }
        self.names.join(other.names);
        self.pairs.join(other.pairs);
        for (origin, items) in other.dated {
            *self.dated.entry(origin).or_default() += items;
        }
        strip::keep(&mut self.strips, other.strips);
    }

    fn add_open(&mut self, page: &Page<'_>, candidate: &Candidate<Original>) {
        let words = shown(&candidate.surface, SURFACE);
        let whom: Vec<String> = match &candidate.parent {
            Some(parent) => vec![parent.to_string()],
            None => candidate.entities.iter().map(|id| id.to_string()).collect(),
        };
        let why = candidate.why.as_str();
        let Some(open) = self.open.of(&format!("{words}\n{why}\n{}", whom.join(" "))) else { return };
        if open.seen.count == 0 {
            (open.words, open.why, open.whom) = (words, why.to_owned(), whom);
        }
        open.seen.add(|| page.excerpt(candidate.span));
    }

    fn add_name(&mut self, page: &Page<'_>, mention: &Mention<Original>) {
        let words = shown(&mention.surface, SURFACE);
        if let Some(kept) = mention.kept {
            let key = format!("{kept}\n{words}\n{}", mention.entity);
            if let Some(held) = self.kept.of(&key) {
                if held.seen.count == 0 {
                    (held.words, held.why) = (words.clone(), kept.to_string());
                    held.entity = mention.entity.to_string();
                    held.write =
                        mention.write.as_deref().map(|name| shown(name, SURFACE)).unwrap_or_default();
                }
                held.seen.add(|| page.excerpt(mention.span));
            }
        }
        if !is_said(page.analysis, mention) {
            return;
        }
        let Some(named) = self.names.of(&mention.entity) else { return };
        if named.kind.is_empty() {
            named.kind = mention.entity_type.to_string();
        }
        if let Some(spelling) = named.spellings.of(&words) {
            spelling.count += 1;
            spelling.rewritten += usize::from(mention.rewritten);
        }
        let written = mention.write.as_deref().filter(|_| mention.rewritten);
        if let Some(count) = written.and_then(|name| named.written.of(&shown(name, SURFACE))) {
            *count += 1;
        }
    }

    /// Changes in words: those that reach into one word are one.
    fn add_changes(&mut self, page: &Page<'_>) {
        let edits: &[Edit<Original>] = page.analysis.edits.iter().as_slice();
        let mut at = 0;
        while let Some(first) = edits.get(at) {
            let from = at;
            at += 1;
            if first.rules.iter().any(is_strip) {
                continue;
            }
            let mut span = page.whole_words(first.span);
            while let Some(next) = edits.get(at).filter(|next| next.span.start < span.end) {
                if next.rules.iter().any(is_strip) {
                    span = Span::new(span.start, next.span.start);
                    break;
                }
                let wider = page.whole_words(next.span);
                span = Span::new(span.start, wider.end.max(span.end));
                at += 1;
            }
            // What was removed before it is not shown.
            let before = from.checked_sub(1).map_or(0, |before| edits[before].span.end);
            span = Span::new(span.start.max(before), span.end);
            let group = &edits[from..at];
            for name in group.iter().flat_map(|edit| &edit.rules).map(|rule| rule.as_str()) {
                let Some(rule) = self.rules.of(name) else { continue };
                rule.add(|| page.changed(span, group));
            }
        }
    }

    fn add_removed(&mut self, page: &Page<'_>) {
        let analysis = page.analysis;
        for (line, place) in analysis.lines.iter().zip(&analysis.clean_lines) {
            if place.is_some() {
                continue;
            }
            let kind = line.kind.map_or(REPEATED, |kind| kind.as_str());
            let words = shown(line.span.of(analysis.original).trim(), LINE);
            if let Some(count) = self.removed.entry(kind.to_owned()).or_default().of(&words) {
                *count += 1;
            }
        }
    }

    /// Who is named in an item, with whom and when.
    fn add_items(&mut self, date: Option<&str>, analysis: &Analysis<'_>) {
        let mut items: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for line in analysis.lines.iter().filter(|line| line.kind.is_none()) {
            items.entry(line.item).or_default();
        }
        for mention in analysis.mentions.iter().filter(|mention| is_said(analysis, mention)) {
            let named = items.entry(analysis.lines[mention.line].item).or_default();
            if !named.contains(&&*mention.entity) {
                named.push(&mention.entity);
            }
        }
        let alone = items.len() == 1;
        for (item, named) in &items {
            let (origin, month) = time::of(analysis, *item, alone, date);
            *self.dated.entry(origin.to_owned()).or_default() += 1;
            for id in named {
                let Some(named) = self.names.all.get_mut(*id) else { continue };
                named.items += 1;
                if let Some(items) = month.as_ref().and_then(|month| named.months.of(month)) {
                    *items += 1;
                }
            }
            self.add_pairs(&named[..named.len().min(TOGETHER)]);
        }
    }

    fn add_pairs(&mut self, named: &[&str]) {
        for (at, one) in named.iter().enumerate() {
            for other in &named[at + 1..] {
                let (first, second) = if one < other { (one, other) } else { (other, one) };
                if let Some(items) = self.pairs.of(&format!("{first}\n{second}")) {
                    *items += 1;
                }
            }
        }
    }
}

/// What repeated lines that are no residue are called among the kinds.
pub const REPEATED: &str = "repeated";

/// The page says it: it stands neither on residue nor on a repeated line.
pub(super) fn is_said(analysis: &Analysis<'_>, mention: &Mention<Original>) -> bool {
    analysis.lines.get(mention.line).is_some_and(|line| line.kind.is_none() && !line.dup)
}

fn is_strip(rule: &Rule) -> bool {
    rule.as_str().starts_with("strip/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{analysis, page};

    #[test]
    fn a_page_with_something_of_everything() {
        let mut page = page();
        page.lines[1].dup = false;
        let mut found = Findings::default();
        found.add("p1", Some("2024-03-05"), &page);
        let open = &found.open.sorted()[0].1;
        assert_eq!(
            (open.words.as_str(), open.why.as_str(), open.seen.count),
            ("ISIS-Sinai", "unlisted-branch", 1)
        );
        assert_eq!(open.whom, ["org/islamic-state"]);
        assert_eq!((open.seen.samples[0].line, open.seen.samples[0].after.as_str()), (3, " said: perché no"));
        let held = &found.kept.sorted()[0].1;
        assert_eq!((held.words.as_str(), held.why.as_str(), held.write.as_str()), ("Isis", "quoted", "ISKP"));
        let named = &found.names.all["org/islamic-state-khorasan"];
        assert_eq!((named.items, named.count(), named.spellings.all["IS-K"].rewritten), (1, 2, 1));
        assert_eq!(named.months.sorted(), [("2024-03", &1)]);
        assert_eq!(found.removed["share"].sorted(), [("Condividi 😀", &1)]);
        assert_eq!(found.dated[RECORD], 1);
        let change = &found.rules.all["name/org/islamic-state-khorasan"].samples[0];
        assert_eq!((change.words.as_str(), change.new.as_deref()), ("IS-K", Some("ISKP")));
        let mut twice = Findings::default();
        twice.merge(found.clone());
        assert_eq!(twice, found);
        twice.merge(found.clone());
        assert_eq!(twice.rules.all["repair/stops"].count, 2);
        assert_eq!(twice.rules.all["repair/stops"].samples.len(), 1, "the same words are shown once");
    }

    #[test]
    fn changes_are_shown_in_whole_words_and_those_of_one_word_are_one() {
        type Changes = &'static [(&'static str, &'static str, &'static str)];
        let rows: &[(&str, Changes, &str, &str)] = &[
            // text, changes, words before, words after
            ("He fled.. Then", &[("..", ".", "repair/stops")], "fled..", "fled."),
            ("of  two", &[("  ", " ", "repair/spaces")], "of  two", "of two"),
            (
                "capi dell'Isis a Mosul",
                &[("dell'", "dello ", "grammar/article"), ("Isis", "Stato Islamico", "name/a")],
                "dell'Isis",
                "dello Stato Islamico",
            ),
            ("a\nb..\nc", &[("..", ".", "repair/stops")], "b..", "b."),
        ];
        for (text, changes, before, after) in rows {
            let page = analysis(text, changes);
            let mut found = Findings::default();
            found.add("p", None, &page);
            for (rule, samples) in found.rules.sorted() {
                let one = &samples.samples[0];
                assert_eq!(
                    (one.words.as_str(), one.new.as_deref()),
                    (*before, Some(*after)),
                    "{text} {rule}"
                );
            }
            assert!(!found.rules.all.is_empty());
        }
    }

    #[test]
    fn words_of_a_megabyte_stay_small() {
        let long = "x".repeat(1 << 20);
        let text = format!("{long}..{long}");
        let mut found = Findings::default();
        found.add(&long, None, &analysis(&text, &[("..", ".", "repair/stops")]));
        let sample = &found.rules.all["repair/stops"].samples[0];
        let size = serde_json::to_string(&found).map(|json| json.len()).unwrap_or(usize::MAX);
        assert!(size < 2_000, "{size}");
        assert!(sample.page.ends_with('…') && sample.words.contains(".."));
    }
}
