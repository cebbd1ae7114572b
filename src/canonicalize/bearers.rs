//! Who else bears a name: a street, a club, a work, a company, somebody of another trade or with another first name.
//! In: the tokens of a name that some form fits. Out: whether the words beside them give it to somebody else.
//! Not here: what the page as a whole says (see `senses`), what speaks for a name (see `evidence`).

use super::{
    choose::{FAR, Named},
    evidence::{ARTICLES, CueSets, is_article},
    rewrite::alone_in_quotes,
    senses::is_kind_of_place,
};
use crate::{
    dictionary::{matcher::Hit, ordinary::is_ordinary},
    document::{EntityType, FormClass, Language},
    page::Page,
    scan::Gap,
    span::Span,
};
use std::ops::Range;

/// `Umarov, the footballer`, `il cantante Omar`, `the NRF, a research council`: a surname or an acronym that the words beside
/// it give to an athlete, an artist, a company.
pub(super) fn is_of_another_trade(
    page: &Page<'_>,
    cues: &CueSets,
    kind: EntityType,
    class: FormClass,
    first: usize,
    last: usize,
) -> bool {
    let tokens = &page.scan.tokens;
    let (trades, behind) = match (kind, class) {
        (EntityType::Person, FormClass::Part) => (&cues.civilians, 2),
        (EntityType::Org | EntityType::State, FormClass::Short) => (&cues.other_bodies, 4),
        _ => return false,
    };
    let is_trade = |at: usize| trades.have(page.scan, at..at + 1);
    let apposed = || {
        let comma = tokens.get(last).is_some_and(|t| page.text[tokens[last - 1].end..t.start] == *", ");
        let joined =
            |at: &usize| *at == last || tokens[*at].gap == Gap::SPACE || tokens[*at].gap == Gap::APOSTROPHE;
        let article = || ARTICLES.contains(&page.scan.word(last));
        comma
            && (kind == EntityType::Person || article())
            && (last..tokens.len().min(last + behind)).take_while(joined).any(is_trade)
    };
    let called = || {
        let near = |at: usize| at > 0 && tokens[at].gap == Gap::SPACE;
        let named = |at: usize| matches!(page.scan.word(at), "named" | "called" | "chiama" | "chiamava");
        let mut at = first;
        for _ in 0..3 {
            if !near(at) {
                return false;
            }
            at -= 1;
            if is_trade(at) {
                return true;
            }
            if !(named(at) || matches!(page.scan.word(at), "si" | "is" | "was")) {
                return false;
            }
        }
        false
    };
    apposed() || kind == EntityType::Person && called()
}

/// Forms of address. A place behind one of them is somebody's surname: `Professor Gao`.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "sir",
    "dr",
    "prof",
    "professor",
    "captain",
    "signor",
    "signora",
    "dott",
    "dottor",
    "dottoressa",
    "professore",
    "professoressa",
    // `prof.ssa`, `dott.ssa`
    "ssa",
];

/// `A.`, and not the end of `JeM.`.
fn is_initial(page: &Page<'_>, at: usize) -> bool {
    let token = page.scan.tokens[at];
    token.end - token.start == 1
        && token.shape.starts_capital()
        && token.gap != Gap::NONE
        && page.text[token.end..].starts_with('.')
}

fn is_title(page: &Page<'_>, at: usize) -> bool {
    TITLES.contains(&page.scan.word(at))
}

/// `Abu Hamas`: a man called after his son.
pub(super) fn is_fathered(page: &Page<'_>, first: usize) -> bool {
    page.scan.tokens[first].gap == Gap::SPACE
        && first.checked_sub(1).is_some_and(|before| {
            page.scan.tokens[before].shape.starts_capital()
                && matches!(page.scan.word(before), "abu" | "abou" | "umm")
        })
}

/// `la signora Nusra`: a name of one word, written like any, of somebody who is addressed by it.
pub(super) fn is_addressed(page: &Page<'_>, first: usize) -> bool {
    let token = page.scan.tokens[first];
    token.shape.starts_capital()
        && token.shape.has_lower()
        && token.gap == Gap::SPACE
        && first.checked_sub(1).is_some_and(|before| is_title(page, before))
}

