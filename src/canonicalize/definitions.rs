//! What a page says its acronyms stand for: `Long Form (ACR)`, `Long Form, or ACR,`, `ACR, short for Long Form`.
//! In: a page and its stretches. Out: readings marked as defined, further uses of acronyms that only the page knows, and
//! acronyms that stand for somebody else. Not here: which reading wins (see `choose`).

use super::{
    choose::{Reading, Stretch, ending_at, is_doubled, is_shouted, starting_at},
    evidence::{ARTICLES, CueSets},
};
use crate::{
    document::{EntityType, FormClass, Language},
    page::Page,
    scan::{Gap, Scan},
};
use foldhash::{HashMap, HashSet};
use std::ops::Range;

/// An acronym, and where the name it stands for is.
struct Explained {
    acronym: Range<usize>,
    long: Long,
}

/// Where a long name stands, in tokens.
enum Long {
    /// It ends before this one: `Jaish al-Adl (JAA)`, `Jaish al-Adl, or JAA,`.
    Before(usize),
    /// It fills these: `JAA (Jaish al-Adl)`.
    Fills(Range<usize>),
    /// It begins with this one: `JAA, short for Jaish al-Adl`.
    Behind(usize),
}

impl Explained {
    /// True for a bracket behind a long name.
    fn is_gloss(&self) -> bool {
        matches!(self.long, Long::Before(end) if end == self.acronym.start)
    }
}

/// What an explanation says of the folded words of a name.
enum Told {
    /// They are this one of ours.
    Ours(Vec<String>, u32),
    /// They are nobody we know.
    Nobody(String),
}

/// Reads the definitions of a page and binds acronyms to entities or to nobody.
pub(super) fn define(page: &Page<'_>, cues: &CueSets, stretches: &mut Vec<Stretch>) {
    let mut bound: HashMap<String, u32> = HashMap::default();
    let mut nobody: HashSet<String> = HashSet::default();
    strangers_told(page, cues, stretches, &mut nobody);
    for explained in bracketed(page, cues).into_iter().chain(spoken(page, cues)) {
        match told(page, stretches, &explained) {
            Some(Told::Ours(patterns, entity)) => {
                if explained.is_gloss() {
                    bound.extend(glosses(page, entity).map(|gloss| (gloss, entity)));
                }
                bound.extend(patterns.into_iter().map(|pattern| (pattern, entity)));
            }
            Some(Told::Nobody(pattern)) => _ = nobody.insert(pattern),
            None => {}
        }
    }
    if bound.is_empty() && nobody.is_empty() {
        return;
    }
    for stretch in stretches.iter_mut() {
        let pattern = page.view_of(stretch.first..stretch.last);
        if let Some(entity) = bound.get(pattern) {
            if !is_doubled(page, stretch.first, stretch.last) {
                bind(page, stretch, *entity);
            }
        } else if nobody.contains(pattern) {
            stretch.nobody = true;
        }
    }
    bound.retain(|pattern, _| !stretches.iter().any(|s| page.view_of(s.first..s.last) == pattern));
    coined(page, &bound, stretches);
}

/// What is written in the brackets behind an entity is explained as well: a page with `Islamic State (ISIS)` will read
/// `Islamic State (IS)`, and its `IS` is the same before and after.
fn glosses(page: &Page<'_>, entity: u32) -> impl Iterator<Item = String> {
    let written = &page.dictionary.entity(entity).gloss.0;
    written.iter().filter(|(_, gloss)| !gloss.is_empty()).map(|(_, gloss)| Scan::new(gloss).view)
}

