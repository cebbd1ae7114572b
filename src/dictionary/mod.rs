//! Names as data: entities, the forms they are written in, spelling families, residue phrases, cues.
//! In: TOML (feature `toml`) or the data embedded in the program. Out: [`Dictionary`], searched by an engine.
//! Not here: what a name found on a page means (see `canonicalize`).

mod bytes;
mod compile;
#[cfg(feature = "workshop")]
pub mod compare;
pub mod compiled;
pub mod data;
#[cfg(feature = "workshop")]
pub mod edit;
#[cfg(feature = "workshop")]
pub mod exchange;
#[cfg(all(feature = "files", feature = "toml"))]
pub mod files;
pub mod forms;
pub mod layers;
pub mod lists;
#[cfg(feature = "toml")]
pub mod lint;
#[cfg(all(feature = "files", feature = "toml"))]
mod mapped;
pub mod matcher;
#[cfg(feature = "toml")]
mod patterns;
pub(crate) mod phrases;
pub mod ordinary;
pub mod romanize;
#[cfg(feature = "toml")]
pub mod source;
#[cfg(feature = "workshop")]
pub mod stats;
#[cfg(feature = "workshop")]
pub mod suggest;
#[cfg(all(feature = "files", feature = "toml"))]
pub mod table;
pub(crate) mod trie;

use crate::{
    document::{EntityType, FormClass, Language},
    error::{Error, Place},
    fold,
    scan::{Scan, Token, hash},
};
use compiled::{Compiled, FormRef};
use data::{Data, Entity};
use layers::{Forms, Layers};
use matcher::{Automaton, Engine, Hit, Matcher, Tokens};
use phrases::Phrases;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, OnceLock},
};
use trie::Gate;

static SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.bin"));

/// The dictionaries shipped with the program.
pub fn shipped() -> Compiled {
    Compiled::embedded(SHIPPED)
}

impl Compiled {
    /// Compiles a dictionary in memory.
    pub fn new(data: &Data) -> Result<Compiled, Error> {
        let refused = |message| Error::dictionary(Place::default(), message);
        Compiled::open(compile::compile(data).map_err(refused)?).map_err(refused)
    }
}

/// Names ready to be found. What only some pages ask for is made when the first of them does.
pub struct Dictionary {
    layers: Layers,
    engine: Box<dyn Matcher>,
    /// The parent of each entity, by number.
    parents: Vec<Option<u32>>,
    /// Entities that are somebody's parent.
    is_parent: Vec<bool>,
    /// Entities left out.
    disabled: HashSet<u32>,
    /// One entity of each type, which stands for all that have only an id.
    bare: Vec<Entity>,
    ids: OnceLock<Vec<Arc<str>>>,
    lands: OnceLock<Lands>,
    written: OnceLock<Written>,
    common: OnceLock<Common>,
    contexts: OnceLock<Contexts>,
}

/// Places and peoples that are no entities.
struct Lands {
    places: Phrases,
    demonyms: Phrases,
    elsewhere: Phrases,
}

/// What rewriting can bring into a page.
struct Written {
    /// For each entity whether its long and its short written name need no evidence.
    strong: Vec<(bool, bool)>,
    /// The words of all written names.
    words: HashSet<String>,
    /// The hashes of the words of every written name.
    hashes: HashMap<String, Vec<u32>>,
    /// For each entity the hashes of the first and last words of its written names.
    edges: Vec<Vec<(u32, u32)>>,
}

/// Hashes of the common words of English and Italian, sorted, and a gate before them.
struct Common {
    words: Vec<u32>,
    gate: Vec<u8>,
}

/// The words that speak for forms, and those that speak against them, by the number of the context.
struct Contexts {
    all: Vec<(ContextWords, ContextWords)>,
    /// The words context words begin with.
    openings: Vec<u8>,
}

