//! Which marks stand in a line: those that are missing tell what it is not, before anybody reads it.
//! In: one line. Out: a bit for each mark, or for marks that go together. Not here: what the line is.

/// The marks of a line, a bit each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks(u32);

impl Marks {
    /// Nothing is known to be missing.
    pub(super) const ALL: Marks = Marks(u32::MAX);
    pub(super) const DIGIT: Marks = Marks::class("0");
    pub(super) const DIGIT_OR_AT: Marks = Marks::class("0@");
    pub(super) const COMMA: Marks = Marks::class(",");
    pub(super) const COLON: Marks = Marks::class(":");
    pub(super) const STOP: Marks = Marks::class(".");
    /// What an ellipsis is made of.
    pub(super) const STOP_OR_WIDE: Marks = Marks::class(".é");
    pub(super) const COLON_OR_HASH: Marks = Marks::class(":#");
    pub(super) const HASH: Marks = Marks::class("#");
    pub(super) const ROUND: Marks = Marks::class("(");
    pub(super) const BRACKET: Marks = Marks::class("[");
    /// Between the parts of a name of a file.
    pub(super) const JOINT: Marks = Marks::class("-_");
    pub(super) const DIGIT_OR_JOINT: Marks = Marks::class("0-_");
    pub(super) const BAR: Marks = Marks::class("/|");
    /// What parts the steps of a path, as far as it is ASCII, and whatever is not.
    pub(super) const STEP: Marks = Marks::class("/|>:é");
    /// The same of the parts of any line.
    pub(super) const PART: Marks = Marks::class("-|é");
    /// What opens something that a program should have filled in, or parts its label.
    pub(super) const CODE: Marks = Marks::class("%{[<](:");
    /// What opens a copyright notice, the word for it too.
    pub(super) const OWNER: Marks = Marks::class("(éC");
    pub(super) const WIDE: Marks = Marks::class("é");
    /// What no menu of bare words holds: figures, and any mark of ASCII but those inside names, `Salt & Pepper's`.
    pub(super) const UNLISTED: Marks = Marks(Marks::DIGIT.0 | Marks::MARK);

    /// Any mark but those inside names.
    const MARK: u32 = 1 << 29;

    const BITS: [u32; 256] = {
        const DIGIT: u32 = 1 << 30;
        const WIDE: u32 = 1 << 31;
        let signs = *b"@,:.#([-_/|>%{<]C";
        let mut bits = [0; 256];
        let mut at = 0;
        while at < bits.len() {
            let byte = at as u8;
            if byte.is_ascii_digit() {
                bits[at] = DIGIT;
            } else if !byte.is_ascii() {
                bits[at] = WIDE;
            } else if byte.is_ascii_punctuation() && byte != b'&' && byte != b'\'' {
                bits[at] = Marks::MARK;
            }
            at += 1;
        }
        at = 0;
        while at < signs.len() {
            bits[signs[at] as usize] |= 1 << at;
            at += 1;
        }
        bits
    };

    pub(super) const fn of(body: &str) -> Marks {
        let (bytes, mut bits, mut at) = (body.as_bytes(), 0, 0);
        while at < bytes.len() {
            bits |= Marks::BITS[bytes[at] as usize];
            at += 1;
        }
        Marks(bits)
    }

    const fn class(signs: &str) -> Marks {
        Marks(Marks::of(signs).0 & !Marks::MARK)
    }

    /// One of these marks stands in the line.
    pub(super) fn any(self, of: Marks) -> bool {
        self.0 & of.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn marks_are_told_by_their_classes() {
        // A line; a class it holds, and one it does not.
        let rows = [
            ("12 dead", Marks::DIGIT, Marks::STOP),
            ("Café & Pepper's", Marks::WIDE, Marks::UNLISTED),
            ("Home > World", Marks::STEP, Marks::PART),
            ("Harbour - World", Marks::PART, Marks::STEP),
            ("Perché", Marks::WIDE, Marks::DIGIT),
            ("Copyright Harbour", Marks::OWNER, Marks::ROUND),
            ("Who?", Marks::UNLISTED, Marks::CODE),
        ];
        for (line, holds, lacks) in rows {
            let marks = Marks::of(line);
            assert!(marks.any(holds) && !marks.any(lacks), "{line}");
        }
    }
}
