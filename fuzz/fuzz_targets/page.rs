//! Any text through the whole pipeline: twice is once, clean text and log give it back, nothing lies out of place.

#![no_main]

use canonry::{
    Cleaner, Preset,
    report::{Unit, decisions, log},
};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::preset(Preset::News));

fuzz_target!(|text: &str| {
    let once = CLEANER.analyze(text);
    for mention in &once.mentions {
        assert_eq!(text.get(mention.span.range()), Some(mention.surface.as_str()));
    }
    for line in &once.lines {
        assert!(text.get(line.span.range()).is_some_and(|words| !words.contains('\n')));
    }
    let (ids, detail) = (decisions::ids(&once, "p", None), log::Detail::all(Unit::Codepoint));
    let source = log::Source { id: "p", path: "p", ..log::Source::default() };
    let line = log::log_line(&source, &once, &ids, &detail, CLEANER.fingerprint()).to_string();
    let line = serde_json::from_str(&line).expect("JSON");
    assert_eq!(log::undo(&line, &once.text, &|_| true).ok().as_deref(), Some(text));
    assert_eq!(log::redo(&line, text).ok().as_deref(), Some(&*once.text));
    assert_eq!(CLEANER.clean(&once.text), once.text, "twice is once");
});
