use std::env;
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::app_name::AppName;
use aws_types::region::Region;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use crate::AccountId;
use crate::https::Https;
use crate::patience::{LONGEST_BACKOFF, Patience};
use crate::reader_role::{self, ReaderRole};

/// The organization's data is then read with this role and not with the function's own.
const READER_ROLE: &str = "ORGANIZATION_READER_ROLE_ARN";
/// Not the SDK's five seconds, which would end the wait without the reason. The reader role's
/// client has its own timeout: see `reader_role::client`.
const CREDENTIALS_TIMEOUT: Duration = Duration::from_secs(900);
const APP_NAME: &str = "root-credential-rules";
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 6;
/// For all attempts of a call. A call that fails by itself is named; if the invocation ran out of
/// time instead, nobody could tell which call was slow.
const CALL_TIMEOUT: Duration = Duration::from_secs(25);

/// Why a function does not serve, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the environment variable {0} is missing: a rule runs as a Lambda function")]
    Missing(&'static str),
    #[error("the function's runtime could not be started: {0}")]
    Runtime(#[source] std::io::Error),
    #[error("the Lambda Runtime API failed: {0}")]
    RuntimeApi(String),
    #[error("the Lambda Runtime API was lost after it had sent events: {0}")]
    RuntimeApiLost(String),
}

impl ServeError {
    pub(crate) fn what(&self) -> &'static str {
        match self {
            Self::Missing(_) | Self::Runtime(_) | Self::RuntimeApi(_) => "not started",
            Self::RuntimeApiLost(_) => "stopped",
        }
    }
}

/// How a rule reaches AWS: one Region, one HTTP client, and two sets of credentials. Made once, at
/// the function's start.
#[derive(Debug, Clone)]
pub struct Aws {
    rule: &'static str,
    own: SdkConfig,
    organization: Arc<OnceLock<SdkConfig>>,
    pub(crate) account: Arc<OnceLock<AccountId>>,
    pub(crate) patience: Patience,
}

impl Aws {
    /// Only from the environment that Lambda gives a function: no profile, no file, no metadata
    /// service.
    pub(crate) fn from_environment(rule: &'static str) -> Result<Self, ServeError> {
        let region = set("AWS_REGION").ok_or(ServeError::Missing("AWS_REGION"))?;
        let http = Https::new(set("AWS_CA_BUNDLE").map(Into::into));
        let patience = Patience::default();
        let mut own = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(region))
            .http_client(SharedHttpClient::new(http))
            .sleep_impl(patience.clone())
            .identity_cache(
                IdentityCache::lazy()
                    .load_timeout(CREDENTIALS_TIMEOUT)
                    .build(),
            )
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(ATTEMPTS)
                    .with_max_backoff(LONGEST_BACKOFF),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                    .operation_timeout(CALL_TIMEOUT)
                    .build(),
            )
            .service_config(EndpointsOfServices)
            .use_fips(flag("AWS_USE_FIPS_ENDPOINT"))
            .use_dual_stack(flag("AWS_USE_DUALSTACK_ENDPOINT"));
        own.set_app_name(AppName::new(APP_NAME).ok());
        own.set_endpoint_url(set("AWS_ENDPOINT_URL").filter(|_| endpoints_count()));
        own.set_credentials_provider(credentials().map(SharedCredentialsProvider::new));
        Ok(Self {
            rule,
            own: own.build(),
            organization: Arc::new(OnceLock::new()),
            account: Arc::new(OnceLock::new()),
            patience,
        })
    }

    /// For data about the account itself: the function's own credentials.
    #[must_use]
    pub fn own(&self) -> &SdkConfig {
        &self.own
    }

    /// For an SDK client. To make one, the SDK parses all partitions and their Regions. Made when
    /// first used rather than at the start, most are made while another answer is pending.
    #[must_use]
    pub fn later<C>(&self, make: impl FnOnce(&Self) -> C + Send + 'static) -> Later<C> {
        let aws = self.clone();
        LazyLock::new(Box::new(move || make(&aws)))
    }

    /// For the organization's data: the organization's reader role if the function has one,
    /// otherwise its own credentials.
    #[must_use]
    pub fn organization(&self) -> &SdkConfig {
        // Made on demand, so a rule that doesn't need it is built without STS.
        self.organization.get_or_init(|| match set(READER_ROLE) {
            None => self.own.clone(),
            Some(role_arn) => {
                let role = ReaderRole {
                    sts: reader_role::client(&self.own),
                    role_arn,
                    rule: self.rule,
                    account: Arc::clone(&self.account),
                };
                self.own
                    .to_builder()
                    .credentials_provider(SharedCredentialsProvider::new(role))
                    .build()
            }
        })
    }
}

/// An SDK client that is made when it is first used.
pub type Later<C> = LazyLock<C, Box<dyn FnOnce() -> C + Send>>;

fn credentials() -> Option<Credentials> {
    Some(Credentials::new(
        set("AWS_ACCESS_KEY_ID")?,
        set("AWS_SECRET_ACCESS_KEY")?,
        set("AWS_SESSION_TOKEN"),
        None,
        "environment",
    ))
}

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn flag(name: &str) -> bool {
    set(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

fn endpoints_count() -> bool {
    !flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
}

/// `AWS_ENDPOINT_URL_<SERVICE>`, as in every AWS SDK.
#[derive(Debug)]
struct EndpointsOfServices;

impl LoadServiceConfig for EndpointsOfServices {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key
            .service_id()
            .to_ascii_uppercase()
            .replace([' ', '-'], "_");
        set(&format!("{}_{service}", key.env())).filter(|_| endpoints_count())
    }
}
