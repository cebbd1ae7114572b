//! Where results go: standard output, a file, a folder that mirrors the input.
//! In: pieces in order. Out: bytes, committed when a source is whole. Not here: how a file is replaced safely (see `canonry::write`).

use crate::{
    args::Input,
    fault::usage,
    inputs::{Inputs, size},
};
use canonry::{
    journal::{Journal, note_of},
    read::{
        self, Packing,
        columns::{Typed, footer},
    },
};
use serde_json::{Value, json};
use std::{
    env, fs,
    io::{self, BufWriter, StdoutLock, Write},
    path::{Component, Path, PathBuf},
};

/// Where clean texts go.
pub enum Target {
    /// Only looked at.
    Nowhere,
    Stdout(BufWriter<StdoutLock<'static>>),
    File(PathBuf),
    Folder(PathBuf),
}

/// Standard output, in large pieces.
pub fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(64 * 1024, io::stdout().lock())
}

impl Target {
    /// Decides from what is read and what `-o` says; refuses what would destroy the input or mix texts up.
    pub fn choose(output: Option<&Path>, inputs: &Inputs, command: &str) -> anyhow::Result<Target> {
        let several = inputs.sources.len() > 1;
        let texts = inputs.sources.iter().filter(|source| !source.format.has_records()).count();
        let Some(output) = output.filter(|path| *path != Path::new("-")) else {
            if several && texts > 0 {
                let what = inputs.sources.len();
                return Err(usage(format!(
                    "{what} texts, and standard output would run them together; add -o OUT to write them to a folder:\n  canonry {command} … -o OUT"
                )));
            }
            return Ok(Target::Stdout(stdout()));
        };
        let slash = output.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
        if several || !inputs.folders.is_empty() || output.is_dir() || slash {
            let target = Target::Folder(output.to_owned());
            target.refuse_folder(output, inputs)?;
            return Ok(target);
        }
        for source in &inputs.sources {
            refuse_same(&source.path, output, "-o")?;
        }
        if read::is_workbook(output) {
            return Err(usage(format!(
                "-o {}: workbooks are read, not written; name a .csv file, which Excel opens",
                output.display()
            )));
        }
        Ok(Target::File(output.to_owned()))
    }

    /// One file or stream for all texts, which are records of it.
    pub fn gather(output: Option<&Path>, inputs: &Inputs) -> anyhow::Result<Target> {
        let Some(output) = output.filter(|path| *path != Path::new("-")) else {
            return Ok(Target::Stdout(stdout()));
        };
        for source in &inputs.sources {
            refuse_same(&source.path, output, "-o")?;
        }
        Ok(Target::File(output.to_owned()))
    }

    fn refuse_folder(&self, output: &Path, inputs: &Inputs) -> anyhow::Result<()> {
        let out = real(output);
        if output.is_file() {
            return Err(usage(format!(
                "{}: is a file, but several texts need a folder; name another -o OUT",
                output.display()
            )));
        }
        for folder in &inputs.folders {
            let from = real(folder);
            let how = match () {
                () if out == from => "is the input folder",
                () if out.starts_with(&from) => "lies inside the input folder",
                () if from.starts_with(&out) => "contains the input folder",
                () => continue,
            };
            let hint = suggestion(folder);
            let words = format!(
                "the output folder {} {how} {}; the originals would be mixed with clean texts. Type -o {hint}",
                output.display(),
                folder.display()
            );
            return Err(usage(words));
        }
        let mut seen = std::collections::BTreeMap::new();
        for source in &inputs.sources {
            let path = if source.is_stdin() { output.join("stdin") } else { output.join(&source.relative) };
            refuse_same(&source.path, &path, "-o")?;
            if let Some(other) = seen.insert(path.clone(), &source.shown) {
                let words = format!(
                    "{other} and {} would both be written to {}; clean them in two runs",
                    source.shown,
                    path.display()
                );
                return Err(usage(words));
            }
        }
        Ok(())
    }

    /// How texts are packed: as the name of the file says; in a folder, where names stay, each as it came (`None`).
    pub fn packing(&self) -> Option<Packing> {
        match self {
            Target::Nowhere | Target::Stdout(_) => Some(Packing::Plain),
            Target::File(path) => Some(Packing::of_name(path).0),
            Target::Folder(_) => None,
        }
    }

    /// The file a source is written to.
    pub fn path(&self, relative: &str) -> Option<PathBuf> {
        match self {
            Target::Nowhere | Target::Stdout(_) => None,
            Target::File(path) => Some(path.clone()),
            Target::Folder(folder) if relative == "-" => Some(folder.join("stdin")),
            Target::Folder(folder) => Some(folder.join(relative)),
        }
    }
}

/// Writes the pieces of one source after the other.
pub struct Output {
    pub target: Target,
    /// Something was written to standard output.
    begun: bool,
}

/// After so much output a checkpoint is made.
const CHECKPOINT: usize = 64_000_000;

impl Output {
    pub fn new(target: Target) -> Output {
        Output { target, begun: false }
    }

