//! The AWS endpoint read by AWS's own SDK: an independent reader of every wire format.

mod account;
mod authorization;
mod client;
mod cloudtrail;
mod config;
mod faults;
mod iam;
mod organizations;
mod pages;
mod ssm;
mod sts;
