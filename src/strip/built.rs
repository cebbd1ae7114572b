//! Lines built like a part of a web page, whatever their words: paths, players, buttons, pages of a list, files.
//! In: one line. Out: what it is built like. Not here: phrases (see `residue`), the lines around it (see the stage).

use super::{
    code::{
        is_camera_file, is_digest, is_forum_stamp, is_icon, is_icon_glued, is_icon_list, is_icons, is_markup,
        is_picture_file, is_slug, is_template, is_warning,
    },
    credit::{
        AGENCIES, is_address, is_bracketed_picture, is_bracketed_source, is_credit, is_imprint, is_notice,
        is_portrait, is_reached_at,
    },
    house::is_outlet,
    layout::{has_cut, is_time, names_weekday},
    marks::Marks,
    residue::{Met, Where},
};
use crate::{
    dictionary::ordinary::is_ordinary,
    document::Kind,
    scan::hash,
    shape::{ends_sentence, is_dated, is_month, words},
};

/// The longest line that can be built like any of these, in words.
pub(super) const MOST_WORDS: usize = 24;

/// What lines may be built like, the first that fits first.
#[rustfmt::skip]
const BUILDS: &[Build] = &[
    build(is_credit, &[], Kind::Credit, Where::Any),
    build(is_notice, &[Marks::OWNER], Kind::Copyright, Where::Any),
    build(|body, _| is_imprint(body), &[Marks::DIGIT], Kind::Contact, Where::Edge),
    build(is_owned, &[Marks::WIDE], Kind::Copyright, Where::Edge),
    build(|body, _| is_hashtags(body), &[Marks::HASH], Kind::Tags, Where::Foot),
    build(|body, _| is_bracketed_source(body), &[Marks::BRACKET, Marks::COLON], Kind::Source, Where::Any),
    build(|body, _| is_glued_list(body), &[Marks::COMMA], Kind::Tags, Where::Edge),
    build(is_address, &[Marks::DIGIT], Kind::Contact, Where::Foot),
    build(|body, _| is_month_of_archive(body), &[Marks::DIGIT, Marks::ROUND], Kind::Nav, Where::Foot),
    build(|body, _| opens_at_home(body) && is_path(body), &[Marks::STEP], Kind::Nav, Where::Any),
    build(|body, _| is_sign(body), &[], Kind::Nav, Where::Edge),
    build(|body, _| is_tag_path(body), &[Marks::STEP], Kind::Tags, Where::Head),
    build(|body, _| is_arrow(body), &[Marks::WIDE], Kind::Nav, Where::Edge),
    build(|body, _| is_path(body), &[Marks::STEP], Kind::Nav, Where::Edge),
    build(|body, _| is_attachment(body), &[Marks::STOP], Kind::Nav, Where::Edge),
    build(is_download, &[], Kind::Nav, Where::Edge),
    build(|body, _| is_day_of_theme(body), &[Marks::DIGIT, Marks::COMMA], Kind::Date, Where::Head),
    build(|body, _| is_day_of_archive(body), &[Marks::DIGIT, Marks::COLON], Kind::Tags, Where::Head),
    build(|body, _| is_weather(body), &[Marks::DIGIT], Kind::Nav, Where::Edge),
    build(|body, _| is_pages(body), &[Marks::DIGIT], Kind::Nav, Where::Edge),
    build(|body, _| is_player(body, true), &[Marks::COLON, Marks::BAR], Kind::Nav, Where::Edge),
    build(|body, _| is_player(body, false), &[Marks::COLON, Marks::BAR], Kind::Nav, Where::Any),
    build(|body, _| is_picture_file(body), &[Marks::STOP], Kind::Masthead, Where::Any),
    build(|body, _| is_slug(body), &[Marks::JOINT], Kind::Masthead, Where::Any),
    build(is_template, &[Marks::CODE], Kind::Masthead, Where::Any),
    build(|body, _| is_icons(body), &[Marks::JOINT], Kind::Masthead, Where::Any),
    build(|body, _| is_icon(body), &[Marks::JOINT], Kind::Masthead, Where::Edge),
    build(|body, _| is_icon_glued(body), &[Marks::JOINT], Kind::Masthead, Where::Edge),
    build(|body, _| is_icon_list(body), &[], Kind::Masthead, Where::Edge),
    build(|body, _| is_forum_stamp(body), &[Marks::WIDE, Marks::DIGIT, Marks::COLON_OR_HASH], Kind::Nav, Where::Any),
    build(|body, _| is_warning(body), &[Marks::COLON, Marks::ROUND], Kind::Masthead, Where::Any),
    build(|body, _| is_markup(body), &[], Kind::Masthead, Where::Any),
    build(|body, _| is_digest(body), &[Marks::DIGIT_OR_JOINT], Kind::Masthead, Where::Edge),
    build(|body, _| is_camera_file(body), &[Marks::DIGIT, Marks::JOINT], Kind::Masthead, Where::Any),
    build(|body, _| is_emptied(body), &[], Kind::Masthead, Where::Any),
    build(is_reached_at, &[Marks::DIGIT_OR_AT], Kind::Contact, Where::Edge),
    build(|body, _| is_handle(body), &[Marks::DIGIT_OR_AT], Kind::Contact, Where::Edge),
    build(|body, _| is_filed(body), &[], Kind::Related, Where::Foot),
    build(is_commenter, &[Marks::STOP_OR_WIDE], Kind::Comments, Where::Any),
    build(|body, _| is_speed(body), &[Marks::DIGIT], Kind::Nav, Where::Any),
    build(|body, _| is_language(body), &[Marks::WIDE], Kind::Nav, Where::Any),
    build(|body, _| is_portrait(body), &[], Kind::Credit, Where::Any),
    build(is_bracketed_picture, &[Marks::ROUND], Kind::Credit, Where::Any),
    build(|body, _| is_neighbour(body), &[], Kind::Related, Where::Any),
    // `The movement's new avatar` may be the title.
    build(is_alt_text, &[], Kind::Masthead, Where::Menu),
    build(|body, _| is_record(body), &[Marks::STEP], Kind::Tags, Where::Any),
    build(is_invitation, &[Marks::DIGIT_OR_AT], Kind::Share, Where::Any),
    build(is_outlet, &[], Kind::Masthead, Where::Head),
];

