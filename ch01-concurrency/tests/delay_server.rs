//! Whatever a client does it is answered, and harms no other; and the server ends when it is
//! dropped, whatever goes on in it.
#![cfg(feature = "demo")]

use ch01_concurrency::delay_server::{Config, DelayServer, Limits, Served};
use ch01_concurrency::http::{Response, ResponseDecoder};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Longer than anything takes on the slowest machine. Only a test that fails waits for it.
const LONG: Duration = Duration::from_secs(60);

/// Longer than [`LONG`], and so never waited for.
const NEVER_MS: u64 = 3_600_000;

fn start(limits: Limits) -> DelayServer {
    let config = Config {
        limits,
        ..Config::default()
    };
    DelayServer::start(config).expect("the server starts")
}

fn patient() -> Limits {
    Limits {
        head_time: LONG,
        delay: Duration::from_millis(NEVER_MS),
        ..Limits::default()
    }
}

fn started() -> DelayServer {
    start(patient())
}

fn get(target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: test\r\n\r\n")
}

/// A raw socket, and what comes out of it.
struct Client {
    stream: TcpStream,
    decoder: ResponseDecoder,
}

impl Client {
    fn connect(address: SocketAddr) -> Client {
        let stream = TcpStream::connect(address).expect("the server accepts");
        stream.set_nodelay(true).expect("a socket option");
        stream
            .set_read_timeout(Some(LONG))
            .expect("a socket option");
        stream
            .set_write_timeout(Some(LONG))
            .expect("a socket option");
        let decoder = ResponseDecoder::default();
        Client { stream, decoder }
    }

    /// Connects, and makes sure that there is a thread for it by now.
    fn served(address: SocketAddr) -> Client {
        let mut client = Client::connect(address);
        assert_eq!(client.ask(get("/0/ready")).status(), 200);
        client
    }

    fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream
            .write_all(bytes.as_ref())
            .expect("the peer reads");
    }

    fn answer(&mut self) -> Response {
        let mut fed = self.decoder.feed(b"").expect("HTTP");
        let mut chunk = [0; 1024];
        loop {
            if let Some(response) = fed {
                return response;
            }
            let length = self.stream.read(&mut chunk).expect("no reset, no time-out");
            assert!(length > 0, "the connection ends instead of an answer");
            fed = self.decoder.feed(&chunk[..length]).expect("HTTP");
        }
    }

    fn ask(&mut self, bytes: impl AsRef<[u8]>) -> Response {
        self.send(bytes);
        self.answer()
    }

    /// The connection ends here: no byte more, no reset.
    fn assert_end(mut self) {
        assert_eq!(self.decoder.received(), 0);
        assert_eq!(self.stream.read(&mut [0]).expect("no reset"), 0);
    }

    /// The last answer, and then the end.
    fn last(mut self) -> Response {
        let response = self.answer();
        assert_eq!(response.headers().get("Connection"), Some("close"));
        self.assert_end();
        response
    }
}

fn text(response: Response) -> String {
    response.text().expect("UTF-8")
}

/// Asks until the server has room: it learns in its own time that a client has gone, but long
/// before so many others have been refused.
fn ask_until_served(address: SocketAddr) -> Response {
    let ask = |_| {
        let mut client = Client::connect(address);
        let response = client.ask(get("/0/room"));
        if response.status() == 503 {
            client.assert_end();
        }
        response
    };
    let mut answers = (0..200).map(ask);
    let served = answers.find(|response| response.status() != 503);
    served.expect("there is room")
}

mod good_requests {
    use super::*;

    #[test]
    fn the_message_is_the_answer() {
        let server = started();

        let response = Client::connect(server.address()).ask(get("/1/hello"));

        let kind = response.headers().get("Content-Type").map(str::to_owned);
        assert_eq!(kind.as_deref(), Some("text/plain; charset=utf-8"));
        assert_eq!((response.status(), &*text(response)), (200, "hello"));
    }

