//! Decides which located forms are mentions: evidence to closure, longest first, never a branch for its parent.
//! In: all verified hits of a page. Out: mentions that do not overlap, and candidates with the reason.
//! Not here: what is written in their place (see `rewrite`).
//!
//! Order of choice: the longer stretch in bytes, then the one further left. Within a stretch: a definition on the page,
//! then the only strong reading, then the only one with a cue beside it, then the entity whose evidence stands nearest
//! before it, then nearest behind it. What is still open is a candidate.

use super::bearers::{
    NAME_PARTICLES, behind_a_title, behind_another_bearer, belongs_to_another_name, ends_in_a_verb,
    goes_on_as_a_name, goes_on_as_a_stranger, goes_on_as_another, has_a_number, has_a_surname,
    has_another_initial, is_addressed, is_fathered, is_in_identifier, is_many, is_many_of_a_town,
    is_namesake, is_of_another_trade, is_of_sports, is_of_surnames, is_somebodys, is_told_as_a_word,
    is_where, names_a_body, names_a_company, names_a_thing, names_a_work,
};
use super::branches::mark_branches;
use super::definitions::define;
use super::evidence::{
    Beside, CueSets, Distance, WORDS, cue_behind, cue_beside, elided_before, names_a_school, speaks_of_arms,
};
use super::senses::{
    deny_told_twice, is_called_a_place, is_placed, is_told_as_a_place, lies_elsewhere, names_more,
    speaks_of_home, stands_as_land, stands_in_a_place, weigh_senses,
};
use super::unlisted::{Known, Sort, Spellings, Spelt};
use crate::{
    dictionary::{ContextWords, compiled::FormRef, data::Case, matcher::Hit, ordinary::is_ordinary},
    document::{EntityType, FormClass, How, Language, Why},
    page::Page,
    scan::{Gap, Token},
};
use foldhash::HashMap;
use std::{cell::OnceCell, ops::Range};

/// How many tokens away a word of the same line still speaks for or against a name.
pub(super) const FAR: usize = 400;

/// How many words away a counter-cue still stands beside a name.
const BESIDE: usize = 4;

/// A mention in tokens.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chosen {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) line: usize,
    pub(super) entity: u32,
    /// `None` for an acronym that only the page defines.
    pub(super) form: Option<u32>,
    pub(super) class: FormClass,
    pub(super) how: How,
    pub(super) evidence: Option<String>,
}

/// A candidate in tokens.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Doubt {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) line: usize,
    pub(super) entities: Vec<u32>,
    pub(super) parent: Option<u32>,
    pub(super) why: Why,
}

/// What became of the hits of a page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Choice {
    pub(super) mentions: Vec<Chosen>,
    pub(super) doubts: Vec<Doubt>,
}

/// One way to read a stretch.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) entity: u32,
    pub(super) form: Option<u32>,
    pub(super) class: FormClass,
    how: How,
    /// Needs no evidence here.
    pub(super) strong: bool,
    /// What speaks for it beside it, or on its line.
    pub(super) local: Option<Beside>,
    /// The page defines it.
    pub(super) defined: bool,
    /// Nothing on the page but a definition can help it.
    pub(super) vetoed: bool,
    /// A word of its dictionary speaks against it: the page knows another bearer of the name.
    pub(super) countered: bool,
    /// Such a word stands right beside it.
    pub(super) denied: bool,
    /// Its dictionary knows words that speak against it.
    pub(super) has_namesakes: bool,
    /// Its words belong to the name of somebody or something else.
    pub(super) anothers: bool,
    /// Why, when somebody asks.
    pub(super) against: Option<String>,
    /// Not even a definition: it stands where a verb stands.
    pub(super) verb: bool,
    /// Its written name is strong, so it speaks for others.
    speaks: bool,
    /// An acronym of a group of whose land the page speaks: among other groups it is that one.
    at_home: bool,
}

impl Reading {
    /// An acronym that only the page explains.
    pub(super) fn defined(entity: u32) -> Reading {
        Reading { defined: true, ..Reading::unlisted(entity, FormClass::Short, How::Defined) }
    }

    /// A reading that no form lists, and for which nothing speaks yet.
    fn unlisted(entity: u32, class: FormClass, how: How) -> Reading {
        Reading {
            entity,
            form: None,
            class,
            how,
            strong: false,
            local: None,
            defined: false,
            vetoed: false,
            countered: false,
            denied: false,
            has_namesakes: false,
            anothers: false,
            against: None,
            verb: false,
            speaks: false,
            at_home: false,
        }
    }
}

/// Tokens that some forms fit.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) line: usize,
    pub(super) readings: Vec<Reading>,
    /// The end of the unlisted branch this parent's name belongs to.
    pub(super) branch: Option<usize>,
    /// The page binds this acronym to nobody we know, or to another than the one it plainly is.
    pub(super) nobody: bool,
}

/// What speaks for whom on the page, and where.
#[derive(Debug, Default)]
struct Evidence {
    /// Entity, token, item; sorted.
    places: Vec<(u32, usize, usize)>,
    /// By whom and the last word of a name how many words the longest such name has; looked for when namesakes ask.
    called: OnceCell<HashMap<(u32, u32), usize>>,
}

impl Evidence {
    fn new(mut places: Vec<(u32, usize, usize)>) -> Evidence {
        places.sort_unstable();
        Evidence { places, called: OnceCell::new() }
    }

    fn called(&self, page: &Page<'_>) -> &HashMap<(u32, u32), usize> {
        self.called.get_or_init(|| {
            let mut called = HashMap::default();
            for hit in page.names {
                let longest = called.entry((hit.entity, page.scan.tokens[hit.last - 1].hash)).or_default();
                *longest = (hit.last - hit.first).max(*longest);
            }
            called
        })
    }

    /// True when the line of a stretch names the entity outside of it.
    fn is_on_line(&self, page: &Page<'_>, entity: u32, stretch: &Stretch) -> bool {
        let line = page.tokens_of(stretch.line);
        let places = self.of(entity);
        let from = places.partition_point(|(_, at, _)| *at < line.start);
        let here = places[from..].iter().map(|(_, at, _)| *at).take_while(|at| *at < line.end);
        here.into_iter().any(|at| !(stretch.first..stretch.last).contains(&at))
    }

    /// Where something speaks for an entity.
    fn of(&self, entity: u32) -> &[(u32, usize, usize)] {
        let from = self.places.partition_point(|place| place.0 < entity);
        let count = self.places[from..].iter().take_while(|place| place.0 == entity).count();
        &self.places[from..from + count]
    }
}

/// What became of a stretch.
#[derive(Clone, Debug)]
enum Verdict {
    /// It is a mention by this one of its readings.
    Mention(usize, Support),
    /// It is a parent's name joined to a branch that no form explains.
    Branch,
    /// Several entities own it.
    Open(Vec<u32>, Why),
    /// Nothing speaks for it.
    Weak,
}

/// The stretches that became something, and what.
type Verdicts = Vec<(usize, Verdict)>;

/// Chooses.
pub(super) fn choose(page: &mut Page<'_>, cues: &CueSets, spellings: &Spellings) -> Choice {
    let mut stretches = stretches(page, cues);
    join_parts(page, cues, &mut stretches);
    weigh_senses(page, cues, &mut stretches);
    respelt(page, cues, &spellings.find(page), &mut stretches);
    shortened(page, cues, &mut stretches);
    define(page, cues, &mut stretches);
    deny_told_twice(page, &mut stretches);
    support_neighbours(page, &mut stretches);
    support_lists(page, &mut stretches);
    place_acronyms(page, &mut stretches);
    mark_branches(page, cues, &mut stretches);
    drop_meanings(page, &mut stretches);
    let order = longer_first(page, &stretches);
    // Most pages have no name that waits for evidence.
    let waits = |r: &Reading| {
        !(r.strong || r.defined || r.vetoed || r.local.as_ref().is_some_and(|cue| !cue.neutral))
    };
    let open = stretches.iter().any(|s| s.readings.len() > 1 || s.readings.iter().any(waits));
    let mut evidence = Evidence::default();
    let mut verdicts = Verdicts::new();
    // Each round can only bring new entities into evidence; ten rounds outlast any page met so far.
    for _ in 0..10 {
        verdicts = round(page, &stretches, &order, &evidence);
        let next = if open { gather(page, &stretches, &verdicts) } else { Evidence::default() };
        if next.places == evidence.places {
            break;
        }
        evidence = next;
    }
    let choice = chosen(page, &stretches, verdicts);
    explain_losers(page, &stretches, &choice);
    choice
}

