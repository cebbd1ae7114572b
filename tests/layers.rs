//! Compiled dictionaries: what opens, what is refused, and several of them searched as one.

#![cfg(all(feature = "files", feature = "toml"))]

use canonry::{
    Cleaner,
    dictionary::{
        compiled::{Compiled, HEAD},
        data::Data,
        files::{self, Form},
        layers::Layers,
        matcher::{Engine, Hit},
        shipped,
    },
    scan::Scan,
};
use proptest::{prelude::*, test_runner::RngSeed};
use std::{collections::BTreeSet, fs, path::Path, sync::LazyLock};
use xxhash_rust::xxh3::xxh3_64;

const TABLE: &str = "entity,form,lang,strength\n\
    org/wadi,Harakat al-Wadi,,\n\
    org/wadi,Wadi Watch,it,strong\n\
    org/dune,Dune Brigade,any,weak\n\
    org/dune,ToloDune,,\n\
    org/islamic-state,Harbour Caliphate,,\n";

fn table(text: &str) -> Result<Compiled, String> {
    let known = shipped();
    files::read_bytes(known.rest(), Path::new("names.csv"), text.as_bytes())
        .map_err(|error| error.to_string())
}

fn compiled() -> Vec<u8> {
    table(TABLE).expect("a good table").bytes().to_vec()
}

/// The same bytes with something written over them, their checksums made right again.
fn signed(mut bytes: Vec<u8>, changes: &[(usize, &[u8])]) -> Vec<u8> {
    for (at, new) in changes {
        bytes[*at..*at + new.len()].copy_from_slice(new);
    }
    let number = |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    for entry in (40..HEAD - 8).step_by(16) {
        let (start, length) = (number(&bytes, entry), number(&bytes, entry + 4));
        if let Some(section) = start.checked_add(length).and_then(|end| bytes.get(start..end)) {
            let sum = xxh3_64(section).to_le_bytes();
            bytes[entry + 8..entry + 16].copy_from_slice(&sum);
        }
    }
    let sum = xxh3_64(&bytes[..HEAD - 8]).to_le_bytes();
    bytes[HEAD - 8..HEAD].copy_from_slice(&sum);
    bytes
}

#[test]
fn what_is_not_whole_or_not_ours_is_refused_with_a_sentence() {
    let good = compiled();
    let with = |at: usize, new: &[u8]| signed(good.clone(), &[(at, new)]);
    let damaged = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let rows: Vec<(Vec<u8>, &str)> = vec![
        (b"entity".to_vec(), "is no compiled dictionary; `canonry dict compile` makes one of TOML or CSV"),
        (Vec::new(), "is no compiled dictionary"),
        (good[..100].to_vec(), "is cut off: it ends after 100 bytes, inside its head"),
        (good[..good.len() - 1].to_vec(), "is cut off: "),
        ([&good[..], b"\n"].concat(), "has bytes too many: "),
        (
            with(8, &9u32.to_le_bytes()),
            "has format 9, and this program knows formats up to 7; use the program that made it, or compile it again",
        ),
        (with(8, &1u32.to_le_bytes()), "has the old format 1, and this program reads 7; compile it again"),
        (
            with(12, &7u32.to_le_bytes()),
            "was folded by table 7, and this program folds by table 3; compile it again",
        ),
        (damaged(30), "is damaged: its head has another checksum than it says"),
        (damaged(200), "is damaged: its section slots has another checksum than it says"),
        (damaged(good.len() - 1), "is damaged: its section texts has another checksum than it says"),
        (with(40, &u32::MAX.to_le_bytes()), "is damaged: its section rest"),
    ];
    for (bytes, sentence) in rows {
        let refused = Compiled::open(bytes).expect_err(sentence);
        assert!(refused.starts_with(sentence), "{refused}");
    }
    assert!(Compiled::open(good).is_ok());
}

#[test]
fn equal_sources_give_equal_bytes() {
    assert_eq!(compiled(), compiled());
    let one = table("entity,form\nb/2,Second Name\na/1,First Name\n").expect("a table");
    let other = table("form,entity\nSecond Name,b/2\nFirst Name,a/1\n").expect("a table");
    assert_eq!(all_of(one), all_of(other), "the order of the columns means nothing");
}

