//! Tells the language of a line, and where a line changes from English to Italian or back.
//! In: a text, its scan, the tokens of a line, which of them are located names. Out: a language, how sure, the parts.
//! Not here: where lines end (see `segment`), the words of languages (see the dictionaries).
//!
//! Only tokens that are not masked speak: a long name written into a short line never changes its language. Forms of an
//! article that depend on the word behind them (`dell'`, `dello`) weigh the same, for the same reason.

use crate::{
    document::Language,
    scan::{Gap, Scan, Token, hash},
};
use std::{collections::BTreeMap, ops::Range};
use whatlang::{Lang, Script};

mod cues;
mod stage;

pub use stage::Detect;

/// What a line is taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// Its language, [`Language::UND`] when nothing speaks for one.
    pub lang: Language,
    /// How sure that is, `0.0..=1.0`; from 0.9 on it is right 97 times in 100.
    pub confidence: f32,
    /// Token ranges of one language each, when the line has two; they cover the line. Else empty.
    pub spans: Vec<(Range<usize>, Language)>,
    /// The best languages with their scores, best first; what smoothing weighs.
    ranked: Vec<(Language, f32)>,
}

impl Guess {
    fn sure(lang: Language, confidence: f32) -> Guess {
        Guess { lang, confidence, spans: Vec::new(), ranked: Vec::new() }
    }
}

// ---- what weighs how much --------------------------------------------------------------------------------------

/// Weights of a word by how it is written.
struct Weights {
    /// A word the dictionary of languages knows.
    word: f32,
    /// Any other, by its letters.
    letters: f32,
}

const LOWER: Weights = Weights { word: 1.0, letters: 1.0 };
const OPENING: Weights = Weights { word: 1.0, letters: 0.7 };
const TITLE: Weights = Weights { word: 0.8, letters: 0.25 };
const SHOUT: Weights = Weights { word: 0.7, letters: 0.5 };

/// What English and Italian have ahead of the others before a word is read.
const HOME: f32 = 2.0;
/// What the large neighbours have ahead of the rest.
const NEAR: f32 = 0.5;
const NEIGHBOURS: [&[u8; 2]; 4] = [b"fr", b"de", b"es", b"pt"];
/// Frequency of letters counts less than its logarithm: letters of one word depend on each other.
const LETTER_SCALE: f32 = 0.55;
const LAST_SCALE: f32 = 0.9;
const PIECE_SCALE: f32 = 0.55;
/// What a single word can say against a language.
const FLOOR: f32 = -6.0;
/// A line of names needs this much to have a language.
const NAMES: f32 = 2.5;
const NAME_WORDS: usize = 4;
/// whatlang is asked about lines of so many words whose margin a word is small.
const ASK_WORDS: usize = 10;
const ASK_MARGIN: f32 = 0.5;
const ASK_TRUST: f64 = 0.9;
/// More than so many bytes of a line tell whatlang nothing new.
const ASK_BYTES: usize = 2000;

/// A line of so many words is plain when the words that are known lead by so much.
const PLAIN_WORDS: usize = 6;
const PLAIN_MARGIN: f32 = 12.0;
const PLAIN_SILENCE: usize = 3;

/// So many languages a guess remembers.
const RANKED: usize = 4;

/// Words, and what each of them says.
type Alike = (&'static [&'static str], &'static [(&'static str, f32)]);

/// Forms of one article that depend on the next word weigh the same; `an` weighs nothing because `a` does not.
const ARTICLES: &[Alike] = &[
    (&["a", "an"], &[]),
    (&["il", "lo", "l", "la", "i", "gli", "le"], &[("it", 2.2), ("fr", 1.2), ("ca", 1.2), ("es", 0.8)]),
    (&["del", "dell", "dello", "della", "dei", "degli", "delle"], &[("it", 3.2), ("es", 1.4), ("ca", 1.2)]),
    (&["al", "all", "allo", "alla", "ai", "agli", "alle"], &[("it", 1.8), ("es", 0.8), ("ca", 0.8)]),
    (&["dal", "dall", "dallo", "dalla", "dai", "dagli", "dalle"], &[("it", 3.6)]),
    (&["nel", "nell", "nello", "nella", "nei", "negli", "nelle"], &[("it", 3.8)]),
    (&["sul", "sull", "sullo", "sulla", "sui", "sugli", "sulle"], &[("it", 3.8)]),
    (&["col", "coll", "collo", "colla", "coi"], &[("it", 2.0)]),
    (&["un", "uno", "una"], &[("it", 1.4), ("es", 1.0), ("fr", 1.2), ("ca", 1.2), ("ro", 1.0)]),
    (&["quel", "quell", "quello", "quella", "quei", "quegli", "quelle"], &[("it", 2.6)]),
    (&["d", "di"], &[("it", 1.6), ("fr", 1.0), ("ca", 1.0)]),
    // The possessive; some names take it as a bare apostrophe.
    (&["s"], &[]),
];

/// Small words inside names; they make no line a sentence.
const PARTICLES: &[&str] = &[
    "al", "el", "ul", "ud", "ur", "us", "as", "ad", "ash", "ar", "an", "az", "bin", "ibn", "ben", "wal",
    "wa", "e", "l",
];

/// Months, whole and short: a date of a number, a month and a year has no language.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
    "gen",
    "mag",
    "giu",
    "lug",
    "ago",
    "set",
    "ott",
    "dic",
    "am",
    "pm",
];

// ---- the detector ----------------------------------------------------------------------------------------------

/// Scores of every language, in the order of [`Detector::langs`], filled up to whole lanes.
type Scores = Vec<f32>;

/// So many languages are added up at once.
const LANES: usize = 16;
type Lane = [f32; LANES];
/// What a lane holds where there is no language: less than any language can score.
const NOBODY: f32 = -1.0e9;