/// The order in which stretches are asked: of those that hang together the longer in bytes first, then the one further
/// left. Others do not meet, so that their order says nothing.
pub(super) fn longer_first(page: &Page<'_>, stretches: &[Stretch]) -> Vec<usize> {
    let end = |at: usize| stretches[at].branch.unwrap_or(stretches[at].last);
    let length = |at: usize| page.scan.tokens[end(at) - 1].end - page.scan.tokens[stretches[at].first].start;
    let mut order: Vec<usize> = (0..stretches.len()).collect();
    let mut start = 0;
    while start < order.len() {
        let (mut behind, mut reach) = (start + 1, end(start));
        while behind < order.len() && stretches[behind].first < reach {
            reach = reach.max(end(behind));
            behind += 1;
        }
        order[start..behind].sort_by_key(|at| (std::cmp::Reverse(length(*at)), stretches[*at].first));
        start = behind;
    }
    order
}

fn stretches(page: &Page<'_>, cues: &CueSets) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::with_capacity(page.hits.len());
    let names = Named::on(page);
    let mut armed: Option<bool> = None;
    // Hits come in the order of the text, and so do their lines.
    let mut line = 0;
    let mut look: Option<Look> = None;
    let mut doubted = Vec::new();
    for hit in page.hits {
        let start = page.scan.tokens[hit.first].start;
        line += page.lines[line..].iter().take_while(|line| line.span.end < start).count();
        if page.lines.get(line).is_none_or(|line| start < line.span.start) {
            continue;
        }
        let look = match &look {
            Some(look) if look.line == line => look,
            _ => look.insert(Look::at(page, line)),
        };
        let mut reading = reading(page, cues, &names, look, hit, false);
        let doubtful = reading.countered && !reading.denied;
        if let Some(cue) = reading.local.as_mut().filter(|cue| cue.neutral) {
            cue.neutral = !*armed.get_or_insert_with(|| speaks_of_arms(page, cues, &names));
        }
        match all.last_mut().filter(|s| (s.first, s.last) == (hit.first, hit.last)) {
            Some(stretch) => stretch.readings.push(reading),
            None => all.push(Stretch {
                first: hit.first,
                last: hit.last,
                line,
                readings: vec![reading],
                branch: None,
                nobody: false,
            }),
        }
        if doubtful {
            doubted.push((all.len() - 1, hit));
        }
    }
    for (own, hit) in doubted {
        hear_again(page, cues, &names, hit, &mut all, own);
    }
    all
}

/// A name that words far off speak against is who it is elsewhere on its line, where they do not: if that one is written, it
/// would speak for it then.
fn hear_again(page: &Page<'_>, cues: &CueSets, names: &Named, hit: &Hit, all: &mut [Stretch], own: usize) {
    let line = all[own].line;
    let counts = |r: &Reading| r.entity == hit.entity && !r.vetoed;
    let told = |s: &Stretch| s.line == line && s.readings.iter().any(counts);
    let from = all.partition_point(|s| s.first + FAR < hit.first);
    let to = all.partition_point(|s| s.first < hit.last + FAR);
    let around = &all[from..to];
    let beside = |s: &&Stretch| s.last <= hit.first || s.first >= hit.last;
    // The branch's name, which `ISIS` opens, names the branch.
    if !around.iter().filter(beside).any(|s| told(s) && !lies_inside(page, all, s)) {
        return;
    }
    let again = reading(page, cues, names, &Look::at(page, line), hit, true);
    for reading in all[own].readings.iter_mut().filter(|r| r.form == again.form) {
        *reading = again.clone();
    }
}

/// What a line looks like to the names in it.
pub(super) struct Look {
    line: usize,
    shouted: bool,
    sports: OnceCell<bool>,
    surnames: OnceCell<bool>,
}

impl Look {
    pub(super) fn at(page: &Page<'_>, line: usize) -> Look {
        Look { line, shouted: is_shouted(page, line), sports: OnceCell::new(), surnames: OnceCell::new() }
    }

    fn is_of_sports(&self, page: &Page<'_>, cues: &CueSets) -> bool {
        *self.sports.get_or_init(|| is_of_sports(page, cues, self.line))
    }

    fn is_of_surnames(&self, page: &Page<'_>) -> bool {
        *self.surnames.get_or_init(|| is_of_surnames(page, self.line))
    }
}

/// True when a line has capitals and no small letter: `IS THIS THE END?`
pub(super) fn is_shouted(page: &Page<'_>, line: usize) -> bool {
    let tokens = &page.scan.tokens[page.tokens_of(line)];
    let word = |token: &&Token| token.shape.has_capital() && token.end - token.start > 1;
    page.capitals[line] && tokens.iter().filter(word).nth(1).is_some()
}

/// The same of a common word between two others: `He said: MORE IS COMING.`
fn is_amid_shouts(page: &Page<'_>, first: usize) -> bool {
    let tokens = &page.scan.tokens;
    let shouted = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            token.end - token.start > 2 && !token.shape.has_lower() && page.dictionary.is_common(token.hash)
        })
    };
    page.dictionary.is_common(tokens[first].hash)
        && tokens[first].gap == Gap::SPACE
        && tokens.get(first + 1).is_some_and(|next| next.gap == Gap::SPACE)
        && first.checked_sub(1).is_some_and(shouted)
        && shouted(first + 1)
}

/// Which tokens belong to located names. Words of names are no cues: rewriting changes them, while who is named stays.
pub(super) struct Named {
    covered: Vec<bool>,
    /// Tokens outside names with which a context word of some form may begin; looked for when a form asks.
    openings: OnceCell<Vec<usize>>,
}

impl Named {
    pub(super) fn on(page: &Page<'_>) -> Named {
        let mut covered = vec![false; page.scan.tokens.len()];
        for hit in page.names {
            covered[hit.first..hit.last].fill(true);
        }
        Named { covered, openings: OnceCell::new() }
    }

    fn openings(&self, page: &Page<'_>) -> &[usize] {
        self.openings.get_or_init(|| {
            let gate = page.dictionary.context_openings();
            let mut openings = Vec::new();
            for (at, token) in page.scan.tokens.iter().enumerate() {
                if gate.lets_through(token.hash) && !self.covered[at] {
                    openings.push(at);
                }
            }
            openings
        })
    }

    /// True when the token is part of a located name.
    pub(super) fn covers(&self, token: usize) -> bool {
        self.covered.get(token).copied().unwrap_or(false)
    }

    /// The tokens beside a name and its own, no further than `within`. Another name counts as one word, however it is
    /// written.
    fn beside(&self, within: &Range<usize>, name: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = name;
        for _ in 0..BESIDE {
            start = start.saturating_sub(1).max(within.start);
            while start > within.start && self.covers(start) && self.covers(start - 1) {
                start -= 1;
            }
            while end + 1 < within.end && self.covers(end) && self.covers(end + 1) {
                end += 1;
            }
            end = (end + 1).min(within.end);
        }
        start..end
    }

    /// The first of `words` that stands in these tokens, literally outside names or as a name of its entity; a name
    /// of the entity `own` itself proves nothing here.
    pub(super) fn stands<'w>(
        &self,
        page: &Page<'_>,
        own: u32,
        words: &'w ContextWords,
        tokens: &Range<usize>,
    ) -> Option<&'w str> {
        if words.phrases.is_empty() {
            return None;
        }
        self.literally(page, words, tokens)
            .or_else(|| by_name(page, own, words, tokens))
            .map(|at| words.phrases[at].trim())
    }

    /// How many tokens away from `name` the nearest of `words` stands.
    fn distance(
        &self,
        page: &Page<'_>,
        own: u32,
        words: &ContextWords,
        tokens: &Range<usize>,
        name: &Range<usize>,
    ) -> Option<usize> {
        let away = |at: usize| if at < name.start { name.start - at } else { at + 1 - name.end.min(at) };
        let one = |at: &usize| self.stands(page, own, words, &(*at..at + 1)).is_some();
        tokens.clone().filter(one).map(away).min()
    }

    fn literally(&self, page: &Page<'_>, words: &ContextWords, tokens: &Range<usize>) -> Option<usize> {
        let openings = self.openings(page);
        let from = openings.partition_point(|token| *token < tokens.start);
        openings[from..].iter().copied().take_while(|token| *token < tokens.end).find_map(|token| {
            let hash = page.scan.tokens[token].hash;
            if !words.may_open(hash) {
                return None;
            }
            let first = words.openings.partition_point(|opening| opening.0 < hash);
            words.openings[first..]
                .iter()
                .take_while(|opening| opening.0 == hash)
                .map(|opening| opening.1)
                .find(|at| {
                    let phrase = &words.phrases[*at];
                    let end = token + phrase.matches(' ').count() - 1;
                    end <= tokens.end
                        && page.view_of(token..end) == phrase
                        && !(token..end).any(|t| self.covers(t))
                })
        })
    }
}

fn by_name(page: &Page<'_>, own: u32, words: &ContextWords, tokens: &Range<usize>) -> Option<usize> {
    if words.named.is_empty() {
        return None;
    }
    let first = page.names.partition_point(|hit| hit.first < tokens.start);
    let here = page.names[first..].iter().take_while(|hit| hit.first < tokens.end);
    let mut others = here.clone().map(|hit| hit.entity).filter(|entity| *entity != own).peekable();
    others.peek()?;
    let proven = |whom: &[u32]| here.clone().any(|hit| whom.contains(&hit.entity) && !is_a_word(page, hit));
    let named = |whom: &[u32]| others.clone().any(|entity| whom.contains(&entity)) && proven(whom);
    words.named.iter().find(|(_, whom)| named(whom)).map(|(at, _)| *at)
}

