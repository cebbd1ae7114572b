//! canonry and its peers, step by step, on the same pages. See README.md.

use aho_corasick::{AhoCorasick, MatchKind};
use canonry::{
    Cleaner, Scratch,
    dictionary::{Dictionary, files, layers::Layers, matcher::Engine},
    scan::Scan,
};
use charabia::Tokenize;
use std::{collections::BTreeSet, env, fs, hint::black_box, path::Path, time::Instant};

const ROUNDS: usize = 3;

/// A step by name, its peer, and what it does with a page.
type Way<'w> = (&'static str, &'static str, Box<dyn FnMut(&str) -> usize + 'w>);

/// Seconds this thread has worked.
fn worked() -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells how long a thread has worked");
    told.split(' ').next().and_then(|word| word.parse::<f64>().ok()).expect("a number") / 1e9
}

fn main() {
    let mut paths = env::args().skip(1);
    let (pages, names) = (paths.next().expect("PAGES.jsonl"), paths.next().expect("NAMES.csv"));
    let records = fs::read_to_string(pages).expect("pages");
    let pages: Vec<String> = records.lines().filter_map(text_of).collect();
    let bytes: usize = pages.iter().map(String::len).sum();
    let table = fs::read(&names).expect("names");
    let compiled = files::read_bytes(&Default::default(), Path::new(&names), &table).expect("a table");
    let patterns: Vec<String> = {
        let layers = Layers::new([compiled.clone()]);
        let mut all: Vec<String> = layers.forms().iter().map(|form| form.pattern().trim().to_owned()).collect();
        all.dedup();
        all
    };
    let dictionary = Dictionary::new(Layers::new([compiled]), Engine::Tokens, &BTreeSet::new());
    let start = Instant::now();
    let aho = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns).expect("patterns");
    let aho_built = start.elapsed();
    let start = Instant::now();
    let daac = daachorse::DoubleArrayAhoCorasickBuilder::new()
        .match_kind(daachorse::MatchKind::LeftmostLongest)
        .build::<_, _, u32>(&patterns)
        .expect("patterns");
    let daac_built = start.elapsed();
    println!("{} names, {:.1} MB of text; built: aho-corasick {aho_built:.1?}, daachorse {daac_built:.1?}\n", patterns.len(), bytes as f64 / 1e6);
    let whole = |view: &str, start: usize, end: usize| {
        view.as_bytes()[start - 1] == b' ' && view.as_bytes()[end] == b' '
    };
    let cleaner = Cleaner::builder().build().expect("the shipped dictionaries");
    let lines_only = Cleaner::builder().languages_only().build().expect("the shipped dictionaries");
    let lingua = lingua::LanguageDetectorBuilder::from_languages(&[lingua::Language::English, lingua::Language::Italian])
        .with_preloaded_language_models()
        .build();
    let (mut scan, mut view, mut daac_view, mut hits) = (Scan::default(), Scan::default(), Scan::default(), Vec::new());
    let (mut scratch, mut other) = (Scratch::default(), Scratch::default());
    let mut bare = Scan::default();
    let mut ways: Vec<Way<'_>> = vec![
        ("names", "canonry", Box::new(|page| {
            scan.read(page);
            dictionary.locate(page, &scan, &mut hits);
            hits.len()
        })),
        ("names", "aho-corasick", Box::new(|page| {
            view.read(page);
            let found = aho.find_iter(&view.view);
            found.filter(|found| whole(&view.view, found.start(), found.end())).count()
        })),
        ("names", "daachorse", Box::new(|page| {
            daac_view.read(page);
            let found = daac.leftmost_find_iter(&daac_view.view);
            found.filter(|found| whole(&daac_view.view, found.start(), found.end())).count()
        })),
        ("words", "canonry", Box::new(|page| {
            bare.read(page);
            bare.tokens.len()
        })),
        ("words", "charabia", Box::new(|page| page.tokenize().count())),
        ("characters", "plsfix", Box::new(|page| plsfix::fix_text(page, None).len())),
        ("language", "canonry, everything before names", Box::new(|page| {
            lines_only.analyze_with(page, &mut scratch).lines.len()
        })),
        ("language", "whatlang, by line", Box::new(|page| page.lines().filter_map(whatlang::detect).count())),
        ("language", "whichlang, by line", Box::new(|page| {
            page.lines().map(|line| whichlang::detect_language(line) as usize).sum()
        })),
        ("language", "lingua (en, it), by line", Box::new(|page| {
            page.lines().filter_map(|line| lingua.detect_language_of(line)).count()
        })),
        ("all", "canonry", Box::new(|page| cleaner.analyze_with(page, &mut other).text.len())),
    ];
    let mut best = vec![(f64::MAX, 0); ways.len()];
    for _ in 0..ROUNDS {
        for (best, (_, name, way)) in best.iter_mut().zip(&mut ways) {
            // The slow ones see a part of the pages, and so less of them at every round.
            let part = if name.starts_with("lingua") || name.starts_with("whatlang") { pages.len() / 10 } else { pages.len() };
            let start = worked();
            let count: usize = pages[..part].iter().map(|page| black_box(way(page))).sum();
            let seconds = (worked() - start) * pages.len() as f64 / part.max(1) as f64;
            *best = (best.0.min(seconds), count);
        }
    }
    println!("| step | peer | MB/s | found |\n|---|---|---|---|");
    for ((step, name, _), (seconds, count)) in ways.iter().zip(best) {
        println!("| {step} | {name} | {:.0} | {count} |", bytes as f64 / 1e6 / seconds);
    }
}

/// The string behind `"text": "`, its commonest escapes undone.
fn text_of(record: &str) -> Option<String> {
    let text = record.split_once("\"text\": \"").or_else(|| record.split_once("\"text\":\""))?.1;
    Some(text.strip_suffix("\"}")?.replace("\\n", "\n").replace("\\\"", "\""))
}
