//! The command as people and programs meet it: streams, exit codes, files, bad input.

mod desk;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use canonry::read::Packing;
use desk::{Desk, ran, split};
use std::{
    fs,
    io::{Read, Write},
};

const DIRTY: &str = "The attack on the port was claimed by ISIS-K  fighters..\n";
const CLEAN: &str = "The attack on the port was claimed by ISKP fighters.\n";

fn record(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "text": text}))
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    Packing::of_head(bytes).unpack(bytes).read_to_end(&mut all).expect("unpacked");
    all
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

// ---- the journey ------------------------------------------------------------------------------------------------

#[test]
fn alone_it_says_six_lines() {
    let ran = Desk::with(&[]).run("").code(0);
    assert_eq!(ran.out.lines().count(), 6, "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.len() <= 80), "six lines of a terminal: {}", ran.out);
}

#[test]
fn the_version_names_the_data() {
    let desk = Desk::with(&[]);
    assert_eq!(desk.run("-V").code(0).out, concat!("canonry ", env!("CARGO_PKG_VERSION"), "\n"));
    let long = desk.run("--version").code(0).out;
    assert_eq!(long, format!("canonry {}\n", canonry::VERSIONS));
    let parts: Vec<&str> =
        canonry::VERSIONS.split(", ").map(|part| part.rsplit_once(' ').map_or("", |part| part.0)).collect();
    assert_eq!(parts, ["", "dictionaries", "languages", "fold table", "compiled format"]);
}

/// Every command and its help, as the help lists them: `canonry`, `canonry clean`, `canonry dict`, `canonry dict lint`.
fn commands(desk: &Desk, path: &str) -> Vec<(String, String)> {
    let words = path.strip_prefix("canonry").expect("the program");
    let help = desk.run(&format!("{words} --help")).code(0).out;
    let listed = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
    let names = listed.lines().take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    let inner: Vec<_> = names.flat_map(|name| commands(desk, &format!("{path} {name}"))).collect();
    std::iter::once((path.to_owned(), help)).chain(inner).collect()
}

/// The lines of a help page below `Examples:`.
fn lines_of_examples(help: &str) -> Vec<&str> {
    let (_, shown) = help.split_once("\nExamples:\n").unwrap_or_default();
    shown.lines().take_while(|line| !line.is_empty()).collect()
}

/// What they tell people to type, without what is said of it.
fn examples(help: &str) -> Vec<&str> {
    let lines = lines_of_examples(help).into_iter().filter(|line| !line.starts_with("   "));
    lines.map(|line| line.trim_start().split("  ").next().unwrap_or_default()).collect()
}

#[test]
fn every_help_page_shows_examples() {
    let desk = Desk::with(&[]);
    let all = commands(&desk, "canonry");
    assert!(all.len() > 30, "{all:?}");
    for (command, help) in &all {
        assert!(examples(help).iter().any(|example| example.contains(command)), "{command}:\n{help}");
        // What is longer than the 100 columns of a page goes on at the left edge.
        assert!(lines_of_examples(help).iter().all(|line| line.starts_with("  ")), "{command}:\n{help}");
    }
}

/// A folder with the files the examples speak of.
#[cfg(unix)]
fn files_of_examples() -> Desk {
    let page = include_bytes!("../examples/pages/en-attack.txt");
    let rows: String = (0..3)
        .map(|id| {
            let text = "The IS-K cell fled..";
            let row = serde_json::json!({"id": id, "text": text, "body": text, "title": text, "language": "en",
                "source": "a", "url": "https://a.example/1"});
            format!("{row}\n")
        })
        .collect();
    let desk = Desk::with(&[
        ("page.txt", page),
        ("pages.jsonl", rows.as_bytes()),
        ("names.csv", b"entity,form\norg/wadi,Harakat al-Wadi\n"),
        ("list.csv", b"Name,Ref\nHarakat al-Wadi,org/wadi\n"),
        ("names.tsv", b"Khorasan\tland\n"),
        ("pairs.tsv", b"Khorasan\tKhurasan\n"),
        ("keywords.json", b"{\"Harakat al-Wadi\": [\"harakat\"]}"),
        ("patterns.jsonl", b"{\"label\": \"ORG\", \"pattern\": \"Harakat al-Wadi\"}\n"),
        (
            "entities.ftm.json",
            b"{\"id\": \"x\", \"schema\": \"Person\", \"properties\": {\"name\": [\"Al Wadi\"], \"topics\": [\"sanction\"]}}\n",
        ),
        ("learned.toml", b""),
        (".local/share/bash-completion/completions/README", b""),
        (".config/fish/completions/README", b""),
        (".zfunc/README", b""),
    ]);
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/pages")).expect("pages") {
        let path = entry.expect("a page").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        desk.put(&format!("pages/{name}"), fs::read(&path).expect("a page"));
    }
    desk.put("pages/a.txt", page);
    desk.run("dict init ours.toml").code(0);
    desk.run("dict add ours.toml org/wadi --write 'Harakat al-Wadi' --form 'Harkat al-Wadi'").code(0);
    desk.run("dict compile ours.toml -o ours.canon").code(0);
    for (from, to) in [("pages/", "clean/"), ("pages.jsonl", "clean.jsonl")] {
        desk.run(&format!("clean {from} -o {to}")).code(0);
    }
    for copy in ["ours-old.toml", "dictionaries/ours.toml"] {
        desk.put(copy, desk.get("ours.toml"));
    }
    desk
}

/// What must be done before an example can be: a run to be undone or verified, no file where one is begun.
#[cfg(unix)]
fn before(example: &str) -> String {
    let (from, to) = match example {
        _ if example.contains("dict init") => return "rm ours.toml".to_owned(),
        _ if !example.contains(" log.jsonl") && !example.contains(" run.json") => return "true".to_owned(),
        _ if example.contains("clean.txt") => ("page.txt", "clean.txt"),
        _ if example.contains("clean.jsonl") => ("pages.jsonl", "clean.jsonl"),
        _ => ("pages/", "clean/"),
    };
    format!("canonry clean {from} -o {to} --edits log.jsonl --manifest run.json")
}

