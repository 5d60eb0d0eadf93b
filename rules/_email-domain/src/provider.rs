use crate::Domain;

/// Who gives out addresses at a domain to anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// Free or consumer mail, such as that of an internet service provider.
    Public,
    /// Throwaway addresses.
    Disposable,
}

/// One canonical domain per line, sorted by bytes. They are searched in place, so a function's
/// start does no work.
const PUBLIC: &str = include_str!("../data/public.txt");
const DISPOSABLE: &str = include_str!("../data/disposable.txt");

impl Domain {
    /// The kind of provider that the domain, or the one it is a subdomain of, belongs to.
    #[must_use]
    pub fn provider(&self) -> Option<Provider> {
        self.and_above().find_map(|name| {
            if has_line(DISPOSABLE, name) {
                Some(Provider::Disposable)
            } else if has_line(PUBLIC, name) {
                Some(Provider::Public)
            } else {
                None
            }
        })
    }
}

/// Binary search for a line among sorted lines of ASCII.
fn has_line(sorted: &str, wanted: &str) -> bool {
    let mut rest = sorted;
    while !rest.is_empty() {
        let middle = rest.len() / 2;
        let start = rest[..middle].rfind('\n').map_or(0, |newline| newline + 1);
        let end = rest[middle..]
            .find('\n')
            .map_or(rest.len(), |newline| middle + newline);
        match rest[start..end].cmp(wanted) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Greater => rest = &rest[..start],
            std::cmp::Ordering::Less => rest = rest.get(end + 1..).unwrap_or_default(),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_and_their_subdomains_are_known() {
        let table = [
            ("gmail.com", Some(Provider::Public)),
            ("yahoo.co.jp", Some(Provider::Public)),
            ("mail.yahoo.co.jp", Some(Provider::Public)),
            ("gmx.net", Some(Provider::Public)),
            ("qq.com", Some(Provider::Public)),
            ("vip.qq.com", Some(Provider::Public)),
            ("outlook.com", Some(Provider::Public)),
            ("icloud.com", Some(Provider::Public)),
            ("t-online.de", Some(Provider::Public)),
            ("mailbox.org", Some(Provider::Public)),
            ("privaterelay.appleid.com", Some(Provider::Public)),
            ("mailinator.com", Some(Provider::Disposable)),
            ("x.mailinator.com", Some(Provider::Disposable)),
            ("example.com", None),
            ("appleid.com", None),
            ("notgmail.com", None),
            ("gmail.com.example.com", None),
            ("co.jp", None),
            ("aws.amazon.com", None),
        ];
        for (text, expected) in table {
            let domain = Domain::parse(text).unwrap();
            assert_eq!(domain.provider(), expected, "{text}");
        }
    }

    #[test]
    fn a_line_is_found_wherever_it_is_and_a_part_of_one_is_not() {
        let sorted = "a.b\nc.d\ne.f\ngg.h\n";
        for line in sorted.lines() {
            assert!(has_line(sorted, line), "{line}");
            assert!(has_line(sorted.trim_end(), line), "{line}");
        }
        for absent in ["", "a", "a.a", "a.b\nc.d", "b.c", "g.h", "z.z"] {
            assert!(!has_line(sorted, absent), "{absent}");
        }
        assert!(!has_line("", "a.b"));
    }

    #[test]
    fn every_line_of_the_tables_is_canonical_registered_and_found() {
        for table in [PUBLIC, DISPOSABLE] {
            let lines: Vec<&str> = table.lines().collect();
            assert!(lines.len() > 1_000);
            assert!(lines.is_sorted_by(|a, b| a < b));
            for line in lines {
                let domain = Domain::parse(line).unwrap();
                assert_eq!(domain.as_str(), line);
                assert!(!domain.is_public_suffix(), "{line}");
                assert!(has_line(table, line), "{line}");
            }
        }
        let doubles = PUBLIC.lines().find(|line| has_line(DISPOSABLE, line));
        assert_eq!(doubles, None);
    }
}
