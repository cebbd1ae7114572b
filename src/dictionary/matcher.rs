//! Finds every listed form in a scanned text.
//! In: forms, a scan. Out: all overlapping hits whose words, gaps and capitals fit; nothing is chosen here.
//! Not here: evidence, overlaps between hits, ambiguity (see `canonicalize`).
//!
//! Overlapping search and a choice of our own, not leftmost-longest: in `ISIS-Khorasan` the longest match is `ISIS-K`, it
//! fails the word boundary, and `ISIS` would be lost with it.

use super::{
    compiled::FormRef,
    data::Case,
    layers::{Forms, View},
    ordinary::is_ordinary,
};
use crate::{
    document::FormClass,
    scan::{Gap, Scan},
};
use aho_corasick::{AhoCorasick, MatchKind};
use std::{borrow::Cow, cmp::Reverse, collections::HashSet, hint::black_box, ops::Range};

/// A form that stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Number of the form.
    pub form: u32,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub last: usize,
    /// Whom the form names, what it is to them, and whether it needs no evidence: asked so often that it stands here.
    pub entity: u32,
    /// See [`FormRef`].
    pub class: FormClass,
    /// See [`FormRef`].
    pub strong: bool,
}

impl Hit {
    /// A form that these tokens are.
    pub(crate) fn of(form: &FormRef<'_>, place: Range<usize>) -> Hit {
        Hit {
            form: form.number,
            first: place.start,
            last: place.end,
            entity: form.entity,
            class: form.class,
            strong: form.strong,
        }
    }
}