/// Behind a title or an initial, `Mr Gao`, `by A. Levant`; at the head of a line `A.` is a number.
pub(super) fn behind_a_title(page: &Page<'_>, first: usize) -> bool {
    let gap = page.scan.tokens[first].gap;
    let near = gap == Gap::SPACE || gap == Gap::DOT || gap == Gap::OTHER;
    near && first.checked_sub(1).is_some_and(|before| {
        let token = &page.scan.tokens[before];
        let initial = || is_initial(page, before) && token.gap != Gap::LINE;
        (is_title(page, before) || initial())
            && page.text[page.scan.tokens[before].end..page.scan.tokens[first].start]
                .chars()
                .all(|c| matches!(c, '.' | ' ' | '\u{a0}'))
    })
}

/// `H. Baradar`, `J. Haniya`: somebody with another first name than the one of ours, whose names stand in the id.
pub(super) fn has_another_initial(page: &Page<'_>, entity: u32, first: usize) -> bool {
    let tokens = &page.scan.tokens;
    let Some(before) = first.checked_sub(1).filter(|before| is_initial(page, *before)) else { return false };
    let near = matches!(&page.text[tokens[before].end..tokens[first].start], "." | ". " | ".\u{a0}");
    let letter = page.scan.word(before).bytes().next().unwrap_or_default();
    let id = page.dictionary.id(entity);
    let names = id.rsplit('/').next().unwrap_or_default().split('-');
    // `Usama`, `Qasim`, `Yusuf`
    let same = |own: u8| {
        own == letter
            || ["aeiou", "ckqg", "djy"]
                .iter()
                .any(|all| [own, letter].iter().all(|one| all.bytes().any(|b| b == *one)))
    };
    near && !names.filter_map(|name| name.bytes().next()).any(same)
}

/// `l'omonimo finanziere Qassem`, `Mohammed Yusuf Bello (no relation)`: the page says itself that it is somebody else.
pub(super) fn is_namesake(page: &Page<'_>, first: usize, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    let near = |at: &usize| tokens[*at].gap != Gap::LINE;
    let before = (first.saturating_sub(2)..first).rev().take_while(|at| near(&(at + 1)));
    let behind = (last..tokens.len().min(last + NO_RELATION)).take_while(near).count();
    before.into_iter().any(|at| matches!(page.scan.word(at), "omonimo" | "omonima" | "namesake" | "homonym"))
        || (last..last + behind).any(|at| {
            let goes_on = |words: &str| page.view_of(at..last + behind).starts_with(words);
            match page.scan.word(at) {
                "no" => goes_on(" no relation "),
                "nessuna" => goes_on(" nessuna parentela "),
                "nulla" => goes_on(" nulla a che "),
                _ => false,
            }
        })
}

/// `gli Haqqani`, `not every Haqqani`: a family, or anybody who bears the name.
pub(super) fn is_many(page: &Page<'_>, kind: EntityType, first: usize) -> bool {
    const ANYBODY: [&str; 4] = ["every", "another", "ogni", "nessun"];
    const PLURAL: [&str; 7] = ["gli", "i", "dei", "degli", "ai", "agli", "dagli"];
    let before = first.checked_sub(1).filter(|_| page.scan.tokens[first].gap == Gap::SPACE);
    before
        .map(|before| page.scan.word(before))
        .is_some_and(|word| ANYBODY.contains(&word) || kind == EntityType::Person && PLURAL.contains(&word))
}

/// `Nazir Ahmad Wani`, `Hafiz Saeed Wani`: a surname behind the first name of somebody else.
pub(super) fn behind_another_bearer(page: &Page<'_>, entity: u32, first: usize) -> bool {
    let tokens = &page.scan.tokens;
    let Some(before) = first.checked_sub(1).filter(|_| tokens[first].gap == Gap::SPACE) else { return false };
    let person = |hit: &&Hit| page.dictionary.entity(hit.entity).kind == EntityType::Person;
    let end = page.names.partition_point(|hit| hit.first < first);
    let mut ending =
        page.names[end.saturating_sub(MANY)..end].iter().filter(|hit| hit.last == first).filter(person);
    tokens[before].shape.starts_capital()
        && ending.clone().next().is_some()
        && ending.all(|hit| hit.entity != entity)
        && !page.dictionary.absorbs(entity, Some(tokens[before].hash), None).0
}

