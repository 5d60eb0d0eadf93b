use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::choose::{Target, Unit};
use super::member_access::MemberAccess;

/// The role that AWS makes in each account that an organization creates.
pub(super) const DEFAULT_ROLE: &str = "OrganizationAccountAccessRole";

/// How the accounts of an organization are chosen and entered.
#[derive(Debug, Args)]
pub(crate) struct ScanOptions {
    /// Read every account of the profile's organization: the profile is the management account's or
    /// a delegated administrator's
    #[arg(long, requires = "live")]
    pub(super) organization: bool,
    /// Run the rules in the accounts of this organizational unit, and of those below it; may be
    /// repeated
    #[arg(long = "unit", value_name = "ID-OR-PATH", requires = "organization")]
    pub(super) units: Vec<Unit>,
    /// Leave out this account or organizational unit; may be repeated
    #[arg(long, value_name = "ID-OR-PATH", requires = "organization")]
    pub(super) exclude: Vec<Target>,
    /// How member accounts are read (default: by a role, or by root-audit where you agree and no
    /// role lets you in)
    #[arg(long, value_enum, value_name = "WAY", requires = "organization")]
    pub(super) member_access: Option<MemberAccess>,
    /// The role to assume in each member account
    #[arg(
        long,
        value_name = "NAME",
        requires = "organization",
        default_value = DEFAULT_ROLE
    )]
    pub(super) member_role: String,
    /// How many accounts are read at a time, at most
    #[arg(
        long,
        value_name = "NUMBER",
        requires = "organization",
        default_value = "8"
    )]
    pub(super) concurrency: NonZeroUsize,
    /// Go on from this result of `--format json`: what it has a verdict for isn't run again
    #[arg(long, value_name = "FILE", requires = "organization")]
    pub(super) resume: Option<PathBuf>,
    /// Open sessions of root users without asking
    #[arg(long, requires = "organization")]
    pub(super) yes: bool,
}

impl ScanOptions {
    pub(crate) fn is_wanted(&self) -> bool {
        self.organization
    }
}