/// `Is a place in the final within reach?`: a common word that is written like any other proves nobody's presence.
fn is_a_word(page: &Page<'_>, hit: &Hit) -> bool {
    let token = page.scan.tokens[hit.first];
    hit.last == hit.first + 1 && token.shape.has_lower() && page.dictionary.is_common(token.hash)
}

/// What one form says of the tokens that it fits, and what its line says to that; `told` where the line names the same one
/// elsewhere.
pub(super) fn reading(
    page: &Page<'_>,
    cues: &CueSets,
    names: &Named,
    look: &Look,
    hit: &Hit,
    told: bool,
) -> Reading {
    let Look { line, shouted, .. } = *look;
    let Hit { form: number, first, last, .. } = *hit;
    let dictionary = page.dictionary;
    let form = dictionary.form(number);
    let entity = dictionary.entity(form.entity);
    let (needs, never) = dictionary.context(&form);
    let whole = page.tokens_of(line);
    // A line without end is no sentence; what stands far away says nothing.
    let tokens = whole.start.max(first.saturating_sub(FAR))..whole.end.min(last + FAR);
    // A place keeps its name on a page about wheat; only the words beside it speak against it.
    let beside = names.beside(&whole, first..last);
    let against = if entity.kind == EntityType::Place { beside.clone() } else { tokens.clone() };
    let told_as_place =
        entity.kind == EntityType::Place && (is_told_as_a_place(page, last) || stands_in_a_place(page, last));
    let counter = names.stands(page, form.entity, never, &against).filter(|_| !told_as_place);
    let denied = counter.is_some() && names.stands(page, form.entity, never, &beside).is_some();
    let counter = counter.filter(|_| {
        // `the temple of Isis, and the fighters of Isis in Palmyra`: what stands beside a name knows more than its line does.
        denied
            || !told
                && !cue_beside(page, cues, names, entity.kind, first, last)
                    .is_some_and(|cue| !cue.neutral && !cue.is_article())
                && !names_its_parent(page, form.entity, &tokens)
                && !names_itself(page, hit, &tokens)
                && names.stands(page, form.entity, needs, &beside).is_none()
    });
    let far = entity.kind == EntityType::Place && lies_elsewhere(page, last);
    let school = form.class == FormClass::Short && names_a_school(page, cues, names, first);
    let trade = is_of_another_trade(page, cues, entity.kind, form.class, first, last);
    let countered = counter.is_some() || far || school || trade;
    let foreign = is_foreign(page, line, first, form.langs);
    let doubtful = (shouted || is_amid_shouts(page, first)) && doubtful_in_capitals(page, &form, first);
    let person = entity.kind == EntityType::Person;
    let surname = person && form.class == FormClass::Part;
    let anybodys = || look.is_of_sports(page, cues) || look.is_of_surnames(page);
    let weak = !form.strong || doubtful || surname && anybodys();
    // `Is` written like any word is the verb in English and the group in Italian.
    let titled = form.case == Case::Exact && !form.strong;
    let verb = last == first + 1
        && ((doubtful || titled) && is_verb(page, cues, names, first, doubtful)
            || is_stressed(page, cues, names, first));
    let addressed = || entity.kind == EntityType::Org && last == first + 1 && is_addressed(page, first);
    let of_another = match (entity.kind, form.class) {
        (EntityType::Place, _) => {
            behind_a_title(page, first)
                || is_somebodys(page, cues, first)
                || names_a_thing(page, cues, names, first, last)
                || names_a_work(page, cues, first, last)
                || is_many_of_a_town(page, first, last)
        }
        (_, FormClass::Part) => {
            belongs_to_another_name(page, cues, names, first, last)
                || is_where(page, first, last)
                || is_many(page, entity.kind, first)
                || person
                    && (page.scan.tokens[first].gap == Gap::SPACE && is_called_a_place(page, first, last)
                        || has_another_initial(page, form.entity, first)
                        || is_namesake(page, first, last)
                        || behind_another_bearer(page, form.entity, first)
                        || goes_on_as_a_stranger(page, cues, names, form.entity, last))
                || addressed()
        }
        (EntityType::Org, _) => {
            addressed()
                || last == first + 1 && (is_told_as_a_word(page, first) || is_fathered(page, first))
                || form.class == FormClass::Short && has_a_number(page, last)
        }
        (EntityType::State, FormClass::Short) => {
            // `alla guida della Cia Obama …`: nobody's first name has an article.
            const ARTICLES: [&str; 6] = ["la", "della", "dalla", "alla", "nella", "sulla"];
            let token = page.scan.tokens[first];
            let article = token.gap == Gap::SPACE
                && first.checked_sub(1).is_some_and(|before| ARTICLES.contains(&page.scan.word(before)));
            let person = token.shape.has_lower() && !article;
            last == first + 1 && person && has_a_surname(page, cues, names, last)
        }
        (EntityType::Media, _) => {
            last == first + 1 && has_a_surname(page, cues, names, last)
                || names_a_body(page, cues, last)
                || is_called_a_place(page, first, last)
        }
        (EntityType::Person, _) => {
            last == first + 2 && goes_on_as_another(page, cues, names, last)
                || is_namesake(page, first, last)
                || ends_in_a_verb(page, first, last)
        }
        _ => false,
    };
    let elsewhere = of_another
        || is_doubled(page, first, last)
        || begins_within(page, first, last)
        || names_a_company(page, last)
        || is_in_identifier(page, first, last);
    let vetoed = countered || elsewhere || verb || (weak && foreign);
    let against = page.trace.is_some().then(|| match counter {
        Some(word) => format!("`{word}` near it speaks against it"),
        None if far => "it is a town of the same name".to_owned(),
        None if school => "it is a school".to_owned(),
        None if trade => "the words beside it say that it is somebody of another trade".to_owned(),
        None if elsewhere => "its words belong to another name".to_owned(),
        None if verb => "it stands where a verb stands".to_owned(),
        None => "it is weak, and its line is in a language it does not belong to".to_owned(),
    });
    let local = if !weak || vetoed {
        None
    } else if doubtful {
        let company = || page.scan.word(first) == "isis" && names_more(page, line, form.entity);
        let company = || company().then(|| Beside::far("another name".to_owned(), Distance::Line));
        elided_before(page, first).map(Beside::plain).or_else(company)
    } else {
        let far = |words: &str, distance: Distance| Beside::far(words.to_owned(), distance);
        // `gli Haqqani`: the group that bears the name of a family; `dei Fratelli` is no family's.
        let family = || {
            (entity.kind, form.class) == (EntityType::Org, FormClass::Part)
                && is_many(page, EntityType::Person, first)
                && is_a_persons(page, first, last)
        };
        names
            .stands(page, form.entity, needs, &tokens)
            .map(|words| far(words, Distance::Line))
            .or_else(|| cue_beside(page, cues, names, entity.kind, first, last))
            .or_else(|| family().then(|| Beside::plain(page.scan.word(first - 1).to_owned())))
            .or_else(|| {
                tells_itself(page, first, last)
                    .then(|| in_item(page, names, &form, line))
                    .flatten()
                    .map(|words| far(words, Distance::Item))
            })
    };
    Reading {
        entity: form.entity,
        form: Some(number),
        class: form.class,
        how: if form.grammar { How::Grammar } else { How::Listed },
        strong: !weak && !countered && !elsewhere,
        local,
        defined: false,
        vetoed,
        countered,
        denied,
        has_namesakes: !never.phrases.is_empty(),
        anothers: of_another,
        against,
        verb,
        speaks: dictionary.speaks(&form),
        at_home: false,
    }
}

/// True for tokens that are a name of a person as well.
fn is_a_persons(page: &Page<'_>, first: usize, last: usize) -> bool {
    let from = page.names.partition_point(|hit| hit.first < first);
    let here = page.names[from..].iter().take_while(|hit| hit.first == first).filter(|hit| hit.last == last);
    here.map(|hit| page.dictionary.entity(hit.entity).kind).any(|kind| kind == EntityType::Person)
}

/// True when these tokens have another, sure name of whom this one names: `Ansar Allah fired. The Houthis, no Tajik group, …`.
fn names_itself(page: &Page<'_>, own: &Hit, tokens: &Range<usize>) -> bool {
    let first = page.names.partition_point(|hit| hit.first < tokens.start);
    let apart = |hit: &&Hit| hit.entity == own.entity && (hit.last <= own.first || own.last <= hit.first);
    let pattern = page.view_of(own.first..own.last);
    let here = page.names[first..].iter().take_while(|hit| hit.first < tokens.end);
    here.filter(apart)
        .any(|hit| page.dictionary.form(hit.form).strong && page.view_of(hit.first..hit.last) != pattern)
}

