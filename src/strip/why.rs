//! Why a line is residue, repeats another, leaves or stays, in words for `explain`.
//! In: a page with its flags, what was seen of its lines. Out: a note for each line, `strip N: words`, N from 0.
//! Not here: any decision (see the stage).

use super::{Met, ResidueRules, Row, Where, Words, duplicate::begins, folded};
use crate::{
    document::Kind,
    page::{Dups, Page},
    shape::Form,
};

/// Notes all lines.
pub(super) fn note(page: &mut Page<'_>, rows: &[Row<'_>], removed: &[bool], rules: &ResidueRules) {
    for line in 0..rows.len() {
        let flagged = page.lines[line].kind.is_some() || page.lines[line].dup;
        let protected = (flagged && rows[line].stays).then(|| "you protect some of it".to_owned());
        let words = [residue(page, rows, line, rules), repetition(page, rows, line, removed), protected];
        let words: Vec<String> = words.into_iter().flatten().collect();
        page.note(|| format!("strip {line}: {}", words.join("; ")));
    }
}

/// Why a line is residue, or what speaks for it and is not enough.
fn residue(page: &Page<'_>, rows: &[Row<'_>], line: usize, rules: &ResidueRules) -> Option<String> {
    let row = &rows[line];
    let Some(kind) = page.lines[line].kind else {
        if row.met.is_empty() {
            let spared = |phrase| {
                format!(
                    "it meets the phrase `{}`, but is a sentence that says nothing else of the page",
                    shortened(phrase)
                )
            };
            return rules.spared(words(row, &folded(row.text))).map(spared);
        }
        return row.met.first().filter(|_| rows.len() > 1).map(|met| {
            let by = phrase(row, *met, rules).map_or(String::new(), |phrase| format!(": {phrase}"));
            match met.place {
                Where::Any => {
                    format!("reads like residue ({}{by}), and belongs to the text around it", met.kind)
                }
                at => format!("reads like residue ({}{by}), which it is only {}", met.kind, place(at)),
            }
        });
    };
    Some(match row.met.iter().find(|met| met.kind == kind) {
        Some(met) => match phrase(row, *met, rules) {
            Some(phrase) => format!("it meets {phrase}, residue {}", place(met.place)),
            None => format!("it is built like residue, {}", place(met.place)),
        },
        None if row.mark.is_some() => "a run before marked it".to_owned(),
        None => match heading(page, rows, line) {
            Some(above) => format!("the heading in line {} takes it along", number(page, above)),
            None => "it stands among lines that are residue and is built like them".to_owned(),
        },
    })
}

/// The phrase a line met, as the lists of residue write it, long choices shortened.
fn phrase(row: &Row<'_>, met: Met, rules: &ResidueRules) -> Option<String> {
    rules
        .phrase(words(row, &folded(row.text)), met)
        .map(|phrase| format!("the phrase `{}`", shortened(phrase)))
}

/// A phrase with an ellipsis for what its brackets hold behind a few choices: `(view|see|show|…) this (article|post|page|…)`.
fn shortened(phrase: &str) -> String {
    const SHOWN: usize = 3;
    let mut out = String::new();
    // For each bracket that is open, how many choices of it have begun.
    let mut open: Vec<usize> = Vec::new();
    for c in phrase.chars() {
        let shown = open.iter().all(|choices| *choices <= SHOWN);
        match c {
            '(' | '[' => open.push(1),
            ')' | ']' => {
                open.pop();
            }
            '|' => {
                if let Some(choices) = open.last_mut() {
                    *choices += 1;
                }
            }
            _ => {}
        }
        let last = open.iter().filter(|choices| **choices > SHOWN).count();
        match c {
            '|' if shown && last == 1 => out.push_str("|…"),
            _ if open.iter().all(|choices| *choices <= SHOWN) => out.push(c),
            _ => {}
        }
    }
    out
}

fn words<'t>(row: &Row<'t>, view: &'t str) -> Words<'t> {
    Words { text: row.text, view, count: row.look.words }
}

fn place(place: Where) -> &'static str {
    match place {
        Where::Any => "wherever it stands",
        Where::Head => "before the first paragraph",
        Where::Foot => "behind the last paragraph",
        Where::Edge => "before the first paragraph or behind the last",
        Where::Menu => "in a menu before the first paragraph or behind the last",
        Where::Own => "nowhere",
    }
}

/// The line above that takes others along, all lines between being residue of its kind.
fn heading(page: &Page<'_>, rows: &[Row<'_>], line: usize) -> Option<usize> {
    let kind: Option<Kind> = page.lines[line].kind;
    (0..line).rev().take_while(|above| page.lines[*above].kind.is_some()).find(|above| {
        page.lines[*above].kind == kind && rows[*above].met.iter().any(|met| met.block.is_some())
    })
}

/// Which line it repeats, and why it stays where it does.
fn repetition(page: &Page<'_>, rows: &[Row<'_>], line: usize, removed: &[bool]) -> Option<String> {
    if !page.lines[line].dup {
        return None;
    }
    let copy = (0..line).find(|earlier| begins(rows[*earlier].text, rows[line].text))?;
    let stays = if removed[line] {
        ""
    } else if page.options.dups == Dups::Keep {
        ", and repetitions are kept"
    } else if removed[copy] {
        ", which leaves: one of them stays"
    } else if !matches!(rows[line].look.form, Form::Heading | Form::Cut) {
        ", not directly above: paragraphs stay unless all repetitions are removed"
    } else {
        ""
    };
    Some(format!("repeats line {}{stays}", number(page, copy)))
}

/// The number of a line among all lines, from 1.
fn number(page: &Page<'_>, line: usize) -> usize {
    let above = &page.text[..page.lines[line].span.start];
    1 + above.matches('\n').count() + above.matches('\r').count() - above.matches("\r\n").count()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_choices_are_shortened() {
        for (phrase, wanted) in [
            ("share [this (article|post)]", "share [this (article|post)]"),
            ("(a|b|c) d", "(a|b|c) d"),
            ("(a|b|c|d|e) [f|g|h|i]", "(a|b|c|…) [f|g|h|…]"),
            ("((a|b|c|d|e)|f|g|h|(i|j)) k", "((a|b|c|…)|f|g|…) k"),
        ] {
            assert_eq!(shortened(phrase), wanted);
        }
    }
}
