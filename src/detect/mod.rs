//! Tells the language of a line, and where a line changes from English to Italian or back.
//! In: a text, its scan, the tokens of a line, which of them are located names. Out: a language, how sure, the parts.
//! Not here: where lines end (see `segment`), the words of languages (see the dictionaries).
//!
//! Only tokens that are not masked speak: a long name written into a short line never changes its language. Forms of an
//! article that depend on the word behind them (`dell'`, `dello`) weigh the same, for the same reason.

mod backends;
mod context;
mod detector;
mod letters;
mod spans;
mod stage;
mod table;
mod words;

#[cfg(feature = "lingua")]
pub use backends::Lingua;
pub use backends::Whatlang;
#[cfg(feature = "whichlang")]
pub use backends::Whichlang;
pub use detector::Detector;
pub use stage::Detect;

use crate::{
    document::Language,
    scan::{Scan, Token},
};
use std::ops::Range;
use table::{Scores, leader};

/// Tells the language of a line.
pub trait LangId: Send + Sync {
    /// Its name, for `--backend`.
    fn name(&self) -> &'static str;

    /// The language of a line.
    fn line(&self, line: &Line<'_>) -> Guess;

    /// True for words that rewriting a name may change beside it; they do not count in the language of a page.
    fn says_nothing(&self, _token: &Token) -> bool {
        false
    }

    /// Counts the words of a line that are neither names nor such words.
    fn count(&self, line: &Line<'_>) -> Count {
        let mut count = Count::default();
        for (_, token) in line.unmasked().filter(|(_, token)| !self.says_nothing(token)) {
            count.bytes += token.end - token.start;
            count.words =
                (count.words.rotate_left(9) ^ u64::from(token.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        count
    }
}

/// The words of a line that count in the language of its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Their bytes.
    pub bytes: usize,
    /// A number that lines of the same words share.
    pub words: u64,
}

/// One line of a page, as a [`LangId`] is shown it.
#[derive(Clone, Debug)]
pub struct Line<'p> {
    /// The text of the whole page.
    pub text: &'p str,
    /// Its words.
    pub scan: &'p Scan,
    /// Those of the line.
    pub tokens: Range<usize>,
    /// Which of the page's words belong to located names; those behind the end do not.
    pub masked: &'p [bool],
}

impl<'p> Line<'p> {
    /// A text of one line without names.
    pub fn new(text: &'p str, scan: &'p Scan) -> Line<'p> {
        Line { text, scan, tokens: 0..scan.tokens.len(), masked: &[] }
    }

    /// True for a word of a name.
    fn is_masked(&self, at: usize) -> bool {
        self.masked.get(at).is_some_and(|masked| *masked)
    }

    /// The words that belong to no name.
    pub fn unmasked(&self) -> impl Iterator<Item = (usize, &'p Token)> + use<'p> {
        let tokens = self.tokens.clone();
        let masked = self.masked;
        tokens.clone().zip(&self.scan.tokens[tokens]).filter(|(at, _)| !masked.get(*at).is_some_and(|m| *m))
    }

    /// The words that belong to no name and are kept, one space behind each; a few hundred of them tell enough.
    pub fn spoken(&self, keep: impl Fn(&Token) -> bool) -> String {
        const ENOUGH: usize = 2000;
        let mut words = String::new();
        for (_, token) in self.unmasked().filter(|(_, token)| keep(token)) {
            if words.len() > ENOUGH {
                break;
            }
            words.push_str(&self.text[token.start..token.end]);
            words.push(' ');
        }
        words
    }
}

/// What a line is taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// Its language, [`Language::UND`] when nothing speaks for one.
    pub lang: Language,
    /// How sure that is, `0.0..=1.0`; from 0.9 on it is right 97 times in 100.
    pub confidence: f32,
    /// Token ranges of one language each, when the line has two; they cover the line. Else empty.
    pub spans: Vec<(Range<usize>, Language)>,
    /// What neighbours may still tip.
    scores: Option<Scores>,
    evidence: Evidence,
}

/// What a guess rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Common words alone: no other was read.
    Words,
    /// The letters of every word.
    Letters,
    /// Neither: script, shape, a second opinion, another detector.
    Other,
}

impl Guess {
    /// A guess that neighbours do not change.
    pub fn sure(lang: Language, confidence: f32) -> Guess {
        Guess { lang, confidence, spans: Vec::new(), scores: None, evidence: Evidence::Other }
    }

    fn scored(lang: Language, scores: Scores, evidence: Evidence) -> Guess {
        let (_, margin) = leader(&scores);
        Guess { lang, confidence: confidence(margin), spans: Vec::new(), scores: Some(scores), evidence }
    }

    /// What it rests on.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }
}

/// How often a guess that leads by this much is right.
fn confidence(margin: i16) -> f32 {
    let nats = f32::from(margin) / f32::from(table::NAT);
    1.0 - 0.5 / (1.0 + (nats * 0.6).exp_m1().max(0.0))
}

#[cfg(test)]
mod tests;
