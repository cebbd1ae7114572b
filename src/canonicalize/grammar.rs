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
    ["un", "uno", "un", "una", "dei", "degli", "delle"],
];

/// The article and what parts it from the name, when rewriting asks for another one: `was` stood there, `is` is written.
pub(super) fn italian_article(article: &str, was: &str, is: &str, gender: Option<Gender>) -> Option<String> {
    let (row, column) = ARTICULATED.iter().enumerate().find_map(|(row, forms)| {
        let same = |form: &&str| form.strip_suffix('\'').unwrap_or(form) == article;
        forms.iter().position(same).map(|column| (row, column))
    })?;
    let (was, is) = (Sound::italian(was), Sound::italian(is));
    if was == is {
        return None;
    }
    let gender = gender.unwrap_or(match column {
        3 => Gender::Feminine,
        4 | 5 => Gender::MasculinePlural,
        6 => Gender::FemininePlural,
        _ => Gender::Masculine,
    });
    let indefinite = row == ARTICULATED.len() - 1;
    let form = match (gender, is) {
        (Gender::Masculine, Sound::Vowel) => 2,
        (Gender::Masculine, Sound::Impure) => 1,
        (Gender::Masculine, Sound::Plain) => 0,
        (Gender::Feminine, Sound::Vowel) if indefinite => return Some("un'".to_owned()),
        (Gender::Feminine, Sound::Vowel) => 2,
        (Gender::Feminine, _) => 3,
        (Gender::MasculinePlural, Sound::Plain) => 4,
        (Gender::MasculinePlural, _) => 5,
        (Gender::FemininePlural, _) => 6,
    };
    let word = ARTICULATED[row][form];
    Some(if word.ends_with('\'') { word.to_owned() } else { format!("{word} ") })
}

/// `a` or `an`, when the name that follows now begins with another sound.
pub(super) fn english_article(article: &str, was: &str, is: &str) -> Option<&'static str> {
    match article {
        "a" if !english_vowel(was) && english_vowel(is) => Some("an"),
        "an" if english_vowel(was) && !english_vowel(is) => Some("a"),
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

/// Writes `words` with the capitals and the apostrophe of what stood there: `DELL'`, `Dell’`.
pub(super) fn with_capitals(words: &str, as_in: &str, apostrophe: char) -> String {
    let mark = if as_in.contains('’') {
        '’'
    } else if as_in.contains('\'') {
        '\''
    } else {
        apostrophe
    };
    let words = words.replace('\'', &mark.to_string());
    let letters: Vec<char> = as_in.chars().filter(|c| c.is_alphabetic()).collect();
    match letters.as_slice() {
        [first, rest @ ..]
            if first.is_uppercase() && !rest.is_empty() && rest.iter().all(|c| c.is_uppercase()) =>
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
    use super::{english_article, italian_article, with_capitals};
    use crate::dictionary::data::Gender;

    #[test]
    fn italian_articles_follow_the_name() {
        let m = Some(Gender::Masculine);
        let rows = [
            ("dell", "Isis", "Stato Islamico", m, Some("dello ")),
            ("l", "ISIS", "Stato Islamico", m, Some("lo ")),
            ("all", "Is", "Stato Islamico", m, Some("allo ")),
            ("del", "Daesh", "Stato Islamico", m, Some("dello ")),
            ("lo", "Stato Islamico", "ISKP", m, Some("l'")),
            ("dei", "Taliban", "talebani", Some(Gender::MasculinePlural), None),
            ("dell", "Isis-K", "ISKP", m, None),
            ("un", "Isis", "Stato Islamico", m, Some("uno ")),
            ("contro", "Isis", "Stato Islamico", m, None),
            ("dell", "ISIS", "STATO ISLAMICO", m, Some("dello ")),
        ];
        for (article, was, is, gender, mended) in rows {
            let found = italian_article(article, was, is, gender);
            assert_eq!(found.as_deref(), mended, "{article} {was} -> {is}");
        }
    }

    #[test]
    fn english_articles_follow_the_sound() {
        let rows = [
            ("a", "Daesh", "Islamic State", Some("an")),
            ("an", "ISIS", "Islamic State", None),
            ("an", "IS-K", "ISKP", None),
            ("a", "TTP", "Tehrik-e-Taliban Pakistan", None),
            ("an", "HTS", "Hayat Tahrir al-Sham", Some("a")),
            ("the", "HTS", "Hayat Tahrir al-Sham", None),
        ];
        for (article, was, is, mended) in rows {
            assert_eq!(english_article(article, was, is), mended, "{article} {was} -> {is}");
        }
    }

    #[test]
    fn capitals_and_apostrophes_stay() {
        assert_eq!(with_capitals("dello ", "Dell’", '\''), "Dello ");
        assert_eq!(with_capitals("dello ", "DELL'", '\''), "DELLO ");
        assert_eq!(with_capitals("l'", "lo ", '’'), "l’");
        assert_eq!(with_capitals("lo ", "L'", '\''), "Lo ");
    }
}
