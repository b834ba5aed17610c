//! Messages come out of bytes in the same way however the bytes were cut, and bytes that are no
//! message come out as an error that says why.

use ch01_concurrency::http::{
    Decoder, Error, Limits, Message, Request, RequestDecoder, Response, ResponseDecoder,
    read_response,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use std::io::{self, ErrorKind, Read};

/// Feeds the pieces and then the end of the connection, and tells all that comes of it.
fn transcript<M: Message>(
    mut decoder: Decoder<M>,
    pieces: impl IntoIterator<Item = impl AsRef<[u8]>>,
) -> Vec<Result<M, Error>> {
    let mut told = Vec::new();
    for piece in pieces {
        let mut fed = decoder.feed(piece.as_ref());
        loop {
            match fed {
                Ok(Some(message)) => told.push(Ok(message)),
                Ok(None) => break,
                Err(error) => {
                    told.push(Err(error));
                    return told;
                }
            }
            fed = decoder.feed(b"");
        }
    }
    if told.is_empty() || decoder.received() > 0 {
        told.push(decoder.close());
    }
    told
}

/// The one thing that comes of these bytes.
fn outcome<M: Message>(bytes: impl AsRef<[u8]>) -> Result<M, Error> {
    outcome_within(Limits::default(), bytes)
}

fn outcome_within<M: Message>(limits: Limits, bytes: impl AsRef<[u8]>) -> Result<M, Error> {
    let mut told = transcript(Decoder::new(limits), [bytes]);
    assert_eq!(told.len(), 1);
    told.remove(0)
}

fn answer(bytes: impl AsRef<[u8]>) -> Result<Response, Error> {
    outcome(bytes)
}

fn request(bytes: impl AsRef<[u8]>) -> Result<Request, Error> {
    outcome(bytes)
}

/// A transcript, for comparison. How much of an endless body had come when it was too much does
/// depend on the pieces, and is left out.
fn comparable<M: PartialEq>(told: Vec<Result<M, Error>>) -> Vec<Result<M, String>> {
    let text = |error| match error {
        Error::BodyTooLarge { limit, .. } => format!("body beyond {limit}"),
        error => error.to_string(),
    };
    told.into_iter().map(|one| one.map_err(text)).collect()
}

/// Cuts bytes into pieces of these sizes, over and over.
fn cut<'a>(mut bytes: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    for &size in sizes.iter().cycle() {
        let (piece, rest) = bytes.split_at(size.min(bytes.len()));
        pieces.push(piece);
        bytes = rest;
        if bytes.is_empty() {
            break;
        }
    }
    pieces
}

/// What a message is made of, whatever bytes it is sent in.
#[derive(Debug, Clone)]
struct Parts {
    start: String,
    fields: Vec<(String, Vec<u8>)>,
    /// Or else the body ends with the connection.
    has_length: bool,
    length_name: &'static str,
    body: Vec<u8>,
}