/// Knows words and letters of languages; made once, asked for every line.
#[derive(Clone, Debug)]
pub struct Detector {
    langs: Vec<Language>,
    en: usize,
    it: usize,
    words: Table,
    tails: Table,
    heads: Table,
    inner: Inner,
    /// Scaled logarithms of letter frequencies: for every lane of languages, one row for each of the 26 letters.
    letters: Vec<Lane>,
    last: Vec<Lane>,
    accents: Vec<(char, Vec<(u8, f32)>)>,
    particles: Vec<u32>,
    months: Vec<u32>,
    articles: Vec<u32>,
    /// One bit for the hashes of particles and articles; where it is not set, a word is neither.
    small: Vec<u64>,
}

impl Detector {
    /// A detector that knows these words, folded as `fold` folds them, of these languages.
    ///
    /// ```
    /// use canonry::{Language, detect::Detector, scan::Scan};
    /// let words = |text: &str| text.split(' ').map(str::to_owned).collect();
    /// let detector = Detector::new(vec![
    ///     (Language::EN, words("the of and in was were by killed")),
    ///     (Language::IT, words("della che per con sono stati uccisi")),
    /// ]);
    /// let text = "tre uomini sono stati uccisi per errore";
    /// let scan = Scan::new(text);
    /// assert_eq!(detector.line(text, &scan, 0..scan.tokens.len(), &|_| false).lang, Language::IT);
    /// ```
    pub fn new(lists: Vec<(Language, Vec<String>)>) -> Detector {
        let mut langs = vec![Language::EN, Language::IT];
        let listed = lists.iter().map(|(lang, _)| *lang);
        for lang in listed.chain(cues::LAST.iter().filter_map(|(code, _)| code.parse().ok())) {
            if !langs.contains(&lang) && lang != Language::UND && langs.len() < usize::from(u8::MAX) {
                langs.push(lang);
            }
        }
        let index = |lang: Language| langs.iter().position(|known| *known == lang);
        let (tails, heads, inner) = pieces(&index);
        let hashes = |words: &[&str]| words.iter().map(|word| hash(word)).collect::<Vec<u32>>();
        let mut articles: Vec<u32> = ARTICLES.iter().flat_map(|(forms, _)| hashes(forms)).collect();
        articles.sort_unstable();
        let particles = hashes(PARTICLES);
        let mut small = vec![0; SMALL];
        for hash in articles.iter().chain(&particles) {
            let (word, bit) = small_bit(*hash);
            small[word] |= bit;
        }
        Detector {
            words: words(&lists, &index),
            tails,
            heads,
            inner,
            letters: lanes(&frequencies(cues::LETTERS, 0.05, &langs), langs.len(), LETTER_SCALE),
            last: lanes(&frequencies(cues::LAST, 0.25, &langs), langs.len(), LAST_SCALE),
            accents: accents(&index),
            particles,
            months: hashes(MONTHS),
            articles,
            small,
            en: 0,
            it: 1,
            langs,
        }
    }

    /// The language of the line that these tokens make up. `masked` tells which tokens belong to located names.
    pub fn line(
        &self,
        text: &str,
        scan: &Scan,
        tokens: Range<usize>,
        masked: &dyn Fn(usize) -> bool,
    ) -> Guess {
        self.guess(text, scan, tokens, masked)
    }

    fn guess(&self, text: &str, scan: &Scan, tokens: Range<usize>, masked: impl Fn(usize) -> bool) -> Guess {
        let tokens = tokens.start..tokens.end.min(scan.tokens.len());
        let line = self.speakers(text, scan, tokens.clone(), masked);
        if line.speakers.is_empty() {
            return Guess::sure(Language::UND, 0.95);
        }
        if line.dated
            && line.speakers.iter().all(|speaker| self.months.contains(&scan.tokens[speaker.token].hash))
        {
            return Guess::sure(Language::UND, 0.95);
        }
        if line.foreign * 2 > line.letters {
            return self.by_script(text, scan, &line);
        }
        self.by_known_words(scan, &line).unwrap_or_else(|| self.by_words(text, scan, tokens, &line))
    }

    /// Most long lines are plain after a look at the words that are known; nothing else is read then.
    fn by_known_words(&self, scan: &Scan, line: &Line) -> Option<Guess> {
        if line.speakers.len() < PLAIN_WORDS || line.shouts {
            return None;
        }
        let mut sum = self.priors();
        let mut sides = [0.0; 2];
        let (mut silent, mut longest) = (0, 0);
        for speaker in &line.speakers {
            let row = self.words.get(scan.tokens[speaker.token].hash).unwrap_or_default();
            let before = (sum[self.en], sum[self.it]);
            for &(lang, weight) in row {
                sum[usize::from(lang)] += weight;
            }
            let side = (sum[self.en] - before.0) - (sum[self.it] - before.1);
            sides[usize::from(side < 0.0)] += side.abs();
            silent = if side == 0.0 { silent + 1 } else { 0 };
            longest = longest.max(silent);
        }
        // A long silence may be a clause of the other language.
        if longest > PLAIN_SILENCE || f32::min(sides[0], sides[1]) >= PART_SCORE {
            return None;
        }
        let guess = self.rank(&sum);
        let plain = margin(&guess.ranked) >= PLAIN_MARGIN;
        plain.then_some(guess)
    }

