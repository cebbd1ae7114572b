//! Tells the language of annotated lines with canonry, lingua (all languages, high accuracy), whichlang and whatlang, and
//! prints how often each is right, whether the difference can be chance, what hiding names changes, how well the
//! confidence of canonry is kept, and what a line costs.
//!
//! ```sh
//! cargo bench --bench language --features lingua,whichlang -- ROWS.jsonl
//! ```
//!
//! A row is `{"text": "…", "lang": "en" | "it" | "other" | "und", "set": "line" | "doc" | "page" | "mixed"}`; rows of a page
//! also carry `"doc"`, its name. Without a file the bench says so and ends.

use canonry::{
    Analysis, Cleaner, Language,
    detect::{Detector, Evidence, Guess, LangId, Line},
    dictionary::shipped,
    scan::Scan,
};
use std::{collections::BTreeMap, time::Duration};

fn main() {
    let Some(path) = std::env::args().skip(1).find(|arg| !arg.starts_with('-')) else {
        println!(
            "expected a file of annotated lines, found none: cargo bench --bench language … -- ROWS.jsonl"
        );
        return;
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let rows: Vec<Row> = text.lines().filter_map(Row::read).collect();
    let answers = answers(&rows);
    accuracy(&rows, &answers);
    calibration(&rows, &answers[0]);
    speed(&rows);
}

/// An annotated text.
struct Row {
    text: String,
    /// `en`, `it`, `other`, `und`, `mixed`.
    lang: String,
    /// `line`, `doc`, `page`, `pagehard`, `mixed`.
    set: String,
    /// The page it is a line of.
    page: Option<String>,
}

impl Row {
    fn read(line: &str) -> Option<Row> {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        let (set, doc) = (text("set")?, text("doc"));
        let page = doc.filter(|_| set.starts_with("page")).map(|doc| format!("{set} {doc}"));
        Some(Row { text: text("text")?, lang: text("lang")?, set, page })
    }

    /// Lines of names and rows of two languages have no one language to be told.
    fn is_judged(&self) -> bool {
        ["en", "it", "other"].contains(&self.lang.as_str()) && self.set != "mixed"
    }

    /// The groups it is counted in.
    fn groups(&self) -> Vec<&'static str> {
        match self.set.as_str() {
            "doc" => vec!["documents"],
            "page" => vec!["pages' lines"],
            "pagehard" => vec!["hard pages' lines"],
            _ => match self.text.split_whitespace().count() {
                0..=3 => vec![ALL, "1-3 words"],
                4..=8 => vec![ALL, "4-8"],
                9..=20 => vec![ALL, "9-20"],
                _ => vec![ALL, "longer"],
            },
        }
    }

    fn is_told(&self, lang: Language) -> bool {
        self.lang == if [Language::EN, Language::IT].contains(&lang) { lang.as_str() } else { "other" }
    }
}

const ALL: &str = "all lines";
const GROUPS: &[&str] =
    &[ALL, "1-3 words", "4-8", "9-20", "longer", "documents", "pages' lines", "hard pages' lines"];

/// What one detector says of every row: a language and how sure.
struct Answers {
    name: &'static str,
    given: Vec<(Language, f32)>,
}

fn answers(rows: &[Row]) -> Vec<Answers> {
    let raw = |name, tell: &dyn Fn(&str) -> Option<Language>| Answers {
        name,
        given: rows.iter().map(|row| (tell(&row.text).unwrap_or(Language::UND), 0.0)).collect(),
    };
    let build = |unmasked: bool| {
        let builder = Cleaner::builder().languages_only();
        let builder = if unmasked { builder.language(Unmasked(detector())) } else { builder };
        builder.build().expect("the shipped dictionaries are sound")
    };
    let lingua =
        lingua::LanguageDetectorBuilder::from_all_languages().with_preloaded_language_models().build();
    vec![
        with(rows, "canonry", &build(false)),
        with(rows, "canonry, names read", &build(true)),
        raw("lingua", &|text| {
            lingua.detect_language_of(text).and_then(|lang| lang.iso_code_639_1().to_string().parse().ok())
        }),
        raw("whichlang", &|text| two_letters(whichlang::detect_language(text).three_letter_code())),
        raw("whatlang", &|text| two_letters(whatlang::detect_lang(text)?.code())),
    ]
}

