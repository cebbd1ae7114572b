//! The dictionary workshop as people meet it: files that are begun, grown, linted, compared, imported, suggested.

mod desk;

use desk::Desk;
use serde_json::Value;

const OURS: &str = r#"# our own names
[file]
about = "ours"
sources = ["invented"]

[[entity]]
id = "org/wadi" # never changes
type = "org"
write = "Harakat al-Wadi"
match = ["Harkat al-Wadi met."]

[[entity.forms]]
class = "long"
text = [
  "Harkat al-Wadi", # as they write it
  "Harkat al-Wadi",
  "Harkat Al Wadi",
  "Harkat al Wadi",
]
"#;

#[test]
fn a_file_is_begun_and_grows() {
    let desk = Desk::with(&[]);
    desk.run("dict add ours.toml org/wadi --form Wadi")
        .code(2)
        .says("`canonry dict init ours.toml` begins one");
    desk.run("dict init ours.toml --about 'groups of the valley'")
        .code(0)
        .says("next: canonry dict add ours.toml");
    assert!(desk.text("ours.toml").contains("about = \"groups of the valley\""));
    let begun = desk.text("ours.toml");
    desk.run("dict init ours.toml").code(2).says("is there already");
    assert_eq!(desk.text("ours.toml"), begun, "what is there stays");
    let entry = "--write 'Harakat al-Wadi' --form 'Harkat [al|el] Wadi' --match 'Harkat el Wadi met.' --leave 'A wadi is a valley.'";
    desk.run(&format!("dict add ours.toml org/wadi {entry}")).code(0).says("org/wadi written");
    desk.run("dict add ours.toml org/wadi --form HAW --class short --weak --needs valley").code(0);
    let grown = desk.text("ours.toml");
    assert!(grown.starts_with(&begun[..200]), "{grown}");
    desk.run("dict add ours.toml org/wadi --form HAW --class short --weak --needs valley")
        .code(0)
        .says("has all of this");
    assert_eq!(desk.text("ours.toml"), grown);
    desk.run("dict test ours.toml").code(0).says("0 wrong");
    desk.fed(
        "clean - --dict ours.toml",
        "The men of the Harkat el-Wadi were seen near the port on Friday, police said.",
    )
    .code(0)
    .prints("Harakat al-Wadi");
    desk.run("dict add ours.toml org/wadi --form '(Wadi'").code(2).says("never closed");
    desk.run("dict add ours.toml org/wadi --class lung --form x").code(2).says("did you mean `long`?");
    assert_eq!(desk.text("ours.toml"), grown, "a wrong entry is never written");
}

#[test]
fn an_entity_of_the_program_keeps_its_names() {
    let desk = Desk::with(&[]);
    desk.run("dict init ours.toml").code(0);
    desk.run("dict add ours.toml org/islamic-state-khorasan --form 'Harbour Khorasanians'").code(0);
    let text =
        "The men of the Harbour Khorasanians and of IS-K were seen near the port on Friday, police said.";
    let cleaned = desk.fed("clean - --dict ours.toml", text).code(0);
    cleaned.prints("Islamic State – Khorasan Province").prints("and of ISKP were");
}

#[test]
fn everything_is_counted() {
    let desk = Desk::with(&[("ours.toml", OURS.as_bytes())]);
    desk.run("dict stats ours.toml")
        .code(0)
        .prints("1  entities\n")
        .prints("0  entities that no sentence tries");
    let all: Value = serde_json::from_str(&desk.run("dict stats --json").code(0).out).expect("JSON");
    assert!(all["entities"]["org"].as_u64() > Some(100) && all["largest"][0][1].as_u64() > Some(10), "{all}");
}

