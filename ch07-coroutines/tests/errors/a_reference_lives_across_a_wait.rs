use ch06_futures::ready;

#[ch07_coroutines::coroutine]
fn named(text: String) -> usize {
    let slice = &text;
    ready(1).wait;
    slice.len()
}

#[ch07_coroutines::coroutine]
fn by_pattern(pair: (String, u8)) -> usize {
    let (ref text, _) = pair;
    ready(1).wait;
    text.len()
}

#[ch07_coroutines::coroutine]
fn by_loop(values: Vec<u8>) -> u8 {
    let mut sum = 0;
    for value in &values {
        sum += ready(*value).wait;
    }
    sum
}

#[ch07_coroutines::coroutine]
fn by_match(value: Option<String>) -> usize {
    match &value {
        Some(text) => ready(1).wait + text.len(),
        None => 0,
    }
}

#[ch07_coroutines::coroutine]
fn of_nothing_named() -> usize {
    add(&String::from("a"), ready(1).wait)
}

fn add(text: &str, n: usize) -> usize {
    text.len() + n
}

fn main() {}