/// Only English and Italian are told from the rest; other codes need not be the right ones.
fn two_letters(code: &str) -> Option<Language> {
    Some(match code {
        "eng" => Language::EN,
        "ita" => Language::IT,
        _ => "fr".parse().ok()?,
    })
}

/// The whole way: pages line by line with their neighbours, other rows each alone.
fn with(rows: &[Row], name: &'static str, cleaner: &Cleaner) -> Answers {
    let mut given = vec![(Language::UND, 0.0); rows.len()];
    let mut pages: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        match &row.page {
            Some(page) => pages.entry(page).or_default().push(at),
            None => {
                let analysis = cleaner.analyze(&row.text);
                given[at] = if row.set == "doc" { (analysis.lang, 1.0) } else { told(&analysis, 0) };
            }
        }
    }
    for members in pages.values() {
        let lines: Vec<&str> = members.iter().map(|at| rows[*at].text.as_str()).collect();
        let page = lines.join("\n");
        let analysis = cleaner.analyze(&page);
        let mut start = 0;
        for (at, line) in members.iter().zip(lines) {
            given[*at] = told(&analysis, start);
            start += line.len() + 1;
        }
    }
    Answers { name, given }
}

/// What was told of the line that begins here, or of the first behind.
fn told(analysis: &Analysis<'_>, start: usize) -> (Language, f32) {
    let line = analysis.lines.iter().find(|line| line.span.end > start);
    line.map_or((Language::UND, 0.0), |line| (line.lang, line.confidence))
}

fn detector() -> Detector {
    let shipped = shipped();
    let words = shipped.rest().languages.iter().map(|list| (list.code, list.words.clone()));
    Detector::new(&words.collect::<Vec<_>>())
}

/// The default, to which names are words like all others.
struct Unmasked(Detector);

impl LangId for Unmasked {
    fn name(&self) -> &'static str {
        "names read"
    }

    fn line(&self, line: &Line<'_>) -> Guess {
        self.0.line(&Line { masked: &[], ..line.clone() })
    }
}

fn accuracy(rows: &[Row], answers: &[Answers]) {
    println!("\n## Right, of 100; in brackets canonry minus the other, 95 % of 2,000 drawn samples\n");
    for group in GROUPS {
        let members: Vec<usize> = (0..rows.len())
            .filter(|at| rows[*at].is_judged() && rows[*at].groups().contains(group))
            .collect();
        if members.is_empty() {
            continue;
        }
        println!("{group} ({} rows)", members.len());
        let right = |answers: &Answers| -> Vec<bool> {
            members.iter().map(|at| rows[*at].is_told(answers.given[*at].0)).collect()
        };
        let own = right(&answers[0]);
        for other in answers {
            let others = right(other);
            let rate = 100.0 * others.iter().filter(|right| **right).count() as f64 / members.len() as f64;
            let [low, high] = interval(&own, &others);
            println!("  {:20} {rate:6.2}  [{low:+.2}, {high:+.2}]", other.name);
        }
    }
    println!();
    for other in answers {
        let nothing: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].lang == "und").collect();
        let found = nothing.iter().filter(|at| other.given[**at].0 == Language::UND).count();
        println!("no language, found: {:20} {found} of {}", other.name, nothing.len());
    }
}

