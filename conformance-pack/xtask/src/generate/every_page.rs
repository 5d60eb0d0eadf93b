//! Tests for everything that is generated from the rules in the checkout.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{Generated, all};
use pack::project::Project;

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

/// An entry in the template's Parameters; conditions have another suffix.
fn is_parameter(line: &str) -> bool {
    line.strip_prefix("  ").is_some_and(|entry| {
        !entry.starts_with(' ') && entry.contains("Param") && !entry.ends_with("IsSet:")
    })
}

#[test]
fn links_between_pages_lead_somewhere() {
    let project = project();
    let pages = with_written_pages(&project, &generated());
    let mut broken = Vec::new();
    let mut count = 0;
    for file in &pages {
        for target in relative_links(&file.text) {
            count += 1;
            let (page, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let path = resolved(&file.path, page);
            let leads = match pages.iter().find(|page| page.path == path) {
                Some(page) => anchor.is_empty() || anchors(&page.text).contains(anchor),
                None => anchor.is_empty() && project.path(&path).exists(),
            };
            if !leads {
                broken.push(format!("{}: {target}", file.path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "broken links:\n{}", broken.join("\n"));
    assert!(count > 0);
}

/// The generated pages, and those that people write.
fn with_written_pages(project: &Project, generated: &[Generated]) -> Vec<Generated> {
    let is_page = |path: &Path| path.extension().is_some_and(|end| end == "md");
    let mut pages: Vec<_> = generated
        .iter()
        .filter(|file| is_page(&file.path))
        .cloned()
        .collect();
    for folder in ["", "docs", "docs/attestations", "cdk"] {
        for entry in project.path(folder).read_dir().unwrap() {
            let path = Path::new(folder).join(entry.unwrap().file_name());
            if is_page(&path) && pages.iter().all(|page| page.path != path) {
                let text = std::fs::read_to_string(project.path(&path)).unwrap();
                pages.push(Generated::new(path, text));
            }
        }
    }
    pages
}

#[test]
fn every_page_is_in_the_book() {
    let project = project();
    let contents = std::fs::read_to_string(project.path("docs/SUMMARY.md")).unwrap();
    let listed: BTreeSet<_> = relative_links(&contents)
        .into_iter()
        .map(|target| resolved(Path::new("docs/SUMMARY.md"), &target))
        .collect();
    for page in with_written_pages(&project, &generated()) {
        let path = page.path;
        if path.starts_with("docs") && !path.ends_with("SUMMARY.md") {
            assert!(listed.contains(&path), "{}", path.display());
        }
    }
}

/// docs/architecture.md names the tests for each invariant.
#[test]
fn the_files_that_the_architecture_names_exist() {
    let project = project();
    let text = std::fs::read_to_string(project.path("docs/architecture.md")).unwrap();
    let named: Vec<String> = Parser::new(&text)
        .filter_map(|event| match event {
            Event::Code(code) => Some(code.into_string()),
            _ => None,
        })
        .filter(|code| {
            ["cdk/", "conformance-pack/", "rules/", "tests/"]
                .iter()
                .any(|folder| code.starts_with(folder))
        })
        .collect();
    assert!(!named.is_empty());
    for path in named {
        assert!(project.path(&path).exists(), "{path}");
    }
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

/// The targets of links into a page: its headings, in GitHub's form, and its own anchors.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => anchors.extend(heading.take()),
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut heading {
                    heading.extend(
                        part.to_lowercase()
                            .chars()
                            .filter_map(|letter| match letter {
                                ' ' => Some('-'),
                                '-' | '_' => Some(letter),
                                _ => letter.is_alphanumeric().then_some(letter),
                            }),
                    );
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let id = html
                    .split_once("<a id=\"")
                    .and_then(|(_, rest)| rest.split_once('"'));
                anchors.extend(id.map(|(id, _)| id.to_owned()));
            }
            _ => {}
        }
    }
    anchors
}

/// The path of a link's target, from the top of the checkout.
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
