//! How a line is laid out: lists, tables, paths, times, quotations, parts between dashes.
//! In: one line. Out: whether it is laid out so. Not here: which of these are residue by themselves (see `built`), the lines
//! around it (see the stage).

use super::built::{is_emptied, is_pages};
use crate::shape::{byline, ends_sentence, is_dated, words};

/// True when the words, no marks among them, could be the entries of a menu with nothing but spaces between them: capitals.
pub(super) fn may_list(body: &str, count: usize) -> bool {
    const LENGTH: std::ops::RangeInclusive<usize> = 3..=9;
    const SMALL: usize = 2;
    LENGTH.contains(&count)
        && body.starts_with(char::is_uppercase)
        && body.split(' ').filter(|word| !word.starts_with(char::is_uppercase)).count() <= SMALL
}

/// True where a small letter is followed by a capital: `Latest NewsIndia`.
pub(super) fn is_glued(body: &str) -> bool {
    let bytes = body.as_bytes();
    // The loop compiles to wide instructions; letters beyond ASCII are seldom those at a seam.
    bytes
        .iter()
        .zip(bytes.get(1..).unwrap_or_default())
        .fold(false, |any, (b, next)| any | (b.is_ascii_lowercase() & next.is_ascii_uppercase()))
}

/// The places where a small letter is followed by a capital.
fn seams(body: &str) -> impl Iterator<Item = usize> {
    body.char_indices()
        .zip(body.chars().skip(1))
        .filter(|((_, c), next)| c.is_lowercase() && next.is_uppercase())
        .map(|((at, c), _)| at + c.len_utf8())
}

/// The words of a line, cut where a small letter is followed by a capital; one where nothing is.
pub(super) fn unglued(body: &str) -> Vec<&str> {
    let mut start = 0;
    let ends: Vec<usize> = seams(body).chain([body.len()]).collect();
    ends.into_iter().map(|end| &body[std::mem::replace(&mut start, end)..end]).collect()
}

/// `612`, `0 46`: one number or two that are no years, nor both as small as the numbers of chapters.
pub(super) fn is_counter(body: &str) -> bool {
    const LONGEST: usize = 9;
    let number = |word: &str| word.parse::<u32>().ok().filter(|number| !(1900..2100).contains(number));
    let digits = |b: u8| b.is_ascii_digit() || b == b' ';
    body.len() <= LONGEST
        && body.bytes().all(digits)
        && words(body, 3) <= 2
        && body.split(' ').all(|word| number(word).is_some())
        && body.split(' ').any(|word| word.len() > 1)
}

/// `Politics   Security   Economy`: three short entries or more, two spaces or a tab between them; no figures, no stops.
pub(super) fn is_spaced(body: &str) -> bool {
    const LEAST: usize = 3;
    const WORDS: usize = 4;
    let entry = |cell: &str| {
        cell.starts_with(char::is_uppercase)
            && words(cell, WORDS + 1) <= WORDS
            && !cell.contains(|c: char| c.is_ascii_digit() || ".,;:!?|()\"“”«»".contains(c))
    };
    has_columns(body) && cells(body).all(entry) && cells(body).count() >= LEAST
}

/// Two spaces or a tab amid the line: it may be a row of a table.
pub(super) fn has_columns(body: &str) -> bool {
    memchr::memchr(b'\t', body.as_bytes()).is_some() || body.contains("  ")
}

fn cells(body: &str) -> impl Iterator<Item = &str> {
    body.split('\t').flat_map(|part| part.split("  ")).map(str::trim).filter(|cell| !cell.is_empty())
}

/// `Altri 7`, `Not claimed 18`: a row of figures, its cells parted by a space.
pub(super) fn is_figure(body: &str) -> bool {
    const MOST: usize = 4;
    let digits = body.len() - body.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    digits > 0
        && body[..body.len() - digits].ends_with(' ')
        && body.starts_with(char::is_uppercase)
        && (2..=MOST).contains(&words(body, MOST + 1))
        && !body.bytes().take(body.len() - digits).any(|b| b.is_ascii_digit())
}

