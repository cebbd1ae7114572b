//! Articles that agree with a name: Italian articles and articulated prepositions, English a and an.
//! In: the article as written, the name before and after. Out: the article that fits, if it must change.
//! Not here: which name is written (see `rewrite`).

use crate::dictionary::data::Gender;

/// How a word begins, as far as an Italian article cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sound {
    /// `Isis`, `FSB` (read effe).
    Vowel,
    /// `Stato`, `Zawahiri`: lo, gli, uno.
    Impure,
    /// `Daesh`: il, i, un.
    Plain,
}

impl Sound {
    fn italian(name: &str) -> Sound {
        let letters: Vec<char> =
            name.chars().filter(|c| c.is_alphanumeric()).take(3).flat_map(char::to_lowercase).collect();
        if let Some(vowel) = spelt_acronym(name) {
            return if vowel { Sound::Vowel } else { Sound::Plain };
        }
        match letters.as_slice() {
            [first, ..] if is_vowel(*first) => Sound::Vowel,
            ['z' | 'x' | 'y', ..] | ['g', 'n', ..] | ['p', 's' | 'n', ..] => Sound::Impure,
            ['s', second, ..] if !is_vowel(*second) => Sound::Impure,
            _ => Sound::Plain,
        }
    }
}

fn is_vowel(c: char) -> bool {
    "aeiouàèéìòùāīūâîû".contains(c)
}

/// For an acronym that is read letter by letter: whether the first letter's name begins with a vowel.
fn spelt_acronym(name: &str) -> Option<bool> {
    // `STATO ISLAMICO` is no acronym, it stands in a line of capitals.
    if name.contains(' ') && !name.chars().any(char::is_lowercase) {
        return None;
    }
    let word: String = name
        .split(|c: char| !c.is_alphanumeric() && c != '.')
        .next()?
        .chars()
        .filter(|c| *c != '.')
        .collect();
    let short = (2..=5).contains(&word.chars().count());
    if !short || !word.chars().all(|c| c.is_ascii_uppercase()) {
        return None;
    }
    let mut letters = word.chars();
    let (first, second) = (letters.next()?, letters.next()?);
    let readable = !"AEIOU".contains(first) && "AEIOU".contains(second);
    (!readable).then(|| "AEFHILMNORSX".contains(first))
}

/// Preposition, then its forms with il, lo, l', la, i, gli, le.
const ARTICULATED: &[[&str; 7]] = &[
    ["il", "lo", "l'", "la", "i", "gli", "le"],
    ["del", "dello", "dell'", "della", "dei", "degli", "delle"],
    ["al", "allo", "all'", "alla", "ai", "agli", "alle"],
    ["nel", "nello", "nell'", "nella", "nei", "negli", "nelle"],
    ["sul", "sullo", "sull'", "sulla", "sui", "sugli", "sulle"],
    ["dal", "dallo", "dall'", "dalla", "dai", "dagli", "dalle"],
    ["col", "con lo", "coll'", "con la", "coi", "con gli", "con le"],
    ["quel", "quello", "quell'", "quella", "quei", "quegli", "quelle"],
    ["bel", "bello", "bell'", "bella", "bei", "begli", "belle"],
    ["un", "uno", "un", "una", "dei", "degli", "delle"],
];

/// Simple prepositions, their shapes before a vowel included, and the row of those that run together with the article.
const SIMPLE: &[(&str, usize)] = &[("di", 1), ("d", 1), ("a", 2), ("ad", 2), ("in", 3), ("su", 4), ("da", 5)];

