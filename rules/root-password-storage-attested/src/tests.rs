use attestation::AccountKind;
use attestation::testing::{check_claims, judge};
use attested_rule::claims;
use serde_json::json;

#[test]
fn each_claim_is_needed() {
    let good = json!({
        "method": "split",
        "custodians": 2,
        "longAndComplex": true,
        "usedNowhereElse": true,
        "dependsOnProtectedAccount": false,
        "passwordAndDeviceHeldApart": true,
        "accessLogged": true,
    });
    let rows = [
        (
            "method",
            json!("wallet"),
            "must be one of safe, split, offline-password-manager",
        ),
        ("custodians", json!(1), "is 1 and must be at least 2"),
        ("longAndComplex", json!(false), "is false and must be true"),
        ("usedNowhereElse", json!(false), "is false and must be true"),
        (
            "dependsOnProtectedAccount",
            json!(true),
            "is true and must be false",
        ),
        ("accessLogged", json!(false), "is false and must be true"),
        (
            "passwordAndDeviceHeldApart",
            json!(false),
            "is false and must be true",
        ),
    ];
    check_claims(&claims!(), &AccountKind::ALL, &good, &rows);
}

#[test]
fn an_online_password_manager_will_do_for_members_only() {
    for (kind, accepted) in [
        (AccountKind::Management, false),
        (AccountKind::Member, true),
        (AccountKind::Standalone, false),
    ] {
        let claims = json!({
            "method": "password-manager",
            "custodians": 2,
            "longAndComplex": true,
            "usedNowhereElse": true,
            "dependsOnProtectedAccount": false,
            "passwordAndDeviceHeldApart": true,
            "accessLogged": true,
        });
        assert_eq!(
            judge(&claims!(), kind, &claims).is_ok(),
            accepted,
            "{kind:?}"
        );
    }
}