/// `Sport > Non-league`, `Dossier / Caucaso`: steps of a path, a few words each; no figures, no stops.
pub(super) fn is_steps(body: &str) -> bool {
    const WORDS: usize = 3;
    let step = |step: &str| {
        (1..=WORDS).contains(&words(step, WORDS + 1))
            && step.starts_with(char::is_uppercase)
            && !step.contains(|c: char| c.is_ascii_digit() || ".,;:!?".contains(c))
    };
    const MARKS: [&str; 4] = [" > ", " » ", " › ", " / "];
    has_cut(body, &MARKS) && MARKS.iter().any(|mark| body.contains(mark) && body.split(mark).all(step))
}

/// `34 minutes ago`, `2 ore fa`.
pub(super) fn is_ago(body: &str) -> bool {
    const UNITS: [&str; 20] = [
        "min",
        "mins",
        "minute",
        "minutes",
        "hour",
        "hours",
        "hr",
        "hrs",
        "day",
        "days",
        "week",
        "weeks",
        "minuto",
        "minuti",
        "ora",
        "ore",
        "giorno",
        "giorni",
        "settimana",
        "settimane",
    ];
    let Some(age) = body.strip_suffix(" ago").or_else(|| body.strip_suffix(" fa")) else { return false };
    let age = age.trim_start_matches(['-', '–', '—', '|', '•', ' ']);
    age.split_once(' ').is_some_and(|(count, unit)| {
        !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()) && UNITS.contains(&unit)
    })
}

/// `18:02 Libia: riapre l'aeroporto`: a title behind the time at which it came in.
pub(super) fn is_timed(body: &str) -> bool {
    const LEAST: usize = 3;
    let Some((time, title)) = body.split_once(' ') else { return false };
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let time = time.split_once(':').or_else(|| time.split_once('.'));
    time.is_some_and(|(hour, minute)| digits(hour) && digits(minute) && minute.len() == 2)
        && words(title, LEAST) == LEAST
        && !ends_sentence(title)
}

/// `Indonesia, Jemaah Islamiyah, Southeast Asia terrorism`: a few words between commas, and no sentence.
pub(super) fn is_comma_list(body: &str) -> bool {
    const WORDS: usize = 4;
    let entry = |part: &str| {
        let part = part.trim();
        (1..=WORDS).contains(&words(part, WORDS + 1))
            && part.starts_with(|c: char| c.is_alphanumeric() || c == '#')
    };
    body.contains(", ")
        && !body.contains(':')
        && !ends_sentence(body)
        && body.split(',').all(entry)
        && !is_dated(body)
}

/// `14:02`, `1:02:33`.
pub(super) fn is_time(text: &str) -> bool {
    const LONGEST: usize = 8;
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    text.len() <= LONGEST && text.contains(':') && text.split(':').all(digits)
}

/// `01:34`: how long a video is, or the time at which something came in; the page tells (see the stage).
pub(super) fn is_length(text: &str) -> bool {
    text.starts_with('0') && is_time(text)
}

/// `Africa (211)`: a category and how many posts it holds. `Barfield (2010)` is a book of that year.
pub(super) fn is_counted(body: &str) -> bool {
    const MOST: usize = 5;
    let Some((name, count)) = body.strip_suffix(')').and_then(|body| body.rsplit_once(" (")) else {
        return false;
    };
    let number = || count.parse::<u32>().is_ok_and(|number| !(1900..2100).contains(&number));
    count.bytes().all(|b| b.is_ascii_digit())
        && number()
        && words(name, MOST + 1) <= MOST
        && name.starts_with(char::is_uppercase)
        && !name.contains([',', '.', ':'])
}