/// Words that stand before an article in their full form: with their shape before a vowel.
const BEFORE_ARTICLE: &[(&str, &str)] = &[
    ("con", "con"),
    ("per", "per"),
    ("tra", "tra"),
    ("fra", "fra"),
    ("contro", "contr"),
    ("senza", "senz"),
    ("sotto", "sott"),
    ("sopra", "sopr"),
    ("oltre", "oltr"),
    ("anche", "anch"),
    ("tutto", "tutt"),
    ("secondo", "secondo"),
    ("verso", "verso"),
    ("presso", "presso"),
    ("dopo", "dopo"),
    ("dietro", "dietro"),
    ("mentre", "mentre"),
    ("che", "ch"),
    ("perche", "perch"),
    ("quando", "quand"),
    ("dove", "dov"),
    ("come", "com"),
];

/// Words that take no article behind them: with their shape before a vowel.
const INSTEAD_OF_ARTICLE: &[(&str, &str)] =
    &[("questo", "quest"), ("nessuno", "nessun"), ("ciascuno", "ciascun"), ("mezzo", "mezz")];

/// Conjunctions with the d they take before a vowel.
const EUPHONIC: &[(&str, &str)] = &[("a", "ad"), ("e", "ed"), ("o", "od")];

/// People and their parts, as they stand before the bare name of their group: `i terroristi Isis`.
const PEOPLE: &[&str] = &[
    "terrorista",
    "terroristi",
    "miliziano",
    "miliziani",
    "combattente",
    "combattenti",
    "jihadista",
    "jihadisti",
    "militante",
    "militanti",
    "guerrigliero",
    "guerriglieri",
    "soldato",
    "soldati",
    "uomo",
    "uomini",
    "comandante",
    "comandanti",
    "capo",
    "capi",
    "leader",
    "emiro",
    "emiri",
    "portavoce",
    "membro",
    "membri",
    "affiliato",
    "affiliati",
    "simpatizzante",
    "simpatizzanti",
    "sostenitore",
    "sostenitori",
    "reclutatore",
    "reclutatori",
    "kamikaze",
    "attentatore",
    "attentatori",
    "seguace",
    "seguaci",
    "adepto",
    "adepti",
    "fighter",
    "fighters",
    "cellula",
    "cellule",
    "bandiera",
    "bandiere",
    "roccaforte",
    "roccaforti",
    "covo",
    "covi",
    "prigione",
    "prigioni",
    "prigioniero",
    "prigionieri",
    "ostaggio",
    "ostaggi",
    "detenuto",
    "detenuti",
    "sposa",
    "spose",
    "vedova",
    "vedove",
    "famiglia",
    "famiglie",
    "boia",
    "carnefice",
    "carnefici",
    "attentato",
    "attentati",
    "attacco",
    "attacchi",
    "video",
    "propaganda",
    "minaccia",
    "offensiva",
    "avanzata",
    "ferocia",
    "orrore",
    "barbarie",
    "posizioni",
    "postazioni",
    "obiettivi",
    "territori",
];

/// Adjectives that stand before a noun: `il nuovo Isis` is a name all the same, `il dossier Isis` is a dossier.
const ADJECTIVES: &[&str] = &[
    "nuovo",
    "vecchio",
    "sedicente",
    "cosiddetto",
    "stesso",
    "solo",
    "autoproclamato",
    "autonominato",
    "potente",
    "temibile",
    "temuto",
    "famigerato",
    "feroce",
    "grande",
    "proprio",
    "presunto",
    "primo",
    "terribile",
    "sanguinario",
    "rinato",
    "defunto",
    "altro",
];

/// Nouns that go with the bare name of a group: `il gruppo Stato Islamico`.
const BODIES: &[&str] = &[
    "gruppo",
    "organizzazione",
    "movimento",
    "formazione",
    "sigla",
    "milizia",
    "fazione",
    "nome",
    "marchio",
    "rete",
    "network",
    "brand",
    "entita",
    "califfato",
];

/// What is to be done with the word before a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing.
    Stays,
    /// These words, and what parts them from the name, stand in its place.
    Becomes(String),
    /// It stays, and this article stands behind it.
    Takes(String),
    /// The sentence cannot be mended: the name stays.
    Unknown,
}

