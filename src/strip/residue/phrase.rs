//! The grammar of phrases: that of forms, with `#` and `*`.
//! In: a phrase as it is written. Out: a small tree, and the way along the letters of a line that it takes.
//! Not here: which phrases are tried (see `index`), what meeting one means (see `table`).
//!
//! A phrase is never expanded. Spaces do not count, so that `WhatsApp`, `Whatsapp` and `Whats App` are one; a phrase begins
//! and ends where a word does.

use crate::{fold::fold, scan::Scan};
use serde::{Deserialize, Serialize};

/// Words that `*` may stand for.
pub(in crate::strip) const ANY_WORDS: usize = 4;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Node {
    /// Folded letters, and how many words they are at most.
    Letters(Vec<u8>, usize),
    /// A number.
    Number,
    /// One to four words.
    Words,
    /// A mark that the line must hold somewhere: `© 2020` is not `2020`, `£20` is not `20`.
    Mark(char),
    /// One of these; an empty one may be left out.
    Choice(Vec<Vec<Node>>),
}

/// The letters of a line in either direction.
#[derive(Clone, Copy)]
pub(super) struct Letters<'t> {
    /// The line as written, for marks.
    pub(super) text: &'t str,
    pub(super) view: &'t [u8],
    pub(super) reverse: bool,
}

impl Letters<'_> {
    pub(super) fn get(&self, at: usize) -> Option<u8> {
        let place = if self.reverse { self.view.len().checked_sub(at + 1)? } else { at };
        self.view.get(place).copied()
    }

    /// The next letter, wherever the word before it ends.
    fn letter_behind(&self, mut at: usize) -> Option<u8> {
        while self.get(at) == Some(b' ') {
            at += 1;
        }
        self.get(at)
    }

    /// True between two words and at both ends.
    pub(super) fn is_edge(&self, at: usize) -> bool {
        self.get(at).is_none_or(|b| b == b' ') || at == 0 || self.get(at - 1) == Some(b' ')
    }

    pub(super) fn letters_before(&self, at: usize) -> usize {
        self.view[..at].iter().filter(|b| **b != b' ').count()
    }

    /// Behind the next word, from an edge.
    fn word_end(&self, at: usize) -> Option<usize> {
        let mut at = at;
        while self.get(at) == Some(b' ') {
            at += 1;
        }
        let start = at;
        while self.get(at).is_some_and(|b| b != b' ') {
            at += 1;
        }
        (at > start).then_some(at)
    }
}

/// What remains to be met when a choice is done.
pub(super) struct Rest<'r> {
    pub(super) nodes: &'r [Node],
    pub(super) next: Option<&'r Rest<'r>>,
}

/// Walks a phrase along the letters from `at`; asks `done` at every place where it can end, until that is content.
pub(super) fn walk(
    letters: Letters<'_>,
    at: usize,
    nodes: &[Node],
    rest: Option<&Rest<'_>>,
    done: &mut dyn FnMut(usize) -> bool,
) -> bool {
    let Some((node, nodes)) = nodes.split_first() else {
        return match rest {
            Some(rest) => walk(letters, at, rest.nodes, rest.next, done),
            None => done(at),
        };
    };
    match node {
        Node::Letters(wanted, _) => match along(letters, at, wanted) {
            Some(at) => walk(letters, at, nodes, rest, done),
            None => false,
        },
        Node::Mark(mark) => letters.text.contains(*mark) && walk(letters, at, nodes, rest, done),
        Node::Number | Node::Words => {
            if !letters.is_edge(at) {
                return false;
            }
            let mut end = at;
            for _ in 0..ANY_WORDS {
                let start = end;
                match letters.word_end(start) {
                    Some(next) if *node == Node::Words || is_number(letters, start, next) => end = next,
                    _ => return false,
                }
                if walk(letters, end, nodes, rest, done) {
                    return true;
                }
            }
            false
        }
        Node::Choice(all) => {
            let rest = Rest { nodes, next: rest };
            // Most choices open with another letter than the one that stands here.
            let here = letters.letter_behind(at);
            let other = |nodes: &[Node]| match nodes.first() {
                Some(Node::Letters(wanted, _)) => wanted.first().is_some_and(|letter| here != Some(*letter)),
                _ => false,
            };
            all.iter().any(|nodes| !other(nodes) && walk(letters, at, nodes, Some(&rest), done))
        }
    }
}

