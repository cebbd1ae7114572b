//! Finds names of several words that are spelt in a way no dictionary lists: `Abou Oumar al-Mouhadjir`.
//! In: runs of capitalised words. Out: whom the romanization key takes them for.
//! Not here: single words (see `singles`); how spellings are compared (see `dictionary/romanize`).

use super::{
    singles::{self, Singles},
    slips::{self, Slips},
};
use crate::{
    dictionary::{Dictionary, data::FullName, matcher::Hit, ordinary::is_ordinary, romanize::same},
    document::{EntityType, FormClass},
    memo::{Memo, Pool},
    page::Page,
    scan::{Gap, Token},
};
use foldhash::HashSet;
use std::{borrow::Cow, ops::Range, sync::OnceLock};

/// What kind of name is spelt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Several words: they prove themselves.
    Full,
    /// One word: it counts on a page that names somebody.
    Single,
    /// A part of a person's name: it counts on a page that names the person.
    Part,
}

/// A name in an unlisted spelling.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spelt {
    pub(super) tokens: Range<usize>,
    /// Whom it may mean.
    pub(super) known: Vec<Known>,
    pub(super) sort: Sort,
}

/// Whom a spelling may mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) entity: u32,
    /// The listed name and what differs: "sounds like `benghazi`: s/z".
    pub(super) why: String,
}

/// The full names of the dictionary, by the letters that no romanization changes.
#[derive(Default)]
pub(super) struct Spellings {
    /// The letters of each as a number, and its place among the full names of the dictionary; sorted. This, their
    /// words and the names of one word are made when the first page asks.
    names: OnceLock<Vec<(u64, usize)>>,
    words: OnceLock<Slips>,
    singles: OnceLock<Singles>,
    taken: Pool<Taken>,
}

/// What spellings were taken for before, by what was said and its folded words.
#[derive(Default)]
pub(super) struct Taken {
    full: Memo<Vec<Known>>,
    pub(super) singles: Memo<singles::Answer>,
}

/// Fewer letters than this make no full name that could be told from others.
const LETTERS: usize = 10;

/// Nor do fewer letters of those that every romanization keeps.
const KEPT: usize = 3;

/// One part of the name must be as long as this.
pub(super) const LONG_PART: usize = 6;

/// Names of more parts are not read.
const PARTS: usize = 7;

impl Spellings {
    fn names(&self, dictionary: &Dictionary) -> &[(u64, usize)] {
        self.names.get_or_init(|| {
            let mut names: Vec<(u64, usize)> = Vec::new();
            let mut words: Vec<&str> = Vec::new();
            for (at, full) in dictionary.data().full_names.iter().enumerate() {
                words.clear();
                words.extend(own_words(&full.name));
                if long_enough(&words) && !dictionary.is_disabled(full.entity) {
                    names.push((skeleton(&words), at));
                }
            }
            names.sort_unstable();
            names
        })
    }

