//! Columns of any library that speaks Arrow.
//! In: an object with `__arrow_c_array__` or `__arrow_c_stream__` that holds strings. Out: the same type, chunk by chunk.
//! Not here: what becomes of a row (see `rows`).

use crate::rows::{self, Failed, Outcome};
use arrow_array::{
    Array, ArrayAccessor, ArrayRef, GenericStringArray, OffsetSizeTrait, RecordBatch, StringArray,
    StructArray,
    builder::{GenericStringBuilder, StringViewBuilder},
    cast::AsArray,
    new_empty_array,
};
use arrow_cast::cast;
use arrow_json::ReaderBuilder;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use arrow_select::concat::concat;
use canonry::{
    pipeline::Analysis,
    report::{Add, Unit, additions, annotation},
};
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

/// A column in Arrow's layout: any library that speaks Arrow takes it without a copy, a column of structs as a table.
#[pyclass(module = "canonry", frozen)]
pub(crate) struct Column {
    chunks: Vec<ArrayRef>,
    field: FieldRef,
}

#[pymethods]
impl Column {
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
        format!("<canonry.Column: {} rows of {}>", self.__len__(), self.field.data_type())
    }
}

/// Cleans a column: texts of the same type, and the numbers and reasons of rows that stay as they came.
pub(crate) fn clean(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    texts: AnyArray,
    threads: usize,
) -> PyResult<(Column, Failed)> {
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
    Ok((Column { chunks, field }, failed))
}

/// What can be had of a page besides its clean text, as `annotate` and `clean --add edits` write it.
fn fields(output: &str) -> Option<DataType> {
    let (word, number, truth) = (DataType::Utf8, DataType::Int32, DataType::Boolean);
    let list = |of: DataType| DataType::List(Arc::new(Field::new("item", of, true)));
    let record = |fields: &[(&str, &DataType)]| {
        let field = |(name, kind): &(&str, &DataType)| Field::new(*name, (*kind).clone(), true);
        list(DataType::Struct(fields.iter().map(field).collect()))
    };
    Some(match output {
        "lang" | "error" => word,
        "mentions" => record(&[
            ("start", &number),
            ("end", &number),
            ("line", &number),
            ("surface", &word),
            ("entity", &word),
            ("type", &word),
            ("write", &word),
            ("form", &word),
            ("how", &word),
            ("rewritten", &truth),
            ("kept", &word),
            ("boilerplate", &truth),
            ("dup", &truth),
        ]),
        "edits" => record(&[
            ("start", &number),
            ("end", &number),
            ("old", &word),
            ("new", &word),
            ("rules", &list(word.clone())),
            ("orig", &list(number.clone())),
        ]),
        _ => return None,
    })
}

