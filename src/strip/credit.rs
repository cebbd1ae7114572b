//! Lines that say who made a picture or owns a page, and how to reach them.
//! In: one line. Out: whether it is a credit, a notice, a source, an address. Not here: phrases (see `residue`); what else a
//! line may be built like (see `built`).

use crate::shape::{are_names, ends_sentence, is_dated, words};

/// Words for pictures that a credit starts with.
const PICTURES: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "photographs",
    "photography",
    "photographer",
    "image",
    "images",
    "picture",
    "pictures",
    "pic",
    "pics",
    "credit",
    "credits",
    "cover photo",
    "cover image",
    "featured image",
    "featured photo",
    "header image",
    "main image",
    "lead image",
    "banner image",
    "illustration",
    "graphic",
    "video",
    "photo credit",
    "photo credits",
    "image credit",
    "image credits",
    "picture credit",
    "photo source",
    "image source",
    "cover credit",
    "file photo",
    "art",
    "artwork",
    "thumbnail",
    "foto",
    "fotografia",
    "fotografie",
    "foto di copertina",
    "foto copertina",
    "immagine",
    "immagini",
    "immagine di copertina",
    "immagine copertina",
    "immagine in evidenza",
    "foto in evidenza",
    "foto in apertura",
    "foto apertura",
    "foto di apertura",
    "crediti",
    "crediti foto",
    "credito foto",
    "credits foto",
    "fonte foto",
    "fonte immagine",
    "illustrazione",
    "copertina",
    "ph",
    "bild",
    "bilder",
    "bildquelle",
    "titelbild",
    "fotos",
    "crédit photo",
    "crédits photo",
    "photo d'illustration",
    "imagen",
    "imágenes",
    "fotografía",
    "crédito",
    "créditos",
];

/// Joining words between such a word and the name.
const OF: &[&str] = &[
    "by",
    "courtesy of",
    "courtesy",
    "credit",
    "credits",
    "source",
    "from",
    "via",
    "copyright",
    "di",
    "da",
    "a cura di",
    "fonte",
    "von",
    "par",
    "por",
];

/// Agencies and archives that sell pictures; a name beside one is the photographer's.
const ARCHIVES: &[&str] = &[
    "getty images",
    "getty",
    "shutterstock",
    "wikimedia commons",
    "wikimedia",
    "istock",
    "unsplash",
    "pixabay",
    "pexels",
    "flickr",
    "alamy",
    "ap photo",
    "afp photo",
    "reuters photo",
    "adobe stock",
    "lapresse",
    "imagoeconomica",
    "ipa",
    "fotogramma",
    "agf",
    "imago",
    "nurphoto",
    "sipa",
    "zuma",
];

/// Bytes of the longest.
const LONGEST_ARCHIVE: usize = {
    let (mut longest, mut at) = (0, 0);
    while at < ARCHIVES.len() {
        longest = if ARCHIVES[at].len() > longest { ARCHIVES[at].len() } else { longest };
        at += 1;
    }
    longest
};

/// Agencies that also sign reports: with a photographer's name before or behind the slash they sign a picture.
pub(super) const AGENCIES: &[&str] = &[
    "reuters",
    "ap",
    "afp",
    "epa",
    "epa-efe",
    "ansa",
    "anadolu",
    "anadolu agency",
    "associated press",
    "the associated press",
    "xinhua",
    "tass",
    "dpa",
    "pti",
    "ani",
];

/// `IMAGE: REUTERS`, `Photo by Jane Doe`, `(Jane Doe/AFP via Getty Images)`; not `Photo: fighters at a checkpoint`.
pub(super) fn is_credit(body: &str, count: usize) -> bool {
    const MOST: usize = 10;
    if count > MOST {
        return false;
    }
    let bare = body.trim_matches(['(', ')', '[', ']', ' ', '.', '*', '_', '—', '–']);
    let labelled = || {
        let first = bare.as_bytes().first().map(u8::to_ascii_lowercase);
        PICTURES.iter().filter(|label| label.as_bytes().first().copied() == first).any(|label| {
            strip_label(bare, label).is_some_and(|rest| {
                signs(rest, label.split(' ').count() > 1 || *label == "credit" || *label == "credits")
            })
        })
    };
    if is_licensed(bare) {
        return true;
    }
    // `Soldiers at the gate (Jane Doe/AFP)` says what is to be seen.
    (may_show_picture(bare) && labelled()) || (signs_slashed(bare) && !bare.contains('('))
}

