use aws_sdk_iam::Client;
use aws_sdk_iam::operation::list_account_aliases::ListAccountAliasesOutput;
use config_rule::{Later, Pages, ReadError};
use tokio::sync::OnceCell;

const LIST_ACCOUNT_ALIASES: &str = "iam:ListAccountAliases";
/// CloudTrail's name for the root user, and for any user or session with that name.
pub(crate) const ROOT: &str = "root";

/// The account's aliases but for `root` itself, asked for once, however many Regions are read.
/// AWS allows one. CloudTrail may record the root user under it: its guide gives it as root's
/// `userName` in an account that has one.
#[derive(Debug)]
pub(crate) struct Aliases<'a> {
    iam: &'a Later<Client>,
    known: OnceCell<Vec<String>>,
}

impl<'a> Aliases<'a> {
    /// Calls nothing.
    pub(crate) fn new(iam: &'a Later<Client>) -> Self {
        Self {
            iam,
            known: OnceCell::new(),
        }
    }

    pub(crate) async fn get(&self) -> Result<&[String], ReadError> {
        let known = self.known.get_or_try_init(|| self.read()).await?;
        Ok(known)
    }

    async fn read(&self) -> Result<Vec<String>, ReadError> {
        let mut pages = Pages::of(
            LIST_ACCOUNT_ALIASES,
            ListAccountAliasesOutput::marker,
            async |token| {
                let request = self.iam.list_account_aliases();
                request.set_marker(token).send().await
            },
        );
        let mut aliases = Vec::new();
        while let Some(page) = pages.next().await? {
            aliases.extend(page.account_aliases);
        }
        aliases.retain(|alias| alias != ROOT);
        Ok(aliases)
    }
}
