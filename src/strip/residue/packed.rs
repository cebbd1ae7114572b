//! An index as the program holds it: openings as steps from one to the next, without what follows from their entries.
//! In: an index, or its bytes. Out: the other. Not here: what an index is asked (see `index`).

use super::index::{Entry, Follow, Gate, Index};
use serde::{Deserialize, Serialize};

/// An index without what can be counted again.
#[derive(Serialize, Deserialize)]
pub(super) struct Packed {
    /// For each opening how much larger it is than the one before, and how many entries it has.
    steps: Vec<(u64, usize)>,
    entries: Vec<Entry>,
    follows: Vec<Follow>,
    most_words: usize,
    gate: Gate,
}

impl From<Index> for Packed {
    fn from(index: Index) -> Packed {
        let mut before = 0;
        let steps = index.groups.iter().map(|group| {
            let step = group.opening - before;
            before = group.opening;
            (step, group.entries.len())
        });
        let steps = steps.collect();
        Packed {
            steps,
            entries: index.entries,
            follows: index.follows,
            most_words: index.most_words,
            gate: index.gate,
        }
    }
}

impl From<Packed> for Index {
    fn from(packed: Packed) -> Index {
        let Packed { steps, entries, follows, most_words, gate } = packed;
        let mut index = Index::of(entries, follows, most_words, gate);
        index.groups.reserve_exact(steps.len());
        let (mut opening, mut start) = (0, 0);
        for (step, count) in steps {
            opening += step;
            index.group_entries(opening, start..start + count);
            start += count;
        }
        index
    }
}

/// Bytes in one piece, not one by one.
pub(super) mod as_bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(bytes: &[u8], out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(bytes)
    }

    pub(in super::super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<u8>, D::Error> {
        <&[u8]>::deserialize(from).map(<[u8]>::to_vec)
    }
}
