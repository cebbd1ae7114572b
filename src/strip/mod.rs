//! Finds lines that belong to the web page and not to what it says, and lines said twice.
//! In: the lines of a page. Out: their flags, facts from the margins, and at the very end the deletions.
//! Not here: phrases (see `dictionaries/residue.*.toml`), words inside a line (see `repair`).
//!
//! Why twice is once: flags depend on the words of the lines left, never on blank lines or bullets; lines are flagged
//! and taken out in rounds until a round takes nothing out, so what is left has just been looked at and found clean.

mod built;
mod code;
mod credit;
pub mod duplicate;
mod header;
mod house;
mod layout;
pub mod learn;
mod marks;
mod meta;
mod references;
pub mod residue;
mod teasers;
mod why;

use crate::{
    dictionary::ordinary::is_ordinary,
    document::{Kind, unmark},
    edit::{Edit, Rule},
    page::{Dups, Options, Page, Stage},
    scan::{Scan, hash},
    segment::number_items,
    shape::{Form, Look, MOST_WORDS, are_names, body, ends_sentence, is_dated, words},
    span::{Repaired, Span},
};
use duplicate::{Copies, Head, begins};
use foldhash::{HashMap, HashSet};
use house::Sign;
use marks::Marks;
use residue::{Block, Likely, Met, ResidueRules, Where, Words};
use std::borrow::Cow;

#[cfg(test)]
mod tests;

/// Flags residue and repeated lines, and deletes them when all else is said.
#[derive(Clone, Debug, Default)]
pub struct Strip {
    rules: ResidueRules,
}

impl Strip {
    /// With these phrases.
    pub fn new(rules: ResidueRules) -> Strip {
        Strip { rules }
    }

    /// Flags the lines of a page. What was seen of them is wanted again when the words are written (see [`Strip::removals`]).
    pub fn flag<'p>(&self, page: &mut Page<'p>) -> Rows<'p> {
        let rows = self.rows(page);
        let copies = copies(&rows);
        let dups = copies.among(0..rows.len());
        let mut kinds = vec![None; rows.len()];
        let removed = settle(&rows, &mut kinds, page.options, dups.contains(&true).then_some(&copies));
        page.meta = meta::gather(&rows, &kinds);
        let silent = silent(&kinds, &removed, dups.contains(&true).then_some(&copies));
        for (line, ((kind, dup), silent)) in
            page.lines.iter_mut().zip(kinds.into_iter().zip(dups).zip(silent))
        {
            (line.kind, line.dup, line.silent) = (kind, dup, silent);
        }
        let looks: Vec<Look> = rows.iter().map(|row| row.look).collect();
        number_items(page.text, &mut page.lines, &looks);
        if page.trace.is_some() {
            why::note(page, &rows, &removed, &self.rules);
        }
        Rows { rows, removed }
    }

    /// What is known about the lines of a page, each by itself.
    fn rows<'p>(&self, page: &Page<'p>) -> Vec<Row<'p>> {
        // A short page says few lines twice, and a long one that has said so few again will not begin with it.
        const SHORT: usize = 64;
        const TRIED: usize = 1024;
        const FEW: usize = 64;
        let mut repeats = page.lines.len() > SHORT;
        let mut seen: HashMap<&str, usize> = HashMap::default();
        let mut again = 0;
        let mut floating = self.rules.floating(page.text).peekable();
        let mut scan = Scan::default();
        let mut rows: Vec<Row<'p>> = Vec::with_capacity(page.lines.len());
        for (line, span) in page.lines.iter().map(|line| line.span).enumerate() {
            let (text, named, stays) = (span.of(page.text), page.named_look(line), page.protects(span));
            // Without names in it a line looks as it did before.
            let before = if repeats && named.is_none() { *seen.entry(text).or_insert(line) } else { line };
            if let Some(row) = rows.get(before) {
                rows.push(Row { stays, ..row.clone() });
                again += 1;
                continue;
            }
            repeats &= seen.len() < TRIED || again >= FEW;
            while floating.next_if(|at| *at < span.start).is_some() {}
            let floats = floating.peek().is_some_and(|at| *at < span.end);
            let view = page.has_words().then(|| page.view_of(page.tokens_of(line)));
            rows.push(Row { stays, ..self.row(text, named, floats, view, &mut scan) });
        }
        mark_lengths(&mut rows);
        self.mark_doubts(&mut rows);
        keep_signatures(&mut rows);
        rows
    }

    /// Marks headings between two paragraphs of which only the first or last words read like residue.
    fn mark_doubts(&self, rows: &mut [Row<'_>]) {
        for at in 1..rows.len().saturating_sub(1) {
            let row = &rows[at];
            // A link to another article stands amid the text, and nothing of the page is in its title.
            let links = |met: &Met| matches!(met.kind, Kind::Related | Kind::Readmore | Kind::Teaser);
            let doubted = row.is(Form::Heading)
                && !row.met.is_empty()
                && [at - 1, at + 1].iter().all(|beside| rows[*beside].is(Form::Paragraph))
                && !row.met.iter().any(links)
                && built::built_like(row.text, row.look.words, row.marks).is_none()
                && self.rules.doubts(Words {
                    text: row.text,
                    view: &folded(row.text),
                    count: row.look.words,
                });
            rows[at].doubted = doubted;
        }
    }

    /// Deletions of whole lines, each with its line break; with `mark`, insertions before them. `finals` holds every
    /// line as it will read when everything else is done: lines that only then are equal leave too.
    pub fn removals<'t>(
        &self,
        page: &Page<'_>,
        seen: Rows<'t>,
        finals: &'t [Cow<'t, str>],
    ) -> Vec<Edit<Repaired>> {
        let Rows { mut rows, mut removed } = seen;
        let mut kinds: Vec<Option<Kind>> = page.lines.iter().map(|line| line.kind).collect();
        let mut rewritten = false;
        let mut scan = Scan::default();
        for (row, text) in rows.iter_mut().zip(finals) {
            if let Cow::Owned(text) = text {
                // What was written changes no count.
                let look = Look::counted(text, row.look.words);
                *row = Row { stays: row.stays, ..self.row(text, Some(look), row.floats, None, &mut scan) };
                rewritten = true;
            }
        }
        if rewritten {
            self.mark_doubts(&mut rows);
            keep_signatures(&mut rows);
            let copies = copies(&rows);
            let repeats = copies.among(0..rows.len()).contains(&true);
            removed = settle(&rows, &mut kinds, page.options, repeats.then_some(&copies));
        }
        if !removed.contains(&true) {
            return Vec::new();
        }
        let rules: Vec<Option<Rule>> = (0..rows.len())
            .map(|line| {
                removed[line].then(|| match kinds[line].filter(|kind| page.options.strip.contains(kind)) {
                    Some(kind) => Rule::with_id("strip", kind.as_str()),
                    None if page.lines[line].dup => Rule::named("strip/dup"),
                    None => Rule::named("strip/dup-final"),
                })
            })
            .collect();
        if page.options.mark { marks(page, &rows, &kinds, rules) } else { deletions(page, rules) }
    }

    /// What is known about a line without the lines around it. `named` is what it looks like where names stand in it;
    /// `floats` is true where it may meet a phrase that opens with anything; `view` is its folded words, if they are known,
    /// and `scan` what else reads them.
    fn row<'t>(
        &self,
        line: &'t str,
        named: Option<Look>,
        floats: bool,
        view: Option<&str>,
        scan: &mut Scan,
    ) -> Row<'t> {
        let mut row = Row { floats, ..Row::bare(line) };
        let count = row.look.words;
        row.look = named.filter(|_| row.mark.is_none()).unwrap_or(row.look);
        if count >= MOST_WORDS {
            row.met.extend(self.rules.long(row.text));
            return row;
        }
        // It says something, whatever its words are.
        row.says = layout::is_dialogue(line) || layout::is_content(row.text, count);
        if row.says {
            return row;
        }
        let likely = Likely { floats, ..self.rules.may_meet(row.text, count) };
        if likely.any() || likely.chain {
            // The words of the page begin with the mark.
            let view = view.filter(|_| row.mark.is_none()).unwrap_or_else(|| {
                scan.read(row.text);
                &scan.view
            });
            let words = Words { text: row.text, view: view.trim(), count };
            if likely.any() {
                self.rules.read_likely(likely, words, &mut row.met);
                row.own = row.met.iter().find(|met| met.place == Where::Own).copied();
                row.met.retain(|met| met.place != Where::Own);
            }
            if likely.chain && row.met.is_empty() && row.may_be_built() && !row.is(Form::Byline) {
                row.met.extend(self.rules.chain(words));
                row.menu = row.met.iter().any(|met| met.kind == Kind::Nav);
            }
            if !row.met.is_empty() && (row.is(Form::Date) || layout::is_signed_or_dated(row.text)) {
                row.met.retain(|met| met.kind != Kind::Nav);
            }
            // More than a title and a summary, though it opens like a link.
            let links = |met: &Met| matches!(met.kind, Kind::Related | Kind::Readmore);
            if row.is(Form::Paragraph) && row.met.iter().any(links) && layout::is_told_at_length(row.text) {
                row.met.retain(|met| !links(met));
            }
            if !row.met.is_empty() && layout::is_aside(row.text, count) {
                row.met.retain(|met| met.kind != Kind::Nav);
            }
            // `Credits: 6`, of a course.
            let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            let owned = |met: &Met| matches!(met.kind, Kind::Credit | Kind::Copyright);
            if row.met.iter().any(owned) && row.text.split_once(": ").is_some_and(|(_, count)| number(count))
            {
                row.met.retain(|met| !owned(met));
            }
        }
        if row.met.is_empty() && layout::is_feed_footer(row.text) {
            row.met.push(Met { kind: Kind::Source, place: Where::Any, block: None });
        }
        if row.may_be_built() {
            let marks = row.marks;
            row.met.extend(built::built_like(row.text, count, marks));
            row.menu |= marks.any(Marks::STEP) && built::is_path(row.text);
            row.spaced = layout::is_spaced(row.text);
            row.linked = layout::behind_cut(row.text)
                .is_some_and(|link| self.everywhere(link, Kind::Readmore, scan).is_some());
            if row.met.is_empty() {
                row.met.extend(self.composed(row.text, marks, scan));
            }
            if row.met.is_empty() {
                row.met.extend(self.glued(row.text, count, scan));
            }
            row.listed = row.met.is_empty()
                && !marks.any(Marks::UNLISTED)
                && self.lists_sections(row.text, count, scan);
        }
        row
    }

    /// `Latest NewsIndia`, `FeaturedLatestTrending stories`: entries of a menu that lost what parted them. Of entries of one
    /// word two must be known: `NewsGuard` is a name.
    fn glued(&self, text: &str, count: usize, scan: &mut Scan) -> Option<Met> {
        const MOST: usize = 12;
        const ENTRY: usize = 4;
        if count > MOST || !layout::is_glued(text) {
            return None;
        }
        let entries = layout::unglued(text);
        let entry = |entry: &&str| entry.starts_with(char::is_uppercase) && words(entry, MOST) <= ENTRY;
        if ends_sentence(text) || !entries.iter().all(entry) {
            return None;
        }
        let mut known = |entry: &&&str| self.met_alone(entry, scan).iter().any(|met| met.place != Where::Own);
        let weight: usize = entries.iter().filter(|entry| known(entry)).map(|entry| words(entry, MOST)).sum();
        (weight > 1).then_some(Met { kind: Kind::Nav, place: Where::Edge, block: None })
    }

    /// `Guerra Politica Terrorismo Dossier`: words with capitals, two and half of them or more entries of a menu.
    fn lists_sections(&self, text: &str, count: usize, scan: &mut Scan) -> bool {
        const LEAST: usize = 2;
        let words: Vec<&str> =
            if layout::may_list(text, count) { text.split_whitespace().collect() } else { Vec::new() };
        let mut entry = |words: &[&str]| {
            if !words[0].starts_with(char::is_uppercase) {
                return false;
            }
            let met = self.met_alone(&words.join(" "), scan);
            met.iter().any(|met| met.kind == Kind::Nav && met.place != Where::Own)
        };
        let (mut at, mut known) = (0, 0);
        while at < words.len() {
            // `Chi siamo`
            let length =
                (1..=LEAST.min(words.len() - at)).rev().find(|length| entry(&words[at..at + length]));
            if length.is_none() && !words[at].starts_with(char::is_uppercase) {
                return false;
            }
            known += length.unwrap_or(0);
            at += length.unwrap_or(1);
        }
        known >= LEAST && known * 2 >= words.len()
    }

    /// What a part of a line meets by itself.
    fn met_alone(&self, text: &str, scan: &mut Scan) -> Vec<Met> {
        scan.read(text);
        let mut met = Vec::new();
        self.rules.read(Words { text, view: scan.view.trim(), count: words(text, MOST_WORDS) }, &mut met);
        met
    }

    /// The rule of this kind that a part of a line meets wherever it stands.
    fn everywhere(&self, text: &str, kind: Kind, scan: &mut Scan) -> Option<Met> {
        self.met_alone(text, scan).into_iter().find(|met| met.kind == kind && met.place == Where::Any)
    }

    /// A back link behind the number of a footnote; a share button behind a byline that names nobody.
    fn composed(&self, text: &str, marks: Marks, scan: &mut Scan) -> Option<Met> {
        if let Some(rest) = layout::behind_number(text) {
            return self.everywhere(rest, Kind::Nav, scan);
        }
        if !marks.any(Marks::PART) || !layout::has_parts(text) {
            return None;
        }
        let parts = layout::parts(text);
        let (last, first) = parts.split_last()?;
        let nobody = first.iter().any(|part| house::is_newsroom(part));
        let nothing_else = first.iter().all(|part| house::is_newsroom(part) || is_dated(part));
        if nobody && nothing_else { self.everywhere(last, Kind::Share, scan) } else { None }
    }
}

