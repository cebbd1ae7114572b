//! What each group of repair rules costs on clean and on dirty text, in MB/s of one core; a row says how many edits it
//! must make, so that a fast wrong answer fails.
//!
//! ```sh
//! cargo bench --bench repair
//! ```

#![allow(clippy::print_stdout, reason = "a bench prints")]

use canonry::repair::{Repair, Rules};

mod common;

/// Pieces of text, repeated to [`common::SIZE`], and the edits that all rules together make in one piece.
const TEXTS: &[(&str, &str, usize)] = &[
    ("clean English", "The army closed the road to the valley on Monday, and nobody was let through.\n", 0),
    (
        "clean Italian",
        "L’esercito ha chiuso la strada: «È già tardi», dice la guida, e la città aspetta…\n",
        0,
    ),
    ("clean Russian", "Дорога была свободна — «никто не знает», сказал сторож.\n", 0),
    ("mojibake", "Il caffÃ¨ della cittÃ\u{a0} costa piÃ¹ di prima.\n", 3),
    ("mojibake twice", "perchÃƒÂ© no, disse il capo della banda\n", 1),
    ("entities", "Q&amp;A &mdash; caf&eacute;, doubly &amp;amp;quot;escaped\n", 4),
    ("tags", "one<br/>two <b>bold</b> <a href=\"x\">link</a>\n", 5),
    ("invisible", "al\u{ad}-Qa\u{200b}eda \u{200e}this\n", 3),
    ("accents apart", "citta\u{300} e perche\u{301}\n", 2),
    ("spaces and stops", "they  reported and left..\n", 2),
    ("one line", "the army closed the road and nobody was let through ", 0),
    // What nobody writes: the whole text is one line of it.
    ("references, one line", "&amp;amp;amp;", 1),
    ("tags, one line", "<b>x</b>", 2),
    ("invisible, one line", "a\u{200b}", 1),
    ("torn twice, one line", "cittÃƒÂ\u{a0} ", 1),
];

/// Groups of rules, each alone.
const GROUPS: &[(&str, Rules)] = &[
    ("mojibake", Rules { mojibake: true, ..Rules::NONE }),
    ("entities", Rules { entities: true, ..Rules::NONE }),
    ("characters", Rules { characters: true, ..Rules::NONE }),
    ("nfc", Rules { nfc: true, ..Rules::NONE }),
    ("spacing", Rules { spacing: true, ..Rules::NONE }),
    ("all", Rules::ALL),
];

fn main() {
    common::head(GROUPS.iter().map(|(name, _)| *name));
    for (name, piece, edits) in TEXTS {
        let (text, pieces) = common::repeated(piece);
        let speeds = GROUPS.iter().map(|(group, rules)| {
            let repair = Repair::new(*rules);
            let (speed, found) = common::speed(text.len(), || repair.edits(&text, &|_| false).len());
            assert!(*group != "all" || found == edits * pieces, "{name}: {found} edits in {pieces} pieces");
            speed
        });
        common::row(name, speeds);
    }
}
