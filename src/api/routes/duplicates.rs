//! Copies of articles: what lists say of them, and `/v1/articles/{id}/duplicates`.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa::{IntoParams, ToSchema};

use crate::api::dto::{DuplicateDto, Word};
use crate::api::error::ApiError;
use crate::api::extract::{ArticlePath, NoParams, Params, QueryReader, ReadQuery};
use crate::api::openapi::ArticleProblems;
use crate::api::page::List;
use crate::api::state::AppState;
use crate::article::ArticleId;
use crate::store::CopyOf;

/// What is listed once.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FoldParam {
    /// `duplicates`: of articles that are copies of each other (agency texts, printed by many) only the first to come in of those
    /// that pass the other filters; each article says in `duplicates` how many others the archive has.
    #[param(value_type = Option<FoldWord>, nullable = false, example = "duplicates")]
    #[expect(dead_code, reason = "documents a parameter that `duplicates` is read from")]
    pub fold: (),
    /// Whether copies are folded.
    #[param(ignore)]
    pub duplicates: bool,
}

/// What can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(as = Fold, rename_all = "snake_case")]
pub(crate) enum FoldWord {
    /// Near-identical articles.
    Duplicates,
}

impl Word for FoldWord {
    fn from_word(word: &str) -> Option<Self> {
        (word == "duplicates").then_some(Self::Duplicates)
    }

    fn words() -> Vec<&'static str> {
        vec!["duplicates"]
    }
}

impl ReadQuery for FoldParam {
    fn read(query: &mut QueryReader) -> Self {
        Self { fold: (), duplicates: query.word::<FoldWord>("fold").is_some() }
    }
}

impl FoldParam {
    /// How many other articles the archive has of each of these, where copies are folded; in the same order.
    pub(crate) async fn counts(
        self,
        state: &AppState,
        articles: impl Iterator<Item = ArticleId>,
    ) -> Result<Vec<Option<u64>>, ApiError> {
        let articles: Vec<_> = articles.collect();
        if !self.duplicates {
            return Ok(vec![None; articles.len()]);
        }
        let copies = state.store.copies(&articles).await?;
        Ok(copies.into_iter().map(|copies| Some(copies.others)).collect())
    }
}

/// Which article one is a copy of.
pub(crate) async fn copy_of(state: &AppState, id: ArticleId) -> Result<Option<CopyOf>, ApiError> {
    Ok(state.store.copy_links(&[id]).await?.pop().flatten())
}

/// List the copies of an article
///
/// The other articles of the archive whose text is nearly the same, the first to come in first, with how alike each is to
/// this one. Two texts are as alike as the share of shingles, three words in a row, that both have of all that one has, white
/// space, hyphens and capitals aside; from 0.7 on they are copies, and copies of copies belong to them. Texts of fewer than 20 words
/// have none.
#[utoipa::path(
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article", format = "uuid",
        example = "0194cad2-cc00-7000-8000-000000000001")),
    responses((status = 200, description = "All of them", body = List<DuplicateDto>), ArticleProblems)
)]
#[get("/articles/{id}/duplicates")]
pub(crate) async fn list_article_duplicates(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let copies = state.store.copies_of(id).await?.ok_or_else(|| ArticlePath::not_found(id))?;
    List::whole(copies.iter().map(DuplicateDto::from).collect()).respond(&request)
}
