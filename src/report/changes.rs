//! Every change as a row for people: what stood there, what stands there now, where, and why.
//! In: an analysis. Out: CSV. Not here: what programs need to take changes back (see `log`).

use super::{
    cells::{guarded, table},
    words::{self, around, visible},
};
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

/// The words around a change, in its line, with the change in brackets.
fn context(text: &str, span: Span<Original>) -> String {
    let (before, after) = around(text, span, AROUND);
    format!("{before}[{}]{after}", visible(span.of(text)))
}

/// The rules in words.
fn reason(edit: &Edit<Original>, analysis: &Analysis<'_>) -> String {
    let all: Vec<String> = edit.rules.iter().map(|rule| reason_of(rule, edit, analysis)).collect();
    all.join("; ")
}

fn reason_of(rule: &Rule, edit: &Edit<Original>, analysis: &Analysis<'_>) -> String {
    let told = words::rule(rule.as_str());
    let Some(entity) = rule.as_str().strip_prefix("name/") else { return told };
    let from = analysis.mentions.partition_point(|mention| mention.span.end <= edit.span.start);
    let near = analysis.mentions[from..].iter().take_while(|mention| mention.span.start < edit.span.end);
    match near.into_iter().find(|mention| &*mention.entity == entity) {
        Some(mention) => format!("{told}: {} form, {}", mention.form, mention.how),
        None => told,
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
    fn cells_are_guarded_and_bounded() {
        let long = format!("{}è..{}", "a".repeat(60), "b".repeat(60));
        let row = rows("=p", &analysis(&long, &[("..", "\u{200b}", "repair/x")]), &[ChangeId(10)]);
        let expected = format!(
            "..,<200B>,…{}è[..]{}…,damage repaired: x,'=p,1,c000000000000000a\n",
            "a".repeat(39),
            "b".repeat(40)
        );
        assert_eq!(row, expected);
    }
}
