//! Turns dirty English and Italian pages into clean, language-tagged text in which every name is one name.

pub mod error;
pub mod span;
pub mod edit;
pub mod document;
pub mod fold;
mod masks;
mod memo;
pub mod scan;
pub mod dictionary;
pub mod shape;
pub mod protect;
pub mod page;
pub mod repair;
pub mod segment;
pub mod detect;
pub mod strip;
pub mod normalize;
pub mod canonicalize;
pub mod pipeline;
#[cfg(feature = "files")]
pub mod read;
#[cfg(feature = "files")]
pub mod report;
#[cfg(feature = "parallel")]
pub mod batch;
#[cfg(feature = "files")]
pub mod write;
#[cfg(feature = "files")]
pub mod journal;

/// The version of the program and of everything built into it that texts depend on, on one line.
///
/// ```
/// assert!(canonry::VERSIONS.starts_with("0.") && canonry::VERSIONS.contains(", dictionaries "));
/// ```
pub const VERSIONS: &str = env!("CANONRY_VERSIONS");

pub use document::Language;
pub use error::Error;
pub use pipeline::{Analysis, Cleaner, CleanerBuilder, Preset, Scratch};

use std::{borrow::Cow, sync::LazyLock};

/// Cleans one page with the shipped dictionaries and the preset `news`; borrowed when nothing changes.
pub fn clean(text: &str) -> Cow<'_, str> {
    static NEWS: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::preset(Preset::News));
    NEWS.clean(text)
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
