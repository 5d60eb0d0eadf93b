use std::fmt;

use sha2::{Digest, Sha256};

/// The serial number of an MFA device. It is dropped once it has been compared.
pub(crate) struct SerialNumber(String);

impl SerialNumber {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// SHA-256 of `<organization id>:<serial number>` in hexadecimal. The organization's id
    /// keeps digests of two organizations from being compared.
    pub(crate) fn digest(self, organization: &str) -> String {
        Sha256::new()
            .chain_update(organization)
            .chain_update(":")
            .chain_update(&self.0)
            .finalize()
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                hex.push(digit(byte >> 4));
                hex.push(digit(byte & 0xf));
                hex
            })
    }
}

fn digit(nibble: u8) -> char {
    char::from_digit(nibble.into(), 16).unwrap_or_default()
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SerialNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serial() -> SerialNumber {
        SerialNumber::new("EXAMPLE111111".to_owned())
    }

    /// Made with `printf '%s' o-exampleorg1:EXAMPLE111111 | sha256sum`.
    #[test]
    fn the_digest_is_what_sha256sum_makes() {
        assert_eq!(
            serial().digest("o-exampleorg1"),
            "5120ac830d9180577729d9e56dfc01de8f4e18844e4a8ebd4a31eb371368aebe"
        );
        assert_ne!(
            serial().digest("o-exampleorg2"),
            serial().digest("o-exampleorg1")
        );
    }

    #[test]
    fn it_is_not_debugged() {
        assert_eq!(format!("{:?}", serial()), "SerialNumber(…)");
    }
}
