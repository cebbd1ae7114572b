//! Finds single names spelt or misspelt in a way no dictionary lists: `Benghasi`, `Maidugury`, `Jalala bad`.
//! In: capitalised words that no name covers, on pages that name somebody. Out: whom the word may mean, and why.
//! Not here: names of several words (see `unlisted`); what a word found here is worth (see `choose`).
//!
//! A word is a spelling of a name when the key says so and it has six letters; of seven letters it may also be a slip:
//! one letter lost, doubled, swapped or wrong, or a space inside. Where two are equally near, both are named.

use super::{
    slips::{SURE, Slips, is_inflected},
    unlisted::{Known, Sort, Spelt, is_name, looks_like, skeleton},
};
use crate::{
    dictionary::{
        Dictionary,
        ordinary::is_ordinary,
        romanize::{Glance, Trace, same},
    },
    document::EntityType,
    memo::Memo,
    page::Page,
    scan::{Gap, hash},
};
use foldhash::HashMap;
use std::sync::OnceLock;

/// A shorter word is no spelling of anybody's name.
const SPELT: usize = 6;

/// A shorter word is no beginning of a name cut in two.
const CUT: usize = 4;

/// Names of one word.
pub(super) struct Singles {
    words: Slips,
    /// Whose each word is.
    owners: Vec<Vec<(u32, Sort)>>,
    /// The words by the letters that every romanization keeps.
    by_sound: HashMap<u64, Vec<u32>>,
    /// What a glance tells of each; made when it is asked for.
    glances: Vec<OnceLock<Glance>>,
}

/// What a word by itself is taken for.
#[derive(Clone)]
pub(super) enum Answer {
    /// An ordinary word, a place or people of the gazetteer, or none of plain letters: nobody's name.
    Word,
    /// A spelling of these names, or a slip for them.
    Names(Vec<(Known, Sort)>),
    /// Nothing that is known; it may be half of a name.
    Stranger,
}

impl Singles {
    pub(super) fn new(dictionary: &Dictionary) -> Singles {
        let mut numbers: HashMap<&str, u32> = HashMap::default();
        let (mut words, mut owners) = (Vec::new(), Vec::<Vec<(u32, Sort)>>::new());
        for full in &dictionary.data().full_names {
            let single = !full.name.contains(' ') && full.name.len() >= SPELT;
            if !single || dictionary.is_disabled(full.entity) || is_word(dictionary, hash(&full.name)) {
                continue;
            }
            let sort = match dictionary.entity(full.entity).kind {
                EntityType::Person => Sort::Part,
                _ => Sort::Single,
            };
            let number = *numbers.entry(full.name.as_str()).or_insert_with(|| {
                words.push(full.name.clone());
                owners.push(Vec::new());
                owners.len() as u32 - 1
            });
            owners[number as usize].push((full.entity, sort));
        }
        let mut by_sound: HashMap<u64, Vec<u32>> = HashMap::default();
        for (number, word) in (0u32..).zip(&words) {
            by_sound.entry(skeleton(&[word])).or_default().push(number);
        }
        let glances = words.iter().map(|_| OnceLock::new()).collect();
        Singles { words: Slips::new(words), owners, by_sound, glances }
    }

    /// Every such word of a page; ask only where [`names_somebody`]: elsewhere a strange word is a stranger's name.
    pub(super) fn find(&self, page: &Page<'_>, taken: &mut Memo<Answer>) -> Vec<Spelt> {
        let mut found = Vec::new();
        let mut names = page.names.iter().peekable();
        for at in page.capitalised.iter().copied() {
            let token = page.scan.tokens[at];
            if token.end - token.start < CUT || !is_name(page, at) {
                continue;
            }
            while names.next_if(|hit| hit.last <= at).is_some() {}
            if names.peek().is_some_and(|hit| hit.first <= at) || is_ordinary(token.hash) {
                continue;
            }
            found.extend(self.read(page, at, taken));
        }
        found
    }

    fn read(&self, page: &Page<'_>, at: usize, taken: &mut Memo<Answer>) -> Option<Spelt> {
        let word = page.scan.word(at);
        let said = &page.text[page.scan.tokens[at].start..page.scan.tokens[at].end];
        let answer = taken.get(said, word, || {
            if !word.bytes().all(|b| b.is_ascii_lowercase()) || is_known_word(page.dictionary, word) {
                return Answer::Word;
            }
            let spelt_so =
                || self.all([(self.words.exactly(word)?, format!("spelt like `{word}`"))].into_iter());
            let near = spelt_so().or_else(|| self.by_sound(said, word)).or_else(|| self.by_slip(word));
            near.map_or(Answer::Stranger, Answer::Names)
        });
        let (known, last) = match answer {
            Answer::Word => return None,
            Answer::Names(known) => (known, at + 1),
            Answer::Stranger => (self.cut(page, at)?, at + 2),
        };
        // `al-Zawahri`, `Al Zawahri`; `al Zawahri` is Italian.
        let article = || matches!(page.scan.word(at - 1), "al" | "el");
        let tied = at > 0
            && match page.scan.tokens[at].gap {
                Gap::DASH => article(),
                Gap::SPACE => article() && page.scan.tokens[at - 1].shape.starts_capital(),
                _ => false,
            };
        let sort = if known.iter().all(|(_, sort)| *sort == Sort::Part) { Sort::Part } else { Sort::Single };
        let named = |entity: u32| page.names.iter().any(|hit| hit.entity == entity);
        let wanted =
            |(known, own): &(Known, Sort)| *own == sort && (sort == Sort::Single || named(known.entity));
        let known: Vec<Known> = known.into_iter().filter(wanted).map(|(known, _)| known).collect();
        (!known.is_empty()).then_some(Spelt { tokens: at - usize::from(tied)..last, known, sort })
    }

