use config_rule::ReadError;
use jiff::Timestamp;

use crate::event::to_the_second;

pub(crate) const GET_CREDENTIAL_REPORT: &str = "iam:GetCredentialReport";
/// The name of the root user's row. An IAM user can't have it: `<` is not allowed in a name.
const ROOT_ROW: &str = "<root_account>";
/// The values for a missing time.
const NO_TIME: [&str; 3] = ["N/A", "no_information", "not_supported"];

/// When the root user's credentials were last used, according to the credential report. IAM records
/// the first use within five minutes (password) or fifteen (access keys).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CredentialUse {
    pub password: Option<Timestamp>,
    pub access_keys: [Option<Timestamp>; 2],
}

impl CredentialUse {
    /// The uses with the name of what was used, latest first.
    #[must_use]
    pub fn latest_first(&self) -> Vec<(&'static str, Timestamp)> {
        let [first, second] = self.access_keys;
        let mut uses: Vec<_> = [
            ("password", self.password),
            ("access key", first),
            ("access key", second),
        ]
        .into_iter()
        .filter_map(|(name, at)| at.map(|at| (name, at)))
        .collect();
        uses.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        uses
    }

    /// The latest use of any credential: not the first that is set.
    #[must_use]
    pub fn latest(&self) -> Option<Timestamp> {
        self.latest_first().first().map(|(_, at)| *at)
    }

    /// A use in few words, for an annotation: `use of the password at 2026-10-01T09:00:00Z`.
    #[must_use]
    pub fn described(name: &str, at: Timestamp) -> String {
        format!("use of the {name} at {}", to_the_second(at))
    }

    /// Finds the root user's row among those of thousands of users, and reads only that one.
    pub(crate) fn parse(report: &[u8]) -> Result<Self, ReadError> {
        let lacks = |what| ReadError::lacks(GET_CREDENTIAL_REPORT, what);
        let mut lines = report.split(|byte| *byte == b'\n');
        let columns = lines
            .next()
            .and_then(fields)
            .ok_or_else(|| lacks("header"))?;
        let prefix = format!("{ROOT_ROW},");
        let row = lines
            .find(|line| line.starts_with(prefix.as_bytes()))
            .and_then(fields)
            .ok_or_else(|| lacks("row of the root user"))?;
        let time = |column: &'static str| {
            let text = columns
                .iter()
                .position(|name| *name == column)
                .and_then(|place| row.get(place))
                .ok_or_else(|| lacks(column))?;
            if NO_TIME.contains(text) {
                return Ok(None);
            }
            text.parse().map(Some).map_err(|_| lacks(column))
        };
        Ok(Self {
            password: time("password_last_used")?,
            access_keys: [
                time("access_key_1_last_used_date")?,
                time("access_key_2_last_used_date")?,
            ],
        })
    }
}

/// The fields of a line. The header and the root user's row have no quoted fields.
fn fields(line: &[u8]) -> Option<Vec<&str>> {
    let line = std::str::from_utf8(line).ok()?.trim_end_matches('\r');
    Some(line.split(',').collect())
}

#[cfg(test)]
mod tests {
    use case_table::rows;

    use super::*;

    const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,\
        password_last_changed,password_next_rotation,mfa_active,access_key_1_active,\
        access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
        access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
        access_key_2_last_used_date,access_key_2_last_used_region,\
        access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,\
        cert_2_last_rotated";
    const OLD: &str = "2026-01-01T08:00:00+00:00";
    const NEW: &str = "2026-10-01T09:00:00+00:00";

    fn row(user: &str, password: &str, first_key: &str, second_key: &str) -> String {
        format!(
            "{user},arn:aws:iam::111111111111:root,2020-01-01T00:00:00+00:00,true,{password},\
             not_supported,not_supported,true,true,N/A,{first_key},us-east-1,iam,false,N/A,\
             {second_key},N/A,N/A,false,N/A,false,N/A"
        )
    }

    fn parse(rows: &[String]) -> Result<CredentialUse, String> {
        let report = format!("{HEADER}\n{}", rows.join("\n"));
        CredentialUse::parse(report.as_bytes()).map_err(|error| error.to_string())
    }

    fn root(password: &str, first_key: &str, second_key: &str) -> CredentialUse {
        parse(&[row("<root_account>", password, first_key, second_key)]).unwrap()
    }

    #[test]
    fn the_latest_of_password_and_both_keys_counts() {
        let table = "
            the password alone | NEW | N/A | N/A | NEW
            ScoutSuite#1686: the use of a key is not ignored | no_information | NEW | N/A | NEW
            ScoutSuite#1686: an older sign-in does not hide the use of a key | OLD | NEW | N/A | NEW
            the first key does not hide the second | OLD | OLD | NEW | NEW
            prowler#1789, #1801: the later time is the latest | NEW | OLD | OLD | NEW
            never used | no_information | N/A | N/A |
            prowler: N/A is not a time and no reason to crash | N/A | N/A | N/A |
            prowler#823: not_supported in AWS GovCloud (US) | not_supported | N/A | N/A |
        "
        .replace("OLD", OLD)
        .replace("NEW", NEW);
        for [case, password, first_key, second_key, latest] in rows(&table) {
            let found = root(password, first_key, second_key).latest();
            assert_eq!(found, latest.parse().ok(), "{case}");
        }
    }

    #[test]
    fn prowler_3519_the_root_users_row_is_found_by_its_exact_name() {
        let others = ["root", "groot", "root_account", "x<root_account>"];
        let mut rows: Vec<_> = others.iter().map(|user| row(user, NEW, NEW, NEW)).collect();
        assert!(parse(&rows).is_err());
        rows.push(row("<root_account>", OLD, "N/A", "N/A"));
        assert_eq!(parse(&rows).unwrap().latest(), OLD.parse().ok());
    }

    #[test]
    fn the_row_is_found_behind_5_000_users_and_lines_may_end_either_way() {
        let mut rows: Vec<_> = (0..5_000)
            .map(|n| row(&format!("user-{n}"), "N/A", "N/A", "N/A"))
            .collect();
        rows.push(row("<root_account>", NEW, "N/A", "N/A"));
        for end in ["\n", "\r\n"] {
            let report = format!("{HEADER}{end}{}{end}", rows.join(end));
            let found = CredentialUse::parse(report.as_bytes()).unwrap();
            assert_eq!(found.latest(), NEW.parse().ok(), "{end:?}");
        }
    }

    #[test]
    fn text_that_is_not_a_time_is_an_error_and_never_taken_for_unused() {
        for wrong in ["", "false", "yesterday", "2026-10-01"] {
            let error = parse(&[row("<root_account>", "N/A", wrong, "N/A")]).unwrap_err();
            assert!(error.contains("access_key_1_last_used_date"), "{error}");
        }
        let cut = parse(&["<root_account>,arn,2020,true".to_owned()]).unwrap_err();
        assert!(cut.contains("password_last_used"), "{cut}");
        assert!(CredentialUse::parse(b"").is_err());
        assert!(CredentialUse::parse(b"\xff\xff\n<root_account>,").is_err());
    }

    #[test]
    fn columns_are_found_by_name() {
        let report = format!(
            "user,access_key_2_last_used_date,access_key_1_last_used_date,new,password_last_used\n\
             <root_account>,{OLD},N/A,x,{NEW}"
        );
        let found = CredentialUse::parse(report.as_bytes()).unwrap();
        assert_eq!(found.password, NEW.parse().ok());
        assert_eq!(found.access_keys, [None, OLD.parse().ok()]);
    }
}
