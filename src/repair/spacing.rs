//! Spaces too many and too few, doubled full stops, an opening mark in the place of an apostrophe, labels of scrapers.
//! In: one line, for lost spaces the page. Out: small replacements.
//! Not here: typography; quotation marks, dashes and single no-break spaces stay as they are. So does layout: indentation,
//! bullets, nesting, and spaces at the end of a line.

use super::Change;
use crate::{dictionary::ordinary::is_ordinary, document::unmark, fold, scan::hash};
use foldhash::HashSet;
use std::{borrow::Cow, ops::Range};

/// One space in the place of several inside a line.
pub(super) fn spaces(line: &str, out: &mut Vec<Change>) {
    // Behind the mark of a run before stands what it looked at.
    let (words, _) = unmark(line);
    let shift = line.len() - words.len();
    let first = layout(words);
    if is_drawn(words.trim()) {
        return;
    }
    let before = out.len();
    let mut run = None;
    for (at, c) in words[first..].char_indices().map(|(at, c)| (first + at, c)) {
        match (run, is_space(c)) {
            (None, true) => run = Some((at, 1)),
            (Some((start, count)), true) => run = Some((start, count + 1)),
            (Some((start, count)), false) => {
                // A tab beside spaces is a table's.
                if count > 1 && c != '\t' && !words[..start].ends_with('\t') {
                    out.push(Change::new(start, at, " ", "repair/space"));
                }
                run = None;
            }
            (None, false) => {}
        }
    }
    if out.len() > before {
        if is_lined_up(&words[first..]) || is_code(words) {
            out.truncate(before);
        } else {
            keep_quoted(words, out, before);
        }
    }
    for change in &mut out[before..] {
        (change.start, change.end) = (change.start + shift, change.end + shift);
    }
}

/// True where marks line words up: the columns of a table, the branches of a tree (`│   ├── notes`), bars of music
/// (`Am  |  G7  |  C`), strings of a guitar.
fn is_drawn(words: &str) -> bool {
    const BARS: usize = 2;
    let bars = || memchr::memmem::find_iter(words.as_bytes(), "  |  ").take(BARS).count();
    words.starts_with(|c: char| matches!(c, '\u{2500}'..='\u{257f}'))
        || words.len() > 1 && words.starts_with('|') && words.ends_with('|')
        || words.contains("|--")
        || bars() == BARS
}

/// Leaves what stands between quotation marks in a command: `grep "a  b" notes.txt`.
fn keep_quoted(line: &str, out: &mut Vec<Change>, before: usize) {
    const LONGEST: usize = 400;
    if line.len() > LONGEST || !line.contains(['"', '\'']) {
        return;
    }
    let double = |at: usize| line[..at].matches('"').count() % 2 == 1 && line[at..].contains('"');
    // Within a word it is an apostrophe.
    let opens = |(at, _): &(usize, &str)| line[..*at].ends_with(' ');
    let closes = |(at, _): &(usize, &str)| matches!(line.as_bytes().get(at + 1), None | Some(b' '));
    let single = |at: usize| {
        let open = line[..at].match_indices('\'').rfind(opens);
        let close = line[at..].match_indices('\'').map(|(close, mark)| (at + close, mark)).find(closes);
        open.zip(close).is_some_and(|((open, _), _)| !line[open + 1..at].contains('\''))
    };
    let inside = |at: usize| double(at) || single(at);
    let first = line.trim_start().trim_start_matches("$ ");
    let verb = first.split(' ').next().unwrap_or_default();
    let command =
        !verb.is_empty() && verb.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if command && !line.ends_with('.') {
        let changes = out.split_off(before);
        out.extend(changes.into_iter().filter(|change| !inside(change.start)));
    }
}

