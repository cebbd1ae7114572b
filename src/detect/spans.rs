//! Where a line changes from English to Italian or back: the cheapest path through both languages.
//! In: the words of a line and what they say. Out: ranges of tokens, each of one language.
//! Not here: what words say (see `table`).

use super::{
    Line,
    table::{EN, IT, NAT, Row},
};
use crate::{document::Language, scan::Gap};
use std::ops::Range;

/// What changing the language inside a line costs, and what a mark there gives back.
const SWITCH: i16 = 9 * NAT / 2;
const CLAUSE: i16 = 3 * NAT;
/// A part has so many words and so much evidence: most foreign names and titles have less.
const PART_WORDS: usize = 2;
const PART_SCORE: i16 = 3 * NAT;

/// A word that speaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Its token.
    pub(super) token: usize,
    /// What it says.
    pub(super) row: Row,
    /// How much that counts, in sixteenths.
    pub(super) weight: i16,
    /// It is written in lower case.
    pub(super) lower: bool,
}

impl Word {
    /// What it says for English and against Italian.
    fn lean(&self) -> i16 {
        self.says(EN) - self.says(IT)
    }

    /// What it says for a group.
    pub(super) fn says(&self, lane: usize) -> i16 {
        (i16::from(self.row[lane]) * self.weight) >> 4
    }
}

/// The most that any run of neighbouring words says for one language.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stretch {
    here: i16,
    best: i16,
}

impl Stretch {
    /// Reads one more word.
    #[inline(always)]
    pub(super) fn grow(&mut self, lean: i16) {
        self.here = self.here.saturating_add(lean).max(0);
        self.best = self.best.max(self.here);
    }

    pub(super) fn best(&self) -> i16 {
        self.best
    }
}

/// A line of two languages.
pub(super) struct Parts {
    /// The parts, in order; they cover the line.
    pub(super) spans: Vec<(Range<usize>, Language)>,
    /// The language most of the words are in.
    pub(super) lang: Language,
    /// What the words say for being so divided, the changes paid.
    pub(super) score: i32,
}

/// The parts of a line of two languages; none when it is of one.
pub(super) fn parts(line: &Line<'_>, words: &[Word]) -> Option<Parts> {
    let mut stretches = [Stretch::default(); 2];
    for word in words {
        stretches[EN].grow(word.lean());
        stretches[IT].grow(-word.lean());
    }
    if words.len() < 2 * PART_WORDS || stretches.iter().any(|stretch| stretch.best < PART_SCORE) {
        return None;
    }
    let runs = strong_runs(words, &path(line, words));
    if runs.len() < 2 {
        return None;
    }
    let mut spans: Vec<(Range<usize>, Language)> = Vec::with_capacity(runs.len());
    let mut score = 0;
    let mut size = [0; 2];
    for run in runs {
        let first = run.words.start;
        let start = if first == 0 { line.tokens.start } else { words[first].token };
        if let Some(last) = spans.last_mut() {
            last.0.end = start;
            score -= i32::from(cost(line, words, first));
        }
        spans.push((start..line.tokens.end, HOME[run.lane]));
        size[run.lane] += run.words.len();
        score += words[run.words].iter().map(|word| i32::from(word.says(run.lane))).sum::<i32>();
    }
    Some(Parts { spans, lang: HOME[usize::from(size[IT] > size[EN])], score })
}

/// The two languages, in the order of their groups.
const HOME: [Language; 2] = [Language::EN, Language::IT];

/// What changing the language in front of this word costs.
fn cost(line: &Line<'_>, words: &[Word], at: usize) -> i16 {
    match at {
        0 => 0,
        _ if clause(line, words[at - 1].token, words[at].token) => SWITCH - CLAUSE,
        _ => SWITCH,
    }
}

/// For every word, the group it is taken for.
fn path(line: &Line<'_>, words: &[Word]) -> Vec<usize> {
    let mut back: Vec<[bool; 2]> = Vec::with_capacity(words.len());
    let mut score = [0i32; 2];
    for (at, word) in words.iter().enumerate() {
        let cost = i32::from(cost(line, words, at));
        let lean = i32::from(word.lean());
        let changed = [score[IT] - cost, score[EN] - cost];
        back.push([changed[0] > score[0], changed[1] > score[1]]);
        score = [score[0].max(changed[0]) + lean, score[1].max(changed[1]) - lean];
    }
    let mut state = usize::from(score[IT] > score[EN]);
    let mut path = vec![EN; words.len()];
    for (lane, from) in path.iter_mut().zip(back).rev() {
        *lane = state;
        if from[state] {
            state = 1 - state;
        }
    }
    path
}

