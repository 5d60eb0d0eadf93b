use aws_sdk_iam::Client;
use config_rule::{Aws, Later, PageTokens, ReadError};

const LIST_ACCOUNT_ALIASES: &str = "iam:ListAccountAliases";
/// CloudTrail's name of the root user, and of any user or session that is called so.
pub(crate) const ROOT: &str = "root";

/// Under which names CloudTrail may record the root user: `root`, and the account's alias, which its
/// guide gives as root's `userName` in an account that has one.
#[derive(Debug)]
pub(crate) struct Names {
    iam: Later<Client>,
}

impl Names {
    /// Calls nothing.
    pub(crate) fn new(aws: &Aws) -> Self {
        Self {
            iam: aws.later(|aws| Client::new(aws.own())),
        }
    }

    /// The account's aliases, but for `root` itself. AWS allows one.
    pub(crate) async fn aliases(&self) -> Result<Vec<String>, ReadError> {
        let mut aliases = Vec::new();
        let mut tokens = PageTokens::of(LIST_ACCOUNT_ALIASES);
        let mut token = None;
        loop {
            let answer = self
                .iam
                .list_account_aliases()
                .set_marker(token)
                .send()
                .await
                .map_err(ReadError::of(LIST_ACCOUNT_ALIASES))?;
            aliases.extend(answer.account_aliases);
            token = answer.marker.filter(|token| !token.is_empty());
            tokens.follow(token.as_deref())?;
            if token.is_none() {
                aliases.retain(|alias| alias != ROOT);
                return Ok(aliases);
            }
        }
    }
}
