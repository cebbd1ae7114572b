//! Errors of the library as exceptions of Python.
//! In: errors. Out: `DictionaryError` with its place, `ValueError`, `OSError`.

use canonry::Error;
use pyo3::{
    exceptions::{PyOSError, PyValueError},
    prelude::*,
};

// A class of the package: classes of the stable ABI cannot extend exceptions before Python 3.12.
pyo3::import_exception!(canonry._errors, DictionaryError);

/// The exception for an error of the library.
pub(crate) fn raised(error: &Error) -> PyErr {
    let words = error.to_string();
    match error.place() {
        None => PyOSError::new_err(words),
        Some(place) if error.is_dictionary() => {
            let counted = |number: usize| (number > 0).then_some(number);
            let path = place.path.display().to_string();
            DictionaryError::new_err((words, path, counted(place.line), counted(place.column)))
        }
        Some(_) => PyValueError::new_err(words),
    }
}

/// The exception for a setting that was refused. Settings are named as flags are; in Python they have no dashes.
pub(crate) fn refused(error: &anyhow::Error) -> PyErr {
    match error.downcast_ref::<Error>() {
        Some(error) => raised(error),
        None => PyValueError::new_err(format!("{error:#}").trim_start_matches("--").to_owned()),
    }
}
