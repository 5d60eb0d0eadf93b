/// The parts of an ARN that show where an alert goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    /// Twelve digits, if the ARN has an account.
    pub(crate) account: Option<&'a str>,
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut fields = text.splitn(6, ':');
        let mut next = || fields.next();
        let ("arn", _partition) = (next()?, next()?) else {
            return None;
        };
        let (service, region) = (next()?, next()?);
        let account = match next()? {
            "" => None,
            id if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()) => Some(id),
            _ => return None,
        };
        Some(Self {
            service,
            region,
            account,
            resource: next()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resource_may_have_colons_and_the_account_has_twelve_digits() {
        let arn = Arn::parse("arn:aws:logs:us-east-1:111111111111:log-group:trail:*").unwrap();
        assert_eq!(
            arn,
            Arn {
                service: "logs",
                region: "us-east-1",
                account: Some("111111111111"),
                resource: "log-group:trail:*",
            }
        );
        assert_eq!(Arn::parse("arn:aws:s3:::bucket").unwrap().account, None);
        for wrong in [
            "",
            "topic",
            "arn:aws:sns:us-east-1",
            "urn:aws:sns:r::b",
            "arn:aws:sns:us-east-1:1111:topic",
            "arn:aws:sns:us-east-1:11111111111a:topic",
        ] {
            assert_eq!(Arn::parse(wrong), None, "{wrong}");
        }
    }
}
