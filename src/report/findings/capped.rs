//! Counts by name, of which only so many are held.
//! In: names and what to count for them. Out: those that came first, and how much of the rest there was; the same for
//! any number of threads, since parts of a run are joined in the order of its texts.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, btree_map::Entry};

/// What can be counted and joined.
pub trait Count: Default {
    /// How often.
    fn count(&self) -> usize;
    /// Adds what was counted elsewhere.
    fn join(&mut self, other: Self);
}

impl Count for usize {
    fn count(&self) -> usize {
        *self
    }

    fn join(&mut self, other: usize) {
        *self += other;
    }
}

/// Counts of the first `MOST` names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capped<V, const MOST: usize> {
    /// What is held.
    pub all: BTreeMap<String, V>,
    /// How often something was counted whose name is not held.
    pub beyond: usize,
}

impl<V, const MOST: usize> Default for Capped<V, MOST> {
    fn default() -> Self {
        Capped { all: BTreeMap::new(), beyond: 0 }
    }
}

impl<V: Count, const MOST: usize> Capped<V, MOST> {
    /// The value of a name; `None`, and counted so, where no more names are held.
    pub fn of(&mut self, name: &str) -> Option<&mut V> {
        if !self.all.contains_key(name) {
            if self.all.len() >= MOST {
                self.beyond += 1;
                return None;
            }
            self.all.insert(name.to_owned(), V::default());
        }
        self.all.get_mut(name)
    }

    /// Names and values, the most counted first, then by name.
    pub fn sorted(&self) -> Vec<(&str, &V)> {
        let mut all: Vec<(&str, &V)> = self.all.iter().map(|(name, value)| (name.as_str(), value)).collect();
        all.sort_by(|a, b| b.1.count().cmp(&a.1.count()).then_with(|| a.0.cmp(b.0)));
        all
    }
}

impl<V: Count, const MOST: usize> Count for Capped<V, MOST> {
    fn count(&self) -> usize {
        self.beyond + self.all.values().map(Count::count).sum::<usize>()
    }

    fn join(&mut self, other: Self) {
        self.beyond += other.beyond;
        for (name, value) in other.all {
            let room = self.all.len() < MOST;
            match self.all.entry(name) {
                Entry::Occupied(known) => known.into_mut().join(value),
                Entry::Vacant(free) if room => {
                    free.insert(value);
                }
                Entry::Vacant(_) => self.beyond += value.count(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_came_first_are_held_and_the_rest_is_counted() {
        let mut all: Capped<usize, 2> = Capped::default();
        for name in ["b", "a", "c", "b"] {
            if let Some(count) = all.of(name) {
                *count += 1;
            }
        }
        assert_eq!((all.sorted(), all.beyond, all.count()), (vec![("b", &2), ("a", &1)], 1, 4));
        let mut other: Capped<usize, 2> = Capped::default();
        other.join(all.clone());
        assert_eq!(other, all);
        let late = Capped { all: BTreeMap::from([("a".to_owned(), 1), ("z".to_owned(), 5)]), beyond: 2 };
        other.join(late);
        assert_eq!((other.sorted(), other.beyond), (vec![("a", &2), ("b", &2)], 8));
    }
}
