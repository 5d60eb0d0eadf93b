use config_rule::{ParameterSpec, ParameterValue};
use phone::PhoneDigest;

/// The digest of the management account's phone number.
pub(crate) struct ManagementPhoneDigest(pub(crate) PhoneDigest);

impl ParameterValue for ManagementPhoneDigest {
    fn parse(text: &str, _: &ParameterSpec) -> Result<Self, String> {
        PhoneDigest::parse(text)
            .map(Self)
            .map_err(|expected| expected.to_string())
    }
}