    #[test]
    fn the_answer_does_not_come_before_the_delay_is_over() {
        let server = started();
        let start = Instant::now();

        Client::connect(server.address()).ask(get("/100/late"));

        assert!(start.elapsed() >= Duration::from_millis(100));
    }

    #[test]
    fn a_message_is_decoded_and_may_be_empty_or_hold_slashes() {
        let server = started();
        let mut client = Client::connect(server.address());

        for (target, message) in [
            ("/0/a%20b", "a b"),
            ("/0/%C3%A9t%c3%a9", "été"),
            ("/0/%25+%2F", "%+/"),
            ("/0/a/b/c", "a/b/c"),
            ("/0/a?b", "a"),
            ("/0/%0D%0AX:%20y", "\r\nX: y"),
            ("/0/été", "été"),
            ("/0/", ""),
            ("/0000/zeros", "zeros"),
        ] {
            assert_eq!(text(client.ask(get(target))), message, "{target}");
        }
    }

    #[test]
    fn a_connection_serves_one_request_after_the_other() {
        let server = started();
        let mut client = Client::connect(server.address());

        for message in ["one", "two", "three"] {
            assert_eq!(text(client.ask(get(&format!("/0/{message}")))), message);
        }
    }

    #[test]
    fn requests_sent_all_at_once_are_answered_in_order() {
        let server = started();
        let mut client = Client::connect(server.address());

        client.send([get("/30/one"), get("/0/two"), get("/10/three")].concat());

        for message in ["one", "two", "three"] {
            assert_eq!(text(client.answer()), message);
        }
    }

    #[test]
    fn a_request_that_says_close_is_the_last() {
        let server = started();
        let mut client = Client::connect(server.address());

        client.send("GET /0/last HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");

        assert_eq!(text(client.last()), "last");
    }

    #[test]
    fn an_http_1_0_request_is_the_last_unless_it_asks_to_be_kept() {
        let server = started();
        let mut client = Client::connect(server.address());

        let kept = client.ask("GET /0/kept HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        client.send("GET /0/last HTTP/1.0\r\n\r\n");

        assert_eq!(kept.headers().get("Connection"), Some("keep-alive"));
        assert_eq!(text(client.last()), "last");
    }

    #[test]
    fn a_request_may_come_byte_by_byte() {
        let server = started();
        let mut client = Client::connect(server.address());

        for byte in get("/0/dribbled").as_bytes() {
            client.send([*byte]);
        }

        assert_eq!(text(client.answer()), "dribbled");
    }

    #[test]
    fn a_client_that_says_no_more_is_answered_and_then_let_go() {
        let server = started();
        let mut client = Client::connect(server.address());

        client.send(get("/10/bye"));
        client.stream.shutdown(Shutdown::Write).unwrap();

        assert_eq!(text(client.answer()), "bye");
        client.assert_end();
    }
}

mod bad_requests {
    use super::*;

