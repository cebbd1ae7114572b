//! Several compiled dictionaries, searched as one; none is copied or compiled again.
//! In: dictionaries, the shipped one first. Out: forms and entities under one numbering, and what all of them say together.
//! Not here: the bytes of each (see `compiled`), the search (see `matcher`).
//!
//! A later dictionary describes an entity anew, adds forms to it, and hides forms of the same words in earlier ones.

use super::{
    compiled::{Compiled, FormRef, Walk, Words},
    data::{Cues, Data, Entity, FullName, ResidueRule},
    trie::Opening,
};
use std::collections::{HashMap, HashSet};

#[cfg(feature = "toml")]
use {
    super::source::add_written,
    crate::{
        document::{FormClass, Language},
        scan::Scan,
    },
    xxhash_rust::xxh3::xxh3_64,
};

/// Dictionaries one over the other.
#[derive(Clone, Debug)]
pub struct Layers {
    layers: Vec<Layer>,
    /// Everything but the forms, and but the entities that have only an id.
    data: Data,
    shipped_residue: bool,
}

#[derive(Clone, Debug)]
struct Layer {
    compiled: Compiled,
    /// The number of its first form.
    first: u32,
    entities: Numbers,
}

/// The numbers that the entities of one dictionary have among all.
#[derive(Clone, Debug, Default)]
struct Numbers {
    /// Of those that are described.
    full: Vec<u32>,
    /// Of the first that has only an id; the others follow.
    bare: u32,
    /// Of those with only an id that an earlier dictionary knows or any describes.
    known: HashMap<u32, u32>,
}

impl Numbers {
    #[inline]
    fn global(&self, own: u32) -> u32 {
        match self.full.get(own as usize) {
            Some(number) => *number,
            None => {
                let bare = own - self.full.len() as u32;
                self.known.get(&bare).copied().unwrap_or(self.bare.saturating_add(bare))
            }
        }
    }

    /// A form of the dictionary under the numbering of all.
    #[inline]
    fn numbered<'d>(&self, own: FormRef<'d>, first: u32) -> FormRef<'d> {
        FormRef { number: first + own.number, entity: self.global(own.entity), ..own }
    }
}

impl Layers {
    /// Puts dictionaries one over the other, the last on top.
    ///
    /// ```
    /// # #[cfg(feature = "files")] {
    /// use canonry::{Cleaner, dictionary::{files, layers::Layers, shipped}};
    /// let table = "entity,form\norg/wadi,Harakat al-Wadi\n";
    /// let wadi = files::read_bytes(shipped().rest(), "wadi.csv".as_ref(), table.as_bytes()).unwrap();
    /// let cleaner = Cleaner::builder().layers(Layers::new([shipped(), wadi])).build().unwrap();
    /// let mentions = cleaner.analyze("Men of Harakat al Wadi and of ISIS met.").mentions;
    /// assert_eq!(&*mentions[0].entity, "org/wadi");
    /// assert_eq!(&*mentions[1].entity, "org/islamic-state");
    /// # }
    /// ```
    pub fn new(dictionaries: impl IntoIterator<Item = Compiled>) -> Layers {
        let mut layers = Layers { layers: Vec::new(), data: Data::default(), shipped_residue: false };
        for compiled in dictionaries {
            layers.stack(compiled);
        }
        layers.number_bare();
        layers
    }

    /// Puts one more on top.
    pub fn push(&mut self, compiled: Compiled) {
        self.stack(compiled);
        self.number_bare();
    }

    /// True when the rules for residue are those shipped with the program and no others.
    pub(crate) fn has_shipped_residue(&self) -> bool {
        self.shipped_residue
    }

    /// The rules for residue of all.
    pub fn residue(&self) -> Vec<ResidueRule> {
        self.layers.iter().flat_map(|layer| layer.compiled.residue()).collect()
    }

    fn stack(&mut self, mut compiled: Compiled) {
        let shipped = self.layers.is_empty() && compiled.is_shipped();
        self.shipped_residue = shipped || (self.shipped_residue && !compiled.has_residue());
        let (full, contexts) = merge(&mut self.data, compiled.take_rest());
        compiled.number_contexts(&contexts);
        let first = self.forms().len();
        self.layers.push(Layer { compiled, first, entities: Numbers { full, ..Numbers::default() } });
    }

