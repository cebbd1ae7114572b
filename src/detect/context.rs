//! What the lines of a page say together: neighbours lean, and the page gets a language.
//! In: a guess for every line. Out: the same, smoothed; the languages of the page with their shares.
//! Not here: how a line is told (see `detector`).

use super::{
    Guess,
    table::{NAT, lane, leader},
};
use crate::document::Language;

/// What the language of a neighbour adds to a line. Little: on pages of short blocks more breaks more than it mends.
const NEIGHBOUR: i16 = 3 * NAT / 4;
/// Only a neighbour this sure gives.
const GIVES: f32 = 0.8;

/// Lets lines lean to the languages of their neighbours, a little. Lines of `flagged` lean and give nothing.
pub(super) fn smooth(lines: &mut [Guess], flagged: impl Fn(usize) -> bool) {
    let gives = |at: usize, line: &Guess| {
        (!flagged(at) && line.lang != Language::UND && line.confidence >= GIVES).then_some(line.lang)
    };
    let given: Vec<Option<Language>> = lines.iter().enumerate().map(|(at, line)| gives(at, line)).collect();
    let mut before = None;
    let mut after = Ahead { given: &given, at: 0 };
    for (at, line) in lines.iter_mut().enumerate() {
        let below = after.behind(at);
        line.lean(before.into_iter().chain(below));
        before = given[at].or(before);
    }
}

/// Finds, line by line, the next one below that gives.
struct Ahead<'g> {
    given: &'g [Option<Language>],
    at: usize,
}

impl Ahead<'_> {
    fn behind(&mut self, line: usize) -> Option<Language> {
        self.at = self.at.max(line + 1);
        while self.given.get(self.at).is_some_and(Option::is_none) {
            self.at += 1;
        }
        self.given.get(self.at).copied().flatten()
    }
}

impl Guess {
    /// Adds a little for each of these languages.
    fn lean(&mut self, langs: impl Iterator<Item = Language>) {
        let Some(mut scores) = self.scores.filter(|_| self.spans.is_empty()) else { return };
        let mut near = [None; 2];
        near.iter_mut().zip(langs).for_each(|(near, lang)| *near = Some(lang));
        // Those of its own language change nothing.
        if near.iter().flatten().all(|lang| *lang == self.lang) {
            return;
        }
        let Some(own) = lane(self.lang) else { return };
        let near = near.map(|lang| Some((lane(lang?)?, lang?)));
        for (lane, _) in near.iter().flatten() {
            scores[*lane] = scores[*lane].saturating_add(NEIGHBOUR);
        }
        let (best, _) = leader(&scores);
        if best == own {
            return;
        }
        if let Some((_, lang)) = near.into_iter().flatten().find(|(lane, _)| *lane == best) {
            *self = Guess::scored(lang, scores, self.evidence);
        }
    }
}

/// The languages of a page, the largest first, with their shares of what was told: `weights` are the bytes of its
/// lines. Flagged lines should weigh nothing.
pub(super) fn shares(lines: &[Guess], weights: impl Iterator<Item = usize>) -> Vec<(Language, f32)> {
    let mut told = lines.iter().filter(|line| line.lang != Language::UND).map(|line| line.lang);
    let Some(first) = told.next() else { return Vec::new() };
    if told.all(|lang| lang == first) {
        // Most pages have one language: it has all, if any of its lines weighs anything.
        let mut counted = lines.iter().zip(weights).filter(|(line, _)| line.lang == first);
        return if counted.any(|(line, weight)| line.confidence > 0.0 && weight > 0) {
            vec![(first, 1.0)]
        } else {
            Vec::new()
        };
    }
    // In the order of their codes: sums have one order.
    let mut votes: Vec<(Language, f64)> = Vec::new();
    for (line, weight) in lines.iter().zip(weights).filter(|(line, _)| line.lang != Language::UND) {
        let vote = weight as f64 * f64::from(line.confidence);
        match votes.binary_search_by_key(&line.lang, |(lang, _)| *lang) {
            Ok(at) => votes[at].1 += vote,
            Err(at) => votes.insert(at, (line.lang, vote)),
        }
    }
    let all: f64 = votes.iter().map(|(_, vote)| vote).sum();
    let mut shares: Vec<(Language, f32)> = votes
        .into_iter()
        .filter(|(_, vote)| *vote > 0.0)
        .map(|(lang, vote)| (lang, (vote / all) as f32))
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    shares
}