    /// Bytes, and the status and a part of the reason that they must be answered with.
    fn refusals() -> Vec<(String, u16, &'static str)> {
        let with = |fields: &str| format!("POST /0/x HTTP/1.1\r\nHost: a\r\n{fields}\r\n");
        vec![
            ("\0\u{1}\u{2}\r\n\r\n".into(), 400, "malformed request"),
            ("GET /0/x\r\n\r\n".into(), 400, "malformed request"),
            ("GET /0/x HTTP/3.0\r\n\r\n".into(), 400, "malformed request"),
            (
                "GET /0/a b HTTP/1.1\r\n\r\n".into(),
                400,
                "malformed request",
            ),
            (with("no colon\r\n"), 400, "malformed request"),
            (with("Content-Length: +0\r\n"), 400, "`+0` is not a content"),
            (with("Content-Length: 0, 1\r\n"), 400, "contradict"),
            ("GET /0/x HTTP/1.1\r\n\r\n".into(), 400, "one `Host`"),
            (with("Host: b\r\n"), 400, "one `Host`"),
            (get("/soon/x"), 400, "delay `soon` is not taken"),
            (get("/-1/x"), 400, "delay `-1` is not taken"),
            (get("/+1/x"), 400, "delay `+1` is not taken"),
            (get("/1.5/x"), 400, "delay `1.5` is not taken"),
            (get("//x"), 400, "delay `` is not taken"),
            (get("/1001/x"), 400, "milliseconds from 0 to 1000"),
            (get("/99999999999999999999999/x"), 400, "from 0 to 1000"),
            (get("/0/%ff"), 400, "message `%ff` is not UTF-8"),
            (get("/"), 404, "nothing at `/`"),
            (get("/10"), 404, "nothing at `/10`"),
            (get("*"), 404, "nothing at `*`"),
            (get("/favicon.ico?x"), 404, "nothing at `/favicon.ico`"),
            (with("Content-Length: 0\r\n"), 405, "method `POST` is not"),
            (
                get("/0/x").replace("GET", "HEAD"),
                405,
                "method `HEAD` is not",
            ),
            (
                get("/0/x").replace("GET", "get"),
                405,
                "method `get` is not",
            ),
            (
                with("Content-Length: 5\r\n") + "hello",
                413,
                "5 bytes is too large",
            ),
            (
                get(&format!("/0/{}", "x".repeat(1000))),
                431,
                "more than 500 bytes",
            ),
            (with(&"A: b\r\n".repeat(65)), 431, "more than 64 fields"),
            (
                with("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
                501,
                "`chunked`",
            ),
        ]
    }

    fn strict() -> Limits {
        Limits {
            head_bytes: 500,
            delay: Duration::from_secs(1),
            ..patient()
        }
    }

    #[test]
    fn each_is_answered_with_a_status_and_a_reason_and_then_a_clean_close() {
        let server = start(strict());
        for (bytes, status, reason) in refusals() {
            let mut client = Client::connect(server.address());

            client.send(&bytes);

            let response = client.last();
            assert_eq!(response.status(), status, "{bytes:?}");
            let body = text(response);
            assert!(body.contains(reason), "{bytes:?}: {body}");
        }
    }

    #[test]
    fn each_is_answered_also_while_more_is_on_its_way() {
        let server = start(strict());
        let more = vec![b'x'; 100_000];
        for (bytes, status, _) in refusals() {
            let mut client = Client::connect(server.address());

            client.send([bytes.as_bytes(), &more].concat());

            assert_eq!(client.last().status(), status, "{bytes:?}");
        }
    }

    #[test]
    fn each_is_answered_also_after_a_good_one_on_the_same_connection() {
        let server = start(strict());
        for (bytes, status, _) in refusals() {
            let mut client = Client::served(server.address());

            client.send(&bytes);

            assert_eq!(client.last().status(), status, "{bytes:?}");
        }
    }

    #[test]
    fn another_method_is_told_which_one_is_allowed() {
        let server = started();
        let mut client = Client::connect(server.address());

        let response = client.ask("DELETE /0/x HTTP/1.1\r\nHost: a\r\n\r\n");

        assert_eq!(response.headers().get("Allow"), Some("GET"));
    }

    #[test]
    fn half_a_request_and_a_close_are_answered_with_400() {
        let server = started();
        let mut client = Client::connect(server.address());

        client.send("GET /0/x HTTP/1.1\r\nHo");
        client.stream.shutdown(Shutdown::Write).unwrap();

        let response = client.last();
        assert_eq!(response.status(), 400);
        assert!(text(response).starts_with("connection closed after 21 bytes"));
    }

    #[test]
    fn a_head_that_takes_too_long_is_answered_with_408() {
        let server = start(Limits {
            head_time: Duration::from_millis(50),
            ..patient()
        });
        let mut client = Client::connect(server.address());

        client.send("GET /0/x HTTP/1.1\r\nHo");

        let response = client.last();
        assert_eq!(response.status(), 408);
        assert_eq!(
            text(response),
            "the head of the request took longer than 50 ms\n"
        );
    }

    #[test]
    fn a_new_connection_that_stays_silent_is_answered_with_408() {
        let server = start(Limits {
            head_time: Duration::from_millis(50),
            ..patient()
        });

        assert_eq!(Client::connect(server.address()).last().status(), 408);
    }

    #[test]
    fn a_kept_connection_that_falls_silent_ends_without_a_word() {
        let server = start(Limits {
            head_time: Duration::from_millis(200),
            ..patient()
        });
        // On a slow machine the first request too may take too long, and is then made again.
        let client = loop {
            let mut client = Client::connect(server.address());
            drop(client.stream.write_all(get("/0/used").as_bytes()));
            if client.answer().status() == 200 {
                break client;
            }
        };

        client.assert_end();
    }

    #[test]
    fn a_head_time_and_a_delay_without_end_are_no_trouble() {
        let server = start(Limits {
            head_time: Duration::MAX,
            delay: Duration::MAX,
            ..Limits::default()
        });
        let mut client = Client::served(server.address());
        let pending = [get("/0/ready"), get(&format!("/{}/x", u64::MAX))].concat();
        client.ask(pending);

        drop(server);

        assert_eq!(client.last().status(), 503);
    }
}

mod limit {
    use super::*;

