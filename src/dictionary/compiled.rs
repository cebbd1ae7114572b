//! A dictionary ready to be searched, in one run of bytes that is read where it lies: in the program, in memory, in a file.
//! In: bytes that `compile` wrote. Out: forms and entities read from them without copying, or a sentence that says why
//! not. Not here: writing them (see `compile`), several dictionaries at once (see `layers`), the search (see `matcher`).
//!
//! The bytes: a head, then sections, each at a multiple of 64. The head holds `canonry` and a zero byte, the version of
//! the format and of the fold table, the length of everything, the digest of the sources, the seed of the keys, and for
//! each section where it lies and its checksum, at last a checksum of its own. Forms stand as they came, but
//! that all forms of the same words stand behind the first of them. Whatever stands in the bytes is looked at within
//! bounds: bytes that were made to deceive can say wrong things, and nothing worse.

use super::{
    bytes::{u32_at, u64_at},
    data::{Case, Data, Form, ResidueRule},
    trie::{Opening, Trie, step},
};
use crate::{
    document::{FormClass, Language},
    fold,
    scan::hash,
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt, ops::Range, sync::Arc};
use xxhash_rust::xxh3::xxh3_64;

pub(super) const MAGIC: &[u8; 8] = b"canonry\0";

/// Version of the layout of the bytes.
pub const FORMAT: u32 = 7;

/// Bytes of a form: entity, kind, place of its texts, their lengths.
pub(super) const FORM: usize = 16;

/// Set in the kind of the last of the forms of the same words.
pub(super) const LAST: u32 = 1 << 31;

pub(super) const SECTIONS: usize = 9;

/// Bytes of a section in the head: start, length, checksum.
pub(super) const ENTRY: usize = 16;

/// Where the entries of the sections begin in the head.
pub(super) const ENTRIES: usize = 40;

/// Bytes before the first section.
pub const HEAD: usize = ENTRIES + SECTIONS * ENTRY + 8;

/// Where the capacity of the table of words lies in the head, and the seed of its keys.
pub(super) const CAPACITY: usize = 32;
pub(super) const SEED: usize = 36;

/// The sections of the bytes, in their order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Section {
    Rest,
    Kinds,
    Forms,
    Texts,
    Ids,
    Slots,
    Openings,
    Pairs,
    Residue,
}

impl Section {
    const ALL: [Section; SECTIONS] = [
        Section::Rest,
        Section::Kinds,
        Section::Forms,
        Section::Texts,
        Section::Ids,
        Section::Slots,
        Section::Openings,
        Section::Pairs,
        Section::Residue,
    ];
}

/// Where the bytes lie.
#[derive(Clone)]
enum Bytes {
    /// In the program.
    Embedded(&'static [u8]),
    /// In memory, or in a file that looks like memory.
    Shared(Arc<dyn AsRef<[u8]> + Send + Sync>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Bytes::Embedded(bytes) => bytes,
            Bytes::Shared(bytes) => (**bytes).as_ref(),
        }
    }
}

/// What many forms have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Kind {
    pub(super) class: FormClass,
    pub(super) langs: Vec<Language>,
    pub(super) strong: bool,
    pub(super) case: Case,
    pub(super) keep: bool,
    pub(super) grammar: bool,
    pub(super) context: u32,
    pub(super) gaps: Vec<u16>,
}

/// One string an entity is written as, read from a compiled dictionary; see [`Form`] for what the fields say.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct FormRef<'d> {
    pub number: u32,
    pub entity: u32,
    pub gaps: &'d [u16],
    pub class: FormClass,
    pub langs: &'d [Language],
    pub strong: bool,
    pub case: Case,
    pub keep: bool,
    pub grammar: bool,
    pub context: u32,
    /// Empty where it is the text in small letters.
    pub(super) pattern: &'d [u8],
    /// The text, and the house spelling behind a zero byte where that differs.
    pub(super) text: &'d [u8],
}

