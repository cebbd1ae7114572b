//! What finding residue costs on pages of several kinds, in MB/s of one core, with and without the deletions; a row says
//! how many lines of a piece leave, so that a fast wrong answer fails.
//!
//! ```sh
//! cargo bench --bench strip
//! ```

#![allow(clippy::print_stdout, reason = "a bench prints")]

use canonry::{Cleaner, Preset, page::Options};

mod common;

/// Pieces of pages, repeated to the size of a text, and the lines of a piece that leave.
const PAGES: &[(&str, &str, usize)] = &[
    (
        "prose",
        "The army closed the road to the valley on Monday night, and nobody at all was let through it until nine.\n\
         Due giorni dopo un convoglio è stato colpito sulla stessa strada, e la valle è rimasta isolata fino a sera.\n",
        0,
    ),
    ("headlines", "Army closes all roads to the valley\nDue convogli colpiti nella notte\n", 0),
    (
        "buttons",
        "The army closed the road to the valley on Monday night, and nobody at all was let through it until nine.\n\
         Share\nCondividi su Facebook\nRead more: Army closes all roads\nFacebookTwitterLinkedIn\n",
        4,
    ),
    (
        "credits",
        "Photo: Reuters\n(Jane Doe/AFP via Getty Images)\nFoto Ansa\n© 2020 Example. All rights reserved.\n",
        4,
    ),
    ("equal lines", "Army closes all roads to the valley\n", 0),
    // What nobody writes: no line is like another, and each is looked up.
    ("numbered lines", "Army closes road {n} to the valley\n", 0),
    ("numbered labels", "Tags: harbour {n}\n", 1),
];

fn main() {
    let options = Options {
        skip: vec!["repair".into(), "detect".into(), "normalize".into(), "canonicalize".into()],
        ..Preset::News.options()
    };
    let keep = Options { strip: Vec::new(), ..options.clone() };
    let cleaners =
        [options, keep].map(|options| Cleaner::builder().options(options).build().expect("shipped data"));
    common::head(["strip", "flags only"].into_iter());
    for (name, piece, residue) in PAGES {
        let (text, pieces) = common::repeated(piece);
        let speeds = cleaners.iter().map(|cleaner| {
            let flagged = || cleaner.analyze(&text).lines.iter().filter(|line| line.kind.is_some()).count();
            let (speed, found) = common::speed(text.len(), flagged);
            assert_eq!(found, residue * pieces, "{name}");
            speed
        });
        common::row(name, speeds);
    }
}
