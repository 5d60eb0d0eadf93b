use std::path::Path;

use super::pages;

/// Data on pages is valid for a parser.
#[test]
fn data_on_pages_parse() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for block in pages::code().blocks {
        let text = &block.text;
        let result = match block.language.as_str() {
            "toml" => toml::from_str::<toml::Table>(text)
                .map(drop)
                .map_err(|error| error.to_string()),
            "json" => serde_json::from_str::<serde_json::Value>(text)
                .map(drop)
                .map_err(|error| error.to_string()),
            _ => continue,
        };
        count += 1;
        if let Err(error) = result {
            wrong.push(format!("{}: {error}\n{text}", block.page.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 0);
}

/// cdk/test/package.test.ts compiles and runs the first block on this page. Another one would have
/// to run there, too.
#[test]
fn the_only_typescript_is_the_example_that_is_run() {
    let pages: Vec<_> = pages::code()
        .blocks
        .into_iter()
        .filter(|block| ["ts", "typescript"].contains(&block.language.as_str()))
        .map(|block| block.page)
        .collect();
    assert_eq!(pages, [Path::new("docs/deployment.md")]);
}
