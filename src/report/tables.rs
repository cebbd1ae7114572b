//! What a report shows, as whole tables for spreadsheets.
//! In: the analysis of one text after the other, and what was found in all. Out: CSV by the name of its file. Not here: the
//! table of changes (see [`changes`](super::changes)).

use super::{
    cells::{guarded, table},
    findings::{Findings, Page, is_said},
    summary::Tally,
    words::{around, visible, why_doubted, why_kept},
};
use crate::Analysis;
use std::borrow::Cow;

/// Letters shown on each side of a name.
const AROUND: usize = 60;

/// Tables that grow with the texts: their names, and their first lines.
pub const GROWING: [(&str, &str); 3] = [
    ("needs.csv", "words,what,why,reason,entities,written,before,after,page,line\n"),
    ("removed.csv", "kind,text,page,line\n"),
    (
        "pages.csv",
        "page,language,shares,items,lines,lines removed,changes,names,names kept,candidates,lost characters\n",
    ),
];

/// The rows of one text for each of [`GROWING`].
///
/// ```
/// use canonry::{Cleaner, Preset, report::tables::rows};
/// let analysis = Cleaner::preset(Preset::News).analyze("ISIS-Crimea fled.");
/// assert!(rows("=p1", &analysis)[0].starts_with("ISIS-Crimea,candidate,unlisted-branch,"));
/// ```
pub fn rows(page: &str, analysis: &Analysis<'_>) -> [String; 3] {
    let page = Page::new(page, analysis);
    [needs(&page), removed(&page), overview(page.name, analysis)]
}

/// Open candidates and kept names, in the order of the text.
fn needs(page: &Page<'_>) -> String {
    let analysis = page.analysis;
    let mut all = Vec::new();
    for candidate in analysis.open() {
        let whom = candidate.parent.iter().chain(&candidate.entities);
        let whom: Vec<&str> = whom.map(|id| &**id).collect();
        let told = (candidate.why.as_str(), why_doubted(candidate.why));
        all.push((candidate.span, "candidate", told, whom.join(" "), String::new()));
    }
    for mention in &analysis.mentions {
        let Some(kept) = mention.kept else { continue };
        let write = mention.write.clone().unwrap_or_default();
        all.push((mention.span, "kept", (kept.as_str(), why_kept(kept)), mention.entity.to_string(), write));
    }
    all.sort_by_key(|(span, ..)| span.start);
    table(all.iter().map(|(span, what, (why, reason), whom, write)| {
        let (before, after) = around(analysis.original, *span, AROUND);
        [
            cell(span.of(analysis.original)),
            Cow::Borrowed(*what),
            Cow::Borrowed(*why),
            Cow::Borrowed(*reason),
            cell(whom),
            cell(write),
            cell(&before),
            cell(&after),
            cell(page.name),
            page.line(span.start).to_string().into(),
        ]
    }))
}

fn removed(page: &Page<'_>) -> String {
    let analysis = page.analysis;
    let gone = analysis.lines.iter().zip(&analysis.clean_lines).filter(|(_, place)| place.is_none());
    table(gone.map(|(gone, _)| {
        let kind = gone.kind.map_or(super::findings::REPEATED, |kind| kind.as_str());
        [
            Cow::Borrowed(kind),
            cell(gone.span.of(analysis.original).trim()),
            cell(page.name),
            page.line(gone.span.start).to_string().into(),
        ]
    }))
}

fn overview(page: &str, analysis: &Analysis<'_>) -> String {
    let shares = analysis.langs.iter().map(|(lang, share)| format!("{lang} {:.0} %", share * 100.0));
    let removed = analysis.clean_lines.iter().filter(|place| place.is_none()).count();
    let named = analysis.mentions.iter().filter(|mention| is_said(analysis, mention)).count();
    let kept = analysis.mentions.iter().filter(|mention| mention.kept.is_some()).count();
    let numbers = [
        analysis.items().len(),
        analysis.lines.len(),
        removed,
        analysis.edits.len(),
        named,
        kept,
        analysis.candidates.len(),
        analysis.lost().count(),
    ];
    let [items, lines, removed, edits, named, kept, open, lost] =
        numbers.map(|number| Cow::from(number.to_string()));
    let shares = shares.collect::<Vec<_>>().join(", ").into();
    let lang = analysis.lang.to_string().into();
    table([[cell(page), lang, shares, items, lines, removed, edits, named, kept, open, lost]].into_iter())
}

/// Words of a text in a cell.
fn cell(words: &str) -> Cow<'static, str> {
    guarded(&visible(words)).into_owned().into()
}

/// The names of the tables of a whole run.
pub const WHOLE: [&str; 4] = ["names.csv", "time.csv", "together.csv", "rules.csv"];

