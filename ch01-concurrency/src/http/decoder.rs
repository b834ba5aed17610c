//! From bytes in pieces to messages: first the head, then the body.

use super::{Error, Request, Response};

/// Most header fields in a head; one more is [`Error::TooManyHeaders`].
pub(super) const MAX_HEADERS: usize = 64;

/// A message that a [`Decoder`] can make: a [`Request`] or a [`Response`].
pub trait Message: sealed::Parse {}

impl Message for Request {}
impl Message for Response {}

/// Makes requests of what a client sends.
pub type RequestDecoder = Decoder<Request>;
/// Makes responses of what a server sends.
pub type ResponseDecoder = Decoder<Response>;

/// How much of a peer's message is taken before it is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For the start line and the headers, in bytes.
    pub head: usize,
    /// For the body, in bytes.
    pub body: usize,
}

impl Default for Limits {
    /// 8 KiB for the head, 16 MiB for the body.
    fn default() -> Limits {
        Limits {
            head: 8 * 1024,
            body: 16 * 1024 * 1024,
        }
    }
}

/// Takes bytes in pieces of any size, and gives whole messages.
///
/// Bytes behind the end of a message are kept and belong to the next one. After an error the
/// connection is of no more use.
///
/// ```
/// use ch01_concurrency::http::ResponseDecoder;
///
/// let mut decoder = ResponseDecoder::default();
/// assert!(decoder.feed(b"HTTP/1.1 200 OK\r\nContent-Le")?.is_none());
/// let answer = decoder.feed(b"ngth: 5\r\n\r\nhello")?.expect("that was the rest of it");
/// assert_eq!(answer.success()?.text()?, "hello");
/// # Ok::<(), ch01_concurrency::http::Error>(())
/// ```
#[derive(Debug)]
pub struct Decoder<M> {
    limits: Limits,
    /// What has come and is in no message yet.
    buffer: Vec<u8>,
    /// The message whose body is coming; its head is no longer in the buffer.
    head: Option<Head<M>>,
}

#[derive(Debug)]
struct Head<M> {
    message: M,
    length: usize,
    framing: Framing,
}

/// Where a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// After so many bytes.
    Length(u64),
    /// Where the connection does.
    UntilClose,
    /// The head is of an interim answer; the real one follows (RFC 9110 §15.2).
    Interim,
}

impl<M: Message> Default for Decoder<M> {
    fn default() -> Self {
        Decoder::new(Limits::default())
    }
}

impl<M: Message> Decoder<M> {
    /// A decoder that takes no more than `limits`.
    pub fn new(limits: Limits) -> Self {
        Decoder {
            limits,
            buffer: Vec::new(),
            head: None,
        }
    }

    /// Takes the next bytes, and gives a message if they complete one.
    ///
    /// More than one may have come: feed nothing (`b""`) for the next, until there is none.
    ///
    /// # Errors
    ///
    /// [`Malformed`](Error::Malformed), [`HeadTooLarge`](Error::HeadTooLarge),
    /// [`TooManyHeaders`](Error::TooManyHeaders), [`BodyTooLarge`](Error::BodyTooLarge),
    /// [`TransferEncoding`](Error::TransferEncoding).
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Option<M>, Error> {
        self.buffer.extend_from_slice(bytes);
        while self.head.is_none() {
            match self.take_head()? {
                Some(Head {
                    framing: Framing::Interim,
                    ..
                }) => continue,
                Some(head) => self.head = Some(head),
                None => return Ok(None),
            }
        }
        self.take_body()
    }

    /// The peer has closed the connection: gives the message whose end that is.
    ///
    /// # Errors
    ///
    /// [`Truncated`](Error::Truncated) if a message is not complete, or has not begun.
    pub fn close(&mut self) -> Result<M, Error> {
        let received = self.received();
        match self.head.take() {
            Some(head) if head.framing == Framing::UntilClose => {
                Ok(head.message.with_body(std::mem::take(&mut self.buffer)))
            }
            _ => Err(Error::Truncated {
                message: M::NAME,
                received,
            }),
        }
    }

    /// How many bytes of an incomplete message have come.
    pub fn received(&self) -> usize {
        self.head.as_ref().map_or(0, |head| head.length) + self.buffer.len()
    }

    fn take_head(&mut self) -> Result<Option<Head<M>>, Error> {
        let limit = self.limits.head;
        let visible = &self.buffer[..self.buffer.len().min(limit)];
        match M::parse_head(visible)? {
            Some((message, length, framing)) => {
                self.buffer.drain(..length);
                Ok(Some(Head {
                    message,
                    length,
                    framing,
                }))
            }
            None if visible.len() == limit => Err(Error::HeadTooLarge { limit }),
            None => Ok(None),
        }
    }

    fn take_body(&mut self) -> Result<Option<M>, Error> {
        let Some(head) = &self.head else {
            return Ok(None);
        };
        let length = match head.framing {
            Framing::Length(length) => length,
            Framing::UntilClose | Framing::Interim => self.buffer.len() as u64,
        };
        let Some(length) = usize::try_from(length)
            .ok()
            .filter(|&n| n <= self.limits.body)
        else {
            return Err(Error::BodyTooLarge {
                length,
                limit: self.limits.body,
            });
        };
        if head.framing == Framing::UntilClose || self.buffer.len() < length {
            return Ok(None);
        }
        let rest = self.buffer.split_off(length);
        let body = std::mem::replace(&mut self.buffer, rest);
        Ok(self.head.take().map(|head| head.message.with_body(body)))
    }
}

/// What the parser says, in this module's words.
pub(super) fn parser_error(message: &'static str, error: httparse::Error) -> Error {
    match error {
        httparse::Error::TooManyHeaders => Error::TooManyHeaders { limit: MAX_HEADERS },
        other => Error::Malformed {
            message,
            reason: other.to_string(),
        },
    }
}

/// What a decoder needs of a message, and nobody else.
pub(super) mod sealed {
    use super::{Error, Framing};

    /// A head that is whole: the message without its body, the bytes it took, where the body ends.
    pub(crate) type Parsed<M> = Option<(M, usize, Framing)>;

    pub trait Parse: Sized {
        /// As errors call it.
        const NAME: &'static str;

        /// `None` while the head is not whole.
        fn parse_head(bytes: &[u8]) -> Result<Parsed<Self>, Error>;

        fn with_body(self, body: Vec<u8>) -> Self;
    }
}
