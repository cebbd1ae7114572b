//! Where unknown names may begin and end.
//! In: a text, its tokens, the names found in it. Out: stretches that may be a name, each with those it lies in; which of them
//! is the name, the corpus tells (see `mod`).

use super::concepts::Kind;
use crate::{
    dictionary::{Dictionary, ordinary::is_ordinary},
    fold,
    scan::{Gap, Scan},
};
use std::{collections::BTreeSet, ops::Range};

/// Longer rows of capitalised words are headlines.
const WORDS: usize = 7;

/// Small words and words in small letters included, a name has no more.
const LONGEST: usize = 12;

/// A stretch is made of so many pieces.
const PIECES: usize = 4;

/// A stretch that may be a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub span: Range<usize>,
    /// Longer ones that hold it, by their place in the list.
    pub inside: Vec<usize>,
}

/// All stretches of a text that may be a name. `own` holds the words of names that the page has.
pub(super) fn extents(dictionary: &Dictionary, text: &str, own: &BTreeSet<String>) -> Vec<Extent> {
    let cues = &dictionary.data().cues;
    let calendar = cues.months.iter().chain(&cues.weekdays).map(|word| fold::word(word)).collect();
    let reader = Reader { dictionary, text, scan: Scan::new(text), own, calendar: &calendar };
    let mut all = Vec::new();
    let mut at = 0;
    while at < reader.scan.tokens.len() {
        if !reader.begins(at) {
            at += 1;
            continue;
        }
        let pieces = reader.pieces(at);
        at = pieces.last().map_or(at + 1, |piece| piece.end);
        reader.stretches(&pieces, &mut all);
    }
    all
}

struct Reader<'t> {
    dictionary: &'t Dictionary,
    text: &'t str,
    scan: Scan,
    own: &'t BTreeSet<String>,
    calendar: &'t BTreeSet<String>,
}

