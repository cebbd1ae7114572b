//! Facts that stand in the margins of a page: dates, tags, source, byline.
//! In: lines and their flags. Out: [`Meta`], each fact with where it was found.
//! Not here: whether the line is removed (see the stage).

use super::{
    Row,
    credit::source_of,
    house::Sign,
    layout::{has_parts, parts},
    marks::Marks,
};
use crate::{
    document::{Kind, Meta, MetaEntry},
    shape::{Form, are_names, byline, date, words},
};

/// All facts, in the order of the lines.
pub(super) fn gather(rows: &[Row<'_>], kinds: &[Option<Kind>]) -> Meta {
    let mut meta = Meta::default();
    let mut titled = false;
    for (line, (row, kind)) in rows.iter().zip(kinds).enumerate() {
        // Running text holds no facts of the margin, unless it is residue.
        if row.look.words > LONGEST || (row.is(Form::Paragraph) && kind.is_none()) {
            continue;
        }
        let entry = |value: &str, from| MetaEntry { value: value.trim().to_owned(), from, line };
        // These were found to be no date when they were looked at.
        let undated = matches!(row.look.form, Form::Byline | Form::Heading | Form::Other);
        if let Some(date) = if undated { None } else { date(row.text) } {
            let from = match (kind, row.sign()) {
                (None, _) => "dateline",
                (_, Sign::BarDate) => "masthead",
                _ => "residue",
            };
            meta.dates.push(entry(&date, from));
            continue;
        }
        match kind {
            // What a heading of tags takes along: the entries of its list, and titles of other articles.
            Some(Kind::Tags) if row.met.iter().all(|met| met.kind != Kind::Tags) => {
                if row.is(Form::Heading) && row.look.words <= TAG {
                    meta.tags.push(entry(row.text, "residue"));
                }
            }
            Some(kind) => residue(row.text, *kind, &mut meta, &entry),
            None if is_margin(row) => {
                for part in parts(row.text) {
                    if let Some(date) = date(part) {
                        meta.dates.push(entry(&date, "dateline"));
                    } else if let Some(name) = byline(part) {
                        meta.byline.push(entry(name, "byline"));
                    }
                }
            }
            None if row.look.words <= MARGIN
                && row.marks.any(Marks::COLON)
                && credited(row.text, &mut meta, &entry) => {}
            None if row.look.words <= MARGIN
                && row.marks.any(Marks::DIGIT)
                && published(row.text, &mut meta, &entry) => {}
            None => {
                let unsigned = matches!(row.look.form, Form::Heading | Form::Other);
                let name = if unsigned { None } else { byline(row.text) };
                if let Some(name) = name.or_else(|| signed(rows, line)) {
                    meta.byline.push(entry(name, "byline"));
                } else if row.is(Form::Heading) && row.look.words >= TITLE && !titled {
                    titled = true;
                    title(row.text, &mut meta, &entry);
                }
            }
        }
    }
    reached(rows, kinds, &mut meta);
    meta
}

/// `Source: Harbour Institute`: a credit that stays in the text. False where there is none.
fn credited(text: &str, meta: &mut Meta, entry: &dyn Fn(&str, &'static str) -> MetaEntry) -> bool {
    let source = source_of(text);
    meta.source.extend(source.map(|source| entry(source, "credit")));
    source.is_some()
}

/// `Jane Doe Published December 3, 2023 Updated December 4, 2023`, `March 14, 2024 by Jane Doe`, `Thursday June 8 2023,
/// 5.00pm, The Harbour Times`: a date, and nothing else but who wrote it and where it was printed. False where there is none.
fn published(text: &str, meta: &mut Meta, entry: &dyn Fn(&str, &'static str) -> MetaEntry) -> bool {
    const LABELS: [&str; 10] = [
        "published",
        "updated",
        "posted",
        "last updated",
        "first published",
        "pubblicato",
        "aggiornato",
        "pubblicata",
        "aggiornata",
        "last update",
    ];
    if text.len() > MARGIN_BYTES {
        return false;
    }
    // `March 14, 2024 by Editor`.
    const BY: [&str; 4] = [" by ", " By ", " BY ", " di "];
    let spaces = || memchr::memchr_iter(b' ', text.as_bytes());
    let signed = spaces().any(|at| BY.iter().any(|by| text.as_bytes()[at..].starts_with(by.as_bytes())));
    if signed
        && let Some((when, who)) = BY.iter().find_map(|by| text.split_once(by))
        && let Some(date) = date(when)
        && are_names(who)
    {
        meta.dates.push(entry(&date, "dateline"));
        meta.byline.push(entry(who, "byline"));
        return true;
    }
    // `…, The Harbour Times`: the paper behind the date.
    if let Some(at) = spaces().rev().find(|at| text[..*at].ends_with(','))
        && let (when, paper) = (&text[..at - 1], &text[at + 1..])
        && are_names(paper)
        && let Some(date) = date(when).or_else(|| date(before_time(when)?))
    {
        meta.dates.push(entry(&date, "dateline"));
        return true;
    }
    // Most lines hold none of the labels, and it takes longer to look where.
    const STEMS: [&str; 5] = ["publish", "updat", "post", "pubblicat", "aggiornat"];
    let lower = text.to_ascii_lowercase();
    if !STEMS.iter().any(|stem| lower.contains(stem)) {
        return false;
    }
    let opens = |at: usize| at == 0 || !lower.as_bytes()[at - 1].is_ascii_alphanumeric();
    let label = |at: usize| {
        // The first letter tells most labels from most words.
        let here = |label: &&&str| {
            label.as_bytes().first() == lower.as_bytes().get(at) && lower[at..].starts_with(**label)
        };
        let label = LABELS.iter().filter(here).max_by_key(|label| label.len())?;
        let end = at + label.len();
        (!lower[end..].starts_with(|c: char| c.is_alphanumeric())).then_some((at, end))
    };
    let mut labels: Vec<(usize, usize)> = Vec::new();
    for at in (0..lower.len()).filter(|at| opens(*at) && lower.is_char_boundary(*at)) {
        if labels.last().is_none_or(|(_, end)| at >= *end) {
            labels.extend(label(at));
        }
    }
    let Some((first, _)) = labels.first() else { return false };
    let who = text[..*first].trim_matches(|c: char| !c.is_alphanumeric());
    let parts: Vec<Option<String>> = labels
        .iter()
        .enumerate()
        .map(|(at, (_, end))| {
            let part = &text[*end..labels.get(at + 1).map_or(text.len(), |(next, _)| *next)];
            let part = part.trim_matches(|c: char| !c.is_alphanumeric());
            // `Published in Harbour Times, December 3rd, 2023`.
            let printed = || {
                let (paper, when) =
                    part.strip_prefix("in ").or(part.strip_prefix("su "))?.split_once(", ")?;
                are_names(paper).then(|| date(when)).flatten()
            };
            date(part).or_else(printed)
        })
        .collect();
    if parts.iter().any(Option::is_none) || !(who.is_empty() || are_names(who)) {
        return false;
    }
    for date in parts.into_iter().flatten() {
        meta.dates.push(entry(&date, "dateline"));
    }
    if words(who, NAME) > 1 {
        meta.byline.push(entry(who, "byline"));
    }
    true
}

/// `Thursday June 8 2023` of `Thursday June 8 2023, 5.00pm BST`.
fn before_time(text: &str) -> Option<&str> {
    const TIME: usize = 2;
    let (day, time) = text.split_once(", ")?;
    (time.starts_with(|c: char| c.is_ascii_digit()) && words(time, TIME + 1) <= TIME).then_some(day)
}

/// Who signs: `Articolo di Mario Rossi`, or a name below `Written by`.
fn signed<'t>(rows: &[Row<'t>], line: usize) -> Option<&'t str> {
    const OPENINGS: [&str; 4] = ["Articolo di ", "Testo di ", "Servizio di ", "Story by "];
    const LABELS: [&str; 5] = ["written by", "scritto da", "author", "autore", "autrice"];
    let text = rows[line].text;
    let named = |name: &str| are_names(name) && (2..=NAME).contains(&words(name, NAME + 1));
    let behind = OPENINGS.iter().find_map(|opening| text.strip_prefix(opening));
    let below = line.checked_sub(1).is_some_and(|above| {
        let label = rows[above].text.trim_end_matches([':', ' ']);
        LABELS.iter().any(|known| known.eq_ignore_ascii_case(label))
    });
    behind.or(below.then_some(text)).filter(|name| named(name))
}

