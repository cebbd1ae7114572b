//! `presets`: what there is to start from.

use crate::{
    args,
    config::{preset_keys, preset_named, shown},
    fault::usage,
    outputs::stdout,
};
use canonry::{
    Preset,
    document::{EntityType, Kind},
    page::{Dups, Names, Options, Quotes},
    repair::{self, Rules},
};
use std::io::Write;

/// Lists them, or one in full.
pub fn run(args: &args::Presets) -> anyhow::Result<u8> {
    let mut out = stdout();
    match &args.name {
        None => {
            for preset in Preset::ALL {
                let default = if *preset == Preset::News { " (default)" } else { "" };
                writeln!(out, "{:10} {}{default}", preset.as_str(), purpose(*preset))?;
            }
            writeln!(
                out,
                "\ncanonry presets NAME shows what one of them turns on, every rule with its reason"
            )?;
        }
        Some(name) => {
            let preset = preset_named(name).map_err(usage)?;
            let options = preset.options();
            writeln!(out, "# {}: {}", preset, purpose(preset))?;
            writeln!(out, "# repair: {}", options.repair)?;
            for key in preset_keys() {
                writeln!(out, "{key} = {}", shown(&options, key))?;
            }
            writeln!(out, "\n# rules: on or off, name, reason")?;
            for (on, rule, why) in rules(&options) {
                writeln!(out, "# {:3} {rule:21} {why}", if on { "on" } else { "off" })?;
            }
        }
    }
    out.flush()?;
    Ok(0)
}

fn purpose(preset: Preset) -> &'static str {
    match preset {
        Preset::News => "everything, names canonical: reading, search, pipelines",
        Preset::Press => "as news, quotations kept: newsrooms",
        Preset::Ml => "as news, names as they stand: corpora",
        Preset::Screening => "nothing changed, everything reported: compliance",
        Preset::Minimal => "characters only: before another tool",
        _ => "",
    }
}

/// Every rule that can change a text, by the name it has in edits: whether it is on, and why it is right.
fn rules(options: &Options) -> Vec<(bool, String, &'static str)> {
    let mut all = Vec::new();
    let groups = Rules::from(options.repair);
    for about in repair::ABOUT {
        all.push(((about.on)(&groups) && options.runs("repair"), about.rule.to_owned(), about.why));
    }
    let strip = options.runs("strip");
    for kind in Kind::ALL {
        all.push((strip && options.strip.contains(kind), format!("strip/{kind}"), why_residue(*kind)));
    }
    let repeated = strip && options.dups != Dups::Keep;
    all.push((repeated, "strip/dup".to_owned(), "a line that repeats an earlier one, which stays"));
    all.push((repeated, "strip/dup-final".to_owned(), "the same once both are written with the same names"));
    let normalize = options.runs("normalize");
    all.push((
        normalize,
        "normalize/NAME".to_owned(),
        "a part of a name in its house spelling, where its family says so",
    ));
    for kind in EntityType::ALL {
        let names = options.names_of(*kind);
        let on = options.runs("canonicalize") && names != Names::Surface;
        let why = match (names, options.quotes) {
            (Names::Short, _) => "one entity, one name: its short one",
            (_, Quotes::Keep) => "one entity, one name, but in quotations",
            _ => "one entity, one name",
        };
        all.push((
            on,
            format!("name/{kind}/…"),
            if on { why } else { "names stand as they are and are reported" },
        ));
    }
    let key = options.runs("canonicalize") && options.runs("key");
    all.push((
        key,
        "key/person".to_owned(),
        "a person's name that sounds like a listed one; off: a candidate",
    ));
    let grammar = options.runs("canonicalize")
        && EntityType::ALL.iter().any(|kind| options.names_of(*kind) != Names::Surface);
    all.push((
        grammar,
        "grammar/article".to_owned(),
        "articles and prepositions agree with the name that is written",
    ));
    all.push((
        grammar,
        "grammar/possessive".to_owned(),
        "a possessive keeps its s behind a name that needs one",
    ));
    all
}

fn why_residue(kind: Kind) -> &'static str {
    match kind {
        Kind::Share => "buttons of social networks are no text",
        Kind::Nav => "menus, paths and players lead elsewhere",
        Kind::Related => "headings and lists of other articles",
        Kind::Teaser => "beginnings of other articles",
        Kind::Readmore => "invitations to read what is not here",
        Kind::Sponsor => "advertising",
        Kind::Newsletter => "invitations to subscribe or give",
        Kind::Cookie => "notices on cookies and consent",
        Kind::Login => "prompts to sign in",
        Kind::Comments => "forms and counters of comments",
        Kind::Tags => "lists of tags; they return as meta",
        Kind::Credit => "picture credits whose picture is gone",
        Kind::Copyright => "notices of owners and disclaimers",
        Kind::Contact => "addresses and telephone numbers of the site",
        Kind::Masthead => "the name and the header of the site",
        Kind::Date => "the day the page was saved; it returns as meta",
        Kind::Source => "an attribution without its link; it returns as meta",
        Kind::Learned => "lines that come back on the pages of a site, by rules of yours (--residue)",
        _ => "part of the page, not of the text",
    }
}
