//! The default: common words where they are enough, else letters, whatlang for other scripts and for long doubt.
//! In: a line. Out: a [`Guess`].
//! Not here: weights (see `table`, `words`), parts of a line (see `spans`), neighbours (see `context`).

use super::{
    Evidence, Guess, LangId, Line, backends,
    spans::{Stretch, Word, parts},
    table::{EN, Endings, IT, NAT, Row, Rows, Scores, add, leader, members},
    words::{Entry, Words},
};
use crate::{
    document::Language,
    memo::Pool,
    scan::{Gap, Shape, Token},
};

/// What English and Italian have ahead of the others before a word is read.
const HOME: i16 = 2 * NAT;

/// How much of what a word says counts, in sixteenths.
const WHOLE: i16 = 16;
const TITLE: i16 = 10;
const SHOUT: i16 = 12;

/// So many words tell the language of a line; the sums of more would run out of their numbers, and all groups be one.
const ENOUGH: usize = 1000;

/// A line is plain when so many of its words are common, at least every second one, and they lead by so much.
const PLAIN_WORDS: usize = 4;
const PLAIN_SHARE: usize = 2;
const PLAIN_MARGIN: i16 = 8 * NAT;
/// The other language may have so much in a row, by common words and the endings of the others.
const PLAIN_STRETCH: i16 = 3 * NAT / 4;

/// A line of so many words that are no sentence needs this much to have a language, less if it has a common word.
const NAME_WORDS: usize = 3;
const NAMES: i16 = 3 * NAT / 2;
const LABEL: i16 = NAT / 2;

/// Digits of a year.
const YEAR: usize = 4;

/// Places to share a page with are names, and a row of them has no language.
const BRANDS: &[&str] = &[
    "facebook",
    "twitter",
    "x",
    "whatsapp",
    "telegram",
    "linkedin",
    "instagram",
    "youtube",
    "pinterest",
    "reddit",
    "tiktok",
    "tumblr",
    "messenger",
    "flipboard",
    "bluesky",
    "mastodon",
    "snapchat",
    "skype",
    "viber",
];

/// Acronyms have up to so many letters.
const ACRONYM: usize = 6;

/// whatlang is asked about lines of so many words whose margin a word is small.
const ASK_WORDS: usize = 10;
const ASK_MARGIN: i16 = NAT / 2;
const ASK_TRUST: f64 = 0.9;

/// Words of English and Italian fit their letters. Where so many on average do not, it is another language.
const STRANGE_WORDS: i32 = 8;
const STRANGE: i32 = -5 * NAT as i32 / 4;
/// It may be none that is known: of the languages of Italy alone there are a dozen.
const STRANGER: f32 = 0.6;

/// Knows common words and letters of languages; made once, asked for every line.
#[derive(Clone, Debug)]
pub struct Detector {
    words: Words,
    endings: Endings,
    rows: Pool<Rows>,
}

impl Detector {
    /// Its name, for `--backend`.
    pub const NAME: &'static str = "default";

    /// A detector that knows these common words, in their own spelling, of these languages.
    ///
    /// ```
    /// use canonry::{Language, detect::{Detector, LangId, Line}, scan::Scan};
    /// let detector = Detector::new(&[(Language::IT, vec!["che".to_owned(), "sono".to_owned()])]);
    /// let text = "tre uomini sono stati uccisi per errore";
    /// let scan = Scan::new(text);
    /// assert_eq!(detector.line(&Line::new(text, &scan)).lang, Language::IT);
    /// ```
    pub fn new(lists: &[(Language, Vec<String>)]) -> Detector {
        Detector { words: Words::new(lists), endings: Endings::new(), rows: Pool::default() }
    }
}

impl LangId for Detector {
    fn name(&self) -> &'static str {
        Detector::NAME
    }

    fn line(&self, line: &Line<'_>) -> Guess {
        self.plain(line).unwrap_or_else(|| self.read(line))
    }

    #[inline]
    fn says_nothing(&self, token: &Token) -> bool {
        self.words.is_article(token)
    }
}

