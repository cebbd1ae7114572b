//! Names of papers, houses and sites, as the headers of pages hold them.
//! In: one line, or others that may say the name again. Out: whether it is such a name, or such a header. Not here: where on
//! the page that counts (see `header`).

use super::{
    built::MOST_WORDS,
    layout::{is_steps, parts},
};
use crate::shape::{are_names, date, ends_sentence, is_dated, words};
use foldhash::{HashMap, HashSet};

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
pub(super) fn is_outlet(body: &str, count: usize) -> bool {
    if count != 1 {
        return false;
    }
    let Some(cut) = body.rfind(|c: char| c.is_uppercase()) else { return false };
    let tail = body[cut..].to_lowercase();
    let upper_tail = body
        .strip_suffix("TV")
        .or_else(|| body.strip_suffix("TG"))
        .is_some_and(|head| head.ends_with(char::is_lowercase));
    upper_tail || (cut > 0 && body.chars().all(char::is_alphanumeric) && OUTLETS.contains(&tail.as_str()))
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
    use super::{Sign, is_newspaper, is_newsroom, may_be_person};
    use crate::shape::words;

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
    fn newsrooms() {
        assert!(is_newsroom("di Redazione"));
        assert!(!is_newsroom("di Mario Rossi"));
    }
}
