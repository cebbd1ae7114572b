//! The language of lines, on rows written for this test: how often it is right and how sure it says to be, Italian
//! headlines whose names must stay Italian, texts that are no texts.

use canonry::{Cleaner, Language, Preset, pipeline::STAGES};

/// Lines and their language. Own sentences, written as headlines, cells and prose are.
const LINES: &[(&str, &str)] = &[
    (
        "en",
        "Breaking news|Read the full story|Markets fall again|Police arrest three men|What we know so far|Flood warning lifted|School bus overturns|Talks resume on Monday|a brief history|the long road home|Snow expected tonight|Two killed, several wounded|Our correspondents|How the deal was done|unpaid wages|wooden bridge|heavy rain|Inside the siege|Voters head to the polls|Rescue teams reach the valley|The river burst its banks overnight and reached the lower town|Officials said the convoy was stopped at a checkpoint near the border|She told the court that she had never seen the letter before|A spokesman declined to say how many people had been detained|Nobody was hurt when the roof of the market gave way on Friday|The committee will publish its findings before the end of the year|Villagers who fled the fighting have begun to return to their homes|Fuel prices have doubled since the spring, and shops are running out of bread|Although the ceasefire held through the night, both sides accused each other of firing first",
    ),
    (
        "it",
        "Ultime notizie|Leggi tutto l'articolo|Borse ancora in calo|La polizia arresta tre uomini|Che cosa sappiamo finora|Allerta meteo revocata|Scuolabus si ribalta|Ripresi i colloqui|una breve storia|la lunga strada verso casa|Neve attesa stanotte|Due morti e diversi feriti|I nostri corrispondenti|Come è nato l'accordo|stipendi arretrati|ponte di legno|pioggia forte|Dentro l'assedio|Elettori alle urne|I soccorsi raggiungono la valle|Il fiume è esondato nella notte e ha raggiunto la parte bassa della città|Secondo le autorità il convoglio è stato fermato a un posto di blocco vicino al confine|Ha detto al giudice di non aver mai visto prima quella lettera|Un portavoce non ha voluto dire quante persone siano state fermate|Nessuno è rimasto ferito quando il tetto del mercato ha ceduto venerdì|La commissione pubblicherà le sue conclusioni entro la fine dell'anno|Gli abitanti fuggiti dai combattimenti hanno cominciato a tornare nelle loro case|Il prezzo del carburante è raddoppiato dalla primavera e nei negozi manca il pane|Anche se la tregua ha retto per tutta la notte, le due parti si accusano di aver sparato per prime",
    ),
    (
        "fr",
        "Dernières nouvelles|Lire la suite de l'article|La police arrête trois hommes|une brève histoire|Ce que nous savons|Neige attendue cette nuit|La rivière a débordé pendant la nuit et a atteint la ville basse|Elle a dit au tribunal qu'elle n'avait jamais vu cette lettre|Les habitants qui avaient fui les combats commencent à rentrer chez eux",
    ),
    (
        "es",
        "Últimas noticias|Leer el artículo completo|La policía detiene a tres hombres|una breve historia|Lo que sabemos hasta ahora|El río se desbordó durante la noche y llegó a la parte baja de la ciudad|Los vecinos que huyeron de los combates han empezado a volver a sus casas",
    ),
    (
        "pt",
        "Últimas notícias|A polícia prende três homens|O que sabemos até agora|O rio transbordou durante a noite e chegou à parte baixa da cidade|Os moradores que fugiram dos combates começaram a voltar para suas casas",
    ),
    (
        "de",
        "Letzte Meldungen|Polizei nimmt drei Männer fest|eine kurze Geschichte|Was wir bisher wissen|Der Fluss trat in der Nacht über die Ufer und erreichte die untere Stadt|Niemand wurde verletzt, als am Freitag das Dach des Marktes nachgab",
    ),
    (
        "nl",
        "Politie houdt drie mannen aan|Wat we tot nu toe weten|De rivier trad 's nachts buiten haar oevers en bereikte de benedenstad",
    ),
    (
        "ro",
        "Poliția a reținut trei bărbați|Ce știm până acum|Râul a ieșit din matcă în timpul nopții și a ajuns în orașul de jos",
    ),
    (
        "pl",
        "Policja zatrzymała trzech mężczyzn|W nocy rzeka wystąpiła z brzegów i dotarła do dolnej części miasta",
    ),
    ("sv", "Polisen grep tre män|Floden svämmade över under natten och nådde den nedre delen av staden"),
    ("tr", "Polis üç kişiyi gözaltına aldı|Nehir gece boyunca taştı ve aşağı şehre ulaştı"),
    ("ru", "Последние новости|Ночью река вышла из берегов и достигла нижнего города"),
    ("ar", "آخر الأخبار|فاض النهر خلال الليل ووصل إلى المدينة السفلى"),
    (
        "und",
        "12:40|+39 06 1234567|***|#breaking #kabul|https://example.org/a|12/05/2021|Karim Rahmani|Lena Ostrowska / Piotr Zaleski|x@example.org|@osservatorio",
    ),
];

fn rows() -> Vec<(&'static str, &'static str)> {
    LINES.iter().flat_map(|(lang, lines)| lines.split('|').map(move |line| (*lang, line))).collect()
}

fn detect_only() -> Cleaner {
    let mut options = Preset::Screening.options();
    options.skip = STAGES.iter().filter(|stage| **stage != "detect").map(|s| (*s).to_owned()).collect();
    Cleaner::builder().options(options).build().expect("the shipped dictionaries are tested")
}