/// The page says that a stretch means this entity. Where it is the plain name of others, nobody can tell who is right.
fn bind(page: &Page<'_>, stretch: &mut Stretch, entity: u32) {
    for reading in &mut stretch.readings {
        // `ISIS THE GODDESS`: in a heading, and right beside a name (`the ICU of the hospital`), words know better than
        // another line. The definition itself is what it says.
        let bracketed = || page.text[..page.scan.tokens[stretch.first].start].ends_with('(');
        let another = reading.countered && (is_shouted(page, stretch.line) || reading.denied && !bracketed());
        reading.defined = reading.entity == entity && !(reading.verb || another);
    }
    if stretch.readings.iter().any(|r| r.defined) {
        stretch.readings.retain(|r| r.defined);
    } else if stretch.readings.iter().all(|r| r.entity != entity) {
        stretch.nobody = stretch.readings.iter().any(|r| r.strong);
        if !stretch.nobody {
            stretch.readings.clear();
        }
        stretch.readings.push(Reading::defined(entity));
    }
}

/// What an explanation says, if it holds.
fn told(page: &Page<'_>, stretches: &[Stretch], explained: &Explained) -> Option<Told> {
    let Explained { acronym, long } = explained;
    let exactly = |words: &Range<usize>| {
        starting_at(stretches, words.start).iter().find(|stretch| stretch.last == words.end)
    };
    let name = match long {
        Long::Before(end) => ending_at(page, stretches, *end).last(),
        Long::Fills(words) => exactly(words),
        Long::Behind(first) => starting_at(stretches, *first).iter().max_by_key(|stretch| stretch.last),
    };
    let pattern = |words: Range<usize>| page.view_of(words).to_owned();
    let short = exactly(acronym);
    let shared =
        |a: &&Reading| short.is_some_and(|short| short.readings.iter().any(|b| a.entity == b.entity));
    if let Some(name) = name {
        if let Some(shared) = name.readings.iter().find(shared) {
            // The name is written out, and explains the acronym the next time: so it does now.
            let weak = (!shared.strong).then(|| pattern(name.first..name.last));
            let patterns = weak.into_iter().chain([pattern(acronym.clone())]).collect();
            return Some(Told::Ours(patterns, shared.entity));
        }
        if let Some(entity) = coins(page, name, acronym) {
            return Some(Told::Ours(vec![pattern(acronym.clone())], entity));
        }
    }
    let words = short.and_then(|_| abbreviated(page, acronym, long))?;
    // `Al-Qaeda Arabian Peninsula (AQAP)` is a spelling nobody listed.
    (!names_a_group(page, &words)).then(|| Told::Nobody(pattern(acronym.clone())))
}

/// The words, nobody's name, whose initials an acronym is.
fn abbreviated(page: &Page<'_>, acronym: &Range<usize>, long: &Long) -> Option<Range<usize>> {
    let letters: String = page.view_of(acronym.clone()).split_whitespace().collect();
    match long {
        Long::Before(end) => Some(initials_before(page, *end, &letters)?..*end),
        Long::Fills(words) => {
            let start = initials_before(page, words.end, &letters).filter(|_| letters.len() <= 6)?;
            (start >= words.start).then_some(start..words.end)
        }
        Long::Behind(first) => initials_from(page, *first, &letters),
    }
}

/// The longest bracket that explains, in tokens.
const BRACKET: usize = 8;

/// Brackets with nothing but a name inside, and a word directly before.
fn bracketed(page: &Page<'_>, cues: &CueSets) -> Vec<Explained> {
    let tokens = &page.scan.tokens;
    let mut all = Vec::new();
    for open in memchr::memchr2_iter(b'(', b'[', page.text.as_bytes()) {
        let first = tokens.partition_point(|token| token.start < open);
        let Some(before) = first.checked_sub(1) else { continue };
        let lead = page.text.get(tokens[before].end..open);
        if !lead.is_some_and(|lead| lead.chars().all(|c| c == ' ' || c == '\u{a0}')) {
            continue;
        }
        let closing = if page.text.as_bytes()[open] == b'(' { b')' } else { b']' };
        // A bracket may go on in the next line, not in another paragraph.
        let within = tokens.get(first + BRACKET).map_or(page.text.len(), |token| token.start);
        let rest = page.text.get(open..within).unwrap_or_default();
        let Some(close) = rest.find(char::from(closing)).map(|at| open + at) else { continue };
        let last = first + tokens[first..].partition_point(|token| token.start < close);
        if first == last || page.text[open..close].contains("\n\n") {
            continue;
        }
        let inner = behind_lead(page, cues, first..last);
        all.push(Explained { acronym: first_of(page, inner), long: Long::Before(first) });
        if let Some(acronym) = capitals_before(page, first) {
            let long = Long::Fills(behind_articles(page, first..last));
            all.push(Explained { acronym, long });
        }
    }
    all
}