impl<'d> FormRef<'d> {
    /// Its folded tokens, one space around each: ` is k `.
    pub fn pattern(&self) -> Cow<'d, str> {
        match self.pattern {
            [] => Cow::Owned(format!(" {} ", text_of(self.text).to_ascii_lowercase())),
            pattern => Cow::Borrowed(text_of(pattern)),
        }
    }

    /// Bytes of its folded tokens.
    pub fn pattern_len(&self) -> usize {
        if self.pattern.is_empty() { self.text.len() + 2 } else { self.pattern.len() }
    }

    /// True when these are its folded tokens.
    #[inline]
    pub fn is(&self, pattern: &str) -> bool {
        match self.pattern {
            [] => {
                let own = pattern.as_bytes().get(1..pattern.len().saturating_sub(1)).unwrap_or_default();
                own.eq_ignore_ascii_case(self.text)
            }
            listed => listed == pattern.as_bytes(),
        }
    }

    /// As written in the dictionary.
    pub fn text(&self) -> &'d str {
        self.texts().0
    }

    /// The same with house spellings, where that differs.
    pub fn house(&self) -> Option<&'d str> {
        self.texts().1
    }

    fn texts(&self) -> (&'d str, Option<&'d str>) {
        let all = text_of(self.text);
        all.split_once('\0').map_or((all, None), |(text, house)| (text, Some(house)))
    }

    fn owned(&self) -> Form {
        Form {
            entity: self.entity,
            text: self.text().to_owned(),
            house: self.house().map(str::to_owned),
            pattern: self.pattern().into_owned(),
            gaps: self.gaps.to_vec(),
            class: self.class,
            langs: self.langs.to_vec(),
            strong: self.strong,
            case: self.case,
            keep: self.keep,
            grammar: self.grammar,
            context: self.context,
        }
    }
}

fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// A compiled dictionary. Its entities are those of [`Compiled::rest`], and behind them those that have only an id.
#[derive(Clone)]
pub struct Compiled {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
    kinds: Vec<Kind>,
    longest: usize,
    seed: u64,
    /// Everything but the forms and the rules for residue.
    rest: Data,
}

impl Compiled {
    /// Reads the bytes embedded in the program, which the program need not check.
    pub(super) fn embedded(bytes: &'static [u8]) -> Compiled {
        Compiled::read(Bytes::Embedded(bytes)).expect("this program compiled the bytes itself")
    }

    /// Reads bytes from anywhere; a sentence says what is wrong with those of another program or version, and with those
    /// that are cut off or damaged.
    pub fn open(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Compiled, String> {
        check(bytes.as_ref())?;
        let compiled = Compiled::read(Bytes::Shared(Arc::new(bytes)))?;
        decoded::<Vec<ResidueRule>>(compiled.section(Section::Residue))?;
        Ok(compiled)
    }

    /// True for the dictionaries shipped with the program.
    pub(super) fn is_shipped(&self) -> bool {
        matches!(self.bytes, Bytes::Embedded(_))
    }

    /// True for bytes that open as a compiled dictionary does.
    pub fn looks_compiled(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Reads bytes whose head and sections are known to be whole.
    fn read(bytes: Bytes) -> Result<Compiled, String> {
        let all = bytes.get();
        let sections = Section::ALL.map(|section| range(all, section));
        let section = |section: Section| all.get(sections[section as usize].clone()).unwrap_or_default();
        let kinds: Vec<Kind> = decoded(section(Section::Kinds))?;
        let rest = decoded(section(Section::Rest))?;
        let longest = kinds.iter().map(|kind| kind.gaps.len() + 1).max().unwrap_or(0);
        let seed = u64::from(u32_at(all, SEED));
        Ok(Compiled { sections, kinds, longest, seed, rest, bytes })
    }

    fn section(&self, section: Section) -> &[u8] {
        self.bytes.get().get(self.sections[section as usize].clone()).unwrap_or_default()
    }

    /// The bytes, for a file.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get()
    }

    /// Everything but the forms, the entities that have only an id, and the rules for residue (see [`Compiled::residue`]).
    pub fn rest(&self) -> &Data {
        &self.rest
    }

    /// The rules for residue lines; they are read when somebody asks, since those of the program need not be.
    pub fn residue(&self) -> Vec<ResidueRule> {
        decoded(self.section(Section::Residue)).unwrap_or_default()
    }

    /// True when it has rules for residue lines.
    pub(super) fn has_residue(&self) -> bool {
        // A list without entries is one byte, its length.
        self.section(Section::Residue).len() > 1
    }

    /// Takes everything but the forms and the rules for residue out.
    pub(super) fn take_rest(&mut self) -> Data {
        std::mem::take(&mut self.rest)
    }

    /// Gives contexts other numbers.
    pub(super) fn number_contexts(&mut self, numbers: &[u32]) {
        for kind in &mut self.kinds {
            kind.context = numbers.get(kind.context as usize).copied().unwrap_or(0);
        }
    }

    /// Everything, the forms copied out, to be changed and compiled again.
    pub fn data(&self) -> Data {
        let forms = self.records();
        Data {
            forms: (0..forms.len()).map(|number| forms.get(number).owned()).collect(),
            residue: self.residue(),
            ..self.rest.clone()
        }
    }

    /// The words of the longest form.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The ids of the entities that have nothing else, in the order of the alphabet.
    pub(super) fn ids(&self) -> Ids<'_> {
        Ids(self.section(Section::Ids))
    }

