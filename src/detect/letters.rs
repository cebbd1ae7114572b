//! Which places of the table the letters of a word point to.
//! In: a word in lower case, accents kept. Out: slots.
//! Not here: what stands in them (see `table`, and `train/`, which reads this file too).

/// Slots of the table.
pub(crate) const SLOTS: usize = 1 << BITS;
const BITS: u32 = 14;
/// Groups of languages, one weight each in every slot.
pub(crate) const LANES: usize = 16;

/// A letter as one byte: Latin-1 keeps its code, the letters behind share 64 codes.
pub(crate) fn code(letter: char) -> u8 {
    match letter as u32 {
        plain @ (0..0x80 | 0xc0..=0xff) => plain as u8,
        other => 0x80 | (other & 63) as u8,
    }
}

/// Gives `add` the slots of a word: each letter, each run of two, three and four with the borders of the word, and the
/// word as a whole.
#[inline(always)]
pub(crate) fn slots(word: &[u8], mut add: impl FnMut(usize)) {
    let mut run = u32::from(b'<');
    let mut whole = 0x811c_9dc5u32;
    let mut length = 0;
    for letter in word {
        whole = (whole ^ u32::from(*letter)).wrapping_mul(0x0100_0193);
        add(slot(u32::from(*letter), 1));
        run = run << 8 | u32::from(*letter);
        length += 1;
        runs(run, length, &mut add);
    }
    runs(run << 8 | u32::from(b'>'), length + 1, &mut add);
    add(slot(whole, 9));
}

/// The slots that a word ending in these three letters has for its ending.
pub(crate) fn ending_slots(letters: [u8; 3], mut add: impl FnMut(usize)) {
    let run = letters.iter().fold(0, |run, letter| run << 8 | u32::from(*letter));
    add(slot(u32::from(letters[2]), 1));
    add(slot(run & 0xffff, 2));
    runs(run << 8 | u32::from(b'>'), 4, &mut add);
}

#[inline(always)]
fn runs(run: u32, length: usize, add: &mut impl FnMut(usize)) {
    add(slot(run & 0xffff, 2));
    if length >= 2 {
        add(slot(run & 0xff_ffff, 3));
    }
    if length >= 3 {
        add(slot(run, 4));
    }
}

#[inline(always)]
fn slot(run: u32, kind: u32) -> usize {
    let mut hash = (run ^ kind.wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    (hash.wrapping_mul(0xc2b2_ae35) >> (32 - BITS)) as usize
}
