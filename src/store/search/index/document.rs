//! Articles as documents of the index.

use jiff::Timestamp;
use tantivy::TantivyDocument;
use tantivy::tokenizer::{PreTokenizedString, Token};

use super::fields::{Fields, PART};
use crate::article::AnalysedArticle;
use crate::store::search::matching::{self, Kind, sentence_of};
use crate::store::search::query::Field;
use crate::store::search::tags;
use crate::store::search::words::Word;
use crate::store::sort_key::SortKey;

/// The documents of an article: itself, its claims and its figures.
pub fn documents(fields: &Fields, article: &AnalysedArticle) -> Vec<TantivyDocument> {
    let words = matching::Fields::of(&article.article);
    let headed = article.article.content.headed();
    let order = SortKey::of(&article.article);
    let document = |kind: Kind, number: u32, text: &[Word], tags: Vec<String>| {
        let mut document = TantivyDocument::new();
        document.add_bytes(fields.id, article.article.id.as_bytes());
        for (column, value) in fields.columns.iter().zip(order_columns(&order, number)) {
            document.add_u64(*column, value);
        }
        for tag in tags {
            document.add_text(fields.tag, tag);
        }
        for field in Field::ALL {
            let words = if field == Field::Text { text } else { words.words(field) };
            add(&mut document, fields.words(kind, field), words);
        }
        document
    };
    let mut documents = vec![document(Kind::Article, 0, &words.text, tags::of_article(article))];
    for claim in &article.analysis.claims {
        documents.push(document(
            Kind::Claim,
            claim.id.0,
            &words.inside(headed, &claim.spans),
            tags::of_claim(article, claim),
        ));
    }
    for figure in &article.analysis.figures {
        let sentence = words.inside(headed, &[sentence_of(article, figure)]);
        documents.push(document(Kind::Figure, figure.id.0, &sentence, tags::of_figure(article, figure)));
    }
    documents
}

/// The numbers of a document.
pub fn order_columns(order: &SortKey, number: u32) -> [u64; 5] {
    let (micros, nanos) = moment(order.at());
    let id = u128::from_be_bytes(*order.id().as_bytes());
    [micros, nanos, (id >> 64) as u64, (id & u128::from(u64::MAX)) as u64, number.into()]
}

/// A moment as microseconds since before all moments, and nanoseconds.
pub fn moment(at: Timestamp) -> (u64, u64) {
    let nanos = at.as_nanosecond();
    let micros = i64::try_from(nanos.div_euclid(1000)).unwrap_or_default();
    (micros.cast_unsigned() ^ (1 << 63), u64::try_from(nanos.rem_euclid(1000)).unwrap_or_default())
}

fn add(document: &mut TantivyDocument, to: super::fields::Words, words: &[Word]) {
    if words.is_empty() {
        return;
    }
    let mut terms = Vec::with_capacity(words.len() + words.len() / 4);
    let mut forms = Vec::with_capacity(words.len());
    let token =
        |position: usize, text: String| Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 };
    for Word { position, terms: of, .. } in words {
        terms.extend(of.own.iter().map(|own| token(*position, own.clone())));
        terms.extend(of.parts.iter().map(|part| token(*position, format!("{PART}{part}"))));
        if !of.own.contains(&of.form) {
            forms.push(token(*position, of.form.clone()));
        }
    }
    let pre_tokenized = |tokens: Vec<Token>| PreTokenizedString { text: String::new(), tokens };
    document.add_pre_tokenized_text(to.terms, pre_tokenized(terms));
    if !forms.is_empty() {
        document.add_pre_tokenized_text(to.forms, pre_tokenized(forms));
    }
}
