//! A folder of its own and the command run in it, for tests that meet the command as people and programs do.
#![allow(dead_code, unreachable_pub)]

use assert_cmd::Command;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// A folder of its own, and the command run in it without anybody's settings.
pub struct Desk {
    pub folder: TempDir,
}

pub struct Ran {
    pub code: i32,
    pub out: String,
    pub bytes: Vec<u8>,
    pub err: String,
}

impl Desk {
    pub fn with(files: &[(&str, &[u8])]) -> Desk {
        let desk = Desk { folder: tempfile::tempdir().expect("a folder") };
        for (name, bytes) in files {
            desk.put(name, bytes);
        }
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("folders");
        fs::write(path, bytes).expect("written");
    }

    pub fn get(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.get(name)).expect("UTF-8")
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("canonry"));
        command.current_dir(self.folder.path());
        for (variable, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CANONRY_"))
        {
            command.env_remove(variable);
        }
        command
    }

    pub fn run(&self, words: &str) -> Ran {
        self.fed(words, "")
    }

    pub fn fed(&self, words: &str, input: impl AsRef<[u8]>) -> Ran {
        ran(self.command().args(split(words)).write_stdin(input.as_ref()))
    }
}

/// Words; `'…'` around those that hold spaces.
pub fn split(words: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (at, part) in words.split('\'').enumerate() {
        match at % 2 {
            1 => all.push(part.to_owned()),
            _ => all.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    all
}

pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("runs");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        bytes: output.stdout,
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ran {
    #[track_caller]
    pub fn code(self, expected: i32) -> Ran {
        assert_eq!(self.code, expected, "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Ran {
        assert!(self.err.contains(words), "`{words}` is not in: {}", self.err);
        self
    }

    #[track_caller]
    pub fn prints(self, words: &str) -> Ran {
        assert!(self.out.contains(words), "`{words}` is not in: {}", self.out);
        self
    }

    #[track_caller]
    pub fn silent(self) -> Ran {
        assert_eq!(self.out, "");
        self
    }
}
