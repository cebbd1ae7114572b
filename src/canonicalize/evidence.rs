//! What speaks for a weak name: cues beside it, definitions on the page, counter-cues.
//! In: a page and stretches of tokens. Out: yes or no, with the words to show for it.
//! Not here: which of several overlapping names wins (see `choose`).

use super::choose::Named;
use crate::{
    dictionary::{data::Cues, phrases::Phrases, trie::Gate},
    document::{EntityType, Language},
    page::Page,
    scan::{Gap, Scan, hash},
};
use std::ops::Range;

/// Cue words, folded, ready to be looked up.
pub(super) struct CueSets {
    pub(super) group_after: Phrases,
    pub(super) person_before: Phrases,
    group_before: Phrases,
    neutral: Phrases,
    pub(super) arms: Phrases,
    pub(super) province_words: Phrases,
    pub(super) province_before: Phrases,
    /// Capitalised behind `of`, and the name of no land: of a faith, a time, a title, or what stands beside a group.
    pub(super) no_lands: Phrases,
    pub(super) alias_before: Phrases,
    /// Before the short name a page will use from now on: `hereafter`, `or`.
    hereafter: Phrases,
    /// Between an acronym and what it stands for: `short for`.
    pub(super) short_for: Phrases,
    /// Who bears a surname of ours and is somebody else: `footballer`.
    pub(super) civilians: Phrases,
    /// What an acronym of ours stands for elsewhere: `bank`.
    pub(super) other_bodies: Phrases,
    /// By which a line is about sports, where clubs bear the names of towns: `derby`.
    pub(super) sports: Phrases,
    /// The last words of what says that a name is spoken about or follows.
    alias_ends: Vec<u8>,
    /// Days and months that are nobody's name: `On Monday Mehsud said`, but `April Mehsud`.
    pub(super) calendar: Phrases,
}

impl CueSets {
    pub(super) fn new(cues: &Cues) -> CueSets {
        let days = cues.weekdays.iter().chain(&cues.months);
        let beside = [&cues.no_lands, &cues.arms, &cues.group_after, &cues.person_before];
        let no_lands: Vec<String> = beside.into_iter().flatten().cloned().collect();
        let calendar: Vec<String> = days.filter(|day| day.len() > SHORT_DAY).cloned().collect();
        CueSets {
            group_after: Phrases::new(&cues.group_after),
            group_before: Phrases::new(&cues.group_before),
            neutral: Phrases::new(&cues.neutral),
            arms: Phrases::new(&cues.arms),
            person_before: Phrases::new(&cues.person_before),
            province_words: Phrases::new(&cues.province_words),
            province_before: Phrases::new(&cues.province_before),
            no_lands: Phrases::new(&no_lands),
            alias_before: Phrases::new(&cues.alias_before),
            hereafter: Phrases::new(&cues.hereafter),
            short_for: Phrases::new(&cues.short_for),
            civilians: Phrases::new(&cues.civilians),
            other_bodies: Phrases::new(&cues.other_bodies),
            sports: Phrases::new(&cues.sports),
            alias_ends: Gate::bytes(&last_words(cues.alias_before.iter().chain(&cues.hereafter))),
            calendar: Phrases::new(&calendar),
        }
    }

    /// False when no words that lead to a name end in this one.
    pub(super) fn may_lead(&self, word: u32) -> bool {
        Gate::new(&self.alias_ends).lets_through(word)
    }

    /// True for words behind which a page gives another name, mostly a shorter one: `hereafter`, `also known as`.
    pub(super) fn leads_to_a_name(&self, scan: &Scan, words: Range<usize>) -> bool {
        self.hereafter.have(scan, words.clone()) || self.alias_before.have(scan, words)
    }
}

/// Names of days and months up to this length are names of people as well: `April`, `Jan`, `June`.
const SHORT_DAY: usize = 5;

/// Articles that may stand between a cue and its name.
pub(super) const ARTICLES: &[&str] =
    &["the", "il", "lo", "l", "la", "i", "gli", "le", "so", "called", "un", "a", "an"];