/// `Red Square cc Jane Doe`, `cc Jane Doe Flickr`, `Jane Doe (Public Domain`: a licence, and whose picture it is.
fn is_licensed(bare: &str) -> bool {
    const ENDS: [&str; 5] = [" (Public Domain", " (public domain", " CC BY", " CC BY-SA", " CC0"];
    // Most lines end with another letter.
    if bare.ends_with(['n', 'Y', 'A', '0']) && ENDS.iter().any(|end| bare.ends_with(end)) {
        return true;
    }
    // Few lines hold the letters twice, and to look for words takes longer.
    let bytes = bare.as_bytes();
    let twice = |at: usize| bytes.get(at + 1) == Some(&bytes[at]);
    let opens = || bare.strip_prefix("cc ").or_else(|| bare.strip_prefix("CC "));
    let amid = || bare.split_once(" cc ").or_else(|| bare.split_once(" CC ")).map(|(_, whose)| whose);
    memchr::memchr2_iter(b'c', b'C', bytes).any(twice) && opens().or_else(amid).is_some_and(are_names)
}

/// False for a line that opens with none of [`PICTURES`], told by two letters.
fn may_show_picture(line: &str) -> bool {
    /// A bit for each second letter, by first letter.
    const OPENINGS: [u32; 32] = {
        let (mut openings, mut at) = ([0; 32], 0);
        while at < PICTURES.len() {
            let label = PICTURES[at].as_bytes();
            assert!(label[0].is_ascii_lowercase() && label[1].is_ascii_lowercase());
            openings[label[0] as usize & 31] |= 1 << (label[1] & 31);
            at += 1;
        }
        openings
    };
    let bytes = line.as_bytes();
    bytes.len() > 1 && OPENINGS[usize::from(bytes[0] & 31)] >> (bytes[1] & 31) & 1 == 1
}

/// What stands behind a label, in whatever case it is written.
fn strip_label<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let same_first = text.as_bytes().first()?.eq_ignore_ascii_case(label.as_bytes().first()?);
    let head = text.get(..label.len()).filter(|_| same_first)?;
    let same = head.eq_ignore_ascii_case(label) || (!label.is_ascii() && head.to_lowercase() == label);
    same.then(|| &text[label.len()..])
}

/// What stands behind the word for the picture names who made it and says nothing.
fn signs(rest: &str, plain: bool) -> bool {
    const MOST: usize = 6;
    let marks: &[char] = &[':', '|', '/', '©', '–', '—', '-', ' '];
    let behind = rest.trim_start_matches(marks);
    let marked = rest.len() > behind.len()
        && rest[..rest.len() - behind.len()].contains([':', '|', '/', '©', '–', '—']);
    let lower = behind.to_lowercase();
    let joined = OF
        .iter()
        .filter(|of| lower.starts_with(&format!("{of} ")) || lower.starts_with(&format!("{of}:")))
        .max_by_key(|of| of.len());
    let name = joined.and_then(|of| behind.get(of.len()..)).unwrap_or(behind).trim_start_matches(marks);
    // `Foto di Mario Rossi` is signed, `Foto di Kabul` shows the town.
    let by =
        joined.is_some_and(|of| !["da", "from", "von"].contains(of) && (*of != "di" || name.contains(' ')));
    rest.starts_with(|c: char| !c.is_alphanumeric())
        && (marked || by || (plain && is_archive(name)))
        && words(name, MOST + 1) <= MOST
        && (are_names(name) || is_archive(name))
}

fn is_archive(name: &str) -> bool {
    let lower = name.trim().to_lowercase();
    ARCHIVES.contains(&lower.as_str()) || AGENCIES.contains(&lower.as_str())
}

