//! Residue that no phrase names: lines built like breadcrumbs, menus, photo credits, back links, site headers.
//! In: one line. Out: what it is built like. Not here: phrases (see `residue`), the lines around it (see the stage).

use super::residue::{Met, Where};
use crate::{
    document::Kind,
    shape::{are_names, byline, date, ends_sentence, is_dated, is_month, words},
};
use foldhash::{HashMap, HashSet};

/// The longest line that can be built like any of these, in words.
pub(super) const MOST_WORDS: usize = 24;

/// What the line is built like, wherever that counts as residue.
pub(super) fn built_like(body: &str, count: usize) -> Option<Met> {
    if count > MOST_WORDS {
        return None;
    }
    /// Behind the sign stands whose it is, and little else.
    const OWNER: usize = 12;
    let met = |kind, place| Some(Met { kind, place, block: None });
    if is_credit(body, count) {
        return met(Kind::Credit, Where::Any);
    }
    if is_notice(body, count) {
        return met(Kind::Copyright, Where::Any);
    }
    if is_imprint(body) {
        return met(Kind::Contact, Where::Edge);
    }
    let owned = |rest: &str| {
        rest.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            && !ends_sentence(rest)
    };
    if count <= OWNER && body.strip_prefix('©').is_some_and(owned) {
        return met(Kind::Copyright, Where::Edge);
    }
    if is_hashtags(body) {
        return met(Kind::Tags, Where::Foot);
    }
    if is_bracketed_source(body) {
        return met(Kind::Source, Where::Any);
    }
    if is_glued_list(body) {
        return met(Kind::Tags, Where::Edge);
    }
    let numbered = body.bytes().any(|b| b.is_ascii_digit());
    if numbered && is_address(body, count) {
        return met(Kind::Contact, Where::Foot);
    }
    if numbered && is_month_of_archive(body) {
        return met(Kind::Nav, Where::Foot);
    }
    if opens_at_home(body) && is_path(body) {
        return met(Kind::Nav, Where::Any);
    }
    if is_sign(body) {
        return met(Kind::Nav, Where::Edge);
    }
    if is_tag_path(body) {
        return met(Kind::Tags, Where::Head);
    }
    if is_arrow(body) || is_path(body) || is_attachment(body) || is_download(body, count) {
        return met(Kind::Nav, Where::Edge);
    }
    if numbered && is_day_of_theme(body) {
        return met(Kind::Date, Where::Head);
    }
    if numbered && is_day_of_archive(body) {
        return met(Kind::Tags, Where::Head);
    }
    if numbered && (is_weather(body) || is_pages(body) || is_player(body, true)) {
        return met(Kind::Nav, Where::Edge);
    }
    if numbered && is_player(body, false) {
        return met(Kind::Nav, Where::Any);
    }
    if is_picture_file(body) || is_slug(body) || is_template(body, count) || is_emptied(body) {
        return met(Kind::Masthead, Where::Any);
    }
    if is_reached_at(body, count) {
        return met(Kind::Contact, Where::Edge);
    }
    if is_filed(body) {
        return met(Kind::Related, Where::Foot);
    }
    if is_speed(body) || is_language(body) {
        return met(Kind::Nav, Where::Any);
    }
    if is_portrait(body) || is_bracketed_picture(body, count) {
        return met(Kind::Credit, Where::Any);
    }
    if is_neighbour(body) {
        return met(Kind::Related, Where::Any);
    }
    if is_alt_text(body, count) {
        // `The movement's new avatar` may be the title.
        return met(Kind::Masthead, Where::Menu);
    }
    if is_record(body) {
        return met(Kind::Tags, Where::Any);
    }
    if is_invitation(body, count) {
        return met(Kind::Share, Where::Any);
    }
    if count == 1 && is_outlet(body) {
        return met(Kind::Masthead, Where::Head);
    }
    None
}

/// Words for pictures that a credit starts with.
const PICTURES: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "photographs",
    "photography",
    "photographer",
    "image",
    "images",
    "picture",
    "pictures",
    "pic",
    "pics",
    "credit",
    "credits",
    "cover photo",
    "cover image",
    "featured image",
    "featured photo",
    "header image",
    "main image",
    "lead image",
    "banner image",
    "illustration",
    "graphic",
    "video",
    "photo credit",
    "photo credits",
    "image credit",
    "image credits",
    "picture credit",
    "photo source",
    "image source",
    "cover credit",
    "file photo",
    "art",
    "artwork",
    "thumbnail",
    "foto",
    "fotografia",
    "fotografie",
    "foto di copertina",
    "foto copertina",
    "immagine",
    "immagini",
    "immagine di copertina",
    "immagine copertina",
    "immagine in evidenza",
    "foto in evidenza",
    "foto in apertura",
    "foto apertura",
    "foto di apertura",
    "crediti",
    "crediti foto",
    "credito foto",
    "credits foto",
    "fonte foto",
    "fonte immagine",
    "illustrazione",
    "copertina",
    "ph",
    "bild",
    "bilder",
    "bildquelle",
    "titelbild",
    "fotos",
    "crédit photo",
    "crédits photo",
    "photo d'illustration",
    "imagen",
    "imágenes",
    "fotografía",
    "crédito",
    "créditos",
];

/// Joining words between such a word and the name.
const OF: &[&str] = &[
    "by",
    "courtesy of",
    "courtesy",
    "credit",
    "credits",
    "source",
    "from",
    "via",
    "copyright",
    "di",
    "da",
    "a cura di",
    "fonte",
    "von",
    "par",
    "por",
];

/// Agencies and archives that sell pictures; a name beside one is the photographer's.
const ARCHIVES: &[&str] = &[
    "getty images",
    "getty",
    "shutterstock",
    "wikimedia commons",
    "wikimedia",
    "istock",
    "unsplash",
    "pixabay",
    "pexels",
    "flickr",
    "alamy",
    "ap photo",
    "afp photo",
    "reuters photo",
    "adobe stock",
    "lapresse",
    "imagoeconomica",
    "ipa",
    "fotogramma",
    "agf",
    "imago",
    "nurphoto",
    "sipa",
    "zuma",
];
/// Agencies that also sign reports: with a photographer's name before or behind the slash they sign a picture.
const AGENCIES: &[&str] = &[
    "reuters",
    "ap",
    "afp",
    "epa",
    "epa-efe",
    "ansa",
    "anadolu",
    "anadolu agency",
    "associated press",
    "the associated press",
    "xinhua",
    "tass",
    "dpa",
    "pti",
    "ani",
];

/// `IMAGE: REUTERS`, `Photo by Jane Doe`, `(Jane Doe/AFP via Getty Images)`; not `Photo: fighters at a checkpoint`.
fn is_credit(body: &str, count: usize) -> bool {
    const MOST: usize = 10;
    if count > MOST {
        return false;
    }
    let bare = body.trim_matches(['(', ')', '[', ']', ' ', '.', '*', '_', '—', '–']);
    let labelled = || {
        let first = bare.as_bytes().first().map(u8::to_ascii_lowercase);
        PICTURES.iter().filter(|label| label.as_bytes().first().copied() == first).any(|label| {
            strip_label(bare, label).is_some_and(|rest| {
                signs(rest, label.split(' ').count() > 1 || *label == "credit" || *label == "credits")
            })
        })
    };
    if is_licensed(bare) {
        return true;
    }
    // `Soldiers at the gate (Jane Doe/AFP)` says what is to be seen.
    (may_show_picture(bare) && labelled()) || (!bare.contains('(') && signs_slashed(bare))
}

/// `Red Square cc Jane Doe`, `cc Jane Doe Flickr`, `Jane Doe (Public Domain`: a licence, and whose picture it is.
fn is_licensed(bare: &str) -> bool {
    const ENDS: [&str; 5] = [" (Public Domain", " (public domain", " CC BY", " CC BY-SA", " CC0"];
    if ENDS.iter().any(|end| bare.ends_with(end)) {
        return true;
    }
    // Few lines hold the letters twice, and to look for words takes longer.
    let twice = |pair: &[u8]| pair[0] == pair[1] && matches!(pair[0], b'c' | b'C');
    let opens = || bare.strip_prefix("cc ").or_else(|| bare.strip_prefix("CC "));
    let amid = || bare.split_once(" cc ").or_else(|| bare.split_once(" CC ")).map(|(_, whose)| whose);
    bare.as_bytes().windows(2).any(twice) && opens().or_else(amid).is_some_and(are_names)
}

