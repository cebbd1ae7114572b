//! What finding names costs, against Aho-Corasick on the same text with the same names, in one process, by turns.
//!
//!     cargo bench --bench locate                       sizes 300, 10,000 and 1,000,000, generated text of 10 MB
//!     cargo bench --bench locate -- --mb 100 --check   are all engines of one mind on 100 MB? (no times)
//!     cargo bench --bench locate -- --text pages.jsonl --names names.csv
//!
//! Every time holds the folding of the text: words cut, folded and hashed for the engines of canonry, and for
//! aho-corasick the same view of the text, or (`plain`) small letters with the separators as they stand. Hits are
//! verified: word boundaries, gaps, capitals. The automaton of canonry looks at overlapping hits; leftmost-longest loses
//! those a longer one hides, which the column of hits shows.

#![allow(missing_docs, clippy::print_stdout)]

use aho_corasick::{AhoCorasick, MatchKind};
use canonry::{
    dictionary::{
        Dictionary,
        compiled::Compiled,
        files,
        layers::Layers,
        matcher::{Engine, Hit},
    },
    fold::{Class, fold},
    scan::Scan,
};
use std::{
    collections::{BTreeSet, HashSet},
    env, fs,
    hint::black_box,
    path::Path,
    time::Instant,
};

/// Numbers that look like chance and are the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

const SYLLABLES: &[&str] = &[
    "ab", "al", "an", "ar", "ba", "bar", "da", "dir", "el", "fa", "ga", "ha", "ham", "ib", "ja", "ka", "kan",
    "la", "ma", "mad", "na", "nur", "qa", "ra", "rah", "sa", "shah", "ta", "tar", "ul", "wa", "ya", "za",
    "zar",
];

const COMMON: &str = "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they \
    which one you were all her she there would their we him been has when who will no more if out so said what up its about \
    di e il la che in un per è una con non sono del si da come le dei nel alla più al anche ha della i gli su lo se ma dopo \
    government police officials killed attack city province people year former country group security report minister \
    governo polizia attacco città provincia persone anno paese gruppo sicurezza secondo ministro stato guerra";

fn word(chance: &mut Chance) -> String {
    let count = 2 + chance.below(2);
    let word: String = (0..count).map(|_| *chance.of(SYLLABLES)).collect();
    word[..1].to_uppercase() + &word[1..]
}

/// Names of two or three words.
fn names(count: usize) -> Vec<String> {
    let mut chance = Chance(11);
    let words: Vec<String> = (0..4_000).map(|_| word(&mut chance)).collect();
    let mut seen = HashSet::new();
    let mut all = Vec::with_capacity(count);
    while all.len() < count {
        let length = 2 + usize::from(chance.one_in(3));
        let name: Vec<&str> = (0..length).map(|_| chance.of(&words).as_str()).collect();
        let name = name.join(" ");
        if seen.insert(name.clone()) {
            all.push(name);
        }
    }
    all
}

/// Sentences of common and of made-up words; about one capitalised stretch in three is a name of the list.
fn text(bytes: usize, names: &[String]) -> String {
    let mut chance = Chance(7);
    let common: Vec<&str> = COMMON.split_whitespace().collect();
    let rare: Vec<String> = (0..20_000).map(|_| word(&mut chance).to_lowercase()).collect();
    let mut text = String::with_capacity(bytes + 400);
    while text.len() < bytes {
        let length = 8 + chance.below(24);
        for at in 0..length {
            match chance.below(24) {
                0 => text.push_str(chance.of::<String>(names)),
                1 => {
                    text.push_str(&word(&mut chance));
                    text.push(' ');
                    text.push_str(&word(&mut chance));
                }
                2..=9 => text.push_str(chance.of::<String>(&rare)),
                10 => text.push_str("dell’"),
                _ => text.push_str(chance.of::<&str>(&common)),
            }
            text.push_str(match chance.below(12) {
                _ if at + 1 == length => ".",
                0 => ", ",
                1 if chance.one_in(4) => " – ",
                _ => " ",
            });
        }
        text.push(if chance.one_in(3) { '\n' } else { ' ' });
    }
    text
}