    /// The tokens of the line that say something.
    fn speakers(
        &self,
        text: &str,
        scan: &Scan,
        tokens: Range<usize>,
        masked: impl Fn(usize) -> bool,
    ) -> Line {
        let mut line = Line { speakers: Vec::with_capacity(tokens.len()), ..Line::default() };
        let mut upper = 0;
        for at in tokens {
            let token = &scan.tokens[at];
            if masked(at) {
                continue;
            }
            line.dated |= token.shape.has_digit();
            let joined = |at: usize| scan.tokens.get(at).is_some_and(|token| Gap::DASH.allows(token.gap));
            let particle = self.is_particle(token);
            if particle && (joined(at) || joined(at + 1)) {
                // `al-`, `-ul-` in a name nobody located.
                continue;
            }
            if token.shape.has_digit()
                || token.shape.is_protected()
                || token.shape.is_hashtag()
                || token.shape.is_dotted()
            {
                continue;
            }
            let length = token.end - token.start;
            line.letters += length;
            // An ASCII letter is never foreign.
            let wide = text.as_bytes().get(token.start).is_some_and(|b| *b >= 0x80);
            line.foreign +=
                if wide && text[token.start..].chars().next().is_some_and(is_foreign) { length } else { 0 };
            line.lower |= token.shape.has_lower()
                && !token.shape.has_capital()
                && length > 1
                && !particle
                && !self.is_article(token);
            upper += usize::from(token.shape.is_upper());
            let opens = line.speakers.is_empty();
            line.words += usize::from(opens || !Gap::NONE.allows(token.gap));
            line.speakers.push(Speaker { token: at, opens });
        }
        line.shouts = upper == line.speakers.len() && upper > 1;
        line.terse = line.shouts
            && !line.speakers.iter().map(|speaker| &scan.tokens[speaker.token]).any(|token| {
                token.end - token.start > 3
                    && !self.is_article(token)
                    && self.words.get(token.hash).is_some_and(|row| !row.is_empty())
            });
        line
    }

    fn by_script(&self, text: &str, scan: &Scan, line: &Line) -> Guess {
        let words = self.spoken(text, scan, line, &|_| true);
        match whatlang::detect(&words) {
            Some(info) => match code(info.lang()) {
                Some(lang) => {
                    let alone = !matches!(
                        info.script(),
                        Script::Cyrillic | Script::Arabic | Script::Devanagari | Script::Latin
                    );
                    // Two steps: whatlang adds up alphabets in an order that changes from run to run, and with it
                    // the last digits of its confidence.
                    let trust = match info.confidence() {
                        _ if alone => 0.98,
                        sure if sure > 0.503 => 0.93,
                        _ => 0.75,
                    };
                    Guess::sure(lang, trust)
                }
                None => Guess::sure(Language::UND, 0.5),
            },
            None => Guess::sure(Language::UND, 0.5),
        }
    }

    /// The words that speak, one space between them.
    fn spoken(&self, text: &str, scan: &Scan, line: &Line, keep: &dyn Fn(&Token) -> bool) -> String {
        let mut words = String::with_capacity(ASK_BYTES.min(line.letters + line.speakers.len()));
        for speaker in &line.speakers {
            let token = &scan.tokens[speaker.token];
            if words.len() > ASK_BYTES {
                break;
            }
            if keep(token) {
                words.push_str(&text[token.start..token.end]);
                words.push(' ');
            }
        }
        words
    }

    fn by_words(&self, text: &str, scan: &Scan, tokens: Range<usize>, line: &Line) -> Guess {
        let mut sum = self.priors();
        let mut word: Scores = vec![0.0; sum.len()];
        let mut sides: Vec<f32> = Vec::with_capacity(line.speakers.len());
        for speaker in &line.speakers {
            let token = &scan.tokens[speaker.token];
            let weight = self.word(text, scan, line, speaker, token, &mut word);
            let best = best(&word);
            for (all, one) in sum.as_chunks_mut::<LANES>().0.iter_mut().zip(word.as_chunks::<LANES>().0) {
                for lang in 0..LANES {
                    let less = one[lang] - best;
                    all[lang] += weight * if less < FLOOR { FLOOR } else { less };
                }
            }
            sides.push(weight * ((word[self.en] - best).max(FLOOR) - (word[self.it] - best).max(FLOOR)));
        }
        let mut guess = self.rank(&sum);
        let margin = margin(&guess.ranked);
        if !line.lower && line.words <= NAME_WORDS && margin < NAMES {
            return Guess::sure(Language::UND, 0.6 + 0.3 * (1.0 - margin / NAMES));
        }
        if line.speakers.len() >= ASK_WORDS && margin < ASK_MARGIN * line.speakers.len() as f32 {
            self.ask(text, scan, line, &mut guess);
        }
        guess.spans = self.parts(scan, tokens, line, &sides, &guess);
        guess
    }

    /// Writes what one word says about every language and returns how much that counts.
    fn word(
        &self,
        text: &str,
        scan: &Scan,
        line: &Line,
        speaker: &Speaker,
        token: &Token,
        out: &mut Scores,
    ) -> f32 {
        out.fill(0.0);
        let shape = token.shape;
        let weights = match () {
            () if line.shouts => SHOUT,
            () if !shape.has_capital() => LOWER,
            // Acronyms.
            () if shape.is_upper() && token.end - token.start > 1 => return 0.0,
            () if speaker.opens => OPENING,
            () => TITLE,
        };
        if line.terse && (token.end - token.start < 4 || self.is_article(token)) {
            return 0.0;
        }
        if let Some(row) = self.words.get(token.hash) {
            for &(lang, weight) in row {
                out[usize::from(lang)] += weight;
            }
            self.accents(text, token, out);
            return weights.word;
        }
        let word = scan.word(speaker.token);
        if word.len() < 3 || (line.shouts && word.len() < 5) {
            return 0.0;
        }
        self.letters(word, out);
        self.accents(text, token, out);
        weights.letters * if word.len() == 3 { 0.6 } else { 1.0 }
    }

