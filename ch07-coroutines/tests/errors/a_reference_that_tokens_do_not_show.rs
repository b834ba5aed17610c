use ch06_futures::ready;

#[ch07_coroutines::coroutine]
fn borrowed(text: String) -> usize {
    let first = text.split(' ').next();
    ready(1).wait;
    first.map_or(0, str::len)
}

fn main() {}
