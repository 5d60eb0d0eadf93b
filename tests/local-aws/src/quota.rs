//! How many calls AWS allows, as token buckets: a call takes a token, tokens come back at a rate,
//! and a bucket holds a burst of them. Every account has its own buckets in every Region. A call
//! with the reader role counts for the account of the role.

use std::collections::HashMap;
use std::hash::Hash;
use std::str::FromStr;
use std::time::Duration;

/// Where a quota's figures are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// AWS's documentation: the page.
    Documented(&'static str),
    /// AWS publishes none, or it was not available: cautious figures, and what is known.
    Assumed(&'static str),
    /// Whoever runs the simulation.
    Given,
}

/// The most calls of some operations that an account may make in a Region.
#[derive(Debug, Clone, PartialEq)]
pub struct Quota {
    /// The operations that share it, as IAM actions.
    pub calls: Vec<String>,
    /// Calls a second.
    pub rate: f64,
    /// Calls at once, after a pause.
    pub burst: f64,
    /// Where the figures are from.
    pub source: Source,
}

const SSM: Source = Source::Documented("https://docs.aws.amazon.com/general/latest/gr/ssm.html");
const ORGANIZATIONS: Source = Source::Assumed(
    "compare AWS's own figures, \
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#throttling-limits",
);

/// Calls that share a quota, calls a second, calls at once, and the source.
const DEFAULTS: &[(&[&str], f64, f64, Source)] = &[
    (&["organizations:DescribeAccount"], 2.0, 4.0, ORGANIZATIONS),
    (
        &["organizations:DescribeOrganization"],
        2.0,
        4.0,
        ORGANIZATIONS,
    ),
    (&["organizations:DescribePolicy"], 2.0, 4.0, ORGANIZATIONS),
    (&["organizations:ListParents"], 2.0, 4.0, ORGANIZATIONS),
    (
        &["organizations:ListPoliciesForTarget"],
        2.0,
        4.0,
        ORGANIZATIONS,
    ),
    (&["organizations:ListRoots"], 2.0, 4.0, ORGANIZATIONS),
    (
        &["ssm:GetParameters", "ssm:GetParametersByPath"],
        40.0,
        40.0,
        SSM,
    ),
    (
        &["sts:AssumeRole"],
        600.0,
        600.0,
        Source::Documented(
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        ),
    ),
    (&["iam:GetAccountSummary"], 5.0, 10.0, IAM),
    (&["iam:GenerateCredentialReport"], 5.0, 10.0, IAM),
    (&["iam:GetCredentialReport"], 5.0, 10.0, IAM),
    (&["iam:ListVirtualMFADevices"], 5.0, 10.0, IAM),
    (
        &["account:GetContactInformation"],
        10.0,
        15.0,
        Source::Documented("https://docs.aws.amazon.com/accounts/latest/reference/quotas.html"),
    ),
    (
        &["cloudtrail:LookupEvents"],
        2.0,
        2.0,
        Source::Documented(
            "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html",
        ),
    ),
    (
        &["config:PutEvaluations"],
        5.0,
        10.0,
        Source::Assumed("AWS Config publishes no rates"),
    ),
];
const IAM: Source = Source::Assumed("IAM publishes no rates");

/// The quotas of operations whose number of calls grows with the accounts, or that several rules of
/// one account call at the same time. Others are not limited.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotas(Vec<Quota>);

impl Default for Quotas {
    fn default() -> Self {
        let quota = |(calls, rate, burst, source): &(&[&str], f64, f64, Source)| {
            Quota::new(calls, *rate, *burst, source.clone())
        };
        Self(DEFAULTS.iter().map(quota).collect())
    }
}

impl Quota {
    fn new(calls: &[&str], rate: f64, burst: f64, source: Source) -> Self {
        Self {
            calls: calls.iter().map(|call| (*call).to_owned()).collect(),
            rate,
            burst,
            source,
        }
    }

    /// `call`, an IAM action, limited to `rate` calls a second, `burst` at once.
    #[must_use]
    pub fn given(call: &str, rate: f64, burst: f64) -> Self {
        Self::new(&[call], rate, burst, Source::Given)
    }
}

/// `CALL=RATE/BURST`, such as `organizations:DescribeAccount=20/30`.
impl FromStr for Quota {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let above_0 = |text: &str| {
            text.parse()
                .ok()
                .filter(|number: &f64| number.is_finite() && *number > 0.0)
        };
        text.split_once('=')
            .filter(|(call, _)| call.contains(':'))
            .and_then(|(call, figures)| {
                let (rate, burst) = figures.split_once('/')?;
                let burst = above_0(burst).filter(|burst| *burst >= 1.0)?;
                Some(Self::given(call, above_0(rate)?, burst))
            })
            .ok_or_else(|| {
                "must be CALL=RATE/BURST with at least one call at once, such as \
                 organizations:DescribeAccount=20/30"
                    .to_owned()
            })
    }
}

impl Quotas {
    /// The quotas.
    #[must_use]
    pub fn all(&self) -> &[Quota] {
        &self.0
    }

