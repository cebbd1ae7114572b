//! How implausible a few characters are beside one another.
//! In: characters with their neighbours. Out: a cost, in tenths; ordinary words of any language cost little.
//! Not here: what else the characters could have been (see `mojibake`).
//!
//! Every character has a cost of its own (a letter of English none, `Ã` some, a private-use character much), and some
//! neighbours cost more: a capital behind a small letter, a currency sign inside a word, letters of two scripts in one word.

/// What a character is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    /// A letter of a script without case.
    Letter,
    Mark,
    Digit,
    Space,
    Plain,
    Open,
    /// Quotation marks that open in one language and close in another.
    Turned,
    Apostrophe,
    Dots,
    Dash,
    Bullet,
    Money,
    Legal,
    /// Ordinals, degrees, fractions.
    Raised,
    /// Accents without a letter.
    Accent,
    Sign,
    Box,
    Picture,
    /// Controls, gaps of Unicode, lost bytes.
    Odd,
}

/// Scripts that matter as neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    None,
    Latin,
    Greek,
    Cyrillic,
    /// Han, kana and hangul, which stand beside one another.
    East,
    Other(u8),
}

#[derive(Clone, Copy, Debug)]
struct Look {
    kind: Kind,
    script: Script,
    cost: i32,
}

impl Look {
    const EDGE: Look = Look { kind: Kind::Space, script: Script::None, cost: 0 };

    const fn sign(kind: Kind, cost: i32) -> Look {
        Look { kind, script: Script::None, cost }
    }

    fn is_letter(self) -> bool {
        matches!(self.kind, Kind::Lower | Kind::Upper | Kind::Letter)
    }

    /// Signs that pile up only by accident.
    fn is_ornament(self) -> bool {
        matches!(
            self.kind,
            Kind::Money
                | Kind::Legal
                | Kind::Raised
                | Kind::Accent
                | Kind::Sign
                | Kind::Box
                | Kind::Open
                | Kind::Turned
        )
    }
}

/// The cost of `middle` between its neighbours, theirs included.
pub(super) fn cost(before: &[char], middle: &[char], after: &[char]) -> i32 {
    let mut looks = before.iter().chain(middle).chain(after).map(|c| look(*c)).chain([Look::EDGE]);
    let (mut earlier, mut last) = (Look::EDGE, Look::EDGE);
    let (mut word, mut length) = (Look::EDGE, 0);
    let mut sum = 0;
    for next in &mut looks {
        sum += next.cost + beside(last, next) + case(earlier, last, next);
        sum += quoted(earlier, last, next) + capitals(earlier, last, next);
        // An apostrophe or a mark does not end the word of a letter.
        if !matches!(next.kind, Kind::Apostrophe | Kind::Mark) {
            if next.is_letter() && next.script == word.script {
                length += 1;
            } else {
                sum += alone(word, length);
                (word, length) = (next, 1);
            }
        }
        (earlier, last) = (last, next);
    }
    sum
}

/// The cost of letters of another script on a line that is written in Latin letters (see [`is_latin`]).
pub(super) fn foreign(text: &[char]) -> i32 {
    let strange = |c: &char| {
        let look = look(*c);
        look.is_letter() && !matches!(look.script, Script::Latin | Script::Greek)
    };
    if text.iter().any(strange) { 25 } else { 0 }
}

/// True for a line most of whose letters are plain Latin ones.
pub(super) fn is_latin(line: &[char]) -> bool {
    let plain = line.iter().filter(|c| c.is_ascii_alphabetic()).count();
    let other = line.iter().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
    plain > 3 && plain > 2 * other
}

/// A letter of a foreign script that stands alone.
fn alone(look: Look, run: i32) -> i32 {
    match look.script {
        _ if !look.is_letter() => 0,
        Script::None | Script::Latin => 0,
        Script::Greek if run == 1 => 10,
        Script::Cyrillic if run == 1 => 30,
        Script::East if run == 1 => 50,
        Script::Other(_) if run == 1 => 60,
        _ => 0,
    }
}