/// `Jane Doe/Getty Images`, `REUTERS/Jane Doe`, `Jane Doe via Shutterstock`.
fn signs_slashed(bare: &str) -> bool {
    const KEPT: [&str; 6] = ["/File Photo", "/FILE PHOTO", "/File", "/FILE", "/Pool", "/Archivio"];
    let via = |at: usize| {
        let opens = at == 0 || bare.as_bytes()[at - 1] == b' ';
        opens && ["via", "VIA", "Via"].contains(&bare[at..].split(' ').next().unwrap_or_default())
    };
    let slash = memchr::memchr(b'/', bare.as_bytes()).is_some();
    let slashed = slash || memchr::memchr2_iter(b'v', b'V', bare.as_bytes()).any(via);
    // Most lines are none of these.
    if !slashed && bare.is_ascii() && bare.len() > LONGEST_ARCHIVE {
        return false;
    }
    let kept = KEPT.iter().filter(|_| slash).find_map(|kept| bare.strip_suffix(kept));
    if kept.is_some_and(is_archive) {
        return true;
    }
    let bare = kept.unwrap_or(bare);
    // `M. Doe—AFP`
    let sold = |(name, house): (&str, &str)| {
        name.ends_with(char::is_alphabetic) && is_archive(house) && are_names(name)
    };
    if bare.split_once('—').is_some_and(sold) {
        return true;
    }
    if !slashed {
        return bare.contains(' ') && ARCHIVES.iter().any(|archive| archive.eq_ignore_ascii_case(bare));
    }
    let lower = bare.to_lowercase();
    let Some((left, right)) = lower.split_once('/').or_else(|| lower.split_once(" via ")) else {
        return false;
    };
    let sold = |part: &str| {
        ARCHIVES.iter().any(|archive| {
            part.trim() == *archive
                || part.trim().ends_with(&format!(" {archive}"))
                || part.trim().ends_with(&format!("/{archive}"))
        })
    };
    let agency = |part: &str| AGENCIES.contains(&part.trim());
    let person = |part: &str| words(part, 5) >= 2 && words(part, 5) <= 4 && !part.contains('/');
    are_names(&bare.replace('/', " "))
        && (sold(left) || sold(right) || (agency(left) && person(right)) || (person(left) && agency(right)))
}

/// `© Reuters`, `© 2021 Harbour Times`, `(c) Ansa`, `A Harbour Station – © 2021 Harbour Times`: a sign, a year, names
/// around them; a notice in words is a phrase.
pub(super) fn is_notice(body: &str, count: usize) -> bool {
    // So few words behind the sign are a name, however it is written.
    const SIGNED: usize = 2;
    const MOST: usize = 7;
    const MOST_WITH_YEAR: usize = 12;
    const MOST_WITH_RIGHTS: usize = 24;
    const YEAR: usize = 4;
    const MOST_WITH_HOUSE: usize = 12;
    if !body.starts_with(['©', '(', '℗', 'C']) && !body.contains('©') {
        return false;
    }
    let owner = |rest: &str| {
        let numeric = |c: char| c.is_ascii_digit() || "-–—, .|/".contains(c);
        let owner = rest.trim_matches(numeric);
        owner.is_empty() || are_names(owner)
    };
    if let Some(rest) =
        ["©", "(c) ", "(C) ", "℗", "Copyright ", "COPYRIGHT "].iter().find_map(|sign| body.strip_prefix(sign))
    {
        let dated = body.starts_with('©')
            && rest.trim_start().bytes().take(YEAR).filter(u8::is_ascii_digit).count() == YEAR;
        let reserved = || {
            let lower = rest.to_lowercase();
            ["rights reserved", "diritti riservati", "riproduzione riservata", "riproduzione vietata"]
                .iter()
                .any(|all| lower.contains(all))
        };
        return count <= SIGNED
            || count <= MOST && owner(rest)
            || dated && count <= MOST_WITH_YEAR
            || body.starts_with('©') && count <= MOST_WITH_RIGHTS && reserved();
    }
    let Some((house, rest)) = body.split_once(" © ").or_else(|| body.split_once(" ©")) else {
        return false;
    };
    let dated = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    count <= MOST_WITH_HOUSE
        && dated
        && owner(rest)
        && are_names(house.trim_end_matches([' ', '-', '–', '—', '|', '.']))
}

