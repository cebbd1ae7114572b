//! Words that many names share: what an idea is called in several languages, and the small words between.
//! In: folded words. Out: what they are. The words themselves are lines of `dictionaries/concepts.txt`.

use std::{collections::HashMap, sync::OnceLock};

static TEXT: &str = include_str!("../../../dictionaries/concepts.txt");

/// What a word is to names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of this name alone, or of few.
    Rare,
    /// An idea many names hold, by its number: `movement`, `movimento` and `harakat` are one.
    Idea(u16),
    /// A small word that a name runs on across: `of`, `al`.
    Inside,
    /// A small word at which a name may end: `in`, `and`.
    Between,
}

impl Kind {
    pub(super) fn of(word: &str) -> Kind {
        words().get(word).copied().unwrap_or(Kind::Rare)
    }

    pub(super) fn is_small(self) -> bool {
        matches!(self, Kind::Inside | Kind::Between)
    }
}

/// The letters that names of an idea begin with.
pub(super) fn initials(idea: u16) -> impl Iterator<Item = char> {
    static LINES: OnceLock<Vec<&str>> = OnceLock::new();
    let lines = LINES.get_or_init(|| TEXT.lines().collect());
    let line = lines.get(idea as usize).copied().unwrap_or_default();
    line.split(' ').filter_map(|word| word.chars().next())
}

fn words() -> &'static HashMap<&'static str, Kind> {
    static WORDS: OnceLock<HashMap<&str, Kind>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lines = (0u16..).zip(TEXT.lines()).filter(|(_, line)| !line.starts_with('#'));
        let kinds = lines.flat_map(|(number, line)| {
            let (kind, words) = match line.split_once(": ") {
                Some(("inside", words)) => (Kind::Inside, words),
                Some((_, words)) => (Kind::Between, words),
                None => (Kind::Idea(number), line),
            };
            words.split_whitespace().map(move |word| (word, kind))
        });
        kinds.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold;

    #[test]
    fn one_idea_has_one_number() {
        assert_eq!(Kind::of("movimento"), Kind::of("harakat"));
        assert_ne!(Kind::of("movimento"), Kind::of("esercito"));
        assert_eq!((Kind::of("of"), Kind::of("per")), (Kind::Inside, Kind::Between));
        assert_eq!(Kind::of("khorasan"), Kind::Rare);
        let Kind::Idea(army) = Kind::of("lashkar") else { panic!("an army") };
        assert!(initials(army).any(|letter| letter == 'e'), "of `esercito`");
    }

    #[test]
    fn words_are_folded_and_stand_once() {
        let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
        let all: Vec<&str> =
            lines.flat_map(str::split_whitespace).filter(|word| !word.ends_with(':')).collect();
        assert_eq!(all.len(), words().len(), "a word stands twice");
        let changed: Vec<&&str> = all.iter().filter(|word| fold::word(word) != ***word).collect();
        assert!(changed.is_empty(), "{changed:?}");
    }
}
