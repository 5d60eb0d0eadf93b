//! What sets services apart: their names, protocols, errors and pages.

use super::error::ServiceError;
use super::protocol::Protocol;

/// A service: its names, its protocol, its errors, its pages.
pub(crate) struct Service {
    /// Its name in a signature's credential scope.
    pub(crate) signing_name: &'static str,
    /// Its name in IAM actions.
    pub(crate) iam_prefix: &'static str,
    pub(crate) protocol: Protocol,
    pub(crate) errors: Errors,
    pub(crate) paging: Paging,
}

/// Status and code of the errors that every operation of a service may give.
pub(crate) struct Errors {
    pub(crate) throttled: (u16, &'static str),
    pub(crate) denied: (u16, &'static str),
    pub(crate) invalid: (u16, &'static str),
    /// For a page's token that the service did not give out.
    pub(crate) bad_token: (u16, &'static str),
}

/// The fields with which a service's lists go from page to page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paging {
    pub(crate) token: &'static str,
    pub(crate) size: &'static str,
    /// The flag for another page.
    pub(crate) truncated: Option<&'static str>,
}

/// `NextToken` in and out, as most services have it.
pub(crate) const NEXT_TOKEN: Paging = Paging {
    token: "NextToken",
    size: "MaxResults",
    truncated: None,
};

/// The errors of most services that speak JSON.
pub(crate) const JSON_ERRORS: Errors = Errors {
    throttled: (400, "ThrottlingException"),
    denied: (400, "AccessDeniedException"),
    invalid: (400, "ValidationException"),
    bad_token: (400, "InvalidNextTokenException"),
};

/// The errors of most services that speak the query protocol.
pub(crate) const QUERY_ERRORS: Errors = Errors {
    throttled: (400, "Throttling"),
    denied: (403, "AccessDenied"),
    invalid: (400, "ValidationError"),
    bad_token: (400, "ValidationError"),
};

impl Service {
    /// The IAM action of an operation.
    pub(crate) fn action(&self, operation: &str) -> String {
        format!("{}:{operation}", self.iam_prefix)
    }

    /// A parameter that the service does not accept.
    pub(crate) fn invalid(&self, message: impl Into<String>) -> ServiceError {
        let (status, code) = self.errors.invalid;
        ServiceError::new(status, code, message)
    }

    pub(crate) fn denied(&self, message: impl Into<String>) -> ServiceError {
        let (status, code) = self.errors.denied;
        ServiceError::new(status, code, message)
    }

    pub(crate) fn throttled(&self) -> ServiceError {
        let (status, code) = self.errors.throttled;
        ServiceError::new(status, code, "Rate exceeded")
    }

    /// A signature with a time too far from the service's own.
    pub(super) fn expired_signature(&self) -> ServiceError {
        let message = "Signature not yet current: 20261001T090500Z is still later than \
                       20261001T090459Z (20261001T085959Z + 5 min.)";
        match self.protocol {
            Protocol::Query { .. } | Protocol::Ec2 { .. } => {
                ServiceError::new(403, "SignatureDoesNotMatch", message)
            }
            Protocol::RestJson | Protocol::RpcV2Cbor { .. } => {
                ServiceError::new(403, "RequestTimeTooSkewed", message)
            }
            Protocol::Json { .. } | Protocol::Json10 { .. } => {
                ServiceError::client("InvalidSignatureException", message)
            }
        }
    }

    /// This endpoint did not issue the access key id.
    pub(super) fn unknown_credentials(&self) -> ServiceError {
        let message = "The security token included in the request is invalid.";
        match self.protocol {
            Protocol::Query { .. } => ServiceError::new(403, "InvalidClientTokenId", message),
            Protocol::Ec2 { .. } => ServiceError::new(401, "AuthFailure", message),
            _ => ServiceError::client("UnrecognizedClientException", message),
        }
    }
}