impl Parts {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = format!("{}\r\n", self.start).into_bytes();
        for (name, value) in &self.fields {
            bytes.extend_from_slice(format!("{name}: ").as_bytes());
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        if self.has_length {
            let length = format!("{}: {}\r\n", self.length_name, self.body.len());
            bytes.extend_from_slice(length.as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// An answer's parts, its status and its reason, and the interim answers before it.
#[derive(Debug, Clone)]
struct Answer {
    interim: Vec<u8>,
    status: u16,
    reason: String,
    parts: Parts,
}

impl Answer {
    fn encode(&self) -> Vec<u8> {
        [self.interim.clone(), self.parts.encode()].concat()
    }

    fn agrees(&self, response: &Response) -> Result<(), TestCaseError> {
        prop_assert_eq!(response.status(), self.status);
        prop_assert_eq!(response.body(), &self.parts.body);
        for (name, value) in &self.parts.fields {
            let name = name.to_uppercase();
            prop_assert!(response.headers().all(&name).any(|one| one == value));
        }
        match response.clone().success() {
            Ok(_) => prop_assert_eq!(self.status, 200),
            Err(Error::Status { code, reason }) => {
                prop_assert_eq!(code, self.status);
                prop_assert!(self.reason.is_empty() || reason == self.reason);
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
        Ok(())
    }
}

fn fields() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let value = vec(prop_oneof![b'!'..=b'~', 0x80..=0xff_u8, Just(b' ')], 0..20);
    let value = value.prop_map(|value| value.trim_ascii().to_vec());
    vec(("X-[!#$%&'*+.^_`|~0-9A-Za-z-]{0,12}", value), 0..6)
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..200),
        any::<String>().prop_map(String::into_bytes),
        // A body that looks like a message is a body all the same.
        Just(b"HTTP/1.1 500 Oh\r\nContent-Length: 3\r\n\r\nabc".to_vec()),
    ]
}

fn interim() -> impl Strategy<Value = Vec<u8>> {
    let one = (100..=199_u16, fields()).prop_map(|(status, fields)| {
        let start = format!("HTTP/1.1 {status} Wait");
        Parts {
            start,
            fields,
            has_length: false,
            length_name: "",
            body: Vec::new(),
        }
        .encode()
    });
    vec(one, 0..3).prop_map(|all| all.concat())
}

prop_compose! {
    fn any_answer(has_length: bool)(
        interim in interim(),
        minor in 0..=1_u8,
        status in prop_oneof![3 => Just(200), 1 => 200..=599_u16],
        reason in "([!-~]([ -~]{0,20}[!-~])?)?",
        fields in fields(),
        length_name in length_name(),
        body in body(),
    ) -> Answer {
        let start = format!("HTTP/1.{minor} {status} {reason}");
        let has_body = !matches!(status, 204 | 304);
        let body = if has_body { body } else { Vec::new() };
        let parts = Parts { start, fields, has_length, length_name, body };
        Answer { interim, status, reason, parts }
    }
}

fn length_name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["Content-Length", "content-length", "CONTENT-LENGTH"])
}

/// Answers on one connection; the last may end with it.
fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let last = any::<bool>().prop_flat_map(any_answer);
    (vec(any_answer(true), 0..3), last).prop_map(|(mut answers, last)| {
        answers.push(last);
        answers
    })
}

prop_compose! {
    fn any_request()(
        method in "[A-Z]{1,8}",
        target in "/[!-~]{0,30}",
        minor in 0..=1_u8,
        fields in fields(),
        length_name in length_name(),
        body in body(),
        has_body in any::<bool>(),
    ) -> (String, String, Parts) {
        let start = format!("{method} {target} HTTP/1.{minor}");
        let body = if has_body { body } else { Vec::new() };
        (method, target, Parts { start, fields, has_length: has_body, length_name, body })
    }
}

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![Just(vec![1]), vec(1..40_usize, 1..20)]
}

/// Bytes of a message with a few of them changed, doubled or gone.
fn mutated(valid: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let change = (0..4_u8, any::<Index>(), any::<u8>());
    (valid, vec(change, 1..5)).prop_map(|(mut bytes, changes)| {
        for (kind, at, byte) in changes {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.splice(at..at, b"\r\n".to_owned())),
                _ => drop(
                    bytes.drain(
                        at..(at + usize::from(byte) % 8 + 1)
                            .min(bytes.len() - 1)
                            .max(at),
                    ),
                ),
            }
        }
        bytes
    })
}

fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let answers = answers().prop_map(|all| all.iter().flat_map(Answer::encode).collect());
    let requests = vec(any_request(), 1..3).prop_map(|all| {
        all.iter()
            .flat_map(|(_, _, parts)| parts.encode())
            .collect()
    });
    prop_oneof![
        vec(any::<u8>(), 0..300),
        // The bytes that mean something, in no order.
        vec(
            prop::sample::select(b"\r\n :,/0129 HTPGE.".to_vec()),
            0..300
        ),
        mutated(answers),
        mutated(requests),
    ]
}

