use attestation::AccountKind;
use attestation::testing::{check_claims, judge};
use attested_rule::claims;
use serde_json::json;

#[test]
fn each_claim_is_needed() {
    let good = json!({
        "storedApartFromPassword": true,
        "accessLogged": true,
        "availableAroundTheClock": true,
        "devices": 2,
        "batteryPowered": true,
        "batteryCheckedAt": "2026-09-01T09:00:00Z",
        "serialNumberDigest": "0".repeat(64),
    });
    let rows = [
        (
            "storedApartFromPassword",
            json!(false),
            "is false and must be true",
        ),
        ("accessLogged", json!(false), "is false and must be true"),
        (
            "availableAroundTheClock",
            json!(false),
            "is false and must be true",
        ),
        ("devices", json!(1), "is 1 and must be at least 2"),
        ("devices", json!(0), "is 0 and must be at least 2"),
        ("batteryPowered", json!("yes"), "must be true or false"),
        (
            "batteryCheckedAt",
            json!("2025-10-01T08:59:59Z"),
            "more than 366 days ago",
        ),
        (
            "batteryCheckedAt",
            json!("2026-10-03T09:00:00Z"),
            "lies in the future",
        ),
        (
            "batteryCheckedAt",
            json!("2026-09-01"),
            "must be a time with an offset",
        ),
        (
            "serialNumberDigest",
            json!("0".repeat(63)),
            "must be a SHA-256 digest",
        ),
        (
            "serialNumberDigest",
            json!("GAKT0123456789"),
            "must be a SHA-256 digest",
        ),
    ];
    check_claims(&claims!(), &AccountKind::ALL, &good, &rows);
}

#[test]
fn a_device_without_a_battery_needs_no_check_and_a_digest_is_optional() {
    let claims = json!({
        "storedApartFromPassword": true,
        "accessLogged": true,
        "availableAroundTheClock": true,
        "devices": 2,
        "batteryPowered": false,
    });
    for kind in AccountKind::ALL {
        assert_eq!(judge(&claims!(), kind, &claims), Ok(()));
    }
}
