/// Whether a text matches a pattern with the wildcards `*` and `?`.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut in_text) = (0, 0);
    // Where to continue if the part after the last asterisk fails: the asterisk takes one more
    // character.
    let mut asterisk: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some('*') => {
                asterisk = Some((at, in_text));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || *wanted == text[in_text] => {
                at += 1;
                in_text += 1;
            }
            _ => {
                let Some((star, taken)) = asterisk else {
                    return false;
                };
                asterisk = Some((star, taken + 1));
                at = star + 1;
                in_text = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}

/// How many parts an ARN has between colons. The last one holds the rest.
const ARN_PARTS: usize = 6;

/// Whether an ARN matches part by part, as in ArnLike. `None` if the pattern is not a complete ARN:
/// AWS does not document what that matches.
pub(super) fn arn_matches(pattern: &str, arn: &str) -> Option<bool> {
    let parts: Vec<&str> = pattern.splitn(ARN_PARTS, ':').collect();
    if parts.len() < ARN_PARTS {
        return None;
    }
    Some(
        arn.splitn(ARN_PARTS, ':')
            .zip(parts)
            .all(|(part, pattern)| matches(pattern, part)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_at_every_place() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "a:b", true),
            ("?", "", false),
            ("a*c", "abbc", true),
            ("a*c", "abcb", false),
            ("a*b*c", "aXbYbZc", true),
            ("*ab", "aab", true),
            ("a?c", "abc", true),
            ("abc*", "abc", true),
            ("sns:*", "sns:publish", true),
            ("sns:pub*sh", "sns:publish", true),
            ("*a*a*b", "aaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn an_arn_is_matched_part_by_part() {
        let rule = "arn:aws:events:us-east-1:111111111111:rule/root";
        for (pattern, expected) in [
            (rule, Some(true)),
            ("arn:aws:events:*:111111111111:rule/*", Some(true)),
            ("arn:aws:events:*:*:*", Some(true)),
            ("arn:*:events:*:*:*", Some(true)),
            ("arn:aws:events:us-east-1:222222222222:rule/*", Some(false)),
            (
                "arn:aws:events:us-east-1:111111111111:rule/other",
                Some(false),
            ),
            // An asterisk stays in its part.
            ("arn:aws:events:*:rule/root:*", Some(false)),
            ("*", None),
            ("arn:aws:events:*", None),
        ] {
            assert_eq!(arn_matches(pattern, rule), expected, "{pattern}");
        }
    }
}
