//! `config show`: the settings in effect, each with its origin.

use crate::{
    args::{self, ConfigWhat},
    config::Setup,
    outputs::stdout,
};
use std::io::Write;

/// Shows.
pub fn run(args: &args::Config) -> anyhow::Result<u8> {
    let ConfigWhat::Show(rules) = &args.what;
    let shown = Setup::read(rules)?.show()?;
    let mut out = stdout();
    out.write_all(shown.as_bytes())?;
    out.flush()?;
    Ok(0)
}
