//! How large a dictionary is, and how much of it anybody has tried.
//! In: dictionaries one over the other. Out: counts. Not here: what they say.

use super::layers::Layers;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many of the entities with the most forms are named.
const LARGEST: usize = 5;

/// Counts of a dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Entities with more than an id, by type.
    pub entities: BTreeMap<&'static str, usize>,
    /// Entities that have only an id and forms.
    pub bare: usize,
    /// Strings, by class and strength: `long`, `short weak`.
    pub forms: BTreeMap<String, usize>,
    /// Strings, by language; `any` for those of all.
    pub languages: BTreeMap<String, usize>,
    /// Spelling families.
    pub families: usize,
    /// Entities for which nothing is written: they are reported and stay as they are.
    pub unwritten: usize,
    /// Entities that no sentence tries.
    pub untested: usize,
    /// Sentences.
    pub sentences: usize,
    /// The entities with the most strings.
    pub largest: Vec<(String, usize)>,
}

impl Stats {
    /// Counts what all layers say together.
    ///
    /// ```
    /// use canonry::dictionary::{layers::Layers, shipped, stats::Stats};
    /// let stats = Stats::of(&Layers::new([shipped()]));
    /// assert!(stats.entities["org"] > 100 && stats.strings() > 10_000);
    /// ```
    pub fn of(layers: &Layers) -> Stats {
        let data = layers.data();
        let mut stats = Stats { families: data.families.len(), ..Stats::default() };
        for entity in &data.entities {
            *stats.entities.entry(entity.kind.as_str()).or_default() += 1;
            stats.unwritten += usize::from(entity.write.is_empty() && entity.short.is_empty());
            stats.untested += usize::from(entity.matches.is_empty());
            stats.sentences += entity.matches.len() + entity.leaves.len();
        }
        let mut own: BTreeMap<u32, usize> = BTreeMap::new();
        for form in layers.forms().iter() {
            let strength = if form.strong { "" } else { " weak" };
            *stats.forms.entry(format!("{}{strength}", form.class)).or_default() += 1;
            if form.langs.is_empty() {
                *stats.languages.entry("any".to_owned()).or_default() += 1;
            }
            for lang in form.langs {
                *stats.languages.entry(lang.to_string()).or_default() += 1;
            }
            *own.entry(form.entity).or_default() += 1;
        }
        stats.bare = own.keys().filter(|number| **number as usize >= data.entities.len()).count();
        let mut own: Vec<(u32, usize)> = own.into_iter().collect();
        own.sort_by_key(|(number, count)| (std::cmp::Reverse(*count), *number));
        let largest = own.iter().take(LARGEST).map(|(number, count)| (layers.id(*number).to_owned(), *count));
        stats.largest = largest.collect();
        stats
    }

    /// All strings.
    pub fn strings(&self) -> usize {
        self.forms.values().sum()
    }
}
