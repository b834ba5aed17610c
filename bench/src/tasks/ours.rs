//! Chapter 8, with one thread for tasks.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::task::{Poll, ready};

use anyhow::Result;
use ch06_futures::net::Stream;
use ch06_futures::{Future, poll_fn, ready as value, yield_now};
use ch08_runtime::net::{TcpListener, TcpStream};
use ch08_runtime::{JoinHandle, spawn};

use super::{Runtime, Turns};

#[derive(Debug)]
pub(super) struct Ours(ch08_runtime::Runtime);

impl Runtime for Ours {
    fn new() -> Result<Ours> {
        Ok(Ours(ch08_runtime::Runtime::new()?))
    }

    fn spawn(&self, at_a_time: u64, times: u64) -> u64 {
        self.0.block_on(spawn_and_join(at_a_time, times))
    }

    fn yield_among(&self, tasks: u64, times: u64) -> u64 {
        let task = || self.0.spawn(yields(times / tasks));
        self.0.block_on(sum((0..tasks).map(|_| task()).collect()))
    }

    fn wake(&self, times: u64) -> u64 {
        let turns = Turns::default();
        let task = |who| self.0.spawn(take_turns(turns.clone(), who, times / 2));
        self.0.block_on(sum(vec![task(0), task(1)]))
    }

    fn echo(&self, times: u64) -> Result<u64> {
        Ok(self.0.block_on(echo(times))?)
    }
}

#[ch07_coroutines::coroutine]
fn spawn_and_join(at_a_time: u64, times: u64) -> u64 {
    let mut done = 0;
    while done < times {
        let tasks: Vec<JoinHandle<u64>> = (0..at_a_time).map(|_| spawn(value(1))).collect();
        for task in tasks {
            done += task.wait.expect("it does not panic");
        }
    }
    done
}

#[ch07_coroutines::coroutine]
fn yields(times: u64) -> u64 {
    let mut turns = 0;
    for _ in 0..times {
        yield_now().wait;
        turns += 1;
    }
    turns
}

#[ch07_coroutines::coroutine]
fn take_turns(turns: Turns, who: usize, times: u64) -> u64 {
    let mut had = 0;
    for _ in 0..times {
        let turns = turns.clone();
        poll_fn(move |cx| turns.poll_turn(who, cx)).wait;
        had += 1;
    }
    had
}

#[ch07_coroutines::coroutine]
fn sum(tasks: Vec<JoinHandle<u64>>) -> u64 {
    let mut done = 0;
    for task in tasks {
        done += task.wait.expect("it does not panic");
    }
    done
}

#[ch07_coroutines::coroutine]
fn echo(times: u64) -> io::Result<u64> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let address = listener.local_addr()?;
    let server = spawn(serve(listener));
    let stream = TcpStream::connect(address).wait?;
    let done = send_and_receive(stream, times).wait?;
    server.wait.expect("it does not panic")?;
    Ok(done)
}

#[ch07_coroutines::coroutine]
fn serve(listener: TcpListener) -> io::Result<()> {
    let mut listener = listener;
    let (stream, _) = poll_fn(move |cx| listener.poll_accept(cx)).wait?;
    send_back(stream).wait
}

/// By hand: a buffer and a stream are borrowed in each turn.
fn send_back(mut stream: TcpStream) -> impl Future<Output = io::Result<()>> {
    let (mut byte, mut is_full) = ([0], false);
    poll_fn(move |cx| {
        loop {
            is_full = match is_full {
                true => ready!(stream.poll_write(cx, &byte))? == 0,
                false if ready!(stream.poll_read(cx, &mut byte))? == 0 => {
                    return Poll::Ready(Ok(()));
                }
                false => true,
            };
        }
    })
}

fn send_and_receive(mut stream: TcpStream, times: u64) -> impl Future<Output = io::Result<u64>> {
    let (mut byte, mut is_out, mut done) = ([0], false, 0);
    poll_fn(move |cx| {
        while done < times {
            is_out = match is_out {
                false => ready!(stream.poll_write(cx, &byte))? == 1,
                true => {
                    done += ready!(stream.poll_read(cx, &mut byte))? as u64;
                    false
                }
            };
        }
        Poll::Ready(Ok(done))
    })
}