impl Dictionary {
    /// Makes dictionaries searchable; entities whose id is in `disabled` are left out.
    pub fn new(layers: Layers, engine: Engine, disabled: &BTreeSet<String>) -> Dictionary {
        let (data, forms) = (layers.data(), layers.forms());
        let disabled: HashSet<u32> = disabled.iter().filter_map(|id| layers.entity(id)).collect();
        let engine: Box<dyn Matcher> = match engine {
            Engine::Auto | Engine::Tokens => Box::new(Tokens { disabled: disabled.clone() }),
            Engine::Automaton => Box::new(Automaton::new(forms, disabled.clone())),
        };
        let numbers: foldhash::HashMap<&str, u32> =
            (0u32..).zip(&data.entities).map(|(n, entity)| (entity.id.as_str(), n)).collect();
        let mut parents: Vec<Option<u32>> =
            data.entities.iter().map(|entity| numbers.get(entity.parent.as_deref()?).copied()).collect();
        open_circles(&mut parents);
        let mut is_parent = vec![false; parents.len()];
        for parent in parents.iter().flatten() {
            is_parent[*parent as usize] = true;
        }
        Dictionary {
            engine,
            parents,
            is_parent,
            disabled,
            bare: EntityType::ALL.iter().map(|kind| Entity::bare(kind.as_str())).collect(),
            ids: OnceLock::new(),
            lands: OnceLock::new(),
            written: OnceLock::new(),
            common: OnceLock::new(),
            contexts: OnceLock::new(),
            layers,
        }
    }

    fn lands(&self) -> &Lands {
        self.lands.get_or_init(|| {
            let gazetteer = &self.data().gazetteer;
            Lands {
                places: Phrases::new(&gazetteer.places),
                demonyms: Phrases::new(&gazetteer.demonyms),
                elsewhere: Phrases::new(&gazetteer.elsewhere),
            }
        })
    }

    fn written(&self) -> &Written {
        self.written.get_or_init(|| {
            let (data, forms) = (self.data(), self.forms());
            let names = Names::of(&data.entities);
            let numbered = (0u32..).zip(&data.entities);
            Written {
                strong: numbered.map(|(number, entity)| names.strong(forms, number, entity)).collect(),
                words: names.written_words(data),
                hashes: names.words(),
                edges: data.entities.iter().map(|entity| names.edges(entity)).collect(),
            }
        })
    }

    fn common(&self) -> &Common {
        self.common.get_or_init(|| {
            let ours = |words: &&data::Words| [Language::EN, Language::IT].contains(&words.code);
            let ours = self.data().languages.iter().filter(ours);
            let mut words: Vec<u32> =
                ours.flat_map(|words| &words.words).map(|word| hash(&fold::word(word))).collect();
            words.sort_unstable();
            Common { gate: Gate::bytes(&words), words }
        })
    }

    fn contexts(&self) -> &Contexts {
        self.contexts.get_or_init(|| {
            let words = |words: &[String]| ContextWords::new(self.forms(), words);
            let all: Vec<(ContextWords, ContextWords)> =
                self.data().contexts.iter().map(|c| (words(&c.needs), words(&c.never))).collect();
            let openings = all.iter().flat_map(|(needs, never)| needs.openings.iter().chain(&never.openings));
            let openings: Vec<u32> = openings.map(|(word, _)| *word).collect();
            Contexts { openings: Gate::bytes(&openings), all }
        })
    }

    /// True when what is written for this form needs no evidence, so that a mention of it speaks for others
    /// before and after rewriting alike.
    pub fn speaks(&self, form: &FormRef<'_>) -> bool {
        match form.class {
            _ if form.keep => form.strong,
            FormClass::Long | FormClass::Short => self.writes_strong(form.entity, form.class),
            _ => form.strong,
        }
    }

    /// True when the written name of this class needs no evidence.
    pub fn writes_strong(&self, entity: u32, class: FormClass) -> bool {
        let (long, short) = self.written().strong.get(entity as usize).copied().unwrap_or_default();
        if class == FormClass::Short { short } else { long }
    }

    /// All that the dictionary says, but for its forms and for entities that have only an id.
    pub fn data(&self) -> &Data {
        self.layers.data()
    }

    /// The dictionaries it is made of.
    pub fn layers(&self) -> &Layers {
        &self.layers
    }

