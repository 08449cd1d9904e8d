//! Laws by a long compound with a definite article: "das Datenschutzanpassungsgesetz".

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;

/// "das Datenschutzanpassungsgesetz": a long compound with a definite article.
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let word = words.word(i);
    let stem = word.strip_suffix("es").unwrap_or(word);
    let definite = |b| words.on(b, List::NeuterArticle);
    if stem.len() > 11
        && (stem.ends_with("gesetz") || stem.ends_with("gesetzbuch"))
        && !words.lists.marks(stem).on(List::NoName)
        && words.before(i).is_some_and(definite)
    {
        found.push(Candidate::of(words, i..i + 1, EntityType::Law, "law", Source::Context));
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn a_law_is_a_long_compound_with_a_definite_article() {
        cases::check(
            super::find,
            &[
                ("Das Datenschutzanpassungsgesetz tritt in Kraft.", "Datenschutzanpassungsgesetz/law law"),
                ("Ein neues Mediengesetz fehlt.", ""),
                ("Sie folgt dem Naturgesetz.", ""),
            ],
        );
    }
}
