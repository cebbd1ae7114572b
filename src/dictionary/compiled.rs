//! A dictionary ready to be searched, in one run of bytes that is read where it lies.
//! In: [`Data`]. Out: deterministic bytes; forms read from them without copying.
//! Not here: the search (see `matcher`), TOML (see `source`).
//!
//! The bytes: `canonry` and a zero byte, the version of the format and of the fold table, then sections. Forms stand in
//! the order of their state in the trie, so that all forms of the same words are neighbours.

use super::{
    bytes::{push, u32_at},
    data::{Case, Data, Form},
    trie::{Builder, ROOT, Trie},
};
use crate::{
    document::{FormClass, Language},
    scan::hash,
};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, iter, ops::Range, sync::Arc};

const MAGIC: &[u8; 8] = b"canonry\0";

/// Version of the layout of the bytes.
const FORMAT: u32 = 1;

/// Bytes of a form: entity, kind, place of its texts, length of pattern, text and house spelling.
const FORM: usize = 24;

const SECTIONS: usize = 8;
const HEAD: usize = 16 + SECTIONS * 8;

/// The sections of the bytes, in their order.
#[derive(Clone, Copy)]
enum Section {
    Rest,
    Kinds,
    Forms,
    Texts,
    Accepts,
    Edges,
    Openings,
    Pairs,
}

/// Where the bytes lie.
#[derive(Clone, Debug)]
enum Bytes {
    /// In the program.
    Embedded(&'static [u8]),
    /// In memory.
    Shared(Arc<[u8]>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Bytes::Embedded(bytes) => bytes,
            Bytes::Shared(bytes) => bytes,
        }
    }
}

/// What many forms have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Kind {
    class: FormClass,
    langs: Vec<Language>,
    strong: bool,
    case: Case,
    keep: bool,
    grammar: bool,
    context: u32,
    layer: u16,
    gaps: Vec<u16>,
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
    pub layer: u16,
    pattern: &'d [u8],
    text: &'d [u8],
    house: &'d [u8],
}

impl<'d> FormRef<'d> {
    /// Its folded tokens, one space around each: ` is k `.
    pub fn pattern(&self) -> &'d str {
        text_of(self.pattern)
    }

    /// Bytes of its folded tokens.
    pub fn pattern_len(&self) -> usize {
        self.pattern.len()
    }

    /// True when these are its folded tokens.
    pub fn is(&self, pattern: &str) -> bool {
        self.pattern == pattern.as_bytes()
    }

    /// As written in the dictionary.
    pub fn text(&self) -> &'d str {
        text_of(self.text)
    }

    /// The same with house spellings, where that differs.
    pub fn house(&self) -> Option<&'d str> {
        (!self.house.is_empty()).then(|| text_of(self.house))
    }

    fn owned(&self) -> Form {
        Form {
            entity: self.entity,
            text: self.text().to_owned(),
            house: self.house().map(str::to_owned),
            pattern: self.pattern().to_owned(),
            gaps: self.gaps.to_vec(),
            class: self.class,
            langs: self.langs.to_vec(),
            strong: self.strong,
            case: self.case,
            keep: self.keep,
            grammar: self.grammar,
            context: self.context,
            layer: self.layer,
        }
    }
}

fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// A compiled dictionary.
#[derive(Clone, Debug)]
pub struct Compiled {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
    kinds: Vec<Kind>,
    longest: usize,
    /// Everything but the forms.
    rest: Data,
}

impl Compiled {
    /// Reads the bytes embedded in the program.
    pub fn embedded(bytes: &'static [u8]) -> Compiled {
        Compiled::open(Bytes::Embedded(bytes))
    }

    /// Compiles a dictionary in memory.
    pub fn new(data: &Data) -> Compiled {
        Compiled::open(Bytes::Shared(compile(data).into()))
    }

