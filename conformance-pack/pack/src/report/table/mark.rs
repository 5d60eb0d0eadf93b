//! What the table shows of a standing.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::report::Standing;

pub(super) const DIM: Style = Style::new().dimmed();

/// What a cell shows of a standing.
pub(super) struct Mark {
    pub(super) text: &'static str,
    /// As a column's heading.
    pub(super) heading: &'static str,
    pub(super) meaning: &'static str,
    pub(super) style: Style,
}

pub(super) fn mark(standing: Standing) -> Mark {
    let (text, heading, meaning, style) = match standing {
        Standing::Compliant => ("✓ pass", "pass", "COMPLIANT", AnsiColor::Green.on_default()),
        Standing::NonCompliant => (
            "✗ FAIL",
            "FAIL",
            "NON_COMPLIANT",
            AnsiColor::Red.on_default().bold(),
        ),
        Standing::NotApplicable => ("- n/a", "n/a", "NOT_APPLICABLE", DIM),
        Standing::Error => (
            "! err",
            "err",
            "no verdict",
            AnsiColor::Yellow.on_default().bold(),
        ),
        Standing::Stale => (
            "~stale",
            "stale",
            "too old to count",
            AnsiColor::Yellow.on_default(),
        ),
        Standing::NoVerdict => (
            "? none",
            "none",
            "nothing in AWS Config",
            AnsiColor::Yellow.on_default(),
        ),
    };
    Mark {
        text,
        heading,
        meaning,
        style,
    }
}

/// Every mark and what it means.
pub(super) fn legend(text: &mut String, shown: &[Standing]) {
    let marks: Vec<_> = shown
        .iter()
        .map(|standing| {
            let Mark {
                text,
                meaning,
                style,
                ..
            } = mark(*standing);
            format!("{style}{text}{style:#} {meaning}")
        })
        .collect();
    let _ = writeln!(text, "\n{}", marks.join("  "));
}