/// Small and capital letters in an order no word has.
fn case(earlier: Look, last: Look, next: Look) -> i32 {
    use Kind::{Lower, Upper};
    match (earlier.kind, last.kind, next.kind) {
        (Upper, Lower, Upper) => 15,
        (Upper, Upper, Lower) => 20,
        _ => 0,
    }
}

/// A quotation mark inside a word.
fn quoted(earlier: Look, last: Look, next: Look) -> i32 {
    let inside = last.kind == Kind::Turned && earlier.is_letter() && next.is_letter();
    if inside { 45 } else { 0 }
}

/// Accented capitals are as frequent in a word of capitals as small ones elsewhere.
fn capitals(earlier: Look, last: Look, next: Look) -> i32 {
    let inside = [earlier, last, next].iter().all(|look| look.kind == Kind::Upper);
    if inside && last.cost >= 30 { -15 } else { 0 }
}

/// Two neighbours.
fn beside(a: Look, b: Look) -> i32 {
    use Kind::{
        Accent, Box, Bullet, Digit, Dots, Legal, Lower, Mark, Money, Odd, Open, Picture, Plain, Raised, Sign,
        Space, Upper,
    };
    match (a.is_letter(), b.is_letter()) {
        (true, true) => {
            let scripts = match (a.script, b.script) {
                (a, b) if a == b => 0,
                (Script::Greek, Script::Latin) | (Script::Latin, Script::Greek) => 10,
                _ => 60,
            };
            let case = if a.kind == Lower && b.kind == Upper { 30 } else { 0 };
            let rare = if a.cost > 0 && b.cost > 0 && a.script == Script::Latin { 10 } else { 0 };
            scripts + case + rare
        }
        (true, false) => match b.kind {
            Open => 40,
            Money => 30,
            Legal => 5,
            Raised => 15,
            Accent | Sign => 25,
            Box => 50,
            Bullet => 20,
            Picture | Digit => 5,
            _ => 0,
        },
        (false, true) => match a.kind {
            Money => 20,
            Legal => 30,
            Raised => 20,
            Accent => 25,
            Sign => 20,
            Box => 50,
            Bullet | Dots | Digit => 5,
            _ => 0,
        },
        (false, false) => match (a.kind, b.kind) {
            (Digit | Plain, Mark) => 15,
            (Space | Box | Odd, Mark) => 30,
            (Open, Space) => 15,
            (Space, Accent) | (Digit, Legal) => 10,
            (Space, Legal | Raised) => 5,
            (Digit, Open | Accent) => 20,
            (Box, Box) => 0,
            _ if a.is_ornament() && b.is_ornament() => 10,
            _ => 0,
        },
    }
}

fn letter(c: char, script: Script, cost: i32) -> Look {
    let kind = if c.is_lowercase() {
        Kind::Lower
    } else if c.is_uppercase() {
        Kind::Upper
    } else {
        Kind::Letter
    };
    Look { kind, script, cost }
}

fn look(c: char) -> Look {
    match c {
        'a'..='z' => Look { kind: Kind::Lower, script: Script::Latin, cost: 0 },
        'A'..='Z' => Look { kind: Kind::Upper, script: Script::Latin, cost: 0 },
        '0'..='9' => Look::sign(Kind::Digit, 0),
        ' ' | '\t' => Look::sign(Kind::Space, 0),
        '\u{21}'..='\u{7e}' => Look::sign(Kind::Plain, 0),
        '\u{0}'..='\u{7f}' => Look::sign(Kind::Odd, 30),
        '\u{80}'..='\u{9f}' => Look::sign(Kind::Odd, 60),
        '\u{a0}'..='\u{ff}' => latin_1(c),
        '\u{100}'..='\u{24f}' => extended(c),
        '\u{2b9}'..='\u{2bf}' => Look { kind: Kind::Letter, script: Script::Latin, cost: 40 },
        '\u{2c0}'..='\u{2ff}' => Look::sign(Kind::Accent, 25),
        '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{323}' | '\u{327}' | '\u{328}' => {
            Look::sign(Kind::Mark, 30)
        }
        '\u{340}' | '\u{341}' | '\u{343}' | '\u{344}' => Look::sign(Kind::Odd, 120),
        '\u{334}'..='\u{338}' => Look::sign(Kind::Mark, 20),
        '\u{300}'..='\u{36f}' => Look::sign(Kind::Mark, 40),
        '\u{2000}'..='\u{2bff}' => symbol(c),
        LOST => Look::sign(Kind::Odd, 40),
        _ => script(c),
    }
}

