//! Residue rules as tables, made once when the program is built and written into it.
//! In: rules of `residue.*.toml`. Out: their phrases, and what a line meets that meets one.
//! Not here: lines (see `residue`).

use super::{
    index::{Gathered, Index},
    phrase::{
        self, Node, SIGNS, folded, is_free, is_optional, is_plain, most_words, opens_with_anything, reverse,
        strings,
    },
};
use crate::{
    dictionary::data::ResidueRule,
    document::Kind,
    shape::{Look, MOST_WORDS},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, sync::OnceLock};
use xxhash_rust::xxh3::xxh3_64;

/// A phrase stands for at most so many strings; more is a mistake of its author.
const LIMIT: usize = 1_000_000;

/// Longest lines looked at, in words, by rules that name no limit: by `start`, by `end`. A whole line is as long as it is.
const START_WORDS: usize = 30;
const END_WORDS: usize = 12;

/// A phrase of one word may stand in two on the page: `Whats App`.
const SPARE_WORDS: usize = 2;

/// Before a phrase that tells by itself that a sentence speaks of the page, whatever else it says.
const SURE: char = '!';

/// Where on the page a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Where {
    /// Everywhere.
    Any,
    /// Before the first paragraph.
    Head,
    /// After the last paragraph.
    Foot,
    /// Before the first or after the last.
    Edge,
    /// The same, beside another entry of a menu: `Security` alone may head what follows.
    Menu,
    /// Nowhere by itself: so a page heads what it rests on (`Sources`; see `references`), or the list of its contents.
    Own,
}

/// What a heading takes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// Teasers up to the end of the page.
    Tail,
    /// The short lines that follow.
    List,
    /// The one teaser below it: `Previous article`.
    Next,
    /// The lines below it that stand again further down, as headings: `On this page`.
    Contents,
    /// Teasers, if nothing else comes up to the end of the page: below the tags of an article.
    End,
    /// Lines cut by an ellipsis, whatever the rule says: above the article.
    Cut,
    /// What stands above it at the top of the page: a reader who skips the menu has seen the name of the site.
    Above,
}

/// What a line met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    /// Of which kind the residue is.
    pub kind: Kind,
    /// Where it is residue.
    pub place: Where,
    /// What it takes along.
    pub block: Option<Block>,
}

/// A rule that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// Number of the rule, from 0.
    pub rule: usize,
    /// What was expected and found.
    pub message: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "residue rule {}: {}", self.rule + 1, self.message)
    }
}

impl std::error::Error for RuleError {}

/// One phrase of a rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Phrase {
    pub(super) rule: usize,
    pub(super) reach: Reach,
    pub(super) text: String,
    pub(super) needs_colon: bool,
    pub(super) exact_case: bool,
    /// Only lines that no full stop and no question mark ends.
    pub(super) label: bool,
    /// It tells by itself that a sentence speaks of the page.
    pub(super) sure: bool,
    /// Read when a line first comes to it: of thousands most are never asked for.
    #[serde(skip)]
    pattern: OnceLock<Pattern>,
}

impl Phrase {
    /// What a line must say.
    pub(super) fn pattern(&self) -> &Pattern {
        self.pattern.get_or_init(|| {
            let tree =
                phrase::read(&self.text, self.exact_case).expect("it was read when the tables were made");
            Pattern::of(&self.text, tree, self.reach)
        })
    }
}

/// What a line must say that meets a phrase.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// In the direction in which it is read.
    pub(super) tree: Vec<Node>,
    /// Marks it must hold, for phrases without letters: `# |`.
    pub(super) marks: Vec<char>,
    /// Some of its words stand for anything.
    pub(super) is_free: bool,
}

impl Pattern {
    fn of(text: &str, mut tree: Vec<Node>, reach: Reach) -> Pattern {
        if reach.is_backwards() {
            reverse(&mut tree);
        }
        Pattern { marks: marks(text, &tree), is_free: is_free(&tree), tree }
    }
}

