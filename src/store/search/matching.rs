//! What matches: the meaning of every search, in one place. The index on disk must find the same.

use super::query::{Clause, Field, Sought, TextQuery};
use super::words::{Terms, Word, read};
use crate::article::{AnalysedArticle, Article};
use crate::nlp::analysis::Figure;
use crate::text::{Headed, Span};

/// Words between the names of two authors, so that no phrase runs across.
const BETWEEN_AUTHORS: usize = 10;

/// What is found by a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) enum Kind {
    /// An article.
    Article,
    /// A claim.
    Claim,
    /// A figure, by the sentence it stands in.
    Figure,
}

impl Kind {
    /// Where a clause counts that names no field.
    pub fn fields(self, clause: &Clause) -> &'static [Field] {
        match (clause.field, self) {
            (Some(Field::Title), _) => &[Field::Title],
            (Some(Field::Source), _) => &[Field::Source],
            (Some(Field::Author), _) => &[Field::Author],
            (None, Self::Article) => &[Field::Title, Field::Text],
            (Some(Field::Text), _) | (None, Self::Claim | Self::Figure) => &[Field::Text],
        }
    }
}

/// The words of something that can be found.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Fields {
    title: Vec<Word>,
    /// Its text, or its own words.
    pub text: Vec<Word>,
    source: Vec<Word>,
    author: Vec<Word>,
}

impl Fields {
    /// Those of an article; the text is its own.
    pub fn of(article: &Article) -> Self {
        Self { text: read(&article.content.text), ..Self::of_head(article) }
    }

    /// Those of an article but its text.
    pub fn of_head(article: &Article) -> Self {
        let content = &article.content;
        let mut author: Vec<Word> = Vec::new();
        for name in &content.authors {
            let from = author.last().map_or(0, |word| word.position + BETWEEN_AUTHORS);
            author.extend(read(name).into_iter().map(|word| Word { position: word.position + from, ..word }));
        }
        Self {
            title: content.title.as_deref().map(read).unwrap_or_default(),
            text: Vec::new(),
            source: content.source.as_deref().map(read).unwrap_or_default(),
            author,
        }
    }

    /// The same with another text.
    pub fn with_text(&self, text: Vec<Word>) -> Self {
        Self { text, ..self.clone() }
    }

    /// Its words in these spans, of the text and of the title.
    pub fn inside(&self, headed: Headed<'_>, spans: &[Span]) -> Vec<Word> {
        let of = |span: &Span| match headed.title_span(*span) {
            Some(own) => inside(&self.title, &[own]),
            None => inside(&self.text, &[*span]),
        };
        spans.iter().flat_map(of).collect()
    }

    /// The words of a field.
    pub fn words(&self, field: Field) -> &[Word] {
        match field {
            Field::Title => &self.title,
            Field::Text => &self.text,
            Field::Source => &self.source,
            Field::Author => &self.author,
        }
    }
}

/// The words of a text that lie in any of these spans.
pub(in crate::store) fn inside(words: &[Word], spans: &[Span]) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    for span in spans {
        let from = words.partition_point(|word| word.span.start < span.start);
        found.extend(words[from..].iter().take_while(|word| word.span.end <= span.end).cloned());
    }
    found
}

/// What a figure is found by: its sentence, or itself where no sentence holds it.
pub(in crate::store) fn sentence_of(article: &AnalysedArticle, figure: &Figure) -> Span {
    let headed = article.article.content.headed();
    let sentences = &article.analysis.sentiment.sentences;
    // Those of the title come first, though its positions lie behind those of the text.
    let first_of_text = sentences.partition_point(|sentence| headed.title_span(sentence.span).is_some());
    let (of_title, of_text) = sentences.split_at(first_of_text);
    let sentences = if headed.title_span(figure.span).is_some() { of_title } else { of_text };
    let after = sentences.partition_point(|sentence| sentence.span.start <= figure.span.start);
    let sentence = after.checked_sub(1).and_then(|at| sentences.get(at)).map(|sentence| sentence.span);
    sentence.filter(|sentence| figure.span.end <= sentence.end).unwrap_or(figure.span)
}

/// Words that were found: from the first to the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Found {
    pub first: usize,
    pub last: usize,
    /// It is only a part of a compound.
    pub part: bool,
}

fn is_any(forms: &[String], of: &[String]) -> bool {
    forms.iter().any(|form| of.contains(form))
}

fn begins(terms: &Terms, prefix: &str) -> bool {
    terms.form.starts_with(prefix) || terms.own.iter().any(|own| own.starts_with(prefix))
}

/// Where it stands among these words.
pub(in crate::store) fn find(sought: &Sought, words: &[Word]) -> Vec<Found> {
    let at = |i: usize, part: bool| Found { first: i, last: i, part };
    match sought {
        Sought::Word(forms) => words
            .iter()
            .enumerate()
            .filter_map(|(i, word)| {
                let own = is_any(forms, &word.terms.own);
                (own || is_any(forms, &word.terms.parts)).then(|| at(i, !own))
            })
            .collect(),
        Sought::Prefix(prefix) => {
            (0..words.len()).filter(|i| begins(&words[*i].terms, prefix)).map(|i| at(i, false)).collect()
        }
        Sought::Phrase(phrase) => words
            .windows(phrase.len().max(1))
            .enumerate()
            .filter(|(_, window)| {
                let in_order = window.windows(2).all(|pair| pair[1].position == pair[0].position + 1);
                in_order && window.iter().zip(phrase).all(|(word, forms)| is_any(forms, &word.terms.own))
            })
            .map(|(i, window)| Found { first: i, last: i + window.len() - 1, part: false })
            .collect(),
    }
}

/// Whether all clauses hold.
pub(in crate::store) fn matches(query: &TextQuery, kind: Kind, fields: &Fields) -> bool {
    query.clauses.iter().all(|clause| {
        let there = kind.fields(clause).iter().any(|field| !find(&clause.sought, fields.words(*field)).is_empty());
        there != clause.negated
    })
}
