//! Phrases of web pages, and lines that hold one.
//! In: rules of `residue.*.toml`. Out: for the folded words of a line, which rules it meets.
//! Not here: where on the page a rule holds and what its block takes along (see the stage).
//!
//! A phrase is never expanded: it is read once into a small tree and walked along the letters of a line. Spaces do not
//! count, so that `WhatsApp`, `Whatsapp` and `Whats App` are one; a phrase begins and ends where a word does.

use crate::{
    dictionary::data::ResidueRule,
    document::Kind,
    fold::fold,
    scan::Scan,
    shape::{Look, MOST_WORDS},
};
use aho_corasick::{AhoCorasick, MatchKind};
use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasherDefault, Hasher},
    ops::Range,
};
use xxhash_rust::xxh3::xxh3_64;

/// A phrase stands for at most so many strings; more is a mistake of its author.
const LIMIT: usize = 20_000;
/// Words that `*` may stand for.
pub(super) const ANY_WORDS: usize = 4;
/// Longest lines looked at, in words, by rules that name no limit: by `start`, by `end`. A whole line is as long as it is.
const START_WORDS: usize = 30;
/// A phrase of one word may stand in two on the page: `Whats App`.
const SPARE_WORDS: usize = 2;
const END_WORDS: usize = 12;

/// Where on the page a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

/// What a line met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Residue rules, ready to read lines.
#[derive(Clone, Debug, Default)]
pub struct ResidueRules {
    rules: Vec<Met>,
    phrases: Vec<Phrase>,
    /// Phrases read from the start of a line, by their first letters.
    forwards: Index,
    /// Phrases read from the end of a line, by their last letters.
    backwards: Index,
    /// Finds words of phrases that open with anything; a line without one of them meets none.
    floating: Option<AhoCorasick>,
    /// Whole lines too long to be walked along, by the digest of their letters: notices of one site.
    long: HashMap<u64, usize>,
}

#[derive(Clone, Debug)]
struct Phrase {
    rule: usize,
    reach: Reach,
    tree: Vec<Node>,
    needs_colon: bool,
    exact_case: bool,
    /// Marks the line must hold, for phrases without letters: `# |`.
    marks: Vec<char>,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
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

/// What a glance at a line leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Likely {
    /// It may meet a phrase read from its start, or one read from its end.
    pub phrase: [bool; 2],
    /// It may meet a phrase that opens with anything.
    pub floats: bool,
    /// It may be a chain of them.
    pub chain: bool,
}

impl Likely {
    /// Nothing is known of the line.
    const ALL: Likely = Likely { phrase: [true; 2], floats: true, chain: true };

    /// It may meet a phrase.
    pub fn any(self) -> bool {
        self.phrase != [false; 2] || self.floats
    }
}

/// One line as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Words<'t> {
    /// As written, without indent and bullet.
    pub text: &'t str,
    /// Its folded words, spaces between them.
    pub view: &'t str,
    /// How many.
    pub count: usize,
}

