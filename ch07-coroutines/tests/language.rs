//! What the macro makes of each construct that no random program has.
#![allow(
    clippy::unused_unit,
    unused_parens,
    reason = "the forms of the language, as users may write them"
)]

use std::future::Future as _;
use std::ops::ControlFlow;

use ch06_futures::{Future, block_on, block_on_counted, from_std, ready, yield_now};

#[ch07_coroutines::coroutine]
fn later<T>(value: T) -> T {
    yield_now().wait;
    value
}

#[ch07_coroutines::coroutine]
fn nothing() {}

#[test]
fn a_coroutine_without_waits_is_lazy_all_the_same() {
    #[ch07_coroutines::coroutine]
    fn set(flag: &std::cell::Cell<bool>) {
        flag.set(true);
    }
    let flag = std::cell::Cell::new(false);
    let set = set(&flag);
    assert!(!flag.get());
    block_on(set);
    assert!(flag.get());
    block_on(nothing());
}

#[test]
fn a_method_takes_self_by_value_and_by_reference() {
    #[derive(Debug, Clone, PartialEq)]
    struct Counter {
        count: u32,
        name: String,
    }
    impl Counter {
        #[ch07_coroutines::coroutine]
        fn into_name(self, suffix: &str) -> String {
            later(1).wait;
            let Self { name, .. } = self;
            format!("{name}{suffix}")
        }
        #[ch07_coroutines::coroutine]
        fn add(&mut self, n: u32) -> &mut Self {
            self.count += later(n).wait;
            println!("{}", self.count);
            self
        }
        #[ch07_coroutines::coroutine]
        fn total(&self, others: &[u32]) -> u32 {
            let mut total = self.count;
            for other in others {
                total += later(*other).wait + self.count;
            }
            total
        }
        #[ch07_coroutines::coroutine]
        fn boxed(mut self: Box<Self>) -> Self {
            self.count += 1;
            later(()).wait;
            *self
        }
    }
    let mut counter = Counter {
        count: 1,
        name: "größe".to_owned(),
    };
    assert_eq!(block_on(counter.add(2)).count, 3);
    assert_eq!(block_on(counter.total(&[1, 2])), 3 + 1 + 3 + 2 + 3);
    let boxed = block_on(Box::new(counter.clone()).boxed());
    assert_eq!(boxed.count, 4);
    assert_eq!(block_on(counter.into_name("!")), "größe!");
}

#[test]
fn generics_where_clauses_and_impl_trait_stay() {
    #[ch07_coroutines::coroutine]
    fn show<'a, T, const N: usize>(
        values: [T; N],
        names: &'a [&'a str],
        f: impl Fn(&T) -> String,
    ) -> Vec<String>
    where
        T: Clone + 'a,
    {
        let mut all = Vec::new();
        for (value, name) in values.into_iter().zip(names) {
            let value = later(value).wait;
            all.push(format!("{name}{}", f(&value)));
        }
        all
    }
    let shown = block_on(show([1, 2], &["a", "b"], |n| n.to_string()));
    assert_eq!(shown, ["a1", "b2"]);

    #[ch07_coroutines::coroutine]
    fn opaque(n: u8) -> impl std::fmt::Display {
        later(n).wait + 1
    }
    assert_eq!(block_on(opaque(1)).to_string(), "2");
}

#[test]
fn a_trait_may_have_coroutines() {
    trait Speak {
        fn speak(&self) -> impl Future<Output = String>;
    }
    struct Dog;
    impl Speak for Dog {
        #[ch07_coroutines::coroutine]
        fn speak(&self) -> String {
            later("wau".to_owned()).wait
        }
    }
    assert_eq!(block_on(Dog.speak()), "wau");
}

#[test]
fn a_coroutine_calls_itself_through_a_box() {
    #[ch07_coroutines::coroutine]
    fn factorial(n: u64) -> u64 {
        if n == 0 {
            return later(1).wait;
        }
        let smaller: Box<dyn Future<Output = u64>> = Box::new(factorial(n - 1));
        n * smaller.wait
    }
    assert_eq!(block_on(factorial(5)), 120);
}

