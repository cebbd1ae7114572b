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
const ASK_MARGIN: f32 = 0.8;
const ASK_TRUST: f64 = 0.9;

/// Forms of one article that depend on the next word weigh the same; `an` weighs nothing because `a` does not.
const ARTICLES: &[(&[&str], &[(&str, f32)])] = &[
    (&["a", "an"], &[]),
    (&["il", "lo", "l", "i", "gli"], &[("it", 2.2), ("fr", 1.2), ("ca", 1.2), ("es", 0.8)]),
    (&["del", "dell", "dello", "della", "dei", "degli", "delle"], &[("it", 3.2), ("es", 1.4), ("ca", 1.2)]),
    (&["al", "all", "allo", "alla", "ai", "agli", "alle"], &[("it", 1.8), ("es", 0.8), ("ca", 0.8)]),
    (&["dal", "dall", "dallo", "dalla", "dai", "dagli", "dalle"], &[("it", 3.6)]),
    (&["nel", "nell", "nello", "nella", "nei", "negli", "nelle"], &[("it", 3.8)]),
    (&["sul", "sull", "sullo", "sulla", "sui", "sugli", "sulle"], &[("it", 3.8)]),
    (&["col", "coll", "collo", "colla"], &[("it", 2.0)]),
    (&["un", "uno"], &[("it", 1.4), ("es", 1.0), ("fr", 1.2), ("ca", 1.2), ("ro", 1.0)]),
    (&["d", "di", "s"], &[]),
];

/// Small words inside names; they make no line a sentence.
const PARTICLES: &[&str] = &["al", "el", "ul", "ud", "ur", "us", "as", "ad", "ash", "ar", "an", "az", "bin", "ibn", "ben", "wal", "wa", "e", "l"];

/// Months, whole and short: a date of a number, a month and a year has no language.
const MONTHS: &[&str] = &[
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "gennaio",
    "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre",
    "dicembre", "gen", "mag", "giu", "lug", "ago", "set", "ott", "dic", "am", "pm",
];

// ---- the detector ----------------------------------------------------------------------------------------------

/// Scores of every language, in the order of [`Detector::langs`].
type Scores = Vec<f32>;

