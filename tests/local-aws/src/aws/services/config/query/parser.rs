//! Reads the part of AWS Config's query language that the book's and the stored queries use.
//! https://docs.aws.amazon.com/config/latest/developerguide/query-components.html

use serde_json::json;

use super::error::QueryError;
use super::expression::{Comparison, Condition, Direction, Pattern, Query, Selected};
use super::resource::{Property, RESOURCE_TYPE, TYPE};
use super::token::{Token, tokens};

/// How deep conditions may stand in brackets.
const DEEPEST: usize = 32;

pub(super) fn parse(query: &str) -> Result<Query, QueryError> {
    let tokens = tokens(query)?;
    let mut parser = Parser {
        rest: &tokens,
        depth: 0,
    };
    let query = parser.query()?;
    check_groups(&query)?;
    Ok(query)
}

/// Rows that are groups have the properties of the group only.
fn check_groups(query: &Query) -> Result<(), QueryError> {
    if !query.is_aggregation() {
        return Ok(());
    }
    for selected in &query.selected {
        if let Selected::Property(property) = selected
            && !query.grouped_by.contains(property)
        {
            return Err(QueryError::NotGrouped(property.0.to_owned()));
        }
    }
    let alone = |(property, _): &&(Property, Direction)| !query.grouped_by.contains(property);
    match query.ordered_by.iter().find(alone) {
        Some((property, _)) => Err(QueryError::OrderNotGrouped(property.0.to_owned())),
        None => Ok(()),
    }
}

