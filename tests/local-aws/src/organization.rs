//! A running organization: the AWS endpoint over a scenario, and AWS Config's side of an
//! evaluation (function credentials, events, results).

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::{Value, json};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::aws::{
    self, Call, Caller, Credentials, Evaluation, EvaluationRequest, FunctionId, PackRule,
    Permissions, Place, Principal, Query, World,
};
use crate::forward;
use crate::http::{Request, Server};
use crate::live::{LiveAccount, Way};
use crate::quota::Quotas;
use crate::scenario::{AccountId, Fault, Scenario};

/// The prefix of the functions' names, before the rule's name.
const FUNCTION_PREFIX: &str = "root-credential-rules-";

/// A running organization. Its endpoint stops when this is dropped.
#[derive(Debug)]
pub struct Organization {
    world: Arc<World>,
    server: Server,
    live: Option<Arc<LiveAccount>>,
    functions: AtomicU64,
}

/// A function before it runs: its identity, and the environment that Lambda would give it.
#[derive(Debug, Clone)]
pub struct FunctionIdentity {
    /// Identifies its calls.
    pub id: FunctionId,
    /// Its ARN.
    pub arn: String,
    /// Region, credentials and endpoint.
    pub environment: BTreeMap<String, String>,
}

/// What AWS Config sends to a function.
#[derive(Debug, Clone)]
pub struct Notification {
    /// The event.
    pub event: Value,
    /// The token in it, which identifies its evaluations.
    pub result_token: String,
    /// The time in it.
    pub created: Timestamp,
}

impl Organization {
    /// Starts the endpoint for `scenario` on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no port to listen on.
    pub async fn start(scenario: Scenario) -> io::Result<Self> {
        Self::start_on(scenario, 0).await
    }

