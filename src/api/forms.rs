//! In which forms an answer can be had: one table, by route. `format` in the query decides, else `Accept` does.

use std::marker::PhantomData;

use actix_web::HttpRequest;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::error::ApiError;
use super::extract::{QueryReader, ReadQuery};
use super::negotiate;
use super::respond::{CSV, JSON, LINKED, NDJSON, NINJS};

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As this API has it.
    Json,
    /// An item of a list a line.
    Ndjson,
    /// An item of a list a row.
    Csv,
    /// JSON-LD with the words of schema.org.
    SchemaOrg,
    /// W3C Web Annotation.
    Annotations,
    /// An item of ninjs 3.0.
    Ninjs,
}

impl Form {
    /// As `format` names it.
    const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::SchemaOrg => "schema.org",
            Self::Annotations => "annotations",
            Self::Ninjs => "ninjs",
        }
    }

    /// As `Accept` names it. No route has both forms of JSON-LD.
    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => JSON,
            Self::Ndjson => NDJSON,
            Self::Csv => CSV,
            Self::SchemaOrg | Self::Annotations => LINKED,
            Self::Ninjs => NINJS,
        }
    }
}

/// A route whose answer can be had in several forms.
pub(crate) trait Offers {
    /// The forms; the first is what is answered to who does not say.
    const FORMS: &'static [Form];
}

macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal in [$($form:ident),+];)+) => {
        /// The forms of each route that has several.
        const TABLE: &[(&str, &[Form])] = &[$(($pattern, $name::FORMS)),+];

        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub(crate) struct $name;

            impl Offers for $name {
                const FORMS: &'static [Form] = &[$(Form::$form),+];
            }

            impl IntoParams for $name {
                fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                    vec![described($name::FORMS)]
                }
            }
        )+
    };
}

routes! {
    /// The list of articles.
    ArticleForms = "/v1/articles" in [Json, Ndjson, Csv];
    /// An article.
    OneArticleForms = "/v1/articles/{id}" in [Json, Ninjs];
    /// The claims of an article.
    ArticleClaimForms = "/v1/articles/{id}/claims" in [Json, SchemaOrg];
    /// What was found in an article.
    AnalysisForms = "/v1/articles/{id}/analysis" in [Json, Annotations];
    /// The list of claims.
    ClaimForms = "/v1/claims" in [Json, Ndjson, Csv, SchemaOrg];
    /// A claim.
    OneClaimForms = "/v1/claims/{id}" in [Json, SchemaOrg];
    /// The list of figures.
    FigureForms = "/v1/figures" in [Json, Ndjson, Csv];
    /// The list of entities.
    EntityForms = "/v1/entities" in [Json, Ndjson, Csv];
}

/// Whether the route of that pattern is in the table, for reading.
pub(crate) fn has_several(pattern: &str) -> bool {
    TABLE.iter().any(|(route, _)| *route == pattern)
}

fn words(forms: &[Form]) -> Vec<&'static str> {
    forms.iter().map(|form| form.word()).collect()
}

/// `format` in the document.
fn described(forms: &[Form]) -> Parameter {
    let words = words(forms);
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.clone()));
    ParameterBuilder::new()
        .name("format")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some("In which form it is answered; goes before `Accept`."))
        .schema(Some(schema))
        .example(words.last().map(|word| (*word).into()))
        .build()
}

/// The form that the query asks for, if it does.
#[derive(Debug)]
pub(crate) struct AskedForm<O>(Option<Form>, PhantomData<O>);

impl<O: Offers> ReadQuery for AskedForm<O> {
    fn read(query: &mut QueryReader) -> Self {
        let named = |word: &str| O::FORMS.iter().copied().find(|form| form.word() == word);
        let form = query.one_of("format", &words(O::FORMS), named);
        Self(form, PhantomData)
    }
}

impl<O: Offers> AskedForm<O> {
    /// The form of the answer.
    pub(crate) fn of(&self, request: &HttpRequest) -> Result<Form, ApiError> {
        if let Some(form) = self.0 {
            return Ok(form);
        }
        let offers: Vec<_> = O::FORMS.iter().map(|form| form.media_type()).collect();
        let best = negotiate::best(request, &offers)?;
        Ok(O::FORMS.iter().copied().find(|form| form.media_type() == best).unwrap_or(Form::Json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_form_is_json_and_each_is_told_from_the_others() {
        for (route, forms) in TABLE {
            assert_eq!(forms.first(), Some(&Form::Json), "{route}");
            for (i, form) in forms.iter().enumerate() {
                let others = &forms[..i];
                assert!(others.iter().all(|other| other.media_type() != form.media_type()), "{route}: {form:?}");
                assert!(others.iter().all(|other| other.word() != form.word()), "{route}: {form:?}");
            }
        }
    }
}
