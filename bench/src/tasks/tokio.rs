//! tokio, its current-thread runtime.

use std::future::poll_fn;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::task::{LocalSet, spawn_local, yield_now};

use super::{Runtime, Turns};

#[derive(Debug)]
pub(super) struct Tokio(tokio::runtime::Runtime);

impl Runtime for Tokio {
    fn new() -> Result<Tokio> {
        Ok(Tokio(Builder::new_current_thread().enable_io().build()?))
    }

    fn spawn(&self, at_a_time: u64, times: u64) -> u64 {
        self.0.block_on(async {
            let mut done = 0;
            while done < times {
                let tasks: Vec<_> = (0..at_a_time).map(|_| tokio::spawn(async { 1 })).collect();
                for task in tasks {
                    done += task.await.expect("it does not panic");
                }
            }
            done
        })
    }

    fn yield_among(&self, tasks: u64, times: u64) -> u64 {
        self.0.block_on(async {
            let task = || {
                tokio::spawn(async move {
                    let mut turns = 0;
                    for _ in 0..times / tasks {
                        yield_now().await;
                        turns += 1;
                    }
                    turns
                })
            };
            let mut done = 0;
            for task in (0..tasks).map(|_| task()).collect::<Vec<_>>() {
                done += task.await.expect("it does not panic");
            }
            done
        })
    }

    fn wake(&self, times: u64) -> u64 {
        LocalSet::new().block_on(&self.0, async {
            let turns = Turns::default();
            let task = |who| {
                let turns = turns.clone();
                spawn_local(async move {
                    let mut had = 0;
                    for _ in 0..times / 2 {
                        poll_fn(|cx| turns.poll_turn(who, cx)).await;
                        had += 1;
                    }
                    had
                })
            };
            let (one, other) = (task(0), task(1));
            one.await.expect("it does not panic") + other.await.expect("it does not panic")
        })
    }

    fn echo(&self, times: u64) -> Result<u64> {
        self.0.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let address = listener.local_addr()?;
            let server = tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await?;
                let mut byte = [0];
                while stream.read(&mut byte).await? == 1 {
                    stream.write_all(&byte).await?;
                }
                Ok::<(), std::io::Error>(())
            });
            let mut stream = TcpStream::connect(address).await?;
            let (mut byte, mut done) = ([0], 0);
            for _ in 0..times {
                stream.write_all(&byte).await?;
                done += stream.read(&mut byte).await? as u64;
            }
            drop(stream);
            server.await.expect("it does not panic")?;
            Ok(done)
        })
    }
}