/// `Herat      12     34`, `Total            112.50`, `The sea,    the sea`: a row of a table without lines, or a verse with
/// a gap. Few words, no full stop behind them, and gaps that no slip of the thumb makes, or numbers behind them.
fn is_lined_up(words: &str) -> bool {
    const LONGEST: usize = 240;
    const CELL: usize = 4;
    const ALIGNED: usize = 3;
    const WIDE: usize = 4;
    const VERSE: usize = 8;
    let words = words.trim_end();
    if words.len() > LONGEST || words.ends_with('.') && !words.ends_with("..") {
        return false;
    }
    let cells: Vec<&str> = words.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let (gaps, widest, narrowest) = gaps(words);
    let number = |cell: &&str| {
        cell.bytes().any(|b| b.is_ascii_digit()) && !cell.contains(|c: char| c.is_alphabetic() || c == ' ')
    };
    let ends = [cells.first(), cells.last()].into_iter().flatten();
    let count: usize = cells.iter().map(|cell| cell.split(' ').count()).sum();
    let narrow = cells.iter().all(|cell| cell.split(' ').count() <= CELL);
    match gaps {
        0 => false,
        1 => {
            (widest >= ALIGNED && ends.filter(|cell| number(cell)).count() > 0 || widest >= WIDE)
                && count <= VERSE
        }
        _ => narrow && (narrowest >= ALIGNED || widest >= WIDE || cells.iter().any(number)),
    }
}

/// How many runs of two plain spaces or more, and the length of the longest and the shortest.
fn gaps(words: &str) -> (usize, usize, usize) {
    let (mut count, mut widest, mut narrowest) = (0, 0, usize::MAX);
    let bytes = words.as_bytes();
    let mut at = 0;
    while let Some(ahead) = memchr::memmem::find(&bytes[at..], b"  ") {
        let start = at + ahead;
        let length = bytes[start..].iter().take_while(|b| **b == b' ').count();
        (count, widest, narrowest) = (count + 1, widest.max(length), narrowest.min(length));
        at = start + length;
    }
    (count, widest, narrowest)
}

/// A line of a program or a formula: an assignment, a call, a command of TeX, a key before its value, a statement.
pub(super) fn is_code(line: &str) -> bool {
    const LONGEST: usize = 400;
    // Behind two spaces a comment follows.
    const SIGNS: [&str; 10] = [" = ", "==", " != ", "\\", "();", ");", "{}", " => ", "  # ", "  // "];
    let line = line.trim();
    if line.len() > LONGEST {
        return false;
    }
    let key = line.split_once(':').is_some_and(|(key, value)| {
        key.starts_with(|c: char| c.is_ascii_lowercase())
            && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
            && value.starts_with("  ")
    });
    let statement = || {
        let verb = line.split(' ').next().unwrap_or_default();
        line.ends_with([';', '{', '}'])
            && (line.contains(['(', '_', '{'])
                || verb.len() > 1 && verb.bytes().all(|b| b.is_ascii_uppercase()))
    };
    key || statement() || SIGNS.iter().any(|sign| line.contains(sign))
}

/// Takes away the changes of what a text shows between backticks, as it is: `write &amp; for an ampersand`.
pub(super) fn keep_shown(text: &str, changes: &mut Vec<Change>) {
    if changes.is_empty() {
        return;
    }
    let shown: Vec<Range<usize>> = shown_as_code(text).collect();
    changes.retain(|change| {
        let next = shown.partition_point(|code| code.end <= change.start);
        shown.get(next).is_none_or(|code| change.end.max(change.start + 1) <= code.start)
    });
}

/// What stands between two backticks of a line. No letter stands before the first or behind the last, where they would be
/// apostrophes.
fn shown_as_code(text: &str) -> impl Iterator<Item = Range<usize>> {
    const LONGEST: usize = 80;
    let mut end = 0;
    memchr::memchr_iter(b'`', text.as_bytes()).filter_map(move |open| {
        let start = open + 1;
        if open < end || text[..open].ends_with(char::is_alphanumeric) {
            return None;
        }
        let close = start + memchr::memchr(b'`', &text.as_bytes()[start..])?;
        let inside = &text[start..close];
        let tight = !inside.is_empty() && inside.len() <= LONGEST && inside.trim().len() == inside.len();
        if !tight || inside.contains(['\n', '\r']) || text[close + 1..].starts_with(char::is_alphanumeric) {
            return None;
        }
        end = close + 1;
        Some(start..close)
    })
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}')
}

