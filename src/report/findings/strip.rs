//! The languages of a page, from its first line to its last.
//! In: the lines of a page. Out: runs of one language with their widths; of all pages those with most of a second language.

use crate::{Analysis, Language, report::words::shown};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeMap};

/// So many pages are held.
const PAGES: usize = 30;
/// A run is no narrower than one of so many parts of its page.
const PARTS: usize = 64;
/// Letters shown of the name of a page.
const NAME: usize = 80;

/// A page as a strip of its languages; residue is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strip {
    /// What the page is called.
    pub page: String,
    /// What its main language leaves to others, in thousandths of what was told.
    pub mixed: usize,
    /// Languages in the order of the page, each with its width in thousandths.
    pub runs: Vec<(Language, usize)>,
}

impl Strip {
    /// The strip of a page; none where it says nothing.
    pub(super) fn of(page: &str, analysis: &Analysis<'_>) -> Option<Strip> {
        let parts: Vec<(Language, usize)> = analysis
            .lines
            .iter()
            .filter(|line| line.kind.is_none())
            .flat_map(|line| match &line.spans[..] {
                [] => vec![(line.lang, line.span.len())],
                spans => spans.iter().map(|part| (part.lang, part.span.len())).collect(),
            })
            .collect();
        let total: usize = parts.iter().map(|(_, length)| length).sum();
        let mut told: BTreeMap<Language, usize> = BTreeMap::new();
        for (lang, length) in parts.iter().filter(|(lang, _)| *lang != Language::UND) {
            *told.entry(*lang).or_default() += length;
        }
        let (sum, main) = (told.values().sum::<usize>(), told.values().max().copied().unwrap_or(0));
        let mixed = ((sum - main) * 1000).checked_div(sum).unwrap_or(0);
        (total > 0).then(|| Strip { page: shown(page, NAME), mixed, runs: widths(&parts, total) })
    }
}

/// Neighbours of one language are one run, and runs too narrow to see belong to the one before.
fn widths(parts: &[(Language, usize)], total: usize) -> Vec<(Language, usize)> {
    let mut runs: Vec<(Language, usize)> = Vec::new();
    for (lang, length) in parts {
        match runs.last_mut() {
            Some((last, sum)) if last == lang || length * PARTS < total => *sum += length,
            _ => runs.push((*lang, *length)),
        }
    }
    let (mut end, mut from) = (0, 0);
    for (_, length) in &mut runs {
        end += *length;
        let to = end * 1000 / total;
        *length = to - from;
        from = to;
    }
    runs
}

/// Keeps the pages with most of a second language; those that came first among equals.
pub(super) fn keep(strips: &mut Vec<Strip>, more: impl IntoIterator<Item = Strip>) {
    strips.extend(more);
    strips.sort_by_key(|strip| Reverse(strip.mixed));
    strips.truncate(PAGES);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_wide_enough_to_be_seen_and_fill_the_strip() {
        let (en, it) = (Language::EN, Language::IT);
        assert_eq!(widths(&[(en, 50), (en, 25), (it, 25)], 100), [(en, 750), (it, 250)]);
        assert_eq!(widths(&[(en, 99), (it, 1), (en, 100)], 200), [(en, 1000)]);
        let many: Vec<_> = (0..1000).map(|at| (if at % 2 == 0 { en } else { it }, 10)).collect();
        let runs = widths(&many, 10_000);
        assert!(runs.len() <= PARTS && runs.iter().map(|(_, width)| width).sum::<usize>() == 1000);
    }

    #[test]
    fn mixed_pages_are_kept() {
        let strip = |page: &str, mixed| Strip { page: page.to_owned(), mixed, runs: Vec::new() };
        let mut strips = Vec::new();
        keep(&mut strips, (0..100).map(|at| strip(&at.to_string(), at % 3)));
        assert_eq!((strips.len(), strips[0].page.as_str(), strips[0].mixed), (PAGES, "2", 2));
        keep(&mut strips, [strip("x", 500)]);
        assert_eq!((strips.len(), strips[0].page.as_str()), (PAGES, "x"));
    }
}
