use std::collections::HashMap;

use aws_sdk_iam::types::SummaryKeyType;
use config_rule::{Partition, ReadError};

use crate::GET_ACCOUNT_SUMMARY;

/// The root user's credentials that exist. Keys and certificates count whether active or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RootCredentials {
    pub password: bool,
    pub access_keys: bool,
    pub signing_certificates: bool,
    pub mfa: bool,
}

impl RootCredentials {
    /// Whether anyone could sign in or make a request with the root user's own credentials. An MFA
    /// device alone gives no access.
    #[must_use]
    pub fn any(&self) -> bool {
        self.password || self.access_keys || self.signing_certificates
    }

    /// The names of the credentials that exist, for an annotation.
    #[must_use]
    pub fn named(&self) -> String {
        let names: Vec<&str> = [
            (self.password, "password"),
            (self.access_keys, "access key"),
            (self.signing_certificates, "signing certificate"),
        ]
        .into_iter()
        .filter_map(|(present, name)| present.then_some(name))
        .collect();
        names.join(", ")
    }

    pub(crate) fn parse(
        summary: &HashMap<SummaryKeyType, i32>,
        partition: Partition,
    ) -> Result<Self, ReadError> {
        let flag = |key: &SummaryKeyType, field| match summary.get(key) {
            Some(0) => Ok(false),
            Some(1..) => Ok(true),
            _ => Err(ReadError::lacks(GET_ACCOUNT_SUMMARY, field)),
        };
        let password = if summary.contains_key(&SummaryKeyType::AccountPasswordPresent) {
            flag(
                &SummaryKeyType::AccountPasswordPresent,
                "AccountPasswordPresent",
            )?
        } else {
            // Older partitions don't say. Root then has a password, except where it never has one.
            partition.has_root_password()
        };
        Ok(Self {
            password,
            access_keys: flag(
                &SummaryKeyType::AccountAccessKeysPresent,
                "AccountAccessKeysPresent",
            )?,
            signing_certificates: flag(
                &SummaryKeyType::AccountSigningCertificatesPresent,
                "AccountSigningCertificatesPresent",
            )?,
            mfa: flag(&SummaryKeyType::AccountMfaEnabled, "AccountMFAEnabled")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partition(name: &str) -> Partition {
        Partition::named(name).unwrap()
    }

    fn summary(entries: &[(&str, i32)]) -> HashMap<SummaryKeyType, i32> {
        entries
            .iter()
            .map(|(key, value)| (SummaryKeyType::from(*key), *value))
            .collect()
    }

    fn all(password: Option<i32>) -> HashMap<SummaryKeyType, i32> {
        let mut summary = summary(&[
            ("AccountAccessKeysPresent", 0),
            ("AccountSigningCertificatesPresent", 0),
            ("AccountMFAEnabled", 1),
        ]);
        if let Some(password) = password {
            summary.insert("AccountPasswordPresent".into(), password);
        }
        summary
    }

    #[test]
    fn an_unreported_password_counts_as_present_where_root_can_have_one() {
        let table = [
            ("aws", None, true),
            ("aws-cn", None, false),
            ("aws-eusc", None, true),
            ("aws-us-gov", None, false),
            ("aws", Some(0), false),
            ("aws-us-gov", Some(1), true),
        ];
        for (name, told, expected) in table {
            let root = RootCredentials::parse(&all(told), partition(name)).unwrap();
            assert_eq!(root.password, expected, "{name} {told:?}");
        }
    }

    #[test]
    fn an_answer_without_a_flag_is_an_error_and_never_zero() {
        for lacking in [
            "AccountAccessKeysPresent",
            "AccountSigningCertificatesPresent",
            "AccountMFAEnabled",
        ] {
            let mut summary = all(Some(1));
            summary.remove(&SummaryKeyType::from(lacking));
            let error = RootCredentials::parse(&summary, partition("aws")).unwrap_err();
            assert!(error.to_string().contains(lacking), "{error}");
        }
    }

    #[test]
    fn a_device_alone_is_not_a_credential() {
        let root = RootCredentials::parse(&all(Some(0)), partition("aws")).unwrap();
        assert!(root.mfa && !root.any());
    }

    #[test]
    fn what_exists_is_named() {
        let root = RootCredentials {
            password: true,
            access_keys: false,
            signing_certificates: true,
            mfa: false,
        };
        assert_eq!(root.named(), "password, signing certificate");
    }
}