/// Tables of a whole run, in the order of [`WHOLE`]. What a list of bounded length did not hold is counted in a row `(others)`.
pub fn whole(tally: &Tally, found: &Findings) -> [String; 4] {
    [names(found), time(found), together(found), rules(tally)]
}

fn names(found: &Findings) -> String {
    let head = ["entity", "type", "spelling", "mentions", "rewritten", "written", "items of the entity"]
        .map(Cow::from);
    let rows = found.names.sorted().into_iter().flat_map(|(id, named)| {
        let written: Vec<&str> = named.written.sorted().into_iter().map(|(name, _)| name).collect();
        let written = written.join("; ");
        let row = |(words, count, rewritten): (&str, usize, usize)| {
            [
                cell(id),
                cell(&named.kind),
                cell(words),
                count.to_string().into(),
                rewritten.to_string().into(),
                cell(&written),
                named.items.to_string().into(),
            ]
        };
        let spellings = named.spellings.sorted().into_iter();
        let rest = (named.spellings.beyond > 0).then_some((BEYOND, named.spellings.beyond, 0));
        spellings
            .map(|(words, one)| (words, one.count, one.rewritten))
            .chain(rest)
            .map(row)
            .collect::<Vec<_>>()
    });
    table([head].into_iter().chain(rows))
}

/// What stands where a list was full.
const BEYOND: &str = "(others)";

fn time(found: &Findings) -> String {
    let head = ["entity", "month", "items"].map(Cow::from);
    let rows = found.names.all.iter().flat_map(|(id, named)| {
        named.months.all.iter().map(move |(month, items)| {
            // A spreadsheet would make a day of it.
            [cell(id), format!("{month}-01").into(), items.to_string().into()]
        })
    });
    table([head].into_iter().chain(rows))
}

fn together(found: &Findings) -> String {
    let head = ["entity", "with", "items"].map(Cow::from);
    let rows = found.pairs.sorted().into_iter().map(|(pair, items)| {
        let (one, other) = pair.split_once('\n').unwrap_or((pair, ""));
        [cell(one), cell(other), items.to_string().into()]
    });
    let rest =
        (found.pairs.beyond > 0).then(|| [BEYOND.into(), "".into(), found.pairs.beyond.to_string().into()]);
    table([head].into_iter().chain(rows).chain(rest))
}

fn rules(tally: &Tally) -> String {
    let head = ["rule", "reason", "changes"].map(Cow::from);
    let rules = tally.breakdown.iter().flat_map(|breakdown| &breakdown.rules);
    let rows =
        rules.map(|(rule, count)| [cell(rule), cell(&super::words::rule(rule)), count.to_string().into()]);
    table([head].into_iter().chain(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::page;

    #[test]
    fn a_page_in_rows() {
        let [needs, removed, overview] = rows("=p", &page());
        assert_eq!(removed, "share,Condividi 😀,'=p,1\n");
        assert_eq!(overview, "'=p,en,en 100 %,1,3,1,3,0,1,1,0\n");
        let rows: Vec<&str> = needs.lines().collect();
        assert!(
            rows[0].starts_with(
                "Isis,kept,quoted,it stands in quotation marks,org/islamic-state-khorasan,ISKP,"
            )
        );
        assert!(rows[1].starts_with("ISIS-Sinai,candidate,unlisted-branch,"));
        for ((name, head), rows) in GROWING.iter().zip([needs, removed, overview]) {
            let columns = |line: &str| {
                csv::Reader::from_reader(line.as_bytes()).headers().map(csv::StringRecord::len).ok()
            };
            assert_eq!(columns(head), columns(&rows), "{name}");
        }
    }

    #[test]
    fn names_in_lines_that_leave_need_nobody() {
        let text = "La polizia ha parlato con il BKA.\nFai clic per condividere su Facebook (Si apre in una nuova finestra)";
        let [needs, removed, _] = rows("p", &crate::Cleaner::preset(crate::Preset::News).analyze(text));
        assert!(needs.starts_with("BKA,candidate,weak,") && needs.lines().count() == 1, "{needs}");
        assert!(removed.starts_with("share,Fai clic"), "{removed}");
    }

    #[test]
    fn tables_of_a_run() {
        let mut page = page();
        page.lines[1].dup = false;
        let (mut tally, mut found) =
            (Tally { breakdown: Some(Default::default()), ..Tally::default() }, Findings::default());
        tally.add(&page);
        found.add("p", Some("2024-03-05"), &page);
        let [names, time, together, rules] = whole(&tally, &found);
        assert!(names.contains("org/islamic-state-khorasan,org,IS-K,1,1,ISKP,1\n"), "{names}");
        assert_eq!(time, "entity,month,items\norg/islamic-state-khorasan,2024-03-01,1\n");
        assert_eq!(together, "entity,with,items\n");
        assert!(rules.contains("repair/stops,damage repaired: stops,1"), "{rules}");
    }
}
