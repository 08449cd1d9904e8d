//! What a watch looks for: the filters of the lists, checked and resolved when it is made, and held against one article
//! after the other later.

use std::sync::Arc;

use serde::Serialize;

use super::dto::{ArchiveViews, ArchivedClaim, ArchivedFigure, FoundArticle, OffsetsWord, Word};
use super::error::{ApiError, Place};
use super::extract::{Params, QueryReader, ReadQuery};
use super::page::MAX_LIMIT;
use super::problem::ProblemKind;
use super::routes::articles::ListArticlesParams;
use super::routes::claims::ListClaimsParams;
use super::routes::figures::ListFiguresParams;
use super::routes::filters::Wanted;
use crate::article::AnalysedArticle;
use crate::nlp::analysis::EntityId;
use crate::notify::{Compile, Matcher, NotifyError};
use crate::store::{
    ArticleFilter, ArticleStore, Change, ClaimFilter, FigureFilter, TextQuery, Watch, WatchId, WatchOf,
    article_matches, article_snippets, claims_matching, figures_matching, tone_of,
};

/// Filters that name an entity.
const ENTITIES: [&str; 3] = ["entity", "speaker", "about"];

/// Filters of the lists that say which page, or of when; a watch looks at what comes.
const NOT_HERE: [&str; 5] = ["limit", "cursor", "sort", "analyzer", "fold"];

/// Pairs of a filter, by name.
pub(crate) type Pairs = Vec<(String, String)>;

impl Word for WatchOf {
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|of| of.as_str() == word)
    }

    fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|of| of.as_str()).collect()
    }
}

/// What is looked for, out of a query string.
#[derive(Debug)]
pub(crate) struct Watched(Option<List>);

#[derive(Debug)]
enum List {
    Articles(ListArticlesParams, Tone),
    Claims(ListClaimsParams),
    Figures(ListFiguresParams),
}

impl Watched {
    /// Which list.
    pub(crate) fn of(&self) -> Option<WatchOf> {
        self.0.as_ref().map(|list| match list {
            List::Articles(..) => WatchOf::Articles,
            List::Claims(_) => WatchOf::Claims,
            List::Figures(_) => WatchOf::Figures,
        })
    }
}

impl ReadQuery for Watched {
    fn read(query: &mut QueryReader) -> Self {
        let before = query.mistakes();
        let Some(of) = query.word::<WatchOf>("of") else {
            if query.mistakes() == before {
                let detail = format!("is required: one of {}", WatchOf::words().join(", "));
                query.wrong("of", ProblemKind::InvalidParameter, detail);
            }
            // Nobody knows what else would be right.
            query.forget_the_rest();
            return Self(None);
        };
        query.refuse(&NOT_HERE, "what passes is told as it comes");
        Self(Some(match of {
            WatchOf::Articles => List::Articles(ListArticlesParams::read(query), Tone::read(query)),
            WatchOf::Claims => List::Claims(ListClaimsParams::read(query)),
            WatchOf::Figures => List::Figures(ListFiguresParams::read(query)),
        }))
    }
}

/// How an article must speak: of the entity that is filtered by, or as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Tone {
    min: Option<f64>,
    max: Option<f64>,
}

impl ReadQuery for Tone {
    fn read(query: &mut QueryReader) -> Self {
        let mut bound = |name| {
            let bound = query.parsed::<f64>(name, "a number from -1 to 1");
            if bound.is_some_and(|bound| !(-1.0..=1.0).contains(&bound)) {
                query.wrong(name, ProblemKind::InvalidParameter, "must lie between -1 and 1".into());
            }
            bound
        };
        let tone = Self { min: bound("sentiment_min"), max: bound("sentiment_max") };
        if tone.min > tone.max && tone.max.is_some() {
            query.wrong("sentiment_min", ProblemKind::InvalidParameter, "is greater than `sentiment_max`".into());
        }
        tone
    }
}

impl Tone {
    fn passes(self, article: &AnalysedArticle, entity: Option<&EntityId>) -> bool {
        if self.min.is_none() && self.max.is_none() {
            return true;
        }
        tone_of(article, entity)
            .is_some_and(|tone| self.min.is_none_or(|min| tone >= min) && self.max.is_none_or(|max| tone <= max))
    }
}

/// A filter ready to be held against articles.
struct Ready {
    of: WatchOf,
    filter: Filter,
    query: Option<TextQuery>,
    offsets: OffsetsWord,
}

enum Filter {
    Articles(ArticleFilter, Tone),
    Claims(ClaimFilter),
    Figures(FigureFilter),
}

impl Ready {
    /// Of parameters in which every entity is given by its id.
    fn new(list: &List) -> Self {
        let id = |given: &Option<String>| given.clone().map(EntityId);
        let (of, filter, search, offsets) = match &list {
            List::Articles(params, tone) => {
                let which = &params.which;
                let filter = which.filter_of(id(&which.entity), id(&which.speaker));
                (WatchOf::Articles, Filter::Articles(filter, *tone), &which.search, params.offsets)
            }
            List::Claims(params) => {
                let filter = params.filter_of(id(&params.speaker), id(&params.about));
                (WatchOf::Claims, Filter::Claims(filter), &params.search, params.offsets)
            }
            List::Figures(params) => {
                let filter = params.filter_of(id(&params.entity), id(&params.speaker));
                (WatchOf::Figures, Filter::Figures(filter), &params.search, params.offsets)
            }
        };
        Self { of, filter, query: search.query().cloned(), offsets }
    }

