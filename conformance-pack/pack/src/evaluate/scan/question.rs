//! Asks before the first session of a root user.

use std::io::{BufRead as _, IsTerminal as _, Write as _, stderr, stdin};

pub(super) const ROOT_SESSIONS: &str = "This opens a session of each member account's root user, limited to auditing its \
     credentials. CloudTrail records each as a use of root, and alarms may go off. Go on?";
pub(super) const NO_ROLE: &str = "The role lets you into none of the first member accounts. Open a session of each member's \
     root user in its place, limited to auditing its credentials? CloudTrail records each as a \
     use of root, and alarms may go off.";

/// Asks on the terminal; without one, nobody agrees.
pub(super) fn agrees(question: &str) -> bool {
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return false;
    }
    eprint!("{question} [y/N] ");
    // The question is only shown late when that fails.
    let _ = stderr().flush();
    let mut line = String::new();
    match stdin().lock().read_line(&mut line) {
        Ok(_) => is_yes(&line),
        Err(_) => false,
    }
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_is_yes() {
        for (answer, expected) in [
            ("y\n", true),
            ("Yes\n", true),
            ("", false),
            ("\n", false),
            ("n\n", false),
            ("yesterday\n", false),
        ] {
            assert_eq!(is_yes(answer), expected, "{answer:?}");
        }
    }
}
