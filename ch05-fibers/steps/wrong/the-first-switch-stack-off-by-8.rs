//! `begin` jumps to `main` instead of calling it: no return address is pushed, and main has a stack
//! that is off by 8. It runs well until an instruction needs an aligned address.
//!
//! caught by: main_is_entered_with_an_aligned_stack
//! says: main's stack is off by 8
//! hint: What does a `call` do to the stack pointer that a `jmp` does not?
// in swap/x86_64_sysv.rs
unsafe extern "C" fn begin() {
    naked_asm!(
        "mov rdi, r13",
        "jmp r12",
    )
}
