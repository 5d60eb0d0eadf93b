use aws_sdk_iam::Client;
use aws_sdk_iam::operation::list_virtual_mfa_devices::ListVirtualMfaDevicesOutput;
use aws_sdk_iam::types::{AssignmentStatusType, User, VirtualMfaDevice};
use config_rule::{Pages, ReadError, Subject};

const LIST_DEVICES: &str = "iam:ListVirtualMFADevices";

/// Whether one of the account's assigned virtual devices is the root user's. Only the user's ARN
/// shows that: users choose names and serial numbers.
pub(crate) async fn root_has_virtual(
    iam: &Client,
    subject: &Subject<'_>,
) -> Result<bool, ReadError> {
    let root = subject.root_arn();
    let mut pages = Pages::of(
        LIST_DEVICES,
        ListVirtualMfaDevicesOutput::marker,
        async |token| {
            iam.list_virtual_mfa_devices()
                .assignment_status(AssignmentStatusType::Assigned)
                .set_marker(token)
                .send()
                .await
        },
    );
    while let Some(page) = pages.next().await? {
        let devices = page.virtual_mfa_devices();
        if devices.iter().any(|device| is_of_root(device, &root)) {
            return Ok(true);
        }
        if page.is_truncated() && pages.at_end() {
            return Err(ReadError::lacks(LIST_DEVICES, "Marker"));
        }
    }
    Ok(false)
}

/// The list has only assigned devices. IAM has returned root's device without a user, or with a
/// user without an ARN (an empty text in the SDK). An IAM user's device always has one.
fn is_of_root(device: &VirtualMfaDevice, root_arn: &str) -> bool {
    let arn = device.user().map(User::arn).unwrap_or_default();
    arn.is_empty() || arn == root_arn
}

#[cfg(test)]
mod tests {
    use aws_sdk_iam::primitives::DateTime;
    use case_table::rows;

    use super::*;

    const ROOT: &str = "arn:aws:iam::111111111111:root";

    fn device(serial_number: &str, user_arn: Option<&str>) -> VirtualMfaDevice {
        let user = user_arn.map(|arn| {
            User::builder()
                .path("/")
                .user_name("")
                .user_id("111111111111")
                .arn(arn)
                .create_date(DateTime::from_secs(0))
                .build()
                .unwrap()
        });
        VirtualMfaDevice::builder()
            .serial_number(serial_number)
            .set_user(user)
            .build()
            .unwrap()
    }

    #[test]
    fn only_the_arn_of_the_user_shows_whose_device_it_is() {
        let table = "
            cloud-custodian, test_account_virtual_mfa: root's, without a user | root-account-mfa-device | none | true
            a user without an ARN | pixel | | true
            prowler#4652, steampipe-mod-aws-compliance#811, cloud-custodian#9848: a freely chosen name | pixel | arn:aws:iam::111111111111:root | true
            aws-security-benchmark#53: an IAM user's device named root-account-mfa-device | root-account-mfa-device | arn:aws:iam::111111111111:user/jane | false
            aws-security-benchmark#54, tevico community#211: any user's device | pixel | arn:aws:iam::111111111111:user/jane | false
            prowler: a user `groot` matched as root | pixel | arn:aws:iam::111111111111:user/groot | false
            an IAM user called root | pixel | arn:aws:iam::111111111111:user/root | false
            another account's root | pixel | arn:aws:iam::222222222222:root | false
        ";
        for [case, name, user_arn, expected] in rows(table) {
            let serial_number = format!("arn:aws:iam::111111111111:mfa/{name}");
            let user_arn = (user_arn != "none").then_some(user_arn);
            let found = is_of_root(&device(&serial_number, user_arn), ROOT);
            assert_eq!(found.to_string(), expected, "{case}");
        }
    }

    #[test]
    fn prowler_1576_the_partition_of_the_arn_counts() {
        let root = "arn:aws-cn:iam::111111111111:root";
        let device = device("arn:aws-cn:iam::111111111111:mfa/x", Some(root));
        assert!(is_of_root(&device, root));
        assert!(!is_of_root(&device, ROOT));
    }
}