/// True when one of these tokens names the entity this one belongs to: `Hezbollah's al-Manar`.
fn names_its_parent(page: &Page<'_>, entity: u32, tokens: &Range<usize>) -> bool {
    let Some(parent) = page.dictionary.parent(entity) else { return false };
    let first = page.names.partition_point(|hit| hit.first < tokens.start);
    page.names[first..].iter().take_while(|hit| hit.first < tokens.end).any(|hit| hit.entity == parent)
}

/// Behind one of these, `IS` in a line of capitals is a noun, and so is `Let` behind an Italian article.
const PREPOSITIONS: &[&str] = &[
    "by", "with", "against", "of", "from", "between", "to", "for", "in", "on", "over", "joins", "join",
    "contro", "con", "di", "da", "su", "tra", "fra", "l", "dell", "all", "nell", "sull", "dall", "il", "lo",
    "del", "dello", "al", "allo", "dal", "dallo", "nel", "nello", "sul", "sullo",
];

/// `IS-IS`, a routing protocol: a name joined to itself.
pub(super) fn is_doubled(page: &Page<'_>, first: usize, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    let joined = |at: usize| tokens.get(at).is_some_and(|token| token.gap == Gap::DASH);
    let same = |at: usize| page.scan.word(at) == page.scan.word(first);
    last == first + 1 && (joined(last) && same(last) || joined(first) && same(first - 1))
}

/// `the IS-Khorasan group`: its first word is joined by a dash to what another name began with.
fn begins_within(page: &Page<'_>, first: usize, last: usize) -> bool {
    let tokens = &page.scan.tokens;
    if tokens[first].gap != Gap::DASH {
        return false;
    }
    let longest = page.dictionary.longest();
    let from = page.hits.partition_point(|hit| hit.first + longest < first);
    let before: Vec<&Hit> = page.hits[from..].iter().take_while(|hit| hit.first < first).collect();
    // `Western African Province of the ISIS-`: a longer name takes the word before the dash.
    let bytes = |hit: &Hit| tokens[hit.last - 1].end - tokens[hit.first].start;
    let takes =
        |hit: &Hit, over: &Hit| (over.first + 1..=first).contains(&hit.last) && bytes(hit) > bytes(over);
    let taken = |over: &Hit| before.iter().any(|hit| takes(hit, over));
    before.iter().any(|hit| (first + 1..last).contains(&hit.last) && !taken(hit))
}

/// `the file IS NOT public`, `a node that IS slow`: a verb in capitals because the writer raises his voice.
fn is_stressed(page: &Page<'_>, cues: &CueSets, names: &Named, first: usize) -> bool {
    const SUBJECTS: [&str; 9] = ["that", "it", "this", "he", "she", "there", "which", "who", "what"];
    const BEHIND: [&str; 12] =
        ["not", "usually", "still", "also", "always", "never", "indeed", "really", "very", "a", "an", "the"];
    let tokens = &page.scan.tokens;
    let near = |at: usize| tokens.get(at).is_some_and(|token| token.gap == Gap::SPACE);
    page.scan.word(first) == "is"
        && cue_behind(page, cues, names, first + 1).is_none()
        && (near(first + 1) && BEHIND.contains(&page.scan.word(first + 1))
            || near(first) && SUBJECTS.contains(&page.scan.word(first - 1)))
}

/// True when a common word in a line of capitals stands where no noun does: `THE THREAT IS REAL`, not `CLAIMED BY IS`.
fn is_verb(page: &Page<'_>, cues: &CueSets, names: &Named, first: usize, capitals: bool) -> bool {
    let tokens = &page.scan.tokens;
    if !page.dictionary.is_common(tokens[first].hash) {
        return false;
    }
    let joined = Gap::DASH.or(Gap::SLASH).or(Gap::APOSTROPHE);
    let behind = tokens.get(first + 1).filter(|token| token.gap != Gap::LINE);
    // `Stato islamico (Is)`
    let bracketed = page.text[..tokens[first].start].ends_with('(');
    if bracketed
        || joined.allows(tokens[first].gap)
        || behind.is_some_and(|token| Gap::DASH.or(Gap::SLASH).allows(token.gap))
        || cue_behind(page, cues, names, first + 1).is_some()
    {
        return false;
    }
    match first.checked_sub(1).filter(|_| tokens[first].gap == Gap::SPACE) {
        Some(before) => {
            let asks = capitals && in_indirect_question(page, before);
            !asks && !PREPOSITIONS.contains(&page.scan.word(before))
        }
        // `IS CLAIMS BLAST`, not `IS THIS THE END`, `IS BOKO HARAM BEATEN?`
        None => {
            let asks = || names.covers(first + 1) && ends_as_a_question(page, first);
            !capitals || behind.is_none_or(|token| page.dictionary.is_common(token.hash) || asks())
        }
    }
}

fn ends_as_a_question(page: &Page<'_>, first: usize) -> bool {
    let sentence = &page.text[page.scan.tokens[first].start..];
    sentence.find(['.', '!', '?', '\n', '\r']).is_some_and(|end| sentence[end..].starts_with('?'))
}

/// `THIS IS HOW IS FUNDS ITS WAR`: a question that hangs on a verb says its subject first, and `IS FUNDS` has no article.
fn in_indirect_question(page: &Page<'_>, asks: usize) -> bool {
    let tokens = &page.scan.tokens;
    let verb = asks.checked_sub(1).filter(|_| tokens[asks].gap == Gap::SPACE);
    let says = tokens
        .get(asks + 2)
        .is_some_and(|token| token.gap == Gap::SPACE && !page.dictionary.is_common(token.hash));
    matches!(page.scan.word(asks), "how" | "why" | "where" | "when")
        && verb.is_some_and(|at| {
            matches!(page.scan.word(at), "is" | "was" | "are" | "were" | "s" | "explains" | "reveals")
        })
        && says
}

/// True for a name of several words that only needs to be told from its namesakes: `Ansar al-Sharia`.
fn tells_itself(page: &Page<'_>, first: usize, last: usize) -> bool {
    let article = |word: &usize| matches!(page.scan.word(*word), "al" | "el" | "the");
    (first..last).filter(|word| !article(word)).nth(1).is_some()
}

/// How many kept lines before and behind its own a name looks for the words it needs.
const LINES: usize = 30;

/// A word the form needs, in a kept line of its item; a line without end is no line.
fn in_item<'p>(page: &Page<'p>, names: &Named, form: &FormRef<'_>, line: usize) -> Option<&'p str> {
    let needs = &page.dictionary.context(form).0;
    if needs.phrases.is_empty() {
        return None;
    }
    let kept = |at: &usize| {
        let other = &page.lines[*at];
        other.item == page.lines[line].item && !other.silent
    };
    let before = (0..line).rev().filter(kept).take(LINES);
    let behind = (line + 1..page.lines.len()).filter(kept).take(LINES);
    let told = |at: usize| {
        let tokens = page.tokens_of(at);
        (tokens.len() <= FAR).then(|| names.stands(page, form.entity, needs, &tokens)).flatten()
    };
    before.chain(behind).find_map(told)
}

/// True when the line, or the part of it this token stands in, is surely of a language the form does not belong to; a
/// doubtful line is read as its page.
fn is_foreign(page: &Page<'_>, line: usize, token: usize, langs: &[Language]) -> bool {
    let line = &page.lines[line];
    let at = page.scan.tokens[token].start;
    let part = line.spans.iter().find(|part| part.span.start <= at && at < part.span.end);
    let told = part.map_or(line.lang, |part| part.lang);
    let sure = told != Language::UND && (line.confidence >= 0.9 || told == page.lang);
    let lang = if sure { told } else { page.lang };
    !langs.is_empty() && lang != Language::UND && !langs.contains(&lang)
}

/// In a line of capitals an acronym or a short word looks like any word, and `AN ISLAMIC STATE` like the name.
fn doubtful_in_capitals(page: &Page<'_>, form: &FormRef<'_>, first: usize) -> bool {
    let pattern = form.pattern();
    let words = pattern.trim();
    if words.contains(' ') {
        let before = first.checked_sub(1).map_or("", |at| page.scan.word(at));
        return form.case == Case::Upper && matches!(before, "a" | "an" | "un" | "uno" | "any" | "every");
    }
    // Strong acronyms are no words; but a heading may well be about the goddess.
    let acronym = form.strong && words.len() > 2 && !WORDS.contains(&words);
    !acronym && (form.case == Case::Upper || (form.case == Case::NotLower && words.len() <= 4))
}

