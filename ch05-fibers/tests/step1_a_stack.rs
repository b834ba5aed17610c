//! Step 1: a stack is memory of its own, all of which can be used, above a page that cannot be touched.
#![cfg(unix)]

#[path = "support/memory.rs"]
mod memory;
#[cfg(target_os = "linux")]
#[path = "support/refuse.rs"]
mod refuse;

use std::io::ErrorKind;

use ch05_fibers::{MIN_STACK_SIZE, MappedStack, Stack};

use memory::{can_be_read, is_mapped, page_size, resident_bytes};

fn stack(size: usize) -> MappedStack {
    MappedStack::new(size).expect("a stack could not be made")
}

/// Every page from the bottom to the top, by an address in it.
fn pages(stack: &MappedStack) -> impl Iterator<Item = *mut u8> {
    let bottom = stack.bottom().as_ptr();
    (0..stack.size())
        .step_by(page_size())
        .map(move |offset| bottom.wrapping_add(offset))
}

#[test]
fn all_of_a_stack_can_be_written_and_read() {
    let stack = stack(64 * 1024);
    for (number, page) in pages(&stack).enumerate() {
        assert!(
            can_be_read(page),
            "page {number} of the stack, counted from its bottom, cannot be touched"
        );
        // SAFETY: it is the stack's own, as has just been seen.
        unsafe { page.write(number as u8) };
    }
    for (number, page) in pages(&stack).enumerate() {
        // SAFETY: it has just been written.
        let found = unsafe { page.read() };
        assert_eq!(
            found, number as u8,
            "page {number} does not keep what is written"
        );
    }
    let last = stack.top().as_ptr().wrapping_sub(1);
    assert!(
        can_be_read(last),
        "the highest byte of the stack cannot be touched"
    );
}

#[test]
fn what_is_below_a_stack_cannot_be_touched() {
    // Several, as something else may happen to lie beside one.
    let stacks: Vec<MappedStack> = (0..8).map(|_| stack(16 * 1024)).collect();
    for stack in &stacks {
        let below = stack.bottom().as_ptr().wrapping_sub(1);
        let page = stack.bottom().as_ptr().wrapping_sub(page_size());
        assert!(
            !can_be_read(below) && !can_be_read(page),
            "the page below the stack can be touched: an overflow would go on into other memory"
        );
    }
}

#[test]
fn a_stack_has_at_least_the_size_that_was_asked_for_in_whole_pages() {
    for wanted in [MIN_STACK_SIZE, 5000, 64 * 1024, 64 * 1024 + 1, 1_000_000] {
        let size = stack(wanted).size();
        assert!(size >= wanted, "of {wanted} bytes only {size} are there");
        assert!(
            size < wanted + page_size(),
            "{size} bytes are more than {wanted} in whole pages"
        );
        assert_eq!(
            size % page_size(),
            0,
            "a stack of {size} bytes ends in the middle of a page"
        );
    }
}

#[test]
fn the_top_of_a_stack_is_aligned() {
    for wanted in [4096, 5000, 10_007] {
        let stack = stack(wanted);
        let (top, bottom) = (stack.top().addr().get(), stack.bottom().addr().get());
        assert_eq!(
            top % 16,
            0,
            "the top of a stack of {wanted} bytes is no multiple of 16"
        );
        assert_eq!(
            bottom % 16,
            0,
            "the bottom of a stack of {wanted} bytes is no multiple of 16"
        );
    }
}

