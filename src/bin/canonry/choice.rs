//! Which pages of the inputs are worked on: a shard, a sample, the first ones.
//! In: flags; the places of pages. Out: whether a page is wanted, told by its place alone, so that it does not depend on
//! threads or on where a run was stopped. Not here: how pages are counted (see `inputs`), what becomes of the others
//! (see `run`).

use crate::{args::Input, fault::usage};
use std::collections::{BTreeSet, BinaryHeap};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Where a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Number of its source, from 0.
    pub source: usize,
    /// Bytes of the files before, and of its own before its block, as they lie on the disk.
    pub at: u64,
    /// Number of its record in the source, from 1.
    pub record: usize,
}

/// The pages that are wanted; by default all.
#[derive(Debug, Default)]
pub struct Choice {
    /// Number of the shard, from 0, and how many there are.
    shard: Option<(u64, u64)>,
    /// Bytes of all files.
    size: u64,
    /// Source and record of each page that was drawn.
    drawn: Option<BTreeSet<(usize, usize)>>,
    /// So many pages, and no more.
    pub limit: Option<usize>,
}

impl Choice {
    /// Reads the flags; a sample is drawn later. `size` is that of all files, unknown where standard input is read.
    pub fn read(input: &Input, size: Option<u64>) -> anyhow::Result<Choice> {
        if input.sample == Some(0) || input.limit == Some(0) {
            return Err(usage("--sample and --limit: at least one page is needed"));
        }
        let shard = input.shard.as_deref().map(|words| {
            let parts = words
                .split_once('/')
                .and_then(|(at, of)| Some((at.trim().parse().ok()?, of.trim().parse().ok()?)));
            parts
                .filter(|(at, of): &(u64, u64)| (1..=*of).contains(at))
                .map(|(at, of)| (at - 1, of))
                .ok_or_else(|| {
                    usage(format!(
                        "--shard {words}: expected I/N, the first of three being 1/3 and the last 3/3"
                    ))
                })
        });
        let shard = shard.transpose()?;
        if shard.is_some() && size.is_none() {
            return Err(usage(
                "--shard needs to know how much there is to read, and standard input does not tell; name a file",
            ));
        }
        Ok(Choice { shard, size: size.unwrap_or(0), drawn: None, limit: input.limit })
    }

    /// True where pages are left out.
    pub fn is_partial(&self) -> bool {
        self.shard.is_some() || self.drawn.is_some() || self.limit.is_some()
    }

    /// Whether a page is wanted, as long as the limit is not reached.
    pub fn wants(&self, place: Place) -> bool {
        self.shard.is_none_or(|(at, of)| self.shard_of(place, of) == at)
            && self.drawn.as_ref().is_none_or(|drawn| drawn.contains(&(place.source, place.record)))
    }

    /// The shard of a block, from 0: shards are stretches of the input, so that one behind the other they are all of it.
    fn shard_of(&self, place: Place, of: u64) -> u64 {
        let share = u128::from(place.at) * u128::from(of) / u128::from(self.size.max(1));
        u64::try_from(share).unwrap_or(of).min(of - 1)
    }

    /// Keeps what was drawn.
    pub fn draw(&mut self, draw: Draw) {
        self.drawn = Some(draw.lowest.into_iter().map(|(_, source, record)| (source, record)).collect());
    }
}

/// A sample while it is drawn: the pages whose digests are lowest.
pub struct Draw {
    size: usize,
    seed: u64,
    lowest: BinaryHeap<(u64, usize, usize)>,
}

impl Draw {
    /// A sample of so many pages.
    pub fn new(size: usize, seed: u64) -> Draw {
        Draw { size, seed, lowest: BinaryHeap::new() }
    }

    /// Throws the dice for one page, told by its path and number.
    pub fn add(&mut self, place: Place, path: &str) {
        let digest = xxh3_64_with_seed(format!("{path}\0{}", place.record).as_bytes(), self.seed);
        self.lowest.push((digest, place.source, place.record));
        if self.lowest.len() > self.size {
            self.lowest.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> impl Iterator<Item = Place> {
        (0..3).flat_map(|source| {
            (1..=1000).map(move |record| {
                let before = source * 1000 + record / 100 * 100;
                Place { source, at: before as u64, record }
            })
        })
    }

    #[test]
    fn shards_are_stretches() {
        let shard = |words: &str| {
            Choice::read(&Input { shard: Some(words.to_owned()), ..Input::default() }, Some(3000))
        };
        let shards: Vec<Choice> = ["1/4", "2/4", "3/4", "4/4"].map(|words| shard(words).expect(words)).into();
        let own = |place: Place| {
            let own: Vec<usize> = (0..4).filter(|at| shards[*at].wants(place)).collect();
            assert_eq!(own.len(), 1, "{place:?}");
            own[0]
        };
        let all: Vec<usize> = places().map(own).collect();
        assert!(
            all.is_sorted() && all.chunk_by(|a, b| a == b).all(|shard| (600..=900).contains(&shard.len()))
        );
        for words in ["0/3", "4/3", "1", "a/b", "1/0", "-1/2"] {
            assert!(shard(words).is_err(), "{words}");
        }
    }

    #[test]
    fn samples_are_drawn_evenly_and_again() {
        let sample = |seed| {
            let (mut choice, mut draw) = (Choice::default(), Draw::new(300, seed));
            places().for_each(|place| draw.add(place, &format!("{}.txt", place.source)));
            choice.draw(draw);
            places().filter(|place| choice.wants(*place)).collect::<Vec<_>>()
        };
        let one = sample(1);
        assert_eq!((one.len(), &one), (300, &sample(1)));
        assert_ne!(one, sample(2));
        for source in 0..3 {
            let share = one.iter().filter(|place| place.source == source).count();
            assert!((70..=130).contains(&share), "{share} of 300 from a third of the pages");
        }
    }
}
