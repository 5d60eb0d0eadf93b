use attestation::testing::check_claims;
use attestation::{AccountKind, Purpose};
use attested_rule::claims;
use serde_json::{Value, json};

const SCENARIOS: [&str; 10] = [
    "use-root",
    "reset-password",
    "change-password",
    "reset-mfa",
    "change-mfa",
    "reset-email",
    "change-email",
    "reset-phone",
    "change-phone",
    "close-account",
];

fn scenarios_without(left_out: &str) -> Value {
    SCENARIOS
        .into_iter()
        .filter(|scenario| *scenario != left_out)
        .map(|scenario| (scenario, format!("https://wiki.example.com/{scenario}")))
        .collect()
}

#[test]
fn each_claim_is_needed() {
    let good = json!({
        "scenarios": scenarios_without("none"),
        "creationPlan": "https://wiki.example.com/new-account",
        "recovery": "https://wiki.example.com/recovery",
    });
    let lacks = SCENARIOS.map(|scenario| format!("has no https link for {scenario}"));
    let mut rows: Vec<(&str, Value, &str)> = SCENARIOS
        .iter()
        .zip(&lacks)
        .map(|(scenario, lacks)| ("scenarios", scenarios_without(scenario), lacks.as_str()))
        .collect();
    rows.push(("creationPlan", json!("wiki"), "must be an https link"));
    rows.push(("recovery", json!("https://wiki/"), "must be an https link"));
    check_claims(&claims!(), &AccountKind::ALL, &good, &rows);
}

#[test]
fn the_scenarios_are_the_purposes_of_a_use() {
    for scenario in SCENARIOS {
        assert!(
            Purpose::ALL
                .iter()
                .any(|purpose| purpose.name() == scenario),
            "{scenario}"
        );
    }
}
