//! Stacks where the kernel has less to give, and waits that signals interrupt.
#![cfg(target_os = "linux")]

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Ipv4Addr;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ch05_fibers::net::{TcpListener, TcpStream};
use ch05_fibers::{Builder, Fiber, MappedStack, sleep, spawn, yield_now};

fn program() -> String {
    let program = env::current_exe().expect("a program knows itself");
    program.to_str().expect("its path is text").to_owned()
}

fn case(case: &str) -> [&str; 5] {
    [
        "--exact",
        case,
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]
}

/// Runs a case as on a kernel that has no guard markers; nothing, where strace cannot trace.
fn run_without_markers(name: &str) -> Option<Output> {
    let strace = |arguments: &[&str]| Command::new("strace").args(arguments).output();
    if !strace(&["-o", "/dev/null", "true"]).is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: strace cannot trace here, so no kernel without guard markers");
        return None;
    }
    let options = ["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null"];
    let inject = ["-e", "trace=madvise", "-e", "inject=madvise:error=EINVAL"];
    let (program, case) = (program(), case(name));
    let arguments = [&options[..], &inject[..], &[&*program], &case[..]].concat();
    Some(strace(&arguments).expect("it has just been there"))
}

#[test]
fn traced_guards_by_mprotect_catch_an_overflow() {
    let Some(output) = run_without_markers("overflows") else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("1 guard is a mapping"), "{said}");
    assert!(
        said.contains("has overflowed its stack of 65536 bytes"),
        "{said}"
    );
    assert_eq!(output.status.signal(), Some(libc::SIGABRT), "{said}");
}

#[test]
#[ignore = "a process of another test"]
fn overflows() {
    #[expect(unconditional_recursion, reason = "that is what overflows")]
    fn deeper(depth: u64) -> u64 {
        deeper(std::hint::black_box(depth + 1)) + std::hint::black_box(depth)
    }
    let stack = MappedStack::new(64 * 1024).expect("there is memory");
    let bottom = format!("{:x}-", ch05_fibers::Stack::bottom(&stack).addr());
    let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux has it");
    let count = maps
        .lines()
        .filter(|line| line.starts_with(&bottom))
        .count();
    eprintln!("{count} guard is a mapping");
    Fiber::<(), (), u64, _>::with_stack(stack, |_, ()| deeper(0)).resume(());
}

#[test]
fn traced_stacks_beyond_the_kernels_mappings_are_an_error_that_says_so() {
    let Some(output) = run_without_markers("exhausts_mappings") else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("no guard page for another stack"), "{said}");
    assert!(said.contains("vm.max_map_count"), "{said}");
}

#[test]
#[ignore = "a process of another test"]
fn exhausts_mappings() {
    let error = (0..10_000_000).find_map(|_| {
        let fiber = Builder::new().stack_size(4096).spawn(|| ());
        fiber.err()
    });
    eprintln!("{}", error.expect("there is an end of mappings"));
    // All that were made still run.
    yield_now();
}

#[test]
fn no_memory_for_a_stack_is_an_error() {
    for size in [1 << 46, 1 << 58, usize::MAX] {
        let error = Builder::new().stack_size(size).spawn(|| ());
        assert!(error.is_err(), "{size}");
        assert!(MappedStack::new(size).is_err() || size == 1 << 46, "{size}");
    }
    let fiber = spawn(|| 3);
    assert_eq!(fiber.join().expect("it does not panic"), 3);
}

// ------------------------------------------------------------------------------------------ signals

#[test]
fn signals_make_no_wait_shorter_and_no_answer_wrong() {
    extern "C" fn nothing(_: libc::c_int) {}
    // SAFETY: all 0 is an action without flags, so system calls are not begun again.
    let mut action = unsafe { std::mem::zeroed::<libc::sigaction>() };
    action.sa_sigaction = nothing as *const () as usize;
    // SAFETY: `action` is alive, and its handler has one argument.
    unsafe { libc::sigaction(libc::SIGUSR1, &action, std::ptr::null_mut()) };
    // SAFETY: the call takes nothing.
    let (done, target) = (Arc::new(AtomicBool::new(false)), unsafe {
        libc::pthread_self()
    });
    let is_done = Arc::clone(&done);
    let interrupts = thread::spawn(move || {
        // Not for ever: nanosleep(2) is begun again with what is left, rounded up, and would never end.
        for _ in 0..2000 {
            if is_done.load(Ordering::Relaxed) {
                break;
            }
            // SAFETY: the thread joins this one before it ends.
            unsafe { libc::pthread_kill(target, libc::SIGUSR1) };
            thread::yield_now();
        }
    });

    let start = Instant::now();
    sleep(Duration::from_millis(30));
    let slept = start.elapsed();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    let echo = spawn(move || {
        let (mut stream, _) = listener.accept().expect("someone connects");
        for _ in 0..100 {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("a byte comes");
            stream.write_all(&byte).expect("someone reads");
        }
    });
    let mut stream = TcpStream::connect(address).expect("someone listens");
    for byte in 0..100 {
        stream.write_all(&[byte]).expect("someone reads");
        let mut answer = [0];
        stream.read_exact(&mut answer).expect("a byte comes");
        assert_eq!(answer, [byte]);
    }
    echo.join().expect("it does not panic");

    done.store(true, Ordering::Relaxed);
    interrupts.join().expect("it does not panic");
    assert!(slept >= Duration::from_millis(30));
}

#[test]
fn a_process_that_is_stopped_and_continued_goes_on_waiting() {
    let mut child = Command::new(program())
        .args(case("waits_for_a_byte"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts again");
    let pid = child.id().cast_signed();
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    // Not dropped before the child has written all.
    let port: u16 = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.rsplit("port ").next()?.parse().ok())
        .expect("it says its port");
    for _ in 0..3 {
        // SAFETY: the child has not been waited for, so the number is still its own.
        assert_eq!(unsafe { libc::kill(pid, libc::SIGSTOP) }, 0);
        let mut status = 0;
        // SAFETY: `status` is alive.
        let stopped = unsafe { libc::waitpid(pid, &mut status, libc::WUNTRACED) };
        assert!(stopped == pid && libc::WIFSTOPPED(status));
        // SAFETY: as above.
        assert_eq!(unsafe { libc::kill(pid, libc::SIGCONT) }, 0);
    }
    let address = (Ipv4Addr::LOCALHOST, port);
    let mut stream = std::net::TcpStream::connect(address).expect("it listens");
    stream.write_all(b"x").expect("it reads");
    assert!(child.wait().expect("it ends").success());
}

#[test]
#[ignore = "a process of another test"]
fn waits_for_a_byte() {
    let start = Instant::now();
    let sleeper = spawn(|| sleep(Duration::from_millis(50)));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    println!("port {}", listener.local_addr().expect("it has one").port());
    let (mut stream, _) = listener.accept().expect("someone connects");
    let mut byte = [0];
    stream.read_exact(&mut byte).expect("a byte comes");
    sleeper.join().expect("it does not panic");
    assert!(start.elapsed() >= Duration::from_millis(50));
}