/// `hereafter JAA`, `d'ora in poi JAA`: what is left behind the words that say an acronym follows.
fn behind_lead(page: &Page<'_>, cues: &CueSets, words: Range<usize>) -> Range<usize> {
    let leads = |count: &usize| {
        words.start + count < words.end && cues.leads_to_a_name(page.scan, words.start..words.start + count)
    };
    let lead = (1..=LEAD).rev().find(leads).unwrap_or(0);
    behind_articles(page, words.start + lead..words.end)
}

fn behind_articles(page: &Page<'_>, words: Range<usize>) -> Range<usize> {
    let articles = words.clone().take_while(|at| ARTICLES.contains(&page.scan.word(*at))).count();
    if articles == words.len() { words } else { words.start + articles..words.end }
}

/// The most words that say an acronym follows, or what it stands for.
const LEAD: usize = 4;

/// `ISKP, or ISIS-K`: the first of several names.
fn first_of(page: &Page<'_>, words: Range<usize>) -> Range<usize> {
    let tokens = &page.scan.tokens;
    let parted = |at: &usize| page.text[tokens[at - 1].end..tokens[*at].start].contains([',', ';']);
    let end = (words.start + 1..words.end).find(parted).unwrap_or(words.end);
    words.start..end
}

/// Explanations without brackets, found by their acronyms: `Jaish al-Adl, or JAA,`, `Jaish al-Adl – JAA –`, `JAA, short for
/// Jaish al-Adl`.
fn spoken(page: &Page<'_>, cues: &CueSets) -> Vec<Explained> {
    let mut all = Vec::new();
    let mut end = 0;
    for at in page.capitalised.iter().copied() {
        if at < end {
            continue;
        }
        let acronym = capitals_from(page, at).or_else(|| titled_word(page, cues, at));
        let Some(acronym) = acronym else { continue };
        end = acronym.end;
        if let Some(end) = told_before(page, cues, &acronym) {
            all.push(Explained { acronym: acronym.clone(), long: Long::Before(end) });
        }
        let first = told_behind(page, cues, acronym.end).or_else(|| entry(page, &acronym));
        all.extend(first.map(|first| Explained { acronym, long: Long::Behind(first) }));
    }
    all
}

/// Where the name ends that an acronym between commas or dashes stands for.
fn told_before(page: &Page<'_>, cues: &CueSets, acronym: &Range<usize>) -> Option<usize> {
    let tokens = &page.scan.tokens;
    let gap = |at: usize| tokens.get(at).map(|token| token.gap);
    if gap(acronym.start) == Some(Gap::SPACED_DASH) && gap(acronym.end) == Some(Gap::SPACED_DASH) {
        return Some(acronym.start);
    }
    if let Some(end) = told_alias(page, acronym.start) {
        return Some(end);
    }
    if !acronym.start.checked_sub(1).is_some_and(|last| cues.may_lead(tokens[last].hash)) {
        return None;
    }
    let behind = page.text[tokens[acronym.end - 1].end..].chars().next();
    // `Jaish al-Adl, or JAA fighters`
    let closed = behind.is_none_or(|c| matches!(c, ',' | '.' | ';' | ':' | ')' | '\n' | '\r'));
    let lead = (1..=LEAD).filter_map(|count| acronym.start.checked_sub(count)).find(|start| {
        *start > 0
            && page.text[tokens[start - 1].end..tokens[*start].start].starts_with(", ")
            && tokens[start + 1..=acronym.start]
                .iter()
                .all(|token| Gap::SPACE.or(Gap::LINE).allows(token.gap))
            && cues.leads_to_a_name(page.scan, *start..acronym.start)
    })?;
    closed.then_some(lead)
}

