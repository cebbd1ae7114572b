//! Undoes text that was written as UTF-8 and read as something else: `CafÃ©`, `вЂњ`, `‚Äô`, once or several times over.
//! In: one line. Out: replacements for the characters that were torn apart, each run on its own, never the whole line.
//! Not here: how likely a sequence of characters is (see `plausible`); entities, spaces, invisible characters.
//!
//! A run is a stretch of characters that one legacy encoding maps to bytes that form complete UTF-8 sequences. Valid
//! bytes alone prove little (`É…` and `Рё` are valid too), so a run is decoded only where the result is clearly more
//! plausible beside its neighbours than what stands there. What a run decodes to is repaired in turn before it is judged.

use super::{Change, plausible};
use foldhash::HashMap;
use std::{cell::OnceCell, cmp::Reverse, ops::Range, sync::LazyLock};

/// The upper half of each encoding, bytes 0x80 to 0xFF. Bytes an encoding leaves undefined stand for themselves.
const ENCODINGS: [&str; COUNT] = [
    // Windows-1252; Latin-1 is read by the same row, see `Bytes::of`.
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
    // Windows-1250.
    "€\u{81}‚\u{83}„…†‡\u{88}‰Š‹ŚŤŽŹ\u{90}‘’“”•–—\u{98}™š›śťžź\u{a0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{ad}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
    // Windows-1251.
    "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{98}™љ›њќћџ\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕїАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя",
    // Mac Roman.
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
    // Code page 437.
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    // Windows-1254.
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}\u{9e}Ÿ\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞßàáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ",
    // ISO 8859-2.
    "\u{80}\u{81}\u{82}\u{83}\u{84}\u{85}\u{86}\u{87}\u{88}\u{89}\u{8a}\u{8b}\u{8c}\u{8d}\u{8e}\u{8f}\u{90}\u{91}\u{92}\u{93}\u{94}\u{95}\u{96}\u{97}\u{98}\u{99}\u{9a}\u{9b}\u{9c}\u{9d}\u{9e}\u{9f}\u{a0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{ad}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
    // Windows-1253.
    "€\u{81}‚ƒ„…†‡\u{88}‰\u{8a}‹\u{8c}\u{8d}\u{8e}\u{8f}\u{90}‘’“”•–—\u{98}™\u{9a}›\u{9c}\u{9d}\u{9e}\u{9f}\u{a0}΅Ά£¤¥¦§¨©ª«¬\u{ad}®―°±²³΄µ¶·ΈΉΊ»Ό½ΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡÒΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώÿ",
    // Windows-1257.
    "€\u{81}‚\u{83}„…†‡\u{88}‰\u{8a}‹\u{8c}¨ˇ¸\u{90}‘’“”•–—\u{98}™\u{9a}›\u{9c}¯˛\u{9f}\u{a0}¡¢£¤¥¦§Ø©Ŗ«¬\u{ad}®Æ°±²³´µ¶·ø¹ŗ»¼½¾æĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙",
    // Code page 850.
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
];
const COUNT: usize = 10;
const WINDOWS_1252: usize = 0;
const WINDOWS_1250: usize = 1;
const MAC_ROMAN: usize = 3;
const CODE_PAGE_437: usize = 4;
const WINDOWS_1254: usize = 5;
const ISO_8859_2: usize = 6;
const CODE_PAGE_850: usize = 9;

/// How much more plausible a decoded run must be than what stands there.
const MARGIN: i32 = 30;
/// The same on a line where another run in the same encoding has already been found.
const TRUSTED_MARGIN: i32 = 10;
/// What the encoding of the line gains over others: once it was met, and once it was met again or at length.
const HOUSE: i32 = 15;
const SURE_HOUSE: i32 = 40;
/// A character as it went through wrong hands at most this often.
const DEPTH: usize = 4;
/// What it proves that no word opens with the letter a run opens with.
const WORD_START: i32 = 25;
/// How many neighbours on either side take part in the judgement.
const CONTEXT: usize = 3;

/// Longer runs are judged in pieces, so that the work does not grow with their square.
const LONGEST: usize = 128;
/// How far around a letter others of its kind are looked for.
const AROUND: usize = 400;

