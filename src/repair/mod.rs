//! Repairs damaged characters, entities and spacing; the only stage that makes a text.
//! In: the decoded page. Out: edits that turn it into the text every other stage reads.
//! Not here: words and names; lines that do not belong to the article (see `strip`); the encoding of a file (see `read`).
//!
//! Every rule looks at one line and never adds or removes a line break; only `repair/lost-space` asks which words the
//! page knows. A line is repaired until no rule proposes anything more, or left as it was: so twice equals once.

mod characters;
mod entities;
mod mojibake;
mod plausible;
mod remnants;
mod spacing;

use crate::{
    edit::{Edit, Edits, Rule},
    masks,
    memo::Pool,
    page::Mend,
    span::{Original, Repaired, Span},
};
use mojibake::Readings;
use std::{borrow::Cow, cell::OnceCell};

/// Which groups of rules are on.
///
/// ```
/// use canonry::repair::Rules;
/// assert!(Rules::MINIMAL.mojibake && !Rules::MINIMAL.spacing);
/// assert_eq!(Rules::default(), Rules::ALL);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rules {
    /// UTF-8 read as something else, Windows-1252 characters left as controls: `CafÃ©`.
    pub mojibake: bool,
    /// HTML character references: `&amp;amp;`, `&eacute`.
    pub entities: bool,
    /// Left-over tags, control, invisible and private-use characters.
    pub characters: bool,
    /// Accents written as characters of their own.
    pub nfc: bool,
    /// Runs of spaces, doubled full stops, lost spaces, wrong apostrophes, labels glued on by scrapers.
    pub spacing: bool,
}

impl Rules {
    /// Everything; typography stays.
    pub const ALL: Rules =
        Rules { mojibake: true, entities: true, characters: true, nfc: true, spacing: true };
    /// What no reader would miss: mojibake, entities, NFC.
    pub const MINIMAL: Rules = Rules { characters: false, spacing: false, ..Rules::ALL };
    /// Nothing.
    pub const NONE: Rules =
        Rules { mojibake: false, entities: false, characters: false, nfc: false, spacing: false };
}

/// What there is to know about a rule of this stage.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Its name in edits, logs and `--only`.
    pub rule: &'static str,
    /// Whether it is on.
    pub on: fn(&Rules) -> bool,
    /// Why it is damage.
    pub why: &'static str,
    /// A text it changes, and what it makes of it.
    pub changes: (&'static str, &'static str),
    /// A text that looks alike and stays.
    pub leaves: &'static str,
}