fn along(letters: Letters<'_>, mut at: usize, wanted: &[u8]) -> Option<usize> {
    for b in wanted {
        while letters.get(at) == Some(b' ') {
            at += 1;
        }
        if letters.get(at) != Some(*b) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// `12`, `1.2k`: digits, and at most one letter.
fn is_number(letters: Letters<'_>, start: usize, end: usize) -> bool {
    is_number_of((start..end).filter_map(|at| letters.get(at)).filter(|b| *b != b' '))
}

fn is_number_of(letters: impl Iterator<Item = u8>) -> bool {
    let (digits, others) =
        letters.fold((0, 0), |(d, o), b| if b.is_ascii_digit() { (d + 1, o) } else { (d, o + 1) });
    digits > 0 && others <= 1
}

/// True for a word that `#` stands for.
pub(in crate::strip) fn is_number_word(word: &str) -> bool {
    let letters: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    is_number_of(letters.bytes())
}

/// The words of a line with their case, one space between them.
pub(in crate::strip) fn cased(text: &str) -> String {
    let scan = Scan::new(text);
    let words: Vec<String> = scan
        .tokens
        .iter()
        .map(|token| text[token.start..token.end].chars().filter(|c| c.is_alphanumeric()).collect())
        .collect();
    words.join(" ")
}

/// The letters of a piece of a phrase, without the spaces between them.
pub(super) fn folded(text: &str) -> Vec<u8> {
    let mut letters = Vec::with_capacity(text.len());
    // Thousands of pieces are read at each start, and most are ASCII.
    if text.is_ascii() {
        letters.extend(text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase()));
        return letters;
    }
    let mut other = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            letters.push(c.to_ascii_lowercase() as u8);
        } else if !c.is_ascii() {
            other.clear();
            fold(c, &mut other);
            letters.extend(other.bytes().filter(|b| *b != b' '));
        }
    }
    letters
}

pub(super) fn is_plain(node: &Node) -> bool {
    match node {
        Node::Letters(..) => true,
        Node::Number | Node::Words | Node::Mark(_) => false,
        Node::Choice(all) => all.iter().flatten().all(is_plain),
    }
}

/// True for what may be left out.
pub(super) fn is_optional(node: &Node) -> bool {
    matches!(node, Node::Choice(all) if all.iter().any(Vec::is_empty))
}

/// True where some words stand for anything.
pub(super) fn is_free(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Words => true,
        Node::Choice(all) => all.iter().any(|nodes| is_free(nodes)),
        Node::Letters(..) | Node::Number | Node::Mark(_) => false,
    })
}

/// How many strings a phrase stands for.
pub(super) fn strings(nodes: &[Node]) -> usize {
    nodes.iter().fold(1, |product: usize, node| match node {
        Node::Choice(all) => {
            product.saturating_mul(all.iter().fold(0, |sum: usize, nodes| sum.saturating_add(strings(nodes))))
        }
        _ => product,
    })
}

pub(super) fn opens_with_anything(nodes: &[Node]) -> bool {
    match nodes.split_first() {
        Some((Node::Words, _)) => true,
        Some((Node::Choice(all), rest)) => {
            all.iter().any(|nodes| opens_with_anything(if nodes.is_empty() { rest } else { nodes }))
        }
        _ => false,
    }
}

