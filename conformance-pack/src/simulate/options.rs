//! What stands on the command line of a simulation.

use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;

/// A quota as it is given on the command line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GivenQuota {
    pub(super) call: String,
    /// Calls a second.
    pub(super) rate: f64,
    /// Calls at once.
    pub(super) burst: f64,
}

impl FromStr for GivenQuota {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = || {
            let (call, figures) = text.split_once('=')?;
            let (rate, burst) = figures.split_once('/')?;
            let is_action = call.contains(':');
            let rate = parse_factor(rate).ok()?;
            let burst = parse_factor(burst).ok().filter(|burst| *burst >= 1.0)?;
            is_action.then(|| Self {
                call: call.to_owned(),
                rate,
                burst,
            })
        };
        parts().ok_or_else(|| {
            "must be CALL=RATE/BURST with at least one call at once, such as \
             organizations:DescribeAccount=20/30"
                .to_owned()
        })
    }
}

/// A positive number.
pub(super) fn parse_factor(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|factor: &f64| factor.is_finite() && *factor > 0.0)
        .ok_or_else(|| "must be a number above 0".to_owned())
}

/// A time such as `24h`, `1h 30m` or `90s`.
pub(super) fn parse_duration(text: &str) -> Result<Duration, String> {
    text.parse::<SignedDuration>()
        .ok()
        .and_then(|duration| Duration::try_from(duration).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "must be a time such as 24h, 30m or 90s".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_has_a_call_a_rate_and_a_burst() {
        let given: GivenQuota = "organizations:ListRoots=0.5/2".parse().unwrap();
        assert_eq!(given.call, "organizations:ListRoots");
        assert!((given.rate - 0.5).abs() < f64::EPSILON);
        assert!((given.burst - 2.0).abs() < f64::EPSILON);
        for wrong in [
            "",
            "ListRoots=1/2",
            "organizations:ListRoots",
            "organizations:ListRoots=1",
            "organizations:ListRoots=0/2",
            "organizations:ListRoots=1/0.5",
            "organizations:ListRoots=x/2",
        ] {
            assert!(wrong.parse::<GivenQuota>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_has_a_unit() {
        assert_eq!(parse_duration("24h"), Ok(Duration::from_secs(86_400)));
        assert_eq!(parse_duration("90s"), Ok(Duration::from_secs(90)));
        for wrong in ["", "5", "0s", "-1h", "soon"] {
            assert!(parse_duration(wrong).is_err(), "{wrong}");
        }
    }
}
