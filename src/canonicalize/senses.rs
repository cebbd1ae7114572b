//! Tells which sense of a name a page is about: a page that means a pistachio by `Kerman` means it on every line.
//! In: the readings of a page. Out: the same, with what the page as a whole speaks against.
//! Not here: what stands beside one name (see `evidence`).

use super::{
    choose::{Named, Reading, Stretch, lies_inside},
    evidence::{ARTICLES, CueSets, cue_beside, is_article, speaks_of_arms},
};
use crate::{
    dictionary::ordinary::is_ordinary,
    document::{EntityType, FormClass, Language},
    page::Page,
    scan::Gap,
};
use foldhash::{HashMap, HashSet};

/// Weakens the readings that the page as a whole speaks against.
pub(super) fn weigh_senses(page: &Page<'_>, cues: &CueSets, stretches: &mut [Stretch]) {
    cover_inner(page, stretches);
    keep_one_sense(page, cues, stretches);
    doubt_lone_groups(page, cues, stretches);
    doubt_all_weak(page, cues, stretches);
    doubt_unplaced(page, cues, stretches);
    doubt_strays(page, stretches);
    doubt_unlanded(page, cues, stretches);
    doubt_namesakes(page, cues, stretches);
    doubt_bearers(page, cues, stretches);
    doubt_surnames(page, stretches);
    doubt_strangers_names(page, stretches);
}

/// What speaks against a name speaks against its parts: `Al-Murabitun of the eleventh century`, `Hafiz Saeed Ahmad`.
fn cover_inner(page: &Page<'_>, stretches: &mut [Stretch]) {
    for at in 0..stretches.len() {
        let (before, inner) = stretches.split_at_mut(at + 1);
        let outer = &before[at];
        let person = |r: &Reading| page.dictionary.entity(r.entity).kind == EntityType::Person;
        let not_ours = |r: &&Reading| r.countered || r.anothers && r.class == FormClass::Long && person(r);
        for reading in outer.readings.iter().filter(not_ours) {
            for part in inner.iter_mut().take_while(|s| s.first < outer.last).filter(|s| s.last <= outer.last)
            {
                for same in part.readings.iter_mut().filter(|r| r.entity == reading.entity) {
                    (same.strong, same.vetoed, same.countered) = (false, true, true);
                    same.against.clone_from(&reading.against);
                }
            }
        }
    }
}

/// A page of so many words that is about armed groups says so somewhere.
const SPOKEN_OUT: usize = 60;

/// A page of so many words says what it is about.
const TOLD: usize = 40;

/// Who is named less often is named in passing.
const AGAIN: usize = 3;

/// A page that goes on for long, never speaks of arms, names nobody else, no place of its land, and names a group again and
/// again means something else: a routing protocol, a football league.
fn doubt_lone_groups(page: &Page<'_>, cues: &CueSets, stretches: &mut [Stretch]) {
    let kind = |r: &Reading| page.dictionary.entity(r.entity).kind;
    let heard = || stretches.iter().filter(|s| !page.lines[s.line].silent).flat_map(|s| &s.readings);
    let mut sure = heard().filter(|r| r.strong && kind(r) != EntityType::Place);
    let Some(first) = sure.next().filter(|r| kind(r) == EntityType::Org) else { return };
    // Most pages name somebody else and are not read.
    if !sure.clone().all(|r| r.entity == first.entity) || sure.count() + 1 < AGAIN {
        return;
    }
    // One that is at home everywhere is where any place of ours is.
    let home = &page.dictionary.entity(first.entity).home;
    let here = |r: &Reading| {
        let lands = &page.dictionary.entity(r.entity).home;
        lands.iter().any(|land| home.is_empty() || home.contains(land))
    };
    if heard().any(|r| r.strong && kind(r) == EntityType::Place && here(r)) {
        return;
    }
    let names = Named::on(page);
    if free_words(page, &names).len() < SPOKEN_OUT || speaks_of_arms(page, cues, &names) {
        return;
    }
    let group = |r: &Reading| r.strong && kind(r) == EntityType::Org;
    for reading in stretches.iter_mut().flat_map(|s| &mut s.readings).filter(|r| group(r)) {
        reading.strong = false;
    }
}

