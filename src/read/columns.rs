//! Parquet: rows as lines of JSON, and rows again with other texts.
//! In: a file of columns. Out: [`Block`]s, a line of JSON for each row and the rows themselves; row groups with other
//! words in some columns and all else as it was; row groups of lines. Not here: what the lines say (see `jsonl`).
//!
//! What is written is a row of *members*, each a Parquet file of one row group, and one more footer that speaks of all of
//! them. So a file can be cut behind any member, and a run that stopped goes on there.

use super::{
    HEAD,
    blocks::{Block, Large, Lines, records},
    convert::Kind,
    jsonl,
};
use arrow_array::{
    Array, ArrayRef, RecordBatch, StringArray, StructArray, UInt64Array, cast::AsArray, new_empty_array,
};
use arrow_cast::cast;
use arrow_json::{ReaderBuilder, WriterBuilder, writer::LineDelimited};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use arrow_select::{concat::concat_batches, take::take_record_batch};
use parquet::{
    arrow::{
        ArrowWriter,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    basic::{Compression, ZstdLevel},
    errors::ParquetError,
    file::{
        metadata::{
            ColumnChunkMetaData, KeyValue, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter,
            RowGroupMetaData,
        },
        properties::{EnabledStatistics, WriterProperties},
    },
};
use std::{
    cell::Cell,
    fs::File,
    io::{Read, Seek, SeekFrom},
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::Arc,
};

/// A block ends with the rows that bring its lines beyond so many bytes; it becomes one row group.
const BLOCK: usize = 4 << 20;

/// Rows asked for at a time hold about so much.
const STEP: usize = 512 * 1024;

/// So much is kept of a row that is too large.
const SHOWN: usize = 4 * 1024;

/// Begins and ends each file.
const MAGIC: &[u8; 4] = b"PAR1";

/// Facts of a file that list its columns; they are left out where there is one more.
const LISTS: &str = "huggingface";

/// An open file.
pub struct Columns {
    file: File,
    about: ArrowReaderMetadata,
    /// The columns that lines show; those of a few rare types have no JSON.
    shown: Vec<usize>,
    /// Whether lines name fields that hold nothing.
    nulls: bool,
}

impl Columns {
    /// Reads the footer of a file. The error is a sentence.
    pub fn open(mut file: File) -> Result<Columns, String> {
        let mut ends = [0; 4];
        let is_magic = |file: &mut File, from: SeekFrom, ends: &mut [u8; 4]| {
            file.seek(from).and_then(|_| file.read_exact(ends)).is_ok() && ends == MAGIC
        };
        if !is_magic(&mut file, SeekFrom::Start(0), &mut ends) {
            return Err("no Parquet file: it does not begin with PAR1".to_owned());
        }
        if file.metadata().is_ok_and(|data| data.len() < 12)
            || !is_magic(&mut file, SeekFrom::End(-4), &mut ends)
        {
            return Err(
                "its footer is missing, which tells where its columns are: it was cut short while it was \
                        written or copied; copy or write it again"
                    .to_owned(),
            );
        }
        let options = ArrowReaderOptions::new();
        let about = guarded(|| ArrowReaderMetadata::load(&file, options))
            .map_err(|why| format!("its footer cannot be read: {why}; copy or write it again"))?;
        let columns = about.metadata().row_groups().iter().flat_map(|group| group.columns());
        let brotli = |column: &ColumnChunkMetaData| matches!(column.compression(), Compression::BROTLI(_));
        if !cfg!(feature = "brotli") && columns.into_iter().any(brotli) {
            return Err(
                "it is packed inside with brotli, which this build does not unpack (the wheel does not, the \
                        command that cargo installs does); write it again with zstd, snappy or gzip"
                    .to_owned(),
            );
        }
        let schema = about.schema();
        let has_json = |at: &usize| {
            let kind = schema.field(*at).data_type();
            is_written(kind)
                && cast(&new_empty_array(kind), &utc(kind))
                    .is_ok_and(|empty| json([("", empty, true)], false).is_ok())
        };
        let shown = (0..schema.fields().len()).filter(has_json).collect();
        Ok(Columns { file, about, shown, nulls: true })
    }

    /// Lines leave out fields that hold nothing.
    pub fn without_nulls(self) -> Columns {
        Columns { nulls: false, ..self }
    }

    /// The names of its columns.
    pub fn names(&self) -> Vec<String> {
        self.about.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// Its first rows as lines, at most [`HEAD`] bytes of whole lines.
    pub fn head(&self) -> Vec<u8> {
        let reader = self.file.try_clone().ok().map(|file| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.about.clone())
                .with_batch_size(1)
                .with_limit(100)
        });
        let Some(Ok(mut reader)) = reader.map(|reader| guarded(|| reader.build())) else { return Vec::new() };
        let mut head = Vec::new();
        while let Ok(Some(row)) = guarded(|| reader.next().transpose()) {
            match self.lines(&row) {
                Ok(line) if head.is_empty() || head.len() + line.len() <= HEAD => head.extend(line),
                _ => break,
            }
        }
        head
    }

    /// Why the first of the fields that is a column without text is none.
    pub fn without_text(&self, fields: &[String]) -> Option<String> {
        let schema = self.about.schema();
        fields.iter().find_map(|field| {
            let place = place(schema.fields(), field)?;
            let (first, rest) = place.split_first()?;
            let mut found = schema.field(*first);
            for at in rest {
                let DataType::Struct(inner) = found.data_type() else { return None };
                found = &inner[*at];
            }
            (!is_text(found.data_type()))
                .then(|| format!("field `{field}` holds {}, not text", found.data_type()))
        })
    }

    /// Its rows, block by block; `read` tells the bytes of the file that are done. A row whose line is longer than
    /// `largest` is left out.
    pub fn blocks(self, largest: usize, read: Rc<Cell<u64>>) -> impl Iterator<Item = Block> {
        let facts = self.about.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
        let facts = facts.into_iter().filter(|fact| fact.key != parquet::arrow::ARROW_SCHEMA_META_KEY);
        Reading {
            facts: Arc::new(facts.collect()),
            columns: self,
            largest,
            read,
            group: 0,
            rows: None,
            rest: None,
            next: 1,
            behind: 1,
            ended: false,
        }
    }

    fn lines(&self, rows: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
        let schema = self.about.schema();
        let column = |at: &usize| {
            let kind = utc(schema.field(*at).data_type());
            Ok((schema.field(*at).name().as_str(), cast(rows.column(*at), &kind)?, true))
        };
        let columns: Vec<(&str, ArrayRef, bool)> =
            self.shown.iter().map(column).collect::<Result<_, ArrowError>>()?;
        json(columns.clone(), self.nulls).or_else(|_| {
            // A value that JSON cannot say, such as a day of the year 300,000, costs its column and not the rows.
            let sound = columns.into_iter().filter(|column| json([column.clone()], self.nulls).is_ok());
            json(sound, self.nulls)
        })
    }
}

