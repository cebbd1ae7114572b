//! Bytes as text and back.
//! In: the bytes of a file. Out: its text, the encoding found, and the bytes themselves where the text alone
//! would not give them back. Not here: mojibake, which is text wrongly decoded by somebody else (see `repair`).

use crate::{Error, error::Place};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::{
    borrow::Cow,
    io::{self, Read},
};

/// A text and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without its byte order mark.
    pub text: String,
    /// What turns it into the bytes again.
    pub how: Decoding,
}

/// How bytes became text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoding {
    /// The encoding in lower case: `utf-8`, `windows-1252`, `utf-16le`; `json` for the string of a record.
    pub encoding: String,
    /// A byte order mark stood before the text.
    pub bom: bool,
    /// The bytes as they came, only where the text does not encode to them again.
    pub raw: Option<Vec<u8>>,
}

impl Decoding {
    /// The bytes of a text in this encoding, byte order mark included. A text that the encoding cannot
    /// write comes out as UTF-8. `raw` is not looked at: it belongs to one text only.
    pub fn encode(&self, text: &str) -> Vec<u8> {
        let encoding = Encoding::for_label(self.encoding.as_bytes()).unwrap_or(UTF_8);
        let bom = if self.bom { "\u{feff}" } else { "" };
        if encoding == UTF_16LE || encoding == UTF_16BE {
            let bytes = if encoding == UTF_16LE { u16::to_le_bytes } else { u16::to_be_bytes };
            return bom.encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect();
        }
        let (bytes, _, unmappable) = encoding.encode(text);
        if encoding != UTF_8 && !unmappable {
            return bytes.into_owned();
        }
        [bom.as_bytes(), text.as_bytes()].concat()
    }
}

/// Bytes as text: by byte order mark, as UTF-8, as UTF-16 without a mark, as the text declares
/// (`<meta charset="windows-1251">`, `<?xml … encoding="…"?>`), else by the statistics of the bytes.
/// What cannot be decoded becomes U+FFFD, and the bytes are kept in [`Decoding::raw`]. Fails only for an
/// `encoding` nobody knows.
///
/// ```
/// use canonry::read::decode;
/// let page = decode(b"Un attentato \xe8 stato sventato, perch\xe9 la citt\xe0 era avvisata.", None).unwrap();
/// assert_eq!(page.text, "Un attentato è stato sventato, perché la città era avvisata.");
/// assert_eq!(page.how.encoding, "windows-1252");
/// ```
pub fn decode(bytes: &[u8], encoding: Option<&str>) -> Result<Decoded, Error> {
    let (encoding, bom) = match encoding {
        Some(label) => asked_for(label, bytes)?,
        None => match Encoding::for_bom(bytes) {
            Some((encoding, length)) => (encoding, length),
            None => (guess(bytes), 0),
        },
    };
    let body = &bytes[bom..];
    let (text, _) = encoding.decode_without_bom_handling(body);
    let mut how = Decoding { encoding: encoding.name().to_lowercase(), bom: bom > 0, raw: None };
    // Borrowed from UTF-8 means valid: nothing to compare.
    let exact = (encoding == UTF_8 && matches!(text, Cow::Borrowed(_))) || how.encode(&text) == bytes;
    how.raw = (!exact).then(|| bytes.to_vec());
    Ok(Decoded { text: text.into_owned(), how })
}

/// Fails for a name no encoding has, so that a flag can be refused before anything is read.
pub fn check_label(label: &str) -> Result<(), Error> {
    by_label(label).map(|_| ())
}

fn by_label(label: &str) -> Result<&'static Encoding, Error> {
    Encoding::for_label(label.trim().as_bytes())
        .filter(|encoding| *encoding != encoding_rs::REPLACEMENT)
        .ok_or_else(|| {
            let place = Place { path: "--encoding".into(), ..Place::default() };
            let meant = meant(label).map(|name| format!("did you mean `{name}`? ")).unwrap_or_default();
            let known = KNOWN.join(", ");
            Error::input(
                place,
                format!("no encoding is called `{label}`; {meant}Some that are known: {known}"),
            )
        })
}

