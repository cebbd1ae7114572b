//! Phrases of web pages, and lines that hold one.
//! In: rules of `residue.*.toml`. Out: for the folded words of a line, which rules it meets.
//! Not here: where on the page a rule holds and what its block takes along (see the stage).

mod index;
mod packed;
mod phrase;
mod prose;
mod table;

pub(super) use phrase::{ANY_WORDS, SIGNS, cased, is_number_word};
pub use table::{Block, Met, RuleError, Where};

use crate::{dictionary::data::ResidueRule, fold::fold, scan::Scan};
use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use index::{CHAIN, Opening};
use phrase::{Letters, folded, walk};
use prose::{is_sentence, is_short_sentence, is_unspoken, is_unspoken_freely, opens_small};
use std::sync::{Arc, LazyLock};
use table::{Phrase, Reach, Table, digest};

/// Tables of the rules shipped with the program.
static SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/residue.bin"));

/// The same, read; nobody waits for them who reads no line.
static SHIPPED_RULES: LazyLock<Ready> = LazyLock::new(|| {
    let table = postcard::from_bytes(SHIPPED).expect("this program wrote the tables itself");
    Ready::of(table).expect("its rules were read before")
});

/// Residue rules, ready to read lines.
#[derive(Clone, Debug, Default)]
pub struct ResidueRules {
    /// `None` for the rules shipped with the program.
    own: Option<Arc<Ready>>,
}

/// Rules that were read.
#[derive(Debug)]
struct Ready {
    table: Table,
    /// Finds the words that float; `None` where there are none.
    floating: Option<AhoCorasick>,
}

impl Ready {
    fn of(table: Table) -> Result<Ready, RuleError> {
        if table.floating.is_empty() {
            return Ok(Ready { table, floating: None });
        }
        // Only so it looks at many bytes at once; which of several that overlap is found does not matter.
        // The automaton that is made quickest, because it hardly runs: so few words are found without it.
        let floating = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(&table.floating);
        let refused = |error: BuildError| RuleError { rule: table.rules.len(), message: error.to_string() };
        Ok(Ready { floating: Some(floating.map_err(refused)?), table })
    }
}

/// What a glance at a line leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Likely {
    /// It may meet a phrase read from its start, or one read from its end.
    pub phrase: [bool; 2],
    /// It may meet a phrase that opens with anything.
    pub floats: bool,
    /// It may be a chain of them.
    pub chain: bool,
}

impl Likely {
    /// Nothing is known of the line.
    const ALL: Likely = Likely { phrase: [true; 2], floats: true, chain: true };

    /// It may meet a phrase.
    pub fn any(self) -> bool {
        self.phrase != [false; 2] || self.floats
    }
}

/// Which lines that a phrase opens or closes, and that say nothing else of the page, are not met by it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Nothing,
    Sentences,
    Everything,
}

/// One line as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Words<'t> {
    /// As written, without indent and bullet.
    pub text: &'t str,
    /// Its folded words, spaces between them.
    pub view: &'t str,
    /// How many.
    pub count: usize,
}

impl ResidueRules {
    /// Reads the rules.
    ///
    /// ```
    /// use canonry::{dictionary::data::ResidueRule, strip::residue::ResidueRules};
    /// let rule = ResidueRule { kind: "share".into(), line: vec!["share [this [article|post]]".into()], ..Default::default() };
    /// let rules = ResidueRules::compile(&[rule]).unwrap();
    /// assert!(rules.flags("• SHARE THIS POST"));
    /// assert!(!rules.flags("Share prices fell"));
    /// ```
    pub fn compile(rules: &[ResidueRule]) -> Result<ResidueRules, RuleError> {
        Ok(ResidueRules { own: Some(Arc::new(Ready::of(Table::of(rules)?)?)) })
    }

    /// The rules shipped with the program, whose tables were made when it was built.
    pub fn shipped() -> ResidueRules {
        ResidueRules { own: None }
    }

    fn ready(&self) -> &Ready {
        self.own.as_deref().unwrap_or_else(|| &SHIPPED_RULES)
    }

    fn table(&self) -> &Table {
        &self.ready().table
    }

    /// True when the line meets a rule, wherever on the page that rule holds.
    pub fn flags(&self, line: &str) -> bool {
        let text = crate::shape::body(line);
        let scan = Scan::new(text);
        let mut met: Vec<Met> = self.long(text).into_iter().collect();
        self.read(
            Words { text, view: scan.view.trim(), count: crate::shape::words(text, usize::MAX) },
            &mut met,
        );
        !met.is_empty()
    }