#[test]
fn wrong_tables_are_refused_with_their_line() {
    let rows = [
        (
            "entity;form\na;b\n",
            "names.csv:1: the columns of a dictionary are entity, form and, where wanted, lang, strength and source, but this heading has `entity;form`",
        ),
        ("entity,name\n", "this heading has `name`"),
        ("entity\n", "names.csv:1: the heading has no column `form`"),
        ("entity,form\norg/a,Alpha Group\n,Beta Group\n", "names.csv:3: the form `Beta Group` has no entity"),
        ("entity,form\norg/a,\"\"\n", "names.csv:2: `` has no letter"),
        ("entity,form\norg/a\n", "names.csv:2: `` has no letter"),
        (
            "entity,form,lang\norg/a,Alpha,english\n",
            "names.csv:2: expected a two-letter language code such as `en`",
        ),
        (
            "entity,form,strength\norg/a,Alpha,strog\n",
            "names.csv:2: expected a strength of strong or weak, but found `strog`",
        ),
    ];
    for (text, sentence) in rows {
        let refused = table(text).expect_err(text);
        assert!(refused.contains(sentence), "{refused}");
    }
    let latin =
        files::read_bytes(&Data::default(), Path::new("x.csv"), b"entity,form\norg/a,Citt\xe0 Vecchia\n");
    assert_eq!(latin.expect_err("Latin-1").to_string(), "x.csv:2: is not UTF-8");
}

#[test]
fn the_form_of_a_file_is_told() {
    let head = compiled()[..16].to_vec();
    let rows: [(&str, &[u8], Form); 7] = [
        ("a.csv", b"entity,form\n", Form::Csv),
        ("a.toml", b"entity,form\n", Form::Toml),
        ("names", b"\xef\xbb\xbf\"form\", entity,lang\r\n", Form::Csv),
        ("names", b"[[entity]]\n", Form::Toml),
        ("names", b"", Form::Toml),
        ("a.csv", &head, Form::Compiled),
        ("a.canon", b"x", Form::Compiled),
    ];
    for (path, bytes, form) in rows {
        assert_eq!(Form::of(Path::new(path), bytes), form, "{path}");
    }
}

/// Surface, entity and what would be written of each mention.
fn mentions(layers: Layers, text: &str) -> Vec<(String, String, String)> {
    let cleaner = Cleaner::builder().layers(layers).build().expect("dictionaries");
    let found = cleaner.analyze(text).mentions;
    found
        .into_iter()
        .map(|m| (m.surface, m.entity.to_string(), m.write.unwrap_or_default().to_string()))
        .collect()
}

fn over(tables: &[&str]) -> Layers {
    Layers::new([shipped()].into_iter().chain(tables.iter().map(|text| table(text).expect("a table"))))
}

