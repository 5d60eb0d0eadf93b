//! Email addresses and phone numbers, as AWS and people write them.

use email_domain::Domain;
use phone::{PhoneDigest, PhoneNumber};

/// A domain has one spelling: reading it again changes nothing. It lies within itself.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn email_address(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Some(domain) = Domain::of_email(&text) else {
        return;
    };
    assert!(text.contains('@'));
    let name = domain.as_str();
    assert!(name.len() <= 253 && name.is_ascii() && name.contains('.'));
    assert!(!name.bytes().any(|byte| byte.is_ascii_uppercase()));
    assert_eq!(Domain::parse(name).as_ref(), Some(&domain));
    assert!(domain.is_within(&domain));
    assert_eq!(domain.and_above().next(), Some(name));
}

pub(crate) fn email_addresses() -> Vec<String> {
    [
        "root@example.com",
        "\"a@b\"@mail.example.co.uk",
        " root@b\u{fc}cher.example. ",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A number has at most the fifteen digits of E.164, and is the same number however it was spelled.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn phone_number(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (country, text) = match text.split_once(' ') {
        Some((country, text)) if country.len() == 2 => (Some(country), text),
        _ => (None, &*text),
    };
    let Some(number) = PhoneNumber::parse(text, country) else {
        return;
    };
    let digits = number.e164().strip_prefix('+').expect("a plus");
    assert!((4..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()));
    assert!(number.is_spelled(text, country));
    assert_eq!(PhoneNumber::parse(number.e164(), None), Some(number));
}

pub(crate) fn phone_numbers() -> Vec<String> {
    [
        "+1 202-555-0142",
        "US (202) 555-0142",
        "GB 020 7946 0018",
        "+44 20 7946 0018 ext. 5",
        "DE 0049 (0)30/12345678",
        "+52 1 33 1234 5678",
        "AR 011 15 2345-6789",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A digest is accepted only if a function can compute it, and it is never shown.
///
/// # Panics
///
/// The invariant doesn't hold.
pub fn phone_digest(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match PhoneDigest::parse(&text) {
        Ok(digest) => {
            assert!(text.starts_with("$argon2id$v=19$"));
            let digest = format!("{digest:?}");
            assert!(
                text.rsplit('$')
                    .all(|part| part.len() < 16 || !digest.contains(part))
            );
        }
        Err(error) => assert!(text.len() < 40 || !error.to_string().contains(&*text)),
    }
}

pub(crate) fn phone_digests() -> Vec<String> {
    [
        "$argon2id$v=19$m=19456,t=2,p=1$by1leGFtcGxlb3JnMQ$MyYlr7IMTl3tyLW4T/quR10aZG58aOcpWtMWHgm3Ktg",
        "$argon2id$v=19$m=65536,t=10,p=4$by1leGFtcGxlb3JnMQ$MyYlr7IMTl3tyLW4T/quRw",
    ]
    .map(str::to_owned)
    .to_vec()
}
