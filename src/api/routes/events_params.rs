//! The filters of `/v1/events` in the document: those of three lists, of which a stream takes those of its own.

use utoipa::IntoParams;

use crate::api::dto::{CertaintyWord, OffsetsWord};

/// The filters of the lists; a stream has those of what it tells of, and refuses the others.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents parameters that the lists read themselves")]
pub(crate) struct EventFilterParams {
    /// Only what this search finds, as in the lists.
    #[param(nullable = false, min_length = 1, max_length = 1000, example = "Strompreis -Gas")]
    q: Option<String>,
    /// Articles: only in this language (BCP 47).
    #[param(nullable = false, min_length = 1, example = "de")]
    language: Option<String>,
    /// Articles and figures: only about this entity, by its id or a name.
    #[param(nullable = false, min_length = 1, example = "organization:nordwind")]
    entity: Option<String>,
    /// Articles, claims and figures: only those in which, or which, this entity says; its id or a name.
    #[param(nullable = false, min_length = 1, example = "person:vera-lindt")]
    speaker: Option<String>,
    /// Articles: only those that speak at least so well, from -1 to 1: of `entity`, or as a whole without one.
    #[param(nullable = false, minimum = -1, maximum = 1, example = -1.0)]
    sentiment_min: Option<f64>,
    /// Articles: only those that speak at most so well, from -1 to 1: of `entity`, or as a whole without one.
    #[param(nullable = false, minimum = -1, maximum = 1, example = -0.3)]
    sentiment_max: Option<f64>,
    /// Claims: only those that mention this entity, by its id or a name.
    #[param(nullable = false, min_length = 1, example = "organization:nordwind")]
    about: Option<String>,
    /// Claims and figures: only of this kind.
    #[param(nullable = false, min_length = 1, example = "money")]
    kind: Option<String>,
    /// Claims: only of this certainty.
    #[param(nullable = false, example = "asserted")]
    certainty: Option<CertaintyWord>,
    /// Claims: only with, or without, a figure.
    #[param(nullable = false, example = true)]
    has_figure: Option<bool>,
    /// Figures: only in this unit.
    #[param(nullable = false, min_length = 1, example = "EUR")]
    unit: Option<String>,
    /// Figures: only with at least this value.
    #[param(nullable = false, example = "1000000")]
    min: Option<String>,
    /// Figures: only with at most this value.
    #[param(nullable = false, example = "5000000000")]
    max: Option<String>,
    /// Figures: only with this in what they measure.
    #[param(nullable = false, min_length = 1, example = "Beschäftigte")]
    measures: Option<String>,
    /// The unit of positions.
    #[param(nullable = false, example = "utf16")]
    offsets: Option<OffsetsWord>,
}

/// What a client that was cut off sends.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "documents a header that is read where it is needed")]
pub(crate) struct LastEventIdHeader {
    /// The last `id` that came; goes before `after`.
    #[param(rename = "Last-Event-ID", nullable = false, minimum = 0, example = 0)]
    last_event_id: Option<u64>,
}
