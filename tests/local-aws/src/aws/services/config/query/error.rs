//! Why a query is refused.

/// AWS Config's query language has more than is known here: a query is refused by what it has more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum QueryError {
    #[error("The query ends where {0} is expected.")]
    Ends(&'static str),
    #[error("`{found}` stands where {expected} is expected.")]
    Unexpected {
        found: String,
        expected: &'static str,
    },
    #[error("`{0}` is not a number.")]
    NotANumber(String),
    #[error("A text in quotation marks has no end.")]
    OpenText,
    #[error("The wildcard of `{0}` does not stand at the end.")]
    Wildcard(String),
    #[error("`{0}` is selected and is not in GROUP BY.")]
    NotGrouped(String),
    #[error("`{0}` is ordered by and is not in GROUP BY.")]
    OrderNotGrouped(String),
    #[error(
        "The local AWS does not know {0} in a query; AWS Config may. It knows SELECT, COUNT(*), \
         WHERE, AND, OR, LIKE, comparisons, GROUP BY and ORDER BY: use those, or ask in an AWS \
         account."
    )]
    Unknown(String),
    #[error(
        "The local AWS records no property `{0}`; AWS Config may. It records accountId, awsRegion, \
         resourceName, resourceType and the configuration of \
         AWS::Config::ConformancePackCompliance."
    )]
    UnknownProperty(String),
    #[error(
        "The local AWS records no resource of the type `{0}`; AWS Config may. It records \
         AWS::Config::ConformancePackCompliance."
    )]
    UnknownType(String),
}