    fn for_one() -> DelayServer {
        start(Limits {
            connections: 1,
            ..patient()
        })
    }

    #[test]
    fn one_connection_more_than_the_limit_is_answered_with_503() {
        let server = for_one();
        let mut first = Client::served(server.address());
        let mut second = Client::connect(server.address());

        second.send(get("/0/x"));

        let response = second.last();
        assert_eq!(response.status(), 503);
        assert_eq!(text(response), "no room: 1 connections are open\n");
        assert_eq!(text(first.ask(get("/0/still"))), "still");
    }

    #[test]
    fn the_503_arrives_also_while_the_request_is_on_its_way() {
        let server = for_one();
        let _first = Client::served(server.address());
        let mut second = Client::connect(server.address());

        second.send(get(&format!("/0/{}", "x".repeat(200_000))));

        assert_eq!(second.last().status(), 503);
    }

    #[test]
    fn when_a_connection_closes_there_is_room_again() {
        let server = for_one();
        for _ in 0..3 {
            let client = Client::connect(server.address());
            drop(client);
            assert_eq!(ask_until_served(server.address()).status(), 200);
        }
    }

    #[test]
    fn who_comes_after_others_have_left_is_not_judged_by_how_full_it_was() {
        let server = for_one();
        let first = Client::served(server.address());
        assert_eq!(Client::connect(server.address()).last().status(), 503);

        drop(first);

        assert_eq!(ask_until_served(server.address()).status(), 200);
    }

    #[test]
    fn who_has_been_refused_and_stays_takes_up_no_room() {
        let server = for_one();
        let first = Client::served(server.address());
        let mut refused = Client::connect(server.address());
        assert_eq!(refused.ask(get("/0/x")).status(), 503);

        drop(first);

        assert_eq!(ask_until_served(server.address()).status(), 200);
        refused.assert_end();
    }

    #[test]
    fn a_crowd_is_answered_each_with_what_is_true_for_it() {
        let server = start(Limits {
            connections: 10,
            ..patient()
        });
        let connect = |_| {
            let mut client = Client::connect(server.address());
            client.send("GET /0/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            client
        };
        let answered = |client: Client| {
            client.stream.peek(&mut [0]).unwrap();
            client
        };
        // As many as are served and refused at the same time, and some who wait to be let in.
        let mut clients: Vec<_> = (0..74).map(connect).map(answered).collect();
        clients.extend((0..6).map(connect));

        for client in clients {
            assert!(matches!(client.last().status(), 200 | 503));
        }
        assert_eq!(ask_until_served(server.address()).status(), 200);
    }
}

mod log {
    use super::*;