#[test]
fn findings_have_rules_severities_and_fixes() {
    let desk = Desk::with(&[("ours.toml", OURS.as_bytes()), ("a.txt", b"a dawn, the dawn, no Dawn\n")]);
    let text = desk.run("dict lint ours.toml").code(0).says("1 warning, 2 notes");
    let text =
        text.prints("ours.toml:16:3: warning: `Harkat al-Wadi` of `org/wadi` is listed already [duplicate]");
    text.prints("ours.toml:18:3: note: `Harkat al Wadi` is found by `Harkat al-Wadi`");
    desk.run("dict lint ours.toml --severity duplicate=error,equal-folded=off")
        .code(1)
        .says("1 error, 0 warnings, 0 notes");
    desk.run("dict lint ours.toml --severity duplicat=off").code(2).says("did you mean `duplicate`?");
    desk.put("canonry.toml", "[lint]\nduplicate = \"error\"\n");
    desk.run("dict lint ours.toml").code(1);
    desk.put("canonry.toml", "[lint]\nduplicate = \"eror\"\n");
    desk.run("dict lint ours.toml").code(2).says("canonry.toml:2:1").says("did you mean `error`?");
    desk.put("canonry.toml", "");
    for format in ["json", "sarif", "github"] {
        desk.run(&format!("dict lint ours.toml --format {format}")).code(0).prints("duplicate");
    }
    desk.run("dict lint ours.toml --baseline known.txt").code(2).says("--write-baseline");
    desk.run("dict lint ours.toml --baseline known.txt --write-baseline").code(0).says("3 findings accepted");
    desk.run("dict lint ours.toml --baseline known.txt").code(0).silent().says("3 accepted before");
    let before = desk.run("dict show org/wadi --dict ours.toml").code(0).out;
    desk.run("dict lint ours.toml --fix").code(0).says("3 findings mended").says("0 warnings, 0 notes");
    let mended = desk.text("ours.toml");
    assert!(mended.contains("  \"Harkat al-Wadi\", # as they write it\n]"), "{mended}");
    assert_eq!(desk.run("dict show org/wadi --dict ours.toml").code(0).out, before, "it says what it said");
    let common = "[[entity]]\nid = \"media/dawn\"\ntype = \"media\"\n[[entity.forms]]\nclass = \"long\"\ntext = [\"Dawn\"]\n";
    desk.put("common.toml", common);
    desk.run("dict lint common.toml --corpus a.txt --no-proof")
        .prints("in small letters 2 times among the 6 words");
}

#[test]
fn the_fixed_point_is_proved_with_a_counter_example() {
    let entry = "[[entity]]\nid = \"org/harbour\"\ntype = \"org\"\nwrite = \"Harbour Guard\"\n[[entity.forms]]\nclass = \"long\"\ntext = [\"Harbour Guard\"]\nnever = [\"leader\"]\n";
    let good = entry.replace("never = [\"leader\"]\n", "");
    let desk = Desk::with(&[("bad.toml", entry.as_bytes()), ("good.toml", good.as_bytes())]);
    let ran = desk.run("dict lint bad.toml --format json");
    let broken: Vec<&str> = ran.out.lines().filter(|line| line.contains("fixed-point")).collect();
    assert!(
        broken.len() == 1
            && broken[0].contains("\"line\":2")
            && broken[0].contains("`Harbour Guard's leader`"),
        "{}",
        ran.out
    );
    assert!(!desk.run("dict lint bad.toml --no-proof --format json").out.contains("fixed-point"));
    assert!(!desk.run("dict lint good.toml --format json").out.contains("fixed-point"));
    // Errors of others do not keep an entry from its proof, nor those of a file without a line to leave out.
    let faults = format!("{}\n{entry}", &FAULTS[FAULTS.find("[[entity]]").unwrap_or(0)..]);
    desk.put("faults.toml", faults.as_bytes());
    desk.run("dict lint faults.toml").code(1).prints("`Harbour Guard's leader`").prints("[chained]");
    desk.put("names.csv", "entity,form\norg/the-end,the\n");
    let ran = desk.run("dict lint bad.toml names.csv").code(1).prints("[common-word]");
    ran.prints("`Harbour Guard's leader`");
    desk.put("broken.toml", format!("[[entity]\n{entry}").as_bytes());
    desk.run("dict lint bad.toml broken.toml").code(1).prints("[syntax]").prints("`Harbour Guard's leader`");
}

/// A file with every fault but broken TOML, and one that breaks what is written.
const FAULTS: &str = r#"[file]
abuot = "faults"

[[entity]]
id = "org/alfa"
type = "org"
label = "Alfa (group"
write = { en = "Alfa Group" }
parent = "org/islamic-stat"
nicknames = ["Alfie",
  "Alfetta"]

[[entity.forms]]
class = "long"
text = ["Alfa Group", "Alfa Group", "alfa  group", "Alf[a] Group", "Tennis", "Taliban", "(Alfa", "the"]

[[entity]]
id = "org/alfa"
type = "orgg"
write = "Alfa Bande (AB)"

[[entity]]
id = "org/beta"
type = "org"
write = "Beta Group"

