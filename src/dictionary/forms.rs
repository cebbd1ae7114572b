//! The closed grammar of forms: one line of a dictionary stands for a finite, counted set of spellings.
//! In: `Islamic State [in|of] ~Khorasan [Province]`. Out: every string it stands for.
//! Not here: how strings fold and match (see `scan`, `matcher`); unlisted spellings (see `romanize`).
//!
//! `(a|b)` is exactly one of them, `[a|b]` at most one, `~Name` any spelling of the family `Name`; all of it nests.
//! Spaces around what is left out collapse, and so does the one behind an elision: `(in|nell') Africa`.

use std::{collections::BTreeMap, fmt};

/// The most strings one form may stand for.
pub const LIMIT: usize = 2_000;

/// Spelling families by name: the house spelling is the name, the list holds the others.
pub type Families = BTreeMap<String, Vec<String>>;

/// One string a form stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expansion {
    /// As it may be written.
    pub text: String,
    /// The same with the house spelling of every family.
    pub house: String,
}

/// A form that breaks the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrammarError {
    /// Byte of the form at which it breaks.
    pub at: usize,
    /// What was expected and found.
    pub message: String,
}

impl fmt::Display for GrammarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Every string `form` stands for, without repeats, in the order of the grammar.
///
/// ```
/// # use canonry::dictionary::forms::{expand, Families};
/// let families = Families::from([("Khorasan".to_owned(), vec!["Khurasan".to_owned()])]);
/// let all = expand("IS [in] ~Khorasan", &families).unwrap();
/// let texts: Vec<&str> = all.iter().map(|e| e.text.as_str()).collect();
/// assert_eq!(texts, ["IS Khorasan", "IS Khurasan", "IS in Khorasan", "IS in Khurasan"]);
/// ```
pub fn expand(form: &str, families: &Families) -> Result<Vec<Expansion>, GrammarError> {
    let mut parser = Parser { form, at: 0, families };
    let sequence = parser.alternatives(None)?;
    let mut seen = std::collections::BTreeSet::new();
    Ok(sequence
        .into_iter()
        .map(|e| Expansion { text: tidy(&e.text), house: tidy(&e.house) })
        .filter(|e| !e.text.is_empty() && seen.insert(e.text.clone()))
        .collect())
}

/// Words that lose their last vowel before another: what follows stands close.
const ELISIONS: &[&str] = &["l'", "d'", "dell'", "nell'", "all'", "sull'", "dall'", "un'"];

/// One space between words, none behind an elision.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut elided = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !elided {
            tidy.push(' ');
        }
        tidy.push_str(word);
        elided = ELISIONS.iter().any(|elision| elision.eq_ignore_ascii_case(word));
    }
    tidy
}

struct Parser<'f> {
    form: &'f str,
    at: usize,
    families: &'f Families,
}

impl Parser<'_> {
    /// `a|b|c` up to `close` (or the end when there is none to wait for).
    fn alternatives(&mut self, close: Option<char>) -> Result<Vec<Expansion>, GrammarError> {
        let start = self.at;
        let mut all = Vec::new();
        loop {
            all.extend(self.sequence()?);
            if all.len() > LIMIT {
                return Err(self.error(
                    start,
                    format!("stands for more than {LIMIT} strings; split it into smaller forms"),
                ));
            }
            match self.next() {
                Some('|') if close.is_some() => {}
                found if found == close => return Ok(all),
                Some(found) => {
                    return Err(
                        self.error(self.at - 1, format!("`{found}` without an opening bracket before it"))
                    );
                }
                None => {
                    let open = close.unwrap_or(' ');
                    return Err(
                        self.error(start, format!("the bracket opened here is never closed with `{open}`"))
                    );
                }
            }
        }
    }

    /// Text, groups and families, one after the other.
    fn sequence(&mut self) -> Result<Vec<Expansion>, GrammarError> {
        let start = self.at;
        let mut all = vec![Expansion { text: String::new(), house: String::new() }];
        while let Some(c) = self.peek() {
            let next = match c {
                '|' | ')' | ']' => break,
                '(' | '[' => self.group(c)?,
                '~' => self.family()?,
                _ => self.literal(),
            };
            all = product(&all, &next);
            if all.len() > LIMIT {
                return Err(self.error(
                    start,
                    format!("stands for more than {LIMIT} strings; split it into smaller forms"),
                ));
            }
        }
        Ok(all)
    }

    fn group(&mut self, open: char) -> Result<Vec<Expansion>, GrammarError> {
        self.at += 1;
        let optional = open == '[';
        let mut all = self.alternatives(Some(if optional { ']' } else { ')' }))?;
        if optional {
            all.insert(0, Expansion { text: String::new(), house: String::new() });
        }
        Ok(all)
    }

    fn family(&mut self) -> Result<Vec<Expansion>, GrammarError> {
        let start = self.at;
        self.at += 1;
        let length = self.rest().find(|c: char| !c.is_alphanumeric()).unwrap_or(self.rest().len());
        let name = self.rest()[..length].to_owned();
        self.at += length;
        let Some(others) = self.families.get(&name) else {
            return Err(self.error(start, format!("no spelling family is named `{name}`")));
        };
        let spellings = std::iter::once(&name).chain(others.iter().filter(|other| **other != name));
        Ok(spellings.map(|text| Expansion { text: text.clone(), house: name.clone() }).collect())
    }

    fn literal(&mut self) -> Vec<Expansion> {
        let length = self.rest().find(['|', '(', ')', '[', ']', '~']).unwrap_or(self.rest().len());
        let text = self.rest()[..length].to_owned();
        self.at += length;
        vec![Expansion { house: text.clone(), text }]
    }

    fn rest(&self) -> &str {
        &self.form[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn error(&self, at: usize, message: String) -> GrammarError {
        GrammarError { at, message: format!("in the form `{}`: {message}", self.form) }
    }
}

fn product(left: &[Expansion], right: &[Expansion]) -> Vec<Expansion> {
    let join = |a: &Expansion, b: &Expansion| Expansion {
        text: format!("{}{}", a.text, b.text),
        house: format!("{}{}", a.house, b.house),
    };
    left.iter().flat_map(|a| right.iter().map(move |b| join(a, b))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Families, expand};

    fn texts(form: &str) -> Vec<String> {
        let families = Families::from([("X".to_owned(), vec!["Y".to_owned()])]);
        expand(form, &families).expect(form).into_iter().map(|e| e.text).collect()
    }

    #[test]
    fn grammar() {
        let rows: &[(&str, &[&str])] = &[
            ("plain", &["plain"]),
            ("a [b|c] d", &["a d", "a b d", "a c d"]),
            ("a (in|nell') b", &["a in b", "a nell'b"]),
            ("Jama' b", &["Jama' b"]),
            ("(a|b)c", &["ac", "bc"]),
            ("~X-~X", &["X-X", "X-Y", "Y-X", "Y-Y"]),
            ("[a [b]] c", &["c", "a c", "a b c"]),
            ("(a|a)", &["a"]),
        ];
        for (form, strings) in rows {
            assert_eq!(texts(form), *strings, "{form}");
        }
    }

    #[test]
    fn broken_forms_say_where() {
        let rows = [("a (b", 3), ("a ]", 2), ("~Z", 0), ("a|b", 1)];
        for (form, at) in rows {
            assert_eq!(expand(form, &Families::new()).expect_err(form).at, at, "{form}");
        }
    }

    #[test]
    fn too_many_strings_are_refused() {
        let form = "(a|b|c|d)".repeat(6);
        assert!(expand(&form, &Families::new()).expect_err("4096 strings").message.contains("2000 strings"));
    }
}
