//! HTTPS with errors that name the host, unlike those of the SDK.

use std::io;

use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use super::error::{Unreachable, causes};

pub(super) fn https() -> SharedHttpClient {
    let client = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    SharedHttpClient::new(Naming(client))
}

/// A client, or one of its connectors, whose errors name the host.
#[derive(Debug)]
struct Naming<T>(T);

impl HttpClient for Naming<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Naming(self.0.http_connector(settings, components)))
    }
}

impl HttpConnector for Naming<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let host = host(request.uri());
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move { answer.await.map_err(|error| named(error, host)) })
    }
}

fn host(uri: &str) -> String {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or(rest).to_owned()
}

/// The same error with the host. If nobody listens there, it is not retried.
fn named(error: ConnectorError, host: String) -> ConnectorError {
    let refused = causes(&error)
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::ConnectionRefused);
    let (timeout, io, user) = (error.is_timeout(), error.is_io(), error.is_user());
    let other = error.as_other();
    let named = Box::new(Unreachable {
        host,
        source: Box::new(error),
    });
    if refused {
        ConnectorError::other(named, None)
    } else if timeout {
        ConnectorError::timeout(named)
    } else if io {
        ConnectorError::io(named)
    } else if user {
        ConnectorError::user(named)
    } else {
        ConnectorError::other(named, other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_its_port_and_no_path() {
        for (uri, expected) in [
            ("http://127.0.0.1:1/", "127.0.0.1:1"),
            (
                "https://sts.eu-central-1.amazonaws.com?a=b",
                "sts.eu-central-1.amazonaws.com",
            ),
            ("https://example.com", "example.com"),
        ] {
            assert_eq!(host(uri), expected);
        }
    }
}