/// Where the words of a line start: behind indentation, quotation arrows, a bullet or a number.
fn layout(line: &str) -> usize {
    let blank = |c: char| is_space(c) || c == '\t';
    let mut rest = line.trim_start_matches(blank);
    while let Some(deeper) = rest.strip_prefix(['>', '|']) {
        rest = deeper.trim_start_matches(blank);
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match rest[digits..].chars().next() {
        Some('.' | ')') if (1..=3).contains(&digits) => digits + 1,
        Some(c) if digits == 0 && "-–—*+#•·▪▫◦‣●○■□►▸✓✔".contains(c) => {
            c.len_utf8()
        }
        _ => 0,
    };
    let behind = &rest[marker..];
    if marker > 0 && behind.starts_with(blank) {
        rest = behind.trim_start_matches(blank);
    }
    line.len() - rest.len()
}

/// A full stop in the place of two; a space between the stop of an ellipsis and the word glued to it (`year….writes`).
pub(super) fn stops(line: &str, out: &mut Vec<Change>) {
    let mut at = 0;
    while let Some(start) = next_stop(line, at) {
        let len = line[start..].len() - line[start..].trim_start_matches(['.', '…']).len();
        let (run, before, after) = (&line[start..start + len], &line[..start], &line[start + len..]);
        at = start + len;
        match run {
            // The first is one of a name: `P.K.K..`
            ".." if doubled(before, after) && ends_in_initial(before) => {
                out.push(Change::new(start + 1, at, "", "repair/stops"));
            }
            ".." if doubled(before, after) => out.push(Change::new(start, at, ".", "repair/stops")),
            "…." | "...."
                if before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic) =>
            {
                out.push(Change::new(at, at, " ", "repair/lost-space"));
            }
            _ => {}
        }
    }
}

/// `P.K.K`: one letter behind a stop.
fn ends_in_initial(before: &str) -> bool {
    let mut behind = before.chars().rev();
    behind.next().is_some_and(char::is_alphabetic) && behind.next() == Some('.')
}

/// The first full stop or ellipsis from `at` on.
fn next_stop(line: &str, at: usize) -> Option<usize> {
    const LEAD: u8 = "…".as_bytes()[0];
    let bytes = line.as_bytes();
    let mut found = memchr::memchr2_iter(b'.', LEAD, &bytes[at..]).map(|ahead| at + ahead);
    found.find(|found| bytes[*found] == b'.' || bytes[*found..].starts_with("…".as_bytes()))
}

/// True where `..` ends a sentence: not in a path, a range, or an ellipsis the sentence goes on behind.
fn doubled(before: &str, after: &str) -> bool {
    const CLOSING: [char; 7] = ['"', '”', '’', '»', ')', ']', '\''];
    if !before.ends_with(|c: char| c.is_alphanumeric() || CLOSING.contains(&c)) {
        return false;
    }
    let rest = after.trim_start_matches(CLOSING);
    let next = rest.trim_start_matches(is_space).chars().next();
    let ends = match rest.chars().next() {
        None => true,
        Some(c) if is_space(c) || c == '\t' => !next.is_some_and(char::is_lowercase),
        // Between two words it is a range (`main..HEAD`, `Start..End`), unless the first reads like the end of a sentence
        // and the second like the start of one.
        Some(c) => {
            let (left, right) = (word_end(before), &rest[..elided(rest)]);
            let sentence = !left.contains(char::is_uppercase)
                && c.is_uppercase()
                && right.chars().nth(1).is_some_and(|c| c.is_lowercase() || is_apostrophe_sign(c));
            sentence && long(left) && long(right)
        }
    };
    ends && !is_path(before)
}

/// True when the run without spaces that ends a text is an address or a path. A slash alone proves nothing: it may stand
/// between two names.
fn is_path(before: &str) -> bool {
    let start = before.char_indices().rev().take(LONGEST).find(|(_, c)| c.is_whitespace());
    let run = &before[start.map_or(0, |(at, c)| at + c.len_utf8())..];
    run.contains("://") || run.contains('\\') || run.starts_with(['/', '.'])
}

/// Runs without a space that are longer, in bytes, are no words; looking further would cost time on broken pages.
const LONGEST: usize = 1000;

/// No capital among its letters.
fn is_small(word: &str) -> bool {
    word.chars().all(char::is_lowercase)
}

/// Three letters or more.
pub(super) fn long(word: &str) -> bool {
    word.chars().nth(2).is_some()
}

/// The letters that end a text.
pub(super) fn word_end(text: &str) -> &str {
    &text[text.trim_end_matches(char::is_alphabetic).len()..]
}

/// The letters that open a text.
pub(super) fn word_start(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches(char::is_alphabetic).len()]
}

/// Where the first word of a text ends, apostrophes within it included: `L'Isis`, `Da’esh`.
fn elided(text: &str) -> usize {
    text.find(|c: char| !c.is_alphabetic() && !is_apostrophe_sign(c)).unwrap_or(text.len())
}

