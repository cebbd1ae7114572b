//! Lists of words that phrases of residue share, so that a new word is told to all of them at once.
//! In: a phrase with `~thing`, and the lists of its file. Out: the phrase with a bracket of the list's words there.
//! Not here: what a phrase means (see `strip::residue`); spelling families of names (see `forms`).

use std::collections::BTreeMap;

/// Lists by name, in small letters.
pub type Lists = BTreeMap<String, Vec<String>>;

/// Before the name of a list.
pub(crate) const SIGN: char = '~';

/// The phrase with its lists written out; a sentence says which list nobody knows.
///
/// ```
/// use canonry::dictionary::lists::{Lists, spelled_out};
/// let lists = Lists::from([("thing".to_owned(), vec!["article".to_owned(), "post".to_owned()])]);
/// assert_eq!(spelled_out("print [this] ~thing", &lists).unwrap(), "print [this] (article|post)");
/// assert!(spelled_out("print ~things", &lists).unwrap_err().contains("thing"));
/// ```
pub fn spelled_out(phrase: &str, lists: &Lists) -> Result<String, String> {
    let mut parts = phrase.split(SIGN);
    let mut all = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_at(part.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(part.len()));
        let Some(words) = lists.get(name) else {
            let known: Vec<&str> = lists.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(format!(
                "`{phrase}` names the list `{SIGN}{name}`, and this file has {known} in [lists]"
            ));
        };
        all.push('(');
        all.push_str(&words.join("|"));
        all.push(')');
        all.push_str(rest);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::{Lists, spelled_out};

    #[test]
    fn lists_are_written_out_where_they_are_named() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let lists =
            Lists::from([("net".to_owned(), words(&["x", "fb"])), ("part".to_owned(), words(&["page"]))]);
        for (phrase, wanted) in [
            ("share", Ok("share")),
            ("~net", Ok("(x|fb)")),
            ("share (on|via) ~net [and ~net]", Ok("share (on|via) (x|fb) [and (x|fb)]")),
            ("(~part|this ~part)", Ok("((page)|this (page))")),
            ("~part's", Ok("(page)'s")),
            ("~nets", Err("`~nets` names the list `~nets`, and this file has net, part in [lists]")),
            ("5 ~ 6", Err("`5 ~ 6` names the list `~`, and this file has net, part in [lists]")),
        ] {
            let found = spelled_out(phrase, &lists);
            assert_eq!(found.as_deref().map_err(String::as_str), wanted, "{phrase}");
        }
        let error = spelled_out("~net", &Lists::new()).expect_err("no lists");
        assert!(error.ends_with("this file has none in [lists]"), "{error}");
    }
}