    fn logged(requests: &[&str]) -> Vec<Served> {
        let (log, served) = mpsc::channel();
        let server = DelayServer::start(Config {
            limits: patient(),
            log: Some(log),
            ..Config::default()
        })
        .expect("the server starts");
        for request in requests {
            Client::connect(server.address()).ask(request);
        }
        drop(server);
        served.iter().collect()
    }

    #[test]
    fn every_answer_is_a_line() {
        let served = logged(&[&get("/5/one"), "nonsense\r\n\r\n", &get("/nowhere")]);

        let told: Vec<_> = served
            .iter()
            .map(|one| (one.number, &*one.request, one.status))
            .collect();
        assert_eq!(
            told,
            [
                (1, "GET /5/one", 200),
                (2, "-", 400),
                (3, "GET /nowhere", 404)
            ]
        );
        let first = &served[0];
        assert!(first.took >= Duration::from_millis(5), "{first:?}");
        assert!(first.peer.is_some_and(|peer| peer.ip().is_loopback()));
    }

    #[test]
    fn a_line_names_its_number_its_peer_the_request_the_status_and_the_time() {
        let served = Served {
            number: 7,
            peer: Some(([127, 0, 0, 1], 4000).into()),
            request: "GET /5/x".to_owned(),
            status: 200,
            took: Duration::from_micros(5999),
        };

        assert_eq!(
            served.to_string(),
            "#7  127.0.0.1:4000  GET /5/x  200  5 ms"
        );
    }

    #[test]
    fn a_message_cannot_forge_a_second_line() {
        let served = logged(&[
            &get("/0/a%0D%0A%1b[2J#2"),
            &get("/0/a\u{85}b\u{2028}c\u{202e}d"),
            &get("/0/\u{9b}31m"),
        ]);

        for line in served.iter().map(Served::to_string) {
            let plain = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{202e}');
            assert!(line.chars().all(plain), "{line:?}");
        }
        assert_eq!(served.len(), 3);
    }

    #[test]
    fn control_characters_are_escaped_wherever_they_come_from() {
        let served = Served {
            number: 1,
            peer: None,
            request: "GET /\r\n#2 forged\u{1b}[31m\0".to_owned(),
            status: 200,
            took: Duration::ZERO,
        };

        assert_eq!(
            served.to_string(),
            r"#1  gone  GET /\r\n#2 forged\u{1b}[31m\0  200  0 ms"
        );
    }

    #[test]
    fn a_log_that_nobody_reads_stops_nobody() {
        let (log, served) = mpsc::channel();
        drop(served);
        let server = DelayServer::start(Config {
            log: Some(log),
            ..Config::default()
        })
        .unwrap();

        assert_eq!(
            Client::connect(server.address()).ask(get("/0/x")).status(),
            200
        );
    }
}

mod clients_that_leave {
    use super::*;

    #[test]
    fn one_that_leaves_in_the_middle_of_its_delay_harms_nobody() {
        let server = started();
        let mut stays = Client::connect(server.address());
        stays.send(get("/100/stays"));
        for _ in 0..10 {
            let mut leaves = Client::served(server.address());
            leaves.send(get("/20/leaves"));
        }

        assert_eq!(text(stays.answer()), "stays");
        assert_eq!(text(stays.ask(get("/0/again"))), "again");
    }

    #[test]
    fn one_that_leaves_with_a_reset_harms_nobody() {
        let server = started();
        let mut stays = Client::connect(server.address());
        stays.send(get("/100/stays"));
        for _ in 0..10 {
            let mut leaves = Client::connect(server.address());
            leaves.send([get("/0/unread"), get("/20/leaves")].concat());
            // Something unread is there when the socket is closed: that is a reset.
            leaves.stream.peek(&mut [0]).unwrap();
        }

        assert_eq!(text(stays.answer()), "stays");
        assert_eq!(text(stays.ask(get("/0/again"))), "again");
    }
}

mod the_end {
    use super::*;

