//! The floor: what a switch must cost. It is no library: nothing is checked, a fiber cannot panic, and
//! who drops one that has not finished leaks what is on its stack.
//!
//! A side that does not run is one address, its stack pointer; on top of its stack lies where it
//! goes on. The resumer calls and the fiber returns, so that the processor predicts both. One word
//! crosses in `rdi`, and the stack pointer of the side that is left in `rdx`.

use std::arch::{asm, naked_asm};
use std::io;
use std::ptr;

use anyhow::{Context, Result};

use super::{Coroutine, STACK_SIZE};

#[derive(Debug)]
pub(super) struct Floor;

type StackPointer = *mut usize;

/// A fiber's function: the word it is first resumed with, and by whom.
type Body = unsafe extern "sysv64" fn(value: u64, resumer: StackPointer) -> !;

/// Memory for one stack, with no guard below it: the bodies here need a few words.
#[derive(Debug)]
pub(super) struct Memory(Vec<u128>);

impl Memory {
    fn new() -> Self {
        Self(Vec::with_capacity(STACK_SIZE / size_of::<u128>()))
    }

    fn top(&mut self) -> StackPointer {
        let spare = self.0.spare_capacity_mut().as_mut_ptr_range();
        spare.end.cast()
    }
}

/// A fiber and its stack.
#[derive(Debug)]
pub(super) struct Fiber {
    suspended: StackPointer,
    _memory: Memory,
}

impl Fiber {
    fn new(body: Body) -> Self {
        let mut memory = Memory::new();
        Self {
            // SAFETY: the memory is new, and stays as long as the fiber.
            suspended: unsafe { lay(memory.top(), body) },
            _memory: memory,
        }
    }

    #[inline(always)]
    fn resume(&mut self, value: u64) -> u64 {
        // SAFETY: its fiber is suspended there, and never finishes.
        let (value, suspended) = unsafe { resume(self.suspended, value) };
        self.suspended = suspended;
        value
    }
}

/// Puts what `resume` needs onto a stack.
///
/// # Safety
/// Below `top`, a multiple of 16, is a stack that nobody uses.
#[inline(always)]
unsafe fn lay(top: StackPointer, body: Body) -> StackPointer {
    // SAFETY: there is room for two words.
    let frame = unsafe { top.sub(2) };
    // SAFETY: likewise.
    unsafe {
        frame
            .cast::<(unsafe extern "sysv64" fn(), Body)>()
            .write((enter, body))
    };
    frame
}

/// Runs a fiber until it suspends or finishes: its word, and where it has stopped.
///
/// # Safety
/// A fiber has been [laid](lay) or has suspended there, and has not been resumed since.
#[inline(always)]
unsafe fn resume(fiber: StackPointer, value: u64) -> (u64, StackPointer) {
    let (answer, stopped);
    // SAFETY: what the fiber destroys is declared or pushed, and it returns to behind the call.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "call qword ptr [rdx]",
            "pop rbp",
            "pop rbx",
            inlateout("rdx") fiber => stopped,
            inlateout("rdi") value => answer,
            lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
            clobber_abi("sysv64"),
        );
    }
    (answer, stopped)
}

/// Leaves a fiber for its resumer; the word it is resumed with then, and by whom.
///
/// # Safety
/// This runs on a fiber's stack, and `resumer` has resumed it last.
#[inline(always)]
unsafe fn suspend(resumer: StackPointer, value: u64) -> (u64, StackPointer) {
    let (answer, next);
    // SAFETY: what happens until the fiber is resumed is declared or pushed.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "lea rax, [rip + 2f]",
            "push rax",
            "xchg rsp, rdx",
            "ret",
            "2:",
            "xchg rsp, rdx",
            "pop rax",
            "pop rbp",
            "pop rbx",
            inlateout("rdx") resumer => next,
            inlateout("rdi") value => answer,
            lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
            clobber_abi("sysv64"),
        );
    }
    (answer, next)
}

