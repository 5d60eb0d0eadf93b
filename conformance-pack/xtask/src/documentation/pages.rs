//! The pages, and the code on them.

use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use pack::project::Project;

/// A block of code on a page.
pub(super) struct Block {
    /// From the top of the checkout.
    pub(super) page: PathBuf,
    /// The language on the page; empty if there is none.
    pub(super) language: String,
    pub(super) text: String,
}

/// The code on all pages, in blocks and inline.
pub(super) struct Code {
    pub(super) blocks: Vec<Block>,
    pub(super) spans: Vec<Block>,
}

/// The pages that people read, each with its path from the top of the checkout.
pub(super) fn all() -> Vec<(PathBuf, String)> {
    let project = Project::find().unwrap();
    let mut pages = Vec::new();
    for name in [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "cdk/README.md",
    ] {
        pages.push(PathBuf::from(name));
    }
    for folder in ["docs", "rules"] {
        collect(&project, Path::new(folder), &mut pages);
    }
    pages
        .into_iter()
        .map(|page| {
            let text = fs::read_to_string(project.path(&page)).unwrap();
            (page, text)
        })
        .collect()
}

fn collect(project: &Project, folder: &Path, pages: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(project.path(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = folder.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            if entry.file_name() != "node_modules" {
                collect(project, &path, pages);
            }
        } else if path.extension().is_some_and(|end| end == "md") {
            pages.push(path);
        }
    }
}

pub(super) fn code() -> Code {
    let mut code = Code {
        blocks: Vec::new(),
        spans: Vec::new(),
    };
    for (page, text) in all() {
        let mut open: Option<Block> = None;
        for event in Parser::new(&text) {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    open = Some(Block {
                        page: page.clone(),
                        language: match kind {
                            CodeBlockKind::Fenced(language) => language.into_string(),
                            CodeBlockKind::Indented => String::new(),
                        },
                        text: String::new(),
                    });
                }
                Event::End(TagEnd::CodeBlock) => code.blocks.extend(open.take()),
                Event::Text(part) => {
                    if let Some(block) = &mut open {
                        block.text.push_str(&part);
                    }
                }
                Event::Code(span) => code.spans.push(Block {
                    page: page.clone(),
                    language: String::new(),
                    text: span.into_string(),
                }),
                _ => {}
            }
        }
    }
    code
}
