//! What stands on the page, in its order, cut to what a person reads.
//! In: a report. Out: rows of words and numbers for the template, with how much was left out.

use super::{
    Report,
    chart::{Axis, Bar, HIGH, percent},
};
use crate::{
    document::{Kept, Why},
    report::{
        findings::{Capped, Count, Excerpt, Held, Named, Open, REPEATED, Strip, UNDATED},
        words::{count, grouped, rule, shown, why_doubted, why_kept},
    },
};
use std::collections::BTreeMap;

/// Rows of the lists.
const OPEN: usize = 40;
const KEPT: usize = 12;
const RULES: usize = 40;
const LINES: usize = 8;
const NAMES: usize = 60;
const SPELLINGS: usize = 10;
const TIMES: usize = 20;
const PAIRS: usize = 25;
const INPUTS: usize = 5;
/// Letters shown of what was typed, of ids and of labels.
const TYPED: usize = 120;

/// Rows, and how many more there are.
pub(super) struct Rows<T> {
    pub(super) rows: Vec<T>,
    pub(super) more: usize,
}

impl<T> Rows<T> {
    fn cut<U>(all: Vec<U>, most: usize, row: impl FnMut(U) -> T) -> Rows<T> {
        let more = all.len().saturating_sub(most);
        Rows { rows: all.into_iter().take(most).map(row).collect(), more }
    }

    /// `and 412 more`, and where they stand.
    pub(super) fn left_out(&self) -> Option<String> {
        (self.more > 0).then(|| {
            format!("… and {} more. The whole list: canonry report --tables DIR", grouped(self.more))
        })
    }
}

/// One number of the first screen.
pub(super) struct Card {
    pub(super) count: String,
    pub(super) words: &'static str,
    pub(super) part: &'static str,
    pub(super) calm: bool,
}

/// An entity for people.
pub(super) struct Who {
    pub(super) label: String,
    pub(super) id: String,
}

pub(super) struct OpenRow {
    pub(super) words: String,
    pub(super) why: &'static str,
    pub(super) whom: Vec<Who>,
    pub(super) count: String,
    pub(super) samples: Vec<Excerpt>,
}

pub(super) struct KeptGroup {
    pub(super) why: String,
    pub(super) words: &'static str,
    pub(super) count: String,
    pub(super) rows: Rows<KeptRow>,
}

pub(super) struct KeptRow {
    pub(super) words: String,
    pub(super) whom: Who,
    pub(super) write: String,
    pub(super) count: String,
    pub(super) sample: Option<Excerpt>,
}

pub(super) struct RuleRow {
    pub(super) rule: String,
    pub(super) words: String,
    pub(super) count: String,
    pub(super) samples: Vec<Excerpt>,
}

pub(super) struct KindRow {
    pub(super) kind: String,
    pub(super) count: String,
    pub(super) lines: Rows<(String, String)>,
}

pub(super) struct NameRow {
    pub(super) who: Who,
    pub(super) kind: String,
    pub(super) written: Vec<String>,
    pub(super) spellings: Rows<(String, String)>,
    pub(super) count: String,
    pub(super) items: String,
    pub(super) bar: usize,
}

pub(super) struct StripRow {
    pub(super) page: String,
    pub(super) words: String,
    pub(super) runs: Vec<(&'static str, Bar)>,
}

pub(super) struct TimeRow {
    pub(super) who: Who,
    pub(super) items: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) most: String,
    pub(super) bars: Vec<Bar>,
}

pub(super) struct Times {
    pub(super) unit: &'static str,
    pub(super) width: usize,
    pub(super) high: usize,
    pub(super) rows: Rows<TimeRow>,
}

pub(super) struct PairRow {
    pub(super) one: Who,
    pub(super) other: Who,
    pub(super) items: String,
    pub(super) bar: usize,
}

/// A name and a number, with a bar.
pub(super) struct Measure {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) bar: usize,
}

/// The page.
pub(super) struct View {
    pub(super) title: String,
    pub(super) inputs: Rows<String>,
    pub(super) lead: String,
    pub(super) summary: String,
    pub(super) cards: Vec<Card>,
    pub(super) branches: Rows<OpenRow>,
    pub(super) ambiguous: Rows<OpenRow>,
    pub(super) weak: Rows<OpenRow>,
    pub(super) kept: Vec<KeptGroup>,
    pub(super) lost: Option<String>,
    pub(super) unread: Vec<Measure>,
    pub(super) rules: Rows<RuleRow>,
    pub(super) removed: Vec<KindRow>,
    pub(super) names: Rows<NameRow>,
    pub(super) languages: Vec<Measure>,
    pub(super) strips: Vec<StripRow>,
    pub(super) origins: Vec<Measure>,
    pub(super) times: Option<Times>,
    pub(super) pairs: Rows<PairRow>,
    pub(super) busiest: Rows<Measure>,
    pub(super) stages: Option<Vec<Measure>>,
    pub(super) version: &'static str,
    pub(super) fingerprint: String,
    pub(super) method: String,
}

