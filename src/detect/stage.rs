//! The stage: a language for every line and for the page.

use super::{
    Count, Detector, Guess, LangId, Line,
    context::{shares, smooth},
};
use crate::{
    document::{Language, LanguageSpan},
    page::{Page, Stage},
    span::Span,
};
use std::sync::{Arc, OnceLock};

/// Names the language of every line and of the page.
#[derive(Default)]
pub struct Detect {
    /// Another detector than the default.
    other: Option<Arc<dyn LangId>>,
    /// The default with the words of the languages, made for the first line.
    default: OnceLock<Detector>,
}

impl Detect {
    /// Another detector.
    pub fn with(backend: Arc<dyn LangId>) -> Detect {
        Detect { other: Some(backend), default: OnceLock::new() }
    }

    /// The name of the detector.
    pub fn name_of_backend(&self) -> &'static str {
        self.other.as_ref().map_or(Detector::NAME, |other| other.name())
    }

    fn backend(&self, page: &Page<'_>) -> &dyn LangId {
        let made = || {
            let words = &page.dictionary.data().languages;
            let lists: Vec<_> = words.iter().map(|list| (list.code, list.words.clone())).collect();
            Detector::new(&lists)
        };
        match &self.other {
            Some(other) => &**other,
            None => self.default.get_or_init(made),
        }
    }

    /// What counts in each line, for pages of several languages: lines that say nothing of the page count nothing. These
    /// are those that leave, and those that only their names tell from an earlier one, for when these are written alike
    /// it may leave. On a page of one language that makes no difference.
    fn counts(&self, page: &Page<'_>, guesses: &[Guess], masked: &[bool]) -> Option<Vec<Option<Count>>> {
        let mut told = guesses.iter().map(|guess| guess.lang).filter(|lang| *lang != Language::UND);
        let first = told.next();
        if told.all(|lang| Some(lang) == first) {
            return None;
        }
        let mut counts: Vec<Option<Count>> =
            (0..page.lines.len()).map(|line| self.count(page, line, masked)).collect();
        silence_repeated(&mut counts);
        Some(counts)
    }

    /// What counts in a line; nothing if it leaves.
    fn count(&self, page: &Page<'_>, line: usize, masked: &[bool]) -> Option<Count> {
        (!page.lines[line].silent).then(|| self.backend(page).count(&line_of(page, line, masked)))
    }
}

/// Of lines of the same words only the first counts.
pub(super) fn silence_repeated(counts: &mut [Option<Count>]) {
    let counted = |(line, count): (usize, &Option<Count>)| count.map(|count| (count.words, line));
    let mut seen: Vec<(u64, usize)> = counts.iter().enumerate().filter_map(counted).collect();
    seen.sort_unstable();
    for pair in seen.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        counts[pair[1].1] = None;
    }
}

fn line_of<'p>(page: &Page<'p>, line: usize, masked: &'p [bool]) -> Line<'p> {
    Line { text: page.text, scan: page.scan, tokens: page.tokens_of(line), masked }
}

impl Stage for Detect {
    fn name(&self) -> &'static str {
        "detect"
    }

    fn propose(&self, page: &mut Page<'_>) {
        let masked = std::mem::take(&mut page.masked);
        let (lines, backend) = (0..page.lines.len(), self.backend(page));
        let mut guesses: Vec<Guess> =
            lines.clone().map(|line| backend.line(&line_of(page, line, &masked))).collect();
        let counts = self.counts(page, &guesses, &masked);
        let silent =
            |line: usize| counts.as_ref().map_or(page.lines[line].silent, |counts| counts[line].is_none());
        smooth(&mut guesses, silent);
        let count = |line: usize| {
            counts.as_ref().map_or_else(|| self.count(page, line, &masked), |counts| counts[line])
        };
        let shares = shares(&guesses, lines.map(|line| count(line).map_or(0, |count| count.bytes)));
        page.lang = shares.first().map_or(Language::UND, |(lang, _)| *lang);
        page.langs = shares;
        for (line, guess) in guesses.into_iter().enumerate() {
            let spans = language_spans(page, line, &guess);
            let line = &mut page.lines[line];
            (line.lang, line.confidence, line.spans) = (guess.lang, guess.confidence, spans);
        }
        if let Some(lang) = page.options.lang {
            (page.lang, page.langs) = (lang, vec![(lang, 1.0)]);
            for line in page.lines.iter_mut().filter(|line| line.lang != Language::UND) {
                (line.lang, line.confidence) = (lang, 1.0);
                line.spans.clear();
            }
        }
        page.masked = masked;
    }
}

fn language_spans(page: &Page<'_>, line: usize, guess: &Guess) -> Vec<LanguageSpan<crate::span::Repaired>> {
    let whole = page.lines[line].span;
    let last = guess.spans.len().saturating_sub(1);
    let mut start = whole.start;
    guess
        .spans
        .iter()
        .enumerate()
        .map(|(at, (tokens, lang))| {
            let end = if at == last { whole.end } else { page.scan.tokens[tokens.end].start };
            let span = Span::new(start, end.max(start));
            start = span.end;
            LanguageSpan { span, lang: *lang }
        })
        .collect()
}
