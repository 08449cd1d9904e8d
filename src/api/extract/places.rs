//! Where the fields of an article stood in what a client sent, so that mistakes are told there.

use std::collections::BTreeMap;

use crate::api::error::{ApiError, InputError, Place};

/// By the pointer to a field of an article its place in the request; a field that is not there stood at its own pointer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(BTreeMap<String, (Place, String)>);

impl Places {
    /// Fields of a body in another format.
    pub(super) fn of_body(places: BTreeMap<String, String>) -> Self {
        Self(places.into_iter().map(|(field, pointer)| (field, (Place::Body, pointer))).collect())
    }

    /// One field that stood elsewhere.
    pub(super) fn with(mut self, field: &str, place: Place, pointer: &str) -> Self {
        self.0.insert(field.to_owned(), (place, pointer.to_owned()));
        self
    }

    /// The same mistakes where the client has made them.
    pub(super) fn told(&self, error: ApiError) -> ApiError {
        error.each(|mistake| {
            let (place, pointer) = self.find(&mistake);
            InputError { pointer, place, ..mistake }
        })
    }

    /// The place of a field, or of the nearest one that holds it.
    fn find(&self, mistake: &InputError) -> (Place, String) {
        let mut field = mistake.pointer.as_str();
        loop {
            if let Some((place, pointer)) = self.0.get(field) {
                return (*place, pointer.clone());
            }
            match field.rsplit_once('/') {
                Some((above, _)) if !above.is_empty() => field = above,
                _ => return (mistake.place, mistake.pointer.clone()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::problem::ProblemKind;

    #[test]
    fn a_mistake_is_told_where_the_client_has_made_it() {
        let places = Places::default()
            .with("/title", Place::Body, "/headlines/0/value")
            .with("/authors", Place::Body, "/byline")
            .with("/source", Place::Query, "/source");
        for (pointer, place, expected, reason) in [
            ("/title", Place::Body, "/headlines/0/value", "a field"),
            ("/authors/3", Place::Body, "/byline", "an item of one"),
            ("/source", Place::Query, "/source", "of the query"),
            ("/url", Place::Body, "/url", "not moved"),
            ("/metadata/a", Place::Body, "/metadata/a", "an item of one that is not moved"),
            ("", Place::Body, "", "the whole"),
        ] {
            let error = places.told(ApiError::at(Place::Body, pointer, ProblemKind::InvalidField, "is wrong"));
            let told = &error.problem(None, None).errors[0];
            assert_eq!((told.place, told.pointer.as_str()), (place, expected), "{reason}");
        }
    }
}