#[test]
fn a_table_lies_over_the_shipped_dictionary() {
    let rows = [
        // Without a written name it is reported and stays.
        ("Men of Harakat al Wadi met.", vec![("Harakat al Wadi", "org/wadi", "")]),
        ("The harakat al-wadi met.", vec![]),
        ("Men of TOLODUNE met.", vec![("TOLODUNE", "org/dune", "")]),
        // A weak form needs evidence.
        ("The Dune Brigade met.", vec![]),
        // An entity that is described already keeps its written name.
        (
            "The Harbour Caliphate and ISIS met.",
            vec![
                ("Harbour Caliphate", "org/islamic-state", "Islamic State"),
                ("ISIS", "org/islamic-state", "Islamic State"),
            ],
        ),
    ];
    for (text, expected) in rows {
        let found = mentions(over(&[TABLE]), text);
        let found: Vec<_> = found.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn later_dictionaries_win_and_equal_ids_are_one_entity() {
    let first = "entity,form\norg/a,Alpha Group\norg/b,Beta Group\n";
    let second = "entity,form\norg/c,Alpha Group\norg/b,Beta Brigade\n";
    let found = |tables: &[&str]| {
        let all = mentions(over(tables), "The Alpha Group, the Beta Group and the Beta Brigade met.");
        all.into_iter().map(|(_, entity, _)| entity).collect::<Vec<_>>()
    };
    assert_eq!(found(&[first, second]), ["org/c", "org/b", "org/b"]);
    assert_eq!(found(&[second, first]), ["org/a", "org/b", "org/b"]);
    assert_eq!(over(&[first, second]).hidden(), (1, Some("Alpha Group")));
    assert_eq!(over(&[first, first]).hidden(), (0, None));
    let layers = over(&[first, second]);
    let number = layers.entity("org/b").expect("it is there");
    let own: Vec<&str> =
        layers.forms().iter().filter(|form| form.entity == number).map(|form| form.text()).collect();
    assert_eq!(own, ["Beta Group", "Beta Brigade"]);
    assert_eq!(layers.id(number), "org/b");
    assert_eq!(layers.entity("org/nobody"), None);
}

#[test]
fn in_one_file_two_entities_of_one_form_are_a_candidate() {
    let cleaner = Cleaner::builder().layers(over(&["entity,form\norg/a,Alpha Group\norg/b,alpha group\n"]));
    let cleaner = cleaner.build().expect("dictionaries");
    let analysis = cleaner.analyze("The Alpha Group met.");
    assert_eq!((analysis.mentions.len(), analysis.candidates.len()), (0, 1));
    let entities: Vec<&str> = analysis.candidates[0].entities.iter().map(|id| &**id).collect();
    assert_eq!(entities, ["org/a", "org/b"]);
}

#[test]
fn a_mapped_file_reads_as_its_bytes_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("names.canon");
    fs::write(&path, compiled()).expect("it can be written");
    let (mapped, copied) = (files::read(&Data::default(), &path), Compiled::open(compiled()));
    assert_eq!(all_of(mapped.expect("a file")), all_of(copied.expect("its bytes")));
}

/// Everything a dictionary says of its forms.
fn all_of(compiled: Compiled) -> Vec<String> {
    let layers = Layers::new([compiled]);
    layers.forms().iter().map(|form| format!("{form:?} {}", layers.id(form.entity))).collect()
}

static WORDS: &[&str] =
    &["Alpha", "beta", "Gamma", "DELTA", "al", "Islamic", "State", "of", "é", "IS", "K", "Wadi", "ToloDune"];

fn config(cases: u32) -> ProptestConfig {
    let full = std::env::var_os("CANONRY_FULL").is_some();
    ProptestConfig {
        cases: if full { cases * 10 } else { cases },
        rng_seed: if full { RngSeed::Random } else { RngSeed::Fixed(7) },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn names() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS);
    let separator = prop::sample::select(vec![" ", " ", "-", "’", ".", "/"]);
    prop::collection::vec((word, separator), 1..4).prop_map(|parts| {
        let mut name: String = parts.iter().map(|(word, separator)| format!("{word}{separator}")).collect();
        name.pop();
        name
    })
}

fn tables() -> impl Strategy<Value = String> {
    let row = (0..6u8, names(), prop::sample::select(vec!["strong", "strong", "weak"]));
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        let rows = rows.iter().map(|(entity, name, strength)| format!("org/{entity},{name},{strength}\n"));
        "entity,form,strength\n".to_owned() + &rows.collect::<String>()
    })
}

static SHIPPED: LazyLock<Compiled> = LazyLock::new(shipped);

fn hits(layers: Layers, engine: Engine, text: &str) -> Vec<Hit> {
    let dictionary = canonry::dictionary::Dictionary::new(layers, engine, &BTreeSet::new());
    let mut hits = Vec::new();
    dictionary.locate(text, &Scan::new(text), &mut hits);
    hits
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn engines_find_the_same_in_layers(
        tables in prop::collection::vec(tables(), 1..4),
        text in prop::collection::vec(names(), 1..30),
    ) {
        let text = text.join(" ");
        let all: Vec<Compiled> =
            tables.iter().filter_map(|text| table(text).ok()).collect();
        let layers = || Layers::new(all.iter().cloned());
        prop_assert_eq!(hits(layers(), Engine::Tokens, &text), hits(layers(), Engine::Automaton, &text));
    }

}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn bytes_made_to_deceive_do_no_harm(
        changes in prop::collection::vec((40usize..8_000, any::<u32>()), 1..6),
        text in prop::collection::vec(names(), 1..10),
    ) {
        let good = compiled();
        let changes: Vec<(usize, [u8; 4])> =
            changes.iter().map(|(at, new)| (at % (good.len() - 4), new.to_le_bytes())).collect();
        let changes: Vec<(usize, &[u8])> = changes.iter().map(|(at, new)| (*at, &new[..])).collect();
        if let Ok(strange) = Compiled::open(signed(good, &changes)) {
            let layers = Layers::new([SHIPPED.clone(), strange]);
            let _ = layers.hidden();
            let cleaner = Cleaner::builder().layers(layers).build().expect("dictionaries");
            let _ = cleaner.analyze(&text.join(" "));
        }
    }

    #[test]
    fn damaged_bytes_never_open(at in any::<prop::sample::Index>(), flip in 1..=255u8) {
        let mut bytes = compiled();
        let at = at.index(bytes.len());
        // What fills up to the next section is nobody's.
        bytes[at] ^= flip;
        if let Ok(opened) = Compiled::open(bytes) {
            prop_assert_eq!(all_of(opened), all_of(Compiled::open(compiled()).expect("whole")));
        }
    }
}