/// Italian prepositions and what they become with an article.
const ARTICULATED: &[(&str, &[&str])] = &[
    ("di", &["del", "dello", "della", "dell", "dei", "degli", "delle"]),
    ("da", &["dal", "dallo", "dalla", "dall", "dai", "dagli", "dalle"]),
    ("a", &["al", "allo", "alla", "all", "ai", "agli", "alle"]),
    ("con", &["col", "coi"]),
];

/// True for an article, or an Italian preposition with one.
pub(super) fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word) || ARTICULATED.iter().any(|(_, forms)| forms.contains(&word))
}

/// Elided Italian articles and prepositions: what follows them in Italian is a noun, so `dell'Isis` is the group.
const ELIDED_ARTICLES: &[&str] = &["l", "dell", "all", "nell", "sull", "dall", "coll", "quell"];

/// Names that are words as well, a verb and a goddess: behind an article only the group is left. `dell'AKP` may be anybody.
pub(super) const WORDS: &[&str] = &["is", "isis"];

/// What stands beside a name and speaks for it.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    /// The words.
    pub(super) words: String,
    /// Other trades say them as well: `HTS leader` may be a chemist.
    pub(super) neutral: bool,
    pub(super) distance: Distance,
}

/// How far from the name such words stand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Distance {
    /// They are the name, which is another spelling of one that is known.
    Itself,
    Beside,
    Line,
    Item,
}

impl Beside {
    /// Words that leave no doubt.
    pub(super) fn plain(words: String) -> Beside {
        Beside { words, neutral: false, distance: Distance::Beside }
    }

    /// Words that leave no doubt though they stand farther away.
    pub(super) fn far(words: String, distance: Distance) -> Beside {
        Beside { words, neutral: false, distance }
    }

    /// True for `dell` of `dell'Isis`: it says that a noun follows, not whose name it is.
    pub(super) fn is_article(&self) -> bool {
        ELIDED_ARTICLES.contains(&self.words.as_str())
    }

    /// In words, for `explain` and records.
    pub(super) fn told(&self) -> String {
        match self.distance {
            Distance::Itself => self.words.clone(),
            Distance::Beside => format!("beside `{}`", self.words),
            Distance::Line => format!("`{}` on its line", self.words),
            Distance::Item => format!("`{}` in its item", self.words),
        }
    }
}

/// A word beside the tokens `first..last` that proves an armed group or agency is meant; a plain one before one that
/// other trades have as well. A name of several words is no acronym of another trade: every cue is plain there.
pub(super) fn cue_beside(
    page: &Page<'_>,
    cues: &CueSets,
    names: &Named,
    kind: EntityType,
    first: usize,
    last: usize,
) -> Option<Beside> {
    if !matches!(kind, EntityType::Org | EntityType::State | EntityType::Media) {
        return None;
    }
    let behind = cue_behind(page, cues, names, last);
    if behind.as_ref().is_some_and(|cue| !cue.neutral) {
        return behind;
    }
    let cue =
        cue_before(page, cues, names, first).filter(|cue| !cue.neutral || behind.is_none()).or(behind)?;
    Some(Beside { neutral: cue.neutral && last == first + 1, ..cue })
}

/// True when a line that is not silent speaks of arms outside names: `the troops`, `esplosivo`, `gunmen`. Names are left out,
/// for rewriting changes their words, and flagged lines are gone the second time.
pub(super) fn speaks_of_arms(page: &Page<'_>, cues: &CueSets, names: &Named) -> bool {
    let have = |cues: &Phrases, words: &Range<usize>| cues.have(page.scan, words.clone());
    let armed = |words: &Range<usize>, long: bool| {
        have(&cues.arms, words)
            || long
                && (have(&cues.group_after, words) || have(&cues.group_before, words))
                && !have(&cues.neutral, words)
    };
    page.lines.iter().enumerate().filter(|(_, line)| !line.silent).any(|(number, _)| {
        let line = page.tokens_of(number);
        let free =
            |words: &Range<usize>| words.end <= line.end && !words.clone().any(|word| names.covers(word));
        line.clone().any(|at| {
            (1..=2).any(|count| {
                let words = at..at + count;
                // One cue of several words is enough to look for; single ones must be longer than `anti`, `pro`.
                let long = count == 2 || page.scan.word(at).len() > 5;
                armed(&words, long) && free(&words)
            })
        })
    })
}

