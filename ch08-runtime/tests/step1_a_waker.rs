//! Step 1: the table of functions of a waker that is made by hand: what each does, and to the counts of the `Arc`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;

use ch06_futures::{Future, yield_now};
use ch08_runtime::waker::by_hand::{WakeUp, waker};

#[path = "../../ch05-fibers/tests/support/panic_of.rs"]
mod panic_of;

use self::panic_of::panic_of;

/// Counts how often it is woken.
#[derive(Debug, Default)]
struct Wakes(AtomicUsize);

impl WakeUp for Wakes {
    fn wake_up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// So many counts of each are kept: a waker that gives back more than it has frees nothing before the test has said so.
const KEPT: usize = 8;

static KEPT_ONES: Mutex<Vec<Arc<Wakes>>> = Mutex::new(Vec::new());

/// What is woken, and what wakes it.
fn woken() -> (Arc<Wakes>, Waker) {
    let wakes = Arc::new(Wakes::default());
    let kept = std::iter::repeat_n(&wakes, KEPT).cloned();
    let mut ones = KEPT_ONES.lock().expect("nobody panics with it");
    ones.extend(kept);
    drop(ones);
    let waker = waker(Arc::clone(&wakes));
    (wakes, waker)
}

/// How often it was woken, and how many counts its `Arc` has: one is the test's own.
fn counts(wakes: &Arc<Wakes>) -> (usize, usize) {
    let count = Arc::strong_count(wakes) - KEPT;
    (wakes.0.load(Ordering::Relaxed), count)
}

#[test]
fn a_waker_has_one_count_and_has_woken_nobody() {
    let (wakes, _waker) = woken();
    assert_eq!(counts(&wakes), (0, 2), "wakes, and counts, of a new waker");
}

#[test]
fn clone_makes_a_count_of_its_own() {
    let (wakes, waker) = woken();
    let clones = [waker.clone(), waker.clone()];
    assert_eq!(
        counts(&wakes),
        (0, 4),
        "wakes, and counts, after two clones"
    );

    drop(waker);

    assert_eq!(counts(&wakes), (0, 3), "after the drop of the first");
    clones[1].wake_by_ref();
    assert_eq!(counts(&wakes), (1, 3), "after a wake by a clone");
}

#[test]
fn wake_takes_the_count_with_it() {
    let (wakes, waker) = woken();
    waker.wake();
    assert_eq!(counts(&wakes), (1, 1), "wakes, and counts, after `wake`");
}

#[test]
fn wake_by_ref_leaves_the_count() {
    let (wakes, waker) = woken();
    waker.wake_by_ref();
    waker.wake_by_ref();
    assert_eq!(
        counts(&wakes),
        (2, 2),
        "wakes, and counts, after `wake_by_ref` twice"
    );
}

#[test]
fn drop_takes_the_count_and_wakes_nobody() {
    let (wakes, waker) = woken();
    drop(waker);
    assert_eq!(counts(&wakes), (0, 1), "wakes, and counts, after a drop");
}

#[test]
fn the_last_waker_drops_what_is_shared() {
    type Call = fn(Waker);
    let last: [(&str, Call); 2] = [("wake", Waker::wake), ("drop", drop)];
    for (name, last) in last {
        let wakes = Arc::new(Wakes::default());
        let weak = Arc::downgrade(&wakes);
        let waker = waker(wakes);
        assert!(weak.upgrade().is_some(), "before {name}");

        last(waker);

        assert!(
            weak.upgrade().is_none(),
            "what is shared is still there after {name}"
        );
    }
}

#[test]
fn what_is_shared_is_alive_while_it_is_woken_for_the_last_time() {
    /// Tells of its drop, and of each wake.
    struct Tells(mpsc::Sender<&'static str>);

    impl WakeUp for Tells {
        fn wake_up(&self) {
            self.0.send("woken").unwrap();
        }
    }

    impl Drop for Tells {
        fn drop(&mut self) {
            self.0.send("dropped").unwrap();
        }
    }

    let (sender, told) = mpsc::channel();
    let waker = waker(Arc::new(Tells(sender)));

    waker.wake();

    let told: Vec<_> = told.try_iter().collect();
    assert_eq!(told, ["woken", "dropped"], "by the last waker's `wake`");
}

#[test]
fn clones_wake_the_same_and_others_do_not() {
    let (wakes, one) = woken();
    assert!(one.will_wake(&one.clone()));
    let twin = waker(wakes);
    assert!(one.will_wake(&twin), "made of the same `Arc`");

    let (_, other) = woken();

    assert!(!one.will_wake(&other));
    assert!(!one.will_wake(Waker::noop()));
}

#[test]
fn clone_from_gives_the_former_count_back() {
    let (wakes, mut waker) = woken();
    let (others, other) = woken();

    waker.clone_from(&other);

    assert_eq!((counts(&wakes), counts(&others)), ((0, 1), (0, 3)));
    waker.wake();
    assert_eq!((counts(&wakes), counts(&others)), ((0, 1), (1, 2)));
}

#[test]
fn every_function_can_be_called_by_other_threads_at_once() {
    const THREADS: usize = 4;
    let (wakes, waker) = woken();

    thread::scope(|scope| {
        for _ in 0..THREADS {
            let (mine, shared) = (waker.clone(), &waker);
            scope.spawn(move || {
                shared.wake_by_ref();
                let clone = mine.clone();
                mine.wake();
                clone.wake_by_ref();
                drop(clone);
            });
        }
    });

    assert_eq!(counts(&wakes), (3 * THREADS, 2));
}

#[test]
fn the_last_waker_may_be_in_another_thread() {
    let wakes = Arc::new(Wakes::default());
    let weak = Arc::downgrade(&wakes);
    let waker = waker(wakes);

    thread::spawn(|| waker.wake()).join().unwrap();

    assert!(weak.upgrade().is_none());
}

#[test]
fn what_was_done_before_a_wake_is_seen_by_who_drops_the_last_count() {
    /// Its drop looks at what was written without the lock.
    struct Last(Mutex<Vec<usize>>, mpsc::Sender<Vec<usize>>);

    impl WakeUp for Last {
        fn wake_up(&self) {
            let mut list = self.0.lock().unwrap();
            let length = list.len();
            list.push(length);
        }
    }

    impl Drop for Last {
        fn drop(&mut self) {
            self.1
                .send(std::mem::take(self.0.get_mut().unwrap()))
                .unwrap();
        }
    }

    let (sender, receiver) = mpsc::channel();
    let waker = waker(Arc::new(Last(Mutex::default(), sender)));

    let threads = [waker.clone(), waker].map(|waker| thread::spawn(|| waker.wake()));

    assert_eq!(receiver.recv().unwrap(), [0, 1]);
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}

#[test]
fn a_wake_that_panics_gives_its_count_back() {
    struct Panics;

    impl WakeUp for Panics {
        fn wake_up(&self) {
            panic!("woken");
        }
    }

    let shared = Arc::new(Panics);
    let waker = waker(Arc::clone(&shared));

    assert_eq!(panic_of(|| waker.wake_by_ref()), Err("woken".to_owned()));
    assert_eq!(Arc::strong_count(&shared), 2);
    assert_eq!(panic_of(|| waker.wake()), Err("woken".to_owned()));
    assert_eq!(Arc::strong_count(&shared), 1);
}

#[test]
fn nothing_need_be_in_what_is_shared() {
    struct Nothing;

    impl WakeUp for Nothing {
        fn wake_up(&self) {}
    }

    let waker = waker(Arc::new(Nothing));
    let clone = waker.clone();
    clone.wake();
    waker.wake_by_ref();
}

#[test]
fn a_future_wakes_by_it() {
    let (wakes, waker) = woken();
    let mut future = yield_now();
    let mut cx = Context::from_waker(&waker);

    assert_eq!(future.poll(&mut cx), Poll::Pending);
    assert_eq!(counts(&wakes), (1, 2));
    assert_eq!(future.poll(&mut cx), Poll::Ready(()));
}
