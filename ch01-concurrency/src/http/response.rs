//! What a server answers.

use super::decoder::sealed::{Parse, Parsed};
use super::decoder::{Framing, MAX_HEADERS, parser_error};
use super::{Error, Headers};

/// An answer: a status, header fields and a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    status: u16,
    reason: String,
    headers: Headers,
    body: Vec<u8>,
}

impl Response {
    /// An answer in plain text, as a server makes it.
    pub fn text_plain(status: u16, body: impl Into<String>) -> Response {
        let body = body.into().into_bytes();
        let mut headers = Headers::default();
        headers.push("Content-Type", "text/plain; charset=utf-8");
        headers.push("Content-Length", &body.len().to_string());
        Response {
            status,
            reason: usual_reason(status).to_owned(),
            headers,
            body,
        }
    }

    /// Adds a header field.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Response {
        self.headers.push(name, value);
        self
    }

    /// The bytes to send.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = format!("HTTP/1.1 {} {}\r\n", self.status, self.reason).into_bytes();
        self.headers.encode(&mut out);
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&self.body);
        out
    }

    /// The status code: three digits, 200 if all is well.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The header fields.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The body, as it came.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The answer itself, if its status is 200.
    ///
    /// # Errors
    ///
    /// [`Status`](Error::Status), if it is another.
    pub fn success(self) -> Result<Response, Error> {
        match self.status {
            200 => Ok(self),
            code if self.reason.is_empty() => Err(Error::Status {
                code,
                reason: usual_reason(code).to_owned(),
            }),
            code => Err(Error::Status {
                code,
                reason: self.reason,
            }),
        }
    }

    /// The body as text. It is decoded here, once, so that no character is cut in two.
    ///
    /// # Errors
    ///
    /// [`NotUtf8`](Error::NotUtf8).
    pub fn text(self) -> Result<String, Error> {
        String::from_utf8(self.body).map_err(|error| Error::NotUtf8 {
            valid_up_to: error.utf8_error().valid_up_to(),
        })
    }
}

impl Parse for Response {
    const NAME: &'static str = "answer";

    fn parse_head(bytes: &[u8]) -> Result<Parsed<Response>, Error> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Response::new(&mut headers);
        let result = parsed
            .parse(bytes)
            .map_err(|error| parser_error(Self::NAME, error))?;
        let httparse::Status::Complete(length) = result else {
            return Ok(None);
        };

        let headers = Headers::from_parsed(parsed.headers);
        let status = parsed.code.unwrap_or_default();
        if !(100..=599).contains(&status) {
            return Err(Error::Malformed {
                message: Self::NAME,
                reason: format!("status {status} does not exist"),
            });
        }
        let framing = framing(status, &headers)?;
        let reason = parsed.reason.unwrap_or_default().to_owned();
        Ok(Some((
            Response {
                status,
                reason,
                headers,
                body: Vec::new(),
            },
            length,
            framing,
        )))
    }

    fn with_body(self, body: Vec<u8>) -> Response {
        Response { body, ..self }
    }
}

/// Where the body of an answer ends (RFC 9112 §6.3).
fn framing(status: u16, headers: &Headers) -> Result<Framing, Error> {
    match status {
        100..=199 => Ok(Framing::Interim),
        204 | 304 => Ok(Framing::Length(0)),
        _ => Ok(match headers.content_length(Response::NAME)? {
            Some(length) => Framing::Length(length),
            None => Framing::UntilClose,
        }),
    }
}

/// The usual words for a status (RFC 9110 §15), for those that occur here.
fn usual_reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "",
    }
}