    /// What the letters of a folded word say.
    fn letters(&self, word: &str, out: &mut [f32]) {
        let bytes = word.as_bytes();
        let rows = self.letters.chunks_exact(26).zip(self.last.chunks_exact(26));
        for (scores, (letters, last)) in out.as_chunks_mut::<LANES>().0.iter_mut().zip(rows) {
            let mut sum = *scores;
            let mut add = |table: &[Lane], letter: u8| {
                if let Some(row) = place(letter).and_then(|letter| table.get(letter)) {
                    for lang in 0..LANES {
                        sum[lang] += row[lang];
                    }
                }
            };
            for letter in bytes {
                add(letters, *letter);
            }
            if let Some(letter) = bytes.last() {
                add(last, *letter);
            }
            *scores = sum;
        }
        let mut pieces = |row: Option<&[(u8, f32)]>| {
            for &(lang, weight) in row.unwrap_or_default() {
                out[usize::from(lang)] += PIECE_SCALE * weight;
            }
        };
        let size = bytes.len().saturating_sub(1).min(LONGEST);
        pieces(self.tails.longest(bytes.iter().rev().take(size)));
        pieces(self.heads.longest(bytes.iter().take(size)));
        let mut rest = bytes;
        while let [a, behind @ ..] = rest {
            rest = behind;
            if let (Some(a), Some(b)) = (place(*a), behind.first().and_then(|b| place(*b))) {
                let two = a * 26 + b;
                pieces(self.inner.row(two));
                if let Some(c) = behind.get(1).and_then(|c| place(*c)) {
                    pieces(self.inner.row(26 * 26 + two * 26 + c));
                }
            }
        }
    }

    fn priors(&self) -> Scores {
        let mut sum = vec![NOBODY; self.langs.len().next_multiple_of(LANES)];
        sum.iter_mut().zip(&self.langs).for_each(|(score, lang)| *score = prior(*lang));
        sum
    }

    fn is_small(&self, token: &Token) -> bool {
        let (word, bit) = small_bit(token.hash);
        self.small[word] & bit != 0
    }

    fn is_particle(&self, token: &Token) -> bool {
        self.is_small(token) && self.particles.contains(&token.hash)
    }

    /// True for words that rewriting a name may change beside it.
    pub(super) fn is_article(&self, token: &Token) -> bool {
        self.is_small(token) && self.articles.binary_search(&token.hash).is_ok()
    }

    fn accents(&self, text: &str, token: &Token, out: &mut [f32]) {
        let word = &text[token.start..token.end];
        if word.is_ascii() {
            return;
        }
        for c in word.chars().filter(|c| !c.is_ascii()).flat_map(char::to_lowercase) {
            if let Ok(at) = self.accents.binary_search_by_key(&c, |(letter, _)| *letter) {
                for &(lang, weight) in &self.accents[at].1 {
                    out[usize::from(lang)] += weight;
                }
            }
        }
    }

    fn rank(&self, sum: &[f32]) -> Guess {
        let mut ranked: Vec<(Language, f32)> = Vec::with_capacity(RANKED + 2);
        for (lang, score) in self.langs.iter().zip(sum) {
            if ranked.len() < RANKED || ranked.last().is_some_and(|last| *score > last.1) {
                let at = ranked.partition_point(|entry| entry.1 >= *score);
                ranked.insert(at, (*lang, *score));
                ranked.truncate(RANKED);
            }
        }
        let lang = ranked.first().map_or(Language::UND, |best| best.0);
        Guess { lang, confidence: confidence(margin(&ranked)), spans: Vec::new(), ranked }
    }

    /// A second opinion on a long doubtful line. It sees no names and no articles.
    fn ask(&self, text: &str, scan: &Scan, line: &Line, guess: &mut Guess) {
        let words = self.spoken(text, scan, line, &|token| !self.is_article(token));
        let Some(info) = whatlang::detect(&words).filter(|info| info.confidence() >= ASK_TRUST) else {
            return;
        };
        let Some(lang) = code(info.lang()) else { return };
        if lang == guess.lang {
            guess.confidence = guess.confidence.max(0.97);
        } else if ![Language::EN, Language::IT].contains(&lang) || !self.langs.contains(&guess.lang) {
            guess.lang = lang;
            guess.confidence = 0.8;
            guess.ranked.insert(0, (lang, guess.ranked.first().map_or(0.0, |best| best.1) + 1.0));
        } else {
            guess.confidence = guess.confidence.min(0.7);
        }
    }

    /// The parts of a line that changes between English and Italian, by the cheapest path through both.
    fn parts(
        &self,
        scan: &Scan,
        tokens: Range<usize>,
        line: &Line,
        sides: &[f32],
        guess: &Guess,
    ) -> Vec<(Range<usize>, Language)> {
        let home = [Language::EN, Language::IT];
        if !home.contains(&guess.lang) || sides.len() < 2 * PART_WORDS {
            return Vec::new();
        }
        let (plus, minus) =
            sides.iter().fold((0.0, 0.0), |(p, m), s| if *s > 0.0 { (p + s, m) } else { (p, m - s) });
        if f32::min(plus, minus) < PART_SCORE {
            return Vec::new();
        }
        let path = self.path(scan, line, sides);
        let mut runs: Vec<(usize, usize, bool)> = Vec::new();
        for (at, english) in path.iter().enumerate() {
            match runs.last_mut() {
                Some(run) if run.2 == *english => run.1 = at + 1,
                _ => runs.push((at, at + 1, *english)),
            }
        }
        // A part must speak for itself.
        let weak = |run: &(usize, usize, bool)| {
            let score: f32 = sides[run.0..run.1].iter().sum();
            run.1 - run.0 < PART_WORDS || score.abs() < PART_SCORE || (score > 0.0) != run.2
        };
        while runs.len() > 1 {
            let Some(at) = runs.iter().position(weak) else { break };
            let (start, end, _) = runs.remove(at);
            if at > 0 {
                runs[at - 1].1 = end;
            } else {
                runs[0].0 = start;
            }
            runs.dedup_by(|next, run| {
                next.2 == run.2 && {
                    run.1 = next.1;
                    true
                }
            });
        }
        if runs.len() < 2 {
            return Vec::new();
        }
        let mut spans: Vec<(Range<usize>, Language)> = Vec::with_capacity(runs.len());
        for (number, run) in runs.iter().enumerate() {
            let start = if number == 0 { tokens.start } else { line.speakers[run.0].token };
            if let Some(last) = spans.last_mut() {
                last.0.end = start;
            }
            spans.push((start..tokens.end, if run.2 { Language::EN } else { Language::IT }));
        }
        spans
    }