fn any_limits() -> impl Strategy<Value = Limits> {
    prop_oneof![
        Just(Limits::default()),
        (0..300_usize, 0..100_usize).prop_map(|(head, body)| Limits { head, body }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 4 } else { 256 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    #[cfg_attr(miri, ignore = "many large inputs, to code without unsafe")]
    fn valid_answers_are_understood_however_they_are_cut(answers in answers(), sizes in sizes()) {
        let bytes: Vec<u8> = answers.iter().flat_map(Answer::encode).collect();

        let told = transcript(ResponseDecoder::default(), cut(&bytes, &sizes));

        prop_assert_eq!(told.len(), answers.len());
        for (answer, told) in answers.iter().zip(told) {
            answer.agrees(&told.map_err(|error| TestCaseError::fail(error.to_string()))?)?;
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "many large inputs, to code without unsafe")]
    fn valid_requests_are_understood_however_they_are_cut(
        requests in vec(any_request(), 1..4),
        sizes in sizes(),
    ) {
        let bytes: Vec<u8> = requests.iter().flat_map(|(_, _, parts)| parts.encode()).collect();

        let told = transcript(RequestDecoder::default(), cut(&bytes, &sizes));

        prop_assert_eq!(told.len(), requests.len());
        for ((method, target, parts), told) in requests.iter().zip(told) {
            let told = told.map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!((told.method(), told.target()), (&**method, &**target));
            prop_assert_eq!(told.body(), &parts.body);
            for (name, value) in &parts.fields {
                prop_assert!(told.headers().all(name).any(|one| one == value));
            }
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "many large inputs, to code without unsafe")]
    fn any_bytes_come_to_the_same_however_they_are_cut(
        bytes in hostile(),
        sizes in sizes(),
        limits in any_limits(),
    ) {
        let cuts = cut(&bytes, &sizes);

        let whole = transcript(ResponseDecoder::new(limits), [&bytes]);
        let pieces = transcript(ResponseDecoder::new(limits), &cuts);
        prop_assert_eq!(comparable(pieces), comparable(whole));

        let whole = transcript(RequestDecoder::new(limits), [&bytes]);
        let pieces = transcript(RequestDecoder::new(limits), &cuts);
        prop_assert_eq!(comparable(pieces), comparable(whole));
    }

    #[test]
    #[cfg_attr(miri, ignore = "many large inputs, to code without unsafe")]
    fn a_decoder_that_is_fed_on_after_an_error_does_not_panic(
        pieces in vec(hostile(), 1..4),
        limits in any_limits(),
    ) {
        let mut decoder = ResponseDecoder::new(limits);
        for piece in &pieces {
            drop(decoder.feed(piece));
            drop(decoder.feed(b""));
        }
        drop(decoder.close());
        drop(decoder.close());
    }

    #[test]
    #[cfg_attr(miri, ignore = "many large inputs, to code without unsafe")]
    fn what_a_server_encodes_a_client_understands(
        body in any::<String>(),
        status in 200..=599_u16,
    ) {
        prop_assume!(!matches!(status, 204 | 304));
        let sent = Response::text_plain(status, body).with_header("Connection", "close");

        let read = read_response(&*sent.encode());

        prop_assert_eq!(read.map_err(|error| TestCaseError::fail(error.to_string()))?, sent);
    }
}

#[test]
fn a_connection_that_closes_within_a_head_has_truncated_the_answer() {
    let error = answer("HTTP/1.1 200 O").unwrap_err();

    assert!(matches!(error, Error::Truncated { received: 14, .. }));
    assert_eq!(
        error.to_string(),
        "connection closed after 14 bytes, before the answer was complete"
    );
}

#[test]
fn a_connection_that_closes_within_a_body_of_known_length_has_truncated_the_answer() {
    let bytes = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell";

    let error = answer(bytes).unwrap_err();

    let received = bytes.len();
    assert_eq!(
        error.to_string(),
        format!("connection closed after {received} bytes, before the answer was complete")
    );
}

#[test]
fn a_connection_that_closes_before_any_byte_has_truncated_the_answer() {
    let error = answer("").unwrap_err();

    assert!(matches!(error, Error::Truncated { received: 0, .. }));
}

#[test]
fn a_connection_that_closes_after_an_interim_answer_alone_has_truncated_the_answer() {
    let error = answer("HTTP/1.1 100 Continue\r\n\r\n").unwrap_err();

    assert!(matches!(error, Error::Truncated { .. }), "{error}");
}

#[test]
fn a_request_that_is_cut_off_is_called_a_request() {
    let error = request("GET / HTTP/1.1\r\nHo").unwrap_err();

    assert!(
        error
            .to_string()
            .ends_with("before the request was complete")
    );
}

#[test]
fn a_head_of_exactly_the_limit_is_taken_and_of_one_byte_more_is_not() {
    let bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let head = bytes.len() - 2;
    let limits = |head| Limits { head, body: 2 };

    let taken: Response = outcome_within(limits(head), bytes).unwrap();
    let error = outcome_within::<Response>(limits(head - 1), bytes).unwrap_err();

    assert_eq!(taken.body(), b"ok");
    let limit = head - 1;
    assert_eq!(
        error.to_string(),
        format!("head of more than {limit} bytes is too large")
    );
}

#[test]
fn a_head_that_goes_on_and_on_is_too_large_before_it_ends() {
    let mut decoder = RequestDecoder::new(Limits { head: 30, body: 0 });

    assert!(
        decoder
            .feed(b"GET / HTTP/1.1\r\nHost: aaaaaaa")
            .unwrap()
            .is_none()
    );
    let error = decoder.feed(b"a").unwrap_err();

    assert!(matches!(error, Error::HeadTooLarge { limit: 30 }));
}

#[test]
fn sixty_four_headers_are_taken_and_one_more_is_not() {
    let bytes = |count| format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(count));

    assert_eq!(request(bytes(64)).unwrap().headers().all("a").count(), 64);
    assert!(matches!(
        request(bytes(65)).unwrap_err(),
        Error::TooManyHeaders { limit: 64 }
    ));
}

#[test]
fn a_body_that_is_announced_too_large_is_an_error_before_it_comes() {
    let limits = Limits { head: 100, body: 5 };
    let bytes = |length, body| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}");

    let taken: Response = outcome_within(limits, bytes(5, "hello")).unwrap();
    let error = outcome_within::<Response>(limits, bytes(6, "")).unwrap_err();

    assert_eq!(taken.body(), b"hello");
    assert_eq!(
        error.to_string(),
        "body of 6 bytes is too large: at most 5 are taken"
    );
}

