use ch06_futures::ready;

#[ch07_coroutines::coroutine]
fn by_a_method(text: String) -> usize {
    let bytes = text.bytes_of();
    ready(bytes.len()).wait
}

#[ch07_coroutines::coroutine]
fn on_one_branch(text: String, yes: bool) -> usize {
    if yes {
        drop(text);
    }
    ready(1).wait
}

trait BytesOf {
    fn bytes_of(self) -> Vec<u8>;
}

impl BytesOf for String {
    fn bytes_of(self) -> Vec<u8> {
        self.into_bytes()
    }
}

fn main() {}
