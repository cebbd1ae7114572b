//! Logs as they are written give back what they must; logs that somebody edited give a text or a sentence, never a panic.

#![no_main]

use canonry::report::{
    Unit,
    log::{self, hash},
};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// A log of changes drawn from bytes, three each: how far on, how much of the text was written, what stood there.
fn drawn(clean: &str, unit: Unit, bytes: &[u8]) -> (Value, String) {
    let size = |text: &str| match unit {
        Unit::Byte => text.len(),
        Unit::Codepoint => text.chars().count(),
        _ => text.encode_utf16().count(),
    };
    let borders: Vec<usize> = clean.char_indices().map(|(at, _)| at).chain([clean.len()]).collect();
    let (mut at, mut edits, mut original) = (0, Vec::new(), String::new());
    for chosen in bytes.chunks_exact(3) {
        let from = at + usize::from(chosen[0] % 5);
        let to = from + usize::from(chosen[1] % 4);
        let Some(end) = borders.get(to) else { break };
        let new = &clean[borders[from]..*end];
        let old = ["", "a", "Stato Islamico", "è", "😀\n"][usize::from(chosen[2] % 5)];
        original += &clean[borders[at]..borders[from]];
        let start = size(&original);
        original += old;
        let to_start = size(&clean[..borders[from]]);
        edits.push(json!({
            "start": start, "end": start + size(old), "old": old,
            "to_start": to_start, "to_end": to_start + size(new), "new": new, "rules": ["strip/share"],
        }));
        at = to;
    }
    original += &clean[borders[at]..];
    let hashes = json!({"clean": hash(clean), "original": hash(&original)});
    (json!({"unit": unit.as_str(), "hashes": hashes, "edits": edits}), original)
}

fn ask(line: &Value, text: &str) {
    let _ = (log::is_whole(line), log::proves(line), log::has_words(line));
    let _ =
        log::undo(line, text, &|edit| edit.rule("strip/share") || edit.entity("org/x") || edit.kind("nav"));
    let _ = log::redo(line, text);
    let _ = (log::bytes(line, text), log::raw(line, text));
}

fuzz_target!(|input: (&str, u8, &[u8], (u8, u8, i8), &str)| {
    let (clean, unit, changes, (edit, field, by), line) = input;
    let unit = Unit::ALL[usize::from(unit) % Unit::ALL.len()];
    let (mut log, original) = drawn(clean, unit, changes);
    assert_eq!(log::undo(&log, clean, &|_| true).expect("fits"), original);
    assert_eq!(log::redo(&log, &original).expect("fits"), clean);

    // One number of it is another: the original or a sentence, nothing else.
    let edits = log["edits"].as_array_mut().expect("a list");
    if !edits.is_empty() {
        let edit = usize::from(edit) % edits.len();
        let number = &mut edits[edit][["start", "end", "to_start", "to_end"][usize::from(field % 4)]];
        *number = number.as_u64().and_then(|was| was.checked_add_signed(by.into())).into();
    }
    assert!(log::undo(&log, clean, &|_| true).map_or(true, |text| text == original));
    assert!(log::redo(&log, &original).map_or(true, |text| text == clean));
    ask(&log, clean);

    // Any JSON, with digests that fit so that what lies behind them is reached.
    let Ok(mut line) = serde_json::from_str::<Value>(line) else { return };
    if let Some(line) = line.as_object_mut() {
        line.insert("hashes".to_owned(), json!({"clean": hash(clean), "original": hash(clean)}));
    }
    ask(&line, clean);
});
