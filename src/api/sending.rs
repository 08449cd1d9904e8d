//! Answers on their way out: large ones are counted in the memory budget until they are sent.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};

use super::error::ApiError;
use super::middleware::answer;
use super::problem::ProblemKind;
use super::state::AppState;
use crate::budget::Reserved;

/// Shorter answers are not worth counting: what a connection's buffers hold in any case.
const SMALL_ANSWER: usize = 64 * 1024;

/// So much of a large answer is handed to the connection at a time, which copies it.
const STEP: usize = 32 * 1024;

/// A large answer.
struct Sending {
    rest: Bytes,
    /// Given back with the last byte, or when the client has left.
    _held: Reserved,
}

impl MessageBody for Sending {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.rest.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let step = self.rest.len().min(STEP);
        Poll::Ready((step > 0).then(|| Ok(self.rest.split_to(step))))
    }
}

/// The layer around the routes, inside compression, where the size of an answer is still known.
pub(super) async fn count<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let size = match response.response().body().size() {
        BodySize::Sized(size) => usize::try_from(size).unwrap_or(usize::MAX),
        BodySize::None | BodySize::Stream => return Ok(response),
    };
    let state = response.request().app_data::<Data<AppState>>().cloned();
    let Some(state) = state.filter(|_| size > SMALL_ANSWER) else { return Ok(response) };
    let Some(held) = state.memory().answers.try_reserve(size) else {
        let error = ApiError::new(ProblemKind::Overloaded, "too many bytes of answers are under way; try again");
        let refusal = answer(response.request(), &error);
        return Ok(response.into_response(refusal));
    };
    Ok(response.map_body(|_, body| match body.try_into_bytes() {
        Ok(rest) => BoxBody::new(Sending { rest, _held: held }),
        Err(body) => body,
    }))
}
