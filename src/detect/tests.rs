use super::{
    Count, Detector, Evidence, Guess, LangId, Line,
    context::{shares, smooth},
    stage::silence_repeated,
    table::{NAT, Scores, lane},
};
use crate::{Language, dictionary::shipped, scan::Scan};
use std::{collections::HashSet, sync::LazyLock};

fn detector() -> &'static Detector {
    static SHIPPED: LazyLock<Detector> = LazyLock::new(|| {
        let lists: Vec<_> =
            shipped().rest().languages.iter().map(|list| (list.code, list.words.clone())).collect();
        Detector::new(&lists)
    });
    &SHIPPED
}

/// The guess for a line; the first place of `name`, if any, is masked.
fn guess(text: &str, name: &str) -> Guess {
    let scan = Scan::new(text);
    let mut masked = vec![false; scan.tokens.len()];
    if let Some(at) = text.find(name).filter(|_| !name.is_empty()) {
        masked[scan.within(at, at + name.len())].fill(true);
    }
    detector().line(&Line { masked: &masked, ..Line::new(text, &scan) })
}

/// What a line is, and what says so.
const LINES: &[(&str, &str)] = &[
    ("The minister said that nobody was killed by the blast.", "en"),
    ("Il ministro ha detto che nessuno è morto per l'esplosione.", "it"),
    ("Der Minister sagte, dass niemand bei der Explosion starb.", "de"),
    ("Le ministre a dit que personne n'est mort dans cette explosion.", "fr"),
    // By letters alone.
    ("bargaining thoughtfully", "en"),
    ("esplosioni violentissime", "it"),
    ("Untersuchungsgefängnis", "de"),
    // By script.
    ("Представитель министерства сообщил о гибели трёх человек", "ru"),
    ("日本の外務省は声明を発表した", "ja"),
    ("UOMO HA UCCISO DUE PERSONE DOPO QUESTO", "it"),
    // A long word in capitals is a word, a short one an acronym.
    ("PRESENTAZIONE", "it"),
    ("WITHDRAWN", "en"),
    ("THENGH", "und"),
    // Borrowed words make no other language, words strange to both do.
    ("Tutto sold out in poche ore: show, talk e match in streaming sul sito del club", "it"),
    // Nothing speaks.
    ("", "und"),
    ("12 / 2021 - 44", "und"),
    ("14/05/2019, 10:30 pm", "und"),
    ("3 mar 2019", "und"),
    ("14 May 2019", "und"),
    ("26 settembre 2017", "und"),
    // A month with a day is words.
    ("14 maggio", "it"),
    ("https://example.org/the/news/of/the/day", "und"),
    ("#TheWarOfTheWorlds", "und"),
    ("@theoffice", "und"),
    ("Farid Karimov", "und"),
    ("QRZ / QRZ-P", "und"),
    ("Jamal al-Hadid", "und"),
];

#[test]
fn lines_have_a_language_or_none() {
    for (text, lang) in LINES {
        let guess = guess(text, "");
        assert_eq!(guess.lang.as_str(), *lang, "{text} {guess:?}");
        assert!((0.0..=1.0).contains(&guess.confidence), "{text}");
    }
}

#[test]
fn lines_without_end_keep_their_language() {
    for (words, lang) in [
        ("la guerra nel paese è finita ieri sera ", "it"),
        ("quattro camion arrugginiti sbarrano la mulattiera ", "it"),
        ("the war was over ", "en"),
    ] {
        let told = guess(&words.repeat(20_000), "");
        assert_eq!(told.lang.as_str(), lang, "{words} {:?} {:?}", told.scores, told.evidence);
    }
}

/// Languages of Italy that are not Italian.
const STRANGE: &[&str] = &[
    "Lu picciottu si nni jiu a la casa di so nanna e ci dissi ca nun ni vulia sapiri nenti",
    "El fioeu l'è andaa a cà de la soa nonna e el gh'ha dii che lu el voreva minga savenn nagott",
    "U zitellu hè andatu in casa di a so mammone è l'hà dettu ch'ellu un vulia sapè nunda",
];

#[test]
fn neighbours_of_italian_are_another_language_nobody_is_sure_of() {
    for text in STRANGE {
        let guess = guess(text, "");
        assert!(![Language::EN, Language::IT, Language::UND].contains(&guess.lang), "{text} {guess:?}");
        assert!(guess.confidence < 0.9, "{text} {guess:?}");
    }
}

#[test]
fn names_that_are_located_say_nothing() {
    assert_eq!(
        guess("Movement of the People in the North", "Movement of the People in the North").lang,
        Language::UND
    );
    let one = guess("La rivolta dei Combattenti, ora", "Combattenti");
    let other = guess("La rivolta dei Movement of the Fighters, ora", "Movement of the Fighters");
    assert_eq!((one.lang, one.confidence), (other.lang, other.confidence));
}

/// Rewriting changes the form of an article, never the language.
const SAME: &[(&str, &str, &str, &str)] = &[
    ("capo dell'Orda", "Orda", "capo dello Sciame", "Sciame"),
    ("L'Orda a Roma", "Orda", "Lo Sciame a Roma", "Sciame"),
    ("I leader del Ring", "Ring", "I leader dell'Anello", "Anello"),
    ("an Orb attack in town", "Orb", "a Globe attack in town", "Globe"),
    ("SOLDATI DELL'ORDA", "ORDA", "SOLDATI DELLO SCIAME", "SCIAME"),
];

#[test]
fn articles_weigh_the_same() {
    for (one, name, other, other_name) in SAME {
        let (a, b) = (guess(one, name), guess(other, other_name));
        assert_eq!((a.lang, a.confidence), (b.lang, b.confidence), "{one} / {other}");
    }
}