impl View {
    pub(super) fn of(report: &Report<'_>) -> View {
        let found = report.findings;
        let open = |which: &[Why]| open_rows(report, which);
        View {
            title: shown(report.title, TYPED),
            inputs: Rows::cut(report.inputs.iter().collect(), INPUTS, |path| shown(path, TYPED)),
            lead: lead(report),
            summary: report.tally.to_string().lines().next().unwrap_or_default().to_owned(),
            cards: cards(report),
            branches: open(&[Why::UnlistedBranch]),
            ambiguous: open(&[Why::Ambiguous, Why::Shared]),
            weak: open(&[Why::Weak, Why::Key]),
            kept: kept(report),
            lost: (report.tally.lost > 0).then(|| {
                let (texts, lost) = (report.tally.undecodable, report.tally.lost);
                format!("{} in {}", count(lost, "lost character"), count(texts, "text"))
            }),
            unread: measures(report.tally.skipped.iter().map(|(why, count)| (shown(why, TYPED), *count))),
            rules: Rows::cut(found.rules.sorted(), RULES, |(name, samples)| RuleRow {
                rule: shown(name, TYPED),
                words: reason(report, name),
                count: grouped(samples.count),
                samples: samples.samples.clone(),
            }),
            removed: removed(report),
            names: names(report),
            languages: measures(report.tally.languages.iter().map(|(lang, count)| (lang.clone(), *count))),
            strips: found.strips.iter().map(strip).collect(),
            origins: measures(found.dated.iter().map(|(from, items)| (origin(from), *items))),
            times: times(report),
            pairs: pairs(report),
            busiest: busiest(report),
            stages: report.stages.map(stages),
            version: env!("CARGO_PKG_VERSION"),
            fingerprint: report.fingerprint.to_owned(),
            method: method(report),
        }
    }

    /// Nothing here needs a person.
    pub(super) fn is_calm(&self) -> bool {
        self.cards.iter().all(|card| card.calm)
    }
}

/// What happened, in two sentences.
fn lead(report: &Report<'_>) -> String {
    let tally = report.tally;
    let read = match (tally.files, tally.records) {
        (files, 0) if files > 0 => count(files, "file"),
        (_, records) if records > 0 => count(records, "record"),
        _ => count(tally.texts, "text"),
    };
    let verb = if tally.dry { "would change" } else { "changed" };
    let lines = tally.removed.values().sum::<usize>() + tally.repeated;
    format!(
        "{read}, {}. {} {verb}: {} unified, {} removed, {} made.",
        count(tally.items, "item"),
        count(tally.changed, "text"),
        count(tally.unified, "name"),
        count(lines, "line"),
        count(tally.repairs, "repair"),
    )
}

fn who(report: &Report<'_>, id: &str) -> Who {
    let label = (report.label)(id).unwrap_or_else(|| id.to_owned());
    Who { label: shown(&label, TYPED), id: shown(id, TYPED) }
}

fn cards(report: &Report<'_>) -> Vec<Card> {
    let of = |why: &[Why]| -> usize {
        why.iter().map(|why| report.tally.candidates.get(why.as_str()).copied().unwrap_or(0)).sum()
    };
    let card = |number: usize, words, part| Card { count: grouped(number), words, part, calm: number == 0 };
    let mut cards = vec![
        card(of(&[Why::UnlistedBranch]), "unlisted branches", "branches"),
        card(of(&[Why::Ambiguous, Why::Shared]), "ambiguous names", "ambiguous"),
        card(of(&[Why::Weak, Why::Key]), "names without proof", "weak"),
        card(report.tally.kept.values().sum(), "names kept", "kept"),
    ];
    let faults = report.tally.lost + report.tally.errors;
    if faults > 0 || !report.tally.skipped.is_empty() {
        let skipped = report.tally.skipped.values().sum::<usize>();
        cards.push(card(faults + skipped, "not readable", "unread"));
    }
    cards
}

