//! Rows of dirt and of what only looks like it; properties over strings built of dirt.

use super::{Repair, Rules};
use proptest::prelude::*;

fn repaired(rules: Rules, text: &str) -> String {
    Repair::new(rules).edits(text, &|_| false).apply(text).into_owned()
}

#[test]
fn a_page_that_comes_to_rest_is_left_alone() {
    assert_eq!(repaired(Rules::ALL, "fled.."), "fled.");
}

/// Pieces that damage one another when they meet.
const ATOMS: &[&str] = &[
    "a", "The", "news", "Qaeda", "É", "à", "Ã", "Â", "â", "€", "œ", "\u{9d}", "\u{85}", "Ã©", "â€™", "Ãƒ", "Ã ", "Ð", "¿", "Рё",
    "РґРѕ", "√©", "‚Äô", "├®", "\u{fffd}", "&", "&amp;", "amp;", "#39", "&lt;", "lt;", "b", "&gt;", ">", "<", "/", "<b>", "</i>", "<br>",
    "&nbsp;", "&eacute", "&#8217;", "&#10;", "&NewLine;", ";", " ", "  ", "\u{a0}", "\u{200b}", "\u{200d}", "\u{200e}", "\u{ad}",
    "\u{feff}", "\u{f0e0}", "\u{1b}[0m", "\u{7}", "\u{c}", "\t", "e\u{301}", "\u{301}", "\u{3099}", "か", "ا", ".", "..", "...", "….", "…", "!",
    "ambitions", "ambitions.The", ".The", "‘s", "‘", "NextImg:", "Img", ":", "\n", "\r\n", "\r", "\n\n", "- ", "1. ", "1", "😀", "\u{fe0f}",
    "\u{202e}", "í\u{a0}½", "í¸\u{80}", "ð", "Ÿ", "\"", "=", "x=\"", "comment <!--", "-->", "ﬁ", "\u{2028}",
];

fn dirt() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(ATOMS), 0..16).prop_map(|atoms| atoms.concat())
}

fn rules() -> impl Strategy<Value = Rules> {
    prop_oneof![
        4 => Just(Rules::ALL),
        2 => Just(Rules::MINIMAL),
        1 => (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
            |(mojibake, entities, characters, nfc, spacing)| Rules { mojibake, entities, characters, nfc, spacing }
        ),
    ]
}

fn breaks(text: &str) -> Vec<char> {
    text.chars().filter(|c| matches!(c, '\n' | '\r')).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn twice_is_once(text in dirt(), rules in rules()) {
        let repair = Repair::new(rules);
        let known = |word: &str| word == "The";
        let once = repair.edits(&text, &known).apply(&text).into_owned();
        let again = repair.edits(&once, &known);
        prop_assert!(again.is_empty(), "{once:?} becomes {:?}", again.apply(&once));
    }

    #[test]
    fn line_breaks_and_lost_bytes_stay(text in dirt(), rules in rules()) {
        let once = repaired(rules, &text);
        prop_assert_eq!(breaks(&once), breaks(&text));
        let lost = |text: &str| text.matches('\u{fffd}').count();
        // A comment goes with all that stands in it.
        prop_assert!(text.contains('<') || lost(&text) == 0 || lost(&once) > 0, "{once:?}");
    }

    #[test]
    fn any_text_is_safe(text in any::<String>()) {
        let repair = Repair::new(Rules::ALL);
        let once = repair.edits(&text, &|_| true).apply(&text).into_owned();
        prop_assert!(repair.edits(&once, &|_| true).is_empty(), "{once:?}");
    }
}
