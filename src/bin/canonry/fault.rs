//! What can go wrong, and the exit code it ends in.
//! In: causes. Out: one sentence for people on standard error, one number for programs. Not here: where it went wrong.

use std::{fmt, io};

/// Wrong usage, config or dictionary, or nothing to read: exit 2, before anything is written.
#[derive(Debug)]
pub struct Usage(pub String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// A [`Usage`] error from a sentence.
pub fn usage(words: impl Into<String>) -> anyhow::Error {
    Usage(words.into()).into()
}

/// Somebody pressed Ctrl-C, or the system asked the program to end.
#[derive(Debug)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted; the same command with --resume goes on from here")
    }
}

impl std::error::Error for Interrupted {}

/// An error with its causes, each said once.
pub fn words(error: &anyhow::Error) -> String {
    let mut words = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !words.contains(&cause) {
            words.push_str(&format!(": {cause}"));
        }
    }
    words
}

/// The exit code of an error.
pub fn code(error: &anyhow::Error) -> u8 {
    if closed_pipe(error) {
        return 0;
    }
    for cause in error.chain() {
        if cause.is::<Interrupted>() {
            return 130;
        }
        if cause.is::<Usage>() {
            return 2;
        }
        if let Some(error) = cause.downcast_ref::<canonry::Error>() {
            return if error.is_io() { 4 } else { 2 };
        }
    }
    4
}

/// True when whoever read the output went away; that is no error.
pub fn closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let own = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        own == Some(io::ErrorKind::BrokenPipe)
    })
}

/// `; did you mean …?` for the name nearest to what was typed; nothing when none is near.
pub fn did_you_mean<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    match nearest(typed, names) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

/// The name nearest to what was typed.
pub fn nearest<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let score = |name: &str| strsim::jaro_winkler(&typed.to_lowercase(), &name.to_lowercase());
    let (best, name) =
        names.into_iter().map(|name| (score(name), name)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best > 0.75).then_some(name)
}

/// Picks a value by its name, or says which there are.
pub fn pick<T: Copy>(what: &str, typed: &str, values: &[(&'static str, T)]) -> Result<T, String> {
    values.iter().find(|(name, _)| *name == typed).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
        let names_of = names.join(", ");
        match nearest(typed, names) {
            Some(name) => format!("unknown {what} `{typed}`; did you mean `{name}`? There are: {names_of}"),
            None => format!("unknown {what} `{typed}`; there are: {names_of}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{nearest, pick};

    #[test]
    fn the_nearest_name_or_none() {
        for (typed, expected) in [("pres", Some("press")), ("News", Some("news")), ("xyz", None)] {
            assert_eq!(nearest(typed, ["news", "press"]), expected, "{typed}");
        }
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_right_ones() {
        let values = [("keep", 1), ("skip", 2)];
        assert_eq!(pick("policy", "skip", &values), Ok(2));
        assert_eq!(
            pick("policy", "kep", &values).unwrap_err(),
            "unknown policy `kep`; did you mean `keep`? There are: keep, skip"
        );
        assert_eq!(
            pick("policy", "xyz", &values).unwrap_err(),
            "unknown policy `xyz`; there are: keep, skip"
        );
    }
}
