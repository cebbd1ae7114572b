//! `config show`: the settings in effect, each with its origin; `config schema`: what canonry.toml may say.

use crate::{
    args::{self, ConfigWhat},
    config::Setup,
    outputs::stdout,
};
use std::io::Write;

/// Shows.
pub fn run(args: &args::Config) -> anyhow::Result<u8> {
    let shown = match &args.what {
        ConfigWhat::Show(rules) => Setup::read(rules)?.show()?,
        ConfigWhat::Schema => include_str!("../config.schema.json").to_owned(),
    };
    let mut out = stdout();
    out.write_all(shown.as_bytes())?;
    out.flush()?;
    Ok(0)
}
