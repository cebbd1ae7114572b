//! Brings parts of names to one spelling where no dictionary name stands: `Quetta Shoora` to `Quetta Shura`.
//! This is not Unicode normalization; that is `repair`.
//! In: spelling families with the contexts they list. Out: edits. Not here: who is meant (see `canonicalize`).

use crate::{
    dictionary::{data::Family, ordinary::is_ordinary, trie::Gate},
    edit::Rule,
    page::{Page, Stage},
    scan::{Gap, Scan},
    span::Span,
};
use std::collections::BTreeMap;

/// The stage; families without a context change nothing.
pub struct Normalize {
    /// By the hash of the first word of the phrase, in their order.
    contexts: Vec<(u32, Vec<Context>)>,
    /// The words phrases begin with.
    openings: Vec<u8>,
}

/// One spelling of a family in one context.
struct Context {
    /// The folded words, one space around each.
    phrase: String,
    house: String,
    /// Which token of the phrase is the family's.
    at: usize,
    count: usize,
}

impl Normalize {
    /// Prepares the contexts of the families.
    pub fn new(families: &[Family]) -> Normalize {
        let mut contexts: BTreeMap<u32, Vec<Context>> = BTreeMap::new();
        for family in families {
            let house = Scan::new(&family.name).view;
            for (frame, spelling) in
                family.contexts.iter().flat_map(|c| family.spellings.iter().map(move |s| (c, s)))
            {
                let Some((before, behind)) = frame.split_once('~') else { continue };
                let spelt = Scan::new(spelling);
                if spelt.tokens.len() != 1 || spelt.view == house {
                    continue;
                }
                let (before, behind) = (Scan::new(before), Scan::new(behind));
                let phrase =
                    format!("{}{}{}", before.view, spelt.view.trim_start(), behind.view.trim_start());
                let opening = before.tokens.first().or(spelt.tokens.first()).map_or(0, |token| token.hash);
                contexts.entry(opening).or_default().push(Context {
                    phrase,
                    house: family.name.clone(),
                    at: before.tokens.len(),
                    count: before.tokens.len() + 1 + behind.tokens.len(),
                });
            }
        }
        let openings: Vec<u32> = contexts.keys().copied().collect();
        Normalize { openings: Gate::bytes(&openings), contexts: contexts.into_iter().collect() }
    }
}

impl Stage for Normalize {
    fn name(&self) -> &'static str {
        "normalize"
    }

    fn propose(&self, page: &mut Page<'_>) {
        let gate = Gate::new(&self.openings);
        let scan = page.scan;
        for (first, token) in scan.tokens.iter().enumerate() {
            if !gate.lets_through(token.hash) {
                continue;
            }
            let Ok(at) = self.contexts.binary_search_by_key(&token.hash, |(hash, _)| *hash) else { continue };
            for context in &self.contexts[at].1 {
                if let Some(span) = respelt(page, first, context) {
                    let new = context.house.clone();
                    page.propose(span, new, Rule::with_id("normalize", &context.house.to_lowercase()));
                }
            }
        }
    }
}

fn respelt(page: &Page<'_>, first: usize, context: &Context) -> Option<Span<crate::span::Repaired>> {
    let tokens = &page.scan.tokens;
    let (last, at) = (first + context.count, first + context.at);
    if last > tokens.len() || page.view_of(first..last) != context.phrase {
        return None;
    }
    let phrase = &tokens[first..last];
    let near = Gap::SPACE.or(Gap::DASH);
    let together = phrase[1..].iter().all(|token| near.allows(token.gap));
    let plain = phrase.iter().all(|token| !token.shape.is_hashtag() && !token.shape.is_protected());
    let capital = tokens[at].shape.starts_capital() && tokens[at].shape.has_lower();
    // Inside a longer capitalised name the spelling belongs to that name.
    let longer_behind = tokens.get(last).is_some_and(|t| near.allows(t.gap) && t.shape.starts_capital());
    // `The`, `Quando`: an ordinary word has its capital from the sentence it opens.
    let longer_before = first > 0 && near.allows(tokens[first].gap) && {
        let before = tokens[first - 1];
        before.shape.starts_capital() && !is_ordinary(before.hash)
    };
    (together && plain && capital && !longer_behind && !longer_before)
        .then(|| Span::new(tokens[at].start, tokens[at].end))
}
