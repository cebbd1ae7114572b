//! What was done to all pages, in one line that tells the truth.
//! In: analyses, skipped files, bad records. Out: counts that add up over threads, and their words.

use crate::{Analysis, document::Mention, span::Original};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{borrow::Cow, collections::BTreeMap, fmt};

/// Counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Files read.
    pub files: usize,
    /// Records read, where files hold records.
    pub records: usize,
    /// Texts looked at.
    pub texts: usize,
    /// Items on them: an index page has several.
    pub items: usize,
    /// Texts that changed.
    pub changed: usize,
    /// Changes of all kinds.
    pub edits: usize,
    /// Changes that mend damage.
    pub repairs: usize,
    /// Residue lines removed, by kind.
    pub removed: BTreeMap<Cow<'static, str>, usize>,
    /// Repeated lines removed.
    pub repeated: usize,
    /// Names recognised.
    pub mentions: usize,
    /// Names rewritten.
    pub unified: usize,
    /// Changes not made, since somebody refused them.
    pub refused: usize,
    /// Names left as they stood, by reason.
    pub kept: BTreeMap<Cow<'static, str>, usize>,
    /// Stretches that may be names, by reason.
    pub candidates: BTreeMap<Cow<'static, str>, usize>,
    /// Texts that hold U+FFFD: bytes nobody could decode.
    pub undecodable: usize,
    /// The characters lost in them.
    pub lost: usize,
    /// Texts by language.
    pub languages: BTreeMap<String, usize>,
    /// Files not read, by reason.
    pub skipped: BTreeMap<String, usize>,
    /// Records and files that could not be worked on.
    pub errors: usize,
    /// Nothing was written: the words say `would be`.
    pub dry: bool,
    /// Commands worth typing next.
    pub next: Vec<String>,
    /// What rules did and who is named, where somebody wants to know.
    pub breakdown: Option<Breakdown>,
}

/// Counts by rule and entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    /// Changes by each of their rules.
    pub rules: BTreeMap<String, usize>,
    /// Mentions by entity.
    pub entities: BTreeMap<String, Named>,
}

/// How often an entity is named, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// In what the pages say.
    pub text: usize,
    /// Of these, rewritten.
    pub rewritten: usize,
    /// On residue lines.
    pub residue: usize,
    /// On repeated lines that are no residue.
    pub duplicates: usize,
}

impl Breakdown {
    fn add(&mut self, analysis: &Analysis<'_>) {
        for rule in analysis.edits.iter().flat_map(|edit| &edit.rules) {
            *of(&mut self.rules, rule.as_str()) += 1;
        }
        for mention in &analysis.mentions {
            let named = of(&mut self.entities, &mention.entity);
            *named.place(mention, analysis) += 1;
        }
    }

    fn merge(&mut self, other: &Breakdown) {
        merge(&mut self.rules, &other.rules);
        for (id, more) in &other.entities {
            let named = of(&mut self.entities, id);
            named.text += more.text;
            named.rewritten += more.rewritten;
            named.residue += more.residue;
            named.duplicates += more.duplicates;
        }
    }
}

impl Named {
    fn place(&mut self, mention: &Mention<Original>, analysis: &Analysis<'_>) -> &mut usize {
        match analysis.lines.get(mention.line) {
            Some(line) if line.kind.is_some() => &mut self.residue,
            Some(line) if line.dup => &mut self.duplicates,
            _ => {
                self.rewritten += usize::from(mention.rewritten);
                &mut self.text
            }
        }
    }
}

/// The value of a key; no copy of the key where it is known already.
fn of<'m, V: Default>(map: &'m mut BTreeMap<String, V>, key: &str) -> &'m mut V {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), V::default());
    }
    map.get_mut(key).expect("just put there")
}

impl Tally {
    /// Counts one text.
    pub fn add(&mut self, analysis: &Analysis<'_>) {
        self.texts += 1;
        self.changed += usize::from(!analysis.edits.is_empty());
        self.edits += analysis.edits.len();
        let repair =
            |edit: &&crate::edit::Edit<_>| edit.rules.iter().any(|rule| rule.as_str().starts_with("repair/"));
        self.repairs += analysis.edits.iter().filter(repair).count();
        for (line, place) in analysis.lines.iter().zip(&analysis.clean_lines) {
            match (place, line.kind) {
                (Some(_), _) => {}
                (None, Some(kind)) => *self.removed.entry(Cow::Borrowed(kind.as_str())).or_default() += 1,
                (None, None) => self.repeated += 1,
            }
        }
        self.mentions += analysis.mentions.len();
        self.unified += analysis.mentions.iter().filter(|mention| mention.rewritten).count();
        for kept in analysis.mentions.iter().filter_map(|mention| mention.kept) {
            *self.kept.entry(Cow::Borrowed(kept.as_str())).or_default() += 1;
        }
        for candidate in analysis.open() {
            *self.candidates.entry(Cow::Borrowed(candidate.why.as_str())).or_default() += 1;
        }
        if let Some(breakdown) = &mut self.breakdown {
            breakdown.add(analysis);
        }
        let lost = analysis.lost().count();
        self.undecodable += usize::from(lost > 0);
        self.lost += lost;
        self.items += analysis.items().len();
        // No copy of the code where it is known already: this runs once a page.
        match self.languages.get_mut(analysis.lang.as_str()) {
            Some(count) => *count += 1,
            None => *self.languages.entry(analysis.lang.to_string()).or_default() += 1,
        }
    }

