//! ec2Query: forms as in awsQuery in, XML without a wrapper around the result out.

use std::fmt::Write as _;

use serde_json::Value;

use super::query::{escape, write_value};
use crate::aws::error::ServiceError;
use crate::http::Answer;

pub(super) fn encode(namespace: &str, operation: &str, result: &Value, request_id: &str) -> Answer {
    let mut xml = String::new();
    let _ = write!(
        xml,
        "<{operation}Response xmlns=\"{namespace}\"><requestId>{request_id}</requestId>"
    );
    write_value(&mut xml, "item", result);
    let _ = write!(xml, "</{operation}Response>");
    Answer::new(200, xml).with_header("content-type", "text/xml;charset=UTF-8")
}

pub(super) fn encode_error(error: &ServiceError, request_id: &str) -> Answer {
    let xml = format!(
        "<Response><Errors><Error><Code>{}</Code><Message>{}</Message></Error></Errors>\
         <RequestID>{request_id}</RequestID></Response>",
        escape(&error.code),
        escape(&error.message),
    );
    Answer::new(error.status, xml).with_header("content-type", "text/xml;charset=UTF-8")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_has_items() {
        let answer = encode(
            "urn:n",
            "Get",
            &json!({ "regionInfo": [{ "a": 1 }, { "a": 2 }] }),
            "r",
        );
        assert_eq!(
            String::from_utf8(answer.body).unwrap(),
            "<GetResponse xmlns=\"urn:n\"><requestId>r</requestId><regionInfo><item><a>1</a></item>\
             <item><a>2</a></item></regionInfo></GetResponse>"
        );
    }
}