/// `LASHKAR-E-TAYYIBA (a.k.a. ARMY OF THE PURE; a.k.a. LET)`: where the name before the bracket ends whose alias begins here.
fn told_alias(page: &Page<'_>, start: usize) -> Option<usize> {
    let tokens = &page.scan.tokens;
    let lead = |count: usize| start.checked_sub(count).map(|first| page.view_of(first..start));
    let alias = [(3, " a k a "), (1, " aka "), (1, " alias ")];
    let (count, _) = alias.into_iter().find(|(count, words)| lead(*count) == Some(words))?;
    let end = tokens[start - count].start;
    let from = page.text[..end].char_indices().rev().take(ALIASES).last().map_or(end, |(at, _)| at);
    let before = &page.text[from..end];
    let open = before.rfind(['(', ')', '\n']).filter(|at| before[*at..].starts_with('('))?;
    let first = tokens.partition_point(|token| token.start < from + open);
    let tight = |first: &usize| {
        page.text[tokens[first - 1].end..from + open].trim_matches([' ', '\u{a0}']).is_empty()
    };
    Some(first).filter(|first| *first > 0).filter(tight)
}

/// So many characters of other aliases may stand between a name and one of its aliases.
const ALIASES: usize = 400;

/// So many words may stand between an acronym and what says that it is one.
const PASSING: usize = 2;

/// Where the name begins that an acronym stands for by the words behind it: `stands for`, `acronimo di`.
fn told_behind(page: &Page<'_>, cues: &CueSets, end: usize) -> Option<usize> {
    let tokens = &page.scan.tokens;
    let near =
        |at: usize| tokens.get(at).is_some_and(|token| Gap::SPACE.or(Gap::APOSTROPHE).allows(token.gap));
    if !(end..=end + PASSING).any(|at| cues.short_for.may_open(page.scan, at)) {
        return None;
    }
    let opens = near(end)
        || tokens.get(end).is_some_and(|token| &page.text[tokens[end - 1].end..token.start] == ", ");
    if !opens {
        return None;
    }
    // `Daesh, the Arabic acronym for`, `HTS, che sta per`
    let passing = |at: &usize| {
        near(at + 1)
            && (ARTICLES.contains(&page.scan.word(*at))
                || matches!(page.scan.word(*at), "which" | "che")
                || page.dictionary.is_demonym(page.view_of(*at..at + 1)))
    };
    let start = end + (end..end + PASSING).take_while(passing).count();
    let lead = (1..=LEAD).rev().find(|count| {
        (start + 1..=start + count).all(near) && cues.short_for.have(page.scan, start..start + count)
    })?;
    let rest = behind_articles(page, start + lead..tokens.len().min(start + lead + 3));
    (start + lead + 1..=rest.start).all(near).then_some(rest.start)
}

/// `JAA — Jaish al-Adl`, `JAA: Jaish al-Adl`: where the name begins that an entry of a list of acronyms explains.
fn entry(page: &Page<'_>, acronym: &Range<usize>) -> Option<usize> {
    let tokens = &page.scan.tokens;
    let behind = tokens.get(acronym.end).filter(|token| token.gap != Gap::LINE)?;
    let between = page.text[tokens[acronym.end - 1].end..behind.start].trim_end();
    // `INDIA: Al Qaeda in Indian Subcontinent poster found`
    let opens = tokens[acronym.start].gap == Gap::LINE
        && matches!(between.trim_start(), ":" | "–" | "—" | "-" | "=")
        && !page.dictionary.is_place(page.view_of(acronym.clone()));
    opens.then_some(acronym.end)
}