    /// Everything counted, for programs: what `--stats json` and manifests say.
    ///
    /// ```
    /// use canonry::{Cleaner, Preset, report::summary::{Breakdown, Tally}};
    /// let mut tally = Tally { breakdown: Some(Breakdown::default()), ..Tally::default() };
    /// tally.add(&Cleaner::preset(Preset::News).analyze("The IS-K cell fled.."));
    /// let counts = tally.counts();
    /// assert_eq!(counts["edits"]["repair/stops"], 1);
    /// assert_eq!(counts["mentions"]["org/islamic-state-khorasan"]["text"], 1);
    /// ```
    pub fn counts(&self) -> Value {
        let mut counts = json!({
            "files": self.files,
            "records": self.records,
            "texts": self.texts,
            "changed": self.changed,
            "languages": self.languages,
            "lines_removed": self.removed,
            "repeated_lines_removed": self.repeated,
            "changes": self.edits,
            "refused": self.refused,
            "names": {"found": self.mentions, "rewritten": self.unified, "kept": self.kept},
            "candidates": self.candidates,
            "items": self.items,
            "undecodable": self.undecodable,
            "characters_lost": self.lost,
            "errors": self.errors,
            "skipped": self.skipped,
        });
        if let Some(breakdown) = &self.breakdown {
            counts["edits"] = json!(breakdown.rules);
            counts["mentions"] = json!(breakdown.entities);
        }
        counts
    }

    /// Counts a file that is not read.
    pub fn skip(&mut self, why: &str) {
        *self.skipped.entry(why.to_owned()).or_default() += 1;
    }

    /// Adds the counts of another part of the run.
    pub fn merge(&mut self, other: &Tally) {
        let pairs: [(&mut usize, usize); 14] = [
            (&mut self.files, other.files),
            (&mut self.records, other.records),
            (&mut self.texts, other.texts),
            (&mut self.items, other.items),
            (&mut self.changed, other.changed),
            (&mut self.edits, other.edits),
            (&mut self.repairs, other.repairs),
            (&mut self.repeated, other.repeated),
            (&mut self.mentions, other.mentions),
            (&mut self.unified, other.unified),
            (&mut self.refused, other.refused),
            (&mut self.undecodable, other.undecodable),
            (&mut self.lost, other.lost),
            (&mut self.errors, other.errors),
        ];
        for (count, more) in pairs {
            *count += more;
        }
        merge(&mut self.removed, &other.removed);
        merge(&mut self.kept, &other.kept);
        merge(&mut self.candidates, &other.candidates);
        merge(&mut self.languages, &other.languages);
        merge(&mut self.skipped, &other.skipped);
        if let Some(more) = &other.breakdown {
            self.breakdown.get_or_insert_default().merge(more);
        }
        self.dry |= other.dry;
        for command in &other.next {
            if !self.next.contains(command) {
                self.next.push(command.clone());
            }
        }
    }
}

fn merge<K: Ord + Clone>(all: &mut BTreeMap<K, usize>, more: &BTreeMap<K, usize>) {
    for (key, count) in more {
        *all.entry(key.clone()).or_default() += count;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.done(f)?;
        self.left(f)?;
        let mut next = self.next.iter();
        if let Some(first) = next.next() {
            write!(f, "\nnext: {first}")?;
        }
        next.try_for_each(|command| write!(f, "\n      {command}"))
    }
}

impl Tally {
    /// The line on what was done.
    fn done(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut read = Vec::new();
        if self.files > 0 {
            read.push(counted(self.files, "file", "files"));
        }
        if self.records > 0 {
            read.push(counted(self.records, "record", "records"));
        }
        if read.is_empty() {
            read.push(counted(self.texts, "text", "texts"));
        }
        f.write_str(&read.join(", "))?;
        if self.texts > 0 {
            write!(f, " ({})", listed(&self.languages, "no language"))?;
        }
        if self.items > self.texts {
            write!(f, ", {} items", self.items)?;
        }
        if self.changed == 0 {
            f.write_str(": nothing to change")?;
        } else {
            let verb = if self.dry { "would change" } else { "changed" };
            write!(f, ": {} {verb}", self.changed)?;
        }
        let removed: usize = self.removed.values().sum();
        if removed > 0 {
            write!(
                f,
                "; {} removed ({})",
                counted(removed, "residue line", "residue lines"),
                listed(&self.removed, "")
            )?;
        }
        if self.repeated > 0 {
            write!(f, "; {} removed", counted(self.repeated, "repeated line", "repeated lines"))?;
        }
        if self.unified > 0 {
            write!(f, "; {} unified", counted(self.unified, "name", "names"))?;
        }
        let kept: usize = self.kept.values().sum();
        if kept > 0 {
            write!(f, "; {} left ({})", counted(kept, "name", "names"), listed(&self.kept, ""))?;
        }
        if self.repairs > 0 {
            write!(f, "; {}", counted(self.repairs, "repair", "repairs"))?;
        }
        if self.refused > 0 {
            write!(f, "; {} not made, as decided before", counted(self.refused, "change", "changes"))?;
        }
        Ok(())
    }