impl Detector {
    /// Most long lines are plain after a look at their common words; nothing else is read then.
    fn plain(&self, line: &Line<'_>) -> Option<Guess> {
        if line.tokens.len() < PLAIN_WORDS {
            return None;
        }
        let mut scores = start();
        let (mut lower, mut known) = (0, 0);
        let mut stretches = [Stretch::default(); 2];
        for (_, token) in line.unmasked() {
            if !token.shape.is_lower() {
                continue;
            }
            lower += 1;
            let lean = match self.words.get(token) {
                Some(word) => {
                    known += 1;
                    if known <= ENOUGH {
                        add(&mut scores, &word.row, WHOLE);
                    }
                    lean(&word.row)
                }
                None => self.endings.lean(&line.text.as_bytes()[token.start..token.end]),
            };
            stretches[EN].grow(lean);
            stretches[IT].grow(-lean);
        }
        if known < PLAIN_WORDS || known * PLAIN_SHARE < lower {
            return None;
        }
        let (best, margin) = leader(&scores);
        let plain = (best == EN || best == IT)
            && margin >= PLAIN_MARGIN
            && stretches[1 - best].best() < PLAIN_STRETCH;
        let lang = members(best).next().filter(|_| plain)?;
        Some(Guess::scored(lang, scores, Evidence::Words))
    }

    /// Reads every word.
    fn read(&self, line: &Line<'_>) -> Guess {
        let said = self.said(line);
        if said.is_empty() {
            return Guess::sure(Language::UND, 0.95);
        }
        let facts = Facts::of(line, &said);
        if facts.months == said.len() {
            let numbers = line.unmasked().filter(|(_, token)| token.shape.has_digit()).count();
            // `4h ago` is no day in August.
            let timed = |token: &Token| token.shape.has_digit() && token.shape.has_lower();
            if numbers > 0 && !line.unmasked().any(|(_, token)| timed(token)) {
                // A whole date is data, and so is `maggio 2023`; `14 maggio` is words.
                let year =
                    |(_, token): (usize, &Token)| token.shape.has_digit() && token.end - token.start == YEAR;
                let words = facts.calendar.filter(|_| numbers == 1 && !line.unmasked().any(year));
                return Guess::sure(words.unwrap_or(Language::UND), 0.95);
            }
        }
        if said.iter().all(|said| is_brand(line.scan.word(said.at))) {
            return Guess::sure(Language::UND, 0.95);
        }
        if facts.foreign * 2 > facts.letters {
            return backends::by_script(&line.spoken(|token| speaks(token.shape)));
        }
        let words = self.rows.lend(|rows| heard(line, &said, &facts, rows));
        let mut scores = start();
        for word in words.iter().take(ENOUGH) {
            add(&mut scores, &word.row, word.weight);
        }
        let (best, margin) = leader(&scores);
        if let Some(doubt) = facts.name(margin) {
            return Guess::sure(Language::UND, doubt);
        }
        let whole: i32 = words.iter().map(|word| i32::from(word.says(best))).sum();
        let ahead = i32::from(start()[best] - HOME);
        if let Some(parts) = parts(line, &words).filter(|parts| parts.score > whole + ahead) {
            let evidence = Evidence::Letters;
            return Guess { spans: parts.spans, evidence, ..Guess::sure(parts.lang, 0.9) };
        }
        if is_strange(&words, best) {
            let lang = self.member(line, stranger(&scores));
            return Guess { evidence: Evidence::Letters, ..Guess::sure(lang, STRANGER) };
        }
        let mut guess = Guess::scored(self.member(line, best), scores, Evidence::Letters);
        let count = i16::try_from(words.len()).unwrap_or(i16::MAX);
        if words.len() >= ASK_WORDS && margin < ASK_MARGIN.saturating_mul(count) {
            self.ask(line, &mut guess);
        }
        guess
    }

