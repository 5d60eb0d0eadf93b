//! The text of a pattern, before it is decided where its wildcards may match.

/// One element of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Char(char),
    /// `?`
    One,
    /// `*`
    Many,
}

/// Whether `${…}` is a variable: it is in policies of version 2012-10-17, but not in older ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variables {
    Known,
    Unknown,
}

/// A text holds a policy variable, so that what it matches depends on the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HasVariable;

/// Reads wildcards and the escapes `${*}`, `${?}` and `${$}`.
///
/// AWS doesn't say what `${` means in older policies, so there it counts as a variable, too.
pub(crate) fn pieces(text: &str, variables: Variables) -> Result<Vec<Piece>, HasVariable> {
    let mut pieces = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("${") {
            if variables == Variables::Unknown {
                return Err(HasVariable);
            }
            let escaped = ["${*}", "${?}", "${$}"]
                .into_iter()
                .find(|escape| rest.starts_with(escape))
                .ok_or(HasVariable)?;
            pieces.extend(escaped.chars().nth(2).map(Piece::Char));
            rest = &rest[escaped.len()..];
            continue;
        }
        pieces.push(match next {
            '*' => Piece::Many,
            '?' => Piece::One,
            literal => Piece::Char(literal),
        });
        rest = &rest[next.len_utf8()..];
    }
    Ok(pieces)
}

/// Pieces without wildcards in them: `*` and `?` stand for themselves, as in StringEquals.
pub(crate) fn literally(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Char(literal) => *literal,
            Piece::One => '?',
            Piece::Many => '*',
        })
        .collect()
}

pub(crate) const ARN_SEGMENTS: usize = 6;

pub(crate) const COLON: Piece = Piece::Char(':');

/// How many parts the colons divide a text into.
pub(crate) fn segments(pieces: &[Piece]) -> usize {
    let colons = pieces.iter().filter(|piece| **piece == COLON);
    colons.count() + 1
}

/// Whether the text has all of an ARN's six segments.
pub(crate) fn is_full_arn(pieces: &[Piece]) -> bool {
    segments(pieces) >= ARN_SEGMENTS
}

pub(crate) fn lower_case(pieces: &[Piece]) -> Vec<Piece> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Char(literal) => Piece::Char(literal.to_ascii_lowercase()),
            wildcard => *wildcard,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_literal_and_variables_are_recognized() {
        let literal = |text: &str| text.chars().map(Piece::Char).collect::<Vec<_>>();
        assert_eq!(pieces("a${*}b", Variables::Known), Ok(literal("a*b")));
        assert_eq!(pieces("${?}${$}", Variables::Known), Ok(literal("?$")));
        assert_eq!(pieces("$", Variables::Known), Ok(literal("$")));
        for text in ["${aws:username}", "a${", "${aws:x, 'y'}", "${*"] {
            assert_eq!(pieces(text, Variables::Known), Err(HasVariable), "{text}");
        }
        assert_eq!(pieces("${*}", Variables::Unknown), Err(HasVariable));
    }
}