/// Words in capitals, `JAA` or `IS-K`, that begin with this token.
fn capitals_from(page: &Page<'_>, first: usize) -> Option<Range<usize>> {
    let tokens = &page.scan.tokens;
    let shown =
        |at: usize| tokens.get(at).is_some_and(|token| token.shape.is_upper() && !token.shape.is_protected());
    if !shown(first) || tokens[first].gap == Gap::DASH {
        return None;
    }
    let mut end = first + 1;
    while shown(end) && tokens[end].gap == Gap::DASH {
        end += 1;
    }
    let letters: usize = tokens[first..end].iter().map(|token| token.end - token.start).sum();
    ACRONYM.contains(&letters).then_some(first..end)
}

/// `Ik`, as Italian papers write it, where words before it lead to a name or it opens its line.
fn titled_word(page: &Page<'_>, cues: &CueSets, at: usize) -> Option<Range<usize>> {
    let tokens = &page.scan.tokens;
    let token = tokens[at];
    let short = token.shape.starts_capital()
        && token.shape.has_lower()
        && ACRONYM.contains(&(token.end - token.start));
    let led = || at > 0 && token.gap == Gap::SPACE && cues.may_lead(tokens[at - 1].hash);
    let word = short && !token.shape.is_protected() && (token.gap == Gap::LINE || led());
    word.then_some(at..at + 1)
}

/// Words in capitals that end before this token.
fn capitals_before(page: &Page<'_>, end: usize) -> Option<Range<usize>> {
    let tokens = &page.scan.tokens;
    let mut first = end.checked_sub(1)?;
    while first > 0 && tokens[first].gap == Gap::DASH {
        first -= 1;
    }
    capitals_from(page, first).filter(|words| words.end == end)
}

/// How many letters an acronym has.
const ACRONYM: std::ops::RangeInclusive<usize> = 2..=8;

/// `TTP, thrombotic thrombocytopenic purpura`: an acronym whose words follow, or come before `or`, and are no name of ours.
fn strangers_told(page: &Page<'_>, cues: &CueSets, stretches: &[Stretch], nobody: &mut HashSet<String>) {
    for stretch in stretches.iter().filter(|s| s.last == s.first + 1 && !page.lines[s.line].silent) {
        let acronym = page.scan.word(stretch.first);
        let short = stretch.readings.iter().all(|r| r.class == FormClass::Short);
        if !short || !(3..=6).contains(&acronym.len()) {
            continue;
        }
        let before = || {
            let or = stretch
                .first
                .checked_sub(1)
                .filter(|at| matches!(page.scan.word(*at), "or" | "o" | "ossia"))?;
            Some(initials_before(page, or, acronym)?..or)
        };
        let Some(words) = initials_behind(page, stretch.last, acronym).or_else(before) else { continue };
        let named = names_within(page, &words);
        let state =
            stretch.readings.iter().any(|r| page.dictionary.entity(r.entity).kind == EntityType::State);
        let ours = |word: &str| OURS.contains(&word) || state && OFFICES.contains(&word);
        let armed = words.clone().any(|at| cues.arms.have(page.scan, at..at + 1) || ours(page.scan.word(at)));
        if !named && !armed {
            nobody.insert(page.view_of(stretch.first..stretch.last).to_owned());
        }
    }
}

/// Words of groups and services: an unlisted long name with one of them may well be what the acronym stands for.
const OURS: &[&str] = &[
    "islamic",
    "islamico",
    "islamica",
    "islamique",
    "islamista",
    "liberation",
    "liberazione",
    "army",
    "esercito",
    "front",
    "fronte",
    "party",
    "partito",
    "movement",
    "movimento",
    "state",
    "stato",
    "jihad",
    "forces",
    "force",
    "forze",
    "brigades",
    "brigate",
    "resistance",
    "resistenza",
    "defence",
    "defense",
    "difesa",
    "revolutionary",
    "rivoluzionario",
    "rivoluzionarie",
    "national",
    "nazionale",
    "people",
    "popular",
    "popolare",
    "popolari",
    "unit",
    "units",
    "council",
    "consiglio",
];