impl ResidueRules {
    /// Reads the rules.
    ///
    /// ```
    /// use canonry::{dictionary::data::ResidueRule, strip::residue::ResidueRules};
    /// let rule = ResidueRule { kind: "share".into(), line: vec!["share [this [article|post]]".into()], ..Default::default() };
    /// let rules = ResidueRules::compile(&[rule]).unwrap();
    /// assert!(rules.flags("• SHARE THIS POST"));
    /// assert!(!rules.flags("Share prices fell"));
    /// ```
    pub fn compile(rules: &[ResidueRule]) -> Result<ResidueRules, RuleError> {
        let mut all = ResidueRules::default();
        let mut floating = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            all.add(rule, &mut floating).map_err(|message| RuleError { rule: number, message })?;
        }
        all.forwards.finish();
        all.backwards.finish();
        if !floating.is_empty() {
            // Only so it looks at many bytes at once; which of several that overlap is found does not matter.
            let found = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostFirst)
                .build(floating)
                .map_err(|error| RuleError { rule: rules.len(), message: error.to_string() })?;
            all.floating = Some(found);
        }
        Ok(all)
    }

    fn add(&mut self, rule: &ResidueRule, floating: &mut Vec<String>) -> Result<(), String> {
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
            other => return Err(format!("`block` is tail, list, next or contents, not `{other}`")),
        };
        self.rules.push(Met { kind, place, block });
        for (texts, end, words) in [
            (&rule.line, Reach::Both, usize::MAX),
            (&rule.start, Reach::Start, START_WORDS),
            (&rule.end, Reach::End, END_WORDS),
        ] {
            for text in texts {
                self.add_phrase(rule, text, end, rule.max_words.unwrap_or(words), floating)?;
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
        floating: &mut Vec<String>,
    ) -> Result<(), String> {
        let mut tree = Reader { text, at: 0, cased: rule.exact_case }.phrase()?;
        let is_long = || text.len() >= 2 * MOST_WORDS - 1 && Look::at(text).words >= MOST_WORDS;
        if matches!((&*tree, reach), ([Node::Letters(..)], Reach::Both)) && is_long() {
            self.long.insert(digest(&folded(text)), self.rules.len() - 1);
            return Ok(());
        }
        let strings = strings(&tree);
        if strings > LIMIT {
            return Err(format!("`{text}` stands for {strings} strings; split it, {LIMIT} are the limit"));
        }
        let max_words =
            if reach == Reach::Both { max_words.min(most_words(&tree) + SPARE_WORDS) } else { max_words };
        let needs_colon = rule.needs_colon && reach == Reach::Start;
        if reach == Reach::Start && opens_with_anything(&tree) {
            let words = needed_words(text);
            if words.is_empty() {
                return Err(format!(
                    "`{text}` opens with anything; a word must stand behind the `*`, so that lines without it cost nothing"
                ));
            }
            floating.extend(words.iter().map(|word| word.to_ascii_uppercase()));
            floating.extend(words);
        }
        // What starts with anything is found by its end.
        let reach = match reach {
            Reach::Both if opens_with_anything(&tree) => Reach::Backwards,
            other => other,
        };
        if reach.is_backwards() {
            reverse(&mut tree);
        }
        let marks = marks(text, &tree);
        let number = self.phrases.len();
        let links = reach == Reach::Both
            && !rule.exact_case
            && rule.block.is_empty()
            && marks.is_empty()
            && tree.iter().all(is_plain);
        let index = if reach.is_backwards() { &mut self.backwards } else { &mut self.forwards };
        if rule.exact_case {
            // Lines are looked up by folded letters, whatever they are compared by.
            let mut opening = Reader { text, at: 0, cased: false }.phrase()?;
            if reach.is_backwards() {
                reverse(&mut opening);
            }
            index.add(&opening, number, max_words, links);
        } else {
            index.add(&tree, number, max_words, links);
        }
        self.phrases.push(Phrase {
            rule: self.rules.len() - 1,
            reach,
            tree,
            needs_colon,
            exact_case: rule.exact_case,
            marks,
        });
        Ok(())
    }

    /// True when the line meets a rule, wherever on the page that rule holds.
    pub fn flags(&self, line: &str) -> bool {
        let text = crate::shape::body(line);
        let scan = Scan::new(text);
        let mut met: Vec<Met> = self.long(text).into_iter().collect();
        self.read(
            Words { text, view: scan.view.trim(), count: crate::shape::words(text, usize::MAX) },
            &mut met,
        );
        !met.is_empty()
    }

    /// Where the words stand that a phrase needs which opens with anything, in order; a line without one meets none.
    /// They are found as they are written, in small letters or capitals.
    pub fn floating<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        self.floating.iter().flat_map(move |words| words.find_iter(text).map(|found| found.start()))
    }

    /// Cheap: denies only what is not there, told by the first and last letters of a line; phrases that open with anything
    /// are left aside (see [`ResidueRules::floating`]).
    pub fn may_meet(&self, text: &str, count: usize) -> Likely {
        let mut likely = Likely::default();
        if text.is_empty() || count > self.forwards.most_words.max(self.backwards.most_words) {
            return likely;
        }
        for (index, reverse) in [(&self.forwards, false), (&self.backwards, true)] {
            if count <= index.gate.most_words(text, reverse) && count <= index.most_words {
                let opening = Opening::of_text(text, reverse);
                for group in opening.likely().filter_map(|opening| index.group(opening)) {
                    likely.phrase[usize::from(reverse)] |= count <= group.most_words as usize;
                    likely.chain |= group.links && count <= CHAIN;
                }
            }
        }
        likely
    }

    /// What a line of too many words to be read meets.
    pub fn long(&self, line: &str) -> Option<Met> {
        if self.long.is_empty() {
            return None;
        }
        self.long.get(&digest(&folded(line))).map(|rule| self.rules[*rule])
    }

    /// Adds to `met` what the line meets, each rule once.
    pub fn read(&self, line: Words<'_>, met: &mut Vec<Met>) {
        self.read_likely(Likely::ALL, line, met);
    }

    /// The same where a glance at the line has told which phrases it may meet.
    pub fn read_likely(&self, likely: Likely, line: Words<'_>, met: &mut Vec<Met>) {
        if line.text.is_empty() {
            return;
        }
        let mut rules: Vec<usize> = Vec::new();
        // Phrases that open with anything are read from the start.
        let [starts, ends] = likely.phrase;
        let ways = [
            (&self.forwards, false, starts || likely.floats, likely.floats),
            (&self.backwards, true, ends, true),
        ];
        for (index, reverse, wanted, floats) in ways {
            if line.count > index.most_words || !wanted {
                continue;
            }
            let letters = Letters { text: line.text, view: line.view.as_bytes(), reverse };
            index.each(letters, line.count, floats, |number| {
                let phrase = &self.phrases[number];
                if !rules.contains(&phrase.rule) && phrase.meets(line, letters) {
                    rules.push(phrase.rule);
                }
            });
        }
        rules.sort_unstable();
        met.extend(rules.into_iter().map(|rule| self.rules[rule]));
    }

    /// For a line that is nothing but several whole-line phrases one after the other (`Share Tweet Print`,
    /// `FacebookTwitterLinkedIn`): what the first of them met, and where all of them hold. Three or more may be one
    /// word: `facebooktwitterwhatsapp`.
    pub fn chain(&self, line: Words<'_>) -> Option<Met> {
        const LONGEST: usize = 160;
        let glued = !line.view.contains(' ');
        let least = if glued { 3 } else { 2 };
        // Figures run together are a number: `2018`.
        let is_number = || line.view.bytes().all(|b| b.is_ascii_digit());
        if line.view.len() > LONGEST || line.count > CHAIN || (glued && is_number()) {
            return None;
        }
        // For each byte up to which phrases reach from the start of the line, and each place: the rule of the first
        // phrase and how many there are.
        // Most lines start with no phrase, and need no room.
        let mut reached: Vec<[Option<(usize, usize)>; PLACES.len()]> = Vec::new();
        for start in (0..line.view.len()).filter(|start| glued || is_word_start(line.view, *start)) {
            if start > 0 && reached.is_empty() {
                return None;
            }
            let before = if start == 0 { [None; PLACES.len()] } else { reached[start - usize::from(!glued)] };
            if start > 0 && before.iter().all(Option::is_none) {
                continue;
            }
            let letters = Letters { text: line.text, view: &line.view.as_bytes()[start..], reverse: false };
            self.forwards.each_link(letters, |number| {
                let phrase = &self.phrases[number];
                let rule = &self.rules[phrase.rule];
                walk(letters, 0, &phrase.tree, None, &mut |end| {
                    if glued || letters.is_edge(end) {
                        if reached.is_empty() {
                            reached.resize(line.view.len() + 1, [None; PLACES.len()]);
                        }
                        for (slot, place) in PLACES.iter().enumerate() {
                            let so_far = if start == 0 { Some((phrase.rule, 0)) } else { before[slot] };
                            let known = &mut reached[start + end][slot];
                            if let Some((first, count)) = so_far.filter(|_| rule.place.holds_in(*place))
                                && known.is_none_or(|(_, known)| known <= count)
                            {
                                *known = Some((first, count + 1));
                            }
                        }
                    }
                    false
                });
            });
        }
        let whole = reached.get(line.view.len())?;
        let slot = whole.iter().position(|reached| reached.is_some_and(|(_, count)| count >= least))?;
        whole[slot].map(|(rule, _)| Met { place: PLACES[slot], block: None, ..self.rules[rule] })
    }
}

