use std::fmt;

/// An AWS account's id: twelve digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountId(String);

impl AccountId {
    /// The id, if the text is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
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
        assert!(AccountId::parse("111111111111").is_some());
        for wrong in [
            "",
            "11111111111",
            "1111111111111",
            "11111111111a",
            "１11111111111",
        ] {
            assert_eq!(AccountId::parse(wrong), None, "{wrong}");
        }
    }
}
