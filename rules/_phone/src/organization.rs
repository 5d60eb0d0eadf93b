use std::fmt;
use std::str::FromStr;

/// An organization's id: `o-` and 10 to 32 lower-case letters or digits. It is a
/// digest's salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationId(String);

/// The text is not an organization id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an organization id must be `o-` and 10 to 32 lower-case letters or digits")]
pub struct InvalidOrganizationId;

impl OrganizationId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OrganizationId {
    type Err = InvalidOrganizationId;

    fn from_str(text: &str) -> Result<Self, InvalidOrganizationId> {
        let rest = text.strip_prefix("o-").ok_or(InvalidOrganizationId)?;
        let is_id = (10..=32).contains(&rest.len())
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        is_id
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidOrganizationId)
    }
}

impl fmt::Display for OrganizationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_id_has_its_form() {
        assert!("o-exampleorgid".parse::<OrganizationId>().is_ok());
        let long = format!("o-{}", "a".repeat(33));
        for wrong in [
            "",
            "o-",
            "o-short",
            "exampleorgid",
            "o-ExampleOrgId",
            "o-example_id1",
            &long,
        ] {
            assert_eq!(
                wrong.parse::<OrganizationId>(),
                Err(InvalidOrganizationId),
                "{wrong}"
            );
        }
    }
}