    /// Where the words stand that a phrase needs which opens with anything, in order; a line without one meets none.
    /// They are found as they are written, in small letters or capitals.
    pub fn floating<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        self.ready().floating.iter().flat_map(move |words| words.find_iter(text).map(|found| found.start()))
    }

    /// Cheap: denies only what is not there, told by the first and last letters of a line; phrases that open with anything
    /// are left aside (see [`ResidueRules::floating`]).
    pub fn may_meet(&self, text: &str, count: usize) -> Likely {
        let mut likely = Likely::default();
        if text.is_empty() || count > self.table().forwards.most_words.max(self.table().backwards.most_words)
        {
            return likely;
        }
        for (index, reverse) in [(&self.table().forwards, false), (&self.table().backwards, true)] {
            if count <= index.gate.most_words(text, reverse) && count <= index.most_words {
                let opening = Opening::of_text(text, reverse);
                for group in opening.likely().filter_map(|opening| index.group(opening)) {
                    likely.phrase[usize::from(reverse)] |= count <= group.most_words as usize;
                    likely.chain |= group.links && count <= CHAIN;
                }
            }
        }
        likely
    }

    /// What a line of too many words to be read meets.
    pub fn long(&self, line: &str) -> Option<Met> {
        if self.table().long.is_empty() {
            return None;
        }
        self.table().long.get(&digest(&folded(line))).map(|rule| self.table().rules[*rule])
    }

    /// Adds to `met` what the line meets, each rule once.
    pub fn read(&self, line: Words<'_>, met: &mut Vec<Met>) {
        self.read_likely(Likely::ALL, line, met);
    }

    /// The same where a glance at the line has told which phrases it may meet.
    pub fn read_likely(&self, likely: Likely, line: Words<'_>, met: &mut Vec<Met>) {
        let mut rules: Vec<usize> =
            self.phrases(likely, line, Doubt::Sentences).into_iter().map(|phrase| phrase.rule).collect();
        rules.sort_unstable();
        met.extend(rules.into_iter().map(|rule| self.table().rules[rule]));
    }

    /// The phrase, as it is listed, by which a line met a rule like this.
    pub fn phrase(&self, line: Words<'_>, met: Met) -> Option<&str> {
        let by = |phrase: &&Phrase| self.table().rules[phrase.rule] == met;
        self.phrases(Likely::ALL, line, Doubt::Sentences)
            .into_iter()
            .find(by)
            .map(|phrase| phrase.text.as_str())
    }

    /// The phrase that the line would meet if it were no sentence about something else.
    pub(crate) fn spared(&self, line: Words<'_>) -> Option<&str> {
        let met = self.phrases(Likely::ALL, line, Doubt::Nothing);
        let met = met.first().filter(|_| self.phrases(Likely::ALL, line, Doubt::Sentences).is_empty());
        met.map(|phrase| phrase.text.as_str())
    }

    /// True for a line that is met only if nobody doubts it: `Sign up now, pay later` may be a heading.
    pub(crate) fn doubts(&self, line: Words<'_>) -> bool {
        let is_met = |doubt| !self.phrases(Likely::ALL, line, doubt).is_empty();
        !is_met(Doubt::Everything) && is_met(Doubt::Sentences)
    }

    /// The phrases that a line meets, one of each rule.
    fn phrases(&self, likely: Likely, line: Words<'_>, doubt: Doubt) -> Vec<&Phrase> {
        let mut all: Vec<&Phrase> = Vec::new();
        if line.text.is_empty() {
            return all;
        }
        let [starts, ends] = likely.phrase;
        let ways = [(&self.table().forwards, false, starts), (&self.table().backwards, true, ends)];
        for (index, reverse, opens) in ways {
            if line.count > index.most_words || !(opens || likely.floats) {
                continue;
            }
            let letters = Letters { text: line.text, view: line.view.as_bytes(), reverse };
            index.each(letters, line.count, likely.floats, |number| {
                let phrase = &self.table().phrases[number];
                if !all.iter().any(|known| known.rule == phrase.rule) && phrase.meets(line, letters, doubt) {
                    all.push(phrase);
                }
            });
        }
        all
    }

    /// For a line that is nothing but several whole-line phrases one after the other (`Share Tweet Print`,
    /// `FacebookTwitterLinkedIn`): what the first of them met, and where all of them hold. Three or more may be one
    /// word: `facebooktwitterwhatsapp`.
    pub fn chain(&self, line: Words<'_>) -> Option<Met> {
        const LONGEST: usize = 160;
        let glued = !line.view.contains(' ');
        let least = if glued { 3 } else { 2 };
        // Figures run together are a number: `2018`.
        let is_number = || line.view.bytes().all(|b| b.is_ascii_digit());
        if line.view.len() > LONGEST || line.count > CHAIN || (glued && is_number()) {
            return None;
        }
        // For each byte up to which phrases reach from the start of the line, and each place: the rule of the first
        // phrase and how many there are.
        // Most lines start with no phrase, and need no room.
        let mut reached: Vec<[Option<(usize, usize)>; PLACES.len()]> = Vec::new();
        for start in (0..line.view.len()).filter(|start| glued || is_word_start(line.view, *start)) {
            if start > 0 && reached.is_empty() {
                return None;
            }
            let before = if start == 0 { [None; PLACES.len()] } else { reached[start - usize::from(!glued)] };
            if start > 0 && before.iter().all(Option::is_none) {
                continue;
            }
            let letters = Letters { text: line.text, view: &line.view.as_bytes()[start..], reverse: false };
            self.table().forwards.each_link(letters, |number| {
                let phrase = &self.table().phrases[number];
                let rule = &self.table().rules[phrase.rule];
                walk(letters, 0, &phrase.pattern().tree, None, &mut |end| {
                    if glued || letters.is_edge(end) {
                        if reached.is_empty() {
                            reached.resize(line.view.len() + 1, [None; PLACES.len()]);
                        }
                        for (slot, place) in PLACES.iter().enumerate() {
                            let so_far = if start == 0 { Some((phrase.rule, 0)) } else { before[slot] };
                            let known = &mut reached[start + end][slot];
                            if let Some((first, count)) = so_far.filter(|_| rule.place.holds_in(*place))
                                && known.is_none_or(|(_, known)| known <= count)
                            {
                                *known = Some((first, count + 1));
                            }
                        }
                    }
                    false
                });
            });
        }
        let whole = reached.get(line.view.len())?;
        let slot = whole.iter().position(|reached| reached.is_some_and(|(_, count)| count >= least))?;
        whole[slot].map(|(rule, _)| Met { place: PLACES[slot], block: None, ..self.table().rules[rule] })
    }
}

