use std::path::Path;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::text::read_text;
use crate::error::PackError;

/// The sections that a rule's README.md has, in this order, and no others.
pub(super) const SECTIONS: [&str; 5] = ["Why", "How it decides", "Remedy", "Limits", "Links"];

/// A rule's README.md, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct RulePage {
    /// The text (Markdown) of each of [`SECTIONS`].
    texts: [String; SECTIONS.len()],
}

impl RulePage {
    pub fn read(path: &Path) -> Result<Self, PackError> {
        Self::parse(&read_text(path)?).map_err(|message| PackError::Syntax {
            path: path.to_owned(),
            message,
        })
    }

    /// The text under one of [`SECTIONS`].
    pub fn section(&self, title: &str) -> &str {
        SECTIONS
            .iter()
            .zip(&self.texts)
            .find_map(|(known, text)| (*known == title).then_some(text.as_str()))
            .unwrap_or_default()
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut texts: [String; SECTIONS.len()] = Default::default();
        let headings = second_level_headings(text);
        let titles: Vec<_> = headings
            .iter()
            .map(|heading| heading.title.as_str())
            .collect();
        if titles != SECTIONS {
            return Err(format!(
                "must have the sections `## {}`, each once and in this order; it has: {}",
                SECTIONS.join("`, `## "),
                titles.join(", ")
            ));
        }
        for (index, heading) in headings.iter().enumerate() {
            let end = headings
                .get(index + 1)
                .map_or(text.len(), |next| next.range.start);
            let body = text[heading.range.end..end].trim();
            if body.is_empty() {
                return Err(format!("the section `## {}` is empty", heading.title));
            }
            body.clone_into(&mut texts[index]);
        }
        Ok(Self { texts })
    }
}

struct Heading {
    title: String,
    range: std::ops::Range<usize>,
}

fn second_level_headings(text: &str) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut inside = false;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                ..
            }) => {
                inside = true;
                headings.push(Heading {
                    title: String::new(),
                    range,
                });
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => inside = false,
            Event::Text(part) | Event::Code(part) if inside => {
                if let Some(heading) = headings.last_mut() {
                    heading.title.push_str(&part);
                }
            }
            _ => {}
        }
    }
    headings
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# a-rule\n\n## Why\n\nOne.\n\n```sh\n## not a heading\n```\n\n\
                        ## How it decides\nTwo.\n## Remedy\nThree.\n## Limits\nFour.\n## Links\n- Five.\n";

    #[test]
    fn sections_are_taken_apart_at_their_headings() {
        let page = RulePage::parse(GOOD).unwrap();
        assert_eq!(page.section("Why"), "One.\n\n```sh\n## not a heading\n```");
        assert_eq!(page.section("Links"), "- Five.");
    }

    #[test]
    fn a_section_that_is_missing_empty_or_unknown_is_refused() {
        for (from, to, named) in [
            (
                "## Remedy\nThree.\n",
                "",
                "it has: Why, How it decides, Limits, Links",
            ),
            ("Three.\n", "", "`## Remedy` is empty"),
            ("## Remedy", "## Remedies", "Remedies"),
            ("- Five.\n", "\n\n", "`## Links` is empty"),
        ] {
            let error = RulePage::parse(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(named), "{from} -> {to}: {error}");
        }
    }
}
