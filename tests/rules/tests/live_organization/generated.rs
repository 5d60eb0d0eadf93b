//! Organizations in numbers.

use std::fmt::Write as _;

use local_aws::Scenario;

/// So many members in three units; each differs from its neighbours in what some rule looks at.
pub(crate) fn generated(members: u64) -> Scenario {
    let mut text = String::from(
        r#"
        [organization]
        features = ["RootCredentialsManagement", "RootSessions"]
        [organization.policies.DenyRoot]
        attached-to = ["Work/Prod"]
        content = '''{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*",
            "Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]}'''
        [accounts.111111111111]
        name = "Management"
        "#,
    );
    for member in 0..members {
        let id = 200_000_000_000 + member;
        let unit = ["", "Work", "Work/Prod"][usize::try_from(member % 3).unwrap()];
        let email = if member % 5 == 0 {
            "gmail.com"
        } else {
            "example.com"
        };
        writeln!(
            text,
            "[accounts.{id}]\nname = 'Member {member}'\nunit = '{unit}'\nemail = 'a{member}@{email}'"
        )
        .unwrap();
        writeln!(text, "[accounts.{id}.root]\npassword = {}", member % 7 != 0).unwrap();
        let mfa = [
            "",
            "{ kind = 'hardware' }",
            "{ kind = 'virtual', name = 'a' }",
        ];
        writeln!(
            text,
            "mfa = [{}]",
            mfa[usize::try_from(member % 4 % 3).unwrap()]
        )
        .unwrap();
        if member % 11 == 0 {
            writeln!(text, "access-keys = [{{}}]").unwrap();
        }
    }
    text.parse().unwrap()
}
