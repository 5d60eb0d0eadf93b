//! SECURITY.md names a test for every claim, and the named tests exist.

#![cfg(test)]

use std::path::Path;

fn root() -> &'static Path {
    Path::new(rule_tests::WORKSPACE)
}

/// The rows of the page's tables: a claim and its tests.
fn claims(page: &str) -> Vec<(&str, &str)> {
    page.lines()
        .filter_map(|line| {
            line.strip_prefix("| ")?
                .strip_suffix(" |")?
                .split_once(" | ")
        })
        .filter(|(claim, _)| *claim != "Claim")
        .collect()
}

/// The links of a cell to tests: the test's name and the file it is in.
fn tests(cell: &str) -> Vec<(&str, &str)> {
    cell.split("[`")
        .skip(1)
        .map(|link| {
            let (name, rest) = link.split_once("`](").unwrap();
            (name, rest.split_once(')').unwrap().0)
        })
        .collect()
}

/// Whether a source file has a test of that name: a function with an attribute in Rust, a title in
/// TypeScript.
fn has_test(file: &str, source: &str, name: &str) -> bool {
    if file.ends_with(".rs") {
        let lines: Vec<&str> = source.lines().map(str::trim).collect();
        let function = format!("fn {name}(");
        lines.iter().enumerate().any(|(at, line)| {
            line.contains(&function)
                && lines[at.saturating_sub(3)..at]
                    .iter()
                    .any(|line| line.starts_with("#[test") || line.starts_with("#[tokio::test"))
        })
    } else {
        ["'", "\""]
            .iter()
            .any(|quote| source.contains(&format!("{quote}{name}{quote},")))
    }
}

#[test]
fn every_claim_names_tests_that_exist() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let steps =
        std::fs::read_to_string(root().join("conformance-pack/xtask/src/test/step.rs")).unwrap();
    let claims = claims(&page);
    assert!(claims.len() > 15, "{}", claims.len());
    let mut problems = Vec::new();
    for (claim, held_by) in claims {
        let tests = tests(held_by);
        let step = held_by
            .split_once("step `")
            .map(|(_, rest)| rest.split_once('`').unwrap().0);
        if tests.is_empty() && step.is_none() {
            problems.push(format!("no test for: {claim}"));
        }
        if let Some(step) = step
            && !steps.contains(&format!("name: \"{step}\""))
        {
            problems.push(format!("there is no step {step}"));
        }
        for (name, file) in tests {
            match std::fs::read_to_string(root().join(file)) {
                Ok(source) if has_test(file, &source, name) => {}
                Ok(_) => problems.push(format!("{file} has no test `{name}`")),
                Err(error) => problems.push(format!("{file}: {error}")),
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_test_is_found_by_its_name_only() {
    let rust = "#[tokio::test(flavor = \"multi_thread\")]\nasync fn it_holds() {";
    assert!(has_test("a.rs", rust, "it_holds"));
    assert!(!has_test("a.rs", rust, "holds"));
    assert!(!has_test("a.rs", "fn it_holds() {", "it_holds"));
    assert!(has_test("a.ts", "test('it holds', () => {", "it holds"));
    assert!(!has_test("a.ts", "test('it holds', () => {", "holds"));
}