    /// The names of these letters.
    fn near<'d>(&self, dictionary: &'d Dictionary, letters: u64) -> impl Iterator<Item = &'d FullName> {
        let names = self.names(dictionary);
        let from = names.partition_point(|name| name.0 < letters);
        let names = names[from..].iter().take_while(move |name| name.0 == letters);
        names.map(|(_, at)| &dictionary.data().full_names[*at])
    }

    /// The words that may be mended.
    fn words(&self, dictionary: &Dictionary) -> &Slips {
        self.words.get_or_init(|| {
            let names = self.names(dictionary).iter().map(|(_, at)| &dictionary.data().full_names[*at]);
            let words =
                names.flat_map(|full| own_words(&full.name)).filter(|word| word.len() >= slips::LETTERS);
            let words: HashSet<&str> = words.collect();
            let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            words.sort_unstable();
            Slips::new(words)
        })
    }

    /// Every name of a page that some form explains by sound or slip and none by its letters.
    pub(super) fn find(&self, page: &Page<'_>) -> Vec<Spelt> {
        self.taken.lend(|taken| self.find_with(page, taken))
    }

    fn find_with(&self, page: &Page<'_>, taken: &mut Taken) -> Vec<Spelt> {
        let mut found = match singles::names_somebody(page) {
            true => self.singles.get_or_init(|| Singles::new(page.dictionary)).find(page, &mut taken.singles),
            false => Vec::new(),
        };
        let mut full: Vec<Spelt> = Vec::new();
        for run in runs(page) {
            let parts: Vec<usize> = run.filter(|at| !is_article(page.scan.word(*at))).collect();
            let mut from = 0;
            while from + 1 < parts.len() {
                let most = parts.len().min(from + PARTS);
                let window = (from + 2..=most).rev().find_map(|to| {
                    let tokens = parts[from]..parts[to - 1] + 1;
                    self.read(page, &parts[from..to], &tokens, &mut taken.full)
                        .map(|known| (to, Spelt { tokens, known, sort: Sort::Full }))
                });
                from = match window {
                    Some((to, spelt)) => {
                        full.push(spelt);
                        to
                    }
                    None => from + 1,
                };
            }
        }
        for (parts, tokens) in inverted(page) {
            let known = self.read(page, &parts, &tokens, &mut taken.full).or_else(|| listed(page, &parts));
            // `Mozambico, ISIS-M`: only persons have surnames.
            let person = |known: &Known| page.dictionary.entity(known.entity).kind == EntityType::Person;
            if let Some(known) = known.filter(|known| known.iter().all(person)) {
                full.push(Spelt { tokens, known, sort: Sort::Full });
            }
        }
        if !full.is_empty() {
            let mut covered = vec![false; page.scan.tokens.len()];
            for name in &full {
                covered[name.tokens.clone()].fill(true);
            }
            found.retain(|single| !covered[single.tokens.clone()].contains(&true));
        }
        found.extend(full);
        found
    }

    fn read(
        &self,
        page: &Page<'_>,
        parts: &[usize],
        tokens: &Range<usize>,
        taken: &mut Memo<Vec<Known>>,
    ) -> Option<Vec<Known>> {
        // Few windows are a full name by their length alone.
        if !parts.iter().any(|at| page.scan.word(*at).len() >= LONG_PART) || !is_open(page, tokens) {
            return None;
        }
        let words: Vec<&str> = parts.iter().map(|at| page.scan.word(*at)).collect();
        if !long_enough(&words) {
            return None;
        }
        let text =
            |from: usize, to: usize| &page.text[page.scan.tokens[from].start..page.scan.tokens[to].end];
        let said = match parts.split_last() {
            // The surname that stood first.
            Some((last, _)) if *last < parts[0] => {
                Cow::from(format!("{} {}", text(parts[0], tokens.end - 1), text(tokens.start, *last)))
            }
            _ => Cow::from(text(tokens.start, tokens.end - 1)),
        };
        let said = said.as_ref();
        // The folded words say which of them are articles, and which are ordinary.
        let known = taken.get(said, page.view_of(tokens.clone()), || {
            let mut known = self.by_sound(page, said, &words);
            if known.is_empty() {
                known = self.by_slip(page, parts, &words);
            }
            known.sort_unstable_by_key(|known| known.entity);
            known.dedup_by_key(|known| known.entity);
            known
        });
        let free = known.iter().all(|known| is_free(page, tokens, known.entity));
        (!known.is_empty() && free).then_some(known)
    }

    fn by_sound(&self, page: &Page<'_>, said: &str, words: &[&str]) -> Vec<Known> {
        let near = self.near(page.dictionary, skeleton(words));
        let like = near.filter(|full| is_like(&full.name, words));
        like.filter_map(|full| {
            let trace = same(said, &full.name)?;
            Some(Known { entity: full.entity, why: format!("sounds like `{}`: {trace}", full.name) })
        })
        .collect()
    }

    /// One word of the name is a slip of the pen.
    fn by_slip(&self, page: &Page<'_>, parts: &[usize], words: &[&str]) -> Vec<Known> {
        let mut known = Vec::new();
        for at in (0..words.len()).filter(|at| !is_ordinary(page.scan.tokens[parts[*at]].hash)) {
            for (number, slip) in self.words(page.dictionary).near(words[at]) {
                let mut mended = words.to_vec();
                mended[at] = self.words(page.dictionary).word(number);
                let sounds = self.by_sound(page, &mended.join(" "), &mended).into_iter();
                known.extend(sounds.map(|known| Known { why: format!("{}, {slip}", known.why), ..known }));
            }
        }
        known
    }
}

