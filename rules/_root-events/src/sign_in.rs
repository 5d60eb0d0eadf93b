use config_rule::{ReadError, Subject};
use jiff::Timestamp;

use crate::{CloudTrail, CredentialReport, CredentialUse, EventHistory, EventKind};

/// When somebody last signed in as the root user. CloudTrail covers the last 90 days, the
/// credential report the time before as well.
///
/// # Errors
///
/// CloudTrail or the credential report could not be read.
pub async fn latest_sign_in(
    cloudtrail: &CloudTrail,
    report: &CredentialReport,
    subject: &Subject<'_>,
    since: Timestamp,
) -> Result<Option<Timestamp>, ReadError> {
    let (history, used) =
        tokio::try_join!(cloudtrail.root_events(subject, since), report.read(subject))?;
    Ok(sign_in_of(&history, &used))
}

/// The later sign-in of the two sources. Access keys and sessions of centralized root access don't
/// count: they don't use the password and the MFA device.
#[must_use]
pub fn sign_in_of(history: &EventHistory, used: &CredentialUse) -> Option<Timestamp> {
    let recorded = history
        .events
        .iter()
        .filter(|event| event.kind == EventKind::SignIn && !event.root_session)
        .filter_map(|event| event.at)
        .max();
    recorded.max(used.password)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RootEvent;

    const EARLY: &str = "2026-10-01T09:00:00Z";
    const LATE: &str = "2026-10-02T09:00:00Z";

    fn at(text: &str) -> Option<Timestamp> {
        text.parse().ok()
    }

    fn event(kind: EventKind, time: &str) -> RootEvent {
        RootEvent {
            at: at(time),
            name: None,
            kind,
            root_session: false,
        }
    }

    fn found(events: Vec<RootEvent>, used: CredentialUse) -> Option<Timestamp> {
        let history = EventHistory {
            events,
            ..EventHistory::default()
        };
        sign_in_of(&history, &used)
    }

    fn password(time: &str) -> CredentialUse {
        CredentialUse {
            password: at(time),
            ..CredentialUse::default()
        }
    }

    #[test]
    fn the_latest_sign_in_of_both_sources_counts() {
        let unused = CredentialUse::default();
        let sign_in = |time| vec![event(EventKind::SignIn, time)];
        assert_eq!(found(vec![], unused), None);
        assert_eq!(found(sign_in(LATE), unused), at(LATE));
        assert_eq!(found(sign_in(LATE), password(EARLY)), at(LATE));
        assert_eq!(found(sign_in(EARLY), password(LATE)), at(LATE));
        assert_eq!(found(vec![], password(EARLY)), at(EARLY));
    }

    #[test]
    fn nothing_but_a_sign_in_is_one() {
        for kind in [
            EventKind::FailedSignIn,
            EventKind::PasswordChange,
            EventKind::Call,
            EventKind::Unreadable,
        ] {
            let events = vec![event(kind, LATE)];
            assert_eq!(found(events, password(EARLY)), at(EARLY), "{kind:?}");
        }
        let mut session = event(EventKind::SignIn, LATE);
        session.root_session = true;
        assert_eq!(found(vec![session], CredentialUse::default()), None);
        let keys = CredentialUse {
            access_keys: [at(LATE), at(LATE)],
            ..CredentialUse::default()
        };
        assert_eq!(found(vec![], keys), None);
    }
}
