use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sdk_sts::types::Credentials as Given;

use crate::ReadError;

/// The credentials of a session that STS opened. The SDK fills fields that the answer lacks with an
/// empty text or the year 1970; calls with those would fail for a misleading reason.
///
/// # Errors
///
/// The field that the answer to `action` lacks.
pub fn session_credentials(
    action: &'static str,
    given: Option<Given>,
    provider: &'static str,
) -> Result<Credentials, ReadError> {
    let lacks = |field| ReadError::lacks(action, field);
    let given = given.ok_or_else(|| lacks("Credentials"))?;
    let expiry = SystemTime::try_from(given.expiration)
        .ok()
        .filter(|expiry| *expiry > SystemTime::UNIX_EPOCH)
        .ok_or_else(|| lacks("Credentials.Expiration"))?;
    for (field, text) in [
        ("Credentials.AccessKeyId", &given.access_key_id),
        ("Credentials.SecretAccessKey", &given.secret_access_key),
        ("Credentials.SessionToken", &given.session_token),
    ] {
        if text.is_empty() {
            return Err(lacks(field));
        }
    }
    Ok(Credentials::new(
        given.access_key_id,
        given.secret_access_key,
        Some(given.session_token),
        Some(expiry),
        provider,
    ))
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::DateTime;

    use super::*;

    const ACTION: &str = "sts:AssumeRoot";

    fn given(key: &str, secret: &str, token: &str, expiration: i64) -> Option<Given> {
        Given::builder()
            .access_key_id(key)
            .secret_access_key(secret)
            .session_token(token)
            .expiration(DateTime::from_secs(expiration))
            .build()
            .ok()
    }

    #[test]
    fn an_answer_without_a_part_of_the_credentials_is_named_as_such() {
        let session = |given| session_credentials(ACTION, given, "test");
        assert!(session(given("key", "secret", "token", 1_790_000_000)).is_ok());
        for (given, lacking) in [
            (None, "Credentials"),
            (given("", "s", "t", 1), "Credentials.AccessKeyId"),
            (given("k", "", "t", 1), "Credentials.SecretAccessKey"),
            (given("k", "s", "", 1), "Credentials.SessionToken"),
            (given("k", "s", "t", 0), "Credentials.Expiration"),
        ] {
            assert_eq!(
                session(given).unwrap_err(),
                ReadError::lacks(ACTION, lacking)
            );
        }
    }
}
