//! A made-up rule with one claim of each type, and a good document for it.

use rule_metadata::Rule;
use serde_json::{Value, json};

const RULE: &str = r#"
    title = "A rule"
    description = "A rule with one claim of each type"
    recommendations = ["MGMT-3"]
    kinds = ["management", "member", "standalone"]
    frequency = "TwentyFour_Hours"
    severity = "high"
    timeout = 60

    [[claims]]
    name = "custodians"
    type = "integer"
    minimum = 2
    description = "how many people are needed"

    [[claims]]
    name = "logged"
    type = "boolean"
    must = true
    description = "each access is logged"

    [[claims]]
    name = "dependsOnOne"
    type = "boolean"
    must = false
    description = "it depends on one person"

    [[claims]]
    name = "method"
    type = "choice"
    values = ["safe", "split"]
    also = { member = ["manager"] }
    description = "how it is stored"

    [[claims]]
    name = "reviewed"
    type = "all-of"
    values = ["email", "password"]
    description = "what was reviewed"

    [[claims]]
    name = "runbook"
    type = "link"
    description = "where the runbook is"

    [[claims]]
    name = "scenarios"
    type = "links"
    values = ["use-root", "reset-mfa"]
    description = "where each process is"

    [[claims]]
    name = "batteryPowered"
    type = "boolean"
    description = "the device has a battery"

    [[claims]]
    name = "batteryCheckedAt"
    type = "time"
    maxAgeDays = 366
    when = "batteryPowered"
    description = "when the battery was last checked"

    [[claims]]
    name = "digest"
    type = "digest"
    optional = true
    kinds = ["management", "standalone"]
    description = "digest of the serial number"
"#;

pub(crate) fn rule() -> Rule {
    Rule::parse("root-example-attested", RULE).unwrap()
}

/// Claims that an account of any kind may make.
pub(crate) fn good_claims() -> Value {
    json!({
        "custodians": 2,
        "logged": true,
        "dependsOnOne": false,
        "method": "safe",
        "reviewed": ["password", "email"],
        "runbook": "https://wiki.example.com/runbook",
        "scenarios": {
            "use-root": "https://wiki.example.com/use",
            "reset-mfa": "https://wiki.example.com/reset",
        },
        "batteryPowered": true,
        "batteryCheckedAt": "2026-09-01T00:00:00+02:00",
    })
}

/// A document, a day old on 2 October 2026, that is accepted.
pub(crate) fn good() -> Value {
    json!({
        "schemaVersion": 1,
        "attestedAt": "2026-10-01T09:00:00Z",
        "attestedBy": ["Ana Ruiz", "Bo Lind"],
        "evidence": "https://wiki.example.com/evidence",
        "claims": good_claims(),
    })
}