#[test]
fn a_question_mark_leaves_with_result_option_and_control_flow() {
    #[ch07_coroutines::coroutine]
    fn parse(text: &str) -> Result<i32, Box<dyn std::error::Error>> {
        let number: i32 = later(text.parse::<i32>()).wait?;
        Ok(number + text.parse::<i32>()?)
    }
    assert_eq!(block_on(parse("4")).unwrap(), 8);
    assert!(block_on(parse("x")).is_err());

    #[ch07_coroutines::coroutine]
    fn first(values: Vec<i32>) -> Option<i32> {
        let first = values.first().copied()?;
        let last = later(values.last().copied()).wait?;
        Some(first + last)
    }
    assert_eq!(block_on(first(vec![1, 2])), Some(3));
    assert_eq!(block_on(first(vec![])), None);

    #[ch07_coroutines::coroutine]
    fn until(limit: i32) -> ControlFlow<i32, ()> {
        for n in 0.. {
            let n = later(n).wait;
            if n == limit {
                ControlFlow::Break(n)?;
            }
        }
        ControlFlow::Continue(())
    }
    assert_eq!(block_on(until(3)), ControlFlow::Break(3));
}

#[test]
fn closures_nested_functions_items_and_async_blocks_are_left_alone() {
    #[ch07_coroutines::coroutine]
    fn outer(n: u32) -> u32 {
        const TWO: u32 = 2;
        struct Pair {
            wait: u32,
        }
        fn inner(pair: &Pair) -> u32 {
            pair.wait
        }
        let double = move |x: u32| {
            if x == 0 {
                return 0;
            }
            x * TWO
        };
        let never = async { 1 };
        drop(never);
        let doubled = double(later(n).wait);
        later(doubled).wait + inner(&Pair { wait: double(1) })
    }
    assert_eq!(block_on(outer(3)), 8);
}

#[test]
fn a_shadowed_name_is_another_variable() {
    #[ch07_coroutines::coroutine]
    fn shadow(text: String) -> (usize, String) {
        let length = text.len();
        let text = text.trim().to_owned();
        later(()).wait;
        let text = {
            let text = format!("<{text}>");
            later(()).wait;
            format!("{text}{text:?}")
        };
        (length, later(text).wait)
    }
    let (length, text) = block_on(shadow(" ä ".to_owned()));
    assert_eq!((length, text.as_str()), (4, "<ä>\"<ä>\""));
}

#[test]
fn names_of_generated_code_are_not_taken() {
    struct State(u32);
    enum Poll {
        Start,
    }
    #[ch07_coroutines::coroutine]
    fn same(state: State, cx: u32, child: u32, value: u32) -> u32 {
        let mem = later(state.0).wait;
        let Poll::Start = Poll::Start;
        let poll_fn = later(cx + child).wait;
        mem + poll_fn + value
    }
    assert_eq!(block_on(same(State(1), 2, 3, 4)), 10);
}

#[test]
fn words_in_strings_comments_and_other_identifiers_mean_nothing() {
    #[ch07_coroutines::coroutine]
    fn words(await_coroutine: u32) -> (String, u32) {
        let wait = "a.wait; coroutine fn }{"; // x.wait
        let brace = '}';
        let waiting = later(await_coroutine).wait; /* .wait */
        (format!("{wait}{brace}"), waiting)
    }
    assert_eq!(
        block_on(words(1)),
        ("a.wait; coroutine fn }{}".to_owned(), 1)
    );
}