/// Knows words and letters of languages; made once, asked for every line.
#[derive(Clone, Debug)]
pub struct Detector {
    langs: Vec<Language>,
    en: usize,
    it: usize,
    words: Table,
    tails: Table,
    heads: Table,
    inner: Table,
    /// Logarithms of letter frequencies, a row of languages for each of the 26 letters.
    letters: Vec<f32>,
    last: Vec<f32>,
    accents: Vec<(char, Vec<(u8, f32)>)>,
    particles: Vec<u32>,
    months: Vec<u32>,
    articles: Vec<u32>,
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
        Detector {
            words: words(&lists, &index),
            tails,
            heads,
            inner,
            letters: frequencies(cues::LETTERS, 0.05, &langs),
            last: frequencies(cues::LAST, 0.25, &langs),
            accents: accents(&index),
            particles: hashes(PARTICLES),
            months: hashes(MONTHS),
            articles: ARTICLES.iter().flat_map(|(forms, _)| hashes(forms)).collect(),
            en: 0,
            it: 1,
            langs,
        }
    }

    /// The language of the line that these tokens make up. `masked` tells which tokens belong to located names.
    pub fn line(&self, text: &str, scan: &Scan, tokens: Range<usize>, masked: &dyn Fn(usize) -> bool) -> Guess {
        let tokens = tokens.start..tokens.end.min(scan.tokens.len());
        let line = self.speakers(text, scan, tokens.clone(), masked);
        if line.speakers.is_empty() {
            return Guess::sure(Language::UND, 0.95);
        }
        if line.dated && line.speakers.iter().all(|speaker| self.months.contains(&scan.tokens[speaker.token].hash)) {
            return Guess::sure(Language::UND, 0.95);
        }
        if line.foreign * 2 > line.letters {
            return self.by_script(text, scan, &line);
        }
        self.by_words(text, scan, tokens, &line)
    }

    /// The tokens of the line that say something.
    fn speakers(&self, text: &str, scan: &Scan, tokens: Range<usize>, masked: &dyn Fn(usize) -> bool) -> Line {
        let mut line = Line::default();
        let mut upper = 0;
        for at in tokens {
            let token = &scan.tokens[at];
            if masked(at) {
                continue;
            }
            line.dated |= token.shape.has_digit();
            if token.shape.has_digit() || token.shape.is_protected() || token.shape.is_hashtag() || token.shape.is_dotted() {
                continue;
            }
            let length = token.end - token.start;
            let letter = text[token.start..].chars().next().unwrap_or(' ');
            line.letters += length;
            line.foreign += if is_foreign(letter) { length } else { 0 };
            line.lower |= token.shape.has_lower()
                && !token.shape.has_capital()
                && length > 1
                && !self.particles.contains(&token.hash);
            upper += usize::from(token.shape.is_upper());
            let opens = line.speakers.is_empty();
            line.words += usize::from(opens || !Gap::NONE.allows(token.gap));
            line.speakers.push(Speaker { token: at, opens });
        }
        line.shouts = upper == line.speakers.len() && upper > 1;
        line
    }

    fn by_script(&self, text: &str, scan: &Scan, line: &Line) -> Guess {
        let words = self.spoken(text, scan, line, &|_| true);
        match whatlang::detect(&words) {
            Some(info) => match code(info.lang()) {
                Some(lang) => {
                    let alone = !matches!(info.script(), Script::Cyrillic | Script::Arabic | Script::Devanagari | Script::Latin);
                    let trust = if alone { 0.98 } else { 0.6 + 0.35 * info.confidence() as f32 };
                    Guess::sure(lang, trust)
                }
                None => Guess::sure(Language::UND, 0.5),
            },
            None => Guess::sure(Language::UND, 0.5),
        }
    }

    /// The words that speak, one space between them.
    fn spoken(&self, text: &str, scan: &Scan, line: &Line, keep: &dyn Fn(&Token) -> bool) -> String {
        let mut words = String::with_capacity(line.letters + line.speakers.len());
        for speaker in &line.speakers {
            let token = &scan.tokens[speaker.token];
            if keep(token) {
                words.push_str(&text[token.start..token.end]);
                words.push(' ');
            }
        }
        words
    }

    fn by_words(&self, text: &str, scan: &Scan, tokens: Range<usize>, line: &Line) -> Guess {
        let mut sum: Scores = vec![0.0; self.langs.len()];
        sum.iter_mut().zip(&self.langs).for_each(|(score, lang)| *score = prior(*lang));
        let mut word: Scores = vec![0.0; self.langs.len()];
        let mut sides: Vec<f32> = Vec::with_capacity(line.speakers.len());
        for speaker in &line.speakers {
            let token = &scan.tokens[speaker.token];
            let weight = self.word(text, scan, line, speaker, token, &mut word);
            let best = word.iter().copied().fold(f32::MIN, f32::max);
            for (all, one) in sum.iter_mut().zip(&word) {
                *all += weight * (one - best).max(FLOOR);
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
    fn word(&self, text: &str, scan: &Scan, line: &Line, speaker: &Speaker, token: &Token, out: &mut Scores) -> f32 {
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
        let width = self.langs.len();
        let bytes = word.as_bytes();
        let add = |out: &mut [f32], table: &[f32], letter: u8, scale: f32| {
            if letter.is_ascii_lowercase() {
                let row = usize::from(letter - b'a') * width;
                for (score, value) in out.iter_mut().zip(&table[row..row + width]) {
                    *score += scale * value;
                }
            }
        };
        for letter in bytes {
            add(out, &self.letters, *letter, LETTER_SCALE);
        }
        if let Some(letter) = bytes.last() {
            add(out, &self.last, *letter, LAST_SCALE);
        }
        let mut pieces = |row: Option<&[(u8, f32)]>| {
            for &(lang, weight) in row.unwrap_or_default() {
                out[usize::from(lang)] += PIECE_SCALE * weight;
            }
        };
        let longest = |table: &Table, piece: &dyn Fn(usize) -> Option<u32>| {
            (1..=LONGEST.min(bytes.len().saturating_sub(1))).rev().filter_map(piece).find(|hash| table.get(*hash).is_some())
        };
        let tail = longest(&self.tails, &|size| Some(hash_bytes(&bytes[bytes.len() - size..])));
        pieces(tail.and_then(|hash| self.tails.get(hash)));
        let head = longest(&self.heads, &|size| Some(hash_bytes(&bytes[..size])));
        pieces(head.and_then(|hash| self.heads.get(hash)));
        for size in 1..=4 {
            for piece in bytes.windows(size) {
                pieces(self.inner.get(hash_bytes(piece)));
            }
        }
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
        let mut ranked: Vec<(Language, f32)> = self.langs.iter().copied().zip(sum.iter().copied()).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked.truncate(4);
        let lang = ranked.first().map_or(Language::UND, |best| best.0);
        Guess { lang, confidence: confidence(margin(&ranked)), spans: Vec::new(), ranked }
    }

    /// A second opinion on a long doubtful line. It sees no names and no articles.
    fn ask(&self, text: &str, scan: &Scan, line: &Line, guess: &mut Guess) {
        let words = self.spoken(text, scan, line, &|token| !self.articles.contains(&token.hash));
        let Some(info) = whatlang::detect(&words).filter(|info| info.confidence() >= ASK_TRUST) else { return };
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
    fn parts(&self, scan: &Scan, tokens: Range<usize>, line: &Line, sides: &[f32], guess: &Guess) -> Vec<(Range<usize>, Language)> {
        let home = [Language::EN, Language::IT];
        if !home.contains(&guess.lang) || sides.len() < 2 * PART_WORDS {
            return Vec::new();
        }
        let (plus, minus) = sides.iter().fold((0.0, 0.0), |(p, m), s| if *s > 0.0 { (p + s, m) } else { (p, m - s) });
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
            runs.dedup_by(|next, run| next.2 == run.2 && { run.1 = next.1; true });
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
            let cost = if at == 0 { 0.0 } else { SWITCH - if self.clause(scan, line, at) { CLAUSE } else { 0.0 } };
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
                Some((here, start, end)) if *here == hash => return Some(&self.rows[*start as usize..*end as usize - 1]),
                _ => at = (at + 1) & (size - 1),
            }
        }
    }
}

fn spread(hash: u32) -> u32 {
    hash.wrapping_mul(0x9e37_79b1) >> 7
}

fn hash_bytes(piece: &[u8]) -> u32 {
    piece.iter().fold(0x811c_9dc5, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193))
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

/// Endings, beginnings and inner pieces. Where a longer ending is listed for one language, the others keep what
/// their shorter ending says.
fn pieces(index: Index<'_>) -> (Table, Table, Table) {
    let mut tables: [BTreeMap<String, BTreeMap<u8, f32>>; 3] = Default::default();
    for (code, weight, list) in cues::PIECES {
        let Some(lang) = code.parse().ok().and_then(index).and_then(|at| u8::try_from(at).ok()) else { continue };
        for piece in list.split_whitespace() {
            let (table, letters) = match (piece.strip_prefix('-'), piece.strip_suffix('-')) {
                (Some(tail), _) => (0, tail),
                (_, Some(head)) => (1, head),
                _ => (2, piece),
            };
            let folded = crate::fold::word(letters);
            // Short endings are in many languages, and the frequency of letters tells of them already.
            let weight = *weight * [0.0, 0.2, 0.6, 1.0][folded.len().min(3)];
            let entry = tables[table].entry(folded).or_default().entry(lang).or_default();
            *entry = entry.max(weight);
        }
    }
    let [tails, heads, inner] = tables;
    let inherit = |table: BTreeMap<String, BTreeMap<u8, f32>>, shorter: &dyn Fn(&str) -> Vec<String>| {
        let rows = table.iter().map(|(piece, row)| {
            let mut row = row.clone();
            for part in shorter(piece) {
                for (lang, weight) in table.get(&part).into_iter().flatten() {
                    row.entry(*lang).or_insert(*weight);
                }
            }
            (hash(piece), row.into_iter().collect())
        });
        Table::new(rows.collect())
    };
    (
        inherit(tails, &|piece| (1..piece.len()).filter_map(|at| piece.get(at..).map(str::to_owned)).collect()),
        inherit(heads, &|piece| (1..piece.len()).rev().filter_map(|at| piece.get(..at).map(str::to_owned)).collect()),
        inherit(inner, &|_| Vec::new()),
    )
}

/// Logarithms of letter frequencies, 26 rows of one value a language, less the mean over languages.
fn frequencies(table: &[(&str, &str)], rare: f32, langs: &[Language]) -> Vec<f32> {
    let width = langs.len();
    let mut values = vec![f32::NAN; 26 * width];
    for (code, list) in table {
        let Some(lang) = code.parse().ok().and_then(|lang: Language| langs.iter().position(|known| *known == lang)) else {
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
        .map(|(at, line)| (!flagged(at) && line.lang != Language::UND && line.confidence >= 0.8).then_some(line.lang))
        .collect();
    for at in 0..lines.len() {
        let line = &mut lines[at];
        if line.ranked.len() < 2 || !line.spans.is_empty() {
            continue;
        }
        let before = given[..at].iter().rev().flatten().next();
        let after = given[at + 1..].iter().flatten().next();
        for lang in before.into_iter().chain(after) {
            if let Some(entry) = line.ranked.iter_mut().find(|entry| entry.0 == *lang) {
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
    votes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, vote)| *vote > 0.0).map_or(Language::UND, |(lang, _)| lang)
}