/// Columns as lines of JSON.
fn json<'c>(
    columns: impl IntoIterator<Item = (&'c str, ArrayRef, bool)>,
    nulls: bool,
) -> Result<Vec<u8>, ArrowError> {
    let rows = RecordBatch::try_from_iter_with_nullable(columns)?;
    let mut writer = WriterBuilder::new().with_explicit_nulls(nulls).build::<_, LineDelimited>(Vec::new());
    writer.write(&rows)?;
    writer.finish()?;
    Ok(writer.into_inner())
}

/// The same type with times of named zones as those of the world: names of zones are not known here.
fn utc(kind: &DataType) -> DataType {
    let inner = |field: &Arc<Field>| Arc::new(field.as_ref().clone().with_data_type(utc(field.data_type())));
    match kind {
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, Some("+00:00".into())),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(inner).collect()),
        DataType::List(field) => DataType::List(inner(field)),
        DataType::LargeList(field) => DataType::LargeList(inner(field)),
        DataType::FixedSizeList(field, size) => DataType::FixedSizeList(inner(field), *size),
        DataType::Map(field, sorted) => DataType::Map(inner(field), *sorted),
        other => other.clone(),
    }
}

/// Whatever a damaged file does to its reader, it is an error in words.
fn guarded<T, E: std::fmt::Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(_) => Err("its bytes make no sense".to_owned()),
    }
}

