use attestation::AccountKind;
use attestation::testing::check_claims;
use attested_rule::claims;
use serde_json::json;

#[test]
fn each_claim_is_needed_of_a_management_or_single_account() {
    let good = json!({
        "dedicatedLine": true,
        "billPaid": true,
        "notPublished": true,
        "storedApart": true,
        "accessLogged": true,
    });
    check_claims(
        &claims!(),
        &[AccountKind::Management, AccountKind::Standalone],
        &good,
        &[
            ("dedicatedLine", json!(false), "is false and must be true"),
            ("billPaid", json!(false), "is false and must be true"),
            ("notPublished", json!(false), "is false and must be true"),
            ("storedApart", json!(false), "is false and must be true"),
            ("accessLogged", json!(false), "is false and must be true"),
        ],
    );
}

#[test]
fn each_claim_is_needed_of_members() {
    check_claims(
        &claims!(),
        &[AccountKind::Member],
        &json!({ "numbersListed": true, "listStoredSecurely": true }),
        &[
            ("numbersListed", json!(false), "is false and must be true"),
            (
                "listStoredSecurely",
                json!(false),
                "is false and must be true",
            ),
        ],
    );
}
