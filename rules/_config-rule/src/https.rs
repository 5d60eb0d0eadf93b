use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector as TcpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::RootCertStore;

use crate::read::cause;
use crate::trust::{self, TrustError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

type Http1 = Client<HttpsConnector<TcpConnector>, SdkBody>;

/// The HTTP client that all SDK clients share. It speaks HTTP/1.1, all that their calls need. The
/// SDK's own client adds HTTP/2 and proxies, a tenth of a function's size.
///
/// Loading the certificates costs more than the rest of a function's start, so it waits for the
/// first request that needs them.
#[derive(Debug, Clone)]
pub(crate) struct Https(Arc<Clients>);

#[derive(Debug)]
struct Clients {
    /// For http, which needs no trust.
    plain: OnceLock<Http1>,
    tls: OnceLock<Http1>,
    /// A bundle of certificates to trust instead of the system's (`AWS_CA_BUNDLE`).
    bundle: Option<PathBuf>,
}

impl Https {
    pub(crate) fn new(bundle: Option<PathBuf>) -> Self {
        Self(Arc::new(Clients {
            plain: OnceLock::new(),
            tls: OnceLock::new(),
            bundle,
        }))
    }
}

impl Clients {
    fn of(&self, is_plain: bool) -> Result<&Http1, TrustError> {
        let made = if is_plain { &self.plain } else { &self.tls };
        if let Some(client) = made.get() {
            return Ok(client);
        }
        let trusted = if is_plain {
            RootCertStore::empty()
        } else {
            trust::authorities(self.bundle.as_deref())?
        };
        let client = client(trusted)?;
        Ok(made.get_or_init(|| client))
    }
}

fn client(trusted: RootCertStore) -> Result<Http1, TrustError> {
    let mut tcp = TcpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(trust::tls(trusted)?)
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp);
    Ok(Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .build(connector))
}

impl HttpClient for Https {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Https {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = match self.0.of(request.uri().starts_with("http://")) {
            Ok(client) => client,
            Err(error) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
            }
        };
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
            }
        };
        let answer = client.request(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await.map_err(failure)?;
            HttpResponse::try_from(answer.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// What the SDK retries.
fn failure(error: Error) -> ConnectorError {
    if let Some(reason) = TrustError::of(&error) {
        // Not reported as a connection error, which would be retried.
        return ConnectorError::user(reason.into());
    }
    if cause::<io::Error>(&error).is_some_and(|error| error.kind() == io::ErrorKind::TimedOut) {
        ConnectorError::timeout(error.into())
    } else {
        ConnectorError::io(error.into())
    }
}
