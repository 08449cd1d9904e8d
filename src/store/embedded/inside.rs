//! Claims and figures that pass a filter, by their numbers inside of articles: the postings of the filter name the articles,
//! and what they say of each is agreed on.

use rust_decimal::Decimal;

use super::entries::Numbers;
use super::index::list_keys::{self, ClaimTraits};
use super::keys;
use super::postings::{Intersection, Matching};
use super::view::View;
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::EntityId;
use crate::store::facts::fold;
use crate::store::filter_evaluation::Amount;
use crate::store::{ClaimFilter, DateRange, FigureFilter, StoreError};

/// What a list of an intersection tells about claims or figures inside an article.
enum Tells<'a> {
    /// Nothing.
    Nothing,
    /// Which are in the list.
    Numbers,
    /// Their values, of which this function lets some through.
    Amounts(Box<dyn Fn(&Amount) -> bool + 'a>),
}

/// Claims or figures of the archive.
pub struct Inside<'a> {
    /// The articles that may hold some.
    pub articles: Intersection<'a>,
    tells: Vec<Tells<'a>>,
}

impl<'a> Inside<'a> {
    fn new(tree: &'a View<'a>, range: &DateRange) -> Self {
        Self { articles: Intersection::new(tree, range), tells: Vec::new() }
    }

    fn of_matching(&mut self, lists: Matching<'a>) {
        self.articles.and_matching(lists);
        self.tells.push(Tells::Numbers);
    }

    fn of_list(&mut self, list: Option<Vec<u8>>) {
        if let Some(list) = list {
            self.articles.and(list);
            self.tells.push(Tells::Numbers);
        }
    }

    fn of_articles(&mut self, source: Option<&str>, analyzer: Option<&[AnalyzerInfo]>) {
        if let Some(source) = source {
            self.articles.and(keys::of_text(list_keys::BY_SOURCE, source));
            self.tells.push(Tells::Nothing);
        }
        if and_read_by(&mut self.articles, analyzer) {
            self.tells.push(Tells::Nothing);
        }
    }

    /// The numbers inside the present article that all lists agree on.
    pub fn agreed(&self) -> Result<Numbers, StoreError> {
        let mut agreed: Option<Numbers> = None;
        for (list, tells) in self.tells.iter().enumerate() {
            let numbers: Numbers = match tells {
                Tells::Nothing => continue,
                Tells::Numbers => self.articles.values::<Vec<u32>>(list)?.into_iter().flatten().collect(),
                Tells::Amounts(pass) => {
                    let amounts = self.articles.values::<Vec<Amount>>(list)?.into_iter().flatten();
                    amounts.filter(|amount| pass(amount)).map(|amount| amount.number).collect()
                }
            };
            agreed = Some(match agreed {
                Some(others) => &others & &numbers,
                None => numbers,
            });
        }
        Ok(agreed.unwrap_or_default())
    }
}

/// Only articles that one of these analyzers has read; whether it was said which.
pub fn and_read_by(found: &mut Intersection<'_>, any: Option<&[AnalyzerInfo]>) -> bool {
    if let Some(any) = any {
        found.and_any(any.iter().map(list_keys::read_by).collect());
    }
    any.is_some()
}

