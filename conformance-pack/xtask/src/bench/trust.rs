use std::fs;
use std::path::{Path, PathBuf};

use local_aws::tls::Authority;

use super::error::MeasureError;
use pack::error::PackError;

/// Where systems keep the certificates of all authorities in one file: Debian, Fedora and Amazon
/// Linux, Alpine.
const SYSTEM: [&str; 3] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
];
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

/// The system's certificates and our own: a function loads as many as in Lambda, and trusts the
/// local endpoint.
pub(super) struct Bundle {
    pub(super) path: PathBuf,
    /// How many there are.
    pub(super) certificates: usize,
}

impl Bundle {
    pub(super) fn write(folder: &Path, authority: &Authority) -> Result<Self, PackError> {
        let system = SYSTEM
            .into_iter()
            .map(Path::new)
            .find(|path| path.is_file())
            .ok_or_else(|| MeasureError::NoCertificates(SYSTEM.join(", ")))?;
        let mut text = fs::read_to_string(system).map_err(PackError::read(system))?;
        text.push_str(&authority.pem());
        let path = folder.join("certificates.pem");
        fs::write(&path, &text).map_err(PackError::write(&path))?;
        Ok(Self {
            path,
            certificates: text.matches(CERTIFICATE).count(),
        })
    }
}