    fn notice<T: Serialize>(
        &self,
        change: &Change,
        watch: Option<WatchId>,
        (total, items): (usize, Vec<T>),
    ) -> Option<String> {
        let notice = Notice {
            number: change.number,
            kind: change.kind.as_str(),
            changed_at: change.at.to_string(),
            watch_id: watch.map(|id| id.to_string()),
            of: self.of.as_str(),
            article_id: change.article.to_string(),
            offsets: self.offsets,
            total,
            items,
        };
        let written = serde_json::to_string(&notice);
        written.inspect_err(|error| tracing::error!(%error, "a notice can't be written")).ok()
    }
}

/// What is told of a change.
#[derive(Serialize)]
struct Notice<T> {
    number: u64,
    kind: &'static str,
    changed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    watch_id: Option<String>,
    of: &'static str,
    article_id: String,
    offsets: OffsetsWord,
    total: usize,
    items: Vec<T>,
}

impl Matcher for Ready {
    fn told(&self, change: &Change, watch: Option<WatchId>, article: &Arc<AnalysedArticle>) -> Option<String> {
        let query = self.query.as_ref();
        let mut views = ArchiveViews::new(self.offsets);
        match &self.filter {
            Filter::Articles(filter, tone) => {
                if !tone.passes(article, filter.entity.as_ref()) || !article_matches(filter, article) {
                    return None;
                }
                let snippets = query.map(|query| article_snippets(query, &article.article)).unwrap_or_default();
                let item = FoundArticle::new(&article.article, &snippets, self.offsets);
                self.notice(change, watch, (1, vec![item]))
            }
            Filter::Claims(filter) => {
                let hits = claims_matching(filter, article);
                let shown = hits.iter().take(MAX_LIMIT);
                let items: Vec<_> = shown.filter_map(|hit| ArchivedClaim::found(hit, query, &mut views)).collect();
                (!items.is_empty()).then(|| self.notice(change, watch, (hits.len(), items))).flatten()
            }
            Filter::Figures(filter) => {
                let hits = figures_matching(filter, article);
                let shown = hits.iter().take(MAX_LIMIT);
                let items: Vec<_> = shown.filter_map(|hit| ArchivedFigure::found(hit, query, &mut views)).collect();
                (!items.is_empty()).then(|| self.notice(change, watch, (hits.len(), items))).flatten()
            }
        }
    }
}

/// Checks the pairs of a filter and gives each entity by its id.
pub(crate) async fn resolved(store: &dyn ArticleStore, of: WatchOf, pairs: Pairs) -> Result<Pairs, ApiError> {
    checked(of, &pairs)?;
    let mut resolved = Vec::with_capacity(pairs.len());
    for (name, given) in pairs {
        let known = ENTITIES.iter().find(|known| **known == name);
        let value = match known {
            Some(known) => match Wanted::resolve(store, known, Some(&given)).await? {
                Wanted::One(EntityId(id)) => id,
                Wanted::Any => given,
                Wanted::Nobody => return Err(nobody(&name, &given)),
            },
            None => given,
        };
        resolved.push((name, value));
    }
    Ok(resolved)
}

fn nobody(name: &str, given: &str) -> ApiError {
    let detail =
        format!("nobody in the archive is called {given:?}; give an id, such as person:vera-lindt, for one to come");
    ApiError::at(Place::Query, format!("/{name}"), ProblemKind::InvalidParameter, detail)
}

fn checked(of: WatchOf, pairs: &[(String, String)]) -> Result<List, ApiError> {
    let of = ("of".to_owned(), of.as_str().to_owned());
    let pairs = std::iter::once(of).chain(pairs.iter().cloned()).collect();
    let Params(Watched(list)) = Params::<Watched>::of_pairs(pairs)?;
    list.ok_or_else(|| ApiError::internal("a kind of list is known and can't be read"))
}

/// The matcher of a filter whose entities are given by their ids.
pub(crate) fn matcher(of: WatchOf, pairs: &[(String, String)]) -> Result<Arc<dyn Matcher>, ApiError> {
    Ok(Arc::new(Ready::new(&checked(of, pairs)?)))
}

/// What makes matchers of watches, for [`crate::notify`].
#[must_use]
pub fn compile() -> Compile {
    Arc::new(|watch: &Watch| matcher(watch.of, &watch.filter).map_err(|error| super::lines::one_line(&error)))
}

impl From<NotifyError> for ApiError {
    fn from(error: NotifyError) -> Self {
        match error {
            NotifyError::TooMany(most) => {
                let detail =
                    format!("there are {most} watches already; delete one, or raise the setting `notify.watches`");
                Self::new(ProblemKind::TooManyWatches, detail)
            }
            NotifyError::NothingToSend(why) => Self::new(ProblemKind::NothingToSend, why),
            error @ (NotifyError::Filter(_) | NotifyError::Random(_)) => Self::internal(error),
            NotifyError::Store(error) => error.into(),
        }
    }
}
