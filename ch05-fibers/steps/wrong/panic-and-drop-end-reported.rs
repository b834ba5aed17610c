//! The unwinding is begun by an ordinary panic, which is reported to whoever watches, as if someone
//! had made a mistake.
//!
//! caught by: a_forced_end_prints_nothing_and_is_no_panic_of_who_drops
//! says: a panic was reported, although nobody has made a mistake
//! hint: Which function of `std::panic` begins a panic without calling the hook?
// in fiber/unwind.rs
pub(super) fn unwind() -> ! {
    panic::panic_any(ForcedUnwind)
}
