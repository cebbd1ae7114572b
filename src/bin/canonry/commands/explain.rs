//! `explain`: for one text or line, in the order of the stages: what was seen, what was changed by which rule,
//! which names were kept and why, which matches lost and why.

use super::{Places, before, rules, visible};
use crate::{
    args,
    config::Setup,
    fault::usage,
    inputs::Inputs,
    logs::{self, Stream},
    outputs::stdout,
    run::protected_fields,
};
use canonry::{
    Analysis,
    edit::Edit,
    pipeline::Known,
    read as reading,
    report::words::{why_doubted, why_kept},
    span::Original,
};
use std::{io::Write, ops::Range, path::Path};

/// Explains.
pub fn run(args: &args::Explain) -> anyhow::Result<u8> {
    let setup = Setup::read(&args.rules)?;
    let (text, field, line) = match (&args.text, &args.file) {
        (Some(text), _) => (text.clone(), None, None),
        (None, Some(place)) => from_file(place, args.field.as_deref())?,
        (None, None) => return Err(usage("give a text, or --file FILE:LINE")),
    };
    let cleaner = setup.cleaner()?;
    let protected =
        protected_fields(&cleaner, field.as_deref().map(|field| (field, 0..text.len())).into_iter());
    let analysis = cleaner.explain(&text, &Known { protected: &protected, ..Known::default() });
    let story = Story { analysis: &analysis, stages: &setup.options, part: part(&text, line)? };
    let mut out = stdout();
    out.write_all(story.tell().as_bytes())?;
    out.flush()?;
    Ok(0)
}

/// The text, of a record its field, and, for a text file, the number of the line that is asked for.
fn from_file(place: &str, field: Option<&str>) -> anyhow::Result<(String, Option<String>, Option<usize>)> {
    let named = place.rsplit_once(':').and_then(|(path, line)| Some((path, line.parse::<usize>().ok()?)));
    let (path, line) = match named {
        Some((path, line)) if line > 0 => (Path::new(path), Some(line)),
        _ => (Path::new(place), None),
    };
    if !path.is_file() {
        return Err(usage(format!("{}: no such file; expected FILE:LINE", path.display())));
    }
    let mut source = Inputs::single(path, None, None)?;
    match (source.format.has_records(), line) {
        (false, line) => {
            let text = reading::decode(&logs::bytes(&mut source)?, None)?.text;
            if let Some(line) = line
                && lines(&text).nth(line - 1).is_none()
            {
                return Err(usage(usage_line(path, line, lines(&text).count())));
            }
            Ok((text, None, line))
        }
        (true, None) => {
            Err(usage(format!("{}: which record? Type --file {}:1", path.display(), path.display())))
        }
        (true, Some(number)) => {
            let fields = [field.unwrap_or("text").to_owned()];
            let mut stream = Stream::open(&mut source)?;
            while stream.step()? && stream.number < number {}
            if stream.number != number || stream.raw().is_empty() {
                return Err(usage(usage_line(path, number, stream.number - 1)));
            }
            let record = (stream.format)
                .parse(stream.raw(), number, &fields)
                .map_err(|error| usage(format!("{}:{number}: {error}", path.display())))?;
            let Some(record) = record else {
                return Err(usage(format!("{}:{number}: no record stands there", path.display())));
            };
            let text = record.texts().into_iter().next();
            let (field, text) = text.map(|(field, text)| (field, text.into_owned())).unwrap_or_default();
            Ok((text, Some(field), None))
        }
    }
}

fn usage_line(path: &Path, line: usize, has: usize) -> String {
    format!("{}: has no line {line}; it has {}", path.display(), crate::say::count(has, "line"))
}

/// Byte ranges of lines; LF, CRLF and CR end one.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let end = text[start..].find(['\n', '\r']).map_or(text.len(), |found| start + found);
        at = if text[end..].starts_with("\r\n") { end + 2 } else { end + 1 };
        Some(start..end)
    })
}

fn part(text: &str, line: Option<usize>) -> anyhow::Result<Range<usize>> {
    Ok(line.and_then(|line| lines(text).nth(line - 1)).unwrap_or(0..text.len()))
}

struct Story<'s, 't> {
    analysis: &'s Analysis<'t>,
    stages: &'s canonry::page::Options,
    /// What is asked for.
    part: Range<usize>,
}