    /// For every speaking token: English or not.
    fn path(&self, scan: &Scan, line: &Line, sides: &[f32]) -> Vec<bool> {
        let mut back: Vec<[bool; 2]> = Vec::with_capacity(sides.len());
        let mut score = [0.0f32; 2];
        for (at, side) in sides.iter().enumerate() {
            let cost =
                if at == 0 { 0.0 } else { SWITCH - if self.clause(scan, line, at) { CLAUSE } else { 0.0 } };
            let mut from = [false; 2];
            let mut next = [0.0f32; 2];
            for state in 0..2 {
                let (stay, change) = (score[state], score[1 - state] - cost);
                from[state] = change > stay;
                next[state] = stay.max(change) + if state == 0 { *side } else { -*side };
            }
            back.push(from);
            score = next;
        }
        let mut state = usize::from(score[1] > score[0]);
        let mut path = vec![false; sides.len()];
        for at in (0..sides.len()).rev() {
            path[at] = state == 0;
            if back[at][state] {
                state = 1 - state;
            }
        }
        path
    }

    /// True when a mark stands somewhere between this speaking token and the one before.
    fn clause(&self, scan: &Scan, line: &Line, at: usize) -> bool {
        let (before, here) = (line.speakers[at - 1].token, line.speakers[at].token);
        scan.tokens[before + 1..=here].iter().any(|token| Gap::OTHER.or(Gap::SPACED_DASH).allows(token.gap))
    }
}

/// What changing the language inside a line costs, and what a mark there gives back.
const SWITCH: f32 = 6.0;
const CLAUSE: f32 = 3.5;
/// A part has so many words and so much evidence.
const PART_WORDS: usize = 2;
const PART_SCORE: f32 = 3.0;

#[derive(Default)]
struct Line {
    speakers: Vec<Speaker>,
    /// Bytes of words, and of words in other scripts.
    letters: usize,
    foreign: usize,
    /// It has a lower-case word.
    lower: bool,
    /// All its words are capitals.
    shouts: bool,
    /// All its words are capitals, and none of four letters or more is known: `ISIS-K / IS-K`.
    terse: bool,
    /// It has a number.
    dated: bool,
    /// Words, those glued to another not counted.
    words: usize,
}

struct Speaker {
    token: usize,
    opens: bool,
}

/// What speaks for a language before a word is read.
fn prior(lang: Language) -> f32 {
    match lang {
        Language::EN | Language::IT => HOME,
        _ if NEIGHBOURS.iter().any(|code| Language::code(**code) == lang) => NEAR,
        _ => 0.0,
    }
}

fn is_foreign(c: char) -> bool {
    c as u32 >= 0x370 && !('\u{1e00}'..='\u{1fff}').contains(&c) || ('\u{1f00}'..='\u{1fff}').contains(&c)
}

fn margin(ranked: &[(Language, f32)]) -> f32 {
    match ranked {
        [best, second, ..] => best.1 - second.1,
        _ => 0.0,
    }
}

/// How often a guess with this margin is right.
fn confidence(margin: f32) -> f32 {
    1.0 - 0.5 / (1.0 + (margin * 0.6).exp_m1().max(0.0))
}

// ---- tables ----------------------------------------------------------------------------------------------------

/// Rows of (language, weight) by hash; open addressing.
#[derive(Clone, Debug, Default)]
struct Table {
    slots: Vec<(u32, u32, u32)>,
    rows: Vec<(u8, f32)>,
}

impl Table {
    fn new(entries: BTreeMap<u32, Vec<(u8, f32)>>) -> Table {
        let size = (entries.len() * 3).next_power_of_two().max(2);
        let mut table = Table { slots: vec![(0, 0, 0); size], rows: Vec::new() };
        for (hash, row) in entries {
            let start = table.rows.len() as u32;
            table.rows.extend(row);
            // An empty row is kept: the word is known and says nothing.
            let mut at = spread(hash) as usize & (size - 1);
            while table.slots[at].2 != 0 {
                at = (at + 1) & (size - 1);
            }
            table.slots[at] = (hash, start, table.rows.len() as u32 + 1);
        }
        table
    }

    fn get(&self, hash: u32) -> Option<&[(u8, f32)]> {
        let size = self.slots.len();
        let mut at = spread(hash) as usize & (size.max(1) - 1);
        loop {
            match self.slots.get(at) {
                None | Some((.., 0)) => return None,
                Some((here, start, end)) if *here == hash => {
                    return self.rows.get(*start as usize..*end as usize - 1);
                }
                _ => at = (at + 1) & (size - 1),
            }
        }
    }

    /// The row of the longest run of these letters that has one.
    fn longest<'b>(&self, letters: impl Iterator<Item = &'b u8>) -> Option<&[(u8, f32)]> {
        let mut hash = OFFSET;
        let mut row = None;
        for letter in letters {
            hash = step(hash, *letter);
            // Every shorter run is in the table.
            let Some(longer) = self.get(hash) else { break };
            row = Some(longer);
        }
        row
    }
}

fn spread(hash: u32) -> u32 {
    hash.wrapping_mul(0x9e37_79b1) >> 7
}

const OFFSET: u32 = 0x811c_9dc5;

fn step(hash: u32, letter: u8) -> u32 {
    (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193)
}

/// Rows by two or three letters, found by their place in the alphabet.
#[derive(Clone, Debug, Default)]
struct Inner {
    /// Number of a row, 0 for none.
    places: Vec<u16>,
    rows: Vec<Vec<(u8, f32)>>,
}

impl Inner {
    fn new(entries: BTreeMap<String, BTreeMap<u8, f32>>) -> Inner {
        let mut inner = Inner { places: vec![0; 26 * 26 + 26 * 26 * 26], rows: vec![Vec::new()] };
        for (piece, row) in entries {
            if let (Some(place), Ok(number)) =
                (Inner::place(piece.as_bytes()), u16::try_from(inner.rows.len()))
            {
                inner.places[place] = number;
                inner.rows.push(row.into_iter().collect());
            }
        }
        inner
    }

