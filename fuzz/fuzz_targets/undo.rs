//! Logs that somebody edited: a text or a sentence, never a panic.

#![no_main]

use canonry::report::log;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (line, text) = input;
    let Ok(line) = serde_json::from_str(line) else { return };
    let _ = (log::is_whole(&line), log::proves(&line), log::has_words(&line));
    let _ = log::undo(&line, text, &|edit| edit.rule("strip/share") || edit.entity("org/x") || edit.kind("nav"));
    let _ = log::redo(&line, text);
    let _ = (log::bytes(&line, text), log::raw(&line, text));
});
