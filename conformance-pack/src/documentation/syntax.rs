use super::pages;

/// Data on a page are what a parser takes.
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
