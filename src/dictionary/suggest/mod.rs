//! Names that a corpus has and no dictionary lists: other spellings of known entities, and frequent strangers.
//! In: texts with the names found in them. Out: suggestions, the surest first, with counts, contexts and reasons.
//! Not here: reading texts (see `pipeline`); writing entries (see `edit`).
//!
//! A page proposes stretches (`extents`): `Uzbekistan`, `Movement of Uzbekistan` and the whole. All are counted, and the corpus
//! decides: the stretch that is most like a form (`likeness`) and most often beside its entity takes the places of those it
//! holds.

mod concepts;
mod extents;
mod likeness;

use super::{Dictionary, compare::around};
use crate::{
    document::{Candidate, How, Mention, Why},
    scan::Scan,
    span::Original,
};
use concepts::Kind;
use extents::{Extent, extents};
use likeness::{Likeness, Spellings, Words};
use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
    ops::Range,
    sync::Arc,
};
use xxhash_rust::xxh3::xxh3_64;

/// Contexts kept of a name.
const CONTEXTS: usize = 3;

/// Who is surer than this is suggested as an entity's name.
const SURE: f64 = 0.5;

/// What counts how much: that it is like a form, that it stands on pages of the entity, that it stands nowhere else.
const LIKE: f64 = 0.55;
const TOGETHER: f64 = 0.2;
const OWN: f64 = 0.1;

/// What a single word that was met once loses in a corpus of a hundred pages; twice that in one of a thousand.
const LUCK: f64 = 0.15;

/// What a name has to lead over the next entity.
const LEAD: f64 = 0.05;

/// What a page says of names that no dictionary lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Whom it names.
    entities: BTreeSet<Arc<str>>,
    strangers: Vec<Stranger>,
}

/// A name nobody lists, once.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stranger {
    view: String,
    surface: String,
    context: String,
    /// Whom it sounds like.
    sounds: Vec<Arc<str>>,
    /// Whom the page says it is: `Dune Brigade (DB)`, `DB, also known as Dune Brigade`.
    defined: Option<Arc<str>>,
    /// A listed name is part of it: it may be a longer one of somebody, and is no stranger.
    holds: bool,
    /// Whose names a small word joins in it: `Kounar and Kunar` is no name of Kunar.
    joins: Vec<Arc<str>>,
    /// Longer stretches that hold it, by their place in the list.
    inside: Vec<usize>,
}

