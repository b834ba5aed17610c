//! Where the ticks of a time axis go, and how a time or a number of things is written.

use std::time::Duration;

/// Longest first: nanoseconds, and the name.
const UNITS: [(u128, &str); 4] = [
    (1_000_000_000, "s"),
    (1_000_000, "ms"),
    (1_000, "µs"),
    (1, "ns"),
];

/// Moments from zero to `duration` with a label each: at most `most` steps, of 1, 2 or 5 times a
/// power of ten, and all in one unit.
pub(super) fn ticks(duration: Duration, most: usize) -> impl Iterator<Item = (Duration, String)> {
    let end = duration.as_nanos();
    let step = step(end.div_ceil(most.max(1) as u128));
    let (size, unit) = unit(step);
    (0..=end / step).map(move |i| {
        let at = i * step;
        let label = match at {
            0 => "0".to_owned(),
            _ => format!("{} {unit}", at / size),
        };
        (from_nanos(at), label)
    })
}

/// A time for people: a unit that leaves no long number, and at most three decimals.
pub(super) fn written(time: Duration) -> String {
    let nanos = time.as_nanos();
    if nanos == 0 {
        return "0".to_owned();
    }
    let (size, unit) = unit(nanos);
    let number = format!("{:.3}", nanos as f64 / size as f64);
    let number = number.trim_end_matches('0').trim_end_matches('.');
    format!("{number} {unit}")
}

/// A number of things, which may be one: `1 request`, `2 requests`.
pub fn counted(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

/// The smallest of 1, 2, 5, 10, 20, 50, … that is no less than `least`.
fn step(least: u128) -> u128 {
    let mut power = 1;
    loop {
        if let Some(step) = [1, 2, 5]
            .map(|n| n * power)
            .into_iter()
            .find(|&s| s >= least)
        {
            return step;
        }
        power *= 10;
    }
}

/// The longest unit that is no longer than `nanos`, which is not zero.
fn unit(nanos: u128) -> (u128, &'static str) {
    let fits = |(size, _): &(u128, &str)| *size <= nanos;
    UNITS.into_iter().find(fits).unwrap_or(UNITS[3])
}

fn from_nanos(nanos: u128) -> Duration {
    const SECOND: u128 = 1_000_000_000;
    Duration::new((nanos / SECOND) as u64, (nanos % SECOND) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(duration: Duration, most: usize) -> Vec<String> {
        ticks(duration, most).map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_and_share_a_unit() {
        let second = Duration::from_secs(1);

        assert_eq!(labels(second, 2), ["0", "500 ms", "1000 ms"]);
        assert_eq!(labels(second, 1), ["0", "1 s"]);
        assert_eq!(
            labels(Duration::from_micros(45), 3),
            ["0", "20 µs", "40 µs"]
        );
    }

    #[test]
    fn no_time_has_one_tick_and_all_time_has_few() {
        assert_eq!(labels(Duration::ZERO, 5), ["0"]);
        assert!(labels(Duration::MAX, 7).len() <= 8);
    }

    #[test]
    fn one_thing_is_not_called_several() {
        assert_eq!(
            [1, 2].map(|count| counted(count, "lane")),
            ["1 lane", "2 lanes"]
        );
    }

    #[test]
    fn a_time_is_written_without_needless_digits() {
        assert_eq!(written(Duration::from_micros(300)), "300 µs");
        assert_eq!(written(Duration::from_nanos(12_345_678)), "12.346 ms");
        assert_eq!(written(Duration::from_millis(1_500)), "1.5 s");
        assert_eq!(written(Duration::ZERO), "0");
    }
}