/// All rules of this stage, in the order in which they look at a line.
pub const ABOUT: &[About] = &[
    About {
        rule: "repair/mojibake",
        on: |rules| rules.mojibake,
        why: "UTF-8 was read in another encoding; only where the bytes prove it",
        changes: ("CafÃ© â€“ fuoco", "Café – fuoco"),
        leaves: "SÃO TOMÉ",
    },
    About {
        rule: "repair/entity",
        on: |rules| rules.entities,
        why: "HTML character references are markup, not text, however often they were escaped",
        changes: ("Q&amp;amp;A &eacute", "Q&A é"),
        leaves: "a && b, AT&T, ?a=1&copy=2",
    },
    About {
        rule: "repair/tag",
        on: |rules| rules.characters,
        why: "tags are markup; only names HTML has, in complete syntax",
        changes: ("the <b>pass</b> is shut", "the pass is shut"),
        leaves: "<40 %, a <b and c> d",
    },
    About {
        rule: "repair/control",
        on: |rules| rules.characters,
        why: "control characters have no meaning in a text",
        changes: ("the\u{7} pass", "the pass"),
        leaves: "name\tport",
    },
    About {
        rule: "repair/invisible",
        on: |rules| rules.characters,
        why: "zero-width, bidi and soft-hyphen characters and private icons hide words; they stay where a script needs them",
        changes: ("Isl\u{ad}amic\u{200b} State\u{feff}", "Islamic State"),
        leaves: "می\u{200c}خواهم 👩\u{200d}🚒",
    },
    About {
        rule: "repair/nfc",
        on: |rules| rules.nfc,
        why: "a letter and its accent are one character",
        changes: ("caffe\u{300}", "caffè"),
        leaves: "caffè x\u{323}",
    },
    About {
        rule: "repair/glue",
        on: |rules| rules.spacing,
        why: "labels of scrapers are no words of the author",
        changes: ("NextImg:It is over", "It is over"),
        leaves: "Next: it is over",
    },
    About {
        rule: "repair/stops",
        on: |rules| rules.spacing,
        why: "two full stops are one too many, three are an ellipsis",
        changes: ("They fled..", "They fled."),
        leaves: "They fled... cd ../..",
    },
    About {
        rule: "repair/space",
        on: |rules| rules.spacing,
        why: "one space parts words; indents and columns of tables stay",
        changes: ("They  fled.", "They fled."),
        leaves: "    They fled.",
    },
    About {
        rule: "repair/apostrophe",
        on: |rules| rules.spacing,
        why: "an opening quotation mark amid a word was meant as an apostrophe",
        changes: ("the Taliban‘s men", "the Taliban’s men"),
        leaves: "‘The Taliban’s men’ and al-Qa‘ida",
    },
    About {
        rule: "repair/lost-space",
        on: |rules| rules.spacing,
        why: "a sentence ran into the next; only where both words stand alone elsewhere on the page or in a dictionary",
        changes: ("The road was open.The army left.", "The road was open. The army left."),
        leaves: "example.org, U.S.Army, node.js",
    },
];

impl From<Mend> for Rules {
    fn from(mend: Mend) -> Rules {
        match mend {
            Mend::All => Rules::ALL,
            Mend::Minimal => Rules::MINIMAL,
            Mend::None => Rules::NONE,
        }
    }
}

impl Default for Rules {
    fn default() -> Rules {
        Rules::ALL
    }
}

/// The stage that repairs.
///
/// ```
/// use canonry::repair::{Repair, Rules};
/// let repair = Repair::new(Rules::ALL);
/// let dirty = "Al&amp;#8209;Qaeda\u{200b}â€™s  men fled..";
/// assert_eq!(repair.edits(dirty, &|_| false).apply(dirty), "Al\u{2011}Qaeda’s men fled.");
/// assert!(repair.edits("The IS‑K cell… fled.", &|_| false).is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Repair {
    rules: Rules,
    steps: Vec<Step>,
    memories: Pool<Readings>,
}

/// One look at a line: proposes changes in order, never overlapping.
#[derive(Clone, Copy, Debug)]
struct Step {
    look: fn(&str, &mut Readings, &mut Vec<Change>),
    /// It proposes nothing on a line that holds none of these (see [`signs`]).
    wants: u16,
}

/// One replacement on a line, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    start: usize,
    end: usize,
    new: Cow<'static, str>,
    rule: &'static str,
}

impl Change {
    fn new(start: usize, end: usize, new: impl Into<Cow<'static, str>>, rule: &'static str) -> Change {
        Change { start, end, new: new.into(), rule }
    }
}

/// How often the steps look at one line before it is given up and stays as it was.
const ROUNDS: usize = 32;
/// How often lost spaces may bring new work to the lines.
const PASSES: usize = 4;

