//! Finds who is meant and brings every name to one.
//! In: located forms, flagged lines with their languages. Out: mentions, candidates, edits.
//! Not here: spelling tables (see `dictionaries/`), name parts outside mentions (see `normalize`).

mod bearers;
mod branches;
mod choose;
mod definitions;
mod evidence;
mod grammar;
mod rewrite;
mod senses;
mod singles;
mod slips;
#[cfg(test)]
mod tests;
mod unlisted;

use crate::{
    dictionary::data::Cues,
    document::Candidate,
    page::{Page, Stage},
    span::Span,
};
use choose::Doubt;
use evidence::CueSets;
use unlisted::Spellings;

/// The stage.
pub struct Canonicalize {
    cues: CueSets,
    spellings: Spellings,
}

impl Canonicalize {
    /// Prepares the cues of a dictionary.
    pub fn new(cues: &Cues) -> Canonicalize {
        Canonicalize { cues: CueSets::new(cues), spellings: Spellings::default() }
    }
}

impl Stage for Canonicalize {
    fn name(&self) -> &'static str {
        "canonicalize"
    }

    fn propose(&self, page: &mut Page<'_>) {
        let choice = choose::choose(page, &self.cues, &self.spellings);
        rewrite::rewrite(page, &self.cues, &choice.mentions);
        for doubt in &choice.doubts {
            let candidate = candidate(page, doubt);
            page.candidates.push(candidate);
        }
    }
}

fn candidate(page: &Page<'_>, doubt: &Doubt) -> Candidate<crate::span::Repaired> {
    let mut span = Span::new(page.scan.tokens[doubt.first].start, page.scan.tokens[doubt.last - 1].end);
    // `Boko Haram (Atlantis Province)`
    if doubt.parent.is_some() && span.of(page.text).contains('(') && page.text[span.end..].starts_with(')') {
        span.end += 1;
    }
    let id = |number: &u32| page.dictionary.id(*number);
    Candidate {
        span,
        line: doubt.line,
        surface: span.of(page.text).to_owned(),
        entities: doubt.entities.iter().map(id).collect(),
        parent: doubt.parent.as_ref().map(id),
        why: doubt.why,
    }
}
