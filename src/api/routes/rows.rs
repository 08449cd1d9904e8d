//! Rows of an export, or of a page of a list: JSON lines, CSV (RFC 4180) that a spreadsheet can open without running anything
//! in it, or Parquet.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::parquet::ParquetFile;
use crate::api::dto::Word;
use crate::api::error::ApiError;
use crate::api::forms::Form;
use crate::api::page::{List, link_next};
use crate::api::respond::{self, CSV_WITH_HEAD, NDJSON, PARQUET};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Format {
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a header; lists in one cell are joined by `; `, and an apostrophe stands before a
    /// text that a spreadsheet would take for a formula.
    Csv,
    /// A file of Apache Parquet with the columns of CSV; the numeric ones are doubles.
    Parquet,
}

impl Format {
    /// As `format` names it, and a file ends.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// As it is answered.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson => NDJSON,
            Self::Csv => CSV_WITH_HEAD,
            Self::Parquet => PARQUET,
        }
    }
}

impl Word for Format {
    fn from_word(word: &str) -> Option<Self> {
        [Self::Ndjson, Self::Csv, Self::Parquet].into_iter().find(|format| format.as_str() == word)
    }

    fn words() -> Vec<&'static str> {
        vec!["ndjson", "csv", "parquet"]
    }
}

/// A page of a list as rows, or as JSON; in each form with a `Link` to the next one.
pub(super) fn respond<T: Row>(request: &HttpRequest, list: &List<T>, form: Form) -> Result<HttpResponse, ApiError> {
    let format = match form {
        Form::Ndjson => Format::Ndjson,
        Form::Csv => Format::Csv,
        Form::Json | Form::SchemaOrg | Form::Annotations | Form::Ninjs => return list.respond(request),
    };
    let mut rows = RowWriter::new::<T>(format)?;
    for item in &list.items {
        rows.write(item)?;
    }
    let mut response = respond::written(format.media_type(), rows.finish()?);
    link_next(request, &mut response, list.next.as_deref());
    Ok(response)
}

/// Something that fits into a row of a table.
pub(super) trait Row: Serialize + Sized + 'static {
    /// The table's columns in their order.
    const COLUMNS: &'static [Column<Self>];
}

/// A column: its name, and what stands in its cells.
pub(super) struct Column<R> {
    name: &'static str,
    cell: fn(&R) -> String,
    /// Its cells come of numbers, so that a leading `-` is a sign and never the begin of a formula.
    numeric: bool,
}

/// A column of texts.
pub(super) const fn text<R>(name: &'static str, cell: fn(&R) -> String) -> Column<R> {
    Column { name, cell, numeric: false }
}

/// A column of numbers, written as they are; an absent one is empty.
pub(super) const fn number<R>(name: &'static str, cell: fn(&R) -> String) -> Column<R> {
    Column { name, cell, numeric: true }
}

/// Writes rows of one table in one form.
pub(super) struct RowWriter {
    form: Writing,
    /// Written and not taken.
    written: Vec<u8>,
}

enum Writing {
    Ndjson,
    Csv,
    Parquet(Box<ParquetFile>),
}

impl RowWriter {
    /// Begins a table of such rows, with its head if the form has one.
    pub(super) fn new<R: Row>(format: Format) -> Result<Self, ApiError> {
        let mut written = Vec::new();
        let form = match format {
            Format::Ndjson => Writing::Ndjson,
            Format::Csv => {
                write_record(&mut written, R::COLUMNS.iter().map(|column| column.name.to_owned()));
                Writing::Csv
            }
            Format::Parquet => {
                let columns = R::COLUMNS.iter().map(|column| (column.name, column.numeric));
                Writing::Parquet(Box::new(ParquetFile::new(columns)?))
            }
        };
        Ok(Self { form, written })
    }

    /// Writes one row.
    pub(super) fn write<R: Row>(&mut self, row: &R) -> Result<(), ApiError> {
        match &mut self.form {
            Writing::Ndjson => {
                serde_json::to_writer(&mut self.written, row).map_err(ApiError::internal)?;
                self.written.push(b'\n');
            }
            Writing::Csv => write_record(&mut self.written, R::COLUMNS.iter().map(|column| column.shown(row))),
            Writing::Parquet(file) => {
                file.add(R::COLUMNS.iter().map(|column| (column.cell)(row)))?;
                self.written.append(&mut file.written());
            }
        }
        Ok(())
    }

    /// Bytes that were written and not taken.
    pub(super) fn ready(&self) -> usize {
        self.written.len()
    }

    /// Takes what is written.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.written)
    }

    /// Writes the end, if the form has one, and takes all; after it nothing is written.
    pub(super) fn finish(&mut self) -> Result<Vec<u8>, ApiError> {
        if let Writing::Parquet(file) = &mut self.form {
            file.finish()?;
            self.written.append(&mut file.written());
            self.form = Writing::Ndjson;
        }
        Ok(self.take())
    }
}

impl<R> Column<R> {
    fn shown(&self, row: &R) -> String {
        let cell = (self.cell)(row);
        if self.numeric { cell } else { defused(cell) }
    }
}

/// A text that no spreadsheet takes for a formula: one that begins as a formula does gets an apostrophe before it.
fn defused(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

fn write_record(out: &mut Vec<u8>, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        if cell.contains(['"', ',', '\r', '\n']) {
            out.push(b'"');
            out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Pair(&'static str);

    impl Row for Pair {
        const COLUMNS: &'static [Column<Self>] =
            &[text("text", |row| row.0.to_owned()), number("number", |row| row.0.to_owned())];
    }

    #[test]
    fn cells_are_quoted_when_they_must_be() {
        let mut out = Vec::new();
        write_record(&mut out, ["a", "b,c", "„d“ \"e\"", "f\ng", ""].map(String::from).into_iter());
        assert_eq!(String::from_utf8(out).unwrap(), "a,\"b,c\",\"„d“ \"\"e\"\"\",\"f\ng\",\r\n");
    }

    #[test]
    fn a_text_never_begins_as_a_formula_and_a_number_stays_one() {
        for (cell, line, reason) in [
            ("=1+1", "'=1+1,=1+1", "formula"),
            ("+49 30 1234", "'+49 30 1234,+49 30 1234", "plus"),
            ("-5", "'-5,-5", "a sign in a numeric column only"),
            ("@SUM(A1)", "'@SUM(A1),@SUM(A1)", "function"),
            ("\t=1", "'\t=1,\t=1", "tab"),
            ("\r=1", "\"'\r=1\",\"\r=1\"", "carriage return"),
            ("=a,b", "\"'=a,b\",\"=a,b\"", "quoted as well"),
            ("a=b", "a=b,a=b", "not at the begin"),
            ("'=1", "'=1,'=1", "an apostrophe of its own"),
            ("– Anfang", "– Anfang,– Anfang", "a dash is no minus"),
            ("", ",", "empty"),
        ] {
            let mut rows = RowWriter::new::<Pair>(Format::Csv).unwrap();
            rows.write(&Pair(cell)).unwrap();
            let table = String::from_utf8(rows.finish().unwrap()).unwrap();
            assert_eq!(table, format!("text,number\r\n{line}\r\n"), "{reason}");
        }
    }
}
