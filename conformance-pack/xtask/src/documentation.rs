//! Tests for the pages that people read: that what they show is true.

mod commands;
mod errors;
mod pages;
mod syntax;