    /// The forms by number.
    #[inline]
    pub(super) fn records(&self) -> Records<'_> {
        Records {
            records: self.section(Section::Forms),
            texts: self.section(Section::Texts),
            kinds: &self.kinds,
        }
    }

    /// The forms by their words.
    pub(super) fn words(&self) -> Words<'_> {
        Words {
            records: self.records(),
            seed: self.seed,
            trie: Trie::new(
                self.section(Section::Slots),
                u64::from(u32_at(self.bytes.get(), CAPACITY)),
                self.section(Section::Openings),
                self.section(Section::Pairs),
            ),
        }
    }
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled").field("bytes", &self.bytes.get().len()).finish_non_exhaustive()
    }
}

fn decoded<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|error| format!("is no dictionary of this program: {error}"))
}

/// Where a section lies.
fn range(all: &[u8], section: Section) -> Range<usize> {
    let entry = ENTRIES + section as usize * ENTRY;
    let start = u32_at(all, entry) as usize;
    start..start.saturating_add(u32_at(all, entry + 4) as usize)
}

/// A sentence for bytes that are not whole, or not for this program.
fn check(all: &[u8]) -> Result<(), String> {
    if !all.starts_with(MAGIC) {
        return Err("is no compiled dictionary; `canonry dict compile` makes one of TOML or CSV".to_owned());
    }
    if all.len() < HEAD {
        return Err(format!("is cut off: it ends after {} bytes, inside its head", all.len()));
    }
    let again = "compile it again from its source with `canonry dict compile`";
    match u32_at(all, 8) {
        FORMAT => {}
        newer @ FORMAT.. => {
            return Err(format!(
                "has format {newer}, and this program knows formats up to {FORMAT}; use the program that made it, or {again}"
            ));
        }
        older => return Err(format!("has the old format {older}, and this program reads {FORMAT}; {again}")),
    }
    let folded = u32_at(all, 12);
    if folded != fold::VERSION {
        return Err(format!(
            "was folded by table {folded}, and this program folds by table {}; {again}",
            fold::VERSION
        ));
    }
    if u64_at(all, HEAD - 8) != xxh3_64(&all[..HEAD - 8]) {
        return Err(format!("is damaged: its head has another checksum than it says; {again}"));
    }
    let length = u64_at(all, 16);
    if length != all.len() as u64 {
        let what = if length > all.len() as u64 { "is cut off" } else { "has bytes too many" };
        return Err(format!("{what}: {} bytes instead of {length}; {again}", all.len()));
    }
    for section in Section::ALL {
        let checksum = u64_at(all, ENTRIES + section as usize * ENTRY + 8);
        if all.get(range(all, section)).map(xxh3_64) != Some(checksum) {
            return Err(format!(
                "is damaged: its section {} has another checksum than it says; {again}",
                format!("{section:?}").to_lowercase()
            ));
        }
    }
    Ok(())
}

/// Ids one after another, sorted: their count, where each ends, their letters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ids<'d>(&'d [u8]);

impl<'d> Ids<'d> {
    pub(super) fn len(&self) -> u32 {
        u32_at(self.0, 0)
    }

    pub(super) fn get(&self, number: u32) -> &'d str {
        let ends = |number: u32| u32_at(self.0, number as usize * 4) as usize;
        let letters = (self.len() as usize + 1) * 4;
        let start = if number == 0 { 0 } else { ends(number) };
        text_of(self.0.get(letters + start..letters + ends(number + 1)).unwrap_or_default())
    }

    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle).cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// All forms of one dictionary. Numbers of forms and entities are its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Records<'d> {
    records: &'d [u8],
    texts: &'d [u8],
    kinds: &'d [Kind],
}

/// The same with the way from words to them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'d> {
    records: Records<'d>,
    seed: u64,
    trie: Trie<'d>,
}

/// Stands where bytes point nowhere.
static NO_KIND: Kind = Kind {
    class: FormClass::Alias,
    langs: Vec::new(),
    strong: false,
    case: Case::Exact,
    keep: true,
    grammar: false,
    context: 0,
    gaps: Vec::new(),
};