/// Names of encodings that people type.
const KNOWN: &[&str] = &[
    "utf-8",
    "windows-1252",
    "iso-8859-15",
    "windows-1250",
    "windows-1251",
    "windows-1256",
    "macintosh",
    "koi8-r",
    "utf-16le",
    "utf-16be",
];

/// Other names for them that no standard lists.
const NICKNAMES: &[(&str, &str)] = &[
    ("macroman", "macintosh"),
    ("macosroman", "macintosh"),
    ("ansi", "windows-1252"),
    ("western", "windows-1252"),
    ("win1252", "windows-1252"),
    ("win1251", "windows-1251"),
    ("win1250", "windows-1250"),
    ("cyrillic", "windows-1251"),
    ("unicode", "utf-16le"),
    ("utf16", "utf-16le"),
    ("utf8bom", "utf-8"),
    ("latin9", "iso-8859-15"),
];

/// The encoding somebody meant: the same letters and digits, or the first of them.
fn meant(label: &str) -> Option<&'static str> {
    const LEAST: usize = 3;
    let squash = |name: &str| {
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect::<String>()
    };
    let typed = squash(label);
    let nickname = NICKNAMES.iter().find(|(name, _)| *name == typed).map(|(_, meant)| *meant);
    let same = || {
        Encoding::for_label(typed.as_bytes())
            .or_else(|| Encoding::for_label(label.replace(['_', ' '], "-").as_bytes()))
    };
    let same_known = || KNOWN.iter().copied().find(|name| squash(name) == typed);
    let start =
        || KNOWN.iter().copied().find(|name| typed.len() >= LEAST && squash(name).starts_with(&typed));
    nickname
        .or_else(same_known)
        .or_else(|| {
            let name = same()?.name();
            KNOWN.iter().copied().find(|known| known.eq_ignore_ascii_case(name))
        })
        .or_else(start)
}

/// The encoding of a label, and the length of its mark. `utf-16` alone leaves the order of bytes to the mark.
fn asked_for(label: &str, bytes: &[u8]) -> Result<(&'static Encoding, usize), Error> {
    let encoding = by_label(label)?;
    Ok(match Encoding::for_bom(bytes) {
        Some((marked, length)) if marked == encoding => (encoding, length),
        Some((marked, length)) if marked == UTF_16BE && label.trim().eq_ignore_ascii_case("utf-16") => {
            (marked, length)
        }
        _ => (encoding, 0),
    })
}

/// The encoding of a stream that is read to its end for it, or to the first byte that is not UTF-8; `None` for UTF-8.
pub fn encoding_of(from: &mut dyn Read) -> io::Result<Option<&'static str>> {
    const STEP: u64 = 64 * 1024;
    let (mut bytes, mut first) = (Vec::new(), true);
    let told = |encoding: &'static Encoding| (encoding != UTF_8).then(|| encoding.name());
    loop {
        if Read::take(&mut *from, STEP).read_to_end(&mut bytes)? == 0 {
            return Ok(if bytes.is_empty() { None } else { told(guess(&bytes)) });
        }
        if let (true, Some((encoding, _))) = (first, Encoding::for_bom(&bytes)) {
            return Ok(told(encoding));
        }
        first = false;
        match std::str::from_utf8(&bytes) {
            Ok(_) if utf_16(&bytes).is_none() => bytes.clear(),
            Err(error) if error.error_len().is_none() && utf_16(&bytes).is_none() => {
                // The last character goes on in what follows.
                bytes.drain(..error.valid_up_to());
            }
            _ => return Ok(told(guess(&bytes))),
        }
    }
}

/// A stream of this encoding as UTF-8, with a byte order mark in front: it tells programs that guess by the country
/// they run in. What cannot be decoded becomes U+FFFD.
pub fn transcoded<'r>(from: impl Read + 'r, label: &str) -> Box<dyn Read + 'r> {
    let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8);
    let decoder = encoding.new_decoder_with_bom_removal();
    Box::new(Transcoded { from, decoder, out: "\u{feff}".to_owned(), at: 0, ended: false })
}

