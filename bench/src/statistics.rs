//! Medians, quartiles, and when a difference is smaller than the noise.

use serde::Serialize;

/// Where a set of values lies, and how widely.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) min: f64,
    pub(crate) lower_quartile: f64,
    pub(crate) median: f64,
    pub(crate) upper_quartile: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// # Panics
    ///
    /// If there are no values.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self {
            min: quantile(&sorted, 0.0),
            lower_quartile: quantile(&sorted, 0.25),
            median: quantile(&sorted, 0.5),
            upper_quartile: quantile(&sorted, 0.75),
            max: quantile(&sorted, 1.0),
        }
    }

    /// How far a quarter of the values, on either side, are from 1 or further.
    pub(crate) fn distance_from_one(&self) -> f64 {
        (1.0 - self.lower_quartile).max(self.upper_quartile - 1.0)
    }
}

/// The value that the share `q` of the values lies below, between neighbours in proportion
/// (definition 7 of Hyndman and Fan, 1996).
fn quantile(sorted: &[f64], q: f64) -> f64 {
    assert!(!sorted.is_empty(), "`Spread::of` called on no values");
    let position = q * (sorted.len() - 1) as f64;
    let (below, above) = (position.floor() as usize, position.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * position.fract()
}

/// Ratio of each value to its partner in the same round.
pub(crate) fn paired(values: &[f64], partners: &[f64]) -> Vec<f64> {
    assert_eq!(
        values.len(),
        partners.len(),
        "one value a round on each side"
    );
    values.iter().zip(partners).map(|(a, b)| a / b).collect()
}

/// What a ratio says about a target, given the noise of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// The median is at most the target.
    Met,
    /// The median is above the target, but no further from it, or from 1, than the base is from itself.
    WithinNoise,
    Missed,
}

impl Verdict {
    pub(crate) fn of(median: f64, target: f64, noise: f64) -> Self {
        if median <= target {
            Self::Met
        } else if median - target.min(1.0) <= noise {
            Self::WithinNoise
        } else {
            Self::Missed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_of_values_is_between_the_middle_two() {
        assert_eq!(Spread::of(&[4.0, 1.0, 3.0, 2.0]).median, 2.5);
    }

    #[test]
    fn five_values_are_their_own_five_numbers_in_any_order() {
        let spread = Spread::of(&[5.0, 1.0, 4.0, 2.0, 3.0]);

        let expected = Spread {
            min: 1.0,
            lower_quartile: 2.0,
            median: 3.0,
            upper_quartile: 4.0,
            max: 5.0,
        };
        assert_eq!(spread, expected);
    }

    #[test]
    fn quartiles_lie_between_neighbours_in_proportion() {
        let spread = Spread::of(&[1.0, 2.0, 3.0, 5.0]);

        assert_eq!((spread.lower_quartile, spread.upper_quartile), (1.75, 3.5));
    }

    #[test]
    fn one_outlier_moves_the_maximum_and_leaves_the_median() {
        let spread = Spread::of(&[1.0, 1.0, 1.0, 1.0, 90.0]);

        assert_eq!((spread.median, spread.max), (1.0, 90.0));
    }

    #[test]
    fn a_pair_is_of_one_round_so_a_slow_round_cancels() {
        let (ours, floor) = ([2.0, 20.0, 2.0], [1.0, 10.0, 1.0]);

        assert_eq!(paired(&ours, &floor), [2.0, 2.0, 2.0]);
    }

    #[test]
    #[should_panic(expected = "one value a round")]
    fn a_missing_round_is_not_passed_over() {
        paired(&[1.0, 1.0], &[1.0]);
    }

    #[test]
    fn noise_is_the_further_quartile_on_either_side_of_one() {
        let below = Spread::of(&[0.90, 0.90, 1.00, 1.01, 1.01]);
        let above = Spread::of(&[0.99, 0.99, 1.00, 1.25, 1.25]);

        assert!((below.distance_from_one() - 0.10).abs() < 1e-9);
        assert!((above.distance_from_one() - 0.25).abs() < 1e-9);
    }

    #[test]
    fn a_target_is_met_missed_or_lost_in_the_noise() {
        assert_eq!(Verdict::of(1.02, 1.02, 0.0), Verdict::Met);
        assert_eq!(Verdict::of(1.03, 1.02, 0.01), Verdict::Missed);
        assert_eq!(Verdict::of(1.03, 1.02, 0.05), Verdict::WithinNoise);
        assert_eq!(Verdict::of(0.90, 0.68, 0.05), Verdict::Missed);
        assert_eq!(Verdict::of(0.70, 0.68, 0.05), Verdict::WithinNoise);
    }
}