/// What is known of a line before a run on it is judged.
#[derive(Clone, Copy)]
struct Belief {
    /// Encodings that have been met on it, a bit each.
    trusted: u16,
    /// It is written in Latin letters.
    latin: bool,
    /// The encoding that reads most of what was found on it, and what that is worth.
    house: Option<(usize, i32)>,
}

/// What was found at torn characters, by all that the finding depends on: pages that went through the same hands say the same
/// many times.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// Where a run starts and ends is told from where it was asked.
    known: HashMap<Box<[char]>, Option<Run>>,
    question: Vec<char>,
}

impl Readings {
    /// So many are kept; then all are forgotten.
    const MOST: usize = 1 << 14;

    /// The best reading of what starts at `at`.
    fn best(
        &mut self,
        stretch: &Stretch<'_>,
        at: usize,
        belief: Belief,
        depth: usize,
        last: Option<&Run>,
    ) -> Option<Run> {
        if !stretch.ask(at, belief, last, &mut self.question) {
            return best(stretch, at, belief, depth, last);
        }
        let moved = |run: &Run, by: isize| Run {
            start: run.start.wrapping_add_signed(by),
            end: run.end.wrapping_add_signed(by),
            ..run.clone()
        };
        if let Some(known) = self.known.get(&*self.question) {
            return known.as_ref().map(|run| moved(run, at as isize));
        }
        let found = best(stretch, at, belief, depth, last);
        if self.known.len() == Readings::MOST {
            self.known.clear();
        }
        let answer = found.as_ref().map(|run| moved(run, -(at as isize)));
        self.known.insert(self.question.as_slice().into(), answer);
        found
    }
}

/// Proposes what the torn characters of a line were.
pub(super) fn changes(line: &str, readings: &mut Readings, out: &mut Vec<Change>) {
    if !suspect(line) {
        return;
    }
    let chars: Vec<char> = line.chars().collect();
    let latin = plausible::is_latin(&chars);
    let mut belief = Belief { trusted: 0, latin, house: None };
    let stretch = Stretch::of(&chars);
    let sure = runs(&stretch, 0..chars.len(), belief, DEPTH, Some(readings));
    if sure.is_empty() {
        return;
    }
    belief.trusted = sure.iter().fold(0, |set, run| set | 1 << run.encoding);
    belief.house = house(&stretch, &sure, belief);
    let mut at: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
    at.push(line.len());
    for run in runs(&stretch, 0..chars.len(), belief, DEPTH, Some(readings)) {
        let new: String = run.text.into_iter().collect();
        out.push(Change { start: at[run.start], end: at[run.end], new: new.into(), rule: "repair/mojibake" });
    }
}

/// A line went through one pair of hands: the encoding that reads most of what was found decides where several could.
fn house(stretch: &Stretch<'_>, sure: &[Run], belief: Belief) -> Option<(usize, i32)> {
    const UNITS: usize = 3;
    // So many runs say what the line is, however long.
    const ENOUGH: usize = 64;
    let sure = &sure[..sure.len().min(ENOUGH)];
    let chars = stretch.chars;
    let read_by = |encoding: usize| {
        let mut total = (0, 0);
        for run in sure {
            let same = read(chars, run.start, encoding, false, LONGEST).filter(|same| same.end == run.end);
            if let Some(same) = same {
                let strange = chars[same.start..same.end].iter().filter(|c| is_sloppy(**c, encoding)).count();
                total.0 += same.end - same.start - strange;
                total.1 += judge(stretch, same, Belief { house: None, ..belief }, 1, None).0;
            }
        }
        total
    };
    let controls =
        sure.iter().any(|run| chars[run.start..run.end].iter().any(|c| is_sloppy(*c, WINDOWS_1250)));
    let met = |encoding: &usize| belief.trusted & 1 << encoding != 0 || (controls && *encoding == ISO_8859_2);
    let candidates: Vec<usize> = (0..COUNT).filter(met).collect();
    let house = match candidates[..] {
        [only] => only,
        _ => candidates.into_iter().max_by_key(|e| (read_by(*e), Reverse(*e)))?,
    };
    let units: usize = sure.iter().map(|run| run.text.len()).sum();
    Some((house, if sure.len() > 1 || units >= UNITS { SURE_HOUSE } else { HOUSE }))
}

/// True for a control that the encoding writes as something else; only a sloppy mixture has it (see [`Codes::new`]).
fn is_sloppy(c: char, encoding: usize) -> bool {
    matches!(c, '\u{80}'..='\u{9f}') && ![WINDOWS_1252, ISO_8859_2].contains(&encoding)
}