/// True when the words could be another spelling of the name, as far as a glance tells: the comparison itself is dear.
fn is_like(name: &str, words: &[&str]) -> bool {
    let own: Vec<&str> = own_words(name).collect();
    let length = letters(words.iter().copied());
    let apart = letters(own.iter().copied()).abs_diff(length);
    if apart > length / 3 {
        return false;
    }
    if own.len() == words.len() {
        return own.iter().zip(words).all(|(own, word)| looks_like(own, word));
    }
    // `Sana Ullah` and `Sanaullah`
    let ends = [(own.first(), words.first()), (own.last(), words.last())];
    own.len().abs_diff(words.len()) == 1
        && apart <= length / 5
        && ends.iter().any(|(own, word)| own.zip(*word).is_some_and(|(own, word)| looks_like(own, word)))
}

/// The words of a name, articles left out.
fn own_words(name: &str) -> impl Iterator<Item = &str> + Clone {
    name.split(' ').filter(|word| !word.is_empty() && !is_article(word))
}

pub(super) fn looks_like(one: &str, other: &str) -> bool {
    let first = |word: &str| word.bytes().next().unwrap_or_default();
    meets(first(one), first(other))
        && one.len().abs_diff(other.len()) <= one.len() / 2
        && kept(one).eq(kept(other))
}

/// The letters of a word that every romanization keeps, doubled ones once.
fn kept(word: &str) -> impl Iterator<Item = u8> + '_ {
    let mut last = None;
    let letters = behind_servant(word).bytes().filter(|letter| is_kept(*letter));
    letters.filter(move |letter| last.replace(*letter) != Some(*letter))
}

/// The located names that meet these tokens.
fn located<'p>(page: &'p Page<'_>, tokens: &Range<usize>) -> impl Iterator<Item = &'p Hit> {
    let from = page.names.partition_point(|hit| hit.last <= tokens.start);
    let end = tokens.end;
    page.names[from..].iter().take_while(move |hit| hit.first < end)
}

/// True when no located name is the whole stretch or crosses its edge.
fn is_open(page: &Page<'_>, tokens: &Range<usize>) -> bool {
    located(page, tokens).all(|hit| {
        let inside = tokens.start <= hit.first && hit.last <= tokens.end;
        inside && (hit.first, hit.last) != (tokens.start, tokens.end)
    })
}

/// True when no located name inside is a full name of somebody else.
fn is_free(page: &Page<'_>, tokens: &Range<usize>, entity: u32) -> bool {
    located(page, tokens).all(|hit| hit.entity == entity || hit.class == FormClass::Part || !hit.strong)
}

fn letters<'w>(words: impl Iterator<Item = &'w str>) -> usize {
    words.map(str::len).sum()
}

fn long_enough(words: &[&str]) -> bool {
    let letters = || words.iter().flat_map(|word| word.bytes());
    words.len() > 1
        && words.iter().any(|word| word.len() >= LONG_PART)
        && letters().count() >= LETTERS
        && letters().filter(|letter| is_kept(*letter)).count() >= KEPT
}

