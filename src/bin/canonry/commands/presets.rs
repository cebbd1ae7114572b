//! `presets`: what there is to start from.

use crate::{
    args,
    config::{preset_keys, preset_named, shown},
    fault::usage,
    outputs::stdout,
};
use canonry::Preset;
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
            writeln!(out, "\ncanonry presets NAME shows what one of them turns on")?;
        }
        Some(name) => {
            let preset = preset_named(name).map_err(usage)?;
            let options = preset.options();
            writeln!(out, "# {}: {}", preset, purpose(preset))?;
            writeln!(out, "# repair: {}", options.repair)?;
            for key in preset_keys() {
                writeln!(out, "{key} = {}", shown(&options, key))?;
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