impl Page {
    /// Reads a page with the names that were found in it.
    pub fn read(
        dictionary: &Dictionary,
        text: &str,
        mentions: &[Mention<Original>],
        candidates: &[Candidate<Original>],
    ) -> Page {
        let mut page = Page::default();
        let mut listed: Vec<(Range<usize>, Arc<str>)> = Vec::new();
        let mut sounds: Vec<(Range<usize>, Vec<Arc<str>>)> = Vec::new();
        for mention in mentions {
            match mention.how {
                How::Key => sounds.push((mention.span.range(), vec![mention.entity.clone()])),
                _ => {
                    page.entities.insert(mention.entity.clone());
                    listed.push((mention.span.range(), mention.entity.clone()));
                }
            }
        }
        let (open, known): (Vec<_>, Vec<_>) =
            candidates.iter().partition(|candidate| !matches!(candidate.why, Why::Weak | Why::Ambiguous));
        sounds.extend(open.iter().map(|candidate| (candidate.span.range(), candidate.entities.clone())));
        let closed: Vec<Range<usize>> = known.iter().map(|candidate| candidate.span.range()).collect();
        let own: BTreeSet<String> = mentions
            .iter()
            .flat_map(|mention| {
                let view = Scan::new(&mention.surface).view;
                view.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        let openers: Vec<String> =
            dictionary.data().cues.alias_before.iter().map(|opener| Scan::new(opener).view).collect();
        let mut all = extents(dictionary, text, &own);
        for (span, _) in &sounds {
            if !all.iter().any(|extent| extent.span == *span) {
                let inside = all.iter().enumerate().filter(|(_, extent)| holds(&extent.span, span));
                let inside = inside.map(|(at, _)| at).collect();
                all.push(Extent { span: span.clone(), inside });
            }
        }
        // The places in the list of those that stay.
        let mut places: Vec<Option<usize>> = Vec::with_capacity(all.len());
        for extent in &all {
            let span = &extent.span;
            let mut touching =
                listed.iter().map(|(range, _)| range).chain(&closed).filter(|known| meets(known, span));
            let cut = touching.clone().any(|known| !holds(span, known) || known == span);
            let (holds, surface) = (touching.next().is_some(), text.get(span.clone()));
            let Some(surface) = surface.filter(|_| !cut) else {
                places.push(None);
                continue;
            };
            places.push(Some(page.strangers.len()));
            let sounds = sounds.iter().filter(|(range, _)| range == span).flat_map(|(_, ids)| ids.clone());
            page.strangers.push(Stranger {
                view: Scan::new(surface).view.trim().to_owned(),
                surface: surface.to_owned(),
                context: around(text, span.start, span.end),
                sounds: sounds.collect(),
                defined: definition(&openers, text, span, &listed),
                joins: joined(surface, span, &listed),
                holds,
                inside: Vec::new(),
            });
        }
        for (extent, place) in all.iter().zip(&places) {
            if let Some(place) = place {
                page.strangers[*place].inside = extent.inside.iter().filter_map(|at| places[*at]).collect();
            }
        }
        page
    }
}

fn meets(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Whose names stand in a stretch that has an `and`, a `from` or another word at which a name may end.
fn joined(surface: &str, span: &Range<usize>, listed: &[(Range<usize>, Arc<str>)]) -> Vec<Arc<str>> {
    let ends = |word: &str| matches!(word, "e" | "&") || Kind::of(word) == Kind::Between;
    if !surface.split_whitespace().any(ends) {
        return Vec::new();
    }
    listed.iter().filter(|(known, _)| holds(span, known)).map(|(_, id)| id.clone()).collect()
}

/// True when the second lies in the first and is not all of it.
fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer != inner && outer.start <= inner.start && inner.end <= outer.end
}

/// Whom the words beside a run say it is: a bracket, or words that open another name, between it and a name.
fn definition(
    openers: &[String],
    text: &str,
    run: &Range<usize>,
    known: &[(Range<usize>, Arc<str>)],
) -> Option<Arc<str>> {
    let says = |between: &str| {
        let between = between.trim();
        let words = Scan::new(between).view;
        between == "(" || openers.iter().any(|opener| words.trim_end().ends_with(opener.trim_end()))
    };
    let beside = |span: &Range<usize>| {
        let between = match span.end <= run.start {
            true => text.get(span.end..run.start),
            false => text.get(run.end..span.start),
        };
        between.is_some_and(|between| between.len() <= 40 && !between.contains(['\n', '\r']) && says(between))
    };
    known.iter().find(|(span, _)| beside(span)).map(|(_, id)| id.clone())
}

/// A name worth a look.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The name, in its most frequent spelling.
    pub form: String,
    /// Whom it seems to be; `None` for a stranger.
    pub entity: Option<String>,
    /// How sure that is, `0.0..=1.0`; of strangers 0.
    pub score: f64,
    /// Why.
    pub why: String,
    /// How often it stands there, and on how many pages.
    pub count: usize,
    /// Pages.
    pub pages: usize,
    /// Some of the places, the name in brackets.
    pub contexts: Vec<String>,
}

/// Names that have a record, and names met on one page that have none: past so many the least promising half goes. A name
/// that went begins anew when it is met again.
#[derive(Clone, Copy, Debug)]
struct Room {
    names: usize,
    once: usize,
}

const ROOM: Room = Room { names: 1 << 16, once: 1 << 20 };

/// Everything said of one name.
#[derive(Debug, Default)]
struct Said {
    /// It may be somebody's by what it looks like alone.
    likely: bool,
    surfaces: Vec<(Box<str>, usize)>,
    count: usize,
    /// Of these, seen before it was worth a record.
    early: usize,
    /// The numbers of its pages.
    pages: Vec<u32>,
    sounds: Vec<Arc<str>>,
    defined: Vec<Arc<str>>,
    joins: Vec<Arc<str>>,
    holds: bool,
    contexts: Vec<Box<str>>,
    /// Longer names it is part of, by their number, and how often.
    inside: Vec<(u32, usize)>,
}

impl Said {
    fn surface(&self) -> &str {
        let most = self.surfaces.iter().max_by_key(|(text, count)| (*count, Reverse(text)));
        most.map_or("", |(text, _)| text)
    }

