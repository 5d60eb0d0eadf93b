use crate::ReadError;

/// More pages than the longest list has that a rule reads, an organization's accounts.
const MAX_PAGES: u32 = 10_000;

/// Follows the tokens of a list's pages. The SDK's paginators end in silence when a
/// token repeats, and what was read of the list until then would pass for all of it:
/// switch that off (`stop_on_duplicate_token(false)`) and show every page's token here.
#[derive(Debug)]
pub struct PageTokens {
    action: &'static str,
    last: Option<String>,
    followed: u32,
}

impl PageTokens {
    /// For the list that `action` (such as `iam:ListVirtualMFADevices`) permits.
    #[must_use]
    pub fn of(action: &'static str) -> Self {
        Self {
            action,
            last: None,
            followed: 0,
        }
    }

    /// Takes the token of the page after this one, none on the last.
    ///
    /// # Errors
    ///
    /// It is the token by which this page was asked for, or the list has no end.
    pub fn follow(&mut self, next: Option<&str>) -> Result<(), ReadError> {
        if next.is_some() && next == self.last.as_deref() {
            return Err(ReadError::lacks(
                self.action,
                "next page: its token repeats",
            ));
        }
        self.followed += 1;
        if next.is_some() && self.followed == MAX_PAGES {
            return Err(ReadError::lacks(
                self.action,
                "last page: it goes on and on",
            ));
        }
        self.last = next.map(str::to_owned);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_repeats_is_an_error() {
        let mut tokens = PageTokens::of("iam:ListVirtualMFADevices");
        assert_eq!(tokens.follow(Some("a")), Ok(()));
        assert_eq!(tokens.follow(Some("b")), Ok(()));
        let error = tokens.follow(Some("b")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "iam:ListVirtualMFADevices: the answer lacks a usable next page: its token repeats"
        );
    }

    #[test]
    fn a_list_has_an_end() {
        let mut tokens = PageTokens::of("iam:ListVirtualMFADevices");
        for page in 1..MAX_PAGES {
            assert_eq!(tokens.follow(Some(&page.to_string())), Ok(()));
        }
        assert!(tokens.follow(Some("more")).is_err());
    }

    #[test]
    fn the_last_page_has_no_token() {
        let mut tokens = PageTokens::of("iam:ListVirtualMFADevices");
        assert_eq!(tokens.follow(None), Ok(()));
        assert_eq!(tokens.follow(None), Ok(()));
    }
}