    /// The words that speak.
    fn said<'l>(&'l self, line: &Line<'l>) -> Vec<Said<'l>> {
        let spoken =
            line.unmasked().filter(|(at, token)| speaks(token.shape) && !self.is_joined_particle(line, *at));
        let mut said = Vec::with_capacity(line.tokens.len());
        said.extend(spoken.map(|(at, token)| Said { at, token, entry: self.words.get(token) }));
        said
    }

    /// `al-`, `-ul-` in a name nobody located.
    #[inline]
    fn is_joined_particle(&self, line: &Line<'_>, at: usize) -> bool {
        let tokens = &line.scan.tokens;
        let joined = |at: usize| tokens.get(at).is_some_and(|token| Gap::DASH.allows(token.gap));
        (joined(at) || joined(at + 1)) && self.words.get(&tokens[at]).is_some_and(|word| word.particle)
    }

    /// The language of a group: the one that lists most of the words.
    fn member(&self, line: &Line<'_>, lane: usize) -> Language {
        let mut members = members(lane);
        let first = members.next().expect("no group is empty");
        let Some(second) = members.next() else { return first };
        let weighed = [first, second].into_iter().chain(members).map(|lang| (self.listed(line, lang), lang));
        weighed.reduce(|best, next| if next.0 > best.0 { next } else { best }).map_or(first, |best| best.1)
    }

    fn listed(&self, line: &Line<'_>, lang: Language) -> u32 {
        let Some(bit) = self.words.langs.iter().position(|known| *known == lang) else { return 0 };
        let words = line.unmasked().filter_map(|(_, token)| self.words.get(token));
        words
            .map(|word| if word.langs >> bit & 1 == 1 { 12 / word.langs.count_ones().min(12) } else { 0 })
            .sum()
    }

    /// A second opinion on a long doubtful line. It sees no names and no articles.
    fn ask(&self, line: &Line<'_>, guess: &mut Guess) {
        let words = line.spoken(|token| speaks(token.shape) && !self.says_nothing(token));
        guess.evidence = Evidence::Other;
        let Some((lang, sure)) = backends::whatlang(&words).filter(|(_, sure)| *sure >= ASK_TRUST) else {
            return;
        };
        if lang == guess.lang {
            guess.confidence = guess.confidence.max(0.97);
        } else if ![Language::EN, Language::IT].contains(&lang) {
            *guess = Guess::sure(lang, sure.min(0.8) as f32);
        } else {
            guess.confidence = guess.confidence.min(0.7);
        }
    }
}

/// A word that speaks, and what is known of it.
struct Said<'l> {
    at: usize,
    token: &'l Token,
    entry: Option<&'l Entry>,
}

/// What each word says and how much that counts.
fn heard(line: &Line<'_>, said: &[Said<'_>], facts: &Facts, rows: &mut Rows) -> Vec<Word> {
    let hear = |(place, Said { at, token, entry }): (usize, &Said<'_>)| {
        let weight = facts.weight(token, place == 0, entry.is_some_and(|entry| entry.article));
        let row = match entry {
            Some(entry) => entry.row,
            // What does not count need not be read.
            None if weight == 0 => Row::default(),
            None => rows.row(&line.text[token.start..token.end]),
        };
        Word { token: *at, row, weight, lower: token.shape.is_lower() }
    };
    said.iter().enumerate().map(hear).collect()
}

/// What a line looks like before its words are weighed.
#[derive(Default)]
struct Facts {
    /// Months, and the language a month is spelt in.
    months: usize,
    calendar: Option<Language>,
    /// Words, those glued to another not counted.
    words: usize,
    /// Bytes of words, and of words in other scripts.
    letters: usize,
    foreign: usize,
    /// It has a lower-case word.
    lower: bool,
    /// All its words are capitals.
    shouts: bool,
    /// It has a common word of four letters or more.
    known: bool,
}

