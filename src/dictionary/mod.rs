//! Names as data: entities, the forms they are written in, spelling families, residue phrases, cues.
//! In: TOML (feature `toml`) or the data embedded in the program. Out: [`Dictionary`], searched by an engine.
//! Not here: what a name found on a page means (see `canonicalize`).

pub mod data;
pub mod forms;
pub mod matcher;
pub mod romanize;
#[cfg(feature = "toml")]
pub mod source;

use crate::{
    document::{FormClass, Language},
    fold,
    scan::{Scan, hash},
};
use data::{Context, Data, Entity, Form};
use matcher::{Automaton, Hit, Matcher};
use std::{collections::{BTreeSet, HashMap, HashSet}, sync::Arc};

static SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.bin"));

/// The data shipped with the program.
pub fn shipped() -> Data {
    postcard::from_bytes(SHIPPED).expect("the build wrote it")
}

/// Names ready to be found.
pub struct Dictionary {
    data: Data,
    engine: Box<dyn Matcher>,
    ids: Vec<Arc<str>>,
    /// The parent of each entity, by number.
    parents: Vec<Option<u32>>,
    /// Entities that are somebody's parent.
    is_parent: Vec<bool>,
    places: HashSet<String>,
    demonyms: HashSet<String>,
    /// For each form: whether what is written for it needs no evidence.
    speaks: Vec<bool>,
    /// Written names as they open or close longer forms, with the neighbour word: ` islamic state in `.
    extended: HashSet<String>,
    /// Forms of one word, folded.
    words: HashSet<String>,
    /// Hashes of the common words of English and Italian.
    common: HashSet<u32>,
    /// Context words that are names: whose.
    named: HashMap<String, Vec<u32>>,
    /// For each entity the hashes of the first and last words of its written names.
    edges: Vec<Vec<(u32, u32)>>,
}

impl Dictionary {
    /// Makes a dictionary searchable; entities whose id is in `disabled` are left out.
    pub fn new(data: Data, disabled: &BTreeSet<String>) -> Dictionary {
        let engine = Automaton::new(&data.forms, |form| !disabled.contains(&data.entities[form.entity as usize].id));
        let numbers: HashMap<&str, u32> = (0u32..).zip(&data.entities).map(|(n, entity)| (entity.id.as_str(), n)).collect();
        let parents: Vec<Option<u32>> =
            data.entities.iter().map(|entity| numbers.get(entity.parent.as_deref()?).copied()).collect();
        let mut is_parent = vec![false; parents.len()];
        for parent in parents.iter().flatten() {
            is_parent[*parent as usize] = true;
        }
        let ids = data.entities.iter().map(|entity| entity.id.as_str().into()).collect();
        let folded = |words: &[String]| words.iter().map(|word| Scan::new(word).view).collect();
        let (places, demonyms) = (folded(&data.gazetteer.places), folded(&data.gazetteer.demonyms));
        let speaks = speaking(&data);
        let named = named_contexts(&data);
        let edge = |(_, text): &(Language, String)| {
            let scan = Scan::new(text);
            Some((scan.tokens.first()?.hash, scan.tokens.last()?.hash))
        };
        let edges = data.entities.iter().map(|e| e.write.0.iter().chain(&e.short.0).filter_map(edge).collect()).collect();
        let extended = extended(&data);
        let single = |form: &&Form| form.gaps.is_empty();
        let ours = data.languages.iter().filter(|words| [Language::EN, Language::IT].contains(&words.code));
        let common = ours.flat_map(|words| &words.words).map(|word| hash(&fold::word(word))).collect();
        // With every word that rewriting can bring into a page, so that it brings no news.
        let written = data.entities.iter().flat_map(|e| e.write.0.iter().chain(&e.short.0).chain(&e.gloss.0));
        let written: Vec<String> = written.map(|(_, text)| Scan::new(text).view).collect();
        let words = data
            .forms
            .iter()
            .filter(single)
            .map(|form| form.pattern.trim())
            .chain(written.iter().flat_map(|view| view.split_whitespace()))
            .map(str::to_owned)
            .chain(data.families.iter().map(|family| fold::word(&family.name)))
            .chain(["dello", "degli", "delle", "nello", "sullo", "dallo", "allo"].map(str::to_owned))
            .collect();
        Dictionary { engine: Box::new(engine), ids, parents, is_parent, places, demonyms, speaks, extended, words, common, named, edges, data }
    }

    /// True when what is written for this form needs no evidence, so that a mention of it speaks for others
    /// before and after rewriting alike.
    pub fn speaks(&self, form: u32) -> bool {
        self.speaks[form as usize]
    }

    /// True when a written name and the word beside it open or close a longer form of the dictionary.
    pub fn extends(&self, view: &str) -> bool {
        self.extended.contains(view)
    }

    /// All that the dictionary says.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// An entity by its number.
    pub fn entity(&self, number: u32) -> &Entity {
        &self.data.entities[number as usize]
    }

