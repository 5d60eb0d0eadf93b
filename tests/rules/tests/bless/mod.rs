//! Replaces what a case expects with what its rule says now, for a person to review.

use std::path::Path;

use local_aws::scenario::resolve_times;
use toml_edit::{DocumentMut, value};

/// Set by `cargo pack test --bless`.
pub(crate) fn asked() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Writes the verdict into the case file. A verdict only replaces a verdict. A person must change a
/// case that expects an error, or gets one.
pub(crate) fn expect(
    path: &Path,
    compliance: &str,
    annotation: Option<&str>,
) -> Result<(), String> {
    let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| problem(&error))?;
    let mut file: DocumentMut = text.parse().map_err(|error| problem(&error))?;
    let expected = file["expect"]
        .as_table_mut()
        .filter(|expected| !expected.contains_key("error"))
        .ok_or_else(|| problem(&"expects no verdict: edit it by hand"))?;
    expected["compliance"] = value(compliance);
    match annotation {
        Some(annotation) => expected["annotation"] = value(with_times(annotation, &text)?),
        None => {
            expected.remove("annotation");
        }
    }
    std::fs::write(path, file.to_string()).map_err(|error| problem(&error))
}

/// Writes times in the annotation relative to today, as in the file. The rule ran a moment ago, so
/// its times apply.
fn with_times(annotation: &str, file: &str) -> Result<String, String> {
    let mut times = Vec::new();
    for (start, _) in file.match_indices("{{") {
        let rest = &file[start..];
        let Some(end) = rest.find("}}") else { continue };
        let placeholder = &rest[..end + "}}".len()];
        for seconds in 0..LONGEST_RUN {
            let then = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(seconds);
            let time = resolve_times(placeholder, then).map_err(|error| error.to_string())?;
            times.push((time, placeholder));
        }
    }
    // A date is the beginning of a time.
    times.sort_by_key(|(time, _)| std::cmp::Reverse(time.len()));
    let mut text = annotation.to_owned();
    for (time, placeholder) in times {
        text = text.replace(&time, placeholder);
    }
    Ok(text)
}

/// In seconds.
const LONGEST_RUN: i64 = 120;

#[test]
fn a_blessed_case_keeps_its_relative_times_and_the_rest_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    let case = |compliance: &str, annotation: &str| {
        format!(
            "# Why.\ntitle = \"A case\"\naccount = \"111111111111\"\n\n[expect]\n\
             compliance = \"{compliance}\"\nannotation = \"{annotation}\"\n\n[accounts.111111111111]\n"
        )
    };
    std::fs::write(&path, case("COMPLIANT", "Made {{ date 3 days ago }}.")).unwrap();
    let then = resolve_times("{{ date 3 days ago }}", jiff::Timestamp::now()).unwrap();
    expect(
        &path,
        "NON_COMPLIANT",
        Some(&format!("Reviewed on {then}: too old.")),
    )
    .unwrap();
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        case(
            "NON_COMPLIANT",
            "Reviewed on {{ date 3 days ago }}: too old."
        )
    );
}