[[entity.forms]]
class = "long"
text = ["Alfa Group", "Delta Group"]

[[entity]]
id = "org/delta"
type = "org"
write = "Delta Group"
parent = "org/epsilon"

[[entity]]
id = "org/epsilon"
type = "org"
write = "Epsilon Group"
parent = "org/delta"
"#;

#[test]
fn every_fault_is_found_in_one_run() {
    let desk = Desk::with(&[("faults.toml", FAULTS.as_bytes())]);
    let ran = desk.run("dict lint faults.toml").code(1);
    let rules = "unknown-key wrong-value broken-form defined-twice unknown-id brackets shared-form chained cyclic common-word \
                 shadowed ordinary-word duplicate missing-language unbalanced no-source equal-folded untested";
    let missing: Vec<&str> =
        rules.split_whitespace().filter(|rule| !ran.out.contains(&format!("[{rule}]\n"))).collect();
    assert!(missing.is_empty(), "{missing:?} not in\n{}", ran.out);
    let carets = ran.out.lines().filter(|line| line.contains("| ") && line.ends_with('^')).count();
    assert_eq!(ran.out.matches("faults.toml:").count(), carets, "{}", ran.out);
    let ran = ran
        .prints("faults.toml:2:1: error: unknown key `abuot`; did you mean `about`?")
        .prints("faults.toml:10:1: error: unknown key `nicknames`");
    ran.prints("which does not exist; did you mean `org/islamic-state`?").prints("| ^^^^^\n");
    // A table nobody knows would leave its keys to another.
    desk.put("table.toml", format!("[fiel]\nabout = \"x\"\n{}", &FAULTS[FAULTS.find("[[").unwrap_or(0)..]));
    let ran = desk.run("dict lint table.toml").code(1).prints("unknown key `fiel`; did you mean `file`?");
    assert!(!ran.out.contains("[duplicate]"), "{}", ran.out);
}

#[test]
fn rows_of_tables_are_shown_and_their_words_weighed() {
    let rows = "entity,form,lang,strength\norg/a,Ozra,,\norg/a,the,,\norg/b,\"Tennis\",,\norg/b,tennis,,weak\norg/b,Tennis Guard,,\norg/b,IS,,\norg/b,,,\n";
    let desk = Desk::with(&[("names.csv", rows.as_bytes()), ("a.txt", b"they play tennis\n")]);
    let ran = desk.run("dict lint names.csv --corpus a.txt").code(1);
    let ran = ran.prints("names.csv:3:7: error: `the` is an ordinary word, number 1 in the list");
    let ran = ran
        .prints("3 | org/a,the,,\n  |       ^^^\n")
        .prints("names.csv:4:8: warning: `Tennis` is in the lists");
    let ran = ran.prints("in small letters 1 times among the 3 words").prints("8 | org/b,,,\n  | ^^^^^^^^\n");
    assert_eq!(ran.out.matches("ordinary").count(), 3, "{}", ran.out);
}

#[test]
fn ids_of_a_keyword_table_stay() {
    let table = br#"{"org/alfa": ["Alfa Ozra", "Alfas"], "Beta Ozra": ["Betas"]}"#;
    let desk = Desk::with(&[("flash.json", table)]);
    desk.run("dict import flash.json -o names.csv").code(0).says("4 names of 2 entities");
    let names = desk.text("names.csv");
    assert!(names.contains("org/alfa,Alfa Ozra,") && names.contains("org/beta-ozra,Beta Ozra,"), "{names}");
    assert!(!names.contains(",org/alfa,"), "an id is no name: {names}");
}

#[test]
fn many_findings_of_one_rule_are_summed_up() {
    let rows: String = (0..50).map(|n| format!("org/a{n},Same Name\n")).collect();
    let desk = Desk::with(&[("names.csv", format!("entity,form\n{rows}").as_bytes())]);
    let ran = desk
        .run("dict lint names.csv --most 3")
        .code(0)
        .prints("names.csv: 46 more of [shared-name], 49 in all");
    assert_eq!(ran.out.matches("warning: ").count(), 3, "{}", ran.out);
    assert_eq!(desk.run("dict lint names.csv --format json").code(0).out.lines().count(), 49);
}

