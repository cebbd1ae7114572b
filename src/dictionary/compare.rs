//! What differs between two dictionaries, and what that does to texts.
//! In: dictionaries; mentions of one text read by each. Out: changes, counted and told as Markdown or CSV.
//! Not here: reading texts (see `pipeline`); whether a dictionary is wise (see `lint`).

use super::{data::Case, layers::Layers};
use crate::{
    document::{Language, Mention, names},
    span::Original,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write,
};

names! {
    /// What became of an entry or a form.
    Kind {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// It needs less evidence, or fewer capitals.
        Strengthened = "strengthened",
        /// It needs more.
        Weakened = "weakened",
        /// Another name is written for it, or it says otherwise something else.
        Changed = "changed",
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What became of it.
    pub kind: Kind,
    /// Whose it is.
    pub entity: String,
    /// The form; empty for the entity itself.
    pub form: String,
    /// What was said before; empty for what is new.
    pub before: String,
    /// What is said now; empty for what is gone.
    pub after: String,
}

/// All that one dictionary says of some folded words of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said<'d> {
    text: &'d str,
    strong: bool,
    case: Case,
    rest: BTreeSet<String>,
}

impl Said<'_> {
    /// How little it asks for.
    fn ease(&self) -> (bool, u8) {
        let case = match self.case {
            Case::Any => 3,
            Case::NotLower => 2,
            Case::Upper => 1,
            Case::Exact => 0,
        };
        (self.strong, case)
    }

    fn told(&self) -> String {
        let strength = if self.strong { "strong" } else { "weak" };
        let case = match self.case {
            Case::Any => "any case",
            Case::NotLower => "with a capital",
            Case::Upper => "in capitals",
            Case::Exact => "exactly so",
        };
        let rest: Vec<&str> = self.rest.iter().map(String::as_str).collect();
        format!("{strength}, {case}, {}", rest.join("; "))
    }
}

/// Every difference, by kind and entity. Forms are one when their folded words are; of several with the same words the
/// easiest counts.
pub fn compare(old: &Layers, new: &Layers) -> Vec<Change> {
    let (before, after) = (entities(old), entities(new));
    let mut changes = Vec::new();
    let mut say = |kind, entity: &str, form: &str, before: String, after: String| {
        changes.push(Change { kind, entity: entity.to_owned(), form: form.to_owned(), before, after });
    };
    let ids: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    for id in ids {
        let told = |layers: &Layers| {
            layers.described(id).map(|entity| {
                let all = [("write", &entity.write), ("short", &entity.short), ("gloss", &entity.gloss)];
                let all = all.iter().filter(|(_, texts)| !texts.is_empty()).map(|(key, texts)| {
                    let each = texts.0.iter().map(|(lang, text)| match *lang {
                        Language::UND => format!("`{text}`"),
                        lang => format!("{lang} `{text}`"),
                    });
                    format!("{key} {}", each.collect::<Vec<_>>().join(", "))
                });
                let parent = entity.parent.iter().map(|parent| format!("branch of {parent}"));
                all.chain(parent).collect::<Vec<_>>().join("; ")
            })
        };
        let none = HashMap::new();
        let (was, is) = (before.get(id), after.get(id));
        match (was, is) {
            (None, Some(_)) => say(Kind::Added, id, "", String::new(), told(new).unwrap_or_default()),
            (Some(_), None) => say(Kind::Removed, id, "", told(old).unwrap_or_default(), String::new()),
            _ => {
                let (was, is) = (told(old).unwrap_or_default(), told(new).unwrap_or_default());
                if was != is {
                    say(Kind::Changed, id, "", was, is);
                }
            }
        }
        let (was, is) = (was.unwrap_or(&none), is.unwrap_or(&none));
        for (pattern, said) in was {
            match is.get(pattern) {
                None => say(Kind::Removed, id, said.text, said.told(), String::new()),
                Some(now) if now.ease() > said.ease() => {
                    say(Kind::Strengthened, id, now.text, said.told(), now.told());
                }
                Some(now) if now.ease() < said.ease() => {
                    say(Kind::Weakened, id, now.text, said.told(), now.told());
                }
                Some(now) if now.rest != said.rest => {
                    say(Kind::Changed, id, now.text, said.told(), now.told());
                }
                Some(_) => {}
            }
        }
        for (_, said) in is.iter().filter(|(pattern, _)| !was.contains_key(*pattern)) {
            say(Kind::Added, id, said.text, String::new(), said.told());
        }
    }
    changes.sort();
    changes
}

