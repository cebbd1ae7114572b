//! What a line looks like, before anybody asks what it says: bullet, heading, paragraph, cut teaser, date, byline.
//! In: one line. Out: answers. Not here: what the lines around it make of it (see `segment`, `strip`).

use crate::masks;

/// A line of at least so many words that ends like a sentence is running text.
const PARAGRAPH_WORDS: usize = 12;
/// A line this long is running text however it ends.
const LONG_WORDS: usize = 36;
/// No heading is longer.
const HEADING_WORDS: usize = 30;
/// Words are counted up to here.
pub const MOST_WORDS: usize = 64;
/// A line of so many bytes holds that many words, or something that nobody would call words.
const MOST_BYTES: usize = 480;

/// Up to so many bytes every word is looked at.
const COUNTED_BYTES: usize = 160;

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// No words at all: `* * *`.
    Bare,
    /// Running text.
    Paragraph,
    /// A teaser, cut off by an ellipsis.
    Cut,
    /// In brackets: `(With inputs from agencies)`.
    Bracketed,
    /// A date and nothing else.
    Date,
    /// `By Jane Doe`.
    Byline,
    /// A title, a subhead, a headline.
    Heading,
    /// A short sentence, a fragment.
    Other,
}

/// A line seen once, for all who ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// What it looks like.
    pub form: Form,
    /// Its words, counted up to [`MOST_WORDS`].
    pub words: usize,
}

impl Look {
    /// Looks at a line.
    ///
    /// ```
    /// use canonry::shape::{Form, Look};
    /// assert_eq!(Look::at("  • IS-K forays into Pakistan"), Look { form: Form::Heading, words: 4 });
    /// ```
    pub fn at(line: &str) -> Look {
        if line.len() >= MOST_BYTES {
            return Look { form: Form::Paragraph, words: MOST_WORDS };
        }
        let body = body(line);
        // In long lines a word more or less decides nothing, and spaces are counted many at a time.
        let words = if body.len() > COUNTED_BYTES {
            (memchr::memchr_iter(b' ', body.as_bytes()).count() + 1).min(MOST_WORDS)
        } else {
            words(body, MOST_WORDS)
        };
        Look { form: form(body, words), words }
    }

    /// The same where the words have been counted.
    pub(crate) fn counted(line: &str, words: usize) -> Look {
        let words = words.min(MOST_WORDS);
        Look { form: form(body(line), words), words }
    }
}

fn form(body: &str, words: usize) -> Form {
    if words >= LONG_WORDS {
        return Form::Paragraph;
    }
    if words == 0 {
        return Form::Bare;
    }
    if is_cut(body) {
        return Form::Cut;
    }
    let sentence = ends_sentence(body);
    if words >= PARAGRAPH_WORDS && sentence {
        return Form::Paragraph;
    }
    if is_bracketed(body) {
        return Form::Bracketed;
    }
    if is_dated(body) {
        return Form::Date;
    }
    if byline(body).is_some() {
        return Form::Byline;
    }
    let open = !sentence || body.ends_with(['?', '!', ':', '’', '”', '"', '»', '\'']);
    if open && words <= HEADING_WORDS && body.contains(char::is_alphabetic) {
        Form::Heading
    } else {
        Form::Other
    }
}

/// Marks that open an entry of a list wherever they stand.
const BULLETS: &[char] = &[
    '•', '◦', '▪', '▫', '●', '○', '‣', '⁃', '∙', '■', '□', '◆', '◇', '►', '▶', '▸', '➤', '➢', '➔', '→', '✓',
    '✔', '☛', '❖', '♦', '★', '☆',
];
/// Marks that open an entry only with a space behind them.
const DASHES: &[char] = &['-', '–', '—', '*', '·', '+', '>', '»', '›'];

