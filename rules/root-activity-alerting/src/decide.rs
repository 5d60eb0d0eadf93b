use config_rule::Verdict;

use crate::delivery::Delivery;
use crate::sample::{Sample, Seen};
use crate::trails::Trail;

pub(crate) enum Facts {
    /// A member whose events a trail of its organization records.
    RecordedCentrally { trail: String, owner: String },
    Own {
        /// What would be raised by root events, whether or not it arrives.
        alerts: Vec<Alert>,
        trails: Vec<Trail>,
        account: String,
        /// The partition's global Region.
        region: String,
    },
}

/// What sees root events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alert {
    pub(crate) kind: AlertKind,
    pub(crate) name: String,
    pub(crate) seen: Seen,
    pub(crate) delivery: Delivery,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AlertKind {
    EventRule,
    MetricFilter,
}

impl Alert {
    fn described(&self) -> String {
        let kind = match self.kind {
            AlertKind::EventRule => "event rule",
            AlertKind::MetricFilter => "metric filter",
        };
        format!("{kind} {}", self.name)
    }
}

pub(crate) fn decide(facts: &Facts) -> Verdict {
    match facts {
        Facts::RecordedCentrally { trail, owner } => Verdict::compliant(format!(
            "The organization's trail {trail} records this account; whether its alarms work is \
             judged in account {owner} (centralAlerting)."
        )),
        Facts::Own {
            alerts,
            trails,
            account,
            region,
        } => {
            let missing: Vec<Sample> = Sample::NEEDED
                .into_iter()
                .filter(|sample| carrier(alerts, *sample).is_none())
                .collect();
            if missing.is_empty() {
                alerted(alerts)
            } else {
                Verdict::non_compliant(format!(
                    "{} raises no alert that reaches a confirmed subscriber. {}",
                    named(&missing),
                    advice(&missing, alerts, trails, account, region)
                ))
            }
        }
    }
}

/// The first alert that sees the sample and arrives.
fn carrier(alerts: &[Alert], sample: Sample) -> Option<&Alert> {
    alerts
        .iter()
        .find(|alert| alert.seen.has(sample) && alert.delivery.arrives())
}

fn alerted(alerts: &[Alert]) -> Verdict {
    let mut carriers: Vec<&Alert> = Vec::new();
    for carrier in Sample::NEEDED
        .into_iter()
        .filter_map(|sample| carrier(alerts, sample))
    {
        if !carriers.contains(&carrier) {
            carriers.push(carrier);
        }
    }
    let by: Vec<String> = carriers.iter().map(|alert| alert.described()).collect();
    let mut reason = format!(
        "A root sign-in and a root API call raise an alert: {}.",
        by.join(", ")
    );
    let elsewhere = carriers.iter().find_map(|alert| match &alert.delivery {
        Delivery::OtherAccount(account) => Some(account),
        _ => None,
    });
    if let Some(account) = elsewhere {
        reason.push_str(&format!(" It goes on to account {account}."));
    }
    if carriers
        .iter()
        .any(|alert| alert.seen.has(Sample::UserSignIn))
    {
        reason.push_str(" The sign-in of any user raises it, too: root's may be overlooked.");
    }
    Verdict::compliant(reason)
}

fn named(missing: &[Sample]) -> &'static str {
    let lacks = |sample| missing.contains(&sample);
    let sign_in = match (
        lacks(Sample::SignInWithMfa),
        lacks(Sample::SignInWithoutMfa),
    ) {
        (true, true) => Some("A root sign-in"),
        (true, false) => Some("A root sign-in with MFA"),
        (false, true) => Some("A root sign-in without MFA"),
        (false, false) => None,
    };
    let calls = match (lacks(Sample::IamCall), lacks(Sample::Ec2Call)) {
        (true, true) => Some("A root API call"),
        (true, false) => Some("A root API call to IAM"),
        (false, true) => Some("A root API call to EC2"),
        (false, false) => None,
    };
    match (sign_in, calls) {
        (Some("A root sign-in"), Some("A root API call")) => "Activity of the root user",
        (Some(sign_in), _) => sign_in,
        (None, calls) => calls.unwrap_or("Activity of the root user"),
    }
}

