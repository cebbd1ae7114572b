//! The command `canonry`: reads what was typed, does it, says how it went in one exit code.
//! In: arguments, environment. Out: data on standard output, words on standard error, an exit code.
//! Not here: what cleaning is (see the library), what each subcommand does (see `commands`).

// Nothing outside a binary can reach anything in it; `pub` says what other files use.
#![allow(unreachable_pub)]

mod args;
mod choice;
mod commands;
mod config;
mod decisions;
mod fault;
mod inputs;
mod manifest;
mod outputs;
mod run;
mod say;

use args::{Args, Command};
use clap::{
    CommandFactory, Parser,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::{
    env,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

/// Pages make many small strings; measured at a tenth of the time of `clean` against the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What `canonry` alone says.
const SHORT: &str = "\
canonry turns dirty English and Italian pages into clean text in which every name is one name.
  canonry clean pages/ -o clean/       clean files, folders, JSONL or - (standard input)
  canonry check pages/                 say what would change
  canonry annotate pages.jsonl         names, languages and residue as data
  canonry explain \"IS-K in Kabul\"      which rule did what, and why
canonry --help lists everything; canonry clean --help shows flags and examples.
";

fn main() -> ExitCode {
    tell_of_panics();
    if env::args_os().len() == 1 {
        // A closed pipe is nobody's fault.
        let _ = io::stdout().write_all(SHORT.as_bytes());
        return ExitCode::SUCCESS;
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return refused(&error),
    };
    match run(&args.command) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            if !fault::closed_pipe(&error) {
                say::note(fault::words(&error));
            }
            ExitCode::from(fault::code(&error))
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
    }
}

/// Help and version are data; everything else is said in one sentence, with what was probably meant.
fn refused(error: &clap::Error) -> ExitCode {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(all)) => all.first().cloned(),
        _ => None,
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        ErrorKind::UnknownArgument => {
            let typed = context(ContextKind::InvalidArg).unwrap_or_default();
            // A path, not a flag: clap would only say that it did not expect it.
            if typed.starts_with('-') {
                let hint = context(ContextKind::SuggestedArg).map(|flag| format!("; did you mean `{flag}`?"));
                say::note(format!("unknown flag `{typed}`{}", hint.unwrap_or_default()));
                say::line(format!("{} lists the flags", help_of_typed()));
                return ExitCode::from(2);
            }
        }
        ErrorKind::InvalidSubcommand => {
            let typed = context(ContextKind::InvalidSubcommand).unwrap_or_default();
            let top = env::args_os().nth(1).is_some_and(|first| first == *typed);
            match meant(&typed).filter(|_| top) {
                Some(words) => say::note(words),
                None => {
                    let hint = context(ContextKind::SuggestedSubcommand)
                        .map(|name| format!("; did you mean `{name}`?"));
                    say::note(format!("unknown command `{typed}`{}", hint.unwrap_or_default()));
                    say::line("canonry --help lists the commands");
                }
            }
            return ExitCode::from(2);
        }
        _ => {}
    }
    let _ = write!(io::stderr(), "{}", error.render());
    ExitCode::from(2)
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

fn help_of_typed() -> String {
    let first = env::args().nth(1).unwrap_or_default();
    match Args::command().find_subcommand(&first) {
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
