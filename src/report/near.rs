//! Pages that say nearly the same: signatures, and clusters of them.
//! In: texts. Out: a [`Signature`] for each, a pure function of its words; [`Clusters`] of [`Pages`]. Not here: which texts.
//!
//! A signature is the digest of the text (XXH3-128) and a MinHash of its words: the folded words (see `fold`) in runs of
//! [`SHINGLE`], each run joined by spaces and hashed with XXH3-64 to x; value i of [`VALUES`] is the least of
//! `(a_i * x + b_i mod 2^64) >> 32` over all runs, where `a_i | 1` and `b_i` are numbers 2i and 2i + 1 of SplitMix64 started at
//! 0. A text of fewer words is one run. Two texts share about as many of their values as they share of their runs.

use crate::scan::Scan;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
};
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

    /// What ties it to others.
    fn keys(&self) -> [u64; COLUMNS] {
        let mut keys = [NO_KEY; COLUMNS];
        for (key, values) in keys.iter_mut().zip(self.values.iter().flat_map(|all| all.chunks_exact(ROWS))) {
            let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
            *key = xxh3_64(&bytes).max(NO_KEY + 1);
        }
        keys[COLUMNS - 1] = (self.hash as u64).max(NO_KEY + 1);
        keys
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

/// Pages that are to be compared. They lie in temporary files, some 850 bytes a page and its note, so that memory does not
/// grow with them.
///
/// ```
/// use canonry::report::near::{Pages, Signature};
/// let mut pages = Pages::new()?;
/// for (note, text) in [("a", "Fled.."), ("b", "Came."), ("c", "Fled..")] {
///     pages.push(&Signature::of(text), note)?;
/// }
/// let found = pages.clusters(0.8)?;
/// assert_eq!(found.iter().collect::<Vec<_>>(), [[0, 2]]);
/// assert_eq!((found.page(2)?.1.as_str(), found.repeats(2)), ("c", true));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Pages {
    /// A [`Row`] for each page.
    rows: BufWriter<File>,
    notes: BufWriter<File>,
    /// Bytes of notes so far.
    noted: u64,
    /// The keys of each [`CHUNK`] of pages, those of the first column, then those of the second.
    keys: BufWriter<File>,
    /// Keys that are not there yet.
    chunk: Vec<[u64; COLUMNS]>,
    count: u32,
}

/// Keys of a page: of each [`ROWS`] of its values, and of its digest. Pages of one key are compared.
const COLUMNS: usize = VALUES / ROWS + 1;
/// Stands where a page has no key.
const NO_KEY: u64 = 0;
/// Pages whose keys lie together.
const CHUNK: usize = 4096;
/// About so many keys are sorted at a time.
const SORTED: usize = 2 << 20;
/// Bytes of a row: the digest, whether there are values, the values, where the note begins and how long it is.
const ROW: usize = 16 + 1 + VALUES * 4 + 8 + 4;

impl Pages {
    /// None yet. The folder for temporary files (`TMPDIR`) needs room.
    pub fn new() -> io::Result<Pages> {
        let file = || Ok::<_, io::Error>(BufWriter::with_capacity(1 << 16, tempfile::tempfile()?));
        let (rows, notes, keys) = (file()?, file()?, file()?);
        Ok(Pages { rows, notes, noted: 0, keys, chunk: Vec::with_capacity(CHUNK), count: 0 })
    }

    /// Adds a page and what is to be known of it; pages are numbered from 0.
    pub fn push(&mut self, signature: &Signature, note: &str) -> io::Result<()> {
        self.count =
            self.count.checked_add(1).ok_or_else(|| io::Error::other("more than 4,294,967,295 pages"))?;
        self.rows.write_all(&signature.hash.to_le_bytes())?;
        self.rows.write_all(&[u8::from(signature.values.is_some())])?;
        for value in signature.values.as_deref().unwrap_or(&[0; VALUES]) {
            self.rows.write_all(&value.to_le_bytes())?;
        }
        self.rows.write_all(&self.noted.to_le_bytes())?;
        self.rows.write_all(&u32::try_from(note.len()).map_err(io::Error::other)?.to_le_bytes())?;
        self.notes.write_all(note.as_bytes())?;
        self.noted += note.len() as u64;
        self.chunk.push(signature.keys());
        if self.chunk.len() == CHUNK { self.write_keys() } else { Ok(()) }
    }

