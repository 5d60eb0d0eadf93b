//! Generated sets of policies, judged here and, request by request, by an independent simulator:
//! `@cloud-copilot/iam-simulate`. Needs Node.js, and `npm ci` in differential/.

#![cfg(test)]

mod support;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use service_control_policy::Decision;
use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use support::generate::{Documents, ROOT_ARN, Vocabulary, documents, is_decided, levels};
use support::{ACCOUNT, ORGANIZATION, judge};

/// How many sets, unless the environment variable DIFFERENTIAL_SETS says otherwise.
const SETS: usize = 1_000;
const SEED: [u8; 32] = *b"every action on every resource!!";

/// Only what both evaluators document alike: no wildcard in a service's name, no ARN whose
/// wildcards would have to match a colon. `sts:GetCallerIdentity` isn't sampled, because AWS lets
/// no policy deny it.
const VOCABULARY: Vocabulary = Vocabulary {
    actions: &[
        "*",
        "iam:*",
        "IAM:get*",
        "iam:CreateVirtualMFADevice",
        "iam:*MFADevice",
        "iam:?etRole",
        "s3:*",
        "s3:Get*",
        "s3:*Object",
        "ec2:*",
        "ec2:Describe*s",
        "support:*",
        "organizations:LeaveOrganization",
    ],
    resources: &[
        "*",
        "arn:aws:s3:::logs/*",
        "arn:aws:s3:::logs/20??",
        "arn:aws:s3:::*",
        "arn:aws:iam::*:role/a",
        "arn:aws:iam::111111111111:role/*",
        "arn:aws:ec2:*:111111111111:instance/*",
        "arn:aws:ec2:eu-west-?:*:instance/i-1",
    ],
    by_path: true,
    open: true,
};

const ACTIONS: &[&str] = &[
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetMFADevice",
    "iam:GetRole",
    // Not an AWS action, so far.
    "iam:SetRole",
    "iam:GetUser",
    "iam:CreateUser",
    "s3:GetBucketPolicy",
    "s3:GetObject",
    "s3:PutObject",
    "s3:ListAllMyBuckets",
    "ec2:DescribeInstances",
    "ec2:RunInstances",
    "support:CreateCase",
    "organizations:LeaveOrganization",
    "lambda:InvokeFunction",
];

/// To the simulator, `*` is all resources at once, not the value of a request without a resource.
/// So a resource that only the pattern `*` matches is used instead.
const RESOURCES: &[&str] = &[
    "arn:aws:sqs:eu-west-1:111111111111:queue",
    "arn:aws:s3:::logs/2026",
    "arn:aws:s3:::logs/march",
    "arn:aws:s3:::other/key",
    "arn:aws:iam::111111111111:role/a",
    "arn:aws:iam::111111111111:role/b",
    "arn:aws:iam::222222222222:role/a",
    "arn:aws:ec2:eu-west-1:111111111111:instance/i-1",
    "arn:aws:ec2:us-east-1:111111111111:instance/i-1",
    "arn:aws:ec2:eu-west-1:222222222222:instance/i-1",
];

/// The root user's requests: with MFA, without, and by access key; in two Regions. One is enough if
/// nothing depends on these. `aws:AssumedRoot` is absent from each.
fn contexts(documents: &Documents) -> Vec<Value> {
    let entities = documents
        .iter()
        .map(|(id, _)| id.as_str())
        .filter(|id| *id != ACCOUNT);
    let path: String = std::iter::once(ORGANIZATION)
        .chain(entities)
        .map(|id| format!("{id}/"))
        .collect();
    let mut contexts = Vec::new();
    for mfa in [Some("true"), Some("false"), None] {
        for region in ["eu-west-1", "us-east-1"] {
            let mut context = json!({
                "aws:PrincipalArn": ROOT_ARN,
                "aws:PrincipalAccount": ACCOUNT,
                "aws:PrincipalOrgID": ORGANIZATION,
                "aws:PrincipalOrgPaths": [path],
                "aws:PrincipalType": "Account",
                "aws:RequestedRegion": region,
            });
            if let Some(mfa) = mfa {
                context["aws:MultiFactorAuthPresent"] = mfa.into();
            }
            contexts.push(context);
        }
    }
    contexts.truncate(if is_decided(documents) {
        1
    } else {
        contexts.len()
    });
    contexts
}

fn generate(sets: usize) -> Vec<Documents> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = documents(VOCABULARY);
    (0..sets)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// For each set: a sampled request that the simulator allows, if it allows one.
fn simulate(sets: &[Documents]) -> Vec<Option<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("differential");
    assert!(
        folder.join("node_modules").is_dir(),
        "the simulator is missing: run `npm ci` in {}",
        folder.display(),
    );
    let mut node = Command::new("node")
        .arg(folder.join("simulate.js"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js 20 or later runs as `node`");
    let mut lines = vec![json!({
        "principal": ROOT_ARN, "account": ACCOUNT, "actions": ACTIONS, "resources": RESOURCES,
    })];
    lines.extend(sets.iter().map(|set| {
        let levels: Vec<Value> = set
            .iter()
            .map(|(id, policies)| {
                let policies: Vec<Value> = policies
                    .iter()
                    .map(|policy| json!({ "name": "p-generated", "policy": policy }))
                    .collect();
                json!({ "orgIdentifier": id, "policies": policies })
            })
            .collect();
        json!({ "levels": levels, "contexts": contexts(set) })
    }));
    let mut input = node.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        for line in lines {
            writeln!(input, "{line}").unwrap();
        }
    });
    let answers: Vec<Option<Value>> = BufReader::new(node.stdout.take().unwrap())
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    assert!(node.wait().unwrap().success(), "the simulator failed");
    writer.join().unwrap();
    answers
}

#[derive(Debug, Default)]
struct Figures {
    sets: usize,
    denied: usize,
    not_denied: usize,
    /// Not denied, and no sampled request is allowed, in sets with conditions that are open.
    cautious: usize,
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self {
            sets,
            denied,
            not_denied,
            cautious,
        } = self;
        write!(
            formatter,
            "{sets} sets: {denied} denied, {not_denied} not denied, {cautious} of these out of \
             caution",
        )
    }
}

#[test]
fn verdicts_agree_with_the_simulator() {
    let number = std::env::var("DIFFERENTIAL_SETS").map_or(SETS, |number| number.parse().unwrap());
    let sets = generate(number);
    let simulated = simulate(&sets);
    assert_eq!(simulated.len(), sets.len());

    let mut figures = Figures {
        sets: number,
        ..Figures::default()
    };
    let mut disagreements = Vec::new();
    for (set, allowed) in sets.iter().zip(simulated) {
        let verdict = judge(levels(set));
        match (&verdict, allowed) {
            (Decision::Denied(_), None) => figures.denied += 1,
            (Decision::NotDenied(_), Some(_)) => figures.not_denied += 1,
            (Decision::NotDenied(_), None) if !is_decided(set) => {
                figures.not_denied += 1;
                figures.cautious += 1;
            }
            (_, allowed) => disagreements.push((set, verdict, allowed)),
        }
    }
    println!("{figures}, {} disagreements", disagreements.len());
    for (set, verdict, allowed) in disagreements.iter().take(5) {
        println!(
            "{verdict:?}\nsimulator allows {allowed:?}\n{:#}\n",
            json!(set)
        );
    }
    assert!(
        disagreements.is_empty(),
        "{} disagreements",
        disagreements.len()
    );
    assert!(
        figures.denied > number / 10 && figures.not_denied > number / 10,
        "{figures}"
    );
}