/// A page that goes on for long, never speaks of arms and names nobody but in letters that mean other things as well: `l'IS`,
/// an internal standard.
fn doubt_all_weak(page: &Page<'_>, cues: &CueSets, stretches: &mut [Stretch]) {
    let kind = |r: &Reading| page.dictionary.entity(r.entity).kind;
    let heard = stretches.iter().filter(|s| !page.lines[s.line].silent).flat_map(|s| &s.readings);
    let mut others = heard.filter(|r| kind(r) != EntityType::Place).peekable();
    // Most pages name somebody surely and are not read.
    if others.peek().is_none() || others.any(|r| r.strong || r.defined) {
        return;
    }
    let names = Named::on(page);
    if free_words(page, &names).len() < SPOKEN_OUT || speaks_of_arms(page, cues, &names) {
        return;
    }
    let lines = (0..page.lines.len()).filter(|line| !page.lines[*line].silent);
    let words: Vec<usize> = lines.flat_map(|line| page.tokens_of(line)).collect();
    let mut at_home: HashMap<u32, bool> = HashMap::default();
    let acronym = |r: &&mut Reading| r.class == FormClass::Short && kind(r) != EntityType::Place;
    for reading in stretches.iter_mut().flat_map(|s| &mut s.readings).filter(acronym) {
        let spoken = || speaks_of_home(page, reading.entity, words.iter().copied());
        if !*at_home.entry(reading.entity).or_insert_with(spoken) {
            reading.local = None;
        }
    }
}

/// The words of kept lines that belong to no name.
fn free_words(page: &Page<'_>, names: &Named) -> Vec<usize> {
    let lines = (0..page.lines.len()).filter(|line| !page.lines[*line].silent);
    lines.flat_map(|line| page.tokens_of(line)).filter(|at| !names.covers(*at)).collect()
}

/// A page that is about a place says at least as often where it is.
const WHERE: &[&str] = &[
    "in", "at", "from", "to", "near", "across", "around", "outside", "inside", "into", "through", "toward",
    "towards", "between", "beyond", "ad", "da", "dal", "dalla", "dallo", "dall", "nel", "nella", "nell",
    "nello", "verso", "presso", "tra", "fra", "per",
];

/// What joins a kind of place to its name.
const OF: &[&str] = &["of", "di", "del", "della", "dello", "dell"];

/// Behind a land, before those who speak of it.
const OF_WHOM: &[&str] = &["of", "di", "dei", "degli"];

/// What stands beside the name of a place and of nothing else.
const KINDS_OF_PLACE: &[&str] = &[
    "city",
    "town",
    "province",
    "district",
    "region",
    "capital",
    "valley",
    "village",
    "island",
    "border",
    "airport",
    "governorate",
    "citta",
    "cittadina",
    "provincia",
    "regione",
    "distretto",
    "capitale",
    "villaggio",
    "valle",
    "isola",
    "isole",
    "aeroporto",
    "governatorato",
    "confine",
    "strip",
    "striscia",
    "peninsula",
    "penisola",
];

/// A page that never speaks of arms, names nobody and has the name of a place again and again, but seldom where a place
/// stands, means something else: a pistachio, a film.
fn doubt_unplaced(page: &Page<'_>, cues: &CueSets, stretches: &mut [Stretch]) {
    let is_place = |r: &Reading| page.dictionary.entity(r.entity).kind == EntityType::Place;
    let heard = || stretches.iter().filter(|s| !page.lines[s.line].silent);
    // Most pages name somebody and are not read.
    if heard().flat_map(|s| &s.readings).any(|r| r.strong && !is_place(r)) {
        return;
    }
    let mut counts = times(page, stretches, |_, r| r.strong);
    counts.retain(|_, times| *times > 1);
    if counts.is_empty() || speaks_of_arms(page, cues, &Named::on(page)) {
        return;
    }
    let placed = times(page, stretches, |s, r| r.strong && stands_as_place(page, s));
    let unplaced =
        |entity: u32| counts.get(&entity).is_some_and(|all| 2 * placed.get(&entity).unwrap_or(&0) < *all);
    for stretch in stretches.iter_mut() {
        if !stretch.readings.iter().any(|r| unplaced(r.entity)) || stands_as_place(page, stretch) {
            continue;
        }
        for reading in stretch.readings.iter_mut().filter(|r| unplaced(r.entity)) {
            set_aside(reading, "the page has the name where no place stands");
        }
    }
}

