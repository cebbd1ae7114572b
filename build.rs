//! Reads `dictionaries/*.toml` once, when the program is built, so that nobody parses TOML or phrases when it runs.
#![allow(dead_code, missing_docs, unreachable_pub, unused_imports, unused_macros)]

#[path = "src/dictionary"]
mod dictionary {
    pub mod bytes;
    pub mod compile;
    pub mod compiled;
    pub mod data;
    pub mod forms;
    pub mod lists;
    pub mod patterns;
    pub mod source;
    pub mod trie;
}
#[path = "src/document.rs"]
mod document;
#[path = "src/error.rs"]
mod error;
#[path = "src/fold.rs"]
mod fold;
#[path = "src/masks.rs"]
mod masks;
#[path = "src/scan.rs"]
mod scan;
#[path = "src/shape.rs"]
mod shape;
#[path = "src/span.rs"]
mod span;
#[path = "src/strip"]
mod strip {
    pub mod residue {
        mod index;
        mod packed;
        mod phrase;
        pub mod table;
    }
}

use dictionary::{compile, compiled, source};
use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=dictionaries");
    println!("cargo:rerun-if-changed=src");
    let mut paths: Vec<PathBuf> =
        fs::read_dir("dictionaries")?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let texts: Vec<String> = paths.iter().map(fs::read_to_string).collect::<Result<_, _>>()?;
    let files = paths.iter().map(PathBuf::as_path).zip(texts.iter().map(String::as_str));
    let mut data = match source::read(files) {
        Ok(data) => data,
        Err(error) => {
            for line in error.to_string().lines() {
                println!("cargo:error={line}");
            }
            std::process::exit(1);
        }
    };
    // Tests read the lines that prove a rule from the files.
    for rule in &mut data.residue {
        (rule.hit, rule.miss) = (Vec::new(), Vec::new());
    }
    let languages = xxhash_rust::xxh3::xxh3_64(&fs::read("src/detect/letters.table")?);
    println!(
        "cargo:rustc-env=CANONRY_VERSIONS={}, dictionaries {:016x}, languages {languages:016x}, fold table {}, compiled format {}",
        env::var("CARGO_PKG_VERSION")?,
        data.digest,
        fold::VERSION,
        compiled::FORMAT
    );
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("dictionary.bin"), compile::compile(&data)?)?;
    let residue = strip::residue::table::Table::of(&data.residue)?;
    fs::write(out.join("residue.bin"), postcard::to_stdvec(&residue)?)?;
    Ok(())
}