const SOURCES: [&str; 4] = ["source", "sources", "fonte", "fonti"];

/// What `Source: Harbour Institute, May 2021` or `(Fonte: Ansa)` names: a credit, which stays.
pub(super) fn source_of(body: &str) -> Option<&str> {
    const MOST: usize = 8;
    let bare = body.trim_matches(['(', ')', '[', ']', ' ', '.', '*', '_']);
    let rest = SOURCES.iter().find_map(|label| strip_label(bare, label));
    let name = rest?.trim_start().strip_prefix(':')?.trim();
    (words(name, MOST + 1) <= MOST && (are_names(name) || is_archive(name))).then_some(name)
}

/// `[Source: magazine, May 2021]`: what stands in square brackets was put there by the page.
pub(super) fn is_bracketed_source(body: &str) -> bool {
    let inside = body.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    inside.split_once(':').is_some_and(|(label, _)| SOURCES.contains(&label.to_lowercase().as_str()))
}

/// `1310 River Street, Suite 8`, `Washington, DC 20005`, `Via del Porto 5`, `00186 Roma`.
pub(super) fn is_address(body: &str, count: usize) -> bool {
    const MOST: usize = 10;
    const STREETS: &[&str] = &[
        "street",
        "st",
        "avenue",
        "ave",
        "road",
        "rd",
        "boulevard",
        "blvd",
        "lane",
        "drive",
        "square",
        "suite",
        "floor",
        "nw",
        "ne",
        "sw",
        "se",
    ];
    const VIE: &[&str] = &["via ", "viale ", "piazza ", "corso ", "largo ", "vicolo ", "piazzale "];
    let digit = |c: char| c.is_ascii_digit();
    if count > MOST || !body.contains(digit) || ends_sentence(body) {
        return false;
    }
    let tidy = |word: &'_ str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let all_names = || {
        body.split_whitespace().all(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            word.is_empty() || word.starts_with(digit) || are_names(word) || is_joining(word)
        })
    };
    let number_first = body.starts_with(digit);
    let street =
        number_first && body.split_whitespace().skip(2).any(|word| STREETS.contains(&tidy(word).as_str()));
    let opens = |via: &&str| body.get(..via.len()).is_some_and(|start| start.eq_ignore_ascii_case(via));
    let via = body.ends_with(digit) && VIE.iter().any(opens);
    let code = body.split_whitespace().next_back().is_some_and(is_zip)
        && body
            .split_whitespace()
            .rev()
            .nth(1)
            .is_some_and(|state| state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase()));
    let cap = body.split_whitespace().next().is_some_and(|word| is_zip(word) && !word.ends_with("00"))
        && (2..=4).contains(&count);
    (street || via || code || cap) && all_names() && !is_dated(body)
}

/// Five digits, or nine.
fn is_zip(word: &str) -> bool {
    let (first, rest) = word.split_once('-').unwrap_or((word, ""));
    first.len() == 5
        && (rest.is_empty() || rest.len() == 4)
        && word.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn is_joining(word: &str) -> bool {
    ["di", "del", "della", "dei", "delle", "degli", "da", "of", "the", "n", "e"].contains(&word)
}

/// `Ufficio stampa: tel. 06 0000000, stampa@example.org`, `info@example.org`: an address or a number, and whose it is.
pub(super) fn is_reached_at(body: &str, count: usize) -> bool {
    const MOST: usize = 12;
    const DIGITS: usize = 7;
    const SHORT: usize = 3;
    const LABELS: &[&str] = &[
        "tel",
        "telefono",
        "phone",
        "telephone",
        "fax",
        "mobile",
        "cell",
        "whatsapp",
        "e-mail",
        "email",
        "mail",
        "pec",
        "contact",
        "contacts",
        "contatti",
        "contatto",
        "press",
        "media",
        "ufficio",
        "stampa",
        "info",
        "informazioni",
        "redazione",
        "segreteria",
        "centralino",
        "switchboard",
        "newsroom",
        "newsdesk",
        "desk",
        "enquiries",
        "inquiries",
        "office",
        "segnalazioni",
        "pubblicità",
        "advertising",
    ];
    let digits = body.bytes().filter(u8::is_ascii_digit).count();
    if count > MOST || (digits < DIGITS && !body.contains('@')) {
        return false;
    }
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let is_mail = |word: &str| {
        let mail = bare(word);
        mail.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty()
                && host.split_once('.').is_some_and(|(site, end)| !site.is_empty() && end.len() > 1)
        })
    };
    if !body.contains(' ') && is_mail(body) {
        return true;
    }
    let mails = body.contains('@') && body.split_whitespace().any(is_mail);
    if !mails && digits < DIGITS {
        return false;
    }
    // A sentence that gives a number says something.
    let mut head = body.split_whitespace().take(SHORT).filter(|word| !word.contains('@'));
    head.any(|word| LABELS.contains(&bare(word).to_lowercase().as_str()))
        && !ends_sentence(body)
        && (mails || !body.split(['/', '|', '–', '·']).any(is_dated))
}

