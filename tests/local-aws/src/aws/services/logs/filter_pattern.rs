//! A subset of CloudWatch Logs' filter patterns:
//!
//! - nothing: every message;
//! - terms: `ERROR "access denied"`, all of which stand in the message; with `?` in front, any of
//!   them; with `-` in front, none of them;
//! - `{ … }` for messages of JSON: selectors `$.a.b[0]`, compared by `=`, `!=`, `<`, `<=`, `>`,
//!   `>=` with a number or with a text (quoted or not, `*` as wildcard at its ends or within),
//!   `EXISTS`, `NOT EXISTS`, `IS NULL`, `IS TRUE`, `IS FALSE`; joined by `&&` and `||`, of which
//!   `&&` binds closer; parentheses.
//!
//! A comparison with a field that is not there is false, whatever the operator. Regular
//! expressions (`%…%`) and patterns for columns (`[…]`) are not understood.

use std::str::FromStr;

use serde_json::Value;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum FilterPattern {
    Terms(Vec<Term>),
    Json(Condition),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    text: String,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Required,
    Optional,
    Excluded,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Test(Selector, Test),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Exists,
    NotExists,
    Is(Value),
    Compare(Operator, Operand),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Number(f64),
    Text(String),
}

/// The names and places that lead to a field.
pub(super) type Selector = Vec<Step>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Field(String),
    Place(usize),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum PatternError {
    #[error("expected {expected} at `{found}`")]
    Expected {
        expected: &'static str,
        found: String,
    },
    #[error("{0} are not understood by the local AWS endpoint")]
    NotSupported(&'static str),
}

impl FilterPattern {
    pub(super) fn matches(&self, message: &str) -> bool {
        match self {
            Self::Terms(terms) => {
                let holds = |term: &Term| message.contains(&term.text);
                let mut optional = terms.iter().filter(|t| t.role == Role::Optional).peekable();
                (optional.peek().is_none() || optional.any(holds))
                    && terms.iter().all(|term| match term.role {
                        Role::Required => holds(term),
                        Role::Excluded => !holds(term),
                        Role::Optional => true,
                    })
            }
            Self::Json(condition) => {
                serde_json::from_str(message).is_ok_and(|message| condition.holds(&message))
            }
        }
    }
}

impl Condition {
    fn holds(&self, message: &Value) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(message)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(message)),
            Self::Test(selector, test) => test.holds(select(message, selector)),
        }
    }
}

fn select<'a>(message: &'a Value, selector: &[Step]) -> Option<&'a Value> {
    selector.iter().try_fold(message, |value, step| match step {
        Step::Field(name) => value.get(name),
        Step::Place(place) => value.get(place),
    })
}

impl Test {
    fn holds(&self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Self::Exists, value) => value.is_some(),
            (Self::NotExists, value) => value.is_none(),
            (_, None) => false,
            (Self::Is(expected), Some(value)) => value == expected,
            (Self::Compare(operator, Operand::Number(number)), Some(value)) => {
                let ordering = value.as_f64().and_then(|value| value.partial_cmp(number));
                ordering.is_some_and(|ordering| match operator {
                    Operator::Equal => ordering.is_eq(),
                    Operator::NotEqual => ordering.is_ne(),
                    Operator::Less => ordering.is_lt(),
                    Operator::LessOrEqual => ordering.is_le(),
                    Operator::Greater => ordering.is_gt(),
                    Operator::GreaterOrEqual => ordering.is_ge(),
                })
            }
            (Self::Compare(operator, Operand::Text(text)), Some(value)) => {
                let Some(value) = value.as_str() else {
                    return false;
                };
                let equal = wildcard_matches(text, value);
                match operator {
                    Operator::Equal => equal,
                    Operator::NotEqual => !equal,
                    // Texts have no order in filter patterns.
                    _ => false,
                }
            }
        }
    }
}

/// Whether `text` matches `pattern`, in which `*` stands for any characters.
fn wildcard_matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

