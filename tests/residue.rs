//! Lines learned from the pages of a site: how many of its own are found, and that no line of an article is.
//!
//! The corpus is made up: five sites with menus, notices and counters that no dictionary knows, articles between them.
#![cfg(feature = "cli")]

use assert_cmd::Command;
use serde_json::json;
use std::{collections::HashSet, fs, path::Path, process::Output};

/// Numbers that look random and are the same at every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.roll(words.len())]
    }
}

const WHO: &[&str] = &[
    "fishermen",
    "pilots",
    "nurses",
    "drivers",
    "teachers",
    "bakers",
    "guards",
    "miners",
    "clerks",
    "sailors",
];
const DID: &[&str] =
    &["repaired", "painted", "counted", "carried", "sold", "moved", "hid", "praised", "measured", "cleaned"];
const WHAT: &[&str] =
    &["boats", "lamps", "roofs", "barrels", "maps", "bells", "ladders", "nets", "wheels", "fences"];
const WHERE: &[&str] =
    &["harbour", "valley", "station", "market", "quarry", "orchard", "bridge", "canal", "tower", "mill"];

/// Menu, notices and counters of a site; `#` changes from page to page.
fn own_lines(site: usize) -> (Vec<String>, Vec<String>, Vec<String>) {
    let name = ["Harbour", "Ridge", "Meadow", "Lantern", "Granite"][site];
    let head = ["desk", "ledger", "almanac", "tide tables", "kitchen", "puzzles", "weather room"];
    let head = head.map(|word| format!("{name} {word}")).into_iter().chain([format!("{name} has # friends")]);
    let foot = ["reading circle", "lost and found", "letters page", "print shop"];
    let foot = foot.map(|word| format!("{name} {word}")).into_iter().chain([
        format!("{name} House, 12 Quay Street"),
        format!("The {name} is owned by the people who read it and has been printed in the same cellar for many years."),
    ]);
    (head.collect(), vec![format!("{name} shop: mugs and maps")], foot.collect())
}

struct Page {
    lines: Vec<String>,
    own: usize,
}

/// The pages of all sites, those of a site not in a row.
fn corpus() -> Vec<(usize, Page)> {
    let mut dice = Dice(11);
    let mut titles: Vec<Vec<String>> = vec![Vec::new(); 5];
    let mut pages = Vec::new();
    for number in 0..200 {
        let site = number % 5;
        let (head, inside, foot) = own_lines(site);
        let mut lines = Vec::new();
        let mut own = 0;
        let mut put = |lines: &mut Vec<String>, dice: &mut Dice, own_lines: &[String], of_ten: usize| {
            for line in own_lines.iter().filter(|_| dice.roll(10) < of_ten).collect::<Vec<_>>() {
                lines.push(line.replace('#', &format!("{}", 1_000 + dice.roll(900))));
                own += 1;
            }
        };
        put(&mut lines, &mut dice, &head, 8);
        let title = format!(
            "{} {} {} at the {} {number}",
            dice.pick(WHO),
            dice.pick(DID),
            dice.pick(WHAT),
            dice.pick(WHERE)
        );
        lines.push(title.clone());
        lines.push(format!("{} March 2024", 1 + dice.roll(28)));
        lines.push("By Jane Doe".to_owned());
        for paragraph in 0..4 + dice.roll(4) {
            if paragraph == 2 {
                put(&mut lines, &mut dice, &inside, 8);
            }
            if paragraph == 3 && dice.roll(3) == 0 {
                lines.push("What happened next".to_owned());
            }
            lines.push(format!(
                "The {} {} the {} near the {} while the {} {} the {}, and nobody in the {} could say why they did.",
                dice.pick(WHO), dice.pick(DID), dice.pick(WHAT), dice.pick(WHERE),
                dice.pick(WHO), dice.pick(DID), dice.pick(WHAT), dice.pick(WHERE),
            ));
        }
        // Others of the site, as under many an article.
        for _ in 0..3.min(titles[site].len()) {
            let at = dice.roll(titles[site].len());
            lines.push(titles[site][at].clone());
        }
        titles[site].push(title);
        put(&mut lines, &mut dice, &foot, 8);
        pages.push((site, Page { lines, own }));
    }
    pages
}

fn canonry(folder: &Path, words: &str) -> Output {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("canonry"))
        .current_dir(folder)
        .args(words.split(' '))
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn is_own(line: &str, site: usize) -> bool {
    let mask = |line: &str| line.chars().filter(|c| !c.is_ascii_digit() && *c != '#').collect::<String>();
    let (head, inside, foot) = own_lines(site);
    head.iter().chain(&inside).chain(&foot).any(|own| mask(own) == mask(line))
}

fn texts(path: &Path) -> Vec<String> {
    let records = fs::read_to_string(path).expect("written");
    let text = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).expect("a record");
        record["text"].as_str().expect("a text").to_owned()
    };
    records.lines().map(text).collect()
}