/// Bytes of indent and bullet before the words of a line.
///
/// ```
/// use canonry::shape::bullet_start;
/// assert_eq!(bullet_start("  • IS-K in Pakistan"), "  • ".len());
/// assert_eq!(bullet_start("-5 degrees"), 0);
/// ```
pub fn bullet_start(line: &str) -> usize {
    // Most lines open with a letter.
    if line.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return 0;
    }
    let mut rest = line.trim_start();
    while let Some(c) = rest.chars().next().filter(|c| !c.is_ascii_alphanumeric()) {
        let behind = &rest[c.len_utf8()..];
        if BULLETS.contains(&c) || (DASHES.contains(&c) && behind.starts_with(char::is_whitespace)) {
            rest = behind.trim_start();
        } else {
            break;
        }
    }
    line.len() - rest.len()
}

/// True when the line opens with a bullet, not only an indent.
pub fn has_bullet(line: &str) -> bool {
    bullet_start(line) > line.len() - line.trim_start().len()
}

/// The words of a line: no indent, no bullet, no spaces at the end.
pub fn body(line: &str) -> &str {
    line[bullet_start(line)..].trim_end()
}

/// How many words, counted up to `most`: nobody needs to know how long a long paragraph is. A word is a run without
/// spaces that holds a letter or a digit.
///
/// ```
/// use canonry::shape::words;
/// assert_eq!(words("Isis-K – «two\u{a0}convoys»", 99), 3);
/// ```
pub fn words(line: &str, most: usize) -> usize {
    let bytes = line.as_bytes();
    let (mut count, mut carry, mut over) = (0, false, Masks::default());
    for at in (0..bytes.len()).step_by(Masks::BYTES) {
        if count >= most {
            return most;
        }
        let masks = Masks::of(bytes, at, &mut over);
        // A sum carries a run of other bytes over its end, into a space, exactly when one of them is a letter.
        let (sum, first) = (!masks.spaces).overflowing_add(masks.letters);
        let (sum, second) = sum.overflowing_add(u64::from(carry));
        carry = first | second;
        count += (sum & masks.spaces).count_ones() as usize;
    }
    (count + usize::from(carry)).min(most)
}

/// Which of 64 bytes are letters or digits, and which are spaces; marks are neither.
#[derive(Clone, Copy, Default)]
struct Masks {
    letters: u64,
    spaces: u64,
}

impl Masks {
    const BYTES: usize = masks::WIDTH;

    /// Of the bytes from `at` on; behind the end of a line all is space. `over` holds what a character says of bytes that
    /// come next: their letters are none, their spaces are some.
    fn of(bytes: &[u8], at: usize, over: &mut Masks) -> Masks {
        let mut block = [b' '; Masks::BYTES];
        let part = &bytes[at..bytes.len().min(at + Masks::BYTES)];
        block[..part.len()].copy_from_slice(part);
        let classes = masks::Masks::of(&block);
        let letters = classes.letters | classes.digits | classes.wide;
        let mut masks = Masks { letters, spaces: masks::spaces(&block) };
        masks.letters &= !over.letters;
        masks.spaces |= over.spaces;
        *over = Masks::default();
        let mut wide = classes.wide;
        while wide != 0 {
            let bit = wide.trailing_zeros();
            wide &= wide - 1;
            let start = at + bit as usize;
            // The dashes, quotation marks and spaces of general punctuation, and the no-break space.
            let (no_letters, spaces) = match (bytes[start], bytes.get(start + 1)) {
                (0xe2, Some(0x80)) => (0b111u128 << bit, 0),
                (0xc2, Some(0xa0)) => (0b11u128 << bit, 0b11u128 << bit),
                _ => continue,
            };
            masks.letters &= !(no_letters as u64);
            masks.spaces |= spaces as u64;
            over.letters |= (no_letters >> 64) as u64;
            over.spaces |= (spaces >> 64) as u64;
        }
        masks
    }
}