/// Places in the order in which a chain is tried: the fewest conditions first.
const PLACES: [Where; 4] = [Where::Any, Where::Edge, Where::Head, Where::Foot];

impl Where {
    /// True when a rule for this place holds everywhere in the other.
    fn holds_in(self, place: Where) -> bool {
        // A chain of entries is a menu by itself.
        let edge = matches!(self, Where::Edge | Where::Menu);
        self == Where::Any || self == place || (edge && place != Where::Any)
    }
}

impl Phrase {
    fn meets(&self, line: Words<'_>, letters: Letters<'_>, doubt: Doubt) -> bool {
        if self.label && is_stopped(line.text) {
            return false;
        }
        if !self.pattern().marks.iter().all(|mark| line.text.contains(*mark)) {
            return false;
        }
        // Who is quoted may say anything; `[ARCHIVE: NEWSREADER]` says what is heard.
        let quoted = self.reach == Reach::Start
            && (line.text.starts_with(['"', '“', '«', '„', '‘', '”'])
                || (self.needs_colon
                    && line.text.starts_with('[')
                    && !line.text.contains(char::is_lowercase)));
        let reported = || self.reach == Reach::Start && !self.needs_colon && is_reported(line.text);
        !quoted && self.is_met(line, letters, doubt) && !reported()
    }

    fn is_met(&self, line: Words<'_>, letters: Letters<'_>, doubt: Doubt) -> bool {
        if self.exact_case {
            let cased = cased(line.text);
            let letters = Letters { text: line.text, view: cased.as_bytes(), reverse: letters.reverse };
            return self.walks(line, letters, doubt);
        }
        self.walks(line, letters, doubt)
    }

