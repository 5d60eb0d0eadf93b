use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::{OrganizationId, PhoneNumber};

/// The most that a digest may cost to compute: a function has 128 MB and a minute.
const MAX_MEMORY_KIB: u32 = 64 * 1024;
const MAX_PASSES: u32 = 10;
const MAX_LANES: u32 = 4;
/// A shorter output could match another number by chance.
const MIN_OUTPUT_LENGTH: usize = 16;

/// Argon2id over a phone number in E.164 form, salted with the organization's id, that
/// can be computed within a function's means. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneDigest(PasswordHash);

/// Why a text is not a usable digest. Completes the sentence "it must be …"; the text itself is
/// never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    #[error("an Argon2id digest as a PHC string ($argon2id$v=19$m=…,t=…,p=…$salt$digest)")]
    NotArgon2id,
    #[error(
        "an Argon2id digest that a function can compute: at most {MAX_MEMORY_KIB} KiB (m), \
         {MAX_PASSES} passes (t) and {MAX_LANES} lanes (p)"
    )]
    TooCostly,
    #[error("an Argon2id digest of {MIN_OUTPUT_LENGTH} bytes or more")]
    TooShort,
}

/// A digest could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the digest can't be computed: {0}")]
pub struct MakingError(argon2::password_hash::Error);

impl PhoneDigest {
    /// Makes the digest of an organization's management account's number.
    ///
    /// # Errors
    ///
    /// There is not enough memory for it.
    pub fn make(number: &PhoneNumber, organization: &OrganizationId) -> Result<Self, MakingError> {
        // Argon2id, version 19, m=19456, t=2, p=1.
        Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
            .hash_password_with_salt(number.e164().as_bytes(), organization.as_str().as_bytes())
            .map(Self)
            .map_err(MakingError)
    }

    /// Reads a PHC string.
    ///
    /// # Errors
    ///
    /// It is not a PHC string, not Argon2id, or too costly for a function.
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let hash = PasswordHash::new(text).map_err(|_| DigestError::NotArgon2id)?;
        let is_known = hash.algorithm == Algorithm::Argon2id.ident()
            && hash.version == Some(Version::V0x13.into())
            && hash.salt.is_some();
        let output = hash.hash.as_ref().filter(|_| is_known);
        let output = output.ok_or(DigestError::NotArgon2id)?;
        if output.len() < MIN_OUTPUT_LENGTH {
            return Err(DigestError::TooShort);
        }
        let params = Params::try_from(&hash).map_err(|_| DigestError::NotArgon2id)?;
        if params.m_cost() > MAX_MEMORY_KIB
            || params.t_cost() > MAX_PASSES
            || params.p_cost() > MAX_LANES
        {
            return Err(DigestError::TooCostly);
        }
        Ok(Self(hash))
    }

    /// Whether the digest was made for the organization.
    #[must_use]
    pub fn is_salted_with(&self, organization_id: &str) -> bool {
        self.0
            .salt
            .as_ref()
            .is_some_and(|salt| **salt == *organization_id.as_bytes())
    }

    /// Whether it is the digest of this number. The comparison takes constant time.
    #[must_use]
    pub fn is_of(&self, number: &PhoneNumber) -> bool {
        Argon2::default()
            .verify_password(number.e164().as_bytes(), &self.0)
            .is_ok()
    }

    /// The PHC string, for the parameter of AWS Config; not for a log.
    #[must_use]
    pub fn to_phc(&self) -> String {
        self.0.to_string()
    }
}