/// `1.2 The siege`, `3 Aftermath`, `II. The siege`: whether an entry of a list of contents has a number, and what it says.
/// A heading may be followed by a button: `The siege[edit]`.
pub(super) fn entry(body: &str) -> (bool, &str) {
    const NUMBER: usize = 6;
    const BUTTONS: [&str; 4] = ["[edit]", "[modifica]", "[ edit ]", "[modifica | modifica wikitesto]"];
    let body = BUTTONS.iter().find_map(|button| body.strip_suffix(button)).map_or(body, str::trim_end);
    let Some((number, rest)) = body.split_once([' ', '\t']) else { return (false, body) };
    let roman = number.ends_with('.') && number.trim_end_matches('.').bytes().all(|b| b"IVX".contains(&b));
    let digits = number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || b".)".contains(&b));
    let numbered = number.len() <= NUMBER && (roman || digits) && number != ".";
    if numbered { (true, rest.trim_start()) } else { (false, body) }
}

/// `2. Related work`, `3) Two roads`, `3.2 Comments`: an entry of a numbered list, a numbered section.
fn is_numbered(body: &str) -> bool {
    const DIGITS: usize = 2;
    if !body.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    // Of a number with thousands three digits stand behind the stop; `8.6 C` is the weather.
    let section = |number: &str| {
        let group =
            |group: &str| (1..=DIGITS).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_digit());
        number.contains('.') && number.split('.').all(group)
    };
    let titled = |title: &str| title.starts_with(char::is_uppercase) && title.len() > DIGITS;
    if body.split_once(' ').is_some_and(|(number, title)| section(number) && titled(title)) {
        return true;
    }
    let rest = body.trim_start_matches(|c: char| c.is_ascii_digit());
    (1..=DIGITS).contains(&(body.len() - rest.len()))
        && [". ", ") "]
            .iter()
            .any(|mark| rest.strip_prefix(mark).is_some_and(|rest| rest.starts_with(char::is_alphabetic)))
}

/// True for a line that says something even where its words are those of a menu: an entry of a numbered list, a row of a
/// table, a sound of a transcript, a verse, a part of a serial, what somebody says.
pub(super) fn is_content(body: &str, count: usize) -> bool {
    is_numbered(body)
        || is_table_row(body)
        || is_sound(body)
        || is_part(body)
        || (is_uttered(body, count) && !is_pages(body))
}

/// A verse or what somebody says: it may be said again.
pub(super) fn is_uttered(body: &str, count: usize) -> bool {
    is_verse(body, count) || is_speech(body)
}

/// `– Hai una domanda?`, `— Call me.`: what somebody says, behind a dash; buttons do not end so.
pub(super) fn is_dialogue(line: &str) -> bool {
    line.starts_with(['–', '—']) && ends_sentence(line) && !line.ends_with(':')
}

/// `“Here.”`, `«Avanti.»`: one quotation and nothing else.
pub(super) fn is_speech(body: &str) -> bool {
    const MARKS: [(char, char); 4] = [('“', '”'), ('«', '»'), ('"', '"'), ('„', '“')];
    let Some((_, close)) = MARKS.iter().find(|(open, _)| body.starts_with(*open)) else { return false };
    let mut inside = body.chars();
    inside.next();
    inside
        .as_str()
        .trim_end_matches(['.', ','])
        .strip_suffix(*close)
        .is_some_and(|inside| !inside.contains(*close) && inside.contains(char::is_alphabetic))
}

/// `«It was Sunday», says a waiter. «Then the smoke.»`: sentences, of which the last is a quotation; no title ends so.
pub(super) fn is_told(body: &str) -> bool {
    [".”", ".»", ".\""].iter().any(|end| body.ends_with(end)) && body.contains(". ")
}

/// `See also: the dossier on the valley; in the north, the author says, nobody speaks.`: sentences and half sentences.
pub(super) fn is_told_at_length(body: &str) -> bool {
    const LEAST: usize = 18;
    body.ends_with('.') && (body.contains("; ") || body.contains(". ")) && words(body, LEAST) == LEAST
}

/// `(Pause)`: what happens on a stage is told in one word.
pub(super) fn is_aside(body: &str, count: usize) -> bool {
    count == 1 && body.starts_with('(') && body.ends_with(')')
}

