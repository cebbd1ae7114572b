//! `check`: what `clean` would change, and the exit code 1 when it would.

use super::{Places, before, place, rules, visible};
use crate::{
    args,
    config::Setup,
    inputs::Inputs,
    outputs::{Output, Target, stdout},
    run::{Engine, Made, Text, Work},
    say,
};
use canonry::Analysis;
use serde_json::json;
use std::io::Write;

/// Checks.
pub fn run(args: &args::Check) -> anyhow::Result<u8> {
    let setup = Setup::read(&args.rules)?;
    let engine = Engine::new(&args.input, setup.cleaner()?)?;
    let mut inputs = Inputs::gather(&args.input)?;
    let journal = Output::new(Target::Nowhere).journal(&args.input, &inputs, json!({}))?;
    let mut out = stdout();
    let mut edits = 0;
    let mut outcome = engine.run(&mut inputs, &Checking, journal, |_, _, _, made| {
        edits += memchr::memchr_iter(b'\n', &made.data).count();
        Ok(out.write_all(&made.data)?)
    })?;
    out.flush()?;
    outcome.tally.dry = true;
    if outcome.changed {
        let paths: Vec<String> = args.input.paths.iter().map(|path| path.display().to_string()).collect();
        outcome.tally.next = vec![format!("canonry clean {} -o clean", paths.join(" "))];
    }
    say::line(outcome.tally.to_string());
    say::note(match edits {
        0 => "nothing would change".to_owned(),
        n => format!("{} would be made", say::count(n, "change")),
    });
    Ok(outcome.code(true))
}

struct Checking;

impl Work for Checking {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        let mut places = Places::new(analysis.original);
        for edit in analysis.edits.iter() {
            let (old, new) = (visible(before(analysis, edit)), visible(&edit.new));
            let at = place(text, places.of(edit.span.start));
            let line = match (old.is_empty(), new.is_empty()) {
                (_, true) => format!("{at}: {old} → (removed) [{}]\n", rules(edit)),
                (true, _) => format!("{at}: (nothing) → {new} [{}]\n", rules(edit)),
                _ => format!("{at}: {old} → {new} [{}]\n", rules(edit)),
            };
            made.data.extend_from_slice(line.as_bytes());
        }
    }
}
