//! Which of some bytes are letters, capitals, digits or no ASCII, may be damage, or are escaped in JSON: one bit for each.
//! In: bytes. Out: masks, the first byte in the lowest bit. Not here: what words are (see `scan`), what is damage (see
//! `repair`).
//!
//! Sixteen bytes are told at once, by instructions that every processor of the kind has.

use wide::i8x16;

/// Bytes of a mask.
pub(crate) const WIDTH: usize = 64;

/// Classes of ASCII; no byte is of two of `letters`, `digits` and `wide`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Masks {
    /// `a-z`, `A-Z`.
    pub(crate) letters: u64,
    /// `A-Z`.
    pub(crate) capitals: u64,
    /// `0-9`.
    pub(crate) digits: u64,
    /// Parts of characters that are not ASCII.
    pub(crate) wide: u64,
}

/// Sixteen bytes for one instruction. A loop, because `map` over an array is not always compiled away.
#[inline(always)]
fn sixteen(bytes: &[u8]) -> i8x16 {
    let mut signed = [0; 16];
    for (signed, b) in signed.iter_mut().zip(bytes) {
        *signed = b.cast_signed();
    }
    i8x16::new(signed)
}

/// Which of the bytes are spaces, tabs or line breaks.
#[inline(always)]
pub(crate) fn spaces(bytes: &[u8; WIDTH]) -> u64 {
    let mut spaces = 0;
    for at in (0..WIDTH).step_by(16) {
        let sixteen = sixteen(&bytes[at..at + 16]);
        let is = |b: u8| sixteen.simd_eq(i8x16::splat(b.cast_signed()));
        spaces |= u64::from((is(b' ') | is(b'\t') | is(b'\n') | is(b'\r')).to_bitmask()) << at;
    }
    spaces
}

/// Which of the first [`WIDTH`] bytes may be damage, and how many these are where there are fewer: spaces and full stops
/// that stand twice, or at the end, where it is not known; colons, what opens entities and tags, control characters but
/// line breaks and tabs, and whatever is not ASCII.
#[inline]
pub(crate) fn marks(bytes: &[u8]) -> (u64, usize) {
    if let Some(whole) = bytes.first_chunk() {
        return (marks_of(whole), WIDTH);
    }
    // Behind the end stands nothing that is looked for.
    let mut part = [b'a'; WIDTH];
    part[..bytes.len()].copy_from_slice(bytes);
    (marks_of(&part), bytes.len())
}

#[inline(always)]
fn marks_of(bytes: &[u8; WIDTH]) -> u64 {
    const LAST: u64 = 1 << (WIDTH - 1);
    let (mut marks, mut breaks, mut spaces, mut stops) = (0, 0, 0, 0);
    for at in (0..WIDTH).step_by(16) {
        let sixteen = sixteen(&bytes[at..at + 16]);
        let bits = |class: i8x16| u64::from(class.to_bitmask()) << at;
        let is = |b: u8| sixteen.simd_eq(i8x16::splat(b.cast_signed()));
        // Bytes beyond ASCII are negative.
        let low = sixteen.simd_lt(i8x16::splat(b' '.cast_signed()));
        marks |= bits(low | is(0x7f) | is(b'&') | is(b'<') | is(b':'));
        breaks |= bits(is(b'\t') | is(b'\n') | is(b'\r'));
        spaces |= bits(is(b' '));
        stops |= bits(is(b'.'));
    }
    let twice = |signs: u64| signs & (signs >> 1 | LAST);
    marks & !breaks | twice(spaces) | twice(stops)
}

/// Which of these bytes JSON writes in another way: quotation marks, backslashes, control characters; with `ascii` all that
/// are not ASCII, with `slashes` slashes.
#[cfg(feature = "files")]
#[inline(always)]
pub(crate) fn escaped(bytes: &[u8; 16], ascii: bool, slashes: bool) -> u32 {
    let sixteen = sixteen(bytes);
    let is = |b: u8| sixteen.simd_eq(i8x16::splat(b.cast_signed())).to_bitmask();
    let wide = sixteen.to_bitmask();
    let control = sixteen.simd_lt(i8x16::splat(b' '.cast_signed())).to_bitmask() & !wide;
    let mut escaped = control | is(b'"') | is(b'\\');
    if ascii {
        escaped |= wide;
    }
    if slashes {
        escaped |= is(b'/');
    }
    escaped
}