/// A page that goes on for long, names an acronym or a place again and again, nobody else, and never the land it belongs to
/// means something else: the SDF of Japan, the province of Gaza in Mozambique.
fn doubt_strays(page: &Page<'_>, stretches: &mut [Stretch]) {
    let heard = || stretches.iter().filter(|s| !page.lines[s.line].silent).flat_map(|s| &s.readings);
    let mut strays = times(page, stretches, |_, r| {
        let lives = !page.dictionary.entity(r.entity).home.is_empty();
        lives && !r.vetoed && (r.strong || r.local.is_some()) && has_one_sense(page, r)
    });
    strays.retain(|_, times| *times >= AGAIN);
    // Nearly all pages name somebody who speaks for the others.
    strays.retain(|stray, _| !heard().any(|other| keeps_company(page, *stray, other)));
    if strays.is_empty() {
        return;
    }
    let names = Named::on(page);
    let words = free_words(page, &names);
    strays
        .retain(|stray, _| words.len() >= SPOKEN_OUT && !speaks_of_home(page, *stray, words.iter().copied()));
    for reading in stretches.iter_mut().flat_map(|s| &mut s.readings) {
        if strays.contains_key(&reading.entity) && has_one_sense(page, reading) {
            set_aside(reading, "the page never speaks of its land");
        }
    }
}

/// A page that names groups in one word each, speaks of no land where any of them is at home and never of arms means
/// something else: `AQAP 2110`, a norm, and `ETIM`, a list of parts; `Al-Shabab`, a club of Riyadh.
fn doubt_unlanded(page: &Page<'_>, cues: &CueSets, stretches: &mut [Stretch]) {
    let entity = |r: &Reading| page.dictionary.entity(r.entity);
    let is_place = |r: &Reading| entity(r).kind == EntityType::Place;
    let heard = || stretches.iter().filter(|s| !page.lines[s.line].silent);
    let named = |s: &Stretch| {
        let words = (s.first..s.last).filter(|at| !is_article(page.scan.word(*at))).count();
        let here = s.readings.iter().filter(|r| r.strong && !is_place(r));
        here.map(|r| (r.entity, words == 1 && !entity(r).home.is_empty())).collect::<Vec<_>>()
    };
    let mut groups: HashSet<u32> = HashSet::default();
    for (number, one_word) in heard().flat_map(named) {
        // Most pages name somebody in full, or one who is at home everywhere, and are not read.
        if !one_word {
            return;
        }
        groups.insert(number);
    }
    let homes = || groups.iter().flat_map(|number| &page.dictionary.entity(*number).home);
    let near = |r: &Reading| r.strong && is_place(r) && homes().any(|land| entity(r).home.contains(land));
    if groups.is_empty() || heard().flat_map(|s| &s.readings).any(near) {
        return;
    }
    let names = Named::on(page);
    let words = free_words(page, &names);
    if words.len() < TOLD
        || groups.iter().any(|group| speaks_of_home(page, *group, words.iter().copied()))
        || speaks_of_arms(page, cues, &names)
    {
        return;
    }
    let theirs = |s: &&mut Stretch| s.readings.iter().any(|r| groups.contains(&r.entity));
    for reading in stretches.iter_mut().filter(theirs).flat_map(|s| &mut s.readings) {
        set_aside(reading, "the page speaks neither of its land nor of arms");
    }
}

