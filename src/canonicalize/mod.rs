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
    document::Candidate,
    page::{Page, Stage},
    span::Span,
};
use choose::Doubt;
use evidence::CueSets;
use std::sync::OnceLock;
use unlisted::Spellings;

/// The stage.
#[derive(Default)]
pub struct Canonicalize {
    /// The cues of the dictionary, prepared for the first page with names.
    cues: OnceLock<CueSets>,
    spellings: Spellings,
}

impl Stage for Canonicalize {
    fn name(&self) -> &'static str {
        "canonicalize"
    }

    fn propose(&self, page: &mut Page<'_>) {
        let cues = self.cues.get_or_init(|| CueSets::new(&page.dictionary.data().cues));
        let choice = choose::choose(page, cues, &self.spellings);
        rewrite::rewrite(page, cues, &choice.mentions);
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