    /// The id of an entity by its number.
    pub fn id(&self, number: u32) -> &Arc<str> {
        &self.ids[number as usize]
    }

    /// A form by its number.
    pub fn form(&self, number: u32) -> &Form {
        &self.data.forms[number as usize]
    }

    /// The context words of a form.
    pub fn context(&self, form: &Form) -> &Context {
        &self.data.contexts[form.context as usize]
    }

    /// The entity this one is a branch of.
    pub fn parent(&self, number: u32) -> Option<u32> {
        self.parents[number as usize]
    }

    /// True when the entity has branches.
    pub fn has_branches(&self, number: u32) -> bool {
        self.is_parent[number as usize]
    }

    /// True when a word is a name of one word, part of a written name, or a common word.
    pub fn knows(&self, word: &str) -> bool {
        let word = fold::word(word);
        self.is_common(hash(&word)) || self.words.contains(&word)
    }

    /// True when a token before or behind a name of the entity would be absorbed by what is written for it.
    pub fn absorbs(&self, entity: u32, before: Option<u32>, behind: Option<u32>) -> (bool, bool) {
        let edges = &self.edges[entity as usize];
        let first = before.is_some_and(|hash| edges.iter().any(|edge| edge.0 == hash));
        (first, behind.is_some_and(|hash| edges.iter().any(|edge| edge.1 == hash)))
    }

    /// The entities that are written with exactly these folded words.
    pub fn entities_of(&self, view: &str) -> &[u32] {
        self.named.get(view).map_or(&[], Vec::as_slice)
    }

    /// True when the hash of a token is that of a common English or Italian word.
    pub fn is_common(&self, hash: u32) -> bool {
        self.common.contains(&hash)
    }

    /// True when the folded words (` sinai `) name a place.
    pub fn is_place(&self, view: &str) -> bool {
        self.places.contains(view)
    }

    /// True when the folded words name a people or a nationality.
    pub fn is_demonym(&self, view: &str) -> bool {
        self.demonyms.contains(view)
    }

    /// Every form that stands in a text, verified; nothing chosen.
    pub fn locate(&self, text: &str, scan: &Scan, hits: &mut Vec<Hit>) {
        hits.clear();
        self.engine.locate(text, scan, &self.data.forms, hits);
    }
}

/// Context words that are names themselves: what counts on a page is who is named, not how.
fn named_contexts(data: &Data) -> HashMap<String, Vec<u32>> {
    let words = data.contexts.iter().flat_map(|context| context.needs.iter().chain(&context.never));
    let mut named: HashMap<String, Vec<u32>> = words.map(|word| (word.clone(), Vec::new())).collect();
    for form in &data.forms {
        if let Some(entities) = named.get_mut(&form.pattern)
            && !entities.contains(&form.entity)
        {
            entities.push(form.entity);
        }
    }
    named.retain(|_, entities| !entities.is_empty());
    named
}

/// Whether the written name of each form is strong. Long forms become `write`, short ones `short`; others stay.
fn speaking(data: &Data) -> Vec<bool> {
    let listed = data.forms.iter().filter(|form| form.strong);
    let listed: HashSet<(u32, &str)> = listed.map(|form| (form.entity, form.pattern.as_str())).collect();
    let strong = |entity: u32, texts: &data::ByLanguage| {
        !texts.is_empty() && texts.0.iter().all(|(_, text)| listed.contains(&(entity, Scan::new(text).view.as_str())))
    };
    let written: Vec<(bool, bool)> = (0u32..)
        .zip(&data.entities)
        .map(|(n, entity)| {
            let long = strong(n, &entity.write);
            (long, if entity.short.is_empty() { long } else { strong(n, &entity.short) })
        })
        .collect();
    data.forms
        .iter()
        .map(|form| {
            let (long, short) = written[form.entity as usize];
            match form.class {
                _ if form.keep => form.strong,
                FormClass::Long => long,
                FormClass::Short => short,
                _ => form.strong,
            }
        })
        .collect()
}

/// Every way in which a longer form goes on from a written name.
fn extended(data: &Data) -> HashSet<String> {
    let written: HashSet<String> = data
        .entities
        .iter()
        .flat_map(|entity| entity.write.0.iter().chain(&entity.short.0))
        .map(|(_, text)| Scan::new(text).view)
        .collect();
    let mut all = HashSet::new();
    for form in &data.forms {
        let spaces: Vec<usize> = form.pattern.match_indices(' ').map(|(at, _)| at).collect();
        for count in 1..spaces.len().saturating_sub(1) {
            if written.contains(&form.pattern[..=spaces[count]]) {
                all.insert(form.pattern[..=spaces[count + 1]].to_owned());
            }
            let from = spaces.len() - 1 - count;
            if written.contains(&form.pattern[spaces[from]..]) {
                all.insert(form.pattern[spaces[from - 1]..].to_owned());
            }
        }
    }
    all
}