impl Stage for Strip {
    fn name(&self) -> &'static str {
        "strip"
    }

    fn propose(&self, page: &mut Page<'_>) {
        self.flag(page);
    }
}

/// What was seen of the lines of a page.
#[derive(Debug, Default)]
pub struct Rows<'t> {
    rows: Vec<Row<'t>>,
    /// Which of them leave if no word is written anew.
    removed: Vec<bool>,
}

/// A line without its neighbours.
#[derive(Clone, Debug)]
struct Row<'t> {
    /// Without mark, indent, bullet and spaces at the end.
    text: &'t str,
    /// The name in the mark that a run before put here.
    mark: Option<&'t str>,
    look: Look,
    marks: Marks,
    met: Vec<Met>,
    /// It heads what is the page's own, if that follows: sources, links, a list of contents.
    own: Option<Met>,
    /// It stands between two paragraphs, and only its first or last words read like residue: it may be a heading.
    doubted: bool,
    /// It says something whatever its words are (see [`layout::is_content`]).
    says: bool,
    /// It is a menu or a path: entries one after the other.
    menu: bool,
    /// The same, with nothing but spaces between them; so are the rows of a table.
    spaced: bool,
    /// Words with capitals, half of them names of sections: a menu, if the title is still to come.
    listed: bool,
    /// Cut off, with the link to the rest behind it.
    linked: bool,
    /// What it must share with a line it repeats.
    head: Head,
    /// The user protects some of it: it is flagged and never leaves.
    stays: bool,
    /// It may meet a phrase that opens with anything; no name that is written brings such words.
    floats: bool,
}

impl<'t> Row<'t> {
    /// A line that no rule was asked about.
    fn bare(line: &'t str) -> Row<'t> {
        let (unmarked, mark) = unmark(line);
        let text = body(unmarked);
        let look = Look::at(text);
        Row {
            text,
            mark,
            look,
            // Of longer lines nobody asks.
            marks: if look.words <= built::MOST_WORDS { Marks::of(text) } else { Marks::ALL },
            met: Vec::new(),
            own: None,
            doubted: false,
            says: false,
            menu: false,
            spaced: false,
            listed: false,
            linked: false,
            head: Head::of(text),
            stays: false,
            floats: false,
        }
    }

    /// True for lines short enough to be built like a menu or a credit.
    fn may_be_built(&self) -> bool {
        self.look.words <= built::MOST_WORDS && self.look.form != Form::Paragraph
    }

    fn is(&self, form: Form) -> bool {
        self.look.form == form
    }

    /// Words enough for the title of an article.
    fn is_title(&self) -> bool {
        const TITLE: usize = 4;
        self.is(Form::Cut)
            || (self.is(Form::Heading) && self.look.words >= TITLE && !layout::is_told(self.text))
    }

    /// A title that is a question: `Who won the battle of the port?`
    fn asks(&self) -> bool {
        const TITLE: usize = 4;
        const LONGEST: usize = 16;
        self.is(Form::Other)
            && (TITLE..=LONGEST).contains(&self.look.words)
            && self.text.ends_with('?')
            && self.text.starts_with(char::is_uppercase)
            && !self.says
    }

    /// False when it is no residue whatever stands around it and flags no other line.
    fn may_be_flagged(&self) -> bool {
        !self.met.is_empty()
            || self.mark.is_some()
            || self.is(Form::Cut)
            || self.spaced
            || self.listed
            || layout::is_ago(self.text)
            || self.own.is_some_and(|met| met.block.is_some())
            || self.is_bar()
            || layout::starts_home(self.text)
            || layout::rest_of(self.text).is_some()
            || self.linked
            || teasers::is_dashed(self.text)
    }

    /// Running text, a short sentence, somebody's words; nothing that any rule knows.
    fn is_text(&self) -> bool {
        self.met.is_empty()
            && (self.is(Form::Paragraph)
                || (self.is(Form::Other) && !self.is_time())
                || (self.says && layout::is_speech(self.text)))
    }

    /// A time or a number: what happened is told below.
    fn is_time(&self) -> bool {
        self.is(Form::Other) && !self.text.contains(char::is_alphabetic)
    }

    /// A few words that say nothing by themselves: no sentence, and nobody's name; no date, no heading of what follows,
    /// nothing about where the text comes from.
    fn is_loose(&self) -> bool {
        const LONGEST: usize = 12;
        const FIGURES: usize = 4;
        self.is(Form::Heading)
            && self.look.words <= LONGEST
            && !self.says
            && self.own.is_none()
            && self.met.iter().all(|met| met.kind != Kind::Source)
            && self.text.starts_with(char::is_alphanumeric)
            && !self.text.ends_with([':', '”', '"', '»'])
            && self.text.bytes().filter(u8::is_ascii_digit).count() < FIGURES
            && !are_names(self.text)
            && !credit::names_maker(self.text)
    }

    /// One word with a capital, or up to three in capitals, and nobody's name: `Nation`, `SECURITY DESK`. `Jane Bell` may be
    /// the author.
    fn may_be_kicker(&self) -> bool {
        const KICKER: usize = 3;
        let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '’' | '\'' | '&');
        let mut words = self.text.split(' ');
        self.is(Form::Heading)
            && self.look.words <= KICKER
            && !self.says
            && self.text.chars().all(plain)
            && words.clone().all(|word| word.starts_with(char::is_uppercase))
            && !house::has_article(self.text)
            && !house::is_newsroom(self.text)
            && !layout::heads_a_part(self.text)
            && (self.look.words == 1
                || !self.text.contains(char::is_lowercase)
                    && words.all(|word| is_ordinary(hash(&word.to_lowercase()))))
    }

