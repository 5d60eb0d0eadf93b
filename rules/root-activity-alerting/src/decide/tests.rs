use config_rule::Compliance::{self, Compliant, NonCompliant};

use super::*;
use crate::chain::{Break, Named};
use crate::event::{MEMBERS, Scene};
use crate::sample::Sample;
use crate::target::fault::TargetFault;

const ACCOUNT: &str = "222222222222";

fn events(whose: &[Whose]) -> Vec<Event> {
    let scene = Scene {
        account: ACCOUNT,
        ..Scene::EXAMPLE
    };
    whose
        .iter()
        .flat_map(|whose| Sample::ROOT.map(|sample| scene.event(sample, *whose)))
        .collect()
}

fn nowhere() -> Chain {
    Link::Broken(Break::Target(Named {
        name: "event rule root".to_owned(),
        what: TargetFault::None,
    }))
}

/// A route that matches and carries only the events in `carried`.
fn route(kind: Kind, events: &[Event], carried: impl Fn(&Event) -> bool) -> Route {
    Route {
        kind,
        name: "root".to_owned(),
        chains: events
            .iter()
            .map(|event| carried(event).then_some(Link::Works))
            .collect(),
        account: None,
        any_user: false,
    }
}

fn judge(events: Vec<Event>, routes: Vec<Route>) -> (Compliance, String) {
    let verdict = decide(&Facts::Alerts(Alerts {
        account: ACCOUNT.to_owned(),
        region: "us-east-1".to_owned(),
        events,
        routes,
        trails: vec![],
        vouched: None,
    }));
    (verdict.compliance, verdict.annotation.to_string())
}

fn own() -> Vec<Event> {
    events(&[Whose::Own])
}

#[test]
fn one_route_for_all_or_one_for_each() {
    let all = || route(Kind::MetricFilter, &own(), |_| true);
    let of = |kind, sign_ins: bool| {
        route(kind, &own(), move |event| {
            event.sample.is_sign_in() == sign_ins
        })
    };
    let table = [
        ("nothing at all", vec![], NonCompliant),
        ("one filter for all", vec![all()], Compliant),
        (
            "a filter for each",
            vec![of(Kind::MetricFilter, true), of(Kind::MetricFilter, false)],
            Compliant,
        ),
        (
            "sign-ins only",
            vec![of(Kind::MetricFilter, true)],
            NonCompliant,
        ),
        (
            "calls only",
            vec![of(Kind::MetricFilter, false)],
            NonCompliant,
        ),
    ];
    for (case, routes, expected) in table {
        assert_eq!(judge(own(), routes).0, expected, "{case}");
    }
}

#[test]
fn each_event_that_a_filter_drops_is_noticed() {
    for dropped in Sample::ROOT {
        let filter = route(Kind::MetricFilter, &own(), |event| event.sample != dropped);
        let (compliance, annotation) = judge(own(), vec![filter]);
        assert_eq!(compliance, NonCompliant, "{dropped:?}");
        assert!(
            annotation.starts_with(dropped.shape().described),
            "{annotation}"
        );
    }
}

#[test]
fn each_event_that_an_event_rule_drops_is_noticed_or_mentioned() {
    for dropped in Sample::ROOT {
        let rule = route(Kind::EventRule, &own(), |event| event.sample != dropped);
        let (compliance, annotation) = judge(own(), vec![rule]);
        if dropped.is_beyond_event_rules() {
            assert_eq!(compliance, Compliant, "{dropped:?}");
            assert!(annotation.contains("raise no alert"), "{annotation}");
        } else {
            assert_eq!(compliance, NonCompliant, "{dropped:?}");
        }
    }
}

#[test]
fn reads_and_other_regions_are_excused_only_where_event_rules_carry_the_calls() {
    let writes = |event: &Event| !event.sample.is_beyond_event_rules();
    assert_eq!(
        judge(own(), vec![route(Kind::EventRule, &own(), writes)]).0,
        Compliant
    );
    assert_eq!(
        judge(own(), vec![route(Kind::MetricFilter, &own(), writes)]).0,
        NonCompliant
    );
    let sign_ins = route(Kind::EventRule, &own(), |event| event.sample.is_sign_in());
    let calls = route(Kind::MetricFilter, &own(), |event| {
        writes(event) && !event.sample.is_sign_in()
    });
    assert_eq!(judge(own(), vec![sign_ins, calls]).0, NonCompliant);
}

#[test]
fn every_member_must_raise_alerts() {
    let all = events(&[Whose::Own, MEMBERS[0], MEMBERS[1]]);
    let one = |event: &Event| event.whose != MEMBERS[1];
    let (compliance, annotation) = judge(all.clone(), vec![route(Kind::MetricFilter, &all, one)]);
    assert_eq!(compliance, NonCompliant);
    assert!(annotation.contains("of a member account"), "{annotation}");
    let rule = route(Kind::EventRule, &all, |event| event.whose == Whose::Own);
    assert_eq!(judge(all.clone(), vec![rule]).0, NonCompliant);
    let filter = route(Kind::MetricFilter, &all, |_| true);
    assert_eq!(judge(all, vec![filter]).0, Compliant);
}

#[test]
fn the_link_that_goes_furthest_is_named() {
    let mut rule = route(Kind::EventRule, &own(), |_| true);
    rule.chains.fill(Some(nowhere()));
    let mut untrailed = rule.clone();
    untrailed.chains.fill(Some(Link::Broken(Break::NoTrail)));
    let (compliance, annotation) = judge(own(), vec![untrailed, rule]);
    assert_eq!(compliance, NonCompliant);
    assert_eq!(
        annotation,
        "Activity of the root user would alert nobody: event rule root sends to nothing: add an \
         SNS topic as target."
    );
}

#[test]
fn a_route_for_any_user_is_mentioned_and_changes_nothing() {
    let mut filter = route(Kind::MetricFilter, &own(), |_| true);
    filter.any_user = true;
    let (compliance, annotation) = judge(own(), vec![filter]);
    assert_eq!(compliance, Compliant);
    assert!(annotation.contains("Any user"), "{annotation}");
}

#[test]
fn an_account_with_alerts_elsewhere_says_what_it_does_not_see() {
    let facts = |lost| Facts::HeardElsewhere {
        trail: "all".to_owned(),
        hearer: "111111111111".to_owned(),
        lost,
    };
    let verdict = decide(&facts(None));
    assert_eq!(verdict.compliance, Compliant);
    assert!(
        verdict
            .annotation
            .to_string()
            .contains("can't be seen from here")
    );
    let event = own().swap_remove(0);
    let verdict = decide(&facts(Some((event, Link::Broken(Break::NoTrail)))));
    assert_eq!(verdict.compliance, NonCompliant);
}
