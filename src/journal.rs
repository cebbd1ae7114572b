//! The files of a run, written block by block, put in place when whole, and a note beside them from which a stopped
//! run goes on.
//! In: bytes for files, what is to be remembered. Out: files that are the old ones or the whole new ones; after a
//! crash, the state of the last checkpoint with every file cut back to it. Not here: what is written.
//!
//! A file grows under a hidden name beside its place. A checkpoint makes all files safe on the disk, then replaces
//! the note, then renames what is whole; so the note never speaks of bytes that are not there.

use crate::{Error, write};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// A checkpoint is due after so long, or after so many bytes, or so many whole files.
const EVERY: Duration = Duration::from_secs(3);
const FILES: usize = 512;

/// The files of a run.
#[derive(Debug)]
pub struct Journal {
    /// The note; `None` where a run cannot go on anyway.
    note: Option<PathBuf>,
    key: Value,
    open: BTreeMap<PathBuf, Growing>,
    /// Whole, to be renamed at the next checkpoint.
    whole: Vec<PathBuf>,
    /// Lengths of files to go on with.
    known: BTreeMap<PathBuf, u64>,
    /// Lines that wait until there are enough of them to be written.
    held: BTreeMap<PathBuf, String>,
    since: Instant,
    bytes: u64,
    every: u64,
    noted: bool,
}

#[derive(Debug)]
enum Growing {
    /// Under its hidden name.
    Part { file: BufWriter<File>, length: u64 },
    /// A device or a pipe, which has no other name.
    Direct(BufWriter<File>),
}

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// What must be the same for a run to go on.
    key: Value,
    /// What the run remembers.
    state: Value,
    /// Files under way with their lengths.
    open: BTreeMap<PathBuf, u64>,
    /// Files that are whole.
    whole: Vec<PathBuf>,
    /// Lines that are not written yet.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    held: BTreeMap<PathBuf, String>,
}

/// The hidden name under which a file grows: `out/a.txt` -> `out/.a.txt.canonry-part`.
fn part(path: &Path) -> PathBuf {
    let path = through(path);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.canonry-part"))
}

/// The file a link leads to, so that the link stays one.
fn through(path: &Path) -> PathBuf {
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_symlink() => fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
        _ => path.to_owned(),
    }
}

/// Where the note of a run lies whose output is this file or folder.
pub fn note_of(output: &Path, folder: bool) -> PathBuf {
    if folder {
        return output.join(".canonry-run");
    }
    let name = output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    output.with_file_name(format!(".{name}.canonry-run"))
}

impl Journal {
    /// A run from its beginning. `key` says what the output depends on; `every` bytes a checkpoint is made.
    pub fn new(note: Option<PathBuf>, key: Value, every: u64) -> Journal {
        Journal {
            note,
            key,
            open: BTreeMap::new(),
            whole: Vec::new(),
            known: BTreeMap::new(),
            held: BTreeMap::new(),
            since: Instant::now(),
            bytes: 0,
            every,
            noted: false,
        }
    }