impl FromStr for FilterPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        if text.starts_with('[') {
            return Err(PatternError::NotSupported("patterns for columns"));
        }
        let mut parser = Parser { rest: text };
        if !parser.take("{") {
            return parser.terms().map(Self::Terms);
        }
        let condition = parser.any()?;
        parser.expect("}", "`&&`, `||` or `}`")?;
        if parser.rest.is_empty() {
            Ok(Self::Json(condition))
        } else {
            Err(parser.expected("the end"))
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn expected(&self, expected: &'static str) -> PatternError {
        PatternError::Expected {
            expected,
            found: self.rest.chars().take(20).collect(),
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes `token` and the space around it, if it is next.
    fn take(&mut self, token: &str) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    /// Takes a word of letters, if it is next and ends there.
    fn take_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(self.rest.len());
        if self.rest[..end].eq_ignore_ascii_case(word) {
            self.rest = self.rest[end..].trim_start();
            true
        } else {
            false
        }
    }

    fn expect(&mut self, token: &str, expected: &'static str) -> Result<(), PatternError> {
        if self.take(token) {
            Ok(())
        } else {
            Err(self.expected(expected))
        }
    }

    fn any(&mut self) -> Result<Condition, PatternError> {
        let mut parts = vec![self.all()?];
        while self.take("||") {
            parts.push(self.all()?);
        }
        Ok(single_or(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, PatternError> {
        let mut parts = vec![self.unit()?];
        while self.take("&&") {
            parts.push(self.unit()?);
        }
        Ok(single_or(parts, Condition::All))
    }

    fn unit(&mut self) -> Result<Condition, PatternError> {
        if self.take("(") {
            let inner = self.any()?;
            self.expect(")", "`&&`, `||` or `)`")?;
            return Ok(inner);
        }
        let selector = self.selector()?;
        let test = self.test()?;
        Ok(Condition::Test(selector, test))
    }

    fn selector(&mut self) -> Result<Selector, PatternError> {
        self.skip_space();
        let Some(rest) = self.rest.strip_prefix('$') else {
            return Err(self.expected("a selector such as `$.eventName`"));
        };
        self.rest = rest;
        let mut steps = Vec::new();
        loop {
            if let Some(rest) = self.rest.strip_prefix('.') {
                let end = rest
                    .find(|c: char| !(c.is_alphanumeric() || "_-:".contains(c)))
                    .unwrap_or(rest.len());
                if end == 0 {
                    return Err(self.expected("a field's name"));
                }
                steps.push(Step::Field(rest[..end].to_owned()));
                self.rest = &rest[end..];
            } else if let Some(rest) = self.rest.strip_prefix('[') {
                let (place, rest) = rest
                    .split_once(']')
                    .ok_or_else(|| self.expected("a place such as `[0]`"))?;
                let place = place
                    .trim()
                    .parse()
                    .map_err(|_| self.expected("a place such as `[0]`"))?;
                steps.push(Step::Place(place));
                self.rest = rest;
            } else if steps.is_empty() {
                return Err(self.expected("a selector such as `$.eventName`"));
            } else {
                return Ok(steps);
            }
        }
    }

    fn test(&mut self) -> Result<Test, PatternError> {
        const OPERATORS: &[(&str, Operator)] = &[
            // The longer ones first.
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        if self.take_word("EXISTS") {
            return Ok(Test::Exists);
        }
        if self.take_word("NOT") {
            return if self.take_word("EXISTS") {
                Ok(Test::NotExists)
            } else {
                Err(self.expected("EXISTS"))
            };
        }
        if self.take_word("IS") {
            let values = [
                ("NULL", Value::Null),
                ("TRUE", Value::Bool(true)),
                ("FALSE", Value::Bool(false)),
            ];
            for (word, value) in values {
                if self.take_word(word) {
                    return Ok(Test::Is(value));
                }
            }
            return Err(self.expected("NULL, TRUE or FALSE"));
        }
        for (token, operator) in OPERATORS {
            if self.take(token) {
                return Ok(Test::Compare(*operator, self.operand()?));
            }
        }
        Err(self.expected("an operator"))
    }

    fn operand(&mut self) -> Result<Operand, PatternError> {
        if self.rest.starts_with('%') {
            return Err(PatternError::NotSupported("regular expressions"));
        }
        if self.rest.starts_with('"') {
            return self.quoted().map(Operand::Text);
        }
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || "&|(){}\"".contains(c))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return Err(self.expected("a value"));
        }
        self.rest = rest;
        Ok(match word.parse() {
            Ok(number) => Operand::Number(number),
            Err(_) => Operand::Text(word.to_owned()),
        })
    }

    /// A text in quotes, in which a backslash takes a quote's meaning away.
    fn quoted(&mut self) -> Result<String, PatternError> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(text);
                }
                '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
                other => text.push(other),
            }
        }
        Err(self.expected("a closing quote"))
    }

    fn terms(&mut self) -> Result<Vec<Term>, PatternError> {
        let mut terms = Vec::new();
        self.skip_space();
        while !self.rest.is_empty() {
            let role = match self.rest.as_bytes() {
                [b'?', ..] => Role::Optional,
                [b'-', ..] => Role::Excluded,
                [b'%', ..] => return Err(PatternError::NotSupported("regular expressions")),
                _ => Role::Required,
            };
            if role != Role::Required {
                self.rest = &self.rest[1..];
            }
            let text = if self.rest.starts_with('"') {
                self.quoted()?
            } else {
                let end = self
                    .rest
                    .find(char::is_whitespace)
                    .unwrap_or(self.rest.len());
                let (word, rest) = self.rest.split_at(end);
                self.rest = rest;
                word.to_owned()
            };
            terms.push(Term { text, role });
            self.skip_space();
        }
        Ok(terms)
    }
}

