//! Names as data: entities, the forms they are written in, spelling families, residue phrases, cues.
//! In: TOML (feature `toml`) or the data embedded in the program. Out: [`Dictionary`], searched by an engine.
//! Not here: what a name found on a page means (see `canonicalize`).

pub mod data;
pub mod forms;
pub mod matcher;
#[cfg(feature = "toml")]
pub mod source;

use crate::scan::Scan;
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
        Dictionary { engine: Box::new(engine), ids, parents, is_parent, places, demonyms, data }
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
