//! Lines of a website, told from what its pages say by how often they come back.
//! In: pages of named sites, line by line. Out: residue rules as TOML, for a person to read before they are used.
//! Not here: how a rule is met (see `residue`), where pages come from.
//!
//! A line is counted once a page, as it stands and with its numbers masked, and so is the part of the page it stands
//! in: a title that others name in their margins is learned for the margins only. Copies of one page count once. Memory
//! is bounded: past `MOST_LINES` those seen least are forgotten, and [`Learned::forgotten`] says how many.

use super::residue::{ANY_WORDS, ResidueRules, SIGNS, cased, is_number_word};
use crate::{
    dictionary::{data::ResidueRule, lists},
    document::Kind,
    scan::Scan,
    shape::{Form, Look, MOST_WORDS, body},
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write,
};
use xxhash_rust::xxh3::xxh3_64;

/// Lines kept in memory, some 60 bytes each.
const MOST_LINES: usize = 2_000_000;
/// Nothing is learned of a site of fewer pages, nor from a line on fewer.
const LEAST_PAGES: u32 = 4;
/// A short line at the head or foot of so many pages of a hundred belongs to the site.
const AT_EDGE: u32 = 20;
/// The same for running text, and for lines between running text.
const INSIDE: u32 = 50;
/// The first pages of a site are read before anybody can know which of its paragraphs come back.
const UNSURE: u32 = 3;

/// What is kept of one page; made on any thread.
#[derive(Clone, Debug, Default)]
pub struct PageLines {
    lines: Vec<Seen>,
    /// Of the running text, so that copies of a page count once.
    signature: u64,
}

/// One line of a page.
#[derive(Clone, Debug)]
struct Seen {
    exact: u64,
    /// With numbers masked, where there are any: its key and its phrase.
    masked: Option<(u64, String)>,
    phrase: String,
    running: bool,
    kind: Option<Kind>,
    /// May be learned; dates, bylines and lines without letters may not.
    learnable: bool,
}

impl PageLines {
    /// Takes the lines of a page that are not blank, repaired, each with the kind of residue it is known to be.
    pub fn read<'t>(lines: impl IntoIterator<Item = (&'t str, Option<Kind>)>) -> PageLines {
        let lines: Vec<Seen> = lines.into_iter().map(|(line, kind)| Seen::read(body(line), kind)).collect();
        let text = |running: bool| {
            let keys = lines.iter().filter(|line| line.running || !running);
            keys.flat_map(|line| line.exact.to_le_bytes()).collect::<Vec<u8>>()
        };
        let running = text(true);
        let signature = xxh3_64(if running.is_empty() { text(false) } else { running }.as_slice());
        PageLines { lines, signature }
    }
}

impl Seen {
    fn read(text: &str, kind: Option<Kind>) -> Seen {
        let look = Look::at(text);
        let words = cased(text);
        // Running text of other numbers says something else, and longer lines are known as a whole or not at all.
        let maskable = look.form != Form::Paragraph && look.words < MOST_WORDS;
        let masked = if maskable { masked(text) } else { None };
        let masked = masked.map(|phrase| (xxh3_64(format!("# {phrase}").as_bytes()), phrase));
        let letters = words.chars().filter(|c| c.is_alphabetic()).count();
        Seen {
            exact: xxh3_64(words.as_bytes()),
            masked,
            phrase: phrase(text),
            running: look.form == Form::Paragraph,
            kind,
            learnable: letters > 1 && !matches!(look.form, Form::Date | Form::Byline | Form::Bare),
        }
    }
}

