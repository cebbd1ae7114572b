//! Brings parts of names to one spelling where no dictionary name stands: `Quetta Shoora` to `Quetta Shura`.
//! This is not Unicode normalization; that is `repair`.
//! In: spelling families with the contexts they list. Out: edits. Not here: who is meant (see `canonicalize`).

use crate::{
    dictionary::data::Family,
    edit::Rule,
    page::{Page, Stage},
    scan::{Gap, Scan},
    span::Span,
};
use aho_corasick::AhoCorasick;

/// The stage; families without a context change nothing.
pub struct Normalize {
    automaton: Option<AhoCorasick>,
    contexts: Vec<Context>,
}

/// One spelling of a family in one context.
struct Context {
    house: String,
    /// Which token of the phrase is the family's.
    at: usize,
    count: usize,
}

impl Normalize {
    /// Prepares the contexts of the families.
    pub fn new(families: &[Family]) -> Normalize {
        let mut phrases = Vec::new();
        let mut contexts = Vec::new();
        for family in families {
            let house = Scan::new(&family.name).view;
            for (phrase, spelling) in
                family.contexts.iter().flat_map(|c| family.spellings.iter().map(move |s| (c, s)))
            {
                let Some((before, behind)) = phrase.split_once('~') else { continue };
                let spelt = Scan::new(spelling);
                if spelt.tokens.len() != 1 || spelt.view == house {
                    continue;
                }
                let (before, behind) = (Scan::new(before), Scan::new(behind));
                phrases.push(format!(
                    "{}{}{}",
                    before.view,
                    spelt.view.trim_start(),
                    behind.view.trim_start()
                ));
                let (at, count) = (before.tokens.len(), before.tokens.len() + 1 + behind.tokens.len());
                contexts.push(Context { house: family.name.clone(), at, count });
            }
        }
        let automaton = (!phrases.is_empty()).then(|| AhoCorasick::new(&phrases).ok()).flatten();
        Normalize { automaton, contexts }
    }
}

impl Stage for Normalize {
    fn name(&self) -> &'static str {
        "normalize"
    }

    fn propose(&self, page: &mut Page<'_>) {
        let Some(automaton) = &self.automaton else { return };
        let found: Vec<(usize, usize)> = automaton
            .find_overlapping_iter(&page.scan.view)
            .filter_map(|hit| Some((hit.pattern().as_usize(), page.scan.token_at_view(hit.start() + 1)?)))
            .collect();
        for (number, first) in found {
            let context = &self.contexts[number];
            if let Some(span) = respelt(page, first, context) {
                let new = context.house.clone();
                page.propose(span, new, Rule::with_id("normalize", &context.house.to_lowercase()));
            }
        }
    }
}

fn respelt(page: &Page<'_>, first: usize, context: &Context) -> Option<Span<crate::span::Repaired>> {
    let tokens = &page.scan.tokens;
    let (last, at) = (first + context.count, first + context.at);
    let phrase = &tokens[first..last];
    let near = Gap::SPACE.or(Gap::DASH);
    let together = phrase[1..].iter().all(|token| near.allows(token.gap));
    let plain = phrase.iter().all(|token| !token.shape.is_hashtag() && !token.shape.is_protected());
    let capital = tokens[at].shape.starts_capital() && tokens[at].shape.has_lower();
    // Inside a longer capitalised name the spelling belongs to that name.
    let longer_behind = tokens.get(last).is_some_and(|t| near.allows(t.gap) && t.shape.starts_capital());
    let longer_before =
        first > 0 && near.allows(tokens[first].gap) && tokens[first - 1].shape.starts_capital() && {
            let before = tokens[first - 1];
            page.lines.iter().all(|line| line.span.start != before.start)
        };
    (together && plain && capital && !longer_behind && !longer_before)
        .then(|| Span::new(tokens[at].start, tokens[at].end))
}