impl Reader<'_> {
    /// A capitalised word, or a short sign such as `M23` and `G5`; days and months are none.
    fn is_named(&self, at: usize) -> bool {
        let (shape, word) = (self.scan.tokens[at].shape, self.scan.word(at));
        shape.starts_capital()
            && !shape.is_protected()
            && (!shape.has_digit() || word.len() < 5)
            && !self.calendar.contains(word)
    }

    /// `Al` begins a name before a capital, `The` and `On` never do.
    fn begins(&self, at: usize) -> bool {
        let next = at + 1;
        self.is_named(at)
            && match Kind::of(self.scan.word(at)) {
                Kind::Between => false,
                Kind::Inside => next < self.scan.tokens.len() && self.is_joined(next) && self.is_named(next),
                _ => true,
            }
    }

    /// A word in small letters that goes on with a name: `Jundallah pakistano`, `Movimento islamico`.
    fn goes_on(&self, at: usize) -> bool {
        let (word, shape) = (self.scan.word(at), self.scan.tokens[at].shape);
        if shape.has_digit() {
            return self.own.contains(word);
        }
        let inflects = |own: &String| {
            let shared = own.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
            shared > 3 && shared * 2 > own.len().max(word.len())
        };
        let named = || {
            self.is_idea(at)
                || self.dictionary.is_demonym(self.scan.view_of(at..at + 1))
                || !self.dictionary.is_common(self.scan.tokens[at].hash) && self.own.iter().any(inflects)
        };
        shape.is_lower() && word.len() > 2 && named()
    }

    fn is_joined(&self, at: usize) -> bool {
        let (before, token) = (self.scan.tokens[at - 1], self.scan.tokens[at]);
        let between = &self.text[before.end..token.start];
        let initial = before.end - before.start == 1 && between == ". ";
        let marked = ["' ", "’ ", " & "].contains(&between);
        [Gap::SPACE, Gap::DASH, Gap::APOSTROPHE, Gap::NONE].contains(&token.gap)
            && !between.contains(['\n', '\r'])
            || initial
            || marked
    }

    /// The pieces of a row of words that begins here: at the end of each a name may end, at the start of most it may begin.
    fn pieces(&self, start: usize) -> Vec<Range<usize>> {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let (mut piece, mut end, mut capital) = (start, start + 1, true);
        // Small words since the last one of the name; one of them may be where another name begins.
        let mut breaks = false;
        for at in start + 1..self.scan.tokens.len() {
            if !self.is_joined(at) {
                break;
            }
            let (named, goes_on) = (self.is_named(at), self.goes_on(at));
            if named || goes_on {
                breaks |= self.text[self.scan.tokens[at - 1].end..self.scan.tokens[at].start].contains('&');
                let opening = named && capital && end == at && self.opens(piece..at);
                if breaks || (capital && !named) || opening {
                    pieces.push(piece..end);
                    piece = at;
                }
                (end, capital, breaks) = (at + 1, named, false);
            } else if self.scan.tokens[at].shape.has_digit() {
                // `Badr 313 Battalion`; a number ends no name that the page does not have.
                if self.scan.word(at).len() > 3 {
                    break;
                }
            } else {
                match Kind::of(self.scan.word(at)) {
                    Kind::Inside => {}
                    Kind::Between => breaks = true,
                    _ => break,
                }
            }
        }
        pieces.push(piece..end);
        pieces
    }

    /// Words that every sentence may begin with, and some names: `New`, `Real`.
    fn opens(&self, words: Range<usize>) -> bool {
        words.into_iter().all(|at| self.dictionary.is_common(self.scan.tokens[at].hash) && !self.is_idea(at))
    }

    fn is_idea(&self, at: usize) -> bool {
        matches!(Kind::of(self.scan.word(at)), Kind::Idea(_))
    }

    fn stretches(&self, pieces: &[Range<usize>], all: &mut Vec<Extent>) {
        let first = all.len();
        let mut tokens: Vec<Range<usize>> = Vec::new();
        for (number, from) in pieces.iter().enumerate() {
            let alone = pieces.get(number + 1).is_some_and(|next| next.start > from.end);
            if !self.is_named(from.start) || (alone && self.opens(from.clone())) {
                continue;
            }
            for to in pieces.iter().skip(number).take(PIECES) {
                let words = from.start..to.end;
                let row = pieces[number..].iter().take_while(|piece| piece.start < words.end);
                if words.len() <= LONGEST
                    && row.map(|piece| piece.len()).max() <= Some(WORDS)
                    && self.may_be(&words)
                {
                    tokens.push(words);
                }
            }
        }
        for words in &tokens {
            let holds =
                |other: &Range<usize>| other != words && other.start <= words.start && words.end <= other.end;
            let inside = tokens.iter().enumerate().filter(|(_, other)| holds(other));
            all.push(Extent {
                span: self.scan.tokens[words.start].start..self.scan.tokens[words.end - 1].end,
                inside: inside.map(|(at, _)| first + at).collect(),
            });
        }
    }

    /// No name is one ordinary word, or nothing but common ones.
    fn may_be(&self, words: &Range<usize>) -> bool {
        let hashes = || words.clone().map(|at| self.scan.tokens[at].hash);
        let ordinary = words.len() == 1 && hashes().all(is_ordinary);
        !ordinary && !hashes().all(|hash| self.dictionary.is_common(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cleaner;

    #[test]
    fn names_may_begin_and_end() {
        #[rustfmt::skip]
        let rows: &[(&str, &[&str], &[&str])] = &[
            ("The Harkat al-Wadi met.", &["Harkat al-Wadi"], &["The Harkat al-Wadi"]),
            ("On Monday Marla Denton met.", &["Marla Denton"], &["Monday Marla Denton"]),
            ("Movimento per la Valle di Ozra negato.", &["Movimento per la Valle di Ozra", "Valle di Ozra"], &["Valle di Ozra negato"]),
            ("linked Ozra Group to Marla Denton.", &["Ozra Group", "Marla Denton"], &["Ozra Group to"]),
            ("Jundallah pakistano denied it.", &["Jundallah pakistano", "Jundallah"], &["Jundallah pakistano denied"]),
            ("They met Real Ozra.", &["Real Ozra", "Ozra"], &["They met Real Ozra"]),
            ("Badr 313 Battalion, Ozra & Wadeh.", &["Badr 313 Battalion", "Ozra & Wadeh"], &["Badr 313"]),
            ("Noordin M. Top left. Ozra came.", &["Noordin M. Top", "Ozra"], &["Noordin M. Top left. Ozra"]),
            ("Ozra\nWadeh", &["Ozra", "Wadeh"], &["Ozra\nWadeh"]),
        ];
        let cleaner = Cleaner::builder().build().expect("the shipped dictionaries");
        for (text, some, none) in rows {
            let all = extents(cleaner.dictionary(), text, &BTreeSet::new());
            let all: Vec<&str> = all.iter().map(|extent| &text[extent.span.clone()]).collect();
            assert!(some.iter().all(|one| all.contains(one)), "{text}: {all:?}");
            assert!(!none.iter().any(|one| all.contains(one)), "{text}: {all:?}");
        }
    }

    #[test]
    fn stretches_know_what_holds_them() {
        let cleaner = Cleaner::builder().build().expect("the shipped dictionaries");
        let all = extents(cleaner.dictionary(), "Ozra Group in Wadeh", &BTreeSet::new());
        let whole = all.iter().position(|extent| extent.span == (0..19)).expect("the whole");
        let parts: Vec<&Extent> = all.iter().filter(|extent| extent.span != (0..19)).collect();
        assert!(!parts.is_empty() && parts.iter().all(|part| part.inside.contains(&whole)), "{all:?}");
    }
}
