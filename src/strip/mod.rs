//! wip
pub mod duplicate;
pub mod residue;
