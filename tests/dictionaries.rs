//! The shipped dictionaries keep their own promises.

use canonry::{Cleaner, Preset, document::EntityType, scan::Scan};
use std::{collections::BTreeSet, sync::LazyLock};

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
    for (number, entity) in (0u32..).zip(&dictionary.data().entities) {
        for (_, text) in entity.write.0.iter().chain(&entity.short.0) {
            assert!(!text.contains(['(', ')']), "{}: a written name has no brackets: {text}", entity.id);
            let scan = Scan::new(text);
            let mut hits = Vec::new();
            dictionary.locate(text, &scan, &mut hits);
            let own = |hit: &canonry::dictionary::matcher::Hit| {
                (hit.first, hit.last) == (0, scan.tokens.len()) && dictionary.form(hit.form).entity == number
            };
            assert!(hits.iter().any(own), "{}: `{text}` is not found as a whole", entity.id);
        }
    }
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
    for pair in forms.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let clash =
            a.pattern() == b.pattern() && a.entity != b.entity && a.strong && b.strong && a.case == b.case;
        assert!(
            !clash,
            "`{}` is strong for {} and {}",
            a.text(),
            data.entities[a.entity as usize].id,
            data.entities[b.entity as usize].id
        );
    }
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