/// The forms of each entity by their folded words.
fn entities(layers: &Layers) -> BTreeMap<&str, HashMap<String, Said<'_>>> {
    let mut all: BTreeMap<&str, HashMap<String, Said<'_>>> = BTreeMap::new();
    for entity in &layers.data().entities {
        all.entry(&entity.id).or_default();
    }
    for form in layers.forms().iter() {
        let context = layers.data().contexts.get(form.context as usize);
        let words =
            |words: &[String]| words.iter().map(|word| word.trim().to_owned()).collect::<Vec<_>>().join(" ");
        let mut rest = BTreeSet::from([form.class.to_string()]);
        rest.extend(form.langs.iter().map(|lang| format!("in {lang}")));
        if let Some(context) = context {
            rest.extend((!context.needs.is_empty()).then(|| format!("needs {}", words(&context.needs))));
            rest.extend(
                (!context.never.is_empty()).then(|| format!("never beside {}", words(&context.never))),
            );
        }
        let said = Said { text: form.text(), strong: form.strong, case: form.case, rest };
        let own = all.entry(layers.id(form.entity)).or_default();
        match own.get_mut(form.pattern().as_ref()) {
            Some(known) => {
                known.rest.extend(said.rest.iter().cloned());
                if said.ease() > known.ease() {
                    *known = Said { rest: std::mem::take(&mut known.rest), ..said };
                }
            }
            None => {
                own.insert(form.pattern().into_owned(), said);
            }
        }
    }
    all
}

/// Changes as Markdown: counts, then a list for each kind; at most so many of each.
pub fn markdown(changes: &[Change], most: usize) -> String {
    let mut out = String::from("| | entities | forms |\n|---|---|---|\n");
    let of = |kind: Kind| changes.iter().filter(move |change| change.kind == kind);
    for kind in Kind::ALL {
        let entities = of(*kind).filter(|change| change.form.is_empty()).count();
        let _ = writeln!(out, "| {kind} | {entities} | {} |", of(*kind).count() - entities);
    }
    for kind in Kind::ALL.iter().filter(|kind| of(**kind).next().is_some()) {
        let _ = writeln!(out, "\n## {kind}\n");
        for change in of(*kind).take(most) {
            let form =
                if change.form.is_empty() { String::new() } else { format!(": {}", code(&change.form)) };
            let said = match (change.before.as_str(), change.after.as_str()) {
                ("", "") => String::new(),
                ("", said) | (said, "") => format!(" ({said})"),
                (before, after) => format!(" ({before} → {after})"),
            };
            let _ = writeln!(out, "- {}{form}{said}", code(&change.entity));
        }
        let more = of(*kind).count().saturating_sub(most);
        if more > 0 {
            let _ = writeln!(out, "- … and {more} more");
        }
    }
    out
}

/// Changes as CSV with a heading.
pub fn table(changes: &[Change]) -> String {
    let heading = ["kind", "entity", "form", "before", "after"].map(str::to_owned);
    let rows = changes.iter().map(|change| {
        [
            change.kind.to_string(),
            change.entity.clone(),
            change.form.clone(),
            change.before.clone(),
            change.after.clone(),
        ]
    });
    csv(std::iter::once(heading).chain(rows))
}

fn csv<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).expect("memory can be written to");
    }
    String::from_utf8(writer.into_inner().expect("memory can be written to")).expect("made of strings")
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

/// Whom a stretch of a text means, and what is written there.
pub type Meaning = Option<(String, String)>;

/// A mention that two dictionaries read differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// By the old one.
    pub before: Meaning,
    /// By the new one.
    pub after: Meaning,
    /// The words, and those around them.
    pub sample: String,
}

/// What the new reading of a text changes. Mentions are one when they stand on the same bytes.
pub fn moved(text: &str, old: &[Mention<Original>], new: &[Mention<Original>]) -> Vec<Moved> {
    let (old, new) = (meanings(old), meanings(new));
    let places: BTreeSet<&(usize, usize)> = old.keys().chain(new.keys()).collect();
    let moved = |place: &(usize, usize)| {
        let (before, after) = (old.get(place).cloned(), new.get(place).cloned());
        (before != after).then(|| Moved { before, after, sample: around(text, place.0, place.1) })
    };
    places.into_iter().filter_map(moved).collect()
}

/// By place, whom a text means and what is written for them.
fn meanings(mentions: &[Mention<Original>]) -> BTreeMap<(usize, usize), (String, String)> {
    let written = |mention: &Mention<Original>| match &mention.write {
        Some(write) if mention.rewritten => write.clone(),
        _ => mention.surface.clone(),
    };
    let meaning = |mention: &Mention<Original>| {
        ((mention.span.start, mention.span.end), (mention.entity.to_string(), written(mention)))
    };
    mentions.iter().map(meaning).collect()
}

/// Some words of its line before and behind, the stretch itself in brackets. A line without end is not walked.
pub(super) fn around(text: &str, start: usize, end: usize) -> String {
    const CHARS: usize = 40;
    let of_line = |c: &char| !matches!(c, '\n' | '\r');
    let before: Vec<char> = text[..start].chars().rev().take(CHARS).take_while(of_line).collect();
    let before: String = before.into_iter().rev().collect();
    let behind: String = text[end..].chars().take(CHARS).take_while(of_line).collect();
    format!("{before}[{}]{behind}", &text[start..end])
}

