//! Where an event rule or an alarm sends events.

pub(crate) mod fault;

use config_rule::ReadError;

use fault::{TargetFault, TargetUnseen};

use crate::arn::Arn;
use crate::chain::{Blind, Break, Chain, Named, best, link};
use crate::link::Link;
use crate::topic::Publisher;
use crate::topic::topics::Topics;

/// Where one chain leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Delivered {
    pub(crate) chain: Chain,
    /// The account responsible for the rest, if it isn't this one.
    pub(crate) account: Option<String>,
}

impl Delivered {
    /// A chain that goes to no other account.
    pub(crate) fn here(chain: Chain) -> Self {
        Self {
            chain,
            account: None,
        }
    }

    /// The first chain that reaches a person, or else the one that goes furthest.
    pub(crate) fn best(ways: Vec<Self>) -> Option<Self> {
        match ways.iter().find(|way| way.chain.works()) {
            Some(way) => Some(way.clone()),
            None => best(ways.into_iter().map(|way| way.chain)).map(Self::here),
        }
    }
}

/// Where a rule or an alarm sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) arn: String,
    /// Whether it sends with a role of its own rather than as a service.
    pub(crate) by_role: bool,
}

/// Follows each of the targets; the best one counts. A target's dead-letter queue, input path or
/// input transformer doesn't change whether it sends, or to whom.
pub(crate) async fn deliver(
    topics: &Topics<'_>,
    account: &str,
    publisher: &Publisher,
    sender: &str,
    targets: &[Target],
) -> Result<Delivered, ReadError> {
    let ends_with =
        |what| link::<_, TargetUnseen>(sender, Link::Broken(what), Break::Target, Blind::Target);
    let unseen = |what| {
        Delivered::here(Link::Unseen(Blind::Target(Named {
            name: sender.to_owned(),
            what,
        })))
    };
    let mut found = Vec::new();
    for Target {
        arn: target,
        by_role,
    } in targets
    {
        found.push(match Arn::parse(target) {
            None => Delivered::here(ends_with(TargetFault::Malformed(target.clone()))),
            Some(Arn {
                account: Some(other),
                ..
            }) if other != account => Delivered {
                chain: Link::Works,
                account: Some(other.to_owned()),
            },
            Some(arn) if arn.service == "sns" && *by_role => {
                unseen(TargetUnseen::ByRole(arn.resource.to_owned()))
            }
            Some(arn) if arn.service == "sns" && arn.account.is_some() => Delivered::here(link(
                arn.resource,
                topics.topic(target).await?.carries(publisher, account),
                Break::Topic,
                Blind::Topic,
            )),
            Some(arn) => unseen(TargetUnseen::Service(arn.service.to_owned())),
        });
    }
    // A topic in the same account, which was followed to its end, comes before another account.
    found.sort_by_key(|way| way.account.is_some());
    Ok(Delivered::best(found).unwrap_or_else(|| Delivered::here(ends_with(TargetFault::None))))
}