/// A line without the marks, the numbers of notes and the spaces behind its end: `It fell in August.[1]`.
fn closed(line: &str) -> &str {
    if line.as_bytes().last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.') {
        return line;
    }
    let bare = |text: &str| text.trim_end_matches(|c: char| c.is_whitespace() || CLOSERS.contains(&c)).len();
    let mut end = bare(line);
    while line[end..].starts_with(']')
        && let Some(before) = before_note(&line[..end])
    {
        end = bare(before);
    }
    &line[..end]
}

/// What stands before `[12` or `[citation needed`.
fn before_note(text: &str) -> Option<&str> {
    const NOTES: [&str; 3] = ["[citation needed", "[senza fonte", "[note"];
    let number = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = number.strip_suffix('[').filter(|_| number.len() < text.len());
    numbered.or_else(|| NOTES.iter().find_map(|note| text.strip_suffix(note)))
}

/// True when the line was cut off: `Islamic State killed more than 4,000 since Syria…`
pub fn is_cut(line: &str) -> bool {
    let end = closed(line);
    end.ends_with('…') || end.ends_with("...")
}

/// Marks that may stand behind the end of a sentence.
const CLOSERS: &[char] = &['"', '\'', '”', '’', '“', '»', ')', ']', '*'];

/// True when the line ends like a sentence; the dots of `U.S.` end none.
pub fn ends_sentence(line: &str) -> bool {
    let end = closed(line);
    match end.chars().next_back() {
        Some('.') => !ends_in_acronym(end),
        Some('!' | '?' | ':' | ';') => true,
        _ => false,
    }
}

fn ends_in_acronym(line: &str) -> bool {
    if !matches!(line.as_bytes(), [.., b'.', letter, b'.'] if letter.is_ascii_uppercase()) {
        return false;
    }
    let last = line
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or(line)
        .trim_start_matches(|c: char| !c.is_alphanumeric());
    last.len() >= 4
        && last.as_bytes().chunks(2).all(|pair| matches!(pair, [letter, b'.'] if letter.is_ascii_uppercase()))
}

/// True for running text: a dozen words or more that end like a sentence, or simply many words.
///
/// ```
/// use canonry::shape::is_paragraph;
/// assert!(is_paragraph("The blast in the north killed nine men, and the army sealed the roads."));
/// assert!(!is_paragraph("The army seals all roads after the blast in the north kills nine"));
/// ```
pub fn is_paragraph(line: &str) -> bool {
    Look::at(line).form == Form::Paragraph
}

/// True for a title, a subhead or a headline: some words, no full stop, not cut, no date, no byline, not in brackets.
///
/// ```
/// use canonry::shape::is_heading;
/// assert!(is_heading("What next for the province?"));
/// assert!(!is_heading("He said so."));
/// assert!(!is_heading("June 20 2025"));
/// ```
pub fn is_heading(line: &str) -> bool {
    Look::at(line).form == Form::Heading
}

/// True for a line in brackets: `(With inputs from agencies)`.
pub fn is_bracketed(line: &str) -> bool {
    let body = body(line);
    body.starts_with('(') && body.trim_end_matches('.').ends_with(')')
        || body.starts_with('[') && body.trim_end_matches('.').ends_with(']')
}

/// The longest line that can hold nothing but a date.
const DATE_BYTES: usize = 90;

