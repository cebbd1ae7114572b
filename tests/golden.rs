//! The library and the command give the same bytes, with one thread and with two. The hosts of the Python package are
//! compared with the command in `python/tests/test_golden.py`, on the same pages.

use assert_cmd::Command;
use canonry::{Cleaner, Preset};
use serde_json::{Value, json};
use std::{fs, path::Path};

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
    let pages = std::env::var("CANONRY_GOLDEN").expect("CANONRY_GOLDEN: lines with `text` and `clean`");
    let pages = fs::read_to_string(pages).expect("a file");
    let cleaner = Cleaner::preset(Preset::News);
    for line in pages.lines() {
        let page: Value = serde_json::from_str(line).expect("JSON");
        let [text, clean] = ["text", "clean"].map(|key| page[key].as_str().expect(key));
        assert_eq!(cleaner.clean(text), clean);
    }
    assert!(pages.lines().count() > 10);
}