/// `Qassem Hussein Barjawi`: before a name, though one that people of ours bear as well, it is somebody's first name.
pub(super) fn goes_on_as_a_stranger(
    page: &Page<'_>,
    cues: &CueSets,
    names: &Named,
    entity: u32,
    last: usize,
) -> bool {
    const LONGEST: usize = 12;
    let Some(token) = page.scan.tokens.get(last).filter(|token| token.gap == Gap::SPACE) else {
        return false;
    };
    // `Ayman Ali Omar Hasan al-Zawahiri`: a name too long for the dictionary.
    let again = || {
        let behind = page.names[page.names.partition_point(|hit| hit.first < last)..].iter();
        behind.take_while(|hit| hit.first < last + LONGEST).any(|hit| hit.entity == entity)
    };
    may_be_a_name(page, cues, names, last)
        && !is_ordinary(token.hash)
        && page.dictionary.absorbs(entity, Some(token.hash), Some(token.hash)) == (false, false)
        && !again()
}

/// The most hits that are looked at for those that end before a word.
const MANY: usize = 16;

/// True for a line that speaks of surnames: whose they are it does not say.
pub(super) fn is_of_surnames(page: &Page<'_>, line: usize) -> bool {
    const SURNAMES: [&str; 5] = ["surname", "surnames", "cognome", "cognomi", "namesakes"];
    page.tokens_of(line).any(|at| SURNAMES.contains(&page.scan.word(at)))
}

/// `il geologo Gao`: a place that is the surname of somebody whose trade stands before it.
pub(super) fn is_somebodys(page: &Page<'_>, cues: &CueSets, first: usize) -> bool {
    let before = first.checked_sub(1).filter(|_| page.scan.tokens[first].gap == Gap::SPACE);
    before.is_some_and(|before| cues.civilians.have(page.scan, before..first))
}

/// `IDF_PATH`: letters of a name in the name of a variable.
pub(super) fn is_in_identifier(page: &Page<'_>, first: usize, last: usize) -> bool {
    let (before, behind) =
        (&page.text[..page.scan.tokens[first].start], &page.text[page.scan.tokens[last - 1].end..]);
    behind.strip_prefix('_').is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
        || before.strip_suffix('_').is_some_and(|rest| rest.ends_with(char::is_alphanumeric))
}

/// So many words behind a name the page may say whose it is not.
const NO_RELATION: usize = 5;

/// `ḥamās`: a small word that the page speaks of, in the letters of scholars.
pub(super) fn is_told_as_a_word(page: &Page<'_>, first: usize) -> bool {
    let token = page.scan.tokens[first];
    let mut letters = page.text[token.start..token.end].chars();
    token.shape.is_lower() && letters.any(|c| matches!(c, 'ā' | 'ī' | 'ū' | 'ḥ' | 'ṣ' | 'ḍ' | 'ṭ' | 'ẓ'))
}

/// True for a line of sports that names no group. Surnames are many people's there: `Chess: Sinwari and Haniyah share the
/// lead`.
pub(super) fn is_of_sports(page: &Page<'_>, cues: &CueSets, line: usize) -> bool {
    let words = page.tokens_of(line);
    let from = page.names.partition_point(|hit| hit.first < words.start);
    let mut names = page.names[from..].iter().take_while(|hit| hit.first < words.end);
    !names.any(|hit| page.dictionary.entity(hit.entity).kind == EntityType::Org)
        && words.clone().any(|at| is_sports(page, cues, at, words.end))
}

fn is_sports(page: &Page<'_>, cues: &CueSets, at: usize, end: usize) -> bool {
    (at + 1..=end.min(at + SPORTS)).any(|last| cues.sports.have(page.scan, at..last))
}

/// The most words of a cue of sports.
const SPORTS: usize = 3;

