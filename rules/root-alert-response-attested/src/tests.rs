use attestation::AccountKind;
use attestation::testing::check_claims;
use attested_rule::claims;
use serde_json::json;

#[test]
fn each_claim_is_needed() {
    let good = json!({
        "runbook": "https://wiki.example.com/root-alert",
        "escalation": "https://wiki.example.com/escalation",
        "trainedPeople": 2,
        "namesRootEmail": true,
    });
    let rows = [
        (
            "runbook",
            json!("http://wiki.example.com/root-alert"),
            "must be an https link",
        ),
        (
            "escalation",
            json!("ask the duty manager"),
            "must be an https link",
        ),
        ("trainedPeople", json!(1), "is 1 and must be at least 2"),
        ("namesRootEmail", json!(false), "is false and must be true"),
    ];
    check_claims(&claims!(), &AccountKind::ALL, &good, &rows);
}
