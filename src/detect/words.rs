//! Common words of languages: what each says, ready-made, and which of them say nothing.
//! In: lists of words by language. Out: for a token, its [`Entry`].
//! Not here: words no list holds (see `table`).

use super::{
    letters::LANES,
    table::{self, Row},
};
use crate::{
    dictionary::trie::Gate,
    document::Language,
    scan::{Token, hash},
};

/// What is known of a common word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    /// What it says about the groups.
    pub(super) row: Row,
    /// The languages that list it, a bit each, in the order of [`Words::langs`].
    pub(super) langs: u64,
    /// A word that rewriting a name may change beside it.
    pub(super) article: bool,
    /// A small word inside names (`al-`, `ibn`); it makes no line a sentence.
    pub(super) particle: bool,
    /// A month and the language it is spelt in, [`Language::UND`] if several.
    pub(super) month: Option<Language>,
}

/// Forms of one article that depend on the next word (`dell'`, `dello`) say the same: the mean of all of them.
const ARTICLES: &[&[&str]] = &[
    &["il", "lo", "l", "la", "i", "gli", "le"],
    &["del", "dell", "dello", "della", "dei", "degli", "delle"],
    &["al", "all", "allo", "alla", "ai", "agli", "alle"],
    &["dal", "dall", "dallo", "dalla", "dai", "dagli", "dalle"],
    &["nel", "nell", "nello", "nella", "nei", "negli", "nelle"],
    &["sul", "sull", "sullo", "sulla", "sui", "sugli", "sulle"],
    &["col", "coll", "collo", "colla", "coi"],
    &["un", "uno", "una"],
    &["quel", "quell", "quello", "quella", "quei", "quegli", "quelle"],
    &["d", "di"],
];

/// Bytes of the longest of them.
const LONGEST_ARTICLE: usize = {
    let (mut longest, mut row) = (0, 0);
    while row < ARTICLES.len() {
        let mut at = 0;
        while at < ARTICLES[row].len() {
            longest = if ARTICLES[row][at].len() > longest { ARTICLES[row][at].len() } else { longest };
            at += 1;
        }
        row += 1;
    }
    longest
};

/// `an` says nothing because `a` does not; the possessive is in some names a bare apostrophe.
const SILENT: &[&str] = &["a", "an", "s"];

const PARTICLES: &[&str] = &[
    "al", "el", "ul", "ud", "ur", "us", "as", "ad", "ash", "ar", "an", "az", "bin", "ibn", "ben", "wal",
    "wa", "e", "l",
];

/// Months, whole and short, and what else stands in dates.
const MONTHS: &[(Language, &str)] = &[
    (Language::EN, "january february march april may june july august september october november december"),
    (Language::EN, "jan feb mar apr jun jul aug sep sept oct nov dec"),
    (
        Language::IT,
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
    (Language::IT, "gen feb mar apr mag giu lug ago set ott nov dic"),
    (Language::UND, "am pm"),
];

/// A flat table by the hash of the folded word and the length of the word as written, which tells `e` from `è`.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) langs: Vec<Language>,
    /// Hash, length, number of the entry; 0 is empty. A power of two of them.
    slots: Vec<(u32, u16, u16)>,
    entries: Vec<Entry>,
    /// The articles, to be told from other words by one bit.
    articles: Vec<u8>,
}

