//! Columns of any library that speaks Arrow.
//! In: an object with `__arrow_c_array__` or `__arrow_c_stream__` that holds strings. Out: the same type, chunk by chunk.
//! Not here: what becomes of a row (see `rows`).

use crate::rows::{self, Failed, Outcome};
use arrow_array::{
    Array, ArrayAccessor, ArrayRef, GenericStringArray, OffsetSizeTrait,
    builder::{GenericStringBuilder, StringViewBuilder},
    cast::AsArray,
    new_empty_array,
};
use arrow_schema::{ArrowError, DataType, FieldRef};
use arrow_select::concat::concat;
use pyo3::{
    exceptions::{PyOverflowError, PyTypeError, PyValueError},
    prelude::*,
    types::{PyCapsule, PyTuple},
};
use pyo3_arrow::{
    error::PyArrowResult,
    ffi::{ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule},
    input::AnyArray,
};
use std::sync::Arc;

/// Strings in Arrow's layout: any library that speaks Arrow takes them without a copy.
#[pyclass(module = "canonry", frozen)]
pub(crate) struct Texts {
    chunks: Vec<ArrayRef>,
    field: FieldRef,
}

#[pymethods]
impl Texts {
    fn __len__(&self) -> usize {
        self.chunks.iter().map(Array::len).sum()
    }

    /// How many chunks there are.
    #[getter]
    fn chunks(&self) -> usize {
        self.chunks.len()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.field.as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyTuple>> {
        let chunks: Vec<&dyn Array> = self.chunks.iter().map(AsRef::as_ref).collect();
        let whole = match &*chunks {
            [] => new_empty_array(self.field.data_type()),
            chunks => concat(chunks)?,
        };
        to_array_pycapsules(py, self.field.clone(), &whole, requested_schema)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let chunks: Vec<Result<ArrayRef, ArrowError>> = self.chunks.iter().cloned().map(Ok).collect();
        to_stream_pycapsule(py, Box::new(ArrayIterator::new(chunks, self.field.clone())), requested_schema)
    }

    fn __repr__(&self) -> String {
        format!("<canonry.Texts: {} rows of {}>", self.__len__(), self.field.data_type())
    }
}

/// Cleans a column: texts of the same type, and the numbers and reasons of rows that stay as they came.
pub(crate) fn clean(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    texts: AnyArray,
    threads: usize,
) -> PyResult<(Texts, Failed)> {
    let reader = texts.into_reader()?;
    let field = reader.field();
    check(field.data_type())?;
    let (mut chunks, mut failed) = (Vec::new(), Vec::new());
    let mut before = 0;
    // Other libraries may make a chunk only when it is asked for.
    for chunk in reader {
        let chunk = chunk.map_err(|error| PyValueError::new_err(error.to_string()))?;
        let (clean, wrong) = cleaned(py, cleaner, &chunk, threads)?;
        failed.extend(wrong.into_iter().map(|(at, why)| (before + at, why)));
        before += chunk.len();
        chunks.push(clean);
    }
    Ok((Texts { chunks, field }, failed))
}

fn check(kind: &DataType) -> PyResult<()> {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => Ok(()),
        DataType::Dictionary(_, values) => check(values),
        other => Err(PyTypeError::new_err(format!("expected a column of strings, found {other}"))),
    }
}

fn cleaned(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    chunk: &ArrayRef,
    threads: usize,
) -> PyResult<(ArrayRef, Failed)> {
    match chunk.data_type() {
        DataType::Utf8 => strings::<i32>(py, cleaner, chunk, threads),
        DataType::LargeUtf8 => strings::<i64>(py, cleaner, chunk, threads),
        DataType::Utf8View => {
            let texts = chunk.as_string_view();
            let write = |rows: Vec<Outcome<()>>| {
                let mut builder = StringViewBuilder::with_capacity(rows.len());
                each(texts, rows, |text| builder.append_option(text));
                Ok(Arc::new(builder.finish()) as ArrayRef)
            };
            column(py, cleaner, chunk, texts, threads, write)
        }
        DataType::Dictionary(..) => {
            // Each value once, however often it stands in the column.
            let all = chunk.as_any_dictionary();
            let (values, wrong) = cleaned(py, cleaner, all.values(), threads)?;
            let keys = if wrong.is_empty() { Vec::new() } else { all.normalized_keys() };
            let why = |(row, key): (usize, &usize)| {
                let (_, why) =
                    wrong.iter().find(|(value, _)| value == key).filter(|_| chunk.is_valid(row))?;
                Some((row, why.clone()))
            };
            Ok((all.with_values(values), keys.iter().enumerate().filter_map(why).collect()))
        }
        _ => Ok((chunk.clone(), Vec::new())),
    }
}

fn strings<O: OffsetSizeTrait>(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    chunk: &ArrayRef,
    threads: usize,
) -> PyResult<(ArrayRef, Failed)> {
    let texts: &GenericStringArray<O> = chunk.as_string();
    let write = |rows: Vec<Outcome<()>>| {
        let mut bytes = 0;
        for (at, row) in rows.iter().enumerate() {
            bytes += match row {
                Outcome::Changed(clean, ()) => clean.len(),
                _ => texts.value_length(at).as_usize(),
            };
        }
        if O::from_usize(bytes).is_none() {
            let words = format!(
                "{bytes} bytes are too many for one array of strings; use large_string or shorter chunks"
            );
            return Err(PyOverflowError::new_err(words));
        }
        let mut builder = GenericStringBuilder::<O>::with_capacity(rows.len(), bytes);
        each(texts, rows, |text| builder.append_option(text));
        Ok(Arc::new(builder.finish()) as ArrayRef)
    };
    column(py, cleaner, chunk, texts, threads, write)
}

/// Cleans the rows of one array; an array that needs no change is handed on as it is.
fn column<'a, A: ArrayAccessor<Item = &'a str> + Send + Sync>(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    chunk: &ArrayRef,
    texts: A,
    threads: usize,
    write: impl FnOnce(Vec<Outcome<()>>) -> PyResult<ArrayRef> + Send,
) -> PyResult<(ArrayRef, Failed)> {
    let text = |at: usize| texts.is_valid(at).then(|| texts.value(at));
    let rows = rows::clean(py, cleaner, texts.len(), threads, text, |_| ())?;
    let why = |(at, row): (usize, &Outcome<()>)| match row {
        Outcome::Failed(why) => Some((at, why.clone())),
        _ => None,
    };
    let failed = rows.iter().enumerate().filter_map(why).collect();
    if !rows.iter().any(|row| matches!(row, Outcome::Changed(..))) {
        return Ok((chunk.clone(), failed));
    }
    Ok((py.detach(|| write(rows))?, failed))
}

/// Hands over what each row reads like now.
fn each<'a>(
    texts: impl ArrayAccessor<Item = &'a str>,
    rows: Vec<Outcome<()>>,
    mut write: impl FnMut(Option<&str>),
) {
    for (at, row) in rows.into_iter().enumerate() {
        match row {
            Outcome::Changed(clean, ()) => write(Some(&clean)),
            Outcome::Null => write(None),
            Outcome::Same(()) | Outcome::Failed(_) => write(Some(texts.value(at))),
        }
    }
}