/// A word behind the tokens before `last` that proves an armed group or agency: `fighters`, `'s leader`.
pub(super) fn cue_behind(page: &Page<'_>, cues: &CueSets, names: &Named, last: usize) -> Option<Beside> {
    let tokens = &page.scan.tokens;
    let possessive =
        tokens.get(last).is_some_and(|t| t.gap == Gap::APOSTROPHE) && page.scan.word(last) == "s";
    let at = if possessive { last + 1 } else { last };
    let beside = Gap::SPACE.or(Gap::DASH);
    if !tokens.get(at).is_some_and(|token| beside.allows(token.gap)) {
        return None;
    }
    (1..=2).find_map(|count| {
        let free = (at..at + count).all(|token| !names.covers(token));
        let joined = free
            && at + count <= tokens.len()
            && tokens[at + 1..at + count].iter().all(|t| beside.allows(t.gap));
        let view = joined.then(|| page.view_of(at..at + count))?;
        let bound = possessive || tokens[at].gap == Gap::DASH;
        cues.group_after.contains(view).then(|| Beside {
            neutral: !bound && cues.neutral.contains(view),
            ..Beside::plain(view.trim().to_owned())
        })
    })
}

fn cue_before(page: &Page<'_>, cues: &CueSets, names: &Named, first: usize) -> Option<Beside> {
    let tokens = &page.scan.tokens;
    let gap = tokens[first].gap;
    if let Some(article) = elided_before(page, first) {
        // Who is behind the article is told better by what is before it.
        let told = articulated_before(page, cues, names, first).filter(|cue| !cue.neutral);
        return told.or(Some(Beside::plain(article)));
    }
    let near = Gap::SPACE.or(Gap::DASH).or(Gap::APOSTROPHE);
    if !near.allows(gap) {
        return None;
    }
    let mut end = first;
    // `contro un Ros di settore`: who has an indefinite article is nobody by name.
    let definite = |word: &str| ARTICLES.contains(&word) && !matches!(word, "un" | "a" | "an");
    while end > 0 && near.allows(tokens[end].gap) && definite(page.scan.word(end - 1)) {
        end -= 1;
    }
    let plain = (1..=3).find_map(|count| {
        let start = end.checked_sub(count)?;
        let free = (start..end).all(|token| !names.covers(token));
        let joined = free && tokens[start + 1..=end.min(tokens.len() - 1)].iter().all(|t| near.allows(t.gap));
        let view = joined.then(|| page.view_of(start..end))?;
        cues.group_before.contains(view).then(|| Beside {
            neutral: gap != Gap::DASH && cues.neutral.contains(view),
            ..Beside::plain(view.trim().to_owned())
        })
    });
    plain.or_else(|| articulated_before(page, cues, names, first))
}

/// A cue joined to the name by an articulated preposition: `i miliziani del TTP`, `rivendicato dal TTP`, `legato all'ADF`.
fn articulated_before(page: &Page<'_>, cues: &CueSets, names: &Named, first: usize) -> Option<Beside> {
    let tokens = &page.scan.tokens;
    let end = first.checked_sub(1)?;
    let joined = Gap::SPACE.or(Gap::APOSTROPHE).allows(tokens[first].gap) && tokens[end].gap == Gap::SPACE;
    let base = ARTICULATED.iter().find(|(_, forms)| joined && forms.contains(&page.scan.word(end)))?.0;
    (1..=2).find_map(|count| {
        let start = end.checked_sub(count)?;
        let free = (start..end).all(|token| !names.covers(token));
        let near = free && tokens[start + 1..end].iter().all(|t| t.gap == Gap::SPACE);
        let view = near.then(|| page.view_of(start..end))?;
        let of = (base == "di" && cues.group_before.contains(view)).then(|| view.to_owned());
        let cue = of.or_else(|| {
            let whole = format!("{view}{base} ");
            cues.group_before.contains(&whole).then_some(whole)
        })?;
        Some(Beside { neutral: cues.neutral.contains(&cue), ..Beside::plain(cue.trim().to_owned()) })
    })
}

