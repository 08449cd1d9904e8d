//! What shares some of many words.
//!
//! What has at least k of n words has at least one of any n - k + 1 of them. So only what has one of the rarest is looked at, and
//! the frequent words, whose lists are long, are looked up where it stands there.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::collect::Columns;
use crate::store::search::{Place, Sort};

/// What has words in common with something.
pub struct Sharing<'a> {
    /// The field that the words are in.
    pub field: Field,
    /// The words.
    pub words: &'a BTreeSet<String>,
    /// How many of them it has at least; one of none is nothing.
    pub least: usize,
    /// Of those with most words in common, the newest first, so many are found.
    pub limit: usize,
}

/// How many words a document shares, and its place: what is wanted less is greater.
type Ranked = (Reverse<usize>, Place);

impl Sharing<'_> {
    /// The places of what is found in these segments.
    pub fn places(&self, segments: &[SegmentReader]) -> tantivy::Result<Vec<Place>> {
        let mut best = BinaryHeap::new();
        for segment in segments {
            self.gather(segment, &mut best)?;
        }
        Ok(best.into_sorted_vec().into_iter().map(|(_, place)| place).collect())
    }

    fn gather(&self, segment: &SegmentReader, best: &mut BinaryHeap<Ranked>) -> tantivy::Result<()> {
        let lists = self.lists(segment)?;
        let Some(rare) = (lists.len() + 1).checked_sub(self.least.max(1)).filter(|rare| *rare > 0) else {
            return Ok(());
        };
        let columns = Columns::of(segment)?;
        let mut walk = Walk { lists, rare, least: self.least };
        while let Some((document, shared)) = walk.next() {
            let worst = if best.len() < self.limit { None } else { best.peek() };
            let is_beaten = worst.is_some_and(|(Reverse(worst), _)| shared < *worst);
            if is_beaten || segment.alive_bitset().is_some_and(|alive| alive.is_deleted(document)) {
                continue;
            }
            let Some(place) = columns.place(document, 0.0, Sort::Date) else { continue };
            best.push((Reverse(shared), place));
            if best.len() > self.limit {
                best.pop();
            }
        }
        Ok(())
    }

    /// The documents of each word, the rarest first.
    fn lists(&self, segment: &SegmentReader) -> tantivy::Result<Vec<SegmentPostings>> {
        let index = segment.inverted_index(self.field)?;
        let mut lists = Vec::new();
        for word in self.words {
            let term = Term::from_field_text(self.field, word);
            lists.extend(index.read_postings(&term, IndexRecordOption::Basic)?);
        }
        lists.sort_by_key(SegmentPostings::doc_freq);
        Ok(lists)
    }
}

/// Goes over the documents that have enough words.
struct Walk {
    lists: Vec<SegmentPostings>,
    /// So many lists, the first, have all documents that may.
    rare: usize,
    least: usize,
}

impl Walk {
    /// The next one, and how many words it has.
    fn next(&mut self) -> Option<(DocId, usize)> {
        let (rare, frequent) = self.lists.split_at_mut(self.rare);
        loop {
            let document = rare.iter().map(DocSet::doc).min().filter(|document| *document != TERMINATED)?;
            let mut shared = 0;
            for list in &mut *rare {
                if list.doc() == document {
                    shared += 1;
                    list.advance();
                }
            }
            let mut left = frequent.len();
            for list in &mut *frequent {
                if shared + left < self.least {
                    break;
                }
                left -= 1;
                let there = if list.doc() < document { list.seek(document) } else { list.doc() };
                shared += usize::from(there == document);
            }
            if shared >= self.least {
                return Some((document, shared));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::order_columns;
    use super::super::fields::{Fields, schema};
    use super::*;
    use crate::article::ArticleId;
    use crate::store::search::matching::Kind;
    use crate::store::search::query;
    use crate::store::sort_key::SortKey;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use tantivy::{Index, IndexWriter, TantivyDocument};

    fn field(fields: &Fields) -> Field {
        fields.words(Kind::Claim, query::Field::Text).terms
    }

    /// Documents with these words, the later the newer, put in at two times.
    fn index(documents: &[BTreeSet<String>]) -> (Index, Fields) {
        let (schema, fields) = schema();
        let index = Index::create_in_ram(schema);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 16 << 20).expect("a writer");
        for (at, words) in documents.iter().enumerate() {
            if at == documents.len() / 2 {
                writer.commit().expect("written");
            }
            let mut document = TantivyDocument::new();
            let moment = Timestamp::from_second(i64::try_from(at).expect("few")).expect("a time");
            let order = SortKey::new(moment, ArticleId::from_bytes([0; 16]));
            for (column, value) in fields.columns.iter().zip(order_columns(&order, 0)) {
                document.add_u64(*column, value);
            }
            for word in words {
                document.add_text(field(&fields), word);
            }
            writer.add_document(document).expect("put");
        }
        writer.commit().expect("written");
        (index, fields)
    }

    fn words(of: &str) -> BTreeSet<String> {
        of.chars().map(String::from).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn all_that_share_enough_words_are_found_those_with_most_first(
            documents in proptest::collection::vec("[abcdeeeeffffff]{0,6}", 1..40),
            sought in "[a-g]{1,7}",
            least in 0_usize..5,
            limit in 1_usize..20,
        ) {
            let documents: Vec<_> = documents.iter().map(|document| words(document)).collect();
            let (index, fields) = index(&documents);
            let sought = words(&sought);
            let sharing = Sharing { field: field(&fields), words: &sought, least, limit };
            let searcher = index.reader().expect("a reader").searcher();
            let found = sharing.places(searcher.segment_readers()).expect("found");
            let found: Vec<i64> = found.iter().map(|place| place.order.at().as_second()).collect();

            let mut expected: Vec<(Reverse<usize>, Reverse<i64>)> = (0..).zip(&documents)
                .map(|(at, document)| (Reverse(document.intersection(&sought).count()), Reverse(at)))
                .filter(|(Reverse(shared), _)| *shared >= least.max(1))
                .collect();
            expected.sort_unstable();
            let expected: Vec<i64> = expected.into_iter().map(|(_, Reverse(at))| at).take(limit).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