/// The nearest thing to an alert, and what it lacks.
fn advice(
    missing: &[Sample],
    alerts: &[Alert],
    trails: &[Trail],
    account: &str,
    region: &str,
) -> String {
    let nearest = alerts
        .iter()
        .filter(|alert| missing.iter().any(|sample| alert.seen.has(*sample)))
        .min_by_key(|alert| &alert.delivery);
    if let Some((alert, obstacle)) = nearest.and_then(|alert| Some((alert, obstacle(alert)?))) {
        return format!("{} would, but {obstacle}.", capital(&alert.described()));
    }
    match trails.iter().min_by_key(|trail| trail.flaw.is_some()) {
        Some(trail) => shortfall(trail, account),
        None => format!(
            "Add an EventBridge rule in {region} for every event with userIdentity type Root, and \
             an SNS topic as its target."
        ),
    }
}

/// Why an alert doesn't arrive; none where it does.
fn obstacle(alert: &Alert) -> Option<String> {
    Some(match &alert.delivery {
        Delivery::Subscriber | Delivery::OtherAccount(_) => return None,
        Delivery::NoSubscriber => "no subscription of its SNS topic is confirmed".to_owned(),
        Delivery::NotFollowed(service) => {
            format!("who hears of it can't be seen behind its target ({service}): add an SNS topic")
        }
        Delivery::Nowhere => "it sends to nothing: add an SNS topic as target".to_owned(),
        Delivery::NoAlarm => "no alarm on its metric goes off at one event".to_owned(),
        Delivery::AlarmOff => "the actions of its alarm are off".to_owned(),
    })
}

