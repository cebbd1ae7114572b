//! The README tells the truth: its commands are run, in its order, and what they print is compared with what it shows.
//!
//! Every `console` block is read: `$ ` opens a command, the lines below it are its output on both streams. Commands run
//! in a temporary folder that holds a copy of `examples/`. After a change of dictionaries or rules,
//! `CANONRY_README=write cargo test --test readme` writes the new output into the README; its difference is the review.
#![cfg(all(unix, feature = "cli"))]

use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// How the README, read from a clone, starts the program.
const FROM_CLONE: &str = "cargo run --release -- ";

/// Commands shown for people; running them here would build or install something.
const SHOWN_ONLY: &[&str] = &["cargo test", "cargo install", "pip install"];

/// One command of the README, and the lines of its output.
#[derive(Debug, PartialEq)]
struct Shown<'r> {
    command: &'r str,
    /// Line numbers of the output, from 0.
    from: usize,
    to: usize,
}

fn commands<'r>(lines: &[&'r str]) -> Vec<Shown<'r>> {
    let mut all: Vec<Shown<'r>> = Vec::new();
    let mut console = false;
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("```") {
            (console, open) = (!console && *line == "```console", false);
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| console) {
            all.push(Shown { command, from: at + 1, to: at + 1 });
            open = true;
        } else if let Some(last) = all.last_mut().filter(|_| open) {
            last.to = at + 1;
        }
    }
    all
}

/// What a command prints, both streams in their order.
fn run(command: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_canonry"));
    let own = binary.parent().expect("a program lies in a folder");
    let mut path = vec![own.to_owned()];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let command = match command.strip_prefix(FROM_CLONE) {
        Some(rest) => format!("canonry {rest}"),
        None => command.to_owned(),
    };
    let settings =
        env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with("CANONRY_"));
    let mut shell = Command::new("sh");
    for name in settings {
        shell.env_remove(name);
    }
    let output = shell
        .args(["-c", &format!("{{ {command}; }} 2>&1")])
        .current_dir(folder)
        .env("PATH", env::join_paths(path).expect("folders without a colon"))
        .output()
        .expect("a shell");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// One record reads better over several lines; no two builds need share a fingerprint.
fn readable(printed: &str) -> String {
    let record = printed.starts_with('{').then(|| printed.lines().next()).flatten();
    let Some(Value::Object(record)) = record.and_then(|line| serde_json::from_str(line).ok()) else {
        return printed.trim_end().to_owned();
    };
    let pair = |(key, value): (&String, &Value)| match value {
        Value::Array(items) if !items.is_empty() => {
            let items: Vec<String> = items.iter().map(|item| format!("   {item}")).collect();
            format!(" {key:?}:[\n{}]", items.join(",\n"))
        }
        Value::String(_) if key == "fingerprint" => format!(" {key:?}:\"…\""),
        _ => format!(" {key:?}:{value}"),
    };
    let rest: Vec<&str> = printed.lines().skip(1).collect();
    let pairs: Vec<String> = record.iter().map(pair).collect();
    format!("{{{}}}\n{}", pairs.join(",\n").trim_start(), rest.join("\n")).trim_end().to_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

/// Runs the commands of a document and compares; or writes the document anew.
fn tells_the_truth(name: &str) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root.join("examples"), &folder.path().join("examples"));
    let document = fs::read_to_string(root.join(name)).expect(name);
    let lines: Vec<&str> = document.lines().collect();
    let shown = commands(&lines);
    let mut told = String::new();
    let mut next = 0;
    let mut wrong = Vec::new();
    for Shown { command, from, to } in &shown {
        told.extend(lines[next..*from].iter().flat_map(|line| [line, "\n"]));
        next = *to;
        let expected = lines[*from..*to].join("\n").trim_end().to_owned();
        if SHOWN_ONLY.iter().any(|skipped| command.starts_with(skipped)) {
            told.extend(lines[*from..*to].iter().flat_map(|line| [line, "\n"]));
            continue;
        }
        let found = readable(&run(command, folder.path()));
        if !found.is_empty() {
            told.push_str(&found);
            told.push('\n');
        }
        // A blank line parts one command from the next.
        if lines.get(*to).is_some_and(|line| line.starts_with("$ ")) && lines[*to - 1].is_empty() {
            told.push('\n');
        }
        if found != expected {
            wrong.push(format!("$ {command}\n--- {name}:{}\n{expected}\n--- found\n{found}\n", from + 1));
        }
    }
    told.extend(lines[next..].iter().flat_map(|line| [line, "\n"]));
    if env::var_os("CANONRY_README").is_some_and(|value| value == "write") {
        fs::write(root.join(name), told).expect("written");
    } else {
        assert!(
            wrong.is_empty(),
            "{}\nhelp: CANONRY_README=write cargo test --test readme",
            wrong.join("\n")
        );
        assert_eq!(told, document, "what would be written is what stands there");
    }
}