#[test]
fn dictionaries_are_compared_by_themselves_and_on_a_corpus() {
    let old = "[[entity]]\nid = \"org/wadi\"\ntype = \"org\"\nwrite = \"Harakat al-Wadi\"\n[[entity.forms]]\nclass = \"long\"\nstrength = \"weak\"\ntext = [\"Wadi Movement\"]\n";
    let new = old.replace("strength = \"weak\"\n", "");
    let page = b"The port was closed on Friday because of Wadi Movement, the police said.\n";
    let desk = Desk::with(&[("old.toml", old.as_bytes()), ("new.toml", new.as_bytes()), ("a.txt", page)]);
    let told = desk.run("dict diff old.toml new.toml").code(0).says("1 difference");
    told.prints("| strengthened | 0 | 1 |").prints("- `org/wadi`: `Wadi Movement` (weak");
    desk.run("dict diff new.toml old.toml --format csv").code(0).prints("weakened,org/wadi,Wadi Movement,");
    desk.run("dict diff old.toml old.toml").code(0).says("0 differences");
    let on = desk.run("dict diff old.toml new.toml --on a.txt").code(0);
    on.prints("mentions that change: 1")
        .prints("- 1 × no name → `org/wadi` “Harakat al-Wadi”")
        .prints("[Wadi Movement]");
    desk.run("dict diff old.toml new.toml --on a.txt --format csv")
        .code(0)
        .prints("count,entity before,written before,entity after,written after,samples\n")
        .prints("1,,,org/wadi,Harakat al-Wadi,");
    desk.run("dict diff shipped shipped --on a.txt").code(0).prints("mentions that change: 0");
    desk.run("dict diff old.toml none.toml").code(2).says("cannot read this dictionary");
}