    /// What there is to lose.
    fn promise(&self) -> usize {
        let told = self.defined.len() + self.sounds.len();
        self.pages.len() + 2 * usize::from(self.likely) + 8 * usize::from(told > 0)
    }
}

/// A name that is like nobody's, met on one page: most names of a corpus never come again.
#[derive(Clone, Copy, Debug)]
struct Once {
    page: u32,
    count: u32,
}

/// Gathers pages. It holds a record for a name that is like a known one or comes on a second page, 16 bytes for any other, of
/// both not more than there is room for, and for every page whom it names.
pub struct Gatherer<'d> {
    room: Room,
    dictionary: &'d Dictionary,
    forms: Spellings,
    once: HashMap<u64, Once>,
    /// The number of each name.
    numbers: HashMap<Box<str>, u32>,
    names: Vec<Said>,
    entities: HashMap<Arc<str>, u32>,
    ids: Vec<Arc<str>>,
    /// On how many pages each entity is named.
    named: Vec<usize>,
    /// Whom each page names.
    pages: Vec<Box<[u32]>>,
}

impl<'d> Gatherer<'d> {
    /// Begins with the names of a dictionary.
    pub fn new(dictionary: &'d Dictionary) -> Gatherer<'d> {
        Gatherer {
            room: ROOM,
            dictionary,
            forms: Spellings::of(dictionary),
            once: HashMap::new(),
            numbers: HashMap::new(),
            names: Vec::new(),
            entities: HashMap::new(),
            ids: Vec::new(),
            named: Vec::new(),
            pages: Vec::new(),
        }
    }

    /// Adds a page. Contexts are those of the first pages.
    pub fn add(&mut self, page: Page) {
        self.make_room();
        let number = self.pages.len() as u32;
        let entities: Box<[u32]> = page.entities.iter().map(|id| self.entity(id)).collect();
        entities.iter().for_each(|entity| self.named[*entity as usize] += 1);
        self.pages.push(entities);
        let records: Vec<Option<u32>> =
            page.strangers.iter().map(|stranger| self.record(stranger, number)).collect();
        for (stranger, record) in page.strangers.into_iter().zip(&records) {
            let Some(record) = record else { continue };
            let said = &mut self.names[*record as usize];
            if said.pages.last() != Some(&number) {
                said.pages.push(number);
            }
            said.count += 1;
            said.holds |= stranger.holds;
            tally(&mut said.surfaces, stranger.surface.into_boxed_str());
            if said.contexts.len() < CONTEXTS && !said.contexts.iter().any(|old| **old == *stranger.context) {
                said.contexts.push(stranger.context.into_boxed_str());
            }
            let defined = Vec::from_iter(stranger.defined);
            for (ids, own) in [
                (stranger.sounds, &mut said.sounds),
                (defined, &mut said.defined),
                (stranger.joins, &mut said.joins),
            ] {
                own.extend(ids.into_iter().filter(|id| !own.contains(id)).collect::<Vec<_>>());
            }
            for longer in stranger.inside.iter().filter_map(|longer| records[*longer]) {
                tally(&mut said.inside, longer);
            }
        }
    }

    fn entity(&mut self, id: &Arc<str>) -> u32 {
        if let Some(number) = self.entities.get(id) {
            return *number;
        }
        let number = self.ids.len() as u32;
        self.entities.insert(id.clone(), number);
        self.ids.push(id.clone());
        self.named.push(0);
        number
    }

    /// The record of a name; none as long as it is like nobody's and stands on one page.
    fn record(&mut self, stranger: &Stranger, page: u32) -> Option<u32> {
        let view = stranger.view.as_str();
        if let Some(number) = self.numbers.get(view) {
            return Some(*number);
        }
        let hash = xxh3_64(view.as_bytes());
        let mut said = Said::default();
        if let Some(once) = self.once.get_mut(&hash) {
            if once.page == page {
                once.count += 1;
                return None;
            }
            (said.early, said.count) = (once.count as usize, once.count as usize);
            said.pages.push(once.page);
            self.once.remove(&hash);
        } else if stranger.sounds.is_empty() && stranger.defined.is_none() && !self.is_likely(stranger, page)
        {
            self.once.insert(hash, Once { page, count: 1 });
            return None;
        } else {
            said.likely = true;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(view.into(), number);
        self.names.push(said);
        Some(number)
    }

    /// True when a name met on this page alone could be sure enough, whatever the rest of the corpus says.
    fn is_likely(&self, stranger: &Stranger, page: u32) -> bool {
        if !self.forms.has_part_of(&stranger.view) {
            return false;
        }
        let name = self.forms.name(&stranger.view);
        let (shares, rare) = (self.forms.shares(&name), name.rare());
        let beside: Vec<&Arc<str>> =
            self.pages[page as usize].iter().map(|entity| &self.ids[*entity as usize]).collect();
        shares.iter().any(|(id, count)| {
            let company = if beside.contains(&id) { TOGETHER + OWN } else { 0.0 };
            if company == 0.0 && count + 1 < rare {
                return false;
            }
            let like = self.forms.alike(&stranger.surface, &name, id);
            (like.explained || !stranger.holds) && LIKE * like.score + company >= SURE
        })
    }

    /// Lets the least promising half go where there is no room.
    fn make_room(&mut self) {
        if self.once.len() >= self.room.once {
            let mut pages: Vec<u32> = self.once.values().map(|once| once.page).collect();
            let middle = pages.len() / 2;
            let median = *pages.select_nth_unstable(middle).1;
            self.once.retain(|_, once| once.page > median);
            self.once.shrink_to_fit();
        }
        if self.names.len() < self.room.names {
            return;
        }
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by_key(|number| Reverse((self.names[*number as usize].promise(), *number)));
        order.truncate(self.room.names / 2);
        order.sort_unstable();
        let stays: HashMap<u32, u32> = order.into_iter().zip(0..).collect();
        self.numbers.retain(|_, number| match stays.get(number) {
            Some(new) => {
                *number = *new;
                true
            }
            None => false,
        });
        let mut old = 0..;
        self.names.retain(|_| old.next().is_some_and(|old| stays.contains_key(&old)));
        for said in &mut self.names {
            said.inside.retain_mut(|(longer, _)| match stays.get(longer) {
                Some(new) => {
                    *longer = *new;
                    true
                }
                None => false,
            });
        }
        self.numbers.shrink_to_fit();
    }

    /// The suggestions: spellings of known entities by how sure they are, then strangers by how often they come.
    pub fn finish(&self) -> Vec<Suggestion> {
        let mut views: Vec<(&str, u32)> =
            self.numbers.iter().map(|(view, number)| (&**view, *number)).collect();
        views.sort_unstable();
        // What is listed and stands there without evidence is no news.
        views.retain(|(view, _)| self.dictionary.forms().exactly(&format!(" {view} ")).next().is_none());
        let mut sure: HashMap<u32, Sure> = HashMap::new();
        for (view, number) in &views {
            sure.extend(self.sure(view, *number).map(|sure| (*number, sure)));
        }
        let rank = |number: u32| sure.get(&number).map_or(0.0, |sure: &Sure| sure.score);
        views.sort_by(|(a, one), (b, other)| {
            rank(*other).total_cmp(&rank(*one)).then(b.len().cmp(&a.len())).then(a.cmp(b))
        });
        // How many places of a name are left, once longer ones took theirs.
        let mut left: Vec<usize> = self.names.iter().map(|said| said.count - said.early).collect();
        self.share(&views, &sure, &mut left);
        let mut all: Vec<Suggestion> = views
            .iter()
            .filter_map(|(_, number)| self.suggest(*number, left[*number as usize], sure.remove(number)))
            .collect();
        all.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then(Reverse(a.count).cmp(&Reverse(b.count)))
                .then(a.form.cmp(&b.form))
        });
        all
    }