/// Runs of capitalised words and the small words between the parts of Arabic names, cut at common words.
pub(super) fn runs(page: &Page<'_>) -> Vec<Range<usize>> {
    let tokens = &page.scan.tokens;
    let near = Gap::SPACE.or(Gap::DASH).or(Gap::APOSTROPHE);
    let length = |at: usize| tokens[at].end - tokens[at].start;
    let goes_on = |at: usize| tokens.get(at).is_some_and(|token| near.allows(token.gap) && may_join(token));
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    for start in page.capitalised.iter().copied().filter(|at| is_capitalised(&tokens[*at])) {
        // Most end behind the first word: a run has two words or more.
        if start < end || !goes_on(start + 1) || !is_name(page, start) {
            continue;
        }
        end = start + 1;
        while goes_on(end) && (is_name(page, end) || is_small(page, end)) {
            end += 1;
        }
        if end - start > 1 && (start..end).any(|at| length(at) >= LONG_PART) {
            runs.push(start..end);
        }
    }
    runs
}

/// `SAEED, Hafiz Mohammad`: a surname, a comma and other names, as lists write them. The names in their usual order, and
/// where they stand.
fn inverted(page: &Page<'_>) -> Vec<(Vec<usize>, Range<usize>)> {
    let tokens = &page.scan.tokens;
    let near = Gap::SPACE.or(Gap::DASH).or(Gap::APOSTROPHE);
    let mut all = Vec::new();
    for at in page.capitalised.iter().copied().filter(|at| *at > 0) {
        let capital = |at: usize| tokens[at].shape.starts_capital();
        let common = |at: usize| page.dictionary.is_common(tokens[at].hash);
        // `Azhar, Salahuddin, Saeed`: three of one kind.
        let in_list = |at: usize| {
            let shouted = |at: usize| !tokens[at].shape.has_lower();
            at > 0
                && capital(at - 1)
                && page.text[tokens[at - 1].end..tokens[at].start] == *", "
                && shouted(at) == shouted(at - 1)
        };
        if tokens[at].gap != Gap::OTHER
            || !capital(at)
            || !capital(at - 1)
            || page.text[tokens[at - 1].end..tokens[at].start] != *", "
            || common(at)
            || common(at - 1)
            || in_list(at - 1)
        {
            continue;
        }
        // `AL-ZAWAHIRI, Ayman`, `BIN LADEN, Osama`
        let joined = |at: usize| near.allows(tokens[at].gap) && is_particle(page.scan.word(at - 1));
        let first = if at > 1 && joined(at - 1) { at - 2 } else { at - 1 };
        // `Baitullah Mehsud, Hakimullah`: the surname is the end of another name.
        let from = page.names.partition_point(|hit| hit.first + PARTS < first);
        let mut before = page.names[from..].iter().take_while(|hit| hit.first < first);
        if before.any(|hit| hit.last == at) {
            continue;
        }
        let goes_on = |at: &usize| near.allows(tokens[*at].gap) && (capital(*at) || is_small(page, *at));
        let last = at + 1 + (at + 1..tokens.len().min(at + PARTS)).take_while(goes_on).count();
        let parts = (at..last).filter(|at| !is_article(page.scan.word(*at)));
        let surname = (first..at).filter(|at| !is_article(page.scan.word(*at)));
        all.push((parts.chain(surname).collect(), first..last));
    }
    all
}

/// The person whose listed name these words are, in this order: `Osama bin Laden` has no long word to be heard.
fn listed(page: &Page<'_>, parts: &[usize]) -> Option<Vec<Known>> {
    let name: String = parts.iter().map(|at| page.view_of(*at..at + 1).trim_end()).collect();
    let name = format!("{name} ");
    let mut forms = page.dictionary.forms().exactly(&name).filter(|form| form.strong);
    let form = forms.next().filter(|form| page.dictionary.entity(form.entity).kind == EntityType::Person)?;
    Some(vec![Known { entity: form.entity, why: format!("is `{}`, the surname first", form.text()) }])
}