struct Transcoded<R> {
    from: R,
    decoder: encoding_rs::Decoder,
    /// Decoded, of which `at` bytes were given.
    out: String,
    at: usize,
    ended: bool,
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() && !self.ended {
            let mut bytes = [0; 16 * 1024];
            let read = self.from.read(&mut bytes)?;
            self.ended = read == 0;
            (self.at, self.out) =
                (0, String::with_capacity(self.decoder.max_utf8_buffer_length(read).unwrap_or(read)));
            let _ = self.decoder.decode_to_string(&bytes[..read], &mut self.out, self.ended);
        }
        let length = into.len().min(self.out.len() - self.at);
        into[..length].copy_from_slice(&self.out.as_bytes()[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf_16(bytes) {
        return encoding;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) if mostly_utf_8(bytes) => UTF_8,
        Err(_) => declared(bytes).unwrap_or_else(|| detected(bytes)),
    }
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let statistics = |pieces: &mut dyn Iterator<Item = &[u8]>| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        pieces.for_each(|piece| {
            detector.feed(piece, false);
        });
        detector.feed(&[], true);
        // The pages are English and Italian: in doubt the code page is a Western one.
        detector.guess(Some(b"it"), Utf8Detection::Deny)
    };
    let found = statistics(&mut [bytes].into_iter());
    // One byte that Windows-1252 leaves open, a scar of other damage, rules it out for the detector. Text that is
    // Western without such bytes is so with them, if nearly all of it is ASCII.
    const OPEN: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
    const RARE: usize = 50;
    let scars = bytes.iter().filter(|byte| OPEN.contains(byte)).count();
    let foreign = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if found != WINDOWS_1252 && (1..=bytes.len() / RARE).contains(&scars) && foreign <= bytes.len() / 5 {
        let sound = statistics(&mut bytes.split(|byte| OPEN.contains(byte)));
        if sound == WINDOWS_1252 {
            return sound;
        }
    }
    found
}

/// What a page that kept its head says of itself; a declaration of UTF-8 or UTF-16 is wrong by now.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const HEAD: usize = 1024;
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    let find =
        |from: usize, what: &[u8]| memchr::memmem::find(&head[from..], what).map(|at| from + at + what.len());
    let start = match find(0, b"<?xml").and_then(|from| find(from, b"encoding=")) {
        Some(start) => Some(start),
        None => find(0, b"<meta").and_then(|from| find(from, b"charset=")),
    };
    let label = head[start?..].trim_ascii_start();
    let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
    let end = label.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte))?;
    Encoding::for_label(&label[..end])
        .filter(|encoding| ![UTF_8, UTF_16LE, UTF_16BE, encoding_rs::REPLACEMENT].contains(encoding))
}

/// Latin text in UTF-16 has a zero in every second byte, always on the same side. The first 4 kB decide.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if bytes.len() % 2 == 1 || head.len() < 6 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, units) = (zeros(0), zeros(1), head.len() / 2);
    let (much, little) = (units * 7 / 10, units / 50);
    match (even, odd) {
        _ if odd > much && even <= little => Some(UTF_16LE),
        _ if even > much && odd <= little => Some(UTF_16BE),
        _ => None,
    }
}

