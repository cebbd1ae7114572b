//! Bytes as text, and which files are text at all.
//! In: bytes, paths. Out: [`Decoded`] text with what it takes to give the bytes back; [`Record`]s in [`blocks`]; the
//! files of a folder.
//! Not here: writing (see `write`).

pub mod blocks;
#[cfg_attr(not(feature = "parquet"), path = "no_columns.rs")]
pub mod columns;
pub mod convert;
pub mod jsonl;
mod encoding;
mod folder;
mod packed;
mod record;
mod sheet;
mod sniff;
mod table;
mod warc;

pub use encoding::{Decoded, Decoding, check_label, decode, encoding_of, transcoded};
pub use folder::{Found, walk};
pub use packed::{Counted, Packing};
pub use record::{Format, Old, Record};
pub use sheet::Sheet;
pub use sniff::{HEAD, Head, head, is_workbook, sniff};
pub use table::Table;
pub use warc::Page as WarcPage;