#[test]
fn the_lines_of_sites_are_found_and_none_of_an_article() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let pages = corpus();
    let records: String = pages
        .iter()
        .enumerate()
        .map(|(number, (site, page))| {
            let url = format!("https://www.site{site}.example/{number}");
            format!(
                "{}\n",
                json!({"id": number, "url": url, "site": format!("s{site}"), "text": page.lines.join("\n")})
            )
        })
        .collect();
    fs::write(folder.join("pages.jsonl"), &records).expect("written");
    for (number, (site, page)) in pages.iter().enumerate() {
        let path = folder.join(format!("pages/site{site}/{number}.txt"));
        fs::create_dir_all(path.parent().expect("has one")).expect("made");
        fs::write(path, page.lines.join("\n")).expect("written");
    }
    canonry(folder, "residue learn pages.jsonl --by host -o host.toml -j 1");
    canonry(folder, "residue learn pages.jsonl --by site -o site.toml -j 2");
    canonry(folder, "residue learn pages --by folder -o folder.toml");
    let rules = |name: &str| {
        let text = fs::read_to_string(folder.join(name)).expect("written");
        let lines = text.lines().filter(|line| line.starts_with("  ") || line.starts_with("where"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(rules("host.toml").len() > 40);
    assert_eq!(rules("host.toml"), rules("site.toml"));
    let sorted = |name| rules(name).into_iter().collect::<HashSet<_>>();
    assert_eq!(sorted("host.toml"), sorted("folder.toml"), "the order of the pages says little");
    assert_eq!(fs::read_to_string(folder.join("pages.jsonl")).expect("read"), records, "nothing is applied");

    canonry(folder, "clean pages.jsonl -o plain.jsonl --isolated");
    canonry(folder, "clean pages.jsonl -o clean.jsonl --isolated --residue host.toml");
    let (plain, clean) = (texts(&folder.join("plain.jsonl")), texts(&folder.join("clean.jsonl")));
    let (mut own, mut left) = (0, 0);
    for (((site, page), plain), clean) in pages.iter().zip(&plain).zip(&clean) {
        let stays: HashSet<&str> = clean.lines().collect();
        own += page.own;
        left += clean.lines().filter(|line| is_own(line, *site)).count();
        let content = plain.lines().filter(|line| !line.is_empty() && !is_own(line, *site));
        // Titles of other articles behind the text are the site's, not the article's.
        let last = page
            .lines
            .iter()
            .rposition(|line| line.starts_with("The ") && !is_own(line, *site))
            .expect("text");
        let article: HashSet<&str> = page.lines[..=last].iter().map(String::as_str).collect();
        for line in content.filter(|line| article.contains(line)) {
            assert!(stays.contains(line), "a line of an article is gone: {line}");
        }
    }
    let recall = 1.0 - left as f64 / own as f64;
    assert!(own > 2_000 && recall >= 0.95, "{left} of {own} lines left: recall {recall:.3}");

    canonry(folder, "clean clean.jsonl -o twice.jsonl --isolated --residue host.toml");
    assert_eq!(texts(&folder.join("twice.jsonl")), clean, "twice is once");
}

#[test]
fn rules_learned_are_part_of_what_is_in_effect() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(
        folder.join("learned.toml"),
        "[[rule]]\nkind = \"learned\"\nexact_case = true\nline = [\"Tide tables\"]\n",
    )
    .expect("written");
    fs::write(folder.join("a.txt"), "Tide tables\nThe boats came home.\n").expect("written");
    fs::write(folder.join("b.txt"), "Tide Tables\nThe boats came home.\n").expect("written");
    let text = |words: &str| String::from_utf8(canonry(folder, words).stdout).expect("UTF-8");
    assert_eq!(text("clean a.txt"), "Tide tables\nThe boats came home.\n");
    assert_eq!(text("clean a.txt --residue learned.toml"), "The boats came home.\n");
    assert_eq!(text("clean b.txt --residue learned.toml"), "Tide Tables\nThe boats came home.\n");
    assert_eq!(
        text("clean a.txt --residue learned.toml --keep learned"),
        "Tide tables\nThe boats came home.\n"
    );
    let fingerprint = |words: &str| text(words).lines().last().map(str::to_owned);
    let without = fingerprint("config show");
    assert_ne!(without, fingerprint("config show --residue learned.toml"));
    fs::write(folder.join("canonry.toml"), "[residue]\nfiles = [\"learned.toml\"]\n").expect("written");
    assert_eq!(text("clean a.txt"), "The boats came home.\n");
    assert_ne!(without, fingerprint("config show"));
    assert!(text("config show").contains("residue.files = ["));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("a.txt"), "Tide tables\n").expect("written");
    fs::write(folder.join("a.jsonl"), "{\"id\":1,\"text\":\"Tide tables\"}\n").expect("written");
    fs::write(folder.join("kind.toml"), "[[rule]]\nkind = \"tide\"\nline = [\"x\"]\n").expect("written");
    fs::write(folder.join("names.toml"), "[[entity]]\nid = \"org/x\"\ntype = \"org\"\nlabel = \"X\"\n")
        .expect("written");
    fs::write(folder.join("broken.toml"), "[[rule]\n").expect("written");
    let rows = [
        ("residue learn a.txt --by host", "texts have no fields; tell their sites apart with --by folder"),
        ("residue learn a.jsonl --by host", "no record has an address in one of the fields url,"),
        ("residue learn a.jsonl --by site", "no record has words in the field `site`"),
        ("residue learn a.jsonl", "--by"),
        ("residue learn a.jsonl --by folder -o a.jsonl", "is the input itself"),
        ("clean a.txt --residue none.toml", "none.toml: cannot read this file of residue rules"),
        ("clean a.txt --residue kind.toml", "kind.toml: residue rule 1: no kind of residue is named `tide`"),
        ("clean a.txt --residue names.toml", "holds more than rules for residue"),
        ("clean a.txt --residue broken.toml", "broken.toml:1"),
    ];
    for (words, expected) in rows {
        let output = Command::new(assert_cmd::cargo::cargo_bin!("canonry"))
            .current_dir(folder)
            .args(words.split(' '))
            .output()
            .expect("runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{words}: {said}");
        assert!(said.contains(expected), "{words}: `{expected}` is not in: {said}");
    }
}
