use std::fmt;
use std::str::FromStr;

/// An AWS account's ID: 12 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(String);

/// The text isn't an account ID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` must be an account id of 12 digits")]
pub struct InvalidAccountId(String);

impl AccountId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountId {
    type Err = InvalidAccountId;

    fn from_str(text: &str) -> Result<Self, InvalidAccountId> {
        if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidAccountId(text.to_owned()))
        }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_id_is_twelve_digits() {
        assert!("111111111111".parse::<AccountId>().is_ok());
        for wrong in [
            "",
            "11111111111",
            "1111111111111",
            "11111111111a",
            "１11111111111",
        ] {
            let invalid = InvalidAccountId(wrong.to_owned());
            assert_eq!(wrong.parse::<AccountId>(), Err(invalid));
        }
    }
}
