//! `reject`: refuses changes by their ids, for all runs to come.

use crate::{
    args,
    config::Setup,
    decisions::{self, Refused},
    fault::usage,
    logs::Log,
    say,
};
use canonry::edit::ChangeId;
use std::path::PathBuf;

/// Refuses.
pub fn run(args: &args::Reject) -> anyhow::Result<u8> {
    for id in &args.ids {
        id.parse::<ChangeId>().map_err(usage)?;
    }
    let rules = args::Rules { config: args.config.clone(), ..args::Rules::default() };
    let path = match &args.decisions {
        Some(path) => path.clone(),
        None => {
            Setup::read(&rules)?.decisions().map_or_else(|| PathBuf::from(decisions::FILE), PathBuf::from)
        }
    };
    let log = args.edits.as_deref().map(Log::open).transpose()?;
    let describe = |id: &String| -> anyhow::Result<Refused> {
        let known = match &log {
            None => Refused { id: id.clone(), ..Refused::default() },
            Some(log) => log.change(id)?.ok_or_else(|| {
                usage(format!("the log {} speaks of no change {id}; nothing was refused", log.shown()))
            })?,
        };
        Ok(Refused { reason: args.reason.clone().unwrap_or_default(), ..known })
    };
    let refused: Vec<Refused> = args.ids.iter().map(describe).collect::<anyhow::Result<_>>()?;
    let new = decisions::add(&path, &refused)?;
    let shown = path.display();
    let known = match refused.len() - new {
        0 => String::new(),
        known => format!("; {known} known before"),
    };
    say::note(format!("{} refused in {shown}{known}", say::count(new, "change")));
    if log.is_none() {
        say::line("not looked up: with --edits LOG the file says which words they are");
    }
    Ok(0)
}
