//! `begin` leaves the argument in the register of the frame, and main looks for it in the first
//! register for arguments.
//!
//! caught by: main_is_given_its_argument_and_runs_on_its_stack
//! says: null pointer dereference occurred
//! hint: In which register does a function find its first argument?
// in swap/x86_64_sysv.rs
unsafe extern "C" fn begin() {
    naked_asm!(
        "mov rsi, r13",
        "xor edi, edi",
        "call r12",
        "ud2", // `main` does not return.
    )
}
// in swap/aarch64.rs
unsafe extern "C" fn begin() {
    naked_asm!(
        "mov x1, x20",
        "mov x0, #0",
        "blr x19",
        "udf #0", // `main` does not return.
    )
}
