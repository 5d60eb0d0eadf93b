//! What a credential report says: a table in CSV with a row for each user.

use jiff::Timestamp;

use crate::scenario::{AccessKey, Account, AccountId, KeyStatus, SigningCertificate};

const REPORT_HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,\
    password_last_changed,password_next_rotation,mfa_active,access_key_1_active,\
    access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
    access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
    cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

pub(super) fn credential_report(partition: &str, id: &AccountId, account: &Account) -> String {
    let root = &account.root;
    let has_console = partition != "aws-us-gov";
    let mut rows = vec![REPORT_HEADER.to_owned()];
    // China has no root user to report on.
    if partition != "aws-cn" {
        rows.push(report_row(&Row {
            user: "<root_account>",
            arn: format!("arn:{partition}:iam::{id}:root"),
            password_enabled: match (has_console, root.password) {
                (false, _) => "not_supported",
                (true, true) => "true",
                (true, false) => "false",
            },
            password_last_used: root.password_last_used,
            // The report got the root user's date late; without a value it is left out.
            password_last_changed: time_or(root.password_last_changed, "not_supported"),
            mfa_active: !root.mfa.is_empty(),
            keys: &root.access_keys,
            certificates: &root.signing_certificates,
        }));
    }
    for user in &account.users {
        rows.push(report_row(&Row {
            user: &user.name,
            arn: format!("arn:{partition}:iam::{id}:user/{}", user.name),
            password_enabled: if user.password_last_used.is_some() {
                "true"
            } else {
                "false"
            },
            password_last_used: user.password_last_used,
            password_last_changed: "N/A".to_owned(),
            mfa_active: !user.mfa.is_empty(),
            keys: &[],
            certificates: &[],
        }));
    }
    rows.join("\n")
}

struct Row<'a> {
    user: &'a str,
    arn: String,
    password_enabled: &'a str,
    password_last_used: Option<Timestamp>,
    password_last_changed: String,
    mfa_active: bool,
    keys: &'a [AccessKey],
    certificates: &'a [SigningCertificate],
}

fn report_row(row: &Row<'_>) -> String {
    let last_used = match (row.password_enabled, row.password_last_used) {
        (_, Some(time)) => report_time(time),
        ("true", None) => "no_information".to_owned(),
        (_, None) => "N/A".to_owned(),
    };
    let mut fields = vec![
        row.user.to_owned(),
        row.arn.clone(),
        report_time(Timestamp::UNIX_EPOCH),
        row.password_enabled.to_owned(),
        last_used,
        row.password_last_changed.clone(),
        "not_supported".to_owned(),
        row.mfa_active.to_string(),
    ];
    for place in 0..2 {
        let key = row.keys.get(place);
        let used = key.and_then(|key| key.last_used);
        let when_used = |text: &str| used.map_or("N/A", |_| text).to_owned();
        fields.extend([
            key.is_some_and(|key| key.status == KeyStatus::Active)
                .to_string(),
            key.map_or_else(
                || "N/A".to_owned(),
                |key| report_time(key.created.unwrap_or(Timestamp::UNIX_EPOCH)),
            ),
            time_or(used, "N/A"),
            when_used("us-east-1"),
            when_used("s3"),
        ]);
    }
    for place in 0..2 {
        let certificate = row.certificates.get(place);
        fields.extend([
            certificate
                .is_some_and(|certificate| certificate.status == KeyStatus::Active)
                .to_string(),
            time_or(certificate.map(|_| Timestamp::UNIX_EPOCH), "N/A"),
        ]);
    }
    fields.join(",")
}

fn report_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

fn time_or(time: Option<Timestamp>, otherwise: &str) -> String {
    time.map_or_else(|| otherwise.to_owned(), report_time)
}
