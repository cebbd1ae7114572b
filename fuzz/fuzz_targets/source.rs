//! Dictionaries that people write: TOML or CSV, right or wrong, become a dictionary or a sentence.

#![no_main]

use canonry::dictionary::{Dictionary, files, layers::Layers, matcher::Engine};
use canonry::scan::Scan;
use libfuzzer_sys::fuzz_target;
use std::{collections::BTreeSet, path::Path};

fuzz_target!(|bytes: &[u8]| {
    for name in ["ours.toml", "ours.csv"] {
        match files::read_bytes(&Default::default(), Path::new(name), bytes) {
            Ok(compiled) => {
                let dictionary = Dictionary::new(Layers::new([compiled]), Engine::Tokens, &BTreeSet::new());
                let text = String::from_utf8_lossy(bytes);
                let mut hits = Vec::new();
                dictionary.locate(&text, &Scan::new(&text), &mut hits);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});
