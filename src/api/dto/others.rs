//! Articles in the formats of others, as the document describes them; `intake` reads them.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// An object with at least this member; it may have any others.
fn open(description: &str, member: &str, about: &str) -> RefOr<Schema> {
    let known = ObjectBuilder::new().schema_type(Type::String).description(Some(about));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(description))
        .property(member, known)
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .into()
}

/// An article as JSON-LD with the words of schema.org.
#[derive(Debug)]
pub(crate) struct LinkedArticle;

impl PartialSchema for LinkedArticle {
    fn schema() -> RefOr<Schema> {
        let description = "One article of schema.org: an object of the `@type` `NewsArticle` or another kind of `Article`, or a \
            `@graph` or a list that holds just one. Read are `articleBody`, `headline`, `datePublished`, `author`, the name of its \
            `publisher` as `source`, `url` or `mainEntityOfPage`, `identifier` or `@id` as `external_id`, and `inLanguage`.";
        open(description, "articleBody", "Its text.")
    }
}

impl ToSchema for LinkedArticle {
    fn name() -> Cow<'static, str> {
        "LinkedArticle".into()
    }
}

/// An item of ninjs.
#[derive(Debug)]
pub(crate) struct NinjsItem;

impl PartialSchema for NinjsItem {
    fn schema() -> RefOr<Schema> {
        let description = "One item of ninjs (IPTC News in JSON) 1.x, 2.x or 3.x. Read are `uri` as `external_id`, the text (`body_text`, \
            else `body_xhtml`; of `bodies` the one with the role `main`, else the only one, a plain text before markup), \
            `headline` or the first of `headlines`, `versioncreated` (else `contentcreated`, `firstcreated`), `byline` or `by`, \
            `language`, and as `source` the `provider`, the first of `infosources`, or `copyrightholder`. Capital letters in names \
            make no difference. An item that is not `usable` is refused.";
        open(description, "uri", "Names the item.")
    }
}

impl ToSchema for NinjsItem {
    fn name() -> Cow<'static, str> {
        "NinjsItem".into()
    }
}