fn is_apostrophe_sign(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// An apostrophe in the place of an opening mark: `Taliban‘s`. The ayin of a transliteration (`Qa‘ida`) stays.
pub(super) fn apostrophes(line: &str, out: &mut Vec<Change>) {
    for (at, mark) in line.match_indices(['‘', '‛']) {
        let end = at + mark.len();
        if is_apostrophe(word_end(&line[..at]), word_start(&line[end..])) {
            out.push(Change::new(at, end, "’", "repair/apostrophe"));
        }
    }
}

/// Before `’re`, `’ve`, `’d`.
pub(super) const PRONOUNS: [&str; 9] = ["i", "you", "he", "she", "it", "we", "they", "who", "that"];
/// Words that lost their last letter before an apostrophe.
pub(super) const ELIDED: [&str; 14] =
    ["l", "d", "un", "all", "dell", "nell", "sull", "dall", "quell", "quest", "dov", "cos", "anch", "c"];

fn is_apostrophe(before: &str, after: &str) -> bool {
    let (before, after) = (before.to_lowercase(), after.to_lowercase());
    match after.as_str() {
        "s" => before.chars().count() > 1 || PRONOUNS.contains(&before.as_str()),
        "t" => before.len() > 1 && before.ends_with('n'),
        "ll" | "re" | "ve" | "d" | "m" => PRONOUNS.contains(&before.as_str()),
        _ => after.chars().count() > 2 && ELIDED.contains(&before.as_str()),
    }
}

/// Labels that scrapers glue to the first word of a line: a CamelCase word that ends in one of these, and a colon.
const LABELS: [&str; 14] = [
    "Img",
    "Image",
    "Pic",
    "Photo",
    "Thumb",
    "Thumbnail",
    "Icon",
    "Logo",
    "Src",
    "Url",
    "Link",
    "Video",
    "Caption",
    "Alt",
];

/// True when the word before a colon may be the label of a scraper, `next` being what is glued to it.
pub(super) fn labelled(before: &[u8], next: Option<&u8>) -> bool {
    next.is_some_and(|next| !next.is_ascii_whitespace() && *next != b'/')
        && LABELS.iter().any(|end| before.ends_with(end.as_bytes()))
}

/// Removes the labels of scrapers.
pub(super) fn glue(line: &str, out: &mut Vec<Change>) {
    let start = line.len() - line.trim_start().len();
    let mut end = start;
    while let Some(len) = label(&line[end..]) {
        end += len;
    }
    if end > start {
        out.push(Change::new(start, end, "", "repair/glue"));
    }
}

/// The length of `NextImg:`, where a word is glued to it.
fn label(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    if !bytes.first()?.is_ascii_uppercase() {
        return None;
    }
    let len = bytes.iter().take(40).take_while(|b| b.is_ascii_alphabetic()).count();
    let (name, rest) = line.split_at(len);
    let camel = LABELS
        .iter()
        .any(|end| name.strip_suffix(end).is_some_and(|stem| stem.ends_with(|c: char| c.is_lowercase())));
    let glued = rest.strip_prefix(':')?.starts_with(|c: char| !c.is_whitespace() && c != '/');
    (camel && glued).then_some(len + 1)
}

/// Endings of hosts and files: what stands before them is no sentence.
const ENDINGS: &[&str] = &[
    "com", "org", "net", "info", "gov", "edu", "int", "mil", "news", "blog", "site", "online", "live",
    "media", "today", "world", "asia", "press", "app", "dev", "html", "htm", "php", "asp", "aspx", "jsp",
    "pdf", "doc", "docx", "xls", "xlsx", "csv", "txt", "jpg", "jpeg", "png", "gif", "svg", "webp", "zip",
    "xml", "json", "exe", "css",
];

/// Before a title: `of the Army.The troops`.
const ARTICLES: &[&str] = &[
    "the", "il", "lo", "la", "i", "gli", "le", "del", "dello", "della", "dei", "degli", "delle", "al",
    "alla", "dal", "dalla", "nel", "nella",
];

/// Puts back spaces lost behind `.`, `!`, `?`, `…`: `ambitions.The`. Both halves are words of three letters or more that stand
/// alone elsewhere on the page or that `known` knows; the first may be any ordinary one in small letters: `cancelled.However`,
/// not `Booking.Holdings` or `strings.Builder`. The second may be one of two letters before a space: `finita.Il governo`.
/// Behind a time or a date one ordinary word is enough: `00:55Welcome`, `October 8, 2021Terror`.
pub(super) fn lost_spaces(text: &str, known: &dyn Fn(&str) -> bool) -> Vec<Change> {
    let bytes = text.as_bytes();
    let stops = memchr::memchr3_iter(b'.', b'!', b'?', bytes);
    let ellipses = memchr::memmem::find_iter(bytes, "…");
    let mut run = 0..0;
    let mut waiting: Vec<Lost> = stops.filter_map(|at| Lost::at(text, at, 1, &mut run)).collect();
    run = 0..0;
    waiting.extend(ellipses.filter_map(|at| Lost::at(text, at, '…'.len_utf8(), &mut run)));
    waiting.extend(memchr::memchr_iter(b':', bytes).filter_map(|at| Lost::behind_time(text, at)));
    waiting.extend(memchr::memmem::find_iter(bytes, ", 20").filter_map(|at| Lost::behind_date(text, at)));
    if waiting.is_empty() {
        return Vec::new();
    }
    // Mostly a dictionary knows the words, and the page is not read.
    let mut alone: Option<HashSet<Cow<'_, str>>> = None;
    let mut freed: HashSet<String> = HashSet::default();
    let mut out = Vec::new();
    loop {
        let before = waiting.len();
        waiting.retain(|lost| {
            let found = [lost.left, lost.right].iter().all(|word| {
                let small = small(word);
                let ordinary = || is_ordinary(hash(&fold::word(word)));
                word.is_empty()
                    || freed.contains(&*small)
                    || known(word)
                    || (lost.left.is_empty() || *word == lost.left && is_small(word)) && ordinary()
                    || alone.get_or_insert_with(|| standing_alone(text)).contains(&*small)
            });
            if found {
                out.push(Change::new(lost.at, lost.at, " ", "repair/lost-space"));
                freed.extend([lost.left, lost.right].map(|word| small(word).into_owned()));
            }
            !found
        });
        // Words set free are words that stand alone.
        if waiting.len() == before {
            break;
        }
    }
    out.sort_by_key(|change| change.start);
    keep_shown(text, &mut out);
    out
}

/// A place where a space may be missing.
struct Lost<'t> {
    at: usize,
    /// Empty behind a number.
    left: &'t str,
    right: &'t str,
}

