//! `annotate`: what is known about each page, as JSON lines; the text stays as it is.

use crate::{
    args,
    config::Setup,
    inputs::Inputs,
    outputs::{Output, Target, refuse_same, stdout},
    run::{Engine, Made, Text, Work},
    say,
};
use canonry::{
    Analysis,
    report::{Unit, annotation},
};
use serde_json::json;
use std::path::Path;

/// Annotates.
pub fn run(args: &args::Annotate) -> anyhow::Result<u8> {
    let unit = super::clean::unit(&args.offsets)?;
    let engine = Engine::new(&args.input, Setup::read(&args.rules)?.cleaner()?)?;
    let fingerprint = engine.cleaner.fingerprint().to_owned();
    write(args, engine, &Annotating { unit, fingerprint }, "annotate", |data| data)
}

/// Runs over the inputs and writes what is made of them, changed by `finish` on the way; `kind` says what that is.
pub fn write(
    args: &args::Annotate,
    mut engine: Engine,
    work: &impl Work,
    kind: &str,
    finish: impl Fn(Vec<u8>) -> Vec<u8>,
) -> anyhow::Result<u8> {
    let mut inputs = Inputs::gather(&args.input)?;
    let target = match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        None => Target::Stdout(stdout()),
        Some(path) => {
            for source in &inputs.sources {
                refuse_same(&source.path, path, "-o")?;
            }
            Target::File(path.to_owned())
        }
    };
    engine.prints = matches!(target, Target::Stdout(_));
    let packing = target.packing().unwrap_or_default();
    let mut output = Output::new(target);
    let own = (kind, engine.counts, &args.output, &args.offsets);
    let key = json!({"fingerprint": engine.cleaner.fingerprint(), "own flags": format!("{own:?}")});
    let journal = output.journal(&args.input, &inputs, key)?;
    let mut outcome = engine.run(&mut inputs, work, journal, |journal, _, _, made| {
        let data = finish(made.data);
        let packed = if data.is_empty() { data } else { packing.pack(&data)? };
        output.take(journal, "", &packed, false)
    })?;
    output.flush()?;
    outcome.tally.dry = true;
    say::line(outcome.tally.to_string());
    Ok(outcome.code(false))
}

struct Annotating {
    unit: Unit,
    fingerprint: String,
}

impl Work for Annotating {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        let record = annotation(text.id, text.told_field(), analysis, self.unit, &self.fingerprint);
        made.data.extend_from_slice(format!("{record}\n").as_bytes());
    }
}