/// Month names and the forms they are cut to, with their numbers: English, Italian, German, French, Spanish; sorted.
#[rustfmt::skip]
const MONTHS: &[(&str, usize)] = &[
    ("abr", 4), ("abril", 4), ("ago", 8), ("agosto", 8), ("aout", 8), ("août", 8), ("apr", 4), ("april", 4),
    ("aprile", 4), ("aug", 8), ("august", 8), ("avr", 4), ("avril", 4), ("dec", 12), ("december", 12),
    ("dez", 12), ("dezember", 12), ("dic", 12), ("dicembre", 12), ("diciembre", 12), ("déc", 12),
    ("décembre", 12), ("ene", 1), ("enero", 1), ("feb", 2), ("febbr", 2), ("febbraio", 2), ("febr", 2),
    ("febrero", 2), ("februar", 2), ("february", 2), ("fevrier", 2), ("févr", 2), ("février", 2),
    ("gen", 1), ("genn", 1), ("gennaio", 1), ("giu", 6), ("giugno", 6), ("jan", 1), ("januar", 1),
    ("january", 1), ("janv", 1), ("janvier", 1), ("juil", 7), ("juillet", 7), ("juin", 6), ("jul", 7),
    ("juli", 7), ("julio", 7), ("july", 7), ("jun", 6), ("june", 6), ("juni", 6), ("junio", 6), ("lug", 7),
    ("luglio", 7), ("maerz", 3), ("mag", 5), ("magg", 5), ("maggio", 5), ("mai", 5), ("mar", 3),
    ("march", 3), ("mars", 3), ("marzo", 3), ("may", 5), ("mayo", 5), ("märz", 3), ("nov", 11),
    ("november", 11), ("novembre", 11), ("noviembre", 11), ("oct", 10), ("october", 10), ("octobre", 10),
    ("octubre", 10), ("okt", 10), ("oktober", 10), ("ott", 10), ("ottobre", 10), ("sep", 9), ("sept", 9),
    ("september", 9), ("septembre", 9), ("septiembre", 9), ("set", 9), ("sett", 9), ("settembre", 9),
];

/// True for the name of a month in any of these languages.
pub fn is_month(word: &str) -> bool {
    let word = word.to_lowercase();
    MONTHS.binary_search_by(|(name, _)| (*name).cmp(&word)).is_ok()
}

/// Words that may stand beside a date without making the line say more; sorted.
#[rustfmt::skip]
const DATE_WORDS: &[&str] = &[
    "a.m", "aggiornamento", "aggiornata", "aggiornato", "aktualisiert", "alle", "am", "at", "bst", "cest",
    "cet", "creato", "dal", "data", "date", "de", "del", "den", "der", "di", "dienstag", "dimanche", "dom",
    "domenica", "domingo", "donnerstag", "edt", "el", "est", "et", "first", "freitag", "fri", "friday",
    "gio", "giovedi", "giovedì", "gmt", "h", "il", "ist", "jeudi", "jour", "jueves", "last", "le", "local",
    "lun", "lundi", "lunedi", "lunedì", "lunes", "mardi", "martedi", "martedì", "martes", "mer",
    "mercoledi", "mercoledì", "mercredi", "mis", "mittwoch", "miércoles", "modifica", "modified", "mon",
    "monday", "montag", "nd", "of", "on", "ora", "ore", "p.m", "pkt", "pm", "posted", "pst", "pubblicata",
    "pubblicato", "publicado", "published", "publié", "rd", "sab", "sabato", "samedi", "samstag", "sat",
    "saturday", "sonntag", "st", "stand", "sun", "sunday", "sábado", "th", "the", "thu", "thur", "thurs",
    "thursday", "time", "tue", "tues", "tuesday", "uhr", "ultima", "ultimo", "um", "update", "updated",
    "utc", "ven", "vendredi", "venerdi", "venerdì", "veröffentlicht", "viernes", "wed", "wednesday", "à",
];

/// False for most words that have no place in a date, told by their first two letters.
fn may_be_of_date(word: &str) -> bool {
    /// A bit for each second letter, by first letter.
    const OPENINGS: [u32; 32] = {
        let (mut openings, mut at) = ([0; 32], 0);
        while at < MONTHS.len() + DATE_WORDS.len() {
            let word = if at < MONTHS.len() { MONTHS[at].0 } else { DATE_WORDS[at - MONTHS.len()] };
            if let [first, second, ..] = *word.as_bytes() {
                openings[first as usize & 31] |= 1 << (second & 31);
            }
            at += 1;
        }
        openings
    };
    match *word.as_bytes() {
        [first, second, ..] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
            OPENINGS[usize::from(first & 31)] >> (second & 31) & 1 == 1
        }
        _ => true,
    }
}

/// True when the line holds a date and nothing else.
pub fn is_dated(line: &str) -> bool {
    date(line).is_some()
}