    fn open(bytes: Bytes) -> Compiled {
        let all = bytes.get();
        assert!(all.starts_with(MAGIC) && u32_at(all, 8) == FORMAT, "this program compiled the bytes itself");
        let sections = std::array::from_fn(|at| {
            let start = u32_at(all, 16 + at * 8) as usize;
            start..start + u32_at(all, 20 + at * 8) as usize
        });
        let section = |section: Section| &all[sections[section as usize].clone()];
        let kinds: Vec<Kind> =
            postcard::from_bytes(section(Section::Kinds)).expect("this program wrote them itself");
        let rest = postcard::from_bytes(section(Section::Rest)).expect("this program wrote them itself");
        let longest = kinds.iter().map(|kind| kind.gaps.len() + 1).max().unwrap_or(0);
        Compiled { sections, kinds, longest, rest, bytes }
    }

    fn section(&self, section: Section) -> &[u8] {
        self.bytes.get().get(self.sections[section as usize].clone()).unwrap_or_default()
    }

    /// Everything but the forms.
    pub fn rest(&self) -> &Data {
        &self.rest
    }

    /// Everything, the forms copied out, to be changed and compiled again.
    pub fn data(&self) -> Data {
        Data { forms: self.forms().iter().map(|form| form.owned()).collect(), ..self.rest.clone() }
    }

    /// The words of the longest form.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The form of a number.
    #[inline]
    pub fn form(&self, number: u32) -> FormRef<'_> {
        self.records().get(number)
    }

    fn records(&self) -> Records<'_> {
        Records {
            records: self.section(Section::Forms),
            texts: self.section(Section::Texts),
            kinds: &self.kinds,
        }
    }

    /// The forms, to be searched.
    pub fn forms(&self) -> Forms<'_> {
        Forms {
            records: self.records(),
            accepts: self.section(Section::Accepts),
            trie: Trie::new(
                self.section(Section::Edges),
                self.section(Section::Openings),
                self.section(Section::Pairs),
            ),
        }
    }
}

/// The forms of a dictionary one after another.
#[derive(Clone, Copy, Debug)]
struct Records<'d> {
    records: &'d [u8],
    texts: &'d [u8],
    kinds: &'d [Kind],
}

impl<'d> Records<'d> {
    fn len(&self) -> u32 {
        u32::try_from(self.records.len() / FORM).unwrap_or(u32::MAX)
    }

    #[inline]
    fn get(&self, number: u32) -> FormRef<'d> {
        let record = &self.records[number as usize * FORM..][..FORM];
        let field = |n: usize| u32_at(record, n * 4) as usize;
        let kind = &self.kinds[field(1)];
        let [pattern, text, house] = [field(3), field(4), field(5)];
        let texts = &self.texts[field(2)..field(2) + pattern + text + house];
        FormRef {
            number,
            entity: u32_at(record, 0),
            gaps: &kind.gaps,
            class: kind.class,
            langs: &kind.langs,
            strong: kind.strong,
            case: kind.case,
            keep: kind.keep,
            grammar: kind.grammar,
            context: kind.context,
            layer: kind.layer,
            pattern: &texts[..pattern],
            text: &texts[pattern..pattern + text],
            house: &texts[pattern + text..],
        }
    }
}

/// All forms of a dictionary, by number and by words.
#[derive(Clone, Copy, Debug)]
pub struct Forms<'d> {
    records: Records<'d>,
    /// For each state of the trie the number of its first form, and one more to end the last.
    accepts: &'d [u8],
    trie: Trie<'d>,
}

impl<'d> Forms<'d> {
    /// How many forms.
    pub fn len(&self) -> u32 {
        self.records.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, by number; forms of the same words are neighbours.
    pub fn iter(self) -> impl Iterator<Item = FormRef<'d>> {
        (0..self.len()).map(move |number| self.get(number))
    }

