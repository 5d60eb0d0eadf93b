use attested_rule::StoredUse;
use config_rule::Verdict;
use root_events::{EventHistory, RootEvent};

pub(crate) enum Facts {
    /// No password, access key or signing certificate.
    NoCredentials,
    Events {
        history: EventHistory,
        records: Vec<StoredUse>,
    },
}

pub(crate) fn decide(facts: &Facts, lookback_days: u32) -> Verdict {
    let (history, records) = match facts {
        Facts::NoCredentials => {
            return Verdict::not_applicable(root_credentials::NO_CREDENTIALS);
        }
        Facts::Events { history, records } => (history, records),
    };
    let changes: Vec<&RootEvent> = history
        .events
        .iter()
        .filter(|event| event.may_change_password())
        .collect();
    if let Some(unexplained) = changes.iter().find(|change| !is_covered(change, records)) {
        return Verdict::non_compliant(format!(
            "No use record for reset-password or suspected-compromise covers a change of the root \
             password: {}. {}",
            unexplained.described(),
            StoredUse::first_flaw(records).unwrap_or_else(|| {
                "Change it only when it is lost or may be known.".to_owned()
            })
        ));
    }
    if let Some(shortfall) = history.shortfall(lookback_days) {
        return Verdict::non_compliant(format!(
            "{shortfall} One of them may be a password change."
        ));
    }
    if changes.is_empty() {
        return Verdict::compliant(format!(
            "The root password was not changed in the last {lookback_days} days."
        ));
    }
    Verdict::compliant(format!(
        "Every change of the root password in the last {lookback_days} days ({}) had a documented \
         need.",
        changes.len()
    ))
}

fn is_covered(change: &RootEvent, records: &[StoredUse]) -> bool {
    records
        .iter()
        .filter_map(|stored| stored.record.as_ref().ok())
        .filter(|record| record.purpose.covers_password_change())
        .any(|record| change.at.is_some_and(|at| record.covers(at)))
}

#[cfg(test)]
mod tests {
    use attested_rule::attestation::{Purpose, UseRecord};
    use config_rule::Compliance::{Compliant, NonCompliant, NotApplicable};
    use jiff::Timestamp;
    use root_events::{End, EventKind};

    use super::*;

    const DURING: &str = "2026-10-01T09:30:00Z";
    const AFTER: &str = "2026-10-01T10:00:01Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn event(kind: EventKind, time: &str) -> RootEvent {
        RootEvent {
            at: Some(at(time)),
            name: Some("PasswordUpdated".to_owned()),
            kind,
            root_session: false,
        }
    }

    fn nameless() -> RootEvent {
        RootEvent {
            at: None,
            name: None,
            kind: EventKind::Unreadable,
            root_session: false,
        }
    }

    /// From 09:00 to 10:00.
    fn record(purpose: Purpose) -> StoredUse {
        let text = format!(
            r#"{{
                "schemaVersion": 1,
                "from": "2026-10-01T09:00:00Z",
                "to": "2026-10-01T10:00:00Z",
                "purpose": "{}",
                "people": ["Ana Ruiz", "Bo Lind"],
                "reference": "https://tickets.example.com/1"
            }}"#,
            purpose.name()
        );
        StoredUse {
            name: "2026-10-01".to_owned(),
            record: UseRecord::parse(&text, at("2026-10-31T00:00:00Z")),
        }
    }

    fn judge(events: Vec<RootEvent>, records: Vec<StoredUse>, end: End) -> Verdict {
        let history = EventHistory { events, end };
        decide(&Facts::Events { history, records }, 90)
    }

    #[test]
    fn a_change_needs_a_documented_need() {
        let change = |time| event(EventKind::PasswordChange, time);
        let reset = || record(Purpose::ResetPassword);
        let check = |case: &str, events, records, expected| {
            let verdict = judge(events, records, End::Complete);
            assert_eq!(verdict.compliance, expected, "{case}");
        };
        check("nothing happened", vec![], vec![], Compliant);
        let others = [
            EventKind::SignIn,
            EventKind::FailedSignIn,
            EventKind::Call,
            EventKind::Unreadable,
        ];
        let others = others.map(|kind| event(kind, DURING)).to_vec();
        check("other events don't matter", others, vec![], Compliant);
        check("a change", vec![change(DURING)], vec![], NonCompliant);
        check("a reset", vec![change(DURING)], vec![reset()], Compliant);
        for (case, events) in [
            ("after the reset", vec![change(AFTER)]),
            (
                "two changes, one reset",
                vec![change(AFTER), change(DURING)],
            ),
            ("about which nothing is known", vec![nameless()]),
        ] {
            check(case, events, vec![reset()], NonCompliant);
        }
        let second = [Purpose::QuarterlyTest, Purpose::SuspectedCompromise].map(record);
        let case = "the second of two records explains it";
        check(case, vec![change(DURING)], second.to_vec(), Compliant);
        let refused = StoredUse {
            name: "2026-10-01".to_owned(),
            record: UseRecord::parse("{}", at(DURING)),
        };
        let case = "a record that is not accepted";
        check(case, vec![change(DURING)], vec![refused], NonCompliant);
    }

    #[test]
    fn no_other_purpose_allows_a_change() {
        for purpose in Purpose::ALL {
            let expected = match purpose {
                Purpose::ResetPassword | Purpose::SuspectedCompromise => Compliant,
                _ => NonCompliant,
            };
            let change = event(EventKind::PasswordChange, DURING);
            let verdict = judge(vec![change], vec![record(purpose)], End::Complete);
            assert_eq!(verdict.compliance, expected, "{}", purpose.name());
        }
    }

    #[test]
    fn a_change_could_be_among_the_events_that_were_not_read() {
        let verdict = judge(vec![], vec![], End::TooMany);
        assert_eq!(verdict.compliance, NonCompliant);
    }

    #[test]
    fn without_root_credentials_there_is_no_password_to_rotate() {
        assert_eq!(decide(&Facts::NoCredentials, 90).compliance, NotApplicable);
    }

    #[test]
    fn the_annotation_names_the_event() {
        let verdict = judge(
            vec![event(EventKind::PasswordChange, DURING)],
            vec![],
            End::Complete,
        );
        assert_eq!(
            verdict.annotation.to_string(),
            "No use record for reset-password or suspected-compromise covers a change of the root \
             password: PasswordUpdated at 2026-10-01T09:30:00Z. Change it only when it is lost or \
             may be known."
        );
    }
}
