//! An n-gram model of letters, and words drawn from it.
//! In: a model of conditional probabilities of runs of one to five letters. Out: words with their frequencies.
//!
//! The models know nothing of words, but where words end can be told: what is missing to 1 in the probabilities of the
//! letters behind `ella` is how often a word ends there, and what of `qual` no letter stands before starts a word.

use crate::math::{Random, exp};
use fst::{IntoStreamer, Map, Streamer};
use std::collections::BTreeMap;

/// The longest run of letters a letter depends on.
const CONTEXT: usize = 4;
/// Longer words are given up.
const LONGEST: usize = 24;

/// How the words of a language are spelt.
pub struct Model {
    /// Openings of words (whole words of up to three letters, else their first four letters), summed up.
    openings: Vec<(f64, Vec<char>, bool)>,
    /// What follows four letters, summed up; what is missing to 1 is the end of the word.
    next: BTreeMap<Vec<char>, Vec<(f64, char)>>,
}

impl Model {
    /// Reads `ngrams.fst`: runs of letters with the bits of the logarithm of their conditional probability.
    pub fn read(bytes: Vec<u8>) -> Result<Model, fst::Error> {
        let map = Map::new(bytes)?;
        let mut share: BTreeMap<Vec<char>, f64> = BTreeMap::new();
        let mut next: BTreeMap<Vec<char>, Vec<(f64, char)>> = BTreeMap::new();
        let mut stream = map.stream().into_stream();
        // In order of bytes: every run comes behind its beginning.
        while let Some((run, bits)) = stream.next() {
            let run: Vec<char> = String::from_utf8_lossy(run).chars().collect();
            let chance = exp(f64::from_bits(bits));
            let (last, before) = run.split_last().expect("no run is empty");
            if before.len() == CONTEXT {
                let row = next.entry(before.to_vec()).or_default();
                let sum = row.last().map_or(0.0, |(sum, _)| *sum);
                row.push((sum + chance, *last));
            } else {
                let all = if before.is_empty() { 1.0 } else { share.get(before).copied().unwrap_or(0.0) };
                share.insert(run, all * chance);
            }
        }
        let mut starts = share.clone();
        for (run, chance) in &share {
            if run.len() > 1
                && let Some(start) = starts.get_mut(&run[1..])
            {
                *start -= chance;
            }
        }
        // Four letters with one before them: runs of five.
        for (before, row) in &next {
            let mut sum = 0.0;
            for (upto, last) in row {
                let run: Vec<char> = before[1..].iter().copied().chain([*last]).collect();
                if let Some(start) = starts.get_mut(&run) {
                    *start -= share.get(before).copied().unwrap_or(0.0) * (upto - sum);
                }
                sum = *upto;
            }
        }
        let mut whole = starts.clone();
        for (run, start) in &starts {
            if run.len() > 1
                && let Some(word) = whole.get_mut(&run[..run.len() - 1])
            {
                *word -= start.max(0.0);
            }
        }
        let mut openings = Vec::new();
        let mut sum = 0.0;
        for (run, start) in &starts {
            let (chance, ends) = if run.len() == CONTEXT { (*start, false) } else { (whole[run], true) };
            if chance > 0.0 {
                sum += chance;
                openings.push((sum, run.clone(), ends));
            }
        }
        Ok(Model { openings, next })
    }

    /// Draws so many words; gives each with how often it came.
    pub fn words(&self, draws: usize, random: &mut Random) -> BTreeMap<String, u32> {
        let mut words = BTreeMap::new();
        for _ in 0..draws {
            if let Some(word) = self.word(random) {
                *words.entry(word).or_default() += 1;
            }
        }
        words
    }

    fn word(&self, random: &mut Random) -> Option<String> {
        let all = self.openings.last()?.0;
        let pick = random.unit() * all;
        let at = self.openings.partition_point(|(sum, ..)| *sum <= pick);
        let (_, opening, ends) = self.openings.get(at)?;
        let mut word = opening.clone();
        while !ends && word.len() <= LONGEST {
            let Some(row) = self.next.get(&word[word.len() - CONTEXT..]) else { break };
            let pick = random.unit();
            let Some((_, letter)) = row.get(row.partition_point(|(sum, _)| *sum <= pick)) else { break };
            word.push(*letter);
        }
        (word.len() <= LONGEST).then(|| word.into_iter().collect())
    }
}
