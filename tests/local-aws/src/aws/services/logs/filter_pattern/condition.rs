//! Tests joined by `&&` and `||`, of which `&&` binds closer, and parentheses.

use super::cursor::Cursor;
use super::error::PatternError;

#[derive(Debug)]
pub(super) enum Condition<T> {
    All(Vec<Condition<T>>),
    Any(Vec<Condition<T>>),
    Test(T),
}

impl<T> Condition<T> {
    pub(super) fn holds(&self, test: &impl Fn(&T) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(test)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(test)),
            Self::Test(one) => test(one),
        }
    }

    /// Reads a condition, of which `test` reads each test.
    pub(super) fn parse<'a>(
        cursor: &mut Cursor<'a>,
        test: &impl Fn(&mut Cursor<'a>) -> Result<T, PatternError>,
    ) -> Result<Self, PatternError> {
        let mut any = Vec::new();
        loop {
            let mut all = vec![Self::parse_unit(cursor, test)?];
            while cursor.take("&&") {
                all.push(Self::parse_unit(cursor, test)?);
            }
            any.push(Self::All(all));
            if !cursor.take("||") {
                return Ok(Self::Any(any));
            }
        }
    }

    fn parse_unit<'a>(
        cursor: &mut Cursor<'a>,
        test: &impl Fn(&mut Cursor<'a>) -> Result<T, PatternError>,
    ) -> Result<Self, PatternError> {
        if cursor.take("(") {
            let inner = Self::parse(cursor, test)?;
            cursor.expect(")", "`&&`, `||` or `)`")?;
            Ok(inner)
        } else {
            test(cursor).map(Self::Test)
        }
    }
}
