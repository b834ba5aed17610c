//! Step 4: values go in and come out with each switch, whole and once.

use std::cell::Cell;
use std::fmt::Debug;
use std::rc::Rc;

use ch05_fibers::{Fiber, FiberResult};

/// Sends the value in twice and gets it out thrice.
#[track_caller]
fn goes_through<T: Clone + PartialEq + Debug + 'static>(value: T) {
    let mut fiber = Fiber::<T, T, T>::new(|suspender, first| {
        let second = suspender.suspend(first);
        suspender.suspend(second)
    });
    let (yielded, returned) = (
        FiberResult::Yield(value.clone()),
        FiberResult::Return(value.clone()),
    );
    assert_eq!(
        fiber.resume(value.clone()),
        yielded,
        "what `suspend` has sent"
    );
    assert_eq!(
        fiber.resume(value.clone()),
        yielded,
        "what the second `resume` has sent"
    );
    assert_eq!(fiber.resume(value), returned, "what the fiber has returned");
}

#[test]
fn a_value_that_fits_into_a_register_goes_through() {
    goes_through(());
    goes_through(7_u8);
    goes_through(-3_i16);
    goes_through((1_u8, 2_u16));
    goes_through([1_u8, 2, 3]);
    goes_through('ß');
    goes_through(true);
    goes_through(Some(5_u32));
}

#[test]
fn a_value_as_large_as_a_register_goes_through_whole() {
    goes_through(u64::MAX - 1);
    goes_through(0x0123_4567_89ab_cdef_u64);
    goes_through(-1.5e300_f64);
    goes_through([1_u8, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_value_larger_than_a_register_goes_through() {
    goes_through(u128::MAX - 1);
    goes_through([9_u64; 3]);
    goes_through([0x5a_u8; 1000]);
    goes_through((1_u8, "text", 2.5_f64));
}

#[test]
fn a_value_that_owns_memory_goes_through() {
    goes_through(Box::new(5));
    goes_through(String::from("a string long enough to be somewhere"));
    goes_through(vec![Some(1), None, Some(3)]);
}

#[test]
fn a_value_with_an_alignment_of_its_own_goes_through() {
    #[derive(Clone, PartialEq, Debug)]
    #[repr(align(64))]
    struct Aligned(u8);
    #[derive(Clone, PartialEq, Debug)]
    #[repr(align(64))]
    struct AlignedNothing;
    goes_through(Aligned(3));
    goes_through(AlignedNothing);
}

/// Counts how often it is dropped.
struct Counted<const SIZE: usize> {
    dropped: Rc<Cell<u32>>,
    _filling: [u64; SIZE],
}

#[track_caller]
fn is_dropped_once<const SIZE: usize>() {
    let drops: [Rc<Cell<u32>>; 3] = Default::default();
    let [sent, yielded, returned] = drops.each_ref().map(|dropped| Counted {
        dropped: Rc::clone(dropped),
        _filling: [1; SIZE],
    });
    type Value<const SIZE: usize> = Counted<SIZE>;
    let mut fiber =
        Fiber::<Option<Value<SIZE>>, Value<SIZE>, Value<SIZE>>::new(move |suspender, first| {
            suspender.suspend(yielded);
            drop(first);
            returned
        });
    let counts = || drops.each_ref().map(|dropped| dropped.get());

    let result = fiber.resume(Some(sent));
    assert_eq!(
        counts(),
        [0, 0, 0],
        "drops of what was sent, yielded and returned, while all are in use"
    );
    // Which it was is asked for its sake: of `drop(result)` LLVM 22 makes an instruction for aarch64 that loads
    // two words into one register, where both kinds have the same layout.
    assert!(result.as_yield().is_some(), "what was yielded");
    assert_eq!(
        counts(),
        [0, 1, 0],
        "drops, when what was yielded has been dropped"
    );
    let result = fiber.resume(None);
    assert_eq!(
        counts(),
        [1, 1, 0],
        "drops, when the fiber has dropped what was sent to it"
    );
    assert!(result.as_return().is_some(), "what was returned");
    assert_eq!(counts(), [1, 1, 1], "drops, when all have been dropped");
}

impl<const SIZE: usize> Drop for Counted<SIZE> {
    fn drop(&mut self) {
        self.dropped.set(self.dropped.get() + 1);
    }
}

#[test]
fn a_small_value_is_dropped_once() {
    is_dropped_once::<0>();
}

#[test]
fn a_large_value_is_dropped_once() {
    is_dropped_once::<20>();
}

#[test]
fn values_of_both_ways_do_not_get_mixed_up() {
    let mut fiber = Fiber::<u32, String, [u8; 40]>::new(|suspender, mut number| {
        while number != 0 {
            number = suspender.suspend(format!("number {number}"));
        }
        [7; 40]
    });
    for number in [3, 1, 4, 1, 5] {
        let result = fiber.resume(number);
        assert_eq!(
            result.as_yield(),
            Some(format!("number {number}")),
            "as_yield, of what was yielded"
        );
    }
    let result = fiber.resume(0);
    assert_eq!(
        result.clone().as_yield(),
        None,
        "as_yield, of what was returned"
    );
    assert_eq!(
        result.as_return(),
        Some([7; 40]),
        "as_return, of what was returned"
    );
    assert_eq!(
        FiberResult::<u8, u8>::Yield(1).as_return(),
        None,
        "as_return, of what was yielded"
    );
}

#[test]
fn a_value_is_as_it_was_when_it_was_sent() {
    // What is on the sender's stack changes afterwards.
    let mut fiber = Fiber::<(), [u64; 8], ()>::new(|suspender, ()| {
        for round in 0..100_u64 {
            let mut values = [round; 8];
            values[7] += 1;
            suspender.suspend(values);
        }
    });
    let mut all = Vec::new();
    while let FiberResult::Yield(values) = fiber.resume(()) {
        all.push(values);
    }
    for (round, values) in (0..).zip(&all) {
        assert_eq!(
            values,
            &[round, round, round, round, round, round, round, round + 1]
        );
    }
    assert_eq!(all.len(), 100);
}