/// What is named after places: a street, a restaurant, a football club is none of them.
const THINGS_BEFORE: &[&str] = &[
    "taskforce",
    "ditta",
    "azienda",
    "ristorante",
    "pizzeria",
    "trattoria",
    "boat",
    "yacht",
    "tanker",
    "maison",
    "gelateria",
    "motonave",
    "oued",
    "wadi",
    "traghetto",
    "fermata",
    "trio",
    "quartetto",
    "viale",
    "vicolo",
    "largo",
    "lungomare",
    "piazza",
    "piazzale",
    "piazzetta",
    "calle",
    "fc",
    "famiglia",
    "pista",
    "trofeo",
    "rifugio",
    "cinema",
    "teatro",
    "albergo",
    "hotel",
    "bar",
    "caffe",
    "cafe",
];
const THINGS_BEHIND: &[&str] = &[
    "street",
    "avenue",
    "road",
    "boulevard",
    "mosque",
    "square",
    "crescent",
    "restaurant",
    "hotel",
    "cafe",
    "caffe",
    "salon",
    "alliance",
    "foods",
    "airways",
    "airlines",
    "consulting",
    "cement",
    "company",
    "bakery",
    "fc",
    "united",
    "sports",
    "indians",
    "textiles",
    "tools",
    "ltd",
    "inc",
    "gladiators",
    "zalmi",
    "kings",
    "qalandars",
    "sultans",
    "run",
    "slope",
    "cup",
    "trophy",
    "bar",
    "cinema",
    "theatre",
    "theater",
    "motel",
    "inn",
    "diner",
    "grill",
    "kitchen",
    "eagles",
    "knights",
    "stars",
    "stallions",
    "panthers",
    "wolves",
    "giants",
    "titans",
    "royals",
    "riders",
    "wanderers",
    "rovers",
    "strikers",
    "ward",
    "hospice",
    "warriors",
    "lions",
    "tigers",
    "sharks",
    "therapeutics",
    "pharma",
    "ventures",
    "holdings",
    "labs",
    "motors",
    "records",
    "studios",
    "tea",
    "coffee",
    "impianti",
    "costruzioni",
    "immobiliare",
    "trasporti",
    "fever",
    "boys",
    "band",
    "quartet",
    "orchestra",
    "blues",
    "examiner",
    "observer",
    "herald",
    "gazette",
    "chronicle",
    "tribune",
    "times",
    "hour",
    "command",
    "solidarity",
    "post",
    "bank",
    "regiment",
    "research",
];

/// Works that have a title.
const WORKS: &[&str] = &[
    "film",
    "movie",
    "book",
    "novel",
    "documentary",
    "series",
    "song",
    "album",
    "essay",
    "play",
    "podcast",
    "memoir",
    "poem",
    "libro",
    "romanzo",
    "saggio",
    "documentario",
    "serie",
    "canzone",
    "fumetto",
    "spettacolo",
    "docufilm",
    "reportage",
    "titled",
    "entitled",
    "intitolato",
    "intitolata",
    "titolo",
    "pellicola",
    "thriller",
    "musical",
];

/// True for the word of a work, outside names.
pub(super) fn is_work(page: &Page<'_>, at: usize) -> bool {
    WORKS.contains(&page.scan.word(at)) && !page.masked[at]
}

/// Works and those who make them bear the names of places: `the film Kandahar`, `Beirut is the project of Zach Condon`.
const WORKS_BEFORE: &[&str] =
    &["film", "movie", "song", "album", "novel", "romanzo", "canzone", "brano", "band", "rockband"];
/// Behind `is` and `è`.
const WORKS_BEHIND: &[&str] = &[
    "the project",
    "a project",
    "the band",
    "a band",
    "the stage name",
    "a film",
    "a novel",
    "an album",
    "il progetto",
    "la band",
    "una band",
    "il nome d arte",
    "un film",
    "un romanzo",
];

/// True for the title of a work and the name of who makes it: `Kandahar (2001) by Makhmalbaf`, `Films: Timbuktu by Sissako`.
pub(super) fn names_a_work(page: &Page<'_>, cues: &CueSets, first: usize, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    let word = |at: usize| if at < tokens.len() { page.scan.word(at) } else { "" };
    let before = &page.text[..tokens[first].start];
    if tokens[first].gap == Gap::SPACE
        && first.checked_sub(1).is_some_and(|at| WORKS_BEFORE.contains(&word(at)))
    {
        return true;
    }
    if titles_a_work(page, first, last) || is_makers(page, last) {
        return true;
    }
    let is = matches!(word(last), "is" | "e") && tokens[last].gap == Gap::SPACE;
    let phrase = |words: &&str| {
        let end = last + 1 + words.split(' ').count();
        end <= tokens.len() && page.view_of(last + 1..end).trim() == *words
    };
    if is && WORKS_BEHIND.iter().any(phrase) {
        return true;
    }
    // Whose it is: a name that is no day, people or place.
    let author = |at: usize| {
        tokens.get(at).is_some_and(|token| token.gap == Gap::SPACE && token.shape.starts_capital())
            && !cues.calendar.have(page.scan, at..at + 1)
            && !page.dictionary.is_demonym(page.view_of(at..at + 1))
            && !page.dictionary.is_place(page.view_of(at..at + 1))
    };
    let year = word(last).len() == 4
        && word(last).bytes().all(|b| b.is_ascii_digit())
        && page.text[tokens[last - 1].end..tokens[last].start].ends_with('(');
    if year {
        let by = usize::from(matches!(word(last + 1), "directed" | "diretto"));
        return matches!(word(last + 1 + by), "by" | "di" | "da") && author(last + 2 + by);
    }
    let opens = before.is_empty() || tokens[first].gap == Gap::LINE || before.ends_with([':', ';', '.']) || {
        let mark = before.trim_end_matches(' ');
        mark.len() < before.len() && mark.ends_with([':', ';', '.', '\n'])
    };
    opens && word(last) == "by" && author(last + 1)
}

