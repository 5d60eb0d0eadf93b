use attestation::AccountKind;
use attestation::testing::check_claims;
use attested_rule::claims;
use serde_json::json;

#[test]
fn each_claim_is_needed() {
    check_claims(
        &claims!(),
        &AccountKind::ALL,
        &json!({ "recipients": 2, "seniorManagement": true, "businessManaged": true, "usedForRootOnly": true }),
        &[
            ("recipients", json!(1), "is 1 and must be at least 2"),
            ("recipients", json!(0), "is 0 and must be at least 2"),
            (
                "seniorManagement",
                json!(false),
                "is false and must be true",
            ),
            ("businessManaged", json!(false), "is false and must be true"),
            ("usedForRootOnly", json!(false), "is false and must be true"),
        ],
    );
}