/// A page that never speaks of arms, names nobody but those who have namesakes, and somewhere says a word that goes with
/// the namesake, means that one on every line: `Borno` on a page about skiing near Brescia.
fn doubt_namesakes(page: &Page<'_>, cues: &CueSets, stretches: &mut [Stretch]) {
    let is_place = |r: &Reading| page.dictionary.entity(r.entity).kind == EntityType::Place;
    let heard = || stretches.iter().filter(|s| !page.lines[s.line].silent).flat_map(|s| &s.readings);
    // Most pages name somebody else and are not read.
    if heard().any(|r| r.strong && !is_place(r) && !r.has_namesakes) {
        return;
    }
    let mut namesakes: HashMap<u32, u32> = HashMap::default();
    namesakes.extend(heard().filter(|r| r.has_namesakes).filter_map(|r| Some((r.entity, r.form?))));
    if namesakes.is_empty() {
        return;
    }
    let names = Named::on(page);
    let words = free_words(page, &names);
    if words.len() < TOLD || speaks_of_arms(page, cues, &names) {
        return;
    }
    let lines = || (0..page.lines.len()).filter(|line| !page.lines[*line].silent);
    namesakes.retain(|entity, form| {
        let never = &page.dictionary.context(&page.dictionary.form(*form)).1;
        lines().any(|line| names.stands(page, *entity, never, &page.tokens_of(line)).is_some())
    });
    let mut at_home: HashMap<u32, bool> = HashMap::default();
    let mut home = |entity: u32| {
        *at_home.entry(entity).or_insert_with(|| speaks_of_home(page, entity, words.iter().copied()))
    };
    for stretch in stretches.iter_mut() {
        if !stretch.readings.iter().any(|r| namesakes.contains_key(&r.entity)) {
            continue;
        }
        // `the Persian region of Khorasan`, from which a wheat has its name; on a page about Persia `in Khorasan` too.
        let placed = is_called_a_place(page, stretch.first, stretch.last)
            || is_placed(page, stretch) && stretch.readings.iter().any(|r| is_place(r) && home(r.entity));
        if placed {
            continue;
        }
        // What the words mean elsewhere they mean for whoever else is called so: `Al-Shabab`, the club.
        for reading in stretch.readings.iter_mut().filter(|r| !r.strong || namesakes.contains_key(&r.entity))
        {
            set_aside(reading, "the page speaks of another of that name");
        }
    }
}

/// Whom a page names in some way, and how often; what lies within a longer name counts once.
fn times(
    page: &Page<'_>,
    stretches: &[Stretch],
    counts: impl Fn(&Stretch, &Reading) -> bool,
) -> HashMap<u32, usize> {
    let mut seen: HashMap<u32, (usize, usize)> = HashMap::default();
    for stretch in stretches.iter().filter(|s| !page.lines[s.line].silent) {
        for reading in stretch.readings.iter().filter(|r| counts(stretch, r)) {
            let (times, end) = seen.entry(reading.entity).or_default();
            *times += usize::from(stretch.first >= *end);
            *end = stretch.last.max(*end);
        }
    }
    seen.into_iter().map(|(entity, (times, _))| (entity, times)).collect()
}

/// True for a sure reading that tells which world a page is about: its own long name, somebody else, a place of its land.
fn keeps_company(page: &Page<'_>, stray: u32, other: &Reading) -> bool {
    let entity = page.dictionary.entity(other.entity);
    let own = || other.entity == stray && !has_one_sense(page, other);
    let near = || {
        let home = &page.dictionary.entity(stray).home;
        entity.kind != EntityType::Place || entity.home.iter().any(|land| home.contains(land))
    };
    other.strong && (own() || other.entity != stray && near())
}

/// True when one of these words of a page speaks of a land where the entity is at home.
pub(super) fn speaks_of_home(page: &Page<'_>, entity: u32, mut at: impl Iterator<Item = usize>) -> bool {
    let lands = &page.dictionary.data().gazetteer.lands;
    let home = &page.dictionary.entity(entity).home;
    let known = home.iter().filter_map(|land| lands.get(land)).flatten();
    // By their first letters, with which most words do not begin.
    let mut by_initial: [Vec<&str>; 32] = Default::default();
    let initial = |letter: u8| usize::from(letter & 31);
    for word in known {
        by_initial[word.bytes().next().map_or(0, initial)].push(word);
    }
    at.any(|at| {
        let letter = page.scan.view.as_bytes()[page.scan.tokens[at].view];
        let known = &by_initial[initial(letter)];
        let spoken = |word: &str| {
            known.iter().any(|known| match known.strip_suffix('*') {
                Some(stem) => word.starts_with(stem),
                None => word == *known,
            })
        };
        !known.is_empty() && spoken(page.scan.word(at))
    })
}