/// Seconds this thread has worked, where the system tells; else those that went by.
fn worked(start: Instant) -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|words| words.split(' ').next()?.parse::<f64>().ok());
    told.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// The hits that leftmost-longest search would keep, of those that may overlap.
fn leftmost_longest(hits: &[Hit]) -> usize {
    let mut end = 0;
    let kept = hits.iter().filter(|hit| {
        let free = hit.first >= end;
        if free {
            end = hit.last;
        }
        free
    });
    kept.count()
}

/// One way to find names in pages.
trait Way {
    fn hits(&mut self, page: &str) -> usize;
}

struct Own {
    dictionary: Dictionary,
    scan: Scan,
    found: Vec<Hit>,
}

impl Way for Own {
    fn hits(&mut self, page: &str) -> usize {
        self.scan.read(page);
        self.dictionary.locate(page, &self.scan, &mut self.found);
        leftmost_longest(&self.found)
    }
}

/// aho-corasick over the same view of the text.
struct OverView {
    automaton: AhoCorasick,
    scan: Scan,
}

impl Way for OverView {
    fn hits(&mut self, page: &str) -> usize {
        self.scan.read(page);
        let (scan, view) = (&self.scan, self.scan.view.as_bytes());
        let whole = |start: usize, end: usize| view[start - 1] == b' ' && view[end] == b' ';
        let found = self.automaton.find_iter(&scan.view).filter(|found| whole(found.start(), found.end()));
        found.filter(|found| fits(scan, found.start(), found.end())).count()
    }
}

/// The rules of gaps and capitals for names of several words.
fn fits(scan: &Scan, start: usize, end: usize) -> bool {
    let (Some(first), Some(last)) =
        (scan.token_at_view(start), scan.token_at_view(end + 1).or(Some(scan.tokens.len())))
    else {
        return false;
    };
    let tokens = &scan.tokens[first..last];
    let any = 4 | 8 | 32 | 64 | 2;
    tokens[1..].iter().all(|token| token.gap.bits() & any != 0)
        && tokens.iter().any(|token| token.shape.has_capital() || !token.shape.has_lower())
}

/// aho-corasick over small letters, separators as they stand; boundaries and capitals are looked at in the text.
struct Plain {
    automaton: AhoCorasick,
    folded: String,
}

impl Way for Plain {
    fn hits(&mut self, page: &str) -> usize {
        self.folded.clear();
        for c in page.chars() {
            if c.is_ascii() {
                self.folded.push(c.to_ascii_lowercase());
            } else if fold(c, &mut self.folded) != Class::Letter {
                self.folded.push(' ');
            }
        }
        let bytes = self.folded.as_bytes();
        let letter =
            |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        let found = self.automaton.find_iter(&self.folded);
        found.filter(|found| !letter(found.start().checked_sub(1)) && !letter(Some(found.end()))).count()
    }
}

fn own(compiled: &Compiled, engine: Engine) -> Box<dyn Way> {
    let dictionary = Dictionary::new(Layers::new([compiled.clone()]), engine, &BTreeSet::new());
    Box::new(Own { dictionary, scan: Scan::default(), found: Vec::new() })
}

fn automaton(patterns: impl Iterator<Item = String>) -> AhoCorasick {
    let patterns: Vec<String> = patterns.collect();
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).expect("an automaton")
}

fn compiled(names: &[String]) -> Compiled {
    let mut table = String::from("entity,form\n");
    for (number, name) in names.iter().enumerate() {
        table.push_str(&format!("bench/{},{name}\n", number / 4));
    }
    files::read_bytes(&Default::default(), Path::new("names.csv"), table.as_bytes()).expect("a table")
}

struct Asked {
    megabytes: usize,
    rounds: usize,
    sizes: Vec<usize>,
    check: bool,
    text: Option<String>,
    names: Option<String>,
}

