//! Valgrind is told where stacks are: a stack pointer that jumps to another one has not laid a frame of that size.
//!
//! A program asks it by instructions that do nothing elsewhere. See `valgrind.h`, "client requests".

use std::arch::asm;
use std::ptr::NonNull;

const STACK_REGISTER: usize = 0x1501;
const STACK_DEREGISTER: usize = 0x1502;

/// Stacks that valgrind knows, as long as this lives.
#[derive(Debug)]
pub(super) struct Registered(Vec<usize>);

impl Registered {
    /// From lower ends and sizes.
    pub(super) fn new(stacks: impl Iterator<Item = (NonNull<u8>, usize)>) -> Registered {
        let register = |(bottom, size): (NonNull<u8>, usize)| {
            let lowest = bottom.addr().get();
            request([STACK_REGISTER, lowest, lowest + size - 1, 0, 0, 0])
        };
        Registered(stacks.map(register).collect())
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        for id in &self.0 {
            request([STACK_DEREGISTER, *id, 0, 0, 0, 0]);
        }
    }
}

/// Outside of valgrind, the answer is 0.
fn request(question: [usize; 6]) -> usize {
    let answer;
    // SAFETY: `rdi` is turned by 128 bits in all, and `rbx` is exchanged with itself; valgrind reads the
    // question, and writes the answer.
    unsafe {
        asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") question.as_ptr(),
            inlateout("rdx") 0_usize => answer,
            options(nostack),
        );
    }
    answer
}
