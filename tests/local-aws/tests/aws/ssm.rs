use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::ParameterType;

use crate::client::{MANAGEMENT, MEMBER, caller, code, start};

#[tokio::test]
async fn parameters_are_found_by_name_version_and_path() {
    let organization = start(
        r#"
        [organization]
        [accounts.111111111111.parameters]
        "/a/one" = "1"
        "/a/b/two" = "2"
        "/ab/three" = "3"
        "#,
    )
    .await;
    let client = Client::new(&caller(&organization, MANAGEMENT));
    let get = |name: &str| client.get_parameter().name(name).send();
    let one = get("/a/one").await.unwrap();
    let one = one.parameter().unwrap();
    assert_eq!(one.value(), Some("1"));
    assert_eq!(one.version(), 1);
    assert!(one.last_modified_date().is_some());
    assert_eq!(
        one.arn(),
        Some("arn:aws:ssm:us-east-1:111111111111:parameter/a/one")
    );
    assert_eq!(code(get("/a/none").await), "ParameterNotFound");
    assert_eq!(code(get("/a/one:2").await), "ParameterNotFound");

    let several = client
        .get_parameters()
        .set_names(Some(vec!["/a/one".into(), "/a/none".into()]))
        .send()
        .await
        .unwrap();
    assert_eq!(several.parameters()[0].name(), Some("/a/one"));
    assert_eq!(several.invalid_parameters(), ["/a/none"]);
    let too_many = client
        .get_parameters()
        .set_names(Some(vec!["/a/one".into(); 11]))
        .send()
        .await;
    assert_eq!(code(too_many), "ValidationException");

    for (recursive, expected) in [(false, &["/a/one"][..]), (true, &["/a/b/two", "/a/one"])] {
        let answer = client
            .get_parameters_by_path()
            .path("/a")
            .recursive(recursive)
            .send()
            .await
            .unwrap();
        let names: Vec<_> = answer
            .parameters()
            .iter()
            .filter_map(|p| p.name())
            .collect();
        assert_eq!(names, expected);
    }
}

#[tokio::test]
async fn putting_makes_versions_in_the_callers_account() {
    let organization = start("[organization]\n[accounts.222222222222]").await;
    let client = Client::new(&caller(&organization, MANAGEMENT));
    let put = |value: &str, overwrite| {
        client
            .put_parameter()
            .name("/a")
            .value(value)
            .r#type(ParameterType::String)
            .overwrite(overwrite)
            .send()
    };
    assert_eq!(put("1", false).await.unwrap().version(), 1);
    assert_eq!(code(put("2", false).await), "ParameterAlreadyExists");
    assert_eq!(put("2", true).await.unwrap().version(), 2);
    assert_eq!(
        code(put(&"x".repeat(4_097), true).await),
        "ValidationException"
    );
    for (name, expected) in [("/a", "2"), ("/a:1", "1")] {
        let answer = client.get_parameter().name(name).send().await.unwrap();
        assert_eq!(answer.parameter().unwrap().value(), Some(expected));
    }
    let member = Client::new(&caller(&organization, MEMBER));
    let answer = member.get_parameter().name("/a").send().await;
    assert_eq!(code(answer), "ParameterNotFound");
}