/// From 0.9 on a guess is right 97 times in 100, and seven lines in ten are that sure.
#[test]
#[expect(clippy::print_stdout, reason = "the table is what the test is for")]
fn confidence_is_calibrated() {
    let cleaner = detect_only();
    let mut bins = [(0, 0); 5];
    let mut wrong = Vec::new();
    for (lang, text) in rows() {
        let line = cleaner.analyze(text).lines.first().map(|line| (line.lang, line.confidence));
        let (found, confidence) = line.unwrap_or((Language::UND, 1.0));
        let bin = &mut bins[((confidence - 0.5).max(0.0) * 10.0).min(4.0) as usize];
        bin.0 += usize::from(found.as_str() == lang);
        bin.1 += 1;
        if found.as_str() != lang {
            wrong.push(format!("{lang} -> {found} {confidence:.2} {text}"));
        }
    }
    let mut table = "confidence  lines  right\n".to_owned();
    for (at, (right, all)) in bins.iter().enumerate() {
        table += &format!("from 0.{}    {all:5}  {right:5}\n", at + 5);
    }
    println!("{table}{}", wrong.join("\n"));
    let all: usize = bins.iter().map(|bin| bin.1).sum();
    let right: usize = bins.iter().map(|bin| bin.0).sum();
    let (sure_right, sure) = bins[4];
    assert!(right * 100 >= all * 95, "{table}{}", wrong.join("\n"));
    assert!(sure_right * 100 >= sure * 97, "{table}{}", wrong.join("\n"));
    assert!(sure * 10 >= all * 7, "{table}");
}

/// What stands around a name in headlines and cells of up to six words.
const HEADLINES: &[&str] = &[
    "{}",
    "Chi è {}",
    "Attacco di {}",
    "La minaccia di {}",
    "Ucciso leader di {}",
    "{} rivendica l'attentato",
    "Raid contro {}",
    "Ostaggi in mano a {}",
    "Arrestato affiliato a {}",
    "Cellula di {} smantellata",
    "Il ritorno di {}",
    "{}, nuovo attacco",
    "Strage di {} in chiesa",
    "Tregua con {}",
    "Condanna per {}",
    "Cosa vuole {}",
    "Minacce di {} all'Italia",
    "Contro {}",
    "Vittime di {}",
    "Fondi a {}",
    "Legami con {}",
    "Guerra a {}",
    "{} avanza",
    "{} in rotta",
    "Sanzioni per {}",
];

/// Names as Italian pages have them, and their English written form, which must not come out.
const NAMES: &[(&str, &str)] = &[
    ("Stato Islamico", "Islamic State"),
    ("Stato islamico", "Islamic State"),
    ("Isis", "Islamic State"),
    ("Daesh", "Islamic State"),
    ("ISIS", "Islamic State"),
    ("Fratelli Musulmani", "Muslim Brotherhood"),
    ("Jihad islamica palestinese", "Palestinian Islamic Jihad"),
    ("Guardiani della Rivoluzione", "Revolutionary Guard"),
    ("Stato Islamico del Khorasan", "Khorasan Province"),
    ("talebani", "Taliban"),
    ("Talebani", "Taliban"),
    ("Brigate Rosse", "Red Brigades"),
    ("Is", "Islamic State"),
    ("Stato Islamico (Isis)", "Islamic State"),
    ("Stato Islamico in Libia", "Islamic State"),
    ("talebani pakistani", "Pakistani Taliban"),
    ("Forze democratiche siriane", "Syrian Democratic Forces"),
    ("Fronte al-Nusra", "Nusra Front"),
    ("rete Haqqani", "Haqqani Network"),
    ("Stato Islamico della provincia del Khorasan", "Islamic State"),
];

/// A page of one Italian headline: no English name is written into it.
#[test]
fn five_hundred_italian_headlines_get_no_english_name() {
    let cleaner = Cleaner::preset(Preset::News);
    let mut count = 0;
    for (name, english) in NAMES {
        for frame in HEADLINES {
            let headline = frame.replace("{}", name);
            let clean = cleaner.clean(&headline);
            assert!(!clean.contains(english), "{headline} -> {clean}");
            count += 1;
        }
    }
    assert_eq!(count, 500);
}

/// The language of a short line does not change with the length of its name.
#[test]
fn a_long_name_changes_no_language() {
    let cleaner = detect_only();
    for frame in HEADLINES.iter().filter(|frame| frame.len() > 2) {
        let lang = |name: &str| cleaner.analyze(&frame.replace("{}", name)).lines[0].lang;
        assert_eq!(lang("ISIS"), lang("Islamic State of Iraq and the Levant"), "{frame}");
    }
}

#[test]
fn any_text_has_a_language_or_none() {
    let cleaner = detect_only();
    let long = "a".repeat(10_000_000);
    for text in ["", " ", "x", "I", "🙂🙂", "\u{200b}", "the الدولة und 日本 di", "\u{301}\u{301}", &long]
    {
        let analysis = cleaner.analyze(text);
        for line in &analysis.lines {
            assert!((0.0..=1.0).contains(&line.confidence));
        }
    }
    assert_eq!(cleaner.analyze("").lang, Language::UND);
    assert_eq!(cleaner.analyze("🙂🙂").lang, Language::UND);
}
