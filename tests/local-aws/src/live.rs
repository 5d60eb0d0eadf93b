//! A real account whose rules run here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::aws;
use crate::forward::{self, Forward};
use crate::http::Request;
use crate::scenario::AccountId;

/// A real account. Only AWS Config is simulated here.
#[derive(Debug, Clone)]
pub struct LiveAccount {
    /// The account's id.
    pub account: AccountId,
    /// Its partition, such as `aws`.
    pub partition: String,
    /// The Region in which the rules run.
    pub region: String,
    /// The caller's own credentials: the functions run with them.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The session token, for temporary credentials.
    pub session_token: Option<String>,
    /// The organization's reader role, if the rules must assume one.
    pub reader_role_arn: Option<String>,
    /// The endpoint of all services except AWS Config; `None` for AWS itself.
    pub endpoint: Option<String>,
    /// More environment variables, such as those for a proxy or a CA bundle.
    pub environment: BTreeMap<String, String>,
    /// Answers the functions' calls to some services; `None` if AWS answers them all.
    pub forward: Option<Arc<dyn Forward>>,
}

/// Where a request is answered.
pub(crate) enum Way<'a> {
    /// By this endpoint, as AWS Config.
    Here,
    /// By the one who answers for AWS.
    HandedOn(&'a Arc<dyn Forward>, aws::Scope),
    /// Nowhere: another program sent it.
    Refused,
}

impl LiveAccount {
    /// Where a request is answered.
    pub(crate) fn way(&self, request: &Request) -> Way<'_> {
        let scope = aws::Scope::of(request.header("authorization"));
        let (Some(forward), Some(scope)) = (&self.forward, scope) else {
            return Way::Here;
        };
        let session = forward::Session {
            access_key_id: &self.access_key_id,
            token: self.session_token.as_deref(),
        };
        if scope.service == "config" {
            Way::Here
        } else if forward::is_signed_by(request, &scope, &session) {
            Way::HandedOn(forward, scope)
        } else {
            Way::Refused
        }
    }

    /// What Lambda would put into a function's environment, with AWS Config at `endpoint`.
    pub(crate) fn function_environment(&self, endpoint: &str) -> BTreeMap<String, String> {
        let mut environment = self.environment.clone();
        let mut set = |name: &str, value: &str| {
            environment.insert(name.to_owned(), value.to_owned());
        };
        set("AWS_ENDPOINT_URL_CONFIG_SERVICE", endpoint);
        set("AWS_ACCESS_KEY_ID", &self.access_key_id);
        set("AWS_SECRET_ACCESS_KEY", &self.secret_access_key);
        if let Some(token) = &self.session_token {
            set("AWS_SESSION_TOKEN", token);
        }
        if let Some(elsewhere) = &self.endpoint {
            set("AWS_ENDPOINT_URL", elsewhere);
        }
        if let Some(arn) = &self.reader_role_arn {
            set("ORGANIZATION_READER_ROLE_ARN", arn);
        }
        for service in self.forward.iter().flat_map(|forward| forward.services()) {
            set(&format!("AWS_ENDPOINT_URL_{service}"), endpoint);
        }
        environment
    }
}