#[test]
fn a_body_without_a_length_is_an_error_as_soon_as_it_is_too_large() {
    let limits = Limits { head: 100, body: 5 };
    let mut decoder = ResponseDecoder::new(limits);

    assert!(
        decoder
            .feed(b"HTTP/1.1 200 OK\r\n\r\nhello")
            .unwrap()
            .is_none()
    );
    let error = decoder.feed(b"!").unwrap_err();

    assert!(matches!(
        error,
        Error::BodyTooLarge {
            length: 6,
            limit: 5
        }
    ));
}

#[test]
fn content_lengths_must_agree() {
    let bytes = |one, two| {
        format!("HTTP/1.1 200 OK\r\nContent-Length: {one}\r\nContent-Length: {two}\r\n\r\nhello")
    };

    assert_eq!(answer(bytes("5", "5")).unwrap().body(), b"hello");
    assert_eq!(answer(bytes("5, 5", "5")).unwrap().body(), b"hello");
    for (one, two) in [("5", "4"), ("5, 4", "5"), ("0", "5")] {
        let error = answer(bytes(one, two)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "malformed answer: content lengths that contradict each other"
        );
    }
}

#[test]
fn a_content_length_is_digits_and_nothing_else() {
    let wrong = [
        "+5",
        "-5",
        "0x5",
        "5 5",
        "",
        "5,",
        "five",
        "99999999999999999999999",
    ];
    for length in wrong {
        let bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello");

        let error = answer(bytes).unwrap_err();

        assert!(
            error.to_string().ends_with("is not a content length"),
            "{length}: {error}"
        );
    }
}

#[test]
fn a_content_length_that_no_memory_holds_is_too_large() {
    let bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", u64::MAX);

    let error = answer(bytes).unwrap_err();

    assert!(matches!(
        error,
        Error::BodyTooLarge {
            length: u64::MAX,
            ..
        }
    ));
}

