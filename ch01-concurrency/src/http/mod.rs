//! HTTP/1.1, as much of it as the one job needs, without a socket in it.
//!
//! A [`Decoder`] is fed bytes as they come, in pieces of any size, and says when a message is
//! whole; a thread, a fiber, a future or an event loop may do the feeding. So the rules of the
//! protocol stand once, and every chapter uses them.
//!
//! Read `decoder` first, then [`Request`] and [`Response`], which are what it makes, then
//! [`Error`], which is what can go wrong.
//!
//! Left out: chunked bodies and trailers, TLS, HTTP/2. `httparse` splits the heads into words.
#![forbid(unsafe_code)]

mod blocking;
mod decoder;
mod error;
pub(crate) mod headers;
mod request;
mod response;

pub use blocking::{is_time_out, read_response};
pub use decoder::{Decoder, Limits, Message, RequestDecoder, ResponseDecoder};
pub use error::Error;
pub use headers::Headers;
pub use request::Request;
pub use response::Response;
