//! Rows as a file of Apache Parquet, for warehouses and data frames: texts as UTF-8, numbers as doubles, what is absent as
//! null. It is written group by group, so that any number of rows can be exported.
//!
//! Deliberately absent: nested columns. A row is what a line of CSV is.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::api::error::ApiError;

/// A group of rows ends when its cells come to so many bytes; it is held until then.
const GROUP: usize = 4 << 20;

/// A file under way.
pub(super) struct ParquetFile {
    file: SerializedFileWriter<Sink>,
    sink: Sink,
    columns: Vec<Cells>,
    /// Bytes of the rows that are held.
    held: usize,
}

/// The cells of a column that are held.
struct Cells {
    /// Whether there is one, row by row.
    present: Vec<i16>,
    values: Values,
}

enum Values {
    Texts(Vec<ByteArray>),
    Numbers(Vec<f64>),
}

impl ParquetFile {
    /// An empty one with these columns: each its name, and whether it holds numbers.
    pub(super) fn new(columns: impl Iterator<Item = (&'static str, bool)>) -> Result<Self, ApiError> {
        let columns: Vec<_> = columns.collect();
        let field = |(name, numeric): &(&str, bool)| {
            let (physical, logical) =
                if *numeric { (Physical::DOUBLE, None) } else { (Physical::BYTE_ARRAY, Some(LogicalType::String)) };
            let field = Type::primitive_type_builder(name, physical).with_logical_type(logical);
            field.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
        };
        let fields = columns.iter().map(field).collect::<Result<_, _>>().map_err(failed)?;
        let schema = Type::group_type_builder("schema").with_fields(fields).build().map_err(failed)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let sink = Sink::default();
        let file = SerializedFileWriter::new(sink.clone(), Arc::new(schema), Arc::new(properties)).map_err(failed)?;
        let cells = |(_, numeric): (&str, bool)| Cells {
            present: Vec::new(),
            values: if numeric { Values::Numbers(Vec::new()) } else { Values::Texts(Vec::new()) },
        };
        Ok(Self { file, sink, columns: columns.into_iter().map(cells).collect(), held: 0 })
    }

    /// Adds a row; an empty cell is absent.
    pub(super) fn add(&mut self, row: impl Iterator<Item = String>) -> Result<(), ApiError> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            self.held += cell.len() + size_of::<ByteArray>();
            column.add(cell);
        }
        if self.held >= GROUP { self.end_group() } else { Ok(()) }
    }

    /// Takes out what is written by now.
    pub(super) fn written(&self) -> Vec<u8> {
        std::mem::take(&mut *self.sink.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes what is held, and the end.
    pub(super) fn finish(&mut self) -> Result<(), ApiError> {
        self.end_group()?;
        self.file.finish().map(drop).map_err(failed)
    }

    fn end_group(&mut self) -> Result<(), ApiError> {
        if std::mem::take(&mut self.held) > 0 {
            self.write_group().map_err(failed)?;
        }
        Ok(())
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for Cells { present, values } in &mut self.columns {
            let Some(mut column) = group.next_column()? else { break };
            let present = std::mem::take(present);
            match values {
                Values::Texts(texts) => {
                    let texts = std::mem::take(texts);
                    column.typed::<ByteArrayType>().write_batch(&texts, Some(&present), None)?;
                }
                Values::Numbers(numbers) => {
                    let numbers = std::mem::take(numbers);
                    column.typed::<DoubleType>().write_batch(&numbers, Some(&present), None)?;
                }
            }
            column.close()?;
        }
        group.close()?;
        Ok(self.file.flush()?)
    }
}

impl Cells {
    fn add(&mut self, cell: String) {
        let is_there = match &mut self.values {
            Values::Texts(texts) => {
                let is_there = !cell.is_empty();
                texts.extend(is_there.then(|| ByteArray::from(cell.into_bytes())));
                is_there
            }
            Values::Numbers(numbers) => {
                let number = cell.parse::<f64>().ok();
                numbers.extend(number);
                number.is_some()
            }
        };
        self.present.push(i16::from(is_there));
    }
}

fn failed(error: ParquetError) -> ApiError {
    ApiError::internal(error)
}

/// Where the file is written to, and read from as it grows.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
