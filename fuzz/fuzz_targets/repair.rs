//! Repair ends, keeps the lines apart, and has nothing left to do on what it made.

#![no_main]

use canonry::repair::{Repair, Rules};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static REPAIR: LazyLock<Repair> = LazyLock::new(|| Repair::new(Rules::ALL));

fuzz_target!(|text: &str| {
    let known = |word: &str| ["the", "The", "and", "Kabul", "della", "Il"].contains(&word);
    let repaired = REPAIR.edits(text, &known).apply(text).into_owned();
    let lines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
    assert_eq!(lines(&repaired), lines(text));
    assert!(REPAIR.edits(&repaired, &known).is_empty(), "{repaired:?}");
});
