//! The fields of a document.

use tantivy::schema::{FAST, Field as Handle, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

use crate::store::search::matching::Kind;
use crate::store::search::query::Field;

/// Stands before a word that is only a part of a compound; no word holds it.
pub const PART: char = '~';

/// Names of the numbers that every document has.
pub mod column {
    /// Moment of the article, in microseconds from the first there can be.
    pub const MICROS: &str = "micros";
    /// What is left of the moment, in nanoseconds.
    pub const NANOS: &str = "nanos";
    /// First half of the article's id.
    pub const ID_HIGH: &str = "id_high";
    /// Second half.
    pub const ID_LOW: &str = "id_low";
    /// Number of the claim or figure; 0 for an article.
    pub const NUMBER: &str = "number";
}

/// A field of words: their dictionary forms with positions, and as they are written.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Dictionary forms and parts.
    pub terms: Handle,
    /// As they are written, for beginnings of words.
    pub forms: Handle,
}

/// All of them.
#[derive(Debug, Clone)]
pub struct Fields {
    title: Words,
    source: Words,
    author: Words,
    text: Words,
    claim: Words,
    figure: Words,
    /// What filters want.
    pub tag: Handle,
    /// The article's id.
    pub id: Handle,
    /// Those of [`mod@column`], in its order.
    pub columns: [Handle; 5],
}

impl Fields {
    /// The words of a field. The text of each kind is a field of its own, as its words have their own frequencies.
    pub fn words(&self, kind: Kind, field: Field) -> Words {
        match (field, kind) {
            (Field::Title, _) => self.title,
            (Field::Source, _) => self.source,
            (Field::Author, _) => self.author,
            (Field::Text, Kind::Article) => self.text,
            (Field::Text, Kind::Claim) => self.claim,
            (Field::Text, Kind::Figure) => self.figure,
        }
    }

    /// Whether only documents of one kind have this field of words.
    pub fn is_shared(&self, field: Handle) -> bool {
        [self.title.terms, self.source.terms, self.author.terms].contains(&field)
    }
}

/// The schema of the index.
pub fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let option = |record: IndexRecordOption, norms: bool| {
        let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(record).set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut words = |name: &str| Words {
        terms: schema.add_text_field(name, option(IndexRecordOption::WithFreqsAndPositions, true)),
        forms: schema.add_text_field(&format!("{name}_forms"), option(IndexRecordOption::Basic, false)),
    };
    let [title, source, author, text, claim, figure] =
        ["title", "source", "author", "text", "claim", "figure"].map(&mut words);
    let tag = schema.add_text_field("tag", option(IndexRecordOption::Basic, false));
    let id = schema.add_bytes_field("id", INDEXED);
    let columns = [column::MICROS, column::NANOS, column::ID_HIGH, column::ID_LOW, column::NUMBER];
    let columns = columns.map(|name| schema.add_u64_field(name, FAST));
    (schema.build(), Fields { title, source, author, text, claim, figure, tag, id, columns })
}