impl fmt::Debug for PhoneDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneDigest(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of +12025550142 for o-exampleorg1, by the reference implementation (argon2-cffi).
    const REFERENCE: &str = "$argon2id$v=19$m=19456,t=2,p=1$by1leGFtcGxlb3JnMQ$MyYlr7IMTl3tyLW4T/quR10aZG58aOcpWtMWHgm3Ktg";

    /// Digests of the same number, made in the same way with other parameters and lengths.
    const OTHER_PARAMETERS: [&str; 3] = [
        "$argon2id$v=19$m=8,t=1,p=1$by1leGFtcGxlb3JnMQ$ecz0xNoOf6p620DnmTQIcCaPN//nJ1fsRNZjKl86MEA",
        "$argon2id$v=19$m=1024,t=3,p=2$by1leGFtcGxlb3JnMQ$EU82IX7iLTiVHqr5MMS2Eg",
        "$argon2id$v=19$m=4096,t=1,p=4$by1leGFtcGxlb3JnMQ$aANVHLUwm/elVf5e80X/+tQDnkyI27nPiEpgZdBBycfg1cfsTR9+91Hpjco5vNTucmOT+3BGFB3t7lOdXOzh8A",
    ];

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text, None).unwrap()
    }

    #[test]
    fn a_digest_is_the_reference_implementation_s() {
        let organization = "o-exampleorg1".parse().unwrap();
        let made = PhoneDigest::make(&number("+1 202-555-0142"), &organization).unwrap();
        assert_eq!(made.to_phc(), REFERENCE);
    }

    #[test]
    fn a_digest_is_of_one_number_and_one_organization() {
        let digest = PhoneDigest::parse(REFERENCE).unwrap();
        assert!(digest.is_of(&number("+12025550142")));
        assert!(!digest.is_of(&number("+12025550143")));
        assert!(digest.is_salted_with("o-exampleorg1"));
        assert!(!digest.is_salted_with("o-exampleorg2"));
        assert!(!digest.is_salted_with(""));
    }

    #[test]
    fn the_parameters_are_the_digest_s_own() {
        for other in OTHER_PARAMETERS {
            let digest = PhoneDigest::parse(other).unwrap();
            assert!(digest.is_of(&number("+12025550142")), "{other}");
            assert!(!digest.is_of(&number("+12025550143")), "{other}");
        }
    }

    #[test]
    fn an_unusable_digest_is_refused() {
        let with = |old: &str, new: &str| {
            assert!(REFERENCE.contains(old));
            REFERENCE.replacen(old, new, 1)
        };
        let (without_output, _) = REFERENCE.rsplit_once('$').unwrap();
        let (without_salt, _) = without_output.rsplit_once('$').unwrap();
        let table = [
            (String::new(), DigestError::NotArgon2id),
            ("+12025550142".to_owned(), DigestError::NotArgon2id),
            (with("argon2id", "argon2i"), DigestError::NotArgon2id),
            (with("argon2id", "argon2d"), DigestError::NotArgon2id),
            (with("argon2id", "scrypt"), DigestError::NotArgon2id),
            (with("v=19", "v=16"), DigestError::NotArgon2id),
            (with("$v=19", ""), DigestError::NotArgon2id),
            (with("m=19456", "m=7"), DigestError::NotArgon2id),
            (with("m=19456", "m=many"), DigestError::NotArgon2id),
            (with("t=2", "t=0"), DigestError::NotArgon2id),
            (with("t=2", "x=2"), DigestError::NotArgon2id),
            (without_output.to_owned(), DigestError::NotArgon2id),
            (without_salt.to_owned(), DigestError::NotArgon2id),
            (
                format!("{without_output}$c2hvcnRvdXRwdXQ"),
                DigestError::TooShort,
            ),
            (with("m=19456", "m=65537"), DigestError::TooCostly),
            (with("m=19456", "m=4294967295"), DigestError::TooCostly),
            (with("t=2", "t=11"), DigestError::TooCostly),
            (with("p=1", "p=5"), DigestError::TooCostly),
        ];
        for (text, expected) in table {
            assert_eq!(PhoneDigest::parse(&text), Err(expected), "{text}");
        }
        for good in [
            with("m=19456", "m=65536"),
            with("t=2", "t=10"),
            with("p=1", "p=4"),
        ] {
            assert!(PhoneDigest::parse(&good).is_ok(), "{good}");
        }
    }

    #[test]
    fn neither_a_digest_nor_an_error_shows_the_text() {
        let digest = PhoneDigest::parse(REFERENCE).unwrap();
        assert_eq!(format!("{digest:?}"), "PhoneDigest(…)");
        let error = PhoneDigest::parse("o-exampleorg1").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("exampleorg1"));
    }
}
