//! Flags what leads to other articles and no phrase names: their teasers, kickers above titles, links to the rest.
//! In: the lines left, what is flagged. Out: flags. Not here: what a label takes along line by line (see `flag_block`).

use super::{Edges, Row, layout};
use crate::{document::Kind, shape::Form};
use foldhash::{HashMap, HashSet};

/// The text that must stand above teasers, in paragraphs: a page of nothing but teasers is about them.
const TEXTS: usize = 2;

/// Flags teasers cut off behind the text, three or more, up to the end of the page, where one or two may be whole. Below
/// titles they may be the items of the page.
pub(super) fn flag_cut(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    const LEAST: usize = 3;
    const WHOLE: usize = 2;
    const WORDS: usize = 6;
    /// So many words of one paragraph are a text as well.
    const LONG: usize = 60;
    let open = |line: &usize| kinds[*line].is_none();
    let cut = |line: &usize| open(line) && (rows[*line].is(Form::Cut) || rows[*line].linked);
    let Some(first) = left.iter().position(cut) else { return };
    let (text, teasers) = left.split_at(first);
    let text = || text.iter().filter(|line| open(line) && rows[**line].is(Form::Paragraph));
    let told = |line: &usize| !open(line) || cut(line) && rows[*line].look.words >= WORDS;
    let last = teasers.iter().rposition(cut).unwrap_or_default();
    let (some, behind) = teasers.split_at(last + 1);
    let whole: Vec<usize> = behind.iter().copied().filter(open).collect();
    let few = whole.len() <= WHOLE && whole.iter().all(|line| rows[*line].is(Form::Heading));
    let is_text = text().count() >= TEXTS || text().any(|line| rows[*line].look.words >= LONG);
    if is_text && few && some.iter().all(told) && some.iter().filter(|line| cut(line)).count() >= LEAST {
        for line in teasers {
            kinds[*line].get_or_insert(Kind::Related);
        }
    }
}

/// A dash stands behind it: `Army closes the road -`.
pub(super) fn is_dashed(text: &str) -> bool {
    [" -", " –"].iter().any(|dash| text.ends_with(dash))
}

/// Flags titles behind the text that dashes part, three or more up to the end of the page; behind the last stands none.
pub(super) fn flag_dashed(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    const LEAST: usize = 3;
    let dashed = |line: &usize| rows[*line].is(Form::Heading) && is_dashed(rows[*line].text);
    let Some(first) = left.iter().position(|line| edges.is_foot(*line) && dashed(line)) else { return };
    let titles = &left[first..];
    let count = titles.iter().take_while(|line| dashed(line)).count();
    let whole = matches!(titles[count..], [] | [_]);
    if count >= LEAST && whole && titles[count..].iter().all(|line| rows[*line].is(Form::Heading)) {
        for line in titles {
            kinds[*line].get_or_insert(Kind::Related);
        }
    }
}

fn is_title(row: &Row<'_>) -> bool {
    (row.is_title() || row.asks()) && !row.says
}

/// Flags what stands below the label of other articles up to the end of the page, where it is titles with a teaser each:
/// `Related articles`, a title, a sentence, a title, a sentence.
pub(super) fn flag_told(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    const LEAST: usize = 2;
    let label = |line: &usize| {
        // What it heads may be running text, and then it stands at no edge.
        let row = &rows[*line];
        let related = row.met.iter().any(|met| met.kind == Kind::Related);
        related && row.is_short_heading() && layout::names_others(row.text)
    };
    let Some(at) = left.iter().position(label) else { return };
    let text = |line: &usize| kinds[*line].is_none() && rows[*line].is(Form::Paragraph);
    let texts = left[..at].iter().filter(|line| text(line)).count();
    // An article of sections, each with a heading of many words, is built the same.
    let headed = |pair: &&[usize]| text(&pair[1]) && rows[pair[0]].is(Form::Heading);
    if texts < TEXTS || left[..at].windows(2).filter(headed).count() * 2 > texts {
        return;
    }
    if told(rows, &left[at + 1..], kinds).is_none_or(|told| told < LEAST) {
        return;
    }
    for line in &left[at..] {
        kinds[*line].get_or_insert(Kind::Related);
    }
}

/// How many titles with one teaser each these lines are; `None` if they are anything else.
fn told(rows: &[Row<'_>], lines: &[usize], kinds: &[Option<Kind>]) -> Option<usize> {
    const TEASER: usize = 50;
    const SECTION: usize = 3;
    let (mut told, mut titled) = (0, false);
    for line in lines.iter().filter(|line| kinds[**line].is_none()) {
        let row = &rows[*line];
        match row.look.form {
            Form::Heading if is_title(row) => titled = true,
            Form::Date | Form::Byline | Form::Bare => {}
            Form::Heading | Form::Other
                if layout::is_ago(row.text) || layout::is_signed_or_dated(row.text) => {}
            Form::Heading if row.look.words <= SECTION => {}
            Form::Paragraph | Form::Cut | Form::Other if titled && row.look.words <= TEASER => {
                told += 1;
                titled = false;
            }
            _ => return None,
        }
    }
    Some(told)
}

/// Flags titles of other articles behind the text, each said twice, once for its picture: two of them at least.
pub(super) fn flag_doubled(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    const LEAST: usize = 2;
    let doubled = |pair: &&[usize]| {
        let [title, again] = pair else { return false };
        edges.is_foot(*title) && is_title(&rows[*title]) && rows[*title].text == rows[*again].text
    };
    let mut at = 0;
    while at < left.len() {
        let pairs = left[at..].chunks(2).take_while(doubled).count();
        for line in left[at..at + 2 * pairs].iter().filter(|_| pairs >= LEAST) {
            kinds[*line].get_or_insert(Kind::Related);
        }
        at += (2 * pairs).max(1);
    }
}

/// Flags the kicker that stands above a title three times or more: the section of each item.
pub(super) fn flag_kickers(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    const WORDS: usize = 3;
    const LEAST: usize = 3;
    let kicker = |row: &Row<'_>| {
        row.is(Form::Heading)
            && row.look.words <= WORDS
            && row.text.starts_with(char::is_uppercase)
            && row.text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '’' | '\''))
    };
    let heads = |at: usize| {
        left.get(at + 1).is_some_and(|below| {
            let below = &rows[*below];
            below.is(Form::Cut)
                || below.is(Form::Heading) && below.look.words > 1 && below.text != rows[left[at]].text
        })
    };
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::default();
    for (at, line) in left.iter().enumerate().filter(|(_, line)| kicker(&rows[**line])) {
        let (times, heading) = seen.entry(rows[*line].text).or_default();
        *times += 1;
        *heading += usize::from(heads(at));
    }
    seen.retain(|_, (times, heading)| *times >= LEAST && heading == times);
    for line in left.iter().filter(|_| !seen.is_empty()).filter(|line| kicker(&rows[**line])) {
        if seen.contains_key(rows[*line].text) {
            kinds[*line].get_or_insert(Kind::Nav);
        }
    }
}

/// Flags the link to the rest of an article, its title behind what the reader shall do: `Read more Army closes all roads`.
pub(super) fn flag_rest_of(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    let mut links =
        left.iter().filter_map(|line| Some((*line, layout::rest_of(rows[*line].text)?))).peekable();
    // Most pages have none.
    if links.peek().is_none() {
        return;
    }
    let lines: HashSet<&str> = left.iter().map(|line| rows[*line].text).collect();
    for (line, _) in links.filter(|(_, title)| lines.contains(title)) {
        kinds[line].get_or_insert(Kind::Readmore);
    }
}