    /// Gives numbers to the entities that have only an id, behind all that are described.
    fn number_bare(&mut self) {
        let mut end = u32::try_from(self.data.entities.len()).unwrap_or(u32::MAX);
        for at in 0..self.layers.len() {
            let (before, rest) = self.layers.split_at_mut(at);
            let ids = rest[0].compiled.ids();
            if ids.len() == 0 {
                continue;
            }
            let described = (0u32..).zip(&self.data.entities);
            let mut known: HashMap<u32, u32> =
                described.filter_map(|(number, entity)| Some((ids.find(&entity.id)?, number))).collect();
            for earlier in before.iter() {
                let theirs = earlier.compiled.ids();
                let full = earlier.entities.full.len() as u32;
                let global = |number| earlier.entities.global(full + number);
                if theirs.len() < ids.len() {
                    known.extend(
                        (0..theirs.len()).filter_map(|n| Some((ids.find(theirs.get(n))?, global(n)))),
                    );
                } else {
                    known.extend((0..ids.len()).filter_map(|n| Some((n, global(theirs.find(ids.get(n))?)))));
                }
            }
            (rest[0].entities.bare, rest[0].entities.known) = (end, known);
            end = end.saturating_add(ids.len());
        }
    }

    /// Everything but the forms, the entities that have only an id, and the rules for residue (see [`Layers::residue`]).
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The forms of all.
    pub fn forms(&self) -> Forms<'_> {
        Forms { layers: &self.layers }
    }

    /// The words of the longest form.
    pub fn longest(&self) -> usize {
        self.layers.iter().map(|layer| layer.compiled.longest()).max().unwrap_or(0)
    }

    /// The id of an entity; empty for a number that is nobody's.
    pub fn id(&self, number: u32) -> &str {
        if let Some(entity) = self.data.entities.get(number as usize) {
            return &entity.id;
        }
        let layer = self.layers.iter().rev().find(|layer| {
            let bare = layer.entities.bare;
            (bare..bare.saturating_add(layer.compiled.ids().len())).contains(&number)
        });
        layer.map_or("", |layer| layer.compiled.ids().get(number - layer.entities.bare))
    }

    /// The number of an entity by its id.
    pub fn entity(&self, id: &str) -> Option<u32> {
        let described = self.data.entities.iter().position(|entity| entity.id == id);
        described.and_then(|at| u32::try_from(at).ok()).or_else(|| {
            self.layers.iter().find_map(|layer| {
                let own = layer.compiled.ids().find(id)?;
                Some(layer.entities.global(layer.entities.full.len() as u32 + own))
            })
        })
    }

    /// Whoever has an id, as a later dictionary may describe them anew.
    pub fn described(&self, id: &str) -> Option<Entity> {
        let number = self.entity(id)?;
        let known = self.data.entities.get(number as usize).cloned();
        Some(known.unwrap_or_else(|| Entity { id: id.to_owned(), label: id.to_owned(), ..Entity::bare(id) }))
    }

    /// How many forms of the last dictionary hide forms by which earlier ones name somebody else, and the first of them.
    pub fn hidden(&self) -> (usize, Option<&str>) {
        let Some((top, below)) = self.layers.split_last() else { return (0, None) };
        let mut hiding: HashSet<u32> = HashSet::new();
        for layer in below {
            // The words of the smaller one are looked up in the larger.
            let (few, many) = if layer.len() < top.len() { (layer, top) } else { (top, layer) };
            let (own, others) = (few.view(), many.view());
            for form in (0..own.len()).map(|number| own.get(number)) {
                let pattern = form.pattern();
                let mut theirs = others.exactly(&pattern).filter(|other| other.entity != form.entity);
                if let Some(other) = theirs.next() {
                    hiding.insert(form.number.max(other.number));
                }
            }
        }
        let first = hiding.iter().map(|number| self.forms().get(*number).text()).min();
        (hiding.len(), first)
    }
}