/// Words of the offices of a state, which no group has in its name.
const OFFICES: &[&str] = &[
    "security",
    "sicurezza",
    "intelligence",
    "service",
    "services",
    "servizio",
    "servizi",
    "federal",
    "federale",
];

/// True when a located name meets these tokens.
fn names_within(page: &Page<'_>, words: &Range<usize>) -> bool {
    let from = page.names.partition_point(|hit| hit.last <= words.start);
    page.names.get(from).is_some_and(|hit| hit.first < words.end)
}

/// True when a located group or agency meets these tokens.
fn names_a_group(page: &Page<'_>, words: &Range<usize>) -> bool {
    let from = page.names.partition_point(|hit| hit.last <= words.start);
    page.names[from..]
        .iter()
        .take_while(|hit| hit.first < words.end)
        .any(|hit| matches!(page.dictionary.entity(hit.entity).kind, EntityType::Org | EntityType::State))
}

/// True when each letter of the acronym opens a word of the name, in their order: `ji` for `jemaah islamiyah`.
fn opens_with_initials(name: &str, acronym: &str) -> bool {
    let mut words = name.split_whitespace();
    acronym.chars().all(|letter| words.any(|word| word.starts_with(letter)))
}

/// Whose name an acronym no dictionary explains so abbreviates: `Jamaat Ansar Something (JAS)`.
fn coins(page: &Page<'_>, long: &Stretch, acronym: &Range<usize>) -> Option<u32> {
    let [reading] = long.readings.as_slice() else { return None };
    let group = matches!(
        page.dictionary.entity(reading.entity).kind,
        EntityType::Org | EntityType::State | EntityType::Media
    );
    let tokens = &page.scan.tokens[acronym.clone()];
    let pattern = page.view_of(acronym.clone());
    let letters: String = pattern.split_whitespace().collect();
    let tight = tokens[1..].iter().all(|token| token.gap == Gap::DASH);
    let name = page.view_of(long.first..long.last);
    // `Lashkar-e-Taiba (Let)`, as Italian papers write it; `Forze di mobilitazione popolare (Pmu)` by a name it has elsewhere
    let listed = || page.dictionary.forms().exactly(pattern).any(|form| form.entity == reading.entity);
    let titled = tokens.len() == 1
        && tokens[0].shape.starts_capital()
        && (opens_with_initials(name, &letters) || listed());
    let capitals = titled || tokens.iter().all(|token| !token.shape.has_lower() && token.shape.has_capital());
    let mut rest = name.chars().filter(|c| c.is_alphanumeric());
    let within = letters.chars().all(|c| rest.any(|l| l == c));
    let opens = name
        .split_whitespace()
        .any(|word| letters.starts_with(&word[..word.chars().next().map_or(0, char::len_utf8)]));
    let fits = within && opens || listed();
    (group && reading.strong && tight && capitals && fits && ACRONYM.contains(&letters.len()))
        .then_some(reading.entity)
}

/// `della Ji`, `(Let)`: a capital where no sentence begins.
fn stands_titled(page: &Page<'_>, at: usize) -> bool {
    let token = &page.scan.tokens[at];
    let before = &page.text[..token.start];
    let inside = before.ends_with('(') || matches!(token.gap, Gap::SPACE | Gap::APOSTROPHE);
    let opens = before.trim_end().ends_with(['.', '!', '?', ':', '…', '"', '”', '»', '«', '“']);
    token.shape.starts_capital() && token.shape.has_lower() && inside && !opens
}

