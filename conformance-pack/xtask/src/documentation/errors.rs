//! docs/troubleshooting.md has every error message, and no others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::LitStr;

use super::pages;
use pack::project::Project;

const PAGE: &str = "docs/troubleshooting.md";
/// The local AWS endpoint sends these to rules. Nobody sees them.
const ANSWERS: [&str; 2] = ["tests/local-aws/src/aws", "tests/local-aws/src/http.rs"];
/// The reasons for a broken alert chain are part of a verdict, and already say what to do.
const REASONS: [&str; 1] = ["rules/root-activity-alerting/src"];

#[test]
fn every_error_has_an_entry() {
    let messages: BTreeSet<_> = sources()
        .into_iter()
        .flat_map(|path| messages(tokens(&path)))
        .collect();
    assert!(!messages.is_empty());
    let entries: BTreeSet<String> = pages::code()
        .blocks
        .iter()
        .filter(|block| block.page == Path::new(PAGE) && block.language == "text")
        .flat_map(|block| block.text.lines())
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = messages.difference(&entries).cloned().collect();
    let unknown: Vec<_> = entries.difference(&messages).cloned().collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "{PAGE} lacks:\n{}\n\nno error has the message:\n{}",
        missing.join("\n"),
        unknown.join("\n")
    );
}

/// Debug output is for programmers. Messages use `Display`.
#[test]
fn no_message_has_debug_output() {
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        for format in formats(text.parse().unwrap()) {
            let has_debug = [":?", ":#?"].iter().any(|mark| format.contains(mark));
            assert!(!has_debug, "{}: {format}", path.display());
        }
    }
}

/// The names that a function reports to Lambda, for alarms and runbooks.
#[test]
fn every_error_type_of_a_function_has_a_heading() {
    let project = Project::find().unwrap();
    let page = fs::read_to_string(project.path(PAGE)).unwrap();
    let kinds: BTreeSet<_> = ["error.rs", "read.rs"]
        .into_iter()
        .flat_map(|file| kinds(tokens(&project.path("rules/_config-rule/src").join(file))))
        .collect();
    assert!(kinds.contains("AccessDenied"));
    for kind in kinds {
        assert!(page.contains(&format!("\n### `{kind}`\n")), "{kind}");
    }
}

fn tokens(path: &Path) -> TokenStream {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// The Rust files of the programs that users run.
fn sources() -> Vec<PathBuf> {
    let project = Project::find().unwrap();
    let mut files = Vec::new();
    collect(&project.path("conformance-pack/pack/src"), &mut files);
    collect(&project.path("conformance-pack/xtask/src"), &mut files);
    collect(&project.path("tests/local-aws/src"), &mut files);
    collect(&project.path("tests/load/src"), &mut files);
    for entry in fs::read_dir(project.path("rules")).unwrap() {
        collect(&entry.unwrap().path().join("src"), &mut files);
    }
    files.retain(|file| {
        ANSWERS
            .iter()
            .chain(&REASONS)
            .all(|others| !file.starts_with(project.path(others)))
    });
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

/// The texts of `#[error("…")]`, with `{…}` for unnamed arguments.
fn messages(tokens: TokenStream) -> BTreeSet<String> {
    formats(tokens)
        .iter()
        .map(|format| readable(format))
        .collect()
}

/// The texts of `#[error("…")]` as they are written.
fn formats(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut attribute = false;
    for token in tokens {
        let begins = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '#');
        if let TokenTree::Group(group) = token {
            found.extend(if attribute {
                message(group.stream())
            } else {
                formats(group.stream()).into_iter().collect()
            });
        }
        attribute = begins;
    }
    found
}

/// The message that an attribute gives an error.
fn message(attribute: TokenStream) -> Vec<String> {
    let mut tokens = attribute.into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(name)), Some(TokenTree::Group(arguments))) if name == "error" => {
            let format = arguments.stream().into_iter().next().and_then(text);
            format.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The texts in functions of the name `kind`.
fn kinds(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for token in tokens {
        match token {
            TokenTree::Ident(name) if name == "kind" => inside = true,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                found.extend(if inside {
                    texts(group.stream())
                } else {
                    kinds(group.stream())
                });
                inside = false;
            }
            _ => {}
        }
    }
    found
}

fn texts(tokens: TokenStream) -> BTreeSet<String> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) => texts(group.stream()),
            token => text(token).into_iter().collect(),
        })
        .collect()
}

fn text(token: TokenTree) -> Option<String> {
    syn::parse2::<LitStr>(token.into())
        .ok()
        .map(|text| text.value())
}

/// A format string as on the page: `{name}` stays, `{0}` and `{}` become `{…}`, and a doubled brace
/// becomes one.
fn readable(format: &str) -> String {
    let mut text = String::new();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        if let Some(doubled) = ["{{", "}}"]
            .into_iter()
            .find(|brace| after.starts_with(brace))
        {
            text.push_str(&doubled[1..]);
            rest = &after[2..];
            continue;
        }
        let (placeholder, after) = after.split_once('}').unwrap();
        let name = placeholder[1..].split(':').next().unwrap_or_default();
        let named = name.starts_with(|first: char| first.is_alphabetic());
        text.push_str(&format!("{{{}}}", if named { name } else { "…" }));
        rest = after;
    }
    text + rest
}

#[test]
fn placeholders_are_named_where_they_have_a_name() {
    for (format, expected) in [
        ("a {b} c", "a {b} c"),
        ("{0}: {}", "{…}: {…}"),
        ("{b:?}", "{b}"),
        ("{{{{{text}}}}}", "{{{text}}}"),
        ("none", "none"),
    ] {
        assert_eq!(readable(format), expected, "{format}");
    }
}