/// The name alone in quotation marks, beside the word of a work: `The thriller “Mosul” was shot`, `«Timbuktu», il film`.
fn titles_a_work(page: &Page<'_>, first: usize, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    let marked = alone_in_quotes(page, Span::new(tokens[first].start, tokens[last - 1].end));
    let spaced = |at: usize| tokens.get(at).is_some_and(|token| token.gap == Gap::SPACE);
    let near = || tokens[first].gap != Gap::LINE && first > 0;
    let before = || near() && (is_work(page, first - 1) || is_played(page, first));
    // `, a 2019 thriller` and `is the film`
    let behind = || {
        let article = last + usize::from(last < tokens.len() && matches!(page.scan.word(last), "is" | "e"));
        tokens.get(article).is_some_and(|token| token.gap != Gap::LINE)
            && is_article(page.scan.word(article))
            && (article + 1..article + 3).take_while(|at| spaced(*at)).any(|at| is_work(page, at))
    };
    marked && (before() || behind())
}

/// `closed the set with "Kashmir"`, `suonano «Kashmir»`: words of music shortly before a title.
fn is_played(page: &Page<'_>, first: usize) -> bool {
    const MUSIC: [&str; 21] = [
        "set", "encore", "concert", "concerto", "sang", "sings", "sing", "sung", "singing", "plays",
        "played", "playing", "riff", "scaletta", "canta", "cantano", "canto", "suona", "suonano", "suonato",
        "cantato",
    ];
    let tokens = &page.scan.tokens;
    let joined = |at: &usize| at + 1 == first || tokens[at + 1].gap == Gap::SPACE;
    (0..first).rev().take(3).take_while(joined).any(|at| MUSIC.contains(&page.scan.word(at)))
}

/// `AQAP 2110`, `AQAP-2110`: the number of a standard or a product; not a year, and no number of men, which has a comma.
pub(super) fn has_a_number(page: &Page<'_>, last: usize) -> bool {
    let Some(token) = page.scan.tokens.get(last) else { return false };
    let digits = &page.text[token.start..token.end];
    let year = || matches!(digits.get(..2), Some("19" | "20"));
    digits.bytes().all(|b| b.is_ascii_digit())
        && match token.gap {
            Gap::DASH => digits.len() > 2 && !(digits.len() == 4 && year()),
            Gap::SPACE => digits.len() == 4 && !year(),
            _ => false,
        }
}

/// `i Beirut suonano`: a town is one, and what has the article of many is a band or a team.
pub(super) fn is_many_of_a_town(page: &Page<'_>, first: usize, last: usize) -> bool {
    let article = first.checked_sub(1).filter(|_| page.scan.tokens[first].gap == Gap::SPACE);
    // `i Balcani`, `gli Emirati`
    last == first + 1
        && article.is_some_and(|at| matches!(page.scan.word(at), "i" | "gli"))
        && !page.scan.word(first).ends_with('i')
        && page
            .line_at(page.scan.tokens[first].start)
            .is_some_and(|line| page.lines[line].lang == Language::IT)
}

/// `Beirut, the band, played on`, `Levante, la cantante`: who makes such works, between commas.
fn is_makers(page: &Page<'_>, last: usize) -> bool {
    const MAKERS: [&str; 8] =
        ["band", "singer", "rapper", "songwriter", "cantante", "cantautrice", "cantautore", "rockband"];
    let tokens = &page.scan.tokens;
    let comma = |at: usize| {
        tokens
            .get(at)
            .is_none_or(|token| page.text[tokens[at - 1].end..token.start].starts_with([',', '.', ')']))
    };
    last + 1 < tokens.len()
        && page.text[tokens[last - 1].end..tokens[last].start].starts_with(',')
        && tokens[last + 1].gap == Gap::SPACE
        && matches!(page.scan.word(last), "the" | "a" | "la" | "il" | "una" | "un")
        && MAKERS.contains(&page.scan.word(last + 1))
        && comma(last + 2)
}