/// Cheap, and never false where something is to be done: a character that no other may follow starts nothing.
fn suspect(line: &str) -> bool {
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() && opens(c, chars.peek().copied()) {
            return true;
        }
    }
    false
}

/// True when `next`, or the end of the line, can stand behind `c` in a character that was torn apart.
pub(super) fn opens(c: char, next: Option<char>) -> bool {
    let Some(row) = Codes::of(c).filter(|row| row.leads > 0) else { return false };
    match next {
        None | Some(' ') => row.bytes.contains(&GRAVE),
        Some(LOST) => true,
        Some(next) => !next.is_ascii() && Codes::of(next).is_some_and(|next| row.leads & next.follows > 0),
    }
}

/// The first byte of `à`; the second is a no-break space, which often decays to a space: `Ã `.
const GRAVE: u8 = 0xc3;
const LOST: char = char::REPLACEMENT_CHARACTER;
const LEADS: std::ops::RangeInclusive<u8> = 0xc2..=0xf4;
const CONTINUATIONS: std::ops::RangeInclusive<u8> = 0x80..=0xbf;

/// What a character is in each encoding.
#[derive(Clone, Default)]
struct Row {
    /// Its byte; 0 for none.
    bytes: [u8; COUNT],
    /// The encodings in which it is the first byte of several, a bit each.
    leads: u16,
    /// The encodings in which it is a later byte.
    follows: u16,
}

/// The rows of all characters.
struct Codes {
    /// Row numbers of the characters below U+2600, 0 for none.
    index: Vec<u16>,
    /// The few characters above.
    high: Vec<(char, u16)>,
    rows: Vec<Row>,
}

static CODES: LazyLock<Codes> = LazyLock::new(Codes::new);

impl Codes {
    fn new() -> Codes {
        let mut codes = Codes { index: vec![0; 0x2600], high: Vec::new(), rows: vec![Row::default()] };
        for (encoding, table) in ENCODINGS.iter().enumerate() {
            for (byte, c) in (0x80..=0xff).zip(table.chars()) {
                codes.row(c).bytes[encoding] = byte;
            }
        }
        // Sloppy mixtures: where a page was read partly as Latin-1, C1 controls stand among the letters.
        for byte in 0x80..=0x9f {
            for encoding in (0..COUNT).filter(|e| ![MAC_ROMAN, CODE_PAGE_437, CODE_PAGE_850].contains(e)) {
                let here = &mut codes.row(char::from(byte)).bytes[encoding];
                if *here == 0 {
                    *here = byte;
                }
            }
        }
        // Latin-1 letters that Windows-1254 gave away.
        for c in ['Ð', 'Ý', 'Þ', 'ð', 'ý', 'þ'] {
            let bytes = &mut codes.row(c).bytes;
            bytes[WINDOWS_1254] = bytes[WINDOWS_1252];
        }
        for row in &mut codes.rows {
            for (encoding, byte) in row.bytes.iter().enumerate() {
                row.leads |= u16::from(LEADS.contains(byte)) << encoding;
                row.follows |= u16::from(CONTINUATIONS.contains(byte)) << encoding;
            }
        }
        codes
    }

    fn row(&mut self, c: char) -> &mut Row {
        let fresh = u16::try_from(self.rows.len()).expect("a few hundred characters");
        let number = match self.index.get_mut(c as usize) {
            Some(number) => number,
            None => {
                let known = self.high.iter().position(|(high, _)| *high == c);
                let place = known.unwrap_or_else(|| {
                    self.high.push((c, 0));
                    self.high.len() - 1
                });
                &mut self.high[place].1
            }
        };
        if *number == 0 {
            *number = fresh;
            self.rows.push(Row::default());
        }
        &mut self.rows[usize::from(*number)]
    }

    fn of(c: char) -> Option<&'static Row> {
        let codes = &*CODES;
        let number = match codes.index.get(c as usize) {
            Some(number) => *number,
            None => codes.high.iter().find(|(high, _)| *high == c)?.1,
        };
        (number > 0).then(|| &codes.rows[usize::from(number)])
    }

    fn byte(c: char, encoding: usize) -> u8 {
        if c.is_ascii() { 0 } else { Codes::of(c).map_or(0, |row| row.bytes[encoding]) }
    }
}