fn single_or(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => join(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = r#"{
        "eventName": "ConsoleLogin",
        "eventType": "AwsConsoleSignIn",
        "userIdentity": { "type": "Root", "accountId": "111111111111" },
        "additionalEventData": { "MFAUsed": "No" },
        "attempts": 3,
        "readOnly": false,
        "errorMessage": null,
        "resources": [{ "type": "a" }]
    }"#;

    #[test]
    fn conditions_hold_or_do_not() {
        for (pattern, expected) in [
            (r#"{ $.userIdentity.type = "Root" }"#, true),
            (r#"{$.userIdentity.type="Root"}"#, true),
            ("{ $.userIdentity.type = Root }", true),
            (r#"{ $.userIdentity.type = "root" }"#, false),
            (
                r#"{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }"#,
                true,
            ),
            (
                r#"{ $.eventType != "AwsServiceEvent" && $.userIdentity.invokedBy NOT EXISTS && $.userIdentity.type = "Root" }"#,
                true,
            ),
            (
                r#"{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }"#,
                true,
            ),
            (
                r#"{ $.eventName = "A" || $.eventName = "B" && $.attempts = 3 }"#,
                false,
            ),
            (
                r#"{ $.attempts = 3 || $.eventName = "B" && $.attempts = 4 }"#,
                true,
            ),
            (
                r#"{ ($.attempts = 3 || $.eventName = "B") && $.attempts = 4 }"#,
                false,
            ),
            (r#"{ $.eventName = "Console*" }"#, true),
            ("{ $.eventName = *Login }", true),
            (r#"{ $.eventName = "*sole*in" }"#, true),
            (r#"{ $.eventName = "*Logout*" }"#, false),
            (r#"{ $.missing != "a" }"#, false),
            ("{ $.attempts >= 3 && $.attempts < 4 }", true),
            ("{ $.readOnly IS FALSE && $.errorMessage IS NULL }", true),
            ("{ $.readOnly IS TRUE }", false),
            (
                r#"{ $.resources[0].type = "a" && $.resources[1] NOT EXISTS }"#,
                true,
            ),
            ("{ $.errorMessage EXISTS }", true),
        ] {
            let parsed: FilterPattern = pattern.parse().unwrap();
            assert_eq!(parsed.matches(MESSAGE), expected, "{pattern}");
        }
        let json: FilterPattern = "{ $.a EXISTS }".parse().unwrap();
        assert!(!json.matches("no JSON"));
    }

    #[test]
    fn terms_stand_in_the_message_or_do_not() {
        for (pattern, message, expected) in [
            ("", "anything", true),
            ("Root login", "a login of Root", true),
            ("Root login", "a login", false),
            ("\"of Root\"", "a login of Root", true),
            ("?Root ?Admin", "an Admin", true),
            ("?Root ?Admin", "a user", false),
            ("login -Root", "a login of Root", false),
        ] {
            let parsed: FilterPattern = pattern.parse().unwrap();
            assert_eq!(parsed.matches(message), expected, "{pattern}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for pattern in [
            "{",
            "{ }",
            "{ $.a }",
            "{ $.a = }",
            "{ $.a = 1 } x",
            "{ a = 1 }",
            "{ $ = 1 }",
            "{ $.a = \"b }",
            "{ $.a NOT 1 }",
            "{ ($.a = 1 }",
            "{ $.a = %b% }",
            "[a, b]",
            "%a%",
        ] {
            assert!(pattern.parse::<FilterPattern>().is_err(), "{pattern}");
        }
    }
}