    fn place(piece: &[u8]) -> Option<usize> {
        match piece {
            [a, b] => Some(place(*a)? * 26 + place(*b)?),
            [a, b, c] => Some(26 * 26 + (place(*a)? * 26 + place(*b)?) * 26 + place(*c)?),
            _ => None,
        }
    }

    fn row(&self, at: usize) -> Option<&[(u8, f32)]> {
        match self.places.get(at) {
            Some(0) | None => None,
            Some(number) => self.rows.get(usize::from(*number)).map(Vec::as_slice),
        }
    }
}

/// Where a letter stands in the alphabet.
fn place(letter: u8) -> Option<usize> {
    let at = letter.wrapping_sub(b'a');
    (at < 26).then_some(usize::from(at))
}

/// Words of 64 bits, a power of two.
const SMALL: usize = 64;

fn small_bit(hash: u32) -> (usize, u64) {
    ((hash >> 6) as usize & (SMALL - 1), 1 << (hash & 63))
}

/// The best of all scores.
fn best(scores: &[f32]) -> f32 {
    let mut best = [f32::MIN; LANES];
    for lane in scores.as_chunks::<LANES>().0 {
        for lang in 0..LANES {
            best[lang] = if lane[lang] > best[lang] { lane[lang] } else { best[lang] };
        }
    }
    best.into_iter().fold(f32::MIN, |best, score| if score > best { score } else { best })
}

/// Rows of `width` values, scaled and cut into lanes: all rows of the first lane, then all of the second.
fn lanes(rows: &[f32], width: usize, scale: f32) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for first in (0..width).step_by(LANES) {
        for row in rows.chunks_exact(width) {
            let mut lane = [NOBODY; LANES];
            lane.iter_mut().zip(&row[first..]).for_each(|(lane, value)| *lane = scale * value);
            lanes.push(lane);
        }
    }
    lanes
}

type Index<'a> = &'a dyn Fn(Language) -> Option<usize>;

/// A word of one language weighs most; languages that share it share the weight.
fn words(lists: &[(Language, Vec<String>)], index: Index<'_>) -> Table {
    let mut owners: BTreeMap<u32, Vec<(u8, f32)>> = BTreeMap::new();
    for (lang, words) in lists {
        let Some(lang) = index(*lang).and_then(|at| u8::try_from(at).ok()) else { continue };
        for word in words {
            let row = owners.entry(hash(&crate::fold::word(word))).or_default();
            if !row.iter().any(|(known, _)| *known == lang) {
                row.push((lang, 0.0));
            }
        }
    }
    for row in owners.values_mut() {
        let weight = 6.0 / (row.len() as f32 + 0.5);
        row.iter_mut().for_each(|entry| entry.1 = weight);
    }
    for (forms, weights) in ARTICLES {
        for form in *forms {
            owners.insert(hash(form), weighted(weights.iter().copied(), index));
        }
    }
    Table::new(owners)
}

fn weighted<'c>(weights: impl Iterator<Item = (&'c str, f32)>, index: Index<'_>) -> Vec<(u8, f32)> {
    weights
        .filter_map(|(code, weight)| {
            let at = index(code.parse().ok()?)?;
            Some((u8::try_from(at).ok()?, weight))
        })
        .collect()
}

/// The longest ending that is listed has this many letters.
const LONGEST: usize = 7;

/// Endings (turned round), beginnings and inner pieces.
fn pieces(index: Index<'_>) -> (Table, Table, Inner) {
    let mut tables: [BTreeMap<String, BTreeMap<u8, f32>>; 3] = Default::default();
    for (code, weight, list) in cues::PIECES {
        let Some(lang) = code.parse().ok().and_then(index).and_then(|at| u8::try_from(at).ok()) else {
            continue;
        };
        for piece in list.split_whitespace() {
            let folded = crate::fold::word(piece.trim_matches('-'));
            let (table, letters) = match (piece.starts_with('-'), piece.ends_with('-')) {
                (true, _) => (0, folded.chars().rev().collect()),
                (_, true) => (1, folded),
                _ => (2, folded),
            };
            // Short endings are in many languages, and the frequency of letters tells of them already.
            let weight = *weight * [0.0, 0.2, 0.6, 1.0][letters.len().min(3)];
            let entry = tables[table].entry(letters).or_default().entry(lang).or_default();
            *entry = entry.max(weight);
        }
    }
    let [tails, heads, inner] = tables;
    (runs(&tails), runs(&heads), Inner::new(inner))
}

/// A table of runs of letters that holds every shorter run too; a run keeps what its shorter runs say of languages
/// it does not name.
fn runs(table: &BTreeMap<String, BTreeMap<u8, f32>>) -> Table {
    let mut all: BTreeMap<u32, Vec<(u8, f32)>> = BTreeMap::new();
    for run in table.keys() {
        let mut row: BTreeMap<u8, f32> = BTreeMap::new();
        let mut hash = OFFSET;
        for (at, letter) in run.bytes().enumerate() {
            hash = step(hash, letter);
            row.extend(run.get(..=at).and_then(|shorter| table.get(shorter)).into_iter().flatten());
            all.insert(hash, row.iter().map(|(lang, weight)| (*lang, *weight)).collect());
        }
    }
    Table::new(all)
}

/// Logarithms of letter frequencies, 26 rows of one value a language, less the mean over languages.
fn frequencies(table: &[(&str, &str)], rare: f32, langs: &[Language]) -> Vec<f32> {
    let width = langs.len();
    let mut values = vec![f32::NAN; 26 * width];
    for (code, list) in table {
        let Some(lang) =
            code.parse().ok().and_then(|lang: Language| langs.iter().position(|known| *known == lang))
        else {
            continue;
        };
        for letter in 0..26 {
            values[letter * width + lang] = rare.ln();
        }
        for entry in list.split_whitespace() {
            let (letter, percent) = entry.split_at(1);
            let letter = usize::from(letter.as_bytes()[0].saturating_sub(b'a')).min(25);
            values[letter * width + lang] = percent.parse::<f32>().unwrap_or(rare).max(rare).ln();
        }
    }
    for row in values.chunks_mut(width) {
        let known: Vec<f32> = row.iter().copied().filter(|value| !value.is_nan()).collect();
        let mean = known.iter().sum::<f32>() / known.len().max(1) as f32;
        for value in row.iter_mut() {
            // Languages without a table are as the others, and a little less likely.
            *value = if value.is_nan() { -0.3 } else { *value - mean };
        }
    }
    values
}