/// By these words an Italian line speaks of the streets of a town: `traffico vietato in largo Roma e via Sirte`.
const OF_STREETS: &[&str] = &[
    "angolo",
    "civico",
    "civici",
    "incrocio",
    "largo",
    "lungomare",
    "marciapiede",
    "marciapiedi",
    "piazza",
    "piazzale",
    "rione",
    "traffico",
    "viale",
    "viabilita",
    "vicolo",
];

pub(super) fn names_a_thing(
    page: &Page<'_>,
    cues: &CueSets,
    names: &Named,
    first: usize,
    last: usize,
) -> bool {
    let tokens = &page.scan.tokens;
    let word_before = |at: usize| {
        at.checked_sub(1).filter(|_| tokens[at].gap == Gap::SPACE).map(|before| page.scan.word(before))
    };
    // `in via Mosul`, `di via Gaza`, `Via Gaza 12`; but `via Kabul` is a way to fly.
    let in_street = word_before(first) == Some("via")
        && (word_before(first - 1)
            .is_some_and(|word| matches!(word, "in" | "di" | "da" | "su" | "tra" | "fra"))
            || near_words(page, first).any(|at| OF_STREETS.contains(&page.scan.word(at)))
            || tokens.get(last).is_some_and(|token| token.gap != Gap::LINE && token.shape.has_digit()));
    let before = in_street || word_before(first).is_some_and(|word| THINGS_BEFORE.contains(&word));
    let behind =
        tokens.get(last).is_some_and(|token| token.gap == Gap::SPACE && token.shape.starts_capital());
    before
        || behind
            && (THINGS_BEHIND.contains(&page.scan.word(last)) && !happens_at(page, last + 1)
                || is_a_sea(page, last)
                || is_a_center(page, last)
                || is_a_festival(page, last))
        || is_numbered_or_married(page, cues, names, first, last)
        || names_a_club(page, cues, names, first, last)
}

/// `Kabul Mosque Attack`: the headline says in which town a mosque was attacked.
fn happens_at(page: &Page<'_>, at: usize) -> bool {
    const EVENTS: [&str; 14] = [
        "attack",
        "attacks",
        "blast",
        "blasts",
        "bomb",
        "bombing",
        "bombings",
        "explosion",
        "massacre",
        "raid",
        "shooting",
        "siege",
        "strike",
        "strikes",
    ];
    page.scan.tokens.get(at).is_some_and(|token| token.gap == Gap::SPACE)
        && EVENTS.contains(&page.scan.word(at))
}

/// `Sulu Sea`: a water named after the land beside it.
fn is_a_sea(page: &Page<'_>, at: usize) -> bool {
    matches!(page.scan.word(at), "sea" | "ocean")
}

/// `Sana'a Center for Strategic Studies`: a house that says what it works for; `Mosul Center` is a quarter.
fn is_a_center(page: &Page<'_>, at: usize) -> bool {
    matches!(page.scan.word(at), "center" | "centre" | "institute")
        && page.scan.tokens.get(at + 1).is_some_and(|token| token.gap == Gap::SPACE)
        && page.scan.word(at + 1) == "for"
}

/// `Kabul International Film Festival`, `Aleppo Festival`: it bears the town's name wherever it is held.
fn is_a_festival(page: &Page<'_>, at: usize) -> bool {
    const WORDS: usize = 3;
    let goes_on = |at: &usize| {
        page.scan.tokens.get(*at).is_some_and(|token| token.gap == Gap::SPACE && token.shape.starts_capital())
    };
    (at..at + WORDS).take_while(goes_on).any(|at| page.scan.word(at) == "festival")
}

/// `Gao-2`, a machine; `Dana Sulu-Ortiz`, behind a first name one of two surnames.
fn is_numbered_or_married(page: &Page<'_>, cues: &CueSets, names: &Named, first: usize, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    let Some(behind) = tokens.get(last).filter(|token| token.gap == Gap::DASH) else { return false };
    let number = || page.scan.word(last).bytes().all(|b| b.is_ascii_digit());
    let named = || {
        first > 0
            && tokens[first].gap == Gap::SPACE
            && is_strange_name(page, cues, names, first - 1)
            && is_strange_name(page, cues, names, last)
    };
    behind.shape.has_digit() && number() || named()
}