/// A weak group joined by a dash to a group or people that needs no evidence is a group: `IS-Taliban war`.
fn support_neighbours(page: &Page<'_>, stretches: &mut [Stretch]) {
    let group = |s: &Stretch| {
        s.readings.iter().any(|r| {
            r.strong && matches!(page.dictionary.entity(r.entity).kind, EntityType::Org | EntityType::State)
        })
    };
    let tokens = &page.scan.tokens;
    let joined = |at: usize| tokens.get(at).is_some_and(|token| Gap::DASH.or(Gap::SLASH).allows(token.gap));
    let weak = |r: &Reading| {
        !r.vetoed
            && !r.strong
            && r.local.is_none()
            && matches!(page.dictionary.entity(r.entity).kind, EntityType::Org | EntityType::State)
    };
    for at in 0..stretches.len() {
        let stretch = &stretches[at];
        let (behind, before) = (joined(stretch.last), joined(stretch.first));
        if !(behind || before) || !stretch.readings.iter().any(weak) {
            continue;
        }
        // The longest name there: `Houthi` inside `Abdul-Malik al-Houthi` is no group.
        let behind = behind
            .then(|| starting_at(stretches, stretch.last).iter().max_by_key(|s| s.last))
            .flatten()
            .filter(|s| group(s))
            .map(|s| stretch.last..s.last);
        let before = before
            .then(|| ending_at(page, stretches, stretch.first).min_by_key(|s| s.first))
            .flatten()
            .filter(|s| group(s))
            .map(|s| s.first..stretch.first);
        let Some(beside) = behind.or(before) else { continue };
        let beside = page.view_of(beside).trim().to_owned();
        for reading in stretches[at].readings.iter_mut().filter(|r| weak(r)) {
            reading.local = Some(Beside::plain(beside.clone()));
        }
    }
}

/// Weak acronyms in a list with one that needs no evidence: `LeJ, SSP, HuM, JeM`.
fn support_lists(page: &Page<'_>, stretches: &mut [Stretch]) {
    let tokens = &page.scan.tokens;
    let acronym = |s: &Stretch| {
        // `LeJ` is cut in two.
        let written = &page.text[tokens[s.first].start..tokens[s.last - 1].end];
        let ours = |r: &Reading| {
            let kind = page.dictionary.entity(r.entity).kind;
            r.class == FormClass::Short && !r.vetoed && matches!(kind, EntityType::Org | EntityType::State)
        };
        written.bytes().all(|b| b.is_ascii_alphabetic()) && s.readings.iter().any(ours)
    };
    let goes_on = |one: &Stretch, next: &Stretch| {
        one.last <= next.first
            && one.line == next.line
            && matches!(
                &page.text[tokens[one.last - 1].end..tokens[next.first].start],
                ", " | " and " | ", and " | " e " | " ed "
            )
    };
    let mut start = 0;
    while start < stretches.len() {
        let mut end = start + 1;
        while end < stretches.len()
            && acronym(&stretches[end - 1])
            && acronym(&stretches[end])
            && goes_on(&stretches[end - 1], &stretches[end])
        {
            end += 1;
        }
        let sure = stretches[start..end].iter().find(|s| s.readings.iter().any(|r| r.strong));
        if let Some(sure) = sure.filter(|_| end - start > 2) {
            let words = page.view_of(sure.first..sure.last).trim().to_owned();
            let weak = |r: &&mut Reading| !r.strong && !r.vetoed && r.local.is_none();
            for reading in stretches[start..end].iter_mut().flat_map(|s| &mut s.readings).filter(weak) {
                reading.local = Some(Beside::plain(words.clone()));
            }
        }
        start = end;
    }
}

/// The fewest letters of an acronym that its page may explain by what else it is about.
const PLACED: usize = 3;

/// The most of them.
const LONGEST_PLACED: usize = 8;

/// Finds the weak acronyms of groups of whose lands the page speaks.
fn place_acronyms(page: &Page<'_>, stretches: &mut [Stretch]) {
    let mut homes: HashMap<u32, bool> = HashMap::default();
    let words = page.scan.tokens.len();
    for stretch in stretches.iter_mut().filter(|s| s.last == s.first + 1) {
        let token = &page.scan.tokens[stretch.first];
        // `il Ros`: Italian writes acronyms like names, and articles before them.
        let told = || {
            const ARTICLES: [&str; 6] = ["il", "del", "dal", "al", "nel", "col"];
            let before = stretch.first.checked_sub(1).filter(|_| token.gap == Gap::SPACE);
            token.shape.starts_capital() && before.is_some_and(|at| ARTICLES.contains(&page.scan.word(at)))
        };
        let long = (PLACED..=LONGEST_PLACED).contains(&(token.end - token.start));
        let acronym = long && (token.shape.is_upper() || told()) && !is_ordinary(token.hash);
        let [reading] = stretch.readings.as_mut_slice() else { continue };
        let weak = reading.class == FormClass::Short && !(reading.strong || reading.vetoed);
        let kind = page.dictionary.entity(reading.entity).kind;
        if !(acronym && weak && matches!(kind, EntityType::Org | EntityType::State)) {
            continue;
        }
        let entity = reading.entity;
        let speaks = || speaks_of_home(page, entity, 0..words);
        reading.at_home = *homes.entry(entity).or_insert_with(speaks);
    }
}

/// `Ayman Muhammad Rabi al-Zawahiri`: two parts of one person's name with nothing but names between them are that name.
fn join_parts(page: &Page<'_>, cues: &CueSets, stretches: &mut Vec<Stretch>) {
    let is_part = |r: &Reading| r.class == FormClass::Part && !r.verb;
    let tokens = &page.scan.tokens;
    let near = |at: usize| Gap::SPACE.or(Gap::DASH).or(Gap::APOSTROPHE).allows(tokens[at].gap);
    let between = |at: usize| {
        let view = page.view_of(at..at + 1);
        let particle = matches!(page.scan.word(at), "al" | "ul" | "ad" | "as")
            || NAME_PARTICLES.contains(&page.scan.word(at));
        let name = tokens[at].shape.starts_capital()
            && !page.dictionary.is_common(tokens[at].hash)
            && !cues.person_before.contains(view)
            && !cues.calendar.contains(view);
        near(at) && (particle || name)
    };
    let mut joined = Vec::new();
    for at in 0..stretches.len() {
        let given = &stretches[at];
        let Some(owner) = given.readings.iter().find(|r| is_part(r)).map(|r| r.entity) else { continue };
        let surname = stretches[at + 1..]
            .iter()
            .take_while(|s| s.first <= given.last + MIDDLE && s.line == given.line)
            .filter(|s| s.first > given.last)
            .filter(|s| {
                near(s.first) || is_nickname(&page.text[tokens[given.last - 1].end..tokens[s.first].start])
            })
            .find(|s| s.readings.iter().any(|r| is_part(r) && r.entity == owner))
            .filter(|s| !near(s.first) || (given.last..s.first).all(between));
        if let Some(surname) = surname {
            let said = |s: &Stretch| page.text[tokens[s.first].start..tokens[s.last - 1].end].to_owned();
            let why = format!("`{}` and `{}` are parts of this name", said(given), said(surname));
            joined.push(Stretch {
                first: given.first,
                last: surname.last,
                line: given.line,
                readings: vec![Reading {
                    strong: true,
                    speaks: true,
                    local: Some(Beside::far(why, Distance::Itself)),
                    ..Reading::unlisted(owner, FormClass::Alias, How::Key)
                }],
                branch: None,
                nobody: false,
            });
        }
    }
    if !joined.is_empty() {
        stretches.append(&mut joined);
        stretches.sort_by_key(|s| (s.first, std::cmp::Reverse(s.last)));
    }
}

/// What stands in quotation marks between two parts of a name: `Doku “Abu Usman” Umarov`.
fn is_nickname(between: &str) -> bool {
    const MARKS: [(char, char); 6] =
        [('“', '”'), ('‘', '’'), ('"', '"'), ('\'', '\''), ('«', '»'), ('(', ')')];
    let inner = between.strip_prefix(' ').and_then(|rest| rest.strip_suffix(' '));
    inner.is_some_and(|inner| {
        MARKS.iter().any(|(open, close)| {
            let name = inner.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close));
            name.is_some_and(|name| {
                name.starts_with(char::is_uppercase) && !name.contains([*open, *close, ',', '.', ';', '\n'])
            })
        })
    })
}

/// The most words between two parts of a name.
const MIDDLE: usize = 6;