    /// As [`Self::start`], on `port`.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start_on(scenario: Scenario, port: u16) -> io::Result<Self> {
        Self::serve(World::new(scenario, aws::Access::default()), port, None).await
    }

    /// Starts AWS Config alone, for rules that read a real account.
    ///
    /// # Errors
    /// When there is no port to listen on.
    pub async fn start_live(live: LiveAccount) -> io::Result<Self> {
        let scenario = Scenario::single(&live.partition, &live.region, &live.account);
        // The functions' credentials are real, so they are unknown here.
        let everyone = aws::Access::everyone(aws::Session {
            caller: Caller {
                account: live.account.clone(),
                principal: Principal::Role {
                    name: "live".to_owned(),
                    session: "live".to_owned(),
                },
                session_tags: BTreeMap::new(),
                function: None,
            },
            permissions: None,
            is_reader: false,
        });
        Self::serve(World::new(scenario, everyone), 0, Some(live)).await
    }

    async fn serve(world: World, port: u16, live: Option<LiveAccount>) -> io::Result<Self> {
        let world = Arc::new(world);
        let live = live.map(Arc::new);
        let server = {
            let (world, live) = (Arc::clone(&world), live.clone());
            Server::start(port, move |request: Request| {
                let (world, live) = (Arc::clone(&world), live.clone());
                async move {
                    match live.as_deref().map(|live| live.way(&request)) {
                        None | Some(Way::Here) => aws::answer(world, request).await,
                        Some(Way::HandedOn(forward, scope)) => {
                            forward::answer(forward.as_ref(), request, scope).await
                        }
                        Some(Way::Refused) => forward::refusal(),
                    }
                }
            })
            .await?
        };
        Ok(Self {
            world,
            server,
            live,
            functions: AtomicU64::new(0),
        })
    }

    /// Where the endpoint listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The endpoint, as a value for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.world.scenario
    }

    /// Credentials of a role in `account`. Without `permissions`, it may do all that the services
    /// themselves let the account do.
    #[must_use]
    pub fn credentials(
        &self,
        account: &AccountId,
        role: &str,
        permissions: Option<Permissions>,
    ) -> Credentials {
        self.issue(account, role, permissions, None)
    }

    fn issue(
        &self,
        account: &AccountId,
        role: &str,
        permissions: Option<Permissions>,
        function: Option<FunctionId>,
    ) -> Credentials {
        self.world.access.issue(aws::Session {
            caller: Caller {
                account: account.clone(),
                principal: Principal::Role {
                    name: role.to_owned(),
                    session: role.to_owned(),
                },
                session_tags: BTreeMap::new(),
                function,
            },
            permissions: permissions.map(Arc::new),
            is_reader: false,
        })
    }

    /// The function of `rule` in `account`. Each call of this makes another function, with its own
    /// record of calls.
    #[must_use]
    pub fn function(
        &self,
        account: &AccountId,
        rule: &str,
        permissions: Option<Permissions>,
    ) -> FunctionIdentity {
        let id = FunctionId(self.functions.fetch_add(1, Ordering::Relaxed) + 1);
        let name = format!("{FUNCTION_PREFIX}{rule}");
        let scenario = self.scenario();
        let (partition, region) = (&scenario.partition, scenario.region());
        let arn = format!("arn:{partition}:lambda:{region}:{account}:function:{name}");
        let mut environment = BTreeMap::new();
        let mut set = |name: &str, value: &str| {
            environment.insert(name.to_owned(), value.to_owned());
        };
        set("AWS_REGION", region);
        set("AWS_DEFAULT_REGION", region);
        match &self.live {
            None => {
                let credentials = self.issue(account, &name, permissions, Some(id));
                set("AWS_ENDPOINT_URL", &self.endpoint());
                set("AWS_ACCESS_KEY_ID", &credentials.access_key_id);
                set("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key);
                set("AWS_SESSION_TOKEN", &credentials.session_token);
                if let Some(arn) = scenario.reader_role_arn() {
                    set("ORGANIZATION_READER_ROLE_ARN", &arn);
                }
            }
            Some(live) => {
                for (name, value) in live.function_environment(&self.endpoint()) {
                    set(&name, &value);
                }
            }
        }
        FunctionIdentity {
            id,
            arn,
            environment,
        }
    }

    fn place<'a>(&'a self, account: &'a AccountId) -> Place<'a> {
        Place {
            partition: &self.scenario().partition,
            region: self.scenario().region(),
            account,
        }
    }

    /// Makes the conformance pack `name` in `account`. From then on its rules run under the names
    /// that AWS Config gives them.
    pub fn deploy_pack(&self, account: &AccountId, name: &str, rules: &[PackRule]) {
        let place = self.place(account);
        self.world.config.deploy(place, name, rules);
    }

    /// Makes the organization's conformance pack `name` in a member, as [`Self::deploy_pack`] does,
    /// from the account that administers it.
    pub fn deploy_organization_pack(
        &self,
        administrator: &AccountId,
        member: &AccountId,
        name: &str,
        rules: &[PackRule],
    ) {
        let (administrator, place) = (self.place(administrator), self.place(member));
        self.world
            .config
            .deploy_from(administrator, place, name, rules);
    }

    /// Keeps an advanced query in `account`.
    pub fn store_query(&self, account: &AccountId, query: Query) {
        let place = self.place(account);
        self.world.config.store_query(place, query);
    }

    /// From now on, whoever receives the requests must run the rules that
    /// StartConfigRulesEvaluation names. Each rule is being evaluated until [`Self::evaluated`].
    #[must_use]
    pub fn evaluation_requests(&self) -> UnboundedReceiver<EvaluationRequest> {
        let (sender, receiver) = unbounded_channel();
        self.world.config.run_with(sender);
        receiver
    }

    /// Notes that what was requested was run.
    pub fn evaluated(&self, request: &EvaluationRequest) {
        self.world.config.ended(request);
    }

    /// The event that AWS Config sends to the function of `rule` in `account` for a periodic run.
    /// `parameters` are the rule's InputParameters, each value as text.
    #[must_use]
    pub fn notify(
        &self,
        account: &AccountId,
        rule: &str,
        parameters: &BTreeMap<String, String>,
    ) -> Notification {
        let partition = &self.scenario().partition;
        let config = &self.world.config;
        let identity = config.deployed(account, rule).unwrap_or_else(|| {
            let id = format!("config-rule-{rule}");
            self.place(account).rule(rule, rule, id)
        });
        // Without parameters AWS Config sends an empty object.
        let parameters = json!(parameters).to_string();
        // Milliseconds, as the event's text has them.
        let created = Timestamp::from_millisecond(Timestamp::now().as_millisecond())
            .unwrap_or(Timestamp::UNIX_EPOCH);
        let result_token = config.begin(&identity, &parameters, created);
        let invoking_event = json!({
            "awsAccountId": account,
            "notificationCreationTime": format!("{created:.3}"),
            "messageType": "ScheduledNotification",
            "recordVersion": "1.0",
        });
        let event = json!({
            "version": "1.0",
            "invokingEvent": invoking_event.to_string(),
            "ruleParameters": parameters,
            "resultToken": result_token,
            "eventLeftScope": false,
            "executionRoleArn":
                format!("arn:{partition}:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"),
            "configRuleArn": identity.arn,
            "configRuleName": identity.name,
            "configRuleId": identity.id,
            "accountId": account,
        });
        Notification {
            event,
            result_token,
            created,
        }
    }

    /// What was put with a result token, in order.
    #[must_use]
    pub fn evaluations(&self, result_token: &str) -> Vec<Evaluation> {
        self.world.config.put_with(result_token)
    }

    /// All calls until now, in the order in which they were answered.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.world.calls()
    }

    /// The calls of one function, and of the roles that it assumed.
    #[must_use]
    pub fn calls_of(&self, function: FunctionId) -> Vec<Call> {
        self.world.calls_of(function)
    }

    /// Forgets a function, with its credentials, its calls and what was put with a result token.
    /// For runs of so many functions that they would not fit into memory.
    pub fn forget(&self, function: FunctionId, result_token: &str) {
        self.world.forget(function);
        self.world.config.forget(result_token);
    }

    /// From now on, calls beyond `quotas` are refused as throttled.
    pub fn limit(&self, quotas: Quotas) {
        self.world.throttle.limit(quotas);
    }

    /// Adds a fault, after those of the scenario.
    pub fn add_fault(&self, fault: Fault) {
        self.world.faults.add(fault);
    }

    /// Replaces the scenario's faults and the added ones with `faults`.
    pub fn replace_faults(&self, faults: Vec<Fault>) {
        self.world.faults.replace(faults);
    }

    /// The fields that the answers to `action` had until now, before any fault: the names that lead
    /// to each, joined by dots.
    #[must_use]
    pub fn answered_fields(&self, action: &str) -> BTreeSet<String> {
        self.world.answered_fields(action)
    }
}
