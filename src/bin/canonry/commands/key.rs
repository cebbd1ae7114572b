//! `key`: keys of names, verdicts on pairs of spellings.

use crate::{args, fault::usage, outputs::stdout};
use canonry::{
    Language,
    dictionary::{
        ordinary::is_ordinary,
        romanize::{keys, trace_words},
        shipped,
    },
    scan::hash,
};
use std::{
    collections::HashSet,
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
};

/// Prints keys or verdicts.
pub fn run(args: &args::Key) -> anyhow::Result<u8> {
    let mut out = stdout();
    match &args.pairs {
        Some(path) => pairs(path, &mut out)?,
        None if args.trace => match args.names.as_slice() {
            [one, other] => explained(one, other, &mut out)?,
            names => {
                return Err(usage(format!(
                    "--trace compares two names, but {} given; write `canonry key --trace Khorasan Xuroson`",
                    names.len()
                )));
            }
        },
        None if args.names == ["-"] => {
            for line in lines(Path::new("-"))? {
                writeln!(out, "{}", keys(line?.trim()).join(" "))?;
            }
        }
        None => {
            for name in &args.names {
                writeln!(out, "{}", keys(name).join(" "))?;
            }
        }
    }
    out.flush()?;
    Ok(0)
}

/// Tells ordinary words: those of the lists of English and Italian, and those their texts are told by.
fn ordinary() -> impl Fn(&str) -> bool {
    // The two languages that are read; a word of any other may well be a name here.
    let read = [Language::EN, Language::IT];
    let shipped = shipped();
    let languages = shipped.rest().languages.iter().filter(|words| read.contains(&words.code));
    let common: HashSet<String> =
        languages.flat_map(|words| &words.words).map(|word| canonry::fold::word(word)).collect();
    move |word| common.contains(word) || is_ordinary(hash(word))
}

/// `same: kh/x, o/u`
fn explained(one: &str, other: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let trace = trace_words(one, other, &ordinary());
    let why = trace.to_string();
    writeln!(out, "{}{}{why}", trace.verdict, if why.is_empty() { "" } else { ": " })?;
    Ok(())
}

fn pairs(path: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let ordinary = ordinary();
    for (number, line) in (1..).zip(lines(path)?) {
        let line = line?;
        let line = line.trim_end_matches('\r');
        let mut columns = line.split('\t');
        let (Some(a), Some(b)) = (columns.next(), columns.next()) else {
            out.flush()?;
            let shown = path.display();
            return Err(usage(format!(
                "{shown}:{number}: expected two names with a tab between, but found `{line}`"
            )));
        };
        writeln!(out, "{}", trace_words(a.trim(), b.trim(), &ordinary).verdict)?;
    }
    Ok(())
}

/// Lines of a file or of standard input; bytes that are no UTF-8 become U+FFFD.
fn lines(path: &Path) -> anyhow::Result<impl Iterator<Item = io::Result<String>>> {
    let from: Box<dyn Read> = match path == Path::new("-") {
        true => Box::new(io::stdin().lock()),
        false => {
            let shown = path.display();
            Box::new(File::open(path).map_err(|error| usage(format!("{shown}: cannot read it: {error}")))?)
        }
    };
    Ok(BufReader::new(from).split(b'\n').map(|line| Ok(String::from_utf8_lossy(&line?).into_owned())))
}
