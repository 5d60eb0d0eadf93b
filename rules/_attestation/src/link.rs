use std::fmt;

use http::Uri;

use crate::flaw::Problem;
use crate::json::Json;

/// An https link that others can open: its host has two or more labels, and it holds no user name
/// or password.
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
    // The http crate ignores the fragment.
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
        && authority.port_u16() != Some(0)
        && is_host(authority.host())
}

/// Top-level domains that resolve to nothing, or only on one machine or network link: special-use
/// names (RFC 6761, 6762, 9476) and the local names in hosts files. `internal` is allowed: auditors
/// can be let into a private network.
const NOBODY_ELSE_S: [&str; 6] = [
    "alt",
    "invalid",
    "local",
    "localdomain",
    "localhost",
    "test",
];

/// A DNS name that others can look up. A top-level domain consists of letters or is an A-label, so
/// this excludes IP addresses in any spelling (`127.1`, `0x7f.1`).
fn is_host(host: &str) -> bool {
    /// The longest name and the longest label (RFC 1035, 2.3.4).
    const LONGEST: (usize, usize) = (253, 63);
    let label = |label: &str| {
        (1..=LONGEST.1).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let Some((below, top_level)) = host.rsplit_once('.') else {
        return false;
    };
    host.len() <= LONGEST.0
        && below.split('.').all(label)
        && label(top_level)
        && (top_level.starts_with("xn--") || top_level.bytes().all(|b| b.is_ascii_alphabetic()))
        && !NOBODY_ELSE_S.contains(&top_level)
}

/// A link may hold a secret in its query, so only the host is shown.
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
            "https://xn--mnchen-3ya.example/",
            "https://wiki.xn--p1ai/",
            "https://wiki.corp.internal/",
            "https://localhost.example.com/",
            "https://192.0.2.1.example.com/",
            "https://root_access.example.com/",
        ] {
            assert!(is_https(good), "{good}");
        }
    }

    #[test]
    fn nobody_else_can_open_one_s_own_machine_or_an_address() {
        let long = format!("https://{}.example.com/", "a".repeat(64));
        let longer = format!("https://{}example.com/", "a.".repeat(125));
        for bad in [
            "https://localhost/",
            "https://localhost./",
            "https://LOCALHOST:8443/",
            "https://wiki.localhost/",
            "https://wiki.LocalHost./",
            "https://localhost.localdomain/",
            "https://wiki.local/",
            "https://wiki.test/",
            "https://wiki.invalid/",
            "https://wiki.alt/",
            "https://wiki/",
            "https://wiki./",
            "https://0/",
            "https://0./",
            "https://127.1/",
            "https://127.0.0.1/",
            "https://127.0.0.1./",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.0x1/",
            "https://0x7f000001/",
            "https://0177.0.0.01/",
            "https://1.0x/",
            "https://192.0.2.1/runbook",
            "https://256.256.256.256/",
            "https://[::1]/",
            "https://[2001:db8::1]/runbook",
            "https://[::ffff:192.0.2.1]/",
            "https://wiki.example.com:0/",
            &long,
            &longer,
        ] {
            assert!(!is_https(bad), "{bad}");
        }
    }

    #[test]
    fn anything_else_is_not_a_link() {
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
