//! Step 6: fibers take turns in the order in which they came, and who waits has none until it is woken.
#![cfg(not(windows))]

#[path = "support/panic_of.rs"]
mod panic_of;
#[path = "support/trace.rs"]
mod trace;
#[path = "support/watch.rs"]
mod watch;

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch05_fibers::{
    Builder, JoinHandle, StackPool, current, park, park_timeout, sleep, spawn, yield_now,
};

use panic_of::{panic_of, words};
use trace::Trace;
use watch::Watch;

const HOUR: Duration = Duration::from_secs(3600);

/// What `join` gives; its panic names the call.
#[track_caller]
fn joined<T>(fiber: JoinHandle<T>) -> T {
    match panic_of(|| fiber.join()) {
        Ok(Ok(value)) => value,
        Ok(Err(payload)) => panic!("the fiber panicked: {}", words(&*payload)),
        Err(why) => panic!("`join` was not woken by the fiber's end: {why}"),
    }
}

/// A fiber that writes `name` and a number into the trace in each of its turns.
fn counts(trace: &Trace, name: &'static str, turns: u32) -> JoinHandle<()> {
    let trace = trace.clone();
    spawn(move || {
        for turn in 1..=turns {
            trace.add(format!("{name}{turn}"));
            yield_now();
        }
    })
}

/// A fiber that parks, and a cell that says how often it has come out of that.
fn parks(times: u32) -> (JoinHandle<()>, Rc<Cell<u32>>) {
    let woken = Rc::new(Cell::new(0));
    let seen = Rc::clone(&woken);
    let fiber = spawn(move || {
        for _ in 0..times {
            park();
            seen.set(seen.get() + 1);
        }
    });
    (fiber, woken)
}

/// Whose turn it is.
mod turns {
    use super::*;

    #[test]
    fn fibers_take_turns_in_the_order_in_which_they_came() {
        let trace = Trace::default();
        let fibers = ["a", "b", "c"].map(|name| counts(&trace, name, 2));
        trace.add("thread");

        fibers.into_iter().for_each(joined);

        assert_eq!(
            trace.take(),
            ["thread", "a1", "b1", "c1", "a2", "b2", "c2"],
            "who came first is next, and `yield_now` goes to the back of the queue"
        );
    }

    #[test]
    fn the_thread_has_its_turn_like_a_fiber() {
        let trace = Trace::default();
        let fibers = ["a", "b"].map(|name| counts(&trace, name, 3));

        for turn in 1..=2 {
            trace.add(format!("thread{turn}"));
            yield_now();
        }
        trace.add("joins");
        fibers.into_iter().for_each(joined);

        assert_eq!(
            trace.take(),
            [
                "thread1", "a1", "b1", "thread2", "a2", "b2", "joins", "a3", "b3"
            ],
            "the thread did not get its turn when it came: `yield_now` puts it into the queue, too"
        );
    }

    #[test]
    fn who_is_woken_goes_to_the_back_of_the_queue() {
        let trace = Trace::default();
        let given = trace.clone();
        let parked = spawn(move || {
            park();
            given.add("woken");
        });
        yield_now();
        let others = ["a", "b"].map(|name| counts(&trace, name, 2));

        parked.fiber().unpark();
        joined(parked);
        others.into_iter().for_each(joined);

        assert_eq!(trace.take(), ["a1", "b1", "woken", "a2", "b2"]);
    }

    #[test]
    fn ten_thousand_fibers_yield_in_order() {
        const FIBERS: u32 = 10_000;
        const TURNS: u32 = 5;
        // The next number that is due: turn t of fiber f is t * FIBERS + f.
        let due = Rc::new(Cell::new(0));
        let fibers: Vec<_> = (0..FIBERS)
            .map(|index| {
                let due = Rc::clone(&due);
                let body = move || {
                    (0..TURNS).all(|turn| {
                        let expected = turn * FIBERS + index;
                        let is_next = due.replace(expected + 1) == expected;
                        yield_now();
                        is_next
                    })
                };
                let small = Builder::new().stack_size(16 * 1024);
                small.spawn(body).expect("there is no memory for a stack")
            })
            .collect();

        let in_order = fibers.into_iter().map(joined).filter(|&all| all).count();

        assert_eq!(in_order, FIBERS as usize, "each has its turn in each round");
    }