    /// Gives the places that several names want to one of them: the surer, then the longer.
    fn share(&self, views: &[(&str, u32)], sure: &HashMap<u32, Sure>, left: &mut [usize]) {
        let mut parts: HashMap<u32, Vec<u32>> = HashMap::new();
        for (part, said) in (0u32..).zip(&self.names) {
            for (longer, _) in &said.inside {
                parts.entry(*longer).or_default().push(part);
            }
        }
        for (_, number) in views {
            let own = sure.get(number);
            let said = &self.names[*number as usize];
            if left[*number as usize] == 0 {
                continue;
            }
            // A stranger takes the places of its parts only if these hardly stand elsewhere, and it is met again.
            for part in parts.get(number).into_iter().flatten() {
                let inside = &self.names[*part as usize].inside;
                let shared =
                    inside.iter().find(|(longer, _)| longer == number).map_or(0, |(_, count)| *count);
                let taken = match own {
                    Some(_) => true,
                    None => {
                        !said.holds && said.pages.len() > 1 && shared * 2 > self.names[*part as usize].count
                    }
                };
                let surer = sure.get(part).is_some_and(|part| own.is_none_or(|own| part.score > own.score));
                if taken && !surer {
                    left[*part as usize] = left[*part as usize].saturating_sub(shared);
                }
            }
            for (longer, _) in &said.inside {
                let other = sure.get(longer);
                let weaker = match (own, other) {
                    (Some(own), Some(other)) => own.entity == other.entity && own.score > other.score,
                    (Some(_), None) => true,
                    (None, Some(_)) => false,
                    (None, None) => said.count > 2 * self.names[*longer as usize].count,
                };
                if weaker {
                    left[*longer as usize] = 0;
                }
            }
        }
    }

