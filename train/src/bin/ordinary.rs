//! Builds `src/dictionary/ordinary.bits`: which words are ordinary English or Italian ones.
//! In: the folders of the Debian packages scowl and snowball-data, the names of `../dictionaries`. Out: a Bloom filter over
//! hashes of folded words.

#[path = "../../../src/fold.rs"]
#[allow(dead_code)]
mod fold;
#[path = "../../../src/masks.rs"]
#[allow(dead_code)]
mod masks;
#[path = "../../../src/dictionary/ordinary.rs"]
#[allow(dead_code)]
mod ordinary;
#[path = "../../../src/scan.rs"]
#[allow(dead_code)]
mod scan;
#[path = "../../../src/span.rs"]
#[allow(dead_code)]
mod span;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs, io,
    path::Path,
};

/// Words of this size of SCOWL and smaller ones: past it, names of cloth, coins and beasts look like names of people.
const SIZE: u32 = 50;
/// Names of this size of SCOWL and smaller ones are no ordinary Italian words.
const NAMES: u32 = 60;
/// Nor are any at all where little says that a word is one.
const ALL_NAMES: u32 = 100;
/// Shorter words are as often acronyms.
const LETTERS: usize = 5;

type Words = BTreeSet<String>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folders: Vec<String> = env::args().skip(1).collect();
    let [scowl, snowball] = folders.as_slice() else {
        return Err("give two folders: scowl's and snowball-data's, as dpkg-deb -x made them".into());
    };
    let scowl = Path::new(scowl).join("usr/share/dict/scowl");
    let english = read_scowl(&scowl, &["words", "contractions"], SIZE)?;
    let names = read_scowl(&scowl, &["proper-names", "upper"], NAMES)?;
    let mut strangers = read_scowl(&scowl, &["proper-names", "upper"], ALL_NAMES)?;
    strangers.extend(read_ours(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../dictionaries"))?);
    let mut italian =
        read_italian(&Path::new(snowball).join("usr/share/snowball/data/italian"), &names, &strangers)?;
    italian.extend(english.iter().flat_map(|word| cognates(word)).filter(|word| !strangers.contains(word)));
    let loans: Words =
        include_str!("../../loanwords.txt").lines().filter(|line| !line.starts_with('#')).map(fold::word).collect();
    let all: Words = english.union(&italian).filter(|word| !loans.contains(*word)).cloned().collect();
    let mut bits = vec![0u8; ordinary::BYTES];
    for word in &all {
        for bit in ordinary::places(scan::hash(word)) {
            bits[bit >> 3] |= 1 << (bit & 7);
        }
    }
    let tried = 1_000_000u32;
    let wrong = (0..tried).filter(|n| ordinary::is_in(&bits, scan::hash(&format!("zq{n}")))).count();
    println!("{} English, {} Italian, {} words in all", english.len(), italian.len(), all.len());
    println!("{wrong} of {tried} strings that are no words are taken for some");
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/dictionary/ordinary.bits"), &bits)?;
    Ok(())
}

/// The words of these kinds in every spelling of English, up to a size; `it's` is `its`.
fn read_scowl(folder: &Path, kinds: &[&str], size: u32) -> io::Result<Words> {
    let mut words = Words::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((stem, level)) = name.rsplit_once('.') else { continue };
        let Some((region, kind)) = stem.split_once('-') else { continue };
        let wanted = ["english", "american", "british"].contains(&region) && kinds.contains(&kind);
        if wanted && level.parse::<u32>().is_ok_and(|level| level <= size) {
            // Latin-1: every byte is a letter.
            let text: String = fs::read(&path)?.into_iter().map(char::from).collect();
            words.extend(text.lines().map(fold::word).filter(|word| !word.is_empty()));
        }
    }
    Ok(words)
}

/// The capitalised words of the dictionaries of groups, persons and places: of names, and of sentences about them.
fn read_ours(folder: &Path) -> io::Result<Words> {
    let mut words = Words::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let of_names = ["cues", "languages", "residue"].iter().all(|other| !name.starts_with(other));
        if of_names && name.ends_with(".toml") {
            let text = fs::read_to_string(&path)?;
            let all = text.split(|c: char| !c.is_alphabetic());
            words.extend(all.filter(|word| word.starts_with(char::is_uppercase)).map(fold::word));
        }
    }
    Ok(words)
}

/// Italian words: the vocabulary was taken from newspapers and novels, so a word must be seen in two forms, or end like one,
/// or be spelt like one and be no `strangers'` name; forms that grammar makes of them are words as well.
fn read_italian(folder: &Path, names: &Words, strangers: &Words) -> io::Result<Words> {
    let (words, stems) =
        (fs::read_to_string(folder.join("voc.txt"))?, fs::read_to_string(folder.join("output.txt"))?);
    let mut groups: BTreeMap<&str, Words> = BTreeMap::new();
    for (word, stem) in words.lines().zip(stems.lines()) {
        let word = fold::word(word);
        if word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase()) {
            groups.entry(stem).or_default().insert(word);
        }
    }
    let plain = |word: &String, group: &Words| {
        group.len() > 2 || !names.contains(word) && (group.len() == 2 || ENDINGS.iter().any(|e| word.ends_with(e)))
    };
    let seen: Words = groups.values().flat_map(|group| group.iter().filter(|word| plain(word, group))).cloned().collect();
    let mut all = seen.clone();
    for word in seen.iter().filter(|word| word.len() > 3) {
        all.extend(nouns(word));
        if word.len() > 4 && ["are", "ere", "ire"].iter().any(|end| word.ends_with(end)) {
            all.extend(verbs(word));
        }
    }
    let alone = groups.values().filter(|group| group.len() == 1).flatten().filter(|word| is_spelt_italian(word));
    for word in alone.filter(|word| !strangers.contains(*word)) {
        let forms = nouns(word).into_iter().filter(|form| !strangers.contains(form));
        all.extend(forms.chain([word.clone()]));
    }
    let irregular = IRREGULAR.split(' ').flat_map(|root| FUTURE.split(' ').map(move |end| format!("{root}{end}")));
    all.extend(irregular);
    Ok(all)
}