/// One of the things a line may be built like.
struct Build {
    is: fn(&str, usize) -> bool,
    /// One mark of each of these stands in every such line.
    needs: &'static [Marks],
    kind: Kind,
    place: Where,
}

const fn build(is: fn(&str, usize) -> bool, needs: &'static [Marks], kind: Kind, place: Where) -> Build {
    Build { is, needs, kind, place }
}

/// What the line, of so many words and with these marks, is built like, wherever that counts as residue.
pub(super) fn built_like(body: &str, count: usize, marks: Marks) -> Option<Met> {
    if count > MOST_WORDS {
        return None;
    }
    let fits = |build: &&Build| build.needs.iter().all(|needs| marks.any(*needs)) && (build.is)(body, count);
    BUILDS.iter().find(fits).map(|build| Met { kind: build.kind, place: build.place, block: None })
}

/// `© Harbour Station 2021`: behind the sign stands whose it is, and little else.
fn is_owned(body: &str, count: usize) -> bool {
    const OWNER: usize = 12;
    count <= OWNER
        && body.strip_prefix('©').is_some_and(|rest| {
            rest.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                && !ends_sentence(rest)
        })
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
    // `Download "The harbour and its police"`
    if body.strip_prefix("Download \"").is_some_and(|title| title.ends_with('"')) {
        return true;
    }
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
    // Most lines open with another letter.
    if count > MOST || !body.starts_with(['d', 'D', 's', 'S', 't', 'T', 'b', 'B']) {
        return false;
    }
    let first = body.split(' ').next().unwrap_or_default();
    if first.len() > 12 || !VERBS.contains(&first.to_lowercase().as_str()) || ends_sentence(body) {
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

/// `@harbournews`: a name in a network and nothing else.
fn is_handle(body: &str) -> bool {
    const LENGTH: std::ops::RangeInclusive<usize> = 3..=30;
    body.strip_prefix('@').is_some_and(|name| {
        LENGTH.contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.')
    })
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
pub(super) fn is_pages(body: &str) -> bool {
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

/// `/`, `+`, `- `, `----------`: what parted two buttons or boxes.
fn is_sign(body: &str) -> bool {
    const RULE: usize = 5;
    let rule = || body.len() >= RULE && body.bytes().all(|b| b"-_=~".contains(&b));
    matches!(body, "/" | "+" | "|" | "-" | "–" | ">" | "<" | "»" | "«" | "||") || rule()
}

/// `Tag:, , , ,`, `, , ,`, `×`, `^`: a list or a button that lost what it said; `,Harbour`: an entry that lost its list.
pub(super) fn is_emptied(body: &str) -> bool {
    const LABEL: usize = 4;
    if matches!(body, "" | "×" | "^" | "." | "•" | "↧" | "▼" | "▲") {
        return true;
    }
    if !body.starts_with(',') && !body.ends_with([',', ' ', '\u{a0}']) {
        return false;
    }
    let entry = |rest: &str| rest.starts_with(char::is_alphabetic) && words(rest, LABEL + 1) <= LABEL;
    let left = body.trim_end_matches([',', ' ', '\u{a0}']);
    let commas = body[left.len()..].matches(',').count();
    commas > 1 && left.is_empty()
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

/// `#Herat #Taliban #Afghanistan`: two hashtags or more and nothing else.
fn is_hashtags(body: &str) -> bool {
    body.starts_with('#')
        && body.split_whitespace().count() > 1
        && body.split_whitespace().all(|word| {
            word.strip_prefix('#').is_some_and(|tag| tag.starts_with(|c: char| c.is_alphanumeric()))
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
    let open = body.starts_with(['A', 'P', 'N']);
    let rest = OPENS.iter().filter(|_| open).find_map(|open| body.strip_prefix(open));
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
    ((back || on) && !goes_on(body) || between) && !ends_sentence(body.trim_end_matches(ON).trim_end())
}

/// `The road is closed. Continue reading →`: a sentence or what an ellipsis has cut, and more behind it; `U.S. army` is none.
fn goes_on(body: &str) -> bool {
    const WORD: usize = 3;
    const NAME: usize = 4;
    let ends = |(at, _): (usize, &str)| {
        let word = body[..at].rsplit(' ').next().unwrap_or_default();
        word.len() >= WORD && (word.starts_with(char::is_lowercase) || word.len() > NAME)
    };
    body.contains(".. ") || body.contains("… ") || body.match_indices(". ").any(ends)
}

/// `1.5x`, `1x 1.2x 1.5x`: how fast a player may talk.
fn is_speed(body: &str) -> bool {
    let one = |text: &str| {
        text.strip_suffix(['x', 'X', '×']).map(str::trim_end).is_some_and(|number| {
            (1..=4).contains(&number.len())
                && number.starts_with(|c: char| c.is_ascii_digit())
                && number.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
        })
    };
    one(body) || (body.contains(' ') && body.split_whitespace().all(one))
}

/// `Anonymous said...`, `Anna Verdi ha detto…`: whose comment follows; of ordinary words only a sentence is made that was cut
/// off, `Police said...`, `Il ministro ha detto…`.
fn is_commenter(body: &str, count: usize) -> bool {
    const MOST: usize = 5;
    const SAID: [&str; 2] = [" said", " ha detto"];
    const NAMELESS: [&str; 3] = ["anonymous", "anonimo", "unknown"];
    let said = body.strip_suffix("...").or_else(|| body.strip_suffix('…'));
    let who = said.and_then(|said| SAID.iter().find_map(|verb| said.strip_suffix(verb)));
    let called = |word: &str| {
        let word = word.to_lowercase();
        NAMELESS.contains(&word.as_str()) || !is_ordinary(hash(&word))
    };
    count <= MOST && who.is_some_and(|who| who.split(' ').all(called))
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

#[cfg(test)]
mod tests {
    use super::{BUILDS, Marks, built_like};
    use crate::{document::Kind, shape::words};
    use proptest::prelude::*;

    #[test]
    fn lines_are_built_like_parts_of_pages() {
        const ROWS: &[(&str, Option<Kind>)] = &[
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
            ("← Gen. Doe and the U.S. army close the road", Some(Kind::Nav)),
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
            ("{{ page.title }}", Some(Kind::Masthead)),
            ("@harbournews", Some(Kind::Contact)),
            ("-----BEGIN PGP PUBLIC KEY BLOCK-----", Some(Kind::Masthead)),
            ("----- * -----", None),
            ("I1QjIlttvngepHQozmglBDmi2FZ4S+wWhZv10bZCoyXPIPwwq6TylwPv8+buxuff", Some(Kind::Masthead)),
            ("Donaudampfschiffahrtselektrizitaetenhauptbetriebswerkbau", None),
            ("@ the harbour", None),
            ("{{ x, y }}", None),
            ("harbour-police-gate-", Some(Kind::Masthead)),
            ("half-", None),
            ("Download \"The harbour and its police\"", Some(Kind::Nav)),
            ("Download \"The harbour\" was his only song", None),
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
            ("The army closed the road on Friday. Nobody was hurt... Continue Reading →", None),
            ("← Army closes the road", Some(Kind::Nav)),
            ("play_arrow skip_previous skip_next", Some(Kind::Masthead)),
            ("location_on", Some(Kind::Masthead)),
            ("play arrow skip", None),
            ("folder_openSpeeches-2008 access_time11 years ago", Some(Kind::Masthead)),
            ("folder_open speeches", None),
            ("« on: November 25, 2013, 01:27:18 PM »", Some(Kind::Nav)),
            ("« on: the road »", None),
            ("[mc4wp_form id=\"\"]", Some(Kind::Masthead)),
            ("mother-in-law", None),
            ("lily-of-the-valley", None),
            ("covid-19", None),
            ("MAX_LINE_LENGTH", None),
            ("harbour-police-seal", Some(Kind::Masthead)),
            ("convoy-0412", Some(Kind::Masthead)),
            ("function greet() {", None),
            ("Warning: read() expects parameter 1 to be string", None),
            ("set max_words to four", None),
            ("icon search icon menu icon close", Some(Kind::Masthead)),
            ("bookmark-icon bookmarkicon cameraicon checkicon", Some(Kind::Masthead)),
            ("The icon of an icon, an icon.", None),
            (
                "Warning: in_array() expects parameter 2 to be array, null given in /home/x/a.php",
                Some(Kind::Masthead),
            ),
            ("Warning: the road in /the north is mined", None),
            ("class = “clear”>", Some(Kind::Masthead)),
            ("<img height=\"1\" width=\"1\" src=\"https://example.org/a", Some(Kind::Masthead)),
            ("a <b and c> d", None),
            ("<b and c> d = \"e\"", None),
            ("function iscriviti() window.open(\"http://example.org\",\"_blank\")", Some(Kind::Masthead)),
            ("function is what counts, he said", None),
            ("[custom_adv]", Some(Kind::Masthead)),
            ("[advert group=\"1\" cache=\"no\"]", Some(Kind::Masthead)),
            ("[esi adrotate group=\"1\"]", Some(Kind::Masthead)),
            ("[podcast] A player on the run", None),
            ("(loadposition bonus)", Some(Kind::Masthead)),
            ("d01775bc28d439ac805e1175e27c46171680177579 b0b1a", Some(Kind::Masthead)),
            ("IMG-20190912-WA0011", Some(Kind::Masthead)),
            ("IMG of the valley", None),
            ("DSC_0042", Some(Kind::Masthead)),
            ("BRIGADE-12", None),
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
            ("Anonymous said...", Some(Kind::Comments)),
            ("Anna Verdi ha detto…", Some(Kind::Comments)),
            ("He said...", None),
            ("The man with the lamp said…", None),
            ("Police said...", None),
            ("Il ministro ha detto…", None),
            ("Anna Verdi says…", None),
            ("Anna Verdi said.", None),
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
            ("Download the full report (PDF, 3.2 MB)", Some(Kind::Nav)),
            ("Scarica il paper in PDF", Some(Kind::Nav)),
            ("Download the data (CSV)", Some(Kind::Nav)),
            ("Download speeds fell in Herat", None),
            ("Download the PDF, he told them.", None),
            ("The PDF was read by ten (PDF)", None),
        ];
        for (line, kind) in ROWS {
            assert_eq!(
                built_like(line, words(line, 99), Marks::of(line)).map(|met| met.kind),
                *kind,
                "{line}"
            );
        }
        // What a line needs to be built like something, it has.
        for (line, _) in ROWS {
            needs_are_met(line);
        }
    }

    fn needs_are_met(line: &str) {
        let (marks, count) = (Marks::of(line), words(line, 99));
        for (at, build) in BUILDS.iter().enumerate().filter(|(_, build)| (build.is)(line, count)) {
            assert!(build.needs.iter().all(|needs| marks.any(*needs)), "{line}: {at}");
        }
    }

    proptest! {
        /// So it is with any line made of their pieces.
        #[test]
        fn no_line_is_let_go_by_for_want_of_a_mark(
            line in "(Home|Tag|In|Articolo precedente|Follow|Download|PDF|porto|The Harbour|May|x|st,|[0-9]{1,4}|@[a-z]|\\.pdf|\\.jpg|\\.svg|[ @,:.#(){}\\[\\]_/|>%<°©×»«→^-]| [/>|»·•-] ){0,9}"
        ) {
            needs_are_met(line.trim());
        }
    }
}