/// A surname behind another first name is somebody else's on the whole page, where nobody of ours has his full name there and
/// nothing speaks of arms: `Abd al-Latif al-Baghdadi`, the physician.
fn doubt_bearers(page: &Page<'_>, cues: &CueSets, stretches: &mut [Stretch]) {
    let tokens = &page.scan.tokens;
    let surname = |s: &Stretch| {
        let first = s.first.checked_sub(1).filter(|_| tokens[s.first].gap == Gap::SPACE);
        first.is_some_and(|first| tokens[first].shape.starts_capital())
    };
    let heard = || stretches.iter().filter(|s| !page.lines[s.line].silent);
    let others = heard().filter(|s| surname(s)).flat_map(|s| &s.readings);
    let others = others.filter(|r| r.anothers && r.class == FormClass::Part);
    let mut others: HashSet<u32> = others.map(|r| r.entity).collect();
    // Nearly no page names such a person.
    if others.is_empty() {
        return;
    }
    for reading in heard().flat_map(|s| &s.readings).filter(|r| r.strong && r.class != FormClass::Part) {
        others.remove(&reading.entity);
    }
    if others.is_empty() || speaks_of_arms(page, cues, &Named::on(page)) {
        return;
    }
    for reading in stretches.iter_mut().flat_map(|s| &mut s.readings) {
        if reading.class == FormClass::Part && others.contains(&reading.entity) {
            set_aside(reading, "the page gives the surname to somebody else");
        }
    }
}

/// A group's name of one word that stands behind the first names of several people, and never behind an article, is their
/// surname: `Bafel Talebani`.
fn doubt_surnames(page: &Page<'_>, stretches: &mut [Stretch]) {
    let tokens = &page.scan.tokens;
    let group = |s: &Stretch, r: &Reading| {
        let name = matches!(r.class, FormClass::Long | FormClass::Inflected) && s.last == s.first + 1;
        name && r.strong && page.dictionary.entity(r.entity).kind == EntityType::Org
    };
    let given = |at: usize| {
        let before = &page.text[..tokens[at].start];
        let view = page.view_of(at..at + 1);
        let goes_on = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ' ' | ','))
            && !before.trim_end().ends_with(['.', '!', '?', ':']);
        goes_on
            && tokens[at].gap != Gap::LINE
            && tokens[at].shape.starts_capital()
            && tokens[at].shape.has_lower()
            && !page.dictionary.knows(page.scan.word(at))
            && !page.dictionary.is_place(view)
            && !page.dictionary.is_demonym(view)
            && !is_ordinary(tokens[at].hash)
    };
    let mut bearers: HashMap<u32, (HashSet<u32>, bool)> = HashMap::default();
    for stretch in stretches.iter().filter(|s| !page.lines[s.line].silent) {
        let Some(before) = stretch.first.checked_sub(1) else { continue };
        for reading in stretch.readings.iter().filter(|r| group(stretch, r)) {
            let known = bearers.entry(reading.entity).or_default();
            known.1 |= is_article(page.scan.word(before));
            if tokens[stretch.first].gap == Gap::SPACE && given(before) {
                known.0.insert(tokens[before].hash);
            }
        }
    }
    bearers.retain(|_, (people, articled)| people.len() > 1 && !*articled);
    if bearers.is_empty() {
        return;
    }
    for stretch in stretches.iter_mut() {
        let one = stretch.last == stretch.first + 1;
        for reading in stretch.readings.iter_mut().filter(|r| one && bearers.contains_key(&r.entity)) {
            set_aside(reading, "people on the page have it as their surname");
        }
    }
}

/// Parts of two persons' names side by side are a third one's: `Omar Abdullah`, where the page names neither in full.
fn doubt_strangers_names(page: &Page<'_>, stretches: &mut [Stretch]) {
    let part = |r: &Reading| r.class == FormClass::Part && !r.strong;
    let parts = |s: &Stretch| !s.readings.is_empty() && s.readings.iter().all(part);
    let mut strangers: HashSet<u32> = HashSet::default();
    for at in 1..stretches.len() {
        let (a, b) = (&stretches[at - 1], &stretches[at]);
        let joined = a.last == b.first && page.scan.tokens[b.first].gap == Gap::SPACE;
        let shared = || a.readings.iter().any(|r| b.readings.iter().any(|other| other.entity == r.entity));
        if joined && parts(a) && parts(b) && !shared() {
            strangers.extend(a.readings.iter().chain(&b.readings).map(|r| r.entity));
        }
    }
    // Nearly no page names such a person.
    if strangers.is_empty() {
        return;
    }
    for reading in stretches.iter().flat_map(|s| &s.readings).filter(|r| !part(r)) {
        strangers.remove(&reading.entity);
    }
    for reading in stretches.iter_mut().flat_map(|s| &mut s.readings) {
        if part(reading) && strangers.contains(&reading.entity) {
            set_aside(reading, "the page gives the name to somebody else");
        }
    }
}

