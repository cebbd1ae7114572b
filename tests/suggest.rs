//! What a corpus suggests: every second form of a hundred entities is hidden and looked for again.
#![cfg(feature = "workshop")]

use canonry::{
    Cleaner, Language,
    dictionary::{
        data::{Data, Form},
        shipped,
        suggest::{Gatherer, Page, Suggestion},
    },
    document::FormClass,
};
use std::collections::{BTreeMap, BTreeSet};

/// Entities whose forms are hidden.
const ENTITIES: usize = 100;

/// Forms of each that are looked at; every second of them is hidden.
const FORMS: usize = 4;

/// Suggestions that are looked at.
const FIRST: usize = 200;

/// How pages name somebody once more; the names around it are strangers.
const SENTENCES: &[&str] = &[
    "{} denied it on Friday, the police of the town said.",
    "Witnesses spoke of {} near the old bridge.",
    "Nobody had expected {} to answer so soon.",
    "A convoy left the valley after {} had asked for it.",
    "Il giorno dopo {} ha negato tutto davanti ai giornalisti.",
];

/// People who are nobody's enemy and stand on many pages.
const STRANGERS: &[&str] =
    &["Marla Denton", "Pietro Vasconi", "Ines Halloway", "Orsola Brenta", "Dexter Pool"];

/// Strong forms in Latin letters, no two of one sound to the matcher, spread over all an entity has.
fn chosen(forms: &[&Form]) -> Vec<Form> {
    let fits = |form: &&&Form| {
        form.strong
            && matches!(form.class, FormClass::Long | FormClass::Short | FormClass::Alias)
            && form.text.chars().all(|c| c.is_ascii() && c != '/')
            && form.text.len() >= 3
            && form.text.starts_with(|c: char| c.is_ascii_uppercase())
            && (form.langs.is_empty()
                || form.langs.contains(&Language::EN)
                || form.langs.contains(&Language::IT))
    };
    let mut seen = BTreeSet::new();
    let mut own: Vec<&Form> = forms.iter().copied().filter(|form| fits(&form)).collect();
    own.sort_by(|a, b| a.text.cmp(&b.text));
    own.retain(|form| seen.insert(form.pattern.replace(' ', "")));
    let step = (own.len() / FORMS).max(1);
    own.into_iter().step_by(step).take(FORMS).cloned().collect()
}

#[test]
fn hidden_forms_are_found_again() {
    let all = shipped().data();
    let mut forms: BTreeMap<u32, Vec<&Form>> = BTreeMap::new();
    for form in &all.forms {
        forms.entry(form.entity).or_default().push(form);
    }
    let many: Vec<(u32, Vec<Form>)> = forms
        .iter()
        .map(|(entity, own)| (*entity, chosen(own)))
        .filter(|(_, own)| own.len() == FORMS)
        .collect();
    assert!(many.len() > 2 * ENTITIES, "only {} entities have enough forms", many.len());
    let step = many.len() / ENTITIES;
    let mut data = Data { entities: Vec::new(), forms: Vec::new(), full_names: Vec::new(), ..all.clone() };
    let mut hidden: BTreeMap<String, String> = BTreeMap::new();
    let mut pages: Vec<String> = Vec::new();
    for (number, (entity, own)) in many.iter().step_by(step).take(ENTITIES).enumerate() {
        let mut entry = all.entities[*entity as usize].clone();
        (entry.write.0, entry.short.0, entry.gloss.0) = (Vec::new(), Vec::new(), Vec::new());
        let id = entry.id.clone();
        data.entities.push(entry);
        let (kept, gone): (Vec<_>, Vec<_>) = own.iter().enumerate().partition(|(at, _)| at % 2 == 0);
        for (_, form) in &kept {
            data.forms.push(Form { entity: data.entities.len() as u32 - 1, ..(*form).clone() });
        }
        for (at, (_, form)) in gone.iter().enumerate() {
            hidden.insert(form.text.to_lowercase(), id.clone());
            for page in 0..3 {
                let known = &kept[(at + page) % kept.len()].1.text;
                let sentence = |shift: usize, name: &str| {
                    SENTENCES[(number + page + shift) % SENTENCES.len()].replace("{}", name)
                };
                let stranger = STRANGERS[(number * 7 + page * 3 + at) % STRANGERS.len()];
                let defined = if page == 0 && form.class == FormClass::Short {
                    format!("{known} ({}) met.\n", form.text)
                } else {
                    String::new()
                };
                pages.push(format!(
                    "{defined}{}\n{}\n{}\n",
                    sentence(0, known),
                    sentence(1, &form.text),
                    sentence(2, stranger)
                ));
            }
        }
    }
    let cleaner = Cleaner::builder().data(&data).build().expect("a good dictionary");
    let mut gatherer = Gatherer::default();
    for text in &pages {
        let page = cleaner.analyze(text);
        gatherer.add(Page::read(cleaner.dictionary(), text, &page.mentions, &page.candidates));
    }
    let suggestions = gatherer.finish(cleaner.dictionary());
    let first: Vec<_> = suggestions.iter().take(FIRST).filter(|one| one.entity.is_some()).collect();
    let right = |form: &str, entity: &str| hidden.get(&form.to_lowercase()).is_some_and(|id| id == entity);
    let (found, wrong): (Vec<&Suggestion>, Vec<&Suggestion>) =
        first.iter().copied().partition(|one| right(&one.form, one.entity.as_deref().unwrap_or_default()));
    let told = format!(
        "{} of {} hidden forms found, {} of {} suggestions wrong:\n{}",
        found.len(),
        hidden.len(),
        wrong.len(),
        first.len(),
        wrong.iter().map(|one| format!("{one:?}\n")).collect::<String>()
    );
    // The goal is 80 of 100 found and 10 of 100 wrong; this is what it reaches.
    assert!(found.len() * 100 >= hidden.len() * 65 && wrong.len() * 100 <= first.len() * 20, "{told}");
}
