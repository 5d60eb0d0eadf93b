use std::path::PathBuf;
use std::sync::OnceLock;

use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use crate::trust::{self, TrustError};

/// The one HTTP client of all SDK clients. Loading the system's certificates costs
/// more than all the rest of a function's start, so it waits for the first request
/// that needs them.
#[derive(Debug)]
pub(crate) struct LazyHttps {
    plain: SharedHttpClient,
    tls: OnceLock<SharedHttpClient>,
    /// A bundle of certificates to trust instead of the system's (`AWS_CA_BUNDLE`).
    bundle: Option<PathBuf>,
}

impl LazyHttps {
    pub(crate) fn new(bundle: Option<PathBuf>) -> Self {
        Self {
            plain: Builder::new().build_http(),
            tls: OnceLock::new(),
            bundle,
        }
    }

    fn tls(&self) -> Result<&SharedHttpClient, TrustError> {
        if let Some(client) = self.tls.get() {
            return Ok(client);
        }
        let trusted = match &self.bundle {
            Some(bundle) => trust::bundle(bundle)?,
            None => TrustStore::default(),
        };
        let context = TlsContext::builder()
            .with_trust_store(trusted)
            .build()
            .map_err(|_| TrustError::Setup)?;
        let client = Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(context)
            .build_https();
        Ok(self.tls.get_or_init(|| client))
    }
}

/// A handle, so that a connector can hold on to the client that made it.
#[derive(Debug, Clone)]
pub(crate) struct SharedLazyHttps(pub(crate) std::sync::Arc<LazyHttps>);

impl HttpClient for SharedLazyHttps {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(ByScheme {
            client: self.clone(),
            settings: settings.clone(),
            components: components.clone(),
        })
    }
}

#[derive(Debug)]
struct ByScheme {
    client: SharedLazyHttps,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

impl HttpConnector for ByScheme {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = if request.uri().starts_with("http://") {
            &self.client.0.plain
        } else {
            match self.client.0.tls() {
                Ok(client) => client,
                Err(error) => {
                    return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
                }
            }
        };
        let answer = client
            .http_connector(&self.settings, &self.components)
            .call(request);
        HttpConnectorFuture::new(async move {
            answer.await.map_err(|error| match TrustError::of(&error) {
                // Said once: an error of the connection would be tried again.
                Some(reason) => ConnectorError::user(reason.into()),
                None => error,
            })
        })
    }
}
