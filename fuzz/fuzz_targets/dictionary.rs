//! Compiled dictionaries made to deceive: whatever opens must be searchable.

#![no_main]

use canonry::{
    dictionary::{
        Dictionary,
        compiled::{Compiled, FORMAT, HEAD},
        layers::Layers,
        matcher::Engine,
    },
    fold,
    scan::Scan,
};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_64;

/// Sets magic, versions, length and checksums right, so that what lies behind them is reached.
fn signed(mut bytes: Vec<u8>) -> Vec<u8> {
    let length = bytes.len() as u64;
    bytes[..8].copy_from_slice(b"canonry\0");
    bytes[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    bytes[12..16].copy_from_slice(&fold::VERSION.to_le_bytes());
    bytes[16..24].copy_from_slice(&length.to_le_bytes());
    for entry in (40..HEAD - 8).step_by(16) {
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        if let Some(section) = bytes.get(number(entry)..number(entry) + number(entry + 4)) {
            let sum = xxh3_64(section).to_le_bytes();
            bytes[entry + 8..entry + 16].copy_from_slice(&sum);
        }
    }
    let sum = xxh3_64(&bytes[..HEAD - 8]).to_le_bytes();
    bytes[HEAD - 8..HEAD].copy_from_slice(&sum);
    bytes
}

fuzz_target!(|bytes: &[u8]| {
    let _ = Compiled::open(bytes.to_vec());
    if bytes.len() < HEAD {
        return;
    }
    if let Ok(compiled) = Compiled::open(signed(bytes.to_vec())) {
        let dictionary = Dictionary::new(Layers::new([compiled]), Engine::Tokens, &BTreeSet::new());
        let text = "Harakat al-Wadi met the Islamic State in Kabul; ISIS-K denied it.";
        let mut hits = Vec::new();
        dictionary.locate(text, &Scan::new(text), &mut hits);
        for hit in hits {
            let form = dictionary.form(hit.form);
            let _ = (dictionary.id(form.entity), dictionary.entity(form.entity), form.text());
        }
    }
});