    fn by_sound(&self, said: &str, word: &str) -> Option<Vec<(Known, Sort)>> {
        if word.len() < SPELT {
            return None;
        }
        let near = self.by_sound.get(&skeleton(&[word]))?;
        let glance = Glance::new(said);
        self.all(near.iter().filter_map(|number| {
            if !glance.may_differ(self.glance(*number), most_places(word)) {
                return None;
            }
            let name = self.words.word(*number);
            if !looks_like(name, word) || is_inflected(word, name) {
                return None;
            }
            let trace = same(said, name).filter(|trace| !trace.unsure && is_close(trace, word))?;
            Some((*number, format!("sounds like `{name}`: {trace}")))
        }))
    }

    fn glance(&self, number: u32) -> &Glance {
        self.glances[number as usize].get_or_init(|| Glance::new(self.words.word(number)))
    }

    fn by_slip(&self, word: &str) -> Option<Vec<(Known, Sort)>> {
        let near = self.words.near(word).into_iter();
        self.all(
            near.map(|(number, slip)| (number, format!("a slip for `{}`: {slip}", self.words.word(number)))),
        )
    }

    /// `Jalala bad`: two words that are a name when no space stands between them, one of them no word at all.
    fn cut(&self, page: &Page<'_>, at: usize) -> Option<Vec<(Known, Sort)>> {
        let next = page.scan.tokens.get(at + 1).filter(|next| next.gap == Gap::SPACE)?;
        // Names come in the order of the text.
        let named = || page.names.binary_search_by_key(&(at + 1), |hit| hit.first).is_ok();
        if next.shape.is_protected() || named() {
            return None;
        }
        let halves = [page.scan.word(at), page.scan.word(at + 1)];
        if halves[0].len() + halves[1].len() < SURE || halves[1].len() < 2 {
            return None;
        }
        let whole = halves.concat();
        let number = self.words.exactly(&whole)?;
        self.all([(number, format!("a slip for `{whole}`: cut in two"))].into_iter())
    }

    /// Everybody these names may mean, each once.
    fn all(&self, near: impl Iterator<Item = (u32, String)>) -> Option<Vec<(Known, Sort)>> {
        let mut known: Vec<(Known, Sort)> = near
            .flat_map(|(number, why)| {
                let entities = self.owners[number as usize].iter();
                entities.map(move |(entity, sort)| (Known { entity: *entity, why: why.clone() }, *sort))
            })
            .collect();
        known.sort_unstable_by_key(|(known, _)| known.entity);
        known.dedup_by_key(|(known, _)| known.entity);
        (!known.is_empty()).then_some(known)
    }
}

/// True when one or two things differ, and none of them much: there are more places on earth than spellings of one.
fn is_close(trace: &Trace, word: &str) -> bool {
    let glide = |(one, other): &(String, String)| {
        one.starts_with('j') && other == "y" || one == "y" && other.starts_with('j')
    };
    trace.differ.len() <= most_places(word) && !trace.differ.iter().any(glide)
}

fn most_places(word: &str) -> usize {
    if word.len() < SURE { 1 } else { 2 }
}

/// True when a kept line holds the name of a group, an agency, a person or an outlet; whether it counts is seen later.
pub(super) fn names_somebody(page: &Page<'_>) -> bool {
    page.names.iter().any(|hit| {
        let entity = hit.entity;
        page.dictionary.entity(entity).kind != EntityType::Place
            && page.line_at(page.scan.tokens[hit.first].start).is_some_and(|line| !page.lines[line].silent)
    })
}

/// True for ordinary words, which are nobody's misspelt name.
fn is_word(dictionary: &Dictionary, hash: u32) -> bool {
    is_ordinary(hash) || dictionary.is_common(hash)
}

/// True for ordinary words, places and peoples of the gazetteer.
fn is_known_word(dictionary: &Dictionary, word: &str) -> bool {
    let view = format!(" {word} ");
    is_word(dictionary, hash(word)) || dictionary.is_place(&view) || dictionary.is_demonym(&view)
}
