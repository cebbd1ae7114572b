//! The files of a folder, all of them, in one order on every host.
//! In: a path. Out: every file below it, those that are not read with the reason. Not here: reading them.

use super::sniff::refused_by_name;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A file met on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The path to open.
    pub path: PathBuf,
    /// The path below the folder that was asked for, to mirror it.
    pub relative: PathBuf,
    /// Why it is not read and what to do; `None` when it is.
    pub skipped: Option<String>,
}

/// Every file at or below a path, sorted by name. What `.gitignore` lists is read too; hidden files and folders,
/// formats that are not read, and what cannot be opened come out with the reason. A file that is named
/// itself is never hidden.
pub fn walk(path: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    let mut walker = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = walker.next() {
        match entry {
            Ok(entry) if entry.depth() > 0 && is_hidden(&entry) => {
                let folder = entry.file_type().is_dir();
                if folder {
                    walker.skip_current_dir();
                }
                let what = if folder { "a hidden folder" } else { "a hidden file" };
                found.push(reason(
                    path,
                    entry.path(),
                    Some(format!("{what}; name it on the command line to read it")),
                ));
            }
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if entry.depth() > 0 && !entry.file_type().is_file() => {
                found.push(reason(
                    path,
                    entry.path(),
                    Some("no regular file (pipe, socket or device)".to_owned()),
                ));
            }
            Ok(entry) => {
                found.push(reason(path, entry.path(), refused_by_name(entry.path()).map(str::to_owned)));
            }
            Err(error) => {
                let at = error.path().unwrap_or(path).to_owned();
                let why = match (error.loop_ancestor(), error.io_error()) {
                    (Some(_), _) => "a link back to a folder above it".to_owned(),
                    (None, Some(cause)) => format!("cannot be read: {cause}"),
                    (None, None) => "cannot be read".to_owned(),
                };
                found.push(reason(path, &at, Some(why)));
            }
        }
    }
    found
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn reason(root: &Path, path: &Path, skipped: Option<String>) -> Found {
    let relative = match path.strip_prefix(root) {
        Ok(below) if below.as_os_str().is_empty() => path.file_name().map(PathBuf::from).unwrap_or_default(),
        Ok(below) => below.to_owned(),
        Err(_) => path.to_owned(),
    };
    Found { path: path.to_owned(), relative, skipped }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_whole_tree_in_order() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        for name in [
            "b.txt",
            "a.txt",
            "sub/c.txt",
            "sub/d.html",
            ".hidden",
            ".git/config",
            "x.pdf",
            ".gitignore",
            "z",
        ] {
            let path = root.join(name);
            fs::create_dir_all(path.parent().expect("below the root")).expect("created");
            fs::write(path, "*\n").expect("written");
        }
        let rows: Vec<(String, bool)> = walk(root)
            .into_iter()
            .map(|found| (found.relative.to_string_lossy().replace('\\', "/"), found.skipped.is_some()))
            .collect();
        let expected = [
            (".git", true),
            (".gitignore", true),
            (".hidden", true),
            ("a.txt", false),
            ("b.txt", false),
            ("sub/c.txt", false),
            ("sub/d.html", true),
            ("x.pdf", true),
            ("z", false),
        ];
        assert_eq!(rows, expected.map(|(name, skipped)| (name.to_owned(), skipped)));
    }

    #[test]
    fn one_file_and_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(".page");
        fs::write(&path, "words").expect("written");
        assert_eq!(walk(&path), [Found { path: path.clone(), relative: ".page".into(), skipped: None }]);
        let missing = folder.path().join("missing");
        let found = walk(&missing);
        assert!(
            found.len() == 1
                && found[0].skipped.as_deref().is_some_and(|why| why.starts_with("cannot be read"))
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_but_not_in_circles() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        fs::create_dir(root.join("sub")).expect("created");
        fs::write(root.join("sub/a.txt"), "words").expect("written");
        std::os::unix::fs::symlink(root, root.join("sub/up")).expect("linked");
        std::os::unix::fs::symlink(root.join("sub/a.txt"), root.join("link.txt")).expect("linked");
        let rows: Vec<_> =
            walk(root).into_iter().map(|f| (f.relative.display().to_string(), f.skipped.is_some())).collect();
        assert_eq!(
            rows,
            [("link.txt", false), ("sub/a.txt", false), ("sub/up", true)].map(|(n, s)| (n.to_owned(), s))
        );
    }
}