/// Cleans a column: a table with the columns asked for, `text` among them or not. A row that cannot be cleaned has its
/// text as it came, an `error`, and nothing else.
pub(crate) fn table(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    texts: AnyArray,
    threads: usize,
    outputs: &[String],
) -> PyResult<(Column, Failed)> {
    let reader = texts.into_reader()?;
    let plain = match reader.field().data_type() {
        DataType::Dictionary(_, values) => (**values).clone(),
        other => other.clone(),
    };
    check(&plain)?;
    let kind = |output: &String| match output.as_str() {
        "text" => Ok(plain.clone()),
        other => fields(other).ok_or_else(|| {
            PyValueError::new_err(format!(
                "unknown output `{other}`; there are: text, lang, mentions, edits, error"
            ))
        }),
    };
    let kinds: Vec<DataType> = outputs.iter().map(kind).collect::<PyResult<_>>()?;
    let all = outputs.iter().zip(&kinds).map(|(output, kind)| Field::new(output, kind.clone(), true));
    let of = Fields::from_iter(all);
    // What the records of the library are read for.
    let read = of.iter().filter(|field| !["text", "error"].contains(&field.name().as_str()));
    let schema = Arc::new(Schema::new(Fields::from_iter(read.cloned())));
    let (mut chunks, mut failed): (Vec<ArrayRef>, _) = (Vec::new(), Vec::new());
    let mut before = 0;
    for chunk in reader {
        let wrong = |error: ArrowError| PyValueError::new_err(error.to_string());
        let chunk = cast(&chunk.map_err(wrong)?, &plain).map_err(wrong)?;
        let (clean, why, records) = recorded(py, cleaner, &chunk, threads, &schema)?;
        let columns = py.detach(|| {
            let read = decoded(&schema, &records)?;
            let errors = StringArray::from(why.iter().map(Option::as_deref).collect::<Vec<_>>());
            let column = |field: &FieldRef| match field.name().as_str() {
                "text" => clean.clone(),
                "error" => Arc::new(errors.clone()) as ArrayRef,
                other => read.column_by_name(other).expect("a field of the schema").clone(),
            };
            StructArray::try_new_with_length(of.clone(), of.iter().map(column).collect(), None, chunk.len())
        });
        chunks.push(Arc::new(columns.map_err(wrong)?));
        failed.extend(why.into_iter().enumerate().filter_map(|(at, why)| Some((before + at, why?))));
        before += chunk.len();
    }
    let field = Arc::new(Field::new("", DataType::Struct(of), false));
    Ok((Column { chunks, field }, failed))
}

type Recorded = (ArrayRef, Vec<Option<String>>, Vec<String>);

/// The clean texts of one array, the errors, and of each row what else is wanted, as JSON.
fn recorded(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    chunk: &ArrayRef,
    threads: usize,
    schema: &Schema,
) -> PyResult<Recorded> {
    let wants = |name: &str| schema.column_with_name(name).is_some();
    let (edits, nothing) = (wants("edits"), schema.fields().is_empty());
    let more = |page: &Analysis<'_>| {
        if nothing {
            return String::new();
        }
        let fingerprint = cleaner.fingerprint();
        let record = annotation("", None, page, Unit::Codepoint, fingerprint).to_string();
        match edits.then(|| additions(page, &[Add::Edits], Unit::Codepoint, fingerprint)) {
            // Both are objects: the edits become one more key of the record.
            Some(added) => format!("{},\"edits\":{}}}", &record[..record.len() - 1], added["edits"]),
            None => record,
        }
    };
    let (clean, rows) = by_type(py, cleaner, chunk, threads, more)?;
    let mut why = vec![None; chunk.len()];
    for (at, reason) in rows::failed(&rows) {
        why[at] = Some(reason);
    }
    let record = |row| match row {
        Outcome::Same(record) | Outcome::Changed(_, record) => record,
        Outcome::Null | Outcome::Failed(_) => "{}".to_owned(),
    };
    Ok((clean, why, rows.into_iter().map(record).collect()))
}

fn decoded(schema: &SchemaRef, records: &[String]) -> Result<RecordBatch, ArrowError> {
    if schema.fields().is_empty() {
        return Ok(RecordBatch::new_empty(schema.clone()));
    }
    let mut decoder =
        ReaderBuilder::new(schema.clone()).with_batch_size(records.len().max(1)).build_decoder()?;
    for record in records {
        decoder.decode(record.as_bytes())?;
    }
    Ok(decoder.flush()?.unwrap_or_else(|| RecordBatch::new_empty(schema.clone())))
}

fn check(kind: &DataType) -> PyResult<()> {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => Ok(()),
        DataType::Dictionary(_, values) => check(values),
        other => Err(PyTypeError::new_err(format!("expected a column of strings, found {other}"))),
    }
}

