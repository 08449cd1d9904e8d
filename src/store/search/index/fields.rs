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

/// What stands above a text.
#[derive(Debug, Clone, Copy)]
struct Head {
    title: Words,
    source: Words,
    author: Words,
}

/// All of them.
#[derive(Debug, Clone)]
pub struct Fields {
    /// Of articles. That of claims and figures is another one: they are many, and who looks for articles need not go through them.
    head: Head,
    item_head: Head,
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
        let head = if kind == Kind::Article { self.head } else { self.item_head };
        match (field, kind) {
            (Field::Title, _) => head.title,
            (Field::Source, _) => head.source,
            (Field::Author, _) => head.author,
            (Field::Text, Kind::Article) => self.text,
            (Field::Text, Kind::Claim) => self.claim,
            (Field::Text, Kind::Figure) => self.figure,
        }
    }

    /// Whether claims and figures both have this field of words; every other one has documents of one kind alone.
    pub fn is_shared(&self, field: Handle) -> bool {
        let Head { title, source, author } = self.item_head;
        [title, source, author].iter().any(|words| [words.terms, words.forms].contains(&field))
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
    let [head, item_head] =
        [["title", "source", "author"], ["item_title", "item_source", "item_author"]].map(|names| {
            let [title, source, author] = names.map(&mut words);
            Head { title, source, author }
        });
    let [text, claim, figure] = ["text", "claim", "figure"].map(&mut words);
    let tag = schema.add_text_field("tag", option(IndexRecordOption::Basic, false));
    let id = schema.add_bytes_field("id", INDEXED);
    let columns = [column::MICROS, column::NANOS, column::ID_HIGH, column::ID_LOW, column::NUMBER];
    let columns = columns.map(|name| schema.add_u64_field(name, FAST));
    (schema.build(), Fields { head, item_head, text, claim, figure, tag, id, columns })
}
