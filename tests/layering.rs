//! Each module may import only what stands before it in this list.
//!
//! A new module fails this test until somebody decides where it belongs: that decision is the point of the test.

use std::{fs, path::Path};

/// Lowest layer first; modules of one layer do not know each other.
const LAYERS: &[&[&str]] = &[
    &["error", "span", "fold", "masks", "memo"],
    &["edit", "document", "scan", "shape", "protect"],
    &["dictionary"],
    &["page"],
    &["read", "repair", "segment"],
    &["detect", "strip", "normalize", "canonicalize"],
    &["pipeline"],
    &["batch"],
    &["report", "write"],
    &["journal"],
];

/// Crates only one module may name, so that each does its job in one place.
const HOMES: &[(&str, &[&str])] = &[
    ("regex", &["protect"]),
    ("aho_corasick", &["dictionary", "normalize", "strip"]),
    ("whatlang", &["detect"]),
    ("unicode_normalization", &["fold", "repair", "dictionary"]),
    ("rayon", &["batch"]),
    ("clap", &[]),
    ("toml", &["dictionary"]),
    ("toml_edit", &["dictionary"]),
    ("encoding_rs", &["read"]),
    ("parquet", &["read"]),
    ("arrow_array", &["read"]),
    ("chardetng", &["read"]),
    ("memmap2", &["dictionary"]),
    ("wide", &["masks"]),
    ("askama", &["report"]),
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The program text of a module: its file, or all files of its folder; tests and documentation left out.
fn sources(path: &Path) -> String {
    let files: Vec<_> = if path.is_dir() {
        fs::read_dir(path).expect("a folder").map(|e| e.expect("an entry").path()).collect()
    } else {
        vec![path.to_owned()]
    };
    files
        .iter()
        .map(|file| if file.is_dir() { sources(file) } else { program(file) })
        .collect::<Vec<_>>()
        .join("\n")
}

fn program(file: &Path) -> String {
    if file.extension().is_none_or(|ending| ending != "rs")
        || file.file_stem().is_some_and(|name| name == "tests")
    {
        return String::new();
    }
    let text = fs::read_to_string(file).expect("a source file");
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The first path segments named after `crate::`, grouped imports included.
fn crate_imports(text: &str) -> Vec<String> {
    let ident = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for rest in text.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            found.push(ident(rest));
            continue;
        };
        let (mut depth, mut start) = (0, true);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && !c.is_whitespace() => {
                    found.push(ident(&group[at..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    found
}

fn modules() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    for entry in fs::read_dir(src).expect("src") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        if name != "lib" && name != "bin" {
            all.push((name, sources(&path)));
        }
    }
    all
}

#[test]
fn imports_point_backwards() {
    let modules = modules();
    assert!(modules.len() > 12, "found only {} modules", modules.len());
    for (name, text) in modules {
        let own = layer(&name).unwrap_or_else(|| panic!("{name} has no layer yet"));
        for import in crate_imports(&text).into_iter().filter(|import| *import != name) {
            // Items re-exported at the root are no modules.
            let Some(other) = layer(&import) else { continue };
            let below = other < own;
            // Within the two lowest rows the order of the row counts.
            let neighbour = other == own
                && own < 2
                && LAYERS[own].iter().position(|m| *m == import)
                    < LAYERS[own].iter().position(|m| *m == name);
            assert!(below || neighbour, "{name} imports {import}, which is not below it");
        }
    }
}

#[test]
fn crates_have_one_home() {
    for (name, text) in modules() {
        for (krate, homes) in HOMES {
            let uses = text.contains(&format!("{krate}::")) || text.contains(&format!("use {krate}"));
            assert!(!uses || homes.contains(&name.as_str()), "{name} uses {krate}, whose home is {homes:?}");
        }
    }
}

#[test]
fn unsafe_code_has_one_home() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let home = path == src.join("dictionary/mapped.rs");
            if path.is_dir() {
                folders.push(path);
            } else {
                let allowed = program(&path).contains("allow(unsafe_code)");
                assert_eq!(allowed, home, "{}", path.display());
            }
        }
    }
}

#[test]
fn the_reader_of_imports_sees_groups() {
    let text = "use crate::{span::Span, edit::{Edit, Edits}};\ncrate::page::Page";
    assert_eq!(crate_imports(text), ["span", "edit", "page"]);
}

#[test]
fn nothing_in_the_library_prints_or_reads_the_environment() {
    for (name, text) in modules() {
        for banned in ["println!", "eprintln!", "std::env::var", "env::args", "static mut"] {
            assert!(!text.contains(banned), "{name} contains {banned}");
        }
    }
}

/// The files of the command are built twice: as the program, and as a library for the Python package.
#[test]
#[cfg(feature = "toml")]
fn the_command_has_the_same_dependencies_everywhere() {
    /// The program's own allocator, and detectors that only it can be built with.
    const PROGRAM_ONLY: &[&str] = &["mimalloc", "lingua", "whichlang"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dependencies = |file: &str| -> toml::Table {
        let text = fs::read_to_string(root.join(file)).expect(file);
        let all: toml::Table = toml::from_str(&text).expect(file);
        all["dependencies"].as_table().expect("a table").clone()
    };
    let version = |of: &toml::Value| of.get("version").unwrap_or(of).as_str().map(str::to_owned);
    let (program, library) = (dependencies("Cargo.toml"), dependencies("python/command/Cargo.toml"));
    let text = sources(&root.join("src/bin/canonry"));
    let named = |name: &str| text.contains(&format!("{}::", name.replace('-', "_")));
    let both: Vec<_> =
        program.iter().filter(|(name, _)| named(name) && !PROGRAM_ONLY.contains(&name.as_str())).collect();
    assert!(both.len() > 5, "the files of the command name few crates: {both:?}");
    for (name, of) in both {
        let there = library.get(name).and_then(version);
        assert_eq!(there, version(of), "`{name}` of Cargo.toml must stand in python/command/Cargo.toml too");
    }
}
