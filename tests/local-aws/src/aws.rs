//! AWS behind one address: finds service and Region in a request's signature and the caller by its
//! access key id, records the call, and answers in the service's own protocol.
//!
//! A service is one file under `services/` with a table of its operations; to add one, write the
//! file and name it in [`catalog`], and its operations in [`crate::operations`]. A handler is a
//! plain function from a request to a JSON value;
//! protocols, authorization, faults and recording are the same for all.

mod access;
mod authorization;
mod call;
mod catalog;
mod error;
mod faults;
mod fields;
mod handler;
mod page;
mod pending_faults;
mod protocol;
mod request;
mod root_task;
mod service;
mod services;
mod session_policy;
mod throttle;
mod world;

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use serde_json::Value;

use crate::http::{Reply, Request as HttpRequest};
use error::ServiceError;
use handler::Handler;
use request::Request;
use service::Service;

pub(crate) use access::{Access, Scope, Session};
pub use access::{Caller, Credentials, FunctionId, Permissions, Principal};
pub use call::Call;
pub(crate) use services::config::Place;
pub use services::config::{Evaluation, EvaluationRequest, PackRule, Query};
pub(crate) use world::World;

/// Answers one HTTP request.
pub(crate) async fn answer(world: Arc<World>, http: HttpRequest) -> Reply {
    let began = Instant::now();
    let at = Timestamp::now();
    let Some(scope) = Scope::of(http.header("authorization")) else {
        let error = ServiceError::unsigned();
        return protocol::refuse(&http, "", &error, &world.request_id());
    };
    let Some((service, operations)) = catalog::signing_as(&scope.service) else {
        let error = ServiceError::no_service(&scope.service);
        world.record_unserved(&scope, at, &error);
        return protocol::refuse(&http, &scope.service, &error, &world.request_id());
    };
    let protocol = service.protocol.spoken_in(&http);
    let decoded = match protocol.decode(&http) {
        Ok(decoded) => decoded,
        Err(error) => {
            return protocol::refuse(&http, &scope.service, &error, &world.request_id());
        }
    };
    let session = world.access.session(&scope.access_key_id);
    let fault = world.faults.next(
        &service.action(&decoded.operation),
        session.as_ref().map(|s| &s.caller),
    );

    if let Some(delay) = fault.as_ref().and_then(faults::delay) {
        tokio::time::sleep(delay).await;
    }
    let mut request = Request {
        world: &world,
        service,
        operation: &decoded.operation,
        parameters: decoded.parameters,
        region: &scope.region,
        caller: session.as_ref().map(|session| &session.caller),
        permissions: session
            .as_ref()
            .and_then(|session| session.permissions.clone()),
        fault: fault.as_ref(),
    };
    let handler = catalog::handler(operations, request.operation);
    let result = handle(&request, handler, session.as_ref());
    if let Ok(answer) = &result {
        world.learn(service.action(request.operation), fields::paths(answer));
    }
    let result = match &fault {
        Some(fault) => result.map(|value| faults::spoil(fault, &request, value)),
        None => result,
    };
    world.record(Call {
        at,
        duration: began.elapsed(),
        service: service.iam_prefix.to_owned(),
        operation: decoded.operation.clone(),
        region: scope.region.clone(),
        caller: request.caller.cloned(),
        parameters: std::mem::take(&mut request.parameters),
        error: result.as_ref().err().map(|error| error.code.clone()),
        throttled: result
            .as_ref()
            .is_err_and(|error| error.code == service.errors.throttled.1),
    });
    let reply = protocol.encode(&decoded.operation, result.as_ref(), &world.request_id());
    match fault {
        Some(fault) => faults::cut(&fault, reply),
        None => reply,
    }
}

/// What the service says, after all that stands before its own logic.
fn handle(
    request: &Request<'_>,
    handler: Option<Handler>,
    session: Option<&Session>,
) -> Result<Value, ServiceError> {
    let service: &Service = request.service;
    if let Some(error) = request
        .fault
        .and_then(|fault| faults::error(fault, request))
    {
        return Err(error);
    }
    let Some(handler) = handler else {
        return Err(ServiceError::not_implemented(
            &service.action(request.operation),
        ));
    };
    let Some(session) = session else {
        return Err(service.unknown_credentials());
    };
    let action = service.action(request.operation);
    if request
        .world
        .throttle
        .refuses(&action, &session.caller, request.region)
    {
        return Err(service.throttled());
    }
    authorization::check(request, session)?;
    handler(request)
}