impl Repair {
    /// A repairer with these groups switched on.
    pub fn new(rules: Rules) -> Repair {
        type Look = fn(&str, &mut Readings, &mut Vec<Change>);
        // Only torn characters are remembered.
        let table: [(bool, u16, Look); 12] = [
            (rules.mojibake, TORN, mojibake::changes),
            (rules.mojibake, REMNANT, |line, _, out| remnants::changes(line, out)),
            (rules.mojibake, CONTROL, |line, _, out| characters::windows(line, out)),
            (rules.entities, AMPERSAND, |line, _, out| entities::references(line, out)),
            (rules.characters, LESS, |line, _, out| entities::tags(line, out)),
            (rules.characters, CONTROL, |line, _, out| characters::controls(line, out)),
            (rules.characters, UNUSUAL, |line, _, out| characters::invisible(line, out)),
            (rules.nfc, UNUSUAL, |line, _, out| characters::nfc(line, out)),
            (rules.spacing, COLON, |line, _, out| spacing::glue(line, out)),
            (rules.spacing, STOPS, |line, _, out| spacing::stops(line, out)),
            (rules.spacing, SPACES, |line, _, out| spacing::spaces(line, out)),
            (rules.spacing, MARK, |line, _, out| spacing::apostrophes(line, out)),
        ];
        let on = table.into_iter().filter(|(on, ..)| *on);
        let steps = on.map(|(_, wants, look)| Step { look, wants }).collect();
        Repair { rules, steps, memories: Pool::default() }
    }

    /// What has to be done to a page. `known` says of a word whether a dictionary knows it.
    pub fn edits(&self, text: &str, known: &dyn Fn(&str) -> bool) -> Edits<Original, Repaired> {
        if self.steps.is_empty() {
            return Edits::default();
        }
        let lines = self.lines(text);
        if !self.rules.spacing {
            return lines;
        }
        let mut edits: Option<Edits<Original, Repaired>> = None;
        for _ in 0..PASSES {
            let now = edits.as_ref().unwrap_or(&lines).apply(text);
            let lost: Edits<Repaired, Repaired> = listed(spacing::lost_spaces(&now, known), 0);
            if lost.is_empty() {
                return edits.unwrap_or(lines);
            }
            let now = lost.apply(&now).into_owned();
            let before = edits.unwrap_or_else(|| lines.clone());
            edits = Some(before.then(lost).then(self.lines(&now)));
        }
        lines
    }

    /// Where a space is missing in lines of a page, now that names in them are written anew: `ISKP.The`. What stands alone
    /// on the page is known as well.
    pub fn lost_spaces<'l>(
        &self,
        lines: impl Iterator<Item = &'l str>,
        page: &str,
        known: &dyn Fn(&str) -> bool,
    ) -> Vec<Vec<usize>> {
        let alone = OnceCell::new();
        let stands =
            |word: &str| alone.get_or_init(|| spacing::standing_alone(page)).contains(&*spacing::small(word));
        let known = |word: &str| known(word) || stands(word);
        let places = |line| spacing::lost_spaces(line, &known).iter().map(|change| change.start).collect();
        if self.rules.spacing { lines.map(places).collect() } else { lines.map(|_| Vec::new()).collect() }
    }

    /// Where two full stops stand for one in lines of a page, now that names in them are written anew: `fled..  The PKK`.
    pub fn doubled_stops<'l>(&self, lines: impl Iterator<Item = &'l str>) -> Vec<Vec<usize>> {
        let places = |line: &str| {
            let mut changes = Vec::new();
            spacing::stops(line, &mut changes);
            changes
                .iter()
                .filter(|change| change.end > change.start)
                .map(|change| change.end - "..".len())
                .collect()
        };
        if self.rules.spacing { lines.map(places).collect() } else { lines.map(|_| Vec::new()).collect() }
    }

    /// Repairs the lines that hold dirt.
    fn lines<A: Copy + Ord, B: Copy + Ord>(&self, text: &str) -> Edits<A, B> {
        match dirt(text, 0) {
            Some(first) => self.memories.lend(|memory| self.soiled(text, first, memory)),
            None => Edits::default(),
        }
    }

    /// The same where the first dirt is known.
    fn soiled<A: Copy + Ord, B: Copy + Ord>(
        &self,
        text: &str,
        first: usize,
        memory: &mut Readings,
    ) -> Edits<A, B> {
        let mut list = Vec::new();
        let mut at = 0;
        let mut next = Some(first);
        while let Some(dirty) = next {
            let start = memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[at..dirty])
                .map_or(at, |ahead| at + ahead + 1);
            let rest = &text.as_bytes()[dirty..];
            let end = dirty + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            let edits = self.line::<A, B>(&text[start..end], memory);
            list.extend(edits.into_iter().map(|edit| shifted(edit, start)));
            at = end;
            next = dirt(text, at);
        }
        Edits::new(list).expect("edits of different lines do not overlap")
    }

    /// Takes every step until none proposes anything; a line that does not come to rest stays as it was.
    fn line<A: Copy + Ord, B: Copy + Ord>(&self, line: &str, memory: &mut Readings) -> Edits<A, B> {
        let mut edits = Edits::default();
        let mut now = Cow::Borrowed(line);
        let mut held = signs(line);
        let mut changes = Vec::new();
        // So many steps in a row have found nothing.
        let mut quiet = 0;
        for step in std::iter::repeat_n(&self.steps, ROUNDS).flatten() {
            if step.wants & held != 0 {
                (step.look)(&now, memory, &mut changes);
                changes.retain(|change| now[change.start..change.end] != *change.new);
                spacing::keep_shown(&now, &mut changes);
            }
            if changes.is_empty() {
                quiet += 1;
                if quiet == self.steps.len() {
                    return effective(edits, line);
                }
                continue;
            }
            quiet = 0;
            let step: Edits<B, B> = listed(std::mem::take(&mut changes), 0);
            now = Cow::Owned(step.apply(&now).into_owned());
            held = signs(&now);
            edits = edits.then(step);
        }
        Edits::default()
    }
}

