//! How like a name is to the forms of known entities.
//! In: a dictionary, folded names. Out: whom a name may be, how like, and by what. Not here: what pages say (see `mod`).

use super::concepts::{Kind, initials};
use crate::{
    dictionary::{Dictionary, romanize},
    document::EntityType,
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
    sync::Arc,
};

/// So many forms of an entity are compared; a grammar may stand for thousands that differ in one word.
const FORMS: usize = 80;

/// So many words of a corpus are kept with what they are like.
const WORDS: usize = 1 << 14;

/// What more entities share tells nothing.
const SHARED: usize = 64;

/// Words of which less is in common are never alike: whoever sounds alike has been told by the key.
const NEAR: f64 = 0.45;

/// A name or a form, ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Words {
    view: String,
    words: Vec<Rc<Word>>,
    glued: String,
    bones: String,
    /// Which kinds of letters it has.
    letters: u32,
}

#[derive(Debug)]
struct Word {
    number: u32,
    text: String,
    /// In one spelling for English and Italian: `nazione`, `nation`.
    common: String,
    /// How many characters that has, and of each kind of them.
    length: usize,
    counts: [u8; 32],
    /// Its consonants, those that romanizations swap as one.
    bones: String,
    kind: Kind,
    weight: f64,
}

impl Words {
    fn new(view: &str, known: &mut HashMap<String, Rc<Word>>) -> Words {
        let mut word = |text: &str| match known.get(text) {
            Some(word) => word.clone(),
            None => {
                let word = Rc::new(Word::new(text, known.len() as u32));
                known.insert(text.to_owned(), word.clone());
                word
            }
        };
        let words = view.split_whitespace().map(&mut word).collect();
        let glued: String = view.split_whitespace().collect();
        let letters = glued.bytes().fold(0, |all, byte| all | 1 << (byte & 31));
        Words { bones: bones(&glued), letters, glued, view: view.trim().to_owned(), words }
    }

    fn large(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().map(Rc::as_ref).filter(|word| !word.kind.is_small())
    }

    pub(super) fn is_one_word(&self) -> bool {
        self.words.len() == 1
    }

    /// How many of its words are of few names.
    pub(super) fn rare(&self) -> usize {
        self.large().filter(|word| word.kind == Kind::Rare).count()
    }

    /// The letters that an acronym of it has, or that it is; sorted.
    fn letters(&self) -> String {
        let letters: String = match self.large().count() {
            0 | 1 => self.glued.chars().take(10).collect(),
            _ => self.large().filter_map(|word| word.text.chars().next()).collect(),
        };
        format!("#{}", sorted(&letters))
    }
}

impl Word {
    fn new(text: &str, number: u32) -> Word {
        let kind = Kind::of(text);
        let weight = match kind {
            Kind::Rare => text.chars().count().clamp(2, 8) as f64,
            Kind::Idea(_) => 2.5,
            Kind::Inside | Kind::Between => 0.0,
        };
        let common = text.replace("zi", "ti").replace("sation", "tation");
        let (mut length, mut counts) = (0, [0u8; 32]);
        for letter in common.chars() {
            length += 1;
            let count = &mut counts[letter as usize % 32];
            *count = count.saturating_add(1);
        }
        Word { number, text: text.to_owned(), common, length, counts, bones: bones(text), kind, weight }
    }

    /// True when so many letters of one word are not in the other that they are less than [`NEAR`]; a change of letters does
    /// away with one of them at most.
    fn is_far(&self, other: &Word) -> bool {
        let more = |a: &[u8; 32], b: &[u8; 32]| -> usize {
            a.iter().zip(b).map(|(a, b)| usize::from(a.saturating_sub(*b))).sum()
        };
        let changes = more(&self.counts, &other.counts).max(more(&other.counts, &self.counts));
        1.0 - changes as f64 / (self.length.max(other.length) as f64) < NEAR
    }

    /// By what like words are looked up.
    fn handles(&self) -> Vec<String> {
        let mut all = vec![self.common.chars().take(4).collect()];
        if self.bones.len() > 2 {
            all.push(format!("-{}", self.bones));
        }
        all
    }
}

