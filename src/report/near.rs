//! Pages that say nearly the same: signatures, and clusters of them.
//! In: texts. Out: a [`Signature`] for each, a pure function of its words; groups of texts. Not here: which texts.
//!
//! A signature is the digest of the text (XXH3-128) and a MinHash of its words: the folded words (see `fold`) in runs of
//! [`SHINGLE`], each run joined by spaces and hashed with XXH3-64 to x; value i of [`VALUES`] is the least of
//! `(a_i * x + b_i mod 2^64) >> 32` over all runs, where `a_i | 1` and `b_i` are numbers 2i and 2i + 1 of SplitMix64 started at
//! 0. A text of fewer words is one run. Two texts share about as many of their values as they share of their runs.

use crate::scan::Scan;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use std::collections::HashMap;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Words in a run.
pub const SHINGLE: usize = 5;
/// Values of a signature.
pub const VALUES: usize = 128;
/// Values that two texts must share to be compared; with 32 such chances, 0.8 of the runs in common are never missed.
const ROWS: usize = 4;
/// Texts that share these values with so many before are compared with no more of them.
const MOST_COMPARED: usize = 64;

/// What a text is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    hash: u128,
    /// Nothing where there are no words.
    values: Option<Box<[u32; VALUES]>>,
}

impl Signature {
    /// The signature of a text.
    ///
    /// ```
    /// use canonry::report::near::Signature;
    /// let one = Signature::of("The ferry was lost in the fog off the cape on Friday night.");
    /// let two = Signature::of("The FERRY was lost in the fog off the cape on Friday night!");
    /// assert!(!one.is_same(&two));
    /// assert_eq!(one.similarity(&two), 1.0);
    /// assert_eq!(Signature::read(&one.record()), Some(one));
    /// ```
    pub fn of(text: &str) -> Signature {
        let scan = Scan::new(text);
        let words: Vec<&str> = scan.view.split_whitespace().collect();
        let values = (!words.is_empty()).then(|| {
            let constants = constants();
            let mut least = Box::new([u32::MAX; VALUES]);
            let mut run = String::new();
            for start in 0..=words.len().saturating_sub(SHINGLE) {
                run.clear();
                for word in &words[start..words.len().min(start + SHINGLE)] {
                    run.push_str(word);
                    run.push(' ');
                }
                let x = xxh3_64(run.trim_end().as_bytes());
                for (least, (a, b)) in least.iter_mut().zip(&constants) {
                    *least = (*least).min((a.wrapping_mul(x).wrapping_add(*b) >> 32) as u32);
                }
            }
            least
        });
        Signature { hash: xxh3_128(text.as_bytes()), values }
    }

    /// True for texts of the same bytes.
    pub fn is_same(&self, other: &Signature) -> bool {
        self.hash == other.hash
    }

    /// The share of runs of words two texts have in common, give or take 0.05.
    pub fn similarity(&self, other: &Signature) -> f64 {
        match (&self.values, &other.values) {
            _ if self.is_same(other) => 1.0,
            (Some(a), Some(b)) => {
                a.iter().zip(b.iter()).filter(|(a, b)| a == b).count() as f64 / VALUES as f64
            }
            _ => 0.0,
        }
    }

    /// As `--add near-dup` writes it: the digest in hexadecimal, the values as little-endian bytes in base 64.
    pub fn record(&self) -> Value {
        let bytes =
            |values: &[u32; VALUES]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
        json!({
            "hash": format!("{:032x}", self.hash),
            "minhash": self.values.as_deref().map(|values| BASE64.encode(bytes(values))),
        })
    }

    /// Reads what [`Signature::record`] wrote.
    pub fn read(record: &Value) -> Option<Signature> {
        let hash = u128::from_str_radix(record["hash"].as_str()?, 16).ok()?;
        let Some(text) = record["minhash"].as_str() else {
            return record.get("minhash")?.is_null().then_some(Signature { hash, values: None });
        };
        let bytes = BASE64.decode(text).ok()?;
        let mut values = Box::new([0; VALUES]);
        if bytes.len() != VALUES * 4 {
            return None;
        }
        for (value, bytes) in values.iter_mut().zip(bytes.chunks_exact(4)) {
            *value = u32::from_le_bytes(bytes.try_into().ok()?);
        }
        Some(Signature { hash, values: Some(values) })
    }
}

fn constants() -> [(u64, u64); VALUES] {
    let mut state = 0u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    std::array::from_fn(|_| (next() | 1, next()))
}

