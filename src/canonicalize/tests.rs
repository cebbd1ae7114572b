//! The short cuts against the plain ways they stand for.

use super::{
    choose::{Stretch, longer_first},
    unlisted::{LONG_PART, is_name, is_small, runs},
};
use crate::{
    dictionary::{
        Dictionary,
        layers::Layers,
        matcher::{Engine, Hit, longest},
        shipped,
    },
    document::{Language, Meta},
    page::{Page, Stage},
    pipeline::Preset,
    scan::{Gap, Scan},
    segment::Segment,
};
use proptest::prelude::*;
use std::{cmp::Reverse, ops::Range, sync::LazyLock};

static DICTIONARY: LazyLock<Dictionary> =
    LazyLock::new(|| Dictionary::new(Layers::new([shipped()]), Engine::Auto, &Default::default()));

/// Asks about a page that was cut into lines and whose names were located.
fn on_page<T>(text: &str, ask: impl FnOnce(&Page<'_>) -> T) -> T {
    let scan = Scan::new(text);
    let mut hits: Vec<Hit> = Vec::new();
    DICTIONARY.locate(text, &scan, &mut hits);
    let names = longest(&scan, &hits);
    let mut page = Page {
        text,
        scan: &scan,
        dictionary: &DICTIONARY,
        hits: &hits,
        names: &names,
        options: &Preset::News.options(),
        protected: &[],
        lines: Vec::new(),
        line_tokens: Vec::new(),
        masked: Vec::new(),
        capitals: Vec::new(),
        capitalised: Vec::new(),
        lang: Language::UND,
        langs: Vec::new(),
        mentions: Vec::new(),
        candidates: Vec::new(),
        meta: Meta::default(),
        edits: Vec::new(),
        trace: None,
    };
    Segment.propose(&mut page);
    page.number_tokens();
    ask(&page)
}

/// Every token is looked at; those that may stand in a run join the one before them.
fn plain_runs(page: &Page<'_>) -> Vec<Range<usize>> {
    let tokens = &page.scan.tokens;
    let near = Gap::SPACE.or(Gap::DASH).or(Gap::APOSTROPHE);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !(is_name(page, at) || is_small(page, at)) {
            continue;
        }
        match runs.last_mut().filter(|run| run.end == at && near.allows(token.gap)) {
            Some(run) => run.end = at + 1,
            None if is_name(page, at) => runs.push(at..at + 1),
            None => {}
        }
    }
    let length = |at: usize| tokens[at].end - tokens[at].start;
    runs.retain(|run| run.len() > 1 && run.clone().any(|at| length(at) >= LONG_PART));
    runs
}

/// The stretches that a greedy choice in this order takes, in the order of the text.
fn greedy(stretches: &[Stretch], order: &[usize]) -> Vec<usize> {
    let reach = |at: usize| stretches[at].first..stretches[at].branch.unwrap_or(stretches[at].last);
    let mut won: Vec<usize> = Vec::new();
    for at in order {
        let own = reach(*at);
        if won.iter().all(|other| reach(*other).end <= own.start || own.end <= reach(*other).start) {
            won.push(*at);
        }
    }
    won.sort_unstable();
    won
}

const WORDS: &[&str] = &[
    "Umar",
    "Mouhadjir",
    "al",
    "bin",
    "the",
    "The",
    "Ghafari",
    "Kabul",
    "Taliban",
    "Islamic",
    "State",
    "attacked",
    "ISIS",
    "Abu",
    "As",
    "Muhammad",
    "1999",
    "x",
    "É",
    "Sanaullah",
];
const GAPS: &[&str] = &[" ", " ", " ", "-", "'", ", ", ". ", "\n", "", "/"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn runs_are_those_of_a_plain_walk(words in prop::collection::vec((0..WORDS.len(), 0..GAPS.len()), 0..30)) {
        let text: String = words.iter().map(|(word, gap)| format!("{}{}", WORDS[*word], GAPS[*gap])).collect();
        let (short, plain) = on_page(&text, |page| (runs(page), plain_runs(page)));
        prop_assert_eq!(short, plain, "{}", text);
    }

    #[test]
    fn stretches_that_do_not_meet_need_no_order(
        places in prop::collection::vec((0usize..40, 1usize..6, prop::option::of(0usize..3)), 0..20)
    ) {
        let text = "al Umar Muhammad x The Ghafari ".repeat(10);
        let mut stretches: Vec<Stretch> = places
            .iter()
            .map(|(first, count, more)| {
                let branch = more.map(|more| first + count + more);
                Stretch { first: *first, last: first + count, line: 0, readings: vec![], branch, nobody: false }
            })
            .collect();
        stretches.sort_by_key(|s| (s.first, Reverse(s.last)));
        let (near, all) = on_page(&text, |page| {
            let end = |s: &Stretch| page.scan.tokens[s.branch.unwrap_or(s.last) - 1].end;
            let length = |s: &Stretch| end(s) - page.scan.tokens[s.first].start;
            let mut all: Vec<usize> = (0..stretches.len()).collect();
            all.sort_by_key(|at| (Reverse(length(&stretches[*at])), stretches[*at].first));
            (longer_first(page, &stretches), all)
        });
        prop_assert_eq!(greedy(&stretches, &near), greedy(&stretches, &all));
    }
}