    fn walks(&self, line: Words<'_>, letters: Letters<'_>, doubt: Doubt) -> bool {
        // Whoever wrote the phrase down as it stands on pages is believed.
        let sure = self.sure || self.exact_case || doubt == Doubt::Nothing;
        let fits =
            |is_told: fn(&str, &str) -> bool| doubt == Doubt::Everything || is_told(line.text, line.view);
        let in_doubt = |rest: &str| !sure && fits(is_sentence) && is_unspoken(line.text, line.view, rest);
        walk(letters, 0, &self.pattern().tree, None, &mut |at| match self.reach {
            Reach::Both | Reach::Backwards => {
                let free = || !sure && self.pattern().is_free && fits(is_short_sentence);
                at == letters.view.len() && !(free() && is_unspoken_freely(line.text, line.view))
            }
            _ if !letters.is_edge(at) => false,
            Reach::Start => {
                let in_doubt = || in_doubt(&line.view[at..]);
                match behind_label(line.text, letters.letters_before(at)) {
                    Some(behind) => !opens_small(behind) || !in_doubt(),
                    None => !self.needs_colon && !in_doubt(),
                }
            }
            Reach::End => !in_doubt(&line.view[..line.view.len() - at]),
        })
    }
}

/// `Follow the recipe.`, `Ask a librarian?`: said to somebody; no button ends so.
fn is_stopped(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '»', '’', '\'', ')']);
    end.ends_with(['?', ';', ',']) || end.ends_with('.') && !end.ends_with("..")
}

/// What stands behind the colon, bar or dash that follows the first `letters` letters of the line.
fn behind_label(text: &str, letters: usize) -> Option<&str> {
    let mut left = letters;
    let mut folded = String::new();
    let mut rest = text.char_indices();
    while left > 0 {
        let (_, c) = rest.next()?;
        folded.clear();
        fold(c, &mut folded);
        left = left.saturating_sub(folded.len());
    }
    let rest = rest.as_str();
    let behind = rest.trim_start();
    // `Fax – that forgotten miracle – is what saved them.`: what stands between two dashes is put in.
    let alone = |dash: char| {
        !behind.char_indices().skip(1).any(|(at, c)| {
            c == dash && behind[..at].ends_with(' ') && behind[at + c.len_utf8()..].starts_with(' ')
        })
    };
    let mut chars = behind.chars();
    let parts = match chars.next()? {
        ':' | '：' | '|' | '»' | '›' | '>' | '→' => true,
        dash @ ('–' | '—') => alone(dash),
        // A hyphen is a dash only with a space before it: `Web-based`.
        '-' => behind.len() < rest.len() && alone('-'),
        _ => false,
    };
    parts.then(|| chars.as_str().trim_start())
}

/// `Continue reading, he said`, `Follow us, they told him, and he did`: who speaks stands between commas or behind one.
fn is_reported(text: &str) -> bool {
    const MOST: usize = 5;
    const SAYING: [&str; 20] = [
        "said",
        "says",
        "told",
        "wrote",
        "writes",
        "cried",
        "asked",
        "shouted",
        "disse",
        "dissero",
        "dice",
        "diceva",
        "dicono",
        "scrive",
        "scrisse",
        "gridava",
        "gridarono",
        "detto",
        "chiese",
        "rispose",
    ];
    text.split(", ").skip(1).any(|clause| {
        let mut words = clause.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
        clause.split_whitespace().nth(MOST).is_none() && words.any(|word| SAYING.contains(&word))
    })
}

fn is_word_start(view: &str, at: usize) -> bool {
    at == 0 || view.as_bytes()[at - 1] == b' '
}

#[cfg(test)]
mod tests {
    use super::{Block, Met, ResidueRules, Where, Words};
    use crate::{dictionary::data::ResidueRule, document::Kind, scan::Scan, shape};

    fn rule(line: &[&str], start: &[&str], end: &[&str]) -> ResidueRule {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        ResidueRule {
            kind: "share".to_owned(),
            line: own(line),
            start: own(start),
            end: own(end),
            ..ResidueRule::default()
        }
    }

    fn flags(rule: ResidueRule, line: &str) -> bool {
        ResidueRules::compile(&[rule]).expect("a rule").flags(line)
    }

