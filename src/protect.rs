//! What the user wants left alone: phrases, patterns, lines.
//! In: a text. Out: its protected stretches, which no stage changes; names in them are reported, `kept: protected`.
//! Not here: addresses and file names, in which no name is found at all (see `scan`).

use crate::{
    error::{Error, Place},
    span::Span,
};
use regex::{Regex, RegexBuilder};

/// Largest compiled pattern, in bytes; matching takes time that grows with the text alone, never with the pattern's tricks.
const PATTERN_SIZE: usize = 1 << 20;

/// What is protected, as the user says it. Patterns are regular expressions of the crate `regex`, read line by line, so that
/// `^` and `$` are the ends of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Protect {
    /// Words exactly as written; the stretches that hold them.
    pub phrases: Vec<String>,
    /// Patterns; the stretches that match.
    pub patterns: Vec<String>,
    /// Patterns; the whole lines in which one matches.
    pub lines: Vec<String>,
    /// Fields of records; read with the others, never changed. Who reads records hands their stretches to
    /// [`crate::pipeline::Known`].
    pub fields: Vec<String>,
}

impl Protect {
    /// Says what is wrong with a phrase.
    pub fn check_phrase(phrase: &str) -> Result<(), String> {
        match phrase {
            "" => Err("a protected phrase is empty; leave it out".to_owned()),
            _ if phrase.contains(['\n', '\r']) => Err(format!(
                "the protected phrase {phrase:?} holds a line break; give one phrase for each line"
            )),
            _ => Ok(()),
        }
    }

    /// Says what is wrong with a pattern.
    ///
    /// ```
    /// use canonry::protect::Protect;
    /// assert!(Protect::check_pattern(r"Order No\. \d+").is_ok());
    /// let message = Protect::check_pattern("(IS").unwrap_err();
    /// assert_eq!(message, "the pattern `(IS` cannot be read: unclosed group");
    /// ```
    pub fn check_pattern(pattern: &str) -> Result<(), String> {
        compiled(pattern).map(|_| ())
    }
}

fn compiled(pattern: &str) -> Result<Regex, String> {
    let regex = RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).build().map_err(|error| {
        let message = error.to_string();
        let reason = message.lines().last().unwrap_or_default();
        format!("the pattern `{pattern}` cannot be read: {}", reason.trim_start_matches("error: "))
    })?;
    match regex.is_match("") {
        true => Err(format!(
            "the pattern `{pattern}` matches nothing at all, which stands everywhere; write `+` for `*`"
        )),
        false => Ok(regex),
    }
}

/// [`Protect`], ready to look.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    phrases: Vec<String>,
    patterns: Vec<Regex>,
    lines: Vec<Regex>,
}

impl Guard {
    pub(crate) fn new(protect: &Protect) -> Result<Guard, Error> {
        let refuse =
            |message: String| Error::config(Place { path: "protect".into(), ..Place::default() }, message);
        for phrase in &protect.phrases {
            Protect::check_phrase(phrase).map_err(refuse)?;
        }
        let all = |patterns: &[String]| -> Result<Vec<Regex>, Error> {
            patterns.iter().map(|pattern| compiled(pattern).map_err(refuse)).collect()
        };
        let (patterns, lines) = (all(&protect.patterns)?, all(&protect.lines)?);
        Ok(Guard { phrases: protect.phrases.clone(), patterns, lines })
    }

    /// The protected stretches of a text, in order, none touching the next.
    pub(crate) fn spans<T: Copy + Ord>(&self, text: &str) -> Vec<Span<T>> {
        if self.phrases.is_empty() && self.patterns.is_empty() && self.lines.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut start = 0;
        for line in text.split(['\n', '\r']) {
            if self.lines.iter().any(|pattern| pattern.is_match(line)) {
                found.push(Span::new(start, start + line.len()));
            }
            let stretches = self.patterns.iter().flat_map(|pattern| pattern.find_iter(line));
            found.extend(stretches.map(|stretch| Span::new(start + stretch.start(), start + stretch.end())));
            for phrase in &self.phrases {
                let places = line.match_indices(phrase.as_str());
                found.extend(places.map(|(at, _)| Span::new(start + at, start + at + phrase.len())));
            }
            start += line.len() + 1;
        }
        joined(found)
    }
}

/// Stretches in order, those that overlap or touch made one; empty ones are none.
pub(crate) fn joined<T: Copy + Ord>(mut spans: Vec<Span<T>>) -> Vec<Span<T>> {
    spans.retain(|span| !span.is_empty());
    spans.sort();
    let mut all: Vec<Span<T>> = Vec::with_capacity(spans.len());
    for span in spans {
        match all.last_mut().filter(|last| span.start <= last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => all.push(span),
        }
    }
    all
}

/// True when the stretch shares a byte with one of these, or is a place inside one; `spans` as [`joined`] leaves them.
pub(crate) fn touches<T>(spans: &[Span<T>], span: &Span<T>) -> bool {
    let at = spans.partition_point(|protected| protected.end <= span.start);
    spans.get(at).is_some_and(|protected| protected.overlaps(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Original;

    #[test]
    fn stretches_of_all_kinds_are_found_and_joined() {
        let text = "Order No. 7 of IS\r\nthe order stands\nQuote: all of it\n";
        type Texts<'t> = &'t [&'t str];
        let rows: &[(Texts, Texts, Texts, Texts)] = &[
            (&["order"], &[], &[], &["order"]),
            (&["Order No", "No. 7"], &[], &[], &["Order No. 7"]),
            (&[], &[r"No\. \d+", "(?i)^(the )?order"], &[], &["Order", "No. 7", "the order"]),
            (&[], &[r"stands\s+Quote"], &[], &[]),
            (&[], &[], &["^Quote:", "stands$"], &["the order stands", "Quote: all of it"]),
            (&["IS"], &[], &["^Order"], &["Order No. 7 of IS"]),
            (&["absent"], &["absent"], &["absent"], &[]),
        ];
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        for (phrases, patterns, lines, expected) in rows {
            let protect = Protect {
                phrases: owned(phrases),
                patterns: owned(patterns),
                lines: owned(lines),
                fields: Vec::new(),
            };
            let spans: Vec<Span<Original>> = Guard::new(&protect).expect("good patterns").spans(text);
            let found: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
            assert_eq!(found, *expected, "{protect:?}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_a_sentence() {
        for (pattern, reason) in [
            ("[", "unclosed character class"),
            ("x{2,1}", "invalid"),
            (r"\w{5000}", "size limit"),
            ("a*", "write `+`"),
        ] {
            let message = Protect::check_pattern(pattern).expect_err(pattern);
            assert!(message.contains(reason), "{message}");
            let protect = Protect { lines: vec![pattern.to_owned()], ..Protect::default() };
            let error = Guard::new(&protect).expect_err(pattern).to_string();
            assert!(error.starts_with("protect: the pattern"), "{error}");
        }
        assert!(Protect::check_phrase("").expect_err("empty").contains("empty"));
        assert!(Protect::check_phrase("a\nb").expect_err("two lines").contains("line break"));
    }

    #[test]
    fn a_place_at_the_edge_is_outside() {
        let spans: Vec<Span<Original>> = vec![Span::new(2, 4), Span::new(8, 9)];
        let rows = [
            (0, 2, false),
            (0, 3, true),
            (2, 2, false),
            (3, 3, true),
            (4, 4, false),
            (4, 8, false),
            (5, 12, true),
        ];
        for (start, end, inside) in rows {
            assert_eq!(touches(&spans, &Span::new(start, end)), inside, "{start}..{end}");
        }
    }
}
