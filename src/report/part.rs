//! Several fields of a record as one page, and one field of it again.
//! In: texts, then the analysis of the page they make. Out: the analysis of each text, offsets and all.

use crate::{
    Analysis,
    document::{Candidate, Line, LanguageSpan, Mention, Meta, MetaEntry},
    edit::{Edit, Edits, Side},
    span::{Clean, Original, Span},
};
use std::ops::Range;

/// Between two fields: they are paragraphs of one page.
const BETWEEN: &str = "\n\n";

/// The page that several texts make, and where each of them stands.
pub fn join(texts: &[&str]) -> (String, Vec<Range<usize>>) {
    let mut page = String::with_capacity(texts.iter().map(|text| text.len() + BETWEEN.len()).sum());
    let places = texts.iter().enumerate().map(|(number, text)| {
        if number > 0 {
            page.push_str(BETWEEN);
        }
        page.push_str(text);
        page.len() - text.len()..page.len()
    });
    let places = places.collect();
    (page, places)
}

/// What is said about one text of the page: its own lines, names and edits, its own offsets; the language is that of
/// the page. Edits that reach beyond it, such as removed lines, are cut.
pub fn part<'t>(analysis: &Analysis<'t>, range: &Range<usize>) -> Analysis<'t> {
    let cut = Cut { start: range.start, end: range.end };
    let original = &analysis.original[range.clone()];
    let edits = analysis.edits.iter().filter_map(|edit| cut.edit(edit)).collect();
    let edits: Edits<Original, Clean> = Edits::new(edits).expect("edits cut shorter do not overlap");
    let text = edits.apply(original);
    // Where the clean text of this part begins in that of the page: behind edits that reach in from before.
    let before = analysis.edits.offsets().forward(range.start, Side::Before);
    let moved = |place: Span<Clean>| {
        let inside = |offset: usize| offset.saturating_sub(before).min(text.len());
        Span::new(inside(place.start), inside(place.end))
    };
    let numbers: Vec<usize> = (0..analysis.lines.len()).filter(|number| cut.holds(analysis.lines[*number].span)).collect();
    let first = numbers.first().copied().unwrap_or(0);
    let own = |line: &usize| numbers.binary_search(line).is_ok();
    let lines = numbers.iter().map(|number| cut.line(&analysis.lines[*number])).collect();
    let clean_lines = numbers.iter().map(|number| analysis.clean_lines.get(*number).copied().flatten().map(moved)).collect();
    let (mut mentions, mut clean_mentions) = (Vec::new(), Vec::new());
    for (mention, clean) in analysis.mentions.iter().zip(&analysis.clean_mentions).filter(|(mention, _)| own(&mention.line)) {
        mentions.push(Mention { span: cut.span(mention.span), line: mention.line - first, ..mention.clone() });
        clean_mentions.push(clean.map(moved));
    }
    let candidates = analysis.candidates.iter().filter(|candidate| own(&candidate.line));
    let candidates = candidates.map(|c| Candidate { span: cut.span(c.span), line: c.line - first, ..c.clone() }).collect();
    let facts = |entries: &[MetaEntry]| -> Vec<MetaEntry> {
        let own = entries.iter().filter(|entry| own(&entry.line));
        own.map(|entry| MetaEntry { line: entry.line - first, ..entry.clone() }).collect()
    };
    let meta = Meta {
        dates: facts(&analysis.meta.dates),
        tags: facts(&analysis.meta.tags),
        source: facts(&analysis.meta.source),
        byline: facts(&analysis.meta.byline),
    };
    Analysis { original, text, edits, lang: analysis.lang, lines, clean_lines, mentions, clean_mentions, candidates, meta, trace: Vec::new() }
}

/// A stretch of the page, to be looked at as a text of its own.
#[derive(Clone, Copy)]
struct Cut {
    start: usize,
    end: usize,
}

impl Cut {
    fn holds<T>(&self, span: Span<T>) -> bool {
        self.start <= span.start && span.end <= self.end
    }

    fn span<T>(&self, span: Span<T>) -> Span<T> {
        let inside = |offset: usize| offset.clamp(self.start, self.end) - self.start;
        Span::new(inside(span.start), inside(span.end))
    }

    /// The edit within the stretch; words written over its border belong to the text in which it starts.
    fn edit(&self, edit: &Edit<Original>) -> Option<Edit<Original>> {
        let (start, end) = (edit.span.start, edit.span.end);
        let inside = self.start <= start && (start < self.end || (start == self.end && start == end));
        if inside {
            return Some(Edit { span: self.span(edit.span), ..edit.clone() });
        }
        let reaches_in = start < self.start && self.start < end;
        reaches_in.then(|| Edit { span: self.span(edit.span), new: "".into(), rules: edit.rules.clone() })
    }

    fn line(&self, line: &Line<Original>) -> Line<Original> {
        let spans = line.spans.iter().map(|part| LanguageSpan { span: self.span(part.span), lang: part.lang });
        Line { span: self.span(line.span), spans: spans.collect(), ..line.clone() }
    }
}