impl Facts {
    fn of(line: &Line<'_>, said: &[Said<'_>]) -> Facts {
        let mut facts = Facts::default();
        let mut upper = 0;
        for (place, Said { token, entry, .. }) in said.iter().enumerate() {
            let length = token.end - token.start;
            facts.letters += length;
            // An ASCII letter is never foreign.
            let wide = line.text.as_bytes()[token.start] >= 0x80;
            let foreign = wide && line.text[token.start..].chars().next().is_some_and(is_foreign);
            facts.foreign += if foreign { length } else { 0 };
            upper += usize::from(token.shape.is_upper());
            facts.words += usize::from(place == 0 || !Gap::NONE.allows(token.gap));
            let small = entry.is_some_and(|entry| entry.particle || entry.article);
            facts.lower |= token.shape.is_lower() && length > 1 && !small;
            let Some(entry) = entry else { continue };
            facts.months += usize::from(entry.month.is_some());
            facts.calendar = facts.calendar.or(entry.month.filter(|lang| *lang != Language::UND));
            facts.known |= length > 3 && entry.langs != 0 && !entry.article && entry.month.is_none();
        }
        facts.shouts = upper == said.len() && (upper > 1 || !is_acronym(said[0].token));
        facts
    }

    /// How surely a line is but names, by how far its first language leads.
    fn name(&self, margin: i16) -> Option<f32> {
        let enough = if self.known { LABEL } else { NAMES };
        let name = !self.lower && self.words <= NAME_WORDS && margin < enough;
        name.then(|| 0.9 - 0.3 * f32::from(margin) / f32::from(enough))
    }

    /// How much a word counts, by how it is written.
    fn weight(&self, token: &Token, opens: bool, article: bool) -> i16 {
        let length = token.end - token.start;
        match () {
            // `ISIS-K / IS-K`: nothing but acronyms.
            () if self.shouts && !self.known && (length < 4 || article) => 0,
            () if self.shouts => SHOUT,
            () if !token.shape.has_capital() => WHOLE,
            () if is_acronym(token) => 0,
            () if opens => WHOLE,
            () => TITLE,
        }
    }
}

fn start() -> Scores {
    let mut scores = Scores::default();
    (scores[EN], scores[IT]) = (HOME, HOME);
    scores
}

fn is_brand(word: &str) -> bool {
    BRANDS.contains(&word)
}

/// Longer words in capitals are words.
fn is_acronym(token: &Token) -> bool {
    token.shape.is_upper() && (2..=ACRONYM).contains(&(token.end - token.start))
}

/// What a word says for English and against Italian.
fn lean(row: &Row) -> i16 {
    i16::from(row[EN]) - i16::from(row[IT])
}

/// True when the lower-case words of a line that English or Italian won are strange to both: either has words of the other.
fn is_strange(words: &[Word], best: usize) -> bool {
    let fits = |word: &Word| i32::from(word.row[EN].max(word.row[IT]));
    let lower = words.iter().take(ENOUGH).filter(|word| word.lower);
    let (count, sum) = lower.fold((0, 0), |(count, sum), word| (count + 1, sum + fits(word)));
    (best == EN || best == IT) && count >= STRANGE_WORDS && sum < count * STRANGE
}

/// The best group that is neither English nor Italian.
fn stranger(scores: &Scores) -> usize {
    let mut others = *scores;
    (others[EN], others[IT]) = (i16::MIN, i16::MIN);
    leader(&others).0
}

/// A word of letters, outside addresses, hashtags and acronyms with dots.
pub(super) fn speaks(shape: Shape) -> bool {
    !(shape.has_digit() || shape.is_protected() || shape.is_hashtag() || shape.is_dotted())
}

fn is_foreign(c: char) -> bool {
    c as u32 >= 0x370 && !('\u{1e00}'..='\u{1eff}').contains(&c)
}