    #[test]
    fn a_sleeper_wakes_although_others_never_stop_yielding() {
        let awake = Rc::new(Cell::new(false));
        let seen = Rc::clone(&awake);
        let _sleeper = spawn(move || {
            sleep(Duration::from_millis(1));
            seen.set(true);
        });
        let _restless = spawn(|| {
            loop {
                yield_now();
            }
        });
        yield_now();

        let due = Instant::now() + Duration::from_millis(1);
        while Instant::now() < due {}
        for _ in 0..1000 {
            yield_now();
        }

        assert!(
            awake.get(),
            "its time was up 1000 rounds ago: `run` looks outside only when nobody can run"
        );
    }
}

/// Park, and what ends it.
mod parking {
    use super::*;

    #[test]
    fn a_parked_fiber_has_no_turn_until_it_is_unparked() {
        let watch = Watch::of_thread();
        let (fiber, woken) = parks(1);

        for _ in 0..10 {
            yield_now();
        }

        let turns = watch.turns(fiber.fiber());
        assert_eq!(woken.get(), 0, "`park` returned although nobody unparked");
        assert_eq!(
            turns, 1,
            "a parked fiber had {turns} turns: in `park` it waits, and is in no queue"
        );
        fiber.fiber().unpark();
        joined(fiber);
        assert_eq!(woken.get(), 1);
    }

    #[test]
    fn an_unpark_before_the_park_is_not_lost() {
        let (fiber, woken) = parks(1);

        fiber.fiber().unpark();
        yield_now();

        assert_eq!(
            woken.get(),
            1,
            "an `unpark` that came before its `park` was lost: now the fiber is parked for ever"
        );
    }

    #[test]
    fn two_unparks_before_a_park_are_as_one() {
        let (fiber, woken) = parks(2);

        fiber.fiber().unpark();
        fiber.fiber().unpark();
        yield_now();
        yield_now();

        assert_eq!(woken.get(), 1, "`unpark` leaves one permit, not a number");
    }

    #[test]
    fn two_unparks_of_a_parked_fiber_queue_it_once() {
        let trace = Trace::default();
        let given = trace.clone();
        let fiber = spawn(move || {
            park();
            for turn in 1..=3 {
                given.add(format!("turn {turn}"));
                yield_now();
            }
        });
        yield_now();

        fiber.fiber().unpark();
        fiber.fiber().unpark();
        yield_now();

        assert_eq!(
            trace.take(),
            ["turn 1"],
            "after two calls of `unpark` the fiber was in the queue twice"
        );
    }

    #[test]
    fn an_unpark_does_not_end_a_sleep_but_the_next_park() {
        let trace = Trace::default();
        let given = trace.clone();
        let fiber = spawn(move || {
            sleep(Duration::from_millis(1));
            given.add("has slept");
            park();
            given.add("was unparked");
        });
        let watch = Watch::of_thread();
        yield_now();
        let sleeper = fiber.fiber().clone();

        sleeper.unpark();
        sleeper.unpark();
        joined(fiber);

        let turns = watch.turns(&sleeper);
        assert_eq!(trace.take(), ["has slept", "was unparked"]);
        assert_eq!(
            turns, 2,
            "of {turns} turns one begins the sleep, and one ends it: `unpark` is not for it"
        );
    }

    #[test]
    fn a_park_with_a_time_ends_when_it_is_over() {
        let time = Duration::from_millis(20);
        let start = Instant::now();

        park_timeout(time);

        let waited = start.elapsed();
        assert!(
            waited >= time,
            "`park_timeout` of {time:?} was over after {waited:?}"
        );
    }

    #[test]
    fn a_park_with_a_time_is_ended_by_an_unpark_before_or_after() {
        let woken = Rc::new(Cell::new(0));
        let seen = Rc::clone(&woken);
        let fiber = spawn(move || {
            for _ in 0..2 {
                park_timeout(HOUR);
                seen.set(seen.get() + 1);
            }
        });

        fiber.fiber().unpark();
        yield_now();
        assert_eq!(
            woken.get(),
            1,
            "`park_timeout` waits although the `unpark` has come before it"
        );
        fiber.fiber().unpark();
        yield_now();

        assert_eq!(woken.get(), 2, "`unpark` does not end a `park_timeout`");
    }

