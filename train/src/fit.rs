//! Fits the weights: a logistic regression over the slots of words, one class a lane.

use crate::{
    letters::{LANES, SLOTS},
    math::{Random, exp},
};

/// A word of a lane, its slots and how much it counts.
pub struct Example {
    pub lane: usize,
    pub weight: f32,
    pub slots: Vec<u32>,
}

/// The weights of every slot, and of a word before its letters are read.
pub struct Weights {
    pub slots: Vec<[f32; LANES]>,
    pub start: [f32; LANES],
}

/// Steps shrink slot by slot with what was learned there (Adagrad).
const STEP: f32 = 0.25;
const DECAY: f32 = 2e-6;

pub fn fit(examples: &mut [Example], rounds: usize, random: &mut Random) -> Weights {
    let mut weights = Weights { slots: vec![[0.0; LANES]; SLOTS], start: [0.0; LANES] };
    let mut learned = vec![[1e-2f32; LANES]; SLOTS];
    for round in 0..rounds {
        for at in (1..examples.len()).rev() {
            examples.swap(at, random.below(at + 1));
        }
        let mut loss = 0.0;
        let mut all = 0.0;
        let step = STEP * (1.0 - round as f32 / rounds as f32);
        for example in examples.iter() {
            let chances = chances(&weights, example);
            loss -= example.weight * chances[example.lane].max(1e-9).ln();
            all += example.weight;
            let mut error = chances;
            error[example.lane] -= 1.0;
            for e in &mut error {
                *e *= example.weight;
            }
            for slot in &example.slots {
                let row = &mut weights.slots[*slot as usize];
                let seen = &mut learned[*slot as usize];
                for lane in 0..LANES {
                    let slope = error[lane] + DECAY * row[lane];
                    seen[lane] += slope * slope;
                    row[lane] -= step * slope / seen[lane].sqrt();
                }
            }
        }
        eprintln!("round {round}: loss {:.4}", loss / all);
    }
    weights
}

fn chances(weights: &Weights, example: &Example) -> [f32; LANES] {
    let mut sum = weights.start;
    for slot in &example.slots {
        let row = &weights.slots[*slot as usize];
        for lane in 0..LANES {
            sum[lane] += row[lane];
        }
    }
    let best = sum.iter().copied().fold(f32::MIN, f32::max);
    let mut all = 0.0;
    for score in &mut sum {
        *score = exp(f64::from(*score - best)) as f32;
        all += *score;
    }
    sum.map(|score| score / all)
}