/// `Load more, load more.`: a sentence of its own, stop and all; no address, no ellipsis.
pub(super) fn is_sentence(body: &str) -> bool {
    body.ends_with('.') && !body.ends_with("..") && !body.contains(['@', '/'])
}

/// `Media contact: the spokesman was away.`: a sentence behind the label, and no way to reach anybody.
pub(super) fn gives_no_number(body: &str) -> bool {
    let small = |rest: &str| rest.starts_with(char::is_lowercase);
    body.split_once(": ").is_some_and(|(_, rest)| small(rest))
        && !body.contains(|c: char| c.is_ascii_digit() || c == '@')
        && ends_sentence(body)
}

/// `Operator: Hello?`: who speaks, or the name of a field, of two words at most.
pub(super) fn speaker(body: &str) -> Option<&str> {
    const MOST: usize = 2;
    let (label, rest) = body.split_once(": ")?;
    ((1..=MOST).contains(&words(label, MOST + 1)) && !rest.trim().is_empty()).then_some(label)
}

/// `Follow me down to the river,`, `more.`, `Home?`: a line that goes on, a sentence of one word or without a capital.
fn is_verse(body: &str, count: usize) -> bool {
    const MOST: usize = 12;
    if count > MOST {
        return false;
    }
    let stopped =
        || body.ends_with('.') && !body.ends_with("..") && !body[..body.len() - 1].contains(['.', '@', '/']);
    (body.ends_with([',', ';']) && !is_emptied(body))
        || ((count == 1 || body.starts_with(char::is_lowercase)) && stopped())
        || (count == 1 && body.ends_with('?'))
}

/// `(1 - continua)`: which part of a serial it was.
fn is_part(body: &str) -> bool {
    let inside = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inside.is_some_and(|inside| {
        let rest = inside.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < inside.len() && [" - ", " – ", " — "].iter().any(|dash| rest.starts_with(dash))
    })
}

/// `[MUSIC]`, `[FOOTSTEPS ON STAIRS]`, `[12:41]`: what is heard in a transcript, and when.
fn is_sound(body: &str) -> bool {
    let Some(inside) = body.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    let time = || inside.contains(':') && inside.bytes().all(|b| b.is_ascii_digit() || b == b':');
    !inside.contains(|c: char| c.is_lowercase() || c.is_ascii_digit()) || time()
}

/// `Other\t43\t39\t22`: cells with a tab between them, two or more of them numbers.
fn is_table_row(body: &str) -> bool {
    const LEAST: usize = 2;
    let number = |cell: &&str| {
        let cell = cell.trim();
        cell.bytes().any(|b| b.is_ascii_digit()) && !cell.contains(char::is_alphabetic)
    };
    memchr::memchr(b'\t', body.as_bytes()).is_some() && body.split('\t').filter(number).count() >= LEAST
}

/// A path from the front page may begin here.
pub(super) fn starts_home(body: &str) -> bool {
    body.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("home "))
}

/// `Home Nigeria Army closes all roads`, where that is the title.
pub(super) fn is_path_to<'t>(body: &str, mut titles: impl Iterator<Item = &'t str>) -> bool {
    const MOST: usize = 8;
    starts_home(body)
        && titles.any(|title| body.strip_suffix(title).is_some_and(|path| words(path, MOST + 1) <= MOST))
}

/// `The post Army closes the road appeared first on The Harbour Post.`: what a feed writes below an item.
pub(super) fn is_feed_footer(body: &str) -> bool {
    const OPENS: [&str; 6] =
        ["The post ", "The article ", "This post ", "L'articolo ", "L’articolo ", "Il post "];
    const JOINS: [&str; 3] = [" appeared first on ", " proviene da ", " sembra essere il primo su "];
    if !body.starts_with(['T', 'L', 'I']) {
        return false;
    }
    let named = |text: &str| text.starts_with(|c: char| !c.is_lowercase());
    let rest = OPENS.iter().find_map(|open| body.strip_prefix(open)).filter(|title| named(title));
    rest.is_some_and(|rest| {
        JOINS.iter().any(|join| rest.split_once(join).is_some_and(|(_, site)| named(site)))
    })
}

