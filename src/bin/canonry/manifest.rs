//! What a run read and wrote, to be checked later: names, sizes, digests, counts.
//! In: paths and counts of a run. Out: one JSON file; what no longer fits it. Not here: the changes (see the edit log).

use crate::fault::usage;
use canonry::journal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

/// The manifest of a run.
#[derive(Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program.
    canonry: String,
    fingerprint: String,
    /// What the user calls the run.
    label: Option<String>,
    inputs: Vec<Listed>,
    outputs: Vec<Listed>,
    counts: Value,
}

/// A file of a run. Streams have no digest: nobody can read them again.
#[derive(Serialize, Deserialize)]
struct Listed {
    path: PathBuf,
    bytes: Option<u64>,
    sha256: Option<String>,
}

impl Listed {
    fn of(path: &Path) -> io::Result<Listed> {
        if path == Path::new("-") || !path.is_file() {
            return Ok(Listed { path: path.to_owned(), bytes: None, sha256: None });
        }
        let (bytes, sha256) = digest(path)?;
        Ok(Listed { path: path.to_owned(), bytes: Some(bytes), sha256: Some(sha256) })
    }
}

/// Size and SHA-256 of a file.
fn digest(path: &Path) -> io::Result<(u64, String)> {
    let mut from = BufReader::with_capacity(1 << 18, File::open(path)?);
    let (mut digest, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 18]);
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok((bytes, digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

impl Manifest {
    /// Reads every file again, as it lies on the disk when all is done.
    pub fn of<'p>(
        fingerprint: &str,
        label: Option<&str>,
        inputs: impl Iterator<Item = &'p Path>,
        outputs: impl Iterator<Item = &'p Path>,
        counts: Value,
    ) -> anyhow::Result<Manifest> {
        let listed = |path: &Path| Listed::of(path).map_err(|cause| canonry::Error::io(path, "read", cause));
        Ok(Manifest {
            canonry: env!("CARGO_PKG_VERSION").to_owned(),
            fingerprint: fingerprint.to_owned(),
            label: label.map(str::to_owned),
            inputs: inputs.map(listed).collect::<Result<_, _>>()?,
            outputs: outputs.map(listed).collect::<Result<_, _>>()?,
            counts,
        })
    }

    /// Writes it.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        Ok(journal::replace(path, format!("{text}\n").as_bytes())?)
    }

    /// Reads one.
    pub fn read(path: &Path) -> anyhow::Result<Manifest> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| usage(format!("{}: cannot read this manifest: {error}", path.display())))?;
        serde_json::from_str(&text).map_err(|error| {
            usage(format!(
                "{}: {error}; expected a manifest that `canonry clean --manifest` wrote",
                path.display()
            ))
        })
    }

    /// How many files have a digest.
    pub fn files(&self) -> usize {
        self.inputs.iter().chain(&self.outputs).filter(|file| file.sha256.is_some()).count()
    }

    /// What is not as it was.
    pub fn findings(&self) -> Vec<String> {
        let of = |what: &'static str, files: &[Listed]| -> Vec<String> {
            let changed = |file: &Listed| {
                let known = file.sha256.as_ref()?;
                let why = match digest(&file.path) {
                    Err(error) => format!("cannot be read: {error}"),
                    Ok((_, now)) if now == *known => return None,
                    Ok((bytes, _)) if Some(bytes) != file.bytes => {
                        format!("has {bytes} bytes, had {}", file.bytes.unwrap_or(0))
                    }
                    Ok(_) => "has other bytes than it had".to_owned(),
                };
                Some(format!("{}: {what}: {why}", file.path.display()))
            };
            files.iter().filter_map(changed).collect()
        };
        let mut all = of("input", &self.inputs);
        all.extend(of("output", &self.outputs));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn digests_are_those_of_everybody() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "abc").expect("written");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest(file.path()).expect("read"), (3, expected.to_owned()));
    }
}
