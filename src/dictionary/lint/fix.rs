//! Mends what can be mended without anybody's judgement.
//! In: the text of a file, findings about it. Out: the text with their fixes. Not here: which fixes are safe (see
//! `entries`).

use super::{Finding, Fix};

/// The text with the fixes applied that do not touch each other, and how many these are. Look again at what comes out: a
/// fix may have waited for another.
///
/// ```
/// use canonry::dictionary::{data::Data, lint::{fix::apply, lint}};
/// let toml = "[[entity]]\nid = \"org/a\"\ntype = \"org\"\n[[entity.forms]]\nclass = \"long\"\ntext = [\n  \"Alfa\", # why\n  \"Alfa\",\n]\n";
/// let findings = lint(&Data::default(), [("ours.toml".as_ref(), toml)]);
/// let (mended, count) = apply(toml, &findings);
/// assert!(mended.contains("text = [\n  \"Alfa\", # why\n]") && count == 1);
/// ```
pub fn apply<'f>(text: &str, findings: impl IntoIterator<Item = &'f Finding>) -> (String, usize) {
    let mut fixes: Vec<&Fix> = findings.into_iter().filter_map(|finding| finding.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| (fix.range.start, fix.range.end));
    let (mut out, mut at, mut count) = (String::with_capacity(text.len()), 0, 0);
    for fix in fixes.into_iter() {
        let Some(kept) = text.get(at..fix.range.start) else { continue };
        out.push_str(kept);
        out.push_str(&fix.text);
        (at, count) = (fix.range.end, count + 1);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    (out, count)
}