/// The elided Italian article before a name that is a verb or a goddess elsewhere: `dell'Isis`, `DELL'IS`.
pub(super) fn elided_before(page: &Page<'_>, first: usize) -> Option<String> {
    let token = page.scan.tokens[first];
    let before = page.scan.word(first.checked_sub(1)?);
    let elided = Gap::APOSTROPHE.or(Gap::NONE).allows(token.gap)
        && ELIDED_ARTICLES.contains(&before)
        && WORDS.contains(&page.scan.word(first));
    let lang = page.lines.get(page.line_at(token.start)?)?.lang;
    (elided && lang != Language::EN).then(|| before.to_owned())
}

/// What Italian addresses begin with.
const STREETS: &[&str] = &["via", "viale", "piazza", "piazzale", "corso", "largo", "vicolo", "contrada"];

/// `l'Isis Fermi di Lucca`, `L'ISIS "Galileo Galilei"`: a school that bears somebody's name; `all'Isis di via Roma`: one that is
/// told by its street.
pub(super) fn names_a_school(page: &Page<'_>, cues: &CueSets, names: &Named, first: usize) -> bool {
    let tokens = &page.scan.tokens;
    let Some(token) = tokens.get(first + 1) else { return false };
    if !WORDS.contains(&page.scan.word(first)) || elided_before(page, first).is_none() {
        return false;
    }
    let goes_on = |at: usize| tokens.get(at).is_some_and(|token| token.gap == Gap::SPACE);
    let street = |at: usize| {
        goes_on(at)
            && goes_on(at + 1)
            && STREETS.contains(&page.scan.word(at))
            && tokens[at + 1].shape.starts_capital()
    };
    if goes_on(first + 1) && page.scan.word(first + 1) == "di" && street(first + 2) {
        return true;
    }
    let between = &page.text[tokens[first].end..token.start];
    let opens = matches!(between.trim_start(), "" | "\"" | "“" | "«") && between.starts_with(' ');
    let view = page.view_of(first + 1..first + 2);
    let listed =
        || page.dictionary.is_place(view) || page.dictionary.is_demonym(view) || cues.calendar.contains(view);
    opens && token.shape.starts_capital() && token.shape.has_lower() && !names.covers(first + 1) && !listed()
}

/// A name is spoken about when one of these stands directly before it: `better known as`, `noto come`.
pub(super) fn alias_cue_before(page: &Page<'_>, cues: &CueSets, first: usize) -> bool {
    let tokens = &page.scan.tokens;
    let open = |at: usize| {
        let gap = &page.text[tokens[at - 1].end..tokens[at].start];
        gap == " "
            || !gap.contains(['\n', '\r', '.', ';', ')'])
                && gap.chars().all(|c| !c.is_alphanumeric() && !"-–—/".contains(c))
    };
    let mut end = first;
    // `the group called ISIS` is spoken about, the `so-called` ISIS is not.
    let so_called = |at: usize| {
        page.scan.word(at) != "called" || at.checked_sub(1).is_some_and(|so| page.scan.word(so) == "so")
    };
    while end > 0 && open(end) && ARTICLES.contains(&page.scan.word(end - 1)) && so_called(end - 1) {
        end -= 1;
    }
    // Nearly all words end here.
    if end == 0 || !cues.may_lead(tokens[end - 1].hash) || !open(end) {
        return false;
    }
    // `known to local people as`, `noto in arabo come`
    let spoken = |at: usize| {
        SPOKEN.contains(&page.scan.word(at))
            && (at.saturating_sub(6)..at).any(|word| {
                page.scan.tokens[word + 1..=at].iter().all(|token| token.gap == Gap::SPACE)
                    && matches!(
                        page.scan.word(word),
                        "known" | "noto" | "nota" | "noti" | "conosciuto" | "conosciuta" | "conosciuti"
                    )
            })
    };
    spoken(end - 1)
        || (1..=4).any(|count| {
            end.checked_sub(count).is_some_and(|start| cues.alias_before.have(page.scan, start..end))
        })
}

/// Words that close `known … as`, `noto … come`.
const SPOKEN: [&str; 2] = ["as", "come"];

/// The hashes of the last words of these cues, and of those that close `known … as`.
fn last_words<'c>(cues: impl Iterator<Item = &'c String>) -> Vec<u32> {
    let last = |cue: &String| Scan::new(cue).tokens.last().map(|token| token.hash);
    cues.filter_map(last).chain(SPOKEN.map(hash)).collect()
}