/// True where damage in UTF-8 is the exception: more whole sequences than broken ones, or a file cut inside its
/// last character. Text of a code page hardly ever forms a valid sequence by chance.
fn mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken, mut cut) = (0usize, 0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        if chunk.invalid().first().is_some_and(|lead| *lead >= 0xc2) && bytes.ends_with(chunk.invalid()) {
            cut = usize::from(
                std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none()),
            );
        }
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken || broken == cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16_bytes(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn streams_are_told_and_decoded() {
        let long = "Words without accents; ".repeat(10_000);
        let text = format!("{long}La città è più là.\n");
        let code_page = WINDOWS_1252.encode(&text).0.into_owned();
        let utf_16 = [vec![0xff, 0xfe], utf_16_bytes(&text, u16::to_le_bytes)].concat();
        let rows = [
            (text.clone().into_bytes(), None),
            (format!("\u{feff}{text}").into_bytes(), None),
            (code_page, Some("windows-1252")),
            (utf_16, Some("UTF-16LE")),
            (vec![], None),
        ];
        for (bytes, expected) in rows {
            let label = encoding_of(&mut &bytes[..]).expect("read");
            assert_eq!(label, expected);
            if let Some(label) = label {
                let mut out = String::new();
                transcoded(&bytes[..], label).read_to_string(&mut out).expect("UTF-8");
                assert_eq!(out, format!("\u{feff}{text}"), "{label}");
            }
        }
    }

    #[test]
    fn every_encoding_gives_its_bytes_back() {
        let cut = "La città è più là".as_bytes();
        // Name, bytes, text, encoding, byte order mark, raw bytes kept.
        type Row<'r> = (&'r str, Vec<u8>, &'r str, &'r str, bool, bool);
        let rows: &[Row<'_>] = &[
            ("empty", vec![], "", "utf-8", false, false),
            ("ascii", b"Plain words.".to_vec(), "Plain words.", "utf-8", false, false),
            ("utf-8", "Perché no?".into(), "Perché no?", "utf-8", false, false),
            ("utf-8 with mark", "\u{feff}Perché".into(), "Perché", "utf-8", true, false),
            ("two marks", "\u{feff}\u{feff}x".into(), "\u{feff}x", "utf-8", true, false),
            ("only a mark", "\u{feff}".into(), "", "utf-8", true, false),
            ("only a mark, utf-16", vec![0xff, 0xfe], "", "utf-16le", true, false),
            (
                "bad byte in utf-8",
                [cut, b" \xff ", cut].concat(),
                "La città è più là \u{fffd} La città è più là",
                "utf-8",
                false,
                true,
            ),
            ("own U+FFFD", "a \u{fffd} è".into(), "a \u{fffd} è", "utf-8", false, false),
            (
                "cut at the end",
                cut[..cut.len() - 1].to_vec(),
                "La città è più l\u{fffd}",
                "utf-8",
                false,
                true,
            ),
            ("cut, else ascii", b"caff\xc3".to_vec(), "caff\u{fffd}", "utf-8", false, true),
            ("bad byte behind a mark", b"\xef\xbb\xbfa\xffb".to_vec(), "a\u{fffd}b", "utf-8", true, true),
            (
                "windows-1252",
                b"The group\x92s \x93claim\x94 \x96 a lie".to_vec(),
                "The group’s “claim” – a lie",
                "windows-1252",
                false,
                false,
            ),
            (
                "windows-1252, Italian",
                b"la libert\xe0 \xe8 un'idea, perch\xe9 no".to_vec(),
                "la libertà è un'idea, perché no",
                "windows-1252",
                false,
                false,
            ),
            (
                "utf-16le with mark",
                [vec![0xff, 0xfe], utf_16_bytes("Perché", u16::to_le_bytes)].concat(),
                "Perché",
                "utf-16le",
                true,
                false,
            ),
            (
                "utf-16be with mark",
                [vec![0xfe, 0xff], utf_16_bytes("Perché", u16::to_be_bytes)].concat(),
                "Perché",
                "utf-16be",
                true,
                false,
            ),
            (
                "utf-16le",
                utf_16_bytes("Perché no?\n", u16::to_le_bytes),
                "Perché no?\n",
                "utf-16le",
                false,
                false,
            ),
            (
                "utf-16be",
                utf_16_bytes("Perché no?\n", u16::to_be_bytes),
                "Perché no?\n",
                "utf-16be",
                false,
                false,
            ),
            (
                "utf-16, lone surrogate",
                [vec![0xff, 0xfe], vec![0x61, 0, 0x00, 0xd8]].concat(),
                "a\u{fffd}",
                "utf-16le",
                true,
                true,
            ),
            ("utf-16, odd byte", vec![0xff, 0xfe, 0x61, 0, 0x62], "a\u{fffd}", "utf-16le", true, true),
            (
                "one letter of a code page",
                b"Il caff\xe8 di ieri".to_vec(),
                "Il caffè di ieri",
                "windows-1252",
                false,
                false,
            ),
            ("one curly mark", b"It\x92s over".to_vec(), "It’s over", "windows-1252", false, false),
            (
                "euro and dash",
                b"costa 5 \x80 \x97 circa".to_vec(),
                "costa 5 € — circa",
                "windows-1252",
                false,
                false,
            ),
            ("nul bytes", b"one\0two\0\0three".to_vec(), "one\0two\0\0three", "utf-8", false, false),
            ("mostly nul bytes", b"\0\0\0\0\0\0a\0".to_vec(), "\0\0\0\0\0\0a\0", "utf-8", false, false),
        ];
        for (name, bytes, text, encoding, bom, raw) in rows {
            let read = decode(bytes, None).expect("no label");
            assert_eq!(
                (read.text.as_str(), read.how.encoding.as_str(), read.how.bom),
                (*text, *encoding, *bom),
                "{name}"
            );
            assert_eq!(read.how.raw.is_some(), *raw, "{name}");
            assert_eq!(read.how.raw.clone().unwrap_or_else(|| read.how.encode(&read.text)), *bytes, "{name}");
        }
    }

    #[test]
    fn a_label_is_obeyed() {
        let rows: &[(&str, &[u8], &str)] = &[
            ("windows-1251", b"\xca\xe0\xe1\xf3\xeb", "Кабул"),
            ("latin1", b"citt\xe0", "città"),
            ("UTF-16", &[0xfe, 0xff, 0, b'a'], "a"),
            ("utf-16le", &[b'a', 0], "a"),
            ("utf-8", b"a\xff", "a\u{fffd}"),
        ];
        for (label, bytes, text) in rows {
            assert_eq!(decode(bytes, Some(label)).expect("known").text, *text, "{label}");
        }
        let error = decode(b"", Some("klingon")).expect_err("unknown").to_string();
        assert!(error.contains("`klingon`") && error.contains("windows-1252"), "{error}");
        assert!(check_label("utf-8").is_ok() && check_label("utf-9").is_err());
    }

    #[test]
    fn a_wrong_label_is_answered_with_the_one_meant() {
        let rows = [
            ("windows1252", Some("windows-1252")),
            ("latin-1", Some("windows-1252")),
            ("MacRoman", Some("macintosh")),
            ("windows-125", Some("windows-1252")),
            ("KOI8 R", Some("koi8-r")),
            ("klingon", None),
            ("x", None),
        ];
        for (typed, name) in rows {
            assert_eq!(meant(typed), name, "{typed}");
        }
    }

    #[test]
    fn a_declaration_is_believed_where_the_bytes_allow_it() {
        let rows: &[(&[u8], &str)] = &[
            (b"<meta charset=\"windows-1251\">\n\xcc\xee", "windows-1251"),
            (b"<?xml version='1.0' encoding='KOI8-R'?>\n\xed\xcf", "koi8-r"),
            // The bytes are UTF-8, or can be none of what is declared.
            ("<meta charset=\"windows-1251\">\nperché".as_bytes(), "utf-8"),
            (b"<meta charset=\"utf-8\">\nLa citt\xe0 era pi\xf9 lontana", "windows-1252"),
            (b"charset=windows-1251, he typed: citt\xe0 pi\xf9 lontana", "windows-1252"),
            // A byte that Windows-1252 leaves open.
            (
                b"La citt\xe0 era pi\xf9 lontana, disse; perch\xe9 non si sapeva.\x81 Nessuno rispose.",
                "windows-1252",
            ),
        ];
        for (bytes, encoding) in rows {
            let read = decode(bytes, None).expect("no label");
            assert_eq!(read.how.encoding, *encoding, "{bytes:?}");
            assert_eq!(
                read.how.raw.unwrap_or_else(|| decode(bytes, None).expect("no label").how.encode(&read.text)),
                *bytes
            );
        }
    }

    #[test]
    fn a_text_its_encoding_cannot_write_becomes_utf_8() {
        let how = Decoding { encoding: "windows-1252".to_owned(), bom: false, raw: None };
        assert_eq!(how.encode("città"), b"citt\xe0");
        assert_eq!(how.encode("Кабул, città"), "Кабул, città".as_bytes());
    }
}