/// Leaves a fiber for good.
///
/// # Safety
/// As [`suspend`].
#[inline(always)]
unsafe fn finish(resumer: StackPointer, value: u64) -> ! {
    // SAFETY: the resumer goes on behind its call.
    unsafe {
        asm!(
            "mov rsp, rdx",
            "ret",
            in("rdx") resumer,
            in("rdi") value,
            options(noreturn),
        )
    }
}

/// Where a fresh fiber goes on: takes its stack, and jumps to its body as if that had been called.
#[unsafe(naked)]
unsafe extern "sysv64" fn enter() {
    naked_asm!(
        "xchg rsp, rdx",
        "mov rsi, rdx",
        "mov rax, [rsp + 8]",
        "push 0",
        "jmp rax",
    )
}

unsafe extern "sysv64" fn adder(mut value: u64, mut resumer: StackPointer) -> ! {
    loop {
        // SAFETY: this is a fiber's body, and `resumer` is who has resumed it last.
        (value, resumer) = unsafe { suspend(resumer, value + 1) };
    }
}

unsafe extern "sysv64" fn add(value: u64, resumer: StackPointer) -> ! {
    // SAFETY: this is a fiber's body, and `resumer` is who has resumed it.
    unsafe { finish(resumer, value + 1) }
}

impl Coroutine for Floor {
    type Idle = Fiber;
    type Adder = Fiber;
    type Stack = Memory;
    type Pool = Vec<Memory>;

    fn idle() -> Result<Fiber> {
        Ok(Fiber::new(adder))
    }

    #[inline(always)]
    fn resume(fiber: &mut Fiber) {
        fiber.resume(0);
    }

    fn adder() -> Result<Fiber> {
        Ok(Fiber::new(adder))
    }

    #[inline(always)]
    fn send(fiber: &mut Fiber, value: u64) -> u64 {
        fiber.resume(value)
    }

    fn pool() -> Result<Vec<Memory>> {
        Ok(vec![Memory::new()])
    }

    #[inline(always)]
    fn take(pool: &mut Vec<Memory>) -> Result<Memory> {
        pool.pop().context("the last fiber left its stack")
    }

    #[inline(always)]
    fn give(pool: &mut Vec<Memory>, memory: Memory) {
        pool.push(memory);
    }

    #[inline(always)]
    fn run(mut memory: Memory, value: u64) -> (u64, Memory) {
        // SAFETY: the stack is in use by nobody.
        let fiber = unsafe { lay(memory.top(), add) };
        // SAFETY: the fiber has just been laid there.
        let (sum, _) = unsafe { resume(fiber, value) };
        (sum, memory)
    }
}

/// Many stacks in one mapping, without guards: for what memory a fiber needs at least.
#[derive(Debug)]
pub(super) struct Slab {
    start: *mut u8,
    stride: usize,
    count: usize,
}

impl Slab {
    /// Never unmapped.
    pub(super) fn new(count: usize, stride: usize) -> io::Result<Self> {
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: the kernel chooses a place where nothing is.
        let start = unsafe { libc::mmap(ptr::null_mut(), count * stride, access, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the pages are ours. Where there are no huge pages, it fails and need not be done.
        unsafe { libc::madvise(start, count * stride, libc::MADV_NOHUGEPAGE) };
        Ok(Self {
            start: start.cast(),
            stride,
            count,
        })
    }

    /// Takes each stack once.
    pub(super) fn fibers(self) -> impl Iterator<Item = Suspended> {
        (1..=self.count).map(move |index| {
            // SAFETY: at most one past the end of the mapping.
            let top = unsafe { self.start.add(index * self.stride) };
            // SAFETY: the stack is in use by nobody, and is never unmapped.
            let fiber = unsafe { lay(top.cast(), adder) };
            // SAFETY: the fiber has just been laid there.
            Suspended(unsafe { resume(fiber, 0) }.1)
        })
    }
}

/// A fiber that has begun, of which nobody asks more.
#[derive(Debug)]
pub(super) struct Suspended(#[expect(dead_code, reason = "it is only to be held")] StackPointer);
