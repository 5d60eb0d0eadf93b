//! What holds for everything that is generated from the rules in the checkout.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Parser, Tag};

use super::{Generated, all};
use crate::project::Project;

/// AWS Config's limits for a conformance pack.
const MAX_TEMPLATE_BYTES: usize = 51_200;
const MAX_PARAMETERS: usize = 60;
const MAX_RULES: usize = 130;

fn project() -> Project {
    Project::find().unwrap()
}

fn generated() -> Vec<Generated> {
    let project = project();
    all(&project, &project.catalogue().unwrap()).unwrap()
}

#[test]
fn the_packs_are_inside_the_limits_of_aws_config() {
    let packs: Vec<_> = generated()
        .into_iter()
        .filter(|file| file.path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    assert_eq!(packs.len(), 2);
    for Generated { path, text } in packs {
        let path = path.display();
        let parameters = text.lines().filter(|line| is_parameter(line)).count();
        let rules = text.matches("Type: AWS::Config::ConfigRule").count();
        assert!(
            text.len() < MAX_TEMPLATE_BYTES,
            "{path}: {} bytes",
            text.len()
        );
        assert!(
            (1..=MAX_PARAMETERS).contains(&parameters),
            "{path}: {parameters} parameters"
        );
        assert!((1..=MAX_RULES).contains(&rules), "{path}: {rules} rules");
    }
}

/// An entry of the template's Parameters; their conditions end otherwise.
fn is_parameter(line: &str) -> bool {
    line.strip_prefix("  ").is_some_and(|entry| {
        !entry.starts_with(' ') && entry.contains("Param") && !entry.ends_with("IsSet:")
    })
}

#[test]
fn links_between_pages_lead_somewhere() {
    let project = project();
    let files = generated();
    let mut broken = Vec::new();
    let mut count = 0;
    for file in &files {
        if file.path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        for target in relative_links(&file.text) {
            count += 1;
            let (page, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let path = resolved(&file.path, page);
            let text = files
                .iter()
                .find(|file| file.path == path)
                .map(|file| file.text.clone());
            let exists = text.is_some() || project.path(&path).exists();
            let anchored = anchor.is_empty()
                || text.is_some_and(|text| text.contains(&format!("<a id=\"{anchor}\">")));
            if !exists || !anchored {
                broken.push(format!("{}: {target}", file.path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "broken links:\n{}", broken.join("\n"));
    assert!(count > 0);
}

fn relative_links(text: &str) -> Vec<String> {
    Parser::new(text)
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
            _ => None,
        })
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .collect()
}

/// The path that a link of a page leads to, from the top of the checkout.
fn resolved(page: &Path, target: &str) -> PathBuf {
    if target.is_empty() {
        return page.to_owned();
    }
    let mut path = page.parent().unwrap_or(Path::new("")).to_owned();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    path
}

#[test]
fn no_section_of_a_page_is_empty() {
    for file in generated() {
        if file.path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        let lines: Vec<_> = file.text.lines().filter(|line| !line.is_empty()).collect();
        for pair in lines.windows(2) {
            assert!(
                !(pair[0].starts_with("## ") && pair[1].starts_with("## ")),
                "{}: {} is empty",
                file.path.display(),
                pair[0]
            );
        }
    }
}