/// The date of a line that holds nothing else, in ISO form where the order of its numbers is plain, else as written.
///
/// ```
/// use canonry::shape::date;
/// assert_eq!(date("• March 29, 2024").as_deref(), Some("2024-03-29"));
/// assert_eq!(date("3 Ottobre 2021 - 18:12").as_deref(), Some("2021-10-03"));
/// assert_eq!(date("In March 2024 the group struck"), None);
/// ```
pub fn date(line: &str) -> Option<String> {
    // Most lines have no number; the loop compiles to wide instructions.
    if !line.bytes().fold(false, |any, b| any | b.is_ascii_digit()) {
        return None;
    }
    let body = body(line).trim_matches(['|', ' ', '(', ')', '[', ']', '\u{a0}']);
    if body.len() > DATE_BYTES {
        return None;
    }
    if let Some(iso) = iso_start(body) {
        return Some(iso);
    }
    let mut found = Parts::default();
    for word in body.split(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '|' | '·' | '•' | '–' | '—' | '-' | '/' | '(' | ')')
    }) {
        let word = word.trim_matches(['.', ':', ';', '’', '\'']);
        if !word.is_empty() && (!may_be_of_date(word) || !found.take(word)) {
            return None;
        }
    }
    found.finish(body)
}

/// `2025-06-19`, with or without a time behind it.
fn iso_start(body: &str) -> Option<String> {
    let head = body.get(..10)?;
    let digits = |range: std::ops::Range<usize>| {
        head.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let plain = matches!(&head.as_bytes()[4], b'-' | b'/' | b'.') && head.as_bytes()[4] == head.as_bytes()[7];
    let real = (1..=12).contains(&month.parse::<u32>().ok()?) && (1..=31).contains(&day.parse::<u32>().ok()?);
    let rest_is_time = body[10..].chars().all(|c| c.is_ascii_digit() || " T:.,+-ZUCGMT|".contains(c));
    (plain && real && rest_is_time).then(|| format!("{year}-{month}-{day}"))
}

/// The pieces of a date while a line is read.
#[derive(Default)]
struct Parts {
    day: Option<u32>,
    month: Option<usize>,
    year: Option<u32>,
    /// Numbers whose part is not plain, such as both in `06/08/2021`.
    numbers: usize,
    words: usize,
}

impl Parts {
    /// False when the word has no place in a date.
    fn take(&mut self, word: &str) -> bool {
        self.words += 1;
        let lower = word.to_lowercase();
        if let Ok(at) = MONTHS.binary_search_by_key(&lower.as_str(), |(name, _)| name) {
            // The second of two dates, as in `published … updated …`, is not kept.
            self.month.get_or_insert(MONTHS[at].1);
            return true;
        }
        if DATE_WORDS.binary_search(&lower.as_str()).is_ok() {
            return true;
        }
        let digits = lower.trim_end_matches(|c: char| c.is_alphabetic() || c == 'º' || c == '°');
        let tail = &lower[digits.len()..];
        let number = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.is_empty();
        if number && (tail.is_empty() || ["st", "nd", "rd", "th", "º", "°", "am", "pm", "h"].contains(&tail))
        {
            return self.number(digits);
        }
        // A time of day, or `26.08.2021`.
        lower.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'z' | b't' | b'+')) && {
            let dotted: Vec<&str> = lower.split('.').collect();
            if let [day, month, year] = dotted[..]
                && year.len() == 4
                && let (Ok(day), Ok(month), Ok(year)) = (day.parse(), month.parse(), year.parse())
            {
                // With dots the day stands first.
                (self.day, self.month, self.year) = (Some(day), Some(month), Some(year));
            }
            true
        }
    }

    fn number(&mut self, digits: &str) -> bool {
        let Ok(value) = digits.parse::<u32>() else { return false };
        match (digits.len(), value) {
            (4, 1900..=2100) => self.year = self.year.or(Some(value)),
            (1 | 2, 0..=60) => {
                if self.day.is_none() && (1..=31).contains(&value) {
                    self.day = Some(value);
                }
                self.numbers += 1;
            }
            _ => return false,
        }
        true
    }

    fn finish(self, written: &str) -> Option<String> {
        match (self.year, self.month, self.day) {
            (Some(year), Some(month), Some(day)) if month <= 12 && day <= 31 => {
                Some(format!("{year:04}-{month:02}-{day:02}"))
            }
            (Some(year), Some(month), None) => Some(format!("{year:04}-{month:02}")),
            (Some(_), None, Some(_)) if self.numbers >= 2 => Some(written.to_owned()),
            (None, Some(_), Some(_)) => Some(written.to_owned()),
            _ => None,
        }
    }
}

