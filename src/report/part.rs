//! Several fields of a record as one page, and one field of it again.
//! In: texts, then the analysis of the page they make. Out: the analysis of each text, offsets and all.

use crate::{
    Analysis,
    document::{Candidate, LanguageSpan, Line, Mention, Meta, MetaEntry},
    edit::{Edit, Edits, Side},
    span::{Clean, Original, Span},
};
use std::ops::Range;

/// Between two fields: they are paragraphs of one page.
const BETWEEN: &str = "\n\n";
const BREAKS: [char; 2] = ['\n', '\r'];

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
    // Where the clean text of this part begins in that of the page: behind edits that reach in from before, but
    // for what they write here.
    let reaching =
        analysis.edits.iter().find(|edit| edit.span.start < range.start && range.start < edit.span.end);
    let written = reaching.and_then(|edit| cut.edit(edit)).map_or(0, |edit| edit.new.len());
    let before = analysis.edits.offsets().forward(range.start, Side::Before) - written;
    let moved = |place: Span<Clean>| {
        let inside = |offset: usize| offset.saturating_sub(before).min(text.len());
        Span::new(inside(place.start), inside(place.end))
    };
    let numbers: Vec<usize> =
        (0..analysis.lines.len()).filter(|number| cut.holds(analysis.lines[*number].span)).collect();
    let first = numbers.first().copied().unwrap_or(0);
    let own = |line: &usize| numbers.binary_search(line).is_ok();
    let lines = numbers.iter().map(|number| cut.line(&analysis.lines[*number])).collect();
    let clean_lines = numbers
        .iter()
        .map(|number| analysis.clean_lines.get(*number).copied().flatten().map(moved))
        .collect();
    let (mut mentions, mut clean_mentions) = (Vec::new(), Vec::new());
    for (mention, clean) in
        analysis.mentions.iter().zip(&analysis.clean_mentions).filter(|(mention, _)| own(&mention.line))
    {
        mentions.push(Mention {
            span: cut.span(mention.span),
            line: mention.line - first,
            ..mention.clone()
        });
        clean_mentions.push(clean.map(moved));
    }
    let candidates = analysis.candidates.iter().filter(|candidate| own(&candidate.line));
    let candidates =
        candidates.map(|c| Candidate { span: cut.span(c.span), line: c.line - first, ..c.clone() }).collect();
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
    Analysis {
        original,
        text,
        edits,
        lang: analysis.lang,
        langs: analysis.langs.clone(),
        lines,
        clean_lines,
        mentions,
        clean_mentions,
        candidates,
        meta,
        trace: Vec::new(),
    }
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

    /// The edit within the stretch. Words written over a border belong to the text in which the edit starts, or
    /// to the one behind the gap it starts in; line breaks written over a border belong to nobody.
    fn edit(&self, edit: &Edit<Original>) -> Option<Edit<Original>> {
        let (start, end) = (edit.span.start, edit.span.end);
        let starts_here = self.start <= start && (start < self.end || (start == self.end && start == end));
        let reaches_in = start < self.start && self.start < end;
        if !starts_here && !reaches_in {
            return None;
        }
        let mut new = edit.new.clone();
        if reaches_in {
            let from_gap = start + BETWEEN.len() >= self.start;
            new = if from_gap { new.trim_start_matches(BREAKS).to_owned().into() } else { "".into() };
        }
        if end > self.end {
            new = new.trim_end_matches(BREAKS).to_owned().into();
        }
        Some(Edit { span: self.span(edit.span), new, rules: edit.rules.clone() })
    }

    fn line(&self, line: &Line<Original>) -> Line<Original> {
        let spans =
            line.spans.iter().map(|part| LanguageSpan { span: self.span(part.span), lang: part.lang });
        Line { span: self.span(line.span), spans: spans.collect(), ..line.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{analysis, page};

    #[test]
    fn fields_get_back_what_is_theirs() {
        let (text, places) = join(&["Share\nTitle..", "", "Body..\nShare"]);
        assert_eq!(text, "Share\nTitle..\n\n\n\nBody..\nShare");
        let whole = analysis(
            &text,
            &[
                ("Share\n", "", "strip/share"),
                ("..\n\n", ".\n\n", "repair/stops"),
                ("\n\nBody..", "Body.", "repair/stops"),
                ("\nShare", "", "strip/share"),
            ],
        );
        let rows: Vec<String> = places.iter().map(|place| part(&whole, place).text.into_owned()).collect();
        assert_eq!(rows, ["Title.", "", "Body."]);
        for place in &places {
            let own = part(&whole, place);
            assert_eq!(own.original, &text[place.clone()]);
            assert_eq!(own.edits.apply(own.original), own.text);
        }
    }

    #[test]
    fn words_written_over_a_border_are_written_once() {
        let rows: &[(&str, &str, [&str; 2])] = &[
            // stretch, what is written for it, the two texts
            ("two\n\nthree", "2+3", ["one 2+3", " four"]),
            ("\n\nthree", "\n3", ["one two", "3 four"]),
            ("\nthree", "3", ["one two", "3 four"]),
            ("two\n\n", "", ["one ", "three four"]),
            ("\n\n", "\n", ["one two", "three four"]),
        ];
        for (old, new, expected) in rows {
            let (text, places) = join(&["one two", "three four"]);
            let whole = analysis(&text, &[(old, new, "repair/x")]);
            let texts: Vec<String> =
                places.iter().map(|place| part(&whole, place).text.into_owned()).collect();
            assert_eq!(texts, expected, "{old:?}");
        }
    }

    #[test]
    fn offsets_and_lines_are_counted_anew() {
        let mut whole = page();
        let start = whole.lines[1].span.start;
        let own = part(&whole, &(start..whole.original.len()));
        assert_eq!(own.text, whole.text);
        assert_eq!(own.clean_lines, whole.clean_lines[1..]);
        assert_eq!(own.clean_mentions, whole.clean_mentions);
        assert_eq!(own.mentions[0].line, 0);
        assert_eq!(own.mentions[0].span.of(own.original), "IS-K");
        assert_eq!(own.candidates[0].span.of(own.original), "ISIS-Sinai");
        assert_eq!(own.lines[1].spans[1].span.of(own.original), "perché no");
        assert!(own.meta.tags.is_empty());
        let first = part(&whole, &(0..start - 1));
        assert_eq!((first.text.as_ref(), first.clean_lines.as_slice()), ("", &[None][..]));
        assert!(first.mentions.is_empty() && first.meta.tags.len() == 1);
        whole.lines.clear();
        assert!(part(&whole, &(0..0)).lines.is_empty());
    }
}