    /// The lines on what was not done, and why.
    fn left(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut person = Vec::new();
        let candidates: usize = self.candidates.values().sum();
        if candidates > 0 {
            let names = counted(candidates, "possible name", "possible names");
            person.push(format!("{names} ({})", listed(&self.candidates, "")));
        }
        if self.undecodable > 0 {
            person.push(format!(
                "{} with {} (U+FFFD)",
                counted(self.undecodable, "text", "texts"),
                counted(self.lost, "lost character", "lost characters")
            ));
        }
        if self.errors > 0 {
            person.push(counted(self.errors, "bad record or file", "bad records or files"));
        }
        if !person.is_empty() {
            write!(f, "\nneeds a person: {}", person.join(", "))?;
        }
        if !self.skipped.is_empty() {
            write!(f, "\nnot read: {}", counted(self.skipped.values().sum(), "file", "files"))?;
            self.skipped.iter().try_for_each(|(why, count)| write!(f, "\n  {count} × {why}"))?;
        }
        Ok(())
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `4 share, 1 nav`: most first, then by name.
fn listed<K: AsRef<str> + Ord>(counts: &BTreeMap<K, usize>, none: &str) -> String {
    let mut all: Vec<(&K, &usize)> = counts.iter().collect();
    all.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let words: Vec<String> =
        all.into_iter().map(|(name, count)| format!("{count} {}", name.as_ref())).collect();
    if words.is_empty() { none.to_owned() } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{analysis, page};

    #[test]
    fn one_honest_line() {
        let mut all = Tally { files: 2, ..Tally::default() };
        all.add(&page());
        all.add(&analysis("same", &[]));
        all.skip("PDF; take the text out first");
        all.errors = 1;
        all.next = vec!["canonry annotate x".to_owned()];
        let words = "2 files (2 en): 1 changed; 1 residue line removed (1 share); 1 name unified; 1 name left (1 quoted); 1 repair\n\
            needs a person: 1 possible name (1 unlisted-branch), 1 bad record or file\n\
            not read: 1 file\n  1 × PDF; take the text out first\n\
            next: canonry annotate x";
        assert_eq!(all.to_string(), words);
        let nothing = Tally { files: 1, texts: 1, ..Tally::default() };
        assert_eq!(nothing.to_string(), "1 file (no language): nothing to change");
        let dry = Tally {
            records: 3,
            texts: 3,
            changed: 2,
            dry: true,
            undecodable: 1,
            lost: 2,
            ..Tally::default()
        };
        assert_eq!(
            dry.to_string(),
            "3 records (no language): 2 would change\nneeds a person: 1 text with 2 lost characters (U+FFFD)"
        );
    }

    #[test]
    fn programs_are_told_everything() {
        let mut all = Tally { breakdown: Some(Breakdown::default()), records: 1, ..Tally::default() };
        let mut page = page();
        all.add(&page);
        page.lines[1].dup = false;
        page.lines[1].kind = Some(crate::document::Kind::Nav);
        all.add(&page);
        (page.lines[1].kind, page.lines[1].dup) = (None, false);
        all.add(&page);
        let counts = all.counts();
        let rows = [
            ("/texts", json!(3)),
            ("/changed", json!(3)),
            ("/languages", json!({"en": 3})),
            ("/lines_removed", json!({"share": 3})),
            ("/edits", json!({"name/org/islamic-state-khorasan": 3, "repair/stops": 3, "strip/share": 3})),
            (
                "/mentions/org~1islamic-state-khorasan",
                json!({"text": 2, "rewritten": 1, "residue": 2, "duplicates": 2}),
            ),
            ("/names", json!({"found": 6, "rewritten": 3, "kept": {"quoted": 3}})),
            ("/candidates", json!({"unlisted-branch": 3})),
        ];
        for (at, expected) in rows {
            assert_eq!(counts.pointer(at), Some(&expected), "{at}");
        }
        assert_eq!(Tally::default().counts().get("mentions"), None);
    }

    #[test]
    fn parts_add_up() {
        let tally = || Tally { breakdown: Some(Breakdown::default()), ..Tally::default() };
        let (mut one, mut two, mut both) = (tally(), tally(), tally());
        let pages = [page(), analysis("a\u{fffd}..", &[("..", ".", "repair/stops")]), page()];
        for (number, page) in pages.iter().enumerate() {
            both.add(page);
            if number == 0 { one.add(page) } else { two.add(page) }
        }
        one.skip("x");
        both.skip("x");
        one.merge(&two);
        assert_eq!(one, both);
        assert_eq!((both.texts, both.repairs, both.undecodable, both.mentions), (3, 3, 1, 4));
    }
}
