use aws_sdk_cloudwatch::types::{MetricAlarm, Statistic as Named};

/// How the values of a period become one data point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Statistic {
    Sum,
    Average,
    Maximum,
    Minimum,
    SampleCount,
    /// Of 0 to 100.
    Percentile(f64),
}

/// CloudWatch does not document how it computes a percentile of few values. These are the two
/// common ways. A claim must hold for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    NearestRank,
    Linear,
}

impl Reading {
    pub(crate) const BOTH: [Self; 2] = [Self::NearestRank, Self::Linear];
}

/// The same value, this many times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Samples {
    pub(crate) value: f64,
    pub(crate) count: u32,
}

impl Statistic {
    /// `None` if the alarm has no statistic; otherwise the name of one that isn't supported.
    pub(crate) fn of(alarm: &MetricAlarm) -> Option<Result<Self, String>> {
        let name = match (&alarm.statistic, &alarm.extended_statistic) {
            (Some(named), _) => named.as_str(),
            (None, extended) => extended.as_deref()?,
        };
        Some(Self::parse(name).ok_or_else(|| name.to_owned()))
    }

    /// `None` for trimmed means, ranks and the like: CloudWatch does not document their result for
    /// a single value.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match Named::from(name) {
            Named::Sum => Some(Self::Sum),
            Named::Average => Some(Self::Average),
            Named::Maximum => Some(Self::Maximum),
            Named::Minimum => Some(Self::Minimum),
            Named::SampleCount => Some(Self::SampleCount),
            _ => {
                let percent: f64 = name.strip_prefix('p')?.parse().ok()?;
                (0.0..=100.0)
                    .contains(&percent)
                    .then_some(Self::Percentile(percent))
            }
        }
    }

    /// The data point of a period with two kinds of values, with at least one value in total.
    pub(crate) fn of_samples(self, one: Samples, other: Samples, reading: Reading) -> f64 {
        let [count, others] = [one, other].map(|samples| f64::from(samples.count));
        let sum = one.value * count + other.value * others;
        let (low, high) = match (one.count, other.count) {
            (_, 0) => (one.value, one.value),
            (0, _) => (other.value, other.value),
            _ => (one.value.min(other.value), one.value.max(other.value)),
        };
        match self {
            Self::Sum => sum,
            Self::Average => sum / (count + others),
            Self::Maximum => high,
            Self::Minimum => low,
            Self::SampleCount => count + others,
            Self::Percentile(percent) => {
                let lows = if one.value <= other.value {
                    count
                } else {
                    others
                };
                // By its position among the sorted values, from 1.
                let at = |place: f64| if place <= lows { low } else { high };
                match reading {
                    Reading::NearestRank => {
                        at((percent * (count + others) / 100.0).ceil().max(1.0))
                    }
                    Reading::Linear => {
                        let place = 1.0 + percent * (count + others - 1.0) / 100.0;
                        let (below, above) = (at(place.floor()), at(place.ceil()));
                        below + (above - below) * place.fract()
                    }
                }
            }
        }
    }
}

impl std::fmt::Display for Statistic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Percentile(percent) => write!(f, "p{percent}"),
            named => write!(f, "{named:?}"),
        }
    }
}