/// One character that was torn apart.
struct Unit {
    /// How many characters it stands as now.
    len: usize,
    /// Its code point; a surrogate where emoji were written as two halves.
    code: u32,
    /// Some of its bytes are gone.
    lost: bool,
    /// How many spaces were taken for byte A0.
    spaces: i32,
}

/// Reads the unit that starts at `at`, if there is one. Bytes that are gone leave U+FFFD.
fn unit(chars: &[char], at: usize, encoding: usize, spaces_too: bool) -> Option<Unit> {
    let lead = Codes::byte(*chars.get(at)?, encoding);
    let (more, mut code) = match lead {
        0xc2..=0xdf => (1, u32::from(lead & 0x1f)),
        0xe0..=0xef => (2, u32::from(lead & 0x0f)),
        0xf0..=0xf4 => (3, u32::from(lead & 0x07)),
        _ => return None,
    };
    let (mut lost, mut spaces) = (false, 0);
    for step in 1..=more {
        let c = *chars.get(at + step)?;
        let byte = match c {
            LOST => {
                lost = true;
                0x80
            }
            ' ' if spaces_too => {
                spaces += 1;
                0xa0
            }
            _ => Codes::byte(c, encoding),
        };
        if !CONTINUATIONS.contains(&byte) {
            return None;
        }
        code = code << 6 | u32::from(byte & 0x3f);
    }
    if lost {
        return Some(Unit { len: more + 1, code: LOST as u32, lost, spaces });
    }
    // Icons of fonts went through Windows, not through these.
    if (0xe000..=0xf8ff).contains(&code) && [MAC_ROMAN, CODE_PAGE_437, CODE_PAGE_850].contains(&encoding) {
        return None;
    }
    let shortest = [0, 0x80, 0x800, 0x10000][more];
    (shortest..=0x10_ffff).contains(&code).then_some(Unit { len: more + 1, code, lost, spaces })
}

/// A stretch of units, read in one encoding.
#[derive(Clone, Debug)]
struct Run {
    start: usize,
    end: usize,
    encoding: usize,
    text: Vec<char>,
    /// What speaks for it apart from plausibility: the odds against valid sequences by chance, minus spaces swallowed.
    odds: i32,
}

/// Reads as many units as follow one another from `start`, at most `limit`.
fn read(chars: &[char], start: usize, encoding: usize, spaces_too: bool, limit: usize) -> Option<Run> {
    let mut run = Run { start, end: start, encoding, text: Vec::new(), odds: -15 };
    let mut half = None;
    while run.text.len() < limit
        && let Some(unit) = unit(chars, run.end, encoding, spaces_too)
    {
        run.end += unit.len;
        // Bytes that are lost prove nothing.
        run.odds += if unit.lost { 0 } else { 15 + 20 * (unit.len as i32 - 2) } - 10 * unit.spaces;
        match (half.take(), unit.code) {
            (None, 0xd800..=0xdbff) => half = Some(unit.code),
            (Some(high), 0xdc00..=0xdfff) => {
                let code = 0x10000 + ((high - 0xd800) << 10) + (unit.code - 0xdc00);
                run.text.push(char::from_u32(code)?);
            }
            (None, code) => run.text.push(char::from_u32(code)?),
            (Some(_), _) => return None,
        }
    }
    (half.is_none() && !run.text.is_empty()).then_some(run)
}

/// Characters, and what was found out about them on the way.
struct Stretch<'c> {
    chars: &'c [char],
    /// Where a character that could be the first of several in an encoding is none.
    strays: OnceCell<HashMap<(char, usize), Vec<usize>>>,
}