fn accents(index: Index<'_>) -> Vec<(char, Vec<(u8, f32)>)> {
    let mut table: Vec<(char, Vec<(u8, f32)>)> = cues::ACCENTS
        .iter()
        .flat_map(|(letters, weight, codes)| {
            let row = weighted(codes.split(' ').map(|code| (code, *weight)), index);
            letters.chars().map(move |letter| (letter, row.clone()))
        })
        .collect();
    table.sort_by_key(|(letter, _)| *letter);
    table
}

/// The two-letter code of a language of whatlang.
fn code(lang: Lang) -> Option<Language> {
    let three = lang.code();
    CODES.iter().find(|(long, _)| *long == three).and_then(|(_, short)| short.parse().ok())
}

/// ISO 639-3 to 639-1.
#[rustfmt::skip]
const CODES: &[(&str, &str)] = &[
    ("epo", "eo"), ("eng", "en"), ("rus", "ru"), ("cmn", "zh"), ("spa", "es"), ("por", "pt"), ("ita", "it"),
    ("ben", "bn"), ("fra", "fr"), ("deu", "de"), ("ukr", "uk"), ("kat", "ka"), ("ara", "ar"), ("hin", "hi"),
    ("jpn", "ja"), ("heb", "he"), ("yid", "yi"), ("pol", "pl"), ("amh", "am"), ("jav", "jv"), ("kor", "ko"),
    ("nob", "nb"), ("dan", "da"), ("swe", "sv"), ("fin", "fi"), ("tur", "tr"), ("nld", "nl"), ("hun", "hu"),
    ("ces", "cs"), ("ell", "el"), ("bul", "bg"), ("bel", "be"), ("mar", "mr"), ("kan", "kn"), ("ron", "ro"),
    ("slv", "sl"), ("hrv", "hr"), ("srp", "sr"), ("mkd", "mk"), ("lit", "lt"), ("lav", "lv"), ("est", "et"),
    ("tam", "ta"), ("vie", "vi"), ("urd", "ur"), ("tha", "th"), ("guj", "gu"), ("uzb", "uz"), ("pan", "pa"),
    ("aze", "az"), ("ind", "id"), ("tel", "te"), ("pes", "fa"), ("mal", "ml"), ("ori", "or"), ("mya", "my"),
    ("nep", "ne"), ("sin", "si"), ("khm", "km"), ("tuk", "tk"), ("aka", "ak"), ("zul", "zu"), ("sna", "sn"),
    ("afr", "af"), ("lat", "la"), ("slk", "sk"), ("cat", "ca"), ("tgl", "tl"), ("hye", "hy"), ("cym", "cy"),
];

// ---- pages -----------------------------------------------------------------------------------------------------

/// What the language of a neighbour adds to a doubtful line.
const NEIGHBOUR: f32 = 0.7;

/// Lets doubtful lines lean to the languages of their neighbours, a little. Lines of `flagged` lean and give nothing.
pub fn smooth(lines: &mut [Guess], flagged: &dyn Fn(usize) -> bool) {
    let given: Vec<Option<Language>> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            (!flagged(at) && line.lang != Language::UND && line.confidence >= 0.8).then_some(line.lang)
        })
        .collect();
    // For every line, the next one below that gives.
    let mut below: Vec<Option<Language>> = vec![None; lines.len()];
    let mut next = None;
    for (below, given) in below.iter_mut().zip(&given).rev() {
        *below = next;
        next = given.or(next);
    }
    let mut last = None;
    for (line, (given, after)) in lines.iter_mut().zip(given.into_iter().zip(below)) {
        let before = last;
        last = given.or(last);
        if line.ranked.len() < 2 || !line.spans.is_empty() {
            continue;
        }
        for lang in before.into_iter().chain(after) {
            if let Some(entry) = line.ranked.iter_mut().find(|entry| entry.0 == lang) {
                entry.1 += NEIGHBOUR;
            }
        }
        line.ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        if line.ranked[0].0 != line.lang {
            line.lang = line.ranked[0].0;
            line.confidence = confidence(margin(&line.ranked));
        }
    }
}

