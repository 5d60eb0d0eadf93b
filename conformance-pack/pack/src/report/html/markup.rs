//! The parts of a rule's page that the report shows, as HTML.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Parser, Tag, html};

use crate::project::Catalogue;
use crate::report::Report;

/// A `<template>` for the remedy and one for the links of each rule of the report.
pub(super) fn rule_pages(report: &Report, catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for rule in &report.rules {
        let Some(documented) = catalogue.rule(&rule.name) else {
            continue;
        };
        for (id, section) in [("remedy", "Remedy"), ("links", "Links")] {
            let _ = writeln!(
                text,
                "<template id=\"{id}-{}\">{}</template>",
                escaped(&rule.name),
                html_of(documented.page.section(section))
            );
        }
    }
    text
}

/// Markdown as HTML. HTML in it is shown as text, and links go to web pages only, in a tab of
/// their own.
fn html_of(markdown: &str) -> String {
    let mut text = String::new();
    let events = Parser::new(markdown).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("https://") => {
            Event::InlineHtml(
                format!(
                    "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">",
                    escaped(&dest_url)
                )
                .into(),
            )
        }
        Event::Start(Tag::Link { .. }) => Event::InlineHtml("<a>".into()),
        // The page's policy lets no image load.
        Event::Start(Tag::Image { .. }) => Event::InlineHtml("<span>".into()),
        Event::End(pulldown_cmark::TagEnd::Image) => Event::InlineHtml("</span>".into()),
        other => other,
    });
    html::push_html(&mut text, events);
    text
}

/// Text for an element or for an attribute's double quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_brings_no_markup_of_its_own() {
        for (markdown, expected) in [
            (
                "**Bold** `a<b`",
                "<p><strong>Bold</strong> <code>a&lt;b</code></p>\n",
            ),
            (
                "a <script>x</script>",
                "<p>a &lt;script&gt;x&lt;/script&gt;</p>\n",
            ),
            ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
            (
                "[a](https://aws.amazon.com/?a&b)",
                "<p><a href=\"https://aws.amazon.com/?a&amp;b\" target=\"_blank\" rel=\"noopener noreferrer\">a</a></p>\n",
            ),
            ("[a](javascript:x)", "<p><a>a</a></p>\n"),
            ("[a](../other.md)", "<p><a>a</a></p>\n"),
            ("![a](https://example.com/a.png)", "<p><span>a</span></p>\n"),
        ] {
            assert_eq!(html_of(markdown), expected, "{markdown}");
        }
    }
}