fn open_rows(report: &Report<'_>, which: &[Why]) -> Rows<OpenRow> {
    let named = |open: &Open| Why::named(&open.why).filter(|why| which.contains(why));
    let all = report.findings.open.sorted();
    let all: Vec<(Why, &Open)> = all.into_iter().filter_map(|(_, open)| Some((named(open)?, open))).collect();
    Rows::cut(all, OPEN, |(why, open)| OpenRow {
        words: open.words.clone(),
        why: why_doubted(why),
        whom: open.whom.iter().take(SPELLINGS).map(|id| who(report, id)).collect(),
        count: grouped(open.seen.count),
        samples: open.seen.samples.clone(),
    })
}

fn kept(report: &Report<'_>) -> Vec<KeptGroup> {
    let mut groups: BTreeMap<&str, Vec<&Held>> = BTreeMap::new();
    for (_, held) in report.findings.kept.sorted() {
        groups.entry(&held.why).or_default().push(held);
    }
    let total = |why: &str| report.tally.kept.get(why).copied().unwrap_or(0);
    let mut groups: Vec<(&str, Vec<&Held>)> = groups.into_iter().collect();
    groups.sort_by(|a, b| total(b.0).cmp(&total(a.0)).then_with(|| a.0.cmp(b.0)));
    let group = |(why, held): (&str, Vec<&Held>)| KeptGroup {
        why: why.to_owned(),
        words: Kept::named(why).map_or("", why_kept),
        count: grouped(total(why)),
        rows: Rows::cut(held, KEPT, |held| KeptRow {
            words: held.words.clone(),
            whom: who(report, &held.entity),
            write: held.write.clone(),
            count: grouped(held.seen.count),
            sample: held.seen.samples.first().cloned(),
        }),
    };
    groups.into_iter().map(group).collect()
}

/// A rule in words, an entity by what people call it.
fn reason(report: &Report<'_>, name: &str) -> String {
    match name.strip_prefix("name/") {
        Some(id) => format!("one name for {}", who(report, id).label),
        None => shown(&rule(name), TYPED),
    }
}

fn removed(report: &Report<'_>) -> Vec<KindRow> {
    let total = |kind: &str| match kind {
        REPEATED => report.tally.repeated,
        kind => report.tally.removed.get(kind).copied().unwrap_or(0),
    };
    let mut kinds: Vec<_> = report.findings.removed.iter().collect();
    kinds.sort_by(|a, b| total(b.0).cmp(&total(a.0)).then_with(|| a.0.cmp(b.0)));
    let row = |(kind, lines): (&String, &Capped<usize, 1_000>)| KindRow {
        kind: kind.clone(),
        count: grouped(total(kind)),
        lines: counted(lines, LINES),
    };
    kinds.into_iter().map(row).collect()
}

/// Words with their counts.
fn counted<const MOST: usize>(all: &Capped<usize, MOST>, most: usize) -> Rows<(String, String)> {
    let mut rows = Rows::cut(all.sorted(), most, |(words, count)| (words.to_owned(), grouped(*count)));
    rows.more += all.beyond;
    rows
}

fn names(report: &Report<'_>) -> Rows<NameRow> {
    let all = report.findings.names.sorted();
    let most = all.first().map_or(0, |(_, named)| named.count());
    let mut rows = Rows::cut(all, NAMES, |(id, named)| name(report, id, named, most));
    rows.more += report.findings.names.beyond;
    rows
}

fn name(report: &Report<'_>, id: &str, named: &Named, most: usize) -> NameRow {
    let mut spellings = Rows::cut(named.spellings.sorted(), SPELLINGS, |(words, spelling)| {
        (words.to_owned(), grouped(spelling.count))
    });
    spellings.more += named.spellings.beyond;
    NameRow {
        who: who(report, id),
        kind: named.kind.clone(),
        written: named.written.sorted().into_iter().map(|(name, _)| name.to_owned()).collect(),
        spellings,
        count: grouped(named.count()),
        items: grouped(named.items),
        bar: percent(named.count(), most),
    }
}

/// The class of a language; others share one, and words beside the strip tell them.
fn class(lang: &str) -> &'static str {
    match lang {
        "en" => "en",
        "it" => "it",
        "und" => "und",
        _ => "other",
    }
}

fn strip(strip: &Strip) -> StripRow {
    let mut shares: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut runs, mut at) = (Vec::new(), 0);
    for (lang, width) in &strip.runs {
        *shares.entry(lang.as_str()).or_default() += width;
        runs.push((class(lang.as_str()), Bar { at, size: *width }));
        at += width;
    }
    let mut shares: Vec<(&str, usize)> = shares.into_iter().collect();
    shares.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let words: Vec<String> =
        shares.iter().map(|(lang, width)| format!("{lang} {} %", (width + 5) / 10)).collect();
    StripRow { page: strip.page.clone(), words: words.join(", "), runs }
}

