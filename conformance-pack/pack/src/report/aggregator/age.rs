//! How old a result may be and still count.

use jiff::{SignedDuration, Timestamp};

use super::held::HeldResult;
use crate::foreign::Foreign;
use crate::report::{Compliance, Outcome};

const HOURS_PER_DAY: i64 = 24;

/// What counts as a current result.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Freshness {
    pub(crate) now: Timestamp,
    /// The oldest result that counts.
    pub(crate) max_age: SignedDuration,
}

impl Freshness {
    /// What a result says now. A good result loses its meaning after a while. A bad one is a
    /// finding until a later result replaces it; its age is shown.
    pub(super) fn outcome(self, result: &HeldResult) -> Outcome {
        let Some(age) = self.too_old(result.time) else {
            return Outcome::Verdict {
                compliance: result.compliance,
                annotation: result.annotation.clone(),
            };
        };
        let reason = result.annotation.as_ref().map_or("", Foreign::raw);
        match result.compliance {
            Compliance::NonCompliant => Outcome::Verdict {
                compliance: result.compliance,
                annotation: Some(format!("{reason} ({age})").trim_start().into()),
            },
            was => Outcome::Stale(
                format!(
                    "{age}: check that the rule still exists and its function works. It was {}. \
                     {reason}",
                    was.name()
                )
                .trim_end()
                .into(),
            ),
        }
    }

    /// The reason why a result of this time doesn't count. One from the future doesn't count as
    /// current.
    fn too_old(self, time: Option<Timestamp>) -> Option<String> {
        let Some(time) = time else {
            return Some("AWS Config does not say when this was found".to_owned());
        };
        let age = self.now.duration_since(time);
        (age.abs() > self.max_age).then(|| {
            let hours = age.as_hours();
            if hours < 0 {
                format!("The time of this result is in the future, {time}")
            } else if hours < 2 * HOURS_PER_DAY {
                format!("This was found {hours} hours ago")
            } else {
                format!("This was found {} days ago", hours / HOURS_PER_DAY)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_result_does_not_count_as_a_pass() {
        use Compliance::{Compliant, NonCompliant, NotApplicable};
        let now: Timestamp = "2026-11-28T08:00:00Z".parse().unwrap();
        let freshness = Freshness {
            now,
            max_age: SignedDuration::from_hours(25),
        };
        for (label, compliance, hours, expected) in [
            ("now", Compliant, Some(0), "COMPLIANT A reason."),
            (
                "as old as it may be",
                Compliant,
                Some(25),
                "COMPLIANT A reason.",
            ),
            (
                "older",
                Compliant,
                Some(26),
                "stale This was found 26 hours ago: check that the rule still exists and its \
                 function works. It was COMPLIANT. A reason.",
            ),
            (
                "300 days",
                NotApplicable,
                Some(7_200),
                "stale This was found 300 days ago: check that the rule still exists and its \
                 function works. It was NOT_APPLICABLE. A reason.",
            ),
            (
                "no time",
                Compliant,
                None,
                "stale AWS Config does not say when this was found: check that the rule still \
                 exists and its function works. It was COMPLIANT. A reason.",
            ),
            (
                "in the future",
                Compliant,
                Some(-48),
                "stale The time of this result is in the future, 2026-11-30T08:00:00Z: check that \
                 the rule still exists and its function works. It was COMPLIANT. A reason.",
            ),
            (
                "what was wrong stays so",
                NonCompliant,
                Some(7_200),
                "NON_COMPLIANT A reason. (This was found 300 days ago)",
            ),
            (
                "wrong now",
                NonCompliant,
                Some(1),
                "NON_COMPLIANT A reason.",
            ),
        ] {
            let outcome = freshness.outcome(&HeldResult {
                account: "111111111111".parse().unwrap(),
                rule: "a-rule".to_owned(),
                compliance,
                annotation: Some("A reason.".into()),
                time: hours.map(|hours| now - SignedDuration::from_hours(hours)),
            });
            let shown = match outcome {
                Outcome::Verdict {
                    compliance,
                    annotation,
                } => format!("{} {}", compliance.name(), annotation.unwrap()),
                Outcome::Stale(reason) => format!("stale {reason}"),
                other => panic!("{label}: {other:?}"),
            };
            assert_eq!(shown, expected, "{label}");
        }
    }
}