    /// A few words in small letters, as the pages of tags are headed: `harbour police`.
    fn may_be_tag(&self) -> bool {
        const TAG: usize = 4;
        // `dal nostro inviato`
        const NEVER_FIRST: [&str; 16] = [
            "by", "from", "our", "the", "a", "an", "in", "of", "di", "da", "dal", "dalla", "il", "la", "lo",
            "nostro",
        ];
        self.is(Form::Heading)
            && self.look.words <= TAG
            && !self.says
            && self.text.split(' ').next().is_some_and(|first| !NEVER_FIRST.contains(&first))
            && self.text.chars().all(|c| c.is_lowercase() || matches!(c, ' ' | '-' | '’' | '\''))
    }

    /// Few enough words for a button, and no sentence.
    fn is_label(&self) -> bool {
        const LABEL: usize = 3;
        self.is(Form::Heading) && self.look.words <= LABEL && !self.menu
    }

    /// A heading, the date or the time of an entry, as they stand above what they head.
    fn is_head(&self) -> bool {
        const HEAD: usize = 8;
        (self.is(Form::Heading) && self.look.words <= HEAD && !self.says && !self.menu)
            || self.is(Form::Date)
            || self.is_time()
    }

    /// It may head titles, and is none itself.
    fn is_short_heading(&self) -> bool {
        const HEAD: usize = 6;
        self.is(Form::Heading) && self.look.words <= HEAD && !self.text.contains(':') && !self.met.is_empty()
    }

    /// The name of a site, as far as its look tells.
    fn may_be_site(&self) -> bool {
        const NAME: usize = 4;
        self.is(Form::Heading) && self.look.words <= NAME && self.met.is_empty() && are_names(self.text)
    }

    fn is_newspaper(&self) -> bool {
        self.is(Form::Heading) && house::is_newspaper(self.text)
    }

    fn is_bar(&self) -> bool {
        Sign::is_bar(self.text, self.look.words)
    }

    fn sign(&self) -> Sign {
        Sign::of(self.text, self.look.words)
    }
}

/// The folded words of a text.
fn folded(text: &str) -> Cow<'_, str> {
    Cow::Owned(Scan::new(text).view.trim().to_owned())
}