    fn write_keys(&mut self) -> io::Result<()> {
        for column in 0..COLUMNS {
            for keys in &self.chunk {
                self.keys.write_all(&keys[column].to_le_bytes())?;
            }
        }
        self.chunk.clear();
        Ok(())
    }

    /// Those that are the same or share at least `threshold` of their runs of words, directly or by way of others. The same
    /// for the same pages in the same order. Memory is 9 bytes a page and some 32 MB; 16 bytes more for each of the pages
    /// alike where most are.
    pub fn clusters(mut self, threshold: f64) -> io::Result<Clusters> {
        self.write_keys()?;
        let written = |file: BufWriter<File>| file.into_inner().map_err(io::IntoInnerError::into_error);
        let (rows, notes, keys) = (written(self.rows)?, written(self.notes)?, written(self.keys)?);
        let count = self.count as usize;
        let (roots, repeats) = ((0..self.count).collect(), vec![false; count]);
        let mut found = Clusters { rows, notes, roots, repeats, next: Vec::new() };
        let keys = Keys { file: keys, count };
        keys.ties(COLUMNS - 1, |_| true, |tied| found.join_same(tied))?;
        for column in 0..COLUMNS - 1 {
            let different: Vec<bool> = found.repeats.iter().map(|repeats| !repeats).collect();
            keys.ties(column, |page| different[page as usize], |tied| found.join_alike(tied, threshold))?;
        }
        found.link();
        Ok(found)
    }
}

/// The keys of all pages, by column.
struct Keys {
    file: File,
    count: usize,
}

impl Keys {
    /// Gives the pages of each key that more than one of the wanted pages has, in order.
    fn ties(
        &self,
        column: usize,
        wanted: impl Fn(u32) -> bool,
        mut tied: impl FnMut(&[(u64, u32)]) -> io::Result<()>,
    ) -> io::Result<()> {
        let parts = self.count.div_ceil(SORTED).max(1) as u128;
        let mut bytes = vec![0; CHUNK * 8];
        for part in 0..parts {
            let mut keys: Vec<(u64, u32)> = Vec::new();
            for first in (0..self.count).step_by(CHUNK) {
                let size = CHUNK.min(self.count - first);
                let bytes = &mut bytes[..size * 8];
                read_at(&self.file, (first * COLUMNS + column * size) as u64 * 8, bytes)?;
                let all =
                    bytes.chunks_exact(8).map(|key| u64::from_le_bytes(key.try_into().unwrap_or([0; 8])));
                let numbered = all.zip(u32::try_from(first).map_err(io::Error::other)?..);
                keys.extend(numbered.filter(|(key, page)| {
                    *key != NO_KEY && (u128::from(*key) * parts) >> 64 == part && wanted(*page)
                }));
            }
            keys.sort_unstable();
            for group in keys.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
                tied(group)?;
            }
        }
        Ok(())
    }
}

