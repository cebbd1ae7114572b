//! Writes compiled dictionaries: the same entries in the same order give the same bytes.
//! In: entities and forms, one after another. Out: the bytes that `compiled` reads.
//! Not here: where forms come from (see `source`, `table`).
//!
//! Each form is a few numbers while it waits. At the end the keys of all are sorted once, and the table of words is written
//! straight on in their order; records and texts stand as they came, neighbours being alike.

use super::{
    bytes::push,
    compiled::{CAPACITY, FORM, FORMAT, HEAD, Kind, LAST, MAGIC, SECTIONS, Section},
    data::{Case, Data, Form},
    trie::{self, Gate, Node, pair, step},
};
use crate::{
    document::{FormClass, Language},
    fold,
    scan::hash,
};
use std::{borrow::Cow, collections::HashMap, iter, mem};
use xxhash_rust::xxh3::xxh3_64;

/// The most bytes of a form, its house spelling included.
const LONGEST: usize = u16::MAX as usize;

/// The bytes of a dictionary, or a sentence that says why it cannot be compiled.
pub(crate) fn compile(data: &Data) -> Result<Vec<u8>, String> {
    let mut writer = Writer::new(data);
    writer.add_all(&data.forms)?;
    writer.finish()
}

/// What forms have in common but for their gaps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Manner {
    pub(crate) class: FormClass,
    pub(crate) langs: Vec<Language>,
    pub(crate) strong: bool,
    pub(crate) case: Case,
    pub(crate) keep: bool,
    pub(crate) grammar: bool,
    pub(crate) context: u32,
}

/// For forms that have the rest in common: their gaps, and the number of their kind.
type GapKinds = HashMap<Box<[u16]>, u32>;

/// A form that waits; its texts and its words lie behind those of the form before.
struct Waiting {
    entity: u32,
    kind: u32,
    pattern: u16,
    text: u16,
    words: u16,
}

/// Collects entities and forms.
pub(crate) struct Writer<'w> {
    rest: &'w Data,
    full: u32,
    /// Entities that have only an id, by number from `full` on.
    ids: HashMap<Box<str>, u32>,
    manners: Vec<(Manner, GapKinds)>,
    kinds: Vec<Kind>,
    forms: Vec<Waiting>,
    texts: Vec<u8>,
    words: Vec<u32>,
}