fn asked() -> Asked {
    let mut asked = Asked {
        megabytes: 10,
        rounds: 5,
        sizes: vec![300, 10_000, 1_000_000],
        check: false,
        text: None,
        names: None,
    };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|word| word.parse().ok()).expect("a number");
        match word.as_str() {
            "--mb" => asked.megabytes = number(),
            "--rounds" => asked.rounds = number(),
            "--check" => asked.check = true,
            "--sizes" => {
                let sizes = words.next().expect("sizes");
                asked.sizes = sizes.split(',').map(|size| size.parse().expect("a number")).collect();
            }
            "--text" => asked.text = words.next(),
            "--names" => asked.names = words.next(),
            _ => {}
        }
    }
    asked
}

fn main() {
    let asked = asked();
    let most = *asked.sizes.iter().max().expect("a size");
    let names = match &asked.names {
        Some(path) => {
            let table = fs::read_to_string(path).expect("a table");
            table.lines().skip(1).filter_map(|line| Some(line.split_once(',')?.1.to_owned())).collect()
        }
        None => names(most),
    };
    let text = match &asked.text {
        Some(path) => fs::read_to_string(path).expect("a text").replace("\\n", "\n"),
        None => text(asked.megabytes * 1_000_000, &names[..names.len().min(10_000)]),
    };
    // Pages, as long as those of the web.
    let mut pages: Vec<&str> = Vec::new();
    let mut start = 0;
    for (end, _) in text.match_indices('\n').chain([(text.len(), "")]) {
        if end >= start + 2_000 || end == text.len() {
            pages.push(&text[start..end]);
            start = end;
        }
    }
    println!("| names | way | MB/s | ratio | hits |\n|---|---|---|---|---|");
    for size in &asked.sizes {
        let names = &names[..names.len().min(*size)];
        let compiled = compiled(names);
        if asked.check {
            check(*size, &compiled, &pages);
            continue;
        }
        let patterns = || names.iter().map(|name| Scan::new(name).view.trim().to_owned());
        let plain = || names.iter().map(|name| name.to_lowercase());
        let mut ways: Vec<(&str, Box<dyn Way>)> = vec![
            ("canonry, tokens", own(&compiled, Engine::Tokens)),
            ("canonry, automaton", own(&compiled, Engine::Automaton)),
            (
                "aho-corasick, view",
                Box::new(OverView { automaton: automaton(patterns()), scan: Scan::default() }),
            ),
            ("aho-corasick, plain", Box::new(Plain { automaton: automaton(plain()), folded: String::new() })),
        ];
        let mut best = vec![(f64::MAX, 0); ways.len()];
        for _ in 0..asked.rounds {
            for (best, (_, way)) in best.iter_mut().zip(&mut ways) {
                let (clock, start) = (Instant::now(), worked(Instant::now()));
                let hits = pages.iter().map(|page| black_box(way.hits(page))).sum();
                *best = (best.0.min(worked(clock) - start), hits);
            }
        }
        for ((name, _), (seconds, hits)) in ways.iter().zip(&best) {
            let (speed, ratio) = (text.len() as f64 / 1e6 / seconds, seconds / best[0].0);
            println!("| {size} | {name} | {speed:.0} | {ratio:.1} | {hits} |");
        }
    }
}

/// Every hit of both engines, place for place.
fn check(size: usize, compiled: &Compiled, pages: &[&str]) {
    let dictionary = |engine| Dictionary::new(Layers::new([compiled.clone()]), engine, &BTreeSet::new());
    let (tokens, automaton) = (dictionary(Engine::Tokens), dictionary(Engine::Automaton));
    let (mut scan, mut one, mut other) = (Scan::default(), Vec::new(), Vec::new());
    let (mut differences, mut hits) = (0, 0);
    for page in pages {
        scan.read(page);
        tokens.locate(page, &scan, &mut one);
        automaton.locate(page, &scan, &mut other);
        hits += one.len();
        differences += usize::from(one != other);
    }
    println!("| {size} | pages on which the engines differ: {differences} of {} | | | {hits} |", pages.len());
    assert_eq!(differences, 0, "the engines differ");
}