/// True for types whose values JSON can hold; the others are found when an empty column is written.
fn is_written(kind: &DataType) -> bool {
    match kind {
        DataType::Union(..) | DataType::Interval(_) => false,
        DataType::Struct(fields) => fields.iter().all(|field| is_written(field.data_type())),
        DataType::List(field) | DataType::LargeList(field) => is_written(field.data_type()),
        _ => true,
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, value) => is_text(value),
        _ => false,
    }
}

/// Where a field is, by its name or by a path with dots, as in a line of JSON.
fn place(fields: &Fields, name: &str) -> Option<Vec<usize>> {
    let find = |name: &str| fields.iter().rposition(|field| field.name() == name);
    if let Some(at) = find(name) {
        return Some(vec![at]);
    }
    name.match_indices('.').find_map(|(dot, _)| {
        let at = find(&name[..dot])?;
        let DataType::Struct(inner) = fields[at].data_type() else { return None };
        Some([vec![at], place(inner, &name[dot + 1..])?].concat())
    })
}

struct Reading {
    columns: Columns,
    facts: Arc<Vec<KeyValue>>,
    largest: usize,
    read: Rc<Cell<u64>>,
    /// The row group to open next.
    group: usize,
    /// The one that is read.
    rows: Option<Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>>,
    /// Read already, for the next block.
    rest: Option<RecordBatch>,
    /// Number of the next row, from 1.
    next: usize,
    /// Number of the row behind those of the open group.
    behind: usize,
    ended: bool,
}

impl Reading {
    /// The next rows; `None` behind the last. On an error the group is left.
    fn rows(&mut self) -> Result<Option<RecordBatch>, String> {
        if let Some(rest) = self.rest.take() {
            return Ok(Some(rest));
        }
        loop {
            if let Some(rows) = &mut self.rows {
                match guarded(|| rows.next().transpose()) {
                    Ok(Some(rows)) => return Ok(Some(rows)),
                    Ok(None) => self.rows = None,
                    Err(why) => {
                        self.rows = None;
                        return Err(why);
                    }
                }
                if self.next < self.behind {
                    return Err("they are not there".to_owned());
                }
            }
            let about = self.columns.about.metadata();
            if self.group == about.num_row_groups() {
                return Ok(None);
            }
            let group = about.row_group(self.group);
            let count = usize::try_from(group.num_rows()).unwrap_or(0);
            let size = usize::try_from(group.total_byte_size()).unwrap_or(0);
            self.behind = self.next + count;
            self.read.set(self.read.get() + u64::try_from(group.compressed_size()).unwrap_or(0));
            let step = (STEP * count / size.max(1)).clamp(1, 1024);
            let (at, columns) = (self.group, &self.columns);
            self.group += 1;
            let opened = guarded(|| {
                let file =
                    columns.file.try_clone().map_err(|error| ParquetError::General(error.to_string()))?;
                ParquetRecordBatchReaderBuilder::new_with_metadata(file, columns.about.clone())
                    .with_row_groups(vec![at])
                    .with_batch_size(step)
                    .build()
            })?;
            self.rows = Some(Box::new(opened));
        }
    }

    /// Adds rows to a block up to one that is too large; true when the block is full.
    fn add(
        &mut self,
        rows: RecordBatch,
        block: &mut Block,
        taken: &mut Vec<RecordBatch>,
    ) -> Result<bool, ArrowError> {
        let lines = self.columns.lines(&rows)?;
        let mut at = 0;
        for (row, (number, line)) in records(Lines, &lines, self.next).enumerate() {
            if line.len() > self.largest {
                let head = line[..line.len().min(SHOWN)].to_vec();
                block.large = Some(Large { number, length: line.len() as u64, head });
                block.bytes.extend_from_slice(&lines[..at]);
                if row + 1 < rows.num_rows() {
                    self.rest = Some(rows.slice(row + 1, rows.num_rows() - row - 1));
                }
                taken.push(rows.slice(0, row + 1));
                self.next += row + 1;
                return Ok(true);
            }
            at += line.len();
        }
        block.bytes.extend_from_slice(&lines);
        self.next += rows.num_rows();
        taken.push(rows);
        Ok(block.bytes.len() >= BLOCK)
    }
}