fn read_at(mut file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

/// Pages alike.
pub struct Clusters {
    rows: File,
    notes: File,
    /// A page before of the same cluster, or the page itself.
    roots: Vec<u32>,
    /// The same bytes as one before.
    repeats: Vec<bool>,
    /// The page of its cluster that follows, or the page itself.
    next: Vec<u32>,
}

impl Clusters {
    /// The numbers of the pages of each cluster, in order; clusters in the order of their first pages.
    pub fn iter(&self) -> impl Iterator<Item = Vec<usize>> {
        let follows = move |page: usize| Some(self.next[page] as usize).filter(|next| *next != page);
        let is_first = move |page: &usize| self.roots[*page] as usize == *page && follows(*page).is_some();
        (0..self.roots.len())
            .filter(is_first)
            .map(move |first| std::iter::successors(Some(first), |page| follows(*page)).collect())
    }

    /// True for a page of the same bytes as one before.
    pub fn repeats(&self, page: usize) -> bool {
        self.repeats[page]
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.roots.len()
    }

    /// A page and its note.
    pub fn page(&self, page: usize) -> io::Result<(Signature, String)> {
        let mut row = [0; ROW];
        read_at(&self.rows, (page * ROW) as u64, &mut row)?;
        let (signature, note) = row.split_at(ROW - 12);
        let (at, length) = note.split_at(8);
        let mut note = vec![0; number(length) as usize];
        read_at(&self.notes, number(at), &mut note)?;
        let (hash, values) = signature.split_at(16);
        let values = (values[0] == 1).then(|| {
            let mut all = Box::new([0; VALUES]);
            for (value, bytes) in all.iter_mut().zip(values[1..].chunks_exact(4)) {
                *value = number(bytes) as u32;
            }
            all
        });
        let hash = u128::from(number(&hash[..8])) | u128::from(number(&hash[8..])) << 64;
        Ok((Signature { hash, values }, String::from_utf8(note).map_err(io::Error::other)?))
    }

    fn root(&mut self, page: u32) -> u32 {
        let mut page = page as usize;
        while self.roots[page] as usize != page {
            self.roots[page] = self.roots[self.roots[page] as usize];
            page = self.roots[page] as usize;
        }
        self.roots[page]
    }

    /// Joins pages of one digest; all but the first repeat it.
    fn join_same(&mut self, tied: &[(u64, u32)]) -> io::Result<()> {
        // Half a digest tied them.
        let mut first: HashMap<u128, u32> = HashMap::new();
        for (_, page) in tied {
            let hash = self.page(*page as usize)?.0.hash;
            let known = *first.entry(hash).or_insert(*page);
            self.roots[*page as usize] = known;
            self.repeats[*page as usize] = known != *page;
        }
        Ok(())
    }

    /// Joins those of the pages that are alike.
    fn join_alike(&mut self, tied: &[(u64, u32)], threshold: f64) -> io::Result<()> {
        let mut before: Vec<(u32, Signature)> = Vec::new();
        for (_, page) in tied {
            let own = self.page(*page as usize)?.0;
            for (other, signature) in &before {
                let (one, two) = (self.root(*other), self.root(*page));
                if one != two && own.similarity(signature) >= threshold {
                    self.roots[one.max(two) as usize] = one.min(two);
                }
            }
            if before.len() < MOST_COMPARED {
                before.push((*page, own));
            }
        }
        Ok(())
    }

    /// Makes each page know the next of its cluster.
    fn link(&mut self) {
        let count = u32::try_from(self.roots.len()).unwrap_or(u32::MAX);
        self.next = (0..count).collect();
        for page in (0..count).rev() {
            let root = self.root(page);
            self.roots[page as usize] = root;
            if root != page {
                // Until its turn comes, the first page knows the one that was linked last.
                let later = self.next[root as usize];
                if later != root {
                    self.next[page as usize] = later;
                }
                self.next[root as usize] = page;
            }
        }
    }
}

/// A number of up to eight bytes, the least first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
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

    /// Clusters of texts; each comes back as it was put in.
    fn clusters(texts: impl IntoIterator<Item = String>, threshold: f64) -> Vec<Vec<usize>> {
        let mut pages = Pages::new().expect("files");
        let all: Vec<Signature> = texts.into_iter().map(|text| Signature::of(&text)).collect();
        for (number, signature) in all.iter().enumerate() {
            pages.push(signature, &format!("page {number}")).expect("room");
        }
        let found = pages.clusters(threshold).expect("read");
        assert_eq!(found.pages(), all.len());
        for (number, signature) in all.iter().enumerate() {
            assert_eq!(found.page(number).expect("read"), (signature.clone(), format!("page {number}")));
            assert_eq!(found.repeats(number), all[..number].iter().any(|other| other.is_same(signature)));
        }
        found.iter().collect()
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
        assert_eq!(clusters(texts.clone(), 0.8), [vec![0, 2, 7], vec![1, 4], vec![5, 8]]);
        assert_eq!(clusters(texts, 1.0), [vec![1, 4], vec![5, 8]]);
        assert_eq!(clusters([], 0.8), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn many_alike_are_one_cluster() {
        let found = clusters((0..200).map(|number| text(1, &[number])), 0.8);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [200]);
    }

    #[test]
    fn more_pages_than_lie_together() {
        // Each short text stands twice, a chunk and more apart.
        let apart = CHUNK + 100;
        let found = clusters((0..2 * apart).map(|number| format!("page {}", number % apart)), 0.8);
        assert_eq!(found, (0..apart).map(|number| vec![number, number + apart]).collect::<Vec<_>>());
    }
}