/// The most words a phrase can be.
pub(super) fn most_words(nodes: &[Node]) -> usize {
    nodes.iter().fold(0, |sum, node| {
        sum + match node {
            Node::Letters(_, words) => *words,
            Node::Number | Node::Words => ANY_WORDS,
            Node::Mark(_) => 0,
            Node::Choice(all) => all.iter().map(|nodes| most_words(nodes)).max().unwrap_or(0),
        }
    })
}

pub(super) fn reverse(nodes: &mut [Node]) {
    nodes.reverse();
    for node in nodes {
        match node {
            Node::Letters(letters, _) => letters.reverse(),
            Node::Choice(all) => all.iter_mut().for_each(|nodes| reverse(nodes)),
            Node::Number | Node::Words | Node::Mark(_) => {}
        }
    }
}

/// Characters that are grammar, not letters, in a phrase.
pub(in crate::strip) const SIGNS: [char; 11] = ['|', '(', ')', '[', ']', '#', '*', '©', '€', '£', '$'];

/// Where the first of them stands.
fn first_sign(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find(|at| match bytes[*at] {
        // Of the signs beyond ASCII all bytes count.
        0x80.. => text.is_char_boundary(*at) && text[*at..].starts_with(SIGNS),
        b if b.is_ascii_alphanumeric() || b == b' ' => false,
        b => SIGNS.contains(&char::from(b)),
    })
}

/// The tree of a phrase; a sentence says what is wrong with one that cannot be read. `cased` keeps its capitals.
pub(super) fn read(text: &str, cased: bool) -> Result<Vec<Node>, String> {
    Reader { text, at: 0, cased }.phrase()
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    cased: bool,
}

impl Reader<'_> {
    fn phrase(&mut self) -> Result<Vec<Node>, String> {
        let nodes = self.sequence()?;
        match self.peek() {
            None if nodes.is_empty() && !self.text.contains(|c: char| !c.is_whitespace()) => {
                Err("a phrase is empty".to_owned())
            }
            None => Ok(nodes),
            Some(c) => Err(self.error(&format!("`{c}` without an opening bracket before it"))),
        }
    }

    fn sequence(&mut self) -> Result<Vec<Node>, String> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                '|' | ')' | ']' => break,
                '(' | '[' => nodes.push(self.group(c)?),
                '#' => nodes.push(self.sign(Node::Number)),
                '*' => nodes.push(self.sign(Node::Words)),
                '©' | '€' | '£' | '$' => nodes.push(self.sign(Node::Mark(c))),
                _ => self.letters(&mut nodes),
            }
        }
        Ok(nodes)
    }

    fn group(&mut self, open: char) -> Result<Node, String> {
        let close = if open == '(' { ')' } else { ']' };
        self.at += 1;
        let mut all = if open == '[' { vec![Vec::new()] } else { Vec::new() };
        loop {
            all.push(self.sequence()?);
            match self.peek() {
                Some('|') => self.at += 1,
                Some(c) if c == close => {
                    self.at += 1;
                    return Ok(Node::Choice(all));
                }
                _ => return Err(self.error(&format!("a bracket is never closed with `{close}`"))),
            }
        }
    }

    fn sign(&mut self, node: Node) -> Node {
        self.at += self.peek().map_or(0, char::len_utf8);
        node
    }

    fn letters(&mut self, nodes: &mut Vec<Node>) {
        let rest = &self.text[self.at..];
        let length = first_sign(rest).unwrap_or(rest.len());
        self.at += length;
        let piece = &rest[..length];
        let mut letters = if self.cased { cased(piece).into_bytes() } else { folded(piece) };
        letters.retain(|b| *b != b' ');
        if !letters.is_empty() {
            let words = piece.as_bytes().split(|b| *b == b' ').filter(|word| !word.is_empty()).count();
            nodes.push(Node::Letters(letters, words));
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn error(&self, what: &str) -> String {
        format!("in `{}`, at byte {}: {what}", self.text, self.at)
    }
}
