//! Every change as a row for people: what stood there, what stands there now, where, and why.
//! In: an analysis. Out: CSV. Not here: what programs need to take changes back (see `log`).

use crate::{
    Analysis,
    edit::{ChangeId, Edit, Rule},
    span::{Original, Span},
};
use std::borrow::Cow;

const COLUMNS: [&str; 7] = ["before", "after", "context", "reason", "page", "line", "id"];

/// Characters shown on each side of a change.
const AROUND: usize = 40;

/// The names of the columns, as the first line of the file.
pub fn header() -> String {
    table([COLUMNS.map(Cow::Borrowed)].into_iter())
}

/// One row for every change of a page, with its id (see [`super::decisions`]).
///
/// ```
/// use canonry::{Cleaner, Preset, report::{changes, decisions}};
/// let cleaner = Cleaner::preset(Preset::Minimal);
/// let analysis = cleaner.analyze("The caf&eacute; was open.");
/// let rows = changes::rows("p1", &analysis, &decisions::ids(&analysis, "p1", None));
/// assert!(rows.starts_with("caf&eacute;,café,") || rows.starts_with("&eacute;,é,The caf[&eacute;] was open.,"));
/// ```
pub fn rows(page: &str, analysis: &Analysis<'_>, ids: &[ChangeId]) -> String {
    let (text, mut line, mut at) = (analysis.original, 1, 0);
    table(analysis.edits.iter().zip(ids).map(|(edit, id)| {
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[at..edit.span.start]).count();
        at = edit.span.start;
        [
            guarded(&visible(edit.span.of(text))).into_owned().into(),
            guarded(&visible(&edit.new)).into_owned().into(),
            guarded(&context(text, edit.span)).into_owned().into(),
            reason(edit, analysis).into(),
            guarded(page).into_owned().into(),
            line.to_string().into(),
            id.to_string().into(),
        ]
    }))
}

fn table<'c>(rows: impl Iterator<Item = [Cow<'c, str>; 7]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| cell.as_bytes()))
            .expect("memory takes it, and rows have one length");
    }
    let bytes = writer.into_inner().expect("memory takes it");
    String::from_utf8(bytes).expect("written from text")
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe, which it does not show.
fn guarded(cell: &str) -> Cow<'_, str> {
    let formula = cell
        .trim_start_matches(['\'', ' '])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Line breaks and what cannot be seen, as signs.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => out.push('⏎'),
            '\r' => {}
            '\t' => out.push('→'),
            '\u{a0}' | '\u{202f}' => out.push('⍽'),
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => {
                out.push_str(&format!("<{:04X}>", u32::from(letter)));
            }
            letter if letter.is_control() => out.push_str(&format!("<{:04X}>", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out
}

/// The words around a change, in its line, with the change in brackets.
fn context(text: &str, span: Span<Original>) -> String {
    let before = text[..span.start].rsplit(['\n', '\r']).next().unwrap_or_default();
    let after = text[span.end..].split(['\n', '\r']).next().unwrap_or_default();
    let from = before.char_indices().rev().take(AROUND).last().map_or(before.len(), |(at, _)| at);
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let (open, close) = (if from > 0 { "…" } else { "" }, if to < after.len() { "…" } else { "" });
    format!("{open}{}[{}]{}{close}", visible(&before[from..]), visible(span.of(text)), visible(&after[..to]))
}

/// The rules in words.
fn reason(edit: &Edit<Original>, analysis: &Analysis<'_>) -> String {
    let all: Vec<String> = edit.rules.iter().map(|rule| words(rule, edit, analysis)).collect();
    all.join("; ")
}

fn words(rule: &Rule, edit: &Edit<Original>, analysis: &Analysis<'_>) -> String {
    match rule.as_str().split_once('/') {
        Some(("strip", "dup" | "dup-final")) => "repeated line removed".to_owned(),
        Some(("strip", kind)) => format!("page residue removed: {kind}"),
        Some(("repair", what)) => format!("damage repaired: {what}"),
        Some(("grammar", what)) => format!("grammar: {what}"),
        Some(("normalize", family)) => format!("house spelling: {family}"),
        Some(("name", entity)) => {
            let from = analysis.mentions.partition_point(|mention| mention.span.end <= edit.span.start);
            let near =
                analysis.mentions[from..].iter().take_while(|mention| mention.span.start < edit.span.end);
            match near.into_iter().find(|mention| &*mention.entity == entity) {
                Some(mention) => format!("one name for {entity}: {} form, {}", mention.form, mention.how),
                None => format!("one name for {entity}"),
            }
        }
        _ => rule.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{analysis, page};

    #[test]
    fn rows_for_people() {
        let ids = [1, 2, 0xff].map(ChangeId);
        assert_eq!(header(), "before,after,context,reason,page,line,id\n");
        let expected = "Condividi 😀⏎,,[Condividi 😀⏎]La IS-K è «Isis» in città..,page residue removed: share,p1,1,c0000000000000001\n\
            IS-K,ISKP,La [IS-K] è «Isis» in città..,\"one name for org/islamic-state-khorasan: short form, listed\",p1,2,c0000000000000002\n\
            ..,.,La IS-K è «Isis» in città[..],damage repaired: stops,p1,2,c00000000000000ff\n";
        assert_eq!(rows("p1", &page(), &ids), expected);
        assert_eq!(rows("p1", &analysis("same", &[]), &[]), "");
    }

    #[test]
    fn no_cell_is_a_formula() {
        let rows: &[(&str, &str)] = &[
            ("=1+1", "'=1+1"),
            ("+39", "'+39"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            (" =x", "' =x"),
            ("\tx", "'\tx"),
            ("'=x", "''=x"),
            ("a=1", "a=1"),
            ("", ""),
            ("'x", "'x"),
            ("IS-K", "IS-K"),
        ];
        for (cell, safe) in rows {
            assert_eq!(guarded(cell), *safe);
        }
        let long = format!("{}è..{}", "a".repeat(60), "b".repeat(60));
        let row = super::rows("=p", &analysis(&long, &[("..", "\u{200b}", "repair/x")]), &[ChangeId(10)]);
        let expected = format!(
            "..,<200B>,…{}è[..]{}…,damage repaired: x,'=p,1,c000000000000000a\n",
            "a".repeat(39),
            "b".repeat(40)
        );
        assert_eq!(row, expected);
    }
}
