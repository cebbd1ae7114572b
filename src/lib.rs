//! canonry
pub mod error;
pub mod span;
pub mod edit;
pub mod document;
pub mod fold;
pub mod scan;
pub mod dictionary;
pub mod detect;
pub mod page;
pub use document::Language;
