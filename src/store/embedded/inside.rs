//! Claims and figures that pass a filter, by their numbers inside of articles: the postings of the filter name the articles,
//! and what they say of each is agreed on.

use rust_decimal::Decimal;

use super::entries::{ClaimDigest, EntityItems, EntityPosting, Numbers};
use super::keys;
use super::postings::{Intersection, Matching};
use super::view::View;
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::EntityId;
use crate::store::codec::Stored;
use crate::store::facts::fold;
use crate::store::filter_evaluation::Amount;
use crate::store::{ClaimFilter, DateRange, FigureFilter, StoreError};

/// Numbers of claims or figures out of an entity's posting.
type Take = fn(EntityItems) -> Vec<u32>;

/// What a list of an intersection tells about claims or figures inside an article.
enum Tells<'a, D> {
    /// Nothing.
    Nothing,
    /// Which are in the list.
    Numbers,
    /// Those of an entity that this function takes.
    Entity(Take),
    /// Those of a digest that this function lets through.
    Digest(Box<dyn Fn(D) -> Numbers + 'a>),
}

/// Claims or figures of the archive; `D` is their digest.
pub struct Inside<'a, D> {
    /// The articles that may hold some.
    pub articles: Intersection<'a>,
    tells: Vec<Tells<'a, D>>,
}

impl<'a, D: Stored> Inside<'a, D> {
    fn new(tree: &'a View<'a>, range: &DateRange) -> Self {
        Self { articles: Intersection::new(tree, range), tells: Vec::new() }
    }

    fn of_any(&mut self, entities: &[EntityId], take: Take) {
        self.articles.and_any(entities.iter().map(|id| keys::of_text(keys::BY_ENTITY, &id.0)).collect());
        self.tells.push(Tells::Entity(take));
    }

    fn of_list(&mut self, list: Option<Vec<u8>>) {
        if let Some(list) = list {
            self.articles.and(list);
            self.tells.push(Tells::Numbers);
        }
    }

    fn of_articles(&mut self, source: Option<&str>, analyzer: Option<&[AnalyzerInfo]>) {
        if let Some(source) = source {
            self.articles.and(keys::of_text(keys::BY_SOURCE, source));
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
            let mut numbers = Numbers::new();
            match tells {
                Tells::Nothing => continue,
                Tells::Numbers => {
                    self.articles.values::<Vec<u32>>(list)?.into_iter().for_each(|some| numbers.extend(some));
                }
                Tells::Entity(take) => {
                    let postings = self.articles.values::<EntityPosting>(list)?;
                    postings.into_iter().for_each(|posting| numbers.extend(take(posting.items)));
                }
                Tells::Digest(pass) => {
                    self.articles.values::<D>(list)?.into_iter().for_each(|digest| numbers.extend(pass(digest)));
                }
            }
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
        found.and_any(any.iter().map(keys::read_by).collect());
    }
    any.is_some()
}

/// The claims that pass, copies and searches aside.
pub fn claims<'a>(tree: &'a View<'a>, filter: &'a ClaimFilter) -> Inside<'a, ClaimDigest> {
    let ClaimFilter { speaker, about, kind, certainty, has_figure, source, analyzer, range, text: _, fold: _ } = filter;
    let mut inside = Inside::new(tree, range);
    if let Some(speakers) = speaker {
        inside.of_any(speakers, |items| items.claims_made);
    }
    if let Some(about) = about {
        inside.of_any(std::slice::from_ref(about), |items| items.claims_about);
    }
    inside.of_list(kind.map(keys::of_claim_kind));
    inside.of_list(certainty.map(keys::of_certainty));
    let has_figure = *has_figure;
    if inside.articles.is_unrestricted() || has_figure.is_some() {
        inside.articles.and(keys::CLAIMS.to_vec());
        inside.tells.push(Tells::Digest(Box::new(move |ClaimDigest { plain, with_figures }| {
            let plain = plain.into_iter().filter(|_| has_figure != Some(true));
            plain.chain(with_figures.into_iter().filter(|_| has_figure != Some(false))).collect()
        })));
    }
    inside.of_articles(source.as_deref(), analyzer.as_deref());
    inside
}

/// The figures that pass, copies and searches aside.
pub fn figures<'a>(tree: &'a View<'a>, filter: &'a FigureFilter) -> Inside<'a, Vec<Amount>> {
    let FigureFilter { kind, unit, min, max, measures, entity, speaker, source, analyzer, range, text: _, .. } = filter;
    let mut inside = Inside::new(tree, range);
    let takes: [(_, Take); 2] = [(speaker, |items| items.figures_told), (entity, |items| items.figures_about)];
    for (id, take) in takes {
        if let Some(id) = id {
            inside.of_any(std::slice::from_ref(id), take);
        }
    }
    inside.of_list(unit.as_ref().map(|unit| keys::of_text(keys::FIGURES_BY_UNIT, unit)));
    inside.of_list(kind.map(keys::of_figure_kind));
    if let Some(part) = measures.as_deref().map(fold) {
        let holds = move |key: &[u8]| {
            let measured = key.strip_prefix(keys::FIGURES_BY_MEASURES).map(String::from_utf8_lossy);
            measured.is_some_and(|measured| measured.contains(&part))
        };
        let (prefix, is_wanted) = (keys::FIGURES_BY_MEASURES.to_vec(), Box::new(holds));
        inside.articles.and_matching(Matching { prefix, is_wanted, whole: None });
        inside.tells.push(Tells::Numbers);
    }
    if min.is_some() || max.is_some() {
        of_values(&mut inside, unit.as_deref(), (*min, *max));
    }
    if inside.articles.is_unrestricted() {
        inside.articles.and(keys::FIGURES.to_vec());
        inside.tells.push(Tells::Digest(Box::new(|all: Vec<Amount>| all.iter().map(|amount| amount.number).collect())));
    }
    inside.of_articles(source.as_deref(), analyzer.as_deref());
    inside
}

/// Only figures with such values: rare ones are found by their magnitude, others by looking at all.
fn of_values<'a>(
    inside: &mut Inside<'a, Vec<Amount>>,
    unit: Option<&str>,
    (min, max): (Option<Decimal>, Option<Decimal>),
) {
    // What is on the step of the bound, or beside it, is looked at.
    let first = min.map_or(0, |min| keys::magnitude(min).saturating_sub(1));
    let last = max.map_or(u16::MAX, |max| keys::magnitude(max).saturating_add(1));
    let of_unit = unit.map_or_else(|| keys::FIGURES_BY_VALUE.to_vec(), |unit| keys::of_unit_with_value(Some(unit)));
    let is_wanted = move |key: &[u8]| {
        let has_value = || keys::magnitude_of(key).is_some_and(|magnitude| (first..=last).contains(&magnitude));
        key == keys::RANGES || key.starts_with(&of_unit) && has_value()
    };
    let (prefix, is_wanted) = (keys::WITH_VALUES.to_vec(), Box::new(is_wanted));
    inside.articles.and_matching(Matching { prefix, is_wanted, whole: Some(keys::FIGURES.to_vec()) });
    inside.tells.push(Tells::Digest(Box::new(move |all: Vec<Amount>| {
        all.into_iter().filter(|amount| amount.passes(min, max)).map(|amount| amount.number).collect()
    })));
}