/// `Related articles`, `Ti potrebbe interessare`: articles beside this one, not those a page is made of (`Articles`).
pub(super) fn names_others(body: &str) -> bool {
    const WORDS: [&str; 18] = [
        "related",
        "also",
        "recommended",
        "popular",
        "random",
        "like",
        "correlati",
        "correlate",
        "potrebbe",
        "potrebbero",
        "interessare",
        "interessarti",
        "anche",
        "altri",
        "altre",
        "evidenza",
        "letti",
        "lette",
    ];
    body.split(|c: char| !c.is_alphabetic()).any(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

/// What stands behind `Read more`, `Leggi tutto`.
pub(super) fn rest_of(body: &str) -> Option<&str> {
    const OPENS: [&str; 8] = [
        "Read more ",
        "Read More ",
        "Continue reading ",
        "Continue Reading ",
        "Leggi tutto ",
        "Leggi di più ",
        "Continua a leggere ",
        "Continua la lettura di ",
    ];
    // Most lines open with another letter.
    if !body.starts_with(['R', 'C', 'L']) {
        return None;
    }
    let rest = OPENS.iter().find_map(|open| body.strip_prefix(open))?;
    let marks = |c: char| c.is_whitespace() || "\"“”«»:→…".contains(c);
    Some(rest.trim_matches(marks)).filter(|rest| !rest.is_empty())
}

/// `lunedì, Gennaio 12, 2026`, `Sat, 16 Nov 2024`.
pub(super) fn names_weekday(body: &str) -> bool {
    const DAYS: [&str; 28] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "lun",
        "mar",
        "mer",
        "gio",
        "ven",
        "sab",
        "dom",
    ];
    let word = body.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
    word.is_some_and(|word| DAYS.contains(&word.to_lowercase().as_str()))
}

/// True when one of the parts of a line is a date or a byline: `Feb 9, 2021 • 7 min read` is the date of the article.
pub(super) fn is_signed_or_dated(body: &str) -> bool {
    has_parts(body) && parts(body).iter().any(|part| is_dated(part) || byline(part).is_some())
}

/// `Posted by Jane at 11:52`, `Jane says: and who paid for it?`: when an article came, and what a reader says below it.
pub(super) fn is_posted(body: &str) -> bool {
    const SAYS: [&str; 6] = [" says: ", " said: ", " wrote: ", " scrive: ", " dice: ", " ha scritto: "];
    let clock = |word: &str| {
        let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        word.split_once(':').is_some_and(|(hour, minute)| digits(hour) && digits(minute))
    };
    SAYS.iter().any(|says| body.contains(says)) || body.rsplit(' ').next().is_some_and(clock)
}

/// `November 12, 2024  0 Comments`
pub(super) fn opens_with_date(body: &str) -> bool {
    const WORDS: usize = 3;
    let head: Vec<&str> = body.split_whitespace().take(WORDS).collect();
    is_dated(&head.join(" "))
}

/// `The army closed the road and… Read more`: the few words behind the ellipsis of a line that was cut off.
pub(super) fn behind_cut(body: &str) -> Option<&str> {
    const LONGEST: usize = 24;
    let tail = &body[body.ceil_char_boundary(body.len().saturating_sub(LONGEST))..];
    // Most lines hold none; the loop compiles to wide instructions.
    if !tail.bytes().fold(false, |any, b| any | matches!(b, b'.' | 0xe2)) {
        return None;
    }
    let behind = tail.rsplit_once('…').or_else(|| tail.rsplit_once("..."));
    behind.map(|(_, rest)| rest.trim()).filter(|rest| !rest.is_empty())
}

/// `[1] Torna al testo`: what stands behind the number of a footnote.
pub(super) fn behind_number(body: &str) -> Option<&str> {
    let rest = body.strip_prefix('[').and_then(|rest| rest.split_once(']')).filter(|(number, _)| {
        !number.is_empty() && number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit())
    });
    let rest = rest.map(|(_, rest)| rest).or_else(|| body.strip_prefix(['^', '↑', '↩']));
    rest.map(str::trim).filter(|rest| !rest.is_empty())
}