/// What an Italian name is written as, and what a page says there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Naming<'n> {
    pub(super) was: &'n str,
    pub(super) is: &'n str,
    pub(super) gender: Option<Gender>,
    /// It is the name of a body, not a person's or a place's.
    pub(super) body: bool,
}

impl Naming<'_> {
    /// Its article shows when it is bare: `lo Stato Islamico`, not `al-Qaeda`, `ISKP` or `talebani`.
    fn wants_article(&self) -> bool {
        self.body
            && matches!(self.gender, Some(Gender::Masculine | Gender::Feminine))
            && self.is.contains(' ')
            && !alike(self.was, self.is)
    }

    /// A noun that has its own forms for one and for women: `talebani`.
    fn inflects(&self) -> bool {
        self.body && self.is.chars().all(char::is_alphabetic) && !self.is.chars().any(char::is_uppercase)
    }

    fn column(&self, gender: Gender) -> usize {
        match (gender, Sound::italian(self.is)) {
            (Gender::Masculine | Gender::Feminine, Sound::Vowel) => 2,
            (Gender::Masculine, Sound::Impure) => 1,
            (Gender::Masculine, Sound::Plain) => 0,
            (Gender::Feminine, _) => 3,
            (Gender::MasculinePlural, Sound::Plain) => 4,
            (Gender::MasculinePlural, _) => 5,
            (Gender::FemininePlural, _) => 6,
        }
    }

    /// The form of a row that fits, and a space where it is a word of its own.
    fn article(&self, row: usize, gender: Gender) -> String {
        let word = match (gender, self.column(gender)) {
            (Gender::Feminine, 2) if row == ARTICULATED.len() - 1 => "un'",
            (_, column) => ARTICULATED[row][column],
        };
        if word.ends_with('\'') { word.to_owned() } else { format!("{word} ") }
    }
}

/// True when two names read alike but for capitals and marks.
fn alike(a: &str, b: &str) -> bool {
    let letters = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(a) == letters(b)
}

/// Where a word stands among the forms with the article.
fn articulated(word: &str) -> Option<(usize, usize)> {
    ARTICULATED.iter().enumerate().find_map(|(row, forms)| {
        let same = |form: &&str| form.strip_suffix('\'').unwrap_or(form) == word;
        forms.iter().position(same).map(|column| (row, column))
    })
}

/// What the word before an Italian name becomes. `elided` says that an apostrophe ends it, `before` is the word before it.
pub(super) fn italian_before(word: &str, elided: bool, before: Option<&str>, name: &Naming<'_>) -> Before {
    if let Some((row, column)) = articulated(word) {
        return italian_article(row, column, name);
    }
    let shapes = |table: &'static [(&'static str, &'static str)]| {
        table.iter().find(|(full, short)| if elided { *short == word } else { *full == word })
    };
    let vowel = Sound::italian(name.is) == Sound::Vowel;
    if let Some((_, row)) = SIMPLE.iter().find(|(simple, _)| *simple == word)
        && let Some(gender) = name.gender.filter(|_| name.wants_article())
    {
        return Before::Becomes(name.article(*row, gender));
    }
    if let Some((full, _)) = shapes(BEFORE_ARTICLE)
        && let Some(gender) = name.gender.filter(|_| name.wants_article())
    {
        let article = name.article(0, gender);
        return if elided { Before::Becomes(format!("{full} {article}")) } else { Before::Takes(article) };
    }
    if elided {
        let known = [BEFORE_ARTICLE, INSTEAD_OF_ARTICLE, &[("di", "d")]].into_iter().find_map(shapes);
        return match known {
            _ if vowel => Before::Stays,
            Some((full, _)) if *full != "questo" || name.gender == Some(Gender::Masculine) => {
                Before::Becomes(format!("{full} "))
            }
            // `po' Isis` has its apostrophe for itself.
            _ if word == "po" => Before::Stays,
            _ => Before::Unknown,
        };
    }
    if let Some((plain, _)) = EUPHONIC
        .iter()
        .find(|(_, euphonic)| *euphonic == word)
        .filter(|_| !vowel && !name.is.starts_with(['h', 'H']))
    {
        return Before::Becomes(format!("{plain} "));
    }
    if !name.wants_article() || ADJECTIVES.contains(&word) || BODIES.contains(&word) {
        return Before::Stays;
    }
    if PEOPLE.contains(&word)
        && let Some(gender) = name.gender
    {
        return Before::Takes(name.article(1, gender));
    }
    // `il dossier Isis`
    match before.and_then(articulated) {
        Some(_) => Before::Unknown,
        None => Before::Stays,
    }
}

