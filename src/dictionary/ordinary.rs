//! Tells ordinary English and Italian words from names.
//! In: folded words or their hashes. Out: whether they are ordinary. Not here: which of them say something about a
//! language (see `languages.toml`); where the words come from (see `train/README.md`).

/// Bytes of the filter.
pub const BYTES: usize = 1 << 19;

/// Bits looked at for each word.
const PLACES: u32 = 6;

/// A Bloom filter: every word of the lists is found, and of other strings one in about 4,000.
static BITS: &[u8] = include_bytes!("ordinary.bits");

/// True when the hash of a token (see [`crate::scan::hash`]) is that of an ordinary English or Italian word.
///
/// ```
/// use canonry::{dictionary::ordinary::is_ordinary, scan::hash};
/// assert!(is_ordinary(hash("there")) && is_ordinary(hash("terra")));
/// assert!(!is_ordinary(hash("khorasan")));
/// ```
pub fn is_ordinary(hash: u32) -> bool {
    is_in(BITS, hash)
}

/// True when a filter holds the hash.
pub fn is_in(bits: &[u8], hash: u32) -> bool {
    places(hash).all(|bit| bits.get(bit >> 3).is_some_and(|byte| byte & (1 << (bit & 7)) != 0))
}

/// The bits of a hash.
pub fn places(hash: u32) -> impl Iterator<Item = usize> {
    let mixed = u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (start, step) = (mixed >> 32, mixed | 1);
    (0..u64::from(PLACES))
        .map(move |n| (start.wrapping_add(step.wrapping_mul(n)) & (BYTES as u64 * 8 - 1)) as usize)
}

#[cfg(test)]
mod tests {
    use super::is_ordinary;
    use crate::{fold::word, scan::hash};

    #[test]
    fn words_are_ordinary_and_names_are_not() {
        for ordinary in [
            "there", "houses", "shame", "tennis", "ancora", "felice", "massa", "andrai", "misurate",
            "banali", "you're",
        ] {
            assert!(is_ordinary(hash(&word(ordinary))), "{ordinary}");
        }
        for name in [
            "Khorasan",
            "Peshawar",
            "Hekmatyar",
            "Bagdadi",
            "Osama",
            "Haqqani",
            "Benali",
            "Kamali",
            "sheikh",
            "burqa",
            "mujahideen",
        ] {
            assert!(!is_ordinary(hash(&word(name))), "{name}");
        }
    }

    #[test]
    fn other_strings_are_rarely_taken_for_words() {
        let wrong = (0..20_000).filter(|n| is_ordinary(hash(&format!("qz{n}x")))).count();
        assert!(wrong < 100, "{wrong} of 20,000");
    }
}