/// True when one of these, which all start with a space and a mark, stands in the line.
pub(super) fn has_cut(body: &str, cuts: &[&str]) -> bool {
    let bytes = body.as_bytes();
    // Of these all cuts are made, those beyond ASCII open with `0xc2` or `0xe2`; the loop compiles to wide instructions.
    let any =
        bytes.iter().fold(false, |any, b| any | matches!(b, b'>' | b'|' | b'/' | b':' | b'-' | 0xc2 | 0xe2));
    any && memchr::memchr_iter(b' ', bytes).any(|space| {
        let marked = bytes.get(space + 1).is_some_and(|b| !b.is_ascii_alphanumeric());
        marked && cuts.iter().any(|cut| bytes[space..].starts_with(cut.as_bytes()))
    })
}

/// True when the line may have several parts.
pub(super) fn has_parts(body: &str) -> bool {
    has_cut(body, &CUTS)
}

/// Dashes and bars between parts.
const CUTS: [&str; 6] = [" - ", " – ", " — ", " | ", " · ", " • "];

/// The parts of a line cut by dashes and bars: `di Redazione - 20 novembre 2018 - Condividi`.
pub(super) fn parts(body: &str) -> Vec<&str> {
    let mut parts = vec![body];
    let cuts: &[&str] = if has_parts(body) { &CUTS } else { &[] };
    for cut in cuts {
        parts = parts.into_iter().flat_map(|part| part.split(*cut)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `Ingredients`, `Timeline`: one word that heads a part of a text, whatever follows it.
pub(super) fn heads_a_part(body: &str) -> bool {
    const PARTS: [&str; 36] = [
        "ingredients",
        "ingredienti",
        "method",
        "methods",
        "methodology",
        "metodo",
        "preparation",
        "preparazione",
        "timeline",
        "chronology",
        "cronologia",
        "background",
        "contesto",
        "introduction",
        "introduzione",
        "premessa",
        "preface",
        "prologue",
        "prologo",
        "epilogue",
        "epilogo",
        "overview",
        "summary",
        "sommario",
        "abstract",
        "conclusion",
        "conclusions",
        "conclusione",
        "conclusioni",
        "results",
        "risultati",
        "discussion",
        "findings",
        "notes",
        "note",
        "appendix",
    ];
    PARTS.contains(&body.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{
        behind_number, entry, gives_no_number, is_aside, is_comma_list, is_content, is_counted, is_figure,
        is_numbered, is_path_to, is_sentence, is_spaced, is_steps, is_table_row, is_timed, is_told,
        is_told_at_length, parts, speaker,
    };
    use crate::shape::words;

    #[test]
    fn entries() {
        let rows = [
            ("2. Related work", true, false, false),
            ("2.5 million fled", false, false, false),
            ("12 comments", false, false, false),
            ("Other\t43\t39\t22", false, true, false),
            ("Other\tHerat", false, false, false),
            ("Africa (211)", false, false, true),
            ("Barfield (2010)", false, false, false),
            ("He said so (3)", false, false, true),
            ("Jane Doe, a driver (34)", false, false, false),
        ];
        for (line, numbered, table, counted) in rows {
            assert_eq!(
                (is_numbered(line), is_table_row(line), is_counted(line)),
                (numbered, table, counted),
                "{line}"
            );
        }
        let rows = [
            ("Follow me down to the river,", true),
            ("more.", true),
            ("torna alla riva;", true),
            ("Share.", true),
            ("Home?", true),
            ("Forgot password?", false),
            ("(1 - continua)", true),
            ("[MUSIC]", true),
            ("[12:41]", true),
            ("[1]", false),
            ("3.2 Comments", true),
            ("1.204 Comments", false),
            ("3.2 comments", false),
            ("Read more.", false),
            ("read more", false),
            ("(12)", false),
            ("[Edit]", false),
            ("wordpress.com.", false),
            ("More,", true),
            ("“Here.”", true),
            ("«Avanti»,", true),
            ("\"Share\".", true),
            ("“Share” or “Tweet”", false),
            ("“Share this", false),
            ("“12”", false),
        ];
        for (line, says) in rows {
            assert_eq!(is_content(line, words(line, 99)), says, "{line}");
        }
        assert!(is_path_to("Home Nigeria Army closes roads", ["Army closes roads"].into_iter()));
        assert!(!is_path_to("Home Nigeria Army closes roads", ["Army opens roads"].into_iter()));
        assert!(!is_path_to("Now Army closes roads", ["Army closes roads"].into_iter()));
    }

    #[test]
    fn said() {
        let rows = [
            ("Operator: Hello?", Some("Operator")),
            ("FIRST GUARD: Halt.", Some("FIRST GUARD")),
            ("The war in the north: what we know", None),
            ("Operator:", None),
            ("11:30", None),
        ];
        for (line, label) in rows {
            assert_eq!(speaker(line), label, "{line}");
        }
        assert!(is_sentence("No comments.") && !is_sentence("Share…") && !is_sentence("Loading..."));
        assert!(!is_sentence("Share on x.com/harbour.") && !is_sentence("Share"));
        assert!(gives_no_number("Media contact: the spokesman was away."));
        assert!(
            !gives_no_number("Media contact: call 06 0000000.") && !gives_no_number("Contact: Jane Doe.")
        );
        assert!(
            is_told("«It was Sunday», says a waiter. «Then the smoke.»") && !is_told("“Then the smoke.”")
        );
        assert!(is_aside("(Pause)", 1) && !is_aside("(Skip it)", 2) && !is_aside("Pause", 1));
    }

    #[test]
    fn menus_and_lists() {
        // A question, lines it affirms, look-alikes it denies.
        type Row = (fn(&str) -> bool, &'static [&'static str], &'static [&'static str]);
        let rows: [Row; 5] = [
            (
                is_spaced,
                &["Politics   Security   Economy", "A\tB\tC"],
                &["Politics Security", "12   Herat   Doe", "one   two   three"],
            ),
            (
                is_timed,
                &["18:02 Port opens again today", "7.30 Due navi nel porto"],
                &["18:02 Dawn", "18:02 It fell that night.", "Score 3:2 for us"],
            ),
            (
                is_comma_list,
                &["Herat, northern roads, army"],
                &["Herat, he said, is calm.", "May 4, 2021", "Army"],
            ),
            (is_figure, &["Altri 7", "Not claimed 18"], &["7 dead", "Herat 2 of 7", "he counted 7"]),
            (
                is_steps,
                &["Sport > Non-league", "Dossier / Caucaso"],
                &["Kabul/Herat", "Ten > nine, he said", "A long path to nowhere > Home"],
            ),
        ];
        for (is, yes, no) in rows {
            for line in yes {
                assert!(is(line), "{line}");
            }
            for line in no {
                assert!(!is(line), "{line}");
            }
        }
        assert_eq!(entry("1.2 The siege[edit]"), (true, "The siege"));
        assert_eq!(entry("II. The siege"), (true, "The siege"));
        assert_eq!(entry("The siege of 2012"), (false, "The siege of 2012"));
        assert!(is_told_at_length(
            "See also: the dossier on the valley and on the roads of the north; in the south, the author says, nobody speaks."
        ));
        assert!(!is_told_at_length("See also: the dossier; on the valley."));
    }

    #[test]
    fn pieces() {
        assert_eq!(behind_number("[12] Torna al testo"), Some("Torna al testo"));
        assert_eq!(behind_number("[sic] Torna"), None);
        assert_eq!(
            parts("di Redazione - 20 novembre 2018 | Condividi"),
            ["di Redazione", "20 novembre 2018", "Condividi"]
        );
    }
}