#[test]
fn commands_print_what_the_readme_shows() {
    tells_the_truth("README.md");
    let readme = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    assert!(readme.expect("the README").contains(FROM_CLONE), "the README shows no first command");
}

/// Every page of `docs/` that shows commands; what Python shows is run by its own tests.
#[test]
fn commands_print_what_the_documents_show() {
    let names = documents();
    assert!(names.len() > 10, "{names:?}");
    for name in names.iter().filter(|name| !["python.md", "tutorial.md"].contains(&name.as_str())) {
        tells_the_truth(&format!("docs/{name}"));
    }
}

/// The names of the pages of `docs/`.
fn documents() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs");
    let entries = fs::read_dir(folder).expect("docs").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".md"));
    names.sort();
    names
}

#[test]
fn the_configuration_shown_is_understood() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    let shown =
        readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a canonry.toml");
    fs::write(folder.path().join("canonry.toml"), shown).expect("written");
    let settings = run("canonry config show", folder.path());
    for expected in
        ["canonry.toml:1", "Islamic State Khorasan", "media/al-azaim", "names.person = \"surface\""]
    {
        assert!(settings.contains(expected), "no {expected} in\n{settings}");
    }
}

#[test]
fn the_dictionary_entry_shown_works() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = fs::read_to_string(root.join("dictionaries/README.md")).expect("dictionaries/README.md");
    let mut blocks = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let (names, residue) = (blocks.next().expect("an entry"), blocks.next().expect("a rule"));
    fs::write(folder.path().join("ours.toml"), format!("{names}\n{residue}")).expect("written");
    let rows = [
        ("Harkat al-Ouadi (HAW) denied the report.", "Harakat al-Wadi (HAW) denied the report."),
        ("The haw is the fruit of the hawthorn.", "The haw is the fruit of the hawthorn."),
        ("Shared by both sides, the river is mined", "Shared by both sides, the river is mined"),
    ];
    for (before, after) in rows {
        let command = format!("echo '{before}' | canonry clean - --isolated --dict ours.toml 2>/dev/null");
        assert_eq!(run(&command, folder.path()).trim_end(), after, "{before}");
    }
}

#[test]
fn every_dictionary_is_listed_with_its_sources() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
    let listed = fs::read_to_string(folder.join("README.md")).expect("dictionaries/README.md");
    for entry in fs::read_dir(&folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if !name.ends_with(".toml") {
            continue;
        }
        let row = listed
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}`")))
            .unwrap_or_else(|| panic!("{name} has no row"));
        let text = fs::read_to_string(&path).expect("a dictionary");
        let about: toml::Table = text.parse().expect("TOML");
        let about = about["file"].as_table().expect("a [file] table");
        let sources = about["sources"].as_array().expect("sources").iter();
        let told = sources
            .chain(["about", "licence", "checked"].map(|key| &about[key]))
            .filter_map(toml::Value::as_str);
        for told in told {
            assert!(row.contains(told), "the row of {name} does not say `{told}`");
        }
    }
}

#[test]
fn blocks_are_read_as_written() {
    let lines = ["text", "```console", "$ a b", "one", "", "$ c", "```", "$ not", "```toml", "$ x", "```"];
    let expected = [Shown { command: "a b", from: 3, to: 5 }, Shown { command: "c", from: 6, to: 6 }];
    assert_eq!(commands(&lines), expected);
}

#[test]
fn every_file_the_readme_names_is_there() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let docs = documents().into_iter().map(|name| format!("docs/{name}"));
    let main = ["README.md", "CONTRIBUTING.md", "DESIGN.md", "CHANGELOG.md", "dictionaries/README.md"];
    for name in &docs.chain(main.map(str::to_owned)).collect::<Vec<_>>() {
        let path = root.join(name);
        let text = fs::read_to_string(&path).expect(name);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || link.contains("://") {
                continue;
            }
            let target = path.parent().expect("a folder").join(file);
            assert!(target.exists(), "{name} points to {link}, which is not there");
            assert!(
                !is_foreign(&target, &root),
                "{name} points to {link}, which the published crate leaves out"
            );
        }
    }
}

/// Whether a file belongs to a package of its own, of which a published crate holds nothing.
fn is_foreign(file: &Path, root: &Path) -> bool {
    let inside = file.canonicalize().expect("a path");
    let root = root.canonicalize().expect("a folder");
    let mut folders = inside.ancestors().skip(1).take_while(|folder| *folder != root);
    folders.any(|folder| folder.join("Cargo.toml").exists())
}