impl Iterator for Reading {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        if self.ended {
            return None;
        }
        let mut block = Block { first: self.next, ..Block::default() };
        let mut taken = Vec::new();
        loop {
            let added = match self.rows() {
                Ok(None) => {
                    self.ended = true;
                    break;
                }
                Ok(Some(rows)) => self.add(rows, &mut block, &mut taken).map_err(|error| error.to_string()),
                Err(why) => Err(why),
            };
            match added {
                Ok(false) => {}
                Ok(true) => break,
                Err(why) => {
                    self.rows = None;
                    if self.next < self.behind {
                        block.lost = Some((self.next, self.behind - 1, why));
                    }
                    self.next = self.behind;
                    break;
                }
            }
        }
        let left = self.rest.is_some()
            || self.next < self.behind
            || self.group < self.columns.about.metadata().num_row_groups();
        self.ended |= !left;
        block.last = self.ended;
        let schema = self.columns.about.schema();
        // Of one file all rows have its columns.
        let rows =
            concat_batches(schema, &taken).unwrap_or_else(|_| RecordBatch::new_empty(Arc::clone(schema)));
        block.rows = Some(Rows { rows, first: block.first, facts: Arc::clone(&self.facts) });
        Some(block)
    }
}

/// The rows of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    rows: RecordBatch,
    /// Number of the first of them.
    first: usize,
    /// What the file says about itself.
    facts: Arc<Vec<KeyValue>>,
}

impl Rows {
    /// The rows of these numbers as a member: texts as their lines have them, all else as it was; `added` is what the lines
    /// hold under the key `canonry`. The error is a sentence.
    pub fn pack(
        &self,
        kept: &[usize],
        lines: &[u8],
        fields: &[String],
        added: Option<&Kind>,
    ) -> Result<Vec<u8>, String> {
        let lines: Vec<&str> =
            records(Lines, lines, 1).map(|(_, line)| std::str::from_utf8(line).unwrap_or("")).collect();
        let done = self.changed(kept, &lines, fields, added);
        done.and_then(|rows| {
            let mut facts = (*self.facts).clone();
            facts.retain(|fact| added.is_none() || fact.key != LISTS);
            member(&rows, facts)
        })
        .map_err(|error| format!("cannot be written as Parquet: {error}"))
    }

    fn changed(
        &self,
        kept: &[usize],
        lines: &[&str],
        fields: &[String],
        added: Option<&Kind>,
    ) -> Result<RecordBatch, ArrowError> {
        let mut rows = self.rows.clone();
        if kept.len() < rows.num_rows() {
            let places =
                UInt64Array::from_iter_values(kept.iter().map(|number| (number - self.first) as u64));
            rows = take_record_batch(&rows, &places)?;
        }
        // A line that is no record is one that stays as it came.
        let parsed: Vec<Option<jsonl::Record<'_>>> =
            lines.iter().map(|line| jsonl::Record::parse(line.trim_end(), fields).ok()).collect();
        let texts: Vec<Option<Vec<_>>> =
            parsed.iter().map(|record| record.as_ref().map(jsonl::Record::texts)).collect();
        let mut columns = rows.columns().to_vec();
        for (at, field) in fields.iter().enumerate() {
            let Some(place) = place(rows.schema_ref().fields(), field) else {
                return Err(ArrowError::SchemaError(format!("no column `{field}` can be written")));
            };
            let new: Vec<Option<&str>> =
                texts.iter().map(|texts| Some(&*texts.as_ref()?.get(at)?.1)).collect();
            columns[place[0]] = replaced(&columns[place[0]], &place[1..], &new)?;
        }
        let mut schema = rows.schema();
        if let Some(kind) = added {
            let held = |record: &Option<jsonl::Record<'_>>| {
                let held = record
                    .as_ref()
                    .and_then(|record| record.members().filter(|(key, _)| *key == jsonl::KEY).last());
                held.map_or_else(|| "{}\n".to_owned(), |(key, value)| format!("{{\"{key}\":{value}}}\n"))
            };
            let typed = Typed::new([(jsonl::KEY.to_owned(), kind.clone())]);
            let lines: String = parsed.iter().map(held).collect();
            let mut all: Vec<Arc<Field>> = schema.fields().iter().cloned().collect();
            all.extend(typed.schema.fields().iter().cloned());
            columns.extend(typed.rows(lines.as_bytes())?.columns().iter().cloned());
            schema = Arc::new(Schema::new_with_metadata(all, schema.metadata().clone()));
        }
        RecordBatch::try_new(schema, columns)
    }
}

