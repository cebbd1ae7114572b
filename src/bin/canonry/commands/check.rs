//! `check`: what `clean` would change, and the exit code 1 when it would; for people with the words around and carets
//! below them.

use super::{Places, before, place, rules, visible};
use crate::{
    args,
    config::Setup,
    inputs::Inputs,
    outputs::{Output, Target, stdout},
    run::{Engine, Made, Text, Work},
    say,
};
use canonry::{
    Analysis,
    edit::Edit,
    report::words::{around, shown},
    span::{Original, Span},
};
use serde_json::json;
use std::io::{self, IsTerminal, Write};

/// Letters shown on each side of a change, and of what is changed: a line of them fits a terminal of 80 columns.
const AROUND: usize = 22;
const WORDS: usize = 28;

/// Checks.
pub fn run(args: &args::Check) -> anyhow::Result<u8> {
    let setup = Setup::read(&args.rules)?;
    let engine = Engine::new(&args.input, setup.cleaner()?)?;
    let mut inputs = Inputs::gather(&args.input)?;
    let journal = Output::new(Target::Nowhere).journal(&args.input, &inputs, json!({}))?;
    let mut out = stdout();
    let work = Checking { carets: args.carets || io::stdout().is_terminal(), colours: say::colours() };
    let mut outcome =
        engine.run(&mut inputs, &work, journal, |_, _, _, made| Ok(out.write_all(&made.data)?))?;
    out.flush()?;
    outcome.tally.dry = true;
    if outcome.changed {
        let paths: Vec<String> = args.input.paths.iter().map(|path| path.display().to_string()).collect();
        outcome.tally.next = vec![format!("canonry clean {} -o clean", paths.join(" "))];
    }
    say::line(outcome.tally.to_string());
    say::note(match outcome.tally.edits {
        0 => "nothing would change".to_owned(),
        n => format!("{} would be made", say::count(n, "change")),
    });
    Ok(outcome.code(true))
}

struct Checking {
    /// Whether the words around are shown too.
    carets: bool,
    colours: bool,
}

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
            if self.carets {
                made.data.extend_from_slice(pointed(analysis.original, edit, self.colours).as_bytes());
            }
        }
    }
}

/// The line of a change, as far as it is shown, and carets below what changes; below a place where words are put in, one.
fn pointed(text: &str, edit: &Edit<Original>, colours: bool) -> String {
    let old = edit.span.of(text);
    // Of a stretch of several lines the first that says something.
    let skipped = old.len() - old.trim_start_matches(['\n', '\r']).len();
    let first = old[skipped..].split(['\n', '\r']).next().unwrap_or_default();
    let start = edit.span.start + skipped;
    let span = Span::new(start, start + first.len());
    let (before, after) = around(text, span, AROUND);
    let words = shown(first, WORDS);
    let after = if words.ends_with('…') { "" } else { &after };
    let (gap, width) = (before.chars().count(), words.chars().count().max(1));
    let (on, off) = if colours { ("\x1b[31m", "\x1b[0m") } else { ("", "") };
    format!("    | {before}{words}{after}\n    | {}{on}{}{off}\n", " ".repeat(gap), "^".repeat(width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use canonry::edit::Rule;

    #[test]
    fn carets_stand_below_what_changes() {
        let long = format!("{} IS-K {}", "a".repeat(100), "b".repeat(100));
        let rows = [
            ("The IS-K cell", "IS-K", "    | The IS-K cell\n    |     ^^^^\n"),
            ("è fled.. at", "..", "    | è fled.. at\n    |       ^^\n"),
            ("a\n\nShare this\nb", "\n\nShare this", "    | Share this\n    | ^^^^^^^^^^\n"),
            ("a\u{200b}b", "\u{200b}", "    | a<200B>b\n    |  ^^^^^^\n"),
        ];
        for (text, old, expected) in rows {
            let start = text.find(old).expect("there");
            let edit = Edit::new(Span::new(start, start + old.len()), "", Rule::named("repair/x"));
            assert_eq!(pointed(text, &edit, false), expected);
        }
        let start = long.find("IS-K").expect("there");
        let edit = Edit::new(Span::new(start, start + 100), "", Rule::named("repair/x"));
        assert!(pointed(&long, &edit, false).lines().all(|line| line.chars().count() <= 80));
        assert!(pointed(&long, &edit, true).contains("\x1b[31m^"));
    }
}
