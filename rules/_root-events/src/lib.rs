//! When and how the root user of an account was used.
//!
//! There are two sources, and neither is enough alone:
//!
//! - CloudTrail's event history ([`EventHistory`]): 90 days of management events, kept for
//!   each Region by itself. The root user signs in, and changes its password, in the
//!   partition's global Region wherever the browser is, and global services such as IAM
//!   and Organizations record their calls there, too. A call to a service of another
//!   Region is recorded in that Region. So the global Region is read, and the function's
//!   own where it is another one.
//! - IAM's credential report ([`CredentialUse`]): when the password and each access key
//!   were last used, in whatever Region and however long ago, but nothing of what was done.
//!
//! Sources: CloudTrail API Reference, LookupEvents; CloudTrail User Guide, "AWS Management
//! Console sign-in events" and "CloudTrail userIdentity element"; IAM User Guide, "Get
//! credential reports" and "Track privileged tasks in AWS CloudTrail".

mod aliases;
mod credential_report;
mod credential_use;
mod event;
mod history;
mod pace;
mod sign_in;
#[cfg(feature = "testing")]
pub mod testing;

pub use credential_report::CredentialReport;
pub use credential_use::CredentialUse;
pub use event::{EventKind, RootEvent};
pub use history::{CloudTrail, End, EventHistory};
pub use sign_in::{latest_sign_in, sign_in_of};

use config_rule::Subject;
use jiff::{SignedDuration, Timestamp};

/// The moment this many 24-hour days before the evaluation began.
#[must_use]
pub fn days_ago(subject: &Subject<'_>, days: u32) -> Timestamp {
    Timestamp::try_from(subject.now)
        .ok()
        .and_then(|now| {
            now.checked_sub(SignedDuration::from_hours(24 * i64::from(days)))
                .ok()
        })
        .unwrap_or(Timestamp::MIN)
}
