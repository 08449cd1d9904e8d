//! Schemas that the types alone do not tell.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AnyOfBuilder, Array, ArrayBuilder, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};

use utoipa::{PartialSchema, ToSchema};

use crate::article::MAX_SHORT_CODE_POINTS;

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A moment, a day or a month: RFC 3339 date-time, date, or year-month.
pub(crate) struct DateText;

impl PartialSchema for DateText {
    fn schema() -> RefOr<Schema> {
        AnyOfBuilder::new()
            .item(text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))))
            .item(text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))))
            .item(text().pattern(Some("^[0-9]{4}-(0[1-9]|1[0-2])$")).description(Some("A year and month")))
            .description(Some("A moment, a day or a month: RFC 3339 date-time, date, or year-month."))
            .into()
    }
}

impl ToSchema for DateText {}

/// A moment, a day, a month or a year, as ranges of time are asked for.
pub(crate) struct PeriodText;

impl PartialSchema for PeriodText {
    fn schema() -> RefOr<Schema> {
        AnyOfBuilder::new()
            .item(text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))))
            .item(text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))))
            .item(
                text().pattern(Some("^[0-9]{4}(-(0[1-9]|1[0-2]))?$")).description(Some("A year and month, or a year")),
            )
            .description(Some("A moment, a day, a month or a year: RFC 3339 date-time, date, year-month, or year."))
            .into()
    }
}

impl ToSchema for PeriodText {}

fn nullable(known: Type) -> SchemaType {
    SchemaType::from_iter([known, Type::Null])
}

/// Short texts that are not empty, or null.
pub(crate) fn names() -> Array {
    let item = text().min_length(Some(1)).max_length(Some(MAX_SHORT_CODE_POINTS)).pattern(Some(r"\S"));
    ArrayBuilder::new()
        .schema_type(nullable(Type::Array))
        .items(item)
        .max_items(Some(100))
        .description(Some("Who wrote it."))
        .build()
}

/// Short texts by short keys, or null.
pub(crate) fn pairs() -> Object {
    let key = text().min_length(Some(1)).max_length(Some(MAX_SHORT_CODE_POINTS));
    ObjectBuilder::new()
        .schema_type(nullable(Type::Object))
        .property_names(Some(key))
        .additional_properties(Some(text().max_length(Some(MAX_SHORT_CODE_POINTS))))
        .max_properties(Some(100))
        .description(Some("The sender's own pairs."))
        .build()
}