/// `Via Esempio, 5 - 20121 Milano | P.IVA 01234567890`: the numbers under which a company is registered.
pub(super) fn is_imprint(body: &str) -> bool {
    const REGISTERS: [&str; 10] = [
        "P.IVA",
        "P. IVA",
        "P.Iva",
        "P. Iva",
        "p.iva",
        "Partita IVA",
        "Partita Iva",
        "C.F.",
        "Cod. Fisc.",
        "Company No",
    ];
    const DIGITS: usize = 6;
    if body.bytes().filter(u8::is_ascii_digit).count() < DIGITS {
        return false;
    }
    // `iva` in some case, or a capital behind a stop or a space, stands in each of them.
    let bytes = body.as_bytes();
    let behind = |at: usize, marks: [u8; 2]| at > 0 && marks.contains(&bytes[at - 1]);
    let iva = |at: usize| behind(at, *b"Ii") && matches!(bytes.get(at + 1), Some(b'a' | b'A'));
    if !memchr::memchr2_iter(b'v', b'V', bytes).any(iva)
        && !memchr::memchr2_iter(b'F', b'N', bytes).any(|at| behind(at, *b". "))
    {
        return false;
    }
    let behind = REGISTERS.iter().find_map(|register| body.split_once(register)).map(|(_, behind)| behind);
    behind.is_some_and(|behind| {
        let number = behind.trim_start_matches(|c: char| !c.is_ascii_digit());
        number.bytes().take_while(u8::is_ascii_digit).count() >= DIGITS
    })
}

/// `Jane Doe's picture`: what a portal says in the place of a writer's picture.
pub(super) fn is_portrait(body: &str) -> bool {
    let whose = body.strip_suffix("'s picture").or_else(|| body.strip_suffix("’s picture"));
    whose.is_some_and(are_names)
}

/// `(foto HARB)`: in brackets, the word for a picture and whose it is.
pub(super) fn is_bracketed_picture(body: &str, count: usize) -> bool {
    const MOST: usize = 6;
    const LABELS: [&str; 6] = ["foto ", "photo ", "photos ", "ph ", "image ", "immagine "];
    let inside = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|_| count <= MOST);
    // `(foto Kabul)` shows the town.
    let signed =
        |whose: &str| are_names(whose) && (whose.contains(' ') || !whose.contains(char::is_lowercase));
    inside.is_some_and(|inside| {
        let label = inside.get(..inside.find(' ').map_or(0, |at| at + 1)).unwrap_or_default();
        LABELS.contains(&label.to_lowercase().as_str()) && signed(&inside[label.len()..])
            || inside.starts_with("via @")
    })
}

/// True for `Edited by Jane Doe`, `Traduzione di Maria Rossi`: a word of work, and a name behind it.
pub(super) fn names_maker(body: &str) -> bool {
    [" by ", " di ", " da ", " with ", " con "]
        .iter()
        .any(|of| body.rsplit_once(of).is_some_and(|(_, who)| are_names(who)))
}
