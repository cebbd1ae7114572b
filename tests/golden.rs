//! The golden corpus: the example pages, and in `tests/golden` what they become. A patch release changes no byte of it
//! (docs/releases.md). The library and the command give the same bytes, with one thread and with two; the hosts of the
//! Python package are compared with the command in `python/tests/test_golden.py`, on the same pages.

use assert_cmd::Command;
use canonry::{Cleaner, Preset};
use serde_json::{Value, json};
use std::{env, fs, path::Path};

/// After a change of rules or dictionaries `CANONRY_CLEAN=write cargo test --test golden` writes the new texts; their
/// difference is the review, and the release is no patch release.
#[test]
fn pages_become_what_they_became_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cleaner = Cleaner::preset(Preset::News);
    let (mut names, mut other) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(root.join("examples/pages")).expect("the examples") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_owned();
        let clean = cleaner.clean(&fs::read_to_string(&path).expect("UTF-8")).into_owned();
        let golden = root.join("tests/golden").join(&name);
        if env::var_os("CANONRY_CLEAN").is_some_and(|value| value == "write") {
            fs::write(&golden, &clean).expect("written");
        }
        if fs::read_to_string(&golden).ok().as_deref() != Some(&clean) {
            other.push(name.clone());
        }
        names.push(name);
    }
    assert!(other.is_empty(), "{other:?} changed\nhelp: CANONRY_CLEAN=write cargo test --test golden");
    let golden = fs::read_dir(root.join("tests/golden")).expect("a folder").count();
    assert_eq!(names.len(), golden, "a page for each golden text");
}

#[test]
fn library_and_command_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pages");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("the examples").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let pages: Vec<String> = paths.iter().map(|path| fs::read_to_string(path).expect("UTF-8")).collect();
    assert!(pages.len() > 5, "the examples of the repository");
    let cleaner = Cleaner::preset(Preset::News);
    let clean: Vec<_> = pages.iter().map(|page| cleaner.clean(page)).collect();
    assert_ne!(clean, pages);
    let lines: String = pages.iter().map(|page| format!("{}\n", json!({ "text": page }))).collect();
    for threads in ["-j1", "-j2"] {
        let mut command = Command::cargo_bin("canonry").expect("the command");
        command.args(["clean", "-", "--isolated", "--format", "jsonl", threads]).write_stdin(lines.clone());
        let out = command.assert().success().get_output().stdout.clone();
        let text = |line: &str| {
            let record: Value = serde_json::from_str(line).expect("JSON");
            record["text"].as_str().expect("a text").to_owned()
        };
        let out: Vec<String> = String::from_utf8(out).expect("UTF-8").lines().map(text).collect();
        assert_eq!(out, clean, "{threads}");
    }
}

#[test]
#[ignore = "python/tests/test_golden.py asks for it"]
fn the_library_gives_these_bytes() {
    let pages = env::var("CANONRY_GOLDEN").expect("CANONRY_GOLDEN: lines with `text` and `clean`");
    let pages = fs::read_to_string(pages).expect("a file");
    let cleaner = Cleaner::preset(Preset::News);
    for line in pages.lines() {
        let page: Value = serde_json::from_str(line).expect("JSON");
        let [text, clean] = ["text", "clean"].map(|key| page[key].as_str().expect(key));
        assert_eq!(cleaner.clean(text), clean);
    }
    assert!(pages.lines().count() > 10);
}