    /// No quotas: every call is allowed.
    #[must_use]
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// With Parameter Store's higher throughput, a setting of the account in a Region.
    #[must_use]
    pub fn with_higher_throughput(self) -> Self {
        self.with(Quota::new(&["ssm:GetParameters"], 1_000.0, 1_000.0, SSM))
            .with(Quota::new(&["ssm:GetParametersByPath"], 100.0, 100.0, SSM))
    }

    /// Replaces the quota of these calls.
    #[must_use]
    pub fn with(mut self, quota: Quota) -> Self {
        for other in &mut self.0 {
            other.calls.retain(|call| !quota.calls.contains(call));
        }
        self.0.retain(|other| !other.calls.is_empty());
        self.0.push(quota);
        self
    }

    /// Multiplies every rate and every burst, but keeps a burst of at least one call.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        for quota in &mut self.0 {
            quota.rate *= factor;
            quota.burst = (quota.burst * factor).max(1.0);
        }
        self
    }

    /// The index of the quota that limits `call`, an IAM action; `None` if nothing does.
    #[must_use]
    pub fn of(&self, call: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|quota| quota.calls.iter().any(|limited| limited == call))
    }
}

/// The buckets, by quota and whose they are; full until a call is made.
#[derive(Debug)]
pub struct Buckets<K> {
    quotas: Quotas,
    buckets: HashMap<(usize, K), Bucket>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Duration,
}

impl<K: Eq + Hash> Buckets<K> {
    /// Full buckets.
    #[must_use]
    pub fn new(quotas: Quotas) -> Self {
        Self {
            quotas,
            buckets: HashMap::new(),
        }
    }

    /// What they hold.
    #[must_use]
    pub fn quotas(&self) -> &Quotas {
        &self.quotas
    }

    /// Whether a call of `whose` at `now`, a time since the beginning, is allowed.
    pub fn take(&mut self, quota: usize, whose: K, now: Duration) -> bool {
        let Some(limit) = self.quotas.0.get(quota) else {
            return true;
        };
        let bucket = self.buckets.entry((quota, whose)).or_insert(Bucket {
            tokens: limit.burst,
            at: now,
        });
        let passed = now.saturating_sub(bucket.at).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * limit.rate).min(limit.burst);
        bucket.at = bucket.at.max(now);
        let taken = bucket.tokens >= 1.0;
        if taken {
            bucket.tokens -= 1.0;
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "organizations:ListRoots";

    fn taken(buckets: &mut Buckets<u32>, whose: u32, milliseconds: u64) -> bool {
        let quota = buckets.quotas().of(CALL).unwrap();
        buckets.take(quota, whose, Duration::from_millis(milliseconds))
    }

    #[test]
    fn a_burst_is_taken_and_then_the_rate() {
        let mut buckets = Buckets::new(Quotas::none().with(Quota::given(CALL, 2.0, 3.0)));
        let at = |milliseconds| (0, milliseconds);
        let calls = [
            (at(0), true),
            (at(0), true),
            (at(0), true),
            (at(0), false),
            (at(499), false),
            (at(500), true),
            (at(500), false),
            // Unused tokens beyond a burst are lost.
            (at(60_000), true),
            (at(60_000), true),
            (at(60_000), true),
            (at(60_000), false),
            // Others have their own buckets.
            ((1, 60_000), true),
        ];
        for (place, ((whose, milliseconds), expected)) in calls.into_iter().enumerate() {
            assert_eq!(
                taken(&mut buckets, whose, milliseconds),
                expected,
                "{place}"
            );
        }
    }

    #[test]
    fn a_quota_has_a_call_a_rate_and_a_burst() {
        let given: Quota = "organizations:ListRoots=0.5/2".parse().unwrap();
        assert_eq!(given, Quota::given("organizations:ListRoots", 0.5, 2.0));
        for wrong in [
            "",
            "ListRoots=1/2",
            "organizations:ListRoots",
            "organizations:ListRoots=1",
            "organizations:ListRoots=0/2",
            "organizations:ListRoots=1/0.5",
            "organizations:ListRoots=x/2",
        ] {
            assert!(wrong.parse::<Quota>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_call_has_one_quota() {
        let quotas = Quotas::default().with_higher_throughput();
        let mut calls: Vec<_> = quotas.all().iter().flat_map(|quota| &quota.calls).collect();
        let before = calls.len();
        calls.sort();
        calls.dedup();
        assert_eq!(calls.len(), before);
        let quota = &quotas.all()[quotas.of("ssm:GetParameters").unwrap()];
        assert!((quota.rate - 1_000.0).abs() < f64::EPSILON);
    }

    #[test]
    fn every_limited_call_is_an_operation_of_the_endpoint() {
        for quota in Quotas::default().all() {
            for call in &quota.calls {
                assert!(crate::operations::knows(call), "{call}");
            }
        }
    }

    #[test]
    fn a_scaled_bucket_still_holds_a_call() {
        let quotas = Quotas::default().scaled(0.01);
        assert!(quotas.all().iter().all(|quota| quota.burst >= 1.0));
    }
}
