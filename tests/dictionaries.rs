//! The shipped dictionaries keep their own promises.

#![cfg(feature = "toml")]

use canonry::{
    Cleaner, Preset,
    dictionary::{
        data::Data,
        lint::{
            Severity, lint,
            proof::{Reader, prove},
        },
    },
    document::EntityType,
    scan::Scan,
};
use std::{
    collections::BTreeSet,
    fs,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

static NEWS: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::preset(Preset::News));

fn finds(id: &str, text: &str) -> bool {
    NEWS.analyze(text).mentions.iter().any(|mention| &*mention.entity == id)
}

#[test]
fn every_entity_is_found_where_it_says_and_nowhere_else() {
    let entities = &NEWS.dictionary().data().entities;
    let mut wrong = Vec::new();
    for entity in entities {
        wrong.extend(
            entity
                .matches
                .iter()
                .filter(|text| !finds(&entity.id, text))
                .map(|text| format!("{} missed in: {text}", entity.id)),
        );
        wrong.extend(
            entity
                .leaves
                .iter()
                .filter(|text| finds(&entity.id, text))
                .map(|text| format!("{} found in: {text}", entity.id)),
        );
    }
    assert!(wrong.is_empty(), "{} sentences are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let sentences: usize = entities.iter().map(|entity| entity.matches.len() + entity.leaves.len()).sum();
    assert!(sentences > 500, "only {sentences} sentences");
}

#[test]
fn written_names_are_found_again_as_what_they_are() {
    let dictionary = NEWS.dictionary();
    let mut lost = Vec::new();
    for (number, entity) in (0u32..).zip(&dictionary.data().entities) {
        for (_, text) in entity.write.0.iter().chain(&entity.short.0) {
            assert!(!text.contains(['(', ')']), "{}: a written name has no brackets: {text}", entity.id);
            let scan = Scan::new(text);
            let mut hits = Vec::new();
            dictionary.locate(text, &scan, &mut hits);
            let own = |hit: &canonry::dictionary::matcher::Hit| {
                (hit.first, hit.last) == (0, scan.tokens.len()) && dictionary.form(hit.form).entity == number
            };
            if !hits.iter().any(own) {
                lost.push(format!("{}: `{text}` is not found as a whole", entity.id));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn parents_and_neighbours_exist() {
    let data = NEWS.dictionary().data();
    let ids: BTreeSet<&str> = data.entities.iter().map(|entity| entity.id.as_str()).collect();
    assert_eq!(ids.len(), data.entities.len(), "an id stands twice");
    for entity in &data.entities {
        for other in entity.parent.iter().chain(&entity.distinct_from) {
            assert!(ids.contains(other.as_str()), "{} names {other}, which does not exist", entity.id);
        }
    }
}

#[test]
fn the_set_keeps_its_size() {
    let data = NEWS.dictionary().data();
    let count = NEWS.dictionary().forms().len();
    assert!((10_000..=100_000).contains(&count), "{count} forms; the limit is 100,000");
    for kind in EntityType::ALL {
        assert!(data.entities.iter().any(|entity| entity.kind == *kind), "no entity of type {kind}");
    }
}

#[test]
fn strong_forms_belong_to_one_entity() {
    let data = NEWS.dictionary().data();
    let forms: Vec<_> = NEWS.dictionary().forms().iter().collect();
    let id = |entity: u32| &data.entities[entity as usize].id;
    let clashes: Vec<String> = forms
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(a, b)| a.pattern() == b.pattern() && a.entity != b.entity)
        .filter(|(a, b)| a.strong && b.strong && a.case == b.case)
        .map(|(a, b)| format!("`{}` is strong for {} and {}", a.text(), id(a.entity), id(b.entity)))
        .collect();
    assert!(clashes.is_empty(), "{}", clashes.join("\n"));
}

#[test]
fn no_form_ends_in_a_possessive() {
    let data = NEWS.dictionary().data();
    for form in NEWS.dictionary().forms().iter() {
        let text = form.text();
        assert!(
            !text.ends_with("'s") && !text.ends_with("’s"),
            "`{text}` of {} is the name and a possessive",
            data.entities[form.entity as usize].id
        );
    }
}

/// The fixed point: what is written is read again as the same entity, alone and in every frame; a weak name on a page
/// that holds a strong form. And what was cleaned stays as it is.
#[test]
fn what_is_written_is_read_again() {
    struct News;
    impl Reader for News {
        fn names(&self, text: &str) -> Vec<(Range<usize>, Arc<str>)> {
            let mentions = NEWS.analyze(text).mentions;
            mentions.into_iter().map(|mention| (mention.span.range(), mention.entity)).collect()
        }
        fn clean(&self, text: &str) -> String {
            NEWS.clean(text).into_owned()
        }
    }
    let broken = prove(NEWS.dictionary(), |_| true, &News);
    let told: Vec<&str> = broken.iter().map(|broken| broken.message.as_str()).collect();
    assert!(told.is_empty(), "{}:\n{}", told.len(), told.join("\n"));
}

#[test]
fn lint_finds_no_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
    let files = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let mut texts: Vec<(PathBuf, String)> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| (path.clone(), fs::read_to_string(&path).expect("a dictionary")))
        .collect();
    texts.sort();
    let findings = lint(&Data::default(), texts.iter().map(|(path, text)| (path.as_path(), text.as_str())));
    let errors: Vec<String> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
