use std::fmt;

use http::Uri;

use crate::flaw::Problem;
use crate::json::Json;

/// An https link with a host, and no user name or password in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn read(json: Json) -> Result<Self, Problem> {
        let text = json.text()?;
        if is_https(&text) {
            Ok(Self(text))
        } else {
            Err(Problem::Link)
        }
    }
}

fn is_https(text: &str) -> bool {
    // http leaves the fragment unread.
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return false;
    }
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return false;
    };
    let port = match authority.port() {
        Some(port) => format!(":{port}"),
        None => String::new(),
    };
    // Whatever else the authority holds is a user name.
    scheme == "https"
        && authority.as_str() == format!("{}{port}", authority.host())
        && is_host(authority.host())
}

/// A DNS name, or an IP address (version 6 in brackets).
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    match host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.strip_suffix('.').unwrap_or(host).split('.').all(label),
    }
}

/// A link may hold a secret in its query: the host says enough.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::is_https;

    #[test]
    fn https_links_with_a_host() {
        for good in [
            "https://wiki.example.com/root",
            "https://wiki.example.com",
            "HTTPS://wiki.example.com/",
            "https://wiki.example.com./",
            "https://wiki.example.com:8443/a/b?c=d&e=%20#part",
            "https://wiki/",
            "https://xn--mnchen-3ya.example/",
            "https://192.0.2.1/runbook",
            "https://[2001:db8::1]/runbook",
        ] {
            assert!(is_https(good), "{good}");
        }
    }

    #[test]
    fn anything_else_is_no_link() {
        for bad in [
            "",
            "https://",
            "https:///path",
            "https://?query",
            "https://:443/",
            "https://./",
            "https://-wiki.example.com/",
            "https://wiki..example.com/",
            "https://user@wiki.example.com/",
            "https://user:password@wiki.example.com/",
            "https://wiki.example.com:/",
            "https://wiki.example.com:70000/",
            "https://wiki.example.com/a b",
            "https://wiki.example.com/#a b",
            "https://wiki.example.com/\n",
            " https://wiki.example.com/",
            "https://[::1/",
            "http://wiki.example.com/",
            "//wiki.example.com/",
            "wiki.example.com",
            "/wiki",
            "javascript:alert(1)",
            "ftp://wiki.example.com/",
        ] {
            assert!(!is_https(bad), "{bad}");
        }
    }
}