impl Words {
    /// The words of these lists, in their own spelling, and the small words that have a part of their own.
    pub(super) fn new(lists: &[(Language, Vec<String>)]) -> Words {
        let langs: Vec<Language> = lists.iter().map(|(lang, _)| *lang).take(64).collect();
        let small = PARTICLES.len() + 12 * MONTHS.len() + ARTICLES.iter().map(|row| row.len()).sum::<usize>();
        let most = small + lists.iter().map(|(_, words)| words.len()).sum::<usize>();
        let slots = vec![(0, 0, 0); (2 * most).next_power_of_two()];
        let mut words = Words { langs, slots, entries: vec![Entry::default()], articles: Vec::new() };
        for (at, (_, list)) in lists.iter().enumerate().take(64) {
            for word in list {
                words.change(word, |entry| entry.langs |= 1 << at);
            }
        }
        words.favour();
        for word in PARTICLES {
            words.change(word, |entry| entry.particle = true);
        }
        for (lang, months) in MONTHS {
            for word in months.split(' ') {
                words.change(word, |entry| {
                    entry.month = Some(if entry.month.is_some() { Language::UND } else { *lang });
                });
            }
        }
        for forms in ARTICLES {
            let rows: Vec<Row> = forms.iter().map(|form| table::row(form)).collect();
            for form in *forms {
                words.change(form, |entry| (entry.row, entry.article) = (mean(&rows), true));
            }
        }
        for word in SILENT {
            words.change(word, |entry| (entry.row, entry.article) = (Row::default(), true));
        }
        let article = |number: u16| words.entries[usize::from(number)].article;
        let articles = words.slots.iter().filter(|(.., number)| article(*number)).map(|(hash, ..)| *hash);
        words.articles = Gate::bytes(&articles.collect::<Vec<u32>>());
        words
    }

    /// Words say more for the groups of the languages that list them; a second list of a language says nothing.
    fn favour(&mut self) {
        let first = |at: usize, lang: &Language| !self.langs[..at].contains(lang);
        let group = |(at, lang): (usize, &Language)| {
            table::lane(*lang).filter(|_| first(at, lang)).map_or(0u16, |lane| 1 << lane)
        };
        let groups: Vec<u16> = self.langs.iter().enumerate().map(group).collect();
        for entry in &mut self.entries {
            let lists = |at: &usize| entry.langs >> at & 1 == 1;
            let listed = (0..groups.len()).filter(lists).fold(0, |listed, at| listed | groups[at]);
            entry.row = table::favour(&entry.row, listed);
        }
    }

    /// Changes what is known of a word; nothing, if there are too many words.
    fn change(&mut self, word: &str, change: impl FnOnce(&mut Entry)) {
        let plain = word.bytes().all(|b| b.is_ascii_lowercase());
        let hash = if plain { hash(word) } else { hash(&crate::fold::word(word)) };
        let length = u16::try_from(word.len()).unwrap_or(u16::MAX);
        let mut at = spread(hash) & (self.slots.len() - 1);
        loop {
            match self.slots[at] {
                (.., 0) => break,
                (known, bytes, number) if (known, bytes) == (hash, length) => {
                    return change(&mut self.entries[usize::from(number)]);
                }
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
        let Ok(number) = u16::try_from(self.entries.len()) else { return };
        self.slots[at] = (hash, length, number);
        let mut entry = Entry { row: table::row(word), ..Entry::default() };
        change(&mut entry);
        self.entries.push(entry);
    }

    /// True when the word of a token is an article.
    #[inline]
    pub(super) fn is_article(&self, token: &Token) -> bool {
        token.end - token.start <= LONGEST_ARTICLE
            && Gate::new(&self.articles).lets_through(token.hash)
            && self.get(token).is_some_and(|word| word.article)
    }

    /// What is known of the word of a token.
    #[inline]
    pub(super) fn get(&self, token: &Token) -> Option<&Entry> {
        let length = token.end - token.start;
        let mut at = spread(token.hash) & (self.slots.len() - 1);
        loop {
            match self.slots[at] {
                (.., 0) => return None,
                (hash, bytes, number) if hash == token.hash && usize::from(bytes) == length => {
                    return self.entries.get(usize::from(number));
                }
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }
}

fn mean(rows: &[Row]) -> Row {
    let count = i16::try_from(rows.len().max(1)).unwrap_or(i16::MAX);
    let mut mean = Row::default();
    for lane in 0..LANES {
        mean[lane] = (rows.iter().map(|row| i16::from(row[lane])).sum::<i16>() / count) as i8;
    }
    mean
}

fn spread(hash: u32) -> usize {
    (hash.wrapping_mul(0x9e37_79b1) >> 7) as usize
}