/// `Akhmat Grozny drew`, `Nairobi Stars signed him`, `1 Timbuktu Tom (9-4)`: in a line of sports the town beside another name
/// is where a club plays, and behind a number the beginning of a horse's name.
fn names_a_club(page: &Page<'_>, cues: &CueSets, names: &Named, first: usize, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    let spaced = |at: usize| tokens.get(at).is_some_and(|token| token.gap == Gap::SPACE);
    let numbered =
        || first > 0 && spaced(first) && page.scan.word(first - 1).bytes().all(|b| b.is_ascii_digit());
    let beside = first > 0 && spaced(first) && is_strange_name(page, cues, names, first - 1)
        || spaced(last)
            && (is_strange_name(page, cues, names, last) || numbered() && is_named_so(page, names, last));
    let line = || near_words(page, first);
    beside && line().any(|at| is_sports(page, cues, at, line().end))
}

/// True for a capitalised word that stands in no name of ours and says no kind of place.
fn is_named_so(page: &Page<'_>, names: &Named, at: usize) -> bool {
    let shape = page.scan.tokens[at].shape;
    shape.starts_capital() && shape.has_lower() && !names.covers(at) && !is_kind_of_place(page.scan.word(at))
}

/// `Un marinaio, Amaq Rossi`: what is called like a medium, and has a surname.
pub(super) fn has_a_surname(page: &Page<'_>, cues: &CueSets, names: &Named, last: usize) -> bool {
    page.scan.tokens.get(last).is_some_and(|token| token.gap == Gap::SPACE)
        && is_strange_name(page, cues, names, last)
}

/// `Bahram Baloch`: what sounds like a town and goes on as a name that says no kind of place.
pub(super) fn goes_on_as_a_name(page: &Page<'_>, last: usize) -> bool {
    page.scan.tokens.get(last).is_some_and(|token| {
        token.gap == Gap::SPACE
            && token.shape.starts_capital()
            && token.shape.has_lower()
            && !is_ordinary(token.hash)
            && !is_kind_of_place(page.scan.word(last))
    })
}

/// `Afghanistan International Bank`: another body whose name begins like this one.
pub(super) fn names_a_body(page: &Page<'_>, cues: &CueSets, last: usize) -> bool {
    let behind = page.scan.tokens.get(last).filter(|token| token.gap == Gap::SPACE);
    behind.is_some_and(|token| token.shape.starts_capital())
        && cues.other_bodies.have(page.scan, last..last + 1)
}

/// `Aziz Ahmed Khan said`: the last name is written small and is a word; no part of anybody's name.
pub(super) fn ends_in_a_verb(page: &Page<'_>, first: usize, last: usize) -> bool {
    let token = page.scan.tokens[last - 1];
    last - 1 > first && token.shape.is_lower() && page.dictionary.is_common(token.hash)
}

/// `Barkhane Software Ltd`: a company that bears the name.
pub(super) fn names_a_company(page: &Page<'_>, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    let goes_on = |at: &usize| {
        tokens.get(*at).is_some_and(|token| token.gap == Gap::SPACE && token.shape.starts_capital())
    };
    (last..last + COMPANY_WORDS).take_while(goes_on).any(|at| COMPANIES.contains(&page.scan.word(at)))
}

/// How many words behind a name say that it is a company's.
const COMPANY_WORDS: usize = 3;

const COMPANIES: &[&str] = &["ltd", "limited", "inc", "llc", "plc", "gmbh", "srl", "spa", "corp", "co"];

/// `Hafiz Saeed Anwar, the groundsman`: two names of somebody of ours, and a third that he has not.
pub(super) fn goes_on_as_another(page: &Page<'_>, cues: &CueSets, names: &Named, at: usize) -> bool {
    let Some(token) = page.scan.tokens.get(at).filter(|token| token.gap == Gap::SPACE) else { return false };
    let part = |hit: &Hit| {
        hit.class == FormClass::Part && page.dictionary.entity(hit.entity).kind == EntityType::Person
    };
    let within = page.names[..page.names.partition_point(|hit| hit.first <= at)].last();
    let bears = match within.filter(|hit| at < hit.last) {
        Some(hit) => part(hit),
        // `Ahmad` is part of somebody's name, and no word.
        None => {
            is_strange_name(page, cues, names, at)
                || page.dictionary.is_name_word(page.scan.word(at)) && !page.dictionary.is_common(token.hash)
        }
    };
    bears && token.shape.starts_capital() && token.shape.has_lower() && !is_ordinary(token.hash)
}

