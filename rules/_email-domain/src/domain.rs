use std::fmt;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use structured_public_domains::registrable_domain;

/// A domain name in its one canonical form: lower case, internationalized labels in
/// punycode, no trailing dot, two labels or more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain {
    name: String,
    /// Where the registered domain begins in the name.
    registered_at: Option<usize>,
}

impl Domain {
    /// The domain of an email address. Everything before the last `@` is dropped: a quoted local
    /// part may contain an `@`, a domain can't.
    #[must_use]
    pub fn of_email(address: &str) -> Option<Self> {
        let (local_part, domain) = address.trim().rsplit_once('@')?;
        if local_part.is_empty() {
            return None;
        }
        Self::parse(domain)
    }

    /// The domain, if the text is a host name. An address literal (`[192.0.2.1]`) is not.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('.').unwrap_or(text);
        let name = Uts46::new()
            .to_ascii(
                text.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::CheckFirstLast,
                DnsLength::Verify,
            )
            .ok()?;
        let (_, top_level) = name.rsplit_once('.')?;
        if top_level.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            registered_at: registered_at(&name),
            name: name.into_owned(),
        })
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Whether the domain is `other` or lies below it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.name
            .strip_suffix(&other.name)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// Whether anyone can register names directly below the domain, such as `com` or `co.uk`. Such
    /// a domain belongs to nobody.
    #[must_use]
    pub fn is_public_suffix(&self) -> bool {
        self.registered_at.is_none()
    }

    /// The domain itself and those above it, up to the one that was registered.
    pub fn and_above(&self) -> impl Iterator<Item = &str> {
        let shortest = self.name.len() - self.registered_at.unwrap_or_default();
        std::iter::successors(Some(self.as_str()), |name| {
            name.split_once('.').map(|(_, above)| above)
        })
        .take_while(move |name| name.len() >= shortest)
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// According to the Public Suffix List, which writes internationalized labels in Unicode.
fn registered_at(name: &str) -> Option<usize> {
    let (unicode, _) = idna::domain_to_unicode(name);
    let labels = registrable_domain(&unicode)?.split('.').count();
    let dot = name.rmatch_indices('.').nth(labels - 1);
    Some(dot.map_or(0, |(at, _)| at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(text: &str) -> Domain {
        Domain::parse(text).unwrap()
    }

    #[test]
    fn the_domain_of_an_address_has_one_form() {
        let table = [
            ("root@example.com", "example.com"),
            ("root+aws@Example.COM", "example.com"),
            ("root@example.com.", "example.com"),
            (" root@example.com ", "example.com"),
            (r#""a@b"@example.com"#, "example.com"),
            (r#""a\"@example.net"@example.com"#, "example.com"),
            ("root@mail.example.co.uk", "mail.example.co.uk"),
            ("root@bücher.example", "xn--bcher-kva.example"),
            ("root@BÜCHER.example", "xn--bcher-kva.example"),
            ("root@xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("root@XN--BCHER-KVA.EXAMPLE", "xn--bcher-kva.example"),
            ("root@例え。example", "xn--r8jz45g.example"),
            ("root@ab--cd.example", "ab--cd.example"),
        ];
        for (address, expected) in table {
            let domain = Domain::of_email(address);
            assert_eq!(
                domain.as_ref().map(Domain::as_str),
                Some(expected),
                "{address}"
            );
        }
    }

    #[test]
    fn only_an_address_has_a_domain() {
        let long = format!("root@{}.example", "a".repeat(64));
        for wrong in [
            "",
            "example.com",
            "@example.com",
            "root@",
            "root@.",
            "root@localhost",
            "root@example..com",
            "root@.example.com",
            "root@example.com..",
            "root@-example.com",
            "root@exa mple.com",
            "root@exa_mple.com",
            "root@[192.0.2.1]",
            "root@192.0.2.1",
            "root@xn--a.example",
            &long,
        ] {
            assert_eq!(Domain::of_email(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_domain_lies_within_itself_and_those_above_it() {
        let table = [
            ("example.com", "example.com", true),
            ("aws.example.com", "example.com", true),
            ("a.b.example.com", "example.com", true),
            ("notexample.com", "example.com", false),
            ("example.com", "aws.example.com", false),
            ("example.com.example.net", "example.com", false),
        ];
        for (inner, outer, expected) in table {
            let within = domain(inner).is_within(&domain(outer));
            assert_eq!(within, expected, "{inner} in {outer}");
        }
    }

    #[test]
    fn the_public_suffix_list_shows_what_was_registered() {
        let table: [(&str, &[&str]); 8] = [
            ("example.com", &["example.com"]),
            (
                "a.b.example.co.uk",
                &["a.b.example.co.uk", "b.example.co.uk", "example.co.uk"],
            ),
            ("a.example.co.jp", &["a.example.co.jp", "example.co.jp"]),
            // A wildcard rule and its exception.
            ("a.b.c.kobe.jp", &["a.b.c.kobe.jp", "b.c.kobe.jp"]),
            ("a.city.kobe.jp", &["a.city.kobe.jp", "city.kobe.jp"]),
            // The list's private section.
            ("a.b.github.io", &["a.b.github.io", "b.github.io"]),
            ("a.b.公司.cn", &["a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn"]),
            // The name itself is a suffix.
            ("co.uk", &["co.uk"]),
        ];
        for (text, expected) in table {
            let domain = domain(text);
            assert_eq!(domain.and_above().collect::<Vec<_>>(), expected, "{text}");
            assert_eq!(domain.is_public_suffix(), text == "co.uk", "{text}");
        }
    }
}