/// The article of a name that stands bare, if it wants one.
pub(super) fn bare_article(name: &Naming<'_>) -> Option<String> {
    name.gender.filter(|_| name.wants_article()).map(|gender| name.article(0, gender))
}

/// True for an article, alone or run together with a preposition.
pub(super) fn is_article(word: &str) -> bool {
    articulated(word).is_some()
}

/// True for a word that has lost its last vowel before an apostrophe: `dell`, `senz`.
pub(super) fn is_elided(word: &str) -> bool {
    ARTICULATED.iter().any(|forms| forms[2].strip_suffix('\'') == Some(word))
        || word == "d"
        || [BEFORE_ARTICLE, INSTEAD_OF_ARTICLE]
            .into_iter()
            .flatten()
            .any(|(full, short)| *short == word && full != short)
}

/// The article and what parts it from the name: another one, or the same.
fn italian_article(row: usize, column: usize, name: &Naming<'_>) -> Before {
    let page = match column {
        3 => Gender::Feminine,
        4 | 5 => Gender::MasculinePlural,
        6 => Gender::FemininePlural,
        _ => Gender::Masculine,
    };
    // Whose gender nobody knows keeps an article that is no slip of sound; `al` may be Arabic.
    let unknown = name.gender.is_none() && (matches!(column, 3 | 6) || (row, column) == (2, 0));
    if Sound::italian(name.was) == Sound::italian(name.is) && (unknown || !name.body) {
        return Before::Stays;
    }
    Before::Becomes(name.article(row, name.gender.unwrap_or(page)))
}

/// Words behind which a plural may stand without article.
const BEFORE_PLURAL: &[&str] = &[
    "di", "a", "ad", "da", "in", "con", "su", "per", "tra", "fra", "contro", "senza", "verso", "secondo",
    "dopo", "sotto", "e", "ed", "o", "od", "ma", "che", "se", "come", "quando", "mentre", "dove", "non",
    "anche", "poi", "ora", "ne", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci",
    "dodici", "venti", "trenta", "cento", "mille", "sono", "erano", "siamo",
];

/// True when an inflected plural such as `talebani` may stand behind this word: `i`, `molti`, `due`; not `il`, `regime`, `le`.
pub(super) fn admits(word: &str, name: &Naming<'_>) -> bool {
    if !name.inflects() || !matches!(name.gender, Some(Gender::MasculinePlural)) {
        return true;
    }
    match articulated(word) {
        Some((_, column)) => matches!(column, 4 | 5),
        None => {
            BEFORE_PLURAL.contains(&word)
                || word.chars().all(|c| c.is_ascii_digit())
                || word.ends_with('i') && !word.ends_with("ioni") && word != "crisi"
        }
    }
}

