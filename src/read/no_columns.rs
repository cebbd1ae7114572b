//! What stands for Parquet in a build without it: every file is refused.

use super::{blocks::Block, convert::Kind};
use std::{
    cell::Cell,
    convert::Infallible,
    fs::File,
    io::{Read, Seek},
    rc::Rc,
};

const WITHOUT: &str = "Parquet, which this build does not know; build canonry with its feature `parquet`";

/// An open file; there is none.
pub struct Columns(Infallible);

impl Columns {
    /// Refuses.
    pub fn open(_: File) -> Result<Columns, String> {
        Err(WITHOUT.to_owned())
    }

    /// Nothing to do.
    pub fn without_nulls(self) -> Columns {
        self
    }

    /// No names.
    pub fn names(&self) -> Vec<String> {
        match self.0 {}
    }

    /// No rows.
    pub fn head(&self) -> Vec<u8> {
        match self.0 {}
    }

    /// No columns.
    pub fn without_text(&self, _: &[String]) -> Option<String> {
        match self.0 {}
    }

    /// No blocks.
    pub fn blocks(self, _: usize, _: Rc<Cell<u64>>) -> impl Iterator<Item = Block> {
        match self.0 {}
        #[expect(unreachable_code, reason = "tells the type")]
        std::iter::empty()
    }
}

/// The rows of a block; there are none.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows(Infallible);

impl Rows {
    /// Nothing to pack.
    pub fn pack(&self, _: &[usize], _: &[u8], _: &[String], _: Option<&Kind>) -> Result<Vec<u8>, String> {
        match self.0 {}
    }
}

/// Lines of JSON as rows, which are refused.
#[derive(Clone, Debug)]
pub struct Typed;

impl Typed {
    /// Columns by name and kind.
    pub fn new(_: impl IntoIterator<Item = (String, Kind)>) -> Typed {
        Typed
    }

    /// Refuses.
    pub fn pack(&self, _: &[u8]) -> Result<Vec<u8>, String> {
        Err(WITHOUT.to_owned())
    }
}

/// Refuses.
pub fn footer(_: &mut (impl Read + Seek)) -> Result<Vec<u8>, String> {
    Err(WITHOUT.to_owned())
}