/// Places in the order in which a chain is tried: the fewest conditions first.
const PLACES: [Where; 4] = [Where::Any, Where::Edge, Where::Head, Where::Foot];

impl Where {
    /// True when a rule for this place holds everywhere in the other.
    fn holds_in(self, place: Where) -> bool {
        // A chain of entries is a menu by itself.
        let edge = matches!(self, Where::Edge | Where::Menu);
        self == Where::Any || self == place || (edge && place != Where::Any)
    }
}

/// Which ends of a line a phrase must reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Both,
    Start,
    End,
    /// Both, read from the end.
    Backwards,
}

impl Reach {
    /// Read from the end of the line.
    fn is_backwards(self) -> bool {
        matches!(self, Reach::End | Reach::Backwards)
    }
}

impl Phrase {
    fn meets(&self, line: Words<'_>, letters: Letters<'_>) -> bool {
        if !self.marks.iter().all(|mark| line.text.contains(*mark)) {
            return false;
        }
        // Who is quoted may say anything; `[ARCHIVE: NEWSREADER]` says what is heard.
        let quoted = self.reach == Reach::Start
            && (line.text.starts_with(['"', '“', '«', '„', '‘', '”'])
                || (self.needs_colon
                    && line.text.starts_with('[')
                    && !line.text.contains(char::is_lowercase)));
        let reported = || self.reach == Reach::Start && !self.needs_colon && is_reported(line.text);
        !quoted && self.is_met(line, letters) && !reported()
    }

    fn is_met(&self, line: Words<'_>, letters: Letters<'_>) -> bool {
        if self.exact_case {
            let cased = cased(line.text);
            let letters = Letters { text: line.text, view: cased.as_bytes(), reverse: letters.reverse };
            return self.walks(line, letters);
        }
        self.walks(line, letters)
    }

    fn walks(&self, line: Words<'_>, letters: Letters<'_>) -> bool {
        walk(letters, 0, &self.tree, None, &mut |at| match self.reach {
            Reach::Both | Reach::Backwards => at == letters.view.len(),
            _ => {
                letters.is_edge(at) && (!self.needs_colon || has_colon(line.text, letters.letters_before(at)))
            }
        })
    }
}

/// The letters of a line in either direction.
#[derive(Clone, Copy)]
struct Letters<'t> {
    /// The line as written, for marks.
    text: &'t str,
    view: &'t [u8],
    reverse: bool,
}

impl Letters<'_> {
    fn get(&self, at: usize) -> Option<u8> {
        let place = if self.reverse { self.view.len().checked_sub(at + 1)? } else { at };
        self.view.get(place).copied()
    }

    /// True between two words and at both ends.
    fn is_edge(&self, at: usize) -> bool {
        self.get(at).is_none_or(|b| b == b' ') || at == 0 || self.get(at - 1) == Some(b' ')
    }

    fn letters_before(&self, at: usize) -> usize {
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
struct Rest<'r> {
    nodes: &'r [Node],
    next: Option<&'r Rest<'r>>,
}

