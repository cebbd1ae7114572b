//! Files that are either the old one or the whole new one, never a part.
//! In: bytes and a path. Out: the file, put in place by one rename. Not here: what is written.

use crate::Error;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

/// A file being written. Nothing is seen at its path before [`Writer::commit`]; dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    to: Target,
}

#[derive(Debug)]
enum Target {
    /// A new file beside the place it will take.
    Beside(BufWriter<NamedTempFile>),
    /// A device or a pipe: nothing to rename over.
    Direct(BufWriter<File>),
}

/// Opens a file for writing; missing folders above it are made.
pub fn file(path: &Path) -> Result<Writer, Error> {
    open(path).map_err(|cause| Error::io(path, "write", cause))
}

/// Writes a whole file at once.
pub fn all(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut writer = file(path)?;
    writer.write_all(bytes).map_err(|cause| Error::io(path, "write", cause))?;
    writer.commit()
}

impl Writer {
    /// Puts the file in its place, safe on the disk.
    pub fn commit(self) -> Result<(), Error> {
        let Writer { path, to } = self;
        finish(&path, to).map_err(|cause| Error::io(path, "write", cause))
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            Target::Beside(file) => file.write(bytes),
            Target::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Target::Beside(file) => file.flush(),
            Target::Direct(file) => file.flush(),
        }
    }
}

fn open(path: &Path) -> io::Result<Writer> {
    // Through a link, so that the link stays one and the rename happens on the disk of its target.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&path).ok();
    if old.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        let file = OpenOptions::new().write(true).open(&path)?;
        return Ok(Writer { path, to: Target::Direct(BufWriter::new(file)) });
    }
    if let Some(old) = &old
        && old.permissions().readonly()
    {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".canonry-").suffix(".part");
    let permissions = old.map(|old| old.permissions()).or_else(usual_permissions);
    if let Some(permissions) = &permissions {
        builder.permissions(permissions.clone());
    }
    let temporary = builder.tempfile_in(folder)?;
    Ok(Writer { path, to: Target::Beside(BufWriter::with_capacity(1 << 16, temporary)) })
}

/// Gives a whole file, safe on the disk already, its name; the file of that name before goes.
#[allow(clippy::disallowed_methods)]
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_folder(to);
    Ok(())
}

/// A rename is safe only when the folder is; not every file system can be asked.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
}

/// Temporary files are private by default; a result is for whoever the user's umask allows.
fn usual_permissions() -> Option<fs::Permissions> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    #[cfg(not(unix))]
    None
}

fn finish(path: &Path, to: Target) -> io::Result<()> {
    match to {
        Target::Direct(file) => file.into_inner().map_err(io::IntoInnerError::into_error)?.flush(),
        Target::Beside(file) => {
            let temporary = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            temporary.as_file().sync_all()?;
            temporary.persist(path).map_err(|error| error.error)?;
            sync_folder(path);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("new/sub/a.txt");
        all(&path, b"first").expect("written");
        let mut half = file(&path).expect("opened");
        half.write_all(b"sec").expect("buffered");
        drop(half);
        assert_eq!(fs::read(&path).expect("read"), b"first");
        all(&path, b"second").expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"second");
        let left = fs::read_dir(path.parent().expect("has one")).expect("read").count();
        assert_eq!(left, 1, "no temporary file stays");
        assert!(all(folder.path(), b"x").expect_err("a folder").to_string().contains("it is a folder"));
    }

    #[cfg(unix)]
    #[test]
    fn links_modes_and_devices() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (path, link) = (folder.path().join("a.txt"), folder.path().join("link.txt"));
        all(&path, b"first").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        std::os::unix::fs::symlink(&path, &link).expect("linked");
        all(&link, b"second").expect("written");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read(&path).expect("read"), b"second");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
        all(Path::new("/dev/null"), b"x").expect("a device takes it");
    }
}