    /// Connects, and makes sure that the server has read the second part too.
    fn served_with(address: SocketAddr, second: &str) -> Client {
        let mut client = Client::connect(address);
        assert_eq!(
            client.ask([&get("/0/ready"), second].concat()).status(),
            200
        );
        client
    }

    #[test]
    fn a_client_in_the_middle_of_its_delay_is_told() {
        let server = started();
        let address = server.address();
        let clients: Vec<_> = (0..20)
            .map(|_| served_with(address, &get(&format!("/{NEVER_MS}/x"))))
            .collect();

        drop(server);

        for client in clients {
            let response = client.last();
            assert_eq!(response.status(), 503);
            assert_eq!(text(response), "the server stops\n");
        }
    }

    #[test]
    fn half_a_request_is_told_too_and_a_silent_connection_just_ends() {
        let server = started();
        let silent = Client::served(server.address());
        let half = served_with(server.address(), "GET /0/x HT");
        // The server waits for the close of one that it has refused.
        let mut refused = Client::connect(server.address());
        assert_eq!(refused.ask(get("/")).status(), 404);

        drop(server);

        silent.assert_end();
        refused.assert_end();
        let response = half.last();
        assert_eq!(
            (response.status(), &*text(response)),
            (503, "the server stops\n")
        );
    }