#[test]
fn a_value_is_evaluated_before_the_wait_to_its_right() {
    #[ch07_coroutines::coroutine]
    fn order(mut n: i32) -> (i32, Vec<i32>, [i32; 2], bool) {
        let sum =
            n + {
                n = 10;
                later(1).wait
            } + n;
        let mut list = Vec::new();
        list.push(later(sum).wait);
        list[later(0).wait] += later(5).wait;
        let pair = [n, {
            n += 1;
            later(n).wait
        }];
        let lazy = n > 100 && later(true).wait || later(n).wait == 11;
        (sum, list, pair, lazy)
    }
    assert_eq!(block_on(order(1)), (12, vec![17], [10, 11], true));
}

#[test]
fn labels_values_and_loops() {
    #[ch07_coroutines::coroutine]
    fn find(rows: Vec<Vec<i32>>, wanted: i32) -> Option<(usize, usize)> {
        let found = 'search: {
            for (y, row) in rows.into_iter().enumerate() {
                let mut x = 0;
                for value in row {
                    if later(value).wait == wanted {
                        break 'search Some((y, x));
                    }
                    x += 1;
                }
            }
            None
        };
        let mut left = 3;
        let last = loop {
            left -= later(1).wait;
            if left == 0 {
                break left;
            }
        };
        while last > later(0).wait {}
        found
    }
    assert_eq!(block_on(find(vec![vec![1], vec![2, 3]], 3)), Some((1, 1)));
}

#[test]
fn a_loop_or_a_block_that_is_left_without_a_value_may_be_the_last_line() {
    #[ch07_coroutines::coroutine]
    fn from_the_loops_own_line(calls: &std::cell::Cell<u32>) {
        loop {
            if calls.get() == 3 {
                break;
            }
            calls.set(calls.get() + later(1).wait);
        }
    }
    #[ch07_coroutines::coroutine]
    fn from_a_branch_that_waits(calls: &std::cell::Cell<u32>) {
        loop {
            if later(calls.get()).wait == 5 {
                later(()).wait;
                break;
            }
            calls.set(calls.get() + 1);
        }
    }
    #[ch07_coroutines::coroutine]
    fn from_a_block(calls: &std::cell::Cell<u32>) {
        'block: {
            if later(calls.get()).wait == 5 {
                later(()).wait;
                break 'block;
            }
            calls.set(0);
        }
    }
    let calls = std::cell::Cell::new(0);
    block_on(from_the_loops_own_line(&calls));
    assert_eq!(calls.get(), 3);
    block_on(from_a_branch_that_waits(&calls));
    block_on(from_a_block(&calls));
    assert_eq!(calls.get(), 5);
}

#[test]
fn a_wait_polls_once_more_than_its_future_is_pending() {
    #[ch07_coroutines::coroutine]
    fn twice() -> u32 {
        let one = later(1).wait;
        one + later(2).wait + ready(3).wait
    }
    assert_eq!(block_on_counted(twice()), (6, 3));
}

#[test]
#[should_panic(expected = "`nothing` was polled after it had returned or panicked")]
fn polled_after_it_has_returned_it_panics_with_its_name() {
    let mut nothing = nothing();
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(nothing.poll(&mut cx).is_ready());
    let _ = nothing.poll(&mut cx);
}

#[test]
fn it_is_the_same_as_async_for_a_reader() {
    async fn theirs(n: u32) -> u32 {
        std::future::ready(n).await
    }
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let polled = std::pin::pin!(theirs(1)).poll(&mut cx);
    assert_eq!(polled, std::task::Poll::Ready(block_on(later(1))));
}

#[test]
fn an_async_block_awaits_and_the_coroutine_waits_for_it() {
    #[ch07_coroutines::coroutine]
    fn sum(n: u32) -> u32 {
        let theirs = async move { std::future::ready(n).await + 1 };
        from_std(Box::pin(theirs)).wait + later(n).wait
    }
    assert_eq!(block_on(sum(1)), 3);
}

#[test]
fn a_variable_may_get_its_value_after_a_wait() {
    #[ch07_coroutines::coroutine]
    fn late(flag: bool) -> String {
        let text;
        if later(flag).wait {
            text = later("yes".to_owned()).wait;
        } else {
            text = "no".to_owned();
        }
        later(()).wait;
        text
    }
    assert_eq!(block_on(late(true)), "yes");
    assert_eq!(block_on(late(false)), "no");
}