/// False for a line that opens with none of [`PICTURES`], told by two letters.
fn may_show_picture(line: &str) -> bool {
    /// A bit for each second letter, by first letter.
    const OPENINGS: [u32; 32] = {
        let (mut openings, mut at) = ([0; 32], 0);
        while at < PICTURES.len() {
            let label = PICTURES[at].as_bytes();
            assert!(label[0].is_ascii_lowercase() && label[1].is_ascii_lowercase());
            openings[label[0] as usize & 31] |= 1 << (label[1] & 31);
            at += 1;
        }
        openings
    };
    let bytes = line.as_bytes();
    bytes.len() > 1 && OPENINGS[usize::from(bytes[0] & 31)] >> (bytes[1] & 31) & 1 == 1
}

/// What stands behind a label, in whatever case it is written.
fn strip_label<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let same_first = text.as_bytes().first()?.eq_ignore_ascii_case(label.as_bytes().first()?);
    let head = text.get(..label.len()).filter(|_| same_first)?;
    let same = head.eq_ignore_ascii_case(label) || (!label.is_ascii() && head.to_lowercase() == label);
    same.then(|| &text[label.len()..])
}

/// What stands behind the word for the picture names who made it and says nothing.
fn signs(rest: &str, plain: bool) -> bool {
    const MOST: usize = 6;
    let marks: &[char] = &[':', '|', '/', '©', '–', '—', '-', ' '];
    let behind = rest.trim_start_matches(marks);
    let marked = rest.len() > behind.len()
        && rest[..rest.len() - behind.len()].contains([':', '|', '/', '©', '–', '—']);
    let lower = behind.to_lowercase();
    let joined = OF
        .iter()
        .filter(|of| lower.starts_with(&format!("{of} ")) || lower.starts_with(&format!("{of}:")))
        .max_by_key(|of| of.len());
    let name = joined.and_then(|of| behind.get(of.len()..)).unwrap_or(behind).trim_start_matches(marks);
    // `Foto di Mario Rossi` is signed, `Foto di Kabul` shows the town.
    let by =
        joined.is_some_and(|of| !["da", "from", "von"].contains(of) && (*of != "di" || name.contains(' ')));
    rest.starts_with(|c: char| !c.is_alphanumeric())
        && (marked || by || (plain && is_archive(name)))
        && words(name, MOST + 1) <= MOST
        && (are_names(name) || is_archive(name))
}

fn is_archive(name: &str) -> bool {
    let lower = name.trim().to_lowercase();
    ARCHIVES.contains(&lower.as_str()) || AGENCIES.contains(&lower.as_str())
}

/// `Jane Doe/Getty Images`, `REUTERS/Jane Doe`, `Jane Doe via Shutterstock`.
fn signs_slashed(bare: &str) -> bool {
    const KEPT: [&str; 6] = ["/File Photo", "/FILE PHOTO", "/File", "/FILE", "/Pool", "/Archivio"];
    let kept = KEPT.iter().find_map(|kept| bare.strip_suffix(kept));
    if kept.is_some_and(is_archive) {
        return true;
    }
    let bare = kept.unwrap_or(bare);
    // `M. Doe—AFP`
    let dashed = bare
        .split_once('—')
        .filter(|(name, house)| name.ends_with(char::is_alphabetic) && is_archive(house) && are_names(name));
    if dashed.is_some() {
        return true;
    }
    let via = |at: usize| {
        let word = bare[at..].split(' ').next().unwrap_or_default();
        (at == 0 || bare.as_bytes()[at - 1] == b' ') && ["via", "VIA", "Via"].contains(&word)
    };
    let slashed = bare.contains('/') || memchr::memchr2_iter(b'v', b'V', bare.as_bytes()).any(via);
    if !slashed {
        return bare.contains(' ') && ARCHIVES.iter().any(|archive| archive.eq_ignore_ascii_case(bare));
    }
    let lower = bare.to_lowercase();
    let Some((left, right)) = lower.split_once('/').or_else(|| lower.split_once(" via ")) else {
        return false;
    };
    let sold = |part: &str| {
        ARCHIVES.iter().any(|archive| {
            part.trim() == *archive
                || part.trim().ends_with(&format!(" {archive}"))
                || part.trim().ends_with(&format!("/{archive}"))
        })
    };
    let agency = |part: &str| AGENCIES.contains(&part.trim());
    let person = |part: &str| words(part, 5) >= 2 && words(part, 5) <= 4 && !part.contains('/');
    are_names(&bare.replace('/', " "))
        && (sold(left) || sold(right) || (agency(left) && person(right)) || (person(left) && agency(right)))
}

/// `© Reuters`, `© 2021 Harbour Times`, `(c) Ansa`, `A Harbour Station – © 2021 Harbour Times`: a sign, a year, names
/// around them; a notice in words is a phrase.
fn is_notice(body: &str, count: usize) -> bool {
    // So few words behind the sign are a name, however it is written.
    const SIGNED: usize = 2;
    const MOST: usize = 7;
    const MOST_WITH_YEAR: usize = 12;
    const MOST_WITH_RIGHTS: usize = 24;
    const YEAR: usize = 4;
    const MOST_WITH_HOUSE: usize = 12;
    let owner = |rest: &str| {
        let numeric = |c: char| c.is_ascii_digit() || "-–—, .|/".contains(c);
        let owner = rest.trim_matches(numeric);
        owner.is_empty() || are_names(owner)
    };
    if let Some(rest) =
        ["©", "(c) ", "(C) ", "℗", "Copyright ", "COPYRIGHT "].iter().find_map(|sign| body.strip_prefix(sign))
    {
        let dated = body.starts_with('©')
            && rest.trim_start().bytes().take(YEAR).filter(u8::is_ascii_digit).count() == YEAR;
        let reserved = || {
            let lower = rest.to_lowercase();
            ["rights reserved", "diritti riservati", "riproduzione riservata", "riproduzione vietata"]
                .iter()
                .any(|all| lower.contains(all))
        };
        return count <= SIGNED
            || count <= MOST && owner(rest)
            || dated && count <= MOST_WITH_YEAR
            || body.starts_with('©') && count <= MOST_WITH_RIGHTS && reserved();
    }
    if !body.contains('©') {
        return false;
    }
    let Some((house, rest)) = body.split_once(" © ").or_else(|| body.split_once(" ©")) else {
        return false;
    };
    let dated = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    count <= MOST_WITH_HOUSE
        && dated
        && owner(rest)
        && are_names(house.trim_end_matches([' ', '-', '–', '—', '|', '.']))
}

/// True when the words could be the entries of a menu with nothing but spaces between them: capitals, and no marks.
pub(super) fn may_list(body: &str, count: usize) -> bool {
    const LENGTH: std::ops::RangeInclusive<usize> = 3..=9;
    const SMALL: usize = 2;
    LENGTH.contains(&count)
        && body.starts_with(char::is_uppercase)
        && !body.contains(|c: char| c.is_ascii_punctuation() && c != '&' && c != '\'' || c.is_ascii_digit())
        && body.split(' ').filter(|word| !word.starts_with(char::is_uppercase)).count() <= SMALL
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

const SOURCES: [&str; 4] = ["source", "sources", "fonte", "fonti"];

/// What `Source: Harbour Institute, May 2021` or `(Fonte: Ansa)` names: a credit, which stays.
pub(super) fn source_of(body: &str) -> Option<&str> {
    const MOST: usize = 8;
    let bare = body.trim_matches(['(', ')', '[', ']', ' ', '.', '*', '_']);
    let rest = SOURCES.iter().find_map(|label| strip_label(bare, label));
    let name = rest?.trim_start().strip_prefix(':')?.trim();
    (words(name, MOST + 1) <= MOST && (are_names(name) || is_archive(name))).then_some(name)
}

/// `[Source: magazine, May 2021]`: what stands in square brackets was put there by the page.
fn is_bracketed_source(body: &str) -> bool {
    let inside = body.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    inside.split_once(':').is_some_and(|(label, _)| SOURCES.contains(&label.to_lowercase().as_str()))
}

/// `1310 River Street, Suite 8`, `Washington, DC 20005`, `Via del Porto 5`, `00186 Roma`.
fn is_address(body: &str, count: usize) -> bool {
    const MOST: usize = 10;
    const STREETS: &[&str] = &[
        "street",
        "st",
        "avenue",
        "ave",
        "road",
        "rd",
        "boulevard",
        "blvd",
        "lane",
        "drive",
        "square",
        "suite",
        "floor",
        "nw",
        "ne",
        "sw",
        "se",
    ];
    const VIE: &[&str] = &["via ", "viale ", "piazza ", "corso ", "largo ", "vicolo ", "piazzale "];
    let digit = |c: char| c.is_ascii_digit();
    if count > MOST || !body.contains(digit) || ends_sentence(body) {
        return false;
    }
    let tidy = |word: &'_ str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let all_names = || {
        body.split_whitespace().all(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            word.is_empty() || word.starts_with(digit) || are_names(word) || is_joining(word)
        })
    };
    let number_first = body.starts_with(digit);
    let street =
        number_first && body.split_whitespace().skip(2).any(|word| STREETS.contains(&tidy(word).as_str()));
    let opens = |via: &&str| body.get(..via.len()).is_some_and(|start| start.eq_ignore_ascii_case(via));
    let via = body.ends_with(digit) && VIE.iter().any(opens);
    let code = body.split_whitespace().next_back().is_some_and(is_zip)
        && body
            .split_whitespace()
            .rev()
            .nth(1)
            .is_some_and(|state| state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase()));
    let cap = body.split_whitespace().next().is_some_and(|word| is_zip(word) && !word.ends_with("00"))
        && (2..=4).contains(&count);
    (street || via || code || cap) && all_names() && !is_dated(body)
}

