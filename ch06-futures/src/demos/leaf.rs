//! Leaf: one request in three ways, and which part of each waits for the world outside.

use std::future::{Future as StdFuture, poll_fn};
use std::io;
use std::pin::pin;
use std::rc::Rc;

use ch01_concurrency::demo::{self, Failure, PeerAndOutput, Stage, fact, process};
use ch01_concurrency::http::{Error, Response, ResponseDecoder};
use ch01_concurrency::job::Ask;
use ch01_concurrency::timeline::{Kind, Lane};
use ch06_futures::demo::{Polls, Watched};
use ch06_futures::net::{Busy, connect, read_response, write_all};
use ch06_futures::{Delay, Either, Future, FutureExt, block_on_counted, pending, ready, select};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;

/// The thread's, and that of the request.
struct Lanes {
    thread: Lane,
    request: Lane,
}

/// The server's message, and how often the whole was polled.
type Outcome = (Result<String, Error>, u64);

struct Way {
    name: &'static str,
    about: &'static str,
    run: fn(&Ask, &Lanes) -> Outcome,
    /// What the figures are called.
    polls: &'static str,
    time: &'static str,
}

const WAYS: [Way; 3] = [
    Way {
        name: "a leaf",
        about: "HttpGet, which asks the kernel itself",
        run: leaf,
        polls: "polls of the leaf",
        time: "  processor time",
    },
    Way {
        name: "a composition",
        about: "connect, then write_all, then read_response: those are the leaves",
        run: composition,
        polls: "polls of the composition",
        time: "  processor time",
    },
    Way {
        name: "under tokio",
        about: "async and await; the leaves are tokio's, and so is the wait",
        run: under_tokio,
        polls: "polls under tokio",
        time: "  processor time",
    },
];

pub(crate) fn run(arguments: &PeerAndOutput) -> Result<(), Failure> {
    let PeerAndOutput { peer, output } = arguments;
    output.check_files()?;
    let server = peer.server(WAYS.len())?;
    let mut job = peer.job(&server, WAYS.len()).with_equal_delays();
    for (ask, way) in job.asks.iter_mut().zip(&WAYS) {
        way.name.clone_into(&mut ask.message);
    }
    let Stage {
        job,
        timeline,
        mut report,
    } = demo::stage(output, server, job)?;

    let thread = timeline.lane("the thread");
    let mut facts = Vec::new();
    for ((ask, request), way) in job.asks.iter().zip(job.lanes(&timeline)).zip(&WAYS) {
        let thread = thread.clone();
        let lanes = Lanes { thread, request };
        report.note(
            timeline.elapsed(),
            format_args!("{}: {}", way.name, way.about),
        );
        let before = process::processor_time();
        let (result, polls) = (way.run)(ask, &lanes);
        lanes.request.leave();
        report.answer(&ask.answered(timeline.elapsed(), result));
        facts.push(fact(way.polls, polls));
        facts.push(fact(way.time, process::processor_time_since(before)));
    }
    report.finish(&timeline, "one request, three ways", &facts)
}

fn leaf(ask: &Ask, lanes: &Lanes) -> Outcome {
    lanes.thread.enter_with(Kind::Running, "polls");
    let polls = Rc::<Polls>::default();
    let (result, _) = block_on_counted(Watched::new(ask, lanes.request.clone(), &polls));
    (result, polls.count())
}

fn composition(ask: &Ask, lanes: &Lanes) -> Outcome {
    let lane = &lanes.request;
    lanes.thread.enter_with(Kind::Running, "polls");
    lane.enter_with(Kind::Waiting, "connect");
    let request = connect(Busy, ask.server)
        .then(|stream| {
            lane.enter_with(Kind::Waiting, "send");
            match stream {
                Ok(stream) => Either::Left(write_all(stream, ask.encode())),
                Err(error) => Either::Right(ready(Err(error))),
            }
        })
        .then(|stream| {
            lane.enter_with(Kind::Waiting, "answer");
            match stream {
                Ok(stream) => Either::Left(read_response(stream)),
                Err(error) => Either::Right(ready(Err(Error::Io(error)))),
            }
        });
    let (answer, polls) = block_on_counted(select(request, time_out(ask)));
    let answer = match answer {
        Either::Left((answer, _)) => answer,
        Either::Right((error, _)) => Err(error),
    };
    (answer.and_then(text), polls)
}

/// Ready when the request has taken too long, with what to say then.
fn time_out(ask: &Ask) -> impl Future<Output = Error> {
    match ask.timeout {
        Some(limit) => Either::Left(Delay::new(limit).map(move |()| Error::TimedOut(limit))),
        None => Either::Right(pending()),
    }
}

fn under_tokio(ask: &Ask, lanes: &Lanes) -> Outcome {
    let Lanes { thread, request } = lanes;
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return (Err(error.into()), 0),
    };
    request.enter_with(Kind::Waiting, "answer");
    let mut polls = 0;
    let answer = runtime.block_on(async {
        let mut get = pin!(get_by_tokio(ask));
        poll_fn(|cx| {
            polls += 1;
            thread.enter_with(Kind::Running, "a poll");
            let poll = StdFuture::poll(get.as_mut(), cx);
            thread.enter_with(Kind::Waiting, "tokio's queue");
            poll
        })
        .await
    });
    thread.leave();
    (answer.and_then(text), polls)
}

async fn get_by_tokio(ask: &Ask) -> Result<Response, Error> {
    let Some(limit) = ask.timeout else {
        return exchange_by_tokio(ask).await;
    };
    let exchange = tokio::time::timeout(limit, exchange_by_tokio(ask));
    exchange.await.unwrap_or(Err(Error::TimedOut(limit)))
}

async fn exchange_by_tokio(ask: &Ask) -> Result<Response, Error> {
    let mut stream = TcpStream::connect(ask.server).await?;
    stream.write_all(&ask.encode()).await?;
    let mut decoder = ResponseDecoder::default();
    let mut chunk = [0; 4096];
    loop {
        let length = stream.read(&mut chunk).await;
        match length.map_err(|error| while_reading(error, &decoder))? {
            0 => return decoder.close(),
            length => {
                if let Some(response) = decoder.feed(&chunk[..length])? {
                    return Ok(response);
                }
            }
        }
    }
}

fn while_reading(error: io::Error, decoder: &ResponseDecoder) -> Error {
    Error::while_reading(error, decoder.received())
}

fn text(response: Response) -> Result<String, Error> {
    response.success()?.text()
}
