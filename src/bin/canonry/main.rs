//! The command `canonry`: reads what was typed, does it, says how it went in one exit code.
//! In: arguments, environment. Out: data on standard output, words on standard error, an exit code.
//! Not here: what cleaning is (see the library), what each subcommand does (see `commands`).
//!
//! `python/command` builds these files as a library too, so that the wheel has the same command.

// Nothing outside a binary can reach anything in it; `pub` says what other files use.
#![allow(unreachable_pub)]

mod args;
mod choice;
mod commands;
mod config;
mod decisions;
mod fault;
mod inputs;
mod logs;
mod manifest;
mod outputs;
mod run;
mod say;
mod table;

pub use args::Rules;
pub use config::Setup;

use args::{Args, Command};
use clap::{
    CommandFactory, Parser,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::{
    env,
    ffi::OsString,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

/// Pages make many small strings; measured at a tenth of the time of `clean` against the system's allocator. Who calls
/// the command as a function has an allocator.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What `canonry` alone says.
const SHORT: &str = "\
canonry cleans English and Italian pages and makes every name in them one name.
  canonry clean pages/ -o clean/       clean files, folders, JSONL or - (stdin)
  canonry check pages/                 say what would change
  canonry annotate pages.jsonl         names, languages and residue as data
  canonry explain \"IS-K in Kabul\"      which rule did what, and why
canonry --help lists everything; canonry clean --help shows flags and examples.
";

/// The program.
pub fn main() -> ExitCode {
    ExitCode::from(main_with(env::args_os().collect()))
}

/// Does what was typed, the name of the program first, and returns the exit code. It speaks for the whole process: data
/// goes to standard output, a panic is told on standard error.
pub fn main_with(typed: Vec<OsString>) -> u8 {
    tell_of_panics();
    if typed.len() <= 1 {
        // A closed pipe is nobody's fault.
        let _ = io::stdout().write_all(SHORT.as_bytes());
        return 0;
    }
    let args = match Args::try_parse_from(&typed) {
        Ok(args) => args,
        Err(error) => return refused(&typed, &error),
    };
    let done = run(&args.command).and_then(|code| {
        // The end of a program would do that; the end of a function does not.
        io::stdout().flush()?;
        Ok(code)
    });
    match done {
        Ok(code) => code,
        Err(error) => {
            if !fault::closed_pipe(&error) {
                say::note(fault::words(&error));
            }
            fault::code(&error)
        }
    }
}

fn run(command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::Clean(args) => commands::clean::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Detect(args) => commands::detect::run(args),
        Command::Annotate(args) => commands::annotate::run(args),
        Command::Find(args) => commands::find::run(args),
        Command::Report(args) => commands::report::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Undo(args) => commands::undo::run(args),
        Command::Verify(args) => commands::verify::run(args),
        Command::Dedup(args) => commands::dedup::run(args),
        Command::Reject(args) => commands::reject::run(args),
        Command::Residue(args) => commands::residue::run(args),
        Command::Key(args) => commands::key::run(args),
        Command::Dict(args) => commands::dict::run(args),
        Command::Presets(args) => commands::presets::run(args),
        Command::Config(args) => commands::config::run(args),
        Command::Completions(args) => commands::completions::run(args),
        Command::Man(args) => commands::man::run(args),
    }
}

/// Help and version are data; everything else is said in one sentence, with what was probably meant.
fn refused(typed: &[OsString], error: &clap::Error) -> u8 {
    let first = typed.get(1).map(|first| first.to_string_lossy()).unwrap_or_default();
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        // The most alike stands last.
        Some(ContextValue::Strings(all)) => all.last().cloned(),
        _ => None,
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            return 0;
        }
        ErrorKind::UnknownArgument => {
            let flag = context(ContextKind::InvalidArg).unwrap_or_default();
            // A path, not a flag: clap would only say that it did not expect it.
            if flag.starts_with('-') {
                let hint = context(ContextKind::SuggestedArg).map(|near| format!("; did you mean `{near}`?"));
                say::note(format!("unknown flag `{flag}`{}", hint.unwrap_or_default()));
                say::line(format!("{} lists the flags", help_of(&first)));
                return 2;
            }
        }
        ErrorKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand).unwrap_or_default();
            match meant(&name).filter(|_| first == name) {
                Some(words) => say::note(words),
                None => {
                    let hint = context(ContextKind::SuggestedSubcommand)
                        .map(|near| format!("; did you mean `{near}`?"));
                    say::note(format!("unknown command `{name}`{}", hint.unwrap_or_default()));
                    say::line("canonry --help lists the commands");
                }
            }
            return 2;
        }
        _ => {}
    }
    let _ = write!(io::stderr(), "{}", error.render());
    2
}

/// What somebody meant who typed a path where a command belongs.
fn meant(typed: &str) -> Option<String> {
    let path = Path::new(typed);
    let looks = typed == "-" || path.exists() || typed.contains(['/', '\\']) || path.extension().is_some();
    if !looks {
        return None;
    }
    let clean = match path.is_dir() {
        true => format!("canonry clean {typed} -o clean"),
        false => format!("canonry clean {typed}"),
    };
    Some(format!(
        "what is to be done with {typed}? You may mean:\n  {clean}\n  canonry check {typed}\n  canonry annotate {typed}"
    ))
}

fn help_of(first: &str) -> String {
    match Args::command().find_subcommand(first) {
        Some(_) => format!("canonry {first} --help"),
        None => "canonry --help".to_owned(),
    }
}

/// A panic is ours, not the user's: say so, and where to tell it. Rust ends the program with 101.
fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        say::note(format!(
            "internal error, please report it: {panic} (canonry {})",
            env!("CARGO_PKG_VERSION")
        ));
    }));
}
