use config_rule::Verdict;
use email_domain::{Domain, Provider};

use crate::allowed_domain::AllowedDomain;

pub(crate) fn decide(domain: &Domain, allowed: &[AllowedDomain]) -> Verdict {
    if !allowed.is_empty() {
        return if allowed.iter().any(|allowed| domain.is_within(&allowed.0)) {
            Verdict::compliant(format!(
                "The root email address is at {domain}, which allowedDomains allows."
            ))
        } else {
            Verdict::non_compliant(format!(
                "The root email address is at {domain}, which allowedDomains does not allow. \
                 Change it to a group address of your business."
            ))
        };
    }
    let provider = match domain.provider() {
        None => {
            return Verdict::compliant(format!(
                "The root email address is at {domain}, which is not a known public or disposable \
                 email provider."
            ));
        }
        Some(Provider::Public) => "public",
        Some(Provider::Disposable) => "disposable",
    };
    Verdict::non_compliant(format!(
        "The root email address is at {domain}, a {provider} email provider's domain. Change it \
         to a group address of your business."
    ))
}

#[cfg(test)]
mod tests {
    use config_rule::Compliance::{self, Compliant, NonCompliant};

    use super::*;

    fn verdict(address: &str, allowed: &[&str]) -> Verdict {
        let allowed: Vec<AllowedDomain> =
            allowed.iter().map(|text| text.parse().unwrap()).collect();
        decide(&Domain::of_email(address).unwrap(), &allowed)
    }

    #[test]
    fn without_allowed_domains_providers_are_refused() {
        let table = [
            ("aws-root@example.com", Compliant),
            ("aws-root@aws.example.co.uk", Compliant),
            ("gmail.com@example.com", Compliant),
            ("root@gmail.com", NonCompliant),
            ("root@GMail.Com.", NonCompliant),
            ("root@yahoo.co.jp", NonCompliant),
            ("root@gmx.net", NonCompliant),
            ("root@qq.com", NonCompliant),
            ("root@vip.qq.com", NonCompliant),
            (r#""root@example.com"@gmail.com"#, NonCompliant),
            ("root@mailinator.com", NonCompliant),
            ("root@any.mailinator.com", NonCompliant),
        ];
        for (address, expected) in table {
            assert_eq!(verdict(address, &[]).compliance, expected, "{address}");
        }
    }

    #[test]
    fn with_allowed_domains_they_alone_count() {
        let table: [(&str, &[&str], Compliance); 10] = [
            ("root@example.com", &["example.com"], Compliant),
            ("root@EXAMPLE.com", &["Example.COM."], Compliant),
            ("root@aws.example.com", &["example.com"], Compliant),
            (
                "root@example.net",
                &["example.com", "example.net"],
                Compliant,
            ),
            ("root@bücher.example", &["xn--bcher-kva.example"], Compliant),
            ("root@example.com", &["aws.example.com"], NonCompliant),
            ("root@notexample.com", &["example.com"], NonCompliant),
            (
                "root@example.com.example.org",
                &["example.com"],
                NonCompliant,
            ),
            // A provider's own AWS accounts.
            ("root@gmail.com", &["gmail.com"], Compliant),
            ("root@gmail.com", &["example.com"], NonCompliant),
        ];
        for (address, allowed, expected) in table {
            let compliance = verdict(address, allowed).compliance;
            assert_eq!(compliance, expected, "{address} {allowed:?}");
        }
    }

    #[test]
    fn the_annotation_names_the_domain_and_never_the_local_part() {
        for allowed in [&[][..], &["example.com"], &["example.net"]] {
            for domain in ["example.com", "gmail.com", "mailinator.com"] {
                let verdict = verdict(&format!("secret-team@{domain}"), allowed);
                let annotation = verdict.annotation.to_string();
                assert!(annotation.contains(domain), "{annotation}");
                assert!(!annotation.contains("secret-team"), "{annotation}");
            }
        }
    }
}
