//! What Python calls: the library `canonry` behind a thin wall.
//! In: `str`, lists, Arrow arrays, settings as words. Out: the same kinds, records as JSON, errors as Python's.
//! Not here: anything about text (see the library), what the objects of Python look like (see the package `canonry`).

mod arrow;
mod cleaner;
mod fault;
mod rows;

use pyo3::prelude::*;
use std::{
    ffi::OsString,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// The code behind the package `canonry`; nothing here is to be used from elsewhere.
#[pymodule]
mod _canonry {
    #[pymodule_export]
    use super::{arrow::Column, cleaner::Cleaner, command};

    use super::rows;
    use pyo3::prelude::*;

    /// The version of the package.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        rows::keep_panics_quiet();
        Ok(())
    }
}

/// Does what the command line says, the name of the program first; returns the exit code.
#[pyfunction]
fn command(py: Python<'_>, typed: Vec<OsString>) -> u8 {
    const INTERNAL: u8 = 101;
    let run = AssertUnwindSafe(|| canonry_command::main_with(typed));
    py.detach(|| catch_unwind(run).unwrap_or(INTERNAL))
}
