//! `completions`: for a shell, on standard output.

use crate::{args, outputs::stdout};
use clap::CommandFactory;
use std::io::Write;

/// Prints them.
pub fn run(args: &args::Completions) -> anyhow::Result<u8> {
    // Written at once: the generator itself panics when the reader goes away.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::Args::command(), "canonry", &mut script);
    let mut out = stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(0)
}
