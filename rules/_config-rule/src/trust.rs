use std::error::Error as StdError;
use std::path::Path;
use std::{fs, io};

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{CertificateError, ClientConfig, RootCertStore};

/// Why a server is not trusted. Another attempt would fail the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TrustError {
    #[error("the file that AWS_CA_BUNDLE names can't be read")]
    BundleUnreadable,
    #[error("the file that AWS_CA_BUNDLE names holds no usable certificate")]
    BundleUnusable,
    #[error("the system's certificates are not found: name a bundle in AWS_CA_BUNDLE")]
    NoSystemBundle,
    #[error("the system's certificates can't be used: name a bundle in AWS_CA_BUNDLE")]
    SystemBundleUnusable,
    #[error("TLS could not be set up")]
    Setup,
    #[error(
        "the server's certificate comes from an unknown authority: behind a proxy that decrypts \
         TLS, name its certificates in AWS_CA_BUNDLE"
    )]
    UnknownAuthority,
    #[error("the server's certificate has expired or is not valid yet")]
    OutOfTime,
    #[error("the server's certificate is for another host")]
    OtherHost,
    #[error("the server's certificate is not accepted")]
    Certificate,
}

impl TrustError {
    /// Why TLS rejects the server, if that is why a request failed.
    pub(crate) fn of(error: &(dyn StdError + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(rustls::Error::InvalidCertificate(problem)) = error.downcast_ref() {
                return Some(Self::of_certificate(problem));
            }
            // The source of an `io::Error` is the source of the error inside it, which would then
            // be skipped.
            next = match error
                .downcast_ref::<io::Error>()
                .and_then(io::Error::get_ref)
            {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        None
    }

    fn of_certificate(problem: &CertificateError) -> Self {
        match problem {
            CertificateError::UnknownIssuer => Self::UnknownAuthority,
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Self::OutOfTime,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::OtherHost
            }
            _ => Self::Certificate,
        }
    }
}

/// Who vouches for AWS: the certificates of a bundle, or the system's.
pub(crate) fn authorities(bundle: Option<&Path>) -> Result<RootCertStore, TrustError> {
    if let Some(bundle) = bundle {
        let pem = fs::read(bundle).map_err(|_| TrustError::BundleUnreadable)?;
        return usable(&pem).ok_or(TrustError::BundleUnusable);
    }
    // Only the file: the folder beside it holds the same certificates one by one.
    let system = openssl_probe::probe()
        .cert_file
        .ok_or(TrustError::NoSystemBundle)?;
    let pem = fs::read(system).map_err(|_| TrustError::SystemBundleUnusable)?;
    usable(&pem).ok_or(TrustError::SystemBundleUnusable)
}

/// The usable certificates. Others are skipped, as is usual.
fn usable(pem: &[u8]) -> Option<RootCertStore> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(CertificateDer::pem_slice_iter(pem).flatten());
    (!trusted.is_empty()).then_some(trusted)
}

pub(crate) fn tls(trusted: RootCertStore) -> Result<ClientConfig, TrustError> {
    let config = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .map_err(|_| TrustError::Setup)?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_not_a_certificate_is_left_out() {
        let table = [
            "",
            "no PEM",
            "-----BEGIN CERTIFICATE-----",
            "-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n",
        ];
        for text in table {
            assert!(usable(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn the_reason_is_found_inside_of_other_errors() {
        let inner = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let error = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, inner));
        assert_eq!(TrustError::of(&error), Some(TrustError::UnknownAuthority));
        let other = io::Error::other("the connection was reset");
        assert_eq!(TrustError::of(&other), None);
    }
}