impl<'c> Stretch<'c> {
    fn of(chars: &'c [char]) -> Stretch<'c> {
        Stretch { chars, strays: OnceCell::new() }
    }

    /// True when the same letter stands near by where it starts nothing: then it is a letter of this text.
    fn strays(&self, lead: usize, encoding: usize) -> bool {
        let strays = self.strays.get_or_init(|| {
            let mut strays: HashMap<(char, usize), Vec<usize>> = HashMap::default();
            for (at, c) in self.chars.iter().enumerate().filter(|(_, c)| !c.is_ascii()) {
                let Some(row) = Codes::of(*c).filter(|row| row.leads > 0) else { continue };
                if self.chars.get(at + 1).is_some_and(|next| *next != ' ' && *next != LOST) {
                    let opens = |encoding: &usize| row.leads & 1 << encoding != 0;
                    let alone = |encoding: &usize| unit(self.chars, at, *encoding, false).is_none();
                    for encoding in (0..COUNT).filter(opens).filter(alone) {
                        strays.entry((*c, encoding)).or_default().push(at);
                    }
                }
            }
            strays
        });
        let Some(places) = strays.get(&(self.chars[lead], encoding)) else { return false };
        let first = places.partition_point(|at| *at < lead.saturating_sub(AROUND));
        places.get(first).is_some_and(|at| *at < lead + AROUND)
    }

    /// Puts down all that the reading of what starts at `at` depends on; false where that is too much to remember.
    fn ask(&self, at: usize, belief: Belief, last: Option<&Run>, question: &mut Vec<char>) -> bool {
        const LONGEST: usize = 40;
        /// Behind a space a word may follow that tells what it was (see [`contracted`]).
        const WORD: usize = 8;
        let torn = |c: &&char| !c.is_ascii() || **c == ' ';
        let length = self.chars[at..].iter().take(LONGEST).take_while(torn).count();
        if length == LONGEST {
            return false;
        }
        let behind = if self.chars.get(at + 1) == Some(&' ') { WORD } else { CONTEXT };
        let strays = |encoding: &usize| belief.trusted == 0 && self.strays(at, *encoding);
        let strays = (0..COUNT).filter(strays).fold(0, |all, encoding| all | 1 << encoding);
        let (house, worth) = belief.house.map_or((0, 0), |(house, worth)| (house as u32 + 1, worth as u32));
        // Each fits into a character: there are ten encodings.
        let facts = [strays, u32::from(belief.trusted), u32::from(belief.latin) << 4 | house, worth];
        question.clear();
        question.extend(facts.into_iter().map(|fact| char::from_u32(fact).unwrap_or(LOST)));
        question.extend(context_before(self.chars, at, last));
        // No line holds a break.
        question.extend(['\n', at.checked_sub(1).map_or('\n', |at| self.chars[at])]);
        question.extend(&self.chars[at..self.chars.len().min(at + length + behind)]);
        true
    }
}

/// Finds what to decode among the characters `within`.
fn runs(
    stretch: &Stretch<'_>,
    within: Range<usize>,
    belief: Belief,
    depth: usize,
    mut readings: Option<&mut Readings>,
) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut at = within.start;
    // Where an encoding is known, a space may be any byte A0.
    let may_open = |c: char, next: Option<char>| {
        !c.is_ascii() && (opens(c, next) || (next == Some(' ') && belief.trusted != 0))
    };
    while at < within.end {
        if !may_open(stretch.chars[at], stretch.chars.get(at + 1).copied()) {
            at += 1;
            continue;
        }
        let run = match &mut readings {
            Some(readings) => readings.best(stretch, at, belief, depth, found.last()),
            None => best(stretch, at, belief, depth, found.last()),
        };
        match run {
            Some(run) => {
                at = run.end;
                found.push(run);
            }
            None => at += 1,
        }
    }
    found
}

/// The best reading of what starts at `at`, if it is good enough.
fn best(stretch: &Stretch<'_>, at: usize, belief: Belief, depth: usize, last: Option<&Run>) -> Option<Run> {
    let chars = stretch.chars;
    let row = Codes::of(chars[at])?;
    let mut best: Option<(i32, Run)> = None;
    let mut seen: Vec<(usize, Vec<char>)> = Vec::new();
    let trusted = |encoding: &usize| belief.trusted & 1 << encoding != 0;
    let mut encodings: Vec<usize> = (0..COUNT).filter(|e| row.leads & 1 << e != 0).collect();
    encodings.sort_by_key(|encoding| !trusted(encoding));
    for encoding in encodings {
        for run in readings(chars, at, encoding, trusted(&encoding)) {
            // Letters of another alphabet before a lost character were read right: they prove no encoding.
            let foreign = chars[at] >= '\u{370}' && chars[at].is_alphabetic();
            if foreign && !trusted(&encoding) && run.text.iter().all(|c| *c == LOST) {
                continue;
            }
            // Related encodings read most runs alike.
            if seen.iter().any(|(end, text)| *end == run.end && *text == run.text) {
                continue;
            }
            seen.push((run.end, run.text.clone()));
            let (mut gain, run) = judge(stretch, run, belief, depth, last);
            gain += belief.house.filter(|(house, _)| *house == encoding).map_or(0, |(_, worth)| worth);
            let margin = if trusted(&encoding) { TRUSTED_MARGIN } else { MARGIN };
            if gain > margin && best.as_ref().is_none_or(|(most, _)| gain > *most) {
                best = Some((gain, run));
            }
        }
    }
    best.map(|(_, run)| run)
}

