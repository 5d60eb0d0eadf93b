/// The account field of an ARN, if the text is an ARN.
pub(crate) fn account_of_arn(arn: &str) -> Option<&str> {
    field(arn, 4)
}

/// Field `index` of `arn:partition:service:region:account:resource`.
pub(crate) fn field(arn: &str, index: usize) -> Option<&str> {
    let fields: Vec<&str> = arn.splitn(6, ':').collect();
    match fields.as_slice() {
        ["arn", _, _, _, _, _] => fields.get(index).copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_read_from_the_arn() {
        let arn = "arn:aws:lambda:us-east-1:111111111111:function:name:alias";
        assert_eq!(account_of_arn(arn), Some("111111111111"));
        assert_eq!(account_of_arn("function-arn"), None);
    }
}