/// Where a date stood, in words.
fn origin(from: &str) -> String {
    match from {
        "dateline" => "a dateline".to_owned(),
        "masthead" => "the head of the site (it may be the day of the visit)".to_owned(),
        "residue" => "a line of residue".to_owned(),
        "title" => "the title".to_owned(),
        "record" => "a field of the record".to_owned(),
        UNDATED => "no date found".to_owned(),
        other => other.to_owned(),
    }
}

fn times(report: &Report<'_>) -> Option<Times> {
    let mut all: Vec<(&str, &Named, usize)> = report
        .findings
        .names
        .sorted()
        .into_iter()
        .map(|(id, named)| (id, named, named.months.count()))
        .filter(|(_, _, dated)| *dated > 0)
        .collect();
    all.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)));
    let shown = all.iter().take(TIMES);
    let axis = Axis::of(shown.flat_map(|(_, named, _)| named.months.all.keys().map(String::as_str)))?;
    let rows = Rows::cut(all, TIMES, |(id, named, dated)| {
        let months = &named.months.all;
        let month = |found: Option<&String>| found.cloned().unwrap_or_default();
        let most = named.months.sorted();
        TimeRow {
            who: who(report, id),
            items: grouped(dated),
            from: month(months.keys().next()),
            to: month(months.keys().next_back()),
            most: most.first().map(|(month, items)| format!("{month} ({items})")).unwrap_or_default(),
            bars: axis.bars(months),
        }
    });
    Some(Times { unit: axis.unit(), width: axis.width(), high: HIGH, rows })
}

fn pairs(report: &Report<'_>) -> Rows<PairRow> {
    let all = report.findings.pairs.sorted();
    let most = all.first().map_or(0, |(_, items)| **items);
    let mut rows = Rows::cut(all, PAIRS, |(pair, items)| {
        let (one, other) = pair.split_once('\n').unwrap_or((pair, ""));
        PairRow {
            one: who(report, one),
            other: who(report, other),
            items: grouped(*items),
            bar: percent(*items, most),
        }
    });
    rows.more += report.findings.pairs.beyond;
    rows
}

/// Names and numbers, the most first.
fn measures(all: impl Iterator<Item = (String, usize)>) -> Vec<Measure> {
    let mut all: Vec<(String, usize)> = all.collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let most = all.first().map_or(0, |(_, count)| *count);
    let measure = |(name, count)| Measure { name, value: grouped(count), bar: percent(count, most) };
    all.into_iter().map(measure).collect()
}

fn busiest(report: &Report<'_>) -> Rows<Measure> {
    let rules = report.tally.breakdown.iter().flat_map(|breakdown| &breakdown.rules);
    Rows::cut(measures(rules.map(|(rule, count)| (shown(rule, TYPED), *count))), RULES / 2, |rule| rule)
}

fn stages(seconds: &BTreeMap<String, f64>) -> Vec<Measure> {
    let mut all: Vec<(&String, f64)> = seconds.iter().map(|(stage, time)| (stage, *time)).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    let most = all.first().map_or(0.0, |(_, time)| *time);
    let bar = |time: f64| if most > 0.0 { (time / most * 100.0).round() as usize } else { 0 };
    all.into_iter()
        .map(|(stage, time)| Measure { name: stage.clone(), value: format!("{time:.3} s"), bar: bar(time) })
        .collect()
}

/// What a footnote says.
fn method(report: &Report<'_>) -> String {
    let tally = report.tally;
    let names = &report.findings.names;
    let entities = match (names.all.len(), names.beyond) {
        (1, 0) => "1 entity".to_owned(),
        (held, 0) => format!("{} entities", grouped(held)),
        (held, _) => format!("more than {} entities", grouped(held)),
    };
    format!(
        "The texts ({}, {}) were read with canonry {} (preset {}, fingerprint {}): {} unified, {} left as they stood, \
         among {entities}; {} and {} of the websites removed; {} mended. The same fingerprint and the same input give the \
         same bytes.",
        count(tally.texts, "text"),
        count(tally.items, "item"),
        env!("CARGO_PKG_VERSION"),
        report.preset,
        report.fingerprint,
        count(tally.unified, "mention"),
        grouped(tally.kept.values().sum()),
        count(tally.removed.values().sum(), "residue line"),
        count(tally.repeated, "repeated line"),
        count(tally.repairs, "damaged place"),
    )
}