#[test]
fn a_stack_too_small_is_refused_with_the_least_there_is() {
    for size in [0, 1, 100, MIN_STACK_SIZE - 1] {
        let Err(error) = MappedStack::new(size) else {
            panic!("a stack of {size} bytes was made, which is too small to run anything")
        };
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let expected =
            format!("stack of {size} bytes is too small: a fiber needs {MIN_STACK_SIZE}");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn more_than_there_is_room_for_is_an_error() {
    for size in [1 << 50, isize::MAX as usize, usize::MAX] {
        if let Ok(stack) = MappedStack::new(size) {
            panic!(
                "a stack of {size} bytes was made, at {:?}: no process has so much room",
                stack.bottom()
            );
        }
    }
}

#[test]
fn a_size_that_only_the_kernel_can_refuse_is_refused_by_mmap() {
    let error = MappedStack::new(1 << 50).expect_err("no process has so much room");
    assert_eq!(
        error.raw_os_error(),
        Some(libc::ENOMEM),
        "mmap(2) says ENOMEM, and has mapped nothing; found: {error}"
    );
}

#[test]
fn a_size_that_overflows_is_refused_before_the_kernel_is_asked() {
    let whole_pages = usize::MAX - (page_size() - 1);
    for size in [usize::MAX, whole_pages] {
        let error = MappedStack::new(size).expect_err("no process has so much room");
        assert_eq!(
            (error.kind(), error.raw_os_error()),
            (ErrorKind::InvalidInput, None),
            "{size} bytes and a guard are more than a `usize` can count; found: {error}"
        );
        assert!(
            error.to_string().contains(&size.to_string()),
            "the error names the {size} bytes; found: {error}"
        );
    }
}

#[test]
fn a_large_stack_costs_nothing_until_it_is_used() {
    let before = resident_bytes();
    let stacks: Vec<MappedStack> = (0..64).map(|_| stack(4 << 20)).collect();
    let grown = resident_bytes().saturating_sub(before);
    assert!(
        grown < 16 << 20,
        "{grown} bytes are in use for {} stacks that nobody has touched",
        stacks.len()
    );
}

#[test]
fn stacks_do_not_share_memory() {
    let stacks: Vec<MappedStack> = (0..16).map(|_| stack(8 * 1024)).collect();
    for (number, stack) in stacks.iter().enumerate() {
        for page in pages(stack) {
            // SAFETY: it is the stack's own.
            unsafe { page.write(number as u8) };
        }
    }
    for (number, stack) in stacks.iter().enumerate() {
        for page in pages(stack) {
            // SAFETY: it has been written.
            let found = unsafe { page.read() };
            assert_eq!(found, number as u8, "another stack has written here");
        }
    }
}

#[test]
fn a_stack_that_is_dropped_gives_its_memory_back() {
    let before = resident_bytes();
    for _ in 0..200 {
        let stack = stack(1 << 20);
        for page in pages(&stack) {
            // SAFETY: it is the stack's own.
            unsafe { page.write(1) };
        }
    }
    let grown = resident_bytes().saturating_sub(before);
    assert!(
        grown < 100 << 20,
        "{grown} bytes are still in use after 200 stacks were dropped"
    );
}

#[test]
fn all_of_a_stack_that_is_dropped_is_unmapped() {
    // Every other one is dropped, so that what others map meanwhile hardly fits into the gaps.
    let mut all: Vec<Option<MappedStack>> = (0..64).map(|_| Some(stack(16 * 1024))).collect();
    let mut left = [0; 3];
    for slot in all.iter_mut().step_by(2) {
        let stack = slot.take().expect("each is dropped once");
        let bottom = stack.bottom().as_ptr();
        let guard = bottom.wrapping_sub(page_size());
        let highest = stack.top().as_ptr().wrapping_sub(page_size());
        drop(stack);
        for (count, page) in left.iter_mut().zip([guard, bottom, highest]) {
            *count += u32::from(is_mapped(page));
        }
    }
    for (left, what) in left.iter().zip(["guards", "lowest pages", "highest pages"]) {
        assert!(
            *left < 16,
            "of 32 stacks that were dropped, {left} {what} are still mapped"
        );
    }
}

#[cfg(target_os = "linux")]
mod refused {
    use std::thread;

    use super::*;
    use refuse::{Guard, refuse};

    /// Runs it on a thread to which the kernel refuses such guards; not at all, where that cannot be had.
    fn without(guards: &'static [Guard], test: fn()) {
        let thread = thread::spawn(move || match guards.iter().all(|guard| refuse(*guard)) {
            true => test(),
            false => eprintln!("SKIPPED: no seccomp(2) here, so the kernel refuses no call"),
        });
        if let Err(panic) = thread.join() {
            std::panic::resume_unwind(panic);
        }
    }

    #[test]
    fn a_kernel_without_markers_has_guards_by_protect() {
        without(&[Guard::Marker], || {
            let stack = stack(16 * 1024);
            let below = stack.bottom().as_ptr().wrapping_sub(1);
            assert!(
                !can_be_read(below),
                "the page below the stack can be touched where a kernel knows no markers: `protect` \
                 has to see to it there"
            );
        });
    }

    #[test]
    fn a_guard_that_cannot_be_had_is_an_error() {
        without(&[Guard::Marker, Guard::NoAccess], || {
            let Err(error) = MappedStack::new(16 * 1024) else {
                panic!("a stack was made whose guard the kernel has refused")
            };
            assert!(
                error
                    .to_string()
                    .starts_with("no guard page for another stack"),
                "an error of mprotect(2) is `explained`; found: {error}"
            );
        });
    }
}