/// Something that may have been torn apart.
const TORN: u16 = 1;
/// Characters beyond ASCII that are no plain letters, marks and spaces.
const UNUSUAL: u16 = 1 << 1;
const AMPERSAND: u16 = 1 << 2;
const LESS: u16 = 1 << 3;
const CONTROL: u16 = 1 << 4;
const COLON: u16 = 1 << 5;
/// Two full stops, or an ellipsis.
const STOPS: u16 = 1 << 6;
/// Two spaces side by side.
const SPACES: u16 = 1 << 7;
/// An opening mark that may stand for an apostrophe.
const MARK: u16 = 1 << 8;
/// All that may be left of a character that was torn apart.
const REMNANT: u16 = 1 << 9;

/// What stands in a line, a bit each: most dirty lines hold dirt of one kind, and few steps need to look.
fn signs(line: &str) -> u16 {
    let bytes = line.as_bytes();
    // Both loops compile to wide instructions.
    let single = bytes.iter().fold(0, |held, b| {
        held | if_set(*b == b'&', AMPERSAND)
            | if_set(*b == b'<', LESS)
            | if_set(*b == b':', COLON)
            | if_set((*b < b' ') & (*b != b'\t') | (*b == 0x7f), CONTROL)
    });
    let double = bytes.iter().zip(bytes.get(1..).unwrap_or_default()).fold(0, |held, (b, next)| {
        held | if_set((b == next) & (*b == b' '), SPACES) | if_set((b == next) & (*b == b'.'), STOPS)
    });
    let mut held = u16::from(single | double);
    let mut at = 0;
    while let Some(ahead) = first_wide(&bytes[at..]) {
        let start = at + ahead;
        let mut rest = line[start..].chars();
        let Some(c) = rest.next() else { break };
        at = start + c.len_utf8();
        let next = rest.next();
        let space = || next.is_some_and(spacing::is_space) || line[..start].ends_with(' ');
        held |= match c {
            '…' => STOPS,
            '‘' | '‛' => MARK,
            '\u{a0}' => {
                if space() {
                    SPACES
                } else {
                    0
                }
            }
            '\u{80}'..='\u{9f}' => CONTROL | UNUSUAL,
            '\u{ad}' => UNUSUAL,
            _ if is_plain_beyond_ascii(c) => 0,
            _ => {
                let spaced = if spacing::is_space(c) && space() { SPACES } else { 0 };
                let control = if characters::is_control(c) { CONTROL } else { 0 };
                spaced | control | if characters::is_unusual(c) { UNUSUAL } else { 0 }
            }
        };
        held |= if mojibake::opens(c, next) { TORN } else { 0 };
        held |= if remnants::opens(line[..start].chars().next_back(), c, next) { REMNANT } else { 0 };
    }
    held
}

