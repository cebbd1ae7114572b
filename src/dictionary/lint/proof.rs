//! The fixed point: what is written is read again as the same entity, and a text that was cleaned stays as it is.
//! In: a dictionary, and somebody who reads and cleans texts by it. Out: for each name that breaks this, the text that
//! shows it. Not here: reading and cleaning (see `pipeline`, which a caller brings along).

use crate::{
    dictionary::{Dictionary, data::Entity},
    document::{FormClass, Language},
};
use std::{collections::BTreeSet, ops::Range, sync::Arc};

/// Frames that rewriting puts written names into.
pub const FRAMES: &[&str] = &[
    "{}",
    "{} struck again.",
    "The men of {} fled.",
    "anti-{} raid",
    "{}'s leader",
    "dell'{}",
    "contro {}, ieri",
    "“{}”",
    "Someone ({}) said so.",
    "{}-backed men",
];

/// So many forms of an entity are cleaned twice; a grammar may stand for thousands that differ in one word.
const TRIED: usize = 8;

/// Reads and cleans by a dictionary.
pub trait Reader {
    /// The names of a text and whose they are.
    fn names(&self, text: &str) -> Vec<(Range<usize>, Arc<str>)>;
    /// The clean text.
    fn clean(&self, text: &str) -> String;
}

/// A text that breaks the fixed point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Whose name it is.
    pub id: String,
    /// What happens, with the text.
    pub message: String,
}

/// Every entity for which `wanted` is true that breaks the fixed point, each with its first counter-example.
pub fn prove(dictionary: &Dictionary, wanted: impl Fn(&str) -> bool, reader: &dyn Reader) -> Vec<Broken> {
    let entities = (0u32..).zip(&dictionary.data().entities);
    let wanted = entities.filter(|(number, entity)| wanted(&entity.id) && !dictionary.is_disabled(*number));
    let prover = Prover { dictionary, reader };
    let broken = wanted.filter_map(|(number, entity)| {
        let message = prover.read_again(number, entity).or_else(|| prover.twice(number))?;
        Some(Broken { id: entity.id.clone(), message })
    });
    broken.collect()
}

/// A TOML file without the table of entries in which a line stands, sub-tables included: what is left can be proved though
/// that one is wrong. Other lines keep their numbers.
///
/// ```
/// use canonry::dictionary::lint::proof::without;
/// let toml = "[[entity]]\nid = \"org/a\"\n[[entity.forms]]\ntext = [\"Alfa\"]\n[[entity]]\nid = \"org/b\"\n";
/// assert_eq!(without(toml, 2), "\n\n\n\n[[entity]]\nid = \"org/b\"\n");
/// ```
pub fn without(text: &str, line: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |at: &usize| {
        let header = lines[*at].strip_prefix('[').map(|rest| rest.split(']').next().unwrap_or(rest));
        header.is_some_and(|header| !header.contains('.'))
    };
    let at = line.clamp(1, lines.len().max(1)) - 1;
    let first = (0..=at.min(lines.len().saturating_sub(1))).rev().find(begins).unwrap_or(0);
    let end = (at + 1..lines.len()).find(begins).unwrap_or(lines.len());
    let kept = lines.iter().enumerate().map(|(n, line)| if (first..end).contains(&n) { "" } else { line });
    kept.flat_map(|line| [line, "\n"]).collect()
}

struct Prover<'p> {
    dictionary: &'p Dictionary,
    reader: &'p dyn Reader,
}

impl Prover<'_> {
    /// A written name in a frame that is not read as its entity; a weak one on a page that holds a strong form.
    fn read_again(&self, number: u32, entity: &Entity) -> Option<String> {
        for (texts, class) in [(&entity.write, FormClass::Long), (&entity.short, FormClass::Short)] {
            let page = match self.dictionary.writes_strong(number, class) {
                true => String::new(),
                false => match self.strong_form(number) {
                    Some(form) => format!("Some men spoke of {form} for hours.\n"),
                    // Without a strong form nothing is ever rewritten into it.
                    None => continue,
                },
            };
            for ((_, name), frame) in
                texts.0.iter().flat_map(|text| FRAMES.iter().map(move |frame| (text, frame)))
            {
                let text = format!("{page}{}", frame.replace("{}", name));
                let at = page.len() + frame.find("{}").unwrap_or(0);
                let span = at..at + name.len();
                let names = self.reader.names(&text);
                let found = names.iter().find(|(found, _)| found.start == span.start);
                let who = match found {
                    Some((_, id)) if **id == *entity.id => continue,
                    Some((found, id)) => format!("`{}` is read as `{id}`", &text[found.clone()]),
                    None => "no name is read there".to_owned(),
                };
                return Some(format!(
                    "`{name}`, written for `{}`, is not read again as it: in `{}` {who}",
                    entity.id,
                    visible(&text)
                ));
            }
        }
        None
    }

    fn strong_form(&self, entity: u32) -> Option<String> {
        let ours = |langs: &[Language]| langs.is_empty() || langs.contains(&Language::EN);
        let mut strong = self.dictionary.forms().iter().filter(|form| form.entity == entity && form.strong);
        let written = |class| self.dictionary.writes_strong(entity, class);
        strong
            .find(|form| form.class == FormClass::Long && written(form.class) && ours(form.langs))
            .map(|form| form.text().to_owned())
    }

    /// A form in a frame that changes when it is cleaned the second time.
    fn twice(&self, number: u32) -> Option<String> {
        let own = self.dictionary.forms().iter().filter(|form| form.entity == number);
        let texts: BTreeSet<&str> = own.map(|form| form.text()).collect();
        let step = texts.len().div_ceil(TRIED).max(1);
        for text in texts.iter().step_by(step) {
            for frame in [FRAMES[1], FRAMES[5]] {
                let page = frame.replace("{}", text);
                let once = self.reader.clean(&page);
                let again = self.reader.clean(&once);
                if once != again {
                    return Some(format!(
                        "cleaning twice is not cleaning once: `{}` becomes `{}`, and that `{}`",
                        visible(&page),
                        visible(&once),
                        visible(&again)
                    ));
                }
            }
        }
        None
    }
}

fn visible(text: &str) -> String {
    text.replace('\n', "⏎")
}