/// Full names in unlisted spellings, and the last part of each wherever it stands alone.
fn respelt(page: &Page<'_>, cues: &CueSets, spelt: &[Spelt], stretches: &mut Vec<Stretch>) {
    if spelt.is_empty() {
        return;
    }
    let mut push = |tokens: &Range<usize>, name: &Spelt, class: FormClass| {
        let Some(line) = page.line_at(page.scan.tokens[tokens.start].start) else { return };
        let full = name.sort == Sort::Full;
        let readings = name.known.iter().map(|known| Reading {
            strong: full,
            local: (name.sort != Sort::Part)
                .then(|| Beside { neutral: !full, ..Beside::far(known.why.clone(), Distance::Itself) }),
            speaks: full,
            ..Reading::unlisted(known.entity, class, How::Key)
        });
        let (first, last) = (tokens.start, tokens.end);
        stretches.push(Stretch {
            first,
            last,
            line,
            readings: readings.collect(),
            branch: None,
            nobody: false,
        });
    };
    let names = Named::on(page);
    let mut inside = vec![false; page.scan.tokens.len()];
    for name in spelt {
        inside[name.tokens.clone()].fill(true);
    }
    let mut surnames: HashMap<u32, &Spelt> = HashMap::default();
    for name in spelt {
        let Range { start, end } = name.tokens;
        if name.sort != Sort::Full {
            let place = || {
                name.known.iter().any(|known| page.dictionary.entity(known.entity).kind == EntityType::Place)
            };
            let elsewhere = || {
                place()
                    && (behind_a_title(page, start)
                        || names_a_thing(page, cues, &names, start, end)
                        || goes_on_as_a_name(page, end))
            };
            if !belongs_to_another_name(page, cues, &names, start, end) && !elsewhere() {
                let part = name.sort == Sort::Part;
                push(&name.tokens, name, if part { FormClass::Part } else { FormClass::Alias });
            }
            continue;
        }
        push(&name.tokens, name, FormClass::Alias);
        // `SAEED, Hafiz Mohammad`: the surname stands first.
        let comma = (start + 1..end).find(|at| page.scan.tokens[*at].gap == Gap::OTHER);
        let last = comma.unwrap_or(end) - 1;
        let person = |known: &Known| page.dictionary.entity(known.entity).kind == EntityType::Person;
        if !names.covers(last) && page.scan.word(last).len() >= SURNAME && name.known.iter().any(person) {
            surnames.insert(page.scan.tokens[last].hash, name);
        }
    }
    for (at, token) in page.scan.tokens.iter().enumerate() {
        if let Some(name) = surnames.get(&token.hash)
            && token.shape.starts_capital()
            && !token.shape.is_protected()
            && !names.covers(at)
            && !inside[at]
            && !belongs_to_another_name(page, cues, &names, at, at + 1)
        {
            let article = token.gap == Gap::DASH && matches!(page.scan.word(at - 1), "al" | "el");
            push(&(at - usize::from(article)..at + 1), name, FormClass::Part);
        }
    }
    stretches.sort_by_key(|s| (s.first, std::cmp::Reverse(s.last)));
}

/// A shorter part of an unlisted name does not stand for it alone.
const SURNAME: usize = 6;

/// Behind the first word of a group's name, what ties it to the next: `Jaish-e-Mohammed`, `Ahrar al-Sham`.
const TIES: [&str; 11] = ["e", "i", "ye", "al", "el", "ul", "ud", "un", "ur", "us", "ut"];

/// What the page names in full stands for it in short, though no form lists that: `Nasr` for `Sanafi al-Nasr`, `Jaish` for
/// `Jaish-e-Mohammed`.
fn shortened(page: &Page<'_>, cues: &CueSets, stretches: &mut Vec<Stretch>) {
    const LETTERS: usize = 4;
    let tokens = &page.scan.tokens;
    let short = |s: &Stretch, r: &Reading| {
        let full = matches!(r.class, FormClass::Long | FormClass::Alias | FormClass::Inflected);
        let named = r.strong && full && r.form.is_some();
        let at = match page.dictionary.entity(r.entity).kind {
            _ if !named => return None,
            EntityType::Person => s.last - 1,
            EntityType::Org if TIES.contains(&page.scan.word(s.first + 1)) => s.first,
            _ => return None,
        };
        let view = page.view_of(at..at + 1);
        let says = page.dictionary.is_common(tokens[at].hash)
            || is_ordinary(tokens[at].hash)
            || page.dictionary.is_place(view)
            || page.dictionary.is_demonym(view);
        (page.scan.word(at).len() >= LETTERS && !says).then_some((at, r.entity))
    };
    let mut owners: HashMap<u32, Vec<(bool, u32)>> = HashMap::default();
    for stretch in stretches.iter().filter(|s| s.last > s.first + 1 && !page.lines[s.line].silent) {
        for (at, entity) in stretch.readings.iter().filter_map(|r| short(stretch, r)) {
            let all = owners.entry(tokens[at].hash).or_default();
            if !all.iter().any(|(_, known)| *known == entity) {
                all.push((at > stretch.first, entity));
            }
        }
    }
    if owners.is_empty() {
        return;
    }
    let names = Named::on(page);
    let mut covered = vec![false; tokens.len()];
    for stretch in stretches.iter() {
        covered[stretch.first..stretch.last].fill(true);
    }
    let taken = |at: usize| names.covers(at) || covered[at];
    let mut found: Vec<Stretch> = Vec::new();
    let mut strangers: Vec<u32> = Vec::new();
    for at in page.capitalised.iter().copied() {
        let Some(all) = owners.get(&tokens[at].hash).filter(|_| !taken(at)) else { continue };
        let surname = all.iter().all(|(last, _)| *last);
        // Whatever stands before it with a capital may be somebody's first name.
        let given = || {
            let before = at.checked_sub(1).filter(|_| tokens[at].gap == Gap::SPACE);
            before.is_some_and(|before| {
                tokens[before].shape.starts_capital()
                    && !page.dictionary.is_common(tokens[before].hash)
                    && !is_ordinary(tokens[before].hash)
                    && !cues.person_before.have(page.scan, before..at)
            })
        };
        if given() || belongs_to_another_name(page, cues, &names, at, at + 1) {
            strangers.push(tokens[at].hash);
        }
        let behind = tokens.get(at + 1).is_some_and(|next| {
            let goes_on = || next.shape.starts_capital() || TIES.contains(&page.scan.word(at + 1));
            next.gap == Gap::DASH || next.gap == Gap::SPACE && !surname && goes_on()
        });
        let article = tokens[at].gap == Gap::DASH && matches!(page.scan.word(at - 1), "al" | "el");
        let before = tokens[at].gap == Gap::DASH && !(article && surname);
        let first = at - usize::from(article);
        let Some(line) = page.line_at(tokens[at].start) else { continue };
        if behind || before || tokens[at].shape.is_protected() || taken(first) {
            continue;
        }
        let reading = |(_, entity): &(bool, u32)| Reading::unlisted(*entity, FormClass::Part, How::Defined);
        found.push(Stretch {
            first,
            last: at + 1,
            line,
            readings: all.iter().map(reading).collect(),
            branch: None,
            nobody: false,
        });
    }
    // Somebody else on the page is called so.
    found.retain(|s| !strangers.contains(&tokens[s.last - 1].hash));
    if !found.is_empty() {
        stretches.append(&mut found);
        stretches.sort_by_key(|s| (s.first, std::cmp::Reverse(s.last)));
    }
}

/// The stretches that end before this token, the shortest first.
pub(super) fn ending_at<'s>(
    page: &Page<'_>,
    stretches: &'s [Stretch],
    end: usize,
) -> impl Iterator<Item = &'s Stretch> + use<'s> {
    let from = end.saturating_sub(page.dictionary.longest());
    let to = stretches.partition_point(|s| s.first < end);
    stretches[..to].iter().rev().take_while(move |s| s.first >= from).filter(move |s| s.last == end)
}

/// True for a stretch that is part of a longer one: `ISIS` in `ISIS-Sinai`.
pub(super) fn lies_inside(page: &Page<'_>, stretches: &[Stretch], inner: &Stretch) -> bool {
    let from = stretches.partition_point(|s| s.first + page.dictionary.longest() < inner.first);
    let mut around = stretches[from..].iter().take_while(|s| s.first <= inner.first);
    around.any(|s| inner.last <= s.last && inner.last - inner.first < s.last - s.first)
}

/// The stretches that begin with this token.
pub(super) fn starting_at(stretches: &[Stretch], first: usize) -> &[Stretch] {
    let from = stretches.partition_point(|s| s.first < first);
    let count = stretches[from..].iter().take_while(|s| s.first == first).count();
    &stretches[from..from + count]
}

/// A translated name in quotation marks right behind the name it explains is no mention: `Hurras al-Din, the "Guardians of
/// Religion"`.
fn drop_meanings(page: &Page<'_>, stretches: &mut [Stretch]) {
    let tokens = &page.scan.tokens;
    for at in 1..stretches.len() {
        let Stretch { first, last, .. } = stretches[at];
        let alias = |r: &Reading| r.class == FormClass::Alias && r.how != How::Key;
        let behind = page.text[tokens[last - 1].end..].chars().next();
        // `the Guards, the “pasdaran”`: no word of ours, and so no meaning.
        let translated = (first..last).any(|at| is_ordinary(tokens[at].hash));
        if !translated
            || !stretches[at].readings.iter().all(alias)
            || !matches!(behind, Some('"' | '”' | '»' | '’' | ','))
        {
            continue;
        }
        let explains = stretches[..at].iter().rev().take(3).any(|name| {
            let between = || &page.text[tokens[name.last - 1].end..tokens[first].start];
            name.last <= first
                && name.line == stretches[at].line
                && name.readings.iter().any(|a| stretches[at].readings.iter().any(|b| a.entity == b.entity))
                && between().strip_prefix(", ").is_some_and(|words| {
                    let mark = words.trim_end_matches(['"', '“', '«', '‘']);
                    mark.len() < words.len()
                        && matches!(mark.trim_end(), "" | "the" | "i" | "gli" | "la" | "il" | "le")
                })
        });
        if explains {
            for reading in &mut stretches[at].readings {
                (reading.strong, reading.vetoed, reading.local) = (false, true, None);
                reading.against = Some("it gives the meaning of the name before it".to_owned());
            }
            // What stands inside it is no name either: `the TTP, i «talebani del Pakistan»`.
            for inner in
                stretches[at + 1..].iter_mut().take_while(|s| s.first < last).filter(|s| s.last <= last)
            {
                inner.readings.iter_mut().for_each(|r| (r.strong, r.vetoed, r.local) = (false, true, None));
            }
        }
    }
}

