//! Names that the user may have meant.

/// How many are suggested.
const MOST: usize = 3;
/// How alike a name has to be, from 0 to 1.
const ALIKE: f64 = 0.8;

/// `: did you mean a, b?`, or nothing if no name is similar. A name with the same beginning or end
/// is closer than one with a similar spelling.
pub(crate) fn suggestion<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut close: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| (likeness(given, name), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    // Of equally close names, the shortest differs least.
    close.sort_by(|(a, first), (b, second)| b.total_cmp(a).then(first.len().cmp(&second.len())));
    let names: Vec<_> = close.iter().take(MOST).map(|(_, name)| *name).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(": did you mean {}?", names.join(", "))
    }
}

fn likeness(given: &str, name: &str) -> f64 {
    let given = given.to_lowercase().replace('_', "-");
    if given.is_empty() {
        0.0
    } else if name.starts_with(&given) {
        3.0
    } else if name.contains(&given) {
        2.0
    } else {
        strsim::normalized_damerau_levenshtein(&given, name)
            .max(strsim::jaro_winkler(&given, name) - 0.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_names_are_suggested() {
        let known = [
            "root-mfa-custody-attested",
            "root-mfa-enabled",
            "root-mfa-hardware",
            "root-access-tested",
            "member-root-denied-by-scp",
        ];
        for (given, expected) in [
            (
                "root-mfa",
                ": did you mean root-mfa-enabled, root-mfa-hardware, root-mfa-custody-attested?",
            ),
            ("mfa-hardware", ": did you mean root-mfa-hardware?"),
            ("root_mfa_enabled", ": did you mean root-mfa-enabled?"),
            ("root-mfa-enabeld", ": did you mean root-mfa-enabled?"),
            ("root-acces-tested", ": did you mean root-access-tested?"),
            ("bucket-encrypted", ""),
            ("", ""),
        ] {
            assert_eq!(suggestion(given, known), expected, "{given}");
        }
    }
}
