//! A search as a query of tantivy.

use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, PhraseQuery,
    Query, TermQuery,
};
use tantivy::schema::{IndexRecordOption, Term};

use super::Request;
use super::fields::{Fields, PART, Words};
use super::left_out::LeftOut;
use crate::article::ArticleId;
use crate::store::search::query::{Clause, Field, Sought};
use crate::store::search::ranking::{AS_PART, IN_TITLE, OF_PREFIX};
use crate::store::search::tags;

type Clauses = Vec<(Occur, Box<dyn Query>)>;

/// Forms of the words of one phrase are combined to so many phrases at most.
const MOST_PHRASES: usize = 16;

/// The query; if `only` is given, of that article's documents alone.
pub fn query(fields: &Fields, request: &Request<'_>, only: Option<ArticleId>) -> BooleanQuery {
    let mut clauses = Clauses::new();
    if let Some(id) = only {
        let term = Term::from_field_bytes(fields.id, id.as_bytes());
        clauses.push((Occur::Must, unscored(TermQuery::new(term, IndexRecordOption::Basic))));
    }
    let kind = (!has_words_of_kind(fields, request)).then(|| vec![tags::of_kind(request.kind)]);
    for any in kind.iter().chain(&request.tags) {
        let tags = any.iter().map(|tag| {
            let term = Term::from_field_text(fields.tag, tag);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
        });
        let tags: Vec<_> = tags.collect();
        // A union of nothing would be everything.
        let tags: Box<dyn Query> =
            if tags.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::union(tags)) };
        clauses.push((Occur::Must, unscored(tags)));
    }
    for clause in &request.query.clauses {
        let query = of_clause(fields, request, clause);
        clauses.push(if clause.negated { (Occur::MustNot, Box::new(LeftOut(query))) } else { (Occur::Must, query) });
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    BooleanQuery::new(clauses)
}

/// Whether what is found has words that only documents of its kind have.
fn has_words_of_kind(fields: &Fields, request: &Request<'_>) -> bool {
    let is_of_kind = |field: &Field| !fields.is_shared(fields.words(request.kind, *field).terms);
    let mut wanted = request.query.clauses.iter().filter(|clause| !clause.negated);
    wanted.any(|clause| request.kind.fields(clause).iter().all(is_of_kind))
}

fn unscored(query: impl Query) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}

fn of_clause(fields: &Fields, request: &Request<'_>, clause: &Clause) -> Box<dyn Query> {
    let mut ways = Vec::new();
    for field in request.kind.fields(clause) {
        let boost = if *field == Field::Title { IN_TITLE } else { 1.0 };
        in_field(fields.words(request.kind, *field), &clause.sought, |query, weight| {
            ways.push(Box::new(BoostQuery::new(query, weight * boost)) as Box<dyn Query>);
        });
    }
    Box::new(BooleanQuery::union(ways))
}

fn in_field(words: Words, sought: &Sought, mut way: impl FnMut(Box<dyn Query>, f32)) {
    let term = |text: &str| Term::from_field_text(words.terms, text);
    match sought {
        Sought::Word(forms) => {
            for form in forms {
                let as_word = |text: &str| Box::new(TermQuery::new(term(text), IndexRecordOption::WithFreqs));
                way(as_word(form), 1.0);
                way(as_word(&format!("{PART}{form}")), AS_PART);
            }
        }
        Sought::Phrase(phrase) => {
            for words in combinations(phrase) {
                match words.as_slice() {
                    [word] => way(Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)), 1.0),
                    words => way(Box::new(PhraseQuery::new(words.iter().map(|word| term(word)).collect())), 1.0),
                }
            }
        }
        Sought::Prefix(prefix) => {
            for field in [words.terms, words.forms] {
                let (from, to) = (Term::from_field_text(field, prefix), Term::from_field_text(field, &after(prefix)));
                let range = InvertedIndexRangeQuery::new(Bound::Included(from), Bound::Excluded(to));
                way(Box::new(ConstScoreQuery::new(Box::new(range), OF_PREFIX)), 1.0);
            }
        }
    }
}

/// Behind every word that begins so.
fn after(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// Every way to choose one form of each word, the first forms first.
fn combinations(phrase: &[Vec<String>]) -> Vec<Vec<&str>> {
    let mut all: Vec<Vec<&str>> = vec![Vec::new()];
    for forms in phrase {
        let mut longer = Vec::new();
        for words in &all {
            for form in forms {
                if longer.len() < MOST_PHRASES {
                    longer.push(words.iter().copied().chain([form.as_str()]).collect());
                }
            }
        }
        all = longer;
    }
    all
}