fn bones(text: &str) -> String {
    let mut all = String::new();
    for letter in text.replace("dsch", "j").replace("dj", "j").chars() {
        let one = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' | 'j' => continue,
            'c' | 'q' | 'g' => 'k',
            'v' => 'b',
            'z' => 's',
            other => other,
        };
        if !all.ends_with(one) {
            all.push(one);
        }
    }
    all
}

fn sorted(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// How like two names are.
#[derive(Clone, Debug, Default)]
pub(super) struct Likeness {
    /// `0.0..=1.0`.
    pub score: f64,
    /// The name has no word that is strange to the form.
    pub explained: bool,
    /// The form.
    pub form: String,
}

/// The forms of entities, for comparison.
pub(super) struct Spellings {
    own: HashMap<Arc<str>, (EntityType, Vec<Words>)>,
    /// Entities by their words and letters.
    handles: HashMap<String, BTreeSet<Arc<str>>>,
    /// Entities by the romanization keys of their whole names.
    keys: HashMap<String, BTreeSet<Arc<str>>>,
    words: RefCell<HashMap<String, Rc<Word>>>,
    /// How many of these are words of forms.
    known: usize,
    /// How like two words are, once it was asked.
    likes: RefCell<HashMap<(u32, u32), f64>>,
}

impl Spellings {
    pub(super) fn of(dictionary: &Dictionary) -> Spellings {
        let mut all: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
        for form in dictionary.forms().iter() {
            all.entry(form.entity).or_default().insert(form.pattern().trim().to_owned());
        }
        let mut own: HashMap<Arc<str>, (EntityType, Vec<Words>)> = HashMap::new();
        let mut handles: HashMap<String, BTreeSet<Arc<str>>> = HashMap::new();
        let mut words = HashMap::new();
        for (entity, forms) in all {
            let id = dictionary.id(entity);
            let step = forms.len().div_ceil(FORMS).max(1);
            let forms: Vec<Words> =
                forms.iter().step_by(step).map(|form| Words::new(form, &mut words)).collect();
            for form in &forms {
                let rare = form.large().filter(|word| word.kind == Kind::Rare);
                for handle in rare.flat_map(Word::handles).chain([form.letters()]) {
                    handles.entry(handle).or_default().insert(id.clone());
                }
            }
            own.insert(id, (dictionary.entity(entity).kind, forms));
        }
        handles.retain(|_, ids| ids.len() <= SHARED);
        let mut keys: HashMap<String, BTreeSet<Arc<str>>> = HashMap::new();
        for full in dictionary.data().full_names.iter().filter(|full| full.name.contains(' ')) {
            for key in romanize::keys(&full.name) {
                keys.entry(key).or_default().insert(dictionary.id(full.entity));
            }
        }
        let known = words.len();
        Spellings { own, handles, keys, known, words: RefCell::new(words), likes: RefCell::default() }
    }

    /// A name, ready to be compared until the next one is.
    pub(super) fn name(&self, view: &str) -> Words {
        let mut words = self.words.borrow_mut();
        if words.len() > self.known + WORDS {
            // The numbers of the words that go are given anew.
            words.retain(|_, word| (word.number as usize) < self.known);
            self.likes.borrow_mut().clear();
        }
        Words::new(view, &mut words)
    }

    /// With how many of the words of a name each entity has a like one; all of them where it has its letters or its key.
    pub(super) fn shares(&self, name: &Words) -> HashMap<Arc<str>, usize> {
        let ids = |handle: &String| self.handles.get(handle).into_iter().flatten();
        let mut shares: HashMap<Arc<str>, usize> = HashMap::new();
        for word in name.large().filter(|word| word.kind == Kind::Rare) {
            for id in word.handles().iter().flat_map(ids).collect::<BTreeSet<_>>() {
                *shares.entry(id.clone()).or_default() += 1;
            }
        }
        let keys = if name.view.contains(' ') { romanize::keys(&name.view) } else { Vec::new() };
        let keyed = keys.iter().filter_map(|key| self.keys.get(key)).flatten();
        for id in keyed.chain(ids(&name.letters())) {
            shares.insert(id.clone(), name.rare());
        }
        shares
    }

    /// True when some entity has a word of a name, or its letters.
    pub(super) fn has_part_of(&self, view: &str) -> bool {
        let name = Words::new(view, &mut HashMap::new());
        let rare = name.large().filter(|word| word.kind == Kind::Rare);
        rare.flat_map(Word::handles).chain([name.letters()]).any(|handle| self.handles.contains_key(&handle))
    }

    /// How like the likest form of an entity a name is.
    pub(super) fn alike(&self, surface: &str, name: &Words, entity: &Arc<str>) -> Likeness {
        let Some((kind, forms)) = self.own.get(entity) else { return Likeness::default() };
        let acronym = surface.len() <= 9
            && surface.chars().all(|c| c.is_uppercase() || ['.', '-'].contains(&c))
            && surface.chars().any(char::is_alphabetic);
        let mut best = Likeness::default();
        for form in forms {
            let (score, explained) = match acronym {
                true => (letters_alike(&name.glued, form), true),
                false => self.words_alike(*kind, name, form),
            };
            if score > best.score {
                best = Likeness { score, explained, form: form.view.clone() };
            }
        }
        best
    }

    /// How much of both names stands in words that have a like one in the other; whether the first has no word of its own.
    fn words_alike(&self, kind: EntityType, one: &Words, other: &Words) -> (f64, bool) {
        let (a, b) = (self.half(one, other), self.half(other, one));
        let by_words = (a.like + b.like) / (a.all + b.all).max(1.0);
        // Both have a word of their own: `Said Kouachi` is not `Cherif Kouachi`, nor one branch another.
        let apart = a.strange && b.strange;
        let by_words = match () {
            () if apart && kind == EntityType::Person => by_words * 0.5,
            () if apart => by_words * 0.55,
            // Behind a small word somebody else: `Ozra Group and Marla Denton`.
            () if a.tail => by_words * 0.55,
            // Nothing but ideas that many names hold.
            () if !a.rare => by_words * 0.85,
            // The network of a person is not that person.
            () if a.idea && kind == EntityType::Person => by_words * 0.85,
            () => by_words,
        };
        let whole = match () {
            () if by_words >= 0.9 => 0.0,
            () if spells(one, other) || spells(other, one) => 0.8,
            () => glued_alike(one, other, apart || a.tail),
        };
        (by_words.max(whole), !a.strange && !a.idea)
    }

    fn half(&self, from: &Words, to: &Words) -> Half {
        let mut half = Half::default();
        // Words of few names since the last small word at which a name may end, and whether one has a like one.
        let (mut rare, mut met) = (0, false);
        for word in &from.words {
            if word.kind == Kind::Between {
                half.tail |= rare > 0 && !met;
                (rare, met) = (0, false);
            }
            if word.kind.is_small() {
                continue;
            }
            let best = to.large().map(|other| self.like(word, other)).fold(0.0, f64::max);
            half.like += best * word.weight;
            half.all += word.weight;
            met |= best > 0.0;
            match word.kind {
                Kind::Rare if best > 0.0 => half.rare = true,
                Kind::Rare => {
                    rare += 1;
                    half.strange |= word.text.len() > 2;
                }
                _ => half.idea |= best == 0.0,
            }
        }
        half.tail |= rare > 0 && !met;
        half
    }

    fn like(&self, a: &Word, b: &Word) -> f64 {
        if a.text == b.text {
            return 1.0;
        }
        if let (Kind::Idea(one), Kind::Idea(other)) = (a.kind, b.kind) {
            return if one == other { 0.95 } else { 0.0 };
        }
        if a.is_far(b) {
            return 0.0;
        }
        let pair = (a.number, b.number);
        if let Some(known) = self.likes.borrow().get(&pair) {
            return *known;
        }
        let like = words_like(a, b);
        self.likes.borrow_mut().insert(pair, like);
        like
    }
}

/// True when the first is an acronym of the second.
fn spells(letters: &Words, name: &Words) -> bool {
    letters.words.len() == 1
        && (3..8).contains(&letters.glued.len())
        && name.large().count() > 2
        && reads(&letters.glued, &name.words.iter().map(Rc::as_ref).collect::<Vec<_>>(), false)
}

/// How like two names are, spaces aside: `Dair Alzor`, `Deir az Zor`.
fn glued_alike(one: &Words, other: &Words, apart: bool) -> f64 {
    let longer = one.glued.len().max(other.glued.len());
    let bones = one.bones.len() > 2 && one.bones == other.bones;
    // A change of one letter changes two kinds of letters at most: what has more strange ones cannot be near.
    let far = (one.letters ^ other.letters).count_ones() as usize * 2 > longer;
    if !bones && (apart || far || one.glued.len() * 4 < longer * 3 || other.glued.len() * 4 < longer * 3) {
        return 0.0;
    }
    let near = strsim::normalized_damerau_levenshtein(&one.glued, &other.glued);
    match () {
        () if near >= 0.75 && !apart => near,
        () if near >= 0.45 && bones => 0.8,
        () => 0.0,
    }
}

#[derive(Default)]
struct Half {
    like: f64,
    all: f64,
    /// A word of few names has a like one.
    rare: bool,
    /// One has none.
    strange: bool,
    /// An idea has none.
    idea: bool,
    /// Between two small words no word has one.
    tail: bool,
}

fn words_like(a: &Word, b: &Word) -> f64 {
    let near = strsim::normalized_damerau_levenshtein(&a.common, &b.common);
    if near < NEAR {
        return 0.0;
    }
    let shared = a.common.chars().zip(b.common.chars()).take_while(|(a, b)| a == b).count();
    let longer = a.length.max(b.length);
    let short = a.text.len() < 4 || b.text.len() < 4;
    match () {
        () if a.text.len().min(b.text.len()) > 2 && romanize::same(&a.text, &b.text).is_some() => 0.95,
        () if short => 0.0,
        // An inflection: `Pakistan`, `pakistano`.
        () if shared >= 4 && shared * 2 > longer => f64::max(near, 0.85),
        () if a.bones.len() > 2 && a.bones == b.bones => f64::max(near, 0.85),
        () if near >= 0.7 => near,
        () if near >= 0.6 && a.text.as_bytes()[0] == b.text.as_bytes()[0] => near * 0.9,
        () => 0.0,
    }
}

/// How like an acronym is to another, or to the first letters of the words of a form.
fn letters_alike(letters: &str, form: &Words) -> f64 {
    let large: Vec<&Word> = form.large().collect();
    let count = letters.chars().count();
    if count < 2 {
        return 0.0;
    }
    if large.len() < 2 || form.glued.chars().count() < 7 {
        let other = &form.glued;
        let near = strsim::normalized_damerau_levenshtein(letters, other);
        return match () {
            // The words of a language stand in another order: `DFLP`, `FDLP`.
            () if count > 3 && sorted(letters) == sorted(other) => 0.85,
            () if count > 2
                && (other.starts_with(letters) || letters.starts_with(other.as_str()))
                && other.chars().count() > 2 =>
            {
                0.75
            }
            () if count > 5 && near >= 0.8 => near,
            () => 0.0,
        };
    }
    let all: Vec<&Word> = form.words.iter().map(Rc::as_ref).collect();
    match () {
        () if reads(letters, &all, false) => 0.9,
        () if reads(letters, &all, true) => 0.8,
        () if (4..8).contains(&count) && count == large.len() && spread(letters, &large) => 0.6,
        () => 0.0,
    }
}

/// True when letters are the first ones of words in their order; small words may be left out. With `ideas`, also those of the
/// same idea in other languages.
fn reads(letters: &str, words: &[&Word], ideas: bool) -> bool {
    let Some((word, rest)) = words.split_first() else { return letters.is_empty() };
    let skipped = word.kind.is_small() && reads(letters, rest, ideas);
    skipped
        || letters.chars().next().is_some_and(|letter| {
            begins(word, letter, ideas) && reads(&letters[letter.len_utf8()..], rest, ideas)
        })
}

fn begins(word: &Word, letter: char, ideas: bool) -> bool {
    word.text.starts_with(letter)
        || ideas && matches!(word.kind, Kind::Idea(idea) if initials(idea).any(|other| other == letter))
}

/// True when each letter is the first one of a word of its own, in any order.
fn spread(letters: &str, words: &[&Word]) -> bool {
    let Some(letter) = letters.chars().next() else { return true };
    (0..words.len()).any(|at| {
        let mut rest = words.to_vec();
        let word = rest.swap_remove(at);
        begins(word, letter, true) && spread(&letters[letter.len_utf8()..], &rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(kind: EntityType, one: &str, other: &str) -> f64 {
        let nobody = Spellings {
            own: HashMap::new(),
            handles: HashMap::new(),
            keys: HashMap::new(),
            known: 0,
            words: RefCell::default(),
            likes: RefCell::default(),
        };
        nobody.words_alike(kind, &nobody.name(one), &nobody.name(other)).0
    }

    #[test]
    fn spellings_languages_and_endings_are_alike_and_others_are_not() {
        use EntityType::{Org, Person, Place};
        #[rustfmt::skip]
        let rows = [
            (Place, "deir azzor", "der az zaur", true),
            (Place, "kaboel", "cabul", true),
            (Place, "kunar", "kunduz", false),
            (Person, "sherif kouachi", "cherif kouachi", true),
            (Person, "said kouachi", "cherif kouachi", false),
            (Org, "movimento islamico dell uzbekistan", "islamic movement of uzbekistan", true),
            (Org, "islamic movement of azerbaijan", "islamic movement of uzbekistan", false),
            (Org, "jundallah pakistano", "jundallah pakistan", true),
            (Org, "jundallah iran", "jundallah pakistan", false),
            (Org, "democratic front for the liberation of palestine", "dflp", true),
            (Org, "popular front for the liberation of palestine", "dflp", false),
            (Org, "ozra group and marla denton", "ozra group", false),
            (Person, "hafiz gul bahadur network", "hafiz gul bahadur", true),
        ];
        for (kind, one, other, like) in rows {
            let score = alike(kind, one, other);
            assert_eq!(score >= 0.65, like, "{one}, {other}: {score}");
        }
        let (network, person) = ("hafiz gul bahadur network", "hafiz gul bahadur");
        assert!(alike(Org, network, "hafiz gul bahadur group") > alike(Person, network, person));
    }

    #[test]
    fn what_is_told_far_by_its_letters_has_less_in_common() {
        let words =
            "kunar kunduz kandahar nazione nation pakistan pakistano qaeda qaida a zz حماس foundation";
        let words: Vec<Word> =
            words.split(' ').zip(0..).map(|(text, number)| Word::new(text, number)).collect();
        for (one, other) in words.iter().flat_map(|one| words.iter().map(move |other| (one, other))) {
            let near = strsim::normalized_damerau_levenshtein(&one.common, &other.common);
            assert!(!one.is_far(other) || near < NEAR, "{} {}", one.text, other.text);
        }
        assert!(words[0].is_far(&words[3]) && !words[0].is_far(&words[1]));
    }

    #[test]
    fn acronyms_are_letters_of_words() {
        let mut known = HashMap::new();
        #[rustfmt::skip]
        let rows = [
            ("farc", "forze armate rivoluzionarie della colombia", true),
            ("farc", "forze armate rivoluzionarie", false),
            ("dflp", "fdlp", true),
            ("dflp", "pflp", false),
            ("mij", "movement for islam and jihad", true),
            ("eln", "esercito di liberazione nazionale", true),
            ("nla", "esercito di liberazione nazionale", false),
            ("is", "isi", false),
        ];
        for (letters, form, like) in rows {
            let score = letters_alike(letters, &Words::new(form, &mut known));
            assert_eq!(score >= 0.6, like, "{letters}, {form}: {score}");
        }
    }
}