#[test]
fn names_from_elsewhere_are_taken_over_and_overwrite_nothing() {
    let ftm = r#"{"id":"Q1","schema":"Organization","properties":{"name":["Dune Brigade"],"weakAlias":["Dune"],"alias":["IS-K","Brigata Duna"],"previousName":["Old Dune"],"abbreviation":["DBX"],"topics":["crime.terror"]},"datasets":["list"],"last_change":"2026-11-01"}
{"id":"Q2","schema":"Person","properties":{"name":["Omar Wadi"],"topics":["sanction"]},"datasets":["list"]}
{"id":"Q3","schema":"Address","properties":{"name":["1 Harbour Road"]}}
{"id":"Q4","schema":"Organization","properties":{"name":["Dune  brigade"],"topics":["crime.terror"]}}
not json
"#;
    let spacy = r#"{"label":"ORG","pattern":"Dune Brigade","id":"dune"}
{"label":"ORG","pattern":[{"LOWER":"dune"},{"LOWER":{"IN":["watch","guard"]}}]}
{"label":"ORG","pattern":[{"LOWER":"dune"},{"OP":"*"}]}
"#;
    let desk = Desk::with(&[
        ("list.json", ftm.as_bytes()),
        ("patterns.jsonl", spacy.as_bytes()),
        ("keywords.json", br#"{"Dune Brigade":["Brigata Duna"]}"#),
        ("keywords.txt", b"dune men=>Dune Brigade\n"),
        ("other.csv", b"Ref,Name,Aka\n7,Dune Brigade,Dune Men;Dune Guard\n"),
    ]);
    let ran = desk.run("dict import list.json -o a.csv").code(0).says("read as ftm");
    let ran = ran.says("`IS-K` of org/Q1 means org/islamic-state-khorasan already: left out");
    let ran = ran.says("`Dune brigade` of org/Q4 means org/Q1 already: both stay");
    ran.says("no FollowTheMoney entity; the first in line 5").says("a schema that has no names in texts");
    let rows = desk.text("a.csv");
    for row in [
        "entity,form,lang,strength,source\n",
        "org/Q1,Dune Brigade,,strong,list@2026-11-01 Q1\n",
        "org/Q1,Brigata Duna,,strong,",
        "org/Q1,Old Dune,,strong,",
        "org/Q1,Dune,,weak,",
        "org/Q1,DBX,,weak,",
        "person/Q2,Omar Wadi,,strong,list Q2\n",
    ] {
        assert!(rows.contains(row), "{row} is not in\n{rows}");
    }
    desk.run("dict import list.json -o a.csv").code(2).says("a.csv: is there already");
    assert_eq!(desk.text("a.csv"), rows);
    desk.run("dict import list.json -o b.csv --topic crime --conflicts c.csv --dataset-version 7").code(0);
    assert!(!desk.text("b.csv").contains("Q2") && desk.text("b.csv").contains("list@7 Q1"));
    assert!(desk.text("c.csv").contains("\"IS-K\",\"org/Q1\",\"org/islamic-state-khorasan\",true\n"));
    desk.run("dict import list.json -o p.csv --schema Person").code(0).says("1 name of 1 entity");
    desk.run("dict import patterns.jsonl -o s.csv").code(0).says("a pattern of more than words");
    let spacy = desk.text("s.csv");
    assert!(
        spacy.contains("org/dune,Dune Brigade") && spacy.contains("org/dune-watch,dune guard"),
        "{spacy}"
    );
    desk.run("dict import keywords.json -o k.csv").code(0);
    assert!(desk.text("k.csv").contains("org/dune-brigade,Brigata Duna,,strong,"));
    desk.run("dict import keywords.txt -o t.csv").code(0);
    assert!(desk.text("t.csv").contains("org/dune-brigade,dune men,"));
    desk.run("dict import other.csv -o o.csv").code(0);
    desk.run("dict import other.csv -o q.csv --column form=Nam")
        .code(2)
        .says("no column `Nam`; it has Ref, Name, Aka");
    desk.run("dict import other.csv -o q.csv --column entity=Ref,form=Name,alias=Aka --split ';'").code(0);
    assert!(desk.text("q.csv").contains("org/7,Dune Guard,,strong,\n"), "{}", desk.text("q.csv"));
    desk.run("dict compile a.csv q.csv -o names.canon").code(0);
    desk.fed("find - --dict a.csv", "The Brigata Duna met.").code(0).prints("org/Q1");
}

#[test]
fn forms_are_written_for_others() {
    let desk = Desk::with(&[("ours.toml", OURS.as_bytes())]);
    desk.run("dict export --only ours.toml -o ours.csv").code(0).says("2 forms");
    assert!(
        desk.text("ours.csv").starts_with("entity,form,lang,strength\norg/wadi,Harakat al-Wadi,,strong\n")
    );
    desk.fed("find - --dict ours.csv", "The Harkat al-Wadi met.").code(0).prints("org/wadi");
    let lines = desk.run("dict export --only ours.toml --format jsonl").code(0).out;
    let first: Value = serde_json::from_str(lines.lines().next().expect("a form")).expect("JSON");
    assert_eq!(
        (&first["entity"], &first["class"], &first["case"]),
        (&"org/wadi".into(), &"long".into(), &"any".into())
    );
}

/// What a schema says against a value; the part of JSON Schema that ours use.
fn against(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().expect("a name");
        return against(root, &root["$defs"][name], value, at);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = any.iter().any(|one| against(root, one, value, at).is_empty());
        return if fits { Vec::new() } else { vec![format!("{at}: fits none")] };
    }
    let mut wrong = Vec::new();
    if let Some(values) = schema["enum"].as_array().filter(|values| !values.contains(value)) {
        wrong.push(format!("{at}: {value} is none of {values:?}"));
    }
    let is = match schema["type"].as_str() {
        None => true,
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some(other) => panic!("{other} is unknown here"),
    };
    if !is {
        wrong.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    for item in value.as_array().into_iter().flatten() {
        wrong.extend(against(root, &schema["items"], item, at));
    }
    for (key, item) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => wrong.push(format!("{at}: is unknown")),
            (Value::Null, other) => wrong.extend(against(root, other, item, &at)),
            (own, _) => wrong.extend(against(root, own, item, &at)),
        }
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(key).is_none() {
            wrong.push(format!("{at}: has no {key}"));
        }
    }
    wrong
}

fn json_of(toml: &str) -> Value {
    serde_json::to_value(toml.parse::<toml::Table>().expect("TOML")).expect("JSON")
}