/// A column with other words where there are any; null stays.
fn replaced(column: &ArrayRef, place: &[usize], new: &[Option<&str>]) -> Result<ArrayRef, ArrowError> {
    match place.split_first() {
        None => {
            let words = cast(column, &DataType::Utf8)?;
            let old = words.as_string::<i32>();
            let words: StringArray =
                new.iter().zip(old).map(|(new, old)| old.map(|old| new.unwrap_or(old))).collect();
            cast(&words, column.data_type())
        }
        Some((at, place)) => {
            let whole = column.as_struct();
            let mut columns = whole.columns().to_vec();
            columns[*at] = replaced(&columns[*at], place, new)?;
            Ok(Arc::new(StructArray::try_new(whole.fields().clone(), columns, whole.nulls().cloned())?))
        }
    }
}

/// Lines of JSON as rows of columns that are known beforehand.
#[derive(Clone, Debug)]
pub struct Typed {
    schema: SchemaRef,
}

impl Typed {
    /// Columns by name and kind; each may be missing in a line.
    pub fn new(columns: impl IntoIterator<Item = (String, Kind)>) -> Typed {
        let fields: Fields =
            columns.into_iter().map(|(name, kind)| Field::new(name, typed(&kind), true)).collect();
        Typed { schema: Arc::new(Schema::new(fields)) }
    }

    /// Lines as a member. The error is a sentence.
    pub fn pack(&self, lines: &[u8]) -> Result<Vec<u8>, String> {
        let packed = self.rows(lines).and_then(|rows| member(&rows, Vec::new()));
        packed.map_err(|error| format!("cannot be written as Parquet: {error}"))
    }

    fn rows(&self, lines: &[u8]) -> Result<RecordBatch, ArrowError> {
        let count = memchr::memchr_iter(b'\n', lines).count();
        let mut decoder = ReaderBuilder::new(Arc::clone(&self.schema))
            .with_batch_size(count.max(1))
            .with_strict_mode(true)
            .build_decoder()?;
        decoder.decode(lines)?;
        Ok(decoder.flush()?.unwrap_or_else(|| RecordBatch::new_empty(Arc::clone(&self.schema))))
    }
}

fn typed(kind: &Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Whole => DataType::Int64,
        Kind::Real => DataType::Float64,
        Kind::Truth => DataType::Boolean,
        Kind::List(kind) => DataType::List(Arc::new(Field::new_list_field(typed(kind), true))),
        Kind::Object(fields) => DataType::Struct(
            fields.iter().map(|(name, kind)| Field::new(&**name, typed(kind), true)).collect(),
        ),
    }
}

/// A Parquet file of one row group.
fn member(rows: &RecordBatch, facts: Vec<KeyValue>) -> Result<Vec<u8>, ArrowError> {
    let how = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(None)
        .set_key_value_metadata(Some(facts).filter(|facts| !facts.is_empty()))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), Some(how))?;
    writer.write(rows)?;
    Ok(writer.into_inner()?)
}

/// The footer that speaks of all members of a file, to be written behind them. The error is a sentence.
pub fn footer(file: &mut (impl Read + Seek)) -> Result<Vec<u8>, String> {
    whole(file).map_err(|error| format!("cannot be ended as Parquet: {error}"))
}

fn whole(file: &mut (impl Read + Seek)) -> Result<Vec<u8>, ParquetError> {
    let mut at = file.seek(SeekFrom::End(0))?;
    let (mut groups, mut last) = (Vec::new(), None);
    while at > 0 {
        let broken = || ParquetError::General("a part of it is damaged".to_owned());
        let mut tail = [0; 8];
        file.seek(SeekFrom::Start(at.checked_sub(8).ok_or_else(broken)?))?;
        file.read_exact(&mut tail)?;
        let [a, b, c, d, ..] = tail;
        let length = u32::from_le_bytes([a, b, c, d]);
        let end =
            (at - 8).checked_sub(u64::from(length)).filter(|_| tail[4..] == *MAGIC).ok_or_else(broken)?;
        let mut words = vec![0; length as usize];
        file.seek(SeekFrom::Start(end))?;
        file.read_exact(&mut words)?;
        let about = ParquetMetaDataReader::decode_metadata(&words)?;
        let places = about
            .row_groups()
            .iter()
            .flat_map(RowGroupMetaData::columns)
            .map(ColumnChunkMetaData::byte_range);
        let size = places.map(|(start, length)| start + length).max().unwrap_or(MAGIC.len() as u64);
        at = end.checked_sub(size).ok_or_else(broken)?;
        let own: Result<Vec<RowGroupMetaData>, ParquetError> =
            about.row_groups().iter().map(|group| moved(group, at)).collect();
        groups.extend(own?);
        last = last.or(Some(about));
    }
    let Some(last) = last else { return Err(ParquetError::General("it holds nothing".to_owned())) };
    groups.reverse();
    let about = ParquetMetaData::new(last.file_metadata().clone(), groups);
    let mut footer = Vec::new();
    ParquetMetaDataWriter::new(&mut footer, &about).finish()?;
    Ok(footer)
}