/// One of the signs that fit into a byte.
fn if_set(is: bool, sign: u16) -> u8 {
    if is { sign as u8 } else { 0 }
}

/// Where the first byte beyond ASCII stands.
fn first_wide(bytes: &[u8]) -> Option<usize> {
    const MANY: usize = 32;
    let plain = bytes.chunks(MANY).take_while(|many| many.is_ascii()).count() * MANY;
    Some(plain + bytes.get(plain..)?.iter().position(|b| !b.is_ascii())?)
}

/// Letters and marks that only a wrong encoding could have brought here.
fn is_plain_beyond_ascii(c: char) -> bool {
    matches!(c, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{400}'..='\u{45f}' | '\u{2010}'..='\u{2027}')
}

/// Edits that only took back what an earlier step did are no edits.
fn effective<A: Copy + Ord, B: Copy>(edits: Edits<A, B>, text: &str) -> Edits<A, B> {
    let list = edits.into_iter().filter(|edit| edit.span.of(text) != edit.new).collect();
    Edits::new(list).expect("a part of a sound list is sound")
}

fn listed<A: Copy + Ord, B: Copy>(changes: Vec<Change>, shift: usize) -> Edits<A, B> {
    let edit = |change: Change| {
        Edit::new(Span::new(change.start + shift, change.end + shift), change.new, Rule::named(change.rule))
    };
    Edits::new(changes.into_iter().map(edit).collect()).expect("a step never proposes overlapping changes")
}

fn shifted<A>(edit: Edit<A>, by: usize) -> Edit<A> {
    Edit { span: Span::new(edit.span.start + by, edit.span.end + by), ..edit }
}

/// Where, at or behind `from`, the first thing stands that a step may want to touch; cheap, and seldom wrong.
fn dirt(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let (mut marks, read) = masks::marks(&bytes[at..]);
        while marks != 0 {
            let here = at + marks.trailing_zeros() as usize;
            if is_dirt(text, here) {
                return Some(here);
            }
            marks &= marks - 1;
        }
        at += read;
    }
    None
}

/// True when a step may want what stands at a byte that [`masks::marks`] tells.
fn is_dirt(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let (b, next) = (bytes[at], bytes.get(at + 1));
    match b {
        b' ' | b'.' => next == Some(&b),
        b':' => spacing::labelled(&bytes[..at], next),
        0x80.. => text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(|c| suspicious(c, text, at + c.len_utf8())),
        _ => true,
    }
}

/// True when a step may want the character `c` that ends at `at`.
fn suspicious(c: char, text: &str, at: usize) -> bool {
    let next = text[at..].chars().next().filter(|next| !matches!(next, '\n' | '\r'));
    let damaged = match c {
        '\u{80}'..='\u{9f}' | '\u{ad}' => true,
        '\u{a0}' => next.is_some_and(spacing::is_space) || text[..at - 2].ends_with(' '),
        '…' => next == Some('.'),
        // Behind a letter it stands for an apostrophe, before one it opens a quotation.
        '‘' | '‛' => {
            next.is_some_and(char::is_alphabetic)
                && text[..at - c.len_utf8()].chars().next_back().is_some_and(char::is_alphabetic)
        }
        _ if is_plain_beyond_ascii(c) => false,
        _ => characters::is_unusual(c) || spacing::is_space(c),
    };
    let before = || text[..at - c.len_utf8()].chars().next_back();
    damaged || mojibake::opens(c, next) || remnants::opens(before(), c, next)
}

#[cfg(test)]
mod tests;
