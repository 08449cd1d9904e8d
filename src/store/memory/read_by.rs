//! By which analyzers the articles in memory were read.

use std::collections::BTreeMap;

use super::Shelf;
use crate::nlp::AnalyzerInfo;
use crate::store::ArticleFilter;
use crate::store::filter_evaluation::article_passes;
use crate::store::reanalysis::{analyzer_code, ranked};
use crate::store::search::matching::Kind;
use crate::store::search::ranking::found;

impl Shelf {
    pub(super) fn analyzers(&self) -> Vec<(AnalyzerInfo, u64)> {
        let mut read = BTreeMap::new();
        for article in self.articles.values() {
            let analyzer = &article.analyzer;
            read.entry(analyzer_code(analyzer)).or_insert_with(|| (analyzer.clone(), 0)).1 += 1;
        }
        ranked(read.into_values().collect())
    }

    pub(super) fn count_articles(&self, filter: &ArticleFilter) -> u64 {
        let passing = match &filter.text {
            Some(text) => found(text, Kind::Article, self.found_articles(filter)).len(),
            None => self.articles.values().filter(|article| article_passes(filter, article)).count(),
        };
        passing as u64
    }
}
