/// The parts of an ARN that tell where an alert goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut fields = text.splitn(6, ':');
        let mut next = || fields.next();
        let ("arn", _partition) = (next()?, next()?) else {
            return None;
        };
        Some(Self {
            service: next()?,
            region: next()?,
            account: next()?,
            resource: next()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resource_may_have_colons() {
        let arn = Arn::parse("arn:aws:logs:us-east-1:111111111111:log-group:trail:*").unwrap();
        assert_eq!(
            arn,
            Arn {
                service: "logs",
                region: "us-east-1",
                account: "111111111111",
                resource: "log-group:trail:*",
            }
        );
        for wrong in ["", "topic", "arn:aws:sns:us-east-1", "urn:aws:sns:r:a:b"] {
            assert_eq!(Arn::parse(wrong), None, "{wrong}");
        }
    }
}
