//! docs/security.md: SECURITY.md, which is where people and platforms look for it, as a page of the
//! book.

use std::fs;
use std::path::Path;

use super::markdown::notice;
use pack::error::PackError;

pub(super) fn page(path: &Path) -> Result<String, PackError> {
    let text = fs::read_to_string(path).map_err(PackError::read(path))?;
    Ok(format!("{}\n{}", notice("SECURITY.md"), in_the_book(&text)))
}

/// The text with links that work in the book: relative links to the book's pages, and plain paths
/// for files outside the book.
fn in_the_book(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, label, target, after)) = next_link(rest) {
        result.push_str(before);
        if let Some(page) = target.strip_prefix("docs/") {
            result.push_str(&format!("[{label}]({page})"));
        } else if target.contains("://") || target.starts_with('#') {
            result.push_str(&format!("[{label}]({target})"));
        } else {
            result.push_str(&format!("{label} (`{target}`)"));
        }
        rest = after;
    }
    result + rest
}

/// The text before the next link, its label and target, and the text after it.
fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (until_label, rest) = text.split_once("](")?;
    let (target, after) = rest.split_once(')')?;
    let (before, label) = until_label.rsplit_once('[')?;
    Some((before, label, target, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_or_name_a_path() {
        for (text, expected) in [
            ("See [rules](docs/rules.md).", "See [rules](rules.md)."),
            (
                "A [test](tests/a.rs) and\n[one\nmore](cdk/b.ts)",
                "A test (`tests/a.rs`) and\none\nmore (`cdk/b.ts`)",
            ),
            ("[a](https://example.com)", "[a](https://example.com)"),
            ("[a](#b) c", "[a](#b) c"),
            ("none", "none"),
        ] {
            assert_eq!(in_the_book(text), expected);
        }
    }
}
