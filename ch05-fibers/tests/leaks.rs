//! After a million fibers a process has the descriptors, mappings and memory that it had before.
#![cfg(target_os = "linux")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::env;
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::Ipv4Addr;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicIsize, Ordering};
use std::time::Duration;

use ch05_fibers::net::{TcpListener, TcpStream};
use ch05_fibers::{Fiber, MappedStack, StackPool, park, scope, spawn, yield_now};

/// Counts the bytes that are in use.
struct Counting;

static IN_USE: AtomicIsize = AtomicIsize::new(0);

fn count(size: usize, sign: isize) {
    IN_USE.fetch_add(size.cast_signed() * sign, Ordering::Relaxed);
}

// SAFETY: all is done by the system's allocator, and counting takes no memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        // SAFETY: as the caller says.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: as the caller says.
        unsafe { System.dealloc(memory, layout) };
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What a process has.
#[derive(Debug, PartialEq, Eq)]
struct Has {
    descriptors: usize,
    mappings: usize,
    bytes: isize,
}

fn has() -> Has {
    let count = |directory| fs::read_dir(directory).expect("Linux has it").count();
    let descriptors = count("/proc/self/fd");
    let maps = fs::read_to_string("/proc/self/maps").expect("Linux has it");
    // The C library's heap grows and shrinks as it likes.
    let mappings = maps
        .lines()
        .filter(|line| !line.ends_with("[heap]"))
        .count();
    drop(maps);
    Has {
        descriptors,
        mappings,
        bytes: IN_USE.load(Ordering::Relaxed),
    }
}

/// The long version, with a million, is asked for by `FIBERS_TIMES`.
fn times() -> usize {
    let asked = env::var("FIBERS_TIMES").ok();
    asked.map_or(20_000, |text| text.parse().expect("a number"))
}

/// Some times to fill pools and tables, then so often; what is there must be the same. The test harness has
/// a thread that takes memory, too, now and then; a leak is there each time.
#[track_caller]
fn leaks_nothing(times: usize, mut what: impl FnMut()) {
    for _ in 0..300 {
        what();
    }
    let mut changes = Vec::with_capacity(3);
    while changes.len() < 3 {
        let before = has();
        for _ in 0..times {
            what();
        }
        let after = has();
        if after == before {
            return;
        }
        changes.push((before, after));
    }
    panic!("what the process has changes each time, from and to: {changes:#?}");
}

fn pair(listener: &TcpListener) -> (TcpStream, TcpStream) {
    let address = listener.local_addr().expect("it has one");
    let client = spawn(move || TcpStream::connect(address).expect("someone listens"));
    let (server, _) = listener.accept().expect("someone connects");
    (client.join().expect("it does not panic"), server)
}

/// One test, as what a process has is one.
#[test]
fn fibers_leave_nothing_behind() {
    let times = times();
    leaks_nothing(times, || {
        let fiber = spawn(yield_now);
        fiber.join().expect("it does not panic");
    });
    leaks_nothing(times, || {
        let mut fiber =
            Fiber::<usize, usize, usize>::new(|suspender, value| suspender.suspend(value));
        fiber.resume(1);
        fiber.resume(2);
    });
    leaks_nothing(times / 10, || {
        let mut fiber = Fiber::<(), (), ()>::new(|suspender, ()| {
            let _held = Box::new(1);
            suspender.suspend(());
        });
        fiber.resume(());
    });
    leaks_nothing(times / 10, || {
        drop(spawn(|| panic::resume_unwind(Box::new("no"))).join());
    });
    leaks_nothing(times / 100, || {
        let stack = MappedStack::new(4096).expect("there is memory");
        Fiber::<(), (), (), _>::with_stack(stack, |_, ()| ()).resume(());
    });
    leaks_nothing(times / 1000, || {
        let pool = StackPool::new(4096).expect("4096 is enough");
        let stacks = [pool.take(), pool.clone().take(), pool.take()];
        drop(pool);
        drop(stacks);
    });
    leaks_nothing(times / 1000, dropped_by_a_scope);
    leaks_nothing(times / 1000, || {
        std::thread::spawn(|| {
            spawn(|| ch05_fibers::sleep(Duration::from_secs(3600)));
            spawn(park);
            yield_now();
        })
        .join()
        .expect("it does not panic");
    });

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    leaks_nothing(times / 1000, || timed_out(&listener));
    leaks_nothing(times / 1000, || closed_while_another_waits(&listener));
}

fn dropped_by_a_scope() {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let deadlock = panic::catch_unwind(AssertUnwindSafe(|| {
        scope(|scope| {
            scope.spawn(|| {
                let _held = Box::new(1);
                park();
            });
        });
    }));
    panic::set_hook(hook);
    assert!(deadlock.is_err());
}

fn timed_out(listener: &TcpListener) {
    let (mut client, _server) = pair(listener);
    client
        .set_read_timeout(Some(Duration::from_micros(50)))
        .expect("it is more than 0");
    for _ in 0..5 {
        let error = client.read(&mut [0]).expect_err("nothing comes");
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}

fn closed_while_another_waits(listener: &TcpListener) {
    let (mut client, server) = pair(listener);
    let waits = spawn(move || client.read(&mut [0]).expect("it ends"));
    yield_now();
    drop(server);
    assert_eq!(waits.join().expect("it does not panic"), 0);
    let (mut first, mut second) = pair(listener);
    second.write_all(b"x").expect("someone reads");
    first.read_exact(&mut [0]).expect("a byte comes");
}
