//! Documents on their way to Parameter Store.

use std::process::ExitCode;

use super::source::Source;
use super::store::{StoreOptions, Value};
use crate::error::PackError;
use crate::foreign::Shown;

/// Writes documents that differ from what is stored.
pub(super) fn run(
    sources: &[Source],
    options: &StoreOptions,
    dry_run: bool,
) -> Result<ExitCode, PackError> {
    let places = Source::by_parameter(sources)?;
    options.with_store(async |store| {
        let stored = store.values(places.keys().map(String::as_str)).await?;
        for (name, source) in &places {
            let is_stored = |value: &Value| value.as_ref().is_ok_and(|text| *text == source.text);
            if stored.get(name).is_some_and(is_stored) {
                println!("unchanged  {}", Shown(name));
            } else if dry_run {
                println!("to write   {}", Shown(name));
            } else {
                store.put(name, &source.text).await?;
                println!("written    {}", Shown(name));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}