impl<'w> Writer<'w> {
    /// A dictionary that says what these data say, but for their forms.
    pub(crate) fn new(rest: &'w Data) -> Writer<'w> {
        Writer {
            rest,
            full: number(rest.entities.len()),
            ids: HashMap::new(),
            manners: Vec::new(),
            kinds: Vec::new(),
            forms: Vec::new(),
            texts: Vec::new(),
            words: Vec::new(),
        }
    }

    /// The number of what forms have in common.
    pub(crate) fn manner(&mut self, manner: Manner) -> usize {
        // Most forms are like the one before.
        let known = self.manners.iter().rposition(|(known, _)| *known == manner);
        known.unwrap_or_else(|| {
            self.manners.push((manner, HashMap::new()));
            self.manners.len() - 1
        })
    }

    /// Adds forms that are whole already.
    pub(crate) fn add_all(&mut self, forms: &[Form]) -> Result<(), String> {
        for form in forms {
            let manner = self.manner(Manner {
                class: form.class,
                langs: form.langs.clone(),
                strong: form.strong,
                case: form.case,
                keep: form.keep,
                grammar: form.grammar,
                context: form.context,
            });
            let words = form.pattern.split_whitespace().map(hash);
            let text = form.house.as_ref().map_or(Cow::Borrowed(form.text.as_str()), |house| {
                Cow::Owned(format!("{}\0{house}", form.text))
            });
            self.add(form.entity, manner, &form.gaps, &form.pattern, &text, words)?;
        }
        Ok(())
    }

    /// Adds a form; a zero byte in its text opens its house spelling.
    pub(crate) fn add(
        &mut self,
        entity: u32,
        manner: usize,
        gaps: &[u16],
        pattern: &str,
        text: &str,
        words: impl IntoIterator<Item = u32>,
    ) -> Result<(), String> {
        let before = self.words.len();
        self.words.extend(words);
        let count = self.words.len() - before;
        if pattern.len().max(text.len()) > LONGEST || count > LONGEST {
            let start: String = text.chars().take(40).collect();
            return Err(format!("the form `{start}…` is longer than {LONGEST} bytes"));
        }
        if self.forms.len() == Node::FORMS {
            return Err(format!("has more than {} forms", Node::FORMS));
        }
        let pattern = if is_lower_text(pattern, text) { "" } else { pattern };
        let kind = self.kind(manner, gaps);
        let short = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
        self.forms.push(Waiting {
            entity,
            kind,
            pattern: short(pattern.len()),
            text: short(text.len()),
            words: short(count),
        });
        self.texts.extend_from_slice(pattern.as_bytes());
        self.texts.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn kind(&mut self, manner: usize, gaps: &[u16]) -> u32 {
        let (manner, kinds) = &mut self.manners[manner];
        if let Some(known) = kinds.get(gaps) {
            return *known;
        }
        let fresh = number(self.kinds.len());
        kinds.insert(gaps.into(), fresh);
        self.kinds.push(Kind {
            class: manner.class,
            langs: manner.langs.clone(),
            strong: manner.strong,
            case: manner.case,
            keep: manner.keep,
            grammar: manner.grammar,
            context: manner.context,
            gaps: gaps.to_vec(),
        });
        fresh
    }

    /// The bytes.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, String> {
        let (ids, ranks) = self.sorted_ids();
        let (openings, pairs) = (self.openings(), self.pairs());
        let stored = "plain data can be stored";
        let (rest, kinds) = (postcard::to_stdvec(self.rest), postcard::to_stdvec(&self.kinds));
        let residue = postcard::to_stdvec(&self.rest.residue);
        let mut file = File::new();
        let tried = (0u32..).find_map(|seed| {
            let (order, inner) = (self.order(seed), self.inner(seed));
            let firsts = firsts(&order);
            let nodes = || nodes(&order, &firsts, &inner);
            let capacity = trie::capacity(nodes().count());
            file.reserve(capacity as usize * 8 + self.forms.len() * FORM + self.texts.len() + ids.len());
            file.section(Section::Slots, |bytes| trie::write_slots(bytes, nodes(), capacity))?;
            Some((seed, capacity, turns(&order, &firsts)))
        });
        let (seed, capacity, turns) = tried.expect("some seed tells all keys apart");
        file.plain(Section::Rest, &rest.expect(stored));
        file.plain(Section::Kinds, &kinds.expect(stored));
        file.plain(Section::Residue, &residue.expect(stored));
        file.plain(Section::Ids, &ids);
        file.plain(Section::Openings, &Gate::bytes(&openings));
        file.plain(Section::Pairs, &Gate::bytes(&pairs));
        self.words = Vec::new();
        file.section(Section::Forms, |bytes| self.records(&turns, &ranks, bytes));
        // As they came: forms of one entity are alike, and what packs the file packs them and their records well.
        file.plain(Section::Texts, &self.texts);
        file.whole(self.rest.digest, number(capacity as usize), seed)
    }

    fn records(&self, turns: &[u32], ranks: &[u32], bytes: &mut Vec<u8>) {
        let mut places = Vec::with_capacity(self.forms.len());
        let mut end = 0;
        for form in &self.forms {
            places.push(number(end));
            end += usize::from(form.pattern) + usize::from(form.text);
        }
        for turn in turns {
            let (which, last) = ((turn & !LAST) as usize, turn & LAST);
            let (form, place) = (&self.forms[which], places[which]);
            let entity = match form.entity.checked_sub(self.full) {
                Some(bare) => self.full + ranks[bare as usize],
                None => form.entity,
            };
            let lengths = u32::from(form.pattern) | u32::from(form.text) << 16;
            push(bytes, [entity, form.kind | last, place, lengths]);
        }
    }

    /// The ids in the order of the alphabet, as bytes; and for each number its place among them.
    fn sorted_ids(&mut self) -> (Vec<u8>, Vec<u32>) {
        let mut ids: Vec<(Box<str>, u32)> = mem::take(&mut self.ids).into_iter().collect();
        ids.sort_unstable();
        let (mut bytes, mut ranks) = (Vec::new(), vec![0; ids.len()]);
        push(&mut bytes, [number(ids.len())]);
        let mut end = 0;
        for (rank, (id, own)) in (0u32..).zip(&ids) {
            ranks[(own - self.full) as usize] = rank;
            end += id.len();
            push(&mut bytes, [number(end)]);
        }
        bytes.extend(ids.iter().flat_map(|(id, _)| id.bytes()));
        (bytes, ranks)
    }

    /// The words of each form.
    fn each_words(&self) -> impl Iterator<Item = &[u32]> {
        let mut at = 0;
        self.forms.iter().map(move |form| {
            let start = at;
            at += usize::from(form.words);
            &self.words[start..at]
        })
    }

    /// The forms by the keys of their words; those of equal words keep the order in which they came.
    fn order(&self, seed: u32) -> Vec<(u64, u32)> {
        let key = |words: &[u32]| words.iter().fold(u64::from(seed), |key, word| step(key, *word));
        let mut order: Vec<(u64, u32)> = self.each_words().map(key).zip(0u32..).collect();
        order.sort_unstable();
        order
    }

    /// The keys of what longer forms begin with, sorted.
    fn inner(&self, seed: u32) -> Vec<u64> {
        let mut inner = Vec::with_capacity(self.forms.len() / 2);
        let mut before: &[u32] = &[];
        for words in self.each_words() {
            let common = words.iter().zip(before).take_while(|(a, b)| a == b).count();
            let mut key = u64::from(seed);
            for (at, word) in words[..words.len().saturating_sub(1)].iter().enumerate() {
                key = step(key, *word);
                // What the form before has gone through is known.
                if at >= common || at + 1 >= before.len() {
                    inner.push(key);
                }
            }
            before = words;
        }
        inner.sort_unstable();
        inner.dedup();
        inner
    }

    /// The words that open forms.
    fn openings(&self) -> Vec<u32> {
        let mut openings: Vec<u32> = self.each_words().filter_map(|words| words.first().copied()).collect();
        openings.sort_unstable();
        openings.dedup();
        openings
    }

    /// The words that are forms by themselves, and the pairs that open the others.
    fn pairs(&self) -> Vec<u32> {
        let opening = |words: &[u32]| match words {
            [] => None,
            [word] => Some(*word),
            [first, second, ..] => Some(pair(*first, *second)),
        };
        let mut pairs: Vec<u32> = self.each_words().filter_map(opening).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

/// Forms of equal words, by their keys.
fn runs(order: &[(u64, u32)]) -> impl Iterator<Item = &[(u64, u32)]> {
    order.chunk_by(|(a, _), (b, _)| a == b)
}

/// By the number of a form that is the first of its words: where its record stands, all records of its words behind it.
fn firsts(order: &[(u64, u32)]) -> Vec<u32> {
    let mut firsts = vec![0; order.len()];
    for run in runs(order) {
        firsts[run[0].1 as usize] = number(run.len());
    }
    let mut end = 0;
    for first in &mut firsts {
        end += mem::replace(first, end);
    }
    firsts
}

/// The numbers of the forms in the order of their records; the last of the same words is marked.
fn turns(order: &[(u64, u32)], firsts: &[u32]) -> Vec<u32> {
    let mut turns = vec![0; order.len()];
    for run in runs(order) {
        let first = firsts[run[0].1 as usize] as usize;
        for (turn, (_, which)) in turns[first..].iter_mut().zip(run) {
            *turn = *which;
        }
        turns[first + run.len() - 1] |= LAST;
    }
    turns
}

/// The nodes of the table of words in the order of their keys, from the keys of forms and of what longer forms begin with.
fn nodes(order: &[(u64, u32)], firsts: &[u32], inner: &[u64]) -> impl Iterator<Item = (u64, Node)> {
    let first = |run: &[(u64, u32)]| (run[0].0, firsts[run[0].1 as usize]);
    let (mut forms, mut inner) = (runs(order).map(first).peekable(), inner.iter().copied().peekable());
    iter::from_fn(move || {
        let (form, path) = (forms.peek().map(|(key, _)| *key), inner.peek().copied());
        let key = form.into_iter().chain(path).min()?;
        let form = forms.next_if(|(own, _)| *own == key).map(|(_, first)| first);
        let goes_on = inner.next_if(|own| *own == key).is_some();
        Some((key, Node { form, goes_on }))
    })
}

#[cfg(all(feature = "files", feature = "toml"))]
impl Writer<'_> {
    /// Makes room for the forms of a source of so many bytes.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.texts.reserve(bytes);
        self.forms.reserve(bytes / 24);
        self.words.reserve(bytes / 10);
    }

    /// How many forms there are.
    pub(crate) fn forms(&self) -> usize {
        self.forms.len()
    }

    /// How many entities there are.
    pub(crate) fn entities(&self) -> usize {
        self.full as usize + self.ids.len()
    }

    /// The number of an entity that has only an id.
    pub(crate) fn entity(&mut self, id: &str) -> u32 {
        if let Some(known) = self.ids.get(id) {
            return *known;
        }
        let fresh = self.full + number(self.ids.len());
        self.ids.insert(id.into(), fresh);
        fresh
    }
}

/// True when a pattern is the text in small letters, one space around it, so that it need not be stored.
fn is_lower_text(pattern: &str, text: &str) -> bool {
    let own = pattern.as_bytes().get(1..pattern.len().saturating_sub(1)).unwrap_or_default();
    text.len() == own.len()
        && own.iter().zip(text.bytes()).all(|(own, b)| b.is_ascii() && *own == b.to_ascii_lowercase())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The file while it is written: room for the head, and the sections behind it in any order.
struct File {
    bytes: Vec<u8>,
    sections: [(usize, usize); SECTIONS],
}

impl File {
    fn new() -> File {
        File { bytes: vec![0; HEAD], sections: [(0, 0); SECTIONS] }
    }

    /// Makes room for so many bytes, and a little for what is small.
    fn reserve(&mut self, bytes: usize) {
        self.bytes.reserve(bytes + bytes / 16);
    }

    /// Writes a section; written again it takes the place of what was written before.
    fn section<T>(&mut self, section: Section, write: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        self.sections[section as usize] = (0, 0);
        let end = self.sections.iter().map(|(_, end)| *end).max().unwrap_or(0).max(HEAD);
        let start = end.next_multiple_of(64);
        self.bytes.truncate(end);
        self.bytes.resize(start, 0);
        let written = write(&mut self.bytes);
        self.sections[section as usize] = (start, self.bytes.len());
        written
    }

    fn plain(&mut self, section: Section, content: &[u8]) {
        self.section(section, |bytes| bytes.extend_from_slice(content));
    }

    /// Writes the head.
    fn whole(mut self, digest: u64, capacity: u32, seed: u32) -> Result<Vec<u8>, String> {
        let length = self.bytes.len();
        if u32::try_from(length).is_err() {
            return Err(format!(
                "is {length} bytes when compiled, and four gigabytes are the most; cut it in two"
            ));
        }
        let mut head = MAGIC.to_vec();
        push(&mut head, [FORMAT, fold::VERSION]);
        head.extend_from_slice(&(length as u64).to_le_bytes());
        head.extend_from_slice(&digest.to_le_bytes());
        debug_assert_eq!(head.len(), CAPACITY, "the head is read by place");
        push(&mut head, [capacity, seed]);
        for (start, end) in self.sections {
            push(&mut head, [number(start), number(end - start)]);
            head.extend_from_slice(&xxh3_64(&self.bytes[start..end]).to_le_bytes());
        }
        head.extend_from_slice(&xxh3_64(&head).to_le_bytes());
        self.bytes[..HEAD].copy_from_slice(&head);
        Ok(self.bytes)
    }
}
