//! The suite: each function twice, by `.wait` and by `.await`.

use super::leaf;

fn add(a: u64, b: String, c: u64, d: String, e: u64) -> u64 {
    a + c + e + (b.len() + d.len()) as u64
}

/// As coroutines.
pub(crate) mod ours {
    use super::*;

    #[ch07_coroutines::coroutine]
    pub(crate) fn straight(n: u64) -> u64 {
        let one = leaf(n).wait;
        let two = leaf(one + n).wait;
        let three = leaf(two + one).wait;
        one + two + three
    }

    #[ch07_coroutines::coroutine]
    pub(crate) fn looping(n: u64) -> u64 {
        let mut sum = 0;
        for i in 0..n {
            sum += leaf(i).wait;
        }
        sum
    }

    #[ch07_coroutines::coroutine]
    pub(crate) fn branches(n: u64, text: String) -> u64 {
        if n > 3 {
            leaf(n).wait + text.len() as u64
        } else {
            let more = leaf(n + 1).wait;
            leaf(more).wait
        }
    }

    #[ch07_coroutines::coroutine]
    pub(crate) fn texts(url: String, times: usize) -> Vec<String> {
        let mut all = Vec::new();
        while all.len() < times {
            let number = leaf(all.len() as u64).wait;
            all.push(format!("{url}{number}"));
        }
        leaf(0).wait;
        all
    }

    #[ch07_coroutines::coroutine]
    pub(crate) fn nested(n: u64) -> u64 {
        let first = straight(n).wait;
        let second = looping(first).wait;
        let third = branches(second, String::new()).wait;
        first + second + third
    }

    #[ch07_coroutines::coroutine]
    pub(crate) fn arrays(bytes: [u8; 256]) -> usize {
        let sum = bytes.iter().map(|byte| usize::from(*byte)).sum::<usize>();
        let other = leaf(sum as u64).wait;
        let more = [other; 16];
        leaf(0).wait;
        usize::from(bytes[0]) + more.len()
    }

    #[ch07_coroutines::coroutine]
    pub(crate) fn questions(n: u64) -> Result<u64, String> {
        let text = leaf(n).wait.to_string();
        let parsed: u64 = text.parse().map_err(|_| text.clone())?;
        let more = leaf(parsed).wait;
        match leaf(more).wait {
            0 => Err(text),
            other => Ok(other + leaf(other).wait),
        }
    }

    #[ch07_coroutines::coroutine]
    pub(crate) fn arguments(a: String, b: String) -> u64 {
        add(leaf(1).wait, a, leaf(2).wait, b, leaf(3).wait)
    }
}

/// As rustc has them.
pub(crate) mod theirs {
    use super::*;

    pub(crate) async fn straight(n: u64) -> u64 {
        let one = leaf(n).await;
        let two = leaf(one + n).await;
        let three = leaf(two + one).await;
        one + two + three
    }

    pub(crate) async fn looping(n: u64) -> u64 {
        let mut sum = 0;
        for i in 0..n {
            sum += leaf(i).await;
        }
        sum
    }

    pub(crate) async fn branches(n: u64, text: String) -> u64 {
        if n > 3 {
            leaf(n).await + text.len() as u64
        } else {
            let more = leaf(n + 1).await;
            leaf(more).await
        }
    }

    pub(crate) async fn texts(url: String, times: usize) -> Vec<String> {
        let mut all = Vec::new();
        while all.len() < times {
            let number = leaf(all.len() as u64).await;
            all.push(format!("{url}{number}"));
        }
        leaf(0).await;
        all
    }

    pub(crate) async fn nested(n: u64) -> u64 {
        let first = straight(n).await;
        let second = looping(first).await;
        let third = branches(second, String::new()).await;
        first + second + third
    }

    pub(crate) async fn arrays(bytes: [u8; 256]) -> usize {
        let sum = bytes.iter().map(|byte| usize::from(*byte)).sum::<usize>();
        let other = leaf(sum as u64).await;
        let more = [other; 16];
        leaf(0).await;
        usize::from(bytes[0]) + more.len()
    }

    pub(crate) async fn questions(n: u64) -> Result<u64, String> {
        let text = leaf(n).await.to_string();
        let parsed: u64 = text.parse().map_err(|_| text.clone())?;
        let more = leaf(parsed).await;
        match leaf(more).await {
            0 => Err(text),
            other => Ok(other + leaf(other).await),
        }
    }

    pub(crate) async fn arguments(a: String, b: String) -> u64 {
        add(leaf(1).await, a, leaf(2).await, b, leaf(3).await)
    }
}

/// Each one's name and its bytes, as a coroutine and as rustc has it.
pub(crate) fn sizes() -> [(&'static str, usize, usize); 8] {
    [
        (
            "straight",
            size_of_val(&ours::straight(1)),
            size_of_val(&theirs::straight(1)),
        ),
        (
            "looping",
            size_of_val(&ours::looping(1)),
            size_of_val(&theirs::looping(1)),
        ),
        (
            "branches",
            size_of_val(&ours::branches(1, String::new())),
            size_of_val(&theirs::branches(1, String::new())),
        ),
        (
            "texts",
            size_of_val(&ours::texts(String::new(), 1)),
            size_of_val(&theirs::texts(String::new(), 1)),
        ),
        (
            "nested",
            size_of_val(&ours::nested(1)),
            size_of_val(&theirs::nested(1)),
        ),
        (
            "arrays",
            size_of_val(&ours::arrays([0; 256])),
            size_of_val(&theirs::arrays([0; 256])),
        ),
        (
            "questions",
            size_of_val(&ours::questions(1)),
            size_of_val(&theirs::questions(1)),
        ),
        (
            "arguments",
            size_of_val(&ours::arguments(String::new(), String::new())),
            size_of_val(&theirs::arguments(String::new(), String::new())),
        ),
    ]
}
