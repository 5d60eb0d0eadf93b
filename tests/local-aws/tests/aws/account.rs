use aws_sdk_account::Client;
use aws_sdk_account::types::AlternateContactType;

use crate::client::{MEMBER, caller, code, start};

const SCENARIO: &str = r#"
[organization]
[accounts.222222222222]
name = "Shop"
contact = { phone = "+44 20 7946 0123", country = "GB" }
alternate-contacts = { operations = { phone = "+1 202-555-0175" }, billing = {} }
[accounts.333333333333]
contact = { present = false }
[accounts.444444444444]
contact = { phone = "" }
"#;

#[tokio::test]
async fn contact_information_is_the_callers_own() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let answer = client.get_contact_information().send().await.unwrap();
    let contact = answer.contact_information().unwrap();
    assert_eq!(contact.phone_number(), "+44 20 7946 0123");
    assert_eq!(contact.country_code(), "GB");
    assert_eq!(contact.full_name(), "Shop");

    let other = client
        .get_contact_information()
        .account_id("333333333333")
        .send()
        .await;
    assert_eq!(code(other), "AccessDeniedException");
}

#[tokio::test]
async fn missing_contact_information_is_not_found() {
    let organization = start(SCENARIO).await;
    let none = Client::new(&caller(&organization, "333333333333"));
    let answer = none.get_contact_information().send().await;
    assert_eq!(code(answer), "ResourceNotFoundException");

    let no_phone = Client::new(&caller(&organization, "444444444444"));
    let answer = no_phone.get_contact_information().send().await.unwrap();
    assert_eq!(answer.contact_information().unwrap().phone_number(), "");
}

#[tokio::test]
async fn alternate_contacts_are_returned_by_type() {
    let organization = start(SCENARIO).await;
    let client = Client::new(&caller(&organization, MEMBER));
    let get = |kind| {
        client
            .get_alternate_contact()
            .alternate_contact_type(kind)
            .send()
    };
    let operations = get(AlternateContactType::Operations).await.unwrap();
    let operations = operations.alternate_contact().unwrap();
    assert_eq!(operations.phone_number(), Some("+1 202-555-0175"));
    assert_eq!(operations.email_address(), Some("operations@example.com"));
    let billing = get(AlternateContactType::Billing).await.unwrap();
    assert_eq!(billing.alternate_contact().unwrap().phone_number(), None);
    let security = get(AlternateContactType::Security).await;
    assert_eq!(code(security), "ResourceNotFoundException");
    let unknown = get(AlternateContactType::from("SALES")).await;
    assert_eq!(code(unknown), "ValidationException");
}
