#[ch07_coroutines::coroutine]
async fn is_async() {}

#[ch07_coroutines::coroutine]
const fn is_const() {}

#[ch07_coroutines::coroutine]
unsafe fn is_unsafe() {}

#[ch07_coroutines::coroutine]
extern "C" fn is_extern() {}

#[ch07_coroutines::coroutine]
struct NoFunction;

#[ch07_coroutines::coroutine(pinned)]
fn with_arguments() {}

fn main() {}
