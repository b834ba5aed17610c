//! Route: from a request to what is to be answered, and when.

use std::time::Duration;

use percent_encoding::percent_decode_str;

use crate::http::headers::whole_number;
use crate::http::{Request, Response};

/// What a request comes to.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Route {
    /// The message, after the delay.
    Echo {
        /// How long to wait.
        delay: Duration,
        /// What to answer then.
        message: String,
    },
    /// A refusal, at once.
    Refuse(Response),
}

/// Reads `/{delay_ms}/{message}`. What follows a `?` is ignored.
pub fn route(request: &Request, longest: Duration) -> Route {
    if !request.names_its_host() {
        return refuse(400, "an HTTP/1.1 request needs one `Host` header");
    }
    if request.method() != "GET" {
        let reason = format!("method `{}` is not taken: need `GET`", request.method());
        return Route::Refuse(refusal(405, &reason).with_header("Allow", "GET"));
    }
    let path = request.target().split('?').next().unwrap_or_default();
    let Some((delay, message)) = path.strip_prefix('/').and_then(|path| path.split_once('/'))
    else {
        return refuse(
            404,
            &format!("nothing at `{path}`: need `/{{delay_ms}}/{{message}}`"),
        );
    };
    let longest_ms = longest.as_millis();
    let Some(delay_ms) = whole_number(delay.as_bytes()).filter(|&ms| u128::from(ms) <= longest_ms)
    else {
        let need = format!("need whole milliseconds from 0 to {longest_ms}");
        return refuse(400, &format!("delay `{delay}` is not taken: {need}"));
    };
    let Ok(message) = percent_decode_str(message).decode_utf8() else {
        return refuse(400, &format!("message `{message}` is not UTF-8"));
    };
    Route::Echo {
        delay: Duration::from_millis(delay_ms),
        message: message.into_owned(),
    }
}

/// A status, and in the body the reason for it.
pub(super) fn refusal(status: u16, reason: &str) -> Response {
    Response::text_plain(status, format!("{reason}\n"))
}

fn refuse(status: u16, reason: &str) -> Route {
    Route::Refuse(refusal(status, reason))
}