/// The gender and number an Italian word shows, if it is a participle or an adjective of origin.
fn shown(word: &str, behind_copula: bool, demonym: bool) -> Option<Gender> {
    const STEMS: &[&str] =
        &["at", "sconfitt", "distrutt", "divis", "uccis", "ferit", "colpit", "indebolit", "nat", "ridott"];
    const BEHIND_COPULA: &[&str] = &[
        "it", "ut", "tt", "st", "nt", "rt", "lt", "es", "us", "is", "os", "rs", "ss", "iv", "ic", "an", "en",
    ];
    const NEVER: &[&str] = &[
        "questa",
        "questo",
        "contro",
        "tanto",
        "quanto",
        "soltanto",
        "molto",
        "presto",
        "dato",
        "tutta",
        "tutto",
        "tutti",
        "tutte",
        "spesso",
        "stesso",
        "stessa",
        "adesso",
        "appunto",
        "piuttosto",
        "stata",
        "stato",
        "stati",
        "state",
        "guerra",
        "invano",
        "lontano",
        "dentro",
        "fatto",
        "conto",
        "visto",
        "punto",
        "parte",
        "parti",
        "presenti",
        "guidata",
        "guidato",
    ];
    if matches!(word, "stata" | "stato" | "stati" | "state") && behind_copula {
        return ending(word);
    }
    let stem = word.get(..word.len().checked_sub(1)?)?;
    if NEVER.contains(&word) || stem.len() < 3 {
        return None;
    }
    let participle = STEMS.iter().any(|end| stem.ends_with(end))
        || behind_copula && BEHIND_COPULA.iter().any(|end| stem.ends_with(end)) && !word.ends_with('e');
    (participle || demonym).then(|| ending(word)).flatten()
}

fn ending(word: &str) -> Option<Gender> {
    match word.chars().next_back()? {
        'a' => Some(Gender::Feminine),
        'o' => Some(Gender::Masculine),
        'i' => Some(Gender::MasculinePlural),
        'e' if !word.ends_with("ese") => Some(Gender::FemininePlural),
        _ => None,
    }
}

/// Forms of essere and avere behind a subject, and whether they are plural; those of essere first.
const COPULA: &[(&str, bool)] = &[
    ("è", false),
    ("e", false),
    ("era", false),
    ("fu", false),
    ("sarà", false),
    ("sarebbe", false),
    ("sia", false),
    ("fosse", false),
    ("viene", false),
    ("venne", false),
    ("verrà", false),
    ("resta", false),
    ("rimane", false),
    ("sono", true),
    ("erano", true),
    ("furono", true),
    ("saranno", true),
    ("siano", true),
    ("fossero", true),
    ("vengono", true),
    ("restano", true),
    ("rimangono", true),
];
const HAVE: &[(&str, bool)] = &[
    ("ha", false),
    ("aveva", false),
    ("avrebbe", false),
    ("avrà", false),
    ("abbia", false),
    ("può", false),
    ("vuole", false),
    ("deve", false),
    ("sta", false),
    ("fa", false),
    ("potrebbe", false),
    ("rivendica", false),
    ("minaccia", false),
    ("continua", false),
    ("attacca", false),
    ("controlla", false),
    ("conquista", false),
    ("hanno", true),
    ("avevano", true),
    ("avrebbero", true),
    ("avranno", true),
    ("abbiano", true),
    ("possono", true),
    ("vogliono", true),
    ("devono", true),
    ("stanno", true),
    ("fanno", true),
    ("rivendicano", true),
    ("minacciano", true),
];
/// What may stand between a subject and its verb, or inside it.
const BETWEEN: &[&str] = &[
    "non", "si", "ci", "ne", "che", "ormai", "ora", "oggi", "ieri", "poi", "già", "quasi", "più", "così",
    "mai",
];

/// What the words behind an Italian name say of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Agreement {
    /// The gender and number of a participle or adjective.
    pub(super) shown: Option<Gender>,
    /// That is an adjective of origin directly behind the name, which belongs to no other noun.
    pub(super) origin: bool,
    /// A verb follows, in the plural or not.
    pub(super) plural_verb: Option<bool>,
}

