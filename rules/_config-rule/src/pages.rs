use std::error::Error as StdError;

use aws_sdk_config::config::http::HttpResponse;
use aws_sdk_config::error::{ProvideErrorMetadata, SdkError};

use crate::ReadError;

/// More pages than the longest list that a rule reads: an organization's accounts.
const MAX_PAGES: u32 = 10_000;

/// The pages of a list, one after the other.
///
/// The SDK's paginators end in silence when a token repeats: what was read of the list until then
/// would pass for all of it. Here that is an error, and so is a list without an end.
#[derive(Debug)]
pub struct Pages<Page, Ask> {
    action: &'static str,
    ask: Ask,
    token_of: fn(&Page) -> Option<&str>,
    /// By which the last page was asked for.
    asked: Option<String>,
    /// The token for requesting the next page.
    next: Option<String>,
    read: u32,
}

impl<Page, Ask> Pages<Page, Ask> {
    /// For the list that `action` (such as `iam:ListVirtualMFADevices`) permits. `token_of` finds
    /// the next page's token in a page, and `ask` asks for the page with a token, or the first.
    pub fn of(action: &'static str, token_of: fn(&Page) -> Option<&str>, ask: Ask) -> Self {
        Self {
            action,
            ask,
            token_of,
            asked: None,
            next: None,
            read: 0,
        }
    }

    /// Whether the last page was read.
    pub fn at_end(&self) -> bool {
        self.read > 0 && self.next.is_none()
    }

    /// The next page, or `None` after the last.
    ///
    /// # Errors
    ///
    /// It could not be read, its token is the one of the page before, or the list has no end.
    pub async fn next<E>(&mut self) -> Result<Option<Page>, ReadError>
    where
        Ask: AsyncFnMut(Option<String>) -> Result<Page, SdkError<E, HttpResponse>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        if self.at_end() {
            return Ok(None);
        }
        if self.read > 0 && self.next == self.asked {
            return Err(ReadError::lacks(
                self.action,
                "next page: its token repeats",
            ));
        }
        if self.read == MAX_PAGES {
            return Err(ReadError::lacks(
                self.action,
                "last page: it goes on and on",
            ));
        }
        self.asked = self.next.take();
        let page = (self.ask)(self.asked.clone())
            .await
            .map_err(ReadError::of(self.action))?;
        self.read += 1;
        self.next = (self.token_of)(&page)
            .filter(|token| !token.is_empty())
            .map(str::to_owned);
        Ok(Some(page))
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_iam::operation::list_virtual_mfa_devices::ListVirtualMFADevicesError;

    use super::*;

    type Answer = Result<Option<String>, SdkError<ListVirtualMFADevicesError, HttpResponse>>;

    /// How many pages there are, where each page is nothing but the next one's token.
    async fn count(ask: impl AsyncFnMut(Option<String>) -> Answer) -> Result<u32, ReadError> {
        let mut pages = Pages::of("iam:ListVirtualMFADevices", Option::as_deref, ask);
        let mut count = 0;
        while pages.next().await?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    #[tokio::test]
    async fn a_token_that_repeats_is_an_error() {
        let mut tokens = ["a", "b", "b", "c"].into_iter();
        let error = count(async |_| Ok(tokens.next().map(str::to_owned))).await;
        assert_eq!(
            error.unwrap_err().to_string(),
            "iam:ListVirtualMFADevices: the answer lacks a usable next page: its token repeats"
        );
        assert_eq!(tokens.next(), Some("c"));
    }

    #[tokio::test]
    async fn a_list_has_an_end() {
        let up_to = async |last: u32| {
            let mut asked = 0;
            count(async |_| {
                asked += 1;
                Ok((asked < last).then(|| asked.to_string()))
            })
            .await
        };
        assert_eq!(up_to(MAX_PAGES).await, Ok(MAX_PAGES));
        assert!(up_to(MAX_PAGES + 1).await.is_err());
    }

    #[tokio::test]
    async fn the_last_page_has_no_token() {
        for last in [None, Some("")] {
            let mut asked = Vec::new();
            let mut tokens = [Some("a"), Some("b"), last].into_iter();
            let counted = count(async |token| {
                asked.push(token);
                Ok(tokens.next().flatten().map(str::to_owned))
            })
            .await;
            assert_eq!(counted, Ok(3));
            assert_eq!(asked, [None, Some("a".to_owned()), Some("b".to_owned())]);
        }
    }
}