impl<'d> Records<'d> {
    /// How many forms.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.records.len() / FORM).unwrap_or(u32::MAX)
    }

    /// The form of a number.
    #[inline]
    pub(super) fn get(&self, number: u32) -> FormRef<'d> {
        let at = number as usize * FORM;
        let (place, lengths) = (u32_at(self.records, at + 8) as usize, u32_at(self.records, at + 12));
        let (pattern, text) = ((lengths & 0xffff) as usize, (lengths >> 16) as usize);
        let texts = self.texts.get(place..place + pattern + text).unwrap_or_default();
        let (pattern, text) = texts.split_at_checked(pattern).unwrap_or_default();
        let kind = self.kinds.get((u32_at(self.records, at + 4) & !LAST) as usize).unwrap_or(&NO_KIND);
        FormRef {
            number,
            entity: u32_at(self.records, at),
            gaps: &kind.gaps,
            class: kind.class,
            langs: &kind.langs,
            strong: kind.strong,
            case: kind.case,
            keep: kind.keep,
            grammar: kind.grammar,
            context: kind.context,
            pattern,
            text,
        }
    }

    /// The forms from this one on that have the same words, or words that hash alike.
    #[inline]
    fn run(&self, first: u32) -> Range<u32> {
        let last = |number: u32| u32_at(self.records, number as usize * FORM + 4) & LAST != 0;
        first..(first..self.len()).find(|number| last(*number)).map_or(self.len(), |number| number + 1)
    }
}

impl<'d> Words<'d> {
    /// The forms by number.
    pub(super) fn records(&self) -> &Records<'d> {
        &self.records
    }

    /// False when no form begins with the word.
    #[inline]
    pub(super) fn may_open(&self, word: u32) -> bool {
        self.trie.may_open(word)
    }

    /// How forms may begin with the word and the next one.
    #[inline]
    pub(super) fn opening(&self, word: u32, next: Option<u32>) -> Opening {
        self.trie.opening(word, next)
    }

    /// Brings near what a walk along these words will look at first; see [`Trie::near`].
    #[inline]
    pub(super) fn near(&self, opening: Opening, word: u32, next: Option<u32>) -> u64 {
        let first = step(self.seed, word);
        self.trie.near(if opening.single { first } else { next.map_or(first, |next| step(first, next)) })
    }

    /// The forms a run of words begins with: of how many words, and their numbers. Whether the words really are theirs
    /// or only hash alike, [`FormRef::is`] tells. What the opening rules out is not looked up.
    #[inline]
    pub(super) fn walk<W: IntoIterator<Item = u32>>(
        self,
        opening: Opening,
        words: W,
    ) -> Walk<'d, W::IntoIter> {
        Walk { forms: self, key: self.seed, words: words.into_iter(), count: 0, goes_on: true, opening }
    }

    /// The forms that are exactly these folded words: ` islamic state `.
    pub(super) fn exactly(self, words: &str) -> impl Iterator<Item = FormRef<'d>> + use<'d, '_> {
        let each = || words.split(' ').filter(|word| !word.is_empty()).map(hash);
        let mut hashes = each();
        let opens = hashes.next().is_some_and(|first| self.opening(first, hashes.next()).any());
        let node = if opens { self.trie.node(each().fold(self.seed, step)) } else { None };
        let run = node.and_then(|node| node.form).map_or(0..0, |first| self.records.run(first));
        run.map(move |number| self.records.get(number)).filter(move |form| form.is(words))
    }
}

/// The walk along a run of words.
pub(super) struct Walk<'d, W> {
    forms: Words<'d>,
    words: W,
    key: u64,
    count: usize,
    goes_on: bool,
    opening: Opening,
}

impl<W: Iterator<Item = u32>> Iterator for Walk<'_, W> {
    type Item = (usize, Range<u32>);

    #[inline]
    fn next(&mut self) -> Option<(usize, Range<u32>)> {
        while self.goes_on {
            self.key = step(self.key, self.words.next()?);
            self.count += 1;
            if self.count == 1 {
                self.goes_on = self.opening.pair;
                if !self.opening.single {
                    continue;
                }
            }
            let node = self.forms.trie.node(self.key)?;
            self.goes_on = node.goes_on && (self.count > 1 || self.opening.pair);
            if let Some(first) = node.form {
                return Some((self.count, self.forms.records.run(first)));
            }
        }
        None
    }
}
