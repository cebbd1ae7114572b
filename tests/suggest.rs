//! What a corpus suggests: every second form of a hundred entities is hidden and looked for again.
//!
//! The names are those of the dictionaries, the sentences this file's. A page has a form that is kept, one that is hidden and
//! one that is nobody's or another entity's. Nothing says which words are a name: `Naxalite movement denied` may end one word
//! early, `On Monday Nek Mohammad met` begin two too soon, `Hussein Mousawi and Marla Denton` be one name or two.
#![cfg(feature = "workshop")]

use canonry::{
    Cleaner, Language,
    dictionary::{
        compiled::Compiled,
        data::{Data, Form},
        files,
        layers::Layers,
        shipped,
        suggest::{Gatherer, Page, Suggestion},
    },
    document::FormClass,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

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

/// Which forms are hidden, and where they are looked for.
#[derive(Clone, Copy, Debug)]
struct Trial {
    /// Of the forms of an entity, the even or the odd ones stay.
    kept: usize,
    /// The first entity; then every so many-th.
    from: usize,
    /// Two pages of three name somebody beside other capitals, and have another known entity.
    crowded: bool,
    /// All other entities are known too; else the hundred are all there are.
    whole: bool,
    /// Else every form is known, and nothing is to be found.
    hidden: bool,
}

const PLAIN: Trial = Trial { kept: 0, from: 0, crowded: false, whole: false, hidden: true };

/// What came of it.
struct Told {
    trial: Trial,
    /// The hidden forms in small letters, and whose they are.
    hidden: BTreeMap<String, String>,
    /// Of the first suggestions those of known entities.
    first: Vec<Suggestion>,
}

impl Told {
    fn is_right(&self, one: &Suggestion) -> bool {
        self.hidden.get(&one.form.to_lowercase()).is_some_and(|id| Some(id) == one.entity.as_ref())
    }

    fn wrong(&self) -> usize {
        self.first.iter().filter(|one| !self.is_right(one)).count()
    }

    fn found(&self) -> usize {
        self.first.len() - self.wrong()
    }

    /// In percent of the hidden forms, and of the suggestions.
    fn reaches(&self, found: usize, wrong: usize) -> bool {
        self.found() * 100 >= self.hidden.len() * found && self.wrong() * 100 <= self.first.len() * wrong
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (found, wrong) = (self.found(), self.wrong());
        writeln!(
            f,
            "{:?}: {found} of {} found, {wrong} of {} wrong",
            self.trial,
            self.hidden.len(),
            self.first.len()
        )?;
        self.first.iter().filter(|one| !self.is_right(one)).try_for_each(|one| writeln!(f, "{one:?}"))
    }
}

impl Trial {
    fn run(self) -> Told {
        let all = shipped().data();
        let some = self.entities(&all);
        let (data, hidden) = self.dictionary(&all, &some);
        let pages = self.pages(&some);
        let cleaner = Cleaner::builder().data(&data).build().expect("a good dictionary");
        let mut gatherer = Gatherer::new(cleaner.dictionary());
        for text in &pages {
            let page = cleaner.analyze(text);
            gatherer.add(Page::read(cleaner.dictionary(), text, &page.mentions, &page.candidates));
        }
        let suggestions = gatherer.finish().into_iter().take(FIRST);
        let first = suggestions.filter(|one| one.entity.is_some()).collect();
        Told { trial: self, hidden, first }
    }

    /// A hundred entities, and four forms of each.
    fn entities(self, all: &Data) -> Vec<(u32, Vec<Form>)> {
        let mut forms: BTreeMap<u32, Vec<&Form>> = BTreeMap::new();
        for form in &all.forms {
            forms.entry(form.entity).or_default().push(form);
        }
        let own = forms.iter().map(|(entity, own)| (*entity, chosen(own)));
        let many: Vec<(u32, Vec<Form>)> = own.filter(|(_, own)| own.len() == FORMS).collect();
        assert!(many.len() > 2 * ENTITIES, "only {} entities have enough forms", many.len());
        let step = many.len() / ENTITIES;
        many.into_iter().skip(self.from).step_by(step).take(ENTITIES).collect()
    }

    fn keeps(self, at: usize) -> bool {
        at % 2 == self.kept
    }

    fn dictionary(self, all: &Data, some: &[(u32, Vec<Form>)]) -> (Data, BTreeMap<String, String>) {
        let numbers: BTreeSet<u32> = some.iter().map(|(entity, _)| *entity).collect();
        let mut data = all.clone();
        data.forms.retain(|form| self.whole && !numbers.contains(&form.entity));
        data.full_names.retain(|full| self.whole && !numbers.contains(&full.entity));
        if !self.whole {
            data.entities.clear();
        }
        let mut hidden = BTreeMap::new();
        for (number, own) in some {
            let entry = &all.entities[*number as usize];
            let entity = if self.whole {
                *number
            } else {
                data.entities.push(entry.clone());
                data.entities.len() as u32 - 1
            };
            // What is written for them would give forms away.
            let entry = &mut data.entities[entity as usize];
            (entry.write.0, entry.short.0, entry.gloss.0) = (Vec::new(), Vec::new(), Vec::new());
            for (at, form) in own.iter().enumerate() {
                if self.keeps(at) || !self.hidden {
                    data.forms.push(Form { entity, ..form.clone() });
                } else {
                    hidden.insert(form.text.to_lowercase(), entry.id.clone());
                }
            }
        }
        (data, hidden)
    }

    /// Three pages for each hidden form.
    fn pages(self, some: &[(u32, Vec<Form>)]) -> Vec<String> {
        let mut pages = Vec::new();
        for (number, (_, own)) in some.iter().enumerate() {
            let (kept, gone): (Vec<_>, Vec<_>) = own.iter().enumerate().partition(|(at, _)| self.keeps(*at));
            for (at, (_, form)) in gone.iter().enumerate() {
                for page in 0..3 {
                    let known = &kept[(at + page) % kept.len()].1.text;
                    let sentence = |shift: usize, name: &str| {
                        SENTENCES[(number + page + shift) % SENTENCES.len()].replace("{}", name)
                    };
                    let stranger = STRANGERS[(number * 7 + page * 3 + at) % STRANGERS.len()];
                    let (amid, third) = if self.crowded && page > 0 {
                        let other = &some[(number * 13 + page * 31 + at) % some.len()].1[self.kept].text;
                        let crowd = CROWDED[(number + page + at) % CROWDED.len()];
                        (crowd.replace("{}", &form.text).replace("{stranger}", stranger), sentence(2, other))
                    } else {
                        (sentence(1, &form.text), sentence(2, stranger))
                    };
                    let defined = match form.class {
                        FormClass::Short if page == 0 => format!("{known} ({}) met.\n", form.text),
                        _ => String::new(),
                    };
                    pages.push(format!("{defined}{}\n{amid}\n{third}\n", sentence(0, known)));
                }
            }
        }
        pages
    }
}

/// The goal is 80 of 100 found and 10 of 100 wrong.
fn reach(trials: impl IntoIterator<Item = Trial>, found: usize, wrong: usize) {
    let told: Vec<Told> = trials.into_iter().map(Trial::run).collect();
    let short: Vec<String> =
        told.iter().filter(|told| !told.reaches(found, wrong)).map(ToString::to_string).collect();
    assert!(short.is_empty(), "{}", short.join("\n"));
}

#[test]
fn hidden_forms_are_found_again() {
    reach([PLAIN, Trial { kept: 1, ..PLAIN }], 85, 4);
}

#[test]
fn hidden_forms_of_other_entities_are_found_again() {
    let some = [1, 3, 4, 5].into_iter().flat_map(|from| [(from, 0), (from, 1)]);
    reach(some.map(|(from, kept)| Trial { kept, from, ..PLAIN }), 82, 6);
}

#[test]
fn names_amid_names_are_found_again() {
    let some = [(0, 0), (0, 1), (4, 0), (5, 1)].into_iter();
    reach(some.map(|(from, kept)| Trial { kept, from, crowded: true, ..PLAIN }), 83, 4);
}

#[test]
fn names_are_told_from_those_of_all_others() {
    reach([Trial { crowded: true, whole: true, ..PLAIN }], 83, 4);
}

#[test]
fn nothing_is_suggested_where_nothing_is_hidden() {
    for crowded in [false, true] {
        let told = Trial { crowded, hidden: false, ..PLAIN }.run();
        assert!(told.first.len() < 3, "{told}");
    }
}

/// One entity, pages that name it and somebody else, and whether that may be another name of it.
#[test]
fn look_alikes_stay_strangers() {
    #[rustfmt::skip]
    let rows = [
        ("person", "Cherif Kouachi", "Sherif Kouachi", true),
        ("person", "Cherif Kouachi", "Said Kouachi", false),
        ("person", "Aziz Haqqani", "Abdul Aziz Haqani", true),
        ("person", "Aziz Haqqani", "Khalil Haqqani", false),
        ("org", "Islamic Movement of Uzbekistan", "Movimento islamico dell'Uzbekistan", true),
        ("org", "Islamic Movement of Uzbekistan", "Islamic Movement of Azerbaijan", false),
        ("org", "Ansar al-Sharia Libya", "Ansar ash-Shariah in Libia", true),
        ("org", "Ansar al-Sharia Libya", "Ansar al-Sharia Tunisia", false),
        ("org", "Rashid Valley Liberation Front", "RVLF", true),
        ("org", "Rashid Valley Liberation Front", "RVNF", false),
        ("org", "Jundallah Pakistan", "Jundallah pakistano", true),
        ("org", "Fronte della Valle di Rashid", "Rashid Valley Front", true),
        ("org", "Fronte della Valle di Rashid", "Nasir Valley Army", false),
        ("place", "Kunar", "Kounar", true),
        ("place", "Kunar", "Kunduz", false),
        ("place", "Kunar", "Kounar and Kunar", false),
    ];
    let none =
        Data { entities: Vec::new(), forms: Vec::new(), full_names: Vec::new(), ..shipped().data().clone() };
    for (kind, known, other, same) in rows {
        let rows = format!("entity,form\n{kind}/somebody,{known}\n");
        let names = files::read_bytes(&none, "names.csv".as_ref(), rows.as_bytes()).expect("a table");
        let layers = Layers::new([Compiled::new(&none).expect("cues"), names]);
        let cleaner = Cleaner::builder().layers(layers).build().expect("a good dictionary");
        let mut gatherer = Gatherer::new(cleaner.dictionary());
        for sentence in SENTENCES {
            let text = format!("{}\n{}\n", sentence.replace("{}", known), sentence.replace("{}", other));
            let page = cleaner.analyze(&text);
            gatherer.add(Page::read(cleaner.dictionary(), &text, &page.mentions, &page.candidates));
        }
        let told = gatherer.finish();
        let found = told.iter().any(|one| one.form == other && one.entity.is_some());
        assert_eq!(found, same, "{known}, {other}: {told:?}");
    }
}
