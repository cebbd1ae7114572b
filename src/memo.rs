//! Remembers what words were taken for: names come back on page after page, and to compare spellings is dear.
//! In: what was asked and how it is answered. Out: the answer, worked out once. Not here: the answers themselves.
//!
//! An answer depends on nothing but the question, so that nobody sees whether it was remembered.

use foldhash::HashMap;
use std::sync::{Mutex, PoisonError};

/// So many answers are kept; then all are forgotten.
const MOST: usize = 1 << 14;

/// Longer questions, in bytes, are not kept: they hardly come again.
const LONGEST: usize = 96;

/// Answers by what was asked.
pub(crate) struct Memo<A> {
    answers: HashMap<Box<str>, A>,
    question: String,
}

impl<A> Default for Memo<A> {
    fn default() -> Memo<A> {
        Memo { answers: HashMap::default(), question: String::new() }
    }
}

impl<A: Clone> Memo<A> {
    /// The answer to a question of two parts; `answer` gives it where it is not known.
    pub(crate) fn get(&mut self, one: &str, other: &str, answer: impl FnOnce() -> A) -> A {
        if one.len() + other.len() > LONGEST {
            return answer();
        }
        self.question.clear();
        self.question.push_str(one);
        // No text that is asked about holds it.
        self.question.push('\n');
        self.question.push_str(other);
        if let Some(known) = self.answers.get(self.question.as_str()) {
            return known.clone();
        }
        let answer = answer();
        if self.answers.len() == MOST {
            self.answers.clear();
        }
        self.answers.insert(self.question.as_str().into(), answer.clone());
        answer
    }
}

/// Memories for as many pages as are read at the same time; each is lent to one of them.
#[derive(Debug)]
pub(crate) struct Pool<M>(Mutex<Vec<M>>);

/// A copy begins without memories.
impl<M> Clone for Pool<M> {
    fn clone(&self) -> Pool<M> {
        Pool::default()
    }
}

impl<M> Default for Pool<M> {
    fn default() -> Pool<M> {
        Pool(Mutex::new(Vec::new()))
    }
}

impl<M: Default> Pool<M> {
    /// Lends a memory for the time of some work; where that panics, it is lost.
    pub(crate) fn lend<T>(&self, work: impl FnOnce(&mut M) -> T) -> T {
        let mut memory = self.lock().pop().unwrap_or_default();
        let done = work(&mut memory);
        self.lock().push(memory);
        done
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<M>> {
        // What lies there is whole, whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, MOST, Memo, Pool};

    #[test]
    fn answers_are_worked_out_once() {
        let mut memo: Memo<usize> = Memo::default();
        assert_eq!(memo.get("Herat", "herat", || 1), 1);
        assert_eq!(memo.get("Herat", "herat", || 2), 1);
        assert_eq!(memo.get("Hera", "therat", || 3), 3);
        let long = "x".repeat(LONGEST);
        assert_eq!(memo.get(&long, "x", || 4), 4);
        assert_eq!(memo.get(&long, "x", || 5), 5);
    }

    #[test]
    fn memory_is_bounded() {
        let mut memo: Memo<usize> = Memo::default();
        for n in 0..3 * MOST {
            assert_eq!(memo.get(&n.to_string(), "", || n), n);
            assert!(memo.answers.len() <= MOST);
        }
    }

    #[test]
    fn a_memory_is_lent_to_one_at_a_time() {
        let pool: Pool<Vec<u8>> = Pool::default();
        pool.lend(|outer| {
            outer.push(1);
            pool.lend(|inner| assert!(inner.is_empty()));
        });
        assert_eq!(pool.0.lock().expect("nobody panicked").len(), 2);
    }
}
