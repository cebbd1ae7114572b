//! A run that is stopped and gone on with gives the bytes of one that was not: kill -9, Ctrl-C, a full disk.
//! Sixteen kills here; with `CANONRY_FULL=1` ninety-six.
#![cfg(unix)]

use canonry::read::Packing;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

const RECORDS: usize = 12_000;

fn page(number: usize) -> String {
    format!(
        "Page {number}: the attack on the port was claimed by ISIS-K  fighters..\nSecond line of TTP men, {number}..\n"
    )
}

/// Four kinds of files: name, bytes, and flags of the run. Some records of each are bad.
fn inputs() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let jsonl: String = (0..RECORDS)
        .map(|n| match n % 997 {
            5 => "{\"id\": broken\n".to_owned(),
            _ => format!("{}\n", serde_json::json!({"id": n.to_string(), "text": page(n)})),
        })
        .collect();
    let csv = (0..RECORDS).map(|n| match n % 997 {
        5 => "too,few\n".to_owned(),
        _ => format!("{n},\"{}\",x\n", page(n)),
    });
    let csv: String = std::iter::once("id,text,rest\n".to_owned()).chain(csv).collect();
    let packed = jsonl.as_bytes().chunks(300_000).flat_map(|part| Packing::Gzip.pack(part).expect("packed"));
    vec![
        ("in.jsonl.gz", packed.collect(), &["--limit", "9000"]),
        ("in.csv", csv.into_bytes(), &["--sample", "9000", "--seed", "7"]),
        ("in.parquet", columns(), &[]),
        ("in.jsonl", jsonl.into_bytes(), &[]),
    ]
}

/// Rows of Parquet, long enough for some row groups; some texts are missing, and ids that come again are named.
fn columns() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let line = |n: usize| {
        let text = (n % 997 != 5).then(|| page(n));
        let id = if n % 997 == 6 { 0 } else { n };
        format!("{}\n", serde_json::json!({"id": id, "note": "x".repeat(1500), "text": text}))
    };
    fs::write(folder.path().join("a.jsonl"), (0..RECORDS).map(line).collect::<String>()).expect("written");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("canonry"));
    let words = [
        "clean",
        "a.jsonl",
        "--field",
        "note",
        "--output-format",
        "parquet",
        "-o",
        "a.parquet",
        "--isolated",
    ];
    let done = command.current_dir(folder.path()).args(words).output().expect("ran");
    // The ids that come again are to be named, and nothing else.
    assert_eq!(done.status.code(), Some(3), "{}", String::from_utf8_lossy(&done.stderr));
    fs::read(folder.path().join("a.parquet")).expect("there")
}

/// The output, its log and its table, packed as the input is; the list of errors; the manifest.
fn names(end: &str) -> [String; 5] {
    let [out, log] = ["out", "log"].map(|name| format!("{name}.{end}"));
    let [rows, bad] = ["rows", "bad"].map(|name| format!("{name}.{}", end.replace("parquet", "csv")));
    [out, log, rows, bad.trim_end_matches(".gz").to_owned(), "manifest.json".to_owned()]
}

/// Cleans `in.END` of the folder above into this folder.
fn start(folder: &Path, end: &str, jobs: usize, more: &[&str]) -> Child {
    let [out, log, rows, bad, manifest] = names(end);
    fs::create_dir_all(folder).expect("made");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("canonry"));
    command.current_dir(folder).args(["clean", &format!("../in.{end}"), "-o", &out, "--isolated"]);
    command.args(["--checkpoint", "200kB", "--stats", "json", "-j", &jobs.to_string()]);
    command.args(["--edits", &log, "--changes", &rows, "--errors", &bad, "--manifest", &manifest]);
    command.args(more).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("started")
}

/// Waits for a run that ends by itself: its files, and its counts without those of the clock.
fn ended(child: Child, folder: &Path, end: &str) -> (Vec<Vec<u8>>, Value) {
    let ended = child.wait_with_output().expect("ended");
    let words = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(3), "bad records are named: {words}");
    let counts = words.lines().find(|line| line.starts_with('{')).expect("counts");
    let mut counts: Value = serde_json::from_str(counts).expect("JSON");
    assert!(counts["seconds"].as_f64() > Some(0.0) && counts["stages"]["scan"].as_f64() > Some(0.0));
    (counts["seconds"], counts["stages"]) = Default::default();
    assert_eq!(hidden(folder), [""; 0], "nothing is left behind");
    (names(end).map(|name| fs::read(folder.join(&name)).expect(&name)).to_vec(), counts)
}

/// Compares two runs, file by file.
fn same(found: (Vec<Vec<u8>>, Value), expected: &(Vec<Vec<u8>>, Value), end: &str, what: &str) {
    for (name, (found, expected)) in names(end).iter().zip(found.0.iter().zip(&expected.0)) {
        assert!(found == expected, "{what}: {name} differs, {} and {} bytes", found.len(), expected.len());
    }
    assert_eq!(found.1, expected.1, "{what}");
}

fn hidden(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("read").map(|entry| entry.expect("one").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.starts_with('.')).collect()
}

/// The same on every host.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below.max(1)
    }
}