/// Chooses with the evidence known so far.
fn round(page: &Page<'_>, stretches: &[Stretch], order: &[usize], evidence: &Evidence) -> Verdicts {
    let mut taken = vec![false; page.scan.tokens.len()];
    let mut verdicts = Vec::with_capacity(order.len());
    let mut waiting = Vec::new();
    let mut live: Vec<(usize, Support)> = Vec::new();
    for &at in order {
        let stretch = &stretches[at];
        let end = stretch.branch.unwrap_or(stretch.last);
        if taken[stretch.first..end].iter().any(|t| *t) {
            continue;
        }
        if stretch.nobody {
            if stretch.readings.iter().any(|r| r.strong) {
                taken[stretch.first..end].fill(true);
                let owners = stretch.readings.iter().map(|r| r.entity).collect();
                verdicts.push((at, Verdict::Open(owners, Why::Ambiguous)));
            }
            continue;
        }
        if stretch.branch.is_some() {
            taken[stretch.first..end].fill(true);
            verdicts.push((at, Verdict::Branch));
            continue;
        }
        live.clear();
        let supported = |(index, r): (usize, &Reading)| Some((index, support(page, stretch, r, evidence)?));
        live.extend(stretch.readings.iter().enumerate().filter_map(supported));
        if live.is_empty() {
            waiting.push(at);
            continue;
        }
        taken[stretch.first..end].fill(true);
        let verdict = match pick(page, stretch, &live, evidence) {
            Some((index, _)) if !counts(page, &stretch.readings[index]) => {
                Verdict::Open(vec![stretch.readings[index].entity], Why::Key)
            }
            Some((index, support)) => Verdict::Mention(index, support),
            None => {
                let readings = || live.iter().map(|(index, _)| &stretch.readings[*index]);
                let by_key = readings().next().is_some_and(|r| r.how == How::Key);
                Verdict::Open(
                    readings().map(|r| r.entity).collect(),
                    if by_key { Why::Key } else { Why::Ambiguous },
                )
            }
        };
        verdicts.push((at, verdict));
    }
    for at in waiting {
        let stretch = &stretches[at];
        if taken[stretch.first..stretch.last].iter().any(|t| *t) {
            continue;
        }
        taken[stretch.first..stretch.last].fill(true);
        if !stretch.readings.iter().all(|r| r.vetoed) {
            verdicts.push((at, Verdict::Weak));
        }
    }
    verdicts
}

/// False for a person whose name only sounds like a listed one, where that is not enough: lists of people to be screened.
fn counts(page: &Page<'_>, reading: &Reading) -> bool {
    let person = || page.dictionary.entity(reading.entity).kind == EntityType::Person;
    reading.how != How::Key || page.options.runs("key") || !person()
}

/// Mentions and candidates, each in the order of the text.
fn chosen(page: &Page<'_>, stretches: &[Stretch], verdicts: Verdicts) -> Choice {
    let mut choice = Choice::default();
    for (at, verdict) in verdicts {
        let stretch = &stretches[at];
        match verdict {
            Verdict::Mention(reading, support) => {
                choice.mentions.push(mention(page, stretch, &stretch.readings[reading], support));
            }
            Verdict::Branch => choice.doubts.push(unlisted(stretch)),
            Verdict::Open(entities, why) => choice.doubts.push(doubt(stretch, entities, why)),
            Verdict::Weak => {
                let entities = stretch.readings.iter().map(|r| r.entity).collect();
                let by_key = stretch.readings.iter().all(|r| r.how == How::Key);
                choice.doubts.push(doubt(stretch, entities, if by_key { Why::Key } else { Why::Weak }));
            }
        }
    }
    choice.mentions.sort_by_key(|m| m.first);
    choice.doubts.sort_by_key(|d| d.first);
    choice
}

/// What a reading counts for.
#[derive(Clone, Copy, Debug)]
enum Support {
    Itself,
    Definition,
    Beside,
    /// An entity that the page names, and the line.
    Page(u32, usize),
}

/// Whether a reading counts, and why.
fn support(page: &Page<'_>, stretch: &Stretch, reading: &Reading, evidence: &Evidence) -> Option<Support> {
    if reading.defined {
        return Some(Support::Definition);
    }
    if reading.strong {
        return Some(Support::Itself);
    }
    if reading.vetoed {
        return None;
    }
    if reading.local.as_ref().is_some_and(|cue| !cue.neutral || names_somebody(page, evidence)) {
        return Some(Support::Beside);
    }
    let own = evidence.of(reading.entity).first().map(|(entity, at, _)| (*entity, *at));
    let among = || reading.at_home.then(|| among_groups(page, evidence)).flatten();
    let (who, at) = own.or_else(|| company(page, stretch, reading, evidence)).or_else(among)?;
    page.line_at(page.scan.tokens[at].start).map(|line| Support::Page(who, line))
}

/// The first of the groups that a page surely names, if there are several; branches are one with their parent.
fn among_groups(page: &Page<'_>, evidence: &Evidence) -> Option<(u32, usize)> {
    let group = |(entity, ..): &&(u32, usize, usize)| page.dictionary.entity(*entity).kind == EntityType::Org;
    let mut groups = evidence.places.iter().filter(group);
    let first = groups.next()?;
    let family =
        |entity: u32| std::iter::successors(Some(entity), |child| page.dictionary.parent(*child)).last();
    groups.any(|other| family(other.0) != family(first.0)).then_some((first.0, first.1))
}

/// True when the page surely names a group, an agency, a person or an outlet.
fn names_somebody(page: &Page<'_>, evidence: &Evidence) -> bool {
    evidence.places.iter().any(|(entity, ..)| page.dictionary.entity(*entity).kind != EntityType::Place)
}

/// Whom the same item names of those a name is known to keep company with: `PMF` on a page about `Baghdad`.
/// Persons share their names with too many.
fn company(
    page: &Page<'_>,
    stretch: &Stretch,
    reading: &Reading,
    evidence: &Evidence,
) -> Option<(u32, usize)> {
    let form = page.dictionary.form(reading.form?);
    let kind = page.dictionary.entity(reading.entity).kind;
    if kind == EntityType::Person || !matches!(reading.class, FormClass::Long | FormClass::Short) {
        return None;
    }
    let item = page.lines[stretch.line].item;
    let named = &page.dictionary.context(&form).0.named;
    named
        .iter()
        .flat_map(|(_, whom)| whom)
        .filter(|who| **who != reading.entity)
        .find_map(|who| evidence.of(*who).iter().find(|(.., of)| *of == item).map(|(_, at, _)| (*who, *at)))
}

/// The words to show for a name that does not stand by itself.
fn shown(page: &Page<'_>, reading: &Reading, support: Support) -> Option<String> {
    match support {
        Support::Itself => None,
        Support::Definition => Some("the page defines it".to_owned()),
        Support::Beside => reading.local.as_ref().map(Beside::told),
        Support::Page(who, line) => {
            Some(format!("the page names {} (text line {})", page.dictionary.id(who), line + 1))
        }
    }
}