/// Walks a phrase along the letters from `at`; asks `done` at every place where it can end, until that is content.
fn walk(
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
            all.iter().any(|nodes| walk(letters, at, nodes, Some(&rest), done))
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
pub(super) fn is_number_word(word: &str) -> bool {
    let letters: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    is_number_of(letters.bytes())
}

/// True when a colon, bar or dash follows the first `letters` letters of the line.
fn has_colon(text: &str, letters: usize) -> bool {
    let mut left = letters;
    let mut folded = String::new();
    let mut rest = text.char_indices();
    while left > 0 {
        let Some((_, c)) = rest.next() else { return false };
        folded.clear();
        fold(c, &mut folded);
        left = left.saturating_sub(folded.len());
    }
    let rest = rest.as_str();
    let behind = rest.trim_start();
    match behind.chars().next() {
        Some(':' | '：' | '|' | '»' | '›' | '>' | '→' | '–' | '—') => true,
        // A hyphen is a dash only with a space before it: `Web-based`.
        Some('-') => behind.len() < rest.len(),
        _ => false,
    }
}

/// `Continue reading, he said`, `Follow us, they told him, and he did`: who speaks stands between commas or behind one.
fn is_reported(text: &str) -> bool {
    const MOST: usize = 5;
    const SAYING: [&str; 20] = [
        "said",
        "says",
        "told",
        "wrote",
        "writes",
        "cried",
        "asked",
        "shouted",
        "disse",
        "dissero",
        "dice",
        "diceva",
        "dicono",
        "scrive",
        "scrisse",
        "gridava",
        "gridarono",
        "detto",
        "chiese",
        "rispose",
    ];
    text.split(", ").skip(1).any(|clause| {
        let mut words = clause.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
        clause.split_whitespace().nth(MOST).is_none() && words.any(|word| SAYING.contains(&word))
    })
}

/// The words of a line with their case, one space between them.
pub(super) fn cased(text: &str) -> String {
    let scan = Scan::new(text);
    let words: Vec<String> = scan
        .tokens
        .iter()
        .map(|token| text[token.start..token.end].chars().filter(|c| c.is_alphanumeric()).collect())
        .collect();
    words.join(" ")
}

fn digest(letters: &[u8]) -> u64 {
    xxh3_64(letters)
}

/// The letters of a piece of a phrase, without the spaces between them.
fn folded(text: &str) -> Vec<u8> {
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

fn is_word_start(view: &str, at: usize) -> bool {
    at == 0 || view.as_bytes()[at - 1] == b' '
}

fn is_plain(node: &Node) -> bool {
    match node {
        Node::Letters(..) => true,
        Node::Number | Node::Words | Node::Mark(_) => false,
        Node::Choice(all) => all.iter().flatten().all(is_plain),
    }
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

/// How many strings a phrase stands for.
fn strings(nodes: &[Node]) -> usize {
    nodes.iter().fold(1, |product: usize, node| match node {
        Node::Choice(all) => {
            product.saturating_mul(all.iter().fold(0, |sum: usize, nodes| sum.saturating_add(strings(nodes))))
        }
        _ => product,
    })
}

fn opens_with_anything(nodes: &[Node]) -> bool {
    match nodes.split_first() {
        Some((Node::Words, _)) => true,
        Some((Node::Choice(all), rest)) => {
            all.iter().any(|nodes| opens_with_anything(if nodes.is_empty() { rest } else { nodes }))
        }
        _ => false,
    }
}

/// Words of which every line holds one that meets the phrase, without their first letters, which may be capitals: the longest
/// word outside brackets; where all of these are short, one of each choice of some bracket. None where there is no word.
fn needed_words(text: &str) -> Vec<String> {
    const SHORT: usize = 4;
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
        let words = bracket.split('|').map(|choice| longest(choice).filter(|word| word.len() > SHORT));
        words.collect::<Option<Vec<String>>>().filter(|_| plain)
    };
    let word = longest(&outside);
    let words = if word.as_ref().is_some_and(|word| word.len() > SHORT) {
        None
    } else {
        brackets.iter().find_map(choices)
    };
    let words = words.unwrap_or_else(|| word.into_iter().collect());
    words.into_iter().map(|word| word[1..].to_ascii_lowercase()).filter(|word| !word.is_empty()).collect()
}

/// The most words a phrase can be.
fn most_words(nodes: &[Node]) -> usize {
    nodes.iter().fold(0, |sum, node| {
        sum + match node {
            Node::Letters(_, words) => *words,
            Node::Number | Node::Words => ANY_WORDS,
            Node::Mark(_) => 0,
            Node::Choice(all) => all.iter().map(|nodes| most_words(nodes)).max().unwrap_or(0),
        }
    })
}

fn reverse(nodes: &mut [Node]) {
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
pub(super) const SIGNS: [char; 11] = ['|', '(', ')', '[', ']', '#', '*', '©', '€', '£', '$'];

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

/// Reads the grammar of phrases: that of forms, with `#` and `*`.
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

/// Phrases by the letters they open with, so that a line is shown to few of them.
#[derive(Clone, Debug, Default)]
struct Index {
    /// Sorted by their openings once all are in.
    entries: Vec<Entry>,
    /// One bit for the hash of every opening; where it is not set, no phrase opens so.
    known: Vec<u64>,
    /// No line of more words can meet a phrase.
    most_words: usize,
    /// The phrases of an opening.
    groups: HashMap<u64, Group, BuildHasherDefault<Spread>>,
    gate: Gate,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    opening: u64,
    phrase: u32,
    /// The most words of its lines.
    most_words: u32,
    /// The phrase may be one of several on a line.
    links: bool,
    /// Which words may follow the number or those that stand for anything behind the opening (see [`Follow`]).
    then: Follow,
}

/// Where the phrases of an opening stand among the entries, and what is true of one of them.
#[derive(Clone, Debug)]
struct Group {
    entries: Range<u32>,
    most_words: u32,
    links: bool,
}

/// Letters of an opening. Where a number or the end of the phrase comes earlier, it is shorter.
const OPENING: usize = 7;
/// The longest chain of phrases, in words.
const CHAIN: usize = 24;

/// The opening of no letters.
const EMPTY: u64 = 1;

/// An opening in one number.
fn packed(letters: &[u8]) -> u64 {
    letters.iter().copied().fold(EMPTY, with_letter)
}

fn with_letter(packed: u64, letter: u8) -> u64 {
    packed << 8 | u64::from(letter)
}

impl Index {
    fn add(&mut self, tree: &[Node], phrase: usize, most_words: usize, links: bool) {
        let phrase = u32::try_from(phrase).unwrap_or(u32::MAX);
        self.most_words = self.most_words.max(most_words);
        let most_words = u32::try_from(most_words).unwrap_or(u32::MAX);
        openings(tree, None, OPENING, &mut Vec::with_capacity(OPENING), &mut |letters, end| {
            let then = match &end {
                End::Full => Follow::ANY,
                End::Number(rest) | End::Words(rest) => Follow::of_phrase(rest.nodes, rest.next),
            };
            let entry = |opening| Entry { opening, phrase, most_words, links, then };
            match end {
                End::Number(_) => {
                    let digits = (b'0'..=b'9').map(|digit| with_letter(packed(letters), digit));
                    self.entries.extend(digits.map(entry));
                }
                _ => self.entries.push(entry(packed(letters))),
            }
        });
    }

    fn finish(&mut self) {
        self.entries.sort_unstable_by_key(|entry| (entry.opening, entry.phrase));
        self.entries.dedup_by(|entry, before| {
            let same = (entry.opening, entry.phrase) == (before.opening, before.phrase);
            before.then = if same { before.then.or(entry.then) } else { before.then };
            same
        });
        self.known = vec![0; KNOWN];
        let mut start = 0;
        for group in self.entries.chunk_by(|a, b| a.opening == b.opening) {
            let end = start + u32::try_from(group.len()).unwrap_or(u32::MAX);
            let (word, bit) = known_bit(group[0].opening);
            self.known[word] |= bit;
            let most_words = group.iter().map(|entry| entry.most_words).max().unwrap_or(0);
            let links = group.iter().any(|entry| entry.links);
            let chained = if links { CHAIN } else { 0 };
            self.gate.open(group[0].opening, chained.max(most_words as usize));
            self.groups.insert(group[0].opening, Group { entries: start..end, most_words, links });
            start = end;
        }
    }

    /// The phrases of an opening.
    fn group(&self, opening: u64) -> Option<&Group> {
        let (word, bit) = known_bit(opening);
        if self.known.get(word).is_none_or(|bits| bits & bit == 0) {
            return None;
        }
        self.groups.get(&opening)
    }

    /// Shows `see` every phrase that may stand at the start of these letters on a line of `count` words; those that open
    /// with anything if it `floats`.
    fn each(&self, letters: Letters<'_>, count: usize, floats: bool, mut see: impl FnMut(usize)) {
        let mut heads = None;
        for (length, group) in self.opened(letters).filter(|(length, _)| floats || *length > 0) {
            let mut behind = None;
            for entry in group.iter().filter(|entry| count <= entry.most_words as usize) {
                let mut behind = || {
                    let heads = heads.get_or_insert_with(|| Heads::of(letters));
                    *behind.get_or_insert_with(|| heads.behind(length))
                };
                if entry.then == Follow::ANY || entry.then.meets(behind()) {
                    see(entry.phrase as usize);
                }
            }
        }
    }

    /// Shows `see` every phrase that may be one of several on a line, here at the start of these letters.
    fn each_link(&self, letters: Letters<'_>, mut see: impl FnMut(usize)) {
        for (_, group) in self.opened(letters) {
            group.iter().filter(|entry| entry.links).for_each(|entry| see(entry.phrase as usize));
        }
    }

    /// What opens as these letters do, with the length of the opening.
    fn opened(&self, letters: Letters<'_>) -> impl Iterator<Item = (usize, &[Entry])> {
        let opening = Opening::of(letters);
        (0..=opening.length).filter_map(move |length| {
            let group = self.group(opening.packed[length])?;
            Some((length, &self.entries[group.entries.start as usize..group.entries.end as usize]))
        })
    }
}

/// How many words a line has at most that meets a phrase, by the first letters of both: what most lines are let go by.
#[derive(Clone, Debug, Default)]
struct Gate(Vec<u8>);

impl Gate {
    const LETTERS: usize = 3;
    /// None, ten digits, twenty-six letters.
    const SIGNS: usize = 37;

    /// Lines of up to so many words may meet a phrase that opens so; one that opens with anything is left aside.
    fn open(&mut self, opening: u64, most_words: usize) {
        self.0.resize(Self::SIGNS.pow(Self::LETTERS as u32), 0);
        let bytes = opening.to_be_bytes();
        let start = bytes.iter().position(|b| u64::from(*b) == EMPTY).map_or(bytes.len(), |empty| empty + 1);
        let letters = &bytes[start..];
        let known = &letters[..letters.len().min(Self::LETTERS)];
        if known.is_empty() {
            return;
        }
        let Some(first) = known.iter().try_fold(0, |place, b| Some(place * Self::SIGNS + Self::sign(*b)?))
        else {
            return;
        };
        // What stands behind a shorter opening does not matter.
        let spread = Self::SIGNS.pow((Self::LETTERS - known.len()) as u32);
        for most in &mut self.0[first * spread..(first + 1) * spread] {
            *most = (*most).max(u8::try_from(most_words).unwrap_or(u8::MAX));
        }
    }

    /// For the first letters of a text, or its last; all lines are let in where one of them is not ASCII.
    fn most_words(&self, text: &str, reverse: bool) -> usize {
        let bytes = text.as_bytes();
        let (mut place, mut count) = (0, 0);
        for at in 0..bytes.len() {
            let b = bytes[if reverse { bytes.len() - 1 - at } else { at }];
            if b.is_ascii_alphanumeric() {
                place = place * Self::SIGNS + Self::sign(b.to_ascii_lowercase()).unwrap_or(0);
                count += 1;
                if count == Self::LETTERS {
                    break;
                }
            } else if !b.is_ascii() {
                return usize::MAX;
            }
        }
        place *= Self::SIGNS.pow((Self::LETTERS - count) as u32);
        self.0.get(place).map_or(0, |most| usize::from(*most))
    }

    fn sign(b: u8) -> Option<usize> {
        match b {
            b'0'..=b'9' => Some(usize::from(b - b'0') + 1),
            b'a'..=b'z' => Some(usize::from(b - b'a') + 11),
            _ => None,
        }
    }
}

/// The first letters of a line, as far as there are any: none, one, two …
#[derive(Clone, Copy)]
struct Opening {
    packed: [u64; OPENING + 1],
    length: usize,
    /// One bit for each length: a word may end there.
    edges: u8,
}

impl Opening {
    fn of(letters: Letters<'_>) -> Opening {
        let mut opening = Opening { packed: [EMPTY; OPENING + 1], length: 0, edges: 0 };
        let mut at = 0;
        while let Some(b) = letters.get(at)
            && opening.is_open()
        {
            if b != b' ' {
                opening.push(b);
            }
            at += 1;
        }
        opening
    }

    /// The same for a text that nobody has folded yet.
    fn of_text(text: &str, reverse: bool) -> Opening {
        let mut opening = Opening { packed: [EMPTY; OPENING + 1], length: 0, edges: 0 };
        let mut rest = text;
        while let Some(b) = if reverse { rest.as_bytes().last() } else { rest.as_bytes().first() }
            && opening.is_open()
        {
            let mut size = 1;
            if b.is_ascii_alphanumeric() {
                opening.push(b.to_ascii_lowercase());
            } else if !b.is_ascii() {
                let c = if reverse { rest.chars().next_back() } else { rest.chars().next() };
                let c = c.expect("there is a byte left");
                size = c.len_utf8();
                let mut letters = String::new();
                fold(c, &mut letters);
                let letters = letters.as_bytes();
                for at in 0..letters.len() {
                    opening.push(letters[if reverse { letters.len() - 1 - at } else { at }]);
                }
            }
            rest = if reverse { &rest[..rest.len() - size] } else { &rest[size..] };
            let next = if reverse { rest.as_bytes().last() } else { rest.as_bytes().first() };
            let inside = next.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            // Read backwards, a word also starts at a capital; `#` is read by its first digit.
            let cut = if reverse { !b.is_ascii_lowercase() } else { b.is_ascii_digit() };
            if !inside || cut {
                opening.edges |= 1 << opening.length;
            }
        }
        opening
    }

    /// The openings a phrase can have: those cut short only where a word may end.
    fn likely(&self) -> impl Iterator<Item = u64> + '_ {
        let ends = |length: &usize| *length == OPENING || self.edges & 1 << *length != 0;
        (1..=self.length).filter(ends).map(|length| self.packed[length])
    }

    fn is_open(&self) -> bool {
        self.length < OPENING
    }

    fn push(&mut self, letter: u8) {
        if self.is_open() {
            self.packed[self.length + 1] = with_letter(self.packed[self.length], letter);
            self.length += 1;
        }
    }
}

/// Words of 64 bits, a power of two.
const KNOWN: usize = 1 << 11;

fn known_bit(opening: u64) -> (usize, u64) {
    let mixed = opening.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    ((mixed >> 6) as usize & (KNOWN - 1), 1 << (mixed & 63))
}

/// Openings are few bits already; they need to be spread, not hidden.
#[derive(Clone, Copy, Debug, Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.write_u64(u64::from(*b));
        }
    }

    fn write_u64(&mut self, value: u64) {
        let mixed = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The words that may follow a number or those that stand for anything, by their first letters, a bit each: behind `the *`
/// and `#` most lines hold none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Follow([u64; 2]);

impl Follow {
    /// Anything may follow.
    const ANY: Follow = Follow([u64::MAX; 2]);
    /// Letters looked at.
    const LETTERS: usize = 4;

    fn of_phrase(nodes: &[Node], rest: Option<&Rest<'_>>) -> Follow {
        let mut all = Follow::default();
        openings(nodes, rest, Follow::LETTERS, &mut Vec::new(), &mut |letters, _| {
            let whole = letters.len() == Follow::LETTERS;
            all = all.or(if whole { Follow::bit(letters) } else { Follow::ANY });
        });
        all
    }

    fn bit(letters: &[u8]) -> Follow {
        let mixed = packed(letters).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57;
        let bit = 1 << (mixed & 63);
        Follow(if mixed < 64 { [bit, 0] } else { [0, bit] })
    }

    fn or(self, other: Follow) -> Follow {
        Follow([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }

    fn meets(self, other: Follow) -> bool {
        self.0[0] & other.0[0] != 0 || self.0[1] & other.0[1] != 0
    }
}

/// The first words of a line, as [`Follow`] sees them.
#[derive(Debug)]
struct Heads {
    /// How many letters stand before each.
    starts: [usize; Heads::WORDS],
    words: [Follow; Heads::WORDS],
    count: usize,
    /// A word is too long to be read.
    unread: bool,
}

impl Heads {
    /// An opening has fewer than [`OPENING`] words, and what stands for anything [`ANY_WORDS`]; behind them stands one more.
    const WORDS: usize = OPENING + ANY_WORDS;

    fn of(letters: Letters<'_>) -> Heads {
        const ROOM: usize = 128;
        let (mut line, mut length) = ([0; ROOM], 0);
        let mut heads = Heads {
            starts: [0; Heads::WORDS],
            words: [Follow::default(); Heads::WORDS],
            count: 0,
            unread: false,
        };
        let mut before = b' ';
        for at in 0.. {
            let Some(b) = letters.get(at) else { break };
            if before == b' ' && b != b' ' && heads.count < Heads::WORDS {
                heads.starts[heads.count] = length;
                heads.count += 1;
            }
            before = b;
            if b == b' ' {
                continue;
            }
            if heads.count == Heads::WORDS && length == heads.starts[Heads::WORDS - 1] + Follow::LETTERS {
                break;
            }
            if length == ROOM {
                heads.unread = true;
                break;
            }
            line[length] = b;
            length += 1;
        }
        for (word, start) in heads.words.iter_mut().zip(&heads.starts[..heads.count]) {
            // Where the line ends before, nothing stands that needs so many letters.
            *word =
                line[..length].get(*start..start + Follow::LETTERS).map_or(Follow::default(), Follow::bit);
        }
        heads
    }

    /// What may follow an opening of so many letters and a number or any words behind it; of a number the first digit is
    /// the last of the letters.
    fn behind(&self, opening: usize) -> Follow {
        if self.unread {
            return Follow::ANY;
        }
        let first = self.starts[..self.count].partition_point(|start| *start < opening);
        let near = first..self.count.min(first + ANY_WORDS + 1);
        self.words[near].iter().fold(Follow::default(), |all, word| all.or(*word))
    }
}

/// What ends an opening.
enum End<'r> {
    /// It has all its letters, or the phrase ends.
    Full,
    /// A number, and what stands behind it.
    Number(Rest<'r>),
    /// Words that stand for anything, and what stands behind them.
    Words(Rest<'r>),
}

/// Shows `put` the first letters, `most` of them, of everything a phrase stands for; fewer where a number or anything may
/// follow.
fn openings(
    nodes: &[Node],
    rest: Option<&Rest<'_>>,
    most: usize,
    seen: &mut Vec<u8>,
    put: &mut dyn FnMut(&[u8], End<'_>),
) {
    let Some((node, nodes)) = nodes.split_first() else {
        return match rest {
            Some(rest) => openings(rest.nodes, rest.next, most, seen, put),
            None => put(seen, End::Full),
        };
    };
    match node {
        Node::Letters(letters, _) => {
            let before = seen.len();
            seen.extend(letters.iter().take(most - before).map(u8::to_ascii_lowercase));
            if seen.len() == most {
                put(seen, End::Full);
            } else {
                openings(nodes, rest, most, seen, put);
            }
            seen.truncate(before);
        }
        Node::Number => put(seen, End::Number(Rest { nodes, next: rest })),
        Node::Words => put(seen, End::Words(Rest { nodes, next: rest })),
        Node::Mark(_) => openings(nodes, rest, most, seen, put),
        Node::Choice(all) => {
            let rest = Rest { nodes, next: rest };
            for nodes in all {
                openings(nodes, Some(&rest), most, seen, put);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Met, ResidueRules, Where, Words};
    use crate::{dictionary::data::ResidueRule, document::Kind, scan::Scan, shape};

    fn rule(line: &[&str], start: &[&str], end: &[&str]) -> ResidueRule {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        ResidueRule {
            kind: "share".to_owned(),
            line: own(line),
            start: own(start),
            end: own(end),
            ..ResidueRule::default()
        }
    }

    fn flags(rule: ResidueRule, line: &str) -> bool {
        ResidueRules::compile(&[rule]).expect("a rule").flags(line)
    }

    #[test]
    fn whole_lines() {
        let rows: &[(&str, &str, bool)] = &[
            ("share [this [post|page]]", "  • Share this PAGE!", true),
            ("share [this [post|page]]", "Share prices fell", false),
            ("share [this [post|page]]", "Shares", false),
            ("share on whatsapp", "Share on WhatsApp", true),
            ("# comments", "1,234 comments", true),
            ("# comments", "1.2k comments", true),
            ("# comments", "Ten comments", false),
            ("follow * on x", "Follow the whole desk on X", true),
            ("follow * on x", "Follow on X", false),
            ("follow * on x", "Follow one two three four five on X", false),
            ("è piaciuto l'articolo", "E’ PIACIUTO L’ARTICOLO?", true),
            ("© #", "© 2024", true),
            ("© #", "2024", false),
            ("give (£|$|€) # [a month]", "Give £20 a month", true),
            ("give (£|$|€) # [a month]", "Give 20 a month", false),
            ("don't miss", "Don’t miss", true),
            ("print", "Pr int", true),
            ("0", "0", true),
            ("0", "01", false),
        ];
        for (phrase, line, hit) in rows {
            assert_eq!(flags(rule(&[phrase], &[], &[]), line), *hit, "{phrase} / {line}");
        }
    }

    #[test]
    fn starts_and_ends() {
        assert!(flags(rule(&[], &["read more"], &[]), "READ MORE: two held"));
        assert!(!flags(rule(&[], &["read more"], &[]), "Read moreover what he wrote"));
        assert!(flags(rule(&[], &[], &["# min read"]), "Politics, 4 min read"));
        assert!(!flags(rule(&[], &[], &["# min read"]), "It took four min read aloud"));
        let colon = ResidueRule { needs_colon: true, ..rule(&[], &["tag", "web", "also"], &[]) };
        let rows = [
            ("Tag: one, two", true),
            ("Tag – one", true),
            ("TAG", false),
            ("Web-based", false),
            ("Web - one", true),
            ("Tag teams", false),
            ("«Tag: one»", false),
            ("[TAG: ONE]", false),
        ];
        for (line, hit) in rows {
            assert_eq!(flags(colon.clone(), line), hit, "{line}");
        }
        let long = "Read more ".to_owned() + &"words ".repeat(40);
        assert!(!flags(rule(&[], &["read more"], &[]), &long));
    }

    #[test]
    fn case_may_count() {
        let exact = ResidueRule { exact_case: true, ..rule(&["SHARE"], &[], &[]) };
        assert!(flags(exact.clone(), "SHARE"));
        assert!(!flags(exact, "Share"));
    }

    #[test]
    fn chains() {
        let rules = ResidueRules::compile(&[rule(
            &["facebook", "twitter", "linkedin", "whatsapp", "share", "tweet"],
            &[],
            &[],
        )]);
        let rules = rules.expect("rules");
        let rows = [
            ("FacebookTwitterLinkedInWhatsApp", true),
            ("Share   Tweet", true),
            ("Facebook", false),
            ("Facebook bans Twitter", false),
        ];
        for (line, hit) in rows {
            let scan = Scan::new(line);
            let words = Words { text: line, view: scan.view.trim(), count: shape::words(line, 99) };
            assert_eq!(rules.chain(words).is_some(), hit, "{line}");
            assert!(!hit || rules.may_meet(line, words.count).chain, "{line}");
        }
    }

    #[test]
    fn cheap_looks_miss_nothing() {
        let all = crate::dictionary::shipped().rest().residue.clone();
        let rules = ResidueRules::compile(&all).expect("shipped rules");
        let turned =
            |line: &String| [line.clone(), line.to_uppercase(), line.replace(' ', "  "), format!("«{line}»")];
        for line in all.iter().flat_map(|rule| rule.hit.iter().chain(&rule.miss)).flat_map(turned) {
            let text = shape::body(&line);
            let floats = rules.floating(text).next().is_some();
            if rules.flags(text) {
                assert!(floats || rules.may_meet(text, shape::words(text, usize::MAX)).any(), "{line}");
            }
        }
    }

    #[test]
    fn wrong_rules_are_refused() {
        let rows = [
            (ResidueRule { kind: "shares".to_owned(), ..ResidueRule::default() }, "no kind"),
            (ResidueRule { r#where: "top".to_owned(), ..rule(&["a"], &[], &[]) }, "`where`"),
            (ResidueRule { block: "all".to_owned(), ..rule(&["a"], &[], &[]) }, "`block`"),
            (rule(&["(a|b"], &[], &[]), "never closed"),
            (rule(&["a)"], &[], &[]), "without an opening"),
            (rule(&[" "], &[], &[]), "empty"),
            (rule(&[], &["* (one|two)"], &[]), "opens with anything"),
            (rule(&[&"(a|b|c|d)".repeat(8)], &[], &[]), "65536 strings"),
        ];
        for (rule, words) in rows {
            let error = ResidueRules::compile(std::slice::from_ref(&rule)).expect_err(words).to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn shipped_rules_keep_their_promises() {
        let all = crate::dictionary::shipped().rest().residue.clone();
        ResidueRules::compile(&all).expect("shipped rules");
        let mut broken = Vec::new();
        for rule in &all {
            let alone = ResidueRules::compile(std::slice::from_ref(rule)).expect("one rule");
            let wrong = |lines: &[String], hit: bool| -> Vec<String> {
                lines
                    .iter()
                    .filter(|line| alone.flags(line) != hit)
                    .map(|line| format!("{}: {line:?} {hit}", rule.kind))
                    .collect()
            };
            broken.extend(wrong(&rule.hit, true));
            broken.extend(wrong(&rule.miss, false));
        }
        assert!(broken.is_empty(), "{broken:#?}");
    }

    #[test]
    fn what_is_met_says_where() {
        let foot = ResidueRule {
            r#where: "foot".to_owned(),
            block: "tail".to_owned(),
            ..rule(&["related"], &[], &[])
        };
        let mut met = Vec::new();
        ResidueRules::compile(&[foot])
            .expect("a rule")
            .read(Words { text: "Related", view: "related", count: 1 }, &mut met);
        assert_eq!(met, [Met { kind: Kind::Share, place: Where::Foot, block: Some(Block::Tail) }]);
    }
}
