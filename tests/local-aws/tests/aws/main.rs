//! The AWS endpoint, read by AWS's own SDK as an independent reader of every wire format.

#![cfg(test)]

mod account;
mod authorization;
mod client;
mod cloudtrail;
mod cloudwatch;
mod config;
mod config_organization;
mod config_packs;
mod deployed;
mod events;
mod faults;
mod iam;
mod kms;
mod logs;
mod organizations;
mod pages;
mod quotas;
mod serve;
mod sns;
mod ssm;
mod sts;