/// Which of several live readings is meant; `None` when nothing tells.
fn pick(
    page: &Page<'_>,
    stretch: &Stretch,
    live: &[(usize, Support)],
    evidence: &Evidence,
) -> Option<(usize, Support)> {
    if let [only] = live {
        return Some(*only);
    }
    let called = bearers_on_page(page, stretch, live, evidence);
    if !called.is_empty() && called.len() < live.len() {
        return pick(page, stretch, &called, evidence);
    }
    let reading = |at: usize| &stretch.readings[live[at].0];
    let strong: Vec<usize> = (0..live.len()).filter(|at| reading(*at).strong).collect();
    if let [only] = strong.as_slice() {
        let named = |group: &Reading| is_called_like_a_place(page, group, reading(*only), evidence);
        let group = || (0..live.len()).find(|at| named(reading(*at)));
        // `profiles of Khorasan leader`: a land has no leader without an article.
        let led = |at: &usize| {
            let cue = reading(*at).local.as_ref();
            cue.is_some_and(|cue| matches!(cue.distance, Distance::Beside)) && !is_placed(page, stretch)
        };
        let meant = |at: &usize| led(at) || !stands_as_land(page, stretch);
        return Some(live[group().filter(meant).unwrap_or(*only)]);
    }
    let beside: Vec<usize> = (0..live.len()).filter(|at| reading(*at).local.is_some()).collect();
    if let ([], [only]) = (strong.as_slice(), beside.as_slice()) {
        let from_afar =
            reading(*only).local.as_ref().is_some_and(|cue| matches!(cue.distance, Distance::Item));
        let here = |at: &usize| at != only && evidence.is_on_line(page, reading(*at).entity, stretch);
        let mut here = (0..live.len()).filter(|_| from_afar).filter(here);
        return Some(live[here.next().filter(|_| here.next().is_none()).unwrap_or(*only)]);
    }
    if let Some(nearest) = nearest_on_line(page, stretch, &beside, reading) {
        return Some(live[nearest]);
    }
    let here = stretch.first;
    // Nearest before, then nearest behind: smaller is better. What stands in its own item is nearer than what does not.
    let distance = |entity: u32| {
        let places = evidence.of(entity).iter().map(|(_, at, _)| *at);
        let elsewhere = places.filter(|at| !(stretch.first..stretch.last).contains(at));
        elsewhere.map(|at| (at > here, at.abs_diff(here))).min()
    };
    let mut ranked: Vec<((bool, usize), usize)> =
        (0..live.len()).filter_map(|at| distance(reading(at).entity).map(|d| (d, at))).collect();
    ranked.sort_unstable();
    match ranked.as_slice() {
        [(_, only)] => Some(live[*only]),
        [(a, first), (b, _), ..] if a < b => Some(live[*first]),
        _ => None,
    }
}

/// Of persons who share a surname those whom the page calls by a longer name that ends in it; else those it names at all.
fn bearers_on_page(
    page: &Page<'_>,
    stretch: &Stretch,
    live: &[(usize, Support)],
    evidence: &Evidence,
) -> Vec<(usize, Support)> {
    let reading = |at: &usize| &stretch.readings[*at];
    let surname = |(at, _): &(usize, Support)| {
        let reading = reading(at);
        reading.class == FormClass::Part
            && page.dictionary.entity(reading.entity).kind == EntityType::Person
            && !reading.defined
    };
    if !live.iter().all(surname) {
        return Vec::new();
    }
    let last = page.scan.tokens[stretch.last - 1].hash;
    let called = |entity: u32| {
        let longest = evidence.called(page).get(&(entity, last));
        longest.is_some_and(|words| *words > stretch.last - stretch.first)
    };
    let those = |is: &dyn Fn(u32) -> bool| -> Vec<(usize, Support)> {
        live.iter().filter(|(at, _)| is(reading(at).entity)).copied().collect()
    };
    let by_name = those(&called);
    if by_name.is_empty() { those(&|entity| !evidence.of(entity).is_empty()) } else { by_name }
}

/// `Khorasan`, the group in Syria, on a line that says whom it means or a page that names the group.
fn is_called_like_a_place(page: &Page<'_>, group: &Reading, place: &Reading, evidence: &Evidence) -> bool {
    let kind = |reading: &Reading| page.dictionary.entity(reading.entity).kind;
    (kind(group), kind(place)) == (EntityType::Org, EntityType::Place)
        && group.class == FormClass::Part
        && (group.local.as_ref().is_some_and(|cue| matches!(cue.distance, Distance::Line))
            || !evidence.of(group.entity).is_empty())
}

/// How many tokens away a word tells namesakes of one line apart.
const NEAR: usize = 24;

/// Of namesakes that words of the line speak for, the one whose word stands nearest: `in Benghazi Ansar al-Sharia …, its
/// Tunisian twin, Ansar al-Sharia`.
fn nearest_on_line<'r>(
    page: &Page<'_>,
    stretch: &Stretch,
    among: &[usize],
    reading: impl Fn(usize) -> &'r Reading,
) -> Option<usize> {
    if among.len() < 2 {
        return None;
    }
    let (names, line) = (Named::on(page), page.tokens_of(stretch.line));
    let near = line.start.max(stretch.first.saturating_sub(NEAR))..line.end.min(stretch.last + NEAR);
    let distance = |at: usize| {
        let form = page.dictionary.form(reading(at).form?);
        let needs = &page.dictionary.context(&form).0;
        let beside = names.distance(page, form.entity, needs, &near, &(stretch.first..stretch.last));
        // A word of another line says less than any word of this one.
        let here = reading(at).local.as_ref().is_some_and(|cue| !matches!(cue.distance, Distance::Item));
        beside.or(here.then_some(FAR))
    };
    let mut ranked: Vec<(usize, usize)> =
        among.iter().filter_map(|at| distance(*at).map(|far| (far, *at))).collect();
    ranked.sort_unstable();
    match ranked.as_slice() {
        [(_, only)] => Some(*only),
        [(a, first), (b, _), ..] if a < b => Some(*first),
        _ => None,
    }
}

fn mention(page: &Page<'_>, stretch: &Stretch, reading: &Reading, support: Support) -> Chosen {
    Chosen {
        first: stretch.first,
        last: stretch.last,
        line: stretch.line,
        entity: reading.entity,
        form: reading.form,
        class: reading.class,
        how: reading.how,
        evidence: match &reading.local {
            Some(name) if reading.how == How::Key => Some(name.words.clone()),
            _ => shown(page, reading, support),
        },
    }
}

fn unlisted(stretch: &Stretch) -> Doubt {
    let parent = stretch.readings.first().map(|r| r.entity);
    Doubt {
        first: stretch.first,
        last: stretch.branch.unwrap_or(stretch.last),
        line: stretch.line,
        entities: vec![],
        parent,
        why: Why::UnlistedBranch,
    }
}

fn doubt(stretch: &Stretch, mut entities: Vec<u32>, why: Why) -> Doubt {
    entities.sort_unstable();
    entities.dedup();
    Doubt { first: stretch.first, last: stretch.last, line: stretch.line, entities, parent: None, why }
}

/// What the chosen mentions say for others. Flagged lines say nothing: they may be gone the second time.
fn gather(page: &Page<'_>, stretches: &[Stretch], verdicts: &Verdicts) -> Evidence {
    let mut places = Vec::with_capacity(2 * verdicts.len());
    for (at, verdict) in verdicts {
        let Verdict::Mention(reading, _) = verdict else { continue };
        let stretch = &stretches[*at];
        let entity = stretch.readings[*reading].entity;
        let line = &page.lines[stretch.line];
        let says = |r: &Reading| r.entity == entity && r.speaks;
        let same = |s: &&Stretch| s.last == stretch.last;
        if line.silent
            || !starting_at(stretches, stretch.first).iter().filter(same).flat_map(|s| &s.readings).any(says)
        {
            continue;
        }
        // A branch on the page makes its parent's acronym plain; not the other way round.
        let mut entity = Some(entity);
        while let Some(number) = entity {
            places.push((number, stretch.first, line.item));
            entity = page.dictionary.parent(number);
        }
    }
    Evidence::new(places)
}

/// The number of the line behind these: LF, CRLF and CR end one.
fn line_number(before: &str) -> usize {
    1 + before.matches(['\n', '\r']).count() - before.matches("\r\n").count()
}

fn explain_losers(page: &mut Page<'_>, stretches: &[Stretch], choice: &Choice) {
    if page.trace.is_none() {
        return;
    }
    for stretch in stretches {
        let won = choice.mentions.iter().any(|m| (m.first, m.last) == (stretch.first, stretch.last));
        if won {
            continue;
        }
        let tokens = &page.scan.tokens;
        let surface = page.text[tokens[stretch.first].start..tokens[stretch.last - 1].end].to_owned();
        let ids: Vec<_> = stretch.readings.iter().map(|r| page.dictionary.id(r.entity)).collect();
        let ids = ids.join(", ");
        let over = choice.mentions.iter().find(|m| m.first < stretch.last && stretch.first < m.last);
        let why = if let Some(winner) = over {
            let longer = &page.text[tokens[winner.first].start..tokens[winner.last - 1].end];
            format!("lies under `{longer}`")
        } else if stretch.nobody {
            "the page uses these letters for something else".to_owned()
        } else if stretch.branch.is_some() {
            "it is joined to a branch that no dictionary lists".to_owned()
        } else if let Some(against) =
            stretch.readings.iter().find(|r| r.vetoed).and_then(|r| r.against.clone())
        {
            against
        } else if choice.doubts.iter().any(|d| d.first == stretch.first && d.why == Why::Key) {
            let heard = stretch.readings.iter().filter(|r| r.how == How::Key).find_map(|r| r.local.as_ref());
            let heard = heard.map_or("sounds like a part of a listed name", |name| &name.words);
            format!("{heard}; a person must say whether it is")
        } else if choice.doubts.iter().any(|d| d.first == stretch.first && d.why == Why::Ambiguous) {
            "several entities own it and nothing tells which".to_owned()
        } else {
            "it is weak and nothing on the page speaks for it".to_owned()
        };
        let number = line_number(&page.text[..tokens[stretch.first].start]);
        page.note(|| format!("lost {number}: `{surface}` ({ids}): {why}"));
    }
}