    #[test]
    fn nobody_is_let_in_any_more() {
        let server = started();
        let address = server.address();
        let _client = Client::served(address);

        drop(server);

        assert!(TcpStream::connect(address).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn the_port_is_free_again_at_once() {
        let address = started().address();
        for _ in 0..5 {
            let server = DelayServer::start(Config {
                address,
                ..Config::default()
            })
            .unwrap();
            // The server closes first, and so it is its side that lingers in the kernel.
            let mut client = Client::connect(address);
            client.send("GET /0/x HTTP/1.0\r\n\r\n");
            assert_eq!(client.last().status(), 200);
            drop(server);
        }
    }

    #[test]
    fn a_server_that_nobody_has_called_ends_too() {
        for _ in 0..20 {
            drop(started());
        }
    }

    #[test]
    fn a_server_on_all_addresses_ends_too() {
        let server = DelayServer::start(Config {
            address: ([0, 0, 0, 0], 0).into(),
            ..Config::default()
        })
        .unwrap();

        let address = ([127, 0, 0, 1], server.address().port()).into();
        assert_eq!(Client::connect(address).ask(get("/0/x")).status(), 200);
    }

    #[test]
    fn an_address_that_is_taken_is_an_error() {
        let server = started();

        let error = DelayServer::start(Config {
            address: server.address(),
            ..Config::default()
        })
        .unwrap_err();

        assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    }

    #[test]
    fn one_server_ends_and_another_goes_on() {
        let (one, two) = (started(), started());
        let mut client = Client::served(two.address());
        client.send(get("/50/on"));
        assert_ne!(one.address(), two.address());

        drop(one);

        assert_eq!(text(client.answer()), "on");
    }

    /// These want a process to themselves, and get it by starting this file's own program again.
    #[cfg(all(target_os = "linux", not(miri)))]
    mod alone {
        use super::*;
        use crate::programs;
        use std::fs;

        fn entries(directory: &str) -> usize {
            fs::read_dir(directory).expect("/proc").count()
        }

        fn run(test: &str) {
            let program = std::env::current_exe().expect("the path of this program");
            let test = format!("the_end::alone::{test}");
            let arguments = ["--exact", &test, "--ignored", "--nocapture"];
            let output = programs::command(&program)
                .args(arguments)
                .output()
                .expect("the program runs");
            let stdout = String::from_utf8_lossy(&output.stdout);
            assert!(
                output.status.success() && stdout.contains("1 passed"),
                "{output:?}"
            );
        }

        #[test]
        #[ignore = "the process that the test below starts"]
        fn leaves_nothing_behind() {
            let before = (entries("/proc/self/fd"), entries("/proc/self/task"));
            let server = started();
            let address = server.address();
            let pending = served_with(address, &get(&format!("/{NEVER_MS}/x")));
            let silent = Client::served(address);
            drop(Client::connect(address));

            drop(server);

            assert_eq!(pending.last().status(), 503);
            silent.assert_end();
            // A thread that has been joined may still be on its last instructions.
            let start = Instant::now();
            while entries("/proc/self/task") > before.1 && start.elapsed() < LONG {
                std::thread::yield_now();
            }
            let after = (entries("/proc/self/fd"), entries("/proc/self/task"));
            assert_eq!(after, before);
        }

        #[test]
        fn no_descriptor_and_no_thread_is_left() {
            run("leaves_nothing_behind");
        }

        #[test]
        #[ignore = "the process that the test below starts"]
        fn ends_without_descriptors() {
            let server = started();
            drop(Client::served(server.address()));
            // Asleep in `accept`, which has been given its descriptor already.
            let asleep = |task: &fs::DirEntry| {
                let stat = fs::read_to_string(task.path().join("stat")).unwrap_or_default();
                stat.contains("(delay server) S")
            };
            let tasks = || fs::read_dir("/proc/self/task").unwrap().flatten();
            while !tasks().any(|task| asleep(&task)) {
                std::thread::yield_now();
            }
            let mut taken = Vec::new();
            while let Ok(file) = fs::File::open("/dev/null") {
                taken.push(file);
            }

            drop(server);
        }

        #[test]
        fn a_server_ends_also_when_descriptors_have_run_out() {
            run("ends_without_descriptors");
        }
    }
}

/// The server as a program of its own.
#[cfg(not(miri))]
mod programs {
    use super::*;
    use std::ffi::{OsStr, OsString};
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::process::{Child, ChildStdout, Command, Stdio};

    const PROGRAM: &str = env!("CARGO_BIN_EXE_ch01-concurrency");

    /// Started by the runner that Cargo itself uses for programs of another processor.
    pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
        let mut words = runner().chain([program.as_ref().to_owned()]);
        let mut command = Command::new(words.next().expect("at least the program"));
        command.args(words);
        command
    }

    fn runner() -> impl Iterator<Item = OsString> {
        let runner = std::env::var("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER");
        let runner = runner.unwrap_or_default();
        let words: Vec<_> = runner.split_whitespace().map(OsString::from).collect();
        words.into_iter().filter(|_| cfg!(target_arch = "aarch64"))
    }

    /// Ends with the test, whatever comes of it.
    struct Program {
        child: Child,
        stdout: Option<BufReader<ChildStdout>>,
        address: SocketAddr,
    }

    impl Program {
        fn serve() -> Program {
            Program::start(command(PROGRAM).args(["serve", "--port", "0"]))
        }

        fn start(command: &mut Command) -> Program {
            let mut child = command
                .stdout(Stdio::piped())
                .spawn()
                .expect("the program starts");
            let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
            let mut line = String::new();
            stdout.read_line(&mut line).expect("a line");
            let address = line
                .trim_end()
                .strip_prefix("listening on ")
                .expect("where it listens");
            let address = address.parse().expect("an address");
            Program {
                child,
                stdout: Some(stdout),
                address,
            }
        }

        #[cfg(unix)]
        fn signal(&self, signal: std::ffi::c_int) {
            let pid = i32::try_from(self.child.id()).expect("a process number");
            // SAFETY: the child has not been waited for, so the number is its own.
            assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
        }
    }

    impl Drop for Program {
        fn drop(&mut self) {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }

    #[test]
    #[cfg(unix)]
    fn it_says_where_it_listens_logs_a_line_a_request_and_ends_on_ctrl_c() {
        for signal in [libc::SIGINT, libc::SIGTERM] {
            let mut program = Program::serve();
            Client::connect(program.address).ask(get("/0/a%0Ab"));
            Client::connect(program.address).ask(get("/nowhere"));

            program.signal(signal);

            let mut rest = String::new();
            let mut stdout = program.stdout.take().unwrap();
            stdout.read_to_string(&mut rest).unwrap();
            let lines: Vec<_> = rest.lines().collect();
            assert_eq!(lines.len(), 4, "{rest}");
            assert!(lines[0].ends_with("Ctrl-C ends it"), "{rest}");
            assert!(lines[1].starts_with("#1  127.0.0.1:"), "{rest}");
            assert!(lines[1].contains("  GET /0/a%0Ab  200  "), "{rest}");
            assert!(lines[2].contains("  GET /nowhere  404  "), "{rest}");
            assert_eq!(lines[3], "stopped after 2 answers");
            assert_eq!(program.child.wait().unwrap().code(), Some(0));
        }
    }

    #[test]
    #[cfg(unix)]
    fn it_ends_on_ctrl_c_also_with_delays_pending() {
        let mut program = Program::serve();
        let mut client = Client::connect(program.address);
        client.ask([get("/0/ready"), get("/60000/x")].concat());

        program.signal(libc::SIGINT);

        assert_eq!(client.last().status(), 503);
        assert_eq!(program.child.wait().unwrap().code(), Some(0));
    }

    #[test]
    #[cfg(unix)]
    fn it_goes_on_when_the_reader_of_its_output_has_gone() {
        let mut program = Program::serve();
        drop(program.stdout.take());

        for _ in 0..3 {
            assert_eq!(
                Client::connect(program.address).ask(get("/0/x")).status(),
                200
            );
        }
        program.signal(libc::SIGINT);

        assert_eq!(program.child.wait().unwrap().code(), Some(0));
    }

    #[test]
    fn a_port_that_is_taken_is_one_clear_line_and_a_failure() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let port = address.port().to_string();

        let output = command(PROGRAM)
            .args(["serve", "--port", &port])
            .output()
            .unwrap();

        let stderr = String::from_utf8(output.stderr).unwrap();
        let beginning = format!("error: cannot listen at {address}: ");
        assert!(stderr.starts_with(&beginning), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(!output.status.success() && output.stdout.is_empty());
    }

    #[test]
    fn its_limits_are_options() {
        let options = [
            "--longest-delay",
            "10",
            "--head-bytes",
            "100",
            "--connections",
            "1",
        ];
        let program = Program::start(
            command(PROGRAM)
                .args(["serve", "--port", "0"])
                .args(options),
        );
        let mut served = Client::served(program.address);

        assert_eq!(Client::connect(program.address).last().status(), 503);
        assert_eq!(served.ask(get("/11/x")).status(), 400);
        drop(served);
        assert_eq!(ask_until_served(program.address).status(), 200);
    }

    #[test]
    #[cfg(unix)]
    fn when_descriptors_run_out_it_answers_everyone_in_the_end() {
        let mut limited = Command::new("sh");
        limited.args(["-c", r#"ulimit -n 64 && exec "$@""#, "sh"]);
        limited
            .args(runner())
            .args([PROGRAM, "serve", "--port", "0"]);
        let mut program = Program::start(&mut limited);

        let mut clients: Vec<_> = (0..200).map(|_| Client::connect(program.address)).collect();
        for (number, client) in clients.iter_mut().enumerate() {
            let target = format!("/20/{number}");
            client.send(format!(
                "GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            ));
        }
        for (number, client) in clients.into_iter().enumerate() {
            assert_eq!(text(client.last()), number.to_string());
        }
        program.signal(libc::SIGINT);

        assert_eq!(program.child.wait().unwrap().code(), Some(0));
    }
}