/// The language of most of a page: `weights` are the bytes of its lines. Flagged lines should weigh nothing.
pub fn page_language(lines: &[Guess], weights: &[usize]) -> Language {
    let mut votes: BTreeMap<Language, f64> = BTreeMap::new();
    for (line, weight) in lines.iter().zip(weights) {
        if line.lang != Language::UND {
            *votes.entry(line.lang).or_default() += *weight as f64 * f64::from(line.confidence);
        }
    }
    votes
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|(_, vote)| *vote > 0.0)
        .map_or(Language::UND, |(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::{Detector, Guess, page_language, smooth};
    use crate::{Language, scan::Scan};

    fn detector() -> Detector {
        let list = |code: &str, words: &str| {
            (code.parse().expect("a code"), words.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        };
        Detector::new(vec![
            list(
                "en",
                "the of and to in is was for that on with as at by from be are this have not they were which who has in killed said after people more read about our",
            ),
            list(
                "it",
                "di che e per in non una sono con si la le da come questo anche quello hanno della nel alla stato stati dopo più leggi tutti il ha è loro persone",
            ),
            list(
                "de",
                "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei",
            ),
            list(
                "fr",
                "le la les de des du un une et à est en que qui dans il elle pas plus pour par sur au aux avec ce cette se son sa ses",
            ),
            list(
                "es",
                "el la de que y en un ser se no por con su para como lo todo pero más las los una del al es son fue han ha",
            ),
        ])
    }

    fn guess(text: &str, masked: &str) -> Guess {
        let scan = Scan::new(text);
        let name =
            text.find(masked).filter(|_| !masked.is_empty()).map(|at| scan.within(at, at + masked.len()));
        let hidden = |token: usize| name.as_ref().is_some_and(|name| name.contains(&token));
        detector().line(text, &scan, 0..scan.tokens.len(), &hidden)
    }

    /// What a line is, and what says so.
    const LINES: &[(&str, &str)] = &[
        ("The minister said that nobody was killed by the blast.", "en"),
        ("Il ministro ha detto che nessuno è morto per l'esplosione.", "it"),
        ("Der Minister sagte, dass niemand bei der Explosion starb.", "de"),
        ("Le ministre a dit que personne n'est mort dans cette explosion.", "fr"),
        // By letters alone.
        ("bargaining thoughtfully", "en"),
        ("esplosioni violentissime", "it"),
        ("Untersuchungsgefängnis", "de"),
        // By script.
        ("Представитель министерства сообщил о гибели трёх человек", "ru"),
        ("日本の外務省は声明を発表した", "ja"),
        ("UOMO HA UCCISO DUE PERSONE DOPO QUESTO", "it"),
        // Nothing speaks.
        ("", "und"),
        ("12 / 2021 - 44", "und"),
        ("14 May 2019", "und"),
        ("26 settembre 2017", "und"),
        ("https://example.org/the/news/of/the/day", "und"),
        ("#TheWarOfTheWorlds", "und"),
        ("@theoffice", "und"),
        ("Farid Karimov", "und"),
        ("QRZ / QRZ-P", "und"),
        ("Jamal al-Hadid", "und"),
    ];

    #[test]
    fn lines_have_a_language_or_none() {
        for (text, lang) in LINES {
            let guess = guess(text, "");
            assert_eq!(guess.lang.as_str(), *lang, "{text} {guess:?}");
            assert!((0.0..=1.0).contains(&guess.confidence), "{text}");
        }
    }

    #[test]
    fn names_that_are_located_say_nothing() {
        assert_eq!(
            guess("Movement of the People in the North", "Movement of the People in the North").lang,
            Language::UND
        );
        let one = guess("La rivolta dei Combattenti, ora", "Combattenti");
        let other = guess("La rivolta dei Movement of the Fighters, ora", "Movement of the Fighters");
        assert_eq!((one.lang, one.confidence), (other.lang, other.confidence));
    }

    /// Rewriting changes the form of an article, never the language.
    const SAME: &[(&str, &str, &str, &str)] = &[
        ("capo dell'Orda", "Orda", "capo dello Sciame", "Sciame"),
        ("L'Orda a Roma", "Orda", "Lo Sciame a Roma", "Sciame"),
        ("I leader del Ring", "Ring", "I leader dell'Anello", "Anello"),
        ("an Orb attack in town", "Orb", "a Globe attack in town", "Globe"),
        ("SOLDATI DELL'ORDA", "ORDA", "SOLDATI DELLO SCIAME", "SCIAME"),
    ];

    #[test]
    fn articles_weigh_the_same() {
        for (one, name, other, other_name) in SAME {
            let (a, b) = (guess(one, name), guess(other, other_name));
            assert_eq!((a.lang, a.confidence), (b.lang, b.confidence), "{one} / {other}");
        }
    }

    #[test]
    fn lines_of_two_languages_have_parts() {
        let text = "The report of the police was not read by the people, che hanno detto di non sono stati tutti nella questura della città";
        let scan = Scan::new(text);
        let guess = detector().line(text, &scan, 0..scan.tokens.len(), &|_| false);
        let langs: Vec<Language> = guess.spans.iter().map(|(_, lang)| *lang).collect();
        assert_eq!(langs, [Language::EN, Language::IT], "{guess:?}");
        assert_eq!(scan.word(guess.spans[1].0.start), "che");
        assert_eq!((guess.spans[0].0.start, guess.spans[1].0.end), (0, scan.tokens.len()));
        let plain = "The report of the police was not read by the people that were in the town";
        assert!(detector().line(plain, &Scan::new(plain), 0..16, &|_| false).spans.is_empty());
    }

    #[test]
    fn neighbours_decide_what_is_in_doubt() {
        let sure = |lang: Language| Guess {
            lang,
            confidence: 1.0,
            spans: Vec::new(),
            ranked: vec![(lang, 30.0), (Language::UND, 0.0)],
        };
        let doubt = || Guess {
            lang: Language::EN,
            confidence: 0.5,
            spans: Vec::new(),
            ranked: vec![(Language::EN, 2.0), (Language::IT, 1.5)],
        };
        let mut lines = [sure(Language::IT), doubt(), sure(Language::IT)];
        smooth(&mut lines, &|_| false);
        assert_eq!(lines[1].lang, Language::IT);
        let mut lines = [sure(Language::IT), doubt(), sure(Language::IT)];
        smooth(&mut lines, &|at| at != 1);
        assert_eq!(lines[1].lang, Language::EN);
        assert_eq!(page_language(&[sure(Language::IT), sure(Language::EN)], &[10, 90]), Language::EN);
        assert_eq!(page_language(&[], &[]), Language::UND);
    }

    #[test]
    fn any_text_is_read() {
        let detector = detector();
        let long = "wort ".repeat(3000);
        for text in [
            "\u{301}",
            "'",
            "’’’ ‘",
            "x",
            "I",
            "ß ß",
            "é",
            "a\u{ad}",
            "ſ",
            "Ω mega",
            "ﷺ",
            "—",
            "l' l’ l'",
            long.as_str(),
        ] {
            let scan = Scan::new(text);
            detector.line(text, &scan, 0..scan.tokens.len(), &|_| false);
            detector.line(text, &scan, 0..scan.tokens.len() + 7, &|_| true);
            Detector::new(Vec::new()).line(text, &scan, 0..scan.tokens.len(), &|_| false);
        }
    }
}