/// What a trail lacks to raise the alert.
fn shortfall(trail: &Trail, account: &str) -> String {
    let name = &trail.name;
    if let Some(flaw) = trail.flaw {
        return format!("Trail {name} {flaw}.");
    }
    if trail.of_organization && trail.owner != account {
        return format!(
            "The organization's trail {name} records this account: with centralAlerting it is \
             judged in account {}.",
            trail.owner
        );
    }
    match &trail.log_group {
        None => format!(
            "Trail {name} delivers to no log group, where a metric filter could see the events."
        ),
        Some(group) if group.account != account => format!(
            "Trail {name} delivers to a log group of account {}.",
            group.account
        ),
        Some(group) => format!(
            "No metric filter on log group {} of trail {name} sees it.",
            group.name
        ),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

#[cfg(test)]
mod tests {
    use config_rule::Compliance::{self, Compliant, NonCompliant};

    use super::*;
    use crate::trails::{LogGroup, TrailFlaw};

    const ACCOUNT: &str = "222222222222";
    const MANAGEMENT: &str = "111111111111";

    const SIGN_IN: [Sample; 2] = [Sample::SignInWithMfa, Sample::SignInWithoutMfa];
    const CALLS: [Sample; 2] = [Sample::IamCall, Sample::Ec2Call];

    fn alert(samples: &[Sample], delivery: Delivery) -> Alert {
        let mut seen = Seen::default();
        for sample in samples {
            seen.add(*sample);
        }
        Alert {
            kind: AlertKind::EventRule,
            name: "root".to_owned(),
            seen,
            delivery,
        }
    }

    fn trail() -> Trail {
        Trail {
            name: "all".to_owned(),
            owner: ACCOUNT.to_owned(),
            of_organization: false,
            log_group: Some(LogGroup {
                name: "trail".to_owned(),
                region: "us-east-1".to_owned(),
                account: ACCOUNT.to_owned(),
            }),
            flaw: None,
        }
    }

    fn judge(alerts: Vec<Alert>, trails: Vec<Trail>) -> (Compliance, String) {
        let verdict = decide(&Facts::Own {
            alerts,
            trails,
            account: ACCOUNT.to_owned(),
            region: "us-east-1".to_owned(),
        });
        (verdict.compliance, verdict.annotation.to_string())
    }

    #[test]
    fn each_event_needs_an_alert_that_arrives() {
        use Delivery::{AlarmOff, NoAlarm, NoSubscriber, NotFollowed, Nowhere, Subscriber};
        let other = || Delivery::OtherAccount(MANAGEMENT.to_owned());
        let all = Sample::NEEDED;
        let table = [
            ("nothing at all", vec![], NonCompliant),
            ("one rule for all", vec![alert(&all, Subscriber)], Compliant),
            (
                "a rule for each",
                vec![alert(&SIGN_IN, Subscriber), alert(&CALLS, other())],
                Compliant,
            ),
            (
                "sign-ins only",
                vec![alert(&SIGN_IN, Subscriber)],
                NonCompliant,
            ),
            ("calls only", vec![alert(&CALLS, Subscriber)], NonCompliant),
            (
                "sign-ins without MFA are missed",
                vec![
                    alert(&[Sample::SignInWithMfa], Subscriber),
                    alert(&CALLS, Subscriber),
                ],
                NonCompliant,
            ),
            (
                "calls to one service only",
                vec![
                    alert(&SIGN_IN, Subscriber),
                    alert(&[Sample::IamCall], Subscriber),
                ],
                NonCompliant,
            ),
            (
                "nobody has confirmed",
                vec![alert(&all, NoSubscriber)],
                NonCompliant,
            ),
            (
                "a queue",
                vec![alert(&all, NotFollowed("sqs".to_owned()))],
                NonCompliant,
            ),
            ("no target", vec![alert(&all, Nowhere)], NonCompliant),
            ("no alarm", vec![alert(&all, NoAlarm)], NonCompliant),
            ("alarm off", vec![alert(&all, AlarmOff)], NonCompliant),
            (
                "one that doesn't arrive beside one that does",
                vec![alert(&all, Nowhere), alert(&all, Subscriber)],
                Compliant,
            ),
            ("to another account", vec![alert(&all, other())], Compliant),
        ];
        for (case, alerts, expected) in table {
            assert_eq!(judge(alerts, vec![]).0, expected, "{case}");
        }
    }

    #[test]
    fn the_counter_proof_is_told_of_and_changes_nothing() {
        let (compliance, annotation) =
            judge(vec![alert(&Sample::ALL, Delivery::Subscriber)], vec![]);
        assert_eq!(compliance, Compliant);
        assert_eq!(
            annotation,
            "A root sign-in and a root API call raise an alert: event rule root. The sign-in of \
             any user raises it, too: root's may be overlooked."
        );
    }

    #[test]
    fn the_annotation_names_what_is_missing_and_the_nearest_thing_to_it() {
        let nearest = vec![
            alert(&Sample::NEEDED, Delivery::Nowhere),
            alert(&Sample::NEEDED, Delivery::NoSubscriber),
        ];
        assert_eq!(
            judge(nearest, vec![]).1,
            "Activity of the root user raises no alert that reaches a confirmed subscriber. Event \
             rule root would, but no subscription of its SNS topic is confirmed."
        );
        assert_eq!(
            judge(vec![alert(&SIGN_IN, Delivery::Subscriber)], vec![]).1,
            "A root API call raises no alert that reaches a confirmed subscriber. Add an \
             EventBridge rule in us-east-1 for every event with userIdentity type Root, and an SNS \
             topic as its target."
        );
    }

    #[test]
    fn terraform_aws_secure_baseline_307_the_organizations_trail_is_in_another_account() {
        let trail = Trail {
            owner: MANAGEMENT.to_owned(),
            of_organization: true,
            log_group: None,
            ..trail()
        };
        let (compliance, annotation) = judge(vec![], vec![trail]);
        assert_eq!(compliance, NonCompliant);
        assert!(
            annotation.ends_with(
                "The organization's trail all records this account: with centralAlerting it is \
                 judged in account 111111111111."
            ),
            "{annotation}"
        );
        let central = decide(&Facts::RecordedCentrally {
            trail: "all".to_owned(),
            owner: MANAGEMENT.to_owned(),
        });
        assert_eq!(central.compliance, Compliant);
    }

    #[test]
    fn modernisation_platform_12604_a_trail_of_one_region_is_named() {
        let table = [
            (TrailFlaw::OneRegion, "Trail all records one Region only."),
            (TrailFlaw::NotLogging, "Trail all is not logging."),
            (
                TrailFlaw::NoManagementEvents,
                "Trail all does not record management events.",
            ),
        ];
        for (flaw, expected) in table {
            let trail = Trail {
                flaw: Some(flaw),
                ..trail()
            };
            let annotation = judge(vec![], vec![trail]).1;
            assert!(annotation.ends_with(expected), "{annotation}");
        }
    }

    #[test]
    fn a_trail_without_a_filter_is_named() {
        let annotation = judge(vec![], vec![trail()]).1;
        assert!(
            annotation.ends_with("No metric filter on log group trail of trail all sees it."),
            "{annotation}"
        );
        let silent = Trail {
            log_group: None,
            ..trail()
        };
        let annotation = judge(vec![], vec![silent]).1;
        assert!(
            annotation.contains("delivers to no log group"),
            "{annotation}"
        );
    }
}
