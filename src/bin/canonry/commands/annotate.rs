//! `annotate` and `detect`: what is known about each page, as JSON lines; the text stays as it is.

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
    report::{Unit, annotation, detection},
};
use std::path::Path;

/// Annotates; `names` leaves mentions, candidates and meta in.
pub fn run(args: &args::Annotate, names: bool) -> anyhow::Result<u8> {
    let setup = Setup::read(&args.rules)?;
    let unit = super::clean::unit(&args.offsets)?;
    let engine = Engine::new(&args.input, setup.cleaner()?)?;
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
    let work = Annotating { names, unit, fingerprint: engine.cleaner.fingerprint().to_owned() };
    let mut output = Output::new(target);
    let mut outcome = engine.run(&mut inputs, &work, |_, _, made| output.take("", &made.data, false))?;
    output.take("", &[], true)?;
    outcome.tally.dry = true;
    say::line(outcome.tally.to_string());
    Ok(outcome.code(false))
}

struct Annotating {
    names: bool,
    unit: Unit,
    fingerprint: String,
}

impl Work for Annotating {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        let make = if self.names { annotation } else { detection };
        let record = make(text.id, text.told_field(), analysis, self.unit, &self.fingerprint);
        made.data.extend_from_slice(format!("{record}\n").as_bytes());
    }
}
