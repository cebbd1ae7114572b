//! The stage: a language for every line and for the page.

use super::{
    Detector, Guess, LangId, Line,
    context::{shares, smooth},
};
use crate::{
    dictionary::data::Words,
    document::{FormClass, Language, LanguageSpan},
    page::{Page, Stage},
    scan::{Gap, Token},
    span::Span,
};
use std::{collections::HashSet, sync::Arc};

/// Names the language of every line and of the page.
pub struct Detect {
    backend: Arc<dyn LangId>,
}

impl Detect {
    /// The default, with the words of the languages.
    pub fn new(words: &[Words]) -> Detect {
        let lists: Vec<_> = words.iter().map(|list| (list.code, list.words.clone())).collect();
        Detect::with(Arc::new(Detector::new(&lists)))
    }

    /// Another detector.
    pub fn with(backend: Arc<dyn LangId>) -> Detect {
        Detect { backend }
    }

    /// The name of the detector.
    pub fn backend(&self) -> &'static str {
        self.backend.name()
    }

    /// The words of a line that are neither names nor articles.
    fn counted<'p>(
        &self,
        page: &Page<'p>,
        line: usize,
        masked: &'p [bool],
    ) -> impl Iterator<Item = &'p Token> {
        let words = line_of(page, line, masked).unmasked();
        words.map(|(_, token)| token).filter(|token| !self.backend.says_nothing(token))
    }

    /// Lines that say nothing of the page: those that leave, and those that only their names tell from an earlier one,
    /// for when these are written alike it may leave. On a page of one language that makes no difference.
    fn silent(&self, page: &Page<'_>, guesses: &[Guess], masked: &[bool]) -> Vec<bool> {
        let mut silent: Vec<bool> = page.lines.iter().map(|line| line.silent).collect();
        let mut told = guesses.iter().map(|guess| guess.lang).filter(|lang| *lang != Language::UND);
        let first = told.next();
        if told.any(|lang| Some(lang) != first) {
            let mut seen = HashSet::new();
            for (line, silent) in silent.iter_mut().enumerate().filter(|(_, silent)| !**silent) {
                let words = self.counted(page, line, masked);
                let words = words.fold(0u64, |words, token| {
                    (words.rotate_left(9) ^ u64::from(token.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                });
                *silent = !seen.insert(words);
            }
        }
        silent
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
        let masked = masked(page);
        let lines = 0..page.lines.len();
        let mut guesses: Vec<Guess> =
            lines.clone().map(|line| self.backend.line(&line_of(page, line, &masked))).collect();
        let silent = self.silent(page, &guesses, &masked);
        smooth(&mut guesses, |line| silent[line]);
        let length = |token: &Token| token.end - token.start;
        let weight =
            |line| if silent[line] { 0 } else { self.counted(page, line, &masked).map(length).sum() };
        let shares = shares(&guesses, lines.map(weight));
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
    }
}

/// Tokens of located names, whoever is chosen later: writing a long name into a line must not change its language.
fn masked(page: &Page<'_>) -> Vec<bool> {
    let mut masked = vec![false; page.scan.tokens.len()];
    let tokens = &page.scan.tokens;
    for hit in page.names {
        masked[hit.first..hit.last].fill(true);
        // A noun that the written name brings along is absorbed: `the Haqqani` + `Network`.
        let form = page.dictionary.form(hit.form);
        if !matches!(form.class, FormClass::Long | FormClass::Short) {
            continue;
        }
        let before = hit
            .first
            .checked_sub(1)
            .filter(|_| tokens[hit.first].gap == Gap::SPACE)
            .map(|at| tokens[at].hash);
        let behind = tokens.get(hit.last).filter(|token| token.gap == Gap::SPACE).map(|token| token.hash);
        let (first, last) = page.dictionary.absorbs(form.entity, before, behind);
        if first {
            masked[hit.first - 1] = true;
        }
        if last {
            masked[hit.last] = true;
        }
    }
    masked
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