/// An engine that finds forms. All engines give the same hits.
pub trait Matcher: Send + Sync {
    /// Every hit in the text, by place, longer first; the best form for each entity at each place.
    fn locate(&self, text: &str, scan: &Scan, forms: Forms<'_>, hits: &mut Vec<Hit>);
}

crate::document::names! {
    /// The engines.
    Engine {
        /// The token engine, which was the faster one wherever it was measured; see `docs/performance.md`.
        Auto = "auto",
        /// A gate over the words of the text and a trie over words: its cost does not grow with the dictionary.
        Tokens = "tokens",
        /// The Aho-Corasick automaton over whole forms, built anew at every start.
        Automaton = "automaton",
    }
}

/// The token engine: nearly every word of a text opens no form and is let go after one look at one bit; the others walk
/// a trie, one look-up a word.
pub struct Tokens {
    /// Entities left out.
    pub disabled: HashSet<u32>,
}

impl Matcher for Tokens {
    fn locate(&self, text: &str, scan: &Scan, forms: Forms<'_>, hits: &mut Vec<Hit>) {
        let seeker = Seeker::new(text, scan, forms, &self.disabled);
        for (tokens, start) in scan.tokens.chunks(64).zip((0..).step_by(64)) {
            // One bit for each token; looking at all of them at once is quicker than asking each, and what lies far
            // off in memory is fetched for many together.
            let (mut opens, mut near) = (0u64, 0);
            for view in &seeker.views {
                let mut may_open = 0u64;
                for (bit, token) in tokens.iter().enumerate() {
                    may_open |= u64::from(view.may_open(token.hash)) << bit;
                }
                while may_open != 0 {
                    let bit = may_open.trailing_zeros();
                    let (word, next) = seeker.two(start + bit as usize);
                    let opening = view.opening(word, next);
                    if opening.any() {
                        opens |= 1 << bit;
                        near ^= view.near(opening, word, next);
                    }
                    may_open &= may_open - 1;
                }
            }
            black_box(near);
            while opens != 0 {
                seeker.beginning_at(start + opens.trailing_zeros() as usize, hits);
                opens &= opens - 1;
            }
        }
    }
}

/// The Aho-Corasick automaton over whole forms: the plain engine, against which the other is tested.
pub struct Automaton {
    automaton: AhoCorasick,
    /// For each pattern its dictionary, counted from the last one, and its forms there.
    forms: Vec<(usize, Range<u32>)>,
    disabled: HashSet<u32>,
}

impl Automaton {
    /// Builds the automaton; disabled entities are not found.
    pub fn new(forms: Forms<'_>, disabled: HashSet<u32>) -> Automaton {
        let mut ranges: Vec<(usize, Range<u32>)> = Vec::new();
        let mut patterns: Vec<Cow<'_, str>> = Vec::new();
        for (layer, view) in forms.top_down().enumerate() {
            let below = patterns.len();
            for number in 0..view.len() {
                let pattern = view.get(number).pattern();
                match ranges[below..].last_mut().filter(|_| patterns.last() == Some(&pattern)) {
                    Some((_, range)) => range.end = number + 1,
                    None => {
                        patterns.push(pattern);
                        ranges.push((layer, number..number + 1));
                    }
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(patterns.iter().map(|pattern| &**pattern))
            .expect("a dictionary of this size fits an automaton");
        Automaton { automaton, forms: ranges, disabled }
    }
}

impl Matcher for Automaton {
    fn locate(&self, text: &str, scan: &Scan, forms: Forms<'_>, hits: &mut Vec<Hit>) {
        let seeker = Seeker::new(text, scan, forms, &self.disabled);
        for found in self.automaton.find_overlapping_iter(&scan.view) {
            let first = scan.token_at_view(found.start() + 1).expect("a form starts at a token");
            let last = scan.token_at_view(found.end()).unwrap_or(scan.tokens.len());
            let (layer, range) = self.forms[found.pattern().as_usize()].clone();
            seeker.accept(layer, range, first..last, hits);
        }
        hits.sort_by_key(|hit| (hit.first, Reverse(hit.last), hit.form));
    }
}

/// A text and the dictionaries, the last one first.
struct Seeker<'s> {
    text: &'s str,
    scan: &'s Scan,
    views: Vec<View<'s>>,
    disabled: &'s HashSet<u32>,
}

impl<'s> Seeker<'s> {
    fn new(text: &'s str, scan: &'s Scan, forms: Forms<'s>, disabled: &'s HashSet<u32>) -> Seeker<'s> {
        Seeker { text, scan, views: forms.top_down().collect(), disabled }
    }

    /// The word at a token, and the next one where that stands in the same line.
    #[inline]
    fn two(&self, first: usize) -> (u32, Option<u32>) {
        let behind = self.scan.tokens.get(first + 1).filter(|token| token.gap != Gap::LINE);
        (self.scan.tokens[first].hash, behind.map(|token| token.hash))
    }

    /// Adds every hit that begins at a token, longer first.
    fn beginning_at(&self, first: usize, hits: &mut Vec<Hit>) {
        let tokens = &self.scan.tokens[first..];
        let (word, next) = self.two(first);
        let start = hits.len();
        for (layer, view) in self.views.iter().enumerate() {
            let opening = view.opening(word, next);
            if !opening.any() {
                continue;
            }
            let goes_on = |at: &usize| *at == 0 || tokens[*at].gap != Gap::LINE;
            let words = (0..tokens.len()).take_while(goes_on).map(|at| tokens[at].hash);
            for (count, numbers) in view.walk(opening, words) {
                self.accept(layer, numbers, first..first + count, hits);
            }
        }
        if hits.len() > start + 1 {
            hits[start..].sort_by_key(|hit| (Reverse(hit.last), hit.form));
        }
    }

    /// Adds the best form of each entity whose words stand at `place`; forms of a later dictionary hide them, whether
    /// or not those fit.
    fn accept(&self, layer: usize, numbers: Range<u32>, place: Range<usize>, hits: &mut Vec<Hit>) {
        let words = self.scan.view_of(place.clone());
        let view = &self.views[layer];
        let mut own = numbers.map(|number| view.get(number)).filter(|form| form.is(words)).peekable();
        let hidden = || self.views[..layer].iter().any(|above| above.exactly(words).next().is_some());
        if own.peek().is_none() || hidden() {
            return;
        }
        let start = hits.len();
        for form in own.filter(|form| self.disabled.is_empty() || !self.disabled.contains(&form.entity)) {
            let hit = Hit::of(&form, place.clone());
            if fits(self.text, self.scan, &form, &hit) {
                keep_best(hits, start, hit);
            }
        }
    }
}

/// One hit for each entity: the strong form before the weak, then the order of the dictionary.
fn keep_best(hits: &mut Vec<Hit>, start: usize, hit: Hit) {
    match hits[start..].iter_mut().find(|known| known.entity == hit.entity) {
        Some(other) if hit.strong && !other.strong => *other = hit,
        Some(_) => {}
        None => hits.push(hit),
    }
}

/// Hits that do not overlap, the longer in bytes first and then the one further left, whoever is meant: what no choice
/// of evidence and no rewriting changes.
pub fn longest(scan: &Scan, hits: &[Hit]) -> Vec<Hit> {
    let mut won: Vec<Hit> = Vec::new();
    let mut rest = hits;
    while let Some(head) = rest.first() {
        // Hits that hang together; most stand alone.
        let mut end = head.last;
        let mut count = 1;
        while let Some(hit) = rest.get(count).filter(|hit| hit.first < end) {
            end = end.max(hit.last);
            count += 1;
        }
        let (together, others) = rest.split_at(count);
        rest = others;
        match together {
            [alone] => won.push(*alone),
            _ => longest_of(scan, together, head.first..end, &mut won),
        }
    }
    won
}

fn longest_of(scan: &Scan, together: &[Hit], under: Range<usize>, won: &mut Vec<Hit>) {
    let length = |hit: &Hit| scan.tokens[hit.last - 1].end - scan.tokens[hit.first].start;
    let mut order: Vec<&Hit> = together.iter().collect();
    order.sort_by_key(|hit| (Reverse(length(hit)), hit.first));
    let start = won.len();
    let mut taken = vec![false; under.len()];
    for hit in order {
        let same = won[start..].last().is_some_and(|last| (last.first, last.last) == (hit.first, hit.last));
        let own = hit.first - under.start..hit.last - under.start;
        if same || !taken[own.clone()].contains(&true) {
            taken[own].fill(true);
            won.push(*hit);
        }
    }
    won[start..].sort_by_key(|hit| (hit.first, hit.form));
}

/// True when gaps, capitals and protection allow the form where its words were found.
pub fn fits(text: &str, scan: &Scan, form: &FormRef<'_>, hit: &Hit) -> bool {
    let tokens = &scan.tokens[hit.first..hit.last];
    tokens.iter().all(|token| !token.shape.is_protected())
        && tokens[1..].iter().zip(form.gaps).all(|(token, gap)| Gap::from_bits(*gap).allows(token.gap))
        && case_fits(text, scan, form, hit)
        && !cut_from_a_word(scan, form, hit)
        && !opens_with_a_preposition(scan, hit)
}

/// `as Sinwar is secretive`, `an Nusra fighter`, `ad Adnani`: small, with a space behind it, this is no Arabic article.
fn opens_with_a_preposition(scan: &Scan, hit: &Hit) -> bool {
    let first = &scan.tokens[hit.first];
    first.shape.is_lower()
        && first.end - first.start == 2
        && hit.last > hit.first + 1
        && scan.tokens[hit.first + 1].gap == Gap::SPACE
        && matches!(scan.word(hit.first), "as" | "an" | "at" | "ad")
}

fn case_fits(text: &str, scan: &Scan, form: &FormRef<'_>, hit: &Hit) -> bool {
    let tokens = &scan.tokens[hit.first..hit.last];
    match form.case {
        Case::Any => true,
        Case::NotLower => {
            tokens.iter().any(|token| token.shape.has_capital() || !token.shape.has_lower())
                || is_plain_among_plain(text, scan, hit)
        }
        Case::Upper => {
            tokens.iter().all(|token| !token.shape.has_lower()) || is_plain_among_plain(text, scan, hit)
        }
        Case::Exact => {
            let said = &text[tokens[0].start..tokens[tokens.len() - 1].end];
            let own = form.text();
            said == own || letters(said).eq(letters(own))
        }
    }
}

/// True for small letters in a line without capitals, where they say nothing against a name; ordinary words stay words.
fn is_plain_among_plain(text: &str, scan: &Scan, hit: &Hit) -> bool {
    let tokens = &scan.tokens[hit.first..hit.last];
    tokens.iter().all(|token| !token.shape.has_capital())
        && !tokens.iter().all(|token| is_ordinary(token.hash))
        && scan.lacks_capitals(text, hit.first)
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric())
}

/// A short name found inside a run without spaces (`Mc|Isis`, `IS|is`) is no name; a long one that lost a space is.
fn cut_from_a_word(scan: &Scan, form: &FormRef<'_>, hit: &Hit) -> bool {
    let glued_before = scan.tokens[hit.first].gap == Gap::NONE && !scan.tokens[hit.first].shape.is_hashtag();
    let glued_behind =
        scan.tokens.get(hit.last).is_some_and(|token| token.gap == Gap::NONE && !token.shape.is_hashtag());
    let short = form.pattern_len() < 7 || form.class == FormClass::Part;
    (glued_before && short && !lost_a_space(scan, hit)) || (glued_behind && short)
}

/// Behind an article without its apostrophe, `lIsis`; an acronym also behind a small word, `sulPKK`, `theBIFF`, a longer one
/// behind any ordinary word, `joinedISIS`; `openISIS` is a program.
fn lost_a_space(scan: &Scan, hit: &Hit) -> bool {
    const SHORT: usize = 3;
    let Some(before) = hit.first.checked_sub(1) else { return false };
    let (token, glued) = (&scan.tokens[hit.first], &scan.tokens[before]);
    let letters = if token.shape.is_upper() { token.end - token.start } else { 0 };
    let word = scan.word(before);
    let ordinary =
        || word.len() > SHORT && word != "open" && glued.gap != Gap::NONE && is_ordinary(glued.hash);
    GLUED_ARTICLES.contains(&word)
        || !glued.shape.has_capital()
            && (letters >= SHORT && GLUED_WORDS.contains(&word) || letters > SHORT && ordinary())
}

const GLUED_ARTICLES: &[&str] =
    &["l", "dell", "all", "nell", "sull", "dall", "un", "d", "coll", "anti", "pro", "filo"];

const GLUED_WORDS: &[&str] = &[
    "the", "of", "and", "by", "with", "from", "for", "to", "against", "that", "il", "lo", "la", "gli", "le",
    "del", "dello", "della", "dei", "degli", "delle", "dal", "dallo", "dalla", "dai", "dagli", "dalle",
    "sul", "sullo", "sulla", "sui", "sugli", "sulle", "nel", "nello", "nella", "nei", "negli", "nelle",
    "con", "per", "di", "da", "che", "contro",
];