/// Five digits, or nine.
fn is_zip(word: &str) -> bool {
    let (first, rest) = word.split_once('-').unwrap_or((word, ""));
    first.len() == 5
        && (rest.is_empty() || rest.len() == 4)
        && word.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn is_joining(word: &str) -> bool {
    ["di", "del", "della", "dei", "delle", "degli", "da", "of", "the", "n", "e"].contains(&word)
}

/// `2022 (12)`, `▼ settembre (4)`, `May 2021 (3)`: how many posts a blog has of that time. `Jane Doe (34)` is somebody's age.
fn is_month_of_archive(body: &str) -> bool {
    let body = body.trim_start_matches(['▼', '▾', '▲', ' ']);
    let Some((time, count)) = body.strip_suffix(')').and_then(|body| body.rsplit_once('(')) else {
        return false;
    };
    let year = |time: &str| time.len() == 4 && time.bytes().all(|b| b.is_ascii_digit());
    let time = time.trim();
    (1..=4).contains(&count.len())
        && count.bytes().all(|b| b.is_ascii_digit())
        && (year(time)
            || is_month(time)
            || time.split_once(' ').is_some_and(|(month, of)| is_month(month) && year(of)))
}

/// `report.pdf`, `Africa File.pdf (112.4 KB)`: a file to be had.
fn is_attachment(body: &str) -> bool {
    const ENDINGS: [&str; 6] = [".pdf", ".doc", ".docx", ".xlsx", ".zip", ".pptx"];
    let name = match body.strip_suffix(')').and_then(|body| body.rsplit_once('(')) {
        Some((name, size)) if size.starts_with(|c: char| c.is_ascii_digit()) => name.trim_end(),
        _ => body,
    };
    let ends = |ending: &str| {
        let start = name.len().checked_sub(ending.len()).filter(|start| *start > 0);
        start.and_then(|start| name.get(start..)).is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
    };
    ENDINGS.into_iter().any(ends)
}

/// `Download the full report (PDF, 3.2 MB)`, `Scarica il paper in PDF`: what to do, and in which form it comes.
fn is_download(body: &str, count: usize) -> bool {
    const MOST: usize = 12;
    const VERBS: [&str; 9] = [
        "download",
        "scarica",
        "scaricare",
        "télécharger",
        "téléchargez",
        "descargar",
        "descarga",
        "descarregar",
        "baixar",
    ];
    const FORMATS: [&str; 11] =
        ["pdf", "csv", "epub", "xlsx", "xls", "docx", "doc", "zip", "json", "mp3", "mobi"];
    let first = body.split(' ').next().unwrap_or_default();
    // Cheap questions first.
    if count > MOST
        || first.len() > 12
        || !first.starts_with(['d', 'D', 's', 'S', 't', 'T', 'b', 'B'])
        || !VERBS.contains(&first.to_lowercase().as_str())
        || ends_sentence(body)
    {
        return false;
    }
    let is_format = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        FORMATS.contains(&word.as_str())
    };
    match body.strip_suffix(')').and_then(|body| body.rsplit_once(" (")) {
        Some((_, inside)) => inside.split([' ', ',', ';', '/']).any(|word| {
            is_format(word) || ["MB", "KB", "Mb", "Kb", "kB"].iter().any(|unit| word.ends_with(unit))
        }),
        None => body.split_whitespace().next_back().is_some_and(is_format),
    }
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

/// `harbour police,Jane Doe,drones,pier`: tags whose commas have lost their spaces.
fn is_glued_list(body: &str) -> bool {
    const COMMAS: usize = 3;
    const WORDS: usize = 5;
    let entry = |part: &str| {
        (1..=WORDS).contains(&words(part, WORDS + 1))
            && part.starts_with(char::is_alphanumeric)
            && part.contains(char::is_alphabetic)
    };
    memchr::memchr_iter(b',', body.as_bytes()).nth(COMMAS - 1).is_some()
        && !body.contains([':', ';', '(', '"', '='])
        && body.contains(' ')
        && !ends_sentence(body)
        && body.split(',').all(entry)
}

/// `« 1 2 3 … 17 »`, `1 2 3 Successivo`: the pages of a list.
fn is_pages(body: &str) -> bool {
    const LEAST: usize = 2;
    /// Bytes of the longest step.
    const LONGEST: usize = 10;
    const STEPS: &[&str] = &[
        "next",
        "previous",
        "prev",
        "last",
        "first",
        "older",
        "newer",
        "page",
        "pages",
        "of",
        "successivo",
        "successiva",
        "precedente",
        "avanti",
        "indietro",
        "ultima",
        "prima",
        "pagina",
        "pagine",
        "di",
    ];
    const MARKS: &str = "«»‹›<>…←→·|";
    let (mut numbers, mut steps) = (0, 0);
    for word in body.split_whitespace() {
        let bare = word.trim_end_matches([':', ',']);
        if !bare.is_empty() && bare.len() <= 4 && bare.bytes().all(|b| b.is_ascii_digit()) {
            numbers += 1;
        } else if word.chars().all(|c| MARKS.contains(c) || c == '.')
            || bare.len() <= LONGEST && STEPS.contains(&bare.to_lowercase().as_str())
        {
            steps += 1;
        } else {
            return false;
        }
    }
    numbers >= LEAST && steps > 0 && (numbers > LEAST || body.contains(['«', '»', '‹', '›', '…', '←', '→']))
}

/// `0:12 / 05:32`: how far a player has come; one that has not begun may say more, `00:00 | 51:26   Listen   1x`.
fn is_player(body: &str, begun: bool) -> bool {
    if !body.contains(':') {
        return false;
    }
    let Some((now, rest)) = body.split_once(if begun { &['/'][..] } else { &['/', '|'] }) else {
        return false;
    };
    let (now, rest) = (now.trim_end(), rest.trim());
    let whole = if begun { rest } else { rest.split(' ').next().unwrap_or_default() };
    is_time(now) && is_time(whole) && (begun || !now.bytes().any(|b| (b'1'..=b'9').contains(&b)))
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

/// `Sat. Jul 13th, 2024`: today, as the header of a theme writes it; nobody writes the day of an article so.
fn is_day_of_theme(body: &str) -> bool {
    const LETTERS: usize = 3;
    let mut parts = body.split(' ');
    let day = parts.next().and_then(|day| day.strip_suffix('.'));
    let ordinal = |word: &str| ["st,", "nd,", "rd,", "th,"].iter().any(|end| word.ends_with(end));
    day.is_some_and(|day| day.chars().count() == LETTERS && names_weekday(day))
        && parts.nth(1).is_some_and(ordinal)
}

/// `Giorno: 24 giugno 2018`, `Month: March 2022`: what heads the posts of a day, a month, a year.
fn is_day_of_archive(body: &str) -> bool {
    const LABELS: [&str; 6] = ["Day", "Month", "Year", "Giorno", "Mese", "Anno"];
    let labelled = body.starts_with(['D', 'M', 'Y', 'G', 'A']).then(|| body.split_once(": ")).flatten();
    labelled
        .is_some_and(|(label, day)| LABELS.contains(&label) && (is_dated(day) || is_month_of_archive(day)))
}

/// `Flag of Harbour.svg`, `20121011-223445.jpg`, `gate.jpg (680×380)`: the name of a picture's file in the place of the picture.
pub(super) fn is_picture_file(body: &str) -> bool {
    let size = |size: &str| size.bytes().any(|b| b.is_ascii_digit()) && !size.contains(char::is_whitespace);
    let sized = body.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let body = sized.filter(|(_, inside)| size(inside)).map_or(body, |(name, _)| name);
    const ENDS: [&str; 7] = [".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".tif"];
    const MOST: usize = 8;
    const SMALL: usize = 4;
    let end = |end: &&str| {
        body.len() > end.len() && body.is_char_boundary(body.len() - end.len()) && {
            body[body.len() - end.len()..].eq_ignore_ascii_case(end)
        }
    };
    // A sentence has other words than names and small ones.
    let lower = |word: &&str| word.len() > SMALL && word.starts_with(char::is_lowercase);
    ENDS.iter().any(end) && words(body, MOST + 1) <= MOST && body.split(' ').filter(lower).nth(1).is_none()
}

/// `harbour-police-seal`, `doe-jane-2`: what a picture is called in an address.
fn is_slug(body: &str) -> bool {
    const LEAST: usize = 3;
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    // `Harbour_police_2`: no language joins words so.
    let joined =
        body.split('_').count() >= LEAST && body.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let parts = || body.split(['-', '_']);
    let numbered = || body.ends_with(|c: char| c.is_ascii_digit());
    let enough = |count: usize| count >= LEAST || count + 1 == LEAST && numbered();
    joined
        || body.starts_with(|c: char| c.is_ascii_lowercase()) && parts().all(part) && enough(parts().count())
}

/// `Connecting to %s`, `{adinserter 7}`, `[icon type="user"]`, `]]>`: what a program should have filled in; what one filled in below the text.
fn is_template(body: &str, count: usize) -> bool {
    const MOST: usize = 14;
    const IN_BRACES: usize = 3;
    let marks = |c: char| ".…:!?".contains(c);
    let gap = |word: &str| matches!(word.trim_end_matches(marks), "%s" | "%d");
    let code = || body.contains(['"', '\'', '(', ')', '\\', ';', '=', '<']);
    if count <= MOST && body.contains('%') && body.split(' ').any(gap) {
        return !code();
    }
    let braced = body.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let named = |inside: &str| {
        inside.starts_with(|c: char| c.is_ascii_alphabetic())
            && inside.bytes().all(|b| b.is_ascii_alphanumeric() || b" _-.".contains(&b))
    };
    // `[glyphicon type="user"] Redazione`: a tag of a plugin that is gone.
    let plugin = || {
        let (tag, _) = body.strip_prefix('[')?.split_once(']')?;
        let (name, attribute) = tag.split_once(' ')?;
        let (key, value) = attribute.split_once('=')?;
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        Some(is_name(name) && is_name(key) && value.starts_with(['"', '”', '“', '″', '\'']))
    };
    body == "]]>"
        || body.starts_with("<image>data:")
        || body.contains(" was last modified: ")
        || count <= IN_BRACES && braced.is_some_and(named)
        || plugin() == Some(true)
}

/// `/`, `+`, `- `, `----------`: what parted two buttons or boxes.
fn is_sign(body: &str) -> bool {
    const RULE: usize = 5;
    let rule = || body.len() >= RULE && body.bytes().all(|b| b"-_=~".contains(&b));
    matches!(body, "/" | "+" | "|" | "-" | "–" | ">" | "<" | "»" | "«" | "||") || rule()
}

/// `Tag:, , , ,`, `, , ,`, `×`, `^`: a list or a button that lost what it said; `,Harbour`: an entry that lost its list.
fn is_emptied(body: &str) -> bool {
    const LABEL: usize = 4;
    let entry = |rest: &str| rest.starts_with(char::is_alphabetic) && words(rest, LABEL + 1) <= LABEL;
    let left = body.trim_end_matches([',', ' ', '\u{a0}']);
    let commas = body[left.len()..].matches(',').count();
    matches!(body, "" | "×" | "^" | "." | "•" | "↧" | "▼" | "▲")
        || commas > 1 && left.is_empty()
        || commas > 0 && left.ends_with(':') && words(left, LABEL + 1) <= LABEL
        || commas == 0 && !body.ends_with('.') && body.strip_prefix(',').is_some_and(entry)
}

/// `In “Travel”`: the category a blog shows below a related post.
pub(super) fn is_filed(body: &str) -> bool {
    const MOST: usize = 4;
    let inside = body.strip_prefix("In ").and_then(|rest| {
        [('"', '"'), ('“', '”'), ('«', '»')]
            .iter()
            .find_map(|(open, close)| rest.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close)))
    });
    inside.is_some_and(|name| {
        (1..=MOST).contains(&words(name, MOST + 1))
            && name.starts_with(char::is_uppercase)
            && !ends_sentence(name)
    })
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

/// `Ufficio stampa: tel. 06 0000000, stampa@example.org`, `info@example.org`: an address or a number, and whose it is.
fn is_reached_at(body: &str, count: usize) -> bool {
    const MOST: usize = 12;
    const DIGITS: usize = 7;
    const SHORT: usize = 3;
    const LABELS: &[&str] = &[
        "tel",
        "telefono",
        "phone",
        "telephone",
        "fax",
        "mobile",
        "cell",
        "whatsapp",
        "e-mail",
        "email",
        "mail",
        "pec",
        "contact",
        "contacts",
        "contatti",
        "contatto",
        "press",
        "media",
        "ufficio",
        "stampa",
        "info",
        "informazioni",
        "redazione",
        "segreteria",
        "centralino",
        "switchboard",
        "newsroom",
        "newsdesk",
        "desk",
        "enquiries",
        "inquiries",
        "office",
        "segnalazioni",
        "pubblicità",
        "advertising",
    ];
    let digits = body.bytes().filter(u8::is_ascii_digit).count();
    if count > MOST || (digits < DIGITS && !body.contains('@')) {
        return false;
    }
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let is_mail = |word: &str| {
        let mail = bare(word);
        mail.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty()
                && host.split_once('.').is_some_and(|(site, end)| !site.is_empty() && end.len() > 1)
        })
    };
    if !body.contains(' ') && is_mail(body) {
        return true;
    }
    let mails = body.contains('@') && body.split_whitespace().any(is_mail);
    if !mails && digits < DIGITS {
        return false;
    }
    // A sentence that gives a number says something.
    let mut head = body.split_whitespace().take(SHORT).filter(|word| !word.contains('@'));
    head.any(|word| LABELS.contains(&bare(word).to_lowercase().as_str()))
        && !ends_sentence(body)
        && (mails || !body.split(['/', '|', '–', '·']).any(is_dated))
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

/// `2. Related work`, `3) Two roads`: an entry of a numbered list.
fn is_numbered(body: &str) -> bool {
    const DIGITS: usize = 2;
    if !body.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
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

/// `[MUSIC]`, `[FOOTSTEPS ON STAIRS]`: what is heard in a transcript.
fn is_sound(body: &str) -> bool {
    body.starts_with('[')
        && body.ends_with(']')
        && !body.contains(|c: char| c.is_lowercase() || c.is_ascii_digit())
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

/// `76°`, `18 °C`, `8.6 C`.
pub(super) fn is_weather(body: &str) -> bool {
    // Without its sign there must be a fraction: `8.6 C`.
    let bare = || body.split_once(' ').filter(|(degrees, scale)| degrees.contains('.') && scale.len() == 1);
    let Some((degrees, scale)) = body.split_once('°').or_else(bare) else { return false };
    let (degrees, fraction) = degrees.split_once('.').unwrap_or((degrees, ""));
    if fraction.len() > 1 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let degrees = degrees.trim().trim_start_matches(['-', '−', '+']);
    (1..=3).contains(&degrees.len())
        && degrees.bytes().all(|b| b.is_ascii_digit())
        && ["", "C", "F"].contains(&scale.trim())
}

/// `Via Esempio, 5 - 20121 Milano | P.IVA 01234567890`: the numbers under which a company is registered.
fn is_imprint(body: &str) -> bool {
    const REGISTERS: [&str; 10] = [
        "P.IVA",
        "P. IVA",
        "P.Iva",
        "P. Iva",
        "p.iva",
        "Partita IVA",
        "Partita Iva",
        "C.F.",
        "Cod. Fisc.",
        "Company No",
    ];
    const DIGITS: usize = 6;
    if body.bytes().filter(u8::is_ascii_digit).count() < DIGITS {
        return false;
    }
    // `iva` in some case, or a capital behind a stop or a space, stands in each of them.
    let bytes = body.as_bytes();
    let behind = |at: usize, marks: [u8; 2]| at > 0 && marks.contains(&bytes[at - 1]);
    let iva = |at: usize| behind(at, *b"Ii") && matches!(bytes.get(at + 1), Some(b'a' | b'A'));
    if !memchr::memchr2_iter(b'v', b'V', bytes).any(iva)
        && !memchr::memchr2_iter(b'F', b'N', bytes).any(|at| behind(at, *b". "))
    {
        return false;
    }
    let behind = REGISTERS.iter().find_map(|register| body.split_once(register)).map(|(_, behind)| behind);
    behind.is_some_and(|behind| {
        let number = behind.trim_start_matches(|c: char| !c.is_ascii_digit());
        number.bytes().take_while(u8::is_ascii_digit).count() >= DIGITS
    })
}

/// `#Herat #Taliban #Afghanistan`: two hashtags or more and nothing else.
fn is_hashtags(body: &str) -> bool {
    body.starts_with('#')
        && body.split_whitespace().count() > 1
        && body.split_whitespace().all(|word| {
            word.strip_prefix('#').is_some_and(|tag| tag.starts_with(|c: char| c.is_alphanumeric()))
        })
}

/// `The post Army closes the road appeared first on The Harbour Post.`: what a feed writes below an item.
pub(super) fn is_feed_footer(body: &str) -> bool {
    const OPENS: [&str; 6] =
        ["The post ", "The article ", "This post ", "L'articolo ", "L’articolo ", "Il post "];
    const JOINS: [&str; 3] = [" appeared first on ", " proviene da ", " sembra essere il primo su "];
    let named = |text: &str| text.starts_with(|c: char| !c.is_lowercase());
    let rest = OPENS.iter().find_map(|open| body.strip_prefix(open)).filter(|title| named(title));
    rest.is_some_and(|rest| {
        JOINS.iter().any(|join| rest.split_once(join).is_some_and(|(_, site)| named(site)))
    })
}

/// `हिन्दी Hindi`, `اردو Urdu`: a language in its own letters and in ours.
fn is_language(body: &str) -> bool {
    if body.as_bytes().first().is_none_or(u8::is_ascii) {
        return false;
    }
    let own = body.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ours = &body[own.len()..];
    let own = own.trim();
    LANGUAGES.contains(&ours.to_lowercase().as_str())
        && own.contains(char::is_alphabetic)
        && !own.contains(|c: char| c.is_ascii_alphanumeric() || c == '.')
}

/// Languages as menus name them whose letters are not Latin.
const LANGUAGES: &[&str] = &[
    "arabic",
    "urdu",
    "hindi",
    "persian",
    "farsi",
    "dari",
    "pashto",
    "kurdish",
    "hebrew",
    "russian",
    "ukrainian",
    "bengali",
    "bangla",
    "marathi",
    "gujarati",
    "kannada",
    "tamil",
    "malayalam",
    "telugu",
    "punjabi",
    "assamese",
    "odia",
    "nepali",
    "sinhala",
    "chinese",
    "japanese",
    "korean",
    "greek",
    "bulgarian",
    "georgian",
    "armenian",
    "kazakh",
    "uyghur",
    "tibetan",
    "burmese",
    "thai",
    "khmer",
    "lao",
    "amharic",
    "tigrinya",
];

/// `Jane Doe's picture`: what a portal says in the place of a writer's picture.
fn is_portrait(body: &str) -> bool {
    let whose = body.strip_suffix("'s picture").or_else(|| body.strip_suffix("’s picture"));
    whose.is_some_and(are_names)
}

/// `(foto HARB)`: in brackets, the word for a picture and whose it is.
fn is_bracketed_picture(body: &str, count: usize) -> bool {
    const MOST: usize = 6;
    const LABELS: [&str; 6] = ["foto ", "photo ", "photos ", "ph ", "image ", "immagine "];
    let inside = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|_| count <= MOST);
    // `(foto Kabul)` shows the town.
    let signed =
        |whose: &str| are_names(whose) && (whose.contains(' ') || !whose.contains(char::is_lowercase));
    inside.is_some_and(|inside| {
        let label = inside.get(..inside.find(' ').map_or(0, |at| at + 1)).unwrap_or_default();
        LABELS.contains(&label.to_lowercase().as_str()) && signed(&inside[label.len()..])
            || inside.starts_with("via @")
    })
}

/// `Articolo precedentePorto chiuso`, `Next articleTwo ships leave`: a button and the title it leads to, run together.
fn is_neighbour(body: &str) -> bool {
    const OPENS: [&str; 7] = [
        "Articolo precedente",
        "Articolo successivo",
        "Prossimo articolo",
        "Previous article",
        "Previous Article",
        "Next article",
        "Next Article",
    ];
    let rest = OPENS.iter().find_map(|open| body.strip_prefix(open));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "“\"«‘".contains(c))
    })
}

