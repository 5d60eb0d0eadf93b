use aws_sdk_eventbridge::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_eventbridge::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_eventbridge::error::BoxError;
use config_rule::ReadError;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Refuses an answer without `Result`: the SDK takes it for one that says false.
#[derive(Debug)]
pub(super) struct HasResult {
    pub(super) action: &'static str,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Result")]
    _result: IgnoredAny,
}

impl Intercept for HasResult {
    fn name(&self) -> &'static str {
        "HasResult"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let answer = context.response();
        let body = answer.body().bytes().unwrap_or_default();
        if answer.status().is_success() && serde_json::from_slice::<Answer>(body).is_err() {
            return Err(ReadError::lacks(self.action, "Result").into());
        }
        Ok(())
    }
}
