//! What is said about a page, for programs and for people.
//! In: an [`Analysis`](crate::Analysis). Out: records, logs and how to undo them, differences, tables, one summary.
//! Not here: where any of it is written.

mod cells;
pub mod changes;
pub mod decisions;
pub mod diff;
pub mod findings;
#[cfg(feature = "html")]
pub mod html;
pub mod log;
pub mod near;
pub mod part;
pub mod record;
#[cfg(test)]
mod sample;
pub mod summary;
pub mod tables;
pub mod unit;
pub mod words;

pub use record::{Add, additions, annotation, detection, rounded};
pub use summary::Tally;
pub use unit::Unit;