#[cfg(feature = "toml")]
impl Layers {
    /// Gives entities other written names, each for one language or ([`Language::UND`]) for all, and makes such a name a
    /// strong long form, so that what is written is also found. A short name of its own stays. `None` when no entity has an id.
    ///
    /// ```
    /// use canonry::{Cleaner, Language, dictionary::{layers::Layers, shipped}};
    /// let mut layers = Layers::new([shipped()]);
    /// layers.set_write(&[("org/islamic-state-khorasan", Language::UND, "Islamic State Khorasan")]).unwrap();
    /// assert!(layers.set_write(&[("org/nobody", Language::UND, "Nobody")]).is_none());
    /// let cleaner = Cleaner::builder().layers(layers).build().unwrap();
    /// assert_eq!(cleaner.clean("Islamic State-Khorasan Province struck."), "Islamic State Khorasan struck.");
    /// ```
    pub fn set_write(&mut self, names: &[(&str, Language, &str)]) -> Option<()> {
        let mut data = Data::default();
        for (id, lang, text) in names {
            let number = match data.entities.iter().position(|entity| entity.id == *id) {
                Some(known) => known,
                None => {
                    data.entities.push(self.described(id)?);
                    data.entities.len() - 1
                }
            };
            // A short name that is the long one stays so: no entity has two names.
            let follows = data.entities[number].short.0 == data.entities[number].write.0;
            let write = &mut data.entities[number].write;
            if *lang == Language::UND {
                write.0.clear();
            }
            write.0.retain(|(known, _)| known != lang);
            write.0.push((*lang, (*text).to_owned()));
            if follows {
                data.entities[number].short = data.entities[number].write.clone();
            }
            data.digest ^=
                xxh3_64(format!("{id}\0{lang}\0{text}").as_bytes()).rotate_left(data.entities.len() as u32);
            let own = self.entity(id);
            let known =
                |form: FormRef<'_>| Some(form.entity) == own && form.strong && form.class == FormClass::Long;
            if !self.forms().exactly(&Scan::new(text).view).any(known) {
                add_written(&mut data, number, *lang, text);
            }
        }
        self.push(Compiled::new(&data).ok()?);
        Some(())
    }
}

impl Layer {
    fn len(&self) -> u32 {
        self.compiled.records().len()
    }

    fn view(&self) -> View<'_> {
        View { words: self.compiled.words(), entities: &self.entities, first: self.first }
    }

    #[inline]
    fn get(&self, own: u32) -> FormRef<'_> {
        self.entities.numbered(self.compiled.records().get(own), self.first)
    }
}

/// The forms of one dictionary, under the numbering of all.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'d> {
    words: Words<'d>,
    entities: &'d Numbers,
    first: u32,
}

impl<'d> View<'d> {
    /// The form of one of the dictionary's own numbers.
    #[inline]
    pub(super) fn get(&self, own: u32) -> FormRef<'d> {
        self.entities.numbered(self.words.records().get(own), self.first)
    }

    /// How many forms.
    pub(super) fn len(&self) -> u32 {
        self.words.records().len()
    }

    /// False when no form opens with the word.
    #[inline]
    pub(super) fn may_open(&self, word: u32) -> bool {
        self.words.may_open(word)
    }

    /// See [`Words::opening`].
    #[inline]
    pub(super) fn opening(&self, word: u32, next: Option<u32>) -> Opening {
        self.words.opening(word, next)
    }

    /// See [`Words::near`].
    #[inline]
    pub(super) fn near(&self, opening: Opening, word: u32, next: Option<u32>) -> u64 {
        self.words.near(opening, word, next)
    }

    /// See [`Words::walk`]; the numbers are the dictionary's own.
    #[inline]
    pub(super) fn walk<W: IntoIterator<Item = u32>>(
        self,
        opening: Opening,
        words: W,
    ) -> Walk<'d, W::IntoIter> {
        self.words.walk(opening, words)
    }

    /// The forms that are exactly these folded words: ` islamic state `.
    pub(super) fn exactly(self, words: &str) -> impl Iterator<Item = FormRef<'d>> + use<'d, '_> {
        self.words.exactly(words).map(move |form| self.get(form.number))
    }
}

/// All forms of all dictionaries, by number and by words.
#[derive(Clone, Copy, Debug)]
pub struct Forms<'d> {
    layers: &'d [Layer],
}

impl<'d> Forms<'d> {
    /// How many forms.
    pub fn len(&self) -> u32 {
        self.layers.last().map_or(0, |layer| layer.first + layer.len())
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each dictionary's, the last one first.
    pub(super) fn top_down(self) -> impl Iterator<Item = View<'d>> {
        self.layers.iter().rev().map(Layer::view)
    }