/// No margin that says when something was published is longer.
const MARGIN: usize = 16;
const MARGIN_BYTES: usize = 160;
/// No name has more words.
const NAME: usize = 4;

/// `By Jane Doe | September 3, 2022 | Herat`: a date among parts none of which is long enough to be a title.
fn is_margin(row: &Row<'_>) -> bool {
    const MOST: usize = 16;
    let parted = row.marks.any(Marks::DIGIT) && row.marks.any(Marks::PART);
    if row.look.words > MOST || !parted || !has_parts(row.text) {
        return false;
    }
    let dated = |part: &&str| date(part).is_some();
    let short = |part: &&str| byline(part).is_some() || words(part, TITLE) < TITLE || dated(part);
    let parts = parts(row.text);
    parts.iter().any(dated) && parts.iter().all(short)
}

/// A shorter heading is a name or a section.
const TITLE: usize = 4;
/// No tag that stands on a line of its own is longer, in words.
const TAG: usize = 3;
/// No margin is longer, in words.
const LONGEST: usize = 40;

fn residue(text: &str, kind: Kind, meta: &mut Meta, entry: &dyn Fn(&str, &'static str) -> MetaEntry) {
    let behind = text.split_once(':').map(|(_, rest)| rest.trim().trim_end_matches([']', ')']));
    match kind {
        Kind::Tags => tags(behind, meta, entry),
        Kind::Related if is_tags(text) => tags(behind, meta, entry),
        Kind::Source => {
            if let Some(source) = behind.filter(|source| !source.is_empty()) {
                meta.source.push(entry(source, "residue"));
            }
        }
        Kind::Readmore => {
            if let Some(source) = read_at(text) {
                meta.source.push(entry(source, "residue"));
            }
        }
        _ => {
            for part in parts(text) {
                if let Some(date) = date(part) {
                    meta.dates.push(entry(&date, "residue"));
                }
            }
        }
    }
}

/// `More about: one, two` lists tags though it is worded as a link.
fn is_tags(text: &str) -> bool {
    const OPENINGS: &[&str] =
        &["more about", "more on", "altri articoli su", "altro su", "related topics", "topics", "argomenti"];
    let lower = text.to_lowercase();
    OPENINGS
        .iter()
        .any(|opening| lower.strip_prefix(opening).is_some_and(|rest| rest.trim_start().starts_with(':')))
}

fn tags(list: Option<&str>, meta: &mut Meta, entry: &dyn Fn(&str, &'static str) -> MetaEntry) {
    for tag in list
        .unwrap_or_default()
        .split([',', ';', '|', '·', '•', '#'])
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
    {
        meta.tags.push(entry(tag, "residue"));
    }
}

/// `Read more at Harbour Institute` names the source.
fn read_at(text: &str) -> Option<&str> {
    const OPENINGS: &[&str] = &[
        "read more at ",
        "read more on ",
        "read the full article at ",
        "read full article at ",
        "read the rest at ",
        "continue reading at ",
        "read at ",
        "read the full story at ",
        "leggi tutto su ",
        "leggi l'articolo su ",
        "leggi l’articolo su ",
        "leggi di più su ",
        "continua a leggere su ",
        "leggi l'articolo completo su ",
        "leggi l’articolo completo su ",
    ];
    let opening = OPENINGS
        .iter()
        .find(|opening| text.get(..opening.len()).is_some_and(|head| head.to_lowercase() == **opening))?;
    Some(text[opening.len()..].trim_end_matches(['.', '…', ' ', '»', '>']))
        .filter(|source| !source.is_empty())
}

/// A title may end in its source (`… – Harbour Times`) or hold the date (`… – 4 May 2020`).
fn title(text: &str, meta: &mut Meta, entry: &dyn Fn(&str, &'static str) -> MetaEntry) {
    const NAME: usize = 5;
    let Some((head, tail)) = [" – ", " — ", " - ", " | "]
        .iter()
        .filter_map(|dash| text.rsplit_once(dash))
        .max_by_key(|(head, _)| head.len())
    else {
        return;
    };
    if let Some(date) = date(tail) {
        meta.dates.push(entry(&date, "title"));
    } else if words(head, TITLE) >= TITLE && words(tail, NAME + 1) <= NAME && are_names(tail) {
        meta.source.push(entry(tail, "title"));
    }
}

/// `Jane Doe can be reached at …` at the foot proves that the line `Jane Doe` at the head is the byline.
fn reached(rows: &[Row<'_>], kinds: &[Option<Kind>], meta: &mut Meta) {
    if !meta.byline.is_empty() {
        return;
    }
    let contacts: Vec<&str> = rows
        .iter()
        .zip(kinds)
        .filter(|(_, kind)| **kind == Some(Kind::Contact))
        .map(|(row, _)| row.text)
        .collect();
    let name = rows.iter().enumerate().find(|(line, row)| {
        kinds[*line].is_none()
            && (2..=4).contains(&row.look.words)
            && are_names(row.text)
            && contacts
                .iter()
                .any(|contact| contact.strip_prefix(row.text).is_some_and(|rest| rest.starts_with(' ')))
    });
    if let Some((line, row)) = name {
        meta.byline.push(MetaEntry { value: row.text.to_owned(), from: "byline", line });
    }
}