const LOST: char = char::REPLACEMENT_CHARACTER;

fn latin_1(c: char) -> Look {
    match c {
        '\u{a0}' => Look::sign(Kind::Space, 5),
        '\u{ad}' => Look::sign(Kind::Odd, 20),
        '¡' | '¿' => Look::sign(Kind::Open, 10),
        '«' | '»' => Look::sign(Kind::Turned, 10),
        '¢' | '£' | '¥' => Look::sign(Kind::Money, 10),
        '¤' => Look::sign(Kind::Money, 30),
        '©' | '®' => Look::sign(Kind::Legal, 10),
        'ª' | 'º' | '°' | '¹'..='¾' | '²' | '³' => Look::sign(Kind::Raised, 15),
        '´' => Look::sign(Kind::Accent, 15),
        '¨' | '¯' | '¸' => Look::sign(Kind::Accent, 40),
        '·' => Look::sign(Kind::Bullet, 10),
        '¬' => Look::sign(Kind::Sign, 25),
        '¦' | '§' | '±' | '¶' | '×' | '÷' => Look::sign(Kind::Sign, 15),
        'µ' => Look { kind: Kind::Lower, script: Script::Greek, cost: 15 },
        'Ã' | 'Â' | 'Ð' | 'Þ' => letter(c, Script::Latin, 40),
        _ if c.is_uppercase() => letter(c, Script::Latin, 30),
        'å' | 'ß' | 'ð' | 'þ' | 'ÿ' => letter(c, Script::Latin, 15),
        _ => letter(c, Script::Latin, 10),
    }
}

fn extended(c: char) -> Look {
    let cost = match c {
        'Œ' | 'Š' | 'Ž' => 30,
        'œ' | 'š' | 'ž' => 15,
        'ƒ' => 30,
        '\u{100}'..='\u{17f}' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | 'ș' | 'Ș' | 'ț' | 'Ț' | 'ə' => 20,
        '\u{1cd}'..='\u{1dc}' => 60,
        _ => 120,
    };
    let look = letter(c, Script::Latin, cost);
    if look.kind == Kind::Upper && cost == 20 { Look { cost: 30, ..look } } else { look }
}

fn symbol(c: char) -> Look {
    match c {
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Look::sign(Kind::Space, 15),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => {
            Look::sign(Kind::Odd, 20)
        }
        '\u{2010}'..='\u{2015}' => Look::sign(Kind::Dash, 5),
        '’' => Look::sign(Kind::Apostrophe, 5),
        '‚' | '„' => Look::sign(Kind::Open, 10),
        '‘' | '“' | '”' | '‹' | '›' | '‛' | '‟' => Look::sign(Kind::Turned, 10),
        '…' => Look::sign(Kind::Dots, 5),
        '•' | '‣' => Look::sign(Kind::Bullet, 10),
        '†' | '‡' | '‰' => Look::sign(Kind::Sign, 20),
        '\u{2016}'..='\u{206f}' => Look::sign(Kind::Sign, 20),
        '€' => Look::sign(Kind::Money, 10),
        '\u{20a0}'..='\u{20cf}' => Look::sign(Kind::Money, 30),
        '\u{20d0}'..='\u{20ff}' => Look::sign(Kind::Mark, 20),
        '™' => Look::sign(Kind::Legal, 10),
        '√' => Look::sign(Kind::Sign, 35),
        '∞' | '≈' | '∆' | '≤' | '≥' | '≠' | '∂' | '∑' | '∏' | '∫' | '◊' => {
            Look::sign(Kind::Sign, 25)
        }
        '\u{2500}'..='\u{259f}' => Look::sign(Kind::Box, 20),
        '\u{2600}'..='\u{27bf}' => Look::sign(Kind::Picture, 20),
        // The blank that posts use to force an empty line.
        '\u{2800}' => Look::sign(Kind::Picture, 15),
        '\u{2801}'..='\u{28ff}' => Look::sign(Kind::Picture, 30),
        '\u{2460}'..='\u{24ff}' => Look::sign(Kind::Picture, 60),
        _ => Look::sign(Kind::Picture, 35),
    }
}