    #[test]
    fn whole_lines() {
        let rows: &[(&str, &str, bool)] = &[
            ("share [this [post|page]]", "  • Share this PAGE!", true),
            ("share [this [post|page]]", "Share prices fell", false),
            ("share [this [post|page]]", "Shares", false),
            ("share on whatsapp", "Share on WhatsApp", true),
            ("# comments", "1,234 comments", true),
            ("# comments", "1.2k comments", true),
            ("# comments", "Ten comments", false),
            ("follow * on x", "Follow the whole desk on X", true),
            ("follow * on x", "Follow on X", false),
            ("follow * on x", "Follow one two three four five on X", false),
            ("è piaciuto l'articolo", "E’ PIACIUTO L’ARTICOLO?", true),
            ("© #", "© 2024", true),
            ("© #", "2024", false),
            ("give (£|$|€) # [a month]", "Give £20 a month", true),
            ("give (£|$|€) # [a month]", "Give 20 a month", false),
            ("don't miss", "Don’t miss", true),
            ("print", "Pr int", true),
            ("0", "0", true),
            ("0", "01", false),
        ];
        for (phrase, line, hit) in rows {
            assert_eq!(flags(rule(&[phrase], &[], &[]), line), *hit, "{phrase} / {line}");
        }
    }

    #[test]
    fn starts_and_ends() {
        assert!(flags(rule(&[], &["read more"], &[]), "READ MORE: two held"));
        assert!(!flags(rule(&[], &["read more"], &[]), "Read moreover what he wrote"));
        assert!(flags(rule(&[], &[], &["# min read"]), "Politics, 4 min read"));
        assert!(!flags(rule(&[], &[], &["# min read"]), "It took four min read aloud"));
        let colon = ResidueRule { needs_colon: true, ..rule(&[], &["tag", "web", "also"], &[]) };
        let rows = [
            ("Tag: one, two", true),
            ("Tag – one", true),
            ("TAG", false),
            ("Web-based", false),
            ("Web - one", true),
            ("Tag teams", false),
            ("«Tag: one»", false),
            ("[TAG: ONE]", false),
        ];
        for (line, hit) in rows {
            assert_eq!(flags(colon.clone(), line), hit, "{line}");
        }
        let long = "Read more ".to_owned() + &"words ".repeat(40);
        assert!(!flags(rule(&[], &["read more"], &[]), &long));
    }

    #[test]
    fn case_may_count() {
        let exact = ResidueRule { exact_case: true, ..rule(&["SHARE"], &[], &[]) };
        assert!(flags(exact.clone(), "SHARE"));
        assert!(!flags(exact, "Share"));
    }

    #[test]
    fn chains() {
        let rules = ResidueRules::compile(&[rule(
            &["facebook", "twitter", "linkedin", "whatsapp", "share", "tweet"],
            &[],
            &[],
        )]);
        let rules = rules.expect("rules");
        let rows = [
            ("FacebookTwitterLinkedInWhatsApp", true),
            ("Share   Tweet", true),
            ("Facebook", false),
            ("Facebook bans Twitter", false),
        ];
        for (line, hit) in rows {
            let scan = Scan::new(line);
            let words = Words { text: line, view: scan.view.trim(), count: shape::words(line, 99) };
            assert_eq!(rules.chain(words).is_some(), hit, "{line}");
            assert!(!hit || rules.may_meet(line, words.count).chain, "{line}");
        }
    }

    /// The shipped rules with the lines that prove them, which the program does not hold.
    #[cfg(feature = "toml")]
    fn proven() -> Vec<ResidueRule> {
        let paths = ["any", "en", "it"].map(|name| {
            std::path::PathBuf::from(format!(
                "{}/dictionaries/residue.{name}.toml",
                env!("CARGO_MANIFEST_DIR")
            ))
        });
        let texts = paths.clone().map(|path| std::fs::read_to_string(path).expect("a file of rules"));
        let files = paths.iter().map(std::path::PathBuf::as_path).zip(texts.iter().map(String::as_str));
        let rules = crate::dictionary::source::read(files).expect("rules").residue;
        assert_eq!(rules.len(), crate::dictionary::shipped().residue().len());
        rules
    }

    #[cfg(feature = "toml")]
    #[test]
    fn cheap_looks_miss_nothing() {
        let all = proven();
        let rules = ResidueRules::compile(&all).expect("shipped rules");
        let turned =
            |line: &String| [line.clone(), line.to_uppercase(), line.replace(' ', "  "), format!("«{line}»")];
        for line in all.iter().flat_map(|rule| rule.hit.iter().chain(&rule.miss)).flat_map(turned) {
            let text = shape::body(&line);
            let floats = rules.floating(text).next().is_some();
            if rules.flags(text) {
                assert!(floats || rules.may_meet(text, shape::words(text, usize::MAX)).any(), "{line}");
            }
        }
    }

