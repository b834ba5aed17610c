use ch06_futures::ready;

#[ch07_coroutines::coroutine]
fn no_loop(n: u32) -> u32 {
    if ready(n).wait == 0 {
        continue;
    }
    let run = || break;
    'block: {
        break;
    }
    n
}

#[ch07_coroutines::coroutine]
fn no_label() {
    loop {
        ready(1).wait;
        break 'away;
    }
}

#[ch07_coroutines::coroutine]
fn attributes(n: u32) -> u32 {
    #[cfg(windows)]
    let n = ready(n).wait;
    #[cfg(windows)]
    ready(n).wait;
    match n {
        #[cfg(windows)]
        0 => ready(1).wait,
        _ => 2,
    }
}

fn main() {}