/// Lines, and the words their parts begin with.
const PARTS: &[(&str, &[&str])] = &[
    (
        "The report of the police was not read by the people, che hanno detto di non essere stati in questura",
        &["The", "che"],
    ),
    ("Il ministro ha detto: \"we will not go back\" e poi ha lasciato la sala", &["Il", "we", "e"]),
    ("The report of the police was not read by the people that were in the town", &[]),
    // Names, titles and quotations of two words are no part.
    ("Il premier ha firmato il Family Act e il Green Deal durante la visita a Bruxelles", &[]),
    ("Il direttore del New York Times ha parlato della crisi con i giornalisti", &[]),
    ("The dolce vita of the capital is over, say those who still live there", &[]),
    ("Ha usato la parola fake news per attaccare la stampa del suo paese", &[]),
];

#[test]
fn lines_of_two_languages_have_parts() {
    for (text, words) in PARTS {
        let scan = Scan::new(text);
        let guess = detector().line(&Line::new(text, &scan));
        let first = |token: usize| &text[scan.tokens[token].start..scan.tokens[token].end];
        let found: Vec<&str> = guess.spans.iter().map(|(tokens, _)| first(tokens.start)).collect();
        assert_eq!(found, *words, "{text}");
        if let [(start, _), .., (end, _)] = &guess.spans[..] {
            assert_eq!((start.start, end.end), (0, scan.tokens.len()), "{text}: the parts cover the line");
        }
    }
}

/// What a bracket closes that opened inside a name ends there with it, whatever is written instead; any other ends a clause.
#[test]
fn brackets_of_names_end_no_clause() {
    const REST: &str = "ha rivendicato l'attacco.";
    let starts = |text: &str, name: &str| {
        let scan = Scan::new(text);
        let spans = guess(text, name).spans;
        let starts: Vec<String> =
            spans.iter().map(|(tokens, _)| text[scan.tokens[tokens.start].start..].to_owned()).collect();
        starts
    };
    let army = "The army denies the toll Lo";
    let [bracketed, dashed] =
        ["Orda (del Sinai)", "Orda - del Sinai"].map(|name| starts(&format!("{army} {name} {REST}"), name));
    let begin = |starts: &[String]| {
        starts.iter().map(|start| start.split(' ').next().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(begin(&bracketed), begin(&dashed));
    assert_eq!(
        starts(&format!("The army denies it all (as ever) {REST}"), "").last().map(String::as_str),
        Some(REST)
    );
}

fn scored(lang: Language, lead: i16) -> Guess {
    let mut scores: Scores = Default::default();
    scores[lane(lang).expect("a group")] = lead;
    Guess::scored(lang, scores, Evidence::Letters)
}

#[test]
fn neighbours_tip_what_is_in_doubt() {
    let page =
        || [scored(Language::IT, 9 * NAT), scored(Language::EN, NAT / 2), scored(Language::IT, 9 * NAT)];
    let mut lines = page();
    smooth(&mut lines, |_| false);
    assert_eq!(lines[1].lang, Language::IT);
    let mut lines = page();
    smooth(&mut lines, |at| at != 1);
    assert_eq!(lines[1].lang, Language::EN, "flagged lines give nothing");
    let mut lines = page();
    lines[1] = scored(Language::EN, 3 * NAT);
    smooth(&mut lines, |_| false);
    assert_eq!(lines[1].lang, Language::EN, "neighbours weigh little");
}

#[test]
fn pages_have_shares() {
    let lines =
        [scored(Language::IT, 9 * NAT), scored(Language::EN, 9 * NAT), Guess::sure(Language::UND, 1.0)];
    let found = shares(&lines, [25, 75, 900].into_iter());
    assert_eq!(found.iter().map(|(lang, _)| *lang).collect::<Vec<_>>(), [Language::EN, Language::IT]);
    assert!((found[0].1 - 0.75).abs() < 0.01 && (found[1].1 - 0.25).abs() < 0.01);
    assert!(shares(&[], std::iter::empty()).is_empty());
}

#[test]
fn any_text_is_read() {
    let detector = detector();
    let long = "wort ".repeat(3000);
    let one = "x".repeat(1 << 20);
    for text in [
        "",
        "\u{301}",
        "'",
        "’’’ ‘",
        "x",
        "I",
        "ß ß",
        "é",
        "a\u{ad}",
        "ſ",
        "Ω mega",
        "ﷺ",
        "—",
        "l' l’ l'",
        "🙂🙂🙂",
        "the الدولة und 日本 di",
        &long,
        &one,
    ] {
        let scan = Scan::new(text);
        let guess = detector.line(&Line::new(text, &scan));
        assert!((0.0..=1.0).contains(&guess.confidence));
        detector.line(&Line { masked: &vec![true; scan.tokens.len()], ..Line::new(text, &scan) });
        Detector::new(&[]).line(&Line::new(text, &scan));
    }
}

proptest::proptest! {
    #[test]
    fn of_lines_of_the_same_words_the_first_counts(
        words in proptest::collection::vec(proptest::option::of(0u64..6), 0..40)
    ) {
        let count = |words: &Option<u64>| words.map(|words| Count { words, bytes: 1 });
        let mut counts: Vec<Option<Count>> = words.iter().map(count).collect();
        let mut seen = HashSet::new();
        let wanted: Vec<Option<Count>> =
            counts.iter().map(|count| count.filter(|count| seen.insert(count.words))).collect();
        silence_repeated(&mut counts);
        proptest::prop_assert_eq!(counts, wanted);
    }
}