    #[test]
    fn shipped_tables_are_those_of_the_shipped_rules() {
        let shipped = crate::dictionary::shipped();
        let made = super::Table::of(&shipped.residue()).expect("shipped rules");
        assert!(postcard::to_stdvec(&made).expect("plain data") == super::SHIPPED);
    }

    #[test]
    fn wrong_rules_are_refused() {
        let rows = [
            (ResidueRule { kind: "shares".to_owned(), ..ResidueRule::default() }, "no kind"),
            (ResidueRule { r#where: "top".to_owned(), ..rule(&["a"], &[], &[]) }, "`where`"),
            (ResidueRule { block: "all".to_owned(), ..rule(&["a"], &[], &[]) }, "`block`"),
            (rule(&["(a|b"], &[], &[]), "never closed"),
            (rule(&["a)"], &[], &[]), "without an opening"),
            (rule(&[" "], &[], &[]), "empty"),
            (rule(&[], &["* (one|two)"], &[]), "opens with anything"),
            (rule(&[], &["a [b|c]"], &[]), "says nothing by the words in brackets"),
            (rule(&[], &[], &["[a] b"]), "says nothing by the words in brackets"),
            (rule(&[&"(a|b|c|d)".repeat(11)], &[], &[]), "4194304 strings"),
        ];
        for (rule, words) in rows {
            let error = ResidueRules::compile(std::slice::from_ref(&rule)).expect_err(words).to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    /// The glance lets nothing go by that the phrases would take, whatever follows or leads to what they know.
    #[cfg(feature = "toml")]
    #[test]
    fn a_glance_denies_nothing_in_longer_lines() {
        let rules = ResidueRules::shipped();
        let tails = [
            "",
            " and the army closed all the roads to the northern valley on Monday night and let nobody through.",
            " e l’esercito ha chiuso tutte le strade per la valle, perché così è più sicuro, e nessuno è passato.",
            " on our site, where your friends and the men of the northern valley read about it every single day.",
            ": the army closed all the roads to the northern valley on Monday night, and nobody got through.",
            " 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥 🔥.",
        ];
        let (mut taken, mut let_go) = (0, 0);
        for hit in proven().iter().flat_map(|rule| &rule.hit) {
            let hit = hit.trim_end_matches('.');
            for tail in tails {
                for line in [format!("{hit}{tail}"), format!("{} {hit}.", tail.trim_matches(['.', ' ']))] {
                    let text = shape::body(&line);
                    let (scan, count) = (Scan::new(text), shape::words(text, usize::MAX));
                    let words = Words { text, view: scan.view.trim(), count };
                    let likely = rules.may_meet(text, count);
                    let floats = rules.floating(text).next().is_some();
                    let phrases = |likely| rules.phrases(likely, words, super::Doubt::Sentences).len();
                    let all = phrases(super::Likely::ALL);
                    assert_eq!(phrases(super::Likely { floats, ..likely }), all, "{line}");
                    taken += usize::from(all > 0);
                    let_go += usize::from(likely.phrase == [false; 2]);
                }
            }
        }
        assert!(taken > 1000 && let_go > 1000, "{taken} {let_go}");
    }

    #[cfg(feature = "toml")]
    #[test]
    fn shipped_rules_keep_their_promises() {
        let all = proven();
        ResidueRules::compile(&all).expect("shipped rules");
        let mut broken = Vec::new();
        for rule in &all {
            let alone = ResidueRules::compile(std::slice::from_ref(rule)).expect("one rule");
            let wrong = |lines: &[String], hit: bool| -> Vec<String> {
                lines
                    .iter()
                    .filter(|line| alone.flags(line) != hit)
                    .map(|line| format!("{}: {line:?} {hit}", rule.kind))
                    .collect()
            };
            broken.extend(wrong(&rule.hit, true));
            broken.extend(wrong(&rule.miss, false));
        }
        assert!(broken.is_empty(), "{broken:#?}");
    }

    #[test]
    fn what_is_met_says_where() {
        let foot = ResidueRule {
            r#where: "foot".to_owned(),
            block: "tail".to_owned(),
            ..rule(&["related"], &[], &[])
        };
        let mut met = Vec::new();
        ResidueRules::compile(&[foot])
            .expect("a rule")
            .read(Words { text: "Related", view: "related", count: 1 }, &mut met);
        assert_eq!(met, [Met { kind: Kind::Share, place: Where::Foot, block: Some(Block::Tail) }]);
    }
}
