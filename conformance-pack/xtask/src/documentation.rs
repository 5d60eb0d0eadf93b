//! What holds for the pages that people read: that what they show is so.

mod commands;
mod errors;
mod pages;
mod syntax;