/// True where only a place stands: `in Kerman`, `the city of Kerman`, `Kerman, Iran`, `from Yazd to Kerman`.
fn stands_as_place(page: &Page<'_>, stretch: &Stretch) -> bool {
    is_placed(page, stretch) || stretch.readings.iter().any(|r| names_more(page, stretch.line, r.entity))
}

/// True where a land stands, and hardly a group that is called like one: `in Khorasan`, `del Khorasan`, `the Khorasan of the
/// geographers`.
pub(super) fn stands_as_land(page: &Page<'_>, stretch: &Stretch) -> bool {
    let behind = page.scan.tokens.get(stretch.last).is_some_and(|token| token.gap == Gap::SPACE);
    is_placed(page, stretch)
        || word_before(page, stretch.first).is_some_and(|word| OF.contains(&word))
        || behind && OF_WHOM.contains(&page.scan.word(stretch.last))
}

/// True where the words beside a name say that it is a place.
pub(super) fn is_placed(page: &Page<'_>, stretch: &Stretch) -> bool {
    let told = word_before(page, stretch.first).is_some_and(|word| {
        // In English it is an article.
        WHERE.contains(&word) || word == "a" && page.lines[stretch.line].lang == Language::IT
    });
    told || is_called_a_place(page, stretch.first, stretch.last) || stands_in_a_place(page, stretch.last)
}

/// `Kerman Province`, `the Persian region of Kerman`, `della regione persiana del Khorasan`, `Aleppo, the Syrian city`, `Khorasan
/// was a province`
pub(super) fn is_called_a_place(page: &Page<'_>, first: usize, last: usize) -> bool {
    let joined = |word: &str| {
        OF.contains(&word)
            && (1..=2).any(|back| {
                first.checked_sub(back).and_then(|at| word_before(page, at)).is_some_and(is_kind_of_place)
            })
    };
    word_before(page, first).is_some_and(|word| is_kind_of_place(word) || joined(word))
        || page.scan.tokens.get(last).is_some_and(|token| token.gap == Gap::SPACE)
            && is_kind_of_place(page.scan.word(last))
        || is_told_as_a_place(page, last)
        || is_said_to_be_a_place(page, last)
}

/// `Khorasan was a province of Persia`, `il Khorasan è una regione`
fn is_said_to_be_a_place(page: &Page<'_>, last: usize) -> bool {
    const IS: [&str; 4] = ["is", "was", "e", "era"];
    let spaced = |at: usize| page.scan.tokens.get(at).is_some_and(|token| token.gap == Gap::SPACE);
    spaced(last) && IS.contains(&page.scan.word(last)) && spaced(last + 1) && tells_a_kind(page, last + 1)
}

/// `Aleppo, the Syrian city`
pub(super) fn is_told_as_a_place(page: &Page<'_>, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    let comma = tokens.get(last).is_some_and(|next| page.text[tokens[last - 1].end..next.start] == *", ");
    comma && tells_a_kind(page, last)
}

/// `city`, `the war-torn Syrian city`, `una regione`
fn tells_a_kind(page: &Page<'_>, at: usize) -> bool {
    let word = page.scan.word(at);
    let tokens = &page.scan.tokens;
    let near = Gap::SPACE.or(Gap::DASH);
    let mut behind = (at + 1..tokens.len().min(at + APPOSED)).take_while(|at| near.allows(tokens[*at].gap));
    is_kind_of_place(word)
        || (ARTICLES.contains(&word) || word == "una")
            && behind.any(|at| is_kind_of_place(page.scan.word(at)))
}

pub(super) fn is_kind_of_place(word: &str) -> bool {
    KINDS_OF_PLACE.contains(&word)
}

/// How many words behind a comma or a verb may say what kind of place it is.
const APPOSED: usize = 4;

/// The word before a token of the same line.
fn word_before<'p>(page: &'p Page<'_>, at: usize) -> Option<&'p str> {
    at.checked_sub(1).filter(|_| page.scan.tokens[at].gap != Gap::LINE).map(|at| page.scan.word(at))
}

/// Nothing on the page but a definition can help it.
fn set_aside(reading: &mut Reading, why: &str) {
    (reading.strong, reading.vetoed) = (false, true);
    reading.against = Some(why.to_owned());
}

