use attestation::AccountKind;
use attestation::testing::check_claims;
use attested_rule::claims;
use serde_json::json;

#[test]
fn each_claim_is_needed_of_a_management_or_single_account() {
    let good = json!({
        "reviewed": ["email", "password", "mfa", "phone"],
        "dependsOnOnePerson": false,
        "mailboxAndPhoneHeldApart": true,
        "oneCanCompleteAlone": false,
    });
    let rows = [
        (
            "reviewed",
            json!(["password", "mfa", "phone"]),
            "lacks email",
        ),
        (
            "reviewed",
            json!(["email", "mfa", "phone"]),
            "lacks password",
        ),
        (
            "reviewed",
            json!(["email", "password", "phone"]),
            "lacks mfa",
        ),
        (
            "reviewed",
            json!(["email", "password", "mfa"]),
            "lacks phone",
        ),
        (
            "dependsOnOnePerson",
            json!(true),
            "is true and must be false",
        ),
        (
            "mailboxAndPhoneHeldApart",
            json!(false),
            "is false and must be true",
        ),
        (
            "oneCanCompleteAlone",
            json!(true),
            "is true and must be false",
        ),
    ];
    let kinds = [AccountKind::Management, AccountKind::Standalone];
    check_claims(&claims!(), &kinds, &good, &rows);
}

#[test]
fn each_claim_is_needed_of_members() {
    let good = json!({
        "reviewed": ["phone", "mfa", "password", "email"],
        "dependsOnOnePerson": false,
        "mailboxAndPhoneHeldApart": true,
    });
    let rows = [
        ("reviewed", json!(["email"]), "lacks password"),
        (
            "dependsOnOnePerson",
            json!(true),
            "is true and must be false",
        ),
        (
            "mailboxAndPhoneHeldApart",
            json!(false),
            "is false and must be true",
        ),
    ];
    check_claims(&claims!(), &[AccountKind::Member], &good, &rows);
}