/// Words that open a byline.
const BY: &[&str] = &[
    "by",
    "di",
    "a cura di",
    "von",
    "par",
    "por",
    "written by",
    "reported by",
    "posted by",
    "scritto da",
    "pubblicato da",
    "autore:",
    "author:",
    "words by",
    "text by",
];

/// Who a byline names: `By Jane Doe` is two to twelve words behind an opening word, most of them names.
///
/// ```
/// use canonry::shape::byline;
/// assert_eq!(byline("di Mario Rossi"), Some("Mario Rossi"));
/// assert_eq!(byline("By night the fighters came down"), None);
/// ```
pub fn byline(line: &str) -> Option<&str> {
    const LONGEST: usize = 120;
    let body = body(line);
    if body.len() > LONGEST {
        return None;
    }
    let bytes = body.as_bytes();
    let name = BY.iter().filter_map(|by| {
        let opens =
            bytes.get(by.len()) == Some(&b' ') && bytes[..by.len()].eq_ignore_ascii_case(by.as_bytes());
        opens.then(|| body[by.len()..].trim_start())
    });
    name.min_by_key(|rest| rest.len()).filter(|name| are_names(name))
}

/// True for one to ten words that are all names: capitalised, or small joining words between them.
pub fn are_names(text: &str) -> bool {
    const JOINING: &[&str] = &[
        "and", "e", "ed", "und", "et", "y", "de", "di", "da", "del", "della", "bin", "al", "el", "von",
        "van", "in", "for", "per", "the", "of", "via", "dei", "degli", "delle", "dello",
    ];
    let mut names = 0;
    for word in text.split_whitespace() {
        let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
        match letters.chars().next() {
            Some(c) if c.is_uppercase() => names += 1,
            Some(_) if JOINING.contains(&letters) => {}
            Some(c) if c.is_numeric() => return false,
            Some(_) if letters.contains(['-', '\'', '’']) && letters.contains(char::is_uppercase) => {
                names += 1;
            }
            Some(_) => return false,
            None => {}
        }
    }
    (1..=10).contains(&names) && (!text.ends_with('.') || ends_in_acronym(text))
}

#[cfg(test)]
mod tests {
    use super::{
        DATE_WORDS, Form, Look, MONTHS, are_names, body, bullet_start, byline, date, ends_sentence,
        has_bullet, is_cut, is_dated, is_heading, is_paragraph, words,
    };
    use proptest::prelude::*;

    proptest! {
        /// Words counted many bytes at a time are those counted one by one.
        #[test]
        fn words_are_counted(line in "([a-zA-Z0-9 .,'\t–’—\u{a0}«àêé…→日]|  ){0,260}", most in 1usize..80) {
            let marks = |c: char| ('\u{2000}'..='\u{203f}').contains(&c);
            let says = |word: &&str| {
                word.chars().any(|c| c.is_ascii_alphanumeric() || !c.is_ascii() && !marks(c))
            };
            let slow = line.split([' ', '\t', '\u{a0}']).filter(says).count();
            prop_assert_eq!(words(&line, most), slow.min(most));
        }
    }