struct Parser<'a> {
    rest: &'a [Token],
    depth: usize,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// Goes past a keyword, if it is there.
    fn takes(&mut self, keyword: &str) -> bool {
        let is_there = matches!(
            self.rest.first(),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword)
        );
        if is_there {
            self.next();
        }
        is_there
    }

    fn takes_symbol(&mut self, symbol: &'static str) -> bool {
        let is_there = self.rest.first() == Some(&Token::Symbol(symbol));
        if is_there {
            self.next();
        }
        is_there
    }

    fn must(&mut self, is_there: bool, expected: &'static str) -> Result<(), QueryError> {
        if is_there {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn unexpected(&self, expected: &'static str) -> QueryError {
        match self.rest.first() {
            None => QueryError::Ends(expected),
            Some(found) => QueryError::Unexpected {
                found: found.to_string(),
                expected,
            },
        }
    }

    fn query(&mut self) -> Result<Query, QueryError> {
        let select = self.takes("SELECT");
        self.must(select, "SELECT")?;
        let selected = self.list(Self::selected)?;
        let condition = if self.takes("WHERE") {
            Some(self.any()?)
        } else {
            None
        };
        let grouped_by = if self.takes("GROUP") {
            let by = self.takes("BY");
            self.must(by, "BY")?;
            self.list(Self::scalar)?
        } else {
            Vec::new()
        };
        let ordered_by = if self.takes("ORDER") {
            let by = self.takes("BY");
            self.must(by, "BY")?;
            self.list(Self::ordered)?
        } else {
            Vec::new()
        };
        match self.rest.first() {
            None => Ok(Query {
                selected,
                condition,
                grouped_by,
                ordered_by,
            }),
            Some(more) => Err(QueryError::Unknown(format!("`{more}` there"))),
        }
    }

    fn list<T>(
        &mut self,
        element: impl Fn(&mut Self) -> Result<T, QueryError>,
    ) -> Result<Vec<T>, QueryError> {
        let mut elements = vec![element(self)?];
        while self.takes_symbol(",") {
            elements.push(element(self)?);
        }
        Ok(elements)
    }

    fn selected(&mut self) -> Result<Selected, QueryError> {
        if self.takes_symbol("*") {
            return Err(QueryError::Unknown("`SELECT *`".to_owned()));
        }
        match self.rest {
            [Token::Word(function), Token::Symbol("("), ..] => {
                self.rest = &self.rest[2..];
                let is_count = function.eq_ignore_ascii_case("COUNT")
                    && self.takes_symbol("*")
                    && self.takes_symbol(")");
                if is_count {
                    Ok(Selected::Count)
                } else {
                    Err(QueryError::Unknown(format!("such a `{function}(…)`")))
                }
            }
            _ => Ok(Selected::Property(self.property()?)),
        }
    }

    fn property(&mut self) -> Result<Property, QueryError> {
        match self.rest.first() {
            Some(Token::Word(word)) => {
                if is_foreign(word) {
                    return Err(QueryError::Unknown(format!("`{word}`")));
                }
                let property = Property::named(word)
                    .ok_or_else(|| QueryError::UnknownProperty(word.clone()))?;
                self.next();
                Ok(property)
            }
            _ => Err(self.unexpected("a property")),
        }
    }

    /// A property with one value.
    fn scalar(&mut self) -> Result<Property, QueryError> {
        let property = self.property()?;
        if property.is_compound() {
            return Err(QueryError::Unknown(format!(
                "GROUP BY or ORDER BY with `{}`",
                property.0
            )));
        }
        Ok(property)
    }

    fn ordered(&mut self) -> Result<(Property, Direction), QueryError> {
        let property = self.scalar()?;
        let direction = if self.takes("DESC") {
            Direction::Descending
        } else {
            self.takes("ASC");
            Direction::Ascending
        };
        Ok((property, direction))
    }

    fn any(&mut self) -> Result<Condition, QueryError> {
        let mut conditions = vec![self.all()?];
        while self.takes("OR") {
            conditions.push(self.all()?);
        }
        Ok(Condition::Any(conditions))
    }

    fn all(&mut self) -> Result<Condition, QueryError> {
        let mut conditions = vec![self.one()?];
        while self.takes("AND") {
            conditions.push(self.one()?);
        }
        Ok(Condition::All(conditions))
    }

    fn one(&mut self) -> Result<Condition, QueryError> {
        if !self.takes_symbol("(") {
            return self.comparison();
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(QueryError::Unknown(format!(
                "more than {DEEPEST} brackets in one another"
            )));
        }
        let condition = self.any()?;
        self.depth -= 1;
        let end = self.takes_symbol(")");
        self.must(end, "`)`")?;
        Ok(condition)
    }

    fn comparison(&mut self) -> Result<Condition, QueryError> {
        let property = self.property()?;
        let comparison = match self.next() {
            Some(Token::Symbol("=")) => Comparison::Equal,
            Some(Token::Symbol("<")) => Comparison::Less,
            Some(Token::Symbol("<=")) => Comparison::AtMost,
            Some(Token::Symbol(">")) => Comparison::Greater,
            Some(Token::Symbol(">=")) => Comparison::AtLeast,
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("LIKE") => {
                let pattern = self.pattern()?;
                return Ok(Condition::Like { property, pattern });
            }
            Some(other) => return Err(QueryError::Unknown(format!("`{other}`"))),
            None => return Err(QueryError::Ends("a comparison")),
        };
        let value = match self.rest.first() {
            Some(Token::Text(text)) if property == RESOURCE_TYPE && text != TYPE => {
                return Err(QueryError::UnknownType(text.clone()));
            }
            Some(Token::Text(text)) => json!(text),
            Some(Token::Number(number)) => json!(number),
            _ => return Err(self.unexpected("a text in quotation marks or a number")),
        };
        self.next();
        Ok(Condition::Compare {
            property,
            comparison,
            value,
        })
    }

    fn pattern(&mut self) -> Result<Pattern, QueryError> {
        let Some(Token::Text(text)) = self.rest.first() else {
            return Err(self.unexpected("a pattern in quotation marks"));
        };
        let (beginning, is_open) = match text.strip_suffix('%') {
            Some(beginning) => (beginning, true),
            None => (text.as_str(), false),
        };
        if beginning.contains('%') {
            return Err(QueryError::Wildcard(text.clone()));
        }
        if beginning.contains('_') {
            return Err(QueryError::Unknown("`_` in a pattern".to_owned()));
        }
        self.next();
        Ok(Pattern {
            beginning: beginning.to_owned(),
            is_open,
        })
    }
}

/// Words of SQL that stand where a property is expected.
fn is_foreign(word: &str) -> bool {
    ["NOT", "DISTINCT", "ALL", "CASE", "FROM", "JOIN"]
        .iter()
        .any(|foreign| word.eq_ignore_ascii_case(foreign))
}
