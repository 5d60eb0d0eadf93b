use aws_sdk_cloudtrail::Client as CloudTrail;
use aws_sdk_iam::Client as Iam;
use aws_sdk_organizations::Client as Organizations;

use crate::client::{MANAGEMENT, MEMBER, caller, code, start};

#[tokio::test]
async fn small_pages_give_every_entry_once() {
    let organization = start(
        r#"
        page-size = 2
        [organization]
        [accounts.222222222222]
        unassigned-virtual-mfa = ["a", "b", "c"]
        events = [
            { name = "One", time = "{{ 3 hours ago }}" },
            { name = "Two", time = "{{ 2 hours ago }}" },
            { name = "Three", time = "{{ 1 hour ago }}" },
        ]
        [accounts.333333333333]
        "#,
    )
    .await;
    let management = caller(&organization, MANAGEMENT);
    let mut pages = Organizations::new(&management)
        .list_accounts()
        .into_paginator()
        .send();
    let mut accounts = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert!(page.accounts().len() <= 2);
        accounts.extend(
            page.accounts()
                .iter()
                .filter_map(|a| a.id().map(str::to_owned)),
        );
    }
    assert_eq!(accounts, [MANAGEMENT, MEMBER, "333333333333"]);

    let member = caller(&organization, MEMBER);
    let mut pages = Iam::new(&member)
        .list_virtual_mfa_devices()
        .into_paginator()
        .send();
    let mut devices = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert_eq!(page.is_truncated(), page.marker().is_some());
        devices.push(page.virtual_mfa_devices().len());
    }
    assert_eq!(devices, [2, 1]);

    let first = CloudTrail::new(&member)
        .lookup_events()
        .max_results(1)
        .send()
        .await
        .unwrap();
    assert_eq!(first.events().len(), 1);
    let second = CloudTrail::new(&member)
        .lookup_events()
        .next_token(first.next_token().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(second.events()[0].event_name(), Some("Two"));
    assert_eq!(second.next_token(), None);
}

#[tokio::test]
async fn tokens_and_sizes_that_are_not_taken_are_errors() {
    let organization = start("[organization]").await;
    let config = caller(&organization, MANAGEMENT);
    let trail = CloudTrail::new(&config);
    let token = trail.lookup_events().next_token("made-up").send().await;
    assert_eq!(code(token), "InvalidNextTokenException");
    let size = trail.lookup_events().max_results(51).send().await;
    assert_eq!(code(size), "ValidationException");
    let accounts = Organizations::new(&config)
        .list_accounts()
        .next_token("made-up")
        .send()
        .await;
    assert_eq!(code(accounts), "InvalidInputException");
}
