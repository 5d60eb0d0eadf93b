//! A profile for each account, in files as AWS clients read them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use local_aws::{AccountId, Credentials, Organization};

/// The role that a profile has in its account.
const ROLE: &str = "Administrator";
const DEFAULT: &str = "default";

pub(super) struct Profile {
    pub(super) name: String,
    pub(super) account: AccountId,
    credentials: Credentials,
}

/// All accounts' profiles, the default one's account first.
pub(super) struct Profiles(Vec<Profile>);

impl Profiles {
    pub(super) fn new(organization: &Organization) -> Self {
        let scenario = organization.scenario();
        let management = scenario
            .organization
            .as_ref()
            .map(|facts| &facts.management_account);
        let mut accounts: Vec<&AccountId> = scenario.accounts.keys().collect();
        accounts.sort_by_key(|account| Some(*account) != management);
        let mut taken = BTreeSet::from([DEFAULT.to_owned()]);
        let profiles = accounts.into_iter().map(|account| {
            let mut name = slug(scenario.name(account));
            if name.is_empty() || !taken.insert(name.clone()) {
                account.as_str().clone_into(&mut name);
            }
            Profile {
                name,
                account: account.clone(),
                credentials: organization.credentials(account, ROLE, None),
            }
        });
        Self(profiles.collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.0.iter()
    }

    /// Every name with whom it stands for; the default is the first account.
    fn named(&self) -> impl Iterator<Item = (&str, &Profile)> {
        let default = self.0.first().map(|first| (DEFAULT, first));
        let named = self
            .0
            .iter()
            .map(|profile| (profile.name.as_str(), profile));
        default.into_iter().chain(named)
    }

    /// The text of an AWS config file.
    pub(super) fn config(&self, region: &str, endpoint: &str) -> String {
        let mut text = String::new();
        for (name, _) in self.named() {
            let section = if name == DEFAULT { "" } else { "profile " };
            let _ = writeln!(
                text,
                "[{section}{name}]\nregion = {region}\nendpoint_url = {endpoint}\n"
            );
        }
        text
    }

    /// The text of an AWS credentials file.
    pub(super) fn credentials(&self) -> String {
        let mut text = String::new();
        for (name, profile) in self.named() {
            let Credentials {
                access_key_id,
                secret_access_key,
                session_token,
            } = &profile.credentials;
            let _ = writeln!(
                text,
                "[{name}]\naws_access_key_id = {access_key_id}\n\
                 aws_secret_access_key = {secret_access_key}\n\
                 aws_session_token = {session_token}\n"
            );
        }
        text
    }
}

/// An account's name as a profile's: lower-case letters, digits and dashes.
fn slug(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| match letter {
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
            _ => ' ',
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accounts_name_becomes_a_profiles() {
        for (name, expected) in [
            ("Shop", "shop"),
            ("Shop staging (EU)", "shop-staging-eu"),
            ("]\n[default", "default"),
            ("…", ""),
        ] {
            assert_eq!(slug(name), expected);
        }
    }

    #[tokio::test]
    async fn no_two_accounts_share_a_profile() {
        let scenario = "[organization]\n\
                        [accounts.222222222222]\nname = \"Default\"\n\
                        [accounts.333333333333]\nname = \"Shop\"\n\
                        [accounts.444444444444]\nname = \"shop!\"\n\
                        [accounts.111111111111]\nname = \"Main\"\n";
        let organization = Organization::start(scenario.parse().unwrap())
            .await
            .unwrap();
        let profiles = Profiles::new(&organization);
        let names: Vec<&str> = profiles.named().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["default", "main", "222222222222", "shop", "444444444444"]
        );
        let config = profiles.config("us-east-1", "http://127.0.0.1:1");
        assert!(config.starts_with("[default]\nregion = us-east-1\nendpoint_url = http"));
        assert!(config.contains("\n[profile shop]\n"));
        assert!(
            profiles
                .credentials()
                .contains("\n[shop]\naws_access_key_id = ")
        );
    }
}