impl Masks {
    /// Tells the bytes.
    #[inline(always)]
    pub(crate) fn of(bytes: &[u8; WIDTH]) -> Masks {
        let mut masks = Masks::default();
        for at in (0..WIDTH).step_by(16) {
            let sixteen = sixteen(&bytes[at..at + 16]);
            let bits = |class: i8x16| u64::from(class.to_bitmask()) << at;
            // Bytes from `first` on come to lie at the lower end of the signed numbers.
            let within = |sixteen: i8x16, first: u8, count: i8| {
                let lowest = i8x16::splat(i8::MIN.wrapping_sub(first.cast_signed()));
                bits((sixteen + lowest).simd_lt(i8x16::splat(i8::MIN + count)))
            };
            masks.letters |= within(sixteen | i8x16::splat(0x20), b'a', 26);
            masks.capitals |= within(sixteen, b'A', 26);
            masks.digits |= within(sixteen, b'0', 10);
            masks.wide |= bits(sixteen);
        }
        masks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_by_one(bytes: &[u8; WIDTH]) -> Masks {
        let bits = |class: fn(&u8) -> bool| {
            (0..).zip(bytes).fold(0, |mask, (at, b)| mask | u64::from(class(b)) << at)
        };
        Masks {
            letters: bits(u8::is_ascii_alphabetic),
            capitals: bits(u8::is_ascii_uppercase),
            digits: bits(u8::is_ascii_digit),
            wide: bits(|b| !b.is_ascii()),
        }
    }

    #[test]
    fn every_byte_in_every_place() {
        for b in 0..=255u8 {
            for at in 0..WIDTH {
                let mut bytes: [u8; WIDTH] = std::array::from_fn(|own| (own * 37) as u8 ^ b.rotate_left(3));
                bytes[at] = b;
                let masks = one_by_one(&bytes);
                assert_eq!(Masks::of(&bytes), masks, "{b} at {at}");
                let is_space = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r');
                let one_by_one =
                    (0..).zip(&bytes).fold(0, |mask, (at, b)| mask | u64::from(is_space(b)) << at);
                assert_eq!(spaces(&bytes), one_by_one, "{b} at {at}");
            }
        }
    }

    #[test]
    fn damage_is_marked_and_little_else() {
        let must = |bytes: &[u8], at: usize| match bytes[at] {
            b @ (b' ' | b'.') => bytes.get(at + 1) == Some(&b),
            b'\t' | b'\n' | b'\r' => false,
            b => !(b' '..0x7f).contains(&b) || matches!(b, b'&' | b'<' | b':'),
        };
        for b in 0..=255u8 {
            for length in [1, 2, 17, WIDTH - 1, WIDTH, WIDTH + 1] {
                for at in 0..length {
                    let mut bytes = vec![b'e'; length];
                    bytes[at] = b;
                    bytes[(at + 1) % length] = [b, b' ', b'x'][at % 3];
                    let (marks, read) = marks(&bytes);
                    assert_eq!(read, length.min(WIDTH));
                    for here in 0..read {
                        let marked = marks >> here & 1 == 1;
                        let unsure = here == WIDTH - 1 && matches!(bytes[here], b' ' | b'.');
                        assert!(marked == must(&bytes, here) || marked && unsure, "{b} at {at} of {length}");
                    }
                    assert_eq!(marks.checked_shr(read as u32).unwrap_or(0), 0);
                }
            }
        }
    }

    #[cfg(feature = "files")]
    #[test]
    fn json_escapes_are_told() {
        for b in 0..=255u8 {
            for at in 0..16 {
                let mut bytes = [b'a'; 16];
                bytes[at] = b;
                for (ascii, slashes) in [(false, false), (true, false), (false, true)] {
                    let special =
                        b < 0x20 || matches!(b, b'"' | b'\\') || ascii && b >= 0x80 || slashes && b == b'/';
                    assert_eq!(escaped(&bytes, ascii, slashes), u32::from(special) << at, "{b} at {at}");
                }
            }
        }
    }
}
