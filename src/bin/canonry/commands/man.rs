//! `man`: the manual, made of the same words as `--help`.

use crate::{args, outputs::stdout};
use canonry::write;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::{io::Write, path::Path};

/// Prints the page of the program, or writes a page for each command.
pub fn run(args: &args::Man) -> anyhow::Result<u8> {
    let mut program = args::Args::command().name("canonry");
    program.build();
    match &args.output {
        Some(folder) => pages(&program, "canonry", folder)?,
        None => {
            let mut out = stdout();
            out.write_all(&page(&program, "canonry")?)?;
            out.flush()?;
        }
    }
    Ok(0)
}

/// `canonry.1`, `canonry-dict.1`, `canonry-dict-lint.1`.
fn pages(command: &Command, name: &str, folder: &Path) -> anyhow::Result<()> {
    write::all(&folder.join(format!("{name}.1")), &page(command, name)?)?;
    command
        .get_subcommands()
        .try_for_each(|inner| pages(inner, &format!("{name}-{}", inner.get_name()), folder))
}

fn page(command: &Command, name: &str) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    // The date of a build would make equal programs give unequal pages.
    Man::new(command.clone()).title(name.to_uppercase()).date("").render(&mut page)?;
    Ok(page)
}