/// What `at` may start in one encoding: a long run, a single unit, the same with spaces taken for byte A0, a lone `Ã `.
fn readings(chars: &[char], at: usize, encoding: usize, trusted: bool) -> impl Iterator<Item = Run> {
    let long = read(chars, at, encoding, false, LONGEST);
    let single =
        long.as_ref().filter(|run| run.text.len() > 1).and_then(|_| read(chars, at, encoding, false, 1));
    let spaced = [LONGEST, 1].map(|limit| trusted.then(|| read(chars, at, encoding, true, limit)).flatten());
    let grave = grave_before_space(chars, at, encoding);
    let quote = quote_without_end(chars, at, encoding);
    [long, single].into_iter().chain(spaced).chain([grave, quote]).flatten()
}

/// A closing quotation mark whose last byte, 9D, no encoding shows: `“Hiâ€`; amid a word it was an apostrophe whose last byte
/// went the same way, or came back as a question mark: `donâ€?t`.
fn quote_without_end(chars: &[char], at: usize, encoding: usize) -> Option<Run> {
    if encoding != WINDOWS_1252 || chars[at] != 'â' || chars.get(at + 1) != Some(&'€') {
        return None;
    }
    let letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphabetic());
    let before = at.checked_sub(1).map(|at| chars[at]).filter(|c| !c.is_whitespace())?;
    let run = |end: usize, c: char| Some(Run { start: at, end, encoding, text: vec![c], odds: 0 });
    match chars.get(at + 2) {
        None => run(at + 2, '”'),
        Some('?') if before.is_alphabetic() && letter(chars.get(at + 3)) => run(at + 3, '’'),
        Some(c) if c.is_alphabetic() && c.is_ascii() && before.is_alphabetic() => run(at + 2, '’'),
        Some(c) if c.is_ascii() && !c.is_alphanumeric() => run(at + 2, '”'),
        _ => None,
    }
}

/// `à` lost its second byte A0 to a plain space: `voilÃ le`. The space stays, but for Portuguese `às` and `àquele`.
fn grave_before_space(chars: &[char], at: usize, encoding: usize) -> Option<Run> {
    if Codes::byte(chars[at], encoding) != GRAVE || chars.get(at + 1).is_some_and(|c| *c != ' ') {
        return None;
    }
    let rest = chars.get(at + 1..).unwrap_or_default();
    // Two spaces: the first was the byte.
    let swallowed = rest.starts_with(&[' ', ' ']) || contracted(rest);
    Some(Run { start: at, end: at + 1 + usize::from(swallowed), encoding, text: vec!['à'], odds: 0 })
}

/// True before ` s 19h`, ` quele`, ` quela`, ` quilo`.
fn contracted(rest: &[char]) -> bool {
    const TAILS: [&str; 6] = [" s", " quele", " quela", " queles", " quelas", " quilo"];
    TAILS.iter().any(|tail| {
        let len = tail.len();
        rest.len() >= len
            && rest.iter().zip(tail.chars()).all(|(a, b)| *a == b)
            && rest.get(len).is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
    })
}

/// How much is gained by a run, and the run with its own text repaired.
fn judge(
    stretch: &Stretch<'_>,
    mut run: Run,
    belief: Belief,
    depth: usize,
    last: Option<&Run>,
) -> (i32, Run) {
    let chars = stretch.chars;
    let before = context_before(chars, run.start, last);
    let after = &chars[run.end..chars.len().min(run.end + CONTEXT)];
    let cost = |middle: &[char]| {
        plausible::cost(&before, middle, after) + if belief.latin { plausible::foreign(middle) } else { 0 }
    };
    let stands = cost(&chars[run.start..run.end]);
    let mut decoded = cost(&run.text);
    let torn =
        |(at, c): (usize, &char)| !c.is_ascii() && opens(*c, run.text.get(at + 1).or(after.first()).copied());
    if depth > 1
        && run.text.iter().enumerate().any(torn)
        && let Some(text) = again(&before, &run.text, after, inner(belief, run.encoding), depth - 1)
    {
        let deeper = cost(&text);
        if deeper < decoded {
            (run.text, decoded) = (text, deeper);
        }
    }
    let mut gain = stands - decoded + run.odds;
    if opens_word(chars, &run) {
        gain += WORD_START;
    }
    if belief.trusted == 0 && run.end - run.start <= 2 && stretch.strays(run.start, run.encoding) {
        gain -= 30;
    }
    (gain, run)
}

