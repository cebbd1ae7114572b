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

/// How they name somebody amid others: what stands beside a name is capitalised as well, or a small word leads to it.
const CROWDED: &[&str] = &[
    "Police in Trieste linked {} to {stranger} of the harbour office.",
    "{} and {stranger} were named in the report of the Brenner Institute.",
    "Colonel {stranger} said {} had left the Lower Valley for Odessa.",
    "Secondo {stranger}, {} in Friuli non ha mai avuto amici.",
    "On Monday {} met the men of {stranger} from Tarvisio.",
];

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

/// What a split of the forms came to.
struct Told {
    hidden: BTreeMap<String, String>,
    first: Vec<Suggestion>,
}

impl Told {
    fn right(&self, one: &Suggestion) -> bool {
        self.hidden.get(&one.form.to_lowercase()).is_some_and(|id| Some(id) == one.entity.as_ref())
    }
    fn found(&self) -> usize {
        self.first.iter().filter(|one| self.right(one)).count()
    }
    fn wrong(&self) -> usize {
        self.first.len() - self.found()
    }
}

fn tried(parity: usize, offset: usize, hide: bool, crowded: bool, whole: bool) -> Told {
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
    let mut data = if whole { all.clone() } else { Data { entities: Vec::new(), forms: Vec::new(), full_names: Vec::new(), ..all.clone() } };
    let some: Vec<&(u32, Vec<Form>)> = many.iter().skip(offset).step_by(step).take(ENTITIES).collect();
    if whole {
        let ids: BTreeSet<u32> = some.iter().map(|(entity, _)| *entity).collect();
        data.forms.retain(|form| !ids.contains(&form.entity));
        data.full_names.retain(|full| !ids.contains(&full.entity));
        for id in &ids { let e = &mut data.entities[*id as usize]; (e.write.0, e.short.0, e.gloss.0) = (Vec::new(), Vec::new(), Vec::new()); }
    }
    let mut hidden: BTreeMap<String, String> = BTreeMap::new();
    let mut pages: Vec<String> = Vec::new();
    for (number, (entity, own)) in some.iter().enumerate() {
        let mut entry = all.entities[*entity as usize].clone();
        (entry.write.0, entry.short.0, entry.gloss.0) = (Vec::new(), Vec::new(), Vec::new());
        let id = entry.id.clone();
        if !whole { data.entities.push(entry); }
        let place = if whole { *entity } else { data.entities.len() as u32 - 1 };
        let (kept, gone): (Vec<_>, Vec<_>) = own.iter().enumerate().partition(|(at, _)| at % 2 == parity);
        for (at, form) in own.iter().enumerate() {
            if !hide || at % 2 == parity {
            data.forms.push(Form { entity: place, ..(*form).clone() });
            }
        }
        for (at, (_, form)) in gone.iter().enumerate() {
            if hide {
            hidden.insert(form.text.to_lowercase(), id.clone());
            }
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
                if crowded && page > 0 {
                    let other = &some[(number * 13 + page * 31 + at) % some.len()].1[parity].text;
                    let amid = CROWDED[(number + page + at) % CROWDED.len()];
                    pages.push(format!(
                        "{}\n{}\n{}\n",
                        sentence(0, known),
                        amid.replace("{}", &form.text).replace("{stranger}", stranger),
                        sentence(2, other)
                    ));
                    continue;
                }
                pages.push(format!(
                    "{defined}{}\n{}\n{}\n",
                    sentence(0, known),
                    sentence(1, &form.text),
                    sentence(2, stranger)
                ));
            }
        }
        if hide { for (at, f) in own.iter().enumerate() { println!("FORM {id} {} {:?} {}", if at % 2 == parity {"kept"} else {"hidden"}, f.class, f.text); } }
    }
    let cleaner = Cleaner::builder().data(&data).build().expect("a good dictionary");
    let start = std::time::Instant::now();
    let mut gatherer = Gatherer::default();
    for text in &pages {
        let page = cleaner.analyze(text);
        gatherer.add(Page::read(cleaner.dictionary(), text, &page.mentions, &page.candidates));
    }
    let suggestions = gatherer.finish(cleaner.dictionary());
    let told = Told { hidden, first: suggestions.iter().take(FIRST).filter(|one| one.entity.is_some()).cloned().collect() };
    println!("SPLIT {parity} {offset} {hide} crowded {crowded} whole {whole} in {:?}: {} of {} found, {} of {} wrong", start.elapsed(), told.found(), told.hidden.len(), told.wrong(), told.first.len());
    for (form, id) in &told.hidden {
        if !told.first.iter().any(|one| told.right(one) && one.form.to_lowercase() == *form) {
            let at = suggestions.iter().position(|one| one.form.to_lowercase() == *form);
            println!("  MISS {form} of {id}: {:?}", at.map(|at| (at, suggestions[at].entity.clone(), suggestions[at].score, suggestions[at].why.clone())));
        }
    }
    for (at, one) in suggestions.iter().enumerate().take(FIRST).filter(|(_, one)| one.entity.is_some()) {
        if !told.right(one) { println!("  WRONG {at} {} -> {:?} {:.3} {} {} {:?}", one.form, one.entity, one.score, one.count, one.why, one.contexts.first()); }
    }
    told
}

#[test]
fn hidden_forms_are_found_again() {
    for (crowded, whole) in [(false, false), (true, false), (true, true)] {
        for (parity, offset) in [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)] { tried(parity, offset, true, crowded, whole); }
        tried(0, 0, false, crowded, whole);
    }
}