impl Story<'_, '_> {
    fn asked(&self, span: Range<usize>) -> bool {
        span.start <= self.part.end
            && self.part.start <= span.end
            && (span.start < self.part.end || span.is_empty() || self.part.is_empty())
    }

    fn tell(&self) -> String {
        let mut out = String::new();
        let mut section = |title: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                out.push_str(&format!("{title}\n"));
                for line in lines {
                    out.push_str(&format!("  {line}\n"));
                }
            }
        };
        section("repair", self.repairs());
        section("detect", self.lines());
        section("strip", self.flags());
        section("names", self.mentions());
        section("candidates: may be names, left alone", self.candidates());
        section("lost", self.lost());
        section("changed", self.changed());
        let off: Vec<&str> =
            canonry::pipeline::STAGES.iter().copied().filter(|stage| !self.stages.runs(stage)).collect();
        section("switched off", off.iter().map(|stage| (*stage).to_owned()).collect());
        let clean = self.clean();
        section("clean", clean);
        out
    }

    fn edits(&self, rule: &str) -> Vec<String> {
        let mut places = Places::new(self.analysis.original);
        self.own_edits()
            .filter(|edit| edit.rules.iter().any(|own| own.as_str().starts_with(rule)))
            .map(|edit| {
                let (line, column) = places.of(edit.span.start);
                format!("{line}:{column} {}", change(self.analysis, edit))
            })
            .collect()
    }

    /// What is mended, and what nobody can mend.
    fn repairs(&self) -> Vec<String> {
        let mut places = Places::new(self.analysis.original);
        let lost = self.analysis.lost().filter(|span| self.asked(span.range())).map(|span| {
            let (line, column) = places.of(span.start);
            format!("{line}:{column} a character was lost before (U+FFFD) and stays so")
        });
        let mut all = self.edits("repair/");
        all.extend(lost);
        all
    }

    fn own_edits(&self) -> impl Iterator<Item = &Edit<Original>> {
        self.analysis.edits.iter().filter(|edit| self.asked(edit.span.range()))
    }

    fn lines(&self) -> Vec<String> {
        let mut places = Places::new(self.analysis.original);
        let mut all = vec![format!("page: {}", self.analysis.lang)];
        for line in self.analysis.lines.iter().filter(|line| self.asked(line.span.range())) {
            let (number, _) = places.of(line.span.start);
            let mut words = format!("line {number}: {} ({:.0} % sure)", line.lang, line.confidence * 100.0);
            for part in &line.spans {
                words.push_str(&format!(
                    "; {}: `{}`",
                    part.lang,
                    visible(part.span.of(self.analysis.original))
                ));
            }
            all.push(words);
        }
        all
    }

    fn flags(&self) -> Vec<String> {
        let mut places = Places::new(self.analysis.original);
        let lines = self.analysis.lines.iter().zip(&self.analysis.clean_lines);
        lines
            .enumerate()
            .filter(|(_, (line, _))| self.stages.runs("strip") && self.asked(line.span.range()))
            .filter_map(|(at, (line, clean))| {
                let (number, _) = places.of(line.span.start);
                let what = match (line.kind, line.dup) {
                    (Some(kind), true) => format!("residue ({kind}), and repeats an earlier line"),
                    (Some(kind), false) => format!("residue ({kind})"),
                    (None, true) => "repeats an earlier line".to_owned(),
                    (None, false) if clean.is_none() => {
                        "reads like an earlier line once its names are written".to_owned()
                    }
                    (None, false) => "no residue, no repetition".to_owned(),
                };
                let then = if clean.is_some() { "stays" } else { "removed" };
                let why = self.why(at).map(|why| format!(" ({why})")).unwrap_or_default();
                // Of a whole text only what is more than a plain line is told.
                let plain = line.kind.is_none() && !line.dup && clean.is_some() && why.is_empty();
                (!plain || self.part.len() < self.analysis.original.len())
                    .then(|| format!("line {number}: {what}; {then}{why}"))
            })
            .collect()
    }

    /// Why a line is flagged or not, as `strip` noted it.
    fn why(&self, line: usize) -> Option<&str> {
        let opening = format!("strip {line}: ");
        let found = self.analysis.trace.iter().find_map(|note| note.strip_prefix(opening.as_str()));
        found.filter(|words| !words.is_empty())
    }

    fn mentions(&self) -> Vec<String> {
        let mut all: Vec<_> =
            self.analysis.mentions.iter().filter(|mention| self.asked(mention.span.range())).collect();
        all.sort_by_key(|mention| mention.span.start);
        let mut places = Places::new(self.analysis.original);
        all.into_iter()
            .map(|mention| {
                let (line, column) = places.of(mention.span.start);
                let then = match (&mention.write, mention.kept) {
                    (Some(write), Some(kept)) => {
                        format!("stays (kept: {kept}: {}); would be `{write}`", why_kept(kept))
                    }
                    (None, Some(kept)) => format!("stays (kept: {kept}: {})", why_kept(kept)),
                    (Some(write), None) if mention.rewritten => format!("written `{write}`"),
                    (Some(write), None) if *write == mention.surface => "written so already".to_owned(),
                    (Some(write), None) => format!("stays; its written name is `{write}`"),
                    (None, None) => "stays: no name is written for this form".to_owned(),
                };
                let evidence = mention
                    .evidence
                    .as_deref()
                    .map(|words| format!("; evidence: {words}"))
                    .unwrap_or_default();
                format!(
                    "{line}:{column} `{}` is {} ({}, {} form, {}): {then}{evidence}",
                    visible(&mention.surface),
                    mention.entity,
                    mention.entity_type,
                    mention.form,
                    mention.how
                )
            })
            .collect()
    }

    fn candidates(&self) -> Vec<String> {
        let mut places = Places::new(self.analysis.original);
        let mut all: Vec<_> =
            self.analysis.candidates.iter().filter(|candidate| self.asked(candidate.span.range())).collect();
        all.sort_by_key(|candidate| candidate.span.start);
        all.into_iter()
            .map(|candidate| {
                let (line, column) = places.of(candidate.span.start);
                let whom = match (&candidate.parent, candidate.entities.is_empty()) {
                    (Some(parent), _) => format!(" under {parent}"),
                    (None, false) => format!(": {}", candidate.entities.join(", ")),
                    (None, true) => String::new(),
                };
                format!(
                    "{line}:{column} `{}` ({}: {}){whom}",
                    visible(&candidate.surface),
                    candidate.why,
                    why_doubted(candidate.why)
                )
            })
            .collect()
    }

    /// Matches that lost, with their line, of the part that is asked for. Repair moves no line.
    fn lost(&self) -> Vec<String> {
        let mut places = Places::new(self.analysis.original);
        let (first, _) = places.of(self.part.start);
        let (last, _) = places.of(self.part.end);
        let told = |note: &String| {
            let (line, words) = note.strip_prefix("lost ")?.split_once(": ")?;
            let line: usize = line.parse().ok()?;
            (first..=last).contains(&line).then(|| format!("line {line}: {words}"))
        };
        self.analysis.trace.iter().filter_map(told).collect()
    }

    fn changed(&self) -> Vec<String> {
        self.edits("").into_iter().collect()
    }

    fn clean(&self) -> Vec<String> {
        if self.part == (0..self.analysis.original.len()) {
            return self.analysis.text.lines().map(str::to_owned).collect();
        }
        let lines = self.analysis.lines.iter().zip(&self.analysis.clean_lines);
        lines
            .filter(|(line, _)| self.asked(line.span.range()))
            .map(|(_, clean)| {
                clean.map_or("(the line is removed)".to_owned(), |span| {
                    span.of(&self.analysis.text).to_owned()
                })
            })
            .collect()
    }
}

fn change(analysis: &Analysis<'_>, edit: &Edit<Original>) -> String {
    let (old, new) = (visible(before(analysis, edit)), visible(&edit.new));
    match (old.is_empty(), new.is_empty()) {
        (_, true) => format!("`{old}` removed [{}]", rules(edit)),
        (true, _) => format!("`{new}` put in [{}]", rules(edit)),
        _ => format!("`{old}` → `{new}` [{}]", rules(edit)),
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_end_in_three_ways() {
        let text = "a\r\nb\rc\n\nd";
        let all: Vec<&str> = lines(text).map(|line| &text[line]).collect();
        assert_eq!(all, ["a", "b", "c", "", "d"]);
    }
}
