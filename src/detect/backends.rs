//! Other detectors of languages behind the same trait.
//! In: the words of a line as a text. Out: a language and how sure.
//! Not here: the default (see `detector`).

use super::{Guess, LangId, Line, detector::speaks};
use crate::document::Language;
use whatlang::{Lang, Script};

/// whatlang alone (MIT): small, 69 languages, weak on short lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whatlang;

impl LangId for Whatlang {
    fn name(&self) -> &'static str {
        "whatlang"
    }

    fn line(&self, line: &Line<'_>) -> Guess {
        whatlang(&line.spoken(|token| speaks(token.shape)))
            .map_or(Guess::sure(Language::UND, 0.5), |(lang, sure)| Guess::sure(lang, sure as f32))
    }
}

/// What whatlang says of a text.
pub(super) fn whatlang(words: &str) -> Option<(Language, f64)> {
    let info = whatlang::detect(words)?;
    Some((code(info.lang())?, info.confidence()))
}

/// The language of words that are not in Latin letters.
pub(super) fn by_script(words: &str) -> Guess {
    if let Some(lang) = cyrillic(words) {
        return Guess::sure(lang, 0.95);
    }
    let told = whatlang::detect(words).and_then(|info| Some((code(info.lang())?, info)));
    let Some((lang, info)) = told else { return Guess::sure(Language::UND, 0.5) };
    let shared =
        matches!(info.script(), Script::Cyrillic | Script::Arabic | Script::Devanagari | Script::Latin);
    // Steps: whatlang adds up alphabets in an order that changes from run to run, and with it the last digits of
    // its confidence.
    Guess::sure(
        lang,
        match info.confidence() {
            _ if !shared => 0.98,
            sure if sure > 0.503 => 0.93,
            _ => 0.75,
        },
    )
}

/// The language of Cyrillic letters that the others do not have.
fn cyrillic(words: &str) -> Option<Language> {
    const OWN: &[(&str, Language)] = &[
        ("ўЎ", Language::code(*b"be")),
        ("їєґЇЄҐ", Language::code(*b"uk")),
        ("љњћђЉЊЋЂ", Language::code(*b"sr")),
        ("ѓќѕЃЌЅ", Language::code(*b"mk")),
        ("ыэёЫЭЁ", Language::code(*b"ru")),
    ];
    let own = |c: char| OWN.iter().position(|(letters, _)| letters.contains(c));
    let first = words.chars().filter(|c| ('\u{400}'..='\u{4ff}').contains(c)).filter_map(own).min();
    first.map(|first| OWN[first].1)
}

/// The two-letter code of a language of whatlang.
fn code(lang: Lang) -> Option<Language> {
    let three = lang.code();
    CODES.iter().find(|(long, _)| *long == three).and_then(|(_, short)| short.parse().ok())
}

/// ISO 639-3 to 639-1.
#[rustfmt::skip]
const CODES: &[(&str, &str)] = &[
    ("epo", "eo"), ("eng", "en"), ("rus", "ru"), ("cmn", "zh"), ("spa", "es"), ("por", "pt"), ("ita", "it"),
    ("ben", "bn"), ("fra", "fr"), ("deu", "de"), ("ukr", "uk"), ("kat", "ka"), ("ara", "ar"), ("hin", "hi"),
    ("jpn", "ja"), ("heb", "he"), ("yid", "yi"), ("pol", "pl"), ("amh", "am"), ("jav", "jv"), ("kor", "ko"),
    ("nob", "nb"), ("dan", "da"), ("swe", "sv"), ("fin", "fi"), ("tur", "tr"), ("nld", "nl"), ("hun", "hu"),
    ("ces", "cs"), ("ell", "el"), ("bul", "bg"), ("bel", "be"), ("mar", "mr"), ("kan", "kn"), ("ron", "ro"),
    ("slv", "sl"), ("hrv", "hr"), ("srp", "sr"), ("mkd", "mk"), ("lit", "lt"), ("lav", "lv"), ("est", "et"),
    ("tam", "ta"), ("vie", "vi"), ("urd", "ur"), ("tha", "th"), ("guj", "gu"), ("uzb", "uz"), ("pan", "pa"),
    ("aze", "az"), ("ind", "id"), ("tel", "te"), ("pes", "fa"), ("mal", "ml"), ("ori", "or"), ("mya", "my"),
    ("nep", "ne"), ("sin", "si"), ("khm", "km"), ("tuk", "tk"), ("aka", "ak"), ("zul", "zu"), ("sna", "sn"),
    ("afr", "af"), ("lat", "la"), ("slk", "sk"), ("cat", "ca"), ("tgl", "tl"), ("hye", "hy"), ("cym", "cy"),
];

/// lingua (Apache-2.0), all languages, high accuracy. A thousand times slower, and adds 290 MB to the program.
#[cfg(feature = "lingua")]
pub struct Lingua(lingua::LanguageDetector);

#[cfg(feature = "lingua")]
impl Lingua {
    /// Its models are read when first asked for.
    #[expect(clippy::new_without_default, reason = "it is dear to make")]
    pub fn new() -> Lingua {
        Lingua(lingua::LanguageDetectorBuilder::from_all_languages().build())
    }
}

#[cfg(feature = "lingua")]
impl LangId for Lingua {
    fn name(&self) -> &'static str {
        "lingua"
    }

    fn line(&self, line: &Line<'_>) -> Guess {
        let best = self
            .0
            .compute_language_confidence_values(line.spoken(|token| speaks(token.shape)))
            .into_iter()
            .next();
        match best.filter(|(_, sure)| *sure > 0.0) {
            Some((lang, sure)) => {
                let code = lang.iso_code_639_1().to_string();
                Guess::sure(code.parse().unwrap_or(Language::UND), sure.min(1.0) as f32)
            }
            None => Guess::sure(Language::UND, 0.5),
        }
    }
}

/// whichlang (MIT): 16 languages, 2 MB, fast; says nothing of how sure it is.
#[cfg(feature = "whichlang")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Whichlang;

#[cfg(feature = "whichlang")]
impl LangId for Whichlang {
    fn name(&self) -> &'static str {
        "whichlang"
    }

    fn line(&self, line: &Line<'_>) -> Guess {
        let words = line.spoken(|token| speaks(token.shape));
        let three = whichlang::detect_language(&words).three_letter_code();
        let known = CODES.iter().find(|(long, _)| *long == three).and_then(|(_, short)| short.parse().ok());
        match known.filter(|_| !words.is_empty()) {
            Some(lang) => Guess::sure(lang, 0.8),
            None => Guess::sure(Language::UND, 0.5),
        }
    }
}
