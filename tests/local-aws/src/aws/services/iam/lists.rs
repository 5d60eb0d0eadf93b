//! What IAM's lists have in common.

use crate::aws::page::PageSize;

/// AWS's pages.
pub(super) const PAGE: PageSize = PageSize::of(100, 1_000);

/// When every user and device was made: nothing reads it.
pub(super) const CREATED: &str = "2020-01-01T00:00:00Z";
