//! What a form asks of a text: the gaps between its words, its capitals.
//! In: the scan of a form as written. Out: sets of gaps, a case. Not here: whether a text has them (see `matcher`).

use super::data::Case;
use crate::scan::{Gap, Scan, Shape};

/// The words run together where the form has a cut without a gap: `ToloNews` is also met as `Tolonews`.
pub(super) fn joined(scan: &Scan, gaps: &[Gap]) -> (String, Vec<Gap>) {
    let mut view = format!(" {}", scan.word(0));
    let mut rest = Vec::new();
    for (at, gap) in gaps.iter().enumerate() {
        if *gap != Gap::NONE {
            view.push(' ');
            rest.push(*gap);
        }
        view.push_str(scan.word(at + 1));
    }
    view.push(' ');
    (view, rest)
}

/// The capitals a form asks for that says nothing of them.
pub(super) fn default_case(scan: &Scan) -> Case {
    let [token] = scan.tokens.as_slice() else { return Case::Any };
    let letters = scan.word(0).chars().count();
    if token.shape.is_upper() && letters <= 3 { Case::Upper } else { Case::NotLower }
}

/// Particles that join the parts of a name; the first two are words as well and join only with dashes.
const PARTICLES: &[&str] = &["e", "i", "al", "el", "ul", "ud", "ur", "uz", "ash", "ar"];

/// What may stand between tokens `at - 1` and `at` in a text, from what stands there in the form.
pub(super) fn allowed_gap(scan: &Scan, at: usize) -> Gap {
    // `ISIS's` is no spelling of `ISIS-S`.
    let apostrophe = if scan.word(at) == "s" { Gap::NONE } else { Gap::APOSTROPHE };
    let any = Gap::SPACE.or(Gap::DASH).or(Gap::SLASH).or(apostrophe).or(Gap::NONE);
    let tight = Gap::DASH.or(Gap::SLASH).or(Gap::DOT).or(apostrophe).or(Gap::NONE);
    let acronym = |at: usize| {
        let shape: Shape = scan.tokens[at].shape;
        shape.is_upper() && scan.word(at).chars().count() <= 4
    };
    match scan.tokens[at].gap {
        Gap::SPACE if [at - 1, at].iter().any(|at| PARTICLES[2..].contains(&scan.word(*at))) => {
            any.or(Gap::SPACED_DASH)
        }
        Gap::SPACE => any,
        // `ISIS - K`: what one letter behind a dash belongs to is plain.
        Gap::DASH if acronym(at - 1) && acronym(at) && scan.word(at).chars().count() == 1 => {
            tight.or(Gap::SPACED_DASH)
        }
        Gap::DASH | Gap::SLASH if acronym(at - 1) || acronym(at) => tight,
        // `Tehrik - e - Taliban`: a particle alone between dashes is no word of the sentence.
        Gap::DASH if [at - 1, at].iter().any(|at| PARTICLES.contains(&scan.word(*at))) => {
            any.or(Gap::SPACED_DASH)
        }
        Gap::DASH | Gap::SLASH => any,
        Gap::SPACED_DASH => any.or(Gap::SPACED_DASH),
        Gap::DOT | Gap::OTHER => Gap::DOT.or(Gap::OTHER).or(Gap::SPACE),
        gap => gap,
    }
}