    /// The journal of a run that writes here, at its beginning. `key` holds what its output depends on besides the
    /// inputs. A run can go on where all it reads and writes are files.
    pub fn journal(&self, input: &Input, inputs: &Inputs, mut key: Value) -> anyhow::Result<Journal> {
        let note = match &self.target {
            _ if inputs.sources.iter().any(crate::inputs::Source::is_stdin) => None,
            Target::File(path) => Some(note_of(path, false)),
            Target::Folder(path) => Some(note_of(path, true)),
            Target::Nowhere | Target::Stdout(_) => None,
        };
        if input.resume && note.is_none() {
            return Err(usage("--resume needs files or folders to read and -o OUT to write to"));
        }
        let every = input.checkpoint.as_deref().map(|words| size("--checkpoint", words)).transpose()?;
        // Threads and checkpoints change no byte.
        let same = Input {
            jobs: None,
            resume: false,
            checkpoint: None,
            stats: None,
            progress: String::new(),
            ..input.clone()
        };
        let identities: Vec<Value> = inputs.sources.iter().map(|source| source.identity()).collect();
        key["flags"] = json!(format!("{same:?}"));
        key["inputs"] = json!(identities);
        Ok(Journal::new(note, key, every.unwrap_or(CHECKPOINT) as u64))
    }

    /// Gives standard output what is still held back.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Stdout(out) => out.flush(),
            _ => Ok(()),
        }
    }

    /// Writes what stands before the first piece of a file or stream, unless it was written.
    pub fn begin(&mut self, journal: &mut Journal, relative: &str, head: &[u8]) -> anyhow::Result<()> {
        if let Target::Stdout(out) = &mut self.target
            && !std::mem::replace(&mut self.begun, true)
        {
            out.write_all(head)?;
        }
        if let Some(path) = self.target.path(relative).filter(|path| !journal.has_begun(path)) {
            let packing = self.target.packing().unwrap_or_default();
            journal.write(&path, &if head.is_empty() { Vec::new() } else { packing.pack(head)? })?;
        }
        Ok(())
    }

    /// Takes a piece; `last` closes the file.
    pub fn take(
        &mut self,
        journal: &mut Journal,
        relative: &str,
        bytes: &[u8],
        last: bool,
    ) -> anyhow::Result<()> {
        if let Target::Stdout(out) = &mut self.target {
            out.write_all(bytes)?;
            if last {
                out.flush()?;
            }
        }
        if let Some(path) = self.target.path(relative) {
            journal.write(&path, bytes)?;
            if last {
                journal.finish(&path)?;
            }
        }
        Ok(())
    }
}

/// So many bytes of lines become one row group.
const ROWS: usize = 4 << 20;

/// True for the name of a Parquet file.
pub fn is_parquet(path: &Path) -> bool {
    Packing::of_name(path).1.extension().is_some_and(|end| end.eq_ignore_ascii_case("parquet"))
}

/// Adds lines of JSON to a Parquet file; they are written when there are enough of them.
pub fn add_rows(journal: &mut Journal, path: &Path, rows: &Typed, lines: &str) -> anyhow::Result<()> {
    journal.write(path, &[])?;
    let held = journal.held(path);
    held.push_str(lines);
    if held.len() >= ROWS {
        let lines = std::mem::take(held);
        write_rows(journal, path, rows, &lines)?;
    }
    Ok(())
}

fn write_rows(journal: &mut Journal, path: &Path, rows: &Typed, lines: &str) -> anyhow::Result<()> {
    let packed = rows.pack(lines.as_bytes()).map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))?;
    Ok(journal.write(path, &packed)?)
}

/// Writes what waits for a Parquet file, at least its columns, and its footer.
pub fn end_rows(journal: &mut Journal, path: &Path, rows: &Typed) -> anyhow::Result<()> {
    let lines = std::mem::take(journal.held(path));
    if !lines.is_empty() || journal.read_back(path)?.metadata()?.len() == 0 {
        write_rows(journal, path, rows, &lines)?;
    }
    end_columns(journal, path)
}

/// Writes the footer of a Parquet file.
pub fn end_columns(journal: &mut Journal, path: &Path) -> anyhow::Result<()> {
    let footer = footer(&mut journal.read_back(path)?);
    let footer = footer.map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))?;
    Ok(journal.write(path, &footer)?)
}

/// Refuses to write over something that is read.
pub fn refuse_same(input: &Path, output: &Path, flag: &str) -> anyhow::Result<()> {
    if input != Path::new("-") && real(input) == real(output) {
        return Err(usage(format!("{flag} {} is the input itself; name another file", output.display())));
    }
    Ok(())
}

/// A path without `.`, `..` and links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = env::current_dir().map_or_else(|_| path.to_owned(), |here| here.join(path));
    let mut rest = Vec::new();
    let mut known = path.as_path();
    loop {
        if let Ok(found) = fs::canonicalize(known) {
            let mut whole = found;
            for part in rest.into_iter().rev() {
                match part {
                    Component::ParentDir => {
                        whole.pop();
                    }
                    Component::CurDir => {}
                    other => whole.push(other),
                }
            }
            return whole;
        }
        let mut parts = known.components();
        let Some(last) = parts.next_back() else { return path };
        rest.push(last);
        known = parts.as_path();
    }
}

/// `pages/` -> `pages-clean/`, beside it.
fn suggestion(folder: &Path) -> String {
    let real = real(folder);
    let name =
        real.file_name().map_or_else(|| "pages".to_owned(), |name| name.to_string_lossy().into_owned());
    match folder.parent() {
        Some(parent) if parent != Path::new("") && folder != Path::new(".") => {
            parent.join(format!("{name}-clean")).display().to_string()
        }
        Some(_) if folder != Path::new(".") => format!("{name}-clean"),
        _ => format!("../{name}-clean"),
    }
}