/// Reads the folded words behind a name, with what the page wrote for each: `è stata sconfitta`.
pub(super) fn agreement<'w>(
    words: impl Iterator<Item = (&'w str, &'w str)>,
    demonym: impl Fn(&str) -> bool,
) -> Agreement {
    let mut found = Agreement::default();
    let mut copula = false;
    for (at, (word, said)) in words.take(6).enumerate() {
        let lower = said.to_lowercase();
        let verb =
            |table: &[(&str, bool)]| table.iter().find(|(verb, _)| *verb == lower).map(|(_, plural)| *plural);
        // `e` is a conjunction unless an apostrophe stands for its accent.
        if let Some(plural) =
            verb(COPULA).filter(|_| lower != "e").or((lower == "e'" || lower == "e’").then_some(false))
        {
            if found.plural_verb.is_none() {
                found.plural_verb = Some(plural);
            }
            copula = true;
        } else if let Some(plural) = verb(HAVE).filter(|_| !copula) {
            found.plural_verb = Some(plural);
            break;
        } else if BETWEEN.contains(&lower.as_str()) {
            continue;
        } else if at == 0 || copula {
            found.shown = shown(word, copula, demonym(word));
            found.origin = at == 0 && demonym(word);
            break;
        } else {
            break;
        }
    }
    found
}

/// True when the words behind a name speak of another gender or number than the written name's; `article` is the word
/// before it.
pub(super) fn disagrees(behind: Agreement, article: Option<&str>, gender: Gender) -> bool {
    // Only an article of the same number tells the subject of a verb from the last of several.
    let said_plural = article.and_then(articulated).map(|(_, column)| column >= 4);
    let shown = |shown| shown != gender && (!is_plural(shown) || said_plural == Some(true));
    let verb = |verb| verb != is_plural(gender) && said_plural.unwrap_or(false) == verb;
    behind.shown.is_some_and(shown) || behind.plural_verb.is_some_and(verb)
}

fn is_plural(gender: Gender) -> bool {
    matches!(gender, Gender::MasculinePlural | Gender::FemininePlural)
}

/// True for a word that runs together with an article into a preposition: what follows `dell'` is no subject.
pub(super) fn is_prepositional(word: &str) -> bool {
    const OTHERS: &[&str] = &[
        "con", "per", "tra", "fra", "contro", "senza", "sotto", "sopra", "oltre", "verso", "presso", "dopo",
        "dietro", "secondo", "anti", "pro", "filo",
    ];
    SIMPLE.iter().any(|(simple, _)| *simple == word)
        || OTHERS.contains(&word)
        || articulated(word).is_some_and(|(row, _)| (1..=6).contains(&row))
}

/// `a` or `an`, when the name that follows asks for the other one.
pub(super) fn english_article(article: &str, is: &str) -> Option<&'static str> {
    match article {
        "a" if english_vowel(is) => Some("an"),
        "an" if !english_vowel(is) => Some("a"),
        _ => None,
    }
}

fn english_vowel(name: &str) -> bool {
    if let Some(vowel) = spelt_acronym(name) {
        return vowel;
    }
    let lower = name.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let glide = ["uni", "use", "eu", "one", "uk", "uy"].iter().any(|start| lower.starts_with(start));
    !glide && lower.chars().next().is_some_and(is_vowel)
}