/// The line as a phrase of a rule: what is grammar there becomes a space.
fn phrase(text: &str) -> String {
    let grammar = |c: char| (SIGNS.contains(&c) && c != '©') || c == lists::SIGN;
    let plain = |c: char| if grammar(c) || c.is_control() { ' ' } else { c };
    let plain: String = text.chars().map(plain).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same with `#` for its numbers; nothing where there are none.
fn masked(text: &str) -> Option<String> {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let scan = Scan::new(text);
    let (mut out, mut at, mut run) = (String::new(), 0, 0);
    for token in &scan.tokens {
        if !is_number_word(&text[token.start..token.end]) {
            run = 0;
            continue;
        }
        // Numbers that follow one another are one `#`, as far as one reaches.
        let joins = run > 0 && run < ANY_WORDS && !text[at..token.start].contains(char::is_alphanumeric);
        if !joins {
            out.push_str(&phrase(&text[at..token.start]));
            out.push_str(" # ");
            run = 0;
        }
        (at, run) = (token.end, run + 1);
    }
    if at == 0 {
        return None;
    }
    out.push_str(&phrase(&text[at..]));
    Some(out.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Counts lines, page by page, in the order of the pages.
#[derive(Debug)]
pub struct Learner {
    sites: BTreeMap<String, Site>,
    lines: usize,
    most: usize,
    forgotten: usize,
}

#[derive(Debug, Default)]
struct Site {
    pages: u32,
    signatures: HashSet<u64>,
    lines: HashMap<u64, Count>,
}

#[derive(Debug, Default)]
struct Count {
    pages: u32,
    head: u32,
    foot: u32,
    inside: u32,
    /// Kept from the second page on: most lines are seen once.
    phrase: Option<Box<str>>,
    /// The key of the same line with its numbers masked.
    masked: Option<u64>,
    kind: Option<Kind>,
    running: bool,
    is_masked: bool,
}

/// What was learned.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// The rules, as a file that `--residue` reads.
    pub toml: String,
    /// Sites of which something was learned, and all sites.
    pub sites: (usize, usize),
    /// Pages counted.
    pub pages: usize,
    /// Lines learned.
    pub lines: usize,
    /// Lines forgotten for want of memory.
    pub forgotten: usize,
}

impl Default for Learner {
    fn default() -> Learner {
        Learner { sites: BTreeMap::new(), lines: 0, most: MOST_LINES, forgotten: 0 }
    }
}

impl Learner {
    /// Counts one page of a site.
    ///
    /// ```
    /// use canonry::strip::learn::{Learner, PageLines};
    /// let mut learner = Learner::default();
    /// for number in 1..=6 {
    ///     let story = format!("Story {number} tells in quite a few words of what happened on the road on day {number}.");
    ///     learner.add("a.example", PageLines::read([(story.as_str(), None), ("Mostra tutti i 12 contatti", None)]));
    /// }
    /// let learned = learner.finish("pages");
    /// assert_eq!(learned.lines, 1);
    /// assert!(learned.toml.contains("Mostra tutti i 12 contatti"));
    /// ```
    pub fn add(&mut self, site: &str, page: PageLines) {
        if !self.sites.contains_key(site) {
            self.sites.insert(site.to_owned(), Site::default());
        }
        let Some(known) = self.sites.get_mut(site) else { return };
        if !known.signatures.insert(page.signature) {
            return;
        }
        let before = known.lines.len();
        known.add(page);
        self.lines += known.lines.len() - before + 1;
        if self.lines > self.most {
            self.forget();
        }
    }

    /// Forgets the lines seen least until half the room is free.
    fn forget(&mut self) {
        for least in 1.. {
            for site in self.sites.values_mut() {
                let before = site.lines.len();
                site.lines.retain(|_, count| count.pages > least);
                site.signatures = HashSet::new();
                self.forgotten += before - site.lines.len();
            }
            self.lines = self.sites.values().map(|site| site.lines.len()).sum();
            if self.lines <= self.most / 2 {
                return;
            }
        }
    }

    /// The rules, site by site; `corpus` names what was read.
    pub fn finish(self, corpus: &str) -> Learned {
        let mut learned = Learned { forgotten: self.forgotten, ..Learned::default() };
        learned.sites.1 = self.sites.len();
        let mut rules = String::new();
        for (name, site) in self.sites {
            learned.pages += site.pages as usize;
            let lines = site.learned();
            if lines.is_empty() {
                continue;
            }
            learned.sites.0 += 1;
            learned.lines += lines.iter().map(|(_, lines)| lines.len()).sum::<usize>();
            write_site(&mut rules, &name, site.pages, &lines);
        }
        learned.toml = format!(
            "# Lines that come back on the pages of one site, found by `canonry residue learn`.\n\
             # Read them before use, and take out what the pages themselves say; `canonry clean --residue FILE` removes\n\
             # the rest. `where`: head (before the running text), foot (behind it), edge (either), any. `#`: a number.\n\
             # {} of {} sites, {} pages, {} lines.\n\
             [file]\n\
             about = {}\n{rules}",
            learned.sites.0,
            learned.sites.1,
            learned.pages,
            learned.lines,
            quoted(&format!("residue learned from {corpus}")),
        );
        learned
    }
}

/// What lines of a site have in common: kind and place.
type Group = (&'static str, &'static str);

impl Site {
    fn add(&mut self, page: PageLines) {
        self.pages += 1;
        let returning = (self.pages * AT_EDGE / 100).max(UNSURE);
        let lines = &self.lines;
        let own = |line: &Seen| {
            line.running
                && line.kind.is_none()
                && lines.get(&line.exact).is_none_or(|count| count.pages < returning)
        };
        let first = page.lines.iter().position(own);
        let last = page.lines.iter().rposition(own);
        let mut seen = HashSet::new();
        for (at, line) in page.lines.into_iter().enumerate().filter(|(_, line)| line.learnable) {
            let place = match (first, last) {
                (Some(first), _) if at < first => Place::Head,
                (_, Some(last)) if at > last => Place::Foot,
                (Some(_), _) => Place::Inside,
                _ => Place::Nowhere,
            };
            let masked = line.masked.as_ref().map(|(key, _)| *key);
            if seen.insert((line.exact, place)) {
                let new = seen.insert((line.exact, Place::Counted));
                let count = self.lines.entry(line.exact).or_default();
                count.masked = masked;
                count.see(place, new, &line, &line.phrase);
            }
            if let Some((key, phrase)) = &line.masked
                && seen.insert((*key, place))
            {
                let new = seen.insert((*key, Place::Counted));
                let count = self.lines.entry(*key).or_default();
                count.is_masked = true;
                count.see(place, new, &line, phrase);
            }
        }
    }

    /// The lines that belong to the site, with the number of their pages, those met most first.
    fn learned(&self) -> Vec<(Group, Vec<(u32, String)>)> {
        let mut groups: BTreeMap<Group, Vec<(u32, String)>> = BTreeMap::new();
        let mostly = |exact: &Count, masked: &Count| exact.pages * 10 >= masked.pages * 9;
        // A line of one number is written with it; one of many numbers, with none of them.
        let fixed: HashSet<u64> = self
            .lines
            .values()
            .filter_map(|count| Some((count, count.masked?)))
            .filter(|(count, key)| self.lines.get(key).is_some_and(|masked| mostly(count, masked)))
            .map(|(_, key)| key)
            .collect();
        for (key, count) in &self.lines {
            let covered = count.masked.is_some_and(|key| !fixed.contains(&key));
            if covered || (count.is_masked && fixed.contains(key)) {
                continue;
            }
            let (Some(place), Some(phrase)) = (count.place(self.pages), &count.phrase) else { continue };
            let kind = count.kind.unwrap_or(Kind::Learned).as_str();
            if is_met(kind, phrase) {
                groups.entry((kind, place)).or_default().push((count.pages, phrase.to_string()));
            }
        }
        for lines in groups.values_mut() {
            lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        }
        groups.into_iter().collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Head,
    Foot,
    Inside,
    /// On a page without running text.
    Nowhere,
    /// On the page at all.
    Counted,
}

impl Count {
    fn see(&mut self, place: Place, new: bool, line: &Seen, phrase: &str) {
        self.pages += u32::from(new);
        match place {
            Place::Head => self.head += 1,
            Place::Foot => self.foot += 1,
            Place::Inside => self.inside += 1,
            Place::Nowhere | Place::Counted => {}
        }
        self.kind = self.kind.or(line.kind);
        self.running |= line.running;
        if self.pages > 1 && self.phrase.is_none() {
            self.phrase = Some(phrase.into());
        }
    }

    /// Where it is residue; nothing where it is none.
    fn place(&self, pages: u32) -> Option<&'static str> {
        let share = |percent: u32| (pages * percent).div_ceil(100).max(LEAST_PAGES);
        let often = |count: u32, percent: u32| count >= share(percent).saturating_sub(UNSURE).max(2);
        if self.running {
            return (self.pages >= share(INSIDE)).then_some("any");
        }
        let inside = self.pages >= share(INSIDE) && often(self.inside, INSIDE);
        let edge = |count: u32| self.pages >= share(AT_EDGE) && often(count, AT_EDGE);
        match (inside, edge(self.head), edge(self.foot)) {
            (true, _, _) => Some("any"),
            (_, true, true) => Some("edge"),
            (_, true, _) => Some("head"),
            (_, _, true) => Some("foot"),
            _ => None,
        }
    }
}

fn rule(kind: &str, phrase: &str) -> ResidueRule {
    ResidueRule {
        kind: kind.to_owned(),
        line: vec![phrase.to_owned()],
        exact_case: true,
        ..ResidueRule::default()
    }
}

/// A rule that would not know its own line is not worth writing.
fn is_met(kind: &str, phrase: &str) -> bool {
    let line = phrase.replace('#', "1");
    ResidueRules::compile(&[rule(kind, phrase)]).is_ok_and(|rules| rules.flags(&line))
}

fn write_site(out: &mut String, name: &str, pages: u32, groups: &[(Group, Vec<(u32, String)>)]) {
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let _ = writeln!(
        out,
        "\n# ---------------------------------------------------------------- {name}, {pages} pages"
    );
    for ((kind, place), lines) in groups {
        let _ =
            writeln!(out, "[[rule]]\nkind = \"{kind}\"\nwhere = \"{place}\"\nexact_case = true\nline = [");
        for (count, phrase) in lines {
            let _ = writeln!(out, "  {},  # {count} of {pages} pages", quoted(phrase));
        }
        out.push_str("]\n");
    }
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str =
        "told reporters in the town that the road would stay closed until the last of them was found.";

    /// What is learned of a site of 20 pages; `page` gives the lines of the n-th, around a paragraph of its own.
    fn learned(page: impl Fn(usize) -> (Vec<String>, Vec<String>)) -> Vec<(&'static str, String)> {
        let mut site = Site::default();
        for number in 0..20 {
            let (above, below) = page(number);
            let story = format!("Officer {} {STORY}", "abcdefghijklmnopqrst".split_at(number).1);
            let more = format!(
                "{story} Nobody on hill {number} had seen the men before, said a farmer who lives there."
            );
            let lines: Vec<String> = above.into_iter().chain([story, more]).chain(below).collect();
            site.add(PageLines::read(lines.iter().map(|line| (line.as_str(), None))));
        }
        let groups = site.learned().into_iter();
        groups.flat_map(|((_, place), lines)| lines.into_iter().map(move |(_, line)| (place, line))).collect()
    }

    #[test]
    fn lines_that_come_back_and_their_look_alikes() {
        let notice =
            "The Tide Tables Club is run by its readers, who pay for all of it and want no thanks for that.";
        type Line = fn(usize) -> Option<String>;
        type Learned<'t> = &'t [(&'t str, &'t str)];
        let rows: &[(&str, Line, Line, Learned)] = &[
            ("on every page", |_| Some("Tide tables".into()), |_| None, &[("head", "Tide tables")]),
            ("on a fifth", |n| (n >= 16).then(|| "Tide tables".into()), |_| None, &[("head", "Tide tables")]),
            ("on three", |n| (n >= 17).then(|| "Tide tables".into()), |_| None, &[]),
            ("at both ends", |_| Some("Club".into()), |_| Some("Club".into()), &[("edge", "Club")]),
            (
                "a title that others name",
                |n| (n == 7).then(|| "Ferry lost in the fog off the cape".into()),
                |n| (n % 2 == 0).then(|| "Ferry lost in the fog off the cape".into()),
                &[("foot", "Ferry lost in the fog off the cape")],
            ),
            (
                "its numbers vary",
                |n| Some(format!("Read by {} members", 1000 + n)),
                |_| None,
                &[("head", "Read by # members")],
            ),
            ("its numbers do not", |_| Some("Radio 24 live".into()), |_| None, &[("head", "Radio 24 live")]),
            (
                "signs of the grammar",
                |_| Some("Sea | (Coast) [Port] #fog*".into()),
                |_| None,
                &[("head", "Sea Coast Port fog")],
            ),
            (
                "a date",
                |_| Some("14 March 2024".into()),
                |n| Some(format!("Published {} March 2024", n + 1)),
                &[],
            ),
            ("a byline", |_| Some("By Jane Doe".into()), |_| None, &[]),
            ("numbers alone", |n| Some(format!("{n}")), |_| Some("24".into()), &[]),
            (
                "a bulletin of other numbers",
                |_| None,
                |n| {
                    Some(format!(
                        "The ministry counted {n} boats in the harbour on that day, and all of them were new."
                    ))
                },
                &[],
            ),
            (
                "a notice",
                |_| None,
                |_| {
                    Some("The Tide Tables Club is run by its readers, who pay for all of it and want no thanks for that.".into())
                },
                &[("any", notice)],
            ),
            (
                "a paragraph of some pages",
                |_| None,
                |n| {
                    (n % 3 == 0).then(|| "The Tide Tables Club is run by its readers, who pay for all of it and want no thanks for that.".into())
                },
                &[],
            ),
        ];
        for (name, above, below, expected) in rows {
            let found =
                learned(|number| (above(number).into_iter().collect(), below(number).into_iter().collect()));
            let found: Vec<(&str, &str)> =
                found.iter().map(|(place, line)| (*place, line.as_str())).collect();
            assert_eq!(found, *expected, "{name}");
        }
    }

    #[test]
    fn long_notices_are_known_as_a_whole() {
        let notice =
            ["We and our 12 partners keep things on a device,"; 12].join(" ") + " and you may say no.";
        let found = learned(|_| (Vec::new(), vec![notice.clone()]));
        assert_eq!(found, [("any", notice.clone())]);
        let rules = ResidueRules::compile(&[rule("learned", &found[0].1)]).expect("a rule");
        assert!(rules.flags(&notice));
        assert!(!rules.flags(&notice.replace("partners", "readers")));
    }

    #[test]
    fn copies_of_a_page_count_once() {
        let mut learner = Learner::default();
        for _ in 0..10 {
            let story = format!("Officer Ann {STORY}");
            learner.add("a", PageLines::read([("Ferry lost in the fog", None), (story.as_str(), None)]));
        }
        let learned = learner.finish("x");
        assert_eq!((learned.lines, learned.pages), (0, 1));
    }

    #[test]
    fn memory_is_bounded_and_what_came_back_is_not_forgotten() {
        let mut learner = Learner { most: 200, ..Learner::default() };
        for number in 0..100 {
            let own: Vec<String> =
                (0..10).map(|line| format!("heading {number} of {line} {}", "x".repeat(number))).collect();
            let lines = own.iter().map(String::as_str).chain(["Tide tables"]);
            learner.add(
                "a",
                PageLines::read(
                    lines
                        .map(|line| (line, None))
                        .chain([(format!("Officer {} {STORY}", "y".repeat(number)).as_str(), None)]),
                ),
            );
            assert!(learner.lines <= 200);
        }
        let learned = learner.finish("x");
        assert!(learned.forgotten > 500, "{}", learned.forgotten);
        assert!(learned.toml.contains("\"Tide tables\",  # 100 of 100 pages"), "{}", learned.toml);
    }
}