/// A row group so many bytes further on.
fn moved(group: &RowGroupMetaData, by: u64) -> Result<RowGroupMetaData, ParquetError> {
    let by = i64::try_from(by).map_err(|error| ParquetError::General(error.to_string()))?;
    let column = |column: &ColumnChunkMetaData| {
        let dictionary = column.dictionary_page_offset().map(|at| at + by);
        let built = column.clone().into_builder().set_dictionary_page_offset(dictionary);
        built.set_data_page_offset(column.data_page_offset() + by).build()
    };
    RowGroupMetaData::builder(group.schema_descr_ptr())
        .set_num_rows(group.num_rows())
        .set_total_byte_size(group.total_byte_size())
        .set_column_metadata(group.columns().iter().map(column).collect::<Result<_, _>>()?)
        .set_file_offset(group.file_offset().unwrap_or(0) + by)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{
        BinaryArray, Decimal128Array, DictionaryArray, Float64Array, Int32Array, LargeStringArray, ListArray,
        StringViewArray, TimestampMicrosecondArray,
        types::{Int32Type, Int64Type},
    };
    use parquet::basic::GzipLevel;
    use std::io::{Cursor, Write};

    /// Rows of many kinds; the words of row n are `words n`, none in every fifth.
    fn many(count: usize) -> RecordBatch {
        let words = || (0..count).map(|n| (n % 5 != 4).then(|| format!("words {n}")));
        let numbers = || (0..count).map(|n| i32::try_from(n).expect("small"));
        let text = StringArray::from_iter(words());
        let inner = Fields::from(vec![
            Field::new("body", DataType::LargeUtf8, true),
            Field::new("n", DataType::Int32, true),
        ]);
        let page = StructArray::new(
            inner,
            vec![
                Arc::new(LargeStringArray::from_iter(words())),
                Arc::new(numbers().map(Some).collect::<Int32Array>()),
            ],
            Some((0..count).map(|n| n % 7 != 3).collect::<Vec<bool>>().into()),
        );
        let dictionary: DictionaryArray<Int32Type> =
            (0..count).map(|n| Some(["red", "green"][n % 2])).collect();
        let lists = ListArray::from_iter_primitive::<Int64Type, _, _>(
            (0..count).map(|n| (n % 3 > 0).then(|| vec![Some(n as i64), None])),
        );
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("text", Arc::new(text)),
            ("view", Arc::new(StringViewArray::from_iter(words()))),
            ("colour", Arc::new(dictionary)),
            ("page", Arc::new(page)),
            (
                "day",
                Arc::new(
                    numbers()
                        .map(|n| i64::from(n) * 1_000_001)
                        .map(Some)
                        .collect::<TimestampMicrosecondArray>()
                        .with_timezone("Europe/Rome"),
                ),
            ),
            (
                "price",
                Arc::new(
                    numbers()
                        .map(|n| Some(i128::from(n) * 7))
                        .collect::<Decimal128Array>()
                        .with_precision_and_scale(20, 3)
                        .expect("fits"),
                ),
            ),
            (
                "nan",
                Arc::new(
                    numbers()
                        .map(|n| Some(if n % 2 == 0 { f64::NAN } else { f64::from(n) }))
                        .collect::<Float64Array>(),
                ),
            ),
            ("bytes", Arc::new(BinaryArray::from_iter(numbers().map(|n| Some(n.to_be_bytes()))))),
            ("lists", Arc::new(lists)),
        ];
        RecordBatch::try_from_iter(columns).expect("rows")
    }

    fn file(rows: &RecordBatch, group: usize) -> File {
        packed(rows, group, Compression::SNAPPY)
    }

    fn packed(rows: &RecordBatch, group: usize, how: Compression) -> File {
        let how = WriterProperties::builder()
            .set_max_row_group_row_count(Some(group))
            .set_compression(how)
            .set_key_value_metadata(Some(vec![KeyValue::new("owner".to_owned(), "somebody".to_owned())]))
            .build();
        let mut file = tempfile::tempfile().expect("a file");
        let mut writer = ArrowWriter::try_new(&mut file, rows.schema(), Some(how)).expect("begun");
        writer.write(rows).expect("written");
        writer.close().expect("ended");
        file
    }

    fn saved(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("written");
        file
    }

    /// The blocks of a file, each written again, and the footer; what is left of the lines is changed by `change`.
    fn again(file: File, largest: usize, fields: &[&str], change: impl Fn(&str) -> String) -> Vec<u8> {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        let mut out = Vec::new();
        for block in Columns::open(file).expect("opened").blocks(largest, Rc::default()) {
            let kept: Vec<usize> =
                records(Lines, &block.bytes, block.first).map(|(number, _)| number).collect();
            let lines = change(std::str::from_utf8(&block.bytes).expect("UTF-8"));
            out.extend(
                block.rows.expect("rows").pack(&kept, lines.as_bytes(), &fields, None).expect("packed"),
            );
        }
        let end = footer(&mut Cursor::new(&out)).expect("a footer");
        [out, end].concat()
    }

    fn read(file: File) -> RecordBatch {
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("opened").build().expect("built");
        let rows: Vec<RecordBatch> = reader.map(|rows| rows.expect("read")).collect();
        concat_batches(rows[0].schema_ref(), &rows).expect("one")
    }

    #[test]
    fn what_is_no_text_stays_as_it_was() {
        let rows = many(1000);
        let out = again(file(&rows, 300), 1 << 20, &["text", "page.body", "view"], |lines| {
            lines.replace("\"words ", "\"WORDS ")
        });
        let (back, about) = (read(saved(&out)), Columns::open(saved(&out)).expect("opened"));
        assert_eq!(back.schema(), rows.schema());
        for (at, field) in rows.schema().fields().iter().enumerate() {
            let is_text = ["text", "view", "page"].contains(&field.name().as_str());
            assert_eq!(rows.column(at) == back.column(at), !is_text, "{}", field.name());
        }
        let words = back.column(0).as_string::<i32>();
        let page = back.column(3).as_struct();
        // Null stays null, and the other texts of its row are worked on.
        for row in 0..1000 {
            let expected = (row % 5 != 4).then(|| format!("WORDS {row}"));
            assert_eq!(words.iter().nth(row).flatten(), expected.as_deref(), "{row}");
            assert_eq!(page.is_null(row), row % 7 == 3);
        }
        let facts = about.about.metadata().file_metadata().key_value_metadata().expect("facts");
        assert!(facts.iter().any(|fact| fact.key == "owner"), "{facts:?}");
    }

    #[test]
    fn blocks_depend_on_bytes_alone_and_hold_every_row() {
        let long = StringArray::from_iter_values((0..400).map(|n| "x".repeat(n * 7919 % 90_000)));
        let rows = RecordBatch::try_from_iter([("text", Arc::new(long) as ArrayRef)]).expect("rows");
        let blocks = || Columns::open(file(&rows, 150)).expect("opened").blocks(1 << 30, Rc::default());
        let all: Vec<Block> = blocks().collect();
        assert!(all.len() > 3 && all == blocks().collect::<Vec<_>>());
        let mut next = 1;
        for block in &all {
            let numbers: Vec<usize> =
                records(Lines, &block.bytes, block.first).map(|(number, _)| number).collect();
            assert_eq!(numbers, (next..next + numbers.len()).collect::<Vec<_>>());
            next += numbers.len();
            assert!(block.bytes.len() < BLOCK + 2 * STEP + 90_000);
        }
        assert_eq!(next, 401);
        assert!(all.iter().rev().skip(1).all(|block| !block.last) && all.last().is_some_and(|b| b.last));
        // Rows that are too large are told, and nobody else is lost.
        let all: Vec<Block> =
            Columns::open(file(&rows, 150)).expect("opened").blocks(80_000, Rc::default()).collect();
        let large: Vec<usize> = all.iter().filter_map(|block| Some(block.large.as_ref()?.number)).collect();
        let kept = all.iter().map(|block| records(Lines, &block.bytes, 1).count()).sum::<usize>();
        assert_eq!(kept + large.len(), 400);
        assert!(large.len() > 10 && large.iter().all(|number| (number - 1) * 7919 % 90_000 + 12 > 80_000));
        let out = again(file(&rows, 150), 80_000, &["text"], str::to_owned);
        assert_eq!(read(saved(&out)).num_rows(), kept);
    }

    #[test]
    fn however_it_is_packed_inside() {
        let rows = many(500);
        for how in [
            Compression::UNCOMPRESSED,
            Compression::GZIP(GzipLevel::try_new(6).expect("a level")),
            #[cfg(feature = "brotli")]
            Compression::BROTLI(parquet::basic::BrotliLevel::try_new(4).expect("a level")),
            Compression::LZ4,
            Compression::LZ4_RAW,
            Compression::ZSTD(ZstdLevel::try_new(1).expect("a level")),
        ] {
            let out = again(packed(&rows, 200, how), 1 << 20, &["text"], str::to_owned);
            assert_eq!(read(saved(&out)).column(0), rows.column(0), "{how}");
        }
    }

    #[test]
    fn an_empty_file_stays_one() {
        let rows = many(10).slice(0, 0);
        let out = again(file(&rows, 10), 1 << 20, &["text"], str::to_owned);
        let opened = Columns::open(saved(&out)).expect("opened");
        assert_eq!((opened.names().len(), opened.head()), (9, Vec::new()));
        assert_eq!(opened.blocks(1 << 20, Rc::default()).map(|block| block.bytes.len()).sum::<usize>(), 0);
    }

    #[test]
    fn whatever_is_damaged_is_told() {
        let rows = many(2000);
        let mut whole = Vec::new();
        let mut from = file(&rows, 500);
        from.rewind().expect("rewound");
        from.read_to_end(&mut whole).expect("read");
        for cut in [0, 3, 4, 8, 11, whole.len() / 2, whole.len() - 1] {
            let Err(why) = Columns::open(saved(&whole[..cut])) else { panic!("{cut}") };
            assert!(why.contains("no Parquet file") || why.contains("footer"), "{why}");
        }
        for at in (4..whole.len() - 12).step_by(97) {
            let mut torn = whole.clone();
            torn[at] ^= 0x55;
            let Ok(opened) = Columns::open(saved(&torn)) else { continue };
            let (mut rows, mut lost) = (0, 0);
            for block in opened.blocks(1 << 20, Rc::default()) {
                rows += records(Lines, &block.bytes, block.first).count();
                lost += block.lost.map_or(0, |(first, last, _)| last + 1 - first);
            }
            assert!(at > whole.len() - 6000 || rows + lost == 2000, "{at}: {rows} and {lost}");
        }
    }

    #[test]
    fn lines_become_columns_with_kinds() {
        let typed = Typed::new([
            ("n".to_owned(), Kind::Whole),
            (
                "edits".to_owned(),
                Kind::list(&[("rules", Kind::List(Box::new(Kind::Text))), ("at", Kind::Real)]),
            ),
        ]);
        let lines = "{\"n\":7,\"edits\":[{\"rules\":[\"a\",\"b\"],\"at\":0.5},{\"rules\":[],\"at\":1}]}\n{\"edits\":[]}\n";
        let out =
            [typed.pack(lines.as_bytes()).expect("packed"), typed.pack(b"{\"n\":null}\n").expect("packed")]
                .concat();
        let end = footer(&mut Cursor::new(&out)).expect("a footer");
        let opened = Columns::open(saved(&[out, end].concat())).expect("opened").without_nulls();
        let back: Vec<u8> = opened.blocks(1 << 20, Rc::default()).flat_map(|block| block.bytes).collect();
        let expected = lines.replace("\"at\":1}", "\"at\":1.0}") + "{}\n";
        assert_eq!(String::from_utf8_lossy(&back), expected);
        assert!(typed.pack(b"{\"other\":1}\n").expect_err("no column").contains("other"));
        assert!(typed.pack(b"{\"n\":\"words\"}\n").is_err());
    }
}
