//! Calls that the endpoint hands on in place of answering them: for a real account whose
//! organization is read by somebody else.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use crate::aws::Scope;
use crate::http::{Answer, Reply, Request};

/// Who answers a function's calls to some services.
pub trait Forward: Debug + Send + Sync {
    /// The services, as the names of the SDK's variables end: `ORGANIZATIONS` for
    /// `AWS_ENDPOINT_URL_ORGANIZATIONS`.
    fn services(&self) -> &[&'static str];

    /// Answers a call.
    fn forward(&self, call: Forwarded) -> Pin<Box<dyn Future<Output = ForwardedAnswer> + Send>>;
}

/// A call as it came: its signature names service and Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// The service's name in signatures, such as `organizations`.
    pub service: String,
    /// Of the JSON protocols: the operation, after the service's own prefix.
    pub operation: String,
    /// Of REST protocols: the path.
    pub path: String,
    /// The input.
    pub body: Vec<u8>,
}

/// The answer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardedAnswer {
    /// HTTP's status.
    pub status: u16,
    /// The content type; none for a text without one.
    pub content_type: Option<String>,
    /// The error type, for protocols that have it in a header.
    pub error_type: Option<String>,
    /// The output, or the error.
    pub body: Vec<u8>,
}

/// Whether the call is signed with the function's own session, so that no other program of the
/// machine is answered.
pub(crate) fn is_signed_by(request: &Request, scope: &Scope, session: &Session<'_>) -> bool {
    let token = request.header("x-amz-security-token");
    scope.access_key_id == session.access_key_id && token == session.token.unwrap_or_default()
}

/// The answer to a call of another program.
pub(crate) fn refusal() -> Reply {
    let body = r#"{"__type":"UnrecognizedClientException","message":"this is for one function"}"#;
    Reply::Answer(Answer::new(403, body))
}

/// With what a function signs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session<'a> {
    pub(crate) access_key_id: &'a str,
    pub(crate) token: Option<&'a str>,
}

pub(crate) async fn answer(forward: &dyn Forward, request: Request, scope: Scope) -> Reply {
    let target = request.header("x-amz-target");
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let answer = forward
        .forward(Forwarded {
            service: scope.service,
            operation,
            path: request.path,
            body: request.body.to_vec(),
        })
        .await;
    let mut reply = Answer::new(answer.status, answer.body);
    if let Some(content_type) = answer.content_type {
        reply = reply.with_header("content-type", content_type);
    }
    if let Some(error_type) = answer.error_type {
        reply = reply.with_header("x-amzn-errortype", error_type);
    }
    Reply::Answer(reply)
}

#[cfg(test)]
mod tests {
    use hyper::body::Bytes;
    use hyper::header::HeaderMap;

    use super::*;

    #[test]
    fn only_the_session_s_own_calls_are_handed_on() {
        let session = Session {
            access_key_id: "ASIAEXAMPLE1",
            token: Some("token"),
        };
        for (key, token, expected) in [
            ("ASIAEXAMPLE1", "token", true),
            ("ASIAEXAMPLE2", "token", false),
            ("ASIAEXAMPLE1", "other", false),
            ("ASIAEXAMPLE1", "", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-amz-security-token", token.parse().unwrap());
            let request = Request {
                method: "POST".to_owned(),
                path: "/".to_owned(),
                headers,
                body: Bytes::new(),
            };
            let scope = Scope {
                access_key_id: key.to_owned(),
                region: "us-east-1".to_owned(),
                service: "organizations".to_owned(),
            };
            let found = is_signed_by(&request, &scope, &session);
            assert_eq!(found, expected, "{key} {token}");
        }
    }
}