/// Residue rules, read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(super) rules: Vec<Met>,
    pub(super) phrases: Vec<Phrase>,
    /// Phrases read from the start of a line, by their first letters.
    pub(super) forwards: Index,
    /// Phrases read from the end of a line, by their last letters.
    pub(super) backwards: Index,
    /// Words of phrases that open with anything; a line without one of them meets none.
    pub(super) floating: Vec<String>,
    /// Whole lines too long to be walked along, by the digest of their letters: notices of one site.
    pub(super) long: BTreeMap<u64, usize>,
}

impl Table {
    pub(crate) fn of(rules: &[ResidueRule]) -> Result<Table, RuleError> {
        let mut table = Table::default();
        let mut gathered = [Gathered::default(), Gathered::default()];
        for (number, rule) in rules.iter().enumerate() {
            table.add(rule, &mut gathered).map_err(|message| RuleError { rule: number, message })?;
        }
        table.floating.sort_unstable();
        table.floating.dedup();
        [table.forwards, table.backwards] = gathered.map(Gathered::index);
        Ok(table)
    }

    fn add(&mut self, rule: &ResidueRule, gathered: &mut [Gathered; 2]) -> Result<(), String> {
        let kind =
            Kind::named(&rule.kind).ok_or_else(|| format!("no kind of residue is named `{}`", rule.kind))?;
        let place = match rule.r#where.as_str() {
            "" | "any" => Where::Any,
            "head" => Where::Head,
            "foot" => Where::Foot,
            "edge" => Where::Edge,
            "menu" => Where::Menu,
            "own" => Where::Own,
            other => return Err(format!("`where` is any, head, foot, edge, menu or own, not `{other}`")),
        };
        let block = match rule.block.as_str() {
            "" => None,
            "tail" => Some(Block::Tail),
            "list" => Some(Block::List),
            "next" => Some(Block::Next),
            "contents" => Some(Block::Contents),
            "above" => Some(Block::Above),
            other => return Err(format!("`block` is tail, list, next, contents or above, not `{other}`")),
        };
        self.rules.push(Met { kind, place, block });
        for (texts, end, words) in [
            (&rule.line, Reach::Both, usize::MAX),
            (&rule.start, Reach::Start, START_WORDS),
            (&rule.end, Reach::End, END_WORDS),
        ] {
            for text in texts {
                self.add_phrase(rule, text, end, rule.max_words.unwrap_or(words), gathered)?;
            }
        }
        Ok(())
    }

    fn add_phrase(
        &mut self,
        rule: &ResidueRule,
        text: &str,
        reach: Reach,
        max_words: usize,
        gathered: &mut [Gathered; 2],
    ) -> Result<(), String> {
        let (text, sure) = text.strip_prefix(SURE).map_or((text, false), |text| (text, true));
        let tree = phrase::read(text, rule.exact_case)?;
        let is_long = || text.len() >= 2 * MOST_WORDS - 1 && Look::at(text).words >= MOST_WORDS;
        if matches!((&*tree, reach), ([Node::Letters(..)], Reach::Both)) && is_long() {
            self.long.insert(digest(&folded(text)), self.rules.len() - 1);
            return Ok(());
        }
        let loose = match reach {
            Reach::Start => tree.last(),
            Reach::End => tree.first(),
            Reach::Both | Reach::Backwards => None,
        };
        if loose.is_some_and(is_optional) {
            return Err(format!(
                "`{text}` says nothing by the words in brackets where the rest of the line lies: without them it is met as well; leave them out, or put them in round brackets"
            ));
        }
        let strings = strings(&tree);
        if strings > LIMIT {
            return Err(format!(
                "`{}` stands for {strings} strings; split it, {LIMIT} are the limit",
                excerpt(text)
            ));
        }
        let max_words =
            if reach == Reach::Both { max_words.min(most_words(&tree) + SPARE_WORDS) } else { max_words };
        let needs_colon = rule.needs_colon && reach == Reach::Start;
        let mut backwards = tree.clone();
        reverse(&mut backwards);
        let floats = match reach {
            Reach::Start => opens_with_anything(&tree),
            Reach::End => opens_with_anything(&backwards),
            Reach::Both | Reach::Backwards => opens_with_anything(&tree) && opens_with_anything(&backwards),
        };
        if floats {
            let words = needed_words(text);
            if words.is_empty() {
                return Err(format!(
                    "`{text}` opens with anything, and nothing is known of its end; a word of five letters must stand behind the `*`, so that lines without it cost nothing"
                ));
            }
            self.floating.extend(words.iter().map(|word| word.to_ascii_uppercase()));
            self.floating.extend(words);
        }
        // What starts with anything is found by its end.
        let reach = match reach {
            Reach::Both if opens_with_anything(&tree) => Reach::Backwards,
            other => other,
        };
        let pattern = Pattern::of(text, tree, reach);
        let number = u32::try_from(self.phrases.len()).unwrap_or(u32::MAX);
        let links = reach == Reach::Both
            && !rule.exact_case
            && !rule.label
            && rule.block.is_empty()
            && pattern.marks.is_empty()
            && pattern.tree.iter().all(is_plain);
        let gathered = &mut gathered[usize::from(reach.is_backwards())];
        if rule.exact_case {
            // Lines are looked up by folded letters, whatever they are compared by.
            let opening = Pattern::of(text, phrase::read(text, false)?, reach);
            gathered.add(&opening.tree, number, max_words, links);
        } else {
            gathered.add(&pattern.tree, number, max_words, links);
        }
        self.phrases.push(Phrase {
            rule: self.rules.len() - 1,
            reach,
            text: text.to_owned(),
            needs_colon,
            exact_case: rule.exact_case,
            label: rule.label,
            sure,
            pattern: OnceLock::new(),
        });
        Ok(())
    }
}