    fn suggest(&self, number: u32, left: usize, sure: Option<Sure>) -> Option<Suggestion> {
        let said = &self.names[number as usize];
        let count = left + said.early;
        // A stranger met once is nobody; one that holds a listed name is a phrase.
        if left == 0 || sure.is_none() && (said.pages.len() < 2 || said.holds || count < 2) {
            return None;
        }
        Some(Suggestion {
            form: said.surface().to_owned(),
            entity: sure.as_ref().map(|sure| sure.entity.to_string()),
            score: sure.as_ref().map_or(0.0, |sure| sure.score),
            why: sure.map_or_else(|| "a stranger".to_owned(), |sure| sure.why),
            count,
            pages: said.pages.len().min(count),
            contexts: said.contexts.iter().map(|context| context.to_string()).collect(),
        })
    }

    /// Whom a name is sure to be.
    fn sure(&self, view: &str, number: u32) -> Option<Sure> {
        let said = &self.names[number as usize];
        let name = self.forms.name(view);
        let mut beside: HashMap<u32, usize> = HashMap::new();
        for entity in said.pages.iter().flat_map(|page| &*self.pages[*page as usize]) {
            *beside.entry(*entity).or_default() += 1;
        }
        let shares = self.forms.shares(&name);
        let rare = name.rare();
        let all_but_one = shares.iter().filter(|(_, count)| **count + 1 >= rare).map(|(id, _)| id.clone());
        let mut near: BTreeSet<Arc<str>> = all_but_one.collect();
        near.extend(said.sounds.iter().chain(&said.defined).cloned());
        for (entity, count) in &beside {
            let id = &self.ids[*entity as usize];
            let often = said.pages.len() > 1 && *count * 2 >= said.pages.len();
            if often || *count * 10 >= said.pages.len() && shares.contains_key(id) {
                near.insert(id.clone());
            }
        }
        let told = near.into_iter().map(|entity| {
            let number = self.entities.get(&entity);
            let beside = number.and_then(|number| beside.get(number)).copied().unwrap_or(0);
            let pages = number.map_or(0, |number| self.named[*number as usize]);
            self.weigh(&name, said, entity, beside, pages)
        });
        let mut told: Vec<Sure> = told.collect();
        told.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entity.cmp(&b.entity)));
        let second = told.get(1).map_or(0.0, |second| second.score);
        let first =
            told.into_iter().next().filter(|first| first.score >= SURE && first.score - second > LEAD)?;
        // Among enough words one is like any other: what is met once comes last.
        let lucky = name.is_one_word() && said.pages.len() < 2 && !said.defined.contains(&first.entity);
        let luck = if lucky { LUCK * (self.pages.len() as f64 / 10.0).log10().max(0.0) } else { 0.0 };
        Some(Sure { score: (first.score - luck).max(SURE), ..first })
    }

    /// How sure it is that a name is an entity's, and why: `beside` of its pages name the entity too, which has `pages`.
    fn weigh(&self, name: &Words, said: &Said, entity: Arc<str>, beside: usize, pages: usize) -> Sure {
        let Likeness { mut score, explained, form } = self.forms.alike(said.surface(), name, &entity);
        // A listed name and words that no form has are a phrase.
        if said.holds && !explained || said.joins.contains(&entity) {
            return Sure { entity, score: 0.0, why: String::new() };
        }
        if said.sounds.contains(&entity) {
            score = score.max(0.8);
        }
        // More than chance brings together: an entity of every page is beside every name.
        let chance = pages as f64 / (self.pages.len() + 2) as f64;
        let together = beside as f64 / said.pages.len().max(1) as f64;
        let together = ((together - chance) / (1.0 - chance)).max(0.0);
        // Of the pages that name the entity, those that have the name: high for a name that is only met there.
        let own = beside as f64 / pages.max(1) as f64;
        let defined = said.defined.contains(&entity);
        let all = LIKE * score + TOGETHER * together + OWN * own.min(1.0) + if defined { 0.45 } else { 0.0 };
        // A part that comes again and never stands alone is hardly a name.
        let alone = said.count - said.early;
        let part = alone > 1 && said.inside.iter().any(|(_, count)| *count == alone);
        let all = all - if part { 0.1 } else { 0.0 };
        let mut why = Vec::new();
        if score >= 0.5 {
            why.push(format!("like `{form}`"));
        }
        if defined {
            why.push("a page says so".to_owned());
        }
        if beside > 0 {
            why.push(format!("on {beside} of its {} pages", said.pages.len()));
        }
        Sure { entity, score: all.min(1.0), why: why.join(", ") }
    }
}

