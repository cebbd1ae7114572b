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
    table::{columns, cut, cut_before, room},
};
use canonry::{
    Analysis,
    edit::Edit,
    report::words::{around, shown},
    span::{Original, Span},
};
use serde_json::json;
use std::io::{self, IsTerminal, Write};

/// Columns of the words around a change where no terminal says how many it has.
const ROOM: usize = 80;
/// What stands before the words.
const BAR: &str = "    | ";

/// Checks.
pub fn run(args: &args::Check) -> anyhow::Result<u8> {
    let setup = Setup::read(&args.rules)?;
    let mut engine = Engine::new(&args.input, setup.cleaner()?)?;
    engine.prints = true;
    let mut inputs = Inputs::gather(&args.input)?;
    let journal = Output::new(Target::Nowhere).journal(&args.input, &inputs, json!({}))?;
    let mut out = stdout();
    let carets = args.carets || io::stdout().is_terminal();
    let work = Checking { carets, colours: say::colours(), room: room().unwrap_or(ROOM) };
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
    /// Columns they may take.
    room: usize,
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
                let pointed = pointed(analysis.original, edit, self.colours, self.room);
                made.data.extend_from_slice(pointed.as_bytes());
            }
        }
    }
}

/// The line of a change, as far as it fits, and carets below what changes; below a place where words are put in, one.
fn pointed(text: &str, edit: &Edit<Original>, colours: bool, room: usize) -> String {
    let old = edit.span.of(text);
    // Of a stretch of several lines the first that says something.
    let skipped = old.len() - old.trim_start_matches(['\n', '\r']).len();
    let first = old[skipped..].split(['\n', '\r']).next().unwrap_or_default();
    let start = edit.span.start + skipped;
    let span = Span::new(start, start + first.len());
    // What stands before takes a third at most; what changes, then what follows, has the rest.
    let room = room.saturating_sub(BAR.len());
    let (before, after) = around(text, span, room / 3);
    let before = cut_before(&before, room / 3);
    let gap = columns(&before);
    let left = room.saturating_sub(gap);
    let words = shown(first, left);
    let words = cut(&words, left.saturating_sub(1));
    let width = columns(&words);
    let after = if words.ends_with('…') { "" } else { &*after };
    let after = cut(after, left.saturating_sub(width));
    let (on, off) = if colours { ("\x1b[31m", "\x1b[0m") } else { ("", "") };
    let (blank, carets) = (" ".repeat(gap), "^".repeat(width.max(1)));
    format!("{BAR}{before}{words}{after}\n{BAR}{blank}{on}{carets}{off}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use canonry::edit::Rule;

    #[test]
    fn carets_stand_below_what_changes() {
        let rows = [
            ("The IS-K cell", "IS-K", "    | The IS-K cell\n    |     ^^^^\n"),
            ("è fled.. at", "..", "    | è fled.. at\n    |       ^^\n"),
            ("a\n\nShare this\nb", "\n\nShare this", "    | Share this\n    | ^^^^^^^^^^\n"),
            ("a\u{200b}b", "\u{200b}", "    | a<200B>b\n    |  ^^^^^^\n"),
            ("伊斯兰国 IS-K 袭击", "IS-K", "    | 伊斯兰国 IS-K 袭击\n    |          ^^^^\n"),
            ("cafe\u{301} IS-K", "IS-K", "    | cafe\u{301} IS-K\n    |      ^^^^\n"),
        ];
        for (text, old, expected) in rows {
            let start = text.find(old).expect("there");
            let edit = Edit::new(Span::new(start, start + old.len()), "", Rule::named("repair/x"));
            assert_eq!(pointed(text, &edit, false, ROOM), expected);
        }
    }

    #[test]
    fn carets_fit_the_terminal() {
        let edit = |text: &str, old: usize| {
            let start = text.find("IS-K").expect("there");
            Edit::new(Span::new(start, start + old), "", Rule::named("repair/x"))
        };
        let [latin, wide, hidden] =
            ["ab", "国国", "\u{200b}"].map(|word| format!("{0} IS-K {0}", word.repeat(50)));
        assert_eq!(
            pointed(&latin, &edit(&latin, 4), false, 36),
            "    | …abababab IS-K ababababa…\n    |           ^^^^\n"
        );
        for text in [&latin, &wide, &hidden] {
            let all = text.len() - text.find("IS-K").expect("there");
            for (old, room) in (8..120).flat_map(|room| [(4, room), (all, room)]) {
                let shown = pointed(text, &edit(text, old), false, room);
                assert!(shown.lines().all(|line| columns(line) <= room), "{room}:\n{shown}");
            }
        }
        assert!(pointed(&latin, &edit(&latin, 4), true, ROOM).contains("\x1b[31m^"));
    }
}