impl<'t> Lost<'t> {
    /// The place behind a mark of `len` bytes and any marks after it. `run` is the last one that [`in_address`] looked at.
    fn at(text: &'t str, mark: usize, len: usize, run: &mut Range<usize>) -> Option<Lost<'t>> {
        const MARKS: [char; 4] = ['.', '!', '?', '…'];
        if text.as_bytes().get(mark + len).is_none_or(u8::is_ascii_whitespace) {
            return None;
        }
        let left = word_end(&text[..mark]);
        // Only the first of a row of marks stands behind a word.
        if !long(left) {
            return None;
        }
        let rest = text[mark..].trim_start_matches(MARKS);
        let at = text.len() - rest.len();
        let right = word_start(rest);
        // Behind a single full stop a small letter is part of a name: `archive.tar`.
        let name = &text[mark..at] == "." && right.starts_with(char::is_lowercase);
        let after = &rest[right.len()..];
        let article = || {
            is_small(left)
                && right.len() == 2
                && right.starts_with(char::is_uppercase)
                && after.starts_with(' ')
        };
        if !(long(right) || article()) || name || &text[mark..at] == ".." {
            return None;
        }
        let before = &text[..mark - left.len()];
        if before.ends_with(is_code_sign) || after.starts_with(is_code_sign) || in_address(text, mark, run) {
            return None;
        }
        // `Data.List`, `System.Out`: no sentence ends in an ordinary word with a capital, but a title may, and `the Army`.
        let titled = || {
            let before = before.trim_end_matches(' ');
            let word = word_end(before);
            word.starts_with(char::is_uppercase)
                || ARTICLES.contains(&word)
                || before.ends_with(is_apostrophe_sign)
        };
        if left.starts_with(char::is_uppercase) && is_ordinary(hash(&fold::word(left))) && !titled() {
            return None;
        }
        let ends = |word: &str| ENDINGS.contains(&word.to_lowercase().as_str());
        (!ends(right)).then_some(Lost { at, left, right })
    }

    /// The place behind the last minute or second of a time of day: `01:33against`; not `10:30am`, `12:00UTC`, `1:30min`.
    fn behind_time(text: &'t str, colon: usize) -> Option<Lost<'t>> {
        const UNITS: [&str; 8] = ["min", "mins", "sec", "secs", "hrs", "ore", "noon", "hours"];
        let hours = text.as_bytes()[..colon].last().is_some_and(u8::is_ascii_digit);
        Lost::behind_digits(text, colon + 1).filter(|lost| hours && !UNITS.contains(&lost.right))
    }

    /// The place behind the year of a date: `October 8, 2021Terror`; not `Tesla 3, 2021Q1`.
    fn behind_date(text: &'t str, comma: usize) -> Option<Lost<'t>> {
        let day = text.as_bytes()[..comma].last().is_some_and(u8::is_ascii_digit);
        let year = Lost::behind_digits(text, comma + ", 20".len());
        year.filter(|lost| day && lost.right.starts_with(char::is_uppercase))
    }

    /// The place behind two digits, where a word of three letters or more is glued to them.
    fn behind_digits(text: &'t str, start: usize) -> Option<Lost<'t>> {
        let at = start + 2;
        let two = text.as_bytes().get(start..at)?;
        let right = two.iter().all(u8::is_ascii_digit).then(|| word_start(&text[at..]))?;
        let capitals = !right.contains(char::is_lowercase);
        let goes_on = text[at + right.len()..].starts_with(is_code_sign);
        (long(right) && !capitals && !goes_on).then_some(Lost { at, left: "", right })
    }
}

/// Beside a word it says that both are part of a name in a program or of an address.
fn is_code_sign(c: char) -> bool {
    c.is_ascii_digit() || "_@/\\#=&%~$+(".contains(c)
}

/// True when the run without spaces around `at` is an address, a path or a file name. `run` is the last one looked at:
/// many places may stand in one.
fn in_address(text: &str, at: usize, run: &mut Range<usize>) -> bool {
    let blank = |b: &u8| b.is_ascii_whitespace();
    let bytes = text.as_bytes();
    if !run.contains(&at) {
        let start = bytes[..at].iter().rposition(blank).map_or(0, |before| before + 1);
        *run = start..bytes[at..].iter().position(blank).map_or(bytes.len(), |ahead| at + ahead);
    }
    if run.len() >= LONGEST {
        return true;
    }
    let run = &text[run.clone()];
    let last = word_end(run.trim_end_matches(|c: char| !c.is_alphanumeric()));
    let host = run
        .split_once('/')
        .and_then(|(host, _)| host.rsplit_once('.'))
        .map(|(_, ending)| ending.to_lowercase());
    run.contains(['\\', '@', '_', '='])
        || is_dotted(run)
        || run.contains("://")
        || run.starts_with('/')
        || host.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
        || run.contains("www.")
        || ENDINGS.contains(&last.to_lowercase().as_str())
}

/// `this.name.First`, `self.Foo.Bar`: the parts of a name in a program, two dots or more between letters.
fn is_dotted(run: &str) -> bool {
    const LEAST: usize = 2;
    let letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphabetic());
    let bytes = run.as_bytes();
    let joins = memchr::memchr_iter(b'.', bytes).filter(|at| {
        at.checked_sub(1).is_some_and(|left| letter(bytes.get(left))) && letter(bytes.get(at + 1))
    });
    joins.take(LEAST).count() == LEAST
}

/// The words of a page that are not glued to others by a full stop or the like, in small letters.
pub(super) fn standing_alone(text: &str) -> HashSet<Cow<'_, str>> {
    let mut words = HashSet::default();
    let mut at = 0;
    while let Some(ahead) = text[at..].find(char::is_alphabetic) {
        let start = at + ahead;
        let word = word_start(&text[start..]);
        at = start + word.len();
        let after = text[at..].trim_start_matches(['.', '!', '?', '…']);
        let glued_behind = after.len() < text[at..].len() && after.starts_with(char::is_alphanumeric);
        let stops = |c: char| matches!(c, '.' | '!' | '?' | '…');
        let joins = |c: char| matches!(c, '0'..='9' | '_' | '@' | '/' | '\\' | '#' | '=' | '&');
        if !glued_behind
            && !text[..start].ends_with(|c| joins(c) || stops(c))
            && !text[at..].starts_with(joins)
        {
            words.insert(small(word));
        }
    }
    words
}

/// A word in small letters; most are.
pub(super) fn small(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        Cow::Borrowed(word)
    } else {
        word.to_lowercase().into()
    }
}
