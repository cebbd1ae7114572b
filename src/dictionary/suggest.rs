//! Names that a corpus has and no dictionary lists: other spellings of known entities, and frequent strangers.
//! In: texts with the names found in them. Out: suggestions, the surest first, with counts, contexts and reasons.
//! Not here: reading texts (see `pipeline`); writing entries (see `edit`).

use super::{Dictionary, compare::around, ordinary::is_ordinary, romanize};
use crate::{
    document::{Candidate, How, Mention},
    scan::{Gap, Scan},
    span::Original,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
    sync::Arc,
};

/// Longer runs of capitalised words are headlines.
const WORDS: usize = 7;

/// So many forms of an entity are compared; a grammar may stand for thousands that differ in one word.
const FORMS: usize = 80;

/// Contexts kept of a name.
const CONTEXTS: usize = 3;

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
    surface: String,
    context: String,
    /// Whom it sounds like.
    sounds: Vec<Arc<str>>,
    /// Whom the page says it is: `Dune Brigade (DB)`, `DB, also known as Dune Brigade`.
    defined: Option<Arc<str>>,
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
        let mut taken: Vec<(Range<usize>, Arc<str>)> = Vec::new();
        for mention in mentions {
            page.entities.insert(mention.entity.clone());
            match mention.how {
                How::Key => page.stranger(text, mention.span.range(), vec![mention.entity.clone()]),
                _ => taken.push((mention.span.range(), mention.entity.clone())),
            }
        }
        let mut open: Vec<Range<usize>> = mentions.iter().map(|mention| mention.span.range()).collect();
        for candidate in candidates {
            page.stranger(text, candidate.span.range(), candidate.entities.clone());
            open.push(candidate.span.range());
        }
        for run in runs(dictionary, text) {
            if !open.iter().any(|known| known.start < run.end && run.start < known.end) {
                let defined = definition(dictionary, text, &run, &taken);
                page.stranger(text, run, Vec::new());
                if let Some(last) = page.strangers.last_mut() {
                    last.defined = defined;
                }
            }
        }
        page
    }

    fn stranger(&mut self, text: &str, span: Range<usize>, sounds: Vec<Arc<str>>) {
        let Some(surface) = text.get(span.clone()).map(str::to_owned) else { return };
        let context = around(text, span.start, span.end);
        self.strangers.push(Stranger { surface, context, sounds, defined: None });
    }
}

/// Capitalised words in a row that may be a name: particles inside count, common words at the ends do not.
fn runs(dictionary: &Dictionary, text: &str) -> Vec<Range<usize>> {
    const PARTICLES: &[&str] = &[
        "al", "el", "ul", "ud", "ur", "us", "uz", "ash", "ad", "ar", "wal", "bin", "ben", "ibn", "of", "the",
        "di", "del", "della", "dei", "i", "e",
    ];
    let scan = Scan::new(text);
    let named = |at: usize| {
        let shape = scan.tokens[at].shape;
        shape.starts_capital() && !shape.is_protected() && !shape.has_digit()
    };
    let joined = |at: usize| {
        let gap = scan.tokens[at].gap;
        let line = text[scan.tokens[at - 1].end..scan.tokens[at].start].contains(['\n', '\r']);
        !line && [Gap::SPACE, Gap::DASH, Gap::APOSTROPHE, Gap::NONE].contains(&gap)
    };
    let mut all = Vec::new();
    let mut at = 0;
    while at < scan.tokens.len() {
        if !named(at) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        let mut next = end;
        while next < scan.tokens.len() && joined(next) {
            if named(next) {
                end = next + 1;
            } else if !PARTICLES.contains(&scan.word(next)) {
                break;
            }
            next += 1;
        }
        let mut start = at;
        while start < end && dictionary.is_common(scan.tokens[start].hash) {
            start += 1;
        }
        let words = start..end;
        let ordinary = words.clone().all(|at| is_ordinary(scan.tokens[at].hash));
        if !words.is_empty() && words.len() <= WORDS && !(ordinary && words.len() == 1) {
            all.push(scan.tokens[start].start..scan.tokens[end - 1].end);
        }
        at = end;
    }
    all
}