/// A word with a capital first and small letters behind it.
fn is_capitalised(token: &Token) -> bool {
    token.shape.starts_capital() && token.shape.has_lower()
}

/// What could be part of a run by the look of it.
fn may_join(token: &Token) -> bool {
    is_capitalised(token) || token.end - token.start <= LONGEST_PARTICLE
}

pub(super) fn is_name(page: &Page<'_>, at: usize) -> bool {
    let token = &page.scan.tokens[at];
    is_capitalised(token)
        && !token.shape.is_protected()
        && !token.shape.is_hashtag()
        && !page.dictionary.is_common(token.hash)
}

pub(super) fn is_small(page: &Page<'_>, at: usize) -> bool {
    let token = &page.scan.tokens[at];
    token.end - token.start <= LONGEST_PARTICLE
        && (is_particle(page.scan.word(at)) || token.gap == Gap::DASH && is_izafat(page.scan.word(at)))
}

/// Bytes of the longest particle, accents included.
const LONGEST_PARTICLE: usize = 6;

fn is_particle(word: &str) -> bool {
    matches!(word, "bin" | "ben" | "ibn" | "abu" | "abou" | "ag" | "ould") || is_article(word)
}

/// `Lashkar-i-Taiba`
fn is_izafat(word: &str) -> bool {
    matches!(word, "e" | "i" | "ye" | "yi")
}

/// The Arabic article, assimilated or not; it comes and goes.
fn is_article(word: &str) -> bool {
    matches!(
        word,
        "al" | "el" | "ul" | "as" | "ash" | "an" | "ar" | "ad" | "at" | "az" | "ud" | "ur" | "es" | "ed"
    )
}

/// A number for the letters that every romanization keeps: l, m, n, r, b, f, doubled ones once; and for those among
/// them that open the first and the last word.
pub(super) fn skeleton(words: &[&str]) -> u64 {
    let (mut number, mut last, mut edges) = (0u64, 0u8, (0u8, 0u8));
    for (at, word) in words.iter().enumerate() {
        for letter in behind_servant(word).bytes() {
            if letter != last && is_kept(letter) {
                number = number.wrapping_mul(31).wrapping_add(u64::from(letter));
            }
            last = letter;
        }
        edges.1 = word.bytes().next().filter(|letter| is_kept(*letter)).unwrap_or(0);
        if at == 0 {
            edges.0 = edges.1;
        }
    }
    number.wrapping_mul(31).wrapping_add(u64::from(edges.0)).wrapping_mul(31).wrapping_add(u64::from(edges.1))
}

/// True when two first letters can stand for one sound: `j` for what others write `dj`, `g` or `y`.
fn meets(one: u8, other: u8) -> bool {
    let sounds = |letter: u8| -> u8 {
        match letter {
            b'a' | b'e' | b'i' | b'o' | b'u' | b'w' | b'v' | b'y' => 1,
            b'h' => 1 | 2,
            b'k' | b'q' | b'x' => 2,
            b'g' => 2 | 8,
            b's' | b't' | b'z' => 4,
            b'd' => 4 | 8,
            b'j' | b'c' => 1 | 2 | 4 | 8,
            b'p' | b'b' => 16,
            b'f' => 32,
            _ => 0,
        }
    };
    one == other || sounds(one) & sounds(other) != 0
}

fn is_kept(letter: u8) -> bool {
    matches!(letter, b'l' | b'm' | b'n' | b'r' | b'b' | b'f')
}

/// `Abdul` and `Abd al-` keep no l: it is the article's.
fn behind_servant(word: &str) -> &str {
    let Some(rest) = word.strip_prefix("abd").or_else(|| word.strip_prefix("ebd")) else { return word };
    let open = rest.trim_start_matches(['a', 'e', 'i', 'o', 'u']);
    open.strip_prefix('l').filter(|_| open.len() < rest.len()).unwrap_or(rest)
}
