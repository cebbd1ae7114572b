//! Tables of names: what is written, who is meant, what belongs to a mention.

use canonry::{
    Cleaner, Language, Preset, Scratch,
    dictionary::{layers::Layers, romanize, shipped},
    document::{FormClass, How, Kept, Why},
    page::{Names, Quotes},
    pipeline::Known,
};
use std::collections::BTreeSet;

/// The rows of a table without its head; `\n` and `\r` in a cell are line breaks.
fn rows(table: &str) -> Vec<Vec<String>> {
    let cells =
        |row: &str| row.split('\t').map(|cell| cell.replace("\\r", "\r").replace("\\n", "\n")).collect();
    table.lines().skip(1).map(cells).collect()
}

fn cleaner(lang: Option<Language>) -> Cleaner {
    let mut options = Preset::News.options();
    options.lang = lang;
    Cleaner::builder().options(options).build().expect("the shipped dictionary")
}

fn rewrites(table: &str, lang: Language, least: usize) {
    let (cleaner, rows) = (cleaner(Some(lang)), rows(table));
    assert!(rows.len() >= least, "only {} rows", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let clean = cleaner.clean(&row[0]).into_owned();
        if clean != row[1] {
            wrong.push(format!("{}\n  expected {}\n  written  {clean}", row[0], row[1]));
        } else if cleaner.clean(&clean) != clean.as_str() {
            wrong.push(format!("{clean}\n  changes again: {}", cleaner.clean(&clean)));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn italian_sentences_stay_right() {
    rewrites(include_str!("names/rewriting.it.tsv"), Language::IT, 500);
}

#[test]
fn english_sentences_stay_right() {
    rewrites(include_str!("names/rewriting.en.tsv"), Language::EN, 150);
}

/// How many rows say `is` and `not`; fails on each that is found otherwise.
fn found_or_not(table: &str) -> [usize; 2] {
    let (cleaner, rows) = (cleaner(None), rows(table));
    let mut counts = [0, 0];
    let mut wrong = Vec::new();
    for row in &rows {
        let wanted = row[0] == "is";
        counts[usize::from(wanted)] += 1;
        let found = cleaner.analyze(&row[2]).mentions.iter().any(|mention| *mention.entity == *row[1]);
        if found != wanted {
            wrong.push(row.join(" · "));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
    counts
}

#[test]
fn two_sides_of_a_name_are_told_apart() {
    let counts = found_or_not(include_str!("names/two-sided.tsv"));
    assert!(counts.iter().all(|count| *count >= 150), "only {counts:?} rows");
}

#[test]
fn what_readers_do_not_see_makes_no_other_name() {
    found_or_not(include_str!("names/folding.tsv"));
}

/// Dictionaries grow: a spelling may come to be listed. Enough must be left that only sound explains.
#[test]
fn full_names_in_unlisted_spellings_are_known_and_stay() {
    let cleaner = cleaner(None);
    let (mut wrong, mut by_sound) = (Vec::new(), 0);
    for row in rows(include_str!("names/spellings.tsv")) {
        let analysis = cleaner.analyze(&row[2]);
        let known = analysis.mentions.iter().find(|mention| *mention.entity == *row[1]);
        let sounds = known.filter(|mention| mention.how == How::Key);
        by_sound += usize::from(sounds.is_some());
        if known.is_some() != (row[0] == "is") || sounds.is_some_and(|mention| mention.rewritten) {
            wrong.push(row.join(" · "));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(by_sound >= 5, "only {by_sound} rows are not listed by now");
}

/// A person who is taken for a listed one by sound alone is a candidate where people are screened; a town is not.
#[test]
fn screening_leaves_sounds_of_persons_to_a_person() {
    let text = "Iran buried Qassem Soleymanni in Kerman, and Hamas mourned him in Bengasci.";
    let keys = |preset| {
        let analysis = Cleaner::preset(preset).analyze(text);
        let by_key = analysis.mentions.iter().filter(|mention| mention.how == How::Key);
        let surfaces: Vec<String> = by_key.map(|mention| mention.surface.to_string()).collect();
        let open = analysis.candidates.iter().filter(|candidate| candidate.why == Why::Key);
        (surfaces, open.map(|candidate| candidate.surface.to_string()).collect::<Vec<_>>())
    };
    let all = ["Qassem Soleymanni".to_owned(), "Bengasci".to_owned()];
    assert_eq!(keys(Preset::News), (all.to_vec(), vec![]));
    assert_eq!(keys(Preset::Screening), (vec![all[1].clone()], vec![all[0].clone()]));
}

/// The stretch that is reported as an unlisted branch; rows with `-` name the group itself, and no branch.
#[test]
fn unlisted_branches_are_reported_and_never_their_parent() {
    let cleaner = cleaner(None);
    let mut wrong = Vec::new();
    for row in rows(include_str!("names/branches.tsv")) {
        let analysis = cleaner.analyze(&row[1]);
        let found = analysis.candidates.iter().find(|candidate| candidate.why == Why::UnlistedBranch);
        let named = analysis.mentions.iter().any(|mention| mention.entity.starts_with("org/"));
        let (told, changed) = (found.map_or("-", |candidate| &*candidate.surface), analysis.text != row[1]);
        if told != row[0] || named == found.is_some() || (found.is_some() && changed) {
            wrong.push(format!("{} · {told}, changed: {changed}", row.join(" · ")));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

/// Spellings by scheme; rows of no scheme are look-alikes.
#[test]
fn spellings_of_every_scheme_are_recognised() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("names/schemes.tsv")) {
        let trace = romanize::trace(&row[1], &row[2]);
        if (trace.verdict == romanize::Verdict::Same) != (row[0] != "none") {
            wrong.push(format!("{}: {}: {trace}", row.join(" · "), trace.verdict));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

/// A cleaner with one setting of the user: `short`, `protect PHRASE`, `protect-line PATTERN`, `disable ID`, `write ID=NAME` …
fn with(setting: &str) -> Cleaner {
    let (mut options, builder) = (Preset::News.options(), Cleaner::builder());
    let (name, value) = setting.split_once(' ').unwrap_or((setting, ""));
    let builder = match name {
        "short" => {
            options.names[0] = Names::Short;
            builder
        }
        "surface" => {
            options.names[0] = Names::Surface;
            builder
        }
        "places" => {
            options.names[3] = Names::Canonical;
            builder
        }
        "persons" => {
            options.names[2] = Names::Surface;
            builder
        }
        "keep" => {
            options.quotes = Quotes::Keep;
            builder
        }
        "protect" => {
            options.protect.phrases.push(value.to_owned());
            builder
        }
        "protect-pattern" => {
            options.protect.patterns.push(value.to_owned());
            builder
        }
        "protect-line" => {
            options.protect.lines.push(value.to_owned());
            builder
        }
        "disable" => builder.disable(value),
        "write" => {
            let (id, text) = value.split_once('=').expect("an id and a name");
            let mut layers = Layers::new([shipped()]);
            layers.set_write(&[(id, Language::UND, text)]).expect("an entity");
            builder.layers(layers)
        }
        _ => builder,
    };
    builder.options(options).build().expect("the shipped dictionary")
}

#[test]
fn settings_of_the_user_are_honoured() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("names/policies.tsv")) {
        let cleaner = with(&row[0]);
        let clean = cleaner.clean(&row[1]).into_owned();
        if clean != row[2] || cleaner.clean(&clean) != clean.as_str() {
            wrong.push(format!("{}: {}\n  expected {}\n  written  {clean}", row[0], row[1], row[2]));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_protected_is_reported_and_nothing_of_it_is_changed() {
    let cleaner = with(r"protect-pattern No\. \d+ of .*?;");
    let page = cleaner.analyze("Order No. 7 of dell'Isis..; ISIS-K said so..");
    assert_eq!(page.text, "Order No. 7 of dell'Isis..; ISKP said so.");
    let kept: Vec<Option<Kept>> = page.mentions.iter().map(|mention| mention.kept).collect();
    assert_eq!(kept, [Some(Kept::Protected), None]);
    let residue = "Share this\nThe men of ISIS-K fled.\nShare this";
    assert_eq!(with("protect-line ^Share").clean(residue), "Share this\nThe men of ISKP fled.\nShare this");
    assert_eq!(with("canonical").clean(residue), "The men of ISKP fled.");
}

#[test]
fn a_protected_field_speaks_for_names_and_stays() {
    let cleaner = cleaner(None);
    let text = "L'Isis in guerra..\n\nL'Is ha rivendicato..";
    let first = 0..18;
    let known = Known { protected: std::slice::from_ref(&first), ..Known::default() };
    let page = cleaner.analyze_as(text, &known, &mut Scratch::default());
    assert_eq!(page.text, "L'Isis in guerra..\n\nLo Stato Islamico ha rivendicato.");
    assert_eq!(page.mentions[0].kept, Some(Kept::Protected));
}

#[test]
fn whatever_is_protected_is_in_the_fingerprint() {
    let settings = ["canonical", "protect IS", "protect-pattern IS", "protect-line IS", "protect-line ISI"];
    let prints: BTreeSet<String> =
        settings.iter().map(|setting| with(setting).fingerprint().to_owned()).collect();
    assert_eq!(prints.len(), settings.len());
}

/// A text without its marks `[name|id]`, and the names marked in it.
fn marked(text: &str) -> (String, Vec<(usize, usize, String)>) {
    let (mut plain, mut names, mut rest) = (String::new(), Vec::new(), text);
    while let Some(bar) = rest.find('|') {
        let open = rest[..bar].rfind('[').expect("a mark opens");
        let close = bar + rest[bar..].find(']').expect("a mark closes");
        plain.push_str(&rest[..open]);
        let start = plain.len();
        plain.push_str(&rest[open + 1..bar]);
        names.push((start, plain.len(), rest[bar + 1..close].to_owned()));
        rest = &rest[close + 1..];
    }
    plain.push_str(rest);
    (plain, names)
}

#[test]
fn a_mention_is_what_the_rules_of_annotation_say() {
    let cleaner = cleaner(None);
    let mut wrong = Vec::new();
    for row in rows(include_str!("names/annotation.tsv")) {
        let (text, names) = marked(&row[1]);
        let analysis = cleaner.analyze(&text);
        let found: Vec<(usize, usize, String)> = analysis
            .mentions
            .iter()
            .map(|mention| (mention.span.start, mention.span.end, mention.entity.to_string()))
            .collect();
        if found != names {
            wrong.push(format!("{}: {text}\n  expected {names:?}\n  found    {found:?}", row[0]));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

/// `NAME: evidence` of a name that counts, `lost LINE: …` of one that does not.
#[test]
fn why_a_name_counts_or_not_is_told() {
    let cleaner = cleaner(None);
    let mut wrong = Vec::new();
    for row in rows(include_str!("names/told.tsv")) {
        let page = cleaner.explain(&row[1], &Known::default());
        let counts = page.mentions.iter().map(|mention| {
            format!("{}: {}", mention.surface, mention.evidence.as_deref().unwrap_or_default())
        });
        let told: Vec<String> = counts.chain(page.trace.iter().cloned()).collect();
        if !told.contains(&row[0]) {
            wrong.push(format!("{}\n  expected {}\n  told     {told:#?}", row[1], row[0]));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

/// A line without end is no sentence.
#[test]
fn what_stands_far_away_on_a_line_says_nothing() {
    let cleaner = cleaner(None);
    let named = |times: usize| {
        let between = "Nobody spoke of it. ".repeat(times);
        let text = format!("Hamas spoke, and the MILF met. {between}It was a Bangsamoro feast.");
        cleaner.analyze(&text).mentions.iter().map(|mention| mention.surface.clone()).collect::<Vec<_>>()
    };
    assert_eq!(named(3), ["Hamas", "MILF"]);
    assert_eq!(named(150), ["Hamas"]);
}

#[test]
fn a_name_known_by_its_sound_is_an_alias_or_a_part() {
    let page = cleaner(None).analyze("Qassem Soleimani met Hamas in Bengasci; Soleymanni was tired.");
    let by_key = page.mentions.iter().filter(|mention| mention.how == How::Key);
    let forms: Vec<_> = by_key.map(|mention| (mention.surface.as_str(), mention.form)).collect();
    assert_eq!(forms, [("Bengasci", FormClass::Alias), ("Soleymanni", FormClass::Part)]);
}
