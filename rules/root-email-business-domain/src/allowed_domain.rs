use std::str::FromStr;

use email_domain::Domain;

/// A domain that can be registered, or one below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AllowedDomain(pub(crate) Domain);

impl FromStr for AllowedDomain {
    /// Completes the sentence "allowedDomains must be …".
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Domain::parse(text)
            .filter(|domain| !domain.is_public_suffix())
            .map(Self)
            .ok_or("a list of registered domains, such as example.com, or their subdomains")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowed_domain_is_one_that_was_registered_or_below_it() {
        for good in [
            "example.com",
            "AWS.Example.com.",
            "example.co.uk",
            "bücher.example",
        ] {
            assert!(good.parse::<AllowedDomain>().is_ok(), "{good}");
        }
        for wrong in [
            "com",
            "co.uk",
            "localhost",
            "root@example.com",
            "*.example.com",
            ".",
        ] {
            assert!(wrong.parse::<AllowedDomain>().is_err(), "{wrong}");
        }
    }
}