/// Which ends of a line a phrase must reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Reach {
    Both,
    Start,
    End,
    /// Both, read from the end.
    Backwards,
}

impl Reach {
    /// Read from the end of the line.
    pub(super) fn is_backwards(self) -> bool {
        matches!(self, Reach::End | Reach::Backwards)
    }
}

/// The beginning of a phrase, for errors: lists make long ones.
fn excerpt(phrase: &str) -> String {
    const LENGTH: usize = 120;
    phrase
        .char_indices()
        .nth(LENGTH)
        .map_or_else(|| phrase.to_owned(), |(end, _)| format!("{}…", &phrase[..end]))
}

/// Marks without which the letters of a phrase say too little.
fn marks(text: &str, tree: &[Node]) -> Vec<char> {
    fn has_letters(nodes: &[Node]) -> bool {
        nodes.iter().any(|node| match node {
            Node::Letters(letters, _) => !letters.is_empty(),
            Node::Choice(all) => all.iter().all(|nodes| has_letters(nodes)),
            _ => false,
        })
    }
    if has_letters(tree) {
        return Vec::new();
    }
    text.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace() && !SIGNS.contains(c)).collect()
}

/// Words of which every line holds one that meets the phrase, without their first letters, which may be capitals: the longest
/// word outside brackets, or one of each choice of a bracket, whichever are longer, for short words stand on every page. None
/// where all are short.
fn needed_words(text: &str) -> Vec<String> {
    const LEAST: usize = 5;
    let longest = |part: &str| {
        let words = part.split(|c| c == ' ' || SIGNS.contains(&c)).filter(|word| word.is_ascii());
        words.max_by_key(|word| word.len()).filter(|word| !word.is_empty()).map(str::to_owned)
    };
    let (mut outside, mut brackets, mut depth, mut start) = (String::new(), Vec::new(), 0usize, 0);
    for (at, c) in text.char_indices() {
        if depth == 0 {
            outside.push(c);
            start = at;
        }
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 && text[start..].starts_with('(') {
            brackets.push(&text[start + 1..at]);
        }
    }
    let choices = |bracket: &&str| -> Option<Vec<String>> {
        let plain = !bracket.contains(['(', '[']);
        bracket.split('|').map(longest).collect::<Option<Vec<String>>>().filter(|_| plain)
    };
    let shortest = |words: &Vec<String>| words.iter().map(String::len).min().unwrap_or(0);
    let all = brackets.iter().filter_map(choices).chain(longest(&outside).map(|word| vec![word]));
    let words = all.max_by_key(shortest).filter(|words| shortest(words) >= LEAST).unwrap_or_default();
    words.into_iter().map(|word| word[1..].to_ascii_lowercase()).collect()
}

pub(super) fn digest(letters: &[u8]) -> u64 {
    xxh3_64(letters)
}
