//! What the rules would say of documents today.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use attestation::{AccountKind, Assessment, Demand, Scope, UseRecord, day_of};
use jiff::Timestamp;
use rule_metadata::Rule;

use super::source::{Document, Source};
use crate::foreign::{Shown, wrapped};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();
const WIDTH: usize = 80;
/// Under the verdict.
const REASON: &str = "              ";

/// The result for a document, for one kind of account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judgement {
    /// For whom, if more than one is possible.
    pub(super) of: &'static str,
    pub(super) accepted: bool,
    pub(super) reason: String,
    pub(super) expires: Option<Timestamp>,
}

/// Prints the result for each document, and returns whether all are accepted.
pub(super) fn all_accepted(sources: &[Source]) -> bool {
    let now = Timestamp::now();
    let mut all = true;
    for source in sources {
        let judgements = judge(source, now);
        all &= is_accepted(&judgements);
        anstream::print!("{}", described(source, &judgements));
    }
    all
}

/// The results for the documents that are not accepted; `None` if all are.
pub(super) fn rejected(sources: &[Source]) -> Option<String> {
    let now = Timestamp::now();
    let rejected: String = sources
        .iter()
        .map(|source| (source, judge(source, now)))
        .filter(|(_, judgements)| !is_accepted(judgements))
        .map(|(source, judgements)| described(source, &judgements))
        .collect();
    (!rejected.is_empty()).then_some(rejected)
}

/// A document for more than one kind of account passes if one of them accepts it: only the
/// organization knows an account's kind.
fn is_accepted(judgements: &[Judgement]) -> bool {
    judgements.iter().any(|judgement| judgement.accepted)
}

fn judge(source: &Source, now: Timestamp) -> Vec<Judgement> {
    match &source.document {
        Document::Attestation {
            rule,
            max_age_days,
            scope,
        } => judge_attestation(&source.text, rule, *max_age_days, scope.as_ref(), now),
        Document::Use { .. } => vec![judge_use(&source.text, now)],
    }
}

/// Judges an attestation for each kind of account that it may cover.
pub(super) fn judge_attestation(
    text: &str,
    rule: &Rule,
    max_age_days: u32,
    scope: Option<&Scope>,
    now: Timestamp,
) -> Vec<Judgement> {
    let mut judgements: Vec<Judgement> = Vec::new();
    // A single account needs the same claims as the management account.
    for kind in [AccountKind::Management, AccountKind::Member] {
        if scope.is_some_and(|scope| !scope.kinds().contains(&kind)) {
            continue;
        }
        let judged = Demand {
            claims: &rule.claims,
            kind,
            max_age_days,
            now,
        }
        .judge(text);
        let shared = Scope::shared(kind);
        let assessment = Assessment::of(scope.unwrap_or(&shared), &judged, now);
        let judgement = Judgement {
            of: match kind {
                AccountKind::Member => "members",
                AccountKind::Management | AccountKind::Standalone => "management",
            },
            accepted: assessment.compliant,
            reason: assessment.reason,
            expires: judged.ok().map(|attestation| attestation.expiry.at),
        };
        if !judgements.iter().any(|j| j.reason == judgement.reason) {
            judgements.push(judgement);
        }
    }
    judgements
}

/// Judges a use record.
pub(super) fn judge_use(text: &str, now: Timestamp) -> Judgement {
    let (accepted, reason) = match UseRecord::parse(text, now) {
        Ok(record) => (
            true,
            format!(
                "It records {} from {} to {}.",
                record.purpose.name(),
                record.from,
                record.to
            ),
        ),
        Err(flaw) => (false, format!("The use record is not accepted: {flaw}.")),
    };
    Judgement {
        of: "use record",
        accepted,
        reason,
        expires: None,
    }
}

fn described(source: &Source, judgements: &[Judgement]) -> String {
    let mut text = format!("{}\n", Shown(source.path.display()));
    let accepted: Vec<_> = judgements
        .iter()
        .filter(|judgement| judgement.accepted)
        .collect();
    // Then it is for the others.
    let is_optional = !accepted.is_empty();
    for judgement in judgements {
        let is_use = matches!(source.document, Document::Use { .. });
        let (style, word) = match (judgement.accepted, is_use) {
            (true, false) => (GOOD, "COMPLIANT"),
            (false, false) if is_optional => (DIM, "not for these"),
            (false, false) => (BAD, "NON_COMPLIANT"),
            (true, true) => (GOOD, "accepted"),
            (false, true) => (BAD, "not accepted"),
        };
        let expires = match judgement.expires {
            Some(at) => format!(", expires on {}", day_of(at)),
            None => String::new(),
        };
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "  {:<10}  {style}{word}{style:#}{expires}",
            judgement.of
        );
        let reason = wrapped(&judgement.reason, WIDTH, REASON, REASON);
        let _ = writeln!(text, "{reason}");
    }
    if judgements.len() > 1 && is_optional {
        let kinds: Vec<_> = accepted.iter().map(|judgement| judgement.of).collect();
        let _ = writeln!(
            text,
            "  It could be for {}: give --scope to judge it for one of these only.",
            kinds.join(" or ")
        );
    }
    text
}
