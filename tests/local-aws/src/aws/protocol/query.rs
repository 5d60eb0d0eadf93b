//! awsQuery: forms such as `Action=ListUsers&Tags.member.1.Key=a` in, XML out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::cbor;
use super::decoded::Decoded;
use crate::aws::error::ServiceError;
use crate::http::Answer;

/// The name for a map's entries in a handler's result, because XML writes maps and objects
/// differently.
pub(in crate::aws) const MAP: &str = "$map";

/// A map in a handler's result: `<entry><key>…</key><value>…</value></entry>` in XML.
pub(crate) fn map(entries: impl IntoIterator<Item = (String, Value)>) -> Value {
    let entries: Map<String, Value> = entries.into_iter().collect();
    Value::Object(
        [(MAP.to_owned(), Value::Object(entries))]
            .into_iter()
            .collect(),
    )
}

pub(super) fn decode(body: &[u8], version: &str) -> Result<Decoded, ServiceError> {
    let mut fields: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let operation = fields.remove("Action").ok_or_else(|| {
        ServiceError::client(
            "MissingAction",
            "The request must contain the parameter Action",
        )
    })?;
    let asked = fields.remove("Version").unwrap_or_default();
    if asked != version {
        return Err(ServiceError::client(
            "NoSuchVersion",
            format!("the version `{asked}` is not {version}"),
        ));
    }
    let mut tree = Tree::default();
    for (name, value) in fields {
        tree.insert(&mut name.split('.').filter(|part| *part != "member"), value);
    }
    Ok(Decoded {
        operation,
        parameters: tree.into_object(),
    })
}

/// Fields by the parts of their names.
#[derive(Default)]
struct Tree {
    value: Option<String>,
    children: BTreeMap<String, Tree>,
}

impl Tree {
    fn insert<'a>(&mut self, parts: &mut impl Iterator<Item = &'a str>, value: String) {
        match parts.next() {
            Some(part) => self
                .children
                .entry(part.to_owned())
                .or_default()
                .insert(parts, value),
            None => self.value = Some(value),
        }
    }

    fn into_object(self) -> Value {
        Value::Object(
            self.children
                .into_iter()
                .map(|(name, tree)| (name, tree.into_value()))
                .collect(),
        )
    }

    /// Text, an object, or, where the parts are numbers, a list in their order.
    fn into_value(self) -> Value {
        if let Some(value) = self.value {
            return Value::String(value);
        }
        let numbers: Option<Vec<usize>> =
            self.children.keys().map(|name| name.parse().ok()).collect();
        match numbers {
            Some(numbers) if !numbers.is_empty() => {
                let by_number: BTreeMap<usize, Tree> = numbers
                    .into_iter()
                    .zip(self.children.into_values())
                    .collect();
                Value::Array(by_number.into_values().map(Self::into_value).collect())
            }
            _ => self.into_object(),
        }
    }
}

pub(super) fn encode(namespace: &str, operation: &str, result: &Value, request_id: &str) -> Answer {
    let mut xml = String::new();
    let _ = write!(
        xml,
        "<{operation}Response xmlns=\"{namespace}\"><{operation}Result>"
    );
    write_value(&mut xml, "member", result);
    let _ = write!(
        xml,
        "</{operation}Result><ResponseMetadata><RequestId>{request_id}</RequestId>\
         </ResponseMetadata></{operation}Response>"
    );
    Answer::new(200, xml).with_header("content-type", "text/xml")
}

pub(super) fn encode_error(namespace: &str, error: &ServiceError, request_id: &str) -> Answer {
    let fault = fault(error);
    let xml = format!(
        "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{fault}</Type><Code>{}</Code>\
         <Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
        escape(code(error)),
        escape(&error.message),
    );
    Answer::new(error.status, xml).with_header("content-type", "text/xml")
}

/// The code of an error as awsQuery has it, for services whose newer protocols name the type.
fn code(error: &ServiceError) -> &str {
    match error.code.as_str() {
        "InvalidParameterValueException" => "InvalidParameterValue",
        same => same,
    }
}

/// What the newer protocols of such a service tell clients that look for the older code.
pub(super) fn compatible(error: &ServiceError) -> String {
    format!("{};{}", code(error), fault(error))
}

fn fault(error: &ServiceError) -> &'static str {
    if error.status < 500 {
        "Sender"
    } else {
        "Receiver"
    }
}

/// Writes a value; `item` is the name of a list's elements.
pub(super) fn write_value(xml: &mut String, item: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(value) => {
            let _ = write!(xml, "{value}");
        }
        Value::Number(value) => {
            let _ = write!(xml, "{value}");
        }
        Value::String(text) => xml.push_str(&escape(text)),
        Value::Array(values) => {
            for value in values {
                write_element(xml, item, item, value);
            }
        }
        Value::Object(fields) => match (fields.get(MAP), cbor::text_of_time(value)) {
            (_, Some(time)) => xml.push_str(&time),
            (Some(Value::Object(entries)), _) => {
                for (key, value) in entries {
                    xml.push_str("<entry>");
                    write_element(xml, item, "key", &Value::String(key.clone()));
                    write_element(xml, item, "value", value);
                    xml.push_str("</entry>");
                }
            }
            _ => {
                for (name, value) in fields {
                    write_element(xml, item, name, value);
                }
            }
        },
    }
}

fn write_element(xml: &mut String, item: &str, name: &str, value: &Value) {
    let _ = write!(xml, "<{name}>");
    write_value(xml, item, value);
    let _ = write!(xml, "</{name}>");
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_becomes_nested_parameters() {
        let body = b"Action=AssumeRole&Version=1&RoleSessionName=a&Tags.member.2.Key=c\
            &Tags.member.1.Key=a%2Fb&Tags.member.1.Value=1&TaskPolicyArn.arn=x&Tags.member.10.Key=z";
        let decoded = decode(body, "1").unwrap();
        assert_eq!(decoded.operation, "AssumeRole");
        assert_eq!(
            decoded.parameters,
            json!({
                "RoleSessionName": "a",
                "Tags": [{ "Key": "a/b", "Value": "1" }, { "Key": "c" }, { "Key": "z" }],
                "TaskPolicyArn": { "arn": "x" },
            })
        );
        assert_eq!(
            decode(b"Action=A&Version=2", "1").unwrap_err().code,
            "NoSuchVersion"
        );
        assert_eq!(decode(b"Version=1", "1").unwrap_err().code, "MissingAction");
    }

    #[test]
    fn a_result_becomes_xml() {
        let result = json!({
            "SummaryMap": map([("A".to_owned(), json!(1))]),
            "Names": ["a&b"],
            "IsTruncated": false,
        });
        let answer = encode("urn:n", "Get", &result, "r");
        assert_eq!(
            String::from_utf8(answer.body).unwrap(),
            "<GetResponse xmlns=\"urn:n\"><GetResult><IsTruncated>false</IsTruncated><Names>\
             <member>a&amp;b</member></Names><SummaryMap><entry><key>A</key><value>1</value>\
             </entry></SummaryMap></GetResult><ResponseMetadata><RequestId>r</RequestId>\
             </ResponseMetadata></GetResponse>"
        );
    }
}