    /// Every form.
    pub fn forms(&self) -> Forms<'_> {
        self.layers.forms()
    }

    /// An entity by its number. Those that have only an id all look alike, but for the type that the id begins with.
    pub fn entity(&self, number: u32) -> &Entity {
        self.data().entities.get(number as usize).unwrap_or_else(|| {
            let kind = self.layers.id(number).split('/').next().and_then(EntityType::named);
            self.bare.iter().find(|entity| Some(entity.kind) == kind).unwrap_or(&self.bare[0])
        })
    }

    /// The id of an entity by its number.
    pub fn id(&self, number: u32) -> Arc<str> {
        let made = || self.data().entities.iter().map(|entity| entity.id.as_str().into()).collect();
        let known = self.ids.get_or_init(made).get(number as usize);
        known.cloned().unwrap_or_else(|| self.layers.id(number).into())
    }

    /// A form by its number.
    pub fn form(&self, number: u32) -> FormRef<'_> {
        self.forms().get(number)
    }

    /// The words that speak for a form, and those that speak against it.
    pub fn context(&self, form: &FormRef<'_>) -> &(ContextWords, ContextWords) {
        static NONE: (ContextWords, ContextWords) = (ContextWords::NONE, ContextWords::NONE);
        self.contexts().all.get(form.context as usize).unwrap_or(&NONE)
    }

    /// The words of the longest form.
    pub fn longest(&self) -> usize {
        self.layers.longest()
    }

    /// The words with which context words begin.
    pub(crate) fn context_openings(&self) -> Gate<'_> {
        Gate::new(&self.contexts().openings)
    }

    /// The entity this one is a branch of.
    pub fn parent(&self, number: u32) -> Option<u32> {
        self.parents.get(number as usize).copied().flatten()
    }

    /// True when the entity has branches.
    pub fn has_branches(&self, number: u32) -> bool {
        self.is_parent.get(number as usize).copied().unwrap_or(false)
    }

    /// True when a word is a name of one word, part of a written name, or a common word.
    pub fn knows(&self, word: &str) -> bool {
        let word = fold::word(word);
        self.is_common(hash(&word))
            || self.is_name_word(&word)
            || self.forms().exactly(&format!(" {word} ")).next().is_some()
    }

    /// True when a folded word is part of a name that somebody is written by.
    pub fn is_name_word(&self, word: &str) -> bool {
        self.written().words.contains(word)
    }

    /// The hashes of the words of a written name, in their order; `None` for any other text.
    pub fn words_of(&self, name: &str) -> Option<&[u32]> {
        self.written().hashes.get(name).map(Vec::as_slice)
    }

    /// True when a token before or behind a name of the entity would be absorbed by what is written for it.
    pub fn absorbs(&self, entity: u32, before: Option<u32>, behind: Option<u32>) -> (bool, bool) {
        let Some(edges) = self.written().edges.get(entity as usize) else { return (false, false) };
        let first = before.is_some_and(|hash| edges.iter().any(|edge| edge.0 == hash));
        (first, behind.is_some_and(|hash| edges.iter().any(|edge| edge.1 == hash)))
    }

    /// True when the hash of a token is that of a common English or Italian word.
    pub fn is_common(&self, hash: u32) -> bool {
        let common = self.common();
        Gate::new(&common.gate).lets_through(hash) && common.words.binary_search(&hash).is_ok()
    }

    /// True when an entity is left out.
    pub fn is_disabled(&self, number: u32) -> bool {
        self.disabled.contains(&number)
    }

    /// True when the folded words (` sinai `) name a place.
    pub fn is_place(&self, view: &str) -> bool {
        self.lands().places.contains(view)
    }

    /// True when the folded words name a people or a nationality.
    pub fn is_demonym(&self, view: &str) -> bool {
        self.lands().demonyms.contains(view)
    }

    /// True when the folded words name a state or province where towns bear the names of places far away.
    pub fn is_elsewhere(&self, view: &str) -> bool {
        self.lands().elsewhere.contains(view)
    }

    /// Every form that stands in a text, verified; nothing chosen.
    pub fn locate(&self, text: &str, scan: &Scan, hits: &mut Vec<Hit>) {
        hits.clear();
        self.engine.locate(text, scan, self.forms(), hits);
    }
}

/// Takes the parent from every entity that is its own ancestor, so that whoever climbs comes to an end.
fn open_circles(parents: &mut [Option<u32>]) {
    for child in 0..parents.len() {
        let climb =
            |from: &Option<u32>| parents.get(from.map_or(usize::MAX, |at| at as usize)).copied().flatten();
        let mut ancestors = std::iter::successors(Some(parents[child]), |from| Some(climb(from)));
        let circle = ancestors.by_ref().take(parents.len()).take_while(Option::is_some);
        if circle.flatten().any(|ancestor| ancestor as usize == child) {
            parents[child] = None;
        }
    }
}