/// Writes `words` with the capitals and the apostrophe of what stood there: `DELL'`, `Dell’`. One capital alone says
/// nothing; `loud` says that its line is in capitals.
pub(super) fn with_capitals(words: &str, as_in: &str, apostrophe: char, loud: bool) -> String {
    let mark = if as_in.contains('’') {
        '’'
    } else if as_in.contains('\'') {
        '\''
    } else {
        apostrophe
    };
    let words = words.replace('\'', &mark.to_string());
    // An apostrophe may be a letter to Unicode (`ʼ`), and has no capital.
    let letters: Vec<char> = as_in.chars().filter(|c| c.is_uppercase() || c.is_lowercase()).collect();
    match letters.as_slice() {
        [first, rest @ ..]
            if first.is_uppercase()
                && (loud || !rest.is_empty())
                && rest.iter().all(|c| c.is_uppercase()) =>
        {
            words.to_uppercase()
        }
        [first, ..] if first.is_uppercase() => {
            let mut chars = words.chars();
            chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
        }
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Agreement, Before, Naming, admits, agreement, disagrees, english_article, italian_before,
        with_capitals,
    };
    use crate::dictionary::data::Gender;

    const M: Option<Gender> = Some(Gender::Masculine);
    const MP: Option<Gender> = Some(Gender::MasculinePlural);

    fn naming<'n>(was: &'n str, is: &'n str, gender: Option<Gender>) -> Naming<'n> {
        Naming { was, is, gender, body: true }
    }

    #[test]
    fn italian_articles_follow_the_name() {
        let rows = [
            ("dell'", "Isis", "Stato Islamico", M, "dello "),
            ("l'", "ISIS", "Stato Islamico", M, "lo "),
            ("all'", "Is", "Stato Islamico", M, "allo "),
            ("del", "Daesh", "Stato Islamico", M, "dello "),
            ("lo", "Stato Islamico", "ISKP", M, "l'"),
            ("gli", "Taliban", "talebani", MP, "i "),
            ("dei", "Taliban", "talebani", MP, "dei "),
            ("lo", "Iswap", "ISWAP", M, "l'"),
            ("lo", "Jnim", "JNIM", None, "il "),
            ("bell'", "Isis", "Stato Islamico", M, "bello "),
            ("un", "Isis", "Stato Islamico", M, "uno "),
            (
                "del",
                "Jihad islamico palestinese",
                "Jihad Islamica Palestinese",
                Some(Gender::Feminine),
                "della ",
            ),
            ("dell'", "ISIS", "STATO ISLAMICO", M, "dello "),
            ("di", "Daesh", "Stato Islamico", M, "dello "),
            ("d'", "Isis", "Stato Islamico", M, "dello "),
            ("d'", "Isis", "PKK", M, "di "),
            ("senz'", "Isis", "Stato Islamico", M, "senza lo "),
            ("quest'", "Isis", "Stato Islamico", M, "questo "),
            ("ad", "Isil", "PKK", M, "a "),
            ("ed", "Isil", "Stato Islamico", M, "e "),
        ];
        for (word, was, is, gender, mended) in rows {
            let bare = word.trim_end_matches('\'');
            let found = italian_before(bare, bare != word, None, &naming(was, is, gender));
            assert_eq!(found, Before::Becomes(mended.to_owned()), "{word} {was} -> {is}");
        }
    }

    #[test]
    fn what_cannot_be_mended_is_told_from_what_stays() {
        let rows = [
            ("di", None, "Al Qaida", "al-Qaeda", None, Before::Stays),
            ("di", None, "Isis-K", "ISKP", M, Before::Stays),
            ("la", None, "Al Qaida", "al-Qaeda", None, Before::Stays),
            ("al", None, "Ahrar al Sham", "Ahrar al-Sham", None, Before::Stays),
            ("di", None, "Stato islamico", "Stato Islamico", M, Before::Stays),
            ("di", None, "Taliban", "talebani", MP, Before::Stays),
            ("gruppo", Some("il"), "Isis", "Stato Islamico", M, Before::Stays),
            ("contro", None, "Isis", "Stato Islamico", M, Before::Takes("lo ".into())),
            ("terroristi", Some("i"), "Isis", "Stato Islamico", M, Before::Takes("dello ".into())),
            ("nuovo", Some("il"), "Isis", "Stato Islamico", M, Before::Stays),
            ("dossier", Some("il"), "Isis", "Stato Islamico", M, Before::Unknown),
            ("teme", Some("governo"), "Isis", "Stato Islamico", M, Before::Stays),
        ];
        for (word, before, was, is, gender, expected) in rows {
            let found = italian_before(word, false, before, &naming(was, is, gender));
            assert_eq!(found, expected, "{word} {was} -> {is}");
        }
        assert_eq!(
            italian_before("sull", true, None, &naming("Isis", "ISKP", M)),
            Before::Becomes("sull'".into())
        );
        assert_eq!(italian_before("vent", true, None, &naming("Isis", "Stato Islamico", M)), Before::Unknown);
        assert_eq!(italian_before("vent", true, None, &naming("Isis", "ISKP", M)), Before::Stays);
    }

    #[test]
    fn an_inflected_plural_stands_where_a_plural_does() {
        let name = naming("Taliban", "talebani", MP);
        for word in ["i", "gli", "dei", "molti", "due", "50", "contro", "e", "guerriglieri"] {
            assert!(admits(word, &name), "{word}");
        }
        for word in ["il", "un", "regime", "milizie", "fazioni", "le", "quel"] {
            assert!(!admits(word, &name), "{word}");
            assert!(admits(word, &naming("Ypg", "YPG", Some(Gender::FemininePlural))), "{word}");
        }
    }

    #[test]
    fn words_behind_a_name_must_agree() {
        let said = |words: &str, article, gender| {
            let words: Vec<&str> = words.split(' ').collect();
            let behind =
                agreement(words.iter().map(|word| (*word, *word)), |word| word.starts_with("irachen"));
            disagrees(behind, article, gender)
        };
        let rows = [
            ("è stata sconfitta", Some("l"), Gender::Masculine, true),
            ("è stato sconfitto", Some("l"), Gender::Masculine, false),
            ("e' ormai indebolita", Some("l"), Gender::Masculine, true),
            ("irachena", Some("l"), Gender::Masculine, true),
            ("iracheno", Some("l"), Gender::Masculine, false),
            ("rivendica la strage", Some("l"), Gender::Masculine, false),
            ("evita la resa", Some("l"), Gender::Masculine, false),
            ("ha colpito", Some("l"), Gender::FemininePlural, true),
            ("hanno colpito", Some("gli"), Gender::Masculine, true),
            ("hanno colpito", Some("l"), Gender::Masculine, false),
            ("sono stati uccisi", Some("i"), Gender::MasculinePlural, false),
            ("è una minaccia", Some("l"), Gender::Masculine, false),
        ];
        for (words, article, gender, expected) in rows {
            assert_eq!(said(words, article, gender), expected, "{article:?} … {words}");
        }
        assert_eq!(agreement(std::iter::empty(), |_| true), Agreement::default());
    }

    #[test]
    fn english_articles_follow_the_sound() {
        let rows = [
            ("a", "Daesh", "Islamic State", Some("an")),
            ("an", "ISIS", "Islamic State", None),
            ("a", "ISIL", "Islamic State", Some("an")),
            ("an", "IS-K", "ISKP", None),
            ("a", "TTP", "Tehrik-e-Taliban Pakistan", None),
            ("an", "HTS", "Hayat Tahrir al-Sham", Some("a")),
            ("the", "HTS", "Hayat Tahrir al-Sham", None),
        ];
        for (article, was, is, mended) in rows {
            assert_eq!(english_article(article, is), mended, "{article} {was} -> {is}");
        }
    }

    #[test]
    fn capitals_and_apostrophes_stay() {
        assert_eq!(with_capitals("dello ", "Dell’", '\'', false), "Dello ");
        assert_eq!(with_capitals("dello ", "DELL'", '\'', false), "DELLO ");
        assert_eq!(with_capitals("dello ", "DELLʼ", '\'', false), "DELLO ");
        assert_eq!(with_capitals("l'", "lo ", '’', false), "l’");
        assert_eq!(with_capitals("lo ", "L'", '\'', false), "Lo ");
        assert_eq!(with_capitals("lo ", "L'", '\'', true), "LO ");
    }
}
