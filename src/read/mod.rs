//! Bytes as text, and which files are text at all.
//! In: bytes, paths. Out: [`Decoded`] text with what it takes to give the bytes back; the files of a folder.
//! Not here: records (see [`jsonl`]), writing (see `write`).

pub mod jsonl;
mod encoding;
mod folder;
mod sniff;

pub use encoding::{Decoded, Decoding, check_label, decode};
pub use folder::{Found, walk};
pub use sniff::{Input, sniff};
