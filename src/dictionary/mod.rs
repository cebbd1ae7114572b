//! Names as data: entities, the forms they are written in, spelling families, residue phrases, cues.
pub mod forms;
pub mod romanize;