#[test]
fn killed_runs_go_on() {
    let kills = if std::env::var_os("CANONRY_FULL").is_some() { 12 } else { 2 };
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for (input, bytes, flags) in inputs() {
        fs::write(folder.join(input), bytes).expect("written");
        let end = input.trim_start_matches("in.");
        let whole = folder.join("whole");
        let started = Instant::now();
        let expected = ended(start(&whole, end, 1, flags), &whole, end);
        let most = u64::try_from(started.elapsed().as_micros()).expect("short") * 2 / 3;
        for jobs in [1, 2] {
            let here = folder.join(format!("{jobs}"));
            let (mut left, mut more): (usize, &[&str]) = (kills, &[]);
            let found = loop {
                let mut child = start(&here, end, jobs, &[flags, more].concat());
                if left == 0 {
                    break ended(child, &here, end);
                }
                sleep(Duration::from_micros(dice.roll(most)));
                // One that was done before it could be killed is begun anew.
                more = &[];
                if child.try_wait().expect("asked").is_none() {
                    left -= 1;
                    more = &["--resume"];
                    child.kill().expect("killed");
                }
                child.wait().expect("ended");
            };
            same(found, &expected, end, &format!("{jobs} threads"));
        }
    }
}

#[test]
fn interrupted_runs_go_on_and_changed_ones_do_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let (above, here, whole) = (folder.path(), folder.path().join("here"), folder.path().join("whole"));
    let (input, bytes, _) = inputs().pop().expect("records");
    let (input, end) = (above.join(input), "jsonl");
    fs::write(&input, &bytes).expect("written");
    let expected = ended(start(&whole, end, 1, &[]), &whole, end);
    let (out, note) = (here.join("out.jsonl"), here.join(".out.jsonl.canonry-run"));
    let said = |child: Child| {
        let ended = child.wait_with_output().expect("ended");
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned())
    };

    let mut child = start(&here, end, 2, &[]);
    while !note.exists() && child.try_wait().expect("asked").is_none() {
        sleep(Duration::from_millis(1));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("sent");
    let (code, words) = said(child);
    assert!(code == Some(130) && words.contains("--resume goes on"), "{words}");
    assert!(!out.exists() && note.exists());

    let resume = |words: &[&str]| said(start(&here, end, 1, &[&["--resume"], words].concat()));
    for (flags, expected) in [
        (&["--preset", "press"][..], "`fingerprint` was"),
        (&["--on-error", "skip"], "`flags` was"),
        (&["--edits-level", "names"], "`own flags` was"),
    ] {
        let (code, words) = resume(flags);
        assert!(code == Some(2) && words.contains(expected), "{words}");
    }
    let changed = fs::metadata(&input).expect("there").modified().expect("a time");
    fs::write(&input, &bytes[1..]).expect("written");
    let (code, words) = resume(&[]);
    assert!(code == Some(2) && words.contains("`inputs` was"), "{words}");
    fs::write(&input, &bytes).expect("written");
    fs::File::options().append(true).open(&input).and_then(|file| file.set_modified(changed)).expect("set");
    assert!(here.join(".out.jsonl.canonry-part").exists(), "a refused run leaves all as it was");
    same(ended(start(&here, end, 2, &["--resume"]), &here, end), &expected, end, "after Ctrl-C");

    // A full disk, as far as a test can have one: files may grow to so many blocks of 512 bytes.
    fs::remove_dir_all(&here).and_then(|()| fs::create_dir(&here)).expect("made anew");
    let binary = assert_cmd::cargo::cargo_bin!("canonry").display().to_string();
    let script = format!(
        "trap '' XFSZ; ulimit -f 2000; exec '{binary}' clean ../in.jsonl -o out.jsonl --isolated \
         --checkpoint 200kB --stats json -j 1 --edits log.jsonl --changes rows.jsonl --errors bad.jsonl \
         --manifest manifest.json"
    );
    let full = Command::new("bash").args(["-c", &script]).current_dir(&here).output().expect("runs");
    let words = String::from_utf8_lossy(&full.stderr).into_owned();
    assert!(full.status.code() == Some(4) && words.contains("cannot write it"), "{words}");
    assert!(!out.exists());
    same(ended(start(&here, end, 2, &["--resume"]), &here, end), &expected, end, "after a full disk");
}

#[test]
fn folders_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::create_dir(folder.join("pages")).expect("made");
    for number in 0..60 {
        let text: String = (0..40).map(|n| page(number * 40 + n)).collect();
        fs::write(folder.join(format!("pages/{number:03}.txt")), text).expect("written");
    }
    for (at, flags) in [&[][..], &["--limit", "50"], &["--shard", "1/2"]].into_iter().enumerate() {
        folders_go_on_with(folder, at, flags);
    }
}

fn folders_go_on_with(folder: &Path, at: usize, flags: &[&str]) {
    let [whole, out] = ["whole", "out"].map(|name| format!("{name}-{at}"));
    let run = |out: &str, resume: bool| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("canonry"));
        command.current_dir(folder).args(["clean", "pages", "-o", out, "--isolated", "--checkpoint", "2kB"]);
        command.args(flags).args(resume.then_some("--resume")).stderr(Stdio::null()).spawn().expect("started")
    };
    assert_eq!(run(&whole, false).wait().expect("ended").code(), Some(0));
    let mut child = run(&out, false);
    while !folder.join(&out).join(".canonry-run").exists() && child.try_wait().expect("asked").is_none() {
        sleep(Duration::from_millis(1));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    assert_eq!(run(&out, true).wait().expect("ended").code(), Some(0));
    let status = Command::new("diff").args(["-r", &whole, &out]).current_dir(folder).status().expect("ran");
    assert!(status.success(), "the folders differ");
}