/// Whom the words beside a run say it is: a bracket, or words that open another name, between it and a name.
fn definition(
    dictionary: &Dictionary,
    text: &str,
    run: &Range<usize>,
    known: &[(Range<usize>, Arc<str>)],
) -> Option<Arc<str>> {
    let openers = &dictionary.data().cues.alias_before;
    let says = |between: &str| {
        let between = between.trim();
        let words = Scan::new(between).view;
        between == "("
            || openers.iter().any(|opener| words.trim_end().ends_with(Scan::new(opener).view.trim_end()))
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

/// Everything said of one name.
#[derive(Debug, Default)]
struct Said {
    surfaces: BTreeMap<String, usize>,
    count: usize,
    pages: usize,
    /// On how many pages each entity is named too.
    beside: HashMap<Arc<str>, usize>,
    sounds: HashMap<Arc<str>, usize>,
    defined: HashMap<Arc<str>, usize>,
    contexts: BTreeSet<String>,
}

/// Gathers pages.
#[derive(Debug, Default)]
pub struct Gatherer {
    names: BTreeMap<String, Said>,
    /// On how many pages each entity is named.
    pages: HashMap<Arc<str>, usize>,
}

impl Gatherer {
    /// Adds a page; the order does not matter.
    pub fn add(&mut self, page: Page) {
        for entity in &page.entities {
            *self.pages.entry(entity.clone()).or_default() += 1;
        }
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for stranger in page.strangers {
            let view = Scan::new(&stranger.surface).view.trim().to_owned();
            let said = self.names.entry(view.clone()).or_default();
            if seen.insert(view) {
                said.pages += 1;
                for entity in &page.entities {
                    *said.beside.entry(entity.clone()).or_default() += 1;
                }
            }
            said.count += 1;
            *said.surfaces.entry(stranger.surface).or_default() += 1;
            said.contexts.insert(stranger.context);
            if said.contexts.len() > CONTEXTS {
                said.contexts.pop_last();
            }
            for entity in stranger.sounds {
                *said.sounds.entry(entity).or_default() += 1;
            }
            if let Some(entity) = stranger.defined {
                *said.defined.entry(entity).or_default() += 1;
            }
        }
    }

    /// The suggestions: spellings of known entities by how sure they are, then strangers by how often they come.
    pub fn finish(&self, dictionary: &Dictionary) -> Vec<Suggestion> {
        let forms = Spellings::of(dictionary);
        let mut all: Vec<Suggestion> =
            self.names.iter().filter_map(|(view, said)| self.suggest(&forms, view, said)).collect();
        all.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then(Reverse(a.count).cmp(&Reverse(b.count)))
                .then(a.form.cmp(&b.form))
        });
        all
    }

    fn suggest(&self, forms: &Spellings, view: &str, said: &Said) -> Option<Suggestion> {
        let (surface, _) = said.surfaces.iter().max_by_key(|(text, count)| (**count, Reverse(*text)))?;
        let mut near: BTreeSet<Arc<str>> =
            said.beside.keys().chain(said.sounds.keys()).chain(said.defined.keys()).cloned().collect();
        near.extend(forms.opening_alike(view));
        let mut told: Vec<(f64, Arc<str>, String)> =
            near.into_iter().map(|entity| self.weigh(forms, surface, view, said, entity)).collect();
        told.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let sure = told.first().filter(|first| {
            let second = told.get(1).map_or(0.0, |second| second.0);
            first.0 >= 0.5 && first.0 - second > 0.05
        });
        // A stranger met once is nobody.
        if sure.is_none() && said.pages < 2 {
            return None;
        }
        Some(Suggestion {
            form: surface.clone(),
            entity: sure.map(|sure| sure.1.to_string()),
            score: sure.map_or(0.0, |sure| sure.0),
            why: sure.map_or_else(|| "a stranger".to_owned(), |sure| sure.2.clone()),
            count: said.count,
            pages: said.pages,
            contexts: said.contexts.iter().cloned().collect(),
        })
    }

    /// How sure it is that a name is an entity's, and why.
    fn weigh(
        &self,
        forms: &Spellings,
        surface: &str,
        view: &str,
        said: &Said,
        entity: Arc<str>,
    ) -> (f64, Arc<str>, String) {
        let (alike, form) = forms.alike(surface, view, &entity);
        let beside = said.beside.get(&entity).copied().unwrap_or(0);
        let together = beside as f64 / said.pages.max(1) as f64;
        // Of the pages that name the entity, those that have the name: high for a name that is only met there.
        let own = beside as f64 / self.pages.get(&entity).copied().unwrap_or(0).max(1) as f64;
        let defined = said.defined.contains_key(&entity);
        let sounds = said.sounds.contains_key(&entity);
        let alike = if sounds { f64::max(alike, 0.8) } else { alike };
        let score = 0.55 * alike + 0.2 * together + 0.1 * own.min(1.0) + if defined { 0.45 } else { 0.0 };
        let mut why = Vec::new();
        if alike >= 0.5 {
            why.push(format!("like `{form}`"));
        }
        if defined {
            why.push("a page says so".to_owned());
        }
        if beside > 0 {
            why.push(format!("on {beside} of its {} pages", said.pages));
        }
        (score.min(1.0), entity, why.join(", "))
    }
}