#[test]
fn the_spelling_in_braces_says_that_a_value_is_moved() {
    #[ch07_coroutines::coroutine]
    fn bytes(text: String, values: Vec<u8>) -> usize {
        let bytes = { text }.into_bytes();
        let all = std::iter::once({ values }).flatten().chain(bytes);
        later(()).wait;
        all.count()
    }
    assert_eq!(block_on(bytes("ab".to_owned(), vec![1])), 3);
}

#[test]
fn what_a_macro_is_given_by_value_is_moved() {
    #[ch07_coroutines::coroutine]
    fn all(a: String, b: String) -> usize {
        let all = vec![later(a), later(b)];
        ch06_futures::join_all(all).wait.len()
    }
    assert_eq!(block_on(all("a".to_owned(), "b".to_owned())), 2);
}

#[test]
fn a_chain_may_mention_what_it_has_bound() {
    #[ch07_coroutines::coroutine]
    fn chain(x: u32, y: Option<u32>) -> u32 {
        let x = x + 1;
        if let Some(x) = y
            && x > 2
            && let Some(y) = later(Some(x)).wait
            && y == x
        {
            return later(x + y).wait;
        }
        x
    }
    assert_eq!(block_on(chain(1, Some(3))), 6);
    assert_eq!(block_on(chain(1, Some(2))), 2);
    assert_eq!(block_on(chain(1, None)), 2);
}

#[test]
fn what_leaves_before_it_waits_never_waits() {
    #[ch07_coroutines::coroutine]
    #[expect(
        unused_must_use,
        clippy::diverging_sub_expression,
        reason = "so it is with `async`"
    )]
    fn leaves(n: u32) -> u32 {
        if n == 0 {
            later({
                return 1;
            })
            .wait;
        }
        if n == 1 {
            if {
                return 2;
            } {
                later(()).wait;
            }
        }
        later(n).wait
    }
    assert_eq!(block_on(leaves(0)), 1);
    assert_eq!(block_on(leaves(1)), 2);
    assert_eq!(block_on(leaves(3)), 3);
}

#[test]
fn only_a_format_string_captures() {
    #[ch07_coroutines::coroutine]
    fn texts(x: String) -> String {
        let length = x.len();
        later(x).wait;
        assert_eq!("{x}".len(), 3, "{length}");
        let length = format!("{length}");
        later(()).wait;
        let width = 3;
        later(width).wait;
        format!("{}|{length:>width$}|", format!("<{length}>"),)
    }
    assert_eq!(block_on(texts("a".to_owned())), "<1>|  1|");
}

#[test]
fn let_else_waits_in_its_value_and_in_its_else() {
    #[ch07_coroutines::coroutine]
    fn both(first: Option<u32>, second: Option<u32>) -> u32 {
        let Some(first) = later(first).wait else {
            return 0;
        };
        let Some(mut sum) = second else {
            return later(first).wait;
        };
        sum += first;
        later(sum).wait
    }
    assert_eq!(block_on(both(Some(1), Some(2))), 3);
    assert_eq!(block_on(both(Some(1), None)), 1);
    assert_eq!(block_on(both(None, None)), 0);
}

#[test]
fn statements_that_begin_with_a_value_that_was_waited_for() {
    #[ch07_coroutines::coroutine]
    fn begins(text: String, list: &mut Vec<u32>) -> u32 {
        later(text).wait.clear();
        later([1]).wait[0] += later(1).wait;
        list.push(later(2).wait);
        if later(true).wait {
            list[0] += 1;
        }
        let number = if later(true).wait { later(2).wait } else { 3 } + later(4).wait;
        number + list[0]
    }
    let mut list = vec![];
    assert_eq!(block_on(begins("a".to_owned(), &mut list)), 9);
}
