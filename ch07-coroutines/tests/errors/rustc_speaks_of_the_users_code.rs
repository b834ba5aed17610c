use ch06_futures::ready;

#[ch07_coroutines::coroutine]
fn types(n: u32) -> u32 {
    let text: String = ready(n).wait;
    missing(text)
}

#[ch07_coroutines::coroutine]
fn returns() -> u32 {
    ready(1).wait;
    "no number"
}

#[ch07_coroutines::coroutine]
fn needs_a_type() -> usize {
    let all = ready([1]).wait.into_iter().collect();
    ready(all).wait.len()
}

fn main() {}