/// The forms of entities, for comparison.
struct Spellings {
    own: HashMap<Arc<str>, Vec<String>>,
    /// Entities by the romanization keys of their longest words.
    keys: HashMap<String, BTreeSet<Arc<str>>>,
}

impl Spellings {
    fn of(dictionary: &Dictionary) -> Spellings {
        let mut own: HashMap<Arc<str>, BTreeSet<String>> = HashMap::new();
        for form in dictionary.forms().iter() {
            own.entry(dictionary.id(form.entity)).or_default().insert(form.pattern().trim().to_owned());
        }
        let mut keys: HashMap<String, BTreeSet<Arc<str>>> = HashMap::new();
        for full in dictionary.data().full_names.iter().filter(|full| full.name.contains(' ')) {
            for key in romanize::keys(&full.name) {
                keys.entry(key).or_default().insert(dictionary.id(full.entity));
            }
        }
        let thinned = |all: BTreeSet<String>| {
            let step = all.len().div_ceil(FORMS).max(1);
            all.into_iter().step_by(step).collect()
        };
        Spellings { own: own.into_iter().map(|(id, all)| (id, thinned(all))).collect(), keys }
    }

    fn opening_alike(&self, view: &str) -> Vec<Arc<str>> {
        match view.contains(' ') {
            true => {
                romanize::keys(view).iter().filter_map(|key| self.keys.get(key)).flatten().cloned().collect()
            }
            false => Vec::new(),
        }
    }

    /// How like the likest form of an entity a name is, and that form.
    fn alike(&self, surface: &str, view: &str, entity: &Arc<str>) -> (f64, &str) {
        let forms = self.own.get(entity).map_or(&[][..], Vec::as_slice);
        let acronym = surface.len() <= 6 && surface.chars().all(|c| c.is_uppercase() || c == '.' || c == '-');
        let score = |form: &String| if acronym { initials(view, form) } else { words_alike(view, form) };
        let best = forms.iter().map(|form| (score(form), form.as_str())).max_by(|a, b| a.0.total_cmp(&b.0));
        best.unwrap_or((0.0, ""))
    }
}

/// 0.9 where a name is the first letters of the words of a form, with or without its small words.
fn initials(view: &str, form: &str) -> f64 {
    let letters: String = view.split(' ').collect();
    let of = |words: &mut dyn Iterator<Item = &str>| -> String {
        words.filter_map(|word| word.chars().next()).collect()
    };
    let small = |word: &&str| word.len() > 2 && !["the", "and", "for", "del", "dei", "per"].contains(word);
    let several = form.contains(' ');
    let (all, large) = (of(&mut form.split(' ')), of(&mut form.split(' ').filter(small)));
    match () {
        () if several && letters.len() > 1 && (letters == all || letters == large) => 0.9,
        () if !several && letters.len() >= 3 => strsim::normalized_damerau_levenshtein(&letters, form),
        () => 0.0,
    }
}

/// How many of the letters of both names stand in words that have a like one in the other, each pair weighed by its likeness.
fn words_alike(one: &str, other: &str) -> f64 {
    let like = |a: &str, b: &str| {
        let near = match () {
            () if a == b => return 1.0,
            () if a.len() < 4 || b.len() < 4 => return 0.0,
            () => strsim::normalized_damerau_levenshtein(a, b),
        };
        // What has less in common than this is not worth the dear question; whoever sounds alike has been told already.
        match near >= 0.45 && romanize::same(a, b).is_some() {
            true => 0.95,
            false => Some(near).filter(|near| *near >= 0.7).unwrap_or(0.0),
        }
    };
    let half = |from: &str, to: &str| -> (f64, f64) {
        from.split(' ').fold((0.0, 0.0), |(sum, all), word| {
            let best = to.split(' ').map(|other| like(word, other)).fold(0.0, f64::max);
            (sum + best * word.len() as f64, all + word.len() as f64)
        })
    };
    let (a, b) = (half(one, other), half(other, one));
    let by_words = (a.0 + b.0) / (a.1 + b.1).max(1.0);
    let glued = |text: &str| text.replace(' ', "");
    let whole = strsim::normalized_damerau_levenshtein(&glued(one), &glued(other));
    by_words.max(if whole >= 0.75 { whole } else { 0.0 })
}
