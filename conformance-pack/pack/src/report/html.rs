//! The report as one self-contained page: data, style and script are in it, and its policy lets a
//! browser load or run nothing else.

mod compact;
mod data;
#[cfg(test)]
mod examples;
mod markup;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use super::Report;
use super::trend::Run;
use crate::error::PackError;
use crate::project::Catalogue;

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/style.css");
/// In order of use.
const SCRIPTS: [&str; 9] = [
    include_str!("html/script/data.js"),
    include_str!("html/script/element.js"),
    include_str!("html/script/framework.js"),
    include_str!("html/script/filter.js"),
    include_str!("html/script/grid.js"),
    include_str!("html/script/overview.js"),
    include_str!("html/script/detail.js"),
    include_str!("html/script/print.js"),
    include_str!("html/script/main.js"),
];

/// The page of a report, with the runs before it, oldest first.
pub(super) fn render(
    report: &Report,
    catalogue: &Catalogue,
    previous: &[Run],
) -> Result<String, PackError> {
    let script = SCRIPTS.concat();
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        source_hash(&script),
        source_hash(STYLE)
    );
    let shown = report.shown();
    let data = data::Data::new(&shown, catalogue, previous).in_script()?;
    Ok(fill(
        PAGE,
        &[
            ("policy", &policy),
            ("style", STYLE),
            ("pages", &markup::rule_pages(report, catalogue)),
            ("data", &data),
            ("script", &script),
        ],
    ))
}

/// The hash with which a content security policy allows an inline script or style.
fn source_hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!("sha256-{}", BASE64.encode(digest))
}

/// Replaces each `{{name}}` of a template in one pass: inserted text is not processed again.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let named = after.split_once("}}").and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        match named {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push_str("{{");
                rest = after;
            }
        }
    }
    filled + rest
}