/// Where a page tells that an acronym or a place is somebody else's (`dell'Isis, istituto superiore`), that holds wherever
/// nothing else speaks: an acronym, or a name with namesakes, needs evidence there, a place another place or name on its
/// line.
fn keep_one_sense(page: &Page<'_>, cues: &CueSets, stretches: &mut [Stretch]) {
    let strangers = strangers(page, stretches);
    if strangers.is_empty() {
        return;
    }
    let names = Named::on(page);
    let mut told: HashMap<(usize, u32), bool> = HashMap::default();
    for stretch in stretches {
        let Stretch { first, last, .. } = *stretch;
        for reading in stretch.readings.iter_mut().filter(|r| !r.vetoed && may_be_told(page, r)) {
            let Some(told_on) = strangers.get(&reading.entity) else { continue };
            let kind = page.dictionary.entity(reading.entity).kind;
            if kind != EntityType::Place {
                let beside = || cue_beside(page, cues, &names, kind, first, last);
                let local = if reading.strong { beside() } else { reading.local.take() };
                reading.local = local.filter(|cue| !cue.is_article());
                reading.strong = false;
                continue;
            }
            let called = || !told_on.is_town && is_called_a_place(page, stretch.first, stretch.last);
            if stands_in_a_place(page, stretch.last) || called() {
                continue;
            }
            let here = (stretch.line, reading.entity);
            let backed = || !told_on.lines.contains(&here.0) && names_more(page, here.0, here.1);
            if !*told.entry(here).or_insert_with(backed) {
                set_aside(reading, "the page uses the name for something else");
            }
        }
    }
}

/// An acronym that a page gives twice to somebody else needs evidence of its own, though the page names the group as well:
/// the goddess, and those who took her name. Where the page defines it, it is the group's after all, and in other capitals it
/// is another.
pub(super) fn deny_told_twice(page: &Page<'_>, stretches: &mut [Stretch]) {
    const TWICE: usize = 2;
    let acronym = |r: &Reading| r.class == FormClass::Short && !r.defined;
    let tokens = &page.scan.tokens;
    let written = |s: &Stretch| &page.text[tokens[s.first].start..tokens[s.last - 1].end];
    let mut told: HashMap<(u32, &str), HashSet<usize>> = HashMap::default();
    for stretch in stretches.iter().filter(|s| !page.lines[s.line].silent) {
        // The branch's name is written anew, and says nothing of its first word then.
        let whole = || !lies_inside(page, stretches, stretch);
        for reading in stretch.readings.iter().filter(|r| r.countered && acronym(r) && whole()) {
            told.entry((reading.entity, written(stretch))).or_default().insert(stretch.line);
        }
    }
    told.retain(|_, lines| lines.len() >= TWICE);
    if told.is_empty() {
        return;
    }
    for stretch in stretches {
        let word = written(stretch);
        let open = |r: &&mut Reading| acronym(r) && !(r.vetoed || r.strong) && r.local.is_none();
        for reading in stretch.readings.iter_mut().filter(open) {
            if told.contains_key(&(reading.entity, word)) {
                set_aside(reading, "the page uses the name for something else");
            }
        }
    }
}

/// How a page tells that a name is somebody else's.
#[derive(Default)]
struct Stranger {
    /// The lines that tell it.
    lines: HashSet<usize>,
    /// It is a town far away, a place as well.
    is_town: bool,
    /// An acronym stands for anybody.
    is_acronym: bool,
}

/// Acronyms and places that the page uses for something else.
fn strangers(page: &Page<'_>, stretches: &[Stretch]) -> HashMap<u32, Stranger> {
    let countered = |r: &&Reading| r.countered && may_be_told(page, r);
    let mut told: HashMap<u32, Stranger> = HashMap::default();
    for stretch in stretches.iter().filter(|s| !page.lines[s.line].silent) {
        for reading in stretch.readings.iter().filter(countered) {
            told.entry(reading.entity).or_default().lines.insert(stretch.line);
        }
    }
    // A word beside a place may be a chance (`a hospital in Sinai`): it must stand there as often as not, while
    // `Bagdad, Arizona` leaves no doubt.
    let mut counts: HashMap<u32, (usize, usize)> = HashMap::default();
    let heard = stretches.iter().filter(|s| !page.lines[s.line].silent);
    for (stretch, reading) in heard.flat_map(|s| s.readings.iter().map(move |r| (s, r))) {
        if let Some(stranger) = told.get_mut(&reading.entity) {
            let (against, all) = counts.entry(reading.entity).or_default();
            (*against, *all) = (*against + usize::from(reading.countered), *all + 1);
            stranger.is_town |= reading.countered && lies_elsewhere(page, stretch.last);
            stranger.is_acronym |= reading.countered && reading.class == FormClass::Short;
        }
    }
    told.retain(|entity, stranger| {
        let (against, all) = counts[entity];
        stranger.is_acronym || stranger.is_town || 2 * against >= all
    });
    told
}