    /// Goes on where the last checkpoint stands, and gives what was to be remembered; `None` where there is none.
    /// Refused when the run depended on something else than this one.
    pub fn resume(&mut self) -> Result<Option<Value>, Error> {
        let Some(path) = self.note.clone() else { return Ok(None) };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io(path, "read", error)),
        };
        let refuse = |words: String| {
            Error::input(crate::error::Place { path: path.clone(), ..Default::default() }, words)
        };
        let note: Note = serde_json::from_slice(&bytes).map_err(|error| {
            refuse(format!("not a note of a run: {error}; run without --resume to begin anew"))
        })?;
        if let Some(words) = difference(&note.key, &self.key) {
            return Err(refuse(format!(
                "the run that stopped here cannot go on: {words}; make it as it was, or run without --resume to begin anew"
            )));
        }
        for whole in &note.whole {
            if part(whole).exists() {
                put(whole).map_err(|cause| Error::io(whole, "write", cause))?;
            }
        }
        for (path, length) in &note.open {
            let there = fs::metadata(part(path)).map_or(0, |data| data.len());
            if there < *length {
                return Err(refuse(format!(
                    "{} holds {there} bytes and should hold {length}; run without --resume to begin anew",
                    part(path).display()
                )));
            }
        }
        (self.known, self.held) = (note.open, note.held);
        self.noted = true;
        Ok(Some(note.state))
    }

    /// Forgets the run that stopped here.
    pub fn anew(&mut self) -> Result<(), Error> {
        match self.note.as_ref().map(|note| (note, fs::remove_file(note))) {
            Some((note, Err(error))) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::io(note, "remove", error))
            }
            _ => Ok(()),
        }
    }

    /// True where a stopped run can go on.
    pub fn is_noted(&self) -> bool {
        self.noted
    }

    /// True where something was written to a file, if only no bytes.
    pub fn has_begun(&self, path: &Path) -> bool {
        self.known.contains_key(path) || self.open.contains_key(path)
    }

    /// What a file under way holds, at its place now; for files that tell why a run stopped.
    pub fn show(&mut self, path: &Path) -> Result<(), Error> {
        let told = |cause| Error::io(path, "write", cause);
        self.write(path, &[])?;
        if let Some(Growing::Part { file, .. }) = self.open.get_mut(path) {
            file.flush().map_err(told)?;
            write::all(path, &fs::read(part(path)).map_err(told)?)?;
        }
        Ok(())
    }

    /// Adds bytes to a file.
    pub fn write(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let told = |cause| Error::io(path, "write", cause);
        if !self.open.contains_key(path) {
            let known = self.known.remove(path);
            self.open.insert(path.to_owned(), grow(path, known).map_err(told)?);
        }
        match self.open.get_mut(path) {
            Some(Growing::Part { file, length }) => {
                file.write_all(bytes).map_err(told)?;
                *length += bytes.len() as u64;
                self.bytes += bytes.len() as u64;
            }
            Some(Growing::Direct(file)) => file.write_all(bytes).map_err(told)?,
            None => {}
        }
        Ok(())
    }

    /// Lines for a file that wait until there are enough of them; a checkpoint remembers them.
    pub fn held(&mut self, path: &Path) -> &mut String {
        self.held.entry(path.to_owned()).or_default()
    }

    /// What a file under way holds so far, for one whose end tells where its parts are.
    pub fn read_back(&mut self, path: &Path) -> Result<File, Error> {
        let told = |cause| Error::io(path, "read", cause);
        self.write(path, &[])?;
        match self.open.get_mut(path) {
            Some(Growing::Part { file, .. }) => {
                file.flush().and_then(|()| File::open(part(path))).map_err(told)
            }
            _ => Err(told(io::Error::other(
                "it is a device or a pipe, which cannot be read back; name a file",
            ))),
        }
    }

    /// A file is whole; it is put in its place at the next checkpoint.
    pub fn finish(&mut self, path: &Path) -> Result<(), Error> {
        let told = |cause| Error::io(path, "write", cause);
        self.write(path, &[])?;
        self.held.remove(path);
        match self.open.remove(path) {
            Some(Growing::Part { file, .. }) => {
                file.into_inner()
                    .map_err(io::IntoInnerError::into_error)
                    .and_then(|file| file.sync_all())
                    .map_err(told)?;
                self.whole.push(path.to_owned());
            }
            Some(Growing::Direct(mut file)) => file.flush().map_err(told)?,
            None => {}
        }
        Ok(())
    }

    /// Makes a checkpoint where one is due, or where `now` says so.
    pub fn checkpoint(&mut self, now: bool, state: impl FnOnce() -> Value) -> Result<(), Error> {
        let due = self.bytes >= self.every || self.since.elapsed() >= EVERY || self.whole.len() >= FILES;
        if !now && !due {
            return Ok(());
        }
        (self.since, self.bytes) = (Instant::now(), 0);
        let Some(note) = self.note.clone() else { return Ok(()) };
        let mut open = self.known.clone();
        for (path, growing) in &mut self.open {
            if let Growing::Part { file, length } = growing {
                file.flush()
                    .and_then(|()| file.get_ref().sync_data())
                    .map_err(|cause| Error::io(path, "write", cause))?;
                open.insert(path.clone(), *length);
            }
        }
        let whole = std::mem::take(&mut self.whole);
        let words = Note { key: self.key.clone(), state: state(), open, whole, held: self.held.clone() };
        let bytes = serde_json::to_vec(&words).map_err(|cause| Error::io(&note, "write", cause.into()))?;
        replace(&note, &bytes)?;
        self.noted = true;
        words.whole.iter().try_for_each(|path| put(path).map_err(|cause| Error::io(path, "write", cause)))
    }

    /// True where a run that stops can go on later.
    pub fn resumes(&self) -> bool {
        self.note.is_some()
    }

    /// Ends the run: every file is put in its place and the note goes.
    pub fn end(mut self, state: Value) -> Result<(), Error> {
        let open: Vec<PathBuf> = self.open.keys().cloned().chain(self.known.keys().cloned()).collect();
        open.iter().try_for_each(|path| self.finish(path))?;
        if self.noted {
            self.checkpoint(true, || state)?;
        }
        for path in std::mem::take(&mut self.whole) {
            put(&path).map_err(|cause| Error::io(&path, "write", cause))?;
        }
        match self.note.take() {
            Some(note) if self.noted => {
                fs::remove_file(&note).map_err(|cause| Error::io(&note, "remove", cause))
            }
            Some(note) => {
                // Of a run that was killed while it wrote its first note.
                let _ = fs::remove_file(part(&note));
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Drop for Journal {
    /// A run that stopped before its first checkpoint leaves nothing behind; later, all that it needs to go on.
    fn drop(&mut self) {
        if self.noted {
            return;
        }
        for path in self.open.keys().chain(&self.whole) {
            // Nobody is left to be told.
            let _ = fs::remove_file(part(path));
        }
    }
}

/// Opens a file under its hidden name, cut back to a length it had.
fn grow(path: &Path, known: Option<u64>) -> io::Result<Growing> {
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return Ok(Growing::Direct(BufWriter::new(OpenOptions::new().write(true).open(path)?)));
    }
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let part = part(path);
    if let Some(folder) = part.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).write(true).truncate(known.is_none()).open(&part)?;
    if let Some(old) = &old {
        file.set_permissions(old.permissions())?;
    }
    let length = known.unwrap_or(0);
    file.set_len(length)?;
    io::Seek::seek(&mut file, io::SeekFrom::Start(length))?;
    Ok(Growing::Part { file: BufWriter::with_capacity(1 << 16, file), length })
}

/// Replaces a small file at once. Whoever is killed meanwhile leaves nothing that the next run does not take away.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let told = |cause| Error::io(path, "write", cause);
    match grow(path, None).map_err(told)? {
        Growing::Part { mut file, .. } => {
            let done =
                file.write_all(bytes).and_then(|()| file.flush()).and_then(|()| file.get_ref().sync_all());
            done.and_then(|()| put(path)).map_err(told)
        }
        Growing::Direct(mut file) => file.write_all(bytes).and_then(|()| file.flush()).map_err(told),
    }
}

