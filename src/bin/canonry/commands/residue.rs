//! `residue learn`: the lines that come back on the pages of one site, as rules to be read and used later.

use crate::{
    args::{self, Input, ResidueWhat},
    fault::usage,
    inputs::Inputs,
    outputs::{Output, Target, refuse_same, stdout},
    run::{Engine, Made, Text, Work},
    say,
};
use canonry::{
    Analysis, Cleaner, Preset,
    journal::Journal,
    page::{Dups, Options},
    strip::learn::{Learned, Learner, PageLines},
};
use serde_json::{Value, json};
use std::path::Path;

/// Fields that hold an address, for `--by host`.
const ADDRESSES: [&str; 8] =
    ["url", "uri", "link", "source_url", "canonical_url", "page_url", "host", "WARC-Target-URI"];

/// Learns; nothing is applied to what is read.
pub fn run(args: &args::Residue) -> anyhow::Result<u8> {
    let ResidueWhat::Learn { input, by, output } = &args.what;
    learn(input, &By::named(by)?, output.as_deref())
}

fn learn(input: &Input, by: &By, output: Option<&Path>) -> anyhow::Result<u8> {
    let mut engine = Engine::new(input, flagging()?)?;
    engine.beside = by.fields();
    let mut inputs = Inputs::gather(input)?;
    let texts = inputs.sources.iter().find(|source| !source.format.has_records());
    if let Some(text) = texts.filter(|_| !matches!(by, By::Folder)) {
        return Err(usage(format!(
            "{}: is a text, and texts have no fields; tell their sites apart with --by folder",
            text.shown
        )));
    }
    let target = match output.filter(|path| *path != Path::new("-")) {
        None => Target::Stdout(stdout()),
        Some(path) => {
            for source in &inputs.sources {
                refuse_same(&source.path, path, "-o")?;
            }
            Target::File(path.to_owned())
        }
    };
    let journal = Output::new(Target::Nowhere).journal(input, &inputs, json!({}))?;
    let (mut learner, mut strays) = (Learner::default(), 0);
    let outcome = engine.run(&mut inputs, &Reading { by }, journal, |_, _, _, made: Made| {
        strays += made.strays;
        for (site, page) in made.pages {
            learner.add(&site, page);
        }
        Ok(())
    })?;
    if strays == outcome.texts && strays > 0 {
        return Err(usage(format!("no record has {}; sites cannot be told apart", by.wanted())));
    }
    let corpus: Vec<String> = input.paths.iter().map(|path| path.display().to_string()).collect();
    let learned = learner.finish(&corpus.join(", "));
    let mut journal = Journal::new(None, Value::Null, u64::MAX);
    Output::new(target).take(&mut journal, "", learned.toml.as_bytes(), true)?;
    journal.end(Value::Null)?;
    tell(&learned, strays, by, input, output);
    Ok(outcome.code(false))
}

/// Repairs as `clean` does and flags what is known, so that a line is learned as the rules will meet it.
fn flagging() -> anyhow::Result<Cleaner> {
    let options = Options {
        strip: Vec::new(),
        dups: Dups::Keep,
        skip: ["detect", "normalize", "canonicalize"].map(str::to_owned).to_vec(),
        ..Preset::News.options()
    };
    Ok(Cleaner::builder().options(options).build()?)
}

fn tell(learned: &Learned, strays: usize, by: &By, input: &Input, output: Option<&Path>) {
    let (some, all) = learned.sites;
    say::note(format!(
        "{} learned from {} of {} ({})",
        say::count(learned.lines, "line"),
        say::grouped(some),
        say::count(all, "site"),
        say::count(learned.pages, "page"),
    ));
    if strays > 0 {
        say::line(format!("left out: {} without {}", say::count(strays, "page"), by.wanted()));
    }
    if learned.forgotten > 0 {
        say::line(format!(
            "{} forgotten to stay within memory; learn from fewer sites at a time, or sort the pages by site",
            say::count(learned.forgotten, "line")
        ));
    }
    if let (Some(path), true) = (output, learned.lines > 0) {
        let paths: Vec<String> = input.paths.iter().map(|path| path.display().to_string()).collect();
        let path = path.display();
        say::line(format!("next: read {path} and take out what the pages themselves say"));
        say::line(format!("      canonry clean {} -o clean --residue {path}", paths.join(" ")));
    }
}

/// What tells sites apart.
enum By {
    Folder,
    Host,
    Field(String),
}

impl By {
    fn named(name: &str) -> anyhow::Result<By> {
        match name.trim() {
            "" => Err(usage("--by: expected folder, host or the name of a field")),
            "folder" => Ok(By::Folder),
            "host" => Ok(By::Host),
            field => Ok(By::Field(field.to_owned())),
        }
    }

    fn fields(&self) -> Vec<String> {
        match self {
            By::Folder => Vec::new(),
            By::Host => ADDRESSES.map(str::to_owned).to_vec(),
            By::Field(field) => vec![field.clone()],
        }
    }

    /// What a page must have.
    fn wanted(&self) -> String {
        match self {
            By::Folder => "a folder".to_owned(),
            By::Host => format!("an address in one of the fields {}", ADDRESSES.join(", ")),
            By::Field(field) => format!("words in the field `{field}`"),
        }
    }

    fn site(&self, text: &Text<'_>) -> Option<String> {
        let site = match self {
            By::Folder => {
                let folder = Path::new(text.shown).parent().map(|path| path.display().to_string());
                folder.map(|folder| if folder.is_empty() { ".".to_owned() } else { folder })
            }
            By::Host => text.beside.and_then(host),
            By::Field(_) => text.beside.map(|value| value.trim().to_owned()),
        };
        site.filter(|site| !site.is_empty())
    }
}

/// `https://www.example.org:443/a?b` -> `example.org`.
fn host(address: &str) -> Option<String> {
    let rest = address.trim();
    let scheme = |before: &str| before.is_empty() || before.ends_with(':');
    let rest = rest.split_once("//").filter(|(before, _)| scheme(before)).map_or(rest, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', '\\']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty() && !host.contains(char::is_whitespace)).then(|| host.to_owned())
}

struct Reading<'b> {
    by: &'b By,
}

impl Work for Reading<'_> {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        let Some(site) = self.by.site(text) else {
            made.strays += 1;
            return;
        };
        let placed = analysis.lines.iter().zip(&analysis.clean_lines);
        let lines = placed.filter_map(|(line, place)| Some((place.as_ref()?.of(&analysis.text), line.kind)));
        made.pages.push((site, PageLines::read(lines)));
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn hosts_of_addresses() {
        let rows = [
            ("https://www.Example.org/a/b?c", Some("example.org")),
            ("http://user@news.example.org:8080#x", Some("news.example.org")),
            ("example.org.", Some("example.org")),
            ("//example.org/a", Some("example.org")),
            ("example.org/a//b", Some("example.org")),
            ("", None),
            ("no address at all", None),
        ];
        for (address, expected) in rows {
            assert_eq!(host(address).as_deref(), expected, "{address}");
        }
    }
}