/// The claims that pass, copies and searches aside.
pub fn claims<'a>(tree: &'a View<'a>, filter: &'a ClaimFilter) -> Inside<'a> {
    let ClaimFilter { speaker, about, kind, certainty, has_figure, source, analyzer, range, text: _, fold: _ } = filter;
    let mut inside = Inside::new(tree, range);
    let mut of = |prefixes: Vec<Vec<u8>>| {
        let is_wanted = move |key: &[u8]| {
            ClaimTraits::read(key).is_some_and(|traits| {
                kind.is_none_or(|kind| traits.kind == kind)
                    && certainty.is_none_or(|certainty| traits.certainty == certainty)
                    && has_figure.is_none_or(|has_figure| traits.has_figure == has_figure)
            })
        };
        inside.of_matching(Matching { prefixes, is_wanted: Box::new(is_wanted), whole: None });
    };
    let of_entity = |family, id: &EntityId| keys::of_text(family, &id.0);
    if let Some(speakers) = speaker {
        of(speakers.iter().map(|id| of_entity(list_keys::CLAIMS_MADE, id)).collect());
    }
    if let Some(about) = about {
        of(vec![of_entity(list_keys::CLAIMS_ABOUT, about)]);
    }
    let has_traits = kind.is_some() || certainty.is_some() || has_figure.is_some();
    if speaker.is_none() && about.is_none() && has_traits {
        of(vec![list_keys::CLAIMS.to_vec()]);
    }
    if inside.articles.is_unrestricted() {
        inside.of_list(Some(list_keys::CLAIMS.to_vec()));
    }
    inside.of_articles(source.as_deref(), analyzer.as_deref());
    inside
}

/// The figures that pass, copies and searches aside.
pub fn figures<'a>(tree: &'a View<'a>, filter: &'a FigureFilter) -> Inside<'a> {
    let FigureFilter { kind, unit, min, max, measures, entity, speaker, source, analyzer, range, text: _, .. } = filter;
    let mut inside = Inside::new(tree, range);
    inside.of_list(speaker.as_ref().map(|id| keys::of_text(list_keys::FIGURES_TOLD, &id.0)));
    inside.of_list(entity.as_ref().map(|id| keys::of_text(list_keys::FIGURES_ABOUT, &id.0)));
    inside.of_list(unit.as_ref().map(|unit| keys::of_text(list_keys::FIGURES_BY_UNIT, unit)));
    inside.of_list(kind.map(list_keys::of_figure_kind));
    if let Some(part) = measures.as_deref().map(fold) {
        let holds = move |key: &[u8]| {
            let measured = key.strip_prefix(list_keys::FIGURES_BY_MEASURES).map(std::str::from_utf8);
            matches!(measured, Some(Ok(measured)) if measured.contains(&part))
        };
        let prefixes = vec![list_keys::FIGURES_BY_MEASURES.to_vec()];
        inside.of_matching(Matching { prefixes, is_wanted: Box::new(holds), whole: None });
    }
    if min.is_some() || max.is_some() {
        of_values(&mut inside, unit.as_deref(), (*min, *max));
    }
    if inside.articles.is_unrestricted() {
        inside.articles.and(list_keys::FIGURES.to_vec());
        inside.tells.push(Tells::Amounts(Box::new(|_| true)));
    }
    inside.of_articles(source.as_deref(), analyzer.as_deref());
    inside
}

/// Only figures with such values: rare ones are found by their magnitude, others by looking at all.
fn of_values(inside: &mut Inside<'_>, unit: Option<&str>, (min, max): (Option<Decimal>, Option<Decimal>)) {
    // What is on the step of the bound, or beside it, is looked at.
    let first = min.map_or(0, |min| list_keys::magnitude(min).saturating_sub(1));
    let last = max.map_or(u16::MAX, |max| list_keys::magnitude(max).saturating_add(1));
    let is_wanted = move |key: &[u8]| {
        key == list_keys::RANGES
            || list_keys::magnitude_of(key).is_some_and(|magnitude| (first..=last).contains(&magnitude))
    };
    let of_unit =
        unit.map_or_else(|| list_keys::FIGURES_BY_VALUE.to_vec(), |unit| list_keys::of_unit_with_value(Some(unit)));
    let prefixes = vec![list_keys::RANGES.to_vec(), of_unit];
    let whole = Some(list_keys::FIGURES.to_vec());
    inside.articles.and_matching(Matching { prefixes, is_wanted: Box::new(is_wanted), whole });
    inside.tells.push(Tells::Amounts(Box::new(move |amount| amount.passes(min, max))));
}