fn copies(rows: &[Row<'_>]) -> Copies {
    Copies::of(rows.len(), |row| rows[row].text, |row| rows[row].head)
}

/// Which lines give no evidence. Repetition is judged among the lines that stay, as when the page is read again; `copies`
/// is given where a line repeats another.
fn silent(kinds: &[Option<Kind>], removed: &[bool], copies: Option<&Copies>) -> Vec<bool> {
    let mut silent: Vec<bool> =
        kinds.iter().zip(removed).map(|(kind, gone)| kind.is_some() || *gone).collect();
    if let Some(copies) = copies {
        let stay: Vec<usize> = (0..silent.len()).filter(|line| !silent[*line]).collect();
        let repeats = copies.among(stay.iter().copied());
        for (line, repeats) in stay.into_iter().zip(repeats) {
            silent[line] |= repeats;
        }
    }
    silent
}

/// Marks how long videos are: a page that tells its times in lines of their own has more of them than videos.
fn mark_lengths(rows: &mut [Row<'_>]) {
    const VIDEOS: usize = 2;
    if !rows.iter().any(|row| layout::is_length(row.text)) {
        return;
    }
    // A line that comes again is one of them, whether it will leave or not.
    let times: HashSet<&str> = rows.iter().map(|row| row.text).filter(|text| layout::is_time(text)).collect();
    if times.len() <= VIDEOS {
        let lengths = rows.iter_mut().filter(|row| layout::is_length(row.text));
        lengths.for_each(|row| row.met.push(Met { kind: Kind::Nav, place: Where::Any, block: None }));
    }
}

/// `Redazione` directly below a title or a text signs it, if nobody has signed before; among the entries of a menu it leads
/// to a page.
fn keep_signatures(rows: &mut [Row<'_>]) {
    let mut signed = rows.first().is_some_and(|first| first.is(Form::Byline));
    for at in 1..rows.len() {
        let (above, row) = (&rows[at - 1], &rows[at]);
        let newsroom = !row.met.is_empty() && house::is_newsroom(row.text);
        let beside = newsroom
            && above.met.is_empty()
            && (house::is_newsroom(above.text) || !signed && (above.is_title() || above.is(Form::Paragraph)));
        signed |= row.is(Form::Byline) || newsroom;
        if beside {
            rows[at].met.retain(|met| met.kind != Kind::Nav);
        }
    }
}

/// Flags and removes in rounds until a round removes nothing. Returns what is removed. Lines that come flagged, or marked
/// by a run before, leave first; those that stay are flagged anew in every round, as when the page is read again.
/// `copies` is given where a line repeats another.
fn settle(
    rows: &[Row<'_>],
    kinds: &mut [Option<Kind>],
    options: &Options,
    copies: Option<&Copies>,
) -> Vec<bool> {
    let headed = |row: &Row<'_>| {
        let header = row.may_be_built() && house::is_header(row.text, row.look.words, true);
        header || row.is_newspaper() || layout::is_steps(row.text) || row.may_be_tag() || row.may_be_kicker()
    };
    // A list of days, or of news with their days, may hold nothing else that is known.
    const DAYS: usize = 3;
    let listed = rows.iter().filter(|row| row.is(Form::Date)).nth(DAYS - 1).is_some();
    let structured = listed || rows.iter().take(2).any(headed);
    // A line that is the whole text has no page around it.
    let alone = rows.len() == 1 && rows[0].mark.is_none();
    if alone || (copies.is_none() && !structured && !rows.iter().any(Row::may_be_flagged)) {
        kinds.fill(None);
        return vec![false; rows.len()];
    }
    for (kind, row) in kinds.iter_mut().zip(rows).filter(|_| options.mark) {
        *kind = row.mark.and_then(Kind::named).or(*kind);
    }
    const PASSES: usize = 8;
    let none = Copies::default();
    let copies = copies.unwrap_or(&none);
    let mut removed = vec![false; rows.len()];
    for _ in 0..PASSES {
        let left = removed.iter().filter(|removed| !**removed).count();
        let kept = pass(rows, kinds, options, copies, &mut removed);
        // A line that stayed for the sake of others may leave now that they have left: the next run would see it.
        if !kept || removed.iter().filter(|removed| !**removed).count() == left {
            break;
        }
    }
    removed
}

/// Removes lines as one run does; true where a repetition had to stay. Where a line was taken out as a repetition and what
/// it repeated became residue without it, it stays.
fn pass(
    rows: &[Row<'_>],
    kinds: &mut [Option<Kind>],
    options: &Options,
    copies: &Copies,
    removed: &mut Vec<bool>,
) -> bool {
    const ATTEMPTS: usize = 4;
    let before = kinds.to_vec();
    let mut kept = vec![false; rows.len()];
    for attempt in 0.. {
        kinds.copy_from_slice(&before);
        let (now, repeated) = rounds(rows, kinds, options, copies, (&*removed, &kept));
        let orphans = orphans(copies, &now, &repeated);
        if orphans.is_empty() {
            *removed = now;
            return kept.contains(&true);
        }
        for line in orphans {
            kept[line] = true;
        }
        if attempt == ATTEMPTS {
            kept.fill(true);
        }
    }
    unreachable!("where all are kept there are no orphans")
}

/// One attempt: what is removed besides what is `gone`, and which of that as a repetition. Lines `kept` never leave as one.
fn rounds(
    rows: &[Row<'_>],
    kinds: &mut [Option<Kind>],
    options: &Options,
    copies: &Copies,
    (gone, kept): (&[bool], &[bool]),
) -> (Vec<bool>, Vec<usize>) {
    let leaves = |line: usize, kind: Option<Kind>| {
        !rows[line].stays && kind.is_some_and(|kind| options.strip.contains(&kind))
    };
    let marked = |line: usize| options.mark && rows[line].mark.is_some() && !rows[line].stays;
    let mut removed: Vec<bool> =
        (0..rows.len()).map(|line| gone[line] || marked(line) || leaves(line, kinds[line])).collect();
    let mut repeated = Vec::new();
    loop {
        let left: Vec<usize> = (0..rows.len()).filter(|line| !removed[*line]).collect();
        for line in &left {
            kinds[*line] = None;
        }
        flag(rows, &left, kinds);
        let (gone, stay): (Vec<usize>, Vec<usize>) =
            left.into_iter().partition(|line| leaves(*line, kinds[*line]));
        for line in &gone {
            removed[*line] = true;
        }
        let repeats = repetitions(rows, &stay, kinds, options.dups, copies, kept);
        if gone.is_empty() && repeats.is_empty() {
            return (removed, repeated);
        }
        for line in repeats {
            removed[line] = true;
            repeated.push(line);
        }
    }
}

/// Lines that left as repetitions of lines that left after them.
fn orphans(copies: &Copies, removed: &[bool], repeated: &[usize]) -> Vec<usize> {
    if repeated.is_empty() {
        return Vec::new();
    }
    let mut shown: Vec<bool> = removed.iter().map(|removed| !removed).collect();
    for line in repeated {
        shown[*line] = true;
    }
    let lines: Vec<usize> = (0..shown.len()).filter(|line| shown[*line]).collect();
    let repeats = copies.among(lines.iter().copied());
    lines
        .into_iter()
        .zip(repeats)
        .filter(|(line, repeats)| removed[*line] && !repeats)
        .map(|(line, _)| line)
        .collect()
}

/// Repeated lines among those that stay, but for those `kept`, that leave. A copy that contains them stays: the first
/// line of its kind is never a repetition.
fn repetitions(
    rows: &[Row<'_>],
    stay: &[usize],
    kinds: &[Option<Kind>],
    policy: Dups,
    copies: &Copies,
    kept: &[bool],
) -> Vec<usize> {
    if policy == Dups::Keep || copies.is_empty() || kept.iter().all(|kept| *kept) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut before: Option<usize> = None;
    let repeated = copies.among(stay.iter().copied());
    for (line, repeats) in stay.iter().copied().zip(repeated) {
        let row = &rows[line];
        let adjacent = || before.is_some_and(|before| begins(rows[before].text, row.text));
        if repeats
            && !kept[line]
            && !row.stays
            && (policy == Dups::All
                || kinds[line].is_some()
                || (!is_said_again(rows, stay, line)
                    && (row.is(Form::Heading) || row.is(Form::Cut) || adjacent())))
        {
            found.push(line);
        } else {
            before = Some(line);
        }
    }
    found
}

/// True for a line that repeats another on purpose: a verse, somebody's words, a short question, a label of which each copy
/// stands above other words (`VERA`, `Refrain`), what a speaker says or a field holds, where the same label opens another
/// line or another one the line beside it.
fn is_said_again(rows: &[Row<'_>], stay: &[usize], line: usize) -> bool {
    const SHORT: usize = 3;
    let row = &rows[line];
    let short = row.look.words <= SHORT;
    if short && row.text.ends_with('?') || (row.says && layout::is_uttered(row.text, row.look.words)) {
        return true;
    }
    let at = stay.partition_point(|other| *other < line);
    if short && row.met.is_empty() && labels_other_words(rows, stay, at) {
        return true;
    }
    let Some(label) = layout::speaker(row.text) else { return false };
    let near = &stay[at.saturating_sub(AROUND)..stay.len().min(at + AROUND)];
    let same = |text: &str| text.strip_prefix(label).is_some_and(|rest| rest.starts_with(": "));
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| stay.get(at));
    near.iter().map(|other| rows[*other].text).any(|text| text != row.text && same(text))
        || beside.map(|other| rows[*other].text).any(|text| !same(text) && layout::speaker(text).is_some())
}

/// True for a copy of a line above what somebody says, where the copy before it stands above something else.
fn labels_other_words(rows: &[Row<'_>], stay: &[usize], at: usize) -> bool {
    let said = |at: usize| {
        let below = &rows[*stay.get(at + 1)?];
        (below.says || matches!(below.look.form, Form::Other | Form::Bracketed)).then_some(below.text)
    };
    let copy = |other: &usize| rows[stay[*other]].text == rows[stay[at]].text;
    let before = (at.saturating_sub(AROUND)..at).rev().find(copy);
    said(at).is_some_and(|own| before.and_then(said).is_some_and(|other| other != own))
}

/// True for a sentence that says a label again: `Newsletter` above `A newsletter needs a date.`
fn says_again(sentence: &str, label: &str) -> bool {
    let label = label.to_lowercase();
    let sentence = sentence.to_lowercase();
    layout::is_sentence(&sentence)
        && sentence.match_indices(&label).any(|(at, _)| {
            let letter = |c: char| c.is_alphanumeric();
            !sentence[..at].ends_with(letter) && !sentence[at + label.len()..].starts_with(letter)
        })
}

/// Flags residue among the lines left, until nothing new is found. Flagged lines count for no position.
fn flag(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    let sections = Sections::of(rows, left);
    // What the page rests on is no residue, and is text to the lines around it.
    let all = left;
    let heads = all.iter().any(|line| references::is_head(&rows[*line]));
    let mut own = if heads { references::own(rows, all) } else { vec![false; all.len()] };
    own_posts(rows, all, &mut own);
    let links: Vec<usize>;
    let left = if own.contains(&true) {
        links = all.iter().zip(&own).filter(|(_, own)| !**own).map(|(line, _)| *line).collect();
        &links
    } else {
        all
    };
    // Phrases first: only they flag running text, and with it positions move.
    let mut edges = Edges::of(rows, left, kinds);
    loop {
        for (at, line) in all.iter().enumerate() {
            if kinds[*line].is_none()
                && !own[at]
                && !rows[*line].met.is_empty()
                && !heads_text(rows, all, kinds, at)
                && !heads_paragraph(rows, all, kinds, at)
                && !sections.speaks(rows, all, kinds, at)
            {
                kinds[*line] = rows[*line].met.iter().find(|met| edges.hold(*line, met)).map(|met| met.kind);
            }
        }
        let moved = Edges::of(rows, left, kinds);
        if moved == edges {
            break;
        }
        edges = moved;
    }
    let flagged = |kinds: &[Option<Kind>]| left.iter().filter(|line| kinds[**line].is_some()).count();
    loop {
        let before = flagged(kinds);
        // A heading of a block inside such a block takes nothing along that the first has not taken.
        let mut taken: Option<(usize, Block)> = None;
        for (at, line) in left.iter().enumerate() {
            let Some(kind) = kinds[*line] else { continue };
            let block = rows[*line].met.iter().filter(|met| edges.hold(*line, met)).find_map(|met| met.block);
            if block == Some(Block::Above) {
                if at <= AROUND {
                    header::flag_above(rows, &left[..at], kinds);
                }
                continue;
            }
            // So do tags and headings of other articles that no rule gives a block.
            let heads = kind == Kind::Tags || (kind == Kind::Related && rows[*line].is_short_heading());
            let block = block.or((heads && edges.is_foot(*line)).then_some(Block::End));
            if let Some(block) = block.filter(|_| !heads_items(rows, left, kinds, at)) {
                // Where the article is still to come, the titles below are its own.
                let head = *line < edges.first && edges.last.is_some();
                let block = if head { Block::Cut } else { block };
                if taken.is_none_or(|(end, by)| at >= end || block != by) {
                    let length = flag_block(rows, &left[at + 1..], kinds, kind, block);
                    taken = Some((at + 1 + length, block));
                }
            }
        }
        for (at, line) in left.iter().enumerate() {
            let contents = rows[*line].own.filter(|met| met.block == Some(Block::Contents));
            if let Some(met) = contents
                && flag_contents(rows, &left[at + 1..], kinds, met.kind)
            {
                kinds[*line].get_or_insert(met.kind);
            }
        }
        header::flag_cut_title(rows, left, kinds, edges.first);
        header::flag_masthead(rows, left, kinds, edges.first);
        header::flag_name(rows, left, kinds, edges.first);
        header::flag_site(rows, left, kinds, edges.first);
        header::flag_listed(rows, left, kinds, edges.first);
        header::flag_above_menu(rows, left, kinds, edges.first);
        header::flag_entries(rows, left, kinds, edges.first);
        header::flag_weather(rows, left, kinds, edges.first);
        header::flag_today(rows, left, kinds, edges.first);
        header::flag_tag(rows, left, kinds);
        header::flag_kicker(rows, left, kinds);
        header::flag_counter(rows, left, kinds, edges);
        flag_counts(rows, left, kinds, edges);
        flag_spaced(rows, left, kinds, edges);
        flag_timed(rows, left, kinds, edges);
        flag_aged(rows, left, kinds, edges);
        flag_days(rows, left, kinds);
        flag_tagged(rows, left, kinds, edges);
        header::flag_steps(rows, left, kinds, edges.first);
        flag_sections(rows, left, kinds, edges);
        flag_filed(rows, left, kinds);
        flag_menu(rows, left, kinds, edges);
        flag_beside(rows, left, kinds);
        flag_titles(rows, left, kinds, edges);
        teasers::flag_cut(rows, left, kinds);
        teasers::flag_dashed(rows, left, kinds, edges);
        teasers::flag_doubled(rows, left, kinds, edges);
        teasers::flag_told(rows, left, kinds);
        teasers::flag_rest_of(rows, left, kinds);
        flag_rest(rows, left, kinds);
        if flagged(kinds) == before {
            break;
        }
    }
    // What stands between them are the items of the page, and no entries of a menu.
    teasers::flag_kickers(rows, left, kinds);
    header::keep_title(rows, left, kinds, edges.first);
}

/// True for words of a menu that alone, with nothing flagged above, stand directly above a sentence: `Latest update` is
/// the subhead of what follows, `Search` is explained there.
fn heads_text(rows: &[Row<'_>], left: &[usize], kinds: &[Option<Kind>], at: usize) -> bool {
    const SENTENCE: usize = 3;
    const HEADS: [Kind; 5] = [Kind::Nav, Kind::Related, Kind::Source, Kind::Contact, Kind::Tags];
    let row = &rows[left[at]];
    let of_menu = |met: &Met| match met.place {
        Where::Any if row.look.words == 1 => {
            met.kind == Kind::Nav || (met.kind == Kind::Readmore && row.text.ends_with(':'))
        }
        Where::Any => false,
        _ => HEADS.contains(&met.kind),
    };
    let alone = at.checked_sub(1).is_none_or(|above| kinds[left[above]].is_none());
    let says = |line: &usize| {
        let row = &rows[*line];
        // A line of verse runs on, and its end need not be long.
        let goes_on = || row.says && row.text.starts_with(char::is_lowercase);
        let long = row.is(Form::Paragraph) || (row.is(Form::Other) && row.look.words > SENTENCE);
        row.met.is_empty() && (long || goes_on())
    };
    alone
        && row.is(Form::Heading)
        && !row.menu
        && !row.met.is_empty()
        && row.met.iter().all(of_menu)
        && left.get(at + 1).is_some_and(says)
}

/// True for a line in doubt directly between two paragraphs.
fn heads_paragraph(rows: &[Row<'_>], left: &[usize], kinds: &[Option<Kind>], at: usize) -> bool {
    let paragraph = |at: Option<usize>| {
        let line = at.and_then(|at| left.get(at)).copied();
        line.is_some_and(|line| {
            kinds[line].is_none() && rows[line].is_text() && rows[line].is(Form::Paragraph)
        })
    };
    rows[left[at]].doubted && paragraph(at.checked_sub(1)) && paragraph(Some(at + 1))
}

/// What a page is made of where its words could be those of a menu: short headings, each with its text; short sentences;
/// lists of words.
struct Sections {
    /// Half of its texts or more stand directly below a heading of their own, or nearly all below some word.
    headed: bool,
    /// Nearly all do.
    all_headed: bool,
}

impl Sections {
    fn of(rows: &[Row<'_>], left: &[usize]) -> Sections {
        const LEAST: usize = 2;
        const LEAST_IN_ALL: usize = 4;
        // Nobody asks on a page without a line that could be residue.
        if !left.iter().any(|line| !rows[*line].met.is_empty()) {
            return Sections { headed: false, all_headed: false };
        }
        // What stands below a line in doubt speaks neither for nor against it, unless all are headed, each by another word.
        let (mut texts, mut heads, mut in_doubt) = (0, 0, HashSet::default());
        let mut above: Option<&Row<'_>> = None;
        for row in left.iter().map(|line| &rows[*line]) {
            if row.is_text() {
                let head = above.filter(|above| above.is_head());
                match head.filter(|head| !head.met.is_empty()) {
                    Some(head) if !in_doubt.insert(head.text) => texts += 1,
                    Some(_) => {}
                    None => {
                        texts += 1;
                        heads += usize::from(head.is_some());
                    }
                }
            }
            above = Some(row);
        }
        let (all, headed) = (texts + in_doubt.len(), heads + in_doubt.len());
        let many = headed >= LEAST_IN_ALL && headed * 4 >= all * 3;
        Sections {
            headed: (heads >= LEAST && heads * 2 >= texts) || many,
            all_headed: (heads >= LEAST && heads * 4 >= texts * 3) || (many && in_doubt.len() > LEAST),
        }
    }

    /// True for words of a menu that belong to the text around them.
    fn speaks(&self, rows: &[Row<'_>], left: &[usize], kinds: &[Option<Kind>], at: usize) -> bool {
        let row = &rows[left[at]];
        let next = |by: isize| at.checked_add_signed(by).and_then(|at| left.get(at)).copied();
        let (above, below) = (next(-1), next(1));
        let text =
            |line: Option<usize>| line.is_some_and(|line| kinds[line].is_none() && rows[line].is_text());
        let has = |all: &[Kind]| row.met.iter().all(|met| all.contains(&met.kind));
        // A label with a name behind it heads nothing, nor does the name of a file.
        if has(&[Kind::Sponsor])
            || (has(&[Kind::Credit]) && row.text.contains(':'))
            || code::is_picture_file(row.text)
        {
            return false;
        }
        // How often a post was passed on, below the post.
        if row.text.starts_with(|c: char| c.is_ascii_digit()) {
            return above.is_some_and(|above| layout::is_speech(rows[above].text));
        }
        let asks = row.text.ends_with('?');
        let answered = asks && below.is_some_and(|below| rows[below].is(Form::Other));
        if row.is(Form::Heading) && (text(below) || answered) {
            if below.is_some_and(|below| says_again(rows[below].text, row.text)) {
                return true;
            }
            // Notices of the end of a page do not open it.
            if at == 0 {
                return has(&[Kind::Comments, Kind::Related]);
            }
            let titled = at == 1 && has(OF_THE_END);
            // `Share` stands between the paragraphs of many a page that has subheads.
            let long = |line: Option<usize>| line.is_some_and(|line| rows[line].is(Form::Paragraph));
            if has(&[Kind::Share]) && !self.all_headed && long(above) && long(below) {
                return false;
            }
            return self.headed && (row.is_label() || asks) && (titled || text(above));
        }
        if row.is(Form::Other) && layout::is_sentence(row.text) {
            if has(&[Kind::Copyright, Kind::Cookie, Kind::Credit, Kind::Masthead]) {
                return false;
            }
            if has(&[Kind::Contact]) && layout::gives_no_number(row.text) {
                return true;
            }
            let answers = above.is_some_and(|above| kinds[above].is_none() && rows[above].is(Form::Heading));
            return (self.headed && answers) || is_amid_sentences(rows, left, at);
        }
        (row.is_label() && is_in_list(rows, left, at))
            || (layout::is_figure(row.text) && is_amid_figures(rows, left, at))
    }
}

/// What stands at the end of a page, if it is residue.
const OF_THE_END: &[Kind] = &[
    Kind::Source,
    Kind::Date,
    Kind::Comments,
    Kind::Related,
    Kind::Copyright,
    Kind::Contact,
    Kind::Tags,
    Kind::Credit,
];

/// How many lines around one are looked at.
const AROUND: usize = 24;

/// The lines around `at` that are `like` it, as far as they are looked at.
fn run(left: &[usize], at: usize, like: impl Fn(usize) -> bool) -> &[usize] {
    let above = left[at.saturating_sub(AROUND)..at].iter().rev().take_while(|line| like(**line)).count();
    let below = left[at..].iter().take(AROUND).take_while(|line| like(**line)).count();
    &left[at - above..at + below]
}

/// True for a short sentence amid others, half of them or more such as no page says of itself.
fn is_amid_sentences(rows: &[Row<'_>], left: &[usize], at: usize) -> bool {
    const LEAST: usize = 2;
    let short = |line: usize| rows[line].is(Form::Other) || rows[line].says;
    let sentences = run(left, at, short);
    let plain = sentences.iter().filter(|line| rows[**line].met.is_empty()).count();
    plain >= LEAST && plain * 2 >= sentences.len()
}

/// True for a row of figures amid others.
fn is_amid_figures(rows: &[Row<'_>], left: &[usize], at: usize) -> bool {
    const LEAST: usize = 3;
    let figures = run(left, at, |line| layout::is_figure(rows[line].text));
    figures.iter().filter(|line| rows[**line].met.is_empty()).count() >= LEAST
}

/// True for a word in a list of words, a third of them or more such as no menu has, between texts.
fn is_in_list(rows: &[Row<'_>], left: &[usize], at: usize) -> bool {
    const LEAST: usize = 5;
    let list = run(left, at, |line| rows[line].is_label());
    let start = left.partition_point(|line| *line < list[0]);
    let text = |line: Option<&usize>| line.is_some_and(|line| rows[*line].is_text());
    let plain = list.iter().filter(|line| rows[**line].met.is_empty()).count();
    list.len() >= LEAST
        && plain * 3 >= list.len()
        && text(start.checked_sub(1).and_then(|above| left.get(above)))
        && text(left.get(start + list.len()))
}

/// The first and the last line of running text that is no residue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edges {
    first: usize,
    last: Option<usize>,
    /// Without any running text no line stands at an edge.
    text: bool,
}

impl Edges {
    fn of(rows: &[Row<'_>], left: &[usize], kinds: &[Option<Kind>]) -> Edges {
        let has = |form: Form| left.iter().filter(|line| rows[**line].is(form)).count();
        // On the page of a tag, and before a paywall, the teasers are the text.
        let running = if has(Form::Paragraph) == 0 { Form::Cut } else { Form::Paragraph };
        let text = has(running) > 0;
        let paragraphs =
            || left.iter().copied().filter(|line| rows[*line].is(running) && kinds[*line].is_none());
        // A notice that is residue at an edge is none, if there is other running text.
        let plain = |place: Where| {
            move |line: &usize| {
                let at_edge = |met: &Met| [place, Where::Edge, Where::Menu].contains(&met.place);
                !rows[*line].met.iter().any(at_edge)
            }
        };
        let first = paragraphs().find(plain(Where::Head)).or_else(|| paragraphs().next());
        let last = paragraphs().rev().find(plain(Where::Foot)).or_else(|| paragraphs().next_back());
        let last = last.map(|last| above_widgets(rows, left, kinds, &paragraphs().collect::<Vec<_>>(), last));
        // Where all running text is residue, every line stands at both edges.
        Edges { first: first.unwrap_or(if text { usize::MAX } else { 0 }), last, text }
    }

    fn hold(&self, line: usize, met: &Met) -> bool {
        match met.place {
            Where::Any => true,
            Where::Head => self.is_head(line),
            Where::Foot => self.is_foot(line),
            Where::Edge => self.is_edge(line),
            // Its neighbours are asked later (see `flag_sections`).
            Where::Menu | Where::Own => false,
        }
    }

    fn is_head(&self, line: usize) -> bool {
        line < self.first
    }

    fn is_foot(&self, line: usize) -> bool {
        self.text && self.last.is_none_or(|last| line > last)
    }

    fn is_edge(&self, line: usize) -> bool {
        self.is_head(line) || self.is_foot(line)
    }
}

/// The last line of the text, where `last` is running text that stands behind it: a few words about the author, what a
/// reader wrote, behind buttons and menus that follow one another. What is above must be longer.
fn above_widgets(
    rows: &[Row<'_>],
    left: &[usize],
    kinds: &[Option<Kind>],
    paragraphs: &[usize],
    last: usize,
) -> usize {
    const BEHIND: usize = 4;
    const WIDGETS: usize = 3;
    let end = paragraphs.partition_point(|line| *line <= last);
    let known = |line: &&usize| kinds[**line].is_some() || !rows[**line].met.is_empty();
    (1..end)
        .filter(|at| end - at <= BEHIND && end - at < *at)
        .find(|at| {
            let (from, to) = (paragraphs[at - 1], paragraphs[*at]);
            let between =
                &left[left.partition_point(|line| *line <= from)..left.partition_point(|line| *line < to)];
            between.iter().filter(known).count() >= WIDGETS
        })
        .map_or(last, |at| paragraphs[at - 1])
}

/// Flags what a heading takes along: all lines like teasers when they reach the end of the page; else, since the page
/// goes on, only titles that follow one another and those up to the last that is cut off or flagged anyhow. Returns how
/// many lines look like teasers.
fn flag_block(
    rows: &[Row<'_>],
    below: &[usize],
    kinds: &mut [Option<Kind>],
    kind: Kind,
    block: Block,
) -> usize {
    const ENTRY: usize = 12;
    const TAG: usize = 4;
    let like = |line: usize| {
        let look = rows[line].look;
        let teaser = matches!(look.form, Form::Cut | Form::Heading | Form::Date | Form::Byline | Form::Bare)
            && !layout::is_told(rows[line].text)
            && !(kind == Kind::Related && credit::names_maker(rows[line].text));
        let fits = match block {
            // A reader is named, and what he says follows.
            Block::Tail if kind == Kind::Comments => teaser && !rows[line].text.contains(": "),
            Block::Tail => teaser || rows[line].asks(),
            Block::List => teaser && look.words <= ENTRY,
            // `Leggi anche` may have lost its link: a subhead is shorter than most titles.
            // The tag whose page it is.
            Block::Next if kind == Kind::Tags => rows[line].is(Form::Heading) && look.words <= TAG,
            Block::Next if kind == Kind::Related => rows[line].is_title() && look.words >= SUBHEAD,
            Block::Next | Block::End => rows[line].is_title() || rows[line].asks(),
            Block::Cut => look.form == Form::Cut,
            Block::Contents | Block::Above => false,
        };
        kinds[line].is_some() || fits
    };
    let most = if block == Block::Next { 1 } else { below.len() };
    let length = below.iter().take(most).take_while(|line| like(**line)).count();
    let end = match block {
        _ if length == below.len() => length,
        Block::End => 0,
        Block::Next => length,
        _ => {
            let sure = |line: &usize| rows[*line].is(Form::Cut) || kinds[*line].is_some();
            let titles = if block == Block::Tail { titles(rows, below) } else { 0 };
            below[..length].iter().rposition(sure).map_or(0, |last| last + 1).max(titles)
        }
    };
    for line in &below[..end] {
        kinds[*line].get_or_insert(kind);
    }
    length
}

/// Flags the entries of a list of contents: lines that stand again further down, as headings, and numbered lines among
/// them. Half of the list or more must.
fn flag_contents(rows: &[Row<'_>], below: &[usize], kinds: &mut [Option<Kind>], kind: Kind) -> bool {
    let entry = |at: usize| layout::entry(rows[below[at]].text);
    let heads = |at: usize, from: usize| {
        let (_, title) = entry(at);
        let again = |line: &&usize| layout::entry(rows[**line].text).1.eq_ignore_ascii_case(title);
        rows[below[at]].is(Form::Heading)
            && below[from.min(below.len())..].iter().take(CONTENTS).any(|line| again(&line))
    };
    let most = below.len().min(AROUND);
    let mut length = 0;
    // The first heading of the text is the first entry said again.
    let first = below.first().map(|line| layout::entry(rows[*line].text).1);
    while length < most
        && (length == 0 || Some(entry(length).1) != first)
        && (heads(length, length + 1) || (entry(length).0 && rows[below[length]].is(Form::Heading)))
    {
        length += 1;
    }
    let known = (0..length).filter(|at| heads(*at, length)).count();
    let all = known > 0 && known * 2 >= length;
    for line in below[..length].iter().filter(|_| all) {
        kinds[*line].get_or_insert(kind);
    }
    all
}

/// So far below is a heading looked for.
const CONTENTS: usize = 400;

/// Subheads have fewer words than most titles.
const SUBHEAD: usize = 6;

/// How many titles follow one another, two at least: one alone may be a subhead of the article, and so may a short one
/// directly above running text.
fn titles(rows: &[Row<'_>], below: &[usize]) -> usize {
    let title = |line: &&usize| rows[**line].is_title() || rows[**line].asks();
    let mut count = below.iter().take_while(title).count();
    let text = below.get(count).is_some_and(|line| rows[*line].is(Form::Paragraph));
    if count > 0 && text && rows[below[count - 1]].look.words < SUBHEAD {
        count -= 1;
    }
    if count < 2 { 0 } else { count }
}

/// Flags lines that meet a rule for another place of the page beside lines that are flagged: between two of them whatever
/// the rule, beside one where it is about readers and their accounts, as in the box of a newsletter amid the text.
fn flag_beside(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    const OF_READERS: [Kind; 6] =
        [Kind::Newsletter, Kind::Cookie, Kind::Login, Kind::Comments, Kind::Share, Kind::Sponsor];
    for (at, line) in left.iter().enumerate() {
        let Some(met) = rows[*line].met.first().filter(|_| kinds[*line].is_none()) else { continue };
        let flagged =
            |at: Option<usize>| at.and_then(|at| left.get(at)).is_some_and(|line| kinds[*line].is_some());
        let (above, below) = (flagged(at.checked_sub(1)), flagged(Some(at + 1)));
        let of_readers = met.place == Where::Edge && OF_READERS.contains(&met.kind);
        if (above && below) || (of_readers && (above || below)) {
            kinds[*line] = Some(met.kind);
        }
    }
}

/// Flags what no rule knows behind the text and below residue, up to the end of the page: no more lines than are known there,
/// none of them a sentence, a name, a date or what the text rests on.
fn flag_rest(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    const TEXTS: usize = 3;
    const FEW: usize = 3;
    let text =
        |line: &usize| kinds[*line].is_none() && (rows[*line].is_text() || rows[*line].is(Form::Paragraph));
    let Some(last) = left.iter().rposition(text) else { return };
    let behind = &left[last + 1..];
    let Some(first) = behind.iter().position(|line| kinds[*line].is_some()) else { return };
    let rest: Vec<usize> = behind[first..].iter().copied().filter(|line| kinds[*line].is_none()).collect();
    let known = behind.len() - first - rest.len();
    if rest.is_empty() || rest.len() > known.max(FEW) || left.iter().filter(|line| text(line)).count() < TEXTS
    {
        return;
    }
    let mut kind = kinds[behind[first]];
    for line in &behind[first..] {
        if kinds[*line].is_none() && rows[*line].is_loose() {
            kinds[*line] = kind;
        }
        kind = kinds[*line].or(kind);
    }
}

/// Flags what stands in a menu between entries that are known: at an edge of the page a few words without a sentence or
/// a counter, flagged lines above and below, more than one of them on a side, or above and the title below. A name may
/// be that of the author, and stays; one with an article or a joining word is that of a paper or a section.
fn flag_menu(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    const WORDS: usize = 3;
    const ENTRIES: usize = 5;
    const OPEN_ENTRIES: usize = 3;
    let entry = |line: usize| {
        let row = &rows[line];
        // Cheap questions first.
        if !edges.is_edge(line) {
            return false;
        }
        let longest = || WORDS + usize::from(house::has_article(row.text));
        row.sign() == Sign::Count
            || (row.is(Form::Heading)
                && row.look.words <= longest()
                && !layout::is_figure(row.text)
                && row.text.starts_with(char::is_alphanumeric)
                && !(row.look.words > 1 && house::may_be_person(row.text)))
    };
    let known = |at: usize| left.get(at).is_some_and(|line| kinds[*line].is_some());
    // A title of two words or three is built like an entry: the last line above the text that may be one stays.
    let head = &left[..left.partition_point(|line| *line < edges.first)];
    let untitled = !head.iter().any(|line| kinds[*line].is_none() && rows[*line].is_title());
    let title = head.iter().rev().copied().find(|line| {
        let row = &rows[*line];
        untitled
            && kinds[*line].is_none()
            && row.is(Form::Heading)
            && row.look.words > 1
            && !house::has_article(row.text)
    });
    let entry = |line: usize| Some(line) != title && entry(line);
    let mut found = Vec::new();
    let mut at = 1;
    while at < left.len() {
        let length = left[at..]
            .iter()
            .take(ENTRIES + 1)
            .take_while(|line| kinds[**line].is_none() && entry(**line))
            .count();
        let above = known(at - 1);
        let below = known(at + length);
        let more = (at > 1 && known(at - 2)) || known(at + length + 1);
        // Above the title a menu may have no known end.
        let titled = left.get(at + length).is_some_and(|line| edges.is_head(*line) && rows[*line].is_title());
        let open = titled && length >= OPEN_ENTRIES && at > 1 && known(at - 2);
        if (1..=ENTRIES).contains(&length) && above && ((below && more) || open) {
            let kind = kinds[left[at - 1]];
            found.extend(left[at..at + length].iter().map(|line| (*line, kind)));
        }
        at += length.max(1);
    }
    for (line, kind) in found {
        kinds[line] = kind;
    }
}

/// Flags titles of other articles that no heading takes along: behind the text, flagged lines above and below.
fn flag_titles(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    const MOST: usize = 4;
    let title = |line: &usize| {
        let row = &rows[*line];
        kinds[*line].is_none()
            && row.is_title()
            && !row.says
            && row.own.is_none()
            && row.met.is_empty()
            && !layout::is_posted(row.text)
    };
    let known = |at: usize| left.get(at).is_some_and(|line| kinds[*line].is_some() && edges.is_foot(*line));
    let mut found = Vec::new();
    let mut at = 1;
    while at < left.len() {
        let length = left[at..].iter().take_while(|line| title(line)).count();
        let between = (1..=MOST).contains(&length) && known(at - 1) && known(at + length);
        if between && !closes_items(rows, left, kinds, at - 1) {
            found.extend_from_slice(&left[at..at + length]);
        }
        at += length.max(1);
    }
    // The title of the page once more, cut off: a link to what was read.
    let head = &left[..left.partition_point(|line| *line < edges.first).min(AROUND)];
    let again = |at: usize| {
        let (line, row) = (left[at], &rows[left[at]]);
        let title = |other: &usize| rows[*other].is(Form::Heading) && begins(rows[*other].text, row.text);
        kinds[line].is_none()
            && row.is(Form::Cut)
            && edges.is_foot(line)
            && known(at + 1)
            && head.iter().any(title)
    };
    found.extend((1..left.len()).filter(|at| again(*at)).map(|at| left[at]));
    for line in found {
        kinds[line] = Some(Kind::Related);
    }
}

/// True for the label that stands above every item of the page (`Featured post`): it stood near before, above text that stays.
fn heads_items(rows: &[Row<'_>], left: &[usize], kinds: &[Option<Kind>], at: usize) -> bool {
    let near = at.saturating_sub(AROUND)..at;
    let before = near.rev().find(|before| rows[left[*before]].text == rows[left[at]].text);
    before.is_some_and(|before| before + 1 < at && kinds[left[before + 1]].is_none())
}

/// Marks the posts of a page that stand between lines saying where each is filed: `Posted in Rojava | Leave a comment`, a title,
/// what it begins with, and `Posted in News`.
fn own_posts(rows: &[Row<'_>], left: &[usize], own: &mut [bool]) {
    const OPENING: usize = 2;
    let opening = |at: usize| {
        let row = &rows[left[at]];
        let files = row.met.iter().any(|met| met.kind == Kind::Tags);
        let end = files.then(|| row.text.match_indices(' ').nth(OPENING - 1)).flatten();
        end.map(|(end, _)| &row.text[..end])
    };
    let mut before: Option<(usize, &str)> = None;
    for (at, words) in (0..left.len()).filter_map(|at| Some((at, opening(at)?))) {
        if let Some((above, _)) = before.filter(|(above, same)| *same == words && at - above <= AROUND) {
            let post = above + 1..at;
            let told = |at: usize| matches!(rows[left[at]].look.form, Form::Paragraph | Form::Cut);
            if post.clone().any(told) {
                for at in post.filter(|at| rows[left[*at]].met.is_empty()) {
                    own[at] = true;
                }
            }
        }
        before = Some((at, words));
    }
}

/// True for the button that closes every item on the page of a tag: below text that stays, and near below once more; one to
/// share or to answer, as it closes the posts of a forum, is there three times.
fn closes_items(rows: &[Row<'_>], left: &[usize], kinds: &[Option<Kind>], at: usize) -> bool {
    const POSTS: usize = 3;
    let answers = |line: usize| matches!(kinds[line], Some(Kind::Share | Kind::Comments));
    let button = answers(left[at]) || matches!(kinds[left[at]], Some(Kind::Readmore | Kind::Nav));
    let same = |lines: &[usize]| lines.iter().filter(|line| rows[**line].text == rows[left[at]].text).count();
    let (above, below) =
        (&left[at.saturating_sub(AROUND)..at], &left[at + 1..left.len().min(at + 1 + AROUND)]);
    let again = || same(below) > 0 && (!answers(left[at]) || same(above) + 1 + same(below) >= POSTS);
    let text = || above.iter().rfind(|line| !answers(**line));
    button && text().is_some_and(|line| kinds[*line].is_none()) && again()
}

/// Flags categories with the number of their posts, `Africa (211)`, where two follow one another behind the text below
/// something known. `Jane Doe (34)` alone is somebody's age.
fn flag_counts(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    const LEAST: usize = 2;
    let mut at = 1;
    while at < left.len() {
        let counted = |line: &&usize| {
            kinds[**line].is_none() && edges.is_foot(**line) && layout::is_counted(rows[**line].text)
        };
        let length = left[at..].iter().take_while(counted).count();
        if length >= LEAST && kinds[left[at - 1]].is_some() {
            for line in &left[at..at + length] {
                kinds[*line] = Some(Kind::Nav);
            }
        }
        at += length.max(1);
    }
}

/// Flags a menu whose entries stand on one line, spaces between them, at an edge of the page; not a row of a table, which
/// has others beside it. Behind the text something known must stand above.
fn flag_spaced(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    for (at, line) in left.iter().enumerate() {
        if !rows[*line].spaced || kinds[*line].is_some() || !edges.is_edge(*line) {
            continue;
        }
        let above = at.checked_sub(1).map(|at| left[at]);
        let known = above.is_some_and(|above| kinds[above].is_some());
        let below = left.get(at + 1).copied();
        let row = |line: usize| layout::has_columns(rows[line].text);
        // It may be the title, the spaces between its words doubled.
        let title = |other: &usize| {
            kinds[*other].is_none()
                && *other != *line
                && rows[*other].is(Form::Heading)
                && rows[*other].look.words > 1
        };
        if edges.is_head(*line) && !left.iter().take_while(|line| edges.is_head(**line)).any(title) {
            continue;
        }
        if ![above, below].into_iter().flatten().any(row) && (known || edges.is_head(*line)) {
            kinds[*line] = Some(Kind::Nav);
        }
    }
}

/// Flags news of the hour behind the text, two at least, below something known: a title, and when it came in.
fn flag_timed(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    const LEAST: usize = 2;
    let timed = |line: &&usize| {
        kinds[**line].is_none() && edges.is_foot(**line) && layout::is_timed(rows[**line].text)
    };
    let mut found = Vec::new();
    let mut at = 1;
    while at < left.len() {
        let length = left[at..].iter().take_while(timed).count();
        let known = |at: usize| kinds[left[at]].is_some();
        // What they are about stands above them.
        let headed = || at > 1 && known(at - 2) && rows[left[at - 1]].is_label();
        if length >= LEAST && (known(at - 1) || headed()) {
            found.extend_from_slice(&left[at - usize::from(!known(at - 1))..at + length]);
        }
        at += length.max(1);
    }
    for line in found {
        kinds[line] = Some(Kind::Related);
    }
}

/// Flags a list of news behind the text: titles, each with how long ago it came in, or when, on a line of its own below
/// or above it.
fn flag_aged(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    const LEAST: usize = 3;
    let age = |line: usize| layout::is_ago(rows[line].text) || rows[line].is(Form::Date);
    // Some title is a question, or long.
    let title = |line: usize| edges.is_foot(line) && !rows[line].is(Form::Paragraph) && !age(line);
    let aged = |pair: &&[usize]| {
        let [first, second] = pair else { return false };
        edges.is_foot(*first) && (title(*first) && age(*second) || age(*first) && title(*second))
    };
    let mut at = 0;
    while at < left.len() {
        let above = age(left[at]);
        let same = |pair: &&[usize]| aged(pair) && age(pair[0]) == above;
        let pairs = left[at..].chunks(2).take_while(same).count();
        let titles = left[at..at + 2 * pairs].iter().filter(|line| rows[**line].is_title()).count();
        if titles >= LEAST {
            for line in &left[at..at + 2 * pairs] {
                kinds[*line].get_or_insert(Kind::Related);
            }
        }
        at += (2 * pairs).max(1);
    }
}

/// Flags the days of an archive, one below the other: four dates that head nothing.
fn flag_days(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    const LEAST: usize = 4;
    let mut at = 0;
    while at < left.len() {
        let days = left[at..].iter().take_while(|line| rows[**line].is(Form::Date)).count();
        for line in left[at..at + days].iter().filter(|_| days >= LEAST) {
            kinds[*line].get_or_insert(Kind::Nav);
        }
        at += days.max(1);
    }
}

/// Flags `Tags` and the list below it, whatever follows: a few words between commas; behind the text a longer such list
/// without a label, beside something known.
fn flag_tagged(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    const LABEL: usize = 2;
    const ENTRIES: usize = 4;
    for (at, line) in left.iter().enumerate() {
        let row = &rows[*line];
        if kinds[*line].is_some() || !edges.is_foot(*line) || !row.is(Form::Heading) {
            continue;
        }
        let known =
            |at: Option<usize>| at.and_then(|at| left.get(at)).is_some_and(|line| kinds[*line].is_some());
        let entries = row.text.split(',');
        let short = entries.clone().filter(|entry| words(entry, 2) == 1).count();
        let named = entries.clone().all(|entry| entry.trim_start().starts_with(char::is_uppercase))
            || !row.text.contains(char::is_uppercase);
        if entries.clone().count() >= ENTRIES
            && short * 2 >= entries.count()
            && named
            && layout::is_comma_list(row.text)
            && (known(at.checked_sub(1)) || known(Some(at + 1)))
        {
            kinds[*line] = Some(Kind::Tags);
        }
    }
    for pair in left.windows(2) {
        let (label, list) = (&rows[pair[0]], &rows[pair[1]]);
        if label.look.words <= LABEL
            && label.met.iter().any(|met| met.kind == Kind::Tags)
            && kinds[pair[1]].is_none()
            && layout::is_comma_list(list.text)
        {
            kinds[pair[0]].get_or_insert(Kind::Tags);
            kinds[pair[1]] = Some(Kind::Tags);
        }
    }
}

/// Flags names of sections at an edge of the page where three of them follow one another, one stands beside a line that is
/// flagged, or opens the page above the title.
fn flag_sections(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    const LEAST: usize = 3;
    const LEAST_KNOWN: usize = 2;
    const KICKERS: usize = 2;
    let section = |line: usize| {
        let met = rows[line].met.iter().find(|met| met.place == Where::Menu);
        met.filter(|_| edges.is_edge(line)).map(|met| met.kind)
    };
    let mut at = 0;
    while at < left.len() {
        let entry = |line: &&usize| kinds[**line].is_some() || section(**line).is_some();
        let length = left[at..].iter().take_while(entry).count();
        // At the very top it stands above the title, or between that and the name of the site.
        let titled = left.get(at + length).is_some_and(|line| rows[*line].is_title());
        let named = || at == 1 && edges.is_head(left[0]) && rows[left[0]].may_be_site();
        let kicker = titled && (length == 1 && at == 0 || (1..=KICKERS).contains(&length) && named());
        if kicker && at == 1 {
            kinds[left[0]].get_or_insert(Kind::Masthead);
        }
        let known = left[at..at + length].iter().any(|line| kinds[*line].is_some());
        if length >= if known { LEAST_KNOWN } else { LEAST } || kicker {
            for line in &left[at..at + length] {
                kinds[*line] = kinds[*line].or_else(|| section(*line));
            }
        }
        at += length.max(1);
    }
}

/// Flags related posts that a blog shows with their category: the title, perhaps a date, `In "Travel"`.
fn flag_filed(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    const LONGEST: usize = 3;
    let mut at = 1;
    while at < left.len() {
        let filed = |line: &usize| built::is_filed(rows[*line].text);
        let posts = |line: &usize| !rows[*line].is(Form::Paragraph) && !filed(line);
        let above = left[at..].iter().take(LONGEST).take_while(|line| posts(line)).count();
        let ends = left.get(at + above).is_some_and(filed);
        if kinds[left[at - 1]] != Some(Kind::Related) || above == 0 || above == LONGEST || !ends {
            at += 1;
            continue;
        }
        for line in &left[at..=at + above] {
            kinds[*line] = Some(Kind::Related);
        }
        at += above + 1;
    }
}

/// `[kind] ` before every line that would be removed and does not carry it yet.
fn marks(
    page: &Page<'_>,
    rows: &[Row<'_>],
    kinds: &[Option<Kind>],
    rules: Vec<Option<Rule>>,
) -> Vec<Edit<Repaired>> {
    let mark = |(line, rule): (usize, Option<Rule>)| {
        let rule = rule.filter(|_| rows[line].mark.is_none())?;
        let start = page.lines[line].span.start;
        let kind = kinds[line].filter(|kind| page.options.strip.contains(kind));
        Some(Edit::new(
            Span::new(start, start),
            format!("[{}] ", kind.map_or("dup", |kind| kind.as_str())),
            rule,
        ))
    };
    rules.into_iter().enumerate().filter_map(mark).collect()
}

/// One edit a line; together the edits of neighbouring lines take the blank lines around them along, all but one.
fn deletions(page: &Page<'_>, rules: Vec<Option<Rule>>) -> Vec<Edit<Repaired>> {
    let mut edits = Vec::new();
    let mut removed = (0..).zip(rules).filter_map(|(line, rule)| Some((line, rule?))).peekable();
    while let Some(first) = removed.next() {
        let from = first.0;
        let mut lines = vec![first];
        while let Some(next) = removed.next_if(|(line, _)| *line == from + lines.len()) {
            lines.push(next);
        }
        let to = from + lines.len();
        let stretch = stretch(page, from, to);
        let mut start = stretch.start;
        for (line, rule) in lines {
            let end = if line + 1 < to { page.lines[line + 1].span.start } else { stretch.end };
            edits.push(Edit::new(Span::new(start, end), "", rule));
            start = end;
        }
    }
    edits
}

/// The bytes that go with the lines `from..to`.
fn stretch(page: &Page<'_>, from: usize, to: usize) -> Span<Repaired> {
    let text = page.text;
    let start = page.lines[from].span.start;
    let above = from.checked_sub(1).map(|line| page.lines[line].span.end);
    let below = page.lines.get(to).map(|line| line.span.start);
    let last = page.lines[to - 1].span.end;
    match (above, below) {
        (None, below) => Span::new(0, below.unwrap_or(text.len())),
        // The break of the line above is the final one, if the text had one.
        (Some(above), None) if break_len(text, last) == 0 => Span::new(above, text.len()),
        (Some(above), None) => Span::new(above + break_len(text, above), text.len()),
        (Some(above), Some(below)) => {
            let first_blank = above + break_len(text, above);
            let blank_below = last + break_len(text, last);
            if first_blank < start {
                // The first blank line above stays.
                let kept = text[first_blank..start].find(['\n', '\r']).map_or(start, |at| first_blank + at);
                Span::new(kept + break_len(text, kept), below)
            } else if blank_below < below {
                // None above: the last one below stays.
                let end = below - last_break_len(&text[..below]);
                let kept =
                    text[blank_below..end].rfind(['\n', '\r']).map_or(blank_below, |at| blank_below + at + 1);
                Span::new(start, kept)
            } else {
                Span::new(start, below)
            }
        }
    }
}

/// Bytes of the line break at `at`: two for CRLF, none at the end of the text.
fn break_len(text: &str, at: usize) -> usize {
    match text.as_bytes()[at..] {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

fn last_break_len(text: &str) -> usize {
    match text.as_bytes() {
        [.., b'\r', b'\n'] => 2,
        [.., b'\r' | b'\n'] => 1,
        _ => 0,
    }
}