#[cfg(unix)]
#[test]
fn examples_can_be_typed() {
    // An id that is nobody's, and a run of other flags than the example's.
    let known = ["speaks of no change", "was written with the fingerprint"];
    let prepared = files_of_examples();
    let binary = assert_cmd::cargo::cargo_bin!("canonry");
    let path = format!("{}:/usr/bin:/bin", binary.parent().expect("a folder").display());
    let help: Vec<_> = commands(&prepared, "canonry").into_iter().map(|(_, help)| help).collect();
    let typed = help.iter().flat_map(|help| examples(help)).filter(|example| !example.starts_with("man "));
    let mut tried = 0;
    for example in typed {
        let desk = Desk::with(&[]);
        let script = format!(
            "cp -r {}/. . && {} 2>/dev/null; {example}",
            prepared.folder.path().display(),
            before(example)
        );
        let mut shell = assert_cmd::Command::new("sh");
        shell.args(["-c", &script]).current_dir(desk.folder.path()).write_stdin("");
        shell.env_clear().env("PATH", &path).env("HOME", desk.folder.path());
        let ran = ran(&mut shell);
        let fine = matches!(ran.code, 0 | 1) || known.iter().any(|words| ran.err.contains(words));
        assert!(fine, "{example}: {}\n{}", ran.code, ran.err);
        tried += 1;
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn one_text_goes_to_standard_output() {
    let desk = Desk::with(&[("a.txt", DIRTY.as_bytes())]);
    let ran = desk.run("clean a.txt").code(0).says("1 file");
    assert_eq!(ran.out, CLEAN);
    assert_eq!(desk.fed("clean -", DIRTY).code(0).out, CLEAN);
    assert_eq!(desk.fed("clean -", CLEAN).code(0).out, CLEAN, "twice is once");
    desk.run("clean ./a.txt -o deep/er/out.txt").code(0).silent();
    assert_eq!(desk.text("deep/er/out.txt"), CLEAN);
}

#[test]
fn a_folder_is_mirrored() {
    let desk = Desk::with(&[
        ("pages/a.txt", DIRTY.as_bytes()),
        ("pages/deep/b.txt", DIRTY.as_bytes()),
        ("pages/c.jsonl", record("c", DIRTY).as_bytes()),
    ]);
    desk.run("clean pages -o clean").code(0).silent();
    assert_eq!(desk.text("clean/a.txt"), CLEAN);
    assert_eq!(desk.text("clean/deep/b.txt"), CLEAN);
    assert_eq!(json(&desk.text("clean/c.jsonl"))["text"], CLEAN);
    assert_eq!(desk.text("pages/a.txt"), DIRTY, "the input stays");
}

#[test]
fn records_stay_records_line_by_line() {
    let untouched = "{\"n\": 2.50,\"e\":\"\\u00e8 \\/\",  \"text\" : \"Nothing to do here.\", \"big\":12345678901234567890}\n";
    let input = format!("{untouched}\n{}{untouched}", record("x", DIRTY));
    let ran = Desk::with(&[]).fed("clean -", &input).code(0);
    let lines: Vec<&str> = ran.out.split_inclusive('\n').collect();
    assert_eq!([lines[0], lines[1], lines[3]], [untouched, "\n", untouched]);
    assert_eq!(json(lines[2])["text"], CLEAN);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let input: String = (0..5000).map(|n| record(&n.to_string(), &format!("Report {n}. {DIRTY}"))).collect();
    let desk = Desk::with(&[("in.jsonl", input.as_bytes())]);
    let one = desk.run("clean in.jsonl -j 1 --edits one.log").code(0);
    let four = desk.run("clean in.jsonl -j 4 --edits four.log").code(0);
    assert!(one.bytes == four.bytes && desk.get("one.log") == desk.get("four.log"));
    assert_eq!(one.out.lines().count(), 5000);
}

#[test]
fn added_facts_stand_under_one_key_or_beside_the_text() {
    let desk = Desk::with(&[("a.txt", DIRTY.as_bytes()), ("b.jsonl", record("b", DIRTY).as_bytes())]);
    desk.run("clean a.txt -o out.txt --add lang,lines,mentions,edits,meta").code(0);
    let side = json(&desk.text("out.txt.canonry.json"));
    assert_eq!(side["lang"], "en");
    assert!(side["mentions"][0]["orig"].is_array(), "{side}");
    let ran = desk.run("clean b.jsonl --add lang").code(0);
    assert_eq!(json(&ran.out)["canonry"]["lang"], "en");
    desk.run("clean a.txt -o out/ --add lang").code(0);
    desk.run("clean out -o again").code(0).says("1 file");
    assert!(!desk.path("again/a.txt.canonry.json").exists());
    desk.run("clean a.txt --add lang").code(2).says("-o OUT").silent();
}

#[test]
fn diff_dry_run_and_changes() {
    let desk = Desk::with(&[("a.txt", DIRTY.as_bytes()), ("same.txt", CLEAN.as_bytes())]);
    desk.run("clean a.txt --diff").code(0).prints("+The attack on the port was claimed by ISKP");
    desk.run("clean a.txt --diff --exit-code").code(1);
    desk.run("clean same.txt --diff --exit-code").code(0).silent();
    desk.run("clean a.txt -o out.txt --edits log.jsonl --changes c.csv --dry-run").code(0).silent();
    for name in ["out.txt", "log.jsonl", "c.csv"] {
        assert!(!desk.path(name).exists(), "{name}");
    }
    desk.run("clean a.txt -o out.txt --changes c.csv").code(0);
    assert!(desk.text("c.csv").starts_with("before,after,context,reason"));
    assert!(desk.text("c.csv").contains("ISKP"));
}

#[test]
fn flags_change_what_is_done() {
    const TEXT: &str = "\u{201c}We are ISIS-K and many,\u{201d} said a chief  of the al Qaida network.\n";
    let rows: &[(&str, &[&str], &[&str])] = &[
        ("", &["We are ISKP", "chief of", "al-Qaeda"], &["ISIS-K"]),
        ("--names surface", &["We are ISIS-K", "chief of", "al Qaida"], &["ISKP"]),
        ("--names org=surface", &["We are ISIS-K", "al Qaida"], &[]),
        ("--names org=short", &["We are ISKP"], &[]),
        ("--preset press", &["We are ISIS-K", "al-Qaeda"], &[]),
        ("--quotes keep", &["We are ISIS-K", "al-Qaeda"], &[]),
        ("--preset screening", &["ISIS-K", "chief  of"], &["ISKP"]),
        ("--stages canonicalize,detect", &["ISKP", "chief  of"], &[]),
        ("--stages repair", &["ISIS-K", "chief of"], &["ISKP"]),
        ("--preset press --quotes rewrite", &["We are ISKP"], &[]),
    ];
    let desk = Desk::with(&[("a.txt", TEXT.as_bytes())]);
    for (flags, has, has_not) in rows {
        let ran = desk.run(&format!("clean a.txt {flags}")).code(0);
        for words in *has {
            assert!(ran.out.contains(words), "{flags}: `{words}` is not in {}", ran.out);
        }
        for words in *has_not {
            assert!(!ran.out.contains(words), "{flags}: `{words}` is in {}", ran.out);
        }
    }
}

#[test]
fn the_language_may_be_told() {
    let line = |lang: &str| format!("{{\"lang\":\"{lang}\",\"text\":\"ISIS-K\"}}\n");
    let desk = Desk::with(&[
        ("in.jsonl", (line("it") + &line("en-GB")).as_bytes()),
        ("bad.jsonl", line("klingon").as_bytes()),
    ]);
    let ran = desk.run("detect in.jsonl --lang-field lang").code(0);
    let langs: Vec<_> = ran.out.lines().map(|line| json(line)["lang"].clone()).collect();
    assert_eq!(langs, ["it", "en"]);
    desk.run("detect bad.jsonl --lang-field lang").code(3).says("bad.jsonl:1: field `lang`");
    let ran = desk.run("detect in.jsonl --lang it").code(0);
    assert!(ran.out.lines().all(|line| json(line)["lang"] == "it"), "{}", ran.out);
}

#[test]
fn detect_tells_pages_lines_and_spans() {
    const TEXT: &str = "The mayor of the town was not there when the river came, ma il sindaco ha detto che non lo sapeva\n\n12/2021\n";
    let desk = Desk::with(&[("in.txt", TEXT.as_bytes())]);
    // Rows of start, end and language.
    let told = |by: &str| -> Vec<(u64, u64, String)> {
        let ran = desk.run(&format!("detect in.txt --by {by}")).code(0);
        let part = |line: &str| {
            let part = json(line);
            let (start, end) =
                (part["start"].as_u64().expect("a start"), part["end"].as_u64().expect("an end"));
            (start, end, part["lang"].as_str().expect("a language").to_owned())
        };
        ran.out.lines().map(part).collect()
    };
    let lang = |lang: &str| lang.to_owned();
    let (cut, end) = (TEXT.find("ma il").expect("a cut") as u64, TEXT.find('\n').expect("a line") as u64);
    let number = (end + 2, end + 9, lang("und"));
    assert_eq!(told("span"), [(0, cut, lang("en")), (cut, end, lang("it")), number.clone()]);
    assert_eq!(told("line"), [(0, end, lang("en")), number]);
    let page = json(&desk.run("detect in.txt --by page").code(0).out);
    assert_eq!((page["id"].as_str(), page["lang"].as_str()), (Some("in.txt"), Some("en")));
    assert!(page["langs"]["en"].as_f64() > Some(0.5), "{page}");
    desk.run("detect in.txt --by line --format table").code(0).prints("in.txt  und  0.95  12/2021");
    desk.run("detect in.txt --format table").code(0).prints("in.txt  en  en 100 %");
    desk.run("detect in.txt --backend whatlang").code(0).prints("\"lang\":\"en\"");
    if cfg!(not(feature = "lingua")) {
        desk.run("detect in.txt --backend lingua").code(2).says("--features lingua");
    }
}

#[test]
fn stats_tell_the_time_of_stages() {
    let ran = Desk::with(&[]).fed("clean - --stats json", DIRTY).code(0);
    let stats = json(ran.err.lines().find(|line| line.starts_with('{')).expect("a line of JSON"));
    assert_eq!(stats["texts"], 1);
    assert!(stats["stages"]["repair"].is_number(), "{stats}");
}

#[test]
fn check_names_places_and_exits_1() {
    let text = format!("Fine.\n{DIRTY}");
    let desk = Desk::with(&[("a.txt", text.as_bytes()), ("same.txt", CLEAN.as_bytes())]);
    let ran = desk.run("check a.txt").code(1).prints("a.txt:2:").prints(" → ").prints("[repair/");
    assert!(ran.out.contains("a.txt:2:39: ISIS-K → ISKP [name/org/islamic-state-khorasan]"), "{}", ran.out);
    let pointed = desk.run("check a.txt --carets").code(1);
    let plain: Vec<&str> = pointed.out.lines().filter(|line| !line.starts_with("    | ")).collect();
    assert_eq!(plain, ran.out.lines().collect::<Vec<_>>());
    assert!(
        pointed.out.contains("ISIS-K")
            && pointed.out.lines().any(|line| line.trim_end().ends_with(" ^^^^^^"))
    );
    assert!(!pointed.out.contains('\u{1b}'), "colours are for terminals");
    desk.run("check same.txt").code(0).silent();
    assert_eq!(desk.text("a.txt"), text);
}

#[test]
fn annotate_and_detect_say_what_they_know() {
    let desk = Desk::with(&[("in.jsonl", (record("p1", DIRTY) + "{\"text\":\"Tutto qui.\"}\n").as_bytes())]);
    let ran = desk.run("annotate in.jsonl").code(0);
    let lines: Vec<_> = ran.out.lines().map(json).collect();
    assert_eq!((lines[0]["id"].as_str(), lines[1]["id"].as_str()), (Some("p1"), Some("2")));
    assert_eq!(lines[0]["mentions"][0]["entity"], "org/islamic-state-khorasan");
    assert_eq!(lines[0]["unit"], "codepoint");
    assert!(lines[0]["fingerprint"].is_string() && lines[0].get("field").is_none_or(|field| field.is_null()));
    desk.run("detect in.jsonl -o out.jsonl").code(0).silent();
    let first = json(desk.text("out.jsonl").lines().next().expect("a line"));
    assert!(first.get("mentions").is_none() && first["lines"][0]["lang"] == "en", "{first}");
    assert_eq!(first["fingerprint"], lines[0]["fingerprint"], "the same rules");
    for unit in ["bytes", "utf16"] {
        let line = json(
            desk.run(&format!("annotate in.jsonl --offsets {unit}"))
                .code(0)
                .out
                .lines()
                .next()
                .expect("a line"),
        );
        assert_ne!(line["unit"], "codepoint");
    }
}

#[test]
fn several_fields_are_told_apart() {
    let line = "{\"id\":\"1\",\"title\":\"The ISIS-K cell strikes again in the city\",\"body\":\"The ISIS-K cell struck again..\"}\n";
    let desk = Desk::with(&[("in.jsonl", line.as_bytes())]);
    let ran = desk.run("annotate in.jsonl --field title --field body").code(0);
    let fields: Vec<_> = ran.out.lines().map(|line| json(line)["field"].clone()).collect();
    assert_eq!(fields, ["title", "body"]);
    desk.run("clean in.jsonl --field title,body --edits log.jsonl -o clean.jsonl").code(0);
    assert_eq!(json(&desk.text("clean.jsonl"))["title"], "The ISKP cell strikes again in the city");
    assert_eq!(desk.run("undo log.jsonl clean.jsonl").code(0).out, line);
    desk.run("verify log.jsonl in.jsonl clean.jsonl --replay").code(0);
}

#[test]
fn find_lists_names() {
    let desk = Desk::with(&[("a.txt", format!("Fine.\n{DIRTY}").as_bytes())]);
    desk.run("find a.txt")
        .code(0)
        .prints("a.txt:2:39")
        .prints("org/islamic-state-khorasan")
        .prints("ISKP")
        .says("1 name in 1 text");
    let ran = desk.run("find a.txt --json --entity org/islamic-state-khorasan").code(0);
    assert_eq!(json(ran.out.lines().next().expect("a line"))["line"], 2);
    desk.run("find a.txt --type person").code(0).silent();
    desk.run("find a.txt --entity org/islamic-state-khorazan")
        .code(2)
        .says("did you mean `org/islamic-state-khorasan`?");
    desk.run("find a.txt --type orgs").code(2).says("did you mean `org`?");
}

#[test]
fn explain_tells_who_did_what() {
    let desk = Desk::with(&[
        ("a.txt", format!("Rain in Rome..\n{DIRTY}").as_bytes()),
        ("b.jsonl", record("b", DIRTY).as_bytes()),
    ]);
    for words in ["'The ISIS-K group  struck..'", "--file a.txt:2", "--file b.jsonl:1"] {
        let ran = desk.run(&format!("explain {words}")).code(0);
        let ran = ran
            .prints("org/islamic-state-khorasan")
            .prints("repair/space")
            .prints("written `ISKP`")
            .prints("lies under `ISIS-K`");
        assert!(!ran.out.contains("Rome"), "only the line that was asked for: {}", ran.out);
    }
    desk.run("explain 'Men of \u{201c}ISIS-K\u{201d} struck the port.'").code(0).prints("kept: quoted");
    desk.run("explain 'Osiris and Isis rose.'")
        .code(0)
        .prints("line 1: `Isis`")
        .prints("`osiris` near it speaks against it");
    desk.run("explain 'The TTP left Waziristan.'").code(0).prints("evidence: `waziristan` on its line");
    let sound = "explain --preset screening 'Iran buried Qassem Soleymanni in Kerman.'";
    desk.run(sound)
        .code(0)
        .prints("sounds like `qassem soleimani`: y/i, nn/n; a person must say whether it is");
    let protected = desk.run("explain --file b.jsonl:1 --protect-field text").code(0);
    protected.prints("a stretch you protect");
    desk.run("explain --file a.txt:9").code(2).says("has no line 9");
    desk.run("explain --file b.jsonl").code(2).says("which record?");
    desk.run("explain --file nothing.txt:1").code(2).says("nothing.txt");
}

#[test]
fn explain_tells_why_a_line_goes_or_stays() {
    const TEXT: &str = "The army closed the road to the northern valley, and nobody was let through.";
    let page = format!(
        "Army closes the only road\nShare\n{TEXT}\nWe will see.\n{TEXT}\nPer\u{fffd} no, he said.\nArmy closes the only road\n{TEXT} It rained.\n\
         Related posts\nConvoy hit on the same road\n"
    );
    let desk = Desk::with(&[("a.txt", page.as_bytes())]);
    let rows = [
        (1, "no residue, no repetition; stays"),
        (2, "residue (share); removed (it meets the phrase `share`, residue wherever it stands)"),
        (5, "repeats an earlier line; stays (repeats line 3, not directly above"),
        (6, "a character was lost before (U+FFFD)"),
        (7, "repeats an earlier line; removed (repeats line 1)"),
        (9, "residue (related); removed"),
        (10, "residue (related); removed (the heading in line 9 takes it along)"),
    ];
    for (line, words) in rows {
        desk.run(&format!("explain --file a.txt:{line}")).code(0).prints(words);
    }
    let told = "Two held\nThe report was published by the ministry on Tuesday.\nWe will see.\n";
    let desk = Desk::with(&[("a.txt", page.as_bytes()), ("b.txt", told.as_bytes())]);
    desk.run("explain --file b.txt:2").code(0).prints("but is a sentence that says nothing else of the page");
    desk.run("explain --file a.txt:2 --keep share").code(0).prints("residue (share); stays");
    desk.run("explain --file a.txt:5 --dups all").code(0).prints("removed (repeats line 3)");
}

#[test]
fn kinds_repetitions_and_marks_are_in_the_hands_of_the_user() {
    const TEXT: &str = "The army closed the road to the northern valley, and nobody was let through.";
    let page = format!("Two held\nShare\n{TEXT}\nTwo held\nWe will see.\n{TEXT}\nRead more: Two held\n");
    let desk = Desk::with(&[("a.txt", page.as_bytes())]);
    let rows = [
        ("", format!("Two held\n{TEXT}\nWe will see.\n{TEXT}\n")),
        ("--keep share", format!("Two held\nShare\n{TEXT}\nWe will see.\n{TEXT}\n")),
        ("--strip share", format!("Two held\n{TEXT}\nWe will see.\n{TEXT}\nRead more: Two held\n")),
        ("--strip none --dups keep", page.clone()),
        ("--dups all", format!("Two held\n{TEXT}\nWe will see.\n")),
        (
            "--mark",
            format!(
                "Two held\n[share] Share\n{TEXT}\n[dup] Two held\nWe will see.\n{TEXT}\n[readmore] Read more: Two held\n"
            ),
        ),
    ];
    for (flags, clean) in rows {
        let ran = desk.run(&format!("clean a.txt {flags}")).code(0);
        assert_eq!(ran.out, clean, "{flags}");
    }
}

#[test]
fn items_and_lost_characters_are_in_the_records_and_counted() {
    const TEXT: &str = "The army closed the road to the northern valley, and nobody was let through.";
    let page = format!(
        "Army closes the road\n4 May 2020\n{TEXT}\nShare\nArmy opens the road\n6 May 2020\n{TEXT} Per\u{fffd} no.\n"
    );
    let desk = Desk::with(&[("a.txt", page.as_bytes()), ("b.txt", TEXT.as_bytes())]);
    let whole = desk.run("annotate a.txt").code(0);
    let record = json(&whole.out);
    let chars: Vec<char> = page.chars().collect();
    let text = |place: &serde_json::Value| -> String {
        let at = |key: &str| usize::try_from(place[key].as_u64().expect("an offset")).expect("small");
        chars[at("start")..at("end")].iter().collect()
    };
    let items: Vec<String> = record["items"].as_array().expect("items").iter().map(text).collect();
    assert_eq!(items.len(), 2);
    assert!(items[0].starts_with("Army closes") && items[0].ends_with("through."), "{items:?}");
    assert!(items[1].starts_with("Army opens") && items[1].ends_with("no."), "{items:?}");
    assert_eq!(record["lost"].as_array().expect("lost").iter().map(text).collect::<Vec<_>>(), ["\u{fffd}"]);
    assert_eq!(record["meta"]["dates"].as_array().expect("dates").len(), 2);
    whole.says("2 items").says("1 text with 1 lost character (U+FFFD)");
    // A page of one item says nothing of items.
    let one = desk.run("annotate b.txt").code(0);
    assert!(!one.out.contains("items") && !one.err.contains("items"), "{} {}", one.out, one.err);
    let added = desk.run("clean a.txt --add items,meta -o out.txt").code(0);
    added.says("2 items");
    let beside = desk.text("out.txt.canonry.json");
    assert!(beside.contains("\"items\":[") && beside.contains("\"orig\":["), "{beside}");
}

#[test]
fn undo_and_verify() {
    let records = record("1", DIRTY) + &record("2", CLEAN);
    let desk = Desk::with(&[
        ("pages/a.txt", DIRTY.as_bytes()),
        ("pages/d/b.txt", CLEAN.as_bytes()),
        ("in.jsonl", records.as_bytes()),
    ]);
    desk.run("clean pages -o clean --edits log.jsonl").code(0);
    assert_eq!(desk.text("log.jsonl").lines().count(), 2, "one line a text");
    desk.run("undo log.jsonl clean -o back").code(0);
    assert_eq!((desk.text("back/a.txt"), desk.text("back/d/b.txt")), (DIRTY.to_owned(), CLEAN.to_owned()));
    assert_eq!(desk.run("undo log.jsonl clean/a.txt").code(0).out, DIRTY);
    desk.run("undo log.jsonl clean").code(2).says("add -o OUT").silent();
    desk.run("verify log.jsonl pages clean --replay").code(0).silent().says("2 texts verified");
    desk.run("verify log.jsonl pages clean --replay --preset press").code(2).says("fingerprint");

    desk.run("clean in.jsonl -o out.jsonl --edits records.jsonl").code(0);
    assert_eq!(desk.run("undo records.jsonl out.jsonl").code(0).out, records);
    assert_eq!(desk.fed("undo records.jsonl -", desk.get("out.jsonl")).code(0).out, records);
    desk.run("verify records.jsonl in.jsonl out.jsonl --replay").code(0).says("2 texts verified");
    desk.put("out.jsonl", record("1", CLEAN) + &record("2", "changed since"));
    desk.run("undo records.jsonl out.jsonl")
        .code(3)
        .says("out.jsonl:2: ")
        .prints("ISIS-K")
        .prints("changed since");
    desk.run("verify records.jsonl in.jsonl out.jsonl").code(1).prints("out.jsonl:2: ");

    desk.put("clean/a.txt", "Something else.\n");
    desk.run("undo log.jsonl clean/a.txt").code(2).silent();
    desk.run("verify log.jsonl pages clean").code(1).prints("a.txt: ");
    desk.run("undo log.jsonl clean -o back2").code(3).says("a.txt: ");
    desk.run("undo in.jsonl clean/a.txt").code(2).says("in.jsonl:1").silent();
}

#[test]
fn undo_in_part() {
    let text = "The ISIS-K cell  and the ISIS-K chief  met at an al Qaida camp..\n";
    let desk = Desk::with(&[("a.txt", text.as_bytes())]);
    desk.run("clean a.txt -o out.txt --edits log.jsonl").code(0);
    desk.run("undo log.jsonl out.txt --only entity=org/islamic-state-khorasan")
        .code(0)
        .prints("ISIS-K cell and")
        .prints("camp.\n");
    desk.run("undo log.jsonl out.txt --only rule=repair/space")
        .code(0)
        .prints("ISKP cell  and")
        .prints("camp.\n");
    assert_eq!(desk.run("undo log.jsonl out.txt --only id=a.txt").code(0).out, text);
    assert_eq!(desk.run("undo log.jsonl out.txt --only id=b.txt").code(0).out, desk.text("out.txt"));
    desk.run("undo log.jsonl out.txt --only entiti=x").code(2).says("did you mean `entity`?");
    desk.run("undo log.jsonl out.txt --only entity").code(2).says("entity=VALUE");
}

#[test]
fn keys_and_pairs() {
    let desk =
        Desk::with(&[("pairs.tsv", b"Abdelaziz\tAbd al-Aziz\nKunar\tKunduz\n"), ("bad.tsv", b"Kunar\n")]);
    let ran = desk.run("key Khorasan Khurasan !").code(0);
    let lines: Vec<&str> = ran.out.split('\n').collect();
    assert!(lines[0] == lines[1] && !lines[0].is_empty() && lines[2].is_empty(), "{lines:?}");
    assert_eq!(desk.fed("key -", "Khorasan\n\nKhurasan\n").code(0).out.lines().count(), 3);
    assert_eq!(desk.run("key --pairs pairs.tsv").code(0).out, "same\ndifferent\n");
    desk.run("key --pairs bad.tsv").code(2).says("bad.tsv:1: expected two names");
    desk.run("key --trace Khorasan Xuroson").code(0).prints("candidate: kh/x");
    desk.run("key --trace Kunar Kunduz").code(0).prints("different");
    desk.run("key --trace Kunar").code(2).says("--trace compares two names, but 1 given");
}

#[test]
fn verify_names_what_was_changed_since() {
    let records = record("1", DIRTY);
    let desk = Desk::with(&[("a.txt", DIRTY.as_bytes()), ("in.jsonl", records.as_bytes())]);
    desk.run("clean a.txt -o out.txt --edits log.jsonl").code(0);
    desk.run("clean in.jsonl -o out.jsonl --edits records.log.jsonl").code(0);
    desk.put("other.txt", DIRTY.replace("ISIS-K", "ISIS-X"));
    desk.put("other.jsonl", records.replace("ISIS-K", "ISIS-X"));
    let cases = ["log.jsonl other.txt out.txt", "records.log.jsonl other.jsonl out.jsonl"];
    for case in cases {
        desk.run(&format!("verify {case}")).code(1).prints("undone, it is not the original");
    }
    // A log of hashes has no words of the original: it proves the clean text instead.
    desk.run("clean a.txt -o hashed.txt --edits hashes.jsonl --edits-text hash").code(0);
    desk.run("clean in.jsonl -o hashed.jsonl --edits hashes.records.jsonl --edits-text hash").code(0);
    desk.run("verify hashes.jsonl a.txt hashed.txt").code(0);
    desk.run("verify hashes.jsonl other.txt hashed.txt").code(1).prints("hashed.txt: ");
    desk.run("verify hashes.records.jsonl other.jsonl hashed.jsonl").code(1).prints("hashed.jsonl:1: ");
}

#[test]
fn the_preset_for_models_leaves_names_as_they_are() {
    let page = "The men of ISIS-K fled.  The Quetta Shoora met.\n\nShare this article\n";
    let desk = Desk::with(&[("a.txt", page.as_bytes())]);
    assert_eq!(
        desk.run("clean a.txt --preset ml").code(0).out.lines().next(),
        Some("The men of ISIS-K fled. The Quetta Shoora met.")
    );
    assert_eq!(
        desk.run("clean a.txt").code(0).out.lines().next(),
        Some("The men of ISKP fled. The Quetta Shura met.")
    );
}

#[test]
fn presets_config_and_completions() {
    let desk = Desk::with(&[]);
    desk.run("presets").code(0).prints("news").prints("screening");
    desk.run("presets press").code(0).prints("quotes = \"keep\"");
    for (preset, lines) in [
        (
            "news",
            ["# on  repair/mojibake", "# on  strip/share", "# off name/place/", "# on  grammar/article"],
        ),
        (
            "screening",
            ["# off repair/mojibake", "# off strip/share", "# off name/org/", "# off grammar/article"],
        ),
        ("minimal", ["# on  repair/nfc", "# off repair/stops", "# off strip/dup ", "# off normalize/NAME"]),
    ] {
        let ran = desk.run(&format!("presets {preset}")).code(0);
        lines.iter().fold(ran, |ran, line| ran.prints(line));
    }
    desk.run("presets pres").code(2).says("did you mean `press`?");
    desk.run("config show").code(0).prints("preset = \"news\"").prints("fingerprint");
    for shell in ["bash", "zsh", "fish"] {
        desk.run(&format!("completions {shell}")).code(0).prints("canonry");
    }
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let desk = Desk::with(&[]);
    desk.run("man").code(0).prints(".TH CANONRY 1").prints("canonry");
    desk.run("man -o man").code(0).silent();
    for page in ["canonry", "canonry-clean", "canonry-report", "canonry-dict-lint", "canonry-residue-learn"] {
        let text = desk.text(&format!("man/{page}.1"));
        assert!(text.contains(".SH NAME") && text.contains(".SH OPTIONS"), "{page}:\n{text}");
        assert!(page == "canonry" || text.contains("Examples:"), "{page}");
    }
    assert!(desk.text("man/canonry-clean.1").contains("canonry clean pages/"));
}

#[test]
fn dictionaries_are_shown_tried_and_linted() {
    let ours = b"[[entity]]\nid = \"org/wadi\"\ntype = \"org\"\nwrite = \"Harakat al-Wadi\"\n\
        match = [\"Harkat al-Wadi met.\"]\nleave = [\"A wadi is a valley.\"]\n\
        [[entity.forms]]\nclass = \"long\"\ntext = [\"(Harakat|Harkat) al-Wadi\"]\n\
        [[entity.forms]]\nclass = \"short\"\nstrength = \"weak\"\ntext = [\"HAW\"]\nneeds = [\"valley\"]\nnever = [\"hawthorn\"]\n";
    let wrong = b"[[entity]]\nid = \"org/wadi\"\ntype = \"org\"\nlable = \"x\"\nwrit = \"y\"\n";
    let broken =
        b"[[entity]]\nid = \"org/wadi\"\ntype = \"org\"\nmatch = [\"Nobody came.\"]\nwrite = \"Wadi\"\n";
    let desk = Desk::with(&[("ours.toml", ours), ("wrong.toml", wrong), ("broken.toml", broken)]);
    let shown = desk.run("dict show org/wadi --dict ours.toml").code(0);
    shown.prints("written  Harakat al-Wadi").prints("  Harkat al-Wadi").prints("4 strings in all").prints(
        "short, weak, in capitals: 1 string\n  (needs one of: valley)\n  (never beside: hawthorn)\n  HAW\n",
    );
    desk.run("dict show org/hezbolah").code(2).says("did you mean `org/hezbollah`?");
    desk.run("dict test ours.toml").code(0).says("0 wrong");
    desk.run("dict test broken.toml").code(1).prints("org/wadi: not found in: Nobody came.");
    desk.run("dict lint ours.toml").code(0).says("0 errors");
    desk.run("dict lint wrong.toml")
        .code(1)
        .prints("wrong.toml:4:1: error: unknown key `lable`; did you mean `label`?")
        .prints("wrong.toml:5:1: error: unknown key `writ`; did you mean `write`?")
        .prints("^^^^");
    desk.run("dict lint none.toml").code(2).says("cannot read this dictionary");
}

#[test]
fn tables_are_compiled_linted_and_used() {
    let names = b"entity,form,lang,strength\norg/wadi,Harakat al-Wadi,,\norg/dune,Dune Brigade,any,strong\n";
    let twice = b"entity,form\norg/a,Alpha Group\norg/b,alpha group\norg/a,Alpha-Group\n,x\n";
    let text = "Men of the Harakat al Wadi and of the Dune Brigade were seen near the port on Friday, the police said.\n";
    let desk = Desk::with(&[("names.csv", names), ("twice.csv", twice), ("a.txt", text.as_bytes())]);
    desk.run("dict compile names.csv -o names.canon").code(0).says("names.canon: 2 forms of 2 entities");
    for dictionary in ["names.csv", "names.canon"] {
        let found = desk.run(&format!("find a.txt --dict {dictionary}")).code(0);
        found.prints("org/wadi").prints("org/dune").says("2 names");
        // Nothing is written for an entity that only a table knows.
        desk.run(&format!("clean a.txt --dict {dictionary}")).code(0).prints(text.trim_end());
        desk.run(&format!("dict show org/wadi --dict {dictionary}")).code(0).prints("  Harakat al-Wadi");
    }
    let equal = ["tokens", "automaton"].map(|engine| {
        desk.run(&format!("annotate a.txt --dict names.canon --engine {engine}")).code(0).out.clone()
    });
    assert_eq!(equal[0], equal[1]);
    desk.run("find a.txt --entity org/wadi --dict names.csv").code(0).says("1 name");
    desk.put(
        "canonry.toml",
        "[write]\n\"org/wadi\" = \"Wadi Movement\"\n[dict]\nfiles = [\"names.canon\"]\n",
    );
    desk.run("clean a.txt").code(0).prints("Men of the Wadi Movement and of the Dune Brigade");
    desk.run("dict lint twice.csv --alone")
        .code(1)
        .prints("twice.csv:3:7: warning: `alpha group` means another entity in line 2")
        .prints("twice.csv:4:7: note: `Alpha-Group` of `org/a` is found by line 2 already")
        .prints("twice.csv:5:2: error: the form `x` has no entity");
}

#[test]
fn dictionaries_that_cannot_be_used_are_refused() {
    let desk = Desk::with(&[("a.txt", DIRTY.as_bytes()), ("names.csv", b"entity,form\norg/a,Alpha Group\n")]);
    desk.run("dict compile names.csv -o names.canon").code(0);
    let whole = fs::read(desk.path("names.canon")).expect("it was written");
    fs::write(desk.path("short.canon"), &whole[..whole.len() - 9]).expect("it can be written");
    fs::write(desk.path("empty.canon"), b"").expect("it can be written");
    fs::write(desk.path("other.csv"), b"id,name\n1,x\n").expect("it can be written");
    let rows = [
        ("clean a.txt --dict short.canon", "short.canon: is cut off"),
        ("clean a.txt --dict empty.canon", "empty.canon: is no compiled dictionary"),
        ("clean a.txt --dict other.csv", "other.csv:1: the columns of a dictionary are"),
        ("clean a.txt --dict none.canon", "none.canon: cannot read this dictionary"),
        ("clean a.txt --engine token", "--engine: unknown engine `token`; did you mean `tokens`?"),
        ("dict compile other.csv -o x.canon", "other.csv:1: the columns"),
        ("dict compile names.canon -o x.canon", "names.canon: is compiled already"),
        ("dict lint names.canon", "it is compiled; lint its source"),
    ];
    for (words, sentence) in rows {
        desk.run(words).code(2).silent().says(sentence);
    }
    assert!(!desk.path("x.canon").exists());
}

// ---- settings ---------------------------------------------------------------------------------------------------

/// `key = value # origin` of `config show`.
fn setting(out: &str, key: &str) -> String {
    let found = out.lines().find(|line| line.starts_with(key)).unwrap_or_default();
    found.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn settings_come_from_four_places() {
    let desk = Desk::with(&[
        ("canonry.toml", b"preset = \"press\"\n[names]\norg = \"surface\"\nplace = \"canonical\"\n"),
        ("deep/er/x", b""),
        ("other.toml", b"lang = \"it\"\n"),
    ]);
    let rows = [
        ("", "preset", "preset = \"press\"", "canonry.toml:1"),
        ("", "names.org", "names.org = \"surface\"", "canonry.toml:3"),
        ("", "names.state", "names.state = \"surface\"", "canonry.toml:3"),
        ("", "names.place", "names.place = \"canonical\"", "canonry.toml:4"),
        ("", "quotes", "quotes = \"keep\"", "# preset press"),
        ("--names org=short", "names.org", "names.org = \"short\"", "# --names"),
        ("--isolated", "preset", "preset = \"news\"", "# default"),
        ("--config other.toml", "lang", "lang = \"it\"", "# other.toml:1"),
        ("--config other.toml", "preset", "preset = \"news\"", "# default"),
    ];
    for (flags, key, value, origin) in rows {
        let out = desk.run(&format!("config show {flags}")).code(0).out;
        let line = setting(&out, key);
        assert!(line.starts_with(value) && line.ends_with(origin), "{flags}: {line}");
    }
    let mut command = desk.command();
    command.args(["config", "show", "--quotes", "rewrite"]);
    let out = ran(command
        .env("CANONRY_NAMES", "org=short")
        .env("CANONRY_QUOTES", "keep")
        .env("CANONRY_CONFIG", "other.toml"))
    .code(0)
    .out;
    assert_eq!(setting(&out, "names.org"), "names.org = \"short\" # CANONRY_NAMES");
    assert_eq!(setting(&out, "quotes"), "quotes = \"rewrite\" # --quotes");
    assert_eq!(setting(&out, "lang"), "lang = \"it\" # other.toml:1");
    let below = ran(desk.command().current_dir(desk.path("deep/er")).args(["config", "show"])).code(0).out;
    assert!(setting(&below, "preset").contains("press"), "upwards: {below}");
}

#[test]
fn flags_protect_what_they_name() {
    let desk = Desk::with(&[]);
    let text = "The attack on the port was claimed by ISIS-K fighters  or al Qaida.\n";
    let rows = [
        ("--protect ISIS-K", "claimed by ISIS-K fighters or al-Qaeda."),
        ("--protect-pattern IS\\w+-K", "claimed by ISIS-K fighters or al-Qaeda."),
        ("--protect-line ^The", "claimed by ISIS-K fighters  or al Qaida."),
        ("--protect-line ^Nor", "claimed by ISKP fighters or al-Qaeda."),
    ];
    for (flag, expected) in rows {
        let once = desk.fed(&format!("clean - {flag}"), text).code(0).out;
        assert!(once.contains(expected), "{flag}: {once}");
    }
    desk.fed("clean - --protect-pattern (", text)
        .code(2)
        .silent()
        .says("--protect-pattern: the pattern `(` cannot be read");
    let record = "{\"title\":\"Isis-K in war..\",\"text\":\"Isis-K cells fled..\"}\n";
    let expected = "{\"title\":\"Isis-K in war..\",\"text\":\"ISKP cells fled.\"}\n";
    let out = desk.fed("clean - --field title,text --protect-field title", record).code(0).out;
    assert_eq!(out, expected);
    let alone = desk.fed("clean - --field title --protect-field title", record).code(0).out;
    assert_eq!(alone, record);
}

#[test]
fn house_rules_take_effect() {
    let rows = [
        ("[protect]\nphrases = [\"claimed by ISIS-K\"]\n", "claimed by ISIS-K fighters or al-Qaeda."),
        ("[write]\n\"org/al-qaeda\" = \"Al-Qaeda Central\"\n", "or Al-Qaeda Central."),
        ("[write.\"org/al-qaeda\"]\nen = \"Al-Qaeda Central\"\n", "or Al-Qaeda Central."),
        ("[names]\norg = \"surface\"\n", "or al Qaida."),
        ("[dict]\ndisable = [\"org/al-qaeda\"]\n", "or al Qaida."),
        ("[protect]\npatterns = ['claimed by \\S+']\n", "claimed by ISIS-K fighters or al-Qaeda."),
        ("[protect]\nlines = ['^The attack']\n", "claimed by ISIS-K fighters  or al Qaida."),
        ("quotes = \"keep\"\n", "claimed by ISKP fighters or al-Qaeda."),
        ("stages = [\"repair\"]\n", "or al Qaida."),
        ("stages = []\n", "fighters  or al Qaida."),
    ];
    let text = "The attack on the port was claimed by ISIS-K fighters  or al Qaida.\n";
    for (config, expected) in rows {
        let desk = Desk::with(&[("canonry.toml", config.as_bytes())]);
        let once = desk.fed("clean -", text).code(0).out;
        assert!(once.contains(expected), "{config}: {once}");
        assert_eq!(desk.fed("clean -", &once).code(0).out, once, "{config}: twice is once");
    }
}

#[test]
fn wrong_settings_are_pointed_at() {
    let rows: &[(&str, &[&str])] = &[
        ("presett = \"news\"\n", &["canonry.toml:1:1", "^", "did you mean `preset`?"]),
        ("preset = \"pres\"\n", &["canonry.toml:1:10", "^", "did you mean `press`?"]),
        ("[names]\norgs = \"short\"\n", &["canonry.toml:2:1", "^", "did you mean `org`?"]),
        ("[names]\norg = \"shrt\"\n", &["canonry.toml:2:7", "^", "did you mean `short`?"]),
        (
            "[protect]\nlines = ['(']\n",
            &["canonry.toml:2:9", "^", "the pattern `(` cannot be read: unclosed group"],
        ),
        ("[protect]\npatterns = ['x*']\n", &["canonry.toml:2:12", "^", "write `+` for `*`"]),
        ("[protect]\nphrases = ['']\n", &["canonry.toml:2:11", "^", "a protected phrase is empty"]),
        ("[protect]\nline = []\n", &["canonry.toml:2:1", "^", "did you mean `lines`?"]),
        ("[protct]\n", &["canonry.toml:1:2", "^", "did you mean `protect`?"]),
        ("strip = [\"shar\"]\n", &["canonry.toml:1:9", "^", "did you mean `share`?"]),
        ("stages = [\"repair\"\n", &["canonry.toml:", "^"]),
        ("mark = \"yes\"\n", &["canonry.toml:1:8", "^"]),
        (
            "[dict]\ndisable = [\"org/islamic-stat\"]\n",
            &["canonry.toml:2:12", "^", "did you mean `org/islamic-state`?"],
        ),
        (
            "[write]\n\"org/islamic-stat\" = \"IS\"\n",
            &["canonry.toml:2:1", "^", "did you mean `org/islamic-state`?"],
        ),
        ("[write]\n\"org/islamic-state\" = \"\"\n", &["canonry.toml:2:1", "^"]),
        ("[dict]\nfiles = [\"none.toml\"]\n", &["none.toml", "cannot read"]),
    ];
    for (config, expected) in rows {
        let desk = Desk::with(&[("canonry.toml", config.as_bytes()), ("a.txt", DIRTY.as_bytes())]);
        let mut ran = desk.run("clean a.txt -o out.txt").code(2).silent();
        for words in *expected {
            ran = ran.says(words);
        }
        assert!(!desk.path("out.txt").exists());
    }
}

#[test]
fn wrong_words_are_answered() {
    let desk = Desk::with(&[("a.txt", DIRTY.as_bytes()), ("pages/a.txt", b"x")]);
    let rows = [
        ("clean a.txt --presett news", "did you mean `--preset`?"),
        ("clean a.txt --preset nws", "did you mean `news`?"),
        ("clean a.txt --stages repare", "did you mean `repair`?"),
        ("clean a.txt --strip shar", "did you mean `share`?"),
        ("clean a.txt --keep credits", "did you mean `credit`?"),
        ("clean a.txt --names cannonical", "did you mean `canonical`?"),
        ("clean a.txt --names orgs=short", "did you mean `org`?"),
        ("clean a.txt --quotes kep", "did you mean `keep`?"),
        ("clean a.txt --dups heading", "did you mean `headings`?"),
        ("clean a.txt --lang auot", "did you mean `auto`?"),
        ("clean a.txt --format json", "did you mean `jsonl`?"),
        ("clean a.txt --offsets codepoints", "did you mean `codepoint`?"),
        ("clean a.txt --on-error skp", "did you mean `skip`?"),
        ("clean a.txt -o b.txt --add mention", "did you mean `mentions`?"),
        ("clean a.txt --encoding windows-9", "windows-9"),
        ("clean a.txt --stats xml", "json"),
        ("clean a.txt -j 0", "-j 0"),
        ("clean a.txt --config none.toml", "none.toml"),
        ("clean a.txt --pin 123", "fingerprint"),
        ("clean none.txt", "none.txt: no such file"),
        ("clean", "PATH"),
        ("claen a.txt", "did you mean `clean`?"),
        ("a.txt", "canonry clean a.txt"),
        ("pages", "canonry clean pages -o clean"),
        ("explain", "TEXT"),
        ("detect a.txt --by lines", "did you mean `line`?"),
        ("detect a.txt --backend watlang", "did you mean `whatlang`?"),
    ];
    for (words, expected) in rows {
        desk.run(words).code(2).silent().says(expected);
    }
}

#[test]
fn dictionaries_add_up() {
    let entity = |id: &str, write: &str| {
        format!(
            "[[entity]]\nid = \"{id}\"\ntype = \"org\"\nwrite = \"{write}\"\n[[entity.forms]]\nclass = \"long\"\ntext = [\"Harbour Watch Group\"]\n"
        )
    };
    let (ours, theirs) = (entity("org/harbour-watch", "Harbour Watch"), entity("org/other", "Other House"));
    let desk = Desk::with(&[("ours.toml", ours.as_bytes()), ("theirs.toml", theirs.as_bytes())]);
    let text = "The police said that men of the Harbour Watch Group were seen near the port and that they had left it again.\n";
    desk.fed("clean - --dict ours.toml", text).code(0).prints("of the Harbour Watch were");
    let both = desk.fed("clean - --dict ours.toml --dict theirs.toml", text).code(0);
    both.prints("Other House were").says("warning: theirs.toml: 1 form");
    desk.put("canonry.toml", "[dict]\nfiles = [\"ours.toml\"]\n");
    desk.fed("clean -", text).code(0).prints("of the Harbour Watch were");
}

#[test]
fn a_wrong_dictionary_stops_everything() {
    let rows = [
        ("[[entity]\nid = 1\n", "d.toml:1:"),
        ("[[entity]]\nid = \"org/x\"\ntype = \"org\"\nvariants = [\"X\"]\n", "d.toml:4:1"),
        ("[[entity]]\nid = \"org/x\"\ntype = \"og\"\n", "d.toml:3:"),
    ];
    for (dictionary, place) in rows {
        let desk = Desk::with(&[("d.toml", dictionary.as_bytes()), ("a.txt", DIRTY.as_bytes())]);
        desk.run("clean a.txt -o out.txt --edits log.jsonl --dict d.toml")
            .code(2)
            .silent()
            .says(place)
            .says("^");
        assert!(!desk.path("out.txt").exists() && !desk.path("log.jsonl").exists());
    }
}

// ---- bad input --------------------------------------------------------------------------------------------------

#[test]
fn undo_gives_the_bytes_back() {
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(DIRTY.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf16be: Vec<u8> =
        [0xfe, 0xff].into_iter().chain(DIRTY.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let latin =
        b"La citt\xe0 \xe8 caduta, perch\xe9 l\x92ISIS-K  avanzava verso la capitale, disse l\x92emiro..\r\n";
    let lines = "\n".repeat(100_000);
    let rows: &[(&str, &[u8])] = &[
        ("empty", b""),
        ("only a mark", b"\xef\xbb\xbf"),
        ("mark", b"\xef\xbb\xbfThe ISIS-K cell  struck..\r\n"),
        ("invalid", b"The ISIS-K \xff\xfe cell \xc3( struck..\n"),
        ("windows-1252", latin),
        ("utf-16le", &utf16),
        ("utf-16be", &utf16be),
        ("nul", b"The\0 ISIS-K\0\0 cell  struck..\n\0"),
        ("marks alone", "\u{301}\u{300}\u{301}\n\u{308}".as_bytes()),
        ("empty lines", lines.as_bytes()),
        ("old line ends", b"The ISIS-K cell  struck..\rIt fled.\r"),
        ("no last line end", b"The ISIS-K cell  struck.."),
    ];
    for (name, bytes) in rows {
        let desk = Desk::with(&[("a.txt", bytes)]);
        desk.run("clean a.txt -o out.txt --edits log.jsonl").code(0);
        let back = desk.run("undo log.jsonl out.txt").code(0).bytes;
        assert!(back == *bytes, "{name}: {:?}", String::from_utf8_lossy(&back));
        desk.run("verify log.jsonl a.txt out.txt --replay").code(0);
        let once = desk.text("out.txt");
        assert!(desk.run("clean out.txt").code(0).out == once, "{name}: twice is once");
    }
}

#[test]
fn encodings_are_read() {
    let desk = Desk::with(&[("a.txt", b"La citt\xe0 e il governo, perch\xe9 cos\xec vuole l\x92emiro.\n")]);
    desk.run("clean a.txt").code(0).prints("città e il governo, perché così");
    desk.run("clean a.txt --encoding windows-1251").code(0).prints("citt\u{430} e");
}

#[test]
fn a_very_long_line() {
    let text = "harbour lights and quiet streets again ".repeat(50 * 1024 * 1024 / 39);
    let desk = Desk::with(&[("a.txt", text.as_bytes())]);
    desk.run("clean a.txt -o out.txt").code(0);
    assert!(desk.get("out.txt").len() > text.len() - 10);
}

const MIXED: &str = "\
{\"id\":\"1\",\"text\":\"The ISIS-K cell struck..\"}
{\"id\":\"2\",\"text\":\"half
{\"id\":\"3\",\"body\":\"no text\"}
{\"id\":\"4\",\"text\":7}
{\"id\":\"5\",\"text\":\"a lone \\ud800 half  here\"}
{\"id\":\"1\",\"text\":\"Again.\"}
[1]
{\"id\":\"8\",\"text\":\"The ISIS-K cell struck..\"}
";

#[test]
fn bad_records_are_named_and_kept() {
    let desk = Desk::with(&[("in.jsonl", MIXED.as_bytes())]);
    let mut ran = desk.run("clean in.jsonl --errors bad.jsonl --max-error-rate 80%").code(3);
    for line in [2, 3, 4, 5, 6, 7] {
        ran = ran.says(&format!("in.jsonl:{line}: "));
    }
    let (before, after): (Vec<&str>, Vec<&str>) = (MIXED.lines().collect(), ran.out.lines().collect());
    assert_eq!(after.len(), before.len());
    assert_eq!(after[1..7], before[1..7]);
    for cleaned in [0, 7] {
        assert_eq!(json(after[cleaned])["text"], "The ISKP cell struck.");
    }
    let listed: Vec<_> = desk.text("bad.jsonl").lines().map(json).collect();
    let numbers: Vec<_> = listed.iter().map(|row| row["record"].as_u64()).collect();
    assert_eq!(numbers, [2, 3, 4, 5, 6, 7].map(Some));
    let bytes = listed[0]["bytes"].as_str().map(|bytes| BASE64.decode(bytes).expect("base64"));
    assert_eq!(bytes.as_deref(), Some(format!("{}\n", before[1]).as_bytes()));
    for command in ["annotate", "detect", "check", "find"] {
        desk.run(&format!("{command} in.jsonl")).code(3).says("in.jsonl:2: ");
    }
}

#[test]
fn bad_records_are_left_out_or_end_the_run() {
    let desk = Desk::with(&[("in.jsonl", MIXED.as_bytes())]);
    desk.run("clean in.jsonl --on-error skip --edits log.jsonl -o out.jsonl").code(3).silent();
    assert_eq!(desk.text("out.jsonl").lines().count(), 3);
    let back = desk.run("undo log.jsonl out.jsonl").code(0).out;
    let expected: Vec<&str> =
        MIXED.lines().enumerate().filter(|(at, _)| [0, 5, 7].contains(at)).map(|(_, line)| line).collect();
    assert_eq!(back.lines().collect::<Vec<_>>(), expected);
    desk.run("verify log.jsonl in.jsonl out.jsonl").code(0);
    desk.run("clean in.jsonl --on-error fail -o failed.jsonl").code(4).says("in.jsonl:2");
    assert!(!desk.path("failed.jsonl").exists());
    let words = "clean in.jsonl --max-error-rate 0.5 --errors bad.jsonl -o failed.jsonl";
    desk.run(words).code(4).says("5 of 8 records").silent();
    assert!(!desk.path("failed.jsonl").exists());
    assert_eq!(desk.text("bad.jsonl").lines().count(), 6);
    desk.run("clean in.jsonl --max-error-rate 2").code(2).says("such as 0.01 or 1%");
}

#[test]
fn a_panic_costs_its_record_only() {
    let lines = [record("1", DIRTY), record("2", "The tripwire  here.."), record("3", DIRTY)].concat();
    let desk = Desk::with(&[
        ("in.jsonl", lines.as_bytes()),
        ("pages/a.txt", b"a tripwire.."),
        ("pages/b.txt", DIRTY.as_bytes()),
    ]);
    let run = |words: &str| ran(desk.command().env("CANONRY_TEST_PANIC", "tripwire").args(split(words)));
    for jobs in [1, 2] {
        let out = run(&format!("clean in.jsonl -j {jobs}")).code(3).says("in.jsonl:2: an internal error").out;
        let after: Vec<&str> = out.lines().collect();
        assert_eq!(after[1], record("2", "The tripwire  here..").trim_end());
        for cleaned in [0, 2] {
            assert_eq!(json(after[cleaned])["text"], CLEAN);
        }
    }
    assert_eq!(run("clean in.jsonl --on-error skip").code(3).out.lines().count(), 2);
    run("clean pages -o clean").code(3).says("pages/a.txt: an internal error");
    assert_eq!((desk.text("clean/a.txt"), desk.text("clean/b.txt")), ("a tripwire..".into(), CLEAN.into()));
}

#[test]
fn large_records_and_texts_are_left_out() {
    let large = record("2", &"harbour lights  ".repeat(40_000));
    let lines = [record("1", DIRTY), large.clone(), record("3", DIRTY)].concat();
    let desk = Desk::with(&[
        ("in.jsonl", lines.as_bytes()),
        ("pages/a.txt", large.as_bytes()),
        ("pages/b.txt", DIRTY.as_bytes()),
    ]);
    for jobs in [1, 2] {
        desk.run(&format!(
            "clean in.jsonl -o out.jsonl --max-record 500kB --edits log.jsonl --errors bad.jsonl -j {jobs}"
        ))
        .code(3)
        .says("in.jsonl:2: of 640,")
        .says("left out");
        let ids: Vec<_> = desk.text("out.jsonl").lines().map(|line| json(line)["id"].clone()).collect();
        assert_eq!(ids, ["1", "3"]);
    }
    desk.run("verify log.jsonl in.jsonl out.jsonl").code(0);
    let row = json(desk.text("bad.jsonl").lines().next().expect("a row"));
    assert_eq!(row["record"], 2);
    desk.run("clean pages -o clean --max-record 500kB").code(3).says("pages/a.txt: a text of 640,");
    assert!(!desk.path("clean/a.txt").exists() && desk.path("clean/b.txt").exists());
    desk.run("clean in.jsonl --max-record many").code(2).says("such as 64MB");
}

#[test]
fn compressed_files_are_read_and_written() {
    let lines: String = (0..9000).map(|n| record(&n.to_string(), DIRTY)).collect();
    let desk = Desk::with(&[("in.jsonl", lines.as_bytes())]);
    desk.run("clean in.jsonl -o plain.jsonl --edits log.jsonl").code(0);
    let plain = desk.get("plain.jsonl");
    for packing in [Packing::Gzip, Packing::Zstd] {
        let end = if packing == Packing::Gzip { "gz" } else { "zst" };
        let half = lines.len() / 2;
        let members = [&lines.as_bytes()[..half], &lines.as_bytes()[half..]]
            .map(|part| packing.pack(part).expect("packed"));
        desk.put("packed", members.concat());
        let mut seen = None;
        for jobs in [1, 2] {
            let sides = format!("--edits log.{end} --changes rows.{end}");
            desk.run(&format!("clean packed -o out.jsonl.{end} -j {jobs} {sides}")).code(0);
            let out = desk.get(&format!("out.jsonl.{end}"));
            assert!(out.len() < plain.len() / 5 && Packing::of_head(&out) == packing);
            assert_eq!(unpacked(&out), plain, "{end}");
            assert_eq!(
                seen.get_or_insert_with(|| out.clone()),
                &out,
                "the same bytes for any number of threads"
            );
        }
        assert_eq!(desk.run("clean packed").code(0).bytes, plain, "standard output is not packed");
        let log = String::from_utf8(unpacked(&desk.get(&format!("log.{end}")))).expect("UTF-8");
        assert_eq!(log, desk.text("log.jsonl").replace("in.jsonl", "packed"));
        assert!(unpacked(&desk.get(&format!("rows.{end}"))).starts_with(b"before,"));
        desk.run(&format!("verify log.{end} packed out.jsonl.{end}")).code(0);
        desk.run(&format!("undo log.{end} out.jsonl.{end} -o back.jsonl")).code(0);
        assert_eq!(desk.text("back.jsonl"), lines);
        desk.put(&format!("pages/a.txt.{end}"), packing.pack(DIRTY.as_bytes()).expect("packed"));
        desk.run("clean pages -o clean").code(0);
        assert_eq!(unpacked(&desk.get(&format!("clean/a.txt.{end}"))), CLEAN.as_bytes());
        for command in ["annotate", "detect", "check", "find"] {
            desk.run(&format!("{command} packed")).says("").prints(if command == "detect" {
                "lang"
            } else {
                "ISKP"
            });
        }
        desk.run("explain --file packed:3").code(0).prints("written `ISKP`");
    }
}

#[test]
fn parts_of_the_pages() {
    let text = format!("{DIRTY}{}\n", "harbour lights and quiet streets again ".repeat(5));
    let lines: Vec<String> = (0..6000).map(|n| record(&n.to_string(), &text)).collect();
    let csv: String = (0..6000).map(|n| format!("{n},\"{text}\"\n")).collect();
    let desk = Desk::with(&[
        ("in.jsonl", lines.concat().replacen("{\"id\"", "\n{\"id\"", 1).as_bytes()),
        ("in.csv", format!("id,text\n{csv}").as_bytes()),
        ("pages/a.txt", DIRTY.as_bytes()),
        ("pages/b.txt", DIRTY.as_bytes()),
        ("pages/c.jsonl", lines.concat().as_bytes()),
    ]);
    // The numbers of the pages that are in the output, once their log gave the original words back.
    let chosen = |flags: &str| {
        let (mut one, mut seen) = (String::new(), Vec::new());
        for (input, jobs) in [("in.jsonl", 1), ("in.jsonl", 2), ("in.csv", 2)] {
            let out = input.replace("in", "out");
            desk.run(&format!("clean {input} -o {out} --edits log -j {jobs} {flags}")).code(0);
            desk.run(&format!("verify log {input} {out}")).code(0);
            let back = desk.run(&format!("undo log {out}")).code(0).out;
            let ids: Vec<usize> = match input {
                "in.csv" => {
                    let rows = back
                        .strip_prefix("id,text\n")
                        .expect("the header")
                        .split("\"\n")
                        .filter(|row| !row.is_empty());
                    rows.map(|row| row.split(',').next().and_then(|id| id.parse().ok()).expect("an id"))
                        .collect()
                }
                _ => {
                    let rows = back.lines().filter(|row| !row.is_empty());
                    rows.map(|row| {
                        let id = json(row)["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
                        assert_eq!(format!("{row}\n"), lines[id], "undone");
                        id
                    })
                    .collect()
                }
            };
            assert!(ids.is_sorted(), "in the order of the input");
            assert!(
                jobs == 1 || input == "in.csv" || desk.text(&out) == one,
                "the same for any number of threads"
            );
            one = if input == "in.csv" { one } else { desk.text(&out) };
            seen.push(ids);
        }
        seen
    };
    for limit in [1, 5000, 6000, 7000] {
        let first: Vec<usize> = (0..limit.min(6000)).collect();
        assert!(chosen(&format!("--limit {limit}")).iter().all(|ids| *ids == first), "{limit}");
    }
    let sample = chosen("--sample 100");
    assert!(sample.iter().all(|ids| ids.len() == 100));
    assert_eq!(sample, chosen("--sample 100 --seed 0"));
    assert_ne!(sample, chosen("--sample 100 --seed 1"));
    assert_eq!(chosen("--sample 100 --limit 10")[0], sample[0][..10]);
    let shards: Vec<Vec<Vec<usize>>> = (1..=3).map(|shard| chosen(&format!("--shard {shard}/3"))).collect();
    for input in 0..3 {
        let all: Vec<usize> = shards.iter().flat_map(|shard| shard[input].clone()).collect();
        assert!(all == (0..6000).collect::<Vec<_>>(), "each page once, in the order of the input");
    }
    assert!(shards.iter().all(|shard| shard[0].len() > 1000), "none is idle");
    shards_are_joined(&desk);

    let there =
        |out: &str| ["a.txt", "b.txt", "c.jsonl"].map(|name| desk.path(&format!("{out}/{name}")).exists());
    desk.run("clean pages -o first --limit 2 --manifest m.json").code(0).says("2 files");
    assert_eq!(there("first"), [true, true, false]);
    assert_eq!(json(&desk.text("m.json"))["outputs"].as_array().map(Vec::len), Some(2));
    desk.run("clean pages -o part --shard 2/2 --manifest m.json").code(0);
    assert_eq!(there("part"), [false, false, true]);
    assert_eq!(json(&desk.text("m.json"))["outputs"].as_array().map(Vec::len), Some(1));
    desk.run("clean pages -o none --shard 2/99").code(0).says("nothing to change");
    assert_eq!(desk.fed("clean - --limit 1", lines.concat()).code(0).out.lines().count(), 1);
    for (flags, expected) in [
        ("--sample 2", "standard input"),
        ("--shard 4/3", "expected I/N"),
        ("--shard 1/3", "name a file"),
        ("--limit 0", "at least one"),
        ("--seed 1", "--sample"),
    ] {
        desk.fed(&format!("clean - {flags}"), DIRTY).code(2).says(expected);
    }
}

/// What docs/batch.md says of joining, as `cat` and `grep` do it.
fn shards_are_joined(desk: &Desk) {
    let packed = desk
        .get("in.jsonl")
        .chunks(99_999)
        .flat_map(|part| Packing::Gzip.pack(part).expect("packed"))
        .collect::<Vec<_>>();
    desk.put("in.jsonl.gz", packed);
    for (input, head) in [("in.jsonl", 0), ("in.jsonl.gz", 0), ("in.csv", "id,text\n".len())] {
        let out = input.replace("in", "whole");
        desk.run(&format!("clean {input} -o {out} --edits whole.log --errors whole.bad")).code(0);
        let (mut joined, mut log) = (Vec::new(), String::new());
        for shard in 1..=3 {
            let out = input.replace("in", "part");
            desk.run(&format!("clean {input} -o {out} --edits part.log --shard {shard}/3")).code(0);
            let part = desk.get(&out);
            joined.extend_from_slice(&part[if shard > 1 { head } else { 0 }..]);
            let lines = desk.text("part.log");
            let chosen = lines.lines().filter(|line| !line.contains("\"skipped\":\"not chosen\""));
            log.extend(chosen.map(|line| format!("{line}\n")));
        }
        assert!(unpacked(&joined) == unpacked(&desk.get(&out)), "{input}");
        assert!(log == desk.text("whole.log"), "{input}");
        desk.put(&out, joined);
        desk.put("joined.log", log);
        desk.run(&format!("verify joined.log {input} {out}")).code(0).says("6,000 texts verified");
    }
}

#[test]
fn progress_for_programs() {
    let lines: String = (0..2000).map(|n| record(&n.to_string(), DIRTY)).collect();
    let desk = Desk::with(&[("in.jsonl", format!("{lines}broken\n").as_bytes())]);
    let err = desk.run("clean in.jsonl -o out.jsonl --progress json").code(3).err;
    let last = err.lines().rfind(|line| line.starts_with('{')).map(json).expect("a record");
    let length = desk.get("in.jsonl").len();
    for (key, expected) in [("texts", 2000), ("errors", 1), ("bytes", length), ("of", length)] {
        assert_eq!(last["progress"][key], expected, "{key}");
    }
    assert_eq!(last["progress"]["ended"], true);
    assert!(
        !desk.run("clean in.jsonl -o out.jsonl").code(3).err.contains("progress"),
        "no terminal, no progress"
    );
    desk.run("clean in.jsonl --progress loud").code(2).says("there are: auto, json, none");
}

#[test]
fn web_archives_keep_all_but_texts() {
    let part = |n: usize, kind: &str, media: &str, text: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x:{n}>\r\nContent-Type: {media}\r\n\
             Content-Length: {}\r\n\r\n{text}\r\n\r\n",
            text.len()
        )
    };
    let archive = |text: &str| {
        let page = "HTTP/1.1 200 OK\r\n\r\n<p>x  y..</p>";
        let three = |n| {
            [
                part(n, "warcinfo", "application/warc-fields", "software: x..\r\n"),
                part(n, "response", "application/http; msgtype=response", page),
                part(n, "conversion", "text/plain", text),
            ]
        };
        (0..1500).flat_map(three).collect::<String>()
    };
    let (before, after) = (archive(DIRTY), archive(CLEAN));
    let desk = Desk::with(&[("in.wet", before.as_bytes())]);
    desk.put(
        "in.wet.gz",
        before
            .as_bytes()
            .chunks(9999)
            .flat_map(|part| Packing::Gzip.pack(part).expect("packed"))
            .collect::<Vec<_>>(),
    );
    for (input, jobs) in [("in.wet", 1), ("in.wet.gz", 2)] {
        let out = input.replace("in", "out");
        desk.run(&format!("clean {input} -o {out} --edits log -j {jobs}")).code(0).says("1500 records");
        assert!(unpacked(&desk.get(&out)) == after.as_bytes(), "{input}");
        desk.run(&format!("verify log {input} {out} --replay")).code(0).says("1,500 texts verified");
        assert!(desk.run(&format!("undo log {out}")).code(0).out == before, "{input}");
    }
    let first = desk.run("annotate in.wet --limit 1").code(0).out;
    assert_eq!(json(&first)["id"], "<urn:x:0>");
    desk.run("explain --file in.wet:3003").code(0).prints("written `ISKP`");
    desk.put("cut.wet", &before.as_bytes()[..before.len() - 30]);
    desk.run("clean cut.wet -o cut.out").code(3).says("cut.wet:4500: is cut short");
    desk.run("clean in.wet --add lang").code(2).says("no place for it");
    desk.run("clean in.wet --field body").code(2).says("no field `body`; it has `text`");
}

#[test]
fn records_become_other_records() {
    let lines = [record("1", DIRTY), record("2", "a; \"b\", c  d.."), "{broken\n".to_owned()].concat();
    let table = "\u{feff}id,text\n1,\"The attack on the port was claimed by ISKP fighters.\n\"\n2,\"a; \"\"b\"\", c d.\"\n";
    let desk = Desk::with(&[
        ("in.jsonl", lines.as_bytes()),
        ("pages/a.txt", DIRTY.as_bytes()),
        ("pages/b.txt", b"The ISIS-K men left the caf\xe9.."),
        ("mixed/a.txt", DIRTY.as_bytes()),
        ("mixed/b.csv", b"n;text\n1;The ISIS-K men..\n"),
    ]);
    for (jobs, out) in [(1, "out.csv"), (2, "out.csv.gz")] {
        let words = format!("clean in.jsonl -o {out} --output-format csv --errors bad -j {jobs}");
        desk.run(&words).code(3).says("in.jsonl:3: not a JSON object");
        assert_eq!(String::from_utf8_lossy(&unpacked(&desk.get(out))), table);
    }
    assert_eq!(desk.text("bad").lines().count(), 1, "what is no record is listed");
    assert_eq!(desk.run("clean in.jsonl --output-format csv").out, table);
    desk.run("clean out.csv --output-format tsv").code(0).prints("2\t\"a; \"\"b\"\", c d.\"\n");
    let back = desk.run("clean out.csv --output-format jsonl").code(0).out;
    assert_eq!(
        back.lines().map(json).collect::<Vec<_>>(),
        [
            serde_json::json!({"id": "1", "text": CLEAN}),
            serde_json::json!({"id": "2", "text": "a; \"b\", c d."}),
        ]
    );

    let both = "{\"id\":\"a.txt\",\"text\":\"The attack on the port was claimed by ISKP fighters.\\n\"}\n\
        {\"id\":\"b.txt\",\"text\":\"The ISKP men left the café.\"}\n";
    assert_eq!(
        desk.run("clean pages --output-format jsonl").code(0).out,
        both,
        "standard output may hold them all"
    );
    desk.run("clean pages --output-format jsonl -o all.jsonl --manifest m.json").code(0);
    assert_eq!(desk.text("all.jsonl"), both);
    assert_eq!(json(&desk.text("m.json"))["outputs"].as_array().map(Vec::len), Some(1));
    desk.run("clean pages --output-format csv -o folder").code(0);
    assert_eq!(desk.text("folder/b.txt.csv"), "\u{feff}id,text\nb.txt,The ISKP men left the café.\n");
    desk.run("clean pages --output-format csv -o all.csv --add lang").code(0);
    assert!(desk.text("all.csv").starts_with("\u{feff}id,text,canonry\na.txt,"));
    let added = desk.run("clean mixed --output-format jsonl --add lang").code(0).out;
    let added: Vec<_> = added.lines().map(json).collect();
    assert_eq!((&added[0]["id"], &added[1]["n"]), (&"a.txt".into(), &"1".into()));
    assert_eq!((&added[0]["canonry"]["lang"], &added[1]["canonry"]["lang"]), (&"en".into(), &"en".into()));
    for (words, expected) in [
        ("clean mixed --output-format csv", "they are not one table"),
        ("clean pages --output-format xml", "there are: same, jsonl, csv, tsv, parquet"),
    ] {
        desk.run(words).code(2).says(expected);
    }
}

/// Rows of a Parquet file, as lines of JSON.
fn rows(desk: &Desk, path: &str) -> Vec<serde_json::Value> {
    let lines = desk.run(&format!("clean {path} --output-format jsonl --preset minimal")).out;
    lines.lines().map(json).collect()
}

#[test]
fn parquet_comes_out_as_parquet() {
    let line = |n: usize, text: &str| {
        let page = serde_json::json!({"body": text, "words": [n, n + 1]});
        format!(
            "{}\n",
            serde_json::json!({"id": n, "page": page, "text": text, "share": n as f64 / 4.0, "new": n > 1500, "none": null})
        )
    };
    let lines: Vec<String> =
        (1..=3000).map(|n| line(n, &format!("{n}. {DIRTY}{}", "It rained. ".repeat(200)))).collect();
    let desk = Desk::with(&[("in.jsonl", lines.concat().as_bytes())]);
    desk.run("clean in.jsonl -o in.parquet --output-format parquet --stages repair --preset minimal").code(0);
    let before = rows(&desk, "in.parquet");
    assert_eq!(before.len(), 3000);
    assert_eq!(
        (&before[7]["id"], &before[7]["share"], &before[7]["new"]),
        (&8.into(), &2.0.into(), &false.into())
    );
    assert!(before[7]["none"].is_null() && before[7]["page"].is_string(), "objects become JSON");
    for jobs in [1, 2] {
        let words = format!(
            "clean in.parquet -o out{jobs}.parquet --edits log{jobs}.parquet -j {jobs} --manifest m{jobs}"
        );
        desk.run(&words).code(0).says("3000 records");
    }
    assert!(desk.get("out1.parquet") == desk.get("out2.parquet"), "the same bytes for every -j");
    assert!(desk.get("log1.parquet") == desk.get("log2.parquet"));
    assert_eq!(json(&desk.text("m1"))["outputs"].as_array().map(Vec::len), Some(2));
    let after = rows(&desk, "out1.parquet");
    for (before, after) in before.iter().zip(&after) {
        let mut expected = before.clone();
        let text = before["text"].as_str().expect("words");
        expected["text"] = text.replace("ISIS-K  fighters..", "ISKP fighters.").into();
        assert_eq!(*after, expected);
    }
    assert_eq!(after.len(), 3000);
    desk.run("verify log1.parquet in.parquet out1.parquet --replay").code(0).says("3,000 texts verified");
    desk.run("undo log1.parquet out1.parquet -o back.parquet").code(0).says("3,000 texts undone");
    assert!(rows(&desk, "back.parquet") == before);
    desk.run("undo log1.parquet out1.parquet").code(2).says("add -o OUT.parquet");
    let log = desk.run("clean in.parquet -o out1.parquet --edits log.jsonl --errors bad").code(0);
    assert!(desk.get("out1.parquet") == desk.get("out2.parquet") && log.out.is_empty());
    desk.run("verify log.jsonl in.parquet out1.parquet").code(0).says("3,000 texts verified");
    desk.run("verify log.jsonl in.parquet in.parquet").code(1).prints("in.parquet:1: ");

    let flags = "--add lang,lines,items,mentions,edits,meta,near-dup --limit 40";
    desk.run(&format!("clean in.parquet -o added.parquet {flags}")).code(0);
    let direct = desk.run(&format!("clean in.jsonl --field text {flags}")).code(0).out;
    let (added, direct) = (rows(&desk, "added.parquet"), direct.lines().map(json).collect::<Vec<_>>());
    assert_eq!((added.len(), direct.len()), (40, 40));
    for (added, direct) in added.iter().zip(&direct) {
        let (added, direct) = (&added["canonry"], &direct["canonry"]);
        for key in ["lang", "mentions", "edits", "near_dup", "items", "unit"] {
            assert_eq!(added[key], direct[key], "{key}");
        }
        assert_eq!(added["lines"][0]["orig"], direct["lines"][0]["orig"]);
    }
    desk.run("clean in.parquet -o sample.parquet --sample 5 --seed 1").code(0);
    assert_eq!(rows(&desk, "sample.parquet").len(), 5);
    desk.run("clean in.parquet -o none.parquet --shard 2/2 --limit 1 --max-record 10").code(3);
    desk.run("explain --file in.parquet:2").code(0).prints("ISIS-K");
    desk.run("explain --file in.parquet:4000").code(2).says("has no line 4000; it has 3,000 lines");
    desk.run("find in.parquet --limit 1").code(0);
    for (words, expected) in [
        ("clean in.parquet", "add -o OUT.parquet"),
        ("clean in.parquet -o out.jsonl", "name a .parquet file"),
        ("clean in.jsonl -o out.parquet", "add --output-format parquet"),
        ("clean in.parquet -o out.parquet.gz", "packed inside"),
        ("clean in.parquet -o x.parquet --field share", "field `share` holds Float64, not text"),
        ("clean in.parquet -o x.parquet --field body", "it has `id` (1), `page`"),
    ] {
        desk.run(words).code(2).says(expected);
    }
    let whole = desk.get("in.parquet");
    for (name, bytes, expected) in [
        ("cut.parquet", &whole[..whole.len() - 9], "cut.parquet: its footer is missing"),
        ("no.parquet", b"words, not columns", "no.parquet: no Parquet file"),
    ] {
        desk.put(name, bytes);
        desk.run(&format!("clean {name} -o y.parquet --errors bad.jsonl")).code(3).says(expected).silent();
        assert!(desk.text("bad.jsonl").contains(name) && !desk.path("y.parquet").exists());
        desk.run(&format!("clean {name} in.parquet -o x/ --limit 1")).code(3).says(expected);
    }
    // Damage in the midst: the rows of that group are named, all others are done.
    let mut torn = whole;
    let middle = torn.len() / 2;
    torn[middle..middle + 4000].fill(0x5a);
    desk.put("torn.parquet", torn);
    let ran =
        desk.run("clean torn.parquet -o torn-out.parquet --edits torn.log").code(3).says("cannot be read");
    let left = rows(&desk, "torn-out.parquet").len();
    assert!(left > 0 && left < 3000, "{left} {}", ran.err);
    desk.run("verify torn.log torn.parquet torn-out.parquet").code(0).says("texts verified");
    desk.run("undo torn.log torn-out.parquet -o torn-back.parquet").code(0);
    assert_eq!(rows(&desk, "torn-back.parquet").len(), left);
}

#[test]
fn records_of_another_format_are_undone() {
    let lines =
        [record("1", DIRTY), "\n".to_owned(), "{broken\n".to_owned(), record("2", "a; \"b\", c  d..")]
            .concat();
    let desk = Desk::with(&[
        ("in.jsonl", lines.as_bytes()),
        ("pages/a.txt", DIRTY.as_bytes()),
        ("pages/b.txt", b"The ISIS-K men left the caf\xe9.."),
        ("pages/c.jsonl", lines.as_bytes()),
        ("deep.jsonl", b"{\"page\": {\"body\": \"The ISIS-K men..\"}}\n"),
    ]);
    let verified = |texts: &str, log: &str, input: &str, out: &str| {
        desk.run(&format!("verify {log} {input} {out} --replay"))
            .code(0)
            .says(&format!("{texts} texts verified"));
    };
    for format in ["csv", "tsv", "parquet"] {
        desk.run(&format!("clean in.jsonl -o out.{format} --output-format {format} --edits log")).code(3);
        verified("2", "log", "in.jsonl", &format!("out.{format}"));
        desk.run(&format!("undo log out.{format} -o back.{format}")).code(0).says("2 texts undone");
        let back = desk.run(&format!("clean back.{format} --output-format jsonl --preset minimal"));
        let texts: Vec<_> = back.out.lines().map(|line| json(line)["text"].clone()).collect();
        assert_eq!(texts, [DIRTY, "a; \"b\", c  d.."], "{format}");
    }
    // Many files of one, and of each.
    desk.run("clean pages -o all.jsonl --output-format jsonl --edits log").code(3);
    verified("4", "log", "pages", "all.jsonl");
    let back = desk.run("undo log all.jsonl").code(0).out;
    let texts: Vec<_> = back.lines().map(|line| json(line)["text"].clone()).collect();
    assert_eq!(texts, [DIRTY, "The ISIS-K men left the café..", DIRTY, "a; \"b\", c  d.."]);
    desk.put(
        "short.jsonl",
        desk.text("all.jsonl").lines().take(3).map(|line| format!("{line}\n")).collect::<String>(),
    );
    desk.run("verify log pages short.jsonl")
        .code(1)
        .prints("short.jsonl: c.jsonl:4: it is not in the clean file");
    let changed = desk.text("all.jsonl").replace("ISKP fighters", "ISKP men");
    desk.put("changed.jsonl", changed + &record("9", "more"));
    desk.run("verify log pages changed.jsonl")
        .code(1)
        .prints("changed.jsonl: a.txt: ")
        .prints("1 record more");
    desk.run("clean pages -o folder --output-format parquet --edits log").code(3);
    verified("4", "log", "pages", "folder");
    verified("2", "log", "pages/c.jsonl", "folder/c.jsonl.parquet");
    desk.run("undo log folder -o undone").code(0).says("4 texts undone");
    assert!(desk.path("undone/b.txt.parquet").is_file());
    desk.run("clean deep.jsonl --field page.body --output-format csv -o x.csv --edits log")
        .code(2)
        .says("lies inside");
    desk.run("clean deep.jsonl --field page.body --output-format csv -o x.csv").code(0);
}

#[test]
fn a_log_out_of_order_is_refused() {
    let desk = Desk::with(&[("in.jsonl", (record("1", DIRTY) + &record("2", DIRTY)).as_bytes())]);
    desk.run("clean in.jsonl -o out.jsonl --edits log").code(0);
    let log = desk.text("log");
    desk.put("log", log.lines().rev().map(|line| format!("{line}\n")).collect::<String>());
    desk.run("verify log in.jsonl out.jsonl").code(1).prints("in another order");
    desk.run("undo log out.jsonl").code(3).says("in another order");
}

/// A workbook of sheets: name, and rows of cells.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKED: &str = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    let (mut names, mut links) = (String::new(), String::new());
    let mut packer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut put = |name: &str, words: &str| {
        packer.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        packer.write_all(words.as_bytes()).expect("packed");
    };
    for (at, (name, rows)) in (1..).zip(sheets) {
        names.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"r{at}\"/>"));
        let target = format!("worksheets/s{at}.xml");
        links.push_str(&format!(
            "<Relationship Id=\"r{at}\" Type=\"{LINKS}/worksheet\" Target=\"{target}\"/>"
        ));
        let cell =
            |words: &&str| format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{words}</t></is></c>");
        let row = |row: &&[&str]| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
        let rows: String = rows.iter().map(row).collect();
        put(&format!("xl/{target}"), &format!("<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"));
    }
    put("xl/_rels/workbook.xml.rels", &format!("<Relationships {PACKED}>{links}</Relationships>"));
    put(
        "xl/workbook.xml",
        &format!("<workbook {MAIN} xmlns:r=\"{LINKS}\"><sheets>{names}</sheets></workbook>"),
    );
    let link =
        format!("<Relationship Id=\"r1\" Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    put("_rels/.rels", &format!("<Relationships {PACKED}>{link}</Relationships>"));
    packer.finish().expect("finished").into_inner()
}

#[test]
fn workbooks_come_out_as_tables() {
    let pages: &[&[&str]] =
        &[&["id", "body"], &["1", "The ISIS-K cell, struck.."], &["2", "Nothing to mend."]];
    let book = workbook(&[("Notes", &[&["text"], &["The ISIS-K men.."]]), ("Pages", pages)]);
    let desk = Desk::with(&[("in.xlsx", &book), ("pages/a.xlsx", &book), ("pages/b.txt", DIRTY.as_bytes())]);
    desk.run("clean in.xlsx -o out.csv").code(0).says("sheet Notes of 2 is read; --sheet names another");
    assert_eq!(desk.text("out.csv"), "\u{feff}text\nThe ISKP men.\n");
    let flags = "--sheet Pages --field body";
    desk.run(&format!("clean in.xlsx -o out.csv --edits log {flags}")).code(0).says("2 records");
    assert_eq!(desk.text("out.csv"), "\u{feff}id,body\n1,\"The ISKP cell, struck.\"\n2,Nothing to mend.\n");
    desk.run("verify log in.xlsx out.csv --sheet Pages").code(0).says("2 texts verified");
    desk.run("undo log out.csv").code(0).prints("The ISIS-K cell, struck..");
    desk.run("clean pages -o clean --edits log").code(0);
    desk.run("verify log pages clean").code(0).says("2 texts verified");
    assert_eq!(desk.text("clean/a.xlsx.csv"), "\u{feff}text\nThe ISKP men.\n");
    desk.run("clean in.xlsx --sheet Page").code(2).says("no sheet Page; it has Notes, Pages");
    desk.run("clean in.xlsx --sheet Pages").code(2).says("no field `text`; it has `id` (1), `body`");
    desk.run("clean in.xlsx -o out.xlsx").code(2).says("name a .csv file");
    desk.put("cut.xlsx", &book[..book.len() / 2]);
    desk.run("clean cut.xlsx").code(2).says("cut.xlsx: no workbook that can be read");
}

#[test]
fn tables_keep_what_is_no_text() {
    let table = "\u{feff}id;text;\"n o t e\"\r\n\
        1;\"The ISIS-K cell struck..\r\nIt fled; ISIS-K men said..\"; 007 \r\n\
        2;Nothing to mend.;\"a \"\"b\"\"\"\r\n\
        three;cells;are;four\r\n\
        \r\n\
        4;The ISIS-K cell fled..;";
    let clean = "\u{feff}id;text;\"n o t e\"\r\n\
        1;\"The ISKP cell struck.\r\nIt fled; ISKP men said.\"; 007 \r\n\
        2;Nothing to mend.;\"a \"\"b\"\"\"\r\n\
        three;cells;are;four\r\n\
        \r\n\
        4;The ISKP cell fled.;";
    let desk = Desk::with(&[("in.csv", table.as_bytes())]);
    for jobs in [1, 2] {
        desk.run(&format!("clean in.csv -o out.csv --edits log.jsonl -j {jobs}"))
            .code(3)
            .says("in.csv:4: has 4 cells, and the header has 3");
        assert_eq!(desk.text("out.csv"), clean);
    }
    desk.run("verify log.jsonl in.csv out.csv").code(0).says("3 texts verified");
    assert_eq!(desk.run("undo log.jsonl out.csv").code(0).out, table);
    desk.run("find in.csv").prints("in.csv:2:1:5").prints("ISKP");
    desk.run("explain --file in.csv:6").code(0).prints("written `ISKP`");
    let first = desk.run("annotate in.csv").out;
    assert_eq!(json(first.lines().next().expect("a record"))["id"], "1");
    let added = desk.fed("clean - --add lang", "id,text\n1,The ISIS-K cell fled..\n").code(0).out;
    let cell = added
        .strip_prefix("id,text,canonry\n1,The ISKP cell fled.,\"")
        .and_then(|rest| rest.strip_suffix("\"\n"));
    assert_eq!(json(&cell.expect("one column more").replace("\"\"", "\""))["lang"], "en");
    desk.fed("clean - --format tsv --field body", "id\tbody\n1\tThe ISIS-K cell, fled..\n")
        .code(0)
        .prints("id\tbody\n1\tThe ISKP cell, fled.\n");
}

#[test]
fn tables_of_code_pages_come_out_as_utf_8() {
    let rows = "id,text\n".to_owned()
        + &"1,Plain words of ISIS-K men..\n".repeat(9000)
        + "2,La citt\u{e0} \u{e8} l\u{ec}.\n";
    let code_page: Vec<u8> = rows.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let desk = Desk::with(&[("in.csv", &code_page)]);
    desk.run("clean in.csv -o out.csv --edits log.jsonl").says("in.csv: read as windows-1252");
    let clean = rows.replace("ISIS-K", "ISKP").replace("..", ".");
    assert_eq!(desk.text("out.csv"), format!("\u{feff}{clean}"));
    desk.run("verify log.jsonl in.csv out.csv").code(0);
    desk.run("clean in.csv --encoding windows-1250").prints("citt\u{155}");
}

#[test]
fn a_missing_column_is_explained() {
    let table = "id,body\n1,The ISIS-K cell struck the port again on Monday.\n";
    let desk = Desk::with(&[("in.csv", table.as_bytes())]);
    desk.run("clean in.csv -o out.csv")
        .code(2)
        .silent()
        .says("in.csv: no field `text`; it has `id` (1), `body`")
        .says("--field body");
    assert!(!desk.path("out.csv").exists());
    desk.run("clean in.csv --field body").code(0).prints("ISKP");
}

#[test]
fn of_a_broken_file_the_readable_part_is_done() {
    let lines: String = (0..20_000).map(|n| record(&n.to_string(), &format!("{n} {DIRTY}"))).collect();
    for packing in [Packing::Gzip, Packing::Zstd] {
        let whole = packing.pack(lines.as_bytes()).expect("packed");
        let desk = Desk::with(&[("cut.jsonl", &whole[..whole.len() * 3 / 4])]);
        let before = desk.run("clean cut.jsonl -o one.jsonl -j 1").code(3).says("cut short").err;
        assert!(before.contains("cut.jsonl: the "), "{before}");
        let out = desk.text("one.jsonl");
        assert!(
            out.lines().count() > 5_000
                && json(out.lines().next().expect("one"))["text"]
                    .as_str()
                    .is_some_and(|t| t.contains("ISKP"))
        );
        desk.run("clean cut.jsonl -o two.jsonl -j 2").code(3);
        assert_eq!(desk.text("two.jsonl"), out);
    }
    let desk = Desk::with(&[("in.jsonl", format!("{}{{\"id\":\"2\",\"te", record("1", DIRTY)).as_bytes())]);
    let ran = desk.run("clean in.jsonl").code(3).says("in.jsonl:2: not a JSON object");
    assert!(ran.out.contains("ISKP") && ran.out.ends_with("\"te"));
}

#[test]
fn a_key_canonry_is_not_written_over() {
    let line = "{\"id\":\"1\",\"text\":\"The ISIS-K cell..\",\"canonry\":{\"mine\":true}}\n";
    let desk = Desk::with(&[("in.jsonl", line.as_bytes())]);
    assert_eq!(desk.run("clean in.jsonl --add lang").code(3).says("in.jsonl:1: ").out, line);
    assert_eq!(json(&desk.run("clean in.jsonl").code(0).out)["canonry"]["mine"], true);
}

#[test]
fn a_missing_field_is_explained() {
    let line = "{\"id\":\"1\",\"body\":\"The ISIS-K cell struck the port again on Monday.\"}\n";
    let desk = Desk::with(&[("in.jsonl", line.as_bytes())]);
    desk.run("clean in.jsonl -o out.jsonl").code(2).silent().says("no field `text`").says("--field body");
    assert!(!desk.path("out.jsonl").exists());
    desk.fed("clean -", line).code(2).silent().says("--field body");
    desk.put("pages/in.jsonl", line);
    desk.put("pages/a.txt", DIRTY);
    desk.run("clean pages -o clean").code(3).says("pages/in.jsonl: no field `text`");
    assert_eq!(desk.text("clean/a.txt"), CLEAN);
    desk.run("clean in.jsonl --field body").code(0).prints("ISKP");
}

#[test]
fn line_ends_of_records_stay() {
    let ran = Desk::with(&[])
        .fed("clean -", "\u{feff}{\"text\":\"The ISIS-K cell..\"}\r\n\r\n{\"text\":\"Fine.\"}")
        .code(0);
    assert_eq!(ran.out, "\u{feff}{\"text\":\"The ISKP cell.\"}\r\n\r\n{\"text\":\"Fine.\"}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let desk = Desk::with(&[("a.txt", DIRTY.as_bytes())]);
    desk.run("clean a.txt none.txt -o out/").code(3).says("none.txt: no such file");
    assert_eq!(desk.text("out/a.txt"), CLEAN);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", desk.path("link.txt")).expect("a link");
        desk.run("clean a.txt link.txt -o out2/").code(3).says("link.txt");
        desk.run("clean link.txt").code(2).says("link.txt");
    }
}

#[test]
fn other_kinds_of_files_are_counted() {
    let desk = Desk::with(&[
        ("pages/a.txt", DIRTY.as_bytes()),
        ("pages/b.html", b"<html></html>"),
        ("pages/c.pdf", b"%PDF-1.4"),
        ("pages/.hidden.txt", DIRTY.as_bytes()),
        ("pages/d", b"%PDF-1.4"),
    ]);
    desk.run("clean pages -o clean").code(0).says("HTML").says("PDF").says("pdftotext").says("hidden");
    assert_eq!(fs::read_dir(desk.path("clean")).expect("a folder").count(), 1);
    desk.run("clean pages/b.html").code(2).says("HTML");
    let only = Desk::with(&[("pages/b.html", b"<html></html>")]);
    only.run("clean pages -o clean").code(2).says("nothing to read").says("HTML");
}

#[test]
fn outputs_that_would_destroy_or_mix_are_refused() {
    let desk = Desk::with(&[
        ("pages/a.txt", DIRTY.as_bytes()),
        ("pages/b.txt", DIRTY.as_bytes()),
        ("x/a.txt", DIRTY.as_bytes()),
    ]);
    let rows = [
        ("clean pages", "add -o OUT"),
        ("clean pages/a.txt pages/b.txt", "add -o OUT"),
        ("clean pages -o pages", "is the input folder"),
        ("clean pages -o ./x/../pages/", "is the input folder"),
        ("clean pages -o pages/clean", "lies inside"),
        ("clean pages -o .", "contains"),
        ("clean pages -o x/a.txt", "is a file"),
        ("clean pages/a.txt -o pages/a.txt", "is the input itself"),
        ("clean pages/a.txt -o pages", "is the input itself"),
        ("clean pages/a.txt --edits pages/a.txt", "is the input itself"),
        ("clean pages/a.txt -o o.txt --edits o.txt", "both name"),
        ("clean pages/a.txt x/a.txt -o out", "both be written"),
        ("annotate pages/a.txt -o pages/a.txt", "is the input itself"),
    ];
    for (words, expected) in rows {
        desk.run(words).code(2).silent().says(expected);
    }
    for name in ["pages/a.txt", "pages/b.txt", "x/a.txt"] {
        assert_eq!(desk.text(name), DIRTY, "{name}");
    }
    assert!(!desk.path("out").exists());
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_quiet() {
    use std::process::Command as Process;
    let input: String = (0..20_000).map(|n| record(&n.to_string(), DIRTY)).collect();
    let names = "Khorasan\tKhurasan\n".repeat(20_000);
    let desk = Desk::with(&[("in.jsonl", input.as_bytes()), ("pairs.tsv", names.as_bytes())]);
    let binary = assert_cmd::cargo::cargo_bin!("canonry").display().to_string();
    for words in [
        "clean in.jsonl",
        "annotate in.jsonl -j 2",
        "check in.jsonl",
        "find in.jsonl",
        "key --pairs pairs.tsv",
        "dict export",
        "dict export --format jsonl",
        "clean --help",
    ] {
        let script = format!("'{binary}' {words} | head -n 1 >/dev/null; echo \"${{PIPESTATUS[0]}}\"");
        let output = Process::new("bash")
            .args(["-c", &script])
            .current_dir(desk.folder.path())
            .output()
            .expect("runs");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!((out.trim(), &*err), ("0", ""), "{words}");
    }
}

/// Two texts with names, residue and damage, cleaned with a log and a table of changes.
fn logged(more: &str) -> Desk {
    let desk = Desk::with(&[
        (
            "pages/a.txt",
            "Share this article\nThe attack on the port was claimed by ISIS-K fighters, officials said..\n"
                .as_bytes(),
        ),
        (
            "pages/b.txt",
            "Il capo dell'Isis è stato ucciso venerdì vicino a Mosul, dice la polizia.\n".as_bytes(),
        ),
    ]);
    let words = format!("clean pages -o clean --edits log.jsonl --changes changes.csv {more}");
    desk.run(&words).code(0);
    desk
}

/// The ids of the changes of a log, with the words they replace.
fn changes(log: &str) -> Vec<(String, String)> {
    let lines = log.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let edits = lines.flat_map(|line| line["edits"].as_array().expect("a list").clone());
    edits
        .map(|edit| {
            (edit["id"].as_str().expect("an id").to_owned(), edit["old"].as_str().unwrap_or("").to_owned())
        })
        .collect()
}

#[test]
fn a_refused_change_is_remembered() {
    let desk = logged("");
    let all = changes(&desk.text("log.jsonl"));
    let id = |old: &str| all.iter().find(|(_, words)| words.trim() == old).expect(old).0.clone();
    let (name, line) = (id("ISIS-K"), id("Share this article"));
    assert!(
        desk.text("changes.csv").lines().any(|row| row.starts_with("ISIS-K,ISKP,") && row.ends_with(&name))
    );
    desk.run(&format!("reject {name} --edits log.jsonl --reason 'their own words'"))
        .code(0)
        .says("1 change refused in decisions.toml");
    desk.run(&format!("reject {name} {line}"))
        .code(0)
        .says("decisions.toml; 1 known before")
        .says("not looked up");
    for words in
        ["before = \"ISIS-K\"", "after = \"ISKP\"", "page = \"a.txt\"", "reason = \"their own words\""]
    {
        assert!(desk.text("decisions.toml").contains(words), "{words} in {}", desk.text("decisions.toml"));
    }
    let kept = "Share this article\nThe attack on the port was claimed by ISIS-K fighters, officials said.\n";
    desk.run("clean pages -o clean2 --edits log2.jsonl")
        .code(0)
        .says("2 changes not made, as decided before");
    assert_eq!(desk.text("clean2/a.txt"), kept);
    assert_eq!(desk.text("clean2/b.txt"), desk.text("clean/b.txt"));
    assert_eq!(changes(&desk.text("log2.jsonl")).len(), all.len() - 2);
    assert!(
        changes(&desk.text("log2.jsonl")).iter().all(|change| all.contains(change)),
        "the others keep their ids"
    );
    desk.run("clean clean2 -o clean3").code(0);
    assert_eq!(desk.text("clean3/a.txt"), kept, "twice is once");
    desk.run("annotate pages/a.txt").code(0).prints("\"kept\":\"refused\"");
    desk.run("verify log2.jsonl pages clean2 --replay").code(0).says("2 texts verified");
    desk.run("verify log2.jsonl pages clean2 --replay --isolated").code(2).says("fingerprint");
    desk.run("undo log2.jsonl clean2 -o back").code(0);
    assert_eq!(desk.get("back/a.txt"), desk.get("pages/a.txt"));
    desk.run("clean pages -o clean4 --isolated").code(0);
    assert_eq!(desk.text("clean4/a.txt"), desk.text("clean/a.txt"));
    desk.put("canonry.toml", "decisions = \"others.toml\"\n");
    desk.run("clean pages -o clean5").code(2).says("others.toml: cannot read these decisions");
    desk.run(&format!("reject {line}")).code(0).says("others.toml");
    desk.run("clean pages -o clean5").code(0);
    assert!(desk.text("clean5/a.txt").starts_with("Share this article\n"));
}

#[test]
fn only_changes_there_are_can_be_refused() {
    let desk = logged("");
    desk.run("reject").code(2).says("ID");
    desk.run("reject nonsense").code(2).says("expected the id of a change");
    desk.run("reject c0000000000000001 --edits log.jsonl")
        .code(2)
        .says("speaks of no change c0000000000000001");
    desk.run("reject c0000000000000001 --edits none.jsonl").code(2).says("none.jsonl: cannot read this log");
    assert!(!desk.path("decisions.toml").exists());
    desk.put("decisions.toml", "[[refused]]\nid = \"x\"\n");
    desk.run("clean pages -o clean2").code(2).says("decisions.toml:2:6");
}

#[test]
fn a_change_is_undone_by_its_id() {
    let desk = logged("");
    let all = changes(&desk.text("log.jsonl"));
    let id = &all.iter().find(|(_, old)| old == "ISIS-K").expect("there").0;
    desk.run(&format!("undo log.jsonl clean/a.txt --only id={id}"))
        .code(0)
        .prints("The attack on the port was claimed by ISIS-K fighters, officials said.\n");
}

#[test]
fn logs_of_some_changes_and_of_digests() {
    let desk = logged("--edits-level names");
    assert!(changes(&desk.text("log.jsonl")).iter().all(|(_, old)| old != ".." && !old.contains("Share")));
    desk.run("verify log.jsonl pages clean").code(1).prints("--edits-level names");
    desk.run("undo log.jsonl clean -o back").code(0);
    assert_eq!(
        desk.text("back/a.txt"),
        "The attack on the port was claimed by ISIS-K fighters, officials said.\n"
    );

    let desk = logged("--edits-level lines,names");
    desk.run("undo log.jsonl clean -o back").code(0);
    assert!(desk.text("back/a.txt").starts_with("Share this article\n"));

    let desk = logged("--edits-text hash");
    assert!(!desk.text("log.jsonl").contains("ISIS-K"));
    desk.run("verify log.jsonl pages clean --replay").code(0).says("2 texts verified");
    desk.run("undo log.jsonl clean -o back").says("--edits-text hash");
    desk.put("pages/a.txt", desk.text("pages/a.txt").replace("ISIS-K", "ISIS-X"));
    desk.run("verify log.jsonl pages clean").code(1).prints("a.txt");

    for (words, expected) in [
        ("--edits l.jsonl --edits-level name", "did you mean `names`?"),
        ("--edits l.jsonl --edits-text sha", "there are: full, hash"),
        ("--edits-level names", "--edits"),
        ("--edits l.parquet.gz", "packed inside"),
        ("--changes c.parquet", "writes CSV"),
        ("--errors bad.gz", "not packed"),
        ("--label x", "--manifest"),
        ("--edits l.json --manifest l.json", "both name"),
    ] {
        desk.run(&format!("clean pages -o clean9 {words}")).code(2).says(expected);
        assert!(!desk.path("clean9").exists(), "{words}");
    }
}

#[test]
fn verify_takes_paths_and_flags() {
    let desk = logged("");
    for words in [
        "log.jsonl pages clean",
        "log.jsonl --input pages --output clean",
        "--edits log.jsonl --input pages --output clean",
        "--output clean log.jsonl pages",
    ] {
        desk.run(&format!("verify {words}")).code(0).says("2 texts verified: output + edits = input");
    }
    desk.run("verify log.jsonl pages").code(2).says("the clean text is missing");
    desk.run("verify").code(2).says("the log that `clean --edits` wrote is missing");
    desk.run("verify log.jsonl pages clean --input pages").code(2).says("one path too many");
    desk.run("verify log.jsonl pages clean --lang-field x").code(2).says("--replay");
}

#[test]
fn a_replay_knows_the_field_of_the_language() {
    let record = |lang: &str| {
        format!("{}\n", serde_json::json!({"id": lang, "language": lang, "text": "Isis e Boko Haram"}))
    };
    let desk = Desk::with(&[("a.jsonl", (record("it") + &record("en")).as_bytes())]);
    desk.run("clean a.jsonl -o b.jsonl --edits log.jsonl --lang-field language").code(0);
    desk.run("verify log.jsonl a.jsonl b.jsonl --replay --lang-field language").code(0);
}

#[test]
fn a_manifest_says_what_was_read_and_written() {
    let desk = logged("--manifest run.json --label 'March, first try' --add lang");
    let manifest: serde_json::Value = serde_json::from_str(&desk.text("run.json")).expect("JSON");
    let paths = |key: &str| -> Vec<String> {
        let files = manifest[key].as_array().expect("a list").iter();
        files.map(|file| file["path"].as_str().expect("a path").to_owned()).collect()
    };
    assert_eq!(paths("inputs"), ["pages/a.txt", "pages/b.txt"]);
    assert_eq!(
        paths("outputs"),
        [
            "clean/a.txt",
            "clean/a.txt.canonry.json",
            "clean/b.txt",
            "clean/b.txt.canonry.json",
            "log.jsonl",
            "changes.csv"
        ]
    );
    assert_eq!(manifest["label"], "March, first try");
    assert_eq!(manifest["counts"]["files"], 2);
    assert_eq!(manifest["counts"]["mentions"]["org/islamic-state-khorasan"]["text"], 1);
    assert_eq!(manifest["inputs"][0]["sha256"].as_str().map(str::len), Some(64));
    let log: serde_json::Value =
        serde_json::from_str(desk.text("log.jsonl").lines().next().expect("a line")).expect("JSON");
    assert_eq!(manifest["fingerprint"], log["fingerprint"]);
    desk.run("verify --manifest run.json").code(0).says("8 files as run.json lists them");
    desk.run("verify log.jsonl pages clean --manifest run.json")
        .code(0)
        .says("2 texts verified")
        .says("8 files");
    desk.put("clean/a.txt", "another text\n");
    desk.run("verify --manifest run.json").code(1).prints("clean/a.txt: output: has 13 bytes");
    fs::remove_file(desk.path("pages/b.txt")).expect("removed");
    desk.run("verify --manifest run.json").code(1).prints("pages/b.txt: input: cannot be read");
    desk.run("verify --manifest log.jsonl").code(2).says("expected a manifest");
}

#[test]
fn stats_count_everything() {
    let desk = logged("");
    let ran = desk.run("clean pages -o clean2 --stats json -j 1").code(0);
    let line = ran.err.lines().find(|line| line.starts_with('{')).expect("a line of JSON");
    let stats: serde_json::Value = serde_json::from_str(line).expect("JSON");
    for (at, expected) in [
        ("/files", "2"),
        ("/texts", "2"),
        ("/languages/it", "1"),
        ("/lines_removed/share", "1"),
        ("/edits/repair~1stops", "1"),
        ("/edits/strip~1share", "1"),
        ("/mentions/org~1islamic-state/text", "1"),
        ("/mentions/org~1islamic-state-khorasan/rewritten", "1"),
    ] {
        assert_eq!(stats.pointer(at).map(ToString::to_string).as_deref(), Some(expected), "{at}: {line}");
    }
    assert!(stats["stages"]["locate"].as_f64().is_some_and(|seconds| seconds > 0.0));
    assert!(stats["bytes"].as_u64().is_some_and(|bytes| bytes > 100));
}

#[test]
fn pages_alike_are_named() {
    let story = |changed: &[usize]| {
        let word = |at: usize| if changed.contains(&at) { format!("gull{at}") } else { format!("boat{at}") };
        format!("{}.\n", (0..120).map(word).collect::<Vec<_>>().join(" "))
    };
    let other = "The nurses counted the lamps at the harbour and nobody could say why they did.\n".to_owned();
    let all = [story(&[]), other.clone(), story(&[60]), story(&[]), "".to_owned()];
    let records: String = all.iter().zip(1..).map(|(text, id)| record(&format!("p{id}"), text)).collect();
    let desk = Desk::with(&[("a.jsonl", records.as_bytes())]);
    let expected = concat!(
        r#"{"cluster":1,"pages":[{"id":"p1","path":"a.jsonl","record":1,"kind":"first","similarity":1.0},"#,
        r#"{"id":"p3","path":"a.jsonl","record":3,"kind":"near","similarity":0."#,
    );
    let ran = desk
        .run("dedup a.jsonl")
        .code(0)
        .prints(expected)
        .says("5 pages: 1 cluster of pages alike; 1 the same as one before, 1 nearly so");
    assert!(ran.out.contains(r#""record":4,"kind":"exact","similarity":1.0}]}"#), "{}", ran.out);
    desk.run("dedup a.jsonl --table").code(0).prints("cluster 1: 3 pages\n  first  1.00  a.jsonl:1  p1\n");
    desk.run("dedup a.jsonl --threshold 1").code(0).says("1 the same as one before, 0 nearly so");

    // Signatures that a run before wrote are taken, whatever the text says now.
    desk.run("clean a.jsonl -o b.jsonl --isolated --add near-dup").code(0);
    let signed = desk.text("b.jsonl").replace("boat7 ", "gull7 ");
    desk.put("c.jsonl", &signed);
    assert_eq!(desk.run("dedup b.jsonl -o d.jsonl").code(0).out, "");
    let clusters = desk.text("d.jsonl").replace("b.jsonl", "c.jsonl");
    assert_eq!(desk.run("dedup c.jsonl -j 2").code(0).out, clusters);
    assert_eq!(clusters.lines().count(), 1);

    for (at, text) in all.iter().enumerate() {
        desk.put(&format!("pages/{at}.txt"), text);
    }
    desk.run("dedup pages").code(0).prints("\"path\":\"3.txt\",\"record\":null,\"kind\":\"exact\"");
    desk.run("dedup a.jsonl --threshold 0.2").code(2).says("expected a share of 0.5 to 1");
    desk.run("dedup a.jsonl -o a.jsonl").code(2).says("is the input itself");
    desk.run("dedup none.jsonl").code(2).says("no such file");
    desk.run("clean a.jsonl --add near").code(2).says("near-dup");
}

#[test]
fn null_texts_stay_null() {
    let lines = concat!(
        "{\"id\":1,\"title\":null,\"text\":\"Isis-K fled..\"}\n",
        "{\"id\":2,\"title\":\"It ended..\",\"text\":null}\n",
        "{\"id\":3,\"title\":null,\"text\":null}\n",
    );
    let clean = lines.replace("Isis-K fled..", "ISKP fled.").replace("ended..", "ended.");
    let desk = Desk::with(&[("a.jsonl", lines.as_bytes())]);
    let flags = "--isolated --field title --field text --edits log.jsonl --errors bad.jsonl";
    desk.run(&format!("clean a.jsonl -o b.jsonl {flags}")).code(0);
    assert_eq!((desk.text("b.jsonl"), desk.text("bad.jsonl")), (clean.clone(), String::new()));
    desk.run("verify log.jsonl a.jsonl b.jsonl --replay --isolated").code(0);
    assert_eq!(desk.run("undo log.jsonl b.jsonl").code(0).out, lines);

    // The same in columns, there and back, and as cells, which know no null.
    desk.run(&format!("clean a.jsonl -o b.parquet --output-format parquet {flags}")).code(0);
    desk.run("verify log.jsonl a.jsonl b.parquet").code(0);
    desk.run("undo log.jsonl b.parquet -o a.parquet").code(0);
    desk.run(&format!("clean a.parquet -o c.parquet {flags} --add lang")).code(0);
    desk.run("verify log.jsonl a.parquet c.parquet --replay --isolated").code(0);
    desk.run("clean c.parquet -o c.jsonl --output-format jsonl --isolated --field title --field text")
        .code(0);
    for (line, expected) in desk.text("c.jsonl").lines().zip(clean.lines()) {
        assert!(line.starts_with(expected.trim_end_matches('}')), "{line}");
    }
    desk.run(&format!("clean a.jsonl -o b.csv --output-format csv {flags}")).code(0);
    assert!(desk.text("b.csv").ends_with("1,,ISKP fled.\n2,It ended.,\n3,,\n"), "{}", desk.text("b.csv"));

    // A row that cannot be worked on has nothing in the column that `--add` makes, and is no less proved.
    let mixed = "{\"id\":1,\"lang\":\"en\",\"text\":\"It ended..\"}\n{\"id\":2,\"lang\":\"?\",\"text\":\"It ended..\"}\n";
    desk.put("e.jsonl", mixed);
    desk.run("clean e.jsonl -o e.parquet --output-format parquet --isolated --stages detect").code(0);
    desk.run("clean e.parquet -o f.parquet --isolated --lang-field lang --add meta --edits log.jsonl")
        .code(3);
    desk.run("verify log.jsonl e.parquet f.parquet").code(0).says("1 text verified");

    // A field that is not there at all is another thing.
    desk.put("d.jsonl", "{\"id\":1,\"text\":null}\n{\"id\":2}\n");
    desk.run("clean d.jsonl").code(3).says("d.jsonl:2: no field `text`; it has `id` (2)");
}
