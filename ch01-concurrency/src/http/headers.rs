//! Header fields, in the order they came.

use super::Error;

/// The header fields of a message. Names are compared without regard to case (RFC 9110 §5.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    fields: Vec<(String, Vec<u8>)>,
}

impl Headers {
    /// The value of the first field of this name, if it is text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name)
            .next()
            .and_then(|value| str::from_utf8(value).ok())
    }

    /// The values of all fields of this name, as they came.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        let same = move |(field, _): &&(String, Vec<u8>)| field.eq_ignore_ascii_case(name);
        self.fields
            .iter()
            .filter(same)
            .map(|(_, value)| value.as_slice())
    }

    /// Whether a field of this name lists this word, as `Connection: keep-alive, close` does.
    pub fn lists(&self, name: &str, word: &str) -> bool {
        self.all(name)
            .flat_map(|value| value.split(|&byte| byte == b','))
            .any(|item| item.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
    }

    pub(super) fn from_parsed(parsed: &[httparse::Header<'_>]) -> Headers {
        let field = |header: &httparse::Header<'_>| (header.name.to_owned(), header.value.to_vec());
        Headers {
            fields: parsed.iter().map(field).collect(),
        }
    }

    pub(super) fn push(&mut self, name: &str, value: &str) {
        self.fields
            .push((name.to_owned(), value.as_bytes().to_vec()));
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        for (name, value) in &self.fields {
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value);
            out.extend_from_slice(b"\r\n");
        }
    }

    /// The length that the message gives for its body, if it gives one (RFC 9112 §6.3).
    ///
    /// Several fields must agree: two peers that each believe another one would see different
    /// messages in the same bytes.
    pub(super) fn content_length(&self, message: &'static str) -> Result<Option<u64>, Error> {
        if let Some(encoding) = self.all("transfer-encoding").next() {
            return Err(Error::TransferEncoding(encoding.escape_ascii().to_string()));
        }
        let mut length = None;
        for value in self
            .all("content-length")
            .flat_map(|value| value.split(|&byte| byte == b','))
        {
            let value = whole_number(value.trim_ascii()).ok_or_else(|| Error::Malformed {
                message,
                reason: format!("`{}` is not a content length", value.escape_ascii()),
            })?;
            if length.is_some_and(|length| length != value) {
                let reason = "content lengths that contradict each other".to_owned();
                return Err(Error::Malformed { message, reason });
            }
            length = Some(value);
        }
        Ok(length)
    }
}

/// Digits alone: `str::parse` would take a sign too.
pub(crate) fn whole_number(digits: &[u8]) -> Option<u64> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    str::from_utf8(digits).ok()?.parse().ok()
}
