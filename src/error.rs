//! What can go wrong, as sentences: where, what was expected, what was found, what to do.

use std::{fmt, path::PathBuf};

/// The one error of the library. Read it with [`Display`](fmt::Display); ask it with the `is_*` questions.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Dictionary { place: Place, message: String },
    Config { place: Place, message: String },
    Input { place: Place, message: String },
    Io { path: PathBuf, doing: &'static str, cause: std::io::Error },
}

/// A place in a file: line and column count from 1; zero means "the whole file".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// Line, from 1; 0 when it has none.
    pub line: usize,
    /// Column in characters, from 1; 0 when it has none.
    pub column: usize,
    /// The line itself with a caret below it, when there is one to show.
    pub excerpt: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        match (self.line, self.column) {
            (0, _) => Ok(()),
            (line, 0) => write!(f, ":{line}"),
            (line, column) => write!(f, ":{line}:{column}"),
        }
    }
}

impl Error {
    /// A dictionary that cannot be used.
    pub fn dictionary(place: Place, message: impl Into<String>) -> Error {
        Error(Box::new(Kind::Dictionary { place, message: message.into() }))
    }

    /// A setting that does not exist or has a wrong value.
    pub fn config(place: Place, message: impl Into<String>) -> Error {
        Error(Box::new(Kind::Config { place, message: message.into() }))
    }

    /// Input that is not what it should be.
    pub fn input(place: Place, message: impl Into<String>) -> Error {
        Error(Box::new(Kind::Input { place, message: message.into() }))
    }

    /// A file that cannot be read or written; `doing` says which: "read", "write".
    pub fn io(path: impl Into<PathBuf>, doing: &'static str, cause: std::io::Error) -> Error {
        Error(Box::new(Kind::Io { path: path.into(), doing, cause }))
    }

    /// Where the mistake stands in a dictionary, a configuration or an input.
    pub fn place(&self) -> Option<&Place> {
        match &*self.0 {
            Kind::Dictionary { place, .. } | Kind::Config { place, .. } | Kind::Input { place, .. } => {
                Some(place)
            }
            Kind::Io { .. } => None,
        }
    }

    /// True when a dictionary was refused.
    pub fn is_dictionary(&self) -> bool {
        matches!(*self.0, Kind::Dictionary { .. })
    }

    /// True when a setting was refused.
    pub fn is_config(&self) -> bool {
        matches!(*self.0, Kind::Config { .. })
    }

    /// True when the input was refused.
    pub fn is_input(&self) -> bool {
        matches!(*self.0, Kind::Input { .. })
    }

    /// True when the operating system refused a file.
    pub fn is_io(&self) -> bool {
        matches!(*self.0, Kind::Io { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Dictionary { place, message }
            | Kind::Config { place, message }
            | Kind::Input { place, message } => {
                write!(f, "{place}: {message}")?;
                if place.excerpt.is_empty() { Ok(()) } else { write!(f, "\n{}", place.excerpt) }
            }
            Kind::Io { path, doing, cause } => write!(f, "{}: cannot {doing} it: {cause}", path.display()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Io { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