/// No acronym, no foreign name.
fn is_spelt_italian(word: &str) -> bool {
    word.len() >= LETTERS && word.ends_with(['a', 'e', 'i', 'o']) && !word.contains(['j', 'k', 'w', 'x', 'y'])
}

/// What names rarely end in.
const ENDINGS: &[&str] = &[
    "ale", "ali", "ile", "ili", "bile", "bili", "oso", "osa", "osi", "ose", "ione", "ioni", "mente", "tore", "tori",
    "trice", "trici", "ismo", "ismi", "ista", "isti", "iste", "ezza", "ezze", "ita", "anza", "anze", "enza", "enze",
    "aggio", "aggi", "ivo", "iva", "ivi", "ive", "ando", "endo", "ato", "ata", "ate", "ato", "uto", "uta", "uti", "ute",
    "ito", "are", "ere", "ire", "arsi", "ersi", "irsi",
];
/// Roots of futures and conditionals that are not made by rule.
const IRREGULAR: &str = "and av berr compar d dov f god od pot rimarr s sap st terr ved verr vivr vorr andr avr dovr potr \
                         sapr vedr dar far star sar godr udr cadr";
const FUTURE: &str = "o ai a emo ete anno ei esti ebbe emmo este ebbero";

/// How endings that both languages have from Latin are spelt in English, and in Italian in every gender and number.
const COGNATES: &[(&str, &str)] = &[
    ("al", "ale ali"), ("ile", "ile ili"), ("ble", "bile bili"), ("ant", "ante anti"), ("ent", "ente enti"),
    ("ic", "ico ica ici iche"), ("ive", "ivo iva ivi ive"), ("ary", "ario aria ari arie"), ("ist", "ista isti iste"),
    ("ism", "ismo ismi"), ("tion", "zione zioni"),
];

/// The Italian words that an English one of Latin stock has beside it: `banale` and `banali` for `banal`.
fn cognates(english: &str) -> impl Iterator<Item = String> {
    let long = english.len() >= LETTERS;
    COGNATES.iter().filter(move |_| long).filter_map(|(from, to)| Some((english.strip_suffix(from)?, to))).flat_map(
        |(root, ends)| ends.split(' ').map(move |end| format!("{root}{end}")),
    )
}

/// The other gender and number of a noun or adjective.
fn nouns(word: &str) -> Words {
    let (root, last) = word.split_at(word.len() - 1);
    let hard = if root.ends_with(['c', 'g']) { "h" } else { "" };
    let ends: &[&str] = match last {
        "o" => &["a", "i", "e"],
        "a" => &["e", "i"],
        "e" => &["i"],
        _ => &[],
    };
    let mut all: Words = ends.iter().map(|end| format!("{root}{}{end}", if *end == "a" { "" } else { hard })).collect();
    if last == "o" && root.ends_with('i') {
        all.insert(root.to_owned());
    }
    all
}

/// The regular forms of a verb.
fn verbs(infinitive: &str) -> Words {
    let (root, end) = infinitive.split_at(infinitive.len() - 3);
    let own = match end {
        "are" => {
            "o i a iamo ate ano ino avo avi ava avamo avate avano ai asti ammo aste arono ando ato ata ati ate assi asse \
             assimo assero ante anti"
        }
        "ere" => {
            "o i e iamo ete ono evo evi eva evamo evate evano ei esti emmo este erono endo uto uta uti ute essi esse \
             essero a ano iate ente enti"
        }
        _ => {
            "o i e iamo ite ono isco isci isce iscono ivo ivi iva ivamo ivate ivano ii isti immo iste irono endo ito ita \
             iti ite issi isse issero a ano isca iscano iate"
        }
    };
    // `cercare`, `cerchi`; `lasciare`, `lasci`, `lascerò`.
    let soft = root.strip_suffix('i').unwrap_or(root);
    let before = |end: &str| match end.chars().next() {
        Some('i' | 'e') if root.ends_with(['c', 'g']) && infinitive.ends_with("are") => format!("{root}h"),
        Some('i') => soft.to_owned(),
        _ => root.to_owned(),
    };
    let theme = if end == "ire" { "ir" } else { "er" };
    let head = before(theme);
    let future = FUTURE.split(' ').map(|end| format!("{head}{theme}{end}"));
    own.split_whitespace().map(|end| format!("{}{end}", before(end))).chain(future).collect()
}
