use ch06_futures::ready;

#[ch07_coroutines::coroutine]
fn in_a_closure(values: Vec<u8>) -> Vec<u8> {
    values.into_iter().map(|value| ready(value).wait).collect()
}

#[ch07_coroutines::coroutine]
fn in_a_macro() {
    println!("{} {}", ready(1).wait, 1..2);
}

#[ch07_coroutines::coroutine]
fn in_async() {
    drop(async { ready(1).wait });
}

#[ch07_coroutines::coroutine]
fn in_unsafe() -> u8 {
    unsafe { ready(1).wait }
}

#[ch07_coroutines::coroutine]
fn in_a_guard(value: u8) -> u8 {
    match value {
        0 if ready(true).wait => 1,
        _ => 2,
    }
}

#[ch07_coroutines::coroutine]
fn awaits() -> u8 {
    ready(1).await
}

fn main() {}