/// Context words, ready to be met in a text.
#[derive(Clone, Debug, Default)]
pub struct ContextWords {
    /// The folded phrases, one space around each.
    pub phrases: Vec<String>,
    /// Hash of the first word of each phrase and its number, sorted.
    pub openings: Vec<(u32, usize)>,
    /// A bit for each of these hashes (see [`ContextWords::may_open`]).
    bits: u128,
    /// Phrases that are names themselves, with whom they name: what counts on a page is who is named, not how.
    pub named: Vec<(usize, Vec<u32>)>,
}

impl ContextWords {
    const NONE: ContextWords =
        ContextWords { phrases: Vec::new(), openings: Vec::new(), bits: 0, named: Vec::new() };

    /// False when no phrase opens with the word; true for few others.
    #[inline]
    pub fn may_open(&self, word: u32) -> bool {
        self.bits & ContextWords::bit(word) != 0
    }

    fn bit(word: u32) -> u128 {
        1 << (word.wrapping_mul(0x9e37_79b1) >> 25)
    }

    fn new(forms: Forms<'_>, words: &[String]) -> ContextWords {
        let phrases: Vec<String> = words.iter().filter(|word| word.len() > 2).cloned().collect();
        let first = |phrase: &String| hash(phrase.trim_start().split(' ').next().unwrap_or_default());
        let mut openings: Vec<(u32, usize)> =
            phrases.iter().enumerate().map(|(at, phrase)| (first(phrase), at)).collect();
        openings.sort_unstable();
        let whom = |phrase: &String| {
            let mut entities: Vec<u32> = forms.exactly(phrase).map(|form| form.entity).collect();
            entities.dedup();
            entities
        };
        let named = phrases
            .iter()
            .enumerate()
            .map(|(at, phrase)| (at, whom(phrase)))
            .filter(|(_, all)| !all.is_empty());
        let bits = openings.iter().fold(0, |bits, (word, _)| bits | ContextWords::bit(*word));
        ContextWords { named: named.collect(), openings, bits, phrases }
    }
}

/// Every text that is written for somebody, scanned once.
struct Names<'d>(foldhash::HashMap<&'d str, Scan>);

impl<'d> Names<'d> {
    fn of(entities: &'d [Entity]) -> Names<'d> {
        let mut names = foldhash::HashMap::default();
        for (_, text) in entities.iter().flat_map(|e| e.write.0.iter().chain(&e.short.0).chain(&e.gloss.0)) {
            names.entry(text.as_str()).or_insert_with(|| Scan::new(text));
        }
        Names(names)
    }

    /// Whether the written names of an entity are strong forms of it.
    fn strong(&self, forms: Forms<'_>, number: u32, entity: &Entity) -> (bool, bool) {
        let own =
            |text: &str| forms.exactly(&self.0[text].view).any(|form| form.entity == number && form.strong);
        let strong =
            |texts: &data::ByLanguage| !texts.is_empty() && texts.0.iter().all(|(_, text)| own(text));
        let long = strong(&entity.write);
        (long, if entity.short.is_empty() { long } else { strong(&entity.short) })
    }

    /// Every word that rewriting can bring into a page, so that it brings no news to later rules.
    fn written_words(&self, data: &Data) -> HashSet<String> {
        let articles = ["dello", "degli", "delle", "nello", "sullo", "dallo", "allo"];
        let words = self.0.values().flat_map(|scan| scan.view.split_whitespace()).chain(articles);
        words.map(str::to_owned).chain(data.families.iter().map(|family| fold::word(&family.name))).collect()
    }

    /// The hashes of the words of each.
    fn words(&self) -> HashMap<String, Vec<u32>> {
        let hashes = |scan: &Scan| scan.tokens.iter().map(|token| token.hash).collect();
        self.0.iter().map(|(text, scan)| ((*text).to_owned(), hashes(scan))).collect()
    }

    /// The first and last words of an entity's names.
    fn edges(&self, entity: &Entity) -> Vec<(u32, u32)> {
        let texts = entity.write.0.iter().chain(&entity.short.0);
        let edge = |tokens: &[Token]| Some((tokens.first()?.hash, tokens.last()?.hash));
        texts.filter_map(|(_, text)| edge(&self.0[text.as_str()].tokens)).collect()
    }
}
