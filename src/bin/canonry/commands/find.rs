//! `find`: the names that stand in texts, as a table for people or as JSON lines.

use super::{Places, place, visible};
use crate::{
    args,
    config::Setup,
    fault::{did_you_mean, pick, usage},
    inputs::Inputs,
    outputs::{Output, Target, stdout},
    run::{Engine, Made, Text, Work},
    say,
    table::{aligned, room},
};
use canonry::{Analysis, Cleaner, document::EntityType};
use serde_json::json;
use std::io::Write;

/// The columns that hold words: what a page says, and what is written for it.
const TEXTS: [usize; 2] = [1, 3];

/// Finds.
pub fn run(args: &args::Find) -> anyhow::Result<u8> {
    let setup = Setup::read(&args.rules)?;
    let types: Vec<_> = EntityType::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let kind = args.kind.as_deref().map(|name| pick("type of name", name, &types)).transpose();
    let kind = kind.map_err(|words| usage(format!("--type: {words}")))?;
    let mut engine = Engine::new(&args.input, setup.cleaner()?)?;
    engine.prints = true;
    if let Some(id) = &args.entity {
        refuse_unknown(&engine.cleaner, id)?;
    }
    let mut inputs = Inputs::gather(&args.input)?;
    let journal = Output::new(Target::Nowhere).journal(&args.input, &inputs, json!({}))?;
    let work = Finding { entity: args.entity.clone(), kind, json: args.json };
    let (mut out, room) = (stdout(), room());
    let mut found = 0;
    let outcome = engine.run(&mut inputs, &work, journal, |_, _, _, made| {
        found += memchr::memchr_iter(b'\n', &made.data).count();
        let data = if args.json { made.data } else { aligned(&made.data, &TEXTS, room) };
        Ok(out.write_all(&data)?)
    })?;
    out.flush()?;
    say::note(format!("{} in {}", say::count(found, "name"), say::count(outcome.texts, "text")));
    Ok(outcome.code(false))
}

fn refuse_unknown(cleaner: &Cleaner, id: &str) -> anyhow::Result<()> {
    let dictionary = cleaner.dictionary();
    if dictionary.layers().entity(id).is_some() {
        return Ok(());
    }
    let hint = did_you_mean(id, dictionary.data().entities.iter().map(|entity| entity.id.as_str()));
    Err(usage(format!("--entity: no dictionary has an entity `{id}`{hint}")))
}

struct Finding {
    entity: Option<String>,
    kind: Option<EntityType>,
    json: bool,
}

impl Work for Finding {
    fn text(&self, text: &Text<'_>, analysis: &Analysis<'_>, made: &mut Made) {
        let mut mentions: Vec<_> = analysis
            .mentions
            .iter()
            .filter(|mention| self.entity.as_deref().is_none_or(|id| *mention.entity == *id))
            .filter(|mention| self.kind.is_none_or(|kind| mention.entity_type == kind))
            .collect();
        mentions.sort_by_key(|mention| mention.span.start);
        let mut places = Places::new(analysis.original);
        for mention in mentions {
            let (line, column) = places.of(mention.span.start);
            let written = mention.write.as_deref();
            let row = if self.json {
                let record = json!({
                    "path": text.shown, "id": text.id, "record": text.record, "field": text.told_field(),
                    "line": line, "column": column, "surface": mention.surface, "entity": &*mention.entity,
                    "type": mention.entity_type.as_str(), "write": written, "kept": mention.kept.map(|kept| kept.as_str()),
                });
                record.to_string()
            } else {
                let write = match (written, mention.kept) {
                    (Some(write), None) => visible(write),
                    (Some(write), Some(kept)) => format!("{} (kept: {kept})", visible(write)),
                    (None, _) => "–".to_owned(),
                };
                [place(text, (line, column)), visible(&mention.surface), mention.entity.to_string(), write]
                    .join("\t")
            };
            made.data.extend_from_slice(row.as_bytes());
            made.data.push(b'\n');
        }
    }
}
