//! What a client asks.

use std::fmt;

use super::decoder::sealed::{Parse, Parsed};
use super::decoder::{Framing, MAX_HEADERS, parser_error};
use super::{Error, Headers};

/// A request: a method, a target, header fields and a body, which is mostly empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    method: String,
    target: String,
    /// The `1` of HTTP/1.1.
    minor_version: u8,
    headers: Headers,
    body: Vec<u8>,
}

impl Request {
    /// A request for one answer, after which the server is to close the connection.
    ///
    /// # Panics
    ///
    /// If `host` or `target` hold a blank or a control character, which would make another
    /// request of it.
    pub fn get(host: impl fmt::Display, target: &str) -> Request {
        let host = host.to_string();
        let unfit = |text: &str| text.bytes().any(|byte| byte <= b' ' || byte == 0x7f);
        assert!(
            !unfit(&host),
            "`Request::get` called with the host {host:?}: need one without blanks and control characters"
        );
        assert!(
            !unfit(target),
            "`Request::get` called with the target {target:?}: need one without blanks and control characters"
        );

        let mut headers = Headers::default();
        headers.push("Host", &host);
        headers.push("Connection", "close");
        let method = "GET".to_owned();
        Request {
            method,
            target: target.to_owned(),
            minor_version: 1,
            headers,
            body: Vec::new(),
        }
    }

    /// The bytes to send.
    pub fn encode(&self) -> Vec<u8> {
        let Request {
            method,
            target,
            minor_version,
            headers,
            body,
        } = self;
        let mut out = format!("{method} {target} HTTP/1.{minor_version}\r\n").into_bytes();
        headers.encode(&mut out);
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(body);
        out
    }

    /// `GET` or another, in the client's own spelling.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path, and a query if there is one.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The header fields.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Whether the client will send another request on the same connection (RFC 9112 §9.3).
    pub fn keeps_alive(&self) -> bool {
        let asked = |word| self.headers.lists("connection", word);
        !asked("close") && (self.minor_version > 0 || asked("keep-alive"))
    }

    /// Whether it names its host as often as it must: once, from HTTP/1.1 on (RFC 9112 §3.2).
    pub fn names_its_host(&self) -> bool {
        let hosts = self.headers.all("host").count();
        hosts == 1 || (hosts == 0 && self.minor_version == 0)
    }
}

impl Parse for Request {
    const NAME: &'static str = "request";

    fn parse_head(bytes: &[u8]) -> Result<Parsed<Request>, Error> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        let status = parsed
            .parse(bytes)
            .map_err(|error| parser_error(Self::NAME, error))?;
        let httparse::Status::Complete(length) = status else {
            return Ok(None);
        };

        let headers = Headers::from_parsed(parsed.headers);
        let framing = Framing::Length(headers.content_length(Self::NAME)?.unwrap_or(0));
        let request = Request {
            method: parsed.method.unwrap_or_default().to_owned(),
            target: parsed.path.unwrap_or_default().to_owned(),
            minor_version: parsed.version.unwrap_or(1),
            headers,
            body: Vec::new(),
        };
        Ok(Some((request, length, framing)))
    }

    fn with_body(self, body: Vec<u8>) -> Request {
        Request { body, ..self }
    }
}