/// Counts one more of a key; there are few.
fn tally<K: PartialEq>(counts: &mut Vec<(K, usize)>, key: K) {
    match counts.iter_mut().find(|(own, _)| *own == key) {
        Some((_, count)) => *count += 1,
        None => counts.push((key, 1)),
    }
}

/// Whom a name is taken for.
#[derive(Clone, Debug)]
struct Sure {
    entity: Arc<str>,
    score: f64,
    why: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cleaner;

    /// A word that nobody has, another for every number.
    fn word(number: usize) -> String {
        const SYLLABLES: [&str; 9] = ["vu", "zi", "gwo", "bre", "plo", "cha", "nio", "tru", "ske"];
        let digits = [number / 729 % 9, number / 81 % 9, number / 9 % 9, number % 9];
        let word: String = digits.iter().map(|digit| SYLLABLES[*digit]).collect();
        format!("{}{}", word[..1].to_uppercase(), &word[1..])
    }

    fn read(gatherer: &mut Gatherer<'_>, cleaner: &Cleaner, text: &str) {
        let page = cleaner.analyze(text);
        gatherer.add(Page::read(cleaner.dictionary(), text, &page.mentions, &page.candidates));
    }

    #[test]
    fn there_is_room_for_so_many_and_what_promises_most_stays() {
        let cleaner = Cleaner::builder().build().expect("the shipped dictionaries");
        let mut gatherer = Gatherer::new(cleaner.dictionary());
        gatherer.room = Room { names: 60, once: 200 };
        let (mut names, mut once) = (0, 0);
        for number in 0..800 {
            let (one, other, pair) = (word(number), word(3000 + number), word(number / 2 + 5000));
            let known = match number % 40 {
                0 => "The Islamic Movement of Uzbekistan is the Islamik Movement of Uzbekistaan.",
                _ => "Nobody spoke.",
            };
            let text =
                format!("They met {one} {other}, then {pair} at noon; Marla Denton denied it. {known}");
            read(&mut gatherer, &cleaner, &text);
            names = names.max(gatherer.names.len());
            once = once.max(gatherer.once.len());
        }
        assert!((50..80).contains(&names) && (150..220).contains(&once), "{names} names, {once} once");
        assert!(gatherer.numbers.values().all(|number| (*number as usize) < gatherer.names.len()));
        let told = gatherer.finish();
        let of = |form: &str| told.iter().find(|one| one.form == form);
        let known = of("Islamik Movement of Uzbekistaan").expect("it comes again");
        assert_eq!(
            (known.entity.as_deref(), known.count),
            (Some("org/islamic-movement-of-uzbekistan"), 20),
            "{known:?}"
        );
        assert_eq!(of("Marla Denton").map(|one| one.pages), Some(800));
    }

    #[test]
    fn in_a_large_corpus_a_single_word_met_once_comes_last() {
        let cleaner = Cleaner::builder().build().expect("the shipped dictionaries");
        let score = |pages: usize, times: usize| {
            let mut gatherer = Gatherer::new(cleaner.dictionary());
            for number in 0..pages {
                let text = match number < times {
                    true => "A convoy left Waziristun for Waziristan at noon.",
                    false => "Nobody left.",
                };
                read(&mut gatherer, &cleaner, text);
            }
            let told = gatherer.finish();
            told.iter().find(|one| one.form == "Waziristun").map_or(0.0, |one| one.score)
        };
        assert!(score(5, 1) > score(100, 1) && score(100, 1) > score(400, 1), "the larger the corpus");
        assert!(
            score(400, 1) >= SURE && score(400, 2) > score(400, 1) + 0.1,
            "met again it is none of chance"
        );
    }
}