#[test]
fn a_transfer_encoding_is_refused_by_name() {
    let fields = "Content-Length: 5\r\ntransfer-encoding: chunked\r\n\r\nhello";

    for error in [
        answer(format!("HTTP/1.1 200 OK\r\n{fields}")).unwrap_err(),
        request(format!("POST / HTTP/1.1\r\n{fields}")).unwrap_err(),
    ] {
        assert_eq!(
            error.to_string(),
            "transfer encoding `chunked` is not supported: need a `Content-Length`"
        );
    }
}

#[test]
fn no_content_and_not_modified_have_no_body_whatever_they_announce() {
    for status in [204, 304] {
        let mut decoder = ResponseDecoder::default();
        let bytes = format!("HTTP/1.1 {status} So\r\nContent-Length: 5\r\n\r\n");

        let response = decoder.feed(bytes.as_bytes()).unwrap().unwrap();

        assert_eq!((response.status(), response.body()), (status, &b""[..]));
    }
}

#[test]
fn a_status_other_than_200_is_an_error_with_its_code_and_reason() {
    let refused = |start: &str| {
        let response = answer(format!("{start}\r\nContent-Length: 2\r\n\r\nno")).unwrap();
        response.success().unwrap_err().to_string()
    };

    assert_eq!(refused("HTTP/1.1 500 It Broke"), "status 500 It Broke");
    assert_eq!(refused("HTTP/1.1 503 "), "status 503 Service Unavailable");
    assert_eq!(refused("HTTP/1.1 404"), "status 404 Not Found");
    assert_eq!(
        refused("HTTP/1.1 206 Partial Content"),
        "status 206 Partial Content"
    );
}

#[test]
fn a_status_that_does_not_exist_is_malformed() {
    for status in ["000", "099", "600", "999"] {
        let error = answer(format!("HTTP/1.1 {status} What\r\n\r\n")).unwrap_err();

        assert!(error.to_string().ends_with("does not exist"), "{error}");
    }
}

#[test]
fn what_is_not_http_is_malformed() {
    for bytes in [
        "SSH-2.0-OpenSSH_9\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "\0",
        "HTTP/1.1 20x\r\n\r\n",
    ] {
        let error = answer(bytes).unwrap_err();

        assert!(
            error.to_string().starts_with("malformed answer: "),
            "{error}"
        );
    }
}

#[test]
fn a_body_that_is_not_utf_8_is_an_error_with_the_place() {
    let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab\xff\xff";

    let error = answer(bytes).unwrap().text().unwrap_err();

    assert_eq!(error.to_string(), "body is not UTF-8 from byte 2 on");
}

#[test]
fn a_character_that_comes_in_two_pieces_is_one_character() {
    let bytes = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n€".as_bytes();
    for at in bytes.len() - 2..bytes.len() {
        let mut decoder = ResponseDecoder::default();

        assert!(decoder.feed(&bytes[..at]).unwrap().is_none());
        let response = decoder.feed(&bytes[at..]).unwrap().unwrap();

        assert_eq!(response.text().unwrap(), "€");
    }
}

#[test]
fn bytes_behind_a_message_belong_to_the_next() {
    let mut decoder = ResponseDecoder::default();
    let one = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none";
    let two = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo";

    let first = decoder
        .feed([one, two].concat().as_bytes())
        .unwrap()
        .unwrap();
    let second = decoder.feed(b"").unwrap().unwrap();

    assert_eq!((first.body(), second.body()), (&b"one"[..], &b"two"[..]));
    assert_eq!(decoder.received(), 0);
}

#[test]
fn header_names_are_compared_without_regard_to_case_and_values_are_not_changed() {
    let response = answer("HTTP/1.1 200 OK\r\ncOnTeNt-TyPe:  Text/Plain \r\n\r\n").unwrap();

    assert_eq!(response.headers().get("Content-Type"), Some("Text/Plain"));
    assert_eq!(response.headers().get("Content"), None);
}

#[test]
fn a_header_that_lists_words_lists_each_in_any_field_and_any_case() {
    let head = "GET / HTTP/1.1\r\nConnection: upgrade ,Keep-Alive\r\nconnection: CLOSE\r\n\r\n";
    let request = request(head).unwrap();

    for word in ["upgrade", "keep-alive", "close"] {
        assert!(request.headers().lists("Connection", word), "{word}");
    }
    assert!(!request.headers().lists("Connection", "keep"));
}