    #[test]
    fn the_thread_parks_and_a_fiber_unparks_it() {
        let thread = current();
        let trace = Trace::default();
        let given = trace.clone();
        let _fiber = spawn(move || {
            yield_now();
            given.add("unparks");
            thread.unpark();
        });

        park();

        trace.add("goes on");
        assert_eq!(trace.take(), ["unparks", "goes on"]);
    }
}

/// The end of a fiber, and of a wait that nobody can end.
mod ends {
    use super::*;

    #[test]
    fn the_end_of_a_fiber_wakes_who_joins_it() {
        let fiber = spawn(|| {
            yield_now();
            7
        });

        assert_eq!(joined(fiber), 7);
    }

    #[test]
    fn a_fiber_joins_a_fiber() {
        let fiber = spawn(|| {
            let inner = spawn(|| {
                yield_now();
                5
            });
            joined(inner) + 1
        });

        assert!(!fiber.is_finished(), "it has had no turn yet");
        assert_eq!(joined(fiber), 6);
    }

    #[test]
    fn a_fiber_that_has_ended_is_joined_at_once() {
        let fiber = spawn(|| 3);
        yield_now();

        assert!(fiber.is_finished(), "the fiber has returned");
        let value = panic_of(|| fiber.join());
        let value = value.expect("`join` waits for the end of a fiber that has ended");
        assert_eq!(value.expect("it does not panic"), 3);
    }

    #[test]
    fn a_panic_ends_one_fiber_and_wakes_who_joins_it() {
        let (panics, other) = (spawn(|| panic!("seven")), spawn(|| "unharmed"));

        let result = panic_of(|| panics.join());
        let result = result.expect("`join` was not woken by the fiber's panic");

        let payload = result.expect_err("the fiber panicked");
        assert_eq!(words(&*payload), "seven");
        assert_eq!(joined(other), "unharmed");
    }

    #[test]
    fn a_fiber_that_has_ended_gives_its_stack_back() {
        let fibers: Vec<_> = (0..20).map(|_| spawn(yield_now)).collect();
        yield_now();
        yield_now();

        let ended = fibers.iter().filter(|fiber| fiber.is_finished()).count();
        assert_eq!(ended, 20, "twice each had its turn, and has returned");
        let pool = StackPool::of_thread();
        let used = pool.capacity() - pool.idle();
        assert_eq!(
            used, 0,
            "{used} stacks are in use though no fiber is left: `finish` drops the fiber, not its handle"
        );
    }

    #[test]
    fn a_wait_that_nobody_can_end_is_reported() {
        let parked = Builder::new().name("parked".to_owned()).spawn(park);
        let parked = parked.expect("there is no memory for a stack");
        drop(spawn(|| ()));

        let report = panic_of(|| parked.join());

        let report = report.map(drop).expect_err("nobody has unparked it");
        let lines: Vec<&str> = report.lines().map(str::trim).collect();
        assert!(lines[0].starts_with("deadlock: "), "{report}");
        assert!(
            lines[1].ends_with("waits for the end of `parked`"),
            "{report}"
        );
        assert_eq!(
            lines[2..],
            ["`parked` is parked"],
            "fibers that have ended are not among those that wait"
        );
    }

    /// The thread gives up its wait for `first`, and its ticket stays there.
    #[test]
    fn a_ticket_of_an_earlier_wait_does_not_end_a_later_one() {
        let trace = Trace::default();
        let first = spawn(park);
        let handle = first.fiber().clone();
        let report = panic_of(|| first.join()).map(drop);
        report.expect_err("nobody has unparked it");
        let (thread, given) = (current(), trace.clone());
        let _second = spawn(move || {
            for _ in 0..3 {
                yield_now();
            }
            given.add("unparks the thread");
            thread.unpark();
        });

        handle.unpark(); // Ends `first`, for which the thread does not wait any more.
        park();
        trace.add("the thread goes on");

        assert_eq!(
            trace.take(),
            ["unparks the thread", "the thread goes on"],
            "a ticket of an earlier wait ended this `park`: `wake` has to look at the number"
        );
    }
}
