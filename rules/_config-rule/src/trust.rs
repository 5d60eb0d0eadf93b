use std::error::Error as StdError;
use std::io;
use std::path::Path;

use aws_smithy_http_client::tls::TrustStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{CertificateError, RootCertStore};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Why a server is not trusted. Another attempt would end the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TrustError {
    #[error("the file that AWS_CA_BUNDLE names can't be read")]
    BundleUnreadable,
    #[error("the file that AWS_CA_BUNDLE names holds no usable certificate")]
    BundleUnusable,
    #[error("TLS could not be set up")]
    Setup,
    #[error(
        "the server's certificate is of an unknown authority: behind a proxy that ends TLS, name \
         its certificates in AWS_CA_BUNDLE"
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
    /// What TLS has against the server, if that is why a request failed.
    pub(crate) fn of(error: &(dyn StdError + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(rustls::Error::InvalidCertificate(problem)) = error.downcast_ref() {
                return Some(Self::of_certificate(problem));
            }
            // The source of an `io::Error` is that of the error in it, which would be left out.
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

/// The certificates of a bundle that can be trusted. Others are left out, as everywhere: the
/// HTTP client would panic.
pub(crate) fn bundle(path: &Path) -> Result<TrustStore, TrustError> {
    let text = std::fs::read_to_string(path).map_err(|_| TrustError::BundleUnreadable)?;
    let usable: String = certificates(&text).filter(|text| is_usable(text)).collect();
    if usable.is_empty() {
        return Err(TrustError::BundleUnusable);
    }
    Ok(TrustStore::empty().with_pem_certificate(usable))
}

fn certificates(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(BEGIN).filter_map(|(begin, _)| {
        let rest = text.get(begin..)?;
        rest.get(..rest.find(END)? + END.len())
    })
}

fn is_usable(pem: &str) -> bool {
    CertificateDer::from_pem_slice(pem.as_bytes())
        .is_ok_and(|certificate| RootCertStore::empty().add(certificate).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_left_out() {
        let table = [
            "",
            "no PEM",
            BEGIN,
            END,
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n",
        ];
        for text in table {
            assert_eq!(
                certificates(text).filter(|text| is_usable(text)).count(),
                0,
                "{text}"
            );
        }
    }

    #[test]
    fn certificates_are_told_apart() {
        let text = format!("one\n{BEGIN}\nA\n{END}\ntwo\n{BEGIN}\nB\n{END}\n{BEGIN}\ncut");
        let found: Vec<_> = certificates(&text).collect();
        assert_eq!(
            found,
            [format!("{BEGIN}\nA\n{END}"), format!("{BEGIN}\nB\n{END}")]
        );
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
