//! Offsets as others count them.
//! In: byte offsets into a text. Out: code points, UTF-16 units or bytes, and back.

use crate::{document::names, span::Span};

names! {
    /// What an offset counts.
    Unit {
        /// Unicode code points, as Python counts.
        Codepoint = "codepoint",
        /// Bytes of UTF-8, as Rust and Go count.
        Byte = "byte",
        /// UTF-16 units, as JavaScript and Java count.
        Utf16 = "utf16",
    }
}

impl Unit {
    /// The unit of a name as flags write it: `codepoints`, `bytes`, `utf16`; with or without the `s`, `utf-16` too.
    pub fn parse(name: &str) -> Option<Unit> {
        Unit::named(name).or(match name {
            "codepoints" | "chars" => Some(Unit::Codepoint),
            "bytes" => Some(Unit::Byte),
            "utf-16" => Some(Unit::Utf16),
            _ => None,
        })
    }
}

/// Bytes between two marks: each offset is counted from the mark before it.
const STEP: usize = 256;

/// Translates offsets of one text. Made in one pass; each question then looks at less than `STEP` bytes.
#[derive(Clone, Debug)]
pub struct Counter<'t> {
    bytes: &'t [u8],
    unit: Unit,
    /// Units before each `STEP` bytes; empty where units are bytes.
    marks: Vec<usize>,
}

impl<'t> Counter<'t> {
    /// A counter for a text.
    pub fn new(text: &'t str, unit: Unit) -> Counter<'t> {
        let bytes = text.as_bytes();
        let mut marks = Vec::new();
        if unit != Unit::Byte && !text.is_ascii() {
            marks.reserve_exact(bytes.len() / STEP + 1);
            let mut units = 0;
            for chunk in bytes.chunks(STEP) {
                marks.push(units);
                units += count(chunk, unit);
            }
            marks.push(units);
        }
        Counter { bytes, unit, marks }
    }

    /// The units before a byte offset.
    pub fn units(&self, offset: usize) -> usize {
        match self.marks.get(offset / STEP) {
            None => offset,
            Some(before) => {
                before + count(&self.bytes[offset / STEP * STEP..offset.min(self.bytes.len())], self.unit)
            }
        }
    }

    /// Both ends of a stretch.
    pub fn span<T>(&self, span: Span<T>) -> (usize, usize) {
        (self.units(span.start), self.units(span.end))
    }

    /// The byte offset that so many units lie before; `None` past the end or inside a character.
    pub fn offset(&self, units: usize) -> Option<usize> {
        if self.marks.is_empty() {
            let boundary =
                units == self.bytes.len() || self.bytes.get(units).is_some_and(|byte| !is_inner(*byte));
            return boundary.then_some(units);
        }
        let chunk = self.marks.partition_point(|mark| *mark <= units).checked_sub(1)?;
        let (mut at, mut counted) = (chunk * STEP, self.marks[chunk]);
        // A chunk may begin inside a character that is counted where it began.
        while let Some(byte) = self.bytes.get(at) {
            if !is_inner(*byte) && counted >= units {
                break;
            }
            counted += weight(*byte, self.unit);
            at += 1;
        }
        (counted == units).then_some(at.min(self.bytes.len()))
    }
}

fn is_inner(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

fn weight(byte: u8, unit: Unit) -> usize {
    usize::from(!is_inner(byte)) + usize::from(unit == Unit::Utf16 && byte >= 0xf0)
}

fn count(bytes: &[u8], unit: Unit) -> usize {
    let letters = bytes.iter().filter(|byte| !is_inner(**byte)).count();
    match unit {
        Unit::Utf16 => letters + bytes.iter().filter(|byte| **byte >= 0xf0).count(),
        _ => letters,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_like_the_others() {
        let long = "Perché 😀 no? ".repeat(100);
        for text in ["", "plain", "è", "😀", "a\u{301}è😀b", "\u{feff}x", long.as_str()] {
            for unit in Unit::ALL {
                let counter = Counter::new(text, *unit);
                for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                    let before = &text[..offset];
                    let expected = match unit {
                        Unit::Codepoint => before.chars().count(),
                        Unit::Byte => offset,
                        Unit::Utf16 => before.encode_utf16().count(),
                    };
                    assert_eq!(counter.units(offset), expected, "{unit} of {before}");
                    assert_eq!(counter.offset(expected), Some(offset), "{unit} of {before}");
                }
                assert_eq!(counter.offset(text.len() + 1), None);
            }
        }
        assert_eq!(Counter::new("😀", Unit::Utf16).offset(1), None);
        assert_eq!(Counter::new("è", Unit::Byte).offset(1), None);
    }
}