/// True when a mark stands somewhere between these tokens and not inside a name.
fn clause(line: &Line<'_>, before: usize, here: usize) -> bool {
    let marks = Gap::OTHER.or(Gap::SPACED_DASH);
    let within = |at: usize| line.is_masked(at - 1) && (line.is_masked(at) || closes_name(line, at));
    (before + 1..=here).any(|at| marks.allows(line.scan.tokens[at].gap) && !within(at))
}

/// True when nothing but a bracket that was opened inside a name stands between the name and this token: `Stato Islamico
/// (Provincia del Sinai) ha`. The name may be written without it.
fn closes_name(line: &Line<'_>, at: usize) -> bool {
    let tokens = &line.scan.tokens;
    let gap = |at: usize| &line.text[tokens[at - 1].end..tokens[at].start];
    let opens = || {
        let inside =
            (line.tokens.start + 1..at).rev().take_while(|at| line.is_masked(at - 1) && line.is_masked(*at));
        inside.map(gap).any(|gap| gap.contains('('))
    };
    gap(at).trim_end() == ")" && opens()
}

/// Words of one language.
#[derive(Debug, PartialEq)]
struct Run {
    words: Range<usize>,
    lane: usize,
}

/// The runs of a path; weak ones join the run before them, the first of all the one behind. A part must speak for itself.
fn strong_runs(words: &[Word], path: &[usize]) -> Vec<Run> {
    let mut sums = vec![0i64];
    sums.extend(words.iter().scan(0, |sum, word| {
        *sum += i64::from(word.lean());
        Some(*sum)
    }));
    let is_weak = |run: &Run| {
        let score = sums[run.words.end] - sums[run.words.start];
        run.words.len() < PART_WORDS || score.abs() < i64::from(PART_SCORE) || (score > 0) != (run.lane == EN)
    };
    let mut rest = runs_of(path).into_iter().peekable();
    // All but the last of them speak for themselves.
    let mut runs: Vec<Run> = Vec::new();
    while let Some(next) = rest.next() {
        match runs.last_mut() {
            Some(run) if run.lane == next.lane => run.words.end = next.words.end,
            _ => runs.push(next),
        }
        while let Some(weak) = runs.pop_if(|run| is_weak(run)) {
            match (runs.last_mut(), rest.peek_mut()) {
                (Some(before), ahead) => {
                    before.words.end = weak.words.end;
                    // It is of the language of the run before, and joins it.
                    if ahead.is_some() {
                        break;
                    }
                }
                (None, Some(ahead)) => ahead.words.start = weak.words.start,
                (None, None) => {
                    runs.push(weak);
                    break;
                }
            }
        }
    }
    runs
}

fn runs_of(path: &[usize]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, lane) in path.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if run.lane == *lane => run.words.end = at + 1,
            _ => runs.push(Run { words: at..at + 1, lane: *lane }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The first weak run of all joins another, again and again.
    fn slowly(words: &[Word], path: &[usize]) -> Vec<Run> {
        let is_weak = |run: &Run| {
            let score: i32 = words[run.words.clone()].iter().map(|word| i32::from(word.lean())).sum();
            let apart = (score > 0) != (run.lane == EN);
            run.words.len() < PART_WORDS || score.abs() < i32::from(PART_SCORE) || apart
        };
        let mut runs = runs_of(path);
        while runs.len() > 1 {
            let Some(at) = runs.iter().position(is_weak) else { break };
            let weak = runs.remove(at).words;
            match at.checked_sub(1) {
                Some(before) => runs[before].words.end = weak.end,
                None => runs[0].words.start = weak.start,
            }
            runs.dedup_by(|next, run| {
                let same = next.lane == run.lane;
                if same {
                    run.words.end = next.words.end;
                }
                same
            });
        }
        runs
    }

    proptest! {
        #[test]
        fn weak_runs_join_as_if_one_by_one(says in prop::collection::vec((0usize..2, 0i8..80), 0..40)) {
            let word = |(token, (lane, much)): (usize, &(usize, i8))| {
                let mut row = Row::default();
                row[1 - lane] = -much;
                Word { token, row, weight: 16, lower: true }
            };
            let words: Vec<Word> = says.iter().enumerate().map(word).collect();
            let path: Vec<usize> = says.iter().map(|(lane, much)| if *much > 8 { *lane } else { EN }).collect();
            prop_assert_eq!(strong_runs(&words, &path), slowly(&words, &path));
        }
    }
}