fn script(c: char) -> Look {
    const RARE: i32 = 120;
    let code = c as u32;
    match code {
        0x370..=0x3ff => letter(c, Script::Greek, if code >= 0x3d0 { RARE } else { 10 }),
        0x400..=0x45f => letter(c, Script::Cyrillic, cyrillic(code)),
        0x490 | 0x491 => letter(c, Script::Cyrillic, 20),
        0x460..=0x48f => letter(c, Script::Cyrillic, 100),
        0x492..=0x52f => letter(c, Script::Cyrillic, 35),
        0x530..=0x58f => letter(c, Script::Other(1), 20),
        0x591..=0x5c7 => Look { kind: Kind::Letter, script: Script::Other(2), cost: 60 },
        0x5d0..=0x5f4 => letter(c, Script::Other(2), 10),

        0x600..=0x6ff => letter(c, Script::Other(3), 10),
        0x750..=0x77f => letter(c, Script::Other(3), 60),
        0x900..=0xdff => letter(c, Script::Other(4 + ((code - 0x900) >> 7) as u8), 10),
        0xe00..=0xe7f => letter(c, Script::Other(30), 10),
        0xe80..=0xeff => letter(c, Script::Other(31), 30),
        0xf00..=0xfff => letter(c, Script::Other(32), 30),
        0x1000..=0x109f => letter(c, Script::Other(33), 20),
        0x10a0..=0x10ff => letter(c, Script::Other(34), 20),
        0x1200..=0x137f => letter(c, Script::Other(35), 30),
        0x1780..=0x17ff => letter(c, Script::Other(36), 20),
        0x1e00..=0x1eff => letter(c, Script::Latin, 20),
        0x1f00..=0x1fff => letter(c, Script::Greek, 30),
        0x3005..=0x3007 => letter(c, Script::East, 15),
        0x3000..=0x303f => Look::sign(Kind::Plain, 15),
        0x3040..=0x30ff | 0x4e00..=0x9fff | 0xac00..=0xd7a3 => letter(c, Script::East, 15),
        0x3400..=0x4dbf => letter(c, Script::East, 60),
        0xfb00..=0xfb06 => letter(c, Script::Latin, 30),
        0xfb1d..=0xfb4f => letter(c, Script::Other(2), 50),
        0xfb50..=0xfdff | 0xfe70..=0xfefc => letter(c, Script::Other(3), 50),
        0xfe00..=0xfe0f => Look::sign(Kind::Mark, 5),
        0xfeff => Look::sign(Kind::Odd, 5),
        0xff01..=0xff5e | 0xffe0..=0xffe6 => Look::sign(Kind::Plain, 10),
        0x1f000..=0x1faff => Look::sign(Kind::Picture, 20),
        _ => Look::sign(Kind::Odd, RARE),
    }
}

/// Russian letters cost little, those of its neighbours more.
fn cyrillic(code: u32) -> i32 {
    match code {
        0x410..=0x44f | 0x401 | 0x451 => 10,
        0x404 | 0x406 | 0x407 | 0x454 | 0x456 | 0x457 => 15,
        _ => 25,
    }
}