/// Texts that are the same or share at least `threshold` of their runs of words, directly or by way of others: the numbers
/// of the texts, in order, clusters in the order of their first texts. The same for the same texts in the same order.
pub fn clusters(signatures: &[Signature], threshold: f64) -> Vec<Vec<usize>> {
    let mut roots: Vec<usize> = (0..signatures.len()).collect();
    let mut first: HashMap<u128, usize> = HashMap::new();
    let mut different = Vec::new();
    for (number, signature) in signatures.iter().enumerate() {
        match first.get(&signature.hash) {
            Some(first) => roots[number] = *first,
            None => {
                first.insert(signature.hash, number);
                different.push(number);
            }
        }
    }
    // One group of rows after the other, so that memory is that of one.
    for rows in 0..VALUES / ROWS {
        let key = |number: &usize| {
            let values = signatures[*number].values.as_ref()?;
            let rows: Vec<u8> =
                values[rows * ROWS..][..ROWS].iter().flat_map(|value| value.to_le_bytes()).collect();
            Some((xxh3_64(&rows), *number))
        };
        let mut keys: Vec<(u64, usize)> = different.iter().filter_map(key).collect();
        keys.sort_unstable();
        for group in keys.chunk_by(|a, b| a.0 == b.0) {
            for (at, (_, number)) in group.iter().enumerate() {
                for (_, other) in group[..at].iter().take(MOST_COMPARED) {
                    let (one, two) = (root(&mut roots, *other), root(&mut roots, *number));
                    if one != two && signatures[*number].similarity(&signatures[*other]) >= threshold {
                        roots[one.max(two)] = one.min(two);
                    }
                }
            }
        }
    }
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); signatures.len()];
    for number in 0..signatures.len() {
        let root = root(&mut roots, number);
        found[root].push(number);
    }
    found.retain(|cluster| cluster.len() > 1);
    found
}

fn root(roots: &mut [usize], mut number: usize) -> usize {
    while roots[number] != number {
        roots[number] = roots[roots[number]];
        number = roots[number];
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of words that no other seed has, with some of its words changed.
    fn text(seed: usize, changed: &[usize]) -> String {
        let word = |at: usize| {
            if changed.contains(&at) { format!("new{seed}x{at}") } else { format!("w{seed}x{at}") }
        };
        (0..200).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn similarity_is_the_share_of_runs() {
        for changed in
            [&[][..], &[100], &[50, 150], &[20, 60, 100, 140], &[10, 30, 50, 70, 90, 110, 130, 150]]
        {
            let (one, two) = (text(1, &[]), text(1, changed));
            let (all, touched) = (196.0, (changed.len() * SHINGLE) as f64);
            let expected = (all - touched) / (all + touched);
            let found = Signature::of(&one).similarity(&Signature::of(&two));
            assert!((found - expected).abs() < 0.1, "{changed:?}: {found} is not {expected}");
        }
        assert!(Signature::of(&text(1, &[])).similarity(&Signature::of(&text(2, &[]))) < 0.05);
    }

    #[test]
    fn signatures_are_the_same_for_ever() {
        // Worked out by another program from what the head of this file says.
        let signature = Signature::of("The ferry was lost in the fog.");
        let expected = r#"{"hash":"a217ed85eb4200c40313b6bd9f7fd285","minhash":"BnyZNf7pT03UCX93xS8vSFgxrW81vaZ08K5LHOyKSUywbh8y2yLsWI+2oAvFGqaJ6d"#;
        assert_eq!(signature.record().to_string()[..120], *expected);
    }

    #[test]
    fn records_are_read_again_and_others_are_not() {
        for text in ["", "...", "one", "one two three four five six"] {
            let signature = Signature::of(text);
            assert_eq!(Signature::read(&signature.record()), Some(signature), "{text}");
        }
        for record in [
            json!({}),
            json!({"hash": "x", "minhash": null}),
            json!({"hash": "0"}),
            json!({"hash": "0", "minhash": "AAAA"}),
        ] {
            assert_eq!(Signature::read(&record), None, "{record}");
        }
    }

    #[test]
    fn clusters_of_what_is_alike() {
        let texts = [
            text(1, &[]),
            text(2, &[]),
            text(1, &[100]),
            text(3, &[]),
            text(2, &[]),
            String::new(),
            "?".into(),
            text(1, &[100, 20]),
            String::new(),
        ];
        let all: Vec<Signature> = texts.iter().map(|text| Signature::of(text)).collect();
        assert_eq!(clusters(&all, 0.8), [vec![0, 2, 7], vec![1, 4], vec![5, 8]]);
        assert_eq!(clusters(&all, 1.0), [vec![1, 4], vec![5, 8]]);
        assert_eq!(clusters(&[], 0.8), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn many_alike_are_one_cluster() {
        let all: Vec<Signature> = (0..200).map(|number| Signature::of(&text(1, &[number]))).collect();
        assert_eq!(clusters(&all, 0.8).iter().map(Vec::len).collect::<Vec<_>>(), [200]);
    }
}
