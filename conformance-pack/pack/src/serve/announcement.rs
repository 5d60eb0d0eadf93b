//! What is printed once the organization answers.

use std::fmt::Write as _;

use local_aws::{AccountId, AccountKind, Organization};

use super::deployment::{MEMBERS_PACK, MemberPack, PACK};
use super::profile::{Profile, Profiles};
use crate::foreign::Foreign;

pub(super) fn text(
    organization: &Organization,
    profiles: &Profiles,
    deployed: &[AccountId],
    member_pack: MemberPack,
) -> String {
    let scenario = organization.scenario();
    let mut text = format!(
        "The organization answers on {}. Ctrl-C ends it.\n\n",
        organization.endpoint()
    );
    let widest = |of: fn(&Profile) -> usize| profiles.iter().map(of).max().unwrap_or_default();
    let width = widest(|profile| profile.name.len());
    for (place, profile) in profiles.iter().enumerate() {
        let default = if place == 0 { " (default)" } else { "" };
        let name = Foreign::from(scenario.name(&profile.account));
        let _ = writeln!(
            text,
            "  {}  --profile {:width$}  {name}{default}",
            profile.account, profile.name
        );
    }
    text.push_str("\nIn another terminal, in this checkout:\n\n");
    text.push_str("  eval \"$(cargo pack serve --environment)\"\n");
    let is_deployed = |profile: &&Profile| deployed.contains(&profile.account);
    let is_member = |profile: &&Profile| scenario.kind(&profile.account) == AccountKind::Member;
    let ask = |text: &mut String, pack: &str, of: &str| {
        let _ = writeln!(
            text,
            "  aws configservice describe-conformance-pack-compliance \
             --conformance-pack-name {pack}{of}"
        );
    };
    let all = || profiles.iter().filter(is_deployed);
    if all().any(|profile| !is_member(&profile)) {
        ask(&mut text, PACK, "");
    }
    if member_pack == MemberPack::Stack
        && let Some(member) = all().find(is_member)
    {
        ask(
            &mut text,
            MEMBERS_PACK,
            &format!(" --profile {}", member.name),
        );
    }
    text.push_str("\nWhat else to ask: docs/queries.md");
    text
}