#[test]
fn a_get_is_one_request_for_one_answer() {
    let sent = Request::get("localhost:80", "/10/hello");

    let read = request(sent.encode()).unwrap();

    assert_eq!(read, sent);
    assert_eq!((read.method(), read.target()), ("GET", "/10/hello"));
    assert_eq!(read.headers().get("host"), Some("localhost:80"));
    assert!(!read.keeps_alive() && read.names_its_host());
}

#[test]
fn a_get_cannot_be_made_to_hold_a_second_request() {
    for target in [
        "/1/a b",
        "/1/a\r\nX: y",
        "/1/a HTTP/1.1\r\n\r\nGET /2/b",
        "/1/a\tb",
        "/1/a\0",
        "/1/a\x7f",
    ] {
        let in_target = std::panic::catch_unwind(|| Request::get("localhost", target));
        let in_host = std::panic::catch_unwind(|| Request::get(target, "/"));

        let message = |panic: Result<Request, Box<dyn std::any::Any + Send>>| {
            *panic.unwrap_err().downcast::<String>().unwrap()
        };
        assert!(message(in_target).starts_with("`Request::get` called with the target"));
        assert!(message(in_host).starts_with("`Request::get` called with the host"));
    }
}

#[test]
fn a_connection_is_kept_from_http_1_1_on_unless_someone_says_otherwise() {
    let keeps = |version, connection| {
        let head = format!("GET / HTTP/{version}\r\nConnection: {connection}\r\n\r\n");
        request(head).unwrap().keeps_alive()
    };

    assert!(keeps("1.1", "x") && keeps("1.1", "keep-alive") && keeps("1.0", "Keep-Alive"));
    assert!(!keeps("1.0", "x") && !keeps("1.0", "close") && !keeps("1.1", "Close"));
    assert!(!keeps("1.1", "keep-alive, close") && !keeps("1.0", "keep-alive, close"));
}

#[test]
fn a_host_is_named_once_and_before_http_1_1_at_most_once() {
    let names = |version, hosts| {
        let head = format!(
            "GET / HTTP/{version}\r\n{}\r\n",
            "Host: a\r\n".repeat(hosts)
        );
        request(head).unwrap().names_its_host()
    };

    assert!(names("1.1", 1) && names("1.0", 1) && names("1.0", 0));
    assert!(!names("1.1", 0) && !names("1.1", 2) && !names("1.0", 2));
}

/// Gives what it has, and then fails.
struct Fails<'a>(&'a [u8], ErrorKind);

impl Read for Fails<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(self.1.into()),
            length => Ok(length),
        }
    }
}

#[test]
fn a_reset_in_the_middle_is_no_answer_even_where_the_close_would_end_it() {
    let bytes = b"HTTP/1.1 200 OK\r\n\r\nhello";

    let error = read_response(Fails(bytes, ErrorKind::ConnectionReset)).unwrap_err();

    assert_eq!(
        error.to_string(),
        "connection reset after 24 bytes, before the answer was complete"
    );
}

#[test]
fn a_time_out_is_the_streams_own_error() {
    let error = read_response(Fails(b"HTTP/1.1", ErrorKind::WouldBlock)).unwrap_err();

    assert!(matches!(error, Error::Io(error) if error.kind() == ErrorKind::WouldBlock));
}

#[test]
fn an_interrupted_read_is_made_again() {
    let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    let (one, two) = bytes.split_at(30);
    let mut interrupted = false;
    let mut rest = two;
    let after = std::iter::from_fn(|| {
        if !interrupted {
            interrupted = true;
            return Some(Err(ErrorKind::Interrupted.into()));
        }
        Some(Ok(std::mem::take(&mut rest)))
    });

    let response = read_response(one.chain(Scripted(after))).unwrap();

    assert_eq!(response.body(), b"hello");
}

/// Reads what it is told to.
struct Scripted<I>(I);

impl<'a, I: Iterator<Item = io::Result<&'a [u8]>>> Read for Scripted<I> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.0.next().expect("nobody reads behind the end")?;
        buffer[..bytes.len()].copy_from_slice(bytes);
        Ok(bytes.len())
    }
}
