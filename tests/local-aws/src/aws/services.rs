//! The services, one file each.

pub(super) mod account;
mod arn;
pub(super) mod cloudtrail;
pub(super) mod cloudwatch;
pub(crate) mod config;
pub(super) mod ec2;
pub(super) mod events;
mod glob;
pub(super) mod iam;
pub(super) mod kms;
pub(super) mod logs;
pub(super) mod organizations;
mod regions;
pub(super) mod sns;
pub(super) mod ssm;
pub(super) mod sts;
mod time;

use arn::{resource_arn, topic_arn};
use time::{epoch, from_epoch, iso};