    /// All of them, by number; forms of the same words of one dictionary are neighbours.
    pub fn iter(self) -> impl Iterator<Item = FormRef<'d>> {
        self.layers.iter().flat_map(|layer| {
            let view = layer.view();
            (0..view.len()).map(move |own| view.get(own))
        })
    }

    /// The form of a number.
    #[inline]
    pub fn get(&self, number: u32) -> FormRef<'d> {
        let layer =
            self.layers.iter().rev().find(|layer| layer.first <= number).expect("the number of a form");
        layer.get(number - layer.first)
    }

    /// The words that begin forms, for many questions.
    pub(crate) fn openings(self) -> Openings<'d> {
        Openings { views: self.layers.iter().map(Layer::view).collect() }
    }

    /// The forms that are exactly these folded words: ` islamic state `.
    pub fn exactly<'w>(self, words: &'w str) -> impl Iterator<Item = FormRef<'d>> + use<'d, 'w> {
        self.layers.iter().flat_map(move |layer| layer.view().exactly(words))
    }
}

/// The words that begin the forms of all dictionaries.
#[derive(Clone, Debug)]
pub(crate) struct Openings<'d> {
    views: Vec<View<'d>>,
}

impl Openings<'_> {
    /// False when no form opens with the word.
    #[inline]
    pub(crate) fn may_open(&self, word: u32) -> bool {
        self.views.iter().any(|view| view.may_open(word))
    }

    /// Of how many words the forms are that a run of words begins with; words may also only hash alike.
    pub(crate) fn beginning(&self, words: impl Iterator<Item = u32> + Clone) -> impl Iterator<Item = usize> {
        self.views.iter().flat_map(move |view| {
            let mut two = words.clone();
            let opening = two.next().map(|word| view.opening(word, two.next()));
            let walk =
                opening.filter(|opening| opening.any()).map(|opening| view.walk(opening, words.clone()));
            walk.into_iter().flatten().map(|(count, _)| count)
        })
    }
}

/// Adds what another dictionary says to what is known; returns the numbers of its entities and contexts.
fn merge(data: &mut Data, upper: Data) -> (Vec<u32>, Vec<u32>) {
    let numbers = |count: usize| (0u32..).take(count).collect();
    if *data == Data::default() {
        // The first one need not be looked through.
        *data = upper;
        return (numbers(data.entities.len()), numbers(data.contexts.len()));
    }
    let mut known: HashMap<String, u32> =
        (0u32..).zip(&data.entities).map(|(number, entity)| (entity.id.clone(), number)).collect();
    let mut entities = Vec::with_capacity(upper.entities.len());
    for entity in upper.entities {
        let fresh = u32::try_from(data.entities.len()).unwrap_or(u32::MAX);
        let number = *known.entry(entity.id.clone()).or_insert(fresh);
        match data.entities.get_mut(number as usize) {
            Some(before) => *before = entity,
            None => data.entities.push(entity),
        }
        entities.push(number);
    }
    let own = |full: FullName| FullName { entity: entities[full.entity as usize], ..full };
    data.full_names.extend(upper.full_names.into_iter().map(own));
    let mut contexts = Vec::with_capacity(upper.contexts.len());
    for context in upper.contexts {
        let at = data.contexts.iter().position(|known| *known == context).unwrap_or(data.contexts.len());
        if at == data.contexts.len() {
            data.contexts.push(context);
        }
        contexts.push(u32::try_from(at).unwrap_or(u32::MAX));
    }
    let new =
        upper.families.into_iter().filter(|family| !data.families.iter().any(|f| f.name == family.name));
    let new: Vec<_> = new.collect();
    data.families.extend(new);
    if upper.cues != Cues::default() {
        data.cues = upper.cues;
    }
    data.gazetteer.places.extend(upper.gazetteer.places);
    data.gazetteer.demonyms.extend(upper.gazetteer.demonyms);
    data.gazetteer.elsewhere.extend(upper.gazetteer.elsewhere);
    data.gazetteer.lands.extend(upper.gazetteer.lands);
    data.languages.extend(upper.languages);
    data.digest = (data.digest.rotate_left(1) ^ upper.digest).wrapping_mul(0x100_0000_01b3);
    (entities, contexts)
}