/// The words of the line of a word; of a line without end those that are near.
fn near_words(page: &Page<'_>, word: usize) -> Range<usize> {
    let line = page.line_at(page.scan.tokens[word].start).map_or(word..word, |line| page.tokens_of(line));
    line.start.max(word.saturating_sub(FAR))..line.end.min(word + FAR)
}

/// True for a capitalised word that is no word of a language, no title, and of no name we know.
fn is_strange_name(page: &Page<'_>, cues: &CueSets, names: &Named, at: usize) -> bool {
    may_be_a_name(page, cues, names, at) && !page.dictionary.knows(page.scan.word(at))
}

/// True for a capitalised word that stands in no name of ours and is no common word, cue or place.
fn may_be_a_name(page: &Page<'_>, cues: &CueSets, names: &Named, at: usize) -> bool {
    let token = &page.scan.tokens[at];
    let view = page.view_of(at..at + 1);
    token.shape.starts_capital()
        && token.shape.has_lower()
        && !names.covers(at)
        && !page.dictionary.is_common(token.hash)
        && !cues.person_before.contains(view)
        && !cues.calendar.contains(view)
        && !cues.group_after.contains(view)
        && !page.dictionary.is_place(view)
        && !page.dictionary.is_demonym(view)
        && !is_kind_of_place(page.scan.word(at))
}

/// True in a line most of whose words have capitals.
fn is_headline(page: &Page<'_>, word: usize) -> bool {
    const LEAST: usize = 4;
    let words = near_words(page, word);
    let capitals = words.clone().filter(|at| page.scan.tokens[*at].shape.starts_capital()).count();
    words.len() >= LEAST && capitals * 3 >= words.len() * 2
}

/// A surname behind or before another capitalised name is somebody else's: `Hussain Haqqani`.
pub(super) fn belongs_to_another_name(
    page: &Page<'_>,
    cues: &CueSets,
    names: &Named,
    first: usize,
    last: usize,
) -> bool {
    let tokens = &page.scan.tokens;
    let name = |at: usize| is_strange_name(page, cues, names, at);
    // In a headline words have capitals: `Awlaki Meets the Drone`.
    let surname = |at: usize| name(at) && !(is_ordinary(tokens[at].hash) && is_headline(page, at));
    // `Ayman al-Sharif`: the name goes on behind an article or a word of descent.
    let goes_on = |at: usize| {
        let word = page.scan.word(at);
        // Italian `al` is a preposition as well: `gli Haqqani al potere`.
        let capital = || tokens.get(at + 1).is_some_and(|next| next.shape.starts_capital());
        NAME_PARTICLES.contains(&word) || (word == "al" && at == last && capital())
    };
    // `HAQQANI, Edmund`: the surname first, as lists write it.
    let listed = || {
        let shape = tokens[first].shape;
        shape.has_capital()
            && !shape.has_lower()
            && tokens.get(last).is_some_and(|token| page.text[tokens[last - 1].end..token.start] == *", ")
            && name(last)
    };
    listed()
        || (first > 0 && tokens[first].gap == Gap::SPACE && (name(first - 1) || goes_on(first - 1)))
        || (last < tokens.len() && tokens[last].gap == Gap::SPACE && (surname(last) || goes_on(last)))
}

/// `came from Orakzai`, `SULAIMANI — A rocket`: a surname that is a place as well, behind a word of place or where a line
/// names the town it comes from.
pub(super) fn is_where(page: &Page<'_>, first: usize, last: usize) -> bool {
    const WHERE: [&str; 8] = ["from", "in", "near", "across", "nel", "nella", "nell", "presso"];
    let token = page.scan.tokens[first];
    let before = first.checked_sub(1).filter(|_| token.gap == Gap::SPACE);
    let located = || before.is_some_and(|before| WHERE.contains(&page.scan.word(before)));
    let dashed = || page.scan.tokens.get(last).is_some_and(|next| next.gap == Gap::SPACED_DASH);
    let dateline = || token.gap == Gap::LINE && token.shape.is_upper() && dashed();
    (located() || dateline()) && page.dictionary.is_place(page.view_of(first..last))
}

/// Words that tie the parts of Arabic names.
pub(super) const NAME_PARTICLES: &[&str] = &["el", "bin", "ben", "ibn", "abu", "abd", "abdul"];