/// `Lantern logo`, `Harbour Banner`: what a picture of the site is called in its place.
fn is_alt_text(body: &str, count: usize) -> bool {
    const WORDS: [&str; 6] = ["logo", "banner", "artwork", "avatar", "wordmark", "thumbnail"];
    let is = |word: Option<&str>| word.is_some_and(|word| WORDS.contains(&word.to_lowercase().as_str()));
    (2..=3).contains(&count) && (is(body.split(' ').next()) || is(body.rsplit(' ').next()))
}

/// `By |2022-07-20|Categories: Vlog|0 Comments`: what a theme knows of a post, in one line.
fn is_record(body: &str) -> bool {
    const BARS: usize = 2;
    const LABELS: [&str; 6] = ["Categories:", "Category:", "Tags:", "Categorie:", "Categoria:", "Tag:"];
    body.matches('|').count() >= BARS
        && body.split('|').any(|part| LABELS.iter().any(|label| part.trim_start().starts_with(label)))
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

/// `← Army closes the road`, `Convoy hit at the pass »`: the titles of the posts before and after.
fn is_arrow(body: &str) -> bool {
    const BACK: [char; 4] = ['←', '‹', '⟵', '«'];
    const ON: [char; 4] = ['→', '›', '⟶', '»'];
    let back = body.starts_with(BACK) && !body.contains('»') && !body.contains('›');
    let on = body.ends_with(ON) && !body.contains('«') && !body.contains('‹');
    // `« Note 22 | Note 24 »`; what is quoted stands close to its marks.
    let between = (body.starts_with("« ") || body.starts_with("← ") || body.starts_with("‹ "))
        && (body.ends_with(" »") || body.ends_with(" →") || body.ends_with(" ›"))
        && body.contains(" | ");
    (back || on || between) && !ends_sentence(body.trim_end_matches(ON).trim_end())
}

/// `1.5x`, `1x 1.2x 1.5x`: how fast a player may talk.
fn is_speed(body: &str) -> bool {
    let one = |text: &str| {
        text.strip_suffix(['x', 'X', '×']).map(str::trim_end).is_some_and(|number| {
            (1..=4).contains(&number.len())
                && number.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
        })
    };
    one(body) || (body.contains(' ') && body.split_whitespace().all(one))
}

/// `Follow @harbourtimes`, `Segui Anna Verdi @annaverdi`.
fn is_invitation(body: &str, count: usize) -> bool {
    const MOST: usize = 6;
    count <= MOST
        && ["Follow ", "FOLLOW ", "Segui ", "SEGUI ", "Seguici ", "Tweet di "]
            .iter()
            .any(|call| body.starts_with(call))
        && body.split_whitespace().any(|word| word.len() > 1 && word.starts_with('@'))
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

/// True for `Edited by Jane Doe`, `Traduzione di Maria Rossi`: a word of work, and a name behind it.
pub(super) fn names_maker(body: &str) -> bool {
    [" by ", " di ", " da ", " with ", " con "]
        .iter()
        .any(|of| body.rsplit_once(of).is_some_and(|(_, who)| are_names(who)))
}

/// First stations of a breadcrumb path.
const HOMES: &[&str] = &[
    "home",
    "homepage",
    "home page",
    "startseite",
    "start",
    "inizio",
    "prima pagina",
    "accueil",
    "inicio",
    "you are here",
    "sei in",
    "sei qui",
    "ti trovi in",
];
const STEPS: &[&str] = &[" > ", " » ", " › ", " / ", " | ", " · ", " → ", " • ", " :: "];

/// `Home > Politica > Esteri`, `Features | Security | Southeast Asia`, `Hansard > Lords > 9 October 2018 > Chamber`.
pub(super) fn is_path(body: &str) -> bool {
    const STATION: usize = 4;
    const LONG_STATION: usize = 6;
    if !has_cut(body, STEPS) {
        return false;
    }
    let Some(step) = STEPS.iter().find(|step| body.contains(**step)) else { return false };
    if ends_sentence(body) {
        return false;
    }
    let stations: Vec<&str> = body.split(*step).map(str::trim).collect();
    let home = stations
        .first()
        .is_some_and(|first| HOMES.contains(&first.trim_end_matches(':').to_lowercase().as_str()));
    let within = |station: &str, most: usize| (1..=most).contains(&words(station, most + 1));
    if home {
        // The last station may be the title of the page.
        return stations[..stations.len() - 1].iter().all(|station| within(station, LONG_STATION));
    }
    let of_site = |station: &&str| SECTIONS.contains(&station.to_lowercase().as_str());
    let small = stations.iter().any(of_site);
    let dates = |station: &&str| [" > ", " » "].contains(step) && is_dated(station);
    let section = |station: &&str| {
        within(station, STATION)
            && !is_signed(station)
            && (station.starts_with(char::is_uppercase) || small || dates(station))
    };
    // The rows of a table have numbers; of a path only the day has, of a menu a count (`Cart (0)`).
    let digit = |c: char| c.is_ascii_digit();
    let numbered = |station: &&&str| {
        let counted = station
            .strip_suffix(')')
            .map(|rest| rest.trim_end_matches(digit))
            .filter(|rest| rest.ends_with('('));
        counted.unwrap_or(station).contains(digit)
    };
    let days = stations.iter().filter(numbered).all(dates);
    // Two stations joined otherwise may be anything.
    let quotes = body.contains('«');
    let least = if *step == " » " && !quotes { 2 } else { 3 };
    // Names are joined by slashes and dots too.
    [" > ", " » ", " › ", " | "].contains(step)
        && stations.len() >= least
        && days
        && stations.iter().all(section)
}

/// `Tag / harbour police`, `Search / harbour`: the heading of a list of posts.
fn is_tag_path(body: &str) -> bool {
    const STATION: usize = 6;
    ["Tag / ", "Tags / ", "Tag > ", "Search / ", "Categoria / ", "Category / "].iter().any(|open| {
        body.strip_prefix(open)
            .is_some_and(|rest| words(rest, STATION + 1) <= STATION && !ends_sentence(rest))
    })
}

/// `Home / Travel / Army closes all roads`: a path that says where it begins, with a station on its way.
fn opens_at_home(body: &str) -> bool {
    // Most lines do not, and are not cut.
    if !body.starts_with(['h', 'H']) {
        return false;
    }
    let lower = |text: &str| text.trim().trim_end_matches(':').to_lowercase();
    STEPS.iter().any(|step| {
        let mut stations = body.split(step);
        stations
            .next()
            .is_some_and(|first| ["home", "homepage", "home page"].contains(&lower(first).as_str()))
            && stations.count() > 1
    })
}

/// Sections of sites, the first stations of paths that do not begin at home.
const SECTIONS: &[&str] = &[
    "analisi",
    "analysis",
    "archive",
    "archives",
    "archivio",
    "attualità",
    "blog",
    "blogs",
    "business",
    "commenti",
    "comment",
    "cronaca",
    "cronache",
    "cultura",
    "culture",
    "documenti",
    "economia",
    "esteri",
    "features",
    "focus",
    "interviews",
    "interviste",
    "mondo",
    "news",
    "notizie",
    "opinion",
    "opinioni",
    "politica",
    "politics",
    "publications",
    "pubblicazioni",
    "rubriche",
    "sport",
    "temi",
    "topics",
    "world",
];

/// A station of a path is no byline and no agency.
fn is_signed(station: &str) -> bool {
    let lower = station.to_lowercase();
    lower.starts_with("by ") || lower.starts_with("di ") || AGENCIES.contains(&lower.as_str())
}

/// Ends of the glued names of outlets.
const OUTLETS: &[&str] = &[
    "tv",
    "news",
    "press",
    "media",
    "online",
    "radio",
    "web",
    "live",
    "video",
    "blog",
    "magazine",
    "post",
    "times",
    "today",
    "daily",
    "report",
    "review",
    "tg",
    "notizie",
    "oggi",
    "quotidiano",
    "sera",
];

/// `CorriereTv`, `AfricaNews`: two words in one, the second a word for media.
fn is_outlet(body: &str) -> bool {
    let Some(cut) = body.rfind(|c: char| c.is_uppercase()) else { return false };
    let tail = body[cut..].to_lowercase();
    let upper_tail = body
        .strip_suffix("TV")
        .or_else(|| body.strip_suffix("TG"))
        .is_some_and(|head| head.ends_with(char::is_lowercase));
    upper_tail || (cut > 0 && body.chars().all(char::is_alphanumeric) && OUTLETS.contains(&tail.as_str()))
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
fn has_cut(body: &str, cuts: &[&str]) -> bool {
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

/// A byline that names nobody.
pub(super) fn is_newsroom(part: &str) -> bool {
    const NEWSROOMS: &[&str] = &[
        "redazione",
        "la redazione",
        "redazione online",
        "redazione web",
        "redazione esteri",
        "staff",
        "admin",
        "editor",
        "editors",
        "web desk",
        "news desk",
        "newsdesk",
        "webdesk",
        "newsroom",
        "staff writer",
        "staff reporter",
        "team",
        "editorial team",
        "editorial staff",
        "our correspondent",
        "the editors",
    ];
    let lower = part.to_lowercase();
    let name = ["by ", "di ", "a cura di ", "della ", "scritto da ", "written by ", "posted by "]
        .iter()
        .find_map(|by| lower.strip_prefix(by));
    NEWSROOMS.contains(&name.unwrap_or(&lower))
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

/// What a line at the head of a page says for a site header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Nothing.
    None,
    /// A bar with nothing on one side: `Jun 19, 2025 |`, `| Remer,MN`.
    Bar,
    /// The same with a date: the day the page was saved, not that of the article.
    BarDate,
    /// A lone number: a counter.
    Count,
    /// Capitals only, or words for media: the name of a site.
    Name,
}

/// Words that names of sites end in or contain.
const SITES: &[&str] = &[
    "news",
    "times",
    "post",
    "daily",
    "herald",
    "tribune",
    "journal",
    "press",
    "media",
    "today",
    "tv",
    "online",
    "gazette",
    "review",
    "magazine",
    "observer",
    "globe",
    "mail",
    "star",
    "report",
    "monitor",
    "chronicle",
    "telegraph",
    "dispatch",
    "radio",
    "network",
    "blog",
    "bulletin",
    "wire",
    "giornale",
    "corriere",
    "quotidiano",
    "gazzetta",
    "notizie",
    "notiziario",
    "rivista",
    "messaggero",
    "tempo",
    "stampa",
    "sito",
];

/// `The Hague`, `il Porto`: the name has an article.
pub(super) fn has_article(text: &str) -> bool {
    ["The ", "THE ", "Il ", "IL ", "il ", "La ", "LA ", "la ", "Lo ", "L'", "L’"]
        .iter()
        .any(|article| text.starts_with(article))
}

/// `Jane Doe`; not `La Nazione`, `Jihad in Europe`, `The Harbour Times`.
pub(super) fn may_be_person(text: &str) -> bool {
    const JOINING: [&str; 9] = ["in", "of", "for", "and", "the", "e", "per", "nel", "dei"];
    are_names(text)
        && !has_article(text)
        && !is_newspaper(text)
        && !text.split_whitespace().any(|word| JOINING.contains(&word))
}

/// `The Harbour Times`, `Gazzetta del Porto`, `Institute for the Study of Ports`: two to seven names, the last or the
/// first a word for a paper or a house.
pub(super) fn is_newspaper(text: &str) -> bool {
    /// Beside [`HOUSES`]; these are words of titles too.
    const LAST: &[&str] = &[
        "times",
        "post",
        "journal",
        "chronicle",
        "dispatch",
        "news",
        "observer",
        "guardian",
        "mail",
        "globe",
        "bulletin",
        "courier",
        "today",
        "letter",
        "monitor",
        "review",
        "agency",
        "center",
        "centre",
        "council",
        "digest",
    ];
    const FIRST: &[&str] = &[
        "corriere",
        "gazzetta",
        "giornale",
        "quotidiano",
        "messaggero",
        "notiziario",
        "eco",
        "resto",
        "nuova",
        "nazione",
        "agenzia",
        "osservatorio",
        "taccuino",
        "istituto",
        "fondazione",
        "rivista",
        "diario",
        "quaderni",
        "institute",
        "center",
        "centre",
        "council",
        "ministry",
        "department",
        "ministero",
    ];
    const MOST: usize = 7;
    let count = words(text, MOST + 1);
    if !(2..=MOST).contains(&count) || !are_names(text) || ends_sentence(text) {
        return false;
    }
    let lower = text.to_lowercase();
    let mut names =
        lower.split_whitespace().filter(|word| !["il", "la", "l'eco", "the", "lo"].contains(word));
    let first = names.next();
    let last = names.next_back().or(first);
    last.is_some_and(|word| LAST.contains(&word) || HOUSES.contains(&word))
        || first.is_some_and(|word| FIRST.contains(&word))
}

/// `Harbour Examiner`, `Harbour History Podcast`: the last word is that of a paper, a house, a programme, and of nothing else.
fn is_house(text: &str) -> bool {
    const NAME: usize = 5;
    let last = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
    (2..=NAME).contains(&words(text, NAME + 1)) && are_names(text) && HOUSES.contains(&last.as_str())
}

/// Last words of the names of papers, houses and programmes, which are hardly that of anything else.
const HOUSES: &[&str] = &[
    "herald",
    "tribune",
    "gazette",
    "telegraph",
    "examiner",
    "inquirer",
    "magazine",
    "newsletter",
    "foundation",
    "institute",
    "observatory",
    "podcast",
    "institution",
    "blog",
    "weekly",
];

/// The header of a site: `The Harbour Post | World`, `PORTUS - Notizie dal porto`, `harbour.org`, `THE HARBOUR`,
/// `PortNews`; where the day follows, a few names of any kind.
pub(super) fn is_header(text: &str, count: usize, dated: bool) -> bool {
    const HEADER: usize = 16;
    const NAME: usize = 5;
    const MOTTO: usize = 8;
    const TAGS: [&str; 6] =
        ["Tag: ", "Tag Archives: ", "Category: ", "Categoria: ", "Archivi tag: ", "Author: "];
    // Behind its address a site may say much of itself.
    if count <= MOST_WORDS && parts(text).first().is_some_and(|name| *name != text && is_site_address(name)) {
        return true;
    }
    /// Behind a dash they say of what sort the article is.
    const SORTS: [&str; 10] = [
        "analysis",
        "opinion",
        "commentary",
        "oped",
        "interview",
        "report",
        "analisi",
        "commento",
        "intervista",
        "opinione",
    ];
    let all = parts(text);
    let about = |part: &&str| TAGS.iter().any(|label| part.starts_with(label));
    let colon = || all.iter().filter(|part| !about(part)).any(|part| part.contains(':'));
    if count == 0 || count > HEADER || ends_sentence(text) || is_dated(text) || colon() {
        return false;
    }
    let name = all.first().copied().unwrap_or(text);
    if all.iter().any(|part| SORTS.iter().any(|sort| sort.eq_ignore_ascii_case(part))) {
        return false;
    }
    let named = |text: &str| words(text, NAME + 1) <= NAME && (are_names(text) || is_site_address(text));
    if all.len() > 1 {
        let most = if text.contains(" | ") { MOTTO } else { NAME };
        let rest = |part: &&str| words(part, most + 1) <= most || are_names(part);
        return named(name) && !is_steps(text) && all[1..].iter().all(rest);
    }
    is_site_address(text) || named(text) && (dated || is_written_like_a_site(text)) || is_house(text)
}

/// `harbour.org`, `Harbour.it`.
fn is_site_address(text: &str) -> bool {
    let Some((name, end)) = text.rsplit_once('.') else { return false };
    (2..=6).contains(&end.len())
        && end.bytes().all(|b| b.is_ascii_alphabetic())
        && name.len() > 1
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'))
}

/// `HarbourNews`, `HARBOUR`, `THE HARBOUR`: one word with a capital inside, or one or two in capitals.
fn is_written_like_a_site(text: &str) -> bool {
    const LETTERS: usize = 5;
    const MOST: usize = 2;
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let plain = text.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-');
    let capitals = !text.contains(char::is_lowercase) && words(text, MOST + 1) <= MOST;
    let inside = || {
        let mut pairs = text.chars().zip(text.chars().skip(1));
        !text.contains([' ', '-']) && pairs.any(|(a, b)| a.is_lowercase() && b.is_uppercase())
    };
    letters >= LETTERS
        && plain
        && !text.starts_with("Mc")
        && !text.starts_with("Mac")
        && (capitals || inside())
}

/// True where words of a header's first part stand in one of these lines: all of the longer ones where a section or a
/// motto follows the name, any where it stands alone; each word in so many of them at `least`.
pub(super) fn is_said<'t>(header: &str, least: usize, lines: impl Iterator<Item = &'t str>) -> bool {
    const LONG: usize = 3;
    let cut = |text: &str| -> HashSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= LONG);
        words.map(str::to_lowercase).collect()
    };
    let all = parts(header);
    let name = cut(all.first().copied().unwrap_or(header));
    let articles = ["the", "gli", "dei", "del", "della", "delle"];
    let mut open: HashMap<&str, usize> =
        name.iter().map(|word| (word.as_str(), least)).filter(|(word, _)| !articles.contains(word)).collect();
    let count = open.len();
    for line in lines {
        let words = cut(line);
        for (_, left) in open.iter_mut().filter(|(word, _)| words.contains(**word)) {
            *left = left.saturating_sub(1);
        }
    }
    open.retain(|_, left| *left > 0);
    count > 0 && (open.is_empty() || all.len() == 1 && open.len() < count)
}

impl Sign {
    /// True for lines that are a bar, with a date or without.
    pub(super) fn is_bar(body: &str, count: usize) -> bool {
        (body.starts_with('|') || body.ends_with('|'))
            && matches!(Sign::of(body, count), Sign::Bar | Sign::BarDate)
    }

    pub(super) fn of(body: &str, count: usize) -> Sign {
        const NAME: usize = 6;
        const BAR: usize = 8;
        let bar = body.starts_with('|') || body.ends_with('|');
        if bar && count <= BAR && body.trim_matches(['|', ' ', '\u{a0}']).split('|').count() == 1 {
            return if date(body).is_some() { Sign::BarDate } else { Sign::Bar };
        }
        if body.len() <= 5 && body.bytes().all(|b| b.is_ascii_digit()) {
            return Sign::Count;
        }
        if count > NAME || is_dated(body) || ends_sentence(body) || !body.contains(char::is_alphabetic) {
            return Sign::None;
        }
        let capitals = !body.contains(char::is_lowercase);
        let lower = body.to_lowercase();
        let site = lower
            .split_whitespace()
            .any(|word| SITES.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())));
        if capitals || (site && are_names(body)) { Sign::Name } else { Sign::None }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Sign, behind_number, built_like, entry, gives_no_number, is_aside, is_comma_list, is_content,
        is_counted, is_download, is_figure, is_newspaper, is_newsroom, is_numbered, is_path_to, is_sentence,
        is_spaced, is_steps, is_table_row, is_timed, is_told, is_told_at_length, may_be_person, parts,
        speaker,
    };
    use crate::{document::Kind, shape::words};

    #[test]
    fn newspapers() {
        let rows = [
            ("The Harbour Times", true),
            ("Gazzetta del Porto", true),
            ("Il Corriere della Valle", true),
            ("Hard Times", true),
            ("Times of trouble", false),
            ("Bad news", false),
            ("Post offices in the valley close", false),
            ("Harbour", false),
            ("Osservatorio del Porto", true),
            ("Institute for the Study of Ports", true),
            ("Council of elders meets", false),
        ];
        for (text, is) in rows {
            assert_eq!(is_newspaper(text), is, "{text}");
        }
    }

    #[test]
    fn persons() {
        let rows = [
            ("Jane Doe", true),
            ("Abu Omar al-Masri", true),
            ("La Nazione", false),
            ("Jihad in Europe", false),
            ("Harbour Times", false),
            ("two convoys", false),
        ];
        for (text, is) in rows {
            assert_eq!(may_be_person(text), is, "{text}");
        }
    }

    #[test]
    fn built() {
        let rows = [
            ("IMAGE: REUTERS", Some(Kind::Credit)),
            ("Credit: AP Photo", Some(Kind::Credit)),
            ("Foto copertina: Ansa", Some(Kind::Credit)),
            ("Photo by Jane Doe", Some(Kind::Credit)),
            ("(Jane Doe/AFP via Getty Images)", Some(Kind::Credit)),
            ("REUTERS/Jane Doe", Some(Kind::Credit)),
            ("M. Doe—AFP", Some(Kind::Credit)),
            ("The gate—closed", None),
            ("Soldiers of the guard (JANE DOE/AFP/Getty Images)", None),
            ("(Jane Doe / Associated Press)", Some(Kind::Credit)),
            ("gate.jpg (680×380)", Some(Kind::Masthead)),
            ("[icon type=”user”] Redazione", Some(Kind::Masthead)),
            ("[Sic] Redazione", None),
            ("Photo credit: U.S. Army", Some(Kind::Credit)),
            ("Photo: fighters at a checkpoint", None),
            ("Photo of the camp", None),
            ("Video shows two men", None),
            ("Credit where it is due", None),
            ("Foto di gruppo", None),
            ("Foto di gruppo con Signora", None),
            ("Foto di Mario Rossi", Some(Kind::Credit)),
            ("REUTERS/Jane Doe/File Photo", Some(Kind::Credit)),
            ("© Reuters", Some(Kind::Copyright)),
            ("© 2019-2021 Harbour Times", Some(Kind::Copyright)),
            ("© is a sign of its time", None),
            ("Via del Porto 5, Genova | P.IVA 01234567890", Some(Kind::Contact)),
            ("La P.IVA 3 volte rubata", None),
            ("#Herat #Taliban", Some(Kind::Tags)),
            ("#Herat is not lost", None),
            ("# Herat", None),
            ("← Army closes the road", Some(Kind::Nav)),
            ("Army closes the road »", Some(Kind::Nav)),
            ("«Army closes the road»", None),
            ("0:00 / 3:41   Listen to article   1x", Some(Kind::Nav)),
            ("00:00 | 51:26", Some(Kind::Nav)),
            ("14:02 | 16:30", None),
            ("Flag of Harbour.svg", Some(Kind::Masthead)),
            ("Jane Doe, BBC - 28 settembre 2019.jpg", Some(Kind::Masthead)),
            ("He found another picture there, harbour.jpg", None),
            ("harbour-police-seal", Some(Kind::Masthead)),
            ("doe-jane-2", Some(Kind::Masthead)),
            ("anti-war", None),
            ("03-08-2024", None),
            ("Connecting to %s...", Some(Kind::Masthead)),
            ("print(\"%s and %d\")", None),
            ("5 % d’interesse", None),
            ("{adinserter 7}", Some(Kind::Masthead)),
            ("{x, y}", None),
            ("Tag:, , , ,", Some(Kind::Masthead)),
            (", , ,", Some(Kind::Masthead)),
            (",Harbour and Road", Some(Kind::Masthead)),
            (",he said, and left.", None),
            ("×", Some(Kind::Masthead)),
            ("Among them, as ever,", None),
            ("* * *", None),
            ("1.25x", Some(Kind::Nav)),
            ("4x4", None),
            ("1x 1.2x 1.5x", Some(Kind::Nav)),
            ("4x 4 wheels", None),
            ("A Harbour Station - © 2002-2022 Harbour Television, Inc", Some(Kind::Copyright)),
            ("He drew the sign © 2022 Harbour Times", None),
            ("[Source: Harbour Institute]", Some(Kind::Source)),
            ("[Fonte: rivista, maggio 2021]", Some(Kind::Source)),
            ("[He is the source: ask him]", None),
            ("(Source: Harbour Institute)", None),
            ("Fonte: Ansa", None),
            ("Source: a man who was there", None),
            ("Source close to Harbour", None),
            ("1310 River Street, Suite 8", Some(Kind::Contact)),
            ("Washington, DC 20005", Some(Kind::Contact)),
            ("Via del Porto 5", Some(Kind::Contact)),
            ("00186 Roma", Some(Kind::Contact)),
            ("1310 men on Harbour Street", None),
            ("Via del Porto, the road of 5 dead", None),
            ("12000 Iraqis flee", None),
            ("2022 (12)", Some(Kind::Nav)),
            ("▼ settembre (4)", Some(Kind::Nav)),
            ("May 2021 (3)", Some(Kind::Nav)),
            ("Jane Doe (34)", None),
            ("2022 (the year of the drought)", None),
            ("Harbour report.pdf (112.4 KB)", Some(Kind::Nav)),
            ("The report.pdf is gone", None),
            ("76°", Some(Kind::Nav)),
            ("18 °C", Some(Kind::Nav)),
            ("76° north of the camp", None),
            ("8.6 C", Some(Kind::Nav)),
            ("8 C", None),
            ("(foto HARB)", Some(Kind::Credit)),
            ("(foto di gruppo)", None),
            ("(foto Kabul)", None),
            ("(via @harbourtimes)", Some(Kind::Credit)),
            ("© Jane Doe watched the gate from here.", None),
            ("©porto.com 2016 – diritti riservati, riproduzione vietata", Some(Kind::Copyright)),
            ("Articolo precedentePorto chiuso per sciopero", Some(Kind::Related)),
            ("Articolo precedente", None),
            ("Lantern logo", Some(Kind::Masthead)),
            ("The logo of the clan", None),
            ("Tag / harbour police", Some(Kind::Tags)),
            ("Tag / the wall and run, he said.", None),
            ("<image>data:image/s3,\"x", Some(Kind::Masthead)),
            ("Red Square cc Jane Doe", Some(Kind::Credit)),
            ("Jane Doe - Harbour Museum (Public Domain)", Some(Kind::Credit)),
            ("The letter went cc to the emir", None),
            ("हिन्दी Hindi", Some(Kind::Nav)),
            ("اردو", None),
            ("The Hindi of the south", None),
            ("Jane Doe's picture", Some(Kind::Credit)),
            ("The army's picture", None),
            ("By |2022-07-20|Categories: Vlog|Tags: , |0 Comments", Some(Kind::Tags)),
            ("Categories: two of them", None),
            ("harbour police,Jane Doe,drones,pier", Some(Kind::Tags)),
            ("Herat, Kabul,and,of course,the valley.", None),
            ("Giorno: 24 giugno 2018", Some(Kind::Tags)),
            ("Giorno: il primo", None),
            ("Sat. Jul 13th, 2024", Some(Kind::Date)),
            ("Ven. Nov 22nd, 2024", Some(Kind::Date)),
            ("Sat, Jul 13, 2024", None),
            ("----------", Some(Kind::Nav)),
            ("/", Some(Kind::Nav)),
            ("--", None),
            ("© Anna Verdi 1989-2021 eccetto ove indicato diversamente", Some(Kind::Copyright)),
            ("Follow @harbourtimes", Some(Kind::Share)),
            ("Follow the river to @", None),
            ("HERAT/KANDAHAR", None),
            ("Reuters", None),
            ("Images of War", None),
            ("Home > Politica > Esteri", Some(Kind::Nav)),
            ("Home » World » Two convoys hit on the road to the valley", Some(Kind::Nav)),
            ("Features | Security | Southeast Asia", Some(Kind::Nav)),
            ("World | Asia", None),
            ("By Jane Doe | Reuters | Kabul", None),
            ("Kabul | 4 May 2020 | Reuters", None),
            ("ISIS-K / ISKP / IS-K", None),
            ("AFP / AP / Ansa", None),
            ("Two convoys hit | Roads closed by the army again | What we know", None),
            ("Hansard > Lords > 9 October 2018 > Chamber", Some(Kind::Nav)),
            ("Home > Passports, travel and living abroad > Travel advice", Some(Kind::Nav)),
            ("Home / Archivi / V. 12 N. 3 (2019) / Articoli", Some(Kind::Nav)),
            ("Kabul | 9 October 2018 | Harbour", None),
            ("« 1 2 3 … 17 »", Some(Kind::Nav)),
            ("Pagine: 1 2 3", Some(Kind::Nav)),
            ("Pages 211 to 238", None),
            ("1 of 5", None),
            ("0:12 / 05:32", Some(Kind::Nav)),
            ("24/7", None),
            ("In “Travel”", Some(Kind::Related)),
            ("In “Travel” he told of the road.", None),
            ("info@example.org", Some(Kind::Contact)),
            ("Media contact: Priya Nair, +41 22 000 00 00, press@example.org", Some(Kind::Contact)),
            ("Tel. 06 0000000", Some(Kind::Contact)),
            ("Call the office of the governor in Herat", None),
            ("Press desk / 06 0000000 / Rome", Some(Kind::Contact)),
            ("Press desk / 2024-02-11 / Rome", None),
            ("Harbour | Ferry", None),
            ("PORTONEWS.IT » Valle", Some(Kind::Nav)),
            ("Harbour Update  »  January 2024", Some(Kind::Nav)),
            ("«Resto» » disse", None),
            ("valle | archivio | Porto", Some(Kind::Nav)),
            ("valle | lago | porto", None),
            ("« Nota n. 22 | Nota n. 24 »", Some(Kind::Nav)),
            ("« Nota n. 22 e nota n. 24 »", None),
            ("Cart (0) | Wish list | Account", Some(Kind::Nav)),
            ("QDe.002 | VALLEY BRIGADE | Brigata della valle", None),
            ("He wrote from info@example.org to the army.", None),
            ("CorriereTv", Some(Kind::Masthead)),
            ("WhatsApp", None),
            ("Photograph", None),
        ];
        for (line, kind) in rows {
            assert_eq!(built_like(line, words(line, 99)).map(|met| met.kind), kind, "{line}");
        }
    }

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
    fn signs() {
        let rows = [
            ("Jun 19, 2025 |", Sign::BarDate),
            ("| Remer,MN", Sign::Bar),
            ("|", Sign::Bar),
            ("0", Sign::Count),
            ("THE HARBOUR TIMES", Sign::Name),
            ("Harbour Daily News", Sign::Name),
            ("Jane Doe", Sign::None),
            ("Jun 19, 2025", Sign::None),
            ("a | b | c", Sign::None),
        ];
        for (line, sign) in rows {
            assert_eq!(Sign::of(line, words(line, 99)), sign, "{line}");
        }
    }

    #[test]
    fn menus_and_lists() {
        // A question, lines it affirms, look-alikes it denies.
        type Row = (fn(&str) -> bool, &'static [&'static str], &'static [&'static str]);
        let rows: [Row; 6] = [
            (
                |line| is_download(line, words(line, 99)),
                &[
                    "Download the full report (PDF, 3.2 MB)",
                    "Scarica il paper in PDF",
                    "Download the data (CSV)",
                ],
                &[
                    "Download speeds fell in Herat",
                    "Download the PDF, he told them.",
                    "The PDF was read by ten (PDF)",
                ],
            ),
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
        assert!(is_newsroom("di Redazione"));
        assert!(!is_newsroom("di Mario Rossi"));
    }
}