    /// The forms a run of words begins with: of how many words, and their numbers. Whether the words really are theirs
    /// or only hash alike, [`FormRef::is`] tells.
    #[inline]
    pub fn beginning(
        self,
        words: impl IntoIterator<Item = u32>,
    ) -> impl Iterator<Item = (usize, Range<u32>)> {
        let mut words = words.into_iter().peekable();
        let mut count = 0;
        let mut state = ROOT;
        iter::from_fn(move || {
            loop {
                let word = words.next()?;
                if count == 0 && !self.trie.opens(word, || words.peek().copied()) {
                    return None;
                }
                count += 1;
                state = self.trie.step(state, word)?;
                let numbers = self.accepted(state);
                if !numbers.is_empty() {
                    return Some((count, numbers));
                }
            }
        })
    }

    /// Numbers of the forms that end in a state of the trie.
    #[inline]
    fn accepted(&self, state: u32) -> Range<u32> {
        let at = state as usize * 4;
        u32_at(self.accepts, at)..u32_at(self.accepts, at + 4)
    }

    /// The form of a number.
    #[inline]
    pub fn get(&self, number: u32) -> FormRef<'d> {
        self.records.get(number)
    }

    /// The forms that are exactly these folded words: ` islamic state `.
    pub fn exactly(self, words: &str) -> impl Iterator<Item = FormRef<'d>> + use<'d, '_> {
        let mut hashes = words.split_whitespace().map(hash);
        let state = hashes.try_fold(ROOT, |state, word| self.trie.step(state, word)).unwrap_or(ROOT);
        self.accepted(state).map(move |number| self.get(number)).filter(move |form| form.is(words))
    }
}

/// The bytes of a dictionary.
pub fn compile(data: &Data) -> Vec<u8> {
    let mut builder = Builder::default();
    let mut forms: Vec<(u32, &Form)> = data
        .forms
        .iter()
        .map(|form| (builder.add(form.pattern.split_whitespace().map(hash)), form))
        .collect();
    // Equal words keep the order of the dictionary.
    forms.sort_by_key(|(state, _)| *state);
    let mut accepts = Vec::new();
    for state in 0..=builder.states() {
        push(&mut accepts, [number(forms.partition_point(|(own, _)| (*own as usize) < state))]);
    }
    let accepting = |state: u32| forms.binary_search_by_key(&state, |(own, _)| *own).is_ok();
    let [edges, openings, pairs] = builder.finish(accepting);
    let (mut records, mut texts, mut kinds) = (Vec::new(), Vec::new(), Kinds::default());
    for (_, form) in &forms {
        let place = number(texts.len());
        let own = [form.pattern.as_str(), &form.text, form.house.as_deref().unwrap_or_default()];
        for text in own {
            texts.extend_from_slice(text.as_bytes());
        }
        push(&mut records, [form.entity, kinds.number(form), place]);
        push(&mut records, own.map(|text| number(text.len())));
    }
    let stored = "plain data can be stored";
    sections([
        postcard::to_stdvec(data).expect(stored),
        postcard::to_stdvec(&kinds.all).expect(stored),
        records,
        texts,
        accepts,
        edges,
        openings,
        pairs,
    ])
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("a dictionary is smaller than four gigabytes")
}

fn sections(sections: [Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    push(&mut bytes, [FORMAT, crate::fold::VERSION]);
    let mut start = HEAD;
    for section in &sections {
        push(&mut bytes, [number(start), number(section.len())]);
        start += section.len();
    }
    bytes.extend(sections.iter().flatten());
    bytes
}

#[derive(Default)]
struct Kinds {
    all: Vec<Kind>,
    numbers: HashMap<Kind, u32>,
}

impl Kinds {
    fn number(&mut self, form: &Form) -> u32 {
        let kind = Kind {
            class: form.class,
            langs: form.langs.clone(),
            strong: form.strong,
            case: form.case,
            keep: form.keep,
            grammar: form.grammar,
            context: form.context,
            layer: form.layer,
            gaps: form.gaps.clone(),
        };
        if let Some(known) = self.numbers.get(&kind) {
            return *known;
        }
        let fresh = number(self.all.len());
        self.all.push(kind.clone());
        self.numbers.insert(kind, fresh);
        fresh
    }
}