/// Finds every further use of the acronyms that only this page defines.
fn coined(page: &Page<'_>, bound: &HashMap<String, u32>, stretches: &mut Vec<Stretch>) {
    for (pattern, entity) in bound {
        let count = pattern.split_whitespace().count();
        for (at, _) in page.scan.view.match_indices(pattern.as_str()) {
            let Some(first) = page.scan.token_at_view(at + 1) else { continue };
            let tokens = &page.scan.tokens[first..first + count];
            let Some(line) = page.line_at(tokens[0].start) else { continue };
            // `Let` is a word of English.
            let foreign = page.lines[line].lang != Language::EN || !page.dictionary.is_common(tokens[0].hash);
            let shown = tokens.iter().all(|t| !t.shape.has_lower()) || foreign && stands_titled(page, first);
            let written = shown
                && tokens.iter().all(|t| !t.shape.is_protected())
                && tokens[1..].iter().all(|t| t.gap == Gap::DASH);
            if !written || is_shouted(page, line) {
                continue;
            }
            stretches.push(Stretch {
                first,
                last: first + count,
                line,
                readings: vec![Reading::defined(*entity)],
                branch: None,
                nobody: false,
            });
        }
    }
    stretches.sort_by_key(|s| (s.first, std::cmp::Reverse(s.last)));
}

/// Words that an acronym leaves out.
const SMALL: &[&str] =
    &["of", "the", "and", "for", "in", "di", "del", "della", "dei", "e", "per", "de", "la", "le", "l", "d"];

/// The words after token `last` that explain the acronym before it: `TTP, thrombotic thrombocytopenic purpura`, `HTS, or
/// high-throughput screening`.
fn initials_behind(page: &Page<'_>, last: usize, acronym: &str) -> Option<Range<usize>> {
    const LEAD: &[&str] =
        &["or", "ossia", "cioe", "ovvero", "the", "il", "la", "lo", "l", "gli", "i", "le", "un", "una"];
    let tokens = &page.scan.tokens;
    if &page.text[tokens[last - 1].end..tokens.get(last)?.start] != ", " {
        return None;
    }
    let near = Gap::SPACE.or(Gap::DASH).or(Gap::APOSTROPHE);
    let joined = |at: usize| tokens.get(at).is_some_and(|token| near.allows(token.gap));
    let mut start = last;
    while LEAD.contains(&page.scan.word(start)) && joined(start + 1) {
        start += 1;
    }
    initials_from(page, start, acronym)
}

/// The words from token `start` on that abbreviate to `acronym`.
fn initials_from(page: &Page<'_>, start: usize, acronym: &str) -> Option<Range<usize>> {
    let tokens = &page.scan.tokens;
    let near = Gap::SPACE.or(Gap::DASH).or(Gap::APOSTROPHE);
    // `Young Professionals’ Guild`
    let owned = |at: usize| matches!(&page.text[tokens[at - 1].end..tokens[at].start], "’ " | "' ");
    let joined = |at: usize| at < tokens.len() && (near.allows(tokens[at].gap) || owned(at));
    let mut at = start;
    for letter in acronym.chars() {
        while at > start && joined(at) && SMALL.contains(&page.scan.word(at)) {
            at += 1;
        }
        if !(at == start || joined(at)) || !page.scan.word(at).starts_with(letter) {
            return None;
        }
        at += 1;
    }
    Some(start..at)
}

/// The start of the words before token `end` that abbreviate to `acronym`: `thrombotic thrombocytopenic purpura` to `ttp`.
fn initials_before(page: &Page<'_>, end: usize, acronym: &str) -> Option<usize> {
    let mut at = end;
    for letter in acronym.chars().rev() {
        loop {
            at = at.checked_sub(1)?;
            if at + 1 < page.scan.tokens.len() && at + 1 < end && page.scan.tokens[at + 1].gap == Gap::LINE {
                return None;
            }
            let word = page.scan.word(at);
            if word.starts_with(letter) {
                break;
            }
            if !SMALL.contains(&word) {
                return None;
            }
        }
    }
    Some(at)
}