    #[test]
    fn bullets() {
        let rows = [
            ("  • One", "One", true),
            ("- One", "One", true),
            ("-1 degree", "-1 degree", false),
            ("    One ", "One", false),
            ("• – One", "One", true),
            ("•", "", true),
            ("", "", false),
        ];
        for (line, words, bullet) in rows {
            assert_eq!(body(line), words, "{line}");
            assert_eq!(has_bullet(line), bullet, "{line}");
            assert!(line.is_char_boundary(bullet_start(line)));
        }
    }

    #[test]
    fn sentences_and_cuts() {
        let rows = [
            ("It ended.", true, false),
            ("“It ended.”", true, false),
            ("A visit to the U.S.", false, false),
            ("More than 4,000 since…", false, true),
            ("More than 4,000 since [...]", true, true),
            ("A headline", false, false),
        ];
        for (line, sentence, cut) in rows {
            assert_eq!(is_cut(line), cut, "{line}");
            if !cut {
                assert_eq!(ends_sentence(line), sentence, "{line}");
            }
        }
    }

    #[test]
    fn headings_and_paragraphs() {
        let rows = [
            ("Two convoys hit in a week", true, false),
            ("‘They are in growth mode’", true, false),
            ("Could the port be next? – Harbour Times", true, false),
            ("He denied it.", false, false),
            ("(With inputs from agencies)", false, false),
            ("Two convoys hit in a…", false, false),
            ("By Jane Doe", false, false),
            ("12 May 2020", false, false),
            ("The convoy was hit twice in one week, and the road has been closed since.", false, true),
            ("* * *", false, false),
        ];
        for (line, heading, paragraph) in rows {
            assert_eq!(is_heading(line), heading, "{line}");
            assert_eq!(is_paragraph(line), paragraph, "{line}");
        }
    }

    #[test]
    fn looks() {
        let rows = [
            ("* * *", Form::Bare, 0),
            ("Two – three\u{a0}four", Form::Heading, 3),
            ("(Reuters)", Form::Bracketed, 1),
            ("• 4 May 2020", Form::Date, 3),
            ("By Jane Doe", Form::Byline, 3),
            ("Two convoys hit in…", Form::Cut, 4),
            ("It ended.", Form::Other, 2),
        ];
        for (line, form, words) in rows {
            assert_eq!(Look::at(line), Look { form, words }, "{line}");
        }
        assert_eq!(Look::at(&"long ".repeat(100)), Look { form: Form::Paragraph, words: 64 });
    }

    #[test]
    fn tables_are_sorted() {
        assert!(DATE_WORDS.is_sorted());
        assert!(MONTHS.is_sorted());
    }

    #[test]
    fn dates() {
        let rows = [
            ("Oct. 30 2014", Some("2014-10-30")),
            ("Jun 19, 2025 |", Some("2025-06-19")),
            ("26 Agosto 2021", Some("2021-08-26")),
            ("26.08.2021", Some("2021-08-26")),
            ("2021-08-26T10:00:00Z", Some("2021-08-26")),
            ("Updated: Monday, 4 May 2020 at 10:30 pm", Some("2020-05-04")),
            ("June 2025", Some("2025-06")),
            ("06/08/2021", Some("06/08/2021")),
            ("May 2025 attack", None),
            ("2021", None),
            ("12 commenti", None),
            ("3", None),
            ("March of the clans", None),
        ];
        for (line, iso) in rows {
            assert_eq!(date(line).as_deref(), iso, "{line}");
            assert_eq!(is_dated(line), iso.is_some());
        }
    }

    #[test]
    fn bylines() {
        let rows = [
            ("By Jane Doe", Some("Jane Doe")),
            ("di Mario Rossi e Anna Verdi", Some("Mario Rossi e Anna Verdi")),
            ("By the river", None),
            ("Di notte", None),
            ("By", None),
        ];
        for (line, name) in rows {
            assert_eq!(byline(line), name, "{line}");
        }
        assert!(are_names("AP Photo"));
        assert!(!are_names("AP photo taken in May"));
    }
}
