//! Finds every listed form in a scanned text.
//! In: forms, a scan. Out: all overlapping hits whose words, gaps and capitals fit; nothing is chosen here.
//! Not here: evidence, overlaps between hits, ambiguity (see `canonicalize`).
//!
//! Overlapping search and a choice of our own, not leftmost-longest: in `ISIS-Khorasan` the longest match is `ISIS-K`, it
//! fails the word boundary, and `ISIS` would be lost with it.

use super::data::{Case, Form};
use crate::{document::FormClass, scan::{Gap, Scan}};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::HashMap;

/// A form that stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Number of the form.
    pub form: u32,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub last: usize,
}

/// An engine that finds forms. All engines give the same hits.
pub trait Matcher: Send + Sync {
    /// Every hit in the text, by place, longer first; the best form for each entity at each place.
    fn locate(&self, text: &str, scan: &Scan, forms: &[Form], hits: &mut Vec<Hit>);
}

/// The Aho-Corasick automaton over the folded view.
pub struct Automaton {
    automaton: AhoCorasick,
    /// For each pattern its token count and forms.
    patterns: Vec<(usize, Vec<u32>)>,
}

impl Automaton {
    /// Builds the automaton. Of the forms with the same pattern only those of the highest layer count.
    pub fn new(forms: &[Form], used: impl Fn(&Form) -> bool) -> Automaton {
        let mut by_pattern: HashMap<&str, Vec<u32>> = HashMap::new();
        for (number, form) in forms.iter().enumerate().filter(|(_, form)| used(form)) {
            let number = u32::try_from(number).expect("fewer than four billion forms");
            by_pattern.entry(&form.pattern).or_default().push(number);
        }
        let mut texts: Vec<&str> = by_pattern.keys().copied().collect();
        texts.sort_unstable();
        let patterns = texts
            .iter()
            .map(|text| {
                let mut numbers = by_pattern.remove(text).expect("a key of the map");
                let layer = numbers.iter().map(|n| forms[*n as usize].layer).max().unwrap_or(0);
                numbers.retain(|n| forms[*n as usize].layer == layer);
                (text.matches(' ').count() - 1, numbers)
            })
            .collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&texts)
            .expect("the shipped limits keep the automaton small enough");
        Automaton { automaton, patterns }
    }
}

impl Matcher for Automaton {
    fn locate(&self, text: &str, scan: &Scan, forms: &[Form], hits: &mut Vec<Hit>) {
        for found in self.automaton.find_overlapping_iter(&scan.view) {
            let (count, numbers) = &self.patterns[found.pattern().as_usize()];
            let first = scan.token_at_view(found.start() + 1).expect("a pattern starts at a token");
            let start = hits.len();
            for &form in numbers {
                let hit = Hit { form, first, last: first + count };
                if fits(text, scan, &forms[form as usize], &hit) {
                    keep_best(hits, start, hit, forms);
                }
            }
        }
        hits.sort_by_key(|hit| (hit.first, std::cmp::Reverse(hit.last), hit.form));
        hits.dedup();
    }
}

/// Hits that do not overlap, the longer in bytes first and then the one further left, whoever is meant: what no choice
/// of evidence and no rewriting changes.
pub fn longest(scan: &Scan, hits: &[Hit]) -> Vec<Hit> {
    let length = |hit: &Hit| scan.tokens[hit.last - 1].end - scan.tokens[hit.first].start;
    let mut order: Vec<&Hit> = hits.iter().collect();
    order.sort_by_key(|hit| (std::cmp::Reverse(length(hit)), hit.first));
    let mut taken = vec![false; if hits.is_empty() { 0 } else { scan.tokens.len() }];
    let mut won: Vec<Hit> = Vec::new();
    for hit in order {
        let same = won.last().is_some_and(|last| (last.first, last.last) == (hit.first, hit.last));
        if same || !taken[hit.first..hit.last].contains(&true) {
            taken[hit.first..hit.last].fill(true);
            won.push(*hit);
        }
    }
    won.sort_by_key(|hit| (hit.first, hit.form));
    won
}

/// One hit for each entity: the strong form before the weak, then the order of the dictionary.
fn keep_best(hits: &mut Vec<Hit>, start: usize, hit: Hit, forms: &[Form]) {
    let form = &forms[hit.form as usize];
    match hits[start..].iter_mut().find(|known| forms[known.form as usize].entity == form.entity) {
        Some(known) if form.strong && !forms[known.form as usize].strong => *known = hit,
        Some(_) => {}
        None => hits.push(hit),
    }
}

/// True when gaps, capitals and protection allow the form where its words were found.
pub fn fits(text: &str, scan: &Scan, form: &Form, hit: &Hit) -> bool {
    let tokens = &scan.tokens[hit.first..hit.last];
    tokens.iter().all(|token| !token.shape.is_protected())
        && tokens[1..].iter().zip(&form.gaps).all(|(token, gap)| Gap::from_bits(*gap).allows(token.gap))
        && case_fits(text, scan, form, hit)
        && !cut_from_a_word(scan, form, hit)
}

fn case_fits(text: &str, scan: &Scan, form: &Form, hit: &Hit) -> bool {
    let tokens = &scan.tokens[hit.first..hit.last];
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    match form.case {
        Case::Any => true,
        Case::NotLower => tokens.iter().any(|token| token.shape.has_capital() || !token.shape.has_lower()),
        Case::Upper => tokens.iter().all(|token| !token.shape.has_lower()),
        Case::Exact => letters(&text[tokens[0].start..tokens[tokens.len() - 1].end]) == letters(&form.text),
    }
}

/// A short name found inside a run without spaces (`Mc|Isis`, `IS|is`) is no name; a long one that lost a space is.
fn cut_from_a_word(scan: &Scan, form: &Form, hit: &Hit) -> bool {
    let glued_before = scan.tokens[hit.first].gap == Gap::NONE && !scan.tokens[hit.first].shape.is_hashtag();
    let glued_behind = scan.tokens.get(hit.last).is_some_and(|token| token.gap == Gap::NONE && !token.shape.is_hashtag());
    let short = form.pattern.len() < 7 || form.class == FormClass::Part;
    (glued_before && short && !glued_article(scan, hit.first)) || (glued_behind && short)
}

fn glued_article(scan: &Scan, first: usize) -> bool {
    first > 0 && matches!(scan.word(first - 1), "l" | "dell" | "all" | "nell" | "sull" | "dall" | "un" | "d" | "coll" | "anti" | "pro" | "filo")
}