#[test]
fn schemata_allow_what_the_program_reads_and_nothing_else() {
    let desk = Desk::with(&[]);
    let schema = |words: &str| -> Value { serde_json::from_str(&desk.run(words).code(0).out).expect("JSON") };
    let (dictionary, config) = (schema("dict schema"), schema("config schema"));
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(&path).expect("a dictionary");
            let wrong = against(&dictionary, &dictionary, &json_of(&text), "");
            assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 10);
    // The program lists the keys it knows where it meets one it does not.
    let entity = "[[entity]]\nid = \"org/a\"\ntype = \"org\"\n";
    let rows = [
        (&dictionary, "dict test x.toml", "/properties", "zzz = 1".to_owned()),
        (&dictionary, "dict test x.toml", "/properties/file/properties", "[file]\nzzz = 1".to_owned()),
        (
            &dictionary,
            "dict test x.toml",
            "/properties/family/items/properties",
            "[[family]]\nzzz = 1".to_owned(),
        ),
        (&dictionary, "dict test x.toml", "/$defs/entity/properties", format!("{entity}zzz = 1")),
        (
            &dictionary,
            "dict test x.toml",
            "/$defs/forms/properties",
            format!("{entity}[[entity.forms]]\nclass = \"long\"\ntext = []\nzzz = 1"),
        ),
        (&dictionary, "dict test x.toml", "/properties/cue/properties", "[cue]\nzzz = 1".to_owned()),
        (
            &dictionary,
            "dict test x.toml",
            "/properties/gazetteer/properties",
            "[gazetteer]\nzzz = 1".to_owned(),
        ),
        (&dictionary, "dict test x.toml", "/$defs/residue/properties", "[[rule]]\nzzz = 1".to_owned()),
        (&config, "config show --config x.toml", "/properties", "zzz = 1".to_owned()),
        (
            &config,
            "config show --config x.toml",
            "/properties/protect/properties",
            "[protect]\nzzz = 1".to_owned(),
        ),
        (
            &config,
            "config show --config x.toml",
            "/properties/names/properties",
            "[names]\nzzz = 1".to_owned(),
        ),
    ];
    for (schema, command, place, toml) in rows {
        desk.put("x.toml", &toml);
        let said = desk.run(command).code(2).err;
        let said = said.split("zzz`, expected ").nth(1).unwrap_or_else(|| panic!("{toml}: {said}"));
        let said = said.lines().next().expect("a line");
        let mut known: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
        let mut listed: Vec<&str> = schema
            .pointer(place)
            .and_then(Value::as_object)
            .expect(place)
            .keys()
            .map(String::as_str)
            .collect();
        known.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, known, "{place}");
        assert!(!against(schema, schema, &json_of(&toml), "").is_empty(), "{toml} is allowed");
    }
    for toml in
        ["[dict]\nfiles = [\"a\"]\n[lint]\nuntested = \"off\"\n", "[write]\n\"org/a\" = { en = \"A\" }\n"]
    {
        assert_eq!(against(&config, &config, &json_of(toml), ""), Vec::<String>::new());
    }
    assert!(!against(&config, &config, &json_of("[lint]\nuntested = \"loud\"\n"), "").is_empty());
}

#[test]
fn suggestions_are_accepted_by_number() {
    let page =
        "The Harkat al-Wadi met on Monday in the old town.\nLater the Harkat al-Wadeh left the port.\n";
    let desk = Desk::with(&[("ours.toml", OURS.as_bytes())]);
    for n in 0..3 {
        desk.put(&format!("pages/{n}.txt"), page);
    }
    let told = desk.run("dict suggest pages --dict ours.toml").code(0);
    told.prints("1. Harkat al-Wadeh → org/wadi (").prints("Later the [Harkat al-Wadeh] left the port.");
    assert_eq!(desk.text("ours.toml"), OURS, "nothing is written unasked");
    desk.run("dict suggest pages --dict ours.toml --accept 9 --to ours.toml")
        .code(2)
        .says("--accept 9: 1 suggestion in all");
    desk.run("dict suggest pages --dict ours.toml --accept 1 --to ours.toml")
        .code(0)
        .says("org/wadi written");
    assert!(desk.text("ours.toml").contains("\"Harkat al-Wadeh\","), "{}", desk.text("ours.toml"));
    let again = desk.run("dict suggest pages --dict ours.toml").code(0);
    assert!(!again.out.contains("Wadeh"), "{}", again.out);
}

#[test]
fn the_schema_of_the_configuration_knows_every_rule_of_lint() {
    let desk = Desk::with(&[("ours.toml", OURS.as_bytes())]);
    let json = |words: &str| -> Value { serde_json::from_str(&desk.run(words).code(0).out).expect("JSON") };
    let (config, sarif) = (json("config schema"), json("dict lint ours.toml --format sarif"));
    let wrong =
        |rule: &str| against(&config, &config, &json_of(&format!("[lint]\n{rule} = \"off\"")), "").len();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    let rules: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert!(rules.len() > 20 && rules.iter().all(|rule| wrong(rule) == 0), "{rules:?}");
    assert_eq!(wrong("untestd"), 1);
}