/// Where 95 of 100 resampled differences lie, in points: rows are drawn in pairs, with replacement.
fn interval(own: &[bool], others: &[bool]) -> [f64; 2] {
    const SAMPLES: usize = 2000;
    let count = own.len();
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = || {
        // Xorshift: any even source does, and this one is the same at every run.
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        (chance % count as u64) as usize
    };
    let mut differences: Vec<i64> = (0..SAMPLES)
        .map(|_| (0..count).map(|_| draw()).map(|at| i64::from(own[at]) - i64::from(others[at])).sum())
        .collect();
    differences.sort_unstable();
    [SAMPLES / 40, SAMPLES - 1 - SAMPLES / 40].map(|at| 100.0 * differences[at] as f64 / count as f64)
}

fn calibration(rows: &[Row], answers: &Answers) {
    println!("\n## Confidence of canonry on lines\n\nsaid       lines  right");
    let lines: Vec<(f32, bool)> = rows
        .iter()
        .zip(&answers.given)
        .filter(|(row, _)| row.is_judged() && row.set == "line")
        .map(|(row, (lang, sure))| (*sure, row.is_told(*lang)))
        .collect();
    for (low, high) in [(0.0, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 1.01), (0.9, 1.01)] {
        let here: Vec<bool> =
            lines.iter().filter(|(sure, _)| (low..high).contains(sure)).map(|(_, right)| *right).collect();
        let right = here.iter().filter(|right| **right).count();
        let share = 100.0 * here.len() as f64 / lines.len() as f64;
        let rate = 100.0 * right as f64 / here.len().max(1) as f64;
        println!("{low:.2}-{:.2}  {share:5.1} %  {rate:.2} %", f32::min(high, 1.0));
    }
}

/// What a line costs once it is scanned, by the evidence that was needed; and whatlang on the same lines.
fn speed(rows: &[Row]) {
    println!("\n## Speed on lines, MB/s of one core\n");
    let detector = detector();
    let scans: Vec<(&str, Scan)> = rows
        .iter()
        .filter(|row| row.set == "line" || row.set == "mixed")
        .map(|row| (row.text.as_str(), Scan::new(&row.text)))
        .collect();
    let guess = |(text, scan): &(&str, Scan)| detector.line(&Line::new(text, scan));
    let guesses: Vec<Guess> = scans.iter().map(guess).collect();
    let pick = |keep: &dyn Fn(&Guess) -> bool| -> Vec<&(&str, Scan)> {
        scans.iter().zip(&guesses).filter(|(_, guess)| keep(guess)).map(|(row, _)| row).collect()
    };
    for (name, lines) in [
        ("common words", pick(&|guess| guess.evidence() == Evidence::Words)),
        ("letters", pick(&|guess| guess.evidence() == Evidence::Letters)),
        ("script, or asked whatlang", pick(&|guess| guess.evidence() == Evidence::Other)),
        ("letters, of two languages", pick(&|guess| !guess.spans.is_empty())),
    ] {
        let bytes: usize = lines.iter().map(|(text, _)| text.len()).sum();
        let own = rate(bytes, || lines.iter().map(|line| guess(line).lang.as_str().len()).sum());
        let other = rate(bytes, || lines.iter().filter_map(|(text, _)| whatlang::detect(text)).count());
        println!(
            "{name:26} {:5} lines  {own:6.1}   whatlang {other:5.1}   ratio {:.1}",
            lines.len(),
            own / other
        );
    }
}

/// MB a second of processor time, the best of several rounds.
fn rate(bytes: usize, work: impl Fn() -> usize) -> f64 {
    // Systems count processor time in steps of some milliseconds.
    const ROUND: Duration = Duration::from_millis(200);
    let round = || {
        let (start, mut times) = (busy(), 0);
        while busy() - start < ROUND {
            std::hint::black_box(work());
            times += 1;
        }
        f64::from(times) / (busy() - start).as_secs_f64()
    };
    bytes as f64 / 1e6 * (0..5).map(|_| round()).fold(0.0, f64::max)
}

/// Time this thread had a processor; where the system does not say, time.
fn busy() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.as_deref().and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