/// Renames a whole file to its place.
fn put(path: &Path) -> io::Result<()> {
    write::rename(&part(path), &through(path))
}

/// The first thing in which two keys differ, in words.
fn difference(old: &Value, new: &Value) -> Option<String> {
    let (old, new) = (old.as_object()?, new.as_object()?);
    let name = new.keys().chain(old.keys()).find(|name| old.get(*name) != new.get(*name))?;
    let shown = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), short);
    Some(format!("`{name}` was {} and is {}", shown(old.get(name)), shown(new.get(name))))
}

fn short(value: &Value) -> String {
    const MOST: usize = 200;
    let words = value.to_string();
    match words.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn journal(folder: &Path) -> Journal {
        Journal::new(Some(note_of(&folder.join("out.txt"), false)), json!({"fingerprint": "f0"}), 1 << 20)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut all: Vec<String> = fs::read_dir(folder)
            .expect("read")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        all.sort();
        all
    }

    #[test]
    fn a_run_goes_on_from_its_last_checkpoint() {
        let folder = tempfile::tempdir().expect("a folder");
        let (out, log) = (folder.path().join("out.txt"), folder.path().join("log"));
        let mut first = journal(folder.path());
        first.write(&out, b"one ").expect("written");
        first.write(&log, b"1").expect("written");
        first.held(&out).push_str("waits");
        first.checkpoint(true, || json!(1)).expect("noted");
        first.write(&out, b"lost").expect("written");
        first.held(&out).clear();
        drop(first);
        assert_eq!(
            names(folder.path()),
            [".log.canonry-part", ".out.txt.canonry-part", ".out.txt.canonry-run"]
        );
        let mut second = journal(folder.path());
        assert_eq!(second.resume().expect("goes on"), Some(json!(1)));
        assert_eq!(second.held(&out), "waits");
        second.write(&out, b"two").expect("written");
        let mut back = String::new();
        io::Read::read_to_string(&mut second.read_back(&out).expect("opened"), &mut back).expect("read");
        assert_eq!(back, "one two");
        second.end(json!(2)).expect("ended");
        assert_eq!(fs::read(&out).expect("there"), b"one two");
        assert_eq!(fs::read(&log).expect("there"), b"1", "a file nothing was added to is put in place too");
        assert_eq!(names(folder.path()), ["log", "out.txt"]);
        assert_eq!(journal(folder.path()).resume().expect("nothing"), None);
    }

    #[test]
    fn whole_files_are_put_in_place_at_a_checkpoint() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("a/out.txt");
        let mut run = journal(folder.path());
        run.write(&out, b"whole").expect("written");
        run.finish(&out).expect("finished");
        assert!(!out.exists());
        run.checkpoint(true, || json!(1)).expect("noted");
        assert_eq!(fs::read(&out).expect("there"), b"whole");
        // As if the machine had stopped between the note and the name.
        write::rename(&out, &part(&out)).expect("moved");
        drop(run);
        journal(folder.path()).resume().expect("goes on");
        assert_eq!(fs::read(&out).expect("there"), b"whole");
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let (link, real) = (folder.path().join("out.txt"), folder.path().join("elsewhere/real.txt"));
        fs::create_dir(folder.path().join("elsewhere")).expect("made");
        fs::write(&real, "old").expect("written");
        std::os::unix::fs::symlink(&real, &link).expect("a link");
        let mut run = journal(folder.path());
        run.write(&link, b"new").expect("written");
        run.end(json!(1)).expect("ended");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read(&real).expect("there"), b"new");
    }

    #[test]
    fn before_the_first_checkpoint_nothing_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out.txt");
        fs::write(&out, "old").expect("written");
        let mut run = journal(folder.path());
        run.write(&out, b"new").expect("written");
        drop(run);
        assert_eq!(names(folder.path()), ["out.txt"]);
        assert_eq!(fs::read(&out).expect("there"), b"old");
    }

    #[test]
    fn another_run_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out.txt");
        let mut run = journal(folder.path());
        run.write(&out, b"one").expect("written");
        run.checkpoint(true, || json!(1)).expect("noted");
        drop(run);
        let mut other = journal(folder.path());
        other.key = json!({"fingerprint": "f1"});
        let words = other.resume().expect_err("refused").to_string();
        assert!(words.contains("`fingerprint` was \"f0\" and is \"f1\""), "{words}");
        fs::write(part(&out), "o").expect("cut short");
        assert!(journal(folder.path()).resume().expect_err("refused").to_string().contains("should hold 3"));
        fs::write(note_of(&out, false), "{").expect("broken");
        assert!(journal(folder.path()).resume().expect_err("refused").to_string().contains("not a note"));
    }
}
