//! A page of instructions, as steps.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// What a reader of the page does next.
pub(crate) enum Step {
    /// A paragraph that begins with "Write" names the file whose text follows.
    Write { path: String, text: String },
    /// A block of `sh`.
    Run(String),
    /// A block of `console`: the output of the commands before it.
    See(String),
}

pub(crate) fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut paragraph = String::new();
    let mut named: Option<String> = None;
    let mut language: Option<String> = None;
    let mut text = String::new();
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::Paragraph) => {
                paragraph.clear();
                named = None;
            }
            Event::Code(code) => named = Some(code.into_string()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(name))) => {
                language = Some(name.into_string());
                text.clear();
            }
            Event::End(TagEnd::CodeBlock) => {
                let text = std::mem::take(&mut text);
                let path = named.take().filter(|_| paragraph.starts_with("Write "));
                match (path, language.take().as_deref()) {
                    (Some(path), _) => steps.push(Step::Write { path, text }),
                    (None, Some("sh")) => steps.push(Step::Run(text)),
                    (None, Some("console")) => steps.push(Step::See(text)),
                    (None, other) => {
                        panic!("a block of {other:?} without a file name:\n{text}")
                    }
                }
            }
            Event::Text(part) if language.is_some() => text.push_str(&part),
            Event::Text(part) => paragraph.push_str(&part),
            _ => {}
        }
    }
    assert!(!steps.is_empty());
    steps
}