/// How often, and samples.
type Counted = (usize, BTreeSet<String>);

/// What a new dictionary does to a corpus.
#[derive(Clone, Debug, Default)]
pub struct Impact {
    /// How often, and the first samples in the order of the alphabet.
    counts: BTreeMap<(Meaning, Meaning), Counted>,
}

impl Impact {
    /// Samples of one change of meaning.
    const SAMPLES: usize = 3;

    /// Counts one more; the order of counting does not matter.
    pub fn add(&mut self, moved: Moved) {
        let (count, samples) = self.counts.entry((moved.before, moved.after)).or_default();
        *count += 1;
        samples.insert(moved.sample);
        if samples.len() > Impact::SAMPLES {
            samples.pop_last();
        }
    }

    /// Mentions that change.
    pub fn total(&self) -> usize {
        self.counts.values().map(|(count, _)| count).sum()
    }

    /// The most frequent first.
    fn rows(&self) -> Vec<(&(Meaning, Meaning), &Counted)> {
        let mut rows: Vec<_> = self.counts.iter().collect();
        rows.sort_by_key(|(meanings, (count, _))| (std::cmp::Reverse(*count), *meanings));
        rows
    }

    /// Counts and samples as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("\n## mentions that change: {}\n\n", self.total());
        for ((before, after), (count, samples)) in self.rows() {
            let _ = writeln!(out, "- {count} × {} → {}", told(before), told(after));
            for sample in samples {
                let _ = writeln!(out, "  - {sample}");
            }
        }
        out
    }

    /// Counts and samples as CSV with a heading.
    pub fn table(&self) -> String {
        let heading =
            ["count", "entity before", "written before", "entity after", "written after", "samples"];
        let meaning = |meaning: &Meaning| meaning.clone().unwrap_or_default();
        let rows = self.rows().into_iter().map(|((before, after), (count, samples))| {
            let ((id, text), (new_id, new_text)) = (meaning(before), meaning(after));
            let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
            [count.to_string(), id, text, new_id, new_text, samples.join("\n")]
        });
        csv(std::iter::once(heading.map(str::to_owned)).chain(rows))
    }
}

fn told(meaning: &Meaning) -> String {
    match meaning {
        None => "no name".to_owned(),
        Some((id, text)) => format!("{} “{text}”", code(id)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, Kind, compare, markdown, table};
    use crate::dictionary::{compiled::Compiled, layers::Layers, source::read};
    use std::path::Path;

    fn layers(forms: &str) -> Layers {
        let toml = format!("[[entity]]\nid = \"org/a\"\ntype = \"org\"\nwrite = \"Alfa Group\"\n{forms}");
        let data = read([(Path::new("x.toml"), toml.as_str())]).expect("good");
        Layers::new([Compiled::new(&data).expect("good")])
    }

    #[test]
    fn differences_and_their_absence() {
        let forms = |rest: &str| format!("[[entity.forms]]\nclass = \"short\"\n{rest}\n");
        let weak = layers(&forms("strength = \"weak\"\ntext = [\"AG\"]"));
        let rows = [
            (layers(&forms("text = [\"AG\"]")), Kind::Strengthened, "AG"),
            (layers(&forms("strength = \"weak\"\ncase = \"exact\"\ntext = [\"AG\"]")), Kind::Weakened, "AG"),
            (layers(&forms("strength = \"weak\"\nlang = \"it\"\ntext = [\"AG\"]")), Kind::Changed, "AG"),
            (layers(""), Kind::Removed, "AG"),
        ];
        assert_eq!(compare(&weak, &weak), []);
        for (new, kind, form) in rows {
            let changes = compare(&weak, &new);
            let told: Vec<_> = changes.iter().map(|change| (change.kind, change.form.as_str())).collect();
            assert!(told.contains(&(kind, form)), "{changes:?}");
            let back: Vec<Kind> = compare(&new, &weak).iter().map(|change| change.kind).collect();
            let mirrored = match kind {
                Kind::Strengthened => Kind::Weakened,
                Kind::Weakened => Kind::Strengthened,
                Kind::Removed => Kind::Added,
                other => other,
            };
            assert!(back.contains(&mirrored), "{back:?}");
        }
    }

    #[test]
    fn reports() {
        let change = |form: &str| Change {
            kind: Kind::Added,
            entity: "org/a".into(),
            form: form.into(),
            before: String::new(),
            after: "strong, any case".into(),
        };
        let changes = [change(""), change("Alfa, \"B\""), change("C")];
        let told = markdown(&changes, 2);
        assert!(told.contains("| added | 1 | 2 |") && told.contains("- … and 1 more"), "{told}");
        assert!(table(&changes).contains("added,org/a,\"Alfa, \"\"B\"\"\",,"), "{told}");
    }
}