/// Cleans one array; a dictionary value by value.
fn cleaned(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    chunk: &ArrayRef,
    threads: usize,
) -> PyResult<(ArrayRef, Failed)> {
    let DataType::Dictionary(..) = chunk.data_type() else {
        let (clean, rows) = by_type(py, cleaner, chunk, threads, |_| ())?;
        return Ok((clean, rows::failed(&rows)));
    };
    // Each value once, however often it stands in the column.
    let all = chunk.as_any_dictionary();
    let (values, wrong) = cleaned(py, cleaner, all.values(), threads)?;
    let keys = if wrong.is_empty() { Vec::new() } else { all.normalized_keys() };
    let why = |(row, key): (usize, &usize)| {
        let (_, why) = wrong.iter().find(|(value, _)| value == key).filter(|_| chunk.is_valid(row))?;
        Some((row, why.clone()))
    };
    Ok((all.with_values(values), keys.iter().enumerate().filter_map(why).collect()))
}

/// Cleans an array of strings, whatever its layout, and says what became of its rows.
fn by_type<T: Send + Sync>(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    chunk: &ArrayRef,
    threads: usize,
    more: impl Fn(&Analysis<'_>) -> T + Send + Sync,
) -> PyResult<(ArrayRef, Vec<Outcome<T>>)> {
    match chunk.data_type() {
        DataType::Utf8 => strings::<i32, T>(py, cleaner, chunk, threads, more),
        DataType::LargeUtf8 => strings::<i64, T>(py, cleaner, chunk, threads, more),
        DataType::Utf8View => {
            let texts = chunk.as_string_view();
            let rows = column(py, cleaner, texts, threads, more)?;
            let write = |rows: &[Outcome<T>]| {
                let mut builder = StringViewBuilder::with_capacity(rows.len());
                each(texts, rows, |text| builder.append_option(text));
                Ok(Arc::new(builder.finish()) as ArrayRef)
            };
            written(py, chunk, rows, write)
        }
        _ => Ok((chunk.clone(), (0..chunk.len()).map(|_| Outcome::Null).collect())),
    }
}

fn strings<O: OffsetSizeTrait, T: Send + Sync>(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    chunk: &ArrayRef,
    threads: usize,
    more: impl Fn(&Analysis<'_>) -> T + Send + Sync,
) -> PyResult<(ArrayRef, Vec<Outcome<T>>)> {
    let texts: &GenericStringArray<O> = chunk.as_string();
    let rows = column(py, cleaner, texts, threads, more)?;
    let write = |rows: &[Outcome<T>]| {
        let mut bytes = 0;
        for (at, row) in rows.iter().enumerate() {
            bytes += match row {
                Outcome::Changed(clean, _) => clean.len(),
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
    written(py, chunk, rows, write)
}

/// Cleans the rows of one array.
fn column<'a, T: Send>(
    py: Python<'_>,
    cleaner: &canonry::Cleaner,
    texts: impl ArrayAccessor<Item = &'a str> + Send + Sync,
    threads: usize,
    more: impl Fn(&Analysis<'_>) -> T + Send + Sync,
) -> PyResult<Vec<Outcome<T>>> {
    let text = |at: usize| texts.is_valid(at).then(|| texts.value(at));
    rows::clean(py, cleaner, texts.len(), threads, text, more)
}

/// The array of what rows read like now; one that needs no change is handed on as it is.
fn written<T: Send + Sync>(
    py: Python<'_>,
    chunk: &ArrayRef,
    rows: Vec<Outcome<T>>,
    write: impl FnOnce(&[Outcome<T>]) -> PyResult<ArrayRef> + Send,
) -> PyResult<(ArrayRef, Vec<Outcome<T>>)> {
    if !rows.iter().any(|row| matches!(row, Outcome::Changed(..))) {
        return Ok((chunk.clone(), rows));
    }
    Ok((py.detach(|| write(&rows))?, rows))
}

/// Hands over what each row reads like now.
fn each<'a, T>(
    texts: impl ArrayAccessor<Item = &'a str>,
    rows: &[Outcome<T>],
    mut write: impl FnMut(Option<&str>),
) {
    for (at, row) in rows.iter().enumerate() {
        match row {
            Outcome::Changed(clean, _) => write(Some(clean)),
            Outcome::Null => write(None),
            Outcome::Same(_) | Outcome::Failed(_) => write(Some(texts.value(at))),
        }
    }
}
