//! Answers that fail on request.

use std::time::Duration;

use serde_json::{Map, Value};

use super::authorization;
use super::error::ServiceError;
use super::fields;
use super::page;
use super::request::Request;
use crate::http::Reply;
use crate::scenario::{Fault, FaultKind};

/// How long the answer waits.
pub(super) fn delay(fault: &Fault) -> Option<Duration> {
    (fault.kind == FaultKind::Slow).then(|| fault.delay())
}

/// The error instead of the answer.
pub(super) fn error(fault: &Fault, request: &Request<'_>) -> Option<ServiceError> {
    let service = request.service;
    match fault.kind {
        FaultKind::Throttle => Some(service.throttled()),
        FaultKind::AccessDenied => request
            .caller
            .map(|caller| authorization::refusal(request, caller)),
        FaultKind::PolicyDenied => Some(service.denied(format!(
            "User is not authorized to perform: {} with an explicit deny in a service control policy",
            fault.call
        ))),
        FaultKind::InternalError => Some(ServiceError::new(
            500,
            "InternalFailure",
            "An internal error occurred",
        )),
        FaultKind::ClockAhead => Some(service.expired_signature()),
        _ => None,
    }
}

/// The answer as the fault leaves it.
pub(super) fn spoil(fault: &Fault, request: &Request<'_>, mut answer: Value) -> Value {
    let paging = request.service.paging;
    let asked_for = request.text(paging.token);
    match fault.kind {
        FaultKind::Empty => Value::Object(Map::new()),
        FaultKind::LeaveOut => {
            fields::leave_out(&mut answer, &fault.fields);
            answer
        }
        FaultKind::Replace => {
            fields::replace(&mut answer, &fault.values);
            answer
        }
        FaultKind::EmptyPage => {
            if let Value::Object(fields) = &mut answer {
                for list in fields.values_mut().filter_map(Value::as_array_mut) {
                    list.clear();
                }
            }
            let offset = asked_for.and_then(page::offset).unwrap_or(0);
            set_token(&mut answer, request, page::token(offset));
            answer
        }
        FaultKind::RepeatToken => {
            let token = asked_for.map_or_else(
                || {
                    let token = answer.get(paging.token).and_then(Value::as_str);
                    token.map_or_else(|| page::token(usize::MAX), str::to_owned)
                },
                str::to_owned,
            );
            set_token(&mut answer, request, token);
            answer
        }
        _ => answer,
    }
}

fn set_token(answer: &mut Value, request: &Request<'_>, token: String) {
    let paging = request.service.paging;
    if let Value::Object(fields) = answer {
        fields.insert(paging.token.to_owned(), Value::String(token));
        if let Some(truncated) = paging.truncated {
            fields.insert(truncated.to_owned(), Value::Bool(true));
        }
    }
}

/// The reply as the network leaves it.
pub(super) fn cut(fault: &Fault, reply: Reply) -> Reply {
    match (fault.kind, reply) {
        (FaultKind::Cut, _) => Reply::Cut,
        (FaultKind::CutMidway, Reply::Answer(answer)) => Reply::CutMidway(answer),
        (_, reply) => reply,
    }
}