/// `Ã–calan`, `Ã  la carte`: no word opens with this letter, and here one would, or would be nothing but it. `Ã’s` are
/// several of it.
fn opens_word(chars: &[char], run: &Run) -> bool {
    let starts = run.start.checked_sub(1).is_none_or(|at| !chars[at].is_alphanumeric());
    let goes_on = || match (chars[run.start + 1], chars.get(run.end)) {
        ('’', _) => false,
        (' ', next) => next == Some(&' '),
        (_, next) => next.is_some_and(|c| c.is_lowercase()),
    };
    chars[run.start] == 'Ã' && run.end - run.start == 2 && starts && goes_on()
}

/// What went through the hands of this line once went through the same again.
fn inner(belief: Belief, encoding: usize) -> Belief {
    Belief { house: belief.house.filter(|(house, _)| *house == encoding), ..belief }
}

/// The neighbours on the left as they will stand: the run before may have been decoded.
fn context_before(chars: &[char], start: usize, last: Option<&Run>) -> Vec<char> {
    let mut before = Vec::with_capacity(CONTEXT);
    if let Some(run) = last.filter(|run| run.end + CONTEXT > start) {
        before.extend(run.text.iter().rev().take(CONTEXT - (start - run.end)).rev());
        before.extend(&chars[run.end..start]);
    } else {
        before.extend(&chars[start.saturating_sub(CONTEXT)..start]);
    }
    before
}

/// Repairs what a run decoded to; `None` when there is nothing more to do.
fn again(before: &[char], text: &[char], after: &[char], belief: Belief, depth: usize) -> Option<Vec<char>> {
    let all: Vec<char> = before.iter().chain(text).chain(after).copied().collect();
    let (start, end) = (before.len(), before.len() + text.len());
    let mut out = Vec::with_capacity(text.len());
    let mut at = start;
    let belief = Belief { trusted: u16::MAX, ..belief };
    for run in runs(&Stretch::of(&all), start..end, belief, depth, None)
        .into_iter()
        .filter(|run| run.start >= start && run.end <= end)
    {
        out.extend(&all[at..run.start]);
        out.extend(run.text);
        at = run.end;
    }
    if at == start {
        return None;
    }
    out.extend(&all[at..end]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{Belief, DEPTH, Readings, Stretch, plausible, runs};
    use proptest::prelude::*;

    proptest! {
        /// What is remembered is what would be found again.
        #[test]
        fn memories_are_true(
            pieces in prop::collection::vec("(cittÃ |cittÃƒÂ |perchÃ©|è|Ã¨ |â€™|â€œHi|â€\u{9d}|donâ€?t|Ã s |Ã quele|Ã–calan|Â«|Ã|é|ï»¿|Ð¾Ñ‚|‚Äô|\u{fffd}| a|b|[.?] ){1,3}", 1..6),
            order in prop::collection::vec(0usize..6, 1..40),
            trusted in prop::sample::select(vec![0u16, 1, 9]),
        ) {
            let line: String = order.iter().map(|at| pieces[at % pieces.len()].as_str()).collect();
            let chars: Vec<char> = line.chars().collect();
            let belief = Belief { trusted, latin: plausible::is_latin(&chars), house: None };
            let stretch = Stretch::of(&chars);
            let mut memory = Readings::default();
            let mut found = |remembers: bool| {
                let memory = remembers.then_some(&mut memory);
                let found = runs(&stretch, 0..chars.len(), belief, DEPTH, memory);
                found.into_iter().map(|run| (run.start, run.end, run.text)).collect::<Vec<_>>()
            };
            let fresh = found(false);
            prop_assert_eq!(found(true), fresh.clone());
            prop_assert_eq!(found(true), fresh);
        }
    }
}