/// True for a reading that its namesakes may take over on a page: an acronym, a place, a group of whom the dictionary says
/// which words speak against it.
fn may_be_told(page: &Page<'_>, reading: &Reading) -> bool {
    let group = || matches!(page.dictionary.entity(reading.entity).kind, EntityType::Org | EntityType::Media);
    has_one_sense(page, reading) || reading.has_namesakes && group()
}

/// Acronyms and places are told from their namesakes by page; a longer name says itself who is meant.
fn has_one_sense(page: &Page<'_>, reading: &Reading) -> bool {
    reading.class == FormClass::Short || page.dictionary.entity(reading.entity).kind == EntityType::Place
}

/// `Kerman in Iran`, `Jalalabad, Afghanistan`: which of the towns of that name is meant.
pub(super) fn stands_in_a_place(page: &Page<'_>, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    let Some(token) = tokens.get(last) else { return false };
    let within = token.gap == Gap::SPACE && matches!(page.scan.word(last), "in" | "nel" | "nello" | "nell");
    let comma = &page.text[tokens[last - 1].end..token.start] == ", ";
    let at = last + usize::from(within);
    let place = |view: &str| page.dictionary.is_place(view) || page.dictionary.is_demonym(view);
    (within || comma) && at < tokens.len() && place(page.view_of(at..at + 1))
}

/// True when a line names somebody else, or another place of the gazetteer.
pub(super) fn names_more(page: &Page<'_>, line: usize, entity: u32) -> bool {
    let tokens = page.tokens_of(line);
    let first = page.names.partition_point(|hit| hit.last <= tokens.start);
    let names = || page.names[first..].iter().take_while(|hit| hit.first < tokens.end);
    let mut own = names().filter(|hit| hit.entity == entity).peekable();
    names().any(|hit| hit.entity != entity)
        || tokens.clone().any(|at| {
            while own.next_if(|hit| hit.last <= at).is_some() {}
            own.peek().is_none_or(|hit| at < hit.first) && page.dictionary.is_place(page.view_of(at..at + 1))
        })
}

/// `Bagdad, Arizona`, `Kerman (California)`, `Borno (BS)`, `Aleppo Township`: a town far from the place of that name.
pub(super) fn lies_elsewhere(page: &Page<'_>, last: usize) -> bool {
    const PARTS: [&str; 4] = ["township", "county", "borough", "parish"];
    let tokens = &page.scan.tokens;
    let Some(token) = tokens.get(last) else { return false };
    if token.gap == Gap::SPACE && token.shape.starts_capital() && PARTS.contains(&page.scan.word(last)) {
        return true;
    }
    let between = &page.text[tokens[last - 1].end..token.start];
    let bracketed = between.trim_start() == "(";
    if !bracketed && between != ", " {
        return false;
    }
    // `Kerman, in California`
    let at = last + usize::from(matches!(page.scan.word(last), "in" | "nel" | "nello" | "nell"));
    (1..=2).filter(|count| at + count <= tokens.len()).any(|count| {
        let words = at..at + count;
        // A code of two capitals stands in brackets; without them it may be anything.
        let code = tokens[at].end - tokens[at].start == 2;
        let closed = || page.text[tokens[words.end - 1].end..].starts_with(')');
        tokens[at].shape.starts_capital()
            && page.dictionary.is_elsewhere(page.view_of(words.clone()))
            && if code {
                bracketed && tokens[at].shape.is_upper() && closed()
            } else {
                !goes_on_in_list(page, words.end)
            }
    })
}

/// `Kabul, Texas and Rome`: an enumeration.
fn goes_on_in_list(page: &Page<'_>, at: usize) -> bool {
    page.scan.tokens.get(at).is_some_and(|token| {
        token.gap == Gap::SPACE && matches!(page.scan.word(at), "and" | "e" | "or" | "o")
    })
}
